//! `docquarry families`: a spec → which actions create, show, change and end the same things.

use std::path::{Path, PathBuf};

use clap::Args;

use super::args::ReportFormat;
use super::console::Console;
use super::{OK, Stop, load};
use crate::diagnostic::{Diagnostic, Severity};
use crate::families::{Corrections, families};
use crate::json;
use crate::spec::model::Spec;

pub(super) const EXAMPLES: &str = "\
Examples:
  docquarry families spec/kites.json             every family, its actions and the rule behind each conclusion
  docquarry families --format json kites.json | jq '.rest'

What is inferred can be corrected in families/ID.toml beside the spec:
  none = [\"ResetKites\"]                           actions that belong to no family
  [[rename]]  noun, sent, shown                   a field with two names; an empty `shown` takes one away
  [[missing]] action, code                        the code for what is not there";

#[derive(Debug, Args)]
pub(super) struct FamiliesArgs {
    /// The spec (JSON), its id, or `-` for standard input
    #[arg(value_name = "SPEC")]
    spec: PathBuf,

    /// How to print them
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ReportFormat,
}

pub(super) fn run(args: &FamiliesArgs, console: &Console) -> Result<u8, Stop> {
    let spec = load::spec(&args.spec)?;
    let corrections = corrections(&args.spec, &spec)?;
    let found = families(&spec, &corrections);
    let text = match args.format {
        ReportFormat::Json => json::to_text(&found)?,
        ReportFormat::Text => found.to_string(),
    };
    console.print(&text)?;
    Ok(OK)
}

/// The corrections beside a spec, if there are any.
pub(super) fn corrections(path: &Path, spec: &Spec) -> Result<Corrections, Stop> {
    let folder = load::resolve(path).parent().map(Path::to_owned).unwrap_or_default();
    let file = folder.join("families").join(format!("{}.toml", spec.id));
    if load::is_stdin(path) || !file.is_file() {
        return Ok(Corrections::default());
    }
    let unusable = |message: String| {
        let message = format!("{}: {message}", file.display());
        Stop::Usage(Diagnostic::new("corrections-invalid", Severity::Error, message))
    };
    let bytes = load::read(&file)?;
    let corrections = Corrections::parse(&String::from_utf8_lossy(&bytes)).map_err(unusable)?;
    let unknown = corrections.unknown(&families(spec, &Corrections::default()));
    match unknown.is_empty() {
        true => Ok(corrections),
        false => Err(unusable(format!("no family or action is called {}", unknown.join(", ")))),
    }
}
