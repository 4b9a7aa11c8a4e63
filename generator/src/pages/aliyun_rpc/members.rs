//! Text parameters that hold JSON: which members the description lists, and what it says of each.
//!
//! The sample values show the outer shape and the names; the description has an item for most of them, with
//! the type and whether it must be sent among the first clauses.

use indexmap::IndexMap;

use super::row::Parsed;
use super::types;
use super::words::{NOTES, PHRASES};
use crate::description;
use crate::lexeme;
use crate::spec::model::{Field, Source, Type};

/// The type of the JSON inside, and descriptions by member; none where no sample is JSON.
pub(super) fn content(row: &Parsed, samples: &[&str]) -> Option<(Type, Vec<(String, String)>)> {
    let inline = inline(&row.text);
    let all: Vec<&str> = samples.iter().copied().chain(inline.iter().map(String::as_str)).collect();
    let outer = all.iter().find_map(|sample| shape(sample))?;
    let mut keys: IndexMap<String, Option<Type>> = IndexMap::new();
    for sample in &all {
        collect_keys(sample, &mut keys);
    }
    let item = if outer.objects {
        let (fields, prose) = fields(row, &keys);
        (types::object(fields), prose)
    } else {
        (outer.scalar, Vec::new())
    };
    let (item, prose) = item;
    Some((if outer.list { Type::array(item) } else { item }, prose))
}

/// The outermost brackets of a JSON text.
struct Shape {
    list: bool,
    objects: bool,
    scalar: Type,
}

fn shape(sample: &str) -> Option<Shape> {
    let text = sample.trim_start();
    let (list, inner) = match text.strip_prefix('[') {
        Some(inner) => (true, inner.trim_start()),
        None => (false, text),
    };
    let objects = inner.strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with(['"', '}', '\'']));
    let strings = list && inner.starts_with('"');
    let numbers = list && inner.starts_with(|c: char| c.is_ascii_digit()) && text.trim_end().ends_with(']');
    let scalar = if numbers { Type::integer() } else { Type::string() };
    (objects || strings || numbers).then_some(Shape { list, objects, scalar })
}

/// Pieces of JSON inside a description.
fn inline(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    for line in text.lines() {
        let starts = ["[{", "[ {", "{\"", "{ \"", "[\""];
        if let Some(at) = starts.iter().filter_map(|start| line.find(start)).min() {
            pieces.push(line.get(at..).unwrap_or_default().to_owned());
        }
    }
    pieces
}

/// No object has more members than that.
const MOST: usize = 500;

/// Names before a colon, with the type of a value that has no brackets; text that is no good JSON is read too.
fn collect_keys(text: &str, keys: &mut IndexMap<String, Option<Type>>) {
    let mut rest = text;
    while let Some((_, tail)) = rest.split_once('"') {
        let Some((key, behind)) = tail.split_once('"') else { break };
        rest = behind;
        let Some(value) = behind.trim_start().strip_prefix(':').map(str::trim_start) else { continue };
        let ty = match value.chars().next() {
            Some('"') => Some(Type::string()),
            Some('t' | 'f') => Some(Type::Boolean),
            Some(c) if c.is_ascii_digit() || c == '-' => Some(Type::integer()),
            _ => None,
        };
        let key = key.trim();
        if lexeme::is_identifier(key) && keys.len() < MOST {
            keys.entry(key.to_owned()).or_insert(ty);
        }
        // The value's own quotes are no key.
        if let Some(value) = value.strip_prefix('"') {
            rest = value.split_once('"').map_or("", |(_, tail)| tail);
        }
    }
}

/// An item of the description that is about a member.
struct Item {
    name: String,
    /// What stands in brackets behind the name.
    note: String,
    text: String,
}

fn fields(row: &Parsed, keys: &IndexMap<String, Option<Type>>) -> (Vec<Field>, Vec<(String, String)>) {
    let items = items(&row.text, keys);
    let mut fields: Vec<Field> = Vec::new();
    let mut prose = Vec::new();
    for item in items.iter().take(MOST) {
        if fields.iter().any(|field| field.name == item.name) {
            continue;
        }
        let (stated, required, text) = clauses(item);
        let text = if text.is_empty() { item.text.clone() } else { text };
        let shown = || keys.get(&item.name).cloned().flatten();
        let ty = stated.or_else(|| counted(&item.name, &text)).or_else(shown).unwrap_or_else(Type::string);
        fields.push(field(&item.name, ty, required, &text, &row.source));
        prose.push((item.name.clone(), item.text.clone()));
    }
    for (name, ty) in keys {
        if !fields.iter().any(|field| field.name == *name) {
            fields.push(field(name, ty.clone().unwrap_or_else(Type::string), None, "", &row.source));
        }
    }
    (fields, prose)
}

