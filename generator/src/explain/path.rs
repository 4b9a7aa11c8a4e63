//! Finding what a dotted path names: an action, a structure, a field of either, a common parameter, an error code, or
//! something of those that only the changelog knows.

use crate::changelog::locate::{Today, means, today};
use crate::changelog::timeline::{Subject, Timeline};
use crate::diagnostic::{Diagnostic, Severity};
use crate::spec::model::{Action, ErrorCode, Field, ListedAction, Spec, Structure, Type};
use crate::spec::similar_names::similar;
use crate::spec::walk::{Owner, each_field};

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
    /// What the changelog names and no table has.
    Gone(Subject<'a>),
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
        found = if rest.is_empty() { common(spec, first) } else { Vec::new() };
        found.extend(gone(spec, first, rest));
        return if found.is_empty() { Err(unknown(spec, first)) } else { Ok(found) };
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
    let mut found: Vec<Target<'a>> =
        walks.iter().filter_map(|walk| walk.as_ref().ok()).cloned().map(Target::Field).collect();
    if found.is_empty() {
        found = gone(spec, first, rest);
    }
    if found.is_empty() { Err(lost(first, walks)) } else { Ok(found) }
}

/// The steps of a path; list marks and indexes (`Lamps.0`, `lamps.n`, `Lamps[0]`, `Lamps[]`) are none.
fn steps(path: &str) -> Vec<&str> {
    let is_index = |step: &str| step.eq_ignore_ascii_case("n") || step.bytes().all(|byte| byte.is_ascii_digit());
    let name = |step: &'_ str| -> usize {
        let index = step.strip_suffix(']').and_then(|step| step.rsplit_once('['));
        index.filter(|(_, index)| is_index(index)).map_or(step.len(), |(name, _)| name.len())
    };
    path.split('.').filter_map(|step| step.get(..name(step))).filter(|step| !is_index(step)).collect()
}

/// The common parameter of a name, in each scheme that has it.
fn common<'a>(spec: &'a Spec, name: &str) -> Vec<Target<'a>> {
    let found = spec.common_parameters.iter().filter_map(|(scheme, fields)| {
        let (table, field) = (Owner::Common(scheme), fields.iter().find(|field| field.name == name)?);
        Some(Target::Field(Found { field, table, path: name.to_owned(), root: table, asked: name.to_owned() }))
    });
    found.collect()
}

/// What the changelog calls by a path and no table has.
fn gone<'a>(spec: &'a Spec, first: &str, rest: &[&str]) -> Vec<Target<'a>> {
    let timeline = Timeline::of(&spec.changelog);
    let path = rest.join(".");
    let is_it = |subject: &&Subject<'a>| match subject.owner {
        None => rest.is_empty() && subject.name == first,
        Some(owner) => owner == first && !rest.is_empty() && means(subject.name, &path),
    };
    let named: Vec<Subject<'a>> = timeline.subjects().map(|(subject, _)| subject).filter(is_it).copied().collect();
    named.into_iter().filter(|subject| today(spec, subject) != Today::Present).map(Target::Gone).collect()
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
    /// The field whose members were looked through; none for those of the table.
    above: Option<String>,
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
            // The key that wraps the items of a list on the wire.
            if last.is_some_and(|field| matches!(&field.ty, Type::Array { item_name: Some(name), .. } if name == step))
            {
                continue;
            }
            let names = fields.iter().map(|field| field.name.as_str()).collect();
            let above = last.map(|field| field.name.clone());
            return Err(Lost { table, above, step: (*step).to_owned(), names, depth });
        };
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(&field.name);
        last = Some(field);
    }
    let nowhere = || Lost { table, above: None, step: String::new(), names: Vec::new(), depth: 0 };
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
    let message = match &end.above {
        Some(above) if end.names.is_empty() => format!("`{above}` in {} has no members", tables.join(" or ")),
        _ => format!("no field `{}` in {}", end.step, tables.join(" or ")),
    };
    let finding = Diagnostic::new("no-such-path", Severity::Error, message);
    let names = ends.iter().flat_map(|end| end.names.iter().copied());
    let near = similar(&end.step, names.clone());
    match (near.is_empty(), names.clone().next().is_none()) {
        (false, _) => finding.help(format!("there is {}", near.join(", "))),
        (true, true) => finding,
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
    let message = format!("{} has no action, structure, common parameter or error code `{name}`", spec.id);
    let finding = Diagnostic::new("no-such-path", Severity::Error, message);
    let actions = spec.actions.keys().chain(spec.listed_actions.keys());
    let names = actions.chain(spec.structures.keys()).chain(spec.errors.keys()).map(String::as_str);
    let common = spec.common_parameters.values().flatten().map(|field| field.name.as_str());
    match (similar(name, names.chain(common)).as_slice(), namesakes(spec, name).as_slice()) {
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
