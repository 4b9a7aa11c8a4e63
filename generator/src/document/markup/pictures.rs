//! Tables that are pictures. A picture of a table is lost to every reader of text, so a section that has a picture where
//! its table should be is reported.

use crate::diagnostic::{Diagnostic, Severity};
use crate::document::vocabulary::{HeadingKind, Vocabulary};
use crate::document::{Block, Page};
use crate::source::Source;

/// Reports each section of fields or codes that has a picture and no table.
pub(super) fn find(
    document: &str,
    pages: &[Page],
    pictures: &[u32],
    vocabularies: &[&'static Vocabulary],
) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (index, page) in pages.iter().enumerate() {
        let next_page = pages.get(index + 1).and_then(Page::span).map_or(u32::MAX, |[first, _]| first);
        let mut blocks = page.blocks.iter().peekable();
        while let Some(block) = blocks.next() {
            let Block::Heading(heading) = block else { continue };
            let title = heading.line.text.trim();
            let rule = vocabularies.iter().find(|words| words.dialect == page.dialect);
            let kind = rule.and_then(|words| words.marked_heading(title)).map(|rule| rule.kind);
            if !matches!(kind, Some(HeadingKind::Request | HeadingKind::Response | HeadingKind::Errors)) {
                continue;
            }
            let mut has_table = false;
            while let Some(block) = blocks.next_if(|block| !matches!(block, Block::Heading(_))) {
                has_table |= matches!(block, Block::Table(_));
            }
            let begin = heading.line.span()[1];
            let end = blocks.peek().and_then(|next| next.lines().next()).map_or(next_page, |line| line.span()[0]);
            let at = pictures.partition_point(|line| *line < begin);
            if let Some(line) = pictures.get(at).filter(|line| **line < end && !has_table) {
                findings.push(finding(title, Source { document: document.to_owned(), lines: [*line, *line] }));
            }
        }
    }
    findings
}

fn finding(title: &str, source: Source) -> Diagnostic {
    let message = format!("the section {title:?} has a picture where its table should be; nothing of it was read");
    let help = "write the table as text, or read an edition of the page that has it as text";
    Diagnostic::new("table-is-a-picture", Severity::Error, message).at(source).help(help)
}
