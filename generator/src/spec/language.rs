//! A spec in the language of its reader: which of several labels is shown, and units as words of that language.
//!
//! Emitters show `label`, `title` and `unit` as they stand in a spec; [`spoken`] puts those of a language there first.
//! Names, types and values are the same in every language. [`take_labels`] adds the labels of another edition.

use indexmap::IndexMap;

use super::model::{Facts, Field, Spec};

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

/// The spec with labels, titles and units in a language, where it has them; others stay as they are.
pub fn spoken(spec: &Spec, language: &str) -> Spec {
    let mut spoken = spec.clone();
    for action in spoken.actions.values_mut() {
        show(&action.titles, &mut action.title, language);
        fields(&mut action.request, language);
        fields(&mut action.response, language);
    }
    for structure in spoken.structures.values_mut() {
        show(&structure.labels, &mut structure.label, language);
        fields(&mut structure.fields, language);
    }
    for common in spoken.common_parameters.values_mut() {
        fields(common, language);
    }
    for error in spoken.errors.values_mut() {
        show(&error.labels, &mut error.label, language);
    }
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
        for field in fields {
            let same = |other: &&Field| other.name == field.name;
            let alike = |other: &&Field| other.name.eq_ignore_ascii_case(&field.name);
            let Some(other) = others.iter().find(same).or_else(|| others.iter().find(alike)) else { continue };
            self.add(&mut field.labels, field.label.as_ref(), other.label.as_ref());
            self.values(&mut field.facts, &other.facts);
            let members = field.ty.inline_fields_mut().map_or(&mut [] as &mut [Field], Vec::as_mut_slice);
            self.fields(members, other.ty.inline_fields());
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

/// The unit in English where it is a Chinese word.
pub fn english_unit(unit: &str) -> Option<&'static str> {
    UNITS.iter().find(|(chinese, _)| *chinese == unit).map(|(_, english)| *english)
}

fn show(labels: &IndexMap<String, String>, label: &mut Option<String>, language: &str) {
    if let Some(own) = labels.get(language) {
        *label = Some(own.clone());
    }
}

fn fields(fields_of: &mut [Field], language: &str) {
    for field in fields_of {
        show(&field.labels, &mut field.label, language);
        if let Some(labels) = field.facts.enum_labels_in.get(language) {
            field.facts.enum_labels.extend(labels.clone());
        }
        if language == ENGLISH
            && let Some(unit) = field.facts.unit.as_deref().and_then(english_unit)
        {
            field.facts.unit = Some(unit.to_owned());
        }
        fields(field.ty.inline_fields_mut().map_or(&mut [], Vec::as_mut_slice), language);
    }
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
        fields(&mut shown, ENGLISH);
        let seen: Vec<_> = shown.iter().map(|field| (field.label.as_deref(), field.facts.unit.as_deref())).collect();
        assert_eq!(seen, [(Some("Steeping time"), Some("seconds")), (Some("浸泡时间"), Some("seconds"))]);
        let mut shown = vec![field];
        fields(&mut shown, "zh");
        assert_eq!(shown[0].facts.unit.as_deref(), Some("秒"));
    }
}
