//! Why a call failed. Codes are the service's own text; generated crates give them names.

use std::borrow::Cow;
use std::fmt;

use crate::credentials::CredentialsError;

use super::charset;
use super::transport::{Fault, TransportError};

/// Most bytes that are kept of an answer that could not be read.
const MAX_BODY: usize = 64 << 10;

type Source = Box<dyn std::error::Error + Send + Sync>;

/// What failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// No request could be made of the arguments: endpoint, header values, serialization, protocol.
    Request,
    /// No credentials, or the request could not be signed with them.
    Signing,
    /// The request or its answer got lost on the way, or something other than the API answered.
    Transport,
    /// The service answered with an error; [`Error::code`] tells which.
    Service,
    /// The service answered and the answer could not be read.
    Parse,
}

/// An error of a call. Neither `Display` nor `Debug` holds a secret, a token or a signature of the request; `Display` may
/// show the beginning of an answer that could not be read.
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    message: Cow<'static, str>,
    code: Option<String>,
    description: Option<String>,
    answer: serde_json::Value,
    request_id: Option<String>,
    status: Option<u16>,
    fault: Option<Fault>,
    /// The beginning of what could not be read.
    body: Vec<u8>,
    host: Option<String>,
    source: Option<Source>,
}

impl Error {
    fn new(kind: Kind, message: impl Into<Cow<'static, str>>, source: Option<Source>) -> Self {
        Error(Box::new(Inner {
            kind,
            message: message.into(),
            code: None,
            description: None,
            answer: serde_json::Value::Null,
            request_id: None,
            status: None,
            fault: None,
            body: Vec::new(),
            host: None,
            source,
        }))
    }

    /// A request that cannot be made.
    pub(crate) fn request(message: &'static str) -> Self {
        Self::new(Kind::Request, message, None)
    }

    /// A request whose type refused to become JSON.
    pub(crate) fn unserializable(source: serde_json::Error) -> Self {
        Self::new(Kind::Request, "the request cannot be serialized", Some(source.into()))
    }

    pub(super) fn credentials(source: CredentialsError) -> Self {
        Self::new(Kind::Signing, "no credentials", Some(source.into()))
    }

    pub(crate) fn signing(source: crate::sign::Error) -> Self {
        Self::new(Kind::Signing, "the request cannot be signed", Some(source.into()))
    }

    pub(super) fn transport(source: TransportError) -> Self {
        let fault = source.fault();
        let mut error = Self::new(Kind::Transport, fault.describe(), source.into_source());
        error.0.fault = Some(fault);
        error
    }

    /// An answer whose status says that no API gave it.
    pub(crate) fn no_answer(status: u16) -> Self {
        let mut error = Self::new(Kind::Transport, "something other than the API answered", None).with_status(status);
        error.0.fault = Some(Fault::Other);
        error
    }

    pub(super) fn service(code: String, message: String, status: u16) -> Self {
        let mut error = Self::new(Kind::Service, message, None).with_status(status);
        error.0.code = Some(code);
        error
    }

    pub(crate) fn parse(message: &'static str, source: Option<serde_json::Error>, status: u16) -> Self {
        Self::new(Kind::Parse, message, source.map(Source::from)).with_status(status)
    }

    pub(super) fn with_request_id(mut self, request_id: Option<String>) -> Self {
        self.0.request_id = request_id;
        self
    }

    pub(super) fn with_answer(mut self, description: Option<String>, answer: serde_json::Value) -> Self {
        self.0.description = description;
        self.0.answer = answer;
        self
    }

    /// The same error with the beginning of an answer, if it is about one that the API did not give or nobody can read.
    pub(super) fn with_body(mut self, body: &[u8]) -> Self {
        if matches!(self.0.kind, Kind::Parse | Kind::Transport) {
            self.0.body = body.get(..MAX_BODY).unwrap_or(body).to_vec();
        }
        self
    }

    /// The same error without anything of the answer.
    #[cfg(feature = "relay")]
    pub(crate) fn without_body(mut self) -> Self {
        self.0.body = Vec::new();
        self
    }

    /// The same error with the host that was called, if it is about the way there.
    pub(super) fn at_host(mut self, host: Option<&str>) -> Self {
        if matches!(self.0.kind, Kind::Parse | Kind::Transport) {
            self.0.host = host.map(str::to_owned);
        }
        self
    }

    fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    /// What failed.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// The service's error code, `InvalidParameter.FormatError`; in APIs that number their errors the number, `4100`.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The name that goes with a numeric code in the answer (`codeDesc`), `AuthFailure`.
    pub fn code_description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// For [`Kind::Service`]: the answer as it came, without its envelope. Some errors come with details for single
    /// resources. Neither `Debug` nor `Display` show it.
    pub fn answer(&self) -> Option<&serde_json::Value> {
        Some(&self.0.answer).filter(|answer| !answer.is_null())
    }

    /// For [`Kind::Parse`], and [`Kind::Transport`] if something other than the API answered: the beginning of the answer,
    /// at most 64 KB. `Display` shows about 100 characters of it, `Debug` nothing.
    pub fn body(&self) -> Option<&[u8]> {
        Some(self.0.body.as_slice()).filter(|body| !body.is_empty())
    }

    /// For [`Kind::Transport`] and [`Kind::Parse`]: the host that was called.
    pub fn host(&self) -> Option<&str> {
        self.0.host.as_deref()
    }

    /// The service's message, or what failed here. For people; not stable.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The id that the service gave the request, for its support.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// HTTP status of the answer, if there was one.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// For [`Kind::Transport`]: how far the request got.
    pub fn fault(&self) -> Option<Fault> {
        self.0.fault
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { message, code, request_id, status, host, body, .. } = &*self.0;
        if let Some(code) = code {
            write!(f, "{code}: ")?;
        }
        f.write_str(message)?;
        let excerpt = charset::excerpt(body);
        if !excerpt.is_empty() {
            write!(f, "; it begins with `{excerpt}`")?;
        }
        // Answers have status 200, errors included, so only another one says something.
        let status = status.filter(|status| *status != 200).map(|status| format!("HTTP {status}"));
        let id = request_id.as_ref().map(|id| format!("request id {id}"));
        let known: Vec<String> = [host.clone(), status, id].into_iter().flatten().collect();
        if known.is_empty() { Ok(()) } else { write!(f, " ({})", known.join(", ")) }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, message, code, description, answer: _, request_id, status, fault, body: _, host, source } =
            &*self.0;
        f.debug_struct("Error")
            .field("kind", kind)
            .field("message", message)
            .field("code", code)
            .field("description", description)
            .field("request_id", request_id)
            .field("status", status)
            .field("fault", fault)
            .field("host", host)
            .field("source", source)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
