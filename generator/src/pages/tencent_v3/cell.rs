//! Cells of parameter and member tables: names, types, descriptions.
//!
//! Turns a row into a [`Field`]; what a description says beyond the null note and the sample value is
//! [`facts`](crate::description)' business.

use std::collections::HashSet;

use super::words::{NOTES, OBJECT_SUFFIX, PHRASES, SCALARS, VOCABULARY};
use crate::description;
use crate::document::{Row, Table};
use crate::lexeme;
use crate::pages::columns::{self, Columns, cell, text};
use crate::pages::description::Description;
use crate::pages::sink::Sink;
use crate::spec::model::{Field, Source, Type};
use crate::spec::validate::DEEPEST_TYPE;

/// A row of a parameter, response or member table.
pub(in crate::pages) struct Parsed {
    pub(in crate::pages) field: Field,
    /// The sentences of the description.
    pub(in crate::pages) prose: String,
    /// The description begins as a common parameter's does.
    pub(in crate::pages) common: bool,
    /// Type and description stand in each other's column.
    pub(in crate::pages) swapped: bool,
}

impl Parsed {
    /// Reports a row whose cells are swapped.
    pub(in crate::pages) fn report(&self, sink: &mut Sink<'_>) {
        if self.swapped {
            let name = &self.field.name;
            let message = format!(
                "type and description of {name} stand in each other's column; they are read as if they did not"
            );
            sink.report("cells-swapped", message, &self.field.source);
        }
    }
}

/// Reads the rows of a table; the finding is for a table whose cells stand at the wrong places.
pub(in crate::pages) fn fields(table: &Table, columns: &Columns, sink: &mut Sink<'_>) -> Vec<Parsed> {
    let (rows, mended) = columns::aligned(table, columns);
    if let Some(row) = mended {
        let message = "the cells stand one column too far to the right from here on; they are read as if they did not";
        let source = sink.source(row.span());
        sink.report("cells-shifted", message.to_owned(), &source);
    }
    let mut fields: Vec<Parsed> = Vec::with_capacity(rows.len());
    let mut names = HashSet::new();
    for row in rows.iter().filter(|row| !columns::is_placeholder(row, columns, &[])) {
        let parsed = field(row, columns, sink.document);
        parsed.report(sink);
        let problem = if !lexeme::is_parameter(&parsed.field.name) {
            Some(("name-unreadable", format!("expected the name of a field, found {:?}", parsed.field.name)))
        } else if !names.insert(parsed.field.name.clone()) {
            Some(("field-twice", format!("{} has a second row, which is left out", parsed.field.name)))
        } else {
            None
        };
        match problem {
            Some((code, message)) => sink.report(code, message, &parsed.field.source),
            None => fields.push(parsed),
        }
    }
    fields
}

/// Reads a row.
pub(in crate::pages) fn field(row: &Row, columns: &Columns, document: &str) -> Parsed {
    let printed = text(row, columns.name);
    let name = printed.split('.').next().unwrap_or_default().to_owned();
    let is_type = |text: &str| scalar(text).is_some() || VOCABULARY.array_of.iter().any(|word| text.starts_with(word));
    let swapped = text(row, columns.ty).contains(' ')
        && !is_type(&text(row, columns.ty))
        && is_type(&text(row, columns.description));
    let [ty, description] = if swapped { [columns.description, columns.ty] } else { [columns.ty, columns.description] };
    let (ty, nullable) = columns::nullable(&text(row, ty));
    let ty = parse_type(&ty);
    let flag = text(row, columns.required);
    let required = VOCABULARY.flag(&flag);
    let description = Description::of(cell(row, description), &NOTES);
    let subject = description::Subject {
        name: &name,
        ty: &ty,
        text: &description.text,
        example: description.sample.as_deref(),
        required,
    };
    let source = Source { document: document.to_owned(), lines: row.span() };
    let mut field = Field { nullable: nullable || description.nullable, ..NOTES.field(&subject, source) };
    field.deprecated |= row.struck;
    let common = PHRASES.common.iter().any(|word| description.text.starts_with(word));
    Parsed { field, prose: description.text, common, swapped }
}

/// A type cell: `Array of X`, a scalar, or the name of a structure. Of more arrays within each other than a spec may
/// have, one more is read, so that the field is reported and left out.
pub(in crate::pages) fn parse_type(text: &str) -> Type {
    let mut text = text.trim();
    let mut arrays = 0;
    while let Some(items) = VOCABULARY.array_of.iter().find_map(|word| text.strip_prefix(word)) {
        arrays += 1;
        text = items.trim_start();
    }
    let text = text.strip_suffix(OBJECT_SUFFIX).unwrap_or(text).trim_end();
    let item = scalar(text).unwrap_or_else(|| Type::reference(text));
    (0..arrays.min(DEEPEST_TYPE + 1)).fold(item, |items, _| Type::array(items))
}

/// The scalar type of a name, also in the plural: `Array of Strings`. `Objects` is a structure's name.
fn scalar(text: &str) -> Option<Type> {
    let named = |name: &str| SCALARS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    let plural = || text.strip_suffix('s').and_then(named).filter(|(_, ty)| !matches!(ty, Type::Object { .. }));
    named(text).or_else(plural).map(|(_, ty)| ty.clone())
}
