//! Fields: their names, their types and whether they are there. Unnamed structures and enumerations that come up on
//! the way become items of the same file.

use std::collections::{BTreeMap, BTreeSet};

use crate::emit::rust::model::{
    Encoding, Field, Folder, Item, Member, Presence, Role, RustType, Struct, TypeId, TypeName,
};
use crate::emit::rust::{conventions, docs, naming};
use crate::spec::model::{Field as SpecField, Place, StringFormat, Type};
use crate::spec::rest::choices;

use super::{Lowering, enums};

/// Deepest nesting of lists and maps; what lies deeper is any JSON.
const MAX_DEPTH: usize = 8;

/// What fields belong to.
#[derive(Debug, Clone)]
pub(super) struct Owner<'a> {
    /// Beginning of the names of types that belong to fields.
    pub(super) prefix: String,
    /// Path of the owner in [`Prose`](crate::prose::Prose).
    pub(super) path: String,
    /// Where the owner's file is.
    pub(super) folder: Folder,
    /// Where the owner occurs.
    pub(super) role: Role,
    /// Answers contain the owner.
    pub(super) answered: bool,
    /// The structure that the owner is or is part of.
    pub(super) structure: Option<&'a str>,
}

/// A type with what it asks of the field.
struct Typed {
    id: TypeId,
    boxed: bool,
    encoding: Encoding,
}

impl<'a> Lowering<'a> {
    /// Lowers the rows of a table. Of two rows with one name the first counts.
    pub(super) fn fields(&mut self, owner: &Owner<'a>, rows: &[SpecField], items: &mut Vec<Item>) -> Vec<Field> {
        let names = field_names(rows, rest(owner).as_deref());
        let mut seen = BTreeSet::new();
        let mut fields = Vec::with_capacity(rows.len());
        for row in rows {
            let Some((name, setter)) = names.get(row.name.as_str()) else { continue };
            if seen.insert(row.name.as_str()) {
                fields.push(self.field(owner, row, name, setter, items));
            } else {
                let message = format!("`{}.{}` is documented twice; the first row is used", owner.path, row.name);
                self.report("rust-duplicate-field", message, Some(&row.source));
            }
        }
        fields
    }

    fn field(&mut self, owner: &Owner<'a>, row: &SpecField, name: &str, setter: &str, items: &mut Vec<Item>) -> Field {
        let typed = self.field_type(owner, row, items);
        let ty = self.types.get(typed.id);
        let presence = presence(owner.role, row, ty, typed.boxed);
        let has_enum = enums::is_enum(scalar(&row.ty), &row.facts);
        let text = self.text(&format!("{}.{}", owner.path, row.name));
        let bare = name.strip_prefix("r#").unwrap_or(name);
        let has_setter = owner.role == Role::Input && presence != Presence::Required;
        Field {
            setter: has_setter.then(|| setter.to_owned()),
            alias: Some(row.name.clone()).filter(|wire| naming::is_alias(wire) && wire != bare),
            labels: other_labels(row),
            docs: docs::field(row, has_enum, text),
            label: row.label.as_deref().map(docs::escape),
            name: name.to_owned(),
            wire_name: row.name.clone(),
            ty: typed.id,
            presence,
            boxed: typed.boxed,
            encoding: typed.encoding,
            secret: conventions::is_secret(&row.name),
            deprecated: row.deprecated.then(|| docs::retirement(row.deprecated_since)),
        }
    }

    fn field_type(&mut self, owner: &Owner<'a>, row: &SpecField, items: &mut Vec<Item>) -> Typed {
        let (ty, encoding) = match &row.ty {
            Type::String { format: Some(StringFormat::Json), content: Some(content) } => {
                (content.as_ref(), Encoding::Json)
            }
            ty @ Type::Array { item_name: Some(name), .. } => (ty, Encoding::Wrapped(name.clone())),
            ty => (ty, Encoding::Bare),
        };
        let id = self.ty(owner, row, ty, items, 0);
        Typed { id, boxed: self.is_boxed(owner, ty), encoding }
    }

    /// The type of a value inside a field.
    pub(super) fn ty(
        &mut self,
        owner: &Owner<'a>,
        row: &SpecField,
        ty: &Type,
        items: &mut Vec<Item>,
        depth: usize,
    ) -> TypeId {
        let ty = match ty {
            Type::String { format: Some(StringFormat::Binary), .. } if row.place == Some(Place::Form) => RustType::File,
            Type::String { .. } | Type::Integer { .. } => self.scalar(owner, row, ty, items),
            Type::Number { .. } => RustType::Number,
            Type::Boolean => RustType::Boolean,
            Type::Array { .. } | Type::Map { .. } if depth >= MAX_DEPTH => RustType::Json,
            Type::Array { items: inner, .. } => RustType::List(self.ty(owner, row, inner, items, depth + 1)),
            Type::Map { values } => RustType::Map(self.ty(owner, row, values, items, depth + 1)),
            Type::Object { reference: Some(name), fields } => match (self.structure_names.get(name.as_str()), fields) {
                (Some((ty, _)), _) => {
                    let ty = TypeName { folder: Folder::Model, name: ty.clone() };
                    if choices(self.spec, name).is_some() { RustType::Union(ty) } else { RustType::Struct(ty) }
                }
                (None, Some(fields)) => self.nested(owner, row, fields, items),
                (None, None) => {
                    let message = format!("`{}.{}` refers to `{name}`, which is not defined", owner.path, row.name);
                    self.report("rust-undefined-structure", message, Some(&row.source));
                    RustType::Json
                }
            },
            Type::Object { reference: None, fields: Some(fields) } => self.nested(owner, row, fields, items),
            Type::OneOf { .. } if depth >= MAX_DEPTH => RustType::Json,
            Type::OneOf { one_of } => self.one_of(owner, row, one_of, items, depth),
            Type::Object { reference: None, fields: None } => RustType::Json,
        };
        self.types.intern(ty)
    }

