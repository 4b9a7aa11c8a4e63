//! Parameters of a request: dotted names become nested fields, text that holds JSON gets the shape of its members.

use indexmap::{IndexMap, IndexSet};

use super::members;
use super::row::{DEEPEST, Parsed};
use super::types::{self, Declared};
use super::words::COMMON;
use crate::pages::nesting::dotted::is_index;
use crate::spec::model::{Example, Field, Source, StringFormat, Type};

/// The fields of a request table, and descriptions by path below `request`.
pub(in crate::pages) fn fields(rows: &[Parsed], examples: &[&Example]) -> (Vec<Field>, Vec<(String, String)>) {
    let mut prose = Vec::new();
    let mut seen = IndexSet::new();
    let leaves: Vec<Leaf<'_>> = rows
        .iter()
        .map(|row| Leaf { path: path(rows, row), row })
        .filter(|leaf| leaf.row.name != COMMON[0] && seen.insert(leaf.path.clone()))
        .collect();
    let shown = |name: &str| values(examples, name);
    let fields = level(&leaves, "", &shown, &mut prose);
    (fields, prose)
}

/// The parts of a row's name; a member's begin with those of the row that it is a member of.
fn path<'r>(rows: &'r [Parsed], row: &'r Parsed) -> Vec<&'r str> {
    let mut path = match row.inside.and_then(|owner| rows.get(owner)) {
        Some(owner) => self::path(rows, owner),
        None => Vec::new(),
    };
    // Each level may have an index.
    const MOST_PARTS: usize = 2 * DEEPEST;
    path.extend(row.name.splitn(MOST_PARTS, '.'));
    path.drain(path.len().min(MOST_PARTS) - 1..path.len() - 1);
    path
}

/// The values that examples send for a parameter.
fn values<'e>(examples: &[&'e Example], name: &str) -> Vec<&'e str> {
    let queries = examples.iter().filter_map(|example| example.request.get("query")?.get(name)?.as_str());
    queries.collect()
}

/// A row and what of its name is left at this level.
#[derive(Clone)]
struct Leaf<'r> {
    path: Vec<&'r str>,
    row: &'r Parsed,
}

type Shown<'e, 's> = &'s dyn Fn(&str) -> Vec<&'e str>;

/// The fields of one level, in the order of their first rows.
fn level(leaves: &[Leaf<'_>], above: &str, shown: Shown<'_, '_>, prose: &mut Vec<(String, String)>) -> Vec<Field> {
    let mut groups: IndexMap<&str, Vec<Leaf<'_>>> = IndexMap::new();
    for leaf in leaves {
        let Some((head, rest)) = leaf.path.split_first() else { continue };
        groups.entry(head).or_default().push(Leaf { path: rest.to_vec(), row: leaf.row });
    }
    let field = |(name, leaves): (&str, Vec<Leaf<'_>>)| {
        let path = if above.is_empty() { name.to_owned() } else { format!("{above}.{name}") };
        group(name, &path, &leaves, shown, prose)
    };
    groups.into_iter().map(field).collect()
}

/// One field: of a row with nothing left of its name, or of the rows below it.
fn group(
    name: &str,
    path: &str,
    leaves: &[Leaf<'_>],
    shown: Shown<'_, '_>,
    prose: &mut Vec<(String, String)>,
) -> Field {
    let own = leaves.iter().find(|leaf| leaf.path.iter().all(|part| is_index(part)));
    let indexed = leaves.iter().any(|leaf| leaf.path.first().is_some_and(|part| is_index(part)));
    let below: Vec<Leaf<'_>> = leaves
        .iter()
        .map(|leaf| Leaf { path: leaf.path.iter().skip_while(|part| is_index(part)).copied().collect(), row: leaf.row })
        .filter(|leaf| !leaf.path.is_empty())
        .collect();
    if let Some(own) = own {
        prose.push((path.to_owned(), own.row.text.clone()));
    }
    if below.is_empty() {
        let Some(own) = own else { return parent(name, leaves, types::object(Vec::new())) };
        let (ty, members) = leaf_type(own, indexed, shown);
        prose.extend(members.into_iter().map(|(member, text)| (format!("{path}.{member}"), text)));
        return own.row.field(name, ty);
    }
    let object = types::object(level(&below, path, shown, prose));
    let list = indexed || own.is_some_and(|own| matches!(own.row.declared, Declared::List(_)));
    let ty = if list { Type::array(object) } else { object };
    match own {
        Some(own) => own.row.field(name, ty),
        None => parent(name, leaves, ty),
    }
}

/// A field that no row describes: its members' rows do.
fn parent(name: &str, leaves: &[Leaf<'_>], ty: Type) -> Field {
    let mut source = leaves.first().map(|leaf| leaf.row.source.clone());
    for leaf in leaves {
        if let Some(source) = &mut source {
            let [first, last] = leaf.row.source.lines;
            source.lines = [source.lines[0].min(first), source.lines[1].max(last)];
        }
    }
    let flags: Vec<bool> = leaves.iter().filter_map(|leaf| leaf.row.required).collect();
    let source = source.unwrap_or_else(|| Source { document: String::new(), lines: [0, 0] });
    Field { required: (!flags.is_empty()).then(|| flags.contains(&true)), ..Field::new(name, ty, source) }
}

/// The type of a parameter, and descriptions of its members if it holds JSON.
fn leaf_type(leaf: &Leaf<'_>, indexed: bool, shown: Shown<'_, '_>) -> (Type, Vec<(String, String)>) {
    let value = match &leaf.row.declared {
        Declared::Plain(ty) => ty.clone(),
        Declared::List(_) if leaf.row.objects => return (Type::array(types::object(Vec::new())), Vec::new()),
        Declared::List(_) => return (Type::array(Type::string()), Vec::new()),
        Declared::Object(_) => types::object(Vec::new()),
        Declared::Nothing => Type::string(),
    };
    if indexed {
        return (if matches!(value, Type::Array { .. }) { value } else { Type::array(value) }, Vec::new());
    }
    if !matches!(value, Type::String { .. }) {
        return (value, Vec::new());
    }
    let samples: Vec<&str> = leaf.row.sample.as_deref().into_iter().chain(shown(&leaf.row.name)).collect();
    match members::content(leaf.row, &samples) {
        Some((content, prose)) => {
            (Type::String { format: Some(StringFormat::Json), content: Some(Box::new(content)) }, prose)
        }
        None => (value, Vec::new()),
    }
}
