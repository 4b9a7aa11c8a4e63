//! Which language a document is written in, and what titles and labels there are in each.
//!
//! An API may be described in several languages: a folder of Chinese pages and one of English pages. Each label is kept
//! under the language of its document while pages are taken together; [`Languages::settle`] then takes the labels out that
//! have nothing beside them. How two pages of one action become one is decided in `editions`.

use indexmap::IndexMap;

use super::ParsedSpec;
use crate::document::{Block, Line, Page};
use crate::lexeme;
use crate::spec::model::{Action, ErrorCode, Field, Source, Structure};

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
        let Some(language) = self.at(&action.source) else { return };
        keep(&mut action.titles, language, action.title.as_ref());
        tag_fields(&mut action.request, language);
        tag_fields(&mut action.response, language);
    }

    /// Keeps the labels of a structure under the language of its page.
    pub(super) fn tag_structure(&self, structure: &mut Structure) {
        let Some(language) = self.at(&structure.source) else { return };
        keep(&mut structure.labels, language, structure.label.as_ref());
        tag_fields(&mut structure.fields, language);
    }

    /// Keeps the label of a code under the language of its list.
    pub(super) fn tag_error(&self, error: &mut ErrorCode) {
        let language = error.source.as_ref().and_then(|source| self.at(source));
        if let Some(language) = language {
            keep(&mut error.labels, language, error.label.as_ref());
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
        for action in spec.actions.values_mut() {
            settle(&mut action.titles, &mut action.title, first);
            settle_fields(&mut action.request, first);
            settle_fields(&mut action.response, first);
        }
        for structure in spec.structures.values_mut() {
            settle(&mut structure.labels, &mut structure.label, first);
            settle_fields(&mut structure.fields, first);
        }
        for error in spec.errors.values_mut() {
            settle(&mut error.labels, &mut error.label, first);
        }
    }
}

fn keep(labels: &mut IndexMap<String, String>, language: &str, label: Option<&String>) {
    if let Some(label) = label {
        labels.insert(language.to_owned(), label.clone());
    }
}

fn tag_fields(fields: &mut [Field], language: &str) {
    for field in fields {
        keep(&mut field.labels, language, field.label.as_ref());
        if !field.facts.enum_labels.is_empty() {
            field.facts.enum_labels_in.insert(language.to_owned(), field.facts.enum_labels.clone());
        }
        tag_fields(field.ty.inline_fields_mut().map_or(&mut [], Vec::as_mut_slice), language);
    }
}

/// The label in the first language, if there is one; the others are kept where they are in another language.
fn settle(labels: &mut IndexMap<String, String>, label: &mut Option<String>, first: &str) {
    labels.sort_by(|a, _, b, _| (a != first, a).cmp(&(b != first, b)));
    match labels.get_index(0) {
        Some((language, _)) if labels.len() == 1 && language == first => labels.clear(),
        Some((_, text)) => *label = Some(text.clone()),
        None => {}
    }
}

fn settle_fields(fields: &mut [Field], first: &str) {
    for field in fields {
        settle(&mut field.labels, &mut field.label, first);
        let kept = &mut field.facts.enum_labels_in;
        kept.sort_by(|a, _, b, _| (a != first, a).cmp(&(b != first, b)));
        if kept.len() == 1 && kept.contains_key(first) {
            kept.clear();
        } else if let Some((_, labels)) = kept.get_index(0) {
            field.facts.enum_labels.clone_from(labels);
        }
        settle_fields(field.ty.inline_fields_mut().map_or(&mut [], Vec::as_mut_slice), first);
    }
}
