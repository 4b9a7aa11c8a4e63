//! `docquarry parse`: documents → specs.

use std::collections::BTreeSet;
use std::path::Path;

use super::args::ParseArgs;
use super::console::Console;
use super::{FINDINGS, OK, Stop, load, summary};
use crate::diagnostic::{Diagnostic, Severity};
use crate::files::Files;
use crate::pipeline::{self, Parsed, ParsedSpec};
use crate::spec::model::Spec;
use crate::{json, sync};

pub(super) fn run(args: &ParseArgs, console: &Console) -> Result<u8, Stop> {
    let inputs = load::documents(&args.input.documents)?;
    let mut parsed = pipeline::parse(&inputs, &load::options(&args.input.reading, &args.input.documents)?);
    if !args.labels_from.is_empty() {
        let editions = load::documents(&args.labels_from)?;
        let options = load::options(&args.input.reading, &args.labels_from)?;
        pipeline::add_labels(&mut parsed, &pipeline::parse(&editions, &options));
    }
    let parsed = if console.is_verbose() { parsed.verbose() } else { parsed };
    let shown = |finding: &&Diagnostic| console.is_verbose() || summary::is_listed(finding);
    console.findings(parsed.diagnostics.iter().filter(shown), &load::texts(&inputs));
    let chosen = choose(&parsed, args)?;
    match &args.output {
        Some(path) if is_folder(path) => write_each(&chosen, path)?,
        Some(path) => {
            load::refuse_input(&args.input.documents, path)?;
            for parsed in &chosen {
                sync::write_atomic(path, json::spec_text(&parsed.spec)?.as_bytes())?;
            }
        }
        None => {
            for parsed in &chosen {
                console.print(&json::spec_text(&parsed.spec)?)?;
            }
        }
    }
    summary::print(&parsed, &chosen, console);
    Ok(if pipeline::is_partial(&parsed) { FINDINGS } else { OK })
}

/// The specs to write: the one asked for, the only one, or all where the output is a folder.
fn choose<'a>(parsed: &'a Parsed, args: &ParseArgs) -> Result<Vec<&'a ParsedSpec>, Stop> {
    let ids: Vec<&str> = parsed.specs.iter().map(|parsed| parsed.spec.id.as_str()).collect();
    let list = ids.join(", ");
    if let Some(id) = &args.id {
        let chosen: Vec<&ParsedSpec> = parsed.specs.iter().filter(|parsed| parsed.spec.id == *id).collect();
        if chosen.is_empty() && !ids.is_empty() {
            let message = format!("the documents hold no `{id}`; they hold {list}");
            let near = load::near(id, ids.iter().copied()).map(|near| format!("did you mean {near}?"));
            let finding = Diagnostic::new("no-such-api", Severity::Error, message);
            return Err(near.into_iter().fold(finding, Diagnostic::help).into());
        }
        return Ok(chosen);
    }
    if ids.len() > 1 && !args.output.as_deref().is_some_and(is_folder) {
        let list: Vec<String> = parsed.specs.iter().map(|parsed| extent(&parsed.spec)).collect();
        let message = format!("the documents hold {} APIs: {}", ids.len(), list.join(", "));
        let help = "choose one with --id, or give a folder with -o DIR/".to_owned();
        return Err(Diagnostic::new("several-apis", Severity::Error, message).help(help).into());
    }
    Ok(parsed.specs.iter().collect())
}

/// An API, how many pages of actions it has and where one of them is.
fn extent(spec: &Spec) -> String {
    let pages: BTreeSet<(&str, [u32; 2])> =
        spec.actions.values().map(|action| (action.source.document.as_str(), action.source.lines)).collect();
    match pages.first() {
        Some((document, [line, _])) => {
            let noun = if pages.len() == 1 { "page" } else { "pages" };
            format!("{} ({} {noun} of actions, one at {document}:{line})", spec.id, pages.len())
        }
        None => format!("{} (no page of an action)", spec.id),
    }
}

fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with('/')
}

fn write_each(chosen: &[&ParsedSpec], folder: &Path) -> Result<(), Stop> {
    let mut files = Files::new();
    for ParsedSpec { spec, .. } in chosen {
        // Two editions of an API have one id.
        let names = (1..).map(|number| if number == 1 { spec.id.clone() } else { format!("{}-{number}", spec.id) });
        let mut names = names.map(|name| format!("{name}.json"));
        if let Some(name) = names.find(|name| !files.contains_key(name)) {
            files.insert(name, json::spec_text(spec)?);
        }
    }
    sync::sync(folder, &files, &sync::Owned::default(), sync::Mode::Write)?;
    Ok(())
}
