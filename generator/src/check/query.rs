//! Parameters of a URL against the types of their fields: every value is text that must read as its type.

use serde_json::Value;

use crate::spec::model::{Field, Type};
use crate::spec::walk::Owner;
use crate::spec::wire_example::Node;

use super::facts::number_of;
use super::findings::preview;
use super::rules::EXAMPLE_INDEX_GAP;
use super::walk::{Table, Walk};

impl<'a> Walk<'_, 'a> {
    /// Follows the members of an object. `ignored` names parameters that no table needs to have.
    pub(super) fn parameters(&mut self, table: &Table<'_, 'a>, node: &Node<'_>, ignored: &dyn Fn(&str) -> bool) {
        for (name, part) in &node.parts {
            match table.members.get(name) {
                Some(field) => self.step(name, |walk| walk.parameter(table.owner, field, &field.ty, part)),
                None if ignored(name) => {}
                None => self.unknown_field(table, name),
            }
        }
        self.required(table, |name| node.parts.contains_key(name));
    }

    fn parameter(&mut self, owner: Owner<'a>, field: &'a Field, ty: &'a Type, node: &Node<'_>) {
        match (ty, node.value) {
            (Type::Array { items, .. }, None) => self.items(owner, field, items, node),
            (Type::Object { .. }, None) => {
                if let Some(table) = self.table(owner, ty) {
                    self.parameters(&table, node, &|_| false);
                }
            }
            (Type::Map { values }, None) => {
                for part in node.parts.values() {
                    self.suffix(".*", |walk| walk.parameter(owner, field, values, part));
                }
            }
            (_, None) => self.mismatch(ty, "split into parts"),
            (Type::String { content: Some(content), .. }, Some(text)) => self.json_text(owner, field, content, text),
            (_, Some(text)) if reads_as(ty, text) => self.scalar(field, &Value::String(text.to_owned())),
            (_, Some(text)) => self.mismatch(ty, &format!("the text `{}`", preview(text))),
        }
    }

    fn items(&mut self, owner: Owner<'a>, field: &'a Field, items: &'a Type, node: &Node<'_>) {
        let indexes: Option<Vec<u64>> = node.parts.keys().map(|step| step.parse().ok()).collect();
        let Some(indexes) = indexes else { return self.mismatch(&field.ty, "without an index") };
        if has_gap(indexes) {
            self.report(EXAMPLE_INDEX_GAP, "has indexes that leave a gap".to_owned());
        }
        self.count_items(field, node.parts.len());
        for part in node.parts.values() {
            self.suffix("[]", |walk| walk.parameter(owner, field, items, part));
        }
    }
}

/// Whether indexes, counted from 0 or 1, leave one out.
fn has_gap(mut indexes: Vec<u64>) -> bool {
    indexes.sort_unstable();
    let first = indexes.first().copied().unwrap_or_default();
    first > 1 || indexes.windows(2).any(|pair| matches!(pair, [a, b] if b - a > 1))
}

/// Whether a text can stand for a value of a scalar type.
fn reads_as(ty: &Type, text: &str) -> bool {
    match ty {
        Type::String { .. } => true,
        Type::Integer { .. } => number_of(text).is_some_and(|number| !number.is_f64()),
        Type::Number { .. } => number_of(text).is_some(),
        Type::Boolean => text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false"),
        Type::Array { .. } | Type::Object { .. } | Type::Map { .. } => false,
        Type::OneOf { one_of } => one_of.iter().any(|choice| reads_as(choice, text)),
    }
}
