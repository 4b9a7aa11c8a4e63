//! How often each word and rule of a profile matches something on the pages.
//!
//! A word is counted where the engine compares it: titles of columns over tables, marks over cells, words of types over the
//! cells of types. What a match then gives is not counted here.

use super::changelog;
use super::constants;
use super::library::{At, Section};
use super::nesting::Resolver;
use super::outline::Outline;
use super::rows::{self, ForAll};
use super::trial::Trial;
use super::words;
use crate::document::markup::rich::{Kind, Table, Text};
use crate::pages::Input;
use crate::pages::profile::file::{NestingWay, ProfileFile};

/// A key of a profile, or a word of it, and how often it matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Use {
    /// The key with its tables: `columns.name`.
    pub(crate) key: &'static str,
    /// Which one of several tables of that name.
    pub(crate) index: usize,
    /// The word, if the key has several.
    pub(crate) word: Option<String>,
    pub(crate) count: usize,
}

/// Counts what a profile matches on pages.
pub(crate) fn uses(trial: &Trial, inputs: &[Input], profile: &ProfileFile) -> Vec<Use> {
    let mut findings = Vec::new();
    let outline = Outline::new(trial.library(), profile, &mut findings);
    let mut counter = Counter { outline: &outline, profile, found: Vec::new() };
    counter.signs(inputs);
    counter.operations();
    counter.structures();
    counter.columns();
    counter.titles();
    counter.marks();
    counter.types();
    counter.nesting();
    counter.returns();
    counter.changelog();
    counter.found
}

struct Counter<'c, 'l> {
    outline: &'c Outline<'l>,
    profile: &'l ProfileFile,
    found: Vec<Use>,
}

