//! Where the changelog is, and the words of its announcements.

use indexmap::{IndexMap, IndexSet};

use super::draft::{Draft, Value};
use super::lexicon;
use super::survey::Survey;
use crate::document::markup::rich::{Kind, Text};
use crate::pages::declared::dates;
use crate::pages::declared::library::Section;

/// Writes where releases are, if they are anywhere.
pub(super) fn write(survey: &Survey<'_>, draft: &mut Draft) {
    const TABLE: &str = "[changelog]";
    let mut items: Vec<String> = Vec::new();
    let mut first: Vec<String> = Vec::new();
    let (titles, dates) = sections(survey, &mut items, &mut first);
    let documents = documents(survey, &mut items);
    let component = component(survey);
    if titles.is_empty() && documents.is_empty() && component.is_none() {
        return;
    }
    draft.words(TABLE, "titles", titles, format!("{dates} dates below these titles"));
    draft.words(TABLE, "documents", documents, "file names of documents with dates");
    if let Some(((name, attribute), count)) = component {
        let pair = Value::Words(vec![name, attribute]);
        draft.set(TABLE, "component", pair, format!("{count} components with a date"));
    }
    let versions = versions(&first);
    draft.words(TABLE, "version", versions, "words before numbers behind a date");
    let words: Vec<IndexSet<&str>> =
        items.iter().map(|item| item.split(|c: char| !c.is_alphanumeric()).collect()).collect();
    let count = |word: &str| match word.is_ascii() {
        true => words.iter().filter(|words| words.contains(word)).count(),
        false => items.iter().filter(|item| item.contains(word)).count(),
    };
    for (header, lists) in [("[changelog.verbs]", lexicon::VERBS), ("[changelog.nouns]", lexicon::NOUNS)] {
        for (key, list) in lists {
            let counts: Vec<(&str, usize)> =
                list.iter().map(|word| (*word, count(word))).filter(|(_, count)| *count > 0).collect();
            let most = counts.iter().map(|(_, count)| *count).max().unwrap_or_default();
            let seen = counts.into_iter().map(|(word, _)| word.to_owned()).collect();
            draft.words(header, key, seen, format!("the most frequent one in {most} of {} announcements", items.len()));
        }
    }
}

/// Sections with dates below titles of changelogs.
fn sections(survey: &Survey<'_>, items: &mut Vec<String>, first: &mut Vec<String>) -> (Vec<String>, usize) {
    let mut titles: IndexSet<String> = IndexSet::new();
    let mut count = 0;
    for (index, section) in survey.library.sections.iter().enumerate() {
        let title = section.name();
        if !lexicon::CHANGELOGS.contains(&title.to_lowercase().as_str()) {
            continue;
        }
        let doc = survey.library.docs.get(section.doc).map_or(0, |doc| doc.rich.blocks.len());
        // Dates may be headings of the section's own level.
        let mut end = section.end;
        let behind = survey.library.sections_of(section.doc).filter_map(|other| survey.library.section(other));
        for other in behind {
            if other.heading == Some(end) && dates::day(&other.name()).is_some() {
                end = other.end;
            }
        }
        let before = count;
        let mut after_date = false;
        for (_, block) in survey.library.blocks(section.doc, section.first, end.min(doc)) {
            let text = match &block.kind {
                Kind::Heading { text, .. } | Kind::Paragraph(text) | Kind::Item(text) => text.plain(),
                _ => continue,
            };
            let is_item = matches!(block.kind, Kind::Item(_));
            match dates::day(&text).is_some() && !is_item {
                true => (count, after_date) = (count + 1, true),
                false if is_item => items.push(text),
                false if after_date => {
                    first.push(text);
                    after_date = false;
                }
                false => {}
            }
        }
        if count > before {
            titles.insert(title);
        }
        let _ = index;
    }
    (titles.into_iter().collect(), count)
}

/// File names of documents that are called as changelogs.
fn documents(survey: &Survey<'_>, items: &mut Vec<String>) -> Vec<String> {
    let mut names: IndexSet<String> = IndexSet::new();
    for (at, document) in survey.library.docs.iter().enumerate() {
        let parts = document.name.split('/').map(|part| part.split('.').next().unwrap_or_default());
        let plain = |part: &str| part.to_lowercase().replace(['-', '_'], " ");
        let found = parts.clone().find(|part| lexicon::CHANGELOGS.contains(&plain(part).as_str()));
        let dated = document.rich.date.is_some()
            || survey.library.sections_of(at).filter_map(|at| survey.library.section(at)).any(is_dated)
            || document.rich.blocks.iter().any(|block| {
                matches!(&block.kind, Kind::Open { attributes, .. } if attributes.iter().any(|(_, value)| dates::day(value).is_some()))
            });
        if let Some(name) = found.filter(|_| dated) {
            names.insert(name.to_owned());
            items.extend(document.rich.blocks.iter().filter_map(|block| block.kind.prose()).map(Text::plain));
        }
    }
    names.into_iter().collect()
}

fn is_dated(section: &Section) -> bool {
    dates::day(&section.name()).is_some()
}

/// The component whose attribute is a date most often.
fn component(survey: &Survey<'_>) -> Option<((String, String), usize)> {
    let mut counts: IndexMap<(String, String), usize> = IndexMap::new();
    for block in survey.library.docs.iter().flat_map(|document| &document.rich.blocks) {
        let Kind::Open { name, attributes } = &block.kind else { continue };
        for (key, _) in attributes.iter().filter(|(_, value)| dates::day(value).is_some()) {
            *counts.entry((name.clone(), key.clone())).or_default() += 1;
        }
    }
    counts.into_iter().filter(|(_, count)| *count > 1).max_by_key(|(_, count)| *count)
}

/// Words before version numbers.
fn versions(first: &[String]) -> Vec<String> {
    let mut counts: IndexMap<String, usize> = IndexMap::new();
    for text in first {
        let Some(at) = text.find(|c: char| c.is_ascii_digit()).filter(|at| *at > 0 && *at < 40) else { continue };
        let word = text.get(..at).unwrap_or_default().trim();
        if text.get(at..).is_some_and(|rest| rest.contains('.')) && !word.is_empty() {
            *counts.entry(word.to_owned()).or_default() += 1;
        }
    }
    let most = counts.values().max().copied().unwrap_or_default();
    counts.into_iter().filter(|(_, count)| *count == most).map(|(word, _)| word).take(1).collect()
}
