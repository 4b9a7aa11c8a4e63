//! The versions of a generated crate: `spec/releases/<id>.toml`, and the `CHANGELOG.md` that is made from it.
//!
//! A crate gets a version when its documents do: [`Releases::record`] opens an entry for a new edition, with the next
//! version that the changes ask for. While the documents are the same, a spec can still change because it is read
//! better; that makes no version unless it is asked for, since nobody at the vendor's changed anything. The file is
//! written by `regenerate` and `update` and committed; notes may be added by hand.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, Severity as Found};
use crate::diff::semver::Bump;
use crate::diff::{Comparison, Severity};
use crate::emit::reference::markdown::text;
use crate::emit::report;

/// `spec/releases/<id>.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Releases {
    /// The versions, newest first; never empty.
    #[serde(rename = "release")]
    entries: Vec<Release>,
}

/// A version of a crate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// `0.2.0`
    pub version: String,
    /// What somebody has to say about it, in Markdown; written by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Changes of the API that break callers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub breaking: Vec<String>,
    /// Changes of the API that may surprise them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub risky: Vec<String>,
    /// Changes of the API that give them more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub compatible: Vec<String>,
    /// How many changes of words there are.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub documentation: usize,
    /// Declarations of the crate that code may no longer compile with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub declarations: Vec<String>,
    /// The editions of the documents: file name and SHA-256.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub documents: BTreeMap<String, String>,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// The version of a crate that was never released.
const FIRST: &str = "0.1.0";

/// What stands above the list in the file.
const HEADER: &str = "\
# The versions of the crate, newest first. Docquarry adds one when the documents are a new edition that changes the API,
# and writes the crate's CHANGELOG.md from this file. A `note` may be added to an entry by hand.
";

impl Releases {
    /// The versions of a crate that has its first one.
    pub fn first(documents: BTreeMap<String, String>) -> Self {
        let mut entry = Release::empty(FIRST.to_owned());
        entry.documents = documents;
        Self { entries: vec![entry] }
    }

    /// Reads the file.
    ///
    /// # Errors
    /// A finding `releases-invalid` that says what is wrong at which line.
    pub fn parse(text: &str) -> Result<Self, Diagnostic> {
        let invalid = |message: String| Diagnostic::new("releases-invalid", Found::Error, message);
        let releases: Self = toml::from_str(text).map_err(|error| invalid(format!("releases: {error}")))?;
        if releases.entries.is_empty() {
            return Err(invalid("releases: there is no version".to_owned()));
        }
        match releases.entries.iter().find(|entry| Bump::None.next(&entry.version).is_none()) {
            None => Ok(releases),
            Some(entry) => Err(invalid(format!("releases: `{}` is no version like 0.1.0", entry.version))),
        }
    }

    /// The file's text.
    ///
    /// # Errors
    /// A finding `releases-invalid` when a value has no TOML form.
    pub fn to_text(&self) -> Result<String, Diagnostic> {
        let text = toml::to_string(self)
            .map_err(|error| Diagnostic::new("releases-invalid", Found::Error, error.to_string()))?;
        Ok(format!("{HEADER}\n{text}"))
    }

    /// The newest version.
    pub fn version(&self) -> &str {
        self.entries.first().map_or(FIRST, |entry| &entry.version)
    }

    /// Takes note of a spec that was read from `documents` and differs from the former one as `comparison` says.
    ///
    /// A new version is made where the documents are another edition than those of the newest version, or `always`,
    /// and the crate changes at all.
    pub fn record(&mut self, documents: BTreeMap<String, String>, comparison: Option<&Comparison>, always: bool) {
        let Some(newest) = self.entries.first_mut() else { return };
        // A version that names no documents was made where none were at hand.
        let is_new = always || (!newest.documents.is_empty() && newest.documents != documents);
        let next = comparison
            .filter(|_| is_new)
            .filter(|comparison| comparison.crates.bump > Bump::None)
            .and_then(|comparison| Some((comparison, comparison.crates.bump.next(&newest.version)?)));
        match next {
            Some((comparison, version)) => self.entries.insert(0, Release::of(version, documents, comparison)),
            None => newest.documents = documents,
        }
    }

    /// `CHANGELOG.md`; `command` and `origin` stand in its first line.
    pub fn changelog(&self, package: &str, command: &str) -> String {
        let origin = format!("Generated by `{command}` from spec/releases/{package}.toml. Do not edit.");
        let mut out = format!("<!-- {origin} -->\n\n# Changes of {package}\n");
        for (index, entry) in self.entries.iter().enumerate() {
            entry.describe(index + 1 == self.entries.len(), &mut out);
        }
        out
    }
}

