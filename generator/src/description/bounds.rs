//! Ranges of values, numbers of items, and lengths: rules that are phrases with numbers in them.
//!
//! A statement about only some cases is no fact; where several statements disagree none is taken. Values that
//! stand beside a range ("-1 switches it off") widen it.

use serde_json::Number;

use super::enumeration::Enumeration;
use super::list::List;
use super::phrase::{Captures, Part, Slot, Through, matches};
use super::reading::{Reading, Scalar, number};
use super::token::{Kind, Mark, Token};
use super::value::Form;
use super::vocabulary::{self, Cue};
use crate::rules::{Rule, rule};

/// Finds bounds that begin at a token.
type Find = for<'r, 'a> fn(&'r Reading<'a>, usize) -> Option<Captures<'a>>;

const VALUES: Part = Part::Cue(&[Cue::Values, Cue::Range]);
const LENGTH: Part = Part::Cue(&[Cue::Length]);
const MAX: Part = Part::Cue(&[Cue::Max]);
const MAX_LENGTH: Part = Part::Cue(&[Cue::MaxLength]);
const LOW: Part = Part::Number(Slot::Low);
const HIGH: Part = Part::Number(Slot::High);
const SPECIAL: Part = Part::Number(Slot::Special);
const TILDE: Part = Part::Through(Through::Tilde);
const DASH: Part = Part::Through(Through::Dash);
const WORD: Part = Part::Through(Through::Word);
const ANY: Part = Part::Through(Through::Any);
const OPEN: Part = Part::Maybe(Mark::BracketOpen);
const CLOSE: Part = Part::Maybe(Mark::BracketClose);
const FROM: Part = Part::Mark(Mark::BracketOpen);
const UNTIL: Part = Part::Mark(Mark::BracketClose);
const BELOW: Part = Part::Mark(Mark::Close);
const COMMA: Part = Part::Mark(Mark::Comma);
const COLON: Part = Part::Mark(Mark::Colon);
const LEAD: Part = Part::Lead;
const UNIT: Part = Part::Unit;
const GLOSS: Part = Part::Gloss;
const ITEMS: Part = Part::Items;

/// Forms of a range of values.
pub(super) static RANGES: &[Rule<Find>] = &[
    rule("range.tilde", "取值范围：1~100", |reading, i| {
        matches(reading, &[VALUES, LEAD, OPEN, LOW, UNIT, GLOSS, TILDE, HIGH, CLOSE, UNIT], i)
    }),
    rule("range.dash", "取值范围：1-100", |reading, i| {
        matches(reading, &[VALUES, LEAD, OPEN, LOW, UNIT, GLOSS, DASH, HIGH, CLOSE, UNIT], i)
    }),
    rule("range.words", "取值1到100", |reading, i| {
        matches(reading, &[VALUES, LEAD, LOW, UNIT, WORD, HIGH, UNIT], i)
    }),
    rule("range.brackets", "取值范围：[1, 100]", |reading, i| {
        matches(reading, &[VALUES, LEAD, FROM, LOW, COMMA, HIGH, UNTIL, UNIT], i)
    }),
    rule("range.half-open", "取值范围：[0, 100)", |reading, i| {
        matches(reading, &[VALUES, LEAD, FROM, LOW, COMMA, HIGH, BELOW, Part::Excluded], i)
    }),
    rule("range.pair", "范围0,100", |reading, i| {
        matches(reading, &[Part::Cue(&[Cue::Range]), LEAD, LOW, COMMA, HIGH, UNIT, Part::Last], i)
    }),
    rule("range.special", "取值：-1或1~100", |reading, i| {
        matches(reading, &[VALUES, LEAD, SPECIAL, Part::Or, LOW, UNIT, ANY, HIGH, UNIT], i)
    }),
    rule("range.between", "An integer between 1 and 100", |reading, i| {
        matches(reading, &[Part::Cue(&[Cue::Between]), LOW, UNIT, Part::Cue(&[Cue::And]), HIGH, UNIT], i)
    }),
    rule("range.max", "最大值为100", |reading, i| matches(reading, &[MAX, LEAD, HIGH, UNIT], i)),
    rule("range.min", "最小值为1", |reading, i| matches(reading, &[Part::Cue(&[Cue::Min]), LEAD, LOW, UNIT], i)),
];

