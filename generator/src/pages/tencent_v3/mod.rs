//! Tencent Cloud API 3.0: what its pages mean, whatever format they came in.
//!
//! Pages of actions are read by `pages/reader`, lists by `pages/lists`; here are the cells of their rows (`cell`) and the
//! other kinds of pages: structures (`structure`) and the changelog (`changelog`). The words are data in `words`.

pub(super) mod cell;
mod changelog;
mod mentions;
mod structure;
mod tasks;

use super::ParsedSpec;
use super::assemble::Api;
use super::columns::Columns;
use super::profile::tencent_v3 as words;
use super::sink::Sink;
use crate::diagnostic::Diagnostic;
use crate::document::{Page, Table};

/// Reads what a page without an action defines: releases and structures.
pub(super) fn page(page: &Page, api: &mut Api, sink: &mut Sink<'_>) {
    let releases = changelog::read(page, sink);
    let (structures, prose) = structure::read(page, sink);
    api.changelog.extend(releases);
    api.structures.extend(structures);
    api.prose.extend(prose);
}

/// Reads a table of common parameters.
pub(super) fn common(table: &Table, columns: &Columns, scheme: &'static str, api: &mut Api, sink: &mut Sink<'_>) {
    for row in &table.rows {
        let parsed = cell::field(row, columns, sink.document);
        parsed.report(sink);
        api.common_parameter(scheme, parsed.field, parsed.prose, sink);
    }
}

/// What sentences say that name other parts of the API.
pub(super) fn finish(parsed: &mut ParsedSpec, diagnostics: &mut Vec<Diagnostic>) {
    tasks::find(&mut parsed.spec, &parsed.prose);
    mentions::check(&parsed.spec, &parsed.prose, diagnostics);
}
