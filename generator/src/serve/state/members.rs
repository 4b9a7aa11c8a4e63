//! Lists within things: members are added, taken away, changed and replaced by the fields that tell them apart.

use serde_json::{Map, Value};

use crate::families::{Change, Part};

use super::kinds::{items, text};

/// What one request does to the members of one owner.
pub(super) struct Batch {
    change: Change,
    members: Vec<Value>,
    /// Parameters beside the members: they name the owner, or are new values for all members.
    pub(super) around: Map<String, Value>,
    /// Parameters that are new values for all members.
    common: Map<String, Value>,
    /// The whole value, where it is an object with lists.
    whole: Option<Value>,
}

/// The changes that a request asks for.
pub(super) fn batches(part: &Part, parameters: &Map<String, Value>, (change, parameter): (Change, &str)) -> Vec<Batch> {
    let is_swap = part.rule == crate::families::MEMBERS_SWAP;
    match &part.select.items {
        Some(old) if is_swap => {
            let around = without(parameters, &[old, parameter]);
            let one = |change, name: &str| Batch {
                change,
                members: items(parameters.get(name)),
                around: around.clone(),
                common: Map::new(),
                whole: None,
            };
            vec![one(Change::Remove, old), one(Change::Add, parameter)]
        }
        Some(list) => {
            let outer = without(parameters, &[list]);
            let items = items(parameters.get(list)).into_iter().filter_map(|item| match item {
                Value::Object(item) => Some(item),
                _ => None,
            });
            items.map(|item| of_item(change, &outer, item, list, parameter)).collect()
        }
        None => {
            let around = without(parameters, &[parameter]);
            let value = parameters.get(parameter);
            let whole = value.filter(|value| value.is_object()).cloned();
            let members = if whole.is_some() { Vec::new() } else { items(value) };
            vec![Batch { change, members, common: around.clone(), around, whole }]
        }
    }
}

/// An item that says whose member it is, or that has members itself.
fn of_item(change: Change, outer: &Map<String, Value>, item: Map<String, Value>, list: &str, parameter: &str) -> Batch {
    let mut around = outer.clone();
    around.extend(item.clone());
    if list == parameter {
        let common = outer.clone();
        return Batch { change, members: vec![Value::Object(item)], around, common, whole: None };
    }
    let members = items(item.get(parameter));
    around.remove(parameter);
    Batch { change, members, common: around.clone(), around, whole: None }
}

