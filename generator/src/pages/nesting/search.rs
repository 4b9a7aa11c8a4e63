//! Decides for a flat table as a whole which row is a member of which.
//!
//! A flat table announces an object or a list, lets its members follow as ordinary rows, and marks no end. Each row may
//! belong to any object that is open above it, so the search keeps the best few assignments of the rows so far and
//! scores them by what the page itself shows: the members in its samples, the order of names, rows that name the
//! items, and that no object has a member twice. Samples of other pages only decide between equals.

use std::collections::{HashMap, HashSet, VecDeque};

use serde_json::Value;

use super::sample::{self, Shapes, Wire, is_singular};
use crate::pages::aliyun_rpc::row::{DEEPEST, Parsed};
use crate::pages::aliyun_rpc::types::Declared;
use crate::pages::profile::aliyun_rpc::PHRASES;
use crate::spec::model::Type;

/// Assignments that are followed at the same time.
const BREADTH: usize = 24;
/// Of those, that have the same object open.
const ALIKE: usize = 6;
/// Rows that may still change their place.
const WINDOW: usize = 64;
/// How far above its row of items a list may be.
const LOOK_BACK: usize = 256;

/// What each observation is worth.
mod weight {
    /// A sample shows the member in the object.
    pub(super) const SHOWN: i32 = 12;
    /// Samples show the object, and none has the member, which they show elsewhere.
    pub(super) const NOT_SHOWN: i32 = -3;
    /// Samples show the object, and the member nowhere.
    pub(super) const ABSENT: i32 = -1;
    /// The object is a pair of a key and its value, and the member is neither.
    pub(super) const NO_PAIR: i32 = -8;
    /// The object has a member of that name.
    pub(super) const TWICE: i32 = -30;
    /// The name comes before the last member's, in a table that sorts each level.
    pub(super) const OUT_OF_ORDER: i32 = -4;
    /// A level that was announced is left without a member.
    pub(super) const LEFT_EMPTY: i32 = -6;
    /// The name is one that answers have at their top.
    pub(super) const TOP: i32 = 8;
}

/// Where a row is. The row at `n` is the node `n + 1`; node 0 is the answer itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    /// The object that the row is a member of.
    pub(super) parent: usize,
    /// What samples show of it, an index into [`Assigned::wires`].
    pub(super) wire: usize,
    /// The row only names the items of this list.
    pub(super) items_of: Option<usize>,
    /// The innermost open object behind the row.
    current: usize,
}

/// The places of all rows.
pub(super) struct Assigned<'v> {
    pub(super) steps: Vec<Step>,
    pub(super) wires: Vec<Wire<'v>>,
}

#[derive(Debug, Clone, Default)]
struct State {
    score: i32,
    /// What samples of other pages say; only between equal scores.
    others: i32,
    /// Levels that were left; what follows is rather a member of the innermost object.
    left: usize,
    /// The rows behind those that are settled.
    steps: VecDeque<Step>,
    /// The objects that are open, outermost first, each with the keys of its samples that no row has taken yet.
    open: Vec<(usize, Keys)>,
    /// How many of these keys rows to come may take.
    awaited: u32,
}

/// Some of the keys of an object's samples, a bit for each of [`Search::keys_of`].
type Keys = u128;

impl State {
    fn rank(&self) -> (i32, i32, std::cmp::Reverse<usize>) {
        let awaited = i32::try_from(self.awaited).unwrap_or(i32::MAX / weight::SHOWN);
        (self.score + weight::SHOWN * awaited, self.others, std::cmp::Reverse(self.left))
    }
}

/// Members that a node has.
#[derive(Debug, Default)]
struct Members {
    last: Option<usize>,
}

