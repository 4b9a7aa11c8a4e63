//! From a [`Spec`] to a [`RustModel`]: every decision about the crate, before anything is printed.

mod calls;
mod enums;
mod fields;
mod graph;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Severity};
use crate::prose::Prose;
use crate::spec::model::{Action, Facts, Field as SpecField, Protocol, Source, Spec, Structure as SpecStructure, Type};

use self::fields::{Owner, rest};
use self::graph::Graph;
use super::model::{
    Api, Enum, EnumKind, EnumValue, Folder, Item, Operation, Role, RustModel, Struct, Structure, Types,
};
use super::{Options, docs, naming};

/// Decides everything about the crate of an API. What could not be typed as documented comes along as diagnostics.
pub fn lower(spec: &Spec, options: &Options<'_>) -> (RustModel, Vec<Diagnostic>) {
    let mut lowering = Lowering::new(spec, options.prose);
    let operations = lowering.operations();
    let structures = lowering.structures();
    let origin = format!("`cargo xtask regenerate` from spec/{}.json", spec.id);
    let model = RustModel {
        origin: docs::one_line(options.origin.as_ref().unwrap_or(&origin)),
        package: naming::package(&spec.id),
        version: options.version.clone(),
        api: lowering.api(),
        docs: crate_docs(spec),
        operations,
        structures,
        error_codes: lowering.error_codes(),
        types: lowering.types,
    };
    (model, lowering.diagnostics)
}

/// What is known while lowering.
struct Lowering<'a> {
    spec: &'a Spec,
    prose: Option<&'a Prose>,
    graph: Graph<'a>,
    /// Names of types, one scope for the whole crate, so that all of them can be imported together.
    names: naming::Scope,
    operation_names: BTreeMap<&'a str, OperationNames>,
    structure_names: BTreeMap<&'a str, (String, String)>,
    types: Types,
    diagnostics: Vec<Diagnostic>,
}

/// The names that an action gives away.
struct OperationNames {
    /// Beginning of the names of its types.
    base: String,
    request: String,
    response: String,
    module: String,
    method: String,
}

impl<'a> Lowering<'a> {
    /// Names everything that is documented by name. Actions come first: their types have the same endings in every
    /// crate; a structure that is called like one of them is renamed.
    fn new(spec: &'a Spec, prose: Option<&'a Prose>) -> Self {
        let mut names = naming::Scope::default();
        for name in naming::TYPES {
            names.claim((*name).to_owned(), "");
        }
        let mut modules = naming::Scope::default();
        let mut methods = naming::Scope::default();
        let mut operation_names = BTreeMap::new();
        for (name, _) in by_age(&spec.actions, |action| action.since) {
            let base = naming::type_base(name);
            operation_names.insert(
                name,
                OperationNames {
                    request: names.claim(format!("{base}Request"), ""),
                    response: names.claim(format!("{base}Response"), ""),
                    module: modules.claim(naming::module(name), ""),
                    method: methods.claim(naming::method(name), ""),
                    base,
                },
            );
        }
        let mut modules = naming::Scope::default();
        let mut structure_names = BTreeMap::new();
        for (name, _) in by_age(&spec.structures, |structure| structure.since) {
            let ty = names.claim(naming::type_name(name), "Model");
            structure_names.insert(name, (ty, modules.claim(naming::module(name), "")));
        }
        let (types, diagnostics) = (Types::default(), Vec::new());
        let graph = Graph::new(spec);
        Lowering { spec, prose, graph, names, operation_names, structure_names, types, diagnostics }
    }

    fn api(&mut self) -> Api {
        let spec = self.spec;
        if spec.endpoints.is_empty() {
            self.report("rust-no-host", "the spec names no host; clients need an endpoint", None);
        }
        Api {
            id: spec.id.clone(),
            product: spec.product.clone(),
            version: spec.api_version.clone(),
            host: default_host(spec),
            regions: regional_hosts(spec),
            first_index: match spec.protocol {
                Protocol::TencentV3 => 0,
                Protocol::TencentV2 => calls::first_index(spec, 0),
                Protocol::AliyunRpc => 1,
            },
            protocol: spec.protocol,
        }
    }

