//! From an HTTP answer to the value of the action, whatever the protocol. Where the value stands and what makes an error
//! is in the modules of the protocols; here is what they share.

use http::StatusCode;
use serde_json::{Map, Value};

use crate::bounds;
use crate::operation::Protocol;
use crate::protocol::rest::client as rest;
use crate::protocol::rest::{Rest, Routed};
use crate::wire::Source;

use super::{Error, aliyun_rpc, charset, tencent_v2, tencent_v3};

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
    let decoded = charset::in_utf8(answer);
    let answer = decoded.as_ref().unwrap_or(answer);
    let read = match (rest, protocol) {
        (Some(rest), _) => rest::read(rest, answer),
        (None, Protocol::TencentV3) => tencent_v3::read(answer),
        (None, Protocol::TencentV2) => tencent_v2::read(answer),
        (None, Protocol::AliyunRpc) => aliyun_rpc::read(answer),
        (None, Protocol::Rest) => Err(Refusal::no_envelope(answer.status())),
    };
    read.map_err(|error| error.with_body(answer.body()))
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(protocol: Protocol, kind: &str, body: &[u8]) -> Result<Answer, Error> {
        let answer = http::Response::builder().header("content-type", kind).body(body.to_vec()).unwrap();
        read_as(protocol, None, &answer)
    }

    #[test]
    fn other_encodings_are_read() {
        let v3 = "\u{feff}{\"Response\":{\"Name\":\"茶\",\"RequestId\":\"1\"}}";
        let answer = read(Protocol::TencentV3, "application/json", v3.as_bytes()).unwrap();
        assert_eq!(answer.value.get("Name"), Some(&Value::from("茶")));
        let xml = b"<R><Name>\xb2\xe8</Name><RequestId>1</RequestId></R>";
        let answer = read(Protocol::AliyunRpc, "text/xml; charset=gbk", xml).unwrap();
        assert_eq!(answer.value.get("Name"), Some(&Value::from("茶")));
    }

    #[test]
    fn what_cannot_be_read_is_shown_and_kept_in_part() {
        let page = format!("<html>\n<title>Log in</title>{}", "x".repeat(100_000));
        let error = read(Protocol::TencentV3, "text/html", page.as_bytes()).unwrap_err().at_host(Some("tea.example"));
        let text = error.to_string();
        assert!(text.starts_with("the answer is not JSON; it begins with `<html> <title>Log in</title>xxx"), "{text}");
        assert!(text.ends_with("x…` (tea.example)") && text.len() < 250, "{text}");
        assert_eq!((error.body().map(<[u8]>::len), error.host()), (Some(64 << 10), Some("tea.example")));
        assert!(!format!("{error:?}").contains("Log in"));
        // What the service refused is in `answer`.
        let refused = br#"{"Response":{"Error":{"Code":"A.B","Message":"no"},"RequestId":"1"}}"#;
        let error = read(Protocol::TencentV3, "application/json", refused).unwrap_err();
        assert_eq!((error.body(), error.to_string().as_str()), (None, "A.B: no (request id 1)"));
    }
}
