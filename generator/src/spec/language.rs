//! A spec in the language of its reader: which of several labels is shown, and units as words of that language.
//!
//! Emitters show `label`, `title` and `unit` as they stand in a spec; [`spoken`] puts those of a language there first.
//! Names, types and values are the same in every language. [`take_labels`] adds the labels of another edition.

use std::collections::HashSet;

use indexmap::IndexMap;

use super::model::{Action, ErrorCode, Facts, Field, Spec, Structure};

/// The language that emitters show where a spec has it.
pub const ENGLISH: &str = "en";

/// Chinese words for units, and the English ones.
const UNITS: &[(&str, &str)] = &[
    ("毫秒", "milliseconds"),
    ("秒", "seconds"),
    ("分钟", "minutes"),
    ("小时", "hours"),
    ("天", "days"),
    ("日", "days"),
    ("周", "weeks"),
    ("个月", "months"),
    ("月", "months"),
    ("年", "years"),
    ("个/秒", "per second"),
    ("次/秒", "times per second"),
    ("次", "times"),
    ("元", "yuan"),
    ("字节", "bytes"),
    ("核", "cores"),
];

/// A thing with a label: an action with its title, a structure, a field or an error code.
pub(crate) struct Labelled<'l> {
    /// The label that is shown.
    pub(crate) label: &'l mut Option<String>,
    /// The labels by language.
    pub(crate) labels: &'l mut IndexMap<String, String>,
    /// What else is known of a field.
    pub(crate) facts: Option<&'l mut Facts>,
}

/// What is done with each thing that has a label.
pub(crate) type Visit<'v> = dyn FnMut(Labelled<'_>) + 'v;

/// Visits everything in a spec that has a label in several languages.
pub(crate) fn each(spec: &mut Spec, visit: &mut Visit<'_>) {
    spec.actions.values_mut().for_each(|action| each_of_action(action, visit));
    spec.structures.values_mut().for_each(|structure| each_of_structure(structure, visit));
    spec.common_parameters.values_mut().for_each(|fields| each_field(fields, visit));
    spec.errors.values_mut().for_each(|error| of_error(error, visit));
}

/// Visits an action and its fields.
pub(crate) fn each_of_action(action: &mut Action, visit: &mut Visit<'_>) {
    visit(Labelled { label: &mut action.title, labels: &mut action.titles, facts: None });
    each_field(&mut action.request, visit);
    each_field(&mut action.response, visit);
}

/// Visits a structure and its members.
pub(crate) fn each_of_structure(structure: &mut Structure, visit: &mut Visit<'_>) {
    visit(Labelled { label: &mut structure.label, labels: &mut structure.labels, facts: None });
    each_field(&mut structure.fields, visit);
}

/// Visits an error code.
pub(crate) fn of_error(error: &mut ErrorCode, visit: &mut Visit<'_>) {
    visit(Labelled { label: &mut error.label, labels: &mut error.labels, facts: None });
}

fn each_field(fields: &mut [Field], visit: &mut Visit<'_>) {
    for field in fields {
        visit(Labelled { label: &mut field.label, labels: &mut field.labels, facts: Some(&mut field.facts) });
        each_field(members(field), visit);
    }
}

fn members(field: &mut Field) -> &mut [Field] {
    field.ty.inline_fields_mut().map_or(&mut [], Vec::as_mut_slice)
}

impl Labelled<'_> {
    /// Keeps the label that is shown, and those of values, as the ones in a language.
    pub(crate) fn keep_as(self, language: &str) {
        if let Some(label) = self.label {
            self.labels.insert(language.to_owned(), label.clone());
        }
        if let Some(facts) = self.facts.filter(|facts| !facts.enum_labels.is_empty()) {
            facts.enum_labels_in.insert(language.to_owned(), facts.enum_labels.clone());
        }
    }

    /// Shows what there is in a language.
    fn show(self, language: &str) {
        if let Some(label) = self.labels.get(language) {
            *self.label = Some(label.clone());
        }
        let Some(facts) = self.facts else { return };
        if let Some(labels) = facts.enum_labels_in.get(language) {
            facts.enum_labels.extend(labels.clone());
        }
        if language == ENGLISH
            && let Some(unit) = facts.unit.as_deref().and_then(english_unit)
        {
            facts.unit = Some(unit.to_owned());
        }
    }
}

/// The spec with labels, titles and units in a language, where it has them; others stay as they are.
pub fn spoken(spec: &Spec, language: &str) -> Spec {
    let mut spoken = spec.clone();
    each(&mut spoken, &mut |thing| thing.show(language));
    spoken
}

