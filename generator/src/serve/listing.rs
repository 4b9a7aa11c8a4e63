//! What a server offers, for people and programs: `/-/actions` as JSON, `/-/` as text with what is kept. No API has such
//! paths.

use std::collections::BTreeMap;

use docquarry_runtime::protocol::rest::Route;
use docquarry_runtime::protocol::rest::template::base_path;
use docquarry_runtime::server::axum::Router;
use docquarry_runtime::server::axum::http::header;
use docquarry_runtime::server::axum::routing::get;
use serde::Serialize;

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

/// The paths of the listing. What is kept is told behind the actions.
pub(super) fn routes(listing: &Listing, state: Option<State>) -> Router {
    let json = serde_json::to_string_pretty(listing).unwrap_or_default();
    let text = listing.text();
    let as_json = move || std::future::ready(([(header::CONTENT_TYPE, "application/json")], json.clone()));
    let as_text = move || {
        let kept = state.as_ref().map(State::summary).unwrap_or_default();
        std::future::ready(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], format!("{text}{kept}")))
    };
    Router::new().route("/-/actions", get(as_json)).route("/-/", get(as_text))
}
