//! Books of numbered sections: which lines of the printed pages make one section.
//!
//! On each printed page the text comes first, then the titles of the chapters and sections that start on it,
//! then the footer. So titles say that a section starts on a page, and how it is called, but not where: that is
//! behind the line that closes the section before, or at the top of the page. Also taken off here: footers,
//! header rows printed again at the end of a page's part of a table, and the line that a page break
//! inside code prints twice. What the remaining lines mean is not decided here.

use std::collections::{HashMap, HashSet, VecDeque};

use super::paging::Draft;
use super::sheet::Raw;
use super::{sheet, table};
use crate::coverage::{LineUse, LineUses};
use crate::document::vocabulary::{HeadingKind, Sections};
use crate::document::{Line, Vocabulary};

/// A printed page: its text, and the titles printed behind it.
#[derive(Debug, Default)]
struct Sheet<'a> {
    lines: Vec<Raw<'a>>,
    titles: Vec<Title>,
}

/// The title of a chapter or a section.
#[derive(Debug)]
struct Title {
    section: Option<u32>,
    line: Line,
}

/// Cuts a text into sections. Gives the book's running title too.
pub(super) fn sections<'a>(
    text: &'a str,
    vocabulary: &Vocabulary,
    marks: &Sections,
    accounts: &mut LineUses,
) -> (Vec<Draft<'a>>, Option<String>) {
    let mut running = None;
    let mut sheets = cut(text, vocabulary, marks, accounts, &mut running);
    take_titles(&mut sheets, accounts);
    let mut drafts = gather(sheets, marks, vocabulary);
    call_by_name(&mut drafts, vocabulary);
    for draft in &mut drafts {
        drop_repeated_headers(draft, vocabulary, accounts);
    }
    (drafts, running)
}

/// A printed page begins with a line that has one extra leading space and no blank line before it, or behind a footer.
fn cut<'a>(
    text: &'a str,
    vocabulary: &Vocabulary,
    marks: &Sections,
    accounts: &mut LineUses,
    running: &mut Option<String>,
) -> Vec<Sheet<'a>> {
    let mut sheets = Vec::new();
    let mut current = Sheet::default();
    let mut after_blank = false;
    let mut footer = false;
    let mut before = "";
    for (number, line) in (1u32..).zip(text.lines()) {
        let body = line.trim();
        if body.is_empty() {
            after_blank = true;
            continue;
        }
        if let Some(title) = running_title(body, marks) {
            accounts.mark([number], LineUse::PageFooter, 0);
            running.get_or_insert_with(|| title.to_owned());
            footer = true;
            continue;
        }
        if sheet::is_link(body, vocabulary) && footer {
            accounts.mark([number], LineUse::Link, 0);
            continue;
        }
        let indent = line.len() - line.trim_start_matches(' ').len();
        let repeated = !after_blank && line.strip_prefix(' ') == Some(before);
        let opens = footer || (indent % 2 == 1 && !after_blank);
        if opens && !current.lines.is_empty() {
            sheets.push(std::mem::take(&mut current));
        }
        before = line;
        if repeated {
            accounts.mark([number], LineUse::Repeat, 0);
        } else {
            let opens = current.lines.is_empty();
            let indent = if opens && indent == 1 { 0 } else { indent };
            current.lines.push(Raw {
                number,
                text: body,
                indent,
                close: !after_blank && !opens,
                opens,
                gaps: 0,
                sheet: 0,
            });
        }
        after_blank = false;
        footer = false;
    }
    sheets.push(current);
    sheets
}

/// The book's title, of a line at the head or the foot of a page: `Reference·Chapter Title` or the other way round.
fn running_title<'l>(line: &'l str, marks: &Sections) -> Option<&'l str> {
    const LONGEST: usize = 40;
    let mark = marks.footers.iter().find(|mark| line.contains(**mark))?;
    if line.chars().count() > LONGEST {
        return None;
    }
    let (before, after) = line.split_once(mark)?;
    let title = before.trim_end_matches('·').trim();
    Some(if title.is_empty() { after.rsplit(' ').next().unwrap_or_default().trim() } else { title })
}

