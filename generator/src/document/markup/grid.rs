//! Tables of marked-up formats: cells that span rows and columns, header rows, rows of the wrong length.
//!
//! Every format's reader gives its rows as cells, and all of them become [`Table`]s here.

use super::flow::{CellText, NOTE_MARKS};
use crate::document::vocabulary::{Column, Vocabulary};
use crate::document::{Line, Row, Table, flags};
use crate::lexeme;

/// Columns beyond these are joined to the last one; no real table has as many.
const MAX_COLUMNS: usize = 64;
/// Widest span that is believed.
const MAX_SPAN: usize = 1000;

/// A cell as the source has it.
#[derive(Debug, Default)]
pub(super) struct Cell {
    pub(super) lines: Vec<Line>,
    /// All of its text is struck.
    pub(super) struck: bool,
    pub(super) columns: usize,
    pub(super) rows: usize,
}

impl Cell {
    /// A cell of one row and column.
    pub(super) fn new(text: CellText) -> Self {
        Self { lines: text.lines, struck: text.struck, columns: 1, rows: 1 }
    }

    fn text(&self) -> String {
        self.lines.iter().map(|line| line.text.trim()).collect::<Vec<_>>().join(" ")
    }
}

/// The rows of a table as the source has them; the first `header` ones are its head.
#[derive(Debug, Default)]
pub(super) struct Grid {
    pub(super) rows: Vec<Vec<Cell>>,
    pub(super) header: usize,
}

