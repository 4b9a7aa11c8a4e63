//! Alibaba Cloud's RPC protocol on the wire, from the client's side: signed parameters, and answers in JSON or XML whose
//! status tells success from errors.

use http::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderName};
use serde_json::{Map, Value};

use crate::credentials::Credentials;
use crate::sign::{SIGNATURE, acs3, encode_query, rpc};
use crate::xml;

use super::Error;
use super::answer::{Answer, Refusal, json, text};
use super::request::{Draft, FORM, Format, Method, Payload, Signature, add, add_secret};

/// Parameter of the region. It is not among the common ones, but most actions have it, and the vendor's clients send
/// it with all of them.
const REGION: &str = "RegionId";
/// Header of the token of temporary credentials.
const TOKEN: &str = "x-acs-security-token";

/// The signed request.
pub(super) fn sign(draft: &Draft<'_>, payload: &Payload) -> Result<http::Request<Vec<u8>>, Error> {
    if draft.style.method == Method::Multipart {
        return Err(Error::request("this API takes no form data"));
    }
    if draft.style.signature == Signature::Acs3 {
        return in_headers(draft, payload);
    }
    let timestamp = rpc::timestamp(draft.time).map_err(Error::signing)?;
    let nonce = uuid(draft.nonce);
    let mut all: Vec<(&str, &str)> = vec![
        ("Action", draft.action),
        ("Version", draft.api.version),
        (
            "Format",
            match draft.style.format {
                Format::Json => "JSON",
                Format::Xml => "XML",
            },
        ),
        ("AccessKeyId", &draft.credentials.id),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
        ("SignatureNonce", &nonce),
        ("Timestamp", &timestamp),
    ];
    // Not in the document; the name is the one that the vendor's clients send.
    all.extend(draft.credentials.token.as_deref().map(|token| ("SecurityToken", token)));
    let fields = payload.fields();
    if region(payload).is_none() {
        all.extend(draft.region.map(|region| (REGION, region)));
    }
    all.extend(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let signature = rpc::sign(&draft.credentials.secret, draft.method(), all.iter().copied());
    all.push((SIGNATURE, &signature));
    draft.flat("/", &all)
}

/// A request that is signed in its headers, which also name the action. Its parameters are those of the action alone.
fn in_headers(draft: &Draft<'_>, payload: &Payload) -> Result<http::Request<Vec<u8>>, Error> {
    let (time, nonce) = (rpc::timestamp(draft.time).map_err(Error::signing)?, uuid(draft.nonce));
    let mut fields: Vec<(&str, &str)> =
        payload.fields().iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    if region(payload).is_none() {
        fields.extend(draft.region.map(|region| (REGION, region)));
    }
    let encoded = encode_query(fields.iter().copied());
    let is_form = draft.style.method == Method::Post;
    let (query, body) = if is_form { (String::new(), encoded.into_bytes()) } else { (encoded, Vec::new()) };
    let hash = acs3::content_hash(&body);
    let mut headers = vec![
        ("host", draft.endpoint.host()),
        ("x-acs-action", draft.action),
        ("x-acs-content-sha256", &hash),
        ("x-acs-date", &time),
        ("x-acs-signature-nonce", &nonce),
        ("x-acs-version", draft.api.version),
    ];
    headers.extend(is_form.then_some(("content-type", FORM)));
    let token = draft.credentials.token.as_deref();
    headers.extend(token.map(|token| (TOKEN, token)));
    headers.sort_unstable_by_key(|(name, _)| *name);
    let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
    let query_pairs: &[(&str, &str)] = if is_form { &[] } else { &fields };
    let signed =
        acs3::Request { method: draft.method(), path: "/", query: query_pairs, headers: &headers, payload: &body };
    let Credentials { id, secret, .. } = draft.credentials;
    let authorization = acs3::authorize(id, secret, &signed, &names.join(";")).map_err(Error::signing)?;
    let mut all = HeaderMap::with_capacity(10);
    for (name, value) in headers {
        let add = if name == TOKEN { add_secret } else { add };
        add(&mut all, HeaderName::from_static(name), value)?;
    }
    add_secret(&mut all, AUTHORIZATION, &authorization)?;
    let format = match draft.style.format {
        Format::Json => "application/json",
        Format::Xml => "application/xml",
    };
    add(&mut all, ACCEPT, format)?;
    let mut request = http::Request::new(body);
    if is_form {
        *request.method_mut() = http::Method::POST;
    }
    *request.uri_mut() = draft.endpoint.at("/", &query).map_err(Error::request)?;
    *request.headers_mut() = all;
    Ok(request)
}

/// The region that a request names itself.
pub(super) fn region(payload: &Payload) -> Option<&str> {
    payload.fields().iter().find(|(name, _)| name == REGION).map(|(_, region)| region.as_str())
}

/// A random UUID, which the document advises for the nonce.
fn uuid([high, low]: [u64; 2]) -> String {
    let high = high & !0xf000 | 0x4000;
    let low = low & !(0b11 << 62) | 0b10 << 62;
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff
    )
}

/// Reads an answer in either format, whichever was asked for.
pub(super) fn read(answer: &http::Response<Vec<u8>>) -> Result<Answer, Error> {
    let status = answer.status();
    let is_xml = answer.body().trim_ascii_start().starts_with(b"<");
    let fields = if is_xml { xml_fields(answer)? } else { json(answer)? };
    let Some(fields) = fields else { return Err(Refusal::no_envelope(status)) };
    let request_id = text(&fields, "RequestId");
    if status.is_success() && error_code(&fields).is_none() {
        // Every answer has one, so what has none was given by something else.
        let request_id = Some(request_id.ok_or_else(|| Refusal::no_envelope(status))?);
        return Ok(Answer { is_text: is_xml, ..Answer::json(fields, request_id, status) });
    }
    match text(&fields, "Code") {
        Some(code) => {
            let message = text(&fields, "Message").unwrap_or_default();
            let answer = Value::Object(fields);
            Err(Refusal { code, message, description: None, request_id, status, answer }.into())
        }
        None => Err(Refusal::no_envelope(status)),
    }
}

/// The code of an error that came with a status of success. Some actions document a `Code` of success too.
fn error_code(fields: &Map<String, Value>) -> Option<String> {
    const SUCCESS: [&str; 4] = ["0", "200", "ok", "success"];
    fields.get("Message").filter(|message| message.is_string())?;
    text(fields, "Code").filter(|code| !code.is_empty() && !SUCCESS.contains(&code.to_ascii_lowercase().as_str()))
}

/// The fields of the one root of an answer in XML; none if it has no fields.
fn xml_fields(answer: &http::Response<Vec<u8>>) -> Result<Option<Map<String, Value>>, Error> {
    let status = answer.status();
    let text = std::str::from_utf8(answer.body()).map_err(|_| "the answer is not UTF-8");
    let roots = text.and_then(|text| {
        xml::parse(text).map_err(|error| match error {
            xml::Error::TooDeep => "the XML of the answer is nested too deeply",
            xml::Error::TooMany => "the XML of the answer has too many elements",
            _ => "the answer is no XML",
        })
    });
    match roots {
        Ok(roots) if roots.len() == 1 => match roots.into_iter().next() {
            Some((_, Value::Object(fields))) => Ok(Some(fields)),
            _ => Ok(None),
        },
        Ok(_) => Ok(None),
        Err(_) if !status.is_success() => Err(Error::no_answer(status.as_u16())),
        Err(reason) => Err(Error::parse(reason, None, status.as_u16())),
    }
}
