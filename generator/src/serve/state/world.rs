//! What an API keeps while it is served: objects with their parents, tasks, and answers by client token.
//!
//! Every change can be taken back until it is committed, so a call that fails half-way changes nothing. What the values
//! of an object are called, and what they mean, is not known here.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::store::Entry;

/// Most tasks, and most answers by token, that are remembered; the oldest are forgotten.
const MOST_REMEMBERED: usize = 10_000;

/// Most objects of an API.
const MOST_OBJECTS: usize = 1_000_000;

/// A thing that is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Object {
    /// Its place in the order of creation, which is also its key.
    #[serde(skip)]
    pub(super) seq: u64,
    pub(super) noun: String,
    pub(super) id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) parent: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) region: Option<String>,
    /// When it was made, in milliseconds since 1970.
    pub(super) made: u64,
    /// Whether a task makes it, which may go on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) by_task: bool,
    pub(super) values: Map<String, Value>,
}

/// A task that was started.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Task {
    /// When, in milliseconds since 1970.
    pub(super) started: u64,
    /// Ids of what it is about.
    pub(super) ids: Vec<String>,
}

enum Undo {
    Object(u64, Option<Arc<Object>>),
    Task(String),
    Answer(String),
}

#[derive(Default)]
pub(super) struct World {
    objects: BTreeMap<u64, Arc<Object>>,
    by_noun: HashMap<String, BTreeSet<u64>>,
    by_region: HashMap<(String, Option<String>), BTreeSet<u64>>,
    by_id: HashMap<(String, String), BTreeSet<u64>>,
    children: HashMap<u64, BTreeSet<u64>>,
    tasks: HashMap<String, Task>,
    task_order: VecDeque<String>,
    answers: HashMap<String, Value>,
    answer_order: VecDeque<String>,
    next: u64,
    undo: Vec<Undo>,
    /// Tasks and answers that were forgotten since the last commit.
    forgotten: Vec<String>,
}

/// What was kept at a moment.
#[derive(Debug, Clone)]
pub(super) struct Snapshot {
    objects: BTreeMap<u64, Arc<Object>>,
    tasks: Vec<(String, Task)>,
    answers: Vec<(String, Value)>,
}

/// The bytes of an entry, which were read back: what could not be read at the next start is refused.
fn entry<T: Serialize + DeserializeOwned>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    let bytes = serde_json::to_vec(value)?;
    serde_json::from_slice::<T>(&bytes)?;
    Ok(bytes)
}

impl World {
    /// What entries of a store say.
    pub(super) fn of(entries: Vec<(String, Vec<u8>)>) -> Result<Self, serde_json::Error> {
        let mut world = World::default();
        for (key, bytes) in entries {
            let mut parts = key.splitn(2, '/');
            match (parts.next(), parts.next()) {
                (Some("object"), Some(seq)) => {
                    let mut object: Object = serde_json::from_slice(&bytes)?;
                    object.seq = seq.parse().unwrap_or_default();
                    world.put(object);
                }
                (Some("task"), Some(id)) => world.start(id, serde_json::from_slice(&bytes)?),
                (Some("answer"), Some(token)) => world.answered(token, serde_json::from_slice(&bytes)?),
                _ => {}
            }
        }
        world.settle();
        Ok(world)
    }

    /// The number of the next object.
    pub(super) fn next_seq(&self) -> u64 {
        self.next
    }

    /// Whether no more objects are kept.
    pub(super) fn is_full(&self) -> bool {
        self.objects.len() >= MOST_OBJECTS
    }

    /// Keeps an object, in place of the one with its number.
    pub(super) fn put(&mut self, object: Object) {
        let seq = object.seq;
        let before = self.objects.get(&seq).cloned();
        self.place(seq, Some(Arc::new(object)));
        self.undo.push(Undo::Object(seq, before));
    }

    /// Removes an object and everything in it.
    pub(super) fn remove(&mut self, seq: u64) {
        let mut open = vec![seq];
        while let Some(seq) = open.pop() {
            open.extend(self.children.get(&seq).into_iter().flatten());
            if let Some(before) = self.objects.get(&seq).cloned() {
                self.place(seq, None);
                self.undo.push(Undo::Object(seq, Some(before)));
            }
        }
    }

