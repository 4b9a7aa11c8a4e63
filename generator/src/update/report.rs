//! The report of a run: Markdown for a pull request, labels and a title for a workflow, JSON for programs.
//!
//! The Markdown has comments that are not shown: `<!-- docquarry:update … -->` with a fingerprint of all of it on the first
//! line, and `<!-- docquarry:change … -->` beside each change. A workflow that finds its first line in an open pull request
//! has nothing to do.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use serde::Serialize;

use super::accepted;
use super::api::Outcome;
use super::pages::Difference;
use super::write_if_changed;
use crate::diagnostic::Diagnostic;
use crate::diff::{Change, Comparison, Counts, Severity};
use crate::emit::reference::markdown::{code, text};
use crate::emit::report;
use crate::files::sha256;
use crate::json;
use crate::lexeme::counted;

/// Most bytes of the Markdown: forges refuse longer texts of pull requests.
const MOST: usize = 60_000;

/// Most lines of a list of pages or findings.
const LISTED: usize = 20;

/// What a run did about the branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Nothing is open, and nothing was.
    Idle,
    /// There is a branch now.
    Created,
    /// The branch has another commit.
    Updated,
    /// The branch is as it was.
    Unchanged,
    /// The change went away, and so did the branch.
    Removed,
    /// The change went away; the branch has commits of others and was left alone.
    Kept,
}

impl State {
    /// The state as the JSON names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
            Self::Removed => "removed",
            Self::Kept => "kept",
        }
    }
}

/// What is open: `update.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// What the run did about the branch.
    pub state: State,
    /// Whether there is a branch with a change.
    pub is_open: bool,
    /// The branch.
    pub branch: String,
    /// Its last commit.
    pub commit: Option<String>,
    /// One line for the pull request.
    pub title: String,
    /// Labels for it.
    pub labels: Vec<String>,
    /// Sixteen hexadecimal digits: the same for the same report.
    pub fingerprint: String,
    /// The APIs.
    pub apis: Vec<Api>,
}

/// One API in the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Api {
    /// Its id.
    pub id: String,
    /// Whether there was no spec of it before.
    pub is_new: bool,
    /// Changes that nobody accepted, by severity.
    pub counts: Counts,
    /// The changes.
    pub changes: Vec<Row>,
    /// Entries of `spec/accepted` that are about no change.
    pub unused: Vec<String>,
    /// How the pages differ from those of the committed spec; none if that is not known.
    pub pages: Option<Difference>,
    /// Why the newest pages were not taken.
    pub refused: Vec<Diagnostic>,
    /// What was not understood on the pages.
    pub findings: Vec<Diagnostic>,
}

/// One change in the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The change.
    #[serde(flatten)]
    pub change: Change,
    /// Why it is accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<String>,
}

/// Whether pages were not taken, or not understood.
pub(super) fn is_partial(outcome: &Outcome) -> bool {
    !outcome.refused.is_empty() || !outcome.findings.is_empty()
}

/// The changes that nobody accepted.
pub(super) fn open(outcomes: &[Outcome]) -> impl Iterator<Item = (&Outcome, &Change)> {
    outcomes.iter().flat_map(|outcome| open_of(outcome).map(move |change| (outcome, change)))
}

fn changes_of(outcome: &Outcome) -> &[Change] {
    outcome.comparison.as_ref().map_or(&[], |comparison| &comparison.changes)
}

impl Report {
    /// The report of what became of each API; what happens to the branch is set later.
    pub(super) fn of(outcomes: &[Outcome], branch: &str) -> Self {
        Self {
            state: State::Idle,
            is_open: false,
            branch: branch.to_owned(),
            commit: None,
            title: title(outcomes),
            labels: labels(outcomes),
            fingerprint: fingerprint(outcomes),
            apis: outcomes.iter().map(Api::of).collect(),
        }
    }

    /// The message of the commit: the title and the first changes.
    pub(super) fn message(&self) -> String {
        let mut out = format!("{}\n", self.title);
        let rows = self.apis.iter().flat_map(|api| api.changes.iter().map(move |row| (api, row)));
        let count = rows.clone().count();
        if count > 0 {
            out.push('\n');
        }
        for (api, Row { change, .. }) in rows.take(LISTED) {
            let _ = writeln!(out, "* {}: {} ({})", api.id, report::sentence(change), change.severity.name());
        }
        if count > LISTED {
            let _ = writeln!(out, "* and {} more", count - LISTED);
        }
        out
    }

