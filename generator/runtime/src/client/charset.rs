//! Answers in other encodings than UTF-8, and the beginning of what could not be read.
//!
//! An answer is decoded if it says its encoding: by a byte order mark or in its content type. What an API means by the
//! text is not decided here.

use encoding_rs::{Encoding, GBK, UTF_8};
use http::Response;
use http::header::CONTENT_TYPE;

/// Longest part of a text that could not be read which an error shows, in characters.
const EXCERPT: usize = 100;

/// The answer in UTF-8; `None` if it is in UTF-8, does not say its encoding, breaks the rules of it, or is no text.
pub(super) fn in_utf8(answer: &Response<Vec<u8>>) -> Option<Response<Vec<u8>>> {
    let kind = answer.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let (essence, parameters) = kind.split_once(';').unwrap_or((kind, ""));
    if !is_text(essence.trim()) {
        return None;
    }
    let (encoding, mark) = match Encoding::for_bom(answer.body()) {
        Some(found) => found,
        None => (charset(parameters).filter(|encoding| *encoding != UTF_8)?, 0),
    };
    let text = encoding.decode_without_bom_handling_and_without_replacement(answer.body().get(mark..)?)?;
    let mut decoded = Response::new(text.into_owned().into_bytes());
    *decoded.status_mut() = answer.status();
    *decoded.headers_mut() = answer.headers().clone();
    Some(decoded)
}

fn is_text(essence: &str) -> bool {
    let essence = essence.to_ascii_lowercase();
    essence.is_empty()
        || essence.starts_with("text/")
        || ["json", "xml", "javascript"].iter().any(|ending| essence.ends_with(ending))
}

/// The encoding that a content type names.
fn charset(parameters: &str) -> Option<&'static Encoding> {
    let named = parameters.split(';').filter_map(|parameter| parameter.split_once('='));
    let (_, name) = named.into_iter().find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
    Encoding::for_label(name.trim().trim_matches('"').as_bytes())
}

/// The beginning of a body, in one line of characters that can be seen; empty if nothing of it can be shown.
pub(super) fn excerpt(body: &[u8]) -> String {
    let (beginning, is_cut) = match body.get(..EXCERPT * 4) {
        Some(beginning) => (beginning, true),
        None => (body, false),
    };
    let text = match std::str::from_utf8(beginning) {
        Ok(text) => text.into(),
        // Cut within a character.
        Err(error) if is_cut && error.error_len().is_none() => String::from_utf8_lossy(beginning),
        Err(_) => match GBK.decode_without_bom_handling(beginning) {
            (text, false) => text,
            _ => String::from_utf8_lossy(beginning),
        },
    };
    let shown = |c: char| match c {
        c if c.is_control() => ' ',
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => ' ',
        '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' => ' ',
        c => c,
    };
    let line = text.chars().map(shown).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None if is_cut => format!("{line}…"),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(kind: &str, body: &[u8]) -> Option<String> {
        let mut answer = Response::new(body.to_vec());
        if let Ok(kind) = kind.parse() {
            answer.headers_mut().insert(CONTENT_TYPE, kind);
        }
        in_utf8(&answer).and_then(|answer| String::from_utf8(answer.into_body()).ok())
    }

    #[test]
    fn an_answer_is_read_in_the_encoding_that_it_names() {
        let tea = (b"{\"a\":\"\xb2\xe8\"}", "{\"a\":\"茶\"}");
        assert_eq!(decoded("application/json; charset=GBK", tea.0).as_deref(), Some(tea.1));
        assert_eq!(decoded("text/xml;charset=\"gb2312\"", tea.0).as_deref(), Some(tea.1));
        assert_eq!(decoded("application/json", b"\xef\xbb\xbf{}").as_deref(), Some("{}"));
        assert_eq!(decoded("", b"\xff\xfe{\0}\0").as_deref(), Some("{}"));
        // What is in UTF-8, does not say what it is, lies, or is a file stays as it is.
        assert_eq!(decoded("application/json;charset=utf-8", "{\"a\":\"茶\"}".as_bytes()), None);
        assert_eq!(decoded("application/json", tea.0), None);
        assert_eq!(decoded("application/json;charset=gbk", b"\xff\xff"), None);
        assert_eq!(decoded("application/zip; charset=gbk", b"\xef\xbb\xbf{}"), None);
    }

    #[test]
    fn an_excerpt_is_one_short_line_that_can_be_seen() {
        assert_eq!(
            excerpt(b"<html>\r\n\t<title>\x1b[2JLog in\xe2\x80\xae</title>"),
            "<html> <title> [2JLog in </title>"
        );
        assert_eq!(excerpt(b"\xb5\xc7\xc2\xbc"), "登录");
        assert_eq!(excerpt("茶".repeat(500).as_bytes()).chars().count(), EXCERPT + 1);
        assert_eq!(excerpt(&[0xff; 9]).chars().count(), 9);
        assert_eq!(excerpt(b""), "");
    }
}
