//! What of a page arrived in the specs: looked up by document and line.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::spec::model::{Action, Field, Source, Spec, Structure, Type};
use crate::spec::walk::each_member;

use super::rows::stem;

/// What the specs hold, by document and first line.
pub(super) struct Arrived<'s> {
    documents: HashMap<&'s str, BTreeMap<u32, Vec<Entry<'s>>>>,
}

/// A thing of a spec that has a place in a document.
#[derive(Clone, Copy)]
enum Entry<'s> {
    Action(&'s Spec, &'s str, &'s Action),
    Structure(&'s str, &'s Structure),
    Field(&'s Field),
    Other,
}

/// An action that a page describes.
#[derive(Clone, Copy)]
pub(super) struct Described<'s> {
    pub(super) spec: &'s Spec,
    pub(super) name: &'s str,
    pub(super) action: &'s Action,
}

/// What of one page arrived.
#[derive(Default)]
pub(super) struct OnPage<'s> {
    /// The actions that it describes.
    pub(super) actions: Vec<Described<'s>>,
    /// The names of fields, structures and items.
    pub(super) names: HashSet<&'s str>,
    /// The names of an action's parameters and of its answer's fields.
    pub(super) sides: [HashSet<&'s str>; 2],
    /// The codes that the specs have.
    pub(super) codes: HashSet<&'s str>,
    /// The lines of rows that became fields, codes, actions or the like.
    pub(super) lines: HashSet<u32>,
    /// The fields, in the order of their lines.
    pub(super) fields: Vec<&'s Field>,
    /// The first lines of the rows of lists.
    pub(super) lists: HashSet<u32>,
    /// The stems of the names.
    pub(super) stems: HashSet<String>,
    /// Structures are defined here.
    pub(super) defines: bool,
}

impl<'s> Arrived<'s> {
    pub(super) fn of(specs: &[&'s Spec]) -> Self {
        let mut arrived = Self { documents: HashMap::new() };
        for spec in specs {
            arrived.spec(spec);
        }
        arrived
    }

    fn add(&mut self, source: &'s Source, entry: Entry<'s>) {
        let lines = self.documents.entry(source.document.as_str()).or_default();
        lines.entry(source.lines[0]).or_default().push(entry);
    }

    fn spec(&mut self, spec: &'s Spec) {
        for (name, action) in &spec.actions {
            self.add(&action.source, Entry::Action(spec, name, action));
            self.fields(&action.request);
            self.fields(&action.response);
        }
        for (name, structure) in &spec.structures {
            self.add(&structure.source, Entry::Structure(name, structure));
            self.fields(&structure.fields);
        }
        spec.common_parameters.values().for_each(|fields| self.fields(fields));
        let others = spec.errors.values().filter_map(|code| code.source.as_ref());
        let others = others.chain(spec.listed_actions.values().map(|listed| &listed.source));
        let others = others.chain(spec.endpoints.iter().filter_map(|endpoint| endpoint.source.as_ref()));
        others.for_each(|source| self.add(source, Entry::Other));
    }

    fn fields(&mut self, fields: &'s [Field]) {
        each_member(fields, &mut |_, field| self.add(&field.source, Entry::Field(field)));
    }

    /// What arrived of the lines of a page.
    pub(super) fn on(&self, document: &str, [first, last]: [u32; 2]) -> OnPage<'s> {
        let mut page = OnPage::default();
        let entries = self.documents.get(document).into_iter().flat_map(|lines| lines.range(first..=last));
        for (_, entry) in entries.flat_map(|(line, entries)| entries.iter().map(move |entry| (line, entry))) {
            match entry {
                Entry::Action(spec, name, action) => {
                    page.actions.push(Described { spec, name, action });
                    page.codes.extend(action.errors.iter().map(String::as_str));
                }
                Entry::Structure(name, structure) => {
                    page.defines = true;
                    page.names.insert(name);
                    page.lines.extend(structure.source.lines[0]..=structure.source.lines[0]);
                }
                Entry::Field(field) => page.field(field),
                Entry::Other => {}
            }
        }
        // A field may stand in the spec with the row of another page that has the same table.
        for described in page.actions.clone() {
            let action = described.action;
            for (side, fields) in [&action.request, &action.response].into_iter().enumerate() {
                each_member(fields, &mut |_, field| {
                    page.name(field);
                    page.sides[side].insert(&field.name);
                });
            }
        }
        page
    }
}

impl<'s> OnPage<'s> {
    fn field(&mut self, field: &'s Field) {
        self.name(field);
        self.lines.extend(field.source.lines[0]..=field.source.lines[1]);
        if matches!(field.ty, Type::Array { .. }) {
            self.lists.insert(field.source.lines[0]);
        }
        self.fields.push(field);
    }

    fn name(&mut self, field: &'s Field) {
        self.names.insert(&field.name);
        self.stems.insert(stem(&field.name));
        if let Type::Array { item_name: Some(name), .. } = &field.ty {
            self.names.insert(name);
        }
        self.names.extend(field.ty.referenced());
    }
}
