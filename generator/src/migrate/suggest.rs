//! Suggestions: fields that no rule of names joins, and that the documents describe alike.
//!
//! Names, labels and values are evidence, and none of it is proof, so a row that rests on it alone is `suggested` and
//! for somebody to check. Only fields that are left over on both sides of one level are looked at, and only a pair in
//! which each is the best for the other, with no second one as good, is suggested.

use std::collections::BTreeSet;

use crate::spec::model::Field;

use super::names::shared_words;

/// Fewer values are alike by chance: `0` and `1`.
const FEWEST_VALUES: usize = 3;

/// Of a hundred: labels that say the same in other words, and labels that need a second sign.
const SAME_LABEL: usize = 75;
const LIKE_LABEL: usize = 50;

/// Why two fields may be one, and how strong it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Evidence {
    strength: usize,
    rules: Vec<&'static str>,
}

/// Pairs of an old and a new field that are each other's best, with the rules that speak for it.
pub(super) fn pairs(old: &[&Field], new: &[&Field]) -> Vec<(usize, usize, Vec<&'static str>)> {
    let table: Vec<Vec<Option<Evidence>>> =
        old.iter().map(|old| new.iter().map(|new| evidence(old, new)).collect()).collect();
    let row = |old: usize| table.get(old).into_iter().flatten().map(Option::as_ref);
    let column = |new: usize| table.iter().map(move |row| row.get(new).and_then(Option::as_ref));
    let mut found = Vec::new();
    for from in 0..old.len() {
        let Some((to, evidence)) = best(row(from)) else { continue };
        if best(column(to)).is_some_and(|(back, _)| back == from) {
            found.push((from, to, evidence.rules.clone()));
        }
    }
    found
}

/// The strongest, if no other is as strong.
fn best<'e>(candidates: impl Iterator<Item = Option<&'e Evidence>>) -> Option<(usize, &'e Evidence)> {
    let mut best: Option<(usize, &Evidence)> = None;
    let mut tied = false;
    for (index, evidence) in candidates.enumerate().filter_map(|(index, evidence)| Some((index, evidence?))) {
        match best.map(|(_, other)| evidence.strength.cmp(&other.strength)) {
            Some(std::cmp::Ordering::Less) => {}
            Some(std::cmp::Ordering::Equal) => tied = true,
            Some(std::cmp::Ordering::Greater) | None => (best, tied) = (Some((index, evidence)), false),
        }
    }
    best.filter(|_| !tied)
}

/// What speaks for two fields being one; none where it is too little.
fn evidence(old: &Field, new: &Field) -> Option<Evidence> {
    let values = same_values(old, new);
    let label = match (&old.label, &new.label) {
        (Some(old), Some(new)) => likeness(old, new),
        _ => 0,
    };
    let words = shared_words(&old.name, &new.name);
    let is_enough = values || label >= SAME_LABEL || (label >= LIKE_LABEL && words);
    let mut rules = Vec::new();
    rules.extend(values.then_some("suggest.values"));
    rules.extend((label >= LIKE_LABEL).then_some("suggest.label"));
    rules.extend(words.then_some("suggest.words"));
    let strength = label + if values { 100 } else { 0 } + if words { 25 } else { 0 };
    is_enough.then_some(Evidence { strength, rules })
}

/// True where both document the same values, and enough of them.
fn same_values(old: &Field, new: &Field) -> bool {
    let values = |field: &Field| -> BTreeSet<String> {
        field.facts.enumeration.iter().map(|value| value.to_string().to_lowercase()).collect()
    };
    let (old, new) = (values(old), values(new));
    old.len() >= FEWEST_VALUES && old == new
}

/// How much of two labels is the same, of a hundred: pairs of neighbouring characters in both.
fn likeness(a: &str, b: &str) -> usize {
    let pairs = |text: &str| -> Vec<(char, char)> {
        let letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        letters.iter().copied().zip(letters.iter().copied().skip(1)).collect()
    };
    let (a, mut b) = (pairs(a), pairs(b));
    let all = a.len() + b.len();
    let shared =
        a.iter().filter(|pair| b.iter().position(|other| other == *pair).map(|at| b.swap_remove(at)).is_some()).count();
    (200 * shared).checked_div(all).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::likeness;

    #[test]
    fn labels_are_alike_by_their_pairs_of_characters() {
        for (a, b, least, most) in [
            ("灯笼的端口", "灯笼端口", 50, 75),
            ("灯笼监听端口", "灯笼监听端口", 100, 100),
            ("Port of the lantern", "lantern port", 50, 90),
            ("灯笼", "端口", 0, 0),
            ("", "", 0, 0),
            ("a", "a", 0, 0),
        ] {
            let likeness = likeness(a, b);
            assert!((least..=most).contains(&likeness), "{a} {b}: {likeness}");
        }
    }
}