    /// Puts an object in place, or nothing, and keeps the indexes.
    fn place(&mut self, seq: u64, object: Option<Arc<Object>>) {
        if let Some(before) = self.objects.remove(&seq) {
            let drop_from = |set: Option<&mut BTreeSet<u64>>| set.map(|set| set.remove(&seq));
            drop_from(self.by_noun.get_mut(&before.noun));
            drop_from(self.by_region.get_mut(&(before.noun.clone(), before.region.clone())));
            let key = (before.noun.clone(), before.id.clone());
            if let Some(set) = self.by_id.get_mut(&key) {
                set.remove(&seq);
                if set.is_empty() {
                    self.by_id.remove(&key);
                }
            }
            if let Some(parent) = before.parent {
                drop_from(self.children.get_mut(&parent));
                if self.children.get(&parent).is_some_and(BTreeSet::is_empty) {
                    self.children.remove(&parent);
                }
            }
        }
        if let Some(object) = object {
            self.by_noun.entry(object.noun.clone()).or_default().insert(seq);
            self.by_region.entry((object.noun.clone(), object.region.clone())).or_default().insert(seq);
            self.by_id.entry((object.noun.clone(), object.id.clone())).or_default().insert(seq);
            if let Some(parent) = object.parent {
                self.children.entry(parent).or_default().insert(seq);
            }
            self.next = self.next.max(seq.saturating_add(1));
            self.objects.insert(seq, object);
        }
    }

    pub(super) fn get(&self, seq: u64) -> Option<&Arc<Object>> {
        self.objects.get(&seq)
    }

