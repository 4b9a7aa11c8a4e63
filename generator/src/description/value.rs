//! One value of a description: a word, a number, or anything in quotes, and how it is explained.

use super::reading::{Reading, Scalar};
use super::token::{Kind, Mark};
use super::vocabulary::{self, Cue};

/// How the values of a list are explained, or joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `A：gloss`
    Colon,
    /// `A（gloss）`
    Paren,
    /// `A means gloss`
    Means,
    /// `A - gloss`
    Dash,
    /// `0，gloss；1，gloss`
    Numbered,
    /// `A gloss`
    Glued,
    /// `A、B`
    Bare,
    /// `A | B`
    Pipe,
    /// `A/B`
    Slash,
    /// `"A", "B"`
    Quoted,
}

/// A value with the token behind it.
pub(super) struct Value<'a> {
    pub(super) text: &'a str,
    pub(super) quoted: bool,
    pub(super) default: bool,
    pub(super) next: usize,
}

impl<'a> Value<'a> {
    /// The value at token `i`: a word, a number, or anything in quotes.
    pub(super) fn at(reading: &Reading<'a>, i: usize) -> Option<Self> {
        let token = reading.token(i)?;
        let (text, quoted, next) = match token.kind {
            Kind::Number if is_time_of_day(reading, i) => return None,
            // `http://`
            Kind::Word if reading.rest(i + 1).starts_with("://") => return None,
            Kind::Word | Kind::Number => {
                composite(reading, i).or_else(|| with_colon(reading, i)).unwrap_or((token.text, false, i + 1))
            }
            Kind::Mark(Mark::Quote) => {
                let close = (i + 1..i + 4).find(|&j| reading.is(j, Mark::Quote))?;
                let text = reading.span(i + 1, close);
                (if close == i + 1 { "" } else { text }, true, close + 1)
            }
            _ => return None,
        };
        let number = token.kind == Kind::Number;
        if !(text.is_ascii() || number) || vocabulary::NO_VALUES.iter().any(|word| word.eq_ignore_ascii_case(text)) {
            return None;
        }
        let next = if number { behind_unit(reading, next) } else { next };
        let (default, next) = default_mark(reading, next);
        Some(Self { text, quoted, default, next })
    }

    /// How the value is explained.
    pub(super) fn form(&self, reading: &Reading<'a>) -> Option<Form> {
        let Some(next) = reading.token(self.next) else { return Some(Form::Bare) };
        Some(match next.kind {
            Kind::Mark(Mark::Colon) => Form::Colon,
            Kind::Mark(Mark::Open) => Form::Paren,
            Kind::Cue(Cue::Means) => Form::Means,
            Kind::Mark(Mark::Comma) if reading.cue(self.next + 1) == Some(Cue::Means) => Form::Means,
            Kind::Mark(Mark::Comma) if self.is_numbered(reading) => Form::Numbered,
            Kind::Mark(Mark::Dash) if reading.kind(self.next + 1) == Some(Kind::Number) => return None,
            Kind::Mark(Mark::Dash) if next.spaced || self.quoted || self.is_dashed(reading) => Form::Dash,
            Kind::Text if next.text.starts_with(vocabulary::IS) && is_plain_code(self.text) => Form::Means,
            Kind::Text if is_open_end(reading.rest(self.next)) || is_closed_end(next.text) => Form::Bare,
            Kind::Text => Form::Glued,
            Kind::Mark(Mark::Newline) if self.is_broken(reading) => Form::Glued,
            Kind::Number | Kind::Word => return None,
            Kind::Mark(Mark::Tilde | Mark::Dash | Mark::Other) => return None,
            Kind::Mark(_) | Kind::Cue(_) => Form::Bare,
        })
    }

    /// `0-关闭`: prose in another script is glued to the dash.
    fn is_dashed(&self, reading: &Reading<'a>) -> bool {
        let glued = |j: usize, kind: Kind| reading.token(j).is_some_and(|token| token.kind == kind && !token.spaced);
        let number = self.text.bytes().all(|b| b.is_ascii_digit());
        let word = || number && glued(self.next + 1, Kind::Word) && reading.kind(self.next + 2) == Some(Kind::Text);
        glued(self.next + 1, Kind::Text) || word()
    }

    /// The page broke the line between a constant and its explanation.
    fn is_broken(&self, reading: &Reading<'a>) -> bool {
        let after_semicolon = self.next.checked_sub(2).is_some_and(|j| reading.is(j, Mark::Semicolon));
        after_semicolon && is_plain_code(self.text) && reading.kind(self.next + 1) == Some(Kind::Text)
    }

