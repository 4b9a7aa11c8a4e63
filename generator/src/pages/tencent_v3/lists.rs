//! Tables outside the action and structure pages: overview, hosts, regions, common parameters, error codes.

use super::cell;
use super::words::{HOST_SUFFIX, PHRASES, VOCABULARY};
use crate::coverage::LineUse;
use crate::description;
use crate::document::vocabulary::HeadingKind;
use crate::document::{Block, Line, Page, Row, Table};
use crate::lexeme;
use crate::pages::assemble::Api;
use crate::pages::columns::{self, Columns};
use crate::pages::sink::Sink;
use crate::spec::model::{Endpoint, ErrorCode, ErrorScope, ListedAction, Region};

/// Reads the tables of a page; what it does not understand stays unmarked.
pub(super) fn read(page: &Page, api: &mut Api, sink: &mut Sink<'_>) {
    let mut heading = None;
    let mut above: Option<&Line> = None;
    let mut overview_rows = Vec::new();
    for block in &page.blocks {
        match block {
            Block::Heading(head) => {
                heading = VOCABULARY.marked_heading(&head.line.text).map(|rule| rule.kind);
                if page.marked_up && heading.is_none() {
                    above = Some(&head.line);
                }
            }
            Block::Paragraph(line) => above = Some(line),
            Block::Table(table) => {
                let columns = Columns::of(table, &VOCABULARY);
                if columns.action.is_some() {
                    let group = above.take();
                    overview_rows.extend(overview(table, &columns, group, sink));
                } else {
                    list(table, &columns, heading, api, sink);
                }
            }
            Block::List(_) | Block::Code(_) => {}
        }
    }
    link_overview(&mut overview_rows, page);
    api.overview.extend(overview_rows);
}

fn list(table: &Table, columns: &Columns, heading: Option<HeadingKind>, api: &mut Api, sink: &mut Sink<'_>) {
    match heading {
        _ if columns.host.is_some() => endpoints(table, columns, api, sink),
        _ if columns.region.is_some() => regions(table, columns, api, sink),
        Some(HeadingKind::CommonParameters(scheme)) if columns.is_fields() => common(table, columns, scheme, api, sink),
        _ if columns.is_fields() && scheme(table, columns).is_some() => {
            let scheme = scheme(table, columns).unwrap_or_default();
            common(table, columns, scheme, api, sink);
        }
        Some(HeadingKind::CommonErrors) if columns.code.is_some() => {
            errors(table, columns, ErrorScope::Common, api, sink)
        }
        Some(HeadingKind::BusinessErrors) if columns.code.is_some() => {
            errors(table, columns, ErrorScope::Business, api, sink)
        }
        _ => {}
    }
}

/// The way of signing whose parameters a table lists, where one of its own is among them.
fn scheme(table: &Table, columns: &Columns) -> Option<&'static str> {
    let has = |name: &str| table.rows.iter().any(|row| columns::text(row, columns.name) == name);
    PHRASES.schemes.iter().find(|(name, _)| has(name)).map(|(_, scheme)| *scheme)
}

/// Rows of the overview; the line above the table names the group.
fn overview(
    table: &Table,
    columns: &Columns,
    group: Option<&Line>,
    sink: &mut Sink<'_>,
) -> Vec<(String, ListedAction)> {
    let owner = sink.accounts.owner("overview");
    if let Some(group) = group {
        sink.accounts.mark(group.numbers.iter().copied(), LineUse::OverviewRow, owner);
    }
    let row = |row: &Row| {
        let title = columns::text(row, columns.description);
        let listed = ListedAction {
            title: (!title.is_empty()).then_some(title),
            group: group.map(|line| line.text.trim().to_owned()),
            rate_limit: columns::text(row, columns.rate).parse().ok(),
            ..ListedAction::at(sink.source(row.span()))
        };
        (columns::text(row, columns.action), listed)
    };
    let rows: Vec<_> = table.rows.iter().map(row).collect();
    for row in &table.rows {
        sink.accounts.mark(row.numbers(), LineUse::OverviewRow, owner);
    }
    rows
}

/// An overview page links to one page for each row, in the order of the rows.
fn link_overview(rows: &mut [(String, ListedAction)], page: &Page) {
    if page.links.len() >= rows.len() {
        for ((_, listed), link) in rows.iter_mut().zip(&page.links) {
            listed.url = Some(link.text.clone());
        }
    }
}

/// Actions that a list of permissions names: in rows of their own, above the resources that each works on, whose
/// descriptors name the product.
pub(super) fn permissions(page: &Page, api: &mut Api, sink: &mut Sink<'_>) {
    let (word, scheme) = PHRASES.permission;
    let owner = sink.accounts.owner("permissions");
    let tables = page.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    for row in tables.flat_map(|table| &table.rows) {
        for line in row.cells.iter().flatten() {
            let text = line.text.trim();
            let product = text.strip_prefix(scheme).and_then(|rest| rest.split(':').nth(1));
            api.product =
                api.product.take().or(product.filter(|product| lexeme::is_region(product)).map(str::to_owned));
            let name = text.strip_prefix(word).map(|rest| rest.trim().trim_matches(['(', ')', '（', '）']));
            let Some(name) = name.filter(|name| lexeme::is_type_like(name)) else { continue };
            sink.accounts.mark(row.numbers(), LineUse::OverviewRow, owner);
            let source = sink.source(row.span());
            let listed = ListedAction::at(source);
            api.overview.push((name.to_owned(), listed));
        }
    }
}

fn endpoints(table: &Table, columns: &Columns, api: &mut Api, sink: &mut Sink<'_>) {
    let owner = sink.accounts.owner("endpoints");
    for row in &table.rows {
        sink.accounts.mark(row.numbers(), LineUse::EndpointRow, owner);
        let host = columns::text(row, columns.host);
        let region =
            host.strip_suffix(HOST_SUFFIX).and_then(|head| head.split_once('.')).map(|(_, region)| region.to_owned());
        let label = Some(columns::text(row, columns.label)).filter(|label| !label.is_empty());
        api.endpoints.push(Endpoint { host, region, label, source: Some(sink.source(row.span())) });
    }
}

fn regions(table: &Table, columns: &Columns, api: &mut Api, sink: &mut Sink<'_>) {
    let owner = sink.accounts.owner("regions");
    for row in &table.rows {
        sink.accounts.mark(row.numbers(), LineUse::RegionRow, owner);
        let label = Some(columns::text(row, columns.label)).filter(|label| !label.is_empty());
        api.regions.push(Region { id: columns::text(row, columns.region), label, source: sink.source(row.span()) });
    }
}

fn common(table: &Table, columns: &Columns, scheme: &str, api: &mut Api, sink: &mut Sink<'_>) {
    let owner = sink.accounts.owner("common parameters");
    for row in &table.rows {
        sink.accounts.mark(row.numbers(), LineUse::CommonParameter, owner);
        let parsed = cell::field(row, columns, sink.document);
        parsed.report(sink);
        api.common_parameter(scheme, parsed.field, parsed.prose, sink);
    }
}

fn errors(table: &Table, columns: &Columns, scope: ErrorScope, api: &mut Api, sink: &mut Sink<'_>) {
    let owner = sink.accounts.owner("error codes");
    for row in &table.rows {
        sink.accounts.mark(row.numbers(), LineUse::ErrorRow, owner);
        let code = columns::text(row, columns.code);
        let text = columns::text(row, columns.description);
        let source = Some(sink.source(row.span()));
        let label = description::label(&text);
        let entry = ErrorCode { label, scope, http_status: None, unlisted: false, source };
        api.listed_errors.push((code, entry, text));
    }
}
