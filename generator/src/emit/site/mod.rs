//! The reference as a static site: the pages of [`reference`](mod@reference) as HTML, an index over all APIs, and a search
//! that runs in the reader's browser. It is opened from a folder or served by anything; nothing is loaded from elsewhere.
//!
//! There is one reference: its Markdown is rendered here and nothing about an API is composed a second time. What is
//! added is what only a site can have: the frame around a page, anchors of rows, ways to the next page, the search.

mod render;
mod search;

use std::collections::HashSet;
use std::fmt::Write as _;

use crate::emit::Files;
use crate::emit::reference::{self, markdown};
use crate::escape::{self, html as escape_html};
use crate::files::MARKER;
use crate::prose::Prose;
use crate::spec::model::Spec;

use render::{Rendered, html_path};
use search::Index;

/// An API of the site.
#[derive(Debug, Clone, Copy)]
pub struct Api<'a> {
    /// What the pages are made of.
    pub spec: &'a Spec,
    /// Descriptions to print beside the facts.
    pub prose: Option<&'a Prose>,
}

/// The colours and the layout of all pages.
const STYLE: &str = include_str!("style.css");

/// The search.
const SCRIPT: &str = include_str!("search.js");

/// The site of some APIs, by path relative to its folder: `index.html`, and a folder for each API. `command` is named
/// in each file's first line. The same specs give the same bytes.
pub fn emit(apis: &[Api<'_>], command: &str) -> Files {
    let mut files = Files::new();
    let mut index = Index::default();
    let mut taken = HashSet::new();
    let mut folders = Vec::new();
    for api in apis {
        let folder = folder(&api.spec.id, &mut taken);
        let pages = reference::emit(api.spec, &reference::Options { prose: api.prose, command });
        index.add_api(&title(api.spec), &folder, api.spec);
        let rendered = pages.iter().map(|(path, text)| (path.as_str(), render::render(text))).collect::<Vec<_>>();
        for (position, (path, page)) in rendered.iter().enumerate() {
            index.add_page(&html_path(path), page, api.spec);
            let frame = Frame { command, root: if path.contains('/') { "../../" } else { "../" }, api: Some(api.spec) };
            let html = frame.around(page, &pager(&rendered, position));
            files.insert(format!("{folder}/{}", html_path(path)), html);
        }
        folders.push(folder);
    }
    let frame = Frame { command, root: "", api: None };
    files.insert("index.html".to_owned(), frame.around(&render::render(&overview(apis, &folders)), ""));
    let origin = format!("/* {MARKER}`{}`. Do not edit. */\n", escape::comment(command, "*/"));
    files.insert("style.css".to_owned(), format!("{origin}{STYLE}"));
    files.insert("search.js".to_owned(), format!("{origin}{SCRIPT}"));
    files.insert("search-index.js".to_owned(), format!("{origin}{}", index.script()));
    escape::files(files)
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
fn overview(apis: &[Api<'_>], folders: &[String]) -> String {
    let mut page = markdown::Page::default();
    page.heading(1, "API reference");
    let mut table =
        markdown::Table::new(["API", "Id", "Version", "Actions", "Structures", "Error codes", "Newest release"]);
    for (api, folder) in apis.iter().zip(folders) {
        let spec = api.spec;
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

/// Links to the pages before and after one in its folder.
fn pager(pages: &[(&str, Rendered)], position: usize) -> String {
    let folder_of = |path: &str| path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
    let Some((path, _)) = pages.get(position) else { return String::new() };
    let folder = folder_of(path);
    if folder.is_none() {
        return String::new();
    }
    let neighbour = |index: Option<usize>| {
        let (path, page) = pages.get(index?)?;
        (folder_of(path) == folder).then(|| (path.rsplit('/').next().unwrap_or(path), page))
    };
    let mut out = String::from("<nav class=\"pager\">");
    for (class, mark, found) in
        [("prev", "←", neighbour(position.checked_sub(1))), ("next", "→", neighbour(Some(position + 1)))]
    {
        if let Some((path, page)) = found {
            let (href, name) = (escape_html(&html_path(path)), escape_html(&page.title));
            let _ = write!(out, "<a class=\"{class}\" rel=\"{class}\" href=\"{href}\"><span>{mark}</span> {name}</a>");
        }
    }
    out + "</nav>\n"
}

/// What stands around the content of a page.
struct Frame<'a> {
    command: &'a str,
    /// The way from the page to the folder of the site.
    root: &'a str,
    api: Option<&'a Spec>,
}

impl Frame<'_> {
    fn around(&self, page: &Rendered, after: &str) -> String {
        let root = self.root;
        let command = escape::comment(self.command, "-->");
        let mut title = escape_html(&page.title);
        let mut path = format!("<a class=\"home\" href=\"{root}index.html\">API reference</a>");
        if let Some(spec) = self.api {
            let name = escape_html(&self::title(spec));
            let up = if root.len() > 3 { "../" } else { "" };
            let _ = write!(path, "<a class=\"api\" href=\"{up}index.html\">{name}</a>");
            let _ = write!(title, " · {name}");
        }
        format!(
            "<!doctype html><!-- {MARKER}`{command}`. Do not edit. -->\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n\
             <link rel=\"stylesheet\" href=\"{root}style.css\">\n<script defer src=\"{root}search.js\"></script>\n</head>\n\
             <body data-root=\"{root}\">\n<header>\n<nav class=\"path\">{path}</nav>\n\
             <div class=\"search\" role=\"search\" hidden><input type=\"search\" placeholder=\"Search (press /)\" \
             aria-label=\"Search actions, fields, structures and error codes\" autocomplete=\"off\" spellcheck=\"false\">\
             <ol class=\"results\" hidden></ol></div>\n</header>\n<main>\n{}{after}</main>\n</body>\n</html>\n",
            page.html
        )
    }
}