    fn operations(&mut self) -> Vec<Operation> {
        let spec = self.spec;
        let actions = by_age(&spec.actions, |action| action.since);
        let mut operations: Vec<Operation> = Vec::with_capacity(actions.len());
        for (name, action) in actions {
            if let Some(names) = self.operation_names.remove(name) {
                operations.push(self.operation(name, action, names));
            }
        }
        operations.sort_by(|a, b| a.action.cmp(&b.action));
        calls::connect_tasks(spec, &mut operations);
        operations
    }

    fn operation(&mut self, name: &str, action: &'a Action, names: OperationNames) -> Operation {
        let path = format!("actions.{name}");
        let docs = docs::action(name, action, self.text(&path));
        let mut items = Vec::new();
        let owner = Owner {
            prefix: names.base.clone(),
            path: format!("{path}.request"),
            folder: Folder::Operation,
            role: Role::Input,
            answered: false,
            structure: None,
        };
        let request = Struct {
            fields: self.fields(&owner, &action.request, &mut items),
            alias: Some(name.to_owned()).filter(|name| naming::is_alias(name) && *name != names.request),
            name: names.request,
            docs: docs.clone(),
            role: Role::Input,
            rest: rest(&owner),
        };
        let owner = Owner {
            prefix: format!("{}Response", names.base),
            path: format!("{path}.response"),
            role: Role::Output,
            answered: true,
            ..owner
        };
        let response = Struct {
            fields: self.fields(&owner, &self.answer(action), &mut items),
            name: names.response,
            alias: None,
            docs: vec![docs::sentence(&format!("Answer to {}", docs::code(name)))],
            role: Role::Output,
            rest: rest(&owner),
        };
        let idempotent = naming::is_idempotent(name);
        Operation {
            action: name.to_owned(),
            module: names.module,
            method: names.method,
            idempotent,
            client_token: calls::client_token(action),
            rate_limit: action.rate_limit,
            host: calls::host(action, &default_host(self.spec)),
            pages: calls::pages(action, &response, &self.types).filter(|_| idempotent),
            task_query: calls::task_query(action).filter(|_| idempotent),
            task_start: None,
            deprecated: action.deprecated.then(|| advice(action)),
            errors: action.errors.clone(),
            docs,
            request,
            response,
            items,
        }
    }

    /// The fields of a response, with the request id that every answer of these protocols carries beside them.
    fn answer(&self, action: &'a Action) -> Vec<SpecField> {
        const REQUEST_ID: &str = "RequestId";
        let mut fields = action.response.clone();
        let has_id = fields.iter().any(|field| field.name == REQUEST_ID);
        if !has_id && self.spec.protocol != Protocol::TencentV2 {
            fields.push(SpecField {
                name: REQUEST_ID.to_owned(),
                label: Some("Identifier of the request, which the vendor's support asks for".to_owned()),
                ty: Type::string(),
                required: None,
                nullable: false,
                example: None,
                facts: Facts::default(),
                deprecated: false,
                deprecated_since: None,
                since: None,
                uncertain: Vec::new(),
                source: action.source.clone(),
            });
        }
        fields
    }

    fn structures(&mut self) -> Vec<Structure> {
        let spec = self.spec;
        let mut structures: Vec<Structure> = Vec::with_capacity(spec.structures.len());
        for (name, structure) in by_age(&spec.structures, |structure| structure.since) {
            if let Some((ty, module)) = self.structure_names.get(name).cloned() {
                structures.push(self.structure(name, structure, ty, module));
            }
        }
        structures.sort_by(|a, b| a.wire_name.cmp(&b.wire_name));
        structures
    }

    fn structure(&mut self, name: &'a str, structure: &'a SpecStructure, ty: String, module: String) -> Structure {
        let path = format!("structures.{name}");
        let mut docs = vec![docs::sentence(&structure.label.as_deref().map_or_else(|| docs::code(name), docs::escape))];
        docs.extend(docs::prose(self.text(&path)));
        let mut items = Vec::new();
        let owner = Owner {
            prefix: ty.clone(),
            path,
            folder: Folder::Model,
            role: if self.graph.is_input(name) { Role::Input } else { Role::Output },
            answered: self.graph.is_output(name) || !self.graph.is_input(name),
            structure: Some(name),
        };
        let fields = self.fields(&owner, &structure.fields, &mut items);
        let alias = Some(name.to_owned()).filter(|name| naming::is_alias(name) && *name != ty);
        let item = Struct { name: ty, alias, docs, role: owner.role, rest: rest(&owner), fields };
        Structure { wire_name: name.to_owned(), module, item, items }
    }