/// A whole clause that is a range with units.
pub(super) static CLAUSES: &[Rule<Find>] =
    &[rule("range.clause", "1 Mbps 至 100 Mbps，默认值：1", |reading, i| {
        let captures = matches(reading, &[LOW, UNIT, ANY, HIGH, UNIT], i).filter(|_| reading.is_boundary(i))?;
        let ends = match reading.kind(captures.end) {
            Some(Kind::Mark(mark)) => mark.is_boundary() && !matches!(mark, Mark::Colon | Mark::Close),
            other => other.is_none(),
        };
        let lead = (0..i).rev().find(|&j| !reading.is(j, Mark::Newline));
        let led =
            lead.is_some_and(|j| [Mark::Colon, Mark::Open, Mark::BracketOpen].iter().any(|mark| reading.is(j, *mark)));
        (captures.unit.is_some() && ends && !led).then_some(captures)
    })];

/// A range among the items of a list.
pub(super) static RANGE_ITEMS: &[Rule<Find>] =
    &[rule("range.items", "取值：\n- -1：不限\n- 1-100：上限", |reading, i| {
        matches(reading, &[OPEN, LOW, ANY, HIGH, CLOSE, UNIT, COLON], i).filter(|_| reading.is_boundary(i))
    })];

/// The largest number that an item may have in its name, where they are counted from 1.
pub(super) static INDEXES: &[Rule<Find>] = &[rule("max-items.index", "N的取值范围：1~20", |reading, i| {
    is_of_index(reading, i).then(|| RANGES.iter().find_map(|rule| (rule.by)(reading, i)))?
})];

/// Forms of an upper bound on the number of items.
pub(super) static MAX_ITEMS: &[Rule<Find>] = &[
    rule("max-items.upto", "最多支持20个", |reading, i| matches(reading, &[MAX, LEAD, HIGH, ITEMS], i)),
    rule("max-items.action", "单次最多可删除20个", |reading, i| {
        matches(reading, &[MAX, Part::Gap(2), HIGH, ITEMS], i)
    }),
    rule("max-items.number", "The maximum number of IDs in each request is 20", |reading, i| {
        matches(reading, &[MAX, Part::Gap(10), Part::Is, HIGH, ITEMS], i)
    }),
    rule("max-items.length", "列表最大长度为20", |reading, i| {
        matches(reading, &[MAX_LENGTH, LEAD, HIGH, ITEMS], i)
    }),
    rule("max-items.length-upto", "数组长度最大支持20", |reading, i| {
        matches(reading, &[LENGTH, Part::Gap(1), MAX, HIGH, ITEMS], i)
    }),
];

/// Forms of the length of a string in characters.
pub(super) static LENGTHS: &[Rule<Find>] = &[
    rule("length.range", "长度限制为1~80个字符", |reading, i| {
        matches(reading, &[LENGTH, LEAD, OPEN, LOW, ANY, HIGH, CLOSE], i)
    }),
    rule("length.brackets", "长度范围：[1, 60]", |reading, i| {
        matches(reading, &[LENGTH, LEAD, FROM, LOW, COMMA, HIGH, UNTIL], i)
    }),
    rule("length.characters", "1-60个英文、数字", |reading, i| {
        matches(reading, &[LOW, ANY, HIGH, Part::Characters], i)
    }),
    rule("max-length.cue", "最大长度为255", |reading, i| matches(reading, &[MAX_LENGTH, LEAD, HIGH], i)),
    rule("max-length.upto", "不超过60个字符", |reading, i| {
        matches(reading, &[MAX, LEAD, HIGH, Part::Characters], i)
    }),
];

/// Forms of the length of a string in bytes.
pub(super) static BYTES: &[Rule<Find>] =
    &[rule("max-bytes.upto", "最大长度不能超过60个字节", |reading, i| {
        let limits = |text: &str| vocabulary::LIMITS.iter().any(|word| text.contains(word));
        let limit = reading
            .token(i)
            .filter(|cue| limits(cue.text))
            .and_then(|_| matches(reading, &[LENGTH, LEAD, HIGH, Part::Bytes], i));
        limit.or_else(|| matches(reading, &[Part::Cue(&[Cue::Max, Cue::MaxLength]), LEAD, HIGH, Part::Bytes], i))
    })];

