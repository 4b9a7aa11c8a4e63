//! For another crate's `build.rs`: a spec becomes the source of that crate, in `OUT_DIR`.
//!
//! What is generated is the same as `docquarry emit rust` writes, without the manifest.

use std::fmt;
use std::path::PathBuf;

use crate::diagnostic::{Diagnostic, Severity, visible};
use crate::emit::Files;
use crate::files;
use crate::json;
use crate::pipeline::{self, EmitOptions, Runtime, Target};
use crate::prose::Prose;
use crate::sync::{self, Mode, Owned};

/// Generates a crate's source at build time.
///
/// The generated modules name each other from the root of the crate, so give them a crate of their own whose
/// `src/lib.rs` is one line:
///
/// ```ignore
/// include!(concat!(env!("OUT_DIR"), "/tencent-clb/lib.rs"));
/// ```
///
/// and whose `build.rs` is:
///
/// ```no_run
/// fn main() -> Result<(), docquarry::builder::BuildError> {
///     docquarry::Builder::new("tencent-clb.json").build()?;
///     Ok(())
/// }
/// ```
///
/// The crate depends on `docquarry-runtime` and has the features `client` and `server`, as the manifest that
/// `docquarry emit rust` writes has.
#[derive(Debug, Clone)]
pub struct Builder {
    spec: PathBuf,
    prose: Option<PathBuf>,
    out_dir: Option<PathBuf>,
}

impl Builder {
    /// A builder for a spec file; a relative path counts from the crate's folder.
    pub fn new(spec: impl Into<PathBuf>) -> Self {
        Self { spec: spec.into(), prose: None, out_dir: None }
    }

    /// Puts the vendor's descriptions from this file into the doc comments.
    #[must_use]
    pub fn prose(mut self, file: impl Into<PathBuf>) -> Self {
        self.prose = Some(file.into());
        self
    }

    /// The folder to write to instead of `$OUT_DIR`.
    #[must_use]
    pub fn out_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(folder.into());
        self
    }

    /// Writes the source below `<out_dir>/<id>/` and returns the path of its `lib.rs`. Files that have not changed are
    /// not touched, so that nothing is compiled again for them.
    ///
    /// # Errors
    /// Everything that kept the source from being written; what was there is untouched then.
    pub fn build(&self) -> Result<PathBuf, BuildError> {
        let out_dir = match (&self.out_dir, std::env::var_os("OUT_DIR")) {
            (Some(folder), _) => folder.clone(),
            (None, Some(folder)) => PathBuf::from(folder),
            (None, None) => {
                let message = "no folder to write to: OUT_DIR is set in build scripts only";
                return Err(Diagnostic::new("no-out-dir", Severity::Error, message).help("call out_dir").into());
            }
        };
        for input in [Some(&self.spec), self.prose.as_ref()].into_iter().flatten() {
            println!("{}", directive("rerun-if-changed", &input.display().to_string()));
        }
        let spec = json::read_spec(&self.spec)?;
        let prose: Option<Prose> = self.prose.as_deref().map(json::read_prose).transpose()?;
        // The crate's own manifest says where the runtime is.
        let runtime = Runtime::Version(String::new());
        let options = EmitOptions::new("docquarry::Builder").prose(prose.as_ref()).runtime(&runtime);
        let emitted = pipeline::emit(Target::Rust, &spec, &options).map_err(BuildError)?;
        for finding in &emitted.diagnostics {
            println!("{}", directive("warning", &finding.message));
        }
        let files = as_modules(emitted.files, &spec.id)?;
        // Nobody else writes to `OUT_DIR`.
        let owned = Owned { folders: &[&spec.id], manifest: Some(&spec.id), force: true };
        sync::sync(&out_dir, &files, &owned, Mode::Write)?;
        Ok(out_dir.join(&spec.id).join("lib.rs"))
    }
}

/// A line for Cargo. Every further line of the value would be a directive of its own, and the value may come from a spec.
fn directive(key: &str, value: &str) -> String {
    format!("cargo::{key}={}", visible(value))
}

/// The source files of a crate, with a root that can be included.
fn as_modules(emitted: Files, id: &str) -> Result<Files, Diagnostic> {
    let mut files = Files::new();
    for (path, text) in emitted {
        let Some(module) = path.strip_prefix("src/") else { continue };
        let text = if module == "lib.rs" { without_inner_attributes(&text)? } else { text };
        files.insert(format!("{id}/{module}"), text);
    }
    Ok(files)
}

/// `include!` takes neither `#![…]` nor `//!`, which are for a file that is a crate's root itself.
fn without_inner_attributes(text: &str) -> Result<String, Diagnostic> {
    let mut file = syn::parse_file(text).map_err(|error| {
        Diagnostic::new("not-rust", Severity::Error, format!("the generated lib.rs cannot be read: {error}"))
    })?;
    file.attrs.clear();
    Ok(format!("// {}`docquarry::Builder`; do not edit.\n{}", files::MARKER, prettyplease::unparse(&file)))
}

/// Why a build script cannot go on. `Debug` prints the findings too, because that is what `main` shows.
#[derive(Clone, PartialEq, Eq)]
pub struct BuildError(pub Vec<Diagnostic>);

impl From<Diagnostic> for BuildError {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.0.iter().enumerate() {
            let line_break = if index == 0 { "" } else { "\n" };
            write!(f, "{line_break}{diagnostic}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for BuildError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_can_be_included() {
        let emitted = Files::from([
            ("src/lib.rs".to_owned(), "//! Docs.\n#![deny(warnings)]\npub mod model;\n".to_owned()),
            ("src/model/mod.rs".to_owned(), "pub struct A;\n".to_owned()),
            ("Cargo.toml".to_owned(), "[package]\n".to_owned()),
        ]);
        let files = as_modules(emitted, "api").unwrap();
        assert_eq!(files.keys().collect::<Vec<_>>(), ["api/lib.rs", "api/model/mod.rs"]);
        let root = &files["api/lib.rs"];
        assert!(root.contains("pub mod model;") && !root.contains("#!") && !root.contains("//!"), "{root}");
        assert!(root.lines().next().unwrap().contains(files::MARKER), "{root}");
    }

    #[test]
    fn a_value_is_no_second_directive() {
        let line = directive("warning", "kite\ncargo::rustc-link-arg=-wrapper\rcargo::rustc-env=A=1");
        assert_eq!(line, "cargo::warning=kite cargo::rustc-link-arg=-wrapper cargo::rustc-env=A=1");
    }

    #[test]
    fn an_error_shows_its_findings_in_debug_form() {
        let error = Builder::new("no-such-spec.json").out_dir(std::env::temp_dir()).build().unwrap_err();
        assert!(format!("{error:?}").starts_with("error[io]: cannot read no-such-spec.json"), "{error:?}");
    }
}
