//! Facts of a description as keywords of JSON Schema.
//!
//! Documented enumerations are open: a value may come that the document does not list. The schema is therefore the type
//! alone, and the listed values are in `x-extensible-enum`, which linters and generators know. An `anyOf` of the listed
//! values and of the type would say the same to a validator, but many generators make an empty type of it.
//!
//! Bounds are for requests. What a service sends is not refused because of them, so in schemas of answers they are in
//! `x-docquarry-bounds`; so are bounds of a request that the document's own values break.

use serde_json::{Number, Value, json};

use crate::check::facts::allowed_range;
use crate::spec::model::{Facts, Type};

use super::object::{Object, Put, single};

/// A text with its length, pattern and values.
pub(super) fn text(mut schema: Object, facts: Option<&Facts>) -> Object {
    let Some(facts) = facts else { return schema };
    schema.put_some("minLength", facts.min_length);
    schema.put_some("maxLength", facts.max_length);
    schema.put_some("x-max-bytes", facts.max_bytes);
    schema.put_some("pattern", facts.pattern.as_deref().map(|pattern| or_empty(pattern, facts)));
    with_values(schema, facts, &Type::string())
}

/// A pattern that nothing matches too: services write an empty text where there is no value.
fn or_empty(pattern: &str, facts: &Facts) -> String {
    if facts.min_length.is_some_and(|least| least > 0) { pattern.to_owned() } else { format!("^$|{pattern}") }
}

/// A number with its range and values.
pub(super) fn number(mut schema: Object, facts: Option<&Facts>) -> Object {
    let Some(facts) = facts else { return schema };
    let [minimum, maximum] = allowed_range(facts);
    schema.put_some("minimum", minimum.map(Value::Number));
    schema.put_some("maximum", maximum.map(Value::Number));
    let ty =
        if schema.get("type") == Some(&json!("integer")) { Type::integer() } else { Type::Number { format: None } };
    with_values(schema, facts, &ty)
}

/// True or false, and what each says. There can be no other value.
pub(super) fn boolean(mut schema: Object, facts: Option<&Facts>) -> Object {
    let labels = facts.map(labels).unwrap_or_default();
    schema.put_filled("x-enumDescriptions", labels);
    schema
}

fn with_values(mut schema: Object, facts: &Facts, ty: &Type) -> Object {
    if facts.enumeration.is_empty() {
        return schema;
    }
    let fitting: Vec<Option<Value>> = facts.enumeration.iter().map(|value| fitting(ty, value)).collect();
    let mut values: Vec<Value> = Vec::new();
    for (value, fitting) in facts.enumeration.iter().zip(fitting) {
        let value = fitting.unwrap_or_else(|| value.clone());
        if !values.contains(&value) {
            values.push(value);
        }
    }
    schema.put(OPEN_VALUES, values);
    schema.put_filled("x-enumDescriptions", labels(facts));
    schema
}

/// The keyword with the listed values of an open enumeration.
pub(super) const OPEN_VALUES: &str = "x-extensible-enum";

/// Whether facts have a bound that a validator would enforce.
pub(super) fn has_bounds(facts: &Facts) -> bool {
    facts.minimum.is_some()
        || facts.maximum.is_some()
        || facts.min_length.is_some()
        || facts.max_length.is_some()
        || facts.max_items.is_some()
        || facts.pattern.is_some()
}

/// Facts without bounds.
pub(super) fn unbounded(facts: &Facts) -> Facts {
    Facts {
        minimum: None,
        maximum: None,
        min_length: None,
        max_length: None,
        max_items: None,
        pattern: None,
        ..facts.clone()
    }
}

/// Facts whose range admits the special values too: `-1` may mean "unlimited" beside a range that begins at 0.
pub(super) fn with_special(mut facts: Facts) -> Facts {
    for special in &facts.special {
        let number = match &special.value {
            Value::Number(number) => Some(number.clone()),
            Value::String(text) => serde_json::from_str(text.trim()).ok(),
            _ => None,
        };
        let Some(number) = number else { continue };
        let is_below = |bound: &Number| number.as_f64() < bound.as_f64();
        let is_above = |bound: &Number| number.as_f64() > bound.as_f64();
        if facts.minimum.as_ref().is_some_and(is_below) {
            facts.minimum = Some(number);
        } else if facts.maximum.as_ref().is_some_and(is_above) {
            facts.maximum = Some(number);
        }
    }
    facts
}

