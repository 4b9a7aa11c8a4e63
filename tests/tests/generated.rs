//! Everything generated is what the committed specs and, where they are at hand, the documents give.

use std::fs;

use docquarry_tests::{documents, root};
use xtask::regenerate::{self, Options};

#[test]
fn generated_files_are_up_to_date() {
    let options = Options { check: true, docs: documents(), ..Options::default() };
    let outcome = regenerate::run(&root(), &options, &indicatif::ProgressBar::hidden());
    assert!(outcome.is_ok(&options), "{}\n{:#?}", outcome.describe(&options), outcome.failures);
}

#[test]
fn every_spec_is_valid_by_the_schema_and_reads_back_the_same() {
    let schema = docquarry::spec::schema::schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for entry in fs::read_dir(root().join("spec")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if !name.ends_with(".json") || name.ends_with("schema.json") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let value = serde_json::from_str(&text).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(&value).take(5).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
        let spec = docquarry::json::read_spec(&path).unwrap();
        assert!(docquarry::json::to_text(&spec).unwrap() == text, "{name} is not in the form that the model writes");
    }
}

#[test]
fn the_schema_refuses_what_the_model_does_not_have() {
    let schema = docquarry::spec::schema::schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let field = |extra: &str| {
        let text = format!(
            r#"{{ "name": "Port", "type": "array", "items": {{ "type": "integer" }}, "required": true, "nullable": false,
                "deprecated": false, "since": null, "source": {{ "document": "a.txt", "lines": [1, 2] }}{extra} }}"#
        );
        let spec = format!(
            r#"{{ "spec_version": 1, "id": "a", "vendor": "tencent", "product": "a", "api_version": "1", "protocol": "tencent-v3",
                "endpoints": [], "common_parameters": {{ "v3": [{text}] }}, "actions": {{}}, "structures": {{}}, "errors": {{}},
                "changelog": [] }}"#
        );
        validator.is_valid(&serde_json::from_str(&spec).unwrap())
    };
    assert!(field(""));
    assert!(field(r#", "max_items": 5"#));
    assert!(!field(r#", "maxitems": 5"#));
    assert!(!field(r#", "minimum": "five""#));
}
