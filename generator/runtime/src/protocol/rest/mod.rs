//! APIs whose operations are a method and a path: what they share ([`Rest`]) and what each operation says of its
//! requests ([`Route`]), as data that a generated client and a server read alike.
//!
//! `template` is about paths with placeholders, `client` makes requests and reads answers, `server` finds the operation
//! of a request and its parameters, `sign` is the one signature of such requests.

#[cfg(feature = "client")]
pub(crate) mod client;
#[cfg(feature = "client")]
mod parts;
#[cfg(feature = "server")]
pub(crate) mod reading;
#[cfg(feature = "server")]
pub(crate) mod server;
#[cfg(feature = "sign")]
pub mod sign;
pub mod template;

#[cfg(feature = "client")]
pub(crate) use self::parts::Parts;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// Text that is a constant of a generated crate, or was read from its schema.
pub type Text = Cow<'static, str>;

/// What the operations of an API share.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rest {
    /// Base addresses, which paths are appended to: `https://kites.example.com/bot{token}`.
    pub servers: Cow<'static, [Text]>,
    /// Ways to authenticate; each of them is enough.
    #[serde(default)]
    pub auth: Cow<'static, [Auth]>,
    /// What is around each answer.
    #[serde(default)]
    pub envelope: Envelope,
    /// How the names of the environment's variables for credentials begin: `KITES` for `KITES_TOKEN`.
    #[serde(default)]
    pub variables: Text,
}

/// A way to authenticate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Auth {
    /// Where the credential is sent.
    pub place: AuthPlace,
    /// The header, the query parameter or the placeholder of the server's address; the name of a signature.
    pub name: Text,
    /// The value, with `{token}` for the credential.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<Text>,
}

/// Where a credential is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AuthPlace {
    /// In a header.
    Header,
    /// In a query parameter.
    Query,
    /// In the path of the server's address.
    Path,
    /// As a signature of the request.
    Signature,
}

/// The members around an answer; none of them where an answer is the whole body.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// The member that holds the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Text>,
    /// The member that is true for an answer and false for a failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ok: Option<Text>,
    /// The member of a failure that holds its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Text>,
    /// The member of a failure that holds its message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Text>,
}

/// How the requests of one operation are formed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// The HTTP method; empty where a caller may choose between `GET` and `POST`.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub method: Text,
    /// The path with its placeholders: `/kites/{kite_id}`.
    pub path: Text,
    /// Parameters that are not members of the body under their own name.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub parameters: Cow<'static, [Parameter]>,
    /// The HTTP status of an answer, where it is not 200.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
}

/// Where a parameter is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name in the type of the request.
    pub name: Text,
    /// Its name on the wire, where that is another: one name may be in the path and in the query.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<Text>,
    /// The place.
    #[serde(rename = "in")]
    pub place: Place,
}

/// A place of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// A placeholder of the path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
    /// A member of the body.
    Body,
    /// A field of a form.
    Form,
    /// The body as a whole.
    Whole,
}

/// An operation as a generated client knows it: what its API says and what it says itself.
pub type Routed = (&'static Rest, &'static Route);

impl Parameter {
    /// Its name on the wire.
    pub fn sent(&self) -> &str {
        self.sent.as_deref().unwrap_or(&self.name)
    }
}

impl Route {
    /// Where the parameter of a name is sent, and under which name.
    pub fn place_of<'r>(&'r self, name: &'r str) -> (Place, &'r str) {
        let found = self.parameters.iter().find(|parameter| parameter.name == name);
        found.map_or((Place::Body, name), |parameter| (parameter.place, parameter.sent()))
    }

    /// The parameter that is sent in a place under a name.
    pub fn parameter_in(&self, place: Place, sent: &str) -> Option<&str> {
        let mut parameters = self.parameters.iter();
        parameters.find(|parameter| parameter.place == place && parameter.sent() == sent).map(|found| &*found.name)
    }
}

impl Auth {
    /// The value that carries a token.
    pub fn value(&self, token: &str) -> String {
        self.format.as_deref().map_or_else(|| token.to_owned(), |format| format.replace("{token}", token))
    }

    /// The token that a value carries; none if the value is of another form.
    pub fn token<'v>(&self, value: &'v str) -> Option<&'v str> {
        let Some((before, after)) = self.format.as_deref().and_then(|format| format.split_once("{token}")) else {
            return Some(value);
        };
        let rest = value.get(..before.len()).filter(|start| start.eq_ignore_ascii_case(before));
        let token = rest.and_then(|_| value.get(before.len()..))?.strip_suffix(after)?.trim();
        Some(token).filter(|token| !token.is_empty())
    }
}

impl Rest {
    /// Names of the environment's variables: for a token; for an access key, its secret, and the token of a temporary one.
    pub fn environment(&self) -> [String; 4] {
        ["TOKEN", "ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SECURITY_TOKEN"]
            .map(|name| format!("{}_{name}", self.variables))
    }

    /// Whether a token authenticates.
    pub fn takes_token(&self) -> bool {
        self.auth.iter().any(|auth| auth.place != AuthPlace::Signature)
    }

    /// Whether a signature authenticates.
    pub fn takes_signature(&self) -> bool {
        self.auth.iter().any(|auth| auth.place == AuthPlace::Signature)
    }
}

fn is_empty(parameters: &[Parameter]) -> bool {
    parameters.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_put_into_its_form_and_taken_out_again() {
        let auth = Auth { place: AuthPlace::Header, name: "Authorization".into(), format: Some("Bot {token}".into()) };
        assert_eq!(auth.value("k:1"), "Bot k:1");
        assert_eq!(auth.token("bot k:1"), Some("k:1"));
        for wrong in ["Bearer k", "Bot", "Bot ", "k", "Bö"] {
            assert_eq!(auth.token(wrong), None, "{wrong}");
        }
        assert_eq!(Auth { format: None, ..auth }.token("k"), Some("k"));
    }
}
