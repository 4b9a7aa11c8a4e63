//! This crate's own sources as data. `docquarry emit rust` writes them beside a crate, so that it builds on machines
//! whose registry does not have this one.

use include_dir::{Dir, include_dir};

static SRC: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src");

/// This crate's version.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// This crate's manifest, as written or as `cargo package` wrote it.
pub const MANIFEST: &str = include_str!("../Cargo.toml");

/// Every file that a copy of this crate needs besides the manifest, by path: sources and licences.
pub fn files() -> Vec<(String, &'static str)> {
    let mut files = vec![
        ("LICENSE-APACHE".to_owned(), include_str!("../LICENSE-APACHE")),
        ("LICENSE-MIT".to_owned(), include_str!("../LICENSE-MIT")),
    ];
    let mut open = vec![&SRC];
    while let Some(folder) = open.pop() {
        open.extend(folder.dirs());
        files.extend(folder.files().filter_map(|file| {
            let parts: Option<Vec<&str>> = file.path().iter().map(|part| part.to_str()).collect();
            Some((format!("src/{}", parts?.join("/")), file.contents_utf8()?))
        }));
    }
    files.sort();
    files
}
