//! From the outline of a marked-up document to the vendor's pages: where a page begins, its title and date,
//! the dialect that it is written in, and which labels are headings.
//!
//! Dates decide where the document has them; then titles; then the sections that every action has once.

use super::outline::{Outline, Part};
use super::{definitions, pictures};
use crate::coverage::{LineUse, LineUses};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::vocabulary::{self, HeadingKind, Vocabulary, strip_number, strip_numbering};
use crate::document::{Block, Code, Document, Heading, Line, Page};
use crate::source::Source;

/// Makes pages of an outline and accounts for the lines that carry nothing.
pub(super) fn finish(
    name: &str,
    mut outline: Outline,
    mut accounts: LineUses,
    vocabularies: &[&'static Vocabulary],
) -> Document {
    join_pieces(&mut outline.parts);
    definitions::tabulate(&mut outline.parts, vocabularies);
    let running_title = book_title(&outline.parts, vocabularies);
    let words = Words { vocabularies: &spoken(vocabularies, &outline.parts) };
    words.lead_with_title(&mut outline.parts);
    let starts = words.starts(&outline.parts);
    let mut links = std::mem::take(&mut outline.links);
    links.sort_by_key(|link| link.span());
    let mut parts = std::mem::take(&mut outline.parts);
    let mut drafts = Vec::with_capacity(starts.len());
    for start in starts.into_iter().rev() {
        drafts.push(words.draft(parts.split_off(start.at), start.titled));
    }
    drafts.reverse();
    if let [draft] = drafts.as_mut_slice()
        && draft.title.is_none()
    {
        draft.title = outline.title.take();
    }
    hand_out(links, &mut drafts);
    let mut pages = Vec::with_capacity(drafts.len());
    // Pages that show no sign of any dialect are in that of the document.
    let whole = vocabulary::choose(vocabularies, drafts.iter().flat_map(Draft::texts));
    // Without a sign of a dialect, a page that calls another vendor's host is that vendor's.
    let foreign = whole.is_none() && vocabularies.len() > 1 && drafts.iter().flat_map(|draft| &draft.parts).any(calls);
    let known = || by_words(vocabularies, &drafts);
    let mut dialect = whole.or_else(known).or(vocabularies.first().copied());
    for draft in drafts {
        dialect = vocabulary::choose(vocabularies, draft.texts().into_iter()).or(dialect);
        if let Some(dialect) = dialect {
            let mut page = draft.finish(dialect, &mut accounts);
            if foreign {
                page.dialect = "";
                accounts.mark(page.lines().flat_map(|line| line.numbers.iter().copied()), LineUse::OtherApi, 0);
            }
            pages.push(page);
        }
    }
    furniture(&outline, &pages, &mut accounts);
    let mut findings = pictures::find(name, &pages, &outline.pictures, vocabularies);
    findings.extend(outline.cut.map(|line| nested_too_deep(name, line)));
    Document { name: name.to_owned(), pages, running_title, findings, accounts }
}

/// Tags that were not taken in: their text is there, and what they meant is lost.
fn nested_too_deep(document: &str, line: u32) -> Diagnostic {
    let message = "elements are nested too deep from here on; their tags are ignored and only their text is read";
    let help = "look for tags that are never closed";
    let source = Source { document: document.to_owned(), lines: [line, line] };
    Diagnostic::new("nested-too-deep", Severity::Error, message).at(source).help(help)
}

/// The title of a book, emphasized before everything else, with the title of its first chapter below it.
fn book_title(parts: &[Part], vocabularies: &[&'static Vocabulary]) -> Option<String> {
    let [Part::Strong(title), Part::Strong(chapter), ..] = parts else { return None };
    let is_chapter = |vocabulary: &&Vocabulary| vocabulary.chapters.contains(&chapter.text.trim());
    vocabularies.iter().any(is_chapter).then(|| title.text.trim().to_owned())
}

/// The vocabularies of which a sign stands in the document, since a word of another is no heading there; all where
/// none has one.
fn spoken(vocabularies: &[&'static Vocabulary], parts: &[Part]) -> Vec<&'static Vocabulary> {
    let speaks = |vocabulary: &&'static Vocabulary| {
        let mut lines = parts.iter().flat_map(Part::lines);
        lines.any(|line| vocabulary.signs.iter().any(|sign| line.text.contains(sign)))
    };
    let spoken: Vec<_> = vocabularies.iter().copied().filter(speaks).collect();
    if spoken.is_empty() { vocabularies.to_vec() } else { spoken }
}

/// The part is a request, or an address that one goes to.
fn calls(part: &Part) -> bool {
    match part {
        Part::Block(Block::Code(code)) => code.lines.iter().any(|line| line.text.contains("://")),
        Part::Block(Block::Paragraph(line)) => line.text.starts_with("http"),
        _ => false,
    }
}

/// The vocabulary that knows most titles of columns and sections; none where none knows any.
fn by_words(vocabularies: &[&'static Vocabulary], drafts: &[Draft]) -> Option<&'static Vocabulary> {
    let known = |vocabulary: &Vocabulary, part: &Part| match part {
        Part::Block(Block::Table(table)) => {
            table.columns.iter().filter(|title| vocabulary.titled_column(title).is_some()).count()
        }
        Part::Block(Block::Heading(heading)) => usize::from(vocabulary.marked_heading(&heading.line.text).is_some()),
        _ => 0,
    };
    let count = |vocabulary: &Vocabulary| {
        drafts.iter().flat_map(|draft| &draft.parts).map(|part| known(vocabulary, part)).sum()
    };
    let counts = vocabularies.iter().map(|vocabulary| (count(vocabulary), *vocabulary));
    // On a tie the first one wins.
    counts.rev().max_by_key(|(count, _): &(usize, _)| *count).filter(|(count, _)| *count > 0).map(|(_, words)| words)
}

/// Where a page begins, and whether with its title.
struct Start {
    at: usize,
    titled: bool,
}

/// The words of all dialects that the document may be written in.
struct Words<'v> {
    vocabularies: &'v [&'static Vocabulary],
}

impl Words<'_> {
    /// The date of a line that says when a page was changed.
    fn date<'t>(&self, text: &'t str) -> Option<&'t str> {
        let text = text.trim();
        self.vocabularies
            .iter()
            .find_map(|vocabulary| vocabulary.updated(text))
            .filter(|date| date.starts_with(|c: char| c.is_ascii_digit()))
    }

    fn is_date(&self, part: Option<&Part>) -> bool {
        part.and_then(paragraph).is_some_and(|line| self.date(&line.text).is_some())
    }

    /// What a heading opens in any of the dialects.
    fn kind(&self, heading: &Heading) -> Option<HeadingKind> {
        self.vocabularies.iter().find_map(|words| words.marked_heading(&heading.line.text)).map(|rule| rule.kind)
    }

    /// A heading that opens no section and counts nothing: a title.
    fn is_title(&self, part: Option<&Part>) -> bool {
        part.and_then(heading).is_some_and(|heading| self.kind(heading).is_none() && !is_numbered(&heading.line.text))
    }

    /// A copy of a site may have a page's only title, with its date, at the page's end.
    fn lead_with_title(&self, parts: &mut [Part]) {
        let dated = |at: &usize| parts.get(*at).and_then(heading).is_some() && self.is_date(parts.get(at + 1));
        let mut titles = (0..parts.len()).filter(dated);
        let (Some(at), None) = (titles.next(), titles.next()) else { return };
        let (above, below) = parts.split_at(at);
        let has_section = |parts: &[Part]| parts.iter().filter_map(heading).any(|heading| self.kind(heading).is_some());
        if has_section(above) && !has_section(below) {
            parts.get_mut(..at + 2).unwrap_or_default().rotate_right(2);
        }
    }

    /// The beginnings of all pages; the first is that of the document.
    fn starts(&self, parts: &[Part]) -> Vec<Start> {
        let dated = |at: usize| parts.get(at).and_then(heading).is_some() && self.is_date(parts.get(at + 1));
        let mut starts: Vec<usize> = (0..parts.len()).filter(|&at| dated(at)).collect();
        if starts.is_empty() {
            starts = self.titles(parts);
        }
        if starts.is_empty() {
            starts = self.sections(parts);
        }
        let mut starts: Vec<Start> =
            starts.into_iter().map(|at| Start { at, titled: self.is_title(parts.get(at)) || dated(at) }).collect();
        let first = starts.first().map_or(parts.len(), |start| start.at);
        if first > 0 || parts.is_empty() {
            let titled = self.opens_with_title(parts.get(..first).unwrap_or_default());
            starts.insert(0, Start { at: 0, titled });
        }
        starts
    }

    /// Headings of the first level that have sections of an action below them, where there are several.
    fn titles(&self, parts: &[Part]) -> Vec<usize> {
        let is_top = |at: &usize| {
            parts.get(*at).and_then(heading).is_some_and(|heading| heading.level == 1) && self.is_title(parts.get(*at))
        };
        let tops: Vec<usize> = (0..parts.len()).filter(is_top).collect();
        let ends = tops.iter().skip(1).copied().chain([parts.len()]);
        let describes = |(at, end): &(usize, usize)| {
            parts.get(*at..*end).unwrap_or_default().iter().filter_map(heading).any(|heading| {
                matches!(
                    self.kind(heading),
                    Some(HeadingKind::Description | HeadingKind::Request | HeadingKind::Response)
                )
            })
        };
        let starts: Vec<usize> = tops.iter().copied().zip(ends).filter(describes).map(|(at, _)| at).collect();
        if starts.len() > 1 { starts } else { Vec::new() }
    }

    /// Where the first section of an action comes again; the title may stand above it.
    fn sections(&self, parts: &[Part]) -> Vec<usize> {
        let mut starts = Vec::new();
        let (mut described, mut requested) = (false, false);
        // The nearest title above with nothing but running text below it.
        let mut title = None;
        for (at, part) in parts.iter().enumerate() {
            let Some(heading) = heading(part) else {
                if matches!(part, Part::Block(Block::Table(_) | Block::Code(_))) {
                    title = None;
                }
                continue;
            };
            let code_follows = matches!(parts.get(at + 1), Some(Part::Block(Block::Code(_))));
            let again = match self.kind(heading) {
                Some(HeadingKind::Description) => {
                    let again = described || requested;
                    described = true;
                    again
                }
                Some(HeadingKind::Request) if !code_follows => {
                    let again = requested && title.is_some();
                    requested = true;
                    again
                }
                None if self.is_title(Some(part)) => {
                    title = Some(at);
                    false
                }
                _ => false,
            };
            if again {
                starts.push(title.unwrap_or(at));
                requested = matches!(self.kind(heading), Some(HeadingKind::Request));
            }
            if self.kind(heading).is_some() {
                title = None;
            }
        }
        starts
    }

    /// The document begins with a title rather than with a section or a definition.
    fn opens_with_title(&self, parts: &[Part]) -> bool {
        let Some(first) = parts.first().and_then(heading).filter(|_| self.is_title(parts.first())) else {
            return false;
        };
        let mut others = parts.iter().skip(1).filter_map(heading).peekable();
        first.level == 1 || (others.peek().is_some() && others.all(|other| other.level > first.level))
    }

    /// Takes title and date out of a page's parts.
    fn draft(&self, parts: Vec<Part>, titled: bool) -> Draft {
        let mut draft = Draft::default();
        for part in parts {
            match part {
                Part::Block(Block::Heading(heading)) if titled && draft.title.is_none() && draft.parts.is_empty() => {
                    draft.title = Some(heading.line);
                }
                part => match paragraph(&part).and_then(|line| Some((line, self.date(&line.text)?))) {
                    Some((line, date)) if draft.updated.is_none() => {
                        draft.updated = Some(Line { numbers: line.numbers.clone(), text: date.to_owned() });
                    }
                    _ => draft.parts.push(part),
                },
            }
        }
        draft
    }
}

