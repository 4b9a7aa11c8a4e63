//! The stages, one call each: what commands, build scripts and tests use.
//!
//! A facade without knowledge of its own. Each stage can also be used by itself through its module.

use std::fmt;
use std::path::Path;

use crate::diagnostic::{Diagnostic, Severity};
use crate::emit::Files;
use crate::prose::Prose;
use crate::spec::model::Spec;

pub use stages::{Input, Ledger, ParseOptions, Parsed, ParsedSpec};

/// Documents → specs, one for each API found in them, with what was wrong on the way and the account of every line.
pub fn parse(inputs: &[Input], options: &ParseOptions) -> Parsed {
    stages::parse(inputs, options)
}

/// True where the result is not the whole of the documents: nothing was found, a part was not understood, or a line
/// is not accounted for.
pub fn is_partial(parsed: &Parsed) -> bool {
    parsed.specs.is_empty()
        || parsed.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
        || totals(&parsed.ledger).iter().any(|document| document.residue > 0)
}

/// The account of one document in figures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentTotals {
    /// Name of the document.
    pub document: String,
    /// Pages found in it.
    pub pages: usize,
    /// Table rows read from it.
    pub rows: usize,
    /// Lines that hold anything.
    pub lines: usize,
    /// Lines among them that nothing accounts for.
    pub residue: usize,
}

/// The account of each document in figures.
pub fn totals(ledger: &Ledger) -> Vec<DocumentTotals> {
    stages::totals(ledger)
}

/// Compares a spec with itself, its examples and its changelog.
pub fn reconcile(spec: &Spec) -> Vec<Diagnostic> {
    stages::reconcile(spec)
}

/// A kind of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A Rust crate.
    Rust,
    /// Reference documentation in Markdown.
    Reference,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rust => "Rust crate",
            Self::Reference => "reference docs",
        })
    }
}

/// Spec → files. With `prose` the vendor's sentences stand in them, for private use.
///
/// # Errors
/// Findings that say why the spec cannot be emitted; there is no partial output.
pub fn emit(target: Target, spec: &Spec, prose: Option<&Prose>) -> Result<Files, Vec<Diagnostic>> {
    stages::emit(target, spec, prose)
}

/// Everything generated from a spec, as it stands below `generated/<id>/`: the crate, and the reference in `docs/`.
///
/// # Errors
/// As [`emit`].
pub fn emit_all(spec: &Spec, prose: Option<&Prose>) -> Result<Files, Vec<Diagnostic>> {
    let mut files = emit(Target::Rust, spec, prose)?;
    let reference = emit(Target::Reference, spec, prose)?;
    files.extend(reference.into_iter().map(|(path, text)| (format!("docs/{path}"), text)));
    Ok(files)
}

/// Where `regenerate` keeps the descriptions of a spec, relative to the spec's folder.
pub fn prose_path(folder: &Path, id: &str, language: &str) -> std::path::PathBuf {
    folder.join("prose").join(format!("{id}.{language}.json"))
}

/// Stand-ins for stages that are not there yet.
mod stages {
    use super::*;

    /// A document.
    #[derive(Debug, Clone)]
    pub struct Input {
        /// File name, or path relative to the folder given.
        pub name: String,
        /// Content.
        pub bytes: Vec<u8>,
    }

    /// What to take for granted instead of detecting it.
    #[derive(Debug, Clone, Default)]
    pub struct ParseOptions {
        /// Name of the reader.
        pub reader: Option<String>,
        /// Name of the dialect.
        pub dialect: Option<String>,
    }

    /// What documents gave.
    #[derive(Debug, Default)]
    pub struct Parsed {
        /// One for each API.
        pub specs: Vec<ParsedSpec>,
        /// What was wrong.
        pub diagnostics: Vec<Diagnostic>,
        /// The account of the lines.
        pub ledger: Ledger,
    }

    /// A spec and its descriptions.
    #[derive(Debug)]
    pub struct ParsedSpec {
        /// The facts.
        pub spec: Spec,
        /// The sentences.
        pub prose: Prose,
    }

    /// The account of the lines.
    #[derive(Debug, Default)]
    pub struct Ledger;

    impl fmt::Display for Ledger {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("")
        }
    }

    pub(super) fn parse(_: &[Input], _: &ParseOptions) -> Parsed {
        let missing = Diagnostic::new("dialect-unknown", Severity::Error, "no dialect understands the documents");
        Parsed { diagnostics: vec![missing], ..Parsed::default() }
    }

    pub(super) fn totals(_: &Ledger) -> Vec<DocumentTotals> {
        Vec::new()
    }

    pub(super) fn reconcile(_: &Spec) -> Vec<Diagnostic> {
        Vec::new()
    }

    pub(super) fn emit(_: Target, _: &Spec, _: Option<&Prose>) -> Result<Files, Vec<Diagnostic>> {
        Ok(Files::new())
    }
}
