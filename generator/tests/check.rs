//! Every finding of the table, each planted in a clean invented spec, and nothing found beside it.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;

use docquarry::check::{RULES, check};
use docquarry::spec::model::Spec;
use serde_json::{Value, json};

fn clean() -> Value {
    serde_json::from_str(include_str!("check/clean.json")).unwrap()
}

fn spec(value: Value) -> Spec {
    serde_json::from_value(value).unwrap()
}

/// A change of the clean spec: a JSON pointer, and the value to put there. A last step `-` appends to a list.
type Edit = (&'static str, Value);

/// A planted contradiction, the findings it causes (code and line), and words of the first message.
struct Case {
    edits: Vec<Edit>,
    found: &'static [(&'static str, u32)],
    says: &'static str,
}

fn case(edits: impl IntoIterator<Item = Edit>, found: &'static [(&'static str, u32)], says: &'static str) -> Case {
    Case { edits: edits.into_iter().collect(), found, says }
}

fn edited(edits: &[Edit]) -> Spec {
    let mut value = clean();
    for (pointer, new) in edits {
        let (parent, step) = pointer.rsplit_once('/').unwrap();
        match value.pointer_mut(parent).unwrap_or_else(|| panic!("no {parent}")) {
            Value::Array(list) if step == "-" => list.push(new.clone()),
            Value::Array(list) => list[step.parse::<usize>().unwrap()] = new.clone(),
            Value::Object(map) => {
                map.insert(step.replace("~1", "/"), new.clone());
            }
            other => panic!("{parent} is {other}"),
        }
    }
    spec(value)
}

fn field(name: &str, line: u32) -> Value {
    json!({ "name": name, "type": "string", "required": false, "nullable": false, "deprecated": false, "since": 1,
        "source": { "document": "tea.txt", "lines": [line, line] } })
}

fn output(name: &str, line: u32) -> Value {
    let mut field = field(name, line);
    field["required"] = Value::Null;
    field
}

fn change(op: &str, kind: &str, owner: Option<&str>, name: &str) -> Value {
    json!({ "op": op, "kind": kind, "owner": owner, "names": [name] })
}

fn action(line: u32) -> Value {
    json!({ "title": null, "group": "茶", "endpoint": null, "rate_limit": null, "updated_at": null, "deprecated": false,
        "since": 1, "url": null, "request": [], "response": [], "errors": [], "examples": [],
        "source": { "document": "tea.txt", "lines": [line, line] } })
}

const QUERY: &str = "/actions/BrewTea/examples/0/request/query/Strength";

fn overview_and_structures() -> Vec<Case> {
    let listed = json!({ "title": null, "group": null, "rate_limit": null, "url": null, "since": 1, "source": { "document": "tea.txt", "lines": [7, 7] } });
    let mut ungrouped = action(90);
    ungrouped["group"] = Value::Null;
    vec![
        case([("/listed_actions", json!({ "PourTea": listed }))], &[("action-without-page", 7)], "PourTea"),
        case([("/actions/PourTea", ungrouped)], &[("action-without-group", 90)], "PourTea has a page"),
        case(
            [("/actions/BrewTea/deprecated", json!(true)), ("/actions/BrewTea/successor", json!("SteepTea"))],
            &[("action-deprecated", 10), ("successor-unknown", 10)],
            "its successor is SteepTea",
        ),
        case([("/structures/Cup/since", Value::Null)], &[("since-unknown", 60)], "structure Cup"),
        case(
            [
                ("/actions/BrewTea/response/0/items", json!({ "type": "object", "ref": "Saucer" })),
                ("/actions/BrewTea/response/0/example", json!("[]")),
                ("/actions/BrewTea/examples/0/response/Response/CupIds", json!([])),
            ],
            &[("structure-undefined", 21)],
            "`CupIds` in the response of BrewTea has the type Saucer",
        ),
        case(
            [
                ("/changelog/0/changes/0/names", json!(["Cups"])),
                ("/structures/Cup/used_by", json!([])),
                ("/actions/BrewTea/request/3/items", json!({ "type": "object" })),
            ],
            &[("structure-unused", 60)],
            "no action uses structure Cup",
        ),
        case([("/structures/Cup/used_by", json!([]))], &[("used-by-missing", 60)], "lack `BrewTea`"),
        case([("/structures/Cup/used_by/-", json!("PourTea"))], &[("used-by-extra", 60)], "which no page describes"),
        case(
            [("/actions/PourTea", action(90)), ("/structures/Cup/used_by/-", json!("PourTea"))],
            &[("used-by-extra", 60)],
            "do not reach it",
        ),
        case(
            [("/structures/Receipt/fields/0/required", json!(false))],
            &[("structure-output-required", 70)],
            "only responses use it",
        ),
        case(
            [("/structures/Cup/fields/0/required", Value::Null), ("/structures/Cup/fields/1/required", Value::Null)],
            &[("structure-input-optional", 60)],
            "requests use it",
        ),
    ]
}

