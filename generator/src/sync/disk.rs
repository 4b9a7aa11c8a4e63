//! What `sync` changes on the disk: one function for each kind of change, so that tests can make each of them fail as a
//! full disk or a kill does. What is changed, and in which order, is decided in `staging`.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

/// What a change asks of the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    /// Space.
    Space,
    /// Nothing: it moves or frees.
    Nothing,
}

/// Makes a folder.
pub(super) fn create_dir(path: &Path) -> io::Result<()> {
    allowed(Need::Space)?;
    fs::create_dir(path)
}

/// Writes a new file and waits until it is on the disk.
pub(super) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    allowed(Need::Space)?;
    let mut file = File::create(path)?;
    let (begin, end) = bytes.split_at(bytes.len() / 2);
    file.write_all(begin)?;
    allowed(Need::Space)?;
    file.write_all(end)?;
    file.sync_all()
}

/// Gives a file its place.
pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    allowed(Need::Nothing)?;
    fs::rename(from, to)
}

/// Deletes a file.
pub(super) fn remove_file(path: &Path) -> io::Result<()> {
    allowed(Need::Nothing)?;
    fs::remove_file(path)
}

/// Deletes an empty folder.
pub(super) fn remove_dir(path: &Path) -> io::Result<()> {
    allowed(Need::Nothing)?;
    fs::remove_dir(path)
}

/// Waits until the renames in a folder are on the disk, where the system can say so.
pub(super) fn flush(folder: &Path) {
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

#[cfg(not(test))]
#[allow(clippy::unnecessary_wraps)]
fn allowed(_: Need) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
fn allowed(need: Need) -> io::Result<()> {
    fault::allowed(need)
}

/// Changes that fail, for tests. Each thread has its own.
#[cfg(test)]
pub(super) mod fault {
    use std::cell::Cell;
    use std::io;

    use super::Need;

    /// What happens at a change.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(in crate::sync) enum Fault {
        /// Nothing.
        None,
        /// This change and all later ones fail: the process is gone.
        Kill,
        /// This change and all later ones that need space fail.
        Full,
        /// This change alone fails.
        Once,
    }

    thread_local! {
        static PLAN: Cell<(Fault, usize)> = const { Cell::new((Fault::None, 0)) };
        static COUNT: Cell<usize> = const { Cell::new(0) };
    }

    /// Plans a fault at the change of this number, counted from 0.
    pub(in crate::sync) fn at(fault: Fault, change: usize) {
        PLAN.set((fault, change));
        COUNT.set(0);
    }

    /// Ends the fault; the number of changes that were tried.
    pub(in crate::sync) fn end() -> usize {
        PLAN.set((Fault::None, 0));
        COUNT.get()
    }

    pub(super) fn allowed(need: Need) -> io::Result<()> {
        let number = COUNT.replace(COUNT.get() + 1);
        let (fault, at) = PLAN.get();
        match fault {
            Fault::Kill if number >= at => Err(io::Error::other("killed")),
            Fault::Full if number >= at && need == Need::Space => Err(io::ErrorKind::StorageFull.into()),
            Fault::Once if number == at => Err(io::Error::other("refused")),
            _ => Ok(()),
        }
    }
}
