//! Each action of all four APIs, with each documented example: the typed client sends it, `docquarry serve` verifies and
//! answers, and the typed response says what the example says.

// Helpers outside the test functions report by panicking too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;

use docquarry::json;
use docquarry::spec::model::Spec;
use docquarry_end_to_end::calls::{self, Entry};
use docquarry_end_to_end::examples;
use docquarry_end_to_end::server::{ID, SECRET, Server, spec_path};
use docquarry_runtime::client::Client;
use docquarry_runtime::credentials::Credentials;
use docquarry_runtime::operation::Api;
use serde_json::{Map, Value};

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
    for example in &spec.actions[entry.action].examples {
        let answer = examples::answer(spec, example);
        let documented = said((entry.read)(answer.clone()), &answer);
        let Some(difference) = lacking(&documented, received, "") else { return None };
        first.get_or_insert(difference);
    }
    first
}

/// What an example says of the typed answer that it gives: a typed answer also has fields that the example left out.
fn said(typed: Value, example: &Value) -> Value {
    match (typed, example) {
        (Value::Object(typed), Value::Object(example)) => typed
            .into_iter()
            .filter_map(|(name, value)| {
                example.get(&name).filter(|item| !item.is_null()).map(|item| (name, said(value, item)))
            })
            .collect::<Map<String, Value>>()
            .into(),
        (Value::Array(typed), Value::Array(example)) if typed.len() == example.len() => {
            typed.into_iter().zip(example).map(|(value, example)| said(value, example)).collect()
        }
        (typed, _) => typed,
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
