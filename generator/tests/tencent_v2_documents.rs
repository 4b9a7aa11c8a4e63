//! The real documents of the older Tencent load balancer API: how many of everything both editions hold.
//!
//! The documents are not part of the repository. Without them the tests are skipped, but under `CI=true` they fail.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::path::PathBuf;

use docquarry::pages::{Input, ParseOptions, Parsed, parse};
use docquarry::spec::corrections::Corrections;
use docquarry::spec::model::{Field, Spec, Type};

const CURRENT: &str = "tencent-clb.zh.txt";
const EARLIER: &str = "tencent-clb-v2-2018.zh.md";
const CORRECTIONS: &str = include_str!("../../spec/corrections/tencent-clb-v2.toml");

/// The document, or none where it is missing and nobody insists.
fn document(name: &str) -> Option<String> {
    Some(std::fs::read_to_string(support::place(name)?).unwrap())
}

fn read(name: &str, text: String) -> Parsed {
    let input = Input { name: name.to_owned(), bytes: text.into_bytes() };
    parse(&[input], &ParseOptions::default())
}

fn spec(parsed: &Parsed) -> &Spec {
    let mut specs = parsed.specs.iter().map(|parsed| &parsed.spec).filter(|spec| spec.id == "tencent-clb-v2");
    let spec = specs.next().unwrap();
    assert!(specs.next().is_none(), "one edition");
    spec
}

fn members(ty: &Type) -> &[Field] {
    match ty {
        Type::Array { items: inner, .. } | Type::Map { values: inner } => members(inner),
        Type::Object { fields: Some(fields), .. } => fields,
        _ => &[],
    }
}

/// How many rows of tables the fields stand for, and how many of them are required. A parent without a label is made
/// of its members' names and has no row.
fn rows(fields: &[Field]) -> (usize, usize) {
    fields.iter().fold((0, 0), |(count, required), field| {
        let below = rows(members(&field.ty));
        let own = usize::from(members(&field.ty).is_empty() || field.label.is_some());
        (count + below.0 + own, required + below.1 + own * usize::from(field.required == Some(true)))
    })
}

fn shape(ty: &Type) -> String {
    match ty {
        Type::Array { items, .. } => format!("[{}]", shape(items)),
        Type::Map { values } => format!("map<{}>", shape(values)),
        Type::Object { fields: Some(fields), .. } => {
            format!("{{{}}}", fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>().join(" "))
        }
        Type::Object { .. } => "{}".to_owned(),
        Type::OneOf { one_of } => one_of.iter().map(shape).collect::<Vec<_>>().join("|"),
        Type::String { .. } => "string".to_owned(),
        Type::Integer { .. } => "integer".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::Number { .. } => "number".to_owned(),
    }
}

fn field<'f>(fields: &'f [Field], path: &str) -> &'f Field {
    let (name, rest) = path.split_once('.').unwrap_or((path, ""));
    let found = fields.iter().find(|field| field.name == name).unwrap_or_else(|| panic!("no field {path}"));
    if rest.is_empty() { found } else { field(members(&found.ty), rest) }
}

fn codes_found(parsed: &Parsed, code: &str) -> usize {
    parsed.diagnostics.iter().filter(|diagnostic| diagnostic.code == code).count()
}

/// Checks what both editions share: `sums` are rows of requests, required ones, rows of responses.
fn check_sums(spec: &Spec, sums: (usize, usize, usize)) {
    assert_eq!(spec.actions.len(), 44);
    assert!(spec.listed_actions.is_empty());
    let (mut request, mut required, mut response) = (0, 0, 0);
    for (name, action) in &spec.actions {
        let (count, flags) = rows(&action.request);
        (request, required, response) = (request + count, required + flags, response + rows(&action.response).0);
        assert!(action.title.is_some() && action.group.is_some() && action.updated_at.is_some(), "{name}");
        assert!(!action.examples.is_empty(), "{name}");
        let monitor = action.endpoint.as_deref() == Some("monitor.api.qcloud.com");
        assert!(monitor || action.endpoint.as_deref() == Some("lb.api.qcloud.com"), "{name}");
    }
    assert_eq!((request, required, response), sums);
    assert_eq!(spec.actions.values().filter(|action| action.asynchronous).count(), 28);
    let common: Vec<&str> = spec.common_parameters["HmacSHA1"].iter().map(|field| field.name.as_str()).collect();
    assert_eq!(common, ["Action", "Region", "Timestamp", "Nonce", "SecretId", "Signature"]);
}

#[test]
fn the_current_edition_is_whole() {
    let Some(text) = document(CURRENT) else { return };
    let parsed = read(CURRENT, text);
    let spec = spec(&parsed);
    check_sums(spec, CURRENT_SUMS);
    assert_eq!(parsed.coverage.residue(), 0);
    assert!(spec.actions.values().all(|action| action.url.is_some()));
    assert_eq!(spec.errors.len(), 22);
    assert_eq!(spec.migration.len(), 44);
    assert_eq!(spec.migration.iter().filter(|pair| pair.to.is_none()).count(), 1);
    let dates: Vec<&str> = spec.changelog.iter().map(|release| release.date.as_str()).collect();
    assert_eq!(dates, ["2019-05-17", "2017-12-07", "2016-04-27"]);
    assert_eq!(codes_found(&parsed, "action-twice"), 1);
    assert_eq!(codes_found(&parsed, "table-without-field"), 0);
    assert_eq!(codes_found(&parsed, "type-unknown"), 0);
}

