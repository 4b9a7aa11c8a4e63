//! Specs and other JSON files as text: the one place that decides their layout and explains why one cannot be read.

use std::fs;
use std::path::Path;

use serde::Serialize;
use serde_json::Value;

use crate::diagnostic::{Diagnostic, Severity};
use crate::escape;
use crate::prose::Prose;
use crate::spec::model::{SPEC_VERSION, Source, Spec};
use crate::spec::validate;

/// JSON text with two spaces of indent and a line break at the end. Characters that cannot be seen are escaped.
///
/// # Errors
/// A finding `json-write` when a value has no JSON form.
pub fn to_text<T: Serialize>(value: &T) -> Result<String, Diagnostic> {
    written(serde_json::to_string_pretty(value))
}

/// JSON text in one line, for programs; else as [`to_text`].
///
/// # Errors
/// As [`to_text`].
pub fn to_line<T: Serialize>(value: &T) -> Result<String, Diagnostic> {
    written(serde_json::to_string(value))
}

fn written(text: serde_json::Result<String>) -> Result<String, Diagnostic> {
    text.map(|text| escape::json(&text).into_owned() + "\n")
        .map_err(|error| Diagnostic::new("json-write", Severity::Error, error.to_string()))
}

/// The text of a spec, which was read back: what cannot be read again is never written.
///
/// # Errors
/// A finding `json-write` or `spec-unreadable`.
pub fn spec_text(spec: &Spec) -> Result<String, Diagnostic> {
    let text = to_text(spec)?;
    match parse_spec(text.as_bytes(), &format!("the spec {}", spec.id)) {
        Ok(again) if again == *spec => Ok(text),
        Ok(_) => Err(unreadable(spec, "it is not the same when it is read again")),
        Err(error) => Err(unreadable(spec, &error.message)),
    }
}

fn unreadable(spec: &Spec, reason: &str) -> Diagnostic {
    let message = format!("the spec {} would not be readable and is not written: {reason}", spec.id);
    Diagnostic::new("spec-unreadable", Severity::Error, message)
}

/// Reads a spec.
///
/// # Errors
/// A finding `io`, `spec-invalid` or `spec-version`, at the line that was not understood.
pub fn read_spec(path: &Path) -> Result<Spec, Diagnostic> {
    let bytes = fs::read(path).map_err(|error| Diagnostic::io("read", path, &error))?;
    parse_spec(&bytes, &path.display().to_string())
}

/// Reads a spec from the bytes of a file of that name.
///
/// # Errors
/// As [`read_spec`], without `io`.
pub fn parse_spec(bytes: &[u8], name: &str) -> Result<Spec, Diagnostic> {
    // The common case first; only a spec that fails is looked at again to say why.
    match serde_json::from_slice::<Spec>(bytes) {
        Ok(mut spec) if spec.spec_version == SPEC_VERSION => match validate::purge(&mut spec) {
            problems if problems.is_empty() => Ok(spec),
            problems => {
                let message = format!("{name} has what no spec may have: {}", validate::list(&problems));
                Err(Diagnostic::new("spec-invalid", Severity::Error, message))
            }
        },
        Ok(spec) => Err(other_version(name, spec.spec_version.into())),
        Err(error) => Err(explain(bytes, name, &error)),
    }
}

/// Why bytes are no spec that this program reads.
fn explain(bytes: &[u8], name: &str, error: &serde_json::Error) -> Diagnostic {
    let value: Value = match serde_json::from_slice(bytes) {
        Ok(value) => value,
        Err(error) => return invalid(name, &error),
    };
    match value.get("spec_version").and_then(Value::as_u64) {
        Some(version) if version == u64::from(SPEC_VERSION) => invalid(name, error),
        Some(version) => other_version(name, version),
        None => {
            let message = format!("{name} is JSON but no spec: it has no spec_version");
            Diagnostic::new("spec-invalid", Severity::Error, message)
        }
    }
}

fn other_version(name: &str, version: u64) -> Diagnostic {
    let message = format!("{name} has spec_version {version}; this docquarry reads {SPEC_VERSION}");
    Diagnostic::new("spec-version", Severity::Error, message).help("parse the documents again")
}

/// Reads descriptions that `regenerate` wrote beside the specs.
///
/// # Errors
/// A finding `io` or `prose-invalid`.
pub fn read_prose(path: &Path) -> Result<Prose, Diagnostic> {
    let bytes = fs::read(path).map_err(|error| Diagnostic::io("read", path, &error))?;
    serde_json::from_slice(&bytes).map_err(|error| {
        let message = format!("{} holds no descriptions: {error}", path.display());
        Diagnostic::new("prose-invalid", Severity::Error, message)
    })
}

fn invalid(name: &str, error: &serde_json::Error) -> Diagnostic {
    let line = u32::try_from(error.line()).unwrap_or(u32::MAX);
    Diagnostic::new("spec-invalid", Severity::Error, format!("not a spec: {error}"))
        .at(Source { document: name.to_owned(), lines: [line, line] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_the_line() {
        let error = parse_spec(b"{\n  \"spec_version\": 1,\n  \"id\": 3\n}", "x.json").map(|_| ());
        let error = error.expect_err("an id is text");
        assert_eq!((error.code, error.source.map(|s| s.lines)), ("spec-invalid", Some([3, 3])));
    }

    #[test]
    fn another_version_and_other_json_are_told_apart() {
        let code = |text: &str| parse_spec(text.as_bytes(), "x.json").map(|_| "read").unwrap_or_else(|e| e.code);
        assert_eq!(code("{\"spec_version\": 99}"), "spec-version");
        assert_eq!(code("{\"openapi\": \"3.1.0\"}"), "spec-invalid");
        assert_eq!(code("[]"), "spec-invalid");
        assert_eq!(code(""), "spec-invalid");
    }
}
