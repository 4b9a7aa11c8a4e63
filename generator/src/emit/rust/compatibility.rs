//! What a changed spec does to the users of its crate: the public declarations of both editions, held against each
//! other.
//!
//! The declarations are read off the [`RustModel`], so that names, types, constructors and their order are those that
//! are printed: a structure that requests begin to hold gets other types, and so does a text that gets a list of
//! values, though the wire stays as it was. A declaration that is gone or reads otherwise breaks code; a further one
//! breaks none, since structures and enumerations are non-exhaustive and trait methods have bodies.

use std::collections::BTreeMap;

use crate::spec::diff::semver::{Bump, Effect};
use crate::spec::model::Spec;

use super::Options;
use super::lower::lower;
use super::model::{Enum, EnumKind, Field, Folder, Item, Presence, Role, RustModel, RustType, Struct, TypeId};

/// What differs between the declarations of the crates of two editions.
pub fn compare(old: &Spec, new: &Spec) -> Vec<Effect> {
    // One after the other: the models are large and only their declarations are kept.
    let declarations = |spec: &Spec| Declarations::of(&lower(spec, &Options::default()).0);
    declarations(old).compare(&declarations(new))
}

/// A public declaration.
#[derive(Debug, Default, PartialEq, Eq)]
struct Declaration {
    /// What code that uses it depends on.
    reads: String,
    /// It warns those who use it.
    warns: Option<&'static str>,
    /// The declaration that it is part of.
    owner: Option<String>,
}

/// The public declarations of a crate by path: `operation::CreateTeaRequest::new`.
#[derive(Debug, Default)]
struct Declarations(BTreeMap<String, Declaration>);

impl Declarations {
    fn of(model: &RustModel) -> Self {
        let mut all = Self::default();
        for operation in &model.operations {
            all.structure(model, Folder::Operation, &operation.request);
            all.structure(model, Folder::Operation, &operation.response);
            all.items(model, Folder::Operation, &operation.items);
            let (method, reads) = (&operation.method, format!("({})", operation.request.name));
            let warns = operation.deprecated.is_some().then_some("deprecated");
            all.0.insert(
                format!("server::Service::{method}"),
                Declaration { reads: reads.clone(), ..Declaration::default() },
            );
            all.0.insert(format!("Client::{method}"), Declaration { reads, warns, owner: None });
        }
        for structure in &model.structures {
            all.structure(model, Folder::Model, &structure.item);
            all.items(model, Folder::Model, &structure.items);
        }
        all.enumeration("ErrorCode".to_owned(), &model.error_codes);
        all
    }

    fn items(&mut self, model: &RustModel, folder: Folder, items: &[Item]) {
        for item in items {
            match item {
                Item::Struct(item) => self.structure(model, folder, item),
                Item::Enum(item) => self.enumeration(format!("{}::{}", folder.name(), item.name), item),
            }
        }
    }

    fn part(&mut self, owner: &str, name: &str, reads: String, warns: Option<&'static str>) {
        self.0.insert(format!("{owner}{name}"), Declaration { reads, warns, owner: Some(owner.to_owned()) });
    }

    fn structure(&mut self, model: &RustModel, folder: Folder, item: &Struct) {
        let path = format!("{}::{}", folder.name(), item.name);
        let warns = (item.role == Role::Input).then_some("must be used");
        self.0.insert(path.clone(), Declaration { reads: "struct".to_owned(), warns, owner: None });
        let typed = |field: &Field| format!("{}: {}", field.name, type_name(model, field.ty));
        for field in &item.fields {
            self.part(&path, &format!(".{}", field.name), field_type(model, field), None);
            if let Some(setter) = &field.setter {
                let warns = field.deprecated.is_some().then_some("deprecated");
                self.part(&path, &format!("::{setter}"), format!("({})", type_name(model, field.ty)), warns);
            }
        }
        let required: Vec<String> = item.required().map(typed).collect();
        if required.is_empty() {
            self.part(&path, ": Default", String::new(), None);
        } else if item.role == Role::Input {
            self.part(&path, "::new", format!("({})", required.join(", ")), None);
        }
    }

    fn enumeration(&mut self, path: String, item: &Enum) {
        let reads = match item.kind {
            EnumKind::Text => "enumeration of texts",
            EnumKind::Integer => "enumeration of numbers",
        };
        for variant in &item.variants {
            self.part(&path, &format!("::{}", variant.name), String::new(), None);
        }
        self.0.insert(path, Declaration { reads: reads.to_owned(), ..Declaration::default() });
    }

    fn compare(&self, new: &Self) -> Vec<Effect> {
        let mut effects = Vec::new();
        let mut add = |bump, item: &str, message: String| effects.push(Effect { bump, item: item.to_owned(), message });
        for (path, before) in &self.0 {
            match new.0.get(path) {
                None if before.owner.as_ref().is_none_or(|owner| new.0.contains_key(owner)) => {
                    add(Bump::Major, path, "removed".to_owned());
                }
                None => {}
                Some(after) if before.reads != after.reads => {
                    add(Bump::Major, path, format!("{} → {}", before.reads, after.reads));
                }
                Some(Declaration { warns: Some(word), .. }) if before.warns.is_none() => {
                    add(Bump::Minor, path, (*word).to_owned());
                }
                Some(_) => {}
            }
        }
        for (path, after) in new.0.iter().filter(|(path, _)| !self.0.contains_key(*path)) {
            if after.owner.as_ref().is_none_or(|owner| self.0.contains_key(owner)) {
                add(Bump::Minor, path, "added".to_owned());
            }
        }
        effects
    }
}

/// The type of a field as code sees it; how it is written is not part of it.
fn field_type(model: &RustModel, field: &Field) -> String {
    let ty = type_name(model, field.ty);
    let ty = if field.boxed { format!("Box<{ty}>") } else { ty };
    match field.presence {
        Presence::Optional => format!("Option<{ty}>"),
        Presence::Required | Presence::Plain => ty,
    }
}

fn type_name(model: &RustModel, id: TypeId) -> String {
    match model.types.get(id) {
        RustType::String => "String".to_owned(),
        RustType::Integer => "i64".to_owned(),
        RustType::Number => "f64".to_owned(),
        RustType::Boolean => "bool".to_owned(),
        RustType::Json => "Value".to_owned(),
        RustType::Struct(name) | RustType::Enum(name) => format!("{}::{}", name.folder.name(), name.name),
        RustType::List(items) => format!("Vec<{}>", type_name(model, *items)),
        RustType::Map(values) => format!("BTreeMap<String, {}>", type_name(model, *values)),
    }
}
