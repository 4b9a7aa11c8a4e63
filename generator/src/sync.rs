//! Everything generated reaches the disk through here: [`sync`] writes it, or checks that it is there.
//!
//! Files come as data from the emitters. A run compares all of them first, stages what differs beside its
//! destination and renames it into place, so that a reader never sees half a file and a run that fails leaves what
//! was there. Files that a former run generated and this one did not are deleted from the folders it owns.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use similar::TextDiff;

use crate::diagnostic::{Diagnostic, Severity};
use crate::files::{Files, MARKER};

/// What [`sync`] does about a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Bring the disk in line.
    Write,
    /// Only report.
    Check,
}

/// How a file on disk differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It is not there.
    Missing,
    /// It holds something else.
    Changed,
    /// A former run generated it and this one did not.
    Orphan,
}

/// A file that differed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// Path relative to the root, with `/` between folders.
    pub path: String,
    /// How it differed.
    pub state: State,
    /// From what is on disk to what is generated, in unified form; empty for missing files and orphans.
    pub diff: String,
}

/// What a run found, and under [`Mode::Write`] mended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Files that differed, by path.
    pub stale: Vec<Stale>,
    /// How many files were right already.
    pub unchanged: usize,
    /// Files in owned folders that nobody generated; they are left alone.
    pub foreign: Vec<String>,
}

/// Most files whose diff is printed, and most lines of each.
const SHOWN_FILES: usize = 10;
const SHOWN_LINES: usize = 16;

impl Report {
    /// True where nothing had to be mended.
    pub fn is_fresh(&self) -> bool {
        self.stale.is_empty()
    }

    /// Adds what another run found.
    pub fn merge(&mut self, other: Report) {
        self.stale.extend(other.stale);
        self.unchanged += other.unchanged;
        self.foreign.extend(other.foreign);
    }

    /// All stale files, the first ones with a short diff.
    pub fn describe(&self) -> String {
        let mut out = String::new();
        for (index, stale) in self.stale.iter().enumerate() {
            let word = match stale.state {
                State::Missing => "missing",
                State::Changed => "changed",
                State::Orphan => "orphan ",
            };
            let _ = writeln!(out, "{word}  {}", stale.path);
            if index < SHOWN_FILES {
                shorten(&stale.diff, &mut out);
            }
        }
        out
    }
}

fn shorten(diff: &str, out: &mut String) {
    for line in diff.lines().take(SHOWN_LINES) {
        let _ = writeln!(out, "    {line}");
    }
    let hidden = diff.lines().count().saturating_sub(SHOWN_LINES);
    if hidden > 0 {
        let _ = writeln!(out, "    … {hidden} more lines");
    }
}

/// Compares `files` (paths relative to `root`) with the disk and, under [`Mode::Write`], makes the disk equal.
///
/// `owned` are folders below `root` whose content is generated whole: a file there that is not in `files` and whose
/// first line holds [`MARKER`] is deleted, with folders that this leaves empty. Hidden files and `target` are passed over.
///
/// # Errors
/// A finding when a path leaves `root` or the disk refuses. Nothing was changed then, unless the message says so.
pub fn sync(root: &Path, files: &Files, owned: &[&str], mode: Mode) -> Result<Report, Diagnostic> {
    for path in files.keys().map(String::as_str).chain(owned.iter().copied()) {
        check_path(path)?;
    }
    let report = compare(root, files, owned)?;
    if mode == Mode::Write {
        apply(root, files, owned, &report)?;
    }
    Ok(report)
}

/// Names from a document end up in paths, so a path must stay below the root on every platform.
fn check_path(path: &str) -> Result<(), Diagnostic> {
    let plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    if plain && !path.is_empty() && !path.contains(['\\', ':', '\0']) {
        return Ok(());
    }
    Err(Diagnostic::new("output-path", Severity::Error, format!("`{path}` is not a path below the output folder")))
}

fn compare(root: &Path, files: &Files, owned: &[&str]) -> Result<Report, Diagnostic> {
    let mut report = Report::default();
    for (path, text) in files {
        let at = root.join(path);
        let (state, diff) = match fs::read(&at) {
            Ok(bytes) if bytes == text.as_bytes() => {
                report.unchanged += 1;
                continue;
            }
            Ok(bytes) => (State::Changed, diff(&String::from_utf8_lossy(&bytes), text)),
            Err(error) if error.kind() == ErrorKind::NotFound => (State::Missing, String::new()),
            Err(error) => return Err(Diagnostic::io("read", &at, &error)),
        };
        report.stale.push(Stale { path: path.clone(), state, diff });
    }
    for folder in owned {
        for path in walk(root, folder)? {
            if files.contains_key(&path) {
                continue;
            }
            if is_generated(&root.join(&path))? {
                report.stale.push(Stale { path, state: State::Orphan, diff: String::new() });
            } else if !path.ends_with("/Cargo.lock") {
                report.foreign.push(path);
            }
        }
    }
    report.stale.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(report)
}

/// Longest time spent on one diff; past it the diff is right but not the shortest.
const DIFF_TIME: Duration = Duration::from_millis(200);

