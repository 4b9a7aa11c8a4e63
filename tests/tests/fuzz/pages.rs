//! Pages, profiles and specs: what is read from them can be written, and what is emitted is what its ending says.

use std::fs;

use docquarry::emit::site;
use docquarry::json;
use docquarry::pipeline::{self, EmitOptions, Format, Input, ParseOptions, Profile};
use docquarry::spec::model::Spec;
use docquarry_tests::root;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::{Checked, fuzz, printable, visible};

fn document(text: &str, format: Format, profile: Option<Profile>) -> Checked {
    let input = Input { name: "input".to_owned(), bytes: text.as_bytes().to_vec() };
    let parsed = pipeline::parse(&[input], &ParseOptions::default().reader(format).profile(profile));
    printable(&parsed.diagnostics)?;
    for parsed in &parsed.specs {
        let text = json::spec_text(&parsed.spec).map_err(|finding| TestCaseError::fail(finding.to_string()))?;
        visible("a spec", &text)?;
        printable(&pipeline::check(&parsed.spec))?;
    }
    Ok(())
}

fn emitted(spec: &Spec) -> Checked {
    let files = match pipeline::emit_all(spec, &EmitOptions::new("docquarry emit")) {
        Ok(emitted) => emitted.files,
        Err(findings) => return printable(&findings),
    };
    let site =
        site::emit(&[site::Api { spec, prose: None, families: None }], &site::Options::new("docquarry emit site"));
    for (path, text) in files.into_iter().chain(site) {
        visible(&path, &text)?;
        if path.ends_with(".rs") {
            prop_assert!(syn::parse_file(&text).is_ok(), "{path} is no Rust");
        } else if path.ends_with(".json") {
            prop_assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{path} is no JSON");
        } else if path.ends_with(".toml") {
            prop_assert!(toml::from_str::<toml::Table>(&text).is_ok(), "{path} is no TOML");
        } else if path.ends_with(".md") {
            prop_assert!(!text.to_lowercase().contains("<script"), "{path} has a script");
        } else if path.ends_with(".html") {
            inert(&path, &text)?;
        }
    }
    Ok(())
}

/// A page of a site runs its own scripts and nothing else.
fn inert(path: &str, text: &str) -> Checked {
    let lower = text.to_lowercase();
    let mut tags = lower.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or_default());
    let scripts = lower.matches("<script").count();
    let mine = |name: &&str| lower.matches(&format!("{name}.js\"></script>")).count();
    let own: usize = ["search", "page", "theme"].iter().map(mine).sum();
    prop_assert!(scripts == own, "{path} has {scripts} scripts, {own} of them its own");
    let bad = tags.find(|tag| {
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        matches!(name, "iframe" | "object" | "embed" | "img" | "style" | "base")
            || attributes.contains("=\"javascript:")
            || attributes.split(' ').any(|attribute| attribute.starts_with("on") && attribute.contains('='))
    });
    prop_assert!(bad.is_none(), "{path} has <{}>", bad.unwrap_or_default());
    Ok(())
}

fn spec(text: &str) -> Checked {
    match json::parse_spec(text.as_bytes(), "input.json") {
        Ok(spec) => {
            printable(&pipeline::check(&spec))?;
            emitted(&spec)
        }
        Err(finding) => printable(&[finding]),
    }
}

/// The committed golden cases whose input ends in this.
pub(super) fn cases(ending: &str) -> Vec<String> {
    let mut open = vec![root().join("tests/cases")];
    let mut seeds = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == ending)
                && path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("input"))
            {
                seeds.extend(fs::read_to_string(path).ok().filter(|text| text.len() < 20_000));
            }
        }
    }
    seeds.sort();
    assert!(!seeds.is_empty(), "no seeds end in {ending}");
    seeds
}

/// Specs of the golden cases, as JSON.
pub(super) fn specs() -> Vec<String> {
    let read = |text: String| {
        let input = Input { name: "input.md".to_owned(), bytes: text.into_bytes() };
        pipeline::parse(&[input], &ParseOptions::default()).specs
    };
    let specs = cases("md").into_iter().flat_map(read);
    specs.filter_map(|parsed| json::spec_text(&parsed.spec).ok()).filter(|text| text.len() < 8_000).collect()
}

