//! `docquarry check`: what is wrong, odd or contradictory in specs and documents.

use std::path::{Path, PathBuf};

use super::args::{CheckArgs, Format};
use super::console::Console;
use super::{FINDINGS, OK, Stop, load};
use crate::diagnostic::{Diagnostic, Severity, Tally, Texts, render};
use crate::pipeline::{self, Input, ParseOptions};
use crate::{json, sources};

pub(super) fn run(args: &CheckArgs, console: &Console) -> Result<u8, Stop> {
    let mut findings = Findings::default();
    let mut documents: Vec<PathBuf> = Vec::new();
    let mut inputs: Vec<Input> = Vec::new();
    for path in args.inputs.iter().map(|path| load::resolve(path)) {
        if !is_spec(&path) && !load::is_stdin(&path) {
            documents.push(path);
            continue;
        }
        let (name, bytes) = (load::name(&path), load::read(&path)?);
        match is_spec(&path) || load::is_spec_text(&bytes) {
            true => findings.of_spec(name, &bytes),
            false => inputs.push(Input { name, bytes }),
        }
    }
    inputs.extend(load::documents(&documents)?);
    if !inputs.is_empty() {
        let options = load::options(&args.reading, &documents)?;
        findings.of_documents(&inputs, &options, console);
    }
    if console.style(args.format).is_some_and(|style| style != crate::diagnostic::Style::Plain) {
        findings.show_documents(args)?;
    }
    findings.sort();
    console.print(&findings.describe(args.format, console)?)?;
    let tally = Tally::of(&findings.diagnostics);
    console.note(&tally.to_string());
    let denied = args.deny_warnings && tally.warnings > 0;
    Ok(if findings.partial || tally.errors > 0 || denied { FINDINGS } else { OK })
}

fn is_spec(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"))
}

#[derive(Default)]
struct Findings {
    diagnostics: Vec<Diagnostic>,
    texts: Texts,
    partial: bool,
}

impl Findings {
    fn of_spec(&mut self, name: String, bytes: &[u8]) {
        match json::parse_spec(bytes, &name) {
            Ok(spec) => self.diagnostics.extend(pipeline::check(&spec)),
            Err(diagnostic) => {
                self.texts.insert(name, bytes);
                self.diagnostics.push(diagnostic);
            }
        }
    }

    fn of_documents(&mut self, inputs: &[Input], options: &ParseOptions, console: &Console) {
        let parsed = pipeline::parse(inputs, options);
        let parsed = if console.is_verbose() { parsed.verbose() } else { parsed };
        self.partial = pipeline::is_partial(&parsed);
        for input in inputs {
            self.texts.insert(&input.name, &input.bytes);
        }
        self.diagnostics.extend(parsed.specs.iter().flat_map(|parsed| pipeline::check(&parsed.spec)));
        self.diagnostics.extend(parsed.diagnostics);
    }

    /// Reads the documents that findings of a spec point into, where they are at hand.
    fn show_documents(&mut self, args: &CheckArgs) -> Result<(), Stop> {
        let Some(folder) = sources::find_documents(args.docs.as_deref(), Path::new(".")).map_err(Stop::Usage)? else {
            return Ok(());
        };
        let mut names: Vec<&str> = self
            .diagnostics
            .iter()
            .filter_map(|diagnostic| diagnostic.source.as_ref())
            .map(|s| s.document.as_str())
            .collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            if self.texts.line(name, 1).is_none()
                && let Ok(bytes) = std::fs::read(folder.join(name))
            {
                self.texts.insert(name, &bytes);
            }
        }
        Ok(())
    }

    fn sort(&mut self) {
        let key = |diagnostic: &Diagnostic| {
            let place = diagnostic.source.as_ref().map(|source| (source.document.clone(), source.lines));
            (place, diagnostic.code)
        };
        self.diagnostics.sort_by_cached_key(key);
    }

    fn describe(&self, format: Format, console: &Console) -> Result<String, Stop> {
        match console.style(format) {
            Some(style) => {
                Ok(self.diagnostics.iter().map(|diagnostic| render(diagnostic, &self.texts, style)).collect())
            }
            None => self.diagnostics.iter().map(json_line).collect(),
        }
    }
}

fn json_line(diagnostic: &Diagnostic) -> Result<String, Stop> {
    let text = serde_json::to_string(diagnostic);
    text.map(|text| text + "\n")
        .map_err(|error| Diagnostic::new("json-write", Severity::Error, error.to_string()).into())
}
