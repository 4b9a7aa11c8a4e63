//! The site of invented APIs, one of them hostile: every link and anchor, nothing of a document as markup, the search.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};

use docquarry::emit::Files;
use docquarry::emit::site::{Api, Options, emit};
use docquarry::prose::Prose;
use docquarry::spec::model::Spec;
use scraper::{Html, Selector};
use serde_json::json;

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
    let apis: Vec<Api<'_>> = specs.iter().map(|spec| Api { spec, prose: None, families: None }).collect();
    emit(&apis, &Options::new(COMMAND))
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
        assert_eq!(select(&html, "script").len(), 3, "{path}");
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
    let labels: BTreeSet<String> = select(&page, "td:not([colspan])").iter().map(label).collect();
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
fn the_spec_and_the_openapi_document_can_be_downloaded() {
    let spec = specs().remove(1);
    let files = site(std::slice::from_ref(&spec));
    let parsed = docquarry::json::parse_spec(files["kite/spec.json"].as_bytes(), "spec.json").unwrap();
    assert_eq!(parsed, spec);
    let openapi: serde_json::Value = serde_json::from_str(&files["kite/openapi.json"]).unwrap();
    assert_eq!(openapi["openapi"], "3.1.0");
    for name in ["spec.json", "openapi.json"] {
        assert!(files["kite/index.html"].contains(&format!("<a href=\"{name}\" download>")), "{name}");
    }
}

#[test]
fn every_file_names_the_command_and_comes_out_the_same_twice() {
    let (first, second) = (site(&specs()), site(&specs()));
    assert_eq!(first, second);
    // A spec is the file itself, as it was given.
    for (path, text) in first.iter().filter(|(path, _)| !path.ends_with("/spec.json")) {
        let line = text.lines().next().unwrap();
        assert!(line.contains("Generated by `docquarry emit site`. Do not edit."), "{path}: {line}");
    }
    let none = emit(&[], &Options::new("x --> */ <b>\ny"));
    assert!(none["index.html"].starts_with("<!doctype html><!-- Generated by `x -- > */ <b> y`. Do not edit. -->\n"));
    assert!(none["style.css"].starts_with("/* Generated by `x --> * / <b> y`. Do not edit. */\n"));
}

#[test]
fn descriptions_appear_only_where_prose_is_given() {
    let spec = specs().remove(1);
    let texts = [("actions.FlyKite".to_owned(), "An invented sentence.".to_owned())].into_iter().collect();
    let prose = Prose { language: "en".to_owned(), texts };
    let with = emit(&[Api { spec: &spec, prose: Some(&prose), families: None }], &Options::new(COMMAND));
    let page = "kite/actions/FlyKite.html";
    assert!(with[page].contains("An invented sentence.") && !site(&[spec])[page].contains("invented"));
}

/// The text of elements.
fn texts(html: &Html, selector: &str) -> Vec<String> {
    select(html, selector).iter().map(|element| element.text().collect::<String>()).collect()
}

#[test]
fn every_page_says_what_it_is_and_can_be_gone_through_without_a_mouse() {
    let files = site(&specs());
    let mut titles = BTreeSet::new();
    for (path, html) in pages(&files) {
        let [title] = texts(&html, "head > title").try_into().unwrap();
        assert!(!title.is_empty() && titles.insert(title.clone()), "{path}: {title}");
        let description = select(&html, "meta[name=description]");
        let description = description.first().and_then(|meta| meta.attr("content")).unwrap_or_default();
        assert!(description.len() > 20 && description.ends_with('.'), "{path}: {description}");
        assert_eq!(select(&html, "html[lang=en]").len(), 1, "{path}");
        for landmark in ["header", "main#content", "nav.side[aria-label]", "a.skip[href='#content']"] {
            assert_eq!(select(&html, landmark).len(), 1, "{path}: {landmark}");
        }
        assert!(select(&html, "pre:not([tabindex='0'])").is_empty(), "{path}: code that no key reaches");
        let ids: Vec<&str> = select(&html, "[id]").iter().map(|element| element.value().id().unwrap()).collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{path}: an id twice");
        let errors: Vec<_> = html.errors.iter().collect();
        assert!(errors.is_empty(), "{path}: {errors:?}");
    }
}

