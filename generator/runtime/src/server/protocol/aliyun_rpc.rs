//! Requests of Alibaba Cloud's RPC protocol: parameters in a query string, in a form, or in both, signed among the
//! parameters (version 1.0) or in the headers (ACS3).

use http::Method;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::operation::Protocol;
use crate::schema::shortened;
use crate::server::Call;
use crate::server::fault::{Fault, Kind};
use crate::server::message::{Message, Pairs, borrowed, first};
use crate::server::replay::{Nonce, Once};
use crate::sign::{acs3, rpc};

use super::{
    Accepted, Site, by_host, check_clock, check_nonce, check_signature, is_version, missing, named, of_signature,
    required, with_action,
};

/// How far a timestamp may be from the server's clock, in seconds. The documents state no window; a quarter of an hour
/// is what the vendor's services allow.
const WINDOW: u64 = 15 * 60;

/// Names that a request may carry whatever the action, documented ones and those that the vendor's clients send. The
/// documents write the time in two ways.
const COMMON: [&str; 17] = [
    "AccessKeyId",
    "Action",
    "Format",
    "OwnerAccount",
    "OwnerId",
    "RegionId",
    "ResourceOwnerAccount",
    "ResourceOwnerId",
    "SecurityToken",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureType",
    "SignatureVersion",
    "TimeStamp",
    "Timestamp",
    "Version",
];

/// The header that names the action of a request that is signed in its headers.
const ACTION: &str = "x-acs-action";

/// The parameters of a request wherever they stand: the vendor's clients use the query string with POST too.
pub(super) fn pairs(message: &Message) -> Pairs<'_> {
    let mut pairs = message.query_pairs();
    pairs.extend(message.form_pairs());
    pairs
}

/// Whether a request asks for XML, in its parameters or, signed in the headers, by what it accepts. JSON is the default; what a client writes that chose no format is none either.
pub(in crate::server) fn wants_xml(message: &Message) -> bool {
    let is_accepted = || {
        let accepted = message.header("accept").filter(|_| is_signed_in_headers(message)).unwrap_or_default();
        accepted.starts_with("application/xml") || accepted.starts_with("text/xml")
    };
    first(&pairs(message), "Format").map_or_else(is_accepted, |format| format.eq_ignore_ascii_case("xml"))
}

/// The action that a request names, in its parameters, in a header or in its path: clients that sign the parameters may
/// send both of the former.
pub(in crate::server) fn action(message: &Message) -> Option<String> {
    let in_header = || message.header(ACTION).map(str::to_owned);
    let in_parameters = first(&pairs(message), "Action").filter(|_| !is_signed_in_headers(message)).map(str::to_owned);
    in_parameters.or_else(in_header).or_else(|| message.path_action().map(str::to_owned))
}

/// Whether the signature is in the headers, with the name of the action and the version.
fn is_signed_in_headers(message: &Message) -> bool {
    message.header("authorization").is_some_and(|value| value.trim_start().starts_with("ACS3-"))
}

/// Takes a request apart and checks it.
pub(super) fn accept<'a>(site: &Site<'a>, message: &Message) -> Result<Accepted<'a>, Fault> {
    if message.method != Method::GET && message.method != Method::POST {
        return Err(Fault::new(Kind::Method, "Requests are made with GET or POST."));
    }
    let pairs = pairs(message);
    let in_headers = is_signed_in_headers(message) || first(&pairs, "Action").is_none();
    let (action, version, access_key) = if in_headers && message.header(ACTION).is_some() {
        let access_key = verify_headers(site, message)?;
        (of_header(message, ACTION)?, Some(of_header(message, "x-acs-version")?), access_key)
    } else {
        let (action, version) = named(message, &pairs)?;
        (action, version, verify(site, message, &pairs)?)
    };
    let mut apis = site.apis_of(Protocol::AliyunRpc).filter(|api| is_version(api, version)).peekable();
    if apis.peek().is_none() {
        let version = version.unwrap_or_default();
        let message = format!("The version `{}` does not exist.", shortened(version).escape_debug());
        return Err(Fault::new(Kind::Version, message));
    }
    let meant = with_action(site, apis, action)?;
    let region = first(&pairs, "RegionId");
    if region.is_some() {
        site.check_region(&meant.api.schema, region)?;
    }
    let parameters = meant.parameters(&pairs, &COMMON, true)?;
    Ok(Accepted { api: meant.api, call: Call::new(action, parameters, region, access_key) })
}

