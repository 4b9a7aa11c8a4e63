//! What each action does to which family: by its verb, the words behind it, and the ids that it takes.

use std::collections::BTreeSet;

use crate::spec::model::{Action, Field, Spec, Type};

use super::corrections::{Given, Known};
use super::identity::{Thing, is_text_list, outer_words};
use super::missing::Codes;
use super::model::{Change, Role};
use super::rules;
use super::shape::{is_list, is_list_of_objects, is_object, is_region, is_required, is_scalar};
use super::views;
use super::words::{Verb, base, id_stem, initials, is_reset, key, position, verb, words};

/// What was decided of an action.
#[derive(Debug, Clone)]
pub(super) struct Decision {
    /// Index of the thing.
    pub(super) thing: usize,
    pub(super) role: Role,
    /// The list of objects whose items say which things are meant.
    pub(super) items: Option<String>,
    pub(super) rule: &'static str,
}

/// Everything that is asked while actions are given to things.
pub(super) struct Roles<'s> {
    pub(super) spec: &'s Spec,
    pub(super) things: Vec<Thing<'s>>,
    pub(super) codes: Codes,
    outer: Vec<BTreeSet<String>>,
    /// Read actions, with the words behind their verbs.
    pub(super) reads: Vec<(&'s Action, Vec<String>)>,
    /// The fields that things are shown with.
    pub(super) shown: Vec<Vec<&'s Field>>,
    /// Lists whose members have actions, by thing: parameters of the actions that add to them.
    pub(super) lists: Vec<Vec<String>>,
    /// Corrections, with what is concluded without them.
    pub(super) known: Option<Known<'s>>,
}

impl<'s> Roles<'s> {
    pub(super) fn of(spec: &'s Spec, things: Vec<Thing<'s>>, known: Option<Known<'s>>) -> Self {
        let outer = (0..things.len()).map(|index| outer_words(&things, index)).collect();
        let lists = vec![Vec::new(); things.len()];
        let read = |(name, action): (&'s String, &'s Action)| match verb(name)? {
            (Verb::Read, phrase) => Some((action, phrase)),
            _ => None,
        };
        let reads = spec.actions.iter().filter_map(read).collect();
        let codes = Codes::of(spec);
        let mut roles = Roles { spec, things, codes, outer, lists, reads, shown: Vec::new(), known };
        roles.hear();
        roles.shown = (0..roles.things.len()).map(|index| views::fields(&roles, index)).collect();
        for (name, action) in &spec.actions {
            match roles.given(name) {
                Some(Given::Does(decision)) => {
                    roles.learn(&decision);
                    continue;
                }
                Some(_) => continue,
                None => {}
            }
            let joins = matches!(verb(name), Some((Verb::Create | Verb::Join, _)));
            if joins
                && !roles.creates(name)
                && let Ok(decision) = roles.joined(name, action)
            {
                roles.learn(&decision);
            }
        }
        roles
    }

    /// What a correction says of an action.
    pub(super) fn given(&self, name: &str) -> Option<Given> {
        let (corrections, plain) = self.known?;
        corrections.given(plain, self, name, self.spec.actions.get(name)?)
    }

    /// Takes corrected actions for reads of what they are corrected to show, and for none otherwise.
    fn hear(&mut self) {
        if self.known.is_none() {
            return;
        }
        for (name, action) in &self.spec.actions {
            let Some(given) = self.given(name) else { continue };
            self.reads.retain(|(known, _)| !std::ptr::eq(*known, action));
            if let Given::Does(Decision { thing, role: Role::Describe { .. }, .. }) = given {
                let words = self.things.get(thing).map(|thing| thing.words.clone()).unwrap_or_default();
                self.reads.push((action, words));
            }
        }
    }

    fn learn(&mut self, decision: &Decision) {
        let Role::Members { list, .. } = &decision.role else { return };
        if let Some(lists) = self.lists.get_mut(decision.thing)
            && !lists.iter().any(|known| key(known) == key(list))
        {
            lists.push(list.clone());
        }
    }

    pub(super) fn creates(&self, action: &str) -> bool {
        self.things.iter().flat_map(|thing| &thing.creations).any(|creation| creation.action == action)
    }

