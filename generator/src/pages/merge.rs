//! What two pages say of one action or of one structure, as one.

use std::collections::{HashMap, HashSet};

use super::tencent_v2::merge_fields;
use crate::spec::model::{Action, Field, Structure};

/// Takes in what another page says. What the first page says stays; what only one of them lists is not required.
pub(super) fn action(action: &mut Action, mut other: Action) {
    for field in action.request.iter_mut() {
        if other.request.iter().all(|known| known.name != field.name) {
            relax(field);
        }
    }
    let mut request = std::mem::take(&mut other.request);
    for field in &mut request {
        if action.request.iter().all(|known| known.name != field.name) {
            relax(field);
        }
    }
    merge_fields(&mut action.request, request);
    merge_fields(&mut action.response, std::mem::take(&mut other.response));
    beside_fields(action, other);
}

/// Takes in what another page says of an action beside its fields. What the first page says stays.
pub(super) fn beside_fields(action: &mut Action, other: Action) {
    action.title = action.title.take().or(other.title);
    action.group = action.group.take().or(other.group);
    action.endpoint = action.endpoint.take().or(other.endpoint);
    action.rate_limit = action.rate_limit.or(other.rate_limit);
    action.asynchronous |= other.asynchronous;
    action.examples.extend(other.examples);
    for code in other.errors {
        if !action.errors.contains(&code) {
            action.errors.push(code);
        }
    }
}

/// Takes in what another table says about a structure. What the first one says stays.
pub(super) fn structure(structure: &mut Structure, mut other: Structure) {
    merge_fields(&mut structure.fields, std::mem::take(&mut other.fields));
    beside_members(structure, other);
}

/// Takes in what another table says about a structure beside its members. What the first one says stays.
pub(super) fn beside_members(structure: &mut Structure, other: Structure) {
    structure.label = structure.label.take().or(other.label);
    for user in other.used_by {
        if !structure.used_by.contains(&user) {
            structure.used_by.push(user);
        }
    }
}

/// The fields of the tables of one section. Tables that have a field in common are of different uses of the action:
/// what one of them lacks is not required, and a field that several have is kept once, as the first has it.
pub(super) fn cases(tables: Vec<Vec<Field>>) -> Vec<Field> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for table in &tables {
        let names: HashSet<&str> = table.iter().map(|field| field.name.as_str()).collect();
        names.into_iter().for_each(|name| *counts.entry(name.to_owned()).or_default() += 1);
    }
    if counts.values().all(|count| *count < 2) {
        return tables.into_iter().flatten().collect();
    }
    let all = tables.len();
    let mut merged: Vec<Field> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for field in tables.into_iter().flatten() {
        let everywhere = counts.get(&field.name) == Some(&all);
        let required = field.required.map(|required| required && everywhere);
        match places.get(&field.name).and_then(|place| merged.get_mut(*place)) {
            Some(known) => known.required = known.required.zip(required).map(|(a, b)| a && b),
            None => {
                places.insert(field.name.clone(), merged.len());
                merged.push(Field { required, ..field });
            }
        }
    }
    merged
}

/// A field that only one of the pages lists.
fn relax(field: &mut Field) {
    field.required = field.required.map(|_| false);
}
