//! Arguments of a command line → the parameters of an action, as JSON.
//!
//! A parameter is `--name value` or `--name=value`. Its name is the documented one in any spelling; members are named
//! with dots and items by their numbers, `--filters.0.name`. What is wrong is collected, so that all of it is said at
//! once.

use std::collections::BTreeSet;

use docquarry_runtime::schema::{Schema, Type};
use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, Severity};

use super::values::{self, Given};
use super::{Target, bad_argument};

/// Most items that a list can be given by their numbers.
const MOST_ITEMS: usize = 10_000;

/// Most parts of a name.
const DEEPEST: usize = 32;

/// Reads a file that an argument names.
pub type Files<'f> = dyn Fn(&str) -> Result<Vec<u8>, Diagnostic> + 'f;

/// A step from a value into it.
#[derive(Debug, Clone, PartialEq)]
enum Step {
    Name(String),
    Index(usize),
}

/// The parameters that arguments give, over those of a body.
///
/// # Errors
/// A finding for each argument that cannot be understood.
pub fn parameters(
    target: &Target<'_>,
    arguments: &[String],
    body: Map<String, Value>,
    files: &Files<'_>,
) -> Result<Map<String, Value>, Vec<Diagnostic>> {
    let mut reader = Reader { target, files, root: Value::Object(body), given: BTreeSet::new(), faults: Vec::new() };
    let mut rest = arguments.iter().map(String::as_str).collect::<Vec<_>>().into_iter().peekable();
    while let Some(argument) = rest.next() {
        let Some(option) = argument.strip_prefix("--").filter(|option| !option.is_empty()) else {
            let fault = bad_argument(format!("`{argument}` belongs to no parameter"));
            reader.faults.push(fault.help("a parameter is written `--name value`"));
            continue;
        };
        let (name, inline) = match option.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (option, None),
        };
        let mut following = Vec::new();
        while inline.is_none() {
            match rest.next_if(|next| !is_option(next)) {
                Some(next) => following.push(next),
                None => break,
            }
        }
        reader.argument(name, inline.map_or(following, |value| vec![value]));
    }
    reader.end()
}

/// Whether an argument begins a parameter. A negative number does not.
fn is_option(argument: &str) -> bool {
    argument.strip_prefix("--").is_some_and(|name| name.starts_with(char::is_alphabetic))
}

struct Reader<'a> {
    target: &'a Target<'a>,
    files: &'a Files<'a>,
    root: Value,
    /// Names of what was given as an option.
    given: BTreeSet<String>,
    faults: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn argument(&mut self, name: &str, values: Vec<&str>) {
        if let Err(fault) = self.read(name, values) {
            self.faults.push(fault);
        }
    }

    fn read(&mut self, name: &str, mut values: Vec<&str>) -> Result<(), Diagnostic> {
        let wrong = |fault: String| bad_argument(format!("--{name}: {fault}"));
        let (steps, ty) = self.resolve(name)?;
        let is_flag = matches!(ty, Type::Boolean) && values.is_empty();
        if is_flag {
            values.push("true");
        }
        if values.is_empty() {
            return Err(
                wrong("has no value".to_owned()).help("a value that begins with -- is written `--name=--value`")
            );
        }
        let is_list = matches!(ty, Type::List(_));
        if let (false, [_, second, ..]) = (is_list, values.as_slice()) {
            return Err(wrong(format!("takes one value, so `{second}` belongs to no parameter")));
        }
        let schema = &self.target.api.schema;
        let mut whole = Vec::new();
        for text in values {
            let value = values::value(schema, &ty, &self.given(text)?).map_err(wrong)?;
            match value {
                Value::Array(items) if is_list => whole.extend(items),
                value => return self.put(name, &steps, value, false),
            }
        }
        self.put(name, &steps, Value::Array(whole), true)
    }

    /// A text, or the file that it names: `@FILE`, `file://FILE`. `@@` is an @.
    fn given(&self, text: &str) -> Result<Given, Diagnostic> {
        if let Some(rest) = text.strip_prefix("@@") {
            return Ok(Given::Text(format!("@{rest}")));
        }
        match text.strip_prefix("file://").or_else(|| text.strip_prefix('@')) {
            Some(path) => {
                let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
                Ok(Given::File(name.to_owned(), (self.files)(path)?))
            }
            None => Ok(Given::Text(text.to_owned())),
        }
    }

    /// The place that a name means, and its type.
    fn resolve(&self, name: &str) -> Result<(Vec<Step>, Type), Diagnostic> {
        let fields = self.target.fields;
        let unknown = |fault: String| {
            let help = format!(
                "`docquarry call {} {} --help` lists the parameters",
                self.target.api.spec.id, self.target.name
            );
            bad_argument(format!("--{name}: {fault}")).help(help)
        };
        // A documented name may have a dot.
        if let Ok(field) = values::field(fields, name) {
            return Ok((vec![Step::Name(field.name.clone())], field.ty.clone()));
        }
        let mut parts = name.split('.');
        let first = parts.next().unwrap_or_default();
        let field = values::field(fields, first).map_err(unknown)?;
        let (mut steps, mut ty) = (vec![Step::Name(field.name.clone())], &field.ty);
        for part in parts {
            let (step, inner) = step(&self.target.api.schema, ty, part).map_err(unknown)?;
            steps.push(step);
            ty = inner;
            if steps.len() > DEEPEST {
                return Err(unknown("has too many parts".to_owned()));
            }
        }
        Ok((steps, ty.clone()))
    }

    fn put(&mut self, name: &str, steps: &[Step], value: Value, extends: bool) -> Result<(), Diagnostic> {
        let place = shown(steps);
        let is_first = self.given.insert(place.clone());
        let wrong = |fault: &str| bad_argument(format!("--{name}: {fault}"));
        let mut at = &mut self.root;
        for step in steps {
            at = enter(at, step).map_err(wrong)?;
        }
        match (value, at) {
            // A list grows with each option; the first takes the place of what a body has.
            (Value::Array(items), Value::Array(known)) if extends && !is_first => known.extend(items),
            (_, _) if !is_first => return Err(wrong(&format!("{place} is given twice"))),
            (value, at) => *at = value,
        }
        Ok(())
    }

    fn end(mut self) -> Result<Map<String, Value>, Vec<Diagnostic>> {
        let Value::Object(mut root) = self.root else { return Err(self.faults) };
        for field in self.target.fields {
            if let Some(value) = root.get_mut(&field.name) {
                finish(&self.target.api.schema, &field.ty, value, &field.name, &mut self.faults);
            }
        }
        if self.faults.is_empty() { Ok(root) } else { Err(self.faults) }
    }
}

