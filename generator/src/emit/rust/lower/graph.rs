//! Which structures requests and answers contain, and which structures contain themselves.

use std::collections::{BTreeMap, BTreeSet};

use crate::spec::model::{Field, Spec, Type};

/// How the structures of a spec hold each other.
#[derive(Debug)]
pub(super) struct Graph<'a> {
    inputs: BTreeSet<&'a str>,
    outputs: BTreeSet<&'a str>,
    /// Structures held without a list or map between; those are what makes a type infinite.
    direct: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> Graph<'a> {
    pub(super) fn new(spec: &'a Spec) -> Self {
        let mut any = BTreeMap::new();
        let mut direct = BTreeMap::new();
        for (name, structure) in &spec.structures {
            let mut all = references(&structure.fields, true);
            all.extend(within(structure.one_of.iter().collect(), true));
            any.insert(name.as_str(), all);
            direct.insert(name.as_str(), references(&structure.fields, false));
        }
        let whole = |ty: &'a Option<Type>| within(ty.iter().collect(), true);
        let actions = || spec.actions.values();
        let requests = actions().flat_map(|action| references(&action.request, true));
        let requests = requests.chain(actions().flat_map(|action| whole(&action.body)));
        let answers = actions().flat_map(|action| references(&action.response, true));
        let answers = answers.chain(actions().flat_map(|action| whole(&action.returns)));
        Graph { inputs: reach(requests, &any), outputs: reach(answers, &any), direct }
    }

    /// Whether requests contain a structure.
    pub(super) fn is_input(&self, structure: &str) -> bool {
        self.inputs.contains(structure)
    }

    /// Whether answers contain a structure.
    pub(super) fn is_output(&self, structure: &str) -> bool {
        self.outputs.contains(structure)
    }

    /// Whether `inner` holds `outer`, so that `outer` cannot hold `inner` directly.
    pub(super) fn is_recursive(&self, outer: &str, inner: &'a str) -> bool {
        reach([inner], &self.direct).contains(outer)
    }
}

/// Everything that can be reached, the start included.
fn reach<'a>(
    start: impl IntoIterator<Item = &'a str>,
    edges: &BTreeMap<&'a str, BTreeSet<&'a str>>,
) -> BTreeSet<&'a str> {
    let mut todo: Vec<&str> = start.into_iter().collect();
    let mut seen = BTreeSet::new();
    while let Some(name) = todo.pop() {
        if seen.insert(name) {
            todo.extend(edges.get(name).into_iter().flatten());
        }
    }
    seen
}

/// The structures that fields name; `all` includes those behind lists and maps.
fn references(fields: &[Field], all: bool) -> BTreeSet<&str> {
    within(fields.iter().map(|field| &field.ty).collect(), all)
}

/// The structures that types name.
fn within(mut todo: Vec<&Type>, all: bool) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    while let Some(ty) = todo.pop() {
        match ty {
            Type::Object { reference: Some(name), .. } => {
                found.insert(name.as_str());
            }
            Type::Object { fields: Some(fields), .. } => todo.extend(fields.iter().map(|field| &field.ty)),
            Type::String { content: Some(inner), .. } => todo.push(inner),
            Type::Array { items: inner, .. } | Type::Map { values: inner } if all => todo.push(inner),
            Type::OneOf { one_of } if all => todo.extend(one_of),
            _ => {}
        }
    }
    found
}
