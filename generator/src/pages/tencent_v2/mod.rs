//! The older Tencent Cloud API under `/v2/index.php`.
//!
//! A page is recognized by its content: an action page (`action`), a page with tables of its own (`lists`), or prose.
//! The words are data in `words`.

mod action;
mod changelog;
mod example;
mod lists;
mod matching;
mod path;
mod rows;
mod shape;
mod tables;
mod types;
mod words;

use super::ParsedSpec;
use super::assemble::{Api, Found};
use super::calls;
use super::identity::Identity;
use super::profile::Profile;
use super::sink::Sink;
use crate::coverage::LineUse;
use crate::diagnostic::Diagnostic;
use crate::document::Page;
use crate::spec::model::{Protocol, Vendor};
use crate::spec::similar_names;
pub(super) use rows::merge as merge_fields;
use words::{API_VERSION, HOST_PRODUCTS, HOST_SUFFIX, IDENTITY, VOCABULARY};

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
    lists::read(page, api, sink);
    if alone && api.is_empty() {
        for call in calls::of(page, sink) {
            api.hosts.extend(call.host);
            api.overview.push((call.name, call.listed));
        }
    }
    sink.set_aside(page, LineUse::ProsePage);
    None
}

/// Names that are spelled in two ways.
fn finish(parsed: &mut ParsedSpec, diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.extend(similar_names::within(&parsed.spec));
}