/// Adds the labels of an edition of the API in another language to what has the same name, and nothing else of it. The
/// languages are those of `spec` and of `other`. Tells how many labels were added.
pub fn take_labels(spec: &mut Spec, other: &Spec, [own, language]: [&str; 2]) -> usize {
    let mut taker = Taker { own, language, taken: 0 };
    for (name, action) in &mut spec.actions {
        let Some(other) = other.actions.get(name) else { continue };
        taker.add(&mut action.titles, action.title.as_ref(), other.title.as_ref());
        taker.fields(&mut action.request, &other.request);
        taker.fields(&mut action.response, &other.response);
    }
    for (name, structure) in &mut spec.structures {
        let Some(other) = other.structures.get(name) else { continue };
        taker.add(&mut structure.labels, structure.label.as_ref(), other.label.as_ref());
        taker.fields(&mut structure.fields, &other.fields);
    }
    for (code, error) in &mut spec.errors {
        let Some(other) = other.errors.get(code) else { continue };
        taker.add(&mut error.labels, error.label.as_ref(), other.label.as_ref());
    }
    for name in [own, language] {
        if taker.taken > 0 && spec.languages.iter().all(|known| known != name) {
            spec.languages.push(name.to_owned());
        }
    }
    taker.taken
}

/// What `take_labels` knows on its way.
struct Taker<'l> {
    own: &'l str,
    language: &'l str,
    taken: usize,
}

impl Taker<'_> {
    fn add(&mut self, labels: &mut IndexMap<String, String>, own: Option<&String>, other: Option<&String>) {
        let Some(other) = other else { return };
        if let Some(own) = own {
            labels.entry(self.own.to_owned()).or_insert_with(|| own.clone());
        }
        labels.insert(self.language.to_owned(), other.clone());
        self.taken += 1;
    }

    fn fields(&mut self, fields: &mut [Field], others: &[Field]) {
        let names = names(fields);
        for field in fields {
            let found = same_row(others, &field.name, &names).and_then(|at| others.get(at));
            let Some(other) = found else { continue };
            self.add(&mut field.labels, field.label.as_ref(), other.label.as_ref());
            self.values(&mut field.facts, &other.facts);
            self.fields(members(field), other.ty.inline_fields());
        }
    }

    fn values(&mut self, facts: &mut Facts, other: &Facts) {
        if other.enum_labels.is_empty() {
            return;
        }
        if !facts.enum_labels.is_empty() {
            facts.enum_labels_in.entry(self.own.to_owned()).or_insert_with(|| facts.enum_labels.clone());
        }
        facts.enum_labels_in.insert(self.language.to_owned(), other.enum_labels.clone());
    }
}

/// Where the table of another edition has the row of a field: the row of its name, or the only one whose name has the
/// same letters in another case. `own` are the names of the field's own table, which may not have the name that was
/// found.
pub(crate) fn same_row(fields: &[Field], name: &str, own: &HashSet<String>) -> Option<usize> {
    if let Some(at) = fields.iter().position(|other| other.name == name) {
        return Some(at);
    }
    let mut alike = fields.iter().enumerate().filter(|(_, other)| other.name.eq_ignore_ascii_case(name));
    let (at, found) = alike.next()?;
    (alike.next().is_none() && !own.contains(&found.name)).then_some(at)
}

/// The names of a table's rows.
pub(crate) fn names(fields: &[Field]) -> HashSet<String> {
    fields.iter().map(|field| field.name.clone()).collect()
}

/// The unit in English where it is a Chinese word.
fn english_unit(unit: &str) -> Option<&'static str> {
    UNITS.iter().find(|(chinese, _)| *chinese == unit).map(|(_, english)| *english)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::model::{Source, Type};

    #[test]
    fn a_field_is_shown_in_the_language_that_it_has() {
        let source = Source { document: "teas.md".to_owned(), lines: [1, 1] };
        let mut field = Field::new("Steep", Type::integer(), source);
        field.label = Some("浸泡时间".to_owned());
        field.labels = [("zh", "浸泡时间"), ("en", "Steeping time")].map(|(a, b)| (a.to_owned(), b.to_owned())).into();
        field.facts.unit = Some("秒".to_owned());
        let mut shown = vec![field.clone(), Field { labels: IndexMap::new(), ..field.clone() }];
        each_field(&mut shown, &mut |thing| thing.show(ENGLISH));
        let seen: Vec<_> = shown.iter().map(|field| (field.label.as_deref(), field.facts.unit.as_deref())).collect();
        assert_eq!(seen, [(Some("Steeping time"), Some("seconds")), (Some("浸泡时间"), Some("seconds"))]);
        let mut shown = vec![field];
        each_field(&mut shown, &mut |thing| thing.show("zh"));
        assert_eq!(shown[0].facts.unit.as_deref(), Some("秒"));
    }
}
