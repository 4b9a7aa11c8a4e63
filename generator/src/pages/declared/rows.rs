//! Rows of tables of fields: names with their marks, types, whether they are required.

use super::library::At;
use super::outline::{Outline, Roles};
use super::types::{self, Said};
use super::words;
use crate::document::markup::rich::{Row, Text};
use crate::spec::model::Place;

/// A row as the document says it.
#[derive(Debug, Clone)]
pub(super) struct Fact {
    pub(super) name: String,
    pub(super) said: Option<Said>,
    pub(super) required: Option<bool>,
    /// The cell that says whether it is required, if it has no known word.
    pub(super) flag: Option<String>,
    pub(super) nullable: bool,
    pub(super) deprecated: bool,
    pub(super) default: Option<String>,
    pub(super) description: Text,
    pub(super) lines: [u32; 2],
}

/// What the sentences around a table say of all its fields.
#[derive(Debug, Clone, Default)]
pub(super) struct ForAll {
    pub(super) optional: bool,
    pub(super) nullable: bool,
    /// Fields that the sentence does not speak of.
    pub(super) except: Vec<String>,
}

/// The rows of a table, and the lines of those that are none.
pub(super) fn read(outline: &Outline<'_>, at: At, place: Option<Place>, all: &ForAll) -> (Vec<Fact>, Vec<[u32; 2]>) {
    let (Some(table), Some(roles)) = (outline.library.table(at), outline.roles(at)) else { return Default::default() };
    let mut facts = Vec::new();
    let mut unread = Vec::new();
    for row in &table.rows {
        match fact(outline, row, &roles, place, all) {
            Some(fact) => facts.push(fact),
            None if row.cells.iter().all(Text::is_blank) => {}
            None => unread.push(row.lines),
        }
    }
    // A query whose table marks nothing at all: what is not marked says nothing there.
    let marks = &outline.profile.marks;
    let silent = roles.required.is_none() && !all.optional && facts.iter().all(|fact| fact.required == marks.unmarked);
    if let Some(required) = marks.unmarked_query.filter(|_| place == Some(Place::Query) && silent) {
        facts.iter_mut().for_each(|fact| fact.required = Some(required));
    }
    (facts, unread)
}

fn cell(row: &Row, column: Option<usize>) -> Text {
    column.and_then(|column| row.cells.get(column)).cloned().unwrap_or_default()
}

fn fact(outline: &Outline<'_>, row: &Row, roles: &Roles, place: Option<Place>, all: &ForAll) -> Option<Fact> {
    let marks = &outline.profile.marks;
    let (name, by_sign, misplaced) = name(&cell(row, roles.name), outline)?;
    let described = cell(row, roles.description);
    let (ty, nullable) = without_nullable(cell(row, roles.ty), outline);
    let default = cell(row, roles.default).plain();
    let default = Some(default).filter(|default| !default.is_empty() && default != "-");
    let flag = cell(row, roles.required).plain();
    let by_column = match &flag {
        flag if words::is_like(&marks.required, flag) || words::begins(&marks.required, flag) => Some(true),
        flag if words::is_like(&marks.optional, flag) || words::begins(&marks.optional, flag) => Some(false),
        _ => None,
    };
    let unknown_flag = by_column.is_none() && flag.chars().any(char::is_alphanumeric);
    let text = described.plain();
    let begins = words::begins(&marks.optional_begins, &text);
    let except = all.except.contains(&name);
    let optional = by_sign || begins || all.optional && !except || marks.default_is_optional && default.is_some();
    let unmarked = match place {
        Some(Place::Path) => Some(true),
        _ => marks.unmarked,
    };
    let required = by_column.or_else(|| optional.then_some(false)).or(unmarked.filter(|_| !unknown_flag));
    let said = types::read(&ty, &outline.profile.types);
    Some(Fact {
        deprecated: words::holds(&text, &marks.deprecated),
        name,
        flag: Some(flag).filter(|_| unknown_flag),
        said,
        required,
        nullable: nullable || misplaced || all.nullable && !except,
        default,
        description: described,
        lines: row.lines,
    })
}

/// The name in a cell; whether a sign says that it is optional, and whether the sign of the type is before the name.
fn name(cell: &Text, outline: &Outline<'_>) -> Option<(String, bool, bool)> {
    let marks = &outline.profile.marks;
    let text: String = cell.runs.iter().filter(|run| !run.style.raised).map(|run| run.text.as_str()).collect();
    let mut text = text.trim();
    let mut optional = false;
    let mut nullable = false;
    loop {
        let before = text;
        for sign in &marks.footnotes {
            text = text.strip_suffix(sign.as_str()).unwrap_or(text).trim_end();
        }
        if let Some(rest) = marks.optional_sign.as_deref().and_then(|sign| text.strip_suffix(sign)) {
            (text, optional) = (rest.trim_end(), true);
        }
        if let Some(rest) = marks.nullable_sign.as_deref().and_then(|sign| text.strip_prefix(sign)) {
            (text, nullable) = (rest.trim_start(), true);
        }
        if text == before {
            break;
        }
    }
    let first = text.split_whitespace().next()?;
    // Words behind a name in brackets are a remark.
    let rest = text.get(first.len()..).unwrap_or_default().trim();
    let name = first.trim_matches(['`', '"', '\u{201c}', '\u{201d}']);
    let is_remark = rest.is_empty() || rest.starts_with(['(', '\u{ff08}', '[', '*', '\\']);
    (is_name(name) && is_remark).then(|| (name.to_owned(), optional, nullable))
}

/// Names have letters; some have dots, brackets or colons.
fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '$' | '@'))
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '[' | ']' | '$' | '@'))
}

/// A type without the sign for nullable and the signs of footnotes.
fn without_nullable(mut ty: Text, outline: &Outline<'_>) -> (Text, bool) {
    let marks = &outline.profile.marks;
    let mut nullable = false;
    for _ in 0..4 {
        let sign = marks.nullable_sign.as_deref().and_then(|sign| words::without_sign(&ty, sign));
        if let Some(rest) = sign {
            (ty, nullable) = (rest, true);
            continue;
        }
        let footnote = marks.footnotes.iter().find_map(|sign| {
            let ends = ty.plain().ends_with(sign.as_str());
            ends.then(|| words::without_sign(&ty, sign)).flatten()
        });
        match footnote {
            Some(rest) => ty = rest,
            None => break,
        }
    }
    (ty, nullable)
}
