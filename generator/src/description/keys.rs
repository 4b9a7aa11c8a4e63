//! Keys of filters: the names that the items of a list of filters may have.
//!
//! Such a list is printed in the description of the list: a line for each key with its type, or a bullet for each key
//! with a line about it below. A key is no value of the field itself.

use super::list::lists;
use super::reading::{Reading, Subject};
use super::vocabulary;
use crate::lexeme;
use crate::spec::model::Type;

/// A way to print keys.
type FindKeys = fn(&str) -> Vec<String>;

/// The ways. The first that finds a key is right.
pub(super) static RULES: &[crate::rules::Rule<FindKeys>] = &[
    crate::rules::rule("keys.typed", "cup-id - String - 是否必填：否 - 按照杯子过滤。", typed),
    crate::rules::rule("keys.bullet", "- cup-id\n按照杯子过滤。", bullets),
    crate::rules::rule("keys.colon", "cup-id：按照杯子过滤", explained),
    crate::rules::rule("keys.listed", "Name取值为：cup-id-杯子，pot-id-茶壶", listed),
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
    // The line may break anywhere between key and type.
    let text = &text.replace('\n', " ");
    types(text).filter_map(|at| text.get(..at)).filter_map(|before| key_at_end(before.trim_end())).collect()
}

/// Where the types of keys begin, with the dashes before them: behind a key, and before a dash or what else such a row
/// says of its key.
fn types(text: &str) -> impl Iterator<Item = usize> {
    let ends = |rest: &str| {
        let rest = rest.trim_start();
        rest.starts_with('-') || vocabulary::KEY_REMARKS.iter().any(|remark| rest.starts_with(remark))
    };
    // The last word of `Array of String` is no type of its own.
    let begins =
        |at: &usize| text.get(..*at).is_some_and(|before| before.ends_with([' ', '-']) && !before.ends_with(" of "));
    let is_type = move |rest: &str| {
        let mut types = vocabulary::KEY_TYPES.iter();
        types
            .any(|ty| rest.get(..ty.len()).is_some_and(|head| head.eq_ignore_ascii_case(ty)) && ends(&rest[ty.len()..]))
    };
    let words = text.char_indices().filter(|(_, c)| c.is_ascii_alphabetic()).map(|(at, _)| at).filter(begins);
    words.filter(move |at| text.get(*at..).is_some_and(is_type)).map(|at| {
        let before = text.get(..at).unwrap_or_default();
        before.trim_end_matches([' ', '-']).len()
    })
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

/// `the name is one of A, B`: what the text lists as the values of the member that names the key.
fn listed(text: &str) -> Vec<String> {
    let Some(rest) = vocabulary::KEY_LISTS.iter().filter_map(|lead| behind(text, lead)).max_by_key(|rest| rest.len())
    else {
        return Vec::new();
    };
    let values = format!("{}{}", vocabulary::VALUES, rest.trim_start_matches(['：', ':', ' ']));
    let ty = Type::String { format: None, content: None };
    let subject = Subject { name: "", ty: &ty, text: &values, example: None, required: None };
    let reading = Reading::new(&subject);
    let lists = lists(&reading);
    let keys: Vec<String> = match lists.first() {
        Some(list) if list.start <= FIRST => list.items.iter().map(|item| item.value.to_owned()).collect(),
        _ => Vec::new(),
    };
    if keys.len() > 1 && keys.iter().all(|key| is_key(key)) { keys } else { Vec::new() }
}

/// The token where the first value stands behind what announces it.
const FIRST: usize = 3;

/// What stands behind a phrase, whatever the case of its letters.
fn behind<'t>(text: &'t str, phrase: &str) -> Option<&'t str> {
    let at = text.to_ascii_lowercase().find(phrase)?;
    text.get(at + phrase.len()..)
}

fn is_key_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '*')
}

fn is_key(text: &str) -> bool {
    const LONGEST: usize = 64;
    let letters = text.strip_prefix(|c: char| c.is_ascii_alphabetic());
    letters.is_some_and(|rest| rest.chars().all(is_key_char))
        && text.len() <= LONGEST
        && !text.contains("**")
        && !lexeme::is_host(text)
}
