//! Which element of the new edition is which of the old one: by name, and where no doubt is left, by what a name became.
//!
//! A wrong pair would hide a removal, so a new name is taken for an old one only where everything else agrees:
//! type or members, requiredness and place. The caller says what else; here names are compared.

use std::collections::HashMap;
use std::hash::Hash;

use crate::spec::similar_names;
use crate::spec::similar_names::distance;

/// What became of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pair<T> {
    /// It is in both editions, perhaps under another name.
    Both(T, T),
    /// Only the old edition has it.
    Old(T),
    /// Only the new edition has it.
    New(T),
}

/// Pairs elements by key, in the new edition's order with what was removed at the end. Elements of one key are paired
/// in their order.
pub(super) fn by_key<T: Copy, K: Hash + Eq>(
    old: impl IntoIterator<Item = T>,
    new: impl IntoIterator<Item = T>,
    key: impl Fn(T) -> K,
) -> Vec<Pair<T>> {
    let old: Vec<T> = old.into_iter().collect();
    let mut open: HashMap<(K, usize), usize> = HashMap::new();
    let mut count: HashMap<K, usize> = HashMap::new();
    for (index, item) in old.iter().enumerate() {
        let nth = count.entry(key(*item)).and_modify(|nth| *nth += 1).or_insert(0);
        open.insert((key(*item), *nth), index);
    }
    count.clear();
    let mut taken = vec![false; old.len()];
    let mut pairs = Vec::new();
    for item in new {
        let nth = count.entry(key(item)).and_modify(|nth| *nth += 1).or_insert(0);
        let found = open.get(&(key(item), *nth)).copied();
        let found = found.and_then(|index| Some((old.get(index)?, taken.get_mut(index)?)));
        pairs.push(match found {
            Some((before, taken)) => {
                *taken = true;
                Pair::Both(*before, item)
            }
            None => Pair::New(item),
        });
    }
    pairs.extend(old.iter().zip(&taken).filter(|(_, taken)| !**taken).map(|(item, _)| Pair::Old(*item)));
    pairs
}

/// Most elements of each side among which renames are looked for: more than that is another table.
const COMPARED: usize = 200;

/// Makes one pair of an old and a new element where `is_same` holds for them and for no other of either side.
pub(super) fn join<T: Copy>(pairs: Vec<Pair<T>>, is_same: impl Fn(T, T) -> bool) -> Vec<Pair<T>> {
    let old: Vec<T> =
        pairs.iter().filter_map(|pair| if let Pair::Old(old) = pair { Some(*old) } else { None }).collect();
    let new: Vec<T> =
        pairs.iter().filter_map(|pair| if let Pair::New(new) = pair { Some(*new) } else { None }).collect();
    if old.is_empty() || new.is_empty() || old.len() > COMPARED || new.len() > COMPARED {
        return pairs;
    }
    let candidates: Vec<(usize, usize)> = (0..new.len())
        .flat_map(|after| (0..old.len()).map(move |before| (before, after)))
        .filter(|(before, after)| is_same(old[*before], new[*after]))
        .collect();
    let is_only =
        |pair: &&(usize, usize)| candidates.iter().filter(|other| other.0 == pair.0 || other.1 == pair.1).count() == 1;
    let found: Vec<(usize, usize)> = candidates.iter().filter(is_only).copied().collect();
    let (mut before, mut after) = (0.., 0..);
    let mut joined = Vec::with_capacity(pairs.len());
    for pair in pairs {
        match pair {
            Pair::Both(..) => joined.push(pair),
            Pair::Old(_) => {
                let index = before.next();
                if !found.iter().any(|found| Some(found.0) == index) {
                    joined.push(pair);
                }
            }
            Pair::New(item) => {
                let index = after.next();
                let partner = found.iter().find(|found| Some(found.1) == index).map(|found| old[found.0]);
                joined.push(partner.map_or(pair, |partner| Pair::Both(partner, item)));
            }
        }
    }
    joined
}

/// How alike two names are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    /// Two names.
    None,
    /// A letter or two differ, none of them digits: a typing error, or the mending of one.
    Close,
    /// They differ in case, or in letters that look alike.
    Look,
}

/// Compares two names that are not the same.
pub(super) fn likeness(old: &str, new: &str) -> Likeness {
    /// Shorter names that differ by a letter are two names: `vip` and `vpc`.
    const SHORTEST: usize = 6;
    const LONGEST: usize = 64;
    let digits = |name: &str| name.bytes().filter(u8::is_ascii_digit).collect::<Vec<_>>();
    let length = old.len().min(new.len());
    if length > 1 && similar_names::shape(old) == similar_names::shape(new) && digits(old).len() == digits(new).len() {
        return Likeness::Look;
    }
    let is_comparable = length >= SHORTEST && old.len().max(new.len()) <= LONGEST && digits(old) == digits(new);
    if is_comparable && old.len().abs_diff(new.len()) <= 2 && distance(old, new) <= 2 {
        Likeness::Close
    } else {
        Likeness::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(old: &[&'static str], new: &[&'static str]) -> Vec<Pair<&'static str>> {
        by_key(old.iter().copied(), new.iter().copied(), |name| name)
    }

    #[test]
    fn order_does_not_matter_and_twins_are_paired_in_order() {
        assert_eq!(pairs(&["a", "b"], &["b", "a"]), [Pair::Both("b", "b"), Pair::Both("a", "a")]);
        assert_eq!(pairs(&["a", "a"], &["a"]), [Pair::Both("a", "a"), Pair::Old("a")]);
        assert_eq!(pairs(&["a"], &["b", "a"]), [Pair::New("b"), Pair::Both("a", "a")]);
    }

    #[test]
    fn only_what_has_no_rival_is_joined() {
        let same = |old: &str, new: &str| old.starts_with(&new[..1]);
        let joined = join(pairs(&["a1", "b1"], &["a2", "c2"]), same);
        assert_eq!(joined, [Pair::Both("a1", "a2"), Pair::New("c2"), Pair::Old("b1")]);
        let rivals = pairs(&["a1"], &["a2", "a3"]);
        assert_eq!(join(rivals.clone(), same), rivals);
        let rivals = pairs(&["a1", "a4"], &["a2"]);
        assert_eq!(join(rivals.clone(), same), rivals);
    }

    #[test]
    fn names_are_alike_by_look_or_by_a_letter() {
        assert_eq!(likeness("vpclid", "vpcId"), Likeness::Look);
        assert_eq!(likeness("LbName", "LBName"), Likeness::Look);
        assert_eq!(likeness("ProvederNum", "ProviderNum"), Likeness::Close);
        assert_eq!(likeness("Address4", "Address6"), Likeness::None);
        assert_eq!(likeness("vip", "vpc"), Likeness::None);
        assert_eq!(likeness("txBytes", "rxPackets"), Likeness::None);
    }
}
