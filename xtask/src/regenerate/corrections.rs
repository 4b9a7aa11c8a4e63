//! `spec/corrections/<id>.toml`: errors of documents, corrected before the documents are read.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use docquarry::diagnostic::{Diagnostic, Severity};
use docquarry::pipeline::Input;
use docquarry::sources::{SourceDocument, Sources, snapshot_id};
use docquarry::spec::corrections::Corrections;

/// The APIs that a document describes, in any edition.
fn ids(document: &SourceDocument) -> BTreeSet<&str> {
    document.specs.keys().map(String::as_str).chain(document.snapshots.keys().map(|name| snapshot_id(name))).collect()
}

fn read(root: &Path, id: &str) -> Result<Option<Corrections>, Diagnostic> {
    let path = root.join(format!("spec/corrections/{id}.toml"));
    match fs::read_to_string(&path) {
        Ok(text) => Corrections::parse(&text).map(Some),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Diagnostic::io("read", &path, &error)),
    }
}

/// Corrects a document by the files of all APIs that it describes.
///
/// # Errors
/// A file that cannot be read, or entries that do not match their lines.
pub(super) fn apply(root: &Path, document: &SourceDocument, input: &mut Input) -> Result<(), Vec<Diagnostic>> {
    let mut findings = Vec::new();
    for id in ids(document) {
        match read(root, id) {
            Ok(Some(corrections)) => findings.extend(corrections.correct(&input.name, &mut input.bytes)),
            Ok(None) => {}
            Err(failure) => findings.push(failure),
        }
    }
    if findings.is_empty() { Ok(()) } else { Err(findings) }
}

/// Entries for documents that `sources.toml` does not name for their API: nothing would ever apply them.
pub(super) fn check(root: &Path, sources: &Sources) -> Vec<Diagnostic> {
    let all: BTreeSet<&str> = sources.documents.iter().flat_map(ids).collect();
    let mut findings = Vec::new();
    for id in all {
        let corrections = match read(root, id) {
            Ok(corrections) => corrections.unwrap_or_default(),
            Err(failure) => {
                findings.push(failure);
                continue;
            }
        };
        let documents: BTreeSet<&str> = corrections.entries.iter().map(|entry| entry.document.as_str()).collect();
        let known = |file: &str| sources.documents.iter().any(|known| known.file == file && ids(known).contains(id));
        for file in documents.into_iter().filter(|file| !known(file)) {
            let message =
                format!("spec/corrections/{id}.toml corrects {file}, which sources.toml does not name for {id}");
            findings.push(Diagnostic::new("corrections-invalid", Severity::Error, message));
        }
    }
    findings
}
