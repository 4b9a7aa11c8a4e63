//! Diagnostics: what Docquarry found wrong, odd or contradictory, as data.
//!
//! A [`Diagnostic`] has a stable code, a severity and a place in a document. Rendering (with the
//! document's line where it is at hand) lives here too; deciding what is worth reporting does not.

use std::fmt;

use serde::Serialize;

use crate::spec::model::Source;

/// How serious a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing is wrong with the spec.
    Note,
    /// The document contradicts itself or a part of it was not understood.
    Warning,
    /// The result cannot be relied on.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Stable code: `example-unknown-field`.
    pub code: &'static str,
    /// How serious it is.
    pub severity: Severity,
    /// What was expected and what was found.
    pub message: String,
    /// Where.
    pub source: Option<Source>,
    /// What the reader can do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A finding without a place and without help.
    pub fn new(code: &'static str, severity: Severity, message: impl Into<String>) -> Self {
        Self { code, severity, message: message.into(), source: None, help: None }
    }

    /// The same finding at a place.
    #[must_use]
    pub fn at(mut self, source: Source) -> Self {
        self.source = Some(source);
        self
    }

    /// The same finding with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
