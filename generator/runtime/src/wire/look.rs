//! Looking into values that are written: a scalar by its path, and a record with some fields replaced. Both work on
//! [`Item`], so that they need no code for each type.

use super::{Entries, Item, Sink, Value};

/// The scalar at `path`, by wire names, as text; none if it is absent, empty or no scalar.
pub fn scalar_at(item: Item<'_>, path: &[&str]) -> Option<String> {
    let Some((name, rest)) = path.split_first() else { return scalar(item) };
    let mut found = None;
    let mut look = |key: &str, item: Item<'_>| {
        if key == *name && found.is_none() {
            found = scalar_at(item, rest);
        }
    };
    match item {
        Item::Record(record) => record.write(&mut Sink::new(&mut |key, item| look(key, item))),
        Item::Map(entries) => entries.each(&mut look),
        Item::Raw(Value::Object(fields)) => fields.iter().for_each(|(key, value)| look(key, Item::Raw(value))),
        _ => {}
    }
    found
}

fn scalar(item: Item<'_>) -> Option<String> {
    let text = match item {
        Item::Bool(flag) => flag.to_string(),
        Item::Integer(number) => number.to_string(),
        Item::Number(number) => number.to_string(),
        Item::Text(text) => text.to_owned(),
        Item::Raw(Value::String(text)) => text.clone(),
        Item::Raw(value @ (Value::Bool(_) | Value::Number(_))) => value.to_string(),
        _ => return None,
    };
    Some(text).filter(|text| !text.is_empty())
}

/// A record that is written with some fields replaced or added.
#[derive(Clone, Copy)]
pub struct Patched<'a> {
    /// What is written.
    pub item: Item<'a>,
    /// Fields by wire name, with their new values.
    pub fields: &'a [(&'static str, Value)],
}

impl Entries for Patched<'_> {
    fn each(&self, give: &mut dyn FnMut(&str, Item<'_>)) {
        if let Item::Record(record) = self.item {
            let is_replaced = |name: &str| self.fields.iter().any(|(field, _)| *field == name);
            record.write(&mut Sink::new(&mut |name, item| {
                if !is_replaced(name) {
                    give(name, item);
                }
            }));
        }
        for (name, value) in self.fields {
            give(name, Item::Raw(value));
        }
    }
}
