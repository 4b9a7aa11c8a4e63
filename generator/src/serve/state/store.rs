//! Where what is kept lives between the runs of a server: nowhere, or in a file.
//!
//! A store has entries of bytes by API and key. It is read once, when the server starts; every call that changes
//! something commits its changes together before it is answered. What the entries mean is not known here.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use redb::{Database, ReadableTable as _, TableDefinition};

/// A change of one entry: its key, and its new bytes or none.
pub(super) type Entry = (String, Option<Vec<u8>>);

/// Why a store cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreError(pub(super) String);

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StoreError {}

/// Keeps entries.
pub(super) trait Store: fmt::Debug + Send + Sync {
    /// All entries of an API, in the order of their keys.
    fn load(&self, api: &str) -> Result<Vec<(String, Vec<u8>)>, StoreError>;

    /// Makes changes, all or none. What this returns from with success is still there after the process was killed.
    fn commit(&self, api: &str, changes: &[Entry]) -> Result<(), StoreError>;

    /// Whether anything is written, which takes time.
    fn is_durable(&self) -> bool;
}

/// Keeps nothing: the server's memory is all there is.
#[derive(Debug)]
pub(super) struct Memory;

impl Store for Memory {
    fn load(&self, _: &str) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        Ok(Vec::new())
    }

    fn commit(&self, _: &str, _: &[Entry]) -> Result<(), StoreError> {
        Ok(())
    }

    fn is_durable(&self) -> bool {
        false
    }
}

const ENTRIES: TableDefinition<'_, (&str, &str), &[u8]> = TableDefinition::new("entries");
const ABOUT: TableDefinition<'_, &str, &str> = TableDefinition::new("about");

/// The form of the entries; a file of another one is refused.
const FORMAT: &str = "1";

/// An embedded database.
#[derive(Debug)]
pub(super) struct File {
    database: Database,
}

impl File {
    /// Opens the file of these APIs, each with its version, or makes it.
    pub(super) fn open(path: &Path, apis: &[(String, String)]) -> Result<Self, StoreError> {
        // The database trusts its pages; where they are damaged, reading may panic.
        let opened = catch_unwind(AssertUnwindSafe(|| Self::open_checked(path, apis)));
        opened.unwrap_or_else(|_| Err(damaged(path, "its pages contradict each other")))
    }

    fn open_checked(path: &Path, apis: &[(String, String)]) -> Result<Self, StoreError> {
        let is_new = !path.exists();
        let failed = |error: redb::DatabaseError| match error {
            redb::DatabaseError::DatabaseAlreadyOpen => {
                StoreError(format!("{} is in use by another process", path.display()))
            }
            redb::DatabaseError::Storage(redb::StorageError::Io(error))
                if error.kind() != std::io::ErrorKind::InvalidData =>
            {
                StoreError(format!("{} cannot be opened: {error}", path.display()))
            }
            other => damaged(path, &other.to_string()),
        };
        let mut database = if is_new { Database::create(path) } else { Database::open(path) }.map_err(failed)?;
        if !is_new {
            database.check_integrity().map_err(failed)?;
        }
        let store = File { database };
        store.claim(apis).map_err(|error| StoreError(format!("{}: {error}", path.display())))?;
        for (api, _) in apis {
            let entries = store.load(api).map_err(|error| damaged(path, &error.0))?;
            if entries.iter().any(|(_, bytes)| serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_err()) {
                return Err(damaged(path, "an entry is not readable"));
            }
        }
        Ok(store)
    }

    /// Makes sure that the file is of these APIs; a new one becomes so.
    fn claim(&self, apis: &[(String, String)]) -> Result<(), StoreError> {
        let transaction = self.database.begin_write().map_err(internal)?;
        {
            let mut about = transaction.open_table(ABOUT).map_err(internal)?;
            let known: Vec<(String, String)> = about
                .iter()
                .map_err(internal)?
                .map(|entry| entry.map(|(key, value)| (key.value().to_owned(), value.value().to_owned())))
                .collect::<Result<_, _>>()
                .map_err(internal)?;
            if known.is_empty() {
                about.insert("format", FORMAT).map_err(internal)?;
                for (api, version) in apis {
                    about.insert(format!("api/{api}").as_str(), version.as_str()).map_err(internal)?;
                }
            } else {
                is_of(&known, apis)?;
            }
            transaction.open_table(ENTRIES).map_err(internal)?;
        }
        transaction.commit().map_err(internal)
    }
}

/// Whether a file's own account names exactly these APIs.
fn is_of(known: &[(String, String)], apis: &[(String, String)]) -> Result<(), StoreError> {
    let format = known.iter().find(|(key, _)| key == "format").map(|(_, value)| value.as_str());
    if format != Some(FORMAT) {
        return Err(StoreError("it is not a state of this version of docquarry".to_owned()));
    }
    let mut kept: Vec<(String, String)> =
        known.iter().filter_map(|(key, value)| Some((key.strip_prefix("api/")?.to_owned(), value.clone()))).collect();
    let mut wanted = apis.to_vec();
    kept.sort();
    wanted.sort();
    let names = |apis: &[(String, String)]| {
        apis.iter().map(|(api, version)| format!("{api} {version}")).collect::<Vec<_>>().join(", ")
    };
    match kept == wanted {
        true => Ok(()),
        false => Err(StoreError(format!("it is the state of {}, not of {}", names(&kept), names(&wanted)))),
    }
}

fn damaged(path: &Path, reason: &str) -> StoreError {
    StoreError(format!("{} is no state of docquarry, or is damaged: {reason}", path.display()))
}

fn internal(error: impl fmt::Display) -> StoreError {
    StoreError(error.to_string())
}

impl Store for File {
    fn load(&self, api: &str) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let transaction = self.database.begin_read().map_err(internal)?;
        let table = transaction.open_table(ENTRIES).map_err(internal)?;
        let mut entries = Vec::new();
        for entry in table.range((api, "")..).map_err(internal)? {
            let (key, value) = entry.map_err(internal)?;
            let (of, key) = key.value();
            if of != api {
                break;
            }
            entries.push((key.to_owned(), value.value().to_vec()));
        }
        Ok(entries)
    }

    fn commit(&self, api: &str, changes: &[Entry]) -> Result<(), StoreError> {
        let transaction = self.database.begin_write().map_err(internal)?;
        {
            let mut table = transaction.open_table(ENTRIES).map_err(internal)?;
            for (key, value) in changes {
                match value {
                    Some(value) => table.insert((api, key.as_str()), value.as_slice()).map_err(internal)?,
                    None => table.remove((api, key.as_str())).map_err(internal)?,
                };
            }
        }
        transaction.commit().map_err(internal)
    }

    fn is_durable(&self) -> bool {
        true
    }
}
