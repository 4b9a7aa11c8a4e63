//! Fields of answers that the documentation does not have: they are kept, so that a program can use what is new before
//! the documentation has it, and so that nothing is lost on the way through a typed value.

use std::fmt;

use serde_json::{Map, Value};

/// The fields of an object that the documentation does not have, as they came. Almost always there are none, and then
/// this is as large as a pointer.
#[derive(Clone, Default, PartialEq)]
pub struct Undocumented(Option<Box<Map<String, Value>>>);

impl Undocumented {
    /// The fields of an object.
    pub(super) fn new(fields: Map<String, Value>) -> Self {
        Undocumented(Some(fields).filter(|fields| !fields.is_empty()).map(Box::new))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.as_ref()?.get(name)
    }

    /// Names and values in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().flat_map(|fields| fields.iter()).map(|(name, value)| (name.as_str(), value))
    }

    /// Adds a field, or changes its value.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.0.get_or_insert_default().insert(name.into(), value.into());
    }
}

impl fmt::Debug for Undocumented {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The values may be secrets.
        f.debug_map().entries(self.iter().map(|(name, value)| (name, Kind(value)))).finish()
    }
}

/// The kind of a value instead of the value.
struct Kind<'a>(&'a Value);

impl fmt::Debug for Kind<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(super::kind_of(self.0))
    }
}

/// What `Debug` of generated types shows in place of a secret.
#[derive(Clone, Copy)]
pub struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_fields_take_no_room_and_are_equal_to_none() {
        assert_eq!(Undocumented::new(Map::new()), Undocumented::default());
        assert_eq!(size_of::<Undocumented>(), size_of::<usize>());
        let mut some = Undocumented::default();
        some.insert("A", 1);
        assert_eq!((some.is_empty(), some.get("A"), some.get("B")), (false, Some(&Value::from(1)), None));
        assert_eq!(format!("{some:?}"), r#"{"A": number}"#);
    }
}
