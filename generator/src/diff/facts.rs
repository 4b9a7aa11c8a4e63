//! Facts: values, ranges, lengths, defaults and units.

use std::cmp::Ordering;

use serde_json::Number;

use crate::spec::model::{Condition, Facts};
// A number and the text of it are one value, since tables do not tell them apart.
use crate::spec::value_text as text;

use super::Rule;
use super::collect::{Collector, Places};
use super::rules::*;

/// Compares facts. With `retyped` a text became a number or the reverse: values of the one type say nothing about the
/// other, so what only one edition states is part of that change.
pub(super) fn compare(old: &Facts, new: &Facts, retyped: bool, places: Places<'_>, found: &mut Collector) {
    if old == new {
        return;
    }
    if retyped {
        return compare(&known_to(new, old), &known_to(old, new), false, places, found);
    }
    values(old, new, places, found);
    bounds(old, new, places, found);
    names(old, new, places, found);
    found.differ(&PATTERN_CHANGED, places, "pattern", old.pattern.clone(), new.pattern.clone());
    let (before, after) = (old.default.as_ref().map(text), new.default.as_ref().map(text));
    let rule = of_both(before.is_some(), after.is_some(), [&DEFAULT_STATED, &DEFAULT_CHANGED, &DEFAULT_UNSTATED]);
    found.differ(rule, places, "default", before, after);
    let rule = of_both(old.unit.is_some(), new.unit.is_some(), [&UNIT_STATED, &UNIT_CHANGED, &UNIT_UNSTATED]);
    found.differ(rule, places, "unit", old.unit.clone(), new.unit.clone());
}

/// What holds between fields of one table.
pub(super) fn conditions(old: &[Condition], new: &[Condition], places: Places<'_>, found: &mut Collector) {
    let is_in = |all: &[Condition], one: &Condition| {
        all.iter().any(|other| (other.kind, &other.fields, &other.when) == (one.kind, &one.fields, &one.when))
    };
    for stated in new.iter().filter(|condition| !is_in(old, condition)) {
        found.value(&CONDITION_STATED, places, "condition:", &stated.to_string());
    }
    for gone in old.iter().filter(|condition| !is_in(new, condition)) {
        found.value(&CONDITION_UNSTATED, places, "no longer a condition:", &gone.to_string());
    }
}

/// Values that mean something of their own, and keys of filters.
fn names(old: &Facts, new: &Facts, places: Places<'_>, found: &mut Collector) {
    let special = |facts: &Facts| {
        let shown: Vec<String> = facts.special.iter().map(|special| text(&special.value)).collect();
        (!shown.is_empty()).then(|| shown.join(", "))
    };
    found.differ(&SPECIAL_VALUES, places, "special values", special(old), special(new));
    for key in new.keys.iter().filter(|key| !old.keys.contains(key)) {
        found.value(&FILTER_KEY_ADDED, places, "key of the filter added:", key);
    }
    for key in old.keys.iter().filter(|key| !new.keys.contains(key)) {
        found.value(&FILTER_KEY_REMOVED, places, "key of the filter removed:", key);
    }
}

/// The facts about values of which the other edition states some too.
fn known_to(other: &Facts, facts: &Facts) -> Facts {
    Facts {
        enumeration: facts.enumeration.iter().filter(|_| !other.enumeration.is_empty()).cloned().collect(),
        default: facts.default.clone().filter(|_| other.default.is_some()),
        minimum: facts.minimum.clone().filter(|_| other.minimum.is_some()),
        maximum: facts.maximum.clone().filter(|_| other.maximum.is_some()),
        min_length: facts.min_length.filter(|_| other.min_length.is_some()),
        max_length: facts.max_length.filter(|_| other.max_length.is_some()),
        max_bytes: facts.max_bytes.filter(|_| other.max_bytes.is_some()),
        pattern: facts.pattern.clone().filter(|_| other.pattern.is_some()),
        ..facts.clone()
    }
}

/// The rule for what only the new edition says, what both say and what only the old one says.
fn of_both(old: bool, new: bool, [stated, changed, unstated]: [&Rule; 3]) -> &Rule {
    match (old, new) {
        (false, _) => stated,
        (true, true) => changed,
        (true, false) => unstated,
    }
}

fn values(old: &Facts, new: &Facts, places: Places<'_>, found: &mut Collector) {
    let list = |facts: &Facts| facts.enumeration.iter().map(text).collect::<Vec<String>>();
    let (before, after) = (list(old), list(new));
    let (old_table, new_table) = (old.enum_source.as_ref(), new.enum_source.as_ref());
    let places = Places { old: old_table.or(places.old), new: new_table.or(places.new) };
    match (before.is_empty(), after.is_empty()) {
        (false, false) => {
            for value in after.iter().filter(|value| !before.contains(value)) {
                found.value(&ENUM_VALUE_ADDED, places, "value added:", value);
            }
            for value in before.iter().filter(|value| !after.contains(value)) {
                found.value(&ENUM_VALUE_REMOVED, places, "value removed:", value);
            }
        }
        (true, false) => found.differ(&ENUM_STATED, places, "values", None, Some(after.join(", "))),
        (false, true) => found.differ(&ENUM_UNSTATED, places, "values", Some(before.join(", ")), None),
        (true, true) => {}
    }
    for value in after.iter().filter(|value| before.contains(value)) {
        let label = |facts: &Facts| facts.enum_labels.get(value).cloned();
        found.reword(&ENUM_LABEL, places, &format!("label of {value}"), label(old), label(new));
    }
}

/// Which way a bound has to move to allow less.
#[derive(Clone, Copy)]
enum Side {
    Lower,
    Upper,
}

fn bounds(old: &Facts, new: &Facts, places: Places<'_>, found: &mut Collector) {
    let number = |value: &Option<Number>| value.as_ref().map(Number::to_string);
    let count = |value: &Option<u64>| value.as_ref().map(u64::to_string);
    let all = [
        ("minimum", Side::Lower, number(&old.minimum), number(&new.minimum)),
        ("maximum", Side::Upper, number(&old.maximum), number(&new.maximum)),
        ("most items", Side::Upper, count(&old.max_items), count(&new.max_items)),
        ("shortest length", Side::Lower, count(&old.min_length), count(&new.min_length)),
        ("longest length", Side::Upper, count(&old.max_length), count(&new.max_length)),
        ("longest length in bytes", Side::Upper, count(&old.max_bytes), count(&new.max_bytes)),
    ];
    for (what, side, before, after) in all {
        let rule: &Rule = match (&before, &after) {
            (Some(before), Some(after)) => match (side, order(before, after)) {
                (_, Ordering::Equal) => continue,
                (Side::Lower, Ordering::Less) | (Side::Upper, Ordering::Greater) => &BOUND_NARROWED,
                (Side::Lower, Ordering::Greater) | (Side::Upper, Ordering::Less) => &BOUND_WIDENED,
            },
            (None, _) => &BOUND_STATED,
            (_, None) => &BOUND_UNSTATED,
        };
        found.differ(rule, places, what, before, after);
    }
}

/// Compares two numbers as printed.
fn order(a: &str, b: &str) -> Ordering {
    if let (Ok(a), Ok(b)) = (a.parse::<i128>(), b.parse::<i128>()) {
        return a.cmp(&b);
    }
    let parse = |text: &str| text.parse::<f64>().unwrap_or_default();
    parse(a).total_cmp(&parse(b))
}
