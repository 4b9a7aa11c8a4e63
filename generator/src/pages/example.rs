//! Examples: a request as an address or as a POST with a JSON body, and a JSON answer.

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
    /// The host of the address.
    pub(crate) host: Option<String>,
    /// What is wrong with it.
    pub(crate) problem: Option<String>,
}

/// True for code that is a request rather than an answer.
pub(crate) fn is_request(code: &Code) -> bool {
    is_address(first(code)) || first(code).starts_with("curl ")
}

/// True for code that is an answer: a body that opens with a bracket, perhaps below the head of an HTTP answer.
pub(crate) fn is_answer(code: &Code) -> bool {
    !is_request(code)
        && body(code).first().is_some_and(|line| line.text.trim_start().starts_with(['<', '{', '[', '}', ']', '"']))
}

/// True for code that calls an action, or an address.
pub(crate) fn is_call(code: &Code) -> bool {
    is_request(code) || request(code, &|_| false, false).action.is_some()
}

/// True for a request that sends nothing: an address alone, or a body in some language of programs.
pub(crate) fn is_silent(code: &Code) -> bool {
    let request = request(code, &|_| false, false);
    let query = request.body.get("query").unwrap_or(&request.body);
    request.action.is_none() && query.as_object().is_none_or(serde_json::Map::is_empty)
}

/// The head of a request whose body is still to come.
pub(crate) fn wants_body(code: &Code) -> bool {
    let opens = |line: &Line| line.text.contains(['{', '[']);
    first(code).starts_with("POST ") && !code.lines.iter().any(opens)
}

/// The brackets of an answer close, or it is in XML.
pub(crate) fn is_whole(code: &Code) -> bool {
    let text = || code.lines.iter().flat_map(|line| line.text.chars());
    let count = |brackets: [char; 2]| text().filter(|c| brackets.contains(c)).count();
    count(['{', '[']) <= count(['}', ']'])
}

/// The lines of an answer behind its HTTP head.
pub(crate) fn body(code: &Code) -> Vec<Line> {
    let opens = |line: &Line| line.text.trim_start().starts_with(['<', '{', '[']);
    let head = |line: &Line| {
        ["HTTP/", "//", "#"].iter().any(|mark| line.text.trim_start().starts_with(mark)) || line.text.contains(':')
    };
    let skip = match code.lines.iter().position(opens) {
        Some(at) if code.lines.iter().take(at).all(|line| head(line) || line.text.trim().is_empty()) => at,
        _ => 0,
    };
    code.lines.get(skip..).unwrap_or_default().to_vec()
}

/// The first line that is not blank.
fn first(code: &Code) -> &str {
    code.lines.iter().map(|line| line.text.trim()).find(|line| !line.is_empty()).unwrap_or_default()
}

fn is_address(text: &str) -> bool {
    ["GET ", "POST ", "PUT ", "DELETE ", "https://"].iter().any(|head| text.starts_with(head))
        || text.starts_with("http") && text.contains("://")
        || text.contains("?Action=")
        || text.contains("? Action=")
}

/// Reads an example's request. `common` says which parameters every request carries; `wrapped`, that the page may
/// have broken its lines anywhere.
pub(crate) fn request(code: &Code, common: &dyn Fn(&str) -> bool, wrapped: bool) -> Request {
    let first = first(code);
    let is_json = code.lines.is_empty() || code.lines.iter().any(|line| line.text.trim_start().starts_with(['{', '[']));
    if first.starts_with("curl ") && code.lines.iter().any(|line| line.text.contains('{')) {
        curl(code)
    } else if first.contains("://") || first.starts_with("GET ") || first.starts_with("/?") || !is_json {
        address(code, common, wrapped)
    } else {
        post(code)
    }
}

/// `https://host/?Action=X`, with one `&name=value` on each line. A line without `&` continues the one before, unless
/// it has a name and no line has the mark, or lines were not broken.
fn address(code: &Code, common: &dyn Fn(&str) -> bool, wrapped: bool) -> Request {
    let lines = || code.lines.iter().map(|line| line.text.trim());
    let marked = wrapped && lines().filter(|line| line.starts_with('&')).count() > 0;
    let mut host = None;
    let mut behind_placeholder = false;
    let mut pairs = Pairs::default();
    for line in lines() {
        let query = if is_address(line) {
            let (head, query) = line.split_once('?').unwrap_or((line, ""));
            let called = head.split("://").nth(1).and_then(|rest| rest.split('/').next());
            host = called.filter(|host| lexeme::is_host(host)).map(str::to_owned);
            query
        } else {
            line
        };
        let is_named = (!marked || behind_placeholder) && named(query).is_some();
        let begins = is_address(line) || query.starts_with('&') || is_named;
        behind_placeholder = is_placeholder(query);
        let rest = if begins {
            query
        } else {
            let (value, rest) = query.split_once('&').unwrap_or((query, ""));
            if !query.starts_with('<') && (marked || !is_placeholder(query)) {
                pairs.extend(value);
            }
            rest
        };
        rest.split('&').enumerate().for_each(|(at, pair)| pairs.take(pair, at > 0 || !begins));
    }
    let mut action = None;
    let mut query = serde_json::Map::new();
    for (name, value) in pairs.0 {
        if name == "Action" {
            action = Some(value.trim().to_owned());
        } else if !common(name) {
            query.insert(name.to_owned(), Value::String(value.trim_end().to_owned()));
        }
    }
    let body = Value::Object([("query".to_owned(), Value::Object(query))].into_iter().collect());
    Request { body, action, host, problem: None }
}

/// Parameters of an address with their values.
#[derive(Default)]
struct Pairs<'l>(Vec<(&'l str, String)>);

impl<'l> Pairs<'l> {
    /// A line continues the value before; a certificate keeps its lines.
    fn extend(&mut self, more: &str) {
        if let Some((_, value)) = self.0.last_mut() {
            value.push_str(if value.starts_with("-----") { "\n" } else { "" });
            value.push_str(more);
        }
    }

    /// What is between two marks: `name=value`, or part of a value that has the mark in it.
    fn take(&mut self, pair: &'l str, behind_mark: bool) {
        match named(pair) {
            Some((name, value)) => self.0.push((name, value.to_owned())),
            None if behind_mark && !pair.trim().is_empty() && !is_placeholder(pair) => {
                if let Some((_, value)) = self.0.last_mut() {
                    value.push('&');
                    value.push_str(pair);
                }
            }
            None => {}
        }
    }
}

/// `name=value`
fn named(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.trim_start_matches('&').split_once('=')?;
    let name = name.trim();
    lexeme::is_parameter(name).then_some((name, value))
}

/// What stands for the common parameters.
fn is_placeholder(text: &str) -> bool {
    let text = text.trim_start_matches('&').trim();
    text.starts_with('<') || text.contains(' ') || !text.is_ascii()
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
    Request { body, action, host: None, problem }
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
    Request { body, action, host: None, problem }
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
