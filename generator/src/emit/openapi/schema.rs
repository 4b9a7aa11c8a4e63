//! Types and fields as JSON Schema, and the keys under which structures are components.
//!
//! A structure with required members or with bounds that both requests and responses use has two components: services
//! leave members out of what they send, so nothing is required of a response but what its envelope promises.

use std::collections::{BTreeMap, BTreeSet};

use docquarry_runtime::schema as wire;
use serde_json::{Value, json};

use crate::emit::schema::{BrokenBounds, schema};
use crate::prose::Prose;
use crate::spec::model::{Facts, Field, IntegerFormat, NumberFormat, Source, Spec, StringFormat, Structure, Type};
use crate::spec::rest;
use crate::spec::usage::Usage;

use super::facts;
use super::names::Keys;
use super::object::{Object, Put, single};

/// Who sends a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    /// The caller.
    Request,
    /// The service.
    Response,
}

/// Everything that turning a type into a schema takes.
#[derive(Debug)]
pub(super) struct Schemas<'a> {
    pub(super) spec: &'a Spec,
    prose: Option<&'a Prose>,
    releases: BTreeMap<u32, &'a str>,
    requests: BTreeMap<&'a str, String>,
    responses: BTreeMap<&'a str, String>,
    /// Structures that services alone send.
    received: BTreeSet<&'a str>,
    broken: BrokenBounds<'a>,
    /// What holds between fields, without what an example breaks.
    held: wire::Schema,
}

impl<'a> Schemas<'a> {
    /// Decides which structure has which keys.
    pub(super) fn new(spec: &'a Spec, prose: Option<&'a Prose>, keys: &mut Keys) -> Self {
        let usage = Usage::of(spec);
        let is_received =
            |name: &&str| usage.get(name).is_some_and(|users| users.requests.is_empty() && !users.responses.is_empty());
        let received = spec.structures.keys().map(String::as_str).filter(is_received).collect();
        let split = split(spec, &usage);
        let requests = keys.take_all(spec.structures.keys().map(String::as_str), "");
        let mut responses = requests.clone();
        responses.extend(keys.take_all(split, "Output"));
        let numbered = spec.changelog.iter().rev();
        let releases = numbered.filter_map(|release| Some((release.release?, release.date.as_str()))).collect();
        Self {
            spec,
            prose,
            releases,
            requests,
            responses,
            received,
            broken: BrokenBounds::of(spec),
            held: schema(spec),
        }
    }

    /// `dependentRequired` of the request of an action.
    pub(super) fn dependents(&self, action: &str) -> Object {
        dependents(self.held.conditions.get(action))
    }

    /// The components of the structures, by key.
    pub(super) fn structures(&self) -> Object {
        let mut out = Object::new();
        for (name, structure) in &self.spec.structures {
            let (request, response) = (self.requests.get(name.as_str()), self.responses.get(name.as_str()));
            let side = if self.received.contains(name.as_str()) { Side::Response } else { Side::Request };
            out.extend(request.map(|key| (key.clone(), self.structure(name, structure, side).into())));
            let second = response.filter(|response| Some(*response) != request);
            out.extend(second.map(|key| (key.clone(), self.structure(name, structure, Side::Response).into())));
        }
        out
    }

    fn structure(&self, name: &str, structure: &Structure, side: Side) -> Object {
        let path = format!("structures.{name}");
        let mut schema = Object::new();
        let text = self.prose(&path).or(structure.label.as_deref());
        schema.put_some("description", text);
        match rest::choices(self.spec, name) {
            Some(choices) => schema.extend(self.one_of(choices, side, &path)),
            None => schema.extend(self.object(&structure.fields, side, &path)),
        }
        if side == Side::Request {
            schema.put_filled("dependentRequired", dependents(self.held.structure_conditions.get(name)));
        }
        schema.put_some("externalDocs", structure.url.as_deref().and_then(documentation));
        schema.put_some("x-since", structure.since.map(|release| self.release(release)));
        schema.put_filled("x-docquarry-uncertain", json!(structure.uncertain));
        schema.put_filled("x-docquarry-conditions", json!(structure.conditions));
        schema.put("x-docquarry-source", place(&structure.source));
        schema
    }

    /// An object with these members. The first row of a repeated name counts.
    pub(super) fn object(&self, fields: &[Field], side: Side, prose: &str) -> Object {
        let mut properties = Object::new();
        let mut required = Vec::new();
        for field in fields {
            if properties.contains_key(&field.name) {
                continue;
            }
            if side == Side::Request && field.required == Some(true) {
                required.push(field.name.as_str());
            }
            properties.put(&field.name, self.field(field, side, &format!("{prose}.{}", field.name)));
        }
        let mut schema = single("type", "object");
        schema.put_filled("properties", properties);
        schema.put_filled("required", required);
        schema
    }

    /// A field with everything known of it.
    pub(super) fn field(&self, field: &Field, side: Side, prose: &str) -> Object {
        let mut schema = single("description", self.describe(field, prose));
        schema.retain(|_, text| text.as_str().is_some_and(|text| !text.is_empty()));
        schema.extend(self.value(field, side, prose));
        schema.put_flag("deprecated", field.deprecated);
        schema.extend(self.extensions(field));
        schema
    }

