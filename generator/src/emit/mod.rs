//! Emitters: from a spec to files, as data. Writing and checking them is [`sync`](crate::sync)'s job.

pub mod curl;
pub mod openapi;
pub mod reference;
pub mod report;
pub mod rust;
pub mod schema;
pub mod site;

use crate::diagnostic::Diagnostic;
pub use crate::files::Files;

/// An output, with what could not be put into it as documented.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Emitted {
    /// The files.
    pub files: Files,
    /// What could not be typed as documented.
    pub diagnostics: Vec<Diagnostic>,
}
