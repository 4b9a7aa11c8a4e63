//! A JSON value against the type of its field, member by member. Examples and sample values share it.
//!
//! What happens twice at one path (a member of each item of a list) is one verdict with a count.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use serde_json::{Map, Value};

use crate::spec::model::{Field, Source, Spec, Type};
use crate::spec::similar_names::nearest;
use crate::spec::walk::Owner;

use super::choices::{best, choices};
use super::facts::{self, Verdict};
use super::findings::{Findings, preview};
use super::rules::Rule;
use crate::escape::shorten;

/// Deeper values are not followed; structures may contain themselves.
const MAX_DEPTH: usize = 64;

/// Longer names are cut in messages, in characters.
const LONGEST_NAME: usize = 120;

/// Fields by name.
pub(super) type Members<'a> = HashMap<&'a str, &'a Field>;

/// The tables of a spec, ready for looking names up.
#[derive(Debug)]
pub(super) struct Tables<'a> {
    spec: &'a Spec,
    structures: HashMap<&'a str, Members<'a>>,
    common: HashSet<&'a str>,
}

impl<'a> Tables<'a> {
    /// The spec that they are of.
    pub(super) fn spec(&self) -> &'a Spec {
        self.spec
    }

    pub(super) fn of(spec: &'a Spec) -> Self {
        let structures = spec.structures.iter().map(|(name, item)| (name.as_str(), by_name(&item.fields)));
        let common = spec.common_parameters.values().flatten().map(|field| field.name.as_str());
        Self { spec, structures: structures.collect(), common: common.collect() }
    }

    /// True for the name of a common parameter.
    pub(super) fn is_common(&self, name: &str) -> bool {
        self.common.contains(name)
    }
}

/// Fields by name; the first row of a repeated name counts.
pub(super) fn by_name(fields: &[Field]) -> Members<'_> {
    fields.iter().rev().map(|field| (field.name.as_str(), field)).collect()
}

/// A table within the walk: whose it is, its rows, and the rows by name.
#[derive(Debug, Clone)]
pub(super) struct Table<'t, 'a> {
    pub(super) owner: Owner<'a>,
    pub(super) fields: &'a [Field],
    pub(super) members: Cow<'t, Members<'a>>,
}

impl<'a> Table<'_, 'a> {
    pub(super) fn new(owner: Owner<'a>, fields: &'a [Field]) -> Self {
        Self { owner, fields, members: Cow::Owned(by_name(fields)) }
    }
}

/// The rules that a walk reports by.
#[derive(Debug)]
pub(super) struct RuleSet {
    pub(super) unknown: Rule,
    pub(super) ty: Rule,
    pub(super) null: Rule,
    /// None where missing fields are in order.
    pub(super) required: Option<Rule>,
    pub(super) value: Rule,
    pub(super) case: Rule,
    pub(super) range: Rule,
    pub(super) length: Rule,
}

/// A verdict on a path, and how often it was given.
#[derive(Debug)]
struct Counted {
    rule: Rule,
    message: String,
    help: Option<String>,
    count: usize,
}