    /// Objects with an id; several only where an id is unique within a parent.
    pub(super) fn with_id<'w>(&'w self, noun: &str, id: &str) -> impl Iterator<Item = &'w Arc<Object>> {
        let found = self.by_id.get(&(noun.to_owned(), id.to_owned()));
        found.into_iter().flatten().filter_map(|seq| self.objects.get(seq))
    }

    /// All objects of a noun, in order of creation.
    pub(super) fn of_noun<'w>(&'w self, noun: &str) -> impl Iterator<Item = &'w Arc<Object>> {
        self.by_noun.get(noun).into_iter().flatten().filter_map(|seq| self.objects.get(seq))
    }

    /// The number of objects of a noun in a region, or in all, and the objects; none if some are in no region.
    pub(super) fn of_region<'w>(
        &'w self,
        noun: &str,
        region: Option<&str>,
    ) -> Option<(usize, impl Iterator<Item = &'w Arc<Object>>)> {
        let key = |region: Option<&str>| (noun.to_owned(), region.map(str::to_owned));
        let found = match region {
            None => self.by_noun.get(noun),
            Some(_) if self.by_region.get(&key(None)).is_some_and(|set| !set.is_empty()) => return None,
            Some(_) => self.by_region.get(&key(region)),
        };
        let objects = found.into_iter().flatten().filter_map(|seq| self.objects.get(seq));
        Some((found.map_or(0, BTreeSet::len), objects))
    }

    /// What is directly in an object, in order of creation.
    pub(super) fn children(&self, seq: u64) -> impl Iterator<Item = &Arc<Object>> {
        self.children.get(&seq).into_iter().flatten().filter_map(|seq| self.objects.get(seq))
    }

    /// What holds an object, the nearest first.
    pub(super) fn ancestors<'w>(&'w self, object: &Object) -> impl Iterator<Item = &'w Arc<Object>> {
        let first = object.parent.and_then(|seq| self.objects.get(&seq));
        std::iter::successors(first, |object| object.parent.and_then(|seq| self.objects.get(&seq)))
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Arc<Object>> {
        self.objects.values()
    }

    pub(super) fn task(&self, id: &str) -> Option<&Task> {
        self.tasks.get(id)
    }

    pub(super) fn start(&mut self, id: &str, task: Task) {
        self.tasks.insert(id.to_owned(), task);
        self.task_order.push_back(id.to_owned());
        self.undo.push(Undo::Task(id.to_owned()));
        if self.task_order.len() > MOST_REMEMBERED
            && let Some(oldest) = self.task_order.pop_front()
        {
            self.tasks.remove(&oldest);
            self.forgotten.push(format!("task/{oldest}"));
        }
    }

    /// The answer that a request with a token got.
    pub(super) fn answer(&self, token: &str) -> Option<&Value> {
        self.answers.get(token)
    }

    pub(super) fn answered(&mut self, token: &str, answer: Value) {
        self.answers.insert(token.to_owned(), answer);
        self.answer_order.push_back(token.to_owned());
        self.undo.push(Undo::Answer(token.to_owned()));
        if self.answer_order.len() > MOST_REMEMBERED
            && let Some(oldest) = self.answer_order.pop_front()
        {
            self.answers.remove(&oldest);
            self.forgotten.push(format!("answer/{oldest}"));
        }
    }

    /// The changes since the last commit, as entries of a store.
    pub(super) fn changes(&self) -> Result<Vec<Entry>, serde_json::Error> {
        let mut entries: BTreeMap<String, Option<Vec<u8>>> = BTreeMap::new();
        for undo in &self.undo {
            let (key, value) = match undo {
                Undo::Object(seq, _) => {
                    let object = self.objects.get(seq);
                    (format!("object/{seq:020}"), object.map(|object| entry(&**object)).transpose()?)
                }
                Undo::Task(id) => (format!("task/{id}"), self.tasks.get(id).map(entry).transpose()?),
                Undo::Answer(token) => (format!("answer/{token}"), self.answers.get(token).map(entry).transpose()?),
            };
            entries.insert(key, value);
        }
        for key in &self.forgotten {
            // What was forgotten may be there again.
            entries.entry(key.clone()).or_insert(None);
        }
        Ok(entries.into_iter().collect())
    }

    /// Makes the changes final.
    pub(super) fn settle(&mut self) {
        self.undo.clear();
        self.forgotten.clear();
    }

    /// Takes the changes back.
    pub(super) fn roll_back(&mut self) {
        while let Some(undo) = self.undo.pop() {
            match undo {
                Undo::Object(seq, before) => self.place(seq, before),
                Undo::Task(id) => {
                    self.tasks.remove(&id);
                    self.task_order.retain(|known| *known != id);
                }
                Undo::Answer(token) => {
                    self.answers.remove(&token);
                    self.answer_order.retain(|known| *known != token);
                }
            }
        }
        self.forgotten.clear();
    }

    /// What is kept now. Objects are shared and not copied.
    pub(super) fn snapshot(&self) -> Snapshot {
        let tasks = self.task_order.iter().filter_map(|id| Some((id.clone(), self.tasks.get(id)?.clone())));
        let answers = self.answer_order.iter().filter_map(|id| Some((id.clone(), self.answers.get(id)?.clone())));
        Snapshot { objects: self.objects.clone(), tasks: tasks.collect(), answers: answers.collect() }
    }

    /// Keeps what was kept when a snapshot was taken, and nothing else.
    pub(super) fn restore(&mut self, snapshot: &Snapshot) {
        self.clear();
        for (seq, object) in &snapshot.objects {
            self.place(*seq, Some(Arc::clone(object)));
            self.undo.push(Undo::Object(*seq, None));
        }
        snapshot.tasks.iter().for_each(|(id, task)| self.start(id, task.clone()));
        snapshot.answers.iter().for_each(|(token, answer)| self.answered(token, answer.clone()));
    }

    /// Removes everything.
    pub(super) fn clear(&mut self) {
        let all: Vec<u64> = self.objects.keys().copied().collect();
        all.into_iter().for_each(|seq| self.remove(seq));
        self.forgotten.extend(self.tasks.keys().map(|id| format!("task/{id}")));
        self.forgotten.extend(self.answers.keys().map(|token| format!("answer/{token}")));
        self.tasks.clear();
        self.task_order.clear();
        self.answers.clear();
        self.answer_order.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_not_be_read_at_the_next_start_is_no_entry() {
        let deep = |depth| (0..depth).fold(Value::Null, |inner, _| Value::Array(vec![inner]));
        assert!(entry(&deep(127)).is_ok());
        assert!(entry(&deep(128)).is_err());
    }
}
