//! Tables of the values that a field may have: `value | meaning`, under a line that names the field.
//!
//! Whose values a table lists is said by the lines above it, or by the title of its first column; a table of which
//! neither says so, or whose cells are no values of that field, is left alone. Every dialect collects such tables while
//! it reads a page ([`Above`]) and hands them out when the page's fields are known ([`apply`]). Several tables of one
//! field are taken together; where one of them is of some cases only, the others are not all there is, so none counts.

use serde_json::Value;

use super::columns::{self, Columns};
use crate::description;
use crate::document::{Line, Table};
use crate::spec::model::{Field, Source, Type};

/// The rule that a spec names for such an enumeration.
const RULE: &str = description::TABLE_RULE;
/// How many lines above a table can be its caption.
const CAPTION_LINES: usize = 3;
/// Longest value, in bytes; what is longer is a sentence.
const LONGEST: usize = 64;

/// The lines since the last table or piece of code.
#[derive(Default)]
pub(super) struct Above<'p>(Vec<&'p Line>);

impl<'p> Above<'p> {
    /// A heading or a sentence has come.
    pub(super) fn line(&mut self, line: &'p Line) {
        self.0.push(line);
    }

    /// Something has come that lines above it do not speak beyond.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// The table as one of values, if its cells look like it.
    /// `part` is the table of fields that it stands in: 0 for the request, 1 for the answer.
    pub(super) fn table(
        &mut self,
        table: &Table,
        columns: &Columns,
        part: usize,
        source: Source,
    ) -> Option<ValueTable> {
        let above = std::mem::take(&mut self.0);
        let captions = above.iter().rev().take(CAPTION_LINES).map(|line| line.text.trim().to_owned()).collect();
        // A dialect may know a column of values from its list of regions.
        let value = columns.value.or(columns.region).unwrap_or(0);
        let texts = [columns.label, columns.description, columns.message, columns.name];
        let label = texts.into_iter().flatten().find(|index| *index != value);
        let label = label.or_else(|| (0..table.columns.len()).find(|index| *index != value));
        let row = |row| {
            let printed = columns::text(row, Some(value));
            let printed = printed.trim_matches(['`', '"', '“', '”', '\'', '*', ' ']);
            is_value(printed).then(|| (printed.to_owned(), description::phrase(&columns::text(row, label))))
        };
        let items: Vec<(String, Option<String>)> = table.rows.iter().map(row).collect::<Option<_>>()?;
        let first = items.first()?;
        let several = columns.value.is_some() || items.iter().any(|(value, _)| *value != first.0);
        (several && !columns.is_of_something_else()).then(|| ValueTable {
            part,
            captions,
            title: table.columns.get(value).map(|title| title.trim().to_owned()).unwrap_or_default(),
            titled: columns.value.is_some(),
            of_names: columns.name == Some(value),
            items,
            numbers: table.rows.iter().flat_map(|row| row.numbers()).collect(),
            source,
        })
    }
}

/// A table that lists values, of a field that is still to be found.
#[derive(Debug, Clone)]
pub(super) struct ValueTable {
    /// The table of fields that it stands in.
    part: usize,
    /// The lines above it, the nearest first.
    captions: Vec<String>,
    /// The title of the column of values.
    title: String,
    /// That is a title for values.
    titled: bool,
    /// That is a title for names of fields, which may mean members.
    of_names: bool,
    /// Values with their short names.
    items: Vec<(String, Option<String>)>,
    /// The lines of its rows.
    pub(super) numbers: Vec<u32>,
    /// Its place.
    source: Source,
}

/// A word or number, as it is sent.
fn is_value(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, ',' | ';' | '<' | '>' | '(' | ')' | '|');
    !text.is_empty()
        && text.len() <= LONGEST
        && text.chars().all(plain)
        && text.chars().any(|c| c.is_ascii_alphanumeric())
}

