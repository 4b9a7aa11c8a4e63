//! The spec and the OpenAPI document of an API as files of the site, for programs: in one line each, since nobody reads
//! them there.

use serde_json::Value;

use crate::emit::{Files, openapi};
use crate::json;
use crate::spec::model::Spec;

use super::Options;

/// The file with the spec.
const SPEC: &str = "spec.json";

/// Puts the files into the folder of an API.
pub(super) fn write(spec: &Spec, folder: &str, options: &Options<'_>, files: &mut Files) {
    let document = openapi::emit(spec, &openapi::Options::new(options.command)).ok();
    let document = document.and_then(|files| serde_json::from_str::<Value>(files.get(openapi::FILE)?).ok());
    let documents = [(openapi::FILE, document), (SPEC, serde_json::to_value(spec).ok())];
    for (name, document) in documents {
        if let Some(text) = document.and_then(|document| json::to_line(&document).ok()) {
            files.insert(format!("{folder}/{name}"), text);
        }
    }
}

/// The files, and what they are called.
pub(super) const FILES: [(&str, &str); 2] = [(SPEC, "Spec in JSON"), (openapi::FILE, "OpenAPI 3.1")];

/// Links to the files, on the first page of the API.
pub(super) fn links() -> String {
    let links = FILES.map(|(name, label)| format!("<a href=\"{name}\" download>{label}</a>"));
    format!("<p class=\"downloads\">Download: {}</p>\n", links.join(", "))
}
