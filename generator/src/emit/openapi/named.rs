//! Names for what the documents do not name: objects that are written out within a schema, and open enumerations.
//!
//! Generators call such parts `Response1` or `Inner`, and the next edition moves the numbers. So each becomes a component
//! that is named by where it is: `DescribeKilnsResponseKiln`. Equal enumerations are one component, named by the first
//! place.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use crate::lexeme::singular;

use super::facts::OPEN_VALUES;
use super::names::Keys;
use super::object::{Object, Put, single};

/// Gives the unnamed parts of a document's schemas components of their own.
pub(super) fn name_parts(document: &mut Value) {
    let mut parts = Parts::default();
    let Some(Value::Object(schemas)) = document.pointer_mut("/components/schemas").map(Value::take) else { return };
    for key in schemas.keys() {
        parts.keys.take(key);
    }
    let mut all = Object::new();
    for (name, mut schema) in schemas {
        parts.inside(&mut schema, &name);
        all.put(&name, schema);
        all.append(&mut parts.found);
    }
    if let Some(Value::Object(parameters)) = document.pointer_mut("/components/parameters") {
        for (key, parameter) in parameters {
            parts.parameter(parameter, &format!("Common{key}"));
        }
    }
    for (id, parameter) in own_parameters(document) {
        let name = parameter.get("name").and_then(Value::as_str).map(pascal).unwrap_or_default();
        parts.parameter(parameter, &format!("{id}{name}"));
    }
    all.append(&mut parts.found);
    if let Some(place) = document.pointer_mut("/components/schemas") {
        *place = Value::Object(all);
    }
}

/// The parameters of operations, with the operations' names.
fn own_parameters(document: &mut Value) -> Vec<(String, &mut Value)> {
    let mut found = Vec::new();
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    let operations = paths.into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut);
    for operation in operations.flat_map(Map::values_mut) {
        let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default().to_owned();
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        found.extend(parameters.into_iter().flatten().map(|parameter| (id.clone(), parameter)));
    }
    found
}

/// Parts that have become components.
#[derive(Default)]
struct Parts {
    keys: Keys,
    /// Components that are not in the document yet.
    found: Object,
    /// Names of enumerations by their text.
    enumerations: HashMap<String, String>,
}

impl Parts {
    fn parameter(&mut self, parameter: &mut Value, name: &str) {
        if let Some(schema) = parameter.get_mut("schema") {
            self.part(schema, name);
        }
    }

    /// Names what is within a schema.
    fn inside(&mut self, schema: &mut Value, name: &str) {
        let Value::Object(schema) = schema else { return };
        for (keyword, value) in schema.iter_mut() {
            match (keyword.as_str(), value) {
                ("properties", Value::Object(members)) => {
                    for (member, schema) in members {
                        self.part(schema, &format!("{name}{}", pascal(member)));
                    }
                }
                ("items", schema) => self.part(schema, &item(name)),
                ("additionalProperties", schema) => self.part(schema, &format!("{name}Value")),
                ("contentSchema", schema) => self.part(schema, &format!("{name}Content")),
                ("anyOf" | "oneOf" | "allOf", Value::Array(choices)) => {
                    for (index, schema) in choices.iter_mut().enumerate() {
                        self.part(schema, &format!("{name}Choice{}", index + 1));
                    }
                }
                _ => {}
            }
        }
    }

    /// Names a part of a schema, and what is within it.
    fn part(&mut self, schema: &mut Value, name: &str) {
        self.inside(schema, name);
        let Value::Object(members) = schema else { return };
        let is_enumeration = members.contains_key(OPEN_VALUES);
        if !is_enumeration && !members.contains_key("properties") {
            return;
        }
        let (place, mut core): (Object, Object) =
            std::mem::take(members).into_iter().partition(|(keyword, _)| is_of_place(keyword));
        let is_nullable = is_nullable(&mut core);
        let known = is_enumeration.then(|| Value::Object(core.clone()).to_string());
        let named = known.as_ref().and_then(|text| self.enumerations.get(text)).cloned();
        let key = named.unwrap_or_else(|| {
            let key = self.keys.take(name);
            self.found.put(&key, core);
            self.enumerations.extend(known.map(|text| (text, key.clone())));
            key
        });
        let reference = single("$ref", format!("#/components/schemas/{key}"));
        members.extend(place);
        if is_nullable {
            members.put("anyOf", vec![Value::Object(reference), json!({ "type": "null" })]);
        } else {
            members.extend(reference);
        }
    }
}

/// Whether a keyword says something of the place where a schema is used, and not of the value.
fn is_of_place(keyword: &str) -> bool {
    matches!(
        keyword,
        "description" | "deprecated" | "default" | "examples" | "x-since" | "x-deprecated-since" | "x-unit"
    ) || keyword.starts_with("x-docquarry-")
}

/// Takes null out of the types of a schema; false if it is not among them.
fn is_nullable(schema: &mut Object) -> bool {
    let Some(Value::Array(types)) = schema.get_mut("type") else { return false };
    let before = types.len();
    types.retain(|name| name != "null");
    let is_nullable = types.len() < before;
    if let [only] = types.as_slice() {
        let only = only.clone();
        schema.put("type", only);
    }
    is_nullable
}

/// The name of a list's item.
fn item(name: &str) -> String {
    let singular = singular(name);
    if singular == name { format!("{name}Item") } else { singular }
}

/// A member's name as part of a component's.
fn pascal(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words
        .map(|word| {
            format!("{}{}", word.get(..1).unwrap_or_default().to_ascii_uppercase(), word.get(1..).unwrap_or_default())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_and_enumerations_become_components() {
        let colour = json!({ "description": "glaze", "type": "string", "x-extensible-enum": ["red", "blue"] });
        let mut document = json!({ "components": { "schemas": {
            "Shelf": { "type": "object", "properties": {
                "pots": { "type": "array", "items": { "type": "object", "properties": { "colour": colour } } },
                "lid": { "type": ["string", "null"], "x-extensible-enum": ["red", "blue"] },
                "ShelfPot": { "$ref": "#/components/schemas/ShelfPot" },
            } },
            "ShelfPot": { "type": "object" },
        } } });
        name_parts(&mut document);
        let schemas = document.pointer("/components/schemas").and_then(Value::as_object).cloned().unwrap_or_default();
        let names: Vec<&String> = schemas.keys().collect();
        assert_eq!(names, ["Shelf", "ShelfPotColour", "ShelfPot-2", "ShelfPot"]);
        let to = |name: &str| json!(format!("#/components/schemas/{name}"));
        let shelf = schemas.get("Shelf").and_then(|shelf| shelf.get("properties")).cloned().unwrap_or_default();
        assert_eq!(shelf.pointer("/pots/items/$ref"), Some(&to("ShelfPot-2")));
        assert_eq!(shelf.pointer("/lid/anyOf/0/$ref"), Some(&to("ShelfPotColour")));
        let colour = schemas.get("ShelfPot-2").and_then(|pot| pot.pointer("/properties/colour"));
        assert_eq!(colour, Some(&json!({ "description": "glaze", "$ref": to("ShelfPotColour") })));
    }
}
