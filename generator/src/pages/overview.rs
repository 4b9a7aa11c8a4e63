//! Overviews: tables that list the actions of an API, by group.
//!
//! How a page of them looks is the profile's; what their rows mean for the actions is the same everywhere.

use indexmap::IndexMap;

use crate::diagnostic::{Diagnostic, Severity};
use crate::spec::model::{Action, ListedAction, Source};

/// Puts what the overview says onto the actions that have pages; gives those that have none. Reports what only the
/// overview or only a page names.
pub(super) fn apply(
    overview: Vec<(String, ListedAction)>,
    actions: &mut IndexMap<String, Action>,
    diagnostics: &mut Vec<Diagnostic>,
) -> IndexMap<String, ListedAction> {
    let mut report = |code, message, source: &Source| {
        diagnostics.push(Diagnostic::new(code, Severity::Warning, message).at(source.clone()));
    };
    if !overview.is_empty() {
        let missing = actions.iter().filter(|(name, _)| !overview.iter().any(|(listed, _)| listed == *name));
        for (name, action) in missing {
            report("action-not-listed", format!("the overview does not list {name}"), &action.source);
        }
    }
    let mut without_page = IndexMap::new();
    for (name, listed) in overview {
        match actions.get_mut(&name) {
            Some(action) => {
                action.group = listed.group.or(action.group.take());
                action.url = listed.url.or(action.url.take());
                action.rate_limit = action.rate_limit.or(listed.rate_limit);
                action.title = action.title.take().or(listed.title);
            }
            None => {
                without_page.insert(name, listed);
            }
        }
    }
    for (name, listed) in without_page.iter().filter(|_| !actions.is_empty()) {
        report("action-without-page", format!("the overview lists {name}, which has no page"), &listed.source);
    }
    without_page
}
