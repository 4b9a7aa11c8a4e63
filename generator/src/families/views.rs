//! What read actions show: where an answer has the things, how they are selected, and how a list is cut into pages.

use crate::spec::model::{Action, Field, Type};

use super::model::{Filter, Id, Pages, ParentId, Role, Select, View, Way};
use super::roles::{Decision, Roles};
use super::rules;
use super::shape::{
    example_of, is_by_name, is_list, is_list_of_objects, is_object, is_region, is_required, is_scalar, item_fields,
};
use super::words::{Verb, base, id_stem, initials, is_several, key, verb, words};

/// What a read action does.
pub(super) fn read(roles: &Roles<'_>, name: &str, action: &Action) -> Result<Decision, &'static str> {
    let (_, phrase) = verb(name).ok_or(rules::NONE_VERB.id)?;
    let decision = members(roles, action, &phrase)
        .or_else(|| whole(roles, action, &phrase).filter(|found| is_plain(roles, found.thing, action, &phrase)))
        .or_else(|| listed(roles, action, &phrase))
        .or_else(|| whole(roles, action, &phrase))
        .or_else(|| roles.acted(name, action))
        .ok_or(rules::NONE_NOUN.id)?;
    if matches!(decision.role, Role::Act) {
        return Ok(decision);
    }
    let select = select(roles, &decision, action);
    let is_unselected = action.request.iter().any(|field| is_required(field) && select.ignored.contains(&field.name));
    if is_unselected { Err(rules::NONE_SELECT.id) } else { Ok(decision) }
}

/// A field that is named like a list with members of its own.
fn members(roles: &Roles<'_>, action: &Action, phrase: &[String]) -> Option<Decision> {
    for thing in (0..roles.things.len()).rev() {
        let has_owner = roles.id_of(&action.request, thing).is_some_and(|id| is_scalar(&id.ty));
        for list in roles.lists.get(thing)? {
            let is_list = |field: &&Field| {
                let shown = is_list(&field.ty) || is_object(&field.ty) || is_several(&field.name);
                shown && key(&field.name) == key(list)
            };
            let Some(field) = action.response.iter().find(is_list) else { continue };
            let has_id = |name: &str| roles.things.get(thing).is_some_and(|thing| thing.has_id(name));
            let shows_owner = roles.spec.members(&field.ty).iter().any(|member| has_id(&member.name));
            let is_echo = roles.explain(phrase, thing).is_some_and(|rest| rest.is_empty() || rest == ["attribute"]);
            let is_named =
                field.name == *list || roles.known_list(thing, phrase).is_some_and(|named| key(&named) == key(list));
            if (has_owner || shows_owner) && !is_echo && is_named {
                let pages = pages(action);
                let role = Role::DescribeMembers { list: list.clone(), field: field.name.clone(), pages };
                return Some(Decision { thing, role, items: None, rule: rules::SHOW_MEMBERS.id });
            }
        }
    }
    None
}

/// Whether an action is named after a thing and nothing else, and the answer has the thing's id.
fn is_plain(roles: &Roles<'_>, thing: usize, action: &Action, phrase: &[String]) -> bool {
    let is_named = roles.explain(phrase, thing).is_some_and(|rest| rest.is_empty() || rest == ["attribute"]);
    let ids = roles.things.get(thing).map(|thing| thing.ids.as_slice()).unwrap_or_default();
    is_named && ids.iter().any(|id| action.response.iter().any(|field| field.name == *id))
}

/// A list of things, or one in a field of its own.
fn listed(roles: &Roles<'_>, action: &Action, phrase: &[String]) -> Option<Decision> {
    let mut found: Vec<(usize, usize, Decision)> = Vec::new();
    for thing in 0..roles.things.len() {
        for field in &action.response {
            let Some((rest, rule)) = shows(roles, thing, action, field, phrase) else { continue };
            let name = field.name.clone();
            let view = if is_object(&field.ty) { View::Object { field: name } } else { View::List { field: name } };
            let role = Role::Describe { view, pages: pages(action) };
            found.push((rest, roles.depth(thing), Decision { thing, role, items: None, rule }));
        }
    }
    found.sort_by_key(|(rest, depth, _)| (*rest, std::cmp::Reverse(*depth)));
    found.into_iter().next().map(|(.., decision)| decision)
}

/// Whether a field shows things, and by which rule; the number says how far the name is from the thing's.
fn shows(
    roles: &Roles<'_>,
    index: usize,
    action: &Action,
    field: &Field,
    phrase: &[String],
) -> Option<(usize, &'static str)> {
    let thing = roles.things.get(index)?;
    let explained = roles.explain(phrase, index);
    let is_called = is_called(&field.name, &thing.words, &thing.ids);
    let has_id = |name: &str| thing.has_id(name);
    let items = item_fields(roles.spec, field, &has_id);
    let is_known_inside = || {
        let parent = thing.parent.filter(|_| thing.chosen)?;
        let items = items?;
        let in_request = roles.id_of(&action.request, parent).is_some();
        Some(in_request || roles.id_of(items, parent).is_some())
    };
    if items.is_some() && (!thing.chosen || is_known_inside() == Some(true)) {
        if let Some(rest) = &explained {
            return Some((rest.len() * 2 + usize::from(!is_called), rules::VIEW_NAMED.id));
        }
        if is_called && !roles.mentions(phrase, index) {
            return Some((1, rules::VIEW_FIELD.id));
        }
        let inner = items.unwrap_or_default();
        let list = roles.known_list(index, phrase)?;
        let has_list = inner.iter().any(|member| key(&member.name) == key(&list));
        return has_list.then_some((3, rules::VIEW_OF_MEMBERS.id));
    }
    // A list that is called like the thing and has one id of another name.
    let is_exact = explained.is_some_and(|rest| rest.is_empty()) && is_called && is_list_of_objects(&field.ty);
    (is_exact && alone(roles, field).is_some()).then_some((0, rules::VIEW_NAMED.id))
}

/// The only id that the items of a list have.
pub(super) fn alone(roles: &Roles<'_>, field: &Field) -> Option<String> {
    let members = roles.spec.members(&field.ty).iter();
    let mut ids = members.filter(|member| is_scalar(&member.ty) && id_stem(&member.name).is_some());
    ids.next().filter(|_| ids.next().is_none()).map(|field| field.name.clone())
}

/// Whether a field is called like a thing: by its noun, its id or the noun's initials.
fn is_called(field: &str, noun: &[String], ids: &[String]) -> bool {
    let mut name = base(field);
    if name.len() > 1 && name.last().is_some_and(|last| last == "info" || last == "detail" || last == "item") {
        name.pop();
    }
    let is_id = ids.iter().any(|id| id_stem(id).is_some_and(|stem| stem == name));
    let is_detail = name.len() == noun.len() + 1
        && name.starts_with(noun)
        && matches!(name.last().map(String::as_str), Some("detail" | "item" | "info"));
    name == noun || is_id || is_detail || noun.len() > 1 && name == [initials(noun)]
}

/// An answer that is one thing, for the id that the request names.
fn whole(roles: &Roles<'_>, action: &Action, phrase: &[String]) -> Option<Decision> {
    let mut named: Vec<(usize, usize)> = Vec::new();
    for thing in 0..roles.things.len() {
        let Some(rest) = roles.explain(phrase, thing) else { continue };
        let Some(id) = roles.id_of(&action.request, thing) else { continue };
        let has_own =
            roles.things.get(thing)?.ids.iter().any(|id| action.response.iter().any(|field| field.name == *id));
        let known = known_fields(roles, thing);
        let has_known = action.response.iter().any(|field| known.contains(&key(&field.name)));
        if is_scalar(&id.ty) && is_required(id) && (has_own || has_known) {
            named.push((rest.len(), thing));
        }
    }
    let (_, thing) = named.into_iter().min_by_key(|(rest, thing)| (*rest, std::cmp::Reverse(roles.depth(*thing))))?;
    let role = Role::Describe { view: View::Whole, pages: None };
    Some(Decision { thing, role, items: None, rule: rules::VIEW_WHOLE.id })
}

/// What is sent to change a thing beside its ids, and its lists.
fn known_fields(roles: &Roles<'_>, thing: usize) -> Vec<String> {
    let mut known: Vec<String> = roles.lists.get(thing).into_iter().flatten().map(|list| key(list)).collect();
    for (name, action) in &roles.spec.actions {
        let Some((Verb::Modify, phrase)) = verb(name) else { continue };
        if roles.explain(&phrase, thing).is_some() && roles.id_of(&action.request, thing).is_some() {
            let is_id = |field: &&Field| roles.things.iter().any(|thing| thing.has_id(&field.name));
            let own = action.request.iter().filter(|field| !is_id(field) && !is_region(&field.name));
            known.extend(own.map(|field| key(&field.name)));
        }
    }
    known
}

/// The fields that things are shown with: those of the read action that is named like the thing, or of the largest one.
pub(super) fn fields<'s>(roles: &Roles<'s>, index: usize) -> Vec<&'s Field> {
    let Some(thing) = roles.things.get(index) else { return Vec::new() };
    let has_id = |name: &str| thing.has_id(name);
    let mut best: (bool, Vec<&'s Field>) = (false, Vec::new());
    for (action, phrase) in &roles.reads {
        let Some(rest) = roles.explain(phrase, index) else { continue };
        let is_exact = rest.is_empty() || rest == ["attribute"];
        let listed = action.response.iter().find_map(|field| item_fields(roles.spec, field, &has_id));
        let is_whole = thing.ids.iter().any(|id| action.response.iter().any(|field| field.name == *id));
        let own = || is_whole.then_some(action.response.as_slice());
        let exact_list = || {
            let is_named =
                |field: &&Field| is_called(&field.name, &thing.words, &thing.ids) && is_list_of_objects(&field.ty);
            action.response.iter().find(is_named).map(|field| roles.spec.members(&field.ty))
        };
        let Some(fields) = listed.or_else(own).or_else(|| exact_list().filter(|_| is_exact)) else { continue };
        if (is_exact, fields.len()) > (best.0, best.1.len()) {
            best = (is_exact, fields.iter().collect());
        }
    }
    if best.1.is_empty()
        && let Some((_, inner)) = within(roles, index)
    {
        return inner.iter().collect();
    }
    best.1
}

