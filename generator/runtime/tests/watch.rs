//! What whoever watches a server is told of its requests, and what never.
#![allow(clippy::unwrap_used, clippy::panic)]

mod serving;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use docquarry_runtime::server::{Answered, Limits, Outcome};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use serving::{Attempt, ID, SCHEMES, SECRET, Scheme, auth, exchange, gateway, http, start};

/// What was told, owned.
#[derive(Debug, Clone)]
struct Told {
    line: String,
    request_id: Option<String>,
    outcome: Outcome,
    duration: Duration,
    all: String,
}

impl Told {
    fn of(answered: &Answered<'_>) -> Self {
        let (method, path, status) = (answered.method, answered.path, answered.status);
        let [api, action] = [answered.api, answered.action].map(|name| name.unwrap_or("-"));
        Told {
            line: format!("{method} {path} {api} {action} {status}"),
            request_id: answered.request_id.map(str::to_owned),
            outcome: answered.outcome.clone(),
            duration: answered.duration,
            all: format!("{answered:?}"),
        }
    }

    fn code(&self) -> &str {
        match &self.outcome {
            Outcome::Failed(error) | Outcome::Refused(error) => error.code(),
            Outcome::NoCall(reason) => reason,
            _ => "ok",
        }
    }
}

type Seen = Arc<Mutex<Vec<Told>>>;

async fn watched() -> (SocketAddr, Seen) {
    let seen = Seen::default();
    let told = Arc::clone(&seen);
    let gateway = gateway(auth()).on_answer(move |answered| told.lock().unwrap().push(Told::of(answered)));
    (start(gateway, Limits::default()).await, seen)
}

/// The one request that was told since.
fn only(seen: &Seen) -> Told {
    let mut told = std::mem::take(&mut *seen.lock().unwrap());
    assert_eq!(told.len(), 1, "{told:?}");
    told.remove(0)
}

#[tokio::test]
async fn calls_are_told_with_their_api_action_code_and_id() {
    let (address, seen) = watched().await;
    for scheme in SCHEMES {
        let api = scheme.pick(["acme-tea-tencent-v3", "acme-tea-tencent-v2", "acme-tea-aliyun-rpc"]);
        for (action, secret, expected) in
            [("BrewTea", SECRET, None), ("BrewTea", "wrong", Some(true)), ("Fail", SECRET, Some(false))]
        {
            let mut attempt = Attempt { action: action.into(), secret: secret.into(), ..Attempt::new(scheme) };
            if action == "Fail" {
                attempt = ["Leaves", "Cups", "Strong"].iter().fold(attempt, |attempt, name| attempt.without(name));
            }
            let answer = attempt.send(address).await;
            let told = only(&seen);
            assert!(told.line.ends_with(&format!(" {api} {action} {}", answer.status)), "{scheme:?}: {told:?}");
            if let Some(id) = &told.request_id {
                assert!(scheme.is_v2() || answer.body.contains(id.as_str()), "{scheme:?}: {told:?}, {answer:?}");
            }
            let is_refused = match &told.outcome {
                Outcome::Refused(_) => Some(true),
                Outcome::Failed(_) => Some(false),
                _ => None,
            };
            assert_eq!(is_refused, expected, "{scheme:?}: {told:?}");
            // The older API has numbers for the codes of services.
            assert!(told.code() == answer.code() || scheme.is_v2() && action == "Fail", "{scheme:?}: {told:?}");
        }
    }
}

#[tokio::test]
async fn what_is_no_call_is_told_with_the_reason() {
    let (address, seen) = watched().await;
    exchange(address, &http("GET", "/favicon.ico?a=b", "", "")).await;
    let told = only(&seen);
    assert_eq!((told.line.as_str(), told.request_id.as_deref()), ("GET /favicon.ico - - 404", None));
    assert_eq!(told.code(), "there is no API at this path");
    let tls = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".as_slice();
    for (bytes, reason) in [(tls, "TLS"), (b"\0\0\0\0\r\n\r\n", "no HTTP")] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let mut received = String::new();
        stream.read_to_string(&mut received).await.unwrap();
        let told = only(&seen);
        assert!(received.starts_with("HTTP/1.1 400 ") && told.line.ends_with(" - - 400"), "{received}, {told:?}");
        assert!(told.code().contains(reason), "{told:?}");
    }
}

#[tokio::test]
async fn a_head_that_is_too_large_is_told_as_refused() {
    let (address, seen) = watched().await;
    let answer = exchange(
        address,
        &http("GET", "/?Action=BrewTea&SignatureNonce=1", &format!("X: {}\r\n", "x".repeat(200_000)), ""),
    )
    .await;
    let told = only(&seen);
    assert_eq!((answer.code().as_str(), told.code()), ("InvalidParameterLength", "InvalidParameterLength"), "{told:?}");
    assert!(told.line.ends_with(" acme-tea-aliyun-rpc BrewTea 400"), "{told:?}");
}

#[tokio::test]
async fn the_time_is_that_of_the_whole_answer() {
    let (address, seen) = watched().await;
    let attempt = Attempt { action: "Wait".into(), ..Attempt::new(Scheme::RpcGet) };
    ["Leaves", "Cups", "Strong"].iter().fold(attempt, |attempt, name| attempt.without(name)).send(address).await;
    let told = only(&seen);
    assert!(told.duration >= Duration::from_millis(300) && told.code() == "ok", "{told:?}");
}

#[tokio::test]
async fn no_secret_signature_or_parameter_is_told() {
    let (address, seen) = watched().await;
    for scheme in SCHEMES {
        for secret in [SECRET, "wrong"] {
            let attempt = Attempt { token: Some("a-token".into()), secret: secret.into(), ..Attempt::new(scheme) };
            let sent = String::from_utf8(attempt.bytes()).unwrap();
            attempt.send(address).await;
            let told = only(&seen).all;
            let signature = ["Signature="].iter().filter_map(|name| sent.split(*name).nth(1));
            let signature = signature.filter_map(|rest| rest.split(['&', '\r', ' ', ',']).next()).next().unwrap();
            for hidden in [SECRET, ID, "a-token", "龙", signature] {
                assert!(!told.contains(hidden), "{scheme:?}: {hidden} in {told}");
            }
        }
    }
}
