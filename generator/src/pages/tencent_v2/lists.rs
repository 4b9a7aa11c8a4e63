//! Pages that describe no action: overview, error codes, common parameters, changelog, guide to the newer API.

use super::changelog;
use super::rows;
use super::words::{PHRASES, VOCABULARY};
use crate::coverage::LineUse;
use crate::description;
use crate::document::vocabulary::HeadingKind;
use crate::document::{Block, Line, Page, Row, Table};
use crate::lexeme;
use crate::pages::assemble::Api;
use crate::pages::columns::{self, Columns};
use crate::pages::sink::Sink;
use crate::spec::model::{ErrorCode, ErrorScope, ListedAction, Migration};

/// Reads the tables of a page; what it does not understand stays unmarked.
pub(super) fn read(page: &Page, api: &mut Api, sink: &mut Sink<'_>) {
    let mut heading = None;
    let mut overview = Overview::default();
    for block in &page.blocks {
        match block {
            Block::Heading(found) => {
                heading = VOCABULARY.marked_heading(&found.line.text).map(|rule| rule.kind);
                overview.title(&found.line);
            }
            Block::Paragraph(line) => overview.title(line),
            Block::List(items) => items.iter().for_each(|item| overview.title(item)),
            Block::Table(table) => {
                let columns = Columns::of(table, &VOCABULARY);
                if columns.successor.is_some() {
                    migration(table, &columns, api, sink);
                } else if columns.action.is_some() {
                    overview.table(table, &columns, sink);
                } else if columns.code.is_some() {
                    let main = heading == Some(HeadingKind::CommonErrors);
                    errors(table, &columns, main, api, sink);
                } else if columns.date.is_some() {
                    changelog::read(table, &columns, api, sink);
                } else if columns.is_fields() {
                    common(table, &columns, api, sink);
                }
                overview.titles.clear();
            }
            Block::Code(_) => {}
        }
    }
    overview.link(page);
    api.overview.extend(overview.rows);
}

/// The rows of an overview, with the groups that they stand in.
#[derive(Default)]
struct Overview<'p> {
    rows: Vec<(String, ListedAction)>,
    parent: Option<String>,
    /// Titles since the last table.
    titles: Vec<&'p Line>,
    /// Sentences between the tables, which may have links of their own.
    notes: Vec<u32>,
}

impl<'p> Overview<'p> {
    fn title(&mut self, line: &'p Line) {
        const LONGEST: usize = 24;
        let text = line.text.trim();
        if text.ends_with(['。', '.']) {
            self.notes.extend(line.numbers.last());
        } else if text.chars().count() <= LONGEST && !text.ends_with(['：', ':']) {
            self.titles.push(line);
        }
    }

    fn table(&mut self, table: &Table, columns: &Columns, sink: &mut Sink<'_>) {
        let owner = sink.accounts.owner("overview");
        let group = match self.titles.as_slice() {
            // The same group goes on behind a break of the page.
            [] => self.rows.last().and_then(|(_, listed)| listed.group.clone()),
            [title] => Some(self.child(title)),
            [.., parent, title] => {
                self.parent = Some(parent.text.trim().to_owned());
                Some(self.child(title))
            }
        };
        for title in &self.titles {
            sink.accounts.mark(title.numbers.iter().copied(), LineUse::OverviewRow, owner);
        }
        for row in &table.rows {
            sink.accounts.mark(row.numbers(), LineUse::OverviewRow, owner);
            let title = columns::text(row, columns.label);
            let listed = ListedAction {
                title: (!title.is_empty()).then_some(title),
                group: group.clone(),
                ..ListedAction::at(sink.source(row.span()))
            };
            self.rows.push((columns::text(row, columns.action), listed));
        }
    }

    fn child(&self, title: &Line) -> String {
        let title = title.text.trim();
        self.parent.as_ref().map_or_else(|| title.to_owned(), |parent| format!("{parent} / {title}"))
    }

