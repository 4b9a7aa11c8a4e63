//! OpenAPI documents of the committed specs: sound in themselves, and true to the documented examples.

// Helpers outside the test functions report by panicking too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;

use docquarry::diagnostic::Diagnostic;
use docquarry::pipeline::{self, EmitOptions, Target};
use docquarry::sources::Sources;
use docquarry::spec::model::{Protocol, Spec};
use docquarry_tests::root;
use serde_json::{Value, json};

/// Committed specs with their OpenAPI documents, each spec with both.
fn documents() -> Vec<(Spec, Value)> {
    let sources = Sources::parse(&fs::read_to_string(root().join("spec/sources.toml")).unwrap()).unwrap();
    let found: Vec<(Spec, Value)> = sources
        .ids()
        .into_iter()
        .flat_map(|id| {
            let spec = docquarry::json::read_spec(&root().join(format!("spec/{id}.json"))).unwrap();
            let options = EmitOptions::new("cargo xtask regenerate");
            let files = pipeline::emit(Target::OpenApi, &spec, &options).unwrap().files;
            ["openapi.json", "openapi-routed.json"]
                .map(|name| (spec.clone(), serde_json::from_str(&files[name]).unwrap()))
        })
        .collect();
    assert!(found.len() >= 8, "{} documents", found.len());
    found
}

/// Every operation with its path.
fn operations(document: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    paths.iter().map(|(path, item)| (path, item.as_object().unwrap().values().next().unwrap()))
}

fn follow<'d>(document: &'d Value, value: &'d Value) -> &'d Value {
    match value.get("$ref").and_then(Value::as_str) {
        Some(target) => document.pointer(target.strip_prefix('#').unwrap()).unwrap_or_else(|| panic!("{target}")),
        None => value,
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_component_is_used() {
    for (spec, document) in documents() {
        let (mut open, mut targets) = (vec![&document], BTreeSet::new());
        while let Some(value) = open.pop() {
            match value {
                Value::Array(items) => open.extend(items),
                Value::Object(members) => {
                    targets.extend(members.get("$ref").and_then(Value::as_str));
                    open.extend(members.values());
                }
                _ => {}
            }
        }
        for target in &targets {
            assert!(document.pointer(&target[1..]).is_some(), "{}: {target}", spec.id);
        }
        let unused: Vec<String> = ["parameters", "responses"]
            .iter()
            .flat_map(|kind| {
                document["components"][kind].as_object().into_iter().flatten().map(move |(k, _)| (kind, k))
            })
            .map(|(kind, key)| format!("#/components/{kind}/{key}"))
            .filter(|target| !targets.contains(target.as_str()))
            .collect();
        assert!(unused.is_empty(), "{}: {unused:?}", spec.id);
    }
}

#[test]
fn every_action_is_one_operation_with_parameters_of_its_own_names() {
    for (spec, document) in documents() {
        let ids: Vec<&str> = operations(&document).map(|(_, op)| op["operationId"].as_str().unwrap()).collect();
        assert!(ids.iter().copied().eq(spec.actions.keys().map(String::as_str)), "{}", spec.id);
        for (path, operation) in operations(&document) {
            assert!(path.starts_with('/'), "{path}");
            let mut places = BTreeSet::new();
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let parameter = follow(&document, parameter);
                assert!(places.insert((parameter["in"].to_string(), parameter["name"].to_string())), "{path}");
            }
        }
    }
}

/// A documented value, and the schema that it must be valid by.
struct Sample<'d> {
    /// `request of example 2 of CreateKiln`, as findings say it.
    place: String,
    schema: &'d Value,
    value: &'d Value,
}

/// The documented values of an operation: its examples, or those that contradict their schemas.
fn samples<'d>(operation: &'d Value, which: &str) -> Vec<Sample<'d>> {
    let media = |holder: &'d Value| holder["content"].as_object().into_iter().flatten().map(|(_, media)| media).next();
    let mut found = Vec::new();
    for (part, holder) in [("request", &operation["requestBody"]), ("response", &operation["responses"]["200"])] {
        let Some(media) = media(holder) else { continue };
        for (key, example) in media[which].as_object().into_iter().flatten() {
            let number = key.strip_prefix("example").unwrap();
            let place = format!("{part} of example {number} of {}", operation["operationId"].as_str().unwrap());
            found.push(Sample { place, schema: &media["schema"], value: &example["value"] });
        }
    }
    found
}

