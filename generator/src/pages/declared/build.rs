//! One spec of all documents of an API.

use std::collections::HashSet;

use indexmap::IndexMap;

use super::changelog;
use super::codes;
use super::library::{At, Library};
use super::nesting::Resolver;
use super::operations::{self, Found};
use super::outline::{Operation, Outline, StructureAt};
use super::rows::ForAll;
use super::words;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::markup::rich::{Kind, Text};
use crate::pages::profile::file::{Holds, ProfileFile};
use crate::pages::{ParsedSpec, merge};
use crate::prose::Prose;
use crate::spec::model::{Action, ErrorCode, Place, Protocol, SPEC_VERSION, Spec, Structure, Type};

/// What the documents of an API gave, and which tables were used for what.
pub(super) struct Built {
    pub(super) parsed: ParsedSpec,
    pub(super) used: Used,
}

/// What tables and blocks were used for.
#[derive(Default)]
pub(super) struct Used {
    pub(super) tables: Vec<(At, Holds)>,
    pub(super) members: HashSet<At>,
    pub(super) values: HashSet<At>,
    pub(super) structures: HashSet<At>,
    pub(super) errors: HashSet<At>,
    pub(super) releases: Vec<(usize, [usize; 2])>,
}

/// Builds the spec.
pub(super) fn spec(
    library: &Library,
    profile: &ProfileFile,
    product: &str,
    outline: &Outline<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Built {
    let mut resolver = Resolver::new(outline);
    let mut prose: Vec<(String, String)> = Vec::new();
    let mut used = Used::default();
    let names = names(outline);
    let mut actions: IndexMap<String, Action> = IndexMap::new();
    for (operation, name) in outline.operations.iter().zip(&names) {
        let found = operations::read(operation, name.clone(), &mut resolver);
        used.tables.extend(found.tables.iter().copied());
        insert(&mut actions, found, &mut prose, findings);
    }
    let structures = structures(&mut resolver, &mut used);
    prose.append(&mut resolver.prose);
    let errors = errors(outline, &mut used);
    let mut releases = Vec::new();
    let known = changelog::Known { resolver: &resolver, names: &names };
    for entry in changelog::entries(outline) {
        used.releases.push((entry.doc, entry.blocks));
        if let Some(words) = &profile.changelog {
            releases.push(changelog::release(&entry, words, &known, findings));
        }
    }
    findings.append(&mut resolver.findings);
    used.members = std::mem::take(&mut resolver.members);
    used.values = std::mem::take(&mut resolver.values);
    let spec = Spec {
        spec_version: SPEC_VERSION,
        languages: Vec::new(),
        argument_order: IndexMap::new(),
        id: id(profile, product),
        as_of: None,
        vendor: profile.vendor.clone(),
        product: product.to_owned(),
        label: None,
        api_version: profile.version.clone(),
        protocol: Protocol::Rest,
        rest: Some(profile.protocol.clone()),
        endpoints: Vec::new(),
        regions: Vec::new(),
        common_parameters: IndexMap::new(),
        actions,
        listed_actions: IndexMap::new(),
        structures,
        errors,
        changelog: releases,
        migration: Vec::new(),
    };
    prose.retain(|(_, text)| !text.is_empty());
    let mut parsed = ParsedSpec { spec, prose: Prose::of(prose) };
    crate::changelog::set_births(&mut parsed.spec);
    let _ = library;
    Built { parsed, used }
}

fn id(profile: &ProfileFile, product: &str) -> String {
    if product == profile.name { product.to_owned() } else { format!("{}-{product}", profile.vendor.to_lowercase()) }
}

/// The names of all operations, each once: by link, by title, by method and path.
fn names(outline: &Outline<'_>) -> Vec<String> {
    let mut taken: IndexMap<String, (String, String)> = IndexMap::new();
    let mut names = Vec::new();
    for operation in &outline.operations {
        let call = (operation.method.clone(), operation.path.clone());
        let choices = [
            named_by_link(outline, operation),
            named_by_title(operation),
            Some(named_by_path(operation, false)),
            Some(named_by_path(operation, true)),
        ];
        let free = |name: &String| taken.get(&name.to_lowercase()).is_none_or(|known| *known == call);
        // The same request under two names is one operation.
        let known = taken.iter().find(|(_, known)| **known == call).map(|(name, _)| name.clone());
        let known = known.and_then(|lower| names.iter().find(|name: &&String| name.to_lowercase() == lower).cloned());
        let name = known.or_else(|| choices.into_iter().flatten().find(free));
        let name = name.unwrap_or_else(|| format!("{}{}", named_by_path(operation, true), names.len()));
        taken.insert(name.to_lowercase(), call);
        names.push(name);
    }
    names
}

fn named_by_link(outline: &Outline<'_>, operation: &Operation) -> Option<String> {
    let key = format!("{}=", outline.profile.operations.name_link.as_deref()?);
    let section = outline.library.section(operation.section)?;
    let blocks = outline.library.blocks(section.doc, section.first, section.end);
    let mut links = blocks.filter_map(|(_, block)| block.kind.prose()).flat_map(Text::links);
    links.find_map(|link| {
        let (_, query) = link.split_once('?')?;
        let value = query.split(['&', '#']).find_map(|pair| pair.strip_prefix(key.as_str()))?;
        crate::lexeme::is_identifier(value).then(|| value.to_owned())
    })
}

fn named_by_title(operation: &Operation) -> Option<String> {
    if operation.named {
        return Some(operation.title.clone());
    }
    let title = operation.title.split(['(', '\u{ff08}']).next().unwrap_or_default();
    let name = words::camel(title);
    crate::lexeme::is_identifier(&name).then_some(name)
}

/// `GET /v1/{id}/cups/{cup}` is `GetCupsByCup`; with all its parts, `GetV1IdCupsCup`.
fn named_by_path(operation: &Operation, whole: bool) -> String {
    let mut name = words::camel(&operation.method.to_lowercase());
    let parts: Vec<&str> = operation.path.split('/').filter(|part| !part.is_empty()).collect();
    let is_version = |part: &str| part.starts_with('v') && part.chars().skip(1).all(|c| c.is_ascii_digit() || c == '.');
    for (at, part) in parts.iter().enumerate() {
        let inside = part.starts_with('{');
        if !whole && (is_version(part) || inside && at < 2) {
            continue;
        }
        if inside && !whole {
            name.push_str("By");
        }
        name.push_str(&words::camel(part));
    }
    name
}

/// Adds an action, or joins it with the one of the same request.
fn insert(
    actions: &mut IndexMap<String, Action>,
    found: Found,
    prose: &mut Vec<(String, String)>,
    findings: &mut Vec<Diagnostic>,
) {
    let Some(known) = actions.get_mut(&found.name) else {
        prose.extend(found.prose);
        actions.insert(found.name, found.action);
        return;
    };
    let [from, to] = known.source.lines;
    let message = format!(
        "{} {} is described twice, before in lines {from}-{to} of {}; the fields are taken together",
        found.action.method.as_deref().unwrap_or_default(),
        found.action.path.as_deref().unwrap_or_default(),
        known.source.document
    );
    let help = "if one of them describes another operation, read them apart";
    findings
        .push(Diagnostic::new("action-twice", Severity::Warning, message).at(found.action.source.clone()).help(help));
    combine(known, found.action);
}

/// What two descriptions of one request have in common, and what only one of them has.
fn combine(known: &mut Action, mut other: Action) {
    for field in &mut known.request {
        let twin = other.request.iter().find(|twin| (twin.place, &twin.name) == (field.place, &field.name));
        field.required = match twin {
            Some(twin) => field.required.zip(twin.required).map(|(a, b)| a && b),
            None => field.required,
        };
    }
    known.deprecated &= other.deprecated;
    known.returns = known.returns.take().or(other.returns.take());
    known.statuses.extend(std::mem::take(&mut other.statuses));
    merge::action(known, other);
}

fn structures(resolver: &mut Resolver<'_, '_>, used: &mut Used) -> IndexMap<String, Structure> {
    let outline = resolver.outline;
    let mut found = IndexMap::new();
    for structure in &outline.structures {
        resolver.begin();
        let source = match structure.table.and_then(|at| outline.library.block(at).map(|block| (at, block.lines))) {
            Some((at, [_, last])) => {
                let [first, _] = outline.library.span(structure.section);
                outline.library.source(at.doc, [first, last])
            }
            None => {
                let doc = outline.library.section(structure.section).map_or(0, |section| section.doc);
                outline.library.source(doc, outline.library.span(structure.section))
            }
        };
        let path = format!("structures.{}", structure.name);
        let fields = structure
            .table
            .map(|at| resolver.fields(at, Some(Place::Body), &ForAll::default(), &path))
            .unwrap_or_default();
        used.structures.extend(structure.table);
        let one_of = if fields.is_empty() { union(structure, resolver) } else { Vec::new() };
        let value = Structure { fields, one_of, ..Structure::at(source) };
        found.insert(structure.name.clone(), value);
    }
    found
}

/// The structures that a list in a structure's section links to.
fn union(structure: &StructureAt, resolver: &Resolver<'_, '_>) -> Vec<Type> {
    let outline = resolver.outline;
    let mut one_of: Vec<Type> = Vec::new();
    let Some(section) = outline.library.section(structure.section).filter(|_| outline.profile.structures.unions) else {
        return one_of;
    };
    for (_, block) in outline.library.own(structure.section) {
        let Kind::Item(text) = &block.kind else { continue };
        let mut linked = text.links().filter_map(|link| resolver.structure_behind(section.doc, link));
        let (first, more) = (linked.next(), linked.next());
        // An item is one structure, and nothing else.
        let alone = text.runs.iter().all(|run| run.link.is_some() || run.text.trim().is_empty());
        if let (Some(name), None, true) = (first, more, alone) {
            one_of.push(Type::reference(name));
        }
    }
    one_of
}

/// The codes in lists of all codes.
fn errors(outline: &Outline<'_>, used: &mut Used) -> IndexMap<String, ErrorCode> {
    let mut found: IndexMap<String, ErrorCode> = IndexMap::new();
    for (doc, document) in outline.library.docs.iter().enumerate() {
        for (block, _) in
            document.rich.blocks.iter().enumerate().filter(|(_, block)| matches!(block.kind, Kind::Table(_)))
        {
            let at = At { doc, block };
            let is_list = outline.roles(at).is_some_and(|roles| roles.code.is_some());
            if !is_list
                || outline.operation_of(outline.library.section_of(at)).is_some()
                || outline.is_ignored(outline.library.section_of(at))
            {
                continue;
            }
            used.errors.insert(at);
            for (code, entry) in codes::errors(outline, at) {
                found.entry(code).or_insert(entry);
            }
        }
    }
    found
}
