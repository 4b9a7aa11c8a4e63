//! Examples: requests as a URL or a JSON body, responses as JSON and XML, long ones folded.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::escape;
use crate::spec::model::{Action, Example, Protocol};
use crate::spec::rest;
use crate::spec::wire_example::{Request, Wire, host};

use super::Site;
use super::fields::value_text;
use super::markdown::{Page, fence, fold, text};

/// Longer blocks are folded, in lines.
const SHOWN_LINES: usize = 40;

/// The section of an action's page.
pub(super) fn section(site: &Site<'_>, name: &str, action: &Action, page: &mut Page) {
    if action.examples.is_empty() {
        return;
    }
    page.heading(2, "Examples");
    let left_out = if site.spec.protocol == Protocol::Rest { "credentials" } else { "common parameters" };
    page.block(&format!("The {left_out} are left out, and the values of URLs are not percent-encoded."));
    for (number, example) in action.examples.iter().enumerate() {
        let title = example.title.as_deref().map(|title| format!(": {}", text(title))).unwrap_or_default();
        page.heading(3, &format!("Example {}{title}", number + 1));
        page.block(&request(site, name, action, example));
        page.block(&document("Response", &example.response));
        if let Some(xml) = &example.response_xml {
            page.block(&block("Response as XML", "xml", xml));
        }
    }
}

fn request(site: &Site<'_>, name: &str, action: &Action, example: &Example) -> String {
    match Request::of(example) {
        Request::None => String::new(),
        Request::Query(query) => block("Request", "text", &url(site, name, action, query)),
        Request::Body(body) => document("Request", body),
        Request::Text(text) => block("Request (not JSON)", "text", text),
    }
}

/// The URL with one parameter a line.
fn url(site: &Site<'_>, name: &str, action: &Action, query: &Map<String, Value>) -> String {
    let wire = Wire::of(site.spec.protocol);
    let host = host(site.spec, action).unwrap_or("HOST");
    let mut out = match rest::shared(site.spec) {
        Some(shared) => {
            let server = shared.servers.first().map_or("https://HOST", |server| server.trim_end_matches('/'));
            format!("{server}{}?", action.path.as_deref().unwrap_or("/"))
        }
        None => format!("https://{host}{}?{}={name}", wire.path, wire.action_key),
    };
    for (key, value) in query {
        // A line break within a value would look like the end of the parameter.
        let value = value_text(value).replace('\r', "%0D").replace('\n', "%0A");
        let _ = write!(out, "\n&{key}={value}");
    }
    out
}

fn document(caption: &str, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => block(&format!("{caption} (not JSON)"), "text", text),
        value => {
            let text = serde_json::to_string_pretty(value).unwrap_or_else(|_| value.to_string());
            block(caption, "json", &escape::json(&text))
        }
    }
}

fn block(caption: &str, language: &str, body: &str) -> String {
    let lines = body.lines().count();
    if lines > SHOWN_LINES {
        return fold(&format!("{caption} ({lines} lines)"), &fence(language, body));
    }
    format!("{caption}:\n\n{}", fence(language, body))
}
