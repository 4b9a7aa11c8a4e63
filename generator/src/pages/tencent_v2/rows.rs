//! Rows of parameter tables, and the tree that their dotted names and the tables of members make.
//!
//! `backends.n.instanceId` is a member of the items of the array `backends`; a table with a caption is of the
//! members of the field that the caption names, wherever that field stands.

use std::collections::{HashMap, HashSet};

use super::path::{self, Part};
use super::types;
use super::words::{NOTES, PHRASES, VOCABULARY};
use crate::description;
use crate::document::{Row, Table};
use crate::pages::columns::{self, Columns};
use crate::pages::description::Description;
use crate::pages::merge;
use crate::spec::model::{Facts, Field, Source, Type};

/// Fields with their descriptions by dotted path.
#[derive(Debug, Default, Clone)]
pub(in crate::pages) struct Fields {
    pub(in crate::pages) fields: Vec<Field>,
    pub(in crate::pages) prose: Vec<(String, String)>,
    /// Types that no word of the dialect names, with their rows.
    pub(in crate::pages) unknown: Vec<(String, Source)>,
    /// Rows whose type and flag stand in each other's column.
    pub(in crate::pages) swapped: Vec<(String, Source)>,
    tree: Tree,
}

/// What is known of fields while rows are put below each other.
#[derive(Debug, Default, Clone)]
struct Tree {
    /// Paths of fields that no row describes: those of their members name them.
    implied: HashSet<String>,
    /// The place of the first field of a path among its neighbours.
    places: HashMap<String, usize>,
}

/// Reads the rows of tables into a tree.
pub(in crate::pages) fn read(tables: &[&Table], document: &str) -> Fields {
    read_below(tables, &[], document)
}

/// Reads the tables of a part. Tables that have fields in common are of different uses of the action; what one of
/// them lacks is not required.
pub(in crate::pages) fn read_shapes(tables: &[&Table], document: &str) -> Fields {
    let whole = read(tables, document);
    let shapes: Vec<Fields> = tables.iter().map(|table| read(&[*table], document)).collect();
    // In how many tables each name is.
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for shape in &shapes {
        let names: HashSet<&str> = shape.fields.iter().map(|field| field.name.as_str()).collect();
        names.into_iter().for_each(|name| *counts.entry(name).or_default() += 1);
    }
    let mut seen = HashSet::new();
    let twice = |name: &str| counts.get(name).is_some_and(|count| *count > 1);
    let again = whole.fields.iter().any(|field| !seen.insert(field.name.as_str()) && twice(&field.name));
    if tables.len() < 2 || !again {
        return whole;
    }
    let fields = merge::cases(shapes.iter().map(|shape| shape.fields.clone()).collect());
    let mut merged =
        Fields { fields, unknown: whole.unknown.clone(), swapped: whole.swapped.clone(), ..Fields::default() };
    let mut described: HashSet<&str> = HashSet::new();
    for shape in &shapes {
        let new = shape.prose.iter().filter(|(path, _)| !described.contains(path.as_str()));
        merged.prose.extend(new.cloned());
        described.extend(shape.prose.iter().map(|(path, _)| path.as_str()));
    }
    merged
}

/// Reads the rows of tables of the object at `base`, whose names may be printed from the root.
pub(in crate::pages) fn read_below(tables: &[&Table], base: &[String], document: &str) -> Fields {
    let mut found = Fields::default();
    for table in tables {
        let columns = Columns::of(table, &VOCABULARY);
        // A row of the object itself may stand before those of its members.
        let itself = |parts: &[Part]| matches!((parts, base.last()), ([part], Some(last)) if part.name.eq_ignore_ascii_case(last));
        let holds = |row: &Row| is_open(&types::parse(&columns::text(row, columns.ty)).0);
        let printed = table.rows.iter().map(|row| (columns::text(row, columns.name), holds(row)));
        let names = path::outlined(&printed.collect::<Vec<_>>());
        let repeats = names.iter().any(|parts| parts.len() > 1 && itself(parts.get(..1).unwrap_or_default()));
        for (row, parts) in table.rows.iter().zip(names) {
            let parts = path::below(parts, base);
            if columns::is_placeholder(row, &columns, PHRASES.marks) {
                continue;
            }
            if !(repeats && itself(&parts)) {
                found.row(row, &parts, &columns, document);
            }
        }
    }
    found
}

