//! Actions: which is which, and what differs in the page of each.

use crate::spec::model::{Action, Example, Field, ListedAction, Spec, Type};

use super::collect::{Collector, Places};
use super::pairing::{Likeness, Pair, by_key, join, likeness};
use super::rules::*;
use super::structures::{Structures, has_same_members};
use super::{Direction, Kind, Rule, facts, fields, types};

/// An action of one edition.
type Named<'a> = (&'a str, &'a Action);

pub(super) fn compare(old: &Spec, new: &Spec, structures: &Structures<'_>, found: &mut Collector) {
    for pair in join(by_key(named(old), named(new), |(name, _)| name), is_renamed) {
        match pair {
            Pair::Both(old, new) => action(old, new, structures, found),
            Pair::Old((name, gone)) => {
                found.at(Kind::Action, name);
                match new.listed_actions.get(name) {
                    Some(listed) => {
                        let places = Places::both(&gone.source, &listed.source);
                        found.add(&ACTION_PAGE_REMOVED, places, "page removed, still listed");
                    }
                    None => found.add(&ACTION_REMOVED, Places::old(&gone.source), "removed"),
                }
            }
            Pair::New((name, added)) => {
                found.at(Kind::Action, name);
                match old.listed_actions.get(name) {
                    Some(listed) => {
                        let places = Places::both(&listed.source, &added.source);
                        found.add(&ACTION_PAGE_ADDED, places, "page added, was only listed");
                    }
                    None => found.add(&ACTION_ADDED, Places::new(&added.source), "added"),
                }
            }
        }
    }
    listed(old, new, found);
}

fn named(spec: &Spec) -> impl Iterator<Item = Named<'_>> {
    spec.actions.iter().map(|(name, action)| (name.as_str(), action))
}

/// Actions that only an overview has.
fn listed(old: &Spec, new: &Spec, found: &mut Collector) {
    for pair in by_key(&old.listed_actions, &new.listed_actions, |(name, _)| name.as_str()) {
        let (Pair::Both(_, (name, _)) | Pair::Old((name, _)) | Pair::New((name, _))) = pair;
        found.at(Kind::Action, name);
        match pair {
            Pair::Both((_, old), (_, new)) => {
                let places = Places::both(&old.source, &new.source);
                found.differ(&ACTION_TITLE, places, "title", old.title.clone(), new.title.clone());
                found.differ(&ACTION_GROUP, places, "group", old.group.clone(), new.group.clone());
                found.differ(&ACTION_URL, places, "page", old.url.clone(), new.url.clone());
                let release = |listed: &ListedAction| listed.since.map(|release| release.to_string());
                found.differ(&ACTION_SINCE, places, "since release", release(old), release(new));
                rate_limit(old.rate_limit, new.rate_limit, places, found);
            }
            Pair::Old((name, gone)) if !new.actions.contains_key(name) => {
                found.add(&ACTION_UNLISTED, Places::old(&gone.source), "no longer listed");
            }
            Pair::New((name, added)) if !old.actions.contains_key(name) => {
                found.add(&ACTION_LISTED, Places::new(&added.source), "listed, without a page");
            }
            // The other edition has a page; that has been said.
            Pair::Old(_) | Pair::New(_) => {}
        }
    }
}

/// Whether an action that is gone is one that is new: the same fields, and a name that differs by a letter or the
/// same title.
fn is_renamed((old_name, old): Named<'_>, (new_name, new): Named<'_>) -> bool {
    let is_alike = likeness(old_name, new_name) > Likeness::None || (old.title.is_some() && old.title == new.title);
    let has_fields = old.request.len() + old.response.len() > 1;
    let same = |of: fn(&Action) -> &[Field]| has_same_members(of(old), of(new));
    is_alike && has_fields && same(|action| &action.request) && same(|action| &action.response)
}

fn action((old_name, old): Named<'_>, (new_name, new): Named<'_>, structures: &Structures<'_>, found: &mut Collector) {
    found.at(Kind::Action, new_name);
    let places = Places::both(&old.source, &new.source);
    found.differ(&ACTION_RENAMED, places, "renamed", Some(old_name.to_owned()), Some(new_name.to_owned()));
    page(old, new, places, found);
    behaviour(old, new, places, found);
    route(old, new, places, found);
    found.direct(Some(Direction::Request));
    fields::compare(&old.request, &new.request, structures, found);
    found.direct(Some(Direction::Response));
    fields::compare(&old.response, &new.response, structures, found);
    found.direct(None);
    errors(old, new, places, found);
    examples(old, new, found);
}

/// What the page says of itself.
fn page(old: &Action, new: &Action, places: Places<'_>, found: &mut Collector) {
    let release = |action: &Action| action.since.map(|release| release.to_string());
    found.differ(&ACTION_TITLE, places, "title", old.title.clone(), new.title.clone());
    found.differ(&ACTION_GROUP, places, "group", old.group.clone(), new.group.clone());
    found.differ(&ACTION_URL, places, "page", old.url.clone(), new.url.clone());
    found.differ(&ACTION_SINCE, places, "since release", release(old), release(new));
    let since = |action: &Action| action.deprecated_since.map(|release| release.to_string());
    found.differ(&DEPRECATED_SINCE, places, "deprecated since release", since(old), since(new));
    found.differ(&ACTION_TASK_QUERY, places, "task asked for by", old.task_query.clone(), new.task_query.clone());
    found.differ(&ACTION_SUCCESSOR, places, "successor", old.successor.clone(), new.successor.clone());
}