/// A page before its dialect is known.
#[derive(Default)]
struct Draft {
    title: Option<Line>,
    updated: Option<Line>,
    parts: Vec<Part>,
    links: Vec<Line>,
}

impl Draft {
    fn texts(&self) -> Vec<&str> {
        let mut texts: Vec<&str> = Vec::new();
        texts.extend(self.title.iter().map(|line| line.text.as_str()));
        for part in &self.parts {
            texts.extend(part.lines().map(|line| line.text.as_str()));
        }
        texts.extend(self.links.iter().map(|line| line.text.as_str()));
        texts
    }

    /// The page in its dialect: labels become headings, lines without meaning go.
    fn finish(self, dialect: &'static Vocabulary, accounts: &mut LineUses) -> Page {
        let owner = accounts.owner(self.title.as_ref().map_or("", |title| title.text.as_str()));
        let dated = self.title.iter().chain(&self.updated);
        accounts.mark(dated.flat_map(|line| line.numbers.iter().copied()), LineUse::PageTitle, owner);
        let mut blocks: Vec<Block> = Vec::with_capacity(self.parts.len());
        let mut ended = false;
        // Where sections have headings of the format's own, a line that only says the same opens none.
        let kind = |heading: &Heading| dialect.marked_heading(&heading.line.text).map(|rule| rule.kind);
        let headed: Vec<HeadingKind> = self.parts.iter().filter_map(heading).filter_map(kind).collect();
        let mut parts = self.parts.into_iter().peekable();
        while let Some(part) = parts.next() {
            let code_follows = matches!(parts.peek(), Some(Part::Block(Block::Code(_))));
            let block = match part {
                Part::Strong(line) => label(line, dialect, true, code_follows, &headed),
                Part::Block(Block::Paragraph(line)) => label(line, dialect, false, code_follows, &headed),
                Part::Block(block) => block,
            };
            if let Block::Paragraph(line) = &block {
                ended |= dialect.page_end.contains(&line.text.as_str());
            }
            match &block {
                block if ended || is_furniture(block, dialect) => {
                    accounts.mark(
                        block.lines().flat_map(|line| line.numbers.iter().copied()),
                        LineUse::Furniture,
                        owner,
                    );
                    continue;
                }
                Block::Table(table) => {
                    let header = table.header.iter().flat_map(|line| line.numbers.iter().copied());
                    accounts.mark(header, LineUse::TableHeader, owner);
                }
                _ => {}
            }
            blocks.push(block);
        }
        Page {
            dialect: dialect.dialect,
            marked_up: true,
            title: self.title,
            chapter: None,
            updated: self.updated,
            blocks,
            links: self.links,
        }
    }
}

