//! Two editions of a spec: which differences the newer changelog announces, and which it passes over in silence.
//!
//! Of all that [`diff`] finds, what a changelog could announce: actions, structures, fields with their type and
//! requiredness, error codes. What a difference means for a caller is not judged here.

use serde::Serialize;

use crate::diff::{self, Change, Direction, Kind};
use crate::spec::model::{ChangeKind, ChangeOp, Release, Source, Spec};

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
    /// All differences, in the order of the newer edition.
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
        let (changes, all) = (diff::compare(old, new), Timeline::of(&new.changelog));
        let differences: Vec<Difference> =
            changes.iter().filter_map(|change| difference(change, &timeline, &all)).collect();
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

/// What a changelog would call a difference, by the rule that found it. Differences of words, facts and examples have no
/// place in a changelog.
static OPERATIONS: &[(&str, ChangeOp)] = &[
    ("action-added", ChangeOp::Add),
    ("action-listed", ChangeOp::Add),
    ("action-removed", ChangeOp::Remove),
    ("action-unlisted", ChangeOp::Remove),
    ("action-renamed", ChangeOp::Modify),
    ("action-deprecated", ChangeOp::Deprecate),
    ("action-error-added", ChangeOp::Add),
    ("action-error-removed", ChangeOp::Remove),
    ("error-added", ChangeOp::Add),
    ("error-removed", ChangeOp::Remove),
    ("structure-added", ChangeOp::Add),
    ("structure-removed", ChangeOp::Remove),
    ("structure-renamed", ChangeOp::Modify),
    ("field-added", ChangeOp::Add),
    ("field-added-required", ChangeOp::Add),
    ("field-removed", ChangeOp::Remove),
    ("field-renamed", ChangeOp::Modify),
    ("field-deprecated", ChangeOp::Deprecate),
    ("field-required", ChangeOp::Modify),
    ("field-optional", ChangeOp::Modify),
    ("type-changed", ChangeOp::Modify),
    ("type-widened", ChangeOp::Modify),
    ("type-narrowed", ChangeOp::Modify),
    ("type-structure-changed", ChangeOp::Modify),
];

/// Ids of the rules of [`diff`] that a changelog has an operation for.
pub fn rules() -> impl Iterator<Item = &'static str> {
    OPERATIONS.iter().map(|(rule, _)| *rule)
}

/// The difference that a changelog could announce. What went had perhaps been announced as going away when both editions
/// still had it, so `all` releases count for that.
fn difference(change: &Change, timeline: &Timeline<'_>, all: &Timeline<'_>) -> Option<Difference> {
    let (_, op) = OPERATIONS.iter().find(|(rule, _)| *rule == change.rule)?;
    let code = || change.after.as_ref().or(change.before.as_ref()).cloned();
    let is_code = change.rule.starts_with("action-error");
    let (kind, owner, name) = match (change.kind, &change.field) {
        (Kind::Action, None) if is_code => (ChangeKind::ErrorCode, Some(&change.name), code()?),
        (Kind::Action, None) => (ChangeKind::Action, None, change.name.clone()),
        (Kind::Action, Some(path)) => {
            let is_sent = change.direction == Some(Direction::Request);
            let kind = if is_sent { ChangeKind::RequestField } else { ChangeKind::ResponseField };
            (kind, Some(&change.name), path.clone())
        }
        (Kind::Structure, None) => (ChangeKind::Structure, None, change.name.clone()),
        (Kind::Structure, Some(path)) => (ChangeKind::Member, Some(&change.name), path.clone()),
        (Kind::Error, _) => (ChangeKind::ErrorCode, None, change.name.clone()),
        _ => return None,
    };
    let holder = owner.map(String::as_str);
    let deprecated = || (*op == ChangeOp::Remove).then(|| deprecation(all, kind, holder, &name)).flatten();
    Some(Difference {
        op: *op,
        kind,
        announced_by: announcement(timeline, *op, kind, holder, &name).or_else(deprecated),
        owner: owner.cloned(),
        name,
        note: (*op == ChangeOp::Modify).then(|| change.message.clone()),
        old: change.old_source.clone(),
        new: change.new_source.clone(),
    })
}

/// The release that announced the end of what no later one announced anew.
fn deprecation(timeline: &Timeline<'_>, kind: ChangeKind, owner: Option<&str>, name: &str) -> Option<String> {
    let (_, events) = timeline.subjects().find(|(subject, _)| is_meant(subject, kind, owner, name))?;
    let ends = |event: &&Event<'_>| matches!(event.op, ChangeOp::Add | ChangeOp::Deprecate);
    let last = events.iter().rfind(ends).filter(|event| event.op == ChangeOp::Deprecate)?;
    Some(title(last.release))
}

fn is_meant(subject: &Subject<'_>, kind: ChangeKind, owner: Option<&str>, name: &str) -> bool {
    (subject.kind, subject.owner) == (kind, owner) && (subject.name == name || means(subject.name, name))
}

/// The last release that can mean a difference.
fn announcement(
    timeline: &Timeline<'_>,
    op: ChangeOp,
    kind: ChangeKind,
    owner: Option<&str>,
    name: &str,
) -> Option<String> {
    let fits = |event: &&Event<'_>| match op {
        ChangeOp::Add => event.op == ChangeOp::Add,
        ChangeOp::Remove | ChangeOp::Deprecate => matches!(event.op, ChangeOp::Remove | ChangeOp::Deprecate),
        ChangeOp::Modify => event.op != ChangeOp::Remove,
    };
    let meant = timeline.subjects().filter(|(subject, _)| is_meant(subject, kind, owner, name));
    let events = meant.flat_map(|(_, events)| events);
    events.filter(fits).max_by_key(|event| event.at).map(|event| title(event.release))
}
