//! A guide as pages of the site: chapters in Markdown that link to each other, and to files of a repository.

use std::collections::BTreeMap;

use crate::emit::Files;

use super::Options;
use super::frame::{Frame, pager};
use super::render::{Decor, Rendered, html_path, render};
use super::search::Index;
use super::sidebar::{Link, Sidebar};

/// The folder of the chapters in the site.
pub(super) const FOLDER: &str = "guide";

/// What the guide is called.
pub(super) const TITLE: &str = "Guide";

/// Chapters with what their links mean.
#[derive(Debug, Clone, Copy)]
pub struct Guide<'a> {
    /// Names of files with their text: `server.md`. `README.md` is the first page.
    pub chapters: &'a BTreeMap<String, String>,
    /// The folder that the chapters are in, in the repository.
    pub folder: &'a str,
    /// Where files of the repository are shown: links that leave the folder lead there.
    pub files: &'a str,
}

impl Decor for Guide<'_> {
    fn address(&self, address: &str) -> String {
        let path = address.split('#').next().unwrap_or_default();
        if path.contains("://") || path.is_empty() || self.chapters.contains_key(path) {
            return html_path(address);
        }
        let mut parts: Vec<&str> = self.folder.split('/').collect();
        for part in address.split('/') {
            match part {
                ".." => _ = parts.pop(),
                part => parts.push(part),
            }
        }
        format!("{}/{}", self.files.trim_end_matches('/'), parts.join("/"))
    }
}

impl Guide<'_> {
    /// The chapters in the order in which the first page names them.
    fn pages(&self) -> Vec<(String, Rendered)> {
        let first = self.chapters.get("README.md").map_or("", String::as_str);
        let mut names: Vec<&String> = self.chapters.keys().collect();
        names.sort_by_key(|name| {
            let at = first.find(&format!("({name})")).unwrap_or(usize::MAX);
            (name.as_str() != "README.md", at)
        });
        let page = |name: &String| Some((html_path(name), render(self.chapters.get(name)?, self)));
        names.into_iter().filter_map(page).collect()
    }

    /// Writes the chapters, and what the search finds of them.
    pub(super) fn write(&self, options: &Options<'_>, index: &mut Index, files: &mut Files) {
        let pages = self.pages();
        index.add_guide(TITLE, FOLDER, &pages);
        for (position, (name, page)) in pages.iter().enumerate() {
            let path = format!("{FOLDER}/{name}");
            let neighbour = |position: Option<usize>| {
                let (name, page) = pages.get(position?)?;
                Some((name.as_str(), page.title.as_str()))
            };
            let frame = Frame {
                command: options.command,
                path: &path,
                api: Some((TITLE, FOLDER)),
                description: &format!("{}: a chapter of the guide.", page.title),
                side: &sidebar(&pages, position),
                after: &pager(neighbour(position.checked_sub(1)), neighbour(position.checked_add(1))),
            };
            files.insert(path.clone(), frame.around(page));
        }
    }
}

/// The chapters, and the sections of the one that is read.
fn sidebar(pages: &[(String, Rendered)], here: usize) -> String {
    let mut side = Sidebar::default();
    side.open();
    for (position, (name, page)) in pages.iter().enumerate() {
        side.link(Link { address: name, text: &page.title, count: None, is_here: position == here });
        if position == here {
            side.open();
            for (_, text, anchor) in page.headings.iter().filter(|(level, ..)| *level == 2) {
                side.link(Link { address: &format!("#{anchor}"), text, count: None, is_here: false });
            }
            side.close();
        }
    }
    side.close();
    side.finish()
}
