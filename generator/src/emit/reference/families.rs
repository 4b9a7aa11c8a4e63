//! Families of actions: what an API keeps, and the actions that create, show, change and end it, as they were inferred.

use std::borrow::Cow;

use crate::families::{Family, families};

use super::Site;
use super::layout::Place;
use super::markdown::{Page, Table, code, text};

/// The section of the index; nothing where nothing was inferred.
pub(super) fn section(site: &Site<'_>, page: &mut Page) {
    let inferred = site.options.families.map_or_else(|| Cow::Owned(families(site.spec)), Cow::Borrowed);
    if inferred.families.is_empty() {
        return;
    }
    page.heading(2, "Families");
    let corrected = if inferred.corrected.is_empty() { "" } else { " and corrected by people" };
    let command = code(&format!("docquarry families {}", site.spec.id));
    page.block(&format!(
        "What the API keeps, inferred from names, types and examples{corrected}. {command} prints the rules."
    ));
    let mut table = Table::new(["Thing", "Id", "In", "Actions", "Unsure"]);
    for family in &inferred.families {
        let ids: Vec<String> = family.ids.iter().map(|id| code(id)).collect();
        table.row([
            code(&family.noun),
            ids.join(" or "),
            family.parent.as_deref().map(code).unwrap_or_default(),
            actions(site, family),
            family.unsure.iter().map(|unsure| text(unsure)).collect::<Vec<_>>().join("<br>"),
        ]);
    }
    page.table(&table, "");
}

/// What the actions of a family do: `create` and the actions that do, in document order.
fn actions(site: &Site<'_>, family: &Family) -> String {
    let mut by_word: Vec<(&str, Vec<String>)> = Vec::new();
    for part in &family.parts {
        let (word, link) = (part.role.word(), site.layout.action(Place::Root, &part.action));
        match by_word.iter_mut().find(|(known, _)| *known == word) {
            Some((_, links)) => links.push(link),
            None => by_word.push((word, vec![link])),
        }
    }
    by_word.into_iter().map(|(word, links)| format!("{word}: {}", links.join(", "))).collect::<Vec<_>>().join("<br>")
}
