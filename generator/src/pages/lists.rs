//! Pages that describe no action: overviews, hosts, regions, common parameters, error codes, releases, successors.
//!
//! The columns of a table say what it lists; a heading may say of whom. What nobody understands stays unmarked.

use super::assemble::Api;
use super::columns::{self, Columns};
use super::sink::Sink;
use super::{calls, errors};
use crate::coverage::LineUse;
use crate::document::vocabulary::HeadingKind;
use crate::document::{Block, Line, Page, Row, Span, Table, Vocabulary};
use crate::lexeme;
use crate::spec::model::{Endpoint, ErrorScope, ListedAction, Migration, Region};

/// What a profile says about lists.
pub(super) struct Words {
    pub(super) vocabulary: &'static Vocabulary,
    pub(super) overview: Overview,
    /// Error tables below none of the headings for them.
    pub(super) errors: Unheaded,
    /// Names of parameters that all are in a table of common parameters, and the way of signing that they belong to.
    pub(super) schemes: &'static [(&'static [&'static str], &'static str)],
    /// Reads a table of common parameters.
    pub(super) common: fn(&Table, &Columns, &'static str, &mut Api, &mut Sink<'_>),
    /// Reads a row of a table of releases.
    pub(super) release: Option<fn(&Row, &Columns, &mut Api, &Sink<'_>)>,
    /// Is in the sentence that names the host of all regions.
    pub(super) host_sentence: Option<&'static str>,
    /// Ends the vendor's hosts.
    pub(super) host_suffix: &'static str,
    /// Begins a cell that names no successor.
    pub(super) no_successor: &'static str,
    /// What an action does, from its row's text and its name.
    pub(super) title: fn(&str, &str) -> Option<String>,
    /// In lists of permissions: before the name of an action, and before the descriptor of a resource, whose second
    /// part is the product.
    pub(super) permission: Option<(&'static str, &'static str)>,
    /// A document that is a single page may list actions by calling them.
    pub(super) tutorials: bool,
}

/// How an overview is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Overview {
    /// The line above a table is its group.
    Plain,
    /// So, and the page links to one page for each row, in the order of the rows.
    Linked,
    /// The short lines above a table are its group and the one above that; each title links to its page.
    Nested,
}

/// What error tables are that no heading introduces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unheaded {
    /// Not of the API.
    Foreign,
    /// Some of the codes.
    Partial,
    /// All common codes.
    Complete,
}

/// Reads the tables of a page; `alone` says that the document has no other page.
pub(super) fn read(page: &Page, words: &'static Words, alone: bool, api: &mut Api, sink: &mut Sink<'_>) {
    let mut heading = None;
    let mut overview = Rows { words, rows: Vec::new(), parent: None, titles: Vec::new(), notes: Vec::new() };
    for block in &page.blocks {
        match block {
            Block::Heading(found) => {
                heading = words.vocabulary.marked_heading(&found.line.text).map(|rule| rule.kind);
                if heading.is_none() || words.overview != Overview::Linked {
                    overview.title(&found.line);
                }
            }
            Block::Paragraph(line) => {
                overview.title(line);
                host(line, words, api, sink);
            }
            Block::List(items) if words.overview == Overview::Nested => {
                items.iter().for_each(|item| overview.title(item));
            }
            Block::Table(table) => {
                let columns = Columns::of(table, words.vocabulary);
                if columns.action.is_some() && columns.successor.is_none() {
                    overview.table(table, &columns, sink);
                } else {
                    list(table, &columns, heading, words, api, sink);
                }
                if words.overview == Overview::Nested {
                    overview.titles.clear();
                }
            }
            Block::List(_) | Block::Code(_) => {}
        }
    }
    overview.link(page);
    api.overview.extend(overview.rows);
    if alone && api.is_empty() {
        alone_lists(page, words, api, sink);
    }
    sink.set_aside(page, LineUse::ProsePage);
}

/// What the only page of a document may list in place of tables.
fn alone_lists(page: &Page, words: &Words, api: &mut Api, sink: &mut Sink<'_>) {
    for call in Some(page).filter(|_| words.tutorials).into_iter().flat_map(|page| calls::of(page, sink)) {
        api.hosts.extend(call.host);
        api.overview.push((call.name, call.listed));
    }
    if let Some(permission) = words.permission.filter(|_| api.overview.is_empty()) {
        permissions(page, permission, api, sink);
    }
}

