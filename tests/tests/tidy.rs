//! What every review would say again: module docs, documented diagnostics, no case without content.

// Helpers outside the test functions report by panicking too.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use docquarry_tests::root;

/// Rust sources of the project, without generated ones.
fn sources() -> Vec<PathBuf> {
    let mut open: Vec<PathBuf> = ["generator", "xtask", "tests"].iter().map(|name| root().join(name)).collect();
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("target") {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") && !is_generated(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn is_generated(path: &Path) -> bool {
    fs::read_to_string(path).unwrap().lines().next().is_some_and(|line| line.contains(docquarry::files::MARKER))
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

#[test]
fn every_module_says_what_lives_in_it() {
    let silent: Vec<String> = sources()
        .iter()
        .filter(|path| !fs::read_to_string(path).unwrap().starts_with("//! "))
        .map(|path| relative(path))
        .collect();
    assert!(silent.is_empty(), "no `//!` paragraph at the top of {silent:#?}");
}

#[test]
fn files_stay_small_enough_to_read() {
    let long: Vec<String> = sources()
        .iter()
        .map(|path| (relative(path), fs::read_to_string(path).unwrap().lines().count()))
        .filter(|(path, lines)| *lines > if is_of_parser(path) { 600 } else { 650 })
        .map(|(path, lines)| format!("{path}: {lines} lines"))
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

const PARSER: [&str; 3] = ["generator/src/document/", "generator/src/pages/", "generator/src/description/"];

fn is_of_parser(path: &str) -> bool {
    PARSER.iter().any(|room| path.starts_with(room))
}

/// The sources of a room of the generator, as paths and code. Comments and tests are left out.
fn room(name: &str) -> Vec<(String, String)> {
    let folder = format!("generator/src/{name}/");
    let file = format!("generator/src/{name}.rs");
    sources()
        .into_iter()
        .map(|path| (relative(&path), path))
        .filter(|(name, _)| name.starts_with(&folder) || *name == file)
        .map(|(name, path)| (name, code(&fs::read_to_string(path).unwrap())))
        .collect()
}

/// A source without comments and tests.
fn code(source: &str) -> String {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .fold(String::new(), |code, line| code + line + "\n")
}

/// What is absent: the rooms that a room does not know. `*` is all of them.
const ABSENT: &[(&str, &[&str])] = &[
    ("source", &["*"]),
    ("lexeme", &["*"]),
    ("rules", &["*"]),
    ("coverage", &["*"]),
    ("sync", &["spec", "document", "pages", "emit", "cli"]),
    ("diagnostic", &["spec", "document", "pages", "emit", "cli"]),
    ("document", &["pages", "description", "spec", "check", "diff", "emit", "serve", "cli", "pipeline"]),
    ("description", &["document", "pages", "check", "diff", "emit", "serve", "cli", "pipeline"]),
    ("pages", &["check", "diff", "migrate", "explain", "emit", "serve", "cli", "pipeline"]),
    ("spec", &["document", "pages", "description", "check", "diff", "changelog", "emit", "serve", "cli", "pipeline"]),
    ("check", &["document", "pages", "description", "emit", "serve", "cli", "pipeline"]),
    ("changelog", &["document", "pages", "description", "emit", "serve", "cli", "pipeline"]),
    ("diff", &["document", "pages", "description", "emit", "serve", "cli", "pipeline"]),
    ("migrate", &["document", "pages", "description", "emit", "serve", "cli", "pipeline"]),
    ("explain", &["document", "pages", "description", "emit", "serve", "cli", "pipeline"]),
    ("families", &["document", "pages", "description", "check", "serve", "cli", "pipeline"]),
    ("emit", &["document", "pages", "description", "changelog", "serve", "cli", "pipeline"]),
    ("serve", &["document", "pages", "description", "cli"]),
    ("update", &["document", "pages", "description", "serve", "cli"]),
    ("call", &["document", "pages", "description", "serve", "cli", "pipeline"]),
    ("proxy", &["document", "pages", "description", "diff", "serve", "cli", "pipeline"]),
    // The command goes through the pipeline.
    ("cli", &["document", "pages", "description", "check"]),
];

#[test]
fn rooms_do_not_know_what_they_need_not() {
    let mut wrong = Vec::new();
    for (name, absent) in ABSENT {
        let files = room(name);
        assert!(!files.is_empty(), "there is no room {name}");
        for (path, code) in files {
            // Whatever is in the braces of `use crate::{...}` counts.
            let lists = code.split("use crate::{").skip(1).map(|rest| rest.split(';').next().unwrap_or_default());
            let listed: Vec<&str> = lists.flat_map(|list| list.split([',', '{', '}'])).map(str::trim).collect();
            let known = code.split("crate::").skip(1).chain(listed);
            let known =
                known.map(|rest| rest.split(|c: char| !c.is_ascii_lowercase() && c != '_').next().unwrap_or_default());
            for other in known.filter(|other| !other.is_empty() && other != name) {
                if absent.contains(&"*") || absent.contains(&other) {
                    wrong.push(format!("{path} uses {other}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Where vendors are named outside the pages' profiles: their choice on the command line, their identifiers in the
/// contract, and what is emitted for one protocol alone.
const NAMES_VENDORS: &[&str] = &[
    "generator/src/pages/",
    "generator/src/cli/args.rs",
    "generator/src/cli/call.rs",
    "generator/src/cli/serve.rs",
    "generator/src/diff/api.rs",
    "generator/src/emit/openapi/protocol.rs",
    "generator/src/emit/reference/index.rs",
    "generator/src/emit/rust/lower/mod.rs",
    "generator/src/emit/rust/print/mod.rs",
    "generator/src/emit/schema.rs",
    "generator/src/emit/site/samples/",
    "generator/src/serve/mod.rs",
    "generator/src/spec/model.rs",
    "generator/src/spec/wire_example.rs",
];

#[test]
fn vendors_are_named_in_few_places() {
    let names = |path: &PathBuf| {
        let code = code(&fs::read_to_string(path).unwrap()).to_lowercase();
        ["tencent", "aliyun", "alibaba"].iter().any(|name| code.contains(name))
    };
    let generator = sources().into_iter().filter(|path| path.starts_with(root().join("generator/src")));
    let found: Vec<String> = generator.filter(names).map(|path| relative(&path)).collect();
    let wrong: Vec<&String> =
        found.iter().filter(|path| !NAMES_VENDORS.iter().any(|known| path.starts_with(known))).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let stale: Vec<&&str> =
        NAMES_VENDORS.iter().filter(|known| !found.iter().any(|path| path.starts_with(*known))).collect();
    assert!(stale.is_empty(), "they name no vendor any more: {stale:#?}");
}

/// Functions of a source with their lines, as rustfmt sets them: from `fn` to the brace below it.
fn functions(code: &str) -> Vec<(String, Vec<&str>)> {
    let lines: Vec<&str> = code.lines().collect();
    let mut found = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let mut words = line
            .split_whitespace()
            .skip_while(|word| word.starts_with("pub") || word.starts_with("in") || *word == "const");
        if words.next() != Some("fn") {
            continue;
        }
        let name = words.next().unwrap_or_default().split(['(', '<']).next().unwrap_or_default();
        let ends = |line: &&&str| line.trim_end() == format!("{}}}", " ".repeat(indent));
        let length =
            if line.ends_with(['}', ';']) { 1 } else { lines[i..].iter().take_while(|line| !ends(line)).count() + 1 };
        found.push((name.to_owned(), lines[i..].iter().take(length).copied().collect()));
    }
    found
}

/// How many ways there are through a function: its conditions, loops, arms, and early ends.
fn decisions(lines: &[&str]) -> usize {
    let mut count = 0;
    for line in lines {
        let code: String = line.split('"').step_by(2).collect();
        let words = code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        count += words.filter(|word| ["if", "while", "for"].contains(word)).count();
        count += ["=>", "&&", "||", "?"].iter().map(|mark| code.matches(mark).count()).sum::<usize>();
    }
    count
}

#[test]
fn functions_of_the_parser_are_short_and_plain() {
    let mut wrong = Vec::new();
    for (path, code) in ["document", "pages", "description"].iter().flat_map(|name| room(name)) {
        for (name, lines) in functions(&code) {
            let (length, decisions) = (lines.len(), decisions(&lines));
            if length > 60 || decisions > 25 {
                wrong.push(format!("{path}: {name} has {length} lines and {decisions} decisions"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn functions_are_measured() {
    let code = "impl A {\n    pub(super) fn one(&self) -> bool {\n        if a && b {\n            return c?;\n        }\n    }\n}\nfn two() {}\n";
    let found = functions(code);
    let measured: Vec<(&str, usize, usize)> =
        found.iter().map(|(name, lines)| (name.as_str(), lines.len(), decisions(lines))).collect();
    assert_eq!(measured, [("one", 5, 3), ("two", 1, 0)]);
}

/// Codes in `Diagnostic::new("code", …)` and `report("code", …)` of a source, tests left out.
fn codes(source: &str) -> Vec<String> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let calls = ["Diagnostic::new(", "report(", "const UNKNOWN: &str = "]
        .into_iter()
        .flat_map(|call| source.split(call).skip(1));
    calls
        .filter_map(|call| call.trim_start().strip_prefix('"')?.split_once('"'))
        .map(|(code, _)| code.to_owned())
        .filter(|code| !code.is_empty())
        .collect()
}

/// What is between `<!-- name -->` and `<!-- /name -->` in a chapter of the guide.
fn section(chapter: &str, name: &str) -> String {
    let text = fs::read_to_string(root().join("generator/guide").join(chapter)).unwrap();
    let (_, rest) = text.split_once(&format!("<!-- {name} -->\n")).expect("the section begins");
    rest.split_once(&format!("<!-- /{name} -->")).expect("the section ends").0.to_owned()
}

#[test]
fn the_guide_lists_every_diagnostic_code_and_no_other() {
    let table = section("findings.md", "diagnostics");
    let listed: Vec<&str> = table.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    assert!(listed.is_sorted(), "the table is in alphabetical order");
    let product = sources().into_iter().filter(|path| !path.starts_with(root().join("tests")));
    let mut used: BTreeSet<String> = product.flat_map(|path| codes(&fs::read_to_string(path).unwrap())).collect();
    let kinds = docquarry::suspicion::KINDS.iter().chain(docquarry::suspicion::ASSUMPTIONS);
    used.extend(kinds.map(|kind| kind.code.to_owned()));
    let listed: BTreeSet<String> = listed.into_iter().map(str::to_owned).collect();
    let missing: Vec<&String> = used.difference(&listed).collect();
    let stale: Vec<&String> = listed.difference(&used).collect();
    assert!(missing.is_empty() && stale.is_empty(), "missing: {missing:?}, not used: {stale:?}");
}

#[test]
fn the_guide_lists_the_rules_of_changes() {
    let severity = |rule: &docquarry::diff::Rule| {
        let [request, response, elsewhere] =
            [rule.by.request, rule.by.response, rule.by.elsewhere].map(|severity| severity.name());
        if request == response && response == elsewhere {
            request.to_owned()
        } else {
            format!("{request} / {response} / {elsewhere}")
        }
    };
    let rows = docquarry::diff::RULES.iter();
    let rows: Vec<String> =
        rows.map(|rule| format!("| `{}` | {} | {} |", rule.id, severity(rule), rule.meaning)).collect();
    let listed = section("changes.md", "changes");
    let listed: Vec<&str> = listed.lines().filter(|line| line.starts_with("| `")).collect();
    assert_eq!(listed, rows);
}

#[test]
fn the_guide_lists_the_rules_of_contradictions() {
    let mut table = "| code | severity | what it says |\n|---|---|---|\n".to_owned();
    for rule in docquarry::check::RULES {
        table += &format!("| `{}` | {} | {} |\n", rule.id, rule.by, rule.meaning);
    }
    assert!(section("findings.md", "contradictions") == table, "the section should be:\n{table}");
}

/// Crates that are meant for a registry, with their folders.
const PUBLISHED: [(&str, &str); 2] = [("docquarry", "generator"), ("docquarry-runtime", "generator/runtime")];

#[test]
fn crates_can_be_packaged() {
    for (name, folder) in PUBLISHED {
        let arguments = ["package", "--list", "--offline", "--allow-dirty", "--package", name];
        let output = std::process::Command::new(env!("CARGO")).args(arguments).current_dir(root()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && !said.contains("warning"), "{name}: {said}");
        let listed = String::from_utf8(output.stdout).unwrap();
        for file in ["LICENSE-APACHE", "LICENSE-MIT", "README.md", "src/lib.rs"] {
            assert!(listed.lines().any(|line| line == file), "{name} has no {file}:\n{listed}");
        }
        for file in ["LICENSE-APACHE", "LICENSE-MIT"] {
            let [copy, original] = [root().join(folder).join(file), root().join(file)].map(fs::read_to_string);
            assert_eq!(copy.unwrap(), original.unwrap(), "{folder}/{file} is a copy");
        }
        let manifest: toml::Table =
            toml::from_str(&fs::read_to_string(root().join(folder).join("Cargo.toml")).unwrap()).unwrap();
        let local = |(_, dependency): (&String, &toml::Value)| dependency.get("path").is_some();
        let dependencies = manifest["dependencies"].as_table().unwrap();
        assert!(
            !dependencies.iter().any(local),
            "{name}: a dependency by path has a version in the workspace's manifest"
        );
    }
}

/// The runtime's manifest is copied beside emitted crates, so it cannot inherit what the others inherit.
#[test]
fn the_runtime_has_the_version_of_the_workspace() {
    let table =
        |path: &str| -> toml::Table { toml::from_str(&fs::read_to_string(root().join(path)).unwrap()).unwrap() };
    let (workspace, runtime) = (table("Cargo.toml"), table("generator/runtime/Cargo.toml"));
    for key in ["version", "edition", "rust-version", "license", "repository"] {
        assert_eq!(workspace["workspace"]["package"][key], runtime["package"][key], "{key}");
    }
}
