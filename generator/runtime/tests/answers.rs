//! Every call that the watcher saw has its answer on the wire, whatever else is on the connection.
#![allow(clippy::unwrap_used, clippy::panic)]

mod serving;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use docquarry_runtime::server::{Auth, Limits, Outcome};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use serving::{HOST, gateway, start};

const HEADERS: &str =
    "Content-Type: application/json\r\nX-TC-Action: BrewTea\r\nX-TC-Version: 2031-07-09\r\nX-TC-Region: x\r\n";
const BODY: &str = r#"{"Leaves": "x", "Cups": [1]}"#;

/// Request ids of what the watcher saw, and whether it was a call that a service answered.
type Seen = Arc<Mutex<Vec<(Option<String>, bool)>>>;

async fn watched() -> (SocketAddr, Seen) {
    let seen = Seen::default();
    let told = Arc::clone(&seen);
    let gateway = gateway(Auth::accept_everyone()).on_answer(move |answered| {
        let id = answered.request_id.map(str::to_owned);
        told.lock().unwrap().push((id, matches!(answered.outcome, Outcome::Success)));
    });
    (start(gateway, Limits::default()).await, seen)
}

fn call(version: &str, framing: &str, body: &str) -> String {
    format!("POST / HTTP/{version}\r\nHost: {HOST}\r\n{HEADERS}{framing}\r\n{body}")
}

fn plain(version: &str, more: &str) -> String {
    call(version, &format!("Content-Length: {}\r\n{more}", BODY.len()), BODY)
}

fn chunked(more: &str) -> String {
    let chunks = format!("{:x}\r\n{BODY}\r\n0\r\n\r\n", BODY.len());
    call("1.1", &format!("Transfer-Encoding: chunked\r\n{more}"), &chunks)
}

/// Both headers, with a second request for whoever goes by the length.
fn two_ends(first: &str, second: &str) -> String {
    call("1.1", &format!("{first}\r\n{second}\r\n"), &format!("0\r\n\r\n{}", plain("1.1", "")))
}

const LENGTH: &str = "Content-Length: 3";
const CHUNKS: &str = "Transfer-Encoding: chunked";

/// Sends pieces with pauses and reads until the server closes.
async fn send(address: SocketAddr, pieces: &[&[u8]], pause: Duration) -> String {
    let (mut reading, mut writing) = TcpStream::connect(address).await.unwrap().into_split();
    let mut received = Vec::new();
    let sending = async {
        for piece in pieces {
            if writing.write_all(piece).await.is_err() {
                break;
            }
            if !pause.is_zero() {
                tokio::time::sleep(pause).await;
            }
        }
        std::future::pending::<()>().await;
    };
    let reading = tokio::time::timeout(Duration::from_secs(20), reading.read_to_end(&mut received));
    tokio::select! {
        read = reading => { read.unwrap().unwrap(); }
        () = sending => {}
    }
    String::from_utf8(received).unwrap()
}

fn assert_all_answered(received: &str, seen: &Seen, sent: &str) -> usize {
    let seen = std::mem::take(&mut *seen.lock().unwrap());
    for (id, _) in &seen {
        assert!(
            id.as_ref().is_none_or(|id| received.contains(id.as_str())),
            "{id:?} has no answer: {sent}\n{received}"
        );
    }
    let answers = received.matches("HTTP/1.").count();
    assert!(answers >= seen.len(), "{answers} answers to {seen:?}: {sent}\n{received}");
    seen.iter().filter(|(_, is_call)| *is_call).count()
}

#[tokio::test]
async fn what_stands_behind_the_last_request_loses_no_answer() {
    let (address, seen) = watched().await;
    let close = "Connection: close\r\n";
    for (sent, calls) in [
        (plain("1.1", close), 1),
        (format!("{}\r\n", plain("1.1", close)), 1),
        (format!("{}{}", plain("1.1", close), plain("1.1", close)), 1),
        (format!("{}\r\n{}", plain("1.1", ""), plain("1.1", close)), 2),
        (format!("{}\r\n\r\n", plain("1.0", "")), 1),
        (format!("{}\r\n", chunked(close)), 1),
        (format!("{}{}", plain("1.1", ""), call("1.1", CHUNKS, "\r\nZZ\r\n{}\r\n0\r\n\r\n")), 1),
        (format!("{}{}", plain("1.1", ""), "\u{1}\u{2} no HTTP\r\n\r\n"), 1),
        (format!("{}PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", plain("1.1", "")), 1),
    ] {
        let received = send(address, &[sent.as_bytes()], Duration::ZERO).await;
        assert_eq!(assert_all_answered(&received, &seen, &sent), calls, "{sent}\n{received}");
    }
}

#[tokio::test]
async fn a_request_that_ends_in_two_places_is_refused_wherever_it_stands() {
    let (address, seen) = watched().await;
    for bad in [two_ends(LENGTH, CHUNKS), two_ends(CHUNKS, LENGTH), two_ends(CHUNKS, "content-length:  3")] {
        for before in [0, 1, 3] {
            let sent = format!("{}{bad}", plain("1.1", "").repeat(before));
            let received = send(address, &[sent.as_bytes()], Duration::ZERO).await;
            assert_eq!(assert_all_answered(&received, &seen, &sent), before, "{received}");
            assert_eq!(received.matches("HTTP/1.1").count(), before + 1, "{received}");
            assert_eq!(received.matches("HTTP/1.1 400").count(), 1, "{received}");
            assert!(received.ends_with("400 Bad Request\n"), "{received}");
        }
    }
}

/// A generator of numbers that is the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

#[tokio::test]
async fn no_mixture_of_requests_loses_an_answer() {
    let (address, seen) = watched().await;
    let close = "Connection: close\r\n";
    let kinds = [
        plain("1.1", ""),
        plain("1.1", ""),
        chunked(""),
        plain("1.0", ""),
        plain("1.0", "Connection: keep-alive\r\n"),
        plain("1.1", close),
        call("1.1", "Expect: 100-continue\r\nContent-Length: 2\r\n", "{}"),
        call("1.1", &format!("{CHUNKS}\r\n"), "5\r\n{\r\n"),
        call("1.1", "Content-Length: 9\r\n", "{}"),
        two_ends(LENGTH, CHUNKS),
        two_ends(CHUNKS, LENGTH),
        format!("GET / HTTP/1.1\r\nHost: {HOST}\r\n{HEADERS}\r\n"),
        "GET /elsewhere HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(),
        "\r\n".to_owned(),
        "\0\u{1}\r\n\r\n".to_owned(),
        format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(100 << 10)),
    ];
    let mut numbers = Numbers(11);
    let mut calls = 0;
    for _ in 0..200 {
        let mut sent: String = (0..1 + numbers.below(5)).map(|_| kinds[numbers.below(kinds.len())].as_str()).collect();
        // So that the server closes.
        sent.push_str(&plain("1.1", close));
        let cut = numbers.below(sent.len());
        let (first, second) = sent.as_bytes().split_at(cut);
        let pause = Duration::from_millis(if numbers.below(3) == 0 { 5 } else { 0 });
        let received = send(address, &[first, second], pause).await;
        calls += assert_all_answered(&received, &seen, &sent);
    }
    assert!(calls > 100, "only {calls} calls were made");
}
