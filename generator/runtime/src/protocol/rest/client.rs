//! Requests with their credentials, and what answers mean, from the client's side.

use http::header::{CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue};
use http::{Method, StatusCode};
use serde_json::{Map, Value};

use crate::bounds;
use crate::client::{Answer, Draft, Endpoint, Error, Refusal};
use crate::credentials::Credentials;
use crate::sign::{self, encode_query, percent_encode};
use crate::wire::{File, Wire as _};

use super::parts::{Body, Parts, multipart};
use super::sign::{DATE, Request, TOKEN, authorize, date};
use super::{Auth, AuthPlace, Envelope, Rest, Routed, template};

/// The header in which servers name a request.
pub(super) const REQUEST_ID: &str = "x-request-id";

/// What a base address may have a place for, besides the credential.
const REGION: &str = "region";

/// The origin that requests go to if nobody says otherwise; none if the API names no server.
///
/// # Errors
/// A place in the address that nothing is known for.
pub(crate) fn endpoint(rest: &Rest, region: Option<&str>) -> Option<Result<Endpoint, &'static str>> {
    let origin = template::origin(rest.servers.first()?);
    let filled = template::filled(origin, |name| match (name, region) {
        (REGION, Some(region)) => Ok(region.to_owned()),
        _ => Err("the server's address has a place for a region or a host that was not given"),
    });
    Some(filled.and_then(|origin| Endpoint::parse(&origin)))
}

/// The request with its credentials.
pub(crate) fn sign(draft: &Draft<'_>, parts: &Parts, (rest, route): Routed) -> Result<http::Request<Vec<u8>>, Error> {
    let auth = choose(rest, draft.credentials)?;
    let (content_type, payload) = payload(draft, &parts.body);
    let mut query = parts.query.clone();
    let mut headers = headers(parts)?;
    put(&mut headers, HOST, draft.endpoint.host())?;
    if let Some(content_type) = &content_type {
        put(&mut headers, CONTENT_TYPE, content_type)?;
    }
    let token = bearer(draft.credentials);
    match auth.map(|auth| (auth, auth.place)) {
        Some((auth, AuthPlace::Header)) => put_secret(&mut headers, &auth.name, &auth.value(&token))?,
        Some((auth, AuthPlace::Query)) => query.push((auth.name.to_string(), auth.value(&token))),
        Some((_, AuthPlace::Path | AuthPlace::Signature)) | None => {}
    }
    let path = format!("{}{}", base(rest, draft.region, auth, &token)?, parts.path);
    let method = match (&*route.method, &parts.body) {
        ("", Body::None) => "GET",
        ("", _) => "POST",
        (method, _) => method,
    };
    if auth.is_some_and(|auth| auth.place == AuthPlace::Signature) {
        add_signature(draft, method, &path, &query, &payload, &mut headers)?;
    }
    let encoded = encode_query(query.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let mut request = http::Request::new(payload);
    *request.method_mut() =
        Method::from_bytes(method.as_bytes()).map_err(|_| Error::request("the operation has no HTTP method"))?;
    *request.uri_mut() = draft.endpoint.at(&path, &encoded).map_err(Error::request)?;
    *request.headers_mut() = headers;
    Ok(request)
}

/// The way to authenticate that goes with some credentials: those without an id are a token.
fn choose<'r>(rest: &'r Rest, credentials: &Credentials) -> Result<Option<&'r Auth>, Error> {
    let is_signature = |auth: &&Auth| auth.place == AuthPlace::Signature;
    let token = rest.auth.iter().find(|auth| !is_signature(auth));
    let signature = rest.auth.iter().find(is_signature).filter(|_| !credentials.id.is_empty());
    match signature.or(token) {
        None if !rest.auth.is_empty() => {
            Err(Error::request("the API takes an access key, and the credentials have no id"))
        }
        found => Ok(found),
    }
}

