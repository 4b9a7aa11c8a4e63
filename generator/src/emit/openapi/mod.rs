//! OpenAPI: two documents for each API, for the tools that read such documents.
//!
//! Composed from the facts, as everything generated; descriptions appear only where the caller hands over a
//! [`Prose`]. What OpenAPI has no word for is in members that begin with `x-`.
//!
//! * `openapi.json`, OpenAPI 3.1, describes what the service takes, to the letter. All actions of the older protocols
//!   share one URL, and OpenAPI tells operations apart by path and method alone. So each path has the action as a
//!   fragment, `/#Action=CreateListener`, which no HTTP client sends.
//! * `openapi-routed.json`, OpenAPI 3.0.3, is for generators and mock servers, of which many know no later edition and
//!   need paths that a request shows: `/CreateListener`. `docquarry serve` routes them. See `routed.rs`.
//!
//! **Requests** are POST. Where a header names the action, the parameters are a JSON body. Else all parameters are in a
//! form, with lists flattened: see `query.rs`. What only a signer can add (time, nonce, key, signature) is not required
//! of a form, or no example of the documents would be one; `x-docquarry-required` says what the documents say.
//!
//! **Enumerations** are open: see `facts.rs`. **Lists whose items the wire wraps** are the object that the wire has,
//! which gives their XML too. A text that holds JSON is a string with `contentMediaType` and `contentSchema`. Objects
//! and enumerations without a name get one: see `named.rs`.
//!
//! APIs whose operations have a method and a path need less of this: see `rest.rs`.

mod answer;
mod examples;
mod facts;
mod form;
mod named;
mod names;
mod object;
mod operation;
mod protocol;
mod query;
mod rest;
mod routed;
mod schema;
mod tags;

use indexmap::IndexMap;
use serde_json::{Value, json};

use crate::diagnostic::Diagnostic;
use crate::emit::Files;
use crate::emit::schema as schema_of_server;
use crate::prose::Prose;
use crate::spec::model::{Action, Field, Protocol, Spec};

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

/// The file with the document in OpenAPI 3.1.
pub const FILE: &str = "openapi.json";

/// The file with the document in OpenAPI 3.0.3, each of whose operations has a path of its own.
pub const ROUTED_FILE: &str = "openapi-routed.json";

/// What a reader of the document should know.
const ABOUT: &str = "Composed from the facts of the vendor's documentation, in whose language names and labels are. \
    Documented enumerations are open: a value may come that is not listed. `x-docquarry-source` names the document and the \
    lines that something was read from, `x-since` the release that introduced it, `x-deprecated-since` the one that announced its end.";

/// The OpenAPI documents of a spec, by path relative to the output folder. The same spec gives the same bytes.
///
/// # Errors
/// A finding `json-write` when the document has no JSON form.
pub fn emit(spec: &Spec, options: &Options<'_>) -> Result<Files, Diagnostic> {
    let mut files = Files::new();
    for (name, paths) in [(FILE, Paths::Shared), (ROUTED_FILE, Paths::Own)] {
        let mut document = document(spec, options.prose, paths);
        named::name_parts(&mut document);
        if paths == Paths::Own {
            document = routed::lowered(document);
        }
        examples::set_contradicting_aside(&mut document);
        let text = crate::json::to_text(&document)?;
        let origin = Value::from(format!("{}`{}`. Do not edit.", crate::files::MARKER, options.command));
        // The first line of a generated file says how it was made, so the member that says so stands in it.
        let text = format!("{{ \"x-generated\": {origin},\n{}", text.strip_prefix("{\n").unwrap_or(&text));
        files.insert(name.to_owned(), text);
    }
    Ok(files)
}

/// Which paths operations have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paths {
    /// That of the service, with the action's name as fragment.
    Shared,
    /// The action's name.
    Own,
}

/// The OpenAPI document of a spec, as JSON.
fn document(spec: &Spec, prose: Option<&Prose>, paths: Paths) -> Value {
    if spec.protocol == Protocol::Rest {
        return rest::document(spec, prose);
    }
    let shape = Shape::of(spec.protocol);
    let mut keys = Keys::default();
    let schemas = Schemas::new(spec, prose, &mut keys);
    let tags = tags::Tags::of(spec);
    let is_regional = !schema_of_server::schema(spec).regions.is_empty();
    let document = Document { spec, shape, paths, is_regional, tags: &tags, schemas: &schemas };
    let mut out = single("openapi", "3.1.0");
    out.put("info", info(spec));
    let servers = if paths == Paths::Own { vec![routed::server()] } else { servers(spec) };
    out.put_filled("servers", servers);
    out.put("security", vec![single(&key_of(shape.scheme), Vec::<Value>::new())]);
    out.put_filled("tags", tags.declared());
    document.operations(&mut keys, &mut out);
    out.into()
}

/// What the parts of a document have in common.
struct Document<'s, 'a> {
    spec: &'a Spec,
    shape: Shape,
    paths: Paths,
    /// Servers demand a region.
    is_regional: bool,
    tags: &'s tags::Tags<'a>,
    schemas: &'s Schemas<'a>,
}

