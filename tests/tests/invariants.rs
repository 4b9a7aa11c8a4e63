//! What must not change what is read: the ends of lines, the order of pages, of rows and of columns, and the company
//! that a page is in.
//!
//! Held over the real documents, a sample of the corpus (documents of other products, which are no part of the
//! repository: without them a test is skipped, and under `CI` it fails) and invented pages. Where an invariant does not
//! hold everywhere yet, the test has a bound on how often it is broken. A bound can only go down.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use docquarry::pipeline::{self, Input, ParseOptions, Parsed};
use docquarry_tests::{documents, root};
use serde_json::Value;

fn parse(inputs: &[Input]) -> Parsed {
    pipeline::parse(inputs, &ParseOptions::default())
}

fn input(name: &str, text: impl Into<Vec<u8>>) -> Input {
    Input { name: name.to_owned(), bytes: text.into() }
}

/// A value without the places in documents.
fn without_places(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.into_iter().filter(|(key, _)| !key.ends_with("source"));
            Value::Object(kept.map(|(key, value)| (key, without_places(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_places).collect()),
        other => other,
    }
}

/// The actions and structures that were read, by name. Where several APIs have the name, the last.
fn things(parsed: &Parsed) -> BTreeMap<String, Value> {
    things_of(parsed, None)
}

/// The actions and structures of one API, or of all.
fn things_of(parsed: &Parsed, id: Option<&str>) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    for parsed in parsed.specs.iter().filter(|parsed| id.is_none_or(|id| parsed.spec.id == id)) {
        let spec = &parsed.spec;
        for (name, action) in &spec.actions {
            found.insert(format!("action {name}"), without_places(serde_json::to_value(action).unwrap()));
        }
        for (name, structure) in &spec.structures {
            found.insert(format!("structure {name}"), without_places(serde_json::to_value(structure).unwrap()));
        }
    }
    found
}

/// The names that differ between two readings.
fn differing(a: &BTreeMap<String, Value>, b: &BTreeMap<String, Value>) -> Vec<String> {
    let names = a.keys().chain(b.keys().filter(|name| !a.contains_key(*name)));
    names.filter(|name| a.get(*name) != b.get(*name)).cloned().collect()
}

/// Paths of all fields of an action, with its codes.
fn paths(action: &Value) -> Vec<String> {
    fn walk(fields: &Value, above: &str, found: &mut Vec<String>) {
        for field in fields.as_array().into_iter().flatten() {
            let path = format!("{above}/{}", field["name"].as_str().unwrap_or_default());
            let mut inner = field;
            while inner.get("items").is_some() || inner.get("values").is_some() {
                inner = inner.get("items").or_else(|| inner.get("values")).unwrap();
            }
            found.push(format!("{path}: {} {}", field["type"], field["required"]));
            walk(&inner["fields"], &path, found);
        }
    }
    let mut found = Vec::new();
    walk(&action["request"], "request", &mut found);
    walk(&action["response"], "response", &mut found);
    let codes = action["errors"].as_array().into_iter().flatten();
    found.extend(codes.map(|code| format!("code {}", code["code"])));
    found.sort();
    found
}

/// All files below a folder with this ending, sorted.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The pages of the corpus, unpacked once below `target`.
fn corpus() -> Option<PathBuf> {
    let named = std::env::var_os("DOCQUARRY_CORPUS").map(PathBuf::from);
    let folders = named.into_iter().chain([root().join("corpus"), root().join("../shared/corpus")]);
    let Some(archive) = folders.map(|folder| folder.join("pages/markdown.tar.gz")).find(|path| path.is_file()) else {
        let ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false");
        assert!(!ci, "the corpus is missing: set DOCQUARRY_CORPUS or put it at ../shared/corpus");
        eprintln!("skipped: the corpus is not at hand");
        return None;
    };
    // Tests run side by side, and one of them unpacks.
    static UNPACKING: Mutex<()> = Mutex::new(());
    let _turn = UNPACKING.lock();
    let folder = root().join("target/corpus-pages");
    if !folder.join("unpacked").is_file() {
        fs::create_dir_all(&folder).unwrap();
        let status = Command::new("tar").arg("-xzf").arg(&archive).arg("-C").arg(&folder).status().unwrap();
        assert!(status.success(), "{} cannot be unpacked", archive.display());
        fs::write(folder.join("unpacked"), "").unwrap();
    }
    Some(folder)
}

/// Every so many pages of the corpus are read.
const STRIDE: usize = 40;