/// Credentials as one text: a token, or an id and its secret.
fn bearer(credentials: &Credentials) -> String {
    let Credentials { id, secret, .. } = credentials;
    if id.is_empty() { secret.clone() } else { format!("{id}:{secret}") }
}

/// The server's part of the path.
fn base(rest: &Rest, region: Option<&str>, auth: Option<&Auth>, token: &str) -> Result<String, Error> {
    let Some(server) = rest.servers.first() else { return Ok(String::new()) };
    template::filled(template::base_path(server), |name| match (auth, region) {
        (Some(auth), _) if auth.place == AuthPlace::Path && auth.name == name => {
            if token.is_empty() || token == "." || token == ".." {
                return Err(Error::request("the token cannot be a part of an address"));
            }
            // A colon is as good as its encoding, and what people expect to see.
            Ok(percent_encode(&auth.value(token)).to_string().replace("%3A", ":"))
        }
        (_, Some(region)) if name == REGION => Ok(percent_encode(region).to_string()),
        _ => Err(Error::request("the server's address has a place that nothing is known for")),
    })
}

/// The body, and the type that it has.
fn payload(draft: &Draft<'_>, body: &Body) -> (Option<String>, Vec<u8>) {
    match body {
        Body::None => (None, Vec::new()),
        Body::Json(bytes) => (Some("application/json".to_owned()), bytes.clone()),
        Body::Form(form) => {
            let form = encode_query(form.iter().map(|(name, value)| (name.as_str(), value.as_str())));
            (Some("application/x-www-form-urlencoded".to_owned()), form.into_bytes())
        }
        Body::Multipart(parts) => {
            let boundary = format!("{:016x}{:016x}", draft.nonce[0], draft.nonce[1]);
            (Some(format!("multipart/form-data; boundary={boundary}")), multipart(parts, &boundary))
        }
        Body::File(file) => {
            let kind = file.content_type.as_deref().unwrap_or("application/octet-stream");
            (Some(kind.to_owned()), file.bytes.clone())
        }
    }
}

/// The parameters that are headers.
fn headers(parts: &Parts) -> Result<HeaderMap, Error> {
    let mut headers = HeaderMap::with_capacity(parts.headers.len() + 4);
    for (name, value) in &parts.headers {
        put(&mut headers, header_name(name)?, value)?;
    }
    Ok(headers)
}

fn header_name(name: &str) -> Result<HeaderName, Error> {
    HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| Error::request("a parameter has a name that no header can have"))
}

fn header_value(text: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(text).map_err(|_| Error::request("a header has characters that no header can have"))
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) -> Result<(), Error> {
    headers.insert(name, header_value(value)?);
    Ok(())
}

/// Adds a header that is not shown in `Debug`.
fn put_secret(headers: &mut HeaderMap, name: &str, value: &str) -> Result<(), Error> {
    let mut value = header_value(value)?;
    value.set_sensitive(true);
    headers.insert(header_name(name)?, value);
    Ok(())
}

/// Adds the date and the signature over everything that says what is asked for.
fn add_signature(
    draft: &Draft<'_>,
    method: &str,
    path: &str,
    query: &[(String, String)],
    payload: &[u8],
    headers: &mut HeaderMap,
) -> Result<(), Error> {
    let date = date(draft.time).ok_or_else(|| Error::signing(sign::Error::Expired))?;
    put(headers, HeaderName::from_static(DATE), &date)?;
    if let Some(token) = &draft.credentials.token {
        put_secret(headers, TOKEN, token)?;
    }
    let mut named: Vec<(&str, &str)> = Vec::new();
    for (name, value) in headers.iter() {
        named
            .push((name.as_str(), value.to_str().map_err(|_| Error::request("a header that is signed is not ASCII"))?));
    }
    named.sort_unstable();
    let signed: Vec<&str> = named.iter().map(|(name, _)| *name).collect();
    let query: Vec<(&str, &str)> = query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let request = Request { method, path, query: &query, headers: &named, payload };
    let Credentials { id, secret, .. } = draft.credentials;
    let authorization = authorize(id, secret, &request, &signed.join(";")).map_err(Error::signing)?;
    put_secret(headers, "authorization", &authorization)
}

