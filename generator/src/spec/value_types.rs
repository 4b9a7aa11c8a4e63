//! The JSON contract of types: what a value on the wire is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::Field;

/// The type of a value on the wire.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Type {
    /// Text.
    String {
        /// What the text holds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        format: Option<StringFormat>,
        /// The shape of the JSON inside, for [`StringFormat::Json`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        content: Option<Box<Type>>,
    },
    /// A whole number.
    Integer {
        /// Its width where the document gives one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        format: Option<IntegerFormat>,
    },
    /// A number with a fraction.
    Number {
        /// Its width where the document gives one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        format: Option<NumberFormat>,
    },
    /// True or false.
    Boolean,
    /// A list.
    Array {
        /// Type of the items.
        items: Box<Type>,
        /// The key that wraps the items on the wire: `Zone` for `{"Zones": {"Zone": [..]}}`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item_name: Option<String>,
    },
    /// A structure, named or written out in place.
    Object {
        /// Name of the structure.
        #[serde(default, rename = "ref", skip_serializing_if = "Option::is_none")]
        reference: Option<String>,
        /// Members of an unnamed structure.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fields: Option<Vec<Field>>,
    },
    /// Objects keyed by an identifier.
    Map {
        /// Type of the values.
        values: Box<Type>,
    },
    /// A value of one of several types.
    #[serde(untagged)]
    OneOf {
        /// The types, in the document's order.
        one_of: Vec<Type>,
    },
}

impl Type {
    /// The name of the structure that the type is, or that it is a list or map of.
    pub fn referenced(&self) -> Option<&str> {
        match self {
            Self::Object { reference, .. } => reference.as_deref(),
            Self::Array { items: inner, .. } | Self::Map { values: inner } => inner.referenced(),
            Self::String { content: Some(inner), .. } => inner.referenced(),
            _ => None,
        }
    }
}

/// What a string holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StringFormat {
    /// `2022-01-01`
    Date,
    /// `2022-01-01 00:00:00`
    Timestamp,
    /// ISO 8601: `2022-01-01T00:00:00+08:00`
    DateTime,
    /// Bytes.
    Binary,
    /// A JSON text.
    Json,
}

/// Width of a whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IntegerFormat {
    /// 64 bits, signed.
    Int64,
}

/// Width of a number with a fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NumberFormat {
    /// 32 bits.
    Float,
    /// 64 bits.
    Double,
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::model::{Place, Source};
    use super::*;
    use serde_json::json;

    #[test]
    fn a_choice_of_types_has_no_type_of_its_own() {
        let choice = Type::OneOf { one_of: vec![Type::integer(), Type::array(Type::reference("Kite"))] };
        let written =
            json!({"one_of": [{"type": "integer"}, {"type": "array", "items": {"type": "object", "ref": "Kite"}}]});
        assert_eq!(serde_json::to_value(&choice).unwrap(), written);
        assert_eq!(serde_json::from_value::<Type>(written).unwrap(), choice);
        let source = Source { document: "kites.md".into(), lines: [3, 3] };
        let field = Field { place: Some(Place::Query), ..Field::new("colour", choice, source) };
        let written = serde_json::to_value(&field).unwrap();
        assert_eq!((&written["in"], written.get("type")), (&json!("query"), None));
        assert_eq!(serde_json::from_value::<Field>(written).unwrap(), field);
    }
}
