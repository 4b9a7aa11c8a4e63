//! Tables of fields: one row a field, members of unnamed structures as dotted rows below it.
//!
//! The last column is composed from the facts in a fixed order, each in a few words.

use crate::lexeme::plural;
use crate::spec::model::{self, Condition, Field, NumberFormat, StringFormat, Type, Uncertain};

use super::Site;
use super::layout::Place;
use super::markdown::{Table, code, fold_in_cell, lines_in_cell, text};

/// More values than this are folded.
const SHOWN_VALUES: usize = 8;

/// Longer sample values are folded, in characters.
const SHOWN_SAMPLE: usize = 80;

/// What the rows of a table have in common.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rows<'a> {
    /// The folder of the page.
    pub(crate) place: Place,
    /// Release of the action or structure itself; its first fields need not repeat it.
    pub(crate) since: Option<u32>,
    /// Where descriptions are found: `actions.X.request`.
    pub(crate) prose: &'a str,
}

/// The table of `fields`.
pub(crate) fn table(site: &Site<'_>, fields: &[Field], rows: Rows<'_>) -> Table<4> {
    let mut table = Table::new(["Name", "Type", "Required", "Description"]);
    push_rows(site, fields, rows, "", rows.prose, &mut table);
    table
}

fn push_rows(
    site: &Site<'_>,
    fields: &[Field],
    rows: Rows<'_>,
    prefix: &str,
    prose_prefix: &str,
    table: &mut Table<4>,
) {
    for field in fields {
        let path = format!("{prefix}{}", field.name);
        let prose = format!("{prose_prefix}.{}", field.name);
        table.row([
            code(&path),
            type_cell(site, rows.place, &field.ty),
            match field.required {
                Some(true) => "yes".to_owned(),
                Some(false) => "no".to_owned(),
                None => String::new(),
            },
            description(site, field, rows, &prose),
        ]);
        if let Some((members, steps)) = inline_members(&field.ty) {
            push_rows(site, members, rows, &format!("{path}{steps}."), &prose, table);
        }
    }
}

/// Members of an unnamed structure within a type, and how the path reaches one of them.
fn inline_members(ty: &Type) -> Option<(&[Field], String)> {
    match ty {
        Type::Object { fields, .. } => fields.as_deref().map(|fields| (fields, String::new())),
        Type::Array { items, .. } => inline_members(items).map(|(fields, steps)| (fields, format!("[]{steps}"))),
        Type::Map { values } => inline_members(values).map(|(fields, steps)| (fields, format!(".*{steps}"))),
        Type::String { content: Some(content), .. } => inline_members(content),
        _ => None,
    }
}

/// A type in words, structures linked.
pub(crate) fn type_cell(site: &Site<'_>, place: Place, ty: &Type) -> String {
    match ty {
        Type::String { content: Some(content), .. } => {
            format!("string of JSON: {}", type_cell(site, place, content))
        }
        Type::String { format, .. } => match format {
            None => "string".to_owned(),
            Some(StringFormat::Date) => "string (date)".to_owned(),
            Some(StringFormat::Timestamp) => "string (timestamp)".to_owned(),
            Some(StringFormat::DateTime) => "string (date-time)".to_owned(),
            Some(StringFormat::Binary) => "string (binary)".to_owned(),
            Some(StringFormat::Json) => "string of JSON".to_owned(),
        },
        Type::Integer { .. } => "integer".to_owned(),
        Type::Number { format: Some(NumberFormat::Float) } => "number (float)".to_owned(),
        Type::Number { .. } => "number".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::Array { items, .. } => format!("array of {}", type_cell(site, place, items)),
        Type::Object { reference: Some(name), .. } => site.layout.structure(place, name),
        Type::Object { .. } => "object".to_owned(),
        Type::Map { values } => format!("map of {}", type_cell(site, place, values)),
        Type::OneOf { one_of } => {
            one_of.iter().map(|choice| type_cell(site, place, choice)).collect::<Vec<_>>().join(" or ")
        }
    }
}

/// Everything known of a field besides its name, type and requiredness, in up to four lines: what it
/// is, what it may be, its values, and where it comes from.
fn description(site: &Site<'_>, field: &Field, rows: Rows<'_>, prose_path: &str) -> String {
    let prose = site.prose(prose_path).map(lines_in_cell);
    let deprecated = field.deprecated.then(|| deprecation(site, rows.place, field.deprecated_since));
    let label = prose.or_else(|| field.label.as_deref().map(text));
    let since = field.since.filter(|_| field.since != rows.since);
    let since = since.map(|release| format!("Since {}.", site.layout.release(rows.place, release)));
    let lines = [
        joined([deprecated, label]),
        joined(constraints(field)),
        values(field).unwrap_or_default(),
        joined([special(field), keys(field)]),
        joined([since, doubts(&field.uncertain), field.example.as_deref().map(sample)]),
    ];
    lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("<br>")
}

