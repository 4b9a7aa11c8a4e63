//! Whether a file can be read again, asked before it is written. What stands in the files is decided by the emitters.

use crate::diagnostic::{Diagnostic, Severity};

/// Reads a file back before it is written: JSON as deep as every reader takes it, TOML and Rust by their grammar. Other
/// files are text.
///
/// # Errors
/// A finding `output-unreadable`.
pub(super) fn check(path: &str, text: &str) -> Result<(), Diagnostic> {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    let error = match ending {
        "json" => serde_json::from_str::<serde_json::Value>(text).err().map(|error| error.to_string()),
        "toml" => toml::from_str::<toml::Table>(text).err().map(|error| error.message().to_owned()),
        "rs" => syn::parse_file(text).err().map(|error| error.to_string()),
        _ => None,
    };
    let Some(error) = error else { return Ok(()) };
    let message = format!("{path} could not be read again and was not written: {error}");
    Err(Diagnostic::new("output-unreadable", Severity::Error, message)
        .help("this is a defect of docquarry; the spec or page that shows it is worth a report"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_again_is_found() {
        let code = |path: &str, text: &str| check(path, text).err().map(|finding| finding.code);
        let deep = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        for (path, good, bad) in [
            ("a/openapi.json", deep(127).as_str(), deep(128).as_str()),
            ("Cargo.toml", "[package]\nname = \"kite\"\n", "[package\n"),
            ("src/lib.rs", "//! Kites.\npub struct Kite;\n", "pub struct Kite {\n"),
        ] {
            assert_eq!((code(path, good), code(path, bad)), (None, Some("output-unreadable")), "{path}");
        }
        assert_eq!(code("README.md", "{"), None);
    }
}
