//! `docquarry diff`: what changed between two editions of an API.

use std::borrow::Cow;
use std::path::Path;

use super::args::{DiffArgs, Report, Threshold};
use super::console::Console;
use super::{FINDINGS, OK, Stop, load};
use crate::diagnostic::{Diagnostic, Severity as Found};
use crate::diff::{self, Severity};
use crate::emit::report;
use crate::git::{self, Git};
use crate::json;
use crate::pipeline::{self, Input, ParsedSpec};
use crate::spec::corrections::Corrections;
use crate::spec::model::Spec;

pub(super) fn run(args: &DiffArgs, console: &Console) -> Result<u8, Stop> {
    let Some(newer) = &args.new else {
        let finding = Diagnostic::new("unknown-option", Found::Error, "there is no new edition to compare with");
        return Err(Stop::Usage(finding));
    };
    // Reading costs more than comparing, so both editions are read at once.
    let (old, new) = std::thread::scope(|scope| {
        let old = scope.spawn(|| load(&args.old, args));
        let new = load(newer, args);
        (old.join(), new)
    });
    let old = old.map_err(|_| Diagnostic::new("internal", Found::Error, "reading the former edition failed"))??;
    let new = new?;
    for loaded in [&old, &new] {
        console.complain(&loaded.findings);
    }
    let (former, latter) = pick(&old, &new, args)?;
    if let Some(name) = args.actions.iter().find(|name| ![former, latter].iter().any(|spec| has(spec, name))) {
        let message = format!("neither `{}` nor `{}` has an action {name}", old.name, new.name);
        let near = load::near(name, former.actions.keys().chain(latter.actions.keys()).map(String::as_str));
        let help = near.map(|near| format!("did you mean {near}?"));
        let finding = Diagnostic::new("no-such-action", Found::Error, message);
        return Err(Stop::Usage(help.into_iter().fold(finding, Diagnostic::help)));
    }
    let (mut former, mut latter) = (part(former, args), part(latter, args));
    // A page by itself defines no structures, which does not mean that they are gone.
    if !args.actions.is_empty() && (former.structures.is_empty() || latter.structures.is_empty()) {
        former.to_mut().structures.clear();
        latter.to_mut().structures.clear();
    }
    let comparison = pipeline::compare((&old.name, &former), (&new.name, &latter));
    let options = report::Options {
        all: args.all,
        version: args.crate_version.clone(),
        color: console.colored(std::io::IsTerminal::is_terminal(&std::io::stdout())),
        ..report::Options::default()
    };
    console.print(&match args.format {
        Report::Text => report::text(&comparison, &options),
        Report::Markdown => report::markdown(&comparison, &options),
        Report::Json => json::to_text(&comparison)?,
    })?;
    let is_failed = args.fail_on.least().is_some_and(|least| comparison.worst() >= Some(least));
    let is_partial = !old.findings.is_empty() || !new.findings.is_empty();
    Ok(if is_failed || is_partial { FINDINGS } else { OK })
}

impl Threshold {
    /// The least severity that counts.
    pub(super) fn least(self) -> Option<Severity> {
        match self {
            Self::Breaking => Some(Severity::Breaking),
            Self::Risky => Some(Severity::Risky),
            Self::Compatible => Some(Severity::Compatible),
            Self::Documentation => Some(Severity::Documentation),
            Self::Never => None,
        }
    }
}

/// What an argument stands for.
pub(super) struct Loaded {
    /// As the report names it.
    pub(super) name: String,
    pub(super) specs: Vec<Spec>,
    /// Errors of documents that were not wholly understood.
    pub(super) findings: Vec<Diagnostic>,
}

impl Loaded {
    fn ids(&self) -> Vec<&str> {
        self.specs.iter().map(|spec| spec.id.as_str()).collect()
    }

    /// The spec of an API.
    pub(super) fn find(&self, id: &str) -> Result<&Spec, Stop> {
        self.specs.iter().find(|spec| spec.id == id).ok_or_else(|| {
            let held = if self.specs.is_empty() { "no API".to_owned() } else { self.ids().join(", ") };
            let message = format!("`{}` holds no `{id}`; it holds {held}", self.name);
            Stop::Usage(Diagnostic::new("no-such-api", Found::Error, message))
        })
    }
}

/// Reads an edition.
pub(super) fn load(argument: &Path, args: &DiffArgs) -> Result<Loaded, Stop> {
    let argument = load::resolve(argument);
    let name = argument.display().to_string();
    if load::is_stdin(&argument) {
        return stdin(&argument, args);
    }
    if argument.exists() {
        if is_json(&argument) {
            let spec = json::parse_spec(&load::read(&argument)?, &name)?;
            return Ok(Loaded { name, specs: vec![spec], findings: Vec::new() });
        }
        return documents(load::documents(&[argument])?, name, args);
    }
    let Some(object) = git_object(&name, id_of_revisions(args).as_deref()) else {
        let message = format!("no file, folder, spec or revision `{name}`");
        let help =
            "give a spec or its id, a document, a folder of documents, REVISION:spec/ID.json, or REVISION with --id ID";
        return Err(Stop::Usage(Diagnostic::new("io", Found::Error, message).help(help)));
    };
    from_git(&object, args)
}

/// What a git repository has: a spec, a document, or a folder of documents.
fn from_git(object: &str, args: &DiffArgs) -> Result<Loaded, Stop> {
    let object = object.trim_end_matches('/').to_owned();
    if git(&["cat-file", "-t", &object], &object)?.trim_ascii() == b"tree" {
        return documents(git_folder(&object)?, object, args);
    }
    let bytes = git(&["cat-file", "blob", &object], &object)?;
    if is_json(Path::new(&object)) || load::is_spec_text(&bytes) {
        let spec = json::parse_spec(&bytes, &object)?;
        return Ok(Loaded { name: object, specs: vec![spec], findings: Vec::new() });
    }
    let name = object.rsplit(['/', ':']).next().unwrap_or(&object).to_owned();
    documents(vec![Input { name, bytes }], object, args)
}

