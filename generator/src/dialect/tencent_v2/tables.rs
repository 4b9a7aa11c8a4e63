//! Which table of a page is of which field.
//!
//! The first table of a section is of the section's own fields. Further tables follow captions that name a field. In
//! printed text captions stand at the head of their sheet, away from their tables, so both are matched by their
//! order; on pages that keep them together that comes to the same. A table without a caption goes on with the one
//! before it.

use super::rows::{self, Fields};
use super::words::{PHRASES, VOCABULARY};
use crate::dialect::columns::{self, Columns};
use crate::dialect::sink::Sink;
use crate::document::text::token;
use crate::document::{Line, Span, Table};
use crate::ledger::Use;
use crate::spec::model::Field;

/// The part of an action that a table is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Parameters.
    Request,
    /// Fields of the answer.
    Response,
}

impl Part {
    fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
        }
    }
}

/// What a page has of tables and captions, in its order.
#[derive(Default)]
pub(super) struct Tables<'p> {
    events: Vec<Event<'p>>,
}

enum Event<'p> {
    Caption(&'p Line),
    Table(Part, &'p Table),
}

/// The fields of both parts, with descriptions by path.
pub(super) struct Trees {
    pub(super) request: Vec<Field>,
    pub(super) response: Vec<Field>,
    pub(super) prose: Vec<(String, String)>,
}

/// A table of members: of which field, which tables.
struct Members<'p> {
    part: Part,
    name: String,
    tables: Vec<&'p Table>,
    caption: &'p Line,
}

/// A caption that waits for its table.
#[derive(Clone)]
struct Waiting<'p> {
    name: String,
    caption: &'p Line,
    /// It stands for one of several shapes of the field.
    variant: bool,
}

impl<'p> Tables<'p> {
    /// Takes a sentence in that may be a caption. False for any other sentence.
    pub(super) fn caption(&mut self, line: &'p Line) -> bool {
        const LONGEST: usize = 60;
        let text = line.text.trim();
        let is_caption = text.chars().count() <= LONGEST
            && !text.trim_end_matches(['。', '.']).contains('。')
            && PHRASES.caption.iter().any(|word| text.contains(word))
            && (self.names_field(text) || self.follows_caption() && text.ends_with(['：', ':']));
        if is_caption {
            self.events.push(Event::Caption(line));
        }
        is_caption
    }

    /// Takes a table in. True where it is of a field's members.
    pub(super) fn push(&mut self, part: Part, table: &'p Table) -> bool {
        let first = !self.events.iter().any(|event| matches!(event, Event::Table(known, _) if *known == part));
        self.events.push(Event::Table(part, table));
        !first
    }

    fn follows_caption(&self) -> bool {
        matches!(self.events.last(), Some(Event::Caption(_)))
    }

    /// The text has a name in it. Whether a field has that name is known when all tables are.
    fn names_field(&self, text: &str) -> bool {
        names(text).next().is_some()
    }

    /// Names of fields that may have members.
    fn containers(&self) -> Vec<String> {
        let mut found = Vec::new();
        for event in &self.events {
            let Event::Table(_, table) = event else { continue };
            let columns = Columns::of(table, &VOCABULARY);
            for row in &table.rows {
                let (ty, _) = rows::parse_type(&columns::text(row, columns.ty));
                if rows::is_open(&ty) {
                    let name = columns::text(row, columns.name);
                    found.extend(name.split('.').next().map(str::to_owned));
                }
            }
        }
        found
    }

