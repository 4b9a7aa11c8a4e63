//! Tables whose cells were flattened into lines, rebuilt by what a cell of each column looks like.
//!
//! The header row gives the columns. A row begins where the cells left of the free text can all be
//! read, one after the other; a cell may go on in the next line. Free text runs to the next row. Where
//! free text stands left of other cells, those are read from the end of the line. Tables whose rows are held
//! together by a name in the middle are cut in `anchor`.

use std::collections::HashSet;

use super::captions::{self, SheetHead};
use super::cell_text;
use super::cells::is_cut_off;
use super::example_values::Samples;
use super::examples;
use super::layout::Layout;
use super::line_width;
use super::name_anchored;
use super::printed_page::Raw;
use super::rows::{Rows, match_row};
use super::table_end;
use crate::document::vocabulary::Column;
use crate::document::{Line, Row, Table, Vocabulary};

/// What the table builder needs to know.
#[derive(Clone, Copy)]
pub(super) struct Context<'v> {
    pub(super) vocabulary: &'static Vocabulary,
    pub(super) layout: Layout,
    pub(super) structures: &'v HashSet<String>,
    /// What the page's examples say.
    pub(super) examples: &'v Samples,
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
    let (columns, height) = header_at(lines, start, context.layout, context.vocabulary)?;
    let headers = lines.iter().skip(start).take(height).map(|line| Line::new(line.number, line.text)).collect();
    let titles = columns.iter().map(|(title, _)| (*title).to_owned()).collect();
    let roles: Vec<Column> = columns.iter().map(|(_, role)| *role).collect();
    if context.layout.numbered {
        let rows = Rows { lines, roles: &roles, context };
        let (drafts, next) = rows.fill(start + height, ends);
        let rows = drafts.iter().map(|draft| cell_text::finish(draft, lines, &roles, context.examples)).collect();
        let table = Table { header: headers, columns: titles, rows };
        return Some(Found { table, next, displaced: Vec::new() });
    }
    let mut builder = Builder { lines, context, ends, drafts: Vec::new(), displaced: Vec::new(), open: None };
    let mut next = match name_anchored::rows(lines, start + 1, &roles, &|at| builder.stops(at)) {
        Some((drafts, next)) => {
            builder.drafts = drafts;
            next
        }
        None => builder.fill(start, &roles),
    };
    let Builder { mut drafts, displaced, .. } = builder;
    let column = if context.layout.wrapped { text_width(&drafts, context.vocabulary) } else { f32::INFINITY };
    next -= table_end::cut_wide(&mut drafts, column, context.vocabulary);
    if context.layout.wrapped && !context.layout.apart {
        next -= table_end::cut_spaced(&mut drafts, lines, context.vocabulary);
    }
    let texts = roles.iter().filter(|role| role.is_text()).count();
    if let (2, [.., label, description]) = (texts, roles.as_slice())
        && label.is_text()
        && description.is_text()
    {
        drafts.iter_mut().for_each(divide);
    }
    let table = Table {
        header: headers,
        columns: titles,
        rows: drafts.iter().map(|draft| finish(draft, &roles, column, context)).collect(),
    };
    Some(Found { table, next, displaced })
}

/// Gathers the rows below a header.
struct Builder<'b, 'a> {
    lines: &'b [Raw<'a>],
    context: Context<'b>,
    ends: &'b dyn Fn(usize) -> bool,
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
            || self.context.layout.apart && examples::opens(text, self.context.vocabulary)
    }

    /// Takes rows in, and says which line comes behind the table.
    fn fill(&mut self, start: usize, roles: &[Column]) -> usize {
        let mut at = start + 1;
        while at < self.lines.len() {
            if self.context.layout.apart && captions::opens_sheet(self.lines, at) {
                let Some(above) = self.sheet_head(at, roles).captions_above() else { break };
                self.displaced.extend(self.lines.iter().skip(at).take(above));
                at += above;
            }
            let Some(line) = self.lines.get(at).filter(|_| !self.stops(at)) else {
                return at - usize::from(self.gives_caption_back(at));
            };
            if let Some(found) = match_row(self.lines, at, roles, self.context) {
                self.open = found.open;
                at = found.next;
                self.drafts.push(found.cells);
            } else if (at + 1 == self.lines.len() || (self.ends)(at + 1)) && is_cut_off(line.text, roles, self.context)
            {
                break;
            } else if let Some(cell) = self.open_text() {
                cell.push((line.number, line.text));
                at += 1;
            } else {
                break;
            }
        }
        at
    }

    /// Above the header of another table, the last line of this one's text may be the caption of that table.
    fn gives_caption_back(&mut self, at: usize) -> bool {
        let follows = header_at(self.lines, at, self.context.layout, self.context.vocabulary).is_some();
        let last = at.checked_sub(1).and_then(|at| self.lines.get(at)).copied();
        let Some(last) = last.filter(|line| follows && self.context.layout.apart && captions::is_title(line)) else {
            return false;
        };
        let own =
            |cell: &mut Vec<(u32, &str)>| cell.len() > 1 && cell.pop_if(|(number, _)| *number == last.number).is_some();
        self.open_text().is_some_and(own)
    }

    /// What is printed at the head of the sheet that begins at a line.
    fn sheet_head(&self, at: usize, roles: &[Column]) -> SheetHead {
        let vocabulary = self.context.vocabulary;
        let sheet = self.lines.get(at).map(|line| line.sheet);
        let on_sheet = |at: &usize| self.lines.get(*at).is_some_and(|line| Some(line.sheet) == sheet);
        let end = (at..).find(|at| !on_sheet(at) || self.stops(*at)).unwrap_or(at);
        let is_label = |at: &usize| self.lines.get(*at).is_some_and(|line| captions::is_label(line, vocabulary));
        let inside = (at..at + captions::REACH).take_while(|at| on_sheet(at) && (is_label(at) || !self.stops(*at)));
        let row = { inside }.find(|&at| match_row(self.lines, at, roles, self.context).is_some());
        let head = self.lines.get(at..row.unwrap_or(end.min(at + captions::REACH))).unwrap_or_default();
        // A text that has not begun is still to come.
        let text = self.open.and_then(|cell| self.drafts.last()?.get(cell));
        SheetHead {
            length: head.len(),
            captions: captions::count(head, self.lines, at, vocabulary),
            has_row: row.is_some(),
            is_alone: !on_sheet(&end),
            text_goes_on: text
                .is_some_and(|text| text.last().is_none_or(|(_, text)| !text.ends_with(['。', '.', '；']))),
        }
    }

    fn open_text(&mut self) -> Option<&mut Vec<(u32, &'a str)>> {
        self.open.and_then(|cell| self.drafts.last_mut()?.get_mut(cell))
    }
}

