//! Rows of request and response tables.

use super::types::{self, Declared};
use super::words::{NOTES, PHRASES, VOCABULARY};
use crate::description;
use crate::document::{Row, Table};
use crate::pages::columns::{self, Columns};
use crate::pages::values::{self, Place, ValueTable};
use crate::spec::model::{Field, Source, Type};
use crate::spec::validate::DEEPEST_MEMBER;

/// Levels of members that are told apart; what stands deeper is taken for members of the last. They are more than a
/// spec may have, so that these members are reported and left out.
pub(crate) const DEEPEST: usize = DEEPEST_MEMBER + 2;

/// A row as printed.
#[derive(Debug, Clone)]
pub(crate) struct Parsed {
    /// The name, with dots and indexes, without marks of depth.
    pub(crate) name: String,
    /// How far marks set the name in; 0 for a row that is not below another.
    pub(crate) depth: usize,
    /// A list of which the cell or the next row says that its items are objects, or an object in a table of the kind that
    /// lets members follow.
    pub(crate) objects: bool,
    /// Index of the row that this one is a member of, where a table of its own says so.
    pub(crate) inside: Option<usize>,
    /// The row holds nothing but a name.
    pub(crate) bare: bool,
    /// The row says again what the row above it says, and has no type: it only names the items of that row.
    pub(crate) echo: bool,
    pub(crate) declared: Declared,
    pub(crate) required: Option<bool>,
    /// The cell of types says that the value may be null.
    pub(crate) nullable: bool,
    /// Its name is struck through.
    pub(crate) struck: bool,
    pub(crate) sample: Option<String>,
    /// The description, one line for each paragraph or item.
    pub(crate) text: String,
    /// The tables of its values, where the page has some.
    pub(crate) values: Vec<ValueTable>,
    pub(crate) source: Source,
}

impl Parsed {
    /// The field that the row describes, if its type is `ty` and its name `name`.
    pub(crate) fn field(&self, name: &str, ty: Type) -> Field {
        let subject = description::Subject {
            name,
            ty: &ty,
            text: &self.text,
            example: self.sample.as_deref(),
            required: self.required,
        };
        let mut field = NOTES.field(&subject, self.source.clone());
        field.nullable |= self.nullable;
        field.deprecated |= self.struck;
        for values in &self.values {
            values.give(&mut field);
        }
        field
    }

    /// Says nothing but what the row above says.
    fn echoes(&self, above: &Self) -> bool {
        self.declared == Declared::Nothing
            && self.sample.is_none()
            && !matches!(above.declared, Declared::Plain(_) | Declared::Object(_))
            && self.text == above.text
            && !self.text.is_empty()
    }

    /// Its sample is a value or a list of values, so it has no members.
    pub(crate) fn is_value(&self) -> bool {
        let Some(sample) = &self.sample else { return false };
        let has_key = || sample.split('"').skip(2).step_by(2).any(|behind| behind.trim_start().starts_with(':'));
        match sample.split_once('[') {
            Some((_, items)) => !items.trim_start().starts_with('{'),
            None => !has_key(),
        }
    }

    /// The row as one that may have a table of values, by its dotted name.
    fn place(&self, part: usize) -> Place {
        let parts = self.name.split('.').filter(|part| part.len() > 1 && !part.bytes().all(|b| b.is_ascii_digit()));
        Place { part, path: parts.map(str::to_owned).collect(), label: description::phrase(&self.text) }
    }
}

