//! From an HTTP answer to the value of the action, whatever the protocol. Where the value stands and what makes an error
//! is in the modules of the protocols; here is what they share.

use http::StatusCode;
use serde_json::{Map, Value};

use crate::bounds;
use crate::operation::Protocol;
use crate::protocol::rest::client as rest;
use crate::protocol::rest::{Rest, Routed};
use crate::wire::Source;

use super::{Error, aliyun_rpc, tencent_v2, tencent_v3};

/// A successful answer, without its envelope.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The fields.
    pub(crate) value: Value,
    /// The id that the service gave the request.
    pub(crate) request_id: Option<String>,
    /// HTTP status.
    pub(crate) status: u16,
    /// All scalars are text, because the format has no other.
    pub(crate) is_text: bool,
    /// Nothing says that the API gave it, unless it has documented fields.
    pub(crate) is_doubtful: bool,
}

impl Answer {
    /// An answer in JSON.
    pub(super) fn json(fields: Map<String, Value>, request_id: Option<String>, status: StatusCode) -> Self {
        Answer { value: Value::Object(fields), request_id, status: status.as_u16(), is_text: false, is_doubtful: false }
    }

    /// Where its values come from.
    pub(super) fn source(&self) -> Source {
        if self.is_text { Source::TextAnswer } else { Source::Answer }
    }

    /// Reads an HTTP answer.
    ///
    /// # Errors
    /// What the service refused, or that something else answered.
    pub(super) fn read(
        protocol: Protocol,
        route: Option<Routed>,
        answer: &http::Response<Vec<u8>>,
    ) -> Result<Self, Error> {
        read_as(protocol, route.map(|(api, _)| api), answer)
    }
}

/// Reads an HTTP answer of a protocol.
///
/// # Errors
/// What the service refused, or that something else answered.
pub(crate) fn read_as(
    protocol: Protocol,
    rest: Option<&Rest>,
    answer: &http::Response<Vec<u8>>,
) -> Result<Answer, Error> {
    match (rest, protocol) {
        (Some(rest), _) => rest::read(rest, answer),
        (None, Protocol::TencentV3) => tencent_v3::read(answer),
        (None, Protocol::TencentV2) => tencent_v2::read(answer),
        (None, Protocol::AliyunRpc) => aliyun_rpc::read(answer),
        (None, Protocol::Rest) => Err(Refusal::no_envelope(answer.status())),
    }
}

/// An answer that is an error of the service.
pub(crate) struct Refusal {
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) description: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) status: StatusCode,
    pub(crate) answer: Value,
}

impl Refusal {
    /// The error for an answer in which the API's envelope is not to be found: with a status of success the answer is
    /// unreadable, with another one something else gave it.
    pub(crate) fn no_envelope(status: StatusCode) -> Error {
        if status.is_success() {
            Error::parse("the answer is not in the API's envelope", None, status.as_u16())
        } else {
            Error::no_answer(status.as_u16())
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        let Refusal { code, message, description, request_id, status, answer } = refusal;
        Error::service(code, message, status.as_u16()).with_request_id(request_id).with_answer(description, answer)
    }
}

/// The fields of an answer in JSON; none if it is no object.
///
/// # Errors
/// That it is no JSON.
pub(super) fn json(answer: &http::Response<Vec<u8>>) -> Result<Option<Map<String, Value>>, Error> {
    if !bounds::is_bounded(answer.body()) {
        return Err(Error::parse("the answer has more values than are accepted", None, answer.status().as_u16()));
    }
    match serde_json::from_slice(answer.body()) {
        Ok(Value::Object(fields)) => Ok(Some(fields)),
        Ok(_) => Ok(None),
        Err(_) if !answer.status().is_success() => Err(Error::no_answer(answer.status().as_u16())),
        Err(error) => Err(Error::parse("the answer is not JSON", Some(error), answer.status().as_u16())),
    }
}

/// A field that is a text or a number, as text; none if it is something else.
pub(super) fn text(fields: &Map<String, Value>, name: &str) -> Option<String> {
    match fields.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
