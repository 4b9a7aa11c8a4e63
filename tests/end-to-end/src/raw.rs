//! Signed requests as bytes, with bodies and parameters that no typed client would send.

use std::time::{SystemTime, UNIX_EPOCH};

use docquarry_runtime::sign::tc3::{self, SigningKey};
use docquarry_runtime::sign::v1::{self, Edition, Target};
use docquarry_runtime::sign::{Algorithm, SIGNATURE, encode_query};
use serde_json::Value;
use tencent_clb::API;

use crate::server::{ID, SECRET};

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// A POST signed with TC3-HMAC-SHA256; the connection ends with its answer.
pub fn tc3(host: &str, action: &str, body: &[u8]) -> Vec<u8> {
    let now = now();
    let key = SigningKey::derive(SECRET, &tc3::date(now).expect("a date"), API.product);
    let headers = [("content-type", "application/json"), ("host", host)];
    let request = tc3::Request { method: "POST", path: "/", query: "", headers: &headers, payload: body };
    let authorization = tc3::authorize(&key, ID, &request, "content-type;host", now).expect("a signature");
    let (version, length) = (API.version, body.len());
    let head = format!(
        "POST / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\nX-TC-Action: {action}\r\nX-TC-Version: {version}\r\nX-TC-Region: ap-guangzhou\r\n\
         X-TC-Timestamp: {now}\r\nAuthorization: {authorization}\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

/// A form POST signed with HmacSHA1; the connection ends with its answer.
pub fn v1(host: &str, action: &str, parameters: &[(&str, &str)]) -> Vec<u8> {
    let (now, nonce) = (now().to_string(), nonce().to_string());
    let mut all = vec![("Action", action), ("Version", API.version), ("Region", "ap-guangzhou"), ("SecretId", ID)];
    all.extend([("Timestamp", now.as_str()), ("Nonce", nonce.as_str()), ("SignatureMethod", "HmacSHA1")]);
    all.extend_from_slice(parameters);
    let target = Target { method: "POST", host, edition: Edition::V3 };
    let signature = v1::sign(Algorithm::HmacSha1, SECRET, target, all.iter().copied());
    all.push((SIGNATURE, &signature));
    let body = encode_query(all);
    let length = body.len();
    let head = format!(
        "POST / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    );
    head.into_bytes()
}

/// A number that was not used before.
fn nonce() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// The error code in an HTTP answer of API 3.0; none if it is a success or no such answer.
pub fn error_code(answer: &str) -> Option<String> {
    let (_, body) = answer.split_once("\r\n\r\n")?;
    let body: Value = serde_json::from_str(body).ok()?;
    body.pointer("/Response/RequestId")?.as_str().filter(|id| !id.is_empty())?;
    body.pointer("/Response/Error/Code")?.as_str().map(str::to_owned)
}
