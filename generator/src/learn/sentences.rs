//! Sentences of operations: what is returned, what holds for all parameters, what is deprecated.

use indexmap::IndexMap;

use super::draft::{Draft, Value};
use super::lexicon;
use super::survey::Survey;
use crate::document::markup::rich::{Kind, Text};
use crate::pages::declared::outline::Outline;
use crate::pages::declared::sentences;

/// What sentences directly below the headings of operations say.
#[derive(Debug, Default)]
pub(super) struct Sentences {
    operations: usize,
    before: IndexMap<&'static str, usize>,
    behind: IndexMap<&'static str, usize>,
    nothing: IndexMap<&'static str, usize>,
    /// Sentences that name what is returned otherwise.
    otherwise: usize,
    all_optional: IndexMap<String, usize>,
    all_nullable: IndexMap<String, usize>,
    except: IndexMap<&'static str, usize>,
    deprecated: IndexMap<&'static str, usize>,
    /// Words of types in those sentences.
    types: IndexMap<String, usize>,
    /// Operations that have a sentence about what is returned.
    pub(super) returning: usize,
}

/// Reads the sentences of all operations.
pub(super) fn read(survey: &Survey<'_>, outline: &Outline<'_>) -> Sentences {
    let mut found = Sentences { operations: outline.operations.len(), ..Sentences::default() };
    for operation in &outline.operations {
        found.deprecation(&operation.title);
        let mut returns = false;
        for (_, block) in survey.library.own(operation.section) {
            let text = match &block.kind {
                Kind::Paragraph(text) | Kind::Item(text) | Kind::Quote(text) => text,
                _ => continue,
            };
            found.deprecation(&text.plain());
            for sentence in sentences::of(text) {
                returns |= found.returns(&sentence);
                found.for_all(&sentence.plain());
            }
        }
        found.returning += usize::from(returns);
    }
    found
}

fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().last());
        let behind = text.get(at + word.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !behind.is_some_and(char::is_alphanumeric)
    })
}

impl Sentences {
    fn deprecation(&mut self, text: &str) {
        let lower = text.to_lowercase();
        for word in lexicon::DEPRECATED.iter().filter(|word| lower.contains(**word)) {
            *self.deprecated.entry(word).or_default() += 1;
        }
    }

    fn returns(&mut self, sentence: &Text) -> bool {
        let plain = sentence.plain();
        let mut any = false;
        for word in lexicon::RETURNS.iter().filter(|word| has_word(&plain, word)) {
            *self.before.entry(word).or_default() += 1;
            any = true;
        }
        for word in lexicon::RETURNED.iter().filter(|word| has_word(&plain, word)) {
            *self.behind.entry(word).or_default() += 1;
            any = true;
        }
        if any {
            const SCALARS: [&str; 7] = ["integer", "int", "string", "boolean", "bool", "float", "true"];
            for word in
                plain.split(|c: char| !c.is_alphanumeric()).filter(|word| SCALARS.contains(&&*word.to_lowercase()))
            {
                *self.types.entry(word.to_owned()).or_default() += 1;
            }
            self.otherwise += usize::from(has_word(&plain, "otherwise"));
            for word in lexicon::NOTHING.iter().filter(|word| plain.contains(**word)) {
                *self.nothing.entry(word).or_default() += 1;
            }
        }
        any
    }

    /// `All parameters to this endpoint are optional`.
    fn for_all(&mut self, plain: &str) {
        const LONGEST: usize = 80;
        let lower = plain.to_lowercase();
        let Some(from) = lower.find("parameters") else { return };
        let rest = lower.get(from..).unwrap_or_default();
        let except = ["except", "excluding"].into_iter().filter(|word| has_word(&lower, word)).collect::<Vec<_>>();
        let Some(end) = rest.find("optional").map(|at| at + "optional".len()) else { return };
        // Exceptions in the middle: `all parameters except x are optional`.
        let middle = except.iter().filter_map(|word| rest.find(word).map(|at| at + word.len())).find(|at| *at < end);
        let end = middle.unwrap_or(end);
        let phrase = rest.get(..end).unwrap_or_default();
        let is_all = middle.is_none() || lower.get(..from).is_some_and(|before| before.ends_with("all "));
        let spoken = phrase.contains(" are ") || middle.is_some();
        if phrase.len() > LONGEST || !spoken || !is_all {
            return;
        }
        let phrase = if middle.is_some() { format!("all {phrase}") } else { phrase.to_owned() };
        let nullable = " and nullable";
        if rest.get(end..).unwrap_or_default().starts_with(nullable) {
            *self.all_nullable.entry(format!("{phrase}{nullable}")).or_default() += 1;
        }
        *self.all_optional.entry(phrase).or_default() += 1;
        except.into_iter().for_each(|word| *self.except.entry(word).or_default() += 1);
    }

    /// Writes the words of types that only sentences have.
    pub(super) fn write_types(&self, draft: &mut Draft) {
        let text = draft.toml();
        let words = text.split("[types.words]").nth(1).unwrap_or_default().to_lowercase();
        for (word, count) in &self.types {
            let known = words.lines().any(|line| line.starts_with(&format!("{} =", word.to_lowercase())));
            if let Some(ty) = lexicon::type_of(word).filter(|_| !known) {
                draft.set("[types.words]", word, Value::Text(ty.to_owned()), format!("{count} sentences"));
            }
        }
    }

    /// Writes what holds for all parameters and what is deprecated.
    pub(super) fn write_marks(&self, draft: &mut Draft) {
        let sum = |counts: &IndexMap<String, usize>| counts.values().sum::<usize>();
        let words = |counts: &IndexMap<String, usize>| counts.keys().take(20).cloned().collect::<Vec<_>>();
        let why = |counts| format!("{} sentences", sum(counts));
        draft.words("[marks]", "all_optional", words(&self.all_optional), why(&self.all_optional));
        draft.words("[marks]", "all_nullable", words(&self.all_nullable), why(&self.all_nullable));
        let except: Vec<String> = self.except.keys().map(|word| (*word).to_owned()).collect();
        draft.words("[marks]", "except", except, "words in those sentences");
        let deprecated: Vec<String> = self.deprecated.keys().map(|word| (*word).to_owned()).collect();
        let count: usize = self.deprecated.values().sum();
        draft.words("[operations]", "deprecated", deprecated, format!("{count} titles and texts of operations"));
    }

    /// Writes the words about what is returned.
    pub(super) fn write_returns(&self, draft: &mut Draft) {
        const TABLE: &str = "[returns]";
        let owned = |counts: &IndexMap<&'static str, usize>| -> Vec<String> {
            counts.keys().map(|word| (*word).to_owned()).collect()
        };
        let all = self.operations;
        if self.before.is_empty() && self.behind.is_empty() {
            return;
        }
        let why = |counts: &IndexMap<&'static str, usize>| {
            format!("{} sentences of {all} operations", counts.values().sum::<usize>())
        };
        draft.words(TABLE, "before", owned(&self.before), why(&self.before));
        draft.words(TABLE, "behind", owned(&self.behind), why(&self.behind));
        draft.words(TABLE, "nothing", owned(&self.nothing), why(&self.nothing));
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        if self.otherwise > 0 {
            let why = format!("{} sentences say what is returned otherwise", self.otherwise);
            draft.set(TABLE, "choices", Value::Bool(true), why);
        } else {
            draft.words(TABLE, "until", list(lexicon::UNTIL), "words that usually end a type");
            draft.words(TABLE, "unless", list(lexicon::UNLESS), "words that make such a sentence unclear");
        }
    }
}