/// Reads an answer: a status of success, and a member that says so where there is one.
pub(crate) fn read(rest: &Rest, answer: &http::Response<Vec<u8>>) -> Result<Answer, Error> {
    let status = answer.status();
    let request_id = answer.headers().get(REQUEST_ID).and_then(|id| Some(id.to_str().ok()?.to_owned()));
    let body = body(answer)?;
    let Envelope { result, ok, .. } = &rest.envelope;
    let members = body.as_object();
    let flag = ok.as_deref().and_then(|ok| members?.get(ok)?.as_bool());
    let is_success = status.is_success() && flag.unwrap_or(ok.is_none());
    if !is_success {
        return Err(refusal(&rest.envelope, body, status, request_id));
    }
    let value = match (result.as_deref(), body) {
        (Some(result), Value::Object(mut members)) => members.remove(result).unwrap_or_default(),
        (_, body) => body,
    };
    Ok(Answer { value, request_id, status: status.as_u16(), is_text: false, is_doubtful: false })
}

/// What a body holds: JSON, text, or a file that is neither; null if it is empty.
fn body(answer: &http::Response<Vec<u8>>) -> Result<Value, Error> {
    let (bytes, status) = (answer.body(), answer.status());
    if bytes.is_empty() {
        return Ok(Value::Null);
    }
    let kind = answer.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("application/json");
    let essence = kind.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") || essence.ends_with("+json") {
        if !bounds::is_bounded(bytes) {
            return Err(Error::parse("the answer has more values than are accepted", None, status.as_u16()));
        }
        return match serde_json::from_slice(bytes) {
            Ok(value) => Ok(value),
            Err(_) if !status.is_success() => Err(Error::no_answer(status.as_u16())),
            Err(error) => Err(Error::parse("the answer is not JSON", Some(error), status.as_u16())),
        };
    }
    if !status.is_success() {
        // A page of something on the way, and no error of the API.
        return Err(Error::no_answer(status.as_u16()));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if essence.starts_with("text/") => Ok(Value::String(text.to_owned())),
        _ => {
            let file = File::new("", bytes.clone()).of_type(essence);
            serde_json::to_value(file.item()).map_err(Error::unserializable)
        }
    }
}

/// The error of an answer: its members say which, or else its status does.
fn refusal(envelope: &Envelope, body: Value, status: StatusCode, request_id: Option<String>) -> Error {
    let members = body.as_object();
    let text = |name: &Option<super::Text>| member(members?, name.as_deref()?);
    // Without an answer in the envelope there is nothing that the API said.
    if status.is_success() && members.is_none_or(|members| !has_any(envelope, members)) {
        return Refusal::no_envelope(status);
    }
    let code = text(&envelope.code).unwrap_or_else(|| status.as_str().to_owned());
    let reason = status.canonical_reason().unwrap_or_default();
    let message = text(&envelope.message).unwrap_or_else(|| reason.to_owned());
    Refusal { code, message, description: None, request_id, status, answer: body }.into()
}

fn has_any(envelope: &Envelope, members: &Map<String, Value>) -> bool {
    let names = [&envelope.ok, &envelope.code, &envelope.message];
    names.into_iter().flatten().any(|name| members.contains_key(&**name))
}

/// A member as text; of nested members the names are joined by dots.
fn member(members: &Map<String, Value>, name: &str) -> Option<String> {
    let found = match (members.get(name), name.split_once('.')) {
        (Some(found), _) => found,
        (None, Some((outer, inner))) => return member(members.get(outer)?.as_object()?, inner),
        (None, None) => return None,
    };
    match found {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
