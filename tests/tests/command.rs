//! The command's manners: what goes where, which exit code, what is left alone.

// Helpers outside the test functions report by panicking too.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;

use docquarry_tests::{Run, Scratch, root, run, run_with};

const BINARY: &str = env!("CARGO_BIN_EXE_docquarry-under-test");

fn docquarry(scratch: &Scratch, arguments: &[&str]) -> Run {
    run(BINARY, scratch.path(), arguments)
}

/// A folder with the invented book in it.
fn with_book(name: &str) -> Scratch {
    let scratch = Scratch::new(name);
    scratch.put("book.txt", fs::read(root().join("tests/cases/tencent-text/book/input.txt")).unwrap());
    scratch
}

/// A folder with the book's spec in it.
fn with_spec(name: &str) -> Scratch {
    let scratch = with_book(name);
    let run = docquarry(&scratch, &["parse", "book.txt", "-o", "spec.json"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    scratch
}

#[test]
fn wrong_usage_is_two_and_help_is_zero() {
    let scratch = Scratch::new("usage");
    for wrong in
        [&["parse"][..], &["no-such-command"], &["check", "--format", "yaml", "x"], &["parse", "no-such-file"], &[]]
    {
        assert_eq!(docquarry(&scratch, wrong).code, Some(2), "{wrong:?}");
    }
    let help = docquarry(&scratch, &["--help"]);
    assert_eq!((help.code, help.stderr.as_str()), (Some(0), ""));
    assert!(help.stdout.contains("Exit codes:"), "{}", help.stdout);
}

#[test]
fn a_spec_on_standard_output_is_nothing_but_the_spec() {
    let scratch = with_book("stdout");
    let run = docquarry(&scratch, &["parse", "book.txt"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    docquarry::json::parse_spec(run.stdout.as_bytes(), "stdout").unwrap();
    let table: Vec<Vec<&str>> = run.stderr.lines().map(|line| line.split_whitespace().collect()).collect();
    assert!(table.iter().any(|row| row.starts_with(&["tencent-lantern", "2", "2"])), "{}", run.stderr);
    assert!(!format!("{}{}", run.stdout, run.stderr).contains('\u{1b}'), "no colours in a pipe");
}

#[test]
fn the_same_document_gives_the_same_bytes_from_a_file_and_from_a_folder() {
    let scratch = with_spec("same");
    fs::create_dir_all(scratch.path().join("pages/deep")).unwrap();
    fs::copy(scratch.path().join("book.txt"), scratch.path().join("pages/book.txt")).unwrap();
    scratch.put("pages/picture.png", [0x89, b'P', b'N', b'G']);
    scratch.put("pages/.hidden.txt", "not a document");
    let folder = docquarry(&scratch, &["parse", "pages"]);
    assert_eq!(folder.code, Some(0), "{}", folder.stderr);
    assert_eq!(folder.stdout, fs::read_to_string(scratch.path().join("spec.json")).unwrap());
}

#[test]
fn an_id_that_is_not_there_is_said_with_those_that_are() {
    let scratch = with_book("id");
    let run = docquarry(&scratch, &["parse", "book.txt", "--id", "tencent-fog", "-o", "x.json"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("error[no-such-api]") && run.stderr.contains("tencent-lantern"), "{}", run.stderr);
    assert_eq!(scratch.names(), ["book.txt"]);
}

#[test]
fn a_folder_as_output_gets_a_file_for_each_api() {
    let scratch = with_book("each");
    let run = docquarry(&scratch, &["parse", "book.txt", "-o", "specs/"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(scratch.path().join("specs/tencent-lantern.json").is_file());
}

#[test]
fn a_folder_without_documents_is_said() {
    let scratch = Scratch::new("nothing");
    scratch.put("folder/picture.png", "x");
    let run = docquarry(&scratch, &["parse", "folder"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.starts_with("error[no-documents]"), "{}", run.stderr);
}

#[test]
fn findings_as_json_are_one_object_a_line() {
    let scratch = Scratch::new("json");
    scratch.put("a.json", "{}");
    let run = docquarry(&scratch, &["check", "--format", "json", "a.json"]);
    assert_eq!(run.code, Some(1));
    let finding: serde_json::Value = serde_json::from_str(run.stdout.trim()).unwrap();
    assert_eq!((finding["code"].as_str(), finding["severity"].as_str()), (Some("spec-invalid"), Some("error")));
}

#[test]
fn the_ledger_of_the_book_has_no_residue() {
    let scratch = with_book("coverage");
    let run = docquarry(&scratch, &["coverage", "book.txt"]);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("book.txt"), "{}", run.stdout);
}

#[test]
fn a_site_is_made_of_several_specs_and_everything_else_of_one() {
    let scratch = with_spec("several");
    let emit = |what: &str| docquarry(&scratch, &["emit", what, "spec.json", "spec.json", "-o", what]);
    let site = emit("site");
    assert_eq!(site.code, Some(0), "{}", site.stderr);
    for page in ["site/index.html", "site/tencent-lantern/index.html", "site/tencent-lantern-2/index.html"] {
        assert!(scratch.path().join(page).is_file(), "{page}");
    }
    for what in ["rust", "reference", "openapi"] {
        let refused = emit(what);
        assert_eq!(refused.code, Some(2), "{what}: {}", refused.stderr);
        assert!(refused.stderr.contains("error[several-specs]"), "{}", refused.stderr);
        assert!(!scratch.path().join(what).exists());
    }
}

#[test]
fn outputs_are_written_twice_the_same_and_neighbours_are_left_alone() {
    for what in ["rust", "reference", "openapi", "site"] {
        let scratch = with_spec(what);
        scratch.put("out/src/mine.rs", "// written by hand\n");
        let first = docquarry(&scratch, &["emit", what, "spec.json", "-o", "out"]);
        assert_eq!(first.code, Some(0), "{}", first.stderr);
        assert!(!first.stderr.contains(": 0 files written"), "{}", first.stderr);
        let second = docquarry(&scratch, &["emit", what, "spec.json", "-o", "out"]);
        assert!(second.stderr.contains(": 0 files written"), "{}", second.stderr);
        assert!(scratch.path().join("out/src/mine.rs").exists());
    }
}

#[test]
fn a_spec_of_the_past_is_valid_and_can_be_piped_into_other_commands() {
    let scratch = Scratch::new("past");
    let lantern = root().join("tests/cases/changelog/lantern.json");
    let lantern = lantern.display().to_string();
    let validator = jsonschema::validator_for(&docquarry::spec::schema::schema()).unwrap();
    let real = root().join("spec/tencent-clb.json").display().to_string();
    let moments = ["1", "2", "3", "4", "5", "6"].map(|release| (release, &lantern));
    for (release, spec) in moments.into_iter().chain([("50", &real), ("2024-09-03", &real)]) {
        let run = docquarry(&scratch, &["at", release, spec]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        let value: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let wrong: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "release {release}: {wrong:?}");
    }
    let run = docquarry(&scratch, &["at", "2", &lantern, "-o", "two.json"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), ""), "{}", run.stderr);
    for command in [&["emit", "rust", "-", "-o", "crate"][..], &["explain", "-", "Lantern.Smoke"]] {
        let run = docquarry_tests::run_with(BINARY, scratch.path(), command, &scratch.path().join("two.json"));
        assert_eq!(run.code, Some(0), "{command:?}: {}", run.stderr);
    }
    assert!(scratch.path().join("crate/src/model/lantern.rs").is_file());
}

#[test]
fn an_id_stands_for_the_spec_of_that_name() {
    let scratch = Scratch::new("id-of-spec");
    fs::create_dir_all(scratch.path().join("spec")).unwrap();
    fs::copy(root().join("tests/cases/changelog/lantern.json"), scratch.path().join("spec/tencent-lantern.json"))
        .unwrap();
    let by_id = docquarry(&scratch, &["changelog", "tencent-lantern"]);
    let by_path = docquarry(&scratch, &["changelog", "spec/tencent-lantern.json"]);
    assert_eq!((by_id.code, by_id.stdout), (Some(0), by_path.stdout), "{}", by_id.stderr);
    assert_eq!(docquarry(&scratch, &["changelog", "tencent-lanterns"]).code, Some(2));
    let strict = docquarry(&scratch, &["changelog", "tencent-lantern", "--deny-warnings"]);
    assert_eq!(strict.code, Some(1), "the changelog contradicts the tables");
}

#[test]
fn an_id_is_found_from_folders_below_and_the_message_says_where_it_was_looked_for() {
    let scratch = Scratch::new("specs");
    let lantern = fs::read(root().join("tests/cases/changelog/lantern.json")).unwrap();
    scratch.put("spec/tencent-lantern.json", &lantern);
    scratch.put("deep/down/empty.txt", "");
    let below = |arguments: &[&str]| run(BINARY, &scratch.path().join("deep/down"), arguments);
    let found = below(&["changelog", "tencent-lantern"]);
    assert_eq!(found.code, Some(0), "{}", found.stderr);
    let misspelt = below(&["changelog", "tencent-lamtern"]);
    let place = ["../../spec", "../../spec/snapshots", "did you mean tencent-lantern?"];
    assert_eq!(misspelt.code, Some(2));
    assert!(place.iter().all(|text| misspelt.stderr.contains(text)), "{}", misspelt.stderr);
    scratch.put("others/tencent-moon.json", &lantern);
    assert_eq!(docquarry(&scratch, &["changelog", "tencent-moon"]).code, Some(2));
    assert_eq!(docquarry(&scratch, &["--specs", "others", "changelog", "tencent-moon"]).code, Some(0));
}

#[test]
fn a_spec_in_place_of_a_document_is_refused_and_check_reads_it() {
    let scratch = with_spec("spec-as-document");
    for command in ["parse", "coverage"] {
        let refused = docquarry(&scratch, &[command, "spec.json"]);
        assert_eq!((refused.code, refused.stdout.as_str()), (Some(2), ""));
        let says = ["error[spec-not-document]", "docquarry check spec.json"];
        assert!(says.iter().all(|text| refused.stderr.contains(text)), "{}", refused.stderr);
    }
    let from_file = docquarry(&scratch, &["check", "spec.json"]);
    let piped = run_with(BINARY, scratch.path(), &["check", "-"], &scratch.path().join("spec.json"));
    assert_eq!((piped.code, piped.stdout), (from_file.code, from_file.stdout));
}

#[test]
fn a_quiet_command_prints_results_and_errors_only() {
    let scratch = with_book("quiet");
    let quiet = docquarry(&scratch, &["parse", "book.txt", "-q", "-o", "spec.json"]);
    assert_eq!((quiet.code, quiet.stderr.as_str()), (Some(0), ""));
    let failed = docquarry(&scratch, &["-q", "parse", "no-such-file.txt"]);
    assert!(failed.stderr.starts_with("error[io]"), "{}", failed.stderr);
}

#[test]
fn completions_and_manual_pages_know_every_command() {
    let scratch = Scratch::new("completions");
    for shell in ["bash", "zsh", "fish"] {
        let script = docquarry(&scratch, &["completions", shell]);
        assert_eq!(script.code, Some(0));
        assert!(
            ["coverage", "migrate", "--deny-warnings"]
                .iter()
                .all(|word| script.stdout.contains(word.trim_start_matches('-')))
        );
    }
    let page = docquarry(&scratch, &["man"]);
    assert!(page.stdout.contains(".TH docquarry"), "{}", page.stdout);
    assert_eq!(docquarry(&scratch, &["man", "-o", "man1"]).code, Some(0));
    let parse = fs::read_to_string(scratch.path().join("man1/docquarry-parse.1")).unwrap();
    assert!(parse.contains("docquarry parse") || parse.contains("docquarry\\-parse"), "{parse}");
}

#[test]
fn corrections_of_families_are_applied_told_and_refused_with_their_line() {
    let scratch = Scratch::new("families");
    fs::copy(root().join("spec/aliyun-slb.json"), scratch.path().join("aliyun-slb.json")).unwrap();
    let families = |more: &[&str]| docquarry(&scratch, &[&["families", "aliyun-slb.json"], more].concat());
    assert!(!families(&[]).stdout.contains("\ncorrected\n"));
    // The file beside the spec is found, and tells what it changed.
    scratch.put("families/aliyun-slb.toml", "[[action]]\nname = \"SetRule\"\nrole = \"none\"\n");
    let found = families(&[]);
    assert_eq!((found.code, found.stderr.as_str()), (Some(0), ""));
    let told = "\ncorrected\n  line 3           SetRule: of no family; inferred: modify of Rule\n";
    assert!(found.stdout.ends_with(told), "{}", found.stdout);
    let json: serde_json::Value = serde_json::from_str(&families(&["--format", "json"]).stdout).unwrap();
    assert_eq!(json["corrected"][0]["about"], "SetRule");
    // A file that is named takes its place; what it says is inferred anyway.
    scratch.put("other.toml", "[[action]]\nname = \"SetRule\"\nrole = \"modify\"\n");
    let other = families(&["--overrides", "other.toml"]);
    assert_eq!(other.code, Some(0));
    assert!(other.stderr.starts_with("other.toml:3: warning[correction-unused]: "), "{}", other.stderr);
    assert!(!other.stdout.contains("\ncorrected\n"));
    scratch.put("other.toml", "[[action]]\nname = \"SetRules\"\nrole = \"none\"\n");
    let wrong = families(&["--overrides", "other.toml"]);
    let said = "other.toml:2: error[corrections-invalid]: no action is called \"SetRules\" (did you mean SetRule?)";
    assert_eq!((wrong.code, wrong.stdout.as_str()), (Some(1), ""));
    assert!(wrong.stderr.starts_with(said), "{}", wrong.stderr);
    assert_eq!(families(&["--overrides", "no-such.toml"]).code, Some(2));
    // The reference is corrected, too, and a server is not started with a file that is wrong.
    let emitted = docquarry(&scratch, &["emit", "reference", "aliyun-slb.json", "-o", "docs"]);
    assert_eq!(emitted.code, Some(0), "{}", emitted.stderr);
    assert!(fs::read_to_string(scratch.path().join("docs/README.md")).unwrap().contains("corrected by people"));
    let serve = ["serve", "aliyun-slb.json", "--no-auth", "--listen", "127.0.0.1:0", "--state", "memory"];
    let refused = docquarry(&scratch, &[&serve[..], &["--overrides", "other.toml"]].concat());
    assert_eq!(refused.code, Some(1), "{}", refused.stderr);
    assert!(refused.stderr.starts_with(said), "{}", refused.stderr);
}
