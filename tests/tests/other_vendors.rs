//! How well pages of other vendors are read, with the profiles that are files: counts and bounds of what independent facts say.
//!
//! The pages are not part of the repository. They are looked for in `$DOCQUARRY_CORPUS/other` and `../shared/corpus/other`;
//! where they are missing, only continuous integration insists on them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use docquarry_tests::root;
use serde_json::Value;

fn corpus() -> Option<PathBuf> {
    let named = std::env::var_os("DOCQUARRY_CORPUS").map(PathBuf::from);
    let folders = named.into_iter().chain([root().join("../shared/corpus")]).map(|folder| folder.join("other"));
    let found = folders.into_iter().find(|folder| folder.join("score.py").is_file());
    assert!(
        found.is_some() || std::env::var("CI").as_deref() != Ok("true"),
        "the pages of other vendors are not at hand"
    );
    found
}

/// How many facts of each aspect are right, and which part of them.
fn measure(source: &str) -> Option<BTreeMap<String, (u64, f64)>> {
    let corpus = corpus()?;
    let json = std::env::temp_dir().join(format!("docquarry-other-{source}-{}.json", std::process::id()));
    let run = Command::new("python3")
        .arg(corpus.join("score.py"))
        .arg(env!("CARGO_BIN_EXE_docquarry-under-test"))
        .args([source.as_ref(), corpus.join(source).as_os_str()])
        .arg(corpus.join(format!("facts/{source}.json")))
        .arg("--json")
        .arg(&json)
        .output()
        .expect("python3 runs");
    let text = std::fs::read_to_string(&json).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&run.stderr)));
    let _ = std::fs::remove_file(&json);
    let report: Value = serde_json::from_str(&text).unwrap();
    let aspects = report["aspects"].as_object().unwrap().iter();
    let figures = aspects.map(|(name, counts)| {
        let [right, wrong, missed] = [0, 1, 2].map(|at| counts[at].as_u64().unwrap());
        let f1 = if right == 0 { 0.0 } else { 2.0 * right as f64 / (2 * right + wrong + missed) as f64 };
        (name.clone(), (right, f1))
    });
    Some(figures.collect())
}

/// Holds an aspect to so many right facts, and to a part of all.
fn hold(source: &str, bounds: &[(&str, u64, f64)]) {
    let Some(figures) = measure(source) else { return };
    let mut broken = Vec::new();
    for (aspect, right, least) in bounds {
        let found = figures[*aspect];
        if found.0 < *right || found.1 < *least {
            broken.push(format!("{source} {aspect}: {} right, {:.4}; expected {right} and {least}", found.0, found.1));
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn one_page_of_methods_and_types() {
    hold(
        "telegram",
        &[
            ("operations", 296, 1.0),
            ("request fields", 1335, 1.0),
            ("request required", 1335, 1.0),
            ("request types", 1335, 1.0),
            ("returns", 263, 1.0),
            ("structures", 460, 1.0),
            ("members", 2709, 1.0),
            ("member required", 2704, 1.0),
            ("member types", 2708, 1.0),
            ("changelog", 10, 1.0),
            ("servers", 5, 1.0),
        ],
    );
}

#[test]
fn pages_with_routes_and_linked_structures() {
    hold(
        "discord",
        &[
            ("operations", 149, 1.0),
            ("request fields", 518, 1.0),
            ("request required", 500, 0.996),
            ("request types", 277, 1.0),
            ("returns", 71, 1.0),
            ("structures", 110, 1.0),
            ("members", 719, 1.0),
            ("member required", 719, 1.0),
            ("member types", 676, 1.0),
            ("nullable", 183, 1.0),
            ("enumerations", 57, 1.0),
            ("changelog", 252, 1.0),
        ],
    );
}

#[test]
fn pages_with_a_line_of_method_and_path() {
    hold(
        "huawei",
        &[
            ("operations", 114, 1.0),
            ("request fields", 845, 1.0),
            ("request places", 845, 1.0),
            ("request required", 845, 1.0),
            ("request types", 820, 1.0),
            ("response fields", 1643, 1.0),
            ("response types", 1643, 1.0),
            ("errors", 252, 1.0),
            ("error status", 242, 1.0),
        ],
    );
}
