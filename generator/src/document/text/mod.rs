//! The text reader: text that was extracted from a PDF, or copied from a web page.
//!
//! Sheets are cut and cleaned (`sheet`), gathered into the vendor's pages (`paging`), and the lines of each
//! page become blocks with the words of the page's dialect: headings by the vocabulary, tables by the form of
//! their cells (`table`, `row`, `anchor`), code under the headings that announce it or by its form (`code`),
//! everything else paragraphs. A book of numbered sections has its own way of both: its letters are mended first
//! (`glyphs`), its sections found (`book`), and its rows told from cells that break inside words (`broken`, `joined`), with
//! the examples' help (`samples`).

mod captions;
mod cell_text;
mod cells;
mod example_values;
mod examples;
mod font_repair;
mod layout;
mod line_width;
mod name_anchored;
mod printed_page;
mod rows;
mod sections;
mod split_pages;
mod table;
mod table_end;

use std::collections::HashSet;

use super::vocabulary::{HeadingRule, Union};
use super::{Block, Code, Document, Heading, Line, Page, Vocabulary};
use crate::coverage::{LineUse, LineUses};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Source;
use example_values::Samples;
use layout::Layout;
use printed_page::{Raw, Sheet};
use split_pages::Draft;
use table::Context;

/// Reads a text. The words of `all` profiles find its pages; each page is then read with those of one of `vocabularies`.
pub fn read(name: &str, text: &str, vocabularies: &[&'static Vocabulary], all: &[&'static Vocabulary]) -> Document {
    let words = Union(all);
    let mut accounts = LineUses::new(text.lines());
    let layout = Layout::of_text(text, words);
    let text = font_repair::mend(text, layout, words);
    let mut sheets = printed_page::cut(&text, words, layout, &mut accounts);
    let running_title = sheets.iter().find_map(|sheet| sheet.running_title).map(str::to_owned);
    let findings = order(name, &sheets);
    let drafts = if layout.numbered {
        sections::gather(sheets, words, &mut accounts)
    } else {
        printed_page::clean(&mut sheets, words, &mut accounts);
        split_pages::gather(sheets, words)
    };
    let structures = split_pages::structures(&drafts, words);
    let profiles = choose(&drafts, vocabularies);
    let layouts = layout.of_pages(&drafts, &profiles, words);
    let mut pages = Vec::with_capacity(drafts.len());
    for ((draft, vocabulary), layout) in drafts.iter().zip(profiles).zip(layouts) {
        let examples = if layout.numbered { Samples::of(&draft.lines) } else { Samples::default() };
        let context = Context { vocabulary, layout, structures: &structures, examples: &examples };
        pages.push(finish(draft, context, &mut accounts));
    }
    Document { name: name.to_owned(), pages, running_title, accounts, findings }
}

/// The profile of each page, by its signs; a page without any follows the one before, and the first ones the document.
fn choose(drafts: &[Draft<'_>], vocabularies: &[&'static Vocabulary]) -> Vec<&'static Vocabulary> {
    let document = super::vocabulary::choose(vocabularies, drafts.iter().flat_map(Draft::texts));
    let Some(mut profile) = document.or(vocabularies.first().copied()) else { return Vec::new() };
    let choose = |draft: &Draft<'_>| {
        profile = super::vocabulary::choose(vocabularies, draft.texts()).unwrap_or(profile);
        profile
    };
    drafts.iter().map(choose).collect()
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
fn finish<'a>(draft: &Draft<'a>, context: Context<'_>, accounts: &mut LineUses) -> Page {
    let lines = split_pages::without_repeated_headers(&draft.lines, context.layout, context.vocabulary, accounts);
    let lines = lines.as_slice();
    let definitions =
        split_pages::definitions(lines, Union(&[context.vocabulary]), context.structures).into_iter().collect();
    let mut builder = Builder { lines, context, definitions, blocks: Vec::new(), at: 0, part: Part::Text, json: None };
    let mut headers = Vec::new();
    while builder.at < lines.len() {
        headers.extend(builder.step());
    }
    builder.end_json();
    let owner = accounts.owner(draft.title.as_ref().map_or("", |title| title.text.as_str()));
    accounts.mark(headers, LineUse::TableHeader, owner);
    Page {
        dialect: context.vocabulary.dialect,
        marked_up: false,
        title: draft.title.clone(),
        chapter: draft.chapter.clone(),
        updated: draft.updated.clone(),
        blocks: builder.blocks,
        links: draft.links.clone(),
    }
}

/// What the lines before left open.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Text,
    /// Code up to the next heading.
    Code,
    /// An example's address, whose parameters may go on behind a caption.
    Request,
}

/// Gathers the blocks of a page.
struct Builder<'b, 'a> {
    lines: &'b [Raw<'a>],
    context: Context<'b>,
    definitions: HashSet<usize>,
    blocks: Vec<Block>,
    at: usize,
    part: Part,
    json: Option<examples::Json<'a>>,
}

