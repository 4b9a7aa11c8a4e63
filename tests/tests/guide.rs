//! README and guide are true: commands are run as printed and their output is compared, samples of specs are parts of a
//! real one, links lead somewhere. `UPDATE_CASES=1` writes what comes out below the commands.
//!
//! A block ```` ```console ```` is a session: lines that begin with `$ ` are run by one shell for each document, in a folder
//! that has the repository's `spec` and `tests`. A line `…` stands for any lines.

// Helpers outside the test functions report by panicking too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use docquarry_tests::{Scratch, root};
use serde_json::Value;

/// The README, and the chapters of the guide.
fn documents() -> Vec<PathBuf> {
    let chapters = fs::read_dir(root().join("generator/guide")).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<PathBuf> = chapters.filter(|path| path.extension().is_some_and(|end| end == "md")).collect();
    found.push(root().join("README.md"));
    found.sort();
    assert!(found.len() > 5, "the guide is somewhere else: {found:?}");
    found
}

fn name(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

/// A fenced block: the line after its fence, its language, its lines.
struct Block {
    first: usize,
    language: String,
    lines: Vec<String>,
}

fn blocks(text: &str) -> Vec<Block> {
    let (mut found, mut open): (Vec<Block>, Option<Block>) = (Vec::new(), None);
    for (number, line) in text.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(language)) => {
                open = Some(Block { first: number + 1, language: language.to_owned(), lines: Vec::new() });
            }
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some(block), None) => block.lines.push(line.to_owned()),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    found
}

/// A command with what is printed below it.
struct Step {
    line: usize,
    command: String,
    expected: Vec<String>,
}

fn steps(text: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for block in blocks(text).into_iter().filter(|block| block.language == "console") {
        for (offset, line) in block.lines.into_iter().enumerate() {
            match (line.strip_prefix("$ "), steps.last_mut()) {
                (Some(command), _) => {
                    let command = command.to_owned();
                    steps.push(Step { line: block.first + offset, command, expected: Vec::new() });
                }
                (None, Some(step)) if offset > 0 => step.expected.push(line),
                _ => panic!("line {}: a session begins with a command", block.first + offset + 1),
            }
        }
    }
    steps
}

/// Separates the outputs of commands.
const MARK: char = '\u{1}';

/// Runs the commands in one shell and returns what each prints.
fn run(steps: &[Step], folder: &Path, port: &str) -> Vec<Vec<String>> {
    let bin = folder.join(".bin");
    fs::create_dir_all(&bin).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_docquarry-under-test"), bin.join("docquarry")).unwrap();
    for shared in ["spec", "tests"] {
        std::os::unix::fs::symlink(root().join(shared), folder.join(shared)).unwrap();
    }
    let mut script = "exec 2>&1\ntrap 'kill $(jobs -p) 2>/dev/null' EXIT\n".to_owned();
    for step in steps {
        script += &format!("printf '{MARK}'\n{}\n", step.command.replace("8080", port));
    }
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
    let output = Command::new("bash")
        .args(["-c", &script])
        .current_dir(folder)
        .env("PATH", path)
        .env("NO_COLOR", "1")
        .env_remove("COLUMNS")
        .env_remove("DOCQUARRY_DOCS")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap().replace(port, "8080");
    let outputs: Vec<Vec<String>> =
        printed.split(MARK).skip(1).map(|text| text.lines().map(str::to_owned).collect()).collect();
    assert_eq!(outputs.len(), steps.len(), "the shell stopped early: {printed}");
    outputs
}

/// A line without what differs from run to run: ids of requests, and how many files the runtime has.
fn masked(line: &str) -> String {
    if let Some((before, after)) = line.split_once(" files written") {
        return format!("{} files written{after}", before.trim_end_matches(|c: char| c.is_ascii_digit()));
    }
    let is_id = |word: &str| {
        let parts: Vec<usize> = word.split('-').map(str::len).collect();
        parts == [8, 4, 4, 4, 12] && word.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
    };
    line.split('"').map(|word| if is_id(word) { "ID" } else { word }).collect::<Vec<_>>().join("\"")
}

