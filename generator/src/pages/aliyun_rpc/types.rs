//! Type cells of the tables, and the types they stand for.

use super::type_words::{ARRAYS, TYPES};
use super::words::VOCABULARY;
use crate::lexeme;
use crate::spec::model::{Field, IntegerFormat, NumberFormat, StringFormat, Type};
use crate::spec::validate::DEEPEST_TYPE;

/// What the name of a type means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Json,
    Integer,
    Long,
    Boolean,
    Float,
    Double,
    List,
    Object,
}

/// A type cell as printed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Declared {
    /// A value, or a list of values.
    Plain(Type),
    /// A list; of objects of that name where it says so.
    List(Option<String>),
    /// An object; of that name where it says so.
    Object(Option<String>),
    /// The cell is empty.
    Nothing,
}

/// Reads a type cell. Of more arrays within each other than a spec may have, one more is read, so that the field is
/// reported and left out.
pub(crate) fn declared(text: &str) -> Declared {
    read(text, DEEPEST_TYPE + 2)
}

/// The cell says nothing.
pub(crate) fn is_blank(text: &str) -> bool {
    matches!(text.trim(), "" | "-" | "N/A" | "n/a")
}

fn read(text: &str, depth: usize) -> Declared {
    // A link that its address broke: `[Lamp](… .md#)`.
    let text = text.trim();
    let text = text.strip_prefix('[').and_then(|rest| Some(rest.split_once("](")?.0)).unwrap_or(text);
    let Some(depth) = depth.checked_sub(1) else { return Declared::Plain(Type::string()) };
    // What has members only is given no type.
    if is_blank(text) {
        return Declared::Nothing;
    }
    for word in VOCABULARY.array_of {
        if let Some(item) = text.strip_prefix(word) {
            return listed(read(item, depth));
        }
    }
    for (before, after) in ARRAYS {
        if let Some(item) = text.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)) {
            return listed(read(item, depth));
        }
    }
    let folded = text.to_ascii_lowercase();
    let known = TYPES.iter().find(|(name, _)| *name == folded).map(|(_, kind)| *kind);
    match known {
        Some(Kind::List) => Declared::List(None),
        Some(Kind::Object) => Declared::Object(None),
        Some(kind) => Declared::Plain(plain(kind)),
        None if lexeme::is_identifier(text) => Declared::Object(Some(text.to_owned())),
        None => Declared::Plain(Type::string()),
    }
}

/// The cell says that the items of a list are objects, and gives them no name.
pub(crate) fn lists_objects(text: &str) -> bool {
    let text = text.trim();
    let items = |(before, after): &(&str, &str)| text.strip_prefix(before)?.strip_suffix(after);
    let item =
        ARRAYS.iter().find_map(items).or_else(|| VOCABULARY.array_of.iter().find_map(|of| text.strip_prefix(of)));
    declared(text) == Declared::List(None) && item.is_some_and(|item| declared(item) == Declared::Object(None))
}

/// A list of what an item is declared as.
fn listed(item: Declared) -> Declared {
    match item {
        Declared::Plain(ty) => Declared::Plain(Type::array(ty)),
        Declared::Object(name) => Declared::List(name),
        Declared::List(_) | Declared::Nothing => Declared::List(None),
    }
}

impl Declared {
    /// The name of the objects, where the cell says it.
    pub(crate) fn object_name(&self) -> Option<&str> {
        match self {
            Self::List(name) | Self::Object(name) => name.as_deref(),
            Self::Plain(_) | Self::Nothing => None,
        }
    }
}

fn plain(kind: Kind) -> Type {
    match kind {
        Kind::Text | Kind::List | Kind::Object => Type::string(),
        Kind::Json => Type::formatted(StringFormat::Json),
        Kind::Integer => Type::integer(),
        Kind::Long => Type::Integer { format: Some(IntegerFormat::Int64) },
        Kind::Boolean => Type::Boolean,
        Kind::Float => Type::Number { format: Some(NumberFormat::Float) },
        Kind::Double => Type::Number { format: Some(NumberFormat::Double) },
    }
}

/// The type by a name inside a sentence.
pub(crate) fn named(name: &str) -> Option<Type> {
    let folded = name.trim().to_ascii_lowercase();
    let kind = TYPES.iter().find(|(known, _)| *known == folded).map(|(_, kind)| *kind)?;
    (!matches!(kind, Kind::List | Kind::Object)).then(|| plain(kind))
}

/// An object with these members.
pub(crate) fn object(fields: Vec<Field>) -> Type {
    Type::Object { reference: None, fields: Some(fields) }
}

/// The type that a JSON value shows.
pub(crate) fn shown(value: &serde_json::Value) -> Option<Type> {
    use serde_json::Value;
    match value {
        Value::String(_) => Some(Type::string()),
        Value::Bool(_) => Some(Type::Boolean),
        Value::Number(number) if number.is_f64() => Some(Type::Number { format: None }),
        Value::Number(_) => Some(Type::integer()),
        Value::Array(_) | Value::Object(_) | Value::Null => None,
    }
}
