//! Overviews: tables that list the actions of an API, by group.
//!
//! How a page of them looks is each dialect's own; what their rows mean for the actions is the same everywhere.

use indexmap::IndexMap;

use crate::spec::model::{Action, ListedAction};

/// Puts what the overview says onto the actions that have pages; gives those that have none.
pub(super) fn apply(
    overview: Vec<(String, ListedAction)>,
    actions: &mut IndexMap<String, Action>,
) -> IndexMap<String, ListedAction> {
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
    without_page
}
