//! A page for each error code: what it means, and the actions that list it.

use indexmap::IndexMap;

use crate::emit::reference::Site;
use crate::emit::reference::layout::Place;
use crate::emit::reference::markdown::{Table, code, paragraph, text};
use crate::files::Files;
use crate::lexeme::counted;
use crate::spec::model::{ErrorCode, ErrorScope};

/// The pages, as Markdown by path.
pub(super) fn pages(site: &Site<'_>) -> Files {
    let mut users: IndexMap<&str, Vec<&str>> = IndexMap::new();
    for (name, action) in &site.spec.actions {
        for code in &action.errors {
            users.entry(code).or_default().push(name);
        }
    }
    let page = |(code, stem): (&str, &str)| {
        let actions = users.get(code).map(Vec::as_slice).unwrap_or_default();
        (format!("errors/{stem}.md"), page(site, code, actions))
    };
    site.layout.errors().map(page).collect()
}

fn page(site: &Site<'_>, name: &str, actions: &[&str]) -> String {
    let listed = site.spec.errors.get(name);
    let mut page = site.page();
    page.heading(1, &text(name));
    page.block(&listed.and_then(|error| error.label.as_deref()).map(text).unwrap_or_default());
    page.block(&listed.map_or_else(|| "No list of codes has it; pages of actions do.".to_owned(), facts));
    page.block(&site.prose(&format!("errors.{name}")).map(paragraph).unwrap_or_default());
    page.block("[All error codes](../errors.md)");
    let verb = if actions.len() == 1 { "lists" } else { "list" };
    page.heading(2, &format!("{} that {verb} it", counted(actions.len(), "action")));
    let mut table = Table::new(["Action", "Title"]);
    for action in actions {
        let title = site.spec.actions.get(*action).and_then(|action| action.title.as_deref());
        table.row([site.layout.action(Place::Errors, action), title.map(text).unwrap_or_default()]);
    }
    page.table(&table, "No page of an action lists this code.");
    page.finish()
}

fn facts(error: &ErrorCode) -> String {
    let mut parts = vec![match error.scope {
        ErrorScope::Business => "Code of this API".to_owned(),
        ErrorScope::Common => "Code shared by the vendor's APIs".to_owned(),
    }];
    parts.extend(error.http_status.map(|status| format!("HTTP status {}", code(&status.to_string()))));
    if error.unlisted {
        parts.push("missing from the list of codes".to_owned());
    }
    parts.join(" · ")
}

/// The first word of a code.
pub(super) fn family(code: &str) -> &str {
    code.split('.').next().unwrap_or(code)
}