/// Whether lines are as expected; `…` stands for any lines.
fn is_as(expected: &[String], actual: &[String]) -> bool {
    match expected.split_first() {
        None => actual.is_empty(),
        Some((line, rest)) if line == "…" => (0..=actual.len()).any(|skipped| is_as(rest, &actual[skipped..])),
        Some((line, rest)) => {
            actual.split_first().is_some_and(|(first, others)| masked(line) == masked(first) && is_as(rest, others))
        }
    }
}

/// The document with what comes out in place of what is printed.
fn updated(text: &str, steps: &[Step], outputs: &[Vec<String>]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for (step, output) in steps.iter().zip(outputs).rev() {
        if !is_as(&step.expected, output) && !step.expected.iter().any(|line| line == "…") {
            lines.splice(step.line + 1..step.line + 1 + step.expected.len(), output.iter().cloned());
        }
    }
    lines.join("\n") + "\n"
}

#[test]
fn every_command_prints_what_the_guide_says() {
    let update = std::env::var_os("UPDATE_CASES").is_some();
    let mut wrong = Vec::new();
    for (number, path) in documents().into_iter().enumerate() {
        let text = fs::read_to_string(&path).unwrap();
        let steps = steps(&text);
        if steps.is_empty() {
            continue;
        }
        let scratch = Scratch::new(&format!("guide-{number}"));
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
        let outputs = run(&steps, scratch.path(), &port);
        if update {
            fs::write(&path, updated(&text, &steps, &outputs)).unwrap();
        }
        let differs = |(step, output): &(&Step, &Vec<String>)| !is_as(&step.expected, output);
        // What has dots is for people to rewrite.
        let is_written = |step: &Step| update && !step.expected.iter().any(|line| line == "…");
        for (step, output) in steps.iter().zip(&outputs).filter(differs).filter(|(step, _)| !is_written(step)) {
            let printed = output.join("\n");
            wrong.push(format!("{}:{}: `{}` prints\n{printed}\n", name(&path), step.line + 1, step.command));
        }
    }
    assert!(wrong.is_empty(), "{}\nUPDATE_CASES=1 writes it into the document", wrong.join("\n"));
}

#[test]
fn no_command_is_printed_that_is_not_run() {
    let mut wrong = Vec::new();
    for path in documents() {
        let text = fs::read_to_string(&path).unwrap();
        for block in blocks(&text).iter().filter(|block| ["sh", "bash", "shell", ""].contains(&block.language.as_str()))
        {
            let named = block.lines.iter().filter(|line| line.starts_with("docquarry "));
            wrong.extend(named.map(|line| format!("{}:{}: {line}", name(&path), block.first)));
        }
    }
    assert!(wrong.is_empty(), "these belong into a block `console`, which is run: {wrong:#?}");
}

#[test]
fn the_readme_can_be_read_to_its_end() {
    let length = fs::read_to_string(root().join("README.md")).unwrap().len();
    assert!(length <= 12 << 10, "README.md has {length} bytes; more than 12 KiB belongs into the guide");
}

/// Whether a value holds another one: all of its keys, with values that hold the other's.
fn holds(value: &Value, part: &Value) -> bool {
    match (value, part) {
        (Value::Object(value), Value::Object(part)) => {
            part.iter().all(|(key, part)| value.get(key).is_some_and(|value| holds(value, part)))
        }
        (value, part) => value == part,
    }
}

fn somewhere(value: &Value, part: &Value) -> bool {
    let inside = match value {
        Value::Object(members) => members.values().any(|value| somewhere(value, part)),
        Value::Array(items) => items.iter().any(|value| somewhere(value, part)),
        _ => false,
    };
    inside || holds(value, part)
}

