//! Which things an API creates: the ids that are new in the answers of create actions, and what holds what.

use std::collections::BTreeSet;

use crate::spec::model::{Action, Field, Spec, Type};

use super::model::{Answer, Count};
use super::rules;
use super::shape::{
    example_of, is_list, is_list_of_objects, is_list_of_scalars, is_object, is_region, is_required, is_scalar, is_task,
};
use super::words::{Verb, base, id_stem, is_same_id, is_several, key, last_pieces, verb, words};

/// A family before the actions are given to families.
#[derive(Debug, Clone)]
pub(super) struct Thing<'s> {
    pub(super) noun: String,
    /// The noun in words.
    pub(super) words: Vec<String>,
    pub(super) ids: Vec<String>,
    pub(super) rule: &'static str,
    pub(super) chosen: bool,
    pub(super) example: Option<String>,
    pub(super) region: Option<String>,
    /// Index of the parent.
    pub(super) parent: Option<usize>,
    pub(super) creations: Vec<Creation<'s>>,
    pub(super) unsure: Vec<String>,
}

/// A create action and where its answer has the new ids.
#[derive(Debug, Clone)]
pub(super) struct Creation<'s> {
    pub(super) action: &'s str,
    pub(super) phrase: Vec<String>,
    pub(super) id: String,
    pub(super) answer: Option<Answer>,
    pub(super) count: Count,
    rule: &'static str,
    chosen: bool,
}

impl<'s> Creation<'s> {
    /// The creation of a thing by an action that is said to make it.
    pub(super) fn given(spec: &'s Spec, name: &'s str, action: &'s Action, thing: &Thing<'_>) -> Self {
        let phrase = verb(name).map_or_else(|| base(name), |(_, phrase)| phrase);
        let answer = action.response.iter().find_map(|field| thing.answered(spec, field));
        let chosen =
            answer.is_none() && action.request.iter().any(|field| is_single(field) && thing.has_id(&field.name));
        let count = answer.as_ref().map_or(Count::One, |answer| count(spec, action, answer));
        let id = thing.ids.first().cloned().unwrap_or_default();
        Creation { action: name, phrase, id, answer, count, rule: rules::CORRECTED.id, chosen }
    }
}

impl Thing<'_> {
    /// A thing that no rule found.
    pub(super) fn named(noun: &str, words: Vec<String>) -> Self {
        Thing {
            noun: noun.to_owned(),
            words,
            ids: Vec::new(),
            rule: rules::CORRECTED.id,
            chosen: false,
            example: None,
            region: None,
            parent: None,
            creations: Vec::new(),
            unsure: Vec::new(),
        }
    }

    /// Where a field of an answer has the thing's id.
    fn answered(&self, spec: &Spec, field: &Field) -> Option<Answer> {
        let name = field.name.clone();
        let has_own =
            || spec.members(&field.ty).iter().any(|member| is_scalar(&member.ty) && self.has_id(&member.name));
        match &field.ty {
            ty if is_scalar(ty) && self.has_id(&name) => Some(Answer::Id { field: name }),
            ty if is_list_of_scalars(ty) && self.has_id(&name) => Some(Answer::Ids { field: name }),
            Type::Map { values } if is_list(values) && self.has_id(&name) => Some(Answer::IdsByKey { field: name }),
            ty if is_object(ty) && has_own() => Some(Answer::Object { field: name }),
            ty if is_list_of_objects(ty) && has_own() => Some(Answer::Objects { field: name }),
            _ => None,
        }
    }

    /// Follows corrected create actions: whether callers choose the id.
    pub(super) fn settle(&mut self) {
        self.chosen = !self.creations.is_empty() && self.creations.iter().all(|creation| creation.chosen);
    }

    /// Whether a field's name is that of the id.
    pub(super) fn has_id(&self, name: &str) -> bool {
        self.ids.iter().any(|id| key(id) == key(name))
    }
}

