//! Finding what a changelog names in the tables of today.
//!
//! A changelog names a field by its name alone, by a dotted path (`listeners.n.port`), or, where a table writes its
//! members out in place, by the member's name without the path to it.

use crate::spec::model::{ChangeKind, Field, Spec};

use super::timeline::Subject;
use crate::spec::similar_names::nearest;

/// Whether a table of today has a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Today {
    /// A table has it.
    Present,
    /// The table that should have it has not.
    Absent,
    /// Its action or structure is unknown or has no page.
    Unknowable,
}

/// Looks a subject up in the tables.
pub fn today(spec: &Spec, subject: &Subject<'_>) -> Today {
    let name = subject.name;
    let present = match subject.kind {
        ChangeKind::Action => Some(spec.actions.contains_key(name) || spec.listed_actions.contains_key(name)),
        ChangeKind::Structure => Some(spec.structures.contains_key(name)),
        ChangeKind::ErrorCode => has_error(spec, subject),
        _ => table(spec, subject).map(|fields| has(spec, fields, name)),
    };
    match present {
        Some(true) => Today::Present,
        Some(false) => Today::Absent,
        None => Today::Unknowable,
    }
}

/// Whether an action, or the API's lists, have an error code.
fn has_error(spec: &Spec, subject: &Subject<'_>) -> Option<bool> {
    match subject.owner {
        Some(owner) => spec.actions.get(owner).map(|action| action.errors.iter().any(|code| code == subject.name)),
        None => (!spec.errors.is_empty()).then(|| spec.errors.contains_key(subject.name)),
    }
}

/// The table that a field would stand in; none where its action or structure has no page.
pub fn table<'a>(spec: &'a Spec, subject: &Subject<'_>) -> Option<&'a [Field]> {
    let owner = subject.owner?;
    match subject.kind {
        ChangeKind::RequestField => spec.actions.get(owner).map(|action| action.request.as_slice()),
        ChangeKind::ResponseField => spec.actions.get(owner).map(|action| action.response.as_slice()),
        ChangeKind::Member => spec.structures.get(owner).map(|structure| structure.fields.as_slice()),
        ChangeKind::Action | ChangeKind::Structure | ChangeKind::ErrorCode => None,
    }
}

/// The steps of a dotted name without its indexes: `listeners`, `port` for `listeners.n.port`.
pub fn steps(name: &str) -> impl Iterator<Item = &str> {
    let is_index = |step: &str| step.eq_ignore_ascii_case("n") || step.bytes().all(|byte| byte.is_ascii_digit());
    name.split('.').filter(move |step| !is_index(step))
}

/// True where a changelog's `name` means the field at `path`, a dotted path within its table.
pub fn means(name: &str, path: &str) -> bool {
    if name.contains('.') { steps(name).eq(path.split('.')) } else { path.rsplit('.').next() == Some(name) }
}

/// Looks for a field by its name, or by a dotted path through the types. A name alone may be that of a member of a
/// field that has its members in the same table.
fn has(spec: &Spec, fields: &[Field], path: &str) -> bool {
    if !path.contains('.') {
        return stands_in(fields, path);
    }
    let mut fields = fields;
    for step in steps(path) {
        let Some(field) = fields.iter().find(|field| field.name == step) else { return false };
        fields = spec.members(&field.ty);
    }
    true
}

fn stands_in(fields: &[Field], name: &str) -> bool {
    fields.iter().any(|field| field.name == name || stands_in(field.ty.inline_fields(), name))
}

/// The name of today that a subject's misspelt name probably means.
pub fn suggestion<'a>(spec: &'a Spec, subject: &Subject<'_>) -> Option<&'a str> {
    match subject.kind {
        ChangeKind::Action => nearest(subject.name, spec.actions.keys().map(String::as_str)),
        ChangeKind::Structure => nearest(subject.name, spec.structures.keys().map(String::as_str)),
        _ => nearest(subject.name, table(spec, subject)?.iter().map(|field| field.name.as_str())),
    }
}
