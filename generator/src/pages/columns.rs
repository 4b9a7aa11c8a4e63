//! The columns of a table by their role, and the cells of a row.
//!
//! Header rows decide what a column is, never positions. The titles are the dialect's data.

use std::borrow::Cow;

use crate::document::vocabulary::Column;
use crate::document::{Line, Row, Table, Vocabulary};
use crate::lexeme;

/// The columns of a table by role.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Columns {
    pub(crate) name: Option<usize>,
    pub(crate) required: Option<usize>,
    pub(crate) ty: Option<usize>,
    pub(crate) description: Option<usize>,
    pub(crate) code: Option<usize>,
    pub(crate) action: Option<usize>,
    pub(crate) rate: Option<usize>,
    pub(crate) host: Option<usize>,
    pub(crate) region: Option<usize>,
    pub(crate) label: Option<usize>,
    pub(crate) value: Option<usize>,
    pub(crate) date: Option<usize>,
    /// The second column of names of actions, in a table of pairs.
    pub(crate) successor: Option<usize>,
    pub(crate) status: Option<usize>,
    pub(crate) message: Option<usize>,
    pub(crate) sample: Option<usize>,
}

impl Columns {
    /// Finds the roles by the header cells.
    pub(crate) fn of(table: &Table, vocabulary: &Vocabulary) -> Self {
        let mut columns = Self::default();
        for (index, title) in table.columns.iter().enumerate() {
            let slot = match vocabulary.titled_column(title) {
                Some(Column::Name) => &mut columns.name,
                Some(Column::Required) => &mut columns.required,
                Some(Column::Type) => &mut columns.ty,
                Some(Column::Description) => &mut columns.description,
                Some(Column::Code | Column::NumericCode) => &mut columns.code,
                Some(Column::Action) if columns.action.is_some() => &mut columns.successor,
                Some(Column::Action) => &mut columns.action,
                Some(Column::Value) => &mut columns.value,
                Some(Column::Date) => &mut columns.date,
                Some(Column::Rate) => &mut columns.rate,
                Some(Column::Host) => &mut columns.host,
                Some(Column::Region) => &mut columns.region,
                Some(Column::Label) => &mut columns.label,
                Some(Column::Status) => &mut columns.status,
                Some(Column::Message) => &mut columns.message,
                Some(Column::Sample) => &mut columns.sample,
                Some(Column::Number) | None => continue,
            };
            slot.get_or_insert(index);
        }
        // What names a row elsewhere describes a field.
        if columns.is_fields() && columns.description.is_none() {
            columns.description = columns.label.take();
        }
        columns
    }

    /// The table lists codes, actions, hosts, days or the like.
    pub(crate) fn is_of_something_else(&self) -> bool {
        let others = [self.code, self.action, self.rate, self.host, self.date, self.status, self.successor];
        self.is_fields() || others.iter().any(Option::is_some)
    }

    /// A table of parameters, response fields or members.
    pub(crate) fn is_fields(&self) -> bool {
        self.name.is_some() && self.ty.is_some()
    }
}

/// The lines of a cell.
pub(crate) fn cell(row: &Row, column: Option<usize>) -> &[Line] {
    column.and_then(|index| row.cells.get(index)).map_or(&[], Vec::as_slice)
}

/// The text of a cell on one line.
pub(crate) fn text(row: &Row, column: Option<usize>) -> String {
    joined(cell(row, column))
}

/// The row describes no field of its own: it stands for fields that are listed elsewhere (`<Common parameters>`), or is
/// a remark between the rows.
pub(crate) fn is_placeholder(row: &Row, columns: &Columns, marks: &[char]) -> bool {
    let printed = text(row, columns.name);
    let name = outline(&printed, marks).1.replace(' ', "");
    let ty = text(row, columns.ty);
    let untyped = matches!(ty.trim(), "" | "-" | "–" | "—" | "/");
    let words = outline(&printed, marks).1.split_whitespace().count();
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && (words < 2 || name.contains('.'));
    name.starts_with('<') || untyped && !name.is_empty() && !is_name
}

