//! Served APIs that remember: what is created is there until it is deleted, over the wire, for every family of every
//! API, and for an invented one in detail.

#![cfg(feature = "serve")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "support/kites.rs"]
mod acme;
#[path = "state/cycle.rs"]
mod cycle;
#[path = "state/kites.rs"]
mod kites;
#[path = "state/wire.rs"]
mod wire;

use std::collections::BTreeSet;
use std::time::Duration;

use docquarry::families::Corrections;
use docquarry::json::parse_spec;
use docquarry::serve::{Kept, State};
use docquarry::spec::model::Spec;
use serde_json::{Value, json};

use wire::{Server, kept};

fn real(id: &str) -> Spec {
    let path = format!("{}/../spec/{id}.json", env!("CARGO_MANIFEST_DIR"));
    parse_spec(&std::fs::read(&path).unwrap(), &path).unwrap()
}

/// Which families went through which steps; a family that lacks an action is listed with what it lacks.
#[test]
fn every_family_of_every_api_goes_through_its_cycle() {
    let mut report = String::new();
    for id in ["tencent-clb", "tencent-ecm", "tencent-clb-v2", "aliyun-slb"] {
        report.push_str(&cycle::run(&real(id)));
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "state" }, {
        insta::assert_snapshot!("cycles", report);
    });
}

