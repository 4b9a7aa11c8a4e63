//! `docquarry families`: a spec → which actions create, show, change and end the same things.

use std::path::{Path, PathBuf};

use clap::Args;

use super::args::ReportFormat;
use super::console::Console;
use super::{OK, Stop, load};
use crate::diagnostic::Diagnostic;
use crate::families::Families;
use crate::json;
use crate::pipeline;
use crate::spec::model::Spec;

pub(super) const EXAMPLES: &str = "\
Examples:
  docquarry families spec/kites.json             every family, its actions and the rule behind each conclusion
  docquarry families --format json kites.json | jq '.rest'

  docquarry families kites.json --overrides kites.toml   corrected; `families/ID.toml` beside the spec is found

A file of corrections, for this command, `serve --state` and the reference:
  [[family]]
  noun = \"Kite\"            as inferred; with `ids`, a new family
  called = \"Glider\"        another noun
  ids = [\"KiteKey\"]        the field with the id, and its other names
  parent = \"Line\"          the family of what holds it; \"\" for none
  [[action]]
  name = \"BoostKite\"
  role = \"modify\"          create, describe, modify, delete, add, remove or replace (members), act, none
  family = \"Kite\"          which things it is about, where nothing was inferred
  list = \"Tails\"           which members, for add, remove and replace
  missing = \"Kite.Gone\"    the code for what is not there
  [[rename]]
  family = \"Kite\"
  sent = \"Size\"            as a request calls it
  shown = \"Measures\"       as answers call it; \"\" for not at all

A key or name that there is not is an error at its line; a correction that changes nothing is a warning.";

#[derive(Debug, Args)]
pub(super) struct FamiliesArgs {
    /// The spec (JSON), its id, or `-` for standard input
    #[arg(value_name = "SPEC")]
    spec: PathBuf,

    /// Corrections of what is inferred (TOML)
    #[arg(long, value_name = "FILE")]
    overrides: Option<PathBuf>,

    /// How to print them
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ReportFormat,
}

pub(super) fn run(args: &FamiliesArgs, console: &Console) -> Result<u8, Stop> {
    let spec = load::spec(&args.spec)?;
    let found = corrected((&args.spec, &spec), args.overrides.as_deref(), console)?;
    let text = match args.format {
        ReportFormat::Json => json::to_text(&found)?,
        ReportFormat::Text => found.to_string(),
    };
    console.print(&text)?;
    Ok(OK)
}

/// The families of a spec, corrected by a file, or by the one beside the spec if there is one; corrections that change
/// nothing are told.
pub(super) fn corrected(
    (path, spec): (&Path, &Spec),
    file: Option<&Path>,
    console: &Console,
) -> Result<Families, Stop> {
    let folder = load::resolve(path).parent().map(Path::to_owned).filter(|_| !load::is_stdin(path));
    let (families, unused) = pipeline::families(spec, folder.as_deref(), file).map_err(stopped)?;
    console.complain(&unused);
    Ok(families)
}

/// A file that cannot be read is about the command; anything else is wrong with the file.
fn stopped(findings: Vec<Diagnostic>) -> Stop {
    match <[Diagnostic; 1]>::try_from(findings) {
        Ok([only]) => Stop::from(only),
        Err(findings) => Stop::Failed(findings),
    }
}
