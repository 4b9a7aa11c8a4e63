//! How the payloads of documented examples are laid out: the form of a request, the envelope of a
//! response, and the fixed parts of a URL, by protocol.
//!
//! Only what reading an example takes. Signing and sending belong to the runtime.

use indexmap::IndexMap;
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
            Protocol::Rest => Self { path: "/", action_key: "", wrapper: None, envelope: &[], failure: None },
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

/// A key of more steps is taken as one name.
const MAX_STEPS: usize = 32;

/// A parameter, or the parts of one: `Targets.0.Port` is three nodes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Node<'q> {
    /// The text of a whole parameter.
    pub value: Option<&'q str>,
    /// The parts, by their step of the key.
    pub parts: IndexMap<&'q str, Node<'q>>,
}

impl<'q> Node<'q> {
    /// The tree of a query. Values that are no text are left out.
    pub fn of(query: &'q Map<String, Value>) -> Self {
        let mut root = Self::default();
        for (key, value) in query {
            let Value::String(value) = value else { continue };
            let whole = key.split('.').count() > MAX_STEPS;
            let steps: Vec<&str> = if whole { vec![key] } else { key.split('.').collect() };
            let leaf = steps.into_iter().fold(&mut root, |node, step| node.parts.entry(step).or_default());
            leaf.value = Some(value);
        }
        root
    }
}

/// The host that an action is called at, as far as the document says.
pub fn host<'a>(spec: &'a Spec, action: &'a Action) -> Option<&'a str> {
    action.endpoint.as_deref().or_else(|| central_host(spec))
}

/// The host of an API that serves no region in particular; else the first one.
pub fn central_host(spec: &Spec) -> Option<&str> {
    let central = spec.endpoints.iter().find(|endpoint| endpoint.region.is_none());
    central.or(spec.endpoints.first()).map(|endpoint| endpoint.host.as_str())
}
