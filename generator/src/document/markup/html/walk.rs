//! From the HTML tree to an outline: which elements are furniture of the site, which end a line, which are
//! tables of data and which only lay the page out.
//!
//! The tree is walked without recursion.

use super::sink;
use super::tree::{Edge, Element, Id, ROOT, Tree};
use crate::document::markup::flow::CellText;
use crate::document::markup::grid::{Cell, Grid};
use crate::document::markup::outline::Outline;
use crate::document::{Line, Vocabulary};

/// Elements whose text is no part of the page.
const SET_ASIDE: &[&str] = &[
    "script", "style", "noscript", "template", "nav", "footer", "aside", "button", "select", "svg", "iframe", "head",
    "input", "dialog", "object", "canvas", "video", "audio",
];
/// Class names and identifiers by which sites mark their own furniture.
const SET_ASIDE_CLASSES: &[&str] = &[
    "breadcrumb",
    "breadcrumbs",
    "sidebar",
    "side-bar",
    "footer",
    "navbar",
    "nav",
    "menu",
    "toc",
    "pagination",
    "site-header",
    "page-footer",
    "feedback",
    "comments",
];
/// Elements that hold the page where a document has one of them.
const MAIN: &[&str] = &["main", "article"];
/// Elements that stand inside a line.
pub(super) const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time",
    "tt", "u", "var", "wbr",
];

/// Walks over a whole document.
pub(super) fn document(text: &str, vocabularies: &[&'static Vocabulary], outline: &mut Outline) {
    let tree = sink::parse(&super::prepare(text), false);
    let named = |id: Id, names: &[&str]| tree.element(id).is_some_and(|element| names.contains(&element.name()));
    let title = tree.descendants(ROOT).find(|id| named(*id, &["title"]));
    outline.title = title.and_then(|title| title_line(title, &tree));
    let inside_main = tree.descendants(ROOT).any(|id| named(id, MAIN));
    Walker::new(&tree, 0, vocabularies, outline, inside_main).walk();
}

/// Walks over a fragment that begins on source line `first`.
pub(super) fn fragment(text: &str, first: u32, vocabularies: &[&'static Vocabulary], outline: &mut Outline) {
    let tree = sink::parse(&super::prepare(text), true);
    Walker::new(&tree, first.saturating_sub(1), vocabularies, outline, false).walk();
}

/// The document's title without the name of the site behind it.
fn title_line(title: Id, tree: &Tree) -> Option<Line> {
    let child = tree.first_child(title)?;
    let mut lines = tree.text(child)?.split('\n').zip(tree.line(child)..);
    let (first, number) = lines.find(|(line, _)| !line.trim().is_empty())?;
    let end = [" - ", " | ", " – ", "_"].iter().filter_map(|mark| first.find(mark)).min().unwrap_or(first.len());
    let title = first.get(..end)?.trim();
    (!title.is_empty()).then(|| Line::new(number, title))
}

struct Walker<'w> {
    tree: &'w Tree,
    /// Added to the lines of the tree.
    offset: u32,
    vocabularies: &'w [&'static Vocabulary],
    outline: &'w mut Outline,
    /// The page stands in an element of its own, and how many of these are open.
    main: Option<usize>,
    /// Open elements that are set aside.
    aside: usize,
    /// Open `pre` elements, and their lines.
    pre: usize,
    code: Vec<Line>,
    /// The open table of data; tables inside its cells are lines of the cell.
    table: Option<Draft>,
}

/// A table of data under construction.
struct Draft {
    id: Id,
    grid: Grid,
    in_cell: bool,
    /// Inside the element for the header, and whether all cells of the row are header cells.
    in_head: bool,
    all_heads: bool,
    /// Open tables inside the cell.
    inner: usize,
}

