//! The changelog in the order of time: for each thing it names, what it announced of it and when.
//!
//! Documents print their releases in either direction, so the order comes from numbers and dates. What the tables of
//! today say about the same things is not looked at here.

use std::fmt;

use indexmap::IndexMap;

use crate::spec::model::{ChangeKind, ChangeOp, Release, Source};

/// One thing that a changelog names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Subject<'a> {
    /// What kind of thing.
    pub kind: ChangeKind,
    /// The action or structure it belongs to; none for actions and structures themselves.
    pub owner: Option<&'a str>,
    /// Its name as announced.
    pub name: &'a str,
}

impl<'a> Subject<'a> {
    /// An action itself.
    pub fn action(name: &'a str) -> Self {
        Self { kind: ChangeKind::Action, owner: None, name }
    }

    /// A structure itself.
    pub fn structure(name: &'a str) -> Self {
        Self { kind: ChangeKind::Structure, owner: None, name }
    }

    /// The action or structure that a subject belongs to.
    pub fn owner(&self) -> Option<Self> {
        let name = self.owner?;
        Some(if self.kind == ChangeKind::Member { Self::structure(name) } else { Self::action(name) })
    }
}

impl fmt::Display for Subject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, owner, name } = self;
        let owner = owner.unwrap_or_default();
        match kind {
            ChangeKind::Action => write!(f, "action {name}"),
            ChangeKind::Structure => write!(f, "structure {name}"),
            ChangeKind::RequestField => write!(f, "`{name}` in the request of {owner}"),
            ChangeKind::ResponseField => write!(f, "`{name}` in the response of {owner}"),
            ChangeKind::Member => write!(f, "`{name}` in structure {owner}"),
            ChangeKind::ErrorCode if owner.is_empty() => write!(f, "error code `{name}`"),
            ChangeKind::ErrorCode => write!(f, "error code `{name}` of {owner}"),
        }
    }
}

/// One announcement about a subject.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    /// What was announced.
    pub op: ChangeOp,
    /// The release's place in time, 0 for the oldest.
    pub at: usize,
    /// The release.
    pub release: &'a Release,
    /// The line of the release's document that names it.
    line: Option<u32>,
}

impl Event<'_> {
    /// The same place in the changelog, saying something else.
    pub fn saying(self, op: ChangeOp) -> Self {
        Self { op, ..self }
    }

    /// Where the document says so: the line of the name, else all lines of the release.
    pub fn source(&self) -> Option<Source> {
        let release = self.release.source.as_ref()?;
        let lines = self.line.map_or(release.lines, |line| [line, line]);
        Some(Source { document: release.document.clone(), lines })
    }
}

/// A changelog by subject.
#[derive(Debug, Clone, Default)]
pub struct Timeline<'a> {
    releases: Vec<&'a Release>,
    tracks: IndexMap<Subject<'a>, Vec<Event<'a>>>,
}

impl<'a> Timeline<'a> {
    /// Reads a changelog in any order. Subjects stand in the order of their first announcement.
    pub fn of(changelog: &'a [Release]) -> Self {
        let mut releases: Vec<&Release> = changelog.iter().rev().collect();
        releases.sort_by(|a, b| (a.release, &a.date).cmp(&(b.release, &b.date)));
        let mut tracks: IndexMap<Subject<'a>, Vec<Event<'a>>> = IndexMap::new();
        for (at, release) in releases.iter().copied().enumerate() {
            for change in &release.changes {
                for (index, name) in change.names.iter().enumerate() {
                    let subject = Subject { kind: change.kind, owner: change.owner.as_deref(), name };
                    let line = change.lines.get(index).copied();
                    tracks.entry(subject).or_default().push(Event { op: change.op, at, release, line });
                }
            }
        }
        Self { releases, tracks }
    }

    /// The releases, oldest first.
    pub fn releases(&self) -> &[&'a Release] {
        &self.releases
    }

    /// All subjects with their announcements, oldest first.
    pub fn subjects(&self) -> impl Iterator<Item = (&Subject<'a>, &[Event<'a>])> {
        self.tracks.iter().map(|(subject, events)| (subject, events.as_slice()))
    }

    /// The announcements of one subject, oldest first.
    pub fn events<'s>(&'s self, subject: &Subject<'s>) -> &'s [Event<'s>] {
        self.tracks.get(subject).map(Vec::as_slice).unwrap_or_default()
    }

    /// True where the changelog names the subject.
    pub fn names(&self, subject: &Subject<'_>) -> bool {
        self.tracks.contains_key(subject)
    }
}

/// A release by its number, else by its date.
pub fn title(release: &Release) -> String {
    match release.release {
        Some(number) => format!("release {number}"),
        None => format!("the release of {}", release.date),
    }
}
