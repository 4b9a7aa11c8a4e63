//! Changelogs: which release was when, and what its sentences announce.
//!
//! A sentence is read as groups of names: a verb, a noun, names; a group behind `to`, `in`, `of` or `from` owns the fields
//! before it. What stands outside of this is not guessed.

use super::dates;
use super::library::{At, Library};
use super::nesting::Resolver;
use super::outline::{Outline, is_changelog};
use super::sentences;
use super::words;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::markup::rich::{Block, Kind, Text};
use crate::escape;
use crate::pages::profile::file::ChangelogWords;
use crate::spec::model::{Change, ChangeKind, ChangeOp, Release};

/// How many names of a sentence a finding shows, and how much of each, in characters.
const MOST_SHOWN: usize = 5;
const LONGEST_SHOWN: usize = 60;

/// What the names of an announcement lead to.
pub(super) struct Known<'k, 'o> {
    pub(super) resolver: &'k Resolver<'k, 'o>,
    /// The names of the operations, in their order.
    pub(super) names: &'k [String],
}

/// A release: its date and its blocks.
pub(super) struct Entry {
    pub(super) doc: usize,
    pub(super) date: String,
    /// The first block, and the one behind the last.
    pub(super) blocks: [usize; 2],
}

/// Finds the releases, in the order of the documents.
pub(super) fn entries(outline: &Outline<'_>) -> Vec<Entry> {
    let Some(words) = &outline.profile.changelog else { return Vec::new() };
    let mut found = Vec::new();
    for (doc, document) in outline.library.docs.iter().enumerate() {
        let all = document.rich.blocks.len();
        if is_changelog(&document.name, &words.documents) {
            let date = document.rich.date.as_deref().and_then(dates::day);
            match (date, &words.component) {
                (Some(date), _) => found.push(Entry { doc, date, blocks: [0, all] }),
                (None, Some(component)) if components(outline.library, doc, component, &mut found) => {}
                _ => dated(outline.library, doc, [0, all], &mut found),
            }
            continue;
        }
        for index in outline.library.sections_of(doc) {
            let Some(section) = outline.library.section(index) else { continue };
            if words::is_titled(&words.titles, &section.name()) {
                let end = until(outline.library, index);
                dated(outline.library, doc, [section.first, end], &mut found);
            }
        }
    }
    found
}

/// The block behind a section of releases: dates as headings of its own level still belong to it.
fn until(library: &Library, index: usize) -> usize {
    let Some(section) = library.section(index) else { return 0 };
    let mut end = section.end;
    let behind = library.sections_of(section.doc).filter_map(|other| library.section(other));
    for other in behind.filter(|other| other.heading.is_some_and(|heading| heading >= section.end)) {
        if other.heading == Some(end) && dates::day(&other.name()).is_some() {
            end = other.end;
        }
    }
    end
}

/// Releases in components whose attribute is their date.
fn components(library: &Library, doc: usize, (name, attribute): &(String, String), found: &mut Vec<Entry>) -> bool {
    let before = found.len();
    let all = library.docs.get(doc).map_or(0, |doc| doc.rich.blocks.len());
    let mut open: Option<(String, usize)> = None;
    for (at, block) in library.blocks(doc, 0, all) {
        match &block.kind {
            Kind::Open { name: opened, attributes } if opened == name => {
                let date = attributes.iter().find(|(key, _)| key == attribute).and_then(|(_, value)| dates::day(value));
                open = date.map(|date| (date, at));
            }
            Kind::Close { name: closed } if closed == name => {
                if let Some((date, from)) = open.take() {
                    found.push(Entry { doc, date, blocks: [from, at + 1] });
                }
            }
            _ => {}
        }
    }
    found.len() > before
}

/// Releases below headings or paragraphs that are dates.
fn dated(library: &Library, doc: usize, [from, to]: [usize; 2], found: &mut Vec<Entry>) {
    let mut open: Option<(String, usize)> = None;
    for (at, block) in library.blocks(doc, from, to) {
        let date = match &block.kind {
            Kind::Heading { text, .. } | Kind::Paragraph(text) => dates::day(&text.plain()),
            _ => None,
        };
        if let Some(date) = date
            && let Some((date, first)) = open.replace((date, at))
        {
            found.push(Entry { doc, date, blocks: [first, at] });
        }
    }
    if let Some((date, first)) = open {
        found.push(Entry { doc, date, blocks: [first, to] });
    }
}

