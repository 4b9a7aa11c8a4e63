//! Everything generated reaches the disk through here: [`sync`] writes it, or checks that it is there.
//!
//! Files come as data from the emitters. A run compares all of them first, stages what differs in one folder and renames
//! it into place, so that a reader never sees half a file and a run that fails leaves what was there. What a former run
//! wrote is in a manifest (`manifest`): only that is overwritten or deleted. How the new files get into place is in
//! `staging`.

mod disk;
mod manifest;
mod readable;
mod staging;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use similar::TextDiff;

use self::manifest::Manifest;
pub use self::manifest::NAME as MANIFEST;
use self::staging::Staging;
pub use self::staging::write_atomic;
use crate::diagnostic::{Diagnostic, Severity};
use crate::files::Files;

/// Which files below the root are docquarry's own.
#[derive(Debug, Clone, Copy, Default)]
pub struct Owned<'a> {
    /// Folders below the root whose content is generated whole: what a former run wrote there and this one does not
    /// is deleted.
    pub folders: &'a [&'a str],
    /// The folder with the manifest of what a former run wrote, relative to the root; empty for the root itself.
    /// Without one, files are written whatever is in their place, and nothing is deleted.
    pub manifest: Option<&'a str>,
    /// Overwrite files that are not docquarry's own, or that somebody edited.
    pub force: bool,
}

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
    /// Files in owned folders that nobody generated, or that were edited since; they are left alone.
    pub foreign: Vec<String>,
    /// A former run was interrupted, and what it left behind was cleared away.
    pub mended: bool,
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
        self.mended |= other.mended;
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
/// Hidden files and `target` are passed over. Two runs on one root wait for each other.
///
/// # Errors
/// A finding when a path leaves `root` or goes through a link, when files are not docquarry's own, or when the disk
/// refuses. Nothing was changed then, unless the message says so.
pub fn sync(root: &Path, files: &Files, owned: &Owned<'_>, mode: Mode) -> Result<Report, Diagnostic> {
    for path in files.keys().map(String::as_str).chain(owned.folders.iter().copied()) {
        check_path(path)?;
    }
    if mode == Mode::Check {
        return Ok(compare(root, files, owned, &Manifest::default())?.report);
    }
    let mut staging = Staging::begin(root)?;
    let compared = compare(root, files, owned, staging.interrupted())?;
    if !compared.refused.is_empty() && !owned.force {
        return Err(not_ours(&compared.refused));
    }
    apply(root, files, owned, &compared, &mut staging)?;
    Ok(Report { mended: staging.has_mended(), ..compared.report })
}

/// What [`compare`] found.
struct Compared {
    report: Report,
    /// Files that differ and are not docquarry's own, or were edited.
    refused: Vec<String>,
    /// What is on the disk as far as it is docquarry's own.
    before: Manifest,
    /// What will be.
    after: Manifest,
}

/// Most files that a refusal lists.
const LISTED: usize = 20;

fn not_ours(paths: &[String]) -> Diagnostic {
    let mut list = paths.iter().take(LISTED).map(String::as_str).collect::<Vec<_>>().join(", ");
    if paths.len() > LISTED {
        let _ = write!(list, " and {} more", paths.len() - LISTED);
    }
    let message = format!("docquarry did not write these files, or they were edited since: {list}");
    Diagnostic::new("foreign-files", Severity::Error, message)
        .help("choose another folder, move them away, or overwrite them with --force")
}

/// Names from a document end up in paths, so a path must stay below the root on every platform.
fn check_path(path: &str) -> Result<(), Diagnostic> {
    let plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    let is_manifest = path.rsplit('/').next() == Some(MANIFEST);
    if plain && !is_manifest && !path.is_empty() && !path.contains(['\\', ':', '\0']) {
        return Ok(());
    }
    Err(Diagnostic::new("output-path", Severity::Error, format!("`{path}` is not a path below the output folder")))
}

/// A place that is a link: what it points at may be anybody's.
fn link(at: &Path) -> Diagnostic {
    let message = format!("{} is a link, and nothing is written through links", at.display());
    Diagnostic::new("output-link", Severity::Error, message).help("remove the link")
}

/// Whether a folder on the way from `root` to a file, or the file itself, is a link.
fn check_links(root: &Path, path: &str, known: &mut BTreeSet<PathBuf>) -> Result<(), Diagnostic> {
    let mut at = root.to_owned();
    for part in Path::new(path).components() {
        at.push(part);
        if known.contains(&at) {
            continue;
        }
        match fs::symlink_metadata(&at) {
            Ok(meta) if meta.is_symlink() => return Err(link(&at)),
            Ok(meta) if meta.is_dir() => _ = known.insert(at.clone()),
            _ => return Ok(()),
        }
    }
    Ok(())
}