/// Pages with the shapes of what went wrong once: marks of direction, escape sequences, deep types, deep XML.
fn shapes() -> Vec<String> {
    let page = |title: &str, ty: &str, behind: &str| {
        format!(
            "# {title}\n\n## 1. API Description\n\nDomain name for API request: tea.tencentcloudapi.com.\n\nThis API (PourTea) \
             is used to pour tea.\n\n## 2. Input Parameters\n\n| Parameter Name | Required | Type | Description |\n|---|---|---|---|\n\
             | Action | Yes | String | Common parameter. The value used for this API: PourTea. |\n| CupId | Yes | {ty} | The \
             cup:<li>BIG: a pot</li><li>SM\u{202e}ALL: a thimble</li> |\n\n## 3. Output Parameters\n\n| Parameter Name | Type | \
             Description |\n|---|---|---|\n| RequestId | String | The request. |\n{behind}"
        )
    };
    let deep = format!("\n## 4. Example\n\nOutput\n\n```\n<PourTeaResponse>{}\n```\n", "<a b=\"/>\">".repeat(300));
    vec![
        page("Pour \u{202e}tea", "String", ""),
        page("Pour tea", "Foo&#27;]0;OWNED&#7;", ""),
        page("Pour tea", &format!("{}String", "Array of ".repeat(130)), ""),
        page("Pour tea", "String", &deep),
    ]
}

#[test]
fn markdown() {
    let seeds = [cases("md"), shapes()].concat();
    fuzz("markdown", &seeds, |text| document(text, Format::Markdown, None));
}

#[test]
fn html() {
    fuzz("html", &cases("html"), |text| document(text, Format::Html, None));
}

#[test]
fn text() {
    fuzz("text", &cases("txt"), |text| document(text, Format::Text, None));
}

#[test]
fn profiles() {
    let seeds = cases("md");
    for profile in Profile::ALL {
        fuzz(profile.name(), &seeds, |text| document(text, Format::Markdown, Some(*profile)));
    }
}

#[test]
fn specs_and_what_is_emitted() {
    fuzz("spec", &specs(), spec);
}

/// Pages of methods and paths, read by the profiles that are TOML, with what is inside of lines.
#[test]
fn pages_of_methods_and_paths() {
    let all = [folder("tests/cases/profiles"), folder("tests/cases/learn")].concat();
    assert!(all.len() > 4);
    let of = |ending: &str| -> Vec<String> {
        all.iter().filter(|(path, _)| path.ends_with(ending)).map(|(_, text)| text.clone()).collect()
    };
    let names: Vec<Profile> = Profile::names().filter_map(Profile::named).collect();
    for (target, seeds, format) in [
        ("declared", of(".md"), Format::Markdown),
        ("declared-html", [of(".html"), cases("html")].concat(), Format::Html),
    ] {
        fuzz(target, &seeds, |text| {
            let chosen = names.iter().filter(|profile| !Profile::ALL.contains(profile));
            chosen.copied().try_for_each(|profile| document(text, format, Some(profile)))
        });
    }
}

/// Texts below a folder of the workspace, with their paths.
fn folder(path: &str) -> Vec<(String, String)> {
    let (mut open, mut found) = (vec![root().join(path)], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            match path.is_dir() {
                true => open.push(path),
                false => found.extend(fs::read_to_string(&path).ok().map(|text| (path.display().to_string(), text))),
            }
        }
    }
    found.retain(|(_, text)| text.len() < 20_000);
    found.sort();
    found
}

fn input(text: &str, name: &str) -> [Input; 1] {
    [Input { name: name.to_owned(), bytes: text.as_bytes().to_vec() }]
}

#[test]
fn a_profile_proposed_from_pages() {
    let pages = [folder("tests/cases/profiles"), folder("tests/cases/learn")].concat();
    let seeds: Vec<String> =
        pages.into_iter().filter(|(path, _)| path.ends_with(".md")).map(|(_, text)| text).collect();
    fuzz("learn", &seeds, |text| {
        let pages = input(text, "pages.md");
        match pipeline::learn(&pages, "kites") {
            Ok(proposal) => {
                visible("a proposal", &proposal.toml)?;
                let checked = pipeline::check_profile(&proposal.toml, "kites.toml", &pages);
                prop_assert!(checked.is_ok(), "{:?}", checked.map(|_| ()));
                Ok(())
            }
            Err(finding) => printable(&[finding]),
        }
    });
}

#[test]
fn profiles_of_strangers() {
    let seeds: Vec<String> = Profile::names().filter_map(pipeline::profile_text).map(str::to_owned).collect();
    let page = "# Kites\n\n## Fly a kite\n\n`POST /kites/{kite_id}`\n\n| Field | Type | Description |\n|---|---|---|\n| wind | integer | The wind |\n";
    fuzz("profile", &seeds, |text| match pipeline::check_profile(text, "profile.toml", &input(page, "kites.md")) {
        Ok(_) => Ok(()),
        Err(finding) => printable(&[finding]),
    });
}
