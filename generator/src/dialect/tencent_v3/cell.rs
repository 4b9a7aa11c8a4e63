//! Cells of parameter and member tables: names, types, descriptions.
//!
//! Turns a row into a [`Field`]; what a description says beyond the null note and the sample value is
//! [`facts`](crate::facts)' business.

use super::words::{PHRASES, VOCABULARY};
use crate::document::vocabulary::Column;
use crate::document::{Line, Row, Table};
use crate::facts;
use crate::spec::model::{Field, NumberFormat, Source, StringFormat, Type};

/// The columns of a table by role.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Columns {
    pub(super) name: Option<usize>,
    pub(super) required: Option<usize>,
    pub(super) ty: Option<usize>,
    pub(super) description: Option<usize>,
    pub(super) code: Option<usize>,
    pub(super) action: Option<usize>,
    pub(super) rate: Option<usize>,
    pub(super) host: Option<usize>,
    pub(super) region: Option<usize>,
    pub(super) label: Option<usize>,
}

impl Columns {
    /// Finds the roles by the header cells.
    pub(super) fn of(table: &Table) -> Self {
        let mut columns = Self::default();
        for (index, title) in table.columns.iter().enumerate() {
            let slot = match VOCABULARY.column(title.trim()) {
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
                None => continue,
            };
            slot.get_or_insert(index);
        }
        columns
    }

    /// A table of parameters, response fields or members.
    pub(super) fn is_fields(&self) -> bool {
        self.name.is_some() && self.ty.is_some()
    }
}

/// The lines of a cell.
pub(super) fn cell(row: &Row, column: Option<usize>) -> &[Line] {
    column.and_then(|index| row.cells.get(index)).map_or(&[], Vec::as_slice)
}

/// The text of a cell on one line.
pub(super) fn text(row: &Row, column: Option<usize>) -> String {
    cell(row, column).iter().map(|line| line.text.trim()).collect::<Vec<_>>().join(" ")
}

/// A row of a parameter, response or member table.
pub(super) struct Parsed {
    pub(super) field: Field,
    /// The sentences of the description.
    pub(super) prose: String,
    /// The description begins as a common parameter's does.
    pub(super) common: bool,
}

/// Reads a row.
pub(super) fn field(row: &Row, columns: &Columns, document: &str) -> Parsed {
    let printed = text(row, columns.name);
    let name = printed.split('.').next().unwrap_or_default().to_owned();
    let ty = parse_type(&text(row, columns.ty));
    let flag = text(row, columns.required);
    let required = VOCABULARY.flags.iter().find(|(word, _)| *word == flag).and_then(|(_, value)| *value);
    let description = Description::of(cell(row, columns.description));
    let subject = facts::Subject {
        name: &name,
        ty: &ty,
        text: &description.text,
        example: description.sample.as_deref(),
        required,
    };
    let facts = facts::extract(&subject);
    let field = Field {
        label: facts::label(&description.text),
        required,
        nullable: description.nullable,
        example: description.sample,
        facts,
        deprecated: is_deprecated(&description.text),
        since: None,
        source: Source { document: document.to_owned(), lines: row.span() },
        name,
        ty,
    };
    let common = PHRASES.common.iter().any(|word| description.text.starts_with(word));
    Parsed { field, prose: description.text, common }
}

/// True where the text says that the thing is going away.
pub(super) fn is_deprecated(text: &str) -> bool {
    PHRASES.deprecated.iter().any(|phrase| text.contains(phrase))
}

/// A description cell taken apart.
struct Description {
    /// The sentences, without the null note and the sample value.
    text: String,
    nullable: bool,
    sample: Option<String>,
}

impl Description {
    fn of(lines: &[Line]) -> Self {
        let mut description = Self { text: String::new(), nullable: false, sample: None };
        let mut sample: Option<String> = None;
        for line in lines {
            let mut rest = line.text.trim();
            if let Some(sample) = &mut sample {
                sample.push('\n');
                sample.push_str(rest);
                continue;
            }
            if let Some(behind) = null_note(rest) {
                description.nullable = true;
                rest = behind;
            }
            let (before, value) = split_sample(rest);
            description.push(before);
            sample = value.map(|value| value.trim().to_owned());
        }
        description.sample = sample.filter(|sample| !sample.is_empty());
        description
    }

    fn push(&mut self, line: &str) {
        let line = line.trim();
        if !line.is_empty() {
            if !self.text.is_empty() {
                self.text.push('\n');
            }
            self.text.push_str(line);
        }
    }
}

/// What stands before a sample value, and the value.
fn split_sample(line: &str) -> (&str, Option<&str>) {
    for word in PHRASES.sample {
        if let Some((before, value)) = line.split_once(word) {
            return (before, Some(value));
        }
    }
    (line, None)
}

/// The text behind the note that a field may be null, if the line begins with it.
fn null_note(line: &str) -> Option<&str> {
    let folded: String = line.chars().filter(|c| *c != ' ').flat_map(char::to_lowercase).take(64).collect();
    if !PHRASES.null_note.iter().any(|note| folded.starts_with(note)) {
        return None;
    }
    let end = line
        .find(['。', '.'])
        .map_or(line.len(), |at| at + line.get(at..).and_then(|s| s.chars().next()).map_or(1, char::len_utf8));
    line.get(end..)
}

/// A type cell: `Array of X`, a scalar, or the name of a structure.
pub(super) fn parse_type(text: &str) -> Type {
    let text = text.trim();
    for word in VOCABULARY.array_of {
        if let Some(items) = text.strip_prefix(word) {
            return Type::array(parse_type(items));
        }
    }
    match text {
        "String" => Type::string(),
        "Integer" | "Uint64" | "Int64" => Type::integer(),
        "Boolean" | "Bool" => Type::Boolean,
        "Float" => Type::Number { format: Some(NumberFormat::Float) },
        "Double" => Type::Number { format: Some(NumberFormat::Double) },
        "Date" => Type::formatted(StringFormat::Date),
        "Timestamp" => Type::formatted(StringFormat::Timestamp),
        "Timestamp ISO8601" => Type::formatted(StringFormat::DateTime),
        "Binary" => Type::formatted(StringFormat::Binary),
        name => Type::reference(name),
    }
}
