//! Captions and labels that are printed at the head of a sheet, between two rows of a table.
//!
//! Where captions are set apart, a table that goes on over a printed page has them above its next row. They are no text
//! of the row before, but that text may go on there too.

use super::printed_page::Raw;
use crate::document::Vocabulary;

/// So many lines at the head of a sheet are looked at.
pub(super) const REACH: usize = 24;

/// What is printed at the head of a sheet, above the next row of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct SheetHead {
    /// How many lines are above the row, or without one above what ends the table.
    pub(super) length: usize,
    /// How many of them are above the end of the last caption.
    pub(super) captions: usize,
    /// A row follows.
    pub(super) has_row: bool,
    /// Nothing else is on the sheet.
    pub(super) is_alone: bool,
    /// The sheet before left a text in the middle of a sentence, or did not begin it.
    pub(super) text_goes_on: bool,
}

impl SheetHead {
    /// How many lines are captions; `None` if the table does not go on here.
    pub(super) fn captions_above(self) -> Option<usize> {
        match (self.has_row, self.text_goes_on, self.captions) {
            (true, true, captions) => Some(captions),
            // The row before is complete, so all of it is captions.
            (true, false, _) => Some(self.length),
            (false, true, captions) if captions < self.length => Some(captions),
            // With nothing else on the sheet, its text goes on with the last row's.
            (false, _, 0) if self.is_alone => Some(0),
            (false, ..) => None,
        }
    }
}

/// How many lines at the head of a sheet are captions, or above one; `at` is the index of the first in `lines`.
pub(super) fn count(head: &[Raw<'_>], lines: &[Raw<'_>], at: usize, vocabulary: &Vocabulary) -> usize {
    let is_caption = |(place, line): (usize, &Raw<'_>)| {
        is_label(line, vocabulary) || announces(line) || names_row(lines, at + place, vocabulary)
    };
    head.iter().enumerate().rev().find(|caption| is_caption(*caption)).map_or(0, |(place, _)| place + 1)
}

/// The line is the first of its sheet.
pub(super) fn opens_sheet(lines: &[Raw<'_>], at: usize) -> bool {
    let sheet = |at: usize| lines.get(at).map(|line| line.sheet);
    at.checked_sub(1).is_some_and(|before| sheet(before) != sheet(at))
}

/// The label of an example.
pub(super) fn is_label(line: &Raw<'_>, vocabulary: &Vocabulary) -> bool {
    vocabulary.heading(line.text).is_some_and(|rule| rule.kind.opens_code())
}

/// A line of its own that begins with a name and is not a sentence.
pub(super) fn is_title(line: &Raw<'_>) -> bool {
    const LONGEST: usize = 40;
    let name = line.text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default();
    name.len() > 1 && !line.close && line.text.chars().count() <= LONGEST && !line.text.ends_with(['。', '.'])
}

/// It ends with a colon. "…, 7:" is a value whose explanation is on the next line.
fn announces(line: &Raw<'_>) -> bool {
    let head = line.text.strip_suffix(['：', ':']);
    head.is_some_and(|head| !head.ends_with(|c: char| c.is_ascii_digit()))
}

/// The line is a caption of a row of this table or of another on the page: it begins with the row's name and has little
/// more.
fn names_row(lines: &[Raw<'_>], at: usize, vocabulary: &Vocabulary) -> bool {
    const REACH: usize = 400;
    const LONGEST: usize = 12;
    let Some(line) = lines.get(at) else { return false };
    let end = line.text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(line.text.len());
    let (name, rest) = line.text.split_at(end);
    let plain = rest.chars().all(|c| !c.is_ascii_alphanumeric() && c != '。');
    if name.len() < 2 || !plain || !(1..=LONGEST).contains(&rest.trim().chars().count()) {
        return false;
    }
    let near = lines.get(at.saturating_sub(REACH)..(at + REACH).min(lines.len())).unwrap_or_default();
    let has_type = |rest: &str| rest.split(' ').any(|token| vocabulary.scalars.contains(&token));
    let whole = |row: &Raw<'_>| row.text.strip_prefix(name).is_some_and(|rest| has_type(rest.trim_start()));
    near.iter().enumerate().any(|(at, row)| whole(row) || is_in_pieces(near.get(at..).unwrap_or_default(), name))
}

/// The lines begin with the pieces of a name.
fn is_in_pieces(lines: &[Raw<'_>], name: &str) -> bool {
    let mut rest = name;
    let mut lines = lines.iter();
    while let Some(behind) = lines.next().and_then(|line| rest.strip_prefix(line.text)) {
        rest = behind;
    }
    rest.is_empty()
}
