//! Facts in descriptions: enumerations with labels, ranges, defaults, numbers of items, lengths, units, patterns.
//!
//! Descriptions are prose, and a wrong fact is worse than none: a fact is taken only in the forms of the rules
//! ([`rules`]), and not where the text says it of some cases only, gives examples, or contradicts itself. What a
//! document contradicts elsewhere (a sample value outside an announced list) is kept as printed, so that it can be
//! reported. Nothing here knows the format of a document or does I/O.

mod bounds;
mod conditions;
mod default;
mod enumeration;
mod keys;
mod label;
mod labelled;
mod lead;
mod list;
mod phrase;
mod reading;
mod special;
mod token;
mod unit;
mod value;
mod vocabulary;

pub use conditions::{ConditionStated, conditions};
pub use reading::Subject;

use bounds::Bounds;
use default::Stated;
use reading::Reading;

use crate::rules::Rule;
use crate::spec::model::{Facts, Type};

/// What a reader would call the thing that a text describes, where its first clauses say so.
pub fn label(text: &str) -> Option<String> {
    label::label(text).map(|(label, _)| label)
}

/// The leading phrase of a message or of the explanation of a value.
pub fn phrase(text: &str) -> Option<String> {
    label::phrase(text)
}

/// What a description says of its field.
#[derive(Debug, Default)]
pub struct Described {
    /// What a reader would call the thing.
    pub label: Option<String>,
    /// The facts that it states.
    pub facts: Facts,
}

/// The facts that a description states; see [`describe`].
pub fn extract(subject: &Subject<'_>) -> Facts {
    describe(subject).facts
}

/// The label and the facts that a description states.
///
/// Values have the field's type. For lists everything but the number of items speaks of the items. `rules` names the
/// rule behind each fact, by the fact's key in the spec.
pub fn describe(subject: &Subject<'_>) -> Described {
    let mut facts = Facts::default();
    let subject = &Subject { text: beginning(subject.text), ..*subject };
    let reading = Reading::new(subject);
    if reading.tokens.is_empty() {
        return Described::default();
    }
    let (label, rule) = label::label(subject.text).unzip();
    if let Some(rule) = rule.flatten() {
        note(&mut facts, "label", rule);
    }
    if let Some((rule, count)) = bounds::max_items(&reading) {
        facts.max_items = Some(count);
        note(&mut facts, "max_items", rule);
    }
    let mut scalar = Facts::default();
    if reading.scalar.is_some() {
        scalar_facts(&reading, &mut scalar);
    }
    // A list that the text announces as the values of the items is none of keys.
    let has_values = !scalar.enumeration.is_empty() && announces_values(subject.text);
    let may_have_keys = matches!(subject.ty, Type::Array { .. }) && !has_values;
    match may_have_keys.then(|| keys::find(subject.text)).flatten() {
        Some((rule, keys)) => {
            facts.keys = keys;
            note(&mut facts, "keys", rule);
        }
        None => {
            scalar.max_items = facts.max_items;
            scalar.rules.extend(std::mem::take(&mut facts.rules));
            facts = scalar;
        }
    }
    Described { label, facts }
}

/// As much of a text as a description may have. The rules look back and ahead within it, so their cost is bounded for
/// each field whatever a page has in its cell.
fn beginning(text: &str) -> &str {
    const LONGEST: usize = 8 << 10;
    let end = text.char_indices().map(|(at, _)| at).take_while(|at| *at <= LONGEST).last().unwrap_or(0);
    if text.len() > LONGEST { text.get(..end).unwrap_or_default() } else { text }
}

/// The rule for values that a table of their own lists, which `pages` reads.
pub const TABLE_RULE: &str = "enum.table";

/// The rules: the identifier of each, and its form by an invented example.
pub fn rules() -> impl Iterator<Item = (&'static str, &'static str)> {
    fn listed<F>(rules: &'static [Rule<F>]) -> impl Iterator<Item = (&'static str, &'static str)> {
        rules.iter().map(|rule| (rule.id, rule.meaning))
    }
    let bounds = [
        bounds::RANGES,
        bounds::CLAUSES,
        bounds::RANGE_ITEMS,
        bounds::INDEXES,
        bounds::MAX_ITEMS,
        bounds::LENGTHS,
        bounds::BYTES,
    ];
    listed(enumeration::RULES)
        .chain([(TABLE_RULE, "| HOT | 标准 |")])
        .chain(listed(default::RULES))
        .chain(bounds.into_iter().flat_map(listed))
        .chain(listed(unit::UNITS))
        .chain(listed(unit::PATTERNS))
        .chain(label::rules())
        .chain(listed(keys::RULES))
        .chain([special::RULE])
        .chain(listed(conditions::RULES))
}

