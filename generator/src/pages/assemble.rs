//! From what single pages say to one spec for each API.
//!
//! A page that describes an action gives a [`Found`]; any other page puts what it lists into the [`Api`] of its
//! document. Here documents of one product are put together, pages that do not name their product are given a home,
//! and what several pages say of one thing is made one. How a page is read is not decided here.

use std::collections::HashSet;

use indexmap::{IndexMap, IndexSet};

use super::language::{self, Languages};
use super::profile::Profile;
use super::sink::Sink;
use super::{ParsedSpec, UNKNOWN_PRODUCT, editions, identity, lists, merge, overview, places, reader};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Block, Document, Page};
use crate::lexeme;
use crate::prose::Prose;
use crate::spec::model::{
    Action, Endpoint, ErrorCode, ErrorScope, Field, ListedAction, Migration, Region, Release, SPEC_VERSION, Spec,
    Structure, Type,
};
use crate::spec::similar_names;

/// An error code with its text.
pub(super) type Failure = (String, ErrorCode, String);

/// An action as one page describes it, with what the page says about its API.
pub(super) struct Found {
    pub(super) name: String,
    pub(super) product: Option<String>,
    pub(super) version: Option<String>,
    pub(super) action: Action,
    /// Descriptions by path.
    pub(super) prose: Vec<(String, String)>,
    /// Codes of the page's own tables of errors.
    pub(super) errors: Vec<Failure>,
    /// Rows of tables that do not say where members belong; the action has no fields before that is decided.
    pub(super) flat: Option<super::nesting::flat::Flat>,
}

/// What the pages of one API say.
#[derive(Default)]
pub(super) struct Api {
    label: Option<String>,
    languages: Languages,
    /// Hosts that are called by pages without an action of their own, and a product named otherwise than by a host.
    pub(super) hosts: Vec<String>,
    pub(super) product: Option<String>,
    pub(super) version: Option<String>,
    /// Hosts that pages list.
    pub(super) endpoints: Vec<Endpoint>,
    /// Hosts that examples call, for pages that list none.
    pub(super) called: Vec<Endpoint>,
    pub(super) regions: Vec<Region>,
    common_parameters: IndexMap<String, Vec<Field>>,
    pub(super) overview: Vec<(String, ListedAction)>,
    found: Vec<Found>,
    names: HashSet<String>,
    pub(super) structures: Vec<(String, Structure)>,
    /// Codes of the lists of all codes.
    pub(super) listed_errors: Vec<Failure>,
    /// Codes of lists of some of them.
    pub(super) other_errors: Vec<Failure>,
    /// Codes of the pages of actions.
    page_errors: Vec<Failure>,
    pub(super) changelog: Vec<Release>,
    pub(super) migration: Vec<Migration>,
    pub(super) prose: Vec<(String, String)>,
    /// Addresses of the places where structures are defined.
    anchors: IndexMap<String, String>,
}

/// Product and version; empty if unknown.
type Key = (String, String);

/// The APIs found so far. Several may have one key: editions of a document are not mixed.
type Apis = Vec<(Key, Api)>;