/// Everything that is created, parents before what they hold.
pub(super) fn things(spec: &Spec) -> Vec<Thing<'_>> {
    let mut creations: Vec<Creation<'_>> = Vec::new();
    for (name, action) in &spec.actions {
        let Some((Verb::Create, phrase)) = verb(name) else { continue };
        creations.extend(new_id(spec, name, action, phrase));
    }
    let mut things = grouped(spec, creations);
    aliases(spec, &mut things);
    parents(spec, &mut things);
    let answered = things.clone();
    for (name, action) in &spec.actions {
        let Some((Verb::Create, phrase)) = verb(name) else { continue };
        if things.iter().flat_map(|thing| &thing.creations).any(|creation| creation.action == name) {
            continue;
        }
        let known = chosen_id(spec, &answered, name, action, &phrase).or_else(|| shown_id(spec, name, action, &phrase));
        let Some(creation) = known else { continue };
        match things.iter_mut().find(|thing| thing.has_id(&creation.id) && thing.chosen == creation.chosen) {
            Some(thing) => thing.creations.push(creation),
            None => things.extend(grouped(spec, vec![creation])),
        }
    }
    things.iter_mut().for_each(|thing| name_thing(spec, thing));
    parents(spec, &mut things);
    shorten_nouns(&mut things);
    sort(things)
}

/// The new id in a create action's answer.
fn new_id<'s>(spec: &'s Spec, name: &'s str, action: &'s Action, phrase: Vec<String>) -> Option<Creation<'s>> {
    let in_request = |id: &str| action.request.iter().any(|field| key(&field.name) == key(id));
    let whole = phrase.concat();
    let mut candidates: Vec<(String, Answer, &'static str)> = Vec::new();
    for field in action.response.iter().filter(|field| !is_task(&field.name)) {
        let Some((id, answer, rule)) = answered(spec, field, &phrase) else { continue };
        let is_echo = action.request.iter().any(|sent| sent.name.eq_ignore_ascii_case(&field.name));
        if !in_request(&id) && !is_echo {
            candidates.push((id, answer, rule));
        }
    }
    let is_named =
        |id: &str| id_stem(id).is_some_and(|stem| whole.contains(&stem.concat()) || stem.concat().contains(&whole));
    let like: Vec<usize> =
        (0..candidates.len()).filter(|index| candidates.get(*index).is_some_and(|(id, ..)| is_named(id))).collect();
    let (index, is_alone) = match (like.as_slice(), candidates.len()) {
        ([only], _) => (*only, false),
        ([], 1) => (0, true),
        _ => return None,
    };
    let (id, answer, rule) = candidates.into_iter().nth(index)?;
    let rule = if is_alone { rules::ID_ALONE.id } else { rule };
    let count = count(spec, action, &answer);
    Some(Creation { action: name, phrase, id, answer: Some(answer), count, rule, chosen: false })
}

/// The id that a field of an answer has, and in which form.
fn answered(spec: &Spec, field: &Field, phrase: &[String]) -> Option<(String, Answer, &'static str)> {
    let name = field.name.clone();
    let rule = rules::ID_ANSWERED.id;
    match &field.ty {
        ty if is_scalar(ty) => id_stem(&name).map(|_| (name.clone(), Answer::Id { field: name }, rule)),
        ty if is_list_of_scalars(ty) && id_stem(&name).is_some() => {
            Some((one(&name), Answer::Ids { field: name }, rule))
        }
        ty if is_list_of_scalars(ty) && base(&name) == phrase => {
            let id = known_id(spec, phrase)?;
            Some((id, Answer::Ids { field: name }, rules::ID_LISTED.id))
        }
        Type::Map { values } if id_stem(&name).is_some() && is_list(values) => {
            Some((one(&name), Answer::IdsByKey { field: name }, rule))
        }
        ty if is_object(ty) || is_list_of_objects(ty) => {
            let stem = base(&name);
            let is_own = |member: &&Field| {
                id_stem(&member.name).is_some_and(|id| is_scalar(&member.ty) && (id == stem || phrase.starts_with(&id)))
            };
            let id = spec.members(ty).iter().find(is_own)?.name.clone();
            let answer = if is_object(ty) { Answer::Object { field: name } } else { Answer::Objects { field: name } };
            Some((id, answer, rule))
        }
        _ => None,
    }
}

