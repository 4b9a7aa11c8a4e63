//! The JSON contract of REST APIs: what their operations share. What is different in each is in
//! [`Action`](super::model::Action).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the operations of an API of [`Protocol::Rest`](super::model::Protocol::Rest) share.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rest {
    /// Base addresses, which paths are appended to: `https://kites.example.com/api`.
    pub servers: Vec<String>,
    /// Ways to authenticate; each of them is enough.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub auth: Vec<RestAuth>,
    /// What is around each answer; none where an answer is its body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub envelope: Option<Envelope>,
}

/// A way to authenticate requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestAuth {
    /// Where the credential is sent.
    pub scheme: AuthScheme,
    /// The header, the query parameter or the placeholder of the server's address that carries it; for a signature, its
    /// name: `SDK-HMAC-SHA256`.
    pub name: String,
    /// The value, with `{token}` for the credential: `Bot {token}`; none where the value is the credential.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
}

/// Where a credential is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AuthScheme {
    /// In a header.
    Header,
    /// In a query parameter.
    Query,
    /// In the path of the server's address.
    Path,
    /// As a signature of the request.
    Signature,
}

/// The members around an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// The member that holds the answer; none where the answer is the whole body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// The member that is true for an answer and false for a failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ok: Option<String>,
    /// The members of a failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<EnvelopeError>,
}

/// The members of a failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnvelopeError {
    /// The member that holds the code.
    pub code: String,
    /// The member that holds the message.
    pub message: String,
}
