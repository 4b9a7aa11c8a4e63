//! The page of a structure: its members and its users.

use indexmap::IndexSet;

use crate::spec::model::{Structure, Type};
use crate::spec::rest;

use super::fields::{self, Rows};
use super::layout::Place;
use super::markdown::{Page, paragraph, text, web_link};
use super::{Site, provenance};

pub(super) fn page(site: &Site<'_>, name: &str, structure: &Structure) -> String {
    let mut page = site.page();
    page.heading(1, &text(name));
    page.block(&structure.label.as_deref().map(text).unwrap_or_default());
    page.block(&facts(site, structure));
    page.block(&fields::doubts(&structure.uncertain).unwrap_or_default());
    let path = format!("structures.{name}");
    page.block(&site.prose(&path).map(paragraph).unwrap_or_default());
    page.block("[All structures](../README.md#structures) · [Members](#members) · [Used by](#used-by)");
    page.heading(2, "Members");
    let rows = Rows { place: Place::Structures, since: structure.since, prose: &path };
    match rest::choices(site.spec, name) {
        Some(choices) => page.block(&one_of(site, choices)),
        None => page.table(&fields::table(site, &structure.fields, rows), "The document lists no member."),
    }
    page.block(fields::conditions(&structure.conditions).trim_end());
    page.heading(2, "Used by");
    users(site, name, structure, &mut page);
    page.block(&provenance(&structure.source));
    page.finish()
}

/// The types of which a structure is one.
fn one_of(site: &Site<'_>, choices: &[Type]) -> String {
    let choice = |ty: &Type| format!("- {}", fields::type_cell(site, Place::Structures, ty));
    let choices: Vec<String> = choices.iter().map(choice).collect();
    format!("One of:\n\n{}", choices.join("\n"))
}

fn facts(site: &Site<'_>, structure: &Structure) -> String {
    let mut parts = Vec::new();
    parts.extend(structure.since.map(|release| format!("Since {}", site.layout.release(Place::Structures, release))));
    parts.extend(structure.url.as_deref().map(|url| web_link("page of the vendor", url)));
    parts.join(" · ")
}

/// Users by what the types say, and where the document's own list says otherwise.
fn users(site: &Site<'_>, name: &str, structure: &Structure, page: &mut Page) {
    let users = site.usage.get(name).cloned().unwrap_or_default();
    let action = |name: &&str| site.layout.action(Place::Structures, name);
    let container = |name: &&str| site.layout.structure(Place::Structures, name);
    let lists = [
        bullet("Requests of", &users.requests, action),
        bullet("Responses of", &users.responses, action),
        bullet("Member of", &users.containers, container),
    ];
    let lists: Vec<String> = lists.into_iter().flatten().collect();
    page.block(if lists.is_empty() { "No type names this structure." } else { "" });
    page.block(&lists.join("\n"));
    if !structure.used_by.is_empty() {
        page.block(&difference(site, &users.actions(), &structure.used_by).unwrap_or_default());
    }
}

fn bullet(caption: &str, names: &IndexSet<&str>, show: impl Fn(&&str) -> String) -> Option<String> {
    (!names.is_empty()).then(|| format!("- {caption} {}", names.iter().map(show).collect::<Vec<_>>().join(", ")))
}

/// What the document's list of users has too few and too many.
fn difference(site: &Site<'_>, actual: &[&str], printed: &[String]) -> Option<String> {
    let show = |names: Vec<&str>| {
        names.into_iter().map(|name| site.layout.action(Place::Structures, name)).collect::<Vec<_>>().join(", ")
    };
    let missing: Vec<&str> = actual.iter().copied().filter(|name| !printed.iter().any(|p| p == name)).collect();
    let extra: Vec<&str> = printed.iter().map(String::as_str).filter(|name| !actual.contains(name)).collect();
    let mut parts = Vec::new();
    if !missing.is_empty() {
        parts.push(format!("leaves out {}", show(missing)));
    }
    if !extra.is_empty() {
        parts.push(format!("names {}, whose types do not use it", show(extra)));
    }
    (!parts.is_empty()).then(|| format!("> The document's own list of users {}.", parts.join(" and ")))
}
