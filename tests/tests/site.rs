//! The site of the committed specs and the guide, as `cargo xtask site` writes it: its size, its links, its pages. What a
//! browser makes of it is tried by `tests/site/run.py`; sites of invented APIs are in the generator's own tests.

// Helpers outside the test functions report by panicking too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};

use docquarry::emit::Files;
use docquarry_tests::root;

/// Most bytes of the site.
const MOST: usize = 20_000_000;

fn site() -> Files {
    let options = xtask::site::Options { base_url: Some("https://docs.example.com".to_owned()), ..Default::default() };
    xtask::site::files(&root(), &options).unwrap()
}

/// Values of an attribute in a page.
fn attributes<'h>(html: &'h str, name: &str) -> Vec<&'h str> {
    html.split(&format!(" {name}=\"")).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

/// A percent-encoded, escaped text as a browser reads it.
fn decoded(text: &str) -> String {
    let text = text.replace("&amp;", "&").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">");
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, after) {
            (b'%', [a, b, tail @ ..]) if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => {
                bytes.push(u8::from_str_radix(std::str::from_utf8(&[*a, *b]).unwrap(), 16).unwrap());
                rest = tail;
            }
            (byte, _) => bytes.push(*byte),
        }
    }
    String::from_utf8(bytes).unwrap()
}

fn resolve(from: &str, target: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        if part == ".." { _ = parts.pop() } else { parts.push(part) }
    }
    parts.join("/")
}

#[test]
fn the_site_is_small_and_no_link_in_it_is_dead() {
    let files = site();
    let size: usize = files.values().map(String::len).sum();
    assert!(size < MOST, "{size} bytes in {} files", files.len());
    let pages: BTreeMap<&String, &String> = files.iter().filter(|(path, _)| path.ends_with(".html")).collect();
    let anchors: BTreeMap<&String, BTreeSet<String>> =
        pages.iter().map(|(path, html)| (*path, attributes(html, "id").into_iter().map(decoded).collect())).collect();
    let (mut checked, mut dead) = (0, Vec::new());
    for (path, html) in &pages {
        let targets = attributes(html, "href").into_iter().chain(attributes(html, "src"));
        for target in targets.filter(|target| !target.contains("://")) {
            let (file, anchor) = target.split_once('#').map_or((target, None), |(file, anchor)| (file, Some(anchor)));
            let file = if file.is_empty() { (*path).clone() } else { decoded(&resolve(path, file)) };
            let is_there = files.contains_key(&file)
                && anchor.is_none_or(|anchor| anchors.get(&file).is_some_and(|known| known.contains(&decoded(anchor))));
            if !is_there {
                dead.push(format!("{path} → {target}"));
            }
            checked += 1;
        }
    }
    assert!(dead.is_empty(), "{} dead links of {checked}: {:#?}", dead.len(), &dead[..dead.len().min(20)]);
    assert!(checked > 20_000, "{checked}");
}

#[test]
fn every_page_has_a_title_and_a_description_of_its_own() {
    let files = site();
    let (mut titles, mut descriptions) = (BTreeMap::new(), BTreeMap::new());
    for (path, html) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        assert!(html.contains("<html lang=\"en\">"), "{path}");
        let title = html.split("<title").nth(1).unwrap().split_once('>').unwrap().1.split("</title>").next().unwrap();
        let description =
            html.split("<meta name=\"description\" content=\"").nth(1).unwrap().split('"').next().unwrap();
        assert!(!title.is_empty() && description.len() > 20, "{path}: {title}: {description}");
        let before = titles.insert(title.to_owned(), path).or(descriptions.insert(description.to_owned(), path));
        assert!(before.is_none(), "{path} and {before:?} are called {title}");
    }
    let map = &files["sitemap.xml"];
    assert_eq!(map.matches("<loc>https://docs.example.com/").count(), titles.len());
}

#[test]
fn links_of_the_guide_lead_to_chapters_and_to_files_that_are_there() {
    let files = site();
    let mut outside = 0;
    for (path, html) in files.iter().filter(|(path, _)| path.starts_with("guide/")) {
        for target in attributes(html, "href") {
            if let Some((_, file)) = target.split_once("/blob/main/") {
                let file = file.split('#').next().unwrap();
                assert!(root().join(file).exists(), "{path}: {target}");
                outside += 1;
            }
        }
    }
    assert!(outside > 3, "{outside}");
    assert!(files.contains_key("guide/index.html") && files.contains_key("guide/server.html"));
}

/// A sentence of the vendors' is in no file: the site of the committed specs is made of facts.
#[test]
fn most_actions_have_samples() {
    let files = site();
    for (folder, protocol_has) in [
        ("tencent-clb", &["curl", "rust", "python", "tccli", "docquarry"][..]),
        ("tencent-ecm", &["curl", "rust", "python", "tccli", "docquarry"]),
        ("tencent-clb-v2", &["curl", "rust", "docquarry"]),
        ("aliyun-slb", &["curl", "rust", "python", "aliyun", "docquarry"]),
    ] {
        let prefix = format!("{folder}/actions/");
        let pages: Vec<&String> =
            files.iter().filter(|(path, _)| path.starts_with(&prefix)).map(|(_, html)| html).collect();
        for sample in protocol_has {
            let mark = format!("data-sample=\"sample-{sample}\"");
            let with = pages.iter().filter(|html| html.contains(&mark)).count();
            assert!(with * 10 >= pages.len() * 6, "{folder}: {with} of {} actions have {sample}", pages.len());
        }
    }
    assert!(!files["tencent-clb-v2/actions/DescribeLoadBalancers.html"].contains("sample-python"));
}
