//! Every announcement of a changelog held against the tables of today: what became of it.
//!
//! One row for each name of each entry, so that the sums add up to the changelog. What is wrong within the changelog is
//! also a finding of [`check`](crate::check); here it stands among all that is right.

use serde::Serialize;

use crate::spec::model::{ChangeKind, ChangeOp, Source, Spec};
use crate::spec::similar_names;

use super::locate::{Today, table, today};
use super::timeline::{Event, Subject, Timeline, title};
use super::values;

/// What became of an announcement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It was added or modified, and a table has it.
    Present,
    /// It was removed or deprecated, and announced anew later.
    Returned,
    /// It was removed, and no table has it.
    Removed,
    /// It was added or modified, and removed later.
    RemovedLater,
    /// It was deprecated, and no table has it.
    Retired,
    /// It was added or modified, and deprecated later; no table has it.
    RetiredLater,
    /// It was deprecated, and a table still has it.
    DeprecatedListed,
    /// No table has it, and one has a name that looks like it.
    Renamed,
    /// It was modified and is no field: a parameter takes such values.
    Accepted,
    /// The changelog contradicts itself or the tables.
    Contradiction,
    /// No page describes its action or structure.
    Unknowable,
}

impl Status {
    /// All, in the order of reports.
    pub const ALL: [Self; 11] = [
        Self::Present,
        Self::Returned,
        Self::Removed,
        Self::RemovedLater,
        Self::Retired,
        Self::RetiredLater,
        Self::DeprecatedListed,
        Self::Renamed,
        Self::Accepted,
        Self::Contradiction,
        Self::Unknowable,
    ];

    /// Its name in reports and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Returned => "returned",
            Self::Removed => "removed",
            Self::RemovedLater => "removed-later",
            Self::Retired => "retired",
            Self::RetiredLater => "retired-later",
            Self::DeprecatedListed => "deprecated-listed",
            Self::Renamed => "renamed",
            Self::Accepted => "accepted",
            Self::Contradiction => "contradiction",
            Self::Unknowable => "unknowable",
        }
    }

    /// What it says.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Present => "added or modified, and in a table",
            Self::Returned => "removed or deprecated, and announced anew later",
            Self::Removed => "removed, and in no table",
            Self::RemovedLater => "added or modified, and removed later",
            Self::Retired => "deprecated, and in no table",
            Self::RetiredLater => "added or modified, and deprecated later; in no table",
            Self::DeprecatedListed => "deprecated, and still in a table",
            Self::Renamed => "in no table, and a table has a name that looks like it",
            Self::Accepted => "modified, and no field: what a parameter takes as its value",
            Self::Contradiction => "contradicts the tables or an earlier release",
            Self::Unknowable => "no page describes its action or structure",
        }
    }
}

/// One name of one entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row<'a> {
    /// The release's number.
    pub release: Option<u32>,
    /// Its day.
    pub date: &'a str,
    /// The line that names it.
    pub source: Option<Source>,
    /// What was announced.
    pub op: ChangeOp,
    /// Of what kind of thing.
    pub kind: ChangeKind,
    /// The action or structure that it belongs to.
    pub owner: Option<&'a str>,
    /// Its name.
    pub name: &'a str,
    /// What became of it.
    pub status: Status,
    /// Why, where the status alone does not say.
    pub note: Option<String>,
}

impl<'a> Row<'a> {
    /// The thing named.
    pub fn subject(&self) -> Subject<'a> {
        Subject { kind: self.kind, owner: self.owner, name: self.name }
    }
}

/// The status of each announcement of a changelog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Statuses<'a> {
    /// The API.
    pub id: &'a str,
    /// How many releases the changelog has.
    pub releases: usize,
    /// Each announcement, newest release first.
    pub rows: Vec<Row<'a>>,
    /// Actions that no entry announces.
    pub unannounced_actions: Vec<&'a str>,
    /// Structures that no entry announces.
    pub unannounced_structures: Vec<&'a str>,
}

impl<'a> Statuses<'a> {
    /// Holds a spec's changelog against its tables.
    pub fn of(spec: &'a Spec) -> Self {
        let timeline = Timeline::of(&spec.changelog);
        let mut rows: Vec<(usize, Row<'a>)> = Vec::new();
        for (subject, events) in timeline.subjects() {
            let track = Track { spec, timeline: &timeline, subject, events, today: today(spec, subject) };
            for (index, event) in events.iter().enumerate() {
                let (status, note) = track.judge(index, event);
                let Subject { kind, owner, name } = *subject;
                let release = event.release;
                let (source, date) = (event.source(), release.date.as_str());
                let row = Row { release: release.release, date, source, op: event.op, kind, owner, name, status, note };
                rows.push((event.at, row));
            }
        }
        let line = |row: &Row<'_>| row.source.as_ref().map(|source| source.lines[0]);
        rows.sort_by_key(|(at, row)| (std::cmp::Reverse(*at), line(row)));
        let announced = |subject: &Subject<'_>| timeline.events(subject).iter().any(|event| event.op == ChangeOp::Add);
        let unnamed = |announced: &dyn Fn(&str) -> bool, names: &mut dyn Iterator<Item = &'a String>| {
            names.map(String::as_str).filter(|name| !announced(name)).collect::<Vec<_>>()
        };
        Self {
            id: &spec.id,
            releases: timeline.releases().len(),
            rows: rows.into_iter().map(|(_, row)| row).collect(),
            unannounced_actions: unnamed(&|name| announced(&Subject::action(name)), &mut spec.actions.keys()),
            unannounced_structures: unnamed(&|name| announced(&Subject::structure(name)), &mut spec.structures.keys()),
        }
    }

