//! Snapshots: earlier editions of an API under `spec/snapshots/`, from documents that `sources.toml` names for them, or
//! kept when a new edition arrives. Nothing is generated from them.

use std::fs;
use std::path::Path;

use docquarry::diagnostic::{Diagnostic, Severity};
use docquarry::emit::Files;
use docquarry::json;
use docquarry::sources::{self, Sources};
use docquarry::spec::model::Spec;
use docquarry::sync::{self, Report};

use super::Options;

/// Path of a snapshot from the root.
pub(super) fn path(name: &str) -> String {
    format!("spec/snapshots/{name}.json")
}

/// Writes or compares a snapshot that was read from its document.
pub(super) fn write(root: &Path, options: &Options, name: &str, spec: &Spec) -> Result<Report, Diagnostic> {
    let files = Files::from([(path(name), json::to_text(spec)?)]);
    sync::sync(root, &files, &sync::Owned::default(), options.mode())
}

/// Says which snapshots that `sources.toml` names are missing where their documents cannot be read, or are no specs.
pub(super) fn check_kept(root: &Path, sources: &Sources, options: &Options) -> Vec<Diagnostic> {
    let names = sources.documents.iter().flat_map(|document| document.snapshots.keys());
    let wanted = names.filter(|name| options.wants(sources::snapshot_id(name)));
    wanted.filter_map(|name| json::read_spec(&root.join(path(name))).err()).collect()
}

/// The name under which the edition that is being replaced is kept: the one given, else the month of its youngest page.
///
/// # Errors
/// A finding `snapshot-name` where there is no such name, or another edition has it.
pub(super) fn name(root: &Path, id: &str, old: &Spec, edition: &str) -> Result<String, Diagnostic> {
    let edition = if edition.is_empty() { month(old).unwrap_or_default() } else { edition.to_owned() };
    let name = format!("{id}@{edition}");
    let failed = |message: String| {
        let help = "name the edition: --snapshot=2024-05";
        Diagnostic::new("snapshot-name", Severity::Error, message).help(help)
    };
    if !sources::is_snapshot(&name) {
        let message = format!("`{edition}` cannot name an edition of {id}: letters, digits, hyphens and dots can");
        return Err(failed(message));
    }
    let kept = fs::read_to_string(root.join(path(&name)));
    if kept.is_ok_and(|kept| json::to_text(old).is_ok_and(|text| text != kept)) {
        return Err(failed(format!("{} is of another edition", path(&name))));
    }
    Ok(name)
}

/// The month in which a page or the changelog was last touched: `2018-09`.
fn month(spec: &Spec) -> Option<String> {
    let pages = spec.actions.values().filter_map(|action| action.updated_at.as_deref());
    let releases = spec.changelog.iter().map(|release| release.date.as_str());
    let youngest = pages.chain(releases).max()?;
    youngest.get(..7).map(str::to_owned)
}
