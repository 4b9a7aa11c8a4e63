//! What a service answers: documents in their envelope, failures, and the codes of failures.

use serde_json::{Value, json};

use crate::spec::model::{Action, Spec};

use super::Paths;
use super::facts::OPEN_VALUES;
use super::names::in_path;
use super::object::{Object, Put, single};
use super::protocol::{Failure, Member, Shape};
use super::schema::{Schemas, Side};

/// A reference to a component.
pub(super) fn component(kind: &str, key: &str) -> Object {
    single("$ref", format!("#/components/{kind}/{key}"))
}

/// The members that answer an action, without a wrapper around them.
pub(super) fn members(schemas: &Schemas<'_>, shape: &Shape, name: &str, action: &Action, keys: &ErrorKeys) -> Object {
    let mut inner = schemas.object(&action.response, Side::Response, &format!("actions.{name}.response"));
    let mut properties = match inner.remove("properties") {
        Some(Value::Object(properties)) => properties,
        _ => Object::new(),
    };
    for member in shape.always.iter().filter(|member| !action.response.iter().any(|f| f.name == member.name)) {
        properties.put(member.name, self::member(member, keys));
    }
    if let Failure::Object(name, _) = shape.failure {
        let mut error = single("description", "In place of the other members where the call failed.");
        error.extend(component("schemas", &keys.error));
        properties.put(name, error);
    }
    inner.put("properties", properties);
    let always: Vec<&str> = shape.always.iter().filter(|member| member.required).map(|member| member.name).collect();
    inner.put_filled("required", always);
    if let Some(ending) = shape.xml_ending {
        inner.put("xml", json!({ "name": format!("{}{ending}", in_path(name)) }));
    }
    inner
}

/// The document of one member that wraps the members of an answer, whose schema has a key.
pub(super) fn wrapped(wrapper: &str, key: &str) -> Object {
    let mut outer = single("type", "object");
    outer.put("properties", single(wrapper, component("schemas", key)));
    outer.put("required", vec![wrapper]);
    outer
}

fn member(member: &Member, keys: &ErrorKeys) -> Object {
    if member.is_code { component("schemas", &keys.code) } else { of_type(member.ty) }
}

/// The schema of a type; whole numbers have 64 bits.
fn of_type(ty: &str) -> Object {
    let mut schema = single("type", ty);
    schema.put_some("format", (ty == "integer").then_some("int64"));
    schema
}

/// Keys of the components that all failures share.
#[derive(Debug)]
pub(super) struct ErrorKeys {
    /// The schema of the document or object that tells of a failure.
    pub(super) error: String,
    /// The schema of error codes.
    pub(super) code: String,
}

/// The schemas of failures, by key.
pub(super) fn schemas(spec: &Spec, shape: &Shape, keys: &ErrorKeys) -> Object {
    let mut out = single(&keys.code, codes(spec, shape));
    let (Failure::Object(_, members) | Failure::Status(members)) = shape.failure else { return out };
    let mut error = single("type", "object");
    let properties: Object = members.iter().map(|m| (m.name.to_owned(), member(m, keys).into())).collect();
    error.put("properties", properties);
    let required: Vec<&str> = members.iter().filter(|member| member.required).map(|member| member.name).collect();
    error.put("required", required);
    if shape.xml_ending.is_some() {
        error.put("xml", json!({ "name": "Error" }));
    }
    out.put(&keys.error, error);
    out
}

/// Documented codes, open for others.
fn codes(spec: &Spec, shape: &Shape) -> Object {
    let carrier = shape.always.iter().chain(match shape.failure {
        Failure::Object(_, members) | Failure::Status(members) => members,
        Failure::Always => &[],
    });
    let ty = carrier.into_iter().find(|member| member.is_code).map_or("string", |member| member.ty);
    let typed = |code: &str| match ty {
        "integer" => code.parse::<i64>().map_or_else(|_| Value::from(code), Value::from),
        _ => code.into(),
    };
    let values: Vec<Value> = spec.errors.keys().map(|code| typed(code)).collect();
    if values.is_empty() {
        return of_type(ty);
    }
    let (mut labels, mut statuses) = (Object::new(), Object::new());
    for (code, error) in &spec.errors {
        labels.put_some(code, error.label.as_deref());
        statuses.put_some(code, error.http_status);
    }
    let mut schema = of_type(ty);
    schema.put(OPEN_VALUES, values);
    schema.put_filled("x-enumDescriptions", labels);
    schema.put_filled("x-docquarry-http-status", statuses);
    schema
}

/// Answers that all operations share, by key: those of failures that have a status of their own.
pub(super) fn shared(shape: &Shape, paths: Paths, keys: &ErrorKeys) -> Object {
    if !matches!(shape.failure, Failure::Status(_)) {
        return Object::new();
    }
    let mut response = single("description", "The call failed; `Code` says why.");
    let schema = component("schemas", &keys.error);
    response.put("content", content(shape, paths, &schema, &Object::new(), &Object::new()));
    single("Error", response)
}

/// Answers of an operation.
pub(super) fn responses(shape: &Shape, paths: Paths, action: &Action, key: &str) -> Object {
    let mut answer = single("description", told(shape));
    let (json, xml) = samples(action);
    answer.put("content", content(shape, paths, &component("schemas", key), &json, &xml));
    let mut out = single("200", answer);
    if matches!(shape.failure, Failure::Status(_)) {
        for status in ["4XX", "5XX"] {
            out.put(status, component("responses", "Error"));
        }
    }
    out
}

fn told(shape: &Shape) -> String {
    match shape.failure {
        Failure::Object(name, _) => format!("The answer. A failure has this status too, and a member `{name}`."),
        Failure::Always => {
            let code = shape.always.iter().find(|member| member.is_code).map_or("code", |member| member.name);
            format!("The answer. A failure has this status too; `{code}` is 0 where there is none.")
        }
        Failure::Status(_) => "The answer.".to_owned(),
    }
}

/// The media types of an answer.
fn content(shape: &Shape, paths: Paths, schema: &Object, json: &Object, xml: &Object) -> Object {
    let media = |examples: &Object| {
        let mut media = single("schema", schema.clone());
        media.put_filled("examples", examples.clone());
        media
    };
    let mut content = single("application/json", media(json));
    if shape.xml_ending.is_some() && paths == Paths::Shared {
        content.put("application/xml", media(xml));
    }
    content
}

/// Answers of the examples, as JSON and as XML. A text that is not JSON is left out. An XML example has the same value as
/// its JSON, which its schema describes, and the document's text beside it; it is a text if there is no JSON.
fn samples(action: &Action) -> (Object, Object) {
    let (mut json, mut xml) = (Object::new(), Object::new());
    for (index, example) in action.examples.iter().enumerate() {
        let title = example.title.as_deref();
        let value = Some(&example.response).filter(|value| !value.is_null() && !value.is_string());
        if let Some(value) = value {
            json.put(&sample_key(index), sample(title, value.clone()));
        }
        if let Some(text) = &example.response_xml {
            let mut shown = sample(title, value.cloned().unwrap_or_else(|| text.as_str().into()));
            if value.is_some() {
                shown.put("x-docquarry-xml", text.as_str());
            }
            xml.put(&sample_key(index), shown);
        }
    }
    (json, xml)
}

/// The key of an example; the same in a request and its answer.
pub(super) fn sample_key(index: usize) -> String {
    format!("example{}", index + 1)
}

/// An example with its title.
pub(super) fn sample(title: Option<&str>, value: impl Into<Value>) -> Object {
    let mut sample = Object::new();
    sample.put_some("summary", title);
    sample.put("value", value);
    sample
}
