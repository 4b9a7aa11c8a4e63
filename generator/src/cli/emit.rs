//! `docquarry emit`: a spec → files for other people's projects.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::args::{EmitArgs, Output};
use super::console::Console;
use super::{OK, Stop, load};
use crate::diagnostic::{Diagnostic, Severity};
use crate::emit::{Emitted, site};
use crate::json;
use crate::pipeline::{self, EmitOptions, Target};
use crate::prose::Prose;
use crate::spec::model::Spec;
use crate::sync::{self, Mode, Owned, State};

pub(super) fn run(args: &EmitArgs, console: &Console) -> Result<u8, Stop> {
    let inputs = read(args)?;
    let emitted = emit(args.target, &inputs)?;
    for finding in &emitted.diagnostics {
        console.note(&format!("{}: {}", finding.severity, finding.message));
    }
    let files = emitted.files;
    // Only folders that the output has files in are cleaned, so that `-o .` cannot reach into its neighbours.
    let owned: BTreeSet<&str> =
        files.keys().filter_map(|path| path.split_once('/')).map(|(folder, _)| folder).collect();
    let owned: Vec<&str> = owned.into_iter().collect();
    let owned = Owned { folders: &owned, manifest: Some(""), force: args.force };
    let report = sync::sync(&args.output, &files, &owned, Mode::Write)?;
    if report.mended {
        console.note("a former run was interrupted; what it left behind is cleared away");
    }
    let deleted = report.stale.iter().filter(|stale| stale.state == State::Orphan).count();
    let ids: Vec<&str> = inputs.iter().map(|input| input.spec.id.as_str()).collect();
    console.note(&format!(
        "{} of {} in {}: {} files written, {} unchanged, {deleted} deleted",
        what(args.target),
        ids.join(", "),
        args.output.display(),
        report.stale.len() - deleted,
        report.unchanged,
    ));
    Ok(OK)
}

/// A spec with its descriptions, where they are asked for.
struct Input {
    spec: Spec,
    prose: Option<Prose>,
}

impl Input {
    fn api(&self) -> site::Api<'_> {
        site::Api { spec: &self.spec, prose: self.prose.as_ref() }
    }
}

fn read(args: &EmitArgs) -> Result<Vec<Input>, Stop> {
    if args.specs.len() > 1 {
        let refused = |message: &str, help: &str| {
            Err(Stop::Usage(Diagnostic::new("several-specs", Severity::Error, message.to_owned()).help(help)))
        };
        if args.target != Output::Site {
            return refused("this output is made of one spec", "run the command once for each spec");
        }
        if matches!(args.prose, Some(Some(_))) {
            return refused("a file of descriptions belongs to one spec", "give --prose without a file");
        }
    }
    let read = |path: &PathBuf| {
        let spec = load::spec(path)?;
        let prose = match &args.prose {
            None => None,
            Some(Some(file)) => Some(json::read_prose(file)?),
            Some(None) => Some(find_prose(path, &spec.id)?),
        };
        Ok(Input { spec, prose })
    };
    args.specs.iter().map(read).collect()
}

fn emit(output: Output, inputs: &[Input]) -> Result<Emitted, Stop> {
    let (target, command) = match output {
        Output::Rust => (Target::Rust, "docquarry emit rust"),
        Output::Reference => (Target::Reference, "docquarry emit reference"),
        Output::Openapi => (Target::OpenApi, "docquarry emit openapi"),
        Output::Site => {
            let apis: Vec<site::Api<'_>> = inputs.iter().map(Input::api).collect();
            let files = site::emit(&apis, "docquarry emit site");
            return Ok(Emitted { files, diagnostics: Vec::new() });
        }
    };
    let Some(Input { spec, prose }) = inputs.first() else { return Ok(Emitted::default()) };
    let options = EmitOptions { command, prose: prose.as_ref(), version: None };
    pipeline::emit(target, spec, &options).map_err(Stop::Failed)
}

/// The output in words.
fn what(output: Output) -> String {
    match output {
        Output::Rust => Target::Rust.to_string(),
        Output::Reference => Target::Reference.to_string(),
        Output::Openapi => Target::OpenApi.to_string(),
        Output::Site => "site".to_owned(),
    }
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