impl<'b, 'a> Builder<'b, 'a> {
    /// Reads the block at the cursor. Gives the source lines of a table's header.
    fn step(&mut self) -> Vec<u32> {
        let Some(line) = self.lines.get(self.at) else { return Vec::new() };
        let vocabulary = self.context.vocabulary;
        if self.is_heading(self.at) {
            self.heading(line);
        } else if self.part == Part::Code {
            let end = self.until(self.at, &|at| self.is_heading(at));
            let code = self.lines.get(self.at..end).unwrap_or_default();
            self.blocks.push(Block::Code(Code { lines: code.iter().map(code_line).collect() }));
            self.at = end;
        } else if self.context.layout.apart && self.example() {
        } else if let Some(found) = table::read(self.lines, self.at, self.context, &|at| self.is_heading(at)) {
            self.end_json();
            let headers = found.table.header.iter().flat_map(|line| line.numbers.iter().copied()).collect();
            self.blocks.push(Block::Table(found.table));
            self.running_text(&found.displaced);
            self.at = found.next;
            return headers;
        } else {
            let starts = |at: usize| {
                self.is_heading(at)
                    || table::header_at(self.lines, at, self.context.layout, vocabulary).is_some()
                    || self.context.layout.apart && self.opens_example(at)
            };
            let end = self.until(self.at + 1, &starts);
            let text = self.lines.get(self.at..end).unwrap_or_default();
            self.running_text(text);
            self.at = end;
        }
        Vec::new()
    }

    fn heading(&mut self, line: &Raw<'a>) {
        let rule = self.rule_at(self.at).filter(|_| !self.definitions.contains(&self.at));
        let label = rule.is_some_and(|rule| rule.kind.opens_code());
        if self.context.layout.apart {
            // A label may stand anywhere; it ends nothing.
            if !label {
                self.end_json();
                self.part = Part::Text;
            }
        } else {
            self.part = if label { Part::Code } else { Part::Text };
        }
        let level = rule.map_or(3, |rule| rule.level);
        self.blocks.push(Block::Heading(Heading { level, line: Line::new(line.number, line.text) }));
        self.at += 1;
    }

    fn rule_at(&self, at: usize) -> Option<&'b HeadingRule> {
        let line = self.lines.get(at)?;
        let rule = self.context.vocabulary.heading(line.text)?;
        // A label with a colon may also be a sentence of a cell, followed by more text.
        let labels = rule.kind.opens_code() && line.text.ends_with([':', '：']);
        let text_follows = || self.lines.get(at + 1).is_some_and(|next| !next.text.is_ascii());
        (!labels || self.context.layout.apart || !text_follows()).then_some(rule)
    }

    fn is_heading(&self, at: usize) -> bool {
        self.definitions.contains(&at) || self.rule_at(at).is_some()
    }

    fn until(&self, from: usize, ends: &dyn Fn(usize) -> bool) -> usize {
        (from..self.lines.len()).find(|&at| ends(at)).unwrap_or(self.lines.len())
    }

    fn running_text(&mut self, lines: &[Raw<'_>]) {
        self.blocks.extend(paragraphs(lines, self.context).into_iter().map(Block::Paragraph));
    }

    fn opens_example(&self, at: usize) -> bool {
        let Some(line) = self.lines.get(at) else { return false };
        examples::opens(line.text, self.context.vocabulary)
            || self.part == Part::Request && examples::continues_request(line)
    }

    /// Reads an example's lines at the cursor, if there are any.
    fn example(&mut self) -> bool {
        let rest = self.lines.get(self.at..).unwrap_or_default();
        let Some(first) = rest.first() else { return false };
        let json = examples::json_length(rest);
        if json > 0 {
            if self.json.as_ref().is_some_and(examples::Json::is_closed) {
                self.end_json();
            }
            self.json.get_or_insert_default().push(rest.get(..json).unwrap_or_default());
            self.part = Part::Text;
            self.at += json;
            return true;
        }
        let opens = examples::opens_request(first.text, self.context.vocabulary);
        if !self.opens_example(self.at) {
            return false;
        }
        if opens {
            self.end_json();
        }
        let more = |line: &&Raw<'_>| {
            line.sheet == first.sheet
                && examples::continues_request(line)
                && !examples::opens_request(line.text, self.context.vocabulary)
        };
        let length = 1 + rest.iter().skip(1).take_while(more).count();
        let lines = rest.iter().take(length).map(code_line).collect();
        self.blocks.push(Block::Code(Code { lines }));
        self.part = Part::Request;
        self.at += length;
        true
    }

    fn end_json(&mut self) {
        if let Some(json) = self.json.take() {
            self.blocks.push(Block::Code(json.finish()));
        }
    }
}

fn code_line(line: &Raw<'_>) -> Line {
    Line::new(line.number, format!("{:indent$}{}", "", line.text, indent = line.indent))
}

/// Running text: lines joined where the page wrapped them.
fn paragraphs(lines: &[Raw<'_>], context: Context<'_>) -> Vec<Line> {
    const PAGE: f32 = 120.0;
    if context.layout.numbered {
        return cell_text::rejoin(lines);
    }
    let width = lines.iter().map(|line| line_width::width(line.text)).fold(PAGE, f32::max);
    let column = if context.layout.wrapped { width } else { f32::INFINITY };
    let pieces: Vec<(u32, &str)> = lines.iter().map(|line| (line.number, line.text)).collect();
    // A name alone on its line is a heading or an item, unless a list before it goes on.
    let mut open = false;
    let mut parts: Vec<Vec<(u32, &str)>> = Vec::new();
    for piece in pieces {
        match parts.last_mut() {
            Some(part) if open || !crate::lexeme::is_identifier(piece.1) => part.push(piece),
            _ => parts.push(vec![piece]),
        }
        open = piece.1.ends_with([',', '，', '、']);
    }
    parts.iter().flat_map(|part| table::rejoin(part, column, context.vocabulary)).collect()
}
