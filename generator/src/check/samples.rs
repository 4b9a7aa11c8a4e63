//! Sample values of fields against their types and facts.
//!
//! A sample is text as the document prints it: a scalar bare, a list or an object as JSON.

use serde_json::Value;

use crate::spec::model::{Field, Spec, Type};
use crate::spec::walk::{Owner, each_field};

use super::facts::number_of;
use super::findings::{Findings, preview};
use super::rules::{
    SAMPLE_CLIPPED, SAMPLE_ENUM, SAMPLE_ENUM_CASE, SAMPLE_ESCAPED, SAMPLE_LENGTH, SAMPLE_NULL, SAMPLE_OUT_OF_RANGE,
    SAMPLE_QUOTED, SAMPLE_TYPE, SAMPLE_UNKNOWN_FIELD,
};
use super::walk::{RuleSet, Tables, Walk};

static SAMPLE: RuleSet = RuleSet {
    unknown: SAMPLE_UNKNOWN_FIELD,
    ty: SAMPLE_TYPE,
    null: SAMPLE_NULL,
    required: None,
    value: SAMPLE_ENUM,
    case: SAMPLE_ENUM_CASE,
    range: SAMPLE_OUT_OF_RANGE,
    length: SAMPLE_LENGTH,
};

pub(super) fn check<'a>(spec: &'a Spec, tables: &Tables<'a>, findings: &mut Findings) {
    each_field(spec, &mut |owner, path, field| {
        let sample = field.example.as_deref().map(str::trim).unwrap_or_default();
        if sample.is_empty() {
            return;
        }
        let mut walk = Walk::new(tables, &SAMPLE);
        follow(&mut walk, owner, field, sample);
        walk.finish(&format!("sample of `{path}` in {owner}"), &field.source, findings);
    });
}

fn follow<'a>(walk: &mut Walk<'_, 'a>, owner: Owner<'a>, field: &'a Field, sample: &str) {
    if sample == "null" {
        return walk.report(SAMPLE_NULL, "is null".to_owned());
    }
    match &field.ty {
        Type::String { content: Some(content), .. } => walk.json_text(owner, field, content, sample),
        Type::String { .. } => text(walk, field, sample),
        Type::Array { .. } | Type::Object { .. } | Type::Map { .. } => json(walk, owner, field, sample),
        scalar => match quoted(sample) {
            Some(inner) if reads_as(scalar, inner) => report_quoted(walk, sample),
            _ if reads_as(scalar, sample) => walk.scalar(field, &Value::String(sample.to_owned())),
            _ => walk.mismatch(scalar, &format!("the text `{}`", preview(sample))),
        },
    }
}

fn text(walk: &mut Walk<'_, '_>, field: &Field, sample: &str) {
    if sample.starts_with('[') && matches!(serde_json::from_str(sample), Ok(Value::Array(_))) {
        return walk.mismatch(&field.ty, &format!("the list `{}`", preview(sample)));
    }
    if quoted(sample).is_some() {
        return report_quoted(walk, sample);
    }
    escaped(walk, sample);
    walk.scalar(field, &Value::String(sample.to_owned()));
}

fn json<'a>(walk: &mut Walk<'_, 'a>, owner: Owner<'a>, field: &'a Field, sample: &str) {
    match serde_json::from_str::<Value>(sample) {
        Ok(value) => {
            escaped(walk, sample);
            walk.value(owner, field, &field.ty, &value);
        }
        Err(error) if error.is_eof() && sample.starts_with(['[', '{']) => {
            walk.report(SAMPLE_CLIPPED, format!("is JSON that breaks off: `{}`", preview(sample)));
        }
        Err(_) => walk.mismatch(&field.ty, &format!("the text `{}`", preview(sample))),
    }
}

fn escaped(walk: &mut Walk<'_, '_>, sample: &str) {
    if ["\\n", "\\r", "\\t"].iter().any(|escape| sample.contains(escape)) {
        walk.report(SAMPLE_ESCAPED, format!("holds an escape sequence: `{}`", preview(sample)));
    }
}

fn report_quoted(walk: &mut Walk<'_, '_>, sample: &str) {
    walk.report(SAMPLE_QUOTED, format!("stands in quotation marks: `{}`", preview(sample)));
}

/// What stands within a pair of quotation marks.
fn quoted(sample: &str) -> Option<&str> {
    let within = |mark: char| sample.strip_prefix(mark)?.strip_suffix(mark);
    within('"').or_else(|| within('\''))
}

/// Whether a sample can stand for a value of a scalar type, as JSON would write it.
fn reads_as(ty: &Type, sample: &str) -> bool {
    match ty {
        Type::Integer { .. } => number_of(sample).is_some_and(|number| !number.is_f64()),
        Type::Number { .. } => number_of(sample).is_some(),
        Type::Boolean => matches!(sample, "true" | "false"),
        _ => false,
    }
}