    /// What a field's value must be, without what is said of the field itself.
    pub(super) fn value(&self, field: &Field, side: Side, prose: &str) -> Object {
        let facts = self.facts(field, side);
        let mut schema = self.typed(&field.ty, Some(&facts), side, prose);
        if field.nullable {
            schema = facts::nullable(schema);
        }
        if let Some(default) = &field.facts.default {
            match facts::fitting(&field.ty, default) {
                Some(default) => schema.put("default", default),
                None => schema.put("x-docquarry-default", default.clone()),
            }
        }
        if let Some(example) = &field.example {
            match facts::fitting(&field.ty, &Value::from(example.as_str())) {
                Some(example) => schema.put("examples", vec![example]),
                None => schema.put("x-docquarry-example", example.as_str()),
            }
        }
        schema.put_filled("x-docquarry-bounds", facts::bounds_left_out(&field.facts, &facts));
        schema
    }

    /// The facts of a field that a validator may enforce.
    pub(super) fn facts(&self, field: &Field, side: Side) -> Facts {
        match side {
            Side::Request => facts::with_special(self.broken.removed(field)),
            Side::Response => facts::unbounded(&field.facts),
        }
    }

    /// The schema of a type. Facts are those of the field that has it; in a list they hold for the items.
    pub(super) fn typed(&self, ty: &Type, facts: Option<&Facts>, side: Side, prose: &str) -> Object {
        match ty {
            Type::String { format, content } => {
                let mut schema = single("type", "string");
                text_format(*format, &mut schema);
                if let Some(content) = content {
                    schema.put("contentSchema", self.typed(content, None, side, prose));
                }
                facts::text(schema, facts)
            }
            Type::Integer { format } => {
                let mut schema = single("type", "integer");
                // Without a format, many generators take 32 bits; documents seldom say how large a number gets.
                schema.put(
                    "format",
                    match format {
                        None | Some(IntegerFormat::Int64) => "int64",
                    },
                );
                facts::number(schema, facts)
            }
            Type::Number { format } => {
                let mut schema = single("type", "number");
                schema.put_some("format", format.map(number_format));
                facts::number(schema, facts)
            }
            Type::Boolean => facts::boolean(single("type", "boolean"), facts),
            Type::Array { items, item_name } => {
                let mut list = single("type", "array");
                // The number of items is said of the outermost list.
                let inner = facts.map(|facts| Facts { max_items: None, ..facts.clone() });
                list.put("items", self.typed(items, inner.as_ref(), side, prose));
                list.put_some("maxItems", facts.and_then(|facts| facts.max_items));
                wrapped(list, item_name.as_deref())
            }
            Type::Object { reference: Some(name), .. } => self.reference(name, side),
            Type::Object { fields, .. } => self.object(fields.as_deref().unwrap_or_default(), side, prose),
            Type::Map { values } => {
                let mut map = single("type", "object");
                map.put("additionalProperties", self.typed(values, facts, side, prose));
                map
            }
            Type::OneOf { one_of } => self.one_of(one_of, side, prose),
        }
    }

    /// One of several types. Objects leave members out and may have more, so several of them can fit one value.
    fn one_of(&self, choices: &[Type], side: Side, prose: &str) -> Object {
        let kinds: BTreeSet<&str> = choices.iter().map(kind).collect();
        let is_exclusive = kinds.len() == choices.len() && !(kinds.contains("integer") && kinds.contains("number"));
        let choices = choices.iter().map(|choice| Value::Object(self.typed(choice, None, side, prose)));
        single(if is_exclusive { "oneOf" } else { "anyOf" }, choices.collect::<Vec<_>>())
    }

    /// A structure by its component; a name that nothing defines is any object.
    fn reference(&self, name: &str, side: Side) -> Object {
        let keys = if side == Side::Request { &self.requests } else { &self.responses };
        match keys.get(name) {
            Some(key) => single("$ref", format!("#/components/schemas/{key}")),
            None => {
                let mut any = single("type", "object");
                any.put("x-docquarry-undefined", name);
                any
            }
        }
    }

    /// What a field is, in words: the description where it may be printed, else the label; and its unit.
    pub(super) fn describe(&self, field: &Field, prose: &str) -> String {
        let text = self.prose(prose).or(field.label.as_deref());
        let unit = field.facts.unit.as_deref().map(|unit| format!("Unit: {unit}."));
        text.map(str::to_owned).into_iter().chain(unit).collect::<Vec<_>>().join("\n\n")
    }

    /// What OpenAPI has no word for.
    pub(super) fn extensions(&self, field: &Field) -> Object {
        let mut out = Object::new();
        out.put_some("x-unit", field.facts.unit.as_deref());
        out.put_some("x-since", field.since.map(|release| self.release(release)));
        out.put_some("x-deprecated-since", field.deprecated_since.map(|release| self.release(release)));
        out.put_filled("x-docquarry-uncertain", json!(field.uncertain));
        out.put_filled("x-docquarry-special", json!(field.facts.special));
        out.put_filled("x-docquarry-keys", json!(field.facts.keys));
        out.put("x-docquarry-source", place(&field.source));
        out
    }

