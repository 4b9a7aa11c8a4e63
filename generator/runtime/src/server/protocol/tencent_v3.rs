//! Requests of Tencent API 3.0: TC3-HMAC-SHA256 in the headers with a JSON body, a query string or multipart, and the
//! older signature in the parameters of a query string or form ("v1").

use http::Method;
use serde_json::{Map, Value};

use crate::operation::Protocol;
use crate::schema::Wrong;
use crate::schema::shortened;
use crate::server::Call;
use crate::server::fault::{Fault, Kind};
use crate::server::gateway::Api;
use crate::server::json;
use crate::server::message::{Content, Message, Pairs, borrowed, first};
use crate::server::replay::{Nonce, Once};
use crate::sign::tc3;
use crate::sign::v1::{self, Edition, Target};

use super::{
    Accepted, Meant, Site, by_host, check_clock, check_nonce, check_signature, is_digits, is_version, missing, named,
    of_signature, required, seconds, with_action,
};

/// Names that a request signed in its parameters may carry whatever the action, documented ones and those that the
/// vendor's clients send.
const COMMON: [&str; 11] = [
    "Action",
    "Language",
    "Nonce",
    "Region",
    "RequestClient",
    "SecretId",
    "Signature",
    "SignatureMethod",
    "Timestamp",
    "Token",
    "Version",
];

/// Names that the vendor's clients add to the parameters of any action, whatever the signature.
const ADDED: [&str; 1] = ["RequestClient"];

/// Most values in a JSON body. A value in memory takes many times the bytes of a small one on the wire.
const MOST_VALUES: usize = 1 << 20;

/// Takes a request apart and checks it.
pub(in crate::server) async fn accept<'a>(site: &Site<'a>, message: &Message) -> Result<Accepted<'a>, Fault> {
    if message.method != Method::POST && message.method != Method::GET {
        return Err(Fault::new(Kind::Method, "Requests are made with GET or POST."));
    }
    let has = |name: &str| message.header(name).is_some();
    let is_in_header = has("authorization") || has("x-tc-action");
    // Where the path names the action, a request that nobody signs may have no header at all.
    let is_of_body = matches!(message.content(), Content::Json | Content::None | Content::Multipart);
    let is_body = has("x-tc-version") || message.method == Method::POST && is_of_body;
    if is_in_header || message.path_action().is_some() && is_body {
        by_headers(site, message).await
    } else {
        by_parameters(site, message)
    }
}

async fn by_headers<'a>(site: &Site<'a>, message: &Message) -> Result<Accepted<'a>, Fault> {
    let header = |name: &str, header: &str| message.header(header).ok_or_else(|| missing(name));
    let (action, version) = match (message.header("x-tc-action"), message.path_action()) {
        (None, Some(action)) => (action, message.header("x-tc-version")),
        _ => (header("Action", "x-tc-action")?, Some(header("Version", "x-tc-version")?)),
    };
    let (mut secret_id, mut service) = (None, None);
    if site.auth.verifies() {
        let timestamp = seconds(header("Timestamp", "x-tc-timestamp")?)?;
        let authorization =
            tc3::Authorization::parse(header("Authorization", "authorization")?).map_err(of_signature)?;
        verify(site, message, &authorization, timestamp)?;
        (secret_id, service) = (Some(authorization.secret_id), Some(authorization.service));
    }
    let meant = find(site, message, service, version, action)?;
    let region = message.header("x-tc-region");
    site.check_region(&meant.api.schema, region)?;
    let parameters = match (&message.method, message.content()) {
        (&Method::GET, _) => meant.parameters(&message.query_pairs(), &ADDED, false)?,
        (_, Content::Json | Content::None) => json(meant, &message.body)?,
        (_, Content::Multipart) => meant.parameters(&message.multipart_pairs().await?, &ADDED, false)?,
        (_, Content::Form) => {
            return Err(Fault::new(Kind::Authorization, "A form is signed with HmacSHA1 or HmacSHA256."));
        }
        (_, Content::Other(content)) => {
            let content = shortened(content).escape_debug();
            return Err(Fault::new(Kind::Method, format!("The content type `{content}` is not supported.")));
        }
    };
    Ok(Accepted { api: meant.api, call: Call::new(action, parameters, region, secret_id) })
}

/// What is signed in place of a body that its sender leaves out of the signature.
const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";

fn verify(
    site: &Site<'_>,
    message: &Message,
    authorization: &tc3::Authorization<'_>,
    timestamp: u64,
) -> Result<(), Fault> {
    let token = message.header("x-tc-token");
    let Some(credentials) = site.auth.credentials(authorization.secret_id, token)? else { return Ok(()) };
    check_clock(timestamp, site.now, tc3::MAX_CLOCK_SKEW)?;
    // Not in the documents, but an option of the vendor's own clients; whoever signs decides.
    let is_unsigned = message.header("x-tc-content-sha256") == Some(UNSIGNED_PAYLOAD);
    let key = tc3::SigningKey::derive(&credentials.secret, authorization.date, authorization.service);
    by_host(message, |headers| {
        let request = tc3::Request {
            method: message.method.as_str(),
            path: &message.path,
            query: &message.query,
            headers,
            payload: if is_unsigned { UNSIGNED_PAYLOAD.as_bytes() } else { &message.body },
        };
        tc3::verify(&key, authorization, &request, timestamp, site.now)
    })
    .map_err(of_signature)?;
    let signature = authorization.signature.to_ascii_lowercase();
    let id = authorization.secret_id;
    check_signature(site, Nonce { id, value: &signature, timestamp, kind: Once::BareSignature }, tc3::MAX_CLOCK_SKEW)
}

