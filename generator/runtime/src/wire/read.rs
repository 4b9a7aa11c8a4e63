//! Reading: objects, lists and the scalar types, each accepting what can be read without loss.

use std::cell::RefCell;

use serde_json::Map;

use crate::bounds;

use super::{DriftKind, EXACT, Item, Place, Shape, Undocumented, Value, Wire, kind_of};

/// A JSON object whose fields are taken one by one.
///
/// Its methods are never inlined: generated crates call them thousands of times, and inlining multiplies their build
/// time and size for calls whose cost is that of a map look-up anyway.
#[derive(Debug)]
pub struct Object<'a> {
    fields: Map<String, Value>,
    at: &'a Place<'a>,
}

impl Object<'_> {
    /// Reads an object with the function of a record, and reports the fields that it did not take.
    pub fn read<T>(value: Value, at: &Place<'_>, record: fn(&mut Object<'_>) -> T) -> Option<T> {
        let mut object = Object { fields: fields(value, at)?, at };
        let read = record(&mut object);
        object.finish();
        Some(read)
    }

    /// The record of an object without fields.
    pub fn nothing<T>(record: fn(&mut Object<'_>) -> T) -> T {
        let mut object = Object { fields: Map::new(), at: &Place::root(super::Source::Answer, None) };
        let read = record(&mut object);
        object.finish();
        read
    }

    /// Takes a field.
    #[inline(never)]
    pub fn take<T: Wire>(&mut self, name: &'static str) -> T {
        let value = self.value(name);
        self.convert(name, value)
    }

    /// Takes a list whose items the wire wraps: `{"Zones": {"Zone": [..]}}`. A bare list is as good.
    #[inline(never)]
    pub fn take_wrapped<T: Wire>(&mut self, name: &'static str, item_name: &'static str) -> T {
        let value = match self.value(name) {
            Some(Value::Object(mut wrapper)) => match wrapper.remove(item_name) {
                Some(Value::Null) => Some(Value::Array(Vec::new())),
                Some(items) => Some(items),
                None if wrapper.is_empty() => Some(Value::Array(Vec::new())),
                None => Some(Value::Object(wrapper)),
            },
            value => value,
        };
        self.convert(name, value)
    }

    /// Takes a field whose value is JSON inside a string. The JSON itself is as good.
    #[inline(never)]
    pub fn take_json<T: Wire>(&mut self, name: &'static str) -> T {
        let value = match self.value(name) {
            Some(Value::String(text)) if text.trim().is_empty() => None,
            Some(Value::String(text)) => match json(&text) {
                Some(value) => Some(value),
                None => {
                    self.at.field(name).report(DriftKind::Unreadable, "JSON text", "string");
                    return T::empty();
                }
            },
            value => value,
        };
        self.convert(name, value.filter(|value| !value.is_null()))
    }

    fn convert<T: Wire>(&self, name: &'static str, value: Option<Value>) -> T {
        let at = self.at.field(name);
        match value {
            Some(value) => T::read(value, &at).unwrap_or_else(T::empty),
            None => {
                if self.at.is_input() && !T::OPTIONAL {
                    at.report(DriftKind::Missing, "required value", "nothing");
                }
                T::empty()
            }
        }
    }

    /// The value of a field, unless it is null.
    #[inline(never)]
    fn value(&mut self, name: &str) -> Option<Value> {
        self.fields.remove(name).filter(|value| !value.is_null())
    }

    /// Takes everything that was not taken, which is reported.
    #[inline(never)]
    pub fn rest(&mut self) -> Undocumented {
        self.report();
        Undocumented::new(std::mem::take(&mut self.fields))
    }

    /// Reports what was not taken.
    #[inline(never)]
    fn finish(self) {
        self.report();
    }

    fn report(&self) {
        if self.at.log.is_some() {
            for (name, value) in &self.fields {
                self.at.field(name).report(DriftKind::UnknownField, "nothing", kind_of(value));
            }
        }
    }
}

/// The value of JSON inside a string, within the bounds that hold for an answer.
fn json(text: &str) -> Option<Value> {
    if bounds::is_bounded(text.as_bytes()) { serde_json::from_str(text).ok() } else { None }
}

