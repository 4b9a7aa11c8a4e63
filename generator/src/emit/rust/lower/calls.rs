//! What clients need to know of actions beside their types: lists that come in pages, tasks, limits, hosts. Everything
//! is found by the [`conventions`] and the types; no action is known here.

use crate::emit::rust::conventions;
use crate::emit::rust::model::{
    Folder, Operation, Origin, Pages, Paging, Presence, RustType, Struct, TaskQuery, TaskStart, TaskState, TypeId,
    TypeName, Types,
};
use crate::spec::model::{Action, Field as SpecField, Spec, Type};

/// The parameter that makes repeated requests one.
pub(super) fn client_token(action: &Action) -> Option<String> {
    named(&action.request, conventions::CLIENT_TOKENS).filter(|field| is_text(field)).map(|field| field.name.clone())
}

/// The host of the action where it is another than the API's.
pub(super) fn host(action: &Action, default: &str) -> Option<String> {
    action.endpoint.clone().filter(|host| host != default && !host.is_empty())
}

/// The number of the first item of a list in flat parameters, as most examples have it.
pub(super) fn first_index(spec: &Spec, usual: usize) -> usize {
    let (mut zeros, mut ones) = (0, 0);
    let examples = spec.actions.values().flat_map(|action| &action.examples);
    for query in examples.filter_map(|example| example.request.get("query")?.as_object()) {
        let has = |number: &str| query.keys().any(|name| name.split('.').nth(1) == Some(number));
        if has("0") {
            zeros += 1;
        } else if has("1") {
            ones += 1;
        }
    }
    match zeros.cmp(&ones) {
        std::cmp::Ordering::Greater => 0,
        std::cmp::Ordering::Less => 1,
        std::cmp::Ordering::Equal => usual,
    }
}

/// How an action answers a list in pages; nothing if it does not, or if it is unclear which list.
pub(super) fn pages(action: &Action, response: &Struct, types: &Types) -> Option<Pages> {
    let paging = token(action).or_else(|| counted(action))?;
    let (items, item) = list(response, types)?;
    Some(Pages { paging, items, item })
}

fn token(action: &Action) -> Option<Paging> {
    let token = named(&action.request, conventions::PAGE_TOKENS).filter(|field| is_text(field))?;
    let next = named(&action.response, conventions::PAGE_TOKENS).filter(|field| is_text(field))?;
    Some(Paging::Token { token: token.name.clone(), next: next.name.clone() })
}

fn counted(action: &Action) -> Option<Paging> {
    conventions::COUNTED.iter().find_map(|way| {
        let position = named(&action.request, &[way.position]).filter(|field| is_number(field) || is_text(field))?;
        let size = named(&action.request, &[way.size]).filter(|field| is_number(field) || is_text(field));
        let default_size = size.and_then(|field| field.facts.default.as_ref()?.as_u64()?.try_into().ok());
        let total = named(&action.response, conventions::TOTALS).filter(|field| is_number(field));
        Some(Paging::Counted {
            unit: way.unit,
            position: position.name.clone(),
            is_text: is_text(position),
            size: size.map(|field| field.name.clone()),
            default_size,
            total: total.map(|field| field.name.clone()),
        })
    })
}

/// The field of the answer that is the list: the only one, or the only one of structures.
fn list(response: &Struct, types: &Types) -> Option<(String, TypeId)> {
    let lists = response.fields.iter().filter_map(|field| match types.get(field.ty) {
        RustType::List(item) if field.presence == Presence::Plain => Some((field, *item)),
        _ => None,
    });
    let lists: Vec<_> = lists.collect();
    let of_structures = lists.iter().filter(|(_, item)| matches!(types.get(*item), RustType::Struct(_)));
    let of_structures: Vec<_> = of_structures.collect();
    let (field, item) = match (lists.as_slice(), of_structures.as_slice()) {
        ([only], _) => only,
        (_, [only]) => *only,
        _ => return None,
    };
    Some((field.name.clone(), *item))
}

