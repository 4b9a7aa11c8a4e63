//! Two editions of a spec: which differences the newer changelog announces, and which it passes over in silence.
//!
//! A plain comparison by name, of what a changelog could announce: actions, structures, fields with their type and
//! requiredness, error codes. What a difference means for a caller is not judged here.

use indexmap::IndexMap;
use serde::Serialize;

use crate::spec::lookalike::twin_of;
use crate::spec::model::{Action, ChangeKind, ChangeOp, Field, Release, Source, Spec};
use crate::spec::tables::each_member;

use super::locate::means;
use super::timeline::{Event, Subject, Timeline, title};

/// A difference between two editions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What a changelog would call it.
    pub op: ChangeOp,
    /// Of what kind of thing.
    pub kind: ChangeKind,
    /// The action or structure that it belongs to.
    pub owner: Option<String>,
    /// Its name; of a field, the dotted path within its table.
    pub name: String,
    /// What is different, or which name looks like this one.
    pub note: Option<String>,
    /// The release that announces it; none for a silent change.
    pub announced_by: Option<String>,
    /// Where the older edition has it.
    pub old: Option<Source>,
    /// Where the newer edition has it.
    pub new: Option<Source>,
}

/// What two editions and the newer one's changelog say of each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Silence {
    /// Releases that only the newer edition lists, newest first.
    pub new_releases: Vec<String>,
    /// All differences, in the order of the newer edition; what it lacks stands at the end of each table.
    pub differences: Vec<Difference>,
    /// Announcements of the new releases that make no difference, since both editions agree.
    pub without_effect: Vec<String>,
}

impl Silence {
    /// Compares two editions.
    pub fn between(old: &Spec, new: &Spec) -> Self {
        let known = |release: &&Release| {
            old.changelog.iter().any(|other| (other.release, &other.date) == (release.release, &release.date))
        };
        let releases: Vec<Release> = new.changelog.iter().filter(|release| !known(release)).cloned().collect();
        let timeline = Timeline::of(&releases);
        let mut compare = Compare { timeline: &timeline, found: Vec::new() };
        compare.specs(old, new);
        let differences = compare.found;
        let without_effect = without_effect(&timeline, &differences);
        let new_releases = timeline.releases().iter().rev().map(|release| title(release)).collect();
        Self { new_releases, differences, without_effect }
    }

    /// Differences that no release announces.
    pub fn silent(&self) -> impl Iterator<Item = &Difference> {
        self.differences.iter().filter(|difference| difference.announced_by.is_none())
    }
}

/// Names that were announced as coming or going while nothing came or went.
fn without_effect(timeline: &Timeline<'_>, differences: &[Difference]) -> Vec<String> {
    let mut found = Vec::new();
    for (subject, events) in timeline.subjects() {
        let is_seen = |difference: &Difference| {
            difference.kind == subject.kind
                && difference.owner.as_deref() == subject.owner
                && (difference.name == subject.name || means(subject.name, &difference.name))
        };
        // A new owner comes with all that is announced of it.
        let comes_with_owner = |difference: &Difference| {
            subject.owner().is_some_and(|owner| (owner.kind, owner.name) == (difference.kind, difference.name.as_str()))
        };
        if differences.iter().any(|difference| is_seen(difference) || comes_with_owner(difference)) {
            continue;
        }
        for Event { op, release, .. } in events {
            let verb = match op {
                ChangeOp::Add => "adds",
                ChangeOp::Remove => "removes",
                ChangeOp::Modify | ChangeOp::Deprecate => continue,
            };
            found.push(format!("{} {verb} {subject}", title(release)));
        }
    }
    found
}

/// Names with the place where each stands.
type Names<'a> = IndexMap<&'a str, Option<&'a Source>>;

/// Fields by their dotted path.
type Paths<'a> = IndexMap<String, &'a Field>;

struct Compare<'t, 'a> {
    timeline: &'t Timeline<'a>,
    found: Vec<Difference>,
}

impl Compare<'_, '_> {
    fn specs(&mut self, old: &Spec, new: &Spec) {
        self.names(ChangeKind::Action, None, &action_names(old), &action_names(new));
        for (name, after) in &new.actions {
            let Some(before) = old.actions.get(name) else { continue };
            self.tables(ChangeKind::RequestField, name, &before.request, &after.request);
            self.tables(ChangeKind::ResponseField, name, &before.response, &after.response);
            self.names(ChangeKind::ErrorCode, Some(name), &codes_of(before), &codes_of(after));
        }
        self.names(ChangeKind::Structure, None, &structure_names(old), &structure_names(new));
        for (name, after) in &new.structures {
            let Some(before) = old.structures.get(name) else { continue };
            self.tables(ChangeKind::Member, name, &before.fields, &after.fields);
        }
        self.names(ChangeKind::ErrorCode, None, &codes(old), &codes(new));
    }

