//! Reference docs of an invented API whose names, labels and examples are hostile to Markdown.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::{BTreeSet, HashMap};

use docquarry::emit::Files;
use docquarry::emit::reference::{Options, emit};
use docquarry::prose::Prose;
use docquarry::spec::model::Spec;
use indexmap::IndexMap;
use pulldown_cmark::{Event, HeadingLevel, Options as Markdown, Parser, Tag, TagEnd};

const COMMAND: &str = "cargo xtask regenerate";

fn hostile() -> Spec {
    serde_json::from_str(include_str!("emit_reference/hostile.json")).unwrap()
}

fn empty() -> Spec {
    let text = r#"{"spec_version": 1, "id": "void", "vendor": "aliyun", "product": "void", "api_version": "1",
        "protocol": "aliyun-rpc", "endpoints": [], "common_parameters": {}, "actions": {}, "structures": {},
        "errors": {}, "changelog": []}"#;
    serde_json::from_str(text).unwrap()
}

fn pages(spec: &Spec) -> Files {
    emit(spec, &Options { prose: None, command: COMMAND })
}

/// What a reader's browser makes of one page.
#[derive(Debug, Default)]
struct Page {
    /// Headings by level and text.
    headings: Vec<(HeadingLevel, String)>,
    /// Targets of links.
    links: Vec<String>,
    /// Anchors: those of headings as a code host makes them, and those of `<a id>`.
    anchors: BTreeSet<String>,
    /// Rows of each table, header first, cells as plain text.
    tables: Vec<Vec<Vec<String>>>,
    /// Names of raw HTML elements.
    html: BTreeSet<String>,
    /// Fenced blocks.
    blocks: Vec<String>,
}

fn read(markdown: &str) -> Page {
    let mut page = Page::default();
    let (mut text, mut block) = (String::new(), false);
    let mut repeated: HashMap<String, usize> = HashMap::new();
    for event in Parser::new_ext(markdown, Markdown::ENABLE_TABLES | Markdown::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Start(Tag::Heading { .. } | Tag::TableCell) => text.clear(),
            Event::Start(Tag::Table(_)) => page.tables.push(Vec::new()),
            Event::Start(Tag::TableHead | Tag::TableRow) => page.tables.last_mut().unwrap().push(Vec::new()),
            Event::Start(Tag::Link { dest_url, .. }) => page.links.push(dest_url.to_string()),
            Event::Start(Tag::CodeBlock(_)) => {
                block = true;
                text.clear();
            }
            Event::End(TagEnd::CodeBlock) => {
                block = false;
                page.blocks.push(std::mem::take(&mut text));
            }
            Event::End(TagEnd::TableCell) => {
                page.tables.last_mut().unwrap().last_mut().unwrap().push(std::mem::take(&mut text));
            }
            Event::End(TagEnd::Heading(level)) => {
                let kept = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ');
                let slug: String =
                    text.to_lowercase().chars().filter(kept).map(|c| if c == ' ' { '-' } else { c }).collect();
                let count = repeated.entry(slug.clone()).or_default();
                page.anchors.insert(if *count == 0 { slug } else { format!("{slug}-{count}") });
                *count += 1;
                page.headings.push((level, text.clone()));
            }
            Event::Text(piece) | Event::Code(piece) => text.push_str(&piece),
            Event::InlineHtml(tag) | Event::Html(tag) if !block => {
                if let Some(id) = tag.strip_prefix("<a id=\"").and_then(|rest| rest.strip_suffix("\">")) {
                    page.anchors.insert(id.to_owned());
                }
                let name = tag.trim_start_matches(['<', '/']).chars().take_while(|c| c.is_alphanumeric() || *c == '!');
                page.html.insert(name.collect());
            }
            _ => {}
        }
    }
    page
}

#[test]
fn pages_of_the_hostile_api() {
    let shown: String = pages(&hostile()).iter().map(|(path, text)| format!("===== {path}\n{text}\n")).collect();
    insta::assert_snapshot!("hostile", shown);
}

