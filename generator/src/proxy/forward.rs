//! Carries requests to a service and its answers back. Headers that are meant for one connection stay there; bodies are
//! carried as they are. Everything is bounded: bodies, exchanges at a time, and how long they take.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use docquarry_runtime::client::{Fault, Http, Transport as _};
use docquarry_runtime::credentials::Credentials;
use docquarry_runtime::relay::{Asked, Fresh};
use docquarry_runtime::server::axum::Router;
use docquarry_runtime::server::axum::body::{Body, Bytes, to_bytes};
use docquarry_runtime::server::axum::extract::State;
use docquarry_runtime::server::axum::http::request::Parts;
use docquarry_runtime::server::axum::http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri, header,
};
use tokio::sync::Semaphore;

use super::contract::Contract;
use super::drift::{Drift, Drifts};
use super::record::Recorder;

/// Largest body of a request, in bytes.
const LARGEST_REQUEST: usize = 10 << 20;
/// How long the body of a request may take.
const BODY_TIME: Duration = Duration::from_secs(30);
/// How long a service may take.
const ANSWER_TIME: Duration = Duration::from_secs(120);
/// Exchanges at a time; further ones wait.
const AT_A_TIME: usize = 32;

/// Where requests go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    origin: String,
    host: HeaderValue,
}

impl std::str::FromStr for Target {
    type Err = String;

    /// Reads `https://host` or `http://host:port`.
    fn from_str(text: &str) -> Result<Self, String> {
        let uri: Uri = text.parse().map_err(|_| "it is no URL".to_owned())?;
        let scheme = uri.scheme_str().filter(|scheme| ["http", "https"].contains(scheme));
        let scheme = scheme.ok_or("it begins with neither http:// nor https://")?;
        let authority = uri.authority().map(|authority| authority.as_str()).unwrap_or_default();
        if authority.is_empty() || authority.contains('@') {
            return Err("it has no host, or a user name".to_owned());
        }
        if uri.query().is_some() || !matches!(uri.path(), "" | "/") {
            return Err("it has a path; requests keep theirs".to_owned());
        }
        let standard = if scheme == "https" { ":443" } else { ":80" };
        let host = authority.strip_suffix(standard).unwrap_or(authority);
        let value = HeaderValue::from_str(host).map_err(|_| "its host is none that a header can have")?;
        Ok(Target { origin: format!("{scheme}://{host}"), host: value })
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)
    }
}

