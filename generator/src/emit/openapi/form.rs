//! Requests whose parameters are all in a form: common ones, own ones, and lists flattened. JSON bodies are in
//! `operation.rs`.

use serde_json::{Map, Value};

use crate::spec::model::{Action, Field};
use crate::spec::wire_example::Request;

use super::answer::{component, sample, sample_key};
use super::object::{Object, Put, single};
use super::operation::{action_name, common_prose, common_schema};
use super::query;
use super::schema::Side;
use super::{Common, Document, Paths};

/// A common parameter as the schema of a member.
pub(super) fn common_member(document: &Document<'_, '_>, field: &Field) -> Object {
    let schemas = document.schemas;
    let mut schema = Object::new();
    schema.put_filled("description", schemas.describe(field, &common_prose(document, field)));
    schema.extend(common_schema(document, field));
    schema.put_flag("deprecated", field.deprecated);
    schema.put_flag("x-docquarry-required", field.required == Some(true));
    schema.extend(schemas.extensions(field));
    schema
}

/// The schema of a form. The first row of a repeated name counts; an own parameter goes before a common one.
pub(super) fn request(document: &Document<'_, '_>, name: &str, action: &Action, common: &Common) -> Object {
    let (schemas, key) = (document.schemas, document.shape.wire.action_key);
    let has = |sent: &str| action.request.iter().any(|field| field.name == sent);
    let (mut properties, mut required) = (Object::new(), Vec::new());
    if !has(key) {
        properties.put(key, action_name(name));
        required.extend((document.paths == Paths::Shared).then_some(key));
    }
    for (component, sent, is_required) in common.sent.iter().filter(|(_, sent, _)| !has(sent)) {
        properties.put(sent, self::component("schemas", component));
        required.extend(is_required.then_some(sent.as_str()));
    }
    let (mut patterns, mut required_lists) = (Object::new(), Vec::new());
    for field in &action.request {
        let prose = format!("actions.{name}.request.{}", field.name);
        let is_required = field.required == Some(true);
        if !query::is_single(&field.ty) {
            patterns.extend(query::patterns(schemas, field, &prose));
            required_lists.extend(is_required.then_some(field.name.as_str()));
        } else if !properties.contains_key(&field.name) {
            properties.put(&field.name, schemas.field(field, Side::Request, &prose));
            required.extend(is_required.then_some(field.name.as_str()));
        }
    }
    let mut schema = single("type", "object");
    schema.put_filled("properties", properties);
    schema.put_filled("required", required);
    schema.put_filled("dependentRequired", schemas.dependents(name));
    if !patterns.is_empty() {
        schema.put("patternProperties", patterns);
        // Generators that know no patterns make a map of texts of this, which sends the same.
        schema.put("additionalProperties", single("type", "string"));
    }
    schema.put_filled("x-docquarry-required", required_lists);
    schema
}

/// The body of a request.
pub(super) fn body(document: &Document<'_, '_>, name: &str, action: &Action, key: &str, common: &Common) -> Object {
    let mut samples = Object::new();
    for (index, example) in action.examples.iter().enumerate() {
        let Request::Query(query) = Request::of(example) else { continue };
        samples.put(&sample_key(index), sample(example.title.as_deref(), form(document, name, action, query, common)));
    }
    let mut media = single("schema", component("schemas", key));
    media.put_filled("examples", samples);
    let mut body = single("required", true);
    body.put("content", single("application/x-www-form-urlencoded", media));
    body
}

/// The form that an example's URL is, with the required common parameters that documents leave out of their examples.
fn form(
    document: &Document<'_, '_>,
    name: &str,
    action: &Action,
    query: &Map<String, Value>,
    common: &Common,
) -> Object {
    let has = |sent: &str| action.request.iter().any(|field| field.name == sent);
    let mut out = Object::new();
    if !has(document.shape.wire.action_key) {
        out.put(document.shape.wire.action_key, name);
    }
    for (key, sent, is_required) in &common.sent {
        let schema = common.components.get(key);
        let listed = |keyword: &str| schema?.get(keyword)?.get(0).cloned();
        let value = listed("enum").or_else(|| listed(super::facts::OPEN_VALUES));
        out.put_some(sent, value.filter(|_| *is_required && !has(sent)));
    }
    // Without patterns, flattened keys are texts.
    let is_text = |key: &str| document.paths == Paths::Own && !has(key);
    let typed = |(key, text): (&String, &Value)| match is_text(key) {
        true => (key.clone(), text.clone()),
        false => (key.clone(), query::typed(document.spec, &action.request, key, text)),
    };
    out.extend(query.iter().map(typed));
    out
}
