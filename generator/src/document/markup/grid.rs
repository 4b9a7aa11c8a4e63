//! Tables of marked-up formats: cells that span rows and columns, header rows, rows of the wrong length.
//!
//! Every format's reader gives its rows as cells, and all of them become [`Table`]s here.

use crate::document::vocabulary::{Column, Vocabulary};
use crate::document::{Line, Row, Table};

/// Columns beyond these are joined to the last one; no real table has as many.
const MAX_COLUMNS: usize = 64;
/// Widest span that is believed.
const MAX_SPAN: usize = 1000;

/// A cell as the source has it.
#[derive(Debug, Default)]
pub(super) struct Cell {
    pub(super) lines: Vec<Line>,
    pub(super) columns: usize,
    pub(super) rows: usize,
}

impl Cell {
    /// A cell of one row and column.
    pub(super) fn new(lines: Vec<Line>) -> Self {
        Self { lines, columns: 1, rows: 1 }
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
    /// Makes a table; none of rows without a cell.
    pub(super) fn table(self, vocabularies: &[&'static Vocabulary]) -> Option<Table> {
        let mut rows = self.rows.into_iter().filter(|row| !row.is_empty()).peekable();
        let mut head: Vec<Vec<Cell>> = rows.by_ref().take(self.header.max(1)).collect();
        // A title may stand above the header, in a row of its own.
        let names = |row: &Vec<Cell>| row.iter().filter(|cell| is_title(&cell.text(), vocabularies)).count();
        if !head.iter().any(|row| names(row) > 1) {
            head.extend(rows.next_if(|row| names(row) > 1));
        }
        let (lines, columns) = columns(&head)?;
        let mut table = Table { header: lines, columns, rows: Vec::new() };
        let text_column = text_column(&table.columns, vocabularies);
        let mut spans = Spans::new(table.columns.len(), &head);
        for cells in rows {
            let row = spans.row(cells, text_column);
            table.push(row);
        }
        Some(table)
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
    vocabularies.iter().any(|vocabulary| vocabulary.titled_column(text).is_some())
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
    /// Cells that may still be repeated; a table of nothing but spans stays small.
    budget: usize,
}

impl Spans {
    fn new(columns: usize, head: &[Vec<Cell>]) -> Self {
        let cells: usize = head.iter().map(Vec::len).sum();
        Self { open: vec![None; columns], budget: 10_000 + cells }
    }

    /// A row with a cell for each column.
    fn row(&mut self, cells: Vec<Cell>, text_column: usize) -> Row {
        let surplus = self.surplus(&cells);
        let mut row: Vec<Vec<Line>> = Vec::with_capacity(self.open.len());
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
        Row { cells: row }
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
