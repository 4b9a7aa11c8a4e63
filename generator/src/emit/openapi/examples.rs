//! Examples that contradict the schema beside them. Documents print requests that lack a required parameter, and answers
//! whose numbers are texts. Linters refuse such an example and mock servers answer it, so it is not among the
//! `examples`: it is in `x-docquarry-contradicting-examples` of the same media type.
//!
//! The check knows the keywords that this emitter writes, and takes what it does not know for right.

use std::collections::HashMap;

use docquarry_runtime::schema::{Pattern, TimeFormat};
use serde_json::{Map, Value};

use super::object::{Object, Put};

/// Most schemas within each other that are looked at.
const MAX_DEPTH: usize = 64;

/// Moves the examples that contradict their schemas.
pub(super) fn set_contradicting_aside(document: &mut Value) {
    let Some(schemas) = document.pointer_mut("/components/schemas").map(Value::take) else { return };
    let mut check = Check { schemas: &schemas, patterns: HashMap::new() };
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    let operations = paths.into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut);
    for operation in operations.flat_map(Map::values_mut) {
        if let Some(body) = operation.get_mut("requestBody") {
            check.content(body);
        }
        let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
        responses.into_iter().flat_map(Map::values_mut).for_each(|response| check.content(response));
    }
    if let Some(place) = document.pointer_mut("/components/schemas") {
        *place = schemas;
    }
}

struct Check<'a> {
    schemas: &'a Value,
    /// Patterns that are compiled already.
    patterns: HashMap<String, Pattern>,
}

impl Check<'_> {
    fn content(&mut self, holder: &mut Value) {
        let content = holder.get_mut("content").and_then(Value::as_object_mut);
        for media in content.into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut) {
            let Some(Value::Object(examples)) = media.remove("examples") else { continue };
            let schema = media.get("schema").cloned().unwrap_or_default();
            let (fitting, contradicting): (Object, Object) = examples
                .into_iter()
                .partition(|(_, example)| example.get("value").is_none_or(|value| self.fits(&schema, value, 0)));
            media.put_filled("examples", fitting);
            media.put_filled("x-docquarry-contradicting-examples", contradicting);
        }
    }

    fn fits(&mut self, schema: &Value, value: &Value, depth: usize) -> bool {
        let Value::Object(schema) = schema else { return true };
        if depth > MAX_DEPTH || value.is_null() && schema.get("nullable") == Some(&Value::Bool(true)) {
            return true;
        }
        self.fits_choices(schema, value, depth)
            && has_type(schema, value)
            && schema.get("enum").and_then(Value::as_array).is_none_or(|listed| listed.contains(value))
            && match value {
                Value::Number(number) => in_range(schema, number.as_f64()),
                Value::String(text) => self.fits_text(schema, text),
                Value::Array(items) => self.fits_list(schema, items, depth),
                Value::Object(members) => self.fits_object(schema, members, depth),
                Value::Null | Value::Bool(_) => true,
            }
    }

    fn fits_choices(&mut self, schema: &Object, value: &Value, depth: usize) -> bool {
        let schemas = self.schemas;
        let target = schema.get("$ref").and_then(Value::as_str).and_then(|target| target.rsplit('/').next());
        if let Some(target) = target.and_then(|key| schemas.get(key))
            && !self.fits(target, value, depth + 1)
        {
            return false;
        }
        for (keyword, is_right) in [
            ("allOf", (|count, all| count == all) as fn(usize, usize) -> bool),
            ("anyOf", |count, _| count > 0),
            ("oneOf", |count, _| count == 1),
        ] {
            let Some(Value::Array(choices)) = schema.get(keyword) else { continue };
            let count = choices.iter().filter(|choice| self.fits(choice, value, depth + 1)).count();
            if !is_right(count, choices.len()) {
                return false;
            }
        }
        true
    }

    fn fits_text(&mut self, schema: &Object, text: &str) -> bool {
        let length = text.chars().count() as u64;
        let number = |keyword: &str| schema.get(keyword).and_then(Value::as_u64);
        let is_time = match schema.get("format").and_then(Value::as_str) {
            Some("date") => TimeFormat::Date.admits(text),
            Some("date-time") => TimeFormat::DateTime.admits(text),
            _ => true,
        };
        let pattern = schema.get("pattern").and_then(Value::as_str);
        number("minLength").is_none_or(|least| length >= least)
            && number("maxLength").is_none_or(|most| length <= most)
            && is_time
            && pattern.is_none_or(|pattern| self.matches(pattern, text))
    }

    fn fits_list(&mut self, schema: &Object, items: &[Value], depth: usize) -> bool {
        let most = schema.get("maxItems").and_then(Value::as_u64);
        let each = schema.get("items");
        most.is_none_or(|most| items.len() as u64 <= most)
            && each.is_none_or(|each| items.iter().all(|item| self.fits(each, item, depth + 1)))
    }

    fn fits_object(&mut self, schema: &Object, members: &Object, depth: usize) -> bool {
        let required = schema.get("required").and_then(Value::as_array);
        let mut names = required.into_iter().flatten().filter_map(Value::as_str);
        if names.any(|name| !members.contains_key(name)) {
            return false;
        }
        let of = |keyword: &str| schema.get(keyword).and_then(Value::as_object);
        members.iter().all(|(name, value)| {
            let own = of("properties").and_then(|properties| properties.get(name));
            let mut schemas: Vec<&Value> = own.into_iter().collect();
            for (pattern, schema) in of("patternProperties").into_iter().flatten() {
                schemas.extend(self.matches(pattern, name).then_some(schema));
            }
            if schemas.is_empty() {
                schemas.extend(schema.get("additionalProperties"));
            }
            schemas.into_iter().all(|schema| self.fits(schema, value, depth + 1))
        })
    }

    fn matches(&mut self, pattern: &str, text: &str) -> bool {
        let known = self.patterns.entry(pattern.to_owned());
        known.or_insert_with(|| Pattern::new(pattern)).admits(text)
    }
}

