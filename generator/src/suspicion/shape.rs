//! The shape of a payload that a page shows: which keys stand within which, in JSON or XML.
//!
//! Pages print payloads that no parser accepts: with comments, with `…`, with a comma too many or a bracket too few. So
//! this reads brackets, quotes and tags, and nothing else. Items of a list are one shape. The values are of no interest.

use indexmap::IndexMap;

use crate::document::Line;

/// Deeper keys are not followed.
const DEEPEST: usize = 64;
/// Keys beyond so many are not kept; a page shows some hundreds.
const MOST: usize = 20_000;

/// What stands at one place of a payload.
#[derive(Debug, Clone, Default)]
pub(super) struct Shape {
    /// The place holds a list.
    pub(super) is_list: bool,
    /// The place holds an object.
    pub(super) is_object: bool,
    /// The place holds null.
    pub(super) is_null: bool,
    /// The place holds a number without quotes.
    pub(super) is_number: bool,
    /// The place holds a text in quotes.
    pub(super) is_text: bool,
    /// The keys of the object, or of the list's items.
    pub(super) members: IndexMap<String, Shape>,
    /// The line where the place is first.
    pub(super) line: u32,
}

/// The payload that lines of preformatted text hold, if they hold one; with whether it is written as XML.
pub(super) fn read(lines: &[Line]) -> Option<(Shape, bool)> {
    let first = lines.iter().map(|line| line.text.trim_start()).find(|line| !line.is_empty())?;
    let shape = if first.starts_with('<') { (xml(lines), true) } else { (json(lines)?, false) };
    (!shape.0.members.is_empty()).then_some(shape)
}

/// A way into a shape under construction: the keys above the place that is being read.
struct Builder {
    root: Shape,
    path: Vec<String>,
    left: usize,
}

impl Default for Builder {
    fn default() -> Self {
        Self { root: Shape::default(), path: Vec::new(), left: MOST }
    }
}

impl Builder {
    fn here(&mut self) -> Option<&mut Shape> {
        let mut shape = &mut self.root;
        for key in &self.path {
            shape = shape.members.get_mut(key)?;
        }
        Some(shape)
    }

    /// A key of the object at hand. True where it was there already.
    fn key(&mut self, key: &str, line: u32) -> bool {
        let left = self.left;
        let Some(shape) = self.here() else { return false };
        let known = shape.members.contains_key(key);
        if left == 0 && !known {
            return false;
        }
        shape.is_object = true;
        shape.members.entry(key.to_owned()).or_insert_with(|| Shape { line, ..Shape::default() });
        self.left -= usize::from(!known);
        known
    }
}

/// A bracket that is open.
enum Open {
    Object,
    List,
}

fn json(lines: &[Line]) -> Option<Shape> {
    let start = lines.iter().position(|line| line.text.contains('{'))?;
    let mut scanner = Scanner::default();
    for line in lines.get(start..)? {
        let number = line.span()[0];
        let mut chars = line.text.chars().peekable();
        while let Some(c) = chars.next() {
            if scanner.text.is_some() {
                if c == '\\' {
                    chars.next();
                } else {
                    scanner.quoted(c);
                }
            } else if c == '/' && chars.peek() == Some(&'/') {
                break;
            } else if !scanner.bare(c, number) {
                return Some(scanner.builder.root);
            }
        }
        scanner.end_line(&line.text);
    }
    Some(scanner.builder.root)
}

/// Reads JSON character by character.
#[derive(Default)]
struct Scanner {
    builder: Builder,
    /// For each open bracket, how many keys the path had outside of it.
    open: Vec<(Open, usize)>,
    /// A text that may be a key.
    key: Option<String>,
    /// A text whose quote is open.
    text: Option<String>,
    awaits_value: bool,
}

impl Scanner {
    /// A character inside of quotes.
    fn quoted(&mut self, c: char) {
        if c == '"' {
            let awaits_value = self.awaits_value;
            self.key = self.text.take().filter(|_| !awaits_value);
        } else if let Some(text) = &mut self.text {
            text.push(c);
        }
    }

    /// A character outside of quotes. False where the payload ends.
    fn bare(&mut self, c: char, line: u32) -> bool {
        match c {
            '"' => {
                if self.awaits_value
                    && let Some(shape) = self.builder.here()
                {
                    shape.is_text = true;
                }
                self.text = Some(String::new());
            }
            ':' | '：' => self.name(line),
            '{' | '[' => return self.opened(c == '['),
            '}' | ']' => {
                self.open.pop();
                return self.end_value();
            }
            ',' => {
                self.end_value();
            }
            'n' if self.awaits_value => self.builder.here().into_iter().for_each(|shape| shape.is_null = true),
            '0'..='9' if self.awaits_value => self.builder.here().into_iter().for_each(|shape| shape.is_number = true),
            _ => {}
        }
        true
    }

