//! Tables whose cells were flattened into lines, rebuilt by what a cell of each column looks like.
//!
//! The header row gives the columns. A row begins where the cells left of the free text can all be
//! read, one after the other; a cell may go on in the next line. Free text runs to the next row. Where
//! free text stands left of other cells, those are read from the end of the line. Tables whose rows are held
//! together by a name in the middle are cut in `anchor`.

use std::collections::HashSet;

use super::anchor;
use super::code;
use super::measure;
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
}

/// A row's cells as they were matched, and where the next line is.
struct Match<'a> {
    cells: Vec<Vec<(u32, &'a str)>>,
    next: usize,
    /// The column of free text that may go on.
    open: Option<usize>,
}

/// A row under construction: physical lines of each cell.
pub(super) type Draft<'a> = Vec<Vec<(u32, &'a str)>>;

/// A table, and where it ended.
pub(super) struct Found<'a> {
    pub(super) table: Table,
    /// Index of the first line behind it.
    pub(super) next: usize,
    /// Captions and labels that stood between its rows.
    pub(super) displaced: Vec<Raw<'a>>,
}

/// The table that begins with the header row at `start`. `ends` says which lines cannot be inside a table.
pub(super) fn read<'a>(
    lines: &[Raw<'a>],
    start: usize,
    context: Context<'_>,
    ends: &dyn Fn(usize) -> bool,
) -> Option<Found<'a>> {
    let header = lines.get(start)?;
    let columns = context.vocabulary.header(header.text)?;
    let roles: Vec<Column> = columns.iter().map(|(_, role)| *role).collect();
    let mut builder = Builder {
        lines,
        context,
        ends,
        headers: vec![Line::new(header.number, header.text)],
        drafts: Vec::new(),
        displaced: Vec::new(),
        open: None,
    };
    let mut next = match anchor::rows(lines, start + 1, &roles, &|at| builder.stops(at)) {
        Some((drafts, next)) => {
            builder.drafts = drafts;
            next
        }
        None => builder.fill(start, &roles),
    };
    let Builder { headers, mut drafts, displaced, .. } = builder;
    let column = if context.wrapped { text_width(&drafts) } else { f32::INFINITY };
    next -= cut_tail(&mut drafts, column);
    let texts = roles.iter().filter(|role| role.is_text()).count();
    if let (2, [.., label, description]) = (texts, roles.as_slice())
        && label.is_text()
        && description.is_text()
    {
        drafts.iter_mut().for_each(divide);
    }
    let table = Table {
        header: headers,
        columns: columns.iter().map(|(title, _)| (*title).to_owned()).collect(),
        rows: drafts.iter().map(|draft| finish(draft, &roles, column, context.vocabulary)).collect(),
    };
    Some(Found { table, next, displaced })
}

/// Gathers the rows below a header.
struct Builder<'b, 'a> {
    lines: &'b [Raw<'a>],
    context: Context<'b>,
    ends: &'b dyn Fn(usize) -> bool,
    headers: Vec<Line>,
    drafts: Vec<Draft<'a>>,
    displaced: Vec<Raw<'a>>,
    /// The last row's text that may go on.
    open: Option<usize>,
}

