//! The families of the real APIs, for review: what changes here changes what `docquarry serve --state` does.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use docquarry::families::{Corrections, families};
use docquarry::json::parse_spec;

fn printed(id: &str) -> String {
    let path = format!("{}/../spec/{id}.json", env!("CARGO_MANIFEST_DIR"));
    let spec = parse_spec(&std::fs::read(&path).unwrap(), &path).unwrap();
    families(&spec, &Corrections::default()).to_string()
}

#[test]
fn families_of_every_api() {
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "families" }, {
        for id in ["tencent-clb", "tencent-ecm", "tencent-clb-v2", "aliyun-slb"] {
            insta::assert_snapshot!(id, printed(id));
        }
    });
}

#[test]
fn corrections_are_read_strictly_and_applied() {
    assert!(Corrections::parse("nobody = 1").is_err());
    let path = format!("{}/../spec/aliyun-slb.json", env!("CARGO_MANIFEST_DIR"));
    let spec = parse_spec(&std::fs::read(&path).unwrap(), &path).unwrap();
    let plain = families(&spec, &Corrections::default());
    let text = "none = [\"SetRule\"]\n[[missing]]\naction = \"DeleteRules\"\ncode = \"Gone\"\n";
    let corrections = Corrections::parse(text).unwrap();
    assert!(corrections.unknown(&plain).is_empty());
    let corrected = families(&spec, &corrections);
    let part = |name: &str| corrected.families.iter().flat_map(|family| &family.parts).find(|part| part.action == name);
    assert!(part("SetRule").is_none() && corrected.rest.iter().any(|rest| rest.action == "SetRule"));
    assert_eq!(part("DeleteRules").unwrap().missing.code, "Gone");
    let unknown = Corrections::parse("none = [\"NoSuchAction\"]").unwrap();
    assert_eq!(unknown.unknown(&plain), ["NoSuchAction"]);
}
