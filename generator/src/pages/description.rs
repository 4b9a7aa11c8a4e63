//! Description cells: the sentences, the note that a field may be null, the sample value.
//!
//! What the sentences say beyond that is [`facts`](crate::description)' business.

use serde_json::Value;

use super::profile::common as words;
use crate::description::{self, Described};
use crate::document::Line;
use crate::spec::model::{Facts, Field, Source};

/// The notes of a dialect, as data.
#[derive(Debug)]
pub(crate) struct Notes {
    /// Begins the note that a field may be null, without spaces and in small letters.
    pub(crate) null_note: &'static [&'static str],
    /// Before a sample value.
    pub(crate) sample: &'static [&'static str],
    /// Before a sample value, at the beginning of a line only: elsewhere sentences have the words too.
    pub(crate) sample_line: &'static [&'static str],
    /// Marks an action or a field that is going away, beside [`words::DEPRECATED`].
    pub(crate) deprecated: &'static [&'static str],
}

impl Notes {
    /// True where the text says that the thing is going away.
    pub(crate) fn is_deprecated(&self, text: &str) -> bool {
        words::DEPRECATED.iter().chain(self.deprecated).any(|phrase| text.contains(phrase))
    }

    /// True where the text says so of the field, and not of one of its values: a value that is called "Deprecated" does
    /// not make the field deprecated.
    fn is_going_away(&self, text: &str, facts: &Facts) -> bool {
        words::DEPRECATED.iter().chain(self.deprecated).any(|phrase| {
            let values = facts.enumeration.iter().filter_map(Value::as_str);
            let own = values.chain(facts.enum_labels.values().map(String::as_str)).filter(|own| own.contains(phrase));
            own.fold(text.to_owned(), |text, own| text.replace(own, "")).contains(phrase)
        })
    }

    /// The field of a row, with all that its description says.
    pub(crate) fn field(&self, subject: &description::Subject<'_>, source: Source) -> Field {
        let Described { label, facts } = description::describe(subject);
        Field {
            label,
            required: subject.required,
            example: subject.example.map(str::to_owned),
            deprecated: self.is_going_away(subject.text, &facts),
            facts,
            ..Field::new(subject.name, subject.ty.clone(), source)
        }
    }
}

/// A description cell taken apart.
pub(crate) struct Description {
    /// The sentences, without the null note and the sample value.
    pub(crate) text: String,
    /// The note stands there.
    pub(crate) nullable: bool,
    /// The sample value.
    pub(crate) sample: Option<String>,
}

impl Description {
    /// Takes the lines of a cell apart.
    pub(crate) fn of(lines: &[Line], notes: &Notes) -> Self {
        let mut description = Self { text: String::new(), nullable: false, sample: None };
        let mut sample: Option<String> = None;
        for line in lines {
            let mut rest = line.text.trim();
            if let Some(sample) = &mut sample {
                // JSON needs no line break, and the page's own are not the value's.
                if !sample.starts_with(['[', '{']) && !sample.is_empty() {
                    sample.push('\n');
                }
                sample.push_str(rest);
                continue;
            }
            if let Some(behind) = null_note(rest, notes) {
                description.nullable = true;
                rest = behind;
            }
            let (before, value) = split_sample(rest, notes);
            description.push(before);
            sample = value.map(|value| value.trim().to_owned());
        }
        description.sample = sample.filter(|sample| !sample.is_empty());
        description
    }

    fn push(&mut self, line: &str) {
        let line = line.trim();
        if !line.is_empty() {
            if !self.text.is_empty() {
                self.text.push('\n');
            }
            self.text.push_str(line);
        }
    }
}

/// What stands before a sample value, and the value.
fn split_sample<'l>(line: &'l str, notes: &Notes) -> (&'l str, Option<&'l str>) {
    if let Some(value) = notes.sample_line.iter().find_map(|word| line.strip_prefix(word)) {
        return ("", Some(value));
    }
    for word in notes.sample {
        if let Some((before, value)) = line.split_once(word) {
            return (before, Some(value));
        }
    }
    (line, None)
}

/// The text behind the note that a field may be null, if the line begins with it.
fn null_note<'l>(line: &'l str, notes: &Notes) -> Option<&'l str> {
    let folded: String =
        line.chars().filter(|c| !matches!(c, ' ' | '`')).flat_map(char::to_lowercase).take(64).collect();
    if !notes.null_note.iter().any(|note| folded.starts_with(note)) {
        return None;
    }
    let end = line
        .find(['。', '.'])
        .map_or(line.len(), |at| at + line.get(at..).and_then(|s| s.chars().next()).map_or(1, char::len_utf8));
    line.get(end..)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::model::Type;

    #[test]
    fn a_value_called_deprecated_does_not_make_the_field_deprecated() {
        let notes = Notes { null_note: &[], sample: &[], sample_line: &[], deprecated: &[] };
        let is_deprecated = |text: &str| {
            let ty = Type::string();
            let subject = description::Subject { name: "Shelf", ty: &ty, text, example: None, required: None };
            notes.field(&subject, Source { document: "hall".to_owned(), lines: [1, 1] }).deprecated
        };
        let list =
            "The state. Valid values:\n- Deprecated: the shelf is put into the Deprecated state.\n- Valid: usable.";
        assert!(!is_deprecated(list));
        assert!(is_deprecated("The tag. This field is deprecated, use Label."));
        assert!(is_deprecated(&format!("{list}\nThis field is deprecated.")));
    }
}
