//! Alibaba Cloud's RPC-style APIs: what their pages mean, whatever format they came in.
//!
//! A page describes one action (`page`), or lists things that actions share (`lists`), or is prose. The rows of a
//! request are nested by their names (`request`, `members`) or by what follows a list (`below`), those of an answer by what the examples show (`answer`,
//! `xml`). The words are data in `words`. Which pages make one API is decided here, by product.

mod below;
mod lists;
mod members;
mod page;
mod request;
pub(super) mod row;
pub(super) mod types;
pub(super) mod words;
mod xml;

use std::collections::HashSet;

use indexmap::IndexMap;
use serde_json::Value;

use super::sink::Sink;
use super::{Dialect, ParsedSpec, UNKNOWN_PRODUCT, identity, overview};
use crate::coverage::LineUse;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Block, Document, Page, Vocabulary};
use crate::lexeme;
use crate::pages::nesting::by_example;
use crate::pages::nesting::sample::Shapes;
use crate::prose::Prose;
use crate::spec::model::{
    Action, Endpoint, ErrorCode, ErrorScope, Field, ListedAction, Protocol, Region, SPEC_VERSION, Source, Spec, Vendor,
};
use page::Found;
use words::{IDENTITY, NOTES, PHRASES, VOCABULARY};

/// What the pages of one API said, before it is a spec.
#[derive(Default)]
struct Api {
    label: Option<String>,
    version: Option<String>,
    endpoints: Vec<Endpoint>,
    regions: Vec<Region>,
    common_parameters: IndexMap<String, Vec<Field>>,
    /// Their names.
    common_names: HashSet<String>,
    overview: Vec<(String, ListedAction)>,
    found: Vec<Found>,
    errors: IndexMap<String, ErrorCode>,
    prose: Vec<(String, String)>,
    /// Hosts that examples call.
    called: Vec<Endpoint>,
}

/// The dialect.
pub(super) struct AliyunRpc;

impl Dialect for AliyunRpc {
    fn vocabulary(&self) -> &'static Vocabulary {
        &VOCABULARY
    }

    fn read(&self, documents: &mut [Document], diagnostics: &mut Vec<Diagnostic>) -> Vec<ParsedSpec> {
        read(documents, diagnostics)
    }
}

/// Reads documents: one spec for each product.
fn read(documents: &mut [Document], diagnostics: &mut Vec<Diagnostic>) -> Vec<ParsedSpec> {
    let mut apis: IndexMap<String, Api> = IndexMap::new();
    for document in documents {
        let running_title = document.running_title.clone();
        let mut sink = Sink::new(&document.name, &mut document.accounts, diagnostics);
        let (product, mut api) = read_document(&document.pages, &mut sink);
        api.label = running_title;
        apis.entry(product).or_default().merge(api);
    }
    // Pages that do not say whose they are go with the only product there is.
    if apis.len() == 2
        && let Some(stray) = apis.shift_remove("")
        && let Some((_, api)) = apis.first_mut()
    {
        api.merge(stray);
    }
    apis.retain(|_, api| !api.is_empty());
    apis.into_iter().map(|(product, api)| api.finish(product, diagnostics)).collect()
}

/// Reads the pages of a document, and says which product most of them name.
fn read_document(pages: &[Page], sink: &mut Sink<'_>) -> (String, Api) {
    let mut api = Api::default();
    for page in pages.iter().filter(|page| page.dialect == VOCABULARY.dialect) {
        match identity::of(page, &IDENTITY, sink.document_of(pages.len() == 1)) {
            Some(identity) => {
                identity.report(sink);
                api.found.push(page::read(page, &identity.action, sink));
            }
            None => {
                lists::read(page, &mut api, sink);
                sink.set_aside(page, LineUse::ProsePage);
            }
        }
    }
    api.called = called(pages, sink);
    let mut counts: IndexMap<String, usize> = IndexMap::new();
    let hosts = api.endpoints.iter().filter_map(|endpoint| endpoint.host.split('.').next()).map(str::to_owned);
    for product in api.found.iter().filter_map(|found| found.product.clone()).chain(hosts) {
        *counts.entry(product).or_default() += 1;
    }
    let product = counts.into_iter().rev().max_by_key(|(_, count)| *count).map(|(product, _)| product);
    let product = product.or_else(|| api.called.first()?.host.split('.').next().map(str::to_owned));
    api.version = api.version.take().or_else(|| api.found.iter().find_map(|found| found.version.clone()));
    (product.unwrap_or_default(), api)
}

