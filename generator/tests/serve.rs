//! Invented specs as servers: what is checked, and how examples are shaped.

#![cfg(feature = "serve")]
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::io::{self, Write};
use std::sync::{Arc, Mutex, mpsc};

use docquarry::emit::schema::{example_request, schema, text};
use docquarry::serve::{Faults, Lines, Log, Options, groups, router};
use docquarry::spec::model::Spec;
use docquarry_runtime::schema::Schema;
use docquarry_runtime::server::axum::body::{Body, to_bytes};
use docquarry_runtime::server::axum::extract::Request;
use docquarry_runtime::server::{Auth, check};
use serde_json::{Value, json};
use tower::ServiceExt as _;

const SOURCE: &str = r#""source": {"document": "tea.txt", "lines": [1, 1]}"#;

/// A field as a spec has it.
fn field(name: &str, rest: Value) -> Value {
    let mut field: Value = serde_json::from_str(&format!(
        r#"{{"name": "{name}", "required": null, "nullable": false, "deprecated": false, "since": null, {SOURCE}}}"#
    ))
    .unwrap();
    field.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
    field
}

/// A spec of one action.
fn spec(protocol: &str, request: Value, response: Value, examples: Value) -> Spec {
    let source = json!({"document": "tea.txt", "lines": [1, 1]});
    let string = json!({"type": "string"});
    let inner = [field("Id", string.clone()), field("Below", json!({"type": "object", "ref": "Node"}))];
    let node = json!({"since": null, "fields": inner, "used_by": [], "url": null, "source": source});
    let action = json!({
        "title": null, "group": null, "endpoint": null, "rate_limit": null, "updated_at": null, "deprecated": false,
        "since": null, "url": null, "request": request, "response": response, "errors": [], "examples": examples,
        "source": source,
    });
    let unused = json!({"since": null, "fields": [], "used_by": [], "url": null, "source": source});
    let vendor = if protocol == "aliyun-rpc" { "aliyun" } else { "tencent" };
    serde_json::from_value(json!({
        "spec_version": 1, "id": "acme-tea", "vendor": vendor, "product": "tea", "api_version": "2031-07-09",
        "protocol": protocol, "endpoints": [{"host": "tea.acme.example", "region": null}],
        "common_parameters": {"x": [field("Nonce", string)]}, "actions": {"BrewTea": action},
        "structures": {"Node": node, "Unused": unused},
        "errors": {"TooHot": {"scope": "business", "http_status": 418}, "Plain": {"scope": "business", "http_status": 400}},
        "changelog": [],
    }))
    .unwrap()
}

fn example(request: Value, response: Value) -> Value {
    json!({"title": null, "request": request, "response": response})
}

/// What the served spec answers to a JSON call.
fn answer(spec: Spec, body: &Value) -> Value {
    let request = Request::post("/")
        .header("content-type", "application/json")
        .header("x-tc-action", "BrewTea")
        .header("x-tc-version", "2031-07-09")
        .body(Body::from(body.to_string()))
        .unwrap();
    let router = router(&[spec], Auth::accept_everyone(), &Options::default());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let bytes = runtime.block_on(async {
        let response = router.oneshot(request).await.unwrap();
        to_bytes(response.into_body(), usize::MAX).await.unwrap()
    });
    let mut answer: Value = serde_json::from_slice(&bytes).unwrap();
    let mut response = answer["Response"].take();
    response.as_object_mut().unwrap().shift_remove("RequestId");
    response
}

