//! Corrections: where a document itself is wrong, and what is meant.
//!
//! `spec/corrections/<id>.toml` lists errors of a document, each with the line, what it says there, what is meant and
//! why. They are applied to the document's text before it is read. An entry that no longer matches its line is an
//! error: the document changed, and the entry has to go. Errors of the parser have no place here.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::model::Source;
use crate::diagnostic::{Diagnostic, Severity};

/// `spec/corrections/<id>.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Corrections {
    /// The entries, in the order of the file.
    #[serde(default, rename = "correction")]
    pub entries: Vec<Correction>,
}

/// An error of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// File name of the document.
    pub document: String,
    /// The line, counted from 1.
    pub line: u32,
    /// What stands there; every place of the line where it does is corrected.
    pub says: String,
    /// What is meant.
    pub means: String,
    /// How that is known.
    pub why: String,
}

impl Corrections {
    /// Reads the entries.
    ///
    /// # Errors
    /// A finding `corrections-invalid`: no TOML, an unknown key, or an entry that corrects nothing or gives no reason.
    pub fn parse(text: &str) -> Result<Self, Diagnostic> {
        let invalid = |message: String| Diagnostic::new("corrections-invalid", Severity::Error, message);
        let corrections: Self = toml::from_str(text).map_err(|error| invalid(format!("corrections: {error}")))?;
        for entry in &corrections.entries {
            let Correction { document, line, says, means, why } = entry;
            if says.is_empty() || says == means || says.contains('\n') || means.contains('\n') {
                let message = format!("the correction of line {line} of {document} changes nothing within that line");
                return Err(invalid(message));
            }
            if why.trim().is_empty() {
                return Err(invalid(format!("the correction of line {line} of {document} gives no reason")));
            }
        }
        Ok(corrections)
    }

    /// The text of a document with its corrections, and an error `correction-stale` for each that does not match its
    /// line. Lines keep their numbers.
    pub fn apply<'t>(&self, document: &str, text: &'t str) -> (Cow<'t, str>, Vec<Diagnostic>) {
        let entries: Vec<&Correction> = self.entries.iter().filter(|entry| entry.document == document).collect();
        if entries.is_empty() {
            return (Cow::Borrowed(text), Vec::new());
        }
        let mut lines: Vec<Cow<'t, str>> = text.split('\n').map(Cow::Borrowed).collect();
        let mut findings = Vec::new();
        for entry in entries {
            let index = usize::try_from(entry.line).ok().and_then(|line| line.checked_sub(1));
            let line = index.and_then(|index| lines.get_mut(index));
            match line.filter(|line| line.contains(&entry.says)) {
                Some(line) => *line = Cow::Owned(line.replace(&entry.says, &entry.means)),
                None => findings.push(stale(entry)),
            }
        }
        (Cow::Owned(lines.join("\n")), findings)
    }

    /// Corrects a document's bytes in place, as [`apply`](Self::apply) does its text. Bytes that are no UTF-8 are left
    /// to the reader, which says so.
    pub fn correct(&self, document: &str, bytes: &mut Vec<u8>) -> Vec<Diagnostic> {
        let Ok(text) = std::str::from_utf8(bytes) else { return Vec::new() };
        let (corrected, findings) = self.apply(document, text);
        if let Cow::Owned(text) = corrected {
            *bytes = text.into_bytes();
        }
        findings
    }
}

fn stale(entry: &Correction) -> Diagnostic {
    let message = format!("expected `{}` in this line, which a correction replaces by `{}`", entry.says, entry.means);
    let source = Source { document: entry.document.clone(), lines: [entry.line, entry.line] };
    Diagnostic::new("correction-stale", Severity::Error, message)
        .at(source)
        .help("the document has changed: see whether it still needs the correction, and take the entry out or mend it")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: &str = "[[correction]]\ndocument = \"a.txt\"\nline = 2\nsays = \"parceld\"\nmeans = \"parcelId\"\nwhy = \"the example says parcelId\"\n";

    #[test]
    fn corrects_every_place_of_its_line_and_no_other() {
        let corrections = Corrections::parse(ENTRY).unwrap();
        let (text, findings) = corrections.apply("a.txt", "parceld\r\nparceld&parceld\r\nparceld");
        assert_eq!(text, "parceld\r\nparcelId&parcelId\r\nparceld");
        assert!(findings.is_empty());
    }

    #[test]
    fn an_entry_that_does_not_match_is_an_error_at_its_line() {
        let corrections = Corrections::parse(ENTRY).unwrap();
        for text in ["parceld\nfine", "one line"] {
            let (same, findings) = corrections.apply("a.txt", text);
            assert_eq!(same, text);
            assert_eq!(findings.len(), 1);
            assert_eq!((findings[0].code, findings[0].severity), ("correction-stale", Severity::Error));
            assert_eq!(findings[0].source.as_ref().map(|source| source.lines), Some([2, 2]));
        }
    }

    #[test]
    fn other_documents_are_left_alone() {
        let corrections = Corrections::parse(ENTRY).unwrap();
        let (text, findings) = corrections.apply("b.txt", "x\nparceld");
        assert!(matches!(text, Cow::Borrowed("x\nparceld")));
        assert!(findings.is_empty());
    }

    #[test]
    fn entries_without_effect_or_reason_are_refused() {
        for (from, to) in [("\"parcelId\"", "\"parceld\""), ("the example says parcelId", " "), ("line", "lines")] {
            let text = ENTRY.replacen(from, to, 1);
            assert_eq!(Corrections::parse(&text).unwrap_err().code, "corrections-invalid", "{text}");
        }
    }
}
