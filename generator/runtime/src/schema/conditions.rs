//! What holds between the fields of an object: which must be sent together, which exclude each other.
//!
//! A condition is only enforced where it is certain that it does not hold: what it speaks of is not within lists, and its
//! premise can be decided by what was sent. A field that was not sent may have a default, so nothing follows from its
//! absence.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A condition between the parameters of an action, or the members of a structure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    /// What is said of the fields.
    pub kind: ConditionKind,
    /// The fields, members of others with dots: `Rules.Url`.
    pub fields: Vec<String>,
    /// What must hold for it to be said; always, where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Premise>,
}

/// What a condition says of its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Premise {
    /// The field that decides.
    pub field: String,
    /// The values of it for which the premise holds; with none, it holds where the field is sent.
    pub values: Vec<Value>,
}

/// The condition in words: `CupId is required if Kind is CUP or BOWL`.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields = self.fields.join(", ");
        let verb = if self.fields.len() == 1 { "is" } else { "are" };
        match self.kind {
            ConditionKind::RequiredIf | ConditionKind::RequiredUnless => write!(f, "{fields} {verb} required")?,
            ConditionKind::OneOf => write!(f, "at least one of {fields} is required")?,
            ConditionKind::Exclusive => write!(f, "only one of {fields} may be sent")?,
            ConditionKind::Requires => write!(f, "{fields} are sent together or not at all")?,
            ConditionKind::Applies if self.fields.len() == 1 => write!(f, "{fields} takes effect only")?,
            ConditionKind::Applies => write!(f, "{fields} take effect only")?,
        }
        let Some(Premise { field, values }) = &self.when else { return Ok(()) };
        let values: Vec<String> = values.iter().map(text).collect();
        let joint = if self.kind == ConditionKind::RequiredUnless { "unless" } else { "if" };
        match values.as_slice() {
            [] => write!(f, " {joint} {field} is sent"),
            values => write!(f, " {joint} {field} is {}", values.join(" or ")),
        }
    }
}

impl Condition {
    /// Whether it surely does not hold in an object.
    pub fn is_broken(&self, object: &Map<String, Value>) -> bool {
        let Some(is_premise) = self.premise(object) else { return false };
        let (mut here, mut absent) = (0_usize, 0_usize);
        for field in &self.fields {
            match look(object, field) {
                Found::Here(value) if is_nothing(value) => return false,
                Found::Here(_) => here += 1,
                Found::Absent => absent += 1,
                Found::Many => return false,
            }
        }
        is_premise
            && match self.kind {
                ConditionKind::RequiredIf | ConditionKind::RequiredUnless => absent > 0,
                ConditionKind::OneOf => here == 0,
                ConditionKind::Exclusive => here.cmp(&1) == Ordering::Greater,
                ConditionKind::Requires => here > 0 && absent > 0,
                ConditionKind::Applies => false,
            }
    }

    /// Whether something is said of the fields; `None` if that is not certain.
    fn premise(&self, object: &Map<String, Value>) -> Option<bool> {
        let Some(Premise { field, values }) = &self.when else { return Some(true) };
        let holds = match look(object, field) {
            Found::Many => return None,
            Found::Here(value) if is_nothing(value) => return None,
            Found::Absent if values.is_empty() => false,
            Found::Absent => return None,
            Found::Here(_) if values.is_empty() => true,
            Found::Here(value) => values.iter().any(|listed| text(listed) == text(value)),
        };
        Some(holds != (self.kind == ConditionKind::RequiredUnless))
    }

    /// The field that a message is about: the first that is not there, or else the first.
    pub(super) fn subject(&self, object: &Map<String, Value>) -> Option<&str> {
        let absent = self.fields.iter().find(|field| matches!(look(object, field), Found::Absent));
        absent.or_else(|| self.fields.first()).map(String::as_str)
    }
}

/// What a path leads to.
enum Found<'v> {
    Absent,
    Here(&'v Value),
    /// It is within a list, of which there may be several.
    Many,
}

fn look<'v>(object: &'v Map<String, Value>, path: &str) -> Found<'v> {
    let mut parts = path.split('.');
    let mut at = parts.next().and_then(|name| object.get(name));
    for part in parts {
        at = match at {
            Some(Value::Object(object)) => object.get(part),
            Some(Value::Array(_) | Value::String(_)) => return Found::Many,
            _ => return Found::Absent,
        };
    }
    at.filter(|value| !value.is_null()).map_or(Found::Absent, Found::Here)
}

/// An empty text or list, and a switch that is off: whether that is as good as not sent, no document says.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Bool(is_on) => !is_on,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// A value as it is written on the wire: text bare, everything else as JSON.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;

    fn condition(value: Value) -> Condition {
        serde_json::from_value(value).unwrap()
    }

    fn is_broken(condition: &Condition, object: &Value) -> bool {
        condition.is_broken(object.as_object().unwrap())
    }

    #[test]
    fn a_condition_is_broken_only_where_that_is_certain() {
        let needs = condition(
            json!({"kind": "required_if", "fields": ["Spout"], "when": {"field": "Kind", "values": ["POT", 2]}}),
        );
        assert_eq!(needs.to_string(), "Spout is required if Kind is POT or 2");
        assert!(is_broken(&needs, &json!({"Kind": "POT"})));
        assert!(is_broken(&needs, &json!({"Kind": "2", "Spout": null})));
        assert!(!is_broken(&needs, &json!({"Kind": "CUP"})));
        assert!(!is_broken(&needs, &json!({})), "Kind may have a default");
        assert!(!is_broken(&needs, &json!({"Kind": "POT", "Spout": ""})), "an empty text may be one");

        let unless =
            condition(json!({"kind": "required_unless", "fields": ["Water"], "when": {"field": "Dry", "values": []}}));
        assert!(is_broken(&unless, &json!({})));
        assert!(!is_broken(&unless, &json!({"Dry": true})));
        assert!(!is_broken(&unless, &json!({"Dry": false})), "what is off may count as not sent");

        let together = condition(json!({"kind": "requires", "fields": ["Leaf.Kind", "Leaf.Year"]}));
        assert!(is_broken(&together, &json!({"Leaf": {"Kind": "green"}})));
        assert!(!is_broken(&together, &json!({"Leaf": [{"Kind": "green"}]})), "which of the items is not known");
        assert_eq!(together.subject(json!({"Leaf": {"Kind": "green"}}).as_object().unwrap()), Some("Leaf.Year"));

        let one = condition(json!({"kind": "one_of", "fields": ["A", "B"]}));
        assert!(is_broken(&one, &json!({"C": 1})) && !is_broken(&one, &json!({"B": 0})));
        let exclusive = condition(json!({"kind": "exclusive", "fields": ["A", "B"]}));
        assert!(is_broken(&exclusive, &json!({"A": 1, "B": 0})) && !is_broken(&exclusive, &json!({"A": 1, "B": []})));
    }
}
