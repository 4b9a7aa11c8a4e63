//! `Cargo.toml` and `README.md`.

use toml::{Table, Value};

use crate::emit::rust::model::RustModel;
use crate::emit::rust::{Options, Runtime, docs};

use super::header;

/// The manifest.
pub(super) fn cargo(model: &RustModel, options: &Options<'_>) -> String {
    let (key, place) = match &options.runtime {
        Runtime::Path(path) => ("path", path),
        Runtime::Version(version) => ("version", version),
    };
    let sections = [
        ("package", package(model)),
        ("features", features()),
        ("dependencies", table([("docquarry-runtime", Value::Table(table([(key, text(place))])))])),
    ];
    let mut manifest = header(&model.api.id, "#");
    for (name, section) in sections {
        let lines: String = section.iter().map(|(key, value)| format!("{key} = {}\n", inline(value))).collect();
        manifest.push_str(&format!("\n[{name}]\n{lines}"));
    }
    manifest
}

fn package(model: &RustModel) -> Table {
    let description = format!("Types, client and server of the API {} {}", model.api.product, model.api.version);
    table([
        ("name", text(&model.package)),
        ("version", text(&model.version)),
        ("edition", text("2024")),
        ("rust-version", text("1.90")),
        ("license", text("MIT OR Apache-2.0")),
        ("description", text(&description)),
        ("publish", Value::Boolean(false)),
    ])
}

fn features() -> Table {
    let forward = |name: &str| Value::Array(vec![text(&format!("docquarry-runtime/{name}"))]);
    table([
        ("default", Value::Array(vec![text("client")])),
        ("client", forward("client")),
        ("server", forward("server")),
    ])
}

fn text(value: &str) -> Value {
    Value::String(value.to_owned())
}

fn table<const N: usize>(entries: [(&str, Value); N]) -> Table {
    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
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
    let example = model.operations.first().map(|operation| {
        format!(
            "\n```rust,ignore\nlet client = {lib}::Client::from_env()?.region(\"…\");\n\
             let answer = client.{}({lib}::operation::{}::new(…)).await?;\n```\n",
            operation.method, operation.request.name
        )
    });
    format!(
        "<!--{} -->\n\n# {}\n\n{}\n\nIt has {operations} actions and {structures} structures.\n{}\n\
         Features: `client` (default) calls the API, `server` offers it; without both, the crate is types alone.\n\
         See [the reference](docs/README.md).\n",
        header(&model.api.id, "").trim_end(),
        model.package,
        model.docs.first().cloned().unwrap_or_else(|| docs::code(&model.api.product)),
        example.unwrap_or_default(),
    )
}
