//! From one API to its successor: for each action what takes its place, and for each of its fields what becomes of it.
//!
//! Everything is decided by rules with an id ([`RULES`]), and each row names those that applied. Where several fields
//! would do, or one field is claimed by several, the row is ambiguous and lists them; nothing is chosen in silence. Where names do not
//! help and one field is described alike, the row is a suggestion and says so. What a value means, and whether two fields of
//! one name mean the same, is beyond names and stays with the reader.

mod fields;
mod names;
mod successor;
mod suggest;

use serde::Serialize;

use crate::spec::model::{Source, Spec};

/// A rule, with what it takes as equal.
pub type Rule = crate::rules::Rule<()>;

const fn rule(id: &'static str, says: &'static str) -> Rule {
    crate::rules::rule(id, says, ())
}

/// All rules, the most certain of each kind first.
pub static RULES: &[Rule] = &[
    rule("successor.table", "the vendor's migration table names the action"),
    rule("successor.chained", "the table names an action of the old API, whose own successor the table names"),
    rule("successor.same-name", "the table has no row, and the new API has an action of the same name"),
    rule("successor.none", "the table says that there is none"),
    rule("successor.elsewhere", "the table names an action that neither API has"),
    rule("successor.unlisted", "the table has no row, and the new API no action of the same name"),
    rule("name.same", "the same name"),
    rule("name.case", "the same letters; upper and lower case differ"),
    rule("name.plural", "singular and plural"),
    rule("name.abbreviation", "the same words, some of them abbreviated or replaced by a synonym"),
    rule("name.misspelt", "one letter too few, too many or wrong, or letters that look alike"),
    rule("name.prefix", "one name has words in front"),
    rule("name.suffix", "one name has a word behind"),
    rule("members.alike", "objects whose members have the same names"),
    rule("place.nested", "a member of an object that the old action does not have"),
    rule("place.nested-list", "a member of the objects of a list that the old action does not have"),
    rule("place.outer", "beside the object that it was a member of"),
    rule("suggest.values", "left over on both sides, with the same three or more documented values"),
    rule("suggest.label", "left over on both sides, with labels that have most characters in common"),
    rule("suggest.words", "left over on both sides, with names that end in the same word or share two"),
    rule("envelope", "a part of every answer, which the new protocol words otherwise"),
];

/// What became of an old field, or that a field is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It has one counterpart.
    Mapped,
    /// Several fields may be its counterpart, or its counterpart may be that of another one too.
    Ambiguous,
    /// No rule of names joins it to anything; one field that is left over is described alike and may be it.
    Suggested,
    /// It is an object whose members stand beside it now.
    Dissolved,
    /// It is part of every answer of the old protocol.
    Envelope,
    /// The new action has nothing of the kind.
    NoCounterpart,
    /// The new action requires it, and the old one had nothing of the kind.
    NewRequired,
    /// The new action has it, and the old one had nothing of the kind.
    New,
}

impl Status {
    /// All, in the order of reports.
    pub const ALL: [Self; 8] = [
        Self::Mapped,
        Self::Ambiguous,
        Self::Suggested,
        Self::Dissolved,
        Self::Envelope,
        Self::NoCounterpart,
        Self::NewRequired,
        Self::New,
    ];

    /// Its name in reports and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mapped => "mapped",
            Self::Ambiguous => "ambiguous",
            Self::Suggested => "suggested",
            Self::Dissolved => "dissolved",
            Self::Envelope => "envelope",
            Self::NoCounterpart => "no-counterpart",
            Self::NewRequired => "new-required",
            Self::New => "new",
        }
    }
}

/// One field of the old or the new action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// What became of it.
    pub status: Status,
    /// The old field's dotted path; none for a new field.
    pub from: Option<String>,
    /// The new field's dotted path; several where the row is ambiguous.
    pub to: Vec<String>,
    /// Ids of the rules that say so.
    pub rules: Vec<&'static str>,
    /// What else differs: type, requiredness, values; and who else claims the field.
    pub notes: Vec<String>,
}

/// An action and what takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// The old action.
    pub from: String,
    /// The new actions, or the names that the table has where the new API lacks them.
    pub to: Vec<String>,
    /// The rule that says so.
    pub rule: &'static str,
    /// What the table says, where it was not taken literally.
    pub note: Option<String>,
    /// The row of the migration table.
    pub source: Option<Source>,
    /// The parameters, for each new action.
    pub tables: Vec<Tables>,
}

/// The fields of an old action against those of one new action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tables {
    /// The new action.
    pub to: String,
    /// The parameters.
    pub request: Vec<Row>,
    /// The fields of the answer.
    pub response: Vec<Row>,
}

/// The way from one API to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Guide {
    /// The old API.
    pub from: String,
    /// The new API.
    pub to: String,
    /// The old actions, in the order of their pages.
    pub actions: Vec<Plan>,
    /// Actions of the new API that succeed no old one.
    pub new_actions: Vec<String>,
}

impl Guide {
    /// Maps every action of `old` to `new`.
    pub fn between(old: &Spec, new: &Spec) -> Self {
        let actions: Vec<Plan> = old
            .actions
            .iter()
            .map(|(name, action)| {
                let mut plan = successor::find(old, new, name);
                let table = |to: &String| {
                    let found = new.actions.get(to)?;
                    Some(fields::tables(fields::Pair { old, new }, action, to, found))
                };
                plan.tables = plan.to.iter().filter_map(table).collect();
                plan
            })
            .collect();
        let succeeds = |name: &&String| actions.iter().any(|plan| plan.to.contains(*name));
        let new_actions = new.actions.keys().filter(|name| !succeeds(name)).cloned().collect();
        Self { from: old.id.clone(), to: new.id.clone(), actions, new_actions }
    }

    /// All rows of parameters and answers.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.actions
            .iter()
            .flat_map(|plan| &plan.tables)
            .flat_map(|tables| tables.request.iter().chain(&tables.response))
    }
}