/// Reads the documents' pages of a profile: one spec for each API that they describe.
pub(super) fn read(
    profile: &Profile,
    documents: &mut [Document],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<ParsedSpec> {
    let mut apis = Apis::new();
    for document in documents {
        let label = document.running_title.clone();
        let language = language::of(&document.pages);
        let mut sink = Sink::new(&document.name, &mut document.accounts, diagnostics);
        let (own, mut api, strangers) = read_document(profile, &document.pages, &mut sink);
        api.label = label;
        api.languages.add(&document.name, language);
        for (key, found) in strangers {
            let mut stranger = Api::default();
            stranger.take(found);
            stranger.languages.add(&document.name, language);
            join(&mut apis, key, stranger);
        }
        join(&mut apis, own, api);
    }
    apis.retain(|(_, api)| !api.is_empty());
    adopt(&mut apis);
    let apis = named(profile, apis).into_iter();
    let specs = apis.map(|(id, key, api)| api.finish(profile, id, key, diagnostics)).collect::<Vec<_>>();
    compare_editions(&specs, diagnostics);
    specs
}

/// Reads the pages of a document. Its own API is the one that most of its pages name; actions of other products come
/// back apart.
fn read_document(profile: &Profile, pages: &[Page], sink: &mut Sink<'_>) -> (Key, Api, Vec<(Key, Found)>) {
    let mut api = Api::default();
    let mut found = Vec::new();
    let mut counts: IndexMap<Key, usize> = IndexMap::new();
    for page in pages.iter().filter(|page| page.dialect == profile.vocabulary.dialect) {
        let alone = pages.len() == 1;
        let identity = identity::of(page, profile.identity, sink.document_of(alone));
        identity.iter().for_each(|identity| identity.report(sink));
        // Where pages of actions name their host, that is the action's.
        if profile.words.own_host.is_none() {
            api.called.extend(called_by_examples(page, profile.host_suffix, sink));
        }
        if let Some(identity) = identity {
            let action = reader::read(page, identity, profile, sink);
            let version = action.version.clone().filter(|_| profile.versions_apart);
            let key = (action.product.clone().unwrap_or_default(), version.unwrap_or_default());
            *counts.entry(key.clone()).or_default() += 1;
            found.push((key, action));
        } else {
            (profile.page)(page, &mut api, sink);
            lists::read(page, profile.lists, alone, &mut api, sink);
        }
        api.anchors(page);
    }
    let hosts = api.endpoints.iter().map(|endpoint| endpoint.host.as_str()).filter(|_| !profile.versions_apart);
    let hosts = hosts.chain(api.hosts.iter().map(String::as_str));
    for product in hosts.filter_map(|host| profile.product(host)).chain(api.product.take()) {
        *counts.entry((product, String::new())).or_default() += 1;
    }
    let is_named = counts.keys().any(|key| !key.0.is_empty());
    let candidates = counts.into_iter().filter(|(key, _)| !is_named || !key.0.is_empty());
    let own = candidates.rev().max_by_key(|(_, count)| *count).map(|(key, _)| key);
    let called = || Some((profile.product(&api.called.first()?.host)?, String::new()));
    let own = own.filter(|key| !key.0.is_empty() || !key.1.is_empty()).or_else(called).unwrap_or_default();
    let (mine, strangers): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|(key, _)| !profile.versions_apart || *key == own || key.0.is_empty());
    mine.into_iter().for_each(|(_, action)| api.take(action));
    (own, api, strangers)
}

/// Puts an API together with the one of its key, unless both are whole documentations of the same actions.
fn join(apis: &mut Apis, key: Key, api: Api) {
    match apis.iter_mut().find(|(known, other)| *known == key && !other.is_edition_of(&api)) {
        Some((_, known)) => known.merge(api),
        None => apis.push((key, api)),
    }
}

/// Pages that do not say which product or version they are of belong to the only API that fits, if there is one; of
/// several, to the one whose actions use most of their structures.
fn adopt(apis: &mut Apis) {
    let fits = |own: &Key, other: &Key| {
        own != other
            && (own.0.is_empty() || own.0 == other.0)
            && (own.1.is_empty() || own.1 == other.1)
            && !other.0.is_empty()
    };
    let unsure: Vec<Key> = apis.iter().map(|(key, _)| key.clone()).filter(|key| key.0.is_empty()).collect();
    for key in unsure {
        let Some(at) = apis.iter().position(|(known, _)| *known == key) else { continue };
        let (_, stray) = apis.remove(at);
        let homes: Vec<usize> =
            (0..apis.len()).filter(|at| apis.get(*at).is_some_and(|(k, _)| fits(&key, k))).collect();
        let home = match homes.as_slice() {
            [home] => Some(*home),
            homes => most_used(&stray, homes, apis),
        };
        match home.and_then(|home| apis.get_mut(home)) {
            Some((_, home)) => home.merge(stray),
            None => apis.insert(at, (key, stray)),
        }
    }
}

/// The API whose actions use most of the structures.
fn most_used(stray: &Api, homes: &[usize], apis: &Apis) -> Option<usize> {
    let uses = |home: usize| {
        let actions = apis.get(home).into_iter().flat_map(|(_, api)| &api.found).map(|found| &found.action);
        let fields = actions.flat_map(|action| action.request.iter().chain(&action.response));
        let named: IndexSet<&str> = fields.filter_map(|field| referred(&field.ty)).collect();
        stray.structures.iter().filter(|(name, _)| named.contains(name.as_str())).count()
    };
    let counted = homes.iter().map(|home| (uses(*home), *home));
    counted.max_by_key(|(uses, _)| *uses).filter(|(uses, _)| *uses > 0).map(|(_, home)| home)
}

