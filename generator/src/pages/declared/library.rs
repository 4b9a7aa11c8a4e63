//! The documents of one API as sections and tables, and where the links between them lead.
//!
//! What a section or a table means is decided by [`outline`](super::outline).

use std::collections::HashMap;

use crate::document::markup::rich::{Block, Kind, Rich, Table, Text};
use crate::source::Source;

/// A document.
pub(crate) struct Doc {
    pub(crate) name: String,
    pub(crate) rich: Rich,
    /// Its path without ending, in capitals, with `_` between the words: how links from other documents name it.
    key: String,
}

/// A part of a document below a heading, or before the first one.
pub(crate) struct Section {
    pub(crate) doc: usize,
    pub(crate) level: u8,
    pub(crate) title: Text,
    /// The block of the heading.
    pub(crate) heading: Option<usize>,
    /// The first block below the heading.
    pub(crate) first: usize,
    /// The block of the next heading.
    pub(crate) next: usize,
    /// The first block behind the section and all sections in it.
    pub(crate) end: usize,
    pub(crate) parent: Option<usize>,
}

impl Section {
    pub(crate) fn name(&self) -> String {
        self.title.plain()
    }
}

/// The place of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct At {
    pub(crate) doc: usize,
    pub(crate) block: usize,
}

/// All documents of an API.
pub(crate) struct Library {
    pub(crate) docs: Vec<Doc>,
    pub(crate) sections: Vec<Section>,
    /// The sections of each document, in order.
    ranges: Vec<std::ops::Range<usize>>,
    anchors: HashMap<(usize, String), usize>,
    keys: HashMap<String, Vec<usize>>,
}

impl Library {
    pub(crate) fn new(documents: Vec<(String, Rich)>) -> Self {
        let doc = |(name, rich): (String, Rich)| Doc { key: key(&name), name, rich };
        let docs: Vec<Doc> = documents.into_iter().map(doc).collect();
        let mut library =
            Self { docs, sections: Vec::new(), ranges: Vec::new(), anchors: HashMap::new(), keys: HashMap::new() };
        for doc in 0..library.docs.len() {
            let start = library.sections.len();
            library.add_sections(doc);
            library.ranges.push(start..library.sections.len());
            library.add_anchors(doc);
        }
        for (index, doc) in library.docs.iter().enumerate() {
            // A link may leave out the first folders.
            let starts = std::iter::once(0).chain(doc.key.match_indices('_').map(|(at, _)| at + 1));
            for start in starts {
                let key = doc.key.get(start..).unwrap_or_default();
                library.keys.entry(key.to_owned()).or_default().push(index);
            }
        }
        library
    }

    fn add_sections(&mut self, doc: usize) {
        let Some(document) = self.docs.get(doc) else { return };
        let blocks = &document.rich.blocks;
        let title = document.rich.title.clone().unwrap_or_default();
        let mut text = Text::default();
        text.push(&title, None, crate::document::markup::rich::Style::default());
        let base = self.sections.len();
        let mut found = vec![Section {
            doc,
            level: 0,
            title: text,
            heading: None,
            first: 0,
            next: blocks.len(),
            end: blocks.len(),
            parent: None,
        }];
        let mut open: Vec<usize> = vec![0];
        for (at, block) in blocks.iter().enumerate() {
            let Kind::Heading { level, text } = &block.kind else { continue };
            if let Some(last) = found.last_mut() {
                last.next = at;
            }
            while let Some(&top) = open.last().filter(|_| open.len() > 1) {
                let Some(section) = found.get_mut(top).filter(|section| section.level >= *level) else { break };
                section.end = at;
                open.pop();
            }
            let parent = open.last().map(|parent| parent + base);
            open.push(found.len());
            found.push(Section {
                doc,
                level: *level,
                title: text.clone(),
                heading: Some(at),
                first: at + 1,
                next: blocks.len(),
                end: blocks.len(),
                parent,
            });
        }
        self.sections.append(&mut found);
    }

    fn add_anchors(&mut self, doc: usize) {
        let Some(document) = self.docs.get(doc) else { return };
        for (at, block) in document.rich.blocks.iter().enumerate() {
            for anchor in &block.anchors {
                self.anchors.entry((doc, anchor.to_lowercase())).or_insert(at);
            }
        }
        let Some(range) = self.ranges.get(doc).cloned() else { return };
        for index in range {
            let Some((section, heading)) = self.sections.get(index).and_then(|s| Some((s, s.heading?))) else {
                continue;
            };
            let own = slug(&section.name());
            let parent = section.parent.and_then(|parent| self.sections.get(parent)).map(|parent| slug(&parent.name()));
            if let Some(parent) = parent.filter(|parent| !parent.is_empty()) {
                self.anchors.entry((doc, format!("{parent}-{own}"))).or_insert(heading);
            }
            self.anchors.entry((doc, own)).or_insert(heading);
        }
    }

    pub(crate) fn block(&self, at: At) -> Option<&Block> {
        self.docs.get(at.doc)?.rich.blocks.get(at.block)
    }

