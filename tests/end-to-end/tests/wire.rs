//! Every documented example goes through a client, without a server: its request is signed and read back from the wire
//! in each way in which it can travel, its answer is read into the typed response, from JSON and from XML, and written
//! again. Nothing may be lost on either way.
//!
//! What of the examples cannot be used, because the documents contradict themselves there, is in a snapshot.

// Helpers outside the test functions report by panicking too.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use docquarry::json;
use docquarry::spec::model::{Example, Spec};
use docquarry_end_to_end::calls::{self, Entry};
use docquarry_end_to_end::examples;
use docquarry_end_to_end::server::spec_path;
use docquarry_runtime::client::{Client, Method, Signature, Transport, TransportFuture};
use docquarry_runtime::credentials::Credentials;
use docquarry_runtime::operation::{Api, Operation, Protocol};
use docquarry_runtime::record;
use docquarry_runtime::wire::{Object, Record, Sink};
use serde_json::{Map, Value, json};

/// Keeps the last request, and gives the same answer to every one.
#[derive(Clone, Default)]
struct Canned {
    sent: Arc<Mutex<http::Request<Vec<u8>>>>,
    answer: Arc<Mutex<Vec<u8>>>,
}

impl Transport for Canned {
    fn send(&self, request: http::Request<Vec<u8>>, _: Duration) -> TransportFuture<'_> {
        *self.sent.lock().unwrap() = request;
        Box::pin(std::future::ready(Ok(http::Response::new(self.answer.lock().unwrap().clone()))))
    }
}

/// An action of any API, to see answers as values without a type.
struct Anything;

impl Record for Anything {
    fn read(_: &mut Object<'_>) -> Self {
        Anything
    }

    fn write(&self, _: &mut Sink<'_>) {}
}

record!(Anything, input);

impl Operation for Anything {
    const ACTION: &'static str = "Anything";
    const IDEMPOTENT: bool = false;
    type Response = Value;
}

/// What was found out.
#[derive(Default)]
struct Report {
    requests: usize,
    answers: usize,
    xml: usize,
    /// What was lost.
    failures: Vec<String>,
    /// Requests that lack a required parameter or have one of another type, and answers that are no XML.
    defects: Vec<String>,
}

/// A value without what says nothing: null, empty texts, lists and objects, spaces in JSON that is a text; and with
/// every scalar as text, since examples write numbers as texts and the reverse.
fn essence(value: &Value) -> Option<Value> {
    match value {
        Value::Null => None,
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
            let fields = fields.iter().filter_map(|(name, value)| Some((name.clone(), essence(value)?)));
            Some(fields.collect::<Map<_, _>>()).filter(|fields| !fields.is_empty()).map(Value::Object)
        }
        scalar => Some(scalar.to_string().into()),
    }
}

/// Where `after` says less or something else than `before`. A single value and a list of it are the same, and so are a
/// list and an object that wraps it.
fn lost(path: &str, before: &Value, after: Option<&Value>, found: &mut Vec<String>) {
    match (before, after) {
        (before, Some(after)) if before == after => {}
        (before, Some(Value::Array(others))) if others.as_slice() == [before.clone()] => {}
        (Value::Array(items), Some(Value::Array(others))) if items.len() == others.len() => {
            for (index, (item, other)) in items.iter().zip(others).enumerate() {
                lost(&format!("{path}[{index}]"), item, Some(other), found);
            }
        }
        (before, Some(after @ Value::Array(others))) => match (unwrapped(before), others.as_slice()) {
            (Some(inner), _) => lost(path, inner, Some(after), found),
            (None, [only]) if !before.is_array() => lost(path, before, Some(only), found),
            _ => found.push(format!("{path}: {before} became {after}")),
        },
        (before @ Value::Array(_), Some(after)) if unwrapped(after).is_some() => {
            lost(path, before, unwrapped(after), found);
        }
        // The example leaves out the key around the items, or has another one there.
        (before, Some(after)) if renamed(before, after).is_some() => lost(path, before, renamed(before, after), found),
        (Value::Object(fields), Some(Value::Object(others))) => {
            for (name, value) in fields {
                lost(&format!("{path}.{name}"), value, others.get(name), found);
            }
        }
        (before, after) => found.push(format!("{path}: {before} became {}", after.unwrap_or(&Value::Null))),
    }
}

/// What an object with one entry wraps.
fn unwrapped(value: &Value) -> Option<&Value> {
    let fields = value.as_object().filter(|fields| fields.len() == 1)?;
    fields.values().next().filter(|value| value.is_array() || value.is_object())
}

/// The items that an object wraps, unless the value before has the same key around them.
fn renamed<'v>(before: &Value, after: &'v Value) -> Option<&'v Value> {
    let key = after.as_object()?.keys().next()?;
    unwrapped(after).filter(|inner| inner.is_array() && before.get(key).is_none())
}

/// The parameters of a request as they arrive.
fn arrived(request: &http::Request<Vec<u8>>) -> Value {
    if let Ok(body) = serde_json::from_slice(request.body()) {
        return body;
    }
    let form = String::from_utf8(request.body().clone()).unwrap();
    let text = request.uri().query().unwrap_or(&form);
    let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned();
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    examples::nested(&pairs.map(|(name, value)| (decode(name), decode(value).into())).collect())
}

