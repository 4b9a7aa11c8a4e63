//! From the events of pulldown-cmark to an outline, with the regions put back where they stood.

use std::borrow::Cow;
use std::collections::HashSet;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::region::{Content, Region};
use super::row::RawCell;
use crate::document::markup::flow::CellText;
use crate::document::markup::grid::{Cell, Grid};
use crate::document::markup::html;
use crate::document::markup::outline::Outline;
use crate::document::{Line, Vocabulary};

/// Walks over a whole document.
pub(super) fn document(
    text: &str,
    regions: Vec<Region<'_>>,
    vocabularies: &[&'static Vocabulary],
    outline: &mut Outline,
) {
    let starts = line_starts(text);
    let masked = mask(text, &regions, &starts);
    let masked = closed_links(&masked);
    let numbers = Numbers::Document(&starts);
    let notes = notes(text);
    let mut walker = Walker::new(text, numbers, vocabularies, outline);
    walker.notes = Some(&notes);
    let mut regions = regions.into_iter().peekable();
    let options = Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES;
    for (event, range) in Parser::new_ext(&masked, options).into_offset_iter() {
        if matches!(event, Event::Start(_) | Event::Text(_) | Event::Rule) && !walker.in_table() {
            let line = starts.partition_point(|start| *start <= range.start);
            while let Some(region) = regions.next_if(|region| region.lines[0] < line) {
                walker.region(region, &starts);
            }
        }
        walker.event(event, range.start..range.end);
    }
    walker.outline.end_text();
    for region in regions {
        walker.region(region, &starts);
    }
}

/// Offsets of the lines.
fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

/// The text with its regions blanked out, so that offsets stay.
fn mask(text: &str, regions: &[Region<'_>], starts: &[usize]) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut done = 0;
    for region in regions {
        let start = starts.get(region.lines[0]).copied().unwrap_or(text.len());
        let end = starts.get(region.lines[1]).copied().unwrap_or(text.len());
        masked.push_str(text.get(done..start).unwrap_or_default());
        let blanked = text.get(start..end).unwrap_or_default();
        masked.extend(blanked.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        done = end;
    }
    masked.push_str(text.get(done..).unwrap_or_default());
    masked
}

/// The text with another character for the blanks in the addresses of links, which end an address otherwise:
/// `[Kite](api reference/kite.md)`. Offsets stay.
fn closed_links(text: &str) -> Cow<'_, str> {
    const LONGEST: usize = 400;
    let mut out = String::new();
    let mut done = 0;
    for (at, mark) in text.match_indices("](") {
        let start = at + mark.len();
        let address =
            text.get(start..).unwrap_or_default().bytes().take(LONGEST).position(|b| matches!(b, b')' | b'\n'));
        let Some(address) = address.and_then(|end| text.get(start..start + end)).filter(|_| start > done) else {
            continue;
        };
        // What is in quotes is the title of the link.
        let is_path = address.contains(['/', '.']) && !address.contains(['"', '\'', '<']);
        if is_path && address.trim() == address && address.contains(' ') {
            out.push_str(text.get(done..start).unwrap_or_default());
            out.push_str(&address.replace(' ', "_"));
            done = start + address.len();
        }
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(out)
}

/// From offsets to source lines.
#[derive(Clone, Copy)]
enum Numbers<'n> {
    /// Offsets at which the lines of a document begin.
    Document(&'n [usize]),
    /// Offsets at which the pieces of a cell begin, with their lines.
    Cell(&'n [(usize, u32)]),
}

impl Numbers<'_> {
    fn of(self, offset: usize) -> u32 {
        match self {
            Self::Document(starts) => {
                u32::try_from(starts.partition_point(|start| *start <= offset)).unwrap_or(u32::MAX)
            }
            Self::Cell(starts) => {
                let at = starts.partition_point(|(start, _)| *start <= offset).saturating_sub(1);
                starts.get(at).map_or(1, |(_, number)| *number)
            }
        }
    }
}

struct Walker<'w> {
    text: &'w str,
    numbers: Numbers<'w>,
    vocabularies: &'w [&'static Vocabulary],
    outline: &'w mut Outline,
    code: Option<Vec<Line>>,
    html: Option<usize>,
    image: usize,
    /// A table that pulldown-cmark found, in a quotation for instance.
    grid: Option<Grid>,
    /// Everything is the text of one cell.
    in_cell: bool,
    quote_opens: bool,
    /// Labels of the document's footnotes.
    notes: Option<&'w HashSet<&'w str>>,
}

impl<'w> Walker<'w> {
    fn new(
        text: &'w str,
        numbers: Numbers<'w>,
        vocabularies: &'w [&'static Vocabulary],
        outline: &'w mut Outline,
    ) -> Self {
        Self {
            text,
            numbers,
            vocabularies,
            outline,
            code: None,
            html: None,
            image: 0,
            grid: None,
            in_cell: false,
            quote_opens: false,
            notes: None,
        }
    }

    fn in_table(&self) -> bool {
        self.grid.is_some()
    }

    fn event(&mut self, event: Event<'_>, range: std::ops::Range<usize>) {
        let number = self.numbers.of(range.start);
        match event {
            Event::Start(tag) => self.start(tag, range, number),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.plain(&text, number),
            Event::Code(text) if self.image == 0 => self.outline.text(&text, number),
            Event::InlineHtml(tag) => self.inline_html(&tag, number),
            Event::SoftBreak => self.outline.flow.soft_break(),
            Event::HardBreak => self.outline.flow.end_line(),
            Event::Rule => self.end_text(),
            _ => {}
        }
    }

    fn plain(&mut self, text: &CowStr<'_>, number: u32) {
        if let Some(code) = &mut self.code {
            self.outline.saw(text, number);
            return push_code(code, text, number);
        }
        if self.image > 0 || self.html.is_some() {
            return;
        }
        let mut text: &str = text;
        if std::mem::take(&mut self.quote_opens) {
            // Editors mark the kind of a note so: `>!` or `>?`.
            text = text.strip_prefix(['!', '?']).unwrap_or(text);
        }
        self.outline.text(text, number);
    }

    fn end_text(&mut self) {
        if self.in_cell || self.grid.is_some() {
            self.outline.flow.end_line();
        } else {
            self.outline.end_text();
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: std::ops::Range<usize>, number: u32) {
        match tag {
            Tag::Strong => self.outline.flow.strong += 1,
            // One tilde stands between the ends of a range.
            Tag::Strikethrough if !self.is_struck(&range) => self.outline.text("~", number),
            Tag::Strikethrough => self.outline.flow.struck += 1,
            Tag::Link { dest_url, .. } if !dest_url.is_empty() => {
                self.outline.links.push(Line::new(number, dest_url.into_string()));
            }
            Tag::Image { .. } => {
                self.image += 1;
                self.picture(number);
            }
            Tag::List(_) if !self.in_cell => self.outline.open_list(),
            Tag::CodeBlock(kind) => {
                self.end_text();
                let fenced = matches!(kind, CodeBlockKind::Fenced(_));
                self.code = (fenced || !self.in_cell).then(Vec::new);
            }
            Tag::HtmlBlock => {
                self.end_text();
                self.html = Some(range.start);
            }
            Tag::Table(_) => {
                self.end_text();
                self.grid = Some(Grid::default());
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(grid) = &mut self.grid {
                    grid.rows.push(Vec::new());
                }
            }
            Tag::BlockQuote(_) => {
                self.end_text();
                self.quote_opens = true;
            }
            Tag::Paragraph | Tag::Heading { .. } | Tag::Item | Tag::List(_) => self.end_text(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: std::ops::Range<usize>) {
        match tag {
            TagEnd::Strong => self.outline.flow.strong = self.outline.flow.strong.saturating_sub(1),
            TagEnd::Strikethrough if !self.is_struck(&range) => {
                let number = self.numbers.of(range.end.saturating_sub(1));
                self.outline.text("~", number);
            }
            TagEnd::Strikethrough => self.outline.flow.struck = self.outline.flow.struck.saturating_sub(1),
            TagEnd::Image => self.image = self.image.saturating_sub(1),
            TagEnd::Heading(level) if !self.in_cell => self.outline.end_heading(depth(level)),
            TagEnd::List(_) if !self.in_cell => self.outline.close_list(),
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::HtmlBlock => self.end_html(range),
            TagEnd::TableCell => {
                let text = self.outline.flow.take_cell();
                if let Some(row) = self.grid.as_mut().and_then(|grid| grid.rows.last_mut()) {
                    row.push(Cell::new(text));
                }
            }
            TagEnd::Table => {
                let grid = self.grid.take().unwrap_or_default();
                self.outline.table(grid, self.vocabularies);
            }
            TagEnd::Paragraph | TagEnd::Item | TagEnd::BlockQuote(_) | TagEnd::Heading(_) | TagEnd::List(_) => {
                self.end_text();
            }
            _ => {}
        }
    }

    /// Two tildes strike text.
    fn is_struck(&self, range: &std::ops::Range<usize>) -> bool {
        self.text.get(range.start..range.end).is_some_and(|text| text.starts_with("~~"))
    }

    /// A picture that stands outside of tables.
    fn picture(&mut self, number: u32) {
        if !self.in_cell && self.grid.is_none() {
            self.outline.pictures.push(number);
        }
    }

    fn end_code(&mut self) {
        let lines = self.code.take().unwrap_or_default();
        if !self.in_cell {
            return self.outline.code(lines);
        }
        for line in lines {
            self.outline.flow.text(&line.text, line.span()[0]);
            self.outline.flow.end_line();
        }
    }

    fn end_html(&mut self, range: std::ops::Range<usize>) {
        let Some(start) = self.html.take() else { return };
        let source = self.text.get(start..range.end).unwrap_or_default();
        let number = self.numbers.of(start);
        if self.in_cell {
            self.outline.text(source, number);
        } else {
            html::fragment(source, number, self.vocabularies, self.outline);
        }
    }

    /// A tag inside a line. What is none, as a placeholder in angle brackets, is text.
    fn inline_html(&mut self, tag: &str, number: u32) {
        let name = tag.trim_start_matches(['<', '/']);
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        let name = name.get(..end).unwrap_or_default().to_ascii_lowercase();
        match name.as_str() {
            "br" | "p" | "div" | "li" | "ul" | "ol" | "tr" | "hr" | "dl" | "dt" | "dd" | "pre" | "blockquote" => {
                self.outline.flow.end_line();
            }
            "strong" | "b" if tag.starts_with("</") => {
                self.outline.flow.strong = self.outline.flow.strong.saturating_sub(1);
            }
            "strong" | "b" => self.outline.flow.strong += 1,
            "del" | "s" | "strike" if tag.starts_with("</") => {
                self.outline.flow.struck = self.outline.flow.struck.saturating_sub(1);
            }
            "del" | "s" | "strike" => self.outline.flow.struck += 1,
            "sup" if tag.starts_with("</") => self.outline.flow.close_raised(),
            "sup" => self.outline.flow.open_raised(),
            "td" | "th" if !tag.starts_with("</") => self.outline.flow.open_inner_cell(),
            "img" => self.picture(number),
            "a" => {
                if let Some(address) = attribute(tag, "href").filter(|address| !address.is_empty()) {
                    self.outline.links.push(Line::new(number, address));
                }
            }
            "" if tag.starts_with("<!") || tag.starts_with("<?") => {}
            "font" | "span" | "i" | "em" | "code" | "u" | "sub" | "small" | "big" | "table" | "td" | "th" | "tbody"
            | "thead" | "center" | "ins" | "kbd" | "label" | "mark" | "var" | "tt" | "nobr" | "wbr" | "abbr"
            | "section" | "dx" => {}
            _ => self.outline.text(tag, number),
        }
    }

    /// Puts a region back.
    fn region(&mut self, region: Region<'_>, starts: &[usize]) {
        self.outline.end_text();
        let [first, end] = region.lines;
        match region.content {
            Content::Html => {
                let start = starts.get(first).copied().unwrap_or(self.text.len());
                let end = starts.get(end).copied().unwrap_or(self.text.len());
                let source = self.text.get(start..end).unwrap_or_default();
                let number = u32::try_from(first + 1).unwrap_or(u32::MAX);
                html::fragment(source, number, self.vocabularies, self.outline);
            }
            Content::Rows(rows) => {
                let mut grid = Grid::default();
                for row in rows {
                    let cells = row.iter().map(|cell| Cell::new(self.cell(cell)));
                    grid.rows.push(cells.collect());
                }
                self.outline.table(grid, self.vocabularies);
            }
        }
    }

    /// The logical lines of a cell.
    fn cell(&mut self, pieces: &RawCell<'_>) -> CellText {
        // What a cell leaves open does not reach into the next one.
        let struck = std::mem::take(&mut self.outline.flow.struck);
        let text = self.cell_text(pieces);
        self.outline.flow.struck = struck;
        text
    }

    fn cell_text(&mut self, pieces: &RawCell<'_>) -> CellText {
        let pieces = &without_notes(pieces, self.notes);
        if let [(number, piece)] = pieces.as_slice()
            && is_plain(piece)
        {
            self.outline.text(piece, *number);
            return self.outline.flow.take_cell();
        }
        let (text, starts) = cell_text(pieces);
        let text = closed_links(&text);
        let mut walker = Walker::new(&text, Numbers::Cell(&starts), self.vocabularies, self.outline);
        walker.in_cell = true;
        for (event, range) in Parser::new_ext(&text, Options::ENABLE_STRIKETHROUGH).into_offset_iter() {
            walker.event(event, range);
        }
        self.outline.flow.take_cell()
    }
}

/// Labels of the footnotes that a document has: `[^1]: …` at the beginning of a line.
fn notes(text: &str) -> HashSet<&str> {
    text.lines()
        .filter_map(|line| line.trim_start().strip_prefix("[^")?.split_once("]:"))
        .map(|(label, _)| label)
        .collect()
}

/// A cell without the marks that refer to the document's footnotes.
fn without_notes<'t>(pieces: &RawCell<'t>, notes: Option<&HashSet<&str>>) -> Vec<(u32, Cow<'t, str>)> {
    let clean = |piece: &'t str| -> Cow<'t, str> {
        let Some(notes) = notes.filter(|notes| !notes.is_empty() && piece.contains("[^")) else { return piece.into() };
        let mut parts = piece.split("[^");
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            match part.split_once(']').filter(|(label, _)| notes.contains(label)) {
                Some((_, behind)) => text.push_str(behind),
                None => {
                    text.push_str("[^");
                    text.push_str(part);
                }
            }
        }
        text.into()
    };
    pieces.iter().map(|(number, piece)| (*number, clean(piece))).collect()
}

/// Text of a cell as a document of its own, and where its pieces begin.
fn cell_text(pieces: &[(u32, Cow<'_, str>)]) -> (String, Vec<(usize, u32)>) {
    let mut text = String::new();
    let mut starts = Vec::with_capacity(pieces.len());
    let listed = pieces.iter().skip(1).any(|(_, piece)| piece.trim_start().starts_with(GLUED));
    for (index, (number, piece)) in pieces.iter().enumerate() {
        starts.push((text.len(), *number));
        let piece = if index == 0 { piece.trim() } else { piece.trim_end() };
        if index == 0 && begins_block(piece) && (pieces.len() == 1 || piece.starts_with('<')) {
            // In a line of a table nothing is a block; this character keeps the parser from seeing one.
            text.push('\u{2060}');
        }
        match piece.find(GLUED).filter(|at| index == 0 && listed && *at > 0) {
            // A converter glued the first item of a list to the sentence before.
            Some(at) => {
                let (before, item) = piece.split_at(at);
                text.push_str(&before.replace("\\|", "|"));
                text.push_str("\n\n");
                starts.push((text.len(), *number));
                text.push_str(&item.replace("\\|", "|"));
            }
            None => text.push_str(&piece.replace("\\|", "|")),
        }
        text.push('\n');
    }
    (text, starts)
}

/// How a converter writes the mark of a list item.
const GLUED: &str = "-   ";

/// Nothing in the text is markup.
fn is_plain(text: &str) -> bool {
    !text
        .bytes()
        .any(|byte| matches!(byte, b'\\' | b'`' | b'*' | b'_' | b'[' | b'<' | b'&' | b'!' | b'#' | b'>' | b'~'))
        && !begins_block(text.trim())
}

/// The text would begin a block if it stood alone.
fn begins_block(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    text.starts_with(['<', '#', '>', '=', '~', '`', '|'])
        || text.starts_with(['-', '+', '*'])
            && text.get(1..).is_none_or(|rest| {
                rest.is_empty() || rest.starts_with([' ', '-', '*', '+', '\t']) && !rest.starts_with('*')
            })
        || digits > 0 && text.get(digits..).is_some_and(|rest| rest.starts_with(['.', ')']))
}

/// Adds a piece of preformatted text.
fn push_code(code: &mut Vec<Line>, text: &str, number: u32) {
    let lines = text.strip_suffix('\n').unwrap_or(text).split('\n');
    for (line, number) in lines.zip(number..) {
        let line = line.trim_end_matches('\r');
        match code.last_mut().filter(|last| last.numbers == [number]) {
            Some(last) => last.text.push_str(line),
            None => code.push(Line::new(number, line)),
        }
    }
}

fn depth(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// The value of an attribute of a tag.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) = tag.split_once(name)?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
    match quote {
        Some(quote) => rest.get(1..)?.split(quote).next().map(str::trim),
        None => rest.split([' ', '>']).next(),
    }
}
