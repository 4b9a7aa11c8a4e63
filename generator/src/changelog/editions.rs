//! Several editions of an API in a row: what changed from each to the next, and which of it the newer edition's changelog
//! announces.
//!
//! A changelog may begin after the older edition, for example because a page shows the last ten releases only. What it
//! does not mention is then not silent but unknown: nobody can tell whether a release that is no longer shown announced it.

use serde::Serialize;

use crate::diff::{self, Counts};
use crate::spec::model::{ChangeKind, ChangeOp, Release, Spec};

use super::unannounced::{Difference, Silence};

/// The version of the contract of [`History`] as JSON.
pub const HISTORY_VERSION: u32 = 1;

/// Editions in a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct History {
    /// Version of this contract.
    pub history_version: u32,
    /// The id of the API.
    pub id: String,
    /// The names of the editions, oldest first.
    pub editions: Vec<String>,
    /// What changed from each to the next.
    pub steps: Vec<Step>,
    /// The sums of all steps.
    pub sums: Sums,
}

/// What changed from one edition to the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The older edition.
    pub old: String,
    /// The newer one.
    pub new: String,
    /// Releases that only the newer edition lists, newest first.
    pub releases: Vec<String>,
    /// Whether the newer edition's changelog reaches back to the older edition.
    pub is_covered: bool,
    /// All changes by severity, of facts and of words too.
    pub counts: Counts,
    /// How many changes of each kind could be announced.
    pub kinds: Vec<KindCount>,
    /// How many of them are announced, and how many are not.
    pub sums: Sums,
    /// The changes that could be announced.
    pub differences: Vec<Difference>,
    /// Announcements that make no difference between the two editions.
    pub absent: Vec<String>,
}

/// How many things of a kind came, went or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct KindCount {
    /// The kind.
    pub kind: ChangeKind,
    /// How many were added.
    pub added: usize,
    /// How many were removed.
    pub removed: usize,
    /// How many were renamed or got another type or requiredness.
    pub modified: usize,
    /// How many were declared as going away.
    pub deprecated: usize,
}

/// How a changelog and the changes fit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Sums {
    /// Changes that a release announces.
    pub announced: usize,
    /// Changes that no release announces, though the changelog reaches back to the older edition.
    pub silent: usize,
    /// Changes that no release announces, where the changelog does not reach back.
    pub unknown: usize,
    /// Announcements that make no difference.
    pub absent: usize,
}

impl Sums {
    fn add(&mut self, other: Self) {
        self.announced += other.announced;
        self.silent += other.silent;
        self.unknown += other.unknown;
        self.absent += other.absent;
    }
}

impl History {
    /// Compares each edition with the next. Every one has a name; the oldest is first.
    pub fn of(editions: &[(String, &Spec)]) -> Self {
        let pairs = editions.iter().zip(editions.iter().skip(1));
        let steps: Vec<Step> =
            pairs.map(|((old_name, old), (new_name, new))| step(old_name, old, new_name, new)).collect();
        let mut sums = Sums::default();
        steps.iter().for_each(|step| sums.add(step.sums));
        Self {
            history_version: HISTORY_VERSION,
            id: editions.last().map_or_else(String::new, |(_, spec)| spec.id.clone()),
            editions: editions.iter().map(|(name, _)| name.clone()).collect(),
            steps,
            sums,
        }
    }

    /// The share of silent changes, in percent, where a changelog reaches back; `None` if none does.
    pub fn silent_share(&self) -> Option<f64> {
        let covered = self.steps.iter().filter(|step| step.is_covered);
        let (silent, announced) = covered
            .fold((0, 0), |(silent, announced), step| (silent + step.sums.silent, announced + step.sums.announced));
        (silent + announced > 0).then(|| 100.0 * silent as f64 / (silent + announced) as f64)
    }
}

fn step(old_name: &str, old: &Spec, new_name: &str, new: &Spec) -> Step {
    let Silence { new_releases, differences, without_effect } = Silence::between(old, new);
    let is_covered = reaches(&new.changelog, &old.changelog);
    let announced = differences.iter().filter(|difference| difference.announced_by.is_some()).count();
    let others = differences.len() - announced;
    let (silent, unknown) = if is_covered { (others, 0) } else { (0, others) };
    Step {
        old: old_name.to_owned(),
        new: new_name.to_owned(),
        releases: new_releases,
        is_covered,
        counts: Counts::of(&diff::compare(old, new)),
        kinds: kinds(&differences),
        sums: Sums { announced, silent, unknown, absent: without_effect.len() },
        differences,
        absent: without_effect,
    }
}

/// Whether a changelog goes back to the newest release of an older one: both list it.
fn reaches(newer: &[Release], older: &[Release]) -> bool {
    let newest = older.iter().max_by(|a, b| (&a.date, a.release).cmp(&(&b.date, b.release)));
    newest
        .is_some_and(|newest| newer.iter().any(|other| (other.release, &other.date) == (newest.release, &newest.date)))
}

fn kinds(differences: &[Difference]) -> Vec<KindCount> {
    let all = [
        ChangeKind::Action,
        ChangeKind::Structure,
        ChangeKind::RequestField,
        ChangeKind::ResponseField,
        ChangeKind::Member,
        ChangeKind::ErrorCode,
    ];
    let count =
        |kind, op| differences.iter().filter(|difference| (difference.kind, difference.op) == (kind, op)).count();
    let counted = all.map(|kind| KindCount {
        kind,
        added: count(kind, ChangeOp::Add),
        removed: count(kind, ChangeOp::Remove),
        modified: count(kind, ChangeOp::Modify),
        deprecated: count(kind, ChangeOp::Deprecate),
    });
    counted.into_iter().filter(|row| row.added + row.removed + row.modified + row.deprecated > 0).collect()
}
