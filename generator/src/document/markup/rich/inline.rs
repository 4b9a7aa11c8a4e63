//! What stands inside a line of Markdown: links, emphasis, code, escapes, tags and entities.
//!
//! One pass over the bytes; each construct that is never closed is plain text.

use super::{Style, Text};

/// Reads a text. Names of anchors in it are added to `anchors`.
pub(super) fn read(source: &str, anchors: &mut Vec<String>) -> Text {
    let mut reader = Inline {
        source,
        at: 0,
        text: Text::default(),
        style: Style::default(),
        links: Vec::new(),
        open: Vec::new(),
        anchors,
    };
    reader.run();
    reader.close_open();
    reader.text
}

struct Inline<'s, 'a> {
    source: &'s str,
    at: usize,
    text: Text,
    style: Style,
    links: Vec<String>,
    /// Emphasis that is open: its mark, and the index of the run that stands for it.
    open: Vec<(&'static str, usize)>,
    anchors: &'a mut Vec<String>,
}

/// Longest target of a link, and how far the end of a link's text is looked for.
const REACH: usize = 2000;

impl Inline<'_, '_> {
    fn rest(&self) -> &str {
        self.source.get(self.at..).unwrap_or_default()
    }

    fn push(&mut self, text: &str) {
        let link = self.links.last().cloned();
        self.text.push(text, link.as_deref(), self.style);
    }

    fn run(&mut self) {
        while let Some(first) = self.rest().chars().next() {
            let taken = match first {
                '\\' => self.escape(),
                '`' => self.code(),
                '!' => self.picture(),
                '[' => self.link(),
                '<' => self.tag(),
                '&' => self.entity(),
                '*' | '_' => self.emphasis(first),
                _ => false,
            };
            if !taken {
                let rest = self.rest();
                let special = |c: char| matches!(c, '\\' | '`' | '!' | '[' | '<' | '&' | '*' | '_');
                let from = first.len_utf8();
                let end = rest.get(from..).and_then(|tail| tail.find(special)).map_or(rest.len(), |end| end + from);
                let piece = rest.get(..end).unwrap_or_default().to_owned();
                self.at += end.max(1);
                self.push(&piece);
            }
        }
    }

    fn escape(&mut self) -> bool {
        let Some(next) = self.rest().chars().nth(1).filter(char::is_ascii_punctuation) else { return false };
        self.at += 1 + next.len_utf8();
        self.push(next.encode_utf8(&mut [0; 4]));
        true
    }

    fn code(&mut self) -> bool {
        let rest = self.rest();
        let ticks = rest.bytes().take_while(|byte| *byte == b'`').count();
        let fence = rest.get(..ticks).unwrap_or_default();
        let Some(body) = rest.get(ticks..) else { return false };
        let Some(end) = window(body).find(fence) else { return false };
        let code = body.get(..end).unwrap_or_default().to_owned();
        self.at += ticks * 2 + end;
        let before = self.style;
        self.style.code = true;
        self.push(code.trim());
        self.style = before;
        true
    }

    /// A picture is left out.
    fn picture(&mut self) -> bool {
        let Some((_, _, length)) = self.rest().strip_prefix('!').and_then(split_link) else { return false };
        self.at += length + 1;
        true
    }

    fn link(&mut self) -> bool {
        let Some((text, target, length)) = split_link(self.rest()) else { return false };
        let (text, target) = (text.to_owned(), target.to_owned());
        self.at += length;
        if self.links.is_empty() {
            let mut inner = read(&text, self.anchors);
            for run in &mut inner.runs {
                let style = Style {
                    strong: self.style.strong || run.style.strong,
                    emphasis: self.style.emphasis || run.style.emphasis,
                    ..run.style
                };
                self.text.push(&run.text, Some(&target), style);
            }
        } else {
            self.push(&text);
        }
        true
    }

    fn tag(&mut self) -> bool {
        let rest = self.rest();
        let Some(end) = window(rest).find('>') else { return false };
        let inner = rest.get(1..end).unwrap_or_default().to_owned();
        if inner.starts_with("http://") || inner.starts_with("https://") {
            self.at += end + 1;
            self.text.push(&inner, Some(&inner), self.style);
            return true;
        }
        let name: String = inner.trim_start_matches('/').chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
        if name.is_empty() || !inner.trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic()) {
            return false;
        }
        // `List<Cup>` is no tag.
        let behind = inner.trim_start_matches('/').get(name.len()..).and_then(|rest| rest.chars().next());
        let is_name = name.starts_with(|c: char| c.is_ascii_uppercase()) && name.len() > 1 && name == inner;
        if is_name || behind.is_some_and(|c| !c.is_whitespace() && c != '/' && c != '-') {
            return false;
        }
        self.at += end + 1;
        let (closes, name) = (inner.starts_with('/'), name.to_ascii_lowercase());
        match name.as_str() {
            "br" | "p" | "li" | "div" => self.push("\n"),
            "b" | "strong" => self.style.strong = !closes,
            "i" | "em" => self.style.emphasis = !closes,
            "code" => self.style.code = !closes,
            "sup" => self.style.raised = !closes,
            "a" if closes => drop(self.links.pop()),
            "a" => {
                self.anchors.extend(super::markdown::attribute(&inner, "name"));
                if let Some(target) = super::markdown::attribute(&inner, "href").filter(|_| self.links.is_empty()) {
                    self.links.push(target);
                }
            }
            _ => self.anchors.extend(super::markdown::attribute(&inner, "id").filter(|_| !closes)),
        }
        true
    }

