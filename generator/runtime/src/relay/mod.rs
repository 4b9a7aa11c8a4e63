//! What stands between a client and a service: which call a request is and how it differs from what is documented, what
//! an answer is, and requests signed again with other credentials ([`Relay::sign`]).
//!
//! Nothing is refused and nothing is sent here. Requests are read as a server reads them, answers as a client does.

mod sign;

use http::Response;
use http::request::Parts;
use serde_json::{Map, Value};

use crate::client::{Kind as ErrorKind, read_as};
use crate::operation::Protocol;
use crate::protocol::rest::AuthPlace;
use crate::schema::Schema;
use crate::server::axum::body::Bytes;
use crate::server::{Auth, Call, Dispatch, Error, Fault, Gateway, Kind, Message, Read, Regions, Reply};

pub use self::sign::{Fresh, SignError};

/// Several APIs as one who only watches knows them.
#[derive(Debug)]
pub struct Relay(Gateway);

/// A request, as far as it can be read.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Seen {
    /// The id of the API that is meant, if one can be told.
    pub api: Option<String>,
    /// The action that the request names, whether or not it exists.
    pub action: Option<String>,
    /// What the request is.
    pub request: Asked,
}

/// What a request is.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Asked {
    /// A call of a documented action.
    Call {
        /// Its parameters, without those that every request carries.
        parameters: Map<String, Value>,
        /// The region asked for.
        region: Option<String>,
    },
    /// A call of an action, a version or a path that is not documented.
    Unknown(String),
    /// A call that cannot be read, for this reason.
    Unreadable(String),
    /// Nothing of these APIs.
    Nothing,
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Answered {
    /// A result, without its envelope.
    Result {
        /// The fields, or the one value that the answer is.
        value: Value,
        /// All scalars are text, because the format has no other.
        is_text: bool,
        /// The id that the service gave the request.
        request_id: Option<String>,
    },
    /// A refusal.
    Failure {
        /// Its code; the HTTP status where the answer has none.
        code: String,
        /// Its message.
        message: String,
        /// The HTTP status.
        status: u16,
    },
    /// Not an answer of the API, for this reason.
    Unreadable(String),
}

/// A service that is never asked.
struct Nobody;

impl Dispatch for Nobody {
    fn dispatch(&self, call: Call) -> Reply<'_> {
        Box::pin(std::future::ready(Err(Error::unsupported(&call.action))))
    }
}

impl Relay {
    /// Watches APIs. A request goes to the first API of its protocol, version and action.
    pub fn new(schemas: impl IntoIterator<Item = Schema>) -> Self {
        let gateway = Gateway::new(Auth::accept_everyone()).regions(Regions::Ignored);
        Relay(schemas.into_iter().fold(gateway, |gateway, schema| gateway.api(schema, Nobody)))
    }

    /// Reads a request.
    pub async fn request(&self, parts: &Parts, body: &Bytes) -> Seen {
        let message = Message::new(parts.clone(), body.clone());
        let strict = self.0.read(&message, true).await;
        let read = match &strict.call {
            Some(Err(fault)) if is_of_parameters(fault) => self.0.read(&message, false).await,
            _ => strict,
        };
        let Read { schema, action, call, protocol } = read;
        let api = schema.map(|schema| schema.id.clone());
        let (action, request) = match (call, protocol) {
            (Some(Ok(call)), _) => (Some(call.action.clone()), asked(call)),
            (Some(Err(fault)), _) => match fault.kind {
                Kind::Action | Kind::Version | Kind::Product | Kind::Method => (action, Asked::Unknown(fault.message)),
                _ => (action, Asked::Unreadable(fault.message)),
            },
            (None, Some(_)) => (action, Asked::Unknown("There is no operation at this path.".to_owned())),
            (None, None) => (action, Asked::Nothing),
        };
        Seen { api, action, request }
    }

    /// Whether the signature of a request is for one host alone, so that the request cannot name another one.
    pub fn signs_host(&self, parts: &Parts, body: &Bytes) -> bool {
        let message = Message::new(parts.clone(), body.clone());
        let authorization = message.header("authorization").unwrap_or_default().to_ascii_lowercase();
        let has_id = |pairs: crate::server::Pairs<'_>| pairs.iter().any(|(name, _)| name == "SecretId");
        authorization.contains("signedheaders=") || has_id(message.query_pairs()) || has_id(message.form_pairs())
    }

    /// Texts of a request that prove who asks: whatever keeps the request must not keep them.
    pub async fn secrets(&self, parts: &Parts, body: &Bytes) -> Vec<String> {
        let message = Message::new(parts.clone(), body.clone());
        let read = self.0.read(&message, false).await;
        let mut found: Vec<String> = Vec::new();
        for name in ["authorization", "proxy-authorization", "x-tc-token", "x-acs-security-token", "x-security-token"] {
            found.extend(message.header(name).map(str::to_owned));
        }
        for (name, value) in message.query_pairs().iter().chain(&message.form_pairs()) {
            if ["Signature", "Token", "SecurityToken"].contains(&name.as_ref()) {
                found.push(value.to_string());
            }
        }
        for auth in read.schema.and_then(|schema| schema.rest.as_ref()).into_iter().flat_map(|rest| rest.auth.iter()) {
            let sent = match auth.place {
                AuthPlace::Header | AuthPlace::Signature => message.header(&auth.name).map(str::to_owned),
                AuthPlace::Query => {
                    let pairs = message.query_pairs();
                    pairs.iter().find(|(name, _)| *name == auth.name).map(|(_, value)| value.to_string())
                }
                AuthPlace::Path => None,
            };
            let Some(sent) = sent else { continue };
            found.extend(auth.token(&sent).map(str::to_owned));
            found.push(sent);
        }
        found
    }
}

/// Whether a fault is about parameters, so that the rest of the request is readable.
fn is_of_parameters(fault: &Fault) -> bool {
    matches!(fault.kind, Kind::Parameter(_) | Kind::Unknown)
}

fn asked(call: Call) -> Asked {
    match call.parameters {
        Value::Object(parameters) => Asked::Call { parameters, region: call.region },
        _ => Asked::Unreadable("It has no parameters.".to_owned()),
    }
}

/// Reads the answer of an API.
pub fn answer(schema: &Schema, answer: &Response<Vec<u8>>) -> Answered {
    match read_as(schema.protocol, schema.rest.as_ref(), answer) {
        Ok(answer) => {
            let crate::client::Answer { value, request_id, is_text, .. } = answer;
            Answered::Result { value: without_envelope(schema.protocol, value), is_text, request_id }
        }
        Err(error) => match (error.kind(), error.code()) {
            (ErrorKind::Service, Some(code)) => Answered::Failure {
                code: code.to_owned(),
                message: error.message().to_owned(),
                status: answer.status().as_u16(),
            },
            // What the answer holds is not told: parts of it may be secret.
            _ => Answered::Unreadable(error.without_body().to_string()),
        },
    }
}

/// A result without the members that every answer of its protocol has.
fn without_envelope(protocol: Protocol, mut value: Value) -> Value {
    let members: &[&str] = match protocol {
        Protocol::TencentV3 => &["RequestId"],
        Protocol::TencentV2 => &["code", "message", "codeDesc"],
        Protocol::AliyunRpc => &["RequestId", "HostId"],
        Protocol::Rest => &[],
    };
    if let Value::Object(object) = &mut value {
        members.iter().for_each(|name| _ = object.shift_remove(*name));
    }
    value
}
