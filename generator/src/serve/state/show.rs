//! Objects in the form of the documented answers: each documented field with what was sent, what follows from it, or a
//! value that says nothing. Names and ids of the documents' examples never get into an answer.

use serde_json::{Map, Value, json};

use crate::serve::shape::{number, text, truth, whole, wrapped};
use crate::spec::model::{Field, StringFormat, Type};

use super::Engine;
use super::clock;
use super::kinds::{self, Kind};
use super::world::{Object, World};

/// Objects in objects are followed this far.
const DEEPEST: usize = 8;

impl Engine {
    /// An object with these fields. The sample is what the documents show in the same place.
    pub(super) fn shown(
        &self,
        world: &World,
        object: &Object,
        fields: &[Field],
        sample: Option<&Value>,
        depth: usize,
    ) -> Map<String, Value> {
        let mut shown = Map::new();
        for field in fields {
            let sample = sample.and_then(|sample| sample.get(&field.name));
            let value = self.shown_field(world, object, field, sample, depth);
            shown.insert(field.name.clone(), value);
        }
        shown
    }

    pub(super) fn shown_field(
        &self,
        world: &World,
        object: &Object,
        field: &Field,
        sample: Option<&Value>,
        depth: usize,
    ) -> Value {
        let known = self.known(world, object, field, sample, depth);
        known.unwrap_or_else(|| self.neutral(field, sample, depth))
    }

    /// What is known of a field: an id, what was sent, what is in the object, when it was made.
    fn known(
        &self,
        world: &World,
        object: &Object,
        field: &Field,
        sample: Option<&Value>,
        depth: usize,
    ) -> Option<Value> {
        if depth > DEEPEST {
            return None;
        }
        let kind = self.kinds.named(&object.noun);
        if is_scalar(&field.ty)
            && let Some(id) = self.id(world, object, kind.map(|(_, kind)| kind), &field.name)
        {
            return self.conform(&field.ty, &Value::String(id), None, depth);
        }
        let value = match kind {
            Some((_, kind)) => kind.value(&object.values, &field.name),
            None => object.values.get(&field.name),
        };
        if let Some(value) = value.filter(|value| !value.is_null()) {
            return self.conform(&field.ty, value, sample, depth);
        }
        let (index, kind) = kind?;
        self.status(object, kind, field, sample)
            .or_else(|| self.inner(world, object, index, field, sample, depth))
            .or_else(|| self.nested(world, object, kind, field, sample, depth))
            .or_else(|| {
                clock::written(object.made, field, sample).filter(|_| is_time_made(&self.kinds.key(&field.name)))
            })
            .or_else(|| self.count(world, object, index, field))
    }

    /// The id of the object or of what holds it, by a field's name.
    pub(super) fn id(&self, world: &World, object: &Object, kind: Option<&Kind>, name: &str) -> Option<String> {
        if kind.is_some_and(|kind| self.kinds.is_id(kind, name)) {
            return Some(object.id.clone());
        }
        let has_id = |outer: &&std::sync::Arc<Object>| {
            self.kinds.named(&outer.noun).is_some_and(|(_, kind)| self.kinds.is_id(kind, name))
        };
        world.ancestors(object).find(has_id).map(|outer| outer.id.clone())
    }

    /// The status of a thing that a task makes: that it is being made, and afterwards not what the documents show of one
    /// that is.
    fn status(&self, object: &Object, kind: &Kind, field: &Field, sample: Option<&Value>) -> Option<Value> {
        let pending =
            kind.family.pending.iter().filter(|_| object.by_task).find(|pending| pending.field == field.name)?;
        let is_listed = |value: &Value| field.facts.enumeration.contains(value);
        if self.goes_on(object.made) {
            return Some(pending.making.clone()).filter(is_listed);
        }
        let is_making = |sample: &Value| kinds::text(sample) == kinds::text(&pending.making);
        pending.ready.clone().filter(|ready| is_listed(ready) && sample.is_none_or(is_making))
    }

    /// What is directly in the object: as objects with their ids, or as ids.
    fn inner(
        &self,
        world: &World,
        object: &Object,
        index: usize,
        field: &Field,
        sample: Option<&Value>,
        depth: usize,
    ) -> Option<Value> {
        let Type::Array { items, item_name } = &field.ty else { return None };
        let members = self.spec.members(items);
        let sample = sample.and_then(|sample| first_item(sample, item_name.as_deref()));
        for (_, child) in self.kinds.children(index) {
            let noun = &child.family.noun;
            let inside = || world.children(object.seq).filter(|inner| inner.noun == *noun);
            let list: Vec<Value> = if is_scalar(items) && self.kinds.is_id(child, &field.name) {
                let id = |inner: &std::sync::Arc<Object>| Value::String(inner.id.clone());
                inside().filter_map(|inner| self.conform(items, &id(inner), None, depth)).collect()
            } else if members.iter().any(|member| is_scalar(&member.ty) && self.kinds.is_id(child, &member.name)) {
                inside().map(|inner| Value::Object(self.shown(world, inner, members, sample, depth + 1))).collect()
            } else {
                continue;
            };
            return Some(wrapped(Value::Array(list), item_name.as_deref()));
        }
        None
    }

    /// The object itself, in a field of its own.
    fn nested(
        &self,
        world: &World,
        object: &Object,
        kind: &Kind,
        field: &Field,
        sample: Option<&Value>,
        depth: usize,
    ) -> Option<Value> {
        let Type::Object { .. } = &field.ty else { return None };
        let members = self.spec.members(&field.ty);
        let has_id = members.iter().any(|member| is_scalar(&member.ty) && self.kinds.is_id(kind, &member.name));
        has_id.then(|| Value::Object(self.shown(world, object, members, sample, depth + 1)))
    }

