//! Finding what a dotted path names: an action, a structure, a field of either, an error code.

use crate::diagnostic::{Diagnostic, Severity};
use crate::spec::lookalike::similar;
use crate::spec::model::{Action, ErrorCode, Field, ListedAction, Spec, Structure};
use crate::spec::tables::{Owner, each_field};

/// What a path names.
#[derive(Debug, Clone)]
pub(super) enum Target<'a> {
    /// An action with a page.
    Action(&'a str, &'a Action),
    /// An action that only an overview lists.
    Listed(&'a str, &'a ListedAction),
    /// A structure.
    Structure(&'a str, &'a Structure),
    /// A field.
    Field(Found<'a>),
    /// An error code; without an entry where no list has it.
    Error(&'a str, Option<&'a ErrorCode>),
}

/// A field, and the two ways to it.
#[derive(Debug, Clone)]
pub(super) struct Found<'a> {
    /// The field.
    pub(super) field: &'a Field,
    /// The table that has it; of a member of a structure, the structure's.
    pub(super) table: Owner<'a>,
    /// Its dotted path within that table.
    pub(super) path: String,
    /// The table that the search began in.
    pub(super) root: Owner<'a>,
    /// The dotted path from there.
    pub(super) asked: String,
}

/// Everything that a path can name: a parameter and a field of the answer may have one name.
///
/// # Errors
/// A finding `no-such-path` that names the nearest names.
pub(super) fn resolve<'a>(spec: &'a Spec, path: &str) -> Result<Vec<Target<'a>>, Diagnostic> {
    if let Some(code) = error_code(spec, path) {
        return Ok(vec![code]);
    }
    let steps = steps(path);
    let Some((first, rest)) = steps.split_first() else { return Err(unknown(spec, path)) };
    let mut roots: Vec<(Owner<'a>, &'a [Field])> = Vec::new();
    let mut found = Vec::new();
    if let Some((name, action)) = spec.actions.get_key_value(*first) {
        found.push(Target::Action(name, action));
        roots.push((Owner::Request(name), &action.request));
        roots.push((Owner::Response(name), &action.response));
    }
    if let Some((name, structure)) = spec.structures.get_key_value(*first) {
        found.push(Target::Structure(name, structure));
        roots.push((Owner::Structure(name), &structure.fields));
    }
    if let Some((name, listed)) = spec.listed_actions.get_key_value(*first) {
        found.push(Target::Listed(name, listed));
    }
    if found.is_empty() {
        return Err(unknown(spec, first));
    }
    if rest.is_empty() {
        return Ok(found);
    }
    // `Action.request.Field` says which table is meant.
    let (rest, only) = match rest {
        ["request", rest @ ..] if !rest.is_empty() => (rest, Some("request")),
        ["response", rest @ ..] if !rest.is_empty() => (rest, Some("response")),
        rest => (rest, None),
    };
    roots.retain(|(owner, _)| match only {
        Some("request") => matches!(owner, Owner::Request(_)),
        Some(_) => matches!(owner, Owner::Response(_)),
        None => true,
    });
    let walks: Vec<Result<Found<'a>, Lost<'a>>> =
        roots.into_iter().map(|(owner, fields)| follow(spec, owner, fields, rest)).collect();
    let found: Vec<Target<'a>> =
        walks.iter().filter_map(|walk| walk.as_ref().ok()).cloned().map(Target::Field).collect();
    if found.is_empty() { Err(lost(first, walks)) } else { Ok(found) }
}

/// The steps of a path; list marks and indexes are none.
fn steps(path: &str) -> Vec<&str> {
    let is_index = |step: &str| step.eq_ignore_ascii_case("n") || step.bytes().all(|byte| byte.is_ascii_digit());
    path.split('.').map(|step| step.trim_end_matches("[]")).filter(|step| !is_index(step)).collect()
}

fn error_code<'a>(spec: &'a Spec, path: &str) -> Option<Target<'a>> {
    if let Some((code, entry)) = spec.errors.get_key_value(path) {
        return Some(Target::Error(code, Some(entry)));
    }
    let codes = spec.actions.values().flat_map(|action| &action.errors);
    codes.into_iter().find(|code| *code == path).map(|code| Target::Error(code, None))
}