fn is_furniture(block: &Block, dialect: &Vocabulary) -> bool {
    matches!(block, Block::Paragraph(line) if dialect.furniture.contains(&line.text.as_str()))
}

/// A line that stands alone is a heading where the dialect knows it as one.
fn label(line: Line, dialect: &Vocabulary, strong: bool, code_follows: bool, headed: &[HeadingKind]) -> Block {
    let text = line.text.trim();
    let marked = || dialect.marked_heading(text).filter(|rule| strong || (code_follows && rule.kind.opens_code()));
    let rule = dialect.heading(text).or_else(marked);
    match rule.filter(|rule| rule.kind.is_part_of_example() || !headed.contains(&rule.kind)) {
        Some(rule) => Block::Heading(Heading { level: rule.level, line }),
        None => Block::Paragraph(line),
    }
}

/// Gives every page the links of its lines.
fn hand_out(links: Vec<Line>, drafts: &mut [Draft]) {
    let firsts: Vec<u32> = drafts
        .iter()
        .map(|draft| {
            let title = draft.title.iter().chain(&draft.updated);
            let lines = title.chain(draft.parts.iter().flat_map(Part::lines));
            lines.filter_map(|line| line.numbers.first().copied()).min().unwrap_or(u32::MAX)
        })
        .collect();
    for link in links {
        let number = link.span()[0];
        let at = firsts.partition_point(|first| *first <= number).saturating_sub(1);
        if let Some(draft) = drafts.get_mut(at) {
            draft.links.push(link);
        }
    }
}

