//! Sheets: the printed pages of a text that was extracted from a PDF.
//!
//! Finds where a sheet ends and removes its furniture: running header and footer, titles with their
//! dates, the block of link addresses, clipped copies of the next sheet's heading. All of it is found with the words of
//! all profiles, so a sheet is cut alike whichever profile its page follows. What the remaining lines mean is not
//! decided here.

use std::collections::HashSet;

use super::layout::Layout;
use crate::coverage::{LineUse, LineUses};
use crate::document::Line;
use crate::document::vocabulary::{Column, HeadingKind, Union};

/// A line of running text on a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Raw<'a> {
    /// Line number, counted from 1.
    pub(super) number: u32,
    /// The text without surrounding space.
    pub(super) text: &'a str,
    /// How many spaces stood before it, the sheet's own excepted.
    pub(super) indent: usize,
    /// It is directly under the line before, without a blank line between.
    pub(super) close: bool,
    /// How many lines of nothing but spaces are between the line before and this one.
    pub(super) gaps: u16,
    /// The sheet that it is on, counted from 0.
    pub(super) sheet: u32,
    /// It is the first of its sheet.
    pub(super) opens: bool,
}

/// A page's title and date, taken out of the text that they interrupt.
#[derive(Debug, Clone)]
pub(super) struct Dated {
    pub(super) title: Option<Line>,
    pub(super) date: Line,
}

/// One printed page.
#[derive(Debug, Default)]
pub(super) struct Sheet<'a> {
    pub(super) lines: Vec<Raw<'a>>,
    pub(super) dates: Vec<Dated>,
    pub(super) links: Vec<Line>,
    pub(super) running_title: Option<&'a str>,
    /// Line and number of the footer, where one survived.
    pub(super) number: Option<(u32, u32)>,
}

/// Removes the furniture of sheets whose pages have a title and the date of their last change.
pub(super) fn clean(sheets: &mut [Sheet<'_>], words: Union<'_>, accounts: &mut LineUses) {
    for sheet in &mut *sheets {
        sheet.take_links(words, accounts);
        sheet.take_dates(words, accounts);
    }
    let chapters = Chapters { words, groups: groups(sheets, words) };
    take_early_titles(sheets, &chapters, accounts);
    move_early_headings(sheets, words);
    take_chapters(sheets, &chapters, accounts);
    take_ghosts(sheets, &chapters, accounts);
}

/// Titles of chapters and groups of pages.
struct Chapters<'v, 'a> {
    words: Union<'v>,
    /// The groups that the overview names.
    groups: HashSet<&'a str>,
}

impl Chapters<'_, '_> {
    fn contains(&self, line: &str) -> bool {
        self.groups.contains(line) || self.words.is_chapter(line)
    }
}

/// The titles above the tables of an overview.
fn groups<'a>(sheets: &[Sheet<'a>], words: Union<'_>) -> HashSet<&'a str> {
    let lines = || sheets.iter().flat_map(|sheet| &sheet.lines);
    let pairs = lines().zip(lines().skip(1));
    let titles = pairs.filter(|(line, next)| is_title(line.text) && is_overview(next.text, words));
    titles.map(|(line, _)| line.text).collect()
}

/// The header of an overview's table.
fn is_overview(line: &str, words: Union<'_>) -> bool {
    words.header(line).is_some_and(|columns| columns.iter().any(|(_, role)| *role == Column::Action))
}

/// Cuts a text into sheets. A sheet begins with a line that has one extra leading space, or after a page footer. Where
/// other lines are indented too, such a line begins a sheet only if no blank line is before it.
pub(super) fn cut<'a>(text: &'a str, words: Union<'_>, layout: Layout, accounts: &mut LineUses) -> Vec<Sheet<'a>> {
    let flush = if layout.numbered { Flush(Vec::new()) } else { Flush::of(text) };
    let mut cutter = Cutter {
        words,
        layout,
        flush,
        accounts,
        sheets: Vec::new(),
        current: Sheet::default(),
        above: "",
        after_blank: false,
        gaps: 0,
        ended: false,
        footer: false,
    };
    for (number, line) in (1u32..).zip(text.lines()) {
        cutter.line(number, line);
    }
    cutter.end_sheet();
    cutter.sheets
}

