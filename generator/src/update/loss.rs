//! Half a document is not an edition: what an edition lacks of the one before, if it is more than a vendor takes away.
//!
//! A page that became a login page, a download that broke off and a table that was cut read as pages without errors. What
//! gives them away is what is gone. `docquarry update` and `cargo xtask regenerate` take such an edition only with
//! `--accept-loss`.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Severity};
use crate::spec::model::{Field, Spec};
use crate::spec::walk;

/// An edition may have fewer actions, structures, rows and codes, down to this part of those before.
const KEPT: (usize, usize) = (9, 10);
/// A document may be smaller, down to this part of its size before.
const KEPT_BYTES: (u64, u64) = (4, 5);
/// A table that loses as many rows as this, and more than it keeps, was cut.
const CUT: usize = 4;
/// Most names that a reason lists.
const LISTED: usize = 5;

/// Why a document is too small to be the next edition; `None` if it is not, or was never read before.
pub fn of_bytes(file: &str, before: u64, after: u64) -> Option<String> {
    let (part, whole) = KEPT_BYTES;
    let is_less = after.saturating_mul(whole) < before.saturating_mul(part);
    is_less.then(|| format!("{file} has {after} bytes and had {before}"))
}

/// A finding with everything that an edition lacks; `None` if it is whole.
///
/// `present` are the documents that were read. One that is gone altogether counts by what was on it.
pub fn find(
    id: &str,
    mut reasons: Vec<String>,
    old: Option<&Spec>,
    new: &Spec,
    present: &BTreeSet<&str>,
) -> Option<Diagnostic> {
    match old {
        Some(old) => {
            counts(old, new, &mut reasons);
            sources(old, new, present, &mut reasons);
            tables(old, new, &mut reasons);
            references(old, new, &mut reasons);
        }
        None => overview(new, &mut reasons),
    }
    if reasons.is_empty() {
        return None;
    }
    let message = format!("{id} was left as it was, since its documents lack too much: {}", reasons.join("; "));
    let help = "look whether the documents are whole; --accept-loss takes them as they are";
    Some(Diagnostic::new("edition-loss", Severity::Error, message).help(help))
}

/// Rows of parameters, response fields and members.
pub fn count_rows(spec: &Spec) -> usize {
    let actions = spec.actions.values().map(|action| action.request.len() + action.response.len());
    let structures = spec.structures.values().map(|structure| structure.fields.len());
    actions.chain(structures).sum()
}

/// What is counted, and how.
type Count = (&'static str, fn(&Spec) -> usize);

fn counts(old: &Spec, new: &Spec, reasons: &mut Vec<String>) {
    let counts: [Count; 6] = [
        ("actions", |spec| spec.actions.len()),
        ("structures", |spec| spec.structures.len()),
        ("rows of fields", count_rows),
        ("error codes", |spec| spec.errors.len()),
        ("examples", |spec| spec.actions.values().map(|action| action.examples.len()).sum()),
        ("releases", |spec| spec.changelog.len()),
    ];
    let (part, whole) = KEPT;
    for (what, count) in counts {
        let (before, after) = (count(old), count(new));
        if after * whole < before * part {
            reasons.push(format!("{after} {what} instead of {before}"));
        }
    }
    let listed = new.listed_actions.keys().filter(|name| old.actions.contains_key(*name));
    push_names("an overview still lists actions whose pages are gone", listed, reasons);
}

/// Documents that are still there, and of which something was read before, and nothing now.
fn sources(old: &Spec, new: &Spec, present: &BTreeSet<&str>, reasons: &mut Vec<String>) {
    let documents = |spec: &Spec| -> BTreeSet<String> {
        let actions = spec.actions.values().map(|action| &action.source);
        let structures = spec.structures.values().map(|structure| &structure.source);
        actions.chain(structures).map(|source| source.document.clone()).collect()
    };
    let (before, after) = (documents(old), documents(new));
    let empty = before.difference(&after).filter(|document| present.contains(document.as_str()));
    push_names("documents that describe nothing any more", empty, reasons);
}

/// Tables that are gone or were cut, of actions and structures that are still there.
fn tables(old: &Spec, new: &Spec, reasons: &mut Vec<String>) {
    let is_cut = |old: &[Field], new: &[Field]| {
        let lost = old.len().saturating_sub(new.len());
        lost >= CUT && lost > new.len() || old.len() > 1 && new.is_empty()
    };
    let actions = old.actions.iter().filter(|(name, old)| {
        let new = new.actions.get(*name);
        new.is_some_and(|new| is_cut(&old.request, &new.request) || is_cut(&old.response, &new.response))
    });
    let structures = old
        .structures
        .iter()
        .filter(|(name, old)| new.structures.get(*name).is_some_and(|new| is_cut(&old.fields, &new.fields)));
    let names = actions.map(|(name, _)| name).chain(structures.map(|(name, _)| name));
    push_names("most rows of a table are gone", names, reasons);
}

/// Structures that fields refer to, and that were there before.
fn references(old: &Spec, new: &Spec, reasons: &mut Vec<String>) {
    let mut dangling = BTreeSet::new();
    walk::each_field(new, &mut |_, _, field| {
        let name = field.ty.referenced().filter(|name| !new.structures.contains_key(*name));
        dangling.extend(name.filter(|name| old.structures.contains_key(*name)).map(str::to_owned));
    });
    push_names("fields refer to structures that are gone", dangling.iter(), reasons);
}

/// A first edition has nothing before it but its own list of actions.
fn overview(new: &Spec, reasons: &mut Vec<String>) {
    let (part, whole) = KEPT;
    let (pages, listed) = (new.actions.len(), new.listed_actions.len());
    if pages * whole < (pages + listed) * part {
        push_names("an overview lists actions without a page", new.listed_actions.keys(), reasons);
    }
}

fn push_names<'n>(what: &str, names: impl Iterator<Item = &'n String>, reasons: &mut Vec<String>) {
    let names: Vec<&str> = names.map(String::as_str).collect();
    if names.is_empty() {
        return;
    }
    let mut list = names.iter().take(LISTED).copied().collect::<Vec<_>>().join(", ");
    if names.len() > LISTED {
        list.push_str(&format!(" and {} more", names.len() - LISTED));
    }
    reasons.push(format!("{what}: {list}"));
}
