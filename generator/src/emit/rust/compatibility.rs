//! What a changed spec does to the users of its crate: the public declarations of both editions, held against each
//! other.
//!
//! The declarations are read off the [`RustModel`], so that names, types, constructors and their order are those that
//! are printed: a structure that requests begin to hold gets other types, and so does a text that gets a list of
//! values, though the wire stays as it was. A declaration that is gone or reads otherwise breaks code; a further one
//! breaks none, since structures and enumerations are non-exhaustive and trait methods have bodies.

use std::collections::BTreeMap;

use crate::diff::semver::{Bump, Effect};
use crate::spec::model::Spec;

use super::Options;
use super::lower::lower;
use super::model::{
    Enum, EnumKind, Field, Folder, Item, Operation, Presence, Role, RustModel, RustType, Struct, TypeId,
};

/// What differs between the declarations of the crates of two editions.
pub fn compare(old: &Spec, new: &Spec) -> Vec<Effect> {
    // One after the other: the models are large and only their declarations are kept.
    let (old, new) = (declarations(old), declarations(new));
    old.compare(&new)
}

/// The public declarations of the crate of an API.
pub fn declarations(spec: &Spec) -> Declarations {
    Declarations::of(&lower(spec, &Options::default()).0)
}

/// What enumerations read as.
const TEXTS: &str = "enumeration of texts";
const NUMBERS: &str = "enumeration of numbers";

/// What a declaration declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A structure.
    Struct,
    /// An open enumeration.
    Enum,
    /// A public field; it reads as its type.
    Field,
    /// `new`; it reads as its arguments.
    Constructor,
    /// A setter; it reads as its argument.
    Setter,
    /// The structure has a default.
    Default,
    /// A value of an enumeration.
    Variant,
    /// A method of the client; it reads as its argument.
    Call,
    /// A method of the trait of services; it reads as its argument.
    Service,
    /// A trait that the request of an action has, by the trait's name; it reads as the type that belongs to it.
    Trait,
}

/// A public declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// What it declares.
    pub shape: Shape,
    /// Its own name, without what it is part of.
    pub name: String,
    /// What code that uses it depends on.
    pub reads: String,
    /// It warns those who use it.
    pub warns: Option<&'static str>,
    /// The path of the declaration that it is part of.
    pub owner: Option<String>,
}

impl Declaration {
    /// The names and types of a constructor's arguments. The rest of a type that has commas has no name.
    pub fn arguments(&self) -> impl Iterator<Item = (&str, &str)> {
        self.reads.split(", ").map(|argument| argument.split_once(": ").unwrap_or(("", argument)))
    }

    /// What it reads as in a message.
    fn shown(&self) -> String {
        match self.shape {
            Shape::Constructor | Shape::Setter | Shape::Call | Shape::Service => format!("({})", self.reads),
            _ => self.reads.clone(),
        }
    }
}

/// The public declarations of a crate by path: `operation::CreateTeaRequest::new`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Declarations(pub BTreeMap<String, Declaration>);

impl Declarations {
    fn of(model: &RustModel) -> Self {
        let mut all = Self::default();
        for operation in &model.operations {
            all.structure(model, Folder::Operation, &operation.request);
            match operation.returns {
                Some(ty) => {
                    let request = format!("operation::{}", operation.request.name);
                    all.add(Some(&request), Shape::Trait, ": ", "Response", type_name(model, ty), None);
                }
                None => all.structure(model, Folder::Operation, &operation.response),
            }
            all.items(model, Folder::Operation, &operation.items);
            let request = format!("operation::{}", operation.request.name);
            all.traits(model, &request, operation);
            let warns = operation.deprecated.is_some().then_some("deprecated");
            all.add(None, Shape::Call, "Client::", &operation.method, request.clone(), warns);
            all.add(None, Shape::Service, "server::Service::", &operation.method, request, None);
        }
        for structure in &model.structures {
            all.structure(model, Folder::Model, &structure.item);
            all.items(model, Folder::Model, &structure.items);
        }
        for union in &model.unions {
            let path = format!("model::{}", union.name);
            for variant in &union.variants {
                all.add(Some(&path), Shape::Variant, "::", &variant.name, type_name(model, variant.ty), None);
            }
            all.add(None, Shape::Enum, "model::", &union.name, "a choice of types".to_owned(), None);
        }
        all.items(model, Folder::Model, &model.union_items);
        all.enumeration("", &model.error_codes);
        all
    }

    fn add(
        &mut self,
        owner: Option<&str>,
        shape: Shape,
        prefix: &str,
        name: &str,
        reads: String,
        warns: Option<&'static str>,
    ) {
        let (path, owner) = (format!("{}{prefix}{name}", owner.unwrap_or_default()), owner.map(str::to_owned));
        self.0.insert(path, Declaration { shape, name: name.to_owned(), reads, warns, owner });
    }