fn has_type(schema: &Object, value: &Value) -> bool {
    let is = |name: &Value| match name.as_str() {
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        Some("null") => value.is_null(),
        Some("number") => value.is_number(),
        Some("integer") => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        _ => true,
    };
    match schema.get("type") {
        Some(Value::Array(names)) => names.iter().any(is),
        Some(name) => is(name),
        None => true,
    }
}

fn in_range(schema: &Object, number: Option<f64>) -> bool {
    let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_f64);
    let Some(number) = number else { return true };
    bound("minimum").is_none_or(|least| number >= least) && bound("maximum").is_none_or(|most| number <= most)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_example_that_contradicts_its_schema_is_set_aside() {
        let schemas = json!({
            "Pot": { "type": "object", "required": ["size"], "patternProperties": { "^cups\\.[0-9]+$": { "type": "integer" } },
                "additionalProperties": { "type": "string", "maxLength": 3 }, "properties": {
                "size": { "type": "integer", "minimum": 1 }, "lid": { "$ref": "#/components/schemas/Lid" } } },
            "Lid": { "anyOf": [{ "type": "string", "pattern": "^[a-z]+$" }, { "type": "null" }] },
        });
        let fits = |value: Value| {
            let mut check = Check { schemas: &schemas, patterns: HashMap::new() };
            check.fits(&json!({ "$ref": "#/components/schemas/Pot" }), &value, 0)
        };
        assert!(fits(json!({ "size": 1, "lid": null, "cups.0": 3, "more": "abc" })));
        for wrong in [
            json!([]),
            json!({ "lid": "a" }),
            json!({ "size": 0 }),
            json!({ "size": 1.5 }),
            json!({ "size": 1, "lid": "A" }),
            json!({ "size": 1, "cups.0": "3" }),
            json!({ "size": 1, "more": "abcd" }),
        ] {
            assert!(!fits(wrong.clone()), "{wrong}");
        }
    }
}
