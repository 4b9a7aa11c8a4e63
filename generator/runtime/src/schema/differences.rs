//! What is not as a schema says, for whoever watches requests and answers and refuses none: a proxy, a test.
//!
//! The search is that of `validate`; here is what it finds.

use serde_json::{Map, Value};

use super::{Schema, Type, validate};

/// One difference between a value and what is documented of it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// What is different.
    pub kind: DifferenceKind,
    /// Where, by names: `Listeners[].Rules[].Url`. Names may come from the sender, whatever their letters.
    pub path: String,
    /// The structure that documents the member, if a structure does.
    pub within: Option<String>,
    /// What is documented.
    pub expected: String,
    /// What came: a type, or the beginning of a value.
    pub found: String,
}

/// A kind of difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum DifferenceKind {
    /// A field that is not documented.
    Unknown,
    /// A required field that is not there.
    Missing,
    /// A value of another type.
    Type,
    /// Null where that is not documented.
    Null,
    /// A list without the object that is documented around it, or within one that is not.
    Wrapping,
    /// A value that the documented list of values lacks.
    Value,
    /// A value beyond a documented bound, or of another form.
    Bound,
    /// Fields that are documented to be sent together, or not together.
    Condition,
}

/// How a value is looked at.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sight<'a> {
    /// It is an answer: null is a value.
    pub is_answer: bool,
    /// All scalars are text, and a list of one item may be the item, because the format has no other.
    pub is_text: bool,
    /// A text that stands for any value, which was taken out of what is looked at.
    pub blank: Option<&'a str>,
}

impl Sight<'_> {
    /// Whether a text stands for a value of a type: one that was taken out, or nothing in a format of texts.
    pub(super) fn stands_for_any(&self, text: &str, ty: &Type) -> bool {
        let is_nothing = || self.is_text && text.trim().is_empty() && !matches!(ty, Type::String);
        self.blank == Some(text) || is_nothing()
    }
}

/// All that is not as a schema says of the parameters of an action. No more than a few hundred differences are listed.
pub fn differences(schema: &Schema, action: &str, object: &Map<String, Value>, sight: Sight<'_>) -> Vec<Difference> {
    validate::differences(schema, action, object, sight)
}

/// What a value is, in words.
pub(super) fn described(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_f64() => "a number",
        Value::Number(_) => "an integer",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;

    fn schema() -> Schema {
        let text = r#"{"id":"tea","product":"tea","version":"1","host":"","protocol":"tencent-v3",
            "actions":{"Brew":[
                {"name":"Leaf","type":"string","required":true,"enum":["green","black"]},
                {"name":"Cups","type":{"list":{"ref":"Cup"}}},
                {"name":"Notes","type":{"map":"integer"},"nullable":true},
                {"name":"Pots","type":{"object":[{"name":"Pot","type":{"list":"string"}}]}}]},
            "structures":{"Cup":[{"name":"Size","type":"integer","maximum":5},{"name":"Full","type":"boolean"}]}}"#;
        serde_json::from_str(text).unwrap()
    }

    fn found(value: Value, sight: Sight<'_>) -> Vec<String> {
        let all = differences(&schema(), "Brew", value.as_object().unwrap(), sight);
        all.iter().map(|one| format!("{:?} {} {} / {}", one.kind, one.path, one.expected, one.found)).collect()
    }

    #[test]
    fn every_difference_is_found_with_its_place() {
        let value = json!({"Leaf": "red", "Cups": [{"Size": 9, "Full": 1}, {"Size": "x", "Colour": "blue"}], "Extra": {},
            "Notes": {"a": "b", "c": 1}, "Pots": ["x"]});
        let sight = Sight { is_answer: true, ..Sight::default() };
        assert_eq!(
            found(value, sight),
            [
                "Unknown Extra no such field / an object",
                "Value Leaf one of \"green\", \"black\" / \"red\"",
                "Bound Cups[].Size at most 5 / 9",
                "Type Cups[].Full a boolean / an integer",
                "Unknown Cups[].Colour no such field / a string",
                "Type Cups[].Size an integer / a string",
                "Type Notes.* an integer / a string",
                "Wrapping Pots an object / a list",
            ]
        );
        assert_eq!(
            found(json!({"Cups": {"Cup": []}, "Notes": null, "Pots": null}), sight),
            ["Missing Leaf a string / nothing", "Wrapping Cups a list / an object", "Null Pots an object / null",]
        );
        assert_eq!(found(json!({"Leaf": null}), Sight::default()), ["Missing Leaf a string / nothing"]);
    }

    #[test]
    fn a_format_of_texts_has_no_types_and_what_was_taken_out_may_be_anything() {
        let value = json!({"Leaf": "green", "Cups": {"Size": "3", "Full": "true"}, "Pots": {"Pot": "x"}, "Notes": ""});
        assert_eq!(found(value, Sight { is_answer: true, is_text: true, blank: None }), [""; 0]);
        let value = json!({"Leaf": "-", "Cups": [{"Size": "-"}], "Pots": "-"});
        assert_eq!(found(value, Sight { is_answer: true, is_text: false, blank: Some("-") }), [""; 0]);
    }
}
