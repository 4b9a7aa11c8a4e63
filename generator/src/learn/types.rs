//! The words of types: those that any documentation uses, and those that the engine does not know yet.

use std::collections::HashMap;

use indexmap::IndexMap;

use super::columns::{self, Roles};
use super::draft::{Draft, Value};
use super::lexicon::{self, Role};
use super::survey::Survey;
use crate::diagnostic::Diagnostic;
use crate::document::markup::rich::{Kind, Text};

/// Words with their counts, as the pages write them.
type Counts = IndexMap<String, (String, usize)>;

fn add(counts: &mut Counts, word: &str) {
    counts.entry(word.to_lowercase()).or_insert_with(|| (word.to_owned(), 0)).1 += 1;
}

/// Writes what the cells of type columns have in them.
pub(super) fn write(survey: &Survey<'_>, roles: &Roles, draft: &mut Draft) {
    let mut words = Counts::new();
    let mut phrases: IndexMap<&str, usize> = IndexMap::new();
    let mut around = Counts::new();
    let mut cells = 0;
    for found in survey.tables.iter().filter(|found| columns::are_fields(found, roles)) {
        let Some(column) = columns::column(found, roles, Role::Type) else { continue };
        for cell in found.cells(column) {
            cells += 1;
            let plain = cell.plain();
            let padded = format!(" {} ", spaced(&plain));
            for phrase in lexicon::ARRAYS.iter().chain(lexicon::MAPS).chain(lexicon::OR).chain(lexicon::AND) {
                if has_phrase(&padded, phrase) {
                    *phrases.entry(phrase).or_default() += 1;
                }
            }
            unlinked(cell).split(|c: char| !(c.is_alphanumeric() || c == '-')).for_each(|word| {
                if lexicon::type_of(word).is_some() {
                    add(&mut words, singular(word));
                }
                if lexicon::AROUND_TYPES.contains(&word.to_lowercase().as_str()) {
                    add(&mut around, word);
                }
            });
        }
    }
    let seen = |list: &[&str]| {
        let mut found: Vec<String> = Vec::new();
        for phrase in list.iter().filter(|phrase| phrases.contains_key(*phrase)) {
            found.push((*phrase).to_owned());
        }
        found
    };
    let count = |list: &[&str]| list.iter().filter_map(|phrase| phrases.get(phrase)).max().copied().unwrap_or_default();
    let said = |list: &[&str]| format!("{} of {cells} types", count(list));
    draft.words("[types]", "array", seen(lexicon::ARRAYS), said(lexicon::ARRAYS));
    draft.words("[types]", "map", seen(lexicon::MAPS), said(lexicon::MAPS));
    draft.words("[types]", "or", seen(lexicon::OR), said(lexicon::OR));
    draft.words("[types]", "and", seen(lexicon::AND), said(lexicon::AND));
    let drop: Vec<String> = around.values().map(|(word, _)| word.clone()).collect();
    draft.words("[types]", "drop", drop, "words around types");
    draft.open("[types.words]");
    for (word, count) in words.values() {
        let ty = lexicon::type_of(word).unwrap_or("string");
        draft.set("[types.words]", word, Value::Text(ty.to_owned()), format!("{count} types"));
    }
}

/// A word of types without the `s` of the plural: the engine adds it.
fn singular(word: &str) -> &str {
    word.strip_suffix('s').filter(|word| lexicon::type_of(word).is_some()).unwrap_or(word)
}

