//! The client that generated crates are built on: [`Client::call`] makes every action of an API. What there is to set is
//! here; one call with its repetitions is in `exchange`, requests and answers of the protocols in modules of their
//! names. What the actions and their types are comes from the generated crate.

mod aliyun_rpc;
mod answer;
#[cfg(feature = "blocking")]
mod blocking;
mod charset;
mod codes;
mod connection;
pub mod dynamic;
mod endpoint;
mod environment;
mod error;
mod exchange;
mod keys;
mod pace;
mod pages;
mod request;
mod retry;
mod tencent_v2;
mod tencent_v3;
mod transport;
mod wait;

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::time::Duration;

use http::{HeaderName, HeaderValue};
use serde_json::Map;

use crate::credentials::{Credentials, Provider};
use crate::operation::{Api, Operation, Protocol};
use crate::protocol::rest::Rest;
use crate::wire::{self, Drift, DriftKind, Item, Value};

#[cfg(feature = "relay")]
pub(crate) use self::answer::read_as;
pub(crate) use self::answer::{Answer, Refusal};
#[cfg(feature = "blocking")]
pub use self::blocking::Blocking;
pub use self::connection::{Http, MAX_RESPONSE};
pub(crate) use self::endpoint::Endpoint;
pub use self::environment::{Environment, Machine, SleepFuture};
pub use self::error::{Error, Kind};
use self::exchange::Facts;
use self::keys::KeyCache;
use self::pace::Pace;
pub use self::pages::{Items, Pages};
pub(crate) use self::request::Draft;
pub use self::request::{Format, Method, Signature};
use self::request::{Payload, Style};
use self::retry::Budget;
pub use self::retry::Retry;
pub use self::transport::{Fault, Transport, TransportError, TransportFuture};
pub use self::wait::{AndWait, Ask, Start, TaskError, Wait};

/// How long one attempt of a call may take unless [`Client::timeout`] says otherwise.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);

/// A client of one API. Clones are cheap and share credentials, connections, derived keys, the budget of repetitions
/// and the correction of the clock.
#[derive(Clone)]
pub struct Client {
    api: &'static Api,
    credentials: Arc<dyn Provider>,
    region: Option<String>,
    /// Where everything goes, if that was said.
    endpoint: Option<Result<Endpoint, &'static str>>,
    /// Where the region's calls go.
    home: Result<Endpoint, &'static str>,
    style: Style,
    language: Option<String>,
    /// Headers of all requests, each with what is wrong with its value if it cannot be sent.
    headers: Vec<(HeaderName, Result<HeaderValue, &'static str>)>,
    timeout: Duration,
    transport: Arc<dyn Transport>,
    environment: Arc<dyn Environment>,
    retry: Retry,
    budget: Arc<Budget>,
    pace: Option<Arc<Pace>>,
    on_drift: Option<Arc<DriftHook>>,
    shared: Arc<Shared>,
}

type DriftHook = dyn Fn(&Drifts<'_>) + Send + Sync;

/// What clones have in common and nobody sets.
#[derive(Default)]
struct Shared {
    keys: KeyCache,
    /// Seconds by which the service's clock is ahead of this machine's.
    skew: AtomicI64,
}

/// What an answer had that the documentation does not say.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Drifts<'a> {
    /// Identifier of the API's spec.
    pub api: &'static str,
    /// The action.
    pub action: &'static str,
    /// The id that the service gave the request.
    pub request_id: Option<&'a str>,
    /// Each difference with its path, what the documentation says and what came.
    pub drifts: &'a [Drift],
}

impl Client {
    /// A client with [`Credentials`] or another [`Provider`] of them, the API's default host and no region.
    pub fn new(api: &'static Api, credentials: impl Provider + 'static) -> Self {
        let retry = Retry::new();
        Client {
            api,
            credentials: Arc::new(credentials),
            region: None,
            endpoint: None,
            home: Endpoint::parse(api.host),
            style: Style::recommended(api.protocol),
            language: None,
            headers: Vec::new(),
            timeout: DEFAULT_TIMEOUT,
            transport: Arc::new(Http::new()),
            environment: Arc::new(Machine),
            retry,
            budget: Arc::new(Budget::new(&retry)),
            pace: None,
            on_drift: None,
            shared: Arc::default(),
        }
    }

