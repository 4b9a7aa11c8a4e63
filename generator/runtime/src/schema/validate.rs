//! Values against the schema: what is missing, unknown, of another type, or beyond its bounds.
//!
//! In each object, names come first (a misspelt one says more than the required one that it leaves missing), then what
//! is required, then the values in the order sent. A server refuses a request for the first fault, with its place as
//! messages of the client write it, `Listeners[0].Rules[2].Url`; null is absence there. Whoever only watches asks for all
//! [differences], of requests and of answers.

use std::cell::RefCell;
use std::fmt;

use serde_json::{Map, Number, Value};

use crate::wire::File;

use super::differences::{Difference, DifferenceKind, Sight, described};
use super::violation::Violation;
use super::{Condition, Field, Limits, Schema, Type, Wrong, choose, scalar};

/// The first thing that a server refuses the parameters of an action for.
pub(super) fn first(schema: &Schema, action: &str, parameters: &Map<String, Value>) -> Result<(), Violation> {
    let rules = Rules { schema, loose: false, sight: Sight::default(), all: None };
    members(&rules, Members::of_action(schema, action), parameters, &Place::ROOT)
}

/// Most differences of one value that are listed.
const MOST: usize = 200;

/// All that is not as a schema says, in the order of the value; no more than a few hundred are listed.
pub(super) fn differences(
    schema: &Schema,
    action: &str,
    object: &Map<String, Value>,
    sight: Sight<'_>,
) -> Vec<Difference> {
    let found = RefCell::default();
    let rules = Rules { schema, loose: sight.is_text, sight, all: Some(All::Differences(&found)) };
    // With a place for all of them, none ends the search.
    let _ = members(&rules, Members::of_action(schema, action), object, &Place::ROOT);
    found.into_inner()
}

/// All that a server would refuse the parameters of an action for, up to a number of violations.
pub(super) fn violations(
    schema: &Schema,
    action: &str,
    parameters: &Map<String, Value>,
    most: usize,
) -> Vec<Violation> {
    let found = RefCell::default();
    let rules = Rules { schema, loose: false, sight: Sight::default(), all: Some(All::Violations(&found, most)) };
    // With a place for all of them, none ends the search.
    let _ = members(&rules, Members::of_action(schema, action), parameters, &Place::ROOT);
    found.into_inner()
}

/// Where everything goes that is wrong.
#[derive(Clone, Copy)]
enum All<'a> {
    /// As differences.
    Differences(&'a RefCell<Vec<Difference>>),
    /// As violations, and how many of them.
    Violations(&'a RefCell<Vec<Violation>>, usize),
}

/// What holds for a value and everything below it.
#[derive(Clone, Copy)]
struct Rules<'a> {
    schema: &'a Schema,
    /// Numbers and truth values may be text and the reverse, as in the documents' own JSON texts.
    loose: bool,
    sight: Sight<'a>,
    /// Where all of it goes; without it the first fault is the result.
    all: Option<All<'a>>,
}

impl Rules<'_> {
    /// Reports what is wrong: the end of the search, unless all is wanted.
    fn report(
        &self,
        at: &Place<'_>,
        kind: DifferenceKind,
        said: impl FnOnce() -> (String, String),
        violation: impl FnOnce() -> Violation,
    ) -> Result<(), Violation> {
        match self.all {
            None => return Err(violation()),
            Some(All::Differences(all)) if all.borrow().len() < MOST => {
                let (expected, found) = said();
                let within = at.within.map(str::to_owned);
                all.borrow_mut().push(Difference { kind, path: at.general(), within, expected, found });
            }
            Some(All::Violations(all, most)) if all.borrow().len() < most => all.borrow_mut().push(violation()),
            Some(All::Differences(_) | All::Violations(..)) => {}
        }
        Ok(())
    }

    fn wrong_type(&self, at: &Place<'_>, ty: &Type, value: &Value) -> Result<(), Violation> {
        let kind = match value {
            Value::Null => DifferenceKind::Null,
            _ if is_other_list(ty, value) => DifferenceKind::Wrapping,
            _ => DifferenceKind::Type,
        };
        let violation = || {
            let message = format!("The parameter `{at}` is not {}.", name(ty));
            Violation::new(Wrong::Type, at.path(), message)
        };
        self.report(at, kind, || (name(ty).to_owned(), described(value).to_owned()), violation)
    }

    fn wrong_value(
        &self,
        at: &Place<'_>,
        wrong: Wrong,
        (bound, expected): (fmt::Arguments<'_>, fmt::Arguments<'_>),
        found: impl FnOnce() -> String,
    ) -> Result<(), Violation> {
        let kind = if wrong == Wrong::Value { DifferenceKind::Value } else { DifferenceKind::Bound };
        let violation = || {
            let message = format!("The value of the parameter `{at}` {bound}.");
            Violation::new(wrong, at.path(), message)
        };
        self.report(at, kind, || (expected.to_string(), found()), violation)
    }
}