/// The structure that a type names.
fn referred(ty: &Type) -> Option<&str> {
    match ty {
        Type::Object { reference, .. } => reference.as_deref(),
        Type::Array { items: inner, .. } | Type::Map { values: inner } => referred(inner),
        _ => None,
    }
}

/// Gives each API its identifier. Pages that name no version go with the API of their product; of several versions of
/// a product, all but the first have theirs in the identifier.
fn named(profile: &Profile, mut apis: Apis) -> Vec<(String, Key, Api)> {
    let mut at = 0;
    while let Some((key, _)) = apis.get(at) {
        let home = apis.iter().position(|(other, _)| other.0 == key.0 && key.1.is_empty() && !other.1.is_empty());
        let Some(home) = home else {
            at += 1;
            continue;
        };
        let (_, api) = apis.remove(at);
        if let Some((_, home)) = apis.get_mut(if home > at { home - 1 } else { home }) {
            home.merge(api);
        }
    }
    let mut taken: Vec<(String, Key, Api)> = Vec::new();
    for (key, api) in apis {
        let key = if key.0.is_empty() { (UNKNOWN_PRODUCT.to_owned(), key.1) } else { key };
        let [before, behind] = profile.id;
        let short = format!("{before}{}{behind}", key.0);
        let is_other_version = |(id, known, _): &(String, Key, Api)| *id == short && *known != key;
        let id = if taken.iter().any(is_other_version) { format!("{short}-{}", key.1) } else { short };
        taken.push((id, key, api));
    }
    taken
}

