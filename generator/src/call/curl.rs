//! A signed request as a command of curl, for reading and for running.

use docquarry_runtime::credentials::Credentials;
use docquarry_runtime::sign::percent_encode;
use http::header::{CONTENT_LENGTH, HOST};
use serde_json::{Map, Value};

use crate::emit::curl::command;
use crate::emit::rust::conventions::may_be_secret;

/// What stands in the place of a secret.
const MASK: &str = "***";

/// What is not shown of a request.
#[derive(Debug, Clone, Default)]
pub struct Secrets(Vec<String>);

impl Secrets {
    /// The secret and the token of credentials, and the parameters whose names say that they are secrets.
    pub fn of(credentials: &Credentials, parameters: &Map<String, Value>) -> Self {
        let mut texts = vec![credentials.secret.clone()];
        texts.extend(credentials.token.clone());
        parameters.iter().for_each(|(name, value)| collect(name, value, &mut texts));
        texts.retain(|text| !text.is_empty());
        let forms = |text: String| {
            let json = Value::from(text.as_str()).to_string().trim_matches('"').to_owned();
            let encoded = percent_encode(&text).to_string();
            [encoded.replace("%3A", ":"), encoded, json, text]
        };
        let mut forms: Vec<String> = texts.into_iter().flat_map(forms).collect();
        // The longest first, so that none is hidden in part.
        forms.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        forms.dedup();
        Secrets(forms)
    }

    fn mask(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, secret| text.replace(secret, MASK))
    }
}

fn collect(name: &str, value: &Value, secrets: &mut Vec<String>) {
    match value {
        Value::String(text) if may_be_secret(name) => secrets.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| collect(name, item, secrets)),
        Value::Object(members) => members.iter().for_each(|(name, value)| collect(name, value, secrets)),
        _ => {}
    }
}

/// The command. With secrets to mask it cannot be run; without it can, for as long as the signature is valid.
pub fn curl(request: &http::Request<Vec<u8>>, secrets: Option<&Secrets>) -> String {
    let mask = |text: &str| secrets.map_or_else(|| text.to_owned(), |secrets| unsigned(&secrets.mask(text)));
    let mut headers = Vec::new();
    for (name, value) in request.headers() {
        // curl makes both itself, from the address and from the body.
        if name == CONTENT_LENGTH || name == HOST {
            continue;
        }
        let text = String::from_utf8_lossy(value.as_bytes());
        let text = match secrets {
            Some(_) if value.is_sensitive() && !text.contains("Signature=") => MASK.to_owned(),
            _ => mask(&text),
        };
        headers.push((name.to_string(), text));
    }
    let (method, url) = (request.method().as_str(), mask(&request.uri().to_string()));
    match std::str::from_utf8(request.body()) {
        Ok(body) => command(method, &url, &headers, &mask(body)),
        Err(_) => {
            let text = command(method, &url, &headers, "");
            format!("{} \\\n  --data-binary @BODY # {} bytes that are no text\n", text.trim_end(), request.body().len())
        }
    }
}

/// A text with signatures masked: parameters and parts of headers that are called so.
fn unsigned(text: &str) -> String {
    const NAME: &str = "Signature=";
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(NAME) {
        out.push_str(before);
        out.push_str(NAME);
        let end = after.find(['&', ',', ' ']).unwrap_or(after.len());
        if !after.is_empty() {
            out.push_str(MASK);
        }
        rest = after.get(end..).unwrap_or_default();
    }
    out + rest
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nothing_secret_is_shown_in_any_form() {
        let credentials = Credentials::new("id", "hunter/2").with_token("opaque");
        let Value::Object(parameters) = json!({"User": {"Password": "a\"b c"}, "Name": "it's"}) else { return };
        let secrets = Secrets::of(&credentials, &parameters);
        let request = http::Request::post("https://kites.example.com/hunter%2F2?Token=opaque&Signature=abc%3D&X=1")
            .header("authorization", "TC3 Credential=id, Signature=00ff")
            .body(Value::Object(parameters.clone()).to_string().into_bytes())
            .unwrap();
        let masked = curl(&request, Some(&secrets));
        for secret in ["hunter", "opaque", "abc", "00ff", "a\\\"b"] {
            assert!(!masked.contains(secret), "{secret}: {masked}");
        }
        assert!(masked.contains("/***?Token=***&Signature=***&X=1'"), "{masked}");
        assert!(masked.contains(r#""Name":"it'\''s""#), "{masked}");
        let shown = curl(&request, None);
        assert!(shown.contains("Signature=abc%3D") && shown.contains("Signature=00ff"), "{shown}");
    }
}
