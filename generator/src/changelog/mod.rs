//! What the changelog tells about the spec's own elements: when each came, changed and went.
//!
//! [`set_births`] puts it into a spec; [`past`] makes the spec of an earlier release; [`status`] compares every
//! announcement with the tables, and [`unannounced`] compares two editions. Contradictions as diagnostics are the
//! business of [`check`](crate::check).

pub mod editions;
pub mod locate;
mod missing_names;
pub mod past;
mod payloads;
pub mod status;
pub mod timeline;
pub mod unannounced;
pub mod values;
pub mod words;

use crate::spec::model::{ChangeKind, ChangeOp, Field, Spec};
use timeline::{Event, Subject, Timeline};

/// Fills in `since` and `deprecated_since` from the changelog. A field that no entry announces is as old as its owner, or
/// as the structure that it holds if that came later; of names announced twice (added, removed, added again) the last
/// time counts.
pub fn set_births(spec: &mut Spec) {
    let timeline = Timeline::of(&spec.changelog);
    for (name, action) in &mut spec.actions {
        let events = timeline.events(&Subject::action(name));
        action.since = last(events, ChangeOp::Add);
        action.deprecated_since = deprecation(events);
        action.deprecated |= action.deprecated_since.is_some();
        fields(&timeline, ChangeKind::RequestField, name, action.since, &mut action.request);
        fields(&timeline, ChangeKind::ResponseField, name, action.since, &mut action.response);
    }
    for (name, listed) in &mut spec.listed_actions {
        listed.since = last(timeline.events(&Subject::action(name)), ChangeOp::Add);
    }
    for (name, structure) in &mut spec.structures {
        structure.since = last(timeline.events(&Subject::structure(name)), ChangeOp::Add);
        fields(&timeline, ChangeKind::Member, name, structure.since, &mut structure.fields);
    }
}

fn fields(timeline: &Timeline<'_>, kind: ChangeKind, owner: &str, owner_birth: Option<u32>, fields: &mut [Field]) {
    for field in fields {
        let events = timeline.events(&Subject { kind, owner: Some(owner), name: &field.name });
        field.since = last(events, ChangeOp::Add).or_else(|| age(timeline, owner_birth, field.ty.referenced()));
        field.deprecated_since = deprecation(events);
        field.deprecated |= field.deprecated_since.is_some();
    }
}

/// The release that a field without an announcement came with.
fn age(timeline: &Timeline<'_>, owner: Option<u32>, structure: Option<&str>) -> Option<u32> {
    let structure = structure.and_then(|name| birth(timeline, &Subject::structure(name)));
    owner.max(structure.and_then(|event| event.release.release))
}

/// The announcement that something is new, where it is the first that speaks of it.
fn birth<'t>(timeline: &'t Timeline<'_>, subject: &Subject<'t>) -> Option<Event<'t>> {
    timeline.events(subject).first().copied().filter(|event| event.op == ChangeOp::Add)
}

/// The number of the last release that announced `op`.
fn last(events: &[Event<'_>], op: ChangeOp) -> Option<u32> {
    events.iter().rev().find(|event| event.op == op).and_then(|event| event.release.release)
}

/// The release that announced the end of what has not been announced anew since.
fn deprecation(events: &[Event<'_>]) -> Option<u32> {
    let born = events.iter().rposition(|event| event.op == ChangeOp::Add).map_or(0, |at| at + 1);
    last(events.get(born..)?, ChangeOp::Deprecate)
}
