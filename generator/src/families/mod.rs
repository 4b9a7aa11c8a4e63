//! Families of actions, inferred from a spec: which actions create, show, change and end the same things.
//!
//! Nothing is known here of any API. `words` takes names apart and knows English verbs; `identity` finds what is
//! created and the ids; `roles` and `views` give the other actions to what they are about; `renames` finds fields with
//! two names, `missing` the codes for what is not there. Each conclusion carries the id of its [rule](RULES), and each
//! action of no family the reason. Serving what was inferred is not here but in `serve`.

mod corrections;
mod identity;
mod missing;
mod model;
mod renames;
mod roles;
mod rules;
mod shape;
mod states;
mod tasks;
mod text;
mod views;
mod words;

use crate::diagnostic::Diagnostic;
use crate::spec::model::{Field, Spec};

pub use corrections::Corrections;
use corrections::{Given, Known};
pub use model::{
    Answer, Change, Corrected, Count, Families, Family, Filter, Id, Missing, Pages, ParentId, Part, Pending, Rename,
    Rest, Role, Select, TaskQuery, View, Way,
};
pub use rules::RULES;

/// The rule of an action that replaces one list of members by another.
#[cfg(feature = "serve")]
pub(crate) const MEMBERS_SWAP: &str = rules::MEMBERS_SWAP.id;
/// Whether a code is the action's own for the thing: it lists it, or a correction says so.
#[cfg(feature = "serve")]
pub(crate) fn is_own_code(missing: &Missing) -> bool {
    [rules::MISSING_OWN.id, rules::CORRECTED.id].contains(&missing.rule)
}

/// Whether an action's name says that it reads.
#[cfg(feature = "serve")]
pub(crate) fn is_reading(action: &str) -> bool {
    matches!(words::verb(action), Some((words::Verb::Read, _)))
}

use roles::{Decision, Roles};

/// A name in the form that names are compared in: without case, and alike for one and for several.
pub fn comparable(name: &str) -> String {
    words::key(name)
}

/// The families of a spec, by the rules alone; [`Corrections::apply`] takes what people know better into account.
pub fn families(spec: &Spec) -> Families {
    // Without corrections nothing can be wrong with them.
    infer(spec, None).unwrap_or_default()
}

/// The families of a spec, with corrections and what was inferred without them.
fn infer(spec: &Spec, known: Option<Known<'_>>) -> Result<Families, Vec<Diagnostic>> {
    let things = identity::things(spec);
    let things = match known {
        Some((corrections, plain)) => corrections.things(spec, plain, things)?,
        None => things,
    };
    let roles = Roles::of(spec, things, known);
    let mut wrong: Vec<Diagnostic> = Vec::new();
    let mut tasks = tasks::queries(spec, &roles.codes);
    tasks.retain(|task| roles.given(&task.action).is_none() && !roles.creates(&task.action));
    for task in &mut tasks {
        let code = known.and_then(|(corrections, _)| corrections.code(&task.action));
        code.into_iter().for_each(|code| task.missing = Missing { code: code.clone(), rule: rules::CORRECTED.id });
    }
    let mut rest: Vec<Rest> = Vec::new();
    let mut parts: Vec<Vec<Part>> = vec![Vec::new(); roles.things.len()];
    for (name, action) in &spec.actions {
        if tasks.iter().any(|task| task.action == *name) {
            continue;
        }
        let decided = match roles.given(name) {
            Some(Given::Does(decision)) => Ok(decision),
            Some(Given::Nothing) => Err(rules::NONE_CORRECTED.id),
            Some(Given::Wrong(finding)) => {
                wrong.push(finding);
                continue;
            }
            None => created(&roles, name).map_or_else(|| roles.decide(name, action), Ok),
        };
        match decided {
            Ok(decision) => {
                let part = part(&roles, name, &decision);
                parts.get_mut(decision.thing).into_iter().for_each(|parts| parts.extend(part.clone()));
            }
            Err(rule) => rest.push(Rest { action: name.clone(), rule }),
        }
    }
    let mut families: Vec<Family> = Vec::new();
    for (index, parts) in parts.into_iter().enumerate() {
        let is_alone = parts.iter().all(|part| matches!(part.role, Role::Create { .. }));
        if is_alone {
            rest.extend(parts.into_iter().map(|part| Rest { action: part.action, rule: rules::NONE_ALONE.id }));
        } else {
            families.extend(family(&roles, index, parts));
        }
    }
    let place = |name: &str| spec.actions.get_index_of(name);
    rest.sort_by_key(|rest| place(&rest.action));
    if !wrong.is_empty() {
        return Err(wrong);
    }
    Ok(Families { spec: spec.id.clone(), families, tasks, rest, corrected: Vec::new(), follows: Vec::new() })
}

/// The decision about a create action, which was found before all others.
fn created(roles: &Roles<'_>, name: &str) -> Option<Decision> {
    roles.things.iter().enumerate().find_map(|(thing, found)| {
        let creation = found.creations.iter().find(|creation| creation.action == name)?;
        let role = Role::Create { answer: creation.answer.clone(), count: creation.count.clone() };
        Some(Decision { thing, role, items: None, rule: rules::CREATE.id })
    })
}

