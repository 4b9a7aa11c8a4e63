//! Fields that are not in a table: each has its name as an emphasized line, and below it a list of what a table has in
//! columns (`- Type: String`). They become the table that they stand for, so that nobody else has to know this layout.

use super::grid;
use super::outline::Part;
use crate::document::vocabulary::{Column, Vocabulary};
use crate::document::{Block, Line, Row, Table};
use crate::lexeme;

/// Puts a table in the place of each run of such fields.
pub(super) fn tabulate(parts: &mut Vec<Part>, vocabularies: &[&'static Vocabulary]) {
    let mut found: Vec<Part> = Vec::with_capacity(parts.len());
    let mut run: Option<Run<'_>> = None;
    let mut rest = std::mem::take(parts).into_iter().peekable();
    while let Some(part) = rest.next() {
        let list = match rest.peek() {
            Some(Part::Block(Block::List(items))) => items.as_slice(),
            _ => &[],
        };
        match part {
            Part::Strong(name) if lexeme::is_parameter(name.text.trim()) => {
                if has_properties(list, vocabularies) {
                    run.get_or_insert_with(|| Run::new(vocabularies)).begin(name);
                } else {
                    found.extend(run.take().map(Run::table));
                    found.push(Part::Strong(name));
                }
            }
            Part::Block(Block::List(items)) => match &mut run {
                Some(run) => items.into_iter().for_each(|item| run.property(item)),
                None => found.push(Part::Block(Block::List(items))),
            },
            // A sample of the field's format.
            Part::Block(Block::Code(code)) if run.is_some() => {
                run.iter_mut().for_each(|run| run.describe(code.lines.clone()));
            }
            part => {
                found.extend(run.take().map(Run::table));
                found.push(part);
            }
        }
    }
    found.extend(run.map(Run::table));
    *parts = found;
}

/// The list's first item has the title of a column as its label.
fn has_properties(items: &[Line], vocabularies: &[&'static Vocabulary]) -> bool {
    let label = items.first().and_then(|item| property(&item.text));
    let role = label.and_then(|(label, _)| grid::role(label, vocabularies));
    matches!(role, Some(Column::Type | Column::Required | Column::Description))
}

/// Label and value of an item: `Type: String`.
fn property(item: &str) -> Option<(&str, &str)> {
    let at = item.find([':', '：'])?;
    let (label, value) = item.split_at(at);
    Some((label.trim(), value.trim_start_matches([':', '：']).trim()))
}

/// A run of fields.
struct Run<'v> {
    vocabularies: &'v [&'static Vocabulary],
    table: Table,
}

impl<'v> Run<'v> {
    /// The columns, with titles that every vocabulary knows.
    const COLUMNS: [(&'static str, Column); 4] = [
        ("Name", Column::Name),
        ("Type", Column::Type),
        ("Required", Column::Required),
        ("Description", Column::Description),
    ];

    fn new(vocabularies: &'v [&'static Vocabulary]) -> Self {
        let columns = Self::COLUMNS.map(|(title, _)| title.to_owned()).to_vec();
        Self { vocabularies, table: Table { columns, ..Table::default() } }
    }

    fn begin(&mut self, name: Line) {
        let cells = vec![vec![name], Vec::new(), Vec::new(), Vec::new()];
        self.table.rows.push(Row { cells, ..Row::default() });
    }

    fn property(&mut self, item: Line) {
        let text = item.text.trim();
        let known = property(text).and_then(|(label, value)| {
            let role = grid::role(label, self.vocabularies)?;
            let place = Self::COLUMNS.iter().position(|(_, known)| *known == role).filter(|place| *place > 0)?;
            Some((place, value.to_owned()))
        });
        let Some((place, text)) = known else { return self.describe(vec![item]) };
        let line = Line { numbers: item.numbers, text };
        if let Some(cell) = self.table.rows.last_mut().and_then(|row| row.cells.get_mut(place)) {
            cell.push(line);
        }
    }

    /// Adds what has no column of its own.
    fn describe(&mut self, lines: Vec<Line>) {
        if let Some(cell) = self.table.rows.last_mut().and_then(|row| row.cells.last_mut()) {
            cell.extend(lines);
        }
    }

    fn table(self) -> Part {
        Part::Block(Block::Table(self.table))
    }
}
