//! Parameters against the spec, before anything is sent: what the runtime's validator finds. Each fault has the place of
//! the document that it follows from, and advice.

use docquarry_runtime::schema::{self, Violation, Wrong, violations};
use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, Severity};
use crate::spec::model::{Field, Source, Spec, Type};

use super::{Target, names};

/// Everything that is wrong with the parameters of an action; nothing is sent unless this is empty.
pub fn check(target: &Target<'_>, parameters: &Map<String, Value>) -> Vec<Diagnostic> {
    violations(&target.api.schema, target.name, parameters).iter().map(|violation| fault(target, violation)).collect()
}

fn bad(message: String) -> Diagnostic {
    Diagnostic::new("bad-parameter", Severity::Error, message)
}

/// A violation with the place of the row that it is about, and advice.
fn fault(target: &Target<'_>, violation: &Violation) -> Diagnostic {
    let spec = &target.api.spec;
    let mut fault = bad(violation.message.clone());
    if let Some(condition) = &violation.condition {
        return match said(target, condition) {
            Some(source) => fault.at(source.clone()),
            None => fault,
        };
    }
    let row = row(spec, &target.action.request, &violation.path);
    if let Some(source) = source(target, &violation.path, row) {
        fault = fault.at(source);
    }
    match (violation.wrong, row, violation.path.as_slice()) {
        (Some(Wrong::Missing), _, [name]) => fault.help(format!("give it as `--{} …`", names::kebab(name))),
        (Some(Wrong::Type), Some(row), _) => fault.help(format!("the documented type is {}", row.ty)),
        (None, _, [.., last]) => match near_member(spec, &target.action.request, &violation.path, last) {
            Some(near) => fault.help(format!("did you mean {near}?")),
            None => fault,
        },
        _ => fault,
    }
}

/// Where the document says that a condition holds.
fn said<'s>(target: &Target<'s>, condition: &schema::Condition) -> Option<&'s Source> {
    let structures = target.api.spec.structures.values().map(|structure| &structure.conditions);
    let mut all = std::iter::once(&target.action.conditions).chain(structures).flatten();
    all.find(|known| schema::Condition::from(*known) == *condition).map(|known| &known.source)
}

/// Where the document speaks of a parameter; where it does not know it, of the action.
fn source(target: &Target<'_>, path: &[String], row: Option<&Field>) -> Option<Source> {
    if let Some(row) = row {
        return Some(row.source.clone());
    }
    let above = path.split_last().and_then(|(_, above)| self::row(&target.api.spec, &target.action.request, above));
    Some(above.map_or_else(|| target.action.source.clone(), |above| above.source.clone()))
}

/// The row of a parameter by the names on the way to it.
fn row<'s>(spec: &'s Spec, fields: &'s [Field], path: &[String]) -> Option<&'s Field> {
    let (first, rest) = path.split_first()?;
    let field = fields.iter().find(|field| field.name == *first)?;
    match rest {
        [] => Some(field),
        rest => within(spec, &field.ty, rest),
    }
}

/// The row of a member by the names on the way from a type to it.
fn within<'s>(spec: &'s Spec, ty: &'s Type, path: &[String]) -> Option<&'s Field> {
    match ty {
        Type::Array { items: inner, .. } | Type::String { content: Some(inner), .. } => within(spec, inner, path),
        // The first name is a key.
        Type::Map { values } => within(spec, values, path.get(1..)?),
        Type::OneOf { one_of } => one_of.iter().find_map(|choice| within(spec, choice, path)),
        ty => row(spec, spec.members(ty), path),
    }
}

fn near_member<'s>(spec: &'s Spec, fields: &'s [Field], path: &[String], last: &str) -> Option<&'s str> {
    let (_, above) = path.split_last()?;
    let fields = if above.is_empty() { fields } else { spec.members(&row(spec, fields, above)?.ty) };
    names::near(last, fields.iter().map(|field| field.name.as_str()))
}
