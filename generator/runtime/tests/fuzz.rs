//! Requests that are almost in order: each was one that a server accepts, until bytes of it were changed, moved, taken
//! out or put in. Nothing panics, nothing is answered with a failure of the server, nothing takes long.
//!
//! The same requests come in every run but for times and nonces. `FUZZ_ROUNDS` makes more of them.
#![allow(clippy::unwrap_used, clippy::panic)]

mod serving;

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use docquarry_runtime::server::{Auth, Limits};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use serving::{Attempt, SCHEMES, Scheme, auth, gateway, start};

/// Changed requests of each scheme to each server.
const ROUNDS: u64 = 150;
/// No request may take longer.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is put in: what parsers of heads, queries, forms, multipart bodies, JSON and times look at.
const PIECES: [&str; 36] = [
    "%",
    "%00",
    "%ff",
    "%u0041",
    "+",
    "&",
    "&&",
    "=",
    ";",
    ".",
    "..",
    ".0",
    ".-1",
    ".99999999999999999999",
    "\r\n",
    "\r\n\r\n",
    "\n",
    "\0",
    ":",
    ",",
    "\"",
    "\\u",
    "\\ud800",
    "{",
    "}",
    "[",
    "]",
    "[[[[[[[[",
    "1e999",
    "-0",
    "null",
    "--tea",
    "Signature=",
    "SignedHeaders=;",
    "9223372036854775808",
    "\u{202e}龙",
];

/// Pseudo-random numbers, the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }

    fn span(&mut self, length: usize) -> std::ops::Range<usize> {
        let start = self.below(length + 1);
        start..(start + self.below(24)).min(length)
    }

    /// Some bytes of a text changed.
    fn spoil(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len() + 1);
            match self.below(6) {
                0 => {
                    let bit = 1 << self.below(8);
                    if let Some(byte) = bytes.get_mut(at) {
                        *byte ^= bit;
                    }
                }
                1 => drop(bytes.drain(self.span(bytes.len()))),
                2 => {
                    let copied = bytes[self.span(bytes.len())].to_vec();
                    bytes.splice(at..at, copied);
                }
                3 => bytes.truncate(at),
                4 => {
                    let byte = self.below(256) as u8;
                    bytes.insert(at, byte);
                }
                _ => {
                    let piece = PIECES[self.below(PIECES.len())];
                    bytes.splice(at..at, piece.bytes());
                }
            }
        }
    }
}

/// A request of a scheme with more in it than others have.
fn attempt(scheme: Scheme) -> Attempt {
    Attempt::new(scheme)
        .with("Until", "2031-07-09 12:00:00", json!("2031-07-09 12:00:00"))
        .with("Label", "tea", json!("tea"))
        .with("Heat", "80.5", json!(80.5))
        .with("Memo", r#"[{"Key": "a", "Value": 1}]"#, json!(r#"[{"Key": "a", "Value": 1}]"#))
}

/// The request with its head or its body changed. The length of the body is right again most of the time.
fn spoilt(chance: &mut Chance, scheme: Scheme) -> Vec<u8> {
    let whole = attempt(scheme).bytes();
    let end = whole.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
    let (mut head, mut body) = (whole[..end].to_vec(), whole[end..].to_vec());
    if body.is_empty() || chance.below(2) == 0 {
        let mut inside = head.split_off(0);
        inside.truncate(end - 4);
        chance.spoil(&mut inside);
        head = [inside.as_slice(), b"\r\n\r\n"].concat();
    } else {
        chance.spoil(&mut body);
        let text = String::from_utf8(head).unwrap();
        let lines = text.split("\r\n").map(|line| match line.strip_prefix("Content-Length: ") {
            Some(_) => format!("Content-Length: {}", body.len()),
            None => line.to_owned(),
        });
        head = lines.collect::<Vec<_>>().join("\r\n").into_bytes();
    }
    [head, body].concat()
}

/// What comes back until the server closes.
async fn exchange(address: SocketAddr, request: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // The server may close before it has read everything.
    let _ = stream.write_all(request).await;
    let _ = stream.shutdown().await;
    let mut received = Vec::new();
    let _ = stream.read_to_end(&mut received).await;
    received
}

/// What is wrong with an answer.
fn problem(received: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(received);
    let status = text.split(' ').nth(1).unwrap_or_default();
    // Where the request does not end there is none to answer.
    if received.is_empty() || text.starts_with("HTTP/1.1 100") {
        return None;
    }
    if !text.starts_with("HTTP/1.") || !status.starts_with(['2', '4']) {
        return Some(format!("the answer begins with {:.80}", text));
    }
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    // Behind the first answer there may be one to what was left over of the request.
    let body = body.split("HTTP/1.1 ").next().unwrap_or_default();
    let is_json = head.contains("content-type: application/json");
    (is_json && !body.is_empty() && serde_json::from_str::<Value>(body).is_err())
        .then(|| format!("no JSON: {body:.200}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn almost_right_requests_are_answered_or_refused() {
    static PANICS: AtomicUsize = AtomicUsize::new(0);
    let standard = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        PANICS.fetch_add(1, Ordering::Relaxed);
        standard(panic);
    }));
    let rounds = std::env::var("FUZZ_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS);
    for auth in [auth(), Auth::accept_everyone()] {
        let mut limits = Limits::default();
        limits.header_time = Duration::from_millis(500);
        let address = start(gateway(auth).body_time(Duration::from_millis(500)), limits).await;
        for (number, scheme) in SCHEMES.into_iter().enumerate() {
            let mut chance = Chance(0x9e37_79b9_7f4a_7c15 ^ number as u64);
            for round in 0..rounds {
                let request = spoilt(&mut chance, scheme);
                let started = Instant::now();
                let received = tokio::time::timeout(PATIENCE, exchange(address, &request)).await;
                let place = || format!("{scheme:?}, round {round}: {}", String::from_utf8_lossy(&request));
                let received = received.unwrap_or_else(|_| panic!("no end after {:?}: {}", started.elapsed(), place()));
                if let Some(problem) = problem(&received) {
                    panic!("{problem}\n{}", place());
                }
                assert_eq!(PANICS.load(Ordering::Relaxed), 0, "{}", place());
            }
        }
        let answer = Attempt::new(Scheme::Tc3Post).send(address).await;
        assert_eq!(answer.code(), "ok", "{answer:?}");
    }
}
