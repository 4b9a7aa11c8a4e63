//! Tables whose cells were flattened into lines, rebuilt by what a cell of each column looks like.
//!
//! The header row gives the columns. A row begins where the cells left of the free text can all be
//! read, one after the other; a cell may go on in the next line. Free text runs to the next row. Where
//! free text stands left of other cells, those are read from the end of the line.

use std::collections::HashSet;

use super::broken;
use super::joined;
use super::measure;
use super::samples::Samples;
use super::sheet::Raw;
use super::token;
use crate::document::vocabulary::Column;
use crate::document::{Line, Row, Table, Vocabulary};

/// What the table builder needs to know.
#[derive(Clone, Copy)]
pub(super) struct Context<'v> {
    /// Lines were wrapped to the width of a printed page.
    pub(super) wrapped: bool,
    pub(super) vocabulary: &'v Vocabulary,
    pub(super) structures: &'v HashSet<String>,
    /// What the page's examples say; only where cells are broken inside words.
    pub(super) samples: Option<&'v Samples>,
}

/// A row's cells as they were matched, and where the next line is.
struct Match<'a> {
    cells: Draft<'a>,
    next: usize,
    /// The column of free text that may go on.
    open: Option<usize>,
}

/// A row under construction: physical lines of each cell.
pub(super) type Draft<'a> = Vec<Vec<(u32, &'a str)>>;

/// The table that begins with the header row at `start`, and the index of the first line behind it.
/// `ends` says which lines cannot be inside a table.
pub(super) fn read<'a>(
    lines: &[Raw<'a>],
    start: usize,
    context: Context<'_>,
    ends: &dyn Fn(usize) -> bool,
) -> Option<(Table, usize)> {
    let (columns, height) = header_at(lines, start, context.vocabulary)?;
    let header = lines.get(start)?;
    let roles: Vec<Column> = columns.iter().map(|(_, role)| *role).collect();
    let mut table = Table {
        header: lines.iter().skip(start).take(height).map(|line| Line::new(line.number, line.text)).collect(),
        columns: columns.iter().map(|(title, _)| (*title).to_owned()).collect(),
        rows: Vec::new(),
    };
    let mut drafts: Vec<Draft<'a>> = Vec::new();
    let mut open = None;
    let mut at = start + height;
    while let Some(line) = lines.get(at) {
        if let Some(samples) = context.samples {
            let rows = broken::Rows { lines, roles: &roles, vocabulary: context.vocabulary, samples };
            if ends(at) || header_at(lines, at, context.vocabulary).is_some() {
                at -= rows.give_back(at, &mut drafts);
                break;
            }
            let Some(next) = rows.take(at, &mut drafts) else { break };
            at = next;
        } else if line.text == header.text {
            table.header.push(Line::new(line.number, line.text));
            at += 1;
        } else if ends(at) || context.vocabulary.header(line.text).is_some() {
            break;
        } else if let Some(found) = match_row(lines, at, &roles, context, drafts.last()) {
            open = found.open;
            at = found.next;
            drafts.push(found.cells);
        } else if (at + 1 == lines.len() || ends(at + 1)) && is_cut_off(line.text, &roles, context) {
            break;
        } else if let Some(cell) = open.and_then(|open| drafts.last_mut()?.get_mut(open)) {
            cell.push((line.number, line.text));
            at += 1;
        } else {
            break;
        }
    }
    if let Some(samples) = context.samples {
        table.rows = drafts.iter().map(|draft| joined::finish(draft, lines, &roles, samples)).collect();
        return Some((table, at));
    }
    let column = if context.wrapped { text_width(&drafts) } else { f32::INFINITY };
    let behind = cut_tail(&mut drafts, column);
    table.rows = drafts.iter().map(|draft| finish(draft, column, context.vocabulary)).collect();
    Some((table, at - behind))
}

/// A last line that holds the first cells of a row, and ends before its text.
fn is_cut_off(line: &str, roles: &[Column], context: Context<'_>) -> bool {
    let text = roles.iter().position(|role| role.is_text()).unwrap_or(roles.len());
    let tokens: Vec<&str> = line.split(' ').filter(|token| !token.is_empty()).collect();
    let fits_row = || tokens.iter().zip(roles).all(|(token, role)| fits(*role, token, context));
    roles.first() == Some(&Column::Name) && (2..text).contains(&tokens.len()) && fits_row()
}

