//! Actions that change what is kept.

use std::sync::Arc;

use docquarry_runtime::server::{Call, Error};
use serde_json::{Map, Value};

use crate::families::{Answer, Change, Count, Part, Role};
use crate::spec::model::{Action, Field, Type};
use crate::spec::wire_example::Wire;

use super::Engine;
use super::clock;
use super::kinds::{items, text, texts};
use super::members;
use super::select::{not_there, parameters};
use super::world::{Object, Task, World};

impl Engine {
    /// Carries an action out and says what is answered.
    pub(super) fn change(&self, world: &mut World, (kind, part): (usize, &Part), call: &Call) -> Result<Value, Error> {
        let mut parameters = parameters(call);
        if let Some(token) = &part.token {
            parameters.remove(token);
        }
        match &part.role {
            Role::Create { answer, count } => {
                let made = self.create(world, (kind, part), call, parameters, count)?;
                Ok(self.reply(world, part, call, &made, answer.as_ref()))
            }
            Role::Modify => {
                let changed = self.modify(world, (kind, part), call, &parameters)?;
                Ok(self.reply(world, part, call, &changed, None))
            }
            Role::Members { change, list, parameter } => {
                let owners = self.change_members(world, (kind, part), call, &parameters, (*change, list, parameter))?;
                Ok(self.reply(world, part, call, &owners, None))
            }
            Role::Delete => {
                let gone = self.delete(world, (kind, part), call, &parameters)?;
                Ok(self.reply(world, part, call, &gone, None))
            }
            _ => {
                let found = self.find(world, (kind, part), call, &parameters, true)?;
                let found = self.acted(world, kind, part, found);
                Ok(self.reply(world, part, call, &found, None))
            }
        }
    }

    fn create(
        &self,
        world: &mut World,
        (index, part): (usize, &Part),
        call: &Call,
        mut parameters: Map<String, Value>,
        count: &Count,
    ) -> Result<Vec<Arc<Object>>, Error> {
        let Some(kind) = self.kinds.get(index) else { return Ok(Vec::new()) };
        let outer = self.outer(world, part, &parameters)?.and_then(|outer| outer.first().copied());
        let region = self.region(index, call, &parameters).or_else(|| call.region.clone());
        let region = outer.and_then(|outer| world.get(outer)?.region.clone()).or(region);
        let chosen = part.select.id.as_ref().filter(|_| kind.family.chosen);
        let chosen = chosen.and_then(|id| texts(parameters.get(&id.parameter), false).into_iter().next());
        part.select.parents.iter().for_each(|parent| drop(parameters.remove(&parent.parameter)));
        let by_task = self.spec.actions.get(&part.action).is_some_and(|action| action.asynchronous);
        let mut made = Vec::new();
        for values in each(kind, parameters, count, &self.kinds) {
            if world.is_full() {
                return Err(Error::new("InternalError", "This server keeps no more things."));
            }
            let id = match &chosen {
                Some(id) => self.unused(world, part, &kind.family.noun, id, outer)?,
                None => self.new_id(world, kind),
            };
            let noun = kind.family.noun.clone();
            let values = self.with_defaults(part, count, values);
            let values = values.into_iter().map(|(name, value)| (kind.kept(&name).to_owned(), value)).collect();
            let seq = world.next_seq();
            let (region, made_at) = (region.clone(), clock::now());
            world.put(Object { seq, noun, id, parent: outer, region, made: made_at, by_task, values });
            made.extend(world.get(seq).cloned());
        }
        Ok(made)
    }

    /// What was sent, and the documented defaults of what was not.
    fn with_defaults(&self, part: &Part, count: &Count, mut values: Map<String, Value>) -> Map<String, Value> {
        let request = self.spec.actions.get(&part.action).map(|action| action.request.as_slice()).unwrap_or_default();
        let counted = match count {
            Count::One => None,
            Count::Number { parameter } | Count::Each { parameter, .. } => Some(parameter),
        };
        let inner =
            request.iter().filter(|field| Some(&field.name) == counted).flat_map(|field| self.spec.members(&field.ty));
        let is_outer = |name: &str| part.select.parents.iter().any(|parent| parent.parameter == *name);
        for field in request.iter().filter(|field| Some(&field.name) != counted).chain(inner) {
            let default = field.facts.default.as_ref().filter(|_| !is_outer(&field.name));
            if let Some(default) = default.filter(|_| !values.contains_key(&field.name)) {
                values.insert(field.name.clone(), default.clone());
            }
        }
        values
    }