/// What a caller notices.
fn behaviour(old: &Action, new: &Action, places: Places<'_>, found: &mut Collector) {
    found.differ(&ACTION_ENDPOINT, places, "host", old.endpoint.clone(), new.endpoint.clone());
    found.turn(
        old.deprecated,
        new.deprecated,
        places,
        [(&ACTION_DEPRECATED, "deprecated"), (&ACTION_UNDEPRECATED, "no longer deprecated")],
    );
    let words = [(&ACTION_ASYNCHRONOUS, "starts a task now"), (&ACTION_SYNCHRONOUS, "no longer starts a task")];
    found.turn(old.asynchronous, new.asynchronous, places, words);
    facts::conditions(&old.conditions, &new.conditions, places, found);
    rate_limit(old.rate_limit, new.rate_limit, places, found);
}

/// Method, path, statuses, and what is no object of fields.
fn route(old: &Action, new: &Action, places: Places<'_>, found: &mut Collector) {
    found.differ(&ACTION_METHOD, places, "method", old.method.clone(), new.method.clone());
    let is_same = || match (&old.path, &new.path) {
        (Some(old), Some(new)) => without_names(old) == without_names(new),
        _ => false,
    };
    let rule: &Rule = if is_same() { &ACTION_PLACEHOLDER } else { &ACTION_PATH };
    found.differ(rule, places, "path", old.path.clone(), new.path.clone());
    let shown = |ty: &Option<Type>| ty.as_ref().map(types::name);
    found.differ(&ACTION_BODY, places, "body", shown(&old.body), shown(&new.body));
    found.differ(&ACTION_RETURNS, places, "answer", shown(&old.returns), shown(&new.returns));
    for pair in by_key(&old.statuses, &new.statuses, |(status, _)| status.as_str()) {
        match pair {
            Pair::Both((status, old), (_, new)) => {
                let places = Places::both(&old.source, &new.source);
                found.differ(
                    &STATUS_LABEL,
                    places,
                    &format!("label of status {status}"),
                    old.label.clone(),
                    new.label.clone(),
                );
            }
            Pair::Old((status, old)) => {
                found.value(&STATUS_REMOVED, Places::old(&old.source), "no longer lists the status", status);
            }
            Pair::New((status, new)) => {
                found.value(&STATUS_ADDED, Places::new(&new.source), "lists the status", status)
            }
        }
    }
}

/// A path whose placeholders have no names.
fn without_names(path: &str) -> String {
    let mut parts = path.split('{');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("{}");
        out.push_str(part.split_once('}').map_or(part, |(_, rest)| rest));
    }
    out
}

fn rate_limit(old: Option<u32>, new: Option<u32>, places: Places<'_>, found: &mut Collector) {
    let rule: &Rule = match (old, new) {
        (Some(old), Some(new)) if new < old => &RATE_LOWERED,
        (Some(_), Some(_)) => &RATE_RAISED,
        (None, _) => &RATE_STATED,
        (_, None) => &RATE_UNSTATED,
    };
    let text = |limit: Option<u32>| limit.map(|limit| limit.to_string());
    found.differ(rule, places, "requests per second", text(old), text(new));
}

fn errors(old: &Action, new: &Action, places: Places<'_>, found: &mut Collector) {
    for pair in by_key(&old.errors, &new.errors, |code| code.as_str()) {
        match pair {
            // A code that stands there twice is no two codes.
            Pair::Old(code) if !new.errors.contains(code) => {
                found.value(&ACTION_ERROR_REMOVED, places, "no longer lists the error code", code);
            }
            Pair::New(code) if !old.errors.contains(code) => {
                found.value(&ACTION_ERROR_ADDED, places, "lists the error code", code);
            }
            _ => {}
        }
    }
}

/// Examples are paired by what they show, then by title, then in their order.
fn examples(old: &Action, new: &Action, found: &mut Collector) {
    let shown = |example: &Example| format!("{}\n{}\n{:?}", example.request, example.response, example.response_xml);
    let (mut gone, mut added): (Vec<&Example>, Vec<&Example>) = (Vec::new(), Vec::new());
    if old.examples.iter().map(payload).eq(new.examples.iter().map(payload)) {
        return;
    }
    for pair in by_key(&old.examples, &new.examples, shown) {
        match pair {
            Pair::Both(..) => {}
            Pair::Old(example) => gone.push(example),
            Pair::New(example) => added.push(example),
        }
    }
    let titled = by_key(gone, added, |example| example.title.clone());
    let (mut gone, mut added): (Vec<&Example>, Vec<&Example>) = (Vec::new(), Vec::new());
    for pair in titled {
        match pair {
            Pair::Both(old, new) => example(&EXAMPLE_CHANGED, Some(old), Some(new), found),
            Pair::Old(old) => gone.push(old),
            Pair::New(new) => added.push(new),
        }
    }
    let both = gone.len().min(added.len());
    gone.iter().zip(&added).for_each(|(old, new)| example(&EXAMPLE_CHANGED, Some(old), Some(new), found));
    gone.iter().skip(both).for_each(|old| example(&EXAMPLE_REMOVED, Some(old), None, found));
    added.iter().skip(both).for_each(|new| example(&EXAMPLE_ADDED, None, Some(new), found));
}

fn payload(example: &Example) -> (&serde_json::Value, &serde_json::Value, Option<&str>) {
    (&example.request, &example.response, example.response_xml.as_deref())
}

fn example(rule: &Rule, old: Option<&Example>, new: Option<&Example>, found: &mut Collector) {
    fn source(example: Option<&Example>) -> Option<&crate::spec::model::Source> {
        example.and_then(|example| example.source.as_ref())
    }
    let places = Places { old: source(old), new: source(new) };
    let title = new.or(old).and_then(|example| example.title.as_deref()).unwrap_or("without a title");
    let message = match (old, new) {
        (Some(_), Some(_)) => "example changed:",
        (Some(_), None) => "example removed:",
        (None, _) => "example added:",
    };
    found.value(rule, places, message, title);
}
