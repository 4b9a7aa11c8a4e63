//! Which table of a page is of which field.
//!
//! The first table of a section is of the section's own fields. Further tables are of members; `matching` says of
//! which field, here their rows are read and put there.

use std::collections::{HashMap, HashSet};

use super::matching::{Containers, Matched, displaced, near};
use super::path;
use super::rows::{self, Fields};
use super::words::{PHRASES, VOCABULARY};
use crate::document::{Line, Span, Table};
use crate::pages::columns::{self, Columns};
pub(super) use crate::pages::nesting::Part;
use crate::pages::nesting::{Gathered, Nested, Nesting, captions};
use crate::pages::sink::Sink;
use crate::spec::model::Field;

/// What a page has of tables and captions, in its order.
#[derive(Default)]
pub(in crate::pages) struct Tables<'p> {
    events: Vec<Event<'p>>,
    containers: Containers,
    /// How many tables of each part have come.
    tables: [usize; 2],
    /// The format keeps captions and their tables together.
    pub(in crate::pages) marked_up: bool,
}

/// A caption or a table.
pub(in crate::pages) enum Event<'p> {
    Caption(&'p Line),
    Table(Part, &'p Table),
}

/// The fields of both parts, with descriptions by path.
pub(in crate::pages) struct Trees<'p> {
    pub(in crate::pages) request: Vec<Field>,
    pub(in crate::pages) response: Vec<Field>,
    pub(in crate::pages) prose: Vec<(String, String)>,
    /// Tables of the values of a parameter's member: field, member, table.
    pub(in crate::pages) values: Vec<(String, String, &'p Table)>,
}

/// A table of members: of which field, which tables.
pub(in crate::pages) struct Members<'p> {
    pub(in crate::pages) part: Part,
    pub(in crate::pages) name: String,
    pub(in crate::pages) tables: Vec<&'p Table>,
    /// The sentence that names the field, or the line above the table.
    pub(in crate::pages) caption: Option<&'p Line>,
    /// The caption says nothing that a row says; the field is the only one that still lacks members.
    pub(in crate::pages) guessed: bool,
}

impl<'p> Tables<'p> {
    /// Nothing yet, of a page in a format that keeps captions and tables together or in another.
    pub(in crate::pages) fn new(marked_up: bool) -> Self {
        Self { marked_up, ..Self::default() }
    }

    /// Reads all tables.
    fn resolve(self, action: &str, owner: u32, sink: &mut Sink<'_>) -> Trees<'p> {
        let containers = self.containers;
        let Matched { roots, members, values, uses, .. } =
            if self.marked_up { near(&self.events, &containers) } else { displaced(&self.events, &containers) };
        for (event, usage) in self.events.iter().zip(uses) {
            let numbers: Vec<u32> = match event {
                Event::Caption(line) => line.numbers.clone(),
                Event::Table(_, table) => table.rows.iter().flat_map(|row| row.numbers()).collect(),
            };
            sink.accounts.mark(numbers, usage, owner);
        }
        let roots = roots.map(|tables| rows::read_shapes(&tables, sink.document));
        Trees { values, ..assemble(action, roots, members, sink) }
    }
}

impl<'p> Nesting<'p> for Tables<'p> {
    fn caption(&mut self, line: &'p Line) -> bool {
        const LONGEST: usize = 60;
        const LONGEST_MARKED: usize = 240;
        let text = line.text.trim();
        let introduces = text.ends_with(['：', ':']);
        let longest = if self.marked_up && introduces { LONGEST_MARKED } else { LONGEST };
        let is_caption = text.chars().count() <= longest
            && !text.trim_end_matches(['。', '.']).contains('。')
            && PHRASES.caption.iter().any(|word| text.contains(word))
            && (super::matching::names(text).next().is_some() || !self.events.is_empty() && introduces);
        if is_caption {
            self.events.push(Event::Caption(line));
        }
        is_caption
    }

    fn above(&mut self, line: &'p Line) -> bool {
        let is_above = self.marked_up && self.tables != [0, 0];
        if is_above {
            self.events.push(Event::Caption(line));
        }
        is_above
    }

    fn has(&self, part: Part) -> bool {
        self.tables[part as usize] > 0
    }

    fn is_captioned(&self) -> bool {
        let Some(Event::Caption(line)) = self.events.last() else { return false };
        super::matching::named(&line.text, &self.containers).is_some()
    }

    fn take(&mut self, part: Part, table: &'p Table, _: &Columns, _: &mut Sink<'_>) {
        self.tables[part as usize] += 1;
        self.containers.extend(containers_of(table));
        self.events.push(Event::Table(part, table));
    }

    fn accounts(&self) -> bool {
        true
    }

    fn finish(self: Box<Self>, page: &Gathered<'_>, sink: &mut Sink<'_>) -> Nested {
        let trees = self.resolve(page.action, page.owner, sink);
        captions::settle(trees, page, sink)
    }
}

/// How many captioned tables of members a field may have: the shapes of one for each use of the action. Each is held
/// against all before it.
const MOST_SHAPES: usize = 64;

