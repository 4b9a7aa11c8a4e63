//! Types: whether the new one is another, holds more or holds less; and the members of structures written in place.

use crate::spec::model::{Field, NumberFormat, Type};

use super::collect::{Collector, Places};
use super::rules::*;
use super::structures::Structures;
use super::{Rule, fields};

/// Deepest nesting of lists and maps that is compared; documents show three.
const DEEPEST: usize = 64;

/// A type in words.
pub(super) fn name(ty: &Type) -> String {
    ty.to_string()
}

/// What a type is, in a word.
pub(super) fn kind(ty: &Type) -> &'static str {
    match ty {
        Type::String { .. } => "string",
        Type::Integer { .. } => "integer",
        Type::Number { .. } => "number",
        Type::Boolean => "boolean",
        Type::Array { .. } => "array",
        Type::Object { .. } => "object",
        Type::Map { .. } => "map",
        Type::OneOf { .. } => "one of several types",
    }
}

/// The values are texts: a string, or a list or map of them.
pub(super) fn is_text(ty: &Type) -> bool {
    match ty {
        Type::Array { items: inner, .. } | Type::Map { values: inner } => is_text(inner),
        _ => matches!(ty, Type::String { .. }),
    }
}

/// The members of an unnamed structure that a type is, or is a list or map of.
pub(super) fn members(ty: &Type) -> Option<&[Field]> {
    match ty {
        Type::Object { fields, .. } => fields.as_deref(),
        Type::Array { items: inner, .. } | Type::Map { values: inner } => members(inner),
        Type::String { content: Some(inner), .. } => members(inner),
        _ => None,
    }
}

/// Compares the types of a field, and what is in them.
pub(super) fn compare(old: &Type, new: &Type, places: Places<'_>, structures: &Structures<'_>, found: &mut Collector) {
    if old != new {
        Comparison { whole: (old, new), places, structures }.compare(old, new, DEEPEST, found);
    }
}

/// The types of which a type is one; itself alone where it is no choice.
fn choices(ty: &Type) -> &[Type] {
    match ty {
        Type::OneOf { one_of } => one_of,
        ty => std::slice::from_ref(ty),
    }
}

struct Comparison<'c> {
    /// The field's types, which messages name.
    whole: (&'c Type, &'c Type),
    places: Places<'c>,
    structures: &'c Structures<'c>,
}

impl Comparison<'_> {
    fn compare(&self, old: &Type, new: &Type, depth: usize, found: &mut Collector) {
        let Some(depth) = depth.checked_sub(1) else { return };
        match (old, new) {
            (Type::String { .. }, Type::String { .. }) => self.texts(old, new, depth, found),
            (Type::Integer { format: old }, Type::Integer { format: new }) => {
                let width = |format: Option<_>| format.map(|_| "64 bits".to_owned());
                found.differ(&TYPE_WIDTH, self.places, "width", width(*old), width(*new));
            }
            (Type::Number { format: old }, Type::Number { format: new }) => {
                let width = |format: Option<NumberFormat>| {
                    format.map(|format| if format == NumberFormat::Float { "32 bits" } else { "64 bits" }.to_owned())
                };
                found.differ(&TYPE_WIDTH, self.places, "width", width(*old), width(*new));
            }
            (Type::Boolean, Type::Boolean) => {}
            (Type::Array { items: old, item_name: old_name }, Type::Array { items: new, item_name: new_name }) => {
                found.differ(&TYPE_WRAPPING, self.places, "items wrapped as", old_name.clone(), new_name.clone());
                self.compare(old, new, depth, found);
            }
            (Type::Map { values: old }, Type::Map { values: new }) => self.compare(old, new, depth, found),
            (Type::Object { .. }, Type::Object { .. }) => self.objects(old, new, found),
            (Type::Integer { .. }, Type::Number { .. }) => self.report(&TYPE_WIDENED, found),
            (Type::Number { .. }, Type::Integer { .. }) => self.report(&TYPE_NARROWED, found),
            (Type::OneOf { one_of }, new) => self.choices(one_of, choices(new), found),
            (old, Type::OneOf { one_of }) => self.choices(choices(old), one_of, found),
            _ => self.report(&TYPE_CHANGED, found),
        }
    }

    /// One of several types: more of them, fewer, or others.
    fn choices(&self, old: &[Type], new: &[Type], found: &mut Collector) {
        let has = |types: &[Type], ty: &Type| types.iter().any(|other| name(other) == name(ty));
        let (kept, added) = (old.iter().all(|ty| has(new, ty)), new.iter().any(|ty| !has(old, ty)));
        match (kept, added) {
            (true, true) => self.report(&TYPE_WIDENED, found),
            (false, false) => self.report(&TYPE_NARROWED, found),
            (false, true) => self.report(&TYPE_CHANGED, found),
            // In another order.
            (true, false) => {}
        }
    }

    /// Another type, in the words of the whole.
    fn report(&self, rule: &Rule, found: &mut Collector) {
        let (old, new) = self.whole;
        let (before, after) = (old.to_string(), new.to_string());
        found.differ(rule, self.places, "type", Some(before), Some(after));
    }

    fn texts(&self, old: &Type, new: &Type, depth: usize, found: &mut Collector) {
        let (Type::String { format: before, content: old }, Type::String { format: after, content: new }) = (old, new)
        else {
            return;
        };
        if before != after {
            self.report(&TYPE_FORMAT, found);
        } else if let (Some(old), Some(new)) = (old, new) {
            self.compare(old, new, depth, found);
        } else if old.is_some() != new.is_some() {
            self.stated(new.is_some(), found);
        }
    }

    fn objects(&self, old: &Type, new: &Type, found: &mut Collector) {
        let (
            Type::Object { reference: old_name, fields: old_fields },
            Type::Object { reference: new_name, fields: new_fields },
        ) = (old, new)
        else {
            return;
        };
        if let (Some(old), Some(new)) = (old_name, new_name)
            && self.structures.is_same(old, new)
        {
            return;
        }
        if old_name != new_name {
            let name = |name: &Option<String>| Some(name.as_deref().unwrap_or("written in place").to_owned());
            found.differ(&TYPE_STRUCTURE, self.places, "structure", name(old_name), name(new_name));
        }
        // Structures that hold themselves would be compared for ever.
        if let (Some(old), Some(new)) = (old_name, new_name)
            && !found.is_first(old, new)
        {
            return;
        }
        let old = old_name.as_deref().and_then(|name| self.structures.old_members(name)).or(old_fields.as_deref());
        let new = new_name.as_deref().and_then(|name| self.structures.new_members(name)).or(new_fields.as_deref());
        match (old, new) {
            (Some(old), Some(new)) => fields::compare(old, new, self.structures, found),
            (old, new) if old.is_some() != new.is_some() => self.stated(new.is_some(), found),
            _ => {}
        }
    }

    /// The members are documented on one side alone.
    fn stated(&self, now: bool, found: &mut Collector) {
        if now {
            found.add(&TYPE_MEMBERS_STATED, self.places, "members documented");
        } else {
            found.add(&TYPE_MEMBERS_UNSTATED, self.places, "members no longer documented");
        }
    }
}