impl<'a> Document<'_, 'a> {
    /// Paths and components.
    fn operations(&self, keys: &mut Keys, out: &mut Object) {
        let (spec, shape) = (self.spec, &self.shape);
        let names = || spec.actions.keys().map(String::as_str);
        let requests = keys.take_all(names(), "Request");
        let responses = keys.take_all(names(), "Response");
        let results = keys.take_all(names().filter(|_| shape.wire.wrapper.is_some()), "Result");
        let errors = ErrorKeys { error: keys.take("Error"), code: keys.take("ErrorCode") };
        let common = Common::of(self, keys);
        let mut schemas = self.schemas.structures();
        if shape.is_form() {
            schemas.extend(common.components.clone());
        }
        let mut paths = Object::new();
        for (name, action) in &spec.actions {
            let key =
                |keys: &std::collections::BTreeMap<&str, String>| keys.get(name.as_str()).cloned().unwrap_or_default();
            let (request, response) = (key(&requests), key(&responses));
            schemas.put(&request, self.request(name, action, &common));
            let members = answer::members(self.schemas, shape, name, action, &errors);
            match shape.wire.wrapper {
                Some(wrapper) => {
                    schemas.put(&response, answer::wrapped(wrapper, &key(&results)));
                    schemas.put(&key(&results), members);
                }
                None => schemas.put(&response, members),
            }
            let keys = OperationKeys { request: &request, response: &response };
            let operation = operation::operation(self, name, action, &keys, &common);
            paths.put(&operation::path(self, name), single("post", operation));
        }
        schemas.extend(answer::schemas(spec, shape, &errors));
        out.put("paths", paths);
        let mut components = single("schemas", schemas);
        if !shape.is_form() {
            components.put_filled("parameters", common.components);
        }
        components.put_filled("responses", answer::shared(shape, self.paths, &errors));
        components.put("securitySchemes", single(&key_of(shape.scheme), self.security()));
        out.put("components", components);
    }

    fn request(&self, name: &str, action: &'a Action, common: &Common) -> Object {
        if self.shape.is_form() {
            return form::request(self, name, action, common);
        }
        let mut out = self.schemas.object(&action.request, schema::Side::Request, &format!("actions.{name}.request"));
        out.put_filled("dependentRequired", self.schemas.dependents(name));
        out
    }

    /// The signature. What is signed, and how, OpenAPI cannot say; nor that it may be a member of a form.
    fn security(&self) -> Object {
        let shape = &self.shape;
        let mut scheme = single("type", "apiKey");
        scheme.put("in", if shape.is_form() { "query" } else { "header" });
        scheme.put("name", shape.signature);
        let place = if shape.is_form() { ", sent with the parameters in the form" } else { "" };
        scheme.put("description", format!("A signature over the request, by {}{place}.", shape.scheme));
        scheme.put("x-docquarry-signature", shape.scheme);
        scheme
    }
}

/// The common parameters of a document.
#[derive(Debug, Default)]
struct Common {
    /// Keys of the components with the names that requests send, and whether each is required.
    sent: Vec<(String, String, bool)>,
    /// The components: parameters of headers, or schemas of the members of a form.
    components: Object,
}

impl Common {
    fn of(document: &Document<'_, '_>, keys: &mut Keys) -> Self {
        let mut out = Self::default();
        let (shape, mut parameter_keys) = (&document.shape, Keys::default());
        for field in operation::common_fields(document.spec, shape) {
            let name = shape.common_name(&field.name);
            if out.sent.iter().any(|(_, other, _)| *other == name) {
                continue;
            }
            let is_required = document.requires(field);
            let (key, component) = if shape.is_form() {
                (keys.take(&format!("Common{}", field.name)), form::common_member(document, field))
            } else {
                (parameter_keys.take(&field.name), operation::common_parameter(document, field, is_required))
            };
            out.components.put(&key, component);
            out.sent.push((key, name, is_required));
        }
        out
    }
}

impl Document<'_, '_> {
    /// Whether a common parameter is required. A form needs what names the action and its region; see the module.
    fn requires(&self, field: &Field) -> bool {
        let is_needed = field.required == Some(true);
        match field.name.as_str() {
            protocol::REGION => is_needed || self.is_regional,
            protocol::VERSION => is_needed,
            _ if self.is_json_format(field) => true,
            _ => is_needed && !self.shape.is_form(),
        }
    }

    /// Whether a parameter chooses the format of answers, of which the routed document describes one.
    fn is_json_format(&self, field: &Field) -> bool {
        self.paths == Paths::Own && self.shape.xml_ending.is_some() && field.name == protocol::FORMAT
    }
}

/// What the document is about.
fn info(spec: &Spec) -> Object {
    let mut info = single("title", format!("{} API", spec.label.as_deref().unwrap_or(&spec.product)));
    info.put("description", ABOUT);
    info.put("version", semantic(&spec.api_version));
    info.put("x-docquarry-api-version", spec.api_version.as_str());
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

/// An API's version as a semantic one: `2018-03-17` is `2018.3.17`, `2017` is `2017.0.0`.
fn semantic(version: &str) -> String {
    let numbers = version.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let plain =
        |part: &str| Some(part.trim_start_matches('0')).filter(|part| !part.is_empty()).unwrap_or("0").to_owned();
    let numbers = numbers.map(plain).chain(std::iter::repeat_n("0".to_owned(), 3)).take(3);
    numbers.collect::<Vec<_>>().join(".")
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

#[cfg(test)]
mod tests {
    #[test]
    fn versions_are_semantic() {
        let found = ["2018-03-17", "2017", "v1.20.3-beta4", "", "010"].map(super::semantic);
        assert_eq!(found, ["2018.3.17", "2017.0.0", "1.20.3", "0.0.0", "10.0.0"]);
    }
}