impl Release {
    fn empty(version: String) -> Self {
        Self {
            version,
            note: None,
            breaking: Vec::new(),
            risky: Vec::new(),
            compatible: Vec::new(),
            documentation: 0,
            declarations: Vec::new(),
            documents: BTreeMap::new(),
        }
    }

    fn of(version: String, documents: BTreeMap<String, String>, comparison: &Comparison) -> Self {
        let of = |severity| {
            let changes = comparison.changes.iter().filter(|change| change.severity == severity);
            changes.map(report::sentence).collect()
        };
        let major = comparison.crates.effects.iter().filter(|effect| effect.bump == Bump::Major);
        Self {
            breaking: of(Severity::Breaking),
            risky: of(Severity::Risky),
            compatible: of(Severity::Compatible),
            documentation: comparison.counts.documentation,
            declarations: major.map(|effect| format!("{}: {}", effect.item, effect.message)).collect(),
            documents,
            ..Self::empty(version)
        }
    }

    fn describe(&self, is_first: bool, out: &mut String) {
        let _ = write!(out, "\n## {}\n", self.version);
        if is_first {
            out.push_str("\nThe first version.\n");
        }
        if let Some(note) = &self.note {
            let _ = write!(out, "\n{}\n", note.trim());
        }
        let lists = [
            ("Breaking changes of the API", &self.breaking),
            ("Risky changes of the API", &self.risky),
            ("Additions to the API", &self.compatible),
            ("Declarations that code may no longer compile with", &self.declarations),
        ];
        for (title, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
            let _ = write!(out, "\n### {title}\n\n");
            for line in list {
                let _ = writeln!(out, "- {}", text(line));
            }
        }
        if self.documentation > 0 {
            let _ = write!(out, "\nTitles, labels, links or examples changed in {} places.\n", self.documentation);
        }
        if !self.documents.is_empty() {
            let name = |(file, hash): (&String, &String)| {
                format!("{} ({})", text(file), hash.chars().take(12).collect::<String>())
            };
            let documents: Vec<String> = self.documents.iter().map(name).collect();
            let _ = write!(out, "\nRead from {}.\n", documents.join(", "));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::semver::{Effect, Impact};
    use crate::diff::{Counts, DIFF_VERSION, Edition};

    fn documents(hash: &str) -> BTreeMap<String, String> {
        BTreeMap::from([("book.txt".to_owned(), hash.to_owned())])
    }

    fn comparison(bump: Bump) -> Comparison {
        let edition = |name: &str| Edition { name: name.into(), id: "tea".into(), api_version: "1".into() };
        let effect = Effect { bump, item: "Client::brew_tea".into(), message: "removed".into() };
        Comparison {
            diff_version: DIFF_VERSION,
            old: edition("old"),
            new: edition("new"),
            counts: Counts { documentation: 2, ..Counts::default() },
            crates: Impact::new(vec![effect], true),
            changes: Vec::new(),
        }
    }

    #[test]
    fn a_new_edition_makes_a_version_and_a_better_reader_none() {
        let mut releases = Releases::first(documents("aa"));
        releases.record(documents("aa"), Some(&comparison(Bump::Major)), false);
        assert_eq!(releases.version(), "0.1.0");
        releases.record(documents("bb"), Some(&comparison(Bump::Major)), false);
        assert_eq!(releases.version(), "0.2.0");
        releases.record(documents("cc"), Some(&comparison(Bump::Minor)), false);
        assert_eq!(releases.version(), "0.2.1");
        releases.record(documents("cc"), Some(&comparison(Bump::Major)), true);
        assert_eq!(releases.version(), "0.3.0");
        releases.record(documents("dd"), None, false);
        assert_eq!((releases.version(), releases.entries[0].documents["book.txt"].as_str()), ("0.3.0", "dd"));
    }

    #[test]
    fn the_file_reads_back_as_written_and_the_changelog_tells_all() {
        let mut releases = Releases::first(documents("aa"));
        releases.record(documents("bb"), Some(&comparison(Bump::Major)), false);
        assert_eq!(Releases::parse(&releases.to_text().unwrap()).unwrap(), releases);
        let changelog = releases.changelog("tea", "make");
        let (newest, first) = (changelog.find("## 0.2.0").unwrap(), changelog.find("## 0.1.0").unwrap());
        assert!(newest < first, "{changelog}");
        assert!(changelog.contains("- Client::brew\\_tea: removed"), "{changelog}");
        assert!(changelog.contains("in 2 places"), "{changelog}");
    }

    #[test]
    fn a_file_without_versions_is_refused() {
        for text in ["release = []", "[[release]]\nversion = \"one\"", "[[release]]\n"] {
            assert_eq!(Releases::parse(text).map(|_| ()).unwrap_err().code, "releases-invalid", "{text}");
        }
    }
}
