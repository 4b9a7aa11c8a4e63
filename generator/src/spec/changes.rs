//! How much two editions of a spec differ, counted field by field.
//!
//! A count for a table, no judgement: what a change means for a caller is not decided here. Elements of a list
//! are told apart by their name, so that a parameter put in the middle is one addition and not a shift of the rest.
//! Line numbers are left out of the counts; a spec whose lines only moved is unchanged.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value};

/// Leaves of the JSON that differ.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changes {
    /// Leaves that only the new edition has.
    pub added: usize,
    /// Leaves that only the old edition has.
    pub removed: usize,
    /// Leaves with another value.
    pub changed: usize,
    /// Line numbers that differ; not part of [`Changes::total`].
    pub moved: usize,
}

impl Changes {
    /// Leaves that differ, without line numbers.
    pub fn total(&self) -> usize {
        self.added + self.removed + self.changed
    }
}

impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.total(), self.moved) {
            (0, 0) => f.write_str("none"),
            (0, _) => f.write_str("lines only"),
            _ => write!(f, "+{} -{} ~{}", self.added, self.removed, self.changed),
        }
    }
}

/// Compares two editions of a spec as JSON.
pub fn count(old: &Value, new: &Value) -> Changes {
    let (old, new) = (leaves(old), leaves(new));
    let mut changes = Changes::default();
    for (path, value) in &new.facts {
        match old.facts.get(path) {
            None => changes.added += 1,
            Some(before) if before != value => changes.changed += 1,
            Some(_) => {}
        }
    }
    changes.removed = old.facts.keys().filter(|path| !new.facts.contains_key(*path)).count();
    changes.moved =
        new.places.iter().filter(|(path, value)| old.places.get(*path).is_some_and(|v| v != *value)).count();
    changes
}

/// The leaves of a spec by path, facts apart from line numbers.
#[derive(Default)]
struct Leaves<'a> {
    facts: BTreeMap<String, &'a Value>,
    places: BTreeMap<String, &'a Value>,
}

fn leaves(value: &Value) -> Leaves<'_> {
    let mut out = Leaves::default();
    walk(value, &mut String::new(), &mut out);
    out
}

fn walk<'a>(value: &'a Value, path: &mut String, out: &mut Leaves<'a>) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, inner) in map {
                let at = path.len();
                path.push('.');
                path.push_str(key);
                if key == "source" && is_source(inner) {
                    out.places.insert(path.clone(), inner);
                } else {
                    walk(inner, path, out);
                }
                path.truncate(at);
            }
        }
        Value::Array(items) if !items.is_empty() => walk_items(items, path, out),
        leaf => {
            out.facts.insert(path.clone(), leaf);
        }
    }
}

fn walk_items<'a>(items: &'a [Value], path: &mut String, out: &mut Leaves<'a>) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for item in items {
        let identity = identity(item);
        let nth = seen.entry(identity.clone()).and_modify(|n| *n += 1).or_insert(1);
        let at = path.len();
        path.push_str(&format!("[{identity}#{nth}]"));
        walk(item, path, out);
        path.truncate(at);
    }
}

/// Keys that name an element of a list, in the order they are tried.
const IDENTITY_KEYS: [&str; 7] = ["name", "release", "date", "host", "id", "title", "owner"];

/// What tells an element of a list from its neighbours: its name, or its value if it is a leaf.
fn identity(item: &Value) -> String {
    match item {
        Value::Object(map) => IDENTITY_KEYS
            .iter()
            .find_map(|key| map.get(*key).filter(|value| !value.is_null()))
            .map(Value::to_string)
            .unwrap_or_default(),
        Value::Array(_) => String::new(),
        leaf => leaf.to_string(),
    }
}

fn is_source(value: &Value) -> bool {
    let has = |map: &Map<String, Value>| map.contains_key("document") && map.contains_key("lines");
    value.as_object().is_some_and(has)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn field(name: &str, line: u32) -> Value {
        json!({ "name": name, "type": "string", "source": { "document": "a.txt", "lines": [line, line] } })
    }

    #[test]
    fn a_field_put_in_the_middle_is_only_added() {
        let old = json!({ "request": [field("A", 1), field("C", 2)] });
        let new = json!({ "request": [field("A", 1), field("B", 2), field("C", 3)] });
        let changes = count(&old, &new);
        assert_eq!(changes, Changes { added: 2, removed: 0, changed: 0, moved: 1 });
    }

    #[test]
    fn another_type_is_a_change_and_a_lost_field_a_removal() {
        let old = json!({ "request": [{ "name": "A", "type": "string" }, { "name": "B", "type": "string" }] });
        let new = json!({ "request": [{ "name": "A", "type": "integer" }] });
        assert_eq!(count(&old, &new), Changes { added: 0, removed: 2, changed: 1, moved: 0 });
    }

    #[test]
    fn moved_lines_alone_are_no_change() {
        let changes = count(&json!({ "request": [field("A", 1)] }), &json!({ "request": [field("A", 9)] }));
        assert_eq!((changes.total(), changes.to_string()), (0, "lines only".to_owned()));
    }

    #[test]
    fn elements_of_the_same_name_are_counted_one_by_one() {
        let twice = json!([{ "name": "A" }, { "name": "A" }]);
        assert_eq!(count(&twice, &json!([{ "name": "A" }])).removed, 1);
    }

    #[test]
    fn an_empty_list_differs_from_no_list() {
        assert_eq!(count(&json!({ "enum": [] }), &json!({})).removed, 1);
    }
}
