//! Tencent Cloud's older API on the wire, from the client's side: parameters under `/v2/index.php`, signed over their
//! names and values, and answers whose `code` says whether they are errors.

use serde_json::Value;

use crate::sign::v1::Edition;

use super::Error;
use super::answer::{Answer, Refusal, json, text};
use super::request::{Draft, Payload, Signature};
use super::tencent_v3::tencent_parameters;

/// The code of success.
const SUCCESS: &str = "0";

/// The signed request.
pub(super) fn sign(draft: &Draft<'_>, payload: &Payload) -> Result<http::Request<Vec<u8>>, Error> {
    match draft.style.signature {
        Signature::Tc3 => return Err(Error::request("this API has no signature TC3")),
        Signature::Acs3 => return Err(Error::request("this API has no signature ACS3")),
        Signature::HmacSha1 | Signature::HmacSha256 => {}
    }
    tencent_parameters(draft, payload, Edition::V2, None)
}

/// Reads an answer. Its status is 200 always; a `code` other than 0 makes an error. A few actions are documented
/// without a code, so an answer may lack it if it has a field that is documented.
pub(super) fn read(answer: &http::Response<Vec<u8>>) -> Result<Answer, Error> {
    let status = answer.status();
    let Some(fields) = json(answer)? else { return Err(Refusal::no_envelope(status)) };
    let request_id = text(&fields, "requestId").or_else(|| text(&fields, "RequestId"));
    match text(&fields, "code").filter(|code| code != SUCCESS) {
        Some(code) => {
            let (message, description) = (text(&fields, "message").unwrap_or_default(), text(&fields, "codeDesc"));
            let answer = Value::Object(fields);
            Err(Refusal { code, message, description, request_id, status, answer }.into())
        }
        None if status.is_success() => {
            let is_doubtful = !fields.contains_key("code");
            Ok(Answer { is_doubtful, ..Answer::json(fields, request_id, status) })
        }
        None => Err(Refusal::no_envelope(status)),
    }
}
