//! Keys of filters: the names that the items of a list of filters may have.
//!
//! Such a list is printed in the description of the list: a line for each key with its type, or a bullet for each key
//! with a line about it below. A key is no value of the field itself.

use crate::lexeme;

use super::vocabulary;

/// A way to print keys.
type FindKeys = fn(&str) -> Vec<String>;

/// The ways. The first that finds a key is right.
pub(super) static RULES: &[crate::rules::Rule<FindKeys>] = &[
    crate::rules::rule("keys.typed", "cup-id - String - 是否必填：否 - 按照杯子过滤。", typed),
    crate::rules::rule("keys.bullet", "- cup-id\n按照杯子过滤。", bullets),
    crate::rules::rule("keys.colon", "cup-id：按照杯子过滤", explained),
];

/// The keys that the description of a list of filters names, with the rule that found them.
pub(super) fn find(text: &str) -> Option<(&'static str, Vec<String>)> {
    if !vocabulary::FILTERS.iter().any(|word| text.contains(word)) {
        return None;
    }
    let (id, keys) = RULES.iter().map(|rule| (rule.id, (rule.by)(text))).find(|(_, keys)| !keys.is_empty())?;
    let mut known: Vec<String> = Vec::with_capacity(keys.len());
    for key in keys {
        if !known.contains(&key) {
            known.push(key);
        }
    }
    Some((id, known))
}

/// `key - String - …`, wherever it stands: such lists are often printed without line breaks.
fn typed(text: &str) -> Vec<String> {
    let mut keys = Vec::new();
    let mut from = 0;
    // The line may break anywhere between key and type.
    let text = &text.replace('\n', " ");
    while let Some((at, word)) = next_type(text, from) {
        let before = text.get(..at).unwrap_or_default().trim_end();
        keys.extend(key_at_end(before));
        from = at + word;
    }
    keys
}

/// The key that a text ends with.
fn key_at_end(text: &str) -> Option<String> {
    let begins = |text: &str| {
        let at = text.rfind(|c: char| !is_key_char(c))?;
        Some(at + text.get(at..)?.chars().next()?.len_utf8())
    };
    let start = begins(text).unwrap_or(0);
    let (before, last) = text.split_at_checked(start)?;
    // A line may have been broken behind a dash: `cup-` and `id`.
    let first = before.strip_suffix(' ').filter(|before| {
        let mut letters = before.chars().rev();
        letters.next() == Some('-') && letters.next().is_some_and(|c| c.is_ascii_alphanumeric())
    });
    let first = first.and_then(|before| before.get(begins(before).unwrap_or(0)..)).unwrap_or_default();
    let key = format!("{first}{last}");
    let key = key.trim_matches('-');
    is_key(key).then(|| key.to_owned())
}

/// The next type between dashes from a place on, and the length of the match.
fn next_type(text: &str, from: usize) -> Option<(usize, usize)> {
    let rest = text.get(from..)?;
    let types = vocabulary::KEY_TYPES.iter().filter_map(|word| rest.find(word).map(|at| (from + at, word.len())));
    types.min_by_key(|(at, _)| *at)
}

/// A bullet that is a key alone, with a line that is none below it.
fn bullets(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let key = |line: &str| {
        let bare = line.strip_prefix(['-', '*', '•', '●'])?.trim();
        is_key(bare).then_some(bare.len())
    };
    let found = lines.iter().enumerate().filter_map(|(index, line)| {
        key(line)?;
        let below = lines.get(index + 1).is_some_and(|next| key(next).is_none() && !next.is_empty());
        below.then(|| line.trim_start_matches(['-', '*', '•', '●']).trim().to_owned())
    });
    found.collect()
}

/// `key: what it filters by`, a line each.
fn explained(text: &str) -> Vec<String> {
    let keys: Vec<String> = text
        .lines()
        .skip(1)
        .filter_map(|line| {
            let (key, gloss) = line.trim().split_once([':', '：'])?;
            let key = key.trim_start_matches(['-', '*', '•', '●']).trim();
            (is_key(key) && !gloss.trim().is_empty()).then(|| key.to_owned())
        })
        .collect();
    if keys.len() > 1 { keys } else { Vec::new() }
}

fn is_key_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':')
}

fn is_key(text: &str) -> bool {
    const LONGEST: usize = 64;
    let letters = text.strip_prefix(|c: char| c.is_ascii_alphabetic());
    letters.is_some_and(|rest| rest.chars().all(is_key_char)) && text.len() <= LONGEST && !lexeme::is_host(text)
}
