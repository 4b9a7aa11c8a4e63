//! The Rust emitter on invented APIs: what is decided (`RustModel`), what is printed, and that nothing depends on order.
//!
//! `tests/obstacle-course` is the emitter's output for an API whose names and texts are hostile. It is a member of the
//! workspace, so that it is compiled, linted and documented with everything else; a test here keeps it current.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use docquarry::emit::Files;
use docquarry::emit::rust::lower::lower;
use docquarry::emit::rust::model::{Encoding, Field, Item, Operation, Presence, RustModel, RustType, Struct, TypeId};
use docquarry::emit::rust::{Options, Runtime, emit};
use docquarry::prose::Prose;
use docquarry::spec::model::{Spec, Type};

fn spec(name: &str) -> Spec {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/emit_rust").join(name).with_extension("json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn files(spec: &Spec, options: &Options<'_>) -> Files {
    emit(spec, options).unwrap().files
}

/// A model as text: one line for each name, field and value.
fn outline(model: &RustModel) -> String {
    let mut out = format!("{} {} {:?}\n", model.package, model.version, model.api);
    for operation in &model.operations {
        let idempotent = if operation.idempotent { " idempotent" } else { "" };
        writeln!(out, "\n{} → {} fn {}{idempotent}", operation.action, operation.module, operation.method).unwrap();
        calls(&mut out, model, operation);
        structure(&mut out, model, &operation.request);
        structure(&mut out, model, &operation.response);
        items(&mut out, model, &operation.items);
    }
    for entry in &model.structures {
        writeln!(out, "\n{} → {}", entry.wire_name, entry.module).unwrap();
        structure(&mut out, model, &entry.item);
        items(&mut out, model, &entry.items);
    }
    let codes = model.error_codes.variants.iter().map(|variant| variant.name.as_str()).collect::<Vec<_>>();
    writeln!(out, "\nErrorCode {}", codes.join(" ")).unwrap();
    out
}

/// What clients know of an action beside its types.
fn calls(out: &mut String, model: &RustModel, operation: &Operation) {
    let Operation { client_token, rate_limit, host, pages, task_query, task_start, .. } = operation;
    if let Some(token) = client_token {
        writeln!(out, "  client token {token}").unwrap();
    }
    if let Some(rate) = rate_limit {
        writeln!(out, "  {rate} requests per second").unwrap();
    }
    if let Some(host) = host {
        writeln!(out, "  at {host}").unwrap();
    }
    if let Some(pages) = pages {
        writeln!(out, "  pages of {}: {}, {:?}", pages.items, type_name(model, pages.item), pages.paging).unwrap();
    }
    if let Some(query) = task_query {
        writeln!(out, "  task at {}: {:?}", query.state.join("."), query.states).unwrap();
    }
    if let Some(start) = task_start {
        writeln!(out, "  starts a task, asked with {}: {:?}", start.query.name, start.parameters).unwrap();
    }
}

fn items(out: &mut String, model: &RustModel, items: &[Item]) {
    for item in items {
        match item {
            Item::Struct(item) => structure(out, model, item),
            Item::Enum(item) => {
                let variants: Vec<String> =
                    item.variants.iter().map(|variant| format!("{}={:?}", variant.name, variant.value)).collect();
                writeln!(out, "  enum {}: {}", item.name, variants.join(", ")).unwrap();
            }
        }
    }
}

fn structure(out: &mut String, model: &RustModel, item: &Struct) {
    writeln!(out, "  struct {} {:?}", item.name, item.role).unwrap();
    for field in &item.fields {
        let setter = field.setter.as_deref().filter(|setter| *setter != field.name);
        let setter = setter.map(|setter| format!(" set by {setter}")).unwrap_or_default();
        writeln!(out, "    {} ← {:?}: {}{setter}", field.name, field.wire_name, field_type(model, field)).unwrap();
    }
}

fn field_type(model: &RustModel, field: &Field) -> String {
    let mut ty = type_name(model, field.ty);
    if field.boxed {
        ty = format!("Box<{ty}>");
    }
    match &field.encoding {
        Encoding::Bare => {}
        Encoding::Wrapped(item) => ty.push_str(&format!(" wrapped in {item:?}")),
        Encoding::Json => ty.push_str(" as JSON text"),
    }
    if field.secret {
        ty.push_str(" secret");
    }
    match field.presence {
        Presence::Required => format!("{ty}, required"),
        Presence::Optional => format!("{ty}?"),
        Presence::Plain => ty,
    }
}

fn type_name(model: &RustModel, id: TypeId) -> String {
    match model.types.get(id) {
        RustType::Struct(name) | RustType::Enum(name) | RustType::Union(name) => name.name.clone(),
        RustType::List(items) => format!("[{}]", type_name(model, *items)),
        RustType::Map(values) => format!("{{{}}}", type_name(model, *values)),
        scalar => format!("{scalar:?}"),
    }
}

#[test]
fn the_model_of_the_obstacle_course() {
    let (model, diagnostics) = lower(&spec("obstacle-course"), &Options::default());
    insta::assert_snapshot!("obstacle_course_model", outline(&model));
    let found: Vec<String> = diagnostics.iter().map(|found| format!("{}: {}", found.code, found.message)).collect();
    insta::assert_snapshot!(
        found.join("\n"),
        @"rust-undefined-structure: `actions.CreateEverything.response.Lost` refers to `Lost`, which is not defined"
    );
}

/// Pages, tasks, tokens, limits and hosts are found by names and types.
#[test]
fn the_model_of_a_small_api() {
    let (model, diagnostics) = lower(&spec("tea-house"), &Options::default());
    insta::assert_snapshot!("tea_house_model", outline(&model));
    assert!(diagnostics.is_empty());
}

#[test]
fn the_files_of_a_small_api() {
    let files = files(&spec("tea-house"), &Options::default());
    let all: String = files.iter().map(|(path, text)| format!("==== {path}\n{text}\n")).collect();
    insta::assert_snapshot!("tea_house_files", all);
}

/// With `DOCQUARRY_UPDATE=1` this writes the crates instead.
#[test]
fn the_crates_of_the_tests_are_current() {
    let path = "../../generator/runtime";
    for (name, folder, runtime) in [
        ("obstacle-course", "obstacle-course", path.to_owned()),
        ("kites", "rest/kites", format!("../{path}")),
        ("lanterns", "rest/lanterns", format!("../{path}")),
    ] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests").join(folder);
        let command = "`DOCQUARRY_UPDATE=1 cargo test -p docquarry --test emit_rust`";
        let mut options = Options::default();
        options.runtime = Runtime::Path(runtime);
        options.origin = Some(format!("{command} from generator/tests/emit_rust/{name}.json"));
        is_current(&root, &files(&spec(name), &options));
    }
}

