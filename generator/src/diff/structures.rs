//! Structures: which is which, which way their members go, and what differs in each.

use std::collections::{BTreeSet, HashMap};

use crate::spec::model::{Field, Spec, Structure};
use crate::spec::usage::Usage;

use super::collect::{Collector, Places};
use super::pairing::{Likeness, Pair, by_key, join, likeness};
use super::rules::*;
use super::{Direction, Kind, facts, fields};

/// A structure of one edition.
type Named<'a> = (&'a str, &'a Structure);

/// The structures of both editions.
pub(super) struct Structures<'a> {
    pairs: Vec<Pair<Named<'a>>>,
    /// New names of the structures that have another.
    renamed: HashMap<&'a str, &'a str>,
    old: &'a Spec,
    new: &'a Spec,
    /// Which way the old edition sends them.
    usage: Usage<'a>,
}

impl<'a> Structures<'a> {
    /// Finds out which structure is which.
    pub(super) fn pair(old: &'a Spec, new: &'a Spec) -> Self {
        let named = |spec: &'a Spec| spec.structures.iter().map(|(name, structure)| (name.as_str(), structure));
        let pairs = join(by_key(named(old), named(new), |(name, _)| name), is_renamed);
        let renamed = pairs.iter().filter_map(|pair| match pair {
            Pair::Both((old, _), (new, _)) if old != new => Some((*old, *new)),
            _ => None,
        });
        Self { renamed: renamed.collect(), pairs, old, new, usage: Usage::of(old) }
    }

    /// True where two types name the same structure.
    pub(super) fn is_same(&self, old: &str, new: &str) -> bool {
        self.renamed.get(old).copied().unwrap_or(old) == new
    }

    /// The members of a structure of the old edition.
    pub(super) fn old_members(&self, name: &str) -> Option<&'a [Field]> {
        Some(self.old.structures.get(name)?.fields.as_slice())
    }

    /// The members of a structure of the new edition.
    pub(super) fn new_members(&self, name: &str) -> Option<&'a [Field]> {
        Some(self.new.structures.get(name)?.fields.as_slice())
    }

    /// Which way the old edition sends a structure.
    fn direction(&self, name: &str) -> Option<Direction> {
        let users = self.usage.get(name)?;
        match (users.requests.is_empty(), users.responses.is_empty()) {
            (false, false) => Some(Direction::Both),
            (false, true) => Some(Direction::Request),
            (true, false) => Some(Direction::Response),
            (true, true) => None,
        }
    }
}

/// Whether a structure that is gone is one that is new: the same members of the same types, and a name that differs
/// by a letter, or so many members that it can be no other.
fn is_renamed((old_name, old): Named<'_>, (new_name, new): Named<'_>) -> bool {
    /// Members that make a structure recognizable.
    const MANY: usize = 4;
    let is_alike = likeness(old_name, new_name) > Likeness::None || old.fields.len() >= MANY;
    !old.fields.is_empty() && is_alike && has_same_members(&old.fields, &new.fields)
}

/// Whether two tables have the same names with types of the same kind.
pub(super) fn has_same_members(old: &[Field], new: &[Field]) -> bool {
    let members = |fields: &[Field]| -> BTreeSet<(String, &'static str)> {
        fields.iter().map(|field| (field.name.clone(), super::types::kind(&field.ty))).collect()
    };
    old.len() == new.len() && members(old) == members(new)
}

/// Compares all structures.
pub(super) fn compare(structures: &Structures<'_>, found: &mut Collector) {
    for pair in &structures.pairs {
        match pair {
            Pair::Both(old, new) => structure(*old, *new, structures, found),
            Pair::Old((name, old)) => {
                found.at(Kind::Structure, name);
                found.direct(structures.direction(name));
                found.add(&STRUCTURE_REMOVED, Places::old(&old.source), "removed");
            }
            Pair::New((name, new)) => {
                found.at(Kind::Structure, name);
                found.add(&STRUCTURE_ADDED, Places::new(&new.source), "added");
            }
        }
    }
}

fn structure(
    (old_name, old): Named<'_>,
    (new_name, new): Named<'_>,
    structures: &Structures<'_>,
    found: &mut Collector,
) {
    found.at(Kind::Structure, new_name);
    let places = Places::both(&old.source, &new.source);
    let release = |structure: &Structure| structure.since.map(|release| release.to_string());
    let users = |structure: &Structure| {
        let names: BTreeSet<&str> = structure.used_by.iter().map(String::as_str).collect();
        Some(names.into_iter().collect::<Vec<_>>().join(", "))
    };
    found.differ(&STRUCTURE_RENAMED, places, "renamed", Some(old_name.to_owned()), Some(new_name.to_owned()));
    found.differ(&STRUCTURE_LABEL, places, "label", old.label.clone(), new.label.clone());
    found.differ(&STRUCTURE_URL, places, "page", old.url.clone(), new.url.clone());
    found.differ(&STRUCTURE_SINCE, places, "since release", release(old), release(new));
    found.differ(&STRUCTURE_USERS, places, "used by", users(old), users(new));
    facts::conditions(&old.conditions, &new.conditions, places, found);
    found.direct(structures.direction(old_name));
    let choices = |structure: &Structure| {
        let names: BTreeSet<String> = structure.one_of.iter().map(super::types::name).collect();
        Some(names.into_iter().collect::<Vec<_>>().join(", ")).filter(|names| !names.is_empty())
    };
    found.differ(&STRUCTURE_CHOICES, places, "one of", choices(old), choices(new));
    fields::compare(&old.fields, &new.fields, structures, found);
}
