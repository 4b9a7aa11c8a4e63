//! Real pages of both vendors in Markdown and HTML: all of them are read, alone and by folders; and the English
//! edition of a page against the Chinese one.
//!
//! The documents are not part of the repository. Without them the tests are skipped, but under `CI=true` they fail.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use docquarry::diagnostic::Diagnostic;
use docquarry::pages::{Input, ParseOptions, Parsed, parse};
use docquarry::pipeline::is_partial;
use docquarry::suspicion::is_doubt;
use serde_json::Value;
use support::place;

fn input(path: &Path) -> Input {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    Input { name, bytes: fs::read(path).unwrap() }
}

fn inputs(folder: &Path) -> Vec<Input> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| input(path)).collect()
}

fn read(inputs: &[Input]) -> Parsed {
    parse(inputs, &ParseOptions::default())
}

/// Pages with a doubt that is the page's own doing: file and code.
const REVIEWED: &[(&str, &str)] = &[
    // No example of these pages shows the last member of a list.
    ("AddBackendServers.md", "place-unsure"),
    ("DescribeLoadBalancerAttribute.md", "place-unsure"),
    ("AddVServerGroupBackendServers.md", "place-unsure"),
    // A row of the page has no type.
    ("SetLoadBalancerTCPListenerAttribute.md", "type-unstated"),
    // The example calls another action.
    ("16153.html", "action-doubtful"),
    // The page has no table of the answer that its example shows.
    ("查询实例宽带配置.md", "answer-only-shown"),
];

#[test]
fn every_page_is_read_whole() {
    let Some(root) = place("pages") else { return };
    let mut count = 0;
    for folder in ["aliyun-md-en", "aliyun-md-zh", "tencent-html", "tencent-md"] {
        for input in inputs(&root.join(folder)) {
            let name = input.name.clone();
            let parsed = read(&[input]);
            let reviewed = |finding: &&Diagnostic| REVIEWED.contains(&(name.as_str(), finding.code));
            let open: Vec<&Diagnostic> = parsed.diagnostics.iter().filter(|finding| is_doubt(finding)).collect();
            if open.is_empty() || !open.iter().all(reviewed) {
                assert!(!is_partial(&parsed), "{folder}/{name}: {:?}", parsed.diagnostics);
            }
            assert_eq!(parsed.specs.len(), 1, "{folder}/{name}");
            count += 1;
        }
    }
    assert_eq!(count, 50);
}

#[test]
fn a_folder_gives_a_spec_for_each_product() {
    let Some(root) = place("pages") else { return };
    let expected = [
        ("aliyun-md-en", vec![("aliyun-slb", 8, 0)]),
        ("aliyun-md-zh", vec![("aliyun-slb", 11, 0)]),
        ("tencent-html", vec![("tencent-mariadb", 6, 0)]),
        (
            "tencent-md",
            vec![
                ("tencent-vpc", 3, 0),
                ("tencent-cvm", 6, 0),
                ("tencent-cdb", 2, 0),
                ("tencent-clb-v2", 9, 0),
                ("tencent-ccs-v2", 1, 0),
            ],
        ),
    ];
    for (folder, expected) in expected {
        let parsed = read(&inputs(&root.join(folder)));
        let found: Vec<(&str, usize, usize)> = parsed
            .specs
            .iter()
            .map(|parsed| (parsed.spec.id.as_str(), parsed.spec.actions.len(), parsed.spec.structures.len()))
            .collect();
        assert_eq!(found, expected, "{folder}");
    }
}

/// Leaves of a value by path, without places.
fn leaves(value: &Value, path: &str, found: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map.iter().filter(|(key, _)| *key != "source") {
                leaves(inner, &format!("{path}/{key}"), found);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                leaves(item, &format!("{path}/{at}"), found);
            }
        }
        leaf => drop(found.insert(path.to_owned(), leaf.clone())),
    }
}

#[test]
fn the_english_page_says_what_the_chinese_one_says() {
    let name = "BatchRegisterTargets";
    let action = |document: &str| {
        let parsed = read(&[input(&place(document)?)]);
        let action = parsed.specs.iter().find_map(|parsed| parsed.spec.actions.get(name)).cloned();
        let mut found = BTreeMap::new();
        leaves(&serde_json::to_value(action.unwrap()).unwrap(), "", &mut found);
        Some(found)
    };
    let documents = ["tencent-clb.zh.txt", "tencent-clb-batch-register-targets.en.txt"];
    let [Some(chinese), Some(english)] = documents.map(action) else { return };
    let paths: std::collections::BTreeSet<&String> = chinese.keys().chain(english.keys()).collect();
    let differ: Vec<&str> =
        paths.into_iter().filter(|path| chinese.get(*path) != english.get(*path)).map(String::as_str).collect();
    // Titles and labels are in the page's language; the overview, the changelog and the links belong to the book; the
    // editions have hosts and dates of their own, and the English one gives no sample values.
    assert_eq!(
        differ,
        [
            "/endpoint",
            "/examples/0/title",
            "/group",
            "/request/0/example",
            "/request/0/label",
            "/request/0/since",
            "/request/1/label",
            "/request/1/since",
            "/response/0/example",
            "/response/0/label",
            "/response/0/since",
            "/response/1/example",
            "/response/1/label",
            "/response/1/since",
            "/response/2/label",
            "/response/2/since",
            "/since",
            "/title",
            "/updated_at",
            "/url",
        ]
    );
}