/// One value being followed.
#[derive(Debug)]
pub(super) struct Walk<'t, 'a> {
    tables: &'t Tables<'a>,
    rules: &'static RuleSet,
    path: String,
    depth: usize,
    verdicts: IndexMap<(&'static str, String), Counted>,
    /// Fields that no table has.
    pub(super) unknown: Vec<(Owner<'a>, String)>,
}

impl<'t, 'a> Walk<'t, 'a> {
    pub(super) fn new(tables: &'t Tables<'a>, rules: &'static RuleSet) -> Self {
        Self { tables, rules, path: String::new(), depth: 0, verdicts: IndexMap::new(), unknown: Vec::new() }
    }

    /// Follows an object. `ignored` names members that no table needs to have.
    pub(super) fn object(
        &mut self,
        table: &Table<'_, 'a>,
        object: &Map<String, Value>,
        ignored: &dyn Fn(&str) -> bool,
    ) {
        for (name, value) in object {
            match table.members.get(name.as_str()) {
                Some(field) => self.step(name, |walk| walk.value(table.owner, field, &field.ty, value)),
                None if ignored(name) => {}
                None => self.unknown_field(table, name),
            }
        }
        self.required(table, |name| object.contains_key(name));
    }

    /// Follows a value of a field; `ty` is the field's type or that of its items.
    pub(super) fn value(&mut self, owner: Owner<'a>, field: &'a Field, ty: &'a Type, value: &Value) {
        let ty = match choices(self.tables.spec, ty) {
            Some(choices) if !value.is_null() => match best(self.tables.spec, choices, value) {
                Some(ty) => ty,
                None => return self.mismatch(ty, &kind(value)),
            },
            _ => ty,
        };
        match (ty, value) {
            (_, Value::Null) if field.nullable => {}
            (_, Value::Null) => {
                self.report(self.rules.null, "is null, and the table does not say that it may be".into())
            }
            (Type::String { content: Some(content), .. }, Value::String(text)) => {
                self.json_text(owner, field, content, text);
            }
            (Type::String { .. }, Value::String(_))
            | (Type::Number { .. }, Value::Number(_))
            | (Type::Boolean, Value::Bool(_)) => {
                self.scalar(field, value);
            }
            (Type::Integer { .. }, Value::Number(number)) if !number.is_f64() => self.scalar(field, value),
            (Type::Array { items, item_name }, _) => self.array(owner, field, items, item_name.as_deref(), value),
            (Type::Map { values }, Value::Object(map)) => {
                for value in map.values() {
                    self.suffix(".*", |walk| walk.value(owner, field, values, value));
                }
            }
            (Type::Object { .. }, Value::Object(map)) => {
                if let Some(table) = self.table(owner, ty) {
                    self.object(&table, map, &|_| false);
                }
            }
            _ => self.mismatch(ty, &kind(value)),
        }
    }

    fn array(&mut self, owner: Owner<'a>, field: &'a Field, items: &'a Type, item_name: Option<&str>, value: &Value) {
        let inner = match item_name {
            Some(name) => value.get(name),
            None => Some(value),
        };
        let Some(Value::Array(list)) = inner else {
            let wrapped = item_name.map(|name| format!(" wrapped in `{name}`")).unwrap_or_default();
            let found = kind(value);
            return self.report(self.rules.ty, format!("is {found}, and the table says array of {}{wrapped}", items));
        };
        self.count_items(field, list.len());
        for item in list {
            self.suffix("[]", |walk| walk.value(owner, field, items, item));
        }
    }

    /// Text that holds JSON.
    pub(super) fn json_text(&mut self, owner: Owner<'a>, field: &'a Field, content: &'a Type, text: &str) {
        match serde_json::from_str::<Value>(text) {
            Ok(value) => self.value(owner, field, content, &value),
            Err(_) => self.report(
                self.rules.ty,
                format!("is the text `{}`, and the table says JSON: {}", preview(text), content),
            ),
        }
    }

    /// The facts of a field against one scalar value.
    pub(super) fn scalar(&mut self, field: &Field, value: &Value) {
        for verdict in facts::judge(&field.facts, value) {
            let rule = match verdict {
                Verdict::NotInEnum => self.rules.value,
                Verdict::EnumCase(_) => self.rules.case,
                Verdict::OutOfRange => self.rules.range,
                Verdict::Length(_) => self.rules.length,
            };
            let shown = preview(&facts::value_text(value));
            self.report(rule, format!("is `{shown}`, {}", verdict.of(&field.facts)));
        }
    }

    pub(super) fn count_items(&mut self, field: &Field, count: usize) {
        if let Some(most) = field.facts.max_items.filter(|most| count as u64 > *most) {
            self.report(self.rules.length, format!("has {count} items, and the table allows {most}"));
        }
    }

    /// The table behind an object type; none for an object of unknown members.
    pub(super) fn table(&self, owner: Owner<'a>, ty: &'a Type) -> Option<Table<'t, 'a>> {
        let Type::Object { reference, fields } = ty else { return None };
        if self.depth >= MAX_DEPTH {
            return None;
        }
        let Some(name) = reference.as_deref() else { return fields.as_deref().map(|fields| Table::new(owner, fields)) };
        let fields = &self.tables.spec.structures.get(name)?.fields;
        let members = self.tables.structures.get(name)?;
        Some(Table { owner: Owner::Structure(name), fields, members: Cow::Borrowed(members) })
    }

    /// Reports required fields that `has` denies.
    pub(super) fn required(&mut self, table: &Table<'_, 'a>, has: impl Fn(&str) -> bool) {
        let Some(rule) = self.rules.required else { return };
        for field in table.fields.iter().filter(|field| field.required == Some(true) && !has(&field.name)) {
            self.step(&field.name, |walk| walk.report(rule, "is required and missing".to_owned()));
        }
    }

    pub(super) fn unknown_field(&mut self, table: &Table<'_, 'a>, name: &str) {
        self.unknown.push((table.owner, name.to_owned()));
        let near = nearest(name, table.fields.iter().map(|field| field.name.as_str()));
        let help = near.map(|name| format!("the table has `{name}`"));
        let owner = table.owner;
        self.step(&shorten(name, LONGEST_NAME), |walk| {
            walk.report_with_help(walk.rules.unknown, format!("is not in the table of {owner}"), help);
        });
    }

    pub(super) fn mismatch(&mut self, ty: &Type, found: &str) {
        self.report(self.rules.ty, format!("is {found}, and the table says {}", ty));
    }

    /// Follows a member.
    pub(super) fn step(&mut self, name: &str, follow: impl FnOnce(&mut Self)) {
        let dot = if self.path.is_empty() { "" } else { "." };
        self.descend(dot, name, follow);
    }

    /// Follows a part of a value: `[]` or `.*`.
    pub(super) fn suffix(&mut self, step: &str, follow: impl FnOnce(&mut Self)) {
        self.descend("", step, follow);
    }

    fn descend(&mut self, separator: &str, step: &str, follow: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        self.path.push_str(separator);
        self.path.push_str(step);
        self.depth += 1;
        follow(self);
        self.depth -= 1;
        self.path.truncate(length);
    }

    pub(super) fn report(&mut self, rule: Rule, message: String) {
        self.report_with_help(rule, message, None);
    }

    fn report_with_help(&mut self, rule: Rule, message: String, help: Option<String>) {
        let counted =
            self.verdicts.entry((rule.id, self.path.clone())).or_insert(Counted { rule, message, help, count: 0 });
        counted.count += 1;
    }

    /// Hands the verdicts over; `context` says what was followed. Gives the fields that no table has.
    pub(super) fn finish(self, context: &str, source: &Source, findings: &mut Findings) -> Vec<(Owner<'a>, String)> {
        for ((_, path), Counted { rule, message, help, count }) in self.verdicts {
            let subject = if path.is_empty() { "the value".to_owned() } else { format!("`{path}`") };
            let times = if count > 1 { format!(" ({count} times)") } else { String::new() };
            findings.add_with_help(&rule, Some(source), format!("{context}: {subject} {message}{times}"), help);
        }
        self.unknown
    }
}

/// A JSON value in words.
pub(super) fn kind(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => format!("the boolean {value}"),
        Value::Number(value) => format!("the number {value}"),
        Value::String(text) => format!("the string `{}`", preview(text)),
        Value::Array(_) => "an array".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}
