//! From the HTML tree to rich blocks: what [`walk`](super::walk) does for plain blocks, with links, styles and anchors kept.
//!
//! The tree is walked without recursion. Only the page is read: the element with the given identifier, if there is one,
//! or else everything that is not furniture of the site.

use super::tree::{Edge, Element, Id, ROOT, Tree};
use super::{sink, walk};
use crate::document::markup::rich::{Block, Builder, Draft, DraftCell, Kind, Rich, Style, Text};

/// Reads a document.
pub(super) fn document(text: &str, scope: Option<&str>) -> Rich {
    let tree = sink::parse(&super::prepare(text), false);
    let is_scope = |id: &Id| tree.element(*id).is_some_and(|element| scope.is_some() && element.attr("id") == scope);
    let root = tree.descendants(ROOT).find(is_scope);
    let mut walker = Walker::new(&tree, 0, text.lines().count());
    walker.walk(root.unwrap_or(ROOT));
    let texts = walker.texts;
    let has_text = |line: u32| (line as usize).checked_sub(1).and_then(|at| texts.get(at)).copied().unwrap_or(false);
    walker.out.finish(None, text, |line| !has_text(line))
}

/// The blocks of a fragment that begins on line `first`.
pub(super) fn fragment(text: &str, first: u32) -> Vec<Block> {
    let tree = sink::parse(&super::prepare(text), true);
    let mut walker = Walker::new(&tree, first.saturating_sub(1), 0);
    walker.walk(ROOT);
    walker.out.blocks
}

struct Walker<'t> {
    tree: &'t Tree,
    offset: u32,
    out: Builder,
    /// Lines with text, by index.
    texts: Vec<bool>,
    text: Text,
    /// First and last line of the text.
    lines: Option<[u32; 2]>,
    style: Style,
    links: Vec<Option<String>>,
    aside: usize,
    quotes: usize,
    items: usize,
    pre: usize,
    table: Option<Open>,
}

/// A table that is open.
struct Open {
    draft: Draft,
    line: u32,
    last: u32,
    /// Tables inside its cells.
    inner: usize,
    in_cell: bool,
}

impl<'t> Walker<'t> {
    fn new(tree: &'t Tree, offset: u32, lines: usize) -> Self {
        Self {
            tree,
            offset,
            out: Builder::default(),
            texts: vec![false; lines],
            text: Text::default(),
            lines: None,
            style: Style::default(),
            links: Vec::new(),
            aside: 0,
            quotes: 0,
            items: 0,
            pre: 0,
            table: None,
        }
    }

    fn walk(&mut self, root: Id) {
        let tree = self.tree;
        for edge in tree.walk(root) {
            match edge {
                Edge::Open(id) => match (tree.element(id), tree.text(id)) {
                    (Some(element), _) => self.open(id, element),
                    (None, Some(text)) => self.add(text, tree.line(id) + self.offset),
                    (None, None) => {}
                },
                Edge::Close(id) => {
                    if let Some(element) = tree.element(id) {
                        self.close(id, element);
                    }
                }
            }
        }
        self.flush();
    }

    fn add(&mut self, text: &str, line: u32) {
        if self.aside > 0 {
            return;
        }
        for (at, piece) in (line..).zip(text.split('\n')) {
            if piece.trim().is_empty() {
                continue;
            }
            if let Some(seen) = ((at - self.offset) as usize).checked_sub(1).and_then(|at| self.texts.get_mut(at)) {
                *seen = true;
            }
            let [first, _] = self.lines.unwrap_or([at, at]);
            self.lines = Some([first, at]);
            if let Some(table) = &mut self.table {
                table.last = table.last.max(at);
            }
        }
        let link = self.links.last().cloned().flatten();
        // Outside of code a line break of the source is a blank.
        let text = if self.pre > 0 { text.to_owned() } else { text.replace('\n', " ") };
        self.text.push(&text, link.as_deref(), self.style);
    }

    /// Ends a block, or a line of a cell.
    fn flush(&mut self) {
        if self.table.as_ref().is_some_and(|table| table.in_cell) {
            if !self.text.is_blank() {
                self.text.push("\n", None, Style::default());
            }
            return;
        }
        let text = std::mem::take(&mut self.text);
        let Some(lines) = self.lines.take().filter(|_| !text.is_blank()) else { return };
        let kind = match () {
            () if self.items > 0 => Kind::Item(text),
            () if self.quotes > 0 => Kind::Quote(text),
            () => Kind::Paragraph(text),
        };
        self.out.push(lines, kind);
    }

