//! Inputs of strangers, changed by chance: nothing panics, what is written can be read again, and nothing hidden reaches
//! an output. The seeds contain shapes that went wrong once, since chance does not find them.
//!
//! A short run belongs to the tests. `cargo xtask fuzz --time SECONDS [TARGET]` makes a long one, through the variables
//! `FUZZ_SECONDS` and `FUZZ_TARGET`. An input that fails is printed, and shortened by proptest.

// Helpers outside the test functions report by panicking too.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::cell::Cell;
use std::fs;
use std::time::{Duration, Instant};

use docquarry::diagnostic::Diagnostic;
use docquarry::escape::is_hidden;
use docquarry::json;
use docquarry::pipeline::{self, EmitOptions, Format, Input, ParseOptions, Profile};
use docquarry::spec::model::Spec;
use docquarry_tests::root;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};

/// Inputs of each target in a short run.
const SHORT: u32 = 60;

/// What is put in: shapes that parsers of documents, types, JSON and XML look at.
const PIECES: &[&str] = &[
    "|",
    "\n",
    "\n\n",
    "<td>",
    "</table>",
    "<table><tr>",
    "<div/>",
    "<svg><tr>",
    "<b>",
    "<!--",
    "```",
    "## ",
    "└",
    "- ",
    ">",
    "&#0;",
    "\u{202e}",
    "\u{1b}[2J",
    "\u{7}",
    "\u{85}",
    "\u{0}",
    "\r",
    "Array of ",
    ".N.",
    "..",
    "{",
    "}",
    "[[[[[[[[",
    "\"",
    "\\u",
    "\\ud800",
    "<a b=\"/>\">",
    "<![CDATA[",
    "]]>",
    "<script>alert(1)</script>",
    "](javascript:x)",
    "cargo::warning=",
    "*/",
    "\"#",
    "1e999",
    "-0",
    "99999999999999999999",
    "是",
    "取值：",
    "参数名称",
    "Name",
    "String",
    "龙",
    "%",
    "null",
    "true",
];

/// One change.
#[derive(Debug, Clone)]
enum Change {
    Put(Index, usize),
    Repeat(Index, Index, u8),
    Remove(Index, Index),
    Swap(Index, Index),
}

fn changes() -> impl Strategy<Value = (Index, Vec<Change>)> {
    let change = prop_oneof![
        (any::<Index>(), 0..PIECES.len()).prop_map(|(at, piece)| Change::Put(at, piece)),
        (any::<Index>(), any::<Index>(), 2..200_u8).prop_map(|(from, to, times)| Change::Repeat(from, to, times)),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Change::Remove(from, to)),
        (any::<Index>(), any::<Index>()).prop_map(|(a, b)| Change::Swap(a, b)),
    ];
    (any::<Index>(), prop::collection::vec(change, 0..5))
}

/// A range of at most so many characters.
fn span(from: Index, to: Index, length: usize, most: usize) -> std::ops::Range<usize> {
    let start = from.index(length + 1);
    start..(start + to.index(most)).min(length)
}

fn changed(seed: &str, changes: &[Change]) -> String {
    let mut text: Vec<char> = seed.chars().collect();
    for change in changes {
        let length = text.len();
        match change {
            Change::Put(at, piece) => {
                let at = at.index(length + 1);
                text.splice(at..at, PIECES[*piece].chars());
            }
            Change::Repeat(from, to, times) => {
                let span = span(*from, *to, length, 60);
                let piece: Vec<char> = text[span.clone()].repeat(usize::from(*times));
                text.splice(span, piece);
            }
            Change::Remove(from, to) => _ = text.drain(span(*from, *to, length, 400)),
            Change::Swap(a, b) if length > 0 => text.swap(a.index(length), b.index(length)),
            Change::Swap(..) => {}
        }
    }
    text.into_iter().collect()
}

type Checked = Result<(), TestCaseError>;

fn visible(what: &str, text: &str) -> Checked {
    match text.chars().find(|c| is_hidden(*c) && !matches!(c, '\n' | '\t')) {
        None => Ok(()),
        Some(c) => Err(TestCaseError::fail(format!("{what} has {c:?}"))),
    }
}

fn printable(findings: &[Diagnostic]) -> Checked {
    findings.iter().map(ToString::to_string).try_for_each(|line| {
        prop_assert!(!line.contains(['\n', '\t']) && line.len() < 20_000, "{line}");
        visible("a finding", &line)
    })
}

fn document(text: &str, format: Format, profile: Option<Profile>) -> Checked {
    let input = Input { name: "input".to_owned(), bytes: text.as_bytes().to_vec() };
    let parsed = pipeline::parse(&[input], &ParseOptions::default().reader(format).profile(profile));
    printable(&parsed.diagnostics)?;
    for parsed in &parsed.specs {
        let text = json::spec_text(&parsed.spec).map_err(|finding| TestCaseError::fail(finding.to_string()))?;
        visible("a spec", &text)?;
        printable(&pipeline::check(&parsed.spec))?;
    }
    Ok(())
}