/// The parameter that other actions have for ids of a thing that is called so.
fn known_id(spec: &Spec, phrase: &[String]) -> Option<String> {
    let requests = spec.actions.values().flat_map(|action| &action.request);
    let mut ids = requests.filter(|field| id_stem(&field.name).is_some_and(|stem| stem == phrase));
    ids.next().map(|field| one(&field.name))
}

/// The name of one id out of the name of several, in the document's own letters: `KiteIds`, `KiteIdSet` → `KiteId`.
fn one(name: &str) -> String {
    let wanted = key(name).len();
    let letters: Vec<char> = name.chars().filter(|letter| letter.is_alphanumeric()).collect();
    letters.into_iter().take(wanted).collect()
}

/// How many things a create action makes.
fn count(spec: &Spec, action: &Action, answer: &Answer) -> Count {
    if matches!(answer, Answer::Id { .. } | Answer::Object { .. }) {
        return Count::One;
    }
    let is_number = |field: &&Field| {
        let words = words(&field.name);
        let last = words.last().map(String::as_str);
        matches!(field.ty, Type::Integer { .. }) && (matches!(last, Some("count")) || words == ["number"])
    };
    if let Some(field) = action.request.iter().find(is_number) {
        return Count::Number { parameter: field.name.clone() };
    }
    let is_each = |field: &&Field| is_required(field) && (is_list(&field.ty) || is_text_list(field));
    let mut lists = action.request.iter().filter(is_each);
    let Some(list) = lists.next().filter(|_| lists.next().is_none()) else { return Count::One };
    let times = spec.members(&list.ty).iter().find(is_number).map(|member| member.name.clone());
    Count::Each { parameter: list.name.clone(), times }
}

/// A text that holds a list: its name says so.
pub(super) fn is_text_list(field: &Field) -> bool {
    let words = words(&field.name);
    matches!(field.ty, Type::String { .. }) && words.len() > 1 && words.last().is_some_and(|word| word == "list")
}

/// Creations of the same id as one thing.
fn grouped<'s>(spec: &'s Spec, creations: Vec<Creation<'s>>) -> Vec<Thing<'s>> {
    let mut things: Vec<Thing<'s>> = Vec::new();
    for creation in creations {
        let same = things.iter_mut().find(|thing| thing.has_id(&creation.id));
        if let Some(thing) = same {
            thing.creations.push(creation);
            continue;
        }
        let mut thing = Thing {
            noun: String::new(),
            words: Vec::new(),
            ids: vec![creation.id.clone()],
            rule: creation.rule,
            chosen: creation.chosen,
            example: example_of(spec, spec.actions.get(creation.action), &creation.id),
            region: None,
            parent: None,
            creations: vec![creation],
            unsure: Vec::new(),
        };
        name_thing(spec, &mut thing);
        things.push(thing);
    }
    things
}

/// The words that the names of all its create actions end with.
fn name_thing(spec: &Spec, thing: &mut Thing<'_>) {
    let Some(first) = thing.creations.first() else { return };
    let common = |length: usize| {
        let end = |phrase: &[String]| phrase.get(phrase.len().checked_sub(length)?..).map(<[String]>::to_vec);
        let wanted = end(&first.phrase);
        wanted.is_some() && thing.creations.iter().all(|creation| end(&creation.phrase) == wanted)
    };
    let length = (1..=first.phrase.len()).take_while(|length| common(*length)).last().unwrap_or(first.phrase.len());
    let stem =
        thing.ids.first().and_then(|id| id_stem(id)).filter(|stem| !thing.chosen && first.phrase.ends_with(stem));
    let length = stem.map_or(length, |stem| stem.len());
    thing.words = first.phrase.get(first.phrase.len() - length..).unwrap_or_default().to_vec();
    thing.noun = last_pieces(first.action, length);
    let requests = thing.creations.iter().filter_map(|creation| spec.actions.get(creation.action));
    let mut regions = requests.flat_map(|action| &action.request).filter(|field| is_region(&field.name));
    thing.region = regions.next().map(|field| field.name.clone());
}

fn is_single(field: &Field) -> bool {
    is_scalar(&field.ty) && !is_several(&field.name)
}

