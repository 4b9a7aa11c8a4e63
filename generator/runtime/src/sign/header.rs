//! What the signatures in an `Authorization` header have in common ([`super::tc3`], [`super::acs3`] and others): the parts of the
//! value, the names of the signed headers, and the one header of a name.

use std::fmt::Write as _;

use hmac::Mac as _;
use sha2::{Digest as _, Sha256};

use super::{Error, Sha256Mac, hex, push_hex, unhex};

/// Names of the parts of an `Authorization` value.
pub(super) const NAMES: [&str; 3] = ["Credential", "SignedHeaders", "Signature"];

/// The parts of an `Authorization` value that have these names. White space around the commas is optional.
pub(crate) fn parts<'a>(value: &'a str, algorithm: &str, names: [&'static str; 3]) -> Result<[&'a str; 3], Error> {
    let rest = value.trim().strip_prefix(algorithm).and_then(|rest| rest.strip_prefix(' '));
    let mut found = [None; 3];
    for part in rest.ok_or(Error::Malformed("scheme"))?.split(',') {
        let (name, value) = part.trim().split_once('=').ok_or(Error::Malformed("part without `=`"))?;
        let slot = names.iter().zip(&mut found).find(|(known, _)| **known == name);
        let (what, slot) = slot.ok_or(Error::Malformed("unknown part"))?;
        if slot.replace(value).is_some() {
            return Err(Error::Malformed(what));
        }
    }
    let [credential, signed_headers, signature] = found;
    let [no_credential, no_headers, no_signature] = names.map(Error::Malformed);
    Ok([credential.ok_or(no_credential)?, signed_headers.ok_or(no_headers)?, signature.ok_or(no_signature)?])
}

/// Lower-case names, strictly ascending, the required ones among them.
pub(crate) fn check_signed(names: &str, required: &[&str]) -> Result<(), Error> {
    let valid = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_graphic() && !b.is_ascii_uppercase());
    let is_sorted = names.split(';').all(valid) && names.split(';').is_sorted_by(|a, b| a < b);
    let has = |required: &&str| names.split(';').any(|name| name == *required);
    if is_sorted && required.iter().all(has) { Ok(()) } else { Err(Error::Malformed("SignedHeaders")) }
}

/// Appends what a canonical request ends with: the signed headers as sent, their names, the hash of the body.
pub(crate) fn write_signed(
    text: &mut String,
    headers: &[(&str, &str)],
    signed_headers: &str,
    payload: &[u8],
) -> Result<(), Error> {
    for name in signed_headers.split(';') {
        // Writing into a `String` cannot fail.
        let _ = writeln!(text, "{name}:{}", only(headers, name)?.trim());
    }
    let _ = write!(text, "\n{signed_headers}\n");
    push_hex(text, &Sha256::digest(payload));
    Ok(())
}

/// The signature of what a keyed hash has taken in, as a header carries it.
pub(crate) fn signature(keyed: Sha256Mac) -> String {
    hex(&keyed.finalize().into_bytes())
}

/// Compares it with the one that a header carries, in constant time.
pub(crate) fn verify(keyed: Sha256Mac, signature: &str) -> Result<(), Error> {
    let signature = unhex(signature).ok_or(Error::Mismatch)?;
    keyed.verify_slice(&signature).map_err(|_| Error::Mismatch)
}

/// The value of a header that must be there once.
pub(crate) fn only<'a>(headers: &[(&str, &'a str)], name: &str) -> Result<&'a str, Error> {
    let mut found = headers.iter().filter(|(header, _)| header.eq_ignore_ascii_case(name));
    match (found.next(), found.next()) {
        (Some((_, value)), None) => Ok(value),
        _ => Err(Error::Header(name.to_owned())),
    }
}