fn changelog_and_errors() -> Vec<Case> {
    vec![
        case(
            [("/changelog/0/changes/-", change("modify", "request_field", Some("BrewTea"), "Strenght"))],
            &[("changelog-unknown-name", 1)],
            "release 3 names `Strenght` in the request of BrewTea",
        ),
        case(
            [("/changelog/0/changes/-", change("modify", "response_field", Some("BrewTee"), "X"))],
            &[("changelog-unknown-name", 1)],
            "release 3 changes action BrewTee",
        ),
        case(
            [("/changelog/0/changes/-", change("add", "error_code", Some("BrewTea"), "Tea.Warm"))],
            &[("changelog-unknown-name", 1)],
            "error code `Tea.Warm` of BrewTea",
        ),
        case([("/changelog/0/changes/-", change("add", "error_code", None, "Tea.Cold"))], &[], ""),
        case(
            [("/changelog/0/changes/-", change("remove", "member", Some("Cup"), "Note"))],
            &[("changelog-removed-present", 1)],
            "`Note` in structure Cup",
        ),
        case(
            [("/changelog/0/changes/-", change("deprecate", "response_field", Some("BrewTea"), "CupIds"))],
            &[("changelog-deprecated-present", 1)],
            "still has",
        ),
        case(
            [("/actions/BrewTea/examples/1/request/Cups/0/Handle", json!("left"))],
            &[("changelog-removed-in-example", 2), ("example-unknown-field", 41)],
            "release 2 takes `Handle` away from structure Cup, and the examples at line 41 show it",
        ),
        case(
            [("/changelog/0/changes/-", change("add", "action", None, "BrewTea"))],
            &[("changelog-added-twice", 1)],
            "adds action BrewTea once more",
        ),
        case(
            [("/changelog/0/changes/-", change("modify", "member", Some("Cup"), "Handle"))],
            &[("changelog-changed-when-gone", 1), ("changelog-unknown-name", 1)],
            "removed before",
        ),
        case([("/actions/BrewTea/errors/-", json!("Tea.Gone"))], &[("error-unlisted", 10)], "`Tea.Gone`"),
        case([("/actions/BrewTea/errors/-", json!("Tea.Cold"))], &[("error-repeated", 10)], "twice"),
        case(
            [(
                "/errors/Tea.Hot",
                json!({ "scope": "business", "http_status": null, "source": { "document": "tea.txt", "lines": [82, 82] } }),
            )],
            &[("error-unused", 82)],
            "`Tea.Hot`",
        ),
        case(
            [(
                "/errors/internalError",
                json!({ "scope": "common", "http_status": null, "source": { "document": "tea.txt", "lines": [83, 83] } }),
            )],
            &[("error-name-case", 83)],
            "`InternalError`, `internalError`",
        ),
    ]
}

