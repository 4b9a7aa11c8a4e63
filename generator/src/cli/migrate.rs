//! `docquarry migrate`: two specs → a guide from one to the other.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::console::Console;
use super::{OK, Stop, load};
use crate::diagnostic::{Diagnostic, Severity};
use crate::json;
use crate::migrate::{Guide, Plan, RULES, Row, Status};

#[derive(Debug, Args)]
pub(super) struct MigrateArgs {
    /// The older spec (JSON), or its id
    #[arg(value_name = "OLD", required_unless_present = "rules")]
    pub(super) old: Option<PathBuf>,

    /// The newer spec (JSON), or its id
    #[arg(value_name = "NEW", required_unless_present = "rules")]
    pub(super) new: Option<PathBuf>,

    /// Only this action of the older API; may be given several times
    #[arg(long = "action", value_name = "NAME")]
    pub(super) actions: Vec<String>,

    /// How to print the guide
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: GuideFormat,

    /// List the rules
    #[arg(long, conflicts_with_all = ["old", "new"])]
    pub(super) rules: bool,
}

/// How a guide is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum GuideFormat {
    /// For a terminal
    Text,
    /// Tables for a code host
    Markdown,
    /// One JSON object
    Json,
}

pub(super) fn run(args: &MigrateArgs, console: &Console) -> Result<u8, Stop> {
    let (Some(old), Some(new)) = (&args.old, &args.new) else {
        let rules = RULES.iter().map(|rule| format!("{:<22} {}\n", rule.id, rule.meaning));
        console.print(&rules.collect::<String>())?;
        return Ok(OK);
    };
    let mut guide = Guide::between(&load::spec(old)?, &load::spec(new)?);
    select(&mut guide, &args.actions)?;
    console.print(&match args.format {
        GuideFormat::Text => text(&guide),
        GuideFormat::Markdown => markdown(&guide),
        GuideFormat::Json => json::to_text(&guide)?,
    })?;
    Ok(OK)
}

/// Leaves the actions asked for.
fn select(guide: &mut Guide, asked: &[String]) -> Result<(), Stop> {
    for name in asked {
        if !guide.actions.iter().any(|plan| plan.from == *name) {
            let finding = Diagnostic::new("no-such-action", Severity::Error, format!("{} has no {name}", guide.from));
            let near = load::near(name, guide.actions.iter().map(|plan| plan.from.as_str()));
            let finding = near.map(|near| format!("did you mean {near}?")).into_iter().fold(finding, Diagnostic::help);
            return Err(Stop::Usage(finding));
        }
    }
    if !asked.is_empty() {
        guide.actions.retain(|plan| asked.contains(&plan.from));
        guide.new_actions.clear();
    }
    Ok(())
}

/// How many actions and fields there are of each kind.
fn sums(guide: &Guide) -> (String, String) {
    let mapped = guide.actions.iter().filter(|plan| !plan.tables.is_empty()).count();
    let actions = format!("{} actions, {mapped} with a successor", guide.actions.len());
    let count = |status: Status| guide.rows().filter(|row| row.status == status).count();
    let fields: Vec<String> =
        Status::ALL.iter().map(|status| format!("{} {}", count(*status), status.name())).collect();
    (actions, fields.join(", "))
}

fn text(guide: &Guide) -> String {
    let (actions, fields) = sums(guide);
    let mut out = format!("{} → {}: {actions}\nfields: {fields}\n", guide.from, guide.to);
    for plan in &guide.actions {
        let _ = writeln!(out, "\n{} → {}   {}", plan.from, successors(plan), reason(plan));
        for tables in &plan.tables {
            if plan.tables.len() > 1 {
                let _ = writeln!(out, "  to {}", tables.to);
            }
            for (name, rows) in [("request", &tables.request), ("response", &tables.response)] {
                if !rows.is_empty() {
                    let _ = writeln!(out, "  {name}");
                    table(rows, &mut out);
                }
            }
        }
    }
    if !guide.new_actions.is_empty() {
        let _ = writeln!(out, "\nnew actions: {}", guide.new_actions.join(", "));
    }
    out
}

