//! Damaged tables: each row of the real documents is damaged in turn, and the damage has to be found.
//!
//! A row is joined to the line above it, loses its type, loses its name, or is gone. Then either the page is read as
//! before, or there is a finding on it. In one reading, one row of every page is damaged, and pages are compared one by
//! one, so that some dozens of readings do for a book. By default a few rows of each page are taken, always the same
//! ones; `DOCQUARRY_DAMAGE=all` takes every row, which takes many minutes, and prints what is missed without a bound.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::fs;

use docquarry::diagnostic::{Diagnostic, Severity};
use docquarry::pipeline::{self, Input, ParseOptions, Parsed};
use docquarry::spec::model::{Field, Source};
use docquarry_tests::documents;
use serde_json::Value;

/// Books, each with the least part of the damage that must be found, in percent, as measured with [`ROWS`] rows of each
/// page. The bounds can only go up; the aim is 99.
const BOOKS: [(&str, f64); 4] = [
    ("tencent-ecm.zh.txt", 96.8),
    ("tencent-clb.zh.txt", 90.6),
    ("aliyun-slb.zh.txt", 80.7),
    ("tencent-clb-v2-2018.zh.md", 75.7),
];

/// Rows of each page that are damaged by default.
const ROWS: usize = 2;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Damage {
    Joined,
    TypeDropped,
    NameBlanked,
    LineDropped,
}

const KINDS: [Damage; 4] = [Damage::Joined, Damage::TypeDropped, Damage::NameBlanked, Damage::LineDropped];

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Joined => "joined to the line above",
            Self::TypeDropped => "type dropped",
            Self::NameBlanked => "name blanked",
            Self::LineDropped => "line dropped",
        })
    }
}

/// A row of a page's table: its name and its first line, from 0.
#[derive(Debug, Clone)]
struct Row {
    name: String,
    line: usize,
}

