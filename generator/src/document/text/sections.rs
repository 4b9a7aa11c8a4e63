//! Books of numbered sections: which lines of the printed pages make one section.
//!
//! On each printed page the text comes first, then the titles of the chapters and sections that start on it,
//! then the footer. So titles say that a section starts on a page, and how it is called, but not where: that is
//! behind the line that closes the section before, or at the top of the page. What the remaining lines mean is not
//! decided here.

use std::collections::{HashMap, HashSet, VecDeque};

use super::printed_page::{Raw, Sheet};
use super::split_pages::Draft;
use crate::coverage::{LineUse, LineUses};
use crate::document::Line;
use crate::document::vocabulary::{HeadingKind, Union};

/// The title of a chapter or a section.
#[derive(Debug)]
struct Title {
    section: Option<u32>,
    line: Line,
}

/// How many lines number sections in ascending order; none if it is one alone, which may be an item of a list.
pub(super) fn count<'t>(lines: impl Iterator<Item = &'t str>) -> usize {
    let numbers = (1u32..).zip(lines).filter_map(|(at, line)| match numbered(line)? {
        (chapter, Some(section), _) => Some((at, (chapter, section))),
        _ => None,
    });
    let count = ascending(&numbers.collect::<Vec<_>>()).len();
    if count > 1 { count } else { 0 }
}

/// Gathers sheets into sections.
pub(super) fn gather<'a>(mut sheets: Vec<Sheet<'a>>, words: Union<'_>, accounts: &mut LineUses) -> Vec<Draft<'a>> {
    let titles = take_titles(&mut sheets, accounts);
    let mut book = Gathering { closed: true, ..Gathering::default() };
    for (sheet, titles) in sheets.into_iter().zip(titles) {
        book.sheet(sheet, titles, words);
    }
    call_by_name(&mut book.drafts, words);
    book.drafts
}

/// Takes the titles off; their numbers go up, so that no numbered item of a list is taken for one.
fn take_titles(sheets: &mut [Sheet<'_>], accounts: &mut LineUses) -> Vec<Vec<Title>> {
    let titles = ascending(&candidates(sheets));
    let mut taken = Vec::with_capacity(sheets.len());
    for sheet in sheets {
        let mut own = Vec::new();
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
            own.push(Title { section, line: title });
        }
        if let Some(first) = kept.first_mut() {
            first.opens = true;
            first.close = false;
        }
        sheet.lines = kept;
        taken.push(own);
    }
    taken
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

impl<'a> Gathering<'a> {
    fn sheet(&mut self, sheet: Sheet<'a>, titles: Vec<Title>, words: Union<'_>) {
        let chapter = titles.iter().any(|title| title.section.is_none());
        if chapter && !self.closed && !sheet.lines.is_empty() && !self.describes(words) {
            self.closed = true;
        }
        let named = titles.iter().filter(|title| title.section.is_some()).count();
        let mut starts = 0;
        let closers = sheet.lines.iter().filter(|line| words.closes(line.text)).count();
        for line in sheet.lines {
            // A section that no line closes starts where a line calls its name.
            let called = named > closers + starts && self.untitled.is_empty() && !line.close && calls(&line, &titles);
            if self.closed || called {
                self.untitled.push_back(self.drafts.len());
                self.drafts.push(Draft::default());
                self.closed = false;
                starts += 1;
            }
            self.closed = words.closes(line.text);
            if let Some(draft) = self.drafts.last_mut() {
                draft.lines.push(line);
            }
        }
        self.titles(titles);
    }

    /// The last section has a request's table, so that a line will close it.
    fn describes(&self, words: Union<'_>) -> bool {
        let is_request = |line: &Raw<'_>| words.heading(line.text) == Some(HeadingKind::Request);
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
fn call_by_name(drafts: &mut [Draft<'_>], words: Union<'_>) {
    let called: Vec<Option<&str>> = drafts.iter().map(|draft| call(draft, words)).collect();
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
fn call<'a>(draft: &Draft<'a>, words: Union<'_>) -> Option<&'a str> {
    let rest = draft.lines.iter().find_map(|line| words.behind_request_marker(line.text))?;
    let name = rest.split(|c: char| !c.is_ascii_alphanumeric()).next()?;
    crate::lexeme::is_type_like(name).then_some(name)
}

/// True where a line of running text calls a title that is a name.
fn calls(line: &Raw<'_>, titles: &[Title]) -> bool {
    let called = |title: &Title| crate::lexeme::is_type_like(&title.line.text) && line.text.contains(&title.line.text);
    !line.text.is_ascii() && titles.iter().any(called)
}
