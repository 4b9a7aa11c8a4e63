//! Which language a document is written in, and what titles and labels there are in each.
//!
//! An API may be described in several languages: a folder of Chinese pages and one of English pages. Each label is kept
//! under the language of its document while pages are taken together; [`Languages::settle`] then takes the labels out that
//! have nothing beside them. How two pages of one action become one is decided in `editions`.

use indexmap::IndexMap;

use super::ParsedSpec;
use crate::document::{Block, Line, Page};
use crate::lexeme;
use crate::spec::language::{Labelled, each, each_of_action, each_of_structure, of_error};
use crate::spec::model::{Action, ErrorCode, Source, Structure};

/// The language of the pages' sentences, by their letters; none without any. What examples hold does not count.
pub(super) fn of(pages: &[Page]) -> Option<&'static str> {
    lexeme::language(pages.iter().flat_map(sentences))
}

fn sentences(page: &Page) -> impl Iterator<Item = &str> {
    let blocks = page.blocks.iter().filter(|block| !matches!(block, Block::Code(_))).flat_map(Block::lines);
    page.title.iter().chain(blocks).map(|line: &Line| line.text.as_str())
}

/// The language of each document that an API is described in.
#[derive(Debug, Default)]
pub(super) struct Languages {
    documents: IndexMap<String, &'static str>,
    /// The language that most actions are described in, where there are several.
    first: Option<&'static str>,
}

impl Languages {
    /// Takes a document in.
    pub(super) fn add(&mut self, document: &str, language: Option<&'static str>) {
        if let Some(language) = language {
            self.documents.insert(document.to_owned(), language);
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.documents.extend(other.documents);
    }

    /// True where no document of one has the language of a document of the other.
    pub(super) fn differ(&self, other: &Self) -> bool {
        let both = !self.documents.is_empty() && !other.documents.is_empty();
        both && other.documents.values().all(|language| !self.documents.values().any(|own| own == language))
    }

    /// Decides which language comes first, by the actions' places: the one of most of them, and of equally many that of
    /// the first document by name.
    pub(super) fn choose<'a>(&mut self, places: impl Iterator<Item = &'a Source>) {
        let mut counts: IndexMap<&str, usize> = IndexMap::new();
        self.documents.sort_keys();
        for language in self.documents.values() {
            counts.entry(language).or_default();
        }
        if counts.len() < 2 {
            return;
        }
        for place in places {
            if let Some(count) = self.documents.get(&place.document).and_then(|language| counts.get_mut(language)) {
                *count += 1;
            }
        }
        let first = counts.iter().rev().max_by_key(|(_, count)| **count).map(|(language, _)| *language);
        self.first = self.documents.values().copied().find(|language| Some(*language) == first);
    }

    /// The language of a place, where the API is described in several.
    pub(super) fn at(&self, place: &Source) -> Option<&'static str> {
        self.first?;
        self.documents.get(&place.document).copied()
    }

    /// True for a place in a language that does not come first.
    pub(super) fn is_second(&self, place: &Source) -> bool {
        self.at(place).is_some_and(|language| Some(language) != self.first)
    }

    /// Keeps the labels of an action under the language of its page.
    pub(super) fn tag_action(&self, action: &mut Action) {
        if let Some(language) = self.at(&action.source) {
            each_of_action(action, &mut |thing| thing.keep_as(language));
        }
    }

    /// Keeps the labels of a structure under the language of its page.
    pub(super) fn tag_structure(&self, structure: &mut Structure) {
        if let Some(language) = self.at(&structure.source) {
            each_of_structure(structure, &mut |thing| thing.keep_as(language));
        }
    }

    /// Keeps the label of a code under the language of its list.
    pub(super) fn tag_error(&self, error: &mut ErrorCode) {
        if let Some(language) = error.source.as_ref().and_then(|source| self.at(source)) {
            of_error(error, &mut |thing| thing.keep_as(language));
        }
    }

    /// Says in the spec which languages there are, and gives everything the label in the first of them.
    pub(super) fn settle(&self, ParsedSpec { spec, .. }: &mut ParsedSpec) {
        let Some(first) = self.first else { return };
        spec.languages.push(first.to_owned());
        for language in self.documents.values() {
            if spec.languages.iter().all(|known| known != language) {
                spec.languages.push((*language).to_owned());
            }
        }
        each(spec, &mut |thing| settle(thing, first));
    }
}

/// Shows the label in the first language, if there is one; labels are kept if one of them is in another language.
fn settle(Labelled { label, labels, facts }: Labelled<'_>, first: &str) {
    if let Some(text) = in_first(labels, first) {
        *label = Some(text);
    }
    let Some(facts) = facts else { return };
    if let Some(labels) = in_first(&mut facts.enum_labels_in, first) {
        facts.enum_labels = labels;
    }
}

/// What there is in the first language, or else in the next; `None`, and nothing is kept, if there is no other language.
fn in_first<T: Clone>(kept: &mut IndexMap<String, T>, first: &str) -> Option<T> {
    kept.sort_by(|a, _, b, _| (a != first, a).cmp(&(b != first, b)));
    if kept.len() == 1 && kept.contains_key(first) {
        kept.clear();
    }
    kept.first().map(|(_, found)| found.clone())
}
