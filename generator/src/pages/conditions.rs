//! Conditions between the fields of a request or structure, out of the sentences about them.
//!
//! What a sentence says is [`description`](crate::description)'s business; here the names are resolved: fields beside
//! the one that is described, and values that the deciding field may have.

use std::collections::BTreeSet;

use serde_json::Value;

use super::ParsedSpec;
use crate::description::{self, ConditionStated};
use crate::prose::Prose;
use crate::spec::model::{Condition, ConditionKind, Field, Premise, Type};
use crate::spec::value_text;

/// Deeper members have no conditions.
const DEEPEST: usize = 8;

/// Finds the conditions of all requests and structures.
pub(super) fn apply(parsed: &mut ParsedSpec) {
    let prose = &parsed.prose;
    for (name, action) in &mut parsed.spec.actions {
        action.conditions = of_fields(&action.request, &format!("actions.{name}.request"), prose);
    }
    for (name, structure) in &mut parsed.spec.structures {
        structure.conditions = of_fields(&structure.fields, &format!("structures.{name}"), prose);
    }
}

fn of_fields(fields: &[Field], path: &str, prose: &Prose) -> Vec<Condition> {
    let mut found = Vec::new();
    level(fields, path, "", prose, DEEPEST, &mut found);
    found
}

fn level(fields: &[Field], path: &str, prefix: &str, prose: &Prose, depth: usize, found: &mut Vec<Condition>) {
    let names: BTreeSet<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    for field in fields {
        let path = format!("{path}.{}", field.name);
        if names.len() > 1
            && let Some(text) = prose.get(&path)
        {
            let stated = description::conditions(text, &field.name, &names);
            let resolved = stated.into_iter().filter_map(|stated| resolve(stated, field, fields, prefix));
            for condition in resolved {
                if !found.iter().any(|known| same(known, &condition)) {
                    found.push(condition);
                }
            }
        }
        if let Some(depth) = depth.checked_sub(1) {
            level(field.ty.inline_fields(), &path, &format!("{prefix}{}.", field.name), prose, depth, found);
        }
    }
}

/// Two rows say the same thing.
fn same(a: &Condition, b: &Condition) -> bool {
    let has_all = |a: &[String], b: &[String]| a.len() == b.len() && a.iter().all(|name| b.contains(name));
    a.kind == b.kind && a.when == b.when && has_all(&a.fields, &b.fields)
}

/// The condition with the values of the deciding field; none where that field cannot have them, or where it adds
/// nothing.
fn resolve(stated: ConditionStated, field: &Field, fields: &[Field], prefix: &str) -> Option<Condition> {
    let adds = matches!(stated.kind, ConditionKind::RequiredIf | ConditionKind::RequiredUnless);
    if adds && field.required == Some(true) {
        return None;
    }
    let when = match stated.when {
        None => None,
        Some((name, values)) => {
            let decides = fields.iter().find(|field| field.name == name)?;
            let values = values.iter().map(|text| value_of(decides, text)).collect::<Option<Vec<Value>>>()?;
            Some(Premise { field: format!("{prefix}{name}"), values })
        }
    };
    let fields = stated.fields.into_iter().map(|name| format!("{prefix}{name}")).collect();
    Some(Condition { kind: stated.kind, fields, when, rule: stated.rule.to_owned(), source: field.source.clone() })
}

/// The value that a text stands for: one of the enumeration where there is one.
fn value_of(field: &Field, text: &str) -> Option<Value> {
    if !field.facts.enumeration.is_empty() {
        return field.facts.enumeration.iter().find(|value| value_text(value).eq_ignore_ascii_case(text)).cloned();
    }
    match &field.ty {
        Type::String { .. } => Some(Value::from(text)),
        Type::Integer { .. } => text.parse::<i64>().ok().map(Value::from),
        Type::Boolean => text.to_ascii_lowercase().parse::<bool>().ok().map(Value::from),
        _ => None,
    }
}
