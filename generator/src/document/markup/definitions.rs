//! Fields and error codes that are not in a table: each has its name as an emphasized line, and below it a list of what
//! a table has in columns (`- Type: String`, `- HTTP status: 400`). They become the table that they stand for, so that
//! nobody else has to know this layout.

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
        let kind = match &part {
            Part::Strong(name) => Kind::of(&name.text, list, vocabularies),
            Part::Block(_) => None,
        };
        match (part, kind) {
            (Part::Strong(name), Some(kind)) => {
                found.extend(run.take_if(|run| run.kind != kind).map(Run::table));
                run.get_or_insert_with(|| Run::new(kind, vocabularies)).begin(name);
            }
            (Part::Block(Block::List(items)), _) => match &mut run {
                Some(run) => items.into_iter().for_each(|item| run.property(item)),
                None => found.push(Part::Block(Block::List(items))),
            },
            // A sample of the field's format.
            (Part::Block(Block::Code(code)), _) if run.is_some() => {
                run.iter_mut().for_each(|run| run.describe(code.lines.clone()));
            }
            (part, _) => {
                found.extend(run.take().map(Run::table));
                found.push(part);
            }
        }
    }
    found.extend(run.map(Run::table));
    *parts = found;
}

/// What the emphasized lines name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Fields,
    Codes,
}

impl Kind {
    /// What a line with this list below names: an item has the title of such a column as its label.
    fn of(name: &str, items: &[Line], vocabularies: &[&'static Vocabulary]) -> Option<Self> {
        let labels = items.iter().filter_map(|item| property(&item.text));
        let roles: Vec<Column> = labels.filter_map(|(label, _)| grid::role(label, vocabularies)).collect();
        let has = |wanted: &[Column]| roles.iter().any(|role| wanted.contains(role));
        if lexeme::is_parameter(name.trim()) && has(&[Column::Type, Column::Required, Column::Description]) {
            Some(Self::Fields)
        } else if lexeme::is_error_code(name.trim()) && has(&[Column::Status, Column::Message]) {
            Some(Self::Codes)
        } else {
            None
        }
    }

    /// The columns, with titles that every vocabulary knows. The last takes what has no column of its own.
    fn columns(self) -> &'static [(&'static str, Column)] {
        match self {
            Self::Fields => &[
                ("Name", Column::Name),
                ("Type", Column::Type),
                ("Required", Column::Required),
                ("Description", Column::Description),
            ],
            Self::Codes => &[
                ("Error code", Column::Code),
                ("HTTP status code", Column::Status),
                ("Error message", Column::Message),
                ("Description", Column::Description),
            ],
        }
    }
}

/// Label and value of an item: `Type: String`.
fn property(item: &str) -> Option<(&str, &str)> {
    let at = item.find([':', '：'])?;
    let (label, value) = item.split_at(at);
    Some((label.trim(), value.trim_start_matches([':', '：']).trim()))
}

/// A run of fields or codes.
struct Run<'v> {
    kind: Kind,
    vocabularies: &'v [&'static Vocabulary],
    table: Table,
}

impl<'v> Run<'v> {
    fn new(kind: Kind, vocabularies: &'v [&'static Vocabulary]) -> Self {
        let columns = kind.columns().iter().map(|(title, _)| (*title).to_owned()).collect();
        Self { kind, vocabularies, table: Table { columns, ..Table::default() } }
    }

    fn begin(&mut self, name: Line) {
        let mut cells = vec![Vec::new(); self.kind.columns().len()];
        if let Some(first) = cells.first_mut() {
            first.push(name);
        }
        self.table.rows.push(Row { cells, ..Row::default() });
    }

    fn property(&mut self, item: Line) {
        let text = item.text.trim();
        let known = property(text).and_then(|(label, value)| {
            let role = grid::role(label, self.vocabularies)?;
            let place = self.kind.columns().iter().position(|(_, known)| *known == role).filter(|place| *place > 0)?;
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
