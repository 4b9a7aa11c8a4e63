//! Phrases that the pages of every vendor have, Chinese and English, as data. What one of them alone says is in the
//! `words` of its dialect.

/// Marks an action or a field that is going away.
pub(super) static DEPRECATED: &[&str] = &["已废弃", "已弃用", "即将下线", "deprecated", "Deprecated"];

/// The parameter of a request that names the action.
pub(super) const ACTION: &str = "Action";

/// The header that does so where parameters are in the body.
pub(super) const ACTION_HEADER: &str = "X-TC-Action";
