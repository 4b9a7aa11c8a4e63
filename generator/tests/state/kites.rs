//! An invented API of kites with lines and tails, and what a server that remembers does with it.

use std::time::Duration;

use docquarry::serve::State;
use docquarry::spec::model::Spec;
use serde_json::{Value, json};

use super::wire::{Server, kept};

fn field(name: &str, rest: Value) -> Value {
    let mut field = json!({
        "name": name, "required": null, "nullable": false, "deprecated": false, "since": null,
        "source": {"document": "kites.txt", "lines": [1, 1]},
    });
    let members = field.as_object_mut().unwrap();
    members.extend(rest.as_object().unwrap().clone());
    field
}

fn text(name: &str) -> Value {
    field(name, json!({"type": "string"}))
}

fn needed(name: &str) -> Value {
    field(name, json!({"type": "string", "required": true}))
}

fn number(name: &str) -> Value {
    field(name, json!({"type": "integer"}))
}

fn list(name: &str, of: Value) -> Value {
    field(name, json!({"type": "array", "items": of}))
}

fn needed_list(name: &str, of: Value) -> Value {
    field(name, json!({"type": "array", "items": of, "required": true}))
}

fn action(request: Value, response: Value, errors: &[&str], rest: Value) -> Value {
    let mut action = json!({
        "title": null, "group": null, "endpoint": null, "rate_limit": null, "updated_at": null, "deprecated": false,
        "since": null, "url": null, "request": request, "response": response, "errors": errors, "examples": [],
        "source": {"document": "kites.txt", "lines": [1, 1]},
    });
    action.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
    action
}

fn structure(fields: Value) -> Value {
    json!({"since": null, "fields": fields, "used_by": [], "url": null, "source": {"document": "kites.txt", "lines": [1, 1]}})
}

fn shown(response: Value) -> Value {
    json!({"examples": [{"title": null, "request": {}, "response": {"Response": response}}]})
}

pub(crate) fn spec() -> Spec {
    let string = json!({"type": "string"});
    let of = |name: &str| json!({"type": "object", "ref": name});
    let limit = field("Limit", json!({"type": "integer", "default": 20}));
    let colour = field("Colour", json!({"type": "string", "enum": ["red", "blue"], "default": "blue"}));
    let state = field("KiteState", json!({"type": "string", "enum": ["FLYING", "LANDED"]}));
    let name =
        field("Status", json!({"type": "integer", "enum": [0, 1], "enum_labels": {"0": "success", "1": "running"}}));
    let none = json!([]);
    let actions = json!({
        "CreateKites": action(
            json!([needed("KiteName"), colour, number("KiteCount"), text("ClientToken"), list("Labels", string.clone()), field("Size", json!({"type": "object", "ref": "Size"}))]),
            json!([list("KiteIds", string.clone())]), &["Kite.Wet"],
            json!({"asynchronous": true, "task_query": "DescribeTask", "examples": shown(json!({"KiteIds": ["kite-6efswuxa"]}))["examples"]})),
        "DescribeKites": action(
            json!([list("KiteIds", string.clone()), text("Colour"), list("Filters", of("Filter")), number("Offset"), limit]),
            json!([list("KiteSet", of("Kite")), number("TotalCount")]), &["InvalidParameterValue.InvalidFilter"],
            shown(json!({"KiteSet": [{"KiteId": "kite-1", "KiteState": "FLYING", "OwnerId": "owner-77"}], "TotalCount": 1}))),
        "ModifyKiteAttribute": action(json!([needed("KiteId"), text("KiteName"), text("OwnerId")]), none.clone(), &["KiteIdNotFound"], json!({})),
        "DeleteKites": action(json!([needed_list("KiteIds", string.clone())]), none.clone(), &["InvalidParameterValue", "KiteIdNotFound"], json!({})),
        "AddKiteTails": action(json!([needed("KiteId"), needed_list("Tails", of("Tail"))]), none.clone(), &["KiteIdNotFound"], json!({})),
        "RemoveKiteTails": action(json!([needed("KiteId"), needed_list("Tails", of("Tail"))]), none.clone(), &["KiteIdNotFound"], json!({})),
        "CreateLine": action(json!([needed("KiteId"), needed_list("Lengths", json!({"type": "integer"}))]), json!([list("LineIds", string.clone())]), &["KiteIdNotFound"],
            shown(json!({"LineIds": ["line-4fbxq45k"]}))),
        "DescribeLines": action(json!([needed("KiteId"), list("LineIds", string.clone())]), json!([list("Lines", of("Line"))]), &["KiteIdNotFound"], json!({})),
        "DeleteLine": action(json!([needed("KiteId"), needed("LineId")]), none.clone(), &["LineNotExist"], json!({})),
        "DescribeTask": action(json!([needed("TaskId")]), json!([name]), &["ResourceNotFound"], json!({})),
        "InquireKitePrice": action(json!([needed("KiteId")]), json!([number("Price")]), &[], shown(json!({"Price": 12}))),
    });
    let structures = json!({
        "Kite": structure(json!([text("KiteId"), text("KiteName"), text("Colour"), state, text("CreatedTime"), text("OwnerId"),
            list("LabelSet", string), list("Tails", of("Tail")), number("LineCount"), list("Lines", of("Line")), field("Measures", json!({"type": "object", "ref": "Size"}))])),
        "Line": structure(json!([text("LineId"), text("KiteId"), number("Length")])),
        "Tail": structure(json!([text("TailName"), number("Length")])),
        "Size": structure(json!([number("Width"), number("Height")])),
        "Filter": structure(json!([text("Name"), list("Values", json!({"type": "string"}))])),
    });
    serde_json::from_value(json!({
        "spec_version": 1, "id": "acme-kites", "vendor": "tencent", "product": "kites", "api_version": "2031-07-09",
        "protocol": "tencent-v3", "endpoints": [{"host": "kites.acme.example", "region": null}],
        "common_parameters": {}, "actions": actions, "structures": structures, "errors": {}, "changelog": [],
    }))
    .unwrap()
}