#[test]
fn an_empty_spec_gives_the_four_fixed_pages() {
    let files = pages(&empty());
    assert_eq!(
        files.keys().map(String::as_str).collect::<Vec<_>>(),
        ["README.md", "errors.md", "parameters.md", "releases.md"]
    );
    let shown: String = files.iter().map(|(path, text)| format!("===== {path}\n{text}\n")).collect();
    insta::assert_snapshot!("empty", shown);
}

#[test]
fn the_same_spec_gives_the_same_bytes() {
    assert_eq!(pages(&hostile()), pages(&hostile()));
}

#[test]
fn every_page_names_the_command_that_made_it() {
    for (path, text) in pages(&hostile()) {
        let first = text.lines().next().unwrap();
        assert_eq!(first, "<!-- Made by `cargo xtask regenerate`, not edited by hand. -->", "{path}");
    }
}

#[test]
fn a_command_cannot_close_the_comment() {
    let files = emit(&empty(), &Options { prose: None, command: "x --> <b>\ny" });
    assert!(files["README.md"].starts_with("<!-- Made by `x -- > <b> y`, not edited by hand. -->\n"));
}

/// Resolves a relative link against the page that holds it.
fn resolve(from: &str, target: &str) -> (String, Option<String>) {
    let (path, anchor) =
        target.split_once('#').map_or((target, None), |(path, anchor)| (path, Some(anchor.to_owned())));
    if path.is_empty() {
        return (from.to_owned(), anchor);
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        if part == ".." { assert!(parts.pop().is_some(), "{target} leaves the folder") } else { parts.push(part) }
    }
    (parts.join("/"), anchor)
}

fn assert_links(files: &Files) {
    let read: HashMap<&String, Page> = files.iter().map(|(path, text)| (path, read(text))).collect();
    let mut checked = 0;
    for (path, page) in &read {
        for target in page.links.iter().filter(|target| !target.starts_with("https://")) {
            let (file, anchor) = resolve(path, target);
            let Some(found) = read.get(&file) else { panic!("{path} links to {target}, which is no page") };
            if let Some(anchor) = anchor {
                assert!(found.anchors.contains(&anchor), "{path} links to {target}: {:?}", found.anchors);
            }
            checked += 1;
        }
    }
    assert!(checked > files.len(), "only {checked} links");
}

fn assert_tables(files: &Files) {
    for (path, text) in files {
        for table in read(text).tables {
            let [header, rows @ ..] = &table[..] else { panic!("{path}: a table without a header") };
            assert!(!rows.is_empty(), "{path}: a table without rows");
            for row in rows {
                assert_eq!(row.len(), header.len(), "{path}: {row:?}");
            }
        }
        // The parser fills up short rows and drops surplus cells: count the bars of the source too.
        let mut expected = None;
        for line in text.lines().filter(|line| line.starts_with("| ") || !line.starts_with('|')) {
            let bars = line.replace("\\|", "").matches('|').count();
            match (line.starts_with("| "), expected) {
                (true, None) => expected = Some(bars),
                (true, Some(count)) => assert_eq!(bars, count, "{path}: {line}"),
                (false, _) => expected = None,
            }
        }
    }
}

#[test]
fn every_relative_link_leads_to_a_page_and_an_anchor() {
    assert_links(&pages(&hostile()));
}

#[test]
fn every_row_has_the_cells_of_its_header() {
    assert_tables(&pages(&hostile()));
}

#[test]
fn nothing_of_the_document_becomes_markup() {
    let allowed: BTreeSet<String> = ["!", "a", "br", "code", "details", "summary"].map(str::to_owned).into();
    for (path, text) in pages(&hostile()) {
        let page = read(&text);
        let foreign: Vec<_> = page.html.difference(&allowed).collect();
        assert!(foreign.is_empty(), "{path}: {foreign:?}");
        assert_eq!(page.headings.iter().filter(|(level, _)| *level == HeadingLevel::H1).count(), 1, "{path}");
        assert!(page.links.iter().all(|link| !link.starts_with("javascript")), "{path}");
    }
}