fn examples() -> Vec<Case> {
    const RESPONSE: &str = "/actions/BrewTea/examples/1/response/Response/Receipt/Total";
    vec![
        case(
            [("/actions/BrewTea/examples/0/request", json!("{ broken"))],
            &[("example-not-json", 31)],
            "request of example 1 of BrewTea",
        ),
        case(
            [("/actions/BrewTea/examples/1/response", json!("{ broken"))],
            &[("example-not-json", 41)],
            "response of example 2 of BrewTea",
        ),
        case(
            [("/actions/BrewTea/examples/1/response", json!({ "CupIds": [] }))],
            &[("example-envelope", 41)],
            "no object `Response`",
        ),
        case(
            [("/actions/BrewTea/examples/0/request/query/Action", json!("PourTea"))],
            &[("example-action-differs", 31)],
            "calls PourTea",
        ),
        case(
            [("/actions/BrewTea/examples/0/request/query/Cups.1.Lid", json!("x"))],
            &[("example-unknown-field", 31)],
            "`Cups[].Lid` is not in the table of structure Cup",
        ),
        case(
            [("/actions/BrewTea/examples/1/response/Response/Bill", json!(1))],
            &[("example-unknown-field", 41)],
            "`Bill` is not in the table of the response of BrewTea",
        ),
        case(
            [("/actions/BrewTea/examples/1/request/Cups/0/Size", json!("3"))],
            &[("example-type", 41)],
            "`Cups[].Size` is the string `3`, and the table says integer",
        ),
        case([(QUERY, json!("strong"))], &[("example-type", 31)], "`Strength` is the text `strong`"),
        case(
            [("/actions/BrewTea/examples/0/request/query/Cups", json!("[]"))],
            &[("example-type", 31)],
            "the table says array of Cup",
        ),
        case([("/actions/BrewTea/examples/0/request/query/Hot", json!("1"))], &[("example-type", 31)], "boolean"),
        case(
            [(RESPONSE, json!("1.5"))],
            &[("example-type", 41)],
            "`Receipt.Total` is the string `1.5`, and the table says number",
        ),
        case([(RESPONSE, Value::Null)], &[("example-null", 41)], "`Receipt.Total` is null"),
        case(
            [("/actions/BrewTea/examples/1/request/Cups/1", json!({ "Note": "x" }))],
            &[("example-required-missing", 41)],
            "`Cups[].Size` is required and missing",
        ),
        case([("/actions/BrewTea/response/-", output("Bill", 23))], &[("example-output-missing", 23)], "shows `Bill`"),
        case(
            [("/actions/BrewTea/examples/0/request/query/Kind", json!("WHITE"))],
            &[("example-enum", 31)],
            "is `WHITE`, not among GREEN, BLACK",
        ),
        case(
            [("/actions/BrewTea/examples/0/request/query/Kind", json!("BLACK "))],
            &[("example-enum", 31)],
            "is `BLACK `, not among",
        ),
        case([("/actions/BrewTea/examples/0/request/query/Kind", json!(""))], &[], ""),
        case(
            [("/actions/BrewTea/examples/0/request/query/Kind", json!("black"))],
            &[("example-enum-case", 31)],
            "is `black`, spelt `BLACK`",
        ),
        case([(QUERY, json!("6"))], &[("example-out-of-range", 31)], "is `6`, not within 1 to 5"),
        case([("/actions/BrewTea/examples/1/request/Strength", json!(0))], &[("example-out-of-range", 41)], "is `0`"),
        case(
            [("/actions/BrewTea/examples/1/request/Cups/-", json!({ "Size": 1, "Note": "too long" }))],
            &[("example-length", 41), ("example-length", 41)],
            "`Cups` has 3 items, and the table allows 2",
        ),
        case(
            [
                ("/actions/BrewTea/examples/0/request/query/Cups.3.Size", json!("2")),
                ("/actions/BrewTea/request/3/max_items", json!(9)),
            ],
            &[("example-index-gap", 31)],
            "`Cups` has indexes that leave a gap",
        ),
    ]
}

