//! The page of an action.

use std::borrow::Cow;

use docquarry_runtime::protocol::rest as runtime;

use crate::lexeme::plural;
use crate::spec::model::{Action, Field, Protocol, Type};
use crate::spec::rest::{self, Parameter};

use super::fields::{self, Rows};
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
    let is_rest = site.spec.protocol == Protocol::Rest;
    page.block(&whole(site, "The body is", action.body.as_ref()));
    let [no_parameters, no_fields] = if is_rest { NOTHING } else { [NO_PARAMETERS, NO_FIELDS] };
    page.table(&fields::table(site, &parameters(site, action), rows(&request)), no_parameters);
    page.block(fields::conditions(&action.conditions).trim_end());
    page.heading(2, "Response");
    let response = format!("actions.{name}.response");
    page.block(&whole(site, "The answer is", action.returns.as_ref()));
    if action.returns.is_none() || !action.response.is_empty() {
        page.table(&fields::table(site, &action.response, rows(&response)), no_fields);
    }
    statuses(action, &mut page);
    page.heading(2, "Errors");
    errors(site, action, &mut page);
    example::section(site, name, action, &mut page);
    page.block(&provenance(&action.source));
    page.finish()
}

const NO_PARAMETERS: &str = "No parameters besides the [common ones](../parameters.md#common-parameters).";
const NO_FIELDS: &str = "No fields besides those of every response.";

const NOTHING: [&str; 2] = ["No parameters.", "No fields."];

/// The parameters in the order of the table, each with its place where the API has places.
fn parameters<'a>(site: &Site<'_>, action: &'a Action) -> Cow<'a, [Field]> {
    if site.spec.protocol != Protocol::Rest {
        return Cow::Borrowed(&action.request);
    }
    let parameters = rest::parameters(site.spec, action).into_iter();
    let own = parameters.filter(|parameter| parameter.place != runtime::Place::Whole);
    own.map(|Parameter { field, sent, .. }| Field { name: sent, ..field }).collect()
}

/// What a body or an answer is that is no object of documented fields.
fn whole(site: &Site<'_>, words: &str, ty: Option<&Type>) -> String {
    ty.map(|ty| format!("{words} {}.", fields::type_cell(site, Place::Actions, ty))).unwrap_or_default()
}

fn statuses(action: &Action, page: &mut Page) {
    if action.statuses.is_empty() {
        return;
    }
    let mut table = Table::new(["HTTP status", "Meaning"]);
    for (status, documented) in &action.statuses {
        table.row([code(status), documented.label.as_deref().map(text).unwrap_or_default()]);
    }
    page.table(&table, "");
}

/// The method and the path.
pub(super) fn route(action: &Action) -> Option<String> {
    let path = action.path.as_deref()?;
    Some(format!("{} {path}", action.method.as_deref().unwrap_or("GET or POST")))
}

/// One line of what holds for the whole action.
fn facts(site: &Site<'_>, action: &Action) -> String {
    let mut parts = Vec::new();
    parts.extend(route(action).as_deref().map(code));
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