/// All documented examples of an API, with the ways in which its requests travel.
async fn drive<C: From<Client>>(api: &'static Api, entries: &[Entry<C>], report: &mut Report) {
    let spec = json::read_spec(&spec_path(api.id)).unwrap();
    assert_eq!(entries.len(), spec.actions.len(), "{}", api.id);
    let canned = Canned::default();
    let client = Client::new(api, Credentials::new("id", "secret")).transport(canned.clone());
    let other = match api.protocol {
        Protocol::TencentV3 => client.clone().signature(Signature::HmacSha1).method(Method::Get),
        Protocol::TencentV2 => client.clone().method(Method::Get),
        Protocol::AliyunRpc => client.clone().method(Method::Post),
        Protocol::Rest => client.clone(),
    };
    let ways = [C::from(client.clone()), C::from(other)];
    for entry in entries {
        for (number, example) in (1..).zip(&spec.actions[entry.action].examples) {
            let place = format!("{} {} example {number}", api.id, entry.action);
            *canned.answer.lock().unwrap() = enveloped(&spec, example);
            let parameters = examples::parameters(&spec.actions[entry.action].request, example);
            check_request(entry, &ways, parameters, &canned, &format!("{place} request"), report).await;
            if example.response.is_object() {
                report.answers += 1;
                check_answer(entry, &ways[0], &client, &place, report).await;
            }
            if let Some(xml) = &example.response_xml {
                report.xml += 1;
                *canned.answer.lock().unwrap() = xml.clone().into_bytes();
                check_answer(entry, &ways[0], &client, &format!("{place} xml"), report).await;
            }
        }
    }
}

/// The answer of an example as it is sent; in a few the envelope is missing.
fn enveloped(spec: &Spec, example: &Example) -> Vec<u8> {
    let answer = examples::answer(spec, example);
    let whole = if spec.protocol == docquarry::spec::model::Protocol::TencentV3 {
        json!({ "Response": answer })
    } else {
        answer
    };
    serde_json::to_vec(&whole).unwrap()
}

/// The request of an example goes to the wire, and what arrives says what it says.
async fn check_request<C>(
    entry: &Entry<C>,
    ways: &[C],
    parameters: Option<Value>,
    canned: &Canned,
    place: &str,
    report: &mut Report,
) {
    let Some(parameters) = parameters else { return };
    report.requests += 1;
    for client in ways {
        *canned.sent.lock().unwrap() = http::Request::default();
        let result = (entry.call)(client, parameters.clone()).await;
        let sent = canned.sent.lock().unwrap().clone();
        if sent.headers().is_empty() {
            let message = result.map(|_| ()).unwrap_err().message;
            return report.defects.push(format!("{place}: {message}"));
        }
        // A request says what is documented, nothing else.
        let typed = result.map(|trip| trip.sent).unwrap_or_else(|_| parameters.clone());
        if let Some(documented) = essence(&documented(&parameters, &typed)) {
            lost(place, &documented, essence(&arrived(&sent)).as_ref(), &mut report.failures);
        }
    }
}

/// A request without the parameters that its type does not have.
fn documented(value: &Value, typed: &Value) -> Value {
    match (value, typed) {
        (Value::Object(fields), Value::Object(others)) => fields
            .iter()
            .filter_map(|(name, value)| Some((name.clone(), documented(value, others.get(name)?))))
            .collect::<Map<_, _>>()
            .into(),
        (Value::Array(items), Value::Array(others)) => {
            items.iter().zip(others).map(|(item, other)| documented(item, other)).collect()
        }
        _ => value.clone(),
    }
}

/// The answer that a client gets is read into its type, and that says what the answer says.
async fn check_answer<C>(entry: &Entry<C>, typed: &C, client: &Client, place: &str, report: &mut Report) {
    match (client.call_raw(&Anything).await, (entry.ask)(typed).await) {
        (Ok(raw), Ok(trip)) => {
            if let Some(expected) = essence(&raw) {
                lost(place, &expected, essence(&trip.received).as_ref(), &mut report.failures);
            }
        }
        // An example of an error.
        (Err(_), Err(failure)) if failure.code.is_some() => {}
        (_, Err(failure)) => report.defects.push(format!("{place}: {}", failure.message)),
        (Err(error), Ok(_)) => report.failures.push(format!("{place}: {error}")),
    }
}

#[tokio::test]
async fn every_documented_example_survives_the_client() {
    let mut report = Report::default();
    drive(&aliyun_slb::API, calls::ALIYUN_SLB, &mut report).await;
    drive(&tencent_clb::API, calls::TENCENT_CLB, &mut report).await;
    drive(&tencent_clb_v2::API, calls::TENCENT_CLB_V2, &mut report).await;
    drive(&tencent_ecm::API, calls::TENCENT_ECM, &mut report).await;
    let Report { requests, answers, xml, failures, defects } = report;
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
    let summary = format!("{requests} requests, {answers} answers, {xml} in XML");
    insta::assert_snapshot!("examples", format!("{summary}\n\n{}", defects.join("\n")));
}