#[test]
fn a_schema_has_what_requests_need_and_comes_back_from_its_text() {
    let request = json!([
        field("Name", json!({"type": "string", "required": true, "max_length": 8})),
        field("Node", json!({"type": "object", "ref": "Node"})),
        field(
            "Memo",
            json!({"type": "string", "format": "json", "content": {"type": "array", "items": {"type": "integer"}}})
        ),
        field("Zones", json!({"type": "array", "items": {"type": "string"}, "item_name": "Zone", "max_items": 2})),
        field("Free", json!({"type": "object"})),
    ]);
    let schema = schema(&spec("tencent-v3", request, json!([]), json!([])));
    assert_eq!(
        serde_json::to_value(&schema).unwrap(),
        json!({
            "id": "acme-tea", "product": "tea", "version": "2031-07-09", "host": "tea.acme.example",
            "protocol": "tencent-v3", "statuses": {"TooHot": 418},
            "actions": {"BrewTea": [
                {"name": "Name", "type": "string", "required": true, "max_length": 8},
                {"name": "Node", "type": {"ref": "Node"}},
                {"name": "Memo", "type": {"json": {"list": "integer"}}},
                {"name": "Zones", "type": {"list": "string"}, "max_items": 2},
                {"name": "Free", "type": "any"}]},
            "structures": {"Node": [{"name": "Id", "type": "string"}, {"name": "Below", "type": {"ref": "Node"}}]},
        })
    );
    let text = text(&schema).unwrap();
    assert_eq!(Schema::generated(&text), schema);
    assert!(text.lines().any(|line| line.starts_with("  \"BrewTea\": [{\"name\":\"Name\"")), "{text}");
}

#[test]
fn bounds_that_documents_break_themselves_are_not_enforced() {
    let number = |rest: Value| {
        let mut field = json!({"type": "integer", "minimum": 1, "maximum": 9, "enum": [1, 2]});
        field.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        field
    };
    let request = json!([
        field("Firm", number(json!({}))),
        field("Default", number(json!({"default": 0}))),
        field("Sample", number(json!({"example": "10"}))),
        field("Shown", number(json!({}))),
        field("Text", json!({"type": "string", "max_length": 2, "example": "abc"})),
        field("List", json!({"type": "array", "items": {"type": "integer"}, "max_items": 1})),
        field("Quoted", json!({"type": "integer"})),
    ]);
    let shown = json!({"Shown": 12, "List": [1, 2], "Quoted": "7", "Extra": {"a": 1}});
    let spec = spec("tencent-v3", request, json!([]), json!([example(shown.clone(), json!({}))]));
    let schema = schema(&spec);
    let check = |parameters: Value| check(&schema, "BrewTea", &parameters).map_err(|error| error.code().to_owned());
    assert_eq!(check(shown), Ok(()));
    for name in ["Sample", "Shown"] {
        assert_eq!(check(json!({name: 99})), Ok(()), "{name}");
    }
    // A default beside the range is one more value, which may stand for "off".
    assert_eq!(check(json!({"Default": 0})), Ok(()));
    assert_eq!(check(json!({"Default": 99})), Err("InvalidParameterValue".to_owned()));
    assert_eq!(check(json!({"Text": "abcd", "List": [1, 2, 3], "Quoted": 7})), Ok(()));
    assert_eq!(check(json!({"Firm": 99})), Err("InvalidParameterValue".to_owned()));
    assert_eq!(check(json!({"Firm": 3})), Err("InvalidParameterValue".to_owned()));
    assert_eq!(check(json!({"Firm": "1"})), Err("InvalidParameter".to_owned()));
    assert_eq!(check(json!({"Quoted": "x"})), Err("InvalidParameter".to_owned()));
    assert_eq!(check(json!({"More": 1})), Err("UnknownParameter".to_owned()));
}

