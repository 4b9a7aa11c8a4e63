//! Servers: from HTTP requests to typed calls, and back.
//!
//! A request is read within limits (`http`), recognized and verified (`protocol`), checked against the schema
//! (`schema`), given to a service ([`Dispatch`], [`handle`]) and answered in the vendor's envelope (`envelope`). All
//! that is the same for every API; a generated crate brings its schema and its choice among actions.

mod auth;
mod envelope;
mod fault;
mod framing;
mod gateway;
mod http;
mod json;
mod listen;
mod message;
mod protocol;
mod refuse;
mod replay;
mod socket;
mod watch;
mod xml;

pub(crate) use self::envelope::respond;
pub(crate) use self::fault::{Fault, Kind};
#[cfg(feature = "relay")]
pub(crate) use self::gateway::Read;
pub(crate) use self::json::parse as parse_json;
#[cfg(feature = "relay")]
pub(crate) use self::message::first;
pub(crate) use self::message::{Content, Message, Pairs, Part, borrowed};
pub(crate) use self::protocol::{Site, by_host, check_clock, check_once, of_signature, validated};
use std::borrow::Cow;
use std::fmt;
use std::future::{Future, Ready, ready};

use crate::operation::Operation;
use crate::schema::Schema;
use crate::wire::{self, Value, Wire};

pub use self::auth::{Auth, Secrets};
pub use self::gateway::{Call, Dispatch, Gateway, Regions, Reply};
pub use self::listen::{Limits, serve, serve_over};
pub use self::watch::{Answered, Outcome};
pub use axum;

/// An error as a service answers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    code: Cow<'static, str>,
    message: Cow<'static, str>,
    is_unsupported: bool,
}

impl Error {
    /// An error with a code of the API and a message for people.
    pub fn new(code: impl Into<Cow<'static, str>>, message: impl Into<Cow<'static, str>>) -> Self {
        Error { code: code.into(), message: message.into(), is_unsupported: false }
    }

    /// An action that the API does not have.
    pub fn invalid_action(action: &str) -> Self {
        Self::new("InvalidAction", format!("The action {action:?} does not exist."))
    }

    /// An action that this service does not offer. A service in front of another one leaves a call to that with it.
    pub fn unsupported(action: &str) -> Self {
        let error = Self::new("UnsupportedOperation", format!("This service does not offer {action}."));
        Error { is_unsupported: true, ..error }
    }

    /// Whether it was made by [`unsupported`](Self::unsupported), as the answers of methods are that a service does not
    /// implement.
    pub fn is_unsupported(&self) -> bool {
        self.is_unsupported
    }

    /// The error code.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The message.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for Error {}

/// The answer of a service to the action of a request type, some time later.
pub trait Answer<O: Operation>: Future<Output = Result<O::Response, Error>> + Send {}

impl<O: Operation, F> Answer<O> for F where F: Future<Output = Result<O::Response, Error>> + Send {}

/// Responses, and what they hold, in one expression: `BrewTeaResponse::with(|answer| answer.cups = 2)`.
///
/// A trait for all of them, and no setters of their own, which every user of a crate would have to compile.
pub trait With: Wire + Default {
    /// The default, changed by `change`.
    fn with(change: impl FnOnce(&mut Self)) -> Self {
        let mut value = Self::default();
        change(&mut value);
        value
    }
}

impl<T: Wire + Default> With for T {}

/// The answer of a service to an action that it does not offer.
pub fn unsupported<O: Operation<Response: Send>>(_request: O) -> Ready<Result<O::Response, Error>> {
    ready(Err(Error::unsupported(O::ACTION)))
}

/// Reads the parameters of an action, lets a service answer, and writes the answer. No envelope on either side.
///
/// # Errors
/// `MissingParameter` or `InvalidParameter` for parameters that are missing or unreadable, else the service's own error.
pub async fn handle<O, F>(parameters: Value, answer: impl FnOnce(O) -> F) -> Result<Value, Error>
where
    O: Operation<Response: Wire> + Wire,
    F: Answer<O>,
{
    let request = wire::from_request(parameters).map_err(|drifts| refusal(&drifts))?;
    answer(request).await.map(|response| wire::to_value(&response))
}

/// Checks the parameters of an action as a server does before it gives them to a service.
///
/// # Errors
/// The first thing that is missing, unknown, of another type or beyond its documented bounds, with the code of the
/// API's protocol.
pub fn check(schema: &Schema, action: &str, parameters: &Value) -> Result<(), Error> {
    if !schema.actions.contains_key(action) {
        return Err(Error::invalid_action(action));
    }
    let nothing = serde_json::Map::new();
    let fault = match parameters {
        Value::Null => schema.validate(action, &nothing).map_err(Fault::from),
        Value::Object(parameters) => schema.validate(action, parameters).map_err(Fault::from),
        _ => Err(Fault::new(Kind::Body, "The parameters are no object.")),
    };
    fault.map_err(|fault| fault.in_words_of(schema, action).into_error(schema.protocol))
}

/// The error for parameters that do not fit.
fn refusal(drifts: &[wire::Drift]) -> Error {
    let missing = drifts.iter().all(|drift| drift.kind == wire::DriftKind::Missing);
    Error::new(if missing { "MissingParameter" } else { "InvalidParameter" }, wire::list(drifts))
}
