//! A tokenized description with the questions that rules ask of it: what stands here, what clause is it in,
//! is that clause about this field at all.

use serde_json::{Number, Value};

use super::token::{Kind, Mark, Token, starts_with_phrase, tokenize};
use super::vocabulary::{self, Cue};
use crate::spec::model::Type;

/// One field's description as the pages give it.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// Wire name.
    pub name: &'a str,
    /// Declared type.
    pub ty: &'a Type,
    /// The description without the note about null and without the sample value; `\n` between paragraphs and list
    /// items, lines that the page wrapped joined again.
    pub text: &'a str,
    /// The sample value as printed.
    pub example: Option<&'a str>,
    /// Must the field be sent; none where the table has no such column.
    pub required: Option<bool>,
}

/// What a value is, once lists are taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scalar {
    Text,
    Integer,
    Number,
    Boolean,
}

/// A description, ready for the rules.
pub(super) struct Reading<'a> {
    pub(super) subject: &'a Subject<'a>,
    pub(super) tokens: Vec<Token<'a>>,
    /// The type of the values; none for objects and maps.
    pub(super) scalar: Option<Scalar>,
    /// The field is a list.
    pub(super) list: bool,
    /// The text has numbers.
    pub(super) numbers: bool,
    /// The text is Chinese, or another language without ASCII words.
    pub(super) cjk: bool,
}

impl<'a> Reading<'a> {
    pub(super) fn new(subject: &'a Subject<'a>) -> Self {
        let (scalar, list) = scalar_of(subject.ty);
        let tokens = tokenize(subject.text);
        let numbers = tokens.iter().any(|token| token.kind == Kind::Number);
        let cjk = subject.text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        Self { subject, tokens, scalar, list, numbers, cjk }.without_list_numbers()
    }

