//! Tables of HTTP statuses and error codes.

use indexmap::IndexMap;

use super::library::At;
use super::outline::Outline;
use super::words;
use crate::document::markup::rich::{Kind, Row, Text};
use crate::spec::model::{ErrorCode, ErrorScope, Status};

fn text(row: &Row, column: Option<usize>) -> String {
    column.and_then(|column| row.cells.get(column)).map(Text::plain).unwrap_or_default()
}

/// A status in a text.
fn status(text: &str) -> Option<u16> {
    let numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() == 3);
    numbers.filter_map(|digits| digits.parse().ok()).find(|status| (100..600).contains(status))
}

/// The status of the answer that a table is of, from the paragraph above it.
pub(super) fn status_above(outline: &Outline<'_>, at: At) -> Option<u16> {
    let section = outline.library.section(outline.library.section_of(at))?;
    let above: Vec<_> = outline.library.blocks(at.doc, section.first, at.block).collect();
    above.iter().rev().find_map(|(_, block)| {
        let Kind::Paragraph(text) = &block.kind else { return None };
        let text = text.plain();
        (text.len() < 60 && words::holds(&text, &outline.profile.columns.status)).then(|| status(&text)).flatten()
    })
}

/// The statuses in a table.
pub(super) fn statuses(outline: &Outline<'_>, at: At) -> IndexMap<String, Status> {
    let (Some(table), Some(roles)) = (outline.library.table(at), outline.roles(at)) else { return IndexMap::new() };
    let rows = table.rows.iter().filter_map(|row| {
        let status = status(&text(row, roles.status.or(Some(0))))?;
        Some((status.to_string(), Status { label: None, source: outline.library.source(at.doc, row.lines) }))
    });
    rows.collect()
}

/// The error codes in a table.
pub(super) fn errors(outline: &Outline<'_>, at: At) -> IndexMap<String, ErrorCode> {
    let mut found = IndexMap::new();
    let (Some(table), Some(roles)) = (outline.library.table(at), outline.roles(at)) else { return found };
    for row in &table.rows {
        let code = text(row, roles.code);
        let sound = !code.is_empty() && code.len() < 100 && !code.contains(char::is_whitespace);
        if !sound {
            continue;
        }
        let source = outline.library.source(at.doc, row.lines);
        let http_status = status(&text(row, roles.status));
        found.entry(code).or_insert(ErrorCode {
            label: None,
            labels: IndexMap::new(),
            scope: ErrorScope::Common,
            http_status,
            unlisted: false,
            source: Some(source),
        });
    }
    found
}