/// Parts two neighbouring free texts: where the first ends is seen by a space between wide characters, by the second
/// beginning as the first does, by the last word in another script, or by the line's end.
fn divide(draft: &mut Draft<'_>) {
    let Some([label, description]) = draft.last_chunk_mut::<2>() else { return };
    let Some((number, line)) = label.first().copied() else { return };
    let wide = |c: Option<char>| c.is_some_and(|c| !c.is_ascii());
    let spaces = || line.match_indices(' ').map(|(at, _)| line.split_at(at));
    let repeats = |(head, tail): &(&str, &str)| tail.trim_start().starts_with(head);
    let parted = |(head, tail): &(&str, &str)| wide(head.chars().last()) && wide(tail.chars().nth(1));
    let clause = line.find(['，', '。', ',']).unwrap_or(line.len());
    let foreign = |(head, tail): &(&str, &str)| {
        head.len() < clause && wide(head.chars().next()) && tail.chars().nth(1).is_some_and(|c| c.is_ascii_alphabetic())
    };
    let cut = spaces().find(repeats).or_else(|| spaces().find(parted)).or_else(|| spaces().rfind(foreign));
    let rest = label.split_off(1);
    if let Some((head, tail)) = cut {
        *label = vec![(number, head)];
        description.push((number, tail.trim_start()));
    }
    description.extend(rest);
}

/// The columns of the header row at a line, and how many lines it takes; narrow columns break their titles.
pub(super) fn header_at(
    lines: &[Raw<'_>],
    at: usize,
    layout: Layout,
    vocabulary: &Vocabulary,
) -> Option<(Vec<(&'static str, Column)>, usize)> {
    let line = lines.get(at)?;
    let columns = vocabulary.header(line.text);
    let whole = columns.as_ref().is_some_and(|columns| columns.last().is_some_and(|(_, role)| role.is_text()));
    if !whole && layout.numbered {
        return super::rows::header(lines, at, vocabulary);
    }
    columns.map(|columns| (columns, 1))
}

/// Width of the free-text column: its widest line. Of the last row only the lines count that are surely its own, since
/// page text may hang on to it.
fn text_width(drafts: &[Draft<'_>], vocabulary: &Vocabulary) -> f32 {
    let Some((last, rows)) = drafts.split_last() else { return 0.0 };
    let cell = last.last().map_or(&[][..], Vec::as_slice);
    let own = Some(table_end::own(cell, vocabulary)).filter(|own| *own > 1 || rows.is_empty()).unwrap_or_default();
    let own = cell.iter().take(own).map(|(_, text)| line_width::width(text));
    widths(rows).chain(own).fold(0.0, f32::max)
}

pub(super) fn widths<'d>(rows: &'d [Draft<'_>]) -> impl Iterator<Item = f32> + 'd {
    rows.iter().filter_map(|row| row.last()).flatten().map(|(_, text)| line_width::width(text))
}

fn finish(draft: &Draft<'_>, roles: &[Column], column: f32, context: Context<'_>) -> Row {
    let cells = draft.iter().zip(roles).enumerate().map(|(index, (pieces, role))| {
        if index + 1 == draft.len() {
            rejoin(pieces, column, context.vocabulary)
        } else {
            vec![joined(pieces, *role, context)]
        }
    });
    Row { cells: cells.collect(), ..Row::default() }
}

/// A cell of known form, or a short text: its pieces are one logical line.
fn joined(pieces: &[(u32, &str)], role: Column, context: Context<'_>) -> Line {
    let mut line = Line::default();
    for (number, text) in pieces {
        if role.is_text() && !context.layout.apart {
            line.text.push_str(if line.text.is_empty() { "" } else { " " });
            line.text.push_str(text);
        } else if role.is_text() {
            line_width::join(&mut line.text, text, f32::INFINITY);
        } else {
            // A piece of a broken name or type is joined with nothing.
            if !line.text.is_empty()
                && (role == Column::Type && context.vocabulary.array_of.contains(&line.text.as_str()))
            {
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
        let starts = vocabulary.begins_line(text);
        match lines.last_mut() {
            Some(line) if !starts && line_width::is_wrapped(before, text, column) => {
                line_width::join(&mut line.text, text, column);
                line.numbers.push(*number);
            }
            _ => lines.push(Line::new(*number, *text)),
        }
        before = text;
    }
    lines
}