impl<'a> Builder<'_, 'a> {
    /// True for a line that no table goes over.
    fn stops(&self, at: usize) -> bool {
        let text = self.lines.get(at).map_or("", |line| line.text);
        (self.ends)(at)
            || self.context.vocabulary.header(text).is_some()
            || self.context.vocabulary.layout.displaced_brackets && code::opens(text, self.context.vocabulary)
    }

    /// Takes rows in, and says which line comes behind the table.
    fn fill(&mut self, start: usize, roles: &[Column]) -> usize {
        let header = self.lines.get(start).map_or("", |line| line.text);
        let mut at = start + 1;
        while let Some(line) = self.lines.get(at) {
            if self.context.vocabulary.layout.displaced_captions && self.opens_sheet(at) {
                match self.skip_captions(at, roles) {
                    Some(next) => at = next,
                    None => break,
                }
            }
            if line.text == header && !self.context.vocabulary.layout.displaced_captions {
                self.headers.push(Line::new(line.number, line.text));
                at += 1;
                continue;
            }
            let Some(line) = self.lines.get(at).filter(|_| !self.stops(at)) else { break };
            if let Some(found) = match_row(self.lines, at, roles, self.context, self.drafts.last()) {
                self.open = found.open;
                at = found.next;
                self.drafts.push(found.cells);
            } else if let Some(cell) = self.open_text() {
                cell.push((line.number, line.text));
                at += 1;
            } else {
                break;
            }
        }
        at
    }

    fn open_text(&mut self) -> Option<&mut Vec<(u32, &'a str)>> {
        self.open.and_then(|cell| self.drafts.last_mut()?.get_mut(cell))
    }

    fn opens_sheet(&self, at: usize) -> bool {
        let sheet = |at: usize| self.lines.get(at).map(|line| line.sheet);
        at.checked_sub(1).is_some_and(|before| sheet(before) != sheet(at))
    }

    /// Where the table goes on at the head of this sheet, what stands above its next row is put aside; but for the
    /// end of a text that the sheet before left in the middle of a sentence. None where it does not go on.
    fn skip_captions(&mut self, at: usize, roles: &[Column]) -> Option<usize> {
        const REACH: usize = 24;
        let sheet = self.lines.get(at).map(|line| line.sheet);
        let is_label = |line: &Raw<'_>| {
            self.context.vocabulary.heading(line.text).is_some_and(|rule| rule.kind.opens_code())
        };
        let introduces = |line: &Raw<'_>| is_label(line) || line.text.ends_with(['：', ':']);
        let text = self.open.and_then(|cell| self.drafts.last()?.get(cell)?.last());
        let goes_on = text.is_some_and(|(_, text)| !text.ends_with(['。', '.', '；']));
        let before = self.drafts.last();
        let row = (at..at + REACH)
            .take_while(|&at| self.lines.get(at).map(|line| line.sheet) == sheet)
            .take_while(|&at| self.lines.get(at).is_some_and(is_label) || !self.stops(at))
            .find(|&at| match_row(self.lines, at, roles, self.context, before).is_some());
        let Some(row) = row else {
            return (goes_on && !self.lines.get(at).is_some_and(introduces)).then_some(at);
        };
        let head = self.lines.get(at..row).unwrap_or_default();
        let captions =
            if goes_on { head.iter().rposition(introduces).map_or(0, |last| last + 1) } else { head.len() };
        self.displaced.extend(head.iter().take(captions).copied());
        Some(at + captions)
    }
}

