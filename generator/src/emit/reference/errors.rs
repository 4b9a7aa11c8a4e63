//! The page of error codes, with the actions that list each.

use indexmap::IndexMap;

use crate::spec::model::{ErrorCode, ErrorScope};

use super::Site;
use super::layout::Place;
use super::markdown::{Page, Table, code, fold_in_cell, lines_in_cell, text};

/// More actions than this are folded.
const SHOWN_ACTIONS: usize = 5;

pub(super) fn page(site: &Site<'_>) -> String {
    let mut users: IndexMap<&str, Vec<&str>> = IndexMap::new();
    for (name, action) in &site.spec.actions {
        for code in &action.errors {
            users.entry(code).or_default().push(name);
        }
    }
    let mut page = site.page();
    page.heading(1, "Error codes");
    page.block("[Index](README.md)");
    section(site, &users, ErrorScope::Business, "Codes of this API", &mut page);
    section(site, &users, ErrorScope::Common, "Codes shared by the vendor's APIs", &mut page);
    unlisted(site, &users, &mut page);
    page.finish()
}

fn section(site: &Site<'_>, users: &IndexMap<&str, Vec<&str>>, scope: ErrorScope, title: &str, page: &mut Page) {
    let mut table = Table::new(["Code", "Meaning", "HTTP status", "Actions that list it"]);
    for (name, error) in site.spec.errors.iter().filter(|(_, error)| error.scope == scope) {
        table.row([
            anchored(site, name),
            meaning(site, name, error),
            error.http_status.map(|status| status.to_string()).unwrap_or_default(),
            actions(site, users.get(name.as_str())),
        ]);
    }
    page.heading(2, title);
    page.table(&table, "The document lists none.");
}

fn meaning(site: &Site<'_>, name: &str, error: &ErrorCode) -> String {
    let prose = site.prose(&format!("errors.{name}")).map(lines_in_cell);
    prose.or_else(|| error.label.as_deref().map(text)).unwrap_or_default()
}

/// Codes that pages of actions list and no list of codes has.
fn unlisted(site: &Site<'_>, users: &IndexMap<&str, Vec<&str>>, page: &mut Page) {
    let mut table = Table::new(["Code", "Actions that list it"]);
    for (name, actions_of_code) in users.iter().filter(|(name, _)| !site.spec.errors.contains_key(**name)) {
        table.row([anchored(site, name), actions(site, Some(actions_of_code))]);
    }
    if !table.is_empty() {
        page.heading(2, "Codes that only pages of actions list");
        page.table(&table, "");
    }
}

/// A code with the anchor that the pages of actions link to.
fn anchored(site: &Site<'_>, name: &str) -> String {
    match site.layout.error_anchor(name) {
        Some(anchor) => format!("<a id=\"{anchor}\"></a>{}", code(name)),
        None => code(name),
    }
}

fn actions(site: &Site<'_>, names: Option<&Vec<&str>>) -> String {
    let Some(names) = names else { return String::new() };
    let links: Vec<String> = names.iter().map(|name| site.layout.action(Place::Root, name)).collect();
    if names.len() > SHOWN_ACTIONS {
        return fold_in_cell(&format!("{} actions", names.len()), &links.join(", "));
    }
    links.join(", ")
}