/// Gives the values of a page's tables to the fields of its request and of its answer. Says which tables were used.
pub(super) fn apply(tables: &[ValueTable], request: &mut [Field], response: &mut [Field]) -> Vec<bool> {
    let mut known = Vec::new();
    for (part, fields) in [&*request, &*response].into_iter().enumerate() {
        collect(fields, &mut Vec::new(), part, &mut known);
    }
    let mut used = Vec::with_capacity(tables.len());
    let targets = targets(tables, &known);
    for (table, places) in tables.iter().zip(targets) {
        let mut applied = false;
        for place in places {
            let fields = if place.part == 0 { &mut *request } else { &mut *response };
            applied |= find(fields, &place.path).is_some_and(|field| table.give(field));
        }
        used.push(applied);
    }
    used
}

/// The fields of each table.
pub(super) fn targets<'k>(tables: &[ValueTable], known: &'k [Place]) -> Vec<Vec<&'k Place>> {
    let found: Vec<Vec<&Place>> = tables.iter().map(|table| table.target(known)).collect();
    let partial = tables.iter().zip(&found).filter(|(table, _)| table.is_partial(known));
    let partial: Vec<&Place> = partial.flat_map(|(_, places)| places).copied().collect();
    let whole = |place: &&Place| !partial.iter().any(|other| std::ptr::eq(*other, *place));
    found.into_iter().map(|places| places.into_iter().filter(whole).collect()).collect()
}

/// A field that may have values of its own.
pub(super) struct Place {
    /// The table of fields that it stands in: 0 for the request, 1 for the answer.
    pub(super) part: usize,
    /// The names on the way to it.
    pub(super) path: Vec<String>,
    /// Its short name.
    pub(super) label: Option<String>,
}

impl Place {
    fn leaf(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }

    /// The path ends in these names.
    fn ends_in(&self, names: &[&str], same: fn(&str, &str) -> bool) -> bool {
        let tail = self.path.len().checked_sub(names.len()).and_then(|from| self.path.get(from..));
        tail.is_some_and(|tail| tail.iter().zip(names).all(|(a, b)| same(a, b)))
    }
}

/// What is asked of the values' type.
enum Scalar {
    Text,
    Whole,
    Number,
}

fn scalar(ty: &Type) -> Option<Scalar> {
    match ty {
        Type::String { content: None, .. } => Some(Scalar::Text),
        Type::Integer { .. } => Some(Scalar::Whole),
        Type::Number { .. } => Some(Scalar::Number),
        Type::Array { items, .. } => scalar(items),
        _ => None,
    }
}

fn collect(fields: &[Field], above: &mut Vec<String>, part: usize, found: &mut Vec<Place>) {
    for field in fields {
        above.push(field.name.clone());
        if scalar(&field.ty).is_some() {
            found.push(Place { part, path: above.clone(), label: field.label.clone() });
        }
        collect(field.ty.inline_fields(), above, part, found);
        above.pop();
    }
}

fn find<'f>(fields: &'f mut [Field], path: &[String]) -> Option<&'f mut Field> {
    let (first, rest) = path.split_first()?;
    let field = fields.iter_mut().find(|field| field.name == *first)?;
    if rest.is_empty() { Some(field) } else { find(field.ty.inline_fields_mut()?, rest) }
}

