//! Every documented example goes through a client: its request is signed and read back from the wire, its answer is
//! read into the typed response and written again. Nothing may be lost on either way.
//!
//! What of the examples cannot be used, because the documents contradict themselves there, is in a snapshot.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use docquarry_runtime::client::{Client, Format, Method, Signature, Transport, TransportError, TransportFuture};
use docquarry_runtime::credentials::Credentials;
use docquarry_runtime::operation::{Api, Operation, Protocol};
use docquarry_runtime::wire;
use serde_json::{Map, Value, json};

include!(concat!(env!("OUT_DIR"), "/each_action.rs"));

/// The specs, by identifier.
fn specs() -> BTreeMap<String, Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec");
    ["aliyun-slb", "tencent-clb", "tencent-clb-v2", "tencent-ecm"]
        .map(|id| {
            let text = fs::read_to_string(folder.join(id).with_added_extension("json")).unwrap();
            (id.to_owned(), serde_json::from_str(&text).unwrap())
        })
        .into()
}

/// What was found out, over all actions of all crates.
#[derive(Default)]
struct Report {
    actions: usize,
    requests: usize,
    answers: usize,
    xml: usize,
    /// What is not as it should be.
    failures: Vec<String>,
    /// Defects of the documents: requests that lack a required parameter or have one of another type, and answers
    /// that are no XML.
    defects: Vec<String>,
}

/// Gives the same answer to every request.
#[derive(Clone)]
struct Prepared(Arc<Mutex<Vec<u8>>>);

impl Transport for Prepared {
    fn send(&self, _: http::Request<Vec<u8>>, _: Duration) -> TransportFuture<'_> {
        let body = self.0.lock().unwrap().clone();
        Box::pin(std::future::ready(Ok::<_, TransportError>(http::Response::new(body))))
    }
}

/// A value without what says nothing: null, empty texts, lists and objects; and with every scalar as text, since
/// examples write numbers as texts and the reverse.
fn essence(value: &Value) -> Option<Value> {
    match value {
        Value::Null => None,
        // Spaces inside JSON that is a text say nothing.
        Value::String(text) if text.trim_start().starts_with(['[', '{']) => match serde_json::from_str(text) {
            Ok(inner) => essence(&inner),
            Err(_) => Some(value.clone()),
        },
        Value::String(text) => Some(text.trim()).filter(|text| !text.is_empty()).map(Value::from),
        Value::Array(items) => {
            let items: Vec<Value> = items.iter().filter_map(essence).collect();
            Some(items).filter(|items| !items.is_empty()).map(Value::Array)
        }
        Value::Object(fields) => {
            let fields: Map<_, _> =
                fields.iter().filter_map(|(name, value)| Some((name.clone(), essence(value)?))).collect();
            Some(fields).filter(|fields| !fields.is_empty()).map(Value::Object)
        }
        scalar => Some(scalar.to_string().into()),
    }
}

/// Where `after` says less or something else than `before`. One value and a list of it are the same, and so are a list
/// and an object that wraps it.
fn lost(path: &str, before: &Value, after: Option<&Value>, found: &mut Vec<String>) {
    match (before, after) {
        // A text that happens to be a JSON list, as the only item of a list.
        (before, Some(Value::Array(others))) if others.as_slice() == [before.clone()] => {}
        (Value::Array(items), Some(Value::Array(others))) if items.len() == others.len() => {
            for (index, (item, other)) in items.iter().zip(others).enumerate() {
                lost(&format!("{path}[{index}]"), item, Some(other), found);
            }
        }
        (before, Some(Value::Array(others)))
            if others.len() == 1 && !before.is_array() && unwrapped(before).is_none() =>
        {
            lost(path, before, others.first(), found);
        }
        (before, Some(after @ Value::Array(_))) if unwrapped(before).is_some() => {
            lost(path, unwrapped(before).unwrap(), Some(after), found)
        }
        (before @ Value::Array(_), Some(after)) if unwrapped(after).is_some() => {
            lost(path, before, unwrapped(after), found)
        }
        (Value::Object(fields), Some(Value::Object(others))) => {
            for (name, value) in fields {
                lost(&format!("{path}.{name}"), value, others.get(name), found);
            }
        }
        (before, after) if Some(before) == after => {}
        (before, after) => found.push(format!("{path}: {before} became {}", after.unwrap_or(&Value::Null))),
    }
}

/// The list that an object wraps.
fn unwrapped(value: &Value) -> Option<&Value> {
    let fields = value.as_object().filter(|fields| fields.len() == 1)?;
    fields.values().next().filter(|value| value.is_array() || value.is_object())
}

/// The value of an example's query: `{"A.0.B": "c"}` → `{"A": [{"B": "c"}]}`.
fn nested(query: &Map<String, Value>, first: usize) -> Value {
    let mut root = Value::Null;
    for (name, value) in query {
        let mut place = &mut root;
        for part in name.split('.') {
            place = match part.parse::<usize>() {
                Ok(index) => {
                    if !place.is_array() {
                        *place = json!([]);
                    }
                    let items = place.as_array_mut().unwrap();
                    let index = index.saturating_sub(first);
                    while items.len() <= index {
                        items.push(Value::Null);
                    }
                    items.get_mut(index).unwrap()
                }
                Err(_) => {
                    if !place.is_object() {
                        *place = json!({});
                    }
                    place.as_object_mut().unwrap().entry(part).or_insert(Value::Null)
                }
            };
        }
        *place = value.clone();
    }
    if root.is_null() { json!({}) } else { root }
}

