//! Actions as operations: their path, their headers and JSON body, and what holds for the whole action. Forms are in
//! `form.rs`.

use serde_json::{Value, json};

use crate::spec::model::{Action, Field, Spec};
use crate::spec::wire_example::{self, Request};

use super::answer::{component, responses, sample, sample_key};
use super::facts::OPEN_VALUES;
use super::names::in_path;
use super::object::{Object, Put, single};
use super::protocol::{REGION, Shape, VERSION};
use super::query;
use super::schema::{Schemas, Side, documentation, place};
use super::tags::Tags;
use super::{Common, Document, Paths, form};

/// The key of an action's path: see the module above.
pub(super) fn path(document: &Document<'_, '_>, name: &str) -> String {
    let shape = &document.shape;
    match document.paths {
        Paths::Own => format!("/{}", in_path(name)),
        Paths::Shared => {
            format!("{}#{}={}", shape.wire.path, shape.common_name(shape.wire.action_key), in_path(name))
        }
    }
}

/// Keys of the components that an operation refers to.
#[derive(Debug)]
pub(super) struct OperationKeys<'k> {
    pub(super) request: &'k str,
    pub(super) response: &'k str,
}

/// The operation of an action.
pub(super) fn operation(
    document: &Document<'_, '_>,
    name: &str,
    action: &Action,
    keys: &OperationKeys<'_>,
    common: &Common,
) -> Object {
    let (schemas, shape) = (document.schemas, &document.shape);
    let mut out = head(schemas, document.tags, name, action);
    if shape.is_form() {
        out.put("requestBody", form::body(document, name, action, keys.request, common));
    } else {
        out.put_filled("parameters", headers(document, name, common));
        out.put("requestBody", request_body(schemas, action, keys.request));
    }
    out.put("responses", responses(shape, document.paths, action, keys.response));
    out
}

/// What holds for the whole action.
pub(super) fn head(schemas: &Schemas<'_>, tags: &Tags<'_>, name: &str, action: &Action) -> Object {
    let mut out = Object::new();
    out.put_filled("tags", action.group.iter().filter_map(|group| tags.name(group)).collect::<Vec<_>>());
    out.put_some("summary", action.title.as_deref());
    out.put_some("description", schemas.prose(&format!("actions.{name}")));
    out.put_some("externalDocs", action.url.as_deref().and_then(documentation));
    out.put("operationId", name);
    out.put_flag("deprecated", action.deprecated);
    // A server of the operation's own would go before the base URL that a caller chooses.
    let usual = wire_example::central_host(schemas.spec);
    let own = action.endpoint.as_deref().filter(|host| Some(*host) != usual);
    out.put_some("x-docquarry-server", own.map(|host| format!("https://{host}")));
    out.put_some("x-since", action.since.map(|release| schemas.release(release)));
    out.put_some("x-deprecated-since", action.deprecated_since.map(|release| schemas.release(release)));
    out.put_filled("x-docquarry-uncertain", json!(action.uncertain));
    out.put_filled("x-docquarry-conditions", json!(action.conditions));
    out.put_some("x-docquarry-rate-limit", action.rate_limit);
    out.put_some("x-docquarry-updated", action.updated_at.as_deref());
    out.put_some("x-docquarry-successor", action.successor.as_deref());
    out.put_flag("x-docquarry-asynchronous", action.asynchronous);
    out.put_some("x-docquarry-task-query", action.task_query.as_deref());
    out.put_filled("x-docquarry-errors", action.errors.iter().map(String::as_str).collect::<Vec<_>>());
    out.put("x-docquarry-source", place(&action.source));
    out
}

/// The action's name and the common parameters, as headers.
fn headers(document: &Document<'_, '_>, name: &str, common: &Common) -> Vec<Value> {
    let key = document.shape.common_name(document.shape.wire.action_key);
    let mut action = single("name", key);
    action.put("in", "header");
    action.put_flag("required", document.paths == Paths::Shared);
    action.put("schema", action_name(name));
    let shared = common.sent.iter().map(|(key, _, _)| component("parameters", key));
    std::iter::once(action).chain(shared).map(Value::Object).collect()
}

