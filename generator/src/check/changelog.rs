//! The changelog against the tables: what it announced, in the order of time, and what is there today.

use indexmap::{IndexMap, IndexSet};

use crate::changelog::locate::{Today, suggestion, today};
use crate::changelog::timeline::{Event, Subject, Timeline, title};
use crate::changelog::values;
use crate::spec::model::{ChangeOp, Spec};

use super::findings::Findings;
use super::rules::{
    CHANGELOG_ADDED_TWICE, CHANGELOG_CHANGED_WHEN_GONE, CHANGELOG_DEPRECATED_PRESENT, CHANGELOG_REMOVED_PRESENT,
    CHANGELOG_UNKNOWN_NAME,
};

/// What releases took away and no table has, with the announcement that said so.
pub(super) type Gone<'a> = IndexMap<Subject<'a>, Event<'a>>;

pub(super) fn check<'a>(spec: &'a Spec, findings: &mut Findings) -> Gone<'a> {
    let timeline = Timeline::of(&spec.changelog);
    for (subject, events) in timeline.subjects() {
        follow(subject, events, findings);
    }
    strangers(spec, &timeline, findings);
    let mut gone = Gone::new();
    for (subject, events) in timeline.subjects() {
        let Some(last) = events.last().copied() else { continue };
        let Event { op, release, .. } = last;
        let source = last.source();
        let source = source.as_ref();
        let taken = matches!(op, ChangeOp::Remove | ChangeOp::Deprecate);
        match (today(spec, subject), op) {
            (Today::Absent, _) if taken => {
                gone.insert(*subject, last);
            }
            (Today::Absent, _) if values::taken_by(spec, subject, events).is_some() => {}
            (Today::Absent, _) => {
                let message = format!("{} {subject}, which no table has", announced(events));
                let help = suggestion(spec, subject).map(|name| format!("the table has `{name}`"));
                findings.add_with_help(&CHANGELOG_UNKNOWN_NAME, source, message, help);
            }
            (Today::Present, ChangeOp::Remove) => {
                let message = format!("{} removes {subject}, which a table still has", title(release));
                findings.add(&CHANGELOG_REMOVED_PRESENT, source, message);
            }
            (Today::Present, ChangeOp::Deprecate) => {
                let message = format!("{} deprecates {subject}, which a table still has", title(release));
                findings.add(&CHANGELOG_DEPRECATED_PRESENT, source, message);
            }
            _ => {}
        }
    }
    gone
}

/// What contradicts itself in the announcements about one subject.
fn follow(subject: &Subject<'_>, events: &[Event<'_>], findings: &mut Findings) {
    let mut added = false;
    let mut last = None;
    for event in events.iter().copied() {
        let Event { op, release, .. } = event;
        let source = event.source();
        let source = source.as_ref();
        if op == ChangeOp::Add && added && last != Some(ChangeOp::Remove) {
            let message = format!("{} adds {subject} once more", title(release));
            findings.add(&CHANGELOG_ADDED_TWICE, source, message);
        }
        if last == Some(ChangeOp::Remove) && op != ChangeOp::Add {
            let message = format!("{} changes {subject}, which was removed before", title(release));
            findings.add(&CHANGELOG_CHANGED_WHEN_GONE, source, message);
        }
        added |= op == ChangeOp::Add;
        last = Some(op);
    }
}

/// Actions and structures whose fields the changelog changes and that exist nowhere, each once. Those
/// that it names themselves are judged like any other subject.
fn strangers(spec: &Spec, timeline: &Timeline<'_>, findings: &mut Findings) {
    let mut seen = IndexSet::new();
    for (subject, events) in timeline.subjects() {
        let Some(owner) = subject.owner() else { continue };
        if !seen.insert(owner) || timeline.names(&owner) || today(spec, &owner) == Today::Present {
            continue;
        }
        let Some(last) = events.last() else { continue };
        let message = format!("{} changes {owner}, which no page has", title(last.release));
        let help = suggestion(spec, &owner).map(|name| format!("there is `{name}`"));
        findings.add_with_help(&CHANGELOG_UNKNOWN_NAME, last.source().as_ref(), message, help);
    }
}

fn announced(events: &[Event<'_>]) -> String {
    let mut titles: Vec<String> = events.iter().map(|event| title(event.release)).collect();
    titles.dedup();
    format!("{} {}", titles.join(", "), if titles.len() == 1 { "names" } else { "name" })
}