    /// Text and whole numbers: an enumeration if the facts give one.
    fn scalar(&mut self, owner: &Owner<'a>, row: &SpecField, ty: &Type, items: &mut Vec<Item>) -> RustType {
        if enums::is_enum(ty, &row.facts) {
            let name = self.item_name(owner, row);
            let title = row.label.as_deref().map_or_else(|| docs::code(&row.name), docs::escape);
            if let Some(item) = enums::lower(name.clone(), &title, ty, &row.facts) {
                items.push(Item::Enum(item));
                return RustType::Enum(TypeName { folder: owner.folder, name });
            }
        }
        if let Type::Integer { .. } = ty { RustType::Integer } else { RustType::String }
    }

    /// An unnamed structure.
    fn nested(&mut self, owner: &Owner<'a>, row: &SpecField, fields: &[SpecField], items: &mut Vec<Item>) -> RustType {
        let name = self.item_name(owner, row);
        let inner = Owner { prefix: name.clone(), path: format!("{}.{}", owner.path, row.name), ..owner.clone() };
        let at = items.len();
        let members = members(fields);
        let fields = self.fields(&inner, fields, items);
        let title = row.label.as_deref().map_or_else(|| docs::code(&row.name), docs::escape);
        let item = Struct {
            name: name.clone(),
            alias: None,
            docs: vec![docs::sentence(&title)],
            role: owner.role,
            rest: rest(owner),
            fields,
            arguments: self.spec.argument_order.get(&inner.path).cloned().unwrap_or_default(),
            members,
        };
        // Before the items of its own fields.
        items.insert(at, Item::Struct(item));
        RustType::Struct(TypeName { folder: owner.folder, name })
    }

    fn item_name(&mut self, owner: &Owner<'a>, row: &SpecField) -> String {
        self.names.claim(format!("{}{}", owner.prefix, naming::type_part(&row.name)), "Value")
    }

    /// Whether a field would contain its own structure.
    fn is_boxed(&self, owner: &Owner<'a>, ty: &Type) -> bool {
        let (Some(outer), Type::Object { reference: Some(inner), .. }) = (owner.structure, ty) else { return false };
        let known = self.spec.structures.get_key_value(inner.as_str());
        known.is_some_and(|(inner, _)| self.graph.is_recursive(outer, inner))
    }
}

/// Name of the field that keeps what the documentation does not have.
pub(super) fn rest(owner: &Owner<'_>) -> Option<String> {
    owner.answered.then(|| naming::REST.to_owned())
}

/// What tells an object with these fields from others.
pub(super) fn members(rows: &[SpecField]) -> Vec<Member> {
    let mut members: Vec<Member> = Vec::new();
    for row in rows {
        if members.iter().any(|member| member.name == row.name) {
            continue;
        }
        let texts = row.facts.enumeration.iter().map(|value| value.as_str().map(str::to_owned));
        let values = texts.collect::<Option<Vec<String>>>().filter(|_| matches!(row.ty, Type::String { .. }));
        let required = row.required == Some(true);
        members.push(Member { name: row.name.clone(), required, values: values.unwrap_or_default() });
    }
    members
}

/// Names and setters by wire name. The oldest field, or the alphabetically first, keeps a name that two would have.
fn field_names<'a>(rows: &'a [SpecField], rest: Option<&str>) -> BTreeMap<&'a str, (String, String)> {
    let mut order: Vec<&SpecField> = rows.iter().collect();
    order.sort_by_key(|row| (row.since.unwrap_or(0), row.name.as_str()));
    let mut fields = naming::Scope::default();
    let mut setters = naming::Scope::default();
    if let Some(rest) = rest {
        fields.claim(rest.to_owned(), "");
    }
    let mut names = BTreeMap::new();
    for row in order {
        names.entry(row.name.as_str()).or_insert_with(|| {
            let name = fields.claim(naming::field(&row.name), "");
            let setter = setters.claim(naming::setter(&name), "");
            (name, setter)
        });
    }
    names
}

/// What an enumeration of a field is about: the items of lists, or the field itself.
fn scalar(ty: &Type) -> &Type {
    match ty {
        Type::Array { items: inner, .. } | Type::Map { values: inner } => scalar(inner),
        ty => ty,
    }
}

/// See the documentation of [`model`](crate::emit::rust::model).
fn presence(role: Role, row: &SpecField, ty: &RustType, boxed: bool) -> Presence {
    let is_required = row.required == Some(true) && !boxed;
    match (role, ty) {
        (Role::Input, _) if is_required => Presence::Required,
        (Role::Input, _) => Presence::Optional,
        (Role::Output, RustType::List(_) | RustType::Map(_) | RustType::Json) => Presence::Plain,
        (Role::Output, RustType::String) if !row.nullable => Presence::Plain,
        (Role::Output, _) => Presence::Optional,
    }
}

/// The labels in other languages than the one that the documentation shows, as far as rustdoc takes them.
fn other_labels(row: &SpecField) -> Vec<String> {
    let others = row.labels.values().filter(|label| Some(*label) != row.label.as_ref());
    let mut labels: Vec<String> = others.filter(|label| naming::is_phrase_alias(label)).cloned().collect();
    labels.sort();
    labels.dedup();
    labels
}