    /// How many announcements have a status.
    pub fn count(&self, status: Status) -> usize {
        self.rows.iter().filter(|row| row.status == status).count()
    }
}

/// All announcements of one subject, and what the tables say.
struct Track<'t, 'a> {
    spec: &'a Spec,
    timeline: &'t Timeline<'a>,
    subject: &'t Subject<'a>,
    events: &'t [Event<'a>],
    today: Today,
}

impl Track<'_, '_> {
    fn judge(&self, index: usize, event: &Event<'_>) -> (Status, Option<String>) {
        if self.today == Today::Unknowable {
            return (Status::Unknowable, None);
        }
        if let Some(problem) = self.out_of_order(index, event) {
            return (Status::Contradiction, Some(problem));
        }
        match self.today {
            Today::Present => self.present(index, event),
            _ => self.absent(index, event),
        }
    }

    /// What contradicts the announcements before.
    fn out_of_order(&self, index: usize, event: &Event<'_>) -> Option<String> {
        let before = self.events.get(..index).unwrap_or_default();
        if let Some(last) = before.iter().rfind(|event| matches!(event.op, ChangeOp::Add | ChangeOp::Remove)) {
            match (last.op, event.op) {
                (ChangeOp::Add, ChangeOp::Add) => return Some(format!("{} had added it", title(last.release))),
                (ChangeOp::Remove, ChangeOp::Add) => {}
                (ChangeOp::Remove, _) => return Some(format!("{} had removed it", title(last.release))),
                _ => {}
            }
        }
        let retired = before.iter().rfind(|event| matches!(event.op, ChangeOp::Add | ChangeOp::Deprecate));
        if let Some(retired) = retired.filter(|retired| retired.op == ChangeOp::Deprecate)
            && event.op == ChangeOp::Modify
            && self.today == Today::Absent
        {
            let twin = self.twin().map(|twin| format!("; the table has `{twin}`")).unwrap_or_default();
            return Some(format!("{} had deprecated it, and no table has it{twin}", title(retired.release)));
        }
        let owner = self.subject.owner()?;
        let born = self.timeline.events(&owner).iter().find(|event| event.op == ChangeOp::Add)?;
        (born.at > event.at).then(|| format!("{} announces {owner} as new only then", title(born.release)))
    }

    fn present(&self, index: usize, event: &Event<'_>) -> (Status, Option<String>) {
        let anew = self.later(index, ChangeOp::Add);
        match (event.op, anew) {
            (ChangeOp::Add | ChangeOp::Modify, _) => (Status::Present, None),
            (_, Some(anew)) => (Status::Returned, Some(format!("{} adds it again", title(anew.release)))),
            (ChangeOp::Remove, None) => (Status::Contradiction, Some("a table still has it".to_owned())),
            (ChangeOp::Deprecate, None) => (Status::DeprecatedListed, None),
        }
    }

    fn absent(&self, index: usize, event: &Event<'_>) -> (Status, Option<String>) {
        if event.op == ChangeOp::Remove {
            return (Status::Removed, None);
        }
        if let Some(removed) = self.later(index, ChangeOp::Remove) {
            return (Status::RemovedLater, Some(format!("{} removes it", title(removed.release))));
        }
        let retired = self.later(index, ChangeOp::Deprecate);
        if let Some(twin) = self.twin() {
            return (Status::Renamed, Some(self.renamed(twin, retired)));
        }
        if let Some(taker) = values::taken_by(self.spec, self.subject, self.events) {
            return (Status::Accepted, Some(format!("`{taker}` takes such values")));
        }
        match (event.op, retired) {
            (ChangeOp::Deprecate, _) => (Status::Retired, None),
            (_, Some(retired)) => (Status::RetiredLater, Some(format!("{} deprecates it", title(retired.release)))),
            (_, None) => (Status::Contradiction, Some("no table has it, and no release takes it away".to_owned())),
        }
    }

    /// Which name a table has instead, and which releases say so.
    fn renamed(&self, twin: &str, retired: Option<&Event<'_>>) -> String {
        let subject = Subject { name: twin, ..*self.subject };
        let born = self.timeline.events(&subject).iter().find(|event| event.op == ChangeOp::Add);
        let born = match born {
            Some(event) => format!("{} announces", title(event.release)),
            None => "no release announces".to_owned(),
        };
        let gone = retired.map(|event| format!("; {} deprecates this one", title(event.release))).unwrap_or_default();
        format!("the table has `{twin}`, which {born}{gone}")
    }

    fn later(&self, index: usize, op: ChangeOp) -> Option<&Event<'_>> {
        self.events.iter().skip(index + 1).find(|event| event.op == op)
    }

    /// A name in the table that looks like this one.
    fn twin(&self) -> Option<&str> {
        let name = self.subject.name;
        match self.subject.kind {
            ChangeKind::Action => similar_names::twin_of(name, self.spec.actions.keys().map(String::as_str)),
            ChangeKind::Structure => similar_names::twin_of(name, self.spec.structures.keys().map(String::as_str)),
            _ => similar_names::twin(name, table(self.spec, self.subject)?).map(|field| field.name.as_str()),
        }
    }
}
