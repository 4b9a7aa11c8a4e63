//! `spec/families/<id>.toml`: what people know better than the rules.

use serde::Deserialize;

use super::model::{Families, Family, Missing, Rename};

/// The rule that corrected facts carry.
const RULE: &str = "corrected";

/// Corrections of what is inferred of one API.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Corrections {
    /// Actions that belong to no family.
    none: Vec<String>,
    /// Fields with two names; an empty `shown` takes a rename away.
    rename: Vec<Renamed>,
    /// Codes for what is not there, by action.
    missing: Vec<Code>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Renamed {
    noun: String,
    sent: String,
    shown: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Code {
    action: String,
    code: String,
}

impl Corrections {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// What is wrong with it, with the line.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    /// Names that the corrections have and the families do not: a correction that corrects nothing is a mistake.
    pub fn unknown(&self, families: &Families) -> Vec<String> {
        let is_action = |name: &str| {
            let parts = families.families.iter().flat_map(|family| &family.parts);
            parts
                .map(|part| part.action.as_str())
                .chain(families.rest.iter().map(|rest| rest.action.as_str()))
                .any(|action| action == name)
        };
        let is_noun = |name: &str| families.families.iter().any(|family| family.noun == name);
        let actions =
            self.none.iter().chain(self.missing.iter().map(|code| &code.action)).filter(|name| !is_action(name));
        let nouns = self.rename.iter().map(|rename| &rename.noun).filter(|noun| !is_noun(noun));
        actions.chain(nouns).cloned().collect()
    }

    pub(super) fn drops(&self, action: &str) -> bool {
        self.none.iter().any(|name| name == action)
    }

    pub(super) fn apply(&self, family: &mut Family) {
        for rename in self.rename.iter().filter(|rename| rename.noun == family.noun) {
            family.renames.retain(|known| known.sent != rename.sent);
            if !rename.shown.is_empty() {
                family.renames.push(Rename { sent: rename.sent.clone(), shown: rename.shown.clone(), rule: RULE });
            }
        }
        for part in &mut family.parts {
            if let Some(code) = self.missing.iter().find(|code| code.action == part.action) {
                part.missing = Missing { code: code.code.clone(), rule: RULE };
            }
        }
    }
}