impl<'l> Counter<'_, 'l> {
    fn put(&mut self, key: &'static str, index: usize, word: Option<&str>, count: usize) {
        self.found.push(Use { key, index, word: word.map(str::to_owned), count });
    }

    /// Counts each of some words.
    fn each(&mut self, key: &'static str, index: usize, words: &[String], count: impl Fn(&[String]) -> usize) {
        for word in words {
            let found = count(std::slice::from_ref(word));
            self.put(key, index, Some(word), found);
        }
    }

    fn tables(&self) -> Vec<(At, &'l Table)> {
        let library = self.outline.library;
        let mut found = Vec::new();
        for (doc, document) in library.docs.iter().enumerate() {
            for (block, kind) in document.rich.blocks.iter().enumerate() {
                if let Kind::Table(table) = &kind.kind {
                    found.push((At { doc, block }, table));
                }
            }
        }
        found
    }

    /// The titles of all sections.
    fn headings(&self) -> Vec<String> {
        self.outline.library.sections.iter().map(Section::name).filter(|title| !title.is_empty()).collect()
    }

    /// The cells of a column of all tables of fields.
    fn cells(&self, column: fn(&super::outline::Roles) -> Option<usize>) -> Vec<&'l Text> {
        let mut found = Vec::new();
        for (at, table) in self.tables().into_iter().filter(|(at, _)| self.outline.are_fields(*at)) {
            let Some(column) = self.outline.roles(at).as_ref().and_then(column) else { continue };
            found.extend(table.rows.iter().filter_map(|row| row.cells.get(column)));
        }
        found
    }

    /// The texts directly below the headings of operations.
    fn sentences(&self) -> Vec<String> {
        let own = self.outline.operations.iter().flat_map(|operation| self.outline.library.own(operation.section));
        own.filter_map(|(_, block)| block.kind.prose()).map(Text::plain).collect()
    }

    fn signs(&mut self, inputs: &[Input]) {
        let texts: Vec<std::borrow::Cow<'_, str>> =
            inputs.iter().map(|input| String::from_utf8_lossy(&input.bytes)).collect();
        self.each("signs", 0, &self.profile.signs, |sign| {
            texts.iter().filter(|text| sign.iter().any(|sign| text.contains(sign.as_str()))).count()
        });
        let headings = self.headings();
        let titled = |words: &[String]| headings.iter().filter(|title| words::is_titled(words, title)).count();
        self.each("ignored", 0, &self.profile.ignored, titled);
        if let Some(element) = &self.profile.element {
            let count = texts.iter().filter(|text| text.contains(&format!("\"{element}\""))).count();
            self.put("element", 0, None, count);
        }
        if let Some(key) = &self.profile.product_link {
            let key = format!("{key}=");
            let count = texts.iter().filter(|text| text.contains(&key)).count();
            self.put("product_link", 0, None, count);
        }
    }

    fn operations(&mut self) {
        for (index, form) in self.profile.operation.iter().enumerate() {
            let library = self.outline.library;
            let sections = (0..library.sections.len()).filter(|section| !self.outline.is_ignored(*section));
            let count = sections.filter(|at| matches!(self.outline.operation(form, *at), Some(Ok(_)))).count();
            self.put("operation", index, None, count);
        }
        let words = &self.profile.operations;
        if let Some(key) = &words.name_link {
            let key = format!("{key}=");
            let links = |operation: &super::outline::Operation| {
                let Some(section) = self.outline.library.section(operation.section) else { return false };
                let mut blocks = self.outline.library.blocks(section.doc, section.first, section.end);
                blocks.any(|(_, block)| {
                    block.kind.prose().is_some_and(|text| text.links().any(|link| link.contains(&key)))
                })
            };
            let count = self.outline.operations.iter().filter(|operation| links(operation)).count();
            self.put("operations.name_link", 0, None, count);
        }
        let mut texts = self.sentences();
        texts.extend(self.outline.operations.iter().map(|operation| operation.title.clone()));
        self.each("operations.deprecated", 0, &words.deprecated, |words| {
            texts.iter().filter(|text| words::holds(text, words)).count()
        });
    }

    fn structures(&mut self) {
        let words = &self.profile.structures;
        let headings = self.headings();
        let structures = self.outline.structures.len();
        if words.heading_word.is_some() {
            self.put("structures.heading_word", 0, None, structures);
        }
        if words.tables {
            let count = self.outline.structures.iter().filter(|structure| structure.table.is_some()).count();
            self.put("structures.tables", 0, None, count);
        }
        let ends = |words: &[String]| {
            let last = |title: &&String| title.split_whitespace().last().is_some_and(|last| words::is_one(words, last));
            headings.iter().filter(last).count()
        };
        self.each("structures.drop_words", 0, &words.drop_words, ends);
        let titled = |words: &[String]| headings.iter().filter(|title| words::is_titled(words, title)).count();
        self.each("structures.not", 0, &words.not, titled);
        let cells = self.cells(|roles| roles.description);
        let constant = |words: &[String]| cells.iter().filter(|cell| constants::of(cell, words).is_some()).count();
        self.each("structures.constant", 0, &words.constant, constant);
    }

    fn columns(&mut self) {
        let tables = self.tables();
        let count = |titles: &[String]| {
            let has =
                |(_, table): &&(At, &Table)| table.columns.iter().any(|title| words::is_one(titles, &title.plain()));
            tables.iter().filter(has).count()
        };
        let columns = &self.profile.columns;
        let keys = [
            ("columns.name", &columns.name),
            ("columns.type", &columns.r#type),
            ("columns.required", &columns.required),
            ("columns.default", &columns.default),
            ("columns.description", &columns.description),
            ("columns.value", &columns.value),
            ("columns.code", &columns.code),
            ("columns.status", &columns.status),
            ("columns.ignored", &columns.ignored),
        ];
        for (key, titles) in keys {
            self.each(key, 0, titles, count);
        }
    }

    fn titles(&mut self) {
        let mut above = self.headings();
        above.extend(self.tables().iter().filter_map(|(at, _)| self.outline.caption(*at)).map(|(_, caption)| caption));
        for (index, entry) in self.profile.table.iter().enumerate() {
            let count = |titles: &[String]| above.iter().filter(|title| words::is_titled(titles, title)).count();
            self.each("table.titles", index, &entry.titles, count);
        }
    }

    fn marks(&mut self) {
        let marks = &self.profile.marks;
        let flags: Vec<String> = self.cells(|roles| roles.required).into_iter().map(Text::plain).collect();
        let fit = |words: &[String]| {
            flags.iter().filter(|flag| words::is_like(words, flag) || words::begins(words, flag)).count()
        };
        self.each("marks.required", 0, &marks.required, fit);
        self.each("marks.optional", 0, &marks.optional, fit);
        let texts: Vec<String> = self.cells(|roles| roles.description).into_iter().map(Text::plain).collect();
        let begin = |words: &[String]| texts.iter().filter(|text| words::begins(words, text)).count();
        self.each("marks.optional_begins", 0, &marks.optional_begins, begin);
        self.each("marks.deprecated", 0, &marks.deprecated, |words| {
            texts.iter().filter(|text| words::holds(text, words)).count()
        });
        let plain = |cells: Vec<&Text>| cells.into_iter().map(|cell| cell.raw().trim().to_owned()).collect::<Vec<_>>();
        let (names, types) = (plain(self.cells(|roles| roles.name)), plain(self.cells(|roles| roles.ty)));
        if let Some(sign) = &marks.optional_sign {
            let count = names.iter().filter(|name| name.trim_end_matches(['*', ' ']).ends_with(sign.as_str())).count();
            self.put("marks.optional_sign", 0, None, count);
        }
        if let Some(sign) = &marks.nullable_sign {
            let has = |ty: &&String| ty.starts_with(sign.as_str()) || ty.ends_with(sign.as_str());
            self.put("marks.nullable_sign", 0, None, types.iter().filter(has).count());
        }
        self.each("marks.footnotes", 0, &marks.footnotes, |signs| {
            let ends = |text: &&String| signs.iter().any(|sign| text.contains(sign.as_str()));
            names.iter().chain(&types).filter(ends).count()
        });
        let sentences = self.sentences();
        let hold = |words: &[String]| sentences.iter().filter(|text| words::holds(text, words)).count();
        self.each("marks.all_optional", 0, &marks.all_optional, hold);
        self.each("marks.all_nullable", 0, &marks.all_nullable, hold);
        self.each("marks.except", 0, &marks.except, hold);
    }

    fn types(&mut self) {
        let types = &self.profile.types;
        let mut cells: Vec<String> =
            self.cells(|roles| roles.ty).into_iter().map(|cell| spaced(&cell.plain())).collect();
        let sentences: Vec<String> = self.sentences().iter().map(|text| spaced(text)).collect();
        for word in types.words.keys() {
            let (one, many) = (spaced(word), format!("{} s ", spaced(word).trim_end()));
            let plural = format!("{}s ", one.trim_end());
            let has = |text: &&String| text.contains(&one) || text.contains(&plural) || text.contains(&many);
            let count = cells.iter().chain(&sentences).filter(has).count();
            self.put("types.words", 0, Some(word), count);
        }
        cells.extend(sentences);
        let phrase = |words: &[String]| {
            let has = |text: &&String| words.iter().any(|phrase| has_phrase(text, phrase));
            cells.iter().filter(has).count()
        };
        self.each("types.array", 0, &types.array, phrase);
        self.each("types.map", 0, &types.map, phrase);
        self.each("types.or", 0, &types.or, phrase);
        self.each("types.and", 0, &types.and, phrase);
        self.each("types.drop", 0, &types.drop, phrase);
    }

    fn nesting(&mut self) {
        let nesting = &self.profile.nesting;
        let fields: Vec<At> =
            self.tables().into_iter().map(|(at, _)| at).filter(|at| self.outline.are_fields(*at)).collect();
        if nesting.caption.is_some() {
            let captions: Vec<String> =
                fields.iter().filter_map(|at| self.outline.caption(*at)).map(|(_, caption)| caption).collect();
            self.put("nesting.caption", 0, None, captions.len());
            self.each("nesting.caption_drop", 0, &nesting.caption_drop, |words| {
                captions.iter().filter(|caption| words.iter().any(|word| caption.ends_with(word.as_str()))).count()
            });
        }
        let resolver = Resolver::new(self.outline);
        let mut counts: Vec<(NestingWay, usize)> = nesting.ways.iter().map(|way| (*way, 0)).collect();
        for at in &fields {
            let (facts, _) = rows::read(self.outline, *at, None, &ForAll::default());
            for fact in &facts {
                for (way, count) in &mut counts {
                    *count += usize::from(resolver.finds(*way, fact, *at));
                }
            }
        }
        for (way, count) in counts {
            let name = match way {
                NestingWay::TypeIsCaption => "type-is-caption",
                NestingWay::NameIsCaption => "name-is-caption",
                NestingWay::Reference => "reference",
            };
            self.put("nesting.ways", 0, Some(name), count);
        }
    }

    fn returns(&mut self) {
        let texts = self.sentences();
        let count = |words: &[String]| {
            let has = |text: &&String| words.iter().any(|word| text.contains(word.as_str()));
            texts.iter().filter(has).count()
        };
        let words = &self.profile.returns;
        self.each("returns.before", 0, &words.before, count);
        self.each("returns.behind", 0, &words.behind, count);
        self.each("returns.nothing", 0, &words.nothing, count);
        self.each("returns.unless", 0, &words.unless, count);
        self.each("returns.until", 0, &words.until, count);
    }

    fn changelog(&mut self) {
        let Some(words) = &self.profile.changelog else { return };
        let headings = self.headings();
        let library = self.outline.library;
        let titled = |words: &[String]| headings.iter().filter(|title| words::is_titled(words, title)).count();
        self.each("changelog.titles", 0, &words.titles, titled);
        self.each("changelog.documents", 0, &words.documents, |words| {
            library.docs.iter().filter(|doc| super::outline::is_changelog(&doc.name, words)).count()
        });
        if let Some((name, attribute)) = &words.component {
            let opens = library.docs.iter().flat_map(|doc| &doc.rich.blocks).filter(|block| {
                matches!(&block.kind, Kind::Open { name: open, attributes }
                    if open == name && attributes.iter().any(|(key, _)| key == attribute))
            });
            self.put("changelog.component", 0, None, opens.count());
        }
        let mut texts: Vec<String> = Vec::new();
        for entry in changelog::entries(self.outline) {
            let blocks = library.blocks(entry.doc, entry.blocks[0], entry.blocks[1]);
            texts.extend(blocks.filter_map(|(_, block)| block.kind.prose()).map(Text::plain));
        }
        let has = |words: &[String]| {
            let is_in = |text: &&String| {
                words.iter().any(|word| text.split(|c: char| !c.is_alphanumeric()).any(|part| words::same(part, word)))
            };
            texts.iter().filter(is_in).count()
        };
        let contains = |words: &[String]| texts.iter().filter(|text| words::holds(text, words)).count();
        self.each("changelog.version", 0, &words.version, contains);
        self.each("changelog.verbs.add", 0, &words.verbs.add, has);
        self.each("changelog.verbs.modify", 0, &words.verbs.modify, has);
        self.each("changelog.verbs.remove", 0, &words.verbs.remove, has);
        self.each("changelog.verbs.deprecate", 0, &words.verbs.deprecate, has);
        self.each("changelog.verbs.replace", 0, &words.verbs.replace, has);
        self.each("changelog.nouns.action", 0, &words.nouns.action, has);
        self.each("changelog.nouns.structure", 0, &words.nouns.structure, has);
        self.each("changelog.nouns.field", 0, &words.nouns.field, has);
        self.each("changelog.nouns.parameter", 0, &words.nouns.parameter, has);
        self.each("changelog.nouns.type", 0, &words.nouns.r#type, has);
    }
}

/// Small letters with blanks around words and signs, so that whole words are found.
fn spaced(text: &str) -> String {
    let mut out = String::from(" ");
    let mut last = ' ';
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() != last.is_alphanumeric() && !last.is_whitespace() && !c.is_whitespace() {
            out.push(' ');
        }
        out.push(c);
        last = c;
    }
    out.push(' ');
    out
}

fn has_phrase(text: &str, phrase: &str) -> bool {
    let mut rest = text;
    for part in phrase.split('*').map(str::trim).filter(|part| !part.is_empty()) {
        match rest.find(&spaced(part)) {
            // Chinese words have no blanks around them.
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
            None if !part.is_ascii() && rest.contains(part) => {}
            None => return false,
        }
    }
    true
}
