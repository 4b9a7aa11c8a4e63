//! The code that an action answers for a thing that is not there: out of its own list if it can be, or else of the API's.

use crate::spec::model::{Action, Spec};

use super::model::Missing;
use super::rules;
use super::words::{id_stem, initials, position, words};
use crate::lexeme::singular;

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

/// The words of every code of an API.
pub(super) struct Codes(std::collections::HashMap<String, Vec<String>>);

impl Codes {
    pub(super) fn of(spec: &Spec) -> Self {
        let own = spec.actions.values().flat_map(|action| &action.errors);
        Codes(spec.errors.keys().chain(own).map(|code| (code.clone(), parts(code))).collect())
    }

    fn parts(&self, code: &str) -> &[String] {
        self.0.get(code).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The code for things of a noun, with ids of these names.
pub(super) fn missing(spec: &Spec, codes: &Codes, action: &Action, noun: &[String], ids: &[String]) -> Missing {
    type Fits<'f> = &'f dyn Fn(&str, &[String]) -> bool;
    let names = names(noun, ids);
    let own = |fits: Fits<'_>| action.errors.iter().map(String::as_str).find(|code| fits(code, codes.parts(code)));
    let all = |fits: Fits<'_>| spec.errors.keys().map(String::as_str).find(|code| fits(code, codes.parts(code)));
    let found = |code: Option<&str>, rule: &'static str| code.map(|code| Missing { code: code.to_owned(), rule });
    let does_name: Fits<'_> = &|_, parts| before_absent(parts).is_some() && does_name(parts, &names);
    let is_general: Fits<'_> = &|code, parts| is_absent_in_general(code, parts);
    let is_invalid: Fits<'_> = &|_, parts| is_invalid_id(parts, &names);
    let is_value: Fits<'_> = &|_, parts| parts == ["invalid", "parameter", "value"];
    let is_parameter: Fits<'_> = &|_, parts| parts == ["invalid", "parameter"];
    found(own(does_name), rules::MISSING_OWN.id)
        .or_else(|| found(own(is_general), rules::MISSING_OWN_GENERAL.id))
        .or_else(|| found(own(is_invalid), rules::MISSING_OWN_INVALID.id))
        .or_else(|| found(all(does_name), rules::MISSING_LISTED.id))
        .or_else(|| found(labelled(spec), rules::MISSING_LABEL.id))
        .or_else(|| found(own(is_value), rules::MISSING_OWN_VALUE.id))
        .or_else(|| found(own(is_parameter), rules::MISSING_OWN_VALUE.id))
        .or_else(|| found(all(is_general), rules::MISSING_LISTED_GENERAL.id))
        .or_else(|| found(all(is_value), rules::MISSING_NONE.id))
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
fn before_absent(parts: &[String]) -> Option<&[String]> {
    ABSENT.iter().find_map(|end| {
        let at = parts.windows(end.len()).position(|window| window == *end)?;
        parts.get(..at)
    })
}

/// Whether a code names a thing: with all words of one of its names, or with the first and the last one, and is about
/// nothing further.
fn does_name(parts: &[String], names: &[Vec<String>]) -> bool {
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
        let is_general_noun = plain.is_empty() && about.is_empty() && position(parts, name).is_some();
        is_same || is_short || is_general_noun
    })
}

/// A code such as `ResourceNotFound`, which names nothing.
fn is_absent_in_general(code: &str, parts: &[String]) -> bool {
    let is_doubled = code.ends_with(".NotFound") && parts.len() > 4;
    before_absent(parts).is_some_and(|before| before == ["resource"]) && (!code.contains('.') || is_doubled)
}

/// A code for an invalid id of the thing: `InvalidParameterValue.InvalidKiteId`.
fn is_invalid_id(parts: &[String], names: &[Vec<String>]) -> bool {
    let Some(at) = parts.iter().rposition(|part| part == "invalid") else { return false };
    let Some(about) = parts.get(at + 1..) else { return false };
    let about = about.strip_suffix(&["id".to_owned()][..]).unwrap_or(about);
    names.iter().any(|name| about == name.as_slice())
}

fn labelled(spec: &Spec) -> Option<&str> {
    let says = |label: &str| LABELS.iter().any(|words| label.to_lowercase().contains(words));
    let mut codes = spec.errors.iter().filter(|(code, error)| {
        code.bytes().all(|byte| byte.is_ascii_digit()) && error.label.as_deref().is_some_and(says)
    });
    codes.next().map(|(code, _)| code.as_str())
}