/// An id that the caller chooses: what a delete action takes beside the id of another thing.
fn chosen_id<'s>(
    spec: &Spec,
    things: &[Thing<'_>],
    name: &'s str,
    action: &Action,
    phrase: &[String],
) -> Option<Creation<'s>> {
    for (delete, deletion) in &spec.actions {
        let Some((Verb::Delete, ended)) = verb(delete) else { continue };
        let required: Vec<&Field> =
            deletion.request.iter().filter(|field| is_required(field) && !is_region(&field.name)).collect();
        let [a, b] = required.as_slice() else { continue };
        let is_known = |field: &Field| things.iter().any(|thing| thing.has_id(&field.name));
        let (parent, own) = match (is_known(a), is_known(b)) {
            (true, false) => (a, b),
            (false, true) => (b, a),
            _ => continue,
        };
        let takes = |field: &Field| action.request.iter().any(|own| own.name == field.name && is_required(own));
        if ended.last() == phrase.last() && is_single(own) && takes(parent) && takes(own) {
            let rule = rules::ID_CHOSEN.id;
            let (id, phrase) = (own.name.clone(), phrase.to_vec());
            return Some(Creation { action: name, phrase, id, answer: None, count: Count::One, rule, chosen: true });
        }
    }
    None
}

/// An id that only a read action tells: what is created from a list is in a list of that name.
fn shown_id<'s>(spec: &Spec, name: &'s str, action: &Action, phrase: &[String]) -> Option<Creation<'s>> {
    let mut lists = action.request.iter().filter(|field| is_list_of_objects(&field.ty) && is_required(field));
    let list = lists.next().filter(|_| lists.next().is_none())?;
    let is_deleted = |id: &str| {
        let takes = |action: &Action| action.request.iter().any(|field| key(&field.name) == key(id));
        spec.actions.iter().any(|(name, action)| matches!(verb(name), Some((Verb::Delete, _))) && takes(action))
    };
    let mut found: BTreeSet<String> = BTreeSet::new();
    for (reader, shown) in &spec.actions {
        if !matches!(verb(reader), Some((Verb::Read, _))) {
            continue;
        }
        for field in shown.response.iter().flat_map(|field| spec.members(&field.ty)) {
            if key(&field.name) != key(&list.name) || !is_list_of_objects(&field.ty) {
                continue;
            }
            let members = spec.members(&field.ty).iter();
            let is_sent = |name: &str| action.request.iter().any(|sent| key(&sent.name) == key(name));
            let ids = members.filter(|member| id_stem(&member.name).is_some() && is_deleted(&member.name));
            let ids = ids.filter(|member| !is_sent(&member.name));
            found.extend(ids.map(|member| member.name.clone()));
        }
    }
    let id = found.pop_first().filter(|_| found.is_empty())?;
    let count = Count::Each { parameter: list.name.clone(), times: None };
    let rule = rules::ID_SHOWN.id;
    Some(Creation { action: name, phrase: phrase.to_vec(), id, answer: None, count, rule, chosen: false })
}

