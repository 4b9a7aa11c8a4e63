//! `spec/accepted/<id>.toml`: changes that somebody looked at and accepts, by their fingerprints. They are listed apart
//! and do not raise the exit code.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::diagnostic::{Diagnostic, Severity};

/// The file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    accepted: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    fingerprint: String,
    reason: String,
}

/// Where the accepted changes of an API are.
pub(super) fn path(id: &str) -> String {
    format!("spec/accepted/{id}.toml")
}

/// Fingerprints with the reasons why they are accepted.
pub(super) type Accepted = BTreeMap<String, String>;

/// Reads the file of an API.
///
/// # Errors
/// A finding `accepted-invalid` that says what is wrong.
pub(super) fn parse(id: &str, text: &str) -> Result<Accepted, Diagnostic> {
    let invalid =
        |message: String| Diagnostic::new("accepted-invalid", Severity::Error, format!("{}: {message}", path(id)));
    let file: File = toml::from_str(text).map_err(|error| invalid(error.to_string()))?;
    let mut accepted = Accepted::new();
    for Entry { fingerprint, reason } in file.accepted {
        if fingerprint.len() != 16 || !fingerprint.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f')) {
            return Err(invalid(format!("`{fingerprint}` is not a fingerprint: sixteen hexadecimal digits")));
        }
        if reason.trim().is_empty() {
            return Err(invalid(format!("{fingerprint} has no reason")));
        }
        accepted.insert(fingerprint, reason);
    }
    Ok(accepted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_has_a_fingerprint_and_a_reason() {
        let entry =
            |print: &str, reason: &str| format!("[[accepted]]\nfingerprint = \"{print}\"\nreason = \"{reason}\"\n");
        let good = parse("tea", &entry("0123456789abcdef", "nobody sends it"));
        assert_eq!(good.map(|accepted| accepted.len()), Ok(1));
        for (print, reason) in [("0123", "x"), ("0123456789ABCDEF", "x"), ("0123456789abcdef", " ")] {
            assert!(parse("tea", &entry(print, reason)).is_err(), "{print}");
        }
        assert!(parse("tea", "[[accept]]\n").is_err());
    }
}
