//! Fields that are sent under one name and shown under another.

use crate::spec::model::{Field, Spec, Type};

use super::identity::Thing;
use super::model::{Count, Rename};
use super::rules;
use super::shape::{is_list, is_list_of_scalars, is_object, is_region, is_scalar};
use super::words::{are_alike, base, id_stem, initials, is_several, key, words};

/// What is sent to make or change a thing and shown otherwise.
pub(super) fn renames(spec: &Spec, thing: &Thing<'_>, sent: &[&Field], shown: &[&Field], each: &[&str]) -> Vec<Rename> {
    let is_shown = |name: &str| shown.iter().any(|field| field.name == name);
    let mut found: Vec<Rename> = Vec::new();
    let open: Vec<&Field> =
        shown.iter().copied().filter(|field| !sent.iter().any(|sent| sent.name == field.name)).collect();
    for field in sent {
        let is_done = found.iter().any(|rename| rename.sent == field.name);
        if is_done || is_shown(&field.name) || thing.has_id(&field.name) || is_region(&field.name) {
            continue;
        }
        let is_each = each.contains(&field.name.as_str());
        if let Some((shown, rule)) = renamed(spec, thing, field, (&open, shown), sent, is_each) {
            found.push(Rename { sent: field.name.clone(), shown, each: rule == rules::RENAME_ITEM.id, rule });
        }
    }
    // Two that would be shown in one place: nothing says which.
    let count = |name: &str| found.iter().filter(|rename| rename.shown == name).count();
    let is_certain = |rename: &&Rename| count(&rename.shown) == 1 || is_firm(rename.rule);
    found.iter().filter(is_certain).cloned().collect()
}

/// A rule that two names of one field may both satisfy.
fn is_firm(rule: &str) -> bool {
    [
        rules::RENAME_CASE.id,
        rules::RENAME_ITEM.id,
        rules::RENAME_NEW.id,
        rules::RENAME_STRUCTURE.id,
        rules::RENAME_ALIKE.id,
    ]
    .contains(&rule)
}

fn renamed(
    spec: &Spec,
    thing: &Thing<'_>,
    field: &Field,
    (open, all): (&[&Field], &[&Field]),
    sent: &[&Field],
    is_each: bool,
) -> Option<(String, &'static str)> {
    let only = |fits: &dyn Fn(&Field) -> bool| {
        let mut fitting = open.iter().filter(|shown| fits(shown));
        fitting.next().filter(|_| fitting.next().is_none()).map(|field| field.name.clone())
    };
    let (own, noun) = (words(&field.name), &thing.words);
    let by = |rule: &'static str| move |name: String| (name, rule);
    if let Some(shown) = all.iter().find(|shown| words(&shown.name).concat() == own.concat()) {
        return Some((shown.name.clone(), rules::RENAME_CASE.id));
    }
    if is_each && is_list_of_scalars(&field.ty) {
        let one = all.iter().find(|shown| is_scalar(&shown.ty) && key(&shown.name) == key(&field.name));
        return one.map(|shown| (shown.name.clone(), rules::RENAME_ITEM.id));
    }
    if let Some(plain) = own.strip_prefix(&["new".to_owned()][..])
        && let Some(shown) = only(&|shown| words(&shown.name) == plain)
    {
        return Some((shown, rules::RENAME_NEW.id));
    }
    let is_list = is_list(&field.ty) || is_several(&field.name);
    let lists = only(&|shown| is_list && self::is_list(&shown.ty) && key(&shown.name) == key(&field.name));
    if let Some(found) = lists.map(by(rules::RENAME_LIST.id)) {
        return Some(found);
    }
    let is_alike_type = |shown: &Field| {
        is_object(&shown.ty) == is_object(&field.ty) && self::is_list(&shown.ty) == self::is_list(&field.ty)
    };
    let with_noun = |shown: &Field| is_alike_type(shown) && is_with_noun(&own, &words(&shown.name), noun);
    if let Some(found) = only(&with_noun).map(by(rules::RENAME_NOUN.id)) {
        return Some(found);
    }
    let alike = |shown: &Field| {
        let other = words(&shown.name);
        is_alike_type(shown) && (are_alike(&own, &other) || is_with_noun_alike(&own, &other, noun)) && !is_id(shown)
    };
    if let Some(found) = only(&alike).map(by(rules::RENAME_ALIKE.id)) {
        return Some(found);
    }
    structure(spec, field, open, sent).or_else(|| {
        let end = |shown: &Field| {
            let other = base(&shown.name);
            let is_part = own.len() > other.len() && super::words::position(&own, &other).is_some_and(|at| at > 0);
            is_part && are_numbers(&shown.ty, &field.ty) && other.concat().len() > 5
        };
        only(&end).map(by(rules::RENAME_END.id))
    })
}

fn is_id(field: &Field) -> bool {
    id_stem(&field.name).is_some()
}

fn are_numbers(a: &Type, b: &Type) -> bool {
    matches!((a, b), (Type::Integer { .. }, Type::Integer { .. }))
}

/// Whether one of two names is the other with words of the noun, or its initials, in front.
fn is_with_noun(a: &[String], b: &[String], noun: &[String]) -> bool {
    let with = |long: &[String], short: &[String]| {
        let front = long.len().checked_sub(short.len()).and_then(|length| long.get(..length));
        let is_end = long.ends_with(short);
        is_end && front.is_some_and(|front| !front.is_empty() && is_noun(front, noun))
    };
    with(a, b) || with(b, a)
}

/// The same with words that are short for each other.
fn is_with_noun_alike(a: &[String], b: &[String], noun: &[String]) -> bool {
    let with = |long: &[String], short: &[String]| {
        let Some(at) = long.len().checked_sub(short.len()).filter(|at| *at > 0) else { return false };
        let (Some(front), Some(end)) = (long.get(..at), long.get(at..)) else { return false };
        is_noun(front, noun) && are_alike(end, short)
    };
    with(a, b) || with(b, a)
}

fn is_noun(front: &[String], noun: &[String]) -> bool {
    noun.starts_with(front) || noun.ends_with(front) || front == [initials(noun)] || front == ["is"]
}

/// The only two fields of the same structure.
fn structure(spec: &Spec, field: &Field, open: &[&Field], sent: &[&Field]) -> Option<(String, &'static str)> {
    let name = field.ty.referenced().filter(|name| spec.structures.contains_key(*name))?;
    let is_same = |other: &&&Field| other.ty.referenced() == Some(name) && is_list(&other.ty) == is_list(&field.ty);
    let mut shown = open.iter().filter(is_same);
    let found = shown.next().filter(|_| shown.next().is_none())?;
    let actions: Vec<&str> = sent.iter().filter(is_same).map(|field| field.name.as_str()).collect();
    // The same field of several actions may have several names; within one list of names they are one.
    (actions.len() <= 3).then(|| (found.name.clone(), rules::RENAME_STRUCTURE.id))
}

/// Parameters whose values are for one thing each: the list that is counted, and lists beside it of the same length.
pub(super) fn each<'a>(count: &Count, request: &'a [Field], shown: &[&Field]) -> Vec<&'a str> {
    let Count::Each { parameter, .. } = count else { return Vec::new() };
    let is_beside = |field: &&Field| {
        let is_shown = shown.iter().any(|shown| is_scalar(&shown.ty) && key(&shown.name) == key(&field.name));
        is_list_of_scalars(&field.ty) && (field.name == *parameter || is_shown)
    };
    request.iter().filter(is_beside).map(|field| field.name.as_str()).collect()
}
