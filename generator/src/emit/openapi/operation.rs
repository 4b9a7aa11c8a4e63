//! Actions as operations: their path, their parameters or body, and what holds for the whole action.

use serde_json::{Value, json};

use crate::spec::model::{Action, Field, Spec};
use crate::spec::wire_example::{self, Request};

use super::answer::{component, responses, sample, sample_key};
use super::names::in_path;
use super::object::{Object, Put, single};
use super::protocol::{REGION, Shape, VERSION};
use super::query;
use super::schema::{Schemas, Side, documentation, place};

/// The key of an action's path, which is its own though all actions share one URL: see the module above.
pub(super) fn path(shape: &Shape, name: &str) -> String {
    let mark = if shape.header_prefix.is_some() { '#' } else { '?' };
    format!("{}{mark}{}={}", shape.wire.path, shape.common_name(shape.wire.action_key), in_path(name))
}

/// Keys of the components that an operation refers to.
#[derive(Debug)]
pub(super) struct OperationKeys<'k> {
    pub(super) request: &'k str,
    pub(super) response: &'k str,
    /// Keys of the common parameters, with the names that requests send.
    pub(super) common: &'k [(String, String)],
}

/// The operation of an action.
pub(super) fn operation(
    schemas: &Schemas<'_>,
    shape: &Shape,
    name: &str,
    action: &Action,
    keys: &OperationKeys<'_>,
) -> Object {
    let mut out = head(schemas, name, action);
    let mut parameters = common(shape, name, action, keys);
    if !shape.has_body() {
        parameters.extend(query_parameters(schemas, name, action));
    }
    out.put_filled("parameters", parameters);
    if shape.has_body() {
        out.put("requestBody", request_body(schemas, action, keys.request));
    }
    out.put("responses", responses(shape, action, keys.response));
    out
}

/// What holds for the whole action.
pub(super) fn head(schemas: &Schemas<'_>, name: &str, action: &Action) -> Object {
    let mut out = Object::new();
    out.put_filled("tags", action.group.iter().map(String::as_str).collect::<Vec<_>>());
    out.put_some("summary", action.title.as_deref());
    out.put_some("description", schemas.prose(&format!("actions.{name}")));
    out.put_some("externalDocs", action.url.as_deref().and_then(documentation));
    out.put("operationId", name);
    out.put_flag("deprecated", action.deprecated);
    let usual = wire_example::central_host(schemas.spec);
    if let Some(host) = action.endpoint.as_deref().filter(|host| Some(*host) != usual) {
        out.put("servers", json!([{ "url": format!("https://{host}") }]));
    }
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

/// The action's name and the common parameters. The name stands in the path of a query too, but some tools drop a query
/// that a path begins.
fn common(shape: &Shape, name: &str, action: &Action, keys: &OperationKeys<'_>) -> Vec<Value> {
    // A parameter of the action's own goes before one that it shares a place with.
    let taken = |sent: &str| !shape.has_body() && action.request.iter().any(|field| field.name == sent);
    let mut out = Vec::new();
    let key = shape.common_name(shape.wire.action_key);
    if !taken(&key) {
        let schema = json!({ "type": "string", "enum": [name] });
        out.push(json!({ "name": key, "in": shape.common_place(), "required": true, "schema": schema }));
    }
    let shared = keys.common.iter().filter(|(_, sent)| !taken(sent));
    out.extend(shared.map(|(key, _)| Value::Object(component("parameters", key))));
    out
}

fn query_parameters(schemas: &Schemas<'_>, name: &str, action: &Action) -> Vec<Value> {
    let mut out: Vec<Value> = Vec::new();
    for (index, field) in action.request.iter().enumerate() {
        let first = action.request.iter().position(|other| other.name == field.name);
        if first == Some(index) {
            let prose = format!("actions.{name}.request.{}", field.name);
            out.push(query_parameter(schemas, action, field, &prose).into());
        }
    }
    out
}

fn query_parameter(schemas: &Schemas<'_>, action: &Action, field: &Field, prose: &str) -> Object {
    let mut out = parameter(schemas, field, &field.name, "query", prose);
    if query::is_single(&field.ty) {
        out.put("schema", schemas.value(field, Side::Request, prose));
    } else {
        out.put("style", "form");
        out.put("explode", true);
        out.put("schema", query::flattened(schemas, field, prose));
        out.put_some("x-docquarry-example", field.example.as_deref());
    }
    let mut samples = Object::new();
    for (index, example) in action.examples.iter().enumerate() {
        let Request::Query(query) = Request::of(example) else { continue };
        if let Some(value) = query::sample(schemas.spec, field, query) {
            samples.put(&sample_key(index), sample(example.title.as_deref(), value));
        }
    }
    out.put_filled("examples", samples);
    out.extend(schemas.extensions(field));
    out
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

/// A common parameter as component.
pub(super) fn common_parameter(schemas: &Schemas<'_>, shape: &Shape, field: &Field) -> Object {
    let prose = format!("common_parameters.{}.{}", shape.scheme, field.name);
    let mut out = parameter(schemas, field, &shape.common_name(&field.name), shape.common_place(), &prose);
    let spec = schemas.spec;
    let mut schema = schemas.value(field, Side::Request, &prose);
    match field.name.as_str() {
        VERSION => schema = json_object(json!({ "type": "string", "enum": [spec.api_version] })),
        REGION if !spec.regions.is_empty() => schema = regions(spec),
        _ => {}
    }
    out.put("schema", schema);
    out.extend(schemas.extensions(field));
    out
}

/// Documented regions, open for others.
fn regions(spec: &Spec) -> Object {
    let ids: Vec<&str> = spec.regions.iter().map(|region| region.id.as_str()).collect();
    let labels = spec.regions.iter().filter_map(|region| Some((region.id.clone(), region.label.as_deref()?.into())));
    let mut listed = single("type", "string");
    listed.put("enum", ids);
    listed.put_filled("x-enumDescriptions", labels.collect::<Object>());
    single("anyOf", vec![listed, single("type", "string")])
}

fn json_object(value: Value) -> Object {
    match value {
        Value::Object(object) => object,
        _ => Object::new(),
    }
}
