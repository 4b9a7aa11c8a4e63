//! The payloads that a page shows against the tables that were read from it.
//!
//! All examples of a page count together, since each may leave members out.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::arrived::{Described, OnPage};
use super::rows::{Kind, PrintedRows, Roles, printed_rows, short};
use super::shape::{self, Shape};
use super::{
    ANSWER_ONLY_SHOWN, Doubts, FIELD_LOST, FIELD_MISPLACED, PLACE_ASSUMED, PLACE_UNSURE, TYPE_UNLIKE_EXAMPLE,
    TYPE_UNLIKE_ROW, TYPE_UNSTATED,
};
use crate::document::{Block, Code, Page, Vocabulary};
use crate::lexeme;
use crate::spec::model::{Field, Spec, Type};
use crate::spec::wire_example::Wire;

/// So many keys that no table has are no slip of the page's author.
const SEVERAL: usize = 3;
/// So many of them are shown in a message.
const SHOWN: usize = 6;
/// Structures may contain themselves.
const DEEPEST: usize = 32;

pub(super) fn check(page: &Page, vocabulary: &Vocabulary, on_page: &OnPage<'_>, doubts: &mut Doubts<'_>) {
    // What a page shows above its first table is part of what it tells.
    let is_table = |block: &Block| matches!(block, Block::Table(table) if Roles::of(table, vocabulary).is_fields());
    let codes = page.blocks.iter().skip_while(|block| !is_table(block)).filter_map(|block| match block {
        Block::Code(code) if !is_call(code) => shape::read(&code.lines),
        _ => None,
    });
    let shapes: Vec<(Shape, bool)> = codes.collect();
    let rows = printed_rows(page, vocabulary);
    let [described] = on_page.actions.as_slice() else { return };
    let mut sides = [Side::of(described, 0), Side::of(described, 1)];
    for (shape, is_xml) in &shapes {
        let wire = Wire::of(described.spec.protocol);
        let body = unwrap(shape, *is_xml, &wire, &sides);
        let hits = |side: &Side<'_>| body.members.keys().filter(|key| side.knows(key, vocabulary)).count();
        let (request, response) = (hits(&sides[0]), hits(&sides[1]));
        if request + response == 0 {
            continue;
        }
        let at = usize::from(response >= request);
        sides[at].follow(body, vocabulary);
    }
    let cells = leading_cells(page);
    sides.into_iter().for_each(|side| side.judge(&rows, &cells, doubts));
}

/// What stands in the first cells of the rows of all tables.
fn leading_cells(page: &Page) -> HashSet<String> {
    let tables = page.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    let cells = tables.flat_map(|table| &table.rows).filter_map(|row| row.cells.first()?.first());
    cells.map(|line| line.text.trim().to_owned()).collect()
}

/// The code sends its JSON as a parameter: `&Policy={"Statement": ..}`.
fn is_call(code: &Code) -> bool {
    let opens = code.lines.iter().find_map(|line| line.text.split_once('{'));
    opens.is_some_and(|(before, _)| before.contains('='))
}

/// The payload without what is around it.
fn unwrap<'p>(shape: &'p Shape, is_xml: bool, wire: &Wire, sides: &[Side<'_>]) -> &'p Shape {
    if let Some(inner) = wire.wrapper.and_then(|wrapper| shape.members.get(wrapper)) {
        return inner;
    }
    match shape.members.first() {
        Some((name, inner)) if shape.members.len() == 1 => {
            let known = sides.iter().any(|side| side.top.iter().any(|field| field.name == *name));
            let named = name.strip_suffix("Response").is_some();
            if is_xml
                || !known && named
                || !known && !inner.is_list && inner.members.keys().any(|key| sides.iter().any(|side| side.has(key)))
            {
                inner
            } else {
                shape
            }
        }
        _ => shape,
    }
}

/// The request or the answer of an action, with what the examples show of it.
struct Side<'s> {
    spec: &'s Spec,
    name: &'s str,
    is_answer: bool,
    top: &'s [Field],
    envelope: &'static [&'static str],
    /// Fields by name, wherever they are.
    by_name: BTreeMap<&'s str, Vec<&'s Field>>,
    /// Fields that an example shows.
    shown: HashMap<*const Field, Shown>,
    /// Keys that no table has at their place.
    unknown: Vec<Unknown>,
    /// Fields whose value in an example is of another kind.
    unlike: Vec<(&'s Field, &'static str)>,
}

