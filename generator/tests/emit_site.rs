//! The site of invented APIs, one of them hostile: every link and anchor, nothing of a document as markup, the search.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};

use docquarry::emit::Files;
use docquarry::emit::site::{Api, emit};
use docquarry::prose::Prose;
use docquarry::spec::model::Spec;
use scraper::{Html, Selector};

const COMMAND: &str = "docquarry emit site";

fn specs() -> Vec<Spec> {
    [
        include_str!("emit_reference/hostile.json"),
        include_str!("emit_openapi/kite.json"),
        include_str!("emit_openapi/lantern-v2.json"),
    ]
    .into_iter()
    .map(|text| serde_json::from_str(text).unwrap())
    .collect()
}

fn site(specs: &[Spec]) -> Files {
    let apis: Vec<Api<'_>> = specs.iter().map(|spec| Api { spec, prose: None }).collect();
    emit(&apis, COMMAND)
}

fn select<'h>(html: &'h Html, selector: &str) -> Vec<scraper::ElementRef<'h>> {
    html.select(&Selector::parse(selector).unwrap()).collect()
}

/// Pages by path.
fn pages(files: &Files) -> BTreeMap<&String, Html> {
    files.iter().filter(|(path, _)| path.ends_with(".html")).map(|(p, text)| (p, Html::parse_document(text))).collect()
}

