//! Collecting findings and putting them into a fixed order; and the words that messages share.

use crate::diagnostic::Diagnostic;
use crate::escape;
use crate::spec::model::Source;

use super::rules::Rule;

/// Findings in the making.
#[derive(Debug, Default)]
pub(super) struct Findings {
    list: Vec<Diagnostic>,
}

impl Findings {
    /// Adds a finding at a place.
    pub(super) fn add(&mut self, rule: &Rule, source: Option<&Source>, message: String) {
        self.add_with_help(rule, source, message, None);
    }

    /// Adds a finding with advice.
    pub(super) fn add_with_help(
        &mut self,
        rule: &Rule,
        source: Option<&Source>,
        message: String,
        help: Option<String>,
    ) {
        let mut finding = Diagnostic::new(rule.id, rule.by, message);
        finding.source = source.cloned();
        finding.help = help;
        self.list.push(finding);
    }

    /// All findings by document and line; those of one line in the order of the checks.
    pub(super) fn sorted(mut self) -> Vec<Diagnostic> {
        self.list.sort_by(|a, b| place(a).cmp(&place(b)));
        self.list
    }
}

fn place(finding: &Diagnostic) -> Option<(&str, [u32; 2])> {
    finding.source.as_ref().map(|source| (source.document.as_str(), source.lines))
}

/// Names as a list for a message.
pub(super) fn list<S: AsRef<str>>(names: &[S]) -> String {
    names.iter().map(|name| format!("`{}`", name.as_ref())).collect::<Vec<_>>().join(", ")
}

/// A value's beginning, short enough for a message.
pub(super) fn preview(text: &str) -> String {
    escape::shorten(text, 40)
}
