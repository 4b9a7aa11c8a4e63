//! APIs of methods and paths: what OpenAPI was made for. Paths, places of parameters, bodies, statuses, servers and
//! credentials are those of the spec.
//!
//! Where the documents describe one method of one path twice, the second operation has its name as a fragment of the
//! path, which no client sends. A token in the path of a server is a variable of the server: OpenAPI knows no
//! credential at that place.

use docquarry_runtime::protocol::rest as runtime;
use docquarry_runtime::protocol::rest::template::Template;
use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use crate::prose::Prose;
use crate::spec::model::{Action, Field, Spec, StringFormat, Type};
use crate::spec::rest::{self, Parameter};
use crate::spec::wire_example::Request;

use super::answer::{component, sample, sample_key};
use super::facts::OPEN_VALUES;
use super::names::{Keys, in_path};
use super::object::{Object, Put, single};
use super::operation::{head, parameter};
use super::schema::{Schemas, Side};
use super::tags::Tags;

/// The OpenAPI document of a spec, as JSON.
pub(super) fn document(spec: &Spec, prose: Option<&Prose>) -> Value {
    let mut keys = Keys::default();
    let schemas = Schemas::new(spec, prose, &mut keys);
    let shared = rest::shared(spec).unwrap_or_default();
    let mut out = single("openapi", "3.1.0");
    out.put("info", super::info(spec));
    out.put_filled("servers", shared.servers.iter().map(|server| self::server(server)).collect::<Vec<_>>());
    let schemes = security_schemes(&shared);
    let ways: Vec<Object> = schemes.keys().map(|key| single(key, Vec::<Value>::new())).collect();
    out.put_filled("security", ways);
    let tags = Tags::of(spec);
    out.put_filled("tags", tags.declared());
    let error = keys.take("Error");
    let code = keys.take("ErrorCode");
    let api = Rest { spec, schemas: &schemas, tags: &tags, shared: &shared, error: &error };
    let (paths, own) = api.operations(&mut keys);
    out.put("paths", paths);
    let mut components = schemas.structures();
    components.extend(own);
    components.put(&code, codes(spec));
    components.put(&error, api.error(&code));
    let mut failure = single("description", "The call failed.");
    failure.put("content", media("application/json", component("schemas", &error), Object::new()));
    let mut all = single("schemas", components);
    all.put("responses", single("Error", failure));
    all.put_filled("securitySchemes", schemes);
    out.put("components", all);
    out.into()
}

/// What the operations have in common.
struct Rest<'s, 'a> {
    spec: &'a Spec,
    schemas: &'s Schemas<'a>,
    tags: &'s Tags<'a>,
    shared: &'s runtime::Rest,
    error: &'s str,
}

