//! The client that generated crates are built on: one method, [`Client::call`], for every action of an API. It puts the
//! parts together: credentials, a protocol (`tencent_v3`), a [`Transport`], and errors. What the actions and
//! their types are comes from the generated crate.

mod connection;
mod endpoint;
mod error;
mod tencent_v3;
mod transport;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::credentials::{Credentials, Provider};
use crate::operation::{Api, Operation, Protocol};
use crate::sign::tc3::SigningKey;

pub use self::connection::{Http, MAX_RESPONSE};
use self::endpoint::Endpoint;
pub use self::error::{Error, Kind};
pub use self::transport::{Fault, Transport, TransportError, TransportFuture};

/// How long a call may take unless [`Client::timeout`] says otherwise.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);

/// A client of one API. Clones are cheap and share credentials, connections and derived keys.
#[derive(Clone)]
pub struct Client {
    api: &'static Api,
    credentials: Arc<dyn Provider>,
    region: Option<String>,
    endpoint: Result<Endpoint, &'static str>,
    timeout: Duration,
    transport: Arc<dyn Transport>,
    keys: Arc<KeyCache>,
}

impl Client {
    /// A client with [`Credentials`] or another [`Provider`] of them, the API's default host and no region.
    pub fn new(api: &'static Api, credentials: impl Provider + 'static) -> Self {
        Client {
            api,
            credentials: Arc::new(credentials),
            region: None,
            endpoint: Endpoint::parse(api.host),
            timeout: DEFAULT_TIMEOUT,
            transport: Arc::new(Http::new()),
            keys: Arc::default(),
        }
    }

    /// A client with the credentials of the environment, see [`Credentials::from_env`].
    ///
    /// # Errors
    /// [`Kind::Signing`] if the variables are not set.
    pub fn from_env(api: &'static Api) -> Result<Self, Error> {
        Ok(Self::new(api, Credentials::from_env(api.protocol).map_err(Error::credentials)?))
    }

    /// The region that calls are for, such as `ap-guangzhou`.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Where calls go instead of the API's default host: a host (`clb.ap-guangzhou.example.com`, over HTTPS) or an
    /// origin (`http://127.0.0.1:8080`). A value that is neither makes every call fail with [`Kind::Request`].
    #[must_use]
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Endpoint::parse(&endpoint.into());
        self
    }

    /// How long one call may take, from connecting to the last byte of the answer.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// What carries requests, instead of HTTP connections of the client's own.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Arc::new(transport);
        self
    }

    /// The API that this is a client of.
    pub fn api(&self) -> &'static Api {
        self.api
    }

    /// Calls an action once.
    ///
    /// # Errors
    /// An [`Error`], whose [`Error::kind`] tells whether the service refused the call or it failed on the way.
    pub async fn call<O: Operation>(&self, request: &O) -> Result<O::Response, Error> {
        match self.api.protocol {
            Protocol::TencentV3 => {
                let body = serde_json::to_vec(request).map_err(Error::unserializable)?;
                let answer = self.send_tencent_v3(O::ACTION, body).await?;
                tencent_v3::parse(&answer)
            }
            Protocol::TencentV2 | Protocol::AliyunRpc => {
                Err(Error::request("the protocol of this API is not yet supported by this client"))
            }
        }
    }

    /// The part of a call that does not depend on its types, so that it is compiled once.
    async fn send_tencent_v3(&self, action: &str, body: Vec<u8>) -> Result<http::Response<Vec<u8>>, Error> {
        let endpoint = self.endpoint.as_ref().map_err(|reason| Error::request(reason))?;
        let credentials = self.credentials.credentials().await.map_err(Error::credentials)?;
        let call = tencent_v3::Call {
            api: self.api,
            action,
            region: self.region.as_deref(),
            endpoint,
            credentials: &credentials,
            timestamp: now(),
        };
        let request = call.request(&self.keys, body)?;
        self.transport.send(request, self.timeout).await.map_err(Error::transport)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("api", &self.api.id)
            .field("region", &self.region)
            .field("endpoint", &self.endpoint)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// Seconds since 1970 by this machine's clock.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// The derived key of the last call. One entry is enough: a client has one service, and day and secret change rarely.
#[derive(Default)]
struct KeyCache(Mutex<Option<(String, Arc<SigningKey>)>>);

impl KeyCache {
    fn get(&self, secret: &str, date: &str, service: &str) -> Arc<SigningKey> {
        let mut entry = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*entry {
            Some((of, key)) if of == secret && key.is_for(date, service) => Arc::clone(key),
            _ => {
                let key = Arc::new(SigningKey::derive(secret, date, service));
                *entry = Some((secret.to_owned(), Arc::clone(&key)));
                key
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Signature of a fixed text, as a stand-in for equality of keys.
    fn fingerprint(key: &SigningKey) -> String {
        let headers = [("content-type", "a"), ("host", "b")];
        let request =
            crate::sign::tc3::Request { method: "POST", path: "/", query: "", headers: &headers, payload: b"" };
        crate::sign::tc3::authorize(key, "id", &request, "content-type;host", 0)
            .unwrap_or_else(|error| error.to_string())
    }

    #[test]
    fn the_key_cache_never_gives_the_key_of_another_secret() {
        let cache = KeyCache::default();
        for secret in ["one", "one", "two", "one"] {
            let expected = SigningKey::derive(secret, "1970-01-01", "clb");
            assert_eq!(fingerprint(&cache.get(secret, "1970-01-01", "clb")), fingerprint(&expected), "{secret}");
        }
        assert!(cache.get("one", "1970-01-02", "clb").is_for("1970-01-02", "clb"));
        assert!(cache.get("one", "1970-01-02", "ecm").is_for("1970-01-02", "ecm"));
    }
}