    /// The number of what is in the object, or in one of its lists.
    fn count(&self, world: &World, object: &Object, index: usize, field: &Field) -> Option<Value> {
        let Type::Integer { .. } = &field.ty else { return None };
        let key = self.kinds.key(&field.name);
        let counted = key.strip_suffix("count")?;
        for (_, child) in self.kinds.children(index) {
            if self.kinds.key(&child.family.noun) == counted {
                return Some(json!(world.children(object.seq).filter(|inner| inner.noun == child.family.noun).count()));
            }
        }
        let list =
            object.values.iter().find(|(name, _)| self.kinds.key(name).ends_with(counted) && !counted.is_empty());
        list.and_then(|(_, value)| value.as_array()).map(|list| json!(list.len()))
    }

    /// A value that says nothing: a state or a choice that the documents show, a default, or nothing at all.
    pub(super) fn neutral(&self, field: &Field, sample: Option<&Value>, depth: usize) -> Value {
        let shown = sample.cloned().or_else(|| field.example.clone().map(Value::String));
        let is_listed =
            |value: &Value| field.facts.enumeration.iter().any(|known| kinds::text(known) == kinds::text(value));
        let is_state =
            self.kinds.key(&field.name).ends_with("status") || self.kinds.key(&field.name).ends_with("state");
        let may_show = |value: &&Value| match field.ty {
            Type::Boolean => true,
            _ => is_scalar(&field.ty) && (is_listed(value) || is_state && field.facts.enumeration.is_empty()),
        };
        let shown = || shown.as_ref().filter(may_show).and_then(|value| self.conform(&field.ty, value, None, depth));
        let default = || field.facts.default.as_ref().and_then(|value| self.conform(&field.ty, value, None, depth));
        let value = if is_state { shown().or_else(default) } else { default().or_else(shown) };
        value.unwrap_or_else(|| match field.nullable {
            true => Value::Null,
            false => self.empty(&field.ty, depth),
        })
    }

    fn empty(&self, ty: &Type, depth: usize) -> Value {
        match ty {
            Type::String { content: Some(content), .. } => Value::String(self.empty(content, depth + 1).to_string()),
            Type::String { format, .. } => Value::String(match format {
                Some(StringFormat::Date) => "2020-01-01".to_owned(),
                Some(StringFormat::Timestamp) => "2020-01-01 00:00:00".to_owned(),
                Some(StringFormat::DateTime) => "2020-01-01T00:00:00+00:00".to_owned(),
                _ => String::new(),
            }),
            Type::Integer { .. } | Type::Number { .. } => json!(0),
            Type::Boolean => Value::Bool(false),
            Type::Array { item_name, .. } => wrapped(json!([]), item_name.as_deref()),
            Type::Object { .. } if depth <= DEEPEST => {
                let members = self.spec.members(ty).iter();
                Value::Object(
                    members.map(|member| (member.name.clone(), self.neutral(member, None, depth + 1))).collect(),
                )
            }
            _ => json!({}),
        }
    }

    /// A value as its type; none if it cannot be one.
    pub(super) fn conform(&self, ty: &Type, value: &Value, sample: Option<&Value>, depth: usize) -> Option<Value> {
        match ty {
            Type::String { .. } => match value {
                Value::Array(items) if items.iter().all(|item| !item.is_object()) => {
                    Some(Value::String(items.iter().map(kinds::text).collect::<Vec<_>>().join(",")))
                }
                other => text(other).map(Value::String),
            },
            Type::Integer { .. } => whole(value).map(Value::Number),
            Type::Number { .. } => number(value).map(Value::Number),
            Type::Boolean => truth(value).map(Value::Bool),
            Type::Array { items, item_name } => {
                let inner = item_name.as_deref().and_then(|name| value.get(name)).unwrap_or(value);
                let sample = sample.and_then(|sample| first_item(sample, item_name.as_deref()));
                let list = kinds::items(Some(inner));
                let list = list.iter().filter_map(|item| self.conform(items, item, sample, depth + 1)).collect();
                Some(wrapped(Value::Array(list), item_name.as_deref()))
            }
            Type::Object { .. } => {
                let parsed;
                let members = match value {
                    Value::Object(members) => members,
                    Value::String(text) => {
                        parsed = serde_json::from_str::<Map<String, Value>>(text).ok()?;
                        &parsed
                    }
                    _ => return None,
                };
                let fields = self.spec.members(ty);
                if fields.is_empty() || depth > DEEPEST {
                    return Some(Value::Object(members.clone()));
                }
                let member = |field: &Field| {
                    let sample = sample.and_then(|sample| sample.get(&field.name));
                    let sent = members.get(&field.name).filter(|value| !value.is_null());
                    let value = sent.and_then(|value| self.conform(&field.ty, value, sample, depth + 1));
                    (field.name.clone(), value.unwrap_or_else(|| self.neutral(field, sample, depth + 1)))
                };
                Some(Value::Object(fields.iter().map(member).collect()))
            }
            _ => Some(value.clone()),
        }
    }
}

fn is_time_made(key: &str) -> bool {
    ["createtime", "createdtime", "createtimestamp", "createdat", "creationtime", "addtime", "imagecreatetime"]
        .contains(&key)
}

pub(super) fn is_scalar(ty: &Type) -> bool {
    matches!(ty, Type::String { .. } | Type::Integer { .. })
}

/// The first item of a list that the documents show.
pub(super) fn first_item<'v>(sample: &'v Value, item_name: Option<&str>) -> Option<&'v Value> {
    item_name.and_then(|name| sample.get(name)).unwrap_or(sample).get(0)
}