#[test]
fn the_links_beside_a_page_are_those_of_its_own_group() {
    let mut spec = specs().remove(1);
    let mut other = spec.actions[0].clone();
    other.group = Some("灯笼".to_owned());
    (other.deprecated, other.asynchronous) = (true, true);
    spec.actions.insert("LightLantern".to_owned(), other);
    let files = site(&[spec]);
    let page = Html::parse_document(&files["kite/actions/LightLantern.html"]);
    assert_eq!(texts(&page, ".side ul ul a"), ["LightLantern"]);
    assert_eq!(texts(&page, ".side [aria-current=page]"), ["LightLantern"]);
    assert!(texts(&page, ".side a[lang=zh]").contains(&"灯笼".to_owned()));
    assert_eq!(texts(&page, ".badges .badge"), ["deprecated", "asynchronous"]);
    let overview = Html::parse_document(&files["kite/index.html"]);
    assert_eq!(texts(&overview, "h3 span[lang=zh]"), ["风筝", "灯笼"]);
    assert_eq!(texts(&overview, "tr.deprecated.asynchronous td.c-action a"), ["LightLantern"]);
    let filters: Vec<&str> =
        select(&overview, ".filters input").iter().map(|input| input.attr("value").unwrap()).collect();
    assert!(filters.contains(&"deprecated") && filters.contains(&"asynchronous"), "{filters:?}");
}

#[test]
fn an_error_code_has_a_page_with_the_actions_that_list_it() {
    let specs = specs();
    let files = site(&specs);
    let mut links = 0;
    for (spec, folder) in specs.iter().zip(["invented-kiln", "kite", "lantern-v2"]) {
        let prefix = format!("{folder}/errors/");
        let pages: Vec<Html> = files
            .iter()
            .filter(|(path, _)| path.starts_with(&prefix))
            .map(|(_, text)| Html::parse_document(text))
            .collect();
        for code in spec.errors.keys() {
            let shown = docquarry::escape::one_line(code);
            let found: Vec<&Html> = pages.iter().filter(|page| texts(page, "h1") == [shown.clone()]).collect();
            assert!(!found.is_empty(), "{folder}: no page of {code}");
            let users = spec.actions.values().filter(|action| action.errors.contains(code)).count();
            links += users;
            assert!(found.iter().any(|page| texts(page, "td.c-action a").len() == users), "{folder}: {code}");
        }
    }
    assert!(links > 3, "{links}");
    let action = Html::parse_document(&files["kite/actions/FlyKite.html"]);
    assert!(select(&action, "td.c-code a").iter().all(|link| link.attr("href").unwrap().starts_with("../errors/")));
}

#[test]
fn members_of_a_type_are_unfolded_where_it_is_used_and_not_within_themselves() {
    let spec: Spec = serde_json::from_str(include_str!("emit_rust/tea-house.json")).unwrap();
    let files = site(&[spec]);
    let pages = pages(&files);
    let with_members = pages.iter().filter(|(_, html)| !select(html, "tr.members").is_empty()).count();
    assert!(with_members > 1, "{with_members} pages");
    for (path, html) in &pages {
        for row in select(html, "tr.members > td > details") {
            let summary = row.children().find_map(scraper::ElementRef::wrap).unwrap().text().collect::<String>();
            let inner = Selector::parse("tr.members > td > details > summary").unwrap();
            let inner: Vec<String> = row.select(&inner).skip(1).map(|element| element.text().collect()).collect();
            assert!(!inner.contains(&summary), "{path}: {summary} within itself");
            assert!(row.select(&Selector::parse("td.c-name").unwrap()).next().is_some(), "{path}: {summary} is empty");
        }
    }
}

