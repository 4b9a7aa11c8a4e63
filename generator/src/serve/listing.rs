//! What a server offers, for people and programs: `/-/actions` as JSON, `/-/` with what is kept, as text or, for browsers,
//! as a page. No API has such paths.

use std::collections::BTreeMap;

use docquarry_runtime::protocol::rest::Route;
use docquarry_runtime::protocol::rest::template::base_path;
use docquarry_runtime::server::axum::Router;
use docquarry_runtime::server::axum::http::{HeaderMap, header};
use docquarry_runtime::server::axum::response::IntoResponse as _;
use docquarry_runtime::server::axum::routing::get;
use serde::Serialize;

use crate::escape::html;
use crate::spec::model::{Protocol, Spec};
use crate::spec::rest;
use crate::spec::wire_example::Wire;

use super::state::State;

/// The APIs of a server.
#[derive(Debug, Clone, Serialize)]
pub struct Listing {
    apis: Vec<Api>,
}

#[derive(Debug, Clone, Serialize)]
struct Api {
    id: String,
    product: String,
    version: String,
    protocol: Protocol,
    path: String,
    actions: Vec<String>,
    /// Method and path of each action, where they have some of their own.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    routes: BTreeMap<String, String>,
}

impl Listing {
    /// What a server of these specs offers.
    pub fn of(specs: &[Spec]) -> Self {
        let api = |spec: &Spec| Api {
            id: spec.id.clone(),
            product: spec.product.clone(),
            version: spec.api_version.clone(),
            protocol: spec.protocol,
            path: base(spec),
            actions: spec.actions.keys().cloned().collect(),
            routes: rest::routes(spec).into_iter().map(|(name, route)| (name, line(&route))).collect(),
        };
        Listing { apis: specs.iter().map(api).collect() }
    }

    /// One line for each API.
    pub fn summary(&self) -> String {
        let line = |api: &Api| {
            let Api { id, product, version, path, actions, .. } = api;
            format!("{id}: {product} {version}, {} actions at {path}\n", actions.len())
        };
        self.apis.iter().map(line).collect()
    }

    /// The summary with the actions.
    fn text(&self) -> String {
        let mut text = String::new();
        for api in &self.apis {
            text.push_str(&Listing { apis: vec![api.clone()] }.summary());
            for action in &api.actions {
                let route = api.routes.get(action).map(|route| format!(": {route}")).unwrap_or_default();
                text.push_str(&format!("  {action}{route}\n"));
            }
        }
        text
    }
}

/// The path that all calls go to, or that the paths of all calls begin with.
fn base(spec: &Spec) -> String {
    match rest::shared(spec) {
        Some(shared) => format!("{}/", shared.servers.first().map(|server| base_path(server)).unwrap_or_default()),
        None => Wire::of(spec.protocol).path.to_owned(),
    }
}

/// `GET /kites/{kite_id}`
fn line(route: &Route) -> String {
    let method = if route.method.is_empty() { "GET or POST" } else { &route.method };
    format!("{method} {}", route.path)
}

/// The paths of the listing. What is kept is told behind the actions to programs, and in front of them to browsers.
pub(super) fn routes(listing: &Listing, state: Option<State>) -> Router {
    let json = serde_json::to_string_pretty(listing).unwrap_or_default();
    let (text, listing) = (listing.text(), listing.clone());
    let as_json = move || std::future::ready(([(header::CONTENT_TYPE, "application/json")], json.clone()));
    let as_page = move |headers: HeaderMap| {
        std::future::ready(match wants_html(&headers) {
            true => {
                let page = html_page(&listing, state.as_ref());
                let headers = [
                    (header::CONTENT_TYPE, "text/html; charset=utf-8"),
                    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'"),
                    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
                    (header::VARY, "accept"),
                ];
                (headers, page).into_response()
            }
            false => {
                let kept = state.as_ref().map(State::summary).unwrap_or_default();
                let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::VARY, "accept")];
                (headers, format!("{text}{kept}")).into_response()
            }
        })
    };
    Router::new().route("/-/actions", get(as_json)).route("/-/", get(as_page))
}

/// Whether the client is a browser: it asks for HTML by name.
fn wants_html(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|one| {
        let kind = one.split(';').next().unwrap_or_default();
        kind.trim().eq_ignore_ascii_case("text/html")
    })
}

/// The page for browsers: what is kept, and the actions of each API.
fn html_page(listing: &Listing, state: Option<&State>) -> String {
    const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;margin:2em;color-scheme:light dark}\
        table{border-collapse:collapse;display:block;overflow-x:auto;margin:.5em 0 1.5em}\
        th,td{border:1px solid #8886;padding:.2em .6em;text-align:left;vertical-align:top;white-space:nowrap}\
        tr:target{background:#fd06}.nouns>*{margin-right:1em}.nouns span{opacity:.6}li{font-family:monospace}";
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>docquarry serve</title>\n\
         <style>{STYLE}</style>\n<h1>docquarry serve</h1>\n<p><a href=\"/-/actions\">actions as JSON</a>"
    );
    page.push_str(if state.is_some() { " · <a href=\"/-/state\">state as JSON</a></p>\n" } else { "</p>\n" });
    page.push_str(&state.map(State::tables).unwrap_or_default());
    for api in &listing.apis {
        let summary = html(Listing { apis: vec![api.clone()] }.summary().trim_end());
        page.push_str(&format!("<details><summary>{summary}</summary>\n<ul>\n"));
        for action in &api.actions {
            let route = api.routes.get(action).map(|route| format!(": {route}")).unwrap_or_default();
            page.push_str(&format!("<li>{}</li>\n", html(&format!("{action}{route}"))));
        }
        page.push_str("</ul>\n</details>\n");
    }
    page
}