pub(crate) fn create(server: &Server, name: &str) -> String {
    server.call("CreateKites", &json!({"KiteName": name}))["KiteIds"][0].as_str().unwrap().to_owned()
}

fn only(server: &Server, id: &str) -> Value {
    let answer = server.call("DescribeKites", &json!({"KiteIds": [id]}));
    assert_eq!(answer["TotalCount"], json!(1));
    answer["KiteSet"][0].clone()
}

#[test]
fn what_is_sent_is_shown_and_nothing_of_the_examples() {
    let server = Server::of(spec());
    let request = json!({"KiteName": "k", "Labels": ["a", "b"], "Size": {"Width": 3}, "KiteCount": 2});
    let ids = server.call("CreateKites", &request)["KiteIds"].clone();
    let id = ids[1].as_str().unwrap();
    assert!(id.starts_with("kite-") && id.len() == 13 && ids.as_array().unwrap().len() == 2, "{ids}");
    let mut kite = only(&server, id);
    let made = kite.as_object_mut().unwrap().shift_remove("CreatedTime").unwrap();
    assert!(made.as_str().unwrap().starts_with("20"), "{made}");
    let expected = json!({
        "KiteId": id, "KiteName": "k", "Colour": "blue", "KiteState": "FLYING", "OwnerId": "", "LabelSet": ["a", "b"],
        "Tails": [], "LineCount": 0, "Lines": [], "Measures": {"Width": 3, "Height": 0},
    });
    assert_eq!(kite, expected);
}

#[test]
fn things_change_hold_others_and_end_with_them() {
    let server = Server::of(spec());
    let (kite, other) = (create(&server, "red"), create(&server, "green"));
    server.call("ModifyKiteAttribute", &json!({"KiteId": kite, "KiteName": "crimson", "OwnerId": "owner-1"}));
    let lines = server.call("CreateLine", &json!({"KiteId": kite, "Lengths": [30, 40]}))["LineIds"].clone();
    let shown = only(&server, &kite);
    assert_eq!(
        (&shown["KiteName"], &shown["OwnerId"], &shown["LineCount"]),
        (&json!("crimson"), &json!("owner-1"), &json!(2))
    );
    assert_eq!(shown["Lines"][1], json!({"LineId": lines[1], "KiteId": kite, "Length": 40}));
    assert_eq!(only(&server, &other)["KiteName"], json!("green"), "only what is named changes");

    let gone = |answer: Result<Value, String>| answer.unwrap_err();
    assert_eq!(gone(server.try_call("DeleteLine", &json!({"KiteId": other, "LineId": lines[0]}))), "LineNotExist");
    server.call("DeleteLine", &json!({"KiteId": kite, "LineId": lines[0]}));
    assert_eq!(gone(server.try_call("DeleteLine", &json!({"KiteId": kite, "LineId": lines[0]}))), "LineNotExist");
    server.call("DeleteKites", &json!({"KiteIds": [kite]}));
    assert_eq!(gone(server.try_call("DescribeLines", &json!({"KiteId": kite}))), "KiteIdNotFound");
    assert_eq!(gone(server.try_call("CreateLine", &json!({"KiteId": kite, "Lengths": [1]}))), "KiteIdNotFound");
    assert_eq!(server.ids().get("Line"), None, "lines end with their kite");
}