    /// An id that the caller chose, if it is free.
    fn unused(&self, world: &World, part: &Part, noun: &str, id: &str, outer: Option<u64>) -> Result<String, Error> {
        if !world.with_id(noun, id).any(|object| object.parent == outer) {
            return Ok(id.to_owned());
        }
        let own = self.spec.actions.get(&part.action).map(|action| action.errors.as_slice()).unwrap_or_default();
        let is_taken = |code: &&String| {
            ["alreadyexist", "duplicate", "conflict"].iter().any(|word| code.to_lowercase().contains(word))
        };
        let names = |code: &&String| code.to_lowercase().contains(&noun.to_lowercase());
        let listed = || self.spec.errors.keys().filter(is_taken).find(names);
        let code = own.iter().find(is_taken).or_else(listed).cloned().unwrap_or_else(|| part.missing.code.clone());
        Err(Error::new(code, format!("There is a {noun} {id:?} already.")))
    }

    fn new_id(&self, world: &World, kind: &super::kinds::Kind) -> String {
        let family = &kind.family;
        loop {
            let id = self.random.id(family.example.as_deref(), &family.noun);
            if world.with_id(&family.noun, &id).next().is_none() {
                return id;
            }
        }
    }

    fn modify(
        &self,
        world: &mut World,
        (index, part): (usize, &Part),
        call: &Call,
        parameters: &Map<String, Value>,
    ) -> Result<Vec<Arc<Object>>, Error> {
        let Some(kind) = self.kinds.get(index) else { return Ok(Vec::new()) };
        let batches: Vec<Map<String, Value>> = match &part.select.items {
            Some(list) => {
                items(parameters.get(list)).into_iter().filter_map(|item| item.as_object().cloned()).collect()
            }
            None => vec![parameters.clone()],
        };
        let mut changed = Vec::new();
        for batch in batches {
            let found = match &part.select.items {
                Some(_) => self.by_ids(world, index, part, &batch)?,
                None => self.find(world, (index, part), call, &batch, true)?,
            };
            let is_id = |name: &str| {
                self.kinds.is_id(kind, name)
                    || part.select.id.as_ref().is_some_and(|id| id.parameter == *name)
                    || part.select.parents.iter().any(|parent| parent.parameter == *name)
            };
            let new: Vec<(&String, &Value)> = batch.iter().filter(|(name, _)| !is_id(name)).collect();
            for object in found {
                let mut object = (*object).clone();
                for (name, value) in &new {
                    set(&mut object.values, kind.kept(name), value);
                }
                let seq = object.seq;
                world.put(object);
                changed.extend(world.get(seq).cloned());
            }
        }
        Ok(changed)
    }

    /// Objects by the ids in an item of a list.
    pub(super) fn by_ids(
        &self,
        world: &World,
        index: usize,
        part: &Part,
        item: &Map<String, Value>,
    ) -> Result<Vec<Arc<Object>>, Error> {
        let Some(kind) = self.kinds.get(index) else { return Ok(Vec::new()) };
        let named = item.iter().filter(|(name, _)| self.kinds.is_id(kind, name));
        let ids: Vec<String> = named.flat_map(|(_, value)| texts(Some(value), true)).collect();
        let mut found = Vec::new();
        for id in ids {
            match world.with_id(&kind.family.noun, &id).next() {
                Some(object) => found.push(Arc::clone(object)),
                None => return Err(not_there(&part.missing, &kind.family.noun, &id)),
            }
        }
        Ok(found)
    }

