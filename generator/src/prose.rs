//! The vendors' sentences, kept apart from the spec.
//!
//! `regenerate` writes them to `spec/prose/<id>.<lang>.json`, which git ignores; emitters take them
//! as an option for private use. Nothing here is needed to read or to emit a spec.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// Descriptions by path: `actions.CreateListener`, `actions.CreateListener.request.Ports`,
/// `actions.CreateListener.response.ListenerIds`, `structures.Target`, `structures.Target.Port`,
/// `errors.FailedOperation`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prose {
    /// Language of the document: `zh` or `en`.
    pub language: String,
    /// Text by path; lines are separated by `\n`.
    pub texts: IndexMap<String, String>,
}

impl Prose {
    /// The texts with their paths, in the language that they show: Chinese if any has a Chinese character.
    pub fn of(texts: Vec<(String, String)>) -> Self {
        let is_chinese = |(_, text): &(String, String)| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        let language = if texts.iter().any(is_chinese) { "zh" } else { "en" };
        Self { language: language.to_owned(), texts: texts.into_iter().collect() }
    }

    /// The text of a path.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }
}
