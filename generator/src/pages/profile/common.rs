//! Words that the pages of every vendor have, Chinese and English, as data. What only one vendor says is in its profile.

/// Marks an action or a field that is going away.
pub(in crate::pages) static DEPRECATED: &[&str] =
    &["已废弃", "已弃用", "即将下线", "deprecated", "Deprecated", "will be removed in the future"];

/// The parameter of a request that names the action.
pub(in crate::pages) const ACTION: &str = "Action";

/// The header that does so where parameters are in the body.
pub(in crate::pages) const ACTION_HEADER: &str = "X-TC-Action";
