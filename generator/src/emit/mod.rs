//! Emitters: from a spec to files, as data. Writing and checking them is [`sync`](crate::sync)'s job.

pub mod reference;

use std::collections::BTreeMap;

/// Files by path relative to the output folder, with `/` between folders.
pub type Files = BTreeMap<String, String>;
