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

/// Whether the output has at least a release of the API.
fn has_history(scratch: &Scratch) -> bool {
    let text = fs::read(scratch.path().join("out.json")).unwrap_or_default();
    docquarry::json::parse_spec(&text, "out.json").is_ok_and(|spec| !spec.changelog.is_empty())
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
        let listed = run.stderr.contains("only listed") || has_history(&scratch);
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
fn a_huge_document_is_read_and_huge_noise_refused() {
    let book = book();
    let scratch = Scratch::new("huge");
    // Several times the largest book there is; the same pages again and again are still the same API.
    let run = parse(&scratch, &scratch.put("input.txt", book.repeat(5_000_000 / book.len() + 1)));
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(actions(&scratch).unwrap(), ["CreateBeacon", "DescribeBeacons"]);
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
    assert_eq!(missing.code, Some(2), "{}", missing.stderr);
    assert!(missing.stderr.contains("error[io]"), "{}", missing.stderr);
    assert_eq!(scratch.names(), ["input.txt"]);
}

#[test]
#[cfg(unix)]
fn an_output_that_is_a_link_is_refused() {
    let scratch = Scratch::new("link");
    let document = scratch.put("input.txt", book());
    let precious = scratch.put("precious.txt", "mine");
    for target in [precious.as_path(), Path::new("nowhere.txt")] {
        let _ = fs::remove_file(scratch.path().join("out.json"));
        std::os::unix::fs::symlink(target, scratch.path().join("out.json")).unwrap();
        let run =
            run(BINARY, scratch.path(), ["parse".as_ref(), document.as_os_str(), "-o".as_ref(), "out.json".as_ref()]);
        assert_eq!(run.code, Some(2), "{}", run.stderr);
        assert!(run.stderr.contains("error[output-link]"), "{}", run.stderr);
    }
    assert_eq!(fs::read_to_string(precious).unwrap(), "mine");
    assert!(!scratch.path().join("nowhere.txt").exists());
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

/// The same page of an invented API in both formats that mark their structure.
fn marked_up() -> [(&'static str, String); 2] {
    let page = |case: &str, file: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/readers").join(case).join(file);
        fs::read_to_string(path).unwrap()
    };
    [("md", page("zh-markdown", "input.md")), ("html", page("zh-html", "input.html"))]
}

#[test]
fn marked_up_pages_survive_what_stands_above_them() {
    let above = |ending: &str| -> Vec<(&'static str, String)> {
        let many = |text: &str, count: usize| text.repeat(count);
        match ending {
            "md" => vec![
                ("quotes nested deep", many(">", 1000) + " x\n\n"),
                ("lists nested deep", (0..1000).map(|depth| format!("{}- x\n", many("  ", depth))).collect()),
                (
                    "a wide row",
                    format!("|{}\n|{}\n|{}\n\n", many("参数名称|", 10_000), many("-|", 10_000), many("x|", 10_000)),
                ),
                ("an open table", "<table><tr><td>x\n\n".to_owned()),
                ("open brackets", many("[", 50_000) + &many("![", 20_000) + "\n\n"),
            ],
            _ => vec![
                (
                    "a wide row",
                    format!("<table><tr>{}</tr><tr>{}</table>", many("<th>参数名称", 10_000), many("<td>x", 10_000)),
                ),
                (
                    "huge spans",
                    "<table><tr><th colspan=100000000>名称<th rowspan=99999999>类型".to_owned()
                        + &many("<tr><td rowspan=100000>x", 1000)
                        + "</table>",
                ),
                ("ampersands", format!("<p>{}</p>\n", many("&", 100_000))),
            ],
        }
    };
    let scratch = Scratch::new("above");
    for (ending, page) in marked_up() {
        for (what, noise) in above(ending) {
            let _ = fs::remove_file(scratch.path().join("out.json"));
            let run = parse(&scratch, &scratch.put(&format!("input.{ending}"), noise + &page));
            let found = actions(&scratch).unwrap_or_default();
            assert_eq!(found.len(), 1, "{ending}, {what}: {:?}\n{}", run.code, run.stderr);
        }
    }
}

#[test]
fn elements_nested_too_deep_end_with_a_finding() {
    let scratch = Scratch::new("deep");
    let [_, (_, page)] = marked_up();
    let deep = ["<div>", "<table><tr><td>", "<ul><li>", "<svg><tr>", "<b><table><td></b>"];
    for open in deep {
        let run = parse(&scratch, &scratch.put("input.html", open.repeat(20_000) + &page));
        assert!(run.stderr.contains("input.html:1: error[nested-too-deep]"), "{open}: {}", run.stderr);
    }
    // Emphasis that is closed in the wrong place is opened again in each paragraph.
    let open: String = (0..60).map(|number| format!("<font id=f{number}>")).collect();
    let run = parse(&scratch, &scratch.put("input.html", page.clone() + "<p>" + &open + &"<p>x".repeat(5_000)));
    assert!(run.stderr.contains("error[nested-too-deep]"), "{}", run.stderr);
    for sound in ["<div/>".repeat(20_000), "<div>".repeat(40) + &"</div>".repeat(40), "<b><i>x</b></i>".repeat(5_000)] {
        let run = parse(&scratch, &scratch.put("input.html", sound + &page));
        assert_eq!(run.code, Some(0), "{}", run.stderr);
    }
}

/// A page of each profile whose first parameter has a type of so many lists within each other.
fn nested_type(profile: &str, depth: usize) -> String {
    let ty = "Array of ".repeat(depth) + "String";
    match profile {
        "tencent-v3" => format!(
            "## 1. API Description\n\nDomain name for API request: lanterns.tencentcloudapi.com.\n\nThis API \
             (LightLantern) is used to light a lantern.\n\n## 2. Input Parameters\n\nParameter Name | Required | Type | \
             Description\n---|---|---|---\nAction | Yes | String | Common parameter. The value used for this API: \
             LightLantern.\nVersion | Yes | String | Common parameter. The value used for this API: 2033-01-02.\nWick | \
             Yes | {ty} | The wick.\nOil | No | String | The oil.\n\n## 3. Output Parameters\n\nParameter Name | Type | \
             Description\n---|---|---\nRequestId | String | The ID of the request.\n"
        ),
        _ => format!(
            "# LightLantern\n\n## 请求参数\n\n|名称|类型|是否必选|示例值|描述|\n|--|--|--|--|--|\n|Action|String|是|LightLantern|\
             要执行的操作。取值：LightLantern。|\n|Wick|{ty}|是|x|灯芯。|\n|Oil|String|否|x|油。|\n\n## 返回数据\n\n\
             |名称|类型|示例值|描述|\n|--|--|--|--|\n|RequestId|String|x|请求ID。|\n"
        ),
    }
}

#[test]
fn types_nested_too_deep_are_reported_and_left_out() {
    for profile in ["tencent-v3", "aliyun-rpc"] {
        let scratch = Scratch::new("types");
        for (depth, code, names) in [(16, 0, "Wick Oil"), (17, 1, "Oil"), (130, 1, "Oil"), (40_000, 1, "Oil")] {
            let run = parse(&scratch, &scratch.put("input.md", nested_type(profile, depth)));
            assert_eq!(run.code, Some(code), "{profile} {depth}: {}", run.stderr);
            assert!(run.stderr.len() < 20_000, "{profile} {depth}: {} bytes", run.stderr.len());
            let reported = run.stderr.contains("request.Wick: types are nested deeper than 16");
            assert_eq!(reported, code == 1, "{profile} {depth}: {}", run.stderr);
            let text = fs::read(scratch.path().join("out.json")).unwrap();
            let spec = docquarry::json::parse_spec(&text, "out.json").unwrap();
            let request = &spec.actions["LightLantern"].request;
            let found: Vec<&str> = request.iter().map(|field| field.name.as_str()).collect();
            assert_eq!(found.join(" "), names, "{profile} {depth}");
        }
    }
}

/// A name that is no name costs its row and not the whole document.
#[test]
fn names_that_cannot_be_seen_are_reported_and_left_out() {
    let scratch = Scratch::new("hidden");
    let page = nested_type("tencent-v3", 0);
    for name in ["Lamp\u{1b}]0;x\u{7}", "La\u{202e}mp", &"Lamp".repeat(200)] {
        let page = page.replace("Wick | Yes | String", &format!("Wick | Yes | {name}"));
        let run = parse(&scratch, &scratch.put("input.md", page));
        assert_eq!(run.code, Some(1), "{}", run.stderr);
        assert!(run.stderr.contains("input.md:13: error[spec-invalid]"), "{}", run.stderr);
        assert!(!run.stderr.contains(['\u{1b}', '\u{202e}']), "{:?}", run.stderr);
        assert_eq!(actions(&scratch).unwrap(), ["LightLantern"]);
    }
}

#[test]
fn long_lines_are_clipped_in_messages() {
    let scratch = Scratch::new("long-line");
    let page = nested_type("tencent-v3", 0);
    let noise = "x ".repeat(300_000);
    for page in
        [page.replace("The wick.", &noise), page.replace("Wick | Yes", &format!("Wick | {noise}")), page + &noise]
    {
        let document = scratch.put("input.md", page);
        for command in ["check", "coverage"] {
            let run = run(BINARY, scratch.path(), [command.as_ref(), document.as_os_str()]);
            assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
            assert!(run.stdout.len() + run.stderr.len() < 30_000, "{command}: {}", run.stdout.len() + run.stderr.len());
        }
    }
}

#[test]
fn members_marked_too_deep_are_reported_and_left_out() {
    let scratch = Scratch::new("marks");
    let rows = |cells: &str| -> String {
        (0..60).map(|level| format!("|{}M{level}|Object|{cells}层。|\n", "└".repeat(level))).collect()
    };
    let page = format!(
        "# BrewTea\n\n## 请求参数\n\n|名称|类型|是否必选|示例值|描述|\n|--|--|--|--|--|\n|Action|String|是|BrewTea|要执行的操作。取值：\
         BrewTea。|\n{}\n## 返回数据\n\n|名称|类型|示例值|描述|\n|--|--|--|--|\n{}",
        rows("否|x|"),
        rows("x|"),
    );
    let run = parse(&scratch, &scratch.put("input.md", page));
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert_eq!(run.stderr.matches("members are nested deeper than 48").count(), 2, "{}", run.stderr);
    let spec = fs::read_to_string(scratch.path().join("out.json")).unwrap();
    let count = |level: usize| spec.matches(&format!("\"name\": \"M{level}\"")).count();
    assert_eq!((count(0), count(48), count(49)), (2, 2, 0), "both tables are read as deep as a spec may be");
}

#[test]
fn tables_that_are_never_closed_are_read_to_their_end() {
    let scratch = Scratch::new("unclosed");
    let [_, (_, page)] = marked_up();
    let whole = parse(&scratch, &scratch.put("input.html", &page));
    assert_eq!(whole.code, Some(0), "{}", whole.stderr);
    let expected = fs::read_to_string(scratch.path().join("out.json")).unwrap();
    let open =
        ["</td>", "</th>", "</tr>", "</tbody>", "</thead>"].into_iter().fold(page, |page, tag| page.replace(tag, ""));
    parse(&scratch, &scratch.put("input.html", open));
    assert_eq!(fs::read_to_string(scratch.path().join("out.json")).unwrap(), expected);
}

#[test]
fn marked_up_pages_that_are_no_text_are_refused() {
    for (ending, page) in marked_up() {
        let mut bytes = page.into_bytes();
        bytes.extend(b"\xff\xfe");
        let scratch = Scratch::new("utf");
        let run = parse(&scratch, &scratch.put(&format!("input.{ending}"), bytes));
        assert_eq!(run.code, Some(1));
        assert!(run.stderr.contains("expected UTF-8"), "{}", run.stderr);
    }
}

#[test]
fn a_page_of_another_vendor_is_refused() {
    let page = "# CreateYard\n\nCreates a yard.\n\n## Request Parameters\n\n|Name|Type|Required|Description|\n|--|--|--|--|\n\
                |Size|String|No|The size.|\n\n## Response Parameters\n\n|Name|Type|Description|\n|--|--|--|\n\
                |YardId|String|The ID.|\n\n## Examples\n\n```\nhttps://yards.example.com/?Action=CreateYard\n```\n";
    complaint("vendor", page.as_bytes());
}

#[test]
fn a_long_marked_up_document_takes_time_in_proportion() {
    let scratch = Scratch::new("long");
    for (ending, page) in marked_up() {
        let mut seconds = [0.0; 2];
        for (slot, size) in seconds.iter_mut().zip([250_000, 1_000_000]) {
            let path = scratch.put(&format!("input.{ending}"), page.repeat(size / page.len() + 1));
            let start = std::time::Instant::now();
            let run = parse(&scratch, &path);
            *slot = start.elapsed().as_secs_f64();
            assert!(run.code == Some(1) || actions(&scratch).is_some(), "{}", run.stderr);
        }
        // Four times the text; twice that is for the noise of the machine.
        assert!(seconds[1] < 8.0 * seconds[0] + 2.0, "{ending}: {seconds:?}");
    }
}

#[test]
fn a_document_above_the_limit_is_refused_and_the_limit_named() {
    let scratch = Scratch::new("limit");
    scratch.put("input.txt", format!("{}{}", book(), " \n".repeat(600_000)));
    let parse =
        |most: &str| run(BINARY, scratch.path(), ["parse", "input.txt", "-o", "out.json", "--max-document", most]);
    let run = parse("1");
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert!(run.stderr.contains("error[document-too-large]: input.txt is larger than 1 MB"), "{}", run.stderr);
    assert!(run.stderr.contains("--max-document") && actions(&scratch).is_none());
    assert_eq!(parse("2").code, Some(0));
    assert_eq!(actions(&scratch).unwrap().len(), 2);
}
