//! Versions: what a change of a crate's declarations asks of its version.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How far a version has to move, in the words of semantic versioning.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Bump {
    /// Nothing changed.
    #[default]
    None,
    /// Documentation or values changed.
    Patch,
    /// Something was added.
    Minor,
    /// Code that compiled may no longer compile.
    Major,
}

impl Bump {
    /// The version after `version`, which is `major.minor.patch`; none where it is not of that form. Before 1.0 the
    /// second number counts what breaks, and the third everything else.
    pub fn next(self, version: &str) -> Option<String> {
        let numbers: Vec<u64> = version.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
        let [major, minor, patch] = numbers.try_into().ok()?;
        let (major, minor, patch) = match (self, major) {
            (Self::None, _) => (major, minor, patch),
            (Self::Major, 0) | (Self::Minor, 1..) => (major, minor.checked_add(1)?, 0),
            (Self::Major, _) => (major.checked_add(1)?, 0, 0),
            (Self::Patch, _) | (Self::Minor, 0) => (major, minor, patch.checked_add(1)?),
        };
        Some(format!("{major}.{minor}.{patch}"))
    }
}

impl fmt::Display for Bump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        })
    }
}

/// What changed in a crate's declarations.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Effect {
    /// What it asks of the version.
    pub bump: Bump,
    /// The declaration: `operation::CreateListenerRequest::new`.
    pub item: String,
    /// What happened to it.
    pub message: String,
}

/// What changed in a crate, breaking effects first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Impact {
    /// What the version has to do.
    pub bump: Bump,
    /// Declarations that changed.
    pub effects: Vec<Effect>,
}

impl Impact {
    /// Puts effects in order. `is_changed` says that the spec differs at all, so that at least documentation does.
    pub fn new(mut effects: Vec<Effect>, is_changed: bool) -> Self {
        effects.sort_by(|a, b| b.bump.cmp(&a.bump).then_with(|| (&a.item, &a.message).cmp(&(&b.item, &b.message))));
        let least = if is_changed { Bump::Patch } else { Bump::None };
        let bump = effects.first().map_or(least, |effect| effect.bump.max(least));
        Self { bump, effects }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn before_the_first_version_the_second_number_breaks() {
        let next = |bump: Bump, version: &str| bump.next(version).unwrap_or_default();
        assert_eq!(next(Bump::Major, "0.1.3"), "0.2.0");
        assert_eq!(next(Bump::Minor, "0.1.3"), "0.1.4");
        assert_eq!(next(Bump::Patch, "0.1.3"), "0.1.4");
        assert_eq!(next(Bump::Major, "1.2.3"), "2.0.0");
        assert_eq!(next(Bump::Minor, "1.2.3"), "1.3.0");
        assert_eq!(next(Bump::None, "1.2.3"), "1.2.3");
        assert_eq!(Bump::Patch.next("1.2"), None);
        assert_eq!(Bump::Patch.next("1.2.x"), None);
    }

    #[test]
    fn the_worst_effect_decides_and_stands_first() {
        let effect = |bump, item: &str| Effect { bump, item: item.to_owned(), message: String::new() };
        let impact = Impact::new(vec![effect(Bump::Minor, "a"), effect(Bump::Major, "b")], true);
        assert_eq!((impact.bump, impact.effects[0].item.as_str()), (Bump::Major, "b"));
        assert_eq!(Impact::new(Vec::new(), true).bump, Bump::Patch);
        assert_eq!(Impact::new(Vec::new(), false).bump, Bump::None);
    }
}
