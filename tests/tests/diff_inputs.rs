//! `docquarry diff` as people call it: pages by themselves, all formats, git revisions, standard input, exit codes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use docquarry_tests::{Run, Scratch, root, run};
use serde_json::{Value, json};

const BINARY: &str = env!("CARGO_BIN_EXE_docquarry-under-test");

/// The action of the invented pages.
const ACTION: &str = "RestringHarp";

fn docquarry(scratch: &Scratch, arguments: &[&str]) -> Run {
    run(BINARY, scratch.path(), arguments)
}

fn input(case: &str, ending: &str) -> Vec<u8> {
    fs::read(root().join(format!("tests/cases/readers/{case}/input.{ending}"))).unwrap()
}

/// A folder with one page, its spec `page.json`, and `book.json`: the same page in a book that defines its structure and has
/// another action.
fn with_page_and_book(name: &str) -> Scratch {
    let scratch = Scratch::new(name);
    scratch.put("page.txt", input("zh-text", "txt"));
    let parsed = docquarry(&scratch, &["parse", "page.txt", "-o", "page.json"]);
    assert!(scratch.path().join("page.json").is_file(), "{}", parsed.stderr);
    let mut book = read(&scratch, "page.json");
    let mut member = book["actions"][ACTION]["request"][0].clone();
    member["name"] = json!("Gauge");
    let mut other = book["actions"][ACTION].clone();
    other["request"] = json!([]);
    other["examples"] = json!([]);
    book["actions"]["TuneHarp"] = other;
    book["structures"]["HarpString"] = json!({ "label": null, "since": null, "fields": [member], "used_by": [ACTION],
        "url": null, "source": { "document": "book.txt", "lines": [1, 2] } });
    write(&scratch, "book.json", &book);
    scratch
}

fn read(scratch: &Scratch, name: &str) -> Value {
    serde_json::from_slice(&fs::read(scratch.path().join(name)).unwrap()).unwrap()
}

fn write(scratch: &Scratch, name: &str, value: &Value) {
    scratch.put(name, serde_json::to_vec_pretty(value).unwrap());
}

