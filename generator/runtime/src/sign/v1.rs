//! Query-string signatures of Tencent Cloud: API 3.0 "v1" and the older API 2017. Parameters are sorted, joined with
//! their raw values and hashed together with method, host and path. How the parameters travel (query string or form
//! body) is not decided here; see [`super::encode_query`] and [`super::flatten`].

use super::{Algorithm, Error, given_signature, sorted};

/// What differs between the two APIs that sign this way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edition {
    /// API 3.0, signature version 1: path `/`, names signed as they are.
    V3,
    /// API 2017: path `/v2/index.php`, `_` in a name signed as `.`.
    V2,
}

impl Edition {
    /// Path of every request.
    pub fn path(self) -> &'static str {
        match self {
            Edition::V3 => "/",
            Edition::V2 => "/v2/index.php",
        }
    }
}

/// Where a request goes: the part of the signed text that is no parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target<'a> {
    /// HTTP method in upper case.
    pub method: &'a str,
    /// Host as sent in the `Host` header, with its port if that has one.
    pub host: &'a str,
    /// Which API.
    pub edition: Edition,
}

/// The text that is hashed. A `Signature` among the parameters is left out; the order of `parameters` does not matter.
///
/// Names are sorted before `_` is replaced, as the vendor's own clients do.
pub fn string_to_sign<'a>(target: Target<'_>, parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    join(target, &sorted(parameters), target.edition == Edition::V2)
}

fn join(target: Target<'_>, parameters: &[(&str, &str)], dotted: bool) -> String {
    let mut text = String::with_capacity(64 + parameters.iter().map(|(n, v)| n.len() + v.len() + 2).sum::<usize>());
    text.extend([target.method, target.host, target.edition.path()]);
    for (index, (name, value)) in parameters.iter().enumerate() {
        text.push(if index == 0 { '?' } else { '&' });
        if dotted {
            text.extend(name.chars().map(|c| if c == '_' { '.' } else { c }));
        } else {
            text.push_str(name);
        }
        text.push('=');
        text.push_str(value);
    }
    text
}

/// The value of the `Signature` parameter, base64, not yet percent-encoded.
pub fn sign<'a>(
    algorithm: Algorithm,
    secret_key: &str,
    target: Target<'_>,
    parameters: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> String {
    algorithm.sign(secret_key.as_bytes(), &string_to_sign(target, parameters))
}

