//! From what a cell says to a type: named structures, members in other tables, enumerations in other tables.

use std::collections::HashSet;

use serde_json::Value;

use super::library::At;
use super::outline::{Outline, Roles};
use super::rows::{self, Fact, ForAll};
use super::types::Said;
use super::words;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::markup::rich::Text;
use crate::pages::profile::file::NestingWay;
use crate::spec::model::{Field, Place, Source, Type, Uncertain};

/// Members nest no deeper.
const DEEPEST: usize = 12;
/// Most members of the objects of one operation.
const MOST_MEMBERS: usize = 5000;
/// Most values of an enumeration.
const MOST_VALUES: usize = 400;

/// Finds types, and keeps what it used and what it did not understand.
pub(super) struct Resolver<'o, 'l> {
    pub(super) outline: &'o Outline<'l>,
    pub(super) findings: Vec<Diagnostic>,
    /// Tables whose rows became members or values.
    pub(super) members: HashSet<At>,
    pub(super) values: HashSet<At>,
    /// What was reported already.
    reported: HashSet<(Source, String)>,
    /// Tables around the row, and members that may still be added.
    trail: Vec<At>,
    budget: usize,
    /// The description of each field by its path.
    pub(super) prose: Vec<(String, String)>,
}

impl<'o, 'l> Resolver<'o, 'l> {
    pub(super) fn new(outline: &'o Outline<'l>) -> Self {
        Self {
            outline,
            findings: Vec::new(),
            members: HashSet::new(),
            values: HashSet::new(),
            reported: HashSet::new(),
            trail: Vec::new(),
            budget: MOST_MEMBERS,
            prose: Vec::new(),
        }
    }

    /// A new operation or structure begins.
    pub(super) fn begin(&mut self) {
        (self.trail, self.budget) = (Vec::new(), MOST_MEMBERS);
    }

    pub(super) fn report(
        &mut self,
        code: &'static str,
        severity: Severity,
        message: String,
        source: &Source,
        help: &str,
    ) {
        if self.reported.insert((source.clone(), message.clone())) {
            self.findings.push(Diagnostic::new(code, severity, message).at(source.clone()).help(help));
        }
    }

    /// The fields of a table; `path` is their owner's in the prose.
    pub(super) fn fields(&mut self, at: At, place: Option<Place>, all: &ForAll, path: &str) -> Vec<Field> {
        let (facts, unread) = rows::read(self.outline, at, place, all);
        for lines in unread {
            let source = self.outline.library.source(at.doc, lines);
            let help = "if the sign or the words in the cell mean something, add them to `marks` of the profile";
            self.report(
                "row-without-name",
                Severity::Warning,
                "expected the name of a field in this row, found none".to_owned(),
                &source,
                help,
            );
        }
        self.trail.push(at);
        let mut fields: Vec<Field> = Vec::new();
        for fact in &facts {
            if self.budget == 0 {
                break;
            }
            self.budget -= 1;
            let field = self.field(fact, at, path);
            match fields.iter().any(|known| known.name == field.name) {
                true => {
                    let message = format!("the field {} has two rows; the first one counts", field.name);
                    self.report(
                        "row-twice",
                        Severity::Warning,
                        message,
                        &field.source,
                        "remove one of them if both mean the same",
                    );
                }
                false => fields.push(field),
            }
        }
        self.trail.pop();
        fields
    }

