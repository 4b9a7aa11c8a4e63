//! Which action takes the place of another.

use crate::spec::model::{Migration, Spec};

use super::Plan;

/// The successor of an action, with the rule that says so.
pub(super) fn find(old: &Spec, new: &Spec, name: &str) -> Plan {
    let row = old.migration.iter().find(|row| row.from == name);
    let plan = |to: Vec<String>, rule, note| Plan {
        from: name.to_owned(),
        to,
        rule,
        note,
        source: row.map(|row| row.source.clone()),
        tables: Vec::new(),
    };
    let Some(row) = row else {
        return match new.actions.keys().find(|other| other.eq_ignore_ascii_case(name)) {
            Some(same) => plan(vec![same.clone()], "successor.same-name", None),
            None => plan(Vec::new(), "successor.unlisted", None),
        };
    };
    let Some(to) = &row.to else { return plan(Vec::new(), "successor.none", None) };
    if to.iter().any(|name| new.actions.contains_key(name)) {
        let missing: Vec<&str> =
            to.iter().filter(|name| !new.actions.contains_key(*name)).map(String::as_str).collect();
        let note = (!missing.is_empty()).then(|| format!("{} has no {}", new.id, missing.join(", ")));
        return plan(to.clone(), "successor.table", note);
    }
    match to.iter().find_map(|named| chained(old, new, named)) {
        Some((named, to)) => {
            let note = format!("the table names {named}, an action of {}", old.id);
            plan(to, "successor.chained", Some(note))
        }
        None => plan(to.clone(), "successor.elsewhere", Some(format!("neither {} nor {} has it", old.id, new.id)))
            .mended(old, to),
    }
}

/// The successors of an old action that the table names as a successor.
fn chained<'a>(old: &'a Spec, new: &Spec, named: &'a str) -> Option<(&'a str, Vec<String>)> {
    let row: &Migration = old.migration.iter().find(|row| row.from == named)?;
    let to: Vec<String> = row.to.iter().flatten().filter(|name| new.actions.contains_key(*name)).cloned().collect();
    (!to.is_empty()).then_some((named, to))
}

impl Plan {
    /// Says it where only the old API has the successor.
    fn mended(self, old: &Spec, to: &[String]) -> Self {
        let is_old = to.iter().any(|name| old.actions.contains_key(name));
        let note = is_old.then(|| format!("only {} itself has it; it may belong to another product", old.id));
        Self { note: note.or(self.note), ..self }
    }
}
