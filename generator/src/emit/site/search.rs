//! What the search finds: actions, structures and error codes by name and label, and fields by name.

use serde::Serialize;

use crate::emit::reference::Site;
use crate::escape;
use crate::spec::model::Spec;

use super::render::Rendered;

/// The index as the script reads it.
#[derive(Debug, Default)]
pub(super) struct Index {
    apis: Vec<Api>,
}

/// An API with what can be found in it.
#[derive(Debug, Serialize)]
struct Api {
    name: String,
    folder: String,
    entries: Vec<Entry>,
}

/// A page or an error code. Keys are short because there are many.
#[derive(Debug, Default, Serialize)]
struct Entry {
    /// Kind.
    k: &'static str,
    /// Name.
    n: String,
    /// Label.
    #[serde(skip_serializing_if = "String::is_empty")]
    l: String,
    /// Address, relative to the API's folder.
    u: String,
    /// Anchors of the fields of a page.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    f: Vec<String>,
}

impl Index {
    /// Begins an API, with its error codes.
    pub(super) fn add_api(&mut self, name: &str, folder: &str, site: &Site<'_>) {
        let error = |(code, error): (&String, &crate::spec::model::ErrorCode)| {
            let anchor = site.layout.error_anchor(code)?;
            let label = error.label.clone().unwrap_or_default();
            Some(Entry {
                k: "error",
                n: code.clone(),
                l: label,
                u: format!("errors/{anchor}.html"),
                ..Entry::default()
            })
        };
        let entries = site.spec.errors.iter().filter_map(error).collect();
        self.apis.push(Api { name: name.to_owned(), folder: folder.to_owned(), entries });
    }

    /// Adds the chapters of a guide, and their sections.
    pub(super) fn add_guide(&mut self, name: &str, folder: &str, pages: &[(String, Rendered)]) {
        let mut entries = Vec::new();
        for (path, page) in pages {
            let headings = page.headings.iter().filter(|(level, ..)| *level < 3).enumerate();
            entries.extend(headings.map(|(number, (_, text, anchor))| Entry {
                k: "page",
                n: text.clone(),
                l: if number == 0 { String::new() } else { page.title.clone() },
                u: if number == 0 { path.clone() } else { format!("{path}#{anchor}") },
                f: Vec::new(),
            }));
        }
        self.apis.push(Api { name: name.to_owned(), folder: folder.to_owned(), entries });
    }

    /// Adds a page of the last API.
    pub(super) fn add_page(&mut self, path: &str, page: &Rendered, spec: &Spec) {
        let Some(api) = self.apis.last_mut() else { return };
        let name = page.title.as_str();
        let (kind, label) = match path.split_once('/') {
            Some(("actions", _)) => ("action", spec.actions.get(name).and_then(|action| action.title.as_deref())),
            Some(("errors", _)) => return,
            Some(("releases", _)) => ("page", None),
            Some(_) => ("structure", spec.structures.get(name).and_then(|structure| structure.label.as_deref())),
            None => ("page", None),
        };
        api.entries.push(Entry {
            k: kind,
            n: name.to_owned(),
            l: escape::one_line(label.unwrap_or_default()),
            u: path.to_owned(),
            f: page.rows.clone(),
        });
    }

    /// The script that hands the index over: a script, and no data file, can be loaded from a folder too.
    pub(super) fn script(&self) -> String {
        let json = serde_json::to_string(&self.apis).unwrap_or_else(|_| "[]".to_owned());
        // An entry a line, so that a changed page is a changed line.
        format!("var searchIndex = {};\n", json.replace("},{\"k\":", "},\n{\"k\":"))
    }
}
