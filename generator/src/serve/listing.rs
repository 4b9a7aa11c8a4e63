//! What a server offers, for people and programs: `/-/actions` as JSON, `/-/` as text with what is kept. No API has such
//! paths.

use docquarry_runtime::server::axum::Router;
use docquarry_runtime::server::axum::http::header;
use docquarry_runtime::server::axum::routing::get;
use serde::Serialize;

use crate::spec::model::{Protocol, Spec};
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
    path: &'static str,
    actions: Vec<String>,
}

impl Listing {
    /// What a server of these specs offers.
    pub fn of(specs: &[Spec]) -> Self {
        let api = |spec: &Spec| Api {
            id: spec.id.clone(),
            product: spec.product.clone(),
            version: spec.api_version.clone(),
            protocol: spec.protocol,
            path: Wire::of(spec.protocol).path,
            actions: spec.actions.keys().cloned().collect(),
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
            api.actions.iter().for_each(|action| text.push_str(&format!("  {action}\n")));
        }
        text
    }
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
