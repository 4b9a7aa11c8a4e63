//! Invented APIs, a server for them on a loopback port, a transport that needs neither, and a clock that obeys.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use docquarry_runtime::client::{Client, Environment, SleepFuture, Transport, TransportError, TransportFuture};
use docquarry_runtime::credentials::Credentials;
use docquarry_runtime::operation::{
    Api, Operation, Origin, Paged, Paging, Protocol, StartsTask, TaskQuery, TaskState, Unit,
};
use docquarry_runtime::record;
use docquarry_runtime::sign::{self, tc3};
use docquarry_runtime::wire::{Object, Record, Sink};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub(crate) const API: Api = Api {
    id: "acme-tea",
    product: "tea",
    version: "2031-07-09",
    host: "tea.acme.example",
    regions: &[("mount-lu", "tea.mount-lu.acme.example")],
    first_index: 0,
    protocol: Protocol::TencentV3,
};
pub(crate) const OLD: Api = Api { id: "acme-tea-old", version: "", protocol: Protocol::TencentV2, ..API };
pub(crate) const RPC: Api = Api { id: "acme-tea-rpc", first_index: 1, protocol: Protocol::AliyunRpc, ..API };

pub(crate) const ID: &str = "AKIDACME";
pub(crate) const SECRET: &str = "open-sesame-secret";
pub(crate) const TOKEN: &str = "short-lived-token";

/// A request that changes something.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct BrewTea {
    pub(crate) leaves: String,
    pub(crate) cups: Vec<i64>,
    pub(crate) token: Option<String>,
}

impl Record for BrewTea {
    fn read(object: &mut Object<'_>) -> Self {
        BrewTea { leaves: object.take("Leaves"), cups: object.take("Cups"), token: object.take("ClientToken") }
    }

    fn write(&self, sink: &mut Sink<'_>) {
        sink.put("Leaves", &self.leaves);
        sink.put("Cups", &self.cups);
        sink.put("ClientToken", &self.token);
    }
}
record!(BrewTea, input);

#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct BrewTeaResponse {
    pub(crate) pot_id: String,
    pub(crate) steam: Vec<String>,
    pub(crate) degrees: Option<i64>,
    pub(crate) request_id: String,
}

impl Record for BrewTeaResponse {
    fn read(object: &mut Object<'_>) -> Self {
        BrewTeaResponse {
            pot_id: object.take("PotId"),
            steam: object.take_wrapped("Steam", "Puff"),
            degrees: object.take("Degrees"),
            request_id: object.take("RequestId"),
        }
    }

    fn write(&self, sink: &mut Sink<'_>) {
        sink.put("PotId", &self.pot_id);
        sink.put_wrapped("Steam", "Puff", &self.steam);
        sink.put("Degrees", &self.degrees);
        sink.put("RequestId", &self.request_id);
    }
}
record!(BrewTeaResponse, output);

impl Operation for BrewTea {
    const ACTION: &'static str = "BrewTea";
    const IDEMPOTENT: bool = false;
    const CLIENT_TOKEN: Option<&'static str> = Some("ClientToken");
    type Response = BrewTeaResponse;
}

impl StartsTask for BrewTea {
    type Query = DescribePots;
    const PARAMETERS: &'static [(&'static str, Origin)] =
        &[("PotId", Origin::Response("PotId")), ("Leaves", Origin::Request("Leaves"))];
}

/// A request that changes nothing: a list in pages, and the state of a task.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct DescribePots {
    pub(crate) offset: Option<i64>,
    pub(crate) limit: Option<i64>,
    pub(crate) pot_id: Option<String>,
    pub(crate) leaves: Option<String>,
}

impl Record for DescribePots {
    fn read(object: &mut Object<'_>) -> Self {
        DescribePots {
            offset: object.take("Offset"),
            limit: object.take("Limit"),
            pot_id: object.take("PotId"),
            leaves: object.take("Leaves"),
        }
    }

    fn write(&self, sink: &mut Sink<'_>) {
        sink.put("Offset", &self.offset);
        sink.put("Limit", &self.limit);
        sink.put("PotId", &self.pot_id);
        sink.put("Leaves", &self.leaves);
    }
}
record!(DescribePots, input);

#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct DescribePotsResponse {
    pub(crate) total: Option<i64>,
    pub(crate) pots: Vec<String>,
    pub(crate) state: Option<i64>,
    pub(crate) next: String,
}

impl Record for DescribePotsResponse {
    fn read(object: &mut Object<'_>) -> Self {
        DescribePotsResponse {
            total: object.take("TotalCount"),
            pots: object.take("PotSet"),
            state: object.take("State"),
            next: object.take("NextToken"),
        }
    }

    fn write(&self, sink: &mut Sink<'_>) {
        sink.put("TotalCount", &self.total);
        sink.put("PotSet", &self.pots);
        sink.put("State", &self.state);
        sink.put("NextToken", &self.next);
    }
}
record!(DescribePotsResponse, output);

impl Operation for DescribePots {
    const ACTION: &'static str = "DescribePots";
    const IDEMPOTENT: bool = true;
    const RATE_LIMIT: Option<u32> = Some(2);
    type Response = DescribePotsResponse;
}

impl Paged for DescribePots {
    type Item = String;
    const PAGING: Paging = Paging::Counted {
        unit: Unit::Items,
        position: "Offset",
        is_text: false,
        size: Some("Limit"),
        default_size: Some(20),
        total: Some("TotalCount"),
    };

    fn items(response: &mut DescribePotsResponse) -> &mut Vec<String> {
        &mut response.pots
    }
}

impl TaskQuery for DescribePots {
    const STATE: &'static [&'static str] = &["State"];
    const STATES: &'static [(&'static str, TaskState)] =
        &[("0", TaskState::Succeeded), ("1", TaskState::Failed), ("2", TaskState::Running)];
}

