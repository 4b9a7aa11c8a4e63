//! A small phrase language over tokens: a rule for ranges, maxima and the like is a row of [`Part`]s.

use super::reading::Reading;
use super::token::{Kind, Mark};
use super::vocabulary::{self, Cue};

/// One step of a phrase.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    /// One of these cues.
    Cue(&'static [Cue]),
    /// A mark.
    Mark(Mark),
    /// A mark, if it stands here.
    Maybe(Mark),
    /// A colon and a line break, if they stand here.
    Lead,
    /// "or", however written.
    Or,
    /// What joins the ends of a range: a tilde, a dash, or a word.
    Through(Through),
    /// A number, captured.
    Number(Slot),
    /// A unit, captured, if one stands here.
    Unit,
    /// An explanation in parentheses, if one stands here.
    Gloss,
    /// The upper end is not in the range. Only of whole numbers the one before it is known.
    Excluded,
    /// No further value stands here.
    Last,
    /// Up to this many tokens of the same clause.
    Gap(usize),
    /// "is", or "are".
    Is,
    /// What is counted: characters.
    Characters,
    /// What is counted: bytes.
    Bytes,
    /// What is counted: the items of a list, or nothing said.
    Items,
}

/// What joins the ends of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Through {
    Tilde,
    Dash,
    Word,
    Any,
}

/// Which number of a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    Low,
    High,
    /// A value beside the range.
    Special,
}

/// What a phrase captured.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Captures<'a> {
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
    pub(super) special: Option<f64>,
    pub(super) unit: Option<&'a str>,
    /// Token behind the phrase.
    pub(super) end: usize,
}

/// Matches `parts` at token `i`.
pub(super) fn matches<'a>(reading: &Reading<'a>, parts: &[Part], i: usize) -> Option<Captures<'a>> {
    follow(reading, parts, i, Captures { end: i, ..Captures::default() })
}

fn follow<'a>(reading: &Reading<'a>, parts: &[Part], i: usize, captures: Captures<'a>) -> Option<Captures<'a>> {
    let Some((part, rest)) = parts.split_first() else {
        return Some(Captures { end: i, ..captures });
    };
    if let Part::Gap(longest) = part {
        let stops =
            |j: usize| reading.kind(j).is_none_or(|kind| matches!(kind, Kind::Mark(mark) if mark.is_boundary()));
        return (i..=i + longest)
            .take_while(|&j| j == i || !stops(j - 1))
            .find_map(|j| follow(reading, rest, j, captures));
    }
    let (next, captures) = step(reading, part, i, captures)?;
    follow(reading, rest, next, captures)
}

/// Takes one part at token `i`; answers with the token behind it.
fn step<'a>(reading: &Reading<'a>, part: &Part, i: usize, mut captures: Captures<'a>) -> Option<(usize, Captures<'a>)> {
    let next = match part {
        Part::Number(slot) => {
            let (value, next) = number(reading, i)?;
            match slot {
                Slot::Low => captures.low = Some(value),
                Slot::High => captures.high = Some(value),
                Slot::Special => captures.special = Some(value),
            }
            next
        }
        Part::Unit => {
            let (unit, next) = unit(reading, i).map_or((captures.unit, i), |(unit, next)| (Some(unit), next));
            captures.unit = unit;
            next
        }
        Part::Excluded => {
            let whole = reading.scalar == Some(super::reading::Scalar::Integer);
            captures.high = captures.high.filter(|_| whole).map(|high| high - 1.0);
            captures.high.map(|_| i)?
        }
        _ => behind(reading, part, i)?,
    };
    Some((next, captures))
}

/// Behind a part at token `i` that captures nothing.
fn behind(reading: &Reading<'_>, part: &Part, i: usize) -> Option<usize> {
    let here = match part {
        Part::Cue(cues) => reading.cue(i).is_some_and(|cue| cues.contains(&cue)),
        Part::Mark(mark) => reading.is(i, *mark),
        Part::Or => matches!(reading.kind(i), Some(Kind::Cue(Cue::Or) | Kind::Mark(Mark::Pipe))),
        Part::Is => reading.token(i).is_some_and(|token| vocabulary::COPULAS_EN.contains(&token.text)),
        Part::Maybe(mark) => return Some(i + usize::from(reading.is(i, *mark))),
        Part::Lead => return Some(lead(reading, i)),
        Part::Through(through) => return joint(reading, *through, i),
        Part::Gloss => return Some(gloss(reading, i)),
        Part::Last => {
            let separated = reading.is(i, Mark::Comma) || reading.is(i, Mark::Pause);
            return (!separated || reading.kind(i + 1) != Some(Kind::Number)).then_some(i);
        }
        Part::Characters => return counted(reading, i, vocabulary::CHARACTERS),
        Part::Bytes => return counted(reading, i, vocabulary::BYTES),
        Part::Items => return items(reading, i),
        Part::Gap(_) | Part::Number(_) | Part::Unit | Part::Excluded => return Some(i),
    };
    here.then_some(i + 1)
}