    /// What the client does with calls beside making them.
    fn traits(&mut self, model: &RustModel, request: &str, operation: &Operation) {
        let paged = operation.pages.as_ref().map(|pages| format!("Item = {}", type_name(model, pages.item)));
        let asks = operation.task_query.as_ref().map(|_| String::new());
        let started = operation
            .task_start
            .as_ref()
            .map(|start| format!("Query = {}::{}", start.query.folder.name(), start.query.name));
        for (name, reads) in [("Paged", paged), ("TaskQuery", asks), ("StartsTask", started)] {
            if let Some(reads) = reads {
                self.add(Some(request), Shape::Trait, ": ", name, reads, None);
            }
        }
    }

    fn items(&mut self, model: &RustModel, folder: Folder, items: &[Item]) {
        for item in items {
            match item {
                Item::Struct(item) => self.structure(model, folder, item),
                Item::Enum(item) => self.enumeration(&format!("{}::", folder.name()), item),
            }
        }
    }

    fn structure(&mut self, model: &RustModel, folder: Folder, item: &Struct) {
        let prefix = format!("{}::", folder.name());
        let path = format!("{prefix}{}", item.name);
        let owner = Some(path.as_str());
        let warns = (item.role == Role::Input).then_some("must be used");
        self.add(None, Shape::Struct, &prefix, &item.name, "struct".to_owned(), warns);
        for field in &item.fields {
            self.add(owner, Shape::Field, ".", &field.name, field_type(model, field), None);
            if let Some(setter) = &field.setter {
                let warns = field.deprecated.is_some().then_some("deprecated");
                self.add(owner, Shape::Setter, "::", setter, type_name(model, field.ty), warns);
            }
        }
        let argument = |field: &Field| format!("{}: {}", field.name, type_name(model, field.ty));
        let required: Vec<String> = item.required().map(argument).collect();
        if required.is_empty() {
            self.add(owner, Shape::Default, ": ", "Default", String::new(), None);
        } else if item.role == Role::Input {
            self.add(owner, Shape::Constructor, "::", "new", required.join(", "), None);
        }
    }

    fn enumeration(&mut self, prefix: &str, item: &Enum) {
        let reads = match item.kind {
            EnumKind::Text => TEXTS,
            EnumKind::Integer => NUMBERS,
        };
        let path = format!("{prefix}{}", item.name);
        for variant in &item.variants {
            self.add(Some(&path), Shape::Variant, "::", &variant.name, String::new(), None);
        }
        self.add(None, Shape::Enum, prefix, &item.name, reads.to_owned(), None);
    }

    /// Whether code that uses a declaration as it was does with these ones what it did: it compiles, and an argument is
    /// not taken for another one of the same type.
    pub fn takes(&self, before: &Declaration, after: &Declaration) -> bool {
        let same_names = || before.arguments().map(|(name, _)| name).eq(after.arguments().map(|(name, _)| name));
        self.compiles(before, after) && (before.shape != Shape::Constructor || same_names())
    }

    /// Whether code that uses a declaration as it was compiles with these ones.
    pub fn compiles(&self, before: &Declaration, after: &Declaration) -> bool {
        before.shape == after.shape
            && match before.shape {
                Shape::Setter => self.takes_argument(&before.reads, &after.reads),
                Shape::Constructor => self.takes_arguments(before, after),
                _ => before.reads == after.reads,
            }
    }

    fn takes_arguments(&self, before: &Declaration, after: &Declaration) -> bool {
        let (old, new): (Vec<_>, Vec<_>) = (before.arguments().collect(), after.arguments().collect());
        old.len() == new.len() && old.iter().zip(&new).all(|((_, old), (_, new))| self.takes_argument(old, new))
    }

    /// Arguments convert, so what takes a value of an enumeration takes the text or number of one too.
    fn takes_argument(&self, before: &str, after: &str) -> bool {
        if let (Some(before), Some(after)) = (items(before), items(after)) {
            return self.takes_argument(before, after);
        }
        let converts = match before {
            "String" => Some(TEXTS),
            "i64" => Some(NUMBERS),
            _ => None,
        };
        let takes = |item: &Declaration| item.shape == Shape::Enum && Some(item.reads.as_str()) == converts;
        before == after || self.0.get(after).is_some_and(takes)
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
                Some(after) if !new.takes(before, after) => {
                    add(Bump::Major, path, format!("{} → {}", before.shown(), after.shown()));
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

/// The type of a list's items.
fn items(ty: &str) -> Option<&str> {
    ty.strip_prefix("Vec<").and_then(|ty| ty.strip_suffix('>'))
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
        RustType::File => "File".to_owned(),
        RustType::Struct(name) | RustType::Enum(name) | RustType::Union(name) => {
            format!("{}::{}", name.folder.name(), name.name)
        }
        RustType::List(items) => format!("Vec<{}>", type_name(model, *items)),
        RustType::Map(values) => format!("BTreeMap<String, {}>", type_name(model, *values)),
    }
}
