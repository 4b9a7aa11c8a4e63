//! Documented examples brought into the form of the response tables: exactly the documented fields, of their types.
//!
//! What a table does not have is left out; what an example lacks comes from the sample value, the default, the
//! enumeration, or is the empty value of its type. Values of another type are converted where nothing is lost. In APIs of
//! methods and paths, whose structures are large and hold each other, what is optional and not shown stays away.

use std::cell::{Cell, RefCell};

use serde_json::{Map, Number, Value, json};

use crate::spec::model::{Action, Field, Protocol, Spec, StringFormat, Type};
use crate::spec::rest;
use crate::spec::wire_example::Wire;

/// The responses of an API.
pub(super) struct Shaper<'a> {
    spec: &'a Spec,
    /// Structures that are being filled in; a structure within itself stays away.
    inside: RefCell<Vec<&'a str>>,
    /// Values that may still be made up for the answer at hand.
    left: Cell<usize>,
}

/// Most values that are made up for an answer.
const MOST_MADE_UP: usize = 10_000;
/// Structures within each other in which a field is there though no table says that it always is.
const MOST_UNSURE: usize = 3;
/// Structures within each other in which a choice has a value.
const DEEPEST_CHOICE: usize = 32;

impl<'a> Shaper<'a> {
    pub(super) fn of(spec: &'a Spec) -> Self {
        Shaper { spec, inside: RefCell::default(), left: Cell::new(MOST_MADE_UP) }
    }

    /// The result in an example's answer, without its envelope; none if the example shows an error or no JSON.
    pub(super) fn example(&self, action: &'a Action, answer: &Value) -> Option<Value> {
        if self.spec.protocol == Protocol::Rest {
            let (result, answer) = (rest::result(self.spec, answer)?, rest::ANSWER.to_owned());
            return match (&action.returns, result) {
                (None, Value::Object(members)) => Some(self.answer(action, members)),
                (None, _) => None,
                (Some(_), result) => Some(self.answer(action, &Map::from_iter([(answer, result.clone())]))),
            };
        }
        let wire = Wire::of(self.spec.protocol);
        let result = match wire.wrapper {
            Some(wrapper) => answer.get(wrapper).unwrap_or(answer),
            None => answer,
        };
        let members = result.as_object().filter(|_| !is_failure(&wire, result))?;
        Some(self.answer(action, members))
    }

    /// The answer of an action without examples.
    pub(super) fn standard(&self, action: &'a Action) -> Value {
        self.answer(action, &Map::new())
    }

    /// The answer of an action with what an example shows; the one value of an answer that is no object.
    fn answer(&self, action: &'a Action, example: &Map<String, Value>) -> Value {
        self.left.set(MOST_MADE_UP);
        let mut members = self.members(&action.response, example);
        match action.returns {
            Some(_) => members.shift_remove(rest::ANSWER).unwrap_or_default(),
            None => Value::Object(members),
        }
    }

    fn members(&self, fields: &'a [Field], example: &Map<String, Value>) -> Map<String, Value> {
        let mut object = Map::new();
        for field in fields {
            let shown = example.get(&field.name);
            let shown = shown.filter(|value| field.nullable || !value.is_null());
            let value = match shown {
                Some(Value::Null) => Some(Value::Null),
                Some(value) => self.value(field, &field.ty, value),
                None => None,
            };
            if value.is_none() && !self.is_made_up(field) {
                continue;
            }
            let unsaid = || if explains(field, fields, example) { Some(Value::Null) } else { self.sample(field) };
            if let Some(value) = value.or_else(unsaid) {
                object.entry(field.name.clone()).or_insert(value);
            }
        }
        object
    }