    pub(crate) fn table(&self, at: At) -> Option<&Table> {
        match &self.block(at)?.kind {
            Kind::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The blocks of a document from one index to another.
    pub(crate) fn blocks(&self, doc: usize, from: usize, to: usize) -> impl Iterator<Item = (usize, &Block)> {
        let blocks = self.docs.get(doc).map(|doc| doc.rich.blocks.as_slice()).unwrap_or_default();
        (from..).zip(blocks.get(from..to.min(blocks.len())).unwrap_or_default())
    }

    /// The blocks directly in a section.
    pub(crate) fn own(&self, section: usize) -> impl Iterator<Item = (usize, &Block)> {
        let range = self.sections.get(section).map_or((0, 0, 0), |s| (s.doc, s.first, s.next));
        self.blocks(range.0, range.1, range.2)
    }

    pub(crate) fn section(&self, index: usize) -> Option<&Section> {
        self.sections.get(index)
    }

    /// The sections of a document.
    pub(crate) fn sections_of(&self, doc: usize) -> std::ops::Range<usize> {
        self.ranges.get(doc).cloned().unwrap_or_default()
    }

    /// The innermost section that a block is in.
    pub(crate) fn section_of(&self, at: At) -> usize {
        let range = self.sections_of(at.doc);
        let sections = self.sections.get(range.clone()).unwrap_or_default();
        range.start
            + sections
                .partition_point(|section| section.heading.is_none_or(|heading| heading <= at.block))
                .saturating_sub(1)
    }

    /// A section and those around it, from the inside.
    pub(crate) fn around(&self, section: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(section), |section| self.sections.get(*section)?.parent)
    }

    pub(crate) fn source(&self, doc: usize, lines: [u32; 2]) -> Source {
        Source { document: self.docs.get(doc).map(|doc| doc.name.clone()).unwrap_or_default(), lines }
    }

    /// The lines of a section with all in it.
    pub(crate) fn span(&self, section: usize) -> [u32; 2] {
        let Some(found) = self.sections.get(section) else { return [1, 1] };
        let from = found.heading.unwrap_or(found.first);
        let mut blocks = self.blocks(found.doc, from, found.end);
        let first = blocks.next().map_or([1, 1], |(_, block)| block.lines);
        blocks.last().map_or(first, |(_, block)| [first[0], block.lines[1].max(first[1])])
    }

    /// The block that a link leads to, from a document. `None` if it leads out of the documents.
    pub(crate) fn follow(&self, doc: usize, link: &str) -> Option<At> {
        let (page, anchor) = link.split_once('#').unwrap_or((link, ""));
        if page.contains("://") {
            return None;
        }
        if page.is_empty() {
            // `#PAGE/anchor` names another document.
            return match anchor.split_once('/') {
                Some((page, anchor)) => self.page(page).and_then(|doc| self.anchor(doc, anchor)),
                None => self.anchor(doc, anchor),
            };
        }
        let target = self.page(page)?;
        if anchor.is_empty() { Some(At { doc: target, block: 0 }) } else { self.anchor(target, anchor) }
    }

    fn anchor(&self, doc: usize, anchor: &str) -> Option<At> {
        self.anchors.get(&(doc, anchor.to_lowercase())).map(|block| At { doc, block: *block })
    }

    /// The only document that a link's path names.
    fn page(&self, path: &str) -> Option<usize> {
        let key = key(path.trim_start_matches(['/', '.']));
        if let Some(known) = self.keys.get(&key) {
            return if let [only] = known.as_slice() { Some(*only) } else { None };
        }
        // The documents may be named from a folder further in than the link's.
        let rest = key.match_indices('_').filter_map(|(at, _)| key.get(at + 1..));
        let whole = rest.filter_map(|rest| {
            let known = self.keys.get(rest)?;
            known.iter().find(|doc| self.docs.get(**doc).is_some_and(|doc| doc.key == rest))
        });
        whole.copied().next()
    }

    /// The tables in a section and those in it, from a block on.
    pub(crate) fn tables_from(&self, at: At) -> impl Iterator<Item = At> {
        let end = match self.block(at).map(|block| &block.kind) {
            Some(Kind::Heading { .. }) => self.section(self.section_of(at)).map_or(at.block, |section| section.end),
            _ => at.block + 1,
        };
        let tables = self.blocks(at.doc, at.block, end).filter(|(_, block)| matches!(block.kind, Kind::Table(_)));
        tables.map(move |(block, _)| At { doc: at.doc, block })
    }
}

/// How links name a document: its path without ending, in capitals, with `_` between the words.
fn key(path: &str) -> String {
    let stem = match path.rsplit_once('.') {
        Some((stem, ending)) if !ending.contains('/') && ending.len() < 6 => stem,
        _ => path,
    };
    let plain = |c: char| if c.is_alphanumeric() { c } else { '_' };
    stem.trim_end_matches('/').chars().map(plain).flat_map(char::to_uppercase).collect()
}

/// A title as an anchor: small letters, `-` between the words.
pub(crate) fn slug(title: &str) -> String {
    let mut slug = String::new();
    for c in title.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() || c == '_' {
            slug.push(c);
        } else if (c == ' ' || c == '-') && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::document::markup::rich::read_markdown;

    #[test]
    fn links_lead_to_headings_by_anchor_slug_and_page() {
        let tea = "# Tea\n\n### Pot Object\n\n###### Pot Structure\n\n| a | b |\n|--|--|\n| c | d |\n";
        let cup = "<a name=\"cups\"></a>\n## Cups\n\ntext\n";
        let library = Library::new(vec![
            ("docs/resources/Tea_Pots.md".to_owned(), read_markdown(tea)),
            ("docs/cups.md".to_owned(), read_markdown(cup)),
        ]);
        let found = |doc, link: &str| library.follow(doc, link).map(|at| (at.doc, at.block));
        assert_eq!(found(1, "#DOCS_RESOURCES_TEA_POTS/pot-object-pot-structure"), Some((0, 2)));
        assert_eq!(found(1, "/resources/tea-pots#pot-object"), Some((0, 1)));
        assert_eq!(found(0, "cups.md#cups"), Some((1, 0)));
        assert_eq!(found(0, "#nowhere"), None);
        assert_eq!(found(0, "https://tea.example/docs/cups#cups"), None);
        let tables: Vec<At> = library.tables_from(library.follow(0, "#pot-object").unwrap()).collect();
        assert_eq!(tables, [At { doc: 0, block: 3 }]);
    }
}
