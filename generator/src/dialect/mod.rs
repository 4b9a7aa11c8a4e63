//! Dialects: what the sections, columns, type names and notes of a vendor mean.
//!
//! [`parse`] is the front door: bytes in, specs out, with diagnostics and the ledger. It detects
//! the reader by the bytes and the dialect by what stands on the pages; both can be named instead.

pub mod tencent_v3;

use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Document, text};
use crate::ledger::{DocumentLedger, Ledger};
use crate::prose::Prose;
use crate::spec::model::{Source, Spec};

/// One document to read.
#[derive(Debug, Clone)]
pub struct Input {
    /// File name, or the path below the folder given.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// What the caller knows better than the detection.
#[derive(Debug, Clone, Default)]
pub struct ParseOptions {
    /// Name of the reader: `text`.
    pub reader: Option<String>,
    /// Name of the dialect: `tencent_v3`.
    pub dialect: Option<String>,
}

/// What came out.
#[derive(Debug, Default)]
pub struct Parsed {
    /// One for each API found.
    pub specs: Vec<ParsedSpec>,
    /// What was found wrong while reading.
    pub diagnostics: Vec<Diagnostic>,
    /// What each line was used for.
    pub ledger: Ledger,
}

/// A spec and the sentences that it was made from.
#[derive(Debug)]
pub struct ParsedSpec {
    /// The facts.
    pub spec: Spec,
    /// The sentences.
    pub prose: Prose,
}

/// Names of the readers.
pub const READERS: &[&str] = &["text"];
/// Names of the dialects.
pub const DIALECTS: &[&str] = &["tencent_v3"];

/// Reads documents into specs. The order of the inputs does not matter.
pub fn parse(inputs: &[Input], options: &ParseOptions) -> Parsed {
    let mut parsed = Parsed::default();
    for (given, known, what) in [(&options.reader, READERS, "reader"), (&options.dialect, DIALECTS, "dialect")] {
        if let Some(name) = given.as_deref().filter(|name| !known.contains(name)) {
            let message = format!("there is no {what} {name}");
            parsed.diagnostics.push(
                Diagnostic::new("unknown-option", Severity::Error, message)
                    .help(format!("one of: {}", known.join(", "))),
            );
            return parsed;
        }
    }
    let mut inputs: Vec<&Input> = inputs.iter().collect();
    inputs.sort_by(|a, b| a.name.cmp(&b.name));
    let mut documents: Vec<Document> = inputs.iter().filter_map(|input| read(input, &mut parsed.diagnostics)).collect();
    parsed.specs = tencent_v3::read(&mut documents, &mut parsed.diagnostics);
    for document in documents {
        residue(&document, &mut parsed.diagnostics);
        parsed.ledger.documents.push(DocumentLedger {
            document: document.name,
            pages: document.pages.len(),
            accounts: document.accounts,
        });
    }
    parsed
}

/// Reads one input, or says why it cannot be read.
fn read(input: &Input, diagnostics: &mut Vec<Diagnostic>) -> Option<Document> {
    let place = |line| Source { document: input.name.clone(), lines: [line, line] };
    let content = match std::str::from_utf8(&input.bytes) {
        Ok(content) if content.contains('\0') => {
            diagnostics.push(
                Diagnostic::new("not-text", Severity::Error, "expected text, found a binary file")
                    .at(place(1))
                    .help("extract the text of a PDF first"),
            );
            return None;
        }
        Ok(content) => content,
        Err(error) => {
            let line = input
                .bytes
                .get(..error.valid_up_to())
                .unwrap_or_default()
                .iter()
                .filter(|byte| **byte == b'\n')
                .count()
                + 1;
            let message = format!(
                "expected UTF-8, found the byte {:#04x}",
                input.bytes.get(error.valid_up_to()).copied().unwrap_or_default()
            );
            let help = "convert the document to UTF-8, or extract the text of a PDF first";
            diagnostics.push(
                Diagnostic::new("not-text", Severity::Error, message)
                    .at(place(u32::try_from(line).unwrap_or(u32::MAX)))
                    .help(help),
            );
            return None;
        }
    };
    let content = content.strip_prefix('\u{feff}').unwrap_or(content);
    let document = text::read(&input.name, content, tencent_v3::vocabulary());
    if !tencent_v3::recognizes(&document) {
        let (message, help) = if content.trim().is_empty() {
            ("the document is empty", "give a document that holds API pages")
        } else {
            (
                "no page of a known dialect: looked for action pages (a parameter table with the row `Action`), structure tables and changelog releases",
                "name the dialect with --dialect if the document holds such pages",
            )
        };
        diagnostics.push(Diagnostic::new("unknown-document", Severity::Error, message).at(place(1)).help(help));
    }
    Some(document)
}

/// Lines that nothing consumed, in runs.
fn residue(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    let mut runs: Vec<[u32; 2]> = Vec::new();
    for line in document.accounts.residue() {
        match runs.last_mut() {
            // Blank lines stand between the lines of a printed page.
            Some(run) if line - run[1] <= 2 => run[1] = line,
            _ => runs.push([line, line]),
        }
    }
    for run in runs {
        let message = "no section, table or example of the page takes this text";
        diagnostics.push(Diagnostic::new("residue", Severity::Warning, message).at(document.source(run)));
    }
}
