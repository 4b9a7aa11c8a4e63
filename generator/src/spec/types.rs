//! Types in words, and the fields written out in them.

use std::fmt;

use docquarry_runtime::schema as runtime;
use serde_json::Value;

use super::model::{Condition, ConditionKind, Field, Premise, Spec, StringFormat, Type};

impl Type {
    /// Members of an unnamed structure within the type; none for a named structure or a scalar.
    pub fn inline_fields(&self) -> &[Field] {
        match self {
            Self::Object { fields, .. } => fields.as_deref().unwrap_or_default(),
            Self::Array { items: inner, .. } | Self::Map { values: inner } => inner.inline_fields(),
            Self::String { content: Some(inner), .. } => inner.inline_fields(),
            _ => &[],
        }
    }

    /// The same members, to be changed.
    pub fn inline_fields_mut(&mut self) -> Option<&mut Vec<Field>> {
        match self {
            Self::Object { fields, .. } => fields.as_mut(),
            Self::Array { items: inner, .. } | Self::Map { values: inner } => inner.inline_fields_mut(),
            Self::String { content: Some(inner), .. } => inner.inline_fields_mut(),
            _ => None,
        }
    }
}

/// The type in words: `array of string (date)`; a structure is its name.
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::String { format, .. } => f.write_str(match format {
                None => "string",
                Some(StringFormat::Date) => "string (date)",
                Some(StringFormat::Timestamp) => "string (timestamp)",
                Some(StringFormat::DateTime) => "string (date-time)",
                Some(StringFormat::Binary) => "string (binary)",
                Some(StringFormat::Json) => "string (JSON)",
            }),
            Self::Integer { .. } => f.write_str("integer"),
            Self::Number { .. } => f.write_str("number"),
            Self::Boolean => f.write_str("boolean"),
            Self::Array { items, .. } => write!(f, "array of {items}"),
            Self::Object { reference: Some(name), .. } => f.write_str(name),
            Self::Object { .. } => f.write_str("object"),
            Self::Map { values } => write!(f, "map of {values}"),
            Self::OneOf { one_of } => {
                for (index, choice) in one_of.iter().enumerate() {
                    let between = if index == 0 { "" } else { " or " };
                    write!(f, "{between}{choice}")?;
                }
                Ok(())
            }
        }
    }
}

/// The condition in words: `CupId is required if Kind is CUP or BOWL`.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        runtime::Condition::from(self).fmt(f)
    }
}

impl From<&Condition> for runtime::Condition {
    fn from(condition: &Condition) -> Self {
        let kind = match condition.kind {
            ConditionKind::RequiredIf => runtime::ConditionKind::RequiredIf,
            ConditionKind::RequiredUnless => runtime::ConditionKind::RequiredUnless,
            ConditionKind::OneOf => runtime::ConditionKind::OneOf,
            ConditionKind::Exclusive => runtime::ConditionKind::Exclusive,
            ConditionKind::Requires => runtime::ConditionKind::Requires,
            ConditionKind::Applies => runtime::ConditionKind::Applies,
        };
        let premise = |when: &Premise| runtime::Premise { field: when.field.clone(), values: when.values.clone() };
        runtime::Condition { kind, fields: condition.fields.clone(), when: condition.when.as_ref().map(premise) }
    }
}

impl Condition {
    /// The condition speaks of a field, by its path in the request.
    pub fn is_about(&self, path: &str) -> bool {
        self.fields.iter().any(|field| field == path) || self.when.as_ref().is_some_and(|when| when.field == path)
    }
}

/// A value as it is written on the wire: text bare, everything else as JSON.
pub(crate) fn value_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

impl Spec {
    /// Nothing is known of the API but what it is called.
    pub fn is_bare(&self) -> bool {
        self.actions.is_empty()
            && self.structures.is_empty()
            && self.listed_actions.is_empty()
            && self.common_parameters.is_empty()
            && self.errors.is_empty()
            && self.changelog.is_empty()
            && self.migration.is_empty()
    }

    /// The members of a type: those of its named structure, or those written out in it.
    pub fn members<'a>(&'a self, ty: &'a Type) -> &'a [Field] {
        match ty.referenced() {
            Some(name) => self.structures.get(name).map(|structure| structure.fields.as_slice()).unwrap_or_default(),
            None => ty.inline_fields(),
        }
    }
}