/// A cell of types without the mark that the value may be null, and whether it was there: `string | null`.
pub(crate) fn nullable(ty: &str) -> (String, bool) {
    let is_null = |part: &str| part.trim().eq_ignore_ascii_case("null");
    let parts: Vec<&str> = ty.split(['|', '/']).filter(|part| !is_null(part)).collect();
    let nulls = ty.split(['|', '/']).count() - parts.len();
    if nulls == 0 || parts.iter().all(|part| part.trim().is_empty()) {
        return (ty.to_owned(), false);
    }
    (parts.iter().map(|part| part.trim()).collect::<Vec<_>>().join(" | "), true)
}

/// The rows of a table of fields, with the first row that had to be mended.
///
/// A converter may leave an empty cell before a name, and all cells behind it are one place too far to the right. From
/// there on the cells are dealt out anew.
pub(crate) fn aligned<'t>(table: &'t Table, columns: &Columns) -> (Cow<'t, [Row]>, Option<&'t Row>) {
    let named = |cell: Option<&Vec<Line>>| cell.is_some_and(|cell| lexeme::is_parameter(&joined(cell)));
    let is_shifted = |row: &Row| row.cells.first().is_some_and(Vec::is_empty) && named(row.cells.get(1));
    let first = table.rows.iter().position(|row| columns.name == Some(0) && is_shifted(row));
    let Some((at, found)) = first.and_then(|at| Some((at, table.rows.get(at)?))) else {
        return (Cow::Borrowed(&table.rows), None);
    };
    let (sound, shifted) = table.rows.split_at(at);
    let width = table.columns.len();
    let mut rows = sound.to_vec();
    let mut cells = shifted
        .iter()
        .flat_map(|row| row.cells.iter().enumerate().map(|(place, cell)| (place, cell.clone())))
        .skip_while(|(_, cell)| cell.is_empty())
        .peekable();
    while cells.peek().is_some() {
        let mut row = Row::default();
        while row.cells.len() < width {
            // A name at the place of a name begins the next row, though this one is not full.
            let begins =
                |(place, cell): &(usize, Vec<Line>)| *place == 0 && row.cells.len() + 1 == width && named(Some(cell));
            match cells.next_if(|cell| !begins(cell)) {
                Some((_, cell)) => row.cells.push(cell),
                None => row.cells.resize(width, Vec::new()),
            }
        }
        rows.push(row);
        while cells.next_if(|(_, cell)| cell.is_empty()).is_some() {}
    }
    (Cow::Owned(rows), Some(found))
}

/// How far marks of depth set a name in, and the name: the place behind the last mark counts, since what is deeper has
/// more before it.
pub(crate) fn outline<'t>(printed: &'t str, marks: &[char]) -> (usize, &'t str) {
    let is_space = |c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}');
    let name = printed.trim_start_matches(|c: char| marks.contains(&c) || is_space(c));
    let before = printed.get(..printed.len() - name.len()).unwrap_or_default();
    let depth = before.chars().zip(1..).filter(|(c, _)| marks.contains(c)).map(|(_, place)| place).max();
    (depth.unwrap_or(0), name)
}

/// How deep the names of a table stand, each with whether it may have members. Cells lose the spaces at their
/// beginning; but where marks tell the last of its level from others, what follows at the same place is below it.
pub(crate) fn depths(names: &[(String, bool)], marks: &[char]) -> Vec<usize> {
    let marked = |name: &str, mark: &[char]| name.trim_start_matches(['│', ' ', '\u{a0}']).starts_with(mark);
    let tells = names.iter().any(|(name, _)| marked(name, &['├', '┣']));
    // Names that are the last of their level and may have members.
    let mut ends: Vec<usize> = Vec::new();
    let mut depths = Vec::with_capacity(names.len());
    for (name, holds) in names {
        let (mut depth, _) = outline(name, marks);
        while depth > 0 && ends.contains(&depth) {
            depth += 1;
        }
        ends.retain(|end| *end < depth);
        if tells && *holds && marked(name, &['└', '┗']) {
            ends.push(depth);
        }
        depths.push(depth);
    }
    depths
}

fn joined(lines: &[Line]) -> String {
    lines.iter().map(|line| line.text.trim()).collect::<Vec<_>>().join(" ")
}