/// A percent-encoded text as a browser reads it.
fn decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, after) {
            (b'%', [a, b, tail @ ..]) => {
                let hex = std::str::from_utf8(&[*a, *b]).unwrap().to_owned();
                bytes.push(u8::from_str_radix(&hex, 16).unwrap());
                rest = tail;
            }
            (byte, _) => bytes.push(*byte),
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// The page and the anchor that a link on a page leads to.
fn resolve(from: &str, target: &str) -> (String, Option<String>) {
    let (path, anchor) = target.split_once('#').map_or((target, None), |(path, anchor)| (path, Some(decoded(anchor))));
    if path.is_empty() {
        return (from.to_owned(), anchor);
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        if part == ".." { assert!(parts.pop().is_some(), "{target} leaves the folder") } else { parts.push(part) }
    }
    (decoded(&parts.join("/")), anchor)
}

fn anchors(html: &Html) -> BTreeSet<String> {
    select(html, "[id]").into_iter().map(|element| element.value().id().unwrap().to_owned()).collect()
}

#[test]
fn every_link_leads_to_a_file_and_an_anchor() {
    let files = site(&specs());
    let pages = pages(&files);
    let mut checked = 0;
    for (path, html) in &pages {
        let links = select(html, "[href], [src]");
        let targets = links.iter().filter_map(|link| link.attr("href").or(link.attr("src")));
        for target in targets.filter(|target| !target.starts_with("https://")) {
            let (file, anchor) = resolve(path, target);
            assert!(files.contains_key(&file), "{path} links to {target}, which is no file");
            if let Some(anchor) = anchor {
                assert!(anchors(&pages[&file]).contains(&anchor), "{path} links to {target}");
            }
            checked += 1;
        }
    }
    assert!(checked > 5 * pages.len(), "only {checked} links");
}

#[test]
fn nothing_of_a_document_becomes_markup() {
    let files = site(&specs());
    for (path, html) in pages(&files) {
        assert_eq!(select(&html, "script").len(), 1, "{path}");
        assert!(select(&html, "main script, main style, main iframe, main img").is_empty(), "{path}");
        let handlers = select(&html, "*").into_iter().flat_map(|element| element.value().attrs());
        assert!(handlers.into_iter().all(|(name, _)| !name.starts_with("on")), "{path}");
        let links = select(&html, "a[href]");
        assert!(links.iter().all(|link| !link.attr("href").unwrap().starts_with("javascript")), "{path}");
        assert_eq!(select(&html, "h1").len(), 1, "{path}");
    }
}

#[test]
fn hostile_names_are_shown_as_they_are_and_can_be_linked_to() {
    let files = site(&specs());
    let page = Html::parse_document(&files["invented-kiln/actions/FireKiln.html"]);
    let text =
        |selector: &str| select(&page, selector).iter().map(|e| e.text().collect::<String>()).collect::<Vec<_>>();
    assert_eq!(text("h1"), ["FireKiln"]);
    let names = text("#request ~ .table td.c-name");
    assert!(names.contains(&"shelves[].inner.deep|er".to_owned()), "{names:?}");
    assert!(anchors(&page).contains("request.shelves[].inner.deep|er"));
    let label = |element: &scraper::ElementRef<'_>| element.attr("data-label").unwrap().to_owned();
    let labels: BTreeSet<String> = select(&page, "td").iter().map(label).collect();
    assert!(labels.contains("Description") && labels.contains("Meaning"), "{labels:?}");
    let code = text("pre code");
    assert!(code.iter().any(|code| code.contains("``` | </details>")), "{code:?}");
}

/// The search's index, as the script has it.
fn index(files: &Files) -> serde_json::Value {
    let script = &files["search-index.js"];
    let json = script.split_once("var searchIndex = ").unwrap().1.trim_end().trim_end_matches(';');
    serde_json::from_str(json).unwrap()
}

#[test]
fn the_search_knows_every_page_field_and_code_and_where_it_is() {
    let specs = specs();
    let files = site(&specs);
    let index = index(&files);
    let pages = pages(&files);
    let mut found = 0;
    for (api, spec) in index.as_array().unwrap().iter().zip(&specs) {
        let entries = api["entries"].as_array().unwrap();
        let count = |kind: &str| entries.iter().filter(|entry| entry["k"] == kind).count();
        assert_eq!(count("action"), spec.actions.len());
        assert_eq!(count("structure"), spec.structures.len());
        assert_eq!(count("error"), spec.errors.len());
        for entry in entries {
            let address = format!("{}/{}", api["folder"].as_str().unwrap(), entry["u"].as_str().unwrap());
            let (file, anchor) = resolve("index.html", &address);
            let known = anchors(&pages[&file]);
            let fields = entry["f"].as_array().into_iter().flatten().map(|field| field.as_str().unwrap().to_owned());
            for anchor in anchor.into_iter().chain(fields) {
                assert!(known.contains(&anchor), "{address}: {anchor}");
                found += 1;
            }
        }
    }
    assert!(found > 30, "{found} anchors");
}

#[test]
fn apis_of_one_id_get_folders_of_their_own() {
    let spec = specs().remove(1);
    let mut strange = spec.clone();
    strange.id = "../Kite".to_owned();
    let files = site(&[spec.clone(), spec, strange]);
    for folder in ["kite", "kite-2", "___Kite"] {
        assert!(files.contains_key(&format!("{folder}/index.html")), "{folder}: {:?}", files.keys());
    }
}

#[test]
fn every_file_names_the_command_and_comes_out_the_same_twice() {
    let (first, second) = (site(&specs()), site(&specs()));
    assert_eq!(first, second);
    for (path, text) in &first {
        let line = text.lines().next().unwrap();
        assert!(line.contains("Generated by `docquarry emit site`. Do not edit."), "{path}: {line}");
    }
    let none = emit(&[], "x --> */ <b>\ny");
    assert!(none["index.html"].starts_with("<!doctype html><!-- Generated by `x -- > * / <b> y`. Do not edit. -->\n"));
    assert!(none["style.css"].starts_with("/* Generated by `x --> * / <b> y`. Do not edit. */\n"));
}

#[test]
fn descriptions_appear_only_where_prose_is_given() {
    let spec = specs().remove(1);
    let texts = [("actions.FlyKite".to_owned(), "An invented sentence.".to_owned())].into_iter().collect();
    let prose = Prose { language: "en".to_owned(), texts };
    let with = emit(&[Api { spec: &spec, prose: Some(&prose) }], COMMAND);
    let page = "kite/actions/FlyKite.html";
    assert!(with[page].contains("An invented sentence.") && !site(&[spec])[page].contains("invented"));
}

#[test]
fn a_page_of_the_site() {
    let spec = specs().remove(1);
    insta::assert_snapshot!("page", site(&[spec])["kite/actions/FlyKite.html"]);
}