/// How an action tells the state of a task that the request names.
pub(super) fn task_query(action: &Action) -> Option<TaskQuery> {
    named(&action.request, conventions::TASKS).filter(|field| is_number(field) || is_text(field))?;
    let mut found = None;
    for field in &action.response {
        let inner = match &field.ty {
            Type::Object { fields: Some(fields), .. } => fields.as_slice(),
            _ => &[],
        };
        let own = states(field).map(|states| (vec![field.name.clone()], states));
        let below = inner.iter().find_map(|inner| Some((vec![field.name.clone(), inner.name.clone()], states(inner)?)));
        if let Some((state, states)) = own.or(below)
            && found.replace(TaskQuery { state, states }).is_some()
        {
            return None;
        }
    }
    found
}

/// What the values of a field mean, if all of them are states of a task and one is a good end.
fn states(field: &SpecField) -> Option<Vec<(String, TaskState)>> {
    let meaning = |value: &serde_json::Value| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let label = field.facts.enum_labels.get(&text).map(String::as_str);
        let state = conventions::state(&text).or_else(|| conventions::state(label?))?;
        Some((text, state))
    };
    let states: Vec<_> = field.facts.enumeration.iter().map(meaning).collect::<Option<_>>()?;
    states.iter().any(|(_, state)| *state == TaskState::Succeeded).then_some(states)
}

/// Connects the actions that start tasks with those that tell how a task goes: the one that the page names, or else
/// the only one.
pub(super) fn connect_tasks(spec: &Spec, operations: &mut [Operation]) {
    let queries: Vec<&Operation> = operations.iter().filter(|operation| operation.task_query.is_some()).collect();
    let mut starts = Vec::new();
    for operation in operations.iter() {
        let Some(action) = spec.actions.get(&operation.action).filter(|action| action.asynchronous) else { continue };
        let query = match (&action.task_query, queries.as_slice()) {
            (Some(name), _) => queries.iter().find(|query| query.action == *name),
            (None, [only]) => Some(only),
            _ => None,
        };
        if let Some(start) = query.and_then(|query| start(operation, query)) {
            starts.push((operation.action.clone(), start));
        }
    }
    for operation in operations {
        operation.task_start =
            starts.iter().find(|(name, _)| *name == operation.action).map(|(_, start)| start.clone());
    }
}

/// How the question for a task is made of the request and the answer that started it; nothing if a required parameter
/// would be missing.
fn start(operation: &Operation, query: &Operation) -> Option<TaskStart> {
    let has = |item: &Struct, name: &str| item.fields.iter().any(|field| field.wire_name == name);
    let find = |item: &Struct, names: &[&str]| {
        let found =
            names.iter().find_map(|name| item.fields.iter().find(|field| conventions::is(&field.wire_name, name)));
        found.map(|field| field.wire_name.clone())
    };
    let task = find(&query.request, conventions::TASKS)?;
    let mut parameters = vec![(task.clone(), Origin::Response(find(&operation.response, conventions::TASKS)?))];
    for field in query.request.required().filter(|field| field.wire_name != task) {
        if !has(&operation.request, &field.wire_name) {
            return None;
        }
        parameters.push((field.wire_name.clone(), Origin::Request(field.wire_name.clone())));
    }
    let query = TypeName { folder: Folder::Operation, name: query.request.name.clone() };
    Some(TaskStart { query, parameters })
}

/// The field that has one of the names of a convention; earlier names go first.
fn named<'a>(fields: &'a [SpecField], names: &[&str]) -> Option<&'a SpecField> {
    names.iter().find_map(|name| fields.iter().find(|field| conventions::is(&field.name, name)))
}

fn is_text(field: &SpecField) -> bool {
    matches!(field.ty, Type::String { .. })
}

fn is_number(field: &SpecField) -> bool {
    matches!(field.ty, Type::Integer { .. })
}
