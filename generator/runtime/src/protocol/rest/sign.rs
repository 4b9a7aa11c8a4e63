//! SDK-HMAC-SHA256, the signature of a request in its `Authorization` header by an access key: canonical request,
//! building and reading the header, verification. Whether the time is near enough is for the caller to decide.

use std::fmt::{self, Write as _};

use hmac::Mac as _;
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;

use crate::sign::{Error, header, hmac_sha256, percent_encode, push_hex};

use super::template;

/// Name of the scheme, first word of the `Authorization` value.
pub const ALGORITHM: &str = "SDK-HMAC-SHA256";
/// The header with the time of a request.
pub const DATE: &str = "x-sdk-date";
/// The header with the token of a temporary access key.
pub const TOKEN: &str = "x-security-token";

/// Headers that every signature must cover.
const REQUIRED: [&str; 1] = [DATE];

/// The parts of an HTTP request that a signature covers.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// HTTP method in upper case.
    pub method: &'a str,
    /// Path as sent.
    pub path: &'a str,
    /// Parameters of the query, decoded, in any order.
    pub query: &'a [(&'a str, &'a str)],
    /// Names and values of the headers, in any order and any case.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body as sent.
    pub payload: &'a [u8],
}

impl Request<'_> {
    /// The normal form of the request over the headers named in `signed_headers` (`host;x-sdk-date`).
    ///
    /// # Errors
    /// [`Error::Header`] if one of them is missing or there more than once.
    pub fn canonical(&self, signed_headers: &str) -> Result<String, Error> {
        let mut text = format!("{}\n", self.method);
        for segment in self.path.trim_matches('/').split('/').filter(|segment| !segment.is_empty()) {
            text.push('/');
            text.extend(percent_encode(&template::decoded(segment).unwrap_or_else(|| segment.to_owned())));
        }
        let mut query: Vec<String> = self
            .query
            .iter()
            .map(|(name, value)| format!("{}={}", percent_encode(name), percent_encode(value)))
            .collect();
        query.sort();
        // Writing into a `String` cannot fail.
        let _ = write!(text, "/\n{}\n", query.join("&"));
        header::write_signed(&mut text, self.headers, signed_headers, self.payload)?;
        Ok(text)
    }
}

/// The text that is hashed with the secret.
pub fn string_to_sign(date: &str, canonical_request: &str) -> String {
    let mut text = format!("{ALGORITHM}\n{date}\n");
    push_hex(&mut text, &Sha256::digest(canonical_request));
    text
}

/// A time in seconds since 1970 as requests write it: `20191115T033655Z`; none beyond the year 9999.
pub fn date(seconds: u64) -> Option<String> {
    let time = OffsetDateTime::from_unix_timestamp(i64::try_from(seconds).ok()?).ok()?;
    let (year, month, day) = time.to_calendar_date();
    let (hour, minute, second) = time.to_hms();
    Some(format!("{year:04}{:02}{day:02}T{hour:02}{minute:02}{second:02}Z", u8::from(month)))
}

/// The seconds since 1970 of a time as requests write it.
pub fn seconds(date: &str) -> Option<u64> {
    let number = |from: usize, to: usize| -> Option<u8> { date.get(from..to)?.parse().ok() };
    let is_shaped = date.len() == 16 && date.get(8..9) == Some("T") && date.ends_with('Z');
    let digits = date.bytes().filter(u8::is_ascii_digit).count();
    if !is_shaped || digits != 14 {
        return None;
    }
    let month = time::Month::try_from(number(4, 6)?).ok()?;
    let day = time::Date::from_calendar_date(date.get(..4)?.parse().ok()?, month, number(6, 8)?).ok()?;
    let time = day.with_hms(number(9, 11)?, number(11, 13)?, number(13, 15)?).ok()?;
    u64::try_from(time.assume_utc().unix_timestamp()).ok()
}

/// Signs a request and gives the value of its `Authorization` header. `signed_headers` are lower-case names in
/// ascending order, joined with `;`, the date among them.
///
/// # Errors
/// [`Error::Malformed`] if `signed_headers` breaks its rule, [`Error::Header`] if the request lacks one of them.
pub fn authorize(access: &str, secret: &str, request: &Request<'_>, signed_headers: &str) -> Result<String, Error> {
    header::check_signed(signed_headers, &REQUIRED)?;
    let text = string_to_sign(header::only(request.headers, DATE)?, &request.canonical(signed_headers)?);
    let signature = header::signature(hmac_sha256(secret.as_bytes()).chain_update(text));
    Ok(Authorization { access, signed_headers, signature: &signature }.to_string())
}

