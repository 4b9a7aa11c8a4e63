//! Each action of all four APIs, with each documented example: the typed client sends it, `docquarry serve` verifies and
//! answers, and the typed response says what the example says.

// Helpers outside the test functions report by panicking too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;

use docquarry::json;
use docquarry::spec::model::{Field, Spec, Type};
use docquarry_end_to_end::calls::{self, Entry};
use docquarry_end_to_end::examples;
use docquarry_end_to_end::server::{ID, SECRET, Server, spec_path};
use docquarry_runtime::client::Client;
use docquarry_runtime::credentials::Credentials;
use docquarry_runtime::operation::Api;
use serde_json::{Map, Value, json};

const BINARY: &str = env!("CARGO_BIN_EXE_docquarry-to-serve");

/// Documented requests that contradict their own page, and so cannot be made or are refused: action and number of the
/// example, the error code, or none where the typed request already cannot be built.
type Refused<'a> = &'a [(&'a str, usize, Option<&'a str>)];

/// A client of `api` for the server.
fn client(api: &'static Api, server: &Server, region: &str) -> Client {
    Client::new(api, Credentials::new(ID, SECRET)).region(region).endpoint(server.origin())
}

/// Goes through all actions of a spec.
async fn drive<C>(id: &str, entries: &[Entry<C>], client: impl Fn(&Server) -> C, refused: Refused<'_>) {
    let spec = json::read_spec(&spec_path(id)).unwrap();
    let known: BTreeSet<&str> = entries.iter().map(|entry| entry.action).collect();
    let documented: BTreeSet<&str> = spec.actions.keys().map(String::as_str).collect();
    assert_eq!(known, documented);

    let server = Server::start(BINARY, &[id], &[]);
    let client = client(&server);
    let (mut calls, mut problems) = (0, Vec::new());
    for entry in entries {
        for (number, example) in (1..).zip(&spec.actions[entry.action].examples) {
            let documented = &spec.actions[entry.action].request;
            let Some(parameters) = examples::parameters(documented, example) else { continue };
            calls += 1;
            let expected = refused.iter().find(|(action, of, _)| *action == entry.action && *of == number);
            let problem = match ((entry.call)(&client, parameters).await, expected) {
                (Ok(trip), None) => difference(&spec, entry, &trip.received),
                (Ok(_), Some(_)) => Some("it was accepted".to_owned()),
                (Err(failure), Some((.., code))) if failure.code.as_deref() == *code => None,
                (Err(failure), _) => Some(failure.message),
            };
            problems.extend(problem.map(|problem| format!("{} example {number}: {problem}", entry.action)));
        }
    }
    assert!(calls >= spec.actions.len(), "{calls} examples of {} actions", spec.actions.len());
    assert!(problems.is_empty(), "{} of {calls}:\n{}", problems.len(), problems.join("\n"));
}

/// What is different between an answer and each of the documented answers; none if it holds all that one of them says.
fn difference<C>(spec: &Spec, entry: &Entry<C>, received: &Value) -> Option<String> {
    let mut first = None;
    let action = &spec.actions[entry.action];
    for example in &action.examples {
        let answer = examples::answer(spec, example);
        let documented = said(spec, &action.response, (entry.read)(answer.clone()), &answer);
        // One that agrees is enough.
        let difference = lacking(&documented, received, "")?;
        first.get_or_insert(difference);
    }
    first
}

/// What an example says, in the form of the typed answer that it gives. Left out are fields that only the typed answer
/// has, because the example lacks them, and those that only the example has: `serve` answers what the tables have.
fn said(spec: &Spec, fields: &[Field], typed: Value, example: &Value) -> Value {
    let (Value::Object(typed), Value::Object(example)) = (&typed, example) else { return typed };
    let documented = fields.iter().filter_map(|field| {
        let (value, said) = (typed.get(&field.name)?, example.get(&field.name)?);
        (!said.is_null()).then(|| (field.name.clone(), said_of(spec, &field.ty, value.clone(), said)))
    });
    documented.collect::<Map<String, Value>>().into()
}

/// The same for a value of a type.
fn said_of(spec: &Spec, ty: &Type, typed: Value, example: &Value) -> Value {
    match (ty, typed, example) {
        (Type::Array { items, item_name: Some(name) }, Value::Object(typed), example) => {
            let inner = |value: &Value| value.get(name).cloned().unwrap_or_default();
            let typed = Value::Object(typed);
            json!({ name: said_of(spec, &Type::Array { items: items.clone(), item_name: None }, inner(&typed), &inner(example)) })
        }
        (Type::Array { items, .. }, Value::Array(typed), Value::Array(example)) if typed.len() == example.len() => {
            typed.into_iter().zip(example).map(|(value, example)| said_of(spec, items, value, example)).collect()
        }
        (Type::Object { reference: Some(name), .. }, typed, example) => match spec.structures.get(name) {
            Some(structure) => said(spec, &structure.fields, typed, example),
            None => typed,
        },
        (Type::Object { fields: Some(fields), .. }, typed, example) => said(spec, fields, typed, example),
        (_, typed, _) => typed,
    }
}

/// Where `actual` does not hold what `expected` says. Request identifiers differ from answer to answer.
fn lacking(expected: &Value, actual: &Value, path: &str) -> Option<String> {
    match (expected, actual) {
        (Value::Object(expected), Value::Object(actual)) => {
            expected.iter().filter(|(name, _)| !(path.is_empty() && name.eq_ignore_ascii_case("RequestId"))).find_map(
                |(name, value)| lacking(value, actual.get(name).unwrap_or(&Value::Null), &format!("{path}/{name}")),
            )
        }
        (Value::Array(expected), Value::Array(actual)) if expected.len() == actual.len() => {
            let mut items = (0..).zip(expected.iter().zip(actual));
            items.find_map(|(index, (expected, actual))| lacking(expected, actual, &format!("{path}/{index}")))
        }
        _ if expected == actual => None,
        _ => Some(format!("{path}: documented {expected}, received {actual}")),
    }
}

#[tokio::test]
async fn tencent_clb() {
    let refused = [("AssociateCustomizedConfig", 1, None), ("DisassociateCustomizedConfig", 1, None)];
    let make = |server: &Server| client(&tencent_clb::API, server, "ap-guangzhou").into();
    drive("tencent-clb", calls::TENCENT_CLB, make, &refused).await;
}

#[tokio::test]
async fn tencent_ecm() {
    let make = |server: &Server| client(&tencent_ecm::API, server, "ap-guangzhou").into();
    drive("tencent-ecm", calls::TENCENT_ECM, make, &[]).await;
}

#[tokio::test]
async fn tencent_clb_v2() {
    let refused = [("ModifyForwardFourthBackendsPort", 1, None), ("ModifyForwardLBRulesDomain", 1, None)];
    let make = |server: &Server| client(&tencent_clb_v2::API, server, "ap-guangzhou").into();
    drive("tencent-clb-v2", calls::TENCENT_CLB_V2, make, &refused).await;
}

#[tokio::test]
async fn aliyun_slb() {
    let make = |server: &Server| client(&aliyun_slb::API, server, "cn-hangzhou").into();
    drive("aliyun-slb", calls::ALIYUN_SLB, make, &[]).await;
}