#[test]
fn hostile_values_are_shown_as_they_are() {
    let files = pages(&hostile());
    let page = read(&files["actions/FireKiln.md"]);
    let rows = &page.tables[0];
    let row = |name: &str| rows.iter().find(|row| row[0] == name).unwrap_or_else(|| panic!("no row {name}: {rows:?}"));
    assert_eq!(row("KilnId")[3], "窑 | 编号Length 1 to 60. Pattern ^(a|b)\\|c$.Example: k|`1`");
    assert_eq!(row("shelves[].inner.deep|er")[1], "boolean");
    assert_eq!(
        row("Mode")[3],
        "Default OPEN_A. One of OPEN_A (开_启_), SHUT|B (关<闭>), \"\", 3.Since 2025-06-12.Example: OPEN_A"
            .replace(". One", ".One")
    );
    assert!(page.headings.iter().any(|(_, text)| text == "Example 1: 火 `1` | <i>"), "{:?}", page.headings);
    assert!(page.blocks.iter().any(|block| block.contains("``` | </details>")));
    assert!(page.blocks.iter().any(|block| block.contains("&Glazes.0.Name=青 瓷%0A&x=`y`\n&Degrees.0=900")));
}

#[test]
fn names_that_differ_in_case_alone_get_files_of_their_own() {
    let files = pages(&hostile());
    let lower: BTreeSet<String> = files.keys().map(|path| path.to_lowercase()).collect();
    assert_eq!(lower.len(), files.len());
    assert!(files["actions/firekiln-2.md"].contains("# firekiln\n"));
    assert!(files["structures/glaze-2.md"].contains("# glaze\n"));
    assert!(files.keys().all(|path| !path.contains("..")));
}

#[test]
fn users_of_a_structure_are_followed_through_other_structures() {
    let page = &pages(&hostile())["structures/Glaze.md"];
    assert!(page.contains("- Requests of [FireKiln](../actions/FireKiln.md)\n"), "{page}");
    assert!(page.contains("- Responses of [FireKiln](../actions/FireKiln.md), [../Escape]("), "{page}");
    assert!(page.contains("- Member of [Batch](Batch.md)"), "{page}");
    assert!(page.contains("leaves out [../Escape](../actions/_Escape.md) and names `Vanished`,"), "{page}");
}

#[test]
fn descriptions_appear_only_where_prose_is_given() {
    let mut texts = IndexMap::new();
    for (path, text) in [
        ("actions.FireKiln", "An invented sentence.\n- not a list\n1. nor this"),
        ("actions.FireKiln.request.KilnId", "First | line\nsecond <line>"),
        ("actions.FireKiln.request.shelves.slot", "A slot of a shelf"),
        ("structures.Glaze.Ratio", "A ratio"),
        ("errors.InternalError", "Something broke"),
    ] {
        texts.insert(path.to_owned(), text.to_owned());
    }
    let prose = Prose { language: "en".to_owned(), texts };
    let files = emit(&hostile(), &Options { prose: Some(&prose), command: COMMAND });
    assert_tables(&files);
    assert_links(&files);
    let page = &files["actions/FireKiln.md"];
    assert!(page.contains("An invented sentence.\\\n\\- not a list\\\n1\\. nor this"), "{page}");
    assert!(page.contains("First \\| line<br>second \\<line\\><br>Length 1 to 60."), "{page}");
    assert!(page.contains("A slot of a shelf<br>Value 1 or more."));
    assert!(files["structures/Glaze.md"].contains("A ratio<br>May be null."));
    assert!(files["errors.md"].contains("Something broke"));
    assert!(!pages(&hostile()).values().any(|text| text.contains("invented sentence")));
}
