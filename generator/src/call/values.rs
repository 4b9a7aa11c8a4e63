//! Text as a value of a documented type: scalars, lists with commas, objects as `name=x,values=a,b`, and JSON.
//!
//! A scalar that its type does not admit stays text, for the checks to say so with its place.

use docquarry_runtime::schema::{Field, Schema, Type, scalar};
use docquarry_runtime::wire::File;
use serde_json::{Map, Value};

use super::names;

/// What can be wrong with a text; the parameter is named by the caller.
pub(super) type Read = Result<Value, String>;

/// A text from the command line, or a file in its place.
#[derive(Debug, Clone)]
pub(super) enum Given {
    /// As it was typed, or as a file has it.
    Text(String),
    /// A file's name and content, which may be no text.
    File(String, Vec<u8>),
}

/// Reads a value of a type.
pub(super) fn value(schema: &Schema, ty: &Type, given: &Given) -> Read {
    match (ty, given) {
        (Type::File, Given::File(name, bytes)) => {
            Ok(docquarry_runtime::wire::to_value(&File::new(name.clone(), bytes.clone())))
        }
        (_, Given::File(name, bytes)) => {
            let text = std::str::from_utf8(bytes).map_err(|_| format!("the file {name} is not text in UTF-8"))?;
            // Files end with a line break that is not meant, except where the text is of several lines.
            let text = match ty {
                Type::String if text.trim_end().contains('\n') => text,
                _ => text.strip_suffix('\n').unwrap_or(text),
            };
            of_text(schema, ty, text)
        }
        (_, Given::Text(text)) => of_text(schema, ty, text),
    }
}

fn of_text(schema: &Schema, ty: &Type, text: &str) -> Read {
    match ty {
        Type::List(items) => list(schema, items, text),
        Type::Object(_) | Type::Ref(_) | Type::Map(_) => object(schema, ty, text),
        Type::Json(content) => embedded(schema, content, text),
        Type::Any => Ok(json(text)?.unwrap_or_else(|| any(text))),
        Type::OneOf(_) => Ok(json(text)?.unwrap_or_else(|| scalar(text, ty))),
        Type::Number => Ok(number(text)),
        _ => Ok(scalar(text, ty)),
    }
}

/// A number; a whole one without a fraction.
fn number(text: &str) -> Value {
    match scalar(text, &Type::Integer) {
        Value::String(_) => scalar(text, &Type::Number),
        whole => whole,
    }
}

/// A value whose type nobody documents.
fn any(text: &str) -> Value {
    match serde_json::from_str(text) {
        Ok(value @ (Value::Bool(_) | Value::Number(_))) => value,
        _ => text.into(),
    }
}

/// JSON, if a text is meant as such: it begins with a bracket or a brace.
fn json(text: &str) -> Result<Option<Value>, String> {
    if !text.trim_start().starts_with(['[', '{']) {
        return Ok(None);
    }
    serde_json::from_str(text).map(Some).map_err(|error| format!("begins like JSON and is not: {error}"))
}

/// The items of a list: one for each part between commas, or all of a JSON list, or one object.
fn list(schema: &Schema, items: &Type, text: &str) -> Read {
    if text.is_empty() {
        return Ok(Value::Array(Vec::new()));
    }
    match json(text)? {
        Some(Value::Array(values)) => return Ok(Value::Array(values)),
        Some(value) => return Ok(Value::Array(vec![value])),
        None => {}
    }
    match items {
        Type::Object(_) | Type::Ref(_) | Type::Map(_) | Type::List(_) => {
            Ok(Value::Array(vec![of_text(schema, items, text)?]))
        }
        _ => parts(text).into_iter().map(|part| of_text(schema, items, &unescaped(part))).collect(),
    }
}

/// A text that holds JSON: as it is, if it is JSON; else what the content's type makes of it, as JSON.
fn embedded(schema: &Schema, content: &Type, text: &str) -> Read {
    if json(text)?.is_some() || text.is_empty() {
        return Ok(text.into());
    }
    Ok(of_text(schema, content, text)?.to_string().into())
}

/// `name=x,values=a,b`: a part without a member's name belongs to the member before it.
fn object(schema: &Schema, ty: &Type, text: &str) -> Read {
    match json(text)? {
        Some(value @ Value::Object(_)) => return Ok(value),
        Some(_) => return Err("is a JSON list, and an object is expected".to_owned()),
        None => {}
    }
    let mut members: Vec<(&str, Vec<&str>)> = Vec::new();
    for part in parts(text) {
        let named = part.split_once('=').filter(|(name, _)| is_name(name));
        match (named, members.last_mut()) {
            (Some((name, value)), _) => members.push((name, vec![value])),
            (None, Some((_, values))) => values.push(part),
            (None, None) => return Err(format!("`{part}` names no member; write `name=value,…` or JSON")),
        }
    }
    let mut object = Map::new();
    for (name, values) in members {
        let (name, ty) = member(schema, ty, name)?;
        let value = match ty {
            Type::List(_) => of_text(schema, ty, &values.join(",")),
            ty => of_text(schema, ty, &unescaped(&values.join(","))),
        };
        let value = value.map_err(|fault| format!("member `{name}`: {fault}"))?;
        if object.insert(name.to_owned(), value).is_some() {
            return Err(format!("has the member `{name}` twice"));
        }
    }
    Ok(Value::Object(object))
}