/// Whether a list is there without the object around it that is documented, or within one that is not.
fn is_other_list(ty: &Type, value: &Value) -> bool {
    match (ty, value) {
        (Type::List(_), Value::Object(object)) => {
            object.len() == 1 && object.values().all(|inner| inner.is_array() || inner.is_object())
        }
        (Type::Object(fields), Value::Array(_)) => matches!(fields.as_slice(), [Field { ty: Type::List(_), .. }]),
        _ => false,
    }
}

/// Where a value stands.
struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    step: Step<'a>,
    /// The structure that has the member, if one has.
    within: Option<&'a str>,
}

enum Step<'a> {
    Root,
    Name(&'a str),
    /// The key of a map.
    Key(&'a str),
    Index(usize),
}

/// Longest general path, in bytes.
const LONGEST: usize = 400;

impl<'a> Place<'a> {
    const ROOT: Place<'static> = Place { parent: None, step: Step::Root, within: None };

    fn member<'b>(&'b self, name: &'b str, within: Option<&'b str>) -> Place<'b> {
        Place { parent: Some(self), step: Step::Name(name), within }
    }

    fn key<'b>(&'b self, key: &'b str) -> Place<'b> {
        Place { parent: Some(self), step: Step::Key(key), within: self.within }
    }

    fn index(&self, index: usize) -> Place<'_> {
        Place { parent: Some(self), step: Step::Index(index), within: self.within }
    }

    /// The names of the place, outermost first.
    fn path(&self) -> Vec<String> {
        let mut path = self.parent.map_or_else(Vec::new, Place::path);
        if let Step::Name(name) | Step::Key(name) = self.step {
            path.push(name.to_owned());
        }
        path
    }

    /// The place without indexes and keys, `Listeners[].Rules[].Url`.
    fn general(&self) -> String {
        let mut path = self.parent.map_or_else(String::new, Place::general);
        let dot = if path.is_empty() { "" } else { "." };
        match self.step {
            _ if path.len() > LONGEST => {}
            Step::Root => {}
            Step::Index(_) => path.push_str("[]"),
            Step::Key(_) => path.push_str(&format!("{dot}*")),
            Step::Name(name) => path.push_str(&format!("{dot}{}", shortened(name))),
        }
        path
    }

    fn missing(&self) -> Violation {
        let message = format!("The required parameter `{self}` is missing.");
        Violation::new(Wrong::Missing, self.path(), message)
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
            Step::Name(name) | Step::Key(name) => {
                write!(f, "{}{}", if is_first { "" } else { "." }, shortened(name).escape_debug())
            }
        }
    }
}

/// Longest part of a sender's text in a message, in characters.
const SHOWN: usize = 80;

/// The beginning of a text that may be long.
pub(crate) fn shortened(text: &str) -> &str {
    text.char_indices().nth(SHOWN).and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

/// What is known of the members of an object.
#[derive(Clone, Copy)]
struct Members<'a> {
    fields: &'a [Field],
    /// The structure that has them, if one has.
    within: Option<&'a str>,
    conditions: &'a [Condition],
}

impl<'a> Members<'a> {
    /// The parameters of an action; none of one that the API does not have.
    fn of_action(schema: &'a Schema, action: &str) -> Self {
        let fields = schema.actions.get(action).map(Vec::as_slice).unwrap_or_default();
        let conditions = schema.conditions.get(action).map(Vec::as_slice).unwrap_or_default();
        Members { fields, within: None, conditions }
    }