/// Takes the titles off; their numbers go up, so that no numbered item of a list is taken for one.
fn take_titles(sheets: &mut [Sheet<'_>], accounts: &mut LineUses) {
    let titles = ascending(&candidates(sheets));
    for sheet in sheets {
        let mut kept: Vec<Raw<'_>> = Vec::with_capacity(sheet.lines.len());
        let mut lines = std::mem::take(&mut sheet.lines).into_iter().peekable();
        while let Some(line) = lines.next() {
            let Some((_, section, name)) = numbered(line.text).filter(|_| titles.contains(&line.number)) else {
                kept.push(line);
                continue;
            };
            let mut title = Line::new(line.number, name);
            if name.is_empty()
                && let Some(next) = lines.next()
            {
                title.numbers.push(next.number);
                title.text = next.text.to_owned();
            }
            accounts.mark(title.numbers.iter().copied(), LineUse::PageTitle, 0);
            sheet.titles.push(Title { section, line: title });
        }
        if let Some(first) = kept.first_mut() {
            first.opens = true;
            first.close = false;
        }
        sheet.lines = kept;
    }
}

/// `3.Title` of a chapter, `3.1. Title` of a section, `3.1.` of a section whose title stands on the next line.
fn numbered(line: &str) -> Option<(u32, Option<u32>, &str)> {
    let (chapter, rest) = line.split_once('.')?;
    let chapter = chapter.parse().ok()?;
    if let Some((section, name)) = rest.split_once('.')
        && let Ok(section) = section.parse()
    {
        let name = if name.is_empty() { name } else { name.strip_prefix(' ')? };
        return Some((chapter, Some(section), name));
    }
    let title = rest.starts_with(|c: char| c.is_alphabetic()) && !rest.contains(['。', '，', '：']);
    title.then_some((chapter, None, rest))
}

/// The number of a chapter, and of a section of it.
type Number = (u32, u32);

/// Lines that may be titles, with their numbers.
fn candidates(sheets: &[Sheet<'_>]) -> Vec<(u32, Number)> {
    let mut found = Vec::new();
    for sheet in sheets {
        for (at, line) in sheet.lines.iter().enumerate() {
            let Some((chapter, section, name)) = numbered(line.text) else { continue };
            if !name.is_empty() || sheet.lines.get(at + 1).is_some_and(|next| next.close) {
                found.push((line.number, (chapter, section.unwrap_or(0))));
            }
        }
    }
    found
}

/// The lines of the longest series of candidates whose numbers go up: whatever chapters a book is cut down to, its
/// titles are many, and what only looks like one breaks their order.
fn ascending(candidates: &[(u32, Number)]) -> HashSet<u32> {
    // Of the series of each length, the one with the smallest last number; and what stands before each candidate.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(candidates.len());
    let number = |at: usize| candidates.get(at).map(|(_, number)| *number);
    for (at, (_, own)) in candidates.iter().enumerate() {
        let length = ends.partition_point(|&end| number(end) < Some(*own));
        before.push(length.checked_sub(1).and_then(|shorter| ends.get(shorter).copied()));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut chosen = HashSet::new();
    let mut next = ends.last().copied();
    while let Some(at) = next {
        chosen.extend(candidates.get(at).map(|(line, _)| *line));
        next = before.get(at).copied().flatten();
    }
    chosen
}

/// Sections in order, each with its title.
#[derive(Default)]
struct Gathering<'a> {
    drafts: Vec<Draft<'a>>,
    /// Indexes of sections whose title has not come yet.
    untitled: VecDeque<usize>,
    /// Titles whose section has not come yet, with their chapter's.
    waiting: VecDeque<(Line, Option<String>)>,
    /// The title of the chapter.
    chapter: Option<String>,
    /// The last line ended its section.
    closed: bool,
}

fn gather<'a>(sheets: Vec<Sheet<'a>>, marks: &Sections, vocabulary: &Vocabulary) -> Vec<Draft<'a>> {
    let mut book = Gathering { closed: true, ..Gathering::default() };
    for sheet in sheets {
        book.sheet(sheet, marks, vocabulary);
    }
    book.drafts
}

impl<'a> Gathering<'a> {
    fn sheet(&mut self, sheet: Sheet<'a>, marks: &Sections, vocabulary: &Vocabulary) {
        let chapter = sheet.titles.iter().any(|title| title.section.is_none());
        if chapter && !self.closed && !sheet.lines.is_empty() && !self.describes(vocabulary) {
            self.closed = true;
        }
        let named = sheet.titles.iter().filter(|title| title.section.is_some()).count();
        let mut starts = 0;
        let closers = sheet.lines.iter().filter(|line| closes(line, marks)).count();
        for line in sheet.lines {
            // A section that no line closes starts where a line calls its name.
            let called =
                named > closers + starts && self.untitled.is_empty() && !line.close && calls(&line, &sheet.titles);
            if self.closed || called {
                self.untitled.push_back(self.drafts.len());
                self.drafts.push(Draft::default());
                self.closed = false;
                starts += 1;
            }
            self.closed = closes(&line, marks);
            if let Some(draft) = self.drafts.last_mut() {
                draft.lines.push(line);
            }
        }
        self.titles(sheet.titles);
    }