/// Reads the rows of a table. A row without a name is of the items of the list above it, or of the whole.
pub(crate) fn read(table: &Table, columns: &Columns, document: &str) -> Vec<Parsed> {
    let holds =
        |row: &Row| matches!(types::declared(&columns::text(row, columns.ty)), Declared::List(_) | Declared::Object(_));
    let printed = table.rows.iter().map(|row| (columns::text(row, columns.name), holds(row)));
    let depths = columns::depths(&printed.collect::<Vec<_>>(), PHRASES.nested);
    // Tables with types in small letters let the members of an object follow.
    let small = !table.rows.iter().any(|row| columns::text(row, columns.ty).contains(|c: char| c.is_uppercase()));
    let mut rows: Vec<Parsed> = Vec::with_capacity(table.rows.len());
    let described = table.rows.iter().zip(depths);
    for (row, depth) in described.filter(|(row, _)| !columns::is_placeholder(row, columns, PHRASES.nested)) {
        let mut row = parse(row, depth, columns, document);
        row.objects |= small && row.declared == Declared::Object(None);
        if !row.name.is_empty() {
            row.echo = rows.last().is_some_and(|above| row.echoes(above));
            row.bare |= row.echo;
            rows.push(row);
        } else if let Some(list) = rows.last_mut().filter(|list| list.declared == Declared::List(None)) {
            match row.declared {
                Declared::Plain(ty) => list.declared = Declared::Plain(Type::array(ty)),
                Declared::Object(_) => list.objects = true,
                Declared::List(_) | Declared::Nothing => {}
            }
        }
    }
    rows
}

/// Puts the rows of tables that describe an object behind the rows that are such objects.
pub(crate) fn expand(rows: Vec<Parsed>, parts: &[(String, Vec<Parsed>)]) -> Vec<Parsed> {
    let mut expanded = Vec::with_capacity(rows.len());
    for row in rows {
        push(row, None, parts, &mut Vec::new(), &mut expanded);
    }
    expanded
}

/// An object is not put inside itself; `above` has the names of those around the row.
fn push<'p>(
    row: Parsed,
    inside: Option<usize>,
    parts: &'p [(String, Vec<Parsed>)],
    above: &mut Vec<&'p str>,
    rows: &mut Vec<Parsed>,
) {
    const MOST: usize = 5000;
    let index = rows.len();
    let name = row.declared.object_name().map(str::to_owned);
    rows.push(Parsed { inside, ..row });
    let part = parts.iter().find(|(part, _)| name.as_ref() == Some(part));
    let Some((part, members)) = part.filter(|(part, _)| !above.contains(&part.as_str())) else { return };
    above.push(part);
    for member in members {
        if rows.len() < MOST {
            push(member.clone(), Some(index), parts, above, rows);
        }
    }
    above.pop();
}

/// Hands tables of values out to the rows whose they are. Says which tables were used.
pub(crate) fn give_values(tables: &[ValueTable], parts: [&mut [Parsed]; 2]) -> Vec<bool> {
    let mut known: Vec<Place> = Vec::new();
    for (part, rows) in parts.iter().enumerate() {
        known.extend(rows.iter().filter(|row| !row.bare).map(|row| row.place(part)));
    }
    let targets = values::targets(tables, &known);
    for (part, rows) in parts.into_iter().enumerate() {
        for row in rows {
            let place = row.place(part);
            let is_of_row = |other: &&Place| other.part == part && other.path == place.path;
            let of_row = tables.iter().zip(&targets).filter(|(_, places)| places.iter().any(is_of_row));
            row.values = of_row.map(|(table, _)| table.clone()).collect();
        }
    }
    targets.iter().map(|places| !places.is_empty()).collect()
}

fn parse(row: &Row, depth: usize, columns: &Columns, document: &str) -> Parsed {
    let printed = columns::text(row, columns.name);
    let name = columns::outline(&printed, PHRASES.nested).1.replace(' ', "");
    let flag = columns::text(row, columns.required);
    let sample = columns::text(row, columns.sample);
    let text: Vec<&str> = columns::cell(row, columns.description).iter().map(|line| line.text.trim()).collect();
    let text = text.join("\n");
    let (ty, nullable) = columns::nullable(&columns::text(row, columns.ty));
    let sample = Some(sample.trim().to_owned())
        .filter(|sample| !types::is_blank(sample) && !PHRASES.no_sample.contains(&sample.as_str()));
    Parsed {
        inside: None,
        depth,
        objects: types::lists_objects(&ty),
        values: Vec::new(),
        bare: types::is_blank(&ty) && types::is_blank(&text) && sample.is_none(),
        echo: false,
        declared: types::declared(&ty),
        required: VOCABULARY.flag(&flag),
        nullable,
        struck: row.struck,
        sample,
        text: text.trim().to_owned(),
        source: Source { document: document.to_owned(), lines: row.span() },
        name,
    }
}
