//! Documents that are damaged, cut, shuffled or huge: the command says what it could not read, writes all or nothing,
//! and never panics.

// Helpers outside the test functions report by panicking too.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::Path;

use docquarry_tests::{Run, Scratch, root, run};

const BINARY: &str = env!("CARGO_BIN_EXE_docquarry-under-test");

fn book() -> String {
    fs::read_to_string(root().join("tests/cases/tencent-text/book/input.txt")).unwrap()
}

fn parse(scratch: &Scratch, document: &Path) -> Run {
    let run = run(BINARY, scratch.path(), ["parse".as_ref(), document.as_os_str(), "-o".as_ref(), "out.json".as_ref()]);
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    assert!(matches!(run.code, Some(0 | 1)), "{:?}\n{}", run.code, run.stderr);
    run
}

/// The actions in the output, which is either a whole spec or not there.
fn actions(scratch: &Scratch) -> Option<Vec<String>> {
    let text = fs::read(scratch.path().join("out.json")).ok()?;
    let spec = docquarry::json::parse_spec(&text, "out.json").expect("what is written is a whole spec");
    Some(spec.actions.keys().cloned().collect())
}

/// The printed pages of a text: each begins with a line that starts with a space.
fn pages(text: &str) -> Vec<String> {
    let mut pages: Vec<String> = Vec::new();
    for line in text.split_inclusive('\n') {
        match pages.last_mut() {
            Some(page) if !line.starts_with(' ') => page.push_str(line),
            _ => pages.push(line.to_owned()),
        }
    }
    pages
}

fn complaint(name: &str, content: &[u8]) -> String {
    let scratch = Scratch::new(name);
    let document = scratch.put("input.txt", content);
    let run = parse(&scratch, &document);
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""), "{}", run.stderr);
    assert_eq!(scratch.names(), ["input.txt"], "nothing is left behind");
    assert!(run.stderr.starts_with("input.txt:") && run.stderr.contains(": error["), "{}", run.stderr);
    run.stderr
}

#[test]
fn the_document_that_the_other_tests_damage_is_whole() {
    let scratch = Scratch::new("whole");
    let run = parse(&scratch, &scratch.put("input.txt", book()));
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(actions(&scratch).unwrap(), ["CreateBeacon", "DescribeBeacons"]);
}

#[test]
fn empty_and_blank_files_are_refused() {
    assert!(complaint("empty", b"").contains("empty"));
    complaint("blank", b" \n\n \t\n");
}

#[test]
fn a_binary_is_refused() {
    let noise: Vec<u8> = (0..100_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    complaint("binary", &noise);
    let mut nul = book().into_bytes();
    nul.push(0);
    complaint("nul", &nul);
}

#[test]
fn a_document_of_another_kind_is_refused() {
    complaint("prose", "春天来了。\n\n海边有一座灯塔。\n".repeat(50).as_bytes());
    complaint("json", br#"{"Response": {"RequestId": "1"}}"#);
}

#[test]
fn a_document_cut_at_any_place_gives_what_is_before_the_cut() {
    let book = book();
    let scratch = Scratch::new("cut");
    let places: Vec<usize> = (0..book.len()).step_by(97).filter(|at| book.is_char_boundary(*at)).collect();
    let mut seen = 0;
    for at in places {
        let _ = fs::remove_file(scratch.path().join("out.json"));
        let run = parse(&scratch, &scratch.put("input.txt", &book[..at]));
        let found = actions(&scratch).unwrap_or_default().len();
        assert!(found >= seen, "an action is lost again at byte {at}");
        let listed = run.stderr.contains("listed and not described");
        assert!(run.code == Some(1) || found > 0 || listed, "byte {at}: nothing found and nothing said");
        seen = found;
    }
    assert_eq!(seen, 2);
}

#[test]
fn a_table_cut_off_is_reported_with_its_place() {
    let book = book();
    let start = book.find("Kind 是 String").unwrap();
    let end = book.find("3. 输出参数").unwrap();
    let scratch = Scratch::new("table");
    let run = parse(&scratch, &scratch.put("input.txt", format!("{}Kind 是\n\n{}", &book[..start], &book[end..])));
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert_eq!(actions(&scratch).unwrap(), ["CreateBeacon", "DescribeBeacons"], "the rest is still read");
}

#[test]
fn shuffled_pages_lose_nothing_silently() {
    let mut pages = pages(&book());
    assert!(pages.len() >= 7, "{}", pages.len());
    pages.rotate_left(4);
    pages.swap(0, 2);
    let scratch = Scratch::new("shuffled");
    let run = parse(&scratch, &scratch.put("input.txt", pages.concat()));
    let found = actions(&scratch).unwrap_or_default();
    assert!(run.code == Some(1) || found.len() == 2, "{found:?}\n{}", run.stderr);
}

#[test]
fn a_huge_document_is_read_or_refused() {
    let book = book();
    let scratch = Scratch::new("huge");
    let run = parse(&scratch, &scratch.put("input.txt", book.repeat(50_000_000 / book.len() + 1)));
    assert!(run.code == Some(1) || actions(&scratch).is_some(), "{}", run.stderr);
    fs::remove_file(scratch.path().join("input.txt")).unwrap();
    let run = parse(&scratch, &scratch.put("noise.txt", "名称 类型 描述 a b c 1. 2. {[\"\n".repeat(100_000)));
    assert_eq!(run.code, Some(1), "{}", run.stderr);
}

#[test]
fn an_output_that_cannot_be_written_leaves_the_old_one() {
    let scratch = Scratch::new("unwritable");
    let document = scratch.put("input.txt", book());
    let missing = run(
        BINARY,
        scratch.path(),
        ["parse".as_ref(), document.as_os_str(), "-o".as_ref(), "input.txt/x.json".as_ref()],
    );
    assert_eq!(missing.code, Some(1), "{}", missing.stderr);
    assert!(missing.stderr.contains("error[io]"), "{}", missing.stderr);
    assert_eq!(scratch.names(), ["input.txt"]);
}

#[test]
fn a_reader_that_stops_reading_is_no_error() {
    use std::process::{Command, Stdio};
    let scratch = Scratch::new("pipe");
    scratch.put("input.txt", book());
    let mut child = Command::new(BINARY)
        .args(["parse", "input.txt"])
        .current_dir(scratch.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{stderr}");
}
