//! Questions about fields and types that all steps ask.

use crate::spec::model::{Action, Field, Spec, Type};

use super::words::{id_stem, key, words};

/// Names of tasks in requests and answers; see also [`crate::emit::rust::conventions::TASKS`].
const TASKS: &[&str] = &["taskid", "requestid"];

pub(super) fn is_task(name: &str) -> bool {
    TASKS.contains(&key(name).as_str())
}

/// A text or a number.
pub(super) fn is_scalar(ty: &Type) -> bool {
    matches!(ty, Type::String { .. } | Type::Integer { .. })
}

pub(super) fn is_list(ty: &Type) -> bool {
    matches!(ty, Type::Array { .. })
}

/// A list of texts or numbers.
pub(super) fn is_list_of_scalars(ty: &Type) -> bool {
    matches!(ty, Type::Array { items, .. } if is_scalar(items))
}

/// A list of objects.
pub(super) fn is_list_of_objects(ty: &Type) -> bool {
    matches!(ty, Type::Array { items, .. } if matches!(**items, Type::Object { .. }))
}

pub(super) fn is_object(ty: &Type) -> bool {
    matches!(ty, Type::Object { .. })
}

pub(super) fn is_required(field: &Field) -> bool {
    field.required == Some(true)
}

/// A parameter that says where a request goes: `RegionId`, `KiteRegion`.
pub(super) fn is_region(name: &str) -> bool {
    let words = words(name);
    match words.as_slice() {
        [.., last] if last == "region" => words.len() <= 2,
        [first, last] => first == "region" && last == "id",
        _ => false,
    }
}

/// The fields of the things that a read action lists: those of the items, or those of the object one step further down
/// that has the id.
pub(super) fn item_fields<'a>(spec: &'a Spec, field: &'a Field, has_id: &dyn Fn(&str) -> bool) -> Option<&'a [Field]> {
    if !is_list_of_objects(&field.ty) && !is_object(&field.ty) {
        return None;
    }
    let members = spec.members(&field.ty);
    if members.iter().any(|member| has_id(&member.name) && is_scalar(&member.ty)) {
        return Some(members);
    }
    let below = members.iter().filter(|member| is_object(&member.ty)).map(|member| spec.members(&member.ty));
    let mut below = below.filter(|fields| fields.iter().any(|field| has_id(&field.name) && is_scalar(&field.ty)));
    below.next().filter(|_| below.next().is_none())
}

/// A parameter that is a list of names with values.
pub(super) fn is_by_name(spec: &Spec, field: &Field) -> bool {
    let members = spec.members(&field.ty);
    let has = |name: &str| members.iter().any(|member| words(&member.name).concat() == name);
    is_list_of_objects(&field.ty) && members.len() == 2 && has("name") && has("values")
}

/// An id that the documents show for a field of this name: in the answers of an action, or as a field's sample.
pub(super) fn example_of(spec: &Spec, action: Option<&Action>, name: &str) -> Option<String> {
    let wanted = key(name);
    let shown = action.into_iter().flat_map(|action| &action.examples).find_map(|example| {
        let mut found = None;
        search(&example.response, &wanted, &mut found);
        found
    });
    let samples = || {
        let mut found = None;
        crate::spec::walk::each_field(spec, &mut |_, _, field| {
            if found.is_none() && key(&field.name) == wanted && id_stem(&field.name).is_some() {
                found = field.example.as_deref().and_then(first_value);
            }
        });
        found
    };
    shown.or_else(samples)
}

fn search(value: &serde_json::Value, wanted: &str, found: &mut Option<String>) {
    match value {
        serde_json::Value::Object(members) => {
            for (name, value) in members {
                if key(name) == wanted && found.is_none() {
                    *found = first_text(value);
                }
                search(value, wanted, found);
            }
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| search(item, wanted, found)),
        _ => {}
    }
}

fn first_text(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        serde_json::Value::Array(items) => items.iter().find_map(first_text),
        serde_json::Value::Object(members) => members.values().find_map(first_text),
        _ => None,
    }
}

/// The first value of a sample, which may be a list: `["kite-1"]`.
fn first_value(sample: &str) -> Option<String> {
    match serde_json::from_str::<serde_json::Value>(sample) {
        Ok(value) => first_text(&value),
        Err(_) => Some(sample.to_owned()).filter(|text| !text.is_empty() && !text.contains(char::is_whitespace)),
    }
}