/// Bounds that a rule found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bounds<'a> {
    pub(super) rule: &'static str,
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
    pub(super) unit: Option<&'a str>,
    /// The tokens of the statement.
    tokens: (usize, usize),
}

impl Bounds<'_> {
    /// A number between the ends, which are not meant.
    pub(super) fn has_within(&self, value: &serde_json::Value) -> bool {
        let ends = self.low.zip(self.high);
        ends.zip(value.as_f64()).is_some_and(|((low, high), value)| low < value && value < high)
    }

    /// Together with a range, a list is no enumeration: it explains single values, has the two ends of the range, or is
    /// the list that the range stands in. Only a list that is announced on its own may stand.
    pub(super) fn excludes(&self, enumeration: &Enumeration) -> bool {
        let (start, end) = self.tokens;
        let ends = (start..end).contains(&enumeration.start);
        !enumeration.announced || ends || RANGE_ITEMS.iter().any(|rule| rule.id == self.rule)
    }
}

/// A match of a rule at a place.
struct Hit<'a> {
    rule: &'static str,
    at: usize,
    captures: Captures<'a>,
}

/// Smallest and largest value of a field of numbers.
pub(super) fn range<'a>(reading: &Reading<'a>, lists: &[List<'a>]) -> Option<Bounds<'a>> {
    if !matches!(reading.scalar, Some(Scalar::Integer | Scalar::Number)) {
        return None;
    }
    let mut hits = hits_of(reading, RANGES);
    hits.extend(items(reading));
    hits.extend(hits_of(reading, CLAUSES));
    hits.retain(|hit| {
        closes(reading, hit.captures.end)
            && !is_of_index(reading, hit.at)
            && !(is_one_sided(hit)
                && (is_quota(reading, hit.at)
                    || is_aside(reading, hit)
                    || counts_digits(reading, hit)
                    || has_own_subject(reading, hit.at)))
    });
    let (two_sided, one_sided): (Vec<Hit<'_>>, Vec<Hit<'_>>) = hits.into_iter().partition(|hit| !is_one_sided(hit));
    let mut bounds = if two_sided.is_empty() { from_sides(reading, &one_sided)? } else { agreed(reading, &two_sided)? };
    let allowed = allowed(reading, lists);
    widen(&mut bounds, allowed.iter().filter_map(|(value, _)| number(value)?.as_f64()));
    Some(bounds)
}

/// The statement stands in parentheses together with something else.
fn is_aside(reading: &Reading<'_>, hit: &Hit<'_>) -> bool {
    let alone = hit.at.checked_sub(1).is_some_and(|before| reading.is(before, Mark::Open))
        && reading.is(hit.captures.end, Mark::Close);
    reading.is_in_parentheses(hit.at) && !alone
}

/// The sentence, which is not the first, says the bound of something that it counts: "The number of cups cannot exceed 9".
fn has_own_subject(reading: &Reading<'_>, at: usize) -> bool {
    let start = reading.sentence_start(at);
    let head = reading.span(start, at).to_ascii_lowercase();
    start > 0 && vocabulary::COUNTED.iter().any(|words| head.starts_with(words))
}

/// The number is one of digits, not of the value.
fn counts_digits(reading: &Reading<'_>, hit: &Hit<'_>) -> bool {
    vocabulary::DIGITS.iter().any(|word| super::token::starts_with_phrase(reading.rest(hit.captures.end), word))
}

/// The statement at token `i` speaks of some cases, or of one value.
fn is_partial(reading: &Reading<'_>, i: usize) -> bool {
    reading.is_conditional(i) || reading.is_in_item(i)
}

fn is_one_sided(hit: &Hit<'_>) -> bool {
    hit.captures.low.is_none() || hit.captures.high.is_none()
}

/// A maximum and a minimum, each stated once.
fn from_sides<'a>(reading: &Reading<'a>, hits: &[Hit<'a>]) -> Option<Bounds<'a>> {
    if reading.list || hits.iter().any(|hit| is_partial(reading, hit.at)) {
        return None;
    }
    let highs: Vec<&Hit<'_>> = hits.iter().filter(|hit| hit.captures.high.is_some()).collect();
    let lows: Vec<&Hit<'_>> = hits.iter().filter(|hit| hit.captures.low.is_some()).collect();
    if highs.len() > 1 || lows.len() > 1 {
        return None;
    }
    let first = highs.first().or(lows.first())?;
    let low = lows.first().and_then(|hit| hit.captures.low);
    let high = highs.first().and_then(|hit| hit.captures.high);
    if low.zip(high).is_some_and(|(low, high)| low > high) {
        return None;
    }
    Some(Bounds { rule: first.rule, low, high, unit: first.captures.unit, tokens: (first.at, first.captures.end) })
}

/// The bounds that all statements give. One that speaks of some cases only counts where another says the same.
fn agreed<'a>(reading: &Reading<'a>, hits: &[Hit<'a>]) -> Option<Bounds<'a>> {
    let first = hits.first()?;
    let ends = |hit: &Hit<'a>| (hit.captures.low, hit.captures.high);
    let same = hits.iter().all(|other| ends(other) == ends(first));
    let general = hits.len() > 1 || !hits.iter().any(|hit| is_partial(reading, hit.at));
    let (low, high) = ends(first);
    let unit = hits.iter().find_map(|hit| hit.captures.unit);
    let mut bounds = Bounds { rule: first.rule, low, high, unit, tokens: (first.at, first.captures.end) };
    widen(&mut bounds, hits.iter().filter_map(|hit| hit.captures.special));
    (same && general && low <= high).then_some(bounds)
}

/// All matches of `rules`, at most one rule at a place.
fn hits_of<'a>(reading: &Reading<'a>, rules: &'static [Rule<Find>]) -> Vec<Hit<'a>> {
    let mut found: Vec<Hit<'a>> = Vec::new();
    let mut free = 0;
    for (at, token) in reading.tokens.iter().enumerate() {
        if at < free || !reading.numbers || !matches!(token.kind, Kind::Cue(_) | Kind::Number) {
            continue;
        }
        let hit =
            rules.iter().find_map(|rule| (rule.by)(reading, at).map(|captures| Hit { rule: rule.id, at, captures }));
        if let Some(hit) = hit {
            free = hit.captures.end;
            found.push(hit);
        }
    }
    found
}

/// The number ends where the phrase ends: no date, address or longer number goes on.
fn closes(reading: &Reading<'_>, end: usize) -> bool {
    let Some(token) = reading.token(end) else { return true };
    match token.kind {
        Kind::Mark(Mark::Dash | Mark::Tilde | Mark::Slash | Mark::Other | Mark::Pipe) => false,
        Kind::Mark(Mark::Colon) => {
            token.spaced || !reading.token(end + 1).is_some_and(|next| next.kind == Kind::Number)
        }
        Kind::Word | Kind::Number => token.spaced,
        Kind::Text => !vocabulary::THROUGH.contains(&token.text),
        _ => true,
    }
}

/// Ranges among the items of an announced list: a value beside them widens the range.
fn items<'a>(reading: &Reading<'a>) -> Vec<Hit<'a>> {
    let announces = |j: &usize| reading.cue(*j) == Some(Cue::Values) && super::phrase::lead(reading, j + 1) > j + 1;
    // A line that explains one number announces the next line too.
    let explains = |j: &usize| {
        let line = j.checked_sub(1).is_some_and(|before| reading.is(before, Mark::Newline));
        line && reading.kind(*j) == Some(Kind::Number) && reading.is(j + 1, Mark::Colon)
    };
    let Some(announced) = (0..reading.tokens.len()).find(|j| announces(j) || explains(j)) else { return Vec::new() };
    let behind = |hit: &Hit<'_>| hit.at >= announced && hit.at > 0;
    // An item is said by the mark before it, but a line by itself.
    let said = |hit: Hit<'a>| Hit { at: hit.at - usize::from(!reading.is(hit.at - 1, Mark::Newline)), ..hit };
    hits_of(reading, RANGE_ITEMS).into_iter().filter(behind).map(said).collect()
}

/// Values that the text explains one by one, each with its explanation as printed: they are allowed whatever the range
/// says. In parentheses, the two ends of a range are explained too.
fn allowed<'a>(reading: &Reading<'a>, lists: &[List<'a>]) -> Vec<(&'a str, &'a str)> {
    let ends = lists.iter().filter(|list| list.form == Form::Paren).flat_map(|list| list.items.iter());
    let mut allowed = explained(reading, lists);
    allowed.extend(ends.map(|item| (item.value, item.gloss)));
    allowed
}

/// Those of them that are no ends of a range.
pub(super) fn explained<'a>(reading: &Reading<'a>, lists: &[List<'a>]) -> Vec<(&'a str, &'a str)> {
    let listed = lists
        .iter()
        .filter(|list| matches!(list.form, Form::Colon | Form::Means))
        .flat_map(|list| list.items.iter())
        .map(|item| (item.value, item.gloss));
    let explained = (0..reading.tokens.len()).filter(|&i| is_explained(reading, i)).filter_map(|i| {
        let means = usize::from(reading.cue(i + 1) == Some(Cue::Means));
        Some((reading.token(i)?.text, reading.rest(i + 1 + means)))
    });
    listed.chain(explained).filter(|(value, _)| number(value).is_some()).collect()
}

/// A number with "means" behind it, or "is sent as" before it.
fn is_explained(reading: &Reading<'_>, i: usize) -> bool {
    if reading.kind(i) != Some(Kind::Number) {
        return false;
    }
    let before = i.checked_sub(1).and_then(|j| reading.token(j));
    let sent = before.is_some_and(|token| {
        token.kind == Kind::Text && vocabulary::SENT_AS.iter().any(|end| token.text.ends_with(end))
    });
    let behind = reading.rest(i + 1);
    // `If this is set to 0, nothing is limited`, `取值为 0，则不限`
    let head = reading.span(reading.sentence_start(i), i);
    let set = before.is_some_and(|token| token.kind == Kind::Cue(Cue::Values)) && behind.starts_with(vocabulary::THEN)
        || vocabulary::SET_TO.iter().any(|set| head.ends_with(set))
            && head.starts_with(['I', 'i', 'W', 'w'])
            && behind.starts_with([',', ' ']);
    let rest = behind.trim_start_matches([',', '，']);
    let rest = rest.strip_prefix(vocabulary::WHEN).unwrap_or(rest);
    let means = reading.cue(i + 1) == Some(Cue::Means) || vocabulary::MEANS.iter().any(|means| rest.starts_with(means));
    let head =
        reading.subject.text.get(..reading.token(i).map_or(0, |token| token.start)).unwrap_or_default().trim_end();
    let other = vocabulary::NO_SUCH_VALUE.iter().any(|word| head.ends_with(word))
        || reading.cue(i + 1) == Some(Cue::Or)
        || super::phrase::unit(reading, i + 1).is_some();
    if other {
        return false;
    }
    let ranged = before.is_some_and(|token| matches!(token.kind, Kind::Mark(Mark::Tilde | Mark::Dash)));
    (sent || means || set) && !ranged
}

/// Makes room for `values`.
fn widen(bounds: &mut Bounds<'_>, values: impl IntoIterator<Item = f64>) {
    for value in values {
        bounds.low = bounds.low.map(|low| low.min(value));
        bounds.high = bounds.high.map(|high| high.max(value));
    }
}

/// Largest number of items of a list.
pub(super) fn max_items(reading: &Reading<'_>) -> Option<(&'static str, u64)> {
    if !reading.list {
        return None;
    }
    let hits: Vec<_> = hits_of(reading, MAX_ITEMS)
        .into_iter()
        .filter(|hit| {
            closes(reading, hit.captures.end)
                && !is_quota(reading, hit.at)
                && !is_counted_in_letters(reading, hit)
                && !is_partial(reading, hit.at)
        })
        .collect();
    let Some(first) = hits.first() else { return numbered(reading) };
    let high = first.captures.high?;
    let same = hits.iter().all(|hit| hit.captures.high == Some(high));
    same.then_some((first.rule, whole(high)?))
}

/// The largest number that an item may have in its name, where they are counted from 1.
fn numbered(reading: &Reading<'_>) -> Option<(&'static str, u64)> {
    let mut hits = hits_of(reading, INDEXES).into_iter();
    let hit = hits.next().filter(|hit| hit.captures.low == Some(1.0))?;
    hits.next().is_none().then_some((hit.rule, whole(hit.captures.high?)?))
}

/// The cue at token `at` speaks of the number of an item in its name: "the value range of N", "N的取值范围".
fn is_of_index(reading: &Reading<'_>, at: usize) -> bool {
    let index = |at: usize| {
        let is_index =
            |token: &Token<'_>| vocabulary::INDEXES.contains(&token.text) && token.text != reading.subject.name;
        reading.token(at).is_some_and(is_index)
    };
    let of = at.checked_sub(1).filter(|&of| reading.token(of).is_some_and(|of| of.text == vocabulary::OF));
    // `N is the number of the cup, valid values: 1 to 5`
    let sentence = reading.sentence_start(at);
    let defined = sentence < at
        && index(sentence)
        && reading
            .token(sentence + 1)
            .is_some_and(|next| next.text.starts_with(vocabulary::IS) || vocabulary::DEFINES_EN.contains(&next.text));
    defined
        || of.or(Some(at)).and_then(|of| of.checked_sub(1)).is_some_and(index)
        || reading.token(at).is_some_and(|cue| cue.text.ends_with(vocabulary::RANGE_OF)) && index(at + 1)
}

/// The clause of token `at` speaks of a quota, a total, or of another field.
fn is_quota(reading: &Reading<'_>, at: usize) -> bool {
    let clause = reading.span(reading.clause_start(at), at + 1);
    vocabulary::QUOTAS.iter().any(|phrase| super::reading::contains_phrase(clause, phrase))
}

fn is_counted_in_letters(reading: &Reading<'_>, hit: &Hit<'_>) -> bool {
    let rest = reading.rest(hit.captures.end.saturating_sub(1));
    let rest = rest.trim_start_matches(vocabulary::COUNTER).trim_start();
    vocabulary::CHARACTERS.iter().chain(vocabulary::BYTES).any(|word| rest.starts_with(word))
}

/// Shortest and longest string.
pub(super) fn length<'a>(reading: &Reading<'a>) -> Option<Bounds<'a>> {
    if reading.scalar != Some(Scalar::Text) {
        return None;
    }
    let mut hits = hits_of(reading, LENGTHS);
    hits.retain(|hit| !in_bytes(reading, hit) && closes(reading, hit.captures.end));
    // Of a list, the length of each item; of a text, that of the whole.
    if !reading.list && hits.iter().any(|hit| speaks_of_items(reading, hit.at)) {
        return None;
    }
    hits.retain(|hit| speaks_of_items(reading, hit.at) == reading.list);
    agreed_length(reading, &hits)
}

