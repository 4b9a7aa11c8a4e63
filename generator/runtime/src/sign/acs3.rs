//! ACS3-HMAC-SHA256, the signature of Alibaba Cloud's current SDKs in a request's `Authorization` header: canonical
//! request, building and reading the header, verification. Version 1.0, in the parameters, is in [`super::rpc`]. Nonces
//! and time stamps are headers like any other here; whether they are fresh is for the caller to decide.

use std::fmt;

use hmac::Mac as _;
use sha2::{Digest as _, Sha256};

use super::{Error, header, hmac_sha256, percent_encode, push_hex};

/// Name of the scheme, first word of the `Authorization` value.
pub const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// Headers that every signature must cover: they say which call is meant and that it is made once.
const REQUIRED: [&str; 5] = ["host", "x-acs-action", "x-acs-date", "x-acs-signature-nonce", "x-acs-version"];

/// The parts of an HTTP request that a signature covers.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// HTTP method in upper case.
    pub method: &'a str,
    /// Path; `/` for APIs that are called by the names of actions.
    pub path: &'a str,
    /// Parameters of the query string, decoded, in any order.
    pub query: &'a [(&'a str, &'a str)],
    /// Names and values of the headers, in any order and any case. More than the signed ones may be there.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body as sent. Empty for GET.
    pub payload: &'a [u8],
}

impl Request<'_> {
    /// The normal form of the request over the headers named in `signed_headers` (`host;x-acs-action`).
    ///
    /// # Errors
    /// [`Error::Header`] if one of them is missing or there more than once.
    pub fn canonical(&self, signed_headers: &str) -> Result<String, Error> {
        let mut query: Vec<(String, String)> = self
            .query
            .iter()
            .map(|(name, value)| (percent_encode(name).to_string(), percent_encode(value).to_string()))
            .collect();
        query.sort();
        let query: Vec<String> = query.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut text = format!("{}\n{}\n{}\n", self.method, self.path, query.join("&"));
        header::write_signed(&mut text, self.headers, signed_headers, self.payload)?;
        Ok(text)
    }
}

/// The value of the header `x-acs-content-sha256`: the hash of the body in hexadecimal.
pub fn content_hash(payload: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    push_hex(&mut text, &Sha256::digest(payload));
    text
}

/// The text that is hashed with the secret.
pub fn string_to_sign(canonical_request: &str) -> String {
    let mut text = format!("{ALGORITHM}\n");
    push_hex(&mut text, &Sha256::digest(canonical_request));
    text
}

/// Signs a request and gives the value of its `Authorization` header. `signed_headers` are lower-case names in
/// ascending order, joined with `;`.
///
/// # Errors
/// [`Error::Malformed`] if `signed_headers` breaks its rule or lacks one of the headers that say which call is meant,
/// [`Error::Header`] if the request lacks one of them.
pub fn authorize(
    access_key_id: &str,
    access_key_secret: &str,
    request: &Request<'_>,
    signed_headers: &str,
) -> Result<String, Error> {
    header::check_signed(signed_headers, &REQUIRED)?;
    let text = string_to_sign(&request.canonical(signed_headers)?);
    let signature = header::signature(hmac_sha256(access_key_secret.as_bytes()).chain_update(text));
    Ok(Authorization { access_key_id, signed_headers, signature: &signature }.to_string())
}

/// The parts of an `Authorization` value. `Display` writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Authorization<'a> {
    /// Whose secret signed.
    pub access_key_id: &'a str,
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
        let [access_key_id, signed_headers, signature] = header::parts(value, ALGORITHM, header::NAMES)?;
        if access_key_id.is_empty() {
            return Err(Error::Malformed("Credential"));
        }
        header::check_signed(signed_headers, &REQUIRED)?;
        Ok(Authorization { access_key_id, signed_headers, signature })
    }
}

impl fmt::Display for Authorization<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Authorization { access_key_id, signed_headers, signature } = self;
        write!(f, "{ALGORITHM} Credential={access_key_id},SignedHeaders={signed_headers},Signature={signature}")
    }
}

