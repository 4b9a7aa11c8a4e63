//! What the tests of APIs of methods and paths share: two invented ones, served in this process, and requests as text.
//!
//! `kites` and `lanterns` are the crates that are generated from `generator/tests/emit_rust`; a test there keeps them
//! current. The tests are a package of their own because they need clients and servers, which the quick tests do not.

// Test support reports by panicking, as assertions do.
#![allow(clippy::panic, clippy::unwrap_used, clippy::expect_used)]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;

use docquarry::serve::{Options, router};
use docquarry::spec::model::Spec;
use docquarry_runtime::server::axum::Router;
use docquarry_runtime::server::{Auth, Limits, serve};
use serde_json::Value;
use tokio::net::TcpListener;

/// The spec of an invented API.
pub fn spec(id: &str) -> Spec {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../generator/tests/emit_rust").join(id).with_extension("json");
    serde_json::from_slice(&std::fs::read(path).expect("a fixture")).expect("a spec")
}

/// Serves the specs of invented APIs as `docquarry serve` does, until the process ends.
pub fn start(ids: &[&str], auth: Auth) -> SocketAddr {
    let specs: Vec<Spec> = ids.iter().map(|id| spec(id)).collect();
    start_router(router(&specs, auth, &Options::default()))
}

/// Serves a router until the process ends.
pub fn start_router(router: Router) -> SocketAddr {
    let (give, take) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            give.send(listener.local_addr().expect("an address")).expect("a listener");
            let _ = serve(listener, router, Limits::default(), std::future::pending()).await;
        });
    });
    take.recv().expect("a server")
}

/// An answer as it came.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The head, in lower case.
    pub head: String,
    /// The body as JSON; null if it is empty, a text if it is no JSON.
    pub body: Value,
}

/// Sends a request as text: the first line, headers, and a body behind an empty line.
pub fn send(address: SocketAddr, request: &str) -> Answer {
    let (head, body) = request.split_once("\n\n").unwrap_or((request, ""));
    let mut text = String::new();
    for (index, line) in head.lines().enumerate() {
        text.push_str(&format!("{}{}\r\n", line.trim(), if index == 0 { " HTTP/1.1" } else { "" }));
    }
    text.push_str(&format!("host: {address}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len()));
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.write_all(text.as_bytes()).expect("a server that reads");
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("an answer");
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text}"));
    let status = head.get(9..12).and_then(|status| status.parse().ok()).unwrap_or_else(|| panic!("no status: {head}"));
    let body = if body.is_empty() { Value::Null } else { serde_json::from_str(body).unwrap_or_else(|_| body.into()) };
    Answer { status, head: head.to_ascii_lowercase(), body }
}
