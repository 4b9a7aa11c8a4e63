//! Defaults: the value that the service takes when a field is not sent.
//!
//! Prose about default behaviour ("by default the main zone") is no default. A word is one only where the field's
//! own enumeration has it as a value or as the label of a value.

use indexmap::IndexMap;
use serde_json::Value;

use super::enumeration::{Enumeration, key, without_means};
use super::label::short_name;
use super::lead::Lead;
use super::list::{Item, List};
use super::reading::{Reading, Scalar};
use super::token::{Kind, Mark};
use super::value::{Form, is_plain_code};
use super::vocabulary::{self, Cue};
use crate::rules::{Rule, rule};

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

/// What is known of the field's values when defaults are read.
pub(super) struct Known<'k, 'a> {
    reading: &'k Reading<'a>,
    lists: &'k [List<'a>],
    enumeration: Option<&'k Enumeration>,
    labels: IndexMap<String, Value>,
}

/// A place that may state a default.
#[derive(Clone, Copy)]
pub(super) enum Place<'p, 'a> {
    /// Behind "default value".
    Value(usize),
    /// Behind "default", or the prose of what is done by default.
    Bare(usize),
    /// An item of a list.
    Item(&'p List<'a>, usize),
}

/// Finds the default that a place states.
type Find = for<'k, 'p, 'a> fn(&'k Known<'k, 'a>, Place<'p, 'a>) -> Option<Value>;

/// The forms of a default. At one place the first that finds something is right.
pub(super) static RULES: &[Rule<Find>] = &[
    rule("default.value", "默认值：20", |known, place| match place {
        Place::Value(at) => literal(known, at, true),
        _ => None,
    }),
    rule("default.bare", "默认为20", |known, place| match place {
        Place::Bare(at) => literal(known, at, false),
        _ => None,
    }),
    rule("default.label", "1（开启）、0（关闭），默认为开启", |known, place| match place {
        Place::Value(at) | Place::Bare(at) => labelled(known, at),
        Place::Item(..) => None,
    }),
    rule("default.switch", "是否开启，默认关闭", |known, place| match place {
        Place::Value(at) | Place::Bare(at) => switched(known, at),
        Place::Item(..) => None,
    }),
    rule("default.mark", "on（默认值）| off", |known, place| match place {
        Place::Item(list, i) => marked(known, list, i),
        _ => None,
    }),
];

/// The default of the field.
pub(super) fn find(reading: &Reading<'_>, lists: &[List<'_>], enumeration: Option<&Enumeration>) -> Stated {
    let labels = labels(reading, lists, enumeration);
    let known = Known { reading, lists, enumeration, labels };
    let cues = (0..reading.tokens.len()).filter_map(|i| place(&known, i));
    let listed = lists.iter().filter(|list| !list.open && !reading.list);
    let items = listed.flat_map(|list| (0..list.items.len()).map(move |i| Place::Item(list, i)));
    let mut found = Stated::Nothing;
    for place in cues.chain(items) {
        let Some((id, value)) = RULES.iter().find_map(|rule| Some((rule.id, (rule.by)(&known, place)?))) else {
            continue;
        };
        match &found {
            Stated::Nothing => found = Stated::One(id, value),
            Stated::One(_, known) if *known == value => {}
            _ => return Stated::Several,
        }
    }
    found
}

/// The place behind the cue at token `i`, if that may announce the field's default.
fn place<'p, 'a>(known: &Known<'_, 'a>, i: usize) -> Option<Place<'p, 'a>> {
    let reading = known.reading;
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
    if reading.is_in_case(i) {
        return None;
    }
    // Beside one value of several, or a member, a literal is the default of that.
    if known.enumeration.is_none() && reading.is_in_item(i) && literal(known, at, strong).is_some() {
        return None;
    }
    Some(if strong || reading.is(i + 1, Mark::Colon) { Place::Value(at) } else { Place::Bare(at) })
}

