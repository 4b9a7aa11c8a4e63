//! What generated types do, shown on `obstacle-course`: building, writing, reading what services really send, serving.

// Helpers outside the test functions report by panicking too.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use docquarry_runtime::operation::Operation;
use docquarry_runtime::server::axum::body::{Body, to_bytes};
use docquarry_runtime::server::axum::extract::Request;
use docquarry_runtime::wire::{self, DriftKind};
use obstacle_course::model::{Item, Node, NodeInline, Outer};
use obstacle_course::operation::*;
use obstacle_course::server::{Auth, Error, Service, dispatch, router, schema};
use obstacle_course::{API, ErrorCode};
use serde_json::{Value, json};
use tower::ServiceExt as _;

/// Runs a future that never waits.
fn run<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the future waits"),
    }
}

fn request() -> CreateEverythingRequest {
    CreateEverythingRequest::new("n", [80, 443], "WRR", -1, Node::new("root"), [("k", "v".to_owned())], ["a", "b"])
}

fn answer(value: Value) -> CreateEverythingResponse {
    serde_json::from_value(value).unwrap()
}

#[test]
fn required_parameters_are_arguments_and_optional_ones_are_left_out() {
    assert_eq!(
        serde_json::to_value(request()).unwrap(),
        json!({"Name": "n", "Ports": [80, 443], "Mode": "WRR", "Level": -1, "Node": {"Name": "root"},
               "Tags": {"k": "v"}, "Names": ["a", "b"]})
    );
}

#[test]
fn numbers_are_written_as_services_write_them() {
    let written = |weight: f64| serde_json::to_value(request().weight(weight)).unwrap()["Weight"].to_string();
    assert_eq!([written(3.0), written(0.5), written(f64::NAN)], ["3", "0.5", "null"]);
}

#[test]
fn an_empty_list_is_not_an_absent_one() {
    let request = request().items([]);
    let written = serde_json::to_value(&request).unwrap();
    assert_eq!(written["Items"], json!([]));
    assert_eq!(serde_json::from_value::<CreateEverythingRequest>(written).unwrap().items, Some(vec![]));
}

