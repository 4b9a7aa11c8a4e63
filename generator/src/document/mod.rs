//! Documents: what the readers make of bytes, and the only thing a dialect sees of them.
//!
//! A [`Document`] is a list of vendor's pages, each a list of blocks (heading, paragraph, list, table,
//! code) whose text still knows its source lines. A reader knows a file format and no vendor; what
//! a heading or a cell *means* is the dialect's business. The words that the text reader needs to
//! rebuild flattened tables come from the dialect as data, in a [`Vocabulary`].

mod flags;
mod format;
mod letters;
pub mod markup;
pub mod text;
mod titles;
pub mod vocabulary;

pub use format::Format;
pub use vocabulary::Vocabulary;

use crate::coverage::LineUses;
use crate::diagnostic::Diagnostic;
use crate::source::Source;

/// What a reader made of one input.
#[derive(Debug, Clone)]
pub struct Document {
    /// File name.
    pub name: String,
    /// The vendor's pages in reading order.
    pub pages: Vec<Page>,
    /// Name printed at the head of the pages of a book, where there is one.
    pub running_title: Option<String>,
    /// Which line was used for what; the reader marks the furniture, the dialect the rest.
    pub accounts: LineUses,
    /// What the reader found wrong.
    pub findings: Vec<Diagnostic>,
}

impl Document {
    /// The place of some source lines of this document.
    pub fn source(&self, lines: [u32; 2]) -> Source {
        Source { document: self.name.clone(), lines }
    }
}

/// One page (article) of the vendor's documentation.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Name of the dialect that the page is written in, by its signs; empty for a page of another vendor.
    pub dialect: &'static str,
    /// The format marks headings, tables and code; the reader did not have to guess them.
    pub marked_up: bool,
    /// Its title.
    pub title: Option<Line>,
    /// The title of the chapter that it stands in, where the document says so.
    pub chapter: Option<String>,
    /// The line that says when it was last changed, without the words around the date.
    pub updated: Option<Line>,
    /// Its content in reading order.
    pub blocks: Vec<Block>,
    /// Addresses that it links to, in reading order.
    pub links: Vec<Line>,
}

impl Page {
    /// First and last source line of the page's own content.
    pub fn span(&self) -> Option<[u32; 2]> {
        let mut span = Span::default();
        span.lines(self.title.iter().chain(self.blocks.iter().flat_map(Block::lines)));
        span.0
    }

    /// All lines of text: title, date and content.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.title.iter().chain(&self.updated).chain(self.blocks.iter().flat_map(Block::lines))
    }
}

/// Collects first and last line.
#[derive(Debug, Default, Clone, Copy)]
pub struct Span(pub Option<[u32; 2]>);

impl Span {
    /// Takes a line in.
    pub fn line(&mut self, line: &Line) {
        for &number in &line.numbers {
            self.0 = Some(match self.0 {
                None => [number, number],
                Some([first, last]) => [first.min(number), last.max(number)],
            });
        }
    }

    /// Takes lines in.
    pub fn lines<'a>(&mut self, lines: impl Iterator<Item = &'a Line>) {
        lines.for_each(|line| self.line(line));
    }
}

/// A logical line of text: one or more source lines joined where the page had wrapped them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// Source lines, counted from 1, ascending.
    pub numbers: Vec<u32>,
    /// The text.
    pub text: String,
}

impl Line {
    /// A logical line that is one source line.
    pub fn new(number: u32, text: impl Into<String>) -> Self {
        Self { numbers: vec![number], text: text.into() }
    }

    /// First and last source line.
    pub fn span(&self) -> [u32; 2] {
        [self.numbers.first().copied().unwrap_or(0), self.numbers.last().copied().unwrap_or(0)]
    }
}

/// A piece of a page.
#[derive(Debug, Clone)]
pub enum Block {
    /// A heading.
    Heading(Heading),
    /// Running text, one block for each logical line.
    Paragraph(Line),
    /// A list; one logical line for each item.
    List(Vec<Line>),
    /// A table.
    Table(Table),
    /// Preformatted text.
    Code(Code),
}

impl Block {
    /// All lines of the block.
    pub fn lines(&self) -> Box<dyn Iterator<Item = &Line> + '_> {
        match self {
            Self::Heading(heading) => Box::new(std::iter::once(&heading.line)),
            Self::Paragraph(line) => Box::new(std::iter::once(line)),
            Self::List(lines) => Box::new(lines.iter()),
            Self::Code(code) => Box::new(code.lines.iter()),
            Self::Table(table) => {
                let body = table.rows.iter().flat_map(|row| row.cells.iter().flatten());
                Box::new(table.header.iter().chain(body))
            }
        }
    }
}

/// A heading.
#[derive(Debug, Clone)]
pub struct Heading {
    /// Depth, 1 for the page's title.
    pub level: u8,
    /// Its text.
    pub line: Line,
}

/// Preformatted text, one [`Line`] for each source line.
#[derive(Debug, Clone, Default)]
pub struct Code {
    /// The lines.
    pub lines: Vec<Line>,
}

/// A table.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// The header row's lines (repeated header rows included, after the first).
    pub header: Vec<Line>,
    /// The header cells.
    pub columns: Vec<String>,
    /// The body rows; each has as many cells as there are columns.
    pub rows: Vec<Row>,
}

impl Table {
    /// First and last source line of its rows.
    pub fn span(&self) -> [u32; 2] {
        let mut span = Span::default();
        span.lines(self.rows.iter().flat_map(|row| row.cells.iter().flatten()));
        span.0.unwrap_or([0, 0])
    }
}

/// A table row.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// The cells: the logical lines of each.
    pub cells: Vec<Vec<Line>>,
    /// The document strikes its name through: what the row describes is going away.
    pub struck: bool,
}

impl Row {
    /// First and last source line.
    pub fn span(&self) -> [u32; 2] {
        let mut span = Span::default();
        span.lines(self.cells.iter().flatten());
        span.0.unwrap_or([0, 0])
    }

    /// All source lines of the row.
    pub fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        self.cells.iter().flatten().flat_map(|line| line.numbers.iter().copied())
    }
}