/// Letters in lower case, with blanks around what is no letter.
fn spaced(text: &str) -> String {
    let mut out = String::new();
    let mut last = ' ';
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() != last.is_alphanumeric() || c.is_ascii() != last.is_ascii() {
            out.push(' ');
        }
        out.push(c);
        last = c;
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn has_phrase(padded: &str, phrase: &str) -> bool {
    match phrase.split_once(" * ") {
        Some((before, behind)) => {
            padded.split_once(&format!(" {before} ")).is_some_and(|(_, rest)| rest.contains(&format!(" {behind} ")))
        }
        None => padded.contains(&format!(" {} ", phrase.trim_end_matches(" *"))),
    }
}

/// The text of a cell outside of links.
fn unlinked(cell: &Text) -> String {
    cell.runs.iter().filter(|run| run.link.is_none()).map(|run| run.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// Documents with lines.
type Places = Vec<(String, u32)>;

/// Adds the words that the engine did not understand: by a known word in them, by the samples of fields with that type, or
/// else as texts, which is a guess.
pub(super) fn learn(findings: &[Diagnostic], samples: &Samples, draft: &mut Draft) -> usize {
    const MOST: usize = 60;
    let mut unknown: IndexMap<(String, bool), (usize, Places)> = IndexMap::new();
    let asked = |finding: &&Diagnostic| matches!(finding.code, "type-unreadable" | "type-elsewhere");
    for finding in findings.iter().filter(asked) {
        let is_linked = finding.code == "type-elsewhere";
        let Some(word) = finding.message.split('`').nth(1) else { continue };
        let entry = unknown.entry((word.to_owned(), is_linked)).or_default();
        entry.0 += 1;
        entry.1.extend(finding.source.as_ref().map(|source| (source.document.clone(), source.lines[0])));
    }
    let mut learned = 0;
    // The engine knows the plural of a word.
    let singulars: Vec<String> = unknown.keys().map(|(word, _)| format!("{word}s")).collect();
    for ((word, is_linked), (count, places)) in unknown {
        if singulars.contains(&word) {
            continue;
        }
        let short = word.chars().count() < 40 && word.split_whitespace().count() < 4 && learned < MOST;
        if !short {
            continue;
        }
        let mut parts = word.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
        let by_part = parts.find_map(lexicon::type_of).or_else(|| chinese(&word));
        // What is in an array is not shown by the array.
        let by_sample =
            samples.most(&places).filter(|(ty, _)| *ty != "array" && (*ty != "object" || by_part.is_none()));
        let names = samples.names(&places);
        // A link usually leads to a structure: only values that are none speak against it.
        let is_scalar = by_sample.is_some_and(|(ty, times)| !matches!(ty, "object" | "array") && times > 1);
        if is_linked && !is_scalar {
            continue;
        }
        let (ty, why, sure) = match (by_part, by_sample) {
            (_, Some((ty, times))) => (ty, format!("{count} types; {times} samples of {names}"), true),
            (Some(ty), None) => (ty, format!("{count} types"), true),
            (None, None) if count > 1 => ("string", format!("{count} types: {names}"), false),
            (None, None) => continue,
        };
        learned += 1;
        match sure {
            true => draft.set("[types.words]", &word, Value::Text(ty.to_owned()), why),
            false => draft.guess("[types.words]", &word, Value::Text(ty.to_owned()), why),
        }
    }
    learned
}

/// A known Chinese word inside of a longer one.
fn chinese(word: &str) -> Option<&'static str> {
    let words = lexicon::TYPES.iter().flat_map(|(ty, words)| words.iter().map(move |word| (*ty, *word)));
    words.filter(|(_, known)| !known.is_ascii()).find(|(_, known)| word.contains(known)).map(|(ty, _)| ty)
}

/// The values that samples in code show, by the name of their field, and the names of fields by their place.
pub(super) struct Samples {
    kinds: HashMap<String, IndexMap<&'static str, usize>>,
    names: HashMap<(String, u32), String>,
}

impl Samples {
    pub(super) fn new(survey: &Survey<'_>, roles: &Roles) -> Self {
        let mut samples = Self { kinds: HashMap::new(), names: HashMap::new() };
        for document in &survey.library.docs {
            for block in &document.rich.blocks {
                if let Kind::Code(code) = &block.kind {
                    code.lines().take(2000).for_each(|line| samples.line(line));
                }
            }
        }
        for found in survey.tables.iter().filter(|found| columns::are_fields(found, roles)) {
            let Some(column) = columns::column(found, roles, Role::Name) else { continue };
            let doc = survey.library.docs.get(found.at.doc).map(|doc| doc.name.clone()).unwrap_or_default();
            for row in &found.table.rows {
                let name = row.cells.get(column).map(Text::plain).unwrap_or_default();
                let name = name.split_whitespace().next().unwrap_or_default();
                samples.names.insert((doc.clone(), row.lines[0]), super::survey::bare_name(name).to_owned());
            }
        }
        samples
    }

    /// `"name": value` on a line of code.
    fn line(&mut self, line: &str) {
        let Some((name, value)) = line.trim().strip_prefix('"').and_then(|rest| rest.split_once('"')) else { return };
        let Some(value) = value.trim_start().strip_prefix(':').map(str::trim_start) else { return };
        let number = value.trim_end_matches([',', ' ', '}', ']']);
        let kind = match value.chars().next() {
            Some('"') => "string",
            Some('t' | 'f') => "boolean",
            Some('0'..='9' | '-') if number.parse::<i64>().is_ok() => "integer",
            Some('0'..='9' | '-') => "number",
            Some('{') => "object",
            Some('[') => "array",
            _ => return,
        };
        *self.kinds.entry(name.to_owned()).or_default().entry(kind).or_default() += 1;
    }

    /// The kind of most samples of the fields at some places.
    fn most(&self, places: &[(String, u32)]) -> Option<(&'static str, usize)> {
        let mut sums: IndexMap<&'static str, usize> = IndexMap::new();
        let kinds = places.iter().filter_map(|place| self.kinds.get(self.names.get(place)?));
        for (kind, count) in kinds.flatten() {
            *sums.entry(kind).or_default() += count;
        }
        let all: usize = sums.values().sum();
        sums.into_iter().max_by_key(|(_, count)| *count).filter(|(_, count)| *count * 3 > all * 2)
    }

    /// Some names of the fields at some places.
    fn names(&self, places: &[(String, u32)]) -> String {
        let mut names: Vec<&str> = Vec::new();
        for name in places.iter().filter_map(|place| self.names.get(place)) {
            if names.len() < 3 && !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        names.join(", ")
    }
}
