//! How an action is called, in several languages, with the values of its documented example.
//!
//! A sample is left out where it would not be correct: where the document has no example that can be read, or none with
//! everything that is required, or where a tool does not speak the protocol. `curl` is what `docquarry call --dry-run`
//! prints, `vendor` has the vendors' own tools; the Rust is that of the generated crate.

mod curl;
mod vendor;

use serde_json::{Map, Value};

use crate::emit::rust::lower::lower;
use crate::emit::rust::model::RustModel;
use crate::emit::rust::{self, sample};
use crate::emit::schema::example_request;
use crate::escape::html;
use crate::spec::model::{Action, Spec};
use crate::spec::rest;

use super::language;

/// The samples of an API.
pub(super) struct Samples<'a> {
    spec: &'a Spec,
    /// Its actions have their parameters as requests name them.
    resolved: std::borrow::Cow<'a, Spec>,
    model: RustModel,
}

/// A call with what is needed to write it down.
struct Call<'c> {
    spec: &'c Spec,
    model: &'c RustModel,
    name: &'c str,
    parameters: &'c Map<String, Value>,
}

impl Call<'_> {
    /// The region that the call is for; none in an API whose region is a parameter like any other.
    fn region(&self) -> Option<&str> {
        self.model.schema.regions.first().map(String::as_str)
    }

    fn json(&self) -> String {
        serde_json::to_string_pretty(self.parameters).unwrap_or_default()
    }
}

/// A sample: the name of its language or tool, and its text.
type Sample = (&'static str, String);

impl<'a> Samples<'a> {
    pub(super) fn of(spec: &'a Spec) -> Self {
        Samples { spec, resolved: rest::resolved(spec), model: lower(spec, &rust::Options::default()).0 }
    }

    /// The section of an action's page; empty if there is no sample.
    pub(super) fn section(&self, name: &str) -> String {
        let samples = self.samples(name);
        if samples.is_empty() {
            return String::new();
        }
        let mut out = String::from(
            "<h2 id=\"call\">Call</h2>\n<fieldset class=\"samples\"><legend class=\"unseen\">Language of the sample</legend>\n",
        );
        for (number, (title, text)) in samples.iter().enumerate() {
            let id = format!("sample-{}", title.to_lowercase().replace(' ', "-"));
            let checked = if number == 0 { " checked" } else { "" };
            out.push_str(&format!(
                "<input type=\"radio\" name=\"sample\" id=\"{id}\"{checked}><label for=\"{id}\">{}</label>\n\
                 <div class=\"sample\" data-sample=\"{id}\"><pre tabindex=\"0\"><code>{}</code></pre></div>\n",
                html(title),
                language::marked(text, language::plain)
            ));
        }
        out + "</fieldset>\n" + &note(self.spec, name, &samples)
    }

    fn samples(&self, name: &str) -> Vec<Sample> {
        let action = self.resolved.actions.get(name);
        let Some(parameters) = action.and_then(|action| self.parameters(name, action)) else { return Vec::new() };
        let call = Call { spec: self.spec, model: &self.model, name, parameters: &parameters };
        let rust = sample::program(&self.model, name, &parameters, call.region());
        let samples = [
            curl::command(&call).map(|text| ("curl", text)),
            rust.map(|text| ("Rust", text)),
            vendor::python(&call).map(|text| ("Python", text)),
            vendor::tool(&call),
            Some(("docquarry", docquarry(&call))),
        ];
        samples.into_iter().flatten().collect()
    }

    /// The parameters of the first example that has all that are required.
    fn parameters(&self, name: &str, action: &Action) -> Option<Map<String, Value>> {
        let required = || self.model.schema.actions.get(name).into_iter().flatten().filter(|field| field.required);
        action.examples.iter().find_map(|example| {
            let Value::Object(parameters) = example_request(&self.resolved, &self.model.schema, name, example)? else {
                return None;
            };
            required().all(|field| parameters.contains_key(&field.name)).then_some(parameters)
        })
    }
}

/// What a reader has to know about the samples.
fn note(spec: &Spec, name: &str, samples: &[Sample]) -> String {
    if !samples.iter().any(|(title, text)| *title == "curl" && text.contains("***")) {
        return String::new();
    }
    let command = format!("docquarry call {} {name} … --dry-run --show-secrets", spec.id);
    format!(
        "<p class=\"note\">What belongs to an account or to the moment is shown as <code>***</code> in the command of curl. \
         <code>{}</code> prints it signed.</p>\n",
        html(&command)
    )
}

/// The call from the command line, with the parameters as JSON.
fn docquarry(call: &Call<'_>) -> String {
    let region = call.region().map(|region| format!(" --region {region}")).unwrap_or_default();
    format!("docquarry call {} {}{region} --body - <<'JSON'\n{}\nJSON\n", call.spec.id, call.name, call.json())
}

/// A command that reads its parameters from a file, with the file.
fn with_file(call: &Call<'_>, command: &str) -> String {
    format!("cat > request.json <<'JSON'\n{}\nJSON\n{command}\n", call.json())
}

/// A JSON value as Python writes it.
fn python(value: &Value, indent: usize) -> String {
    let blank = " ".repeat(indent + 4);
    let (open, close, items): (_, _, Vec<String>) = match value {
        Value::Null => return "None".to_owned(),
        Value::Bool(true) => return "True".to_owned(),
        Value::Bool(false) => return "False".to_owned(),
        Value::Number(number) => return number.to_string(),
        // The escapes of JSON mean the same in Python.
        Value::String(_) => return value.to_string(),
        Value::Array(items) => ("[", "]", items.iter().map(|item| python(item, indent + 4)).collect()),
        Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| {
                format!("{}: {}", Value::from(name.as_str()), python(value, indent + 4))
            };
            ("{", "}", members.iter().map(member).collect())
        }
    };
    if items.is_empty() {
        return format!("{open}{close}");
    }
    let lines: String = items.iter().map(|item| format!("{blank}{item},\n")).collect();
    format!("{open}\n{lines}{}{close}", " ".repeat(indent))
}
