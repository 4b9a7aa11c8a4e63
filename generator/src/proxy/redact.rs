//! What is taken out of an exchange before anything of it is written down: values whose names say that they are secret,
//! values of the names that the user chose, private keys, and whatever proved who asked.

use serde_json::Value;

use crate::emit::rust::conventions;

/// What stands in place of a value that was taken out.
pub const REDACTED: &str = "[redacted]";

/// Takes secrets out of values.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    /// Names that the user chose, in lower case.
    names: Vec<String>,
}

/// Shortest text that is searched for within others.
const SHORTEST: usize = 6;

impl Redactor {
    /// One that also takes out the values of these names.
    pub fn new(names: impl IntoIterator<Item = String>) -> Self {
        let mut names: Vec<String> = names.into_iter().map(|name| name.to_lowercase()).collect();
        names.sort();
        names.dedup();
        Redactor { names }
    }

    /// The names that the user chose.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether the value of a name is taken out.
    pub fn is_secret(&self, name: &str) -> bool {
        self.names.contains(&name.to_lowercase()) || conventions::may_be_secret(name)
    }

    /// Takes out of a value what is secret by its name or form, and the texts of `secrets` wherever they are. Whether
    /// anything was taken out is the result.
    pub fn redact(&self, value: &mut Value, secrets: &[String]) -> bool {
        match value {
            Value::Object(object) => {
                let mut changed = false;
                for (name, value) in object.iter_mut() {
                    if self.is_secret(name) && !value.is_null() {
                        *value = Value::from(REDACTED);
                        changed = true;
                    } else {
                        changed |= self.redact(value, secrets);
                    }
                }
                changed
            }
            Value::Array(items) => {
                let mut changed = false;
                items.iter_mut().for_each(|item| changed |= self.redact(item, secrets));
                changed
            }
            Value::String(text) => self.text(text, secrets),
            _ => false,
        }
    }

    /// Takes secrets out of a text, which may hold JSON.
    pub fn text(&self, text: &mut String, secrets: &[String]) -> bool {
        if text.contains("PRIVATE KEY-----") {
            *text = REDACTED.to_owned();
            return true;
        }
        let mut changed = false;
        for secret in secrets.iter().filter(|secret| secret.len() >= SHORTEST) {
            if text.contains(secret.as_str()) {
                *text = text.replace(secret.as_str(), REDACTED);
                changed = true;
            }
        }
        if text.starts_with(['{', '['])
            && let Ok(mut inner) = serde_json::from_str::<Value>(text)
            && self.redact(&mut inner, &[])
        {
            *text = inner.to_string();
            changed = true;
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn secrets_are_taken_out_wherever_they_are() {
        let mut value = json!({"Name": "web", "Password": 1234, "Cups": [{"apiKey": "x", "Key": "k"}], "Nothing": null,
            "Json": "{\"Token\":\"t\",\"A\":1}", "Note": "signed with hunter22", "Pem": "-----BEGIN RSA PRIVATE KEY-----\nx",
            "Colour": "blue", "Token": null});
        let redactor = Redactor::new(["colour".to_owned()]);
        assert!(redactor.redact(&mut value, &["hunter22".to_owned(), "web".to_owned()]));
        assert_eq!(
            value,
            json!({"Name": "web", "Password": "[redacted]", "Cups": [{"apiKey": "[redacted]", "Key": "k"}], "Nothing": null,
                "Json": "{\"Token\":\"[redacted]\",\"A\":1}", "Note": "signed with [redacted]", "Pem": "[redacted]",
                "Colour": "[redacted]", "Token": null})
        );
        assert!(!redactor.redact(&mut json!({"Name": "web", "Json": "{\"A\":1}"}), &[]));
    }
}
