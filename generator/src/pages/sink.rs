//! Where a dialect puts what it finds while it reads: marks in the coverage, and diagnostics.

use crate::coverage::{LineUse, LineUses};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Block, Line, Page};
use crate::spec::model::Source;

/// The accounts and findings of the document that is being read.
pub(crate) struct Sink<'a> {
    /// File name.
    pub(crate) document: &'a str,
    /// Its coverage.
    pub(crate) accounts: &'a mut LineUses,
    /// Findings of all documents.
    pub(crate) diagnostics: &'a mut Vec<Diagnostic>,
}

impl<'a> Sink<'a> {
    /// A sink for a document.
    pub(crate) fn new(document: &'a str, accounts: &'a mut LineUses, diagnostics: &'a mut Vec<Diagnostic>) -> Self {
        Self { document, accounts, diagnostics }
    }

    /// The document's name if it is one page: the name of a page's file.
    pub(crate) fn document_of(&self, alone: bool) -> Option<&'a str> {
        alone.then_some(self.document)
    }

    /// A place in the document.
    pub(crate) fn source(&self, lines: [u32; 2]) -> Source {
        Source { document: self.document.to_owned(), lines }
    }

    /// Reports a contradiction found while reading.
    pub(crate) fn report(&mut self, code: &'static str, message: String, source: &Source) {
        self.diagnostics.push(Diagnostic::new(code, Severity::Warning, message).at(source.clone()));
    }

    /// LineUses for what nobody read on a page that describes no action.
    pub(crate) fn set_aside(&mut self, page: &Page, usage: LineUse) {
        let owner = self.accounts.owner(page.title.as_ref().map_or("untitled page", |title| title.text.as_str()));
        let mut mark = |line: &Line, usage| self.accounts.mark(line.numbers.iter().copied(), usage, owner);
        for block in &page.blocks {
            match block {
                Block::Heading(heading) => mark(&heading.line, usage),
                Block::Paragraph(line) => mark(line, usage),
                Block::List(lines) => lines.iter().for_each(|line| mark(line, usage)),
                Block::Code(code) => code.lines.iter().for_each(|line| mark(line, usage)),
                Block::Table(table) => {
                    table.header.iter().for_each(|line| mark(line, usage));
                    table.rows.iter().flat_map(|row| row.cells.iter().flatten()).for_each(|line| mark(line, usage));
                }
            }
        }
    }
}
