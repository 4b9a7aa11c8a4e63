//! What every review would say again: module docs, documented diagnostics, no case without content.

// Helpers outside the test functions report by panicking too.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use docquarry_tests::root;

/// Rust sources of the project, without generated ones.
fn sources() -> Vec<PathBuf> {
    let mut open: Vec<PathBuf> = ["generator", "xtask", "tests"].iter().map(|name| root().join(name)).collect();
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("target") {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") && !is_generated(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn is_generated(path: &Path) -> bool {
    fs::read_to_string(path).unwrap().lines().next().is_some_and(|line| line.contains(docquarry::files::MARKER))
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

#[test]
fn every_module_says_what_lives_in_it() {
    let silent: Vec<String> = sources()
        .iter()
        .filter(|path| !fs::read_to_string(path).unwrap().starts_with("//! "))
        .map(|path| relative(path))
        .collect();
    assert!(silent.is_empty(), "no `//!` paragraph at the top of {silent:#?}");
}

#[test]
fn files_stay_small_enough_to_read() {
    let long: Vec<String> = sources()
        .iter()
        .map(|path| (relative(path), fs::read_to_string(path).unwrap().lines().count()))
        .filter(|(_, lines)| *lines > 650)
        .map(|(path, lines)| format!("{path}: {lines} lines"))
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

/// Codes in `Diagnostic::new("code", …)` and `report("code", …)` of a source, tests left out.
fn codes(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let calls = ["Diagnostic::new(", "report("].into_iter().flat_map(|call| source.split(call).skip(1));
    calls
        .filter_map(|call| call.trim_start().strip_prefix('"')?.split_once('"'))
        .map(|(code, _)| code.to_owned())
        .filter(|code| !code.is_empty())
        .collect()
}

/// What stands between `<!-- name -->` and `<!-- /name -->` in the README.
fn section(name: &str) -> String {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let (_, rest) = readme.split_once(&format!("<!-- {name} -->\n")).expect("the section begins");
    rest.split_once(&format!("<!-- /{name} -->")).expect("the section ends").0.to_owned()
}

#[test]
fn the_readme_lists_every_diagnostic_code_and_no_other() {
    let table = section("diagnostics");
    let listed: Vec<&str> = table.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    assert!(listed.is_sorted(), "the table is in alphabetical order");
    let product = sources().into_iter().filter(|path| !path.starts_with(root().join("tests")));
    let used: BTreeSet<String> = product.flat_map(|path| codes(&fs::read_to_string(path).unwrap())).collect();
    let listed: BTreeSet<String> = listed.into_iter().map(str::to_owned).collect();
    let missing: Vec<&String> = used.difference(&listed).collect();
    let stale: Vec<&String> = listed.difference(&used).collect();
    assert!(missing.is_empty() && stale.is_empty(), "missing: {missing:?}, not used: {stale:?}");
}

#[test]
fn the_readme_lists_the_rules_of_changes() {
    let severity = |rule: &docquarry::diff::Rule| {
        let [request, response, elsewhere] =
            [rule.by.request, rule.by.response, rule.by.elsewhere].map(|severity| severity.name());
        if request == response && response == elsewhere {
            request.to_owned()
        } else {
            format!("{request} / {response} / {elsewhere}")
        }
    };
    let rows = docquarry::diff::RULES.iter();
    let rows: Vec<String> =
        rows.map(|rule| format!("| `{}` | {} | {} |", rule.id, severity(rule), rule.meaning)).collect();
    let listed = section("changes");
    let listed: Vec<&str> = listed.lines().filter(|line| line.starts_with("| `")).collect();
    assert_eq!(listed, rows);
}

#[test]
fn the_readme_lists_the_rules_of_contradictions() {
    let mut table = "| code | severity | what it says |\n|---|---|---|\n".to_owned();
    for rule in docquarry::check::RULES {
        table += &format!("| `{}` | {} | {} |\n", rule.id, rule.by, rule.meaning);
    }
    assert!(section("contradictions") == table, "the section should be:\n{table}");
}
