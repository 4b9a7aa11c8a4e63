//! What a server that remembers does with an invented API of kites.

use std::time::Duration;

use docquarry::serve::State;
use serde_json::{Value, json};

pub(crate) use super::acme::spec;
use super::wire::{Server, kept};

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
fn what_a_task_makes_is_being_made_until_it_is_done() {
    let spec = spec();
    let state = State::memory(&kept(std::slice::from_ref(&spec)), Duration::from_secs(3600)).unwrap();
    let server = Server::with(spec, state);
    let kite = create(&server, "k");
    assert_eq!(only(&server, &kite)["KiteState"], json!("CREATING"));
    let seeded = json!({"acme-kites": {"Kite": [{"id": "kite-old", "values": {}}]}});
    server.state.seed(&seeded).unwrap();
    assert_eq!(only(&server, "kite-old")["KiteState"], json!("FLYING"), "no task of this server makes it");
    // A task that takes no time is done at once, and the documents show a kite that flies.
    let done = Server::of(super::acme::spec());
    assert_eq!(only(&done, &create(&done, "k"))["KiteState"], json!("FLYING"));
    // Where they show one that is being made, it is in the state that comes after.
    let mut spec = super::acme::spec();
    let example = &mut spec.actions.get_mut("DescribeKites").unwrap().examples[0];
    example.response["Response"]["KiteSet"][0]["KiteState"] = json!("CREATING");
    let done = Server::of(spec);
    assert_eq!(only(&done, &create(&done, "k"))["KiteState"], json!("AVAILABLE"));
}

#[test]
fn a_status_that_was_set_is_shown_though_the_task_goes_on() {
    let spec = spec();
    let state = State::memory(&kept(std::slice::from_ref(&spec)), Duration::from_secs(3600)).unwrap();
    let seed = json!({"acme-kites": {"Kite": [{"id": "kite-1", "values": {"KiteState": "LANDED"}}]}});
    state.seed(&seed).unwrap();
    let server = Server::with(spec, state);
    assert_eq!(only(&server, "kite-1")["KiteState"], json!("LANDED"));
}

#[test]
fn what_is_of_no_family_answers_its_example() {
    let server = Server::of(spec());
    assert_eq!(server.call("InquireKitePrice", &json!({"KiteId": "kite-x"})), json!({"Price": 12}));
}