    /// The documented codes: those of the code lists and those that only an action lists.
    fn error_codes(&self) -> Enum {
        let listed = self.spec.errors.keys().map(String::as_str);
        let used = self.spec.actions.values().flat_map(|action| action.errors.iter().map(String::as_str));
        let codes: BTreeSet<&str> = listed.chain(used).collect();
        let values = codes.into_iter().map(|code| {
            let text = self.text(&format!("errors.{code}"));
            (EnumValue::Text(code.to_owned()), docs::error_code(code, self.spec.errors.get(code), text))
        });
        Enum {
            name: "ErrorCode".to_owned(),
            docs: vec!["An error code of the API.".to_owned()],
            variants: enums::variants(values.collect(), "Code"),
            kind: EnumKind::Text,
        }
    }

    fn text(&self, path: &str) -> Option<&'a str> {
        self.prose.and_then(|prose| prose.get(path))
    }

    fn report(&mut self, code: &'static str, message: impl Into<String>, source: Option<&Source>) {
        let diagnostic = Diagnostic::new(code, Severity::Warning, message);
        self.diagnostics.push(match source {
            Some(source) => diagnostic.at(source.clone()),
            None => diagnostic,
        });
    }
}

/// The host that serves all regions, else the first; empty if there is none.
fn default_host(spec: &Spec) -> String {
    let host = spec.endpoints.iter().find(|endpoint| endpoint.region.is_none()).or(spec.endpoints.first());
    host.map(|endpoint| endpoint.host.clone()).unwrap_or_default()
}

/// The regions with a host of their own. Of two for one region the first counts.
fn regional_hosts(spec: &Spec) -> Vec<(String, String)> {
    let default = default_host(spec);
    let mut hosts: Vec<(String, String)> = Vec::new();
    for endpoint in &spec.endpoints {
        if let Some(region) = endpoint.region.clone().filter(|region| hosts.iter().all(|(known, _)| known != region)) {
            hosts.push((region, endpoint.host.clone()));
        }
    }
    hosts.retain(|(_, host)| *host != default);
    hosts
}

/// The entries of a map, oldest first and alphabetical within a release: the order in which names are given away.
fn by_age<T>(map: &indexmap::IndexMap<String, T>, since: impl Fn(&T) -> Option<u32>) -> Vec<(&str, &T)> {
    let mut entries: Vec<(&str, &T)> = map.iter().map(|(name, entry)| (name.as_str(), entry)).collect();
    entries.sort_by_key(|(name, entry)| (since(entry).unwrap_or(0), *name));
    entries
}

/// What the attribute of a deprecated action says.
fn advice(action: &Action) -> String {
    let retirement = docs::retirement(action.deprecated_since);
    match &action.successor {
        Some(successor) => format!("{retirement}; use {successor}"),
        None => retirement,
    }
}

fn crate_docs(spec: &Spec) -> Vec<String> {
    let label = spec.label.as_deref().map(|label| format!("{}: ", docs::escape(label))).unwrap_or_default();
    let summary = format!("{label}the API {} {}", docs::code(&spec.product), docs::escape(&spec.api_version));
    let mut lines = vec![docs::sentence(&summary)];
    if let Some(moment) = &spec.as_of {
        let newest = moment.newest_title();
        let text = format!("As of {moment}, made from the documentation of {newest} and its changelog.");
        lines.extend([String::new(), docs::escape(&text)]);
    }
    lines
}

/// Whether an item is an enumeration or a structure of this name; for tests and printing.
impl Item {
    /// The item's name.
    pub fn name(&self) -> &str {
        match self {
            Item::Struct(item) => &item.name,
            Item::Enum(item) => &item.name,
        }
    }
}