    /// Reads all tables.
    pub(super) fn resolve(self, action: &str, owner: u32, sink: &mut Sink<'_>) -> Trees {
        let containers = self.containers();
        let named = |text: &str| {
            let known = |name: &str| containers.iter().find(|known| known.eq_ignore_ascii_case(name)).cloned();
            names(text).find_map(known)
        };
        let mut roots: [Vec<&'p Table>; 2] = [Vec::new(), Vec::new()];
        let mut members: Vec<Members<'p>> = Vec::new();
        let mut waiting: std::collections::VecDeque<Waiting<'p>> = std::collections::VecDeque::new();
        let mut last_was_caption = false;
        for event in &self.events {
            match event {
                Event::Caption(line) => {
                    let known = named(&line.text);
                    let usage = if known.is_some() || last_was_caption { Use::Caption } else { Use::Introduction };
                    sink.accounts.mark(line.numbers.iter().copied(), usage, owner);
                    match (known, waiting.back_mut()) {
                        (Some(name), _) => waiting.push_back(Waiting { name, caption: line, variant: false }),
                        (None, Some(last)) if last_was_caption && !last.variant => last.variant = true,
                        (None, Some(last)) if last_was_caption => {
                            let again = Waiting { caption: line, ..last.clone() };
                            waiting.push_back(again);
                        }
                        _ => {}
                    }
                    last_was_caption = true;
                }
                Event::Table(part, table) => {
                    last_was_caption = false;
                    let Some(root) = roots.get_mut(*part as usize) else { continue };
                    if root.is_empty() {
                        root.push(table);
                    } else if let Some(next) = waiting.pop_front() {
                        match members.last_mut() {
                            Some(last) if next.variant && last.name == next.name => last.tables.push(table),
                            _ => members.push(Members {
                                part: *part,
                                name: next.name,
                                tables: vec![table],
                                caption: next.caption,
                            }),
                        }
                    } else {
                        match members.last_mut().filter(|last| last.part == *part) {
                            Some(last) => last.tables.push(table),
                            None => root.push(table),
                        }
                    }
                }
            }
        }
        let [request, response] = roots.map(|tables| rows::read(&tables, sink.document));
        assemble(action, [request, response], members, sink)
    }
}

/// Puts the members where they belong.
fn assemble(action: &str, roots: [Fields; 2], members: Vec<Members<'_>>, sink: &mut Sink<'_>) -> Trees {
    let mut prose = Vec::new();
    for (part, root) in [Part::Request, Part::Response].into_iter().zip(&roots) {
        prose.extend(root.prose.iter().map(|(path, text)| (format!("{}.{path}", part.name()), text.clone())));
        unknown(action, root, sink);
    }
    let mut trees = roots.map(|root| root.fields);
    for group in members {
        let mut found = Fields::default();
        for table in &group.tables {
            let more = rows::read(&[*table], sink.document);
            rows::merge(&mut found.fields, more.fields);
            let known = std::mem::take(&mut found.prose);
            let new = more.prose.into_iter().filter(|(path, _)| !known.iter().any(|(other, _)| other == path));
            found.prose = known.iter().cloned().chain(new).collect();
            found.unknown.extend(more.unknown);
        }
        unknown(action, &found, sink);
        let mut span = Span::default();
        span.line(group.caption);
        let source = sink.source(span.0.unwrap_or([0, 0]));
        if group.tables.len() > 1 {
            let message = format!(
                "{} of {action} has {} tables; their fields are taken together",
                group.name,
                group.tables.len()
            );
            sink.report("structure-variants", message, &source);
        }
        let mut parts =
            [group.part, if group.part == Part::Request { Part::Response } else { Part::Request }].into_iter();
        let home = parts.find(|part| {
            trees.get_mut(*part as usize).is_some_and(|tree| rows::attach(tree, &group.name, &found.fields) > 0)
        });
        let Some(home) = home else {
            let message = format!("no field {} of {action} takes the members that this table lists", group.name);
            sink.report("table-without-field", message, &source);
            continue;
        };
        for path in rows::paths(trees.get(home as usize).map_or(&[], Vec::as_slice), &group.name) {
            let texts = found.prose.iter().map(|(name, text)| (format!("{}.{path}.{name}", home.name()), text.clone()));
            prose.extend(texts);
        }
    }
    let [request, response] = trees;
    Trees { request, response, prose }
}

fn unknown(action: &str, fields: &Fields, sink: &mut Sink<'_>) {
    for (ty, source) in &fields.unknown {
        sink.report("type-unknown", format!("{action}: no type is called {ty:?}; taken for a string"), source);
    }
}

/// The names in a sentence.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| token::is_identifier(word))
}