#[test]
fn forms_that_documents_break_themselves_are_not_enforced() {
    let time = |rest: Value| {
        let mut field = json!({"type": "string", "format": "timestamp"});
        field.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        field
    };
    let request = json!([
        field("Firm", time(json!({"example": "2031-07-09 12:00:00"}))),
        field("Masked", time(json!({"example": "2031-**"}))),
        field("Sample", time(json!({"example": "2031-07-09T12:00:00Z"}))),
        field("Shown", time(json!({}))),
        field("Label", json!({"type": "string", "pattern": "^[a-z]+$"})),
        field("Foreign", json!({"type": "string", "pattern": "^(?!a)"})),
        field("Days", json!({"type": "array", "items": {"type": "string", "format": "date"}})),
    ]);
    let shown = json!({"Shown": "tomorrow"});
    let schema = schema(&spec("tencent-v3", request, json!([]), json!([example(shown.clone(), json!({}))])));
    let check = |parameters: Value| check(&schema, "BrewTea", &parameters).map_err(|error| error.code().to_owned());
    assert_eq!(check(shown), Ok(()));
    for accepted in [json!({"Sample": "soon"}), json!({"Foreign": "abc"}), json!({"Days": ["2031-07-09"]})] {
        assert_eq!(check(accepted.clone()), Ok(()), "{accepted}");
    }
    for refused in [
        json!({"Firm": "soon"}),
        json!({"Masked": "soon"}),
        json!({"Label": "A"}),
        json!({"Days": ["2031-07-09", "soon"]}),
    ] {
        assert_eq!(check(refused.clone()), Err("InvalidParameterValue".to_owned()), "{refused}");
    }
}

#[test]
fn codes_of_an_action_are_those_of_its_own_parameters() {
    let request = json!([
        field("Name", json!({"type": "string", "required": true, "max_length": 3})),
        field("Node", json!({"type": "array", "items": {"type": "object", "ref": "Node"}})),
    ]);
    let mut spec = spec("aliyun-rpc", request, json!([]), json!([]));
    let listed = ["MissingParam.Name", "MissingParam.Other", "InvalidParam.NodeId", "InvalidParam", "TooHot"];
    spec.actions.get_mut("BrewTea").unwrap().errors = listed.map(str::to_owned).to_vec();
    let schema = schema(&spec);
    assert_eq!(schema.codes["BrewTea"], ["MissingParam.Name", "InvalidParam.NodeId"]);
    let code = |parameters: Value| check(&schema, "BrewTea", &parameters).unwrap_err().code().to_owned();
    assert_eq!(code(json!({})), "MissingParam.Name");
    assert_eq!(code(json!({"Name": "long"})), "InvalidParameterLength");
    assert_eq!(code(json!({"Name": "a", "Node": [{"Id": 7}]})), "InvalidParam.NodeId");
    assert_eq!(code(json!({"Name": "a", "Node": 7})), "InvalidParameter");
    assert_eq!(Schema::generated(&text(&schema).unwrap()), schema);
}

/// Where a table says that a structure requires itself, no request could ever satisfy it.
#[test]
fn a_structure_need_not_have_itself() {
    let request = json!([field("Node", json!({"type": "object", "ref": "Node", "required": true}))]);
    let mut spec = spec("tencent-v3", request, json!([]), json!([]));
    let required = |spec: &Spec| {
        let schema = schema(spec);
        (
            schema.actions["BrewTea"][0].required,
            schema.structures["Node"][0].required,
            schema.structures["Node"][1].required,
        )
    };
    for field in &mut spec.structures["Node"].fields {
        field.required = Some(true);
    }
    assert_eq!(required(&spec), (false, true, false));
    spec.structures["Node"].fields[1].required = Some(false);
    assert_eq!(required(&spec), (true, true, false));
}

#[test]
fn example_urls_are_read_as_parameters() {
    let request = json!([field("Ids", json!({"type": "array", "items": {"type": "integer"}}))]);
    let query = json!({"query": {"Action": "BrewTea", "Nonce": "5", "Ids.1": "7", "Ids.2": "8"}});
    let spec = spec("tencent-v2", request, json!([]), json!([example(query, json!({}))]));
    let schema = schema(&spec);
    let example = &spec.actions["BrewTea"].examples[0];
    assert_eq!(example_request(&spec, &schema, "BrewTea", example), Some(json!({"Ids": [7, 8]})));
}