/// Reads a release.
pub(super) fn release(
    entry: &Entry,
    words: &ChangelogWords,
    known: &Known<'_, '_>,
    findings: &mut Vec<Diagnostic>,
) -> Release {
    let library = known.resolver.outline.library;
    let blocks: Vec<(usize, &Block)> = library.blocks(entry.doc, entry.blocks[0], entry.blocks[1]).collect();
    let texts = blocks.iter().filter_map(|(_, block)| block.kind.prose());
    let version = texts.clone().find_map(|text| version(&text.plain(), &words.version));
    let mut changes: Vec<Change> = Vec::new();
    for (_, block) in &blocks {
        let Kind::Item(text) = &block.kind else { continue };
        for sentence in sentences::of(text) {
            let tokens = tokens(&sentence, entry.doc, words, known);
            let (found, unowned) = announced(&tokens, block.lines[0]);
            findings.extend(without_owner(&unowned).map(|finding| finding.at(library.source(entry.doc, block.lines))));
            for change in found {
                if !changes.iter().any(|known| {
                    (known.op, known.kind, &known.owner, &known.names)
                        == (change.op, change.kind, &change.owner, &change.names)
                }) {
                    changes.push(change);
                }
            }
        }
    }
    let first = blocks.first().map_or([1, 1], |(_, block)| block.lines);
    let last = blocks.last().map_or(first, |(_, block)| block.lines);
    let release = version.as_deref().and_then(number);
    Release {
        release,
        version,
        date: entry.date.clone(),
        changes,
        source: Some(library.source(entry.doc, [first[0], last[1]])),
    }
}

/// The version number behind one of the words.
fn version(text: &str, words: &[String]) -> Option<String> {
    words.iter().find_map(|word| {
        let (_, rest) = text.split_once(word.as_str())?;
        let version: String = rest.trim_start().chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        let version = version.trim_end_matches('.');
        (version.contains(|c: char| c.is_ascii_digit())).then(|| version.to_owned())
    })
}

/// A version as one number that grows: 7.1 is 701.
fn number(version: &str) -> Option<u32> {
    let mut parts = version.split('.');
    let major: u32 = parts.next()?.parse().ok()?;
    let minor: u32 = parts.next().map_or(Some(0), |minor| minor.parse().ok())?;
    (minor < 100).then(|| major.checked_mul(100)?.checked_add(minor)).flatten()
}

/// What a noun speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Noun {
    Action,
    Structure,
    Field,
    /// The names behind it are only the types of what is before it.
    Type,
}

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq)]
enum Token {
    Verb(Option<ChangeOp>),
    Noun(Noun),
    /// `to`, `in`, `of`, `from`, `with`.
    Of,
    With,
    /// A name, with what its link leads to.
    Name(String, Option<Noun>),
    /// `it`.
    It,
    Filler,
    Other,
}

fn tokens(sentence: &Text, doc: usize, words: &ChangelogWords, known: &Known<'_, '_>) -> Vec<Token> {
    const FILLERS: [&str; 14] =
        ["the", "a", "an", "new", "following", "and", "or", "optional", "required", "both", "support", "", "&", "also"];
    let mut found = Vec::new();
    for run in &sentence.runs {
        if let Some(link) = &run.link {
            found.push(linked(&run.text, link, doc, known));
            continue;
        }
        if run.style.emphasis || run.style.code {
            let names = run.text.split([',', ' ']).filter(|name| !name.trim().is_empty());
            found.extend(names.map(|name| Token::Name(name.trim().to_owned(), None)));
            continue;
        }
        for word in run.text.split_whitespace() {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            found.push(match word {
                "to" | "in" | "of" | "from" | "for" => Token::Of,
                "with" | "by" => Token::With,
                "it" => Token::It,
                _ if FILLERS.contains(&word) => Token::Filler,
                _ => told(word, words),
            });
        }
    }
    found
}

