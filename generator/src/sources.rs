//! The documents: where they are looked for, and what `spec/sources.toml` says of each.
//!
//! The documents are the vendors' property and never committed; the list names the editions that the committed
//! specs were read from. Hashing and comparing them is left to the caller.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, Severity};

/// The environment variable that names the folder of the documents.
pub const DOCUMENTS_VARIABLE: &str = "DOCQUARRY_DOCS";

/// The folder of the documents: the one given, or `$DOCQUARRY_DOCS`, else `docs` in or `shared/docs` beside `base`.
///
/// A folder that is named must exist; the usual ones may be missing.
///
/// # Errors
/// A finding `documents-missing` when the folder named is none.
pub fn find_documents(named: Option<&Path>, base: &Path) -> Result<Option<PathBuf>, Diagnostic> {
    let variable = std::env::var_os(DOCUMENTS_VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(folder) = named.map(Path::to_owned).or(variable) {
        if folder.is_dir() {
            return Ok(Some(folder));
        }
        let message = format!("no folder of documents at {}", folder.display());
        let help = format!("it was named by --docs or ${DOCUMENTS_VARIABLE}");
        return Err(Diagnostic::new("documents-missing", Severity::Error, message).help(help));
    }
    Ok(["docs", "../shared/docs"].iter().map(|folder| base.join(folder)).find(|folder| folder.is_dir()))
}

/// `spec/sources.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sources {
    /// The documents, in the order of the file.
    #[serde(default, rename = "document")]
    pub documents: Vec<SourceDocument>,
}

/// One document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceDocument {
    /// Its name in the folder of the documents.
    pub file: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
    /// `zh` or `en`.
    pub language: String,
    /// The reader that takes its format.
    pub reader: String,
    /// Where the vendor publishes what is in it.
    pub published_at: String,
    /// The specs read from it, each with its dialect: `tencent-clb = "tencent_v3"`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub specs: BTreeMap<String, String>,
    /// The snapshots of earlier editions read from it, each with its dialect: `"tencent-clb-v2@2018-09"`. They are kept
    /// in `spec/snapshots/` and nothing is generated from them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub snapshots: BTreeMap<String, String>,
}

/// The id of the API that a snapshot is of: `tencent-clb-v2` of `tencent-clb-v2@2018-09`.
pub fn snapshot_id(snapshot: &str) -> &str {
    snapshot.split_once('@').map_or(snapshot, |(id, _)| id)
}

/// What stands above the list in the file.
const HEADER: &str = "\
# The documents that the specs were read from. They are the vendors' property and not part of this repository.
# `cargo xtask regenerate` writes sha256 and size when a document has changed; the rest is written by hand.
";

impl Sources {
    /// Reads the list.
    ///
    /// # Errors
    /// A finding `sources-invalid` that says what is wrong at which line.
    pub fn parse(text: &str) -> Result<Self, Diagnostic> {
        let invalid = |message: String| Diagnostic::new("sources-invalid", Severity::Error, message);
        let sources: Self = toml::from_str(text).map_err(|error| invalid(format!("sources.toml: {error}")))?;
        for (index, document) in sources.documents.iter().enumerate() {
            if sources.documents[..index].iter().any(|other| other.file == document.file) {
                return Err(invalid(format!("sources.toml names {} twice", document.file)));
            }
            if let Some(name) = document.snapshots.keys().find(|name| !is_snapshot(name)) {
                return Err(invalid(format!(
                    "sources.toml: `{name}` is no snapshot's name: an id, `@` and an edition"
                )));
            }
            if let Some(id) = document.specs.keys().find(|id| !is_id(id)) {
                return Err(invalid(format!(
                    "sources.toml: `{id}` is no id: lower-case letters, digits and hyphens only"
                )));
            }
        }
        Ok(sources)
    }

    /// The file's text.
    ///
    /// # Errors
    /// A finding `sources-invalid` when a value has no TOML form.
    pub fn to_text(&self) -> Result<String, Diagnostic> {
        let text = toml::to_string(self)
            .map_err(|error| Diagnostic::new("sources-invalid", Severity::Error, error.to_string()))?;
        Ok(format!("{HEADER}\n{text}"))
    }

