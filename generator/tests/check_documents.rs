//! The contradictions that a careful reader finds in the real documents, found in the committed specs.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use docquarry::check::check;
use docquarry::spec::model::Spec;

/// How often each code is found, places that one finding counts together included.
fn counts(id: &str) -> BTreeMap<&'static str, usize> {
    let path = format!("{}/../spec/{id}.json", env!("CARGO_MANIFEST_DIR"));
    let spec: Spec = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut counts = BTreeMap::new();
    for diagnostic in check(&spec) {
        let times = diagnostic.message.rsplit_once(" (").and_then(|(_, end)| end.strip_suffix(" times)"));
        *counts.entry(diagnostic.code).or_default() += times.map_or(1, |times| times.parse::<usize>().unwrap());
    }
    counts
}

fn assert_counts(id: &str, expected: &[(&str, usize)]) {
    let found = counts(id);
    for (code, count) in expected {
        assert_eq!(found.get(code).copied().unwrap_or_default(), *count, "{id}: {code} in {found:?}");
    }
}

#[test]
fn tencent_clb() {
    assert_counts(
        "tencent-clb",
        &[
            ("action-without-page", 3),
            ("structure-undefined", 0),
            ("structure-unused", 1),
            ("used-by-missing", 3),
            ("used-by-extra", 1),
            ("structure-output-required", 3),
            ("structure-input-optional", 0),
            ("since-unknown", 0),
            ("changelog-removed-present", 0),
            ("changelog-removed-in-example", 1),
            ("error-unlisted", 0),
            ("error-unused", 0),
            ("error-repeated", 0),
            ("example-not-json", 0),
            ("example-unknown-field", 6),
            ("example-type", 3),
            ("example-null", 4),
            ("example-required-missing", 4),
            ("example-output-missing", 1),
            ("field-type-varies", 20),
            ("field-name-case", 4),
        ],
    );
}

#[test]
fn tencent_ecm() {
    assert_counts(
        "tencent-ecm",
        &[
            ("action-without-page", 0),
            ("structure-undefined", 0),
            ("structure-unused", 0),
            ("used-by-missing", 8),
            ("used-by-extra", 0),
            ("structure-output-required", 7),
            ("structure-input-optional", 0),
            ("since-unknown", 0),
            ("changelog-unknown-name", 0),
            ("changelog-removed-present", 0),
            ("changelog-removed-in-example", 1),
            ("error-unlisted", 0),
            ("error-unused", 0),
            ("error-repeated", 0),
            ("example-not-json", 0),
            ("example-unknown-field", 2),
            ("example-type", 8),
            ("example-null", 0),
            ("example-required-missing", 0),
            ("example-output-missing", 1),
            ("field-type-varies", 31),
            ("field-name-case", 9),
        ],
    );
}