    fn field(&mut self, fact: &Fact, at: At, path: &str) -> Field {
        let source = self.outline.library.source(at.doc, fact.lines);
        let path = format!("{path}.{}", fact.name);
        if let Some(flag) = &fact.flag {
            let message = format!("expected yes or no for the field {}, found `{flag}`", fact.name);
            self.report("flag-unknown", Severity::Warning, message, &source, "add the words to `marks` of the profile");
        }
        let text = fact.description.plain();
        let mut values = None;
        let mut uncertain = Vec::new();
        let ty = match (&fact.said, self.members_of(fact, at)) {
            (Some(said), Some(table)) => {
                let members = self.inner(table, &path);
                with_members(said, &members)
            }
            (Some(said), None) => self.ty(said, at, &source, &mut values),
            (None, Some(table)) => Type::Object { reference: None, fields: Some(self.inner(table, &path)) },
            (None, None) => {
                uncertain.push(Uncertain::Type);
                Type::string()
            }
        };
        if !text.is_empty() {
            self.prose.push((path, text));
        }
        let mut field = Field::new(&fact.name, ty, source);
        field.required = fact.required;
        field.nullable = fact.nullable;
        field.deprecated = fact.deprecated;
        field.uncertain = uncertain;
        let default = fact.default.as_deref().and_then(|text| default(text, &field.ty));
        field.facts.default = default;
        self.enumerate(&mut field, values, fact, at);
        field
    }

    /// The fields of a table inside of another one.
    fn inner(&mut self, table: At, path: &str) -> Vec<Field> {
        self.members.insert(table);
        self.fields(table, None, &ForAll::default(), path)
    }

    /// What a cell says as a type. A table of values that it leads to is put into `values`.
    pub(super) fn ty(&mut self, said: &Said, at: At, source: &Source, values: &mut Option<At>) -> Type {
        match said {
            Said::Known(ty) => ty.clone(),
            Said::KnownAt { ty, target } => {
                *values = values.or(self.values_at(at.doc, target));
                ty.clone()
            }
            Said::Link { text, target } => self.linked(text, target, at, source, values),
            Said::Name(name) => self.named(name, source),
            Said::Array(inner) => Type::array(self.ty(inner, at, source, values)),
            Said::Map(inner) => Type::Map { values: Box::new(self.ty(inner, at, source, values)) },
            Said::OneOf(all) => {
                let mut one_of: Vec<Type> = Vec::new();
                for said in all {
                    match self.ty(said, at, source, values) {
                        Type::OneOf { one_of: inner } => one_of.extend(inner),
                        ty => one_of.push(ty),
                    }
                }
                one_of.dedup();
                Type::OneOf { one_of }
            }
            Said::Unknown(text) => self.named(text, source),
        }
    }

    fn named(&mut self, name: &str, source: &Source) -> Type {
        let found = self.outline.structure_named(name).or_else(|| self.outline.structure_named(&words::camel(name)));
        match found.and_then(|index| self.outline.structures.get(index)) {
            Some(structure) => Type::reference(structure.name.clone()),
            None => {
                let message = format!("expected a type, found `{name}`, which is no word of types and no structure");
                let help = "add the word to `types.words` of the profile, or the pages that describe it";
                self.report("type-unreadable", Severity::Warning, message, source, help);
                free()
            }
        }
    }

    fn linked(&mut self, text: &str, target: &str, at: At, source: &Source, values: &mut Option<At>) -> Type {
        if let Some(structure) = self.structure_behind(at.doc, target) {
            return Type::reference(structure);
        }
        if let Some(table) = self.values_at(at.doc, target) {
            *values = values.or(Some(table));
            let all = self.value_list(table).unwrap_or_default();
            return if !all.is_empty() && all.iter().all(Value::is_i64) { Type::integer() } else { Type::string() };
        }
        if let Some(structure) =
            self.outline.structure_named(&words::camel(text)).and_then(|index| self.outline.structures.get(index))
        {
            return Type::reference(structure.name.clone());
        }
        let message = format!("the type `{text}` is described on a page that is not here; its members are unknown");
        self.report(
            "type-elsewhere",
            Severity::Note,
            message,
            source,
            "read the page that the link leads to together with this one",
        );
        free()
    }

