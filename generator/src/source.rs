//! A place in a document: which file, which lines.
//!
//! The lowest room: findings, specs and the readers all point into documents with it, and it knows none of them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a document says something.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// File name of the document.
    pub document: String,
    /// First and last line, counted from 1.
    pub lines: [u32; 2],
}