    /// Whether a field that an example does not show is there all the same.
    fn is_made_up(&self, field: &Field) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        let depth = self.inside.borrow().len();
        self.spec.protocol != Protocol::Rest
            || left > 0 && (field.required == Some(true) || field.required.is_none() && depth < MOST_UNSURE)
    }

    /// The choices of a type that is one of several.
    fn choices(&self, ty: &'a Type) -> Option<&'a [Type]> {
        match ty {
            Type::OneOf { one_of } => Some(one_of),
            Type::Object { reference: Some(name), .. } => rest::choices(self.spec, name),
            _ => None,
        }
    }

    /// A value as its type; none if it cannot be one.
    fn value(&self, field: &'a Field, ty: &'a Type, value: &Value) -> Option<Value> {
        if let (Some(_), Value::Object(_) | Value::Array(_)) = (self.choices(ty), value) {
            // Which of the types it is, the document does not say; it is as documented whatever it is.
            return Some(value.clone());
        }
        match ty {
            Type::String { .. } => text(value).map(Value::String),
            Type::Integer { .. } => whole(value).map(Value::Number),
            Type::Number { .. } => number(value).map(Value::Number),
            Type::Boolean => truth(value).map(Value::Bool),
            Type::Array { items, item_name } => Some(self.array(field, items, item_name.as_deref(), value)),
            Type::Map { values } => {
                let object = value.as_object()?.iter();
                let entry = |(key, value): (&String, &Value)| Some((key.clone(), self.value(field, values, value)?));
                Some(Value::Object(object.filter_map(entry).collect()))
            }
            Type::Object { .. } => {
                let example = value.as_object()?;
                self.object(ty, |shaper, fields| Value::Object(shaper.members(fields, example)), || value.clone())
            }
            Type::OneOf { one_of } => one_of.iter().find_map(|choice| self.exact(field, choice, value)),
        }
    }

    /// A scalar as one of several types: as the type that it has, rather than as text.
    fn exact(&self, field: &'a Field, ty: &'a Type, value: &Value) -> Option<Value> {
        self.value(field, ty, value).filter(|read| read == value)
    }

    fn array(&self, field: &'a Field, items: &'a Type, item_name: Option<&str>, value: &Value) -> Value {
        let inner = item_name.and_then(|name| value.get(name)).unwrap_or(value);
        let list: Vec<Value> = match inner {
            Value::Array(list) => list.iter().filter_map(|item| self.value(field, items, item)).collect(),
            // An example may show one item without its list, or nothing at all.
            Value::String(text) if text.is_empty() => Vec::new(),
            single => self.value(field, items, single).into_iter().collect(),
        };
        wrapped(Value::Array(list), item_name)
    }

    /// Something with the members of an object type, unless it is inside itself.
    fn object<T>(
        &self,
        ty: &'a Type,
        known: impl FnOnce(&Self, &'a [Field]) -> T,
        unknown: impl FnOnce() -> T,
    ) -> Option<T> {
        let Type::Object { reference, fields } = ty else { return Some(unknown()) };
        let structure = reference.as_deref().and_then(|name| self.spec.structures.get_key_value(name));
        let Some((name, structure)) = structure else {
            return Some(fields.as_deref().map_or_else(unknown, |fields| known(self, fields)));
        };
        self.inside.borrow_mut().push(name);
        let value = known(self, &structure.fields);
        self.inside.borrow_mut().pop();
        Some(value)
    }

    /// The value of a field that an example does not show; none for a structure within itself.
    fn sample(&self, field: &'a Field) -> Option<Value> {
        if field.ty.referenced().is_some_and(|name| self.inside.borrow().contains(&name)) {
            return if field.nullable { Some(Value::Null) } else { self.empty(&field.ty) };
        }
        let sample = field.example.as_deref().and_then(|text| self.sample_text(field, text));
        let default = || field.facts.default.as_ref().and_then(|value| self.value(field, &field.ty, value));
        let first = || field.facts.enumeration.first().filter(|_| is_scalar(&field.ty));
        let sample = sample.or_else(default).or_else(|| first().and_then(|value| self.value(field, &field.ty, value)));
        match sample {
            Some(value) => Some(value),
            None if field.nullable => Some(Value::Null),
            None => self.empty(&field.ty),
        }
    }

    fn sample_text(&self, field: &'a Field, text: &str) -> Option<Value> {
        if text == "null" {
            return None;
        }
        let value = match field.ty {
            Type::String { .. } => return Some(Value::String(text.to_owned())),
            Type::Integer { .. } | Type::Number { .. } | Type::Boolean => Value::String(text.to_owned()),
            Type::Array { .. } => serde_json::from_str::<Value>(text).ok().filter(Value::is_array)?,
            Type::Map { .. } | Type::Object { .. } => serde_json::from_str(text).ok().filter(Value::is_object)?,
            Type::OneOf { .. } => serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned())),
        };
        self.value(field, &field.ty, &value)
    }

    fn empty(&self, ty: &'a Type) -> Option<Value> {
        if let Some(choices) = self.choices(ty) {
            return self.first_of(ty, choices);
        }
        match ty {
            Type::String { content: Some(content), .. } => Some(Value::String(self.empty(content)?.to_string())),
            Type::String { format, .. } => Some(Value::String(match format {
                Some(StringFormat::Date) => "2020-01-01".to_owned(),
                Some(StringFormat::Timestamp) => "2020-01-01 00:00:00".to_owned(),
                Some(StringFormat::DateTime) => "2020-01-01T00:00:00+00:00".to_owned(),
                _ => String::new(),
            })),
            Type::Integer { .. } | Type::Number { .. } => Some(json!(0)),
            Type::Boolean => Some(Value::Bool(false)),
            Type::Array { item_name, .. } => Some(wrapped(json!([]), item_name.as_deref())),
            Type::Map { .. } => Some(json!({})),
            Type::Object { reference, .. } => {
                let is_inside = reference.as_deref().is_some_and(|name| self.inside.borrow().contains(&name));
                let filled = |shaper: &Self, fields| Value::Object(shaper.members(fields, &Map::new()));
                if is_inside { None } else { self.object(ty, filled, || json!({})) }
            }
            // Answered above.
            Type::OneOf { .. } => None,
        }
    }

    /// The first of several types that there is a value of; none where the choice is within itself.
    fn first_of(&self, ty: &'a Type, choices: &'a [Type]) -> Option<Value> {
        let name = ty.referenced().unwrap_or_default();
        let depth = self.inside.borrow().len();
        if depth > DEEPEST_CHOICE || !name.is_empty() && self.inside.borrow().contains(&name) {
            return None;
        }
        self.inside.borrow_mut().push(name);
        let value = choices.iter().find_map(|choice| self.empty(choice));
        self.inside.borrow_mut().pop();
        value
    }
}

