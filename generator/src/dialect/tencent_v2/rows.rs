//! Rows of parameter tables, and the tree that their dotted names and the tables of members make.
//!
//! `backends.n.instanceId` is a member of the items of the array `backends`; a table with a caption is of the
//! members of the field that the caption names, wherever that field stands.

use super::words::{NOTES, PHRASES, Scalar, TYPES, VOCABULARY};
use crate::dialect::columns::{self, Columns};
use crate::dialect::description::Description;
use crate::document::{Row, Table};
use crate::facts;
use crate::spec::model::{Facts, Field, NumberFormat, Source, StringFormat, Type};

/// Fields with their descriptions by dotted path.
#[derive(Debug, Default, Clone)]
pub(super) struct Fields {
    pub(super) fields: Vec<Field>,
    pub(super) prose: Vec<(String, String)>,
    /// Types that no word of the dialect names, with their rows.
    pub(super) unknown: Vec<(String, Source)>,
}

/// Reads the rows of a table into a tree.
pub(super) fn read(tables: &[&Table], document: &str) -> Fields {
    let mut found = Fields::default();
    for table in tables {
        let columns = Columns::of(table, &VOCABULARY);
        for row in &table.rows {
            found.row(row, &columns, document);
        }
    }
    found
}

impl Fields {
    fn row(&mut self, row: &Row, columns: &Columns, document: &str) {
        let printed: String = columns::text(row, columns.name).chars().filter(|c| !c.is_whitespace()).collect();
        let path: Vec<&str> = printed.split('.').filter(|part| !part.is_empty()).collect();
        let Some((leaf, parents)) = split_path(&path) else { return };
        let ty = columns::text(row, columns.ty);
        let (item, known) = parse_type(&ty);
        let source = Source { document: document.to_owned(), lines: row.span() };
        if !known {
            self.unknown.push((ty, source.clone()));
        }
        let flag = columns::text(row, columns.required);
        let required = VOCABULARY.flags.iter().find(|(word, _)| *word == flag).and_then(|(_, value)| *value);
        let description = Description::of(columns::cell(row, columns.description), &NOTES);
        let ty = if leaf.indexed && !matches!(item, Type::Array { .. }) { Type::array(item) } else { item };
        let subject = facts::Subject { name: leaf.name, ty: &ty, text: &description.text, example: None, required };
        let field = Field {
            name: leaf.name.to_owned(),
            label: facts::label(&description.text),
            facts: facts::extract(&subject),
            required,
            nullable: false,
            example: None,
            deprecated: NOTES.is_deprecated(&description.text),
            deprecated_since: None,
            since: None,
            uncertain: Vec::new(),
            source,
            ty,
        };
        let names = parents.iter().map(|part| part.name).chain([leaf.name]).collect::<Vec<_>>();
        self.prose.push((names.join("."), description.text));
        insert(&mut self.fields, &parents, field);
    }
}

/// A part of a dotted name; `indexed` where an index follows it.
#[derive(Debug, Clone, Copy)]
struct Part<'p> {
    name: &'p str,
    indexed: bool,
}

fn split_path<'p>(path: &[&'p str]) -> Option<(Part<'p>, Vec<Part<'p>>)> {
    let mut parts: Vec<Part<'p>> = Vec::new();
    for word in path {
        let index = PHRASES.index.contains(word) || word.chars().all(|c| c.is_ascii_digit());
        match parts.last_mut() {
            Some(last) if index && !last.indexed => last.indexed = true,
            _ => parts.push(Part { name: word, indexed: false }),
        }
    }
    let leaf = parts.pop()?;
    Some((leaf, parts))
}

