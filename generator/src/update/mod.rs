//! `docquarry update`: a repository of specs and what is generated from them follows its pages.
//!
//! A run reads the pages of each API that `docquarry-update.toml` names, guards against half a document (`loss`), and puts
//! what differs from the base into one commit on one branch, with one report. A further run moves that branch; when the
//! change went away, so does the branch. Everything is prepared aside (`place`), and the branch moves last, so a run that
//! is killed has changed nothing or everything. No forge is called: a workflow takes the report and the labels from files.
//!
//! How git is run is in [`git`](mod@crate::git), and how pages are found in the command.

mod accepted;
mod api;
mod branch;
pub mod config;
pub mod loss;
mod pages;
mod place;
mod report;

use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Severity as Found};
use crate::diff::Severity;
use crate::git;
use crate::pipeline::Input;
use api::Commits;
use branch::{Branch, Tip};
use config::Config;
use place::Place;

pub use pages::Difference;
pub use report::{Api, Report, Row, State};

/// The command, as generated files name it.
const COMMAND: &str = "docquarry update";

/// A workflow for GitHub Actions that runs the command each night.
pub const WORKFLOW: &str = include_str!("workflow.yml");

/// What to update, and from what.
#[derive(Debug)]
#[non_exhaustive]
pub struct Request {
    /// A folder of the repository.
    pub repository: PathBuf,
    /// The pages of all APIs.
    pub inputs: Vec<Input>,
    /// The file of a profile beside the pages: its name and its text.
    pub profile: Option<(String, String)>,
    /// The branch of the change.
    pub branch: String,
    /// The revision that it is a change of.
    pub base: String,
    /// Where the branch is pushed to.
    pub remote: Option<String>,
    /// Take pages that lack much of those before.
    pub accept_loss: bool,
    /// Overwrite outputs that were edited by hand.
    pub force: bool,
    /// The folder of the report; inside git's own by default.
    pub report: Option<PathBuf>,
}

impl Request {
    /// A change of the commit that is checked out, on the branch `docquarry/update`, which stays here.
    pub fn new(repository: impl Into<PathBuf>, inputs: Vec<Input>) -> Self {
        Self {
            repository: repository.into(),
            inputs,
            profile: None,
            branch: "docquarry/update".to_owned(),
            base: "HEAD".to_owned(),
            remote: None,
            accept_loss: false,
            force: false,
            report: None,
        }
    }
}

/// What a run did.
#[derive(Debug)]
pub struct Outcome {
    /// What is open now.
    pub report: Report,
    /// The folder where the report was written.
    pub folder: PathBuf,
    /// Findings about the run: why pages were not taken, entries that accept nothing.
    pub findings: Vec<Diagnostic>,
    /// The worst change that nobody accepted.
    pub worst: Option<Severity>,
    /// Some pages were not taken, or not understood.
    pub is_partial: bool,
}

/// Runs the command.
///
/// # Errors
/// What is wrong with the repository, its configuration or the branch. Nothing was changed then.
pub fn run(request: &Request) -> Result<Outcome, Diagnostic> {
    if let Some(remote) = &request.remote {
        git::check_address(remote)?;
    }
    let place = Place::begin(&request.repository)?;
    let branch = Branch { git: &place.git, name: &request.branch, remote: request.remote.as_deref() };
    branch.check()?;
    let base = commit(&place, &request.base)?;
    let config = configuration(&place, &base, &request.base)?;
    let known = branch.known(&base)?;
    let foreign = known.as_ref().filter(|tip| !tip.is_own).map(|tip| tip.commit.as_str());
    let parent = foreign.unwrap_or(&base);
    let commits = Commits { base: &base, parent, tip: known.as_ref().map(|tip| tip.commit.as_str()) };
    let all: Vec<String> = config.apis.iter().flat_map(api::paths).collect();
    place.start(parent, &all)?;
    let (mut outcomes, mut written) = (Vec::new(), Vec::new());
    for api in &config.apis {
        let outcome = api::update(api, request, &place, &commits)?;
        if outcome.refused.is_empty() {
            written.extend(api::paths(api));
        }
        outcomes.push(outcome);
    }
    let tree = place.finish(&written)?;
    let mut report = Report::of(&outcomes, &request.branch);
    let next = Next { place: &place, branch: &branch, base: &base, parent, known: known.as_ref(), paths: &all };
    (report.state, report.commit) = next.go(&tree, &report)?;
    report.is_open = report.commit.is_some();
    let folder = request.report.clone().unwrap_or_else(|| place.report());
    report.write(&outcomes, &folder)?;
    let findings = outcomes.iter().flat_map(|outcome| outcome.refused.iter().chain(&outcome.findings)).cloned();
    Ok(Outcome {
        findings: findings.collect(),
        worst: report::open(&outcomes).map(|(_, change)| change.severity).max(),
        is_partial: outcomes.iter().any(report::is_partial),
        folder,
        report,
    })
}

