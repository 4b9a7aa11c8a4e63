//! Tencent Cloud API 3.0: what its pages mean, whatever format they came in.
//!
//! Every page is one of a few kinds, told by what stands on it: an action page (`action`), the page of
//! structures (`structure`), the changelog (`changelog`), pages with tables of their own (`lists`), or prose.
//! The words are data in `words`. Which pages make one API is decided here, by product and version.

mod action;
mod cell;
mod changelog;
mod lists;
mod mentions;
mod structure;
mod tasks;
mod words;

use indexmap::{IndexMap, IndexSet};

use super::sink::Sink;
use super::{Dialect, ParsedSpec, UNKNOWN_PRODUCT, calls, identity, overview};
use crate::coverage::LineUse;
use crate::diagnostic::Diagnostic;
use crate::document::{Document, Page, Vocabulary};
use crate::prose::Prose;
use crate::spec::model::{
    Action, Endpoint, ErrorCode, Field, ListedAction, Protocol, Region, Release, SPEC_VERSION, Spec, Structure, Type,
    Vendor,
};
use words::{HOST_SUFFIX, IDENTITY, VOCABULARY};

/// What the pages of one API said, before it is a spec.
#[derive(Default)]
struct Api {
    label: Option<String>,
    /// The product that a page says in another way than by a host of an action.
    product: Option<String>,
    endpoints: Vec<Endpoint>,
    regions: Vec<Region>,
    common_parameters: IndexMap<String, Vec<Field>>,
    overview: Vec<(String, ListedAction)>,
    actions: IndexMap<String, Action>,
    structures: IndexMap<String, Structure>,
    errors: IndexMap<String, ErrorCode>,
    /// Codes of the pages of actions, with their texts.
    page_errors: Vec<(String, ErrorCode, String)>,
    changelog: Vec<Release>,
    prose: Vec<(String, String)>,
    anchors: IndexMap<String, String>,
}

/// The dialect.
pub(super) struct TencentV3;

impl Dialect for TencentV3 {
    fn vocabulary(&self) -> &'static Vocabulary {
        &VOCABULARY
    }

    fn read(&self, documents: &mut [Document], diagnostics: &mut Vec<Diagnostic>) -> Vec<ParsedSpec> {
        read(documents, diagnostics)
    }
}

/// Reads documents: one spec for each product and version that their action pages name.
fn read(documents: &mut [Document], diagnostics: &mut Vec<Diagnostic>) -> Vec<ParsedSpec> {
    let mut apis: IndexMap<(String, String), Api> = IndexMap::new();
    for document in documents {
        let running_title = document.running_title.clone();
        let mut sink = Sink::new(&document.name, &mut document.accounts, diagnostics);
        let (key, mut api, strangers) = read_document(&document.pages, &mut sink);
        api.label = running_title;
        for (key, found) in strangers {
            apis.entry(key).or_default().take(found);
        }
        apis.entry(key).or_default().merge(api);
    }
    apis.retain(|_, api| !api.is_empty());
    adopt(&mut apis);
    let mut specs: Vec<ParsedSpec> = named(apis).into_iter().map(|(id, key, api)| api.finish(id, key)).collect();
    for parsed in &mut specs {
        tasks::find(&mut parsed.spec, &parsed.prose);
        mentions::check(&parsed.spec, &parsed.prose, diagnostics);
    }
    specs
}

/// Product and version.
type Key = (String, String);

/// Gives each API its identifier. Pages that name no version go with the API of their product; of several versions of
/// a product, all but the first say theirs in the identifier.
fn named(mut apis: IndexMap<Key, Api>) -> Vec<(String, Key, Api)> {
    for key in apis.keys().filter(|(_, version)| version.is_empty()).cloned().collect::<Vec<_>>() {
        let home = apis.keys().find(|other| other.0 == key.0 && !other.1.is_empty()).cloned();
        if let Some(home) = home
            && let Some(api) = apis.shift_remove(&key)
        {
            apis.entry(home).or_default().merge(api);
        }
    }
    let mut taken = Vec::new();
    for (key, api) in apis {
        let key = if key.0.is_empty() { (UNKNOWN_PRODUCT.to_owned(), key.1) } else { key };
        let short = format!("tencent-{}", key.0);
        let id = if taken.iter().any(|(id, _, _)| *id == short) { format!("{short}-{}", key.1) } else { short };
        taken.push((id, key, api));
    }
    taken
}

