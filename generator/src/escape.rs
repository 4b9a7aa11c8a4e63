//! The way out: text of documents and specs as each kind of output takes it. Whatever is written or printed passes
//! through here or through a module that builds on it (`emit::reference::markdown`, `emit::rust::docs`).
//!
//! What cannot be seen is made visible in every output: control characters, and the characters that turn the direction
//! of text around and so can show a reader something else than what is there.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use crate::files::Files;

/// Whether a character is invisible and changes how others are shown or read: control characters, marks of direction,
/// separators of lines, and tags. Joiners, which words of some languages need, are none of them.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A text in one line in which every character can be seen: `\n`, `\u{1b}`.
#[derive(Debug, Clone, Copy)]
pub struct Visible<'a>(pub &'a str);

impl fmt::Display for Visible<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| show(c, f))
    }
}

fn show(c: char, out: &mut impl fmt::Write) -> fmt::Result {
    match c {
        '\n' | '\r' | '\t' => write!(out, "{}", c.escape_default()),
        c if is_hidden(c) => write!(out, "{}", c.escape_unicode()),
        c => out.write_char(c),
    }
}

/// The beginning of a text: at most `most` characters, and an ellipsis where there are more.
pub fn beginning(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((end, _)) => Cow::Owned(format!("{}…", text.get(..end).unwrap_or_default())),
        None => Cow::Borrowed(text),
    }
}

/// At most `most` characters of a text, on one line; blanks at its ends stay, they may be the finding.
pub fn shorten(text: &str, most: usize) -> String {
    beginning(text, most).replace(char::is_control, " ")
}

/// A text in one line: breaks and tabs become blanks, other hidden characters visible.
pub fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        let c = if c.is_whitespace() && is_hidden(c) { ' ' } else { c };
        // Writing into a `String` cannot fail.
        let _ = show(c, &mut out);
    }
    out
}

/// A text within a comment that ends with `end` (`-->`, `*/`): in one line, and without that mark.
pub fn comment(text: &str, end: &str) -> String {
    let (first, rest) = end.split_at(end.len().saturating_sub(1));
    one_line(text).replace(end, &format!("{first} {rest}"))
}

/// The text of a whole file or message: lines stay, other hidden characters become visible.
pub fn lines(text: &str) -> Cow<'_, str> {
    replaced(text, |c| is_hidden(c) && !matches!(c, '\n' | '\t'), show)
}

/// JSON in which hidden characters are escaped; its value is the same.
pub fn json(text: &str) -> Cow<'_, str> {
    replaced(
        text,
        |c| is_hidden(c) && !matches!(c, '\n' | '\r' | '\t'),
        |c, out| {
            let mut units = [0; 2];
            c.encode_utf16(&mut units).iter().try_for_each(|unit| write!(out, "\\u{unit:04x}"))
        },
    )
}

/// A text for a terminal. Where it was `colored` by this program, sequences that set colours stay.
pub fn terminal(text: &str, colored: bool) -> Cow<'_, str> {
    if !colored || !text.contains('\u{1b}') {
        return lines(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut pieces = text.split('\u{1b}');
    out.push_str(&lines(pieces.next().unwrap_or_default()));
    for piece in pieces {
        let end = piece.find(|c: char| !c.is_ascii_digit() && !matches!(c, '[' | ';'));
        let is_color =
            piece.starts_with('[') && end.is_some_and(|end| piece.get(end..).is_some_and(|rest| rest.starts_with('m')));
        out.push_str(if is_color { "\u{1b}" } else { "\\u{1b}" });
        out.push_str(&lines(piece));
    }
    Cow::Owned(out)
}

/// A text as a TOML string.
pub fn toml(text: &str) -> String {
    if !text.contains(is_hidden) {
        return toml::Value::from(text).to_string();
    }
    let mut out = String::with_capacity(text.len() + 16);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if is_hidden(c) => out.push_str(&format!("\\U{:08X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A character of text in HTML, attributes included.
pub fn push_html(c: char, out: &mut String) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '\n' | '\t' => out.push(c),
        // Writing into a `String` cannot fail.
        c => _ = show(c, out),
    }
}

/// Text in HTML, attributes included.
pub fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| push_html(c, &mut out));
    out
}

