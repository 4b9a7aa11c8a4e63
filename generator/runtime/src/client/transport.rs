//! The seam between a signed request and the network. Implement [`Transport`] to answer calls without one.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// What [`Transport::send`] gives.
pub type TransportFuture<'a> =
    Pin<Box<dyn Future<Output = Result<http::Response<Vec<u8>>, TransportError>> + Send + 'a>>;

/// Carries a request and brings its answer, whatever the answer's status. Does not follow redirects, since a signature
/// is for one host, and does not repeat requests.
pub trait Transport: Send + Sync {
    /// Sends `request`, whose URI is absolute and whose headers are complete, within `timeout`.
    fn send(&self, request: http::Request<Vec<u8>>, timeout: Duration) -> TransportFuture<'_>;
}

/// How a transport failed, by what it means for repeating the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// There was no connection: the request surely did not arrive.
    Connect,
    /// Time ran out; the request may have arrived.
    Timeout,
    /// The answer is longer than accepted, and would be again. The request arrived.
    TooLong,
    /// The connection or the answer broke; the request may have arrived.
    Other,
}

impl Fault {
    pub(super) fn describe(self) -> &'static str {
        match self {
            Fault::Connect => "no connection",
            Fault::Timeout => "no answer in time",
            Fault::TooLong => "the answer is too long",
            Fault::Other => "the exchange broke off",
        }
    }
}

/// A failed exchange.
#[derive(Debug)]
pub struct TransportError {
    fault: Fault,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl TransportError {
    /// A failure with its cause. The cause must not print request headers or query strings: they hold signatures.
    pub fn new(fault: Fault, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        TransportError { fault, source: Some(source.into()) }
    }

    /// How it failed.
    pub fn fault(&self) -> Fault {
        self.fault
    }

    pub(super) fn into_source(self) -> Option<Box<dyn std::error::Error + Send + Sync>> {
        self.source
    }
}

impl From<Fault> for TransportError {
    fn from(fault: Fault) -> Self {
        TransportError { fault, source: None }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.fault.describe())
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
