//! `Cargo.toml` and `README.md`.

use toml::Value;

use crate::emit::rust::model::RustModel;
use crate::emit::rust::{Options, Runtime};

use super::header;

/// The manifest.
pub(super) fn cargo(model: &RustModel, options: &Options<'_>) -> String {
    let description = format!("Types, client and server of the API {} {}", model.api.product, model.api.version);
    let (key, place) = match &options.runtime {
        Runtime::Path(path) => ("path", path),
        Runtime::Version(version) => ("version", version),
    };
    let runtime = toml::Table::from_iter([(key.to_owned(), text(place))]);
    let sections = [
        (
            "package",
            vec![
                ("name", text(&model.package)),
                ("description", text(&description)),
                ("version", text(&model.version)),
                ("edition", text("2024")),
                ("rust-version", text("1.90")),
                ("license", text("MIT OR Apache-2.0")),
                ("publish", Value::Boolean(false)),
            ],
        ),
        (
            "features",
            vec![
                ("default", Value::Array(vec![text("client")])),
                ("client", Value::Array(vec![text("docquarry-runtime/client")])),
                ("server", Value::Array(vec![text("docquarry-runtime/server")])),
            ],
        ),
        ("dependencies", vec![("docquarry-runtime", Value::Table(runtime))]),
    ];
    let mut manifest = header(model, "#");
    for (name, entries) in sections {
        let lines: String = entries.iter().map(|(key, value)| format!("{key} = {}\n", inline(value))).collect();
        manifest.push_str(&format!("\n[{name}]\n{lines}"));
    }
    manifest
}

fn text(value: &str) -> Value {
    Value::String(value.to_owned())
}

/// A value in one line.
fn inline(value: &Value) -> String {
    match value {
        Value::Table(table) => {
            let entries: Vec<String> = table.iter().map(|(key, value)| format!("{key} = {}", inline(value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        other => other.to_string(),
    }
}

/// What the crate is and how it is used.
pub(super) fn readme(model: &RustModel) -> String {
    let lib = model.package.replace('-', "_");
    let (operations, structures) = (model.operations.len(), model.structures.len());
    let harmless = model.operations.iter().find(|item| item.idempotent && item.request.required().next().is_none());
    let example = harmless.map(|operation| {
        let method = &operation.method;
        format!(
            "\n```rust,ignore\nlet client = {lib}::Client::from_env()?.region(\"…\");\n\
             let answer = client.{method}(Default::default()).await?;\n```\n"
        )
    });
    format!(
        "<!--{} -->\n\n# {}\n\n{}\n\nIt has {operations} actions and {structures} structures.\n{}\n\
         Features: `client` (default) calls the API, `server` offers it; without both, the crate is types alone.\n",
        header(model, "").trim_end(),
        model.package,
        model.docs.join("\n"),
        example.unwrap_or_default(),
    )
}