/// Writes `nullable`, which only OpenAPI 3.0 knows, as JSON Schema has it.
fn admit_null(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            members.values_mut().for_each(admit_null);
            if members.remove("nullable") == Some(Value::Bool(true)) {
                let inner = std::mem::take(members);
                *schema = json!({ "anyOf": [inner, { "type": "null" }] });
            }
        }
        Value::Array(items) => items.iter_mut().for_each(admit_null),
        _ => {}
    }
}

/// What is wrong with samples, with their places. One validator for all: their schemas share the components.
fn wrong(document: &Value, samples: &[Sample<'_>]) -> Vec<(String, String)> {
    let numbered = |pick: fn(&Sample<'_>) -> Value| -> Value {
        samples
            .iter()
            .enumerate()
            .map(|(index, sample)| (index.to_string(), pick(sample)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let schemas = numbered(|sample| sample.schema.clone());
    let mut whole = json!({ "properties": schemas, "components": document["components"] });
    if document["openapi"].as_str().is_some_and(|version| version.starts_with("3.0")) {
        admit_null(&mut whole);
    }
    let validator = jsonschema::draft202012::new(&whole).unwrap();
    let values = numbered(|sample| sample.value.clone());
    let place = |path: &str| {
        let (index, rest) = path[1..].split_once('/').unwrap_or((&path[1..], ""));
        (samples[index.parse::<usize>().unwrap()].place.clone(), rest.to_owned())
    };
    let told = validator.iter_errors(&values).map(|error| {
        let (place, rest) = place(error.instance_path().as_str());
        (place, format!("{rest}: {error}"))
    });
    told.collect()
}

/// Whether a finding speaks of a place.
fn speaks_of(finding: &Diagnostic, place: &str) -> bool {
    let message = finding.message.strip_prefix("the ").unwrap_or(&finding.message);
    message.strip_prefix(place).is_some_and(|rest| rest.starts_with([':', ' ']))
}

fn all<'d>(document: &'d Value, which: &str) -> Vec<Sample<'d>> {
    operations(document).flat_map(|(_, operation)| samples(operation, which)).collect()
}

const SET_ASIDE: &str = "x-docquarry-contradicting-examples";

#[test]
fn every_documented_example_is_valid_or_a_known_contradiction() {
    for (spec, document) in documents() {
        let findings = pipeline::check(&spec);
        let examples = all(&document, "examples");
        assert!(examples.len() >= spec.actions.len(), "{}: only {} examples", spec.id, examples.len());
        assert_eq!(wrong(&document, &examples), [], "{}", spec.id);
        let aside = all(&document, SET_ASIDE);
        let unknown = aside.iter().map(|sample| &sample.place);
        let unknown: Vec<_> =
            unknown.filter(|place| !findings.iter().any(|finding| speaks_of(finding, place))).collect();
        assert!(unknown.is_empty(), "{}: {unknown:#?}", spec.id);
    }
}

/// What is set aside is wrong by the schema: no example is hidden without a reason.
#[test]
fn only_contradicting_examples_are_set_aside() {
    let mut count = 0;
    for (spec, document) in documents().into_iter().filter(|(_, document)| document["openapi"] == "3.1.0") {
        let aside = all(&document, SET_ASIDE);
        let wrong: BTreeSet<String> = wrong(&document, &aside).into_iter().map(|(place, _)| place).collect();
        let right: Vec<_> = aside.iter().map(|sample| &sample.place).filter(|place| !wrong.contains(*place)).collect();
        assert!(right.is_empty(), "{}: {right:?}", spec.id);
        count += aside.len();
    }
    assert!((10..80).contains(&count), "{count}");
}

/// Generators make an empty type of a choice between values and their type, 32 bits of an integer, and a number of an
/// object without a name.
#[test]
fn schemas_have_what_generators_understand() {
    for (spec, document) in documents() {
        let mut open: Vec<(String, &Value)> = vec![(String::new(), &document["components"]["schemas"])];
        while let Some((path, value)) = open.pop() {
            let Value::Object(members) = value else { continue };
            assert!(
                members.get("type") != Some(&json!("integer")) || members.get("format") == Some(&json!("int64")),
                "{path}"
            );
            let is_unnamed =
                path.contains("/properties/") && members.get("properties").is_some_and(|p| p.get("type").is_none());
            assert!(!is_unnamed, "{}: {path} has members", spec.id);
            for choice in members.get("anyOf").and_then(Value::as_array).into_iter().flatten() {
                assert!(choice.get("enum").is_none(), "{}: {path}", spec.id);
            }
            let is_data =
                |name: &str| name.starts_with("x-") || matches!(name, "examples" | "example" | "default" | "enum");
            open.extend(
                members.iter().filter(|(name, _)| !is_data(name)).map(|(name, v)| (format!("{path}/{name}"), v)),
            );
        }
        let version: Vec<&str> = document["info"]["version"].as_str().unwrap().split('.').collect();
        assert!(version.len() == 3 && version.iter().all(|part| part.parse::<u32>().is_ok()), "{version:?}");
        for tag in document["tags"].as_array().unwrap() {
            assert!(tag["name"].as_str().unwrap().is_ascii() && tag["x-displayName"].is_string(), "{tag}");
        }
        assert!(operations(&document).all(|(_, operation)| operation.get("servers").is_none()), "{}", spec.id);
    }
}

#[test]
fn a_wrong_example_would_be_found() {
    let (_, mut document) = documents().into_iter().find(|(spec, _)| spec.protocol == Protocol::AliyunRpc).unwrap();
    for item in document["paths"].as_object_mut().unwrap().values_mut() {
        let media = &mut item["post"]["responses"]["200"]["content"]["application/json"];
        for example in media["examples"].as_object_mut().into_iter().flat_map(|examples| examples.values_mut()) {
            example["value"]["RequestId"] = json!(5);
        }
    }
    let found = wrong(&document, &all(&document, "examples")).len();
    assert!(found >= 70, "{found}");
}

#[test]
fn what_must_be_sent_beside_a_field_is_said_in_json_schema() {
    let documents = documents();
    let of_ecm: Vec<&Value> = documents.iter().filter(|(spec, _)| spec.id == "tencent-ecm").map(|(_, it)| it).collect();
    let said = |document: &Value, key: &str| document["components"]["schemas"]["AllocateAddressesRequest"][key].clone();
    let expected = serde_json::json!({"NetworkInterfaceId": ["PrivateIpAddress"]});
    assert_eq!(said(of_ecm[0], "dependentRequired"), expected);
    // OpenAPI 3.0 has no such keyword.
    assert_eq!(said(of_ecm[1], "x-dependentRequired"), expected);
    assert_eq!(said(of_ecm[1], "dependentRequired"), Value::Null);
}

#[test]
fn the_table_of_tools_has_the_figures_of_their_run() {
    let read = |file: &str| fs::read_to_string(root().join(file)).unwrap();
    let results: Vec<Value> = serde_json::from_str(&read("tests/openapi/results.json")).unwrap();
    let guide = read("generator/guide/openapi.md");
    let (_, table) = guide.split_once("<!-- tools -->\n").unwrap();
    let rows: Vec<&str> = table.lines().skip(2).take_while(|line| *line != "<!-- /tools -->").collect();
    let text = |line: &Value, name: &str| line[name].as_str().unwrap().to_owned();
    let expected: Vec<String> = results
        .iter()
        .map(|line| {
            let [tool, version, counted, why] = ["tool", "version", "counted", "why"].map(|name| text(line, name));
            format!("| {tool} | {version} | {counted} | {} of {} | {why} |", line["right"], line["all"])
        })
        .collect();
    assert_eq!(rows, expected, "write it with `python3 tests/openapi/interop.py --guide`");
    let locks = ["package.json", "requirements.txt", "progenitor/generate/Cargo.toml"]
        .map(|file| read(&format!("tests/openapi/interop/{file}")))
        .concat();
    for line in &results {
        let (tool, version) = (text(line, "tool"), text(line, "version"));
        assert!(locks.contains(&version), "{tool} was tried in version {version}, which is not the locked one");
    }
    let actions: usize = documents().iter().map(|(_, document)| document["paths"].as_object().unwrap().len()).sum();
    for line in results.iter().filter(|line| line["all"].as_u64() > Some(8)) {
        assert_eq!(line["all"].as_u64(), Some(actions as u64 / 2), "{}", line["tool"]);
    }
}
