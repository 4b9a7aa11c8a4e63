//! Which sections and tables are structures, and how rows find the members of objects.

use indexmap::IndexMap;

use super::columns::{self, Roles};
use super::draft::{Draft, Value};
use super::lexicon::Role;
use super::survey::Survey;
use crate::document::markup::rich::Kind;
use crate::pages::declared::outline::{self, Outline};
use crate::pages::declared::{constants, library::At};

/// The level of headings of one word with a capital letter that have a table of fields.
pub(super) fn heading_level(survey: &Survey<'_>, roles: &Roles) -> Option<(u8, usize)> {
    let mut levels: IndexMap<u8, usize> = IndexMap::new();
    for found in survey.tables.iter().filter(|found| columns::are_fields(found, roles)) {
        let Some(section) = survey.library.section(found.section) else { continue };
        let title = section.name();
        let is_name = outline::is_word(&title) && title.starts_with(|c: char| c.is_ascii_uppercase());
        if is_name && super::titles::holds(&title).is_none() {
            *levels.entry(section.level).or_default() += 1;
        }
    }
    levels.into_iter().filter(|(_, count)| *count > 2).max_by_key(|(_, count)| *count)
}

/// The word before the number in the captions of tables, with its count: `Table 2  Pot`.
pub(super) fn caption_word(survey: &Survey<'_>) -> Option<(String, usize)> {
    let mut found: IndexMap<String, usize> = IndexMap::new();
    for table in &survey.tables {
        for (word, _) in captions_above(survey, table.at) {
            *found.entry(word).or_default() += 1;
        }
    }
    found.into_iter().filter(|(_, count)| *count > 2).max_by_key(|(_, count)| *count)
}

/// Texts near above a table that are a word, a number and a name.
fn captions_above(survey: &Survey<'_>, at: At) -> Vec<(String, String)> {
    const NEAR: usize = 2;
    let above = survey.library.blocks(at.doc, at.block.saturating_sub(NEAR), at.block);
    let texts = above.filter_map(|(_, block)| block.kind.prose());
    texts.filter_map(|text| caption(&text.plain())).collect()
}

fn caption(text: &str) -> Option<(String, String)> {
    let text = text.trim_start_matches('*');
    let digits = text.find(|c: char| c.is_ascii_digit()).filter(|at| *at > 0 && *at < 20)?;
    let word = text.get(..digits)?.trim_end();
    let rest = text.get(digits..)?.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_word = !word.is_empty() && word.chars().all(char::is_alphabetic);
    let name = rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '.' | '\u{ff1a}' | '*'));
    (is_word && !name.is_empty() && name.chars().count() < 60).then(|| (word.to_owned(), name.to_owned()))
}

/// Words behind the names in captions.
fn caption_ends(survey: &Survey<'_>, word: &str) -> Vec<String> {
    let mut ends: IndexMap<String, usize> = IndexMap::new();
    for table in &survey.tables {
        for (_, name) in captions_above(survey, table.at).into_iter().filter(|(found, _)| found == word) {
            let is_letter =
                |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '.' | '-' | '[' | ']' | '\\');
            let first = name.find(|c: char| !is_letter(c)).unwrap_or(name.len());
            let end = name.get(first..).unwrap_or_default().trim();
            if first > 1 && !end.is_empty() && end.chars().count() < 30 {
                *ends.entry(end.to_owned()).or_default() += 1;
            }
        }
    }
    let mut ends: Vec<String> = ends.into_keys().filter(|end| !end.contains(['(', '\u{ff08}'])).take(60).collect();
    ends.sort_by_key(|end| (std::cmp::Reverse(end.chars().count()), end.clone()));
    ends
}

/// Writes how members are found.
pub(super) fn write_nesting(survey: &Survey<'_>, caption: Option<&(String, usize)>, draft: &mut Draft) {
    let Some((word, count)) = caption else { return };
    let why = format!("{count} tables have a caption with a number");
    draft.set("[nesting]", "caption", Value::Text(word.clone()), why);
    draft.words("[nesting]", "caption_drop", caption_ends(survey, word), "what follows names in captions");
    let ways = ["type-is-caption", "name-is-caption", "reference"].map(str::to_owned).to_vec();
    draft.words("[nesting]", "ways", ways, "tried in this order");
}