#[test]
fn figures_of_the_readme_are_those_of_the_specs() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let (mut actions, mut warnings, mut rows) = (0, 0, Vec::new());
    for id in ["tencent-clb", "tencent-ecm", "tencent-clb-v2", "aliyun-slb"] {
        let path = format!("spec/{id}.json");
        let spec = docquarry::json::read_spec(&root().join(&path)).unwrap();
        actions += spec.actions.len();
        let is_warning = |finding: &docquarry::diagnostic::Diagnostic| finding.severity.to_string() == "warning";
        warnings += docquarry::check::check(&spec).iter().filter(|finding| is_warning(finding)).count();
        rows.push(format!("| {} | {} | [`{path}`]({path}) |", spec.actions.len(), spec.structures.len()));
    }
    let rules = docquarry::diff::RULES.len();
    rows.extend([format!("all {actions} actions"), format!("| {warnings} warnings"), format!("| {rules} rules")]);
    let missing: Vec<&String> = rows.iter().filter(|figure| !readme.contains(figure.as_str())).collect();
    assert!(missing.is_empty(), "the README has other figures than {missing:#?}");
}

#[test]
fn samples_of_the_spec_are_parts_of_one() {
    let spec = fs::read_to_string(root().join("tests/cases/pages/quick-start/expected.json")).unwrap();
    let spec: Value = serde_json::from_str(&spec).unwrap();
    let text = fs::read_to_string(root().join("generator/guide/spec.md")).unwrap();
    let samples: Vec<Block> = blocks(&text).into_iter().filter(|block| block.language == "json").collect();
    assert!(samples.len() > 3, "the samples are somewhere else");
    for sample in samples {
        let part: Value = serde_json::from_str(&sample.lines.join("\n")).unwrap();
        assert!(somewhere(&spec, &part), "spec.md:{}: the spec has no such part: {part:#}", sample.first);
    }
}

/// The anchor of a heading, as code hosts make it.
fn anchor(heading: &str) -> String {
    let text = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = text.chars().filter(|c| c.is_alphanumeric() || [' ', '-', '_'].contains(c));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

fn anchors(text: &str) -> BTreeSet<String> {
    text.lines().filter(|line| line.starts_with('#')).map(anchor).collect()
}

/// Targets of links, outside of code.
fn links(text: &str) -> Vec<String> {
    let mut in_block = false;
    let mut found = Vec::new();
    for line in text.lines() {
        in_block ^= line.starts_with("```");
        if !in_block {
            let targets = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
            found.extend(targets.map(str::to_owned));
        }
    }
    found
}

#[test]
fn links_lead_somewhere() {
    let others = [
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "generator/README.md",
        "generator/runtime/README.md",
    ];
    let mut paths = documents();
    paths.extend(others.iter().map(|name| root().join(name)));
    let mut broken = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for link in links(&text).into_iter().filter(|link| !link.starts_with("http")) {
            let (file, place) = link.split_once('#').map_or((link.as_str(), None), |(file, place)| (file, Some(place)));
            let target = if file.is_empty() { path.clone() } else { path.parent().unwrap().join(file) };
            let is_there = match place {
                None => target.exists(),
                Some(place) => fs::read_to_string(&target).is_ok_and(|text| anchors(&text).contains(place)),
            };
            if !is_there {
                broken.push(format!("{}: {link}", name(&path)));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn dots_stand_for_any_lines() {
    let lines = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    assert!(is_as(&lines("a … d"), &lines("a b c d")) && is_as(&lines("a …"), &lines("a")));
    assert!(!is_as(&lines("a … d"), &lines("a b c")) && !is_as(&lines("a"), &lines("a b")));
    let ids = |id: &str| vec![format!("{{\"RequestId\":\"{id}\"}}")];
    assert!(is_as(&ids("6e5b55eb-60a6-4cc4-95db-e56047eefa17"), &ids("5b3c2f0e-1a6d-4e0b-9d59-2c6a1b0e7f11")));
}
