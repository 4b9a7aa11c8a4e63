//! What an operation returns, from the sentences that say it.

use super::nesting::Resolver;
use super::sentences;
use super::types::Said;
use super::words;
use crate::document::markup::rich::{Run, Text};
use crate::pages::profile::file::{TypeName, TypeWord};
use crate::spec::model::Type;

/// What the sentences say.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Returned {
    /// A value.
    Value(Said),
    /// Nothing.
    Nothing,
    /// A sentence speaks of it and is not understood.
    Unclear(String),
    /// No sentence speaks of it.
    Silent,
}

/// Reads the sentences of some texts; the first one that is understood counts.
pub(super) fn read(texts: &[&Text], doc: usize, resolver: &Resolver<'_, '_>) -> Returned {
    let words = &resolver.outline.profile.returns;
    let mut unclear = None;
    for sentence in texts.iter().flat_map(|text| sentences::of(text)) {
        let plain = sentence.plain();
        let Some(part) = speaking(&sentence, resolver) else { continue };
        let lower = part.plain().to_lowercase();
        if words.unless.iter().any(|word| has_words(&lower, &word.to_lowercase())) {
            unclear.get_or_insert(plain);
            continue;
        }
        let mentions = mentions(&part, doc, resolver);
        let said = match mentions.as_slice() {
            [] if words::holds(&plain, &words.nothing) => return Returned::Nothing,
            [] => {
                unclear.get_or_insert(plain);
                continue;
            }
            [only] => only.clone(),
            [first, ..] if !words.choices => first.clone(),
            all => Said::OneOf(all.to_vec()),
        };
        return Returned::Value(said);
    }
    unclear.map_or(Returned::Silent, Returned::Unclear)
}

/// The phrase stands in the text, not inside of other words.
fn has_words(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().last());
        let behind = text.get(at + phrase.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !behind.is_some_and(char::is_alphanumeric)
    })
}

/// The part of a sentence that says what is returned: behind `Returns`, or before `is returned`.
fn speaking(sentence: &Text, resolver: &Resolver<'_, '_>) -> Option<Text> {
    let words = &resolver.outline.profile.returns;
    let raw = sentence.raw();
    let found = |word: &String| {
        raw.match_indices(word.as_str()).find(|(at, _)| {
            let before = raw.get(..*at).and_then(|text| text.chars().last());
            let behind = raw.get(at + word.len()..).and_then(|text| text.chars().next());
            !before.is_some_and(char::is_alphanumeric) && !behind.is_some_and(char::is_alphanumeric)
        })
    };
    let mut until = raw.len();
    if let Some(from) = words.before.iter().filter_map(|word| found(word).map(|(at, _)| at + word.len())).min() {
        let rest = raw.get(from..).unwrap_or_default();
        until = words.until.iter().filter_map(|word| rest.find(word.as_str())).min().map_or(until, |at| from + at);
        return Some(cut(sentence, from, until));
    }
    let behind = words.behind.iter().filter_map(|word| raw.rfind(word.as_str())).max()?;
    Some(cut(sentence, 0, behind))
}

/// The text between two places.
fn cut(text: &Text, from: usize, to: usize) -> Text {
    let mut part = Text::default();
    let mut at = 0;
    for run in &text.runs {
        let (start, end) = (from.clamp(at, at + run.text.len()), to.clamp(at, at + run.text.len()));
        if start < end {
            part.push(run.text.get(start - at..end - at).unwrap_or_default(), run.link.as_deref(), run.style);
        }
        at += run.text.len();
    }
    part
}

