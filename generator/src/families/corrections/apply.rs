//! Corrections put in front of what the rules conclude: things before actions are given to them, then actions.

use crate::diagnostic::Diagnostic;
use crate::families::identity::{Creation, Thing, sort};
use crate::families::model::{Change, Count, Families, Family, Missing, Rename, Role, View};
use crate::families::roles::{Decision, Roles};
use crate::families::rules::CORRECTED;
use crate::families::shape::{example_of, is_list_of_scalars, is_object, is_required, is_scalar, item_fields};
use crate::families::views;
use crate::families::words::{base, key};
use crate::spec::model::{Action, Field, Spec};

use super::{Act, Corrections, Does, Kind};

/// What a correction says that an action does.
pub(in crate::families) enum Given {
    /// This.
    Does(Decision),
    /// Nothing: it belongs to no family.
    Nothing,
    /// It cannot: the finding says why.
    Wrong(Diagnostic),
}

/// Corrections with what the rules conclude without them.
pub(in crate::families) type Known<'c> = (&'c Corrections, &'c Families);

impl Corrections {
    /// Corrects what is created, its names, ids and parents, and by which actions.
    ///
    /// # Errors
    /// A finding for each correction that cannot be carried out.
    pub(in crate::families) fn things<'s>(
        &self,
        spec: &'s Spec,
        plain: &Families,
        mut things: Vec<Thing<'s>>,
    ) -> Result<Vec<Thing<'s>>, Vec<Diagnostic>> {
        let mut wrong = Vec::new();
        for kind in &self.entries.family {
            wrong.extend(self.identify(spec, &mut things, kind));
        }
        for kind in &self.entries.family {
            wrong.extend(self.hold(&mut things, kind));
        }
        for own in &self.entries.action {
            let Some(role) = &own.role else { continue };
            let name = own.name.get_ref().as_str();
            things.iter_mut().for_each(|thing| thing.creations.retain(|creation| creation.action != name));
            let (Does::Create, Some((name, action))) = (role.get_ref(), spec.actions.get_key_value(name)) else {
                continue;
            };
            let owner = self.owner(plain, own).and_then(|noun| things.iter_mut().find(|thing| thing.noun == noun));
            match owner {
                Some(thing) => {
                    let creation = Creation::given(spec, name, action, thing);
                    thing.creations.push(creation);
                    thing.settle();
                }
                None => wrong.push(self.wrong(&own.name, "say in `family` what it creates")),
            }
        }
        if wrong.is_empty() {
            wrong.extend(self.entries.family.iter().filter_map(|kind| self.unreachable(spec, &things, kind)));
        }
        if wrong.is_empty() { Ok(sort(things)) } else { Err(wrong) }
    }

    /// Gives a thing its noun and ids; one that there is not is new.
    fn identify<'s>(&self, spec: &'s Spec, things: &mut Vec<Thing<'s>>, kind: &Kind) -> Option<Diagnostic> {
        let called = kind.called.as_ref().unwrap_or(&kind.noun);
        let is_taken = |thing: &Thing<'_>| thing.noun == *called.get_ref() && called.get_ref() != kind.noun.get_ref();
        if things.iter().any(is_taken) {
            return Some(self.wrong(called, "another family is called so"));
        }
        let known = things.iter().position(|thing| thing.noun == *kind.noun.get_ref());
        if known.is_none() {
            things.push(Thing::named(kind.noun.get_ref(), base(kind.noun.get_ref())));
        }
        let index = known.unwrap_or(things.len().saturating_sub(1));
        let thing = things.get_mut(index)?;
        if let Some(called) = &kind.called {
            (thing.noun, thing.words) = (called.get_ref().clone(), base(called.get_ref()));
        }
        if let Some(ids) = &kind.ids {
            thing.ids.clone_from(ids.get_ref());
            thing.rule = CORRECTED.id;
            let names: Vec<&'s str> = thing.creations.iter().map(|creation| creation.action).collect();
            let again = |known: &Creation<'s>| {
                let mut given = Creation::given(spec, known.action, spec.actions.get(known.action)?, thing);
                if given.answer.is_none() {
                    given.count = known.count.clone();
                }
                Some(given)
            };
            thing.creations = thing.creations.iter().filter_map(again).collect();
            let maker = names.first().and_then(|name| spec.actions.get(*name));
            thing.example = thing.ids.iter().find_map(|id| example_of(spec, maker, id));
            thing.settle();
        }
        None
    }

    /// Puts a thing into what holds it.
    fn hold(&self, things: &mut [Thing<'_>], kind: &Kind) -> Option<Diagnostic> {
        let parent = kind.parent.as_ref()?;
        let index = |name: &str| things.iter().position(|thing| thing.noun == self.finally(name));
        let (own, outer) = (index(kind.noun.get_ref())?, index(parent.get_ref()));
        let mut next = outer;
        for _ in 0..=things.len() {
            if next == Some(own) {
                return Some(self.wrong(parent, "a family cannot be in itself, or in what it holds"));
            }
            next = next.and_then(|index| things.get(index)?.parent);
        }
        let thing = things.get_mut(own)?;
        thing.parent = outer;
        thing.unsure.clear();
        None
    }

    /// A parent that no create action names: nothing would ever be in it.
    fn unreachable(&self, spec: &Spec, things: &[Thing<'_>], kind: &Kind) -> Option<Diagnostic> {
        let parent = kind.parent.as_ref()?;
        let named = |name: &str| things.iter().find(|thing| thing.noun == self.finally(name));
        let (own, outer) = (named(kind.noun.get_ref())?, named(parent.get_ref())?);
        let takes = |field: &Field| {
            outer.has_id(&field.name) || spec.members(&field.ty).iter().any(|one| outer.has_id(&one.name))
        };
        let mut makers = own.creations.iter().filter_map(|creation| spec.actions.get(creation.action)).peekable();
        let is_wrong = makers.peek().is_some() && !makers.any(|action| action.request.iter().any(takes));
        let message = || format!("no action that creates a {} takes {}", own.noun, outer.ids.join(" or "));
        is_wrong.then(|| self.wrong(parent, &message()))
    }

    /// The noun of a family after all corrections.
    pub(super) fn finally<'a>(&'a self, noun: &'a str) -> &'a str {
        let renamed = self.entries.family.iter().find(|kind| kind.noun.get_ref() == noun);
        renamed.and_then(|kind| kind.called.as_ref()).map_or(noun, |called| called.get_ref().as_str())
    }

    /// The family that a corrected action belongs to: as the correction says, or else as it was concluded.
    fn owner<'a>(&'a self, plain: &'a Families, own: &'a Act) -> Option<&'a str> {
        let said = own.family.as_ref().map(|family| family.get_ref().as_str());
        let noun = said.or_else(|| plain.part(own.name.get_ref()).map(|(family, _)| family.noun.as_str()));
        noun.map(|noun| self.finally(noun))
    }

    /// What a correction says that an action does; none if none is about it, or if it creates, which
    /// [`things`](Self::things) has seen to.
    pub(in crate::families) fn given(
        &self,
        plain: &Families,
        roles: &Roles<'_>,
        name: &str,
        action: &Action,
    ) -> Option<Given> {
        let own = self.entries.action.iter().find(|own| own.name.get_ref() == name)?;
        let role = own.role.as_ref()?;
        let does = match role.get_ref() {
            Does::Create => return None,
            Does::None => return Some(Given::Nothing),
            does => *does,
        };
        let owner = self.owner(plain, own);
        let Some(index) = roles.things.iter().position(|thing| Some(thing.noun.as_str()) == owner) else {
            return Some(Given::Wrong(self.wrong(&own.name, "say in `family` which things it is about")));
        };
        let list = own.list.as_ref().map(|list| list.get_ref().as_str());
        Some(match decision(roles, (index, does, list), action) {
            Ok(decision) => Given::Does(decision),
            Err(reason) => Given::Wrong(self.wrong(role, &reason)),
        })
    }

    /// Corrects renames and codes of a family.
    pub(in crate::families) fn finish(&self, spec: &Spec, family: &mut Family, shown: &[&Field]) {
        let own = self.entries.rename.iter().filter(|rename| self.finally(rename.family.get_ref()) == family.noun);
        for rename in own {
            let (sent, to) = (rename.sent.get_ref(), rename.shown.get_ref());
            if family.renames.iter().any(|known| known.sent == *sent && known.shown == *to) {
                continue;
            }
            family.renames.retain(|known| known.sent != *sent);
            let each =
                shown.iter().any(|field| field.name == *to && is_scalar(&field.ty)) && is_each(spec, family, sent);
            if !to.is_empty() {
                family.renames.push(Rename { sent: sent.clone(), shown: to.clone(), each, rule: CORRECTED.id });
            }
        }
        for part in &mut family.parts {
            if let Some(code) = self.code(&part.action).filter(|code| **code != part.missing.code) {
                part.missing = Missing { code: code.clone(), rule: CORRECTED.id };
            }
        }
    }

    /// The code that an action is corrected to answer for what is not there.
    pub(in crate::families) fn code(&self, action: &str) -> Option<&String> {
        let own = self.entries.action.iter().find(|own| own.name.get_ref() == action)?;
        own.missing.as_ref().map(|code| code.get_ref())
    }
}