/// Files as they are written: nothing hidden is in any of them, whatever an emitter overlooked. In Rust, literals have
/// their escapes from the printer.
pub fn files(files: Files) -> Files {
    let escaped = |(path, text): (String, String)| {
        let text = match if path.ends_with(".json") { json(&text) } else { lines(&text) } {
            Cow::Owned(text) => text,
            Cow::Borrowed(_) => text,
        };
        (path, text)
    };
    files.into_iter().map(escaped).collect()
}

fn replaced(
    text: &str,
    is_replaced: impl Fn(char) -> bool,
    write: impl Fn(char, &mut String) -> fmt::Result,
) -> Cow<'_, str> {
    if !text.contains(&is_replaced) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_replaced(c) {
            let _ = write(c, &mut out);
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NASTY: &str = "a\u{1b}[2J\u{202e}b\u{2066}c\u{85}d\u{7f}\u{feff}\u{e0041}";

    #[test]
    fn nothing_hidden_is_left_in_any_output() {
        for text in [
            one_line(NASTY),
            Visible(NASTY).to_string(),
            lines(NASTY).into_owned(),
            html(NASTY),
            json(NASTY).into_owned(),
            terminal(NASTY, true).into_owned(),
            terminal(NASTY, false).into_owned(),
        ] {
            assert!(!text.contains(is_hidden), "{text:?}");
        }
        assert_eq!(one_line(" a\r\n\tb\u{202e} \n"), "a   b\\u{202e}");
        assert_eq!(Visible("a\nb\u{1b}").to_string(), "a\\nb\\u{1b}");
        assert_eq!(lines("a\n\tb\r\n"), "a\n\tb\\r\n");
        assert_eq!(html("<a b=\"&\">\u{202e}"), "&lt;a b=&quot;&amp;&quot;&gt;\\u{202e}");
    }

    #[test]
    fn a_comment_does_not_end_early() {
        assert_eq!(comment("a --> b\n*/", "-->"), "a -- > b */");
        assert_eq!(comment("a --> b */", "*/"), "a --> b * /");
    }

    #[test]
    fn ordinary_text_is_untouched() {
        let text = "负载均衡 café नमस्ते می\u{200c}خواهم 👩\u{200d}🚀";
        assert_eq!((one_line(text).as_str(), lines(text).as_ref(), json(text).as_ref()), (text, text, text));
    }

    #[test]
    fn escaped_json_has_the_same_value() {
        let value = serde_json::json!({NASTY: [NASTY, "茶"]});
        let text = serde_json::to_string_pretty(&value).unwrap();
        let escaped = json(&text);
        assert!(text.contains('\u{202e}') && escaped.contains("\\u202e") && escaped.contains("\\udb40\\udc41"));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&escaped).unwrap(), value);
    }

    #[test]
    fn escaped_toml_has_the_same_value() {
        for text in [NASTY, "a \"b\" \\ 'c'", "茶", "\n\"\\\u{202e}"] {
            let written = toml(text);
            assert!(!written.contains(is_hidden), "{written}");
            let read: toml::Table = toml::from_str(&format!("a = {written}")).unwrap();
            assert_eq!(read["a"].as_str(), Some(text));
        }
    }

    #[test]
    fn only_colours_reach_a_terminal() {
        let colored = "\u{1b}[31;1mred\u{1b}[0m \u{1b}[2Jcleared \u{1b}]0;title\u{7} \u{1b}";
        let expected = "\u{1b}[31;1mred\u{1b}[0m \\u{1b}[2Jcleared \\u{1b}]0;title\\u{7} \\u{1b}";
        assert_eq!(terminal(colored, true), expected);
        assert!(!terminal(colored, false).contains('\u{1b}'));
    }
}