/// Verifies the `Signature` among the decoded `parameters` of a request, in constant time. The algorithm is the one
/// that the request names in `SignatureMethod`.
///
/// Where the documents sign names as they are (API 3.0), names with `_` signed as `.` are accepted too: some of the
/// vendor's own clients sign so.
///
/// # Errors
/// [`Error::Mismatch`] if the signature is absent, given twice or wrong.
pub fn verify(secret_key: &str, target: Target<'_>, parameters: &[(&str, &str)]) -> Result<(), Error> {
    let signature = given_signature(parameters)?;
    let method = parameters.iter().find(|(name, _)| *name == "SignatureMethod").map(|(_, value)| *value);
    let algorithm = Algorithm::from_signature_method(method);
    let signed = sorted(parameters.iter().copied());
    let check = |dotted| algorithm.verify(secret_key.as_bytes(), &join(target, &signed, dotted), signature);
    match target.edition {
        Edition::V2 => check(true),
        Edition::V3 if signed.iter().any(|(name, _)| name.contains('_')) => check(false).or_else(|_| check(true)),
        Edition::V3 => check(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign::SIGNATURE;

    const STARS: &str = "********************************";

    fn documented() -> Vec<(&'static str, &'static str)> {
        vec![
            ("Version", "2017-03-12"),
            ("Action", "DescribeInstances"),
            ("InstanceIds.0", "ins-09dx96dg"),
            ("Limit", "20"),
            ("Offset", "0"),
            ("Nonce", "11886"),
            ("Region", "ap-guangzhou"),
            ("SecretId", "AKID********************************"),
            ("Timestamp", "1465185768"),
        ]
    }

    const V3: Target<'static> = Target { method: "GET", host: "cvm.tencentcloudapi.com", edition: Edition::V3 };
    const V2: Target<'static> = Target { method: "GET", host: "cvm.api.qcloud.com", edition: Edition::V2 };

    #[test]
    fn the_documented_v1_vector_reproduces() {
        assert_eq!(
            string_to_sign(V3, documented()),
            "GETcvm.tencentcloudapi.com/?Action=DescribeInstances&InstanceIds.0=ins-09dx96dg&Limit=20&Nonce=11886\
             &Offset=0&Region=ap-guangzhou&SecretId=AKID********************************&Timestamp=1465185768\
             &Version=2017-03-12"
        );
        let signature = sign(Algorithm::HmacSha1, STARS, V3, documented());
        assert_eq!(signature, "7RAM2xfNMO9EiVTNmPg06MRnCvQ=");
        assert_eq!(crate::sign::percent_encode(&signature).to_string(), "7RAM2xfNMO9EiVTNmPg06MRnCvQ%3D");
    }

    /// The vectors of the 2018 edition of API 2017, with the documents' slips in the printed signatures mended.
    #[test]
    fn the_documented_v2_vectors_reproduce() {
        let key = "Gu5t9xGARNpq86cd98joQYCN3Cozk1qA";
        let mut parameters = vec![
            ("Action", "DescribeInstances"),
            ("SecretId", "AKIDz8krbsJ5yKBZQpn74WFkmLPx3gnPhESA"),
            ("Timestamp", "1465185768"),
            ("Nonce", "11886"),
            ("Region", "ap-guangzhou"),
            ("InstanceIds.0", "ins-09dx96dg"),
            ("SignatureMethod", "HmacSHA256"),
        ];
        assert_eq!(
            sign(Algorithm::HmacSha256, key, V2, parameters.clone()),
            "0EEm/HtGRr/VJXTAD9tYMth1Bzm3lLHz5RCDv1GdM8s="
        );
        parameters.pop();
        parameters.push(("SignatureMethod", "HmacSHA1"));
        assert_eq!(sign(Algorithm::HmacSha1, key, V2, parameters), "nPVnY6njQmwQ8ciqbPl5Qe+Oru4=");
    }

    #[test]
    fn indices_sort_as_text_and_upper_case_comes_first() {
        let parameters = [("b", "1"), ("Ids.2", "x"), ("Ids.12", "y"), ("Z", "2")];
        assert_eq!(string_to_sign(V2, parameters), "GETcvm.api.qcloud.com/v2/index.php?Ids.12=y&Ids.2=x&Z=2&b=1");
    }

    #[test]
    fn names_are_dotted_in_v2_only_and_values_never() {
        let parameters = [("Placement_Zone", "CN_NORTH")];
        assert_eq!(string_to_sign(V2, parameters), "GETcvm.api.qcloud.com/v2/index.php?Placement.Zone=CN_NORTH");
        assert_eq!(string_to_sign(V3, parameters), "GETcvm.tencentcloudapi.com/?Placement_Zone=CN_NORTH");
    }

    fn signed<'a>(
        target: Target<'_>,
        parameters: &[(&'a str, &'a str)],
        signature: &'a str,
    ) -> (Result<(), Error>, Vec<(&'a str, &'a str)>) {
        let mut all = parameters.to_vec();
        all.insert(0, (SIGNATURE, signature));
        (verify("secret", target, &all), all)
    }

    #[test]
    fn verification_accepts_what_was_signed_whatever_the_order() {
        for (method, algorithm) in [("HmacSHA1", Algorithm::HmacSha1), ("HmacSHA256", Algorithm::HmacSha256)] {
            let parameters = [("SignatureMethod", method), ("A_b", "原文 &="), ("Nonce", "1")];
            for target in [V3, V2] {
                let signature = sign(algorithm, "secret", target, parameters);
                assert_eq!(signed(target, &parameters, &signature).0, Ok(()), "{method} {target:?}");
            }
        }
    }

    #[test]
    fn dotted_names_are_accepted_in_v3_as_some_clients_sign_so() {
        let signature = sign(Algorithm::HmacSha1, "secret", V3, [("a.b", "1")]);
        assert_eq!(signed(V3, &[("a_b", "1")], &signature).0, Ok(()));
        assert_eq!(signed(V3, &[("a_b", "2")], &signature).0, Err(Error::Mismatch));
    }

    #[test]
    fn any_change_is_a_mismatch() {
        let parameters = [("Action", "Probe"), ("Nonce", "1"), ("Timestamp", "1465185768")];
        let signature = sign(Algorithm::HmacSha1, "secret", V3, parameters);
        for index in 0..parameters.len() {
            let mut changed = parameters;
            changed[index].1 = "2";
            assert_eq!(signed(V3, &changed, &signature).0, Err(Error::Mismatch), "value of {}", parameters[index].0);
            changed = parameters;
            changed[index].0 = "Other";
            assert_eq!(signed(V3, &changed, &signature).0, Err(Error::Mismatch), "name {}", parameters[index].0);
        }
        let moved =
            [Target { method: "POST", ..V3 }, Target { host: "h", ..V3 }, Target { edition: Edition::V2, ..V3 }];
        for target in moved {
            assert_eq!(signed(target, &parameters, &signature).0, Err(Error::Mismatch), "{target:?}");
        }
        for bad in ["", "=", "not base64", &signature[..26], &signature.to_lowercase()] {
            assert_eq!(signed(V3, &parameters, bad).0, Err(Error::Mismatch), "{bad}");
        }
        let (_, mut twice) = signed(V3, &parameters, &signature);
        twice.push((SIGNATURE, &signature));
        assert_eq!(verify("secret", V3, &twice), Err(Error::Mismatch));
        assert_eq!(verify("secret", V3, &parameters), Err(Error::Mismatch));
    }
}
