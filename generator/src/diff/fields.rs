//! Fields: which row is which, and what differs in each.

use crate::spec::model::Field;

use super::collect::{Collector, Places};
use super::pairing::{Likeness, Pair, by_key, join, likeness};
use super::rules::*;
use super::structures::{Structures, has_same_members};
use super::{Rule, facts, types};

/// A row and its place in its table.
type Row<'a> = (usize, &'a Field);

/// Compares two tables where the comparison stands.
pub(super) fn compare(old: &[Field], new: &[Field], structures: &Structures<'_>, found: &mut Collector) {
    let pairs = by_key(old.iter().enumerate(), new.iter().enumerate(), |(_, field)| field.name.as_str());
    let gaps = Gaps::of(&pairs, old.len(), new.len());
    for pair in join(pairs, |old, new| is_renamed(old, new, &gaps)) {
        match pair {
            Pair::Both((_, old), (_, new)) => found.within(&new.name, |found| field(old, new, structures, found)),
            Pair::Old((_, gone)) => {
                found.within(&gone.name, |found| found.add(&FIELD_REMOVED, Places::old(&gone.source), removed(gone)));
            }
            Pair::New((_, added)) => found.within(&added.name, |found| add(added, found)),
        }
    }
}

fn removed(field: &Field) -> String {
    format!("removed, was {}", types::name(&field.ty))
}

fn add(added: &Field, found: &mut Collector) {
    let (rule, word): (&Rule, &str) =
        if added.required == Some(true) { (&FIELD_ADDED_REQUIRED, ", required") } else { (&FIELD_ADDED, "") };
    found.add(rule, Places::new(&added.source), format!("added: {}{word}", types::name(&added.ty)));
}

/// Between which rows of both editions each row stands: a number for each gap, and the place within it.
struct Gaps {
    old: Vec<(usize, usize)>,
    new: Vec<(usize, usize)>,
}

impl Gaps {
    fn of(pairs: &[Pair<Row<'_>>], old: usize, new: usize) -> Self {
        let mut kept = (vec![None; old], vec![None; new]);
        for pair in pairs {
            if let Pair::Both((before, _), (after, _)) = pair
                && let (Some(old), Some(new)) = (kept.0.get_mut(*before), kept.1.get_mut(*after))
            {
                (*old, *new) = (Some(*after), Some(*after));
            }
        }
        Self { old: gaps(&kept.0), new: gaps(&kept.1) }
    }
}

/// The gap of a row is named by the kept row before it.
fn gaps(kept: &[Option<usize>]) -> Vec<(usize, usize)> {
    let (mut gap, mut rank) = (0, 0);
    let next = |kept: &Option<usize>| {
        (gap, rank) = match kept {
            Some(index) => (index + 1, 0),
            None => (gap, rank + 1),
        };
        (gap, rank)
    };
    kept.iter().map(next).collect()
}

/// Whether a row that is gone is one that is new: the same type, requiredness and label, and a name that looks the
/// same, or differs by a letter at the same place of the table.
fn is_renamed((old_index, old): Row<'_>, (new_index, new): Row<'_>, gaps: &Gaps) -> bool {
    if old.required != new.required || old.label != new.label || !has_same_type(old, new) {
        return false;
    }
    let is_in_place = || gaps.old.get(old_index) == gaps.new.get(new_index);
    match likeness(&old.name, &new.name) {
        Likeness::Look => true,
        Likeness::Close => is_in_place(),
        Likeness::None => false,
    }
}

fn has_same_type(old: &Field, new: &Field) -> bool {
    types::name(&old.ty) == types::name(&new.ty)
        && match (types::members(&old.ty), types::members(&new.ty)) {
            (Some(old), Some(new)) => has_same_members(old, new),
            (old, new) => old.is_none() && new.is_none(),
        }
}

fn field(old: &Field, new: &Field, structures: &Structures<'_>, found: &mut Collector) {
    let places = Places::both(&old.source, &new.source);
    found.differ(&FIELD_RENAMED, places, "renamed", Some(old.name.clone()), Some(new.name.clone()));
    presence(old, new, places, found);
    let rule: &Rule = if old.place.is_some() && new.place.is_some() { &FIELD_PLACE } else { &FIELD_PLACE_STATED };
    let place = |field: &Field| field.place.map(|place| format!("{place:?}").to_lowercase());
    found.differ(rule, places, "place", place(old), place(new));
    let words = [(&FIELD_DEPRECATED, "deprecated"), (&FIELD_UNDEPRECATED, "no longer deprecated")];
    found.turn(old.deprecated, new.deprecated, places, words);
    let retyped = types::is_text(&old.ty) != types::is_text(&new.ty);
    facts::compare(&old.facts, &new.facts, retyped, places, found);
    let release = |field: &Field| field.since.map(|release| release.to_string());
    found.reword(&FIELD_LABEL, places, "label", old.label.clone(), new.label.clone());
    found.differ(&FIELD_EXAMPLE, places, "sample", old.example.clone(), new.example.clone());
    found.differ(&FIELD_SINCE, places, "since release", release(old), release(new));
    let since = |field: &Field| field.deprecated_since.map(|release| release.to_string());
    found.differ(&DEPRECATED_SINCE, places, "deprecated since release", since(old), since(new));
    types::compare(&old.ty, &new.ty, places, structures, found);
}

/// Whether it must be there, and whether it may be null.
fn presence(old: &Field, new: &Field, places: Places<'_>, found: &mut Collector) {
    let rule: &Rule = match (old.required, new.required) {
        (Some(false), Some(true)) => &FIELD_REQUIRED,
        (Some(true), Some(false)) => &FIELD_OPTIONAL,
        (None, Some(true)) => &FIELD_REQUIRED_STATED,
        (None, _) => &FIELD_OPTIONAL_STATED,
        (Some(_), _) => &FIELD_REQUIRED_UNSTATED,
    };
    let word = |required: Option<bool>| required.map(|required| if required { "yes" } else { "no" }.to_owned());
    found.differ(rule, places, "required", word(old.required), word(new.required));
    let words = [(&FIELD_NULLABLE, "may be null"), (&FIELD_NOT_NULLABLE, "may no longer be null")];
    found.turn(old.nullable, new.nullable, places, words);
}
