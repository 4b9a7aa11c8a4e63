//! One API in a run: its pages become a spec, which is compared with the committed one, and files.
//!
//! A spec whose comparison is empty is not taken: the committed one stays with its lines, so that words which changed on
//! a page are not a change of the repository. The outputs are written from the spec that stays, in any case.

use std::collections::{BTreeMap, BTreeSet};

use super::accepted::{self, Accepted};
use super::config::Api;
use super::pages::{self, Difference, Pages};
use super::place::Place;
use super::{COMMAND, Request, loss};
use crate::diagnostic::{Diagnostic, Severity};
use crate::diff::Comparison;
use crate::files::Files;
use crate::git::Git;
use crate::json;
use crate::pipeline::{self, EmitOptions, Input, ParseOptions, Profile, Target};
use crate::releases::Releases;
use crate::spec::argument_order;
use crate::spec::corrections::Corrections;
use crate::spec::model::Spec;
use crate::sync::{self, Mode, Owned};

/// A committed edition.
pub(super) struct Edition {
    spec: Spec,
    text: String,
    pages: Pages,
}

impl Edition {
    /// The edition in a commit, if there is one that can be read.
    fn at(git: &Git, commit: &str, id: &str, findings: &mut Vec<Diagnostic>) -> Result<Option<Self>, Diagnostic> {
        let path = format!("spec/{id}.json");
        let Some(bytes) = git.file(commit, &path)? else { return Ok(None) };
        let spec = match json::parse_spec(&bytes, &path) {
            Ok(spec) => spec,
            Err(finding) => {
                findings.push(Diagnostic { severity: Severity::Warning, ..finding });
                return Ok(None);
            }
        };
        let pages = git.file(commit, &pages::path(id))?.unwrap_or_default();
        let pages = if pages.is_empty() { Pages::default() } else { Pages::parse(id, &text_of(&pages))? };
        Ok(Some(Self { spec, text: text_of(&bytes), pages }))
    }
}

/// What became of an API.
pub(super) struct Outcome {
    pub(super) id: String,
    /// The changes; none if there was no spec before.
    pub(super) comparison: Option<Comparison>,
    pub(super) accepted: Accepted,
    /// How the pages differ from those that the committed spec was read from; none if that is not known.
    pub(super) pages: Option<Difference>,
    /// The spec, if it is the first one.
    pub(super) first: Option<(usize, usize)>,
    /// Why the pages were not taken.
    pub(super) refused: Vec<Diagnostic>,
    /// What was not understood of pages that were taken.
    pub(super) findings: Vec<Diagnostic>,
}

/// The commits that a run works with.
pub(super) struct Commits<'a> {
    /// What is compared with.
    pub(super) base: &'a str,
    /// What the next commit is on: the base, or a branch with commits of others.
    pub(super) parent: &'a str,
    /// The branch, if there is one.
    pub(super) tip: Option<&'a str>,
}

/// All paths of an API that docquarry writes.
pub(super) fn paths(api: &Api) -> Vec<String> {
    let id = &api.id;
    let mut paths = vec![format!("spec/{id}.json"), pages::path(id)];
    if api.rust.is_some() {
        paths.push(releases_path(id));
    }
    paths.extend(api.folders().map(|folder| folder.trim_end_matches('/').to_owned()));
    paths
}

fn releases_path(id: &str) -> String {
    format!("spec/releases/{id}.toml")
}

/// Reads an API and writes its files to the place of the next commit.
///
/// # Errors
/// What is wrong with the repository. What is wrong with the pages is in the outcome.
pub(super) fn update(
    api: &Api,
    request: &Request,
    place: &Place,
    commits: &Commits<'_>,
) -> Result<Outcome, Diagnostic> {
    let (git, mut findings) = (&place.git, Vec::new());
    let base = Edition::at(git, commits.base, &api.id, &mut findings)?;
    let tip = match commits.tip {
        Some(tip) => Edition::at(git, tip, &api.id, &mut Vec::new())?,
        None => None,
    };
    let accepted = git.file(commits.parent, &accepted::path(&api.id))?;
    let accepted = accepted.map(|bytes| accepted::parse(&api.id, &text_of(&bytes))).transpose()?.unwrap_or_default();
    let read = read(api, request, git, (commits.base, base.as_ref()))?;
    let taken = read.and_then(|(edition, errors)| {
        findings.extend(errors);
        guard(&edition, [base.as_ref(), tip.as_ref()], request.accept_loss).map_or(Ok(edition), |loss| Err(vec![loss]))
    });
    let mut outcome = Outcome {
        id: api.id.clone(),
        comparison: None,
        accepted,
        pages: None,
        first: None,
        refused: Vec::new(),
        findings,
    };
    let result = taken.and_then(|edition| {
        let edition = outcome.compare(base.as_ref(), edition);
        write(api, &edition, &outcome, request, place, commits.base)
    });
    if let Err(refused) = result {
        // What is open stays open: pages that cannot be read do not take a change back.
        if let Some(tip) = commits.tip {
            place.take(tip, &paths(api))?;
        }
        outcome.comparison = None;
        outcome.first = None;
        if let Some(tip) = tip {
            outcome.compare(base.as_ref(), tip);
        }
        outcome.findings.clear();
        outcome.refused = refused;
    }
    Ok(outcome)
}

