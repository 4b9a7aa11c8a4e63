//! Examples: a request as an address or as a POST with a JSON body, and a JSON answer.

use indexmap::IndexMap;
use serde_json::Value;

use crate::document::vocabulary::{HeadingKind, strip_number};
use crate::document::{Code, Line, Vocabulary};
use crate::lexeme;

/// A request as printed.
#[derive(Debug)]
pub(crate) struct Request {
    /// The JSON body, `{"query": …}` of an address, or the text where it is neither.
    pub(crate) body: Value,
    /// The action that the request names.
    pub(crate) action: Option<String>,
    /// What is wrong with it.
    pub(crate) problem: Option<String>,
}

/// True for code that is a request rather than an answer.
pub(crate) fn is_request(code: &Code) -> bool {
    let first = code.lines.first().map_or("", |line| line.text.trim());
    let verb = ["GET ", "POST ", "PUT ", "DELETE "].iter().any(|verb| first.starts_with(verb));
    verb || first.starts_with("curl ")
        || first.starts_with("https://")
        || first.starts_with("http") && first.contains("://")
}

/// Reads an example's request. `common` says which parameters every request carries; `wrapped`, that the page may
/// have broken its lines anywhere.
pub(crate) fn request(code: &Code, common: &dyn Fn(&str) -> bool, wrapped: bool) -> Request {
    let first = code.lines.first().map_or("", |line| line.text.trim());
    if first.starts_with("curl ") && code.lines.iter().any(|line| line.text.contains('{')) {
        return curl(code);
    }
    if first.contains("://") || first.starts_with("GET ") || first.starts_with("/?") {
        address(code, common, wrapped)
    } else {
        post(code)
    }
}

/// `https://host/?Action=X`, one `&name=value` on each line; a line without `&` continues the one before, unless it
/// has a name and lines were not broken.
fn address(code: &Code, common: &dyn Fn(&str) -> bool, wrapped: bool) -> Request {
    let mut whole = String::new();
    for line in code.lines.iter().map(|line| line.text.trim()) {
        let named = || line.split_once('=').is_some_and(|(name, _)| lexeme::is_parameter(name.trim()));
        if !wrapped && !whole.ends_with(['?', '&']) && whole.contains('?') && named() {
            whole.push('&');
        }
        whole.push_str(line);
    }
    let query = whole.split_once('?').map_or("", |(_, query)| query);
    let mut action = None;
    let mut parameters = IndexMap::new();
    for pair in query.split('&') {
        let Some((name, value)) = pair.split_once('=') else { continue };
        match name.trim() {
            "Action" => action = Some(value.trim().to_owned()),
            name if name.is_empty() || name.starts_with('<') || common(name) => {}
            name => {
                parameters.insert(name.to_owned(), Value::String(value.to_owned()));
            }
        }
    }
    let query = Value::Object(parameters.into_iter().collect());
    Request { body: Value::Object([("query".to_owned(), query)].into_iter().collect()), action, problem: None }
}

/// A command line of curl: its headers, and the body between quotes.
fn curl(code: &Code) -> Request {
    let action = code.lines.iter().find_map(|line| {
        let (_, behind) = line.text.split_once("X-TC-Action:")?;
        Some(behind.trim_start().chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect())
    });
    let text = code.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
    let end = text.rfind(['}', ']']).map_or(text.len(), |end| end + 1);
    let body = text.find('{').and_then(|start| text.get(start..end)).unwrap_or_default();
    let (body, problem) = json(body.lines().map(|line| line.trim_end_matches('\\')));
    Request { body, action, problem }
}

/// Header lines, a placeholder for the common parameters, a JSON body.
fn post(code: &Code) -> Request {
    let opens = |line: &Line| line.text.trim_start().starts_with(['{', '[']);
    let at = code.lines.iter().position(opens).unwrap_or(code.lines.len());
    let (head, body) = code.lines.split_at(at);
    let action = head.iter().find_map(|line| {
        let (name, value) = line.text.trim().split_once(':')?;
        name.eq_ignore_ascii_case("X-TC-Action").then(|| value.trim().to_owned())
    });
    let (body, problem) = json(body.iter().map(|line| line.text.as_str()));
    Request { body, action, problem }
}

/// Reads lines as JSON; the text itself where they are none, with the reason.
///
/// Pages wrap long lines inside strings, where JSON allows no line break, so lines are joined with
/// nothing inside a string and with a line break elsewhere.
pub(crate) fn json<'a>(lines: impl Iterator<Item = &'a str>) -> (Value, Option<String>) {
    let mut text = String::new();
    let mut in_string = false;
    for line in lines {
        if !text.is_empty() && !in_string {
            text.push('\n');
        }
        let line = if in_string { line.trim_start() } else { line };
        text.push_str(line);
        let mut escaped = false;
        for c in line.chars() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = in_string,
                '"' => in_string = !in_string,
                _ => {}
            }
        }
    }
    if text.trim().is_empty() {
        return (Value::Object(serde_json::Map::new()), None);
    }
    match serde_json::from_str(&text) {
        Ok(value) => (value, None),
        Err(error) => (Value::String(text), Some(error.to_string())),
    }
}

/// The title of an example's heading: `示例1 Title` without the counter.
pub(crate) fn title(heading: &str, vocabulary: &Vocabulary) -> Option<String> {
    let words = vocabulary.headings.iter().filter(|rule| rule.kind == HeadingKind::Example);
    let rest = words.flat_map(|rule| rule.words).find_map(|word| heading.strip_prefix(word))?;
    let rest = rest.trim_start().trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches(['：', ':', ' ']);
    let title = strip_number(rest).unwrap_or(rest).trim();
    (!title.is_empty()).then(|| title.to_owned())
}
