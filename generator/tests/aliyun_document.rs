//! The real book of the Alibaba load balancer: how many of everything the tables hold.
//!
//! The document is not part of the repository. Without it the test is skipped, but under `CI=true` it fails.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use docquarry::pages::{Input, ParseOptions, Parsed, parse};
use docquarry::spec::model::{Action, ErrorScope, Field, Spec, StringFormat, Type};

const NAME: &str = "aliyun-slb.zh.txt";

/// The document, or none where it is missing and nobody insists.
fn document() -> Option<Vec<u8>> {
    Some(std::fs::read(support::place(NAME)?).unwrap())
}

fn read() -> Option<Parsed> {
    let input = Input { name: NAME.to_owned(), bytes: document()? };
    Some(parse(&[input], &ParseOptions::default()))
}

fn spec(parsed: &Parsed) -> &Spec {
    assert_eq!(parsed.specs.len(), 1, "one API");
    &parsed.specs[0].spec
}

/// Members of an object or of the objects of a list; not of text that holds JSON.
fn members(ty: &Type) -> &[Field] {
    match ty {
        Type::Array { items, .. } => members(items),
        Type::Object { fields: Some(fields), .. } => fields,
        _ => &[],
    }
}

/// How many rows of a table the fields stand for: a parent that only its members' names make has none.
fn rows(fields: &[Field], parents: bool) -> usize {
    let count = |field: &Field| {
        let below = rows(members(&field.ty), parents);
        below + usize::from(parents || below == 0)
    };
    fields.iter().map(count).sum()
}

fn walk<'f>(fields: &'f [Field], visit: &mut impl FnMut(&'f Field)) {
    for field in fields {
        visit(field);
        walk(members(&field.ty), visit);
    }
}

#[test]
fn every_row_of_every_table_is_there() {
    let Some(parsed) = read() else { return };
    let spec = spec(&parsed);
    let actions: Vec<&Action> = spec.actions.values().collect();
    assert_eq!(actions.len(), 83);
    // The tables have a row for the action's own name too.
    let request: usize = actions.iter().map(|action| rows(&action.request, false)).sum();
    assert_eq!(request + actions.len(), 623);
    assert_eq!(actions.iter().map(|action| rows(&action.response, true)).sum::<usize>(), 692);
    let mut flags = [0, 0];
    for action in &actions {
        walk(&action.request, &mut |field| {
            if members(&field.ty).is_empty() {
                flags[usize::from(field.required == Some(true))] += 1;
            }
        });
    }
    // 81 of the rows for the action's own name say that it is required, two that it is not.
    assert_eq!(flags, [348 - 2, 275 - 81]);
}

#[test]
fn types_and_nesting() {
    let Some(parsed) = read() else { return };
    let (mut json, mut wrapped, mut bare, mut lists, mut objects) = (0, 0, 0, 0, 0);
    for action in spec(&parsed).actions.values() {
        for field in &action.request {
            json += usize::from(matches!(field.ty, Type::String { format: Some(StringFormat::Json), .. }));
        }
        walk(&action.response, &mut |field| match &field.ty {
            Type::Array { items, item_name } if matches!(**items, Type::Object { .. }) => match item_name {
                Some(_) => wrapped += 1,
                None => bare += 1,
            },
            Type::Array { .. } => lists += 1,
            Type::Object { .. } => objects += 1,
            _ => {}
        });
        walk(&action.response, &mut |field| {
            assert_eq!(
                members(&field.ty).is_empty(),
                !matches!(&field.ty, Type::Object { .. }) && !is_objects(&field.ty)
            );
        });
    }
    assert_eq!((json, wrapped, bare, lists, objects), (15, 26, 16, 5, 6));
}

fn is_objects(ty: &Type) -> bool {
    matches!(ty, Type::Array { items, .. } if matches!(**items, Type::Object { .. }))
}

