//! Answers of actions that show things or how tasks go.

use std::sync::Arc;

use docquarry_runtime::server::{Call, Error};
use serde_json::{Map, Value};

use crate::families::{Pages, Part, Role, TaskQuery, View, Way};
use crate::serve::shape::wrapped;
use crate::spec::model::{Action, Field, Type};

use super::Engine;
use super::kinds::{items, texts};
use super::select::{Page, not_there, page, parameters};
use super::show::{first_item, is_scalar};
use super::world::{Object, World};

impl Engine {
    /// The answer of a read action.
    pub(super) fn read(&self, world: &World, (kind, part): (usize, &Part), call: &Call) -> Result<Value, Error> {
        let parameters = parameters(call);
        let Some(action) = self.spec.actions.get(&part.action) else { return Err(Error::invalid_action(&call.action)) };
        match &part.role {
            Role::Describe { view: View::List { field }, pages } => {
                // Ids that must be sent are an error where the action's own list of codes says which.
                let is_required = part.select.id.as_ref().is_some_and(|id| id.required);
                let strict = is_required && crate::families::is_own_code(&part.missing);
                let fields = self.list_items(action, field);
                let asked = (&parameters, pages.as_ref());
                let found = self.page(world, (kind, part), call, asked, (fields, strict))?;
                let sample = self.samples.get(&part.action);
                let show = |object: &Arc<Object>, sample: Option<&Value>| {
                    Value::Object(self.shown(world, object, fields, sample, 0))
                };
                Ok(self.listing(action, (field, pages.as_ref()), &parameters, found, sample, show))
            }
            Role::DescribeMembers { list, field, pages } => {
                let strict = part.select.id.as_ref().is_some_and(|id| id.required);
                let owners = self.find(world, (kind, part), call, &parameters, strict)?;
                Ok(self.members_shown(world, (kind, part), action, (list, field, pages.as_ref()), &parameters, &owners))
            }
            Role::Describe { view, .. } => {
                let found = self.find(world, (kind, part), call, &parameters, true)?;
                let object = found.first().ok_or_else(|| not_there(&part.missing, "thing", ""))?;
                let only = match view {
                    View::Object { field } => Some(field.as_str()),
                    _ => None,
                };
                Ok(self.whole(world, action, object, only))
            }
            _ => Err(Error::unsupported(&call.action)),
        }
    }

    /// The fields of what a list of the answer shows.
    fn list_items(&self, action: &Action, field: &str) -> &[Field] {
        let field = action.response.iter().find(|shown| shown.name == field);
        // The spec lives as long as the engine, so do its fields.
        let name = field.map(|field| field.name.as_str()).unwrap_or_default();
        let own = self.spec.actions.values().find(|other| std::ptr::eq(*other, action));
        let field = own.and_then(|action| action.response.iter().find(|field| field.name == name));
        field.map(|field| self.spec.members(&field.ty)).unwrap_or_default()
    }

    /// An answer with a page of a list.
    fn listing<T>(
        &self,
        action: &Action,
        (list, pages): (&str, Option<&Pages>),
        parameters: &Map<String, Value>,
        found: Page<T>,
        sample: Option<&Value>,
        show: impl Fn(&T, Option<&Value>) -> Value,
    ) -> Value {
        let Page { total, items: found, next } = found;
        let mut answer = Map::new();
        for field in &action.response {
            let name = &field.name;
            let sample = sample.and_then(|sample| sample.get(name));
            let is = |wanted: Option<&String>| wanted == Some(name);
            let value = if name == list {
                let item_name = match &field.ty {
                    Type::Array { item_name, .. } => item_name.as_deref(),
                    _ => None,
                };
                let sample = sample.and_then(|sample| first_item(sample, item_name));
                wrapped(Value::Array(found.iter().map(|one| show(one, sample)).collect()), item_name)
            } else if is(pages.and_then(|pages| pages.total.as_ref())) {
                Value::from(total)
            } else if is(pages.map(|pages| &pages.position)) && pages.is_some_and(|pages| pages.way == Way::Token) {
                Value::String(next.clone().unwrap_or_default())
            } else if let Some(sent) = parameters.get(name).filter(|_| is_scalar(&field.ty)) {
                self.conform(&field.ty, sent, None, 0).unwrap_or(Value::Null)
            } else {
                self.counted(field, pages, (total, found.len(), next.is_some()))
                    .unwrap_or_else(|| self.neutral(field, sample, 0))
            };
            answer.insert(name.clone(), value);
        }
        Value::Object(answer)
    }

    /// Numbers about a page, by their names.
    fn counted(
        &self,
        field: &Field,
        pages: Option<&Pages>,
        (total, on_page, is_more): (usize, usize, bool),
    ) -> Option<Value> {
        let key = self.kinds.key(&field.name);
        match (&field.ty, key.as_ref()) {
            (Type::Integer { .. }, "totalcount" | "realcount") => Some(Value::from(total)),
            (Type::Integer { .. }, "count") => Some(Value::from(on_page)),
            (Type::Boolean, "istruncated") => Some(Value::Bool(is_more)),
            (Type::Integer { .. }, "pagenumber") => Some(Value::from(1)),
            (Type::Integer { .. }, "pagesize" | "maxresult" | "maxitem") => {
                Some(Value::from(pages.and_then(|pages| pages.default_size).unwrap_or(total as u64)))
            }
            _ => None,
        }
    }

