//! What the workspace tests share: where the documents are, how the command is run, and golden cases.
//!
//! The tests themselves are in `tests/tests/`, the cases in `tests/cases/`.

// Test support reports by panicking, as assertions do.
#![allow(clippy::panic, clippy::unwrap_used, clippy::expect_used)]

pub mod cases;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The root of the workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package stands in the workspace").to_owned()
}

/// The folder of the vendors' documents. Without it a test returns early, saying so; where `CI` is set it fails.
pub fn documents() -> Option<PathBuf> {
    let found = docquarry::sources::find_documents(None, &root()).unwrap_or_else(|error| panic!("{error}"));
    if found.is_none() {
        let ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false");
        assert!(!ci, "the documents are missing: set DOCQUARRY_DOCS or put them at ../shared/docs");
        eprintln!("skipped: the documents are not at hand");
    }
    found
}

/// What a run of the command left behind.
#[derive(Debug)]
pub struct Run {
    /// Exit code; none where a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

/// Runs the command at `binary` in a folder, with nothing of the surroundings that changes its output.
pub fn run<S: AsRef<std::ffi::OsStr>>(binary: &str, folder: &Path, arguments: impl IntoIterator<Item = S>) -> Run {
    run_reading(binary, folder, arguments, Stdio::null())
}

/// Runs the command with a file as its standard input.
pub fn run_with(binary: &str, folder: &Path, arguments: &[&str], input: &Path) -> Run {
    let file = fs::File::open(input).unwrap_or_else(|error| panic!("{}: {error}", input.display()));
    run_reading(binary, folder, arguments, file.into())
}

fn run_reading<S: AsRef<std::ffi::OsStr>>(
    binary: &str,
    folder: &Path,
    arguments: impl IntoIterator<Item = S>,
    input: Stdio,
) -> Run {
    let output = Command::new(binary)
        .args(arguments)
        .current_dir(folder)
        .stdin(input)
        .env_remove("DOCQUARRY_DOCS")
        .env_remove("COLUMNS")
        .env("NO_COLOR", "1")
        .output()
        .unwrap_or_else(|error| panic!("{binary}: {error}"));
    Run {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
    }
}

/// A folder of its own for one test, deleted at the end.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    /// An empty folder.
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("docquarry-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a folder for temporary files");
        Self(path)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file into it and returns its path.
    pub fn put(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("a file stands in a folder")).expect("a folder");
        fs::write(&path, content).expect("a temporary file");
        path
    }

    /// Names in the folder, hidden ones included, sorted.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).expect("the folder is there");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
