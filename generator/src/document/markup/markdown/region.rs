//! Regions of a Markdown text that are tables or HTML: found line by line before the text is parsed.

use super::row::{self, RawCell};
use super::{fence, heading};
use crate::document::Vocabulary;
use crate::document::markup::grid;

/// Longest row in source lines.
const LONGEST_ROW: usize = 400;

/// A part of the text that Markdown's own rules would take apart.
#[derive(Debug)]
pub(super) struct Region<'t> {
    /// Index of its first line, and of the first one behind it.
    pub(super) lines: [usize; 2],
    pub(super) content: Content<'t>,
}

/// What a region is.
#[derive(Debug)]
pub(super) enum Content<'t> {
    /// Rows of cells, the first one the header.
    Rows(Vec<Vec<RawCell<'t>>>),
    /// HTML from the first line to the last.
    Html,
}

/// Finds all regions, in order.
pub(super) fn find<'t>(text: &'t str, vocabularies: &[&'static Vocabulary]) -> Vec<Region<'t>> {
    let lines: Vec<&'t str> = text.lines().collect();
    let finder = Finder { lines: &lines, vocabularies };
    let mut regions: Vec<Region<'t>> = Vec::new();
    let mut at = 0;
    let mut open: Option<(char, usize)> = None;
    // Below this line no table is closed any more; looking for the end again would cost too much.
    let mut html_until = lines.len();
    while let Some(line) = lines.get(at) {
        if let Some((mark, length)) = fence(line) {
            open = match open {
                Some((opened, least)) if opened == mark && length >= least && is_bare(line, mark) => None,
                Some(open) => Some(open),
                None => Some((mark, length)),
            };
        } else if open.is_none() {
            let found = finder.html(at, &mut html_until).or_else(|| finder.piped(at)).or_else(|| finder.tabbed(at));
            if let Some(region) = found {
                at = region.lines[1].max(at + 1);
                regions.push(region);
                continue;
            }
        }
        at += 1;
    }
    regions
}

fn is_bare(line: &str, mark: char) -> bool {
    line.trim().chars().all(|c| c == mark)
}

struct Finder<'f, 't> {
    lines: &'f [&'t str],
    vocabularies: &'f [&'static Vocabulary],
}

