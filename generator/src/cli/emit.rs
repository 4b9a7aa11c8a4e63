//! `docquarry emit`: a spec → files for other people's projects.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::args::{EmitArgs, Output};
use super::console::Console;
use super::{OK, Stop, load};
use crate::diagnostic::{Diagnostic, Severity};
use crate::emit::{Emitted, site};
use crate::families::Families;
use crate::json;
use crate::pipeline::{self, EmitOptions, Runtime, Target};
use crate::prose::Prose;
use crate::spec::model::Spec;
use crate::sync::{self, Mode, Owned, State};

pub(super) fn run(args: &EmitArgs, console: &Console) -> Result<u8, Stop> {
    let inputs = read(args, console)?;
    let runtime = place_of_runtime(args)?;
    let emitted = emit(args, &inputs, runtime.as_ref())?;
    console.complain(&emitted.diagnostics);
    let files = emitted.files;
    // Only folders that the output has files in are cleaned, so that `-o .` cannot reach into its neighbours.
    let mut owned: BTreeSet<&str> =
        files.keys().filter_map(|path| path.split_once('/')).map(|(folder, _)| folder).collect();
    if args.target == Output::Rust {
        // A former run may have put the runtime there.
        owned.insert("runtime");
    }
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
    if args.target == Output::Rust {
        next_steps(&args.output, runtime.as_ref()).iter().for_each(|line| console.note(line));
    }
    Ok(OK)
}

/// Where the crate finds the runtime, as its manifest says it: folders relative to the crate's. Options of other outputs
/// are refused.
fn place_of_runtime(args: &EmitArgs) -> Result<Option<Runtime>, Stop> {
    if args.runtime.is_some() && args.target != Output::Rust {
        let message = "--runtime is for `emit rust`; no other output has a runtime";
        return Err(Stop::Usage(Diagnostic::new("unknown-option", Severity::Error, message)));
    }
    if args.base_url.is_some() && args.target != Output::Site {
        let message = "--base-url is for `emit site`; no other output has an address";
        return Err(Stop::Usage(Diagnostic::new("unknown-option", Severity::Error, message)));
    }
    let Some(Runtime::Path(folder)) = &args.runtime else { return Ok(args.runtime.clone()) };
    if !Path::new(folder).join("Cargo.toml").is_file() {
        let message = format!("{folder} has no Cargo.toml; docquarry-runtime is not there");
        let help = "give the folder generator/runtime of a copy of docquarry's repository";
        return Err(Stop::Usage(Diagnostic::new("io", Severity::Error, message).help(help)));
    }
    let absolute = |path: &Path| std::path::absolute(path).map_err(|error| Diagnostic::io("find", path, &error));
    let relative = pathdiff::diff_paths(absolute(Path::new(folder))?, absolute(&args.output)?);
    let folder = relative.map_or_else(|| folder.clone(), |path| path.display().to_string());
    Ok(Some(Runtime::Path(folder)))
}

/// `vendored`, `version`, `version=1.2`, `git`, `git=URL`, `git=URL#REV`, `path=DIR`.
pub(super) fn runtime(text: &str) -> Result<Runtime, String> {
    let (kind, place) = match text.split_once('=') {
        Some((kind, place)) if !place.is_empty() => (kind, Some(place)),
        Some(_) => return Err("there is nothing behind `=`".to_owned()),
        None => (text, None),
    };
    match (kind, place) {
        ("vendored", None) => Ok(Runtime::Vendored),
        ("version", place) => Ok(Runtime::Version(place.unwrap_or(env!("CARGO_PKG_VERSION")).to_owned())),
        ("git", place) => {
            let place = place.unwrap_or(env!("CARGO_PKG_REPOSITORY"));
            let (url, rev) = place.split_once('#').map_or((place, None), |(url, rev)| (url, Some(rev.to_owned())));
            Ok(Runtime::Git { url: url.to_owned(), rev })
        }
        ("path", Some(folder)) => Ok(Runtime::Path(folder.to_owned())),
        ("path", None) => Err("which folder? For example path=../docquarry/generator/runtime".to_owned()),
        _ => Err("expected vendored, version[=REQ], git[=URL[#REV]] or path=DIR".to_owned()),
    }
}