fn diff(old: &str, new: &str) -> String {
    let diff = TextDiff::configure().timeout(DIFF_TIME).diff_lines(old, new);
    let mut unified = diff.unified_diff();
    unified.context_radius(1).missing_newline_hint(false).header("on disk", "generated").to_string()
}

/// Files below a folder, relative to the root, sorted; hidden files, `target` and links are passed over.
fn walk(root: &Path, folder: &str) -> Result<Vec<String>, Diagnostic> {
    let (mut open, mut found) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = open.pop() {
        let at = root.join(&folder);
        let entries = match fs::read_dir(&at) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(Diagnostic::io("list", &at, &error)),
        };
        for entry in entries {
            let entry = entry.map_err(|error| Diagnostic::io("list", &at, &error))?;
            let kind = entry.file_type().map_err(|error| Diagnostic::io("list", &at, &error))?;
            let Some(name) = entry.file_name().to_str().map(str::to_owned) else { continue };
            let path = format!("{folder}/{name}");
            if name.starts_with('.') || (kind.is_dir() && name == "target") {
                continue;
            }
            if kind.is_dir() {
                open.push(path);
            } else if kind.is_file() {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn is_generated(path: &Path) -> Result<bool, Diagnostic> {
    let bytes = fs::read(path).map_err(|error| Diagnostic::io("read", path, &error))?;
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    Ok(String::from_utf8_lossy(first).contains(MARKER))
}

/// Stages all, then renames all: only a rename that fails can leave a mixture, and says so.
fn apply(root: &Path, files: &Files, owned: &[&str], report: &Report) -> Result<(), Diagnostic> {
    let mut staged = Staged::default();
    for stale in &report.stale {
        if let (Some(text), State::Missing | State::Changed) = (files.get(&stale.path), stale.state) {
            staged.add(root.join(&stale.path), text.as_bytes())?;
        }
    }
    staged.commit()?;
    for stale in report.stale.iter().filter(|stale| stale.state == State::Orphan) {
        let at = root.join(&stale.path);
        fs::remove_file(&at).map_err(|error| Diagnostic::io("delete", &at, &error))?;
        let stop: Vec<PathBuf> =
            owned.iter().filter_map(|folder| root.join(folder).parent().map(Path::to_owned)).collect();
        remove_empty_parents(&at, &stop);
    }
    Ok(())
}

/// Removes the folders above a deleted file for as long as they are empty and not above an owned one.
fn remove_empty_parents(file: &Path, stop: &[PathBuf]) {
    let mut folder = file.parent();
    while let Some(at) = folder {
        // `remove_dir` refuses a folder that holds anything.
        if stop.iter().any(|stop| stop == at) || fs::remove_dir(at).is_err() {
            return;
        }
        folder = at.parent();
    }
}

/// Files written beside their destinations; what is not committed disappears again.
#[derive(Default)]
struct Staged {
    files: BTreeMap<PathBuf, PathBuf>,
    folders: Vec<PathBuf>,
}

impl Staged {
    fn add(&mut self, destination: PathBuf, bytes: &[u8]) -> Result<(), Diagnostic> {
        let folder = destination.parent().unwrap_or(Path::new("")).to_owned();
        self.create_folder(&folder)?;
        let name = destination.file_name().unwrap_or_default().to_string_lossy();
        let temporary = folder.join(format!(".{name}.{}.tmp", std::process::id()));
        let written = fs::write(&temporary, bytes);
        self.files.insert(destination.clone(), temporary);
        written.map_err(|error| Diagnostic::io("write", &destination, &error))
    }

    fn create_folder(&mut self, folder: &Path) -> Result<(), Diagnostic> {
        let missing: Vec<&Path> =
            folder.ancestors().take_while(|at| !at.as_os_str().is_empty() && !at.exists()).collect();
        for at in missing.into_iter().rev() {
            fs::create_dir(at).map_err(|error| Diagnostic::io("create", at, &error))?;
            self.folders.push(at.to_owned());
        }
        Ok(())
    }

    fn commit(mut self) -> Result<(), Diagnostic> {
        self.folders.clear();
        while let Some((destination, temporary)) = self.files.pop_first() {
            if let Err(error) = fs::rename(&temporary, &destination) {
                let _ = fs::remove_file(&temporary);
                let rest = Diagnostic::io("replace", &destination, &error);
                return Err(rest.help("files before it in the list were already replaced; run the command again"));
            }
        }
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        for temporary in self.files.values() {
            let _ = fs::remove_file(temporary);
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Writes one file whole: a reader sees the old content or the new one. Devices and pipes are written to as they are.
///
/// # Errors
/// A finding `io`; the old content is still there then.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    let failed = |error: std::io::Error| Diagnostic::io("write", path, &error);
    let destination = match fs::metadata(path) {
        Ok(meta) if meta.is_file() => fs::canonicalize(path).map_err(failed)?,
        Ok(_) => return fs::write(path, bytes).map_err(failed),
        Err(_) => path.to_owned(),
    };
    let mut staged = Staged::default();
    staged.add(destination, bytes)?;
    staged.commit()
}

#[cfg(test)]
mod tests;