/// The fields of an object. Services written in languages whose arrays are maps send `[]` for an object without fields.
#[inline(never)]
fn fields(value: Value, at: &Place<'_>) -> Option<Map<String, Value>> {
    match value {
        Value::Object(fields) => Some(fields),
        Value::Array(items) if items.is_empty() => {
            at.report(DriftKind::Converted, "object", "array");
            Some(Map::new())
        }
        // What an empty element of XML is, whatever its type.
        Value::String(text) if text.is_empty() && !at.is_input() => {
            at.report(DriftKind::Converted, "object", "string");
            None
        }
        other => {
            at.report(DriftKind::Unreadable, "object", kind_of(&other));
            None
        }
    }
}

/// The entries of a map, without those that are null.
pub(super) fn entries(value: Value, at: &Place<'_>) -> Option<impl Iterator<Item = (String, Value)> + use<>> {
    Some(fields(value, at)?.into_iter().filter(|(_, value)| !value.is_null()))
}

/// Whether an object with one entry is no item of a list, but wraps its items.
pub(super) fn wraps<T: Wire>(wrapper: &Value, name: &str) -> bool {
    match T::SHAPE {
        Shape::Scalar => true,
        Shape::Open => false,
        Shape::Record => {
            let log = RefCell::default();
            T::read(wrapper.clone(), &Place::root(super::Source::Answer, Some(&log)));
            log.take().iter().any(|drift| drift.kind == DriftKind::UnknownField && drift.path == name)
        }
    }
}

/// The items of a list, whatever it came as.
#[inline(never)]
pub(super) fn items(value: Value, at: &Place<'_>, wraps: fn(&Value, &str) -> bool) -> Vec<Value> {
    if let Value::Array(items) = value {
        return items;
    }
    at.report(DriftKind::Converted, "array", kind_of(&value));
    // Services whose arrays are maps send `{}` for a list without items.
    if value.as_object().is_some_and(Map::is_empty) {
        return Vec::new();
    }
    match unwrap(value, wraps) {
        Value::Array(items) => items,
        Value::String(text) if text.is_empty() => Vec::new(),
        single => vec![single],
    }
}

/// What an object with one entry wraps, or the value itself.
fn unwrap(value: Value, wraps: fn(&Value, &str) -> bool) -> Value {
    let name = match value.as_object().map(|object| (object.len(), object.iter().next())) {
        Some((1, Some((name, Value::Array(_) | Value::Object(_))))) => name.clone(),
        _ => return value,
    };
    match value {
        wrapper if !wraps(&wrapper, &name) => wrapper,
        Value::Object(mut wrapper) => wrapper.remove(&name).unwrap_or(Value::Null),
        other => other,
    }
}

/// An item of a list unless it is null, which is reported: no type has a value for it.
pub(super) fn present<'a>(value: Value, at: &Place<'a>) -> Option<(Value, Place<'a>)> {
    if value.is_null() {
        at.report(DriftKind::Unreadable, "value", "null");
        return None;
    }
    Some((value, *at))
}

/// Reports what came of a conversion and returns it. An empty string stands for nothing in answers.
fn converted<T>(read: Option<T>, value: &Value, expected: &'static str, at: &Place<'_>) -> Option<T> {
    let nothing = !at.is_input() && matches!(value, Value::String(text) if text.is_empty());
    let kind = if read.is_some() || nothing { DriftKind::Converted } else { DriftKind::Unreadable };
    at.report(kind, expected, kind_of(value));
    read
}

/// A whole number, if a value is one in another guise.
fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => {
            number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() < EXACT).map(|float| float as i64)
        }
        Value::String(text) => text.trim().parse().ok(),
        Value::Bool(flag) => Some(i64::from(*flag)),
        _ => None,
    }
}

/// A truth value, if a value is one in another guise.
fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Number(number) => match number.as_i64() {
            Some(0) => Some(false),
            Some(1) => Some(true),
            _ => None,
        },
        Value::String(text) if text.eq_ignore_ascii_case("true") || text == "1" => Some(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") || text == "0" => Some(false),
        _ => None,
    }
}

impl Wire for String {
    fn empty() -> Self {
        String::new()
    }

    fn read(value: Value, at: &Place<'_>) -> Option<Self> {
        match value {
            Value::String(text) => Some(text),
            other => {
                at.report(DriftKind::Converted, "string", kind_of(&other));
                Some(other.to_string())
            }
        }
    }

    fn item(&self) -> Item<'_> {
        Item::Text(self)
    }
}

