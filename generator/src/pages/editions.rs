//! Pages in two languages that describe one action, or one structure, as one.
//!
//! The page in the first language of the API counts. What it does not say is taken from the other; what the two say
//! differently is a finding for each field. Pages in one language are taken together in `merge`.

use std::mem;

use indexmap::IndexMap;

use super::merge;
use crate::diagnostic::{Diagnostic, Severity};
use crate::spec::language::{names, same_row};
use crate::spec::model::{Action, Example, Facts, Field, Source, Structure, Type};
use crate::spec::value_text;

/// Takes in what the page in another language says of an action.
pub(super) fn action(name: &str, action: &mut Action, mut other: Action, findings: &mut Vec<Diagnostic>) {
    complete(&mut action.titles, mem::take(&mut other.titles));
    action.deprecated |= other.deprecated;
    let places = [&action.source, &other.source];
    let mut request = Joined::new(format!("the request of {name}"), places, findings);
    request.fields(&mut action.request, mem::take(&mut other.request), "");
    let mut response = Joined::new(format!("the response of {name}"), places, findings);
    response.fields(&mut action.response, mem::take(&mut other.response), "");
    let is_known = |example: &Example| action.examples.iter().any(|known| known.request == example.request);
    other.examples.retain(|example| !is_known(example));
    merge::beside_fields(action, other);
}

/// A page in another language describes the action too.
pub(super) fn second_page(name: &str, first: &Action, second: &Action) -> Diagnostic {
    let [from, to] = first.source.lines;
    let message = format!("{name} is described in another language in lines {from}-{to} of {}", first.source.document);
    Diagnostic::new("action-in-languages", Severity::Note, message).at(second.source.clone())
}

/// Takes in what the table in another language says about a structure.
pub(super) fn structure(name: &str, structure: &mut Structure, mut other: Structure, findings: &mut Vec<Diagnostic>) {
    complete(&mut structure.labels, mem::take(&mut other.labels));
    let mut members = Joined::new(format!("structure {name}"), [&structure.source, &other.source], findings);
    members.fields(&mut structure.fields, mem::take(&mut other.fields), "");
    merge::beside_members(structure, other);
}

/// Adds the labels in languages that there are none in yet.
pub(super) fn complete<T>(labels: &mut IndexMap<String, T>, others: IndexMap<String, T>) {
    for (language, label) in others {
        labels.entry(language).or_insert(label);
    }
}

/// Two tables of one thing that become one.
struct Joined<'a> {
    owner: String,
    /// The page that counts, and the other.
    places: [Source; 2],
    findings: &'a mut Vec<Diagnostic>,
}

impl<'a> Joined<'a> {
    fn new(owner: String, places: [&Source; 2], findings: &'a mut Vec<Diagnostic>) -> Self {
        Self { owner, places: places.map(Clone::clone), findings }
    }

    /// Joins the rows of one table, members with them. What is new goes behind its neighbour in the other table.
    fn fields(&mut self, fields: &mut Vec<Field>, others: Vec<Field>, path: &str) {
        let [mine, theirs] = [&*fields, &others].map(|fields| names(fields));
        for field in fields.iter().filter(|field| same_row(&others, &field.name, &mine).is_none()) {
            let [_, there] = &self.places;
            let message = format!("{path}{} is missing in {}", field.name, there.document);
            self.report(message, &field.source);
        }
        let mut behind = 0;
        for other in others {
            if let Some(at) = same_row(fields, &other.name, &theirs) {
                behind = at + 1;
                if let Some(field) = fields.get_mut(at) {
                    self.field(field, other, path);
                }
                continue;
            }
            let [here, _] = &self.places;
            let message = format!("{path}{} is missing in {}", other.name, here.document);
            self.report(message, &other.source);
            // The page that counts does not ask for it.
            let required = other.required.map(|_| false);
            fields.insert(behind.min(fields.len()), Field { required, ..other });
            behind += 1;
        }
    }

    fn field(&mut self, field: &mut Field, mut other: Field, path: &str) {
        let named = format!("{path}{}", field.name);
        if field.name != other.name {
            self.differs(&named, [&format!("`{}`", field.name), &format!("`{}`", other.name)], field, &other);
        }
        if let (Some(here), Some(there)) = (field.required, other.required)
            && here != there
        {
            let word = |required| if required { "required" } else { "optional" };
            self.differs(&named, [word(here), word(there)], field, &other);
        }
        self.members(field, &mut other, &named);
        complete(&mut field.labels, mem::take(&mut other.labels));
        complete(&mut field.facts.enum_labels_in, mem::take(&mut other.facts.enum_labels_in));
        field.label = field.label.take().or(other.label.take());
        field.required = field.required.or(other.required);
        field.nullable |= other.nullable;
        field.deprecated |= other.deprecated;
        field.example = field.example.take().or(other.example.take());
        self.facts(&named, field, other);
    }

