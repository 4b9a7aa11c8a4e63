//! What the sentences name: structures that a field refers to.
//!
//! Only reports. A sentence that names a structure that no table defines is a contradiction of the document that the
//! spec alone cannot show.

use super::words::PHRASES;
use crate::diagnostic::{Diagnostic, Severity};
use crate::prose::Prose;
use crate::spec::model::{Field, Source, Spec};

/// Compares the sentences with the spec that was read beside them.
pub(super) fn check(spec: &Spec, prose: &Prose, diagnostics: &mut Vec<Diagnostic>) {
    let mut report = |code, message: String, source: &Source| {
        diagnostics.push(Diagnostic::new(code, Severity::Warning, message).at(source.clone()));
    };
    for (name, action) in &spec.actions {
        for (part, fields) in [("request", &action.request), ("response", &action.response)] {
            check_fields(spec, prose, &format!("actions.{name}.{part}"), fields, &mut report);
        }
    }
    for (name, structure) in &spec.structures {
        check_fields(spec, prose, &format!("structures.{name}"), &structure.fields, &mut report);
    }
}

fn check_fields(
    spec: &Spec,
    prose: &Prose,
    path: &str,
    fields: &[Field],
    report: &mut dyn FnMut(&'static str, String, &Source),
) {
    for field in fields {
        let text = prose.get(&format!("{path}.{}", field.name)).unwrap_or_default();
        let named = PHRASES.structure.iter().find_map(|phrase| Some(identifier(text.split_once(phrase)?.1)));
        if let Some(named) = named.filter(|named| !named.is_empty() && !spec.structures.contains_key(*named)) {
            let message =
                format!("the description of `{}` refers to the structure {named}, which no table defines", field.name);
            report("description-unknown-structure", message, &field.source);
        }
    }
}

/// The identifier at the beginning of a text.
fn identifier(text: &str) -> &str {
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}
