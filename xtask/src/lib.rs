//! Docquarry's own build commands, as a library so that tests call what the commands run.
//!
//! Only the generator is linked here, never the HTTP stack of generated crates: `cargo xtask regenerate` is the first
//! thing that runs on a fresh machine.

pub mod bench;
pub mod ci;
pub mod corpus;
pub mod fuzz;
pub mod interop;
pub mod regenerate;
pub mod semver;
pub mod site;

use std::path::{Path, PathBuf};

/// The root of the workspace.
pub fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_owned()
}