impl<'w> Walker<'w> {
    fn new(
        tree: &'w Tree,
        offset: u32,
        vocabularies: &'w [&'static Vocabulary],
        outline: &'w mut Outline,
        inside_main: bool,
    ) -> Self {
        Self {
            tree,
            offset,
            vocabularies,
            outline,
            main: inside_main.then_some(0),
            aside: 0,
            pre: 0,
            code: Vec::new(),
            table: None,
        }
    }

    fn walk(mut self) {
        let tree = self.tree;
        if let Some(line) = tree.cut {
            self.outline.cut = self.outline.cut.or(Some(line + self.offset));
        }
        for edge in tree.walk(ROOT) {
            match edge {
                Edge::Open(id) => match (tree.element(id), tree.text(id)) {
                    (Some(element), _) => self.open(id, element),
                    (None, Some(text)) => self.text(text, tree.line(id) + self.offset),
                    (None, None) => {}
                },
                Edge::Close(id) => {
                    if let Some(element) = tree.element(id) {
                        self.close(id, element);
                    }
                }
            }
        }
        self.end_text();
    }

    fn in_cell(&self) -> bool {
        self.table.as_ref().is_some_and(|table| table.in_cell)
    }

    /// The table whose rows and cells are being read, no table inside a cell of it.
    fn rows(&mut self) -> Option<&mut Draft> {
        self.table.as_mut().filter(|table| table.inner == 0)
    }

    fn text(&mut self, text: &str, number: u32) {
        if self.aside > 0 || self.main == Some(0) {
            return;
        }
        if self.pre == 0 {
            return self.outline.text(text, number);
        }
        self.outline.saw(text, number);
        for (at, (line, number)) in text.split('\n').zip(number..).enumerate() {
            self.preformatted(line, number, at > 0);
        }
    }

    /// A line, or a piece of one, of preformatted text.
    fn preformatted(&mut self, text: &str, number: u32, begins: bool) {
        if self.in_cell() {
            if begins {
                self.outline.flow.end_line();
            }
            return self.outline.flow.text(text, number);
        }
        match self.code.last_mut().filter(|_| !begins) {
            Some(line) => {
                // A piece of a line; its number is that of the first.
                if line.text.is_empty() {
                    line.numbers = vec![number];
                }
                line.text.push_str(text);
            }
            None => self.code.push(Line::new(number, text)),
        }
    }

    /// Ends the running line, or the line of a cell.
    fn end_text(&mut self) {
        if self.in_cell() {
            self.outline.flow.end_line();
        } else {
            self.outline.end_text();
        }
    }

    fn open(&mut self, node: Id, element: &Element) {
        if is_aside(element) {
            self.aside += 1;
        }
        if self.aside > 0 {
            return;
        }
        let name = element.name();
        if let Some(open) = self.main.as_mut().filter(|_| MAIN.contains(&name)) {
            *open += 1;
        }
        if self.in_inner_table() && matches!(name, "td" | "th") {
            return self.outline.flow.open_inner_cell();
        }
        if self.in_inner_table() && is_header_row(node, self.tree) {
            self.end_text();
            self.aside += 1;
            return;
        }
        if INLINE.contains(&name) {
            return self.open_inline(node, element);
        }
        if name == "br" {
            // Also inside a heading, whose lines are one.
            self.outline.flow.end_line();
        }
        if self.pre > 0 && !self.in_cell() {
            self.code.push(Line::new(self.tree.line(node) + self.offset, ""));
        }
        if name == "br" {
            return;
        }
        self.end_text();
        match name {
            "pre" | "textarea" => self.pre += 1,
            "ul" | "ol" if !self.in_cell() => self.outline.open_list(),
            "table" => self.open_table(node),
            "tr" | "thead" | "td" | "th" => self.open_row(name, element),
            _ => {}
        }
    }

    fn open_inline(&mut self, node: Id, element: &Element) {
        match element.name() {
            "b" | "strong" => self.outline.flow.strong += 1,
            "del" | "s" | "strike" => self.outline.flow.struck += 1,
            "sup" => self.outline.flow.open_raised(),
            "img" if self.main != Some(0) && self.table.is_none() => {
                self.outline.pictures.push(self.tree.line(node) + self.offset);
            }
            "a" if self.main != Some(0) => {
                let address = element.attr("href").map(str::trim).filter(|address| !address.is_empty());
                if let Some(address) = address.filter(|address| !address.starts_with("javascript:")) {
                    let number = self.tree.line(node) + self.offset;
                    self.outline.links.push(Line::new(number, address));
                }
            }
            _ => {}
        }
    }

    /// Inside a table that is inside a cell.
    fn in_inner_table(&self) -> bool {
        self.table.as_ref().is_some_and(|table| table.inner > 0)
    }

    fn open_table(&mut self, node: Id) {
        if let Some(table) = &mut self.table {
            table.inner += 1;
        } else if is_data(node, self.tree) {
            self.table = Some(Draft {
                id: node,
                grid: Grid::default(),
                in_cell: false,
                in_head: false,
                all_heads: false,
                inner: 0,
            });
        }
    }

    fn open_row(&mut self, name: &str, element: &Element) {
        let Some(table) = self.rows() else { return };
        match name {
            "thead" => table.in_head = true,
            "tr" => {
                table.all_heads = true;
                table.grid.rows.push(Vec::new());
            }
            name => {
                let span = |name: &str| element.attr(name).and_then(|value| value.trim().parse().ok()).unwrap_or(1);
                table.in_cell = true;
                table.all_heads &= name == "th";
                if let Some(row) = table.grid.rows.last_mut() {
                    row.push(Cell { columns: span("colspan"), rows: span("rowspan"), ..Cell::default() });
                }
            }
        }
    }

    fn close(&mut self, node: Id, element: &Element) {
        if is_aside(element) {
            self.aside = self.aside.saturating_sub(1);
            return;
        }
        let name = element.name();
        if self.in_inner_table() && is_header_row(node, self.tree) {
            self.aside = self.aside.saturating_sub(1);
            return;
        }
        if self.aside > 0 || self.in_inner_table() && matches!(name, "td" | "th") {
            return;
        }
        match name {
            "b" | "strong" => self.outline.flow.strong = self.outline.flow.strong.saturating_sub(1),
            "del" | "s" | "strike" => self.outline.flow.struck = self.outline.flow.struck.saturating_sub(1),
            "sup" => self.outline.flow.close_raised(),
            "br" => {}
            _ if INLINE.contains(&name) => {}
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if !self.in_cell() => {
                let level = name.bytes().last().map_or(6, |digit| digit.saturating_sub(b'0'));
                self.outline.end_heading(level);
            }
            "pre" | "textarea" => self.close_pre(),
            "ul" | "ol" if !self.in_cell() => self.outline.close_list(),
            "thead" | "tr" | "td" | "th" if self.rows().is_some() => self.close_row(name),
            "table" if self.table.is_some() => self.close_table(node),
            _ => self.end_text(),
        }
        if let Some(open) = self.main.as_mut().filter(|_| MAIN.contains(&name)) {
            *open = open.saturating_sub(1);
        }
    }

    fn close_pre(&mut self) {
        self.pre = self.pre.saturating_sub(1);
        self.end_text();
        if self.pre == 0 {
            self.outline.code(std::mem::take(&mut self.code));
        }
    }

    fn close_row(&mut self, name: &str) {
        let text = if name.len() == 2 && name != "tr" { self.outline.flow.take_cell() } else { CellText::default() };
        let Some(table) = self.rows() else { return };
        match name {
            "thead" => table.in_head = false,
            "tr" => {
                let rows = table.grid.rows.len();
                if (table.in_head || table.all_heads) && table.grid.header + 1 == rows {
                    table.grid.header = rows;
                }
            }
            _ => {
                table.in_cell = false;
                if let Some(cell) = table.grid.rows.last_mut().and_then(|row| row.last_mut()) {
                    cell.lines = text.lines;
                    cell.struck = text.struck;
                }
            }
        }
    }

    fn close_table(&mut self, node: Id) {
        self.end_text();
        let Some(mut draft) = self.table.take() else { return };
        if draft.id != node {
            draft.inner = draft.inner.saturating_sub(1);
            self.table = Some(draft);
        } else {
            self.outline.table(draft.grid, self.vocabularies);
        }
    }
}

