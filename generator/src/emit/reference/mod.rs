//! Reference docs in Markdown, for reading on a code host: an index, a page for each action and
//! structure, error codes, releases and common parameters.
//!
//! Everything is composed from the facts of the spec. Descriptions appear only where the caller
//! hands over a [`Prose`]. Labels and titles stay in the document's language.

mod action;
mod errors;
mod example;
mod fields;
mod index;
mod layout;
mod markdown;
mod parameters;
mod releases;
mod structure;

use crate::emit::Files;
use crate::prose::Prose;
use crate::spec::model::{Source, Spec};
use crate::spec::usage::Usage;

use layout::Layout;
use markdown::{Page, code};

/// What a caller decides about the pages.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// Descriptions to print beside the facts.
    pub prose: Option<&'a Prose>,
    /// The command that makes the files, named in their first line: `cargo xtask regenerate`.
    pub command: &'a str,
}

/// Everything that the pages are made of.
struct Site<'a> {
    spec: &'a Spec,
    options: &'a Options<'a>,
    layout: Layout,
    usage: Usage<'a>,
}

impl Site<'_> {
    /// A page that begins by saying how it was made.
    fn page(&self) -> Page {
        Page::with_comment(&format!("Made by `{}`, not edited by hand.", self.options.command))
    }

    /// A description, where there is one.
    fn prose(&self, path: &str) -> Option<&str> {
        self.options.prose.and_then(|prose| prose.get(path))
    }
}

/// The pages of a spec, by path relative to the folder of the docs.
pub fn emit(spec: &Spec, options: &Options<'_>) -> Files {
    let site = Site { spec, options, layout: Layout::of(spec), usage: Usage::of(spec) };
    let mut files = Files::new();
    files.insert("README.md".to_owned(), index::page(&site));
    files.insert("errors.md".to_owned(), errors::page(&site));
    files.insert("releases.md".to_owned(), releases::page(&site));
    files.insert("parameters.md".to_owned(), parameters::page(&site));
    for (name, action) in &spec.actions {
        files.extend(site.layout.action_path(name).map(|path| (path, action::page(&site, name, action))));
    }
    for (name, structure) in &spec.structures {
        files.extend(site.layout.structure_path(name).map(|path| (path, structure::page(&site, name, structure))));
    }
    files
}

/// The line that names the document.
fn provenance(source: &Source) -> String {
    let [first, last] = source.lines;
    let lines = if first == last { format!("line {first}") } else { format!("lines {first}–{last}") };
    format!("Document: {}, {lines}.", code(&source.document))
}