/// A step into a value of a type: the number of an item, or the name of a member.
fn step<'s>(schema: &'s Schema, ty: &'s Type, part: &'s str) -> Result<(Step, &'s Type), String> {
    match ty {
        Type::List(items) => match part.parse::<usize>() {
            Ok(index) if index < MOST_ITEMS => Ok((Step::Index(index), items)),
            Ok(_) => Err(format!("a list can have {MOST_ITEMS} items here")),
            Err(_) => Err(format!("is a list, so `{part}` should be the number of an item, from 0")),
        },
        Type::Json(content) => step(schema, content, part),
        ty => values::member(schema, ty, part).map(|(name, ty)| (Step::Name(name.to_owned()), ty)),
    }
}

/// What is at a step; what is not there yet is made.
fn enter<'v>(at: &'v mut Value, step: &Step) -> Result<&'v mut Value, &'static str> {
    const OTHER: &str = "a part of its name was given another value before";
    if at.is_null() {
        *at = match step {
            Step::Name(_) => Value::Object(Map::new()),
            Step::Index(_) => Value::Array(Vec::new()),
        };
    }
    match (at, step) {
        (Value::Object(members), Step::Name(name)) => Ok(members.entry(name.clone()).or_insert(Value::Null)),
        (Value::Array(items), Step::Index(index)) => {
            if items.len() <= *index {
                items.resize(*index + 1, Value::Null);
            }
            items.get_mut(*index).ok_or(OTHER)
        }
        _ => Err(OTHER),
    }
}

fn shown(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps {
        match step {
            Step::Index(index) => text.push_str(&format!("[{index}]")),
            Step::Name(name) if text.is_empty() => text.push_str(name),
            Step::Name(name) => text.push_str(&format!(".{name}")),
        }
    }
    text
}

/// Makes a text of JSON that a text has to hold, and finds items that were left out.
fn finish(schema: &Schema, ty: &Type, value: &mut Value, place: &str, faults: &mut Vec<Diagnostic>) {
    match (ty, value) {
        (Type::Json(content), value) if !value.is_string() && !value.is_null() => {
            finish(schema, content, value, place, faults);
            *value = Value::String(value.to_string());
        }
        (Type::List(items), Value::Array(values)) => {
            if let Some(missing) = values.iter().position(Value::is_null) {
                let message = format!("{place}[{missing}] is missing, and an item after it is given");
                faults
                    .push(Diagnostic::new("bad-argument", Severity::Error, message).help("items are numbered from 0"));
            }
            for (index, value) in values.iter_mut().enumerate() {
                finish(schema, items, value, &format!("{place}[{index}]"), faults);
            }
        }
        (Type::Map(values), Value::Object(members)) => {
            members
                .iter_mut()
                .for_each(|(name, value)| finish(schema, values, value, &format!("{place}.{name}"), faults));
        }
        (ty @ (Type::Ref(_) | Type::Object(_)), Value::Object(members)) => {
            for field in schema.members(ty).unwrap_or_default() {
                if let Some(value) = members.get_mut(&field.name) {
                    finish(schema, &field.ty, value, &format!("{place}.{}", field.name), faults);
                }
            }
        }
        _ => {}
    }
}
