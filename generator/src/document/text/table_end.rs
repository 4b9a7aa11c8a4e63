//! The end of a table that page text follows directly: which lines are no longer the last row's.
//!
//! A flattened table has no mark at its end. What is wider than its column is none of its text, and on printed pages
//! the blank lines of a row say how many lines its text has.

use super::cell_text;
use super::line_width;
use super::printed_page::Raw;
use super::table::{Draft, widths};
use crate::document::Vocabulary;

/// Page text that follows a table directly looks like the last row's text but is wider than its column.
/// Cuts it off and says how many lines went. The width is only known where several lines reach it, and what stands
/// above a line that only cells have is the row's own.
pub(super) fn cut_wide(drafts: &mut [Draft<'_>], column: f32, vocabulary: &Vocabulary) -> usize {
    const MARGIN: f32 = 1.08;
    const FULL: f32 = 0.93;
    const ENOUGH: usize = 4;
    let Some((last, rows)) = drafts.split_last_mut() else { return 0 };
    if widths(rows).filter(|width| *width > column * FULL).count() < ENOUGH {
        return 0;
    }
    let Some(cell) = last.last_mut() else { return 0 };
    let own = own(cell, vocabulary);
    // The first line of the text is the row's, however wide it is.
    let column = cell.first().map_or(column, |(_, text)| line_width::width(text).max(column));
    let wide = cell.iter().skip(own).position(|(_, text)| line_width::width(text) > column * MARGIN);
    wide.map_or(0, |at| cell.drain(own + at..).count())
}

/// On a printed page the text of one line stands beside the name, that of two lines directly under it, and only a
/// longer one has a blank line before it. Where all rows of a table keep to that, the last row's text is no longer
/// than its place says. Cuts the rest off and says how many lines went.
pub(super) fn cut_spaced(drafts: &mut [Draft<'_>], lines: &[Raw<'_>], vocabulary: &Vocabulary) -> usize {
    const ENOUGH: usize = 3;
    let Some((last, rows)) = drafts.split_last_mut() else { return 0 };
    let stated: Vec<(usize, usize)> =
        rows.iter().filter_map(|row| Some((height(row, lines)?, row.last()?.len()))).collect();
    if stated.len() < ENOUGH || stated.iter().any(|(height, found)| height != found) {
        return 0;
    }
    match (height(last, lines), last.last_mut()) {
        (Some(height), Some(cell)) if height.max(own(cell, vocabulary)) < cell.len() => cell.drain(height..).count(),
        _ => 0,
    }
}

/// How many lines the text of a row has by its place; none where the place does not say, or where the row goes over
/// sheets.
fn height(row: &Draft<'_>, lines: &[Raw<'_>]) -> Option<usize> {
    let (text, heads) = row.split_last()?;
    let head = heads.iter().flatten().map(|(number, _)| *number).max()?;
    let sheet = |number: u32| cell_text::raw(lines, number).map(|line| line.sheet);
    let first = text.first()?.0;
    if text.iter().any(|(number, _)| sheet(*number) != sheet(head)) {
        return None;
    }
    // A type of two lines is a line higher than its name.
    let tall = heads.iter().flatten().any(|(number, _)| *number != head);
    let line = cell_text::raw(lines, first)?;
    match (first == head, line.close) {
        (true, _) => (!tall).then_some(1),
        (false, true) => Some(if tall { 1 } else { 2 }),
        (false, false) => None,
    }
}

/// How many lines of a text are the row's whatever follows: the first, and those up to one that only cells have.
pub(super) fn own(cell: &[(u32, &str)], vocabulary: &Vocabulary) -> usize {
    let starts = |text: &str| vocabulary.line_starts.iter().any(|start| text.starts_with(start));
    cell.iter().rposition(|(_, text)| starts(text)).map_or(1, |at| at + 1)
}