impl Api {
    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
            && self.structures.is_empty()
            && self.changelog.is_empty()
            && self.migration.is_empty()
            && self.listed_errors.is_empty()
            && self.other_errors.is_empty()
            && self.overview.is_empty()
            && self.common_parameters.is_empty()
    }

    /// Both are whole documentations of the same actions in one language.
    fn is_edition_of(&self, other: &Self) -> bool {
        let common = other.names.iter().filter(|name| self.names.contains(*name)).count();
        common > 1 && 2 * common > other.names.len() && !self.languages.differ(&other.languages)
    }

    fn take(&mut self, found: Found) {
        self.names.insert(found.name.clone());
        self.found.push(found);
    }

    fn merge(&mut self, other: Self) {
        self.label = self.label.take().or(other.label);
        self.languages.merge(other.languages);
        self.version = self.version.take().or(other.version);
        self.endpoints.extend(other.endpoints);
        self.called.extend(other.called);
        self.regions.extend(other.regions);
        for (scheme, fields) in other.common_parameters {
            let known = self.common_parameters.entry(scheme).or_default();
            let new = |field: &Field| known.iter().all(|other| other.name != field.name);
            let new: Vec<Field> = fields.into_iter().filter(new).collect();
            known.extend(new);
        }
        self.overview.extend(other.overview);
        other.found.into_iter().for_each(|found| self.take(found));
        self.structures.extend(other.structures);
        self.listed_errors.extend(other.listed_errors);
        self.other_errors.extend(other.other_errors);
        self.changelog.extend(other.changelog);
        self.migration.extend(other.migration);
        self.prose.extend(other.prose);
        self.anchors.extend(other.anchors);
    }

    /// Takes in a parameter that all actions share; the first description counts.
    pub(super) fn common_parameter(&mut self, scheme: &str, field: Field, text: String, sink: &mut Sink<'_>) {
        let known = self.common_parameters.entry(scheme.to_owned()).or_default();
        match known.iter().find(|other| other.name == field.name) {
            Some(other) if other.required != field.required => {
                let name = &field.name;
                let message = format!("the common parameter {name} is described twice, once as required and once not");
                sink.report("common-parameter-twice", message, &field.source);
            }
            Some(_) => {}
            None => {
                self.prose.push((format!("common_parameters.{scheme}.{}", field.name), text));
                known.push(field);
            }
        }
    }

    /// Where structures are defined: links of any page point there by name.
    fn anchors(&mut self, page: &Page) {
        for link in &page.links {
            let anchor = link.text.split_once('#').map(|(_, anchor)| anchor);
            if let Some(anchor) = anchor.filter(|anchor| lexeme::is_identifier(anchor)) {
                self.anchors.entry(anchor.to_owned()).or_insert_with(|| link.text.clone());
            }
        }
    }

    fn finish(
        mut self,
        profile: &Profile,
        id: String,
        (product, version): Key,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> ParsedSpec {
        if let Some(nest) = profile.nest {
            nest(&mut self.found, diagnostics);
        }
        let named = self.found.iter().find_map(|found| found.version.clone());
        let fixed = || profile.version.map(str::to_owned);
        let version = Some(version).filter(|version| !version.is_empty()).or_else(|| self.version.take());
        let version = version.or(named).or_else(fixed).unwrap_or_default();
        self.languages.choose(self.found.iter().map(|found| &found.action.source));
        let mut actions = self.actions(diagnostics);
        let errors = self.errors(diagnostics);
        places::read(&actions, profile, &product, &mut self.regions, &mut self.endpoints);
        if self.endpoints.is_empty() {
            self.endpoints = called_hosts(self.called, &actions);
        }
        let mut structures = defined(self.structures, &self.languages, diagnostics);
        structures
            .sort_by(|_, a, _, b| (&a.source.document, a.source.lines).cmp(&(&b.source.document, b.source.lines)));
        for (name, structure) in &mut structures {
            structure.url = self.anchors.get(name).cloned();
        }
        let listed_actions = overview::apply(self.overview, &mut actions, diagnostics);
        let spec = Spec {
            spec_version: SPEC_VERSION,
            languages: Vec::new(),
            argument_order: IndexMap::new(),
            id,
            as_of: None,
            vendor: profile.vendor.to_owned(),
            product,
            label: self.label,
            api_version: version,
            protocol: profile.protocol,
            rest: None,
            endpoints: self.endpoints,
            regions: self.regions,
            common_parameters: self.common_parameters,
            actions,
            listed_actions,
            structures,
            errors,
            changelog: self.changelog,
            migration: self.migration,
        };
        let mut parsed = ParsedSpec { spec, prose: Prose::of(self.prose) };
        self.languages.settle(&mut parsed);
        crate::changelog::set_births(&mut parsed.spec);
        (profile.finish)(&mut parsed, diagnostics);
        super::conditions::apply(&mut parsed);
        parsed
    }

    /// One action of each name. What several pages say of one is taken together; pages in one language are reported.
    fn actions(&mut self, diagnostics: &mut Vec<Diagnostic>) -> IndexMap<String, Action> {
        let mut actions: IndexMap<String, Action> = IndexMap::new();
        let mut known: HashSet<String> = self.prose.iter().map(|(path, _)| path.clone()).collect();
        let mut all = std::mem::take(&mut self.found);
        all.sort_by_key(|found| self.languages.is_second(&found.action.source));
        for mut found in all {
            self.languages.tag_action(&mut found.action);
            let new = found.prose.into_iter().filter(|(path, _)| known.insert(path.clone()));
            self.prose.extend(new);
            self.page_errors.extend(found.errors);
            match actions.get_mut(&found.name) {
                Some(action) if self.languages.at(&action.source) != self.languages.at(&found.action.source) => {
                    diagnostics.push(editions::second_page(&found.name, action, &found.action));
                    editions::action(&found.name, action, found.action, diagnostics);
                }
                Some(action) => {
                    diagnostics.push(twice(&found.name, action, &found.action));
                    merge::action(action, found.action);
                }
                None => {
                    actions.insert(found.name, found.action);
                }
            }
        }
        actions
    }

    /// The codes of the list of all codes in its order, then those that only pages of actions have. Without such a list, or
    /// if other lists add to it, they are sorted.
    fn errors(&mut self, diagnostics: &mut Vec<Diagnostic>) -> IndexMap<String, ErrorCode> {
        let mut errors: IndexMap<String, ErrorCode> = IndexMap::new();
        let is_listed = !self.listed_errors.is_empty();
        let others = std::mem::take(&mut self.other_errors).into_iter().map(|(code, entry, text)| {
            // Without a list of all codes, none of the others is incomplete.
            (code, ErrorCode { unlisted: is_listed && entry.scope == ErrorScope::Common, ..entry }, text)
        });
        let others: Vec<Failure> = others.collect();
        let has_others = !others.is_empty();
        let listed = std::mem::take(&mut self.listed_errors);
        let count = listed.len();
        let pages = std::mem::take(&mut self.page_errors);
        for (index, (code, mut entry, text)) in listed.into_iter().chain(others).chain(pages).enumerate() {
            self.languages.tag_error(&mut entry);
            match errors.get_mut(&code) {
                None => {
                    self.prose.push((format!("errors.{code}"), text));
                    errors.insert(code, entry);
                }
                Some(known)
                    if index < count && (known.scope, known.http_status) != (entry.scope, entry.http_status) =>
                {
                    let message = format!("the code {code} is in the lists twice, with another scope or status");
                    let finding = Diagnostic::new("error-twice", Severity::Warning, message);
                    diagnostics.push(match entry.source {
                        Some(source) => finding.at(source),
                        None => finding,
                    });
                }
                Some(known) => editions::complete(&mut known.labels, entry.labels),
            }
        }
        if !is_listed || has_others {
            errors.sort_keys();
        }
        errors
    }
}