/// The commit that a revision names.
fn commit(place: &Place, revision: &str) -> Result<String, Diagnostic> {
    let object = format!("{revision}^{{commit}}");
    let found = match revision.starts_with('-') {
        true => None,
        false => place.git.answer(&["rev-parse", "--verify", "--quiet", &object])?,
    };
    found.ok_or_else(|| {
        let message = format!("the repository has no commit `{revision}`");
        Diagnostic::new("git", Found::Error, message).help("commit something first, or name a branch with --base")
    })
}

fn configuration(place: &Place, base: &str, name: &str) -> Result<Config, Diagnostic> {
    let Some(bytes) = place.git.file(base, config::FILE)? else {
        let message = format!("{} is not in {name}", config::FILE);
        let help = "write the file at the root of the repository and commit it: [[api]], and below it id = \"…\"";
        return Err(Diagnostic::new("update-config", Found::Error, message).help(help));
    };
    Config::parse(&String::from_utf8_lossy(&bytes))
}

/// The step that moves the branch.
struct Next<'a> {
    place: &'a Place,
    branch: &'a Branch<'a>,
    base: &'a str,
    parent: &'a str,
    known: Option<&'a Tip>,
    paths: &'a [String],
}

impl Next<'_> {
    /// Brings the branch to a tree, and returns what was done and the branch's commit, if there is one.
    fn go(&self, tree: &str, report: &Report) -> Result<(State, Option<String>), Diagnostic> {
        let files = |tree: &str| self.place.files(tree, self.paths);
        let (wanted, before) = (files(tree)?, files(self.base)?);
        let Some(tip) = self.known else {
            if wanted == before {
                return Ok((State::Idle, None));
            }
            return self.advance(tree, report, State::Created);
        };
        if wanted == before {
            if tip.is_own {
                self.branch.delete(tip, self.base)?;
                return Ok((State::Removed, None));
            }
            return Ok((State::Kept, Some(tip.commit.clone())));
        }
        // Commits of the base that touch none of these files are no reason to move the branch.
        let is_current = || Ok::<bool, Diagnostic>(!tip.is_own || files(&tip.root)? == before);
        if files(&tip.commit)? == wanted && is_current()? {
            return Ok((State::Unchanged, Some(tip.commit.clone())));
        }
        self.advance(tree, report, State::Updated)
    }

    fn advance(&self, tree: &str, report: &Report, state: State) -> Result<(State, Option<String>), Diagnostic> {
        let commit = self.branch.commit(tree, self.parent, &report.message())?;
        self.branch.advance(self.known, &commit, self.base)?;
        Ok((state, Some(commit)))
    }
}

/// Writes a file if it differs, so that an idle run touches nothing.
fn write_if_changed(path: &Path, text: &str) -> Result<(), Diagnostic> {
    if std::fs::read(path).is_ok_and(|before| before == text.as_bytes()) {
        return Ok(());
    }
    crate::sync::write_atomic(path, text.as_bytes())
}