/// Puts a field below its parents, which are made where no row names them.
fn insert(fields: &mut Vec<Field>, parents: &[Part<'_>], field: Field) {
    let Some((first, rest)) = parents.split_first() else {
        fields.push(field);
        return;
    };
    let at = fields.iter().position(|known| known.name == first.name).unwrap_or(fields.len());
    if at == fields.len() {
        fields.push(parent(first, &field));
    }
    let Some(known) = fields.get_mut(at) else { return };
    widen(&mut known.source, &field.source);
    known.required = match (known.required, field.required) {
        (Some(a), Some(b)) => Some(a || b),
        (a, b) => a.or(b),
    };
    if let Some(members) = members(&mut known.ty) {
        insert(members, rest, field);
    }
}

/// A field that is only named as part of others.
fn parent(part: &Part<'_>, child: &Field) -> Field {
    let object = Type::Object { reference: None, fields: Some(Vec::new()) };
    let ty = if part.indexed { Type::array(object) } else { object };
    Field { required: child.required, ..bare(part.name, ty, child.source.clone()) }
}

/// A field of which nothing but name and type is known.
pub(super) fn bare(name: &str, ty: Type, source: Source) -> Field {
    Field {
        name: name.to_owned(),
        label: None,
        ty,
        required: None,
        nullable: false,
        example: None,
        facts: Facts::default(),
        deprecated: false,
        deprecated_since: None,
        since: None,
        uncertain: Vec::new(),
        source,
    }
}

fn widen(source: &mut Source, other: &Source) {
    let [first, last] = &mut source.lines;
    *first = (*first).min(other.lines[0]);
    *last = (*last).max(other.lines[1]);
}

/// The members of a type that may have some; an array or object without any gets an empty list.
pub(super) fn members(ty: &mut Type) -> Option<&mut Vec<Field>> {
    match ty {
        Type::Object { reference: None, fields } => Some(fields.get_or_insert_default()),
        Type::Array { items, .. } => {
            if !matches!(**items, Type::Object { .. }) {
                **items = Type::Object { reference: None, fields: Some(Vec::new()) };
            }
            members(items)
        }
        _ => None,
    }
}

/// A type cell. A list's items are not said there; examples and tables of members say more.
pub(super) fn parse_type(text: &str) -> (Type, bool) {
    let folded = text.trim().to_lowercase();
    for word in VOCABULARY.array_of {
        if let Some(items) = folded.strip_prefix(&word.to_lowercase()) {
            let (items, known) = parse_type(items);
            return (Type::array(items), known);
        }
    }
    let scalar = TYPES.iter().find(|(word, _)| *word == folded).map(|(_, scalar)| *scalar);
    let ty = match scalar {
        Some(Scalar::Text) | None => Type::string(),
        Some(Scalar::Whole) => Type::integer(),
        Some(Scalar::Number) => Type::Number { format: Some(NumberFormat::Double) },
        Some(Scalar::Flag) => Type::Boolean,
        Some(Scalar::Day) => Type::formatted(StringFormat::Date),
        Some(Scalar::Moment) => Type::formatted(StringFormat::Timestamp),
        Some(Scalar::List) => Type::array(Type::string()),
        Some(Scalar::Object) => Type::Object { reference: None, fields: None },
    };
    (ty, scalar.is_some())
}

/// Gives the members to every field of this name that may have some and has none yet. Says how many there were.
pub(super) fn attach(fields: &mut [Field], name: &str, found: &[Field]) -> usize {
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

/// May have members, and has none.
pub(super) fn is_open(ty: &Type) -> bool {
    match ty {
        Type::Object { reference: None, fields } => fields.as_ref().is_none_or(Vec::is_empty),
        Type::Array { items, .. } => matches!(**items, Type::String { .. }) || is_open(items),
        _ => false,
    }
}

/// The members that a type has.
pub(super) fn known_members(ty: &mut Type) -> Option<&mut Vec<Field>> {
    match ty {
        Type::Object { fields, .. } => fields.as_mut(),
        Type::Array { items: inner, .. } | Type::Map { values: inner } => known_members(inner),
        _ => None,
    }
}

/// Dotted paths of the fields of a name.
pub(super) fn paths(fields: &[Field], name: &str) -> Vec<String> {
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
pub(super) fn find_mut<'f>(fields: &'f mut [Field], fits: &dyn Fn(&Field) -> bool) -> Option<&'f mut Field> {
    fields.iter_mut().find_map(|field| {
        if fits(field) {
            return Some(field);
        }
        find_mut(known_members(&mut field.ty)?, fits)
    })
}

/// The members of a type, or none.
pub(super) fn inner(ty: &Type) -> &[Field] {
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
pub(super) fn merge(fields: &mut Vec<Field>, others: Vec<Field>) {
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