/// What an example shows of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// A value without members, or null.
    Plain,
    /// An object or a list.
    Members,
}

/// A key of an example that no table has at its place.
struct Unknown {
    key: String,
    path: String,
    line: u32,
}

impl<'s> Side<'s> {
    fn of(described: &Described<'s>, at: usize) -> Self {
        let action = described.action;
        let top: &[Field] = if at == 1 { &action.response } else { &action.request };
        let mut side = Self {
            spec: described.spec,
            name: described.name,
            is_answer: at == 1,
            top,
            envelope: if at == 1 { Wire::of(described.spec.protocol).envelope } else { &[] },
            by_name: BTreeMap::new(),
            shown: HashMap::new(),
            unknown: Vec::new(),
            unlike: Vec::new(),
        };
        let mut open = HashSet::new();
        side.collect(top, &mut open, 0);
        side
    }

    fn collect(&mut self, fields: &'s [Field], seen: &mut HashSet<&'s str>, depth: usize) {
        for field in fields.iter().filter(|_| depth < DEEPEST) {
            self.by_name.entry(&field.name).or_default().push(field);
            self.collect(field.ty.inline_fields(), seen, depth + 1);
            if let Some(name) = field.ty.referenced()
                && seen.insert(name)
                && let Some(structure) = self.spec.structures.get(name)
            {
                self.collect(&structure.fields, seen, depth + 1);
            }
        }
    }

    fn has(&self, key: &str) -> bool {
        self.by_name.contains_key(key)
    }

    /// A key that says which side a payload is of.
    fn knows(&self, key: &str, vocabulary: &Vocabulary) -> bool {
        self.top.iter().any(|field| field.name == key)
            || self.envelope.contains(&key)
            || !self.is_answer && vocabulary.common.contains(&key)
    }

    fn follow(&mut self, shape: &Shape, vocabulary: &Vocabulary) {
        let ignored = |key: &str| self.envelope.contains(&key) || vocabulary.common.contains(&key);
        let left: Vec<(&String, &Shape)> =
            shape.members.iter().filter(|(key, _)| !ignored(key) || self.top.iter().any(|f| f.name == **key)).collect();
        for (key, inner) in left {
            self.key(self.top, key, inner, "", 0);
        }
    }

    fn key(&mut self, fields: &'s [Field], key: &str, shape: &Shape, path: &str, depth: usize) {
        let path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        match fields.iter().find(|field| field.name == key) {
            Some(field) if depth < DEEPEST => {
                let is_plain = !shape.is_object && !shape.is_list;
                self.shown.insert(field, if is_plain { Shown::Plain } else { Shown::Members });
                self.value(field, &field.ty, shape, &path, depth + 1);
            }
            Some(_) => {}
            None => self.stranger(key, shape, &path, depth),
        }
    }

    /// A key that is not at its place, and those within it.
    fn stranger(&mut self, key: &str, shape: &Shape, path: &str, depth: usize) {
        self.unknown.push(Unknown { key: key.to_owned(), path: path.to_owned(), line: shape.line });
        for (key, inner) in shape.members.iter().filter(|_| depth < DEEPEST) {
            self.stranger(key, inner, &format!("{path}.{key}"), depth + 1);
        }
    }

