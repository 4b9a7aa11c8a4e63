//! The older Tencent Cloud API under `/v2/index.php`.
//!
//! A page is told by what stands on it: an action page (`action`), or a page with tables of its own (`lists`), or
//! prose. The words are data in `words`. Which pages make one API is decided here, by the product that hosts name.

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

use indexmap::IndexMap;

use super::sink::Sink;
use super::{Dialect, ParsedSpec, UNKNOWN_PRODUCT, calls, identity, overview};
use crate::coverage::LineUse;
use crate::diagnostic::Diagnostic;
use crate::document::{Document, Page, Vocabulary};
use crate::prose::Prose;
use crate::spec::model::{
    Action, Endpoint, ErrorCode, ErrorScope, Field, ListedAction, Migration, Protocol, Release, SPEC_VERSION, Spec,
    Vendor,
};
use crate::spec::similar_names;
use words::{API_VERSION, HOST_PRODUCTS, HOST_SUFFIX, IDENTITY, VOCABULARY};

/// The dialect.
pub(super) struct TencentV2;

impl Dialect for TencentV2 {
    fn vocabulary(&self) -> &'static Vocabulary {
        &VOCABULARY
    }

    fn read(&self, documents: &mut [Document], diagnostics: &mut Vec<Diagnostic>) -> Vec<ParsedSpec> {
        let mut apis: Vec<(String, Api)> = Vec::new();
        for document in documents.iter_mut() {
            let running_title = document.running_title.clone();
            let mut sink = Sink::new(&document.name, &mut document.accounts, diagnostics);
            let mut api = Api::default();
            for page in document.pages.iter().filter(|page| page.dialect == VOCABULARY.dialect) {
                api.page(page, document.pages.len() == 1, &mut sink);
            }
            if api.is_empty() {
                continue;
            }
            api.label = running_title;
            let product = api.product();
            match apis.iter_mut().find(|(known, other)| *known == product && !other.is_edition_of(&api)) {
                Some((_, known)) => known.merge(api, &mut sink),
                None => apis.push((product, api)),
            }
        }
        adopt(&mut apis, documents, diagnostics);
        let specs: Vec<ParsedSpec> = apis.into_iter().map(|(product, api)| api.finish(product, diagnostics)).collect();
        compare_editions(&specs, diagnostics);
        specs
    }
}

/// Pages that name no product go with the only API that has one.
fn adopt(apis: &mut Vec<(String, Api)>, documents: &mut [Document], diagnostics: &mut Vec<Diagnostic>) {
    let mut named = apis.iter().map(|(product, _)| product).filter(|product| !product.is_empty());
    let (Some(home), None, Some(document)) = (named.next().cloned(), named.next(), documents.first_mut()) else {
        return;
    };
    let mut sink = Sink::new(&document.name, &mut document.accounts, diagnostics);
    let (homeless, mut homes): (Vec<_>, Vec<_>) =
        std::mem::take(apis).into_iter().partition(|(product, _)| *product != home);
    if let [(_, api)] = homes.as_mut_slice() {
        homeless.into_iter().for_each(|(_, other)| api.merge(other, &mut sink));
        *apis = homes;
    } else {
        *apis = homes;
        apis.extend(homeless);
    }
}

/// What the pages of one API said, before it is a spec.
#[derive(Default)]
struct Api {
    label: Option<String>,
    common_parameters: IndexMap<String, Vec<Field>>,
    overview: Vec<(String, ListedAction)>,
    actions: IndexMap<String, Action>,
    /// Codes of the list of all codes, with their texts.
    main_errors: Vec<(String, ErrorCode, String)>,
    /// Codes of other lists.
    other_errors: Vec<(String, ErrorCode, String)>,
    changelog: Vec<Release>,
    migration: Vec<Migration>,
    prose: Vec<(String, String)>,
    /// Hosts that a tutorial calls.
    hosts: Vec<String>,
}

impl Api {
    fn is_empty(&self) -> bool {
        self.actions.is_empty()
            && self.overview.is_empty()
            && self.main_errors.is_empty()
            && self.other_errors.is_empty()
            && self.common_parameters.is_empty()
            && self.changelog.is_empty()
            && self.migration.is_empty()
    }

    /// Both are whole documentations of the same actions; they are not to be mixed.
    fn is_edition_of(&self, other: &Self) -> bool {
        let common = other.actions.keys().filter(|name| self.actions.contains_key(*name)).count();
        common > 1 && 2 * common > other.actions.len()
    }

    /// Reads a page; `alone` says that the document has no other.
    fn page(&mut self, page: &Page, alone: bool, sink: &mut Sink<'_>) {
        match identity::of(page, &IDENTITY, sink.document_of(alone)) {
            Some(identity) => {
                identity.report(sink);
                let found = action::read(page, &identity.action, sink);
                self.take(found, sink);
            }
            None => {
                lists::read(page, self, sink);
                if alone && self.is_empty() {
                    for call in calls::of(page, sink) {
                        self.hosts.extend(call.host);
                        self.overview.push((call.name, call.listed));
                    }
                }
                sink.set_aside(page, LineUse::ProsePage);
            }
        }
    }