/// The parts of an `Authorization` value. `Display` writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Authorization<'a> {
    /// Whose secret signed.
    pub access: &'a str,
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
        let [access, signed_headers, signature] =
            header::parts(value, ALGORITHM, ["Access", "SignedHeaders", "Signature"])?;
        if access.is_empty() {
            return Err(Error::Malformed("Access"));
        }
        header::check_signed(signed_headers, &REQUIRED)?;
        Ok(Authorization { access, signed_headers, signature })
    }
}

impl fmt::Display for Authorization<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Authorization { access, signed_headers, signature } = self;
        write!(f, "{ALGORITHM} Access={access}, SignedHeaders={signed_headers}, Signature={signature}")
    }
}

/// Verifies the signature of a request in constant time.
///
/// # Errors
/// [`Error::Header`] if a signed header is missing or repeated, [`Error::Mismatch`] if the signature is another one.
pub fn verify(secret: &str, authorization: &Authorization<'_>, request: &Request<'_>) -> Result<(), Error> {
    let date = header::only(request.headers, DATE)?;
    let text = string_to_sign(date, &request.canonical(authorization.signed_headers)?);
    header::verify(hmac_sha256(secret.as_bytes()).chain_update(text), authorization.signature)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const SIGNED: &str = "content-type;host;x-sdk-date";
    const HEADERS: [(&str, &str); 3] = [
        ("Content-Type", "application/json"),
        ("host", "service.region.example.com"),
        ("X-Sdk-Date", "20191115T033655Z"),
    ];
    const QUERY: [(&str, &str); 2] = [("marker", "13551d6b-755d-4757-b956-536f674975c0"), ("limit", "2")];
    const REQUEST: Request<'static> = Request {
        method: "GET",
        path: "/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs",
        query: &QUERY,
        headers: &HEADERS,
        payload: b"",
    };

    #[test]
    fn the_documented_hash_of_the_canonical_request_reproduces() {
        let canonical = REQUEST.canonical(SIGNED).unwrap();
        assert_eq!(
            string_to_sign("20191115T033655Z", &canonical),
            "SDK-HMAC-SHA256\n20191115T033655Z\nb25362e603ee30f4f25e7858e8a7160fd36e803bb2dfe206278659d71a9bcd7a"
        );
    }

    #[test]
    fn any_change_is_a_mismatch() {
        let value = authorize("access", "secret", &REQUEST, SIGNED).unwrap();
        let authorization = Authorization::parse(&value).unwrap();
        assert_eq!((authorization.access, authorization.signed_headers), ("access", SIGNED));
        assert_eq!(verify("secret", &authorization, &REQUEST), Ok(()));
        assert_eq!(verify("secre", &authorization, &REQUEST), Err(Error::Mismatch));
        for changed in [
            Request { method: "PUT", ..REQUEST },
            Request { path: "/v1/other/vpcs", ..REQUEST },
            Request { query: &QUERY[..1], ..REQUEST },
            Request { payload: b"{}", ..REQUEST },
            Request { headers: &[HEADERS[0], HEADERS[1], ("x-sdk-date", "20191115T033656Z")], ..REQUEST },
        ] {
            assert_eq!(verify("secret", &authorization, &changed), Err(Error::Mismatch));
        }
    }

    #[test]
    fn the_date_must_be_signed_and_the_header_is_read_strictly() {
        assert_eq!(authorize("a", "s", &REQUEST, "host"), Err(Error::Malformed("SignedHeaders")));
        for bad in [
            "SDK-HMAC-SHA256",
            "SDK-HMAC-SHA256 Access=, SignedHeaders=x-sdk-date, Signature=00",
            "SDK-HMAC-SHA256 Credential=a, SignedHeaders=x-sdk-date, Signature=00",
            "SDK-HMAC-SHA256 Access=a, Signature=00",
            "Other Access=a, SignedHeaders=x-sdk-date, Signature=00",
        ] {
            assert!(Authorization::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn times_go_both_ways() {
        assert_eq!(date(1_573_789_015).as_deref(), Some("20191115T033655Z"));
        assert_eq!(seconds("20191115T033655Z"), Some(1_573_789_015));
        for bad in
            ["", "20191115T033655", "20191315T033655Z", "2019-11-15T03:36Z", "99999999T999999Z", "2019111茶033655Z"]
        {
            assert_eq!(seconds(bad), None, "{bad}");
        }
        assert_eq!(date(u64::MAX), None);
    }
}