impl Outcome {
    /// Compares an edition with the base, and returns the one that stays.
    fn compare(&mut self, base: Option<&Edition>, edition: Edition) -> Edition {
        let Some(base) = base else {
            self.first = Some((edition.spec.actions.len(), edition.spec.structures.len()));
            return edition;
        };
        if !base.pages.is_empty() {
            self.pages = Some(base.pages.difference(&edition.pages));
        }
        let comparison = pipeline::compare(("committed", &base.spec), ("pages", &edition.spec));
        if comparison.is_empty() {
            let pages = if base.pages.is_empty() { edition.pages } else { base.pages.clone() };
            return Edition { spec: base.spec.clone(), text: base.text.clone(), pages };
        }
        self.comparison = Some(comparison);
        edition
    }
}

/// An edition with the errors of its pages, or why there is none.
type Read = Result<(Edition, Vec<Diagnostic>), Vec<Diagnostic>>;

/// Reads the pages of an API. Constructors keep the order that they have in the edition of the base.
fn read(
    api: &Api,
    request: &Request,
    git: &Git,
    (base, edition): (&str, Option<&Edition>),
) -> Result<Read, Diagnostic> {
    let mut inputs: Vec<Input> = request.inputs.iter().filter(|input| api.has(&input.name)).cloned().collect();
    if inputs.is_empty() {
        let message = format!("there are no pages of {}; {} were looked through", api.id, request.inputs.len());
        return Ok(Err(vec![Diagnostic::new("no-documents", Severity::Error, message)]));
    }
    // Corrections are about what the pages say, so the list has the pages as they came.
    let as_they_came = inputs.clone();
    if let Some(bytes) = git.file(base, &format!("spec/corrections/{}.toml", api.id))? {
        let corrections = Corrections::parse(&text_of(&bytes))?;
        let failed: Vec<Diagnostic> =
            inputs.iter_mut().flat_map(|input| corrections.correct(&input.name, &mut input.bytes)).collect();
        if !failed.is_empty() {
            return Ok(Err(failed));
        }
    }
    let options = ParseOptions::default().profile(profile(api, request, git, base)?);
    let parsed = pipeline::parse(&inputs, &options);
    let errors: Vec<Diagnostic> =
        parsed.diagnostics.iter().filter(|finding| finding.severity == Severity::Error).cloned().collect();
    let ids: Vec<String> = parsed.specs.iter().map(|parsed| parsed.spec.id.clone()).collect();
    let Some(mut found) = parsed.specs.into_iter().find(|parsed| parsed.spec.id == api.id) else {
        let held = if ids.is_empty() { "no API".to_owned() } else { ids.join(", ") };
        let message = format!("the pages hold no `{}`; they hold {held}", api.id);
        return Ok(Err([vec![Diagnostic::new("no-such-api", Severity::Error, message)], errors].concat()));
    };
    if let Some(edition) = edition {
        argument_order::keep(&mut found.spec, &edition.spec);
    }
    let pages = Pages::of(&as_they_came, errors.len());
    let text = match json::spec_text(&found.spec) {
        Ok(text) => text,
        Err(finding) => return Ok(Err(vec![finding])),
    };
    Ok(Ok((Edition { spec: found.spec, text, pages }, errors)))
}

