//! The reference as a static site: the pages of [`reference`](mod@crate::emit::reference) as HTML, an index over all APIs, and a search
//! that runs in the reader's browser. It is opened from a folder or served by anything; nothing is loaded from elsewhere,
//! and every page can be read without scripts.
//!
//! There is one reference: its Markdown is rendered here (`render`) and nothing about an API is composed a second time.
//! `book` puts the pages of an API together. What only a site has is added by `members` (types in place), `samples` (calls
//! in several languages), `errors` and `editions` (pages of codes and of years), `pictures` and `sidebar`. `frame` is what
//! surrounds a page, `catalog` and `downloads` what programs read.

mod book;
mod catalog;
mod downloads;
mod editions;
mod errors;
mod frame;
mod guide;
mod language;
mod members;
mod pictures;
mod render;
mod samples;
mod search;
mod sidebar;

use std::collections::HashSet;

use crate::emit::Files;
use crate::emit::reference::markdown;
use crate::escape;
use crate::families::Families;
use crate::files::MARKER;
use crate::prose::Prose;
use crate::spec::language::{ENGLISH, spoken};
use crate::spec::model::Spec;

pub use guide::Guide;

use book::Book;
use frame::Frame;
use render::{Plain, render};
use search::Index;
use sidebar::{Link, Sidebar};

/// An API of the site.
#[derive(Debug, Clone, Copy)]
pub struct Api<'a> {
    /// What the pages are made of.
    pub spec: &'a Spec,
    /// Descriptions to print beside the facts.
    pub prose: Option<&'a Prose>,
    /// Families as corrected; without them they are inferred.
    pub families: Option<&'a Families>,
}

/// What a caller decides about the site.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Options<'a> {
    /// The command that writes the files, named in the first line of each: `docquarry emit site`.
    pub command: &'a str,
    /// The address that the site will have. `sitemap.xml` is written if it is known.
    pub base: Option<&'a str>,
    /// A guide to put beside the APIs.
    pub guide: Option<Guide<'a>>,
    /// The language of labels and units where a spec has it; `en` by default.
    pub language: &'a str,
}

impl<'a> Options<'a> {
    /// A site whose address nobody knows yet.
    pub fn new(command: &'a str) -> Self {
        Self { command, base: None, guide: None, language: ENGLISH }
    }

    /// With the address that the site will have.
    #[must_use]
    pub fn base(self, base: Option<&'a str>) -> Self {
        Self { base, ..self }
    }

    /// With labels and units in a language.
    #[must_use]
    pub fn language(self, language: &'a str) -> Self {
        Self { language, ..self }
    }

    /// With a guide.
    #[must_use]
    pub fn guide(self, guide: Option<Guide<'a>>) -> Self {
        Self { guide, ..self }
    }
}

/// The files that are the same in every site.
const PARTS: [(&str, &str); 4] = [
    ("style.css", include_str!("style.css")),
    ("theme.js", include_str!("theme.js")),
    ("page.js", include_str!("page.js")),
    ("search.js", include_str!("search.js")),
];

/// The sign of the site.
const ICON: &str = include_str!("icon.svg");

/// The site of some APIs, by path relative to its folder: `index.html`, and a folder for each API. The same specs give
/// the same bytes.
pub fn emit(apis: &[Api<'_>], options: &Options<'_>) -> Files {
    let mut files = Files::new();
    let mut index = Index::default();
    let mut taken = HashSet::new();
    let specs: Vec<Spec> = apis.iter().map(|api| spoken(api.spec, options.language)).collect();
    let spoken_apis = apis.iter().zip(&specs).map(|(api, spec)| Api { spec, ..*api });
    let books: Vec<Book<'_>> =
        spoken_apis.map(|api| Book::new(&api, folder(&api.spec.id, &mut taken), options)).collect();
    books.iter().for_each(|book| book.write(options, &mut index, &mut files));
    apis.iter().zip(&books).for_each(|(api, book)| downloads::write(api.spec, &book.folder, options, &mut files));
    if let Some(guide) = &options.guide {
        guide.write(options, &mut index, &mut files);
    }
    let frame = Frame {
        command: options.command,
        path: "index.html",
        api: None,
        description: "Reference of APIs: actions, structures and error codes.",
        side: &sidebar(&books, options.guide.is_some()),
        after: "",
    };
    files.insert("index.html".to_owned(), frame.around(&render(&overview(&books, options.guide.is_some()), &Plain)));
    let origin = format!("{MARKER}`{}`. Do not edit.", escape::comment(options.command, "*/"));
    for (path, text) in PARTS {
        files.insert(path.to_owned(), format!("/* {origin} */\n{text}"));
    }
    files.insert("search-index.js".to_owned(), format!("/* {origin} */\n{}", index.script()));
    let comment = format!("<!-- {} -->\n", origin.replace("--", "- -"));
    files.insert("icon.svg".to_owned(), format!("{comment}{ICON}"));
    files.insert("llms.txt".to_owned(), format!("{comment}\n{}", catalog::llms(&books)));
    if let Some(map) = catalog::sitemap(&files, options) {
        files.insert("sitemap.xml".to_owned(), map);
    }
    escape::files(files)
}

/// The APIs, beside the page that lists them.
fn sidebar(books: &[Book<'_>], has_guide: bool) -> String {
    let mut side = Sidebar::default();
    side.open();
    side.link(Link { address: "index.html", text: "All APIs", count: Some(books.len()), is_here: true });
    for Book { folder, title, spec, .. } in books {
        let address = format!("{folder}/index.html");
        side.link(Link { address: &address, text: title, count: Some(spec.actions.len()), is_here: false });
    }
    if has_guide {
        let address = format!("{}/index.html", guide::FOLDER);
        side.link(Link { address: &address, text: guide::TITLE, count: None, is_here: false });
    }
    side.close();
    side.finish()
}

/// The name of an API as people say it.
fn title(spec: &Spec) -> String {
    let name = spec.label.as_deref().unwrap_or(&spec.product);
    format!("{name} {}", spec.api_version)
}

/// A folder for an API: its id, made safe and, where two have the same, numbered.
fn folder(id: &str, taken: &mut HashSet<String>) -> String {
    let keep = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') { c } else { '_' };
    let stem: String = id.chars().take(100).map(keep).collect();
    let stem = if stem.is_empty() { "_".to_owned() } else { stem };
    let mut name = stem.clone();
    let mut number = 2_u32;
    while !taken.insert(name.to_lowercase()) {
        name = format!("{stem}-{number}");
        number += 1;
    }
    name
}

/// The page that lists the APIs, as Markdown.
fn overview(books: &[Book<'_>], has_guide: bool) -> String {
    let mut page = markdown::Page::default();
    page.heading(1, "API reference");
    if has_guide {
        page.block(&format!(
            "How to use it: {}.",
            markdown::link("the guide", &format!("{}/README.md", guide::FOLDER))
        ));
    }
    let mut table =
        markdown::Table::new(["API", "Id", "Version", "Actions", "Structures", "Error codes", "Newest release"]);
    for Book { spec, folder, .. } in books {
        let name = markdown::text(spec.label.as_deref().unwrap_or(&spec.product));
        table.row([
            markdown::link(&name, &format!("{folder}/README.md")),
            markdown::code(&spec.id),
            markdown::text(&spec.api_version),
            spec.actions.len().to_string(),
            spec.structures.len().to_string(),
            spec.errors.len().to_string(),
            spec.changelog.first().map(|release| markdown::text(&release.date)).unwrap_or_default(),
        ]);
    }
    page.table(&table, "There is no API here.");
    page.finish()
}
