//! Keys of components and of paths: names of a document may hold anything, these may not.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

/// Hands out keys of components, each once: letters, digits, `.`, `-` and `_`.
#[derive(Debug, Default)]
pub(super) struct Keys {
    taken: HashSet<String>,
}

impl Keys {
    /// A key for a name: the name itself if it can be, numbered if another has it.
    pub(super) fn take(&mut self, name: &str) -> String {
        let keep = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' };
        let stem: String = name.chars().map(keep).collect();
        let stem = if stem.is_empty() { "_".to_owned() } else { stem };
        let mut key = stem.clone();
        let mut number = 2_u32;
        while !self.taken.insert(key.clone()) {
            key = format!("{stem}-{number}");
            number += 1;
        }
        key
    }

    /// A key for each of several names, followed by the same ending.
    pub(super) fn take_all<'a>(
        &mut self,
        names: impl IntoIterator<Item = &'a str>,
        ending: &str,
    ) -> BTreeMap<&'a str, String> {
        names.into_iter().map(|name| (name, self.take(&format!("{name}{ending}")))).collect()
    }
}

/// A name within a path, its special characters percent-encoded.
pub(super) fn in_path(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// A name within a regular expression.
pub(super) fn in_pattern(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        if matches!(c, '\\' | '.' | '+' | '*' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '^' | '$' | '|' | '/') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_plain_and_unique() {
        let mut keys = Keys::default();
        assert_eq!(keys.take("Glaze"), "Glaze");
        assert_eq!(keys.take("Glaze"), "Glaze-2");
        assert_eq!(keys.take("../釉|"), "..___");
        assert_eq!(keys.take(""), "_");
    }

    #[test]
    fn special_characters_lose_their_meaning() {
        assert_eq!(in_path("a/b?{c}#釉"), "a%2Fb%3F%7Bc%7D%23%E9%87%89");
        assert_eq!(in_pattern("a.b|c"), r"a\.b\|c");
    }
}
