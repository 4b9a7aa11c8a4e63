//! Reads JSON that people wrote by hand, to see what it shows.
//!
//! Commas that are missing or too many, comments, `...`, notes without quotes, single or curved quotes, names without
//! quotes and a missing end are all passed over. What a spec keeps of an example is never read here.

use serde_json::{Map, Value};

/// The object in a text that is meant as JSON; `None` if there is none.
pub(crate) fn object(text: &str) -> Option<Map<String, Value>> {
    let start = text.find('{')?;
    let mut reader = Reader { rest: text.get(start..)?, deep: false };
    match reader.value(0) {
        Some(Value::Object(map)) if !reader.deep && !map.is_empty() => Some(map),
        _ => None,
    }
}

/// Levels that are read.
const DEEPEST: usize = 64;

struct Reader<'t> {
    rest: &'t str,
    /// The text is nested too deep.
    deep: bool,
}

impl<'t> Reader<'t> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    /// The text up to one of the characters, and passes over it.
    fn until(&mut self, stops: &[char]) -> &'t str {
        let end = self.rest.find(stops).unwrap_or(self.rest.len());
        let (before, behind) = self.rest.split_at(end);
        self.rest = behind;
        before
    }

    /// Passes over what says nothing: space, commas, comments, dots.
    fn blank(&mut self) {
        loop {
            self.rest = self.rest.trim_start_matches(|c: char| {
                c.is_whitespace() || matches!(c, ',' | '，' | ';' | '；' | '.' | '…' | '\u{feff}')
            });
            if self.rest.starts_with("//") || self.rest.starts_with('#') {
                self.until(&['\n']);
            } else if let Some(comment) = self.rest.strip_prefix("/*") {
                let end = comment.find("*/").map_or(self.rest.len(), |end| end + 4);
                self.skip(end);
            } else {
                return;
            }
        }
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        self.blank();
        if depth > DEEPEST {
            self.deep = true;
            return None;
        }
        match self.peek()? {
            '{' => Some(Value::Object(self.members(depth))),
            '[' => Some(Value::Array(self.items(depth))),
            '"' | '\'' | '“' | '”' => Some(Value::String(self.quoted())),
            '}' | ']' | ':' | '：' => None,
            _ => {
                let word = self.until(&[',', '，', '}', ']', '\n', '/', '#', ' ', '\t']).trim();
                if word.is_empty() {
                    self.skip(self.peek().map_or(0, char::len_utf8));
                }
                Some(serde_json::from_str(word).unwrap_or_else(|_| Value::String(word.to_owned())))
            }
        }
    }

    fn members(&mut self, depth: usize) -> Map<String, Value> {
        let mut members = Map::new();
        self.skip(1);
        while !self.deep {
            self.blank();
            let name = match self.peek() {
                None => break,
                Some('}') => {
                    self.skip(1);
                    break;
                }
                // The end of the list around it: its own is missing.
                Some(']') => break,
                Some('"' | '\'' | '“' | '”') => self.quoted(),
                Some('{' | '[' | ':' | '：') => {
                    // A value without a name.
                    self.rest = self.rest.trim_start_matches([':', '：']);
                    self.value(depth + 1);
                    continue;
                }
                Some(_) => self.until(&[':', '：', '\n', '}', ']', '{', '"', ' ', '\t']).trim().to_owned(),
            };
            self.rest = self.rest.trim_start();
            let behind = self.rest.strip_prefix([':', '：', '=']);
            let Some(behind) = behind else { continue };
            self.rest = behind;
            if let Some(value) = self.value(depth + 1) {
                members.entry(name.trim().to_owned()).or_insert(value);
            }
        }
        members
    }

    fn items(&mut self, depth: usize) -> Vec<Value> {
        let mut items = Vec::new();
        self.skip(1);
        while !self.deep {
            self.blank();
            match self.peek() {
                None | Some('}') => break,
                Some(']') => {
                    self.skip(1);
                    break;
                }
                Some(':' | '：') => self.skip(self.peek().map_or(1, char::len_utf8)),
                Some(_) => items.extend(self.value(depth + 1)),
            }
        }
        items
    }

    /// A text in quotes of any kind. One without an end stops at its line.
    fn quoted(&mut self) -> String {
        let open = self.peek().unwrap_or('"');
        self.skip(open.len_utf8());
        let mut escaped = false;
        let closes = |c: char| c == open || matches!(open, '“' | '”') && matches!(c, '“' | '”' | '"');
        let end = self.rest.char_indices().find(|(_, c)| {
            let ends = !escaped && closes(*c) || *c == '\n';
            escaped = !escaped && *c == '\\';
            ends
        });
        let (at, closing) = end.unwrap_or((self.rest.len(), '\n'));
        let text = self.rest.get(..at).unwrap_or_default().replace("\\\"", "\"").replace("\\/", "/");
        self.skip(if closing == '\n' { at } else { at + closing.len_utf8() });
        text
    }
}

#[cfg(test)]
mod tests {
    use super::object;
    use serde_json::{Value, json};

    fn read(text: &str) -> Value {
        object(text).map_or(Value::Null, Value::Object)
    }

    #[test]
    fn faults_of_hand_written_samples_are_passed_over() {
        assert_eq!(read("{\"a\": 1,\n \"b\": [1, 2,],}"), json!({"a": 1, "b": [1, 2]}), "commas too many");
        assert_eq!(
            read("{\"a\": {\"b\": 1}\n \"c\": 2 \"d\": \"x\"\n}"),
            json!({"a": {"b": 1}, "c": 2, "d": "x"}),
            "commas missing"
        );
        assert_eq!(read("{ // tea\n\"a\": 1, /* two */ \"b\": 2 # three\n}"), json!({"a": 1, "b": 2}), "comments");
        assert_eq!(read("{\"a\": [{\"b\": 1}, ...], ...\n}"), json!({"a": [{"b": 1}]}), "left out");
        assert_eq!(read("{'a': 'x', b: true, “c”：“y”}"), json!({"a": "x", "b": true, "c": "y"}), "quotes");
        assert_eq!(read("{\"a\": 1, 茶的种类\n\"b\": 2}"), json!({"a": 1, "b": 2}), "a note");
        assert_eq!(read("{\"a\": {\"b\": [1"), json!({"a": {"b": [1]}}), "no end");
        assert_eq!(read("{\"a\": \"x\n\"b\": 2}"), json!({"a": "x", "b": 2}), "no closing quote");
    }

    #[test]
    fn what_is_no_object_or_too_deep_is_none() {
        assert_eq!(read("no sample"), Value::Null);
        assert_eq!(read("{}"), Value::Null);
        assert_eq!(read(&"{\"a\":".repeat(5000)), Value::Null);
        assert_eq!(read(&"[{".repeat(5000)), Value::Null);
    }
}
