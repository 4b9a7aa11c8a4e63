//! The text reader: text that was extracted from a PDF, or copied from a web page.
//!
//! Sheets are cut and cleaned (`sheet`), gathered into the vendor's pages (`paging`), and the lines of each
//! page become blocks with the words of the page's dialect: headings by the vocabulary, tables by the form of
//! their cells (`table`), code under the headings that announce it, everything else paragraphs. A book of
//! numbered sections has its own way of both: its letters are mended first (`glyphs`), its sections found
//! (`book`), and its rows told from cells that break inside words (`broken`, `joined`), with the examples' help (`samples`).

mod book;
mod broken;
mod glyphs;
mod joined;
mod measure;
mod paging;
mod samples;
mod sheet;
mod table;
pub(crate) mod token;

use std::collections::HashSet;

use super::{Block, Code, Document, Heading, Line, Page, Vocabulary};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::vocabulary::{Layout, Sections};
use crate::ledger::{Accounts, Use};
use crate::spec::model::Source;
use paging::Draft;
use samples::Samples;
use sheet::{Raw, Sheet};
use table::Context;

/// Reads a text with the words of the dialects that it may be written in; the first one's are used to find the pages.
pub fn read(name: &str, text: &str, vocabularies: &[&'static Vocabulary]) -> Document {
    let mut accounts = Accounts::new(text.lines());
    let Some(first) = vocabularies.first() else {
        return Document {
            name: name.to_owned(),
            pages: Vec::new(),
            running_title: None,
            accounts,
            findings: Vec::new(),
        };
    };
    if let Some((vocabulary, marks)) = book_of(text, vocabularies) {
        return read_book(name, text, vocabulary, marks, accounts);
    }
    let sheets = sheet::sheets(text, first, &mut accounts);
    let running_title = sheets.iter().find_map(|sheet| sheet.running_title).map(str::to_owned);
    let findings = order(name, &sheets);
    let drafts = paging::gather(sheets, first);
    let structures = paging::structures(&drafts, first);
    let wrapped = is_printed(&drafts);
    let mut dialect = *first;
    let mut pages = Vec::with_capacity(drafts.len());
    for draft in &drafts {
        dialect = super::vocabulary::choose(vocabularies, draft.texts()).unwrap_or(dialect);
        let context = Context { vocabulary: dialect, structures: &structures, wrapped, samples: None };
        pages.push(finish(draft, context, &mut accounts));
    }
    Document { name: name.to_owned(), pages, running_title, accounts, findings }
}

/// The dialect and the marks of a text that is a book of sections.
fn book_of(text: &str, vocabularies: &[&'static Vocabulary]) -> Option<(&'static Vocabulary, &'static Sections)> {
    const ENOUGH: usize = 4000;
    if vocabularies.iter().all(|vocabulary| matches!(vocabulary.layout, Layout::Dated)) {
        return None;
    }
    let vocabulary = super::vocabulary::choose(vocabularies, text.lines().take(ENOUGH))?;
    Some((vocabulary, vocabulary.layout.sections()?))
}

/// Reads a book of sections; all of it is in one dialect.
fn read_book(
    name: &str,
    text: &str,
    vocabulary: &'static Vocabulary,
    marks: &Sections,
    mut accounts: Accounts,
) -> Document {
    let text = glyphs::mend(text, marks, vocabulary);
    let (drafts, running_title) = book::sections(&text, vocabulary, marks, &mut accounts);
    let structures = HashSet::new();
    let mut pages = Vec::with_capacity(drafts.len());
    for draft in &drafts {
        let samples = Samples::of(&draft.lines);
        let context = Context { vocabulary, structures: &structures, wrapped: true, samples: Some(&samples) };
        pages.push(finish(draft, context, &mut accounts));
    }
    Document { name: name.to_owned(), pages, running_title, accounts, findings: Vec::new() }
}

/// Text of a printed page has a blank line under almost every line; text of a web page has them between paragraphs,
/// and its lines are whole.
fn is_printed(drafts: &[Draft<'_>]) -> bool {
    let (close, all) = drafts
        .iter()
        .flat_map(|draft| &draft.lines)
        .fold((0, 0), |(close, all), line| (close + usize::from(line.close), all + 1));
    close * 2 < all
}

/// Printed page numbers must ascend.
fn order(name: &str, sheets: &[Sheet<'_>]) -> Vec<Diagnostic> {
    let numbers: Vec<(u32, u32)> = sheets.iter().filter_map(|sheet| sheet.number).collect();
    let broken = numbers.windows(2).filter_map(|pair| match pair {
        [(_, before), (line, number)] if number <= before => Some((line, before, number)),
        _ => None,
    });
    broken
        .map(|(line, before, number)| {
            let message = format!("expected the printed pages in order, found page {number} behind page {before}");
            Diagnostic::new("pages-out-of-order", Severity::Error, message)
                .at(Source { document: name.to_owned(), lines: [*line, *line] })
                .help("tables and examples go on from page to page; put the pages in order and read the document again")
        })
        .collect()
}

/// Makes blocks of a page's lines.
fn finish<'a>(draft: &Draft<'a>, context: Context<'_>, accounts: &mut Accounts) -> Page {
    let lines = draft.lines.as_slice();
    let definitions: HashSet<usize> =
        paging::definitions(lines, context.vocabulary, context.structures).into_iter().collect();
    let rule_at = |at: usize| lines.get(at).and_then(|line| context.vocabulary.heading(line.text));
    let is_heading = |at: usize| definitions.contains(&at) || rule_at(at).is_some();
    let opens_table = |at: usize| table::header_at(lines, at, context.vocabulary).is_some();
    let until =
        |from: usize, ends: &dyn Fn(usize) -> bool| (from..lines.len()).find(|&at| ends(at)).unwrap_or(lines.len());
    let mut blocks = Vec::new();
    let mut in_code = false;
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        if is_heading(at) {
            let rule = rule_at(at).filter(|_| !definitions.contains(&at));
            let level = rule.map_or(3, |rule| rule.level);
            in_code = rule.is_some_and(|rule| rule.kind.opens_code());
            blocks.push(Block::Heading(Heading { level, line: Line::new(line.number, line.text) }));
            at += 1;
        } else if in_code {
            let end = until(at, &is_heading);
            let code = lines.get(at..end).unwrap_or_default();
            blocks.push(Block::Code(Code { lines: code.iter().map(code_line).collect() }));
            at = end;
        } else if let Some((table, next)) = table::read(lines, at, context, &is_heading) {
            let owner = accounts.owner(draft.title.as_ref().map_or("", |title| title.text.as_str()));
            accounts.mark(table.header.iter().flat_map(|line| line.numbers.iter().copied()), Use::TableHeader, owner);
            blocks.push(Block::Table(table));
            at = next;
        } else {
            let end = until(at + 1, &|at| is_heading(at) || opens_table(at));
            let text = lines.get(at..end).unwrap_or_default();
            blocks.extend(paragraphs(text, context).into_iter().map(Block::Paragraph));
            at = end;
        }
    }
    Page {
        dialect: context.vocabulary.dialect,
        marked_up: false,
        title: draft.title.clone(),
        updated: draft.updated.clone(),
        blocks,
        links: draft.links.clone(),
    }
}

fn code_line(line: &Raw<'_>) -> Line {
    Line::new(line.number, format!("{:indent$}{}", "", line.text, indent = line.indent))
}

/// Running text: lines joined where the page wrapped them.
fn paragraphs(lines: &[Raw<'_>], context: Context<'_>) -> Vec<Line> {
    const PAGE: f32 = 120.0;
    if context.samples.is_some() {
        return joined::rejoin(lines);
    }
    let width = lines.iter().map(|line| measure::width(line.text)).fold(PAGE, f32::max);
    let column = if context.wrapped { width } else { f32::INFINITY };
    let pieces: Vec<(u32, &str)> = lines.iter().map(|line| (line.number, line.text)).collect();
    // A name alone on its line is a heading or an item, unless a list before it goes on.
    let mut open = false;
    let mut parts: Vec<Vec<(u32, &str)>> = Vec::new();
    for piece in pieces {
        match parts.last_mut() {
            Some(part) if open || !token::is_identifier(piece.1) => part.push(piece),
            _ => parts.push(vec![piece]),
        }
        open = piece.1.ends_with([',', '，', '、']);
    }
    parts.iter().flat_map(|part| table::rejoin(part, column, context.vocabulary)).collect()
}
