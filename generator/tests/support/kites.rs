//! The spec of an invented API of kites with lines and tails, and of spools that no rule of families finds.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use docquarry::spec::model::Spec;
use serde_json::{Value, json};

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
    let state = field("KiteState", json!({"type": "string", "enum": ["CREATING", "FLYING", "LANDED", "AVAILABLE"]}));
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
        "TieBows": action(json!([needed("KiteId"), needed_list("Bows", of("Tail"))]), none.clone(), &["KiteIdNotFound"], json!({})),
        "WindSpool": action(json!([number("Length")]), json!([text("SpoolKey")]), &[], json!({})),
        "FetchSpool": action(json!([needed("SpoolKey")]), json!([text("SpoolKey"), number("Length")]), &["SpoolGone"], json!({})),
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
