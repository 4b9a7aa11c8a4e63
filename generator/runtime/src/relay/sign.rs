//! A request signed again: whatever proved who asked is taken out of it, and other credentials sign it for the host that
//! it goes to. The way of signing stays the one that the client chose; parameters and body stay as they are.

use std::fmt;

use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue};
use http::request::Parts;
use http::uri::PathAndQuery;
use uuid::Uuid;

use crate::credentials::Credentials;
use crate::operation::Protocol;
use crate::protocol::rest::sign as sdk;
use crate::protocol::rest::{Auth, AuthPlace, Rest, template};
use crate::server::axum::body::Bytes;
use crate::server::{Content, Message, Pairs, borrowed, first};
use crate::sign::v1::{self, Edition, Target};
use crate::sign::{self, Algorithm, SIGNATURE, acs3, encode_query, percent_encode, rpc, tc3};

use super::Relay;

/// What each signature has of its own.
#[derive(Debug, Clone, Copy)]
pub struct Fresh<'a> {
    /// Seconds since 1970.
    pub time: u64,
    /// The host that the request goes to, with its port if that has one.
    pub host: &'a str,
}

/// Why a request cannot be signed again. It holds no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignError(String);

impl fmt::Display for SignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SignError {}

impl From<sign::Error> for SignError {
    fn from(error: sign::Error) -> Self {
        SignError(error.to_string())
    }
}

fn failed(message: &str) -> SignError {
    SignError(message.to_owned())
}

impl Relay {
    /// The request with the signature of other credentials.
    ///
    /// # Errors
    /// If it is no request of an API here, or cannot carry the credentials.
    pub async fn sign(
        &self,
        (parts, body): (Parts, Bytes),
        credentials: &Credentials,
        fresh: Fresh<'_>,
    ) -> Result<(Parts, Bytes), SignError> {
        let message = Message::new(parts.clone(), body.clone());
        let read = self.0.read(&message, false).await;
        let protocol = read.protocol.ok_or_else(|| failed("no API is at this path"))?;
        let mut request = Draft { message, parts, body, fresh };
        put(&mut request.parts.headers, HOST, fresh.host)?;
        match (protocol, read.schema) {
            (Protocol::TencentV3, schema) if request.is_in_headers("x-tc-action") => {
                request.tc3(credentials, schema.map(|schema| schema.product.as_str()))?;
            }
            (Protocol::TencentV3, _) => request.version_1(credentials, Edition::V3)?,
            (Protocol::TencentV2, _) => request.version_1(credentials, Edition::V2)?,
            (Protocol::AliyunRpc, _) if request.is_in_headers("x-acs-action") => request.acs3(credentials)?,
            (Protocol::AliyunRpc, _) => request.rpc(credentials)?,
            (Protocol::Rest, schema) => {
                let rest = schema.and_then(|schema| schema.rest.as_ref());
                request.rest(credentials, rest.ok_or_else(|| failed("no API is at this path"))?)?;
            }
        }
        Ok((request.parts, request.body))
    }
}

/// Names of parameters that prove who asks, and when.
const PROOF: [&str; 9] = [
    "AccessKeyId",
    "Nonce",
    "SecretId",
    "SecurityToken",
    SIGNATURE,
    "SignatureNonce",
    "TimeStamp",
    "Timestamp",
    "Token",
];

/// A request on its way to a signature.
struct Draft<'a> {
    /// As it came.
    message: Message,
    parts: Parts,
    body: Bytes,
    fresh: Fresh<'a>,
}