/// What holds what: the things whose ids all create actions require, without those that hold another one of these.
fn parents(spec: &Spec, things: &mut [Thing<'_>]) {
    let candidates: Vec<Vec<usize>> = things.iter().map(|thing| holders(spec, things, thing)).collect();
    let holds = |outer: usize, inner: usize| candidates.get(inner).is_some_and(|all| all.contains(&outer));
    let chosen: Vec<(Option<usize>, bool)> = candidates
        .iter()
        .enumerate()
        .map(|(own, all)| {
            let nearest = all.iter().copied().filter(|outer| !all.iter().any(|other| holds(*outer, *other)));
            let mut nearest: Vec<usize> = nearest.filter(|outer| *outer != own).collect();
            nearest.sort_by_key(|outer| std::cmp::Reverse(needs(spec, things, own, *outer)));
            (nearest.first().copied(), nearest.len() > 1)
        })
        .collect();
    for (thing, (parent, is_unsure)) in things.iter_mut().zip(chosen) {
        thing.parent = parent;
        thing.unsure.clear();
        if is_unsure {
            thing.unsure.push(
                "several things are required to create one; the one that is read with it is taken as parent".to_owned(),
            );
        }
    }
}

fn holders(spec: &Spec, things: &[Thing<'_>], own: &Thing<'_>) -> Vec<usize> {
    let requires = |creation: &Creation<'_>, other: &Thing<'_>| {
        let request = spec.actions.get(creation.action).map(|action| action.request.as_slice()).unwrap_or_default();
        request.iter().any(|field| is_required(field) && is_scalar(&field.ty) && other.has_id(&field.name))
    };
    let is_holder = |other: &Thing<'_>| {
        let is_other = other.ids.first() != own.ids.first();
        is_other && own.creations.iter().all(|creation| requires(creation, other))
    };
    let found = things.iter().enumerate().filter(|(_, other)| is_holder(other));
    found.map(|(index, _)| index).collect()
}

/// How many reading and ending actions of a thing's name require the id of another.
fn needs(spec: &Spec, things: &[Thing<'_>], own: usize, outer: usize) -> usize {
    let (Some(own), Some(outer)) = (things.get(own), things.get(outer)) else { return 0 };
    let counts = |(name, action): &(&String, &Action)| {
        let about = verb(name).filter(|(verb, _)| matches!(verb, Verb::Read | Verb::Delete));
        let is_about = about.is_some_and(|(_, phrase)| phrase.starts_with(&own.words));
        is_about && action.request.iter().any(|field| is_required(field) && outer.has_id(&field.name))
    };
    spec.actions.iter().filter(counts).count()
}

/// Leaves out of a noun the words that its parents are called by: `Rule` for `KiteLineRule`.
fn shorten_nouns(things: &mut [Thing<'_>]) {
    for index in 0..things.len() {
        let known = outer_words(things, index);
        let Some(thing) = things.get_mut(index) else { continue };
        let outer = thing.words.iter().take_while(|word| known.contains(word.as_str())).count();
        if outer > 0 && outer < thing.words.len() {
            thing.words.drain(..outer);
            thing.noun =
                thing.creations.first().map(|first| last_pieces(first.action, thing.words.len())).unwrap_or_default();
        }
    }
}

/// The words that may be in front of a thing's name: the names of what holds it, their initials, and what the create
/// actions have there.
pub(super) fn outer_words(things: &[Thing<'_>], index: usize) -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    let mut next = things.get(index).and_then(|thing| thing.parent);
    // A circle of parents ends when all things have been asked.
    for _ in 0..things.len() {
        let Some(outer) = next.and_then(|outer| things.get(outer)) else { break };
        known.extend(outer.words.iter().cloned());
        known.insert(super::words::initials(&outer.words));
        known.extend(outer.creations.iter().flat_map(|creation| creation.phrase.iter().cloned()));
        next = outer.parent;
    }
    known
}

/// Further names of ids: one or two letters in front, as `uKiteId` beside `KiteId`.
fn aliases(spec: &Spec, things: &mut [Thing<'_>]) {
    let mut names: BTreeSet<String> = BTreeSet::new();
    crate::spec::walk::each_field(spec, &mut |_, _, field| {
        if id_stem(&field.name).is_some() {
            names.insert(one(&field.name));
        }
    });
    names.retain(|name| !things.iter().any(|thing| thing.has_id(name)));
    for name in names {
        let mut like = things.iter_mut().filter(|thing| thing.ids.first().is_some_and(|id| is_same_id(id, &name)));
        let (found, other) = (like.next(), like.next());
        if let (Some(thing), None) = (found, other)
            && !thing.has_id(&name)
        {
            thing.ids.push(name);
        }
    }
}

/// Parents before what they hold, otherwise as found.
pub(super) fn sort(things: Vec<Thing<'_>>) -> Vec<Thing<'_>> {
    let depth = |mut index: usize| {
        let mut depth = 0;
        while let Some(outer) = things.get(index).and_then(|thing| thing.parent).filter(|_| depth <= things.len()) {
            (index, depth) = (outer, depth + 1);
        }
        depth
    };
    let mut order: Vec<usize> = (0..things.len()).collect();
    order.sort_by_key(|index| depth(*index));
    let place = |old: usize| order.iter().position(|index| *index == old);
    let moved = |index: &usize| {
        let mut thing = things.get(*index)?.clone();
        thing.parent = thing.parent.and_then(place);
        Some(thing)
    };
    order.iter().filter_map(moved).collect()
}