    /// The text before a colon is a key.
    fn name(&mut self, line: u32) {
        let Some(name) = self.key.take().map(|name| name.trim().to_owned()) else { return };
        let depth = self.open.last().map_or(0, |(_, depth)| *depth);
        self.builder.path.truncate(depth);
        self.builder.key(&name, line);
        self.builder.path.push(name);
        self.awaits_value = true;
    }

    fn opened(&mut self, is_list: bool) -> bool {
        if self.open.len() >= DEEPEST {
            return false;
        }
        let depth = self.builder.path.len();
        if let Some(shape) = self.builder.here() {
            shape.is_list |= is_list;
            shape.is_object |= !is_list;
        }
        self.open.push((if is_list { Open::List } else { Open::Object }, depth));
        self.awaits_value = is_list;
        true
    }

    /// A value has ended. False where no bracket is open.
    fn end_value(&mut self) -> bool {
        let Some((outer, depth)) = self.open.last() else { return false };
        self.builder.path.truncate(*depth);
        self.awaits_value = matches!(outer, Open::List);
        true
    }

    /// No text continues on the next line, and a value that has begun has ended, with or without a comma.
    fn end_line(&mut self, line: &str) {
        let is_open = line.trim_end().ends_with([':', '：']);
        if self.text.take().is_some() || self.awaits_value && !is_open {
            self.end_value();
        }
    }
}

fn xml(lines: &[Line]) -> Shape {
    let mut builder = Builder::default();
    for line in lines {
        let number = line.span()[0];
        for tag in line.text.split('<').skip(1) {
            let Some((tag, _)) = tag.split_once('>') else { continue };
            if let Some(name) = tag.strip_prefix('/') {
                // What was not closed inside is closed with it.
                if let Some(at) = builder.path.iter().rposition(|open| open == name.trim()) {
                    builder.path.truncate(at);
                }
                continue;
            }
            let name = tag.trim_end_matches('/').split_whitespace().next().unwrap_or_default();
            if name.starts_with(['?', '!']) || name.is_empty() || builder.path.len() >= DEEPEST {
                continue;
            }
            let again = builder.key(name, number);
            if !tag.ends_with('/') {
                builder.path.push(name.to_owned());
                if again && let Some(shape) = builder.here() {
                    shape.is_list = true;
                }
            }
        }
    }
    builder.root
}

#[cfg(test)]
mod tests {
    use super::{Line, Shape, read};

    fn lines(text: &str) -> Vec<Line> {
        text.lines().zip(1..).map(|(text, number)| Line::new(number, text)).collect()
    }

    fn paths(shape: &Shape, path: &str, found: &mut Vec<String>) {
        for (name, inner) in &shape.members {
            let path = format!("{path}{name}{}", if inner.is_list { "[]" } else { "" });
            found.push(path.clone());
            paths(inner, &format!("{path}."), found);
        }
    }

    fn all(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        if let Some((shape, _)) = read(&lines(text)) {
            paths(&shape, "", &mut found);
        }
        found
    }

    #[test]
    fn json_is_read_whatever_is_wrong_with_it() {
        let text = "HTTP/1.1 200 OK\n{\n \"Kites\": [\n {\"Id\": \"a:b\", \"Tail\": {\"Long\": 1,},},\n {\"Color\": \"x\"} // more\n ...\n ],\n \"Total\" : 2\n \"Next\": null\n}";
        assert_eq!(
            all(text),
            ["Kites[]", "Kites[].Id", "Kites[].Tail", "Kites[].Tail.Long", "Kites[].Color", "Total", "Next"]
        );
    }

    #[test]
    fn xml_is_read_by_its_tags() {
        let text = "<?xml version=\"1.0\"?>\n<R><Kites><Kite><Id>1</Id></Kite><Kite><Tail/></Kite></Kites>\n<Total>2</Total></R>";
        assert_eq!(
            all(text),
            ["R", "R.Kites", "R.Kites.Kite[]", "R.Kites.Kite[].Id", "R.Kites.Kite[].Tail", "R.Total"]
        );
    }

    #[test]
    fn text_that_is_no_payload_has_no_shape() {
        assert!(all("GET /?Action=FlyKite").is_empty());
        assert!(all("{ } [ ] } \" :").is_empty());
        assert_eq!(all(&"{\"a\":".repeat(3000)).len(), super::DEEPEST);
    }
}
