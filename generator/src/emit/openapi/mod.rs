//! OpenAPI 3.1: one `openapi.json` for each API, for the tools that read such documents.
//!
//! Composed from the facts, as everything generated; descriptions appear only where the caller hands over a
//! [`Prose`]. What OpenAPI has no word for is in members that begin with `x-`.
//!
//! **Paths.** All actions of these APIs share one URL, and OpenAPI tells operations apart by path and method alone, so
//! each path needs something of its own that does not change what is sent.
//!
//! * Where a header names the action and everything else is in the body, it is a fragment, `/#X-TC-Action=CreateListener`:
//!   the usual way to describe such APIs. No HTTP client sends a fragment, so the request is right whatever a tool does.
//! * Where the query names the action, it is what the documents print, `/?Action=CreateLoadBalancer`. A fragment would be
//!   worse: tools that put the query behind the path (Swagger UI, generated Java) lose all parameters in it, while most
//!   join a query that the path begins. Some replace that query (httpx), so `Action` is a parameter too; where both are
//!   sent they say the same. Linters may ask for paths without a query (`path-not-include-query`); validators do not.
//!
//! **Enumerations** are open: see `facts.rs`. **Lists in a query** are flattened: see `query.rs`. **Lists whose items the
//! wire wraps** are the object that the wire has, which gives their XML too. A text that holds JSON is a string with
//! `contentMediaType` and `contentSchema`.
//!
//! APIs whose operations have a method and a path need none of this: see `rest.rs`.

mod answer;
mod facts;
mod names;
mod object;
mod operation;
mod protocol;
mod query;
mod rest;
mod schema;

use indexmap::{IndexMap, IndexSet};
use serde_json::{Value, json};

use crate::diagnostic::Diagnostic;
use crate::emit::Files;
use crate::prose::Prose;
use crate::spec::model::{Action, Protocol, Spec};

use answer::ErrorKeys;
use names::Keys;
use object::{Object, Put, single};
use operation::OperationKeys;
use protocol::Shape;
use schema::Schemas;

/// What a caller decides about the document.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Options<'a> {
    /// Descriptions to print beside the facts.
    pub prose: Option<&'a Prose>,
    /// The command that makes the file, named in its first line.
    pub command: &'a str,
}

impl<'a> Options<'a> {
    /// Facts alone, by a command.
    pub fn new(command: &'a str) -> Self {
        Self { prose: None, command }
    }

    /// With these descriptions.
    #[must_use]
    pub fn prose(self, prose: Option<&'a Prose>) -> Self {
        Self { prose, ..self }
    }
}

/// The name of the file.
pub const FILE: &str = "openapi.json";

/// What a reader of the document should know.
const ABOUT: &str = "Composed from the facts of the vendor's documentation, in whose language names and labels are. \
    Documented enumerations are open: a value may come that is not listed. `x-docquarry-source` names the document and the \
    lines that something was read from, `x-since` the release that introduced it, `x-deprecated-since` the one that announced its end.";

/// The OpenAPI document of a spec, by path relative to the output folder. The same spec gives the same bytes.
///
/// # Errors
/// A finding `json-write` when the document has no JSON form.
pub fn emit(spec: &Spec, options: &Options<'_>) -> Result<Files, Diagnostic> {
    let text = crate::json::to_text(&document(spec, options.prose))?;
    let origin = Value::from(format!("{}`{}`. Do not edit.", crate::files::MARKER, options.command));
    // The first line of a generated file says how it was made, so the member that says so stands in it.
    let text = format!("{{ \"x-generated\": {origin},\n{}", text.strip_prefix("{\n").unwrap_or(&text));
    Ok(Files::from([(FILE.to_owned(), text)]))
}

/// The OpenAPI document of a spec, as JSON.
fn document(spec: &Spec, prose: Option<&Prose>) -> Value {
    if spec.protocol == Protocol::Rest {
        return rest::document(spec, prose);
    }
    let shape = Shape::of(spec.protocol);
    let mut keys = Keys::default();
    let schemas = Schemas::new(spec, prose, &mut keys);
    let document = Document { spec, shape, schemas: &schemas };
    let mut out = single("openapi", "3.1.0");
    out.put("info", info(spec));
    out.put_filled("servers", servers(spec));
    out.put("security", vec![single(&key_of(shape.scheme), Vec::<Value>::new())]);
    out.put_filled("tags", tags(spec));
    document.operations(&mut keys, &mut out);
    out.into()
}

/// What the parts of a document have in common.
struct Document<'s, 'a> {
    spec: &'a Spec,
    shape: Shape,
    schemas: &'s Schemas<'a>,
}