/// The profile of an API: the one that the configuration names, else the one beside the pages.
fn profile(api: &Api, request: &Request, git: &Git, base: &str) -> Result<Option<Profile>, Diagnostic> {
    let missing = |what: String| Diagnostic::new("update-config", Severity::Error, what);
    let (name, text) = match (api.profile_file(), &api.profile, &request.profile) {
        (Some(file), ..) => {
            let bytes = git.file(base, file)?;
            let bytes = bytes.ok_or_else(|| missing(format!("{file}, the profile of {}, is not committed", api.id)))?;
            (file, text_of(&bytes))
        }
        (None, Some(name), _) => {
            let profile = Profile::named(name);
            return profile.map(Some).ok_or_else(|| missing(format!("there is no profile `{name}`")));
        }
        (None, None, Some((name, text))) => (name.as_str(), text.clone()),
        (None, None, None) => return Ok(None),
    };
    Profile::from_text(&text, name).map(Some)
}

/// Why pages are not the next edition of any that is committed; `None` if they are.
fn guard(new: &Edition, before: [Option<&Edition>; 2], is_accepted: bool) -> Option<Diagnostic> {
    if is_accepted {
        return None;
    }
    let present: BTreeSet<&str> = new.pages.names().collect();
    let loss = |old: Option<&Edition>| {
        let mut reasons = old.map(|old| old.pages.shrunk(&new.pages)).unwrap_or_default();
        let known = old.filter(|old| !old.pages.is_empty()).map(|old| old.pages.errors);
        if let Some(known) = known.filter(|known| new.pages.errors > *known) {
            reasons.push(format!("{} errors instead of {known}", new.pages.errors));
        }
        // The same spec is whole, however short its pages are.
        let is_same = old.is_some_and(|old| old.text == new.text);
        (!is_same).then(|| loss::find(&new.spec.id, reasons, old.map(|old| &old.spec), &new.spec, &present)).flatten()
    };
    let losses: Vec<Option<Diagnostic>> = match before {
        [None, None] => vec![loss(None)],
        before => before.into_iter().flatten().map(|old| loss(Some(old))).collect(),
    };
    // An edition that was taken once is compared with too: it may be what the branch is about.
    if losses.iter().any(Option::is_none) { None } else { losses.into_iter().flatten().next() }
}

/// Writes everything of an API to the place of the next commit.
fn write(
    api: &Api,
    edition: &Edition,
    outcome: &Outcome,
    request: &Request,
    place: &Place,
    base: &str,
) -> Result<(), Vec<Diagnostic>> {
    let one = |finding: Diagnostic| vec![finding];
    let (id, spec) = (&api.id, &edition.spec);
    let mut files = Files::from([
        (format!("spec/{id}.json"), edition.text.clone()),
        (pages::path(id), edition.pages.to_text().map_err(one)?),
    ]);
    let mut outputs: BTreeMap<&str, Files> = BTreeMap::new();
    if let Some(folder) = &api.rust {
        let versions = versions(id, edition, outcome, &place.git, base).map_err(one)?;
        let options = EmitOptions::new(COMMAND).version(versions.version());
        let mut emitted = pipeline::emit(Target::Rust, spec, &options)?.files;
        emitted.insert("CHANGELOG.md".to_owned(), versions.changelog(id, COMMAND));
        files.insert(releases_path(id), versions.to_text().map_err(one)?);
        outputs.insert(folder, emitted);
    }
    for (folder, target) in [(&api.openapi, Target::OpenApi), (&api.reference, Target::Reference)] {
        if let Some(folder) = folder {
            outputs.insert(folder, pipeline::emit(target, spec, &EmitOptions::new(COMMAND))?.files);
        }
    }
    let tree = place.tree();
    for (folder, files) in outputs {
        let mut owned: BTreeSet<&str> =
            files.keys().filter_map(|path| path.split_once('/')).map(|(to, _)| to).collect();
        owned.insert("runtime");
        let owned: Vec<&str> = owned.into_iter().collect();
        let owned = Owned { folders: &owned, manifest: Some(""), force: request.force };
        sync::sync(&tree.join(folder), &files, &owned, Mode::Write).map_err(one)?;
    }
    sync::sync(&tree, &files, &Owned::default(), Mode::Write).map(|_| ()).map_err(one)
}

/// The versions of the crate, the one for this edition included.
fn versions(id: &str, edition: &Edition, outcome: &Outcome, git: &Git, base: &str) -> Result<Releases, Diagnostic> {
    let Some(bytes) = git.file(base, &releases_path(id))? else {
        return Ok(Releases::first(edition.pages.documents()));
    };
    let mut versions = Releases::parse(&text_of(&bytes))?;
    if let Some(comparison) = &outcome.comparison {
        versions.record(edition.pages.documents(), Some(comparison), false);
    }
    Ok(versions)
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