impl Fields {
    fn row(&mut self, row: &Row, parts: &[Part], columns: &Columns, document: &str) {
        let Some((leaf, parents)) = parts.split_last() else { return };
        let source = Source { document: document.to_owned(), lines: row.span() };
        let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
        let path = names.join(".");
        let [mut ty, mut flag] = [columns.ty, columns.required].map(|column| columns::text(row, column));
        if !types::is_type(&ty) && types::is_type(&flag) {
            std::mem::swap(&mut ty, &mut flag);
            self.swapped.push((path.clone(), source.clone()));
        }
        let (ty, nullable) = columns::nullable(&ty);
        let (item, known) = types::parse(&ty);
        if !known {
            self.unknown.push((ty, source.clone()));
        }
        let required = VOCABULARY.flag(&flag);
        let description = Description::of(columns::cell(row, columns.description), &NOTES);
        let ty = if leaf.indexed && !matches!(item, Type::Array { .. }) { Type::array(item) } else { item };
        let subject =
            description::Subject { name: &leaf.name, ty: &ty, text: &description.text, example: None, required };
        let mut field = Field { nullable, ..NOTES.field(&subject, source) };
        field.deprecated |= row.struck;
        let numbered = parts.iter().any(|part| part.numbered);
        if self.tree.insert(&mut self.fields, parents, field, "", numbered) {
            self.prose.push((path, description.text));
        }
    }
}

impl Tree {
    /// Puts a field below its parents, which are made where no row names them. False where the field is there already.
    fn insert(&mut self, fields: &mut Vec<Field>, parents: &[Part], field: Field, above: &str, numbered: bool) -> bool {
        let join = |name: &str| if above.is_empty() { name.to_owned() } else { format!("{above}.{name}") };
        let Some((first, rest)) = parents.split_first() else {
            return self.leaf(fields, field, join, numbered);
        };
        let path = join(&first.name);
        let at = self.place(fields, &path, &first.name).unwrap_or(fields.len());
        if at == fields.len() {
            fields.push(parent(first, &field));
            self.places.insert(path.clone(), at);
            self.implied.insert(path.clone());
        }
        let Some(known) = fields.get_mut(at) else { return false };
        if self.implied.contains(&path) {
            widen(&mut known.source, &field.source);
            known.required = match (known.required, field.required) {
                (Some(a), Some(b)) => Some(a || b),
                (a, b) => a.or(b),
            };
        }
        hold_members(&mut known.ty, first.indexed);
        members(&mut known.ty).is_some_and(|members| self.insert(members, rest, field, &path, numbered))
    }

    /// Where the field of a path is among its neighbours.
    fn place(&self, fields: &[Field], path: &str, name: &str) -> Option<usize> {
        // Names with a dot in them may make the same path.
        self.places.get(path).copied().filter(|place| fields.get(*place).is_some_and(|field| field.name == name))
    }

    fn leaf(&mut self, fields: &mut Vec<Field>, field: Field, join: impl Fn(&str) -> String, numbered: bool) -> bool {
        let path = join(&field.name);
        let known = self.place(fields, &path, &field.name).and_then(|place| fields.get_mut(place));
        match known {
            // Its members' rows came first.
            Some(known) if self.implied.remove(&path) => {
                let ty = std::mem::replace(&mut known.ty, Type::string());
                let list = matches!(field.ty, Type::Array { .. }) || matches!(ty, Type::Array { .. });
                let members = Type::Object { reference: None, fields: Some(inner(&ty).to_vec()) };
                *known = Field { ty: if list { Type::array(members) } else { members }, ..field };
            }
            // Another item of the same list.
            Some(known) if numbered => {
                merge_values(&mut known.facts, field.facts);
                return false;
            }
            _ => {
                self.places.entry(path).or_insert(fields.len());
                fields.push(field);
            }
        }
        true
    }
}

/// Makes a type one that has members, whatever its cell says: rows of members follow.
fn hold_members(ty: &mut Type, list: bool) {
    let is_list = matches!(ty, Type::Array { .. });
    if !is_list && !matches!(ty, Type::Object { .. }) {
        *ty = Type::Object { reference: None, fields: Some(Vec::new()) };
    }
    if list && !is_list {
        let item = std::mem::replace(ty, Type::string());
        *ty = Type::array(item);
    }
}

/// A field that is only named as part of others.
fn parent(part: &Part, child: &Field) -> Field {
    let object = Type::Object { reference: None, fields: Some(Vec::new()) };
    let ty = if part.indexed { Type::array(object) } else { object };
    Field { required: child.required, ..Field::new(&part.name, ty, child.source.clone()) }
}

fn widen(source: &mut Source, other: &Source) {
    let [first, last] = &mut source.lines;
    *first = (*first).min(other.lines[0]);
    *last = (*last).max(other.lines[1]);
}

/// The members of a type that may have some; an array or object without any gets an empty list.
pub(in crate::pages) fn members(ty: &mut Type) -> Option<&mut Vec<Field>> {
    match ty {
        // A structure that the page describes is no name any more.
        Type::Object { reference, fields } => {
            *reference = None;
            Some(fields.get_or_insert_default())
        }
        Type::Array { items, .. } => {
            if !matches!(**items, Type::Object { .. }) {
                **items = Type::Object { reference: None, fields: Some(Vec::new()) };
            }
            members(items)
        }
        _ => None,
    }
}

