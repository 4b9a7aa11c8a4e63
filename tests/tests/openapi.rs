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

/// Committed specs with their OpenAPI documents.
fn documents() -> Vec<(Spec, Value)> {
    let sources = Sources::parse(&fs::read_to_string(root().join("spec/sources.toml")).unwrap()).unwrap();
    let found: Vec<(Spec, Value)> = sources
        .ids()
        .into_iter()
        .map(|id| {
            let spec = docquarry::json::read_spec(&root().join(format!("spec/{id}.json"))).unwrap();
            let options = EmitOptions::new("cargo xtask regenerate");
            let files = pipeline::emit(Target::OpenApi, &spec, &options).unwrap().files;
            let document = serde_json::from_str(&files["openapi.json"]).unwrap();
            (spec, document)
        })
        .collect();
    assert!(found.len() >= 4, "{} specs", found.len());
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
            for parameter in operation["parameters"].as_array().unwrap() {
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

/// The examples of a media type or a parameter, with their numbers.
fn examples(holder: &Value) -> impl Iterator<Item = (usize, &Value)> {
    let examples = holder.get("examples").and_then(Value::as_object).into_iter().flatten();
    examples.map(|(key, example)| (key.strip_prefix("example").unwrap().parse().unwrap(), &example["value"]))
}

/// The documented values of an operation.
fn samples<'d>(document: &'d Value, operation: &'d Value) -> Vec<Sample<'d>> {
    let parameters = operation["parameters"].as_array().into_iter().flatten().map(|p| follow(document, p));
    let media = |holder: &'d Value| &holder["content"]["application/json"];
    let mut holders: Vec<(&str, &Value)> = parameters.map(|parameter| ("request", parameter)).collect();
    holders.push(("request", media(&operation["requestBody"])));
    holders.push(("response", media(&operation["responses"]["200"])));
    let mut found = Vec::new();
    for (part, holder) in holders {
        for (number, value) in examples(holder) {
            let place = format!("{part} of example {number} of {}", operation["operationId"].as_str().unwrap());
            found.push(Sample { place, schema: &holder["schema"], value });
        }
    }
    found
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
    let whole = json!({ "properties": schemas, "components": document["components"] });
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

/// Parameters of a query that an example does not send although they are required.
fn missing(operation: &Value) -> Vec<(String, String)> {
    let own = || {
        operation["parameters"].as_array().into_iter().flatten().filter(|p| p["in"] == "query" && p["name"] != "Action")
    };
    let sent = |parameter: &Value| examples(parameter).map(|(number, _)| number).collect::<BTreeSet<_>>();
    let all: BTreeSet<usize> = own().flat_map(sent).collect();
    let mut found = Vec::new();
    for parameter in own().filter(|parameter| parameter["required"] == true) {
        for number in all.difference(&sent(parameter)) {
            let place = format!("request of example {number} of {}", operation["operationId"].as_str().unwrap());
            found.push((place, format!("{} is missing", parameter["name"])));
        }
    }
    found
}

/// Whether a finding speaks of a place.
fn speaks_of(finding: &Diagnostic, place: &str) -> bool {
    let message = finding.message.strip_prefix("the ").unwrap_or(&finding.message);
    message.strip_prefix(place).is_some_and(|rest| rest.starts_with([':', ' ']))
}

#[test]
fn every_documented_example_is_valid_or_a_known_contradiction() {
    let mut patterns = Vec::new();
    for (spec, document) in documents() {
        let findings = pipeline::check(&spec);
        let samples: Vec<Sample<'_>> = operations(&document).flat_map(|(_, op)| samples(&document, op)).collect();
        assert!(samples.len() >= spec.actions.len(), "{}: only {} examples", spec.id, samples.len());
        let mut contradictions = wrong(&document, &samples);
        contradictions.extend(operations(&document).flat_map(|(_, operation)| missing(operation)));
        contradictions.retain(|(place, _)| !findings.iter().any(|finding| speaks_of(finding, place)));
        let (unmatched, surprises): (Vec<_>, Vec<_>) =
            contradictions.into_iter().partition(|(_, what)| what.contains(" does not match "));
        patterns.extend(unmatched.into_iter().map(|(place, _)| format!("{}: {place}", spec.id)));
        assert!(surprises.is_empty(), "{}: {surprises:#?}", spec.id);
    }
    // Patterns are the one fact that no rule holds against the examples.
    assert_eq!(patterns, ["tencent-ecm: response of example 1 of CreateKeyPair"]);
}

#[test]
fn a_wrong_example_would_be_found() {
    let (_, mut document) = documents().into_iter().find(|(spec, _)| spec.protocol == Protocol::AliyunRpc).unwrap();
    let count = |document: &Value| {
        let samples: Vec<Sample<'_>> = operations(document).flat_map(|(_, op)| samples(document, op)).collect();
        wrong(document, &samples).len()
    };
    let before = count(&document);
    for item in document["paths"].as_object_mut().unwrap().values_mut() {
        let media = &mut item["get"]["responses"]["200"]["content"]["application/json"];
        for example in media["examples"].as_object_mut().into_iter().flat_map(|examples| examples.values_mut()) {
            example["value"]["RequestId"] = json!(5);
        }
    }
    assert!(count(&document) >= before + 80, "{before}, then {}", count(&document));
}