/// The member of an object by its typed name, with its type.
pub(super) fn member<'s>(schema: &'s Schema, ty: &'s Type, typed: &'s str) -> Result<(&'s str, &'s Type), String> {
    match ty {
        Type::Map(values) => Ok((typed, values)),
        Type::Any => Ok((typed, &Type::Any)),
        ty => match schema.members(ty) {
            Some(fields) => field(fields, typed).map(|field| (field.name.as_str(), &field.ty)),
            None => Err(format!("has no members, so there is no `{typed}` in it")),
        },
    }
}

/// The field of a typed name.
pub(super) fn field<'f>(fields: &'f [Field], typed: &str) -> Result<&'f Field, String> {
    let names = || fields.iter().map(|field| field.name.as_str());
    let found = names::find(names(), typed).and_then(|name| fields.iter().find(|field| field.name == name));
    found.ok_or_else(|| match names::near(typed, names()) {
        Some(near) => format!("there is no `{typed}`; did you mean `{}` ({near})?", names::kebab(near)),
        None => format!("there is no `{typed}`"),
    })
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'))
}

/// The parts between commas. A comma after a backslash is a part of a value.
fn parts(text: &str) -> Vec<&str> {
    let (mut found, mut start, mut escaped) = (Vec::new(), 0, false);
    for (at, c) in text.char_indices() {
        if c == ',' && !escaped {
            found.push(text.get(start..at).unwrap_or_default());
            start = at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    found.push(text.get(start..).unwrap_or_default());
    found
}

fn unescaped(text: &str) -> String {
    text.replace("\\,", ",")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;

    fn schema() -> Schema {
        let schema = json!({
            "id": "", "product": "", "version": "", "host": "", "protocol": "rest", "actions": {},
            "structures": {"Filter": [
                {"name": "Name", "type": "string"}, {"name": "Values", "type": {"list": "string"}},
                {"name": "Depth", "type": "integer"}]},
        });
        serde_json::from_value(schema).unwrap()
    }

    fn read(ty: Value, text: &str) -> Read {
        value(&schema(), &serde_json::from_value(ty).unwrap(), &Given::Text(text.to_owned()))
    }

    #[test]
    fn scalars_are_of_their_types_and_what_is_not_stays_text() {
        for (ty, text, expected) in [
            (json!("integer"), "18446744073709551615", json!(18_446_744_073_709_551_615_u64)),
            (json!("integer"), "-1", json!(-1)),
            (json!("integer"), "99999999999999999999", json!("99999999999999999999")),
            (json!("number"), "2", json!(2)),
            (json!("number"), "0.5", json!(0.5)),
            (json!("boolean"), "True", json!(true)),
            (json!("string"), "007", json!("007")),
            (json!("any"), "7", json!(7)),
            (json!("any"), "seven", json!("seven")),
            (json!({"list": "integer"}), "80,443", json!([80, 443])),
            (json!({"list": "string"}), r"a\,b,c", json!(["a,b", "c"])),
            (json!({"list": "string"}), "", json!([])),
            (json!({"list": "string"}), r#"["a,b"]"#, json!(["a,b"])),
            (json!({"list": {"list": "integer"}}), "1,2", json!([[1, 2]])),
            (json!({"map": "integer"}), "a=1,b=2", json!({"a": 1, "b": 2})),
            (json!({"json": {"list": "integer"}}), "1,2", json!("[1,2]")),
            (json!({"json": {"list": "integer"}}), "[1, 2]", json!("[1, 2]")),
        ] {
            assert_eq!(read(ty, text).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn objects_are_written_as_pairs() {
        let filter = || json!({"ref": "Filter"});
        let expected = json!({"Name": "x=1", "Values": ["a", "b"], "Depth": 3});
        assert_eq!(read(filter(), "name=x=1,values=a,b,depth=3").unwrap(), expected);
        assert_eq!(read(filter(), r"Name=a\,b").unwrap(), json!({"Name": "a,b"}));
        assert_eq!(read(json!({"list": filter()}), "name=x").unwrap(), json!([{"Name": "x"}]));
        assert_eq!(read(json!({"list": filter()}), r#"{"Name": "x"}"#).unwrap(), json!([{"Name": "x"}]));
        for (text, part) in [
            ("x,name=y", "`x` names no member"),
            ("name=x,valeus=a", "did you mean `values` (Values)?"),
            ("name=x,name=y", "twice"),
            ("{", "is not"),
            ("[1]", "an object is expected"),
        ] {
            let fault = read(filter(), text).unwrap_err();
            assert!(fault.contains(part), "{text}: {fault}");
        }
    }
}