    fn value(&mut self, field: &'s Field, ty: &'s Type, shape: &Shape, path: &str, depth: usize) {
        match ty {
            Type::Array { items, item_name } => {
                let lone = shape.members.first().filter(|_| shape.members.len() == 1 && !shape.is_list);
                let inner = match (item_name, lone) {
                    (Some(name), _) if shape.members.contains_key(name) => shape.members.get(name),
                    // The key around the items may be one that no table names.
                    (_, Some((key, inner))) if !self.members(items).iter().any(|member| member.name == *key) => {
                        Some(inner)
                    }
                    _ => None,
                };
                self.value(field, items, inner.unwrap_or(shape), path, depth + 1);
            }
            Type::Map { .. } => {}
            // Keys that are numbers are those of a list's items.
            Type::Object { .. } if shape.members.keys().any(|key| lexeme::is_number(key)) => {
                shape.members.values().for_each(|inner| self.value(field, ty, inner, path, depth + 1));
            }
            Type::Object { .. } => {
                if std::ptr::eq(ty, &raw const field.ty)
                    && (shape.is_list || !(shape.is_object || shape.is_null) && shape.members.is_empty())
                {
                    self.unlike.push((field, if shape.is_list { "a list" } else { "a plain value" }));
                }
                let members = self.members(ty);
                if members.is_empty() {
                    let lone = shape.members.values().next().filter(|_| shape.members.len() == 1);
                    if !shape.is_list && lone.is_some_and(|inner| inner.is_list) {
                        self.unlike.push((field, "a list"));
                    }
                    if shape.members.keys().any(|key| self.has(key)) {
                        shape
                            .members
                            .iter()
                            .for_each(|(key, inner)| self.stranger(key, inner, &format!("{path}.{key}"), depth));
                    }
                    return;
                }
                let lone = shape.members.first().filter(|(key, inner)| {
                    shape.members.len() == 1 && inner.is_list && !members.iter().any(|member| member.name == **key)
                });
                if lone.is_some() && std::ptr::eq(ty, &raw const field.ty) {
                    self.unlike.push((field, "a list"));
                }
                let shape = lone.map_or(shape, |(_, inner)| inner);
                for (key, inner) in &shape.members {
                    self.key(members, key, inner, path, depth);
                }
            }
            Type::String { content: Some(_), .. } => {}
            _ if shape.members.is_empty() => {
                if matches!(ty, Type::String { format: None, .. }) && shape.is_number && !shape.is_text {
                    self.unlike.push((field, "a number"));
                }
            }
            _ => {
                self.unlike.push((field, "an object"));
                let lone = shape.members.first().filter(|_| shape.members.len() == 1);
                if lone.is_none_or(|(_, inner)| !inner.members.is_empty()) {
                    shape
                        .members
                        .iter()
                        .for_each(|(key, inner)| self.stranger(key, inner, &format!("{path}.{key}"), depth));
                }
            }
        }
    }

