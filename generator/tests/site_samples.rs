//! Samples of the site are true: the command of curl is what `docquarry call --dry-run` prints, for every action of every
//! committed spec and of invented APIs of methods and paths.
#![cfg(feature = "serve")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use docquarry::call::{Api, Plan, Secrets, Settings, curl};
use docquarry::emit::schema::schema;
use docquarry::emit::site::{self, Options};
use docquarry::json::read_spec;
use docquarry::spec::model::{Protocol, Spec};
use docquarry_runtime::credentials::Credentials;
use scraper::{Html, Selector};
use serde_json::json;

const ID: &str = "WHOCALLS";

/// A command without what belongs to the account or the moment.
fn timeless(command: &str) -> String {
    let mut text = command.replace(ID, "***");
    for name in ["x-tc-timestamp: ", "Timestamp=", "Nonce="] {
        let mut from = 0;
        while let Some(at) = text[from..].find(name) {
            let start = from + at + name.len();
            let end = text[start..].find(['&', '\'']).unwrap() + start;
            text.replace_range(start..end, "***");
            from = start + 3;
        }
    }
    if let Some(at) = text.find("Credential=***/") {
        let start = at + "Credential=***/".len();
        let end = text[start..].find('/').unwrap() + start;
        text.replace_range(start..end, "***");
    }
    text
}

/// Compares the samples of a spec; how many there are.
fn compare(spec: Spec) -> (usize, usize) {
    let files = site::emit(&[site::Api { spec: &spec, prose: None, families: None }], &Options::new("test"));
    let region = schema(&spec).regions.first().cloned();
    let credentials = match spec.protocol {
        Protocol::Rest => Credentials::new("", "secret"),
        _ => Credentials::new(ID, "secret"),
    };
    let api = Api::new(spec.clone());
    let mut compared = 0;
    for (path, page) in files.iter().filter(|(path, _)| path.contains("/actions/")) {
        let page = Html::parse_document(page);
        let text = |selector: &str| {
            let found = page.select(&Selector::parse(selector).unwrap()).next();
            found.map(|element| element.text().collect::<String>())
        };
        let Some(sample) = text("[data-sample=sample-curl] code") else { continue };
        let name = text("h1").unwrap();
        let target = api.action(&name).unwrap();
        let plan = Plan::new(&target, true).unwrap();
        let mut settings = Settings::new(credentials.clone());
        settings.region = region.clone();
        let printed: Vec<String> = target
            .examples()
            .chain([serde_json::Map::new()])
            .filter_map(|parameters| plan.sign(&settings, &parameters).ok())
            .map(|request| timeless(&curl(&request, Some(&Secrets::default()))))
            .collect();
        assert!(printed.contains(&sample), "{path}:\n{sample}\nis none of\n{}", printed.join("\n"));
        compared += 1;
    }
    (compared, spec.actions.len())
}

#[test]
fn curl_is_as_a_dry_run_prints_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned();
    for id in ["tencent-clb", "tencent-clb-v2", "tencent-ecm", "aliyun-slb"] {
        let (compared, all) = compare(read_spec(&root.join(format!("spec/{id}.json"))).unwrap());
        assert!(compared * 10 >= all * 7, "{id}: {compared} of {all}");
    }
}

#[test]
fn curl_of_methods_and_paths_is_as_a_dry_run_prints_it() {
    let mut spec: Spec = serde_json::from_str(include_str!("emit_rust/lanterns.json")).unwrap();
    // A place in the address is left to the reader, so there would be no command.
    spec.rest.as_mut().unwrap().servers = vec!["https://lanterns.example.com/api/v2".to_owned()];
    let template = spec.actions["Create Lantern"].examples[0].clone();
    for (name, request) in [
        ("List Lanterns", json!({"house_id": "h/1", "limit": 3, "lit": true, "X-Reason": "why not"})),
        ("Create Lantern", json!({"house_id": "h 1", "name": "it's"})),
        ("查询灯笼", json!({"house_id": "h", "lantern_id": "月"})),
    ] {
        spec.actions[name].examples = vec![docquarry::spec::model::Example { request, ..template.clone() }];
    }
    let (compared, _) = compare(spec);
    assert!(compared >= 4, "{compared}");
}
