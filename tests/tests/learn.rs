//! Profiles that `learn` proposes for pages of invented APIs read those pages, and `check-profile` says what they match.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;

use docquarry::pipeline::{self, Input, ParseOptions, Profile};
use docquarry::spec::model::{Place, Spec};
use docquarry_tests::root;

/// The pages of a golden case.
fn pages(case: &str) -> Vec<Input> {
    let folder = root().join("tests/cases/learn").join(case).join("input");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let input = |path: std::path::PathBuf| Input {
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        bytes: fs::read(path).unwrap(),
    };
    files.map(input).collect()
}

/// The spec that pages give with the profile that was learned from them.
fn learned(case: &str) -> Spec {
    let inputs = pages(case);
    let proposal = pipeline::learn(&inputs, case).unwrap();
    let profile = Profile::from_text(&proposal.toml, "learned.toml").unwrap();
    let mut parsed = pipeline::parse(&inputs, &ParseOptions::default().profile(profile));
    assert!(!pipeline::is_partial(&parsed), "{:#?}\n{}", parsed.diagnostics, proposal.toml);
    assert_eq!(parsed.specs.len(), 1);
    parsed.specs.remove(0).spec
}

/// The fields of a request: name, type, place, required.
fn request(spec: &Spec, path: &str, method: &str) -> Vec<String> {
    let is_it = |action: &&docquarry::spec::model::Action| {
        action.path.as_deref() == Some(path) && action.method.as_deref() == Some(method)
    };
    let action = spec.actions.values().find(is_it).unwrap_or_else(|| panic!("no {method} {path}"));
    let field = |field: &docquarry::spec::model::Field| {
        format!("{} {} {:?} {:?}", field.name, field.ty, field.place.unwrap_or(Place::Body), field.required)
    };
    action.request.iter().map(field).collect()
}

#[test]
fn headings_of_method_and_path() {
    let spec = learned("kites");
    assert_eq!(spec.actions.len(), 4);
    assert_eq!(request(&spec, "/kites", "GET"), ["colour string Query Some(false)", "limit integer Query Some(false)"]);
    assert_eq!(
        request(&spec, "/kites", "POST"),
        [
            "name string Body Some(true)",
            "span number Body Some(true)",
            "tails integer Body Some(false)",
            "tags array of string Body Some(false)"
        ]
    );
    assert_eq!(request(&spec, "/kites/{kite_id}", "DELETE"), ["kite_id string Path Some(true)"]);
    let kites = spec.actions.values().find(|action| action.method.as_deref() == Some("GET")).unwrap();
    assert_eq!(kites.response[0].ty.to_string(), "array of Kite");
    assert_eq!(spec.structures["Kite"].fields.len(), 5);
    assert_eq!(spec.changelog.len(), 2);
    assert_eq!(spec.rest.unwrap().servers, ["https://api.kitehouse.example/v2"]);
}

#[test]
fn a_line_of_method_and_path_below_the_heading() {
    let spec = learned("lamps");
    assert_eq!(spec.actions.len(), 3);
    assert_eq!(
        request(&spec, "/lamps/{lamp_id}/light", "PUT"),
        [
            "lamp_id string Path Some(true)",
            "notify boolean Query Some(false)",
            "minutes integer Body Some(true)",
            "colour string Body Some(false)"
        ]
    );
    let lamp: Vec<_> = spec.structures["Lamp"].fields.iter().map(|field| field.required).collect();
    assert_eq!(lamp, [Some(true), Some(true), Some(false)]);
}

#[test]
fn the_same_pages_give_the_same_profile() {
    let mut inputs = pages("kites");
    inputs.extend(pages("lamps"));
    let first = pipeline::learn(&inputs, "both").unwrap().toml;
    inputs.reverse();
    assert_eq!(pipeline::learn(&inputs, "both").unwrap().toml, first);
}

#[test]
fn each_key_has_its_evidence() {
    let toml = pipeline::learn(&pages("kites"), "kites").unwrap().toml;
    for line in toml.lines().filter(|line| line.contains(" = ") && !line.starts_with('#')) {
        assert!(line.contains("  # "), "{line}");
    }
}

#[test]
fn pages_without_an_api_give_a_file_to_start_from() {
    let inputs = [Input { name: "a.md".to_owned(), bytes: b"# Tea\n\nA \"text\" \\ of |signs|.\n".to_vec() }];
    let proposal = pipeline::learn(&inputs, "tea").unwrap();
    assert_eq!(proposal.read.operations, 0);
    assert!(Profile::from_text(&proposal.toml, "tea.toml").is_ok(), "{}", proposal.toml);
    assert!(proposal.toml.contains("not understood: where an operation's method and path stand"));
}

#[test]
fn words_that_match_nothing_are_named_with_their_lines() {
    let inputs = pages("kites");
    let toml = pipeline::learn(&inputs, "kites").unwrap().toml;
    let usage = pipeline::check_profile(&toml, "kites.toml", &inputs).unwrap();
    assert!(usage.findings.is_empty(), "{:#?}", usage.findings);
    assert!(usage.table.contains("\ncolumns.name: Parameter 4, Field 4\n"), "{}", usage.table);

    let wrong = toml.replace("[\"Parameter\", \"Field\"]", "[\"Parameter\", \"Field\", \"Feild\"]");
    let usage = pipeline::check_profile(&wrong, "kites.toml", &inputs).unwrap();
    let [finding] = usage.findings.as_slice() else { panic!("{:#?}", usage.findings) };
    assert_eq!(finding.code, "profile-word-unmatched");
    let line = wrong.lines().position(|line| line.contains("Feild")).unwrap() + 1;
    assert_eq!(finding.source.as_ref().unwrap().lines[0] as usize, line);
    assert!(!usage.lacks_required());

    let wrong = toml.replace("type = [\"Type\"]", "type = [\"Typ\"]");
    let usage = pipeline::check_profile(&wrong, "kites.toml", &inputs).unwrap();
    assert!(usage.lacks_required(), "{:#?}", usage.findings);
}
