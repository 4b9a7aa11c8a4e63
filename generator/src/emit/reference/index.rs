//! The index: what the API is, its actions by group, its structures, and links to the rest.

use indexmap::IndexMap;

use crate::lexeme::counted;
use crate::spec::model::{Action, AsOf, Protocol, Spec};

use super::action::route;
use super::layout::Place;
use super::markdown::{Page, Table, code, text, web_link};
use super::{Site, families};

pub(super) fn page(site: &Site<'_>) -> String {
    let spec = site.spec;
    let mut page = site.page();
    page.heading(1, &title(spec));
    page.block(&facts(spec));
    page.block(&spec.as_of.as_ref().map(moment).unwrap_or_default());
    page.block(&contents(spec));
    page.heading(2, "Actions");
    actions(site, &mut page);
    if !spec.listed_actions.is_empty() {
        page.heading(2, "Actions without a page");
        listed(site, &mut page);
    }
    families::section(site, &mut page);
    page.heading(2, "Structures");
    page.table(&structures(site), "The document defines no structure.");
    page.finish()
}

fn title(spec: &Spec) -> String {
    let name = spec.label.as_deref().unwrap_or(&spec.product);
    format!("{} API {}", text(name), text(&spec.api_version))
}

fn facts(spec: &Spec) -> String {
    let (vendor, protocol) = match spec.protocol {
        Protocol::TencentV3 => ("Tencent Cloud", "Tencent Cloud API 3.0"),
        Protocol::TencentV2 => ("Tencent Cloud", "Tencent Cloud API 2017"),
        Protocol::AliyunRpc => ("Alibaba Cloud", "Alibaba Cloud RPC"),
        Protocol::Rest => (spec.vendor.as_str(), "REST"),
    };
    let vendor = text(vendor);
    format!("{vendor} · product {} · version {} · {protocol}", code(&spec.product), code(&spec.api_version))
}

/// What a spec of an earlier release was made from.
fn moment(as_of: &AsOf) -> String {
    let (moment, newest) = (text(&as_of.to_string()), text(&as_of.newest_title()));
    format!(
        "> As of {moment}, made from the documentation of {newest} and its changelog. Labels, ranges, defaults, error \
         codes and examples are those of the newest release."
    )
}

fn contents(spec: &Spec) -> String {
    let newest = spec.changelog.first().map(|release| format!(", newest {}", text(&release.date))).unwrap_or_default();
    [
        format!("- [{}](#actions)", counted(spec.actions.len(), "action")),
        format!("- [{}](#structures)", counted(spec.structures.len(), "structure")),
        format!("- [{}](errors.md)", counted(spec.errors.len(), "error code")),
        format!("- [{}](releases.md){newest}", counted(spec.changelog.len(), "release")),
        "- [Endpoints, regions and common parameters](parameters.md)".to_owned(),
    ]
    .join("\n")
}

/// A table for each group, in the order in which the groups first appear.
fn actions(site: &Site<'_>, page: &mut Page) {
    let mut groups: IndexMap<Option<&str>, Table<5>> = IndexMap::new();
    for (name, action) in &site.spec.actions {
        let table = groups
            .entry(action.group.as_deref())
            .or_insert_with(|| Table::new(["Action", "Title", "Requests/s", "Since", "Notes"]));
        table.row([
            site.layout.action(Place::Root, name),
            action.title.as_deref().map(text).unwrap_or_default(),
            action.rate_limit.map(|rate| rate.to_string()).unwrap_or_default(),
            action.since.map(|release| site.layout.release(Place::Root, release)).unwrap_or_default(),
            notes(site, action),
        ]);
    }
    if groups.is_empty() {
        page.block("The document describes no action.");
    }
    let ungrouped_only = groups.len() == 1 && groups.contains_key(&None);
    for (group, table) in &groups {
        match group {
            Some(group) => page.heading(3, &text(group)),
            None if ungrouped_only => {}
            None => page.heading(3, "Without a group"),
        }
        page.table(table, "");
    }
}

fn notes(site: &Site<'_>, action: &Action) -> String {
    let deprecated = action.deprecated.then(|| match &action.successor {
        Some(name) => format!("**deprecated**, use {}", site.layout.action(Place::Root, name)),
        None => "**deprecated**".to_owned(),
    });
    route(action).as_deref().map(code).into_iter().chain(deprecated).collect::<Vec<_>>().join(", ")
}

fn listed(site: &Site<'_>, page: &mut Page) {
    page.block("The overview of the document lists these actions; no page describes them.");
    let mut table = Table::new(["Action", "Title", "Group", "Requests/s", "Since", "Page of the vendor"]);
    for (name, action) in &site.spec.listed_actions {
        table.row([
            code(name),
            action.title.as_deref().map(text).unwrap_or_default(),
            action.group.as_deref().map(text).unwrap_or_default(),
            action.rate_limit.map(|rate| rate.to_string()).unwrap_or_default(),
            action.since.map(|release| site.layout.release(Place::Root, release)).unwrap_or_default(),
            action.url.as_deref().map(|url| web_link("page", url)).unwrap_or_default(),
        ]);
    }
    page.table(&table, "");
}

fn structures(site: &Site<'_>) -> Table<4> {
    let mut table = Table::new(["Structure", "Label", "Used in", "Since"]);
    for (name, structure) in &site.spec.structures {
        let users = site.usage.get(name);
        let sent = users.is_some_and(|users| !users.requests.is_empty());
        let received = users.is_some_and(|users| !users.responses.is_empty());
        let direction = match (sent, received) {
            (true, true) => "requests, responses",
            (true, false) => "requests",
            (false, true) => "responses",
            (false, false) => "no action",
        };
        table.row([
            site.layout.structure(Place::Root, name),
            structure.label.as_deref().map(text).unwrap_or_default(),
            direction.to_owned(),
            structure.since.map(|release| site.layout.release(Place::Root, release)).unwrap_or_default(),
        ]);
    }
    table
}
