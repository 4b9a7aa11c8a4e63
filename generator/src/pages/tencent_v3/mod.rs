//! Tencent Cloud API 3.0: what its pages mean, whatever format they came in.
//!
//! Every page is one of a few kinds, recognized by its content: an action page (`action`), the page of structures
//! (`structure`), the changelog (`changelog`), or a page of lists. The words are data in `words`.

pub(super) mod cell;
mod changelog;
mod mentions;
mod structure;
mod tasks;

use super::ParsedSpec;
use super::assemble::{Api, Found};
use super::columns::Columns;
use super::identity::Identity;
use super::lists;
use super::profile::tencent_v3 as words;
use super::reader;
use super::sink::Sink;
use crate::diagnostic::Diagnostic;
use crate::document::{Page, Table};
use words::{LISTS, PROFILE};

/// Reads a page; `alone` says that the document has no other.
pub(super) fn page(
    page: &Page,
    identity: Option<Identity>,
    alone: bool,
    api: &mut Api,
    sink: &mut Sink<'_>,
) -> Option<Found> {
    if let Some(identity) = identity {
        return Some(reader::read(page, identity, &PROFILE, sink));
    }
    let releases = changelog::read(page, sink);
    let (structures, prose) = structure::read(page, sink);
    api.changelog.extend(releases);
    api.structures.extend(structures);
    api.prose.extend(prose);
    lists::read(page, &LISTS, alone, api, sink);
    None
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
