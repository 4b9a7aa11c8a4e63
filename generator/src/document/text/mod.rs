//! The text reader: text that was extracted from a PDF, or copied from a web page.
//!
//! Sheets are cut and cleaned (`sheet`), gathered into the vendor's pages, and the lines of each page
//! become blocks: headings by the dialect's vocabulary, tables by the form of their cells (`table`), code
//! under the headings that announce it, everything else paragraphs.

mod measure;
mod sheet;
mod table;
pub(crate) mod token;

use std::collections::HashSet;

use super::vocabulary::HeadingKind;
use super::{Block, Code, Document, Heading, Line, Page, Vocabulary};
use crate::ledger::{Accounts, Use};
use sheet::{Raw, Sheet};
use table::{Context, Structures};

/// Reads a text with the words of a dialect.
pub fn read(name: &str, text: &str, vocabulary: &Vocabulary) -> Document {
    let mut accounts = Accounts::new(text.lines());
    let sheets = sheet::sheets(text, vocabulary, &mut accounts);
    let running_title = sheets.iter().find_map(|sheet| sheet.running_title).map(str::to_owned);
    let drafts = gather(sheets, vocabulary);
    let known = structures(&drafts, vocabulary);
    let context = Context { vocabulary, structures: &known };
    let pages = drafts.iter().map(|draft| draft.finish(context, &mut accounts)).collect();
    Document { name: name.to_owned(), pages, running_title, accounts }
}

/// A vendor's page before its lines are understood.
#[derive(Debug, Default)]
struct Draft<'a> {
    title: Option<Line>,
    updated: Option<Line>,
    lines: Vec<Raw<'a>>,
    links: Vec<Line>,
}

/// Gathers sheets into pages. A sheet with a date begins a page; a surplus date belongs to the next sheet.
fn gather<'a>(sheets: Vec<Sheet<'a>>, vocabulary: &Vocabulary) -> Vec<Draft<'a>> {
    let mut drafts: Vec<Draft<'a>> = Vec::new();
    let mut left_over = None;
    let mut sheets = sheets.into_iter().peekable();
    while let Some(mut sheet) = sheets.next() {
        let mut dates = std::mem::take(&mut sheet.dates).into_iter();
        let surplus = sheets.peek().is_some_and(|next| next.dates.is_empty() && opens_page(next, vocabulary));
        let own = match left_over.take() {
            Some(dated) => Some(dated),
            // A date above a sheet that opens a page belongs to that page, unless this sheet opens one too.
            None if surplus && dates.len() == 1 && !opens_page(&sheet, vocabulary) && !drafts.is_empty() => None,
            None => dates.next(),
        };
        left_over = dates.next_back();
        let opens = own.is_some() || opens_page(&sheet, vocabulary);
        if opens || drafts.is_empty() {
            let (title, updated) = own.map_or((None, None), |dated| (dated.title, Some(dated.date)));
            drafts.push(Draft { title, updated, lines: Vec::new(), links: Vec::new() });
        }
        if let Some(draft) = drafts.last_mut() {
            draft.lines.append(&mut sheet.lines);
            draft.links.append(&mut sheet.links);
        }
    }
    drafts
}

/// The first section of a page stands at the top of the sheet.
fn opens_page(sheet: &Sheet<'_>, vocabulary: &Vocabulary) -> bool {
    sheet
        .lines
        .first()
        .and_then(|line| vocabulary.heading(line.text))
        .is_some_and(|rule| rule.kind == HeadingKind::Description)
}

