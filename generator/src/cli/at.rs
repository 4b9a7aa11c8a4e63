//! `docquarry at`: a spec → the spec as it was at a release.

use super::args::AtArgs;
use super::console::Console;
use super::{OK, Stop, load};
use crate::spec::model::{AsOf, Spec};
use crate::spec::tables::each_field;
use crate::{json, pipeline, sync};

pub(super) fn run(args: &AtArgs, console: &Console) -> Result<u8, Stop> {
    let spec = load::spec(&args.spec)?;
    let past = pipeline::at(&spec, &args.moment).map_err(Stop::Usage)?;
    let text = json::to_text(&past)?;
    match &args.output {
        Some(path) => sync::write_atomic(path, text.as_bytes())?,
        None => console.print(&text)?,
    }
    console.note(&summary(&past));
    Ok(OK)
}

/// `tencent-clb at release 50 (2021-07-14): 62 actions, 49 structures; 31 fields with something uncertain`
fn summary(past: &Spec) -> String {
    let moment = past.as_of.as_ref().map(AsOf::to_string).unwrap_or_default();
    let mut uncertain = 0;
    each_field(past, &mut |_, _, field| uncertain += usize::from(!field.uncertain.is_empty()));
    let (actions, structures) = (past.actions.len(), past.structures.len());
    let listed = match past.listed_actions.len() {
        0 => String::new(),
        count => format!(", {count} actions without a page"),
    };
    format!(
        "{} at {moment}: {actions} actions{listed}, {structures} structures; something of {uncertain} fields is uncertain",
        past.id
    )
}
