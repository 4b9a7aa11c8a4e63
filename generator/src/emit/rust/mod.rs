//! Rust crates: [`Spec`] → [`RustModel`](model::RustModel) → tokens → files.
//!
//! [`lower`](lower::lower) decides everything (`naming` is the policy, `docs` the wording), `print` only prints. What
//! generated crates have in common is in `docquarry-runtime`; they contain what is particular to an API.

pub mod docs;
pub mod lower;
pub mod model;
pub mod naming;
mod print;

use crate::diagnostic::Diagnostic;
use crate::prose::Prose;
use crate::spec::model::Spec;

use super::Files;

/// What a crate depends on besides its spec.
#[derive(Debug, Clone)]
pub struct Options<'a> {
    /// The vendor's sentences, for private use.
    pub prose: Option<&'a Prose>,
    /// Where the crate finds `docquarry-runtime`.
    pub runtime: Runtime,
    /// Version of the crate.
    pub version: String,
}

/// How a manifest names `docquarry-runtime`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Runtime {
    /// By folder, relative to the crate's.
    Path(String),
    /// By version requirement.
    Version(String),
}

impl Default for Options<'_> {
    /// A crate of this repository, `generated/<id>`.
    fn default() -> Self {
        Options {
            prose: None,
            runtime: Runtime::Path("../../generator/runtime".to_owned()),
            version: "0.1.0".to_owned(),
        }
    }
}

/// A crate with what could not be typed as documented.
#[derive(Debug, Clone, PartialEq)]
pub struct Emitted {
    /// The files, by path relative to the crate's folder.
    pub files: Files,
    /// What could not be typed as documented.
    pub diagnostics: Vec<Diagnostic>,
}

/// Emits the crate of an API. The same spec gives the same bytes.
///
/// # Errors
/// What keeps the crate from being printed.
pub fn emit(spec: &Spec, options: &Options<'_>) -> Result<Emitted, Vec<Diagnostic>> {
    let (model, diagnostics) = lower::lower(spec, options);
    let files = print::print(&model, options)?;
    Ok(Emitted { files, diagnostics })
}
