//! Enumerations: which facts become a type, and what its variants are called.

use serde_json::Value;

use crate::emit::rust::model::{Enum, EnumKind, EnumValue, Variant};
use crate::emit::rust::{docs, naming};
use crate::spec::model::{Facts, StringFormat, Type};

/// The enumeration that the facts of a field give its values; none where they are no text and no whole numbers.
pub(super) fn lower(name: String, title: &str, ty: &Type, facts: &Facts) -> Option<Enum> {
    let kind = kind(ty)?;
    let mut values: Vec<(EnumValue, Vec<String>)> = Vec::new();
    for item in &facts.enumeration {
        let value = value(item, kind)?;
        if values.iter().all(|(known, _)| *known != value) {
            values.push((value, vec![docs::sentence(&docs::labelled(item, facts))]));
        }
    }
    if values.is_empty() {
        return None;
    }
    let docs = vec![docs::sentence(&format!("Values of {title}"))];
    Some(Enum { name, docs, variants: variants(values, "V"), kind })
}

/// Whether facts would become a type.
pub(super) fn is_enum(ty: &Type, facts: &Facts) -> bool {
    kind(ty).is_some_and(|kind| {
        !facts.enumeration.is_empty() && facts.enumeration.iter().all(|item| value(item, kind).is_some())
    })
}

/// Names values; the alphabetically first of two values keeps a name.
pub(super) fn variants(values: Vec<(EnumValue, Vec<String>)>, prefix: &str) -> Vec<Variant> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by_key(|index| values.get(*index).map(|(value, _)| value));
    let mut scope = naming::Scope::default();
    // The variant for all other values.
    scope.claim("Unknown".to_owned(), "");
    let mut names = vec![String::new(); values.len()];
    for index in order {
        if let (Some((value, _)), Some(name)) = (values.get(index), names.get_mut(index)) {
            let text = match value {
                EnumValue::Text(text) => text.clone(),
                EnumValue::Integer(number) => number.to_string(),
            };
            *name = scope.claim(naming::variant(&text, prefix), "");
        }
    }
    names.into_iter().zip(values).map(|(name, (value, docs))| Variant { name, value, docs }).collect()
}

fn kind(ty: &Type) -> Option<EnumKind> {
    match ty {
        Type::String { format: None | Some(StringFormat::Binary), .. } => Some(EnumKind::Text),
        Type::Integer { .. } => Some(EnumKind::Integer),
        _ => None,
    }
}

fn value(item: &Value, kind: EnumKind) -> Option<EnumValue> {
    match (kind, item) {
        (EnumKind::Text, Value::String(text)) => Some(EnumValue::Text(text.clone())),
        (EnumKind::Text, Value::Number(_) | Value::Bool(_)) => Some(EnumValue::Text(item.to_string())),
        (EnumKind::Integer, Value::Number(number)) => number.as_i64().map(EnumValue::Integer),
        (EnumKind::Integer, Value::String(text)) => text.trim().parse().ok().map(EnumValue::Integer),
        _ => None,
    }
}