#[test]
fn requests_survive_the_wire() {
    let inline = NodeInline::default().back(Node::new("deep"));
    let node = Node::new("left").children([Node::new("leaf")]).by_name([("x", Node::new("named"))]).inline(inline);
    let request = request()
        .items([Item::new(1).ip("a").ip_2("b").with_new(2).端口(3)])
        .options([CreateEverythingOptions::new("key").value(7)])
        .zones([CreateEverythingZones::new("z1"), CreateEverythingZones::new("z2")])
        .weight(0.5)
        .force(true)
        .mixed("anything")
        .deep([vec![vec!["x".to_owned()]]])
        .anything(json!({"free": [1, null]}));
    let mut request = request;
    request.node = Node::new("root").left(node);
    let text = serde_json::to_string(&request).unwrap();
    assert_eq!(serde_json::from_str::<CreateEverythingRequest>(&text).unwrap(), request, "{text}");
    let written: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(written["Zones"], json!({"Zone": [{"ZoneId": "z1"}, {"ZoneId": "z2"}]}));
    assert_eq!(written["Options"], json!(r#"[{"Key":"key","Value":7}]"#));
    assert_eq!((&written["Items"][0]["IP"], &written["Items"][0]["Ip"]), (&json!("a"), &json!("b")));
}

#[test]
fn answers_are_read_whatever_is_absent_null_or_new() {
    for value in [json!({}), json!({"Id": null, "Items": null, "ByName": null, "Config": null, "State": null})] {
        assert_eq!(answer(value), CreateEverythingResponse::default());
    }
}

#[test]
fn fields_that_are_new_are_kept_at_every_depth() {
    let read = answer(json!({"New": {"x": 1}, "Config": {"Key": "k", "Newer": [null]}}));
    assert_eq!(read.undocumented.get("New"), Some(&json!({"x": 1})));
    assert_eq!(read.config.as_ref().unwrap().undocumented.iter().count(), 1);
    let written = serde_json::to_value(&read).unwrap();
    assert_eq!(written["New"]["x"], json!(1));
    // The wire has this one as JSON in a text.
    let config: Value = serde_json::from_str(written["Config"].as_str().unwrap()).unwrap();
    assert_eq!(config["Newer"], json!([null]));
}

#[test]
fn answers_are_read_where_a_type_differs_without_loss() {
    let read = answer(json!({
        "Id": 17, "Note": true, "Count": "42", "State": "1", "Modes": "A", "Price": "1.5", "Ready": "True",
        "Zones": [{"ZoneId": "bare", "Slaves": {"Slave": "s"}}], "ByName": [], "Config": {"Key": "k", "Value": 2.0},
        "Only": {"Outer": [{"Items": {"Anything": ["i"]}}]}, "Matrix": [[1], "2"],
    }));
    assert_eq!((read.id.as_str(), read.note.as_deref(), read.count), ("17", Some("true"), Some(42)));
    assert_eq!((read.state, read.price, read.ready), (Some(CreateEverythingResponseState::V1), Some(1.5), Some(true)));
    assert_eq!(read.modes, [CreateEverythingResponseModes::A]);
    assert_eq!(
        (read.zones[0].zone_id.as_str(), read.zones[0].slaves.as_slice()),
        ("bare", ["s".to_owned()].as_slice())
    );
    assert_eq!(read.config.unwrap().value, Some(2));
    assert_eq!(read.only[0].items, ["i"]);
    assert_eq!(read.matrix, [vec![1], vec![2]]);
}

#[test]
fn a_single_structure_is_a_list_of_one_even_if_it_has_one_field() {
    assert_eq!(answer(json!({"Only": {"Items": ["i"]}})).only[0].items, ["i"]);
}

#[test]
fn what_cannot_be_read_is_left_out_of_answers_and_reported() {
    let value =
        json!({"Count": "-", "Ready": 7, "Items": [{"type": []}, null], "Only": [{"Inner": "text"}], "Zones": 1});
    let (read, drifts) = wire::from_answer::<CreateEverythingResponse>(value);
    assert_eq!((read.count, read.ready, read.items.len()), (None, None, 1));
    assert_eq!(read.only, [Outer::default()]);
    let found: Vec<String> =
        drifts.iter().filter(|drift| drift.kind == DriftKind::Unreadable).map(|drift| drift.to_string()).collect();
    assert_eq!(
        found,
        [
            "Count: expected integer, found string",
            "Items[0].type: expected integer, found array",
            "Items[1]: expected value, found null",
            "Zones[0]: expected object, found number",
            "Only[0].Inner: expected object, found string",
            "Ready: expected boolean, found number",
        ]
    );
}

#[test]
fn unknown_values_of_enumerations_are_kept() {
    let read = answer(json!({"State": 99, "Modes": ["B", "C"]}));
    assert_eq!(read.state, Some(CreateEverythingResponseState::Unknown(99)));
    assert_eq!(read.modes[1].as_str(), "C");
    let written = serde_json::to_value(&read).unwrap();
    assert_eq!((&written["State"], &written["Modes"]), (&json!(99), &json!(["B", "C"])));
    assert_eq!(CreateEverythingMode::from("Unknown"), CreateEverythingMode::UnknownValue);
    assert_eq!(CreateEverythingMode::from("").to_string(), "");
    assert_eq!(ErrorCode::from("InvalidParameter.Length"), ErrorCode::InvalidParameterLength);
}

#[test]
fn an_empty_value_of_an_enumeration_is_none() {
    let read = answer(json!({"Only": [{"Inner": {"Kind": "", "Level": ""}}]}));
    let inner = read.only[0].inner.clone().unwrap();
    assert_eq!((inner.kind, inner.level), (None, None));
}

#[test]
fn requests_are_refused_with_the_places_of_what_is_wrong() {
    let value = json!({"Name": "n", "Ports": "x", "Mode": "m", "Level": 0, "Node": {"Children": [{"Name": null}]}, "Tags": {}, "Names": []});
    let error = serde_json::from_value::<CreateEverythingRequest>(value).unwrap_err().to_string();
    assert_eq!(
        error,
        "Ports[0]: expected integer, found string; Node.Name: required value is missing; \
         Node.Children[0].Name: required value is missing"
    );
}

#[test]
fn debug_shows_no_secret() {
    let shown = format!("{:?}", request().password("open-sesame").force(true));
    assert!(!shown.contains("open-sesame"), "{shown}");
    assert!(shown.contains("password: [redacted]") && shown.contains("force: Some(true)"), "{shown}");
    let shown = format!("{:?}", answer(json!({"Id": "i", "NewPassword": "open-sesame"})));
    assert!(shown.contains(r#"undocumented: {"NewPassword": string}"#) && !shown.contains("open-sesame"), "{shown}");
}

#[test]
fn actions_say_what_they_are() {
    assert_eq!((CreateEverythingRequest::ACTION, CreateEverythingRequest::IDEMPOTENT), ("CreateEverything", false));
    assert_eq!((DescribeManyRequest::ACTION, DescribeManyRequest::IDEMPOTENT), ("DescribeMany", true));
    assert_eq!((API.id, API.version, API.host), ("obstacle-course", "2020-02-02", "obstacle.example.com"));
}

struct House;

impl Service for House {
    async fn create_everything(&self, request: CreateEverythingRequest) -> Result<CreateEverythingResponse, Error> {
        if request.ports.is_empty() {
            return Err(Error::new("Only.Here", "no ports"));
        }
        let mut response = CreateEverythingResponse::default();
        response.id = request.name;
        response.count = request.ports.first().copied();
        Ok(response)
    }
}

#[test]
fn a_service_answers_by_the_name_of_the_action() {
    let call = |action: &str, parameters: Value| run(dispatch(&House, action, parameters));
    let mut parameters = serde_json::to_value(request()).unwrap();
    let answer = call("CreateEverything", parameters.clone()).unwrap();
    assert_eq!((&answer["Id"], &answer["Count"]), (&json!("n"), &json!(80)));
    parameters["Ports"] = json!([]);
    let code = |result: Result<Value, Error>| result.unwrap_err().code().to_owned();
    assert_eq!(code(call("CreateEverything", parameters)), "Only.Here");
    assert_eq!(code(call("CreateEverything", json!({"Name": "n"}))), "MissingParameter");
    assert_eq!(code(call("CreateEverything", json!([1]))), "InvalidParameter");
    assert_eq!(code(call("Move", json!({"Target": "t"}))), "UnsupportedOperation");
    assert_eq!(code(call("Nowhere", json!({}))), "InvalidAction");
}

/// A service can be called from tasks of a server.
#[test]
fn dispatching_can_move_between_threads() {
    fn send<T: Send>(value: T) -> T {
        value
    }
    assert!(run(send(dispatch(&House, "New", json!({})))).is_err());
}

/// Calls an action of the house over its router; the answer without what wraps it.
fn routed(action: &str, parameters: &Value) -> Value {
    let request = Request::post("/")
        .header("content-type", "application/json")
        .header("x-tc-action", action)
        .header("x-tc-version", API.version)
        .body(Body::from(parameters.to_string()))
        .unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let bytes = runtime.block_on(async {
        let response = router(House, Auth::accept_everyone()).oneshot(request).await.unwrap();
        to_bytes(response.into_body(), usize::MAX).await.unwrap()
    });
    let mut answer: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(answer["Response"]["RequestId"].as_str().unwrap().len(), 36);
    answer["Response"].take()
}

#[test]
fn a_router_checks_requests_by_the_crates_schema() {
    assert!(schema().actions.contains_key("CreateEverything"));
    let mut parameters = serde_json::to_value(request()).unwrap();
    let answer = routed("CreateEverything", &parameters);
    assert_eq!((&answer["Id"], &answer["Count"]), (&json!("n"), &json!(80)), "{answer}");
    parameters["Ports"] = json!([80, 70_000]);
    let refused = routed("CreateEverything", &parameters);
    assert_eq!(
        refused["Error"],
        json!({"Code": "InvalidParameterValue", "Message": "The value of the parameter `Ports[1]` is larger than 65535."})
    );
    assert_eq!(routed("Nowhere", &json!({}))["Error"]["Code"], "InvalidAction");
    assert_eq!(routed("New", &json!({}))["Error"]["Code"], "UnsupportedOperation");
}