struct Search<'t, 'v> {
    action: &'t str,
    rows: &'t [Parsed],
    shapes: &'t Shapes,
    /// The table marks rows that are members.
    marked: bool,
    /// Its marks say how deep.
    graded: bool,
    /// Its levels are sorted.
    sorted: bool,
    wires: Vec<Wire<'v>>,
    /// All keys of the samples.
    keys: HashSet<&'v str>,
    /// For each of `wires`, the keys of the objects that rows have, and the last row of that name, in the order of these.
    keys_of: Vec<Vec<(&'v str, usize)>>,
    /// The last row of each name.
    last: HashMap<&'t str, usize>,
    /// By row and by what samples show of its parent: whether they show the row, and as what.
    shown: HashMap<(usize, usize), (bool, usize)>,
    /// Rows that cannot change their place any more.
    settled: Vec<Step>,
    members: HashMap<usize, Members>,
    taken: HashSet<(usize, &'t str)>,
    states: Vec<State>,
}

/// Places the rows of a table.
pub(super) fn assign<'v>(action: &str, rows: &[Parsed], examples: &[&'v Value], shapes: &Shapes) -> Assigned<'v> {
    let mut search = Search {
        action,
        rows,
        shapes,
        marked: rows.iter().any(|row| row.depth > 0),
        graded: is_graded(rows),
        sorted: is_sorted(rows),
        wires: Vec::new(),
        keys: sample::keys(examples),
        keys_of: Vec::new(),
        last: rows.iter().enumerate().map(|(index, row)| (row.name.as_str(), index)).collect(),
        shown: HashMap::new(),
        settled: Vec::new(),
        members: HashMap::new(),
        taken: HashSet::new(),
        states: Vec::new(),
    };
    search.add(Wire::root(examples));
    search.states.push(State { open: vec![(0, Keys::MAX)], ..State::default() });
    for index in 0..rows.len() {
        search.row(index);
    }
    while search.states.iter().any(|state| !state.steps.is_empty()) {
        search.settle();
    }
    Assigned { steps: search.settled, wires: search.wires }
}

/// Marks set rows in by different widths.
fn is_graded(rows: &[Parsed]) -> bool {
    let mut depths = rows.iter().map(|row| row.depth).filter(|depth| *depth > 0);
    let first = depths.next();
    depths.any(|depth| Some(depth) != first)
}

/// Each level is in the order of its characters, as machines sort names: where the order breaks, a level ends.
fn is_sorted(rows: &[Parsed]) -> bool {
    const ENOUGH: usize = 3;
    let plain = |row: &Parsed| matches!(row.declared, Declared::Plain(_)) && !row.bare;
    let (mut rises, mut breaks, mut levels) = (0, 0, 0);
    for (row, next) in rows.iter().zip(rows.iter().skip(1)).filter(|(row, _)| !row.bare) {
        match plain(row) {
            false => levels += 1,
            true if row.name < next.name => rises += 1,
            true => breaks += 1,
        }
    }
    rises >= ENOUGH && (3 * breaks <= rises || breaks <= levels && 2 * breaks <= rises)
}

