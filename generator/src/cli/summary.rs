//! The table at the end of `docquarry parse`: what was found, what is wrong with it, and what was not understood.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::console::Console;
use crate::diagnostic::{Diagnostic, Severity, Tally};
use crate::escape;
use crate::lexeme::counted;
use crate::pipeline::{Parsed, ParsedSpec};
use crate::spec::model::Spec;
use crate::spec::walk::each_field;
use crate::suspicion;

pub(super) fn print(parsed: &Parsed, chosen: &[&ParsedSpec], console: &Console) {
    let pages = parsed.coverage.documents.iter().map(|document| document.pages).sum();
    let documents = counted(parsed.coverage.documents.len(), "document");
    console.note(&format!("{documents}, {}", counted(pages, "page")));
    if !chosen.is_empty() {
        aligned(&specs(chosen)).iter().for_each(|line| console.note(line));
    }
    if !console.is_verbose() {
        kinds(parsed).iter().for_each(|line| console.note(line));
    }
    console.note(&format!("not understood: {}", not_understood(parsed)));
    let tally = Tally::of(&parsed.diagnostics);
    let list = if tally == Tally::default() { "" } else { "; `docquarry check` lists them" };
    console.note(&format!("{tally}{list}"));
}

/// What a summary shows of a message, in characters.
const LONGEST: usize = 120;

type Row = Vec<String>;

/// A row for each spec.
fn specs(chosen: &[&ParsedSpec]) -> Vec<Row> {
    let is_listed = chosen.iter().any(|parsed| !parsed.spec.listed_actions.is_empty());
    let titles = ["spec", "actions", "only listed", "structures", "fields", "error codes"];
    let row = |spec: &Spec| {
        let mut fields = 0;
        each_field(spec, &mut |_, _, _| fields += 1);
        let numbers = [spec.actions.len(), spec.listed_actions.len(), spec.structures.len(), fields, spec.errors.len()];
        std::iter::once(spec.id.clone()).chain(numbers.iter().map(ToString::to_string)).collect()
    };
    let titles: Row = titles.iter().map(|title| (*title).to_owned()).collect();
    let rows = std::iter::once(titles).chain(chosen.iter().map(|parsed| row(&parsed.spec)));
    let shown = |row: Row| row.into_iter().enumerate().filter(|(column, _)| *column != 2 || is_listed);
    rows.map(|row| shown(row).map(|(_, cell)| cell).collect()).collect()
}

/// Findings that are listed one by one, and not summed up.
pub(super) fn is_listed(finding: &Diagnostic) -> bool {
    finding.severity == Severity::Error
        || suspicion::is_doubt(finding)
        || matches!(finding.code, "unknown-document" | "api-without-actions")
}

/// A line for each kind of finding that was not listed: how often it is there, where first, and what it says there.
fn kinds(parsed: &Parsed) -> Vec<String> {
    let mut kinds: BTreeMap<(Reverse<Severity>, &str), Vec<&Diagnostic>> = BTreeMap::new();
    for finding in parsed.diagnostics.iter().filter(|finding| !is_listed(finding)) {
        kinds.entry((Reverse(finding.severity), finding.code)).or_default().push(finding);
    }
    let line = |((severity, code), found): (&(Reverse<Severity>, &str), &Vec<&Diagnostic>)| {
        let first =
            found.iter().min_by_key(|finding| finding.source.as_ref().map(|source| (&source.document, source.lines)));
        let place = first.and_then(|finding| finding.source.as_ref());
        let place = place.map(|source| format!("{}:{}: ", source.document, source.lines[0])).unwrap_or_default();
        let times = if found.len() == 1 { String::new() } else { format!(" ({} of these, first)", found.len()) };
        let message = first.map_or("", |finding| finding.message.as_str());
        format!("{}[{code}]{times}: {place}{}", severity.0, escape::beginning(message, LONGEST))
    };
    kinds.iter().map(line).collect()
}

fn not_understood(parsed: &Parsed) -> String {
    let doubts = parsed.diagnostics.iter().filter(|finding| suspicion::is_doubt(finding));
    let doubts: BTreeSet<(&str, u32)> = doubts
        .filter_map(|finding| finding.source.as_ref())
        .map(|source| (source.document.as_str(), source.lines[0]))
        .collect();
    let parts = [(parsed.coverage.residue(), "that nothing used"), (doubts.len(), "in doubt")];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, what)| format!("{} {what}", counted(*number, "line")))
        .collect();
    match (parts.is_empty(), parsed.specs.is_empty()) {
        (_, true) => "any page".to_owned(),
        (true, false) if parsed.diagnostics.iter().any(|finding| finding.severity == Severity::Error) => {
            "what the errors name".to_owned()
        }
        (true, false) => "nothing".to_owned(),
        (false, false) => format!("{} (`docquarry coverage` lists them)", parts.join(", ")),
    }
}

/// Lines of a table: the first column to the left, numbers to the right.
fn aligned(rows: &[Row]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let to_right: Vec<bool> = (0..columns)
        .map(|column| rows.iter().skip(1).filter_map(|row| row.get(column)).all(|cell| is_number(cell)))
        .collect();
    let line = |row: &Row| {
        let cells = row.iter().zip(widths.iter().zip(&to_right));
        let cells = cells.map(|(cell, (width, right))| match right {
            true => format!("{cell:>width$}"),
            false => format!("{cell:<width$}"),
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_aligned_to_the_right() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let rows = [row(["spec", "actions", "word"]), row(["kite", "7", "a"]), row(["tea-house", "12", "bc"])];
        assert_eq!(aligned(&rows), ["spec       actions  word", "kite             7  a", "tea-house       12  bc"]);
    }
}