    /// A client with the credentials of the environment, see [`Credentials::from_env`].
    ///
    /// # Errors
    /// [`Kind::Signing`] if the variables are not set.
    pub fn from_env(api: &'static Api) -> Result<Self, Error> {
        Ok(Self::new(api, Credentials::from_env(api.protocol).map_err(Error::credentials)?))
    }

    /// A client of an API of methods and paths with the credentials of the environment, see [`Credentials::of_rest`].
    ///
    /// # Errors
    /// [`Kind::Signing`] if the variables are not set.
    pub fn from_env_of(api: &'static Api, rest: &Rest) -> Result<Self, Error> {
        Ok(Self::new(api, Credentials::of_rest(rest).map_err(Error::credentials)?))
    }

    /// The region that calls are for, such as `ap-guangzhou`. Calls go to the region's own host where the
    /// documentation names one, unless [`Client::endpoint`] says otherwise.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        let region = region.into();
        self.home = Endpoint::parse(self.api.host_of(&region));
        self.region = Some(region);
        self
    }

    /// Where calls go instead of the documented hosts: a host (`clb.ap-guangzhou.example.com`, over HTTPS) or an
    /// origin (`http://127.0.0.1:8080`). A value that is neither makes every call fail with [`Kind::Request`].
    #[must_use]
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(Endpoint::parse(&endpoint.into()));
        self
    }

    /// How parameters travel, instead of the way that the documentation recommends.
    #[must_use]
    pub fn method(mut self, method: Method) -> Self {
        self.style.method = method;
        self
    }

    /// How requests are signed, instead of the way that the documentation recommends.
    #[must_use]
    pub fn signature(mut self, signature: Signature) -> Self {
        self.style.signature = signature;
        self
    }

    /// In which language the service's messages are asked for: `en-US`, `zh-CN`. Tencent's API 3.0 takes it as a header or,
    /// with a signature among the parameters, as a signed parameter; others as `Accept-Language`.
    #[must_use]
    pub fn language(mut self, language: impl Into<String>) -> Self {
        let language = language.into();
        if self.api.protocol != Protocol::TencentV3 {
            return self.header("accept-language", &language);
        }
        self.language = Some(language);
        self
    }

    /// A header of all requests, such as `User-Agent` or `X-TC-TraceId`; the last value of a name counts. Headers that
    /// the protocol sends itself stay as they are. For a single call: clones are cheap, `client.clone().header(…)`.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        const BAD: &str = "a header that was set cannot be sent";
        let (name, value) = match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            (Ok(name), Ok(value)) => (name, Ok(value)),
            (Ok(name), Err(_)) => (name, Err(BAD)),
            (Err(_), _) => (HeaderName::from_static("x-unusable"), Err(BAD)),
        };
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value));
        self
    }

    /// In which format Alibaba's services answer; JSON unless this says otherwise. The values read are the same.
    #[must_use]
    pub fn format(mut self, format: Format) -> Self {
        self.style.format = format;
        self
    }

    /// How long one attempt of a call may take, from connecting to the last byte of the answer.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Which failed calls are repeated, and how. The budget begins anew.
    #[must_use]
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self.budget = Arc::new(Budget::new(&retry));
        self
    }

    /// Whether calls wait so that no action is called more often than its documented limit. Off at first.
    #[must_use]
    pub fn rate_limit(mut self, on: bool) -> Self {
        self.pace = on.then(Arc::default);
        self
    }

    /// Calls `hook` for every answer that is not as documented, before the call returns it.
    #[must_use]
    pub fn on_drift(mut self, hook: impl Fn(&Drifts<'_>) + Send + Sync + 'static) -> Self {
        self.on_drift = Some(Arc::new(hook));
        self
    }

    /// What carries requests, instead of HTTP connections of the client's own.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Arc::new(transport);
        self
    }

    /// Where time and chance come from, instead of this machine.
    #[must_use]
    pub fn environment(mut self, environment: impl Environment + 'static) -> Self {
        self.environment = Arc::new(environment);
        self
    }

    /// The API that this is a client of.
    pub fn api(&self) -> &'static Api {
        self.api
    }

    /// Calls an action, and again if that failed for a passing reason; see [`Retry`].
    ///
    /// # Errors
    /// An [`Error`], whose [`Error::kind`] tells whether the service refused the call or it failed on the way.
    pub fn call<O: Operation>(
        &self,
        request: &O,
    ) -> impl Future<Output = Result<O::Response, Error>> + Send + use<'_, O> {
        self.call_item::<O>(request.item(), Facts::of(request))
    }

    /// A call with the parameters of an item; the item is not kept while the call is on its way.
    fn call_item<O: Operation>(
        &self,
        item: Item<'_>,
        facts: Facts,
    ) -> impl Future<Output = Result<O::Response, Error>> + Send + use<'_, O> {
        let payload = Payload::new(item, self.api, self.style, O::ROUTE);
        async move { self.read::<O>(self.exchange(facts, payload?).await?) }
    }

    /// Calls an action as [`Client::call`] does and gives the answer as it came, without its envelope: with nulls,
    /// with unknown fields and unconverted.
    ///
    /// # Errors
    /// Those of [`Client::call`].
    pub fn call_raw<O: Operation>(
        &self,
        request: &O,
    ) -> impl Future<Output = Result<Value, Error>> + Send + use<'_, O> {
        let payload = Payload::new(request.item(), self.api, self.style, O::ROUTE);
        let facts = Facts::of(request);
        async move { Ok(self.exchange(facts, payload?).await?.value) }
    }

    /// The signed request of a call, which is not sent. A GET request has the signature in its URL.
    ///
    /// # Errors
    /// [`Kind::Request`] and [`Kind::Signing`].
    pub fn sign<O: Operation>(&self, request: &O, credentials: &Credentials) -> Result<http::Request<Vec<u8>>, Error> {
        let payload = Payload::new(request.item(), self.api, self.style, O::ROUTE)?;
        self.signed(&Facts::of(request), &payload, credentials)
    }

    /// The signed request of a call with the client's own credentials, which is not sent.
    ///
    /// # Errors
    /// [`Kind::Request`] and [`Kind::Signing`].
    pub fn signed_request<O: Operation>(
        &self,
        request: &O,
    ) -> impl Future<Output = Result<http::Request<Vec<u8>>, Error>> + Send + use<'_, O> {
        let payload = Payload::new(request.item(), self.api, self.style, O::ROUTE);
        let facts = Facts::of(request);
        async move {
            let credentials = self.credentials.credentials().await.map_err(Error::credentials)?;
            self.signed(&facts, &payload?, &credentials)
        }
    }

    /// Reads an answer, and reports what is odd about it if somebody listens.
    fn read<O: Operation>(&self, answer: Answer) -> Result<O::Response, Error> {
        let source = answer.source();
        // An answer without a body is documented as such.
        if self.on_drift.is_none() && !answer.is_doubtful || answer.value.is_null() {
            return Ok(wire::from_source_unlogged(answer.value, source));
        }
        let fields = answer.value.as_object().map_or(0, Map::len);
        let (response, drifts) = wire::from_source(answer.value, source);
        let is_unknown = |drift: &&Drift| drift.kind == DriftKind::UnknownField && !drift.path.contains(['.', '[']);
        if answer.is_doubtful && drifts.iter().filter(is_unknown).count() >= fields {
            return Err(Error::parse("the answer has nothing that the API answers with", None, answer.status));
        }
        if let (Some(hook), false) = (&self.on_drift, drifts.is_empty()) {
            let request_id = answer.request_id.as_deref();
            hook(&Drifts { api: self.api.id, action: O::ACTION, request_id, drifts: &drifts });
        }
        Ok(response)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("api", &self.api.id)
            .field("region", &self.region)
            .field("endpoint", self.endpoint.as_ref().unwrap_or(&self.home))
            .field("style", &self.style)
            .field("timeout", &self.timeout)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}
