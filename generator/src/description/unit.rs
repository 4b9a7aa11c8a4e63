//! Units and patterns.

use super::bounds::Bounds;
use super::reading::{Reading, Scalar};
use super::token::{Kind, Mark};
use super::vocabulary::{self, Cue};
use crate::rules::{Rule, rule};

/// The longest unit, in characters.
const LONGEST_UNIT: usize = 8;

/// The longest unit that is one word in ASCII.
const LONGEST_WORD: usize = 16;

/// Finds the unit of a value; an empty one where the text says several.
type FindUnit = for<'r, 'a> fn(&'r Reading<'a>, Option<&'r Bounds<'a>>) -> Option<&'a str>;

/// The forms of a unit. The first that finds one is right.
pub(super) static UNITS: &[Rule<FindUnit>] = &[
    rule("unit.cue", "单位：秒", |reading, _| {
        let mut stated = (0..reading.tokens.len()).filter_map(|i| stated(reading, i));
        let first = stated.next()?;
        Some(if stated.all(|other| other == first) { first } else { "" })
    }),
    rule("unit.value", "取值范围：1~60秒", |_, range| range.and_then(|range| range.unit)),
    rule("unit.paren", "最大连接数（个/秒）", |reading, _| {
        in_parentheses(reading).filter(|_| reading.is_numeric())
    }),
    rule("unit.as", "等待时间，以秒为单位", |reading, _| {
        let (before, _) = reading.subject.text.split_once(vocabulary::AS_UNIT.1)?;
        let (_, unit) = before.rsplit_once(vocabulary::AS_UNIT.0)?;
        vocabulary::UNITS.contains(&unit.trim()).then(|| unit.trim())
    }),
    rule("unit.in", "The timeout period, in seconds.", |reading, _| in_words(reading).filter(|_| reading.is_numeric())),
];

/// The unit of the value, as printed, with its rule.
pub(super) fn unit<'a>(reading: &Reading<'a>, range: Option<&Bounds<'a>>) -> Option<(&'static str, &'a str)> {
    reading.scalar.filter(|scalar| *scalar != Scalar::Boolean)?;
    let (id, unit) = UNITS.iter().find_map(|rule| Some((rule.id, (rule.by)(reading, range)?)))?;
    (!unit.is_empty()).then_some((id, unit))
}

/// A known unit behind "in" at the end of a clause of the first sentence.
fn in_words<'a>(reading: &Reading<'a>) -> Option<&'a str> {
    let ends = |i: &usize| matches!(reading.kind(*i), Some(Kind::Mark(Mark::Stop | Mark::Newline | Mark::Semicolon)));
    let end = (0..reading.tokens.len()).find(ends).unwrap_or(reading.tokens.len());
    let at = (0..end).find(|&i| reading.token(i).is_some_and(|token| token.text.eq_ignore_ascii_case("in")))?;
    let close = (at + 1..end).find(|&i| matches!(reading.kind(i), Some(Kind::Mark(mark)) if mark.is_boundary()));
    let text = reading.span(at + 1, close.unwrap_or(end));
    vocabulary::UNITS.contains(&text).then_some(text)
}

/// The unit that the cue at token `i` announces.
fn stated<'a>(reading: &Reading<'a>, i: usize) -> Option<&'a str> {
    if reading.cue(i)? != Cue::Unit || !reading.is_boundary(i) {
        return None;
    }
    let from = super::phrase::lead(reading, i + 1);
    let ends = |j: &usize| reading.kind(*j).is_none_or(|kind| matches!(kind, Kind::Mark(mark) if mark.is_boundary()));
    let end = (from..=reading.tokens.len()).find(ends)?;
    let text = reading.span(from, end).trim_matches(['"', '“', '”', '\'']);
    let word = text.bytes().all(|b| b.is_ascii_alphabetic() || b == b'/');
    let longest = if word { LONGEST_WORD } else { LONGEST_UNIT };
    (!text.is_empty() && text.chars().count() <= longest).then_some(text)
}

/// A known unit in parentheses at the end of the first phrase.
fn in_parentheses<'a>(reading: &Reading<'a>) -> Option<&'a str> {
    let open = (0..reading.tokens.len()).find(|&i| matches!(reading.kind(i), Some(Kind::Mark(_))))?;
    if !reading.is(open, Mark::Open) {
        return None;
    }
    let close = (open..reading.tokens.len()).find(|&i| reading.is(i, Mark::Close))?;
    let text = reading.span(open + 1, close);
    let text = text.strip_prefix(vocabulary::IN).unwrap_or(text);
    let ends = reading.kind(close + 1).is_none_or(|kind| matches!(kind, Kind::Mark(mark) if mark.is_boundary()));
    (ends && vocabulary::UNITS.contains(&text)).then_some(text)
}

