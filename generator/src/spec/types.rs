//! Types in words, and the fields written out in them.

use std::fmt;

use super::model::{Field, Spec, StringFormat, Type};

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

impl Spec {
    /// The members of a type: those of its named structure, or those written out in it.
    pub fn members<'a>(&'a self, ty: &'a Type) -> &'a [Field] {
        match ty.referenced() {
            Some(name) => self.structures.get(name).map(|structure| structure.fields.as_slice()).unwrap_or_default(),
            None => ty.inline_fields(),
        }
    }
}