/// Parts two neighbouring free texts: where the first ends is seen by a space between wide characters, by the second
/// beginning as the first does, or by the line's end.
fn divide(draft: &mut Draft<'_>) {
    let Some([label, description]) = draft.last_chunk_mut::<2>() else { return };
    let Some((number, line)) = label.first().copied() else { return };
    let wide = |c: Option<char>| c.is_some_and(|c| !c.is_ascii());
    let spaces = || line.match_indices(' ').map(|(at, _)| line.split_at(at));
    let repeats = |(head, tail): &(&str, &str)| tail.trim_start().starts_with(head);
    let parted = |(head, tail): &(&str, &str)| wide(head.chars().last()) && wide(tail.chars().nth(1));
    let cut = spaces().find(repeats).or_else(|| spaces().find(parted));
    let rest = label.split_off(1);
    if let Some((head, tail)) = cut {
        *label = vec![(number, head)];
        description.push((number, tail.trim_start()));
    }
    description.extend(rest);
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

fn finish(draft: &Draft<'_>, roles: &[Column], column: f32, vocabulary: &Vocabulary) -> Row {
    let cells = draft.iter().zip(roles).enumerate().map(|(index, (pieces, role))| {
        if index + 1 == draft.len() { rejoin(pieces, column, vocabulary) } else { vec![joined(pieces, *role, vocabulary)] }
    });
    Row { cells: cells.collect() }
}

/// A cell of known form, or a short text: its pieces are one logical line.
fn joined(pieces: &[(u32, &str)], role: Column, vocabulary: &Vocabulary) -> Line {
    let mut line = Line::default();
    for (number, text) in pieces {
        if role.is_text() && !vocabulary.layout.split_cells {
            line.text.push_str(if line.text.is_empty() { "" } else { " " });
            line.text.push_str(text);
        } else if role.is_text() {
            measure::join(&mut line.text, text, f32::INFINITY);
        } else {
            // A piece of a broken name or type is joined with nothing.
            if !line.text.is_empty() && (role == Column::Type && vocabulary.array_of.contains(&line.text.as_str())) {
                line.text.push(' ');
            }
            line.text.push_str(text);
        }
        line.numbers.push(*number);
    }
    line
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
    let tail = roles.get(text + 1..)?;
    if tail.iter().all(|role| role.is_text()) {
        if !is_in_order(roles, &cells, before) {
            return None;
        }
        let number = lines.get(cursor.line)?.number;
        let piece = cursor.rest.trim();
        cells.push(if piece.is_empty() { Vec::new() } else { vec![(number, piece)] });
        cells.resize_with(roles.len(), Vec::new);
        return Some(Match { cells, next: cursor.line + 1, open: Some(text) });
    }
    let reach = if context.vocabulary.layout.split_cells { 8 } else { 3 };
    let mut pieces = Vec::new();
    for line in cursor.line..(cursor.line + reach).min(lines.len()) {
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
        if !rest.trim().is_empty() {
            pieces.push((raw.number, rest.trim()));
        }
    }
    None
}

/// Error lists are sorted; a word at the beginning of a text line that breaks the order is no code.
fn is_in_order(roles: &[Column], cells: &Draft<'_>, before: Option<&Draft<'_>>) -> bool {
    if !matches!(roles.first(), Some(Column::Code | Column::NumericCode)) {
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
        if text.is_empty() {
            return None;
        }
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
        Column::NumericCode => token::is_number(token) && token.len() > 2,
        Column::Value => token::is_parameter(token),
        Column::Date => token::is_date(token),
        Column::Rate | Column::Number => token::is_number(token),
        Column::Host => token::is_host(token),
        Column::Region => token::is_region(token),
        Column::Required => context.vocabulary.flags.iter().any(|(word, _)| *word == token),
        Column::Type => context.vocabulary.scalars.contains(&token) || context.structures.contains(token),
        Column::Description | Column::Label => true,
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
            Column::Name if self.context.vocabulary.layout.split_cells => self.name_cell(),
            // A dash behind a name is a dash of the text; an empty flag stands behind the type.
            Column::Required if index == 1 => self.token(|token, context| {
                context.vocabulary.flags.iter().any(|(word, flag)| *word == token && flag.is_some())
            }),
            _ => self.token(|token, context| fits(role, token, context)),
        }
    }

    /// A name, of which the column's width may have made several pieces, each alone on its line.
    fn name_cell(&mut self) -> Option<Vec<(u32, &'a str)>> {
        const SHORTEST: usize = 8;
        const MOST: usize = 4;
        if self.rest.contains(' ') {
            return self.token(|token, _| token::is_parameter(token));
        }
        let mut pieces: Vec<(u32, &'a str)> = Vec::new();
        while pieces.len() < MOST && token::is_name_piece(self.rest) && !self.opens_cell() {
            pieces.push((self.number(), self.rest));
            self.advance()?;
        }
        let (_, broken) = pieces.split_last()?;
        let name: String = pieces.iter().map(|(_, piece)| *piece).collect();
        let fits = token::is_parameter(&name) && broken.iter().all(|(_, piece)| piece.len() >= SHORTEST);
        (fits && self.opens_cell()).then_some(pieces)
    }

    /// True where a flag or a type stands at the cursor.
    fn opens_cell(&self) -> bool {
        let token = self.rest.split(' ').next().unwrap_or_default();
        self.context.vocabulary.flags.iter().any(|(word, flag)| *word == token && flag.is_some())
            || self.context.vocabulary.scalars.contains(&token)
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
        if let Some(pieces) = self.broken_scalar() {
            cell.extend(pieces);
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

    /// A scalar type that goes on in the next line.
    fn broken_scalar(&mut self) -> Option<[(u32, &'a str); 2]> {
        let (number, head) = (self.number(), self.rest);
        let next = self.lines.get(self.line + 1)?.text;
        let tail = next.split(' ').next().unwrap_or_default();
        let whole = |scalar: &&str| !head.is_empty() && scalar.strip_prefix(head) == Some(tail);
        if !self.context.vocabulary.layout.split_cells || !self.context.vocabulary.scalars.iter().any(whole) {
            return None;
        }
        self.advance()?;
        self.rest = self.rest.get(tail.len()..)?;
        Some([(number, head), (self.number(), tail)])
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
