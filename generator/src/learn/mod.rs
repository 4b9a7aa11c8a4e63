//! `learn`: a profile for pages of an unknown vendor, proposed from the pages themselves.
//!
//! Candidates for each key come from counting what stands on the pages (`survey`), with words that any documentation uses
//! (`lexicon`). Where two candidates are close, the engine reads the pages with both, and the one that reads more with
//! fewer doubts stays (`choose`). Nothing here knows a vendor, and nothing is random: the same pages give the same file.
//! Reading pages by the finished profile is not done here but in [`pages`](crate::pages).

mod choose;
mod columns;
mod draft;
mod history;
mod lexicon;
mod marks;
mod operations;
mod sentences;
mod structures;
mod surroundings;
mod survey;
mod titles;
mod types;
mod usage;

use crate::diagnostic::Diagnostic;
use crate::pages::Input;
use crate::pages::declared::Trial;
use crate::pages::declared::outline::Outline;
use crate::pages::profile::file::ProfileFile;
use draft::{Draft, Value};
use survey::Survey;
pub use usage::{Usage, usage};

/// A proposed profile.
#[derive(Debug)]
pub struct Proposal {
    /// The file, with a comment of evidence for each line.
    pub toml: String,
    /// What the pages give with it.
    pub read: Read,
}

/// What pages give with a profile.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Read {
    /// Operations.
    pub operations: usize,
    /// Fields of requests and answers.
    pub fields: usize,
    /// Structures.
    pub structures: usize,
    /// Members of structures and of objects.
    pub members: usize,
    /// Operations whose answer is known.
    pub answers: usize,
    /// Error codes.
    pub errors: usize,
    /// Releases.
    pub releases: usize,
    /// Findings that are warnings or errors.
    pub doubts: usize,
}

/// Proposes a profile of this name.
///
/// # Errors
/// A finding that says why there is none.
pub fn propose(inputs: &[Input], name: &str) -> Result<Proposal, Diagnostic> {
    let trial = Trial::new(inputs, None);
    let survey = Survey::new(trial.library());
    let roles = columns::roles(&survey);
    let mut draft = Draft::default();
    draft.guess("", "name", Value::Text(name.to_owned()), "the name of the folder; call it as you like");
    draft.guess("", "vendor", Value::Text(name.to_owned()), "the same");
    surroundings::write_signs(&survey, &mut draft);
    surroundings::write_protocol(&survey, &mut draft);
    columns::write(&survey, &roles, &mut draft);
    let forms = operations::forms(&survey, &roles);
    operations::write(&forms, &mut draft);
    let level = structures::heading_level(&survey, &roles);
    structures::write(&survey, &roles, level, &mut draft);
    structures::write_nesting(&survey, structures::caption_word(&survey).as_ref(), &mut draft);
    history::write(&survey, &mut draft);
    types::write(&survey, &roles, &mut draft);
    let marks = marks::read(&survey, &roles);
    marks.write(&mut draft);
    write_operations(&survey, &roles, level.is_some(), &mut draft)?;
    let samples = types::Samples::new(&survey, &roles);
    choose::types(&trial, &samples, &mut draft)?;
    choose::close(&trial, marks.has_signs(), &mut draft)?;
    if !draft.toml().contains("\nproduct_link = ") {
        draft.guess("", "product", Value::Text(name.to_owned()), "the same");
    }
    let outcome = trial.run(&draft.profile()?);
    let read = choose::read(&outcome);
    let toml = format!("{}{}", draft.toml(), choose::report(&outcome, &read));
    // What is proposed is read back first.
    ProfileFile::parse(&toml, "proposal")?;
    Ok(Proposal { toml, read })
}

/// Writes what depends on which sections are operations.
fn write_operations(
    survey: &Survey<'_>,
    roles: &columns::Roles,
    has_level: bool,
    draft: &mut Draft,
) -> Result<(), Diagnostic> {
    let profile = draft.profile()?;
    let outline = Outline::new(survey.library, &profile, &mut Vec::new());
    surroundings::write_links(survey, &outline, draft);
    let titles = titles::read(survey, roles, &outline);
    titles::write(&titles, draft);
    if !has_level {
        structures::write_tables(survey, roles, &outline, draft);
    }
    let sentences = sentences::read(survey, &outline);
    sentences.write_marks(draft);
    if sentences.returning * 4 > outline.operations.len() {
        sentences.write_returns(draft);
        sentences.write_types(draft);
    }
    Ok(())
}