/// Ids of the rules of a comparison, sorted.
fn rules(scratch: &Scratch, arguments: &[&str]) -> Vec<String> {
    let mut all = vec!["diff", "--format", "json", "--fail-on", "never"];
    all.extend(arguments);
    let run = docquarry(scratch, &all);
    let comparison: Value =
        serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{arguments:?}: {}", run.stderr));
    let mut rules: Vec<String> = comparison["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| change["rule"].as_str().unwrap().to_owned())
        .collect();
    rules.sort();
    rules
}

#[test]
fn a_page_by_itself_takes_nothing_away_from_a_book() {
    let scratch = with_page_and_book("page-and-book");
    for [old, new] in [["book.json", "page.txt"], ["page.txt", "book.json"], ["book.json", "page.json"]] {
        let found = rules(&scratch, &["--action", ACTION, old, new]);
        assert_eq!(found, Vec::<String>::new(), "{old} {new}");
    }
    // As whole editions they differ by what the page does not have.
    let whole = rules(&scratch, &["book.json", "page.txt"]);
    assert!(
        ["action-removed", "structure-removed"].iter().all(|rule| whole.iter().any(|found| found == rule)),
        "{whole:?}"
    );

    // What the page says of its own action still counts.
    let mut changed = read(&scratch, "page.json");
    changed["actions"][ACTION]["request"][0]["required"] = json!(false);
    write(&scratch, "changed.json", &changed);
    assert_eq!(rules(&scratch, &["--action", ACTION, "book.json", "changed.json"]), ["field-optional"]);
    // Two books are compared with the structures that the action uses, and without other actions.
    let mut book = read(&scratch, "book.json");
    book["structures"]["HarpString"]["fields"][0]["required"] = json!(false);
    book["actions"]["TuneHarp"]["title"] = json!("another");
    write(&scratch, "later.json", &book);
    assert_eq!(rules(&scratch, &["--action", ACTION, "book.json", "later.json"]), ["field-optional"]);
}

#[test]
fn an_action_that_neither_edition_has_is_refused() {
    let scratch = with_page_and_book("no-such-action");
    let run = docquarry(&scratch, &["diff", "book.json", "page.json", "--action", "RestringHarps"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
    assert!(
        run.stderr.contains("no-such-action") && run.stderr.contains("did you mean RestringHarp?"),
        "{}",
        run.stderr
    );
    // One that a single edition has was added or removed.
    assert_eq!(rules(&scratch, &["book.json", "page.json", "--action", "TuneHarp"]), ["action-removed"]);
}

#[test]
fn a_page_is_the_same_in_every_format() {
    for language in ["zh", "en"] {
        let scratch = Scratch::new(&format!("formats-{language}"));
        let formats = [("text", "txt"), ("markdown", "md"), ("html", "html")];
        for (format, ending) in formats {
            scratch.put(&format!("page.{ending}"), input(&format!("{language}-{format}"), ending));
        }
        for (_, old) in formats {
            for (_, new) in formats {
                let run = docquarry(
                    &scratch,
                    &["diff", &format!("page.{old}"), &format!("page.{new}"), "--fail-on", "documentation"],
                );
                assert_eq!(run.code, Some(0), "{language} {old} {new}: {}{}", run.stdout, run.stderr);
                assert!(run.stdout.contains("no changes"), "{language} {old} {new}: {}", run.stdout);
            }
        }
    }
}

/// Runs git in a folder, as somebody who has no configuration.
fn git(folder: &Path, arguments: &[&str]) {
    let who = ["-c", "user.name=nobody", "-c", "user.email=nobody@example.com", "-c", "commit.gpgsign=false"];
    let run = Command::new("git").args(who).args(arguments).current_dir(folder).output().unwrap();
    assert!(run.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
}

#[test]
fn revisions_of_a_repository_are_editions() {
    let scratch = with_page_and_book("revisions");
    let page = read(&scratch, "page.json");
    let id = page["id"].as_str().unwrap().to_owned();
    let file = format!("spec/{id}.json");
    fs::create_dir_all(scratch.path().join("spec/snapshots")).unwrap();
    git(scratch.path(), &["init", "-q"]);
    for mode in [true, false] {
        let mut edition = page.clone();
        edition["actions"][ACTION]["request"][0]["required"] = json!(mode);
        write(&scratch, &file, &edition);
        git(scratch.path(), &["add", "spec"]);
        git(scratch.path(), &["commit", "-q", "-m", "an edition"]);
    }
    write(&scratch, &format!("spec/snapshots/{id}@2032-01.json"), &page);
    let (former, latter) = (format!("HEAD~1:{file}"), format!("HEAD:{file}"));
    let snapshot = format!("{id}@2032-01");
    for arguments in [
        &[former.as_str(), latter.as_str()][..],
        &["HEAD~1", "HEAD", "--id", &id],
        &["HEAD~1", &file],
        &["HEAD~1", &id],
        &[&former, &id],
        &[&snapshot, "HEAD"],
        &[&snapshot, &id],
    ] {
        assert_eq!(rules(&scratch, arguments), ["field-optional"], "{arguments:?}");
    }
    assert_eq!(rules(&scratch, &["HEAD", &id]), Vec::<String>::new());
    for (arguments, code) in [
        (&["HEAD~9", &id][..], "git"),
        (&["HEAD:spec/none.json", &id], "git"),
        (&["HEAD", "HEAD"], "io"),
        (&["none.json", &id], "io"),
        (&["none.md", &id], "io"),
        (&["--id", "x", "--", "--output=x", &id], "io"),
    ] {
        let run = docquarry(&scratch, &[&["diff"], arguments].concat());
        assert_eq!(run.code, Some(2), "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.starts_with(&format!("error[{code}]")), "{arguments:?}: {}", run.stderr);
    }
}

#[test]
fn pages_of_a_repository_are_editions() {
    let scratch = Scratch::new("page-revisions");
    let page = fs::read_to_string(root().join("tests/cases/pages/quick-start/input/OrderTea.md")).unwrap();
    git(scratch.path(), &["init", "-q"]);
    scratch.put("pages/deep/page.md", &page);
    scratch.put("pages/.hidden/page.md", "# Not a page");
    git(scratch.path(), &["add", "pages"]);
    git(scratch.path(), &["commit", "-q", "-m", "an edition"]);
    scratch.put("pages/deep/page.md", page.replace("[1, 8]", "[1, 6]"));
    git(scratch.path(), &["commit", "-q", "-a", "-m", "another"]);
    for arguments in [
        &["HEAD~1:pages", "HEAD:pages"][..],
        &["HEAD~1:pages/", "pages"],
        &["HEAD~1:", "HEAD:"],
        &["HEAD~1:pages/deep/page.md", "HEAD:pages/deep/page.md"],
        &["HEAD~1:pages/deep/page.md", "pages/deep/page.md"],
    ] {
        assert_eq!(rules(&scratch, arguments), ["bound-narrowed"], "{arguments:?}");
    }
    git(scratch.path(), &["rm", "-q", "-r", "pages/deep"]);
    git(scratch.path(), &["commit", "-q", "-m", "none"]);
    let none = docquarry(&scratch, &["diff", "HEAD~1:pages", "HEAD:pages"]);
    assert!(none.code == Some(2) && none.stderr.starts_with("error[no-documents]"), "{}", none.stderr);
}

#[test]
fn standard_input_is_a_spec_or_a_document() {
    let scratch = with_page_and_book("stdin");
    for (name, expected) in [("page.json", "no changes"), ("page.txt", "no changes"), ("book.json", "action-removed")] {
        let mut child = Command::new(BINARY)
            .args(["diff", "-", "page.json", "--fail-on", "never"])
            .current_dir(scratch.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let bytes = fs::read(scratch.path().join(name)).unwrap();
        child.stdin.take().unwrap().write_all(&bytes).unwrap();
        let output = child.wait_with_output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && text.contains(expected), "{name}: {text}");
    }
}

/// A change of each severity, and what each threshold makes of it.
#[test]
fn the_exit_code_follows_the_worst_change_and_the_threshold() {
    let scratch = with_page_and_book("thresholds");
    let base = read(&scratch, "page.json");
    let change = |name: &str, pointer: &str, value: Value| {
        let mut edition = base.clone();
        *edition.pointer_mut(pointer).unwrap() = value;
        write(&scratch, name, &edition);
    };
    change("compatible.json", "/actions/RestringHarp/request/0/required", json!(false));
    change("documentation.json", "/actions/RestringHarp/title", json!("another title"));
    change("risky.json", "/actions/RestringHarp/rate_limit", json!(1));
    change("breaking.json", "/actions/RestringHarp/request/0/name", json!("Other"));
    write(&scratch, "same.json", &base);
    let severities = ["same", "documentation", "compatible", "risky", "breaking"];
    let thresholds = ["never", "breaking", "risky", "compatible", "documentation"];
    for (rank, severity) in severities.iter().enumerate() {
        for (least, threshold) in thresholds.iter().enumerate() {
            let new = format!("{severity}.json");
            let run = docquarry(&scratch, &["diff", "page.json", &new, "--fail-on", threshold]);
            let fails = least > 0 && rank > 0 && rank + least > severities.len() - 1;
            assert_eq!(run.code, Some(i32::from(fails)), "{severity} --fail-on {threshold}: {}", run.stdout);
        }
    }
    let default = docquarry(&scratch, &["diff", "page.json", "risky.json"]);
    assert_eq!(default.code, Some(0), "breaking changes fail by default, and nothing less");
}

/// A report is data that its schema describes, whatever the editions are.
#[test]
fn the_json_is_valid_against_its_schema() {
    let scratch = with_page_and_book("schema");
    let schema = docquarry::diff::schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let specs = root().join("spec");
    let committed = |name: &str| specs.join(name).display().to_string();
    let (old, new) = (committed("snapshots/tencent-clb-v2@2018-09.json"), committed("tencent-clb-v2.json"));
    let (clb, ecm) = (committed("tencent-clb.json"), committed("tencent-ecm.json"));
    for (old, new) in [("page.json", "page.json"), ("page.txt", "book.json"), (&old, &new), (&clb, &ecm), (&ecm, &clb)]
    {
        let run = docquarry(&scratch, &["diff", old, new, "--format", "json", "--fail-on", "never"]);
        assert_eq!(run.code, Some(0), "{old} {new}: {}", run.stderr);
        let report: Value = serde_json::from_str(&run.stdout).unwrap();
        let errors: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{old} {new}: {errors:?}");
        let counts = report["counts"].as_object().unwrap();
        let sum: u64 = counts.values().filter_map(Value::as_u64).sum();
        assert_eq!(usize::try_from(sum).unwrap(), report["changes"].as_array().unwrap().len(), "{old} {new}");
    }
}