/// Where a path leads nowhere.
struct Lost<'a> {
    table: Owner<'a>,
    step: String,
    names: Vec<&'a str>,
    depth: usize,
}

fn follow<'a>(spec: &'a Spec, root: Owner<'a>, fields: &'a [Field], steps: &[&str]) -> Result<Found<'a>, Lost<'a>> {
    let (mut table, mut fields, mut path) = (root, fields, String::new());
    let mut last: Option<&'a Field> = None;
    for (depth, step) in steps.iter().enumerate() {
        if let Some(field) = last {
            if let Some(name) = field.ty.referenced() {
                let found = spec.structures.get_key_value(name);
                table = Owner::Structure(found.map_or(name, |(name, _)| name.as_str()));
                path.clear();
            }
            fields = spec.members(&field.ty);
        }
        let Some(field) = fields.iter().find(|field| field.name == *step) else {
            let names = fields.iter().map(|field| field.name.as_str()).collect();
            return Err(Lost { table, step: (*step).to_owned(), names, depth });
        };
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(&field.name);
        last = Some(field);
    }
    let nowhere = || Lost { table, step: String::new(), names: Vec::new(), depth: 0 };
    let field = last.ok_or_else(nowhere)?;
    Ok(Found { field, table, path, root, asked: steps.join(".") })
}

/// Says where the longest way ended.
fn lost(first: &str, walks: Vec<Result<Found<'_>, Lost<'_>>>) -> Diagnostic {
    let ends: Vec<Lost<'_>> = walks.into_iter().filter_map(Result::err).collect();
    let deepest = ends.iter().map(|end| end.depth).max();
    let ends: Vec<&Lost<'_>> = ends.iter().filter(|end| Some(end.depth) == deepest).collect();
    let Some(end) = ends.first() else { return Diagnostic::new("no-such-path", Severity::Error, first) };
    let tables: Vec<String> = ends.iter().map(|end| end.table.to_string()).collect();
    let message = format!("no field `{}` in {}", end.step, tables.join(" or "));
    let finding = Diagnostic::new("no-such-path", Severity::Error, message);
    let names = ends.iter().flat_map(|end| end.names.iter().copied());
    let near = similar(&end.step, names.clone());
    match (near.is_empty(), names.clone().next().is_none()) {
        (false, _) => finding.help(format!("there is {}", near.join(", "))),
        (true, true) => finding.help("it has no members"),
        (true, false) => {
            /// Longer lists do not help.
            const SHOWN: usize = 12;
            let names: Vec<&str> = names.collect();
            let more = if names.len() > SHOWN { format!(", and {} more", names.len() - SHOWN) } else { String::new() };
            let shown: Vec<&str> = names.into_iter().take(SHOWN).collect();
            finding.help(format!("it has {}{more}", shown.join(", ")))
        }
    }
}

fn unknown(spec: &Spec, name: &str) -> Diagnostic {
    let message = format!("{} has no action, structure or error code `{name}`", spec.id);
    let finding = Diagnostic::new("no-such-path", Severity::Error, message);
    let actions = spec.actions.keys().chain(spec.listed_actions.keys());
    let names = actions.chain(spec.structures.keys()).chain(spec.errors.keys()).map(String::as_str);
    match (similar(name, names).as_slice(), namesakes(spec, name).as_slice()) {
        ([], []) => finding,
        ([], fields) => finding.help(format!("fields of that name are {}", fields.join(", "))),
        (near, _) => finding.help(format!("there is {}", near.join(", "))),
    }
}

/// Paths of fields of a name.
fn namesakes(spec: &Spec, name: &str) -> Vec<String> {
    /// More do not help.
    const SHOWN: usize = 4;
    let mut found = Vec::new();
    each_field(spec, &mut |owner, path, field| {
        if field.name == name && found.len() < SHOWN {
            found.extend(match owner {
                Owner::Request(owner) | Owner::Response(owner) | Owner::Structure(owner) => {
                    Some(format!("{owner}.{path}"))
                }
                Owner::Common(_) => None,
            });
        }
    });
    found
}
