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
mod choices;
mod errors;
mod examples;
pub(crate) mod facts;
mod fields;
mod findings;
mod query;
mod rest;
mod rules;
mod samples;
mod structures;
mod walk;

use crate::diagnostic::Diagnostic;
use crate::spec;
use crate::spec::model::Spec;
use crate::spec::usage::Usage;

pub use rules::{RULES, Rule};

use findings::Findings;
use walk::Tables;

/// Everything in a spec that contradicts itself, by document and line.
pub fn check(spec: &Spec) -> Vec<Diagnostic> {
    // In APIs of methods and paths an answer may be a list or a number, and a body too.
    let answered = spec::rest::answered(spec);
    let whole = &*spec::rest::resolved(&answered);
    let usage = Usage::of(spec);
    let tables = Tables::of(whole);
    let mut findings = Findings::default();
    actions::check(spec, &mut findings);
    rest::check(spec, &mut findings);
    structures::check(whole, &usage, &mut findings);
    fields::check(spec, &mut findings);
    let gone = changelog::check(spec, &mut findings);
    errors::check(spec, &mut findings);
    examples::check(whole, &tables, &gone, &mut findings);
    samples::check(whole, &tables, &mut findings);
    findings.sorted()
}
