//! The committed specs as servers: what the documents show is accepted, and what is answered is what they describe.

#![cfg(feature = "serve")]
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::path::Path;

use docquarry::emit::schema::{example_request, schema};
use docquarry::json::read_spec;
use docquarry::spec::model::Spec;
use docquarry_runtime::server::check;

const IDS: [&str; 4] = ["tencent-clb", "tencent-ecm", "tencent-clb-v2", "aliyun-slb"];

fn spec(id: &str) -> Spec {
    read_spec(&Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../spec/{id}.json"))).unwrap()
}

/// Example requests that a server refuses, and why.
fn refused(spec: &Spec) -> Vec<String> {
    let schema = schema(spec);
    let mut refused = Vec::new();
    for (name, action) in &spec.actions {
        for example in &action.examples {
            let Some(request) = example_request(spec, &schema, name, example) else { continue };
            if let Err(error) = check(&schema, name, &request) {
                refused.push(format!("{name}: {error}"));
            }
        }
    }
    refused
}

#[test]
fn what_examples_show_is_accepted_but_for_what_tables_require() {
    for id in IDS {
        let spec = spec(id);
        let examples: usize = spec.actions.values().map(|action| action.examples.len()).sum();
        let refused = refused(&spec);
        // Where a table requires a parameter that the example lacks, the table counts.
        let others: Vec<&String> = refused.iter().filter(|text| !text.ends_with("is missing.")).collect();
        assert_eq!(others, Vec::<&String>::new(), "{id}");
        assert!(refused.len() * 3 < examples, "{id}: {} of {examples}", refused.len());
    }
}
