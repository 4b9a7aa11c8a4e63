//! What the changelog tells about the spec's own elements: the release that introduced each, and what is going away.

use std::collections::HashMap;

use super::model::{ChangeKind, ChangeOp, Field, Release, Spec};

/// Birth releases by kind, owner and name. Names may be announced twice (added, removed, added again); the last time counts.
struct Register<'a> {
    born: HashMap<(ChangeKind, Option<&'a str>, &'a str), u32>,
    deprecated: HashMap<(ChangeKind, Option<&'a str>, &'a str), u32>,
}

impl<'a> Register<'a> {
    fn of(changelog: &'a [Release]) -> Self {
        let mut register = Self { born: HashMap::new(), deprecated: HashMap::new() };
        for release in changelog {
            let Some(number) = release.release else { continue };
            for change in &release.changes {
                let map = match change.op {
                    ChangeOp::Add => &mut register.born,
                    ChangeOp::Deprecate => &mut register.deprecated,
                    ChangeOp::Modify | ChangeOp::Remove => continue,
                };
                for name in &change.names {
                    let entry = map.entry((change.kind, change.owner.as_deref(), name.as_str())).or_insert(number);
                    *entry = number.max(*entry);
                }
            }
        }
        register
    }

    fn fields(&self, kind: ChangeKind, owner: &str, birth: Option<u32>, fields: &mut [Field]) {
        for field in fields {
            let key = (kind, Some(owner), field.name.as_str());
            field.since = self.born.get(&key).copied().or(birth);
            field.deprecated |=
                self.deprecated.get(&key).is_some_and(|release| field.since.is_none_or(|since| since <= *release));
        }
    }
}

/// Fills in `since` from the changelog: a field that no entry announces is as old as its owner.
pub fn set_births(spec: &mut Spec) {
    let register = Register::of(&spec.changelog);
    let action = |name: &str| register.born.get(&(ChangeKind::Action, None, name)).copied();
    for (name, found) in &mut spec.actions {
        found.since = action(name);
        register.fields(ChangeKind::RequestField, name, found.since, &mut found.request);
        register.fields(ChangeKind::ResponseField, name, found.since, &mut found.response);
    }
    for (name, listed) in &mut spec.listed_actions {
        listed.since = action(name);
    }
    for (name, structure) in &mut spec.structures {
        structure.since = register.born.get(&(ChangeKind::Structure, None, name.as_str())).copied();
        register.fields(ChangeKind::Member, name, structure.since, &mut structure.fields);
    }
}
