//! What announces a list: the phrase, the colon or the clause that stands before its first value.

use super::reading::Reading;
use super::token::{Kind, Mark};
use super::value::{Form, Value};
use super::vocabulary::{self, Cue};

/// What announces a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lead {
    /// A phrase for examples: the list is open.
    Example,
    /// Nothing but the start of a clause.
    Clause,
    /// A colon behind prose.
    Colon,
    /// A phrase that says what is supported.
    Support,
    /// A phrase that says what values there are.
    Values,
}

/// What announces a list that would begin at token `i`; none where no list can begin.
pub(super) fn lead_of(reading: &Reading<'_>, i: usize) -> Option<Lead> {
    let mut j = i;
    let mut colon = false;
    while let Some(before) = j.checked_sub(1) {
        match reading.kind(before)? {
            Kind::Mark(Mark::Newline | Mark::Bullet | Mark::BracketOpen) => {}
            Kind::Mark(Mark::Colon) if !colon => colon = true,
            _ => break,
        }
        j = before;
    }
    let Some(before) = j.checked_sub(1) else { return Some(Lead::Clause) };
    let token = reading.token(before)?;
    // Nothing but the value follows what announces it.
    let next = j == i;
    match token.kind {
        Kind::Cue(cue) => of_cue(reading, i, cue, token.text, next),
        Kind::Text if ends_as_example(token.text) => Some(Lead::Example),
        Kind::Text if next && let Some(lead) = of_prose(reading, i, before) => Some(lead),
        Kind::Text | Kind::Mark(Mark::Close) | Kind::Word if colon && ends_prose(reading, before) => Some(Lead::Colon),
        Kind::Text | Kind::Mark(Mark::Close) => {
            (!next || next_is_spaced_item(reading, i) || counts_on(reading, i)).then_some(Lead::Clause)
        }
        Kind::Mark(mark) if mark.is_boundary() => (!colon).then_some(Lead::Clause),
        _ => (!next && !colon).then_some(Lead::Clause),
    }
}

/// What a cue before token `i` announces. `next`: it is directly before it.
fn of_cue(reading: &Reading<'_>, i: usize, cue: Cue, text: &str, next: bool) -> Option<Lead> {
    match cue {
        // "Valid values of N: 1 to 20": no list of values begins with what the values are of.
        _ if next && text.ends_with(vocabulary::RANGE_OF) => None,
        Cue::Values | Cue::Range => Some(Lead::Values),
        Cue::Support => Some(Lead::Support),
        Cue::Means => (!next).then_some(Lead::Clause),
        Cue::Default | Cue::DefaultValue => (next && is_explained(reading, i)).then_some(Lead::Clause),
        Cue::Example => Some(Lead::Example),
        _ => None,
    }
}

/// Token `i` is the last of a clause of prose: "the state of TOA:".
fn ends_prose(reading: &Reading<'_>, i: usize) -> bool {
    let is_behind_prose = || i.checked_sub(1).is_some_and(|before| reading.kind(before) == Some(Kind::Text));
    reading.kind(i) != Some(Kind::Word) || !reading.cjk || is_behind_prose()
}

/// What the prose that ends before token `i` announces, where it leads to a value.
fn of_prose(reading: &Reading<'_>, i: usize, before: usize) -> Option<Lead> {
    let text = reading.token(before).map_or("", |token| token.text);
    if is_sent(reading, i, text) || is_among(reading, before) || is_choice(reading, i, text) {
        return Some(Lead::Clause);
    }
    (text.ends_with(vocabulary::SUPPORTS) && reading.is_emphasized(i, i + 1)).then_some(Lead::Support)
}

fn ends_as_example(text: &str) -> bool {
    vocabulary::EXAMPLE_ENDS.iter().any(|end| text.ends_with(end))
}

/// "… sent as NONE means": the prose before the value is no other part of it.
fn is_sent(reading: &Reading<'_>, i: usize, before: &str) -> bool {
    vocabulary::SENT_AS.iter().any(|end| before.ends_with(end)) && reading.cue(i + 1) == Some(Cue::Means)
}

/// "among them", which begins its clause.
fn is_among(reading: &Reading<'_>, before: usize) -> bool {
    let among = reading.token(before).is_some_and(|token| vocabulary::AMONG.contains(&token.text));
    among && reading.is_boundary(before)
}

/// "… can be set to hot or cold".
fn is_choice(reading: &Reading<'_>, i: usize, before: &str) -> bool {
    vocabulary::CHOICES.iter().any(|end| before.ends_with(end)) && reading.cue(i + 1) == Some(Cue::Or)
}

/// A number with "means" behind it, as in "defaults to 0, which means off".
fn is_explained(reading: &Reading<'_>, i: usize) -> bool {
    let next = i + 1 + usize::from(reading.is(i + 1, Mark::Comma));
    reading.kind(i) == Some(Kind::Number) && reading.cue(next) == Some(Cue::Means)
}

/// A value that white space sets apart from the prose before it, with a colon behind it, or in quotes with an explanation.
fn next_is_spaced_item(reading: &Reading<'_>, i: usize) -> bool {
    let explained = || {
        let value = Value::at(reading, i).filter(|value| value.quoted);
        value.is_some_and(|value| matches!(value.form(reading), Some(Form::Colon | Form::Dash | Form::Paren)))
    };
    reading.token(i).is_some_and(|token| token.spaced) && (reading.is(i + 1, Mark::Colon) || explained())
}

/// A number with a colon behind it, and later the next number likewise: `state1: lost, 2: found`.
fn counts_on(reading: &Reading<'_>, i: usize) -> bool {
    let number = |j: usize| {
        let is_item = reading.kind(j) == Some(Kind::Number) && reading.is(j + 1, Mark::Colon);
        reading.token(j).filter(|_| is_item)?.text.parse::<u32>().ok()
    };
    let next = number(i).and_then(|first| first.checked_add(1));
    next.is_some() && (i + 2..reading.tokens.len()).find_map(number) == next
}
