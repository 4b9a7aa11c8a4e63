//! Pages that describe no action: the overview, the common parameters, the error codes that every action shares.

use super::page::{self, failures};
use super::row;
use super::types::Declared;
use super::words::{PHRASES, SCHEME, VOCABULARY};
use crate::coverage::LineUse;
use crate::document::{Block, Line, Page, Row, Table};
use crate::lexeme;
use crate::pages::assemble::Api;
use crate::pages::columns::{self, Columns};
use crate::pages::sink::Sink;
use crate::spec::model::{Endpoint, ErrorScope, ListedAction, Type};

/// Reads the tables of a page; what it does not understand stays unmarked.
pub(super) fn read(page: &Page, api: &mut Api, sink: &mut Sink<'_>) {
    let mut above: Option<&Line> = None;
    for block in &page.blocks {
        match block {
            Block::Heading(heading) => above = Some(&heading.line),
            Block::Paragraph(line) => {
                above = Some(line);
                host(line, api, sink);
            }
            Block::Table(table) => {
                let columns = Columns::of(table, &VOCABULARY);
                if columns.action.is_some() {
                    overview(table, &columns, above.take(), api, sink);
                } else if columns.code.is_some() {
                    errors(table, &columns, api, sink);
                } else if columns.is_fields() && columns.required.is_some() {
                    common(table, &columns, api, sink);
                }
            }
            Block::List(_) | Block::Code(_) => {}
        }
    }
}

/// The host that is not bound to a region.
fn host(line: &Line, api: &mut Api, sink: &Sink<'_>) {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    let hosts = line.text.split(|c: char| !is_part(c)).map(|word| word.trim_matches('.'));
    let mut hosts = hosts.filter(|word| word.ends_with(PHRASES.host_suffix) && lexeme::is_host(word));
    // The sentence about the address is one that names the parameter for it.
    if let Some(host) = hosts.next().filter(|_| line.text.contains(PHRASES.endpoint))
        && !api.endpoints.iter().any(|endpoint| endpoint.host == host)
    {
        let source = Some(sink.source(line.span()));
        api.endpoints.push(Endpoint { host: host.to_owned(), region: None, label: None, source });
    }
}

/// Rows of the overview; the line above the table names the group.
fn overview(table: &Table, columns: &Columns, group: Option<&Line>, api: &mut Api, sink: &mut Sink<'_>) {
    let owner = sink.accounts.owner("overview");
    if let Some(group) = group {
        sink.accounts.mark(group.numbers.iter().copied(), LineUse::OverviewRow, owner);
    }
    for row in &table.rows {
        sink.accounts.mark(row.numbers(), LineUse::OverviewRow, owner);
        let name = columns::text(row, columns.action);
        let text = text(row, columns.description);
        let listed = ListedAction {
            title: page::title(&text, &name),
            group: group.map(|line| line.text.trim().to_owned()),
            ..ListedAction::at(sink.source(row.span()))
        };
        api.overview.push((name, listed));
    }
}

fn text(row: &Row, column: Option<usize>) -> String {
    columns::cell(row, column).iter().map(|line| line.text.trim()).collect::<Vec<_>>().join("\n")
}

fn common(table: &Table, columns: &Columns, api: &mut Api, sink: &mut Sink<'_>) {
    let owner = sink.accounts.owner("common parameters");
    for row in &table.rows {
        sink.accounts.mark(row.numbers(), LineUse::CommonParameter, owner);
    }
    for parsed in row::read(table, columns, sink.document) {
        let ty = match &parsed.declared {
            Declared::Plain(ty) => ty.clone(),
            _ => Type::string(),
        };
        if parsed.name == "Version" {
            api.version = api.version.take().or_else(|| date(&parsed.text));
        }
        let field = parsed.field(&parsed.name, ty);
        api.common_parameter(SCHEME, field, parsed.text, sink);
    }
}

/// The first day that a text names, as versions are: `2014-05-15`.
fn date(text: &str) -> Option<String> {
    let mut words = text.split(|c: char| !(c.is_ascii_digit() || c == '-'));
    words.find(|word| word.len() == 10 && word.matches('-').count() == 2).map(str::to_owned)
}

fn errors(table: &Table, columns: &Columns, api: &mut Api, sink: &mut Sink<'_>) {
    let owner = sink.accounts.owner("error codes");
    for row in &table.rows {
        sink.accounts.mark(row.numbers(), LineUse::ErrorRow, owner);
    }
    api.listed_errors.extend(failures(table, columns, ErrorScope::Common, sink));
}
