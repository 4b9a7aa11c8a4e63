//! What there is to call, and with which parameters, as text.

use std::fmt::Write as _;

use serde_json::Value;

use crate::spec::model::{Field, Type};

use super::names::kebab;
use super::{Api, Plan, Target};

/// How deep members are listed; deeper ones are named by their type.
const DEEPEST: usize = 3;

/// More values of an enumeration are counted only.
const MOST_VALUES: usize = 12;

/// A line for each action: its name and its title.
pub fn actions(api: &Api) -> String {
    let width = api.spec.actions.keys().map(String::len).max().unwrap_or(0);
    let mut text = String::new();
    for (name, action) in &api.spec.actions {
        let title = action.title.as_deref().filter(|title| title != name).unwrap_or_default();
        let gone = if action.deprecated { " (deprecated)" } else { "" };
        let line = format!("{name:width$}  {title}{gone}");
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// The parameters of an action, with everything that the spec knows of them.
pub fn usage(target: &Target<'_>, plan: &Plan, region: Option<&str>) -> String {
    let Target { api, name, action, .. } = *target;
    let mut text = name.to_owned();
    if let Some(title) = action.title.as_deref().filter(|title| *title != name) {
        let _ = write!(text, ": {title}");
    }
    let place = match (&action.method, &action.path) {
        (method, Some(path)) => format!("{} {}{path}", method.as_deref().unwrap_or("GET|POST"), plan.host(region)),
        _ => plan.host(region),
    };
    let _ = write!(text, "\n  {place}\n");
    plan.remarks().iter().for_each(|remark| _ = writeln!(text, "  {remark}"));
    if action.deprecated {
        let successor = action.successor.as_deref().map(|successor| format!("; use {successor}")).unwrap_or_default();
        let _ = writeln!(text, "  deprecated{successor}");
    }
    let _ = write!(text, "\nUsage: docquarry call {} {name} [--PARAMETER VALUE…]\n\nParameters:\n", api.spec.id);
    if action.request.is_empty() {
        text.push_str("  none\n");
    }
    list(api, &action.request, "", &mut Vec::new(), &mut text);
    if !action.conditions.is_empty() {
        text.push_str("\nConditions:\n");
        action.conditions.iter().for_each(|condition| _ = writeln!(text, "  {condition}"));
    }
    text
}

fn list<'a>(api: &'a Api, fields: &'a [Field], prefix: &str, above: &mut Vec<&'a str>, text: &mut String) {
    for field in fields {
        let option = format!("{prefix}{}", kebab(&field.name));
        let required = if field.required == Some(true) { "  required" } else { "" };
        let label = field.label.as_deref().map(|label| format!("  {label}")).unwrap_or_default();
        let _ = writeln!(text, "  --{option} ({}): {}{required}{label}", field.name, field.ty);
        let facts = facts(field);
        if !facts.is_empty() {
            let _ = writeln!(text, "      {}", facts.join("; "));
        }
        let structure = field.ty.referenced().unwrap_or_default();
        if prefix.matches('.').count() >= DEEPEST || above.contains(&structure) {
            continue;
        }
        above.push(structure);
        let number = if is_list(&field.ty) { ".0" } else { "" };
        list(api, api.spec.members(&field.ty), &format!("{option}{number}."), above, text);
        above.pop();
    }
}

fn is_list(ty: &Type) -> bool {
    match ty {
        Type::Array { .. } => true,
        Type::String { content: Some(content), .. } => is_list(content),
        _ => false,
    }
}

/// What the spec knows of the values of a field.
fn facts(field: &Field) -> Vec<String> {
    let facts = &field.facts;
    let mut found = Vec::new();
    if !facts.enumeration.is_empty() {
        let label = |value: &Value| {
            let value = shown(value);
            let label = facts.enum_labels.get(&value).map(|label| format!(" ({label})")).unwrap_or_default();
            value + &label
        };
        let left = facts.enumeration.len().saturating_sub(MOST_VALUES);
        let mut values: Vec<String> = facts.enumeration.iter().take(MOST_VALUES).map(label).collect();
        values.extend((left > 0).then(|| format!("{left} more")));
        found.push(format!("values: {}", values.join(", ")));
    }
    found.extend(facts.meanings().take(MOST_VALUES).map(|(value, label)| format!("{value}: {label}")));
    match (&facts.minimum, &facts.maximum) {
        (Some(least), Some(most)) => found.push(format!("from {least} to {most}")),
        (Some(least), None) => found.push(format!("at least {least}")),
        (None, Some(most)) => found.push(format!("at most {most}")),
        (None, None) => {}
    }
    for special in &facts.special {
        let label = special.label.as_deref().unwrap_or("special");
        found.push(format!("{}: {label}", shown(&special.value)));
    }
    found.extend(facts.max_items.map(|most| format!("at most {most} items")));
    found.extend(facts.min_length.map(|least| format!("at least {least} characters")));
    found.extend(facts.max_length.map(|most| format!("at most {most} characters")));
    found.extend(facts.max_bytes.map(|most| format!("at most {most} bytes")));
    found.extend(facts.pattern.as_ref().map(|pattern| format!("matches {pattern}")));
    found.extend((!facts.keys.is_empty()).then(|| format!("filters: {}", facts.keys.join(", "))));
    found.extend(facts.unit.as_ref().map(|unit| format!("in {unit}")));
    found.extend(facts.default.as_ref().map(|default| format!("default {}", shown(default))));
    found.extend(field.deprecated.then(|| "deprecated".to_owned()));
    found
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
