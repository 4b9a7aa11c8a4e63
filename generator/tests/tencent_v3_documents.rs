//! The two real books of Tencent Cloud API 3.0: how many of everything they hold, counted independently of the parser.
//!
//! The documents are not part of the repository. Without them the tests are skipped, but under `CI=true` they fail.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use docquarry::pages::{Input, ParseOptions, Parsed, parse};
use docquarry::spec::model::{ChangeKind, ErrorScope, Example, Field, Spec, Type};

/// The document, or none where it is missing and nobody insists.
fn document(name: &str) -> Option<Vec<u8>> {
    Some(std::fs::read(support::place(name)?).unwrap())
}

fn read(name: &str) -> Option<Parsed> {
    let input = Input { name: name.to_owned(), bytes: document(name)? };
    Some(parse(&[input], &ParseOptions::default()))
}

fn requests(spec: &Spec) -> Vec<&Field> {
    spec.actions.values().flat_map(|action| &action.request).collect()
}

fn responses(spec: &Spec) -> Vec<&Field> {
    spec.actions.values().flat_map(|action| &action.response).collect()
}

fn members(spec: &Spec) -> Vec<&Field> {
    spec.structures.values().flat_map(|structure| &structure.fields).collect()
}

fn fields(spec: &Spec) -> Vec<&Field> {
    [requests(spec), responses(spec), members(spec)].concat()
}

fn examples(spec: &Spec) -> Vec<&Example> {
    spec.actions.values().flat_map(|action| &action.examples).collect()
}

fn required(fields: &[&Field], wanted: bool) -> usize {
    fields.iter().filter(|field| field.required == Some(wanted)).count()
}

fn in_scope(spec: &Spec, scope: ErrorScope) -> usize {
    spec.errors.values().filter(|error| error.scope == scope).count()
}

/// Names that the changelog announces of a kind, whatever it says of them.
fn announced(spec: &Spec, kind: ChangeKind) -> usize {
    let changes = spec.changelog.iter().flat_map(|release| &release.changes);
    changes.filter(|change| change.kind == kind).map(|change| change.names.len()).sum()
}

/// What the guide to the documents counts; the same order for both.
fn census(spec: &Spec) -> Vec<(&'static str, usize)> {
    let (requests, responses, members) = (requests(spec), responses(spec), members(spec));
    let ids = responses.iter().filter(|field| field.name == "RequestId").count();
    let urls = examples(spec).iter().filter(|example| example.request.get("query").is_some()).count();
    vec![
        ("actions with a page", spec.actions.len()),
        ("actions listed only", spec.listed_actions.len()),
        ("parameters", requests.len()),
        ("required parameters", required(&requests, true)),
        ("optional parameters", required(&requests, false)),
        ("list parameters", requests.iter().filter(|field| matches!(field.ty, Type::Array { .. })).count()),
        ("response fields but RequestId", responses.len() - ids),
        ("RequestId", ids),
        ("answers of RequestId alone", spec.actions.values().filter(|action| action.response.len() == 1).count()),
        ("actions without a parameter", spec.actions.values().filter(|action| action.request.is_empty()).count()),
        ("structures", spec.structures.len()),
        ("members", members.len()),
        ("required members", required(&members, true)),
        ("optional members", required(&members, false)),
        ("nullable fields", fields(spec).iter().filter(|field| field.nullable).count()),
        ("samples", fields(spec).iter().filter(|field| field.example.is_some()).count()),
        ("error rows of actions", spec.actions.values().map(|action| action.errors.len()).sum()),
        ("common errors", in_scope(spec, ErrorScope::Common)),
        ("business errors", in_scope(spec, ErrorScope::Business)),
        ("releases", spec.changelog.len()),
        ("actions announced", announced(spec, ChangeKind::Action)),
        ("structures announced", announced(spec, ChangeKind::Structure)),
        ("examples", examples(spec).len()),
        ("examples with an address", urls),
        ("endpoints", spec.endpoints.len()),
        ("regions", spec.regions.len()),
    ]
}

