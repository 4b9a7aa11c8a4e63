//! The changelog against the tables: what it announced, in the order of time, and what is there today.

use indexmap::{IndexMap, IndexSet};

use crate::spec::model::{Change, ChangeKind, ChangeOp, Field, Release, Spec, Type};

use super::fields::inline_fields;
use super::findings::{Findings, nearest};
use super::rules::{
    CHANGELOG_ADDED_TWICE, CHANGELOG_CHANGED_WHEN_GONE, CHANGELOG_DEPRECATED_PRESENT, CHANGELOG_REMOVED_PRESENT,
    CHANGELOG_UNKNOWN_NAME,
};

/// One thing that a changelog names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Subject<'a> {
    pub(super) kind: ChangeKind,
    pub(super) owner: Option<&'a str>,
    pub(super) name: &'a str,
}

impl Subject<'_> {
    fn in_words(&self) -> String {
        let Self { kind, owner, name } = self;
        let owner = owner.unwrap_or_default();
        match kind {
            ChangeKind::Action => format!("action {name}"),
            ChangeKind::Structure => format!("structure {name}"),
            ChangeKind::RequestField => format!("`{name}` in the request of {owner}"),
            ChangeKind::ResponseField => format!("`{name}` in the response of {owner}"),
            ChangeKind::Member => format!("`{name}` in structure {owner}"),
            ChangeKind::ErrorCode if owner.is_empty() => format!("error code `{name}`"),
            ChangeKind::ErrorCode => format!("error code `{name}` of {owner}"),
        }
    }
}

/// What releases took away and no table has, by the release that said so.
pub(super) type Gone<'a> = IndexMap<Subject<'a>, &'a Release>;

/// What the releases so far say of a subject.
#[derive(Debug)]
struct Track<'a> {
    last: ChangeOp,
    added: bool,
    releases: Vec<&'a Release>,
}

/// Whether a table of today has a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Today {
    Present,
    Absent,
    /// Its action or structure is unknown or has no page.
    Unknowable,
}

pub(super) fn check<'a>(spec: &'a Spec, findings: &mut Findings) -> Gone<'a> {
    let mut tracks: IndexMap<Subject<'a>, Track<'a>> = IndexMap::new();
    for release in spec.changelog.iter().rev() {
        for change in &release.changes {
            follow(release, change, &mut tracks, findings);
        }
    }
    strangers(spec, &tracks, findings);
    let mut gone = Gone::new();
    for (subject, track) in &tracks {
        let Some(release) = track.releases.last().copied() else { continue };
        let source = release.source.as_ref();
        let what = subject.in_words();
        let taken = matches!(track.last, ChangeOp::Remove | ChangeOp::Deprecate);
        match (today(spec, subject), track.last) {
            (Today::Absent, _) if taken => {
                gone.insert(*subject, release);
            }
            (Today::Absent, _) => {
                let message = format!("{} {what}, which no table has", announced(&track.releases));
                let help = suggestion(spec, subject).map(|name| format!("the table has `{name}`"));
                findings.add_with_help(&CHANGELOG_UNKNOWN_NAME, source, message, help);
            }
            (Today::Present, ChangeOp::Remove) => {
                let message = format!("{} removes {what}, which a table still has", title(release));
                findings.add(&CHANGELOG_REMOVED_PRESENT, source, message);
            }
            (Today::Present, ChangeOp::Deprecate) => {
                let message = format!("{} deprecates {what}, which a table still has", title(release));
                findings.add(&CHANGELOG_DEPRECATED_PRESENT, source, message);
            }
            _ => {}
        }
    }
    gone
}

/// Carries the state of each named subject one announcement further.
fn follow<'a>(
    release: &'a Release,
    change: &'a Change,
    tracks: &mut IndexMap<Subject<'a>, Track<'a>>,
    findings: &mut Findings,
) {
    for name in &change.names {
        let subject = Subject { kind: change.kind, owner: change.owner.as_deref(), name };
        let track =
            tracks.entry(subject).or_insert_with(|| Track { last: change.op, added: false, releases: Vec::new() });
        let source = release.source.as_ref();
        let again = !track.releases.is_empty();
        if change.op == ChangeOp::Add && track.added && track.last != ChangeOp::Remove {
            let message = format!("{} adds {} once more", title(release), subject.in_words());
            findings.add(&CHANGELOG_ADDED_TWICE, source, message);
        }
        if again && track.last == ChangeOp::Remove && change.op != ChangeOp::Add {
            let message = format!("{} changes {}, which was removed before", title(release), subject.in_words());
            findings.add(&CHANGELOG_CHANGED_WHEN_GONE, source, message);
        }
        track.added |= change.op == ChangeOp::Add;
        track.last = change.op;
        track.releases.push(release);
    }
}