    /// Names that only one edition has.
    fn names(&mut self, kind: ChangeKind, owner: Option<&str>, old: &Names<'_>, new: &Names<'_>) {
        for (name, source) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
            self.add(Place { kind, owner, path: name }, ChangeOp::Add, None, None, *source);
        }
        for (name, source) in old.iter().filter(|(name, _)| !new.contains_key(*name)) {
            self.add(Place { kind, owner, path: name }, ChangeOp::Remove, None, *source, None);
        }
    }

    /// Fields that only one edition has, or that differ. Members come and go with the field they belong to.
    fn tables(&mut self, kind: ChangeKind, owner: &str, before: &[Field], after: &[Field]) {
        let owner = Some(owner);
        let (old, new) = (paths(before), paths(after));
        let mut gone = only_in(&old, &new);
        let come = only_in(&new, &old);
        for (path, field) in &new {
            let place = Place { kind, owner, path };
            match old.get(path) {
                Some(before) => {
                    let note = difference(before, field);
                    if note.is_some() {
                        self.add(place, ChangeOp::Modify, note, Some(&before.source), Some(&field.source));
                    }
                }
                None if come.contains(&path.as_str()) => match take_twin(path, &mut gone) {
                    Some(twin) => {
                        let before = old.get(twin).map(|field| &field.source);
                        let note = Some(format!("was `{twin}`"));
                        self.add(place, ChangeOp::Modify, note, before, Some(&field.source));
                    }
                    None => self.add(place, ChangeOp::Add, None, None, Some(&field.source)),
                },
                None => {}
            }
        }
        for path in gone {
            let source = old.get(path).map(|field| &field.source);
            self.add(Place { kind, owner, path }, ChangeOp::Remove, None, source, None);
        }
    }

    fn add(
        &mut self,
        place: Place<'_>,
        op: ChangeOp,
        note: Option<String>,
        old: Option<&Source>,
        new: Option<&Source>,
    ) {
        let Place { kind, owner, path } = place;
        self.found.push(Difference {
            op,
            kind,
            owner: owner.map(str::to_owned),
            name: path.to_owned(),
            note,
            announced_by: self.announcement(place, op).map(|event| title(event.release)),
            old: old.cloned(),
            new: new.cloned(),
        });
    }

    /// The last announcement that can mean a difference.
    fn announcement(&self, place: Place<'_>, op: ChangeOp) -> Option<Event<'_>> {
        let Place { kind, owner, path } = place;
        let fits = |event: &&Event<'_>| match op {
            ChangeOp::Add => event.op == ChangeOp::Add,
            ChangeOp::Remove | ChangeOp::Deprecate => matches!(event.op, ChangeOp::Remove | ChangeOp::Deprecate),
            ChangeOp::Modify => event.op != ChangeOp::Remove,
        };
        let is_it = |subject: &Subject<'_>| {
            (subject.kind, subject.owner) == (kind, owner) && (subject.name == path || means(subject.name, path))
        };
        let events = self.timeline.subjects().filter(|(subject, _)| is_it(subject)).flat_map(|(_, events)| events);
        events.filter(fits).max_by_key(|event| event.at).copied()
    }
}

/// Where a difference is.
#[derive(Clone, Copy)]
struct Place<'a> {
    kind: ChangeKind,
    owner: Option<&'a str>,
    path: &'a str,
}

fn action_names(spec: &Spec) -> Names<'_> {
    spec.actions.iter().map(|(name, action)| (name.as_str(), Some(&action.source))).collect()
}

fn structure_names(spec: &Spec) -> Names<'_> {
    spec.structures.iter().map(|(name, structure)| (name.as_str(), Some(&structure.source))).collect()
}

fn codes(spec: &Spec) -> Names<'_> {
    spec.errors.iter().map(|(code, entry)| (code.as_str(), entry.source.as_ref())).collect()
}

fn codes_of(action: &Action) -> Names<'_> {
    action.errors.iter().map(|code| (code.as_str(), Some(&action.source))).collect()
}

fn paths(fields: &[Field]) -> Paths<'_> {
    let mut paths = Paths::new();
    each_member(fields, &mut |path, field| {
        paths.entry(path.to_owned()).or_insert(field);
    });
    paths
}

/// Paths of one edition that the other lacks, without the members of those that it lacks too.
fn only_in<'p>(these: &'p Paths<'_>, others: &Paths<'_>) -> Vec<&'p str> {
    let has_parent = |path: &str| path.rsplit_once('.').is_none_or(|(parent, _)| others.contains_key(parent));
    these.keys().map(String::as_str).filter(|path| !others.contains_key(*path) && has_parent(path)).collect()
}

/// Takes the path out of `gone` whose last step looks like that of `path`, in the same place.
fn take_twin<'p>(path: &str, gone: &mut Vec<&'p str>) -> Option<&'p str> {
    let split = |path: &'p str| path.rsplit_once('.').unwrap_or(("", path));
    let (parent, name) = path.rsplit_once('.').unwrap_or(("", path));
    let beside = gone.iter().map(|path| split(path)).filter(|(other, _)| *other == parent).map(|(_, name)| name);
    let twin = twin_of(name, beside)?;
    let index = gone.iter().position(|path| split(path) == (parent, twin))?;
    Some(gone.remove(index))
}

/// What differs in type and requiredness.
fn difference(old: &Field, new: &Field) -> Option<String> {
    let word = |required| if required { "required" } else { "optional" };
    let (before, after) = (old.ty.to_string(), new.ty.to_string());
    let ty = (before != after).then(|| format!("{before} → {after}"));
    let required = match (old.required, new.required) {
        (Some(before), Some(after)) if before != after => Some(format!("{} → {}", word(before), word(after))),
        _ => None,
    };
    let parts: Vec<String> = [ty, required].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
