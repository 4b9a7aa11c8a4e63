//! Parameters against the schema: what is missing, unknown, of another type, or beyond its bounds.
//!
//! In each object, names come first (a misspelt one says more than the required one that it leaves missing), then what
//! is required, then the values in the order sent. A server answers the first fault; who asks for all of them gets one
//! for each value. A fault has its place as messages of the client write it, `Listeners[0].Rules[2].Url`. Null is absence.

use std::fmt;

use serde_json::{Map, Number, Value};

use crate::schema::{Field, Limits, Schema, Type, Wrong, choose, scalar};
use crate::wire::File;

use super::fault::Fault;

/// Checks the parameters of an action.
pub(super) fn validate(schema: &Schema, fields: &[Field], parameters: &Map<String, Value>) -> Result<(), Fault> {
    each(schema, fields, parameters, &mut Err)
}

/// Checks the parameters of an action and finds every fault, up to a number of them.
pub(super) fn all(schema: &Schema, fields: &[Field], parameters: &Map<String, Value>, most: usize) -> Vec<Fault> {
    let mut found = Vec::new();
    let mut keep = |fault: Fault| {
        if found.len() >= most {
            return Err(fault);
        }
        found.push(fault);
        Ok(())
    };
    // It ends early where there are too many.
    let _ = each(schema, fields, parameters, &mut keep);
    found
}

/// Gives each fault to `report`, until that refuses one.
fn each(schema: &Schema, fields: &[Field], parameters: &Map<String, Value>, report: &mut Report<'_>) -> Checked {
    let rules = Rules { schema, loose: false };
    members(&rules, fields, parameters, &Place { parent: None, step: Step::Root }, report)
}

/// What comes of a check: the fault that ends it.
type Checked = Result<(), Fault>;

/// Takes a fault, and gives it back if the check is to end with it.
type Report<'r> = dyn FnMut(Fault) -> Checked + 'r;

/// What holds for a value and everything below it.
#[derive(Clone, Copy)]
struct Rules<'a> {
    schema: &'a Schema,
    /// Numbers and truth values may be text and the reverse, as in the documents' own JSON texts.
    loose: bool,
}

/// Where a value stands.
struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    step: Step<'a>,
}

enum Step<'a> {
    Root,
    Name(&'a str),
    Index(usize),
}

impl<'a> Place<'a> {
    fn name<'b>(&'b self, name: &'b str) -> Place<'b> {
        Place { parent: Some(self), step: Step::Name(name) }
    }

    fn index(&self, index: usize) -> Place<'_> {
        Place { parent: Some(self), step: Step::Index(index) }
    }

    /// The names of the place, outermost first.
    fn path(&self) -> Vec<String> {
        let mut path = self.parent.map_or_else(Vec::new, Place::path);
        if let Step::Name(name) = self.step {
            path.push(name.to_owned());
        }
        path
    }

    fn missing(&self) -> Fault {
        let message = format!("The required parameter `{self}` is missing.");
        Fault::of_parameter(Wrong::Missing, self.path(), message)
    }

    fn unknown(&self) -> Fault {
        Fault::unknown(self.path(), format!("The action has no parameter `{self}`."))
    }

    fn wrong_type(&self, expected: &str) -> Fault {
        Fault::of_parameter(Wrong::Type, self.path(), format!("The parameter `{self}` is not {expected}."))
    }

    fn wrong_value(&self, wrong: Wrong, bound: fmt::Arguments<'_>) -> Fault {
        Fault::of_parameter(wrong, self.path(), format!("The value of the parameter `{self}` {bound}."))
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_first = match self.parent {
            Some(parent) => {
                parent.fmt(f)?;
                matches!(parent.step, Step::Root)
            }
            None => true,
        };
        match self.step {
            Step::Root => Ok(()),
            Step::Index(index) => write!(f, "[{index}]"),
            // Names come from the sender, who may have put anything there.
            Step::Name(name) => write!(f, "{}{}", if is_first { "" } else { "." }, shortened(name).escape_debug()),
        }
    }
}

