//! `docquarry diff` over planted changes of an invented API: all of them are found, as what they are, both ways.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::{BTreeMap, BTreeSet};

use docquarry::diff::{self, Change, Comparison, Direction, RULES};
use docquarry::pipeline;
use docquarry::spec::model::{Field, Spec, Type};
use docquarry_tests::root;
use xtask::semver::plants::Plants;

fn plants() -> Plants {
    Plants::read(&root()).unwrap()
}

fn compare(old: &Spec, new: &Spec) -> Comparison {
    pipeline::compare(("old", old), ("new", new))
}

/// Rule, severity and direction of each change.
fn found(comparison: &Comparison) -> Vec<String> {
    let describe = |change: &Change| {
        let direction = match change.direction {
            None => "",
            Some(Direction::Request) => " request",
            Some(Direction::Response) => " response",
            Some(Direction::Both) => " both",
        };
        format!("{} {}{direction}", change.rule, change.severity.name())
    };
    comparison.changes.iter().map(describe).collect()
}

fn sorted(list: &[String]) -> Vec<String> {
    let mut list = list.to_vec();
    list.sort();
    list
}

#[test]
fn every_planted_change_is_found_and_nothing_else() {
    let Plants { base, plants } = plants();
    let mut wrong = Vec::new();
    for (plant, spec) in &plants {
        let ways = [("there", compare(&base, spec), &plant.there), ("back", compare(spec, &base), &plant.back)];
        for ((way, comparison, expected), bump) in ways.into_iter().zip(plant.crates) {
            if sorted(&found(&comparison)) != sorted(expected) {
                wrong.push(format!("{} {way}: {:#?}", plant.describe(), found(&comparison)));
            }
            if comparison.crates.bump != bump {
                wrong.push(format!("{} {way}: {:#?}", plant.describe(), comparison.crates));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_is_planted() {
    let planted: BTreeSet<String> = plants()
        .plants
        .iter()
        .flat_map(|(plant, _)| plant.there.iter().chain(&plant.back))
        .filter_map(|line| line.split(' ').next().map(str::to_owned))
        .collect();
    let missing: Vec<&str> = RULES.iter().map(|rule| rule.id).filter(|id| !planted.contains(*id)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_same_spec_differs_in_nothing() {
    let base = plants().base;
    let comparison = compare(&base, &base);
    assert!(comparison.is_empty(), "{comparison:#?}");
}

/// Turns every list of a spec around that has no order in itself.
fn turned(spec: &Spec) -> Spec {
    let mut turned = spec.clone();
    turned.endpoints.reverse();
    turned.regions.reverse();
    turned.actions.reverse();
    turned.listed_actions.reverse();
    turned.structures.reverse();
    turned.errors.reverse();
    turned.changelog.reverse();
    turned.migration.reverse();
    for fields in turned.common_parameters.values_mut() {
        turn(fields);
    }
    for action in turned.actions.values_mut() {
        turn(&mut action.request);
        turn(&mut action.response);
        action.errors.reverse();
        action.examples.reverse();
    }
    for structure in turned.structures.values_mut() {
        turn(&mut structure.fields);
        structure.used_by.reverse();
    }
    turned
}

fn turn(fields: &mut [Field]) {
    fields.reverse();
    for field in fields {
        field.facts.enumeration.reverse();
        field.source.lines = [7, 7];
        turn_type(&mut field.ty);
    }
}

fn turn_type(ty: &mut Type) {
    match ty {
        Type::Array { items: inner, .. } | Type::Map { values: inner } => turn_type(inner),
        Type::String { content: Some(inner), .. } => turn_type(inner),
        Type::Object { fields: Some(fields), .. } => turn(fields),
        _ => {}
    }
}

#[test]
fn another_order_is_no_change_but_constructors_notice_it() {
    let base = plants().base;
    let comparison = compare(&base, &turned(&base));
    assert_eq!(found(&comparison), Vec::<String>::new());
    // `new(tea_id, cups)` becomes `new(cups, tea_id)`: no change of the API, and yet code does not compile.
    let items: Vec<&str> = comparison.crates.effects.iter().map(|effect| effect.item.as_str()).collect();
    assert!(items.contains(&"operation::BrewTeaRequest::new"), "{items:?}");
    assert!(items.iter().all(|item| item.ends_with("::new")), "{items:?}");
}

#[test]
fn committed_specs_in_another_order_differ_in_nothing() {
    for id in ["tencent-clb", "tencent-clb-v2", "tencent-ecm", "aliyun-slb"] {
        let spec = docquarry::json::read_spec(&root().join(format!("spec/{id}.json"))).unwrap();
        let turned = turned(&spec);
        // Rows of one name are paired in their order; where those differ, the order does matter.
        let twins = twins(&spec);
        let lines = compare(&spec, &turned).changes.iter().map(docquarry::emit::report::sentence).collect::<Vec<_>>();
        let others = lines.iter().filter(|line| !twins.iter().any(|name| line.contains(name.as_str())));
        assert_eq!(others.collect::<Vec<_>>(), Vec::<&String>::new(), "{id}");
    }
}

/// Names that stand twice in one table.
fn twins(spec: &Spec) -> BTreeSet<String> {
    let mut twins = BTreeSet::new();
    let tables = spec.actions.values().flat_map(|action| [&action.request, &action.response]);
    for table in tables.chain(spec.structures.values().map(|structure| &structure.fields)) {
        let mut seen = BTreeMap::new();
        for field in table {
            if seen.insert(&field.name, ()).is_some() {
                twins.insert(field.name.clone());
            }
        }
    }
    twins
}

#[test]
fn a_fingerprint_survives_changes_around_it() {
    let Plants { base, plants } = plants();
    let mut prints = BTreeMap::new();
    for (plant, spec) in &plants {
        for change in diff::compare(&base, spec) {
            let values = (change.before.clone(), change.after.clone());
            let key = (change.rule, change.kind, change.name.clone(), change.field.clone(), values);
            prints.entry(change.fingerprint.clone()).or_insert_with(BTreeSet::new).insert(key);
            assert_eq!(change.fingerprint.len(), 16, "{}", plant.describe());
        }
    }
    let shared: Vec<_> = prints.values().filter(|changes| changes.len() > 1).collect();
    assert!(shared.is_empty(), "{shared:#?}");
    // The same change among others, at other lines.
    let (_, planted) = plants.iter().find(|(plant, _)| plant.there == ["unit-changed risky request"]).unwrap();
    let alone = diff::compare(&base, planted).remove(0);
    let mut busy = turned(planted);
    busy.label = None;
    busy.actions.shift_remove("PourTea");
    let among = diff::compare(&base, &busy);
    assert!(among.len() > 1);
    assert!(among.iter().any(|change| change.fingerprint == alone.fingerprint), "{among:#?}");
}

#[test]
fn structures_that_hold_themselves_under_other_names_end() {
    let spec = |name: &str| -> Spec {
        let mut spec = plants().base;
        let leaf = spec.structures.shift_remove("Leaf").unwrap();
        for (name, extra) in [(name.to_owned(), "A"), (format!("{name}Two"), "B")] {
            let mut leaf = leaf.clone();
            leaf.fields[0].name = extra.to_owned() + &name;
            leaf.fields[2].ty =
                Type::reference(format!("{}{}", name.trim_end_matches("Two"), if extra == "A" { "Two" } else { "" }));
            spec.structures.insert(name, leaf);
        }
        spec.actions["BrewTea"].request.last_mut().unwrap().ty = Type::reference(name);
        spec
    };
    let changes = diff::compare(&spec("Herb"), &spec("Root"));
    assert!(changes.iter().any(|change| change.rule == "type-structure-changed"), "{changes:#?}");
    assert!(changes.len() < 100);
}

#[test]
fn the_json_report_is_what_its_schema_says() {
    let Plants { base, plants } = plants();
    let schema = diff::schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for (plant, spec) in &plants {
        let report = serde_json::to_value(compare(&base, spec)).unwrap();
        let errors: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", plant.describe());
    }
    assert!(!validator.is_valid(&serde_json::json!({ "diff_version": 1 })));
}

/// The older load balancer API, from its edition of 2018 to today's: what a careful reader of both finds. The report was
/// read line by line against the documents; `UPDATE_CASES=1` writes it, for another such reading.
#[test]
fn the_report_of_a_real_edition_is_the_one_that_was_reviewed() {
    let read = |path: &str| docquarry::json::read_spec(&root().join(path)).unwrap();
    let names = ("spec/snapshots/tencent-clb-v2@2018-09.json", "spec/tencent-clb-v2.json");
    let comparison = pipeline::compare((names.0, &read(names.0)), (names.1, &read(names.1)));
    let report = docquarry::emit::report::markdown(&comparison, &docquarry::emit::report::Options::default());
    let path = root().join("tests/reports/tencent-clb-v2@2018-09.md");
    if std::env::var_os("UPDATE_CASES").is_some_and(|value| value == "1") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &report).unwrap();
    }
    let reviewed = std::fs::read_to_string(&path).unwrap();
    assert!(report == reviewed, "{}", similar::TextDiff::from_lines(&reviewed, &report).unified_diff());
}