/// The list of a thing's parent that shows it, with the fields of its items.
pub(super) fn within<'s>(roles: &Roles<'s>, index: usize) -> Option<(String, &'s [Field])> {
    let thing = roles.things.get(index)?;
    let parent = thing.parent.filter(|parent| *parent != index && roles.depth(*parent) < roles.depth(index))?;
    let has_id = |field: &Field| thing.has_id(&field.name) && is_scalar(&field.ty);
    let is_shown = |field: &&Field| is_list_of_objects(&field.ty) && roles.spec.members(&field.ty).iter().any(has_id);
    let outer = roles.things.get(parent)?;
    for (action, phrase) in &roles.reads {
        if roles.explain(phrase, parent).is_none_or(|rest| !rest.is_empty() && rest != ["attribute"]) {
            continue;
        }
        let listed =
            action.response.iter().find_map(|field| item_fields(roles.spec, field, &|name| outer.has_id(name)));
        let shown = listed.unwrap_or(&action.response);
        if let Some(list) = shown.iter().find(is_shown) {
            return Some((list.name.clone(), roles.spec.members(&list.ty)));
        }
    }
    None
}

/// How an action says which things it means.
pub(super) fn select(roles: &Roles<'_>, decision: &Decision, action: &Action) -> Select {
    let mut select = Select { items: decision.items.clone(), ..Select::default() };
    let own = roles.id_of(&action.request, decision.thing);
    select.id = own.map(|field| Id {
        parameter: field.name.clone(),
        several: is_list(&field.ty) || is_several(&field.name),
        required: is_required(field),
    });
    let mut next = roles.things.get(decision.thing).and_then(|thing| thing.parent);
    for _ in 0..roles.things.len() {
        let Some(outer) = next.and_then(|index| roles.things.get(index)) else { break };
        if let Some(field) = next.and_then(|index| roles.id_of(&action.request, index)) {
            select.parents.push(ParentId {
                noun: outer.noun.clone(),
                missing: super::missing::missing(roles.spec, &roles.codes, action, &outer.words, &outer.ids),
                parameter: field.name.clone(),
                several: is_list(&field.ty),
                required: is_required(field),
            });
        }
        next = outer.parent;
    }
    if matches!(decision.role, Role::Describe { .. } | Role::DescribeMembers { .. } | Role::Delete) {
        filters(roles, decision, action, &mut select);
    }
    select
}