impl<'t, 'v> Search<'t, 'v> {
    fn row_of(&self, node: usize) -> Option<&'t Parsed> {
        self.rows.get(node.checked_sub(1)?)
    }

    fn step(&self, state: &State, node: usize) -> Option<Step> {
        let row = node.checked_sub(1)?;
        match row.checked_sub(self.settled.len()) {
            None => self.settled.get(row).copied(),
            Some(at) => state.steps.get(at).copied(),
        }
    }

    fn wire(&self, state: &State, node: usize) -> usize {
        self.step(state, node).map_or(0, |step| step.wire)
    }

    fn current(&self, state: &State) -> usize {
        state.steps.back().or(self.settled.last()).map_or(0, |step| step.current)
    }

    /// A node and what it is part of, innermost first, the answer last.
    fn upwards(&self, state: &State, node: usize) -> Vec<usize> {
        std::iter::successors(Some(node), |at| self.step(state, *at).map(|step| step.parent))
            .take(DEEPEST + 2)
            .collect()
    }

    /// The rows of this state that are not settled, with their nodes, last first.
    fn recent<'s>(&self, state: &'s State) -> impl Iterator<Item = (usize, &'s Step)> {
        let first = self.settled.len() + 1;
        state.steps.iter().enumerate().rev().map(move |(at, step)| (first + at, step))
    }

    fn members(&self, state: &State, of: usize) -> impl Iterator<Item = usize> {
        self.recent(state).filter(move |(_, step)| step.parent == of && step.items_of.is_none()).map(|(node, _)| node)
    }

    fn has(&self, state: &State, node: usize, name: &str) -> bool {
        let named = |member: usize| self.row_of(member).is_some_and(|row| row.name == name);
        self.taken.contains(&(node, name)) || self.members(state, node).any(named)
    }

    fn last_member(&self, state: &State, node: usize) -> Option<usize> {
        self.members(state, node).next().or_else(|| self.members.get(&node)?.last)
    }

    /// Whether samples show the row in such an object, and what they show of the row itself.
    fn shown(&mut self, index: usize, parent: usize) -> (bool, usize) {
        if let Some(known) = self.shown.get(&(index, parent)) {
            return *known;
        }
        let (Some(row), Some(above)) = (self.rows.get(index), self.wires.get(parent)) else { return (false, 0) };
        let wire = Wire::of(&above.values(&row.name), row, self.rows.get(index + 1));
        let found = (above.has(&row.name), self.add(wire));
        self.shown.insert((index, parent), found);
        found
    }

    /// Keeps what samples show of an object.
    fn add(&mut self, wire: Wire<'v>) -> usize {
        let names: HashSet<&'v str> = wire.objects.iter().flat_map(|map| map.keys()).map(|key| key.trim()).collect();
        let mut keys: Vec<_> = names.iter().filter_map(|name| Some((*name, *self.last.get(name)?))).collect();
        keys.sort_unstable_by_key(|(_, last)| std::cmp::Reverse(*last));
        keys.truncate(Keys::BITS as usize);
        keys.reverse();
        self.keys_of.push(keys);
        self.wires.push(wire);
        self.wires.len() - 1
    }

    /// Takes the key of a row from those that its object awaits, and counts what rows behind it may take.
    fn take_key(&self, state: &mut State, index: usize, parent: usize, name: &str) {
        let chain = self.upwards(state, self.current(state));
        let mut outermost = chain.iter().rev();
        let same = state.open.iter().zip(outermost.by_ref()).take_while(|((node, _), other)| node == *other).count();
        state.open.truncate(same);
        state.open.extend(chain.iter().rev().skip(same).map(|node| (*node, Keys::MAX)));
        let mut open = std::mem::take(&mut state.open);
        state.awaited = 0;
        for (node, free) in &mut open {
            let Some(keys) = self.keys_of.get(self.wire(state, *node)) else { continue };
            if *node == parent
                && let Some(at) = keys.iter().position(|(key, _)| *key == name)
            {
                *free &= !(1 << at);
            }
            let past = keys.partition_point(|(_, last)| *last <= index);
            let to_come = (past..keys.len()).filter(|at| *free >> at & 1 == 1).count();
            state.awaited += u32::try_from(to_come).unwrap_or(u32::MAX);
        }
        state.open = open;
    }

    fn row(&mut self, index: usize) {
        let Some(row) = self.rows.get(index) else { return };
        let mut next: Vec<State> = Vec::new();
        for state in std::mem::take(&mut self.states) {
            if let Some(step) = self.items(&state, index, row) {
                let mut state = state;
                state.steps.push_back(step);
                self.take_key(&mut state, index, usize::MAX, "");
                next.push(state);
                continue;
            }
            for parent in self.parents(&state, row) {
                next.push(self.placed(&state, index, row, parent));
            }
        }
        next.sort_by_key(|state| std::cmp::Reverse(state.rank()));
        self.states = self.varied(next);
        if self.states.iter().any(|state| state.steps.len() > WINDOW) {
            self.settle();
        }
    }

    /// The best of the states, few of those that have the same object open.
    fn varied(&self, states: Vec<State>) -> Vec<State> {
        let mut open: HashMap<usize, usize> = HashMap::new();
        let mut kept = states;
        kept.retain(|state| {
            let count = open.entry(self.current(state)).or_default();
            *count += 1;
            *count <= ALIKE
        });
        kept.truncate(BREADTH);
        kept
    }

    /// Settles the oldest row as the best state has it, and drops the states that differ.
    fn settle(&mut self) {
        let best = self.states.iter().rev().max_by_key(|state| state.rank());
        let Some(step) = best.and_then(|state| state.steps.front().copied()) else { return };
        let node = self.settled.len() + 1;
        self.settled.push(step);
        if step.items_of.is_none() {
            self.members.entry(step.parent).or_default().last = Some(node);
            if let Some(row) = self.row_of(node) {
                self.taken.insert((step.parent, &row.name));
            }
        }
        self.states.retain_mut(|state| {
            let first = state.steps.pop_front();
            first.is_some_and(|first| first.parent == step.parent && first.items_of == step.items_of)
        });
    }

    /// The row only names the items of a list above it.
    fn items(&self, state: &State, index: usize, row: &Parsed) -> Option<Step> {
        let step = |list: usize, current: usize| Step { parent: 0, wire: 0, items_of: Some(list), current };
        if row.echo && self.step(state, index).is_some_and(|above| above.items_of.is_none()) {
            return Some(step(index, index));
        }
        if row.bare
            && let Some(list) = self.announced(state, index, &row.name)
        {
            return Some(step(list, list));
        }
        let list = self.row_of(index)?;
        let own = self.step(state, index).filter(|own| own.items_of.is_none())?;
        let wire = self.wires.get(own.wire)?;
        let wraps = wire.item_name.as_deref() == Some(&row.name);
        if let Declared::Plain(Type::Array { .. }) = list.declared {
            let named = row.bare && (wraps || is_singular(&row.name, &list.name));
            return named.then(|| step(index, self.current(state)));
        }
        let object = row.declared == Declared::Object(None);
        let alone = if wire.objects.is_empty() { list.objects } else { !wire.has(&row.name) };
        let wraps = wraps && (list.declared == Declared::List(None) || !matches!(row.declared, Declared::Plain(_)));
        let named = wraps || list.declared == Declared::List(None) && object && alone;
        named.then(|| step(index, if object { index } else { self.current(state) }))
    }

    /// The list or object that has items of this name, or the list right above.
    fn announced(&self, state: &State, index: usize, name: &str) -> Option<usize> {
        let is_field = |node: &usize| self.step(state, *node).is_some_and(|step| step.items_of.is_none());
        let fits = |node: &usize| {
            let Some(row) = self.row_of(*node) else { return false };
            let above = *node == index && row.declared == Declared::List(None);
            let item = match &row.declared {
                Declared::List(item) | Declared::Object(item) => item.as_deref(),
                Declared::Nothing => None,
                Declared::Plain(_) => return false,
            };
            let scalars = || self.wires.get(self.wire(state, *node)).is_some_and(|wire| !wire.scalars.is_empty());
            above && !scalars() || item == Some(name) || is_singular(name, &row.name)
        };
        (1..=index).rev().take(LOOK_BACK).filter(is_field).find(fits)
    }

    /// The objects that the row may be a member of.
    fn parents(&self, state: &State, row: &Parsed) -> Vec<usize> {
        if let Some(owner) = row.inside {
            return vec![owner + 1];
        }
        if self.marked && row.depth == 0 {
            return vec![0];
        }
        if self.graded {
            return vec![self.shallower(state, row.depth)];
        }
        let mut chain = self.upwards(state, self.current(state));
        if self.marked && chain.len() > 1 {
            chain.pop();
        }
        chain
    }

    /// The nearest row above that is set in less, and not too deep.
    fn shallower(&self, state: &State, depth: usize) -> usize {
        let is_field = |node: &usize| self.step(state, *node).is_some_and(|step| step.items_of.is_none());
        let last = (1..=self.settled.len() + state.steps.len()).rev().find(is_field).unwrap_or(0);
        let is_as_deep = |at: &&usize| self.row_of(**at).is_some_and(|row| row.depth >= depth);
        let chain = self.upwards(state, last);
        let chain: Vec<usize> = chain.iter().skip_while(is_as_deep).copied().collect();
        chain.get(chain.len().saturating_sub(DEEPEST)).copied().unwrap_or(0)
    }

    /// The state with the row as a member of `parent`.
    fn placed(&mut self, state: &State, index: usize, row: &Parsed, parent: usize) -> State {
        let above = self.wire(state, parent);
        let (shown, wire) = self.shown(index, above);
        let mut next = state.clone();
        next.score += self.score(state, row, parent, shown);
        next.left += self.left(state, parent).len();
        if !shown {
            let elsewhere = self.shapes.has(self.action, &self.names(state, parent), &row.name);
            next.others += elsewhere.map_or(0, |has| if has { 1 } else { -1 });
        }
        let node = index + 1;
        let levels = self.upwards(state, parent);
        let current = if row.inside.is_some() {
            // What follows members that have a table of their own is beside the row that the table is of.
            let is_own = |at: &&usize| self.row_of(**at).is_some_and(|row| row.inside.is_some());
            levels.iter().skip_while(is_own).nth(1).copied().unwrap_or(0)
        } else if levels.len() < DEEPEST && self.opens(index, row, wire) {
            node
        } else {
            parent
        };
        next.steps.push_back(Step { parent, wire, items_of: None, current });
        self.take_key(&mut next, index, parent, &row.name);
        next
    }

    /// What the row as a member of `parent` adds to a state's score.
    fn score(&self, state: &State, row: &Parsed, parent: usize, shown: bool) -> i32 {
        let twice = self.has(state, parent, &row.name);
        let known = self.wires.get(self.wire(state, parent)).is_some_and(|wire| !wire.objects.is_empty());
        let mut score = match (twice, shown, known) {
            (true, ..) => weight::TWICE,
            (_, true, _) => weight::SHOWN,
            (_, _, true) if self.keys.contains(row.name.as_str()) => weight::NOT_SHOWN,
            (_, _, true) => weight::ABSENT,
            _ => 0,
        };
        if parent == 0 && PHRASES.top.contains(&row.name.as_str()) {
            score += weight::TOP;
        }
        let last = self.last_member(state, parent).and_then(|node| self.row_of(node));
        let breaks = last.is_some_and(|last| last.name > row.name);
        if self.sorted && breaks {
            score += weight::OUT_OF_ORDER;
        }
        let is_pair = |row: &Parsed| PHRASES.pairs.contains(&row.name.as_str());
        if last.is_some_and(is_pair) && !is_pair(row) && !shown {
            score += weight::NO_PAIR;
        }
        for node in self.left(state, parent) {
            let announced = self.row_of(node).is_some_and(|row| {
                row.objects || matches!(row.declared, Declared::List(Some(_)) | Declared::Object(_))
            });
            let scalar = || self.wires.get(self.wire(state, node)).is_some_and(|wire| !wire.scalars.is_empty());
            if announced && self.last_member(state, node).is_none() && !scalar() {
                score += weight::LEFT_EMPTY;
            }
        }
        score
    }

    /// The open objects that end where a member of `parent` follows; none if the member may follow anywhere.
    fn left(&self, state: &State, parent: usize) -> Vec<usize> {
        let mut open = self.upwards(state, self.current(state));
        let depth = open.iter().position(|node| *node == parent).unwrap_or(0);
        open.truncate(depth);
        open
    }

    /// True where members of the row may follow.
    fn opens(&self, index: usize, row: &Parsed, wire: usize) -> bool {
        let below = self.rows.get(index + 1).is_some_and(|next| next.depth > row.depth || next.bare) || row.objects;
        match &row.declared {
            Declared::Plain(_) => false,
            Declared::List(None) | Declared::Nothing => {
                let value = |wire: &Wire<'_>| !wire.scalars.is_empty() || row.is_value();
                below || self.wires.get(wire).is_some_and(|wire| !wire.objects.is_empty() || !value(wire))
            }
            Declared::List(Some(_)) | Declared::Object(_) => true,
        }
    }

    /// Names that objects of a node go by.
    fn names<'s>(&'s self, state: &State, node: usize) -> Vec<&'s str> {
        let row = self.row_of(node);
        let item = row.and_then(|row| row.declared.object_name());
        let wrapped = self.wires.get(self.wire(state, node)).and_then(|wire| wire.item_name.as_deref());
        let below = self.step(state, node + 1).filter(|below| below.items_of == Some(node));
        let header = below.and_then(|_| self.row_of(node + 1)).map(|row| row.name.as_str());
        let own = row.map(|row| row.name.as_str());
        [item, header, wrapped, own].into_iter().flatten().collect()
    }
}
