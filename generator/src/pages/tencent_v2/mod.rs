//! The older Tencent Cloud API under `/v2/index.php`.
//!
//! What only its tables need: which table is of which field (`tables`, `matching`), names as paths (`path`, `rows`), what
//! examples say of types (`shape`). Pages are read by `pages/reader` and `pages/lists`; the words are data in `words`.

pub(super) mod changelog;
mod matching;
mod path;
pub(super) mod rows;
pub(super) mod shape;
pub(super) mod tables;
mod type_words;
mod types;

use super::ParsedSpec;
use super::assemble::Api;
use super::columns::Columns;
pub(super) use super::profile::tencent_v2 as words;
use super::sink::Sink;
use crate::diagnostic::Diagnostic;
use crate::document::Table;
use crate::spec::similar_names;
pub(super) use rows::merge as merge_fields;
use words::PHRASES;

/// Reads a table of common parameters.
pub(super) fn common(table: &Table, _: &Columns, scheme: &'static str, api: &mut Api, sink: &mut Sink<'_>) {
    let read = rows::read(&[table], sink.document);
    for (field, (_, text)) in read.fields.into_iter().zip(read.prose) {
        api.common_parameter(scheme, field, text, sink);
    }
}

/// Answers that name a task to ask for, and names that are spelled in two ways.
pub(super) fn finish(parsed: &mut ParsedSpec, diagnostics: &mut Vec<Diagnostic>) {
    let (name, words) = PHRASES.task;
    for (action, described) in &mut parsed.spec.actions {
        let text = parsed.prose.get(&format!("actions.{action}.response.{name}")).unwrap_or_default().to_lowercase();
        described.asynchronous |=
            described.response.iter().any(|field| field.name == name) && words.iter().any(|word| text.contains(word));
    }
    diagnostics.extend(similar_names::within(&parsed.spec));
}
