//! `docquarry coverage`: the account of every line.

use super::args::CoverageArgs;
use super::console::Console;
use super::{FINDINGS, OK, Stop, load};
use crate::pipeline;

pub(super) fn run(args: &CoverageArgs, console: &Console) -> Result<u8, Stop> {
    let inputs = load::documents(&args.input.documents)?;
    let parsed = pipeline::parse(&inputs, &args.input.reading.options());
    console.print(&parsed.coverage.to_string())?;
    let residue = parsed.coverage.residue();
    if residue > 0 {
        console.note(&format!("{residue} lines are not accounted for"));
    }
    // A document that was not understood at all has no lines left over either.
    if parsed.specs.is_empty() {
        console.findings(&parsed.diagnostics, &load::texts(&inputs));
    }
    Ok(if residue > 0 || parsed.specs.is_empty() { FINDINGS } else { OK })
}
