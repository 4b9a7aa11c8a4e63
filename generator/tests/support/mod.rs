//! Where tests find the vendors' documents, which are not part of the repository.

use std::path::PathBuf;

/// A document or a folder of them, or none where it is missing and nobody insists.
pub(crate) fn place(name: &str) -> Option<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let named = std::env::var_os("DOCQUARRY_DOCS").map(PathBuf::from);
    let folders = named.into_iter().chain([root.join("docs"), root.join("../shared/docs")]);
    let found = folders.map(|folder| folder.join(name)).find(|path| path.exists());
    if found.is_none() && std::env::var_os("CI").is_some_and(|ci| ci == "true") {
        panic!("{name} is missing: set DOCQUARRY_DOCS to the folder of the documents");
    }
    found
}
