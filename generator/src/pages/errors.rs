//! Tables of error codes: what each row says, whether the table is of one action or of all.

use indexmap::IndexMap;

use super::assemble::Failure;
use super::columns::{self, Columns};
use super::sink::Sink;
use crate::description;
use crate::document::{Row, Table};
use crate::spec::model::{ErrorCode, ErrorScope};

/// The codes of a table. A code may be broken at the edge of its column; what has no letter or digit is not a code.
pub(super) fn read(table: &Table, columns: &Columns, scope: ErrorScope, sink: &Sink<'_>) -> Vec<Failure> {
    let row = |row: &Row| {
        let [code, label, description, message, status] =
            [columns.code, columns.label, columns.description, columns.message, columns.status]
                .map(|column| columns::text(row, column));
        let text = if description.is_empty() { message } else { description };
        let entry = ErrorCode {
            label: description::phrase(if label.is_empty() { &text } else { &label }),
            labels: IndexMap::new(),
            scope,
            http_status: status.parse().ok(),
            unlisted: false,
            source: Some(sink.source(row.span())),
        };
        (code.replace(' ', ""), entry, text)
    };
    let is_code = |(code, ..): &Failure| code.chars().any(|c| c.is_ascii_alphanumeric());
    table.rows.iter().map(row).filter(is_code).collect()
}

/// Each code once, in the order of the table.
pub(super) fn codes(errors: &[Failure]) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for (code, ..) in errors {
        if !codes.contains(code) {
            codes.push(code.clone());
        }
    }
    codes
}