/// True for a line that can introduce a table of a field's values: a heading or another short line, one that ends in a
/// colon or says that something follows.
pub fn introduces(line: &str) -> bool {
    const SHORT: usize = 40;
    let line = line.trim();
    let follows = line.ends_with([':', '：']) || vocabulary::FOLLOWS.iter().any(|phrase| line.contains(phrase));
    follows || line.chars().count() <= SHORT
}

/// True for a line that speaks of some cases only.
pub fn speaks_of_a_case(line: &str) -> bool {
    let plain = vocabulary::NO_CONDITIONS.iter().fold(line.to_owned(), |line, phrase| line.replace(phrase, ""));
    let mut phrases = vocabulary::CONDITIONS.iter().chain(vocabulary::LEADING_CONDITIONS);
    phrases.any(|phrase| reading::contains_phrase(&plain, phrase))
}

/// True for such a line that says that values follow.
pub fn announces_values(line: &str) -> bool {
    let cues = vocabulary::CUES.iter().filter(|(cue, _)| *cue == vocabulary::Cue::Values);
    let mut phrases = cues.flat_map(|(_, phrases)| phrases.iter());
    introduces(line) && phrases.any(|phrase| reading::contains_phrase(line, phrase))
}

/// The facts of fields that are no objects.
fn scalar_facts(reading: &Reading<'_>, facts: &mut Facts) {
    let mut lists = list::lists(reading);
    lists.extend(labelled::list(reading));
    lists.extend(labelled::in_parentheses(reading));
    lists.extend(labelled::counted(reading));
    let mut range = bounds::range(reading, &lists);
    let mut enumeration =
        enumeration::find(reading, &lists).filter(|found| !range.as_ref().is_some_and(|range| range.excludes(found)));
    let mut stated = default::find(reading, &lists, enumeration.as_ref());
    if let (Stated::One(_, value), Some(found)) = (&stated, &enumeration)
        && found.is_refuted_by(value)
    {
        enumeration = None;
        stated = default::find(reading, &lists, None);
    }
    match stated {
        Stated::Nothing => {}
        Stated::One(rule, value) => {
            facts.default = Some(value);
            note(facts, "default", rule);
        }
        Stated::Several => range = range.filter(|range| range.low.is_some() && range.high.is_some()),
    }
    if let Some((rule, text)) = unit::unit(reading, range.as_ref()) {
        facts.unit = Some(text.to_owned());
        note(facts, "unit", rule);
    }
    if let Some((rule, pattern)) = unit::pattern(reading) {
        facts.pattern = Some(pattern);
        note(facts, "pattern", rule);
    }
    if reading.scalar == Some(reading::Scalar::Boolean) {
        facts.enum_labels = enumeration::of_switch(&lists);
    }
    match enumeration {
        Some(found) => {
            note(facts, "enum", found.rule);
            facts.enumeration = found.values;
            facts.enum_labels = found.labels;
        }
        None => {
            facts.enum_labels.extend(enumeration::of_joined(reading, &lists));
            facts.special = special::find(reading, &lists, range.as_ref());
            if !facts.special.is_empty() {
                note(facts, "special", special::RULE.0);
            }
            range_facts(range, facts);
        }
    }
    length_facts(reading, facts);
}

fn range_facts(range: Option<Bounds<'_>>, facts: &mut Facts) {
    let Some(range) = range else { return };
    facts.minimum = range.low.and_then(bounds::json);
    facts.maximum = range.high.and_then(bounds::json);
    for (fact, found) in [("minimum", range.low), ("maximum", range.high)] {
        if found.is_some() {
            note(facts, fact, range.rule);
        }
    }
}

fn length_facts(reading: &Reading<'_>, facts: &mut Facts) {
    if let Some(length) = bounds::length(reading) {
        facts.min_length = length.low.and_then(bounds::whole);
        facts.max_length = length.high.and_then(bounds::whole);
        for (fact, found) in [("min_length", facts.min_length), ("max_length", facts.max_length)] {
            if found.is_some() {
                note(facts, fact, length.rule);
            }
        }
    }
    if let Some((rule, bytes)) = bounds::bytes(reading) {
        facts.max_bytes = Some(bytes);
        note(facts, "max_bytes", rule);
    }
}

fn note(facts: &mut Facts, fact: &str, rule: &str) {
    facts.rules.insert(fact.to_owned(), rule.to_owned());
}