/// A sample of the corpus: the pages, each with its text.
fn sample(folder: &Path) -> Vec<(String, String)> {
    let paths = files(folder, "md");
    let text = |path: &PathBuf| Some((path.to_string_lossy().into_owned(), fs::read_to_string(path).ok()?));
    paths.iter().step_by(STRIDE).filter_map(text).collect()
}

/// The invented documents of the golden cases.
fn invented() -> Vec<(String, String)> {
    let cases = root().join("tests/cases");
    let endings = ["md", "txt", "html"].into_iter().flat_map(|ending| files(&cases, ending));
    let inputs =
        endings.filter(|path| path.components().any(|part| part.as_os_str().to_string_lossy().starts_with("input")));
    inputs.filter_map(|path| Some((path.to_string_lossy().into_owned(), fs::read_to_string(&path).ok()?))).collect()
}

fn real() -> Vec<(String, String)> {
    let Some(folder) = documents() else { return Vec::new() };
    let names = ["tencent-ecm.zh.txt", "aliyun-slb.zh.txt", "tencent-clb-v2-2018.zh.md"];
    names.iter().filter_map(|name| Some(((*name).to_owned(), fs::read_to_string(folder.join(name)).ok()?))).collect()
}

/// Documents that are read otherwise when their bytes are changed so.
fn changed(documents: &[(String, String)], change: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
    let mut found = Vec::new();
    for (name, text) in documents {
        let Some(other) = change(text) else { continue };
        let (before, after) = (parse(&[input(name, text.as_str())]), parse(&[input(name, other)]));
        let differ = differing(&things(&before), &things(&after));
        if !differ.is_empty() {
            found.push(format!("{name}: {}", differ.join(", ")));
        }
    }
    found
}

/// Compares with a bound, and prints what breaks the invariant.
fn hold(what: &str, found: &[String], bound: usize) {
    eprintln!("{what}: {} broken, {bound} allowed", found.len());
    found.iter().take(20).for_each(|line| eprintln!("  {line}"));
    assert!(found.len() <= bound, "{what}: {} broken, {bound} allowed: {found:#?}", found.len());
}

/// Bounds on how often an invariant is broken today.
mod bounds {
    pub(crate) const LINE_ENDS: usize = 0;
    pub(crate) const MARK_AT_THE_START: usize = 0;
    pub(crate) const SPACES: usize = 0;
    pub(crate) const RADICALS: usize = 0;
    pub(crate) const ROWS: usize = 1;
    pub(crate) const CODES: usize = 0;
    pub(crate) const COLUMNS: usize = 11;
    pub(crate) const COMPANY: usize = 0;
    pub(crate) const STRANGER: usize = 0;
}

#[test]
fn the_ends_of_lines_and_a_mark_at_the_start_mean_nothing() {
    let mut all = real();
    all.extend(invented());
    let crlf = |text: &str| (!text.contains('\r')).then(|| text.replace('\n', "\r\n"));
    hold("ends of lines", &changed(&all, &crlf), bounds::LINE_ENDS);
    let mark = |text: &str| (!text.starts_with('\u{feff}')).then(|| format!("\u{feff}{text}"));
    hold("a byte order mark", &changed(&all, &mark), bounds::MARK_AT_THE_START);
}

/// Letters of the block of radicals, which extractors of PDF write in place of the characters.
const RADICALS: [(char, char); 8] =
    [('口', '⼝'), ('用', '⽤'), ('名', '名'), ('大', '⼤'), ('小', '⼩'), ('子', '⼦'), ('示', '⽰'), ('目', '⽬')];

#[test]
fn spaces_and_letters_of_another_form_mean_the_same() {
    let all: Vec<(String, String)> =
        invented().into_iter().filter(|(name, _)| name.ends_with(".txt") || name.ends_with(".md")).collect();
    // Within sentences and cells; at the beginning of a line, spaces have a meaning of their own.
    let spaces = |text: &str| {
        let lines = text.split('\n').map(|line| {
            let start = line.len() - line.trim_start().len();
            line[..start].to_owned() + &line[start..].replace(' ', "\u{a0}")
        });
        Some(lines.collect::<Vec<_>>().join("\n"))
    };
    hold("no-break spaces", &changed(&all, &spaces), bounds::SPACES);
    let radicals = |text: &str| {
        let changed: String = text
            .chars()
            .map(|c| RADICALS.iter().find(|(plain, _)| *plain == c).map_or(c, |(_, radical)| *radical))
            .collect();
        (changed != text).then_some(changed)
    };
    // Labels keep the document's letters; names, types and flags must not depend on them.
    let mut found = Vec::new();
    for (name, text) in &all {
        let Some(other) = radicals(text) else { continue };
        let (before, after) = (things(&parse(&[input(name, text.as_str())])), things(&parse(&[input(name, other)])));
        for (thing, value) in &before {
            if after.get(thing).map(paths) != Some(paths(value)) {
                found.push(format!("{name}: {thing}"));
            }
        }
    }
    hold("letters of another form", &found, bounds::RADICALS);
}