#[test]
fn many_clients_at_once_lose_nothing() {
    let server = Server::of(kites::spec());
    let ids: Vec<String> = std::thread::scope(|scope| {
        let create = || (0..10).map(|_| kites::create(&server, "k")).collect::<Vec<String>>();
        let threads: Vec<_> = (0..20).map(|_| scope.spawn(create)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 200);
    let all = server.call("DescribeKites", &json!({"Limit": 1000}));
    let shown: BTreeSet<String> =
        all["KiteSet"].as_array().unwrap().iter().map(|kite| kite["KiteId"].as_str().unwrap().to_owned()).collect();
    assert_eq!(shown, ids.into_iter().collect());
}

#[test]
fn pages_give_each_thing_once_in_the_order_of_creation() {
    let server = Server::of(kites::spec());
    let made: Vec<String> = (0..300).map(|number| kites::create(&server, &format!("kite {number}"))).collect();
    let mut shown = Vec::new();
    while shown.len() < 300 {
        let page = server.call("DescribeKites", &json!({"Offset": shown.len(), "Limit": 70}));
        assert_eq!(page["TotalCount"], json!(300));
        let kites = page["KiteSet"].as_array().unwrap();
        assert!(!kites.is_empty());
        shown.extend(kites.iter().map(|kite| kite["KiteId"].as_str().unwrap().to_owned()));
    }
    assert_eq!(shown, made);
    assert_eq!(
        server.call("DescribeKites", &json!({}))["KiteSet"].as_array().unwrap().len(),
        20,
        "the documented default"
    );
}

#[test]
fn a_file_keeps_what_was_answered_and_is_of_one_api() {
    let folder = std::env::temp_dir().join(format!("docquarry-state-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (file, spec) = (folder.join("kites.state"), kites::spec());
    let open = |spec: &Spec| State::file(&kept(std::slice::from_ref(spec)), Duration::ZERO, &file);
    let before = {
        let server = Server::with(kites::spec(), open(&spec).unwrap());
        let kite = kites::create(&server, "red");
        let other = kites::create(&server, "blue");
        server.call("AddKiteTails", &json!({"KiteId": kite, "Tails": [{"TailName": "long", "Length": 3}]}));
        server.call("DeleteKites", &json!({"KiteIds": [other]}));
        assert!(State::file(&kept(std::slice::from_ref(&spec)), Duration::ZERO, &file).is_err(), "it is in use");
        server.call("DescribeKites", &json!({}))
    };
    let server = Server::with(kites::spec(), open(&spec).unwrap());
    assert_eq!(server.call("DescribeKites", &json!({})), before);
    assert_eq!(before["TotalCount"], json!(1));
    drop(server);

    let mut other = kites::spec();
    other.id = "acme-tea".to_owned();
    let refused = open(&other).unwrap_err().to_string();
    assert!(refused.contains("acme-kites") && refused.contains("acme-tea"), "{refused}");

    let bytes = std::fs::read(&file).unwrap();
    std::fs::write(&file, &bytes[..bytes.len() / 3]).unwrap();
    assert!(open(&spec).unwrap_err().to_string().contains("damaged"));
    std::fs::write(&file, b"a letter to a friend").unwrap();
    assert!(open(&spec).unwrap_err().to_string().contains("damaged"));
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn corrected_families_are_served() {
    let spec = kites::spec();
    let text = "[[family]]\nnoun = \"Spool\"\nids = [\"SpoolKey\"]\n\
                [[action]]\nname = \"WindSpool\"\nrole = \"create\"\nfamily = \"Spool\"\n\
                [[action]]\nname = \"FetchSpool\"\nrole = \"describe\"\nfamily = \"Spool\"\nmissing = \"SpoolGone\"\n\
                [[action]]\nname = \"ModifyKiteAttribute\"\nrole = \"none\"\n\
                [[action]]\nname = \"TieBows\"\nrole = \"add\"\nfamily = \"Kite\"\nlist = \"Tails\"\n\
                [[rename]]\nfamily = \"Kite\"\nsent = \"KiteName\"\nshown = \"OwnerId\"\n";
    let (families, unused) = Corrections::parse("kites.toml", text).unwrap().apply(&spec).unwrap();
    assert!(unused.is_empty(), "{unused:?}");
    let state = State::memory(&[Kept { spec: &spec, families }], Duration::ZERO).unwrap();
    let server = Server::with(spec, state);
    let spools: Vec<Value> =
        [3, 5].map(|length| server.call("WindSpool", &json!({"Length": length}))["SpoolKey"].clone()).into();
    let shown = server.call("FetchSpool", &json!({"SpoolKey": spools[1]}));
    assert_eq!((&shown["SpoolKey"], &shown["Length"]), (&spools[1], &json!(5)));
    assert_eq!(server.try_call("FetchSpool", &json!({"SpoolKey": "spool-0"})), Err("SpoolGone".to_owned()));
    let kite = kites::create(&server, "red");
    server.call("AddKiteTails", &json!({"KiteId": kite, "Tails": [{"TailName": "long", "Length": 3}]}));
    server.call("TieBows", &json!({"KiteId": kite, "Bows": [{"TailName": "bow", "Length": 1}]}));
    server.call("ModifyKiteAttribute", &json!({"KiteId": kite, "KiteName": "blue"}));
    let shown = server.call("DescribeKites", &json!({"KiteIds": [kite]}))["KiteSet"][0].clone();
    let tails: Vec<&Value> = shown["Tails"].as_array().unwrap().iter().map(|tail| &tail["TailName"]).collect();
    assert_eq!(tails, ["long", "bow"], "members come under the name of the list");
    assert_eq!(shown["OwnerId"], json!("red"), "shown under the corrected name, and not modified");
}

#[test]
fn a_seed_is_what_a_state_answers() {
    let server = Server::of(kites::spec());
    let kite = kites::create(&server, "red");
    let line = server.call("CreateLine", &json!({"KiteId": kite, "Lengths": [5]}))["LineIds"][0].clone();
    let state = server.state.to_json();
    let other = Server::of(kites::spec());
    other.state.seed(&state).unwrap();
    assert_eq!(other.call("DescribeLines", &json!({"KiteId": kite}))["Lines"][0]["LineId"], line);
    assert!(other.state.seed(&state).is_err(), "the ids are taken");
    assert_eq!(other.state.to_json(), state, "and nothing was added");
    other.state.reset().unwrap();
    assert_eq!(other.call("DescribeKites", &json!({}))["TotalCount"], json!(0));
    for (wrong, reason) in [
        (json!({"acme-tea": {}}), "acme-tea"),
        (json!({"acme-kites": {"Teapot": []}}), "Teapot"),
        (json!({"acme-kites": {"Line": [{"id": "line-1"}]}}), "parent"),
        (json!([]), "object"),
    ] {
        let error = other.state.seed(&wrong).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
    }
}

#[test]
fn the_pages_of_a_server_show_what_is_kept() {
    let server = Server::of(kites::spec());
    let kite = kites::create(&server, "red");
    server.call("CreateLine", &json!({"KiteId": kite, "Lengths": [5]}));
    let text = server.get("/-/");
    assert!(text.contains("acme-kites keeps 2 things"), "{text}");
    assert!(text.contains(&format!("\n  Kite {kite} red\n    Line line-")), "{text}");
    let state: Value = serde_json::from_str(&server.get("/-/state")).unwrap();
    assert_eq!(state["acme-kites"]["Kite"][0]["values"]["KiteName"], json!("red"));
    server.post("/-/state/snapshot");
    server.call("DeleteKites", &json!({"KiteIds": [kite]}));
    kites::create(&server, "blue");
    for _ in 0..2 {
        server.post("/-/state/restore");
        assert_eq!(server.get("/-/"), text);
    }
    server.post("/-/state/reset");
    let state: Value = serde_json::from_str(&server.get("/-/state")).unwrap();
    assert_eq!(state, json!({"acme-kites": {}}));
}

/// The documents say that creating a load balancer goes on, and that its status is 0 meanwhile.
#[test]
fn a_load_balancer_is_being_made_while_its_task_goes_on() {
    let spec = real("tencent-clb");
    for (time, status) in [(Duration::from_secs(3600), 0), (Duration::ZERO, 1)] {
        let state = State::memory(&kept(std::slice::from_ref(&spec)), time).unwrap();
        let server = Server::with(spec.clone(), state);
        server.call_in("ap-guangzhou", "CreateLoadBalancer", &json!({"LoadBalancerType": "OPEN"})).unwrap();
        let shown = server.call_in("ap-guangzhou", "DescribeLoadBalancers", &json!({})).unwrap();
        assert_eq!(shown["LoadBalancerSet"][0]["Status"], json!(status), "{time:?}");
    }
}

#[test]
fn a_browser_sees_a_table_for_each_family() {
    let server = Server::of(kites::spec());
    let empty = server.browse("/-/").1;
    assert!(empty.contains("<h2>acme-kites keeps 0 things</h2>") && !empty.contains("<table>"), "{empty}");
    let kite = kites::create(&server, "<script>alert(\"x\")</script>&");
    let line = server.call("CreateLine", &json!({"KiteId": kite, "Lengths": [5]}))["LineIds"][0].clone();
    let line = line.as_str().unwrap();
    let (head, page) = server.browse("/-/");
    assert_eq!(head["content-type"], "text/html; charset=utf-8");
    assert!(head["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
    assert!(
        !page.contains("<script") && page.contains("<td>&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;</td>")
    );
    assert!(page.contains("<a href=\"#f0-0\">Kite 1</a>") && page.contains("<h3 id=\"f0-0\">Kite</h3>"), "{page}");
    let anchor = page.split(&format!("\"><td>{kite}</td>")).next().unwrap().rsplit("<tr id=\"").next().unwrap();
    let row = format!("<td>{line}</td><td><a href=\"#{anchor}\">{kite}</a></td><td>north</td>");
    assert!(page.contains(&row), "a line links to its kite by {anchor}: {page}");
    assert!(page.contains("<th>LineId</th><th>Kite</th><th>region</th><th>made</th>"), "{page}");
    assert!(page.contains("<a href=\"/-/state\">") && page.contains("<li>InquireKitePrice</li>"));
    assert!(server.get("/-/").starts_with("acme-kites: kites"), "programs get text");
}

#[test]
fn a_long_table_is_cut_and_says_so() {
    let server = Server::of(kites::spec());
    for _ in 0..3 {
        server.call("CreateKites", &json!({"KiteName": "k".repeat(500), "KiteCount": 70}));
    }
    let page = server.browse("/-/").1;
    assert_eq!(page.matches("<tr id=").count(), 200);
    assert!(page.contains("<p>… and 10 rows more in <a href=\"/-/state\">the JSON</a></p>"), "{page}");
    assert!(page.contains(&format!("<td>{}…</td>", "k".repeat(120))));
}
