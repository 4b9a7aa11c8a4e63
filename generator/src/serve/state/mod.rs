//! What a served API remembers: `docquarry serve --state`.
//!
//! The families of a spec say what each action does ([`crate::families`]); here it is done. `world` keeps objects,
//! `store` makes them outlast the process, `select` finds what a request means, `show` brings it into the documented
//! form, `read` and `change` answer. One call sees and leaves a whole state: readers share a lock, a call that changes
//! something holds it alone and is committed before it is answered. No action is known here by its name.

mod change;
mod clock;
mod ids;
mod kinds;
mod members;
mod page;
mod read;
mod select;
mod show;
mod store;
mod tables;
mod world;

use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use docquarry_runtime::server::{Call, Error};
use serde_json::{Map, Value};

use crate::families::{Families, Part, Role, TaskQuery};
use crate::spec::model::{Field, Spec};

use super::shape::Shaper;
use kinds::Kinds;
pub(super) use page::routes;
pub use store::StoreError;
use store::{File, Memory, Store};
use world::{Snapshot, World};

/// The state of served APIs.
#[derive(Debug, Clone)]
pub struct State {
    engines: Arc<HashMap<String, Arc<Engine>>>,
}

/// A spec that is served with a state, and its families.
#[derive(Debug)]
pub struct Kept<'s> {
    /// The spec.
    pub spec: &'s Spec,
    /// Its families, corrected or not.
    pub families: Families,
}