/// The tables of a Markdown page: first and last line of the body, from 0.
fn tables(lines: &[&str]) -> Vec<(usize, usize)> {
    let is_rule = |line: &str| {
        line.contains('-') && line.contains('|') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
    };
    let mut found = Vec::new();
    for at in 1..lines.len() {
        if is_rule(lines[at]) && lines[at - 1].trim_start().starts_with('|') {
            let rows = lines[at + 1..]
                .iter()
                .take_while(|line| line.trim_start().starts_with('|') && line.trim_end().ends_with('|'))
                .count();
            if rows > 1 {
                found.push((at + 1, at + rows));
            }
        }
    }
    found
}

fn cells(line: &str) -> Vec<&str> {
    line.trim().trim_start_matches('|').trim_end_matches('|').split('|').map(str::trim).collect()
}

/// A table whose rows stand side by side: no dots, no marks, no lists or objects.
fn is_flat(rows: &[&str]) -> bool {
    rows.iter().all(|row| {
        let cells = cells(row);
        let name = cells.first().copied().unwrap_or_default();
        let ty = cells.get(1..4).unwrap_or_default().join(" ").to_lowercase();
        name.chars().all(|c| c.is_ascii_alphanumeric())
            && !["array", "list", "object", "struct", "数组", "列表", "对象"].iter().any(|word| ty.contains(word))
    })
}

/// Turns the rows of tables round where `chosen` says so.
fn turned(text: &str, chosen: &dyn Fn(&[&str]) -> bool) -> Option<String> {
    let lines: Vec<&str> = text.split('\n').collect();
    let mut out = lines.clone();
    let mut any = false;
    for (first, last) in tables(&lines) {
        let rows = &lines[first..=last];
        if chosen(rows) {
            any = true;
            out[first..=last].iter_mut().zip(rows.iter().rev()).for_each(|(slot, row)| *slot = row);
        }
    }
    any.then(|| out.join("\n"))
}

/// Things whose paths differ.
fn moved(documents: &[(String, String)], change: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
    let mut found = Vec::new();
    for (name, text) in documents {
        let Some(other) = change(text) else { continue };
        let (before, after) = (things(&parse(&[input(name, text.as_str())])), things(&parse(&[input(name, other)])));
        for (thing, value) in &before {
            let (before, after) = (paths(value), after.get(thing).map(paths).unwrap_or_default());
            if before != after {
                let lost: Vec<&String> = before.iter().filter(|path| !after.contains(path)).take(3).collect();
                found.push(format!("{name}: {thing} loses {lost:?}"));
            }
        }
    }
    found
}

#[test]
fn the_order_of_rows_and_columns_means_nothing() {
    let Some(folder) = corpus() else { return };
    let pages = sample(&folder);
    let flat = |rows: &[&str]| is_flat(rows);
    hold("rows of flat tables turned round", &moved(&pages, &|text| turned(text, &flat)), bounds::ROWS);
    let codes = |rows: &[&str]| {
        let is_code = |row: &&str| {
            cells(row)
                .iter()
                .take(2)
                .any(|cell| cell.contains('.') && cell.chars().all(|c| c.is_ascii_alphanumeric() || c == '.'))
        };
        rows.iter().all(is_code)
    };
    hold("rows of codes turned round", &moved(&pages, &|text| turned(text, &codes)), bounds::CODES);
    // The last column first.
    let columns = |text: &str| {
        let lines: Vec<&str> = text.split('\n').collect();
        let mut out: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        let mut any = false;
        for (first, last) in tables(&lines) {
            let width = cells(lines[first - 2]).len();
            let whole = (first - 2..=last).all(|at| cells(lines[at]).len() == width && !lines[at].contains("\\|"));
            if width < 3 || !whole || !is_flat(&lines[first..=last]) {
                continue;
            }
            any = true;
            for at in first - 2..=last {
                let mut row = cells(lines[at]);
                row.rotate_right(1);
                out[at] = format!("|{}|", row.join("|"));
            }
        }
        any.then(|| out.join("\n"))
    };
    hold("columns in another order", &moved(&pages, &columns), bounds::COLUMNS);
}