/// The types that a text names, in order.
fn mentions(text: &Text, doc: usize, resolver: &Resolver<'_, '_>) -> Vec<Said> {
    let mut found: Vec<Said> = Vec::new();
    let mut before = String::new();
    for run in &text.runs {
        let said = match &run.link {
            Some(link) => linked(run, link, doc, resolver),
            None => {
                let (said, rest) = spoken(run, &before, resolver);
                for said in said {
                    add(&mut found, said);
                }
                before = rest;
                continue;
            }
        };
        match said {
            Some(said) => {
                add(&mut found, wrapped(said, &before, resolver));
                before.clear();
            }
            None => before.push_str(&run.text),
        }
    }
    found
}

fn add(found: &mut Vec<Said>, said: Said) {
    if !found.contains(&said) {
        found.push(said);
    }
}

/// A link to a structure, or one to a page that is not here and stands where a type does.
fn linked(run: &Run, link: &str, doc: usize, resolver: &Resolver<'_, '_>) -> Option<Said> {
    let said = Said::Link { text: words_of(&run.text), target: link.to_owned() };
    let outline = resolver.outline;
    let known = resolver.structure_behind(doc, link).is_some();
    let elsewhere = link.contains('#') && outline.library.follow(doc, link).is_none() && !link.contains("://");
    (known || elsewhere).then_some(said)
}

fn words_of(text: &str) -> String {
    crate::document::markup::rich::squeeze(text)
}

/// The words of types and names of structures in a text without links, and what is behind the last of them.
fn spoken(run: &Run, before: &str, resolver: &Resolver<'_, '_>) -> (Vec<Said>, String) {
    let mut found = Vec::new();
    let mut tail = before.to_owned();
    for word in run.text.split_inclusive(char::is_whitespace) {
        let bare = word.trim().trim_matches([',', '.', ';', ':', '(', ')']);
        let known = resolver.outline.profile.types.words.get(bare).and_then(scalar);
        // A capital letter begins the name of a structure, not the sentence.
        let named = || {
            let structure = resolver.outline.structure_named(bare).and_then(|at| resolver.outline.structures.get(at));
            structure.is_some_and(|structure| structure.name == bare)
                && bare.starts_with(|c: char| c.is_ascii_uppercase())
        };
        let said = match known {
            Some(ty) => Some(Said::Known(ty)),
            None if resolver.outline.profile.structures.heading_word.is_some() && named() => {
                Some(Said::Name(bare.to_owned()))
            }
            None => None,
        };
        match said {
            Some(said) => {
                found.push(wrapped(said, &tail, resolver));
                tail.clear();
            }
            None => tail.push_str(word),
        }
    }
    (found, tail)
}

fn scalar(word: &TypeWord) -> Option<Type> {
    Some(match word {
        TypeWord::Type(ty) => ty.clone(),
        TypeWord::Name(TypeName::String) => Type::string(),
        TypeWord::Name(TypeName::Integer) => Type::integer(),
        TypeWord::Name(TypeName::Number) => Type::Number { format: None },
        TypeWord::Name(TypeName::Boolean) => Type::Boolean,
        TypeWord::Name(TypeName::Object | TypeName::Array) => return None,
    })
}

/// An array, if the words before a type end with those of one.
fn wrapped(said: Said, before: &str, resolver: &Resolver<'_, '_>) -> Said {
    let types = &resolver.outline.profile.types;
    /// Words between those of an array and the type.
    const NEAR: usize = 5;
    const ENDS: [&str; 8] = ["in", "with", "for", "from", "that", "by", "and", "or"];
    let mut words: Vec<&str> = before.split_whitespace().collect();
    let mut left = NEAR;
    let is_array = loop {
        let text = words.join(" ").to_lowercase();
        let ends = |phrase: &String| {
            let phrase = phrase.to_lowercase();
            text == phrase || text.ends_with(&format!(" {phrase}"))
        };
        if types.array.iter().any(ends) {
            break true;
        }
        let last = words.pop().filter(|last| left > 0 && !ENDS.contains(last) && !last.ends_with([',', '.', ';']));
        if last.is_none() {
            break false;
        }
        left -= 1;
    };
    if is_array { Said::Array(Box::new(said)) } else { said }
}
