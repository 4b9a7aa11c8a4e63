//! The state for people and tests: `/-/state` as JSON, `/-/state/reset`, `/-/state/snapshot` and `/-/state/restore`.

use docquarry_runtime::server::axum::Router;
use docquarry_runtime::server::axum::http::{StatusCode, header};
use docquarry_runtime::server::axum::routing::{get, post};

use super::State;

/// The paths of a state.
pub(in crate::serve) fn routes(state: &State) -> Router {
    let (shown, reset, taken, restored) = (state.clone(), state.clone(), state.clone(), state.clone());
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
    let snapshot = move || {
        taken.snapshot();
        std::future::ready(StatusCode::NO_CONTENT)
    };
    let restore = move || {
        std::future::ready(match restored.restore() {
            Ok(true) => (StatusCode::NO_CONTENT, String::new()),
            Ok(false) => (StatusCode::CONFLICT, "no snapshot was taken\n".to_owned()),
            Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")),
        })
    };
    Router::new()
        .route("/-/state", get(show))
        .route("/-/state/reset", post(reset))
        .route("/-/state/snapshot", post(snapshot))
        .route("/-/state/restore", post(restore))
}
