//! Actions against the overview and the changelog.

use crate::spec::model::Spec;

use super::findings::Findings;
use super::rules::{ACTION_DEPRECATED, ACTION_WITHOUT_GROUP, ACTION_WITHOUT_PAGE, SINCE_UNKNOWN, SUCCESSOR_UNKNOWN};

pub(super) fn check(spec: &Spec, findings: &mut Findings) {
    for (name, listed) in &spec.listed_actions {
        let message = format!("the overview lists {name}, and no page describes it");
        findings.add(&ACTION_WITHOUT_PAGE, Some(&listed.source), message);
    }
    let grouped = spec.actions.values().any(|action| action.group.is_some());
    for (name, action) in &spec.actions {
        let source = Some(&action.source);
        if grouped && action.group.is_none() {
            let message = format!("{name} has a page, and no group of the overview lists it");
            findings.add(&ACTION_WITHOUT_GROUP, source, message);
        }
        if action.deprecated {
            let successor = action.successor.as_deref().map(|name| format!("; its successor is {name}"));
            let message = format!("{name} is marked deprecated{}", successor.unwrap_or_default());
            findings.add(&ACTION_DEPRECATED, source, message);
        }
        if let Some(successor) = action.successor.as_deref().filter(|successor| !known(spec, successor)) {
            let message = format!("{name} names {successor} as its successor, which does not exist");
            findings.add(&SUCCESSOR_UNKNOWN, source, message);
        }
    }
    births(spec, findings);
}

fn known(spec: &Spec, action: &str) -> bool {
    spec.actions.contains_key(action) || spec.listed_actions.contains_key(action)
}

/// Actions and structures that the changelog never introduced. A document without a changelog says
/// nothing about births.
fn births(spec: &Spec, findings: &mut Findings) {
    if spec.changelog.is_empty() {
        return;
    }
    let actions = spec.actions.iter().map(|(name, action)| ("action", name, action.since, &action.source));
    let listed = spec.listed_actions.iter().map(|(name, action)| ("action", name, action.since, &action.source));
    let structures = spec.structures.iter().map(|(name, item)| ("structure", name, item.since, &item.source));
    for (kind, name, since, source) in actions.chain(listed).chain(structures) {
        if since.is_none() {
            findings.add(&SINCE_UNKNOWN, Some(source), format!("no release announces {kind} {name}"));
        }
    }
}
