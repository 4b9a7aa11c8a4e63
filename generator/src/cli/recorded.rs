//! `docquarry diff SPEC --recorded FILE`: what of recorded traffic is not documented.

use serde_json::json;

use super::args::{DiffArgs, Report, Threshold};
use super::console::Console;
use super::{FINDINGS, OK, Stop, load};
use crate::diagnostic::{Diagnostic, Severity};
use crate::proxy::{Contract, Drifts, Recording, Redactor};

pub(super) fn run(args: &DiffArgs, console: &Console) -> Result<u8, Stop> {
    let spec = load::spec(&args.old)?;
    let Some(path) = &args.recorded else { return Ok(OK) };
    let recording = Recording::read(path)
        .map_err(|error| Stop::Usage(Diagnostic::new("io", Severity::Error, error.to_string())))?;
    let contract = Contract::of(std::slice::from_ref(&spec), Redactor::default());
    let mut drifts = Drifts::default();
    let own = recording.exchanges().iter().filter(|exchange| exchange.api == spec.id);
    own.for_each(|exchange| _ = drifts.add(contract.drifts(exchange, &[])));
    let others = recording.exchanges().len() as u64 - drifts.exchanges();
    console.print(&match args.format {
        Report::Text => text(&drifts),
        Report::Markdown => drifts.markdown(),
        Report::Json => {
            let all: Vec<_> =
                drifts.all().map(|(drift, exchanges)| json!({"drift": drift, "exchanges": exchanges})).collect();
            format!("{}\n", json!({"exchanges": drifts.exchanges(), "drifts": all}))
        }
    })?;
    if others > 0 {
        console.note(&format!("{others} exchanges are of other APIs than {}", spec.id));
    }
    Ok(if drifts.is_empty() || args.fail_on == Threshold::Never { OK } else { FINDINGS })
}

fn text(drifts: &Drifts) -> String {
    let mut text = String::new();
    for (drift, exchanges) in drifts.all() {
        let times = if exchanges == 1 { String::new() } else { format!(" ({exchanges} times)") };
        text.push_str(&format!("{drift}{times}\n"));
    }
    text + &drifts.summary() + "\n"
}