/// The columns of the header row at a line, and how many lines it takes; narrow columns break their titles.
pub(super) fn header_at(
    lines: &[Raw<'_>],
    at: usize,
    vocabulary: &Vocabulary,
) -> Option<(Vec<(&'static str, Column)>, usize)> {
    let line = lines.get(at)?;
    let columns = vocabulary.header(line.text);
    let whole = columns.as_ref().is_some_and(|columns| columns.last().is_some_and(|(_, role)| role.is_text()));
    if !whole && vocabulary.layout.sections().is_some() {
        return broken::header(lines, at, vocabulary);
    }
    columns.map(|columns| (columns, 1))
}

/// Width of the free-text column: its widest line, the last row's left out, since page text may hang on to it.
fn text_width(drafts: &[Draft<'_>]) -> f32 {
    let known = drafts.split_last().map_or(&[][..], |(_, rows)| rows);
    let rows = if known.is_empty() { drafts } else { known };
    widths(rows).fold(0.0, f32::max)
}

fn widths<'d>(rows: &'d [Draft<'_>]) -> impl Iterator<Item = f32> + 'd {
    rows.iter().filter_map(|row| row.last()).flatten().map(|(_, text)| measure::width(text))
}

/// Page text that follows a table directly looks like the last row's text but is wider than its column.
/// Cuts it off and says how many lines went. The width is only known where several lines reach it.
fn cut_tail(drafts: &mut [Draft<'_>], column: f32) -> usize {
    const MARGIN: f32 = 1.08;
    const FULL: f32 = 0.93;
    const ENOUGH: usize = 4;
    let Some((last, rows)) = drafts.split_last_mut() else { return 0 };
    if widths(rows).filter(|width| *width > column * FULL).count() < ENOUGH {
        return 0;
    }
    let Some(cell) = last.last_mut() else { return 0 };
    let wide = cell.iter().skip(1).position(|(_, text)| measure::width(text) > column * MARGIN);
    wide.map_or(0, |at| cell.drain(at + 1..).count())
}

fn finish(draft: &Draft<'_>, column: f32, vocabulary: &Vocabulary) -> Row {
    let cells = draft.iter().enumerate().map(|(index, pieces)| {
        if index + 1 == draft.len() { rejoin(pieces, column, vocabulary) } else { vec![joined(pieces)] }
    });
    Row { cells: cells.collect() }
}

/// A cell of known form: its pieces are one logical line.
fn joined(pieces: &[(u32, &str)]) -> Line {
    Line {
        numbers: pieces.iter().map(|(number, _)| *number).collect(),
        text: pieces.iter().map(|(_, text)| *text).collect::<Vec<_>>().join(" "),
    }
}

/// Logical lines of a free-text cell.
pub(super) fn rejoin(pieces: &[(u32, &str)], column: f32, vocabulary: &Vocabulary) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut before = "";
    for (number, text) in pieces {
        let starts = vocabulary.line_starts.iter().any(|start| text.starts_with(start));
        match lines.last_mut() {
            Some(line) if !starts && measure::is_wrapped(before, text, column) => {
                measure::join(&mut line.text, text, column);
                line.numbers.push(*number);
            }
            _ => lines.push(Line::new(*number, *text)),
        }
        before = text;
    }
    lines
}

/// Reads a row that begins at line `at`.
fn match_row<'a>(
    lines: &[Raw<'a>],
    at: usize,
    roles: &[Column],
    context: Context<'_>,
    before: Option<&Draft<'a>>,
) -> Option<Match<'a>> {
    let first = lines.get(at)?;
    if context.wrapped && first.close {
        // On a printed page only a cell's own lines stand directly under one another.
        return None;
    }
    let text = roles.iter().position(|role| role.is_text())?;
    let mut cursor = Cursor { lines, line: at, rest: first.text, context, crossed: false };
    let mut cells = Vec::with_capacity(roles.len());
    let anchored = roles.iter().take(text).any(|role| *role == Column::Required);
    for (index, role) in roles.iter().take(text).enumerate() {
        cells.push(cursor.cell(*role, index, anchored)?);
    }
    if text + 1 == roles.len() {
        if !is_in_order(roles, &cells, before) {
            return None;
        }
        let number = lines.get(cursor.line)?.number;
        let piece = cursor.rest.trim();
        cells.push(if piece.is_empty() { Vec::new() } else { vec![(number, piece)] });
        return Some(Match { cells, next: cursor.line + 1, open: Some(text) });
    }
    let tail = roles.get(text + 1..)?;
    let mut pieces = Vec::new();
    for line in cursor.line..(cursor.line + 3).min(lines.len()) {
        let raw = lines.get(line)?;
        let rest = if line == cursor.line { cursor.rest } else { raw.text };
        if let Some((piece, right)) = match_right(rest, tail, context) {
            if !piece.is_empty() {
                pieces.push((raw.number, piece));
            }
            let open = pieces.is_empty().then_some(text);
            cells.push(pieces);
            cells.extend(right.into_iter().map(|cell| vec![(raw.number, cell)]));
            return Some(Match { cells, next: line + 1, open });
        }
        pieces.push((raw.number, rest.trim()));
    }
    None
}

/// Error lists are sorted; a word at the beginning of a text line that breaks the order is no code.
fn is_in_order(roles: &[Column], cells: &Draft<'_>, before: Option<&Draft<'_>>) -> bool {
    if roles.first() != Some(&Column::Code) {
        return true;
    }
    let code = |row: &Draft<'_>| row.first().and_then(|cell| cell.first()).map_or("", |(_, text)| *text).to_owned();
    let this = code(cells);
    this.contains('.') || before.is_none_or(|before| code(before) < this)
}

/// The cells right of a free text, from the end of the line.
fn match_right<'a>(rest: &'a str, roles: &[Column], context: Context<'_>) -> Option<(&'a str, Vec<&'a str>)> {
    let mut text = rest.trim();
    let mut cells = Vec::new();
    for role in roles.iter().rev() {
        let (head, token) = text.rsplit_once(' ').unwrap_or(("", text));
        if !fits(*role, token, context) {
            return None;
        }
        cells.push(token);
        text = head.trim_end();
    }
    cells.reverse();
    Some((text, cells))
}

/// Can `token` be a cell of the column.
fn fits(role: Column, token: &str, context: Context<'_>) -> bool {
    match role {
        Column::Name => token::is_parameter(token),
        Column::Action => token::is_identifier(token),
        Column::Code => token::is_error_code(token),
        Column::Rate => token::is_number(token),
        Column::Host => token::is_host(token),
        Column::Region => token::is_region(token),
        Column::Required => context.vocabulary.flags.iter().any(|(word, _)| *word == token),
        Column::Type => context.vocabulary.scalars.contains(&token) || context.structures.contains(token),
        Column::Status => token::is_status(token),
        Column::Description | Column::Label | Column::Message | Column::Sample => true,
    }
}

/// Reads cells from left to right, over line ends where a cell of the row may be wrapped.
struct Cursor<'v, 'a> {
    lines: &'v [Raw<'a>],
    line: usize,
    rest: &'a str,
    context: Context<'v>,
    /// The row has gone over a line end already.
    crossed: bool,
}

impl<'a> Cursor<'_, 'a> {
    fn cell(&mut self, role: Column, index: usize, anchored: bool) -> Option<Vec<(u32, &'a str)>> {
        self.rest = self.rest.trim_start();
        if self.rest.is_empty() {
            // A name alone on its line can only be followed by a type of two lines.
            let next = self.lines.get(self.line + 1)?.text;
            let wrapped = self.array_prefix(next).is_some();
            if !(wrapped && role == Column::Type || self.crossed || (index > 1 && role == Column::Type)) {
                return None;
            }
            self.advance()?;
        }
        match role {
            Column::Type => self.type_cell(anchored),
            // A dash behind a name is a dash of the text; an empty flag stands behind the type.
            Column::Required if index == 1 => self.token(|token, context| {
                context.vocabulary.flags.iter().any(|(word, flag)| *word == token && flag.is_some())
            }),
            _ => self.token(|token, context| fits(role, token, context)),
        }
    }

    fn advance(&mut self) -> Option<()> {
        self.line += 1;
        self.rest = self.lines.get(self.line)?.text;
        self.crossed = true;
        Some(())
    }

    fn number(&self) -> u32 {
        self.lines.get(self.line).map_or(0, |line| line.number)
    }

    fn token(&mut self, accept: impl Fn(&str, Context<'_>) -> bool) -> Option<Vec<(u32, &'a str)>> {
        let end = self.rest.find(' ').unwrap_or(self.rest.len());
        let (token, rest) = self.rest.split_at(end);
        if !accept(token, self.context) {
            return None;
        }
        self.rest = rest;
        Some(vec![(self.number(), token)])
    }

    fn array_prefix(&self, text: &'a str) -> Option<&'a str> {
        let words = self.context.vocabulary.array_of;
        words.iter().find_map(|word| text.strip_prefix(word)).filter(|rest| rest.is_empty() || rest.starts_with(' '))
    }

    /// A scalar type, a structure, or an array of either; the item type may stand on the next line.
    fn type_cell(&mut self, anchored: bool) -> Option<Vec<(u32, &'a str)>> {
        let mut cell = Vec::new();
        let mut array = false;
        while let Some(rest) = self.array_prefix(self.rest) {
            let words = self.rest.get(..self.rest.len() - rest.len())?;
            cell.push((self.number(), words));
            array = true;
            self.rest = rest.trim_start();
            if self.rest.is_empty() {
                self.advance()?;
            }
        }
        if let Some(scalar) = self.scalar() {
            cell.push((self.number(), scalar));
            return Some(cell);
        }
        let known = |token: &str, context: Context<'_>| {
            context.structures.contains(token)
                || (array || anchored) && token::is_identifier(token)
                || context.structures.is_empty() && token::is_type_like(token)
        };
        cell.extend(self.token(known)?);
        Some(cell)
    }

    /// The longest scalar type at the cursor.
    fn scalar(&mut self) -> Option<&'a str> {
        let scalars = self.context.vocabulary.scalars.iter();
        let stands =
            |word: &&&str| self.rest.strip_prefix(**word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        let length = scalars.filter(stands).map(|word| word.len()).max()?;
        let (scalar, rest) = self.rest.split_at(length);
        self.rest = rest;
        Some(scalar)
    }
}
