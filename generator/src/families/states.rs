//! What the status of a thing is while it is being made: a value that the documents list for it, by its name or its label.

use serde_json::Value;

use crate::spec::model::Field;

use super::model::Pending;
use super::rules;
use super::shape::is_scalar;
use super::words::words;

/// Texts of values that say that a thing is being made, and what labels say of such values.
const MAKING: (&[&str], &[&str]) =
    (&["creating", "pending", "provisioning", "allocating"], &["创建中", "生产中", "creating", "being created"]);

/// Texts of values that say that a thing is there and works, and what labels say of such values.
const READY: (&[&str], &[&str]) =
    (&["available", "active", "running", "normal", "ready"], &["正常", "运行中", "可用", "available", "running"]);

/// The statuses of a thing, out of the fields that it is shown with.
pub(super) fn pending(shown: &[&Field]) -> Vec<Pending> {
    shown.iter().filter_map(|field| status(field)).collect()
}

fn status(field: &Field) -> Option<Pending> {
    let last = words(&field.name).pop()?;
    if !is_scalar(&field.ty) || !["status", "state"].contains(&last.as_str()) {
        return None;
    }
    let value = |words| field.facts.enumeration.iter().find(|value| means(field, value, words)).cloned();
    Some(Pending {
        field: field.name.clone(),
        making: value(MAKING)?,
        ready: value(READY),
        rule: rules::STATUS_MAKING.id,
    })
}

/// Whether a value means one of these; where it has a label, the label decides.
fn means(field: &Field, value: &Value, (texts, labels): (&[&str], &[&str])) -> bool {
    let text = crate::spec::value_text(value);
    match field.facts.enum_labels.get(&text) {
        Some(label) => {
            let label = label.to_lowercase();
            labels.iter().any(|words| label.contains(words))
        }
        None => texts.contains(&text.to_lowercase().as_str()),
    }
}
