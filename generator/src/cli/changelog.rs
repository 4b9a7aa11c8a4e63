//! `docquarry changelog`: a changelog against the tables, or against the differences of two editions.

use std::fmt::Write as _;

use serde_json::json;

use super::args::{ChangelogArgs, ReportFormat};
use super::console::Console;
use super::{FINDINGS, OK, Stop, load};
use crate::changelog::status::{Row, Status, Statuses};
use crate::changelog::timeline::Subject;
use crate::changelog::unannounced::{Difference, Silence};
use crate::changelog::words;
use crate::json;
use crate::spec::model::{ChangeOp, Source};

pub(super) fn run(args: &ChangelogArgs, console: &Console) -> Result<u8, Stop> {
    let spec = load::spec(&args.spec)?;
    let (text, clean) = match &args.newer {
        None => {
            let statuses = Statuses::of(&spec);
            (status_text(&statuses, args)?, statuses.count(Status::Contradiction) == 0)
        }
        Some(newer) => {
            let silence = Silence::between(&spec, &load::spec(newer)?);
            (silence_text(&silence, args)?, silence.silent().next().is_none())
        }
    };
    console.print(&text)?;
    Ok(if args.deny_warnings && !clean { FINDINGS } else { OK })
}

fn status_text(statuses: &Statuses<'_>, args: &ChangelogArgs) -> Result<String, Stop> {
    let is_shown = |row: &&Row<'_>| args.all || row.status != Status::Present;
    if args.format == ReportFormat::Json {
        let counts: serde_json::Map<String, serde_json::Value> =
            Status::ALL.iter().map(|status| (status.name().to_owned(), json!(statuses.count(*status)))).collect();
        let rows: Vec<&Row<'_>> = statuses.rows.iter().filter(is_shown).collect();
        return Ok(json::to_text(&json!({
            "id": statuses.id,
            "releases": statuses.releases,
            "announcements": statuses.rows.len(),
            "counts": counts,
            "unannounced_actions": statuses.unannounced_actions,
            "unannounced_structures": statuses.unannounced_structures,
            "rows": rows,
        }))?);
    }
    let mut out = String::new();
    let _ = writeln!(out, "{}: {} releases, {} announcements\n", statuses.id, statuses.releases, statuses.rows.len());
    for status in Status::ALL {
        let count = statuses.count(status);
        if count > 0 {
            let _ = writeln!(out, "{count:>6}  {:<17} {}", status.name(), status.meaning());
        }
    }
    let (actions, structures) = (statuses.unannounced_actions.len(), statuses.unannounced_structures.len());
    if actions + structures > 0 {
        let _ = writeln!(out, "\nno release announces {actions} actions and {structures} structures that have a page");
    }
    let rows: Vec<&Row<'_>> = statuses.rows.iter().filter(is_shown).collect();
    if !rows.is_empty() {
        out.push('\n');
    }
    for row in rows {
        let note = row.note.as_deref().map(|note| format!(": {note}")).unwrap_or_default();
        let release = words::moment(row.release, row.date);
        let (verb, subject) = (words::verb(row.op), row.subject());
        let _ = writeln!(out, "{}{}: {release} {verb} {subject}{note}", place(row.source.as_ref()), row.status.name());
    }
    Ok(out)
}

fn silence_text(silence: &Silence, args: &ChangelogArgs) -> Result<String, Stop> {
    if args.format == ReportFormat::Json {
        return Ok(json::to_text(silence)?);
    }
    let (count, silent) = (silence.differences.len(), silence.silent().count());
    let releases = match silence.new_releases.as_slice() {
        [] => "no new release".to_owned(),
        [one] => format!("new is {one}"),
        [newest, .., oldest] => format!("new are {oldest} to {newest}"),
    };
    let mut out = format!("{count} differences, {} announced, {silent} silent; {releases}\n", count - silent);
    for (heading, announced) in [("silent", false), ("announced", true)] {
        let mut rows = silence.differences.iter().filter(|row| row.announced_by.is_some() == announced).peekable();
        if rows.peek().is_some() {
            let _ = writeln!(out, "\n{heading}:");
        }
        rows.for_each(|row| out.push_str(&difference(row)));
    }
    if !silence.without_effect.is_empty() {
        out.push_str("\nannounced, and the same in both editions:\n");
        silence.without_effect.iter().for_each(|line| {
            let _ = writeln!(out, "  {line}");
        });
    }
    Ok(out)
}

/// A difference on a line.
pub(super) fn difference(row: &Difference) -> String {
    let Difference { op, kind, owner, name, note, announced_by, old, new } = row;
    let sign = match op {
        ChangeOp::Add => '+',
        ChangeOp::Remove => '-',
        ChangeOp::Modify | ChangeOp::Deprecate => '~',
    };
    let subject = Subject { kind: *kind, owner: owner.as_deref(), name };
    let note = note.as_deref().map(|note| format!(": {note}")).unwrap_or_default();
    let by = announced_by.as_deref().map(|by| format!(" ({by})")).unwrap_or_default();
    format!("  {sign} {}{subject}{note}{by}\n", place(new.as_ref().or(old.as_ref())))
}

fn place(source: Option<&Source>) -> String {
    source.map(|source| format!("{}:{}: ", source.document, source.lines[0])).unwrap_or_default()
}
