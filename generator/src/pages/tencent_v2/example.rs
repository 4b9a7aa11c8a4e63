//! Examples: an address with a parameter on each line, and JSON.

use serde_json::{Map, Value};

use super::words::COMMON;
use crate::document::{Code, Line};
use crate::lexeme;

/// A request as printed.
#[derive(Debug, Default)]
pub(super) struct Request {
    pub(super) action: Option<String>,
    /// Host of the address.
    pub(super) host: Option<String>,
    /// Parameters without the common ones.
    pub(super) query: Map<String, Value>,
}

/// True for code that is an address.
pub(super) fn is_request(code: &Code) -> bool {
    let first = code.lines.iter().map(|line| line.text.trim()).find(|text| !text.is_empty()).unwrap_or_default();
    !first.starts_with(['{', '[', '"', '}', ']'])
}

/// True for a request that sends nothing: an address alone, or a body in some language of programs.
pub(super) fn is_silent(code: &Code) -> bool {
    let request = request(&code.lines);
    request.action.is_none() && request.query.is_empty()
}

/// True for code that calls an action, or an address.
pub(super) fn is_call(code: &Code) -> bool {
    opens_request(code) || request(&code.lines).action.is_some()
}

/// True for code that begins a call, and does not go on with one.
pub(super) fn opens_request(code: &Code) -> bool {
    code.lines.first().is_some_and(|line| is_address(line.text.trim()))
}

fn is_address(text: &str) -> bool {
    ["https://", "http://", "GET ", "POST "].iter().any(|head| text.starts_with(head))
}

/// Reads an address: parameters begin with `&` or `?`, or stand alone on their line; other lines go on with a value.
pub(super) fn request(lines: &[Line]) -> Request {
    let mut request = Request::default();
    let mut pairs: Vec<(String, String)> = Vec::new();
    for line in lines {
        let text = line.text.trim();
        let query = if is_address(text) {
            let (head, query) = text.split_once('?').unwrap_or((text, ""));
            let host = head.split("://").nth(1).and_then(|rest| rest.split('/').next());
            request.host = host.filter(|host| lexeme::is_host(host)).map(str::to_owned);
            query
        } else {
            text
        };
        let begins = query.starts_with('&') || is_address(text) || name_of(query).is_some();
        if !begins {
            if let Some((_, value)) = pairs.last_mut().filter(|_| !query.is_empty() && !is_placeholder(query)) {
                value.push_str(if value.starts_with("-----") { "\n" } else { "" });
                value.push_str(query);
            }
            continue;
        }
        for pair in query.split('&') {
            match name_of(pair) {
                Some((name, value)) => pairs.push((name.to_owned(), value.to_owned())),
                None if !pair.trim().is_empty() && !is_placeholder(pair) => {
                    if let Some((_, value)) = pairs.last_mut() {
                        value.push('&');
                        value.push_str(pair);
                    }
                }
                None => {}
            }
        }
    }
    for (name, value) in pairs {
        match name.as_str() {
            "Action" => request.action = Some(value.trim().to_owned()),
            name if COMMON.contains(&name) => {}
            _ => {
                request.query.insert(name, Value::String(value.trim_end().to_owned()));
            }
        }
    }
    request
}

/// `name=value`
fn name_of(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.trim_start_matches('&').split_once('=')?;
    let name = name.trim();
    lexeme::is_parameter(name).then_some((name, value))
}

/// What stands for the common parameters.
fn is_placeholder(text: &str) -> bool {
    let text = text.trim_start_matches('&').trim();
    text.starts_with('<') || text.contains(' ') || !text.is_ascii()
}