/// The schema of the parameter that names an action.
pub(super) fn action_name(name: &str) -> Value {
    json!({ "type": "string", "enum": [name], "default": name })
}

/// A parameter without its schema.
pub(super) fn parameter(schemas: &Schemas<'_>, field: &Field, name: &str, place: &str, prose: &str) -> Object {
    let mut out = single("name", name);
    out.put("in", place);
    out.put_filled("description", schemas.describe(field, prose));
    out.put_flag("required", field.required == Some(true));
    out.put_flag("deprecated", field.deprecated);
    out
}

fn request_body(schemas: &Schemas<'_>, action: &Action, key: &str) -> Object {
    let mut samples = Object::new();
    for (index, example) in action.examples.iter().enumerate() {
        let value = match Request::of(example) {
            Request::Body(body) => body.clone(),
            Request::Query(query) => query::body(schemas.spec, &action.request, query).into(),
            Request::None | Request::Text(_) => continue,
        };
        samples.put(&sample_key(index), sample(example.title.as_deref(), value));
    }
    let mut media = single("schema", component("schemas", key));
    media.put_filled("examples", samples);
    let mut body = single("required", true);
    body.put("content", single("application/json", media));
    body
}

/// The common parameters of the scheme that goes with the protocol, without the action's name and the signature.
pub(super) fn common_fields<'a>(spec: &'a Spec, shape: &Shape) -> Vec<&'a Field> {
    let tables = &spec.common_parameters;
    let table = tables.get(shape.scheme).or_else(|| tables.values().next());
    let own = |field: &&Field| field.name != shape.wire.action_key && field.name != shape.signature;
    table.into_iter().flatten().filter(own).collect()
}

/// A common parameter of a header as component.
pub(super) fn common_parameter(document: &Document<'_, '_>, field: &Field, is_required: bool) -> Object {
    let schemas = document.schemas;
    let prose = common_prose(document, field);
    let mut out = parameter(schemas, field, &document.shape.common_name(&field.name), "header", &prose);
    // Behind the description, where it is for other parameters.
    let deprecated = out.remove("deprecated");
    out.remove("required");
    out.put_flag("required", is_required);
    out.put_some("deprecated", deprecated);
    out.put("schema", common_schema(document, field));
    out.extend(schemas.extensions(field));
    out
}

/// The path of the sentences about a common parameter.
pub(super) fn common_prose(document: &Document<'_, '_>, field: &Field) -> String {
    format!("common_parameters.{}.{}", document.shape.scheme, field.name)
}

/// The schema of a common parameter's value.
pub(super) fn common_schema(document: &Document<'_, '_>, field: &Field) -> Object {
    let spec = document.spec;
    let only = |value: &str| json_object(json!({ "type": "string", "enum": [value], "default": value }));
    match field.name.as_str() {
        VERSION => only(&spec.api_version),
        REGION if !spec.regions.is_empty() => regions(spec),
        _ if document.is_json_format(field) => only("JSON"),
        _ => document.schemas.value(field, Side::Request, &common_prose(document, field)),
    }
}

/// Documented regions, open for others.
fn regions(spec: &Spec) -> Object {
    let ids: Vec<&str> = spec.regions.iter().map(|region| region.id.as_str()).collect();
    let labels = spec.regions.iter().filter_map(|region| Some((region.id.clone(), region.label.as_deref()?.into())));
    let mut schema = single("type", "string");
    schema.put(OPEN_VALUES, ids);
    schema.put_filled("x-enumDescriptions", labels.collect::<Object>());
    schema
}

fn json_object(value: Value) -> Object {
    match value {
        Value::Object(object) => object,
        _ => Object::new(),
    }
}
