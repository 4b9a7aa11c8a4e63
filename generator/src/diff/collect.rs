//! Collecting changes: where the comparison stands, and the fingerprint of what it finds there.

use std::collections::{HashMap, HashSet};

use crate::spec::model::Source;

use super::{Change, Direction, Kind, Rule};

/// The lines of both editions that a change is about.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Places<'a> {
    pub(super) old: Option<&'a Source>,
    pub(super) new: Option<&'a Source>,
}

impl<'a> Places<'a> {
    pub(super) fn both(old: &'a Source, new: &'a Source) -> Self {
        Self { old: Some(old), new: Some(new) }
    }

    pub(super) fn old(old: &'a Source) -> Self {
        Self { old: Some(old), new: None }
    }

    pub(super) fn new(new: &'a Source) -> Self {
        Self { old: None, new: Some(new) }
    }
}

/// Changes in the making.
#[derive(Debug)]
pub(super) struct Collector {
    changes: Vec<Change>,
    kind: Kind,
    name: String,
    direction: Option<Direction>,
    field: String,
    /// Structures held against others here; each pair once, since structures may hold themselves.
    held: HashSet<(String, String)>,
}

impl Default for Collector {
    fn default() -> Self {
        Self {
            changes: Vec::new(),
            kind: Kind::Api,
            name: String::new(),
            direction: None,
            field: String::new(),
            held: HashSet::new(),
        }
    }
}

impl Collector {
    /// Goes on with another thing, whose changes are neither of requests nor of responses.
    pub(super) fn at(&mut self, kind: Kind, name: &str) {
        self.kind = kind;
        self.name.clear();
        self.name.push_str(name);
        self.direction = None;
        self.held.clear();
    }

    /// True for the first time that two structures of different names are held against each other here.
    pub(super) fn is_first(&mut self, old: &str, new: &str) -> bool {
        self.held.insert((old.to_owned(), new.to_owned()))
    }

    /// Goes on with what goes another way.
    pub(super) fn direct(&mut self, direction: Option<Direction>) {
        self.direction = direction;
    }

    /// Does something about a field of where the comparison stands.
    pub(super) fn within(&mut self, name: &str, then: impl FnOnce(&mut Self)) {
        let length = self.field.len();
        if length > 0 {
            self.field.push('.');
        }
        self.field.push_str(name);
        then(self);
        self.field.truncate(length);
    }

    /// Adds a change without values.
    pub(super) fn add(&mut self, rule: &Rule, places: Places<'_>, message: impl Into<String>) {
        self.push(rule, places, message.into(), (None, None));
    }

    /// Adds a change from one value of something to another, where they differ.
    pub(super) fn differ(
        &mut self,
        rule: &Rule,
        places: Places<'_>,
        what: &str,
        before: Option<String>,
        after: Option<String>,
    ) {
        if before != after {
            let shown = |value: &Option<String>| value.as_deref().map_or_else(|| "none".to_owned(), shorten);
            let message = format!("{what}: {} → {}", shown(&before), shown(&after));
            self.push(rule, places, message, (before, after));
        }
    }

    /// Adds a change of words, where they differ by more than white space.
    pub(super) fn reword(
        &mut self,
        rule: &Rule,
        places: Places<'_>,
        what: &str,
        before: Option<String>,
        after: Option<String>,
    ) {
        let is_same = |(before, after): (&String, &String)| {
            let letters = |text: &'_ str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            letters(before) == letters(after)
        };
        if !before.as_ref().zip(after.as_ref()).is_some_and(is_same) {
            self.differ(rule, places, what, before, after);
        }
    }

    /// Adds a change where something began or ceased to hold: the rules and words for each.
    pub(super) fn turn(&mut self, old: bool, new: bool, places: Places<'_>, words: [(&Rule, &str); 2]) {
        let [(begins, begun), (ends, ended)] = words;
        match (old, new) {
            (false, true) => self.add(begins, places, begun),
            (true, false) => self.add(ends, places, ended),
            _ => {}
        }
    }

    /// Adds a change of one value of many.
    pub(super) fn value(&mut self, rule: &Rule, places: Places<'_>, message: &str, value: &str) {
        let message = format!("{message} {}", shorten(value));
        self.push(rule, places, message, (None, Some(value.to_owned())));
    }

    fn push(
        &mut self,
        rule: &Rule,
        places: Places<'_>,
        message: String,
        (before, after): (Option<String>, Option<String>),
    ) {
        self.changes.push(Change {
            rule: rule.id,
            severity: rule.severity(self.direction),
            direction: self.direction,
            kind: self.kind,
            name: self.name.clone(),
            field: (!self.field.is_empty()).then(|| self.field.clone()),
            message,
            before,
            after,
            old_source: places.old.cloned(),
            new_source: places.new.cloned(),
            fingerprint: String::new(),
        });
    }

    /// All changes, with their fingerprints.
    pub(super) fn finish(mut self) -> Vec<Change> {
        let mut seen: HashMap<u64, u64> = HashMap::new();
        for change in &mut self.changes {
            let print = fingerprint(change);
            // Rows of one name can change in one way; the second is told from the first.
            let nth = seen.entry(print).and_modify(|nth| *nth += 1).or_insert(0);
            change.fingerprint = format!("{:016x}", print.wrapping_add(*nth));
        }
        self.changes
    }
}

/// FNV-1a over what identifies a change. Stable from version to version: people keep fingerprints.
fn fingerprint(change: &Change) -> u64 {
    let kind = [change.kind as u8, change.direction.map_or(0, |direction| direction as u8 + 1)];
    let texts = [Some(change.rule), Some(&change.name), change.field.as_deref()];
    let values = [change.before.as_deref(), change.after.as_deref()];
    let texts = texts.iter().chain(&values).map(|text| text.unwrap_or("\u{1}").bytes());
    let bytes = texts.flat_map(|text| text.chain([0])).chain(kind);
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Most characters of a value in a message.
const SHOWN: usize = 60;

/// A value's beginning, on one line.
fn shorten(value: &str) -> String {
    crate::escape::shorten(value, SHOWN)
}