/// Names of structures: definitions of the document, and anchors that its links point to.
fn structures(drafts: &[Draft<'_>], vocabulary: &Vocabulary) -> Structures {
    let mut names: Structures = HashSet::new();
    for draft in drafts {
        let defined = definitions(&draft.lines, vocabulary)
            .into_iter()
            .filter_map(|at| draft.lines.get(at))
            .map(|line| line.text);
        let linked = draft.links.iter().filter_map(|link| link.text.split_once('#')).map(|(_, anchor)| anchor);
        names.extend(defined.chain(linked.filter(|anchor| token::is_identifier(anchor))).map(str::to_owned));
    }
    names
}

/// Indexes of the lines that head a definition: the nearest name above a line that lists its users.
fn definitions(lines: &[Raw<'_>], vocabulary: &Vocabulary) -> Vec<usize> {
    const REACH: usize = 6;
    let marked = |line: &Raw<'_>| vocabulary.definition_marker.iter().any(|marker| line.text.starts_with(marker));
    let heads = |marker: usize| {
        let above = (marker.saturating_sub(REACH)..marker).rev();
        above.into_iter().find(|&at| lines.get(at).is_some_and(|line| token::is_identifier(line.text)))
    };
    lines.iter().enumerate().filter(|(_, line)| marked(line)).filter_map(|(at, _)| heads(at)).collect()
}

impl<'a> Draft<'a> {
    fn finish(&self, context: Context<'_>, accounts: &mut Accounts) -> Page {
        let definitions: HashSet<usize> = definitions(&self.lines, context.vocabulary).into_iter().collect();
        let is_heading = |at: usize| {
            definitions.contains(&at)
                || self.lines.get(at).is_some_and(|line| context.vocabulary.heading(line.text).is_some())
        };
        let mut blocks = Vec::new();
        let mut in_code = false;
        let mut at = 0;
        while let Some(line) = self.lines.get(at) {
            if is_heading(at) {
                let rule = context.vocabulary.heading(line.text).filter(|_| !definitions.contains(&at));
                let level = rule.map_or(3, |rule| rule.level);
                in_code = rule.is_some_and(|rule| rule.kind.opens_code());
                blocks.push(Block::Heading(Heading { level, line: Line::new(line.number, line.text) }));
                at += 1;
            } else if in_code {
                let end = (at..self.lines.len()).find(|&at| is_heading(at)).unwrap_or(self.lines.len());
                let lines = self.lines.get(at..end).unwrap_or_default();
                blocks.push(Block::Code(Code { lines: lines.iter().map(code_line).collect() }));
                at = end;
            } else if let Some((table, next)) = table::read(&self.lines, at, context, &is_heading) {
                let owner = accounts.owner(self.title.as_ref().map_or("", |title| title.text.as_str()));
                accounts.mark(
                    table.header.iter().flat_map(|line| line.numbers.iter().copied()),
                    Use::TableHeader,
                    owner,
                );
                blocks.push(Block::Table(table));
                at = next;
            } else {
                let end = (at + 1..self.lines.len())
                    .find(|&at| is_heading(at) || self.opens_table(at, context))
                    .unwrap_or(self.lines.len());
                let lines = self.lines.get(at..end).unwrap_or_default();
                blocks.extend(paragraphs(lines, context.vocabulary).into_iter().map(Block::Paragraph));
                at = end;
            }
        }
        Page { title: self.title.clone(), updated: self.updated.clone(), blocks, links: self.links.clone() }
    }

    fn opens_table(&self, at: usize, context: Context<'_>) -> bool {
        self.lines.get(at).is_some_and(|line| context.vocabulary.header(line.text).is_some())
    }
}

fn code_line(line: &Raw<'_>) -> Line {
    Line::new(line.number, format!("{:indent$}{}", "", line.text, indent = line.indent))
}

/// Running text: lines joined where the page wrapped them.
fn paragraphs(lines: &[Raw<'_>], vocabulary: &Vocabulary) -> Vec<Line> {
    const PAGE: f32 = 120.0;
    let column = lines.iter().map(|line| measure::width(line.text)).fold(PAGE, f32::max);
    let pieces: Vec<(u32, &str)> = lines.iter().map(|line| (line.number, line.text)).collect();
    table::rejoin(&pieces, column, vocabulary)
}
