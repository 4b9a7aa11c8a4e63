//! The older Tencent Cloud API under `/v2/index.php`.
//!
//! A page is recognized by its content: an action page (`action`), or a page of lists.
//! The words are data in `words`.

mod action;
mod changelog;
mod example;
mod matching;
mod path;
mod rows;
mod shape;
mod tables;
mod types;
mod words;

use super::ParsedSpec;
use super::assemble::{Api, Found};
use super::columns::Columns;
use super::identity::Identity;
use super::lists;
use super::profile::Profile;
use super::sink::Sink;
use crate::diagnostic::Diagnostic;
use crate::document::{Page, Table};
use crate::spec::model::{Protocol, Vendor};
use crate::spec::similar_names;
pub(super) use rows::merge as merge_fields;
use words::{API_VERSION, HOST_PRODUCTS, HOST_SUFFIX, IDENTITY, PHRASES, VOCABULARY};

/// The profile.
pub(super) static PROFILE: Profile = Profile {
    vocabulary: &VOCABULARY,
    vendor: Vendor::Tencent,
    protocol: Protocol::TencentV2,
    id: ["tencent-", "-v2"],
    version: Some(API_VERSION),
    versions_apart: false,
    host_suffix: HOST_SUFFIX,
    host_products: HOST_PRODUCTS,
    identity: &IDENTITY,
    page,
    nest: None,
    finish,
};

/// Reads a page; `alone` says that the document has no other.
fn page(page: &Page, identity: Option<Identity>, alone: bool, api: &mut Api, sink: &mut Sink<'_>) -> Option<Found> {
    if let Some(identity) = identity {
        return Some(action::read(page, &identity.action, sink));
    }
    lists::read(page, &LISTS, alone, api, sink);
    None
}

/// Lists.
static LISTS: lists::Words = lists::Words {
    vocabulary: &VOCABULARY,
    overview: lists::Overview::Nested,
    errors: lists::Unheaded::Partial,
    schemes: PHRASES.schemes,
    common,
    release: Some(changelog::read),
    host_sentence: None,
    host_suffix: HOST_SUFFIX,
    no_successor: PHRASES.no_successor,
    title: lists::whole_title,
    permission: None,
    tutorials: true,
};

/// Reads a table of common parameters.
fn common(table: &Table, _: &Columns, scheme: &'static str, api: &mut Api, sink: &mut Sink<'_>) {
    let read = rows::read(&[table], sink.document);
    for (field, (_, text)) in read.fields.into_iter().zip(read.prose) {
        api.common_parameter(scheme, field, text, sink);
    }
}

/// Names that are spelled in two ways.
fn finish(parsed: &mut ParsedSpec, diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.extend(similar_names::within(&parsed.spec));
}
