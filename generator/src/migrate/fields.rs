//! The fields of an old action against those of a new one, level by level.
//!
//! A level is a table of each side. On it every old field claims the new fields that fit its name best: beside each
//! other first, then within objects that only the new side has. Objects without a fitting name are known by their
//! members; those that are nowhere give their members to the level above.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::spec::model::{Action, Field, Spec, Type};
use crate::spec::wire_example::Wire;

use super::names::{Match, compare};
use super::{Row, Status, Tables, suggest};

/// Structures may contain themselves.
const DEEPEST: usize = 8;

/// Structures that contain each other many times over have more members than anybody would read.
const MOST_ROWS: usize = 2_000;

/// Names of a worse grade have words that the other lacks.
const CERTAIN: u8 = 4;

/// The two APIs.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) old: &'a Spec,
    pub(super) new: &'a Spec,
}

/// Maps the parameters and the answer of an action.
pub(super) fn tables<'a>(specs: Pair<'a>, old: &'a Action, to: &str, new: &'a Action) -> Tables {
    let request = Mapping::of(specs, &old.request, &new.request, [&[], &[]]);
    let wire = Wire::of(specs.old.protocol);
    let answer = Wire::of(specs.new.protocol);
    let mut response = Mapping::of(specs, &old.response, &new.response, [wire.envelope, answer.envelope]);
    let place = match (answer.wrapper, answer.failure) {
        (Some(wrapper), Some(failure)) => format!("failures are told by `{wrapper}.{failure}`"),
        (None, Some(failure)) => format!("failures are told by `{failure}`"),
        _ => "every answer has it".to_owned(),
    };
    for row in response.iter_mut().filter(|row| row.status == Status::Envelope) {
        row.notes.push(place.clone());
    }
    Tables { to: to.to_owned(), request, response }
}

/// A table of one side, and the dotted way to it.
#[derive(Clone)]
struct Level<'a> {
    fields: &'a [Field],
    prefix: String,
}

impl Level<'_> {
    fn path(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }
}

/// A new field that an old one may have become.
#[derive(Clone)]
struct Candidate<'a> {
    grade: u8,
    rules: Vec<&'static str>,
    path: String,
    field: &'a Field,
}

impl Candidate<'_> {
    /// The same candidate, by one rule more.
    fn by(mut self, rule: &'static str) -> Self {
        self.rules.push(rule);
        self
    }
}

/// The best of candidates up to a grade.
fn best_of<'a>(candidates: &[Candidate<'a>], worst: u8) -> Vec<Candidate<'a>> {
    let best = candidates.iter().map(|candidate| candidate.grade).min().filter(|grade| *grade <= worst);
    candidates.iter().filter(|candidate| Some(candidate.grade) == best).cloned().collect()
}

struct Mapping<'a> {
    specs: Pair<'a>,
    rows: Vec<Row>,
    /// New fields that are somebody's counterpart, and the objects around them.
    used: BTreeSet<String>,
    /// Old fields that are no objects and have no counterpart: their row, and the level that was looked through.
    left: Vec<(usize, &'a Field, Level<'a>)>,
    /// Names that were compared before: the same ones stand in many tables.
    compared: RefCell<HashMap<(&'a str, &'a str), Option<Match>>>,
}

impl<'a> Mapping<'a> {
    /// `envelopes`: what every answer has, of the old and of the new protocol.
    fn of(specs: Pair<'a>, old: &'a [Field], new: &'a [Field], envelopes: [&[&str]; 2]) -> Vec<Row> {
        let [envelope, answer] = envelopes;
        let (used, compared) = (BTreeSet::new(), RefCell::default());
        let mut mapping = Self { specs, rows: Vec::new(), used, left: Vec::new(), compared };
        for field in old.iter().filter(|field| envelope.contains(&field.name.as_str())) {
            mapping.row(Status::Envelope, &field.name, Vec::new(), vec!["envelope"], Vec::new());
        }
        let rest: Vec<&Field> = old.iter().filter(|field| !envelope.contains(&field.name.as_str())).collect();
        let new = Level { fields: new, prefix: String::new() };
        mapping.level(&rest, "", &new, &[], 0);
        mapping.used.extend(answer.iter().map(|name| (*name).to_owned()));
        mapping.suggest();
        mapping.rest(&new, None, 0);
        mapping.rows
    }

