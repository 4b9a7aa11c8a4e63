//! New files on their way into place: staged in one hidden folder below the root, made durable, then renamed.
//!
//! While it is there, the folder holds a list of everything that the run may have put in place. A run that was killed
//! leaves both, and the next run reads the list, so that it knows the new files for docquarry's own, and clears the
//! folder away. Two runs on one root wait for each other.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::disk;
use super::manifest::Manifest;
use crate::diagnostic::Diagnostic;

/// The folder.
const FOLDER: &str = ".docquarry-staging";
/// The list in it.
const LIST: &str = "list";
/// The end of the name of a single file on its way.
const SUFFIX: &str = "docquarry-tmp";

/// A run on a root. What is not in place when it ends disappears again.
pub(super) struct Staging {
    root: PathBuf,
    folder: PathBuf,
    /// Staged files by path.
    files: BTreeMap<String, PathBuf>,
    /// Folders that this run made, the outer ones first.
    made: Vec<PathBuf>,
    interrupted: Manifest,
    mended: bool,
    announced: bool,
    /// Something was put in place already.
    renamed: bool,
    /// Holds the lock of the root.
    _lock: Option<File>,
}

impl Staging {
    /// Waits for other runs on the root, and clears away what an interrupted one left.
    pub(super) fn begin(root: &Path) -> Result<Self, Diagnostic> {
        let mut made = Vec::new();
        create_folder(root, &mut made)?;
        let lock = lock(root);
        let folder = root.join(FOLDER);
        let (mut interrupted, mut mended) = (Manifest::default(), false);
        match fs::symlink_metadata(&folder) {
            Ok(meta) if meta.is_dir() => {
                let list = fs::read(folder.join(LIST)).unwrap_or_default();
                interrupted = Manifest::parse(&String::from_utf8_lossy(&list), "");
                mended = true;
            }
            Ok(_) => disk::remove_file(&folder).map_err(|error| Diagnostic::io("delete", &folder, &error))?,
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(Diagnostic::io("read", &folder, &error)),
        }
        let root = root.to_owned();
        let files = BTreeMap::new();
        Ok(Self { root, folder, files, made, interrupted, mended, announced: false, renamed: false, _lock: lock })
    }

    /// What an interrupted run wrote, or was about to write.
    pub(super) fn interrupted(&self) -> &Manifest {
        &self.interrupted
    }

    /// Whether there was anything to clear away.
    pub(super) fn has_mended(&self) -> bool {
        self.mended
    }

    /// Writes the list of everything that is or will be docquarry's own, in place of an interrupted run's.
    pub(super) fn announce(&mut self, known: &Manifest) -> Result<(), Diagnostic> {
        let failed = |error: std::io::Error| Diagnostic::io("write", &self.folder, &error);
        match disk::create_dir(&self.folder) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(failed(error)),
            _ => self.announced = true,
        }
        let new = self.folder.join("list.new");
        disk::write(&new, known.to_text("").as_bytes()).map_err(failed)?;
        disk::rename(&new, &self.folder.join(LIST)).map_err(failed)?;
        for entry in fs::read_dir(&self.folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            if entry.file_name() != LIST {
                disk::remove_file(&entry.path()).map_err(failed)?;
            }
        }
        disk::flush(&self.folder);
        Ok(())
    }

    /// Stages a file and makes the folders above its destination.
    pub(super) fn add(&mut self, path: &str, bytes: &[u8]) -> Result<(), Diagnostic> {
        let destination = self.root.join(path);
        create_folder(destination.parent().unwrap_or(Path::new("")), &mut self.made)?;
        let staged = self.folder.join(format!("{}.new", self.files.len()));
        self.files.insert(path.to_owned(), staged.clone());
        disk::write(&staged, bytes).map_err(|error| Diagnostic::io("write", &destination, &error))
    }

    /// Renames staged files into place.
    pub(super) fn rename<'a>(&mut self, paths: impl Iterator<Item = &'a str>) -> Result<(), Diagnostic> {
        for path in paths {
            let Some(staged) = self.files.remove(path) else { continue };
            let destination = self.root.join(path);
            if let Err(error) = disk::rename(&staged, &destination) {
                let _ = disk::remove_file(&staged);
                let rest = Diagnostic::io("replace", &destination, &error);
                return Err(rest.help("files before it in the list were already replaced; run the command again"));
            }
            self.renamed = true;
        }
        Ok(())
    }

    /// Clears the folder away: everything is in place.
    pub(super) fn end(&mut self) -> Result<(), Diagnostic> {
        self.made.clear();
        disk::flush(&self.root);
        match clear(&self.folder) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(Diagnostic::io("delete", &self.folder, &error)),
            _ => Ok(()),
        }
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        for staged in self.files.values() {
            let _ = disk::remove_file(staged);
        }
        // Where files of two runs are in place, the next run needs the list.
        if self.announced && !self.renamed && !self.mended {
            let _ = clear(&self.folder);
        }
        for folder in self.made.iter().rev() {
            // Refused where something is in it.
            let _ = disk::remove_dir(folder);
        }
    }
}

/// Deletes the folder and the files in it, the list last: what else is left is known to be docquarry's own.
fn clear(folder: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name() != LIST {
            disk::remove_file(&entry.path())?;
        }
    }
    match disk::remove_file(&folder.join(LIST)) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => disk::remove_dir(folder),
    }
}

fn create_folder(folder: &Path, made: &mut Vec<PathBuf>) -> Result<(), Diagnostic> {
    let missing: Vec<&Path> = folder.ancestors().take_while(|at| !at.as_os_str().is_empty() && !at.exists()).collect();
    for at in missing.into_iter().rev() {
        match disk::create_dir(at) {
            Ok(()) => made.push(at.to_owned()),
            // Made by another run meanwhile; but `..` names a folder that this run made.
            Err(error) if error.kind() == ErrorKind::AlreadyExists && at.file_name().is_some() => {}
            Err(error) => {
                made.drain(..).rev().for_each(|folder| _ = disk::remove_dir(&folder));
                return Err(Diagnostic::io("create", at, &error));
            }
        }
    }
    Ok(())
}

/// The lock of a folder, once no other run has it; `None` where the system has no such locks.
fn lock(folder: &Path) -> Option<File> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let file = File::open(folder).ok()?;
    file.lock().ok()?;
    Some(file)
}

/// Writes one file whole: a reader sees the old content or the new one. Devices and pipes are written to as they are.
///
/// # Errors
/// A finding `io` or `output-link`; the old content is still there then.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    let failed = |error: std::io::Error| Diagnostic::io("write", path, &error);
    let is_device = fs::metadata(path).is_ok_and(|meta| !meta.is_file());
    if is_device {
        return fs::write(path, bytes).map_err(failed);
    }
    if fs::symlink_metadata(path).is_ok_and(|meta| meta.is_symlink()) {
        return Err(super::link(path));
    }
    let mut made = Vec::new();
    let folder = path.parent().unwrap_or(Path::new(""));
    create_folder(folder, &mut made)?;
    let _lock = lock(folder);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // The same name in every run, so that the next one replaces what a killed one left.
    let staged = folder.join(format!(".{name}.{SUFFIX}"));
    let _ = fs::remove_file(&staged);
    let written = disk::write(&staged, bytes).and_then(|()| disk::rename(&staged, path));
    if let Err(error) = written {
        let _ = disk::remove_file(&staged);
        for folder in made.iter().rev() {
            let _ = disk::remove_dir(folder);
        }
        return Err(failed(error));
    }
    disk::flush(folder);
    Ok(())
}