/// The hosts that the pages' examples call, without those of a region.
fn called(pages: &[Page], sink: &Sink<'_>) -> Vec<Endpoint> {
    let blocks = pages.iter().filter(|page| page.dialect == VOCABULARY.dialect).flat_map(|page| &page.blocks);
    let lines = blocks.filter_map(|block| match block {
        Block::Code(code) => Some(&code.lines),
        _ => None,
    });
    let mut called: Vec<Endpoint> = Vec::new();
    for line in lines.flatten() {
        let host = line.text.split_once("://").and_then(|(_, rest)| rest.split(['/', '?', ' ', '&']).next());
        let is_central = |host: &&str| {
            lexeme::is_host(host) && host.ends_with(PHRASES.host_suffix) && host.matches('.').count() == 2
        };
        if let Some(host) = host.filter(is_central)
            && !called.iter().any(|known| known.host == host)
        {
            let source = Some(sink.source(line.span()));
            called.push(Endpoint { host: host.to_owned(), region: None, label: None, source });
        }
    }
    called
}

impl Api {
    fn is_empty(&self) -> bool {
        self.found.is_empty() && self.errors.is_empty() && self.overview.is_empty() && self.common_parameters.is_empty()
    }

    fn merge(&mut self, other: Self) {
        self.label = self.label.take().or(other.label);
        self.version = self.version.take().or(other.version);
        self.endpoints.extend(other.endpoints);
        self.called.extend(other.called);
        self.regions.extend(other.regions);
        self.common_parameters.extend(other.common_parameters);
        self.overview.extend(other.overview);
        self.found.extend(other.found);
        for (code, error) in other.errors {
            self.errors.entry(code).or_insert(error);
        }
        self.prose.extend(other.prose);
    }

    fn finish(mut self, product: String, diagnostics: &mut Vec<Diagnostic>) -> ParsedSpec {
        let mut shapes = Shapes::default();
        for found in &self.found {
            for shown in &found.examples {
                shapes.learn(&found.name, page::unwrapped(&shown.example.response, &found.name));
            }
        }
        let roots = self.found.iter().flat_map(|found| below::roots(&found.request)).map(str::to_owned).collect();
        for found in &mut self.found {
            below::nest(&mut found.request, &roots, &shapes);
        }
        self.places();
        if self.endpoints.is_empty() {
            for called in std::mem::take(&mut self.called) {
                if !self.endpoints.iter().any(|known| known.host == called.host) {
                    self.endpoints.push(called);
                }
            }
        }
        let mut actions: IndexMap<String, Action> = IndexMap::new();
        for found in std::mem::take(&mut self.found) {
            let (name, source) = (found.name.clone(), found.source.clone());
            if actions.contains_key(&name) {
                let message = format!("the action {name} is described twice; the first page counts");
                diagnostics.push(Diagnostic::new("action-twice", Severity::Warning, message).at(source));
                continue;
            }
            let action = self.action(found, &shapes);
            actions.insert(name, action);
        }
        let listed_actions = self.list(&mut actions, diagnostics);
        let version = self.version.unwrap_or_default();
        let product_name = if product.is_empty() { UNKNOWN_PRODUCT.to_owned() } else { product };
        let spec = Spec {
            spec_version: SPEC_VERSION,
            id: format!("aliyun-{product_name}"),
            as_of: None,
            vendor: Vendor::Aliyun,
            product: product_name,
            label: self.label,
            api_version: version,
            protocol: Protocol::AliyunRpc,
            endpoints: self.endpoints,
            regions: self.regions,
            common_parameters: self.common_parameters,
            actions,
            listed_actions,
            structures: IndexMap::new(),
            errors: self.errors,
            changelog: Vec::new(),
            migration: Vec::new(),
        };
        let prose = Prose::of(self.prose);
        ParsedSpec { spec, prose }
    }