    pub(super) fn token(&self, i: usize) -> Option<&Token<'a>> {
        self.tokens.get(i)
    }

    pub(super) fn kind(&self, i: usize) -> Option<Kind> {
        self.tokens.get(i).map(|token| token.kind)
    }

    pub(super) fn cue(&self, i: usize) -> Option<Cue> {
        match self.kind(i) {
            Some(Kind::Cue(cue)) => Some(cue),
            _ => None,
        }
    }

    pub(super) fn is(&self, i: usize, mark: Mark) -> bool {
        self.kind(i) == Some(Kind::Mark(mark))
    }

    /// The token up to which what begins at token `i` may go on. Descriptions are short; of one that is not, the cost
    /// must not grow with the square of its length.
    pub(super) fn within_reach(&self, i: usize) -> usize {
        const FARTHEST: usize = 400;
        self.tokens.len().min(i.saturating_add(FARTHEST))
    }

    /// The description from the start of token `i`; empty behind the last token.
    pub(super) fn rest(&self, i: usize) -> &'a str {
        self.tokens.get(i).and_then(|token| self.subject.text.get(token.start..)).unwrap_or_default()
    }

    /// The description between two byte offsets, without white space around it.
    pub(super) fn slice(&self, start: usize, end: usize) -> &'a str {
        self.subject.text.get(start..end).unwrap_or_default().trim()
    }

    /// True where a clause ends before token `i`, which may be the first.
    pub(super) fn is_boundary(&self, i: usize) -> bool {
        match i.checked_sub(1).map(|before| self.kind(before)) {
            None => true,
            Some(Some(Kind::Mark(mark))) => mark.is_boundary(),
            _ => false,
        }
    }

    /// Token `i` is the first of its line.
    pub(super) fn begins_line(&self, i: usize) -> bool {
        i.checked_sub(1).is_none_or(|before| self.is(before, Mark::Newline) || self.is(before, Mark::Bullet))
    }

    /// Token `i` is the minutes of a time of day.
    pub(super) fn is_clock(&self, i: usize) -> bool {
        let before = i.checked_sub(2);
        self.kind(i) == Some(Kind::Number)
            && before.is_some_and(|j| self.kind(j) == Some(Kind::Number) && self.is(j + 1, Mark::Colon))
    }

    /// A cue, maybe with a colon behind it, stands right before token `i`.
    pub(super) fn cue_before(&self, i: usize) -> bool {
        let before = i.checked_sub(1).filter(|&j| self.is(j, Mark::Colon)).unwrap_or(i);
        before.checked_sub(1).is_some_and(|j| self.cue(j).is_some())
    }

    /// First token of the clause that token `i` stands in.
    pub(super) fn clause_start(&self, i: usize) -> usize {
        (0..=i).rev().find(|&j| self.is_boundary(j)).unwrap_or(0)
    }

    /// First token of the sentence that token `i` stands in; lines are sentences.
    pub(super) fn sentence_start(&self, i: usize) -> usize {
        let ends = |j: usize| {
            matches!(self.kind(j), Some(Kind::Mark(Mark::Stop | Mark::Semicolon | Mark::Newline | Mark::Bullet)))
        };
        (0..i).rev().find(|&j| ends(j)).map_or(0, |j| j + 1)
    }

    /// The printed text from token `from` to token `to`, exclusive.
    pub(super) fn span(&self, from: usize, to: usize) -> &'a str {
        let start = self.tokens.get(from).map_or(self.subject.text.len(), |token| token.start);
        let end = to.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(start, |token| token.end());
        self.slice(start, end.max(start))
    }

    /// Is what token `i` begins said only of some cases, or of another parameter?
    pub(super) fn is_conditional(&self, i: usize) -> bool {
        let start = self.sentence_start(i);
        let head = self.span(start, i);
        if vocabulary::ABSENT.iter().any(|phrase| head.contains(phrase)) {
            return false;
        }
        let own = |token: &Token<'_>| token.text.eq_ignore_ascii_case(self.subject.name);
        let neutral = |token: &Token<'_>| own(token) || vocabulary::NEUTRAL_WORDS.contains(&token.text);
        let foreign = |token: &Token<'_>| self.cjk && token.kind == Kind::Word && !neutral(token);
        let clause = self.tokens.get(self.clause_start(i)..i).unwrap_or_default();
        clause.iter().any(foreign) || self.has_condition(start, i)
    }

    /// The sentence before token `i` says what to do where the field is not sent.
    pub(super) fn is_instead(&self, i: usize) -> bool {
        let head = self.span(self.sentence_start(i), i);
        vocabulary::ABSENT.iter().any(|phrase| head.contains(phrase))
    }

    /// The sentence before token `i` says that it only illustrates.
    pub(super) fn is_illustration(&self, i: usize) -> bool {
        (self.sentence_start(i)..i).any(|j| self.cue(j) == Some(Cue::Example))
    }

    /// The text before token `i` has `name=`: the name is a part of the format that the text describes.
    pub(super) fn is_part_of_format(&self, name: &str, i: usize) -> bool {
        let before = self.span(0, i);
        before
            .match_indices(name)
            .any(|(at, _)| before.get(at + name.len()..).is_some_and(|rest| rest.starts_with('=')))
    }

    /// A clause between two tokens, outside parentheses and explanations of a value, names a condition.
    fn has_condition(&self, from: usize, to: usize) -> bool {
        let mut depth = 0usize;
        let settles = |j: &usize| {
            self.token(*j).is_some_and(|token| vocabulary::REQUIRED.iter().any(|phrase| token.text.contains(phrase)))
        };
        let from = (from..to).rev().find(settles).map_or(from, |j| j + 1);
        let mut explained = false;
        self.tokens.get(from..to).unwrap_or_default().iter().enumerate().any(|(i, token)| {
            match token.kind {
                Kind::Mark(Mark::Open) => depth += 1,
                Kind::Mark(Mark::Close) => depth = depth.saturating_sub(1),
                Kind::Cue(Cue::Means) => explained = true,
                Kind::Mark(mark) if mark.is_boundary() => explained = false,
                _ => {}
            }
            let plain = || vocabulary::NO_CONDITIONS.iter().any(|phrase| contains_phrase(token.text, phrase));
            let condition = || vocabulary::CONDITIONS.iter().any(|phrase| contains_phrase(token.text, phrase));
            let leading = || {
                vocabulary::LEADING_CONDITIONS.iter().any(|word| word.eq_ignore_ascii_case(token.text))
                    && self.is_boundary(from + i)
            };
            depth == 0 && !explained && (condition() || leading()) && !plain()
        })
    }

    /// The text from token `from` to token `to` is set in bold as a whole.
    pub(super) fn is_emphasized(&self, from: usize, to: usize) -> bool {
        const MARK: &str = "**";
        let start = self.tokens.get(from).map_or(0, |token| token.start);
        let end = to.checked_sub(1).and_then(|last| self.tokens.get(last)).map_or(0, Token::end);
        self.subject.text.get(..start).is_some_and(|before| before.ends_with(MARK))
            && self.subject.text.get(end..).is_some_and(|behind| behind.starts_with(MARK))
    }

    /// Token `i` stands in parentheses.
    pub(super) fn is_in_parentheses(&self, i: usize) -> bool {
        let depth = |depth: i32, token: &Token<'_>| match token.kind {
            Kind::Mark(Mark::Open) => depth + 1,
            Kind::Mark(Mark::Close) => (depth - 1).max(0),
            _ => depth,
        };
        self.tokens.get(..i).unwrap_or_default().iter().fold(0, depth) > 0
    }

    /// Token `i` stands in the explanation of one value or member, which a line, or for numbers a sentence, begins with.
    pub(super) fn is_in_item(&self, i: usize) -> bool {
        let breaks = |j: &usize| self.is(*j, Mark::Newline) || self.is(*j, Mark::Bullet);
        let line = (0..i).rev().find(breaks).map_or(0, |j| j + 1);
        let begins = |j: usize, kind: Kind| j < i && self.kind(j) == Some(kind) && self.is(j + 1, Mark::Colon);
        begins(line, Kind::Word) || begins(self.sentence_start(i), Kind::Number)
    }

    /// Token `i` stands in a line, or an item of a list, that begins with a case: "- if the cup is full: 1 to 9. Default: 3".
    pub(super) fn is_in_case(&self, i: usize) -> bool {
        let breaks = |j: &usize| self.is(*j, Mark::Newline) || self.is(*j, Mark::Bullet);
        let Some(start) = (0..i).rev().find(breaks) else { return false };
        let colon = (start..i).find(|j| self.is(*j, Mark::Colon));
        colon.is_some_and(|colon| self.has_condition(start + 1, colon))
    }

    /// The values are numbers.
    pub(super) fn is_numeric(&self) -> bool {
        matches!(self.scalar, Some(Scalar::Integer | Scalar::Number))
    }

    /// The text has one of `phrases`.
    pub(super) fn mentions(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| contains_phrase(self.subject.text, phrase))
    }

    /// The number at token `i`, a mark and a word are a number of a list and a value: `1. TCP`, `(1) TCP`, `1、TCP`.
    /// Answers with the number and the tokens that it takes.
    fn list_number(&self, i: usize) -> Option<(u32, usize)> {
        let open = usize::from(self.is(i, Mark::Open));
        let number = self.token(i + open).filter(|token| token.kind == Kind::Number)?.text.parse().ok()?;
        let marks: &[Mark] = if open == 1 { &[Mark::Close] } else { &[Mark::Stop, Mark::Close, Mark::Pause] };
        let mark = marks.iter().any(|mark| self.is(i + open + 1, *mark));
        let value = matches!(self.kind(i + open + 2), Some(Kind::Word | Kind::Mark(Mark::Quote)));
        let begins = i == 0 || self.is_boundary(i) || self.token(i).is_some_and(|token| token.spaced);
        (mark && value && begins).then_some((number, open + 2))
    }

    /// Puts bullets in the place of the numbers of a numbered list of words. Of a field of numbers nobody knows whether
    /// such a number is a value.
    fn without_list_numbers(mut self) -> Self {
        if self.scalar != Some(Scalar::Text) || !self.numbers {
            return self;
        }
        let mut places = Vec::new();
        for i in 0..self.tokens.len() {
            if let Some((number, length)) = self.list_number(i)
                && usize::try_from(number).is_ok_and(|number| number == places.len() + 1)
            {
                places.push((i, length));
            }
        }
        if places.len() > 1 {
            for (i, length) in places.into_iter().rev() {
                if let Some(first) = self.tokens.get_mut(i) {
                    first.kind = Kind::Mark(Mark::Bullet);
                }
                self.tokens.drain(i + 1..i + length);
            }
        }
        self
    }

    /// The sample value, as a value of the field's type where it can be read as one.
    pub(super) fn samples(&self) -> Vec<Value> {
        let Some(example) = self.subject.example.map(str::trim) else { return Vec::new() };
        if example.is_empty() || example == "null" {
            return Vec::new();
        }
        if !self.list {
            return self.value(example.trim_matches(['"', '\''])).into_iter().collect();
        }
        match serde_json::from_str::<Vec<Value>>(example) {
            Ok(items) => items,
            Err(_) => self.value(example.trim_matches(['"', '\''])).into_iter().collect(),
        }
    }

    /// `text` as a value of the field's type.
    pub(super) fn value(&self, text: &str) -> Option<Value> {
        match self.scalar? {
            Scalar::Text => Some(Value::String(text.to_owned())),
            Scalar::Integer => integer(text).map(Value::from),
            Scalar::Number => number(text).map(Value::Number),
            Scalar::Boolean => boolean(text).map(Value::Bool),
        }
    }
}