    /// A title links to its page once for each of its lines; a sentence may have a link too.
    fn link(&mut self, page: &Page) {
        let mut links: Vec<&str> = page.links.iter().map(|link| link.text.as_str()).collect();
        links.dedup();
        let first = self.rows.first().map_or(0, |(_, listed)| listed.source.lines[0]);
        let notes = self.notes.iter().filter(|line| **line > first).map(|line| (*line, None));
        let rows = self.rows.iter().enumerate().map(|(index, (_, listed))| (listed.source.lines[0], Some(index)));
        let mut linked: Vec<(u32, Option<usize>)> = rows.collect();
        if links.len() == linked.len() + notes.clone().count() {
            linked.extend(notes);
        }
        linked.sort_unstable();
        if links.len() != linked.len() {
            return;
        }
        for ((_, row), link) in linked.into_iter().zip(links) {
            if let Some((_, listed)) = row.and_then(|index| self.rows.get_mut(index)) {
                listed.url = Some(link.to_owned());
            }
        }
    }
}

/// Pairs of an action and its successors.
fn migration(table: &Table, columns: &Columns, api: &mut Api, sink: &mut Sink<'_>) {
    let owner = sink.accounts.owner("migration");
    for row in &table.rows {
        sink.accounts.mark(row.numbers(), LineUse::MigrationRow, owner);
        let from = columns::text(row, columns.action);
        let to = columns::text(row, columns.successor);
        let Some(from) = action_names(&from).into_iter().next() else { continue };
        let names = action_names(&to);
        let to = (!to.trim().starts_with(PHRASES.no_successor) && !names.is_empty()).then_some(names);
        api.migration.push(Migration { from, to, source: sink.source(named_lines(row, columns)) });
    }
}

/// The lines that the names of a pair stand on; a remark may stand anywhere.
fn named_lines(row: &Row, columns: &Columns) -> [u32; 2] {
    let mut span = crate::document::Span::default();
    span.lines(columns::cell(row, columns.action).iter());
    span.lines(columns::cell(row, columns.successor).iter());
    span.0.unwrap_or_else(|| row.span())
}

/// The names in a cell that may hold titles too.
fn action_names(cell: &str) -> Vec<String> {
    let words = cell.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.filter(|word| lexeme::is_identifier(word) && lexeme::humps(word) > 1).map(str::to_owned).collect()
}

/// Codes of the main list come first; a list of some of them elsewhere adds what is missing.
fn errors(table: &Table, columns: &Columns, main: bool, api: &mut Api, sink: &mut Sink<'_>) {
    let owner = sink.accounts.owner("error codes");
    for row in &table.rows {
        sink.accounts.mark(row.numbers(), LineUse::ErrorRow, owner);
        let code = columns::text(row, columns.code);
        let label = columns::text(row, columns.label);
        let text = columns::text(row, columns.description);
        let source = sink.source(row.span());
        let label = description::label(if label.is_empty() { &text } else { &label });
        let entry =
            ErrorCode { label, scope: ErrorScope::Common, http_status: None, unlisted: false, source: Some(source) };
        let list = if main { &mut api.listed_errors } else { &mut api.other_errors };
        list.push((code, entry, text));
    }
}

/// The common parameters: the table that has the signature among its rows.
fn common(table: &Table, columns: &Columns, api: &mut Api, sink: &mut Sink<'_>) {
    let has = |name: &&str| table.rows.iter().any(|row| columns::text(row, columns.name) == *name);
    if !PHRASES.common.iter().all(has) {
        return;
    }
    let owner = sink.accounts.owner("common parameters");
    for row in &table.rows {
        sink.accounts.mark(row.numbers(), LineUse::CommonParameter, owner);
    }
    let read = rows::read(&[table], sink.document);
    for (field, (_, text)) in read.fields.into_iter().zip(read.prose) {
        api.common_parameter(PHRASES.scheme, field, text, sink);
    }
}
