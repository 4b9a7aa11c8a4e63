//! `docquarry call`: any action of any spec, called with arguments of a command line.
//!
//! `arguments` makes JSON of what was typed, by the documented types (`values`); `check` compares it with the spec;
//! `plan` says what the client has to know of the action, and `send` calls it; `curl`, `output` and `help` are text.
//! Requests are signed, sent and repeated by the runtime, as those of generated crates are. Which files are read and
//! where results are printed is decided by the command.

mod arguments;
mod check;
mod curl;
mod help;
mod names;
mod output;
mod plan;
mod send;
mod table;
mod values;

use std::cell::OnceCell;

use docquarry_runtime::schema::{Field, Schema};
use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, Severity};
use crate::emit::rust::Options;
use crate::emit::rust::lower::lower;
use crate::emit::rust::model::RustModel;
use crate::emit::schema::{example_request, schema};
use crate::lexeme::near;
use crate::spec::model::{Action, Spec};
use crate::spec::rest;

pub use arguments::{Files, parameters};
pub use check::check;
pub use curl::{Secrets, curl};
pub use help::{actions, usage};
pub use output::{Format, print, query};
pub use plan::Plan;
pub use send::{Failure, Items, Settings};

/// An API as calls need it.
#[derive(Debug)]
pub struct Api {
    /// The spec as it was read.
    original: Spec,
    /// The spec, whose actions have their parameters as requests name them.
    spec: Spec,
    schema: Schema,
    /// What the emitter of crates decides of it, once somebody asks.
    model: OnceCell<RustModel>,
}

impl Api {
    /// The API of a spec.
    pub fn new(spec: Spec) -> Self {
        let schema = schema(&spec);
        Api { spec: rest::resolved(&spec).into_owned(), schema, original: spec, model: OnceCell::new() }
    }

    fn model(&self) -> &RustModel {
        self.model.get_or_init(|| lower(&self.original, &Options::default()).0)
    }

    /// The action of a name, which may be written as other tools write it: `describe-kites`, `describe_kites`.
    ///
    /// # Errors
    /// A finding `no-such-action` that names the nearest one.
    pub fn action(&self, name: &str) -> Result<Target<'_>, Diagnostic> {
        let names = || self.spec.actions.keys().map(String::as_str);
        let found = names::find(names(), name).and_then(|found| self.spec.actions.get_key_value(found));
        if let (Some((name, action)), Some(fields)) = (found, found.and_then(|(name, _)| self.schema.actions.get(name)))
        {
            return Ok(Target { api: self, name, action, fields });
        }
        let message = format!("the spec {} has no action {name}", self.spec.id);
        let help = match near(name, names()).or_else(|| names::near(name, names())) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("`docquarry call {} --list` lists the actions", self.spec.id),
        };
        Err(Diagnostic::new("no-such-action", Severity::Error, message).help(help))
    }
}

impl Api {
    /// Names of the actions, in document order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.spec.actions.keys().map(String::as_str)
    }
}

/// The parameter that carries the region in APIs that have no common one for it.
const REGION: &str = "RegionId";

impl Target<'_> {
    /// Sends a region as a parameter, where the action has one for it that was not given and the API has no common one.
    pub fn with_region(&self, region: &str, parameters: &mut Map<String, Value>) {
        let is_common = self.api.spec.common_parameters.values().flatten().any(|field| field.name == "Region");
        if !is_common && self.fields.iter().any(|field| field.name == REGION) {
            parameters.entry(REGION).or_insert_with(|| region.into());
        }
    }

    /// The parameters of the action's documented examples.
    pub fn examples(&self) -> impl Iterator<Item = Map<String, Value>> {
        let Target { api, name, action, .. } = *self;
        action.examples.iter().filter_map(|example| match example_request(&api.spec, &api.schema, name, example)? {
            Value::Object(parameters) => Some(parameters),
            _ => None,
        })
    }
}

/// An action of an API.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    api: &'a Api,
    /// Its name on the wire.
    pub name: &'a str,
    action: &'a Action,
    fields: &'a [Field],
}

fn bad_argument(message: impl Into<String>) -> Diagnostic {
    Diagnostic::new("bad-argument", Severity::Error, message)
}
