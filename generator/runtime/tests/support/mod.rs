//! An invented API, a server for it on a loopback port, and a transport that needs neither.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use docquarry_runtime::client::{Client, Transport, TransportError, TransportFuture};
use docquarry_runtime::credentials::Credentials;
use docquarry_runtime::operation::{Api, Operation, Protocol};
use docquarry_runtime::sign::{self, tc3};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub(crate) const API: Api = Api {
    id: "acme-tea",
    product: "tea",
    version: "2031-07-09",
    host: "tea.acme.example",
    protocol: Protocol::TencentV3,
};

pub(crate) const ID: &str = "AKIDACME";
pub(crate) const SECRET: &str = "open-sesame-secret";
pub(crate) const TOKEN: &str = "short-lived-token";

#[derive(Serialize)]
pub(crate) struct BrewTea {
    #[serde(rename = "Leaves")]
    pub(crate) leaves: String,
    #[serde(rename = "Cups")]
    pub(crate) cups: Vec<u32>,
}

#[derive(Debug, PartialEq, Deserialize)]
pub(crate) struct BrewTeaResponse {
    #[serde(rename = "PotId")]
    pub(crate) pot_id: String,
    #[serde(rename = "RequestId")]
    pub(crate) request_id: String,
}

impl Operation for BrewTea {
    const ACTION: &'static str = "BrewTea";
    const IDEMPOTENT: bool = false;
    type Response = BrewTeaResponse;
}

pub(crate) fn brew() -> BrewTea {
    BrewTea { leaves: "龙井".into(), cups: vec![1, 2] }
}

pub(crate) fn client() -> Client {
    Client::new(&API, Credentials::new(ID, SECRET))
}

pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()
}

/// A request as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Verifies the signature as a server that knows `secret` would.
    pub(crate) fn verify(&self, secret: &str) -> Result<(), sign::Error> {
        let headers: Vec<_> = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let request = tc3::Request {
            method: &self.method,
            path: &self.target,
            query: "",
            headers: &headers,
            payload: &self.body,
        };
        let authorization = tc3::Authorization::parse(self.header("authorization").unwrap())?;
        let key = tc3::SigningKey::derive(secret, authorization.date, API.product);
        let timestamp = self.header("x-tc-timestamp").unwrap().parse().unwrap();
        tc3::verify(&key, &authorization, &request, timestamp, now())
    }
}

impl From<http::Request<Vec<u8>>> for Received {
    fn from(request: http::Request<Vec<u8>>) -> Self {
        let text = |value: &http::HeaderValue| value.to_str().unwrap().to_owned();
        Received {
            method: request.method().to_string(),
            target: request.uri().path().to_owned(),
            headers: request.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
            body: request.into_body(),
        }
    }
}

/// A transport that keeps what it is asked to send and gives one prepared answer.
#[derive(Clone)]
pub(crate) struct Prepared {
    pub(crate) sent: Arc<Mutex<Vec<Received>>>,
    pub(crate) debug: Arc<Mutex<String>>,
    pub(crate) timeout: Arc<Mutex<Duration>>,
    answer: Arc<dyn Fn() -> Result<http::Response<Vec<u8>>, TransportError> + Send + Sync>,
}

impl Prepared {
    pub(crate) fn with(
        answer: impl Fn() -> Result<http::Response<Vec<u8>>, TransportError> + Send + Sync + 'static,
    ) -> Self {
        Prepared { sent: Arc::default(), debug: Arc::default(), timeout: Arc::default(), answer: Arc::new(answer) }
    }

    pub(crate) fn answering(status: u16, body: &str) -> Self {
        let body = body.as_bytes().to_vec();
        Self::with(move || Ok(http::Response::builder().status(status).body(body.clone()).unwrap()))
    }

    pub(crate) fn only(&self) -> Received {
        let sent = self.sent.lock().unwrap();
        assert_eq!(sent.len(), 1);
        sent[0].clone()
    }
}

impl Transport for Prepared {
    fn send(&self, request: http::Request<Vec<u8>>, timeout: Duration) -> TransportFuture<'_> {
        *self.debug.lock().unwrap() = format!("{request:?}");
        *self.timeout.lock().unwrap() = timeout;
        self.sent.lock().unwrap().push(request.into());
        Box::pin(std::future::ready((self.answer)()))
    }
}

/// A server on a loopback port, until the end of the test.
pub(crate) struct Server {
    pub(crate) origin: String,
    connections: Arc<AtomicUsize>,
}

impl Server {
    /// Serves every request with the raw HTTP answer that `answer` gives.
    pub(crate) async fn start(answer: impl Fn(Received) -> String + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let connections = Arc::new(AtomicUsize::new(0));
        let (answer, count) = (Arc::new(answer), Arc::clone(&connections));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                let answer = Arc::clone(&answer);
                tokio::spawn(async move { serve(stream, &*answer).await });
            }
        });
        Server { origin, connections }
    }

    /// How many connections were made so far.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

async fn serve(mut stream: TcpStream, answer: &(dyn Fn(Received) -> String + Send + Sync)) {
    let mut buffer = Vec::new();
    while let Some(request) = receive(&mut stream, &mut buffer).await {
        let answer = answer(request);
        if answer.is_empty() || stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

/// The next request of a connection; `None` at its end.
async fn receive(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<Received> {
    let end = loop {
        if let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(buffer.drain(..end).collect()).ok()?;
    let mut lines = head.lines();
    let mut first = lines.next()?.split(' ');
    let mut request = Received {
        method: first.next()?.to_owned(),
        target: first.next()?.to_owned(),
        headers: lines.filter_map(|l| l.split_once(": ")).map(|(n, v)| (n.to_owned(), v.to_owned())).collect(),
        body: Vec::new(),
    };
    let length: usize = request.header("content-length")?.parse().ok()?;
    while buffer.len() < length {
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    }
    request.body = buffer.drain(..length).collect();
    Some(request)
}

/// A raw HTTP answer with a JSON body.
pub(crate) fn http_answer(status: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}")
}
