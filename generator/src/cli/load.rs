//! Documents from paths (files, folders in sorted order, standard input) and specs from paths or ids.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::Stop;
use crate::diagnostic::{Diagnostic, Severity, Texts};
use crate::json;
use crate::pipeline::Input;
use crate::spec::model::Spec;

/// Endings of the files that a folder is searched for.
const ENDINGS: [&str; 6] = ["txt", "md", "mdx", "markdown", "html", "htm"];

/// Largest document, in bytes; what is larger is surely none.
const LARGEST: u64 = 1 << 29;

/// Reads documents. A file is named by its last part, a file of a folder by its path in it.
pub(super) fn documents(paths: &[PathBuf]) -> Result<Vec<Input>, Stop> {
    let mut inputs: Vec<Input> = Vec::new();
    for path in paths {
        for (name, path) in expand(path)? {
            let bytes = read(&path)?;
            // Two documents of one name could not be told apart in findings.
            let taken = inputs.iter().any(|input| input.name == name);
            let name = if taken { path.display().to_string() } else { name };
            inputs.push(Input { name, bytes });
        }
    }
    Ok(inputs)
}

/// Refuses to write to a file that is read.
pub(super) fn refuse_input(documents: &[PathBuf], output: &Path) -> Result<(), Stop> {
    let Ok(output) = output.canonicalize() else { return Ok(()) };
    for path in documents {
        for (_, path) in expand(path)? {
            if path.canonicalize().is_ok_and(|path| path == output) {
                let message = format!("{} is a document that is read; it is not written over", path.display());
                return Err(Stop::Usage(Diagnostic::new("output-is-input", Severity::Error, message)));
            }
        }
    }
    Ok(())
}

/// The documents' text for findings.
pub(super) fn texts(inputs: &[Input]) -> Texts {
    let mut texts = Texts::default();
    for input in inputs {
        texts.insert(&input.name, &input.bytes);
    }
    texts
}

/// Reads a spec: a file, `-` for standard input, or an id of this repository (`spec/<id>.json`, or the name of a snapshot).
pub(super) fn spec(path: &Path) -> Result<Spec, Stop> {
    let path = resolve(path);
    let bytes = read(&path)?;
    let name = if is_stdin(&path) { "stdin".to_owned() } else { path.display().to_string() };
    Ok(json::parse_spec(&bytes, &name)?)
}

/// The file that a spec's id, or the name of a snapshot, stands for; any other path is itself.
pub(super) fn resolve(path: &Path) -> PathBuf {
    let is_id = path.components().count() == 1 && !is_stdin(path) && !path.exists();
    let named = |folder: &str| Some(Path::new(folder).join(format!("{}.json", path.to_str()?)));
    let files = ["spec", "spec/snapshots"].into_iter().filter_map(named);
    files.into_iter().find(|file| is_id && file.is_file()).unwrap_or_else(|| path.to_owned())
}

/// Reads a file, or standard input.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Stop> {
    if is_stdin(path) {
        return read_limited(io::stdin().lock(), path);
    }
    let file = fs::File::open(path).map_err(|error| Stop::Usage(Diagnostic::io("read", path, &error)))?;
    read_limited(file, path)
}

fn read_limited(source: impl Read, path: &Path) -> Result<Vec<u8>, Stop> {
    let mut bytes = Vec::new();
    source
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Stop::Usage(Diagnostic::io("read", path, &error)))?;
    if bytes.len() as u64 > LARGEST {
        let message = format!("{} is larger than {} MiB", path.display(), LARGEST >> 20);
        return Err(Diagnostic::new("document-too-large", Severity::Error, message).into());
    }
    Ok(bytes)
}

pub(super) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// A path as named documents: itself, or what a folder holds.
fn expand(path: &Path) -> Result<Vec<(String, PathBuf)>, Stop> {
    if is_stdin(path) {
        return Ok(vec![("stdin".to_owned(), path.to_owned())]);
    }
    if !path.is_dir() {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        return Ok(vec![(name, path.to_owned())]);
    }
    let mut found = Vec::new();
    walk(path, "", &mut found)?;
    if found.is_empty() {
        let message = format!("no documents in {}", path.display());
        let help = format!("files ending in .{} are looked for", ENDINGS.join(", ."));
        return Err(Diagnostic::new("no-documents", Severity::Error, message).help(help).into());
    }
    found.sort();
    Ok(found)
}

fn walk(folder: &Path, prefix: &str, found: &mut Vec<(String, PathBuf)>) -> Result<(), Stop> {
    let failed = |error: io::Error| Stop::Usage(Diagnostic::io("list", folder, &error));
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if name.starts_with('.') {
            continue;
        }
        // Links to files are followed, links to folders are not: they may lead in a circle.
        if entry.file_type().map_err(failed)?.is_dir() {
            walk(&path, &format!("{prefix}{name}/"), found)?;
        } else if path.is_file() && is_document(&path) {
            found.push((format!("{prefix}{name}"), path));
        }
    }
    Ok(())
}

pub(super) fn is_document(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
}
