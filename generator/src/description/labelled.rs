//! Lists in which the explanation of a value stands before it: `gloss：A`.
//!
//! The other way round than all lists of [`list`](super::list), and only where a phrase announces values.

use super::lead::Lead;
use super::list::{Item, List};
use super::reading::Reading;
use super::token::{Kind, Mark};
use super::value::Form;
use super::vocabulary::{self, Cue};

/// `升序（asc）或降序（desc）`: prose with a value in parentheses, several times, joined by "or".
pub(super) fn in_parentheses<'a>(reading: &Reading<'a>) -> Option<List<'a>> {
    let item = |at: usize| {
        let value = reading.token(at + 2).filter(|token| token.kind == Kind::Word)?;
        let form =
            reading.kind(at) == Some(Kind::Text) && reading.is(at + 1, Mark::Open) && reading.is(at + 3, Mark::Close);
        let gloss = reading.span(at, at + 1);
        form.then_some(Item { value: value.text, gloss, default: false, start: at, end: at + 4 })
    };
    let mut items: Vec<Item<'a>> = Vec::new();
    let mut at = 0;
    while let Some(mut found) = item(at) {
        // The joint is the beginning of the explanation, or a token of its own.
        found.gloss =
            vocabulary::OR_ELSE.iter().find_map(|joint| found.gloss.strip_prefix(joint)).unwrap_or(found.gloss);
        let text = reading.token(found.end).map_or("", |token| token.text);
        let Some(joint) = vocabulary::OR_ELSE.iter().find(|joint| text.starts_with(**joint)) else {
            items.push(found);
            break;
        };
        at = found.end + usize::from(text == *joint);
        items.push(found);
    }
    let end = items.last()?.end;
    let ends = reading.kind(end).is_none_or(|kind| matches!(kind, Kind::Mark(mark) if mark.is_boundary()));
    let list = |items| List {
        items,
        form: Form::Paren,
        lead: Lead::Clause,
        lines: false,
        alternatives: true,
        start: 0,
        end,
        open: false,
        half: false,
    };
    (items.len() > 1 && ends).then(|| list(items))
}

/// `开通：1，不开通：0。`: numbers that count from 0 or 1 behind their explanations, as a sentence that nothing announces.
pub(super) fn counted<'a>(reading: &Reading<'a>) -> Option<List<'a>> {
    if !reading.is_numeric() {
        return None;
    }
    let starts = (0..reading.tokens.len()).filter(|&i| reading.is_boundary(i) && reading.sentence_start(i) == i);
    let counts = |items: &[Item<'a>]| {
        let mut numbers: Vec<u32> = items.iter().filter_map(|item| item.value.parse().ok()).collect();
        numbers.sort_unstable();
        let first = numbers.first().copied().filter(|first| *first <= 1);
        numbers.len() == items.len()
            && items.len() > 1
            && first.is_some_and(|first| (first..).zip(&numbers).all(|(expected, number)| expected == *number))
    };
    let (start, items) =
        starts.map(|start| (start, labelled_sentence(reading, start))).find(|(_, items)| counts(items))?;
    let end = items.last()?.end;
    let (form, lead) = (Form::Colon, Lead::Clause);
    Some(List { items, form, lead, lines: false, alternatives: false, start, end, open: false, half: false })
}

/// An announced list in which the explanations stand before the values: `gloss：A` on each line, or
/// `gloss：A，gloss：B。` as a sentence.
pub(super) fn list<'a>(reading: &Reading<'a>) -> Option<List<'a>> {
    let cues = (0..reading.tokens.len()).filter(|&j| reading.cue(j) == Some(Cue::Values));
    cues.filter_map(|cue| {
        let start = cue + 1 + usize::from(reading.is(cue + 1, Mark::Colon));
        let lines = breaks(reading, start);
        let items = if lines { labelled_lines(reading, start) } else { labelled_sentence(reading, start) };
        let end = items.last()?.end;
        (items.len() > 1).then_some(List {
            items,
            form: Form::Colon,
            lead: Lead::Values,
            lines,
            alternatives: false,
            start,
            end,
            open: false,
            half: false,
        })
    })
    .next()
}

fn breaks(reading: &Reading<'_>, i: usize) -> bool {
    reading.is(i, Mark::Newline) || reading.is(i, Mark::Bullet)
}

/// The explanation, colon and value at token `at`.
fn labelled<'a>(reading: &Reading<'a>, at: usize) -> Option<Item<'a>> {
    let value = reading.token(at + 2)?;
    let form = reading.kind(at) == Some(Kind::Text)
        && reading.is(at + 1, Mark::Colon)
        && matches!(value.kind, Kind::Word | Kind::Number);
    let gloss = reading.span(at, at + 1);
    form.then_some(Item { value: value.text, gloss, default: false, start: at, end: at + 3 })
}

/// Explained values that are a line each.
fn labelled_lines<'a>(reading: &Reading<'a>, start: usize) -> Vec<Item<'a>> {
    let mut items: Vec<Item<'a>> = Vec::new();
    let mut at = start;
    while breaks(reading, at) {
        at += 1 + usize::from(breaks(reading, at + 1));
        let Some(mut item) = labelled(reading, at) else { break };
        item.end += usize::from(reading.is(item.end, Mark::Stop));
        if reading.kind(item.end).is_some() && !breaks(reading, item.end) {
            break;
        }
        at = item.end;
        items.push(item);
    }
    items
}

/// Explained values between commas, up to the end of a sentence; none where the sentence goes on in another way.
fn labelled_sentence<'a>(reading: &Reading<'a>, start: usize) -> Vec<Item<'a>> {
    let mut items: Vec<Item<'a>> = Vec::new();
    let mut at = start;
    while let Some(item) = labelled(reading, at) {
        let end = item.end;
        items.push(item);
        match reading.kind(end) {
            Some(Kind::Mark(Mark::Comma | Mark::Pause | Mark::Semicolon)) => at = end + 1,
            None | Some(Kind::Mark(Mark::Stop | Mark::Newline | Mark::Close)) => return items,
            _ => break,
        }
    }
    Vec::new()
}
