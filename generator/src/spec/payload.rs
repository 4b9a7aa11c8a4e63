//! How the payloads of documented examples are laid out: the form of a request, the envelope of a
//! response, and the fixed parts of a URL, by protocol.
//!
//! Only what reading an example takes. Signing and sending belong to the runtime.

use serde_json::{Map, Value};

use crate::spec::model::{Action, Example, Protocol, Spec};

/// What a protocol fixes about its messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wire {
    /// Path of every URL.
    pub path: &'static str,
    /// The parameter that names the action.
    pub action_key: &'static str,
    /// The key that wraps a whole response.
    pub wrapper: Option<&'static str>,
    /// Members of every response, whether a table has them or not.
    pub envelope: &'static [&'static str],
    /// The envelope's member that failed calls alone carry, where there is one.
    pub failure: Option<&'static str>,
}

impl Wire {
    /// The conventions of a protocol.
    pub fn of(protocol: Protocol) -> Self {
        match protocol {
            Protocol::TencentV3 => Self {
                path: "/",
                action_key: "Action",
                wrapper: Some("Response"),
                envelope: &["RequestId", "Error"],
                failure: Some("Error"),
            },
            Protocol::TencentV2 => Self {
                path: "/v2/index.php",
                action_key: "Action",
                wrapper: None,
                envelope: &["code", "message", "codeDesc"],
                failure: None,
            },
            Protocol::AliyunRpc => Self {
                path: "/",
                action_key: "Action",
                wrapper: None,
                envelope: &["RequestId", "HostId", "Code", "Message"],
                failure: Some("Code"),
            },
        }
    }
}

/// The form of an example's request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Request<'a> {
    /// The document prints none.
    None,
    /// Parameters of a URL, by flattened key.
    Query(&'a Map<String, Value>),
    /// A JSON body.
    Body(&'a Value),
    /// Text that is no JSON.
    Text(&'a str),
}

impl<'a> Request<'a> {
    /// Tells the forms of [`Example::request`] apart.
    pub fn of(example: &'a Example) -> Self {
        match &example.request {
            Value::Null => Self::None,
            Value::String(text) => Self::Text(text),
            Value::Object(map) => match map.get("query") {
                Some(Value::Object(query)) if map.len() == 1 && query.values().all(Value::is_string) => {
                    Self::Query(query)
                }
                _ => Self::Body(&example.request),
            },
            other => Self::Body(other),
        }
    }
}

/// The host that an action is called at, as far as the document says.
pub fn host<'a>(spec: &'a Spec, action: &'a Action) -> Option<&'a str> {
    let central = || spec.endpoints.iter().find(|endpoint| endpoint.region.is_none());
    action
        .endpoint
        .as_deref()
        .or_else(|| central().or_else(|| spec.endpoints.first()).map(|endpoint| endpoint.host.as_str()))
}