/// The same list by tokens, on a host of its own.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct ListPots {
    pub(crate) token: Option<String>,
}

impl Record for ListPots {
    fn read(object: &mut Object<'_>) -> Self {
        ListPots { token: object.take("NextToken") }
    }

    fn write(&self, sink: &mut Sink<'_>) {
        sink.put("NextToken", &self.token);
    }
}
record!(ListPots, input);

impl Operation for ListPots {
    const ACTION: &'static str = "ListPots";
    const IDEMPOTENT: bool = true;
    const HOST: Option<&'static str> = Some("lists.acme.example");
    type Response = DescribePotsResponse;
}

impl Paged for ListPots {
    type Item = String;
    const PAGING: Paging = Paging::Token { token: "NextToken", next: "NextToken" };

    fn items(response: &mut DescribePotsResponse) -> &mut Vec<String> {
        &mut response.pots
    }
}

pub(crate) fn brew() -> BrewTea {
    BrewTea { leaves: "龙井".into(), cups: vec![1, 2], token: None }
}

pub(crate) fn client() -> Client {
    client_of(&API)
}

pub(crate) fn client_of(api: &'static Api) -> Client {
    Client::new(api, Credentials::new(ID, SECRET))
}

pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// A clock that stands still unless somebody sleeps, and numbers that are always the largest.
#[derive(Clone)]
pub(crate) struct Still {
    start: u64,
    slept: Arc<AtomicU64>,
    pub(crate) sleeps: Arc<Mutex<Vec<u64>>>,
}

impl Still {
    /// At a second since 1970.
    pub(crate) fn at(start: u64) -> Self {
        Still { start, slept: Arc::default(), sleeps: Arc::default() }
    }

    /// All sleeps so far, in milliseconds.
    pub(crate) fn sleeps(&self) -> Vec<u64> {
        self.sleeps.lock().unwrap().clone()
    }
}

impl Environment for Still {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.start) + self.elapsed()
    }

    fn elapsed(&self) -> Duration {
        Duration::from_millis(self.slept.load(Ordering::SeqCst))
    }

    fn random(&self) -> u64 {
        u64::MAX
    }

    fn sleep(&self, time: Duration) -> SleepFuture<'_> {
        // A delay of the largest share is a hair less than the whole.
        let milliseconds = (time.as_secs_f64() * 1000.0).round() as u64;
        self.slept.fetch_add(milliseconds, Ordering::SeqCst);
        self.sleeps.lock().unwrap().push(milliseconds);
        Box::pin(std::future::ready(()))
    }
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
        let (path, query) = self.target.split_once('?').unwrap_or((&self.target, ""));
        let request = tc3::Request { method: &self.method, path, query, headers: &headers, payload: &self.body };
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
            target: request.uri().path_and_query().unwrap().to_string(),
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

/// An answer with a JSON body.
pub(crate) fn answer(status: u16, body: &str) -> Result<http::Response<Vec<u8>>, TransportError> {
    Ok(http::Response::builder().status(status).body(body.as_bytes().to_vec()).unwrap())
}

impl Prepared {
    pub(crate) fn with(
        answer: impl Fn() -> Result<http::Response<Vec<u8>>, TransportError> + Send + Sync + 'static,
    ) -> Self {
        Prepared { sent: Arc::default(), debug: Arc::default(), timeout: Arc::default(), answer: Arc::new(answer) }
    }

    pub(crate) fn answering(status: u16, body: &str) -> Self {
        let body = body.to_owned();
        Self::with(move || answer(status, &body))
    }

    /// Gives the answers one after the other; a request too many is a test that failed.
    pub(crate) fn script(answers: impl IntoIterator<Item = Result<http::Response<Vec<u8>>, TransportError>>) -> Self {
        let answers = Mutex::new(answers.into_iter().collect::<Vec<_>>().into_iter());
        Self::with(move || answers.lock().unwrap().next().unwrap())
    }

    /// The bodies of what was sent.
    pub(crate) fn bodies(&self) -> Vec<String> {
        self.sent.lock().unwrap().iter().map(|sent| String::from_utf8(sent.body.clone()).unwrap()).collect()
    }

    pub(crate) fn count(&self) -> usize {
        self.sent.lock().unwrap().len()
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
    requests: Arc<AtomicUsize>,
}

impl Server {
    /// Serves every request with the raw HTTP answer that `answer` gives.
    pub(crate) async fn start(answer: impl Fn(Received) -> String + Send + Sync + 'static) -> Self {
        Self::start_raw(move |request| answer(request).into_bytes()).await
    }

    /// As [`Server::start`], with answers that are no text.
    pub(crate) async fn start_raw(answer: impl Fn(Received) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let connections = Arc::new(AtomicUsize::new(0));
        let requests = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&requests);
        let answer = move |request| {
            counted.fetch_add(1, Ordering::SeqCst);
            answer(request)
        };
        let (answer, count) = (Arc::new(answer), Arc::clone(&connections));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                let answer = Arc::clone(&answer);
                tokio::spawn(async move { serve(stream, &*answer).await });
            }
        });
        Server { origin, connections, requests }
    }

    /// How many requests came so far.
    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }

    /// How many connections were made so far.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

async fn serve(mut stream: TcpStream, answer: &(dyn Fn(Received) -> Vec<u8> + Send + Sync)) {
    let mut buffer = Vec::new();
    while let Some(request) = receive(&mut stream, &mut buffer).await {
        let answer = answer(request);
        if answer.is_empty() || stream.write_all(&answer).await.is_err() {
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
    let length: usize = request.header("content-length").unwrap_or("0").parse().ok()?;
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
