//! How an action is called, in several languages, with the values of its documented example.
//!
//! A sample is left out where it would not be correct: where the document has no example that can be read, or none with
//! everything that is required, or where a tool does not speak the protocol. `curl` is what `docquarry call --dry-run`
//! prints, `vendor` has the vendors' own tools; the Rust is that of the generated crate.

mod curl;
mod vendor;

use serde_json::{Map, Value};

use crate::emit::curl::word;
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

    /// The section of an action's page. Where there is no sample it says why.
    pub(super) fn section(&self, name: &str) -> String {
        let samples = self.samples(name);
        if samples.is_empty() {
            return format!("<h2 id=\"call\">Call</h2>\n<p class=\"note\">{}</p>\n", html(&self.reason(name)));
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

    /// The parameters of the first example that has all that are required; none at all if nothing is required.
    fn parameters(&self, name: &str, action: &Action) -> Option<Map<String, Value>> {
        let is_whole = |parameters: &Map<String, Value>| self.missing(name, parameters).is_empty();
        self.examples(name, action).find(is_whole).or_else(|| Some(Map::new()).filter(is_whole))
    }

    /// The parameters of each example that can be read.
    fn examples(&self, name: &str, action: &Action) -> impl Iterator<Item = Map<String, Value>> {
        action.examples.iter().filter_map(move |example| {
            match example_request(&self.resolved, &self.model.schema, name, example)? {
                Value::Object(parameters) => Some(parameters),
                _ => None,
            }
        })
    }

    /// Required parameters that are not there.
    fn missing(&self, name: &str, parameters: &Map<String, Value>) -> Vec<&str> {
        let required = self.model.schema.actions.get(name).into_iter().flatten().filter(|field| field.required);
        required.map(|field| field.name.as_str()).filter(|field| !parameters.contains_key(*field)).collect()
    }

    /// Why there is no sample.
    fn reason(&self, name: &str) -> String {
        let example = self.resolved.actions.get(name).and_then(|action| self.examples(name, action).next());
        match example {
            Some(parameters) => {
                let missing = self.missing(name, &parameters).join(", ");
                format!("There is no sample: the documented example lacks what is required: {missing}.")
            }
            None => "There is no sample: the document has no example whose request can be read.".to_owned(),
        }
    }
}

/// What a reader has to know about the samples.
fn note(spec: &Spec, name: &str, samples: &[Sample]) -> String {
    let has = |language: &str| samples.iter().any(|(title, _)| *title == language);
    let mut lacking = String::new();
    if !has("Rust") {
        lacking = "<p class=\"note\">There is no sample in Rust: a value of the documented example does not have its documented type.</p>\n"
            .to_owned();
    }
    if !samples.iter().any(|(title, text)| *title == "curl" && text.contains("***")) {
        return lacking;
    }
    let command = format!("docquarry call {} {} … --dry-run --show-secrets", word(&spec.id), word(name));
    format!(
        "<p class=\"note\">What belongs to an account or to the moment is shown as <code>***</code> in the command of curl. \
         <code>{}</code> prints it signed.</p>\n{lacking}",
        html(&command)
    )
}

/// The call from the command line, with the parameters as JSON.
fn docquarry(call: &Call<'_>) -> String {
    let region = call.region().map(|region| format!(" --region {}", word(region))).unwrap_or_default();
    let [id, name] = [&call.spec.id, call.name].map(word);
    format!("docquarry call {id} {name}{region} --body - <<'JSON'\n{}\nJSON\n", call.json())
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
