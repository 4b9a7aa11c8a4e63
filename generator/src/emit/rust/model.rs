//! `RustModel`: everything that the printed crate says, decided: names, files, order, types, documentation. Plain data;
//! no tokens, and nothing of a document.
//!
//! Order is alphabetical by wire name for actions, structures and error codes, so that a new order of the pages
//! changes nothing, and the document's order for fields and values. All names are valid identifiers, made by
//! [`naming`](super::naming).
//!
//! # What becomes an `Option`
//!
//! In requests, and in structures that requests contain: everything but what the documentation calls required. Lists
//! too, since an empty list can mean something else than none.
//!
//! In answers: lists and maps are never optional, since an absent one and an empty one say the same. Text is not
//! either (absent is empty), unless the documentation says that it may be null. Numbers, truth values, enumerations
//! and structures are optional: services leave out documented fields, and a made-up `0` or `false` could be taken for
//! an answer.

use indexmap::IndexSet;

use crate::spec::model::Protocol;

/// A crate.
#[derive(Debug, Clone, PartialEq)]
pub struct RustModel {
    /// Name of the package.
    pub package: String,
    /// Version of the package.
    pub version: String,
    /// What every call needs to know.
    pub api: Api,
    /// The crate's documentation.
    pub docs: Vec<String>,
    /// Operations by wire name.
    pub operations: Vec<Operation>,
    /// Structures by wire name.
    pub structures: Vec<Structure>,
    /// The documented error codes.
    pub error_codes: Enum,
    /// The types of fields.
    pub types: Types,
}

/// The constants of an API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Api {
    /// Identifier of the spec.
    pub id: String,
    /// Product.
    pub product: String,
    /// Version.
    pub version: String,
    /// Default host; empty if the documents name none.
    pub host: String,
    /// How requests are formed.
    pub protocol: Protocol,
}

/// An action: one file.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// Name of the action.
    pub action: String,
    /// Name of the module.
    pub module: String,
    /// Name of the method of clients and services.
    pub method: String,
    /// What the method's documentation says.
    pub docs: Vec<String>,
    /// Whether it can be repeated.
    pub idempotent: bool,
    /// Whether, and with what advice, the action is going away.
    pub deprecated: Option<String>,
    /// Codes that the page lists.
    pub errors: Vec<String>,
    /// The request.
    pub request: Struct,
    /// The response.
    pub response: Struct,
    /// Types that only these two use.
    pub items: Vec<Item>,
}

/// A documented structure: one file.
#[derive(Debug, Clone, PartialEq)]
pub struct Structure {
    /// Its name in the documentation.
    pub wire_name: String,
    /// Name of the module.
    pub module: String,
    /// The type.
    pub item: Struct,
    /// Types that only this one uses.
    pub items: Vec<Item>,
}

/// A type that belongs to a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// An unnamed structure.
    Struct(Struct),
    /// An enumeration.
    Enum(Enum),
}

/// A `struct`.
#[derive(Debug, Clone, PartialEq)]
pub struct Struct {
    /// Its name.
    pub name: String,
    /// The name that searches should find too.
    pub alias: Option<String>,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Where it occurs.
    pub role: Role,
    /// Its fields.
    pub fields: Vec<Field>,
}

impl Struct {
    /// The fields that a constructor takes.
    pub fn required(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.presence == Presence::Required)
    }
}

/// Where a structure occurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// In requests, and maybe in answers: it has a constructor and setters.
    Input,
    /// In answers alone.
    Output,
}

/// A field of a `struct`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Name of its setter; none where it is an argument of the constructor or the structure has no setters.
    pub setter: Option<String>,
    /// Its name on the wire.
    pub wire_name: String,
    /// The name that searches should find too.
    pub alias: Option<String>,
    /// Its documentation.
    pub docs: Vec<String>,
    /// Its short name, as documentation.
    pub label: Option<String>,
    /// Its type when it is there.
    pub ty: TypeId,
    /// Whether it is there.
    pub presence: Presence,
    /// It contains its own kind, so it must be behind a pointer.
    pub boxed: bool,
    /// How it is written.
    pub encoding: Encoding,
    /// It is going away.
    pub deprecated: bool,
}

/// Whether a field has a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Always; an argument of the constructor.
    Required,
    /// Maybe: an `Option`.
    Optional,
    /// The type's empty value stands for nothing.
    Plain,
}

/// How a field is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Encoding {
    /// As it is.
    Bare,
    /// A list inside an object with this one key.
    Wrapped(String),
    /// JSON in a string.
    Json,
}

/// An open enumeration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enum {
    /// Its name.
    pub name: String,
    /// Its documentation.
    pub docs: Vec<String>,
    /// The documented values.
    pub variants: Vec<Variant>,
    /// What the values are.
    pub kind: EnumKind,
}

/// What the values of an enumeration are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnumKind {
    /// Text.
    Text,
    /// Whole numbers.
    Integer,
}

/// A documented value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// Its name.
    pub name: String,
    /// The value.
    pub value: EnumValue,
    /// Its documentation.
    pub docs: Vec<String>,
}

/// A value of an enumeration.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum EnumValue {
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
}

/// A type of fields. Whole numbers are `i64`, which holds every number that the documents show; a larger one from a
/// service is left out and reported.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum RustType {
    /// Text, times and dates included: their zone is often unknown.
    String,
    /// A whole number.
    Integer,
    /// A number with a fraction.
    Number,
    /// A truth value.
    Boolean,
    /// Any JSON, where the documentation does not say what.
    Json,
    /// A structure or an unnamed one.
    Struct(TypeName),
    /// An enumeration.
    Enum(TypeName),
    /// A list.
    List(TypeId),
    /// A map from text.
    Map(TypeId),
}

/// A type of the crate.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TypeName {
    /// The public module that shows it.
    pub folder: Folder,
    /// Its name.
    pub name: String,
}

/// A public module with a file for each of its things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Folder {
    /// Structures.
    Model,
    /// Actions.
    Operation,
}

impl Folder {
    /// Name of the module.
    pub fn name(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Operation => "operation",
        }
    }
}

/// A type of a [`Types`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(usize);

/// The types of a crate, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Types(IndexSet<RustType>);

impl Types {
    /// The id of a type.
    pub fn intern(&mut self, ty: RustType) -> TypeId {
        TypeId(self.0.insert_full(ty).0)
    }

    /// The type of an id.
    pub fn get(&self, id: TypeId) -> &RustType {
        self.0.get_index(id.0).unwrap_or(&RustType::Json)
    }
}
