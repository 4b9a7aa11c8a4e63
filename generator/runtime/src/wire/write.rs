//! Writing: every value is an [`Item`], which any `serde` serializer takes.

use std::collections::BTreeMap;

use serde::ser::{Error, SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use super::file::{self, File};
use super::{EXACT, Record, Undocumented, Value, Wire};

/// A borrowed value on its way to the wire.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Item<'a> {
    /// Not written at all.
    Absent,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Number(f64),
    /// Text.
    Text(&'a str),
    /// Items in order.
    List(&'a dyn List),
    /// Values by key.
    Map(&'a dyn Entries),
    /// Named fields.
    Record(&'a dyn Record),
    /// JSON as it is.
    Raw(&'a Value),
    /// An object with one entry.
    Wrapped(&'static str, &'a Item<'a>),
    /// A string that holds JSON.
    Json(&'a Item<'a>),
    /// A file.
    File(&'a File),
}

/// A list of anything.
pub trait List {
    /// Gives each item in order.
    fn each(&self, give: &mut dyn FnMut(Item<'_>));
}

impl<T: Wire> List for Vec<T> {
    fn each(&self, give: &mut dyn FnMut(Item<'_>)) {
        self.iter().for_each(|item| give(item.item()));
    }
}

/// A map from text to anything.
pub trait Entries {
    /// Gives each entry in order.
    fn each(&self, give: &mut dyn FnMut(&str, Item<'_>));
}

impl<T: Wire> Entries for BTreeMap<String, T> {
    fn each(&self, give: &mut dyn FnMut(&str, Item<'_>)) {
        self.iter().for_each(|(key, value)| give(key, value.item()));
    }
}

/// Takes the fields of a record. What is absent is left out.
pub struct Sink<'a> {
    give: &'a mut dyn FnMut(&str, Item<'_>),
}

impl<'a> Sink<'a> {
    /// A sink that gives each field to a function.
    pub fn new(give: &'a mut dyn FnMut(&str, Item<'_>)) -> Self {
        Sink { give }
    }

    /// Writes a field.
    #[inline(never)]
    pub fn put<T: Wire>(&mut self, name: &'static str, value: &T) {
        self.give(name, value.item());
    }

    /// Writes a list as the wire wraps it, `{"Zones": {"Zone": [..]}}`.
    #[inline(never)]
    pub fn put_wrapped<T: Wire>(&mut self, name: &'static str, item_name: &'static str, value: &T) {
        match value.item() {
            Item::Absent => {}
            items => self.give(name, Item::Wrapped(item_name, &items)),
        }
    }

    /// Writes a field as JSON inside a string.
    #[inline(never)]
    pub fn put_json<T: Wire>(&mut self, name: &'static str, value: &T) {
        match value.item() {
            Item::Absent => {}
            content => self.give(name, Item::Json(&content)),
        }
    }

    /// Writes fields that the documentation does not have.
    #[inline(never)]
    pub fn rest(&mut self, fields: &Undocumented) {
        for (name, value) in fields.iter() {
            self.give(name, Item::Raw(value));
        }
    }

    fn give(&mut self, name: &str, item: Item<'_>) {
        if !matches!(item, Item::Absent) {
            (self.give)(name, item);
        }
    }
}

impl std::fmt::Debug for Sink<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sink").finish_non_exhaustive()
    }
}

impl Serialize for Item<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Item::Absent => serializer.serialize_unit(),
            Item::Bool(flag) => serializer.serialize_bool(flag),
            Item::Integer(number) => serializer.serialize_i64(number),
            // As services and their examples write them: `3`, not `3.0`.
            Item::Number(number) if number.fract() == 0.0 && number.abs() < EXACT => {
                serializer.serialize_i64(number as i64)
            }
            Item::Number(number) => serializer.serialize_f64(number),
            Item::Text(text) => serializer.serialize_str(text),
            Item::Raw(value) => value.serialize(serializer),
            Item::Json(content) => serializer.serialize_str(&serde_json::to_string(content).map_err(S::Error::custom)?),
            Item::List(list) => {
                let mut sequence = serializer.serialize_seq(None)?;
                let mut result = Ok(());
                list.each(&mut |item| then(&mut result, || sequence.serialize_element(&item)));
                result.and_then(|()| sequence.end())
            }
            Item::Map(entries) => object(serializer, |give| entries.each(give)),
            Item::Record(record) => {
                object(serializer, |give| record.write(&mut Sink::new(&mut |name, item| give(name, item))))
            }
            Item::File(file) => file::write(file, serializer),
            Item::Wrapped(name, content) => object(serializer, |give| give(name, *content)),
        }
    }
}

/// Writes an object from whatever gives its entries.
fn object<S: Serializer>(
    serializer: S,
    entries: impl FnOnce(&mut dyn FnMut(&str, Item<'_>)),
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    let mut result = Ok(());
    entries(&mut |key, item| then(&mut result, || map.serialize_entry(key, &item)));
    result.and_then(|()| map.end())
}

/// Goes on unless something failed before.
fn then<E>(result: &mut Result<(), E>, step: impl FnOnce() -> Result<(), E>) {
    if result.is_ok() {
        *result = step();
    }
}