/// Behind a colon and line breaks at token `i`, and behind the name of what the values are of.
pub(super) fn lead(reading: &Reading<'_>, mut i: usize) -> usize {
    let of = i
        .checked_sub(1)
        .and_then(|before| reading.token(before))
        .is_some_and(|cue| cue.text.ends_with(vocabulary::RANGE_OF));
    let named = |token: &super::token::Token<'_>| {
        vocabulary::INDEXES.contains(&token.text) || token.text.eq_ignore_ascii_case(reading.subject.name)
    };
    if of && reading.token(i).is_some_and(named) {
        i += 1;
        i += usize::from(reading.token(i).is_some_and(|token| vocabulary::COPULAS_EN.contains(&token.text)));
    }
    while reading.is(i, Mark::Colon) || reading.is(i, Mark::Newline) {
        i += 1;
    }
    i
}

/// Behind the explanation in parentheses at token `i`, if one stands there.
fn gloss(reading: &Reading<'_>, i: usize) -> usize {
    const LONGEST: usize = 8;
    let close = (i..reading.tokens.len().min(i + LONGEST)).find(|&j| reading.is(j, Mark::Close));
    close.filter(|_| reading.is(i, Mark::Open)).map_or(i, |close| close + 1)
}

fn joint(reading: &Reading<'_>, through: Through, i: usize) -> Option<usize> {
    let token = reading.token(i)?;
    let found = match token.kind {
        Kind::Mark(Mark::Tilde) => Through::Tilde,
        Kind::Mark(Mark::Dash) => Through::Dash,
        Kind::Text | Kind::Word if vocabulary::THROUGH.contains(&token.text) => Through::Word,
        _ => return None,
    };
    (through == Through::Any || through == found).then_some(i + 1)
}

/// A number, maybe in quotes, with commas between its thousands, where they can be nothing else.
fn number(reading: &Reading<'_>, i: usize) -> Option<(f64, usize)> {
    if reading.is(i, Mark::Quote) && reading.is(i + 2, Mark::Quote) {
        let token = reading.token(i + 1).filter(|token| token.kind == Kind::Number)?;
        return Some((super::reading::number(token.text)?.as_f64()?, i + 3));
    }
    let token = reading.token(i).filter(|token| token.kind == Kind::Number)?;
    let mut digits = token.text.to_owned();
    let mut next = i + 1;
    let pair = i.checked_sub(1).is_some_and(|before| reading.is(before, Mark::BracketOpen))
        && reading.is(i + 3, Mark::BracketClose);
    while !pair
        && !digits.starts_with('0')
        && let (Some(comma), Some(group)) = (reading.token(next), reading.token(next + 1))
    {
        let thousands = comma.text == ","
            && !comma.spaced
            && !group.spaced
            && group.kind == Kind::Number
            && group.text.len() == 3
            && group.text.bytes().all(|b| b.is_ascii_digit());
        if !thousands {
            break;
        }
        digits.push_str(group.text);
        next += 2;
    }
    let value = super::reading::number(&digits)?.as_f64()?;
    Some((value, next))
}

/// A unit at token `i`, bare or in parentheses, with the token behind it.
pub(super) fn unit<'a>(reading: &Reading<'a>, i: usize) -> Option<(&'a str, usize)> {
    let open = usize::from(reading.is(i, Mark::Open));
    let at = i + open;
    let rest = reading.rest(at);
    let fits = |unit: &&&str| {
        let tail = rest.get(unit.len()..).unwrap_or_default();
        super::token::starts_with_phrase(rest, unit)
            && rest.starts_with(**unit)
            && !unit.is_empty()
            && (unit.is_ascii() || ends_unit(tail))
    };
    let found = vocabulary::UNITS.iter().filter(fits).max_by_key(|unit| unit.len())?;
    let start = reading.token(at)?.start;
    let end = start + found.len();
    let mut next = at;
    while reading.token(next).is_some_and(|token| token.start < end) {
        next += 1;
    }
    if open == 1 {
        if !reading.is(next, Mark::Close) {
            return None;
        }
        next += 1;
    }
    Some((reading.slice(start, end), next))
}

/// True where a unit ends: no prose goes on behind it, except the joint of a range or an alternative.
fn ends_unit(tail: &str) -> bool {
    let mark = |c: char| c.is_ascii() || matches!(c, '。' | '，' | '、' | '；' | '）' | '（' | '～');
    tail.chars().next().is_none_or(mark) || vocabulary::UNIT_ENDS.iter().any(|end| tail.starts_with(end))
}

/// Behind the words that say that characters, or bytes, are counted.
fn counted(reading: &Reading<'_>, i: usize, words: &[&str]) -> Option<usize> {
    let rest = reading.rest(i);
    let tail = vocabulary::CHARACTER_KINDS
        .iter()
        .fold(rest, |tail, prefix| tail.trim_start().strip_prefix(prefix).unwrap_or(tail));
    let tail = tail.trim_start();
    let word = words.iter().find(|word| super::token::starts_with_phrase(tail, word))?;
    let end = reading.token(i)?.start + (rest.len() - tail.len()) + word.len();
    (i..=reading.tokens.len()).find(|&j| reading.token(j).is_none_or(|token| token.start >= end))
}

/// Behind the end of an upper bound of a list: a counter, prose, or the end of the clause.
fn items(reading: &Reading<'_>, i: usize) -> Option<usize> {
    let Some(token) = reading.token(i) else { return Some(i) };
    match token.kind {
        Kind::Mark(mark) if mark.is_boundary() => Some(i),
        Kind::Text if vocabulary::COUNTERS.iter().any(|counter| token.text.starts_with(counter)) => Some(i + 1),
        Kind::Word if !reading.cjk => Some(i + 1),
        _ => None,
    }
}