fn table(rows: &[Row], out: &mut String) {
    let from = |row: &Row| row.from.clone().unwrap_or_else(|| "—".to_owned());
    let shown = || rows.iter().filter(|row| !matches!(row.status, Status::New | Status::Envelope));
    let left = shown().map(|row| from(row).chars().count()).max().unwrap_or(0);
    let right = shown().map(|row| counterpart(row).chars().count()).max().unwrap_or(0).min(48);
    for row in shown() {
        let line = format!("    {:left$}  {:right$}  {}", from(row), counterpart(row), remarks(row));
        let _ = writeln!(out, "{}", line.trim_end());
    }
    if let Some((names, why)) = envelope(rows) {
        let _ = writeln!(out, "    {} — {why}", names.join(", "));
    }
    let new = new_names(rows);
    if !new.is_empty() {
        let _ = writeln!(out, "    new: {}", new.join(", "));
    }
}

/// The parts of every answer of the old protocol, and what the new one does about them.
fn envelope(rows: &[Row]) -> Option<(Vec<&str>, String)> {
    let parts: Vec<&Row> = rows.iter().filter(|row| row.status == Status::Envelope).collect();
    let why = parts.first()?.notes.join("; ");
    Some((parts.iter().filter_map(|row| row.from.as_deref()).collect(), format!("envelope: {why}")))
}

fn markdown(guide: &Guide) -> String {
    let (actions, fields) = sums(guide);
    let mut out = format!("# From `{}` to `{}`\n\n{actions}. Fields: {fields}.\n", guide.from, guide.to);
    for plan in &guide.actions {
        let _ = writeln!(out, "\n## {} → {}\n\n{}", plan.from, successors(plan), reason(plan));
        for tables in &plan.tables {
            for (name, rows) in [("Request", &tables.request), ("Response", &tables.response)] {
                if rows.is_empty() {
                    continue;
                }
                let to = if plan.tables.len() > 1 { format!(" to {}", tables.to) } else { String::new() };
                let _ = writeln!(out, "\n### {name}{to}\n\n| {} | {} | rules, remarks |", guide.from, guide.to);
                out.push_str("| --- | --- | --- |\n");
                for row in rows.iter().filter(|row| !matches!(row.status, Status::New | Status::Envelope)) {
                    let from = row.from.as_deref().map(|from| format!("`{from}`")).unwrap_or_default();
                    let _ = writeln!(out, "| {from} | {} | {} |", counterpart(row), remarks(row));
                }
                if let Some((names, why)) = envelope(rows) {
                    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                    let _ = writeln!(out, "| {} | — | {why} |", names.join(", "));
                }
                let new: Vec<String> = new_names(rows).iter().map(|name| format!("`{name}`")).collect();
                if !new.is_empty() {
                    let _ = writeln!(out, "\nNew: {}", new.join(", "));
                }
            }
        }
    }
    if !guide.new_actions.is_empty() {
        let _ = writeln!(out, "\n## New actions\n\n{}", guide.new_actions.join(", "));
    }
    out
}

fn successors(plan: &Plan) -> String {
    if plan.to.is_empty() { "—".to_owned() } else { plan.to.join(", ") }
}

/// `successor.table, tencent-clb.zh.txt:43246`
fn reason(plan: &Plan) -> String {
    let place = plan.source.as_ref().map(|source| format!(", {}:{}", source.document, source.lines[0]));
    let note = plan.note.as_deref().map(|note| format!("; {note}"));
    format!("{}{}{}", plan.rule, place.unwrap_or_default(), note.unwrap_or_default())
}

fn counterpart(row: &Row) -> String {
    match row.status {
        Status::Mapped | Status::NewRequired | Status::New => row.to.join(", "),
        Status::Ambiguous | Status::Suggested => format!("? {}", row.to.join(" | ")),
        Status::Dissolved | Status::Envelope | Status::NoCounterpart => "—".to_owned(),
    }
}

fn remarks(row: &Row) -> String {
    let status = match row.status {
        Status::Mapped => None,
        Status::NewRequired => Some("new and required".to_owned()),
        Status::Suggested => Some("suggested, check".to_owned()),
        status => Some(status.name().to_owned()),
    };
    let rules = (!row.rules.is_empty()).then(|| row.rules.join(" + "));
    let parts: Vec<String> = [status, rules].into_iter().flatten().chain(row.notes.iter().cloned()).collect();
    parts.join("; ")
}

/// What only the new action has, and does not require.
fn new_names(rows: &[Row]) -> Vec<&str> {
    rows.iter().filter(|row| row.status == Status::New).flat_map(|row| row.to.iter().map(String::as_str)).collect()
}