/// Parameters that are compared with what is kept, and those that are not followed.
fn filters(roles: &Roles<'_>, decision: &Decision, action: &Action, select: &mut Select) {
    let taken: Vec<&str> = select
        .id
        .iter()
        .map(|id| id.parameter.as_str())
        .chain(select.parents.iter().map(|parent| parent.parameter.as_str()))
        .collect();
    let taken: Vec<String> = taken.into_iter().map(str::to_owned).collect();
    let shown = match &decision.role {
        Role::Describe { view: View::List { field }, .. } | Role::DescribeMembers { field, .. } => {
            let field = action.response.iter().find(|shown| shown.name == *field);
            let mut shown: Vec<&Field> =
                field.map(|field| roles.spec.members(&field.ty).iter().collect()).unwrap_or_default();
            shown.extend(roles.shown(decision.thing));
            shown
        }
        _ => roles.shown(decision.thing).to_vec(),
    };
    let pages = pages(action);
    let is_page =
        |name: &str| pages.as_ref().is_some_and(|pages| pages.position == name || pages.size.as_deref() == Some(name));
    for field in &action.request {
        let name = &field.name;
        if taken.contains(name) || is_page(name) || is_region(name) || is_token(name) {
            continue;
        }
        if is_by_name(roles.spec, field) {
            select.by_name = Some(name.clone());
            continue;
        }
        let same = shown.iter().find(|shown| key(&shown.name) == key(name) && !is_object(&shown.ty));
        match same {
            Some(shown) if !is_object(&field.ty) && !is_list_of_objects(&field.ty) => {
                select.filters.push(Filter { parameter: name.clone(), field: shown.name.clone() });
            }
            _ => select.ignored.push(name.clone()),
        }
    }
}