/// Whether a field explains a state that the example shows, in words that the example leaves out. The sample of its table
/// may belong to another state: an answer does not say that a task is done and why it failed.
fn explains(field: &Field, fields: &[Field], example: &Map<String, Value>) -> bool {
    let name = field.name.to_ascii_lowercase();
    let is_text =
        matches!(field.ty, Type::String { .. }) && ["message", "reason", "msg"].iter().any(|end| name.ends_with(end));
    let is_state = |other: &Field| other.facts.enumeration.len() > 1 && example.contains_key(&other.name);
    field.nullable && is_text && !example.contains_key(&field.name) && fields.iter().any(is_state)
}

fn is_failure(wire: &Wire, result: &Value) -> bool {
    wire.failure.is_some_and(|name| result.get(name).is_some_and(|value| !value.is_null()))
}

fn is_scalar(ty: &Type) -> bool {
    !matches!(ty, Type::Array { .. } | Type::Map { .. } | Type::Object { .. })
}

pub(super) fn wrapped(list: Value, item_name: Option<&str>) -> Value {
    match item_name {
        Some(name) => json!({name: list}),
        None => list,
    }
}

/// A text, or what is written as one.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Null => None,
        other => Some(other.to_string()),
    }
}

pub(super) fn whole(value: &Value) -> Option<Number> {
    match value {
        Value::Number(number) if !number.is_f64() => Some(number.clone()),
        Value::Number(number) => {
            let float = number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() < 1e15)?;
            Some(Number::from(float as i64))
        }
        Value::String(text) => text.trim().parse::<i64>().ok().map(Number::from),
        Value::Bool(flag) => Some(Number::from(i32::from(*flag))),
        _ => None,
    }
}

pub(super) fn number(value: &Value) -> Option<Number> {
    match value {
        Value::Number(number) => Some(number.clone()),
        Value::String(text) => text.trim().parse().ok().and_then(Number::from_f64),
        _ => None,
    }
}

pub(super) fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::Number(number) => number.as_i64().filter(|number| (0..=1).contains(number)).map(|number| number == 1),
        Value::String(text) if text.eq_ignore_ascii_case("true") || text == "1" => Some(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") || text == "0" => Some(false),
        _ => None,
    }
}
