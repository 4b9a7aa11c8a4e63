//! `docquarry at`: a spec → the spec as it was at a release.

use super::args::AtArgs;
use super::console::Console;
use super::{OK, Stop, load};
use crate::lexeme::counted;
use crate::spec::model::{AsOf, Spec};
use crate::spec::walk::each_field;
use crate::{json, pipeline, sync};

pub(super) fn run(args: &AtArgs, console: &Console) -> Result<u8, Stop> {
    let spec = load::spec(&args.spec)?;
    let past = pipeline::at(&spec, &args.moment).map_err(Stop::Usage)?;
    let text = json::spec_text(&past)?;
    match &args.output {
        Some(path) => sync::write_atomic(path, text.as_bytes())?,
        None => console.print(&text)?,
    }
    console.note(&summary(&past));
    Ok(OK)
}

/// `tencent-clb at release 50 (2021-07-14): 61 actions, 48 structures; 22 fields uncertain in part`
fn summary(past: &Spec) -> String {
    let moment = past.as_of.as_ref().map(AsOf::to_string).unwrap_or_default();
    let mut uncertain = 0;
    each_field(past, &mut |_, _, field| uncertain += usize::from(!field.uncertain.is_empty()));
    let (actions, structures) = (counted(past.actions.len(), "action"), counted(past.structures.len(), "structure"));
    let listed = match past.listed_actions.len() {
        0 => String::new(),
        number => format!(", {} without a page", counted(number, "action")),
    };
    let doubts =
        if uncertain == 0 { String::new() } else { format!("; {} uncertain in part", counted(uncertain, "field")) };
    format!("{} at {moment}: {actions}{listed}, {structures}{doubts}", past.id)
}
