//! Fields that the answers of an API have in common: an answer without one of them may have lost its row.
//!
//! Looks at finished specs only. What one page says of its own answer is compared in `examples` and `rows`.

use std::collections::HashMap;

use super::COMMON_FIELD_MISSING;
use crate::diagnostic::{Diagnostic, Severity};
use crate::spec::model::Spec;

/// So many answers show what they have in common.
const FEWEST: usize = 10;

/// The findings about a spec.
pub(super) fn check(spec: &Spec) -> Vec<Diagnostic> {
    let answers = spec.actions.iter().filter(|(_, action)| !action.response.is_empty());
    let all = answers.clone().count();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for field in answers.flat_map(|(_, action)| &action.response) {
        *counts.entry(field.name.as_str()).or_default() += 1;
    }
    // Nine of ten have it.
    let mut common: Vec<(&str, usize)> = counts.into_iter().filter(|(_, count)| 10 * count >= 9 * all).collect();
    common.sort_unstable();
    let mut found = Vec::new();
    for (name, action) in spec.actions.iter().filter(|_| all >= FEWEST) {
        let lacks = |common: &&(&str, usize)| action.response.iter().all(|field| field.name != common.0);
        let missing: Vec<String> = common.iter().filter(lacks).map(|(name, _)| format!("`{name}`")).collect();
        if !missing.is_empty() {
            let missing = missing.join(", ");
            let message =
                format!("the answer of {name} has no {missing}, which most of the {all} answers of {} have", spec.id);
            let finding = Diagnostic::new(COMMON_FIELD_MISSING.code, Severity::Warning, message);
            found.push(finding.at(action.source.clone()).help(COMMON_FIELD_MISSING.help));
        }
    }
    found
}
