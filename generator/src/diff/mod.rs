//! What differs between two editions of a spec, and what each difference means for callers.
//!
//! [`compare`] pairs actions, structures and fields by name, reports what stands on one side alone or differs, and
//! judges each change by the table [`RULES`]: a parameter that becomes required breaks callers, a response field that
//! does breaks nobody. Order and line numbers are no differences, and neither is the day a page was last touched.
//! [`report`](crate::emit::report) prints the result. What users of the generated crates have to do is judged by
//! [`compatibility`](crate::emit::rust::compatibility), from the crates' declarations.
//!
//! Cost is linear in the size of the specs, but for tables of which many fields are replaced.

mod actions;
mod api;
mod collect;
mod facts;
mod fields;
mod pairing;
mod rules;
pub mod semver;
mod structures;
mod types;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::spec::model::{Source, Spec};
use crate::spec::schema::without_number_formats;

pub use rules::{RULES, Rule};

use collect::Collector;
use semver::{Bump, Impact};
use structures::Structures;

/// What a change means for programs that keep calling the API as its former documentation said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing: names, titles, labels, links, examples.
    Documentation,
    /// Nothing; there is more that they could do.
    Compatible,
    /// They are still accepted, and may get an answer that they do not expect.
    Risky,
    /// Calls are refused, or answers lack what was promised.
    Breaking,
}

impl Severity {
    /// All of them, worst first.
    pub const WORST_FIRST: [Self; 4] = [Self::Breaking, Self::Risky, Self::Compatible, Self::Documentation];

    /// The severity as the JSON report names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Risky => "risky",
            Self::Compatible => "compatible",
            Self::Documentation => "documentation",
        }
    }
}

/// Which way a value goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// From the caller.
    Request,
    /// To the caller.
    Response,
    /// Both: members of a structure that requests and responses hold.
    Both,
}

/// What a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The API as a whole.
    Api,
    /// An action, its parameters and its response.
    Action,
    /// A structure and its members.
    Structure,
    /// The common parameters of a signing scheme.
    CommonParameters,
    /// An error code of the lists.
    Error,
    /// A host.
    Endpoint,
    /// A value of the region parameter.
    Region,
    /// A release of the changelog.
    Release,
    /// A row of the guide to a newer API.
    Migration,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Change {
    /// Id of its [`Rule`].
    pub rule: &'static str,
    /// What it means for callers.
    pub severity: Severity,
    /// Which way the value goes; none for what is neither sent nor received.
    pub direction: Option<Direction>,
    /// What it is about.
    pub kind: Kind,
    /// The name of that: of the action, structure, code, host …; of two names the new one.
    pub name: String,
    /// The field, by the names on the way to it: `Rules.Certificate.CertId`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What happened, in a few words.
    pub message: String,
    /// The former value, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// The new value, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Where the old document says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_source: Option<Source>,
    /// Where the new document says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_source: Option<Source>,
    /// Sixteen hexadecimal digits made of rule, place and values: the same change has the same ones, whatever else
    /// changed and wherever it stands.
    pub fingerprint: String,
}

/// One of the two specs that were compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Edition {
    /// Where it came from: a file, a document, a revision.
    pub name: String,
    /// Identifier of the spec.
    pub id: String,
    /// The version that requests name.
    pub api_version: String,
}

impl Edition {
    /// A spec under the name that a reader knows it by.
    pub fn of(spec: &Spec, name: impl Into<String>) -> Self {
        Self { name: name.into(), id: spec.id.clone(), api_version: spec.api_version.clone() }
    }
}

/// The version of the contract of [`Comparison`] as JSON.
pub const DIFF_VERSION: u32 = 1;

/// Two editions held against each other: what `docquarry diff --format json` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Comparison {
    /// Version of this contract.
    pub diff_version: u32,
    /// The former edition.
    pub old: Edition,
    /// The new one.
    pub new: Edition,
    /// How many changes there are of each severity.
    pub counts: Counts,
    /// What the versions of crates generated from the spec have to do, and why.
    pub crates: Impact,
    /// The changes, in the order of the spec.
    pub changes: Vec<Change>,
}

impl Comparison {
    /// The worst severity; none where nothing differs.
    pub fn worst(&self) -> Option<Severity> {
        self.changes.iter().map(|change| change.severity).max()
    }

    /// True where neither the spec nor the crates differ.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.crates.bump == Bump::None
    }
}

/// Numbers of changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Counts {
    /// Changes that break callers.
    pub breaking: usize,
    /// Changes that may surprise them.
    pub risky: usize,
    /// Changes that give them more.
    pub compatible: usize,
    /// Changes of words.
    pub documentation: usize,
}

impl Counts {
    /// Counts changes.
    pub fn of(changes: &[Change]) -> Self {
        let count = |severity| changes.iter().filter(|change| change.severity == severity).count();
        Self {
            breaking: count(Severity::Breaking),
            risky: count(Severity::Risky),
            compatible: count(Severity::Compatible),
            documentation: count(Severity::Documentation),
        }
    }
}

/// The JSON Schema of [`Comparison`].
pub fn schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Comparison).to_value();
    without_number_formats(&mut schema);
    schema
}

/// A spec of a few actions and the structures that they hold, without anything of the API as a whole; for comparing a
/// page with a book. Actions that it does not have are left out.
#[must_use]
pub fn only(spec: &Spec, actions: &[String]) -> Spec {
    let mut part = Spec {
        label: None,
        endpoints: Vec::new(),
        regions: Vec::new(),
        common_parameters: Default::default(),
        listed_actions: Default::default(),
        errors: Default::default(),
        changelog: Vec::new(),
        migration: Vec::new(),
        ..spec.clone()
    };
    part.actions.retain(|name, _| actions.contains(name));
    let used: Vec<String> = {
        let usage = crate::spec::usage::Usage::of(&part);
        let is_used = |name: &&String| usage.get(name).is_some_and(|users| !users.actions().is_empty());
        part.structures.keys().filter(is_used).cloned().collect()
    };
    part.structures.retain(|name, _| used.contains(name));
    part
}

/// Everything that differs between two editions, in the order of the spec.
pub fn compare(old: &Spec, new: &Spec) -> Vec<Change> {
    let mut found = Collector::default();
    let structures = Structures::pair(old, new);
    api::compare(old, new, &structures, &mut found);
    actions::compare(old, new, &structures, &mut found);
    structures::compare(&structures, &mut found);
    found.finish()
}
