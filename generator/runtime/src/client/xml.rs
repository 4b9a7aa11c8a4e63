//! XML answers as the values that the same answer has in JSON. An element with children is an object, one that stands
//! several times under a parent is a list, everything else is text. Which texts are numbers and which single elements
//! are lists, the type of the answer decides (`wire`).

use roxmltree::{Document, Node};
use serde_json::{Map, Value};

/// Deepest nesting of elements, as in JSON.
const MAX_DEPTH: usize = 128;

/// Name and content of the root element.
///
/// # Errors
/// Text that is no XML, has a document type, or is nested too deeply.
pub(super) fn parse(text: &str) -> Result<(String, Value), &'static str> {
    // A depth that the parser itself would not survive is found before it starts.
    if depth(text) > MAX_DEPTH {
        return Err("the XML of the answer is nested too deeply");
    }
    let document = Document::parse(text).map_err(|_| "the answer is no XML")?;
    let root = document.root_element();
    Ok((root.tag_name().name().to_owned(), value(root)))
}

fn value(node: Node<'_, '_>) -> Value {
    let mut fields = Map::new();
    for child in node.children().filter(Node::is_element) {
        let value = value(child);
        match fields.get_mut(child.tag_name().name()) {
            None => _ = fields.insert(child.tag_name().name().to_owned(), value),
            Some(Value::Array(items)) => items.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }
    if fields.is_empty() { Value::String(content(node)) } else { Value::Object(fields) }
}

fn content(node: Node<'_, '_>) -> String {
    node.children().filter(Node::is_text).filter_map(|text| text.text()).collect()
}

/// An upper bound of the depth, by counting tags: cheap, and safe for any text.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut pieces = text.split('<');
    pieces.next();
    for piece in pieces {
        let tag = piece.split('>').next().unwrap_or_default();
        if tag.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if !tag.starts_with(['?', '!']) && !tag.ends_with('/') {
            depth += 1;
            deepest = deepest.max(depth);
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(text: &str) -> Result<Value, &'static str> {
        parse(text).map(|(_, value)| value)
    }

    #[test]
    fn elements_become_what_the_same_answer_has_in_json() {
        let text = "<?xml version=\"1.0\"?><!-- c --><BrewTeaResponse>\n <Pot>1</Pot>\n <Cups><Cup>a</Cup><Cup>b &amp; <![CDATA[<c>]]></Cup></Cups>
            <Leaf><Name>x</Name></Leaf><Leaf><Name>y</Name></Leaf><Leaf><Name> z </Name></Leaf><None/></BrewTeaResponse>";
        assert_eq!(
            parse(text),
            Ok((
                "BrewTeaResponse".to_owned(),
                json!({"Pot": "1", "Cups": {"Cup": ["a", "b & <c>"]},
                       "Leaf": [{"Name": "x"}, {"Name": "y"}, {"Name": " z "}], "None": ""})
            ))
        );
        assert_eq!(read("<A/>"), Ok(json!("")));
    }

    #[test]
    fn what_is_no_xml_is_refused() {
        for text in
            ["", "text", "<A>", "<A></B>", "{}", "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", "<a>&b;</a>", "<<>"]
        {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn no_depth_breaks_the_reader() {
        let nested = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
        assert!(read(&nested(MAX_DEPTH)).is_ok());
        assert!(read(&nested(MAX_DEPTH + 1)).is_err());
        assert!(read(&nested(200_000)).is_err());
        assert!(read(&"<a ".repeat(200_000)).is_err());
    }
}
