//! Tencent Cloud API 3.0 on the wire, from the client's side: requests signed with TC3 (JSON, URL, form data) or with
//! signature version 1 (URL, form), and the `Response` envelope.

use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderMap, HeaderName};
use serde_json::Value;

use crate::sign::v1::{self, Edition, Target};
use crate::sign::{Algorithm, SIGNATURE, encode_query, tc3};

use super::Error;
use super::answer::{Answer, Refusal, json, text};
use super::keys::KeyCache;
use super::request::{Draft, FORM, Method, Payload, Signature, add, add_secret};

const JSON: &str = "application/json";
const SIGNED_HEADERS: &str = "content-type;host;x-tc-action";

/// The signed request.
pub(super) fn sign(draft: &Draft<'_>, payload: &Payload, keys: &KeyCache) -> Result<http::Request<Vec<u8>>, Error> {
    match (draft.style.signature, payload) {
        (Signature::Tc3, Payload::Json(body)) => tc3(draft, keys, "", JSON, body.clone()),
        (Signature::Tc3, Payload::Fields(fields)) if draft.style.method == Method::Multipart => {
            let boundary = format!("{:016x}{:016x}", draft.nonce[0], draft.nonce[1]);
            let content_type = format!("multipart/form-data; boundary={boundary}");
            tc3(draft, keys, "", &content_type, form_data(fields, &boundary))
        }
        (Signature::Tc3, payload) => {
            let fields = payload.fields();
            let query = encode_query(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
            tc3(draft, keys, &query, FORM, Vec::new())
        }
        (Signature::HmacSha1 | Signature::HmacSha256, payload) => version_1(draft, payload),
        (Signature::Acs3, _) => Err(Error::request("this API has no signature ACS3")),
    }
}

/// A request with its signature in the header `Authorization`.
fn tc3(
    draft: &Draft<'_>,
    keys: &KeyCache,
    query: &str,
    content_type: &str,
    body: Vec<u8>,
) -> Result<http::Request<Vec<u8>>, Error> {
    let method = draft.method();
    let headers = [("content-type", content_type), ("host", draft.endpoint.host()), ("x-tc-action", draft.action)];
    let signed = tc3::Request { method, path: "/", query, headers: &headers, payload: &body };
    let date = tc3::date(draft.time).map_err(Error::signing)?;
    let key = keys.get(&draft.credentials.secret, &date, draft.api.product);
    let authorization = tc3::authorize(&key, &draft.credentials.id, &signed, SIGNED_HEADERS, draft.time);
    let headers = headers_of(draft, content_type, &authorization.map_err(Error::signing)?)?;
    let mut request = http::Request::new(body);
    if method == "POST" {
        *request.method_mut() = http::Method::POST;
    }
    *request.uri_mut() = draft.endpoint.at("/", query).map_err(Error::request)?;
    *request.headers_mut() = headers;
    Ok(request)
}

fn headers_of(draft: &Draft<'_>, content_type: &str, authorization: &str) -> Result<HeaderMap, Error> {
    let mut headers = HeaderMap::with_capacity(8);
    add(&mut headers, HOST, draft.endpoint.host())?;
    add(&mut headers, CONTENT_TYPE, content_type)?;
    add_secret(&mut headers, AUTHORIZATION, authorization)?;
    add(&mut headers, HeaderName::from_static("x-tc-action"), draft.action)?;
    add(&mut headers, HeaderName::from_static("x-tc-version"), draft.api.version)?;
    headers.insert(HeaderName::from_static("x-tc-timestamp"), draft.time.into());
    if let Some(region) = draft.region {
        add(&mut headers, HeaderName::from_static("x-tc-region"), region)?;
    }
    if let Some(language) = draft.language {
        add(&mut headers, HeaderName::from_static("x-tc-language"), language)?;
    }
    if let Some(token) = &draft.credentials.token {
        add_secret(&mut headers, HeaderName::from_static("x-tc-token"), token)?;
    }
    Ok(headers)
}

/// A body of form data. The boundary is random, so that it is in no value.
fn form_data(fields: &[(String, String)], boundary: &str) -> Vec<u8> {
    let mut body = String::new();
    for (name, value) in fields {
        let name = name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
        body.extend([
            "--",
            boundary,
            "\r\nContent-Disposition: form-data; name=\"",
            &name,
            "\"\r\n\r\n",
            value,
            "\r\n",
        ]);
    }
    body.extend(["--", boundary, "--\r\n"]);
    body.into_bytes()
}

/// A request with its signature among the parameters.
fn version_1(draft: &Draft<'_>, payload: &Payload) -> Result<http::Request<Vec<u8>>, Error> {
    tencent_parameters(draft, payload, Edition::V3, Some(("Version", draft.api.version)))
}

/// A request of either Tencent API whose signature is one of the parameters.
pub(super) fn tencent_parameters(
    draft: &Draft<'_>,
    payload: &Payload,
    edition: Edition,
    version: Option<(&str, &str)>,
) -> Result<http::Request<Vec<u8>>, Error> {
    let (time, nonce, algorithm) = (draft.time.to_string(), draft.number(), draft.style.algorithm());
    let mut all: Vec<(&str, &str)> = Vec::with_capacity(payload.fields().len() + 9);
    all.extend(version);
    all.extend([
        ("Action", draft.action),
        ("Timestamp", &time),
        ("Nonce", &nonce),
        ("SecretId", &draft.credentials.id),
    ]);
    // Of API 3.0 it is documented for SHA-256 alone.
    if edition == Edition::V2 || algorithm == Algorithm::HmacSha256 {
        all.push(("SignatureMethod", algorithm.signature_method()));
    }
    all.extend(draft.region.map(|region| ("Region", region)));
    // The older API has no such parameter.
    all.extend(draft.language.filter(|_| edition == Edition::V3).map(|language| ("Language", language)));
    all.extend(draft.credentials.token.as_deref().map(|token| ("Token", token)));
    all.extend(payload.fields().iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let target = Target { method: draft.method(), host: draft.endpoint.host(), edition };
    let signature = v1::sign(algorithm, &draft.credentials.secret, target, all.iter().copied());
    all.push((SIGNATURE, &signature));
    draft.flat(edition.path(), &all)
}

/// Reads an answer. The service answers errors with status 200; an `Error` in the envelope is what makes one.
pub(super) fn read(answer: &http::Response<Vec<u8>>) -> Result<Answer, Error> {
    let status = answer.status();
    let envelope = json(answer)?;
    let Some(Value::Object(mut response)) = envelope.and_then(|mut fields| fields.remove("Response")) else {
        return Err(Refusal::no_envelope(status));
    };
    let request_id = text(&response, "RequestId");
    match response.get("Error") {
        None | Some(Value::Null) if status.is_success() => {
            response.remove("Error");
            Ok(Answer::json(response, request_id, status))
        }
        Some(Value::Object(error)) => match text(error, "Code") {
            Some(code) => {
                let message = text(error, "Message").unwrap_or_default();
                let answer = Value::Object(response);
                Err(Refusal { code, message, description: None, request_id, status, answer }.into())
            }
            None => Err(Refusal::no_envelope(status)),
        },
        _ => Err(Refusal::no_envelope(status)),
    }
}
