//! TC3-HMAC-SHA256, the signature of Tencent Cloud API 3.0 in a request's `Authorization` header: canonical request,
//! text to sign, derived key, building and reading the header, verification. Which headers to sign is the signer's
//! choice; who owns a secret id is the verifier's business.

use std::fmt::{self, Write as _};

use hmac::Mac;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use super::{Error, Sha256Mac, header, hmac_sha256, push_hex};

/// Name of the scheme, first word of the `Authorization` value.
pub const ALGORITHM: &str = "TC3-HMAC-SHA256";

/// How far, in seconds, a request's timestamp may be from the server's clock, either way.
pub const MAX_CLOCK_SKEW: u64 = 300;

/// End of every credential scope.
const TERMINATOR: &str = "tc3_request";

/// Headers that every signature must cover.
const REQUIRED: [&str; 2] = ["content-type", "host"];

/// The parts of an HTTP request that a signature covers.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// HTTP method in upper case.
    pub method: &'a str,
    /// Path; `/` for all documented APIs.
    pub path: &'a str,
    /// Query string without `?`, as sent. Empty for POST.
    pub query: &'a str,
    /// Names and values of the headers, in any order and any case. More than the signed ones may be there.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body as sent. Empty for GET.
    pub payload: &'a [u8],
}

impl Request<'_> {
    /// The normal form of the request over the headers named in `signed_headers` (`content-type;host`).
    ///
    /// # Errors
    /// [`Error::Header`] if one of them is missing or there more than once.
    pub fn canonical(&self, signed_headers: &str) -> Result<String, Error> {
        let mut text = String::with_capacity(256 + self.query.len());
        for part in [self.method, self.path, self.query] {
            text.push_str(part);
            text.push('\n');
        }
        for name in signed_headers.split(';') {
            let value = header::only(self.headers, name)?;
            text.push_str(name);
            text.push(':');
            push_lowercase(&mut text, value.trim());
            text.push('\n');
        }
        text.push('\n');
        text.push_str(signed_headers);
        text.push('\n');
        push_hex(&mut text, &Sha256::digest(self.payload));
        Ok(text)
    }
}

/// Appends `value` in lower case.
fn push_lowercase(text: &mut String, value: &str) {
    let start = text.len();
    text.push_str(value);
    if let Some(appended) = text.get_mut(start..) {
        appended.make_ascii_lowercase();
    }
}

/// The text that is hashed with the derived key.
pub fn string_to_sign(timestamp: u64, date: &str, service: &str, canonical_request: &str) -> String {
    let mut text = String::with_capacity(160);
    // Writing into a `String` cannot fail.
    let _ = write!(text, "{ALGORITHM}\n{timestamp}\n{date}/{service}/{TERMINATOR}\n");
    push_hex(&mut text, &Sha256::digest(canonical_request));
    text
}

/// The UTC day of a time in seconds since 1970, as in a credential scope: `2019-02-25`.
///
/// # Errors
/// [`Error::Expired`] if it is beyond the year 9999.
pub fn date(timestamp: u64) -> Result<String, Error> {
    let time = i64::try_from(timestamp).ok().and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok());
    let day = time.ok_or(Error::Expired)?.date();
    Ok(format!("{:04}-{:02}-{:02}", day.year(), u8::from(day.month()), day.day()))
}

/// Whether `timestamp` is near enough to `now`, both in seconds since 1970.
///
/// # Errors
/// [`Error::Expired`] if they are more than [`MAX_CLOCK_SKEW`] apart.
pub fn check_clock(timestamp: u64, now: u64) -> Result<(), Error> {
    if timestamp.abs_diff(now) <= MAX_CLOCK_SKEW { Ok(()) } else { Err(Error::Expired) }
}

/// The key derived from a secret for one day and one service. Deriving it costs about as much as the rest of a
/// signature, so signers and verifiers keep it as long as [`SigningKey::is_for`] holds.
#[derive(Clone)]
pub struct SigningKey {
    date: String,
    service: String,
    mac: Sha256Mac,
}