impl ValueTable {
    /// The fields whose values these are: those of one name in one tree, or none.
    fn target<'k>(&self, known: &'k [Place]) -> Vec<&'k Place> {
        // Cells that name fields are of a table of members.
        let is_field = |value: &str| known.iter().any(|place| place.leaf() == value);
        let fields = self.items.iter().filter(|(value, _)| is_field(value)).count();
        if 2 * fields > self.items.len() { Vec::new() } else { self.named(known).unwrap_or_default() }
    }

    /// The fields that a caption or the title names.
    fn named<'k>(&self, known: &'k [Place]) -> Option<Vec<&'k Place>> {
        let title = self.title.as_str();
        let by_title = || known.iter().filter(|place| place.leaf().eq_ignore_ascii_case(title)).collect();
        let by_label = || {
            let begins = |place: &&Place| place.label.as_ref().is_some_and(|label| label.starts_with(title));
            let places: Vec<&Place> = known.iter().filter(begins).collect();
            if self.titled { places } else { Vec::new() }
        };
        let places = self
            .caption(known)
            .map(|(_, places)| places)
            .or_else(|| Some(by_title()).filter(|places: &Vec<&Place>| !places.is_empty()))
            .or_else(|| Some(by_label()).filter(|places| !places.is_empty()))?;
        // Of fields of the same name those are meant that the table stands among.
        let near = places.iter().any(|place| place.part == self.part);
        let places: Vec<&Place> = places.into_iter().filter(|place| !near || place.part == self.part).collect();
        let leaf = places.first()?.leaf();
        places.iter().all(|place| place.leaf() == leaf).then_some(places)
    }

    /// The nearest line above the table that names fields, with these.
    fn caption<'k>(&self, known: &'k [Place]) -> Option<(&str, Vec<&'k Place>)> {
        let lines = self.captions.iter().filter(|line| self.introduces(line));
        lines.map(|line| (line.as_str(), named(line, known))).find(|(_, places)| !places.is_empty())
    }

    /// The caption speaks of some cases.
    fn is_partial(&self, known: &[Place]) -> bool {
        self.caption(known).is_some_and(|(line, _)| description::speaks_of_a_case(line))
    }

    /// A heading, a short line or the beginning of a list; for a table that may be one of members, only what says that
    /// values follow.
    fn introduces(&self, line: &str) -> bool {
        if self.of_names { description::announces_values(line) } else { description::introduces(line) }
    }

    /// Adds the values to a field that can have them.
    pub(super) fn give(&self, field: &mut Field) -> bool {
        let Some(scalar) = scalar(&field.ty) else { return false };
        let value = |text: &str| match scalar {
            Scalar::Text => Some(Value::String(text.to_owned())),
            Scalar::Whole => text.parse::<i64>().ok().map(Value::from),
            Scalar::Number => text.parse::<serde_json::Number>().ok().map(Value::Number),
        };
        let Some(values) = self.items.iter().map(|(text, _)| value(text)).collect::<Option<Vec<Value>>>() else {
            return false;
        };
        let facts = &mut field.facts;
        let is_ours = facts.rules.get("enum").is_none_or(|rule| rule == RULE);
        let is_known = |value: &Value| facts.enumeration.contains(value);
        // What the description says of the values stands; a range has values that no table lists.
        if facts.minimum.is_some() || facts.maximum.is_some() || !is_ours && !values.iter().all(is_known) {
            return false;
        }
        for (value, (text, label)) in values.into_iter().zip(&self.items) {
            if !facts.enumeration.contains(&value) {
                facts.enumeration.push(value);
            }
            if let Some(label) = label {
                facts.enum_labels.entry(text.clone()).or_insert_with(|| label.clone());
            }
        }
        if is_ours {
            facts.rules.insert("enum".to_owned(), RULE.to_owned());
            facts.enum_source.get_or_insert_with(|| self.source.clone());
        }
        true
    }
}

/// The fields that a line names, by their dotted names or by the last part of them.
fn named<'k>(line: &str, known: &'k [Place]) -> Vec<&'k Place> {
    let whole = line.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    let tokens = || line.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '.' | '-'));
    let tokens = || tokens().map(|token| token.trim_matches(['.', '-'])).filter(|token| is_name(token, line, whole));
    let find = |same: fn(&str, &str) -> bool| {
        let mut found: Vec<&Place> = Vec::new();
        for token in tokens() {
            let names: Vec<&str> = token.split('.').filter(|part| !is_index(part)).collect();
            let fits = |place: &&Place| !names.is_empty() && place.ends_in(&names, same);
            found.extend(known.iter().filter(fits));
        }
        found
    };
    let exact = find(|a, b| a == b);
    if exact.is_empty() { find(|a, b| a.eq_ignore_ascii_case(b)) } else { exact }
}

/// A part of a dotted name that stands for the number of an item.
fn is_index(part: &str) -> bool {
    part.len() <= 1 || part.bytes().all(|byte| byte.is_ascii_digit())
}

/// An ASCII word that can only be a name: between words of another script, or no plain English word.
fn is_name(token: &str, line: &str, whole: &str) -> bool {
    let odd = |token: &str| token.bytes().skip(1).any(|b| b.is_ascii_uppercase() || !b.is_ascii_alphabetic());
    token.starts_with(|c: char| c.is_ascii_alphabetic()) && (!line.is_ascii() || token == whole || odd(token))
}