/// Reads a table that is no overview.
fn list(
    table: &Table,
    columns: &Columns,
    heading: Option<HeadingKind>,
    words: &Words,
    api: &mut Api,
    sink: &mut Sink<'_>,
) {
    let (owner, usage) = if columns.successor.is_some() {
        api.migration.extend(table.rows.iter().filter_map(|row| migration(row, columns, words, sink)));
        ("migration", LineUse::MigrationRow)
    } else if columns.host.is_some() {
        api.endpoints.extend(table.rows.iter().map(|row| endpoint(row, columns, words, sink)));
        ("endpoints", LineUse::EndpointRow)
    } else if columns.region.is_some() {
        api.regions.extend(table.rows.iter().map(|row| region(row, columns, sink)));
        ("regions", LineUse::RegionRow)
    } else if columns.code.is_some() {
        let (scope, is_list) = match (heading, words.errors) {
            (Some(HeadingKind::CommonErrors), _) | (_, Unheaded::Complete) => (ErrorScope::Common, true),
            (Some(HeadingKind::BusinessErrors), _) => (ErrorScope::Business, true),
            (_, Unheaded::Partial) => (ErrorScope::Common, false),
            (_, Unheaded::Foreign) => return,
        };
        let codes = errors::read(table, columns, scope, sink);
        if is_list { &mut api.listed_errors } else { &mut api.other_errors }.extend(codes);
        ("error codes", LineUse::ErrorRow)
    } else if let (Some(release), Some(_)) = (words.release, columns.date) {
        table.rows.iter().for_each(|row| release(row, columns, api, sink));
        ("changelog", LineUse::Changelog)
    } else if columns.is_fields() {
        let Some(scheme) = scheme(table, columns, heading, words) else { return };
        (words.common)(table, columns, scheme, api, sink);
        ("common parameters", LineUse::CommonParameter)
    } else {
        return;
    };
    let owner = sink.accounts.owner(owner);
    table.rows.iter().for_each(|row| sink.accounts.mark(row.numbers(), usage, owner));
}

/// The way of signing whose parameters a table lists: the heading says it, or the parameters do.
fn scheme(table: &Table, columns: &Columns, heading: Option<HeadingKind>, words: &Words) -> Option<&'static str> {
    if let Some(HeadingKind::CommonParameters(scheme)) = heading {
        return Some(scheme);
    }
    let has = |name: &&str| table.rows.iter().any(|row| columns::text(row, columns.name) == *name);
    let fits = |names: &[&str]| if names.is_empty() { columns.required.is_some() } else { names.iter().all(has) };
    words.schemes.iter().find(|(names, _)| fits(names)).map(|(_, scheme)| *scheme)
}

/// The rows of an overview, with the groups that they are in.
struct Rows<'p> {
    words: &'static Words,
    rows: Vec<(String, ListedAction)>,
    parent: Option<String>,
    /// Titles since the last table.
    titles: Vec<&'p Line>,
    /// Sentences between the tables, which may have links of their own.
    notes: Vec<u32>,
}

impl<'p> Rows<'p> {
    fn title(&mut self, line: &'p Line) {
        const LONGEST: usize = 24;
        if self.words.overview != Overview::Nested {
            self.titles = vec![line];
            return;
        }
        let text = line.text.trim();
        if text.ends_with(['。', '.']) {
            self.notes.extend(line.numbers.last());
        } else if text.chars().count() <= LONGEST && !text.ends_with(['：', ':']) {
            self.titles.push(line);
        }
    }

    fn table(&mut self, table: &Table, columns: &Columns, sink: &mut Sink<'_>) {
        let owner = sink.accounts.owner("overview");
        let titles = std::mem::take(&mut self.titles);
        let group = match titles.as_slice() {
            // The same group continues behind a break of the page.
            [] if self.words.overview == Overview::Nested => {
                self.rows.last().and_then(|(_, listed)| listed.group.clone())
            }
            [] => None,
            [title] => Some(self.child(title)),
            [.., parent, title] => {
                self.parent = Some(parent.text.trim().to_owned());
                Some(self.child(title))
            }
        };
        for title in titles {
            sink.accounts.mark(title.numbers.iter().copied(), LineUse::OverviewRow, owner);
        }
        for row in &table.rows {
            sink.accounts.mark(row.numbers(), LineUse::OverviewRow, owner);
            let name = columns::text(row, columns.action);
            let text = columns::cell(row, columns.description.filter(|_| columns.label.is_none()).or(columns.label));
            let text = text.iter().map(|line| line.text.trim()).collect::<Vec<_>>().join("\n");
            let listed = ListedAction {
                title: (self.words.title)(&text, &name),
                group: group.clone(),
                rate_limit: columns::text(row, columns.rate).parse().ok(),
                ..ListedAction::at(sink.source(row.span()))
            };
            self.rows.push((name, listed));
        }
    }

