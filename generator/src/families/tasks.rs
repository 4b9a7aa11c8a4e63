//! Actions that tell how tasks go: the parameter that names a task, and the field whose values are states.

use serde_json::Value;

use crate::emit::rust::conventions;
use crate::emit::rust::model::TaskState;
use crate::spec::model::{Action, Field, Spec};

use super::missing::{Codes, missing};
use super::model::TaskQuery;
use super::shape::{is_scalar, is_task};
use super::words::{Verb, verb};

/// The queries of an API.
pub(super) fn queries(spec: &Spec, codes: &Codes) -> Vec<TaskQuery> {
    let mut queries: Vec<TaskQuery> =
        spec.actions.iter().filter_map(|(name, action)| query(spec, codes, name, action)).collect();
    let names: Vec<String> = queries.iter().map(|query| query.action.clone()).collect();
    for (name, action) in spec.actions.iter().filter(|(_, action)| action.asynchronous) {
        let named = action.task_query.as_ref();
        for query in &mut queries {
            if named == Some(&query.action) || named.is_none() && names.len() == 1 {
                query.starters.push(name.clone());
            }
        }
    }
    queries
}

fn query(spec: &Spec, codes: &Codes, name: &str, action: &Action) -> Option<TaskQuery> {
    let (Verb::Read, phrase) = verb(name)? else { return None };
    let is_about_tasks = phrase.iter().any(|word| word == "task");
    let has_task = action.request.iter().any(|field| is_task(&field.name));
    if !is_about_tasks || !has_task {
        return None;
    }
    let (path, field) = action.response.iter().find_map(|field| {
        let own = states(field).then(|| (vec![field.name.clone()], field));
        let inner = || field.ty.inline_fields().iter().find(|inner| states(inner));
        own.or_else(|| inner().map(|inner| (vec![field.name.clone(), inner.name.clone()], inner)))
    })?;
    let value = |wanted| field.facts.enumeration.iter().find(|value| meaning(field, value) == Some(wanted)).cloned();
    let parameters = action.request.iter().filter(|field| is_scalar(&field.ty));
    let is_task_word = vec!["task".to_owned()];
    Some(TaskQuery {
        action: name.to_owned(),
        parameters: parameters
            .filter(|field| !super::shape::is_region(&field.name))
            .map(|field| field.name.clone())
            .collect(),
        state: path,
        running: value(TaskState::Running),
        succeeded: value(TaskState::Succeeded)?,
        missing: missing(spec, codes, action, &is_task_word, &[]),
        starters: Vec::new(),
    })
}

fn states(field: &Field) -> bool {
    let mut meanings = field.facts.enumeration.iter().map(|value| meaning(field, value));
    let all: Option<Vec<TaskState>> = meanings.by_ref().collect();
    all.is_some_and(|all| all.contains(&TaskState::Succeeded))
}

fn meaning(field: &Field, value: &Value) -> Option<TaskState> {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let label = field.facts.enum_labels.get(&text).map(String::as_str);
    conventions::state(&text).or_else(|| conventions::state(label?))
}