#[test]
fn an_answer_is_the_example_in_the_form_of_the_table() {
    let response = json!([
        field("Text", json!({"type": "string"})),
        field("Count", json!({"type": "integer"})),
        field("Ready", json!({"type": "boolean"})),
        field("One", json!({"type": "array", "items": {"type": "string"}})),
        field("Node", json!({"type": "object", "ref": "Node"})),
        field("Null", json!({"type": "string", "nullable": true})),
        field("Lacking", json!({"type": "string", "nullable": true, "example": "sample"})),
        field("Default", json!({"type": "integer", "default": 5})),
        field("Listed", json!({"type": "string", "enum": ["b", "a"]})),
        field("Zero", json!({"type": "number"})),
        field("Day", json!({"type": "string", "format": "date"})),
        field("Nothing", json!({"type": "array", "items": {"type": "string"}, "example": "not a list"})),
        field("Empty", json!({"type": "integer", "nullable": true})),
    ]);
    let shown = json!({"Response": {
        "Text": 7, "Count": "8", "Ready": "True", "One": "single", "Node": {"Below": {"Id": "x"}, "Odd": 1},
        "Null": null, "Odd": 1, "RequestId": "r",
    }});
    let failed = json!({"Response": {"Error": {"Code": "x"}, "RequestId": "r"}});
    let examples = json!([example(json!({}), failed), example(json!({}), shown)]);
    assert_eq!(
        answer(spec("tencent-v3", json!([]), response, examples), &json!({})),
        json!({
            "Text": "7", "Count": 8, "Ready": true, "One": ["single"],
            "Node": {"Id": "", "Below": {"Id": "x"}},
            "Null": null, "Lacking": "sample", "Default": 5, "Listed": "b", "Zero": 0, "Day": "2020-01-01",
            "Nothing": [], "Empty": null,
        })
    );
}

#[test]
fn the_example_whose_request_was_made_answers() {
    let request = json!([field("Name", json!({"type": "string"}))]);
    let response = json!([field("Id", json!({"type": "string"}))]);
    let examples = json!([
        example(json!({"Name": "a"}), json!({"Response": {"Id": "1"}})),
        example(json!({"Name": "b"}), json!({"Response": {"Id": "2"}})),
    ]);
    let spec = || spec("tencent-v3", request.clone(), response.clone(), examples.clone());
    assert_eq!(answer(spec(), &json!({"Name": "b"})), json!({"Id": "2"}));
    assert_eq!(answer(spec(), &json!({"Name": "c"})), json!({"Id": "1"}));
}

#[test]
fn an_action_without_examples_answers_all_the_same() {
    let response = json!([
        field("Node", json!({"type": "object", "ref": "Node"})),
        field("Map", json!({"type": "map", "values": {"type": "string"}})),
        field("Self", json!({"type": "object", "ref": "Node", "example": "{\"Below\": {}}"})),
    ]);
    assert_eq!(
        answer(spec("tencent-v3", json!([]), response, json!([])), &json!({})),
        json!({"Node": {"Id": ""}, "Map": {}, "Self": {"Id": "", "Below": {"Id": ""}}})
    );
}

/// A place to write to that can be read.
#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl Page {
    /// What was written, with times and identifiers that differ from run to run replaced.
    fn lines(&self) -> Vec<String> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        assert!(text.is_empty() || text.ends_with('\n'), "{text}");
        let masked = |line: &str| {
            let (clock, rest) = line.split_once("Z ").unwrap();
            assert!(clock.len() == 12 && clock.is_ascii(), "{line}");
            let (status, rest) = rest.split_once(' ').unwrap();
            let (time, rest) = rest.trim_start().split_once("ms ").unwrap();
            assert!(time.parse::<f64>().is_ok(), "{line}");
            let (rest, id) = rest.split_once(" [").unwrap_or((rest, ""));
            format!("{status} {rest}{}", if id.len() == 37 { " [id]" } else { id })
        };
        text.lines().map(masked).collect()
    }
}

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is logged about JSON calls, some answered and some not.
fn logged(lines: Lines, color: bool) -> Vec<String> {
    let page = Page::default();
    let log = Log::new(page.clone(), lines, color);
    let faults = Faults::new(["TooHot=0.5".parse().unwrap()]);
    let mut options = Options::default();
    options.log = Some(log.clone());
    options.faults = faults;
    let request = json!([field("Name", json!({"type": "string", "required": true}))]);
    let router = router(&[spec("tencent-v3", request, json!([]), json!([]))], Auth::accept_everyone(), &options);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let name = r#"{"Name": "secret tea"}"#;
    for (path, action, body) in [
        ("/?Signature=hunter2", "BrewTea", name),
        ("/", "BrewTea", name),
        ("/", "BrewTea", "{}"),
        ("/", "Brew\tCoffee", "{}"),
        ("/robots.txt?Signature=hunter2", "", ""),
        ("/-/", "", ""),
    ] {
        let request = Request::post(path).header("content-type", "application/json");
        let request = request.header("x-tc-action", action).header("x-tc-version", "2031-07-09");
        runtime.block_on(router.clone().oneshot(request.body(Body::from(body)).unwrap())).unwrap();
    }
    log.end();
    page.lines()
}