/// Joins tables and code that the format's writer had cut in pieces, as the pages of a book do.
fn join_pieces(parts: &mut Vec<Part>) {
    let mut joined: Vec<Part> = Vec::with_capacity(parts.len());
    for part in parts.drain(..) {
        match (joined.last_mut(), part) {
            (Some(Part::Block(Block::Table(table))), Part::Block(Block::Table(next)))
                if table.columns == next.columns =>
            {
                table.append(next);
            }
            (Some(Part::Block(Block::Code(code))), Part::Block(Block::Code(next))) if continues(code, &next) => {
                code.lines.extend(next.lines);
            }
            (_, part) => joined.push(part),
        }
    }
    *parts = joined;
}

/// True where the brackets of the code are open still, or the next piece begins in the middle.
fn continues(code: &Code, next: &Code) -> bool {
    let count =
        |brackets: [char; 2]| -> usize { code.lines.iter().map(|line| line.text.matches(brackets).count()).sum() };
    let opens = next.lines.first().is_some_and(|line| {
        let text = line.text.trim_start();
        text.starts_with(['{', '[', '<']) || text.contains("://")
    });
    count(['{', '[']) > count(['}', ']']) || !opens
}

/// Lines without text, and lines of furniture, carry nothing.
fn furniture(outline: &Outline, pages: &[Page], accounts: &mut LineUses) {
    let mut held = vec![false; accounts.len() + 1];
    for line in pages.iter().flat_map(Page::lines) {
        for number in &line.numbers {
            if let Some(held) = held.get_mut(*number as usize) {
                *held = true;
            }
        }
    }
    let lines = u32::try_from(accounts.len()).unwrap_or(u32::MAX);
    let idle = (1..=lines)
        .filter(|number| !outline.has_text(*number) && !held.get(*number as usize).copied().unwrap_or(false));
    accounts.mark(idle.collect::<Vec<_>>(), LineUse::Furniture, 0);
}

impl Part {
    /// All lines.
    fn lines(&self) -> Box<dyn Iterator<Item = &Line> + '_> {
        match self {
            Self::Strong(line) => Box::new(std::iter::once(line)),
            Self::Block(block) => block.lines(),
        }
    }
}

/// The heading begins with a number.
fn is_numbered(text: &str) -> bool {
    strip_number(text).is_some() || strip_numbering(text).is_some()
}

fn heading(part: &Part) -> Option<&Heading> {
    match part {
        Part::Block(Block::Heading(heading)) => Some(heading),
        _ => None,
    }
}

fn paragraph(part: &Part) -> Option<&Line> {
    match part {
        Part::Block(Block::Paragraph(line)) | Part::Strong(line) => Some(line),
        _ => None,
    }
}
