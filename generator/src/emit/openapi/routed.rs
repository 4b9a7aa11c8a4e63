//! The document for generators and mock servers: OpenAPI 3.0.3 from the document of the later edition.
//!
//! What 3.0 has no word for is in a member that begins with `x-`. Where 3.0 ignores what stands beside a reference, the
//! reference is the one choice of an `allOf`. Where a reference may be null, it leads to a component of its own that is
//! nullable, `PotOrNull`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::names::Keys;
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
    let mut kinds = Kinds::of(&document);
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
            each(operation.get_mut("responses"), |response| kinds.content(response));
        });
    });
    if let Some(Value::Object(schemas)) = document.pointer_mut("/components/schemas") {
        kinds.or_null(schemas);
    }
    document
}

/// Does something with each member of an object.
fn each(object: Option<&mut Value>, what: impl FnMut(&mut Value)) {
    object.and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut).for_each(what);
}

/// What of the components the lowering of a schema takes.
struct Kinds {
    /// Their types, by reference.
    types: BTreeMap<String, String>,
    keys: Keys,
    /// Components that are null too, by the components that are not.
    or_null: BTreeMap<String, String>,
}

impl Kinds {
    fn of(document: &Value) -> Self {
        let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
        let typed = schemas.into_iter().flatten().filter_map(|(key, schema)| {
            Some((format!("#/components/schemas/{key}"), schema.get("type")?.as_str()?.to_owned()))
        });
        let mut keys = Keys::default();
        schemas.into_iter().flat_map(Map::keys).for_each(|key| {
            keys.take(key);
        });
        Self { types: typed.collect(), keys, or_null: BTreeMap::new() }
    }

    /// What has a schema: a parameter or a media type.
    fn holder(&mut self, holder: &mut Value) {
        if let Some(schema) = holder.get_mut("schema") {
            self.schema(schema);
        }
    }

    /// What has media types: a body or an answer.
    fn content(&mut self, holder: &mut Value) {
        each(holder.get_mut("content"), |media| self.holder(media));
    }

    fn schema(&mut self, schema: &mut Value) {
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
        for keyword in ["contentMediaType", "contentSchema", "patternProperties", "dependentRequired"] {
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
    fn null(&mut self, members: &mut Object) {
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
            if let ([only], [Some(_)]) = (choices.as_slice(), kinds.as_slice())
                && let Some(key) = only.get("$ref").and_then(Value::as_str).and_then(|target| target.rsplit('/').next())
            {
                members.put("$ref", format!("#/components/schemas/{}", self.key_or_null(key)));
                continue;
            }
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

    /// The key of the component that is what another is, or null.
    fn key_or_null(&mut self, key: &str) -> String {
        let keys = &mut self.keys;
        self.or_null.entry(key.to_owned()).or_insert_with(|| keys.take(&format!("{key}OrNull"))).clone()
    }

    /// Adds those components. In 3.0 a reference is never null, whatever stands beside it.
    fn or_null(&self, schemas: &mut Object) {
        for (key, other) in &self.or_null {
            let Some(Value::Object(schema)) = schemas.get(key) else { continue };
            let mut schema = schema.clone();
            schema.put("nullable", true);
            schemas.put(other, schema);
        }
    }

    /// The type of a schema, or of the component that it refers to.
    fn kind(&self, schema: &Value) -> Option<String> {
        let own = schema.get("type").and_then(Value::as_str).map(str::to_owned);
        own.or_else(|| self.types.get(schema.get("$ref")?.as_str()?).cloned())
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
            json!({ "$ref": "#/components/schemas/PotOrNull" })
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