/// Longest part of a sender's text in a message, in characters.
const SHOWN: usize = 80;

/// The beginning of a text that may be long.
pub(super) fn shortened(text: &str) -> &str {
    text.char_indices().nth(SHOWN).and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

fn members(
    rules: &Rules<'_>,
    fields: &[Field],
    object: &Map<String, Value>,
    at: &Place<'_>,
    report: &mut Report<'_>,
) -> Checked {
    let known = |name: &str| fields.iter().find(|field| field.name == name);
    for name in object.keys().filter(|name| known(name).is_none()) {
        report(at.name(name).unknown())?;
    }
    for field in fields.iter().filter(|field| field.required) {
        if object.get(&field.name).is_none_or(Value::is_null) {
            report(at.name(&field.name).missing())?;
        }
    }
    for (name, value) in object.iter().filter(|(_, value)| !value.is_null()) {
        let Some(field) = known(name) else { continue };
        let at = at.name(name);
        count(&field.limits, value, &at).or_else(&mut *report)?;
        check(rules, &field.ty, &field.limits, value, &at, report)?;
    }
    Ok(())
}

fn check(
    rules: &Rules<'_>,
    ty: &Type,
    limits: &Limits,
    value: &Value,
    at: &Place<'_>,
    report: &mut Report<'_>,
) -> Checked {
    match (ty, value) {
        (Type::Any, _) => Ok(()),
        (Type::File, value) if value.is_string() || File::is(value) => Ok(()),
        (Type::OneOf(choices), value) => match choose(rules.schema, choices, value) {
            Some(ty) => check(rules, ty, limits, value, at, report),
            None => report(at.wrong_type(name(ty))),
        },
        (Type::String, Value::String(text)) => text_limits(limits, text, value, at).or_else(report),
        (Type::Integer, Value::Number(number)) if !number.is_f64() => {
            number_limits(limits, number, value, at).or_else(report)
        }
        (Type::Number, Value::Number(number)) => number_limits(limits, number, value, at).or_else(report),
        (Type::Boolean, Value::Bool(_)) => Ok(()),
        (Type::String | Type::Integer | Type::Number | Type::Boolean, _) => {
            match converted(ty, value).filter(|_| rules.loose || limits.loose) {
                Some(value) => check(rules, ty, limits, &value, at, report),
                None => report(at.wrong_type(name(ty))),
            }
        }
        (Type::Json(content), Value::String(text)) => match serde_json::from_str(text) {
            Ok(value) => {
                count(limits, &value, at).or_else(&mut *report)?;
                check(&Rules { loose: true, ..*rules }, content, limits, &value, at, report)
            }
            Err(_) => report(at.wrong_type(name(ty))),
        },
        (Type::List(items), Value::Array(values)) => {
            let mut check = |(index, value)| check(rules, items, limits, value, &at.index(index), report);
            values.iter().enumerate().try_for_each(&mut check)
        }
        (Type::Map(values), Value::Object(object)) => {
            object.iter().try_for_each(|(key, value)| check(rules, values, limits, value, &at.name(key), report))
        }
        (Type::Ref(_) | Type::Object(_), Value::Object(object)) => match rules.schema.members(ty) {
            Some(fields) => members(rules, fields, object, at, report),
            None => Ok(()),
        },
        (Type::File | Type::Json(_) | Type::List(_) | Type::Map(_) | Type::Ref(_) | Type::Object(_), _) => {
            report(at.wrong_type(name(ty)))
        }
    }
}

/// A type in words.
fn name(ty: &Type) -> &'static str {
    match ty {
        Type::String => "a string",
        Type::Integer => "an integer",
        Type::Number => "a number",
        Type::Boolean => "a boolean",
        Type::Json(_) => "a string that holds JSON",
        Type::List(_) => "a list",
        Type::Map(_) | Type::Ref(_) | Type::Object(_) => "an object",
        Type::Any => "a value",
        Type::File => "a file",
        Type::OneOf(_) => "of one of the documented types",
    }
}

