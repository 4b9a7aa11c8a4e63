//! Moments and doubts in words, as messages and docs print them, and what no changelog dates.

use std::fmt;

use crate::spec::model::{AsOf, ChangeOp, Spec, Uncertain};

impl AsOf {
    /// The newest release of the spec that this one was made from: `release 131 (2025-06-12)`.
    pub fn newest_title(&self) -> String {
        moment(self.newest_release, &self.newest_date)
    }
}

impl fmt::Display for AsOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&moment(self.release, &self.date))
    }
}

impl Spec {
    /// Keys whose values a changelog does not speak of, in the order of the contract.
    pub const UNDATED: [&str; 40] = [
        "endpoints",
        "regions",
        "common_parameters",
        "title",
        "titles",
        "group",
        "endpoint",
        "rate_limit",
        "successor",
        "asynchronous",
        "task_query",
        "url",
        "method",
        "path",
        "body",
        "conditions",
        "returns",
        "statuses",
        "one_of",
        "errors",
        "examples",
        "label",
        "labels",
        "in",
        "nullable",
        "example",
        "default",
        "enum",
        "enum_labels",
        "enum_labels_in",
        "special",
        "keys",
        "minimum",
        "maximum",
        "max_items",
        "min_length",
        "max_length",
        "max_bytes",
        "pattern",
        "unit",
    ];
}

/// A release in words: `release 50 (2021-07-14)`.
pub fn moment(release: Option<u32>, date: &str) -> String {
    match release {
        Some(number) => format!("release {number} ({date})"),
        None => format!("the release of {date}"),
    }
}

impl fmt::Display for Uncertain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Presence => "presence",
            Self::Type => "type",
            Self::Required => "required",
            Self::Facts => "facts",
            Self::Deprecated => "deprecation",
            Self::Members => "members",
        })
    }
}

/// What a release does: `adds`.
pub fn verb(op: ChangeOp) -> &'static str {
    match op {
        ChangeOp::Add => "adds",
        ChangeOp::Modify => "modifies",
        ChangeOp::Remove => "removes",
        ChangeOp::Deprecate => "deprecates",
    }
}