/// Whether a parameter has a value for each thing that a request makes.
fn is_each(spec: &Spec, family: &Family, sent: &str) -> bool {
    family.parts.iter().any(|part| {
        let is_list = |field: &Field| field.name == *sent && is_list_of_scalars(&field.ty);
        matches!(part.role, Role::Create { count: Count::Each { .. }, .. })
            && spec.actions.get(&part.action).is_some_and(|action| action.request.iter().any(is_list))
    })
}

/// What an action does to a thing if it does this.
fn decision(
    roles: &Roles<'_>,
    (thing, does, list): (usize, Does, Option<&str>),
    action: &Action,
) -> Result<Decision, String> {
    let Some(about) = roles.things.get(thing) else { return Err("there is no such family".to_owned()) };
    let has_id = |name: &str| about.has_id(name);
    let id = roles.id_of(&action.request, thing);
    let items = if id.is_none() { roles.items_with_id(&action.request, thing) } else { None };
    let ids = about.ids.join(" or ");
    let is_found = id.is_some() || items.is_some();
    let items = items.map(|items| items.name.clone());
    let role = match does {
        Does::Describe => {
            let list = action.response.iter().find(|field| item_fields(roles.spec, field, &has_id).is_some());
            let is_one = id.is_some_and(|id| is_required(id) && is_scalar(&id.ty));
            let view = match list {
                Some(field) if is_object(&field.ty) => View::Object { field: field.name.clone() },
                Some(field) => View::List { field: field.name.clone() },
                None if is_one => View::Whole,
                None => {
                    return Err(format!(
                        "it cannot show a {}: expected {ids} in its answer, or required in its request",
                        about.noun
                    ));
                }
            };
            Role::Describe { view, pages: views::pages(action) }
        }
        _ if !is_found => return Err(format!("it names no {}: expected {ids} in its request", about.noun)),
        Does::Modify => Role::Modify,
        Does::Delete => Role::Delete,
        Does::Add => members(roles, Change::Add, list, action)?,
        Does::Remove => members(roles, Change::Remove, list, action)?,
        Does::Replace => members(roles, Change::Replace, list, action)?,
        Does::Act | Does::Create | Does::None => Role::Act,
    };
    Ok(Decision { thing, role, items, rule: CORRECTED.id })
}

/// A change of members: of the list that is named, by the parameter that is called like it or that is the only one.
fn members(roles: &Roles<'_>, change: Change, list: Option<&str>, action: &Action) -> Result<Role, String> {
    let holders = roles.holders(action);
    let named = list.and_then(|list| holders.iter().find(|field| key(&field.name) == key(list)));
    let only = |fits: &dyn Fn(&Field) -> bool| {
        let mut fitting = holders.iter().filter(|field| fits(field));
        fitting.next().filter(|_| fitting.next().is_none())
    };
    let parameter = named.or_else(|| only(&is_required)).or_else(|| only(&|_| true));
    let Some(parameter) = parameter.map(|field| field.name.clone()) else {
        let names: Vec<&str> = holders.iter().map(|field| field.name.as_str()).collect();
        let found = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        return Err(format!("expected one list of members in its request, or its name in `list`; found {found}"));
    };
    Ok(Role::Members { change, list: list.map_or_else(|| parameter.clone(), str::to_owned), parameter })
}