/// Cuts a text into sheets, line by line.
struct Cutter<'c, 'v, 'a> {
    words: Union<'v>,
    layout: Layout,
    flush: Flush,
    accounts: &'c mut LineUses,
    sheets: Vec<Sheet<'a>>,
    current: Sheet<'a>,
    /// The line before, with its spaces.
    above: &'a str,
    /// Blank lines are between it and the next one.
    after_blank: bool,
    /// How many of them are of nothing but spaces.
    gaps: u16,
    /// What a site prints under every page has begun.
    ended: bool,
    /// The line before is a running header or footer.
    footer: bool,
}

impl<'a> Cutter<'_, '_, 'a> {
    fn line(&mut self, number: u32, line: &'a str) {
        let body = line.trim();
        if body.is_empty() {
            self.after_blank = true;
            self.gaps = self.gaps.saturating_add(u16::from(!line.is_empty()));
            return;
        }
        if self.is_furniture(number, body) {
            return;
        }
        let indent = line.len() - line.trim_start_matches(' ').len();
        let extra = indent % 2 == 1 && !self.after_blank || indent == 1 && self.flush.contains(number);
        let extra = extra && self.words.updated(body).is_none();
        if extra || self.footer {
            self.end_sheet();
        }
        self.ended |= self.words.ends_page(body);
        if self.ended && self.words.updated(body).is_some() {
            self.next_page();
        }
        // A page break inside code prints a line twice.
        let again = self.layout.numbered && !self.after_blank && line.strip_prefix(' ') == Some(self.above);
        if again {
            self.accounts.mark([number], LineUse::Repeat, 0);
        } else {
            let opens = self.current.lines.is_empty();
            let own = extra && (indent == 1 || !self.layout.numbered);
            let indent = indent - usize::from(own);
            let close = !self.after_blank && !opens && !extra;
            self.current.lines.push(Raw {
                number,
                text: body,
                indent,
                close,
                gaps: self.gaps,
                sheet: self.sheet(),
                opens,
            });
        }
        self.above = line;
        self.after_blank = false;
        self.gaps = 0;
        self.footer = false;
    }

    /// Takes a running header or footer, with the links below it.
    fn is_furniture(&mut self, number: u32, body: &'a str) -> bool {
        if let Some(title) = self.words.running_title(body).filter(|_| self.layout.numbered) {
            self.accounts.mark([number], LineUse::PageFooter, 0);
            self.current.running_title.get_or_insert(title);
            self.footer = true;
        } else if self.footer && self.words.is_link(body) {
            self.accounts.mark([number], LineUse::Link, 0);
        } else if let Some(printed) = self.words.page_number(body) {
            self.accounts.mark([number], LineUse::PageFooter, 0);
            self.current.take_running_title(self.accounts);
            if !self.current.lines.is_empty() {
                let running_title = self.current.running_title.take();
                self.end_sheet();
                self.current.running_title = running_title;
            }
            // The number belongs to the sheet that follows.
            self.current.number = Some((number, printed));
            self.after_blank = true;
        } else {
            return false;
        }
        true
    }

    fn sheet(&self) -> u32 {
        u32::try_from(self.sheets.len()).unwrap_or(u32::MAX)
    }

    fn end_sheet(&mut self) {
        if !self.current.lines.is_empty() {
            self.sheets.push(std::mem::take(&mut self.current));
        }
    }

    /// Texts of pages that were put together: the title above the date is the next page's.
    fn next_page(&mut self) {
        self.ended = false;
        let after_blank = self.after_blank;
        let title = self.current.lines.pop_if(|_| !after_blank);
        self.sheets.push(std::mem::take(&mut self.current));
        let sheet = self.sheet();
        self.current.lines.extend(title.map(|title| Raw { sheet, opens: true, close: false, ..title }));
    }
}

/// The stretches of a text whose lines all begin at the left edge.
struct Flush(Vec<bool>);

impl Flush {
    const STRETCH: usize = 1000;