/// Pages that do not say which product or version they are of belong to the only API that fits, if there is one; of
/// several, to the one whose actions use most of their structures.
fn adopt(apis: &mut IndexMap<Key, Api>) {
    let fits = |own: &Key, other: &Key| {
        own != other
            && (own.0.is_empty() || own.0 == other.0)
            && (own.1.is_empty() || own.1 == other.1)
            && !other.0.is_empty()
    };
    let unsure: Vec<Key> = apis.keys().filter(|key| key.0.is_empty() || key.1.is_empty()).cloned().collect();
    for key in unsure {
        let homes: Vec<Key> = apis.keys().filter(|other| fits(&key, other)).cloned().collect();
        let home = match homes.as_slice() {
            [home] if key.0.is_empty() || !home.1.is_empty() => Some(home.clone()),
            homes => apis.get(&key).and_then(|stray| most_used(stray, homes, apis)),
        };
        if let Some(home) = home
            && let Some(api) = apis.shift_remove(&key)
        {
            apis.entry(home).or_default().merge(api);
        }
    }
}

/// The API whose actions use most of the structures.
fn most_used(stray: &Api, homes: &[Key], apis: &IndexMap<Key, Api>) -> Option<Key> {
    let uses = |key: &&Key| {
        let actions = apis.get(*key).into_iter().flat_map(|api| api.actions.values());
        let fields = actions.flat_map(|action| action.request.iter().chain(&action.response));
        let named: IndexSet<&str> = fields.filter_map(|field| referred(&field.ty)).collect();
        named.into_iter().filter(|name| stray.structures.contains_key(*name)).count()
    };
    homes
        .iter()
        .map(|key| (uses(&key), key))
        .max_by_key(|(uses, _)| *uses)
        .filter(|(uses, _)| *uses > 0)
        .map(|(_, key)| key.clone())
}

/// The structure that a type names.
fn referred(ty: &Type) -> Option<&str> {
    match ty {
        Type::Object { reference, .. } => reference.as_deref(),
        Type::Array { items: inner, .. } | Type::Map { values: inner } => referred(inner),
        _ => None,
    }
}

/// Reads the pages of a document. Its own API is the one that most of its action pages name; action pages of
/// other products come back apart.
fn read_document(pages: &[Page], sink: &mut Sink<'_>) -> (Key, Api, Vec<(Key, action::Found)>) {
    let mut api = Api::default();
    let mut found = Vec::new();
    let mut counts: IndexMap<Key, usize> = IndexMap::new();
    for page in pages.iter().filter(|page| page.dialect == VOCABULARY.dialect) {
        if let Some(identity) = identity::of(page, &IDENTITY, sink.document_of(pages.len() == 1)) {
            identity.report(sink);
            let action = action::read(page, identity, sink);
            let key = (action.product.clone().unwrap_or_default(), action.version.clone().unwrap_or_default());
            *counts.entry(key.clone()).or_default() += 1;
            found.push((key, action));
        } else {
            api.page(page, pages.len() == 1, sink);
        }
        api.anchors(page);
    }
    if let Some(product) = api.product.take() {
        *counts.entry((product, String::new())).or_default() += 1;
    }
    let own = counts.iter().max_by_key(|(_, count)| **count).map(|(key, _)| key.clone()).unwrap_or_default();
    let (mine, strangers): (Vec<_>, Vec<_>) = found.into_iter().partition(|(key, _)| *key == own);
    for (_, action) in mine {
        api.take(action);
    }
    (own, api, strangers)
}

impl Api {
    fn is_empty(&self) -> bool {
        self.actions.is_empty()
            && self.structures.is_empty()
            && self.changelog.is_empty()
            && self.errors.is_empty()
            && self.overview.is_empty()
            && self.common_parameters.is_empty()
    }

    fn take(&mut self, found: action::Found) {
        self.prose.extend(found.prose);
        self.page_errors.extend(found.errors);
        self.actions.insert(found.name, found.action);
    }