fn samples_and_fields() -> Vec<Case> {
    const STRENGTH: &str = "/actions/BrewTea/request/1/example";
    const CUPS: &str = "/actions/BrewTea/request/3/example";
    vec![
        case(
            [("/actions/BrewTea/request/4/example", json!("True"))],
            &[("sample-type", 15)],
            "is the text `True`, and the table says boolean",
        ),
        case([(CUPS, json!("cup"))], &[("sample-type", 14)], "array of Cup"),
        case([("/actions/BrewTea/request/0/example", json!("[\"a\"]"))], &[("sample-type", 11)], "the list"),
        case([(STRENGTH, json!("null"))], &[("sample-null", 12)], "sample of `Strength` in the request of BrewTea"),
        case([(STRENGTH, json!("\"3\""))], &[("sample-quoted", 12)], "quotation marks"),
        case([("/actions/BrewTea/request/0/example", json!("a\\nb"))], &[("sample-escaped", 11)], "escape sequence"),
        case([(CUPS, json!("[{\"Size\": 1"))], &[("sample-clipped", 14)], "breaks off"),
        case([(CUPS, json!("[{\"Sise\": 1}]"))], &[("sample-unknown-field", 14)], "`[].Sise`"),
        case(
            [("/actions/BrewTea/request/2/example", json!("WHITE"))],
            &[("sample-enum", 13)],
            "not among GREEN, BLACK",
        ),
        case([("/actions/BrewTea/request/2/example", json!("Green"))], &[("sample-enum-case", 13)], "spelt `GREEN`"),
        case([(STRENGTH, json!("9"))], &[("sample-out-of-range", 12)], "not within 1 to 5"),
        case([("/structures/Cup/fields/1/example", json!("too long"))], &[("sample-length", 62)], "longer"),
        case([("/actions/BrewTea/request/1/default", json!("two"))], &[("default-type", 12)], "is no integer"),
        case([("/actions/BrewTea/request/2/default", json!("WHITE"))], &[("default-enum", 13)], "default `WHITE`"),
        case([("/actions/BrewTea/request/1/default", json!(0))], &[("default-out-of-range", 12)], "default `0`"),
        case([("/actions/BrewTea/request/0/default", json!("tea-0"))], &[("required-with-default", 11)], "is required"),
        case(
            [
                ("/structures/Cup/fields/0/minimum", json!(9)),
                ("/structures/Cup/fields/0/maximum", json!(3)),
                ("/actions/BrewTea/examples", json!([])),
                ("/structures/Cup/fields/0/example", json!("")),
                (CUPS, json!("")),
            ],
            &[("range-empty", 61)],
            "`Size` in structure Cup",
        ),
        case(
            [("/actions/BrewTea/request/-", field("TeaId", 16))],
            &[("field-repeated", 16)],
            "stands twice in the request of BrewTea",
        ),
        case(
            [("/actions/BrewTea/request/-", field("Total", 16))],
            &[("field-type-varies", 71)],
            "string (line 16); number (line 71)",
        ),
        case([("/actions/BrewTea/request/-", field("Teaid", 16))], &[("field-name-case", 16)], "`TeaId`, `Teaid`"),
        case(
            [("/structures/Cup/fields/-", field("Version", 63))],
            &[("field-name-common", 63)],
            "a field of structure Cup",
        ),
    ]
}

/// The clean spec as one of methods and paths.
fn rest(method: &str, path: Value, place: Value, more: impl IntoIterator<Item = Edit>) -> Vec<Edit> {
    let mut edits: Vec<Edit> = vec![
        ("/protocol", json!("rest")),
        ("/rest", json!({"servers": ["https://tea.example.com"], "envelope": {"result": "Response"}})),
        ("/common_parameters", json!({})),
        ("/actions/BrewTea/method", json!(method)),
        ("/actions/BrewTea/path", path),
        ("/actions/BrewTea/request/0/in", place),
        ("/actions/BrewTea/examples", json!([])),
    ];
    edits.extend(more);
    edits
}

fn paths() -> Vec<Case> {
    let query = || json!("query");
    let mut other = action(90);
    other["method"] = json!("POST");
    other["path"] = json!("/teas");
    vec![
        case(rest("POST", json!("/teas"), query(), []), &[], ""),
        case(rest("POST", Value::Null, query(), []), &[("path-missing", 10)], "nobody can call it"),
        case(
            rest("POST", json!("/teas"), query(), [("/actions/PourTea", other)]),
            &[("path-repeated", 90)],
            "called as BrewTea is, by POST /teas",
        ),
        case(
            rest("POST", json!("/teas/{pot}"), query(), []),
            &[("path-parameter-undocumented", 10)],
            "no row of BrewTea documents `{pot}`",
        ),
        case(
            rest("POST", json!("/teas"), json!("path"), []),
            &[("path-parameter-placeless", 11)],
            "/teas has no place for it",
        ),
        case(
            rest("POST", json!("/teas/{pot}"), json!("path"), []),
            &[("path-parameter-name", 11)],
            "is called `{pot}` in /teas/{pot}",
        ),
    ]
}

