//! Documents that several profiles are tried on: they are read once, and each profile gives a spec of them.
//!
//! `learn` compares candidates with it, and `check-profile` counts what each word matches. How a profile is chosen for a
//! document is not decided here.

use super::library::Library;
use super::outline::Outline;
use super::{build, document, lines};
use crate::coverage::LineUses;
use crate::diagnostic::Diagnostic;
use crate::pages::profile::file::ProfileFile;
use crate::pages::{Input, ParseOptions};
use crate::spec::model::Spec;

/// Documents, read.
pub(crate) struct Trial {
    library: Library,
}

/// What a profile gave.
pub(crate) struct Outcome {
    pub(crate) spec: Spec,
    pub(crate) findings: Vec<Diagnostic>,
    pub(crate) accounts: Vec<(String, LineUses)>,
}

impl Outcome {
    /// Lines that nothing accounts for, and all lines.
    pub(crate) fn lines(&self) -> [usize; 2] {
        let sum = |count: fn(&LineUses) -> usize| self.accounts.iter().map(|(_, accounts)| count(accounts)).sum();
        [sum(|accounts| accounts.residue().count()), sum(LineUses::len)]
    }
}

impl Trial {
    /// Reads documents; `element` is the identifier of the HTML element that holds the page.
    pub(crate) fn new(inputs: &[Input], element: Option<&str>) -> Self {
        let mut inputs: Vec<&Input> = inputs.iter().collect();
        inputs.sort_by(|a, b| a.name.cmp(&b.name));
        let options = ParseOptions::default();
        let texts = inputs.iter().filter_map(|input| crate::pages::text(input, &options, &mut Vec::new()));
        let documents = texts.map(|text| (text.name.to_owned(), document(element, &text))).collect();
        Self { library: Library::new(documents) }
    }

    pub(crate) fn library(&self) -> &Library {
        &self.library
    }

    /// Reads all documents with a profile, as one API.
    pub(crate) fn run(&self, profile: &ProfileFile) -> Outcome {
        let mut findings = Vec::new();
        let outline = Outline::new(&self.library, profile, &mut findings);
        let product = profile.product.as_deref().unwrap_or(crate::pages::UNKNOWN_PRODUCT);
        let built = build::spec(&self.library, profile, product, &outline, &mut findings);
        let accounts = lines::account(&outline, &built.used);
        Outcome { spec: built.parsed.spec, findings, accounts }
    }
}