    /// The members that a type has, in place or by the name of its structure.
    fn members(&self, ty: &'s Type) -> &'s [Field] {
        let named = ty.referenced().and_then(|name| self.spec.structures.get(name));
        named.map_or_else(|| ty.inline_fields(), |structure| structure.fields.as_slice())
    }

    fn judge(self, rows: &PrintedRows, cells: &HashSet<String>, doubts: &mut Doubts<'_>) {
        let part = if self.is_answer { "the answer" } else { "the request" };
        let name = self.name;
        let mut reported: HashSet<*const Field> = HashSet::new();
        let mut stray: Vec<&Unknown> = Vec::new();
        for unknown in &self.unknown {
            let fields = self.by_name.get(unknown.key.as_str()).map(Vec::as_slice).unwrap_or_default();
            match fields.iter().find(|field| !self.shown.contains_key(&std::ptr::from_ref(**field))) {
                Some(field) if reported.insert(*field) => {
                    let message = format!(
                        "the example of {name} has `{}`, and the table of {part} has `{}` at another place",
                        short(&unknown.path),
                        short(&field.name)
                    );
                    doubts.add(&FIELD_MISPLACED, field.source.lines, message);
                }
                Some(_) => {}
                None => stray.push(unknown),
            }
        }
        let mut seen = HashSet::new();
        // Where the row and the example contradict each other, the row was followed.
        let said = |field: &Field| {
            match rows.get(&field.source.lines[0]) {
                Some(row) => row.kind == Some(kind_of(&field.ty)),
                // The row of a structure's member is on another page, and says its type.
                None => matches!(field.ty, Type::String { .. }),
            }
        };
        for (field, found) in
            self.unlike.iter().filter(|(field, _)| seen.insert(std::ptr::from_ref(*field)) && !said(field))
        {
            let message =
                format!("the example of {name} has {found} for `{}`, and its type is {}", field.name, field.ty);
            doubts.add(&TYPE_UNLIKE_EXAMPLE, field.source.lines, message);
        }
        self.untyped(rows, doubts);
        self.unlike_row(rows, doubts);
        let is_name = |unknown: &&&Unknown| lexeme::is_identifier(&unknown.key);
        let keys: HashSet<&str> = stray.iter().filter(is_name).map(|unknown| unknown.key.as_str()).collect();
        let Some(first) = stray.first() else { return self.places(rows, doubts) };
        let list: Vec<String> = stray.iter().take(SHOWN).map(|unknown| format!("`{}`", short(&unknown.path))).collect();
        let list = list.join(", ");
        let is_bare = self.is_answer && self.top.iter().all(|field| self.envelope.contains(&field.name.as_str()));
        let line = [first.line, first.line];
        if is_bare && keys.len() > 1 {
            let message = format!("only the example shows the answer of {name}: {list}");
            let is_printed = keys.iter().filter(|key| cells.contains(**key)).count() > 1;
            match is_printed {
                true => doubts.add(&FIELD_LOST, line, message),
                false => doubts.note(&ANSWER_ONLY_SHOWN, line, message),
            }
        } else if keys.len() >= SEVERAL && keys.len() > 2 * self.shown.len() {
            doubts.add(&FIELD_LOST, line, format!("most keys of the example of {name} are in no table: {list}"));
        }
        self.places(rows, doubts);
    }

    /// Fields whose type neither their row nor an example says.
    fn untyped(&self, rows: &PrintedRows, doubts: &mut Doubts<'_>) {
        let is_untyped = |field: &&&'s Field| {
            !self.shown.contains_key(&std::ptr::from_ref(**field))
                && rows.get(&field.source.lines[0]).is_some_and(|row| row.is_untyped)
        };
        let mut fields: Vec<&&Field> = self.by_name.values().flatten().filter(is_untyped).collect();
        fields.sort_by_key(|field| field.source.lines);
        let Some(first) = fields.first() else { return };
        let list: Vec<String> = fields.iter().take(SHOWN).map(|field| format!("`{}`", short(&field.name))).collect();
        let message =
            format!("no known type is beside {}, and no example shows it: it is read as {}", list.join(", "), first.ty);
        doubts.add(&TYPE_UNSTATED, first.source.lines, message);
    }

    /// Members that no example shows, at the end of an object: in a table without marks of depth they may as well stand
    /// beside it.
    fn places(&self, rows: &PrintedRows, doubts: &mut Doubts<'_>) {
        let mut loose = Vec::new();
        self.loose(self.top, rows, 0, &mut loose);
        let (doubtful, assumed): (Vec<_>, Vec<_>) = loose.into_iter().partition(|end| end.is_doubtful);
        for end in doubtful {
            let message = format!("no example shows `{}` of `{}`: it may stand beside it", end.member, end.object);
            doubts.add(&PLACE_UNSURE, end.lines, message);
        }
        let Some(first) = assumed.first() else { return };
        let list: Vec<String> =
            assumed.iter().take(SHOWN).map(|end| format!("`{}` of `{}`", end.member, end.object)).collect();
        let message = format!("only the order of the rows says that these are members: {}", list.join(", "));
        doubts.add(&PLACE_ASSUMED, first.lines, message);
    }