/// The API that a request means. The service of its signature is the product, or what one of the vendor's clients
/// takes for it: the first label of the host.
fn find<'a>(
    site: &Site<'a>,
    message: &Message,
    service: Option<&str>,
    version: Option<&str>,
    action: &str,
) -> Result<Meant<'a>, Fault> {
    let is_label = service.is_some() && message.host.split(['.', ':']).next() == service;
    let of_product = |api: &&Api| service.is_none_or(|service| service == api.schema.product);
    let apis = site.apis_of(Protocol::TencentV3);
    let is_product = apis.clone().any(|api| of_product(&api));
    if !is_product && !is_label {
        let message =
            format!("The product `{}` is not served here.", shortened(service.unwrap_or_default()).escape_debug());
        return Err(Fault::new(Kind::Product, message));
    }
    let mut of_version = apis.filter(|api| is_version(api, version) && (!is_product || of_product(api))).peekable();
    if of_version.peek().is_none() {
        let version = version.unwrap_or_default();
        let message = format!("The version `{}` does not exist.", shortened(version).escape_debug());
        return Err(Fault::new(Kind::Version, message));
    }
    with_action(site, of_version, action)
}

fn json(meant: Meant<'_>, body: &[u8]) -> Result<Value, Fault> {
    let wrong = |message: String| Fault::new(Kind::Body, message);
    if body.iter().filter(|byte| matches!(byte, b',' | b'[' | b'{')).take(MOST_VALUES).count() == MOST_VALUES {
        return Err(wrong(format!("The body has more than {MOST_VALUES} values.")));
    }
    let read = if body.is_empty() { Ok(Value::Object(Map::new())) } else { json::parse(body) };
    match read {
        Ok(Value::Object(mut object)) => {
            object.retain(|name, _| {
                !ADDED.contains(&name.as_str()) || meant.fields.iter().any(|field| field.name == *name)
            });
            meant.checked(object)
        }
        Ok(_) => Err(wrong("The body is JSON but no object.".to_owned())),
        Err(error) => Err(wrong(format!("The body is no JSON: {error}."))),
    }
}

fn by_parameters<'a>(site: &Site<'a>, message: &Message) -> Result<Accepted<'a>, Fault> {
    let pairs = match (&message.method, message.content()) {
        (&Method::GET, _) => message.query_pairs(),
        (_, Content::Form) => message.form_pairs(),
        (_, Content::Other(content)) => {
            let content = shortened(content).escape_debug();
            return Err(Fault::new(Kind::Method, format!("The content type `{content}` is not supported.")));
        }
        _ if !site.auth.verifies() => return Err(missing("Action")),
        _ => return Err(Fault::new(Kind::Authorization, "The header `Authorization` is missing.")),
    };
    let (action, version) = named(message, &pairs)?;
    let secret_id = verify_parameters(site, message, &pairs, Edition::V3, tc3::MAX_CLOCK_SKEW)?;
    let meant = find(site, message, None, version, action)?;
    let region = first(&pairs, "Region");
    site.check_region(&meant.api.schema, region)?;
    let parameters = meant.parameters(&pairs, &COMMON, false)?;
    Ok(Accepted { api: meant.api, call: Call::new(action, parameters, region, secret_id) })
}

/// Verifies a signature among the parameters, its time and its nonce. The result is the secret id, none if nothing is
/// verified.
pub(super) fn verify_parameters<'p>(
    site: &Site<'_>,
    message: &Message,
    pairs: &'p Pairs<'_>,
    edition: Edition,
    window: u64,
) -> Result<Option<&'p str>, Fault> {
    if !site.auth.verifies() {
        return Ok(None);
    }
    let (id, nonce) = (required(pairs, "SecretId")?, required(pairs, "Nonce")?);
    let timestamp = seconds(required(pairs, "Timestamp")?)?;
    let signature = required(pairs, "Signature")?;
    if !is_digits(nonce) {
        return Err(Fault::new(Kind::Parameter(Wrong::Type), "The parameter `Nonce` is not a positive whole number."));
    }
    let Some(credentials) = site.auth.credentials(id, first(pairs, "Token"))? else { return Ok(None) };
    check_clock(timestamp, site.now, window)?;
    let target = Target { method: message.method.as_str(), host: &message.host, edition };
    v1::verify(&credentials.secret, target, &borrowed(pairs)).map_err(of_signature)?;
    check_signature(site, Nonce { id, value: signature, timestamp, kind: Once::Signature }, window)?;
    check_nonce(site, Nonce { id, value: nonce, timestamp, kind: Once::WithTime }, window)?;
    Ok(Some(id))
}
