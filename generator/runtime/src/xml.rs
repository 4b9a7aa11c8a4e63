//! XML as the values that the same answer has in JSON. An element with children is an object, one that is several times
//! under a parent is a list, everything else is text. Which texts are numbers and which single elements are lists, the
//! type of the answer decides (`wire`). Attributes, comments and processing instructions are ignored.
//!
//! The text comes from strangers: it is read without recursion, and the tree is bounded while it is built, in depth and
//! in elements. A document type is refused, so no entity but the predefined five is ever expanded.

use std::fmt;

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, Event};
use serde_json::{Map, Value};

/// Deepest nesting of elements.
pub const MAX_DEPTH: usize = 64;

/// Most elements of a document. Each takes about a hundred bytes of memory, and up to some thousand once it has become
/// a value of a generated type.
pub const MAX_ELEMENTS: usize = 1 << 17;

/// Why a text cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// It is not XML, for this reason.
    Malformed(String),
    /// It has a document type.
    DocumentType,
    /// Its elements are nested deeper than [`MAX_DEPTH`].
    TooDeep,
    /// It has more than [`MAX_ELEMENTS`] elements.
    TooMany,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Malformed(reason) => write!(f, "it is not XML: {reason}"),
            Error::DocumentType => f.write_str("it has a document type"),
            Error::TooDeep => write!(f, "its elements are nested deeper than {MAX_DEPTH}"),
            Error::TooMany => write!(f, "it has more than {MAX_ELEMENTS} elements"),
        }
    }
}

impl std::error::Error for Error {}

fn malformed(reason: impl fmt::Display) -> Error {
    Error::Malformed(reason.to_string())
}

/// An element that has begun; at the bottom of the stack, the document around all elements.
#[derive(Default)]
struct Open {
    name: String,
    fields: Map<String, Value>,
    text: String,
}

impl Open {
    fn add(&mut self, name: String, value: Value) {
        match self.fields.get_mut(&name) {
            None => _ = self.fields.insert(name, value),
            Some(Value::Array(items)) => items.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }

    fn value(self) -> Value {
        if self.fields.is_empty() { Value::String(self.text) } else { Value::Object(self.fields) }
    }
}

/// The elements at the top of a text, as one object: a document has one of them.
///
/// # Errors
/// A text that is not XML, has no element, or is beyond the bounds.
pub fn parse(text: &str) -> Result<Map<String, Value>, Error> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_comments = true;
    let (mut open, mut outer, mut elements) = (Open::default(), Vec::new(), 0_usize);
    loop {
        match reader.read_event().map_err(malformed)? {
            Event::Start(tag) => {
                elements += 1;
                let name = name(tag.local_name().as_ref(), elements)?;
                if outer.len() >= MAX_DEPTH {
                    return Err(Error::TooDeep);
                }
                outer.push(std::mem::replace(&mut open, Open { name, ..Open::default() }));
            }
            Event::Empty(tag) => {
                elements += 1;
                open.add(name(tag.local_name().as_ref(), elements)?, Value::String(String::new()));
            }
            Event::End(_) => {
                let parent = outer.pop().ok_or_else(|| malformed("an element ends that did not begin"))?;
                let mut ended = std::mem::replace(&mut open, parent);
                open.add(std::mem::take(&mut ended.name), ended.value());
            }
            Event::Text(text) => open.text.push_str(&text.xml10_content()),
            Event::CData(text) => open.text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => open.text.push_str(&resolved(&reference)?),
            Event::DocType(_) => return Err(Error::DocumentType),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    match (outer.is_empty(), open.fields.is_empty()) {
        (false, _) => Err(malformed(format_args!("the element {} does not end", open.name))),
        (true, true) => Err(malformed("it has no element")),
        (true, false) => Ok(open.fields),
    }
}

/// The name of a further element.
fn name(name: &str, elements: usize) -> Result<String, Error> {
    if elements > MAX_ELEMENTS {
        return Err(Error::TooMany);
    }
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '\u{b7}');
    if name.starts_with(|c: char| c.is_alphabetic() || c == '_') && name.chars().all(is_part) {
        return Ok(name.to_owned());
    }
    Err(malformed("a tag has no name"))
}

fn resolved(reference: &BytesRef<'_>) -> Result<String, Error> {
    if let Some(char) = reference.resolve_char_ref().map_err(malformed)? {
        return Ok(char.to_string());
    }
    let known = resolve_xml_entity(reference).map(str::to_owned);
    known.ok_or_else(|| malformed("it has an entity that is not predefined"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(text: &str) -> Result<Value, Error> {
        parse(text).map(Value::Object)
    }

    #[test]
    fn elements_become_what_the_same_answer_has_in_json() {
        let text = "<?xml version=\"1.0\"?><!-- c --><BrewTeaResponse xmlns:t='u'>\n <Pot>1</Pot>\n <Cups><Cup>a</Cup><Cup>b &amp; <![CDATA[<c>]]>&#33;</Cup></Cups>
            <Leaf><Name>x</Name></Leaf><Leaf><Name>y</Name></Leaf><t:Leaf><Name> z </Name></t:Leaf><None a=\"/>\"/></BrewTeaResponse>";
        let expected = json!({"Pot": "1", "Cups": {"Cup": ["a", "b & <c>!"]},
            "Leaf": [{"Name": "x"}, {"Name": "y"}, {"Name": " z "}], "None": ""});
        assert_eq!(read(text), Ok(json!({"BrewTeaResponse": expected})));
        assert_eq!(read("<A/>"), Ok(json!({"A": ""})));
        assert_eq!(read("<A/><B>x</B>"), Ok(json!({"A": "", "B": "x"})));
    }

    #[test]
    fn what_is_no_xml_is_refused() {
        for text in [
            "",
            "text",
            "<A>",
            "<A></B>",
            "</A>",
            "{}",
            "<a>&b;</a>",
            "<a>&#0;</a>",
            "<<>",
            "< a/>",
            "<a",
            "<!-- x",
            "<1/>",
        ] {
            assert!(matches!(read(text), Err(Error::Malformed(_))), "{text}: {:?}", read(text));
        }
        assert_eq!(read("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"), Err(Error::DocumentType));
    }

    #[test]
    fn depth_is_measured_on_the_tree() {
        let nested = |open: &str, depth: usize| format!("{}{}", open.repeat(depth), "</a>".repeat(depth));
        for open in ["<a>", "<a b=\"/>\">", "<a><!--</a>-->", "<a><![CDATA[</a>]]>", "<a b='>' c='/'>", "<a><b/>"] {
            assert!(read(&nested(open, MAX_DEPTH)).is_ok(), "{open}");
            for depth in [MAX_DEPTH + 1, 8_000, 200_000] {
                assert_eq!(read(&nested(open, depth)), Err(Error::TooDeep), "{open}");
            }
        }
        assert!(read(&"<a ".repeat(200_000)).is_err());
    }

    #[test]
    fn what_looks_deep_and_is_not_is_read() {
        let flat =
            format!("<a>{}</a>", "<!-- <a> --><![CDATA[<a>]]><b c='<a>'/>".replace("'<a>'", "'&lt;a>'").repeat(500));
        assert!(read(&flat).is_ok());
    }

    #[test]
    fn elements_are_counted() {
        let many = |count: usize| format!("<a>{}</a>", "<b/>".repeat(count - 1));
        assert!(read(&many(MAX_ELEMENTS)).is_ok());
        assert_eq!(read(&many(MAX_ELEMENTS + 1)), Err(Error::TooMany));
    }
}