impl Grid {
    /// Makes a table, or returns `None` if no row has a cell. A table without a header of its own takes over the titles
    /// of the table `above` it, if its rows fit them.
    pub(super) fn table(self, above: Option<&[String]>, vocabularies: &[&'static Vocabulary]) -> Option<Table> {
        let mut rows = self.rows.into_iter().filter(|row| !row.is_empty()).peekable();
        let mut head: Vec<Vec<Cell>> = rows.by_ref().take(self.header.max(1)).collect();
        // A title may stand above the header, in a row of its own.
        let names = |row: &Vec<Cell>| row.iter().filter(|cell| is_title(&cell.text(), vocabularies)).count();
        if !head.iter().any(|row| names(row) > 1) {
            head.extend(rows.next_if(|row| names(row) > 1));
        }
        let (mut lines, mut columns) = columns(&head)?;
        let mut first = None;
        if let ([row], Some(above)) = (head.as_slice(), above)
            && names(row) == 0
            && fits(row, above, vocabularies)
        {
            columns = above.to_vec();
            lines.clear();
            first = head.pop();
        }
        let roles: Vec<Option<Column>> = columns.iter().map(|title| role(title, vocabularies)).collect();
        let mut table = Table { header: lines, columns, rows: Vec::new() };
        let text_column = text_column(&table.columns, vocabularies);
        let named = roles.iter().position(|role| *role == Some(Column::Name)).unwrap_or(0);
        let mut spans = Spans::new(table.columns.len(), named, &head);
        for cells in first.into_iter().chain(rows) {
            let mut row = spans.row(cells, text_column);
            trim_note_marks(&mut row, &roles);
            keep_condition(&mut row, &roles);
            table.push(row);
        }
        Some(table)
    }
}

/// The role of a column in any of the dialects.
pub(super) fn role(title: &str, vocabularies: &[&'static Vocabulary]) -> Option<Column> {
    vocabularies.iter().find_map(|vocabulary| vocabulary.titled_column(title))
}

/// The first row of a table without titles has a name or a code where the table above has one, or no text at all.
fn fits(row: &[Cell], above: &[String], vocabularies: &[&'static Vocabulary]) -> bool {
    let fits = |(cell, title): (&Cell, &String)| match role(title, vocabularies) {
        Some(Column::Name) => lexeme::is_parameter(cell.text().trim_end_matches(NOTE_MARKS)),
        Some(Column::Code | Column::Action) => lexeme::is_error_code(&cell.text()),
        _ => true,
    };
    let named =
        |title: &String| matches!(role(title, vocabularies), Some(Column::Name | Column::Code | Column::Action));
    row.len() == above.len()
        && (row.iter().all(|cell| cell.text().is_empty()) || above.iter().any(named) && row.iter().zip(above).all(fits))
}

/// Takes the signs of footnotes off names and flags.
fn trim_note_marks(row: &mut Row, roles: &[Option<Column>]) {
    for (cell, role) in row.cells.iter_mut().zip(roles) {
        if matches!(role, Some(Column::Name | Column::Required))
            && let Some(line) = cell.last_mut()
        {
            let text = line.text.trim_end().trim_end_matches(NOTE_MARKS).trim_end();
            if !text.is_empty() {
                line.text.truncate(text.len());
            }
        }
    }
}

/// Adds the condition in a cell of flags (`Yes (if A is set)`) to the description, where sentences are read.
fn keep_condition(row: &mut Row, roles: &[Option<Column>]) {
    let at = |role| roles.iter().position(|found| *found == Some(role));
    let (Some(flag), Some(description)) = (at(Column::Required), at(Column::Description)) else { return };
    let lines = row.cells.get(flag).map_or(&[][..], Vec::as_slice);
    let cell = lines.iter().map(|line| line.text.trim()).collect::<Vec<_>>().join(" ");
    let Some(condition) = flags::condition(&cell) else { return };
    let numbers = lines.iter().flat_map(|line| line.numbers.iter().copied()).collect();
    if let Some(cell) = row.cells.get_mut(description) {
        cell.push(Line { numbers, text: condition });
    }
}

impl Table {
    /// Adds a body row, unless it is empty, a ruler, or the header again.
    pub(super) fn push(&mut self, row: Row) {
        let text = |cell: &Vec<Line>| cell.iter().map(|line| line.text.trim()).collect::<Vec<_>>().join(" ");
        let texts: Vec<String> = row.cells.iter().map(text).collect();
        let rules = |text: &String| text.chars().all(|c| matches!(c, '-' | ':' | ' '));
        let ruler = texts.iter().all(rules) && texts.iter().any(|text| text.len() > 2);
        if texts.iter().all(String::is_empty) {
            return;
        }
        if ruler || texts == self.columns {
            self.header.extend(row.cells.into_iter().flatten());
        } else {
            self.rows.push(row);
        }
    }

    /// Takes over the rows of a table that goes on with this one's columns.
    pub(super) fn append(&mut self, other: Self) {
        self.header.extend(other.header);
        self.rows.extend(other.rows);
    }
}

/// The header's lines, and for each column the title nearest to the body.
fn columns(head: &[Vec<Cell>]) -> Option<(Vec<Line>, Vec<String>)> {
    let mut titles: Vec<String> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for row in head {
        let mut at = 0;
        for cell in row {
            while open.get(at).is_some_and(|rows| *rows > 0) {
                at += 1;
            }
            for _ in 0..cell.columns.clamp(1, MAX_SPAN) {
                if at >= MAX_COLUMNS {
                    break;
                }
                if titles.len() <= at {
                    titles.resize(at + 1, String::new());
                    open.resize(at + 1, 0);
                }
                if let (Some(title), Some(open)) = (titles.get_mut(at), open.get_mut(at)) {
                    let text = cell.text();
                    if !text.is_empty() {
                        *title = text;
                    }
                    *open = cell.rows;
                }
                at += 1;
            }
        }
        open.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
    }
    let lines = head.iter().flatten().flat_map(|cell| cell.lines.iter().cloned()).collect();
    (!titles.is_empty()).then_some((lines, titles))
}

/// The text names a column in any of the dialects.
fn is_title(text: &str, vocabularies: &[&'static Vocabulary]) -> bool {
    role(text, vocabularies).is_some()
}

/// The column that takes the text of surplus cells: the one of free text, else the last.
pub(super) fn text_column(columns: &[String], vocabularies: &[&'static Vocabulary]) -> usize {
    let describes = |title: &String| {
        vocabularies.iter().any(|vocabulary| vocabulary.titled_column(title) == Some(Column::Description))
    };
    columns.iter().position(describes).unwrap_or(columns.len().saturating_sub(1))
}

/// Cells of rows above that reach into the next row, by column.
struct Spans {
    open: Vec<Option<(usize, Vec<Line>)>>,
    /// The column whose struck cell strikes the row.
    named: usize,
    /// Cells that may still be repeated; a table of nothing but spans stays small.
    budget: usize,
}

impl Spans {
    fn new(columns: usize, named: usize, head: &[Vec<Cell>]) -> Self {
        let cells: usize = head.iter().map(Vec::len).sum();
        Self { open: vec![None; columns], named, budget: 10_000 + cells }
    }

    /// A row with a cell for each column.
    fn row(&mut self, cells: Vec<Cell>, text_column: usize) -> Row {
        let surplus = self.surplus(&cells);
        let mut row: Vec<Vec<Line>> = Vec::with_capacity(self.open.len());
        let mut struck = false;
        let mut cells = cells.into_iter();
        while row.len() < self.open.len() {
            let at = row.len();
            if let Some(lines) = self.take_from_above(at) {
                row.push(lines);
                continue;
            }
            let Some(mut cell) = cells.next() else {
                row.push(Vec::new());
                continue;
            };
            if at == text_column {
                cell.lines.extend(cells.by_ref().take(surplus).flat_map(|cell| cell.lines));
            }
            struck |= cell.struck && at == self.named;
            let rows = cell.rows.clamp(1, MAX_SPAN);
            let width = cell.columns.clamp(1, MAX_SPAN).min(self.open.len() - at);
            if rows > 1
                && let Some(open) = self.open.get_mut(at)
            {
                *open = Some((rows - 1, cell.lines.clone()));
            }
            row.push(cell.lines);
            row.resize(at + width, Vec::new());
        }
        if let Some(last) = row.last_mut() {
            last.extend(cells.flat_map(|cell| cell.lines));
        }
        Row { cells: row, struck }
    }

    /// How many cells the row has too many.
    fn surplus(&self, cells: &[Cell]) -> usize {
        let taken = self.open.iter().filter(|open| open.is_some()).count();
        let own: usize = cells.iter().map(|cell| cell.columns.clamp(1, MAX_SPAN)).sum();
        (own + taken).saturating_sub(self.open.len())
    }

    fn take_from_above(&mut self, column: usize) -> Option<Vec<Line>> {
        let slot = self.open.get_mut(column)?;
        let (rows, lines) = slot.take()?;
        if rows > 1 {
            *slot = Some((rows - 1, lines.clone()));
        }
        self.budget = self.budget.saturating_sub(1);
        if self.budget == 0 {
            *slot = None;
        }
        Some(lines)
    }
}