fn part(roles: &Roles<'_>, name: &str, decision: &Decision) -> Option<Part> {
    let (action, thing) = (roles.spec.actions.get(name)?, roles.things.get(decision.thing)?);
    let token = action.request.iter().find(|field| views::is_token(&field.name));
    // A create action is refused for its parent, any other one for the thing itself.
    let about = match decision.role {
        Role::Create { .. } => thing.parent.and_then(|parent| roles.things.get(parent)).unwrap_or(thing),
        _ => thing,
    };
    Some(Part {
        action: name.to_owned(),
        role: decision.role.clone(),
        select: views::select(roles, decision, action),
        token: token.map(|field| field.name.clone()),
        missing: missing::missing(roles.spec, &roles.codes, action, &about.words, &about.ids),
        rule: decision.rule,
    })
}

fn family(roles: &Roles<'_>, index: usize, parts: Vec<Part>) -> Option<Family> {
    let (spec, thing) = (roles.spec, roles.things.get(index)?);
    let shown = roles.shown(index);
    let mut sent: Vec<&Field> = Vec::new();
    let mut each: Vec<&str> = Vec::new();
    for part in &parts {
        let Some(action) = spec.actions.get(&part.action) else { continue };
        match &part.role {
            Role::Create { count, .. } => {
                each.extend(renames::each(count, &action.request, shown));
                sent.extend(kept(spec, part, &action.request, count));
            }
            Role::Modify => sent.extend(kept(spec, part, &action.request, &Count::One)),
            Role::Members { list, .. } => sent.extend(action.request.iter().filter(|field| field.name == *list)),
            _ => {}
        }
    }
    let mut ids = thing.ids.clone();
    let mut unsure = thing.unsure.clone();
    for part in &parts {
        let Role::Describe { view: View::List { field }, .. } = &part.role else { continue };
        let field = spec.actions.get(&part.action)?.response.iter().find(|shown| shown.name == *field)?;
        let has_id = spec.members(&field.ty).iter().any(|member| thing.has_id(&member.name));
        let is_nested = shape::item_fields(spec, field, &|name| thing.has_id(name)).is_some();
        if let Some(alone) = views::alone(roles, field).filter(|_| !has_id && !is_nested) {
            unsure.push(format!("{}: the only id of an item, {alone}, is taken for the thing's", part.action));
            ids.push(alone);
        }
    }
    let has = |wanted: fn(&Role) -> bool| parts.iter().any(|part| wanted(&part.role));
    let within = views::within(roles, index).map(|(list, _)| list);
    if !has(|role| matches!(role, Role::Describe { .. })) && within.is_none() {
        unsure.push("no action shows it".to_owned());
    }
    if thing.rule == rules::ID_ALONE.id {
        let first = thing.ids.first().map(String::as_str).unwrap_or_default();
        unsure.push(format!("the id is called {first}, not after the thing"));
    }
    let renames = renames::renames(spec, thing, &sent, shown, &each);
    let goes_on = |part: &Part| spec.actions.get(&part.action).is_some_and(|action| action.asynchronous);
    let is_task = parts.iter().any(|part| matches!(part.role, Role::Create { .. }) && goes_on(part));
    let mut family = Family {
        noun: thing.noun.clone(),
        ids,
        rule: thing.rule,
        chosen: thing.chosen,
        example: views::example(roles, index).filter(|_| !thing.chosen),
        parent: thing.parent.and_then(|parent| roles.things.get(parent)).map(|parent| parent.noun.clone()),
        within,
        region: thing.region.clone(),
        parts,
        renames,
        pending: if is_task { states::pending(shown) } else { Vec::new() },
        members: roles.lists.get(index).cloned().unwrap_or_default(),
        unsure,
    };
    roles.known.into_iter().for_each(|(corrections, _)| corrections.finish(spec, &mut family, shown));
    Some(family)
}

/// What a request has to keep: its parameters without ids, or the members of the items that it has.
fn kept<'s>(spec: &'s Spec, part: &Part, request: &'s [Field], count: &Count) -> Vec<&'s Field> {
    let items = match count {
        Count::Each { parameter, .. } => Some(parameter.as_str()),
        _ => part.select.items.as_deref(),
    };
    let outer =
        request.iter().filter(|field| items != Some(field.name.as_str()) || !shape::is_list_of_objects(&field.ty));
    let inner = request.iter().filter(|field| items == Some(field.name.as_str()));
    let inner = inner.flat_map(|field| spec.members(&field.ty));
    let is_id = |name: &str| {
        part.select.id.as_ref().is_some_and(|id| id.parameter == name)
            || part.select.parents.iter().any(|parent| parent.parameter == name)
    };
    outer.chain(inner).filter(|field| !is_id(&field.name) && !views::is_token(&field.name)).collect()
}