fn verify<'p>(site: &Site<'_>, message: &Message, pairs: &'p Pairs<'_>) -> Result<Option<&'p str>, Fault> {
    if !site.auth.verifies() {
        return Ok(None);
    }
    let (id, nonce) = (required(pairs, "AccessKeyId")?, required(pairs, "SignatureNonce")?);
    let timestamp = first(pairs, "Timestamp").or_else(|| first(pairs, "TimeStamp"));
    let timestamp = seconds(timestamp.ok_or_else(|| missing("Timestamp"))?)?;
    let signature = required(pairs, "Signature")?;
    for (name, expected) in [("SignatureMethod", "HMAC-SHA1"), ("SignatureVersion", "1.0")] {
        if !required(pairs, name)?.eq_ignore_ascii_case(expected) {
            return Err(Fault::new(Kind::SigningMethod, format!("The parameter `{name}` is not {expected}.")));
        }
    }
    let Some(credentials) = site.auth.credentials(id, first(pairs, "SecurityToken"))? else { return Ok(None) };
    check_clock(timestamp, site.now, WINDOW)?;
    rpc::verify(&credentials.secret, message.method.as_str(), &borrowed(pairs)).map_err(of_signature)?;
    // Every request needs a new one, whatever its time.
    check_nonce(site, Nonce { id, value: nonce, timestamp, kind: Once::Ever }, WINDOW)?;
    check_signature(site, Nonce { id, value: signature, timestamp, kind: Once::Signature }, WINDOW)?;
    Ok(Some(id))
}

/// The value of a header that a request signed in its headers must have.
fn of_header<'m>(message: &'m Message, name: &str) -> Result<&'m str, Fault> {
    message.header(name).ok_or_else(|| missing(name))
}

/// Verifies a signature in the headers, its time and its nonce.
fn verify_headers<'m>(site: &Site<'_>, message: &'m Message) -> Result<Option<&'m str>, Fault> {
    if !site.auth.verifies() {
        return Ok(None);
    }
    let authorization = acs3::Authorization::parse(of_header(message, "authorization")?).map_err(of_signature)?;
    let nonce = of_header(message, "x-acs-signature-nonce")?;
    let timestamp = seconds(of_header(message, "x-acs-date")?)?;
    let id = authorization.access_key_id;
    let token = message.header("x-acs-security-token");
    let Some(credentials) = site.auth.credentials(id, token)? else { return Ok(None) };
    check_clock(timestamp, site.now, WINDOW)?;
    let query = message.query_pairs();
    by_host(message, |headers| {
        let request = acs3::Request {
            method: message.method.as_str(),
            path: &message.path,
            query: &borrowed(&query),
            headers,
            payload: &message.body,
        };
        acs3::verify(&credentials.secret, &authorization, &request)
    })
    .map_err(of_signature)?;
    check_nonce(site, Nonce { id, value: nonce, timestamp, kind: Once::Ever }, WINDOW)?;
    let signature = authorization.signature;
    check_signature(site, Nonce { id, value: signature, timestamp, kind: Once::Signature }, WINDOW)?;
    Ok(Some(id))
}

/// Seconds since 1970 of a time such as `2016-02-23T12:46:24Z`.
fn seconds(value: &str) -> Result<u64, Fault> {
    let time = OffsetDateTime::parse(value, &Rfc3339).ok().and_then(|time| u64::try_from(time.unix_timestamp()).ok());
    time.ok_or_else(|| Fault::new(Kind::Expired, "The parameter `Timestamp` is no time as in 2016-02-23T12:46:24Z."))
}