impl<'a> Rest<'_, 'a> {
    /// Paths, and the schemas of requests and responses.
    fn operations(&self, keys: &mut Keys) -> (Object, Object) {
        let names = || self.spec.actions.keys().map(String::as_str);
        let requests = keys.take_all(names(), "Request");
        let responses = keys.take_all(names(), "Response");
        let mut paths: IndexMap<String, Object> = IndexMap::new();
        let mut schemas = Object::new();
        for (name, action) in &self.spec.actions {
            let [request, response] =
                [&requests, &responses].map(|keys| keys.get(name.as_str()).map_or("", String::as_str));
            let parameters = rest::parameters(self.spec, action);
            let mut operation = head(self.schemas, self.tags, name, action);
            let outside = parameters.iter().filter(|parameter| place(parameter.place).is_some());
            let outside: Vec<Value> = outside.map(|parameter| self.parameter(name, parameter).into()).collect();
            operation.put_filled("parameters", outside);
            if let Some(body) = self.body(name, action, &parameters, request, &mut schemas) {
                operation.put("requestBody", body);
            }
            operation.put("responses", self.responses(name, action, response, &mut schemas));
            let method = method(action, &parameters);
            let path = path(action);
            let taken = paths.get(&path).is_some_and(|path| path.contains_key(&method));
            let key = if taken { format!("{path}#{}", in_path(name)) } else { path };
            paths.entry(key).or_default().put(&method, operation);
        }
        (paths.into_iter().map(|(path, operations)| (path, operations.into())).collect(), schemas)
    }

    fn parameter(&self, name: &str, Parameter { field, sent, place }: &Parameter) -> Object {
        let prose = format!("actions.{name}.request.{}", field.name);
        let mut out = parameter(self.schemas, field, sent, self::place(*place).unwrap_or("query"), &prose);
        out.put("schema", self.schemas.value(field, Side::Request, &prose));
        out.extend(self.schemas.extensions(field));
        out
    }

    /// The body of a request: JSON, a form, or parts where one of them can be a file.
    fn body(
        &self,
        name: &str,
        action: &Action,
        parameters: &[Parameter],
        key: &str,
        schemas: &mut Object,
    ) -> Option<Object> {
        let prose = format!("actions.{name}.request");
        let whole = parameters.iter().find(|parameter| parameter.place == runtime::Place::Whole);
        if let Some(Parameter { field, .. }) = whole {
            let schema = self.schemas.typed(&field.ty, None, Side::Request, &prose);
            let kind = if rest::holds_file(&field.ty) { "application/octet-stream" } else { "application/json" };
            let mut body = single("required", true);
            body.put("content", media(kind, schema, samples(action)));
            return Some(body);
        }
        let is_inside = |place| matches!(place, runtime::Place::Body | runtime::Place::Form);
        let inside: Vec<&Parameter> = parameters.iter().filter(|parameter| is_inside(parameter.place)).collect();
        if inside.is_empty() {
            return None;
        }
        let fields: Vec<Field> =
            inside.iter().map(|Parameter { field, sent, .. }| Field { name: sent.clone(), ..field.clone() }).collect();
        schemas.put(key, self.schemas.object(&fields, Side::Request, &prose));
        let is_form = inside.iter().any(|parameter| parameter.place == runtime::Place::Form);
        let has_file = fields.iter().any(|field| rest::holds_file(&field.ty));
        let needs_file = fields.iter().any(|field| is_file(&field.ty) && field.required == Some(true));
        let mut content = Object::new();
        if has_file {
            content.extend(media("multipart/form-data", component("schemas", key), Object::new()));
        }
        if is_form && !needs_file {
            content.extend(media("application/x-www-form-urlencoded", component("schemas", key), Object::new()));
        }
        if !is_form {
            content.extend(media("application/json", component("schemas", key), samples(action)));
        }
        let mut body = Object::new();
        body.put_flag("required", fields.iter().any(|field| field.required == Some(true)));
        body.put("content", content);
        Some(body)
    }

    /// Answers by status. Where no success is documented it has the usual status.
    fn responses(&self, name: &str, action: &Action, key: &str, schemas: &mut Object) -> Object {
        let mut out = Object::new();
        let success = rest::success(action).unwrap_or(200);
        if !action.statuses.contains_key(&success.to_string()) {
            out.put(&success.to_string(), self.success(name, action, key, success, "The answer.", schemas));
        }
        for (status, documented) in &action.statuses {
            let label = documented.label.as_deref().unwrap_or("As documented.");
            match status.as_bytes() {
                [b'2', ..] => out.put(status, self.success(name, action, key, success, label, schemas)),
                [b'1' | b'3' | b'4' | b'5', _, _] => {
                    let mut failure = single("description", label);
                    if status.starts_with(['4', '5']) {
                        let schema = component("schemas", self.error);
                        failure.put("content", media("application/json", schema, Object::new()));
                    }
                    out.put(status, failure);
                }
                _ => {}
            }
        }
        out.put("default", component("responses", "Error"));
        out
    }

    fn success(
        &self,
        name: &str,
        action: &Action,
        key: &str,
        status: u16,
        label: &str,
        schemas: &mut Object,
    ) -> Object {
        let mut answer = single("description", label);
        if status == 204 {
            return answer;
        }
        if action.returns.as_ref().is_some_and(is_file) {
            let schema = json!({"type": "string", "format": "binary"});
            answer.put("content", json!({"application/octet-stream": {"schema": schema}}));
            return answer;
        }
        schemas.put(key, self.answer(name, action));
        let mut shown = Object::new();
        for (index, example) in action.examples.iter().enumerate() {
            if rest::result(self.spec, &example.response).is_some() && !example.response.is_string() {
                shown.put(&sample_key(index), sample(example.title.as_deref(), example.response.clone()));
            }
        }
        answer.put("content", media("application/json", component("schemas", key), shown));
        answer
    }

    /// The document that answers an action, in its envelope.
    fn answer(&self, name: &str, action: &Action) -> Object {
        let prose = format!("actions.{name}.response");
        let inner = match &action.returns {
            Some(ty) => self.schemas.typed(ty, None, Side::Response, &prose),
            None => self.schemas.object(&action.response, Side::Response, &prose),
        };
        let runtime::Envelope { result, ok, .. } = &self.shared.envelope;
        let (Some(result), ok) = (result, ok) else { return inner };
        let mut outer = single("type", "object");
        let mut properties = Object::new();
        if let Some(ok) = ok {
            properties.put(ok, json!({"type": "boolean"}));
        }
        properties.put(result, inner);
        outer.put("properties", properties);
        outer
    }

    /// What a failure is answered with.
    fn error(&self, code: &str) -> Object {
        let runtime::Envelope { ok, code: code_name, message, .. } = &self.shared.envelope;
        let mut schema = single("type", "object");
        let mut properties = Object::new();
        if let Some(ok) = ok {
            properties.put(ok, json!({"type": "boolean"}));
        }
        put_nested(&mut properties, code_name.as_deref().unwrap_or("code"), component("schemas", code).into());
        put_nested(&mut properties, message.as_deref().unwrap_or("message"), json!({"type": "string"}));
        schema.put("properties", properties);
        schema
    }
}

