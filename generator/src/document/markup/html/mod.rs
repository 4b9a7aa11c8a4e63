//! The HTML reader: whole documents, and the HTML inside Markdown.
//!
//! The tree with its source lines (`tree`) is built by `sink`; `walk` makes an outline of it. What is a page and what
//! a heading means is decided with the other formats, in `paging`.

mod rich;
mod sink;
mod tree;
mod walk;

use std::borrow::Cow;

use super::outline::Outline;
use super::split_pages;
use crate::coverage::LineUses;
use crate::document::Document;
use crate::document::vocabulary::Vocabulary;

/// Reads an HTML document with the words of the dialects that it may be written in.
pub fn read(name: &str, text: &str, vocabularies: &[&'static Vocabulary]) -> Document {
    let accounts = LineUses::new(text.lines());
    let mut outline = Outline::new(accounts.len());
    walk::document(text, vocabularies, &mut outline);
    outline.finish();
    split_pages::finish(name, outline, accounts, vocabularies)
}

/// Reads HTML that stands in another format, from source line `first`.
pub(super) fn fragment(text: &str, first: u32, vocabularies: &[&'static Vocabulary], outline: &mut Outline) {
    walk::fragment(text, first, vocabularies, outline);
}

/// Reads an HTML document with the marks inside its lines; `scope` is the identifier of the element that holds the page.
pub(crate) fn read_rich(text: &str, scope: Option<&str>) -> super::rich::Rich {
    rich::document(text, scope)
}

/// The rich blocks of HTML that stands in another format, from source line `first`.
pub(super) fn rich_fragment(text: &str, first: u32) -> Vec<super::rich::Block> {
    rich::fragment(text, first)
}

/// The text as the parser gets it: without bare ampersands, and with a bound on the attributes of a tag.
fn prepare(text: &str) -> Cow<'_, str> {
    match escape_ampersands(text) {
        Cow::Borrowed(text) => bound_attributes(text),
        Cow::Owned(text) => Cow::Owned(match bound_attributes(&text) {
            Cow::Owned(bounded) => bounded,
            Cow::Borrowed(_) => text,
        }),
    }
}

/// Blanks out the attributes of a tag beyond the first hundred. The parser compares each with all before it.
fn bound_attributes(text: &str) -> Cow<'_, str> {
    const MOST: usize = 100;
    let mut blanked: Option<Vec<u8>> = None;
    let mut bytes = text.bytes().enumerate().peekable();
    while let Some((_, byte)) = bytes.next() {
        if byte != b'<' || !bytes.peek().is_some_and(|(_, next)| next.is_ascii_alphabetic()) {
            continue;
        }
        let mut quote = None;
        let mut attributes = 0;
        for (at, byte) in bytes.by_ref() {
            match quote {
                Some(mark) if mark == byte => quote = None,
                Some(_) => {}
                None if byte == b'>' => break,
                None if matches!(byte, b'"' | b'\'') => quote = Some(byte),
                None if byte.is_ascii_whitespace() || byte == b'/' => attributes += 1,
                None => {}
            }
            if attributes > MOST && byte != b'\n' {
                let copy = blanked.get_or_insert_with(|| text.as_bytes().to_vec());
                if let Some(byte) = copy.get_mut(at) {
                    *byte = b' ';
                }
            }
        }
    }
    match blanked.map(String::from_utf8) {
        Some(Ok(text)) => text.into(),
        _ => text.into(),
    }
}

/// Gives the ampersands before parameters (`&region=`) as entities: old pages leave them bare, and some
/// names begin as an entity does that needs no semicolon.
fn escape_ampersands(text: &str) -> Cow<'_, str> {
    const KEPT: &[&str] = &["lt", "gt", "amp", "quot", "nbsp"];
    let bare = |rest: &str| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let (word, tail) = rest.split_at(end);
        word.starts_with(|c: char| c.is_ascii_alphabetic()) && !tail.starts_with(';') && !KEPT.contains(&word)
    };
    if !text.match_indices('&').any(|(at, _)| bare(text.get(at + 1..).unwrap_or_default())) {
        return text.into();
    }
    let mut escaped = String::with_capacity(text.len() + 64);
    for (index, part) in text.split('&').enumerate() {
        if index > 0 {
            escaped.push_str(if bare(part) { "&amp;" } else { "&" });
        }
        escaped.push_str(part);
    }
    escaped.into()
}