/// Finds the pattern that a cue at a token announces.
type FindPattern = for<'r, 'a> fn(&'r Reading<'a>, usize) -> Option<String>;

/// The forms of a pattern.
pub(super) static PATTERNS: &[Rule<FindPattern>] = &[
    rule("pattern.date", "格式：YYYY-MM-DD HH:mm:ss", |reading, i| {
        if reading.cue(i) != Some(Cue::Format) || reading.is_conditional(i) {
            return None;
        }
        let behind = date(reading.rest(super::phrase::lead(reading, i + 1)));
        behind.or_else(|| date_before(reading, i))
    }),
    rule("pattern.regex", "正则表达式：^[a-z]+$", |reading, i| {
        (reading.cue(i) == Some(Cue::Regex)).then(|| printed(reading, i))?
    }),
];

/// The pattern of a string, with its rule.
pub(super) fn pattern(reading: &Reading<'_>) -> Option<(&'static str, String)> {
    if reading.scalar != Some(Scalar::Text) || reading.list {
        return None;
    }
    let at = |i: usize| PATTERNS.iter().find_map(|rule| Some((rule.id, (rule.by)(reading, i)?)));
    let mut found = (0..reading.tokens.len()).filter_map(at);
    let first = found.next()?;
    found.all(|other| other.1 == first.1).then_some(first)
}

/// The letters of a date format with the digits they stand for.
const DATE_FIELDS: &[(&str, &str)] = &[
    ("YYYY", r"\d{4}"),
    ("yyyy", r"\d{4}"),
    ("MM", r"\d{2}"),
    ("DD", r"\d{2}"),
    ("dd", r"\d{2}"),
    ("HH", r"\d{2}"),
    ("hh", r"\d{2}"),
    ("mm", r"\d{2}"),
    ("sss", r"\d{3}"),
    ("SSS", r"\d{3}"),
    ("ss", r"\d{2}"),
    ("SS", r"\d{2}"),
];

/// The date format that ends right before the cue at token `i`: "in the YYYY-MM-DDThh:mm:ssZ format".
fn date_before(reading: &Reading<'_>, i: usize) -> Option<String> {
    let cue = reading.token(i)?;
    let before = reading.subject.text.get(..cue.start)?.trim_end_matches([' ', '*', '`', '"']);
    let head = before.rfind(|c: char| c.is_whitespace() || !c.is_ascii()).map_or(0, |at| at + 1);
    let word = before.get(head..).unwrap_or_default();
    (word.len() >= "YYYY-MM".len()).then(|| date(word)).flatten()
}

/// The date format that `rest` begins with, as a pattern; marks of emphasis inside are no part of it.
fn date(rest: &str) -> Option<String> {
    let mut rest = rest.trim_start_matches(['"', '“', '\'', '`', '*']);
    let mut pattern = String::from("^");
    let mut fields = 0;
    while let Some(c) = rest.chars().next() {
        if let Some((letters, digits)) = DATE_FIELDS.iter().find(|(letters, _)| rest.starts_with(letters)) {
            pattern.push_str(digits);
            rest = rest.get(letters.len()..).unwrap_or_default();
            fields += 1;
            continue;
        }
        match c {
            '-' | ':' | '/' | 'T' | 'Z' => pattern.push(c),
            '.' if rest.get(1..).is_some_and(|tail| tail.starts_with(['s', 'S'])) => pattern.push_str(r"\."),
            '*' if fields > 0 => {}
            ' ' if fields == 3 && rest.trim_start().starts_with(['H', 'h']) => pattern.push(' '),
            _ => break,
        }
        rest = rest.get(1..).unwrap_or_default();
    }
    let closed = rest.chars().next().is_none_or(|c| !c.is_ascii_alphanumeric());
    pattern.push('$');
    (fields >= 2 && closed).then_some(pattern)
}

/// The regular expression printed behind the cue at token `i`: from `^` to `$`.
fn printed(reading: &Reading<'_>, i: usize) -> Option<String> {
    let rest = reading.rest(super::phrase::lead(reading, i + 1)).trim_start_matches(['"', '“', '\'', '`', ' ']);
    let line = rest.split('\n').next()?;
    let end = line.rfind('$')? + 1;
    let pattern = line.get(..end)?;
    (pattern.starts_with('^') && pattern.is_ascii() && !pattern.contains(' ')).then(|| pattern.to_owned())
}
