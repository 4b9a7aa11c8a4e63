//! Tables of rich documents: cells that span rows and columns are put into every place that they cover.

use super::{Row, Table, Text};

/// Columns beyond these are left out; no real table has as many.
const MOST_COLUMNS: usize = 64;
/// Widest and tallest span that is believed.
const MOST_SPAN: usize = 500;
/// Cells that spans may add to a table.
const MOST_COPIES: usize = 20_000;

/// A cell as the source has it.
#[derive(Debug, Default, Clone)]
pub(in crate::document::markup) struct DraftCell {
    pub(in crate::document::markup) text: Text,
    pub(in crate::document::markup) columns: usize,
    pub(in crate::document::markup) rows: usize,
}

/// A table as the source has it: rows with their lines.
#[derive(Debug, Default)]
pub(in crate::document::markup) struct Draft {
    pub(in crate::document::markup) rows: Vec<(Vec<DraftCell>, [u32; 2])>,
}

impl Draft {
    /// The table, whose first row is its header. A title over the whole width is left out.
    pub(in crate::document::markup) fn table(self) -> Option<Table> {
        let mut open: Vec<Option<(usize, Text)>> = Vec::new();
        let mut copies = 0;
        let mut rows = self.rows.into_iter().filter(|(cells, _)| !cells.is_empty()).map(|(cells, lines)| {
            let row = spread(cells, &mut open, &mut copies);
            Row { cells: row, lines }
        });
        let head = rows.next()?;
        Some(Table { columns: head.cells, rows: rows.collect() })
    }
}

/// The cells of a row with those of rows above that reach into it.
fn spread(cells: Vec<DraftCell>, open: &mut Vec<Option<(usize, Text)>>, copies: &mut usize) -> Vec<Text> {
    let mut row: Vec<Text> = Vec::new();
    let mut cells = cells.into_iter().peekable();
    while row.len() < MOST_COLUMNS {
        let at = row.len();
        if let Some(slot) = open.get_mut(at)
            && let Some((left, text)) = slot.take()
        {
            *copies += 1;
            row.push(text.clone());
            if left > 1 && *copies < MOST_COPIES {
                *slot = Some((left - 1, text));
            }
            continue;
        }
        let Some(cell) = cells.next() else {
            // A cell of a row above may still reach into a column further right.
            if open.iter().skip(at).any(Option::is_some) {
                row.push(Text::default());
                continue;
            }
            break;
        };
        let rows = cell.rows.clamp(1, MOST_SPAN);
        for _ in 0..cell.columns.clamp(1, MOST_COLUMNS - at) {
            if rows > 1 {
                if open.len() <= row.len() {
                    open.resize(row.len() + 1, None);
                }
                if let Some(slot) = open.get_mut(row.len()) {
                    *slot = Some((rows - 1, cell.text.clone()));
                }
            }
            row.push(cell.text.clone());
        }
    }
    row
}
