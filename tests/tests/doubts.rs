//! What `suspicion` says of the real documents, compared with the reviewed list in `tests/doubts.toml`.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeSet;
use std::fs;

use docquarry::pipeline::{self, Input, ParseOptions};
use docquarry::suspicion::is_doubt;
use docquarry_tests::{documents, root};
use serde::Deserialize;

#[derive(Deserialize)]
struct Reviewed {
    doubt: Vec<Doubt>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Doubt {
    document: String,
    line: u32,
    code: String,
    reason: String,
}

const DOCUMENTS: [&str; 5] = [
    "aliyun-slb.zh.txt",
    "tencent-clb-batch-register-targets.en.txt",
    "tencent-clb-v2-2018.zh.md",
    "tencent-clb.zh.txt",
    "tencent-ecm.zh.txt",
];

#[test]
fn every_doubt_about_the_real_documents_is_reviewed() {
    let Some(folder) = documents() else { return };
    let mut found = BTreeSet::new();
    for name in DOCUMENTS {
        let input = Input { name: name.to_owned(), bytes: fs::read(folder.join(name)).unwrap() };
        for finding in pipeline::parse(&[input], &ParseOptions::default()).diagnostics.iter().filter(|d| is_doubt(d)) {
            let source = finding.source.as_ref().unwrap();
            found.insert((source.document.clone(), source.lines[0], finding.code.to_owned()));
        }
    }
    let reviewed: Reviewed = toml::from_str(&fs::read_to_string(root().join("tests/doubts.toml")).unwrap()).unwrap();
    assert!(reviewed.doubt.iter().all(|doubt| !doubt.reason.is_empty()), "each doubt has a reason");
    let reviewed: BTreeSet<_> =
        reviewed.doubt.into_iter().map(|doubt| (doubt.document, doubt.line, doubt.code)).collect();
    let new: Vec<_> = found.difference(&reviewed).collect();
    let gone: Vec<_> = reviewed.difference(&found).collect();
    assert!(new.is_empty() && gone.is_empty(), "not reviewed: {new:#?}\nno longer found: {gone:#?}");
}