    fn entity(&mut self) -> bool {
        const ENTITIES: &[(&str, &str)] =
            &[("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"), ("&quot;", "\""), ("&nbsp;", " "), ("&#39;", "'")];
        let rest = self.rest();
        let Some((entity, text)) = ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity)) else { return false };
        self.at += entity.len();
        self.push(text);
        true
    }

    fn emphasis(&mut self, mark: char) -> bool {
        let double = self.rest().chars().nth(1) == Some(mark);
        let delimiter = match (mark, double) {
            ('*', true) => "**",
            ('*', false) => "*",
            ('_', true) => "__",
            _ => "_",
        };
        let before = self.source.get(..self.at).and_then(|text| text.chars().last());
        let after = self.rest().get(delimiter.len()..).and_then(|text| text.chars().next());
        let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let closes = self.open.last().is_some_and(|(open, _)| *open == delimiter)
            && !is_space(before)
            && (mark == '*' || !is_word(after));
        let opens = !is_space(after) && (mark == '*' || !is_word(before));
        if !closes && !opens {
            return false;
        }
        self.at += delimiter.len();
        if closes {
            self.open.pop();
        } else {
            self.open.push((delimiter, self.text.runs.len()));
            self.text.runs.push(super::Run::default());
        }
        let is_open = |marks: &[&str]| self.open.iter().any(|(open, _)| marks.contains(open));
        (self.style.strong, self.style.emphasis) = (is_open(&["**", "__"]), is_open(&["*", "_"]));
        true
    }

    /// Emphasis that was never closed is the mark itself.
    fn close_open(&mut self) {
        for (mark, index) in std::mem::take(&mut self.open) {
            for run in self.text.runs.iter_mut().skip(index) {
                if mark.len() == 2 {
                    run.style.strong = false;
                } else {
                    run.style.emphasis = false;
                }
            }
            if let Some(run) = self.text.runs.get_mut(index) {
                run.text.push_str(mark);
            }
        }
        self.text.runs.retain(|run| !run.text.is_empty());
    }
}

/// The beginning of a text, as far as the end of a construct is looked for.
fn window(text: &str) -> &str {
    let mut end = REACH.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// `[text](target)`: its text, its target, and its length.
fn split_link(source: &str) -> Option<(&str, &str, usize)> {
    let mut depth = 0usize;
    let mut escaped = false;
    let mut end = None;
    for (at, byte) in window(source).bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'[' => depth += 1,
            b']' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    end = Some(at);
                    break;
                }
            }
            _ if depth == 0 => return None,
            _ => {}
        }
    }
    let end = end?;
    let text = source.get(1..end)?;
    let behind = source.get(end + 1..)?.strip_prefix('(')?;
    let mut depth = 1usize;
    for (at, byte) in window(behind).bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            b'\n' => return None,
            _ => {}
        }
        if depth == 0 {
            let target = behind.get(..at)?.trim();
            let target = target.split([' ', '\t']).next().unwrap_or_default().trim_matches(['<', '>']);
            return Some((text, target, end + 2 + at + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(source: &str) -> String {
        let mut anchors = Vec::new();
        let text = read(source, &mut anchors);
        let run = |run: &super::super::Run| {
            let marks = [(run.style.strong, 'b'), (run.style.emphasis, 'i'), (run.style.code, 'c')];
            let marks: String = marks.iter().filter(|(on, _)| *on).map(|(_, mark)| *mark).collect();
            format!("{marks}{}<{}>", run.link.as_deref().map(|link| format!("@{link} ")).unwrap_or_default(), run.text)
        };
        let anchors: String = anchors.iter().map(|name| format!("#{name}")).collect();
        text.runs.iter().map(run).collect::<String>() + &anchors
    }

    #[test]
    fn marks_inside_a_line() {
        let cases = [
            ("a [b](c#d) e", "<a >@c#d <b>< e>"),
            ("**x** and *y*", "b<x>< and >i<y>"),
            ("name\\* `a|b`", "<name* >c<a|b>"),
            ("2 * 3 and x_y_z", "<2 * 3 and x_y_z>"),
            ("*never closed", "<*><never closed>"),
            ("[\\{pot.id\\}](/x)/y", "@/x <{pot.id}></y>"),
            ("<a name=\"t\"></a>a &lt; b<br/>c", "<a ><<>< b\n><c>#t"),
            ("array of [x](y (z)) objects", "<array of >@y <x>< objects>"),
            ("[open", "<[open>"),
        ];
        for (source, expected) in cases {
            let plain = |text: &str| text.replace("><", "");
            assert_eq!(plain(&shown(source)), plain(expected), "{source}");
        }
    }
}
