//! What the samples of a page show of an object: its members, whether it is a list, and what its items are.
//!
//! Knows values only. Which row is a member of which object is decided in `by_example`.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::{Map, Value};

use crate::pages::aliyun_rpc::row::Parsed;
use crate::pages::aliyun_rpc::types::Declared;

/// Members of objects by the objects' names, over all pages: the action that shows them, and their names.
#[derive(Debug, Default)]
pub(crate) struct Shapes(BTreeMap<String, Vec<(String, BTreeSet<String>)>>);

impl Shapes {
    /// Takes in what an answer of an action shows.
    pub(crate) fn learn(&mut self, action: &str, value: &Value) {
        match value {
            Value::Object(map) => {
                for (key, inner) in map {
                    let objects: Vec<&Map<String, Value>> = match inner {
                        Value::Object(map) => vec![map],
                        Value::Array(items) => items.iter().filter_map(Value::as_object).collect(),
                        _ => continue,
                    };
                    if objects.iter().all(|map| wraps(map)) {
                        self.learn(action, inner);
                        continue;
                    }
                    let names: BTreeSet<String> =
                        objects.iter().flat_map(|map| map.keys()).map(|name| name.trim().to_owned()).collect();
                    if !names.is_empty() {
                        self.0.entry(key.trim().to_owned()).or_default().push((action.to_owned(), names));
                    }
                    self.learn(action, inner);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.learn(action, item)),
            _ => {}
        }
    }

    /// Whether objects of one of these names have the member on other pages; none where no other page shows them.
    pub(crate) fn has(&self, action: &str, names: &[&str], member: &str) -> Option<bool> {
        let others = names.iter().filter_map(|name| self.0.get(*name)).flatten().filter(|(by, _)| by != action);
        let mut known = None;
        for (_, members) in others {
            known = Some(known.unwrap_or(false) || members.contains(member));
        }
        known
    }
}

/// All keys of samples.
pub(super) fn keys<'v>(samples: &[&'v Value]) -> HashSet<&'v str> {
    let mut keys = HashSet::new();
    let mut open: Vec<&Value> = samples.to_vec();
    while let Some(value) = open.pop() {
        match value {
            Value::Object(map) => {
                keys.extend(map.keys().map(|key| key.trim()));
                open.extend(map.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    keys
}

/// An object that only holds the items of a list.
fn wraps(map: &Map<String, Value>) -> bool {
    map.len() == 1 && map.values().all(|inner| inner.is_array() || inner.is_object())
}

/// How an object or a list of them looks in the examples.
#[derive(Debug, Default)]
pub(super) struct Wire<'v> {
    /// The objects shown.
    pub(super) objects: Vec<&'v Map<String, Value>>,
    /// Shown as a list, or declared as one.
    pub(super) list: bool,
    /// An example shows the list without a key around its items; what looks like one is an item with one member.
    pub(super) plain: bool,
    /// The key that wraps the items.
    pub(super) item_name: Option<String>,
    /// Values shown that are no objects.
    pub(super) scalars: Vec<&'v Value>,
}

impl<'v> Wire<'v> {
    pub(super) fn root(examples: &[&'v Value]) -> Self {
        Self { objects: examples.iter().filter_map(|value| value.as_object()).collect(), ..Self::default() }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.objects.iter().any(|map| map.keys().any(|key| key.trim() == name))
    }

    pub(super) fn values(&self, name: &str) -> Vec<&'v Value> {
        let found = self.objects.iter().filter_map(|map| map.iter().find(|(key, _)| key.trim() == name));
        found.map(|(_, value)| value).collect()
    }

    /// What the values of a row show.
    pub(super) fn of(values: &[&'v Value], row: &Parsed, next: Option<&Parsed>) -> Self {
        let mut wire = Self { list: matches!(row.declared, Declared::List(_)), ..Self::default() };
        for value in values {
            match value {
                Value::Array(items) => {
                    wire.list = true;
                    wire.plain |= wire.item_name.is_none();
                    wire.take(items.iter(), next);
                }
                Value::Object(map) if wire.plain => wire.objects.push(map),
                Value::Object(map) => wire.object(map, row, next),
                Value::Null => {}
                // An empty element may be an empty list.
                Value::String(text) if text.trim().is_empty() => {}
                scalar => wire.scalars.push(scalar),
            }
        }
        wire
    }

    fn object(&mut self, map: &'v Map<String, Value>, row: &Parsed, next: Option<&Parsed>) {
        let header = next.filter(|next| next.bare).map(|next| next.name.as_str());
        // The row below has the key, is not a value and says more than a name: it is a member of its own.
        let is_value = |row: &Parsed| row.bare || matches!(row.declared, Declared::Plain(_));
        let is_member = |key: &str| next.is_some_and(|next| next.name == key && !is_value(next));
        let singular = |key: &str| is_singular(key, &row.name);
        let wraps = single(map).filter(|(key, inner)| match &row.declared {
            Declared::Object(name) => name.is_some() && inner.is_array() && singular(key),
            Declared::List(_) | Declared::Plain(_) => true,
            // A sample that was made of XML shows a list of one item as an object.
            Declared::Nothing => {
                let has_row = is_member(key);
                header == Some(*key)
                    || inner.is_array() && (singular(key) || !has_row)
                    || inner.is_object() && singular(key) && !has_row
            }
        });
        match wraps {
            Some((key, inner)) => {
                self.list = true;
                self.item_name.get_or_insert_with(|| key.to_owned());
                match inner {
                    Value::Array(items) => self.take(items.iter(), None),
                    other => self.take(std::iter::once(other), None),
                }
            }
            None => self.objects.push(map),
        }
    }

    /// Takes the items of a list; each may have the key around it that the row below the list's names.
    fn take(&mut self, items: impl Iterator<Item = &'v Value>, next: Option<&Parsed>) {
        for item in items {
            match item {
                Value::Object(map) => match single(map) {
                    Some((key, Value::Array(inner))) if next.is_some_and(|next| next.bare && next.name == key) => {
                        self.item_name.get_or_insert_with(|| key.to_owned());
                        self.take(inner.iter(), None);
                    }
                    _ => self.objects.push(map),
                },
                other => self.scalars.push(other),
            }
        }
    }
}

/// The only member of an object.
fn single(map: &Map<String, Value>) -> Option<(&str, &Value)> {
    map.iter().next().filter(|_| map.len() == 1).map(|(key, inner)| (key.trim(), inner))
}

/// The name is that of one of the items of a list.
pub(super) fn is_singular(name: &str, plural: &str) -> bool {
    plural.strip_prefix(name).is_some_and(|end| end.len() < 3)
}