/// The documented bounds that a schema does not enforce.
pub(super) fn bounds_left_out(documented: &Facts, enforced: &Facts) -> Object {
    let mut out = Object::new();
    let mut put = |name: &str, documented: Option<Value>, is_enforced: bool| {
        out.put_some(name, documented.filter(|_| !is_enforced));
    };
    put("minimum", documented.minimum.clone().map(Value::Number), enforced.minimum.is_some());
    put("maximum", documented.maximum.clone().map(Value::Number), enforced.maximum.is_some());
    put("minLength", documented.min_length.map(Value::from), enforced.min_length.is_some());
    put("maxLength", documented.max_length.map(Value::from), enforced.max_length.is_some());
    put("maxItems", documented.max_items.map(Value::from), enforced.max_items.is_some());
    put("pattern", documented.pattern.clone().map(Value::from), enforced.pattern.is_some());
    out
}

fn labels(facts: &Facts) -> Object {
    facts.enum_labels.iter().map(|(value, label)| (value.clone(), Value::from(label.as_str()))).collect()
}

/// The schema, or null.
pub(super) fn nullable(mut schema: Object) -> Object {
    if let Some(name) = schema.get("type").and_then(Value::as_str) {
        schema["type"] = json!([name, "null"]);
        return schema;
    }
    let null = json!({ "type": "null" });
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
        choices.push(null);
        return schema;
    }
    single("anyOf", vec![Value::Object(schema), null])
}

/// A value as one of the type, where it can be read as such without loss: `"80"` as an integer is 80.
pub(super) fn fitting(ty: &Type, value: &Value) -> Option<Value> {
    match (ty, value) {
        (Type::String { .. }, Value::String(_))
        | (Type::Boolean, Value::Bool(_))
        | (Type::Number { .. }, Value::Number(_)) => Some(value.clone()),
        (Type::Integer { .. }, Value::Number(number)) => (!number.is_f64()).then(|| value.clone()),
        (Type::String { .. }, Value::Number(number)) => Some(number.to_string().into()),
        (Type::String { .. }, Value::Bool(flag)) => Some(flag.to_string().into()),
        (Type::Integer { .. } | Type::Number { .. }, Value::String(text)) => {
            let number: Number = serde_json::from_str(text.trim()).ok()?;
            fitting(ty, &Value::Number(number))
        }
        (Type::Boolean, Value::String(text)) => match text.trim() {
            text if text.eq_ignore_ascii_case("true") => Some(true.into()),
            text if text.eq_ignore_ascii_case("false") => Some(false.into()),
            _ => None,
        },
        (Type::Array { items, item_name: None }, Value::Array(values)) => {
            values.iter().map(|value| fitting(items, value)).collect::<Option<Vec<Value>>>().map(Value::Array)
        }
        (Type::Array { item_name: None, .. }, Value::String(text)) => {
            let list = serde_json::from_str::<Value>(text).ok().filter(Value::is_array)?;
            fitting(ty, &list)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_their_type_or_not_at_all() {
        let list = Type::array(Type::integer());
        assert_eq!(fitting(&Type::integer(), &json!("80")), Some(json!(80)));
        assert_eq!(fitting(&Type::integer(), &json!("80.5")), None);
        assert_eq!(fitting(&Type::string(), &json!(80)), Some(json!("80")));
        assert_eq!(fitting(&Type::Boolean, &json!("True")), Some(json!(true)));
        assert_eq!(fitting(&list, &json!("[80, \"443\"]")), Some(json!([80, 443])));
        assert_eq!(fitting(&list, &json!("80")), None);
        assert_eq!(fitting(&Type::reference("Target"), &json!("{}")), None);
    }

    #[test]
    fn null_joins_whatever_there_is() {
        let of = |value: Value| match value {
            Value::Object(schema) => Value::Object(nullable(schema)),
            other => other,
        };
        assert_eq!(of(json!({ "type": "string" })), json!({ "type": ["string", "null"] }));
        assert_eq!(of(json!({ "$ref": "#/x" })), json!({ "anyOf": [{ "$ref": "#/x" }, { "type": "null" }] }));
        assert_eq!(of(json!({ "anyOf": [{}] })), json!({ "anyOf": [{}, { "type": "null" }] }));
    }
}
