//! The vendors' sentences, kept apart from the spec.
//!
//! `regenerate` writes them to `spec/prose/<id>.<lang>.json`, which git ignores; emitters take them
//! as an option for private use. Nothing here is needed to read or to emit a spec.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::lexeme;

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
    /// The texts with their paths, in the language that their letters show; Chinese if they have no letter.
    pub fn of(texts: Vec<(String, String)>) -> Self {
        let language = lexeme::language(texts.iter().map(|(_, text)| text.as_str())).unwrap_or("zh");
        Self { language: language.to_owned(), texts: texts.into_iter().collect() }
    }

    /// The text of a path.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }
}