impl State {
    /// A state in memory, which ends with the process.
    ///
    /// # Errors
    /// None that are known.
    pub fn memory(specs: &[Kept<'_>], task_time: Duration) -> Result<Self, StoreError> {
        Self::with(specs, task_time, Arc::new(Memory))
    }

    /// A state in a file, which is made if there is none. Whatever was answered with success is in it.
    ///
    /// # Errors
    /// If the file cannot be used: it is another API's, damaged, or no state at all.
    pub fn file(specs: &[Kept<'_>], task_time: Duration, path: &Path) -> Result<Self, StoreError> {
        let apis: Vec<(String, String)> =
            specs.iter().map(|kept| (kept.spec.id.clone(), kept.spec.api_version.clone())).collect();
        Self::with(specs, task_time, Arc::new(File::open(path, &apis)?))
    }

    fn with(specs: &[Kept<'_>], task_time: Duration, store: Arc<dyn Store>) -> Result<Self, StoreError> {
        let mut engines = HashMap::new();
        for kept in specs {
            let engine = Engine::of(kept, task_time, Arc::clone(&store))?;
            engines.insert(kept.spec.id.clone(), Arc::new(engine));
        }
        Ok(State { engines: Arc::new(engines) })
    }

    pub(super) fn engine(&self, id: &str) -> Option<Arc<Engine>> {
        self.engines.get(id).cloned()
    }

    /// Everything that is kept, by API and noun, in the form that [`seed`](Self::seed) takes.
    pub fn to_json(&self) -> Value {
        let mut ids: Vec<&String> = self.engines.keys().collect();
        ids.sort();
        let all = ids.into_iter().filter_map(|id| Some((id.clone(), self.engines.get(id)?.to_json())));
        Value::Object(all.collect())
    }

    /// What is kept, for reading: each thing in a line, what it holds below it.
    pub(super) fn summary(&self) -> String {
        let mut ids: Vec<&String> = self.engines.keys().collect();
        ids.sort();
        let mut text = String::new();
        for id in ids {
            self.engines.get(id).into_iter().for_each(|engine| engine.summarize(&mut text));
        }
        text
    }

    /// Adds objects to what is kept: by API and noun, each with `values` and where needed `id`, `parent` (the id of what
    /// holds it) and `region`.
    ///
    /// # Errors
    /// What is wrong with them; nothing is added then of the API that they are of.
    pub fn seed(&self, seed: &Value) -> Result<(), StoreError> {
        let Value::Object(apis) = seed else { return Err(StoreError("a seed is an object of APIs".to_owned())) };
        for (id, nouns) in apis {
            let engine = self.engines.get(id).ok_or_else(|| StoreError(format!("no API {id:?} is served")))?;
            engine.seed(nouns)?;
        }
        Ok(())
    }

    /// Notes what is kept now, in place of what was noted before.
    pub fn snapshot(&self) {
        self.engines.values().for_each(|engine| engine.snapshot());
    }

    /// Brings back what was kept when the last snapshot was taken. The result is whether there was one.
    ///
    /// # Errors
    /// If that cannot be stored.
    pub fn restore(&self) -> Result<bool, StoreError> {
        self.engines.values().try_fold(true, |all, engine| Ok(engine.restore()? && all))
    }

    /// Forgets everything.
    ///
    /// # Errors
    /// If that cannot be stored.
    pub fn reset(&self) -> Result<(), StoreError> {
        self.engines.values().try_for_each(|engine| engine.reset())
    }
}

/// One API with its state.
pub(super) struct Engine {
    spec: Spec,
    kinds: Kinds,
    tasks: Vec<TaskQuery>,
    /// The documented answer of each action, shaped.
    samples: HashMap<String, Value>,
    /// States that actions leave things in: the field and the value.
    states: HashMap<String, (String, Value)>,
    world: RwLock<World>,
    snapshot: Mutex<Option<Snapshot>>,
    store: Arc<dyn Store>,
    random: ids::Random,
    task_time: Duration,
}

impl Engine {
    fn of(kept: &Kept<'_>, task_time: Duration, store: Arc<dyn Store>) -> Result<Self, StoreError> {
        let spec = kept.spec.clone();
        let kinds = Kinds::of(&spec, &kept.families);
        let shaper = Shaper::of(&spec);
        let mut samples = HashMap::new();
        for (name, action) in &spec.actions {
            let sample = action.examples.iter().find_map(|example| shaper.example(action, &example.response));
            samples.extend(sample.map(|sample| (name.clone(), sample)));
        }
        let states = states(&spec, &kinds);
        let unreadable =
            |error: serde_json::Error| StoreError(format!("an entry of {} is not readable: {error}", spec.id));
        let world = World::of(store.load(&spec.id)?).map_err(unreadable)?;
        let (world, random) = (RwLock::new(world), ids::Random::default());
        let snapshot = Mutex::default();
        let tasks = kept.families.tasks.clone();
        Ok(Engine { kinds, tasks, samples, states, world, snapshot, store, random, task_time, spec })
    }

    /// Whether a task that was started at a moment goes on.
    fn goes_on(&self, started: u64) -> bool {
        let time = u64::try_from(self.task_time.as_millis()).unwrap_or(u64::MAX);
        clock::now() < started.saturating_add(time)
    }

    /// Whether a call may write to a disk.
    pub(super) fn is_slow(&self, call: &Call) -> bool {
        self.store.is_durable() && self.kinds.plan(&call.action).is_some_and(|(_, part)| !is_read(part))
    }

    /// The answer to a call; none if the action is of no family and answers its example.
    pub(super) fn answer(&self, call: &Call) -> Option<Result<Value, Error>> {
        if let Some(query) = self.tasks.iter().find(|query| query.action == call.action) {
            return Some(self.task(&self.reading(), query, call));
        }
        let (kind, part) = self.kinds.plan(&call.action)?;
        if is_read(part) {
            return Some(self.read(&self.reading(), (kind, part), call));
        }
        if matches!(part.role, Role::Act) && crate::families::is_reading(&part.action) {
            let world = self.reading();
            let found = self.find(&world, (kind, part), call, &select::parameters(call), true);
            return found.err().map(Err);
        }
        Some(self.write(|world| self.once(world, (kind, part), call)))
    }

    /// Carries a call out, or answers what the same request was answered before.
    fn once(&self, world: &mut World, (kind, part): (usize, &Part), call: &Call) -> Result<Value, Error> {
        let token = part.token.as_ref().and_then(|name| call.parameters.get(name)).and_then(Value::as_str);
        let Some(token) = token.filter(|token| !token.is_empty()) else {
            return self.change(world, (kind, part), call);
        };
        let key = format!("{}/{}/{token}", call.action, call.region.as_deref().unwrap_or_default());
        if let Some(answer) = world.answer(&key) {
            return Ok(answer.clone());
        }
        let answer = self.change(world, (kind, part), call)?;
        world.answered(&key, answer.clone());
        Ok(answer)
    }

    fn reading(&self) -> RwLockReadGuard<'_, World> {
        self.world.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn writing(&self) -> RwLockWriteGuard<'_, World> {
        self.world.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the world, all or nothing, and makes the change last.
    fn write<T>(&self, change: impl FnOnce(&mut World) -> Result<T, Error>) -> Result<T, Error> {
        let mut world = self.writing();
        let done = change(&mut world).and_then(|done| {
            if self.store.is_durable() {
                let unstored = |error: &dyn fmt::Display| {
                    Error::new("InternalError", format!("The state cannot be stored: {error}"))
                };
                let changes = world.changes().map_err(|error| unstored(&error))?;
                self.store.commit(&self.spec.id, &changes).map_err(|error| unstored(&error))?;
            }
            Ok(done)
        });
        match done {
            Ok(done) => {
                world.settle();
                Ok(done)
            }
            Err(error) => {
                world.roll_back();
                Err(error)
            }
        }
    }

    fn snapshot(&self) {
        let taken = self.reading().snapshot();
        *self.snapshot.lock().unwrap_or_else(PoisonError::into_inner) = Some(taken);
    }

    fn restore(&self) -> Result<bool, StoreError> {
        let Some(snapshot) = self.snapshot.lock().unwrap_or_else(PoisonError::into_inner).clone() else {
            return Ok(false);
        };
        let restored = self.write(|world| {
            world.restore(&snapshot);
            Ok(true)
        });
        restored.map_err(|error| StoreError(error.to_string()))
    }

    fn reset(&self) -> Result<(), StoreError> {
        self.write(|world| {
            world.clear();
            Ok(())
        })
        .map_err(|error| StoreError(error.to_string()))
    }

    fn to_json(&self) -> Value {
        let world = self.reading();
        let mut nouns: Map<String, Value> = Map::new();
        for object in world.all() {
            let parent = object.parent.and_then(|seq| world.get(seq)).map(|parent| parent.id.clone());
            let one = serde_json::json!({
                "id": object.id, "parent": parent, "region": object.region, "values": object.values,
            });
            if let Value::Array(list) = nouns.entry(object.noun.clone()).or_insert_with(|| Value::Array(Vec::new())) {
                list.push(one);
            }
        }
        Value::Object(nouns)
    }

    /// A tree of what is kept, cut off where it is long.
    fn summarize(&self, text: &mut String) {
        /// More lines of an API are counted only.
        const MOST: usize = 500;
        let world = self.reading();
        let total = world.all().count();
        text.push_str(&format!("\n{} keeps {total} things\n", self.spec.id));
        let mut open: Vec<(u64, usize)> =
            world.all().filter(|object| object.parent.is_none()).map(|object| (object.seq, 1)).collect();
        open.reverse();
        let mut lines = 0;
        while let Some((seq, depth)) = open.pop().filter(|_| lines < MOST) {
            let Some(object) = world.get(seq) else { continue };
            let name =
                object.values.iter().find(|(name, value)| name.to_lowercase().ends_with("name") && value.is_string());
            let name =
                name.and_then(|(_, value)| value.as_str()).map(|name| format!(" {}", crate::escape::Visible(name)));
            let line = format!(
                "{:width$}{} {}{}\n",
                "",
                object.noun,
                crate::escape::Visible(&object.id),
                name.unwrap_or_default(),
                width = depth * 2
            );
            text.push_str(&line);
            lines += 1;
            let from = open.len();
            open.extend(world.children(seq).map(|inner| (inner.seq, depth + 1)));
            open.get_mut(from..).into_iter().for_each(<[_]>::reverse);
        }
        if lines < total {
            text.push_str(&format!("  … and {} more\n", total - lines));
        }
    }

    fn seed(&self, nouns: &Value) -> Result<(), StoreError> {
        let wrong = |message: String| Error::new("Seed", message);
        let planted = self.write(|world| {
            // What holds others comes first, whatever the order of the file.
            for kind in &self.kinds.all {
                let noun = &kind.family.noun;
                for one in nouns.get(noun).and_then(Value::as_array).into_iter().flatten() {
                    let text = |name: &str| one.get(name).and_then(Value::as_str).map(str::to_owned);
                    let outer =
                        kind.parent.and_then(|parent| self.kinds.get(parent)).map(|outer| outer.family.noun.as_str());
                    let parent = match (text("parent"), outer) {
                        (Some(id), Some(outer)) => {
                            let found = world.with_id(outer, &id).next().map(|outer| outer.seq);
                            Some(found.ok_or_else(|| wrong(format!("{noun}: there is no {outer} {id:?}")))?)
                        }
                        (None, Some(outer)) => return Err(wrong(format!("{noun}: it needs a parent, a {outer}"))),
                        _ => None,
                    };
                    let id = text("id").unwrap_or_else(|| self.random.id(kind.family.example.as_deref(), noun));
                    if world.with_id(noun, &id).any(|known| known.parent == parent || !kind.family.chosen) {
                        return Err(wrong(format!("{noun}: there is a {id:?} already")));
                    }
                    let values = one.get("values").and_then(Value::as_object).cloned().unwrap_or_default();
                    let values = values.into_iter().map(|(name, value)| (kind.kept(&name).to_owned(), value)).collect();
                    let region = text("region");
                    let (seq, noun, made) = (world.next_seq(), noun.clone(), clock::now());
                    world.put(world::Object { seq, noun, id, parent, region, made, by_task: false, values });
                }
            }
            let names = nouns.as_object().into_iter().flat_map(|nouns| nouns.keys());
            match names.into_iter().find(|noun| self.kinds.named(noun).is_none()) {
                Some(noun) => Err(wrong(format!("no family is called {noun:?}"))),
                None => Ok(()),
            }
        });
        planted.map_err(|error| StoreError(error.message().to_owned()))
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").field("api", &self.spec.id).field("store", &self.store).finish_non_exhaustive()
    }
}

fn is_read(part: &Part) -> bool {
    matches!(part.role, Role::Describe { .. } | Role::DescribeMembers { .. })
}

/// The states that starting and stopping leave things in, where a field of theirs has such values.
fn states(spec: &Spec, kinds: &Kinds) -> HashMap<String, (String, Value)> {
    const STATES: &[(&str, &[&str])] =
        &[("Start", &["running", "started", "active"]), ("Stop", &["stopped", "inactive", "shutdown"])];
    let mut found = HashMap::new();
    for kind in &kinds.all {
        let reads = kind.family.parts.iter().filter(|part| is_read(part));
        let responses = reads.filter_map(|part| spec.actions.get(&part.action)).flat_map(|action| &action.response);
        let fields: Vec<&Field> =
            responses.flat_map(|field| std::iter::once(field).chain(spec.members(&field.ty))).collect();
        for part in kind.family.parts.iter().filter(|part| matches!(part.role, Role::Act)) {
            let Some((_, values)) = STATES.iter().find(|(verb, _)| part.action.starts_with(verb)) else { continue };
            let is_state = |field: &&&Field| field.name.ends_with("Status") || field.name.ends_with("State");
            let value = |field: &&Field| {
                let mut listed = field.facts.enumeration.iter();
                let value = listed
                    .find(|value| value.as_str().is_some_and(|text| values.contains(&text.to_lowercase().as_str())))?;
                Some((field.name.clone(), value.clone()))
            };
            let state = fields.iter().filter(is_state).find_map(value);
            found.extend(state.map(|state| (part.action.clone(), state)));
        }
    }
    found
}