    fn of(text: &str) -> Self {
        /// At most one line of so many may be indented by more than one space.
        const FEW: usize = 25;
        let deep = |line: &&&str| line.starts_with("  ");
        let lines: Vec<&str> = text.lines().collect();
        let is_flush = |lines: &[&str]| {
            let full = lines.iter().filter(|line| !line.trim().is_empty());
            full.clone().filter(deep).count() * FEW <= full.count()
        };
        let own: Vec<bool> = lines.chunks(Self::STRETCH).map(is_flush).collect();
        // A stretch beside an indented one may have its first or last lines in that layout.
        let near = |at: usize| own.get(at.saturating_sub(1)..(at + 2).min(own.len())).unwrap_or_default();
        Self((0..own.len()).map(|at| near(at).iter().all(|flush| *flush)).collect())
    }

    /// The line with this number is in such a stretch.
    fn contains(&self, number: u32) -> bool {
        let at = (number as usize).saturating_sub(1) / Self::STRETCH;
        self.0.get(at).copied().unwrap_or(false)
    }
}

impl<'a> Sheet<'a> {
    /// The line above a page footer is the book's title.
    fn take_running_title(&mut self, accounts: &mut LineUses) {
        if let Some(line) = self.lines.pop() {
            accounts.mark([line.number], LineUse::PageFooter, 0);
            self.running_title = Some(line.text);
        }
    }

    /// The addresses of a sheet's links stand at its end, in reading order.
    fn take_links(&mut self, words: Union<'_>, accounts: &mut LineUses) {
        let links = self.lines.iter().rev().take_while(|line| words.is_link(line.text)).count();
        let at = self.lines.len() - links;
        for line in self.lines.drain(at..) {
            accounts.mark([line.number], LineUse::Link, 0);
            self.links.push(Line::new(line.number, line.text));
        }
    }

    fn take_dates(&mut self, words: Union<'_>, accounts: &mut LineUses) {
        let mut kept: Vec<Raw<'a>> = Vec::with_capacity(self.lines.len());
        let mut ended = false;
        // How many lines stand above the first date.
        let mut above = None;
        for line in self.lines.drain(..) {
            ended |= words.ends_page(line.text);
            if ended {
                accounts.mark([line.number], LineUse::Furniture, 0);
            } else if let Some(date) = words.updated(line.text) {
                let title = kept.pop_if(|_| line.close).map(|title| Line::new(title.number, title.text));
                accounts.mark(title.iter().flat_map(|title| title.numbers.iter().copied()), LineUse::PageTitle, 0);
                accounts.mark([line.number], LineUse::PageTitle, 0);
                let text = |title: &Option<Line>| title.as_ref().map(|title| title.text.clone());
                let again = |known: &Dated| text(&known.title) == text(&title) && known.date.text == date;
                // A site may print the title twice.
                if !self.dates.last().is_some_and(again) {
                    self.dates.push(Dated { title, date: Line::new(line.number, date) });
                }
            } else if words.is_furniture(line.text) {
                accounts.mark([line.number], LineUse::Furniture, 0);
            } else {
                kept.push(line);
            }
            above = above.or_else(|| (!self.dates.is_empty()).then_some(kept.len()));
        }
        // Where a title stands above its page's text, what stands above the title are titles of chapters.
        const CHAPTERS: usize = 3;
        let above = above.filter(|above| *above <= CHAPTERS && *above < kept.len()).unwrap_or(0);
        if kept.iter().take(above).all(|line| is_title(line.text)) {
            accounts.mark(kept.drain(..above).map(|line| line.number), LineUse::PageTitle, 0);
        }
        self.lines = kept;
    }
}

/// Short, and no sentence.
fn is_title(text: &str) -> bool {
    text.chars().count() <= 24 && !text.contains(['，', '。', '：', '；', '=', '"', '{', '}'])
}

/// What ends a sentence ends no title: it is the last row of a table, or text.
fn ends_sentence(text: &str) -> bool {
    text.ends_with(['。', '；', '：', '！', '？', '.', ';', ':'])
}

