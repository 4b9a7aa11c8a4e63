//! The changelog: dates, and sentences that say what changed.
//!
//! A sentence names actions, then a verb and a kind of thing, with the things' names behind or before it.

use super::words::{AND, THINGS, VERBS};
use crate::document::{Line, Row};
use crate::lexeme;
use crate::pages::assemble::Api;
use crate::pages::columns::{self, Columns};
use crate::pages::sink::Sink;
use crate::spec::model::{Change, ChangeKind, ChangeOp, Release};

/// Reads a row of a changelog's table.
pub(in crate::pages) fn read(row: &Row, columns: &Columns, api: &mut Api, sink: &Sink<'_>) {
    let date = columns::text(row, columns.date).trim().replace(['.', '/'], "-");
    let changes = changes(columns::cell(row, columns.description));
    api.changelog.push(Release { release: None, version: None, date, changes, source: Some(sink.source(row.span())) });
}

/// What the sentences of a release announce. Actions that stand in sentences of their own are the owners of the next.
fn changes(lines: &[Line]) -> Vec<Change> {
    let mut found = Vec::new();
    let mut owners: Vec<String> = Vec::new();
    let sentences =
        lines.iter().flat_map(|line| line.text.split(['。', '\n']).map(|sentence| (sentence.trim(), line.span()[0])));
    for (sentence, line) in sentences {
        let Some((verb, _)) = first_verb(sentence) else {
            owners.extend(names(sentence).filter(|name| lexeme::humps(name) > 1).map(str::to_owned));
            continue;
        };
        let head = sentence.get(..verb).unwrap_or_default();
        let mut own: Vec<String> = names(head).map(str::to_owned).collect();
        if own.is_empty() {
            own = std::mem::take(&mut owners);
        }
        owners.clear();
        let first = found.len();
        clauses(sentence.get(verb..).unwrap_or_default(), &own, &mut found);
        found.iter_mut().skip(first).for_each(|change| change.lines = vec![line; change.names.len()]);
    }
    found
}

fn first_verb(text: &str) -> Option<(usize, ChangeOp)> {
    VERBS.iter().filter_map(|(word, op)| Some((text.find(word)?, *op))).min_by_key(|(at, _)| *at)
}

/// The clauses behind a sentence's owners: verb, thing and names, the thing before or behind the names. A clause
/// without a verb goes on with the one before it.
fn clauses(text: &str, owners: &[String], found: &mut Vec<Change>) {
    let mut op = None;
    for clause in text.split(['，', ',', '；']) {
        op = first_verb(clause).map(|(_, op)| op).or(op);
        let names: Vec<String> = names(clause).map(str::to_owned).collect();
        let Some(op) = op.filter(|_| !names.is_empty()) else { continue };
        // A clause with neither verb nor thing explains what the one before it announced.
        let is_list = || clause.chars().all(|c| c.is_ascii() || c == '、' || c == AND);
        let thing =
            THINGS.iter().filter_map(|(word, kind)| Some((clause.find(word)?, *kind))).min_by_key(|(at, _)| *at);
        if thing.is_none() && first_verb(clause).is_none() && !is_list() {
            continue;
        }
        match thing {
            Some((_, ChangeKind::Action)) => {
                found.push(Change { op, kind: ChangeKind::Action, owner: None, names, lines: Vec::new() })
            }
            _ => {
                let kind = thing.map_or(ChangeKind::RequestField, |(_, kind)| kind);
                let change = |owner: Option<&String>| Change {
                    op,
                    kind,
                    owner: owner.cloned(),
                    names: names.clone(),
                    lines: Vec::new(),
                };
                found.extend(owners.iter().map(|owner| change(Some(owner))));
                if owners.is_empty() {
                    found.push(change(None));
                }
            }
        }
    }
}

/// Names of actions and fields: words of small and capital letters, with the dots of nested parameters.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '.')
        .map(|word| word.trim_matches('.'))
        .filter(|word| lexeme::is_parameter(word) && word.len() > 1)
}