impl SigningKey {
    /// Derives the key. `date` is a UTC day as [`date`] gives it, `service` the product (`clb`).
    pub fn derive(secret_key: &str, date: &str, service: &str) -> Self {
        let [_, _, signing] = derive(secret_key, date, service);
        SigningKey { date: date.to_owned(), service: service.to_owned(), mac: hmac_sha256(&signing) }
    }

    /// Whether this is the key of that day and service.
    pub fn is_for(&self, date: &str, service: &str) -> bool {
        self.date == date && self.service == service
    }

    /// The UTC day of the key.
    pub fn date(&self) -> &str {
        &self.date
    }

    /// The service of the key.
    pub fn service(&self) -> &str {
        &self.service
    }

    fn keyed(&self, text: &str) -> Sha256Mac {
        self.mac.clone().chain_update(text)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("date", &self.date)
            .field("service", &self.service)
            .field("key", &"[redacted]")
            .finish()
    }
}

/// The three steps of the derivation: date, service and signing key.
fn derive(secret_key: &str, date: &str, service: &str) -> [[u8; 32]; 3] {
    let step = |key: &[u8], text: &str| hmac_sha256(key).chain_update(text).finalize().into_bytes().into();
    let day: [u8; 32] = step(&[b"TC3", secret_key.as_bytes()].concat(), date);
    let of_service: [u8; 32] = step(&day, service);
    let signing = step(&of_service, TERMINATOR);
    [day, of_service, signing]
}

/// Signs a request and gives the value of its `Authorization` header. `signed_headers` are lower-case names in
/// ascending order, joined with `;`; they must include `content-type` and `host`. `timestamp` is the value of
/// `X-TC-Timestamp`, and `key` the one of its day.
///
/// # Errors
/// [`Error::Malformed`] if `signed_headers` breaks its rule, [`Error::Header`] if one of them is missing,
/// [`Error::Scope`] if `key` belongs to another day.
pub fn authorize(
    key: &SigningKey,
    secret_id: &str,
    request: &Request<'_>,
    signed_headers: &str,
    timestamp: u64,
) -> Result<String, Error> {
    header::check_signed(signed_headers, &REQUIRED)?;
    if date(timestamp)? != key.date {
        return Err(Error::Scope);
    }
    let canonical = request.canonical(signed_headers)?;
    let text = string_to_sign(timestamp, &key.date, &key.service, &canonical);
    let signature = header::signature(key.keyed(&text));
    let parts =
        Authorization { secret_id, date: &key.date, service: &key.service, signed_headers, signature: &signature };
    let mut value = String::with_capacity(256);
    let _ = write!(value, "{parts}");
    Ok(value)
}

/// The parts of an `Authorization` value. `Display` writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Authorization<'a> {
    /// Whose secret signed.
    pub secret_id: &'a str,
    /// UTC day of the credential scope.
    pub date: &'a str,
    /// Service of the credential scope.
    pub service: &'a str,
    /// Names of the signed headers, joined with `;`.
    pub signed_headers: &'a str,
    /// The signature in hexadecimal.
    pub signature: &'a str,
}

impl<'a> Authorization<'a> {
    /// Reads the value of an `Authorization` header. White space around the commas is optional.
    ///
    /// # Errors
    /// [`Error::Malformed`] with the name of the part that is missing, repeated or wrong.
    pub fn parse(value: &'a str) -> Result<Self, Error> {
        let [credential, signed_headers, signature] = header::parts(value, ALGORITHM, header::NAMES)?;
        let mut scope = credential.split('/');
        let (Some(secret_id), Some(date), Some(service), Some(TERMINATOR), None) =
            (scope.next(), scope.next(), scope.next(), scope.next(), scope.next())
        else {
            return Err(Error::Malformed("Credential"));
        };
        header::check_signed(signed_headers, &REQUIRED)?;
        Ok(Authorization { secret_id, date, service, signed_headers, signature })
    }
}

impl fmt::Display for Authorization<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Authorization { secret_id, date, service, signed_headers, signature } = self;
        write!(
            f,
            "{ALGORITHM} Credential={secret_id}/{date}/{service}/{TERMINATOR}, SignedHeaders={signed_headers}, \
             Signature={signature}"
        )
    }
}