    fn child(&self, title: &Line) -> String {
        let title = title.text.trim();
        self.parent.as_ref().map_or_else(|| title.to_owned(), |parent| format!("{parent} / {title}"))
    }

    /// Gives each row the address that it links to.
    fn link(&mut self, page: &Page) {
        match self.words.overview {
            Overview::Plain => {}
            Overview::Linked if page.links.len() >= self.rows.len() => {
                for ((_, listed), link) in self.rows.iter_mut().zip(&page.links) {
                    listed.url = Some(link.text.clone());
                }
            }
            Overview::Linked => {}
            Overview::Nested => self.link_titles(page),
        }
    }

    /// A title links to its page once for each of its lines; a sentence may have a link too.
    fn link_titles(&mut self, page: &Page) {
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

/// The host that is not bound to a region, from the sentence about it.
fn host(line: &Line, words: &Words, api: &mut Api, sink: &Sink<'_>) {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    let parts = line.text.split(|c: char| !is_part(c)).map(|word| word.trim_matches('.'));
    let mut hosts = parts.filter(|word| word.ends_with(words.host_suffix) && lexeme::is_host(word));
    let is_about = words.host_sentence.is_some_and(|word| line.text.contains(word));
    if let Some(host) = hosts.next().filter(|_| is_about)
        && !api.endpoints.iter().any(|endpoint| endpoint.host == host)
    {
        let source = Some(sink.source(line.span()));
        api.endpoints.push(Endpoint { host: host.to_owned(), region: None, label: None, source });
    }
}

fn endpoint(row: &Row, columns: &Columns, words: &Words, sink: &Sink<'_>) -> Endpoint {
    let host = columns::text(row, columns.host);
    let head = host.strip_suffix(words.host_suffix).and_then(|head| head.split_once('.'));
    let region = head.map(|(_, region)| region.to_owned());
    Endpoint { host, region, label: label(row, columns), source: Some(sink.source(row.span())) }
}

fn region(row: &Row, columns: &Columns, sink: &Sink<'_>) -> Region {
    Region { id: columns::text(row, columns.region), label: label(row, columns), source: sink.source(row.span()) }
}

fn label(row: &Row, columns: &Columns) -> Option<String> {
    Some(columns::text(row, columns.label)).filter(|label| !label.is_empty())
}

/// An action and its successors; a remark may be on any line of the row.
fn migration(row: &Row, columns: &Columns, words: &Words, sink: &Sink<'_>) -> Option<Migration> {
    let from = action_names(&columns::text(row, columns.action)).into_iter().next()?;
    let to = columns::text(row, columns.successor);
    let names = action_names(&to);
    let to = (!to.trim().starts_with(words.no_successor) && !names.is_empty()).then_some(names);
    let mut span = Span::default();
    span.lines(columns::cell(row, columns.action).iter());
    span.lines(columns::cell(row, columns.successor).iter());
    Some(Migration { from, to, source: sink.source(span.0.unwrap_or_else(|| row.span())) })
}

/// The names in a cell that may have titles too.
fn action_names(cell: &str) -> Vec<String> {
    let words = cell.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.filter(|word| lexeme::is_identifier(word) && lexeme::humps(word) > 1).map(str::to_owned).collect()
}

/// Actions that a list of permissions names: in rows of their own, above the resources that each works on, whose
/// descriptors name the product.
fn permissions(page: &Page, (word, scheme): (&str, &str), api: &mut Api, sink: &mut Sink<'_>) {
    let owner = sink.accounts.owner("permissions");
    let tables = page.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    for row in tables.flat_map(|table| &table.rows) {
        for line in row.cells.iter().flatten() {
            let text = line.text.trim();
            let product = text.strip_prefix(scheme).and_then(|rest| rest.split(':').nth(1));
            let product = product.filter(|product| lexeme::is_region(product)).map(str::to_owned);
            api.product = api.product.take().or(product);
            let name = text.strip_prefix(word).map(|rest| rest.trim().trim_matches(['(', ')', '（', '）']));
            let Some(name) = name.filter(|name| lexeme::is_type_like(name)) else { continue };
            sink.accounts.mark(row.numbers(), LineUse::OverviewRow, owner);
            api.overview.push((name.to_owned(), ListedAction::at(sink.source(row.span()))));
        }
    }
}

/// The whole text of an overview's row.
pub(super) fn whole_title(text: &str, _: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.replace('\n', " "))
}