/// What to do with a crate, and where its runtime comes from.
fn next_steps(output: &Path, runtime: Option<&Runtime>) -> Vec<String> {
    let place = match runtime {
        None | Some(Runtime::Vendored) => {
            format!("a copy in {}; everything else is on crates.io", output.join("runtime").display())
        }
        Some(Runtime::Path(folder)) => format!("in the folder {folder}, seen from the crate"),
        Some(Runtime::Git { url, .. }) => format!("from {url}"),
        Some(Runtime::Version(version)) => {
            format!("version {version} of your registry; if that has none, use --runtime vendored or git")
        }
    };
    let manifest = output.join("Cargo.toml");
    let mut lines = vec![
        format!("docquarry-runtime: {place}"),
        format!("next: cargo build --manifest-path {}", manifest.display()),
    ];
    if let Some(workspace) = workspace_above(output) {
        lines.push(format!(
            "{} is a workspace: name the crate in its `members` or its `exclude`, or cargo refuses to build it",
            workspace.display()
        ));
    }
    lines
}

/// The nearest manifest above a folder that begins a workspace.
fn workspace_above(folder: &Path) -> Option<PathBuf> {
    let folder = std::path::absolute(folder).ok()?;
    let mut manifests = folder.ancestors().skip(1).map(|folder| folder.join("Cargo.toml"));
    manifests.find(|manifest| {
        fs::read_to_string(manifest).is_ok_and(|text| text.lines().any(|line| line.trim() == "[workspace]"))
    })
}

/// A spec with its descriptions, where they are asked for.
struct Input {
    spec: Spec,
    prose: Option<Prose>,
    families: Families,
}

impl Input {
    fn api(&self) -> site::Api<'_> {
        site::Api { spec: &self.spec, prose: self.prose.as_ref(), families: Some(&self.families) }
    }
}

fn read(args: &EmitArgs, console: &Console) -> Result<Vec<Input>, Stop> {
    if args.apis.len() > 1 {
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
        let families = match args.target {
            Output::Reference | Output::Site => super::families::corrected((path, &spec), None, console)?,
            Output::Rust | Output::Openapi => Families::default(),
        };
        Ok(Input { spec, prose, families })
    };
    args.apis.iter().map(read).collect()
}

fn emit(args: &EmitArgs, inputs: &[Input], runtime: Option<&Runtime>) -> Result<Emitted, Stop> {
    let (target, command) = match args.target {
        Output::Rust => (Target::Rust, "docquarry emit rust"),
        Output::Reference => (Target::Reference, "docquarry emit reference"),
        Output::Openapi => (Target::OpenApi, "docquarry emit openapi"),
        Output::Site => {
            let apis: Vec<site::Api<'_>> = inputs.iter().map(Input::api).collect();
            let options = site::Options::new("docquarry emit site").base(args.base_url.as_deref());
            let files = site::emit(&apis, &options.language(&args.language));
            return Ok(Emitted { files, diagnostics: Vec::new() });
        }
    };
    let Some(Input { spec, prose, families }) = inputs.first() else { return Ok(Emitted::default()) };
    let options = EmitOptions { prose: prose.as_ref(), runtime, language: &args.language, ..EmitOptions::new(command) };
    let options = options.families(families);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_runtime_is_named_by_kind_and_place() {
        let git = |url: &str, rev: Option<&str>| Runtime::Git { url: url.to_owned(), rev: rev.map(str::to_owned) };
        assert_eq!(runtime("vendored"), Ok(Runtime::Vendored));
        assert_eq!(runtime("version=1.2"), Ok(Runtime::Version("1.2".to_owned())));
        assert_eq!(runtime("version"), Ok(Runtime::Version(env!("CARGO_PKG_VERSION").to_owned())));
        assert_eq!(runtime("git"), Ok(git(env!("CARGO_PKG_REPOSITORY"), None)));
        assert_eq!(runtime("git=https://a.b/c#v1"), Ok(git("https://a.b/c", Some("v1"))));
        assert_eq!(runtime("path=../x"), Ok(Runtime::Path("../x".to_owned())));
        for bad in ["", "path", "path=", "vendored=x", "registry"] {
            assert!(runtime(bad).is_err(), "{bad}");
        }
    }
}
