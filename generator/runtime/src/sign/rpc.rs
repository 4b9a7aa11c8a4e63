//! The signature of Alibaba Cloud's RPC protocol, version 1.0: HMAC-SHA1 over the percent-encoded, sorted parameters.
//! Nonces and time stamps are parameters like any other here; whether they are fresh is for the caller to decide.

use time::OffsetDateTime;

use super::{Algorithm, Error, given_signature, percent_encode, sorted};

/// A time in seconds since 1970 as requests of either version write it: `2016-02-23T12:46:24Z`.
///
/// # Errors
/// [`Error::Expired`] beyond the year 9999.
pub fn timestamp(seconds: u64) -> Result<String, Error> {
    let time = i64::try_from(seconds).ok().and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok());
    let time = time.ok_or(Error::Expired)?;
    let (year, month, day) = time.to_calendar_date();
    let (hour, minute, second) = time.to_hms();
    Ok(format!("{year:04}-{:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z", u8::from(month)))
}

/// The text that is hashed: method, path and canonical query, each percent-encoded. A `Signature` among the parameters
/// is left out; the order of `parameters` does not matter.
pub fn string_to_sign<'a>(method: &str, parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let canonical = super::encode_query(sorted(parameters));
    let mut text = String::with_capacity(method.len() + 5 + canonical.len() * 3 / 2);
    text.push_str(method);
    text.push_str("&%2F&");
    text.extend(percent_encode(&canonical));
    text
}

/// The value of the `Signature` parameter, base64, not yet percent-encoded.
pub fn sign<'a>(
    access_key_secret: &str,
    method: &str,
    parameters: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> String {
    Algorithm::HmacSha1.sign(&key(access_key_secret), &string_to_sign(method, parameters))
}

/// Verifies the `Signature` among the decoded `parameters` of a request, in constant time.
///
/// # Errors
/// [`Error::Mismatch`] if the signature is absent, given twice or wrong.
pub fn verify(access_key_secret: &str, method: &str, parameters: &[(&str, &str)]) -> Result<(), Error> {
    let signature = given_signature(parameters)?;
    let text = string_to_sign(method, parameters.iter().copied());
    Algorithm::HmacSha1.verify(&key(access_key_secret), &text, signature)
}

/// The secret is followed by `&`.
fn key(access_key_secret: &str) -> Vec<u8> {
    [access_key_secret.as_bytes(), b"&"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_are_utc_to_the_second() {
        assert_eq!(timestamp(1_456_231_584).ok().as_deref(), Some("2016-02-23T12:46:24Z"));
        assert_eq!(timestamp(0).ok().as_deref(), Some("1970-01-01T00:00:00Z"));
        assert!(timestamp(u64::MAX).is_err());
    }
    use crate::sign::SIGNATURE;

    /// The documents' example, with its `TimeStamp` spelled as printed.
    fn documented() -> Vec<(&'static str, &'static str)> {
        vec![
            ("Action", "DescribeRegions"),
            ("Version", "2014-05-26"),
            ("AccessKeyId", "testid"),
            ("Format", "XML"),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureNonce", "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf"),
            ("SignatureVersion", "1.0"),
            ("TimeStamp", "2016-02-23T12:46:24Z"),
        ]
    }

    #[test]
    fn the_documented_vector_reproduces() {
        assert_eq!(
            string_to_sign("GET", documented()),
            "GET&%2F&AccessKeyId%3Dtestid%26Action%3DDescribeRegions%26Format%3DXML%26SignatureMethod%3DHMAC-SHA1\
             %26SignatureNonce%3D3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf%26SignatureVersion%3D1.0\
             %26TimeStamp%3D2016-02-23T12%253A46%253A24Z%26Version%3D2014-05-26"
        );
        assert_eq!(sign("testsecret", "GET", documented()), "CT9X0VtwR86fNWSnsc6v8YGOjuE=");
    }

    #[test]
    fn the_current_spelling_of_the_timestamp_gives_its_own_signature() {
        let mut parameters = documented();
        parameters.pop();
        parameters.push(("Timestamp", "2016-02-23T12:46:24Z"));
        assert_eq!(sign("testsecret", "GET", parameters), "OLeaidS1JvxuMvnyHOwuJ+uX5qY=");
    }

    #[test]
    fn an_empty_value_is_signed() {
        assert_eq!(
            string_to_sign("POST", [("SignatureType", ""), ("A", "b c*~")]),
            "POST&%2F&A%3Db%2520c%252A~%26SignatureType%3D"
        );
    }

    #[test]
    fn any_change_is_a_mismatch() {
        let mut parameters = documented();
        parameters.push((SIGNATURE, "CT9X0VtwR86fNWSnsc6v8YGOjuE="));
        assert_eq!(verify("testsecret", "GET", &parameters), Ok(()));
        assert_eq!(verify("testsecret", "POST", &parameters), Err(Error::Mismatch));
        assert_eq!(verify("testsecre", "GET", &parameters), Err(Error::Mismatch));
        for index in 0..parameters.len() {
            let mut changed = parameters.clone();
            changed[index].1 = "changed";
            assert_eq!(verify("testsecret", "GET", &changed), Err(Error::Mismatch), "{}", parameters[index].0);
        }
        assert_eq!(verify("testsecret", "GET", &documented()), Err(Error::Mismatch));
    }
}