/// One structure of each name. What several tables say of one is taken together, and reported.
fn defined(
    mut tables: Vec<(String, Structure)>,
    languages: &Languages,
    diagnostics: &mut Vec<Diagnostic>,
) -> IndexMap<String, Structure> {
    tables.sort_by_key(|(_, structure)| languages.is_second(&structure.source));
    let mut structures: IndexMap<String, Structure> = IndexMap::new();
    for (name, mut structure) in tables {
        languages.tag_structure(&mut structure);
        let Some(known) = structures.get_mut(&name) else {
            structures.insert(name, structure);
            continue;
        };
        if languages.at(&known.source) != languages.at(&structure.source) {
            editions::structure(&name, known, structure, diagnostics);
            continue;
        }
        let [from, to] = known.source.lines;
        let message = format!(
            "the structure {name} is defined twice, before in lines {from}-{to} of {}; its members are taken together",
            known.source.document
        );
        let finding = Diagnostic::new("structure-twice", Severity::Warning, message);
        diagnostics.push(finding.at(structure.source.clone()));
        merge::structure(known, structure);
    }
    structures
}

/// Two pages describe one action.
fn twice(name: &str, first: &Action, second: &Action) -> Diagnostic {
    let [from, to] = first.source.lines;
    let message = format!(
        "{name} has two pages, the other in lines {from}-{to} of {}; their fields and examples are taken together",
        first.source.document
    );
    let help = "if one of them describes another action, read them apart";
    Diagnostic::new("action-twice", Severity::Warning, message).at(second.source.clone()).help(help)
}

/// The hosts that examples call and pages of actions name, each once.
fn called_hosts(called: Vec<Endpoint>, actions: &IndexMap<String, Action>) -> Vec<Endpoint> {
    let named = actions.values().filter_map(|action| {
        let source = Some(action.source.clone());
        Some(Endpoint { host: action.endpoint.clone()?, region: None, label: None, source })
    });
    let mut endpoints: Vec<Endpoint> = Vec::new();
    for endpoint in called.into_iter().chain(named) {
        if endpoints.iter().all(|known| known.host != endpoint.host) {
            endpoints.push(endpoint);
        }
    }
    endpoints
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

/// The hosts that a page's examples call, without those of a region.
fn called_by_examples(page: &Page, suffix: &str, sink: &Sink<'_>) -> Vec<Endpoint> {
    let lines = page.blocks.iter().filter_map(|block| match block {
        Block::Code(code) => Some(&code.lines),
        _ => None,
    });
    let mut called: Vec<Endpoint> = Vec::new();
    for line in lines.flatten() {
        let host = line.text.split_once("://").and_then(|(_, rest)| rest.split(['/', '?', ' ', '&']).next());
        let is_central =
            |host: &&str| lexeme::is_host(host) && host.ends_with(suffix) && host.matches('.').count() == 2;
        if let Some(host) = host.filter(is_central).filter(|host| called.iter().all(|known| known.host != **host)) {
            let source = Some(sink.source(line.span()));
            called.push(Endpoint { host: host.to_owned(), region: None, label: None, source });
        }
    }
    called
}