/// A scalar written as another one.
fn converted(ty: &Type, value: &Value) -> Option<Value> {
    match (ty, value) {
        (Type::String, Value::Number(_) | Value::Bool(_)) => Some(Value::String(value.to_string())),
        (Type::String, _) => None,
        (_, Value::String(text)) => Some(scalar(text, ty)).filter(|value| !value.is_string()),
        _ => None,
    }
}

/// The number of items of a parameter's list; lists in it are not counted.
fn count(limits: &Limits, value: &Value, at: &Place<'_>) -> Result<(), Fault> {
    match (limits.max_items, value) {
        (Some(most), Value::Array(items)) if items.len() as u64 > most => {
            Err(at.wrong_value(Wrong::Count, format_args!("has {} items, and {most} are allowed", items.len())))
        }
        _ => Ok(()),
    }
}

fn text_limits(limits: &Limits, text: &str, value: &Value, at: &Place<'_>) -> Result<(), Fault> {
    if let Some(most) = limits.max_bytes.filter(|most| text.len() as u64 > *most) {
        return Err(at.wrong_value(Wrong::Length, format_args!("is longer than {most} bytes")));
    }
    if limits.min_length.is_some() || limits.max_length.is_some() {
        let length = text.chars().count() as u64;
        if let Some(most) = limits.max_length.filter(|most| length > *most) {
            return Err(at.wrong_value(Wrong::Length, format_args!("is longer than {most} characters")));
        }
        if let Some(least) = limits.min_length.filter(|least| length < *least) {
            return Err(at.wrong_value(Wrong::Length, format_args!("is shorter than {least} characters")));
        }
    }
    text_form(limits, text, at)?;
    listed(limits, value, at)
}

/// Whether a text is of its documented form. In flat parameters an empty text is how nothing is written.
fn text_form(limits: &Limits, text: &str, at: &Place<'_>) -> Result<(), Fault> {
    if let Some(format) = limits.format.filter(|format| !text.is_empty() && !format.admits(text)) {
        return Err(at.wrong_value(Wrong::Format, format_args!("is no time as in {}", format.example())));
    }
    match &limits.pattern {
        Some(pattern) if !text.is_empty() && !pattern.admits(text) => {
            Err(at.wrong_value(Wrong::Format, format_args!("does not match {}", pattern.as_str())))
        }
        _ => Ok(()),
    }
}

fn number_limits(limits: &Limits, number: &Number, value: &Value, at: &Place<'_>) -> Result<(), Fault> {
    let exceeds = |bound: &Number, number: &Number| match (bound.as_i64(), number.as_i64()) {
        (Some(bound), Some(number)) => number > bound,
        _ => number.as_f64() > bound.as_f64(),
    };
    if let Some(most) = limits.maximum.as_ref().filter(|most| exceeds(most, number)) {
        return Err(at.wrong_value(Wrong::Range, format_args!("is larger than {most}")));
    }
    if let Some(least) = limits.minimum.as_ref().filter(|least| exceeds(number, least)) {
        return Err(at.wrong_value(Wrong::Range, format_args!("is smaller than {least}")));
    }
    listed(limits, value, at)
}

fn listed(limits: &Limits, value: &Value, at: &Place<'_>) -> Result<(), Fault> {
    if limits.values.is_empty() || limits.values.iter().any(|listed| is_equal(listed, value)) {
        return Ok(());
    }
    let values: Vec<String> = limits.values.iter().map(Value::to_string).collect();
    Err(at.wrong_value(Wrong::Value, format_args!("is not one of {}", values.join(", "))))
}

/// Documents list numbers as text and the reverse.
fn is_equal(listed: &Value, value: &Value) -> bool {
    match (listed, value) {
        (Value::String(listed), Value::Number(number)) => *listed == number.to_string(),
        (Value::Number(listed), Value::String(text)) => listed.to_string() == *text,
        (Value::Number(listed), Value::Number(number)) => listed.as_f64() == number.as_f64(),
        _ => listed == value,
    }
}