    /// The ids of all specs, in the order of the documents.
    pub fn ids(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = Vec::new();
        for id in self.documents.iter().flat_map(|document| document.specs.keys()) {
            if !ids.contains(&id.as_str()) {
                ids.push(id);
            }
        }
        ids
    }

    /// Documents that share a spec, directly or through others: each group is parsed together, once.
    pub fn groups(&self) -> Vec<Vec<&SourceDocument>> {
        let mut groups: Vec<Vec<&SourceDocument>> = Vec::new();
        for document in &self.documents {
            let shares = |group: &Vec<&SourceDocument>| {
                group.iter().any(|other| other.specs.keys().any(|id| document.specs.contains_key(id)))
            };
            let (mut joined, rest): (Vec<_>, Vec<_>) = groups.into_iter().partition(shares);
            groups = rest;
            let mut group = joined.drain(..).flatten().collect::<Vec<_>>();
            group.push(document);
            groups.push(group);
        }
        groups
    }
}

/// An id names a file, a folder and a crate.
pub(crate) fn is_id(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    id.starts_with(|c: char| c.is_ascii_lowercase()) && id.chars().all(plain)
}

/// An id, `@` and an edition.
pub fn is_snapshot(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    name.split_once('@').is_some_and(|(id, edition)| {
        is_id(id) && edition.starts_with(|c: char| c.is_ascii_alphanumeric()) && edition.chars().all(plain)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(file: &str, ids: &[&str]) -> SourceDocument {
        SourceDocument {
            file: file.into(),
            sha256: "00".into(),
            size: 1,
            language: "zh".into(),
            reader: "text".into(),
            published_at: "https://example.com".into(),
            specs: ids.iter().map(|id| ((*id).to_owned(), "tencent_v3".to_owned())).collect(),
            snapshots: BTreeMap::new(),
        }
    }

    fn sources(documents: &[(&str, &[&str])]) -> Sources {
        Sources { documents: documents.iter().map(|(file, ids)| document(file, ids)).collect() }
    }

    #[test]
    fn the_file_reads_back_as_written() {
        let sources = sources(&[("a.txt", &["one", "two"]), ("b.txt", &[])]);
        assert_eq!(Sources::parse(&sources.to_text().unwrap()).unwrap(), sources);
    }

    #[test]
    fn documents_are_grouped_through_the_specs_they_share() {
        let sources = sources(&[("a", &["one"]), ("b", &["two"]), ("c", &["three"]), ("d", &["one", "two"])]);
        let groups: Vec<Vec<&str>> =
            sources.groups().iter().map(|group| group.iter().map(|d| d.file.as_str()).collect()).collect();
        assert_eq!(groups, [vec!["c"], vec!["a", "b", "d"]]);
        assert_eq!(sources.ids(), ["one", "two", "three"]);
    }

    #[test]
    fn an_id_that_is_a_path_and_a_name_given_twice_are_refused() {
        for wrong in [sources(&[("a", &["../one"])]), sources(&[("a", &[]), ("a", &[])])] {
            let result = Sources::parse(&wrong.to_text().unwrap());
            assert_eq!(result.map_err(|error| error.code), Err("sources-invalid"));
        }
    }

    #[test]
    fn a_snapshot_is_named_by_id_and_edition() {
        let mut sources = sources(&[("a", &[])]);
        sources.documents[0].snapshots.insert("one@2018-09".into(), "tencent_v2".into());
        assert_eq!(Sources::parse(&sources.to_text().unwrap()).unwrap(), sources);
        assert_eq!(snapshot_id("one@2018-09"), "one");
        for wrong in ["one", "one@", "@2018", "one@../x", "../one@1"] {
            sources.documents[0].snapshots = BTreeMap::from([(wrong.to_owned(), "tencent_v2".to_owned())]);
            assert!(Sources::parse(&sources.to_text().unwrap()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_folder_that_is_named_must_exist() {
        let result = find_documents(Some(Path::new("no/such/folder")), Path::new("."));
        assert_eq!(result.map_err(|error| error.code), Err("documents-missing"));
    }
}
