//! An answer as a table for a terminal: the list of objects in it, a row for each; without a list a row for each member.
//! A table shows the beginning of long values and says what it leaves out; JSON shows all.

use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

use crate::escape::Visible;

/// Longest cell, in columns of the terminal.
const WIDEST: usize = 48;

/// Rows that columns are measured by and chosen from.
const MEASURED: usize = 1000;

/// The table.
pub(super) fn table(answer: &Value, width: usize) -> String {
    match rows(answer) {
        Some((name, items)) => list(name, items, answer, width),
        None => match answer {
            Value::Object(members) if !members.is_empty() => {
                let rows = members
                    .iter()
                    .map(|(name, value)| vec![clipped(&Visible(name).to_string()), clipped(&cell(value))]);
                drawn(None, &rows.collect::<Vec<_>>())
            }
            Value::Array(items) => items.iter().map(|item| cell(item) + "\n").collect(),
            other => cell(other) + "\n",
        },
    }
}

/// The list of objects that an answer is, or has: the first one, wrapped or not.
fn rows(answer: &Value) -> Option<(&str, &[Value])> {
    fn is_list(value: &Value) -> Option<&[Value]> {
        match value {
            Value::Array(items) if items.iter().any(Value::is_object) => Some(items.as_slice()),
            Value::Object(wrapper) if wrapper.len() == 1 => wrapper.values().next().and_then(is_list),
            _ => None,
        }
    }
    if let Value::Array(items) = answer {
        return is_list(answer).map(|_| ("", items.as_slice()));
    }
    answer.as_object()?.iter().find_map(|(name, value)| Some((name.as_str(), is_list(value)?)))
}

fn list(name: &str, items: &[Value], answer: &Value, width: usize) -> String {
    let mut names: Vec<&str> = Vec::new();
    for item in items.iter().take(MEASURED).filter_map(Value::as_object) {
        for (name, value) in item {
            let is_plain = !value.is_object() && !value.is_array() && !value.is_null();
            if is_plain && value.as_str() != Some("") && !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
    }
    let row = |item: &Value| {
        names.iter().map(|name| item.get(name).map_or_else(String::new, |value| clipped(&cell(value)))).collect()
    };
    let mut rows: Vec<Vec<String>> = vec![names.iter().map(|name| clipped(&Visible(name).to_string())).collect()];
    rows.extend(items.iter().map(row));
    let kept = fitting(&rows, width);
    rows.iter_mut().for_each(|row| row.truncate(kept));
    let head = rows.remove(0);
    let mut text = drawn(Some(head), &rows);
    let left = names.len().saturating_sub(kept);
    let mut remarks = vec![format!("{} rows", items.len())];
    remarks.extend((left > 0).then(|| format!("{left} more columns")));
    let others = answer
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(other, value)| *other != name && !value.is_object() && !value.is_array());
    remarks.extend(others.map(|(name, value)| format!("{} {}", Visible(name), clipped(&cell(value)))));
    text.push_str(&format!("({})\n", remarks.join(", ")));
    text
}

/// How many columns fit; always one.
fn fitting(rows: &[Vec<String>], width: usize) -> usize {
    let mut used = 0;
    let widths = widths(rows);
    let fits = widths.iter().take_while(|column| {
        used += *column + 2;
        used <= width + 2
    });
    fits.count().max(1)
}

fn widths(rows: &[Vec<String>]) -> Vec<usize> {
    let mut widths: Vec<usize> = Vec::new();
    for row in rows {
        for (index, cell) in row.iter().enumerate() {
            match widths.get_mut(index) {
                Some(width) => *width = (*width).max(cell.width()),
                None => widths.push(cell.width()),
            }
        }
    }
    widths
}

fn drawn(head: Option<Vec<String>>, rows: &[Vec<String>]) -> String {
    let all: Vec<Vec<String>> = head.iter().cloned().chain(rows.iter().cloned()).collect();
    let widths = widths(&all);
    let mut text = String::new();
    for (number, row) in all.iter().enumerate() {
        push_row(&mut text, row, &widths);
        if number == 0 && head.is_some() {
            let line: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
            push_row(&mut text, &line, &widths);
        }
    }
    text
}

fn push_row(text: &mut String, row: &[String], widths: &[usize]) {
    let mut line = String::new();
    for (cell, width) in row.iter().zip(widths) {
        line.push_str(cell);
        line.push_str(&" ".repeat(width.saturating_sub(cell.width()) + 2));
    }
    text.push_str(line.trim_end());
    text.push('\n');
}

/// A value in one line: text as it is, everything else as JSON.
pub(super) fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => Visible(text).to_string(),
        other => Visible(&other.to_string()).to_string(),
    }
}

fn clipped(text: &str) -> String {
    if text.width() <= WIDEST {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        if out.width() + 2 > WIDEST {
            break;
        }
        out.push(c);
    }
    out + "…"
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_list_of_objects_has_a_row_for_each() {
        let answer = json!({"TotalCount": 2, "Kites": {"Kite": [
            {"Id": "k-1", "Tags": [], "Name": "红\u{1b}[2J", "Empty": ""}, {"Id": "k-22", "Note": "x"}]}});
        assert_eq!(
            table(&answer, 80),
            "Id    Name         Note\n----  -----------  ----\nk-1   红\\u{1b}[2J\nk-22               x\n(2 rows, TotalCount 2)\n"
        );
        assert!(table(&answer, 12).ends_with("(2 rows, 2 more columns, TotalCount 2)\n"), "{}", table(&answer, 12));
    }

    #[test]
    fn what_has_no_list_has_a_row_for_each_member() {
        assert_eq!(table(&json!({"Id": "k", "Ids": ["a"]}), 80), "Id   k\nIds  [\"a\"]\n");
        assert_eq!(table(&json!(["a", 2]), 80), "a\n2\n");
        assert_eq!(table(&json!([{"a": 1}]), 80), "a\n-\n1\n(1 rows)\n");
        let long = table(&json!({"a": "x".repeat(100)}), 80);
        assert!(long.trim_end().ends_with('…') && long.len() < 60, "{long}");
    }
}
