//! Where things are: file names of pages, anchors within pages, and the links between them.
//!
//! Names come from a document and may hold anything; two of them may differ in case alone, which
//! many file systems take for one name. Every name gets a file or anchor of its own, the same one
//! for the same spec.

use std::collections::{BTreeMap, HashSet};

use crate::spec::model::{Release, Spec};

use super::markdown::{code, link, slug, text};

/// Names that Windows keeps for devices, whatever their ending.
const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Longest file name without its ending, in characters.
const MAX_STEM: usize = 100;

/// The folder that a page stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// The output folder itself.
    Root,
    /// `actions/`
    Actions,
    /// `structures/`
    Structures,
    /// `errors/`, which only the site has.
    Errors,
    /// `releases/`, likewise.
    Releases,
}

impl Place {
    /// The folder with its slash.
    fn folder(self) -> &'static str {
        match self {
            Self::Root => "",
            Self::Actions => "actions/",
            Self::Structures => "structures/",
            Self::Errors => "errors/",
            Self::Releases => "releases/",
        }
    }

    /// The relative link from a page in this folder to `path`.
    pub(crate) fn to(self, path: &str) -> String {
        path.strip_prefix(self.folder()).map_or_else(|| format!("../{path}"), str::to_owned)
    }
}

/// The address of everything that has one.
#[derive(Debug)]
pub(crate) struct Layout {
    actions: BTreeMap<String, String>,
    structures: BTreeMap<String, String>,
    errors: BTreeMap<String, String>,
    releases: BTreeMap<u32, (String, String)>,
}

impl Layout {
    pub(crate) fn of(spec: &Spec) -> Self {
        let mut codes: Vec<&str> = spec.errors.keys().map(String::as_str).collect();
        codes.extend(spec.actions.values().flat_map(|action| action.errors.iter().map(String::as_str)));
        Self {
            actions: unique(spec.actions.keys().map(String::as_str)),
            structures: unique(spec.structures.keys().map(String::as_str)),
            errors: unique(codes),
            releases: releases(&spec.changelog),
        }
    }

    /// Path of an action's page, if it has one.
    pub(crate) fn action_path(&self, name: &str) -> Option<String> {
        self.actions.get(name).map(|stem| format!("actions/{stem}.md"))
    }

    /// Path of a structure's page, if it has one.
    pub(crate) fn structure_path(&self, name: &str) -> Option<String> {
        self.structures.get(name).map(|stem| format!("structures/{stem}.md"))
    }

    /// The name of an action, linked where it has a page.
    pub(crate) fn action(&self, from: Place, name: &str) -> String {
        self.action_section(from, name, "")
    }

    /// The same, to a section of the page: `#request`.
    pub(crate) fn action_section(&self, from: Place, name: &str, anchor: &str) -> String {
        linked(from, name, self.action_path(name), anchor)
    }

    /// The name of a structure, linked where it is defined.
    pub(crate) fn structure(&self, from: Place, name: &str) -> String {
        linked(from, name, self.structure_path(name), "")
    }

    /// The anchor of an error code on the page of error codes.
    pub(crate) fn error_anchor(&self, code: &str) -> Option<&str> {
        self.errors.get(code).map(String::as_str)
    }

    /// Every error code with its anchor.
    pub(crate) fn errors(&self) -> impl Iterator<Item = (&str, &str)> {
        self.errors.iter().map(|(code, anchor)| (code.as_str(), anchor.as_str()))
    }

    /// An error code, linked where a list or a page has it.
    pub(crate) fn error(&self, from: Place, name: &str) -> String {
        match self.error_anchor(name) {
            Some(anchor) => link(&text(name), &from.to(&format!("errors.md#{anchor}"))),
            None => code(name),
        }
    }

    /// A release by its date, linked to the changelog; its bare number where the changelog lacks it.
    pub(crate) fn release(&self, from: Place, number: u32) -> String {
        match self.releases.get(&number) {
            Some((date, anchor)) => link(&text(date), &from.to(&format!("releases.md#{anchor}"))),
            None => format!("release {number}"),
        }
    }
}

/// The heading of a release on the changelog's page.
pub(crate) fn release_title(release: &Release) -> String {
    match release.release {
        Some(number) => format!("Release {number}, {}", release.date),
        None => release.date.clone(),
    }
}

/// Anchors of the numbered releases. A code host numbers headings that repeat, so all are counted.
fn releases(changelog: &[Release]) -> BTreeMap<u32, (String, String)> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut found = BTreeMap::new();
    for release in changelog {
        let plain = slug(&release_title(release));
        let count = seen.entry(plain.clone()).or_default();
        let anchor = if *count == 0 { plain } else { format!("{plain}-{count}") };
        *count += 1;
        if let Some(number) = release.release {
            found.entry(number).or_insert_with(|| (release.date.clone(), anchor));
        }
    }
    found
}

fn linked(from: Place, name: &str, path: Option<String>, anchor: &str) -> String {
    match path {
        Some(path) => link(&text(name), &format!("{}{anchor}", from.to(&path))),
        None => code(name),
    }
}

/// A safe name for each name, unique without regard to case: the first keeps its own, later ones
/// are numbered.
fn unique<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeMap<String, String> {
    let mut taken = HashSet::new();
    let mut found = BTreeMap::new();
    for name in names {
        if found.contains_key(name) {
            continue;
        }
        let stem = safe(name);
        let mut candidate = stem.clone();
        let mut number = 2_u32;
        while !taken.insert(candidate.to_lowercase()) {
            candidate = format!("{stem}-{number}");
            number += 1;
        }
        found.insert(name.to_owned(), candidate);
    }
    found
}

/// A name without what a file system or a link takes for something else.
fn safe(name: &str) -> String {
    let keep = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.');
    let stem: String = name.chars().take(MAX_STEM).map(|c| if keep(c) { c } else { '_' }).collect();
    let stem = stem.trim_matches('.');
    let device = RESERVED.iter().any(|reserved| stem.eq_ignore_ascii_case(reserved));
    if stem.is_empty() || device { format!("{stem}_") } else { stem.to_owned() }
}
