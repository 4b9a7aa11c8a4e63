//! Defaults: the value that the service takes when a field is not sent.
//!
//! Prose about default behaviour ("by default the main zone") is no default. A word is one only where the field's
//! own enumeration has it as a value or as the label of a value.

use indexmap::IndexMap;
use serde_json::Value;

use super::enumeration::{Enumeration, key, without_means};
use super::label::short_name;
use super::list::{Form, Lead, List, is_plain_code};
use super::reading::{Reading, Scalar};
use super::rule;
use super::token::{Kind, Mark};
use super::vocabulary::{self, Cue};

/// A value with the rule that found it.
type Found = (&'static str, Value);

/// What the text says about defaults.
#[derive(Debug, Default)]
pub(super) enum Stated {
    /// Nothing certain.
    #[default]
    Nothing,
    /// One value, with the rule that found it.
    One(&'static str, Value),
    /// Several: the text is about more than this field.
    Several,
}

/// The default of the field.
pub(super) fn find(reading: &Reading<'_>, lists: &[List<'_>], enumeration: Option<&Enumeration>) -> Stated {
    let labels = labels(reading, lists, enumeration);
    let mut found = Stated::Nothing;
    let stated = (0..reading.tokens.len()).filter_map(|i| stated(reading, i, lists, &labels, enumeration));
    for default in stated.chain(marked(reading, lists, enumeration)) {
        match &found {
            Stated::Nothing => found = Stated::One(default.0, default.1),
            Stated::One(_, value) if *value == default.1 => {}
            _ => return Stated::Several,
        }
    }
    found
}

/// The default that the cue at token `i` announces.
fn stated(
    reading: &Reading<'_>,
    i: usize,
    lists: &[List<'_>],
    labels: &IndexMap<String, Value>,
    enumeration: Option<&Enumeration>,
) -> Option<Found> {
    let strong = match reading.cue(i)? {
        Cue::DefaultValue => true,
        Cue::Default => false,
        _ => return None,
    };
    let titled = strong && reading.is(i + 1, Mark::Colon);
    if !(titled || leads(reading, i)) || reading.is_conditional(i) {
        return None;
    }
    let at = super::phrase::lead(reading, i + 1);
    if let Some(default) = literal(reading, at, strong, enumeration) {
        return (enumeration.is_some() || !reading.is_in_item(i)).then_some(default);
    }
    let prose = prose(reading, at)?;
    let named = || named(reading, prose, labels);
    if let Some(value) = labels.get(prose).or_else(named) {
        return Some((rule::DEFAULT_LABEL.id, value.clone()));
    }
    switched(reading, prose, lists).map(|value| (rule::DEFAULT_SWITCH.id, Value::Bool(value)))
}

/// The value whose label stands before a word for its kind, or before what the text calls the field itself.
fn named<'v>(reading: &Reading<'_>, prose: &str, labels: &'v IndexMap<String, Value>) -> Option<&'v Value> {
    let field = short_name(reading.subject.text);
    let kinds = vocabulary::KINDS.iter().copied().chain(field.as_deref());
    kinds.filter_map(|kind| prose.strip_suffix(kind)).find_map(|label| labels.get(label.trim_end()))
}

/// The cue begins its clause, maybe behind words like "if not sent then".
fn leads(reading: &Reading<'_>, i: usize) -> bool {
    let head = reading.span(reading.clause_start(i), i);
    let absent = vocabulary::ABSENT.iter().any(|phrase| head.contains(phrase));
    head.is_empty() || absent || vocabulary::DEFAULT_LEADS.iter().any(|lead| head.eq_ignore_ascii_case(lead))
}

/// A number, a word or a quotation at token `at` that is a value of the field.
fn literal(reading: &Reading<'_>, at: usize, strong: bool, enumeration: Option<&Enumeration>) -> Option<Found> {
    if reading.list {
        return None;
    }
    let token = reading.token(at)?;
    let (text, quoted, next) = match token.kind {
        Kind::Number | Kind::Word => (token.text, false, at + 1),
        Kind::Mark(Mark::Quote) => {
            let close = (at + 1..at + 4).find(|&j| reading.is(j, Mark::Quote))?;
            (reading.span(at + 1, close), true, close + 1)
        }
        // The path of everything.
        Kind::Mark(Mark::Slash) if reading.scalar == Some(Scalar::Text) => (token.text, true, at + 1),
        _ => return None,
    };
    let value = reading.value(text)?;
    let rule = if strong { rule::DEFAULT_VALUE.id } else { rule::DEFAULT_BARE.id };
    let plain = ends_value(reading, next);
    let certain = match reading.scalar? {
        Scalar::Integer | Scalar::Number => plain || super::phrase::unit(reading, next).is_some(),
        Scalar::Boolean => plain,
        Scalar::Text => plain && (quoted || is_known(reading, &value, at, strong, enumeration)),
    };
    certain.then_some((rule, value))
}

/// The value ends before token `next`.
fn ends_value(reading: &Reading<'_>, next: usize) -> bool {
    match reading.token(next).map(|token| token.kind) {
        None | Some(Kind::Cue(Cue::Means)) => true,
        Some(Kind::Mark(mark)) => mark.is_boundary() && mark != Mark::Pause,
        _ => false,
    }
}

/// A bare word at token `at` is a value of a string field: listed, announced as default value, like the sample, or a
/// constant that counts where nothing is sent.
fn is_known(reading: &Reading<'_>, value: &Value, at: usize, strong: bool, enumeration: Option<&Enumeration>) -> bool {
    if let Some(enumeration) = enumeration {
        return strong || enumeration.values.contains(value);
    }
    let samples = reading.samples();
    let constant = || value.as_str().is_some_and(is_plain_code) && reading.is_instead(at.saturating_sub(1));
    strong || samples.is_empty() || samples.contains(value) || constant()
}

/// The prose at token `at` up to the end of the clause.
fn prose<'a>(reading: &Reading<'a>, at: usize) -> Option<&'a str> {
    let quote = usize::from(reading.is(at, Mark::Quote));
    let from = at + quote;
    let ends = |j: &usize| {
        reading
            .kind(*j)
            .is_none_or(|kind| matches!(kind, Kind::Mark(mark) if mark.is_boundary() || mark == Mark::Quote))
    };
    let end = (from..=reading.tokens.len()).find(ends)?;
    let text = reading.span(from, end);
    (!text.is_empty()).then_some(text)
}

