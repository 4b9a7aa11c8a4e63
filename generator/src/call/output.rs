//! An answer as text: JSON, a table for reading, or bare values for scripts; and the part of it that an expression of
//! JMESPath chooses.

use jmespath::Variable;
use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::json;

use super::{bad_argument, table};

/// How an answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JSON, indented.
    Json,
    /// A table of the list in it.
    Table {
        /// Columns of the terminal.
        width: usize,
    },
    /// A line for each item, values between tabs.
    Text,
}

/// An answer as text.
///
/// # Errors
/// If it has no JSON form, which cannot happen.
pub fn print(answer: &Value, format: Format) -> Result<String, Diagnostic> {
    match format {
        Format::Json => json::to_text(answer),
        Format::Table { width } => Ok(table::table(answer, width)),
        Format::Text => Ok(text(answer)),
    }
}

/// The part of an answer that an expression chooses.
///
/// # Errors
/// A finding `bad-argument` for an expression that is none, or that fails on the answer.
pub fn query(answer: &Value, expression: &str) -> Result<Value, Diagnostic> {
    let failed = |error: String| bad_argument(format!("--query {expression}: {error}"));
    let compiled = jmespath::compile(expression).map_err(|error| failed(error.to_string()))?;
    let variable: Variable = serde_json::from_value(answer.clone()).map_err(|error| failed(error.to_string()))?;
    let found = compiled.search(variable).map_err(|error| failed(error.to_string()))?;
    serde_json::to_value(&*found).map_err(|error| failed(error.to_string()))
}

/// Each item of a list, or each member, in a line of its own. Nothing is printed for null.
fn text(value: &Value) -> String {
    let lines: Vec<String> = match value {
        Value::Array(items) => items.iter().map(line).collect(),
        Value::Object(members) => members.iter().map(|(name, value)| format!("{name}\t{}", line(value))).collect(),
        Value::Null => Vec::new(),
        scalar => vec![line(scalar)],
    };
    lines.into_iter().map(|line| line + "\n").collect()
}

fn line(value: &Value) -> String {
    match value {
        Value::Array(items) => items.iter().map(table::cell).collect::<Vec<_>>().join("\t"),
        Value::Object(members) => members.values().map(table::cell).collect::<Vec<_>>().join("\t"),
        scalar => table::cell(scalar),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_expression_chooses_and_numbers_stay_whole() {
        let answer = json!({"Kites": [{"Id": 9_007_199_254_740_993_u64, "Name": "a"}, {"Id": 2, "Name": "b"}]});
        assert_eq!(query(&answer, "Kites[].Id").unwrap(), json!([9_007_199_254_740_993_u64, 2]));
        assert_eq!(query(&answer, "Kites[?Name=='b'] | [0].Id").unwrap(), json!(2));
        assert_eq!(query(&answer, "Lanterns").unwrap(), Value::Null);
        assert_eq!(query(&answer, "Kites[").unwrap_err().code, "bad-argument");
        assert_eq!(query(&answer, "abs('x')").unwrap_err().code, "bad-argument");
    }

    #[test]
    fn text_has_a_line_for_each_item() {
        let print = |value: Value| print(&value, Format::Text).unwrap();
        assert_eq!(print(json!(["a", 1])), "a\n1\n");
        assert_eq!(print(json!([["a", "b\tc"], {"x": null, "y": [1]}])), "a\tb\\tc\n\t[1]\n");
        assert_eq!(print(json!({"a": 1})), "a\t1\n");
        assert_eq!(print(json!("x")), "x\n");
        assert_eq!(print(Value::Null), "");
    }
}