#[test]
fn a_call_that_fails_changes_nothing() {
    let server = Server::of(spec());
    let kite = create(&server, "red");
    let code = server.try_call("DeleteKites", &json!({"KiteIds": [kite, "kite-nobody"]})).unwrap_err();
    assert_eq!(code, "KiteIdNotFound");
    assert_eq!(only(&server, &kite)["KiteName"], json!("red"));
}

#[test]
fn members_come_and_go() {
    let server = Server::of(spec());
    let kite = create(&server, "red");
    let tails = |server: &Server| only(server, &kite)["Tails"].clone();
    server.call(
        "AddKiteTails",
        &json!({"KiteId": kite, "Tails": [{"TailName": "a", "Length": 1}, {"TailName": "b", "Length": 2}]}),
    );
    server.call("AddKiteTails", &json!({"KiteId": kite, "Tails": [{"TailName": "b", "Length": 9}]}));
    assert_eq!(tails(&server), json!([{"TailName": "a", "Length": 1}, {"TailName": "b", "Length": 9}]));
    server.call("RemoveKiteTails", &json!({"KiteId": kite, "Tails": [{"TailName": "a"}]}));
    assert_eq!(tails(&server), json!([{"TailName": "b", "Length": 9}]));
}

#[test]
fn filters_regions_and_tokens_are_followed() {
    let server = Server::of(spec());
    let red = server.call("CreateKites", &json!({"KiteName": "r", "Colour": "red"}))["KiteIds"][0].clone();
    create(&server, "b");
    let by = |filter: Value| server.try_call("DescribeKites", &filter).map(|answer| answer["TotalCount"].clone());
    assert_eq!(by(json!({"Colour": "red"})), Ok(json!(1)));
    assert_eq!(by(json!({"Filters": [{"Name": "kite-name", "Values": ["b", "c"]}]})), Ok(json!(1)));
    assert_eq!(by(json!({"Filters": [{"Name": "kite-id", "Values": [red]}]})), Ok(json!(1)));
    assert_eq!(
        by(json!({"Filters": [{"Name": "weather", "Values": ["fine"]}]})),
        Err("InvalidParameterValue.InvalidFilter".to_owned())
    );
    let south = server.call_in("south", "DescribeKites", &json!({})).unwrap();
    assert_eq!(south["TotalCount"], json!(0), "regions are apart");

    let twice = json!({"KiteName": "once", "ClientToken": "t-1"});
    assert_eq!(server.call("CreateKites", &twice), server.call("CreateKites", &twice));
    assert_ne!(
        server.call("CreateKites", &json!({"KiteName": "once", "ClientToken": "t-2"})),
        server.call("CreateKites", &twice)
    );
    assert_eq!(by(json!({})), Ok(json!(4)));
}

#[test]
fn tasks_go_on_for_a_while() {
    let spec = spec();
    let state = State::memory(&kept(std::slice::from_ref(&spec)), Duration::from_millis(300)).unwrap();
    let server = Server::with(spec, state);
    assert_eq!(server.try_call("DescribeTask", &json!({"TaskId": "nobody's"})), Err("ResourceNotFound".to_owned()));
    let id = server.started("CreateKites", &json!({"KiteName": "k"}));
    assert_eq!(server.call("DescribeTask", &json!({"TaskId": id}))["Status"], json!(1));
    std::thread::sleep(Duration::from_millis(400));
    assert_eq!(server.call("DescribeTask", &json!({"TaskId": id}))["Status"], json!(0));
}

#[test]
fn what_is_of_no_family_answers_its_example() {
    let server = Server::of(spec());
    assert_eq!(server.call("InquireKitePrice", &json!({"KiteId": "kite-x"})), json!({"Price": 12}));
}