/// Actions and structures whose fields the changelog changes and that exist nowhere, each once. Those
/// that it names themselves are judged like any other subject.
fn strangers<'a>(spec: &'a Spec, tracks: &IndexMap<Subject<'a>, Track<'a>>, findings: &mut Findings) {
    let mut seen = IndexSet::new();
    for (subject, track) in tracks {
        let Some(name) = subject.owner else { continue };
        let kind = if subject.kind == ChangeKind::Member { ChangeKind::Structure } else { ChangeKind::Action };
        let owner = Subject { kind, owner: None, name };
        if !seen.insert(owner) || tracks.contains_key(&owner) || today(spec, &owner) == Today::Present {
            continue;
        }
        let Some(release) = track.releases.last() else { continue };
        let message = format!("{} changes {}, which no page has", title(release), owner.in_words());
        let help = suggestion(spec, &owner).map(|name| format!("there is `{name}`"));
        findings.add_with_help(&CHANGELOG_UNKNOWN_NAME, release.source.as_ref(), message, help);
    }
}

fn today(spec: &Spec, subject: &Subject<'_>) -> Today {
    let name = subject.name;
    let present = match subject.kind {
        ChangeKind::Action => Some(spec.actions.contains_key(name) || spec.listed_actions.contains_key(name)),
        ChangeKind::Structure => Some(spec.structures.contains_key(name)),
        ChangeKind::ErrorCode => has_error(spec, subject),
        _ => table(spec, subject).map(|fields| has(spec, fields, name)),
    };
    match present {
        Some(true) => Today::Present,
        Some(false) => Today::Absent,
        None => Today::Unknowable,
    }
}

/// Whether an action, or the API's lists, have an error code.
fn has_error(spec: &Spec, subject: &Subject<'_>) -> Option<bool> {
    match subject.owner {
        Some(owner) => spec.actions.get(owner).map(|action| action.errors.iter().any(|code| code == subject.name)),
        None => (!spec.errors.is_empty()).then(|| spec.errors.contains_key(subject.name)),
    }
}

/// The table that a field would stand in.
fn table<'a>(spec: &'a Spec, subject: &Subject<'_>) -> Option<&'a [Field]> {
    let owner = subject.owner?;
    match subject.kind {
        ChangeKind::RequestField => spec.actions.get(owner).map(|action| action.request.as_slice()),
        ChangeKind::ResponseField => spec.actions.get(owner).map(|action| action.response.as_slice()),
        ChangeKind::Member => spec.structures.get(owner).map(|structure| structure.fields.as_slice()),
        ChangeKind::Action | ChangeKind::Structure | ChangeKind::ErrorCode => None,
    }
}

/// Looks for a field by its name, or by a dotted path through the types. A name alone may be that of a member of a
/// field that has its members in the same table.
fn has(spec: &Spec, fields: &[Field], path: &str) -> bool {
    if !path.contains('.') {
        return stands_in(fields, path);
    }
    let is_index = |step: &str| step.eq_ignore_ascii_case("n") || step.bytes().all(|byte| byte.is_ascii_digit());
    let mut fields = fields;
    for step in path.split('.').filter(|step| !is_index(step)) {
        let Some(field) = fields.iter().find(|field| field.name == step) else { return false };
        fields = members(spec, &field.ty);
    }
    true
}

fn stands_in(fields: &[Field], name: &str) -> bool {
    fields.iter().any(|field| field.name == name || stands_in(inline_fields(&field.ty), name))
}

fn members<'a>(spec: &'a Spec, ty: &'a Type) -> &'a [Field] {
    match ty.referenced() {
        Some(name) => spec.structures.get(name).map(|structure| structure.fields.as_slice()).unwrap_or_default(),
        None => inline_fields(ty),
    }
}

fn suggestion<'a>(spec: &'a Spec, subject: &Subject<'_>) -> Option<&'a str> {
    match subject.kind {
        ChangeKind::Action => nearest(subject.name, spec.actions.keys().map(String::as_str)),
        ChangeKind::Structure => nearest(subject.name, spec.structures.keys().map(String::as_str)),
        _ => nearest(subject.name, table(spec, subject)?.iter().map(|field| field.name.as_str())),
    }
}

/// A release by its number, else by its date.
pub(super) fn title(release: &Release) -> String {
    match release.release {
        Some(number) => format!("release {number}"),
        None => format!("the release of {}", release.date),
    }
}

fn announced(releases: &[&Release]) -> String {
    let mut titles: Vec<String> = releases.iter().map(|release| title(release)).collect();
    titles.dedup();
    format!("{} {}", titles.join(", "), if titles.len() == 1 { "names" } else { "name" })
}
