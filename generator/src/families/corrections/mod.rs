//! `spec/families/<id>.toml`: what people know better than the rules.
//!
//! The file is strict: a key that there is not, a name that the spec does not have, and a correction that cannot be
//! carried out are errors at their line. `apply` puts corrections in front of what the rules conclude, so that whatever
//! follows from a corrected fact follows; `report` says what became different, and warns where nothing did.

mod apply;
mod report;

use std::collections::BTreeSet;

use serde::Deserialize;
use toml::Spanned;

use crate::diagnostic::{Diagnostic, Severity};
use crate::lexeme::near;
use crate::source::Source;
use crate::spec::model::Spec;

use super::model::Families;
pub(super) use apply::{Given, Known};

/// What a finding about a file advises.
const HELP: &str = "`docquarry families --help` shows every key of the file";

/// Corrections of what is inferred of one API.
#[derive(Debug, Clone, Default)]
pub struct Corrections {
    file: String,
    text: String,
    entries: Entries,
}

/// The file as it is written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Entries {
    family: Vec<Kind>,
    action: Vec<Act>,
    rename: Vec<Renamed>,
}

/// What is kept: its name, its id, what holds it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    noun: Spanned<String>,
    called: Option<Spanned<String>>,
    ids: Option<Spanned<Vec<String>>>,
    parent: Option<Spanned<String>>,
}

/// What an action does, and the code that it answers for what is not there.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Act {
    name: Spanned<String>,
    role: Option<Spanned<Does>>,
    family: Option<Spanned<String>>,
    list: Option<Spanned<String>>,
    missing: Option<Spanned<String>>,
}

/// A field with two names; an empty `shown` takes a rename away.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Renamed {
    family: Spanned<String>,
    sent: Spanned<String>,
    shown: Spanned<String>,
}

/// The roles that a correction may give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Does {
    Create,
    Describe,
    Modify,
    Delete,
    Add,
    Remove,
    Replace,
    Act,
    None,
}

impl Corrections {
    /// Reads the text of a file; `file` is how findings name it.
    ///
    /// # Errors
    /// A finding `corrections-invalid` with the line: no TOML, a key that there is not, a value of another kind, or keys
    /// that do not go together.
    pub fn parse(file: &str, text: &str) -> Result<Self, Diagnostic> {
        let place = |offset: usize| source(file, text, offset);
        let entries: Entries = toml::from_str(text).map_err(|error| {
            let finding = Diagnostic::new("corrections-invalid", Severity::Error, error.message()).help(HELP);
            finding.at(place(error.span().map_or(0, |span| span.start)))
        })?;
        let corrections = Corrections { file: file.to_owned(), text: text.to_owned(), entries };
        match corrections.mismatched() {
            Some(failure) => Err(failure),
            None => Ok(corrections),
        }
    }

    /// Keys that do not go together, and entries that say nothing.
    fn mismatched(&self) -> Option<Diagnostic> {
        let kinds = self.entries.family.iter().find_map(|kind| {
            let says_nothing = kind.called.is_none() && kind.ids.is_none() && kind.parent.is_none();
            let no_id = kind.ids.as_ref().is_some_and(|ids| ids.get_ref().iter().all(String::is_empty));
            match (says_nothing, no_id) {
                (true, _) => Some(self.wrong(&kind.noun, "expected `called`, `ids` or `parent` beside `noun`")),
                (_, true) => Some(self.wrong(kind.ids.as_ref()?, "expected the names of the id in `ids`, found none")),
                _ => None,
            }
        });
        let actions = || {
            self.entries.action.iter().find_map(|action| {
                let role = action.role.as_ref().map(|role| *role.get_ref());
                let takes_list = matches!(role, Some(Does::Add | Does::Remove | Does::Replace));
                match (role, &action.family, &action.list, &action.missing) {
                    (None, None, None, None) => {
                        Some(self.wrong(&action.name, "expected `role` or `missing` beside `name`"))
                    }
                    (None | Some(Does::None), Some(family), ..) => {
                        Some(self.wrong(family, "`family` goes with a `role` other than `none`"))
                    }
                    (_, _, Some(list), _) if !takes_list => {
                        Some(self.wrong(list, "`list` goes with the roles `add`, `remove` and `replace`"))
                    }
                    (Some(Does::None), _, _, Some(code)) => {
                        Some(self.wrong(code, "an action of the role `none` answers its example, and no code"))
                    }
                    _ => None,
                }
            })
        };
        kinds.or_else(actions).or_else(|| self.twice())
    }