    /// A digit, a comma and prose behind a colon, a semicolon or a line break.
    fn is_numbered(&self, reading: &Reading<'a>) -> bool {
        let digit = self.text.len() == 1 && self.text.bytes().all(|b| b.is_ascii_digit());
        let before = self.next.checked_sub(2);
        let opens = before.is_some_and(|j| {
            [Mark::Newline, Mark::Bullet, Mark::Semicolon, Mark::Colon].iter().any(|mark| reading.is(j, *mark))
        });
        digit && opens && reading.kind(self.next + 1) == Some(Kind::Text)
    }
}

/// Behind the unit of a number at token `i`, if one is glued to it: `60s和300s`. Only fields of numbers have units.
fn behind_unit<'a>(reading: &Reading<'a>, i: usize) -> usize {
    let numbers = matches!(reading.scalar, Some(Scalar::Integer | Scalar::Number));
    let Some(token) = reading.token(i).filter(|token| token.kind == Kind::Word && !token.spaced) else {
        return i;
    };
    let whole = super::phrase::unit(reading, i).is_some_and(|(unit, _)| unit == token.text);
    i + usize::from(numbers && whole)
}

/// A value with a colon in it: `A:B` where a second colon explains the whole, where the whole is emphasized, or
/// where the text has `A:C` too.
fn with_colon<'a>(reading: &Reading<'a>, i: usize) -> Option<(&'a str, bool, usize)> {
    let glued = |j: usize, kind: Kind| reading.token(j).is_some_and(|token| token.kind == kind && !token.spaced);
    let colon = reading.token(i + 1).is_some_and(|token| token.text == ":");
    if !colon || !glued(i + 1, Kind::Mark(Mark::Colon)) || !(glued(i + 2, Kind::Word) || glued(i + 2, Kind::Number)) {
        return None;
    }
    let end = i + 3;
    let (_, behind) = default_mark(reading, end);
    let again = || {
        let (head, whole) = (reading.span(i, i + 2), reading.span(i, end));
        let text = reading.subject.text;
        text.match_indices(head).any(|(at, _)| {
            let other =
                text.get(at + head.len()..).is_some_and(|tail| tail.starts_with(|c: char| c.is_ascii_alphanumeric()));
            other && text.get(at..).is_some_and(|tail| !tail.starts_with(whole))
        })
    };
    let whole = || reading.is(behind, Mark::Colon) || reading.is_emphasized(i, end) || again();
    whole().then(|| (reading.span(i, end), false, end))
}

/// A time of day begins at token `i`: two digits, a colon, two digits.
fn is_time_of_day<'a>(reading: &Reading<'a>, i: usize) -> bool {
    let two = |j: usize| reading.token(j).is_some_and(|token| token.kind == Kind::Number && token.text.len() == 2);
    two(i) && reading.is(i + 1, Mark::Colon) && two(i + 2)
}

/// A value of several parts that stands alone before a colon at the start of a line: `A;B;C：gloss`.
fn composite<'a>(reading: &Reading<'a>, i: usize) -> Option<(&'a str, bool, usize)> {
    let joins = |j: usize| reading.token(j).is_some_and(|token| matches!(token.text, ";" | "," | "+") && !token.spaced);
    let part = |j: usize| matches!(reading.kind(j), Some(Kind::Word | Kind::Number));
    if !reading.begins_line(i) || !joins(i + 1) {
        return None;
    }
    let mut end = i + 1;
    while joins(end) && part(end + 1) {
        end += 2;
    }
    reading.is(end, Mark::Colon).then(|| (reading.span(i, end), false, end))
}

/// Behind the mark "(default)", if it stands at token `i`.
fn default_mark<'a>(reading: &Reading<'a>, i: usize) -> (bool, usize) {
    let close = i + 2;
    let marked = reading.is(i, Mark::Open)
        && reading.is(close, Mark::Close)
        && vocabulary::DEFAULT_MARKS.contains(&reading.span(i + 1, close).to_ascii_lowercase().as_str());
    if marked { (true, close + 1) } else { (false, i) }
}

pub(super) fn is_open_end(text: &str) -> bool {
    let starts = |phrases: &[&str]| phrases.iter().any(|phrase| super::token::starts_with_phrase(text, phrase));
    starts(vocabulary::OPEN_ENDS) && !starts(vocabulary::NOT_OPEN)
}

pub(super) fn is_closed_end(text: &str) -> bool {
    vocabulary::CLOSED_ENDS.iter().any(|end| text.starts_with(end))
}

/// A number or a constant: capitals, digits, and the marks between them.
pub(super) fn is_plain_code(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'))
}