fn all_cases() -> Vec<Case> {
    [overview_and_structures(), changelog_and_errors(), examples(), samples_and_fields(), paths()]
        .into_iter()
        .flatten()
        .collect()
}

#[test]
fn a_clean_spec_gives_no_finding() {
    assert_eq!(check(&spec(clean())), []);
}

#[test]
fn each_planted_contradiction_gives_its_findings_and_no_other() {
    for Case { edits, found, says } in all_cases() {
        let diagnostics = check(&edited(&edits));
        let mut codes: Vec<(&str, u32)> =
            diagnostics.iter().map(|d| (d.code, d.source.as_ref().unwrap().lines[0])).collect();
        let mut expected = found.to_vec();
        codes.sort_unstable();
        expected.sort_unstable();
        assert_eq!(codes, expected, "{edits:?}\n{diagnostics:#?}");
        assert!(found.is_empty() || diagnostics.iter().any(|d| d.message.contains(says)), "{says}\n{diagnostics:#?}");
    }
}

#[test]
fn every_rule_is_raised_by_a_case() {
    let raised: BTreeSet<&str> = all_cases().iter().flat_map(|case| case.found).map(|(code, _)| *code).collect();
    let known: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(raised, known);
    assert_eq!(known.len(), RULES.len(), "two rules share a code");
    for rule in RULES {
        let kebab = rule.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        assert!(kebab && !rule.meaning.is_empty() && !rule.meaning.contains('\n'), "{rule:?}");
    }
}

#[test]
fn severity_is_that_of_the_rule() {
    for case in all_cases() {
        for diagnostic in check(&edited(&case.edits)) {
            let rule = RULES.iter().find(|rule| rule.id == diagnostic.code).unwrap();
            assert_eq!(diagnostic.severity, rule.by, "{}", rule.id);
        }
    }
}

#[test]
fn findings_come_by_line_and_the_same_each_time() {
    let spec = edited(&[
        (QUERY, json!("9")),
        ("/structures/Cup/used_by", json!([])),
        ("/changelog/0/changes/-", change("add", "action", None, "BrewTea")),
    ]);
    let found = check(&spec);
    assert_eq!(
        found.iter().map(|d| d.code).collect::<Vec<_>>(),
        ["changelog-added-twice", "example-out-of-range", "used-by-missing"]
    );
    assert_eq!(found, check(&spec));
}

#[test]
fn what_repeats_at_one_path_is_one_finding_with_a_count() {
    let cups = json!([{ "Size": "1", "Lid": 1 }, { "Size": "2", "Lid": 1 }]);
    let found = check(&edited(&[("/actions/BrewTea/examples/1/request/Cups", cups)]));
    let messages: Vec<&str> = found.iter().map(|d| d.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "request of example 2 of BrewTea: `Cups[].Size` is the string `1`, and the table says integer (2 times)",
            "request of example 2 of BrewTea: `Cups[].Lid` is not in the table of structure Cup (2 times)",
        ]
    );
}

#[test]
fn a_misspelt_name_is_answered_with_the_one_it_resembles() {
    let found = check(&edited(&[("/actions/BrewTea/examples/1/request/Strenght", json!(1))]));
    assert_eq!(found[0].help.as_deref(), Some("the table has `Strength`"));
    let found = check(&edited(&[("/actions/BrewTea/examples/1/request/Zzzz", json!(1))]));
    assert_eq!(found[0].help, None);
}

#[test]
fn a_failed_call_shows_no_output_and_misses_none() {
    let failure = json!({ "Response": { "Error": { "Code": "Tea.Cold", "Message": "cold" }, "RequestId": "r" } });
    let edits =
        [("/actions/BrewTea/examples/0/response", failure.clone()), ("/actions/BrewTea/examples/1/response", failure)];
    assert_eq!(check(&edited(&edits)), []);
}