fn check(document: &str, id: &str, expected: [usize; 26]) {
    let Some(parsed) = read(document) else { return };
    assert_eq!(parsed.coverage.residue(), 0, "every line is accounted for");
    let spec = &parsed.specs.iter().find(|parsed| parsed.spec.id == id).unwrap().spec;
    let found = census(spec);
    let wrong: Vec<_> = found.iter().zip(expected).filter(|((_, count), expected)| count != expected).collect();
    assert!(wrong.is_empty(), "what, found, expected: {wrong:?}");
    for example in examples(spec) {
        assert!(example.request.is_object(), "a request is no JSON: {:?}", example.source);
        assert!(example.response.get("Response").is_some(), "an answer is no JSON: {:?}", example.source);
    }
    for action in spec.actions.values() {
        assert!(action.title.is_some() && action.group.is_some() && action.url.is_some(), "{:?}", action.source);
        assert!(action.updated_at.is_some() && action.since.is_some(), "{:?}", action.source);
        assert_eq!(action.rate_limit, Some(20), "{:?}", action.source);
    }
    assert!(fields(spec).iter().all(|field| field.since.is_some()), "every field has a birth");
    assert!(
        fields(spec).iter().all(|field| field.ty.referenced().is_none_or(|name| spec.structures.contains_key(name)))
    );
}

#[test]
fn the_book_of_the_load_balancer_is_read_whole() {
    let expected = [
        89, 3, 393, 137, 256, 87, 66, 89, 46, 3, 73, 528, 35, 150, 136, 844, 808, 38, 22, 131, 92, 73, 114, 72, 19, 18,
    ];
    check("tencent-clb.zh.txt", "tencent-clb", expected);
}

#[test]
fn the_book_of_the_edge_machine_is_read_whole() {
    let expected = [
        139, 0, 477, 234, 243, 119, 111, 139, 68, 5, 105, 601, 36, 101, 206, 740, 1296, 38, 186, 76, 139, 105, 147,
        132, 19, 0,
    ];
    check("tencent-ecm.zh.txt", "tencent-ecm", expected);
}

#[test]
fn the_order_of_the_documents_does_not_matter() {
    let (Some(first), Some(second)) = (document("tencent-clb.zh.txt"), document("tencent-ecm.zh.txt")) else { return };
    let mut inputs = [
        Input { name: "tencent-clb.zh.txt".to_owned(), bytes: first },
        Input { name: "tencent-ecm.zh.txt".to_owned(), bytes: second },
    ];
    let forward = parse(&inputs, &ParseOptions::default());
    inputs.reverse();
    let backward = parse(&inputs, &ParseOptions::default());
    assert_eq!(forward.specs.len(), backward.specs.len());
    for (one, other) in forward.specs.iter().zip(&backward.specs) {
        assert!(one.spec == other.spec, "{} differs", one.spec.id);
    }
}

/// How many actions start tasks, by the action that their pages name for asking.
fn tasks(spec: &Spec) -> Vec<(&str, usize)> {
    let mut counts = std::collections::BTreeMap::new();
    for action in spec.actions.values().filter(|action| action.asynchronous) {
        *counts.entry(action.task_query.as_deref().unwrap_or_default()).or_insert(0) += 1;
    }
    counts.into_iter().collect()
}

#[test]
fn pages_name_the_action_that_tells_how_their_tasks_go() {
    if let Some(parsed) = read("tencent-clb.zh.txt") {
        let spec = &parsed.specs.iter().find(|parsed| parsed.spec.id == "tencent-clb").unwrap().spec;
        assert_eq!(tasks(spec), [("DescribeLoadBalancers", 2), ("DescribeTaskStatus", 33)]);
    }
    if let Some(parsed) = read("tencent-ecm.zh.txt") {
        let expected = [("DescribeCustomImageTask", 1), ("DescribeDisks", 3), ("DescribeTaskResult", 5)];
        assert_eq!(tasks(&parsed.specs[0].spec), expected);
    }
}
