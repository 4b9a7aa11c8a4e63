//! Request signatures of the supported protocols, as pure functions that serve both sides: a client signs with them and
//! a server verifies with them. Time, nonces and secrets are arguments; nothing here reads a clock, an environment
//! variable or a socket. Who may call what, and whether a nonce was seen before, is decided elsewhere.

pub mod acs3;
pub mod flatten;
pub(crate) mod header;
pub mod rpc;
pub mod tc3;
pub mod v1;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::digest::Digest;
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha1::Sha1;
use sha2::Sha256;

/// Why a signature was not accepted, or a request could not be signed. Never holds a secret or an expected signature.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The `Authorization` value does not have the documented form; the text names the part.
    Malformed(&'static str),
    /// A header is named as signed and is not there, or is there more than once.
    Header(String),
    /// The timestamp is further from the server's clock than allowed, or is no time at all.
    Expired,
    /// The credential scope names another date or service than the request.
    Scope,
    /// The signature is not the one that the secret gives.
    Mismatch,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Malformed(part) => write!(f, "malformed authorization: {part}"),
            Error::Header(name) => write!(f, "signed header `{name}` is missing or repeated"),
            Error::Expired => f.write_str("timestamp is outside the accepted window"),
            Error::Scope => f.write_str("credential scope does not match the request"),
            Error::Mismatch => f.write_str("signature does not match"),
        }
    }
}

impl std::error::Error for Error {}

/// Name of the parameter that carries a signature in [`v1`] and [`rpc`]; it is not signed itself.
pub const SIGNATURE: &str = "Signature";

/// The keyed hash of the query-string signatures ([`v1`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Algorithm {
    /// `HmacSHA1`, the one used when a request names none.
    #[default]
    HmacSha1,
    /// `HmacSHA256`.
    HmacSha256,
}

impl Algorithm {
    /// The algorithm that the value of a `SignatureMethod` parameter stands for. By the documents everything that is
    /// not `HmacSHA256`, absence included, is SHA-1.
    pub fn from_signature_method(value: Option<&str>) -> Self {
        match value {
            Some("HmacSHA256") => Algorithm::HmacSha256,
            _ => Algorithm::HmacSha1,
        }
    }

    /// The value of a `SignatureMethod` parameter.
    pub fn signature_method(self) -> &'static str {
        match self {
            Algorithm::HmacSha1 => "HmacSHA1",
            Algorithm::HmacSha256 => "HmacSHA256",
        }
    }

    /// Base64 of the keyed hash of `text`.
    fn sign(self, key: &[u8], text: &str) -> String {
        match self {
            Algorithm::HmacSha1 => {
                STANDARD.encode(mac::<Sha1Mac, Sha1>(key).chain_update(text).finalize().into_bytes())
            }
            Algorithm::HmacSha256 => STANDARD.encode(hmac_sha256(key).chain_update(text).finalize().into_bytes()),
        }
    }

    /// Compares `signature` (base64) in constant time with the keyed hash of `text`.
    fn verify(self, key: &[u8], text: &str, signature: &str) -> Result<(), Error> {
        let signature = STANDARD.decode(signature).map_err(|_| Error::Mismatch)?;
        match self {
            Algorithm::HmacSha1 => mac::<Sha1Mac, Sha1>(key).chain_update(text).verify_slice(&signature),
            Algorithm::HmacSha256 => hmac_sha256(key).chain_update(text).verify_slice(&signature),
        }
        .map_err(|_| Error::Mismatch)
    }
}

type Sha1Mac = Hmac<Sha1>;
type Sha256Mac = Hmac<Sha256>;

/// A keyed hash, by the rule of RFC 2104 for keys longer than a block. Unlike the constructor from a slice this one
/// has no error to handle.
fn mac<M: KeyInit, D: Digest>(key: &[u8]) -> M {
    let mut block = hmac::digest::Key::<M>::default();
    let digest;
    let key = if key.len() > block.len() {
        digest = D::digest(key);
        digest.as_slice()
    } else {
        key
    };
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    M::new(&block)
}

pub(crate) fn hmac_sha256(key: &[u8]) -> Sha256Mac {
    mac::<Sha256Mac, Sha256>(key)
}

