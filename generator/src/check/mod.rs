//! The spec against itself: tables against structures, examples, sample values, error lists and the
//! changelog. Only reports; nothing is corrected.
//!
//! Each finding has a code of the table [`RULES`] and the place of the row, example or release that
//! it is about. What a spec cannot show (lines that nothing consumed, two lists that hold the same
//! error code) is reported by the stage that reads the document.
//!
//! Cost is linear in the size of the spec.

mod actions;
mod changelog;
mod errors;
mod examples;
pub(crate) mod facts;
mod fields;
mod findings;
mod query;
mod rules;
mod samples;
mod structures;
mod walk;

use crate::diagnostic::Diagnostic;
use crate::spec::model::Spec;
use crate::spec::usage::Usage;

pub use rules::{RULES, Rule};

pub(crate) use findings::shorten;

use findings::Findings;
use walk::Tables;

/// Everything in a spec that contradicts itself, by document and line.
pub fn check(spec: &Spec) -> Vec<Diagnostic> {
    let usage = Usage::of(spec);
    let tables = Tables::of(spec);
    let mut findings = Findings::default();
    actions::check(spec, &mut findings);
    structures::check(spec, &usage, &mut findings);
    fields::check(spec, &mut findings);
    let gone = changelog::check(spec, &mut findings);
    errors::check(spec, &mut findings);
    examples::check(spec, &tables, &gone, &mut findings);
    samples::check(spec, &tables, &mut findings);
    findings.sorted()
}
