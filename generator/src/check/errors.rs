//! Error codes of the pages against the lists of codes.

use std::collections::{BTreeMap, HashSet};

use crate::spec::model::{ErrorScope, Spec};

use super::findings::{Findings, list};
use super::rules::{ERROR_NAME_CASE, ERROR_REPEATED, ERROR_UNLISTED, ERROR_UNUSED};

pub(super) fn check(spec: &Spec, findings: &mut Findings) {
    let mut used: HashSet<&str> = HashSet::new();
    for (name, action) in &spec.actions {
        let mut own: HashSet<&str> = HashSet::new();
        for code in &action.errors {
            used.insert(code);
            if !own.insert(code) {
                let message = format!("{name} lists the error code `{code}` twice");
                findings.add(&ERROR_REPEATED, Some(&action.source), message);
            } else if !spec.errors.is_empty() && !spec.errors.contains_key(code) {
                let message = format!("{name} lists the error code `{code}`, which no list of codes has");
                findings.add(&ERROR_UNLISTED, Some(&action.source), message);
            }
        }
    }
    unused(spec, &used, findings);
    name_case(spec, findings);
}

/// Codes of the API's own list that no page names. Pages that list no codes at all say nothing.
fn unused(spec: &Spec, used: &HashSet<&str>, findings: &mut Findings) {
    if used.is_empty() {
        return;
    }
    for (code, error) in spec.errors.iter().filter(|(_, error)| error.scope == ErrorScope::Business) {
        if !used.contains(code.as_str()) {
            let message = format!("no action lists the error code `{code}`");
            findings.add(&ERROR_UNUSED, error.source.as_ref(), message);
        }
    }
}

fn name_case(spec: &Spec, findings: &mut Findings) {
    let mut spellings: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for code in spec.errors.keys() {
        spellings.entry(code.to_lowercase()).or_default().push(code);
    }
    for codes in spellings.values().filter(|codes| codes.len() > 1) {
        let source = codes.last().and_then(|code| spec.errors.get(*code)).and_then(|error| error.source.as_ref());
        findings.add(&ERROR_NAME_CASE, source, format!("the error codes {} differ in case alone", list(codes)));
    }
}