    /// A release by its date; by its number where the changelog lacks it.
    pub(super) fn release(&self, number: u32) -> String {
        self.releases.get(&number).map_or_else(|| format!("release {number}"), |date| (*date).to_owned())
    }

    /// A description, where the caller asks for them.
    pub(super) fn prose(&self, path: &str) -> Option<&'a str> {
        self.prose.and_then(|prose| prose.get(path))
    }
}

/// Structures with required members or bounds, or that hold such, which both sides send.
fn split<'a>(spec: &'a Spec, usage: &Usage<'a>) -> BTreeSet<&'a str> {
    let mut strict: BTreeSet<&str> = BTreeSet::new();
    let is_stricter = |structure: &Structure| is_stricter(&structure.fields);
    let mut open: Vec<&str> =
        spec.structures.iter().filter(|(_, s)| is_stricter(s)).map(|(name, _)| name.as_str()).collect();
    while let Some(name) = open.pop() {
        if strict.insert(name) {
            open.extend(usage.get(name).into_iter().flat_map(|users| users.containers.iter().copied()));
        }
    }
    strict.retain(|name| usage.get(name).is_some_and(|u| !u.requests.is_empty() && !u.responses.is_empty()));
    strict.retain(|name| spec.structures.contains_key(*name));
    strict
}

/// Whether a member is required or bounded, at any depth of unnamed structures.
fn is_stricter(fields: &[Field]) -> bool {
    fields.iter().any(|field| {
        field.required == Some(true) || facts::has_bounds(&field.facts) || members(&field.ty).is_some_and(is_stricter)
    })
}

/// Members of an unnamed structure within a type.
fn members(ty: &Type) -> Option<&[Field]> {
    match ty {
        Type::Object { fields, .. } => fields.as_deref(),
        Type::Array { items: inner, .. } | Type::Map { values: inner } => members(inner),
        Type::String { content: Some(inner), .. } => members(inner),
        _ => None,
    }
}

/// What values of a type are in JSON.
fn kind(ty: &Type) -> &'static str {
    match ty {
        Type::String { .. } => "string",
        Type::Integer { .. } => "integer",
        Type::Number { .. } => "number",
        Type::Boolean => "boolean",
        Type::Array { .. } => "array",
        Type::Object { .. } | Type::Map { .. } | Type::OneOf { .. } => "object",
    }
}

/// A list as the wire has it: bare, or as the one member of an object.
fn wrapped(list: Object, item_name: Option<&str>) -> Object {
    let Some(name) = item_name else { return list };
    let mut outer = single("type", "object");
    outer.put("properties", single(name, list));
    outer
}

fn text_format(format: Option<StringFormat>, schema: &mut Object) {
    match format {
        None => {}
        Some(StringFormat::Date) => schema.put("format", "date"),
        Some(StringFormat::DateTime) => schema.put("format", "date-time"),
        Some(StringFormat::Binary) => schema.put("format", "binary"),
        // No registered format has a blank between day and time.
        Some(StringFormat::Timestamp) => schema.put("x-docquarry-format", "timestamp"),
        Some(StringFormat::Json) => schema.put("contentMediaType", "application/json"),
    }
}

/// The fields that must be sent beside a field, where that alone decides. What depends on values JSON Schema can say too, but
/// generators of code make a union of types of it; that is in `x-docquarry-conditions` alone.
fn dependents(conditions: Option<&Vec<wire::Condition>>) -> Object {
    let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for condition in conditions.into_iter().flatten() {
        let fields = || condition.fields.iter().map(String::as_str).filter(|name| !name.contains('.'));
        match (condition.kind, &condition.when) {
            (wire::ConditionKind::Requires, None) => {
                for field in fields() {
                    found.entry(field).or_default().extend(fields().filter(|other| *other != field));
                }
            }
            (wire::ConditionKind::RequiredIf, Some(when)) if when.values.is_empty() && !when.field.contains('.') => {
                found.entry(&when.field).or_default().extend(fields());
            }
            _ => {}
        }
    }
    let mut out = Object::new();
    for (field, others) in found {
        out.put_filled(field, others.into_iter().collect::<Vec<_>>());
    }
    out
}

/// Always twice the precision: generated clients read `float` into 32 bits, which change a documented price of 41.64.
fn number_format(format: NumberFormat) -> &'static str {
    match format {
        NumberFormat::Float | NumberFormat::Double => "double",
    }
}

/// Where a document says something: `clb.txt:20-60`.
pub(super) fn place(source: &Source) -> String {
    let [first, last] = source.lines;
    if first == last { format!("{}:{first}", source.document) } else { format!("{}:{first}-{last}", source.document) }
}

/// A link to a page of the vendor, where the address is one.
pub(super) fn documentation(url: &str) -> Option<Value> {
    let plain =
        url.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '\\' | '^' | '`' | '{' | '|' | '}'));
    (plain && (url.starts_with("https://") || url.starts_with("http://"))).then(|| json!({ "url": url }))
}
