//! All golden cases; `CASES=<group>/<name>` runs those whose path holds the text, `UPDATE_CASES=1` rewrites them.

use docquarry_tests::{cases, root};

#[test]
fn every_case_gives_what_it_expects() {
    let update = std::env::var_os("UPDATE_CASES").is_some_and(|value| value == "1");
    let filter = std::env::var("CASES").unwrap_or_default();
    let folder = root().join("tests/cases");
    let mut failures = String::new();
    for case in cases::all(&folder) {
        let name = case.strip_prefix(&folder).unwrap().display().to_string();
        if !name.contains(&filter) {
            continue;
        }
        if let Err(problem) = cases::check(&case, env!("CARGO_BIN_EXE_docquarry-under-test"), update) {
            failures += &format!("\n── {name}\n{problem}");
        }
    }
    assert!(failures.is_empty(), "{failures}");
}