impl Mark {
    /// A clause ends here.
    pub(super) fn is_boundary(self) -> bool {
        !matches!(self, Mark::Other | Mark::Dash | Mark::Slash | Mark::Tilde | Mark::Quote)
    }
}

fn scalar_of(ty: &Type) -> (Option<Scalar>, bool) {
    match ty {
        // Of JSON in a text only the number of items is told beside its members.
        Type::String { content: Some(inner), .. } => (None, scalar_of(inner).1),
        Type::String { .. } => (Some(Scalar::Text), false),
        Type::Integer { .. } => (Some(Scalar::Integer), false),
        Type::Number { .. } => (Some(Scalar::Number), false),
        Type::Boolean => (Some(Scalar::Boolean), false),
        Type::Array { items, .. } => (scalar_of(items).0, true),
        Type::Object { .. } | Type::Map { .. } | Type::OneOf { .. } => (None, false),
    }
}

/// Like `contains`; ASCII phrases match whole words in any case.
pub(super) fn contains_phrase(text: &str, phrase: &str) -> bool {
    if !phrase.is_ascii() {
        return text.contains(phrase);
    }
    let starts = |i: usize| i == 0 || text.as_bytes().get(i - 1).is_some_and(|b| !b.is_ascii_alphanumeric());
    text.char_indices().any(|(i, _)| starts(i) && text.get(i..).is_some_and(|tail| starts_with_phrase(tail, phrase)))
}

/// Full-width digits as ASCII.
fn half_width(text: &str) -> String {
    let narrow = |c: char| match c {
        '０'..='９' => u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c),
        _ => c,
    };
    text.chars().map(narrow).collect()
}

/// A whole number.
pub(super) fn integer(text: &str) -> Option<i64> {
    half_width(text).parse().ok()
}

/// A number, whole where it can be.
pub(super) fn number(text: &str) -> Option<Number> {
    let text = half_width(text);
    match text.parse::<i64>() {
        Ok(whole) => Some(whole.into()),
        Err(_) => text
            .parse()
            .ok()
            .filter(|_| text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-'))
            .and_then(Number::from_f64),
    }
}

fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}
