//! Which of several types a value is of, by its own members alone: checks stay linear however choices are nested.

use serde_json::{Map, Value};

use super::{Field, Schema, Type};
use crate::wire::File;

/// What a required member counts that is absent.
const ABSENT: u32 = 4;
/// What a member counts that the type does not have.
const FOREIGN: u32 = 2;
/// What a value counts that is not among the documented ones.
const UNLISTED: u32 = 16;
/// Most members of a value that are compared.
const MOST_MEMBERS: usize = 256;
/// Deepest choice within a choice.
const DEEPEST: usize = 16;

/// The type among several that a value fits best, the first of those that it fits alike.
pub(crate) fn choose<'a>(schema: &Schema, choices: &'a [Type], value: &Value) -> Option<&'a Type> {
    let fits = choices.iter().filter_map(|ty| Some((misfit(schema, ty, value, 0)?, ty)));
    fits.min_by_key(|(misfit, _)| *misfit).map(|(_, ty)| ty)
}

/// How badly a value fits a type; none if it cannot be of it.
fn misfit(schema: &Schema, ty: &Type, value: &Value, depth: usize) -> Option<u32> {
    match (ty, value) {
        (Type::String, Value::String(_)) | (Type::Boolean, Value::Bool(_)) => Some(0),
        (Type::Json(_), Value::String(_)) => Some(1),
        (Type::Integer, Value::Number(number)) if !number.is_f64() => Some(0),
        (Type::Number, Value::Number(_)) => Some(1),
        (Type::File, value) if File::is(value) => Some(0),
        (Type::List(items), Value::Array(values)) => match values.first() {
            Some(first) => misfit(schema, items, first, depth + 1),
            None => Some(0),
        },
        (Type::Map(_), Value::Object(_)) => Some(UNLISTED - 1),
        (Type::Ref(_) | Type::Object(_), Value::Object(object)) => {
            Some(schema.members(ty).map_or(UNLISTED, |fields| of_members(fields, object)))
        }
        (Type::OneOf(choices), value) if depth < DEEPEST => {
            choices.iter().filter_map(|ty| misfit(schema, ty, value, depth + 1)).min()
        }
        (Type::Any, _) => Some(u32::MAX),
        _ => None,
    }
}

fn of_members(fields: &[Field], object: &Map<String, Value>) -> u32 {
    let mut misfit = 0_u32;
    for field in fields {
        let found = object.get(&field.name).filter(|value| !value.is_null());
        let values = &field.limits.values;
        misfit += match found {
            None if field.required => ABSENT,
            Some(value) if value.is_string() && !values.is_empty() && !values.contains(value) => UNLISTED,
            _ => 0,
        };
    }
    let is_foreign = |name: &&String| !fields.iter().any(|field| field.name == **name);
    let foreign = object.keys().take(MOST_MEMBERS).filter(is_foreign).count();
    misfit.saturating_add(FOREIGN * u32::try_from(foreign).unwrap_or_default())
}
