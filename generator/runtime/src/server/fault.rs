//! Why a request is refused before any service sees it, and which documented code each protocol has for that.
//!
//! The one table from reasons to codes; the words of the messages are written where the reason is found.

use std::borrow::Cow;

use crate::operation::Protocol;
use crate::schema::{Schema, Violation, Wrong, particular};

use super::Error;

/// A reason, and what a person should know about it. Messages never hold a secret or an expected signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) kind: Kind,
    pub(crate) message: String,
    /// The names of the parameter and of what it is in, outermost first; empty where no parameter is meant.
    pub(super) path: Vec<String>,
    /// The action's own code for it.
    particular: Option<String>,
}

/// What kind of reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A parameter of the action is wrong, or one that every request has to carry.
    Parameter(Wrong),
    /// A parameter that the action does not have.
    Unknown,
    /// An action that the API does not have.
    Action,
    /// A version that no API here has.
    Version,
    /// A product that is not served here.
    Product,
    /// A region that the API does not have.
    Region,
    /// An HTTP method or content type that the protocol does not have.
    Method,
    /// The request is larger than documented.
    Size,
    /// A body that is not what its content type says.
    Body,
    /// A body whose type the operation does not take.
    Type,
    /// A multipart body that cannot be read.
    Multipart,
    /// The signature's form is not the documented one, or there is none.
    Authorization,
    /// A signing method that the protocol does not have.
    SigningMethod,
    /// An unknown secret id.
    Identity,
    /// A wrong signature.
    Signature,
    /// A time too far from the server's.
    Expired,
    /// A nonce that was used before.
    Replayed,
    /// A token that is wrong, missing or not wanted.
    Token,
    /// The server has no room for the request.
    Busy,
}

impl Fault {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Fault { kind, message: message.into(), path: Vec::new(), particular: None }
    }

    /// With the code that the list of an action has for this fault in particular, if it has one.
    pub(super) fn in_words_of(mut self, schema: &Schema, action: &str) -> Self {
        if let (Kind::Parameter(wrong), Some(listed)) = (self.kind, schema.codes.get(action)) {
            self.particular = particular(schema.protocol, wrong, &self.path, listed).map(str::to_owned);
        }
        self
    }

    /// As the service of a protocol words it.
    pub(super) fn into_error(self, protocol: Protocol) -> Error {
        if protocol == Protocol::Rest {
            return Error::new(self.kind.status().to_string(), self.message);
        }
        let [v3, v2, aliyun] = self.kind.codes();
        let code = match protocol {
            Protocol::TencentV3 => v3,
            Protocol::TencentV2 => v2,
            Protocol::AliyunRpc | Protocol::Rest => aliyun,
        };
        Error::new(self.particular.map_or(Cow::Borrowed(code), Cow::Owned), self.message)
    }
}

impl From<Violation> for Fault {
    fn from(violation: Violation) -> Self {
        let kind = violation.wrong.map_or(Kind::Unknown, Kind::Parameter);
        Fault { kind, message: violation.message, path: violation.path, particular: None }
    }
}

impl Kind {
    /// The HTTP status for it, which is all that an API of methods and paths says of its own accord.
    fn status(self) -> u16 {
        match self {
            Kind::Parameter(_) | Kind::Unknown | Kind::Body | Kind::Multipart => 400,
            Kind::Authorization
            | Kind::SigningMethod
            | Kind::Identity
            | Kind::Signature
            | Kind::Expired
            | Kind::Replayed
            | Kind::Token => 401,
            Kind::Action | Kind::Version | Kind::Product | Kind::Region => 404,
            Kind::Method => 405,
            Kind::Size => 413,
            Kind::Type => 415,
            Kind::Busy => 503,
        }
    }

    /// Codes of Tencent API 3.0, of Tencent's older API and of Alibaba Cloud, from the lists of common codes. Where a
    /// list has no code of its own for a reason, the nearest stands in.
    fn codes(self) -> [&'static str; 3] {
        match self {
            Kind::Parameter(Wrong::Missing) => ["MissingParameter", "4000", "MissingParameter"],
            Kind::Parameter(Wrong::Type) | Kind::Body => ["InvalidParameter", "4000", "InvalidParameter"],
            Kind::Parameter(Wrong::Length) => ["InvalidParameterValue", "4000", "InvalidParameterLength"],
            Kind::Parameter(Wrong::Format | Wrong::Range | Wrong::Count | Wrong::Value) => {
                ["InvalidParameterValue", "4000", "InvalidParameter"]
            }
            Kind::Unknown => ["UnknownParameter", "4000", "UnsupportedParameter"],
            Kind::Action => ["InvalidAction", "6100", "InvalidAction"],
            Kind::Version => ["NoSuchVersion", "6100", "InvalidParameter"],
            Kind::Product => ["NoSuchProduct", "6100", "InvalidParameter"],
            Kind::Region => ["UnsupportedRegion", "4000", "InvalidRegionId.NotFound"],
            Kind::Method => ["UnsupportedProtocol", "4600", "UnsupportedHTTPMethod"],
            Kind::Size => ["RequestSizeLimitExceeded", "4000", "InvalidParameterLength"],
            Kind::Multipart | Kind::Type => ["InvalidRequest", "4000", "InvalidParameter"],
            Kind::Authorization => ["AuthFailure.InvalidAuthorization", "4100", "IncompleteSignature"],
            // The vendor's own spelling.
            Kind::SigningMethod => ["AuthFailure.InvalidAuthorization", "4100", "InvalidParamater"],
            Kind::Identity => ["AuthFailure.SecretIdNotFound", "4104", "InvalidAccessKeyId.NotFound"],
            Kind::Signature => ["AuthFailure.SignatureFailure", "4100", "IncompleteSignature"],
            Kind::Expired => ["AuthFailure.SignatureExpire", "4500", "IllegalTimestamp"],
            Kind::Replayed => ["AuthFailure.SignatureExpire", "4500", "SignatureNonceUsed"],
            Kind::Token => ["AuthFailure.TokenFailure", "4105", "InvalidAccessKeyId.NotFound"],
            Kind::Busy => ["ServiceUnavailable", "6200", "ServiceUnavailable"],
        }
    }
}