fn told(word: &str, words: &ChangelogWords) -> Token {
    let verbs = &words.verbs;
    let ops = [
        (&verbs.add, Some(ChangeOp::Add)),
        (&verbs.modify, Some(ChangeOp::Modify)),
        (&verbs.remove, Some(ChangeOp::Remove)),
        (&verbs.deprecate, Some(ChangeOp::Deprecate)),
        (&verbs.replace, None),
    ];
    if let Some((_, op)) = ops.into_iter().find(|(verbs, _)| words::is_one(verbs, word)) {
        return Token::Verb(op);
    }
    let nouns = &words.nouns;
    let nouns = [
        (&nouns.action, Noun::Action),
        (&nouns.structure, Noun::Structure),
        (&nouns.field, Noun::Field),
        (&nouns.parameter, Noun::Field),
        (&nouns.r#type, Noun::Type),
    ];
    nouns.into_iter().find(|(nouns, _)| words::is_one(nouns, word)).map_or(Token::Other, |(_, noun)| Token::Noun(noun))
}

/// A link to an operation or a structure is its name; any other link names nothing of this API.
fn linked(text: &str, link: &str, doc: usize, known: &Known<'_, '_>) -> Token {
    let outline = known.resolver.outline;
    if let Some(structure) = known.resolver.structure_behind(doc, link) {
        return Token::Name(structure, Some(Noun::Structure));
    }
    let section = outline.library.follow(doc, link).map(|at: At| outline.library.section_of(at));
    let operation =
        section.and_then(|section| outline.operations.iter().position(|operation| operation.section == section));
    match operation.and_then(|at| known.names.get(at)) {
        Some(name) => Token::Name(name.clone(), Some(Noun::Action)),
        None if link.starts_with('#') => Token::Name(text.trim().to_owned(), None),
        None => Token::Other,
    }
}

/// Names that a sentence puts together.
#[derive(Debug, Clone)]
struct Group {
    op: Option<ChangeOp>,
    /// Behind `X with Y` or `X to Y` of a replacement.
    second: bool,
    /// It owns the fields before it.
    owns: bool,
    noun: Option<Noun>,
    names: Vec<(String, Option<Noun>)>,
}

/// Fields that a sentence announces without saying what they are fields of.
fn without_owner(names: &[String]) -> Option<Diagnostic> {
    let shown = names.iter().take(MOST_SHOWN).map(|name| escape::beginning(name, LONGEST_SHOWN)).collect::<Vec<_>>();
    let message = format!("the release announces {}, and does not say what has it", shown.join(", "));
    let help = "look the release up; it is in no change of the spec";
    let finding = Diagnostic::new("announcement-without-owner", Severity::Warning, message).help(help);
    (!names.is_empty()).then_some(finding)
}

/// The changes that a sentence announces, and the fields in it that nothing owns.
fn announced(tokens: &[Token], line: u32) -> (Vec<Change>, Vec<String>) {
    let mut groups: Vec<Group> = Vec::new();
    let mut verb: Option<Option<ChangeOp>> = None;
    let (mut of, mut with) = (false, false);
    for token in tokens {
        match token {
            Token::Verb(op) => verb = Some(*op),
            Token::Of => of = true,
            Token::With => with = true,
            Token::Filler => continue,
            // What a verb without an object of the API does is no change of it; owners may still follow.
            Token::Other if groups.last().is_none_or(|group| !group.names.is_empty()) => {
                verb = verb.filter(|_| !groups.is_empty() && verb == Some(None))
            }
            Token::Other => {}
            Token::It => {
                let subject = groups.iter().rev().find(|group| group.noun != Some(Noun::Field)).cloned();
                groups.extend(subject.map(|subject| Group { owns: true, ..subject }));
            }
            Token::Noun(noun) => {
                // `in the X class`: the noun follows its name.
                let named = |group: &Group| group.noun.is_none() && !group.names.is_empty();
                let follows = !of && !with && groups.last().is_some_and(named);
                if let Some(group) = groups.last_mut().filter(|_| follows) {
                    group.noun = Some(*noun);
                } else {
                    groups.push(open(verb, of, with, Some(*noun)));
                }
            }
            Token::Name(name, kind) => {
                let begins = groups.is_empty() || of || with;
                let empty = groups.last().is_some_and(|group| group.names.is_empty());
                if begins && !empty {
                    groups.push(open(verb, of, with, None));
                }
                if let Some(group) = groups.last_mut() {
                    group.names.push((name.clone(), *kind));
                }
            }
        }
        if !matches!(token, Token::Of | Token::With) {
            (of, with) = (false, false);
        }
    }
    of_groups(&groups, line)
}

/// The changes of a sentence's groups, and the fields among them that nothing owns.
fn of_groups(groups: &[Group], line: u32) -> (Vec<Change>, Vec<String>) {
    let (mut changes, mut unowned) = (Vec::new(), Vec::new());
    for (at, group) in groups.iter().enumerate() {
        // `X with Y`: the second is what the first is.
        let first =
            groups.iter().take(at).rev().find(|group| !group.owns && !group.second).and_then(|group| group.noun);
        let behind = groups.get(at + 1..).unwrap_or_default();
        let found = of_group(group, behind, groups.get(..at).unwrap_or_default(), first, line);
        // Names without a link are of the API only where the sentence calls them fields.
        if found.is_empty() && group.op.is_some() && !group.owns && group.noun == Some(Noun::Field) {
            unowned.extend(group.names.iter().map(|(name, _)| name.clone()));
        }
        changes.extend(found);
    }
    (changes, unowned)
}

fn open(verb: Option<Option<ChangeOp>>, of: bool, with: bool, noun: Option<Noun>) -> Group {
    let replaces = verb == Some(None);
    let second = with && replaces || of && replaces && noun.is_none();
    let op = match verb {
        Some(None) if second => Some(ChangeOp::Add),
        Some(None) => Some(ChangeOp::Remove),
        Some(op) => op,
        None => None,
    };
    Group { op, second, owns: of && !second, noun, names: Vec::new() }
}

fn of_group(group: &Group, behind: &[Group], before: &[Group], first: Option<Noun>, line: u32) -> Vec<Change> {
    let Some(op) = group.op.filter(|_| !group.owns) else { return Vec::new() };
    let noun =
        group.noun.or_else(|| group.names.first().and_then(|(_, kind)| *kind)).or(first.filter(|_| group.second));
    let names: Vec<String> = group.names.iter().map(|(name, _)| name.clone()).collect();
    let change = |kind, owner: Option<&str>| Change {
        op,
        kind,
        owner: owner.map(str::to_owned),
        names: names.clone(),
        lines: vec![line; names.len()],
    };
    match noun {
        _ if names.is_empty() => Vec::new(),
        // `the methods … of the class …` are no operations of this API.
        Some(Noun::Action) if behind.first().is_some_and(|next| next.owns && next.noun == Some(Noun::Structure)) => {
            Vec::new()
        }
        Some(Noun::Type) => Vec::new(),
        Some(Noun::Action) => vec![change(ChangeKind::Action, None)],
        Some(Noun::Structure) => vec![change(ChangeKind::Structure, None)],
        Some(Noun::Field) => {
            let owner =
                behind.iter().chain(before.iter().rev()).find(|group| group.owns && group.noun != Some(Noun::Type));
            let owners = owner.into_iter().flat_map(|owner| &owner.names);
            let kind = |kind: &Noun| if *kind == Noun::Action { ChangeKind::RequestField } else { ChangeKind::Member };
            owners.filter_map(|(name, noun)| Some(change(kind(noun.as_ref()?), Some(name)))).collect()
        }
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(name: &str, noun: Noun) -> Token {
        Token::Name(name.to_owned(), Some(noun))
    }

    fn field(name: &str) -> Token {
        Token::Name(name.to_owned(), None)
    }

    fn shown(tokens: &[Token]) -> Vec<String> {
        let change = |change: Change| {
            format!("{:?} {:?} {} of {:?}", change.op, change.kind, change.names.join("+"), change.owner)
        };
        announced(tokens, 1).0.into_iter().map(change).collect()
    }

    #[test]
    fn sentences_announce_changes() {
        use Token::{Filler, Noun as N, Of, Other, Verb, With};
        let add = Verb(Some(ChangeOp::Add));
        // Added the class Cup and the field lid to the class Pot.
        let sentence = [
            add.clone(),
            Filler,
            N(Noun::Structure),
            name("Cup", Noun::Structure),
            Filler,
            N(Noun::Field),
            field("lid"),
            Of,
            N(Noun::Structure),
            name("Pot", Noun::Structure),
        ];
        assert_eq!(shown(&sentence), ["Add Structure Cup of None", "Add Member lid of Some(\"Pot\")"]);
        // Replaced the field lid in the class Pot with the field cap.
        let sentence = [
            Verb(None),
            N(Noun::Field),
            field("lid"),
            Of,
            N(Noun::Structure),
            name("Pot", Noun::Structure),
            With,
            N(Noun::Field),
            field("cap"),
        ];
        assert_eq!(shown(&sentence), ["Remove Member lid of Some(\"Pot\")", "Add Member cap of Some(\"Pot\")"]);
        // Renamed the method brew to steep.
        let sentence = [Verb(None), N(Noun::Action), name("brew", Noun::Action), Of, name("steep", Noun::Action)];
        assert_eq!(shown(&sentence), ["Remove Action brew of None", "Add Action steep of None"]);
        // Added the ability to pour with the method brew.
        let sentence = [add, Filler, Other, Of, Other, With, N(Noun::Action), name("brew", Noun::Action)];
        assert_eq!(shown(&sentence), Vec::<String>::new());
        assert_eq!(number("7.10"), Some(710));
    }

    #[test]
    fn fields_without_an_owner_are_told() {
        use Token::{Noun as N, Of, Verb};
        // Added the field lid.
        let alone = [Verb(Some(ChangeOp::Add)), N(Noun::Field), field("lid")];
        assert_eq!(announced(&alone, 1), (Vec::new(), vec!["lid".to_owned()]));
        let owner = [Of, N(Noun::Structure), name("Pot", Noun::Structure)];
        assert_eq!(announced(&[&alone[..], &owner].concat(), 1).1, Vec::<String>::new());
    }
}
