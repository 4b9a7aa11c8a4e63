//! From the HTML tree to an outline: which elements are furniture of the site, which end a line, which are
//! tables of data and which only lay the page out.
//!
//! The tree is walked without recursion, since documents may nest as deep as they like.

use ego_tree::iter::Edge;
use ego_tree::{NodeId, NodeRef};
use scraper::Node;
use scraper::node::Element;

use super::sink::Lined;
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
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time",
    "tt", "u", "var", "wbr",
];

/// Walks over a whole document.
pub(super) fn document(text: &str, vocabularies: &[&'static Vocabulary], outline: &mut Outline) {
    let lined = Lined::parse(&super::prepare(text), false);
    let root = lined.html.tree.root();
    let is_main = |node: &NodeRef<'_, Node>| element(node).is_some_and(|element| MAIN.contains(&element.name()));
    let title = root.descendants().find(|node| element(node).is_some_and(|element| element.name() == "title"));
    outline.title = title.and_then(|node| title_line(node, &lined));
    let inside_main = root.descendants().find(is_main).is_some();
    Walker::new(&lined, 0, vocabularies, outline, inside_main).walk(root);
}

/// Walks over a fragment that begins on source line `first`.
pub(super) fn fragment(text: &str, first: u32, vocabularies: &[&'static Vocabulary], outline: &mut Outline) {
    let lined = Lined::parse(&super::prepare(text), true);
    Walker::new(&lined, first.saturating_sub(1), vocabularies, outline, false).walk(lined.html.tree.root());
}

fn element<'a>(node: &NodeRef<'a, Node>) -> Option<&'a Element> {
    node.value().as_element()
}

/// The document's title without the name of the site behind it.
fn title_line(node: NodeRef<'_, Node>, lined: &Lined) -> Option<Line> {
    let child = node.first_child()?;
    let text = child.value().as_text()?;
    let (first, number) = lined.pieces(child.id(), text).find(|(piece, _)| !piece.trim().is_empty())?;
    let end = [" - ", " | ", " – ", "_"].iter().filter_map(|mark| first.find(mark)).min().unwrap_or(first.len());
    let title = first.get(..end)?.trim();
    (!title.is_empty()).then(|| Line::new(number, title))
}

struct Walker<'w> {
    lined: &'w Lined,
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
    id: NodeId,
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
        lined: &'w Lined,
        offset: u32,
        vocabularies: &'w [&'static Vocabulary],
        outline: &'w mut Outline,
        inside_main: bool,
    ) -> Self {
        Self {
            lined,
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

    fn walk(mut self, root: NodeRef<'_, Node>) {
        for edge in root.traverse() {
            match edge {
                Edge::Open(node) => match node.value() {
                    Node::Text(text) => self.text(node, text),
                    Node::Element(element) => self.open(node, element),
                    _ => {}
                },
                Edge::Close(node) => {
                    if let Some(element) = element(&node) {
                        self.close(node, element);
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

    fn text(&mut self, node: NodeRef<'_, Node>, text: &str) {
        if self.aside > 0 || self.main == Some(0) {
            return;
        }
        for (piece, line) in self.lined.pieces(node.id(), text) {
            let number = line + self.offset;
            if self.pre == 0 {
                self.outline.text(piece, number);
                continue;
            }
            self.outline.saw(piece, number);
            for (at, (line, number)) in piece.split('\n').zip(number..).enumerate() {
                self.preformatted(line, number, at > 0);
            }
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

    fn open(&mut self, node: NodeRef<'_, Node>, element: &Element) {
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
        if self.in_inner_table() && is_header_row(node) {
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
            self.code.push(Line::new(self.lined.line(node.id()) + self.offset, ""));
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

    fn open_inline(&mut self, node: NodeRef<'_, Node>, element: &Element) {
        match element.name() {
            "b" | "strong" => self.outline.flow.strong += 1,
            "del" | "s" | "strike" => self.outline.flow.struck += 1,
            "sup" => self.outline.flow.open_raised(),
            "img" if self.main != Some(0) && self.table.is_none() => {
                self.outline.pictures.push(self.lined.line(node.id()) + self.offset);
            }
            "a" if self.main != Some(0) => {
                let address = element.attr("href").map(str::trim).filter(|address| !address.is_empty());
                if let Some(address) = address.filter(|address| !address.starts_with("javascript:")) {
                    let number = self.lined.line(node.id()) + self.offset;
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

    fn open_table(&mut self, node: NodeRef<'_, Node>) {
        if let Some(table) = &mut self.table {
            table.inner += 1;
        } else if is_data(node) {
            self.table = Some(Draft {
                id: node.id(),
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

    fn close(&mut self, node: NodeRef<'_, Node>, element: &Element) {
        if is_aside(element) {
            self.aside = self.aside.saturating_sub(1);
            return;
        }
        let name = element.name();
        if self.in_inner_table() && is_header_row(node) {
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

    fn close_table(&mut self, node: NodeRef<'_, Node>) {
        self.end_text();
        let Some(mut draft) = self.table.take() else { return };
        if draft.id != node.id() {
            draft.inner = draft.inner.saturating_sub(1);
            self.table = Some(draft);
        } else {
            self.outline.table(draft.grid, self.vocabularies);
        }
    }
}

/// A row of nothing but header cells. Of a table inside a cell, whose rows are lines of that cell, it says nothing.
fn is_header_row(node: NodeRef<'_, Node>) -> bool {
    let mut cells = node.children().filter_map(|child| element(&child).map(Element::name)).peekable();
    let is_row = element(&node).is_some_and(|element| element.name() == "tr");
    is_row && cells.peek().is_some() && cells.all(|name| name == "th")
}

/// True for an element that is furniture of the site.
fn is_aside(element: &Element) -> bool {
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
fn is_data(node: NodeRef<'_, Node>) -> bool {
    const REACH: usize = 2000;
    let names = node.descendants().skip(1).take(REACH).filter_map(|node| element(&node).map(Element::name));
    let decisive = names.into_iter().find(|name| matches!(*name, "th" | "table" | "h1" | "h2" | "h3"));
    decisive.is_none_or(|name| name == "th")
}