impl Draft<'_> {
    /// Whether the request names its action in a header, beside which the signature is.
    fn is_in_headers(&self, action: &str) -> bool {
        let has_action = first(&self.message.query_pairs(), "Action").is_some()
            || first(&self.message.form_pairs(), "Action").is_some();
        self.message.header(action).is_some() && (!has_action || self.message.header("authorization").is_some())
    }

    /// TC3 in the headers.
    fn tc3(&mut self, credentials: &Credentials, product: Option<&str>) -> Result<(), SignError> {
        let headers = &mut self.parts.headers;
        // The service that the client signed for is the product, or what its own client takes for it.
        let authorization =
            self.message.header("authorization").and_then(|value| tc3::Authorization::parse(value).ok());
        let service = product.or(authorization.as_ref().map(|known| known.service));
        let service = service.ok_or_else(|| failed("the request names no product"))?;
        if !headers.contains_key(CONTENT_TYPE) {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        }
        headers.remove("x-tc-content-sha256");
        put(headers, HeaderName::from_static("x-tc-timestamp"), &self.fresh.time.to_string())?;
        token(headers, "x-tc-token", credentials)?;
        let date = tc3::date(self.fresh.time)?;
        let key = tc3::SigningKey::derive(&credentials.secret, &date, service);
        let named = named(headers);
        let named = pairs(&named);
        let request = tc3::Request {
            method: self.parts.method.as_str(),
            path: self.parts.uri.path(),
            query: self.parts.uri.query().unwrap_or_default(),
            headers: &named,
            payload: &self.body,
        };
        let signed = "content-type;host;x-tc-action";
        let value = tc3::authorize(&key, &credentials.id, &request, signed, self.fresh.time)?;
        secret(headers, AUTHORIZATION, &value)
    }

    /// A signature among the parameters of a Tencent API.
    fn version_1(&mut self, credentials: &Credentials, edition: Edition) -> Result<(), SignError> {
        let (time, nonce) = (self.fresh.time.to_string(), (Uuid::new_v4().as_u64_pair().0 >> 1).max(1).to_string());
        let mut more = vec![("Timestamp", time.as_str()), ("Nonce", &nonce), ("SecretId", &credentials.id)];
        more.extend(credentials.token.as_deref().map(|token| ("Token", token)));
        let target = Target { method: self.parts.method.as_str(), host: self.fresh.host, edition };
        let sign = |all: &[(&str, &str)]| {
            let method = all.iter().find(|(name, _)| *name == "SignatureMethod").map(|(_, value)| *value);
            let algorithm = Algorithm::from_signature_method(method);
            v1::sign(algorithm, &credentials.secret, target, all.iter().copied())
        };
        let is_kept = |name: &str| !PROOF.contains(&name);
        let (query, form) = self.signed_parameters(is_kept, &more, sign);
        self.replace(query, form)
    }

    /// A signature among the parameters of the RPC protocol.
    fn rpc(&mut self, credentials: &Credentials) -> Result<(), SignError> {
        let (time, nonce) = (rpc::timestamp(self.fresh.time)?, Uuid::new_v4().hyphenated().to_string());
        let mut more = vec![
            ("AccessKeyId", credentials.id.as_str()),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureVersion", "1.0"),
            ("SignatureNonce", &nonce),
            ("Timestamp", &time),
        ];
        more.extend(credentials.token.as_deref().map(|token| ("SecurityToken", token)));
        let method = self.parts.method.as_str();
        let sign = |all: &[(&str, &str)]| rpc::sign(&credentials.secret, method, all.iter().copied());
        let is_kept = |name: &str| {
            !PROOF.contains(&name) && !["SignatureMethod", "SignatureVersion", "SignatureType"].contains(&name)
        };
        let (query, form) = self.signed_parameters(is_kept, &more, sign);
        self.replace(query, form)
    }

    /// The parameters of the query and of the form, signed together. What is added goes where the others are.
    fn signed_parameters(
        &self,
        is_kept: impl Fn(&str) -> bool,
        more: &[(&str, &str)],
        sign: impl Fn(&[(&str, &str)]) -> String,
    ) -> (String, Option<String>) {
        let kept = |pairs: Pairs<'_>| -> Vec<(String, String)> {
            let own = pairs.into_iter().filter(|(name, _)| is_kept(name));
            own.map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
        };
        let has_form = self.message.content() == Content::Form && self.parts.method != http::Method::GET;
        let mut query = kept(self.message.query_pairs());
        let mut form = if has_form { kept(self.message.form_pairs()) } else { Vec::new() };
        let more = more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let target = if has_form { &mut form } else { &mut query };
        target.extend(more);
        let signature = (SIGNATURE.to_owned(), sign(&[pairs(&query), pairs(&form)].concat()));
        if has_form {
            form.push(signature)
        } else {
            query.push(signature)
        }
        let encoded = |list: &[(String, String)]| encode_query(pairs(list));
        (encoded(&query), has_form.then(|| encoded(&form)))
    }

    /// ACS3 in the headers.
    fn acs3(&mut self, credentials: &Credentials) -> Result<(), SignError> {
        let headers = &mut self.parts.headers;
        put(headers, HeaderName::from_static("x-acs-date"), &rpc::timestamp(self.fresh.time)?)?;
        let nonce = Uuid::new_v4().simple().to_string();
        put(headers, HeaderName::from_static("x-acs-signature-nonce"), &nonce)?;
        put(headers, HeaderName::from_static("x-acs-content-sha256"), &acs3::content_hash(&self.body))?;
        headers.remove("x-acs-accesskey-id");
        token(headers, "x-acs-security-token", credentials)?;
        let named = named(headers);
        let named = pairs(&named);
        let signed = signed(&named, |name| name == "host" || name.starts_with("x-acs-"));
        let query = self.message.query_pairs();
        let request = acs3::Request {
            method: self.parts.method.as_str(),
            path: self.parts.uri.path(),
            query: &borrowed(&query),
            headers: &named,
            payload: &self.body,
        };
        let value = acs3::authorize(&credentials.id, &credentials.secret, &request, &signed)?;
        secret(headers, AUTHORIZATION, &value)
    }

    /// The credential of an API of methods and paths.
    fn rest(&mut self, credentials: &Credentials, rest: &Rest) -> Result<(), SignError> {
        let is_signature = |auth: &&Auth| auth.place == AuthPlace::Signature;
        let token = rest.auth.iter().find(|auth| !is_signature(auth));
        let chosen = rest.auth.iter().find(is_signature).filter(|_| !credentials.id.is_empty()).or(token);
        let Some(chosen) = chosen else {
            return if rest.auth.is_empty() { Ok(()) } else { Err(failed("the credentials have no id")) };
        };
        let Credentials { id, secret: key, .. } = credentials;
        let bearer = if id.is_empty() { key.clone() } else { format!("{id}:{key}") };
        for auth in rest.auth.iter() {
            match auth.place {
                AuthPlace::Header => _ = self.parts.headers.remove(&*auth.name),
                AuthPlace::Signature => _ = self.parts.headers.remove(AUTHORIZATION),
                AuthPlace::Query | AuthPlace::Path => {}
            }
        }
        let is_credential =
            |name: &str| rest.auth.iter().any(|auth| auth.place == AuthPlace::Query && auth.name == name);
        let sent = self.message.query_pairs();
        if chosen.place == AuthPlace::Query || sent.iter().any(|(name, _)| is_credential(name)) {
            let mut query: Vec<(&str, &str)> =
                borrowed(&sent).into_iter().filter(|(name, _)| !is_credential(name)).collect();
            let value = chosen.value(&bearer);
            query.extend((chosen.place == AuthPlace::Query).then_some((&*chosen.name, value.as_str())));
            let query = encode_query(query);
            let path = self.parts.uri.path().to_owned();
            self.at(&path, &query)?;
        }
        match chosen.place {
            AuthPlace::Header => {
                let name = HeaderName::from_bytes(chosen.name.as_bytes());
                let name = name.map_err(|_| failed("the credential's header has a name that no header can have"))?;
                secret(&mut self.parts.headers, name, &chosen.value(&bearer))
            }
            AuthPlace::Query => Ok(()),
            AuthPlace::Path => self.path_token(rest, chosen, &bearer),
            AuthPlace::Signature => self.sdk(credentials),
        }
    }

    /// A token in the path that all operations have in common.
    fn path_token(&mut self, rest: &Rest, auth: &Auth, bearer: &str) -> Result<(), SignError> {
        let sent: Vec<&str> = self.parts.uri.path().split('/').collect();
        for server in rest.servers.iter() {
            let base: Vec<&str> = template::base_path(server).trim_end_matches('/').split('/').collect();
            let place = format!("{{{}}}", auth.name);
            let fits = |(segment, sent): (&&str, &&str)| segment.contains('{') || segment == sent;
            if base.len() >= sent.len() || !base.iter().zip(&sent).all(fits) {
                continue;
            }
            // A colon is as good as its encoding.
            let value = percent_encode(&auth.value(bearer)).to_string().replace("%3A", ":");
            let filled = base.iter().zip(&sent).map(|(segment, sent)| match segment.contains(&place) {
                true => segment.replace(&place, &value),
                false => (*sent).to_owned(),
            });
            let rest = sent.iter().skip(base.len()).map(|segment| (*segment).to_owned());
            let path = filled.chain(rest).collect::<Vec<_>>().join("/");
            let query = self.parts.uri.query().unwrap_or_default().to_owned();
            return self.at(&path, &query);
        }
        Err(failed("the path has no place for the token"))
    }

    /// A signature by an access key.
    fn sdk(&mut self, credentials: &Credentials) -> Result<(), SignError> {
        let date = sdk::date(self.fresh.time).ok_or(sign::Error::Expired)?;
        let headers = &mut self.parts.headers;
        put(headers, HeaderName::from_static(sdk::DATE), &date)?;
        token(headers, sdk::TOKEN, credentials)?;
        let named = named(headers);
        let named = pairs(&named);
        let signed = signed(&named, |name| ["content-type", "host", sdk::DATE, sdk::TOKEN].contains(&name));
        let query = self.message.query_pairs();
        let request = sdk::Request {
            method: self.parts.method.as_str(),
            path: self.parts.uri.path(),
            query: &borrowed(&query),
            headers: &named,
            payload: &self.body,
        };
        let value = sdk::authorize(&credentials.id, &credentials.secret, &request, &signed)?;
        secret(headers, AUTHORIZATION, &value)
    }

    /// Puts parameters in the place of those that came.
    fn replace(&mut self, query: String, form: Option<String>) -> Result<(), SignError> {
        // What proves who asks is among the parameters.
        self.parts.headers.remove(AUTHORIZATION);
        if let Some(form) = form {
            self.body = Bytes::from(form);
        }
        let path = self.parts.uri.path().to_owned();
        self.at(&path, &query)
    }

    fn at(&mut self, path: &str, query: &str) -> Result<(), SignError> {
        let target = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
        let target: PathAndQuery = target.try_into().map_err(|_| failed("the request is too long for a URL"))?;
        self.parts.uri = target.into();
        Ok(())
    }
}

