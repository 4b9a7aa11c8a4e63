//! Collecting findings and putting them into a fixed order; and the words that messages share.

use std::fmt;

use crate::diagnostic::Diagnostic;
use crate::spec::model::{Source, StringFormat, Type};

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
        let mut finding = Diagnostic::new(rule.code, rule.severity, message);
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

/// The table that a field stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Owner<'a> {
    /// The request of an action.
    Request(&'a str),
    /// The response of an action.
    Response(&'a str),
    /// The members of a structure.
    Structure(&'a str),
    /// The common parameters of a signing scheme.
    Common(&'a str),
}

impl fmt::Display for Owner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(name) => write!(f, "the request of {name}"),
            Self::Response(name) => write!(f, "the response of {name}"),
            Self::Structure(name) => write!(f, "structure {name}"),
            Self::Common(scheme) => write!(f, "the common parameters of {scheme}"),
        }
    }
}

/// A type in words.
pub(in crate::spec) fn type_name(ty: &Type) -> String {
    match ty {
        Type::String { format: None, .. } => "string".to_owned(),
        Type::String { format: Some(StringFormat::Date), .. } => "string (date)".to_owned(),
        Type::String { format: Some(StringFormat::Timestamp), .. } => "string (timestamp)".to_owned(),
        Type::String { format: Some(StringFormat::DateTime), .. } => "string (date-time)".to_owned(),
        Type::String { format: Some(StringFormat::Binary), .. } => "string (binary)".to_owned(),
        Type::String { format: Some(StringFormat::Json), .. } => "string (JSON)".to_owned(),
        Type::Integer { .. } => "integer".to_owned(),
        Type::Number { .. } => "number".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::Array { items, .. } => format!("array of {}", type_name(items)),
        Type::Object { reference: Some(name), .. } => name.clone(),
        Type::Object { .. } => "object".to_owned(),
        Type::Map { values } => format!("map of {}", type_name(values)),
    }
}

/// Names as a list for a message.
pub(super) fn list<S: AsRef<str>>(names: &[S]) -> String {
    names.iter().map(|name| format!("`{}`", name.as_ref())).collect::<Vec<_>>().join(", ")
}

/// A value's beginning, short enough for a message.
pub(super) fn preview(text: &str) -> String {
    shorten(text, 40)
}

/// At most `most` characters of a text, on one line; blanks at its ends stay, they may be the finding.
pub(in crate::spec) fn shorten(text: &str, most: usize) -> String {
    let mut characters = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut shown: String = characters.by_ref().take(most).collect();
    if characters.next().is_some() {
        shown.push('…');
    }
    shown
}

/// The candidate that a misspelt name probably means.
pub(super) fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    /// Bounds the work on hostile tables.
    const COMPARED: usize = 256;
    const LONGEST: usize = 64;
    if name.len() > LONGEST {
        return None;
    }
    candidates
        .take(COMPARED)
        .filter(|candidate| candidate.len().abs_diff(name.len()) <= 2 && candidate.len() <= LONGEST)
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 2 && candidate.len() > 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Insertions, deletions and replacements between two names, without regard to case.
pub(in crate::spec) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<u8> = b.bytes().map(|byte| byte.to_ascii_lowercase()).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, byte) in a.bytes().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (above, other) in row.iter().skip(1).zip(&b) {
            let replaced = diagonal + usize::from(byte.to_ascii_lowercase() != *other);
            left = replaced.min(left + 1).min(above + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
