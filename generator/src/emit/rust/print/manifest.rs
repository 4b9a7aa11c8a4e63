//! `Cargo.toml` and `README.md`.

use std::collections::{BTreeMap, BTreeSet};

use toml::Value;

use crate::emit::rust::model::{Operation, RustModel};
use crate::emit::rust::{Options, Runtime, vendor};
use crate::lexeme::singular;

use super::header;

/// The manifest.
pub(super) fn cargo(model: &RustModel, options: &Options<'_>) -> String {
    let description = format!("Types, client and server of the API {} {}", model.api.product, model.api.version);
    let runtime = dependency(&options.runtime);
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
                ("blocking", Value::Array(vec![text("client"), text("docquarry-runtime/blocking")])),
                ("check", Value::Array(vec![text("docquarry-runtime/schema")])),
                ("server", Value::Array(vec![text("check"), text("docquarry-runtime/server")])),
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

/// What a manifest says of the runtime.
fn dependency(runtime: &Runtime) -> toml::Table {
    let entries = match runtime {
        Runtime::Path(path) => vec![("path", path.as_str())],
        Runtime::Version(version) => vec![("version", version.as_str())],
        Runtime::Git { url, rev } => {
            let rev = rev.as_deref().map(|rev| ("rev", rev));
            std::iter::once(("git", url.as_str())).chain(rev).collect()
        }
        Runtime::Vendored => vec![("path", vendor::FOLDER)],
    };
    entries.into_iter().map(|(key, value)| (key.to_owned(), text(value))).collect()
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
    let named = model.unions.iter().filter(|union| union.wire_name.is_some()).count();
    let (operations, structures) = (model.operations.len(), model.structures.len() + named);
    let calls = calls(model);
    let example = if calls.is_empty() { String::new() } else { format!("\n```rust,ignore\n{calls}```\n") };
    format!(
        "<!--{} -->\n\n# {}\n\n{}\n\nIt has {operations} actions and {structures} structures.\n{example}\n{FEATURES}",
        header(model, "").trim_end(),
        model.package,
        model.docs.join("\n"),
    )
}

const FEATURES: &str = "\
| feature | what |
|---|---|
| `client` (default) | calls of the API |
| `blocking` | `.block()` of calls and `.blocking()` of lists, for programs without an async runtime |
| `check` | `request.check()`: documented values, bounds and conditions between parameters, before anything is sent |
| `server` | the trait `server::Service`, and a router that verifies, checks and answers requests for it |

Without features the crate is types alone. Whatever is not of this API (credentials, retries, transports, the server
kit) is in `runtime`.
";

/// How many methods are about each thing: `load_balancer` of `create_load_balancer` and of `describe_load_balancers`.
struct Things(BTreeMap<String, usize>);

impl Things {
    /// Longest name of a thing, in words.
    const LONGEST: usize = 4;

    fn of<'m>(methods: impl Iterator<Item = &'m str>) -> Self {
        let mut things = BTreeMap::new();
        for method in methods {
            let words: Vec<&str> = method.split('_').skip(1).collect();
            let parts = (1..=Self::LONGEST).flat_map(|length| words.windows(length));
            let parts: BTreeSet<String> = parts.map(|part| singular(&part.join("_"))).collect();
            parts.into_iter().for_each(|part| *things.entry(part).or_default() += 1);
        }
        Self(things)
    }

    /// How many methods are about what a method is about.
    fn count(&self, method: &str) -> usize {
        let thing = method.split_once('_').map_or("", |(_, thing)| thing);
        self.0.get(&singular(thing)).copied().unwrap_or(0)
    }
}

/// Calls of each kind that the API has, in a few lines of Rust.
pub(super) fn calls(model: &RustModel) -> String {
    let lib = model.package.replace('-', "_");
    let things = Things::of(model.operations.iter().map(|operation| operation.method.as_str()));
    // The operation of a kind that a user most likely wants first: most others are about the same thing.
    let central = |is: &dyn Fn(&Operation) -> bool| {
        let operations = model.operations.iter().rev().filter(|operation| is(operation));
        operations.max_by_key(|operation| things.count(&operation.method))
    };
    let is_free = |operation: &Operation| operation.request.required().next().is_none();
    // APIs whose region is a parameter like any other have none to choose.
    let region = model.schema.regions.first().map_or_else(String::new, |region| format!(".region({region:?})"));
    let mut lines = vec![format!("let client = {lib}::Client::from_env()?{region};")];
    if let Some(operation) = central(&|operation| operation.idempotent && is_free(operation)) {
        lines.push(format!("let answer = client.{}(Default::default()).await?;", operation.method));
    }
    if let Some(operation) = central(&|operation| operation.pages.is_some()) {
        lines.push(format!("\n// Page by page.\nlet mut items = client.{}(request).items();", operation.method));
        lines.push("while let Some(item) = items.next().await {".to_owned());
        lines.push("    println!(\"{:?}\", item?);".to_owned());
        lines.push("}".to_owned());
    }
    if let Some(operation) = central(&|operation| operation.task_start.is_some()) {
        let method = &operation.method;
        lines.push(format!(
            "\n// Until the task is done.\nlet (answer, task) = client.{method}(request).and_wait().await?;"
        ));
    }
    if lines.len() == 1 {
        return String::new();
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::Things;

    #[test]
    fn the_central_thing_is_what_most_methods_are_about() {
        let methods = ["describe_alarms", "create_load_balancer", "describe_load_balancers", "set_load_balancer_name"];
        let things = Things::of(methods.into_iter());
        assert_eq!(methods.map(|method| things.count(method)), [1, 3, 3, 1]);
    }
}