impl Wire for i64 {
    fn empty() -> Self {
        0
    }

    fn read(value: Value, at: &Place<'_>) -> Option<Self> {
        match value.as_i64() {
            Some(number) => Some(number),
            None => converted(whole(&value), &value, "integer", at),
        }
    }

    fn item(&self) -> Item<'_> {
        Item::Integer(*self)
    }
}

impl Wire for f64 {
    fn empty() -> Self {
        0.0
    }

    fn read(value: Value, at: &Place<'_>) -> Option<Self> {
        match &value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => {
                let number = text.trim().parse().ok().filter(|number: &f64| number.is_finite());
                converted(number, &value, "number", at)
            }
            _ => converted(None, &value, "number", at),
        }
    }

    fn item(&self) -> Item<'_> {
        Item::Number(*self)
    }
}

impl Wire for bool {
    fn empty() -> Self {
        false
    }

    fn read(value: Value, at: &Place<'_>) -> Option<Self> {
        match value {
            Value::Bool(flag) => Some(flag),
            other => converted(truth(&other), &other, "boolean", at),
        }
    }

    fn item(&self) -> Item<'_> {
        Item::Bool(*self)
    }
}

impl Wire for Value {
    const OPTIONAL: bool = true;
    const SHAPE: Shape = Shape::Open;

    fn empty() -> Self {
        Value::Null
    }

    fn read(value: Value, _at: &Place<'_>) -> Option<Self> {
        Some(value)
    }

    fn item(&self) -> Item<'_> {
        if self.is_null() { Item::Absent } else { Item::Raw(self) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::wire::{Value, Wire, from_answer, from_request};

    /// What an answer's value is read as, and whether something was reported as lost.
    fn read<T: Wire>(value: Value) -> (Option<T>, bool) {
        let (read, drifts) = from_answer::<Option<T>>(value);
        (read, drifts.iter().any(super::super::Drift::is_fatal_for_requests))
    }

    #[test]
    fn whole_numbers() {
        for (value, expected) in [
            (json!(1), Some(1)),
            (json!(-9_223_372_036_854_775_808_i64), Some(i64::MIN)),
            (json!(2.0), Some(2)),
            (json!(" 80 "), Some(80)),
            (json!(true), Some(1)),
            (json!(2.5), None),
            (json!(18_446_744_073_709_551_615_u64), None),
            (json!(1e300), None),
            (json!("80%"), None),
            (json!([]), None),
        ] {
            assert_eq!(read::<i64>(value.clone()), (expected, expected.is_none()), "{value}");
        }
    }

    #[test]
    fn truth_values() {
        for (value, expected) in [
            (json!(false), Some(false)),
            (json!("TRUE"), Some(true)),
            (json!("0"), Some(false)),
            (json!(1), Some(true)),
            (json!(2), None),
            (json!("on"), None),
        ] {
            assert_eq!(read::<bool>(value.clone()), (expected, expected.is_none()), "{value}");
        }
    }

    #[test]
    fn numbers_and_text() {
        assert_eq!(read::<f64>(json!("1e3")), (Some(1000.0), false));
        assert_eq!(read::<f64>(json!("NaN")), (None, true));
        assert_eq!(read::<f64>(json!(3)), (Some(3.0), false));
        assert_eq!(read::<String>(json!(1.5)), (Some("1.5".to_owned()), false));
        assert_eq!(read::<String>(json!({"a": [1]})), (Some(r#"{"a":[1]}"#.to_owned()), false));
    }

    #[test]
    fn empty_text_is_nothing_in_answers_and_wrong_in_requests() {
        assert_eq!(read::<i64>(json!("")), (None, false));
        assert!(from_request::<i64>(json!("")).is_err());
        assert_eq!(read::<Vec<i64>>(json!("")), (Some(vec![]), false));
    }

    #[test]
    fn an_object_without_members_is_no_item_of_a_list() {
        assert_eq!(read::<Vec<String>>(json!({})), (Some(vec![]), false));
        assert_eq!(read::<Vec<Value>>(json!({})), (Some(vec![]), false));
        assert_eq!(read::<Vec<Value>>(json!([{}])), (Some(vec![json!({})]), false));
    }

    #[test]
    fn null_is_nothing_and_no_request() {
        assert_eq!(from_answer::<String>(Value::Null).0, "");
        assert!(from_request::<String>(Value::Null).is_err());
    }
}