/// A page: what was read of it, its lines, and its rows.
struct Page {
    /// Which spec, which part of it, which name.
    key: (usize, &'static str, String),
    lines: [u32; 2],
    value: Value,
    rows: Vec<Row>,
}

fn parse(name: &str, text: &str) -> Parsed {
    let input = Input { name: name.to_owned(), bytes: text.as_bytes().to_vec() };
    pipeline::parse(&[input], &ParseOptions::default())
}

fn rows(fields: &[Field], found: &mut Vec<Row>) {
    for field in fields {
        found.push(Row { name: field.name.clone(), line: field.source.lines[0] as usize - 1 });
        rows(field.ty.inline_fields(), found);
    }
}

/// The pages of a document, by what they describe.
fn pages(parsed: &Parsed) -> BTreeMap<(usize, &'static str, String), Page> {
    let mut pages = BTreeMap::new();
    for (at, parsed) in parsed.specs.iter().enumerate() {
        let spec = &parsed.spec;
        let mut add = |what, name: &String, source: &Source, value: Value, tables: &[&[Field]]| {
            let mut found = Vec::new();
            tables.iter().for_each(|fields| rows(fields, &mut found));
            found.sort_by_key(|row| row.line);
            found.dedup_by_key(|row| row.line);
            let key = (at, what, name.clone());
            pages.insert(key.clone(), Page { key, lines: source.lines, value, rows: found });
        };
        for (name, action) in &spec.actions {
            let value = serde_json::to_value(action).unwrap();
            add("action", name, &action.source, value, &[&action.request, &action.response]);
        }
        for (name, structure) in &spec.structures {
            let value = serde_json::to_value(structure).unwrap();
            add("structure", name, &structure.source, value, &[&structure.fields]);
        }
    }
    pages
}

/// The findings of reading and of checking, by place.
fn findings(parsed: &Parsed) -> Vec<Diagnostic> {
    let checked = parsed.specs.iter().flat_map(|parsed| pipeline::check(&parsed.spec));
    let all = parsed.diagnostics.iter().cloned().chain(checked);
    all.filter(|finding| finding.severity >= Severity::Warning).collect()
}

/// Damages a row; none where it cannot be damaged so.
fn damage(lines: &mut [String], row: &Row, kind: Damage) -> Option<()> {
    let line = lines.get(row.line)?.clone();
    let leaf = row.name.rsplit('.').next()?;
    let at = line.find(leaf)?;
    match kind {
        Damage::LineDropped => lines[row.line] = String::new(),
        Damage::Joined => {
            let above = (0..row.line).rev().find(|above| !lines[*above].trim().is_empty())?;
            lines[above] = format!("{} {}", lines[above].trim_end(), line.trim_start());
            lines[row.line] = String::new();
        }
        Damage::NameBlanked => {
            let start = line[..at].rfind([' ', '|', '\t']).map_or(0, |space| space + 1);
            let end = at + line[at..].find([' ', '|', '\t']).unwrap_or(line.len() - at);
            lines[row.line] = format!("{}{}", &line[..start], &line[end..]);
        }
        Damage::TypeDropped => {
            let behind = at + leaf.len();
            let (start, word) =
                ["Array of ", "String", "Integer", "Int", "Boolean", "Bool", "Float", "Array", "Object", "Long"]
                    .iter()
                    .filter_map(|word| Some((behind + line.get(behind..)?.find(word)?, word)))
                    .min_by_key(|(start, word)| (*start, std::cmp::Reverse(word.len())))?;
            let end = start + word.len();
            let end = end + line[end..].find([' ', '|', '\t']).unwrap_or(line.len() - end);
            lines[row.line] = format!("{}{}", &line[..start], &line[end..]);
        }
    }
    Some(())
}

/// What one reading with damaged rows tells.
#[derive(Default)]
struct Outcome {
    tried: BTreeMap<Damage, usize>,
    missed: Vec<String>,
}

fn round(
    name: &str,
    text: &str,
    before: &BTreeMap<(usize, &'static str, String), Page>,
    known: &HashSet<String>,
    pick: &dyn Fn(&Page) -> Option<usize>,
    kind: Damage,
    outcome: &mut Outcome,
) {
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let mut damaged = Vec::new();
    for page in before.values() {
        let Some(row) = pick(page).and_then(|at| page.rows.get(at)) else { continue };
        if damage(&mut lines, row, kind).is_some() {
            damaged.push((page, row));
        }
    }
    if damaged.is_empty() {
        return;
    }
    let parsed = parse(name, &lines.join("\n"));
    let after = pages(&parsed);
    let places: Vec<(u32, String)> = findings(&parsed)
        .into_iter()
        .map(|finding| (finding.source.as_ref().map_or(0, |source| source.lines[0]), finding.to_string()))
        .filter(|(_, text)| !known.contains(text))
        .collect();
    for (page, row) in damaged {
        *outcome.tried.entry(kind).or_default() += 1;
        if after.get(&page.key).is_some_and(|after| after.value == page.value) {
            continue;
        }
        let [first, last] = page.lines;
        if !places.iter().any(|(line, text)| (first..=last).contains(line) || text.contains(&page.key.2)) {
            outcome.missed.push(format!("{kind}: line {} `{}` of {}", row.line + 1, row.name, page.key.2));
        }
    }
}

#[test]
fn damaged_rows_are_found() {
    let Some(folder) = documents() else { return };
    let whole = std::env::var("DOCQUARRY_DAMAGE").is_ok_and(|value| value == "all");
    let mut low = Vec::new();
    for (name, least) in BOOKS {
        let text = fs::read_to_string(folder.join(name)).unwrap();
        let parsed = parse(name, &text);
        let before = pages(&parsed);
        let known: HashSet<String> = findings(&parsed).iter().map(Diagnostic::to_string).collect();
        let longest = before.values().map(|page| page.rows.len()).max().unwrap_or(0);
        let mut outcome = Outcome::default();
        for at in 0..if whole { longest } else { ROWS } {
            for kind in KINDS {
                // The rows that are taken are spread over the page.
                let pick =
                    |page: &Page| if whole { Some(at) } else { Some((2 * at + 1) * page.rows.len() / (2 * ROWS)) };
                round(name, &text, &before, &known, &pick, kind, &mut outcome);
            }
        }
        let tried: usize = outcome.tried.values().sum();
        let found = 100.0 * (tried - outcome.missed.len()) as f64 / tried.max(1) as f64;
        eprintln!("{name}: {found:.2} % of {tried} found");
        for kind in KINDS {
            let missed: Vec<&String> =
                outcome.missed.iter().filter(|line| line.starts_with(&kind.to_string())).collect();
            eprintln!("  {kind}: {} of {} missed", missed.len(), outcome.tried.get(&kind).unwrap_or(&0));
            missed.iter().take(12).for_each(|line| eprintln!("    {line}"));
        }
        if !whole && found < least {
            low.push(format!("{name}: {found:.2} % of the damage is found, expected {least} %"));
        }
    }
    assert!(low.is_empty(), "{low:#?}");
}
