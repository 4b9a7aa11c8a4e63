//! Where the method and the path of an operation stand.
//!
//! Each form that the engine knows is a candidate with the sections that it would make operations. The candidate with
//! most sections is taken, then those that add others.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use super::columns::{self, Roles};
use super::draft::{Draft, Value};
use super::lexicon;
use super::survey::Survey;
use super::titles;
use crate::document::markup::rich::Kind;
use crate::pages::declared::library::At;
use crate::pages::declared::{outline, words};

/// A form with the sections that it would make operations.
#[derive(Debug)]
pub(super) struct Candidate {
    keys: Vec<(&'static str, Value)>,
    owners: HashSet<usize>,
    /// Sections that look the same and have no method and path.
    others: usize,
}

impl Candidate {
    fn new(form: &str) -> Self {
        let keys = vec![("form", Value::Text(form.to_owned()))];
        Self { keys, owners: HashSet::new(), others: 0 }
    }

    fn with(mut self, key: &'static str, value: Value) -> Self {
        self.keys.push((key, value));
        self
    }

    fn owned(mut self, owners: HashSet<usize>) -> Self {
        self.owners = owners;
        self
    }
}

/// Forms with fewer operations are chance.
const LEAST: usize = 2;

/// The forms that the pages use, the best first.
pub(super) fn forms(survey: &Survey<'_>, roles: &Roles) -> Vec<Candidate> {
    let mut all = components(survey);
    all.extend(heading_ends(survey));
    all.extend(lines(survey));
    all.retain(|candidate| candidate.owners.len() >= LEAST);
    all.sort_by_key(|candidate| (std::cmp::Reverse(candidate.owners.len()), candidate.others));
    all.extend(heading_words(survey, roles));
    let mut taken: HashSet<usize> = HashSet::new();
    let mut chosen: Vec<Candidate> = Vec::new();
    for candidate in all {
        let is_new = |owner: &&usize| !survey.library.around(**owner).any(|section| taken.contains(&section));
        let new = candidate.owners.iter().filter(is_new).count();
        let needed = if chosen.is_empty() { 1 } else { LEAST.max(candidate.owners.len() / 2).max(taken.len() / 10) };
        if new >= needed {
            taken.extend(&candidate.owners);
            chosen.push(candidate);
        }
    }
    chosen
}

/// Components with a method in an attribute and a path inside.
fn components(survey: &Survey<'_>) -> Vec<Candidate> {
    let mut found: IndexMap<(String, String), HashSet<usize>> = IndexMap::new();
    for (doc, document) in survey.library.docs.iter().enumerate() {
        for (block, opened) in document.rich.blocks.iter().enumerate() {
            let Kind::Open { name, attributes } = &opened.kind else { continue };
            let method = attributes.iter().find(|(_, value)| words::is_method(&value.to_uppercase()));
            let inside = document.rich.blocks.get(block + 1).and_then(|next| next.kind.prose());
            let path = inside.and_then(|text| words::path(&text.plain()));
            if let (Some((attribute, _)), Some(_)) = (method, path) {
                let section = survey.library.section_of(At { doc, block });
                found.entry((name.clone(), attribute.clone())).or_default().insert(section);
            }
        }
    }
    let candidate = |((name, attribute), owners): ((String, String), HashSet<usize>)| {
        let form = Candidate::new("component").with("name", Value::Text(name));
        form.with("attribute", Value::Text(attribute)).owned(owners)
    };
    found.into_iter().map(candidate).collect()
}

/// Headings that end with method and path, by the mark before them.
fn heading_ends(survey: &Survey<'_>) -> Vec<Candidate> {
    let mut found: IndexMap<String, HashSet<usize>> = IndexMap::new();
    for (index, section) in survey.library.sections.iter().enumerate().filter(|(_, section)| section.heading.is_some())
    {
        let title = section.name();
        if words::call(&title).is_none() {
            continue;
        }
        let before: Vec<&str> = title.split_whitespace().take_while(|word| !words::is_method(word)).collect();
        let mark = match before.last() {
            None => Some(String::new()),
            Some(last) if last.chars().all(|c| !c.is_alphanumeric()) => Some((*last).to_owned()),
            Some(last) => last.chars().last().filter(|c| !c.is_alphanumeric()).map(String::from),
        };
        if let Some(mark) = mark {
            found.entry(mark).or_default().insert(index);
        }
    }
    let candidate = |(mark, owners)| Candidate::new("heading-end").with("mark", Value::Text(mark)).owned(owners);
    found.into_iter().map(candidate).collect()
}

/// Sections with a line of method and path: below titles that recur, or below the operation's own heading.
fn lines(survey: &Survey<'_>) -> Vec<Candidate> {
    let library = survey.library;
    let mut titled: IndexMap<String, (String, Vec<usize>)> = IndexMap::new();
    let mut all: HashMap<String, usize> = HashMap::new();
    for (index, section) in library.sections.iter().enumerate() {
        let title = section.name();
        *all.entry(title.to_lowercase()).or_default() += 1;
        if titles::has(&title, lexicon::EXAMPLES) || outline::first_call(library, index).is_none() {
            continue;
        }
        titled.entry(title.to_lowercase()).or_insert_with(|| (title, Vec::new())).1.push(index);
    }
    let mut found = Vec::new();
    let mut own: HashSet<usize> = HashSet::new();
    for (lower, (title, sections)) in titled {
        let parents: HashSet<usize> =
            sections.iter().filter_map(|at| library.section(*at).and_then(|section| section.parent)).collect();
        // The same title again and again is no name of an operation.
        if sections.len() > 1 && parents.len() * 2 > sections.len() && !title.is_empty() {
            let others = all.get(&lower).copied().unwrap_or_default().saturating_sub(sections.len());
            let line = Candidate::new("line").with("titles", Value::Words(vec![title]));
            found.push(Candidate { others, ..line }.owned(parents));
        } else {
            own.extend(sections);
        }
    }
    found.push(Candidate::new("own-line").owned(own));
    found
}

/// Headings of one word that have a table or a sentence below them.
fn heading_words(survey: &Survey<'_>, roles: &Roles) -> Vec<Candidate> {
    let library = survey.library;
    let with_table: HashSet<usize> =
        survey.tables.iter().filter(|found| columns::are_fields(found, roles)).map(|found| found.section).collect();
    let mut levels: IndexMap<u8, (HashSet<usize>, usize)> = IndexMap::new();
    for (index, section) in library.sections.iter().enumerate() {
        let title = section.name();
        if !outline::is_word(&title) || !title.starts_with(|c: char| c.is_ascii_lowercase()) {
            continue;
        }
        let entry = levels.entry(section.level).or_default();
        entry.0.insert(index);
        entry.1 += usize::from(with_table.contains(&index));
    }
    let fitting = levels.into_iter().filter(|(_, (owners, tables))| owners.len() > 2 && tables * 2 > owners.len());
    let best = fitting.max_by_key(|(level, (owners, _))| (owners.len(), std::cmp::Reverse(*level)));
    let candidate = best.map(|(level, (owners, _))| {
        let form = Candidate::new("heading-word").with("level", Value::Number(level));
        let form = form.with("method", Value::Text(method(survey)));
        form.with("path", Value::Text("/{name}".to_owned())).owned(owners)
    });
    candidate.into_iter().collect()
}

/// The method that sentences name: `POST`, unless only `GET` is ever named.
fn method(survey: &Survey<'_>) -> String {
    let names = |method: &str| {
        survey.texts.iter().any(|text| text.split(|c: char| !c.is_alphanumeric()).any(|word| word == method))
    };
    if names("GET") && !names("POST") { "GET".to_owned() } else { "POST".to_owned() }
}

/// Writes the forms.
pub(super) fn write(forms: &[Candidate], draft: &mut Draft) {
    for form in forms {
        draft.open("[[operation]]");
        let mut why = format!("{} sections", form.owners.len());
        if form.others > 0 {
            why.push_str(&format!("; {} of the same title have no method and path", form.others));
        }
        for (key, value) in &form.keys {
            match *key {
                "method" => draft.guess("[[operation]]", key, value.clone(), "no page says it for each operation"),
                "path" => draft.guess("[[operation]]", key, value.clone(), "the heading is the last part of the path"),
                "form" => draft.set("[[operation]]", key, value.clone(), why.clone()),
                _ => draft.set("[[operation]]", key, value.clone(), "the same sections"),
            }
        }
    }
    if forms.is_empty() {
        let why = "not understood: where an operation's method and path stand; add a form";
        draft.guess("", "operation", Value::Raw("[]".to_owned()), why);
    }
}
