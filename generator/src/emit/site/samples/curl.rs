//! The request of a call as a command of curl, as `docquarry call --dry-run` prints it: what belongs to an account or to
//! the moment is masked. A test compares the two for every action of every committed spec.

use docquarry_runtime::protocol::rest::{AuthPlace, Place, Rest};
use docquarry_runtime::sign::flatten::flatten;
use docquarry_runtime::sign::{encode_query, percent_encode};
use serde_json::{Map, Value};

use crate::emit::curl;
use crate::spec::model::Protocol;
use crate::spec::rest;

use super::Call;

/// What is masked.
const MASK: &str = "***";

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// The command; none if a request of this kind is not simple.
pub(super) fn command(call: &Call<'_>) -> Option<String> {
    match call.model.api.protocol {
        Protocol::Rest => of_rest(call),
        Protocol::TencentV3 => {
            let scope = format!("Credential={MASK}/{MASK}/{}/tc3_request", call.model.api.product);
            let signed = "SignedHeaders=content-type;host;x-tc-action";
            let mut headers = vec![
                header("content-type", JSON),
                header("authorization", &format!("TC3-HMAC-SHA256 {scope}, {signed}, Signature={MASK}")),
                header("x-tc-action", call.name),
                header("x-tc-version", &call.model.api.version),
                header("x-tc-timestamp", MASK),
            ];
            headers.extend(call.region().map(|region| header("x-tc-region", region)));
            let body = serde_json::to_string(call.parameters).ok()?;
            Some(curl::command("POST", &format!("{}/", origin(call)?), &headers, &body))
        }
        Protocol::TencentV2 => {
            let mut fixed = vec![
                ("Action", call.name),
                ("Timestamp", MASK),
                ("Nonce", MASK),
                ("SecretId", MASK),
                ("SignatureMethod", "HmacSHA256"),
            ];
            fixed.extend(call.region().map(|region| ("Region", region)));
            let address = format!("{}/v2/index.php", origin(call)?);
            Some(curl::command("POST", &address, &[header("content-type", FORM)], &query(call, &fixed)))
        }
        Protocol::AliyunRpc => {
            let mut fixed = vec![
                ("Action", call.name),
                ("Version", &call.model.api.version),
                ("Format", "JSON"),
                ("AccessKeyId", MASK),
                ("SignatureMethod", "HMAC-SHA1"),
                ("SignatureVersion", "1.0"),
                ("SignatureNonce", MASK),
                ("Timestamp", MASK),
            ];
            if !call.parameters.contains_key("RegionId") {
                fixed.extend(call.region().map(|region| ("RegionId", region)));
            }
            Some(curl::command("GET", &format!("{}/?{}", origin(call)?, query(call, &fixed)), &[], ""))
        }
    }
}

fn header(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// Where the call goes, for its region.
fn origin(call: &Call<'_>) -> Option<String> {
    let operation = call.model.operations.iter().find(|operation| operation.action == call.name)?;
    let api = &call.model.api;
    let of_region = || api.regions.iter().find(|(region, _)| Some(region.as_str()) == call.region());
    let host = operation.host.as_deref().or_else(|| of_region().map(|(_, host)| host.as_str())).unwrap_or(&api.host);
    (!host.is_empty()).then(|| format!("https://{host}"))
}

/// Fixed parameters and those of the call, flat, with the place of the signature.
fn query(call: &Call<'_>, fixed: &[(&str, &str)]) -> String {
    let own = flatten(&Value::Object(call.parameters.clone()), call.model.api.first_index);
    // A mask is no value, so it is not encoded; documented values may look like one.
    let fixed = fixed.iter().map(|(name, value)| match *value {
        MASK => format!("{name}={MASK}"),
        value => encode_query([(*name, value)]),
    });
    let own = own.iter().map(|(name, value)| encode_query([(name.as_str(), value.as_str())]));
    let all: Vec<String> = fixed.chain(own).chain([format!("Signature={MASK}")]).collect();
    all.join("&")
}

/// A method and a path. Files, forms, and bodies that are no objects are left to `docquarry call`.
fn of_rest(call: &Call<'_>) -> Option<String> {
    let shared = rest::shared(call.spec)?;
    let action = call.spec.actions.get(call.name)?;
    let mut path = action.path.clone()?;
    let (mut names, mut headers, mut body) = (Vec::new(), Vec::new(), Map::new());
    for parameter in rest::parameters(call.spec, action) {
        let Some(value) = call.parameters.get(&parameter.field.name) else { continue };
        let text = || match value {
            Value::String(text) => Some(text.clone()),
            Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
            _ => None,
        };
        match parameter.place {
            Place::Path => {
                path = path.replace(&format!("{{{}}}", parameter.sent), &percent_encode(&text()?).to_string())
            }
            Place::Query => names.push((parameter.sent, text()?)),
            Place::Header => headers.push((parameter.sent.to_lowercase(), text()?)),
            Place::Body if !rest::holds_file(&parameter.field.ty) => _ = body.insert(parameter.sent, value.clone()),
            _ => return None,
        }
    }
    let body = if body.is_empty() { String::new() } else { Value::Object(body).to_string() };
    if !body.is_empty() {
        headers.push(header("content-type", JSON));
    }
    let credential = credential(&shared)?;
    let server = shared.servers.first()?.trim_end_matches('/');
    let mut query: Vec<String> =
        names.iter().map(|(name, value)| encode_query([(name.as_str(), value.as_str())])).collect();
    match credential {
        Some((AuthPlace::Query, name)) => query.push(format!("{}={MASK}", percent_encode(&name))),
        Some((_, name)) => headers.push(header(&name.to_lowercase(), MASK)),
        None => {}
    }
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    let method = action.method.as_deref().unwrap_or(if body.is_empty() { "GET" } else { "POST" });
    if !method.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let address = format!("{server}{path}{query}");
    // A place that nothing fills is left to the reader of the page.
    (!address.contains('{')).then(|| curl::command(method, &address, &headers, &body))
}

/// Where the credentials go, by the first way that is no signature, and the name there: `None` in the place of both if no
/// credentials are asked for, and no answer at all if there is only a signature, or they are a part of the path.
fn credential(shared: &Rest) -> Option<Option<(AuthPlace, String)>> {
    if shared.auth.is_empty() {
        return Some(None);
    }
    let auth = shared.auth.iter().find(|auth| auth.place != AuthPlace::Signature)?;
    match auth.place {
        AuthPlace::Header | AuthPlace::Query => Some(Some((auth.place, auth.name.to_string()))),
        AuthPlace::Path | AuthPlace::Signature => None,
    }
}