#[test]
fn a_log_has_a_line_for_each_request() {
    let lines = logged(Lines::All, false);
    let expected = [
        "200 acme-tea BrewTea ok [id]",
        "200 acme-tea BrewTea failed TooHot: This failure was asked for. [id]",
        "200 acme-tea BrewTea refused MissingParameter: The required parameter `Name` is missing. [id]",
        "200 acme-tea Brew\\tCoffee refused InvalidAction: The action `Brew\\tCoffee` does not exist. [id]",
        "404 POST /robots.txt no call: there is no API at this path",
    ];
    assert_eq!(lines, expected);
    assert_eq!(logged(Lines::Errors, false), expected[1..]);
    assert!(logged(Lines::All, true)[0].contains("BrewTea \u{1b}[1;32mok\u{1b}[0m ["));
}

/// A reader that takes nothing until it is let.
struct Stuck(mpsc::Receiver<()>, Page);

impl Write for Stuck {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = self.0.recv();
        self.1.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn nobody_waits_for_a_reader_of_the_log() {
    let (release, released) = mpsc::channel();
    let page = Page::default();
    let log = Log::new(Stuck(released, page.clone()), Lines::All, false);
    let mut options = Options::default();
    options.log = Some(log.clone());
    let router = router(&[spec("tencent-v3", json!([]), json!([]), json!([]))], Auth::accept_everyone(), &options);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    let path = format!("/{}", "x".repeat(70));
    runtime.block_on(async {
        let calls: Vec<_> = (0..12_000)
            .map(|_| tokio::spawn(router.clone().oneshot(Request::get(&path).body(Body::empty()).unwrap())))
            .collect();
        for call in calls {
            call.await.unwrap().unwrap();
        }
    });
    drop(release);
    log.end();
    let text = String::from_utf8(page.0.lock().unwrap().clone()).unwrap();
    let (whole, other): (Vec<&str>, Vec<&str>) =
        text.lines().partition(|line| line.ends_with(&format!("GET {path} no call: there is no API at this path")));
    assert!((1_000..12_000).contains(&whole.len()), "{} lines", whole.len());
    assert!(other.len() == 1 && other[0].starts_with("… "), "{other:?}");
}

#[test]
fn specs_share_an_address_unless_their_requests_look_the_same() {
    let plain = |protocol: &str, id: &str, version: &str| Spec {
        id: id.to_owned(),
        api_version: version.to_owned(),
        ..spec(protocol, json!([]), json!([]), json!([]))
    };
    let specs = vec![
        plain("tencent-v3", "a", "1"),
        plain("tencent-v3", "b", "2"),
        plain("tencent-v3", "c", "1"),
        plain("tencent-v2", "d", "1"),
        plain("tencent-v2", "e", "2"),
        plain("aliyun-rpc", "f", "1"),
    ];
    let ids: Vec<Vec<String>> =
        groups(specs).iter().map(|group| group.iter().map(|spec| spec.id.clone()).collect()).collect();
    assert_eq!(ids, [vec!["a", "b", "d", "f"], vec!["c", "e"]]);
}