/// Writes which sections are structures.
pub(super) fn write(survey: &Survey<'_>, roles: &Roles, level: Option<(u8, usize)>, draft: &mut Draft) {
    if let Some((level, count)) = level {
        draft.set(
            "[structures]",
            "heading_word",
            Value::Number(level),
            format!("{count} headings of one word have a table"),
        );
        let unions = unions(survey, level);
        if unions > 0 {
            draft.set("[structures]", "unions", Value::Bool(true), format!("{unions} structures list others instead"));
        }
    }
    let constants = constants(survey, roles);
    let count: usize = constants.iter().map(|(_, count)| count).sum();
    let words = constants.into_iter().map(|(word, _)| word).collect();
    draft.words("[structures]", "constant", words, format!("{count} descriptions have such a value"));
}

/// Sections of structures without a table that list links.
fn unions(survey: &Survey<'_>, level: u8) -> usize {
    let library = survey.library;
    let sections = library.sections.iter().enumerate().filter(|(_, section)| section.level == level);
    let named = sections.filter(|(_, section)| {
        let title = section.name();
        outline::is_word(&title) && title.starts_with(|c: char| c.is_ascii_uppercase())
    });
    let lists = named.filter(|(index, _)| {
        let mut items = 0;
        for (_, block) in library.own(*index) {
            match &block.kind {
                Kind::Table(_) => return false,
                Kind::Item(text) if text.links().next().is_some() => items += 1,
                _ => {}
            }
        }
        items > 1
    });
    lists.count()
}

/// Words before the only value of a field.
fn constants(survey: &Survey<'_>, roles: &Roles) -> Vec<(String, usize)> {
    const WORDS: [&str; 3] = ["must be", "always", "固定为"];
    let mut found = Vec::new();
    for word in WORDS {
        let words = [word.to_owned()];
        let cells =
            survey.tables.iter().filter_map(|found| Some((found, columns::column(found, roles, Role::Description)?)));
        let count =
            cells.flat_map(|(found, column)| found.cells(column)).filter(|cell| constants::of(cell, &words).is_some());
        let count = count.count();
        if count > 1 {
            found.push((word.to_owned(), count));
        }
    }
    found
}

/// Writes that tables outside of operations are structures, with the words that end their titles.
pub(super) fn write_tables(survey: &Survey<'_>, roles: &Roles, outline: &Outline<'_>, draft: &mut Draft) {
    let mut ends: IndexMap<String, (String, usize)> = IndexMap::new();
    let mut count = 0;
    for found in survey.tables.iter().filter(|found| columns::are_fields(found, roles)) {
        let title = survey.title(found.section).unwrap_or_default();
        if outline.is_operation(found.section) || title.is_empty() || super::titles::holds(&title).is_some() {
            continue;
        }
        count += 1;
        let mut words = title.split_whitespace().rev();
        if let Some(last) = words.next().filter(|_| words.next().is_some()) {
            let entry = ends.entry(last.to_lowercase()).or_insert_with(|| (last.to_owned(), 0));
            entry.1 += 1;
        }
    }
    if count == 0 {
        return;
    }
    draft.set(
        "[structures]",
        "tables",
        Value::Bool(true),
        format!("{count} tables of fields below titles of their own"),
    );
    const KNOWN: [&str; 9] = [
        "structure",
        "object",
        "objects",
        "type",
        "model",
        "schema",
        "resource",
        "\u{5bf9}\u{8c61}",
        "\u{7ed3}\u{6784}",
    ];
    let is_end = |(end, _): &(&String, &(String, usize))| KNOWN.contains(&end.as_str());
    let mut drop: Vec<String> = ends.iter().filter(is_end).map(|(_, (word, _))| word.clone()).collect();
    drop.sort();
    draft.words("[structures]", "drop_words", drop, "the last words of many titles");
}