/// Verifies a request: its clock, its credential scope against `key` (the one of the secret that `authorization` names,
/// for the service that is called) and its signature, the latter in constant time. `timestamp` is the value of
/// `X-TC-Timestamp`, `now` the server's time, both in seconds since 1970.
///
/// # Errors
/// [`Error::Expired`], [`Error::Scope`], [`Error::Header`] or [`Error::Mismatch`], checked in that order.
pub fn verify(
    key: &SigningKey,
    authorization: &Authorization<'_>,
    request: &Request<'_>,
    timestamp: u64,
    now: u64,
) -> Result<(), Error> {
    check_clock(timestamp, now)?;
    if !key.is_for(authorization.date, authorization.service) || date(timestamp)? != authorization.date {
        return Err(Error::Scope);
    }
    let canonical = request.canonical(authorization.signed_headers)?;
    let text = string_to_sign(timestamp, authorization.date, authorization.service, &canonical);
    header::verify(key.keyed(&text), authorization.signature)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::sign::hex;

    const STARS: &str = "********************************";
    const TIMESTAMP: u64 = 1_551_113_065;
    const SIGNED: &str = "content-type;host;x-tc-action";
    const HEADERS: [(&str, &str); 4] = [
        ("X-TC-Action", "DescribeInstances"),
        ("Host", "cvm.tencentcloudapi.com"),
        ("Content-Type", "application/json; charset=utf-8"),
        ("X-TC-Version", "2017-03-12"),
    ];
    const PAYLOAD: &[u8] = br#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#;
    const REQUEST: Request<'static> =
        Request { method: "POST", path: "/", query: "", headers: &HEADERS, payload: PAYLOAD };

    fn key() -> SigningKey {
        SigningKey::derive(STARS, "2019-02-25", "cvm")
    }

    fn authorization(request: &Request<'_>, signed: &str) -> String {
        authorize(&key(), "AKIDEXAMPLE", request, signed, TIMESTAMP).unwrap()
    }

    fn check(value: &str, request: &Request<'_>) -> Result<(), Error> {
        verify(&key(), &Authorization::parse(value)?, request, TIMESTAMP, TIMESTAMP)
    }

    #[test]
    fn every_step_of_the_documented_vector_reproduces() {
        assert_eq!(date(TIMESTAMP).unwrap(), "2019-02-25");
        let canonical = REQUEST.canonical(SIGNED).unwrap();
        assert_eq!(
            canonical,
            "POST\n/\n\ncontent-type:application/json; charset=utf-8\nhost:cvm.tencentcloudapi.com\n\
             x-tc-action:describeinstances\n\ncontent-type;host;x-tc-action\n\
             35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064"
        );
        assert_eq!(
            string_to_sign(TIMESTAMP, "2019-02-25", "cvm", &canonical),
            "TC3-HMAC-SHA256\n1551113065\n2019-02-25/cvm/tc3_request\n\
             7019a55be8395899b900fb5564e4200d984910f34794a27cb3fb7d10ff6a1e84"
        );
        assert_eq!(
            derive(STARS, "2019-02-25", "cvm").map(|step| hex(&step)),
            [
                "da98fb70dcf6b112dc21038d1eeeb3a95c74b4dcb12c1131f864f6066bd02be0",
                "8d70cbefb03939f929db64d32dc2ba89b1095620119fe3e050e2b18c5bd2752f",
                "b596b923aad85185e2d1f6659d2a062e0a86731226e021e61bfe06f7ed05f5af",
            ]
        );
        assert_eq!(
            authorization(&REQUEST, SIGNED),
            "TC3-HMAC-SHA256 Credential=AKIDEXAMPLE/2019-02-25/cvm/tc3_request, \
             SignedHeaders=content-type;host;x-tc-action, \
             Signature=10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f"
        );
    }

    #[test]
    fn a_get_signs_its_query_as_sent() {
        let headers = [("host", "h:8080"), ("content-type", "application/x-www-form-urlencoded")];
        let get = Request { method: "GET", query: "b=1&a=x+y", headers: &headers, payload: b"", ..REQUEST };
        let canonical = get.canonical("content-type;host").unwrap();
        assert!(
            canonical.starts_with("GET\n/\nb=1&a=x+y\ncontent-type:application/x-www-form-urlencoded\nhost:h:8080\n\n")
        );
        assert!(canonical.ends_with("\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        let value = authorization(&get, "content-type;host");
        assert_eq!(check(&value, &get), Ok(()));
        assert_eq!(check(&value, &Request { query: "a=x+y&b=1", ..get }), Err(Error::Mismatch));
    }

    #[test]
    fn changing_any_byte_of_the_payload_fails() {
        let value = authorization(&REQUEST, SIGNED);
        assert_eq!(check(&value, &REQUEST), Ok(()));
        for index in 0..PAYLOAD.len() {
            let mut payload = PAYLOAD.to_vec();
            payload[index] ^= 1;
            assert_eq!(check(&value, &Request { payload: &payload, ..REQUEST }), Err(Error::Mismatch), "byte {index}");
        }
    }

    /// Of the header only the secret id is not covered: the verifier looks up the key by it.
    #[test]
    fn changing_any_byte_of_the_authorization_fails() {
        let value = authorization(&REQUEST, SIGNED);
        let id = value.find("AKIDEXAMPLE").unwrap();
        for index in (0..value.len()).filter(|index| !(id..id + 11).contains(index)) {
            let mut changed = value.clone().into_bytes();
            changed[index] ^= 1;
            let changed = String::from_utf8(changed).unwrap();
            assert!(check(&changed, &REQUEST).is_err(), "byte {index}: {changed}");
        }
    }

    #[test]
    fn changing_a_signed_header_fails_and_an_unsigned_one_does_not() {
        let value = authorization(&REQUEST, SIGNED);
        for index in 0..HEADERS.len() {
            let mut headers = HEADERS;
            headers[index].1 = "other";
            let result = check(&value, &Request { headers: &headers, ..REQUEST });
            let expected = if HEADERS[index].0 == "X-TC-Version" { Ok(()) } else { Err(Error::Mismatch) };
            assert_eq!(result, expected, "{}", HEADERS[index].0);
        }
        for changed in [Request { method: "PUT", ..REQUEST }, Request { path: "/x", ..REQUEST }] {
            assert_eq!(check(&value, &changed), Err(Error::Mismatch));
        }
    }

    #[test]
    fn a_signed_header_must_be_there_once() {
        let value = authorization(&REQUEST, SIGNED);
        let missing = Request { headers: &HEADERS[1..], ..REQUEST };
        assert_eq!(check(&value, &missing), Err(Error::Header("x-tc-action".into())));
        let mut twice = HEADERS.to_vec();
        twice.push(("HOST", "cvm.tencentcloudapi.com"));
        assert_eq!(check(&value, &Request { headers: &twice, ..REQUEST }), Err(Error::Header("host".into())));
    }

    #[test]
    fn values_are_trimmed_and_case_does_not_matter() {
        let value = authorization(&REQUEST, SIGNED);
        let mut headers = HEADERS;
        headers[1] = ("hOST", "  CVM.tencentcloudapi.com ");
        assert_eq!(check(&value, &Request { headers: &headers, ..REQUEST }), Ok(()));
    }

    #[test]
    fn another_secret_day_or_service_fails() {
        let value = authorization(&REQUEST, SIGNED);
        let parsed = Authorization::parse(&value).unwrap();
        let with = |secret: &str, date: &str, service: &str| {
            verify(&SigningKey::derive(secret, date, service), &parsed, &REQUEST, TIMESTAMP, TIMESTAMP)
        };
        assert_eq!(with(STARS, "2019-02-25", "cvm"), Ok(()));
        assert_eq!(with("other", "2019-02-25", "cvm"), Err(Error::Mismatch));
        assert_eq!(with(STARS, "2019-02-26", "cvm"), Err(Error::Scope));
        assert_eq!(with(STARS, "2019-02-25", "clb"), Err(Error::Scope));
    }

    #[test]
    fn the_scope_is_the_day_of_the_timestamp() {
        let midnight = 1_551_139_200;
        assert_eq!(
            (date(midnight - 1).unwrap().as_str(), date(midnight).unwrap().as_str()),
            ("2019-02-25", "2019-02-26")
        );
        assert_eq!(authorize(&key(), "id", &REQUEST, SIGNED, midnight), Err(Error::Scope));
        let value = authorize(&key(), "id", &REQUEST, SIGNED, midnight - 1).unwrap();
        let parsed = Authorization::parse(&value).unwrap();
        assert_eq!(verify(&key(), &parsed, &REQUEST, midnight, midnight), Err(Error::Scope));
        assert_eq!(verify(&key(), &parsed, &REQUEST, midnight - 1, midnight), Ok(()));
    }

    #[test]
    fn the_clock_rule_is_five_minutes_either_way() {
        let value = authorization(&REQUEST, SIGNED);
        let parsed = Authorization::parse(&value).unwrap();
        let at = |now| verify(&key(), &parsed, &REQUEST, TIMESTAMP, now);
        assert_eq!((at(TIMESTAMP - 300), at(TIMESTAMP + 300)), (Ok(()), Ok(())));
        assert_eq!((at(TIMESTAMP - 301), at(TIMESTAMP + 301)), (Err(Error::Expired), Err(Error::Expired)));
        assert_eq!(date(u64::MAX), Err(Error::Expired));
        assert_eq!(date(253_402_300_800), Err(Error::Expired));
        assert_eq!(date(253_402_300_799).unwrap(), "9999-12-31");
    }

    #[test]
    fn parsing_is_the_inverse_of_display_and_tolerates_spacing() {
        let value = authorization(&REQUEST, SIGNED);
        let parsed = Authorization::parse(&value).unwrap();
        assert_eq!((parsed.secret_id, parsed.signed_headers), ("AKIDEXAMPLE", SIGNED));
        assert_eq!(parsed.to_string(), value);
        assert_eq!(Authorization::parse(&value.replace(", ", ",")).unwrap(), parsed);
        assert_eq!(Authorization::parse(&value.replace(", ", " ,  ")).unwrap(), parsed);
    }

    #[test]
    fn malformed_values_name_the_part() {
        let part = |value: &str| match Authorization::parse(value) {
            Err(Error::Malformed(part)) => part,
            other => panic!("{value}: {other:?}"),
        };
        let good =
            "TC3-HMAC-SHA256 Credential=i/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, Signature=ab";
        assert!(Authorization::parse(good).is_ok());
        assert_eq!(part(""), "scheme");
        assert_eq!(part("TC3-HMAC-SHA256"), "scheme");
        assert_eq!(part(&good.replace("TC3", "AWS4")), "scheme");
        assert_eq!(part("TC3-HMAC-SHA256 x"), "part without `=`");
        assert_eq!(part(&good.replace("Signature=", "Sig=")), "unknown part");
        assert_eq!(part(&good.replace(", Signature=ab", "")), "Signature");
        assert_eq!(part(&format!("{good}, Signature=ab")), "Signature");
        for credential in ["i/2019-02-25/cvm", "i/2019-02-25/cvm/other", "i/2019-02-25/cvm/tc3_request/x", ""] {
            assert_eq!(part(&good.replace("i/2019-02-25/cvm/tc3_request", credential)), "Credential", "{credential}");
        }
        for names in [
            "",
            "host",
            "content-type",
            "host;content-type",
            "content-type;host;host",
            "content-type;;host",
            "Content-Type;host",
        ] {
            assert_eq!(part(&good.replace("content-type;host", names)), "SignedHeaders", "{names}");
            assert_eq!(authorize(&key(), "id", &REQUEST, names, TIMESTAMP), Err(Error::Malformed("SignedHeaders")));
        }
    }

    #[test]
    fn a_signing_key_keeps_its_secret_out_of_debug() {
        let key = SigningKey::derive("hunter2-hunter2", "2019-02-25", "cvm");
        assert_eq!(format!("{key:?}"), r#"SigningKey { date: "2019-02-25", service: "cvm", key: "[redacted]" }"#);
    }
}