impl<'a> Document<'_, 'a> {
    /// Paths and components.
    fn operations(&self, keys: &mut Keys, out: &mut Object) {
        let (spec, shape) = (self.spec, &self.shape);
        let names = || spec.actions.keys().map(String::as_str);
        let requests = keys.take_all(names().filter(|_| shape.has_body()), "Request");
        let responses = keys.take_all(names(), "Response");
        let errors = ErrorKeys { error: keys.take("Error"), code: keys.take("ErrorCode") };
        let (common, parameters) = self.common();
        let mut schemas = self.schemas.structures();
        let mut paths = Object::new();
        for (name, action) in &spec.actions {
            let key =
                |keys: &std::collections::BTreeMap<&str, String>| keys.get(name.as_str()).cloned().unwrap_or_default();
            let (request, response) = (key(&requests), key(&responses));
            if shape.has_body() {
                schemas.put(&request, self.request(name, action));
            }
            schemas.put(&response, answer::document(self.schemas, shape, name, action, &errors));
            let keys = OperationKeys { request: &request, response: &response, common: &common };
            let operation = operation::operation(self.schemas, shape, name, action, &keys);
            paths.put(&operation::path(shape, name), single(shape.method, operation));
        }
        schemas.extend(answer::schemas(spec, shape, &errors));
        out.put("paths", paths);
        let mut components = single("schemas", schemas);
        components.put_filled("parameters", parameters);
        components.put_filled("responses", answer::shared(shape, &errors));
        components.put("securitySchemes", single(&key_of(shape.scheme), self.security()));
        out.put("components", components);
    }

    fn request(&self, name: &str, action: &'a Action) -> Object {
        self.schemas.object(&action.request, schema::Side::Request, &format!("actions.{name}.request"))
    }

    /// Common parameters: keys with the names that requests send, and the components.
    fn common(&self) -> (Vec<(String, String)>, Object) {
        let mut keys = Keys::default();
        let (mut sent, mut parameters) = (Vec::new(), Object::new());
        for field in operation::common_fields(self.spec, &self.shape) {
            let name = self.shape.common_name(&field.name);
            if sent.iter().any(|(_, other)| *other == name) {
                continue;
            }
            let key = keys.take(&field.name);
            parameters.put(&key, operation::common_parameter(self.schemas, &self.shape, field));
            sent.push((key, name));
        }
        (sent, parameters)
    }

    /// The signature. What is signed, and how, OpenAPI cannot say.
    fn security(&self) -> Object {
        let mut scheme = single("type", "apiKey");
        scheme.put("in", self.shape.common_place());
        scheme.put("name", self.shape.signature);
        scheme.put("description", format!("A signature over the request, by {}.", self.shape.scheme));
        scheme.put("x-docquarry-signature", self.shape.scheme);
        scheme
    }
}

/// What the document is about.
fn info(spec: &Spec) -> Object {
    let mut info = single("title", format!("{} API", spec.label.as_deref().unwrap_or(&spec.product)));
    info.put("description", ABOUT);
    info.put("version", spec.api_version.as_str());
    info.put("x-docquarry-id", spec.id.as_str());
    info.put("x-docquarry-product", spec.product.as_str());
    info.put("x-docquarry-vendor", json!(spec.vendor));
    info.put("x-docquarry-protocol", json!(spec.protocol));
    info.put_some("x-docquarry-as-of", spec.as_of.as_ref().map(|moment| json!(moment)));
    let newest = spec.changelog.first();
    info.put_some(
        "x-docquarry-release",
        newest.map(|release| json!({ "release": release.release, "date": release.date })),
    );
    info
}

/// The key of a security scheme.
fn key_of(scheme: &str) -> String {
    Keys::default().take(scheme)
}

/// Hosts in document order, each with the regions that it serves.
fn servers(spec: &Spec) -> Vec<Object> {
    let mut hosts: IndexMap<&str, Vec<(&str, Option<&str>)>> = IndexMap::new();
    for endpoint in &spec.endpoints {
        let regions = hosts.entry(&endpoint.host).or_default();
        regions.extend(endpoint.region.as_deref().map(|region| (region, endpoint.label.as_deref())));
    }
    let server = |(host, regions): (&str, Vec<(&str, Option<&str>)>)| {
        let mut server = single("url", format!("https://{host}"));
        let named = |(region, label): &(&str, Option<&str>)| match label {
            Some(label) => format!("{region} {label}"),
            None => (*region).to_owned(),
        };
        server.put_filled("description", regions.iter().map(named).collect::<Vec<_>>().join(", "));
        server.put_filled("x-docquarry-regions", regions.iter().map(|(region, _)| *region).collect::<Vec<_>>());
        server
    };
    hosts.into_iter().map(server).collect()
}

/// Groups of the overview, in the order in which they first appear.
fn tags(spec: &Spec) -> Vec<Object> {
    let groups: IndexSet<&str> = spec.actions.values().filter_map(|action| action.group.as_deref()).collect();
    groups.into_iter().map(|group| single("name", group)).collect()
}