/// A row of nothing but header cells. Of a table inside a cell, whose rows are lines of that cell, it says nothing.
fn is_header_row(node: Id, tree: &Tree) -> bool {
    let mut cells = tree.children(node).filter_map(|child| tree.element(child).map(Element::name)).peekable();
    let is_row = tree.element(node).is_some_and(|element| element.name() == "tr");
    is_row && cells.peek().is_some() && cells.all(|name| name == "th")
}

/// True for an element that is furniture of the site.
pub(super) fn is_aside(element: &Element) -> bool {
    let marked = |attribute: &str| {
        element
            .attr(attribute)
            .is_some_and(|names| names.split_ascii_whitespace().any(|name| SET_ASIDE_CLASSES.contains(&name)))
    };
    SET_ASIDE.contains(&element.name())
        || (element.name() != "body" && (marked("class") || marked("id")))
        || element.attr("role").is_some_and(|role| matches!(role, "navigation" | "search" | "contentinfo"))
}

/// True for a table of data. Old pages are laid out with tables, which hold headings or tables and have no
/// header cells of their own.
fn is_data(node: Id, tree: &Tree) -> bool {
    const REACH: usize = 2000;
    let names = tree.descendants(node).take(REACH).filter_map(|id| tree.element(id).map(Element::name));
    let decisive = names.into_iter().find(|name| matches!(*name, "th" | "table" | "h1" | "h2" | "h3"));
    decisive.is_none_or(|name| name == "th")
}