    /// The name of the structure that a link leads to.
    pub(super) fn structure_behind(&self, doc: usize, target: &str) -> Option<String> {
        let at = self.outline.library.follow(doc, target).filter(|_| target.contains('#'))?;
        let section = self.outline.library.section_of(at);
        let first = self.outline.library.tables_from(at).find_map(|table| self.outline.structure_at(table));
        let own = self
            .outline
            .structure_in(section)
            .filter(|_| self.outline.library.section(section).is_some_and(|s| s.heading == Some(at.block)));
        let structure = self.outline.structures.get(own.or(first)?)?;
        Some(structure.name.clone())
    }

    /// The table of values that a link leads to.
    fn values_at(&self, doc: usize, target: &str) -> Option<At> {
        let at = self.outline.library.follow(doc, target).filter(|_| target.contains('#'))?;
        let table = self.outline.library.tables_from(at).next()?;
        (!self.outline.are_fields(table)).then_some(table)
    }

    /// The values in a table of an enumeration. `None` for flags, which may be joined.
    fn value_list(&self, at: At) -> Option<Vec<Value>> {
        let table = self.outline.library.table(at)?;
        let roles = Roles::of(table, &self.outline.profile.columns);
        if roles.code.is_some() || roles.status.is_some() {
            return None;
        }
        let numbers = roles.ty.filter(|_| self.outline.has_numbers(at, roles.ty));
        let column = roles.value.or(numbers).unwrap_or(0);
        let mut texts: Vec<String> = Vec::new();
        for row in table.rows.iter().take(MOST_VALUES) {
            let text = row.cells.get(column).map(Text::plain).unwrap_or_default();
            let mut text = text.trim();
            for sign in &self.outline.profile.marks.footnotes {
                text = text.strip_suffix(sign.as_str()).unwrap_or(text).trim_end();
            }
            if text.contains("<<") || text.chars().count() > 60 {
                return None;
            }
            let text = text.trim_matches(['"', '\'', '`']);
            if !text.is_empty() && !texts.iter().any(|known| known == text) {
                texts.push(text.to_owned());
            }
        }
        let numbers: Option<Vec<Value>> = texts.iter().map(|text| text.parse::<i64>().ok().map(Value::from)).collect();
        let is_plain = texts.iter().all(|text| !text.contains(char::is_whitespace));
        let strings = || is_plain.then(|| texts.iter().map(|text| Value::from(text.as_str())).collect());
        numbers.or_else(strings).filter(|values: &Vec<Value>| !values.is_empty())
    }

    /// The values of a field: those in the table that its type or the beginning of its description leads to.
    fn enumerate(&mut self, field: &mut Field, values: Option<At>, fact: &Fact, at: At) {
        if let Some(constant) = super::constants::of(&fact.description, &self.outline.profile.structures.constant)
            && matches!(field.ty, Type::String { .. })
        {
            field.facts.enumeration = vec![Value::from(constant)];
            return;
        }
        let Some(table) = values.or_else(|| self.described_values(fact, at)) else { return };
        let Some(list) = self.value_list(table) else { return };
        let inner = match &field.ty {
            Type::Array { items, .. } => items,
            ty => ty,
        };
        let fits = match inner {
            Type::Integer { .. } => list.iter().all(Value::is_i64),
            Type::String { .. } => list.iter().all(Value::is_string),
            _ => false,
        };
        if fits {
            self.values.insert(table);
            let lines = self.outline.library.block(table).map_or([1, 1], |block| block.lines);
            field.facts.enum_source = Some(self.outline.library.source(table.doc, lines));
            field.facts.enumeration = list;
        }
    }

    /// The table that the only link near the beginning of a description leads to.
    fn described_values(&self, fact: &Fact, at: At) -> Option<At> {
        /// Words before the link.
        const NEAR: usize = 6;
        let mut before = 0;
        let mut found = None;
        for run in &fact.description.runs {
            let table = run.link.as_deref().and_then(|link| self.values_at(at.doc, link));
            match (table, found) {
                (Some(table), None) if before <= NEAR => found = Some(table),
                (Some(table), Some(known)) if table != known => return None,
                _ => {}
            }
            before += run.text.split_whitespace().count();
            if run.text.contains('(') && found.is_none() {
                return None;
            }
        }
        found
    }

