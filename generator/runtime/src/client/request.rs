//! From an action and its parameters to a signed HTTP request, whatever the protocol. How parameters travel and what
//! is signed is in the modules of the protocols; here is what they share.

use http::header::{CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

use crate::credentials::Credentials;
use crate::operation::{Api, Protocol};
use crate::protocol::rest::client as rest;
use crate::protocol::rest::{Parts, Routed};
use crate::sign::{Algorithm, encode_query, flatten};
use crate::wire::Item;

use super::endpoint::Endpoint;
use super::keys::KeyCache;
use super::{Error, aliyun_rpc, tencent_v2, tencent_v3};

/// Content type of forms, and of GET requests in Tencent's signatures.
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

/// How the parameters of a request travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Method {
    /// In the URL. The documents allow 32 KB.
    Get,
    /// In the body: JSON with [`Signature::Tc3`], else a form.
    Post,
    /// In a body of form data, one part for each parameter; with [`Signature::Tc3`] only, and only for actions whose
    /// page says so.
    Multipart,
}

/// How requests are signed. An API takes those of its vendor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Signature {
    /// `TC3-HMAC-SHA256`, signature version 3 of API 3.0.
    Tc3,
    /// `HmacSHA1`: signature version 1 of API 3.0, and the older API.
    HmacSha1,
    /// `HmacSHA256`, likewise.
    HmacSha256,
    /// `ACS3-HMAC-SHA256`, in the headers: what Alibaba's current SDKs use. Any other value means version 1.0 there,
    /// which is what the documents describe.
    Acs3,
}

/// The format of Alibaba's answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// JSON.
    Json,
    /// XML.
    Xml,
}

/// What a client was told about the form of its requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Style {
    pub(super) method: Method,
    pub(super) signature: Signature,
    pub(super) format: Format,
}

impl Style {
    /// What the documents recommend. The older Tencent API takes both methods; a form keeps certificates and their
    /// keys out of URLs. Alibaba documents GET alone.
    pub(super) fn recommended(protocol: Protocol) -> Self {
        let (method, signature) = match protocol {
            Protocol::TencentV3 => (Method::Post, Signature::Tc3),
            Protocol::TencentV2 => (Method::Post, Signature::HmacSha256),
            Protocol::AliyunRpc => (Method::Get, Signature::HmacSha1),
            // The operations say it themselves.
            Protocol::Rest => (Method::Post, Signature::HmacSha256),
        };
        Style { method, signature, format: Format::Json }
    }

    /// The keyed hash of the signatures over parameters.
    pub(super) fn algorithm(self) -> Algorithm {
        match self.signature {
            Signature::HmacSha256 => Algorithm::HmacSha256,
            Signature::HmacSha1 | Signature::Tc3 | Signature::Acs3 => Algorithm::HmacSha1,
        }
    }
}

/// The parameters of an action, in the form in which they will travel.
#[derive(Clone)]
pub(super) enum Payload {
    /// A JSON text.
    Json(Vec<u8>),
    /// Names and values; flat, unless the request will be of form data.
    Fields(Vec<(String, String)>),
    /// Each in its place.
    Parts(Parts, Routed),
}

impl Payload {
    /// The parameters of a request.
    pub(super) fn new(item: Item<'_>, api: &Api, style: Style, route: Option<Routed>) -> Result<Self, Error> {
        if let Some(route) = route {
            return Ok(Payload::Parts(Parts::new(item, route)?, route));
        }
        if api.protocol == Protocol::TencentV3 && style.signature == Signature::Tc3 && style.method == Method::Post {
            let mut body = Vec::with_capacity(512);
            serde_json::to_writer(&mut body, &item).map_err(Error::unserializable)?;
            return Ok(Payload::Json(body));
        }
        let value = serde_json::to_value(item).map_err(Error::unserializable)?;
        Ok(Payload::Fields(match style.method {
            Method::Multipart => parts(value),
            Method::Get | Method::Post => flatten::flatten(&value, api.first_index),
        }))
    }

    /// Names and values.
    pub(super) fn fields(&self) -> &[(String, String)] {
        match self {
            Payload::Json(_) | Payload::Parts(..) => &[],
            Payload::Fields(fields) => fields,
        }
    }
}

/// The parameters as parts of form data: text as it is, everything else as JSON.
fn parts(value: Value) -> Vec<(String, String)> {
    let Value::Object(fields) = value else { return Vec::new() };
    let text = |value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    fields.into_iter().map(|(name, value)| (name, text(value))).collect()
}

/// One request, without its parameters.
pub(crate) struct Draft<'a> {
    pub(super) api: &'static Api,
    pub(super) action: &'a str,
    pub(crate) region: Option<&'a str>,
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) credentials: &'a Credentials,
    pub(super) style: Style,
    /// In which language the service's messages are asked for.
    pub(super) language: Option<&'a str>,
    /// Seconds since 1970.
    pub(crate) time: u64,
    /// Two random numbers.
    pub(crate) nonce: [u64; 2],
}

impl Draft<'_> {
    /// The signed request.
    pub(super) fn sign(&self, payload: &Payload, keys: &KeyCache) -> Result<http::Request<Vec<u8>>, Error> {
        if let Payload::Parts(parts, route) = payload {
            return rest::sign(self, parts, *route);
        }
        match self.api.protocol {
            Protocol::TencentV3 => tencent_v3::sign(self, payload, keys),
            Protocol::TencentV2 => tencent_v2::sign(self, payload),
            Protocol::AliyunRpc => aliyun_rpc::sign(self, payload),
            Protocol::Rest => Err(Error::request("the operation says nothing of its method and path")),
        }
    }

    /// A random positive number of 63 bits, as the vendor's own clients send.
    pub(super) fn number(&self) -> String {
        ((self.nonce[0] >> 1).max(1)).to_string()
    }

    /// A request whose parameters, signature included, travel in the URL or in a form.
    pub(super) fn flat(&self, path: &str, parameters: &[(&str, &str)]) -> Result<http::Request<Vec<u8>>, Error> {
        let encoded = encode_query(parameters.iter().copied());
        let mut headers = HeaderMap::with_capacity(4);
        add(&mut headers, HOST, self.endpoint.host())?;
        let mut request = http::Request::new(Vec::new());
        match self.style.method {
            Method::Get => *request.uri_mut() = self.endpoint.at(path, &encoded).map_err(Error::request)?,
            Method::Post => {
                add(&mut headers, CONTENT_TYPE, FORM)?;
                *request.method_mut() = http::Method::POST;
                *request.uri_mut() = self.endpoint.at(path, "").map_err(Error::request)?;
                *request.body_mut() = encoded.into_bytes();
            }
            Method::Multipart => return Err(Error::request("form data can only be sent with the signature TC3")),
        }
        *request.headers_mut() = headers;
        Ok(request)
    }

    /// The name of the HTTP method in signatures.
    pub(super) fn method(&self) -> &'static str {
        match self.style.method {
            Method::Get => "GET",
            Method::Post | Method::Multipart => "POST",
        }
    }
}

/// Adds a header.
pub(super) fn add(headers: &mut HeaderMap, name: HeaderName, text: &str) -> Result<(), Error> {
    headers.insert(name, header(text)?);
    Ok(())
}

/// Adds a header that is not shown in `Debug`.
pub(super) fn add_secret(headers: &mut HeaderMap, name: HeaderName, text: &str) -> Result<(), Error> {
    let mut value = header(text)?;
    value.set_sensitive(true);
    headers.insert(name, value);
    Ok(())
}

fn header(text: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(text)
        .map_err(|_| Error::request("region, language, action, token or secret id cannot be sent in a header"))
}