/// A member of which the text gives no type, but a smallest and a largest number: samples quote numbers too.
fn counted(name: &str, text: &str) -> Option<Type> {
    let ty = Type::integer();
    let facts = description::extract(&description::Subject { name, ty: &ty, text, example: None, required: None });
    (facts.minimum.is_some() && facts.maximum.is_some()).then_some(ty)
}

fn field(name: &str, ty: Type, required: Option<bool>, text: &str, source: &Source) -> Field {
    NOTES.field(&description::Subject { name, ty: &ty, text, example: None, required }, source.clone())
}

/// The items of a description; lines that begin no item belong to the one before, up to a new part of the text.
fn items(text: &str, keys: &IndexMap<String, Option<Type>>) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let line = line.trim().trim_start_matches(['-', '*', '•']).trim_start();
        if let Some(item) = item(line, keys) {
            items.push(item);
            open = true;
        } else if PHRASES.member_end.iter().any(|word| line.starts_with(word)) {
            open = false;
        } else if let Some(item) = items.last_mut().filter(|_| open) {
            item.text.push('\n');
            item.text.push_str(line);
        }
    }
    items
}

/// `Name（note）：text`, where the samples show the name or the text begins with a type.
fn item(line: &str, keys: &IndexMap<String, Option<Type>>) -> Option<Item> {
    let line = line.trim_start_matches(['*', '`']);
    let end = line.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|end| *end > 0)?;
    let (name, rest) = line.split_at(end);
    let rest = rest.trim_start_matches(['*', '`']).trim_start();
    let (note, rest) = match rest.strip_prefix(['（', '(']) {
        Some(inner) => inner.split_once(['）', ')'])?,
        None => ("", rest),
    };
    let rest = rest.trim_start_matches(['*', '`', ' ']).strip_prefix(['：', ':'])?;
    let text = rest.trim_start_matches(['*', '`', ' ']);
    let item = Item { name: name.to_owned(), note: note.to_owned(), text: text.trim().to_owned() };
    let typed = lexeme::is_identifier(name) && clauses(&item).0.is_some();
    (keys.contains_key(name) || typed).then_some(item)
}

/// The type and the flag that clauses of the first line state, and the text without those at its beginning.
fn clauses(item: &Item) -> (Option<Type>, Option<bool>, String) {
    let stops = |c: char| matches!(c, '，' | '。' | '；' | ',' | '.');
    let mut ty = None;
    let mut required = flag(&item.note);
    let (line, below) = item.text.split_once('\n').unwrap_or((&item.text, ""));
    let mut kept = line;
    let mut rest = line;
    let mut conditional = false;
    let mut head = true;
    while !rest.is_empty() {
        let end = rest.find(stops).unwrap_or(rest.len());
        let (clause, tail) = rest.split_at(end);
        let tail = tail.trim_start_matches(|c| stops(c) || c == ' ');
        let stated = member_type(clause.trim());
        let must = flag(clause.trim()).filter(|_| !conditional);
        head &= stated.is_some() || must.is_some();
        if head {
            kept = tail;
        }
        ty = ty.or(stated);
        required = required.or(must);
        conditional = PHRASES.conditions.iter().any(|word| clause.trim().starts_with(word));
        rest = tail;
    }
    let text = if below.is_empty() { kept.to_owned() } else { format!("{kept}\n{below}") };
    (ty, required, text.trim().to_owned())
}

fn flag(clause: &str) -> Option<bool> {
    let is = |words: &[&str]| {
        words.iter().any(|word| clause.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
    };
    match () {
        () if is(PHRASES.member_optional) => Some(false),
        () if is(PHRASES.member_required) => Some(true),
        () => None,
    }
}

/// The type that a clause ends with.
fn member_type(clause: &str) -> Option<Type> {
    let named = |ending: &&str| types::named(clause.strip_suffix(*ending)?.trim_end().rsplit(' ').next()?);
    PHRASES.member_type.iter().find_map(named)
}