    /// The table with the members of a row, if they are found by captions and references.
    pub(super) fn members_of(&self, fact: &Fact, at: At) -> Option<At> {
        let ways = &self.outline.profile.nesting.ways;
        if ways.is_empty() || !fact.said.as_ref().is_none_or(is_open) || self.trail.len() > DEEPEST {
            return None;
        }
        let fresh = |table: &At| *table != at && !self.trail.contains(table) && self.outline.are_fields(*table);
        let linked = fact.said.as_ref().and_then(target).and_then(|link| self.outline.library.follow(at.doc, link));
        let linked = linked.and_then(|found| self.outline.library.tables_from(found).next()).filter(fresh);
        // On the same side of the operation first: requests and answers have tables of the same caption.
        let near = || ways.iter().find_map(|way| self.by_way(*way, fact, at, true).filter(fresh));
        let far = || ways.iter().find_map(|way| self.by_way(*way, fact, at, false).filter(fresh));
        if fact.said.is_none() && linked.is_none() {
            return None;
        }
        // A link to the other side may be a slip, if a table here has the name of the type.
        let named = linked
            .filter(|table| !self.is_near(*table, at))
            .and_then(|_| self.by_way(NestingWay::TypeIsCaption, fact, at, true));
        named.filter(fresh).or(linked).or_else(near).or_else(far)
    }

    /// A way finds a table of members for a row.
    pub(super) fn finds(&self, way: NestingWay, fact: &Fact, at: At) -> bool {
        let is_members = |table: &At| *table != at && self.outline.are_fields(*table);
        let open = fact.said.as_ref().is_some_and(is_open);
        open && [true, false].iter().any(|near| self.by_way(way, fact, at, *near).filter(is_members).is_some())
    }

    fn by_way(&self, way: NestingWay, fact: &Fact, at: At, near: bool) -> Option<At> {
        match way {
            NestingWay::TypeIsCaption => self.captioned(&core_name(fact.said.as_ref()?)?, at, near),
            NestingWay::NameIsCaption => {
                let singular = || fact.name.strip_suffix('s').and_then(|name| self.captioned(name, at, near));
                self.captioned(&fact.name, at, near).or_else(singular)
            }
            NestingWay::Reference => {
                let word = self.outline.profile.nesting.caption.as_deref()?;
                let link = fact.description.links().filter(|link| link.starts_with('#'));
                let linked = link.filter_map(|link| self.outline.library.follow(at.doc, link));
                let linked = linked.filter_map(|found| self.outline.library.tables_from(found).next()).next();
                let text = fact.description.plain();
                let number = text.split(word).skip(1).find_map(|rest| {
                    let digits: String = rest.trim_start().chars().take_while(char::is_ascii_digit).collect();
                    digits.parse::<u32>().ok()
                });
                let numbered = || {
                    self.near(at, near)
                        .find(|table| self.outline.caption(*table).map(|(n, _)| n) == number && number.is_some())
                };
                linked.filter(|found| self.is_near(*found, at) == near).or_else(numbered)
            }
        }
    }

    /// The next table below with a caption of that name, or else the last one above.
    fn captioned(&self, name: &str, at: At, near: bool) -> Option<At> {
        let is_called =
            |table: &At| self.outline.caption(*table).is_some_and(|(_, caption)| self.is_name_in(&caption, name));
        let tables: Vec<At> = self.near(at, near).filter(|table| *table != at).filter(is_called).collect();
        tables.iter().find(|table| table.block > at.block).or_else(|| tables.last()).copied()
    }