/// The parameters of a signed request as they arrive.
fn arrived(api: &Api, request: &http::Request<Vec<u8>>) -> Value {
    let text = match request.uri().query() {
        Some(query) => query.to_owned(),
        None => String::from_utf8(request.body().clone()).unwrap(),
    };
    let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned();
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    let fields: Map<String, Value> = pairs.map(|(name, value)| (decode(name), decode(value).into())).collect();
    nested(&fields, api.first_index)
}

/// The request of an example goes to the wire and back, in the ways that the protocol has.
fn check_request<O: Operation>(api: &'static Api, example: &Value, place: &str, report: &mut Report) {
    let value = match example.get("query").and_then(Value::as_object) {
        Some(query) => nested(query, api.first_index),
        None => example.clone(),
    };
    if !value.is_object() {
        return;
    }
    let request: O = match wire::from_request(value.clone()) {
        Ok(request) => request,
        Err(drifts) => {
            report
                .defects
                .push(format!("{place}: {}", drifts.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")));
            return;
        }
    };
    report.requests += 1;
    let written = wire::to_value(&request);
    let documented = essence(&without_unknown(&value, &written)).unwrap_or(json!({}));
    let credentials = Credentials::new("id", "secret");
    let client = Client::new(api, Credentials::new("id", "secret"));
    let flat = match api.protocol {
        Protocol::TencentV3 => client.clone().signature(Signature::HmacSha1).method(Method::Get),
        _ => client.clone(),
    };
    let mut ways = vec![arrived(api, &flat.sign(&request, &credentials).unwrap())];
    if api.protocol == Protocol::TencentV3 {
        let posted = client.sign(&request, &credentials).unwrap();
        ways.push(serde_json::from_slice(posted.body()).unwrap());
    }
    for way in ways {
        let mut found = Vec::new();
        lost(place, &documented, essence(&way).as_ref().or(Some(&json!({}))), &mut found);
        report.failures.extend(found);
    }
}

/// A request without the parameters that the type does not have: a request says what is documented, nothing else.
fn without_unknown(value: &Value, known: &Value) -> Value {
    match (value, known) {
        (Value::Object(fields), Value::Object(others)) => fields
            .iter()
            .filter_map(|(name, value)| Some((name.clone(), without_unknown(value, others.get(name)?))))
            .collect::<Map<_, _>>()
            .into(),
        (Value::Array(items), Value::Array(others)) => {
            items.iter().zip(others).map(|(item, other)| without_unknown(item, other)).collect::<Vec<_>>().into()
        }
        _ => value.clone(),
    }
}

/// The answer that a client gets is read into its type and written again.
async fn check_answer<O: Operation>(client: &Client, place: &str, report: &mut Report) {
    // What is asked does not matter for reading the answer.
    let request: O = <O as wire::Wire>::empty();
    let (raw, answer) = match (client.call_raw(&request).await, client.call(&request).await) {
        (Ok(raw), Ok(answer)) => (raw, answer),
        // An example of an error.
        (_, Err(error)) if error.code().is_some() => return,
        (_, error) => return report.defects.push(format!("{place}: {}", error.map(|_| ()).unwrap_err())),
    };
    if let Some(expected) = essence(&raw) {
        lost(place, &expected, essence(&wire::to_value(&answer)).as_ref(), &mut report.failures);
    }
}

async fn visit<O: Operation>(api: &'static Api, specs: &BTreeMap<String, Value>, report: &mut Report) {
    let Some(action) = specs[api.id]["actions"].get(O::ACTION) else {
        report.failures.push(format!("{} has no {}", api.id, O::ACTION));
        return;
    };
    report.actions += 1;
    let transport = Prepared(Arc::default());
    let client = Client::new(api, Credentials::new("id", "secret")).transport(transport.clone());
    for (index, example) in action["examples"].as_array().unwrap().iter().enumerate() {
        let place = format!("{} {} {index}", api.id, O::ACTION);
        check_request::<O>(api, &example["request"], &format!("{place} request"), report);
        let response = &example["response"];
        if response.is_object() {
            report.answers += 1;
            // The envelope is missing in a few.
            let envelope = match api.protocol {
                Protocol::TencentV3 => json!({ "Response": response.get("Response").unwrap_or(response) }),
                _ => response.clone(),
            };
            *transport.0.lock().unwrap() = serde_json::to_vec(&envelope).unwrap();
            check_answer::<O>(&client, &place, report).await;
        }
        if let Some(xml) = example.get("response_xml").and_then(Value::as_str) {
            report.xml += 1;
            *transport.0.lock().unwrap() = xml.as_bytes().to_vec();
            check_answer::<O>(&client.clone().format(Format::Xml), &format!("{place} xml"), report).await;
        }
    }
}

#[tokio::test]
async fn every_documented_example_survives_the_client() {
    let specs = specs();
    let mut report = Report::default();
    macro_rules! visit_one {
        ($id:literal, $action:literal, $api:path, $request:ty) => {
            visit::<$request>(&$api, &specs, &mut report).await;
        };
    }
    each_action!(visit_one);
    let documented: usize = specs.values().map(|spec| spec["actions"].as_object().unwrap().len()).sum();
    assert_eq!(report.actions, documented);
    assert!(report.failures.is_empty(), "{} failures:\n{}", report.failures.len(), report.failures.join("\n"));
    let Report { actions, requests, answers, xml, defects, .. } = report;
    let summary = format!("{actions} actions, {requests} requests, {answers} answers, {xml} in XML");
    insta::assert_snapshot!("examples", format!("{summary}\n\n{}", defects.join("\n")));
}
