//! Names that look alike: what a misread letter makes of a name.
//!
//! Text that was read from pictures confuses letters of one shape: `parcelId` becomes `parceld`. Two names of one
//! spec, or of two editions, that differ in nothing else are reported; which one is right is a person's to say, in a
//! correction.

use std::collections::BTreeMap;

use serde_json::Value;

use super::model::{Field, Source, Spec};
use crate::diagnostic::{Diagnostic, Severity};

/// Names by their shape, with the place where each stands first.
type Shapes = BTreeMap<String, BTreeMap<String, Option<Source>>>;

/// Names of parameters, of fields and of the examples' fields that look like others of the spec.
pub fn within(spec: &Spec) -> Vec<Diagnostic> {
    let shapes = shapes(spec);
    let mut found = Vec::new();
    for names in shapes.values() {
        let mut groups: Vec<(&String, &Option<Source>)> = names.iter().collect();
        groups.dedup_by(|a, b| a.0.eq_ignore_ascii_case(b.0));
        if groups.len() > 1 {
            let list = groups.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let place = groups.iter().rev().find_map(|(_, source)| source.as_ref());
            found.push(finding(format!("{list} differ only in letters that look alike"), place));
        }
    }
    found
}

/// Names of `earlier` that `later` spells with other letters of the same look.
pub fn between(earlier: &Spec, later: &Spec) -> Vec<Diagnostic> {
    let (earlier, later) = (shapes(earlier), shapes(later));
    let mut found = Vec::new();
    for (shape, names) in &earlier {
        let Some(others) = later.get(shape) else { continue };
        for (name, place) in
            names.iter().filter(|(name, _)| !others.keys().any(|other| other.eq_ignore_ascii_case(name)))
        {
            let list = others.keys().map(|other| format!("`{other}`")).collect::<Vec<_>>().join(", ");
            found.push(finding(format!("`{name}` looks like {list} of the later edition"), place.as_ref()));
        }
    }
    found
}

fn finding(message: String, place: Option<&Source>) -> Diagnostic {
    let finding = Diagnostic::new("names-look-alike", Severity::Warning, message)
        .help("if the document was misread, say so in `spec/corrections/`");
    match place {
        Some(place) => finding.at(place.clone()),
        None => finding,
    }
}

/// What remains of a name when letters of the same look are one: upper and lower case, `I`, `l` and `1`, which also
/// melt into one another, and `O` and `0`.
pub(crate) fn shape(name: &str) -> String {
    let mut shape = String::with_capacity(name.len());
    for c in name.chars() {
        let c = match c.to_ascii_lowercase() {
            'i' | 'l' | '1' | '|' => 'l',
            'o' | '0' => 'o',
            c => c,
        };
        if c != 'l' || !shape.ends_with('l') {
            shape.push(c);
        }
    }
    shape
}

pub(crate) fn shapes(spec: &Spec) -> Shapes {
    let mut shapes = Shapes::new();
    for action in spec.actions.values() {
        fields(&action.request, &mut shapes);
        fields(&action.response, &mut shapes);
        for example in &action.examples {
            payload(&example.request, example.source.as_ref(), &mut shapes);
            payload(&example.response, example.source.as_ref(), &mut shapes);
            if let Value::String(text) = &example.response {
                keys(text).for_each(|key| add(key, example.source.as_ref(), &mut shapes));
            }
        }
    }
    for structure in spec.structures.values() {
        fields(&structure.fields, &mut shapes);
    }
    shapes
}

fn add(name: &str, place: Option<&Source>, shapes: &mut Shapes) {
    // Keys that are identifiers of resources are no names.
    if !name.is_empty() && !name.chars().any(|c| c.is_ascii_digit()) {
        shapes.entry(shape(name)).or_default().entry(name.to_owned()).or_insert_with(|| place.cloned());
    }
}

fn fields(fields: &[Field], shapes: &mut Shapes) {
    for field in fields {
        add(&field.name, Some(&field.source), shapes);
        self::fields(field.ty.inline_fields(), shapes);
    }
}

/// The keys of a text that should have been JSON.
fn keys(text: &str) -> impl Iterator<Item = &str> {
    let mut pieces = text.split('"').peekable();
    std::iter::from_fn(move || {
        loop {
            let piece = pieces.next()?;
            if pieces.peek().is_some_and(|next| next.trim_start().starts_with(':')) {
                return Some(piece);
            }
        }
    })
}

fn payload(value: &Value, place: Option<&Source>, shapes: &mut Shapes) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                key.split('.').for_each(|part| add(part, place, shapes));
                payload(value, place, shapes);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| payload(value, place, shapes)),
        _ => {}
    }
}