    /// Makes an action of a page.
    fn action(&mut self, found: Found, shapes: &Shapes) -> Action {
        let path = format!("actions.{}", found.name);
        let examples: Vec<_> = found.examples.iter().map(|shown| &shown.example).collect();
        let (request, request_prose) = request::fields(&found.request, &examples);
        let answers: Vec<&Value> = found
            .examples
            .iter()
            .flat_map(|shown| {
                let json = page::unwrapped(&shown.example.response, &found.name);
                [Some(json), shown.xml.as_ref().map(|xml| &xml.value)]
            })
            .flatten()
            .collect();
        let (response, response_prose) = by_example::fields(&found.name, &found.response, &answers, shapes);
        self.prose.push((path.clone(), found.description.clone()));
        self.prose.extend(request_prose.into_iter().map(|(name, text)| (format!("{path}.request.{name}"), text)));
        self.prose.extend(response_prose.into_iter().map(|(name, text)| (format!("{path}.response.{name}"), text)));
        let mut errors: Vec<String> = Vec::new();
        for failure in found.failures {
            self.prose.push((format!("errors.{}", failure.code), failure.text.clone()));
            self.errors.entry(failure.code.clone()).or_insert_with(|| ErrorCode {
                label: page::label(&failure.text),
                scope: ErrorScope::Business,
                http_status: failure.status,
                unlisted: false,
                source: Some(failure.source),
            });
            if !errors.contains(&failure.code) {
                errors.push(failure.code);
            }
        }
        Action {
            title: found.title,
            group: found.chapter,
            updated_at: found.updated,
            deprecated: NOTES.is_deprecated(&found.description),
            url: found.url,
            request,
            response,
            errors,
            examples: found.examples.into_iter().map(|shown| shown.example).collect(),
            ..Action::at(found.source)
        }
    }

    /// Groups and titles of the overview; actions that only it or only a page names.
    fn list(
        &mut self,
        actions: &mut IndexMap<String, Action>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> IndexMap<String, ListedAction> {
        let overview = std::mem::take(&mut self.overview);
        let mut report = |code, message, source: &Source| {
            diagnostics.push(Diagnostic::new(code, Severity::Warning, message).at(source.clone()));
        };
        if !overview.is_empty() {
            let missing = actions.iter().filter(|(name, _)| !overview.iter().any(|(listed, _)| listed == *name));
            for (name, action) in missing {
                report("action-not-listed", format!("the overview does not list {name}"), &action.source);
            }
        }
        let listed_actions = overview::apply(overview, actions);
        for (name, listed) in &listed_actions {
            report("action-without-page", format!("the overview lists {name}, which has no page"), &listed.source);
        }
        listed_actions
    }

    /// Regions and hosts, from the answers that list them.
    fn places(&mut self) {
        let mut known = HashSet::new();
        for example in self.found.iter().flat_map(|found| &found.examples).map(|shown| &shown.example) {
            let mut items = Vec::new();
            objects(&example.response, &mut items);
            for (id, host, label) in items.into_iter().filter_map(place) {
                if !known.insert(id.clone()) {
                    continue;
                }
                let source = example.source.clone();
                let region = source.clone().map(|source| Region { id: id.clone(), label: label.clone(), source });
                self.regions.extend(region);
                self.endpoints.push(Endpoint { host, region: Some(id), label, source });
            }
        }
    }
}

/// The region, the host and the name of an item that has the first two.
fn place(item: &serde_json::Map<String, Value>) -> Option<(String, String, Option<String>)> {
    let [region, host, label] = PHRASES.region;
    let text = |key: &str| item.get(key).and_then(Value::as_str).map(str::to_owned);
    let address = item.iter().find(|(key, _)| key.ends_with(host)).and_then(|(_, value)| value.as_str());
    Some((text(region)?, address.filter(|host| lexeme::is_host(host))?.to_owned(), text(label)))
}

/// All objects inside a value.
fn objects<'v>(value: &'v Value, found: &mut Vec<&'v serde_json::Map<String, Value>>) {
    match value {
        Value::Object(map) => {
            found.push(map);
            map.values().for_each(|inner| objects(inner, found));
        }
        Value::Array(items) => items.iter().for_each(|item| objects(item, found)),
        _ => {}
    }
}