impl<'t> Finder<'_, 't> {
    fn line(&self, at: usize) -> Option<&'t str> {
        self.lines.get(at).copied()
    }

    fn numbered(&self, at: usize) -> (u32, &'t str) {
        (u32::try_from(at + 1).unwrap_or(u32::MAX), self.line(at).unwrap_or_default())
    }

    /// An HTML table or preformatted text, to its closing tag.
    fn html(&self, at: usize, until: &mut usize) -> Option<Region<'t>> {
        let line = self.line(at)?.trim_start();
        let (open, close) =
            [("<table", "</table"), ("<pre", "</pre")].into_iter().find(|(open, _)| opens(line, open))?;
        if at >= *until {
            return None;
        }
        let mut depth = 0usize;
        for end in at..self.lines.len() {
            let line = self.line(end)?.to_ascii_lowercase();
            depth = (depth + line.matches(open).count()).saturating_sub(line.matches(close).count());
            if depth == 0 {
                return Some(Region { lines: [at, end + 1], content: Content::Html });
            }
            // A table that is never closed ends with its section.
            if end > at && (heading(&line).is_some() || fence(&line).is_some()) && open == "<table" {
                return Some(Region { lines: [at, end], content: Content::Html });
            }
        }
        *until = at;
        (open == "<table").then_some(Region { lines: [at, self.lines.len()], content: Content::Html })
    }

    /// A table between pipes: a header row, a ruler, and rows of one or more lines each. Where the ruler was forgotten,
    /// a header that names columns and a row of as many cells will do.
    fn piped(&self, start: usize) -> Option<Region<'t>> {
        let header = self.line(start)?;
        let below = self.line(start + 1)?;
        let columns = row::cells(header);
        let framed = header.trim_start().starts_with('|');
        if !header.contains('|') || row::is_ruler(header) {
            return None;
        }
        let ruled = row::is_ruler(below);
        if !ruled && !self.lacks_ruler(header, below) {
            return None;
        }
        if ruled && !framed && (columns != row::cells(below) || columns < 2) {
            return None;
        }
        let head = row::split(&[self.numbered(start)], usize::MAX, 0);
        let text = self.text_column(&head);
        let mut rows = vec![head];
        let mut at = start + 1 + usize::from(ruled);
        let mut end = at;
        while let Some(line) = self.line(at) {
            if line.trim().is_empty() {
                at += 1;
                continue;
            }
            let blank_before = end < at;
            let row = if framed { self.framed_row(at, columns) } else { self.bare_row(at, blank_before) };
            let Some(next) = row else { break };
            if row::is_ruler(line) {
                at += 1;
                end = at;
                continue;
            }
            if self.line(at + 1).is_some_and(row::is_ruler) && (line.trim() != header.trim()) {
                break;
            }
            let lines: Vec<(u32, &'t str)> = (at..next).map(|at| self.numbered(at)).collect();
            rows.push(row::split(&lines, columns, text));
            at = next;
            end = at;
        }
        Some(Region { lines: [start, end], content: Content::Rows(rows) })
    }

    /// A header row with its first row right below it.
    fn lacks_ruler(&self, header: &str, below: &str) -> bool {
        let titles = row::split(&[(0, header)], usize::MAX, 0);
        let named = titles.iter().filter(|cell| {
            let title: String = cell.iter().map(|(_, text)| text.trim_matches(['*', ' '])).collect();
            self.vocabularies.iter().any(|words| words.titled_column(&title).is_some())
        });
        let count = row::cells(header);
        let named = named.count();
        named > 1 && 2 * named > count && row::cells(below) == count && header.trim() != below.trim()
    }

    /// The column that holds free text.
    fn text_column(&self, head: &[RawCell<'t>]) -> usize {
        let titles: Vec<String> = head.iter().map(|cell| cell.iter().map(|(_, text)| text.trim()).collect()).collect();
        grid::text_column(&titles, self.vocabularies)
    }

    /// The line behind a row that begins with a pipe at `start`. Its last cell may go on over blank lines until
    /// a line ends with a pipe.
    fn framed_row(&self, start: usize, columns: usize) -> Option<usize> {
        let first = self.line(start)?.trim();
        if !first.starts_with('|') {
            return None;
        }
        let full = columns + 1;
        let mut pipes = row::count(first);
        if row::closes(first) && first.len() > 1 && pipes >= full || pipes > full {
            return Some(start + 1);
        }
        let mut open = None;
        for at in start + 1..(start + LONGEST_ROW).min(self.lines.len()) {
            let line = self.line(at)?;
            if let Some(mark) = fence(line) {
                // Code in a cell; its pipes are no edges.
                open = if open.is_some() { None } else { Some(mark) };
                continue;
            }
            if open.is_some() {
                continue;
            }
            let begins_row = line.trim_start().starts_with('|') && row::count(line) > 1;
            if begins_row || heading(line).is_some() {
                break;
            }
            pipes += row::count(line);
            if pipes >= full && row::closes(line) {
                return Some(at + 1);
            }
        }
        Some(start + 1)
    }

    /// A row of a table without pipes at the edges is one line with a pipe, directly below the one before.
    fn bare_row(&self, at: usize, blank_before: bool) -> Option<usize> {
        let line = self.line(at)?;
        (!blank_before && row::count(line) > 0 && heading(line).is_none()).then_some(at + 1)
    }

    /// A table between tabs: lines with equally many tabs, the first one a known header or one of several.
    fn tabbed(&self, start: usize) -> Option<Region<'t>> {
        let header = self.line(start)?;
        let tabs = tabs(header)?;
        let known = self.is_header(header);
        let same = |line: &str| self::tabs(line) == Some(tabs);
        let several = tabs > 1 && self.line(start + 1).is_some_and(same);
        if !(known || several) {
            return None;
        }
        let mut rows = Vec::new();
        let mut at = start;
        let mut end = at;
        while let Some(line) = self.line(at) {
            if line.trim().is_empty() {
                at += 1;
                continue;
            }
            if !same(line) || (at > start && self.is_header(line) && line.trim() != header.trim()) {
                break;
            }
            let (number, line) = self.numbered(at);
            rows.push(row::split_tabs(number, line));
            at += 1;
            end = at;
        }
        Some(Region { lines: [start, end], content: Content::Rows(rows) })
    }

    /// At least two cells of the line name columns.
    fn is_header(&self, line: &str) -> bool {
        let known = |cell: &&str| self.vocabularies.iter().any(|words| words.titled_column(cell).is_some());
        line.split('\t').filter(known).count() > 1
    }
}

/// The tabs between the cells of a line that begins with text.
fn tabs(line: &str) -> Option<usize> {
    let tabs = line.trim_end().bytes().filter(|byte| *byte == b'\t').count();
    (tabs > 0 && !line.starts_with([' ', '\t'])).then_some(line.bytes().filter(|byte| *byte == b'\t').count())
}

/// The line begins with this tag.
fn opens(line: &str, tag: &str) -> bool {
    line.get(..tag.len()).is_some_and(|head| head.eq_ignore_ascii_case(tag))
        && line.get(tag.len()..).is_some_and(|rest| rest.is_empty() || rest.starts_with(['>', ' ', '\t']))
}
