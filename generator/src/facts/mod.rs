//! Placeholder until the rules land.
use crate::spec::model::{Facts, Type};
/// One field's description.
pub struct Subject<'a> {
    /// Name.
    pub name: &'a str,
    /// Type.
    pub ty: &'a Type,
    /// Text.
    pub text: &'a str,
    /// Sample.
    pub example: Option<&'a str>,
    /// Required.
    pub required: Option<bool>,
}
/// Facts.
pub fn extract(_: &Subject<'_>) -> Facts {
    Facts::default()
}
/// Label.
pub fn label(text: &str) -> Option<String> {
    let end = text.find(['，', '。', '：', '；', '、', '（', '(', ',', '.', ';', ':', '\n']).unwrap_or(text.len());
    let label = text.get(..end)?.trim();
    (!label.is_empty() && label.chars().count() <= 24).then(|| label.to_owned())
}