    fn open(&mut self, id: Id, element: &Element) {
        if walk::is_aside(element) {
            self.aside += 1;
        }
        if self.aside > 0 {
            return;
        }
        let name = element.name();
        if self.table.is_none() {
            let marked = element.attr("id").filter(|_| !walk::INLINE.contains(&name)).or_else(|| element.attr("name"));
            if let Some(anchor) = marked.filter(|anchor| !anchor.is_empty()) {
                if !walk::INLINE.contains(&name) {
                    self.flush();
                }
                self.out.anchors.push(anchor.to_owned());
            }
        }
        match name {
            "b" | "strong" => self.style.strong = true,
            "i" | "em" => self.style.emphasis = true,
            "code" | "tt" | "kbd" => self.style.code = true,
            "sup" => self.style.raised = true,
            "a" => {
                let target = element.attr("href").map(str::trim).filter(|target| !target.is_empty());
                self.links.push(target.map(str::to_owned));
            }
            "img" => {}
            "br" => self.text.push("\n", None, Style::default()),
            "table" => self.open_table(id),
            "tr" | "td" | "th" if self.table.is_some() => {}
            _ if walk::INLINE.contains(&name) => {}
            _ => self.flush(),
        }
        match name {
            "blockquote" => self.quotes += 1,
            "li" => self.items += 1,
            "pre" => self.pre += 1,
            "tr" | "td" | "th" => self.open_row(id, element),
            _ => {}
        }
    }

    fn open_table(&mut self, id: Id) {
        if let Some(table) = &mut self.table {
            table.inner += 1;
            return;
        }
        self.flush();
        let line = self.tree.line(id) + self.offset;
        self.table = Some(Open { draft: Draft::default(), line, last: line, inner: 0, in_cell: false });
    }

    fn open_row(&mut self, id: Id, element: &Element) {
        let line = self.tree.line(id) + self.offset;
        let Some(table) = self.table.as_mut().filter(|table| table.inner == 0) else { return };
        if element.name() == "tr" {
            table.draft.rows.push((Vec::new(), [line, line]));
            return;
        }
        let span = |name: &str| element.attr(name).and_then(|value| value.trim().parse().ok()).unwrap_or(1);
        table.in_cell = true;
        self.text = Text::default();
        if let Some((row, _)) = table.draft.rows.last_mut() {
            row.push(DraftCell { text: Text::default(), columns: span("colspan"), rows: span("rowspan") });
        }
    }

    fn close(&mut self, _id: Id, element: &Element) {
        if walk::is_aside(element) {
            self.aside = self.aside.saturating_sub(1);
            return;
        }
        if self.aside > 0 {
            return;
        }
        let name = element.name();
        match name {
            "b" | "strong" => self.style.strong = false,
            "i" | "em" => self.style.emphasis = false,
            "code" | "tt" | "kbd" => self.style.code = false,
            "sup" => self.style.raised = false,
            "a" => drop(self.links.pop()),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if self.table.is_none() => self.close_heading(name),
            "pre" => self.close_code(),
            "td" | "th" => self.close_cell(),
            "table" => self.close_table(),
            _ if walk::INLINE.contains(&name) => {}
            _ => self.flush(),
        }
        match name {
            "blockquote" => self.quotes = self.quotes.saturating_sub(1),
            "li" => self.items = self.items.saturating_sub(1),
            _ => {}
        }
    }

    fn close_heading(&mut self, name: &str) {
        let level = name.bytes().last().map_or(6, |digit| digit.saturating_sub(b'0'));
        let text = std::mem::take(&mut self.text);
        if let Some(lines) = self.lines.take() {
            self.out.push(lines, Kind::Heading { level, text });
        }
    }

    fn close_code(&mut self) {
        self.pre = self.pre.saturating_sub(1);
        if self.table.is_some() || self.pre > 0 {
            return self.flush();
        }
        let text = std::mem::take(&mut self.text);
        if let Some(lines) = self.lines.take() {
            self.out.push(lines, Kind::Code(text.raw()));
        }
    }

    fn close_cell(&mut self) {
        let Some(table) = self.table.as_mut() else { return self.flush() };
        if table.inner > 0 {
            self.text.push("\n", None, Style::default());
            return;
        }
        table.in_cell = false;
        let text = std::mem::take(&mut self.text);
        self.lines = None;
        let last = table.last;
        if let Some((row, lines)) = table.draft.rows.last_mut() {
            lines[1] = lines[1].max(last);
            if let Some(cell) = row.last_mut() {
                cell.text = text;
            }
        }
    }

    fn close_table(&mut self) {
        let Some(table) = self.table.as_mut() else { return };
        if table.inner > 0 {
            table.inner -= 1;
            return;
        }
        let Some(table) = self.table.take() else { return };
        self.lines = None;
        self.text = Text::default();
        if let Some(found) = table.draft.table() {
            self.out.push([table.line, table.last], Kind::Table(found));
        }
    }
}