    /// The objects that may end before their last members.
    fn loose(&self, fields: &'s [Field], rows: &PrintedRows, depth: usize, found: &mut Vec<LooseEnd<'s>>) {
        let in_order = fields.len() > 3 && fields.is_sorted_by(|a, b| a.name < b.name);
        for field in fields.iter().filter(|_| depth < DEEPEST) {
            let members = field.ty.inline_fields();
            let is_shown = |member: &&Field| self.shown.contains_key(&std::ptr::from_ref(*member));
            let behind: Vec<&Field> = members.iter().rev().take_while(|member| !is_shown(member)).collect();
            let is_plain = |member: &Field| rows.get(&member.source.lines[0]).is_some_and(|row| row.is_plain);
            // Where nothing of the object is shown, the row below its own is a member all the same.
            let unseen = usize::from(behind.len() == members.len()).min(members.len());
            let kept = members.get(..(members.len() - behind.len()).max(unseen)).unwrap_or_default();
            let behind = behind.get(..behind.len() - unseen).unwrap_or_default();
            // Tables without marks are mostly sorted. So what would come before the object is not beside it, but for a
            // name that is not where the order of the members has it.
            let is_sorted = kept.len() > 1 && kept.is_sorted_by(|a, b| a.name < b.name);
            let breaks = |member: &Field| is_sorted && kept.last().is_some_and(|last| last.name > member.name);
            let may_follow = |member: &Field| !in_order || member.name > field.name || breaks(member);
            // A table of its own has the members of one object.
            let table = |field: &Field| rows.get(&field.source.lines[0]).map(|row| row.table);
            let fits = |member: &Field| is_plain(member) && may_follow(member) && table(member) == table(field);
            if let Some(first) = behind.iter().take_while(|member| fits(member)).last() {
                let is_doubtful = unseen == 0 && behind.last().is_some_and(|member| fits(member));
                let lines = first.source.lines;
                found.push(LooseEnd { object: &field.name, member: &first.name, lines, is_doubtful });
            }
            self.loose(members, rows, depth + 1, found);
        }
    }

    /// Fields whose row announces another kind of value.
    fn unlike_row(&self, rows: &PrintedRows, doubts: &mut Doubts<'_>) {
        let mut fields: Vec<&Field> = self.by_name.values().flatten().copied().collect();
        fields.sort_by_key(|field| field.source.lines);
        for field in fields {
            let row = rows.get(&field.source.lines[0]).filter(|row| row.name == field.name);
            let Some(kind) = row.and_then(|row| row.kind) else { continue };
            if !agrees(kind, &field.ty, self.shown.get(&std::ptr::from_ref(field)).copied()) {
                let message = format!("the row of `{}` says {kind}, and its type is {}", short(&field.name), field.ty);
                doubts.add(&TYPE_UNLIKE_ROW, field.source.lines, message);
            }
        }
    }
}

/// An object of which only the order of the rows says where it ends.
struct LooseEnd<'s> {
    object: &'s str,
    /// The first member that may stand beside it.
    member: &'s str,
    lines: [u32; 2],
    /// Examples show the members before, and not these.
    is_doubtful: bool,
}

/// A field of this type may have a row that announces such a value. What an example shows may have decided between a
/// list and an object.
fn agrees(kind: Kind, ty: &Type, shown: Option<Shown>) -> bool {
    match ty {
        Type::Object { .. } | Type::Map { .. } => shown.is_some() || !matches!(kind, Kind::List | Kind::Text),
        Type::String { content, .. } => {
            content.is_some() || kind == Kind::Text || shown == Some(Shown::Plain) && kind != Kind::List
        }
        _ => true,
    }
}

/// The kind that a type is of.
fn kind_of(ty: &Type) -> Kind {
    match ty {
        Type::Array { .. } => Kind::List,
        Type::Object { .. } | Type::Map { .. } => Kind::Object,
        Type::Integer { .. } => Kind::Whole,
        Type::Number { .. } => Kind::Number,
        Type::Boolean => Kind::Flag,
        Type::String { .. } | Type::OneOf { .. } => Kind::Text,
    }
}
