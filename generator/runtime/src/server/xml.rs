//! JSON as the XML that Alibaba Cloud answers with: an element for each member, and one for each item of a list, named
//! as the list is. Names that no element can have, and characters that no XML can hold, are left out.

use std::fmt::Write as _;

use serde_json::Value;

const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;

/// A document with a root around the members of an object.
pub(super) fn document(root: &str, value: &Value) -> String {
    let mut text = DECLARATION.to_owned();
    element(&mut text, root, value);
    text
}

fn element(text: &mut String, name: &str, value: &Value) {
    if !is_name(name) {
        return;
    }
    if let Value::Array(items) = value {
        items.iter().for_each(|item| element(text, name, item));
        return;
    }
    // Writing into a `String` cannot fail.
    let _ = write!(text, "<{name}>");
    match value {
        Value::Object(members) => members.iter().for_each(|(name, member)| element(text, name, member)),
        Value::String(content) => escape(text, content),
        Value::Null | Value::Array(_) => {}
        Value::Bool(_) | Value::Number(_) => {
            let _ = write!(text, "{value}");
        }
    }
    let _ = write!(text, "</{name}>");
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

fn escape(text: &mut String, content: &str) {
    for c in content.chars() {
        match c {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            // A parser would make a line feed of a carriage return.
            '\r' => text.push_str("&#13;"),
            '\n' | '\t' => text.push(c),
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => {}
            _ => text.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lists_repeat_their_name_wrapped_or_not() {
        let value = json!({
            "Zones": {"Zone": [{"Id": "a", "Slaves": {"Slave": []}}, {"Id": "b"}]},
            "Ports": [80, 443], "Ok": true, "Note": null, "Empty": ""
        });
        assert_eq!(
            document("DoResponse", &value),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><DoResponse>\
             <Zones><Zone><Id>a</Id><Slaves></Slaves></Zone><Zone><Id>b</Id></Zone></Zones>\
             <Ports>80</Ports><Ports>443</Ports><Ok>true</Ok><Note></Note><Empty></Empty></DoResponse>"
        );
    }

    #[test]
    fn markup_cannot_be_smuggled_in() {
        let value = json!({"Text": "</Text><Code>&\r\n\u{1}\u{ffff}", "a b><c": 1, "1": 1, "": 1});
        assert_eq!(
            document("R", &value),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><R><Text>&lt;/Text&gt;&lt;Code&gt;&amp;&#13;\n</Text></R>"
        );
    }
}
