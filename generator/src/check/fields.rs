//! Fields by themselves and among each other: names, types, defaults and ranges.

use std::collections::{BTreeMap, HashSet};

use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

use crate::spec::model::{Facts, Field, Source, Spec, Type};
use crate::spec::walk::{Owner, each_field, each_table};

use super::facts::{self, Verdict};
use super::findings::{Findings, list, preview};
use super::rules::{
    DEFAULT_ENUM, DEFAULT_OUT_OF_RANGE, DEFAULT_TYPE, FIELD_NAME_CASE, FIELD_NAME_COMMON, FIELD_REPEATED,
    FIELD_TYPE_VARIES, RANGE_EMPTY, REQUIRED_WITH_DEFAULT,
};

pub(super) fn check(spec: &Spec, findings: &mut Findings) {
    each_table(spec, &mut |owner, fields| repeated(owner, fields, findings));
    each_field(spec, &mut |owner, path, field| {
        default(owner, path, field, findings);
        range(owner, path, field, findings);
    });
    names(spec, findings);
}

fn repeated(owner: Owner<'_>, fields: &[Field], findings: &mut Findings) {
    let mut seen = HashSet::new();
    for field in fields {
        if !seen.insert(field.name.as_str()) {
            let message = format!("`{}` stands twice in {owner}", field.name);
            findings.add(&FIELD_REPEATED, Some(&field.source), message);
        }
        repeated(owner, field.ty.inline_fields(), findings);
    }
}

fn default(owner: Owner<'_>, path: &str, field: &Field, findings: &mut Findings) {
    let Some(value) = &field.facts.default else { return };
    let source = Some(&field.source);
    let shown = preview(&facts::value_text(value));
    if field.required == Some(true) {
        let message = format!("`{path}` in {owner} is required, and its default is `{shown}`");
        findings.add(&REQUIRED_WITH_DEFAULT, source, message);
    }
    if !default_fits(&field.ty, value) {
        let message = format!("the default `{shown}` of `{path}` in {owner} is no {}", field.ty);
        findings.add(&DEFAULT_TYPE, source, message);
        return;
    }
    let Facts { minimum, maximum, .. } = &field.facts;
    let is_out = facts::out_of_range(&[minimum.clone(), maximum.clone()], value);
    for verdict in facts::judge(&field.facts, value).into_iter().chain(is_out.then_some(Verdict::OutOfRange)) {
        let rule = match verdict {
            Verdict::NotInEnum | Verdict::EnumCase(_) => DEFAULT_ENUM,
            Verdict::OutOfRange | Verdict::Length(_) => DEFAULT_OUT_OF_RANGE,
        };
        let message = format!("the default `{shown}` of `{path}` in {owner} is {}", verdict.of(&field.facts));
        findings.add(&rule, source, message);
    }
}

/// Whether a default is of its field's type; that of a list may be a single item.
fn default_fits(ty: &Type, value: &Value) -> bool {
    match ty {
        Type::String { .. } => value.is_string(),
        Type::Integer { .. } => value.is_i64() || value.is_u64(),
        Type::Number { .. } => value.is_number(),
        Type::Boolean => value.is_boolean(),
        Type::Array { items, .. } => match value {
            Value::Array(list) => list.iter().all(|item| default_fits(items, item)),
            single => default_fits(items, single),
        },
        Type::Object { .. } | Type::Map { .. } => value.is_object() || value.is_null(),
        Type::OneOf { one_of } => one_of.iter().any(|choice| default_fits(choice, value)),
    }
}

fn range(owner: Owner<'_>, path: &str, field: &Field, findings: &mut Findings) {
    let Facts { minimum, maximum, min_length, max_length, .. } = &field.facts;
    let numbers = minimum.as_ref().zip(maximum.as_ref()).is_some_and(|(low, high)| facts::above(low, high));
    let lengths = min_length.zip(*max_length).is_some_and(|(low, high)| low > high);
    if numbers || lengths {
        let message = format!("the range of `{path}` in {owner} ends before it begins");
        findings.add(&RANGE_EMPTY, Some(&field.source), message);
    }
}

/// Where a name is used, by type.
type Uses<'a> = IndexMap<String, Vec<&'a Source>>;

/// Names that stand for different things, one finding a name.
fn names(spec: &Spec, findings: &mut Findings) {
    let common: HashSet<&str> = spec.common_parameters.values().flatten().map(|field| field.name.as_str()).collect();
    let mut uses: IndexMap<&str, Uses<'_>> = IndexMap::new();
    let mut shadows: IndexMap<&str, (Vec<String>, &Source)> = IndexMap::new();
    each_field(spec, &mut |owner, _, field| {
        if matches!(owner, Owner::Common(_)) {
            return;
        }
        uses.entry(&field.name).or_default().entry(field.ty.to_string()).or_default().push(&field.source);
        if common.contains(field.name.as_str()) && !matches!(owner, Owner::Response(_)) {
            let entry = shadows.entry(&field.name).or_insert_with(|| (Vec::new(), &field.source));
            entry.0.push(owner.to_string());
        }
    });
    for (name, types) in uses.iter().filter(|(_, types)| types.len() > 1) {
        let source = types.get_index(1).and_then(|(_, sources)| sources.first()).copied();
        findings.add(&FIELD_TYPE_VARIES, source, format!("`{name}` is {}", types_in_words(types)));
    }
    for (name, (owners, source)) in &shadows {
        let message = format!("`{name}` is a common parameter and also a field of {}", owners.join(", "));
        findings.add(&FIELD_NAME_COMMON, Some(source), message);
    }
    name_case(&uses, findings);
}

fn types_in_words(types: &Uses<'_>) -> String {
    /// More lines would not help a reader.
    const SHOWN: usize = 3;
    let words = types.iter().map(|(ty, sources)| {
        let lines: Vec<String> = sources.iter().take(SHOWN).map(|source| source.lines[0].to_string()).collect();
        let rest = sources.len().saturating_sub(SHOWN);
        let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
        format!("{ty} (line {}{more})", lines.join(", "))
    });
    words.collect::<Vec<_>>().join("; ")
}

fn name_case(uses: &IndexMap<&str, Uses<'_>>, findings: &mut Findings) {
    let mut spellings: BTreeMap<String, IndexSet<&str>> = BTreeMap::new();
    for name in uses.keys() {
        spellings.entry(name.to_lowercase()).or_default().insert(name);
    }
    for names in spellings.values().filter(|names| names.len() > 1) {
        let last = names.last().and_then(|name| uses.get(name));
        let source = last.and_then(|types| types.first()).and_then(|(_, sources)| sources.first()).copied();
        let names: Vec<&str> = names.iter().copied().collect();
        findings.add(&FIELD_NAME_CASE, source, format!("the names {} differ in case alone", list(&names)));
    }
}