fn is_current(root: &Path, files: &Files) {
    if std::env::var_os("DOCQUARRY_UPDATE").is_some() {
        for path in committed(root).into_keys().filter(|path| !files.contains_key(path)) {
            std::fs::remove_file(root.join(path)).unwrap();
        }
        for (path, text) in files {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
    }
    let committed = committed(root);
    assert_eq!(committed.keys().collect::<Vec<_>>(), files.keys().collect::<Vec<_>>());
    for (path, text) in files {
        assert!(committed.get(path) == Some(text), "{path} is stale; DOCQUARRY_UPDATE=1 renews it");
    }
}

fn committed(root: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders: Vec<PathBuf> = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                found.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

#[test]
fn the_order_of_pages_changes_nothing() {
    for name in ["obstacle-course", "tea-house", "kites", "lanterns"] {
        let spec = spec(name);
        let mut reversed = spec.clone();
        reversed.actions.reverse();
        reversed.structures.reverse();
        reversed.errors.reverse();
        assert_eq!(files(&spec, &Options::default()), files(&reversed, &Options::default()), "{name}");
    }
}

#[test]
fn a_newer_name_does_not_take_an_older_ones() {
    let before = spec("tea-house");
    let mut after = before.clone();
    let mut rival = before.structures["Tea"].clone();
    rival.since = Some(9);
    after.structures.insert("TEA".to_owned(), rival);
    let mut rival = before.actions["BrewTea"].request[0].clone();
    rival.name = "TEAId".to_owned();
    rival.since = Some(9);
    after.actions["BrewTea"].request.insert(0, rival);
    let (before, _) = lower(&before, &Options::default());
    let (after, _) = lower(&after, &Options::default());
    let structure = |model: &RustModel, wire: &str| {
        model
            .structures
            .iter()
            .find(|item| item.wire_name == wire)
            .map(|item| (item.item.name.clone(), item.module.clone()))
    };
    assert_eq!(structure(&after, "Tea"), structure(&before, "Tea"));
    assert_eq!(structure(&after, "TEA"), Some(("TeaModel".to_owned(), "tea_2".to_owned())));
    let names: Vec<&str> = after.operations[0].request.fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["tea_id_2", "tea_id", "cups", "method", "client_token"]);
}

#[test]
fn arguments_keep_the_order_of_an_earlier_edition() {
    let mut spec = spec("tea-house");
    let before = order_of_arguments(&spec, "BrewTea");
    assert!(before.len() > 1, "{before:?}");
    let mut order = before.clone();
    order.reverse();
    spec.argument_order.insert("actions.BrewTea.request".to_owned(), order.clone());
    assert_eq!(order_of_arguments(&spec, "BrewTea"), order);
}

/// The wire names of a request's constructor, in order.
fn order_of_arguments(spec: &Spec, action: &str) -> Vec<String> {
    let (model, _) = lower(spec, &Options::default());
    let operation = model.operations.iter().find(|operation| operation.action == action).unwrap();
    operation.request.required().map(|field| field.wire_name.clone()).collect()
}

#[test]
fn a_row_that_is_there_twice_is_reported_and_used_once() {
    let mut spec = spec("tea-house");
    let again = spec.actions["BrewTea"].request[0].clone();
    spec.actions["BrewTea"].request.push(again);
    let (model, diagnostics) = lower(&spec, &Options::default());
    assert_eq!(model.operations[0].request.fields.len(), 4);
    assert_eq!(diagnostics.iter().map(|found| found.code).collect::<Vec<_>>(), ["rust-duplicate-field"]);
}

#[test]
fn lists_without_end_become_any_json() {
    let mut spec = spec("tea-house");
    let mut ty = Type::string();
    for _ in 0..200 {
        ty = Type::array(ty);
    }
    spec.actions["BrewTea"].response[0].ty = ty;
    let files = files(&spec, &Options::default());
    assert!(files["src/operation/brew_tea.rs"].contains("::docquarry_runtime::wire::Value"));
}

#[test]
fn prose_is_added_and_escaped() {
    let mut prose = Prose::default();
    prose.texts.insert("actions.BrewTea.request.TeaId".to_owned(), "One of [yours].\nSee <b>.".to_owned());
    let spec = spec("tea-house");
    let mut options = Options::default();
    options.prose = Some(&prose);
    let files = files(&spec, &options);
    let lines: Vec<&str> = files["src/operation/brew_tea.rs"].lines().map(str::trim).collect();
    let at = lines.iter().position(|line| line.starts_with("/// 茶叶 ID")).unwrap();
    assert_eq!(lines[at + 1..at + 4], ["///", r"/// One of \[yours\].", r"/// See \<b\>."]);
}

#[test]
fn the_manifest_names_the_runtime() {
    let spec = spec("tea-house");
    let git = |rev| Runtime::Git { url: "https://a.b/c".to_owned(), rev };
    for (runtime, expected) in [
        (Runtime::Version("1.2".to_owned()), r#"docquarry-runtime = { version = "1.2" }"#),
        (Runtime::Path("../a \"b\"".to_owned()), r#"docquarry-runtime = { path = '../a "b"' }"#),
        (git(None), r#"docquarry-runtime = { git = "https://a.b/c" }"#),
        (git(Some("v1".to_owned())), r#"docquarry-runtime = { git = "https://a.b/c", rev = "v1" }"#),
        (Runtime::Vendored, r#"docquarry-runtime = { path = "runtime" }"#),
    ] {
        let mut options = Options::default();
        options.runtime = runtime;
        options.version = "3.4.5".to_owned();
        options.origin = Some("a\nb".to_owned());
        let manifest = &files(&spec, &options)["Cargo.toml"];
        assert!(manifest.contains(expected), "{manifest}");
        let parsed: toml::Table = toml::from_str(manifest).unwrap();
        assert_eq!(parsed["package"]["version"].as_str(), Some("3.4.5"));
        assert!(manifest.starts_with("# Generated by a b. Do not edit.\n"));
    }
}