/// A page of another vendor and product, with an action that nothing else has.
const STRANGER: &str = "# GrowLantern\n\nGrows a lantern.\n\n## Request parameters\n\n|Parameter|Type|Required|Example|Description|\n|---|---|---|---|---|\n|Action|String|Yes|GrowLantern|The operation.|\n|LanternId|String|Yes|l-1|The lantern.|\n\n## Response parameters\n\n|Parameter|Type|Example|Description|\n|---|---|---|---|\n|RequestId|String|1|The request.|\n|Height|Integer|3|How tall it is.|\n\n## Examples\n\nSample requests\n\n```\nhttp://lantern.aliyuncs.com/?Action=GrowLantern\n&LanternId=l-1\n&<CommonParameters>\n```\n";

#[test]
fn a_page_is_read_alike_alone_and_in_company() {
    let Some(folder) = corpus() else { return };
    let (mut worse, mut beside) = (Vec::new(), Vec::new());
    let mut folders: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    for path in files(&folder, "md") {
        folders.entry(path.parent().unwrap().to_owned()).or_default().push(path);
    }
    let small = folders.values().filter(|paths| (3..=25).contains(&paths.len()));
    for group in small.step_by(12) {
        let read = |path: &PathBuf| Some(input(&path.to_string_lossy(), fs::read(path).ok()?));
        let inputs: Vec<Input> = group.iter().filter_map(read).collect();
        let together = things(&parse(&inputs));
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let alone: Vec<BTreeMap<String, Value>> =
            inputs.iter().map(|input| things(&parse(std::slice::from_ref(input)))).collect();
        alone.iter().flat_map(BTreeMap::keys).for_each(|name| *seen.entry(name.clone()).or_default() += 1);
        for (input, things) in inputs.iter().zip(&alone) {
            for (name, value) in things.iter().filter(|(name, _)| seen[*name] == 1) {
                let (alone, company) = (paths(value), together.get(name).map(paths).unwrap_or_default());
                let lost: Vec<&String> = alone.iter().filter(|path| !company.contains(path)).take(3).collect();
                if !lost.is_empty() {
                    worse.push(format!("{}: {name} loses {lost:?}", input.name));
                }
            }
        }
    }
    for (name, text) in sample(&folder) {
        let alone = things(&parse(&[input(&name, text.as_str())]));
        let company = things(&parse(&[input(&name, text.as_str()), input("zz/stranger.md", STRANGER)]));
        let lost: Vec<&String> =
            alone.iter().filter(|(thing, value)| company.get(*thing) != Some(value)).map(|(thing, _)| thing).collect();
        if !lost.is_empty() {
            beside.push(format!("{name}: {lost:?}"));
        }
    }
    hold("pages that are read otherwise in their folder", &worse, bounds::COMPANY);
    hold("pages that are read otherwise beside a stranger", &beside, bounds::STRANGER);
}

#[test]
fn two_books_together_are_both() {
    let Some(folder) = documents() else { return };
    let books =
        ["tencent-ecm.zh.txt", "aliyun-slb.zh.txt"].map(|name| input(name, fs::read(folder.join(name)).unwrap()));
    let together = parse(&books);
    for book in &books {
        let alone = parse(std::slice::from_ref(book));
        for id in alone.specs.iter().map(|parsed| parsed.spec.id.as_str()) {
            let differ = differing(&things_of(&alone, Some(id)), &things_of(&together, Some(id)));
            assert!(differ.is_empty(), "{} ({id}): {differ:?}", book.name);
        }
    }
}

/// The pages of an invented folder in another order: the names of files decide the order of reading.
#[test]
fn the_order_of_pages_means_nothing() {
    let folder = root().join("tests/cases/pages/folder");
    let pages: Vec<(String, String)> = ["md", "txt", "html"]
        .into_iter()
        .flat_map(|ending| files(&folder, ending))
        .filter_map(|path| Some((path.file_name()?.to_string_lossy().into_owned(), fs::read_to_string(&path).ok()?)))
        .collect();
    assert!(pages.len() > 1, "{}", folder.display());
    let named = |turn: bool| -> Vec<Input> {
        let count = pages.len();
        let name = |at: usize, name: &str| format!("{:03}-{name}", if turn { count - at } else { at });
        pages.iter().enumerate().map(|(at, (file, text))| input(&name(at, file), text.as_str())).collect()
    };
    assert_eq!(differing(&things(&parse(&named(false))), &things(&parse(&named(true)))), Vec::<String>::new());
}