/// Puts the schema of a member; the names of nested members are joined by dots.
fn put_nested(properties: &mut Object, name: &str, schema: Value) {
    let Some((outer, inner)) = name.split_once('.') else { return properties.put(name, schema) };
    let entry = properties.entry(outer).or_insert_with(|| json!({"type": "object", "properties": {}}));
    if let Some(Value::Object(properties)) = entry.get_mut("properties") {
        put_nested(properties, inner, schema);
    }
}

/// Documented codes, open for others.
fn codes(spec: &Spec) -> Object {
    let statuses = spec.actions.values().flat_map(|action| action.statuses.keys());
    let is_number = |code: &String| code.parse::<i64>().is_ok();
    let ty = if spec.errors.keys().all(is_number) { "integer" } else { "string" };
    let mut values: Vec<Value> = Vec::new();
    for code in spec.errors.keys().chain(statuses.filter(|status| status.starts_with(['4', '5']))) {
        let value =
            code.parse::<i64>().ok().filter(|_| ty == "integer").map_or_else(|| code.as_str().into(), Value::from);
        if !values.contains(&value) {
            values.push(value);
        }
    }
    // A code of the other kind is an answer too.
    let mut schema = single("type", json!(["integer", "string"]));
    if values.is_empty() {
        return schema;
    }
    let labels: Object =
        spec.errors.iter().filter_map(|(code, error)| Some((code.clone(), error.label.as_deref()?.into()))).collect();
    schema.put(OPEN_VALUES, values);
    schema.put_filled("x-enumDescriptions", labels);
    schema
}

/// A server; what its address leaves open is a variable.
fn server(url: &str) -> Object {
    let mut server = single("url", url);
    let variable = |name: &str| (name.to_owned(), json!({"default": name, "description": "Given by the caller."}));
    server.put_filled("variables", Template::new(url).places().map(variable).collect::<Map<String, Value>>());
    server
}

/// The ways to authenticate, by key. A token in a server's path is none of them.
fn security_schemes(shared: &runtime::Rest) -> Object {
    let mut keys = Keys::default();
    let mut out = Object::new();
    for auth in shared.auth.iter() {
        let form = auth.format.as_deref().map(|format| format!("The value is `{format}`."));
        let mut scheme = match auth.place {
            runtime::AuthPlace::Path => continue,
            runtime::AuthPlace::Header => {
                let is_bearer = auth.format.as_deref() == Some("Bearer {token}");
                match is_bearer && auth.name.eq_ignore_ascii_case("authorization") {
                    true => json!({"type": "http", "scheme": "bearer"}),
                    false => json!({"type": "apiKey", "in": "header", "name": auth.name}),
                }
            }
            runtime::AuthPlace::Query => json!({"type": "apiKey", "in": "query", "name": auth.name}),
            runtime::AuthPlace::Signature => json!({"type": "apiKey", "in": "header", "name": "Authorization",
                "description": format!("A signature over the request, by {}.", auth.name),
                "x-docquarry-signature": auth.name}),
        };
        if let (Some(form), Value::Object(scheme)) = (form, &mut scheme) {
            scheme.entry("description").or_insert_with(|| form.into());
        }
        out.put(&keys.take(&auth.name), scheme);
    }
    out
}

/// Where OpenAPI has a parameter; none for what is in the body.
fn place(place: runtime::Place) -> Option<&'static str> {
    match place {
        runtime::Place::Path => Some("path"),
        runtime::Place::Query => Some("query"),
        runtime::Place::Header => Some("header"),
        runtime::Place::Body | runtime::Place::Form | runtime::Place::Whole => None,
    }
}

/// The method, as OpenAPI spells it; where a caller chooses, the one that the parameters need.
fn method(action: &Action, parameters: &[Parameter]) -> String {
    let has_body = || parameters.iter().any(|parameter| place(parameter.place).is_none());
    match &action.method {
        Some(method) => method.to_ascii_lowercase(),
        None if has_body() => "post".to_owned(),
        None => "get".to_owned(),
    }
}

fn path(action: &Action) -> String {
    action.path.clone().unwrap_or_else(|| "/".to_owned())
}

fn is_file(ty: &Type) -> bool {
    matches!(ty, Type::String { format: Some(StringFormat::Binary), .. })
}

/// Bodies of the examples. A text that is no JSON is left out.
fn samples(action: &Action) -> Object {
    let mut samples = Object::new();
    for (index, example) in action.examples.iter().enumerate() {
        if let Request::Body(body) = Request::of(example) {
            samples.put(&sample_key(index), sample(example.title.as_deref(), body.clone()));
        }
    }
    samples
}

/// A media type with its schema and examples.
fn media(kind: &str, schema: Object, examples: Object) -> Object {
    let mut media = single("schema", schema);
    media.put_filled("examples", examples);
    single(kind, media)
}