    fn of_type(schema: &'a Schema, ty: &'a Type) -> Option<Self> {
        let fields = schema.members(ty)?;
        let Type::Ref(name) = ty else { return Some(Members { fields, within: None, conditions: &[] }) };
        let conditions = schema.structure_conditions.get(name).map(Vec::as_slice).unwrap_or_default();
        Some(Members { fields, within: Some(name), conditions })
    }
}

fn members(
    rules: &Rules<'_>,
    Members { fields, within, conditions }: Members<'_>,
    object: &Map<String, Value>,
    at: &Place<'_>,
) -> Result<(), Violation> {
    let known = |name: &str| fields.iter().find(|field| field.name == name);
    for (name, value) in object.iter().filter(|(name, _)| known(name).is_none()) {
        let at = at.member(name, within);
        let violation = || Violation::unknown(at.path(), format!("The action has no parameter `{at}`."));
        rules.report(
            &at,
            DifferenceKind::Unknown,
            || ("no such field".to_owned(), described(value).to_owned()),
            violation,
        )?;
    }
    for field in fields.iter().filter(|field| field.required) {
        let is_there = |value: &Value| !value.is_null() || rules.sight.is_answer;
        if !object.get(&field.name).is_some_and(is_there) {
            let at = at.member(&field.name, within);
            let said = || (name(&field.ty).to_owned(), "nothing".to_owned());
            rules.report(&at, DifferenceKind::Missing, said, || at.missing())?;
        }
    }
    let broken = conditions.iter().filter(|condition| !rules.sight.is_answer && condition.is_broken(object));
    for condition in broken {
        let at = at.member(condition.subject(object).unwrap_or_default(), within);
        let said = || (condition.to_string(), "another combination".to_owned());
        rules.report(&at, DifferenceKind::Condition, said, || Violation::of_condition(condition, at.path()))?;
    }
    for (name, value) in object {
        let Some(field) = known(name) else { continue };
        let at = at.member(name, within);
        if value.is_null() {
            if rules.sight.is_answer && !field.nullable {
                rules.wrong_type(&at, &field.ty, value)?;
            }
            continue;
        }
        count(rules, &field.limits, value, &at)?;
        check(rules, &field.ty, &field.limits, value, &at)?;
    }
    Ok(())
}