/// Values by the short name that the text gives them; names of two values are left out.
fn labels(reading: &Reading<'_>, lists: &[List<'_>], enumeration: Option<&Enumeration>) -> IndexMap<String, Value> {
    let mut by_label: IndexMap<String, Value> = IndexMap::new();
    let mut twice: Vec<String> = Vec::new();
    let mut add = |label: String, value: Value| match by_label.get(&label) {
        Some(known) if *known != value => twice.push(label),
        _ => {
            by_label.insert(label, value);
        }
    };
    match enumeration {
        Some(enumeration) => {
            for value in &enumeration.values {
                if let Some(label) = enumeration.labels.get(&key(value)) {
                    add(label.clone(), value.clone());
                }
            }
        }
        None if reading.scalar == Some(Scalar::Boolean) => {
            for item in lists.iter().filter(|list| explains(list)).flat_map(|list| &list.items) {
                let Some(value) = reading.value(item.value) else { continue };
                if let Some(label) = short_name(without_means(item.gloss)) {
                    add(label, value);
                }
            }
        }
        None => {}
    }
    for label in twice {
        by_label.shift_remove(&label);
    }
    if turns_words_round(&by_label) { IndexMap::new() } else { by_label }
}

/// "True" is labelled with a word for off, or "false" with one for on: nobody knows what a default "off" means.
fn turns_words_round(labels: &IndexMap<String, Value>) -> bool {
    labels.iter().any(|(label, value)| match value {
        Value::Bool(true) => vocabulary::OFF.iter().any(|off| label.starts_with(off)),
        Value::Bool(false) => vocabulary::ON.iter().any(|on| label.starts_with(on)),
        _ => false,
    })
}

fn explains(list: &List<'_>) -> bool {
    matches!(list.form, Form::Colon | Form::Paren | Form::Means | Form::Dash | Form::Glued)
}

/// On or off, for a field that is a switch and has no labels of its own.
fn switched(reading: &Reading<'_>, prose: &str, lists: &[List<'_>]) -> Option<bool> {
    if reading.scalar != Some(Scalar::Boolean) || !reading.mentions(vocabulary::SWITCHES) {
        return None;
    }
    if lists.iter().any(|list| explains(list) && list.items.len() > 1) {
        return None;
    }
    let is_in = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(prose));
    if is_in(vocabulary::ON) {
        return Some(true);
    }
    is_in(vocabulary::OFF).then_some(false)
}

/// Values that a list marks as the default: the enumeration, or a list that is none because the field is a switch or
/// holds several of its values.
fn marked(reading: &Reading<'_>, lists: &[List<'_>], enumeration: Option<&Enumeration>) -> Vec<Found> {
    let switch = |list: &List<'_>| {
        reading.scalar == Some(Scalar::Boolean)
            && (list.lead == Lead::Values || explains(list) && list.items.len() == 2 && list.lines)
    };
    let counts = |list: &List<'_>, value: &Value| match enumeration {
        Some(enumeration) => enumeration.values.contains(value),
        None => switch(list) || list.lead == Lead::Values && reading.mentions(vocabulary::JOINED),
    };
    let part = |text: &str| vocabulary::DEFAULT_MARKS.iter().any(|mark| mark.eq_ignore_ascii_case(text.trim()));
    let says = |gloss: &str| {
        vocabulary::DEFAULT_SENTENCES.iter().any(|phrase| gloss.contains(phrase))
            || gloss.split([',', ';', '，', '；']).any(part)
    };
    lists
        .iter()
        .filter(|list| !list.open && !reading.list)
        .flat_map(|list| list.items.iter().enumerate().map(move |(i, item)| (list, i, item)))
        .filter(|(list, i, item)| item.default || says(item.gloss) || says(following(reading, list, *i)))
        .filter_map(|(list, _, item)| reading.value(item.value).filter(|value| counts(list, value)))
        .map(|value| (rule::DEFAULT_MARK.id, value))
        .collect()
}

/// The text between item `i` and the next one, or the end of the line.
fn following<'a>(reading: &Reading<'a>, list: &List<'a>, i: usize) -> &'a str {
    let Some(item) = list.items.get(i).filter(|item| !item.gloss.is_empty()) else { return "" };
    let next = list.items.get(i + 1).map_or(reading.within_reach(item.end), |next| next.start);
    let breaks = |j: &usize| reading.is(*j, Mark::Newline) || reading.is(*j, Mark::Bullet);
    let end = (item.end..next).find(breaks).unwrap_or(next);
    reading.span(item.end, end)
}