#[test]
fn codes_places_and_common_parameters() {
    let Some(parsed) = read() else { return };
    let spec = spec(&parsed);
    let (common, business): (Vec<_>, Vec<_>) =
        spec.errors.values().partition(|error| error.scope == ErrorScope::Common);
    assert_eq!((common.len(), business.len()), (164, 171));
    assert!(spec.errors.values().all(|error| error.http_status.is_some()));
    assert_eq!(spec.actions.values().filter(|action| !action.errors.is_empty()).count(), 33);
    assert_eq!(spec.actions.values().map(|action| action.errors.len()).sum::<usize>(), 304);
    assert_eq!(spec.endpoints.iter().filter(|endpoint| endpoint.region.is_some()).count(), 24);
    assert_eq!(spec.endpoints.iter().filter(|endpoint| endpoint.region.is_none()).count(), 1);
    assert_eq!(spec.regions.len(), 24);
    let schemes: Vec<(&str, usize)> =
        spec.common_parameters.iter().map(|(scheme, fields)| (scheme.as_str(), fields.len())).collect();
    assert_eq!(schemes, [("HMAC-SHA1", 9)]);
    assert_eq!(spec.api_version, "2014-05-15");
}

#[test]
fn examples_and_overview() {
    let Some(parsed) = read() else { return };
    let spec = spec(&parsed);
    for (name, action) in &spec.actions {
        assert_eq!(action.examples.len(), 1, "{name}");
        let example = &action.examples[0];
        assert!(example.request.get("query").is_some_and(|query| query.is_object()), "{name}");
        assert!(example.response.is_object() && example.response_xml.is_some(), "{name}");
        assert!(action.title.is_some(), "{name}");
    }
    assert_eq!(spec.actions.values().filter(|action| action.group.is_some()).count(), 83);
    assert!(spec.listed_actions.is_empty());
    let count = |code: &str| parsed.diagnostics.iter().filter(|diagnostic| diagnostic.code == code).count();
    assert_eq!(count("action-not-listed"), 6);
    assert_eq!(count("example-not-json"), 0);
    assert_eq!(count("example-not-xml"), 1);
    assert_eq!(count("xml-root"), 9);
    assert_eq!(count("example-xml-json"), 18);
}

#[test]
fn every_line_is_accounted_for() {
    let Some(parsed) = read() else { return };
    assert_eq!(parsed.coverage.residue(), 0);
}

#[test]
fn no_space_of_a_broken_font_is_left_in_a_name() {
    let Some(parsed) = read() else { return };
    let spec = spec(&parsed);
    let names = spec.actions.values().flat_map(|action| {
        let mut names = Vec::new();
        walk(&action.request, &mut |field| names.push(field.name.as_str()));
        walk(&action.response, &mut |field| names.push(field.name.as_str()));
        names
    });
    for name in names.chain(spec.errors.keys().map(String::as_str)) {
        assert!(!name.contains(char::is_whitespace), "{name}");
    }
}

/// What only a chapter of the book says, as somebody who cut it out would give it: no overview, no first chapters.
#[test]
fn a_chapter_cut_out_of_the_book_reads_as_it_does_inside() {
    let (Some(whole), Some(bytes)) = (read(), document()) else { return };
    let text = String::from_utf8(bytes).unwrap();
    let first = text.lines().position(|line| line.contains("调用CreateLoadBalancer接口")).unwrap();
    let cut: String = text.lines().skip(first).flat_map(|line| [line, "\n"]).collect();
    let input = Input { name: NAME.to_owned(), bytes: cut.into_bytes() };
    let parsed = parse(&[input], &ParseOptions::default());
    let (whole, cut) = (&spec(&whole).actions, &spec(&parsed).actions);
    assert_eq!(cut.len(), 83, "actions");
    for (name, action) in cut {
        assert_eq!(rows(&action.request, true), rows(&whole[name].request, true), "request of {name}");
        assert_eq!(rows(&action.response, true), rows(&whole[name].response, true), "response of {name}");
        assert_eq!(action.errors, whole[name].errors, "codes of {name}");
        assert!(action.group.is_some(), "chapter of {name}");
    }
}