/// The field of a table whose name is another one's misread or misspelt; see [`twin_of`].
pub fn twin<'a>(name: &str, table: &'a [Field]) -> Option<&'a Field> {
    let twin = twin_of(name, table.iter().map(|field| field.name.as_str()))?;
    table.iter().find(|field| field.name == twin)
}

/// The name that is another one's misread or misspelt: letters of the same look, or one letter too few, too many, wrong
/// or two in the wrong order.
pub fn twin_of<'a>(name: &str, mut candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    candidates.find(|other| *other != name && (shape(other) == shape(name) || is_misspelt(name, other)))
}

fn is_misspelt(name: &str, other: &str) -> bool {
    /// Shorter names differ in one letter by nature.
    const SHORTEST: usize = 7;
    // `Id` and `Ids` are two things, and so are `Port1` and `Port2`.
    let is_plural = || other.strip_suffix('s') == Some(name) || name.strip_suffix('s') == Some(other);
    let has_number = |name: &str| name.ends_with(|c: char| c.is_ascii_digit());
    let close = || name.len().abs_diff(other.len()) <= 1 && (distance(name, other) <= 1 || is_swapped(name, other));
    name.len() >= SHORTEST && other.len() >= SHORTEST && !is_plural() && !has_number(name) && close()
}

/// True where two neighbouring letters have changed places.
fn is_swapped(a: &str, b: &str) -> bool {
    let differing: Vec<(usize, (u8, u8))> = a.bytes().zip(b.bytes()).enumerate().filter(|(_, (a, b))| a != b).collect();
    match differing.as_slice() {
        [(first, (a1, b1)), (second, (a2, b2))] => a.len() == b.len() && first + 1 == *second && a1 == b2 && b1 == a2,
        _ => false,
    }
}

/// The candidate that a misspelt name probably means.
pub fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    /// Bounds the work on hostile tables.
    const COMPARED: usize = 256;
    const LONGEST: usize = 64;
    if name.len() > LONGEST {
        return None;
    }
    candidates
        .take(COMPARED)
        .filter(|candidate| candidate.len().abs_diff(name.len()) <= 2 && candidate.len() <= LONGEST)
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 2 && candidate.len() > 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Candidates that somebody who wrote a name may have meant, the best first: those that differ in few letters, and
/// those that begin with or contain it.
pub fn similar<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    /// More do not help.
    const SHOWN: usize = 4;
    const LONGEST: usize = 128;
    let wanted = name.to_lowercase();
    let mut found: Vec<(usize, &str)> = Vec::new();
    for candidate in candidates.filter(|candidate| candidate.len() <= LONGEST && name.len() <= LONGEST) {
        let distance = distance(name, candidate);
        let holds = wanted.len() > 2 && candidate.to_lowercase().contains(&wanted);
        if distance <= 1 + name.len() / 5 || holds {
            found.push((if holds { distance.min(2) } else { distance }, candidate));
        }
    }
    found.sort_by_key(|(distance, candidate)| (*distance, candidate.len()));
    found.dedup_by_key(|(_, candidate)| *candidate);
    found.into_iter().take(SHOWN).map(|(_, candidate)| candidate).collect()
}

/// Insertions, deletions and replacements between two names, without regard to case.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<u8> = b.bytes().map(|byte| byte.to_ascii_lowercase()).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, byte) in a.bytes().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (above, other) in row.iter().skip(1).zip(&b) {
            let replaced = diagonal + usize::from(byte.to_ascii_lowercase() != *other);
            left = replaced.min(left + 1).min(above + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{shape, twin_of};

    #[test]
    fn misread_letters_have_one_shape() {
        for (right, wrong) in [("parcelId", "parceld"), ("crateId", "crateld"), ("userIP", "userlP"), ("O1", "0l")] {
            assert_eq!(shape(right), shape(wrong));
        }
        assert_ne!(shape("crateId"), shape("crateIp"));
        assert_ne!(shape("port"), shape("ports"));
    }

    #[test]
    fn a_misspelt_name_has_a_twin() {
        for (name, other, twins) in [
            ("LanternDetial", "LanternDetail", true),
            ("ProvederNumber", "ProviderNumber", true),
            ("sourceListenerId", "sourceuListenerId", true),
            ("CertificateId", "CertificateIds", false),
            ("Address1", "Address2", false),
            ("Port", "Part", false),
            ("VpcId", "VpclId", true),
        ] {
            assert_eq!(twin_of(name, [other].into_iter()).is_some(), twins, "{name} {other}");
        }
    }
}