/// Verifies the signature of a request in constant time.
///
/// # Errors
/// [`Error::Header`] if a signed header is missing or repeated, [`Error::Mismatch`] if the signature is another one.
pub fn verify(access_key_secret: &str, authorization: &Authorization<'_>, request: &Request<'_>) -> Result<(), Error> {
    let text = string_to_sign(&request.canonical(authorization.signed_headers)?);
    header::verify(hmac_sha256(access_key_secret.as_bytes()).chain_update(text), authorization.signature)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    const SIGNED: &str = "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version";
    const HEADERS: [(&str, &str); 6] = [
        ("x-acs-action", "RunInstances"),
        ("host", "ecs.cn-shanghai.aliyuncs.com"),
        ("X-Acs-Version", "2014-05-26"),
        ("x-acs-date", "2023-10-26T10:22:32Z"),
        ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
        ("x-acs-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ];
    const QUERY: [(&str, &str); 2] =
        [("RegionId", "cn-shanghai"), ("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd")];
    const REQUEST: Request<'static> =
        Request { method: "POST", path: "/", query: &QUERY, headers: &HEADERS, payload: b"" };

    #[test]
    fn the_documented_vector_reproduces() {
        let canonical = REQUEST.canonical(SIGNED).unwrap();
        assert_eq!(
            string_to_sign(&canonical),
            "ACS3-HMAC-SHA256\n7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259"
        );
        assert_eq!(
            authorize("YourAccessKeyId", "YourAccessKeySecret", &REQUEST, SIGNED).unwrap(),
            format!(
                "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders={SIGNED},\
                 Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
            )
        );
    }

    #[test]
    fn the_hash_of_no_body_is_the_documented_one() {
        assert_eq!(content_hash(b""), HEADERS[5].1);
    }

    #[test]
    fn any_change_is_a_mismatch() {
        let value = authorize("id", "secret", &REQUEST, SIGNED).unwrap();
        let authorization = Authorization::parse(&value).unwrap();
        assert_eq!(verify("secret", &authorization, &REQUEST), Ok(()));
        assert_eq!(verify("secre", &authorization, &REQUEST), Err(Error::Mismatch));
        let changes = [
            Request { method: "GET", ..REQUEST },
            Request { path: "/x", ..REQUEST },
            Request { query: &QUERY[..1], ..REQUEST },
            Request { payload: b"A=1", ..REQUEST },
        ];
        for changed in changes {
            assert_eq!(verify("secret", &authorization, &changed), Err(Error::Mismatch));
        }
        for index in 0..HEADERS.len() {
            let mut headers = HEADERS;
            headers[index].1 = "changed";
            let changed = Request { headers: &headers, ..REQUEST };
            assert_eq!(verify("secret", &authorization, &changed), Err(Error::Mismatch), "{}", HEADERS[index].0);
        }
    }

    #[test]
    fn what_says_which_call_is_meant_must_be_signed_once() {
        let missing = Error::Malformed("SignedHeaders");
        assert_eq!(authorize("id", "secret", &REQUEST, "host;x-acs-action"), Err(missing));
        let without: Vec<(&str, &str)> = HEADERS.into_iter().filter(|(name, _)| *name != "host").collect();
        let request = Request { headers: &without, ..REQUEST };
        assert_eq!(authorize("id", "secret", &request, SIGNED), Err(Error::Header("host".to_owned())));
        let twice = [&HEADERS[..], &[("host", "other")]].concat();
        let request = Request { headers: &twice, ..REQUEST };
        assert_eq!(authorize("id", "secret", &request, SIGNED), Err(Error::Header("host".to_owned())));
    }

    #[test]
    fn the_header_is_read_strictly() {
        for bad in [
            "ACS3-HMAC-SHA256",
            "TC3-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=00",
            "ACS3-HMAC-SHA256 Credential=,SignedHeaders=host,Signature=00",
            "ACS3-HMAC-SHA256 Credential=a,Credential=b,SignedHeaders=host,Signature=00",
            "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host;Host,Signature=00",
            "ACS3-HMAC-SHA256 Credential=a,Signature=00",
        ] {
            assert!(Authorization::parse(bad).is_err(), "{bad}");
        }
    }
}