    /// Takes an action in. Where two pages describe it, both count.
    fn take(&mut self, found: action::Found, sink: &mut Sink<'_>) {
        let new = found.prose.into_iter().filter(|(path, _)| !self.prose.iter().any(|(known, _)| known == path));
        let new: Vec<_> = new.collect();
        self.prose.extend(new);
        self.other_errors.extend(found.errors);
        match self.actions.get_mut(&found.name) {
            Some(action) => {
                let message = format!("{} has two pages; their fields and examples are taken together", found.name);
                sink.report("action-twice", message, &found.action.source);
                rows::merge(&mut action.request, found.action.request);
                rows::merge(&mut action.response, found.action.response);
                action.examples.extend(found.action.examples);
                action.asynchronous |= found.action.asynchronous;
            }
            None => {
                self.actions.insert(found.name, found.action);
            }
        }
    }

    fn merge(&mut self, other: Self, sink: &mut Sink<'_>) {
        self.label = self.label.take().or(other.label);
        for (scheme, fields) in other.common_parameters {
            self.common_parameters.entry(scheme).or_insert(fields);
        }
        self.overview.extend(other.overview);
        self.main_errors.extend(other.main_errors);
        self.other_errors.extend(other.other_errors);
        self.changelog.extend(other.changelog);
        self.migration.extend(other.migration);
        let prose = other.prose;
        for (name, action) in other.actions {
            self.take(action::Found { name, action, prose: Vec::new(), errors: Vec::new() }, sink);
        }
        let new: Vec<_> =
            prose.into_iter().filter(|(path, _)| !self.prose.iter().any(|(known, _)| known == path)).collect();
        self.prose.extend(new);
    }

    /// The product that most hosts name.
    fn product(&self) -> String {
        let mut counts: IndexMap<&str, usize> = IndexMap::new();
        let hosts = self.actions.values().filter_map(|action| action.endpoint.as_deref());
        for host in hosts.chain(self.hosts.iter().map(String::as_str)) {
            *counts.entry(host).or_default() += 1;
        }
        let host = counts.iter().rev().max_by_key(|(_, count)| **count).map_or("", |(host, _)| *host);
        let label = host.strip_suffix(HOST_SUFFIX).unwrap_or_default();
        HOST_PRODUCTS.iter().find(|(known, _)| *known == label).map_or(label, |(_, product)| product).to_owned()
    }

    fn endpoints(&self) -> Vec<Endpoint> {
        let mut endpoints: Vec<Endpoint> = Vec::new();
        for host in self.actions.values().filter_map(|action| action.endpoint.as_ref()) {
            if !endpoints.iter().any(|known| known.host == *host) {
                endpoints.push(Endpoint { host: host.clone(), region: None, label: None, source: None });
            }
        }
        endpoints
    }

    /// The lists of codes as one.
    fn errors(&mut self) -> IndexMap<String, ErrorCode> {
        let mut errors = IndexMap::new();
        let listed = std::mem::take(&mut self.main_errors);
        // Where there is no list of all codes, none of the others is incomplete.
        let unlisted = !listed.is_empty();
        let others = std::mem::take(&mut self.other_errors).into_iter().map(|(code, entry, text)| {
            let unlisted = unlisted && entry.scope == ErrorScope::Common;
            (code, ErrorCode { unlisted, ..entry }, text)
        });
        for (code, entry, text) in listed.into_iter().chain(others) {
            if !errors.contains_key(&code) {
                self.prose.push((format!("errors.{code}"), text));
                errors.insert(code, entry);
            }
        }
        errors.sort_keys();
        errors
    }

    fn finish(mut self, product: String, diagnostics: &mut Vec<Diagnostic>) -> ParsedSpec {
        let product = if product.is_empty() { UNKNOWN_PRODUCT.to_owned() } else { product };
        let errors = self.errors();
        let endpoints = self.endpoints();
        let listed_actions = overview::apply(self.overview, &mut self.actions);
        let spec = Spec {
            spec_version: SPEC_VERSION,
            id: format!("tencent-{product}-v2"),
            as_of: None,
            vendor: Vendor::Tencent,
            product,
            label: self.label,
            api_version: API_VERSION.to_owned(),
            protocol: Protocol::TencentV2,
            endpoints,
            regions: Vec::new(),
            common_parameters: self.common_parameters,
            actions: self.actions,
            listed_actions,
            structures: IndexMap::new(),
            errors,
            changelog: self.changelog,
            migration: self.migration,
        };
        diagnostics.extend(similar_names::within(&spec));
        let prose = Prose::of(self.prose);
        ParsedSpec { spec, prose }
    }
}

/// Names of an earlier edition that a later one spells with other letters of the same look.
fn compare_editions(specs: &[ParsedSpec], diagnostics: &mut Vec<Diagnostic>) {
    let date = |spec: &Spec| spec.actions.values().filter_map(|action| action.updated_at.clone()).max();
    let mut editions: Vec<&Spec> = specs.iter().map(|parsed| &parsed.spec).collect();
    editions.sort_by_key(|spec| (spec.id.clone(), date(spec)));
    for pair in editions.windows(2) {
        if let [earlier, later] = pair
            && earlier.id == later.id
        {
            diagnostics.extend(similar_names::between(earlier, later));
        }
    }
}