fn compare(root: &Path, files: &Files, owned: &Owned<'_>, interrupted: &Manifest) -> Result<Compared, Diagnostic> {
    let mut report = Report::default();
    let mut refused = Vec::new();
    let (mut before, adopts) = match owned.manifest {
        None => (Manifest::default(), false),
        Some(folder) => match Manifest::read(root, folder)? {
            Some(manifest) => (manifest, false),
            None => (Manifest::default(), true),
        },
    };
    before.merge(interrupted);
    let is_ours =
        |path: &str, bytes: &[u8]| owned.manifest.is_none() || before.has(path, bytes) || adopts && is_marked(bytes);
    let mut folders = BTreeSet::new();
    for (path, text) in files {
        let at = root.join(path);
        check_links(root, path, &mut folders)?;
        let (state, diff) = match fs::read(&at) {
            Ok(bytes) if bytes == text.as_bytes() => {
                report.unchanged += 1;
                continue;
            }
            Ok(bytes) => {
                if !is_ours(path, &bytes) {
                    refused.push(path.clone());
                }
                (State::Changed, diff(&String::from_utf8_lossy(&bytes), text))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => (State::Missing, String::new()),
            Err(error) => return Err(Diagnostic::io("read", &at, &error)),
        };
        report.stale.push(Stale { path: path.clone(), state, diff });
    }
    for folder in owned.folders {
        check_links(root, folder, &mut folders)?;
        for path in walk(root, folder)? {
            if files.contains_key(&path) {
                continue;
            }
            let at = root.join(&path);
            let bytes = fs::read(&at).map_err(|error| Diagnostic::io("read", &at, &error))?;
            if owned.manifest.is_some() && is_ours(&path, &bytes) {
                report.stale.push(Stale { path, state: State::Orphan, diff: String::new() });
            } else if !path.ends_with("/Cargo.lock") {
                report.foreign.push(path);
            }
        }
    }
    let mut after = before.beside(files, owned.folders);
    after.add(files);
    if let Some(folder) = owned.manifest {
        let path = manifest::path(folder);
        let (text, is) = (after.to_text(folder), fs::read_to_string(root.join(&path)).ok());
        match is {
            Some(is) if is == text => {}
            None if text.is_empty() => {}
            is => {
                let state = match &is {
                    None => State::Missing,
                    Some(_) if text.is_empty() => State::Orphan,
                    Some(_) => State::Changed,
                };
                report.stale.push(Stale { path, state, diff: is.map(|is| diff(&is, &text)).unwrap_or_default() });
            }
        }
    }
    report.stale.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Compared { report, refused, before, after })
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

/// Whether the first line says that the file was generated, as all emitters write it. Only where there is no manifest
/// yet does it make a file docquarry's own.
fn is_marked(bytes: &[u8]) -> bool {
    let first = String::from_utf8_lossy(bytes.split(|byte| *byte == b'\n').next().unwrap_or_default()).into_owned();
    first.contains("Generated by `") && first.to_lowercase().contains("do not edit")
}

/// Stages all, then renames all. The manifest comes last, so that a run that is interrupted leaves no file that the
/// manifests on the disk do not know.
fn apply(
    root: &Path,
    files: &Files,
    owned: &Owned<'_>,
    compared: &Compared,
    staging: &mut Staging,
) -> Result<(), Diagnostic> {
    let manifest = owned.manifest.map(manifest::path);
    let text = |stale: &Stale| match owned.manifest {
        Some(folder) if manifest.as_ref() == Some(&stale.path) => Some(compared.after.to_text(folder)),
        _ => files.get(&stale.path).cloned(),
    };
    let written: Vec<(&str, String)> = compared
        .report
        .stale
        .iter()
        .filter(|stale| stale.state != State::Orphan)
        .filter_map(|stale| Some((stale.path.as_str(), text(stale)?)))
        .collect();
    if compared.report.stale.is_empty() {
        return finish(root, staging);
    }
    written.iter().try_for_each(|(path, text)| readable::check(path, text))?;
    let mut known = compared.before.clone();
    known.merge(&compared.after);
    staging.announce(&known)?;
    let (last, first): (Vec<_>, Vec<_>) = written.into_iter().partition(|(path, _)| manifest.as_deref() == Some(*path));
    for (path, text) in first.iter().chain(&last) {
        staging.add(path, text.as_bytes())?;
    }
    staging.rename(first.iter().map(|(path, _)| *path))?;
    for stale in compared.report.stale.iter().filter(|stale| stale.state == State::Orphan) {
        let at = root.join(&stale.path);
        disk::remove_file(&at).map_err(|error| Diagnostic::io("delete", &at, &error))?;
        let stop: Vec<PathBuf> =
            owned.folders.iter().filter_map(|folder| root.join(folder).parent().map(Path::to_owned)).collect();
        remove_empty_parents(&at, &stop);
    }
    staging.rename(last.iter().map(|(path, _)| *path))?;
    finish(root, staging)
}

/// Clears the staging folder away, and empty folders that a killed run made.
fn finish(root: &Path, staging: &mut Staging) -> Result<(), Diagnostic> {
    staging.end()?;
    let stop = [root.to_owned()];
    staging.interrupted().paths().for_each(|path| remove_empty_parents(&root.join(path), &stop));
    Ok(())
}

/// Removes the folders above a deleted file for as long as they are empty and not above an owned one.
fn remove_empty_parents(file: &Path, stop: &[PathBuf]) {
    let mut folder = file.parent();
    while let Some(at) = folder {
        // `remove_dir` refuses a folder that holds anything.
        if stop.iter().any(|stop| stop == at) || disk::remove_dir(at).is_err() {
            return;
        }
        folder = at.parent();
    }
}

#[cfg(test)]
mod tests;