/// `**Deprecated** since 2024-03-06.`
pub(crate) fn deprecation(site: &Site<'_>, place: Place, since: Option<u32>) -> String {
    match since {
        Some(release) => format!("**Deprecated** since {}.", site.layout.release(place, release)),
        None => "**Deprecated.**".to_owned(),
    }
}

/// What is not known about the moment that the spec describes.
pub(crate) fn doubts(uncertain: &[Uncertain]) -> Option<String> {
    let names: Vec<String> = uncertain.iter().map(Uncertain::to_string).collect();
    (!names.is_empty()).then(|| format!("Uncertain: {}.", names.join(", ")))
}

fn joined(parts: impl IntoIterator<Item = Option<String>>) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Default, range, lengths, pattern, unit and null, as sentences.
fn constraints(field: &Field) -> [Option<String>; 10] {
    let facts = &field.facts;
    let number = |number: &serde_json::Number| number.to_string();
    let length = |length: u64| length.to_string();
    [
        field.place.map(|place| format!("In the {}.", in_words(place))),
        facts.default.as_ref().map(|value| format!("Default {}.", code(&value_text(value)))),
        bounds(facts.minimum.as_ref().map(number), facts.maximum.as_ref().map(number), "Value"),
        facts.max_items.map(|count| format!("At most {count} {}.", plural(count, "item"))),
        bounds(facts.min_length.map(length), facts.max_length.map(length), "Length"),
        facts.max_bytes.map(|count| format!("At most {count} {}.", plural(count, "byte"))),
        facts.pattern.as_deref().map(|pattern| format!("Pattern {}.", code(pattern))),
        facts.unit.as_deref().map(|unit| format!("Unit {}.", text(unit))),
        field.nullable.then(|| "May be null.".to_owned()),
        wrapping(&field.ty),
    ]
}

fn in_words(place: model::Place) -> &'static str {
    match place {
        model::Place::Path => "path",
        model::Place::Query => "query",
        model::Place::Header => "headers",
        model::Place::Body => "body",
        model::Place::Form => "form",
    }
}

fn bounds(lower: Option<String>, upper: Option<String>, what: &str) -> Option<String> {
    match (lower, upper) {
        (Some(lower), Some(upper)) if lower == upper => Some(format!("{what} {lower}.")),
        (Some(lower), Some(upper)) => Some(format!("{what} {lower} to {upper}.")),
        (Some(lower), None) => Some(format!("{what} {lower} or more.")),
        (None, Some(upper)) => Some(format!("{what} {upper} or less.")),
        (None, None) => None,
    }
}

/// The enumeration with its labels; a long one is folded.
fn values(field: &Field) -> Option<String> {
    let values = &field.facts.enumeration;
    if values.is_empty() {
        let meanings = field.facts.meanings().map(|(value, label)| format!("{} means {}", code(value), text(label)));
        let meanings: Vec<String> = meanings.collect();
        return (!meanings.is_empty()).then(|| format!("{}.", meanings.join(", ")));
    }
    let labels = &field.facts.enum_labels;
    let labelled = values.iter().any(|value| labels.contains_key(&value_text(value)));
    let shown: Vec<String> = values.iter().map(|value| labelled_value(&value_text(value), labels)).collect();
    if values.len() > SHOWN_VALUES {
        let separator = if labelled { "<br>" } else { ", " };
        return Some(fold_in_cell(&format!("One of {} values", values.len()), &shown.join(separator)));
    }
    Some(format!("One of {}.", shown.join(", ")))
}

/// Values that mean something of their own.
fn special(field: &Field) -> Option<String> {
    let shown = field.facts.special.iter().map(|special| {
        let value = code(&value_text(&special.value));
        special.label.as_deref().map_or_else(|| value.clone(), |label| format!("{value} ({})", text(label)))
    });
    let shown: Vec<String> = shown.collect();
    (!shown.is_empty()).then(|| format!("Special: {}.", shown.join(", ")))
}

/// Names that the items of a list of filters may have.
fn keys(field: &Field) -> Option<String> {
    let shown: Vec<String> = field.facts.keys.iter().map(|key| code(key)).collect();
    (!shown.is_empty()).then(|| format!("Filters by {}.", shown.join(", ")))
}

/// What holds between fields, an item each.
pub(crate) fn conditions(conditions: &[Condition]) -> String {
    conditions.iter().map(|condition| format!("- {}\n", text(&condition.to_string()))).collect::<String>()
}

fn labelled_value(value: &str, labels: &indexmap::IndexMap<String, String>) -> String {
    match labels.get(value).map(String::as_str) {
        Some(label) if !label.trim().is_empty() => format!("{} ({})", code(value), text(label)),
        _ => code(value),
    }
}

/// How the wire wraps the items of an array.
fn wrapping(ty: &Type) -> Option<String> {
    match ty {
        Type::Array { item_name: Some(name), .. } => Some(format!("Items are wrapped in {}.", code(name))),
        _ => None,
    }
}

fn sample(value: &str) -> String {
    let shown = code(value);
    if value.chars().count() > SHOWN_SAMPLE { fold_in_cell("Example", &shown) } else { format!("Example: {shown}") }
}

pub(crate) use crate::spec::value_text;
