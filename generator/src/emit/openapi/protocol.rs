//! How a call of each protocol looks in HTTP: the words of the vendors that this emitter needs, as data.
//!
//! Paths and envelopes that examples are read by are in [`Wire`]; here is what OpenAPI has to be told besides.

use crate::spec::model::Protocol;
use crate::spec::wire_example::Wire;

/// The conventions of a protocol.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    /// Path, the action's key, and the wrapper of answers.
    pub(super) wire: Wire,
    /// What precedes the names of common parameters that are headers; `None` if all parameters are in a form.
    pub(super) header_prefix: Option<&'static str>,
    /// The signing scheme that goes with this way of sending, as tables of common parameters are named.
    pub(super) scheme: &'static str,
    /// The common parameter that carries the signature.
    pub(super) signature: &'static str,
    /// Answers can also be had as XML, with this after the action's name as root.
    pub(super) xml_ending: Option<&'static str>,
    /// Members that every answer has, failed ones included.
    pub(super) always: &'static [Member],
    /// How a failure is told.
    pub(super) failure: Failure,
}

/// A member of an envelope.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member {
    pub(super) name: &'static str,
    /// Type in the words of JSON Schema.
    pub(super) ty: &'static str,
    /// It is there in every case.
    pub(super) required: bool,
    /// It holds an error code.
    pub(super) is_code: bool,
}

/// How a protocol tells of a failure.
#[derive(Debug, Clone, Copy)]
pub(super) enum Failure {
    /// By an object of this name, which stands in place of the other members.
    Object(&'static str, &'static [Member]),
    /// By the members that every answer has.
    Always,
    /// By an HTTP status and a document of its own.
    Status(&'static [Member]),
}

/// The common parameter that names the version.
pub(super) const VERSION: &str = "Version";

/// The common parameter that chooses the format of answers.
pub(super) const FORMAT: &str = "Format";

/// The common parameter that names the region.
pub(super) const REGION: &str = "Region";

const fn text(name: &'static str) -> Member {
    Member { name, ty: "string", required: true, is_code: false }
}

const CODE: Member = Member { is_code: true, ..text("Code") };
const MESSAGE: Member = text("Message");
const REQUEST_ID: Member = text("RequestId");

/// Numbers as codes. Nothing is sure to be there: documented answers of some actions have none of these.
const TENCENT_V2: [Member; 3] = [
    Member { name: "code", ty: "integer", required: false, is_code: true },
    Member { required: false, ..text("message") },
    Member { required: false, ..text("codeDesc") },
];

const ALIYUN_FAILURE: [Member; 4] = [REQUEST_ID, Member { required: false, ..text("HostId") }, CODE, MESSAGE];

impl Shape {
    /// The conventions of a protocol.
    pub(super) fn of(protocol: Protocol) -> Self {
        let wire = Wire::of(protocol);
        match protocol {
            Protocol::TencentV3 => Self {
                wire,
                header_prefix: Some("X-TC-"),
                scheme: "TC3-HMAC-SHA256",
                signature: "Authorization",
                xml_ending: None,
                always: &[REQUEST_ID],
                failure: Failure::Object("Error", &[CODE, MESSAGE]),
            },
            Protocol::TencentV2 => Self {
                wire,
                header_prefix: None,
                scheme: "HmacSHA1",
                signature: "Signature",
                xml_ending: None,
                always: &TENCENT_V2,
                failure: Failure::Always,
            },
            // APIs of methods and paths have a module of their own.
            Protocol::AliyunRpc | Protocol::Rest => Self {
                wire,
                header_prefix: None,
                scheme: "HMAC-SHA1",
                signature: "Signature",
                xml_ending: Some("Response"),
                always: &[REQUEST_ID],
                failure: Failure::Status(&ALIYUN_FAILURE),
            },
        }
    }

    /// Whether common and own parameters are together in a form; else the own ones are a JSON body.
    pub(super) fn is_form(&self) -> bool {
        self.header_prefix.is_none()
    }

    /// The name under which a common parameter is sent. The signature's is never prefixed.
    pub(super) fn common_name(&self, name: &str) -> String {
        match self.header_prefix {
            Some(prefix) if name != self.signature => format!("{prefix}{name}"),
            _ => name.to_owned(),
        }
    }
}