    /// Writes the files of the report, as far as they differ. Without anything to report there is no Markdown.
    pub(super) fn write(&self, outcomes: &[Outcome], folder: &Path) -> Result<(), Diagnostic> {
        let has_something = self.is_open || outcomes.iter().any(is_partial);
        let labels: String = self.labels.iter().map(|label| format!("{label}\n")).collect();
        let markdown = folder.join("report.md");
        for (name, content) in [("title.txt", format!("{}\n", self.title)), ("labels.txt", labels)] {
            write_if_changed(&folder.join(name), if has_something { &content } else { "" })?;
        }
        write_if_changed(&folder.join("update.json"), &json::to_text(self)?)?;
        if has_something {
            return write_if_changed(&markdown, &self.markdown(outcomes));
        }
        match fs::remove_file(&markdown) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(Diagnostic::io("delete", &markdown, &error)),
            _ => Ok(()),
        }
    }

    /// The text of the pull request.
    fn markdown(&self, outcomes: &[Outcome]) -> String {
        let whole = self.render(outcomes, true);
        let text = if whole.len() > MOST { self.render(outcomes, false) } else { whole };
        if text.len() <= MOST {
            return text;
        }
        let end = (0..=MOST).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
        let kept = text.get(..end).and_then(|text| text.rsplit_once('\n')).map_or("", |(kept, _)| kept);
        let left = text.lines().count() - kept.lines().count();
        format!(
            "{kept}\n\n{left} lines were left out, since forges refuse longer texts; update.json has all changes.\n"
        )
    }

    fn render(&self, outcomes: &[Outcome], all: bool) -> String {
        let mut out = format!("<!-- docquarry:update {} -->\n", self.fingerprint);
        for outcome in outcomes {
            describe(outcome, all, &mut out);
        }
        let has_changes = open(outcomes).next().is_some();
        if has_changes {
            let path = accepted::path("ID");
            let _ = write!(
                out,
                "\nTo accept a change, put an `[[accepted]]` with its `fingerprint` and a `reason` into {}.\n",
                code(&path)
            );
        }
        out
    }
}

impl Api {
    fn of(outcome: &Outcome) -> Self {
        let row = |change: &Change| Row {
            change: change.clone(),
            accepted: outcome.accepted.get(&change.fingerprint).cloned(),
        };
        let changes: Vec<Row> = changes_of(outcome).iter().map(row).collect();
        let used: BTreeSet<&str> = changes.iter().map(|row| row.change.fingerprint.as_str()).collect();
        let unused = outcome.accepted.keys().filter(|print| !used.contains(print.as_str())).cloned().collect();
        let open: Vec<Change> = open_of(outcome).cloned().collect();
        Self {
            id: outcome.id.clone(),
            is_new: outcome.first.is_some(),
            counts: Counts::of(&open),
            changes,
            unused,
            pages: outcome.pages.clone(),
            refused: outcome.refused.clone(),
            findings: outcome.findings.clone(),
        }
    }
}

fn open_of(outcome: &Outcome) -> impl Iterator<Item = &Change> {
    changes_of(outcome).iter().filter(|change| !outcome.accepted.contains_key(&change.fingerprint))
}

/// One line: which APIs changed, and how much.
fn title(outcomes: &[Outcome]) -> String {
    let part = |outcome: &Outcome| {
        if outcome.first.is_some() {
            return Some(format!("{} is new", outcome.id));
        }
        let counts = outcome.comparison.as_ref()?.counts;
        let all = [
            (counts.breaking, "breaking"),
            (counts.risky, "risky"),
            (counts.compatible, "compatible"),
            (counts.documentation, "of documentation"),
        ];
        let counted = all.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
        let counted: Vec<String> = counted.collect();
        Some(format!("{} ({})", outcome.id, counted.join(", ")))
    };
    let parts: Vec<String> = outcomes.iter().filter_map(part).collect();
    match (parts.is_empty(), outcomes.iter().any(|outcome| !outcome.refused.is_empty())) {
        (false, _) => format!("API documentation changed: {}", parts.join("; ")),
        (true, true) => "API documentation was not taken".to_owned(),
        (true, false) => "Generated files are brought up to date".to_owned(),
    }
}