    fn merge(&mut self, other: Self) {
        self.label = self.label.take().or(other.label);
        self.endpoints.extend(other.endpoints);
        self.regions.extend(other.regions);
        self.common_parameters.extend(other.common_parameters);
        self.overview.extend(other.overview);
        self.actions.extend(other.actions);
        self.structures.extend(other.structures);
        self.errors.extend(other.errors);
        self.page_errors.extend(other.page_errors);
        self.changelog.extend(other.changelog);
        self.prose.extend(other.prose);
        self.anchors.extend(other.anchors);
    }

    /// Reads a page that is no action page; `alone` says that the document has no other.
    fn page(&mut self, page: &Page, alone: bool, sink: &mut Sink<'_>) {
        let releases = changelog::read(page, sink);
        let (structures, prose) = structure::read(page, sink);
        lists::read(page, self, sink);
        self.changelog.extend(releases);
        self.structures.extend(structures);
        self.prose.extend(prose);
        if alone && self.is_empty() {
            for call in calls::of(page, sink) {
                self.product =
                    self.product.take().or_else(|| Some(identity::product(&call.host?, HOST_SUFFIX)?.to_owned()));
                self.overview.push((call.name, call.listed));
            }
            if self.overview.is_empty() {
                lists::permissions(page, self, sink);
            }
        }
        sink.set_aside(page, LineUse::ProsePage);
    }

    /// Where structures are defined: links of any page point there by name.
    fn anchors(&mut self, page: &Page) {
        for link in &page.links {
            if let Some((_, anchor)) =
                link.text.split_once('#').filter(|(_, anchor)| crate::lexeme::is_identifier(anchor))
            {
                self.anchors.entry(anchor.to_owned()).or_insert_with(|| link.text.clone());
            }
        }
    }

    fn finish(mut self, id: String, (product, version): Key) -> ParsedSpec {
        self.structures.sort_unstable_keys_by_source();
        for (name, structure) in &mut self.structures {
            structure.url = self.anchors.get(name).cloned();
        }
        let listed_actions = overview::apply(self.overview, &mut self.actions);
        if self.endpoints.is_empty() {
            self.endpoints = called_hosts(&self.actions);
        }
        // The list of all codes says them too; without it the pages are all there is.
        if self.errors.is_empty() {
            for (code, entry, text) in self.page_errors {
                self.prose.push((format!("errors.{code}"), text));
                self.errors.entry(code).or_insert(entry);
            }
            self.errors.sort_keys();
        }
        let mut spec = Spec {
            spec_version: SPEC_VERSION,
            id,
            as_of: None,
            vendor: Vendor::Tencent,
            product,
            label: self.label,
            api_version: version,
            protocol: Protocol::TencentV3,
            endpoints: self.endpoints,
            regions: self.regions,
            common_parameters: self.common_parameters,
            actions: self.actions,
            listed_actions,
            structures: self.structures,
            errors: self.errors,
            changelog: self.changelog,
            migration: Vec::new(),
        };
        crate::changelog::set_births(&mut spec);
        let prose = Prose::of(self.prose);
        ParsedSpec { spec, prose }
    }
}

/// The hosts that the pages of actions name, for pages without a list of them.
fn called_hosts(actions: &IndexMap<String, Action>) -> Vec<Endpoint> {
    let mut endpoints: Vec<Endpoint> = Vec::new();
    for action in actions.values() {
        if let Some(host) = action.endpoint.as_ref().filter(|host| endpoints.iter().all(|known| known.host != **host)) {
            let source = Some(action.source.clone());
            endpoints.push(Endpoint { host: host.clone(), region: None, label: None, source });
        }
    }
    endpoints
}

/// Documents may come in any order; structures stay in the order of their lines.
trait SortBySource {
    fn sort_unstable_keys_by_source(&mut self);
}

impl SortBySource for IndexMap<String, Structure> {
    fn sort_unstable_keys_by_source(&mut self) {
        self.sort_by(|_, a, _, b| (&a.source.document, a.source.lines).cmp(&(&b.source.document, b.source.lines)));
    }
}
