//! Which table of a page is of which field.
//!
//! The first table of a section is of the section's own fields. Further tables follow captions that name a field. In
//! printed text captions stand at the head of their sheet, away from their tables, so both are matched by their
//! order; on pages that keep them together that comes to the same. A table without a caption goes on with the one
//! before it.

use std::collections::VecDeque;

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
pub(super) struct Trees<'p> {
    pub(super) request: Vec<Field>,
    pub(super) response: Vec<Field>,
    pub(super) prose: Vec<(String, String)>,
    /// Tables of the values of a parameter's member: field, member, table.
    pub(super) values: Vec<(String, String, &'p Table)>,
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
    /// The table lists values of this member.
    member: Option<String>,
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

    /// Takes a table in.
    pub(super) fn push(&mut self, part: Part, table: &'p Table) {
        self.events.push(Event::Table(part, table));
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
    pub(super) fn resolve(self, action: &str, owner: u32, sink: &mut Sink<'_>) -> Trees<'p> {
        let mut matcher = Matcher { containers: self.containers(), ..Matcher::default() };
        for event in &self.events {
            let (numbers, usage): (Vec<u32>, Use) = match event {
                Event::Caption(line) => (line.numbers.clone(), matcher.caption(line)),
                Event::Table(part, table) => {
                    (table.rows.iter().flat_map(|row| row.numbers()).collect(), matcher.table(*part, table))
                }
            };
            sink.accounts.mark(numbers, usage, owner);
        }
        let Matcher { roots, members, values, .. } = matcher;
        let roots = roots.map(|tables| rows::read(&tables, sink.document));
        Trees { values, ..assemble(action, roots, members, sink) }
    }
}

/// Goes over captions and tables in order and says what each is of.
#[derive(Default)]
struct Matcher<'p> {
    /// Names of fields that may have members.
    containers: Vec<String>,
    roots: [Vec<&'p Table>; 2],
    members: Vec<Members<'p>>,
    values: Vec<(String, String, &'p Table)>,
    /// Captions whose tables have not come yet.
    waiting: VecDeque<Waiting<'p>>,
    /// A caption came last.
    after_caption: bool,
    /// The table before is of a member's values.
    after_values: bool,
}

impl<'p> Matcher<'p> {
    fn caption(&mut self, line: &'p Line) -> Use {
        let known = |name: &str| self.containers.iter().find(|known| known.eq_ignore_ascii_case(name)).cloned();
        let found = names(&line.text).find_map(|word| Some((known(word)?, word)));
        let follows = std::mem::replace(&mut self.after_caption, true);
        let usage = if found.is_some() || follows { Use::Caption } else { Use::Introduction };
        match (found, self.waiting.back_mut()) {
            (Some((name, word)), _) => {
                let lists_values = PHRASES.values.iter().any(|phrase| line.text.contains(phrase));
                let member = names(&line.text).skip_while(|other| *other != word).nth(1).filter(|_| lists_values);
                let member = member.map(str::to_owned);
                self.waiting.push_back(Waiting { name, caption: line, variant: false, member });
            }
            (None, Some(last)) if follows && !last.variant => last.variant = true,
            (None, Some(last)) if follows => {
                let again = Waiting { caption: line, ..last.clone() };
                self.waiting.push_back(again);
            }
            _ => {}
        }
        usage
    }

    fn table(&mut self, part: Part, table: &'p Table) -> Use {
        self.after_caption = false;
        let root = match part {
            Part::Request => Use::RequestRow,
            Part::Response => Use::ResponseRow,
        };
        let Some(tables) = self.roots.get_mut(part as usize) else { return root };
        if tables.is_empty() {
            tables.push(table);
            return root;
        }
        match self.waiting.pop_front() {
            Some(Waiting { name, member: Some(member), .. }) => {
                self.values.push((name, member, table));
                self.after_values = true;
                return Use::ValueRow;
            }
            Some(next) => match self.members.last_mut() {
                Some(last) if next.variant && last.name == next.name => last.tables.push(table),
                _ => self.members.push(Members { part, name: next.name, tables: vec![table], caption: next.caption }),
            },
            // It goes on with the table before.
            None if self.after_values => {
                let last = self.values.last().map(|(name, member, _)| (name.clone(), member.clone(), table));
                self.values.extend(last);
                return Use::ValueRow;
            }
            None => match self.members.last_mut().filter(|last| last.part == part) {
                Some(last) => last.tables.push(table),
                None => {
                    tables.push(table);
                    return root;
                }
            },
        }
        self.after_values = false;
        Use::MemberRow
    }
}

/// Puts the members where they belong.
fn assemble<'p>(action: &str, roots: [Fields; 2], members: Vec<Members<'p>>, sink: &mut Sink<'_>) -> Trees<'p> {
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
    Trees { request, response, prose, values: Vec::new() }
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