/// Labels by severity, and by what else is to be looked at.
fn labels(outcomes: &[Outcome]) -> Vec<String> {
    let has = |severity| open(outcomes).any(|(_, change)| change.severity == severity);
    let severities = Severity::WORST_FIRST.into_iter().filter(|severity| has(*severity)).map(Severity::name);
    let is_any = |of: fn(&Outcome) -> bool| outcomes.iter().any(of);
    let others = [
        ("new-api", is_any(|outcome| outcome.first.is_some())),
        ("accepted", is_any(|outcome| open_of(outcome).count() < changes_of(outcome).len())),
        ("refused", is_any(|outcome| !outcome.refused.is_empty())),
        ("not-understood", is_any(|outcome| !outcome.findings.is_empty())),
    ];
    let others = others.into_iter().filter(|(_, is_so)| *is_so).map(|(name, _)| name);
    severities.chain(others).map(|name| format!("docquarry:{name}")).collect()
}

/// A hash of everything that the report says.
fn fingerprint(outcomes: &[Outcome]) -> String {
    let mut said = String::new();
    for outcome in outcomes {
        let _ = write!(said, "{}\n{:?}\n", outcome.id, outcome.first);
        for change in changes_of(outcome) {
            let reason = outcome.accepted.get(&change.fingerprint);
            let _ = writeln!(said, "{} {reason:?}", change.fingerprint);
        }
        for finding in outcome.refused.iter().chain(&outcome.findings) {
            let _ = writeln!(said, "{finding}");
        }
        let _ = writeln!(said, "{:?}", outcome.pages);
    }
    sha256(said.as_bytes()).chars().take(16).collect()
}

/// An API in the report.
fn describe(outcome: &Outcome, all: bool, out: &mut String) {
    if let Some(comparison) = &outcome.comparison {
        let open: Vec<Change> = open_of(outcome).cloned().collect();
        let shown = Comparison { counts: Counts::of(&open), changes: open, ..comparison.clone() };
        let mut options = report::Options::default();
        (options.all, options.fingerprints) = (all, true);
        let _ = write!(out, "\n{}", report::markdown(&shown, &options));
    } else {
        let _ = write!(out, "\n## {}\n", code(&outcome.id));
    }
    if let Some((actions, structures)) = outcome.first {
        let _ =
            write!(out, "\nThe first spec: {} and {}.\n", counted(actions, "action"), counted(structures, "structure"));
    }
    list_accepted(outcome, out);
    list("The newest pages were not taken", &outcome.refused, out);
    list("Not understood", &outcome.findings, out);
    if let Some(pages) = &outcome.pages {
        if outcome.comparison.is_some() && pages.is_empty() && outcome.refused.is_empty() {
            out.push_str("\nThe pages are the same as before: this docquarry reads them in another way.\n");
        }
        list_pages(pages, out);
    }
}

/// The pages that differ.
fn list_pages(pages: &Difference, out: &mut String) {
    for (what, names) in [("changed", &pages.changed), ("new", &pages.added), ("gone", &pages.removed)] {
        if !names.is_empty() {
            let shown: Vec<String> = names.iter().take(LISTED).map(|name| code(name)).collect();
            let more = if names.len() > LISTED { format!(" and {} more", names.len() - LISTED) } else { String::new() };
            let _ = write!(out, "\nPages {what}: {}{more}\n", shown.join(", "));
        }
    }
}

/// The accepted changes, with the reasons.
fn list_accepted(outcome: &Outcome, out: &mut String) {
    let reason = |change: &Change| outcome.accepted.get(&change.fingerprint).cloned();
    let accepted = changes_of(outcome).iter().filter_map(|change| Some((change, reason(change)?)));
    for (index, (change, reason)) in accepted.enumerate() {
        if index == 0 {
            out.push_str("\n### Accepted\n\n");
        }
        let _ = writeln!(
            out,
            "- {} ({}): {} {}",
            text(&report::sentence(change)),
            change.severity.name(),
            text(&reason),
            report::fingerprint(change)
        );
    }
}

fn list(title: &str, findings: &[Diagnostic], out: &mut String) {
    if findings.is_empty() {
        return;
    }
    let _ = write!(out, "\n### {title}\n\n");
    for finding in findings.iter().take(LISTED) {
        let _ = writeln!(out, "- {}", text(&finding.to_string()));
    }
    if findings.len() > LISTED {
        let _ = writeln!(out, "- and {} more", findings.len() - LISTED);
    }
}
