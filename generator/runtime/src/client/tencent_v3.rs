//! Tencent Cloud API 3.0 on the wire, from the client's side: a JSON POST signed with TC3, and the `Response` envelope.

use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::credentials::Credentials;
use crate::operation::Api;
use crate::sign::tc3;

use super::endpoint::Endpoint;
use super::{Error, KeyCache};

const JSON: &str = "application/json";
const SIGNED_HEADERS: &str = "content-type;host;x-tc-action";

/// One call, without its body.
pub(super) struct Call<'a> {
    pub(super) api: &'static Api,
    pub(super) action: &'a str,
    pub(super) region: Option<&'a str>,
    pub(super) endpoint: &'a Endpoint,
    pub(super) credentials: &'a Credentials,
    /// Seconds since 1970.
    pub(super) timestamp: u64,
}

impl Call<'_> {
    /// The signed request.
    pub(super) fn request(&self, keys: &KeyCache, body: Vec<u8>) -> Result<http::Request<Vec<u8>>, Error> {
        let mut request = http::Request::new(Vec::new());
        *request.method_mut() = http::Method::POST;
        *request.uri_mut() = self.endpoint.root().clone();
        *request.headers_mut() = self.headers(&self.authorization(keys, &body)?)?;
        *request.body_mut() = body;
        Ok(request)
    }

    fn authorization(&self, keys: &KeyCache, body: &[u8]) -> Result<String, Error> {
        let headers = [("content-type", JSON), ("host", self.endpoint.host()), ("x-tc-action", self.action)];
        let request = tc3::Request { method: "POST", path: "/", query: "", headers: &headers, payload: body };
        let date = tc3::date(self.timestamp).map_err(Error::signing)?;
        let key = keys.get(&self.credentials.secret, &date, self.api.product);
        tc3::authorize(&key, &self.credentials.id, &request, SIGNED_HEADERS, self.timestamp).map_err(Error::signing)
    }

    fn headers(&self, authorization: &str) -> Result<HeaderMap, Error> {
        let mut headers = HeaderMap::with_capacity(8);
        let mut add = |name: HeaderName, text: &str, secret: bool| {
            let mut value = HeaderValue::from_str(text)
                .map_err(|_| Error::request("region, action, token or secret id cannot be sent in a header"))?;
            value.set_sensitive(secret);
            headers.insert(name, value);
            Ok(())
        };
        add(HOST, self.endpoint.host(), false)?;
        add(CONTENT_TYPE, JSON, false)?;
        add(AUTHORIZATION, authorization, true)?;
        add(HeaderName::from_static("x-tc-action"), self.action, false)?;
        add(HeaderName::from_static("x-tc-version"), self.api.version, false)?;
        add(HeaderName::from_static("x-tc-timestamp"), &self.timestamp.to_string(), false)?;
        if let Some(region) = self.region {
            add(HeaderName::from_static("x-tc-region"), region, false)?;
        }
        if let Some(token) = &self.credentials.token {
            add(HeaderName::from_static("x-tc-token"), token, true)?;
        }
        Ok(headers)
    }
}

#[derive(Deserialize)]
struct Envelope<R> {
    #[serde(rename = "Response")]
    response: R,
}

/// What every answer has, whatever the action.
#[derive(Deserialize)]
struct Head {
    #[serde(rename = "Error")]
    error: Option<Refusal>,
    #[serde(rename = "RequestId")]
    request_id: Option<String>,
}

#[derive(Deserialize)]
struct Refusal {
    #[serde(rename = "Code")]
    code: String,
    #[serde(rename = "Message", default)]
    message: String,
}

/// Reads an answer. The service answers errors with status 200; an `Error` in the envelope is what makes one. The head
/// is read first, so that an answer whose body does not fit its type still gives its request id.
pub(super) fn parse<R: DeserializeOwned>(answer: &http::Response<Vec<u8>>) -> Result<R, Error> {
    let status = answer.status();
    let request_id = head(answer.body(), status)?;
    serde_json::from_slice::<Envelope<R>>(answer.body()).map(|envelope| envelope.response).map_err(|error| {
        Error::parse("the answer does not fit its type", Some(error), status.as_u16()).with_request_id(request_id)
    })
}

/// The request id of an answer that is no error.
fn head(body: &[u8], status: http::StatusCode) -> Result<Option<String>, Error> {
    match serde_json::from_slice::<Envelope<Head>>(body) {
        Ok(Envelope { response: Head { error: Some(Refusal { code, message }), request_id } }) => {
            Err(Error::service(code, message, status.as_u16()).with_request_id(request_id))
        }
        Ok(envelope) if status.is_success() => Ok(envelope.response.request_id),
        Err(error) if status.is_success() => {
            Err(Error::parse("the answer is not in the API's envelope", Some(error), status.as_u16()))
        }
        _ => Err(Error::no_answer(status.as_u16())),
    }
}
