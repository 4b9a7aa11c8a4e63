//! What examples say about types that the tables leave open: the items of a list, an object where the table says
//! list, a map keyed by identifiers.

use serde_json::{Map, Value};

use super::rows;
use super::words::PHRASES;
use crate::lexeme;
use crate::pages::lenient;
use crate::spec::model::{Field, Source, Type};

/// Settles the fields by a JSON answer. Gives the names of fields whose type the example contradicts.
pub(in crate::pages) fn by_json(fields: &mut [Field], example: &Map<String, Value>) -> Vec<String> {
    let mut corrected = Vec::new();
    for field in fields {
        let Some(value) = example.get(&field.name) else { continue };
        if let Some(ty) = contradicted(&field.ty, value) {
            corrected.push(field.name.clone());
            field.ty = ty;
        }
        settle(&mut field.ty, value, &mut corrected);
    }
    corrected
}

/// The type that a value asks for where the table says list or object and the value is the other.
fn contradicted(ty: &Type, value: &Value) -> Option<Type> {
    match (ty, value) {
        (Type::Array { items, .. }, Value::Object(object)) if !object.is_empty() => {
            let members = rows::inner(items);
            let known = object.keys().any(|key| members.iter().any(|member| member.name == *key));
            let keyed = object.keys().all(|key| is_identity(key));
            if !known && keyed {
                let first = object.values().next()?;
                return Some(Type::Map { values: Box::new(value_type(items, first)) });
            }
            Some(match &**items {
                object @ Type::Object { .. } => object.clone(),
                _ => Type::Object { reference: None, fields: None },
            })
        }
        // Some services answer with an empty list where an object has no members.
        (Type::Object { .. }, Value::Array(values)) if !values.is_empty() => Some(match values.first() {
            Some(first) if !first.is_object() => Type::array(scalar(first)),
            _ => Type::array(ty.clone()),
        }),
        _ => None,
    }
}

/// The values of a map: lists of what the table describes, or it alone.
fn value_type(items: &Type, value: &Value) -> Type {
    match value {
        Value::Array(values) => match values.first() {
            Some(first) if !first.is_object() => Type::array(scalar(first)),
            _ => Type::array(items.clone()),
        },
        Value::Object(_) => match items {
            Type::Object { .. } => items.clone(),
            _ => Type::Object { reference: None, fields: None },
        },
        scalar => self::scalar(scalar),
    }
}

fn scalar(value: &Value) -> Type {
    match value {
        Value::Bool(_) => Type::Boolean,
        Value::Number(number) if number.is_f64() => Type::Number { format: None },
        Value::Number(_) => Type::integer(),
        Value::Object(_) => Type::Object { reference: None, fields: None },
        Value::Array(values) => Type::array(values.first().map_or_else(Type::string, scalar)),
        Value::String(_) | Value::Null => Type::string(),
    }
}

/// An identifier of a resource, not the name of a field: it has a digit.
fn is_identity(key: &str) -> bool {
    key.chars().any(|c| c.is_ascii_digit())
}

/// Goes into lists, maps and objects.
fn settle(ty: &mut Type, value: &Value, corrected: &mut Vec<String>) {
    match (ty, value) {
        (Type::Array { items, .. }, Value::Array(values)) => {
            let Some(first) = values.first() else { return };
            if matches!(**items, Type::String { format: None, content: None }) {
                **items = scalar(first);
            }
            for value in values {
                settle(items, value, corrected);
            }
        }
        (Type::Map { values: inner }, Value::Object(object)) => {
            object.values().for_each(|value| settle(inner, value, corrected));
        }
        (Type::Object { fields: Some(fields), .. }, Value::Object(object)) => {
            corrected.extend(by_json(fields, object));
        }
        _ => {}
    }
}

/// Settles the parameters by the names that a request sends: `list.0.member`, `object.member`. A list of unknown items
/// gets the members that are sent, and `place` is where they stand.
pub(in crate::pages) fn by_query(fields: &mut [Field], query: &Map<String, Value>, place: &Source) -> Vec<String> {
    let mut corrected = Vec::new();
    for field in fields {
        let Type::Array { items, .. } = &field.ty else { continue };
        let below: Vec<&str> =
            query.keys().filter_map(|key| key.strip_prefix(field.name.as_str())?.strip_prefix('.')).collect();
        // Some examples send the placeholder of the table: `list.n.member`.
        let is_index = |part: &str| lexeme::is_number(part) || PHRASES.index.contains(&part);
        let indexed = |rest: &&str| is_index(rest.split('.').next().unwrap_or_default());
        let object = matches!(**items, Type::Object { .. });
        if below.is_empty() || object && below.iter().any(indexed) {
            continue;
        }
        if !below.iter().any(indexed) {
            corrected.push(field.name.clone());
            let alone = Type::Object { reference: None, fields: None };
            field.ty = if object { (**items).clone() } else { alone };
            continue;
        }
        let sent = below.iter().filter_map(|rest| rest.split_once('.')).map(|(_, member)| member);
        let mut members: Vec<Field> = Vec::new();
        for member in sent.filter(|member| !member.contains('.')) {
            if !members.iter().any(|known| known.name == member) {
                members.push(Field::new(member, Type::string(), place.clone()));
            }
        }
        if !members.is_empty() {
            corrected.push(field.name.clone());
            field.ty = Type::array(Type::Object { reference: None, fields: Some(members) });
        }
    }
    corrected
}

/// The answer as JSON, or what a text that is nearly JSON shows. Only types and places are read from it: the example
/// itself stays as printed.
pub(in crate::pages) fn answer(response: &Value) -> Option<Map<String, Value>> {
    match response {
        Value::Object(answer) => Some(answer.clone()),
        Value::String(text) => lenient::object(text),
        _ => None,
    }
}
