//! The JSON contract of what a caller has to know beside names and types: values that mean something of their own, and
//! conditions between fields.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::source::Source;

/// A value that means something of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Special {
    /// The value.
    pub value: Value,
    /// What it means, in the document's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

/// What holds between the parameters of a request, or the members of a structure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// What is said of the fields.
    pub kind: ConditionKind,
    /// The fields, members of others with dots: `Rules.Url`.
    pub fields: Vec<String>,
    /// What must hold for it to be said; always, where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Premise>,
    /// The rule that found it.
    pub rule: String,
    /// The row that says it.
    pub source: Source,
}

/// What a condition says of its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConditionKind {
    /// They must be sent if the premise holds.
    RequiredIf,
    /// They must be sent unless the premise holds.
    RequiredUnless,
    /// At least one of them must be sent.
    OneOf,
    /// Only one of them may be sent.
    Exclusive,
    /// They are sent together or not at all.
    Requires,
    /// They have an effect only if the premise holds. To send them otherwise is no error.
    Applies,
}

/// The premise of a condition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Premise {
    /// The field that decides.
    pub field: String,
    /// The values of it for which the premise holds; with none, it holds where the field is sent.
    pub values: Vec<Value>,
}
