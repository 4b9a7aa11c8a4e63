//! Which actions start tasks, and which action tells how such a task goes: both are only said in sentences.

use super::words::PHRASES;
use crate::prose::Prose;
use crate::spec::model::Spec;

/// Adds what the sentences of the pages say of tasks.
pub(super) fn find(spec: &mut Spec, prose: &Prose) {
    let mut found = Vec::new();
    for (name, action) in &spec.actions {
        let description = prose.get(&format!("actions.{name}")).unwrap_or_default();
        let fields = action.response.iter();
        let fields = fields.filter_map(|field| prose.get(&format!("actions.{name}.response.{}", field.name)));
        let query = fields.chain([description]).find_map(|text| query(spec, name, text));
        let is_task = query.is_some() || behind(PHRASES.asynchronous, description).is_some();
        if is_task {
            found.push((name.clone(), query));
        }
    }
    for (name, query) in found {
        if let Some(action) = spec.actions.get_mut(&name) {
            action.asynchronous = true;
            action.task_query = query;
        }
    }
}

/// The other action that a text names for asking about the task.
fn query(spec: &Spec, own: &str, text: &str) -> Option<String> {
    let rest = behind(PHRASES.asynchronous, text).or_else(|| behind(PHRASES.task, text))?;
    let mut words = rest.split(|c: char| !c.is_ascii_alphanumeric());
    words.find(|word| *word != own && spec.actions.contains_key(*word)).map(str::to_owned)
}

/// What stands behind the first of the phrases that a text has.
fn behind<'a>(phrases: &[&str], text: &'a str) -> Option<&'a str> {
    phrases.iter().find_map(|phrase| Some(text.split_once(phrase)?.1))
}
