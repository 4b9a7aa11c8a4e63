//! The columns of a table by their role, and the cells of a row.
//!
//! Header rows decide what a column is, never positions. The titles are the dialect's data.

use crate::document::vocabulary::Column;
use crate::document::{Line, Row, Table, Vocabulary};

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
    pub(crate) status: Option<usize>,
    pub(crate) message: Option<usize>,
    pub(crate) sample: Option<usize>,
}

impl Columns {
    /// Finds the roles by the header cells.
    pub(crate) fn of(table: &Table, vocabulary: &Vocabulary) -> Self {
        let mut columns = Self::default();
        for (index, title) in table.columns.iter().enumerate() {
            let slot = match vocabulary.column(title.trim()) {
                Some(Column::Name) => &mut columns.name,
                Some(Column::Required) => &mut columns.required,
                Some(Column::Type) => &mut columns.ty,
                Some(Column::Description) => &mut columns.description,
                Some(Column::Code) => &mut columns.code,
                Some(Column::Action) => &mut columns.action,
                Some(Column::Rate) => &mut columns.rate,
                Some(Column::Host) => &mut columns.host,
                Some(Column::Region) => &mut columns.region,
                Some(Column::Label) => &mut columns.label,
                Some(Column::Status) => &mut columns.status,
                Some(Column::Message) => &mut columns.message,
                Some(Column::Sample) => &mut columns.sample,
                None => continue,
            };
            slot.get_or_insert(index);
        }
        columns
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
    cell(row, column).iter().map(|line| line.text.trim()).collect::<Vec<_>>().join(" ")
}