/// Gives the members to every field of this name that may have some and has none yet. Says how many there were.
pub(in crate::pages) fn attach(fields: &mut [Field], name: &str, found: &[Field]) -> usize {
    let mut count = 0;
    for field in fields {
        if field.name.eq_ignore_ascii_case(name) && is_open(&field.ty) {
            if let Some(members) = members(&mut field.ty) {
                *members = found.to_vec();
                count += 1;
            }
        } else if let Some(members) = known_members(&mut field.ty) {
            count += attach(members, name, found);
        }
    }
    count
}

/// Gives the members of another shape to the first field of this name that has some already: what one of both lacks
/// is not required. False where there is no such field.
pub(in crate::pages) fn attach_more(fields: &mut [Field], name: &str, found: &[Field]) -> bool {
    let has = |field: &Field| field.name.eq_ignore_ascii_case(name) && !inner(&field.ty).is_empty();
    let Some(members) = find_mut(fields, &has).and_then(|field| known_members(&mut field.ty)) else { return false };
    let mut found = found.to_vec();
    let names = |fields: &[Field]| -> HashSet<String> { fields.iter().map(|field| field.name.clone()).collect() };
    let (known, new) = (names(members), names(&found));
    for field in members.iter_mut().chain(&mut found) {
        let everywhere = known.contains(&field.name) && new.contains(&field.name);
        field.required = field.required.map(|required| required && everywhere);
    }
    merge(members, found);
    true
}

/// May have members, and has none.
pub(in crate::pages) fn is_open(ty: &Type) -> bool {
    match ty {
        Type::Object { fields, .. } => fields.as_ref().is_none_or(Vec::is_empty),
        Type::Array { items, .. } => matches!(**items, Type::String { .. }) || is_open(items),
        _ => false,
    }
}

/// The structure that a type names, as an object or as a list's items.
pub(in crate::pages) fn reference(ty: &Type) -> Option<&str> {
    match ty {
        Type::Object { reference, .. } => reference.as_deref(),
        Type::Array { items: inner, .. } | Type::Map { values: inner } => reference(inner),
        _ => None,
    }
}

/// The members that a type has.
pub(in crate::pages) fn known_members(ty: &mut Type) -> Option<&mut Vec<Field>> {
    match ty {
        Type::Object { fields, .. } => fields.as_mut(),
        Type::Array { items: inner, .. } | Type::Map { values: inner } => known_members(inner),
        _ => None,
    }
}

/// Dotted paths of the fields of a name.
pub(in crate::pages) fn paths(fields: &[Field], name: &str) -> Vec<String> {
    let mut found = Vec::new();
    for field in fields {
        if field.name.eq_ignore_ascii_case(name) {
            found.push(field.name.clone());
        }
        found.extend(paths(inner(&field.ty), name).into_iter().map(|path| format!("{}.{path}", field.name)));
    }
    found
}

/// The first field, at any depth, that fits.
pub(in crate::pages) fn find_mut<'f>(fields: &'f mut [Field], fits: &dyn Fn(&Field) -> bool) -> Option<&'f mut Field> {
    fields.iter_mut().find_map(|field| {
        if fits(field) {
            return Some(field);
        }
        find_mut(known_members(&mut field.ty)?, fits)
    })
}

/// The members of a type, or none.
pub(in crate::pages) fn inner(ty: &Type) -> &[Field] {
    match ty {
        Type::Object { fields, .. } => fields.as_deref().unwrap_or_default(),
        Type::Array { items: inner, .. } | Type::Map { values: inner } => self::inner(inner),
        _ => &[],
    }
}

/// Two tables of the same field may list different values; a field without a list stays without one.
fn merge_values(facts: &mut Facts, other: Facts) {
    if facts.enumeration.is_empty() || other.enumeration.is_empty() {
        return;
    }
    for value in other.enumeration {
        if !facts.enumeration.contains(&value) {
            facts.enumeration.push(value);
        }
    }
    for (value, label) in other.enum_labels {
        facts.enum_labels.entry(value).or_insert(label);
    }
}

/// Takes the fields of another edition of the same table in: what is new goes behind its neighbour there.
pub(in crate::pages) fn merge(fields: &mut Vec<Field>, others: Vec<Field>) {
    let mut behind = 0;
    for other in others {
        match fields.iter().position(|field| field.name == other.name) {
            Some(at) => {
                behind = at + 1;
                let Some(field) = fields.get_mut(at) else { continue };
                merge_values(&mut field.facts, other.facts);
                let mut ty = other.ty;
                if let (Some(mine), Some(theirs)) = (known_members(&mut field.ty), known_members(&mut ty)) {
                    merge(mine, std::mem::take(theirs));
                }
            }
            None => {
                fields.insert(behind.min(fields.len()), other);
                behind += 1;
            }
        }
    }
}