    fn delete(
        &self,
        world: &mut World,
        (index, part): (usize, &Part),
        call: &Call,
        parameters: &Map<String, Value>,
    ) -> Result<Vec<Arc<Object>>, Error> {
        let Some(kind) = self.kinds.get(index) else { return Ok(Vec::new()) };
        let mut found = self.find(world, (index, part), call, parameters, true)?;
        let by_id = part.select.id.as_ref().is_some_and(|id| parameters.contains_key(&id.parameter));
        let filters: Vec<_> = part
            .select
            .filters
            .iter()
            .filter_map(|filter| Some((filter, parameters.get(&filter.parameter)?)))
            .collect();
        if !by_id && !filters.is_empty() {
            let fits = |object: &Arc<Object>| {
                let kept = |(filter, wanted): &(&crate::families::Filter, &Value)| {
                    kind.value(&object.values, &filter.field).is_some_and(|kept| super::select::matches(kept, wanted))
                };
                filters.iter().all(kept)
            };
            found.retain(fits);
            if found.is_empty() {
                return Err(not_there(&part.missing, &kind.family.noun, ""));
            }
        }
        let is_selected = by_id
            || !filters.is_empty()
            || part.select.parents.iter().any(|parent| parameters.contains_key(&parent.parameter));
        if !is_selected {
            return Err(not_there(&part.missing, &kind.family.noun, ""));
        }
        let own = self.spec.actions.get(&part.action).map(|action| action.errors.as_slice()).unwrap_or_default();
        let in_use = own.iter().find(|code| code.to_lowercase().replace('_', "").ends_with("inuse"));
        for object in &found {
            if let Some(code) = in_use.filter(|_| world.children(object.seq).next().is_some()) {
                return Err(Error::new(
                    code.clone(),
                    format!("There are things in the {} {:?}.", object.noun, object.id),
                ));
            }
            world.remove(object.seq);
        }
        Ok(found)
    }

    /// Keeps what an action without fields of its own does to a state: started, stopped.
    fn acted(&self, world: &mut World, index: usize, part: &Part, found: Vec<Arc<Object>>) -> Vec<Arc<Object>> {
        let Some((field, value)) = self.kinds.get(index).and_then(|_| self.states.get(&part.action)) else {
            return found;
        };
        let changed = found.iter().map(|object| {
            let mut object = (**object).clone();
            object.values.insert(field.clone(), value.clone());
            object
        });
        let changed: Vec<Object> = changed.collect();
        let seqs: Vec<u64> = changed.iter().map(|object| object.seq).collect();
        changed.into_iter().for_each(|object| world.put(object));
        seqs.iter().filter_map(|seq| world.get(*seq).cloned()).collect()
    }

    fn change_members(
        &self,
        world: &mut World,
        (index, part): (usize, &Part),
        call: &Call,
        parameters: &Map<String, Value>,
        (change, list, parameter): (Change, &str, &str),
    ) -> Result<Vec<Arc<Object>>, Error> {
        let mut changed: Vec<u64> = Vec::new();
        for batch in members::batches(part, parameters, (change, parameter)) {
            let owners = self.owners(world, (index, part), call, &batch.around)?;
            for owner in owners {
                let Some((_, kind)) = self.kinds.named(&owner.noun) else { continue };
                let is_outer = |name: &str| self.id(world, &owner, Some(kind), name).is_some();
                let own = self.kinds.get(index).map_or(list, |own| own.kept(list));
                let name = if kind.kept(list) == list { own } else { kind.kept(list) };
                let mut object = (*owner).clone();
                let before = object.values.get(name).cloned();
                let after = members::changed(before, &batch, is_outer);
                object.values.insert(name.to_owned(), after);
                changed.push(object.seq);
                world.put(object);
            }
        }
        changed.dedup();
        Ok(changed.iter().filter_map(|seq| world.get(*seq).cloned()).collect())
    }