    /// One thing, as the whole answer or in one field of it.
    pub(super) fn whole(&self, world: &World, action: &Action, object: &Object, only: Option<&str>) -> Value {
        let sample = action_sample(self, action);
        let mut answer = Map::new();
        for field in &action.response {
            let sample = sample.and_then(|sample| sample.get(&field.name));
            let is_part = only.is_none_or(|only| only == field.name);
            let value = match is_part {
                true => self.shown_field(world, object, field, sample, 0),
                false => self.neutral(field, sample, 0),
            };
            answer.insert(field.name.clone(), value);
        }
        Value::Object(answer)
    }

    /// Members of things.
    fn members_shown(
        &self,
        world: &World,
        (kind, part): (usize, &Part),
        action: &Action,
        (list, field, pages): (&str, &str, Option<&Pages>),
        parameters: &Map<String, Value>,
        owners: &[Arc<Object>],
    ) -> Value {
        let Some(kind) = self.kinds.get(kind) else { return Value::Null };
        let Some(shown) = action.response.iter().find(|shown| shown.name == field) else { return Value::Null };
        let Type::Array { items: ty, .. } = &shown.ty else {
            // An object, or a text with a list: that of the one owner.
            let Some(owner) = owners.first() else {
                return self.listing(
                    action,
                    ("", None),
                    parameters,
                    page(None, parameters, Vec::<u8>::new()),
                    None,
                    |_, _| Value::Null,
                );
            };
            let mut answer = self.whole(world, action, owner, None);
            if let (Some(value), Some(answer)) = (kind.value(&owner.values, list), answer.as_object_mut()) {
                let value = self.conform(&shown.ty, value, None, 0);
                answer.insert(field.to_owned(), value.unwrap_or(Value::Null));
            }
            return answer;
        };
        let fields = self.spec.members(ty);
        let mut found: Vec<Object> = Vec::new();
        for owner in owners {
            for member in items(kind.value(&owner.values, list)) {
                let values = match member {
                    Value::Object(values) => values,
                    other => Map::from_iter([(String::new(), other)]),
                };
                let noun = String::new();
                found.push(Object {
                    seq: 0,
                    noun,
                    id: String::new(),
                    parent: Some(owner.seq),
                    region: None,
                    made: owner.made,
                    by_task: false,
                    values,
                });
            }
        }
        let is_wanted = |member: &Object| {
            part.select.filters.iter().all(|filter| {
                let kept = member.values.get(&filter.field);
                let wanted = parameters.get(&filter.parameter);
                kept.zip(wanted).is_none_or(|(kept, wanted)| super::select::matches(kept, wanted))
            })
        };
        found.retain(is_wanted);
        let show = |member: &Object, sample: Option<&Value>| match member.values.get("") {
            Some(value) => self.conform(ty, value, None, 0).unwrap_or(Value::Null),
            None => Value::Object(self.shown(world, member, fields, sample, 0)),
        };
        let found = page(pages, parameters, found);
        self.listing(action, (field, pages), parameters, found, self.samples.get(&part.action), show)
    }

    /// How a task goes.
    pub(super) fn task(&self, world: &World, query: &TaskQuery, call: &Call) -> Result<Value, Error> {
        let parameters = parameters(call);
        let Some(action) = self.spec.actions.get(&query.action) else {
            return Err(Error::invalid_action(&call.action));
        };
        let named = query.parameters.iter().flat_map(|name| texts(parameters.get(name), false)).next();
        let id = named.unwrap_or_default();
        let task = world.task(&id).ok_or_else(|| not_there(&query.missing, "task", &id))?;
        let state = query.running.as_ref().filter(|_| self.goes_on(task.started)).unwrap_or(&query.succeeded);
        let mut answer = Map::new();
        for field in &action.response {
            let is_ids = self.kinds.all.iter().any(|kind| self.kinds.is_id(kind, &field.name));
            let value = match (&field.ty, parameters.get(&field.name)) {
                (_, Some(sent)) => self.conform(&field.ty, sent, None, 0),
                (Type::Array { .. }, None) if is_ids => {
                    let ids = Value::Array(task.ids.iter().cloned().map(Value::String).collect());
                    self.conform(&field.ty, &ids, None, 0)
                }
                _ => None,
            };
            let value = value.unwrap_or_else(|| self.neutral(field, None, 0));
            answer.insert(field.name.clone(), value);
        }
        let mut answer = Value::Object(answer);
        put(&mut answer, &query.state, state.clone());
        Ok(answer)
    }
}

fn action_sample<'e>(engine: &'e Engine, action: &Action) -> Option<&'e Value> {
    let name = engine.spec.actions.iter().find(|(_, other)| std::ptr::eq(*other, action)).map(|(name, _)| name)?;
    engine.samples.get(name)
}

/// Puts a value at a path of names.
fn put(value: &mut Value, path: &[String], new: Value) {
    match path.split_first() {
        None => *value = new,
        Some((name, rest)) => {
            if let Some(inner) = value.get_mut(name.as_str()) {
                put(inner, rest, new);
            }
        }
    }
}
