//! The changelog: what each release announced, linked to what still exists.

use crate::lexeme::plural;
use crate::spec::model::{Change, ChangeKind, ChangeOp, Release};

use super::Site;
use super::layout::{Place, release_title};
use super::markdown::{code, text};

pub(super) fn page(site: &Site<'_>) -> String {
    let mut page = site.page();
    page.heading(1, "Releases");
    page.block("[Index](README.md)");
    if site.spec.changelog.is_empty() {
        page.block("The document has no changelog.");
    }
    for release in &site.spec.changelog {
        page.heading(2, &text(&release_title(release)));
        page.block(&changes(site, release));
    }
    page.finish()
}

fn changes(site: &Site<'_>, release: &Release) -> String {
    if release.changes.is_empty() {
        return "No change of an action or structure is listed.".to_owned();
    }
    release.changes.iter().map(|change| format!("- {}", line(site, change))).collect::<Vec<_>>().join("\n")
}

/// One announcement: `Added structure X`, or `X: added request parameter Y`.
fn line(site: &Site<'_>, change: &Change) -> String {
    let (capital, verb) = verb(change.op);
    let show = |name: &String| match change.kind {
        ChangeKind::Action => site.layout.action(Place::Root, name),
        ChangeKind::Structure => site.layout.structure(Place::Root, name),
        ChangeKind::ErrorCode => site.layout.error(Place::Root, name),
        _ => code(name),
    };
    let names = change.names.iter().map(show).collect::<Vec<_>>().join(", ");
    let what = format!("{} {names}", plural(change.names.len() as u64, noun(change.kind)));
    match change.owner.as_deref() {
        Some(owner) => format!("{}: {verb} {what}", owner_link(site, change.kind, owner)),
        None => format!("{capital} {what}"),
    }
}

/// What a release did, at the beginning of a sentence and within one.
pub(crate) fn verb(op: ChangeOp) -> (&'static str, &'static str) {
    match op {
        ChangeOp::Add => ("Added", "added"),
        ChangeOp::Modify => ("Modified", "modified"),
        ChangeOp::Remove => ("Removed", "removed"),
        ChangeOp::Deprecate => ("Deprecated", "deprecated"),
    }
}

/// What a release did it to.
pub(crate) fn noun(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Action => "action",
        ChangeKind::Structure => "structure",
        ChangeKind::RequestField => "request parameter",
        ChangeKind::ResponseField => "response field",
        ChangeKind::Member => "member",
        ChangeKind::ErrorCode => "error code",
    }
}

fn owner_link(site: &Site<'_>, kind: ChangeKind, owner: &str) -> String {
    match kind {
        ChangeKind::RequestField => site.layout.action_section(Place::Root, owner, "#request"),
        ChangeKind::ResponseField => site.layout.action_section(Place::Root, owner, "#response"),
        ChangeKind::ErrorCode => site.layout.action_section(Place::Root, owner, "#errors"),
        ChangeKind::Action => site.layout.action(Place::Root, owner),
        ChangeKind::Structure | ChangeKind::Member => site.layout.structure(Place::Root, owner),
    }
}