    /// Whose members a request means: the deepest thing that it names, or that its other parameters describe.
    fn owners(
        &self,
        world: &World,
        (index, part): (usize, &Part),
        call: &Call,
        around: &Map<String, Value>,
    ) -> Result<Vec<Arc<Object>>, Error> {
        let mut inner: Vec<usize> =
            (0..self.kinds.all.len()).filter(|other| self.kinds.is_within(*other, index)).collect();
        inner.sort_by_key(|index| std::cmp::Reverse(self.kinds.get(*index).map_or(0, |kind| kind.depth)));
        for inner in inner {
            let found = self.by_ids(world, inner, part, around)?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
        let own = match &part.select.id {
            Some(_) => self.find(world, (index, part), call, around, true)?,
            None => self.by_ids(world, index, part, around)?,
        };
        for (child_index, child) in self.kinds.children(index) {
            let is_kept = |name: &&String, object: &Object| child.value(&object.values, name).is_some();
            let children: Vec<&Arc<Object>> = own
                .iter()
                .flat_map(|own| world.children(own.seq))
                .filter(|object| object.noun == child.family.noun)
                .collect();
            let describing: Vec<(&String, &Value)> = around
                .iter()
                .filter(|(name, value)| !value.is_array() && !value.is_object() && self.describes(child_index, name))
                .filter(|(name, _)| children.iter().any(|object| is_kept(name, object)))
                .collect();
            let fits = |object: &&&Arc<Object>| {
                describing.iter().all(|(name, value)| {
                    child.value(&object.values, name).is_some_and(|kept| super::select::matches(kept, value))
                })
            };
            if !describing.is_empty() {
                let found: Vec<Arc<Object>> = children.iter().filter(fits).map(|object| Arc::clone(object)).collect();
                return if found.is_empty() {
                    Err(not_there(&part.missing, &child.family.noun, ""))
                } else {
                    Ok(found)
                };
            }
        }
        Ok(own)
    }

    /// Whether a parameter is one of a delete action's filters for the inner thing, so that it describes one.
    fn describes(&self, inner: usize, name: &str) -> bool {
        let parts = self.kinds.get(inner).map(|kind| kind.family.parts.as_slice()).unwrap_or_default();
        let deletes = parts.iter().filter(|part| matches!(part.role, Role::Delete));
        deletes.flat_map(|part| &part.select.filters).any(|filter| filter.parameter == name)
    }

    /// The documented answer about things that were made, changed or are gone.
    fn reply(
        &self,
        world: &mut World,
        part: &Part,
        call: &Call,
        about: &[Arc<Object>],
        answer: Option<&Answer>,
    ) -> Value {
        let Some(action) = self.spec.actions.get(&part.action) else { return Value::Null };
        let sample = self.samples.get(&part.action);
        let ids: Vec<String> = about.iter().map(|object| object.id.clone()).collect();
        let mut reply = Map::new();
        let mut tasks: Vec<String> = Vec::new();
        for field in &action.response {
            let sample = sample.and_then(|sample| sample.get(&field.name));
            let is_answer = answer.is_some_and(|answer| field_of(answer) == field.name);
            let value = match answer.filter(|_| is_answer) {
                Some(Answer::Ids { .. }) => self.conform(&field.ty, &Value::from(ids.clone()), None, 0),
                Some(Answer::IdsByKey { .. }) => None,
                _ if self.is_task(action, field) => self.new_task(field, sample, &mut tasks),
                _ => self.about(world, field, about, sample),
            };
            let value = value.unwrap_or_else(|| self.neutral(field, sample, 0));
            reply.insert(field.name.clone(), value);
        }
        if let Some(Answer::IdsByKey { field }) = answer {
            self.by_key(action, field, &ids, &mut reply);
        }
        if !self.tasks.is_empty() {
            tasks.push(call.request_id.clone());
            let started = clock::now();
            tasks.iter().for_each(|id| world.start(id, Task { started, ids: ids.clone() }));
        }
        Value::Object(reply)
    }

    /// A field of an answer about things: the things themselves, or a field of the first.
    fn about(&self, world: &World, field: &Field, about: &[Arc<Object>], sample: Option<&Value>) -> Option<Value> {
        let first = about.first()?;
        let (_, kind) = self.kinds.named(&first.noun)?;
        if let Type::Array { items, item_name } = &field.ty {
            let members = self.spec.members(items);
            if members.iter().any(|member| self.kinds.is_id(kind, &member.name)) {
                let sample = sample.and_then(|sample| super::show::first_item(sample, item_name.as_deref()));
                let shown = about.iter().map(|object| Value::Object(self.shown(world, object, members, sample, 0)));
                return Some(crate::serve::shape::wrapped(Value::Array(shown.collect()), item_name.as_deref()));
            }
        }
        let is_common = Wire::of(self.spec.protocol).envelope.contains(&field.name.as_str());
        (!is_common).then(|| self.shown_field(world, first, field, sample, 0))
    }

    /// Whether a field of an answer names the task that was started.
    fn is_task(&self, action: &Action, field: &Field) -> bool {
        let is_common = Wire::of(self.spec.protocol).envelope.contains(&field.name.as_str());
        let is_asked_for = self.tasks.iter().any(|query| query.parameters.contains(&field.name));
        let is_sent = action.request.iter().any(|sent| sent.name == field.name);
        let is_scalar = matches!(field.ty, Type::String { .. } | Type::Integer { .. });
        let is_named = matches!(self.kinds.key(&field.name).as_ref(), "taskid" | "requestid");
        !is_common && !is_sent && is_scalar && (is_asked_for || is_named)
    }

    fn new_task(&self, field: &Field, sample: Option<&Value>, tasks: &mut Vec<String>) -> Option<Value> {
        let sample = sample.map(text).or_else(|| field.example.clone());
        let id = match field.ty {
            Type::Integer { .. } => self.random.digits(9),
            _ => self.random.id(sample.as_deref(), "task"),
        };
        tasks.push(id.clone());
        self.conform(&field.ty, &Value::String(id), None, 0)
    }

    /// Ids in lists by a key that another list of the answer has.
    fn by_key(&self, action: &Action, name: &str, ids: &[String], reply: &mut Map<String, Value>) {
        let key = self.random.digits(9);
        let is_keys =
            |field: &&Field| matches!(&field.ty, Type::Array { items, .. } if matches!(**items, Type::String { .. }));
        if let Some(field) = action.response.iter().find(is_keys) {
            reply.insert(field.name.clone(), Value::from(vec![key.clone()]));
        }
        reply.insert(name.to_owned(), Value::Object(Map::from_iter([(key, Value::from(ids.to_vec()))])));
    }
}

fn field_of(answer: &Answer) -> &str {
    match answer {
        Answer::Id { field }
        | Answer::Ids { field }
        | Answer::IdsByKey { field }
        | Answer::Object { field }
        | Answer::Objects { field } => field,
    }
}

/// Sets a field; of an object, the members that are named.
fn set(values: &mut Map<String, Value>, name: &str, new: &Value) {
    match (values.get_mut(name), new) {
        (Some(Value::Object(known)), Value::Object(new)) => {
            new.iter().for_each(|(name, value)| drop(known.insert(name.clone(), value.clone())));
        }
        _ => drop(values.insert(name.to_owned(), new.clone())),
    }
}

/// The values of each thing that a request makes.
fn each(
    kind: &super::kinds::Kind,
    mut parameters: Map<String, Value>,
    count: &Count,
    kinds: &super::kinds::Kinds,
) -> Vec<Map<String, Value>> {
    /// More are not made by one call, whatever a number says.
    const MOST: usize = 1000;
    let number =
        |value: Option<&Value>| value.and_then(|value| text(value).parse::<usize>().ok()).unwrap_or(1).min(MOST);
    match count {
        Count::One => vec![parameters],
        Count::Number { parameter } => {
            let count = number(parameters.remove(parameter).as_ref());
            vec![parameters; count]
        }
        Count::Each { parameter, times } => {
            let list = items(parameters.remove(parameter).as_ref());
            let beside: Vec<(String, Vec<Value>)> = kind
                .family
                .renames
                .iter()
                .filter(|rename| rename.each)
                .map(|rename| (rename.sent.clone(), items(parameters.remove(&rename.sent).as_ref())))
                .collect();
            let mut made = Vec::new();
            for (index, item) in list.into_iter().take(MOST).enumerate() {
                let mut values = parameters.clone();
                for (name, list) in &beside {
                    values.extend(list.get(index).map(|value| (name.clone(), value.clone())));
                }
                let times = times.as_ref().map_or(1, |times| number(item.get(times)));
                match item {
                    Value::Object(item) => values.extend(item.into_iter().filter(|(name, _)| !kinds.is_id(kind, name))),
                    other => drop(values.insert(parameter.clone(), other)),
                }
                made.extend(std::iter::repeat_n(values, times));
            }
            made
        }
    }
}
