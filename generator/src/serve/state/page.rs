//! The state for people and tests: `/-/state` as JSON, `/-/state/reset`.

use docquarry_runtime::server::axum::Router;
use docquarry_runtime::server::axum::http::{StatusCode, header};
use docquarry_runtime::server::axum::routing::{get, post};

use super::State;

/// The paths of a state.
pub(in crate::serve) fn routes(state: &State) -> Router {
    let (shown, reset) = (state.clone(), state.clone());
    let show = move || {
        let text = serde_json::to_string_pretty(&shown.to_json()).unwrap_or_default();
        std::future::ready(([(header::CONTENT_TYPE, "application/json")], text))
    };
    let reset = move || {
        std::future::ready(match reset.reset() {
            Ok(()) => (StatusCode::NO_CONTENT, String::new()),
            Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")),
        })
    };
    Router::new().route("/-/state", get(show)).route("/-/state/reset", post(reset))
}
