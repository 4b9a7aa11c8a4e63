//! `spec/pages/<id>.toml`: the pages that a spec was read from, so that the next run sees which of them are other ones
//! and which have become much smaller.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::loss;
use crate::diagnostic::{Diagnostic, Severity};
use crate::files::sha256;
use crate::pipeline::Input;

/// What stands above the list in the file.
const HEADER: &str = "\
# The pages that the spec was read from. `docquarry update` writes this file; do not edit it.
";

/// The file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pages {
    /// How many errors the pages had that somebody knows of.
    pub(super) errors: usize,
    /// The pages by name.
    #[serde(default)]
    page: BTreeMap<String, Page>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Page {
    sha256: String,
    size: u64,
}

/// How pages differ from those of another edition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Pages that are not in the former edition.
    pub added: Vec<String>,
    /// Pages whose bytes differ.
    pub changed: Vec<String>,
    /// Pages that are gone.
    pub removed: Vec<String>,
}

impl Difference {
    /// Whether all pages are the same.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}

/// Where the list of an API is.
pub(super) fn path(id: &str) -> String {
    format!("spec/pages/{id}.toml")
}

impl Pages {
    /// The list of pages.
    pub(super) fn of(inputs: &[Input], errors: usize) -> Self {
        let page =
            |input: &Input| (input.name.clone(), Page { sha256: sha256(&input.bytes), size: input.bytes.len() as u64 });
        Self { errors, page: inputs.iter().map(page).collect() }
    }

    /// Reads the file.
    ///
    /// # Errors
    /// A finding `update-config`.
    pub(super) fn parse(id: &str, text: &str) -> Result<Self, Diagnostic> {
        toml::from_str(text).map_err(|error| {
            let message = format!("{}: {error}", path(id));
            Diagnostic::new("update-config", Severity::Error, message)
                .help("the next run writes the file if it is gone")
        })
    }

    /// The file's text.
    ///
    /// # Errors
    /// A finding `update-config` if a value has no TOML form.
    pub(super) fn to_text(&self) -> Result<String, Diagnostic> {
        let text = toml::to_string(self)
            .map_err(|error| Diagnostic::new("update-config", Severity::Error, error.to_string()))?;
        Ok(format!("{HEADER}\n{text}"))
    }

    /// Whether no page is listed: the spec was committed before docquarry kept a list.
    pub(super) fn is_empty(&self) -> bool {
        self.page.is_empty()
    }

    /// The names of the pages.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.page.keys().map(String::as_str)
    }

    /// Why pages are too small to be the next edition of these.
    pub(super) fn shrunk(&self, newer: &Self) -> Vec<String> {
        let both = newer.page.iter().filter_map(|(name, page)| Some((name, self.page.get(name)?, page)));
        both.filter_map(|(name, before, after)| loss::of_bytes(name, before.size, after.size)).collect()
    }

    /// How newer pages differ from these.
    pub(super) fn difference(&self, newer: &Self) -> Difference {
        let names = |of: &Self, filter: &dyn Fn(&String, &Page) -> bool| {
            of.page.iter().filter(|(name, page)| filter(name, page)).map(|(name, _)| name.clone()).collect()
        };
        Difference {
            added: names(newer, &|name, _| !self.page.contains_key(name)),
            changed: names(newer, &|name, page| self.page.get(name).is_some_and(|before| before != page)),
            removed: names(self, &|name, _| !newer.page.contains_key(name)),
        }
    }

    /// The pages as a crate's list of versions names them: one page by its name, several by one hash of all.
    pub(super) fn documents(&self) -> BTreeMap<String, String> {
        if let (1, Some((name, page))) = (self.page.len(), self.page.first_key_value()) {
            return BTreeMap::from([(name.clone(), page.sha256.clone())]);
        }
        let list: String = self.page.iter().map(|(name, page)| format!("{} {name}\n", page.sha256)).collect();
        BTreeMap::from([(format!("{} pages", self.page.len()), sha256(list.as_bytes()))])
    }
}
