//! The document for generators and mock servers: OpenAPI 3.0.3 from the document of the later edition.
//!
//! What 3.0 has no word for is in a member that begins with `x-`. Where 3.0 ignores what stands beside a reference, the
//! reference is the one choice of an `allOf`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::object::{Object, Put, single};

/// The one server that knows the paths of the document.
pub(super) fn server() -> Object {
    let mut server = single("url", "http://127.0.0.1:8080");
    server
        .put("description", "`docquarry serve`. The service itself has one path for all actions: see `openapi.json`.");
    server
}

/// The document in OpenAPI 3.0.3.
pub(super) fn lowered(mut document: Value) -> Value {
    let kinds = Kinds::of(&document);
    if let Value::Object(members) = &mut document {
        members.put("openapi", "3.0.3");
    }
    each(document.pointer_mut("/components/schemas"), |schema| kinds.schema(schema));
    each(document.pointer_mut("/components/parameters"), |parameter| kinds.holder(parameter));
    each(document.pointer_mut("/components/responses"), |response| kinds.content(response));
    each(document.get_mut("paths"), |path| {
        each(Some(path), |operation| {
            for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
                kinds.holder(parameter);
            }
            if let Some(body) = operation.get_mut("requestBody") {
                kinds.content(body);
            }
            each(operation.get_mut("responses"), |response| {
                kinds.content(response);
                each(response.get_mut("content"), |media| {
                    each(media.get_mut("examples"), |example| example.get_mut("value").map_or((), without_nulls));
                });
            });
        });
    });
    document
}

/// Does something with each member of an object.
fn each(object: Option<&mut Value>, what: impl FnMut(&mut Value)) {
    object.and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut).for_each(what);
}

/// Drops members that are null: they say what absent ones say, and 3.0 has no null for a reference.
fn without_nulls(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, member| !member.is_null());
            members.values_mut().for_each(without_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(without_nulls),
        _ => {}
    }
}

/// Types of the components, by reference.
struct Kinds(BTreeMap<String, String>);

impl Kinds {
    fn of(document: &Value) -> Self {
        let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
        let typed = schemas.into_iter().flatten().filter_map(|(key, schema)| {
            Some((format!("#/components/schemas/{key}"), schema.get("type")?.as_str()?.to_owned()))
        });
        Self(typed.collect())
    }

    /// What has a schema: a parameter or a media type.
    fn holder(&self, holder: &mut Value) {
        if let Some(schema) = holder.get_mut("schema") {
            self.schema(schema);
        }
    }

    /// What has media types: a body or an answer.
    fn content(&self, holder: &mut Value) {
        each(holder.get_mut("content"), |media| self.holder(media));
    }

    fn schema(&self, schema: &mut Value) {
        let Value::Object(members) = schema else { return };
        self.null(members);
        if members.len() > 1
            && let Some(reference) = members.remove("$ref")
        {
            members.put("allOf", vec![single("$ref", reference)]);
        }
        if let Some(Value::Array(examples)) = members.remove("examples") {
            members.put_some("example", examples.into_iter().next());
        }
        for keyword in ["contentMediaType", "contentSchema", "patternProperties"] {
            if let Some(value) = members.remove(keyword) {
                members.put(&format!("x-{keyword}"), value);
            }
        }
        for keyword in ["items", "additionalProperties", "x-contentSchema"] {
            if let Some(inner) = members.get_mut(keyword) {
                self.schema(inner);
            }
        }
        for keyword in ["properties", "x-patternProperties"] {
            each(members.get_mut(keyword), |inner| self.schema(inner));
        }
        for keyword in ["anyOf", "oneOf", "allOf"] {
            let choices = members.get_mut(keyword).and_then(Value::as_array_mut);
            choices.into_iter().flatten().for_each(|choice| self.schema(choice));
        }
    }

    /// Null among the types or choices becomes `nullable`, which needs a type beside it.
    fn null(&self, members: &mut Object) {
        if let Some(Value::Array(types)) = members.get("type").cloned() {
            let rest: Vec<&Value> = types.iter().filter(|name| *name != "null").collect();
            match rest.as_slice() {
                [only] => members.put("type", (*only).clone()),
                _ => {
                    members.remove("type");
                    members.put("x-docquarry-types", json!(rest));
                }
            }
            members.put_flag("nullable", rest.len() == 1 && types.len() > 1);
        }
        for keyword in ["anyOf", "oneOf"] {
            let Some(Value::Array(choices)) = members.get_mut(keyword) else { continue };
            let before = choices.len();
            choices.retain(|choice| choice.get("type").is_none_or(|name| name != "null"));
            if choices.len() == before {
                continue;
            }
            let kinds: Vec<Option<String>> = choices.iter().map(|choice| self.kind(choice)).collect();
            let choices = std::mem::take(choices);
            members.remove(keyword);
            members.put(if choices.len() == 1 { "allOf" } else { keyword }, choices);
            match kinds.split_first() {
                Some((Some(kind), rest)) if rest.iter().all(|other| other.as_ref() == Some(kind)) => {
                    members.put("type", kind.as_str());
                    members.put("nullable", true);
                }
                _ => members.put("x-nullable", true),
            }
        }
    }

    /// The type of a schema, or of the component that it refers to.
    fn kind(&self, schema: &Value) -> Option<String> {
        let own = schema.get("type").and_then(Value::as_str).map(str::to_owned);
        own.or_else(|| self.0.get(schema.get("$ref")?.as_str()?).cloned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lowered(schema: Value) -> Value {
        let pot = json!({ "type": "object" });
        let document = json!({ "components": { "schemas": { "Pot": pot, "It": schema } } });
        super::lowered(document).pointer("/components/schemas/It").cloned().unwrap_or_default()
    }

    #[test]
    fn null_is_said_beside_a_type() {
        assert_eq!(lowered(json!({ "type": ["string", "null"] })), json!({ "type": "string", "nullable": true }));
        let reference = json!({ "$ref": "#/components/schemas/Pot" });
        assert_eq!(
            lowered(json!({ "anyOf": [reference, { "type": "null" }] })),
            json!({ "allOf": [reference], "type": "object", "nullable": true })
        );
        assert_eq!(
            lowered(json!({ "type": ["integer", "string"] })),
            json!({ "x-docquarry-types": ["integer", "string"] })
        );
    }

    #[test]
    fn what_stands_beside_a_reference_is_kept() {
        let reference = json!({ "$ref": "#/components/schemas/Pot" });
        assert_eq!(lowered(reference.clone()), reference);
        let mut described = reference.clone();
        described["description"] = json!("a pot");
        described["examples"] = json!([{ "$ref": "a value", "type": ["x", "null"] }]);
        assert_eq!(
            lowered(described),
            json!({
                "description": "a pot",
                "allOf": [reference],
                "example": { "$ref": "a value", "type": ["x", "null"] },
            })
        );
    }
}
