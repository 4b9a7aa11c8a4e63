//! `docquarry emit`: a spec → files for other people's projects.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::args::EmitArgs;
use super::console::Console;
use super::{OK, Stop, load};
use crate::diagnostic::{Diagnostic, Severity};
use crate::json;
use crate::pipeline::{self, EmitOptions, Target};
use crate::prose::Prose;
use crate::sync::{self, Mode, State};

pub(super) fn run(args: &EmitArgs, console: &Console) -> Result<u8, Stop> {
    let spec = load::spec(&args.spec)?;
    let prose = match &args.prose {
        None => None,
        Some(Some(file)) => Some(json::read_prose(file)?),
        Some(None) => Some(find_prose(&args.spec, &spec.id)?),
    };
    let target = Target::from(args.target);
    let command = match target {
        Target::Rust => "docquarry emit rust",
        Target::Reference => "docquarry emit reference",
        Target::OpenApi => "docquarry emit openapi",
    };
    let options = EmitOptions { command, prose: prose.as_ref(), version: None };
    let emitted = pipeline::emit(target, &spec, &options).map_err(Stop::Failed)?;
    for finding in &emitted.diagnostics {
        console.note(&format!("{}: {}", finding.severity, finding.message));
    }
    let files = emitted.files;
    // Only folders that the output has files in are cleaned, so that `-o .` cannot reach into its neighbours.
    let owned: BTreeSet<&str> =
        files.keys().filter_map(|path| path.split_once('/')).map(|(folder, _)| folder).collect();
    let owned: Vec<&str> = owned.into_iter().collect();
    let report = sync::sync(&args.output, &files, &owned, Mode::Write)?;
    let deleted = report.stale.iter().filter(|stale| stale.state == State::Orphan).count();
    console.note(&format!(
        "{target} of {} in {}: {} files written, {} unchanged, {deleted} deleted",
        spec.id,
        args.output.display(),
        report.stale.len() - deleted,
        report.unchanged,
    ));
    Ok(OK)
}

/// The descriptions beside a spec, `prose/<id>.<language>.json`, if there is one such file.
fn find_prose(spec: &Path, id: &str) -> Result<Prose, Stop> {
    let folder = spec.parent().unwrap_or(Path::new("")).join("prose");
    let is_of_spec = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let language = name.strip_prefix(id).and_then(|rest| rest.strip_prefix('.')?.strip_suffix(".json"));
        language.is_some_and(|language| !language.is_empty() && !language.contains('.'))
    };
    let entries = fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut found: Vec<PathBuf> = entries.filter(is_of_spec).collect();
    found.sort();
    match found.as_slice() {
        [file] => Ok(json::read_prose(file)?),
        files => {
            let message = format!("{} files of descriptions for {id} in {}", files.len(), folder.display());
            let help =
                "name one with --prose=FILE; `cargo xtask regenerate` writes them where the documents are at hand";
            Err(Stop::Usage(Diagnostic::new("prose-missing", Severity::Error, message).help(help)))
        }
    }
}
