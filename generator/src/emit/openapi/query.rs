//! Parameters of a form: the flattened keys of lists and structures, and what an example's URL sends.
//!
//! `Targets.0.Port=80` has no style of its own in OpenAPI. But a form puts each member of its object on the wire under
//! the member's own name, so the flattened keys are members: `patternProperties` says what they may be. A tool that
//! knows nothing of the vendors sends them right.

use serde_json::{Map, Value};

use crate::spec::model::{Field, Spec, Type};
use crate::spec::wire_example::Node;

use super::facts::{bounds_left_out, fitting};
use super::names::in_pattern;
use super::object::{Object, Put};
use super::schema::{Schemas, Side};

/// Flattened keys go no deeper; below, any key is allowed.
const MAX_DEPTH: usize = 12;

/// Whether a type is one parameter of the query, under its own name.
pub(super) fn is_single(ty: &Type) -> bool {
    !matches!(ty, Type::Array { .. } | Type::Object { .. } | Type::Map { .. })
}

/// Patterns of the flattened keys of a list or structure, with the schemas of their values.
pub(super) fn patterns(schemas: &Schemas<'_>, field: &Field, prose: &str) -> Object {
    let mut keys = Keys { schemas, found: Object::new(), path: Vec::new() };
    keys.typed(&in_pattern(&field.name), field, &field.ty, prose);
    keys.found
}

/// Flattened keys as patterns, with the schemas of their values.
struct Keys<'s, 'a> {
    schemas: &'s Schemas<'a>,
    found: Object,
    /// Structures that the key goes through.
    path: Vec<String>,
}

impl Keys<'_, '_> {
    fn typed(&mut self, key: &str, field: &Field, ty: &Type, prose: &str) {
        match ty {
            Type::Array { items, .. } => self.typed(&format!("{key}\\.[0-9]+"), field, items, prose),
            Type::Map { values } => self.typed(&format!("{key}\\.[^.]+"), field, values, prose),
            Type::Object { reference, fields } => self.object(key, reference.as_deref(), fields.as_deref(), prose),
            scalar => {
                let mut schema = Object::new();
                schema.put_filled("description", self.schemas.describe(field, prose));
                let facts = self.schemas.facts(field, Side::Request);
                schema.extend(self.schemas.typed(scalar, Some(&facts), Side::Request, prose));
                schema.put_filled("x-docquarry-bounds", bounds_left_out(&field.facts, &facts));
                schema.put_flag("x-docquarry-required", field.required == Some(true) && key.contains("\\."));
                self.found.put(&format!("^{key}$"), schema);
            }
        }
    }

    fn object(&mut self, key: &str, reference: Option<&str>, fields: Option<&[Field]>, prose: &str) {
        let spec = self.schemas.spec;
        let structure = reference.and_then(|name| spec.structures.get_key_value(name));
        let (fields, prose) = match structure {
            Some((name, structure)) => (Some(structure.fields.as_slice()), format!("structures.{name}")),
            None => (fields, prose.to_owned()),
        };
        let name = reference.unwrap_or_default().to_owned();
        let again = !name.is_empty() && self.path.contains(&name);
        match fields {
            Some(fields) if !again && self.path.len() < MAX_DEPTH => {
                self.path.push(name);
                for field in fields {
                    let prose = format!("{prose}.{}", field.name);
                    self.typed(&format!("{key}\\.{}", in_pattern(&field.name)), field, &field.ty, &prose);
                }
                self.path.pop();
            }
            _ => self.found.put(&format!("^{key}\\."), Object::new()),
        }
    }
}

/// A value of an example's URL as one of its parameter's type.
pub(super) fn typed(spec: &Spec, fields: &[Field], key: &str, text: &Value) -> Value {
    let whole = fields.iter().find(|field| field.name == key).map(|field| &field.ty);
    let ty = whole.or_else(|| {
        let (first, rest) = key.split_once('.')?;
        leaf(spec, &fields.iter().find(|field| field.name == first)?.ty, rest.split('.'))
    });
    ty.and_then(|ty| fitting(ty, text)).unwrap_or_else(|| text.clone())
}

/// The type that the steps of a flattened key lead to.
fn leaf<'a>(spec: &'a Spec, ty: &'a Type, steps: impl Iterator<Item = &'a str>) -> Option<&'a Type> {
    steps.into_iter().try_fold(ty, |ty, step| match ty {
        Type::Array { items: inner, .. } | Type::Map { values: inner } => Some(&**inner),
        Type::Object { .. } => members(spec, ty)?.iter().find(|field| field.name == step).map(|field| &field.ty),
        _ => None,
    })
}

/// Members of an object type, named or not.
fn members<'a>(spec: &'a Spec, ty: &'a Type) -> Option<&'a [Field]> {
    let Type::Object { reference, fields } = ty else { return None };
    let structure = reference.as_deref().and_then(|name| spec.structures.get(name));
    structure.map_or(fields.as_deref(), |structure| Some(&structure.fields))
}

/// The JSON body that says the same as an example's URL.
pub(super) fn body(spec: &Spec, fields: &[Field], query: &Map<String, Value>) -> Object {
    object(spec, Some(fields), &Node::of(query))
}

fn object(spec: &Spec, fields: Option<&[Field]>, node: &Node<'_>) -> Object {
    let find = |name: &str| fields?.iter().find(|field| field.name == name);
    let member =
        |(name, part): (&&str, &Node<'_>)| ((*name).to_owned(), value(spec, find(name).map(|field| &field.ty), part));
    node.parts.iter().map(member).collect()
}

/// The value of a part. Where the tables do not know it, numbered parts are a list and texts stay texts.
fn value(spec: &Spec, ty: Option<&Type>, node: &Node<'_>) -> Value {
    if let Some(text) = node.value.filter(|_| node.parts.is_empty()) {
        let text = Value::from(text);
        return ty.and_then(|ty| fitting(ty, &text)).unwrap_or(text);
    }
    let numbered = node.parts.keys().all(|step| step.bytes().all(|byte| byte.is_ascii_digit()));
    match ty {
        Some(Type::Array { items, .. }) if numbered => {
            node.parts.values().map(|part| value(spec, Some(items), part)).collect()
        }
        None if numbered => node.parts.values().map(|part| value(spec, None, part)).collect(),
        Some(Type::Map { values }) => {
            let member = |(name, part): (&&str, &Node<'_>)| ((*name).to_owned(), value(spec, Some(values), part));
            Value::Object(node.parts.iter().map(member).collect())
        }
        ty => object(spec, ty.and_then(|ty| members(spec, ty)), node).into(),
    }
}
