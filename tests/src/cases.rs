//! Golden cases: a folder each, `tests/cases/<group>/<name>/`, with `case.toml`, its input and what must come out.
//!
//! `case.toml` says what the case shows (`about`), which command runs in the folder (`command`) and its exit code
//! (`exit`, 0 by default). Standard output must equal `expected.json` (or `expected.out`), standard error
//! `expected.err`; a file that is not there is not compared, but one of them must be. `UPDATE_CASES=1` writes
//! standard output where there is any, and standard error where the exit code is not 0.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use similar::TextDiff;

use crate::{Run, run};

/// `case.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What the case shows.
    pub about: String,
    /// Arguments of `docquarry`.
    pub command: Vec<String>,
    /// Expected exit code.
    #[serde(default)]
    pub exit: i32,
}

/// Folders of all cases, sorted.
pub fn all(root: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = folders(root).iter().flat_map(|group| self::folders(group)).collect();
    folders.sort();
    folders
}

fn folders(root: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(root).unwrap_or_else(|error| panic!("{}: {error}", root.display()));
    entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_dir()).collect()
}

/// Runs a case; what differs comes back as text.
pub fn check(folder: &Path, binary: &str, update: bool) -> Result<(), String> {
    let text = fs::read_to_string(folder.join("case.toml")).map_err(|error| format!("case.toml: {error}"))?;
    let case: Case = toml::from_str(&text).map_err(|error| format!("case.toml: {error}"))?;
    if case.about.trim().is_empty() {
        return Err("case.toml: `about` says nothing".to_owned());
    }
    let result = run(binary, folder, &case.command);
    let mut problems = String::new();
    if result.code != Some(case.exit) {
        let _ = writeln!(problems, "exit code {:?}, expected {}\n{}", result.code, case.exit, result.stderr);
    }
    if update && problems.is_empty() {
        write(folder, &case, &result);
    }
    let outputs =
        [("expected.json", &result.stdout), ("expected.out", &result.stdout), ("expected.err", &result.stderr)];
    let mut compared = false;
    for (name, actual) in outputs {
        let Ok(expected) = fs::read_to_string(folder.join(name)) else { continue };
        compared = true;
        if expected != *actual {
            let diff = TextDiff::from_lines(expected.as_str(), actual.as_str());
            let _ = write!(problems, "{}", diff.unified_diff().header(name, "actual"));
        }
    }
    if !compared {
        problems += "nothing is expected: run with UPDATE_CASES=1 and review what it writes\n";
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn write(folder: &Path, case: &Case, result: &Run) {
    let is_json = result.stdout.starts_with('{');
    let wanted = [
        ("expected.json", &result.stdout, is_json),
        ("expected.out", &result.stdout, !is_json && !result.stdout.is_empty()),
        ("expected.err", &result.stderr, case.exit != 0 || folder.join("expected.err").exists()),
    ];
    for (name, text, wanted) in wanted {
        let path = folder.join(name);
        let done = match (wanted, path.exists()) {
            (true, _) => fs::write(&path, text),
            (false, true) => fs::remove_file(&path),
            (false, false) => Ok(()),
        };
        done.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}