/// A title may end the sheet before its page, away from its date.
fn take_early_titles(sheets: &mut [Sheet<'_>], chapters: &Chapters<'_, '_>, accounts: &mut LineUses) {
    let words = chapters.words;
    for index in 1..sheets.len() {
        let (before, rest) = sheets.split_at_mut(index);
        let (Some(before), Some(sheet)) = (before.last_mut(), rest.first_mut()) else { continue };
        let opens = sheet.lines.first().is_some_and(|line| words.heading(line.text).is_some());
        // A title may also be all that its sheet has.
        let alone = matches!(before.lines.as_slice(), [line] if before.dates.is_empty() && is_title(line.text));
        let Some(dated) = sheet.dates.first_mut().filter(|dated| (opens || alone) && dated.title.is_none()) else {
            continue;
        };
        let is_free = |text: &str| !text.is_ascii() || text.contains(' ');
        let is_page_title = |text: &str| is_free(text) && !ends_sentence(text) && !chapters.contains(text);
        if let Some(line) = before.lines.pop_if(|line| is_page_title(line.text)) {
            accounts.mark([line.number], LineUse::PageTitle, 0);
            dated.title = Some(Line::new(line.number, line.text));
        }
    }
}

/// The first heading of a page, with title and date, may end the sheet before; they go where they belong.
fn move_early_headings(sheets: &mut [Sheet<'_>], words: Union<'_>) {
    for index in 1..sheets.len() {
        let (before, rest) = sheets.split_at_mut(index);
        let (Some(before), Some(sheet)) = (before.last_mut(), rest.first_mut()) else { continue };
        let opens = |line: &mut Raw<'_>| words.heading(line.text) == Some(HeadingKind::Description);
        if before.lines.len() > 1
            && let Some(heading) = before.lines.pop_if(opens)
        {
            sheet.lines.insert(0, heading);
            if sheet.dates.is_empty() {
                sheet.dates.extend(before.dates.pop());
            }
        }
    }
}

/// Titles of chapters and groups stand above the title of their first page.
fn take_chapters(sheets: &mut [Sheet<'_>], chapters: &Chapters<'_, '_>, accounts: &mut LineUses) {
    for index in 0..sheets.len() {
        let titled = sheets.get(index).is_some_and(|sheet| !sheet.dates.is_empty());
        let next = sheets.get(index + 1);
        let next_titled = next.is_some_and(|sheet| !sheet.dates.is_empty());
        // The title of a table stays with its table.
        let goes_on = next.and_then(|sheet| sheet.lines.first()).is_some_and(|l| is_overview(l.text, chapters.words));
        if !titled && !next_titled || goes_on {
            continue;
        }
        let Some(sheet) = sheets.get_mut(index) else { continue };
        while sheet.lines.len() > 1
            && sheet.lines.last().is_some_and(|line| !line.close && chapters.contains(line.text))
        {
            if let Some(line) = sheet.lines.pop() {
                accounts.mark([line.number], LineUse::PageTitle, 0);
            }
        }
    }
}

/// Where a heading opens a sheet, a clipped copy of it may end the sheet before.
fn take_ghosts(sheets: &mut [Sheet<'_>], chapters: &Chapters<'_, '_>, accounts: &mut LineUses) {
    for index in 1..sheets.len() {
        let Some(next) = sheets.get(index).and_then(|sheet| heading_of(sheet, chapters)) else { continue };
        let Some(sheet) = sheets.get_mut(index - 1) else { continue };
        if sheet.lines.len() > 1
            && let Some(line) = sheet.lines.pop_if(|line| is_clipped(line.text, next))
        {
            accounts.mark([line.number], LineUse::Ghost, 0);
        }
    }
}

/// The first line of a sheet, if it is a heading.
fn heading_of<'a>(sheet: &Sheet<'a>, chapters: &Chapters<'_, '_>) -> Option<&'a str> {
    let words = chapters.words;
    let first = sheet.lines.first()?;
    let numbered = super::super::vocabulary::strip_number(first.text).is_some();
    let marker = |line: &Raw<'_>| words.is_definition_marker(line.text);
    let defines = crate::lexeme::is_identifier(first.text) && sheet.lines.iter().take(6).any(marker);
    let heads = words.heading(first.text).is_some() || chapters.contains(first.text);
    (numbered || defines || heads).then_some(first.text)
}

/// Every character of `ghost` stands in `heading`, in order; nothing that code is made of counts.
fn is_clipped(ghost: &str, heading: &str) -> bool {
    if !ghost.chars().all(|c| c.is_alphanumeric() || c == ' ' || c == '.') {
        return false;
    }
    let mut rest = heading.chars();
    ghost.chars().filter(|c| *c != ' ').all(|c| rest.any(|other| other == c))
}
