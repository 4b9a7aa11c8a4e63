//! Tencent Cloud API 3.0: what its pages mean, whatever format they came in.
//!
//! Every page is one of a few kinds, recognized by its content: an action page (`action`), the page of structures
//! (`structure`), the changelog (`changelog`), pages with tables of their own (`lists`), or prose. The words are data
//! in `words`.

mod action;
mod cell;
mod changelog;
mod lists;
mod mentions;
mod structure;
mod tasks;
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
use words::{HOST_SUFFIX, IDENTITY, VOCABULARY};

/// The profile.
pub(super) static PROFILE: Profile = Profile {
    vocabulary: &VOCABULARY,
    vendor: Vendor::Tencent,
    protocol: Protocol::TencentV3,
    id: ["tencent-", ""],
    version: None,
    versions_apart: true,
    host_suffix: HOST_SUFFIX,
    host_products: &[],
    identity: &IDENTITY,
    page,
    nest: None,
    finish,
};

/// Reads a page; `alone` says that the document has no other.
fn page(page: &Page, identity: Option<Identity>, alone: bool, api: &mut Api, sink: &mut Sink<'_>) -> Option<Found> {
    if let Some(identity) = identity {
        return Some(action::read(page, identity, sink));
    }
    let releases = changelog::read(page, sink);
    let (structures, prose) = structure::read(page, sink);
    lists::read(page, api, sink);
    api.changelog.extend(releases);
    api.structures.extend(structures);
    api.prose.extend(prose);
    if alone && api.is_empty() {
        for call in calls::of(page, sink) {
            api.hosts.extend(call.host);
            api.overview.push((call.name, call.listed));
        }
        if api.overview.is_empty() {
            lists::permissions(page, api, sink);
        }
    }
    sink.set_aside(page, LineUse::ProsePage);
    None
}

/// What sentences say that name other parts of the API.
fn finish(parsed: &mut ParsedSpec, diagnostics: &mut Vec<Diagnostic>) {
    tasks::find(&mut parsed.spec, &parsed.prose);
    mentions::check(&parsed.spec, &parsed.prose, diagnostics);
}