/// The value whose label is at token `at`.
fn labelled(known: &Known<'_, '_>, at: usize) -> Option<Value> {
    let prose = prose(known.reading, at)?;
    known.labels.get(prose).or_else(|| named(known.reading, prose, &known.labels)).cloned()
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
fn literal(known: &Known<'_, '_>, at: usize, strong: bool) -> Option<Value> {
    let reading = known.reading;
    if reading.list {
        return None;
    }
    let token = reading.token(at)?;
    let (text, quoted, next) = match token.kind {
        Kind::Number | Kind::Word => with_slashes(reading, at),
        Kind::Mark(Mark::Quote) => {
            let close = (at + 1..at + 4).find(|&j| reading.is(j, Mark::Quote))?;
            (reading.span(at + 1, close), true, close + 1)
        }
        // The path of everything.
        Kind::Mark(Mark::Slash) if reading.scalar == Some(Scalar::Text) => (token.text, true, at + 1),
        _ => return None,
    };
    let value = reading.value(text)?;
    // A word may be the name of a value.
    let is_value = |known: &Enumeration| known.values.contains(&value);
    if known.labels.contains_key(text) && !known.enumeration.is_some_and(is_value) {
        return None;
    }
    let plain = ends_value(reading, next);
    let certain = match reading.scalar? {
        Scalar::Integer | Scalar::Number => plain || super::phrase::unit(reading, next).is_some(),
        Scalar::Boolean => plain,
        Scalar::Text => plain && (quoted || is_known(known, &value, at, strong)),
    };
    certain.then_some(value)
}

/// A word or number at token `at` with what slashes join to it, in a text: `10.0.0.0/16`.
fn with_slashes<'a>(reading: &Reading<'a>, at: usize) -> (&'a str, bool, usize) {
    let glued = |i: usize| reading.token(i).is_some_and(|token| !token.spaced);
    let mut end = at + 1;
    while reading.scalar == Some(Scalar::Text)
        && reading.is(end, Mark::Slash)
        && glued(end)
        && glued(end + 1)
        && matches!(reading.kind(end + 1), Some(Kind::Word | Kind::Number))
    {
        end += 2;
    }
    (reading.span(at, end), false, end)
}

/// The value ends before token `next`.
fn ends_value(reading: &Reading<'_>, next: usize) -> bool {
    match reading.token(next).map(|token| token.kind) {
        None | Some(Kind::Cue(Cue::Means)) => true,
        Some(Kind::Mark(mark)) => mark.is_boundary() && mark != Mark::Pause,
        Some(Kind::Word) => {
            !reading.cjk && vocabulary::IS_TAKEN.iter().any(|word| reading.rest(next).starts_with(word))
        }
        Some(Kind::Text) => vocabulary::THAT_IS.iter().any(|word| reading.rest(next).starts_with(word)),
        _ => false,
    }
}

/// A bare word at token `at` is a value of a string field: listed, announced as default value, like the sample, or a
/// constant that counts where nothing is sent.
fn is_known(known: &Known<'_, '_>, value: &Value, at: usize, strong: bool) -> bool {
    let reading = known.reading;
    if let Some(enumeration) = known.enumeration {
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
fn switched(known: &Known<'_, '_>, at: usize) -> Option<Value> {
    let reading = known.reading;
    let prose = prose(reading, at)?;
    if reading.scalar != Some(Scalar::Boolean) || !reading.mentions(vocabulary::SWITCHES) {
        return None;
    }
    if known.lists.iter().any(|list| explains(list) && list.items.len() > 1) {
        return None;
    }
    let is_in = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(prose));
    let on = is_in(vocabulary::ON);
    (on || is_in(vocabulary::OFF)).then_some(Value::Bool(on))
}

/// The value of item `i`, if the list marks it as the default. The list is the enumeration, or is none because the
/// field is a switch or holds several of its values.
fn marked(known: &Known<'_, '_>, list: &List<'_>, i: usize) -> Option<Value> {
    let reading = known.reading;
    let item = list.items.get(i)?;
    if !(item.default || says_default(item.gloss) || says_default(following(reading, list, i, item))) {
        return None;
    }
    let value = reading.value(item.value)?;
    let announced = list.lead == Lead::Values;
    let switch = || {
        reading.scalar == Some(Scalar::Boolean) && (announced || explains(list) && list.items.len() == 2 && list.lines)
    };
    let counts = match known.enumeration {
        Some(enumeration) => enumeration.values.contains(&value),
        None => switch() || announced && reading.mentions(vocabulary::JOINED),
    };
    counts.then_some(value)
}

fn says_default(gloss: &str) -> bool {
    let part = |text: &str| vocabulary::DEFAULT_MARKS.iter().any(|mark| mark.eq_ignore_ascii_case(text.trim()));
    vocabulary::DEFAULT_SENTENCES.iter().any(|phrase| gloss.contains(phrase))
        || gloss.split([',', ';', '，', '；']).any(part)
}

/// The text between item `i` and the next one, or the end of the line.
fn following<'a>(reading: &Reading<'a>, list: &List<'_>, i: usize, item: &Item<'_>) -> &'a str {
    if item.gloss.is_empty() {
        return "";
    }
    let next = list.items.get(i + 1).map_or(reading.within_reach(item.end), |next| next.start);
    let breaks = |j: &usize| reading.is(*j, Mark::Newline) || reading.is(*j, Mark::Bullet);
    let end = (item.end..next).find(breaks).unwrap_or(next);
    reading.span(item.end, end)
}