fn agreed_length<'a>(reading: &Reading<'a>, hits: &[Hit<'a>]) -> Option<Bounds<'a>> {
    let first = hits.first()?;
    let same =
        hits.iter().all(|hit| hit.captures.low == first.captures.low && hit.captures.high == first.captures.high);
    let clear = !hits.iter().any(|hit| is_partial(reading, hit.at));
    (same && clear).then_some(Bounds {
        rule: first.rule,
        low: first.captures.low,
        high: first.captures.high,
        unit: None,
        tokens: (first.at, first.captures.end),
    })
}

/// Longest string in bytes.
pub(super) fn bytes(reading: &Reading<'_>) -> Option<(&'static str, u64)> {
    if reading.scalar != Some(Scalar::Text) || reading.list {
        return None;
    }
    let mut hits = hits_of(reading, BYTES);
    hits.retain(|hit| !speaks_of_items(reading, hit.at));
    let bounds = agreed_length(reading, &hits)?;
    Some((bounds.rule, whole(bounds.high?)?))
}

fn in_bytes(reading: &Reading<'_>, hit: &Hit<'_>) -> bool {
    let rest = reading.rest(hit.captures.end).trim_start_matches([vocabulary::COUNTER, ' ']);
    vocabulary::BYTES.iter().any(|word| rest.starts_with(word))
}

/// The clause says "each".
fn speaks_of_items(reading: &Reading<'_>, at: usize) -> bool {
    let clause = reading.span(reading.clause_start(at), at + 1);
    vocabulary::EACH.iter().any(|phrase| super::reading::contains_phrase(clause, phrase))
}

/// A count.
pub(super) fn whole(value: f64) -> Option<u64> {
    (value.fract() == 0.0 && (0.0..9e15).contains(&value)).then_some(value as u64)
}

/// A bound as the spec holds it: whole where it is whole.
pub(super) fn json(value: f64) -> Option<Number> {
    if value.fract() == 0.0 && value.abs() < 9e15 { Some(Number::from(value as i64)) } else { Number::from_f64(value) }
}
