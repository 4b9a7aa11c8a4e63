//! What changed between two editions, for people: on a terminal and in a pull request.
//!
//! Changes are grouped by severity, worst first, and by what they are about. Changes of words alone are many in every
//! edition and are summed up unless all are asked for; the JSON of a [`Comparison`] has them all.

mod markdown;
mod text;

use std::collections::BTreeSet;

use crate::diff::semver::{Bump, Effect};
use crate::diff::{Change, Comparison, Direction, Kind, Rule, Severity};
use crate::spec::model::Source;

pub use markdown::{fingerprint, render as markdown};
pub use text::render as text;

/// How much a report says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// Every change of words by itself.
    pub all: bool,
    /// The version of the crate, to name the next one.
    pub version: Option<String>,
    /// With terminal colours, where the report has any.
    pub color: bool,
    /// In Markdown: the fingerprint of each change, for people and, in a comment that is not shown, for programs.
    pub fingerprints: bool,
}

/// Changes of one severity.
struct Section<'a> {
    severity: Severity,
    groups: Vec<Group<'a>>,
}

/// Changes of one thing.
struct Group<'a> {
    kind: Kind,
    name: &'a str,
    changes: Vec<&'a Change>,
}

/// Changes by severity, worst first, and by thing, in the order of the spec.
fn sections(comparison: &Comparison) -> Vec<Section<'_>> {
    let section = |severity| {
        let mut groups: Vec<Group<'_>> = Vec::new();
        for change in comparison.changes.iter().filter(|change| change.severity == severity) {
            match groups.last_mut().filter(|group| (group.kind, group.name) == (change.kind, &change.name)) {
                Some(group) => group.changes.push(change),
                None => groups.push(Group { kind: change.kind, name: &change.name, changes: vec![change] }),
            }
        }
        Section { severity, groups }
    };
    let all = Severity::WORST_FIRST.into_iter().map(section);
    all.filter(|section| !section.groups.is_empty()).collect()
}

/// A kind in words.
fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Api => "API",
        Kind::Action => "action",
        Kind::Structure => "structure",
        Kind::CommonParameters => "common parameters of",
        Kind::Error => "error code",
        Kind::Endpoint => "host",
        Kind::Region => "region",
        Kind::Release => "release",
        Kind::Migration => "successor of",
    }
}

/// Where in a thing a change is: `request`, `response` or, within structures, nothing.
fn side(change: &Change) -> &'static str {
    match (change.kind, change.direction) {
        (Kind::Action, Some(Direction::Request)) => "request",
        (Kind::Action, Some(Direction::Response)) => "response",
        _ => "",
    }
}

/// A change in one sentence, without its lines: `action CreateTea, request Cups: required: no → yes`.
pub fn sentence(change: &Change) -> String {
    let place = place(change);
    let comma = if place.is_empty() { "" } else { ", " };
    format!("{} {}{comma}{place}: {}", kind(change.kind), change.name, change.message)
}

/// Where in a thing a change is: `request Rules.Url`.
fn place(change: &Change) -> String {
    format!("{} {}", side(change), change.field.as_deref().unwrap_or_default()).trim().to_owned()
}

/// Names the lines of a change: by number where each edition is of one document, else by document too.
struct Lines {
    by_number: bool,
    /// What the numbers are lines of.
    legend: Option<String>,
}

impl Lines {
    fn of(comparison: &Comparison) -> Self {
        let documents = |of: fn(&Change) -> Option<&Source>| -> BTreeSet<&str> {
            comparison.changes.iter().filter_map(of).map(|source| source.document.as_str()).collect()
        };
        let old = documents(|change| change.old_source.as_ref());
        let new = documents(|change| change.new_source.as_ref());
        let by_number = old.len() <= 1 && new.len() <= 1;
        let name = |documents: &BTreeSet<&str>| documents.first().copied().unwrap_or("none").to_owned();
        let legend = (by_number && !(old.is_empty() && new.is_empty()))
            .then(|| format!("lines: {} → {}", name(&old), name(&new)));
        Self { by_number, legend }
    }

    fn describe(&self, change: &Change) -> String {
        let place = |source: &Option<Source>| match source {
            None => "–".to_owned(),
            Some(source) if self.by_number => source.lines[0].to_string(),
            Some(source) => format!("{}:{}", source.document, source.lines[0]),
        };
        match (&change.old_source, &change.new_source) {
            (None, None) => String::new(),
            (old, new) => format!("{} → {}", place(old), place(new)),
        }
    }
}

/// Changes of words, summed up by rule: how many, and what they are.
fn sums(section: &Section<'_>) -> Vec<(usize, &'static str, &'static str)> {
    let mut sums: Vec<(usize, &'static str, &'static str)> = Vec::new();
    for change in section.groups.iter().flat_map(|group| &group.changes) {
        match sums.iter_mut().find(|(_, id, _)| *id == change.rule) {
            Some((count, ..)) => *count += 1,
            None => sums.push((1, change.rule, Rule::of(change.rule).map_or("", |rule| rule.meaning))),
        }
    }
    sums.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    sums
}

/// What the crates have to do, in one sentence.
fn verdict(comparison: &Comparison, options: &Options) -> String {
    let bump = comparison.crates.bump;
    let what = match bump {
        Bump::None => return "crates: the same".to_owned(),
        Bump::Patch => "patch (no declaration changes)",
        Bump::Minor => "minor (declarations are added)",
        Bump::Major => "major (code that uses them may not compile)",
    };
    let next = options.version.as_deref().and_then(|version| Some((version, bump.next(version)?)));
    match next {
        Some((version, next)) => format!("crates: {version} → {next}, {what}"),
        None => format!("crates: {what}; before 1.0 a major change moves the second number, all others the third"),
    }
}

/// Most declarations that a report lists.
const EFFECTS: usize = 20;

/// The declarations that break, or else those that are added, the first of them; and how many more there are.
fn effects(comparison: &Comparison) -> (Vec<&Effect>, usize) {
    let bump = comparison.crates.bump;
    let all: Vec<&Effect> = comparison.crates.effects.iter().filter(|effect| effect.bump == bump).collect();
    let more = all.len().saturating_sub(EFFECTS);
    (all.into_iter().take(EFFECTS).collect(), more)
}