/// Puts the members where they belong.
fn assemble<'p>(action: &str, roots: [Fields; 2], members: Vec<Members<'p>>, sink: &mut Sink<'_>) -> Trees<'p> {
    let mut prose = Vec::new();
    for (part, root) in [Part::Request, Part::Response].into_iter().zip(&roots) {
        prose.extend(root.prose.iter().map(|(path, text)| (format!("{}.{path}", part.name()), text.clone())));
        report(action, root, sink);
    }
    let mut trees = roots.map(|root| root.fields);
    let mut shapes: HashMap<String, usize> = HashMap::new();
    for group in members {
        let count = shapes.entry(group.name.to_ascii_lowercase()).or_default();
        *count += 1;
        if *count > MOST_SHAPES {
            let message = format!("{} of {action} has more than {MOST_SHAPES} tables of members", group.name);
            let source = sink.source(group.span());
            sink.report("table-without-field", message, &source);
            continue;
        }
        place(action, &group, &mut trees, &mut prose, sink);
    }
    let [request, response] = trees;
    Trees { request, response, prose, values: Vec::new() }
}

/// Reads the tables of a field's members and puts them there.
fn place(
    action: &str,
    group: &Members<'_>,
    trees: &mut [Vec<Field>; 2],
    prose: &mut Vec<(String, String)>,
    sink: &mut Sink<'_>,
) {
    let other = if group.part == Part::Request { Part::Response } else { Part::Request };
    let tree = |trees: &[Vec<Field>; 2], part: Part| rows::paths(&trees[part as usize], &group.name);
    let mut parts = [group.part, other].into_iter();
    let home = parts.find(|part| !tree(trees, *part).is_empty());
    let base: Vec<String> = home
        .and_then(|home| tree(trees, home).first().map(|path| path.split('.').map(str::to_owned).collect()))
        .unwrap_or_default();
    let mut found = Fields::default();
    let mut described: HashSet<String> = HashSet::new();
    for table in &group.tables {
        let more = rows::read_below(&[*table], &base, sink.document);
        rows::merge(&mut found.fields, more.fields);
        let new: Vec<_> = more.prose.into_iter().filter(|(path, _)| !described.contains(path)).collect();
        described.extend(new.iter().map(|(path, _)| path.clone()));
        found.prose.extend(new);
        found.unknown.extend(more.unknown);
        found.swapped.extend(more.swapped);
    }
    report(action, &found, sink);
    let source = sink.source(group.span());
    if group.tables.len() > 1 {
        let message =
            format!("{} of {action} has {} tables; their fields are taken together", group.name, group.tables.len());
        sink.report("structure-variants", message, &source);
    }
    if group.guessed {
        let message = format!(
            "no field of {action} is named above this table; it is taken for the members of {}, the only field without any",
            group.name
        );
        sink.report("table-by-elimination", message, &source);
    }
    let mut parts = [group.part, other].into_iter().filter(|_| base.len() < path::DEEPEST);
    let home = parts.find(|part| {
        let tree = &mut trees[*part as usize];
        rows::attach(tree, &group.name, &found.fields) > 0 || rows::attach_more(tree, &group.name, &found.fields)
    });
    let Some(home) = home else {
        let message = format!("no field {} of {action} takes the members that this table lists", group.name);
        sink.report("table-without-field", message, &source);
        return;
    };
    for path in rows::paths(&trees[home as usize], &group.name) {
        let texts = found.prose.iter().map(|(name, text)| (format!("{}.{path}.{name}", home.name()), text.clone()));
        prose.extend(texts);
    }
}

impl Members<'_> {
    /// The lines of the caption, or of the first table.
    fn span(&self) -> [u32; 2] {
        let mut span = Span::default();
        match self.caption {
            Some(caption) => span.line(caption),
            None => span.lines(self.tables.iter().flat_map(|table| &table.header)),
        }
        span.0.unwrap_or([0, 0])
    }
}

/// Fields of a table that may have members: what a caption may call each, and its name.
pub(in crate::pages) fn containers_of(table: &Table) -> Vec<(String, String)> {
    let columns = Columns::of(table, &VOCABULARY);
    let mut found = Vec::new();
    for row in &table.rows {
        let parts = path::parts(&columns::text(row, columns.name));
        let Some((leaf, parents)) = parts.split_last() else { continue };
        found.extend(parents.iter().map(|part| (part.name.clone(), part.name.clone())));
        let cell = columns::text(row, columns.ty);
        let (ty, _) = super::types::parse(&cell);
        if rows::is_open(&ty) && !super::types::says_items(&cell) {
            found.push((leaf.name.clone(), leaf.name.clone()));
            found.extend(rows::reference(&ty).map(|name| (name.to_owned(), leaf.name.clone())));
        }
    }
    found
}

/// What is odd about rows.
fn report(action: &str, fields: &Fields, sink: &mut Sink<'_>) {
    for (ty, source) in &fields.unknown {
        sink.report("type-unknown", format!("{action}: no type is called {ty:?}; taken for a string"), source);
    }
    for (name, source) in &fields.swapped {
        let message =
            format!("{action}: type and flag of {name} stand in each other's column; they are read as if they did not");
        sink.report("cells-swapped", message, source);
    }
}
