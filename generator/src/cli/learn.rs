//! `docquarry learn` and `docquarry check-profile`: a profile from pages, and what a profile matches on pages.

use std::path::{Path, PathBuf};

use clap::Args;

use super::console::Console;
use super::{FINDINGS, OK, Stop, load};
use crate::diagnostic::Texts;
use crate::lexeme::counted;
use crate::{pipeline, sync};

pub(super) const EXAMPLES: &str = "\
Examples:
  docquarry learn pages/                          the proposal to standard output
  docquarry learn pages/ -o kites.toml            to a file
  docquarry parse pages/ --profile kites.toml -o kites.json

Each line of the proposal has a comment with the evidence for it. What is unsure is marked. What the pages
give with the proposal, and what was not understood, is listed at its end.";

pub(super) const CHECK_EXAMPLES: &str = "\
Examples:
  docquarry check-profile kites.toml pages/       counts of matches; words that matched nothing are findings

Exit codes:
  0  every required key matched something
  1  nothing of a required key matched anything";

#[derive(Debug, Args)]
pub(super) struct LearnArgs {
    /// Pages, or folders of pages
    #[arg(required = true, value_name = "PAGES")]
    documents: Vec<PathBuf>,
    /// The file to write
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// What to call the profile and its vendor [default: the name of the folder]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct CheckProfileArgs {
    /// The profile
    #[arg(value_name = "PROFILE")]
    profile: PathBuf,
    /// Pages, or folders of pages
    #[arg(required = true, value_name = "PAGES")]
    documents: Vec<PathBuf>,
}

pub(super) fn run(args: &LearnArgs, console: &Console) -> Result<u8, Stop> {
    let inputs = load::documents(&args.documents)?;
    let name = args.name.clone().unwrap_or_else(|| folder_name(&args.documents));
    let proposal = pipeline::learn(&inputs, &name)?;
    match &args.output {
        Some(path) => {
            load::refuse_input(&args.documents, path)?;
            sync::write_atomic(path, proposal.toml.as_bytes())?;
            let report = proposal.toml.rsplit("\n\n").next().unwrap_or_default();
            report.lines().for_each(|line| console.note(line.strip_prefix("# ").unwrap_or(line)));
        }
        None => console.print(&proposal.toml)?,
    }
    Ok(if proposal.read.operations > 0 { OK } else { FINDINGS })
}

/// The first path's folder, as a name: letters, digits and `-`.
fn folder_name(paths: &[PathBuf]) -> String {
    let named = |path: &Path| {
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase())
    };
    let name = paths.first().and_then(|path| named(path)).unwrap_or_default();
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let name: String = name.chars().map(plain).collect();
    let name = name.trim_matches('-');
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) { name.to_owned() } else { "learned".to_owned() }
}

pub(super) fn check(args: &CheckProfileArgs, console: &Console) -> Result<u8, Stop> {
    let bytes = load::read(&args.profile)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let name = load::name(&args.profile);
    let inputs = load::documents(&args.documents)?;
    let usage = pipeline::check_profile(&text, &name, &inputs).map_err(Stop::Usage)?;
    console.print(&usage.table)?;
    let mut texts = Texts::default();
    texts.insert(&name, &bytes);
    console.findings(&usage.findings, &texts);
    let read = usage.read;
    console.note(&format!(
        "{}, {}, {}, {}; {}; {} of {} lines are not accounted for",
        counted(read.operations, "operation"),
        counted(read.fields, "field"),
        counted(read.structures, "structure"),
        counted(read.members, "member"),
        counted(read.doubts, "finding"),
        usage.lines[0],
        usage.lines[1]
    ));
    Ok(if usage.lacks_required() { FINDINGS } else { OK })
}