/// A spec of the RPC protocol with wrapped lists, lists from 1, a map, and JSON within a string.
fn wrapped() -> Value {
    let mut value = clean();
    value["vendor"] = json!("aliyun");
    value["protocol"] = json!("aliyun-rpc");
    let action = &mut value["actions"]["BrewTea"];
    action["request"] = json!([
        { "name": "Plan", "type": "string", "format": "json", "content": { "type": "array", "items": { "type": "object", "ref": "Cup" } },
          "required": true, "nullable": false, "deprecated": false, "since": 1, "source": { "document": "tea.txt", "lines": [11, 11] } },
        { "name": "Hot", "type": "array", "items": { "type": "boolean" },
          "required": false, "nullable": false, "deprecated": false, "since": 1, "source": { "document": "tea.txt", "lines": [12, 12] } },
        { "name": "Cups", "type": "array", "items": { "type": "object", "ref": "Cup" },
          "required": false, "nullable": false, "deprecated": false, "since": 1, "source": { "document": "tea.txt", "lines": [12, 12] } }
    ]);
    action["response"] = json!([
        { "name": "Receipts", "type": "array", "items": { "type": "object", "ref": "Receipt" }, "item_name": "Receipt",
          "required": null, "nullable": false, "deprecated": false, "since": 1, "source": { "document": "tea.txt", "lines": [21, 21] } },
        { "name": "ByCup", "type": "map", "values": { "type": "integer" },
          "required": null, "nullable": false, "deprecated": false, "since": 1, "source": { "document": "tea.txt", "lines": [22, 22] } }
    ]);
    action["examples"] = json!([{
        "title": null,
        "request": { "query": { "Plan": "[{\"Size\": 1}]", "Hot.1": "true", "Hot.2": "false", "Cups.1.Size": "1" } },
        "response": { "RequestId": "r", "Receipts": { "Receipt": [{ "Total": 1 }] }, "ByCup": { "cup-1": 1 } },
        "source": { "document": "tea.txt", "lines": [31, 40] }
    }]);
    value
}

#[test]
fn wrapped_lists_maps_and_json_strings_are_followed() {
    assert_eq!(check(&spec(wrapped())), []);
    let mut value = wrapped();
    let example = &mut value["actions"]["BrewTea"]["examples"][0];
    example["request"]["query"]["Plan"] = json!("[{\"Size\": \"one\"}]");
    example["request"]["query"]["Hot.2"] = json!("cold");
    example["response"]["ByCup"]["cup-2"] = json!("two");
    example["response"]["Receipts"] = json!([{ "Total": 1 }]);
    let messages: Vec<String> = check(&spec(value)).into_iter().map(|d| d.message).collect();
    assert_eq!(
        messages,
        [
            "request of example 1 of BrewTea: `Plan[].Size` is the string `one`, and the table says integer",
            "request of example 1 of BrewTea: `Hot[]` is the text `cold`, and the table says boolean",
            "response of example 1 of BrewTea: `Receipts` is an array, and the table says array of Receipt wrapped in `Receipt`",
            "response of example 1 of BrewTea: `ByCup.*` is the string `two`, and the table says integer",
        ]
    );
}

#[test]
fn an_extra_wrapper_is_named_and_looked_into() {
    let mut value = wrapped();
    let response = value["actions"]["BrewTea"]["examples"][0]["response"].clone();
    value["actions"]["BrewTea"]["examples"][0]["response"] = json!({ "BrewTeaResponse": response });
    let found = check(&spec(value));
    assert_eq!(found.iter().map(|d| d.code).collect::<Vec<_>>(), ["example-envelope"]);
    assert!(found[0].message.contains("wrapped in an object `BrewTeaResponse`"));
}

#[test]
fn a_structure_that_contains_itself_and_a_deep_query_end() {
    let mut value = clean();
    let inner = json!({ "name": "Inner", "type": "object", "ref": "Cup", "required": false, "nullable": false, "deprecated": false,
        "since": 1, "source": { "document": "tea.txt", "lines": [63, 63] } });
    value["structures"]["Cup"]["fields"].as_array_mut().unwrap().push(inner);
    let deep = format!("Cups.0{}.Size", ".Inner".repeat(100_000));
    value["actions"]["BrewTea"]["examples"][0]["request"]["query"][&deep] = json!("1");
    let found = check(&spec(value));
    assert_eq!(found.iter().map(|d| d.code).collect::<Vec<_>>(), ["example-unknown-field"]);
}