#[test]
fn displaced_brackets_are_back_in_their_places() {
    let Some(text) = document(CURRENT) else { return };
    let parsed = read(CURRENT, text);
    let examples = || spec(&parsed).actions.values().flat_map(|action| &action.examples);
    assert_eq!(examples().filter(|example| example.response.is_string()).count(), 0);
    // Nine of the ten calls of the monitoring page show no answer.
    assert_eq!(examples().filter(|example| example.response.as_object().is_some_and(|o| !o.is_empty())).count(), 45);
    assert_eq!(examples().count(), 54);
}

#[test]
fn structures_maps_and_lists_have_their_shapes() {
    let Some(text) = document(CURRENT) else { return };
    let parsed = read(CURRENT, text);
    let spec = spec(&parsed);
    let response = |action: &str, path: &str| shape(&field(&spec.actions[action].response, path).ty);
    assert_eq!(response("CreateLoadBalancer", "unLoadBalancerIds"), "map<[string]>");
    assert_eq!(response("GetCertListWithLoadBalancer", "certSet"), "map<[{LBName loadBalancerId region listener}]>");
    assert_eq!(members(&field(&spec.actions["GetCertListWithLoadBalancer"].response, "certSet.listener").ty).len(), 17);
    assert_eq!(response("DescribeRewrite", "data"), "{RewriteSet}");
    assert_eq!(response("DescribeForwardLBBackends", "data.rules"), "[{locationId domain url backends}]");
    let backends = response("DescribeForwardLBBackends", "data.backends");
    assert_eq!(backends, response("DescribeForwardLBBackends", "data.rules.backends"));
    assert_eq!(backends.split(' ').count(), 10);
    assert_eq!(response("DescribeForwardLBHealthStatus", "data.listener.rules.backends"), "[{ip port healthStatus}]");
    let variants = field(&spec.actions["DescribeForwardLBListeners"].response, "listenerSet");
    assert_eq!(members(&variants.ty).len(), 8);
    assert_eq!(field(members(&variants.ty), "protocol").facts.enumeration.len(), 4);
    let request = |action: &str, path: &str| shape(&field(&spec.actions[action].request, path).ty);
    assert_eq!(request("InquiryLBPriceAll", "lbChargePrepaid"), "{period}");
    assert_eq!(request("ManualRewrite", "rewriteInfo"), "[{sourceLocation targetLocation}]");
    assert_eq!(request("DescribeForwardLBBackends", "listenerIds"), "[string]");
}

#[test]
fn the_earlier_edition_is_whole() {
    let Some(text) = document(EARLIER) else { return };
    let parsed = read(EARLIER, text);
    let spec = spec(&parsed);
    check_sums(spec, EARLIER_SUMS);
    assert_eq!(parsed.coverage.residue(), 0);
    assert_eq!(spec.errors.len(), 21);
    let examples = || spec.actions.values().flat_map(|action| &action.examples);
    assert_eq!(examples().filter(|example| example.response.is_string()).count(), 7);
    assert_eq!(spec.changelog.len(), 2);
    // The example misses a comma, and shows the map all the same.
    assert_eq!(shape(&field(&spec.actions["CreateLoadBalancer"].response, "unLoadBalancerIds").ty), "map<[string]>");
    let filter = field(&spec.actions["DescribeLoadBalancerLog"].request, "filter");
    assert_eq!(shape(&filter.ty), "[{key value}]");
    assert_eq!(field(members(&filter.ty), "key").facts.enumeration.len(), 10);
}

#[test]
fn misread_names_are_reported_and_corrected() {
    let Some(text) = document(EARLIER) else { return };
    let parsed = read(EARLIER, text.clone());
    assert_eq!(codes_found(&parsed, "names-look-alike"), 2);
    let corrections = Corrections::parse(CORRECTIONS).unwrap();
    assert_eq!(corrections.entries.len(), 21);
    let (text, stale) = corrections.apply(EARLIER, &text);
    assert_eq!(stale, []);
    let parsed = read(EARLIER, text.into_owned());
    assert_eq!(codes_found(&parsed, "names-look-alike"), 0);
    check_sums(spec(&parsed), EARLIER_SUMS);
}

/// `UPDATE_SNAPSHOTS=1` writes the snapshot.
#[test]
fn the_snapshot_of_the_earlier_edition_is_fresh() {
    let Some(text) = document(EARLIER) else { return };
    let (text, _) = Corrections::parse(CORRECTIONS).unwrap().apply(EARLIER, &text);
    let parsed = read(EARLIER, text.into_owned());
    let text = docquarry::json::to_text(spec(&parsed)).unwrap();
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../spec/snapshots/tencent-clb-v2@2018-09.json");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some_and(|value| value == "1") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(kept == text, "run this test with UPDATE_SNAPSHOTS=1");
}

#[test]
fn two_editions_are_not_mixed() {
    let (Some(current), Some(earlier)) = (document(CURRENT), document(EARLIER)) else { return };
    let input = |name: &str, text: String| Input { name: name.to_owned(), bytes: text.into_bytes() };
    let parsed = parse(&[input(CURRENT, current), input(EARLIER, earlier)], &ParseOptions::default());
    let editions: Vec<&Spec> =
        parsed.specs.iter().map(|parsed| &parsed.spec).filter(|spec| spec.id == "tencent-clb-v2").collect();
    assert_eq!(editions.len(), 2);
    assert!(editions.iter().all(|spec| spec.actions.len() == 44));
    // The earlier edition's misread names are seen beside the later one too.
    assert_eq!(codes_found(&parsed, "names-look-alike"), 4);
}

/// Rows of requests, required ones, rows of responses. The page described twice counts once, the structure of two
/// shapes once, the members of a structure used twice twice.
const CURRENT_SUMS: (usize, usize, usize) = (285, 106, 325);
/// The same of the earlier edition.
const EARLIER_SUMS: (usize, usize, usize) = (276, 109, 349);