/// A parameter that makes repeated requests one.
pub(super) fn is_token(name: &str) -> bool {
    words(name) == ["client", "token"]
}

/// How an action's list is cut into pages.
pub(super) fn pages(action: &Action) -> Option<Pages> {
    const WAYS: &[(Way, &str, &[&str])] = &[
        (Way::Items, "offset", &["limit"]),
        (Way::Pages, "pagenumber", &["pagesize"]),
        (Way::Token, "nexttoken", &["maxresults", "maxitems", "limit"]),
    ];
    let find = |name: &str| action.request.iter().find(|field| words(&field.name).concat() == name);
    let (way, position, sizes) =
        WAYS.iter().find_map(|(way, position, sizes)| Some((*way, find(position)?, *sizes)))?;
    let size = sizes.iter().find_map(|name| find(name));
    let number = |field: &Field| {
        field.facts.default.as_ref().and_then(|value| value.as_u64().or_else(|| value.as_str()?.parse().ok()))
    };
    let total = action
        .response
        .iter()
        .find(|field| words(&field.name) == ["total", "count"] && matches!(field.ty, Type::Integer { .. }));
    Some(Pages {
        way,
        position: position.name.clone(),
        size: size.map(|field| field.name.clone()),
        default_size: size.and_then(number),
        total: total.map(|field| field.name.clone()),
    })
}

/// An id of the documents, for the form of new ones.
pub(super) fn example(roles: &Roles<'_>, thing: usize) -> Option<String> {
    let thing = roles.things.get(thing)?;
    thing.example.clone().or_else(|| thing.ids.iter().find_map(|id| example_of(roles.spec, None, id)))
}
