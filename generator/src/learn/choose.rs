//! Choosing between close candidates by what the engine reads with each, and what is printed below the proposal.

use indexmap::IndexMap;

use super::Read;
use super::draft::{Draft, Value};
use super::types::{self, Samples};
use crate::diagnostic::{Diagnostic, Severity};
use crate::escape::Visible;
use crate::lexeme::counted;
use crate::pages::declared::{Outcome, Trial};
use crate::spec::model::{Field, Type};

/// Counts what a profile gave.
pub(super) fn read(outcome: &Outcome) -> Read {
    let spec = &outcome.spec;
    let mut read = Read { operations: spec.actions.len(), structures: spec.structures.len(), ..Read::default() };
    for action in spec.actions.values() {
        read.fields += action.request.len() + action.response.len();
        read.members += action.request.iter().chain(&action.response).map(inner).sum::<usize>();
        read.answers += usize::from(action.returns.is_some() || !action.response.is_empty());
    }
    for structure in spec.structures.values() {
        read.members += structure.fields.iter().map(|field| 1 + inner(field)).sum::<usize>();
    }
    read.errors = spec.errors.len();
    read.releases = spec.changelog.len();
    read.doubts = outcome.findings.iter().filter(|finding| finding.severity != Severity::Note).count();
    read
}

/// The members of the objects in a field.
fn inner(field: &Field) -> usize {
    fn of(ty: &Type) -> usize {
        match ty {
            Type::Object { fields: Some(fields), .. } => fields.iter().map(|field| 1 + inner(field)).sum(),
            Type::Array { items, .. } => of(items),
            Type::Map { values } => of(values),
            Type::OneOf { one_of } => one_of.iter().map(of).sum(),
            _ => 0,
        }
    }
    of(&field.ty)
}

/// How good a profile is: facts read, less what is doubtful.
fn merit(outcome: &Outcome) -> i64 {
    /// A doubt costs as much as some facts.
    const DOUBT: i64 = 3;
    let read = read(outcome);
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX / 64);
    let enumerations = outcome.spec.actions.values().flat_map(|action| action.request.iter().chain(&action.response));
    let members = outcome.spec.structures.values().flat_map(|structure| &structure.fields);
    let values = enumerations.chain(members).filter(|field| !field.facts.enumeration.is_empty()).count();
    4 * count(read.operations)
        + count(read.fields)
        + count(read.members)
        + 2 * count(read.answers)
        + count(values)
        + count(read.errors)
        - DOUBT * count(read.doubts)
}

/// Adds the words of types that the engine asks for.
pub(super) fn types(trial: &Trial, samples: &Samples, draft: &mut Draft) -> Result<(), Diagnostic> {
    const ROUNDS: usize = 2;
    for _ in 0..ROUNDS {
        let outcome = trial.run(&draft.profile()?);
        if types::learn(&outcome.findings, samples, draft) == 0 {
            break;
        }
    }
    Ok(())
}

/// A change of a draft that may make it better.
type Change = fn(&mut Draft);

/// Tries what counting cannot decide.
pub(super) fn close(trial: &Trial, has_signs: bool, draft: &mut Draft) -> Result<(), Diagnostic> {
    const CHANGES: [Change; 3] = [
        |draft| draft.drop("[structures]", "tables"),
        |draft| {
            let ways = ["name-is-caption", "type-is-caption", "reference"].map(str::to_owned).to_vec();
            if draft.toml().contains("\nways = ") {
                draft.words("[nesting]", "ways", ways, "reads more than the other orders");
            }
        },
        |draft| {
            if !draft.toml().contains("\ntable = ") {
                draft.guess("[operations]", "table", Value::Text("by-method".to_owned()), "reads more tables");
            }
        },
    ];
    let mut best = merit(&trial.run(&draft.profile()?));
    for change in CHANGES {
        let mut other = draft.clone();
        change(&mut other);
        if other.toml() == draft.toml() {
            continue;
        }
        let merit = merit(&trial.run(&other.profile()?));
        if merit > best {
            (best, *draft) = (merit, other);
        }
    }
    if has_signs && queries_are_silent(trial, draft)? {
        let why = "most tables of queries mark nothing, and queries are usually optional";
        draft.guess("[marks]", "unmarked_query", Value::Bool(false), why);
    }
    Ok(())
}

/// Most operations with a query have no mark on any field of it.
fn queries_are_silent(trial: &Trial, draft: &Draft) -> Result<bool, Diagnostic> {
    let outcome = trial.run(&draft.profile()?);
    let (mut silent, mut all) = (0, 0);
    for action in outcome.spec.actions.values() {
        let mut query =
            action.request.iter().filter(|field| field.place == Some(crate::spec::model::Place::Query)).peekable();
        if query.peek().is_some() {
            all += 1;
            silent += usize::from(query.all(|field| field.required == Some(true)));
        }
    }
    Ok(silent * 3 > all && all > 0)
}

/// Coverage and suspicion, as comments below the proposal.
pub(super) fn report(outcome: &Outcome, read: &Read) -> String {
    const MOST: usize = 12;
    let [residue, all] = outcome.lines();
    let mut lines = vec![
        "read with this profile:".to_owned(),
        format!("  {}, {} of them with an answer", counted(read.operations, "operation"), read.answers),
        format!(
            "  {} of requests and answers, {}, {}",
            counted(read.fields, "field"),
            counted(read.structures, "structure"),
            counted(read.members, "member")
        ),
        format!("  {}, {}", counted(read.errors, "error code"), counted(read.releases, "release")),
        format!("lines that nothing accounts for: {residue} of {all}"),
    ];
    let mut codes: IndexMap<&str, (usize, &Diagnostic)> = IndexMap::new();
    for finding in outcome.findings.iter().filter(|finding| finding.severity != Severity::Note) {
        codes.entry(finding.code).or_insert((0, finding)).0 += 1;
    }
    lines.push(format!("warnings and errors: {}", read.doubts));
    for (code, (count, first)) in codes.iter().take(MOST) {
        let place = first.source.as_ref().map(|source| format!(" ({}:{})", source.document, source.lines[0]));
        lines.push(format!("  {count} {code}, first{}: {}", place.unwrap_or_default(), first.message));
        lines.extend(first.help.as_ref().map(|help| format!("    to do: {help}")));
    }
    if read.operations == 0 {
        lines.push("no operation was found: the next edit is `operation`".to_owned());
    }
    let comment = |line: &String| format!("# {}\n", Visible(&line.replace(['\n', '\r', '\t'], " ")));
    format!("\n{}", lines.iter().map(comment).collect::<String>())
}