fn check(rules: &Rules<'_>, ty: &Type, limits: &Limits, value: &Value, at: &Place<'_>) -> Result<(), Violation> {
    match (ty, value) {
        (Type::Any, _) => Ok(()),
        (_, Value::String(text)) if rules.sight.stands_for_any(text, ty) => Ok(()),
        (Type::File, value) if value.is_string() || File::is(value) => Ok(()),
        (Type::OneOf(choices), value) => match choose(rules.schema, choices, value) {
            Some(ty) => check(rules, ty, limits, value, at),
            None => rules.wrong_type(at, ty, value),
        },
        (Type::String, Value::String(text)) => text_limits(rules, limits, text, at),
        (Type::Integer, Value::Number(number)) if !number.is_f64() => number_limits(rules, limits, number, value, at),
        (Type::Number, Value::Number(number)) => number_limits(rules, limits, number, value, at),
        (Type::Boolean, Value::Bool(_)) => Ok(()),
        (Type::String | Type::Integer | Type::Number | Type::Boolean, _) => {
            match converted(ty, value).filter(|_| rules.loose || limits.loose) {
                Some(value) => check(rules, ty, limits, &value, at),
                None => rules.wrong_type(at, ty, value),
            }
        }
        (Type::Json(content), Value::String(text)) => match serde_json::from_str(text) {
            Ok(value) => {
                count(rules, limits, &value, at)?;
                check(&Rules { loose: true, ..*rules }, content, limits, &value, at)
            }
            Err(_) => rules.wrong_type(at, ty, value),
        },
        (Type::List(items), Value::Array(values)) => {
            let check = |(index, value)| check(rules, items, limits, value, &at.index(index));
            values.iter().enumerate().try_for_each(check)
        }
        (Type::List(items), single) if rules.sight.is_text => check(rules, items, limits, single, &at.index(0)),
        (Type::Map(values), Value::Object(object)) => {
            object.iter().try_for_each(|(key, value)| check(rules, values, limits, value, &at.key(key)))
        }
        (Type::Ref(_) | Type::Object(_), Value::Object(object)) => match Members::of_type(rules.schema, ty) {
            Some(known) => members(rules, known, object, at),
            None => Ok(()),
        },
        (Type::File | Type::Json(_) | Type::List(_) | Type::Map(_) | Type::Ref(_) | Type::Object(_), _) => {
            rules.wrong_type(at, ty, value)
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
fn count(rules: &Rules<'_>, limits: &Limits, value: &Value, at: &Place<'_>) -> Result<(), Violation> {
    match (limits.max_items, value) {
        (Some(most), Value::Array(items)) if items.len() as u64 > most => {
            let found = items.len();
            let said =
                (format_args!("has {found} items, and {most} are allowed"), format_args!("at most {most} items"));
            rules.wrong_value(at, Wrong::Count, said, || format!("{found} items"))
        }
        _ => Ok(()),
    }
}

fn text_limits(rules: &Rules<'_>, limits: &Limits, text: &str, at: &Place<'_>) -> Result<(), Violation> {
    if let Some(most) = limits.max_bytes.filter(|most| text.len() as u64 > *most) {
        let said = (format_args!("is longer than {most} bytes"), format_args!("at most {most} bytes"));
        rules.wrong_value(at, Wrong::Length, said, || format!("{} bytes", text.len()))?;
    }
    if limits.min_length.is_some() || limits.max_length.is_some() {
        let length = text.chars().count() as u64;
        let found = || format!("{length} characters");
        if let Some(most) = limits.max_length.filter(|most| length > *most) {
            let said = (format_args!("is longer than {most} characters"), format_args!("at most {most} characters"));
            rules.wrong_value(at, Wrong::Length, said, found)?;
        }
        if let Some(least) = limits.min_length.filter(|least| length < *least) {
            let said =
                (format_args!("is shorter than {least} characters"), format_args!("at least {least} characters"));
            rules.wrong_value(at, Wrong::Length, said, found)?;
        }
    }
    text_form(rules, limits, text, at)?;
    listed(rules, limits, &Value::from(text), at)
}

/// Whether a text is of its documented form. In flat parameters an empty text is how nothing is written.
fn text_form(rules: &Rules<'_>, limits: &Limits, text: &str, at: &Place<'_>) -> Result<(), Violation> {
    let found = || shortened(text).to_owned();
    if let Some(format) = limits.format.filter(|format| !text.is_empty() && !format.admits(text)) {
        let example = format.example();
        let said = (format_args!("is no time as in {example}"), format_args!("a time as in {example}"));
        rules.wrong_value(at, Wrong::Format, said, found)?;
    }
    match &limits.pattern {
        Some(pattern) if !text.is_empty() && !pattern.admits(text) => {
            let pattern = pattern.as_str();
            let said = (format_args!("does not match {pattern}"), format_args!("a text that matches {pattern}"));
            rules.wrong_value(at, Wrong::Format, said, found)
        }
        _ => Ok(()),
    }
}

fn number_limits(
    rules: &Rules<'_>,
    limits: &Limits,
    number: &Number,
    value: &Value,
    at: &Place<'_>,
) -> Result<(), Violation> {
    let exceeds = |bound: &Number, number: &Number| match (bound.as_i64(), number.as_i64()) {
        (Some(bound), Some(number)) => number > bound,
        _ => number.as_f64() > bound.as_f64(),
    };
    if let Some(most) = limits.maximum.as_ref().filter(|most| exceeds(most, number)) {
        let said = (format_args!("is larger than {most}"), format_args!("at most {most}"));
        rules.wrong_value(at, Wrong::Range, said, || number.to_string())?;
    }
    if let Some(least) = limits.minimum.as_ref().filter(|least| exceeds(number, least)) {
        let said = (format_args!("is smaller than {least}"), format_args!("at least {least}"));
        rules.wrong_value(at, Wrong::Range, said, || number.to_string())?;
    }
    listed(rules, limits, value, at)
}

fn listed(rules: &Rules<'_>, limits: &Limits, value: &Value, at: &Place<'_>) -> Result<(), Violation> {
    if limits.values.is_empty() || limits.values.iter().any(|listed| is_equal(listed, value)) {
        return Ok(());
    }
    let values: Vec<String> = limits.values.iter().map(Value::to_string).collect();
    let values = values.join(", ");
    let said = (format_args!("is not one of {values}"), format_args!("one of {values}"));
    rules.wrong_value(at, Wrong::Value, said, || shortened(&value.to_string()).to_owned())
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