    fn is_name_in(&self, caption: &str, name: &str) -> bool {
        let plain =
            |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
        let mut bare = caption.trim();
        for word in &self.outline.profile.nesting.caption_drop {
            bare = bare.strip_suffix(word.as_str()).unwrap_or(bare).trim_end();
        }
        let name = plain(name);
        !name.is_empty() && (plain(bare) == name || plain(caption) == name)
    }

    /// The tables of the operation on the same side as a table, or on the other ones.
    fn near(&self, at: At, near: bool) -> impl Iterator<Item = At> {
        let library = self.outline.library;
        let side = self.side(at);
        let range = match side {
            Some((from, to)) if near => from..to,
            _ => 0..library.docs.get(at.doc).map_or(0, |doc| doc.rich.blocks.len()),
        };
        let is_table = move |block: &usize| library.table(At { doc: at.doc, block: *block }).is_some();
        range.filter(is_table).map(move |block| At { doc: at.doc, block })
    }

    fn is_near(&self, table: At, at: At) -> bool {
        table.doc == at.doc && self.side(at).is_none_or(|(from, to)| (from..to).contains(&table.block))
    }

    /// The blocks of the part of the operation that a table is in: its request or its answer.
    fn side(&self, at: At) -> Option<(usize, usize)> {
        let library = self.outline.library;
        let section = library.section_of(at);
        let outermost = library.around(section).take_while(|section| !self.outline.is_operation(*section)).last()?;
        let section = library.section(outermost)?;
        Some((section.first, section.end))
    }
}

/// An object of which nothing is known.
fn free() -> Type {
    Type::Object { reference: None, fields: None }
}

/// What a cell says may have members in another table.
fn is_open(said: &Said) -> bool {
    match said {
        Said::Known(ty) => is_free(ty),
        Said::KnownAt { ty, .. } => is_free(ty),
        Said::Link { .. } | Said::Name(_) | Said::Unknown(_) => true,
        Said::Array(inner) | Said::Map(inner) => is_open(inner),
        Said::OneOf(all) => all.iter().any(is_open),
    }
}

fn is_free(ty: &Type) -> bool {
    match ty {
        Type::Object { reference: None, fields: None } => true,
        Type::Array { items, .. } => is_free(items),
        _ => false,
    }
}

fn target(said: &Said) -> Option<&str> {
    match said {
        Said::Link { target, .. } | Said::KnownAt { target, .. } => Some(target),
        Said::Array(inner) | Said::Map(inner) => target(inner),
        Said::OneOf(all) => all.iter().find_map(target),
        _ => None,
    }
}

/// The name that a cell gives the objects in it.
fn core_name(said: &Said) -> Option<String> {
    match said {
        Said::Name(name) | Said::Unknown(name) | Said::Link { text: name, .. } => Some(name.clone()),
        Said::Array(inner) | Said::Map(inner) => core_name(inner),
        Said::OneOf(all) => all.iter().find_map(core_name),
        _ => None,
    }
}

/// The type that a cell says, with members for the object in it.
fn with_members(said: &Said, members: &[Field]) -> Type {
    match said {
        Said::Array(inner) => Type::array(with_members(inner, members)),
        Said::Map(inner) => Type::Map { values: Box::new(with_members(inner, members)) },
        Said::Known(Type::Array { .. }) | Said::KnownAt { ty: Type::Array { .. }, .. } => {
            Type::array(Type::Object { reference: None, fields: Some(members.to_vec()) })
        }
        _ => Type::Object { reference: None, fields: Some(members.to_vec()) },
    }
}

/// A default as its type has it.
fn default(text: &str, ty: &Type) -> Option<Value> {
    let text = text.trim().trim_matches(['`', '"', '\'']);
    match ty {
        Type::Integer { .. } => text.parse::<i64>().ok().map(Value::from),
        Type::Boolean => text.to_ascii_lowercase().parse::<bool>().ok().map(Value::from),
        Type::String { .. } if !text.contains(char::is_whitespace) => Some(Value::from(text)),
        _ => None,
    }
}
