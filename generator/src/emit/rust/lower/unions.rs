//! Choices of types: equal ones are one type of the crate, named by what can be chosen; a structure that is nothing but
//! a choice has its own name.

use crate::emit::rust::model::{Folder, Form, Item, Role, RustType, TypeId, TypeName, Union, UnionVariant};
use crate::emit::rust::{docs, naming};
use crate::spec::model::{Field as SpecField, Place, StringFormat, Structure as SpecStructure, Type};
use crate::spec::rest;

use super::Lowering;
use super::fields::Owner;

/// Most choices within each other that tell one type from another.
const MOST_NESTED: usize = 2;

impl<'a> Lowering<'a> {
    /// The type of a value that is one of several; any JSON where one of them is that.
    pub(super) fn one_of(
        &mut self,
        owner: &Owner<'a>,
        row: &SpecField,
        choices: &[Type],
        items: &mut Vec<Item>,
        depth: usize,
    ) -> RustType {
        let Some(variants) = self.variants(owner, row, choices, items, depth) else { return RustType::Json };
        match variants.as_slice() {
            [] => return RustType::Json,
            [only] => return self.types.get(only.ty).clone(),
            _ => {}
        }
        let key: Vec<TypeId> = variants.iter().map(|variant| variant.ty).collect();
        if let Some(name) = self.shared_unions.get(&key) {
            return RustType::Union(TypeName { folder: Folder::Model, name: name.clone() });
        }
        let wanted: Vec<&str> = variants.iter().map(|variant| variant.name.as_str()).collect();
        let wanted = naming::type_name(&wanted.join("Or"));
        let module = self.modules.claim(naming::module(&wanted), "");
        let name = self.names.claim(wanted, "Choice");
        self.shared_unions.insert(key, name.clone());
        let docs = vec!["One of several types.".to_owned()];
        self.unions.push(Union { name: name.clone(), module, wire_name: None, alias: None, docs, variants });
        RustType::Union(TypeName { folder: Folder::Model, name })
    }

    /// A structure that is nothing but a choice.
    pub(super) fn named_union(&mut self, name: &'a str, structure: &'a SpecStructure, ty: String, module: String) {
        let path = format!("structures.{name}");
        let mut docs = vec![docs::sentence(&structure.label.as_deref().map_or_else(|| docs::code(name), docs::escape))];
        docs.extend(docs::prose(self.text(&path)));
        let owner = Owner {
            prefix: ty.clone(),
            path,
            folder: Folder::Model,
            role: if self.graph.is_input(name) { Role::Input } else { Role::Output },
            answered: self.graph.is_output(name) || !self.graph.is_input(name),
            structure: None,
        };
        let row = SpecField::new(name, Type::OneOf { one_of: Vec::new() }, structure.source.clone());
        let mut items = Vec::new();
        let variants = self.variants(&owner, &row, &structure.one_of, &mut items, 0).unwrap_or_default();
        self.union_items.extend(items);
        let alias = Some(name.to_owned()).filter(|name| naming::is_alias(name) && *name != ty);
        self.unions.push(Union { name: ty, module, wire_name: Some(name.to_owned()), alias, docs, variants });
    }

    /// The variants by name, each type once; none if one of them can be anything.
    fn variants(
        &mut self,
        owner: &Owner<'a>,
        row: &SpecField,
        choices: &[Type],
        items: &mut Vec<Item>,
        depth: usize,
    ) -> Option<Vec<UnionVariant>> {
        let mut scope = naming::Scope::default();
        scope.claim("Unknown".to_owned(), "");
        let mut found: Vec<(String, TypeId, Form)> = Vec::new();
        for choice in choices {
            let id = self.ty(owner, row, choice, items, depth + 1);
            let ty = self.types.get(id).clone();
            if ty == RustType::Json {
                return None;
            }
            if found.iter().all(|(_, known, _)| *known != id) {
                let form = self.form(choice, Some(&ty), row.place == Some(Place::Form), 0);
                found.push((self.variant_name(&ty), id, form));
            }
        }
        found.sort_by(|a, b| a.0.cmp(&b.0));
        let variants = found.into_iter().map(|(name, ty, form)| {
            let boxed = matches!(self.types.get(ty), RustType::Struct(_) | RustType::Union(_));
            UnionVariant { name: scope.claim(name, ""), ty, boxed, form }
        });
        Some(variants.collect())
    }

    /// What a variant of a type is called.
    fn variant_name(&self, ty: &RustType) -> String {
        match ty {
            RustType::String => "String".to_owned(),
            RustType::Integer => "Integer".to_owned(),
            RustType::Number => "Number".to_owned(),
            RustType::Boolean => "Boolean".to_owned(),
            RustType::Json => "Json".to_owned(),
            RustType::File => "File".to_owned(),
            RustType::Struct(name) | RustType::Enum(name) | RustType::Union(name) => {
                if name.name == "Unknown" {
                    "UnknownValue".to_owned()
                } else {
                    name.name.clone()
                }
            }
            RustType::List(items) => format!("{}List", self.variant_name(self.types.get(*items))),
            RustType::Map(values) => format!("{}Map", self.variant_name(self.types.get(*values))),
        }
    }

    /// What values of a type look like.
    fn form(&mut self, ty: &Type, rust: Option<&RustType>, is_form: bool, depth: usize) -> Form {
        match ty {
            Type::String { format: Some(StringFormat::Binary), .. } if is_form => Form::File,
            Type::String { .. } => Form::Text,
            Type::Integer { .. } => Form::Integer,
            Type::Number { .. } => Form::Number,
            Type::Boolean => Form::Boolean,
            Type::Map { .. } => Form::Map,
            Type::Array { items, .. } => {
                let inner = match rust {
                    Some(RustType::List(inner)) => Some(self.types.get(*inner).clone()),
                    _ => None,
                };
                Form::List(Box::new(self.form(items, inner.as_ref(), is_form, depth)))
            }
            Type::OneOf { one_of } => self.forms(one_of, is_form, depth),
            Type::Object { reference, .. } => {
                let spec = self.spec;
                let choices = reference.as_deref().and_then(|name| rest::choices(spec, name));
                let known = reference.as_deref().and_then(|name| self.structure_names.get(name));
                match (choices, known, rust) {
                    (Some(choices), ..) => self.forms(choices, is_form, depth),
                    (None, Some((name, _)), _) => {
                        self.chosen.insert(name.clone());
                        Form::Record(TypeName { folder: Folder::Model, name: name.clone() })
                    }
                    (None, None, Some(RustType::Struct(name))) => {
                        self.chosen.insert(name.name.clone());
                        Form::Record(name.clone())
                    }
                    (None, None, _) => Form::Map,
                }
            }
        }
    }

    fn forms(&mut self, choices: &[Type], is_form: bool, depth: usize) -> Form {
        if depth >= MOST_NESTED {
            return Form::Any;
        }
        Form::OneOf(choices.iter().map(|choice| self.form(choice, None, is_form, depth + 1)).collect())
    }
}
