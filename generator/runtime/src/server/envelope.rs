//! How answers go out, by protocol: the vendor's envelope around a result or an error, its HTTP status and type.

use axum::body::Body;
use http::{HeaderValue, Response, StatusCode, header};
use serde_json::{Map, Value, json};

use crate::operation::Protocol;

use super::Error;
use super::xml;

/// What an answer depends on besides the result.
#[derive(Debug)]
pub(super) struct Envelope<'a> {
    pub(super) protocol: Protocol,
    /// The action asked for, where the request named one.
    pub(super) action: Option<&'a str>,
    pub(super) xml: bool,
    pub(super) request_id: String,
    /// What the answer calls the server.
    pub(super) host: &'a str,
}

/// Exactly this: with a charset behind it some of the vendor's clients take errors for results.
const JSON: HeaderValue = HeaderValue::from_static("application/json");
/// As the documents show it.
const XML: HeaderValue = HeaderValue::from_static("application/xml");

impl Envelope<'_> {
    /// The answer of a call that succeeded. `result` is an object; the request id in it is the server's to give.
    pub(super) fn success(&self, result: Value) -> Response<Body> {
        let Value::Object(mut members) = result else {
            return self.success(Value::Object(Map::new()));
        };
        match self.protocol {
            Protocol::TencentV3 => {
                members.insert("RequestId".to_owned(), Value::String(self.request_id.clone()));
                respond(StatusCode::OK, JSON, json!({"Response": members}).to_string())
            }
            Protocol::TencentV2 => respond(StatusCode::OK, JSON, Value::Object(with_code(members)).to_string()),
            // Answered in a module of its own.
            Protocol::Rest => respond(StatusCode::OK, JSON, Value::Object(members).to_string()),
            Protocol::AliyunRpc => {
                members.insert("RequestId".to_owned(), Value::String(self.request_id.clone()));
                self.aliyun(StatusCode::OK, "Response", Value::Object(members))
            }
        }
    }

    /// The answer of a call that failed. `status` is the one that the documents give the code, if they do.
    pub(super) fn failure(&self, error: &Error, status: Option<u16>) -> Response<Body> {
        let (code, message) = (error.code(), error.message());
        match self.protocol {
            Protocol::TencentV3 => {
                let error = json!({"Code": code, "Message": message});
                let body = json!({"Response": {"Error": error, "RequestId": self.request_id}});
                respond(StatusCode::OK, JSON, body.to_string())
            }
            Protocol::TencentV2 => {
                let (code, description) = numeric(code);
                let body = json!({"code": code, "message": message, "codeDesc": description});
                respond(StatusCode::OK, JSON, body.to_string())
            }
            Protocol::AliyunRpc | Protocol::Rest => {
                let status = status.and_then(|status| StatusCode::from_u16(status).ok());
                let body = json!({"RequestId": self.request_id, "HostId": self.host, "Code": code, "Message": message});
                self.aliyun(status.unwrap_or_else(|| default_status(code)), "", body)
            }
        }
    }

    /// `suffix` makes the root of a result's XML out of the action's name; an error's root is the same for all.
    fn aliyun(&self, status: StatusCode, suffix: &str, body: Value) -> Response<Body> {
        if !self.xml {
            return respond(status, JSON, body.to_string());
        }
        let root = match self.action {
            Some(action) if !suffix.is_empty() => format!("{action}{suffix}"),
            _ => "Error".to_owned(),
        };
        respond(status, XML, xml::document(&root, &body))
    }
}

/// A response with a body.
pub(crate) fn respond(status: StatusCode, content_type: HeaderValue, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, content_type);
    response
}

/// The older API's members of every answer, first.
fn with_code(mut members: Map<String, Value>) -> Map<String, Value> {
    let mut whole = Map::new();
    let filled = |value: Option<Value>, standard: Value| match value {
        None | Some(Value::Null) => standard,
        Some(Value::String(text)) if text.is_empty() => standard,
        Some(value) => value,
    };
    for (name, standard) in [("code", json!(0)), ("message", json!("")), ("codeDesc", json!("Success"))] {
        whole.insert(name.to_owned(), filled(members.shift_remove(name), standard));
    }
    whole.append(&mut members);
    whole
}

/// The code that the older API has for an error, and its English description. Services may give a code of the list, or
/// a name as in the newer API.
fn numeric(code: &str) -> (i64, &str) {
    const DESCRIPTIONS: [(i64, &str); 22] = [
        (4000, "InvalidParameter"),
        (4100, "AuthFailure"),
        (4101, "UnauthorizedOperation"),
        (4102, "UnauthorizedResource"),
        (4103, "UnauthorizedOperationResource"),
        (4104, "SecretIdNotFound"),
        (4105, "TokenFailure"),
        (4106, "MFAFailure"),
        (4110, "CAMFailure"),
        (4300, "AccessDenied"),
        (4400, "LimitExceeded"),
        (4500, "ReplayAttack"),
        (4600, "UnsupportedProtocol"),
        (5000, "ResourceNotFound"),
        (5100, "OperationFailed"),
        (5200, "PurchaseFailed"),
        (5300, "InsufficientBalance"),
        (5400, "PartialSuccess"),
        (5500, "UnqualifiedUser"),
        (6000, "InternalError"),
        (6100, "UnsupportedVersion"),
        (6200, "ServiceUnavailable"),
    ];
    if let Ok(number) = code.parse() {
        let found = DESCRIPTIONS.iter().find(|(listed, _)| *listed == number);
        return (number, found.map_or("Failure", |(_, description)| description));
    }
    let number = match code {
        "MissingParameter" | "InvalidParameter" => 4000,
        "InvalidAction" | "UnsupportedOperation" => 6100,
        _ => 6000,
    };
    (number, code)
}

/// The status of a code that the documents give none.
fn default_status(code: &str) -> StatusCode {
    match code {
        "InternalError" => StatusCode::INTERNAL_SERVER_ERROR,
        "ServiceUnavailable" => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::BAD_REQUEST,
    }
}