fn emitted(spec: &Spec) -> Checked {
    let files = match pipeline::emit_all(spec, &EmitOptions::new("docquarry emit")) {
        Ok(emitted) => emitted.files,
        Err(findings) => return printable(&findings),
    };
    for (path, text) in files {
        visible(&path, &text)?;
        if path.ends_with(".rs") {
            prop_assert!(syn::parse_file(&text).is_ok(), "{path} is no Rust");
        } else if path.ends_with(".json") {
            prop_assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{path} is no JSON");
        } else if path.ends_with(".toml") {
            prop_assert!(toml::from_str::<toml::Table>(&text).is_ok(), "{path} is no TOML");
        } else if path.ends_with(".md") {
            prop_assert!(!text.to_lowercase().contains("<script"), "{path} has a script");
        }
    }
    Ok(())
}

fn spec(text: &str) -> Checked {
    match json::parse_spec(text.as_bytes(), "input.json") {
        Ok(spec) => {
            printable(&pipeline::check(&spec))?;
            emitted(&spec)
        }
        Err(finding) => printable(&[finding]),
    }
}

fn xml(text: &str) -> Checked {
    if let Ok(members) = docquarry_runtime::xml::parse(text) {
        prop_assert!(serde_json::to_string(&members).is_ok());
    }
    Ok(())
}

/// The committed golden cases whose input ends in this.
fn cases(ending: &str) -> Vec<String> {
    let mut open = vec![root().join("tests/cases")];
    let mut seeds = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == ending)
                && path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("input"))
            {
                seeds.extend(fs::read_to_string(path).ok().filter(|text| text.len() < 20_000));
            }
        }
    }
    seeds.sort();
    assert!(!seeds.is_empty(), "no seeds end in {ending}");
    seeds
}

/// Specs of the golden cases, as JSON.
fn specs() -> Vec<String> {
    let read = |text: String| {
        let input = Input { name: "input.md".to_owned(), bytes: text.into_bytes() };
        pipeline::parse(&[input], &ParseOptions::default()).specs
    };
    let specs = cases("md").into_iter().flat_map(read);
    specs.filter_map(|parsed| json::spec_text(&parsed.spec).ok()).filter(|text| text.len() < 8_000).collect()
}

fn fuzz(target: &str, seeds: &[String], check: impl Fn(&str) -> Checked) {
    let variable = |name: &str| std::env::var(name).ok();
    if variable("FUZZ_TARGET").is_some_and(|wanted| !wanted.is_empty() && wanted != target) {
        return;
    }
    let time = variable("FUZZ_SECONDS").and_then(|seconds| seconds.parse().ok()).map(Duration::from_secs);
    let (start, count) = (Instant::now(), Cell::new(0_u64));
    loop {
        let config = Config { cases: SHORT, failure_persistence: None, ..Config::default() };
        // Another run of chance each time in a long run, the same in every short one.
        let mut runner = match time {
            Some(_) => TestRunner::new(config),
            None => {
                TestRunner::new_with_rng(config, proptest::test_runner::TestRng::deterministic_rng(Default::default()))
            }
        };
        let outcome = runner.run(&changes(), |(seed, changes)| {
            count.set(count.get() + 1);
            check(&changed(seed.get(seeds).as_str(), &changes))
        });
        if let Err(TestError::Fail(reason, (seed, changes))) = &outcome {
            panic!("{target}: {reason}\n{}", changed(seed.get(seeds).as_str(), changes));
        }
        if time.is_none_or(|time| start.elapsed() >= time) {
            break;
        }
    }
    println!("{target}: {} inputs in {:.0} s", count.get(), start.elapsed().as_secs_f64());
}

#[test]
fn markdown() {
    fuzz("markdown", &cases("md"), |text| document(text, Format::Markdown, None));
}

#[test]
fn html() {
    fuzz("html", &cases("html"), |text| document(text, Format::Html, None));
}

#[test]
fn text() {
    fuzz("text", &cases("txt"), |text| document(text, Format::Text, None));
}

#[test]
fn profiles() {
    let seeds = cases("md");
    for profile in Profile::ALL {
        fuzz(profile.name(), &seeds, |text| document(text, Format::Markdown, Some(*profile)));
    }
}

#[test]
fn specs_and_what_is_emitted() {
    fuzz("spec", &specs(), spec);
}

#[test]
fn xml_answers() {
    let deep = "<a b=\"/>\">".repeat(2000);
    let seeds =
        ["<A><B>1</B><C x='y'/><B><![CDATA[<]]></B><!-- - --></A>", &deep, "<?xml version=\"1.0\"?><A>&lt;&#x41;</A>"];
    fuzz("xml", &seeds.map(str::to_owned), xml);
}