/// Everything but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Percent-encodes a name or a value as all protocols here ask for: UTF-8, upper-case hex, `A-Z a-z 0-9 - _ . ~` kept.
pub fn percent_encode(text: &str) -> percent_encoding::PercentEncode<'_> {
    utf8_percent_encode(text, RESERVED)
}

/// A query string or form body: names and values percent-encoded, in the given order.
pub fn encode_query<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut query = String::new();
    for (name, value) in parameters {
        if !query.is_empty() {
            query.push('&');
        }
        query.extend(percent_encode(name));
        query.push('=');
        query.extend(percent_encode(value));
    }
    query
}

/// Appends lower-case hexadecimal.
pub(crate) fn push_hex(text: &mut String, bytes: &[u8]) {
    let digit = |nibble: u8| char::from(if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 });
    text.reserve(bytes.len() * 2);
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 15));
    }
}

/// Lower-case hexadecimal.
fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    push_hex(&mut text, bytes);
    text
}

/// Bytes of lower-case hexadecimal text; `None` for anything else.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let nibble = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|[high, low]| Some(nibble(*high)? << 4 | nibble(*low)?)).collect()
}

/// Parameters in the order in which they are signed: by name, byte order, without the signature.
fn sorted<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<(&'a str, &'a str)> {
    let mut sorted: Vec<_> = parameters.into_iter().filter(|(name, _)| *name != SIGNATURE).collect();
    sorted.sort_by_key(|(name, _)| *name);
    sorted
}

/// The signature among the parameters of a request; it must be there once.
fn given_signature<'a>(parameters: &[(&str, &'a str)]) -> Result<&'a str, Error> {
    let mut found = parameters.iter().filter(|(name, _)| *name == SIGNATURE);
    match (found.next(), found.next()) {
        (Some((_, signature)), None) => Ok(signature),
        _ => Err(Error::Mismatch),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn hex_round_trips_and_rejects_everything_else() {
        assert_eq!(hex(&[0, 15, 16, 255]), "000f10ff");
        assert_eq!(unhex("000f10ff"), Some(vec![0, 15, 16, 255]));
        for bad in ["0", "0F", "zz", " 0", "é"] {
            assert_eq!(unhex(bad), None, "{bad}");
        }
    }

    #[test]
    fn keys_follow_rfc_2104_beyond_a_block() {
        // RFC 4231, test cases 2 and 6: a key shorter and a key longer than the block of 64 bytes.
        let short = hmac_sha256(b"Jefe").chain_update("what do ya want for nothing?").finalize().into_bytes();
        assert_eq!(hex(&short), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        let long = hmac_sha256(&[0xaa; 131])
            .chain_update("Test Using Larger Than Block-Size Key - Hash Key First")
            .finalize()
            .into_bytes();
        assert_eq!(hex(&long), "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
        for key in [vec![7; 63], vec![7; 64], vec![7; 65]] {
            let ours = hmac_sha256(&key).chain_update("text").finalize().into_bytes();
            let theirs = Sha256Mac::new_from_slice(&key).unwrap().chain_update("text").finalize().into_bytes();
            assert_eq!(ours, theirs, "key of {} bytes", key.len());
        }
    }

    #[test]
    fn percent_encoding_keeps_only_unreserved_characters() {
        assert_eq!(percent_encode("aZ09-_.~").to_string(), "aZ09-_.~");
        assert_eq!(percent_encode(" *+/=&%é网").to_string(), "%20%2A%2B%2F%3D%26%25%C3%A9%E7%BD%91");
        assert_eq!(encode_query([("A.0.B", "x y"), ("C", "")]), "A.0.B=x%20y&C=");
    }

    #[test]
    fn only_the_exact_name_selects_sha_256() {
        assert_eq!(Algorithm::from_signature_method(Some("HmacSHA256")), Algorithm::HmacSha256);
        for other in [None, Some(""), Some("HmacSHA1"), Some("hmacsha256")] {
            assert_eq!(Algorithm::from_signature_method(other), Algorithm::HmacSha1, "{other:?}");
        }
    }
}
