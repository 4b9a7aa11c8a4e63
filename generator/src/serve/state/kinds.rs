//! What the engine looks up again and again: families by action and by noun, and names in a form to be compared.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::families::{Families, Family, Part, comparable};
use crate::spec::model::Spec;
use crate::spec::walk::each_field;

/// A family with what is derived from it.
#[derive(Debug)]
pub(super) struct Kind {
    pub(super) family: Family,
    ids: Vec<String>,
    pub(super) parent: Option<usize>,
    /// How many families are around it.
    pub(super) depth: usize,
    /// Shown names by sent ones.
    shown: HashMap<String, String>,
    /// The parameter that names the region: its own, or that of what holds it.
    pub(super) region: Option<String>,
}

/// The families of a spec, indexed.
#[derive(Debug)]
pub(super) struct Kinds {
    pub(super) all: Vec<Kind>,
    plans: HashMap<String, (usize, Part)>,
    by_noun: HashMap<String, usize>,
    names: HashMap<String, String>,
}

impl Kinds {
    pub(super) fn of(spec: &Spec, families: &Families) -> Self {
        let mut names = HashMap::new();
        each_field(spec, &mut |_, _, field| {
            names.entry(field.name.clone()).or_insert_with(|| comparable(&field.name));
        });
        let by_noun: HashMap<String, usize> =
            families.families.iter().enumerate().map(|(index, family)| (family.noun.clone(), index)).collect();
        let mut plans = HashMap::new();
        let mut all: Vec<Kind> = Vec::new();
        for (index, family) in families.families.iter().enumerate() {
            plans.extend(family.parts.iter().map(|part| (part.action.clone(), (index, part.clone()))));
            let parent = family.parent.as_ref().and_then(|noun| by_noun.get(noun)).copied();
            // Parents come first in the list of families.
            let outer = parent.and_then(|parent| all.get(parent));
            let region = outer.and_then(|outer| outer.region.clone()).or_else(|| family.region.clone());
            let depth = outer.map_or(0, |outer| outer.depth + 1);
            all.push(Kind {
                ids: family.ids.iter().map(|id| comparable(id)).collect(),
                parent,
                depth,
                shown: family.renames.iter().map(|rename| (rename.sent.clone(), rename.shown.clone())).collect(),
                region,
                family: family.clone(),
            });
        }
        Kinds { all, plans, by_noun, names }
    }

    pub(super) fn plan(&self, action: &str) -> Option<(usize, &Part)> {
        self.plans.get(action).map(|(index, part)| (*index, part))
    }

    pub(super) fn get(&self, index: usize) -> Option<&Kind> {
        self.all.get(index)
    }

    pub(super) fn named(&self, noun: &str) -> Option<(usize, &Kind)> {
        let index = *self.by_noun.get(noun)?;
        Some((index, self.all.get(index)?))
    }

    /// A name in the form that names are compared in.
    pub(super) fn key<'a>(&'a self, name: &str) -> Cow<'a, str> {
        match self.names.get(name) {
            Some(key) => Cow::Borrowed(key),
            None => Cow::Owned(comparable(name)),
        }
    }

    /// Whether a field's name is that of a family's id.
    pub(super) fn is_id(&self, kind: &Kind, name: &str) -> bool {
        kind.ids.iter().any(|id| *id == *self.key(name))
    }

    /// The families that are directly in one.
    pub(super) fn children(&self, index: usize) -> impl Iterator<Item = (usize, &Kind)> {
        self.all.iter().enumerate().filter(move |(_, kind)| kind.parent == Some(index))
    }

    /// Whether a family is in another, at any depth.
    pub(super) fn is_within(&self, inner: usize, outer: usize) -> bool {
        let mut next = self.all.get(inner).and_then(|kind| kind.parent);
        while let Some(index) = next {
            if index == outer {
                return true;
            }
            next = self.all.get(index).and_then(|kind| kind.parent);
        }
        false
    }
}

impl Kind {
    /// The name that something sent is kept under.
    pub(super) fn kept<'a>(&'a self, sent: &'a str) -> &'a str {
        self.shown.get(sent).map_or(sent, String::as_str)
    }

    /// What is kept for a name.
    pub(super) fn value<'v>(&self, values: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
        values.get(name).or_else(|| values.get(self.shown.get(name)?))
    }
}

/// The texts of a value that names one or several things: a text, a number, a list, or a text with a list.
pub(super) fn texts(value: Option<&Value>, several: bool) -> Vec<String> {
    match value {
        Some(Value::String(text)) if several => {
            let list = serde_json::from_str::<Value>(text).ok().filter(Value::is_array);
            match list {
                Some(list) => texts(Some(&list), true),
                None => text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect(),
            }
        }
        Some(Value::Array(items)) => items.iter().flat_map(|item| texts(Some(item), false)).collect(),
        Some(Value::Object(members)) if members.len() == 1 => texts(members.values().next(), several),
        Some(Value::String(text)) if text.is_empty() => Vec::new(),
        Some(Value::Null | Value::Object(_)) | None => Vec::new(),
        Some(other) => vec![text(other)],
    }
}

pub(super) use crate::spec::value_text as text;

/// The items of a list, or of a text that holds one.
pub(super) fn items(value: Option<&Value>) -> Vec<Value> {
    match value {
        Some(Value::Array(items)) => items.clone(),
        Some(Value::String(text)) => match serde_json::from_str::<Value>(text) {
            Ok(Value::Array(items)) => items,
            Ok(object @ Value::Object(_)) => vec![object],
            _ => texts(value, true).into_iter().map(Value::String).collect(),
        },
        Some(Value::Null) | None => Vec::new(),
        Some(other) => vec![other.clone()],
    }
}
