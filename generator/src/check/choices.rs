//! A value that is one of several types: which of them it is, by its own members alone.

use serde_json::Value;

use crate::spec::model::{Spec, Type};
use crate::spec::rest;

/// Deepest choice within choices that is looked into.
const DEEPEST: usize = 4;

/// The types of which a type is one; none for any other type.
pub(super) fn choices<'a>(spec: &'a Spec, ty: &'a Type) -> Option<&'a [Type]> {
    match ty {
        Type::OneOf { one_of } => Some(one_of),
        Type::Object { reference: Some(name), .. } => rest::choices(spec, name),
        _ => None,
    }
}

/// The type among several that a value fits best, which is no choice itself; none if it fits none.
pub(super) fn best<'a>(spec: &'a Spec, choices: &'a [Type], value: &Value) -> Option<&'a Type> {
    let mut plain = Vec::new();
    flatten(spec, choices, 0, &mut plain);
    let fits = plain.into_iter().filter_map(|ty| Some((misfit(spec, ty, value)?, ty)));
    fits.min_by_key(|(misfit, _)| *misfit).map(|(_, ty)| ty)
}

fn flatten<'a>(spec: &'a Spec, types: &'a [Type], depth: usize, plain: &mut Vec<&'a Type>) {
    for ty in types {
        match choices(spec, ty) {
            Some(inner) if depth < DEEPEST && plain.len() < 256 => flatten(spec, inner, depth + 1, plain),
            Some(_) => {}
            None => plain.push(ty),
        }
    }
}

/// How badly a value fits; none if it cannot be of the type.
fn misfit(spec: &Spec, ty: &Type, value: &Value) -> Option<usize> {
    match (ty, value) {
        (Type::String { .. }, Value::String(_))
        | (Type::Boolean, Value::Bool(_))
        | (Type::Array { .. }, Value::Array(_)) => Some(0),
        (Type::Integer { .. }, Value::Number(number)) => (!number.is_f64()).then_some(0),
        (Type::Number { .. }, Value::Number(_)) => Some(1),
        (Type::Map { .. }, Value::Object(_)) => Some(100),
        (Type::Object { .. }, Value::Object(object)) => {
            let members = spec.members(ty);
            let foreign = object.keys().filter(|name| !members.iter().any(|field| field.name == **name)).count();
            let wrong = members.iter().filter(|field| {
                let found = object.get(&field.name);
                let listed = &field.facts.enumeration;
                match found {
                    Some(value) => value.is_string() && !listed.is_empty() && !listed.contains(value),
                    None => field.required == Some(true),
                }
            });
            Some(foreign + 2 * wrong.count())
        }
        _ => None,
    }
}
