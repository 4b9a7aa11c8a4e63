//! Examples of today in the spec of an earlier release: what came later is taken out of them.
//!
//! Names that no table has today either stay, as they do in the examples of today.

use serde_json::{Map, Value};

use crate::spec::model::{Action, Field, Spec, Type};
use crate::spec::wire_example::Wire;

/// Takes the fields that `past` does not have and `today` has out of the examples of `past`.
pub(super) fn prune(today: &Spec, past: &mut Spec) {
    let mut actions = std::mem::take(&mut past.actions);
    let walk = Walk { today, past };
    let wrapper = Wire::of(today.protocol).wrapper;
    for (name, action) in &mut actions {
        let Some(now) = today.actions.get(name) else { continue };
        let Action { request, response, examples, .. } = action;
        let request = Pair { now: &now.request, then: request };
        let response = Pair { now: &now.response, then: response };
        for example in examples {
            match example.request.get_mut("query") {
                Some(Value::Object(query)) => query.retain(|key, _| walk.keeps(key, request)),
                _ => walk.whole(&mut example.request, request),
            }
            let body = match wrapper {
                Some(key) => example.response.get_mut(key),
                None => Some(&mut example.response),
            };
            body.into_iter().for_each(|body| walk.whole(body, response));
        }
    }
    past.actions = actions;
}

/// A table of today and what it was.
#[derive(Clone, Copy)]
struct Pair<'a> {
    now: &'a [Field],
    then: &'a [Field],
}

impl<'a> Pair<'a> {
    /// The field as it was; none where today's table has it and it was not there.
    fn then(&self, name: &str) -> Result<Option<&'a Field>, NotYet> {
        let is_it = |field: &&Field| field.name == name;
        match self.then.iter().find(is_it) {
            Some(field) => Ok(Some(field)),
            None if self.now.iter().any(|field| field.name == name) => Err(NotYet),
            None => Ok(None),
        }
    }
}

/// A field that is still to come.
struct NotYet;

struct Walk<'a> {
    today: &'a Spec,
    past: &'a Spec,
}

impl<'a> Walk<'a> {
    fn whole(&self, value: &mut Value, pair: Pair<'a>) {
        if let Value::Object(map) = value {
            self.object(map, pair);
        }
    }

    fn object(&self, map: &mut Map<String, Value>, pair: Pair<'a>) {
        map.retain(|name, value| match pair.then(name) {
            Ok(field) => {
                field.into_iter().for_each(|field| self.value(value, &field.ty, self.members(pair, field)));
                true
            }
            Err(NotYet) => false,
        });
    }

    fn value(&self, value: &mut Value, ty: &Type, members: Pair<'a>) {
        match (ty, value) {
            (Type::Array { items, .. }, Value::Array(values)) => {
                values.iter_mut().for_each(|value| self.value(value, items, members));
            }
            (Type::Array { items, item_name: Some(name) }, Value::Object(map)) => {
                let inner = map.get_mut(name).and_then(Value::as_array_mut).into_iter().flatten();
                inner.for_each(|value| self.value(value, items, members));
            }
            (Type::Map { values }, Value::Object(map)) => {
                map.values_mut().for_each(|value| self.value(value, values, members));
            }
            (Type::Object { .. }, Value::Object(map)) => self.object(map, members),
            _ => {}
        }
    }

    /// Whether a flattened key names a parameter that was there.
    fn keeps(&self, key: &str, mut pair: Pair<'a>) -> bool {
        for step in key.split('.').filter(|step| step.parse::<u32>().is_err()) {
            match pair.then(step) {
                Ok(Some(field)) => pair = self.members(pair, field),
                Ok(None) => return true,
                Err(NotYet) => return false,
            }
        }
        true
    }

    /// The members of a field of `pair`, now and then.
    fn members(&self, pair: Pair<'a>, field: &'a Field) -> Pair<'a> {
        let of = |spec: &'a Spec, name: &str| spec.structures.get(name).map(|found| found.fields.as_slice());
        match field.ty.referenced() {
            Some(name) => {
                Pair { now: of(self.today, name).unwrap_or_default(), then: of(self.past, name).unwrap_or_default() }
            }
            None => {
                let now = pair.now.iter().find(|other| other.name == field.name);
                Pair {
                    now: now.map(|field| field.ty.inline_fields()).unwrap_or_default(),
                    then: field.ty.inline_fields(),
                }
            }
        }
    }
}
