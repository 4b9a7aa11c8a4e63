//! Regions of a Markdown text that are tables or HTML: found line by line before the text is parsed.

use super::row::{self, RawCell, Shape};
use super::{fence, heading};
use crate::document::Vocabulary;
use crate::document::markup::grid;
use crate::document::vocabulary::Column;

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

/// The header of a table between pipes.
struct Head {
    /// Index of the first line behind it, and of the first line of the body.
    end: usize,
    body: usize,
    columns: usize,
    /// Rows begin with a pipe.
    framed: bool,
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

    /// A table between pipes: a header, a ruler, and rows of one or more lines each. Where the ruler was forgotten,
    /// a header that names columns and a row of as many cells will do.
    fn piped(&self, start: usize) -> Option<Region<'t>> {
        let head = self.head(start)?;
        let lines: Vec<(u32, &'t str)> = (start..head.end).map(|at| self.numbered(at)).collect();
        let titles = row::split(&lines, &Shape::ANY);
        let shape = self.shape(&titles, head.columns);
        let mut rows = vec![titles];
        let mut at = head.body;
        let mut end = at;
        while let Some(line) = self.line(at) {
            if line.trim().is_empty() {
                at += 1;
                continue;
            }
            let row = if head.framed {
                self.framed_row(at, head.columns)
                    .or_else(|| (end == at).then(|| self.frameless_row(at, head.columns)).flatten())
            } else {
                self.bare_row(at, end < at)
            };
            let Some(next) = row else { break };
            if row::is_ruler(line) {
                at += 1;
                end = at;
                continue;
            }
            if self.begins_another(at, &lines) {
                break;
            }
            let lines: Vec<(u32, &'t str)> = (at..next).map(|at| self.numbered(at)).collect();
            rows.push(row::split(&lines, &shape));
            at = next;
            end = at;
        }
        Some(Region { lines: [start, end], content: Content::Rows(rows) })
    }

    /// The header of a table that begins at `start`.
    fn head(&self, start: usize) -> Option<Head> {
        let header = self.line(start)?;
        let below = self.line(start + 1)?;
        let columns = row::cells(header);
        let framed = header.trim_start().starts_with('|');
        if !header.contains('|') || row::is_ruler(header) {
            return None;
        }
        let whole = |body| Head { end: start + 1, body, columns, framed };
        if row::is_ruler(below) {
            return (framed || columns == row::cells(below) && columns > 1).then(|| whole(start + 2));
        }
        if self.lacks_ruler(header, below) {
            return Some(whole(start + 1));
        }
        self.tall_head(start)
    }

    /// A header whose cells have a line each, down to its ruler.
    fn tall_head(&self, start: usize) -> Option<Head> {
        const TALLEST: usize = 128;
        let first = self.line(start)?;
        if !first.trim_start().starts_with('|') || row::closes(first) {
            return None;
        }
        let mut pipes = row::count(first);
        let mut closed = false;
        for at in start + 1..(start + TALLEST).min(self.lines.len()) {
            let line = self.line(at)?;
            if line.trim().is_empty() {
                continue;
            }
            if row::is_ruler(line) {
                let columns = pipes - usize::from(closed);
                let head = Head { end: at, body: at + 1, columns, framed: true };
                return (columns > 1 && columns == row::cells(line)).then_some(head);
            }
            if closed || heading(line).is_some() || fence(line).is_some() {
                return None;
            }
            pipes += row::count(line);
            closed = row::closes(line);
        }
        None
    }

    /// The line begins another table than that of the header between `head`.
    fn begins_another(&self, at: usize, head: &[(u32, &'t str)]) -> bool {
        let same =
            || head.iter().zip(at..).all(|((_, title), at)| self.line(at).is_some_and(|l| l.trim() == title.trim()));
        let ruled = self.line(at + 1).is_some_and(row::is_ruler);
        (ruled || self.tall_head(at).is_some()) && !same()
    }

    /// A header row with its first row right below it.
    fn lacks_ruler(&self, header: &str, below: &str) -> bool {
        let titles = row::split(&[(0, header)], &Shape::ANY);
        let named = titles.iter().filter(|cell| {
            let title: String = cell.iter().map(|(_, text)| text.trim_matches(['*', ' '])).collect();
            self.vocabularies.iter().any(|words| words.titled_column(&title).is_some())
        });
        let count = row::cells(header);
        let named = named.count();
        named > 1 && 2 * named > count && row::cells(below) == count && header.trim() != below.trim()
    }

    /// The columns by their titles.
    fn shape(&self, head: &[RawCell<'t>], columns: usize) -> Shape<'_> {
        let titles: Vec<String> = head.iter().map(|cell| cell.iter().map(|(_, text)| text.trim()).collect()).collect();
        let is_type =
            |title: &String| self.vocabularies.iter().any(|words| words.titled_column(title) == Some(Column::Type));
        Shape {
            columns,
            text: grid::text_column(&titles, self.vocabularies),
            ty: titles.iter().position(is_type),
            vocabularies: self.vocabularies,
        }
    }

    /// The line behind a row that begins with a pipe at `start`. Its cells may have lines of their own, and its last
    /// cell may continue over blank lines, until a line ends with a pipe.
    fn framed_row(&self, start: usize, columns: usize) -> Option<usize> {
        let first = self.line(start)?.trim();
        if !first.starts_with('|') {
            return None;
        }
        let full = columns + 1;
        let mut pipes = row::count(first);
        let mut closed = row::closes(first) && first.len() > 1;
        if closed && pipes >= full || pipes > full {
            return Some(start + 1);
        }
        let mut end = start + 1;
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
            let own = row::count(line);
            let framed = line.trim_start().starts_with('|');
            // The row lacks fewer cells than the line has, or has ended.
            let only_edges = line.chars().all(|c| c == '|' || c.is_whitespace());
            let too_many = own > 1 && (pipes + own > full || first == "|");
            let begins_row = framed && if only_edges { closed && own > 1 } else { too_many || closed };
            if begins_row || heading(line).is_some() {
                break;
            }
            pipes += own;
            if row::closes(line) {
                if pipes >= full {
                    return Some(at + 1);
                }
                end = at + 1;
            }
            closed = row::closes(line) || closed && line.trim().is_empty();
        }
        Some(end)
    }

    /// A row directly below one between pipes that has lost its first pipe, or a line of text between two rows.
    fn frameless_row(&self, at: usize, columns: usize) -> Option<usize> {
        let line = self.line(at)?;
        if heading(line).is_some() || fence(line).is_some() || line.trim_start().starts_with(['<', '>']) {
            return None;
        }
        let torn = row::count(line) > 0 && 2 * row::cells(line) > columns;
        let row_follows = || {
            self.line(at + 1).is_some_and(|next| {
                next.trim_start().starts_with('|')
                    && row::cells(next) == columns
                    && !self.line(at + 2).is_some_and(row::is_ruler)
            })
        };
        (torn || row_follows()).then_some(at + 1)
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