/// The documents of a folder in a revision, named as those of a folder on the disk.
fn git_folder(tree: &str) -> Result<Vec<Input>, Stop> {
    let files = Git::here().files(tree, load::is_document, load::most())?;
    let inputs: Vec<Input> = files.into_iter().map(|(name, bytes)| Input { name, bytes }).collect();
    if inputs.is_empty() {
        return Err(Diagnostic::new("no-documents", Found::Error, format!("no documents in {tree}")).into());
    }
    Ok(inputs)
}

fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"))
}

/// What standard input holds: a spec begins with a brace, and no document does.
fn stdin(argument: &Path, args: &DiffArgs) -> Result<Loaded, Stop> {
    let (name, bytes) = ("stdin".to_owned(), load::read(argument)?);
    if load::is_spec_text(&bytes) {
        let spec = json::parse_spec(&bytes, &name)?;
        return Ok(Loaded { name, specs: vec![spec], findings: Vec::new() });
    }
    documents(vec![Input { name: name.clone(), bytes }], name, args)
}

/// The API whose spec a bare revision means: the one asked for, else that of the spec which is the other edition.
fn id_of_revisions(args: &DiffArgs) -> Option<String> {
    let sides = [Some(&args.old), args.new.as_ref()];
    let spec = || sides.into_iter().flatten().map(|side| load::resolve(side)).find(|path| path.is_file());
    // A snapshot is named after its API: `tencent-clb-v2@2018-09`.
    let id = || {
        let path = spec().filter(|path| is_json(path))?;
        path.file_stem()?.to_str()?.split('@').next().map(str::to_owned)
    };
    args.id.clone().or_else(id)
}

/// `HEAD~1:spec/tencent-clb.json`, or that of `HEAD~1` and an id.
fn git_object(argument: &str, id: Option<&str>) -> Option<String> {
    // What looks like a file's name is one that is not there.
    let is_file = || load::is_document(Path::new(argument)) || is_json(Path::new(argument));
    if argument.is_empty() || argument.starts_with('-') || (!argument.contains(':') && is_file()) {
        return None;
    }
    match (argument.contains(':'), id) {
        (true, _) => Some(argument.to_owned()),
        (false, Some(id)) => Some(format!("{argument}:spec/{id}.json")),
        (false, None) => None,
    }
}

/// Runs git about an object and returns what it prints.
fn git(arguments: &[&str], object: &str) -> Result<Vec<u8>, Stop> {
    let output = Git::here().output(arguments)?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let message = format!("no file `{object}`, and git has none either: {}", git::reason(&output));
    Err(Stop::Usage(Diagnostic::new("git", Found::Error, message)))
}

fn documents(mut inputs: Vec<Input>, name: String, args: &DiffArgs) -> Result<Loaded, Stop> {
    let mut findings = Vec::new();
    if let Some(path) = &args.corrections {
        correct(&mut inputs, path, &mut findings)?;
    }
    let parsed = pipeline::parse(&inputs, &args.reading.options());
    findings.extend(parsed.diagnostics.into_iter().filter(|finding| finding.severity == Found::Error));
    let specs = parsed.specs.into_iter().map(|ParsedSpec { spec, .. }| spec).collect();
    Ok(Loaded { name, specs, findings })
}

/// Corrects documents by a file of corrections, as `regenerate` does.
fn correct(inputs: &mut [Input], path: &Path, findings: &mut Vec<Diagnostic>) -> Result<(), Stop> {
    let text = String::from_utf8_lossy(&load::read(path)?).into_owned();
    let corrections = Corrections::parse(&text)?;
    for input in inputs {
        findings.extend(corrections.correct(&input.name, &mut input.bytes));
    }
    Ok(())
}

/// The spec of each side: the one asked for, else the only one that both have.
fn pick<'a>(old: &'a Loaded, new: &'a Loaded, args: &DiffArgs) -> Result<(&'a Spec, &'a Spec), Stop> {
    let wanted: Option<&str> = match (&args.id, old.specs.as_slice(), new.specs.as_slice()) {
        (Some(id), ..) => Some(id),
        // Two files are compared whatever their ids.
        (None, [old], [new]) => return Ok((old, new)),
        (None, [only], _) | (None, _, [only]) => Some(&only.id),
        (None, ..) => None,
    };
    let Some(wanted) = wanted else {
        return Err(several_apis(&format!("`{}` and `{}` hold", old.name, new.name), old));
    };
    Ok((old.find(wanted)?, new.find(wanted)?))
}

/// What is said if nobody chose among the APIs of an edition; `who` is the beginning of the sentence.
pub(super) fn several_apis(who: &str, loaded: &Loaded) -> Stop {
    let message = format!("{who} several APIs: {}", loaded.ids().join(", "));
    Stop::Usage(Diagnostic::new("several-apis", Found::Error, message).help("choose one with --id"))
}

fn has(spec: &Spec, action: &str) -> bool {
    spec.actions.contains_key(action) || spec.listed_actions.contains_key(action)
}

/// The spec, or the part of it that was asked for.
fn part<'a>(spec: &'a Spec, args: &DiffArgs) -> Cow<'a, Spec> {
    match args.actions.as_slice() {
        [] => Cow::Borrowed(spec),
        actions => Cow::Owned(diff::only(spec, actions)),
    }
}
