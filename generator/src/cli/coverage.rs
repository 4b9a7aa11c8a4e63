//! `docquarry coverage`: the account of every line, and the lines that do not look understood.

use super::args::CoverageArgs;
use super::console::Console;
use super::{FINDINGS, OK, Stop, load};
use crate::diagnostic::Diagnostic;
use crate::{pipeline, suspicion};

pub(super) fn run(args: &CoverageArgs, console: &Console) -> Result<u8, Stop> {
    let inputs = load::documents(&args.input.documents)?;
    let parsed = pipeline::parse(&inputs, &load::options(&args.input.reading, &args.input.documents)?);
    console.print(&parsed.coverage.to_string())?;
    let residue = parsed.coverage.residue();
    if residue > 0 {
        console.note(&format!("{residue} lines are not accounted for"));
    }
    let doubts: Vec<&Diagnostic> = parsed.diagnostics.iter().filter(|finding| suspicion::is_doubt(finding)).collect();
    if !doubts.is_empty() {
        console.findings(doubts.iter().copied(), &load::texts(&inputs));
        console.note(&format!("{} lines are accounted for and do not look understood", doubts.len()));
    }
    // A document that was not understood at all has no lines left over either.
    if parsed.specs.is_empty() {
        console.findings(&parsed.diagnostics, &load::texts(&inputs));
    }
    Ok(if residue > 0 || !doubts.is_empty() || parsed.specs.is_empty() { FINDINGS } else { OK })
}
