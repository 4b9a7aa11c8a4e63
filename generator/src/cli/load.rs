//! Documents from paths (files, folders in sorted order, standard input) and specs from paths or ids.
//!
//! A name is an id if it has no folder and is not a file: `ID.json` in the folder of `--specs`, or in the nearest folder
//! `spec` of the current one and those above it, or in the folder `snapshots` there.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::Stop;
use super::args::Reading;
use crate::diagnostic::{Diagnostic, Severity, Texts};
use crate::files::too_large;
use crate::json;
pub(super) use crate::lexeme::near;
use crate::pipeline::{Input, ParseOptions, Profile};
use crate::spec::model::Spec;

/// Endings of the files that a folder is searched for.
const ENDINGS: [&str; 6] = ["txt", "md", "mdx", "markdown", "html", "htm"];

/// Largest file that is read, in MB, unless the command line says another one.
const LARGEST: u32 = 32;

/// What `--max-document` says. There is one command line, so there is one such size.
static LIMIT: OnceLock<u32> = OnceLock::new();

/// Makes a size the one of the largest file that is read.
pub(super) fn read_at_most(megabytes: u32) {
    let _ = LIMIT.set(megabytes);
}

/// The size of the largest file that is read, in MB.
pub(super) fn most() -> u32 {
    *LIMIT.get_or_init(|| LARGEST)
}

/// Reads documents. A file is named by its last part, a file of a folder by its path in it.
pub(super) fn documents(paths: &[PathBuf]) -> Result<Vec<Input>, Stop> {
    let mut inputs: Vec<Input> = Vec::new();
    for path in paths {
        for (name, path) in expand(path)? {
            let bytes = read(&path)?;
            refuse_spec(&path, &bytes)?;
            // Two documents of one name could not be told apart in findings.
            let taken = inputs.iter().any(|input| input.name == name);
            let name = if taken { path.display().to_string() } else { name };
            inputs.push(Input { name, bytes });
        }
    }
    Ok(inputs)
}

/// The profile beside pages, in each of whose folders it may stand.
pub(super) const PROFILE: &str = "docquarry.toml";

/// What to take for granted of documents: what the options say, and else the profile that stands beside the documents.
pub(super) fn options(reading: &Reading, paths: &[PathBuf]) -> Result<ParseOptions, Stop> {
    let options = reading.options();
    let beside = |path: &PathBuf| {
        let folder = if path.is_dir() { path.as_path() } else { path.parent()? };
        Some(folder.join(PROFILE)).filter(|file| file.is_file())
    };
    let file = paths.iter().filter(|path| !is_stdin(path)).find_map(beside);
    let Some(file) = file.filter(|_| reading.profile.is_none()) else { return Ok(options) };
    let text = String::from_utf8_lossy(&read(&file)?).into_owned();
    let profile = Profile::from_text(&text, &file.display().to_string()).map_err(Stop::Usage)?;
    Ok(options.profile(profile))
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

/// Whether bytes are meant to be a spec: no document begins with a brace.
pub(super) fn is_spec_text(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().starts_with(b"{")
}

/// Refuses a spec if a document is expected.
fn refuse_spec(path: &Path, bytes: &[u8]) -> Result<(), Stop> {
    const KEY: &[u8] = b"\"spec_version\"";
    let beginning = bytes.get(..4096).unwrap_or(bytes);
    if !is_spec_text(bytes) || !beginning.windows(KEY.len()).any(|part| part == KEY) {
        return Ok(());
    }
    let (name, path) = (name(path), path.display());
    let message = format!("{name} is a spec, and this command reads documents");
    let help = format!("`docquarry check {path}` lists its contradictions, `docquarry emit` makes files of it");
    Err(Stop::Usage(Diagnostic::new("spec-not-document", Severity::Error, message).help(help)))
}

/// Reads a spec: a file, `-` for standard input, or an id.
pub(super) fn spec(path: &Path) -> Result<Spec, Stop> {
    let path = resolve(path);
    if is_id(&path) {
        return Err(Stop::Usage(no_such_spec(&path)));
    }
    Ok(json::parse_spec(&read(&path)?, &name(&path))?)
}

/// How a path is named in findings.
pub(super) fn name(path: &Path) -> String {
    if is_stdin(path) { "stdin".to_owned() } else { path.display().to_string() }
}

/// The file that a spec's id, or the name of a snapshot, stands for; any other path is itself.
pub(super) fn resolve(path: &Path) -> PathBuf {
    if !is_id(path) {
        return path.to_owned();
    }
    let named = |folder: PathBuf| Some(folder.join(format!("{}.json", path.to_str()?)));
    spec_folders().into_iter().filter_map(named).find(|file| file.is_file()).unwrap_or_else(|| path.to_owned())
}

/// Whether a path may be an id: a name that is not a file, and does not end like one.
fn is_id(path: &Path) -> bool {
    let is_file_name = is_document(path) || path.extension().is_some_and(|ending| ending == "json");
    path.components().count() == 1 && !is_stdin(path) && !is_file_name && !path.exists()
}

/// The folder of `--specs`. There is one command line, so there is one such folder.
static SPECS: OnceLock<PathBuf> = OnceLock::new();

/// Makes a folder the one where specs are found by their ids.
pub(super) fn look_in(folder: &Path) {
    let _ = SPECS.set(folder.to_owned());
}

/// The folders where specs are found by their ids.
fn spec_folders() -> Vec<PathBuf> {
    let nearest = || {
        let depth = std::env::current_dir().map_or(0, |folder| folder.components().count());
        let mut above = (0..depth).map(|up| std::iter::repeat_n("..", up).collect::<PathBuf>().join("spec"));
        above.find(|folder| folder.is_dir())
    };
    let folder = SPECS.get().cloned().or_else(nearest);
    folder.into_iter().flat_map(|folder| [folder.clone(), folder.join("snapshots")]).collect()
}

/// An id that there is no spec of: where it was looked for, and what it may have meant.
fn no_such_spec(id: &Path) -> Diagnostic {
    let folders: Vec<String> = spec_folders().iter().map(|folder| folder.display().to_string()).collect();
    let place = match folders.as_slice() {
        [] => "there is no folder `spec` here or above".to_owned(),
        folders => format!("no spec of that id is in {}", folders.join(" or ")),
    };
    let message = format!("there is no file `{}`, and {place}", id.display());
    let known = known_ids();
    let help = match near(&id.to_string_lossy(), known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean {near}?"),
        None => "give a file, or name the folder of the specs with --specs DIR".to_owned(),
    };
    Diagnostic::new("no-such-spec", Severity::Error, message).help(help)
}

/// Ids of specs, and names of snapshots.
fn known_ids() -> Vec<String> {
    let entries = spec_folders().into_iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let ids = names.filter_map(|name| name.strip_suffix(".json").map(str::to_owned));
    let mut ids: Vec<String> = ids.filter(|id| !id.ends_with("schema")).collect();
    ids.sort();
    ids
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
    let megabytes = most();
    let most = u64::from(megabytes) * 1_000_000;
    let mut bytes = Vec::new();
    source.take(most + 1).read_to_end(&mut bytes).map_err(|error| Stop::Usage(Diagnostic::io("read", path, &error)))?;
    if bytes.len() as u64 > most {
        return Err(too_large(&name(path), megabytes).into());
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
