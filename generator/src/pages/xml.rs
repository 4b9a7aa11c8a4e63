//! Answers in XML: their text, their values, and whether the JSON answer says the same.

use std::collections::BTreeMap;

use docquarry_runtime::xml;
use serde_json::Value;

use crate::document::Code;
use crate::pages::sink::Sink;
use crate::spec::model::Source;

/// An answer in XML.
pub(in crate::pages) struct Answer {
    /// Elements as JSON, without the root; an element that comes more than once is a list.
    pub(in crate::pages) value: Value,
}

/// The text of an answer; lines that the page broke at its edge are put together.
pub(in crate::pages) fn text(code: &Code) -> Option<String> {
    const EDGE: usize = 93;
    let mut text = String::new();
    let mut full = false;
    for line in &code.lines {
        let line = line.text.trim_end();
        if !text.is_empty() && (!full || line.starts_with([' ', '\t', '<'])) {
            text.push('\n');
        }
        text.push_str(line);
        full = line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>() >= EDGE;
    }
    (!text.trim().is_empty()).then_some(text)
}

/// Reads an answer, or says why it cannot be read.
pub(in crate::pages) fn read(text: &str, action: &str, source: &Source, sink: &mut Sink<'_>) -> Option<Answer> {
    let body = text.trim_start();
    let body = match body.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) {
        Some((_, rest)) => rest,
        None => body,
    };
    let outer = match xml::parse(body) {
        Ok(outer) => outer,
        Err(error) => {
            sink.report("example-not-xml", format!("the XML answer cannot be read: {error}"), source);
            return None;
        }
    };
    let mut roots = outer.iter();
    let root = match (roots.next(), roots.next()) {
        (Some((name, root @ Value::Object(_))), None) => Some((name.as_str(), root)),
        _ => None,
    };
    let expected = format!("{action}Response");
    match root {
        Some((name, _)) if name == expected => {}
        Some((name, _)) => {
            sink.report("xml-root", format!("the root of the XML answer is {name}, not {expected}"), source);
        }
        None => sink.report("xml-root", format!("the XML answer has no root; expected {expected}"), source),
    }
    let value = root.map(|(_, root)| root.clone());
    Some(Answer { value: value.unwrap_or(Value::Object(outer)) })
}

/// Reports where the two answers of an example differ.
pub(in crate::pages) fn compare(xml: &Value, json: &Value, source: &Source, sink: &mut Sink<'_>) {
    const SHOWN: usize = 4;
    let mut sides = [BTreeMap::new(), BTreeMap::new()];
    for (value, side) in [xml, json].into_iter().zip(&mut sides) {
        flatten(value, "", side);
    }
    let [xml, json] = sides;
    let paths: std::collections::BTreeSet<&String> = xml.keys().chain(json.keys()).collect();
    let differ: Vec<&str> =
        paths.into_iter().filter(|path| xml.get(*path) != json.get(*path)).map(String::as_str).collect();
    if differ.is_empty() {
        return;
    }
    let shown = differ.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    let more = if differ.len() > SHOWN { format!(" and {} more", differ.len() - SHOWN) } else { String::new() };
    sink.report("example-xml-json", format!("the XML and the JSON answer differ in {shown}{more}"), source);
}

/// Values by path, in their order; empty ones are nothing.
fn flatten(value: &Value, path: &str, values: &mut BTreeMap<String, Vec<String>>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                flatten(inner, &path, values);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| flatten(item, path, values)),
        Value::Null => {}
        scalar => {
            let text = scalar.as_str().map_or_else(|| scalar.to_string(), str::to_owned);
            if !text.trim().is_empty() {
                values.entry(path.to_owned()).or_default().push(text);
            }
        }
    }
}