    /// What an action does; the rule that says why it belongs to no family otherwise.
    pub(super) fn decide(&self, name: &str, action: &Action) -> Result<Decision, &'static str> {
        let (verb, _) = verb(name).ok_or(rules::NONE_VERB.id)?;
        match verb {
            Verb::Create => self.joined(name, action).map_err(|_| rules::NONE_NEW_ID.id),
            Verb::Join => self.joined(name, action).or_else(|rule| self.acted(name, action).ok_or(rule)),
            Verb::Leave => self.left(name, action).or_else(|rule| self.acted(name, action).ok_or(rule)),
            Verb::Delete => self.deleted(name, action).or_else(|_| self.left(name, action)),
            Verb::Modify => self.modified(name, action),
            Verb::Read => views::read(self, name, action),
            Verb::Act => match self.reset(name, action) {
                Some(decision) => Ok(decision),
                None => self.acted(name, action).ok_or(rules::NONE_NOUN.id),
            },
        }
    }

    /// The words behind a thing's name in an action's, if those in front of it are known from the thing's own create
    /// actions or from what holds it.
    pub(super) fn explain(&self, phrase: &[String], index: usize) -> Option<Vec<String>> {
        let thing = self.things.get(index)?;
        let stems = thing.ids.iter().filter(|_| !thing.chosen).filter_map(|id| id_stem(id));
        let mut names: Vec<Vec<String>> = vec![thing.words.clone()];
        names.extend(stems);
        if thing.words.len() > 1 {
            names.push(vec![initials(&thing.words)]);
        }
        let outer = self.outer.get(index)?;
        let explained = |word: &String| {
            outer.contains(word) || thing.creations.iter().any(|creation| creation.phrase.contains(word))
        };
        let rest = |name: &Vec<String>| {
            let at = position(phrase, name)?;
            let (before, after) = (phrase.get(..at)?, phrase.get(at + name.len()..)?);
            before.iter().all(explained).then(|| after.to_vec())
        };
        names.iter().filter_map(rest).min_by_key(Vec::len)
    }

    /// The fields that a thing is shown with.
    pub(super) fn shown(&self, index: usize) -> &[&'s Field] {
        self.shown.get(index).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a name contains a thing's, whatever is in front of it.
    pub(super) fn mentions(&self, phrase: &[String], index: usize) -> bool {
        self.things.get(index).is_some_and(|thing| position(phrase, &thing.words).is_some())
    }

    /// The parameter with a thing's id.
    pub(super) fn id_of<'a>(&self, fields: &'a [Field], index: usize) -> Option<&'a Field> {
        let thing = self.things.get(index)?;
        let is_id =
            |field: &&Field| thing.has_id(&field.name) && (!is_object(&field.ty) && !is_list_of_objects(&field.ty));
        let mut found: Vec<&Field> = fields.iter().filter(is_id).collect();
        found.sort_by_key(|field| !is_required(field));
        let own = found.first().copied()?;
        let parent = thing.parent.filter(|_| thing.chosen);
        // An id that is unique within its parent needs the parent's.
        let is_whole = parent.is_none_or(|parent| self.id_of(fields, parent).is_some());
        is_whole.then_some(own)
    }

    /// The list of objects whose items have a thing's id.
    pub(super) fn items_with_id<'a>(&self, fields: &'a [Field], index: usize) -> Option<&'a Field> {
        let has =
            |field: &&Field| is_list_of_objects(&field.ty) && self.id_of(self.spec.members(&field.ty), index).is_some();
        let mut lists = fields.iter().filter(has);
        lists.next().filter(|_| lists.next().is_none())
    }

    /// How deep a thing is in others.
    pub(super) fn depth(&self, index: usize) -> usize {
        let mut next = self.things.get(index).and_then(|thing| thing.parent);
        let mut depth = 0;
        while let Some(outer) = next.filter(|_| depth < self.things.len()) {
            depth += 1;
            next = self.things.get(outer).and_then(|thing| thing.parent);
        }
        depth
    }

    /// Things whose name and required id an action has, with the words behind the name; the nearest name first.
    fn named(&self, action: &Action, phrase: &[String]) -> Vec<(usize, Vec<String>, Option<String>)> {
        let mut found = Vec::new();
        for index in 0..self.things.len() {
            let Some(rest) = self.explain(phrase, index) else { continue };
            if self.id_of(&action.request, index).is_some() {
                found.push((index, rest, None));
            } else if let Some(items) = self.items_with_id(&action.request, index) {
                found.push((index, rest, Some(items.name.clone())));
            }
        }
        found.sort_by_key(|(index, rest, items)| (rest.len(), items.is_some(), std::cmp::Reverse(self.depth(*index))));
        found
    }

    /// The owner of members: the deepest thing whose single id is required, or that the items name.
    fn owner(&self, action: &Action) -> Option<(usize, bool)> {
        let single = |index: &usize| {
            let id = self.id_of(&action.request, *index);
            id.is_some_and(|id| is_required(id) && is_scalar(&id.ty) && !is_text_list(id))
        };
        let own = (0..self.things.len()).filter(single).max_by_key(|index| self.depth(*index));
        own.map(|index| (index, true))
    }

    /// Parameters that can hold members: lists, objects, and texts that are called like lists.
    pub(super) fn holders<'a>(&self, action: &'a Action) -> Vec<&'a Field> {
        let is_id = |field: &Field| self.things.iter().any(|thing| thing.has_id(&field.name));
        let can = |field: &&Field| {
            let is_plural = matches!(field.ty, Type::String { .. }) && super::words::is_several(&field.name);
            (is_list(&field.ty) || is_object(&field.ty) || is_plural) && !is_id(field) && !is_region(&field.name)
        };
        action.request.iter().filter(can).collect()
    }

    /// An action that adds members, or one whose name only says that it adds.
    fn joined(&self, name: &str, action: &Action) -> Result<Decision, &'static str> {
        self.member_change(name, action, Change::Add).ok_or(rules::NONE_NOUN.id)
    }

    fn left(&self, name: &str, action: &Action) -> Result<Decision, &'static str> {
        self.member_change(name, action, Change::Remove).ok_or(rules::NONE_NOUN.id)
    }

    /// A change of members, by a list that is named in the action, known already, or the only one.
    pub(super) fn member_change(&self, name: &str, action: &Action, change: Change) -> Option<Decision> {
        let (_, phrase) = verb(name)?;
        let holders = self.holders(action);
        let items = holders.iter().copied().find(|field| self.is_owner_list(field));
        let (thing, is_single) = match self.owner(action) {
            Some(owner) => owner,
            None => (self.named(action, &phrase).first().map(|(index, ..)| *index)?, false),
        };
        let decision = |list: &str, parameter: &str, rule| {
            let items = items.filter(|items| items.name == parameter || self.has_member(items, parameter));
            let items = items.map(|items| items.name.clone());
            let role = Role::Members { change, list: list.to_owned(), parameter: parameter.to_owned() };
            Some(Decision { thing, role, items, rule })
        };
        if let Some(swap) = self.swapped(&holders, thing) {
            return Some(swap);
        }
        let is_named = |field: &&&Field| self.is_named(&field.name, thing, &phrase);
        if let Some(list) = holders.iter().find(is_named).filter(|_| change != Change::Modify) {
            let known = self.known_list(thing, &phrase).filter(|known| base(known).len() > base(&list.name).len());
            let known = known.unwrap_or_else(|| list.name.clone());
            return decision(&known, &list.name, rules::MEMBERS_NAMED.id);
        }
        if let Some(known) = self.known_list(thing, &phrase) {
            let same = holders.iter().find(|field| key(&field.name) == key(&known));
            let inner = items.filter(|items| self.has_member(items, &known)).map(|_| known.clone());
            let only = || holders.iter().find(|field| is_required(field)).or(holders.first());
            let is_own = |field: &Field| self.things.iter().any(|thing| thing.has_id(&field.name));
            let is_value = |field: &&Field| is_required(field) && is_list(&field.ty) && !is_own(field);
            let scalars = || action.request.iter().find(is_value).filter(|_| change == Change::Remove);
            let parameter = same.map(|field| field.name.clone()).or(inner);
            let parameter = parameter.or_else(|| only().map(|field| field.name.clone()));
            let parameter = parameter.or_else(|| scalars().map(|field| field.name.clone()))?;
            return decision(&known, &parameter, rules::MEMBERS_KNOWN.id);
        }
        if change == Change::Modify {
            return None;
        }
        let mut required = holders.iter().filter(|field| is_required(field));
        let list = required.next().filter(|_| required.next().is_none())?;
        let behind = phrase.iter().position(|word| ["with", "from", "for", "to"].contains(&word.as_str()));
        let owner_words = behind.and_then(|at| phrase.get(at + 1..)).unwrap_or(&phrase);
        let is_of_owner = self.explain(owner_words, thing).is_some_and(|rest| rest.is_empty() || behind.is_none());
        let is_certain = is_single || items.is_some();
        let is_known = |lists: &Vec<String>| lists.iter().any(|known| key(known) == key(&list.name));
        if self.lists.get(thing).is_some_and(is_known) && behind.is_some() {
            return decision(&list.name, &list.name, rules::MEMBERS_KNOWN.id);
        }
        (is_of_owner && is_certain).then(|| decision(&list.name, &list.name, rules::MEMBERS_OF_OWNER.id)).flatten()
    }

    /// Whether the items of a list say whose members they are.
    fn is_owner_list(&self, field: &Field) -> bool {
        let members = self.spec.members(&field.ty);
        is_list_of_objects(&field.ty)
            && self.things.iter().any(|thing| members.iter().any(|member| thing.has_id(&member.name)))
    }

    fn has_member(&self, field: &Field, name: &str) -> bool {
        self.spec.members(&field.ty).iter().any(|member| key(&member.name) == key(name))
    }

    /// Whether a phrase names a list, with or without the owner's name in front of the list's.
    fn is_named(&self, list: &str, owner: usize, phrase: &[String]) -> bool {
        let base = base(list);
        let Some(owner) = self.things.get(owner) else { return false };
        let stems = owner.ids.iter().filter_map(|id| id_stem(id));
        let mut names = stems.chain([owner.words.clone()]);
        let is_short = |name: Vec<String>| {
            let short = base.strip_prefix(name.as_slice()).filter(|short| !short.is_empty());
            short.is_some_and(|short| position(phrase, short).is_some())
        };
        position(phrase, &base).is_some() || names.any(is_short)
    }

    /// The list of a thing, or of what is within it, that a phrase names.
    pub(super) fn known_list(&self, thing: usize, phrase: &[String]) -> Option<String> {
        let inside = |index: &usize| *index == thing || self.is_within(*index, thing) || self.is_within(thing, *index);
        let lists = (0..self.things.len()).filter(inside).filter_map(|index| self.lists.get(index)).flatten();
        let mut found: Vec<&String> = lists.filter(|list| self.is_named(list, thing, phrase)).collect();
        found.sort_by_key(|list| std::cmp::Reverse(base(list).len()));
        found.first().map(|list| (*list).clone())
    }

    fn is_within(&self, inner: usize, outer: usize) -> bool {
        let mut next = self.things.get(inner).and_then(|thing| thing.parent);
        for _ in 0..self.things.len() {
            match next {
                Some(index) if index == outer => return true,
                Some(index) => next = self.things.get(index).and_then(|thing| thing.parent),
                None => return false,
            }
        }
        false
    }

    /// Two lists, one with `Old` and one with `New` in front of a known name.
    fn swapped(&self, holders: &[&Field], thing: usize) -> Option<Decision> {
        let with = |prefix: &str, list: &str| {
            let wanted = format!("{prefix}{}", key(list));
            holders.iter().find(|field| key(&field.name) == wanted).map(|field| field.name.clone())
        };
        let list =
            self.lists.get(thing)?.iter().find(|list| with("old", list).is_some() && with("new", list).is_some())?;
        let role = Role::Members { change: Change::Replace, list: list.clone(), parameter: with("new", list)? };
        Some(Decision { thing, role, items: with("old", list), rule: rules::MEMBERS_SWAP.id })
    }

    fn deleted(&self, name: &str, action: &Action) -> Result<Decision, &'static str> {
        let (_, phrase) = verb(name).ok_or(rules::NONE_VERB.id)?;
        let named = self.named(action, &phrase);
        let (thing, _, items) = named.into_iter().find(|(_, rest, _)| rest.is_empty()).ok_or(rules::NONE_NOUN.id)?;
        Ok(Decision { thing, role: Role::Delete, items, rule: rules::DELETE.id })
    }

    fn modified(&self, name: &str, action: &Action) -> Result<Decision, &'static str> {
        let (_, phrase) = verb(name).ok_or(rules::NONE_VERB.id)?;
        let named = self.named(action, &phrase);
        let is_required_id = |(index, _, items): &&(usize, Vec<String>, Option<String>)| {
            items.is_some() || self.id_of(&action.request, *index).is_some_and(is_required)
        };
        let found = named.iter().find(is_required_id);
        let members = self.member_change(name, action, Change::Modify);
        if let Some(decision) = members
            && found.is_none_or(|(_, rest, _)| !rest.is_empty() && rest != &["attribute"])
        {
            return Ok(self.whole(action, decision));
        }
        if let Some((thing, _, items)) = found {
            let is_operation =
                |field: &Field| is_required(field) && words(&field.name).iter().any(|word| word == "operation");
            if action.request.iter().any(is_operation) {
                return Ok(Decision { thing: *thing, role: Role::Act, items: None, rule: rules::ACT_OPERATION.id });
            }
            let items = items.clone();
            let shown = self.shown(*thing);
            let is_relation = (0..self.things.len()).any(|other| {
                let id = self.id_of(&action.request, other).filter(|id| is_required(id) && is_scalar(&id.ty));
                let is_apart = other != *thing && !self.is_within(*thing, other);
                is_apart && id.is_some_and(|id| !shown.iter().any(|shown| shown.name == id.name))
            });
            let (role, rule) = match is_relation {
                true => (Role::Act, rules::ACT_RELATION.id),
                false => (Role::Modify, rules::MODIFY.id),
            };
            return Ok(Decision { thing: *thing, role, items, rule });
        }
        self.modified_by_id(action, &phrase).ok_or(rules::NONE_NOUN.id)
    }

    /// A change of an object that is sent whole replaces it.
    fn whole(&self, action: &Action, mut decision: Decision) -> Decision {
        if let Role::Members { change: change @ Change::Modify, parameter, .. } = &mut decision.role
            && action.request.iter().any(|field| field.name == *parameter && is_object(&field.ty))
        {
            *change = Change::Replace;
        }
        decision
    }

    /// One id, and other parameters that are all fields of the thing.
    fn modified_by_id(&self, action: &Action, phrase: &[String]) -> Option<Decision> {
        let with_id = (0..self.things.len()).filter(|index| self.id_of(&action.request, *index).is_some());
        let thing = with_id.max_by_key(|index| self.depth(*index))?;
        let own = self.id_of(&action.request, thing).filter(|id| is_required(id))?;
        let shown = self.shown(thing);
        let is_outer = |field: &Field| self.things.iter().any(|thing| thing.has_id(&field.name));
        let others = action.request.iter().filter(|field| field.name != own.name && !is_region(&field.name));
        let mut others = others.filter(|field| !is_outer(field)).peekable();
        let has_some = others.peek().is_some();
        let is_last =
            phrase.last().is_some_and(|last| shown.iter().any(|field| base(&field.name).last() == Some(last)));
        let are_shown = others.all(|field| shown.iter().any(|shown| key(&shown.name) == key(&field.name)));
        let decision = Decision { thing, role: Role::Modify, items: None, rule: rules::MODIFY_BY_ID.id };
        (has_some && is_last && are_shown).then_some(decision)
    }

    /// A reset of a list to what is sent.
    fn reset(&self, name: &str, action: &Action) -> Option<Decision> {
        if !is_reset(name) {
            return None;
        }
        let mut decision = self.member_change(name, action, Change::Modify)?;
        if let Role::Members { change, .. } = &mut decision.role {
            *change = Change::Replace;
        }
        Some(decision)
    }

    /// An action of which only is known which things it is about.
    pub(super) fn acted(&self, name: &str, action: &Action) -> Option<Decision> {
        let (_, phrase) = verb(name)?;
        let named = self.named(action, &phrase).into_iter();
        let mut about = named.filter(|(index, _, items)| {
            items.is_none() && self.id_of(&action.request, *index).is_some_and(is_required)
        });
        let (thing, ..) = about.next()?;
        Some(Decision { thing, role: Role::Act, items: None, rule: rules::ACT.id })
    }
}
