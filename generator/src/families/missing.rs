//! The code that an action answers for a thing that is not there: out of its own list if it can be, or else of the API's.

use crate::spec::model::{Action, Spec};

use super::model::Missing;
use super::rules;
use super::words::{id_stem, initials, position, singular, words};

/// Ends of codes that say that something is not there.
const ABSENT: &[&[&str]] =
    &[&["not", "found"], &["not", "exist"], &["not", "existed"], &["no", "exist"], &["non", "existent"]];

/// What labels of codes say about what is not there, in the languages of the documents.
const LABELS: &[&str] = &["资源不存在", "not found", "does not exist"];

/// Words that name no particular thing.
const GENERAL: &[&str] = &[
    "resource",
    "object",
    "instance",
    "item",
    "target",
    "parameter",
    "param",
    "value",
    "invalid",
    "unsupported",
    "operation",
    "failed",
    "id",
    "illegal",
];

/// The code for things of a noun, with ids of these names.
pub(super) fn missing(spec: &Spec, action: &Action, noun: &[String], ids: &[String]) -> Missing {
    let names = names(noun, ids);
    let own = || action.errors.iter().map(String::as_str);
    let all = || spec.errors.keys().map(String::as_str);
    let found = |code: Option<&str>, rule: &'static str| code.map(|code| Missing { code: code.to_owned(), rule });
    found(own().find(|code| is_absent(code) && does_name(code, &names)), rules::MISSING_OWN.id)
        .or_else(|| found(own().find(|code| is_absent_in_general(code)), rules::MISSING_OWN_GENERAL.id))
        .or_else(|| found(own().find(|code| is_invalid_id(code, &names)), rules::MISSING_OWN_INVALID.id))
        .or_else(|| found(all().find(|code| is_absent(code) && does_name(code, &names)), rules::MISSING_LISTED.id))
        .or_else(|| found(labelled(spec), rules::MISSING_LABEL.id))
        .or_else(|| found(own().find(|code| is_value(code)), rules::MISSING_OWN_VALUE.id))
        .or_else(|| found(own().find(|code| is_parameter(code)), rules::MISSING_OWN_VALUE.id))
        .or_else(|| found(all().find(|code| is_absent_in_general(code)), rules::MISSING_LISTED_GENERAL.id))
        .or_else(|| found(all().find(|code| is_value(code)), rules::MISSING_NONE.id))
        .unwrap_or(Missing { code: "InvalidParameterValue".to_owned(), rule: rules::MISSING_NONE.id })
}

/// What a thing may be called in a code.
fn names(noun: &[String], ids: &[String]) -> Vec<Vec<String>> {
    let mut names = vec![noun.to_vec()];
    if noun.len() > 1 {
        names.push(vec![initials(noun)]);
    }
    names.extend(ids.iter().filter_map(|id| id_stem(id)));
    names.retain(|name| !name.is_empty());
    names
}

fn parts(code: &str) -> Vec<String> {
    words(code).iter().map(|word| singular(word)).collect()
}

/// The words of a code that are in front of what says that something is not there.
fn before_absent(code: &str) -> Option<Vec<String>> {
    let parts = parts(code);
    ABSENT.iter().find_map(|end| {
        let end: Vec<String> = end.iter().map(|word| (*word).to_owned()).collect();
        let at = position(&parts, &end)?;
        parts.get(..at).map(<[String]>::to_vec)
    })
}

fn is_absent(code: &str) -> bool {
    before_absent(code).is_some()
}

/// Whether a code names a thing: with all words of one of its names, or with the first and the last one, and is about
/// nothing further.
fn does_name(code: &str, names: &[Vec<String>]) -> bool {
    let parts = parts(code);
    let about: Vec<String> = parts.iter().filter(|part| !GENERAL.contains(&part.as_str())).cloned().collect();
    let absent = ["not", "found", "exist", "existed", "no", "non", "existent"];
    let about: Vec<String> = about.into_iter().filter(|part| !absent.contains(&part.as_str())).collect();
    names.iter().any(|name| {
        let is_short = name.len() > 2
            && about.len() >= 2
            && about.first() == name.first()
            && about.last() == name.last()
            && about.iter().all(|word| name.contains(word));
        let plain: Vec<String> = name.iter().filter(|word| !GENERAL.contains(&word.as_str())).cloned().collect();
        let is_same = !plain.is_empty() && about == plain;
        let is_general_noun = plain.is_empty() && about.is_empty() && position(&parts, name).is_some();
        is_same || is_short || is_general_noun
    })
}

/// A code such as `ResourceNotFound`, which names nothing.
fn is_absent_in_general(code: &str) -> bool {
    let code = code.strip_suffix(".NotFound").filter(|code| is_absent(code)).unwrap_or(code);
    before_absent(code).is_some_and(|before| before == ["resource"]) && !code.contains('.')
}

/// A code for an invalid id of the thing: `InvalidParameterValue.InvalidKiteId`.
fn is_invalid_id(code: &str, names: &[Vec<String>]) -> bool {
    let parts = parts(code);
    let Some(at) = parts.iter().rposition(|part| part == "invalid") else { return false };
    let Some(about) = parts.get(at + 1..) else { return false };
    let about = about.strip_suffix(&["id".to_owned()][..]).unwrap_or(about);
    names.iter().any(|name| about == name.as_slice())
}

fn is_value(code: &str) -> bool {
    let parts = parts(code);
    parts == ["invalid", "parameter", "value"]
}

fn is_parameter(code: &str) -> bool {
    parts(code) == ["invalid", "parameter"]
}

fn labelled(spec: &Spec) -> Option<&str> {
    let says = |label: &str| LABELS.iter().any(|words| label.to_lowercase().contains(words));
    let mut codes = spec.errors.iter().filter(|(code, error)| {
        code.bytes().all(|byte| byte.is_ascii_digit()) && error.label.as_deref().is_some_and(says)
    });
    codes.next().map(|(code, _)| code.as_str())
}