    /// Maps the fields of a level. `outer` are the levels around the new one, nearest last.
    fn level(&mut self, old: &[&'a Field], prefix: &str, new: &Level<'a>, outer: &[Level<'a>], depth: usize) {
        let best: Vec<Vec<Candidate<'a>>> = old.iter().map(|field| self.best(field, new, outer)).collect();
        let mut claims: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (field, candidates) in old.iter().zip(&best) {
            for candidate in candidates {
                claims.entry(candidate.path.clone()).or_default().push(format!("{prefix}{}", field.name));
            }
        }
        for (field, candidates) in old.iter().zip(best) {
            let path = format!("{prefix}{}", field.name);
            match candidates.as_slice() {
                [] => self.lost(field, &path, new, outer, depth),
                [only] => {
                    let rivals: Vec<&String> =
                        claims.get(&only.path).into_iter().flatten().filter(|other| **other != path).collect();
                    let mut notes = self.notes(field, only.field);
                    notes.extend(rivals.iter().map(|rival| format!("`{rival}` may be it too")));
                    let status = if rivals.is_empty() { Status::Mapped } else { Status::Ambiguous };
                    self.use_up(&only.path);
                    self.row(status, &path, vec![only.path.clone()], only.rules.clone(), notes);
                    self.members(field, &path, only, new, outer, depth);
                }
                several => {
                    several.iter().for_each(|candidate| self.use_up(&candidate.path));
                    let to = several.iter().map(|candidate| candidate.path.clone()).collect();
                    let mut rules: Vec<&'static str> = several.iter().flat_map(|c| c.rules.iter().copied()).collect();
                    rules.sort_unstable();
                    rules.dedup();
                    self.row(Status::Ambiguous, &path, to, rules, Vec::new());
                }
            }
        }
    }

    /// Goes on with the members of a field that has a counterpart.
    fn members(
        &mut self,
        field: &'a Field,
        path: &str,
        to: &Candidate<'a>,
        new: &Level<'a>,
        outer: &[Level<'a>],
        depth: usize,
    ) {
        let old: Vec<&Field> = self.specs.old.members(&field.ty).iter().collect();
        if old.is_empty() || self.is_full(depth) {
            return;
        }
        let inner = Level { fields: self.specs.new.members(&to.field.ty), prefix: format!("{}.", to.path) };
        let mut outer = outer.to_vec();
        outer.push(new.clone());
        self.level(&old, &format!("{path}."), &inner, &outer, depth + 1);
    }

    /// A field without a counterpart; an object's members may have one.
    fn lost(&mut self, field: &'a Field, path: &str, new: &Level<'a>, outer: &[Level<'a>], depth: usize) {
        let members: Vec<&Field> = self.specs.old.members(&field.ty).iter().collect();
        let row = self.rows.len();
        self.row(Status::NoCounterpart, path, Vec::new(), Vec::new(), Vec::new());
        if members.is_empty() {
            self.left.push((row, field, new.clone()));
        }
        if members.is_empty() || self.is_full(depth) {
            return;
        }
        let found = members.iter().any(|member| !self.best(member, new, outer).is_empty());
        if found {
            if let Some(row) = self.rows.get_mut(row) {
                row.status = Status::Dissolved;
                row.rules.push("place.outer");
            }
            let first = self.rows.len();
            self.level(&members, &format!("{path}."), new, outer, depth + 1);
            let is_member = |row: &&mut Row| {
                let step = row.from.as_deref().and_then(|from| from.strip_prefix(path)?.strip_prefix('.'));
                !row.to.is_empty() && step.is_some_and(|step| !step.contains('.'))
            };
            for row in self.rows.iter_mut().skip(first).filter(is_member) {
                if !row.rules.contains(&"place.outer") {
                    row.rules.push("place.outer");
                }
            }
        } else if let Some(row) = self.rows.get_mut(row) {
            row.notes.push(format!("nor have its {} members", members.len()));
        }
    }

    /// Joins what is left over on both sides of a level and described alike.
    fn suggest(&mut self) {
        let mut levels: BTreeMap<String, Vec<(usize, &'a Field, Level<'a>)>> = BTreeMap::new();
        for left in std::mem::take(&mut self.left) {
            levels.entry(left.2.prefix.clone()).or_default().push(left);
        }
        for left in levels.into_values() {
            let Some((.., level)) = left.first() else { continue };
            let is_left = |field: &&'a Field| {
                !self.used.contains(&level.path(&field.name)) && self.specs.new.members(&field.ty).is_empty()
            };
            let new: Vec<&Field> = level.fields.iter().filter(is_left).collect();
            let old: Vec<&Field> = left.iter().map(|(_, field, _)| *field).collect();
            for (from, to, rules) in suggest::pairs(&old, &new) {
                let (Some((row, old, level)), Some(new)) = (left.get(from), new.get(to)) else { continue };
                let path = level.path(&new.name);
                let notes = self.notes(old, new);
                self.use_up(&path);
                if let Some(row) = self.rows.get_mut(*row) {
                    *row = Row { status: Status::Suggested, to: vec![path], rules, notes, from: row.from.take() };
                }
            }
        }
    }

    /// The new fields that fit an old one best; none where nothing fits. Where a field stands counts less than a name
    /// that is certain, and more than one that is not.
    fn best(&self, field: &'a Field, new: &Level<'a>, outer: &[Level<'a>]) -> Vec<Candidate<'a>> {
        let is_object = |other: &Field| matches!(other.ty, Type::Object { .. });
        let is_list = |other: &Field| matches!(other.ty, Type::Array { .. });
        let (beside, nested) = (self.beside(field, new), self.within(field, new, "place.nested", is_object));
        let outer = outer.last().map(|outer| self.outer(field, outer)).unwrap_or_default();
        let certain = [&beside, &nested, &outer].map(|found| best_of(found, CERTAIN));
        let fuzzy = [&beside, &nested].map(|found| best_of(found, u8::MAX));
        let ways = certain.into_iter().chain([self.alike(field, new)]).chain(fuzzy);
        ways.into_iter()
            .find(|found| !found.is_empty())
            .unwrap_or_else(|| best_of(&self.within(field, new, "place.nested-list", is_list), CERTAIN))
    }

    fn beside(&self, field: &'a Field, new: &Level<'a>) -> Vec<Candidate<'a>> {
        let candidate = |other: &'a Field| {
            let (grade, rule) = self.compare(field, other)?;
            let path = new.path(&other.name);
            self.may_be(field, other, grade).then(|| Candidate { grade, rules: vec![rule], path, field: other })
        };
        new.fields.iter().filter_map(candidate).collect()
    }

    /// Members of the level's objects of a kind.
    fn within(
        &self,
        field: &'a Field,
        new: &Level<'a>,
        rule: &'static str,
        is_kind: impl Fn(&Field) -> bool,
    ) -> Vec<Candidate<'a>> {
        let mut found = Vec::new();
        for object in new.fields.iter().filter(|other| is_kind(other)) {
            let prefix = format!("{}.", new.path(&object.name));
            let inner = Level { fields: self.specs.new.members(&object.ty), prefix };
            found.extend(self.beside(field, &inner).into_iter().map(|candidate| candidate.by(rule)));
        }
        found
    }

    /// Fields of the level around.
    fn outer(&self, field: &'a Field, outer: &Level<'a>) -> Vec<Candidate<'a>> {
        self.beside(field, outer).into_iter().map(|candidate| candidate.by("place.outer")).collect()
    }

    /// Objects with the same members.
    fn alike(&self, field: &'a Field, new: &Level<'a>) -> Vec<Candidate<'a>> {
        let members = self.specs.old.members(&field.ty);
        if members.len() < 2 {
            return Vec::new();
        }
        let mut found: Vec<(usize, Candidate<'a>)> = Vec::new();
        for other in new.fields.iter().filter(|other| is_list(&other.ty) == is_list(&field.ty)) {
            let theirs = self.specs.new.members(&other.ty);
            let has = |member: &&'a Field| theirs.iter().any(|other| self.compare(member, other).is_some());
            let shared = members.iter().filter(has).count();
            if shared >= 2 && 2 * shared >= members.len().min(theirs.len()) {
                let path = new.path(&other.name);
                found.push((shared, Candidate { grade: 0, rules: vec!["members.alike"], path, field: other }));
            }
        }
        let most = found.iter().map(|(shared, _)| *shared).max();
        found.into_iter().filter(|(shared, _)| Some(*shared) == most).map(|(_, candidate)| candidate).collect()
    }

    /// The rule by which two names are one.
    fn compare(&self, old: &'a Field, new: &'a Field) -> Option<Match> {
        let key = (old.name.as_str(), new.name.as_str());
        *self.compared.borrow_mut().entry(key).or_insert_with(|| compare(key.0, key.1))
    }

    /// Whether the kinds of two fields allow one to become the other.
    fn may_be(&self, old: &Field, new: &Field, grade: u8) -> bool {
        let (before, after) = (self.specs.old.members(&old.ty), self.specs.new.members(&new.ty));
        let names_differ = grade > CERTAIN;
        match (before.is_empty(), after.is_empty()) {
            (true, true) => !names_differ || kind(&old.ty) == kind(&new.ty),
            (false, false) => true,
            // An object that the old document does not describe, or the new one.
            _ => !names_differ && (is_opaque(&old.ty) || is_opaque(&new.ty)),
        }
    }

    /// What differs between a field and its counterpart.
    fn notes(&self, old: &Field, new: &Field) -> Vec<String> {
        let mut notes = Vec::new();
        let (before, after) = (shape(&old.ty), shape(&new.ty));
        if before != after {
            notes.push(format!("{before} → {after}"));
        }
        match (old.required, new.required) {
            (Some(false), Some(true)) => notes.push("required now".to_owned()),
            (Some(true), Some(false)) => notes.push("optional now".to_owned()),
            _ => {}
        }
        let values = |field: &Field| -> BTreeSet<String> {
            field.facts.enumeration.iter().map(ToString::to_string).map(|text| text.to_lowercase()).collect()
        };
        let (before, after) = (values(old), values(new));
        if !before.is_empty() && !after.is_empty() && before != after {
            notes.push("the documented values differ".to_owned());
        }
        notes
    }

    /// What only the new action has, members of mapped objects included. `optional` is an object around them that need
    /// not be sent.
    fn rest(&mut self, new: &Level<'a>, optional: Option<&str>, depth: usize) {
        for field in new.fields {
            let path = new.path(&field.name);
            let inner = Level { fields: self.specs.new.members(&field.ty), prefix: format!("{path}.") };
            if !self.used.contains(&path) {
                let status = if field.required == Some(true) { Status::NewRequired } else { Status::New };
                let condition = optional.filter(|_| status == Status::NewRequired);
                let condition = condition.map(|object| format!("where `{object}` is sent"));
                let notes = std::iter::once(shape(&field.ty)).chain(condition).collect();
                self.rows.push(Row { status, from: None, to: vec![path], rules: Vec::new(), notes });
            } else if !self.is_full(depth) && self.has_within(&inner.prefix) {
                // What is a counterpart as a whole has no members of its own to list.
                let optional = if field.required == Some(false) { Some(path.as_str()) } else { optional };
                self.rest(&inner, optional, depth + 1);
            }
        }
    }

    fn row(&mut self, status: Status, from: &str, to: Vec<String>, rules: Vec<&'static str>, notes: Vec<String>) {
        self.rows.push(Row { status, from: Some(from.to_owned()), to, rules, notes });
    }

    /// Whether something within an object is a counterpart.
    fn has_within(&self, prefix: &str) -> bool {
        self.used.range(prefix.to_owned()..).next().is_some_and(|used| used.starts_with(prefix))
    }

    /// Whether members are no longer looked at.
    fn is_full(&self, depth: usize) -> bool {
        depth >= DEEPEST || self.rows.len() >= MOST_ROWS
    }

    fn use_up(&mut self, path: &str) {
        let ends = path.match_indices('.').map(|(at, _)| at).chain([path.len()]);
        self.used.extend(ends.filter_map(|end| path.get(..end)).map(str::to_owned));
    }
}

fn is_list(ty: &Type) -> bool {
    matches!(ty, Type::Array { .. } | Type::Map { .. })
}

fn is_opaque(ty: &Type) -> bool {
    match ty {
        Type::Array { items: inner, .. } | Type::Map { values: inner } => is_opaque(inner),
        Type::Object { .. } => true,
        _ => false,
    }
}

/// The kind of the scalars in a type; names that differ in words are not joined across kinds.
fn kind(ty: &Type) -> u8 {
    match ty {
        Type::Array { items: inner, .. } | Type::Map { values: inner } => kind(inner),
        Type::Integer { .. } | Type::Number { .. } => 1,
        Type::Boolean => 2,
        Type::String { .. } | Type::Object { .. } | Type::OneOf { .. } => 0,
    }
}

/// A type without the names of structures.
fn shape(ty: &Type) -> String {
    match ty {
        Type::Array { items, .. } => format!("array of {}", shape(items)),
        Type::Map { values } => format!("map of {}", shape(values)),
        Type::Object { .. } => "object".to_owned(),
        scalar => scalar.to_string(),
    }
}
