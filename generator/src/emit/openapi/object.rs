//! JSON objects whose members are put in one by one, in the order in which they are printed.

use serde_json::{Map, Value};

/// A JSON object under construction; it keeps the order of its members.
pub(super) type Object = Map<String, Value>;

/// Members of an object, each in one line.
pub(super) trait Put {
    /// Sets a member.
    fn put(&mut self, name: &str, value: impl Into<Value>);

    /// Sets a member where there is a value.
    fn put_some<T: Into<Value>>(&mut self, name: &str, value: Option<T>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    /// Sets a member to true where it holds.
    fn put_flag(&mut self, name: &str, holds: bool) {
        self.put_some(name, holds.then_some(true));
    }

    /// Sets a member where the list, object or text is not empty.
    fn put_filled(&mut self, name: &str, value: impl Into<Value>) {
        let value = value.into();
        let empty = match &value {
            Value::Array(items) => items.is_empty(),
            Value::Object(members) => members.is_empty(),
            Value::String(text) => text.is_empty(),
            _ => false,
        };
        if !empty {
            self.put(name, value);
        }
    }
}

impl Put for Object {
    fn put(&mut self, name: &str, value: impl Into<Value>) {
        self.insert(name.to_owned(), value.into());
    }
}

/// An object of one member.
pub(super) fn single(name: &str, value: impl Into<Value>) -> Object {
    let mut object = Object::new();
    object.put(name, value);
    object
}
