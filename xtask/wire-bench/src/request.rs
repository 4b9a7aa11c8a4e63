//! Signed requests of one small action as the bytes that go over a connection. Each differs from all others, as those
//! of different callers do.

use std::fmt::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

use docquarry_runtime::sign::tc3::{self, SigningKey};
use docquarry_runtime::sign::v1::{self, Edition, Target};
use docquarry_runtime::sign::{Algorithm, SIGNATURE, encode_query};

use super::{ID, SECRET};

const ACTION: &str = "DescribeTaskStatus";
const PARAMETER: &str = "TaskId";
const REGION: &str = "ap-guangzhou";

/// How requests are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    /// A JSON body and a signature in a header. Nothing in it is for one use.
    Tc3,
    /// A URL with a nonce that the server has to remember.
    HmacSha1,
}

impl Scheme {
    /// Its name in a report.
    pub(super) fn name(self) -> &'static str {
        match self {
            Scheme::Tc3 => "TC3-HMAC-SHA256",
            Scheme::HmacSha1 => "HmacSHA1, nonces",
        }
    }
}

/// Signs requests for one server.
pub(super) struct Signer<'a> {
    scheme: Scheme,
    host: &'a str,
    key: Option<SigningKey>,
}

impl<'a> Signer<'a> {
    /// A signer for the server at `host`, an address with its port.
    pub(super) fn new(scheme: Scheme, host: &'a str) -> Self {
        Signer { scheme, host, key: None }
    }

    /// The request of a number, head and body.
    pub(super) fn request(&mut self, number: usize) -> Result<String, String> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        match self.scheme {
            Scheme::Tc3 => self.tc3(number, now),
            Scheme::HmacSha1 => Ok(self.hmac_sha1(number, now)),
        }
    }

    fn tc3(&mut self, number: usize, now: u64) -> Result<String, String> {
        let date = tc3::date(now).map_err(|error| error.to_string())?;
        let service = tencent_clb::API.product;
        let key = match self.key.take().filter(|key| key.is_for(&date, service)) {
            Some(key) => key,
            None => SigningKey::derive(SECRET, &date, service),
        };
        let body = format!(r#"{{"{PARAMETER}":"task-{number}"}}"#);
        let headers = [("content-type", "application/json"), ("host", self.host)];
        let request =
            tc3::Request { method: "POST", path: "/", query: "", headers: &headers, payload: body.as_bytes() };
        let authorization = tc3::authorize(&key, ID, &request, "content-type;host", now);
        let authorization = authorization.map_err(|error| error.to_string())?;
        self.key = Some(key);
        let mut text = String::with_capacity(640);
        let (host, version, length) = (self.host, tencent_clb::API.version, body.len());
        let _ = write!(
            text,
            "POST / HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\
             X-TC-Action: {ACTION}\r\nX-TC-Version: {version}\r\nX-TC-Region: {REGION}\r\nX-TC-Timestamp: {now}\r\n\
             Authorization: {authorization}\r\n\r\n{body}"
        );
        Ok(text)
    }

    fn hmac_sha1(&self, number: usize, now: u64) -> String {
        let (task, now, nonce) = (format!("task-{number}"), now.to_string(), (number + 1).to_string());
        let mut parameters = vec![
            ("Action", ACTION),
            ("Version", tencent_clb::API.version),
            ("Region", REGION),
            ("Timestamp", &now),
            ("Nonce", &nonce),
            ("SecretId", ID),
            ("SignatureMethod", "HmacSHA1"),
            (PARAMETER, &task),
        ];
        let target = Target { method: "GET", host: self.host, edition: Edition::V3 };
        let signature = v1::sign(Algorithm::HmacSha1, SECRET, target, parameters.iter().copied());
        parameters.push((SIGNATURE, &signature));
        format!("GET /?{} HTTP/1.1\r\nHost: {}\r\n\r\n", encode_query(parameters), self.host)
    }
}