fn without(parameters: &Map<String, Value>, names: &[&str]) -> Map<String, Value> {
    let others = parameters.iter().filter(|(name, _)| !names.contains(&name.as_str()));
    others.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// The list after a change. `is_outer` says which fields name the owner or what holds it.
pub(super) fn changed(before: Option<Value>, batch: &Batch, is_outer: impl Fn(&str) -> bool) -> Value {
    if let Some(whole) = &batch.whole {
        return changed_object(before, batch.change, whole);
    }
    let mut list = items(before.as_ref());
    let plain = |member: &Value| match member {
        Value::Object(fields) => {
            let own = fields.iter().filter(|(name, _)| !is_outer(name));
            Value::Object(own.map(|(name, value)| (name.clone(), value.clone())).collect())
        }
        other => other.clone(),
    };
    let members: Vec<Value> = batch.members.iter().map(plain).collect();
    let common: Map<String, Value> = batch
        .common
        .iter()
        .filter(|(name, value)| !is_outer(name) && !value.is_array() && !value.is_object())
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    apply(&mut list, &members, &common, batch.change);
    Value::Array(list)
}

/// An object whose members are lists.
fn changed_object(before: Option<Value>, change: Change, new: &Value) -> Value {
    let Some(Value::Object(mut known)) = before.filter(|_| change != Change::Replace) else { return new.clone() };
    for (name, value) in new.as_object().into_iter().flatten() {
        if let Value::Array(members) = value {
            let mut list = items(known.get(name));
            apply(&mut list, members, &Map::new(), change);
            known.insert(name.clone(), Value::Array(list));
        } else {
            known.insert(name.clone(), value.clone());
        }
    }
    Value::Object(known)
}

fn apply(list: &mut Vec<Value>, members: &[Value], common: &Map<String, Value>, change: Change) {
    match change {
        Change::Replace => *list = members.to_vec(),
        Change::Remove => list.retain(|known| !members.iter().any(|member| is_same(known, member))),
        Change::Add => {
            for member in members {
                match list.iter_mut().find(|known| is_same(known, member)) {
                    Some(known) => update(known, member),
                    None => list.push(member.clone()),
                }
            }
        }
        Change::Modify => {
            for member in members {
                for known in list.iter_mut().filter(|known| is_same(known, member)) {
                    // What names the member is what it had: only a common parameter can give it another.
                    let named = differing(member, known);
                    update(known, &Value::Object(common.clone()));
                    update(known, &named);
                }
            }
        }
    }
}

/// The fields of a member that differ from what is known of it.
fn differing(member: &Value, known: &Value) -> Value {
    let Value::Object(fields) = member else { return member.clone() };
    let new = fields.iter().filter(|(name, value)| known.get(name.as_str()) != Some(*value));
    Value::Object(new.map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// Ends of the names of fields that tell members apart.
const APART: &[&str] = &["id", "ip", "port", "address", "name", "domain", "url", "block", "protocol", "index", "key"];

/// Whether a member is the one that is meant: by the fields that tell members apart, or by all that were sent.
fn is_same(known: &Value, meant: &Value) -> bool {
    match (known, meant) {
        (Value::Object(known), Value::Object(meant)) => {
            let is_apart = |name: &str| {
                let lower = name.to_lowercase();
                APART.iter().any(|end| lower.ends_with(end)) && !is_new(name)
            };
            let is_apart_at_all = meant.keys().any(|name| is_apart(name) && known.contains_key(name));
            let compared = meant.iter().filter(|(name, _)| !is_apart_at_all || is_apart(name));
            let mut compared = compared.filter(|(name, _)| known.contains_key(*name) || !is_apart_at_all).peekable();
            compared.peek().is_some()
                && compared.all(|(name, value)| known.get(name).is_some_and(|known| text(known) == text(value)))
        }
        (Value::Object(known), meant) => known.values().any(|value| text(value) == text(meant)),
        (known, meant) => text(known) == text(meant),
    }
}

fn is_new(name: &str) -> bool {
    plain(name).is_some()
}

/// A name without `New` in front of it.
fn plain(name: &str) -> Option<&str> {
    let rest = name.strip_prefix("New").or_else(|| name.strip_prefix("new"))?;
    rest.chars().next().filter(|letter| letter.is_uppercase()).map(|_| rest)
}

fn update(known: &mut Value, new: &Value) {
    let (Value::Object(known), Value::Object(new)) = (known, new) else { return };
    for (name, value) in new {
        let name = plain(name).unwrap_or(name);
        let same = known.keys().find(|known| known.eq_ignore_ascii_case(name)).cloned();
        known.insert(same.unwrap_or_else(|| name.to_owned()), value.clone());
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;

    fn after(before: Value, change: Change, members: Value, common: Value) -> Value {
        let common = common.as_object().unwrap().clone();
        let batch = Batch { change, members: items(Some(&members)), around: Map::new(), common, whole: None };
        changed(Some(before), &batch, |name| name == "KiteId")
    }

    #[test]
    fn members_are_told_apart_by_ids_and_ports() {
        let two = json!([{"InstanceId": "a", "Port": 1, "Weight": 5}, {"InstanceId": "a", "Port": 2}]);
        let none = json!({});
        let removed =
            after(two.clone(), Change::Remove, json!([{"InstanceId": "a", "Port": 2, "Weight": 9}]), none.clone());
        assert_eq!(removed, json!([{"InstanceId": "a", "Port": 1, "Weight": 5}]));
        let again = after(
            two.clone(),
            Change::Add,
            json!([{"InstanceId": "a", "Port": 1, "Weight": 7, "KiteId": "k"}]),
            none.clone(),
        );
        assert_eq!(again[0], json!({"InstanceId": "a", "Port": 1, "Weight": 7}));
        assert_eq!(again.as_array().unwrap().len(), 2);
        let moved = after(
            two.clone(),
            Change::Modify,
            json!([{"InstanceId": "a", "Port": 1}]),
            json!({"NewPort": 80, "KiteId": "k"}),
        );
        assert_eq!(moved[0], json!({"InstanceId": "a", "Port": 80, "Weight": 5}));
        assert_eq!(after(two, Change::Remove, json!(["a"]), none), json!([]));
    }

    #[test]
    fn lists_in_an_object_change_one_by_one() {
        let before = json!({"In": [{"Port": 1}], "Version": "1"});
        let batch = |change, whole: Value| Batch {
            change,
            members: vec![],
            around: Map::new(),
            common: Map::new(),
            whole: Some(whole),
        };
        let added = changed(
            Some(before.clone()),
            &batch(Change::Add, json!({"Out": [{"Port": 2}], "In": [{"Port": 3}]})),
            |_| false,
        );
        assert_eq!(added, json!({"In": [{"Port": 1}, {"Port": 3}], "Version": "1", "Out": [{"Port": 2}]}));
        let replaced = changed(Some(before), &batch(Change::Replace, json!({"In": []})), |_| false);
        assert_eq!(replaced, json!({"In": []}));
    }
}