    /// The last section has a request's table, so that a line will close it.
    fn describes(&self, vocabulary: &Vocabulary) -> bool {
        let is_request =
            |line: &Raw<'_>| vocabulary.heading(line.text).is_some_and(|rule| rule.kind == HeadingKind::Request);
        self.drafts.last().is_some_and(|draft| draft.lines.iter().any(is_request))
    }

    /// Titles go to the sections that wait for one; a chapter's only where no section shares its page.
    fn titles(&mut self, titles: Vec<Title>) {
        let sections = titles.iter().any(|title| title.section.is_some());
        for title in titles {
            if title.section.is_none() {
                self.chapter = Some(title.line.text.clone());
            }
            if title.section.is_some() || !sections {
                self.waiting.push_back((title.line, self.chapter.clone()));
            }
        }
        while !self.waiting.is_empty() {
            let Some(index) = self.untitled.pop_front() else { break };
            if let (Some(draft), Some((title, chapter))) = (self.drafts.get_mut(index), self.waiting.pop_front()) {
                draft.title = Some(title);
                draft.chapter = chapter;
            }
        }
        if !self.closed {
            // Titles inside a chapter of prose.
            self.waiting.clear();
        }
    }
}

/// Where the examples of another section call the name that a title is, the title is that section's: one title too many
/// or too few on a page would move all that follow.
fn call_by_name(drafts: &mut [Draft<'_>], vocabulary: &Vocabulary) {
    let called: Vec<Option<&str>> = drafts.iter().map(|draft| call(draft, vocabulary)).collect();
    let is_own = |draft: &Draft<'_>, name: Option<&str>| draft.title.as_ref().map(|title| title.text.as_str()) == name;
    let mut callers: HashMap<&str, Option<usize>> = HashMap::new();
    for (at, name) in called.iter().enumerate() {
        if let Some(name) = name {
            callers.entry(name).and_modify(|caller| *caller = None).or_insert(Some(at));
        }
    }
    let stray = |(at, draft): (usize, &Draft<'_>)| {
        let title = draft.title.as_ref()?.text.as_str();
        let caller = callers.get(title).copied().flatten().filter(|caller| *caller != at)?;
        Some((at, caller))
    };
    let moves: Vec<(usize, usize)> = drafts.iter().enumerate().filter_map(stray).collect();
    let kept = |at: usize| drafts.get(at).is_some_and(|draft| is_own(draft, called.get(at).copied().flatten()));
    let moves: Vec<(usize, usize)> = moves.into_iter().filter(|(_, to)| !kept(*to)).collect();
    let mut taken: Vec<_> = moves
        .iter()
        .filter_map(|(from, to)| {
            let draft = drafts.get_mut(*from)?;
            Some((*to, draft.title.take(), draft.chapter.take()))
        })
        .collect();
    for (to, title, chapter) in taken.drain(..) {
        if let Some(draft) = drafts.get_mut(to) {
            draft.title = title;
            draft.chapter = chapter;
        }
    }
}

/// The name that the first example of a section calls.
fn call<'a>(draft: &Draft<'a>, vocabulary: &Vocabulary) -> Option<&'a str> {
    let (_, rest) = draft.lines.iter().find_map(|line| line.text.split_once(vocabulary.request_marker))?;
    let name = rest.split(|c: char| !c.is_ascii_alphanumeric()).next()?;
    crate::lexeme::is_type_like(name).then_some(name)
}

fn closes(line: &Raw<'_>, marks: &Sections) -> bool {
    marks.closers.iter().any(|closer| line.text.starts_with(closer))
}

/// True where a line of running text calls a title that is a name.
fn calls(line: &Raw<'_>, titles: &[Title]) -> bool {
    let called = |title: &Title| crate::lexeme::is_type_like(&title.line.text) && line.text.contains(&title.line.text);
    !line.text.is_ascii() && titles.iter().any(called)
}

/// A table that goes on over a page prints its header row again, in the text behind the rows of that page.
fn drop_repeated_headers(draft: &mut Draft<'_>, vocabulary: &Vocabulary, accounts: &mut LineUses) {
    let lines = std::mem::take(&mut draft.lines);
    let mut seen: Vec<Vec<&str>> = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let Some((columns, count)) = table::header_at(&lines, at, vocabulary) else {
            draft.lines.push(*line);
            at += 1;
            continue;
        };
        let titles: Vec<&str> = columns.iter().map(|(title, _)| *title).collect();
        let header = lines.get(at..at + count).unwrap_or_default();
        let ends = lines.get(at + count).is_none_or(|next| next.opens || vocabulary.heading(next.text).is_some());
        if ends && seen.contains(&titles) {
            accounts.mark(header.iter().map(|line| line.number), LineUse::TableHeader, 0);
        } else {
            if !seen.contains(&titles) {
                seen.push(titles);
            }
            draft.lines.extend_from_slice(header);
        }
        at += count;
    }
}
