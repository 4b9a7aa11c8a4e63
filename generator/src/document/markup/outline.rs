//! The outline of a marked-up document while its reader walks over it: blocks in order, links, and the
//! lines that held text.
//!
//! Formats differ in how they mark a heading or an item; what becomes of them is the same and lives here.

use super::flow::Flow;
use super::grid::Grid;
use crate::document::{Block, Code, Heading, Line, Vocabulary};

/// Blocks, links and lines of a document.
#[derive(Debug)]
pub(super) struct Outline {
    pub(super) parts: Vec<Part>,
    pub(super) links: Vec<Line>,
    /// The title that the document bears outside its text.
    pub(super) title: Option<Line>,
    pub(super) flow: Flow,
    /// Lines with text that a block must hold, by index.
    texts: Vec<bool>,
    /// Lines with a picture.
    pub(super) pictures: Vec<u32>,
    /// The line of the first tag that was not taken in, since it is nested too deep.
    pub(super) cut: Option<u32>,
    /// The titles of the section's last table, where they name columns.
    titles: Option<Vec<String>>,
    list: Vec<Line>,
    depth: usize,
}

/// A block, or a paragraph that may be a heading because all of it is emphasized.
#[derive(Debug)]
pub(super) enum Part {
    Block(Block),
    Strong(Line),
}

impl Outline {
    /// An outline for a document of `lines` source lines.
    pub(super) fn new(lines: usize) -> Self {
        Self {
            parts: Vec::new(),
            links: Vec::new(),
            title: None,
            flow: Flow::default(),
            texts: vec![false; lines],
            pictures: Vec::new(),
            cut: None,
            titles: None,
            list: Vec::new(),
            depth: 0,
        }
    }

    /// Adds text that begins on source line `number`.
    pub(super) fn text(&mut self, text: &str, number: u32) {
        self.saw(text, number);
        self.flow.text(text, number);
    }

    /// Notes the lines of a text as lines that a block must hold.
    pub(super) fn saw(&mut self, text: &str, number: u32) {
        for (at, line) in (number as usize..).zip(text.split('\n')) {
            if let Some(seen) = at.checked_sub(1).and_then(|at| self.texts.get_mut(at))
                && !line.trim().is_empty()
            {
                *seen = true;
            }
        }
    }

    /// True for a line that held text.
    pub(super) fn has_text(&self, number: u32) -> bool {
        (number as usize).checked_sub(1).and_then(|at| self.texts.get(at)).copied().unwrap_or(false)
    }

    /// Ends the paragraph or item.
    pub(super) fn end_text(&mut self) {
        for piece in self.flow.take() {
            if self.depth > 0 {
                let mut line = piece.line;
                line.text.insert_str(0, indent(self.depth));
                self.list.push(line);
            } else if piece.strong {
                self.parts.push(Part::Strong(piece.line));
            } else {
                self.parts.push(Part::Block(Block::Paragraph(piece.line)));
            }
        }
    }

    /// A list begins, maybe inside an item.
    pub(super) fn open_list(&mut self) {
        self.end_text();
        self.depth += 1;
    }

    /// A list ends.
    pub(super) fn close_list(&mut self) {
        self.end_text();
        self.depth = self.depth.saturating_sub(1);
        if self.depth == 0 {
            self.end_items();
        }
    }

    fn end_items(&mut self) {
        if !self.list.is_empty() {
            self.parts.push(Part::Block(Block::List(std::mem::take(&mut self.list))));
        }
    }

    /// Adds a block that is no running text.
    pub(super) fn push(&mut self, block: Block) {
        self.end_text();
        self.end_items();
        self.parts.push(Part::Block(block));
    }

    /// Ends a heading, whose text has come.
    pub(super) fn end_heading(&mut self, level: u8) {
        let line = self.flow.take_joined();
        if !line.text.is_empty() {
            self.titles = None;
            self.push(Block::Heading(Heading { level, line }));
        }
    }

    /// Adds preformatted text; blank lines are left out.
    pub(super) fn code(&mut self, lines: Vec<Line>) {
        let lines: Vec<Line> = lines.into_iter().filter(|line| !line.text.trim().is_empty()).collect();
        if !lines.is_empty() {
            self.push(Block::Code(Code { lines }));
        }
    }

    /// Adds a table. A frame around a single cell is running text.
    pub(super) fn table(&mut self, grid: Grid, vocabularies: &[&'static Vocabulary]) {
        let Some(table) = grid.table(self.titles.as_deref(), vocabularies) else { return };
        if table.columns.len() > 1 || !table.rows.is_empty() {
            let is_title = |title: &String| vocabularies.iter().any(|words| words.titled_column(title).is_some());
            if table.columns.iter().any(is_title) {
                self.titles = Some(table.columns.clone());
            }
            return self.push(Block::Table(table));
        }
        self.end_text();
        self.end_items();
        self.parts.extend(table.header.into_iter().map(|line| Part::Block(Block::Paragraph(line))));
    }

    /// Nothing more comes.
    pub(super) fn finish(&mut self) {
        self.end_text();
        self.end_items();
    }
}

/// Items of an inner list are indented.
fn indent(depth: usize) -> &'static str {
    const SPACES: &str = "                ";
    SPACES.get(..(2 * depth.saturating_sub(1)).min(SPACES.len())).unwrap_or(SPACES)
}
