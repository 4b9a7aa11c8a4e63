//! `docquarry-update.toml`: which spec is read from which pages, and what is generated from it.
//!
//! Every path in it stays below the repository, since the file is read by a job that writes there.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::diagnostic::{Diagnostic, Severity};
use crate::sources::is_id;

/// The name of the file, at the root of the repository.
pub const FILE: &str = "docquarry-update.toml";

/// The file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The APIs, in the order of the report.
    #[serde(default, rename = "api")]
    pub apis: Vec<Api>,
}

/// One API.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Api {
    /// The id of its spec, which is `spec/<id>.json`.
    pub id: String,
    /// Files and folders of pages, below the folder or the repository of the pages; all pages if there are none.
    #[serde(default)]
    pub pages: Vec<String>,
    /// The name of a profile, or its file in this repository; detected by default.
    pub profile: Option<String>,
    /// The folder of the Rust crate.
    pub rust: Option<String>,
    /// The folder of the OpenAPI documents.
    pub openapi: Option<String>,
    /// The folder of the reference docs.
    pub reference: Option<String>,
}

impl Config {
    /// Reads the file.
    ///
    /// # Errors
    /// A finding `update-config` that says what is wrong.
    pub fn parse(text: &str) -> Result<Self, Diagnostic> {
        let config: Self = toml::from_str(text).map_err(|error| invalid(error.to_string()))?;
        if config.apis.is_empty() {
            return Err(invalid("there is no [[api]]"));
        }
        let mut ids = BTreeSet::new();
        let mut folders: Vec<&str> = vec!["spec"];
        for api in &config.apis {
            if !is_id(&api.id) {
                return Err(invalid(format!("`{}` is not an id: lower-case letters, digits and hyphens", api.id)));
            }
            if !ids.insert(api.id.as_str()) {
                return Err(invalid(format!("`{}` is there twice", api.id)));
            }
            let file = api.profile.iter().filter(|profile| is_file(profile));
            if let Some(path) = api.pages.iter().chain(file).find(|path| !is_below(path)) {
                return Err(invalid(format!("`{path}` is not a path below the folder")));
            }
            for folder in api.folders() {
                let meets = |other: &&&str| is_within(folder, other) || is_within(other, folder);
                if !is_below(folder) {
                    return Err(invalid(format!("`{folder}` is not a path below the repository")));
                }
                if let Some(other) = folders.iter().find(meets) {
                    return Err(invalid(format!("the output `{folder}` and `{other}` are one inside the other")));
                }
                folders.push(folder);
            }
        }
        Ok(config)
    }
}

impl Api {
    /// The folders of its outputs.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        [&self.rust, &self.openapi, &self.reference].into_iter().filter_map(Option::as_deref)
    }

    /// Whether a document belongs to it.
    pub fn has(&self, document: &str) -> bool {
        self.pages.is_empty() || self.pages.iter().any(|path| is_within(document, path))
    }

    /// The file of its profile, if that is not the name of one that is built in.
    pub fn profile_file(&self) -> Option<&str> {
        self.profile.as_deref().filter(|profile| is_file(profile))
    }
}

fn is_file(profile: &str) -> bool {
    profile.ends_with(".toml")
}

fn invalid(message: impl Into<String>) -> Diagnostic {
    Diagnostic::new("update-config", Severity::Error, format!("{FILE}: {}", message.into()))
}

/// Whether a path stays below its folder and out of git's own.
fn is_below(path: &str) -> bool {
    let is_plain = |part: &str| !part.is_empty() && part != "." && part != ".." && !part.eq_ignore_ascii_case(".git");
    path.trim_end_matches('/').split('/').all(is_plain) && !path.contains(['\\', ':', '\0', '\n'])
}

/// Whether a path is the other one or below it.
fn is_within(path: &str, folder: &str) -> bool {
    let rest = path.strip_prefix(folder.trim_end_matches('/'));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_in_the_repository_and_out_of_its_neighbours() {
        let api = |keys: &str| format!("[[api]]\nid = \"teahouse\"\n{keys}\n");
        assert!(Config::parse(&api("rust = \"crates/tea\"\nopenapi = \"openapi/\"\npages = [\"tea/v1\"]")).is_ok());
        let wrong = [
            api("rust = \"../tea\""),
            api("rust = \"/tea\""),
            api("rust = \".git/hooks\""),
            api("rust = \"spec\""),
            api("rust = \"spec/tea\""),
            api("rust = \"a\"\nopenapi = \"a/b\""),
            api("pages = [\"../secrets\"]"),
            api("profile = \"../tea.toml\""),
            api("color = 1"),
            api("") + &api(""),
            "[[api]]\nid = \"../x\"\n".to_owned(),
            String::new(),
        ];
        for text in wrong {
            assert_eq!(Config::parse(&text).map_err(|error| error.code), Err("update-config"), "{text}");
        }
    }

    #[test]
    fn pages_are_files_or_folders() {
        let api = Config::parse("[[api]]\nid = \"tea\"\npages = [\"a\", \"b.md\"]\n").map(|config| config.apis);
        let api = &api.unwrap_or_default()[0];
        assert!(api.has("a/x.md") && api.has("b.md") && !api.has("ab/x.md") && !api.has("c.md"));
    }
}