    /// A second correction of the same.
    fn twice(&self) -> Option<Diagnostic> {
        let Entries { family, action, rename } = &self.entries;
        let kinds = family.iter().map(|kind| (&kind.noun, String::new()));
        let actions = action.iter().map(|action| (&action.name, String::from("()")));
        let renames = rename.iter().map(|rename| (&rename.sent, format!(".{}", rename.family.get_ref())));
        let mut seen: BTreeSet<(&str, String)> = BTreeSet::new();
        let mut all = kinds.chain(actions).chain(renames);
        let (again, _) = all.find(|(name, what)| !seen.insert((name.get_ref(), what.clone())))?;
        Some(self.wrong(again, "it is corrected twice").help("put both into one entry"))
    }

    /// Whether nothing is corrected.
    pub fn is_empty(&self) -> bool {
        let Entries { family, action, rename } = &self.entries;
        family.is_empty() && action.is_empty() && rename.is_empty()
    }

    /// The families of a spec as corrected, with what each correction changed; and a warning `correction-unused` for each
    /// that changed nothing.
    ///
    /// # Errors
    /// A finding `corrections-invalid` for each correction that names what the spec does not have, or that cannot be
    /// carried out.
    pub fn apply(&self, spec: &Spec) -> Result<(Families, Vec<Diagnostic>), Vec<Diagnostic>> {
        let plain = super::families(spec);
        if self.is_empty() {
            return Ok((plain, Vec::new()));
        }
        let unknown = self.unknown(spec, &plain);
        if !unknown.is_empty() {
            return Err(unknown);
        }
        let mut corrected = super::infer(spec, Some((self, &plain)))?;
        let unused = self.report(&plain, &mut corrected);
        Ok((corrected, unused))
    }

    /// Names that neither the spec nor its families have.
    fn unknown(&self, spec: &Spec, plain: &Families) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut fields: Vec<&str> = Vec::new();
        crate::spec::walk::each_field(spec, &mut |_, _, field| fields.push(&field.name));
        let actions: Vec<&str> = spec.actions.keys().map(String::as_str).collect();
        let nouns = self.nouns(plain);
        let mut must = |name: &Spanned<String>, what: &str, known: &[&str]| {
            if !known.contains(&name.get_ref().as_str()) {
                found.push(self.no_such(name, name.get_ref(), what, known));
            }
        };
        for kind in &self.entries.family {
            let parent = kind.parent.as_ref().filter(|parent| !parent.get_ref().is_empty());
            parent.iter().for_each(|parent| must(parent, "family", &nouns));
            if kind.ids.is_none() {
                must(&kind.noun, "family", &plain.nouns());
            }
        }
        for action in &self.entries.action {
            must(&action.name, "action", &actions);
            action.family.iter().for_each(|family| must(family, "family", &nouns));
        }
        for rename in &self.entries.rename {
            must(&rename.family, "family", &nouns);
            must(&rename.sent, "field", &fields);
            if !rename.shown.get_ref().is_empty() {
                must(&rename.shown, "field", &fields);
            }
        }
        for ids in self.entries.family.iter().filter_map(|kind| kind.ids.as_ref()) {
            let is_field = |id: &str| fields.iter().any(|field| super::comparable(field) == super::comparable(id));
            let missing = ids.get_ref().iter().filter(|id| !is_field(id));
            found.extend(missing.map(|id| self.no_such(ids, id, "field", &fields)));
        }
        found.sort_by_key(|finding| finding.source.as_ref().map(|source| source.lines));
        found
    }

    /// Every name that a family may be called by in the file.
    fn nouns<'a>(&'a self, plain: &'a Families) -> Vec<&'a str> {
        let own = self.entries.family.iter();
        let own =
            own.flat_map(|kind| std::iter::once(&kind.noun).chain(&kind.called)).map(|name| name.get_ref().as_str());
        plain.nouns().into_iter().chain(own).collect()
    }

    fn no_such<T>(&self, at: &Spanned<T>, name: &str, what: &str, known: &[&str]) -> Diagnostic {
        let help = match near(name, known.iter().copied()) {
            Some(near) => format!("did you mean {near}?"),
            None if what == "family" => format!("there are {}; a new one needs `ids`", known.join(", ")),
            None => "the spec has changed, or the name is misspelt: mend the correction or take it out".to_owned(),
        };
        self.wrong(at, &format!("no {what} is called {name:?}")).help(help)
    }

    /// An error at the line of a value.
    fn wrong<T>(&self, at: &Spanned<T>, message: &str) -> Diagnostic {
        Diagnostic::new("corrections-invalid", Severity::Error, message).help(HELP).at(self.place(at.span().start))
    }

    /// The line of an offset.
    fn place(&self, offset: usize) -> Source {
        source(&self.file, &self.text, offset)
    }
}

/// The line of an offset.
fn source(file: &str, text: &str, offset: usize) -> Source {
    let line = text.bytes().take(offset).filter(|byte| *byte == b'\n').count();
    let line = u32::try_from(line).unwrap_or(u32::MAX).saturating_add(1);
    Source { document: file.to_owned(), lines: [line, line] }
}
