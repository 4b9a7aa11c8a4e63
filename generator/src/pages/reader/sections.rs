//! The sections of a page: which one the reader is in, whether they are in order, and whether any is missing.

use crate::diagnostic::{Diagnostic, Severity};
use crate::document::vocabulary::HeadingKind;
use crate::document::{Block, Line, Page, Vocabulary};
use crate::pages::sink::Sink;

/// The place that the reader has come to.
#[derive(Debug, Default)]
pub(super) struct Sections {
    /// What the last heading opened.
    pub(super) kind: Option<HeadingKind>,
    /// Depth of the section's heading; parts of examples are inside of it.
    pub(super) level: u8,
    /// What follows is part of the examples.
    examples: bool,
    /// Number of the section before.
    number: Option<u32>,
}

impl Sections {
    /// A heading opens a section or a part of one.
    pub(super) fn open(&mut self, kind: HeadingKind, level: Option<u8>) {
        // The formats of an answer are recognized by its code.
        if matches!(kind, HeadingKind::ExampleXml | HeadingKind::ExampleJson) {
            return;
        }
        if !kind.is_part_of_example() {
            self.level = level.unwrap_or(self.level);
        }
        self.examples = kind.is_example();
        self.kind = Some(kind);
    }

    /// Among the examples.
    pub(super) fn in_examples(&self) -> bool {
        self.examples
    }

    /// In the description of parameters or of the answer.
    pub(super) fn in_fields(&self) -> bool {
        matches!(self.kind, Some(HeadingKind::Request | HeadingKind::Response))
    }

    /// Numbered sections ascend on a page; where they do not, text of another page got in between.
    /// Only where the format marks headings may a part of a section have its number.
    pub(super) fn out_of_order(&mut self, line: &Line, marked_up: bool) -> Option<Diagnostic> {
        let (number, title) = line.text.split_once('.')?;
        let number = number.parse::<u32>().ok().filter(|_| !title.starts_with(|c: char| c.is_ascii_digit()))?;
        let before =
            self.number.replace(number).filter(|before| *before > number || *before == number && !marked_up)?;
        let message = format!("expected sections in order, found section {number} behind section {before}");
        let help = "put the pages of the document in order and read it again";
        Some(Diagnostic::new("sections-out-of-order", Severity::Error, message).help(help))
    }

    /// Without a table of the request or of the answer the page was cut off, or it does not describe an action.
    /// `tables` says which of the two there are.
    pub(super) fn check(
        &self,
        page: &Page,
        action: &str,
        tables: [bool; 2],
        has_examples: bool,
        vocabulary: &Vocabulary,
        sink: &mut Sink<'_>,
    ) {
        let [request, response] = tables;
        let continues = page.blocks.iter().any(|block| {
            let Block::Heading(heading) = block else { return false };
            vocabulary.marked_heading(&heading.line.text).is_some_and(|rule| is_behind_tables(rule.kind))
        });
        let expected = [
            (request, "a table of the request"),
            (response, "a table of the response"),
            (continues || has_examples, "examples or error codes"),
        ];
        // Formats that mark their structure lose nothing on the way; what such a page lacks, it never had.
        let whole = page.marked_up && expected.iter().any(|(found, _)| *found);
        let severity = if whole { Severity::Warning } else { Severity::Error };
        for (_, what) in expected.into_iter().filter(|(found, _)| !found) {
            let message = format!("expected {what} on the page of {action}, found none");
            let source = sink.source(page.span().unwrap_or([0, 0]));
            let help = "the page may be cut off, or its sections may have titles that the profile does not know";
            sink.diagnostics.push(Diagnostic::new("section-missing", severity, message).at(source).help(help));
        }
    }
}

/// Sections that are behind the tables of the request and the response.
fn is_behind_tables(kind: HeadingKind) -> bool {
    kind.is_example() || matches!(kind, HeadingKind::Resources | HeadingKind::Errors)
}