/// Names and values of the headers that are text.
fn named(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
    text.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn pairs(list: &[(String, String)]) -> Vec<(&str, &str)> {
    list.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// The names of the headers that a signature covers, as it lists them.
fn signed(named: &[(&str, &str)], is_signed: impl Fn(&str) -> bool) -> String {
    let mut names: Vec<&str> = named.iter().map(|(name, _)| *name).filter(|name| is_signed(name)).collect();
    names.sort_unstable();
    names.join(";")
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) -> Result<(), SignError> {
    let value = HeaderValue::from_str(value).map_err(|_| failed("a header has characters that no header can have"))?;
    headers.insert(name, value);
    Ok(())
}

fn secret(headers: &mut HeaderMap, name: HeaderName, value: &str) -> Result<(), SignError> {
    let mut value = HeaderValue::from_str(value).map_err(|_| failed("the credentials cannot be sent in a header"))?;
    value.set_sensitive(true);
    headers.insert(name, value);
    Ok(())
}

/// The header with the token of temporary credentials, or none.
fn token(headers: &mut HeaderMap, name: &'static str, credentials: &Credentials) -> Result<(), SignError> {
    headers.remove(name);
    match &credentials.token {
        Some(token) => secret(headers, HeaderName::from_static(name), token),
        None => Ok(()),
    }
}
