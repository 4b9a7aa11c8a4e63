//! Tags of operations: the groups of the documents' overview, with names that generators can make identifiers of.
//!
//! A group in Latin letters is its own tag. Of other titles generators keep nothing, and all operations end in one class.
//! Such a group is named by what its actions are about: the words that most of them share and few others have
//! (`CreateListener`, `DeleteListener`: `Listener`). The title is in `x-displayName`, which viewers show.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use indexmap::IndexMap;

use crate::lexeme::singular;
use crate::spec::model::Spec;

use super::object::{Object, Put, single};

/// Most words of an action's name that are looked at, and most words of a tag.
const MOST_WORDS: usize = 12;
const MOST_IN_TAG: usize = 4;

/// Groups in the order in which they first appear, with their tags.
#[derive(Debug)]
pub(super) struct Tags<'a> {
    names: IndexMap<&'a str, String>,
}

impl<'a> Tags<'a> {
    /// Names the groups of a spec.
    pub(super) fn of(spec: &'a Spec) -> Self {
        let mut groups: IndexMap<&str, Vec<&str>> = IndexMap::new();
        for (name, action) in &spec.actions {
            if let Some(group) = action.group.as_deref() {
                groups.entry(group).or_default().push(name);
            }
        }
        let mut found = by_words(&groups);
        let mut names: IndexMap<&str, String> = IndexMap::new();
        for (index, group) in groups.keys().enumerate() {
            let other = || format!("Group{}", index + 1);
            let name = if is_latin(group) { (*group).to_owned() } else { found.remove(group).unwrap_or_else(other) };
            names.insert(group, name);
        }
        Self { names }
    }

    /// The tags as a document declares them.
    pub(super) fn declared(&self) -> Vec<Object> {
        let tag = |(group, name): (&&str, &String)| {
            let mut tag = single("name", name.as_str());
            tag.put_some("x-displayName", (group != name).then_some(*group));
            tag
        };
        self.names.iter().map(tag).collect()
    }

    /// The tag of a group.
    pub(super) fn name(&self, group: &str) -> Option<&str> {
        self.names.get(group).map(String::as_str)
    }
}

fn is_latin(group: &str) -> bool {
    group.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') && group.bytes().any(|b| b.is_ascii_alphabetic())
}

/// A tag for each group that is not in Latin letters, as far as the names of its actions give one.
fn by_words<'a>(groups: &IndexMap<&'a str, Vec<&str>>) -> HashMap<&'a str, String> {
    let mut everywhere: BTreeMap<String, usize> = BTreeMap::new();
    let mut counted: Vec<(&str, usize, BTreeMap<String, usize>)> = Vec::new();
    for (group, actions) in groups {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for subject in actions.iter().flat_map(|action| subjects(action)) {
            *everywhere.entry(subject.clone()).or_default() += 1;
            *counts.entry(subject).or_default() += 1;
        }
        counted.push((*group, actions.len(), counts));
    }
    // Best first: shared by much of the group and by little else; then the longer, then the one earlier in the alphabet.
    let mut ranked: Vec<(Reverse<usize>, Reverse<usize>, String, &str)> = Vec::new();
    for (group, size, counts) in counted.into_iter().filter(|(group, _, _)| !is_latin(group)) {
        for (subject, count) in counts {
            let all = everywhere.get(&subject).copied().unwrap_or(count);
            let score = count * count * count * 1_000_000 / (size * size * all).max(1);
            ranked.push((Reverse(score), Reverse(subject.len()), subject, group));
        }
    }
    ranked.sort();
    let (mut found, mut taken) = (HashMap::new(), BTreeSet::new());
    for (_, _, subject, group) in ranked {
        if !found.contains_key(group) && !groups.contains_key(subject.as_str()) && taken.insert(subject.clone()) {
            found.insert(group, subject);
        }
    }
    found
}

/// What an action may be about: neighbouring words of its name behind the verb, the last one in the singular.
fn subjects(action: &str) -> BTreeSet<String> {
    let words = words(action);
    let words = words.get(1..).unwrap_or_default();
    let mut found = BTreeSet::new();
    for start in 0..words.len() {
        for end in start..words.len().min(start + MOST_IN_TAG) {
            let (Some(before), Some(last)) = (words.get(start..end), words.get(end)) else { continue };
            found.insert(format!("{}{}", before.concat(), singular(last)));
        }
    }
    found
}

/// The words of a name in camel case.
fn words(name: &str) -> Vec<&str> {
    let bytes = name.as_bytes();
    let is = |index: usize, of: fn(&u8) -> bool| bytes.get(index).is_some_and(of);
    let starts = |&index: &usize| {
        is(index, u8::is_ascii_uppercase)
            && (!is(index - 1, u8::is_ascii_uppercase) || is(index + 1, u8::is_ascii_lowercase))
    };
    let mut edges: Vec<usize> = (1..bytes.len()).filter(starts).take(MOST_WORDS).collect();
    edges.insert(0, 0);
    edges.push(name.len());
    edges.windows(2).filter_map(|edge| name.get(*edge.first()?..*edge.last()?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_named_by_what_their_actions_are_about() {
        let groups = IndexMap::from([
            ("壶", vec!["CreateTeaPot", "DescribeTeaPots", "DeleteTeaPot"]),
            ("杯", vec!["FillCups", "EmptyCup", "DescribeTeaPotCups"]),
            ("其他", vec!["Ping"]),
        ]);
        let found = by_words(&groups);
        assert_eq!(found.get("壶").map(String::as_str), Some("TeaPot"));
        assert_eq!(found.get("杯").map(String::as_str), Some("Cup"));
        assert_eq!(found.get("其他"), None);
    }

    #[test]
    fn names_in_capitals_are_one_word() {
        assert_eq!(words("DescribeTLSPolicies"), ["Describe", "TLS", "Policies"]);
        assert_eq!(words("x"), ["x"]);
        assert_eq!(words("壶A"), ["壶", "A"]);
    }
}