/// What a proxy does.
pub struct Options {
    /// Where requests go.
    pub to: Target,
    /// What signs requests again, the first that an API takes; none if signatures are passed through.
    pub credentials: Vec<Credentials>,
    /// What is documented.
    pub contract: Contract,
    /// What was found.
    pub drifts: Arc<Mutex<Drifts>>,
    /// Where exchanges are kept.
    pub recorder: Option<Recorder>,
    /// Told of each new drift, and of what goes wrong with the record.
    pub tell: Box<dyn Fn(Told<'_>) + Send + Sync>,
}

/// What a proxy tells while it runs.
#[derive(Debug, Clone, Copy)]
pub enum Told<'a> {
    /// A drift that was not there before.
    Drift(&'a Drift),
    /// The record ends here, for this reason.
    RecordEnded(&'a str),
}

struct Site {
    options: Options,
    recorder: Mutex<Option<Recorder>>,
    http: Http,
    room: Semaphore,
}

/// The proxy as a router.
pub fn router(mut options: Options) -> Router {
    let recorder = Mutex::new(options.recorder.take());
    let site = Site { options, recorder, http: Http::as_sent(), room: Semaphore::new(AT_A_TIME) };
    Router::new().fallback(answer).with_state(Arc::new(site))
}

async fn answer(State(site): State<Arc<Site>>, request: Request<Body>) -> Response<Body> {
    let Ok(_place) = site.room.acquire().await else { return plain(StatusCode::SERVICE_UNAVAILABLE, "it ends") };
    match site.exchange(request).await {
        Ok(response) | Err(response) => response,
    }
}

/// Methods that are carried.
const METHODS: [Method; 7] =
    [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::HEAD, Method::OPTIONS];

impl Site {
    async fn exchange(self: &Arc<Self>, request: Request<Body>) -> Result<Response<Body>, Response<Body>> {
        let (parts, body) = request.into_parts();
        if !METHODS.contains(&parts.method) {
            return Err(plain(StatusCode::METHOD_NOT_ALLOWED, "the method is not carried"));
        }
        // A page in a browser must not be able to call with the credentials of the proxy.
        let is_browser = |name: &HeaderName| name == header::ORIGIN || name.as_str().starts_with("sec-fetch-");
        if !self.options.credentials.is_empty() && parts.headers.keys().any(is_browser) {
            return Err(plain(StatusCode::FORBIDDEN, "requests of browsers are not signed"));
        }
        let read = tokio::time::timeout(BODY_TIME, to_bytes(body, LARGEST_REQUEST)).await;
        let body = match read {
            Ok(Ok(body)) => body,
            Ok(Err(_)) => return Err(closing(StatusCode::PAYLOAD_TOO_LARGE, "the body is larger than is carried")),
            Err(_) => return Err(closing(StatusCode::REQUEST_TIMEOUT, "the body did not come in time")),
        };
        let outgoing = self.outgoing(parts.clone(), body.clone()).await?;
        let sent = self.http.send(outgoing, ANSWER_TIME).await;
        let answer = sent.map_err(|error| match error.fault() {
            Fault::Timeout => plain(StatusCode::GATEWAY_TIMEOUT, "no answer of the service in time"),
            Fault::Connect => plain(StatusCode::BAD_GATEWAY, "no connection to the service"),
            Fault::TooLong => plain(StatusCode::BAD_GATEWAY, "the answer of the service is longer than is carried"),
            _ => plain(StatusCode::BAD_GATEWAY, "the exchange with the service broke off"),
        })?;
        Ok(self.watched(parts, body, answer).await)
    }

    /// The request as it goes to the service.
    async fn outgoing(&self, mut parts: Parts, mut body: Bytes) -> Result<Request<Vec<u8>>, Response<Body>> {
        let Options { to, credentials, contract, .. } = &self.options;
        let is_signed = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let signs_encoding = is_signed.is_some_and(|value| value.to_lowercase().contains("accept-encoding"));
        strip(&mut parts.headers);
        if !signs_encoding || !credentials.is_empty() {
            // What is compressed could not be compared.
            parts.headers.remove(header::ACCEPT_ENCODING);
        }
        if credentials.is_empty() && !contract.relay().signs_host(&parts, &body) {
            parts.headers.insert(header::HOST, to.host.clone());
        }
        if !credentials.is_empty() {
            let fresh = Fresh { time: now(), host: to.host.to_str().unwrap_or_default() };
            let mut failure = String::new();
            let mut signed = None;
            for one in credentials {
                match contract.relay().sign((parts.clone(), body.clone()), one, fresh).await {
                    Ok(done) => {
                        signed = Some(done);
                        break;
                    }
                    Err(error) => failure = error.to_string(),
                }
            }
            let Some(done) = signed else {
                return Err(plain(StatusCode::BAD_REQUEST, &format!("the request cannot be signed again: {failure}")));
            };
            (parts, body) = done;
        }
        let target = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        let uri: Uri = format!("{}{target}", to.origin)
            .parse()
            .map_err(|_| plain(StatusCode::BAD_REQUEST, "the path and the service make no URL"))?;
        parts.uri = uri;
        parts.headers.remove(header::CONTENT_LENGTH);
        Ok(Request::from_parts(parts, body.to_vec()))
    }

    /// Compares and records an exchange; the answer as it goes to the client.
    async fn watched(self: &Arc<Self>, parts: Parts, body: Bytes, answer: Response<Vec<u8>>) -> Response<Body> {
        let contract = &self.options.contract;
        let seen = contract.relay().request(&parts, &body).await;
        let is_head = parts.method == Method::HEAD;
        if seen.request == Asked::Nothing || is_head || parts.method == Method::OPTIONS {
            return outgoing(answer, is_head);
        }
        let mut secrets = contract.relay().secrets(&parts, &body).await;
        for own in &self.options.credentials {
            secrets.extend([own.secret.clone()]);
            secrets.extend(own.token.clone());
        }
        let site = Arc::clone(self);
        let watched = tokio::task::spawn_blocking(move || {
            site.watch(seen, &answer, &secrets);
            answer
        });
        match watched.await {
            Ok(answer) => outgoing(answer, is_head),
            Err(_) => plain(StatusCode::BAD_GATEWAY, "the answer of the service could not be looked at"),
        }
    }

    fn watch(&self, seen: docquarry_runtime::relay::Seen, answer: &Response<Vec<u8>>, secrets: &[String]) {
        let Options { contract, drifts, tell, .. } = &self.options;
        let Some(exchange) = contract.exchange(seen, answer) else { return };
        let found = contract.drifts(&exchange, secrets);
        let new = drifts.lock().unwrap_or_else(PoisonError::into_inner).add(found);
        new.iter().for_each(|drift| tell(Told::Drift(drift)));
        let mut recorder = self.recorder.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(reason) = recorder.as_mut().and_then(|recorder| recorder.write(exchange, secrets)) {
            tell(Told::RecordEnded(&reason));
        }
    }
}

/// Headers that are about one connection, whoever names them.
const OF_CONNECTIONS: [HeaderName; 7] = [
    header::CONNECTION,
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// Takes out the headers that are about one connection.
fn strip(headers: &mut HeaderMap) {
    let named: Vec<String> = headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(',').map(|name| name.trim().to_lowercase()))
        // What decides where a request goes is not for a sender of this header to take away.
        .filter(|name| name != "host" && !name.is_empty())
        .collect();
    named.iter().for_each(|name| _ = headers.remove(name.as_str()));
    OF_CONNECTIONS.iter().for_each(|name| _ = headers.remove(name));
    ["keep-alive", "proxy-connection", "expect"].iter().for_each(|name| _ = headers.remove(*name));
}

/// The answer as it goes to the client. Its body is what the service sent.
fn outgoing(answer: Response<Vec<u8>>, is_head: bool) -> Response<Body> {
    let (mut parts, body) = answer.into_parts();
    strip(&mut parts.headers);
    if !is_head {
        parts.headers.remove(header::CONTENT_LENGTH);
    }
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = parts.status;
    *response.headers_mut() = parts.headers;
    response
}

/// An answer of the proxy's own.
fn plain(status: StatusCode, reason: &str) -> Response<Body> {
    let mut response = Response::new(Body::from(format!("docquarry proxy: {reason}\n")));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

/// An answer after which the connection ends, because the rest of the request is still on it.
fn closing(status: StatusCode, reason: &str) -> Response<Body> {
    let mut response = plain(status, reason);
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// Seconds since 1970.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_an_origin() {
        let origin = |text: &str| text.parse::<Target>().map(|target| (target.origin, target.host));
        let read = |origin: &str, host: &'static str| Ok((origin.to_owned(), HeaderValue::from_static(host)));
        assert_eq!(origin("https://tea.example.com:443/"), read("https://tea.example.com", "tea.example.com"));
        assert_eq!(origin("http://127.0.0.1:8080"), read("http://127.0.0.1:8080", "127.0.0.1:8080"));
        for bad in ["", "tea", "ftp://tea", "https://", "https://a:b@tea", "https://tea/x", "https://tea?x", "http:/x"]
        {
            assert!(origin(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn headers_of_one_connection_stay_there() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("connection", "keep-alive, X-Hop, Host"),
            ("x-hop", "1"),
            ("keep-alive", "5"),
            ("te", "trailers"),
            ("transfer-encoding", "chunked"),
            ("upgrade", "h2c"),
            ("proxy-authorization", "x"),
            ("host", "tea"),
            ("x-kept", "1"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        strip(&mut headers);
        let mut names: Vec<&str> = headers.keys().map(HeaderName::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["host", "x-kept"]);
    }
}
