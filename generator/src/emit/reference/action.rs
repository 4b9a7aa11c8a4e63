//! The page of an action.

use crate::spec::model::Action;

use super::fields::{self, Rows, plural};
use super::layout::Place;
use super::markdown::{Page, Table, code, paragraph, text, web_link};
use super::{Site, example, provenance};

pub(super) fn page(site: &Site<'_>, name: &str, action: &Action) -> String {
    let mut page = site.page();
    page.heading(1, &text(name));
    page.block(&action.title.as_deref().map(text).unwrap_or_default());
    page.block(&facts(site, action));
    if action.deprecated {
        page.block(&deprecation(site, action));
    }
    page.block(&fields::doubts(&action.uncertain).unwrap_or_default());
    page.block(&site.prose(&format!("actions.{name}")).map(paragraph).unwrap_or_default());
    page.block(&format!("[All actions](../README.md#actions) · {}", sections(action)));
    let rows = |prose| Rows { place: Place::Actions, since: action.since, prose };
    page.heading(2, "Request");
    let request = format!("actions.{name}.request");
    page.table(&fields::table(site, &action.request, rows(&request)), NO_PARAMETERS);
    page.block(fields::conditions(&action.conditions).trim_end());
    page.heading(2, "Response");
    let response = format!("actions.{name}.response");
    page.table(&fields::table(site, &action.response, rows(&response)), NO_FIELDS);
    page.heading(2, "Errors");
    errors(site, action, &mut page);
    example::section(site, name, action, &mut page);
    page.block(&provenance(&action.source));
    page.finish()
}

const NO_PARAMETERS: &str = "No parameters besides the [common ones](../parameters.md#common-parameters).";
const NO_FIELDS: &str = "No fields besides those of every response.";

/// One line of what holds for the whole action.
fn facts(site: &Site<'_>, action: &Action) -> String {
    let mut parts = Vec::new();
    parts.extend(action.group.as_deref().map(text));
    parts.extend(action.endpoint.as_deref().map(code));
    parts.extend(action.rate_limit.map(|rate| format!("{rate} {}/s", plural(rate.into(), "request"))));
    parts.extend(action.since.map(|release| format!("since {}", site.layout.release(Place::Actions, release))));
    parts.extend(action.updated_at.as_deref().map(|moment| format!("updated {}", text(day(moment)))));
    parts.extend(action.url.as_deref().map(|url| web_link("page of the vendor", url)));
    parts.join(" · ")
}

/// The day of a moment.
fn day(moment: &str) -> &str {
    moment.split_once('T').map_or(moment, |(day, _)| day)
}

fn deprecation(site: &Site<'_>, action: &Action) -> String {
    let deprecated = fields::deprecation(site, Place::Actions, action.deprecated_since);
    match action.successor.as_deref() {
        Some(successor) => format!("> {deprecated} Successor: {}.", site.layout.action(Place::Actions, successor)),
        None => format!("> {deprecated}"),
    }
}

fn sections(action: &Action) -> String {
    let mut links = vec!["[Request](#request)", "[Response](#response)", "[Errors](#errors)"];
    if !action.examples.is_empty() {
        links.push("[Examples](#examples)");
    }
    links.join(" · ")
}

fn errors(site: &Site<'_>, action: &Action, page: &mut Page) {
    let mut table = Table::new(["Code", "Meaning", "HTTP status"]);
    for name in &action.errors {
        let listed = site.spec.errors.get(name);
        table.row([
            site.layout.error(Place::Actions, name),
            listed.and_then(|error| error.label.as_deref()).map(text).unwrap_or_default(),
            listed.and_then(|error| error.http_status).map(|status| status.to_string()).unwrap_or_default(),
        ]);
    }
    page.table(&table, "The page lists no error code; see [all codes](../errors.md).");
}
