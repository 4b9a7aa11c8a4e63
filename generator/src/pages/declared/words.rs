//! Comparing words of documents with words of a profile.

use crate::document::markup::rich::Text;

/// Letters alike, small or capital, with single blanks.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.chars().flat_map(char::to_lowercase).eq(b.chars().flat_map(char::to_lowercase))
}

/// One of the words is the text.
pub(crate) fn is_one(words: &[String], text: &str) -> bool {
    words.iter().any(|word| same(word, text))
}

/// The text is one of the titles; a remark in brackets behind it does not matter, and `*` in a title stands for any words.
pub(crate) fn is_titled(titles: &[String], text: &str) -> bool {
    let text = text.trim().trim_end_matches(['*', ':', '\u{ff1a}', '\u{3002}']).trim();
    let bare = text.split(['(', '\u{ff08}']).next().unwrap_or_default().trim();
    titles.iter().any(|title| fits(title, text) || !bare.is_empty() && fits(title, bare))
}

/// One of the words is the text; `*` in a word stands for any others.
pub(crate) fn is_like(words: &[String], text: &str) -> bool {
    words.iter().any(|word| fits(word, text))
}

/// One of the words begins the text and ends before the next letter.
pub(crate) fn begins(words: &[String], text: &str) -> bool {
    words.iter().any(|word| {
        let start = text.get(..word.len()).is_some_and(|start| same(start, word));
        start && !text.get(word.len()..).unwrap_or_default().starts_with(char::is_alphanumeric)
    })
}

/// A title with at most one `*`.
fn fits(title: &str, text: &str) -> bool {
    let Some((before, behind)) = title.split_once('*') else { return same(title, text) };
    let (text, before, behind) = (text.to_lowercase(), before.trim().to_lowercase(), behind.trim().to_lowercase());
    text.len() > before.len() + behind.len() && text.starts_with(&before) && text.ends_with(&behind)
}

/// The words are in the text, small or capital letters alike.
pub(crate) fn holds(text: &str, words: &[String]) -> bool {
    let text = text.to_lowercase();
    words.iter().any(|word| text.contains(&word.to_lowercase()))
}

/// A name made of the words of a title: `Tea Pot` is `TeaPot`.
pub(crate) fn camel(title: &str) -> String {
    let mut name = String::new();
    for word in title.replace('\'', "").split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let mut letters = word.chars();
        name.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        name.extend(letters);
    }
    name
}

const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// The word is an HTTP method.
pub(crate) fn is_method(word: &str) -> bool {
    METHODS.contains(&word)
}

/// An HTTP method and a path at the beginning of a text, or behind other words.
pub(crate) fn call(text: &str) -> Option<(String, String)> {
    let mut words = text.split_whitespace();
    let method = words.find(|word| is_method(word))?;
    Some((method.to_owned(), path(words.next()?)?))
}

/// A path, without the server before it and the query behind it. What is in braces is a name: `{pot.id#link}` is `{pot_id}`.
/// So is a part that begins with a colon: `/:pot_id` is `/{pot_id}`.
pub(crate) fn path(source: &str) -> Option<String> {
    let source = match source.split_once("://") {
        Some((_, rest)) => rest.find('/').and_then(|at| rest.get(at..))?,
        None => source,
    };
    let mut path = String::new();
    let mut inside: Option<String> = None;
    let mut colon = false;
    for c in source.trim().chars() {
        if colon && !(c.is_alphanumeric() || c == '_') {
            path.push('}');
            colon = false;
        }
        match (&mut inside, c) {
            (None, ':') if path.ends_with('/') => {
                path.push('{');
                colon = true;
            }
            (Some(name), '}') => {
                let name = name.split(['#', '%']).next().unwrap_or_default();
                let plain = |c: char| if c.is_alphanumeric() || matches!(c, '_' | '-') { c } else { '_' };
                path.push('{');
                path.extend(name.trim().chars().map(plain));
                path.push('}');
                inside = None;
            }
            (Some(name), c) => name.push(c),
            (None, '{') => inside = Some(String::new()),
            (None, '?') => break,
            (None, c) if c.is_whitespace() || matches!(c, '\\' | '"' | '<' | '>' | '`' | '\u{3002}') => break,
            (None, c) => path.push(c),
        }
    }
    if colon {
        path.push('}');
    }
    (path.starts_with('/') && path.len() > 1 && inside.is_none()).then_some(path)
}

/// The names in the braces of a path.
pub(crate) fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split('}').next()).filter(|name| !name.is_empty())
}

/// A text without a sign at its beginning or at its end. `None` if it has none.
pub(crate) fn without_sign(text: &Text, sign: &str) -> Option<Text> {
    let mut text = text.clone();
    let first = text.runs.iter_mut().find(|run| !run.text.trim().is_empty())?;
    if let Some(rest) = first.text.trim_start().strip_prefix(sign) {
        first.text = rest.to_owned();
        return Some(text);
    }
    let last = text.runs.iter_mut().rev().find(|run| !run.text.trim().is_empty())?;
    let rest = last.text.trim_end().strip_suffix(sign)?.to_owned();
    last.text = rest;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_all_forms() {
        let found = |text: &str| call(text).map(|(method, path)| format!("{method} {path}"));
        assert_eq!(found("POST /v3/{project_id}/cups").as_deref(), Some("POST /v3/{project_id}/cups"));
        assert_eq!(found("GET https://{host}/v1/cups?limit=1").as_deref(), Some("GET /v1/cups"));
        assert_eq!(found("Get Pot % GET /pots/{pot.id#DOCS_POT/pot}/lid").as_deref(), Some("GET /pots/{pot_id}/lid"));
        assert_eq!(found("GET /pots/:pot_id/lid").as_deref(), Some("GET /pots/{pot_id}/lid"));
        assert_eq!(found("POST /pots/:id:brew").as_deref(), Some("POST /pots/{id}:brew"));
        assert_eq!(found("GET the tea"), None);
        assert_eq!(found("no method /cups"), None);
    }

    #[test]
    fn titles_may_have_remarks_and_gaps() {
        let titles = ["JSON Params".to_owned(), "* Response".to_owned()];
        assert!(is_titled(&titles, "json params (tea)"));
        assert!(is_titled(&titles, "Brew Response"));
        assert!(!is_titled(&titles, "Response"));
        assert_eq!(camel("Get Tea's pots"), "GetTeasPots");
    }
}