    /// Joins the members of two rows; rows of other types stay as the page that counts has them.
    fn members(&mut self, field: &mut Field, other: &mut Field, named: &str) {
        let [here, there] = [shape(&field.ty), shape(&other.ty)];
        let has_members = [&field.ty, &other.ty].map(|ty| !ty.inline_fields().is_empty());
        match has_members {
            [true, true] => {
                let theirs = other.ty.inline_fields_mut().map(mem::take).unwrap_or_default();
                if let Some(mine) = field.ty.inline_fields_mut() {
                    self.fields(mine, theirs, &format!("{named}."));
                }
            }
            [false, true] if here == there => field.ty = other.ty.clone(),
            _ if here == there => {}
            _ => self.differs(named, [&here, &there], field, other),
        }
    }

    /// Takes the facts over that the page that counts does not state.
    fn facts(&mut self, named: &str, field: &mut Field, other: Field) {
        let [mine, theirs] = [field.facts.clone(), other.facts.clone()];
        let differ = |key: &str, here: Option<String>, there: Option<String>| match (here, there) {
            (Some(here), Some(there)) if here != there => Some([format!("{key} {here}"), format!("{key} {there}")]),
            _ => None,
        };
        let number = |value: &Option<serde_json::Number>| value.as_ref().map(ToString::to_string);
        let differences = [
            differ("default", mine.default.as_ref().map(value_text), theirs.default.as_ref().map(value_text)),
            differ("minimum", number(&mine.minimum), number(&theirs.minimum)),
            differ("maximum", number(&mine.maximum), number(&theirs.maximum)),
            differ("values", values(&mine), values(&theirs)),
        ];
        for [here, there] in differences.into_iter().flatten() {
            self.differs(named, [&here, &there], field, &other);
        }
        take_facts(&mut field.facts, theirs);
    }

    fn differs(&mut self, named: &str, [here, there]: [&str; 2], field: &Field, other: &Field) {
        let [line, _] = other.source.lines;
        let document = &other.source.document;
        let message = format!("{named}: {here} here, {there} in {document}:{line}");
        self.report(message, &field.source);
    }

    fn report(&mut self, message: String, place: &Source) {
        let message = format!("{}: {message}", self.owner);
        let help = "the page in the language of most pages counts; look which of the two is newer";
        let finding = Diagnostic::new("languages-differ", Severity::Warning, message);
        self.findings.push(finding.at(place.clone()).help(help));
    }
}

/// The kind of value, without formats and names.
fn shape(ty: &Type) -> String {
    match ty {
        Type::String { .. } => "string".to_owned(),
        Type::Array { items, .. } => format!("array of {}", shape(items)),
        other => other.to_string(),
    }
}

/// The values of an enumeration in the order of their letters, for comparing.
fn values(facts: &Facts) -> Option<String> {
    let mut values: Vec<String> = facts.enumeration.iter().map(value_text).collect();
    values.sort();
    (!values.is_empty()).then(|| values.join(", "))
}

/// Facts that are missing, and values that only the other page lists.
fn take_facts(facts: &mut Facts, other: Facts) {
    let before = facts.clone();
    for value in other.enumeration {
        if !facts.enumeration.contains(&value) {
            facts.enumeration.push(value);
        }
    }
    complete(&mut facts.enum_labels, other.enum_labels);
    facts.default = facts.default.take().or(other.default);
    facts.minimum = facts.minimum.take().or(other.minimum);
    facts.maximum = facts.maximum.take().or(other.maximum);
    facts.max_items = facts.max_items.or(other.max_items);
    facts.min_length = facts.min_length.or(other.min_length);
    facts.max_length = facts.max_length.or(other.max_length);
    facts.max_bytes = facts.max_bytes.or(other.max_bytes);
    facts.pattern = facts.pattern.take().or(other.pattern);
    facts.unit = facts.unit.take().or(other.unit);
    if facts.special.is_empty() {
        facts.special = other.special;
    }
    if facts.keys.is_empty() {
        facts.keys = other.keys;
    }
    if *facts != before {
        complete(&mut facts.rules, other.rules);
    }
}