#[test]
fn years_of_a_changelog_have_pages_and_the_growth_is_a_picture_with_its_figures() {
    let mut spec = specs().remove(1);
    let release = |number: u32, date: &str, changes: serde_json::Value| {
        serde_json::from_value(json!({"release": number, "date": date, "changes": changes})).unwrap()
    };
    let change = |op: &str, kind: &str, owner: Option<&str>, name: &str| json!({"op": op, "kind": kind, "owner": owner, "names": [name]});
    spec.changelog = vec![
        release(3, "2024-02-01", json!([change("add", "request_field", Some("FlyKite"), "Tag")])),
        release(2, "2023-05-01", json!([change("remove", "action", None, "BurnKite")])),
        release(1, "2023-01-01", json!([change("add", "action", None, "FlyKite")])),
    ];
    spec.actions["FlyKite"].since = Some(1);
    spec.actions["FlyKite"].request[1].since = Some(3);
    let files = site(&[spec]);
    let year = Html::parse_document(&files["kite/releases/2024.html"]);
    assert_eq!(texts(&year, "h2"), ["Changed actions"]);
    let links: Vec<&str> = select(&year, "td.c-changes a").iter().map(|link| link.attr("href").unwrap()).collect();
    assert_eq!(links, ["../releases.html#release-3-2024-02-01", "../actions/FlyKite.html#request.Tag"]);
    let before = Html::parse_document(&files["kite/releases/2023.html"]);
    assert_eq!(texts(&before, "h2"), ["New actions", "Changed actions"]);
    assert!(texts(&before, "td").contains(&"BurnKite".to_owned()), "what is gone has no page");
    let releases = Html::parse_document(&files["kite/releases.html"]);
    assert_eq!(texts(&releases, "svg[role=img] > title"), ["Actions and structures", "Fields"]);
    assert_eq!(texts(&releases, ".side a[href^='releases/']"), ["Changes in 2024", "Changes in 2023"]);
    let rows = texts(&releases, ".pictures tbody tr");
    assert!(rows.len() == 2 && rows[0].starts_with("2023") && rows[1].starts_with("2024"), "{rows:?}");
    let coverage = Html::parse_document(&files["kite/coverage.html"]);
    assert_eq!(texts(&coverage, "svg rect.bar").len(), texts(&coverage, "tbody tr").len());
}

#[test]
fn a_page_without_a_sample_says_why() {
    let mut spec = specs().remove(1);
    spec.actions["FlyKite"].examples.clear();
    let page = Html::parse_document(&site(&[spec])["kite/actions/FlyKite.html"]);
    assert!(select(&page, ".sample").is_empty());
    assert_eq!(
        texts(&page, "#call + .note"),
        ["There is no sample: the document has no example whose request can be read."]
    );
}

#[test]
fn words_of_a_document_stay_words_in_a_shell() {
    let mut spec = specs().remove(1);
    spec.id = "kite;reboot".to_owned();
    spec.product = "$(reboot)".to_owned();
    let files = site(&[spec]);
    let (_, page) = files.iter().find(|(path, _)| path.ends_with("actions/FlyKite.html")).unwrap();
    let page = Html::parse_document(page);
    assert!(texts(&page, "[data-sample=sample-docquarry] code")[0].starts_with("docquarry call 'kite;reboot' FlyKite"));
    assert!(texts(&page, "[data-sample=sample-aliyun] code")[0].starts_with("aliyun '$(reboot)' FlyKite"));
}

#[test]
fn programs_find_all_pages() {
    let specs = specs();
    let files = site(&specs);
    assert!(!files.contains_key("sitemap.xml"), "addresses of a map are whole");
    let list = &files["llms.txt"];
    let links: Vec<&str> = list.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()).collect();
    assert!(links.len() > 10 && links.iter().all(|link| files.contains_key(*link)), "{links:?}");
    let apis: Vec<Api<'_>> = specs.iter().map(|spec| Api { spec, prose: None, families: None }).collect();
    let files = emit(&apis, &Options::new(COMMAND).base(Some("https://docs.example.com/api/")));
    let map = &files["sitemap.xml"];
    assert_eq!(map.matches("<loc>https://docs.example.com/api/").count(), pages(&files).len());
    assert!(map.contains("<loc>https://docs.example.com/api/kite/actions/FlyKite.html</loc>"), "{map}");
}

#[test]
fn a_page_of_the_site() {
    let spec = specs().remove(1);
    insta::assert_snapshot!("page", site(&[spec])["kite/actions/FlyKite.html"]);
}
