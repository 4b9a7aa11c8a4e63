//! Names that a release says to be modified and that are no field: identifiers that a parameter takes as its values.
//!
//! "Accepts `tinLanternId`" is said of an action whose parameter is `lanternId`, when answers hand out `tinLanternId`.
//! There is no such parameter to look for, so its absence from the table contradicts nothing.

use crate::spec::model::{ChangeKind, ChangeOp, Spec};
use crate::spec::walk::{Owner, each_field};

use super::locate::table;
use super::timeline::{Event, Subject};

/// The parameter that takes values of the name: the one whose name is the end of it, where answers have a field of the
/// whole name and no release announces it as more than modified.
pub fn taken_by<'a>(spec: &'a Spec, subject: &Subject<'_>, events: &[Event<'_>]) -> Option<&'a str> {
    let is_spoken_of = events.iter().all(|event| event.op == ChangeOp::Modify);
    if subject.kind != ChangeKind::RequestField || !is_spoken_of || !is_handed_out(spec, subject.name) {
        return None;
    }
    let is_end = |name: &&str| ends_with(singular(subject.name), singular(name));
    let mut takers = table(spec, subject)?.iter().map(|field| field.name.as_str()).filter(is_end);
    let taker = takers.next()?;
    takers.next().is_none().then_some(taker)
}

/// True where an answer has a field of the name.
fn is_handed_out(spec: &Spec, name: &str) -> bool {
    let mut found = false;
    each_field(spec, &mut |owner, _, field| {
        found |= matches!(owner, Owner::Response(_) | Owner::Structure(_)) && singular(&field.name) == singular(name);
    });
    found
}

fn singular(name: &str) -> &str {
    name.strip_suffix('s').unwrap_or(name)
}

/// True where a name is `end` with something before it; the case of the letter where they meet does not count.
fn ends_with(name: &str, end: &str) -> bool {
    let start = name.len().checked_sub(end.len()).filter(|start| *start > 0);
    !end.is_empty() && start.and_then(|start| name.get(start..)).is_some_and(|rest| rest.eq_ignore_ascii_case(end))
}
