//! Parameters against the spec, before anything is sent: what the runtime's validator finds, and conditions between
//! parameters. Each fault has the place of the document that it follows from.
//!
//! A condition is only enforced where it is certain: what it speaks of is not within lists, what its premise speaks of
//! was sent, and the action's own documented examples keep it.

use std::cmp::Ordering;

use docquarry_runtime::schema::Wrong;
use docquarry_runtime::server::{Violation, violations};
use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, Severity};
use crate::spec::model::{Condition, ConditionKind, Field, Premise, Source, Spec, Type};

use super::{Target, names};

/// Everything that is wrong with the parameters of an action; nothing is sent unless this is empty.
pub fn check(target: &Target<'_>, parameters: &Map<String, Value>) -> Vec<Diagnostic> {
    let found = violations(&target.api.schema, target.name, parameters);
    let mut faults: Vec<Diagnostic> = found.iter().map(|violation| fault(target, violation)).collect();
    let doubtful: Vec<Broken<'_>> = target.examples().flat_map(|example| broken(target, &example)).collect();
    for broken in broken(target, parameters).into_iter().filter(|broken| !doubtful.contains(broken)) {
        let message = match broken.place.as_str() {
            "" => broken.condition.to_string(),
            place => format!("in {place}: {}", broken.condition),
        };
        faults.push(bad(message).at(broken.condition.source.clone()));
    }
    faults
}

fn bad(message: String) -> Diagnostic {
    Diagnostic::new("bad-parameter", Severity::Error, message)
}

/// A violation with the place of the row that it is about, and advice.
fn fault(target: &Target<'_>, violation: &Violation) -> Diagnostic {
    let spec = &target.api.spec;
    let mut fault = bad(violation.message.clone());
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

/// A condition that does not hold, and the object in which it does not.
#[derive(Debug)]
struct Broken<'s> {
    condition: &'s Condition,
    place: String,
}

impl PartialEq for Broken<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.condition, other.condition)
    }
}

fn broken<'a>(target: &Target<'a>, parameters: &Map<String, Value>) -> Vec<Broken<'a>> {
    let mut found = Vec::new();
    let Target { api, action, .. } = *target;
    in_object(&api.spec, &action.conditions, &action.request, parameters, "", &mut found);
    found
}

/// The conditions of an object, and those of the structures in it.
fn in_object<'s>(
    spec: &'s Spec,
    conditions: &'s [Condition],
    fields: &'s [Field],
    object: &Map<String, Value>,
    place: &str,
    found: &mut Vec<Broken<'s>>,
) {
    let is_broken = |condition: &&Condition| is_broken(condition, object);
    found.extend(conditions.iter().filter(is_broken).map(|condition| Broken { condition, place: place.to_owned() }));
    for field in fields {
        if let Some(value) = object.get(&field.name) {
            let dot = if place.is_empty() { "" } else { "." };
            in_value(spec, &field.ty, value, &format!("{place}{dot}{}", field.name), found);
        }
    }
}

fn in_value<'s>(spec: &'s Spec, ty: &'s Type, value: &Value, place: &str, found: &mut Vec<Broken<'s>>) {
    match (ty, value) {
        (Type::Array { items, .. }, Value::Array(values)) => {
            for (index, value) in values.iter().enumerate() {
                in_value(spec, items, value, &format!("{place}[{index}]"), found);
            }
        }
        (Type::Map { values }, Value::Object(members)) => {
            members.iter().for_each(|(key, value)| in_value(spec, values, value, &format!("{place}.{key}"), found));
        }
        (ty @ Type::Object { reference, .. }, Value::Object(object)) => {
            let structure = reference.as_ref().and_then(|name| spec.structures.get(name));
            let conditions = structure.map(|structure| structure.conditions.as_slice()).unwrap_or_default();
            in_object(spec, conditions, spec.members(ty), object, place, found);
        }
        _ => {}
    }
}

/// What a path leads to.
enum Sight<'v> {
    Absent,
    Here(&'v Value),
    /// It is within a list, of which there may be several.
    Many,
}

fn look<'v>(object: &'v Map<String, Value>, path: &str) -> Sight<'v> {
    let mut parts = path.split('.');
    let first = parts.next().and_then(|name| object.get(name));
    let mut at = first;
    for part in parts {
        at = match at {
            Some(Value::Object(object)) => object.get(part),
            Some(Value::Array(_) | Value::String(_)) => return Sight::Many,
            _ => return Sight::Absent,
        };
    }
    at.filter(|value| !value.is_null()).map_or(Sight::Absent, Sight::Here)
}

/// Whether a condition surely does not hold.
fn is_broken(condition: &Condition, object: &Map<String, Value>) -> bool {
    let is_premise = match premise(condition, object) {
        Some(holds) => holds,
        None => return false,
    };
    let (mut here, mut absent) = (0_usize, 0_usize);
    for field in &condition.fields {
        match look(object, field) {
            Sight::Here(_) => here += 1,
            Sight::Absent => absent += 1,
            Sight::Many => return false,
        }
    }
    is_premise
        && match condition.kind {
            ConditionKind::RequiredIf | ConditionKind::RequiredUnless => absent > 0,
            ConditionKind::OneOf => here == 0,
            ConditionKind::Exclusive => here.cmp(&1) == Ordering::Greater,
            ConditionKind::Requires => here > 0 && absent > 0,
        }
}

/// Whether something is said of the fields; `None` if that is not certain. A field that was not sent may have a default.
fn premise(condition: &Condition, object: &Map<String, Value>) -> Option<bool> {
    let Some(Premise { field, values }) = &condition.when else { return Some(true) };
    let holds = match look(object, field) {
        Sight::Many => return None,
        Sight::Absent if values.is_empty() => false,
        Sight::Absent => return None,
        Sight::Here(_) if values.is_empty() => true,
        Sight::Here(value) => values.iter().any(|listed| text(listed) == text(value)),
    };
    Some(holds != (condition.kind == ConditionKind::RequiredUnless))
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
