//! New ids in the form of a documented one: `kite-6efswuxa` gives `kite-` and eight letters or digits.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};

/// Fewest letters of the random part, so that ids do not repeat.
const SHORTEST: usize = 8;

/// Random numbers; not for secrets.
#[derive(Debug, Default)]
pub(super) struct Random {
    keys: RandomState,
    count: AtomicU64,
}

impl Random {
    fn next(&self) -> u64 {
        let mut hasher = self.keys.build_hasher();
        hasher.write_u64(self.count.fetch_add(1, Ordering::Relaxed));
        hasher.finish()
    }

    fn choose(&self, letters: &[u8]) -> char {
        let index = self.next() % letters.len().max(1) as u64;
        letters.get(usize::try_from(index).unwrap_or(0)).map_or('0', |letter| char::from(*letter))
    }

    /// A text of digits that begins with none of zero.
    pub(super) fn digits(&self, number: usize) -> String {
        let mut text = String::from(self.choose(b"123456789"));
        (1..number.max(SHORTEST)).for_each(|_| text.push(self.choose(b"0123456789")));
        text
    }

    /// A new id like a documented one; `noun` is in front where none is documented.
    pub(super) fn id(&self, example: Option<&str>, noun: &str) -> String {
        let Some(example) = example.filter(|example| example.chars().count() > 1) else {
            return format!("{}-{}", noun.to_lowercase(), self.like("xxxxxxx1"));
        };
        if example.bytes().all(|byte| byte.is_ascii_digit()) {
            return self.digits(example.len());
        }
        if is_uuid(example) {
            return example.split('-').map(|part| self.hexadecimal(part.len())).collect::<Vec<_>>().join("-");
        }
        match example.split_once('-') {
            Some((prefix, rest)) if prefix.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
                format!("{prefix}-{}", self.like(rest))
            }
            _ => self.like(example),
        }
    }

    fn hexadecimal(&self, number: usize) -> String {
        (0..number).map(|_| self.choose(b"0123456789abcdef")).collect()
    }

    /// A random text: letters where the example has letters, digits too if it has any. What it hides behind stars or
    /// crosses becomes letters and digits.
    fn like(&self, example: &str) -> String {
        let is_hidden = |letter: char| matches!(letter, '*' | 'x' | 'X');
        let has_digits = example.chars().any(|letter| letter.is_ascii_digit()) || example.contains('*');
        let is_upper = example.chars().any(|letter| letter.is_ascii_uppercase() && letter != 'X')
            && !example.chars().any(|letter| letter.is_ascii_lowercase());
        let has_letters = example.chars().any(|letter| letter.is_ascii_alphabetic() || is_hidden(letter));
        let letters: &[u8] = match (has_letters, has_digits, is_upper) {
            (true, true, false) => b"abcdefghijklmnopqrstuvwxyz0123456789",
            (true, true, true) => b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
            (true, false, false) => b"abcdefghijklmnopqrstuvwxyz",
            (true, false, true) => b"ABCDEFGHIJKLMNOPQRSTUVWXYZ",
            (false, ..) => b"0123456789",
        };
        let is_random = |letter: char| letter.is_ascii_alphanumeric() || is_hidden(letter);
        let mut text: String =
            example.chars().map(|letter| if is_random(letter) { self.choose(letters) } else { letter }).collect();
        let random = example.chars().filter(|letter| is_random(*letter)).count();
        (random..SHORTEST).for_each(|_| text.push(self.choose(letters)));
        text
    }
}

fn is_uuid(text: &str) -> bool {
    let parts: Vec<usize> = text.split('-').map(str::len).collect();
    parts == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_like_the_documented_ones() {
        let random = Random::default();
        let id = |example| random.id(Some(example), "Kite");
        let kite = id("kite-6efswuxa");
        assert!(kite.starts_with("kite-") && kite.len() == 13 && kite != id("kite-6efswuxa"), "{kite}");
        assert!(id("kite-6efs****").len() == 13 && !id("kite-6efs****").contains('*'));
        assert!(id("1528611").bytes().all(|byte| byte.is_ascii_digit()));
        assert_eq!(id("578dd0ad-2e7c-488b-b5fe-0b23da3537eb").split('-').count(), 5);
        assert!(
            id("kite-abcdefgh")
                .strip_prefix("kite-")
                .is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_lowercase()))
        );
        assert!(id("kite-xx").len() >= 13);
        assert!(random.id(None, "Kite").starts_with("kite-"));
    }
}
