//! What a changelog says about the past of an invented API.
#![allow(clippy::unwrap_used, clippy::panic)]

use docquarry::changelog::past::{Moment, at};
use docquarry::changelog::status::{Status, Statuses};
use docquarry::changelog::unannounced::Silence;
use docquarry::check::check;
use docquarry::spec::model::{Field, Spec, Uncertain};
use serde_json::{Value, json};

fn field(name: &str, ty: Value, required: Option<bool>) -> Value {
    let mut field = json!({ "name": name, "required": required, "nullable": false, "deprecated": false, "since": null,
        "source": { "document": "lantern.txt", "lines": [1, 2] } });
    let types = ty.as_object().unwrap().clone();
    field.as_object_mut().unwrap().extend(types);
    field
}

fn text(name: &str) -> Value {
    field(name, json!({ "type": "string" }), Some(false))
}

fn action(request: Value, response: Value, examples: Value) -> Value {
    json!({ "title": null, "group": null, "endpoint": null, "rate_limit": null, "updated_at": "2021-01-01T10:00:00",
        "deprecated": false, "since": null, "url": null, "request": request, "response": response, "errors": [],
        "examples": examples, "source": { "document": "lantern.txt", "lines": [1, 9] } })
}

fn structure(fields: Value, used_by: &[&str]) -> Value {
    json!({ "since": null, "fields": fields, "used_by": used_by, "url": null,
        "source": { "document": "lantern.txt", "lines": [1, 9] } })
}

/// Releases as the document may print them, oldest or newest first: number, date, and `op kind owner name`.
fn changelog(releases: &[(Option<u32>, &str, &[&str])]) -> Value {
    let change = |line: &&str| {
        let words: Vec<&str> = line.split(' ').collect();
        let owner = if words[2] == "-" { Value::Null } else { json!(words[2]) };
        json!({ "op": words[0], "kind": words[1], "owner": owner, "names": [words[3]] })
    };
    let release = |(number, date, lines): &(Option<u32>, &str, &[&str])| json!({ "release": number, "date": date, "changes": lines.iter().map(change).collect::<Vec<_>>() });
    releases.iter().map(release).collect()
}

fn spec(actions: Value, structures: Value, changelog: Value) -> Spec {
    serde_json::from_value(json!({ "spec_version": 1, "id": "tencent-lantern", "vendor": "tencent",
        "product": "lantern", "api_version": "1", "protocol": "tencent-v3", "endpoints": [], "common_parameters": {},
        "actions": actions, "structures": structures, "errors": {}, "changelog": changelog }))
    .unwrap()
}

fn names(fields: &[Field]) -> Vec<&str> {
    fields.iter().map(|field| field.name.as_str()).collect()
}

fn past(spec: &Spec, moment: &str) -> Spec {
    at(spec, &moment.parse::<Moment>().unwrap()).unwrap()
}

/// A parameter that came, went and came again.
fn coming_and_going() -> Spec {
    let releases: &[(Option<u32>, &str, &[&str])] = &[
        (Some(1), "2020-01-01", &["add action - Light"]),
        (Some(2), "2020-02-01", &["add request_field Light Hours"]),
        (Some(3), "2020-03-01", &["remove request_field Light Hours"]),
        (Some(4), "2020-04-01", &["add request_field Light Hours"]),
        (Some(5), "2020-05-01", &["modify request_field Light Place"]),
    ];
    let light = action(json!([text("Place"), text("Hours")]), json!([]), json!([]));
    spec(json!({ "Light": light }), json!({}), changelog(releases))
}

#[test]
fn a_field_is_there_between_its_announcements() {
    let spec = coming_and_going();
    let there = |moment: &str| names(&past(&spec, moment).actions["Light"].request).contains(&"Hours");
    let moments = ["1", "2", "3", "4", "5"];
    assert_eq!(moments.map(there), [false, true, false, true, true]);
    assert!(there("2020-02-29") && !there("2020-03-01"), "a day is the last release up to it");
}

#[test]
fn what_was_modified_or_announced_anew_later_is_uncertain() {
    let spec = coming_and_going();
    let uncertain = |moment: &str, name: &str| {
        let past = past(&spec, moment);
        past.actions["Light"].request.iter().find(|field| field.name == name).unwrap().uncertain.clone()
    };
    let shape = [Uncertain::Type, Uncertain::Required, Uncertain::Facts];
    assert_eq!(uncertain("2", "Hours"), shape);
    assert_eq!(uncertain("4", "Hours"), []);
    assert_eq!(uncertain("4", "Place"), shape);
    assert_eq!(uncertain("5", "Place"), []);
}

#[test]
fn the_newest_release_is_the_spec_itself_and_an_older_one_has_the_older_changelog() {
    let mut spec = coming_and_going();
    docquarry::changelog::set_births(&mut spec);
    assert_eq!(Spec { as_of: None, ..past(&spec, "5") }, spec);
    let older = past(&spec, "3");
    assert_eq!((older.changelog.len(), older.actions["Light"].since), (3, Some(1)));
    let json = serde_json::to_value(&older).unwrap();
    assert_eq!(
        json["as_of"],
        json!({ "release": 3, "date": "2020-03-01", "newest_release": 5,
        "newest_date": "2020-05-01", "from_newest": Spec::UNDATED.to_vec() })
    );
    assert_eq!(serde_json::from_value::<Spec>(json).unwrap(), older);
    assert_eq!(older.actions["Light"].updated_at, None, "the page changed later");
}

#[test]
fn releases_that_are_not_there_are_refused() {
    let spec = coming_and_going();
    for (moment, words) in [("9", "no release 9"), ("0", "no release 0"), ("2019-12-31", "up to 2019-12-31")] {
        let error = at(&spec, &moment.parse().unwrap()).unwrap_err();
        assert_eq!(error.code, "no-such-release");
        assert!(error.message.contains(words), "{error}");
    }
    for text in ["", "x", "2020-1-1", "-1", "2020-01-01T00", "１２"] {
        assert!(text.parse::<Moment>().is_err(), "{text}");
    }
    assert_eq!(past(&spec, "2030-01-01").as_of.unwrap().release, Some(5));
}

#[test]
fn a_release_without_a_number_is_found_by_its_day_and_members_by_dotted_or_bare_names() {
    let lanterns = json!({ "type": "array", "items": { "type": "object",
        "fields": [text("port"), text("colour"), text("smell")] } });
    let light = action(
        json!([field("lanterns", lanterns, Some(true))]),
        json!([]),
        json!([{ "title": null, "request": { "query": { "lanterns.0.port": "1", "lanterns.0.smell": "oil",
            "lanterns.1.colour": "red", "other.0": "kept" } }, "response": null }]),
    );
    let releases: &[(Option<u32>, &str, &[&str])] = &[
        (None, "2020-01-01", &[]),
        (None, "2020-06-01", &["add request_field Light lanterns.n.colour"]),
        (None, "2020-12-01", &["add request_field Light smell"]),
    ];
    let spec = spec(json!({ "Light": light }), json!({}), changelog(releases));
    let members = |moment: &str| {
        let past = past(&spec, moment);
        let inner: Vec<String> =
            past.actions["Light"].request[0].ty.inline_fields().iter().map(|field| field.name.clone()).collect();
        (inner.join(" "), past.actions["Light"].examples[0].request.to_string())
    };
    let query = |rest: &str| format!("{{\"query\":{{\"lanterns.0.port\":\"1\",{rest}\"other.0\":\"kept\"}}}}");
    assert_eq!(members("2020-01-01"), ("port".to_owned(), query("")));
    assert_eq!(members("2020-06-01"), ("port colour".to_owned(), query("\"lanterns.1.colour\":\"red\",")));
}

/// Structures that were announced late, that nothing used, and that something used before they were announced.
#[test]
fn structures_are_there_when_something_reaches_them() {
    let reference = |name: &str| json!({ "type": "object", "ref": name });
    let light = action(
        json!([
            field("Early", reference("Doubtful"), Some(false)),
            field("Late", reference("Reached"), Some(false)),
            field("Silent", reference("Young"), Some(false)),
        ]),
        json!([]),
        json!([{ "title": null, "request": { "Early": { "A": "1", "B": "2" }, "Late": {}, "Odd": 1 },
            "response": { "Response": { "RequestId": "r" } } }]),
    );
    let structures = json!({
        "Doubtful": structure(json!([text("A"), text("B")]), &["Light", "Gone"]),
        "Reached": structure(json!([]), &["Light"]),
        "Alone": structure(json!([]), &[]),
        "Young": structure(json!([field("Inner", reference("Unnamed"), Some(false))]), &["Light"]),
        "Unnamed": structure(json!([]), &["Light"]),
    });
    let releases: &[(Option<u32>, &str, &[&str])] = &[
        (
            Some(2),
            "2020-02-01",
            &[
                "add structure - Doubtful",
                "add structure - Young",
                "modify request_field Light Early",
                "add request_field Light Late",
                "add member Doubtful B",
            ],
        ),
        (Some(1), "2020-01-01", &["add action - Light", "add structure - Reached", "add structure - Alone"]),
    ];
    let spec = spec(json!({ "Light": light }), structures, changelog(releases));
    let past = past(&spec, "1");
    // `Early` had another type then. `Silent` came with its structure, and so did what that holds and no release names.
    assert_eq!(past.structures.keys().collect::<Vec<_>>(), ["Doubtful", "Reached", "Alone"]);
    assert_eq!(names(&past.actions["Light"].request), ["Early"]);
    assert_eq!(at(&spec, &"2".parse().unwrap()).unwrap().actions["Light"].request[2].since, Some(2));
    assert_eq!(past.structures["Doubtful"].uncertain, [Uncertain::Presence]);
    assert_eq!(past.structures["Doubtful"].used_by, ["Light"]);
    assert_eq!(past.actions["Light"].examples[0].request, json!({ "Early": { "A": "1" }, "Odd": 1 }));
}

#[test]
fn what_no_table_has_any_more_is_known_by_name() {
    let shown = json!([{ "title": null, "request": null,
        "response": { "Response": { "Glow": 3, "Lantern": { "Smoke": true } } } }]);
    let list = action(json!([]), json!([field("Lantern", json!({ "type": "object", "ref": "Lantern" }), None)]), shown);
    let releases: &[(Option<u32>, &str, &[&str])] = &[
        (
            Some(1),
            "2020-01-01",
            &[
                "add action - List",
                "add action - Mend",
                "add structure - Lantern",
                "add structure - Wick",
                "add member Wick Length",
            ],
        ),
        (Some(2), "2020-02-01", &["deprecate member Lantern Smoke", "remove action - Mend", "remove structure - Wick"]),
        (Some(3), "2020-03-01", &["remove response_field List Glow", "modify member Lantern Hearsay"]),
        (Some(4), "2020-04-01", &["deprecate action - List", "add member Lantern Brightness"]),
        (Some(5), "2020-05-01", &["deprecate member Lantern Brigthness"]),
    ];
    let lantern = structure(json!([field("Brightness", json!({ "type": "integer" }), None)]), &["List"]);
    let spec = spec(json!({ "List": list }), json!({ "Lantern": lantern }), changelog(releases));
    let first = past(&spec, "1");
    assert_eq!(first.listed_actions.keys().collect::<Vec<_>>(), ["Mend"]);
    assert_eq!(first.structures["Wick"].uncertain, [Uncertain::Members]);
    assert_eq!(names(&first.structures["Wick"].fields), ["Length"]);
    // From examples, from the name that looks alike.
    let types = |fields: &[Field]| -> Vec<String> {
        fields.iter().map(|field| format!("{} {}", field.name, field.ty)).collect()
    };
    assert_eq!(types(&first.actions["List"].response), ["Lantern Lantern", "Glow integer"]);
    assert_eq!(types(&first.structures["Lantern"].fields), ["Smoke boolean", "Brigthness integer"]);
    let third = past(&spec, "3");
    assert_eq!(types(&third.actions["List"].response), ["Lantern Lantern"]);
    let smoke = &third.structures["Lantern"].fields[0];
    assert_eq!((smoke.deprecated, smoke.deprecated_since), (true, Some(2)));
    assert_eq!(smoke.uncertain, [Uncertain::Presence, Uncertain::Type]);
    assert!(third.listed_actions.is_empty() && !third.structures.contains_key("Wick"));
    let fourth = past(&spec, "4");
    assert_eq!((fourth.actions["List"].deprecated, fourth.actions["List"].deprecated_since), (true, Some(4)));
    assert!(!past(&spec, "3").actions["List"].deprecated);
}

/// Whether a name was there, by what releases before and after say of it.
#[test]
fn a_name_is_certain_as_long_as_a_release_speaks_of_it() {
    let light = action(json!([text("Twice")]), json!([]), json!([]));
    let releases: &[(Option<u32>, &str, &[&str])] = &[
        (
            Some(1),
            "2020-01-01",
            &["add action - Light", "add request_field Light Twice", "add request_field Light Old"],
        ),
        (Some(2), "2020-02-01", &["deprecate request_field Light Old"]),
        (Some(3), "2020-03-01", &["add request_field Light Forgotten"]),
        (Some(4), "2020-04-01", &["modify request_field Light Old", "add request_field Light Twice"]),
        (Some(5), "2020-05-01", &[]),
    ];
    let spec = spec(json!({ "Light": light }), json!({}), changelog(releases));
    let states = |name: &str| -> String {
        let state = |moment: &str| {
            let past = past(&spec, moment);
            match past.actions["Light"].request.iter().find(|field| field.name == name) {
                None => '-',
                Some(field) if field.uncertain.contains(&Uncertain::Presence) => '?',
                Some(_) => '+',
            }
        };
        ["1", "2", "3", "4", "5"].map(state).iter().collect()
    };
    assert_eq!(states("Old"), "++++?", "spoken of until release 4, deprecated, and in no table");
    assert_eq!(states("Twice"), "+??++", "announced as new twice");
    assert_eq!(states("Forgotten"), "--+?-", "announced, in no table, and nobody says why");
}

/// Actions and structures that no table has and no release names, but for what it says of their parts.
#[test]
fn an_owner_is_there_as_long_as_a_release_speaks_of_its_parts() {
    let releases: &[(Option<u32>, &str, &[&str])] = &[
        (Some(1), "2020-01-01", &["add action - Light"]),
        (Some(2), "2020-02-01", &["add request_field Douse Water", "modify member Bucket Size"]),
        (Some(3), "2020-03-01", &["add member Bucket Handle"]),
        (Some(4), "2020-04-01", &[]),
    ];
    let light = action(json!([]), json!([]), json!([]));
    let spec = spec(json!({ "Light": light }), json!({}), changelog(releases));
    let states = |is_doubtful: &dyn Fn(&Spec) -> Option<bool>| -> String {
        let state = |moment: &str| is_doubtful(&past(&spec, moment)).map_or('-', |doubt| if doubt { '?' } else { '+' });
        ["1", "2", "3", "4"].map(state).iter().collect()
    };
    let doubts = |uncertain: &Vec<Uncertain>| uncertain.contains(&Uncertain::Presence);
    assert_eq!(states(&|past| past.listed_actions.get("Douse").map(|action| doubts(&action.uncertain))), "++?-");
    assert_eq!(states(&|past| past.structures.get("Bucket").map(|bucket| doubts(&bucket.uncertain))), "+++-");
    assert_eq!(names(&past(&spec, "2").structures["Bucket"].fields), ["Size"]);
    assert_eq!(names(&past(&spec, "3").structures["Bucket"].fields), ["Size", "Handle"]);
}

/// "Accepts `tinLanternId`" speaks of values of a parameter.
#[test]
fn a_name_that_is_the_value_of_a_parameter_contradicts_nothing() {
    let light = action(json!([text("lanternIds"), text("place")]), json!([]), json!([]));
    let list =
        action(json!([text("lanternId"), text("Id")]), json!([text("tinLanternId"), text("tinWick")]), json!([]));
    let lines = [
        ("modify request_field Light tinLanternId", Status::Accepted),
        ("modify request_field Light paperLanternId", Status::Contradiction),
        ("modify request_field Light tinWick", Status::Contradiction),
        ("modify request_field List tinLanternId", Status::Contradiction),
        ("add request_field List tinLanternId", Status::Contradiction),
    ];
    for (line, status) in lines {
        let releases: &[(Option<u32>, &str, &[&str])] = &[(None, "2020-01-01", &[line])];
        let spec = spec(json!({ "Light": light, "List": list }), json!({}), changelog(releases));
        let statuses = Statuses::of(&spec);
        assert_eq!(statuses.rows[0].status, status, "{line}");
        let unknown = check(&spec).iter().filter(|finding| finding.code == "changelog-unknown-name").count();
        assert_eq!(unknown, usize::from(status == Status::Contradiction), "{line}");
    }
}

/// Each name stands in its own line; a spec without lines has the release's.
#[test]
fn each_name_of_a_release_has_its_own_line() {
    let releases = json!([{ "release": 1, "date": "2020-01-01", "source": { "document": "lantern.txt", "lines": [3, 9] },
        "changes": [
            { "op": "add", "kind": "action", "owner": null, "names": ["Light", "List"], "lines": [5, 7] },
            { "op": "add", "kind": "structure", "owner": null, "names": ["Wick"] },
        ] }]);
    let spec = spec(json!({}), json!({}), releases);
    let statuses = Statuses::of(&spec);
    let lines: Vec<(&str, [u32; 2])> =
        statuses.rows.iter().map(|row| (row.name, row.source.as_ref().unwrap().lines)).collect();
    assert_eq!(lines, [("Wick", [3, 9]), ("Light", [5, 5]), ("List", [7, 7])]);
    let finding = check(&spec).into_iter().find(|finding| finding.message.contains("List")).unwrap();
    assert_eq!(finding.source.unwrap().lines, [7, 7]);
}

#[test]
fn each_announcement_has_one_row_and_the_rows_add_up() {
    let spec = coming_and_going();
    let statuses = Statuses::of(&spec);
    let sums: usize = Status::ALL.iter().map(|status| statuses.count(*status)).sum();
    assert_eq!((statuses.rows.len(), sums), (5, 5));
    assert_eq!(statuses.rows[0].release, Some(5), "newest first");
    assert_eq!(statuses.count(Status::Returned), 1);
}

#[test]
fn the_order_in_which_a_changelog_is_printed_does_not_matter() {
    let spec = coming_and_going();
    let turned = Spec { changelog: spec.changelog.iter().rev().cloned().collect(), ..spec.clone() };
    assert_eq!(Statuses::of(&spec).rows, Statuses::of(&turned).rows);
    let bare = |spec: &Spec| Spec { changelog: Vec::new(), ..past(spec, "3") };
    assert_eq!(bare(&spec), bare(&turned));
}

#[test]
fn two_editions_that_are_one_do_not_differ_and_a_past_finds_what_came_since() {
    let spec = coming_and_going();
    assert_eq!(Silence::between(&spec, &spec).differences, []);
    let silence = Silence::between(&past(&spec, "3"), &spec);
    assert_eq!((silence.differences.len(), silence.silent().count()), (1, 0));
    assert_eq!(silence.new_releases, ["release 5", "release 4"]);
}

#[test]
fn an_empty_changelog_has_nothing_to_reconcile() {
    let spec = Spec { changelog: Vec::new(), ..coming_and_going() };
    assert_eq!(Statuses::of(&spec).rows, []);
    assert!(check(&spec).iter().all(|finding| !finding.code.starts_with("changelog")));
}

#[test]
fn the_rules_of_differences_exist() {
    for rule in docquarry::changelog::unannounced::rules() {
        assert!(docquarry::diff::Rule::of(rule).is_some(), "{rule}");
    }
}

/// The file of a path among emitted ones.
fn emitted(target: docquarry::pipeline::Target, spec: &Spec, path: &str) -> String {
    let options = docquarry::pipeline::EmitOptions::new("test");
    let emitted = docquarry::pipeline::emit(target, spec, &options).unwrap();
    emitted.files.get(path).unwrap_or_else(|| panic!("{path} in {:?}", emitted.files.keys())).clone()
}

#[test]
fn generated_docs_say_since_when_something_is_going_away_and_what_is_uncertain() {
    use docquarry::pipeline::Target::{Reference, Rust};
    let lantern: Spec = serde_json::from_str(include_str!("../../tests/cases/changelog/lantern.json")).unwrap();
    let past = past(&lantern, "5");
    let structure = emitted(Rust, &past, "src/model/lantern.rs");
    assert!(structure.contains("deprecated since release 5; uncertain: type"), "{structure}");
    let crate_docs = emitted(Rust, &past, "src/lib.rs");
    assert!(
        crate_docs.contains("As of release 5 (2021-01-10), made from the documentation of release 6"),
        "{crate_docs}"
    );
    let page = emitted(Reference, &past, "structures/Lantern.md");
    assert!(page.contains("**Deprecated** since [2021-01-10](../releases.md#release-5-2021-01-10)."), "{page}");
    assert!(page.contains("Uncertain: type."), "{page}");
    assert!(emitted(Reference, &past, "README.md").contains("> As of release 5 (2021-01-10)"));
    assert!(!emitted(Reference, &lantern, "README.md").contains("As of"));

    // A deprecated action and a deprecated parameter carry the release in the note, which is not the crate's version.
    let mut spec = coming_and_going();
    spec.changelog.extend(
        serde_json::from_value::<Vec<_>>(changelog(&[(
            Some(6),
            "2020-06-01",
            &["deprecate action - Light", "deprecate request_field Light Hours"],
        )]))
        .unwrap(),
    );
    docquarry::changelog::set_births(&mut spec);
    let operation = emitted(Rust, &spec, "src/operation/light.rs");
    assert!(operation.contains("#[deprecated = \"the vendor is retiring it since release 6\"]"), "{operation}");
    assert!(emitted(Rust, &spec, "src/client.rs").contains("the vendor is retiring it since release 6"));
    assert!(operation.contains("Deprecated since release 6"), "{operation}");
    assert!(emitted(Reference, &spec, "actions/Light.md").contains("> **Deprecated** since [2020-06-01]"));
}

/// Left-over fields of an old and a new action: name, label, values.
type Described<'a> = (&'a str, &'a str, &'a [&'a str]);

/// `old → new` for each suggestion, with its rules.
fn suggestions(old: &[Described<'_>], new: &[Described<'_>]) -> Vec<String> {
    let table = |fields: &[Described<'_>]| -> Value {
        let described = |(name, label, values): &Described<'_>| {
            let mut field = text(name);
            field["label"] = json!(label);
            if !values.is_empty() {
                field["enum"] = json!(values);
            }
            field
        };
        fields.iter().map(described).collect()
    };
    let api = |fields| spec(json!({ "Light": action(table(fields), json!([]), json!([])) }), json!({}), json!([]));
    let guide = docquarry::migrate::Guide::between(&api(old), &api(new));
    let rows = guide.rows().filter(|row| row.status == docquarry::migrate::Status::Suggested);
    rows.map(|row| format!("{:?} → {} by {}", row.from, row.to.join(","), row.rules.join(" "))).collect()
}

#[test]
fn fields_that_are_described_alike_are_suggested_where_no_other_is_as_good() {
    let colours: &[&str] = &["red", "green", "blue"];
    for (old, new, expected) in [
        // The same values, whatever the names.
        (&[("glow", "", colours)][..], &[("Tint", "", colours)][..], "Some(\"glow\") → Tint by suggest.values"),
        // Two values are alike by chance.
        (&[("glow", "", &["0", "1"])], &[("Tint", "", &["0", "1"])], ""),
        // Labels that say the same; labels that are near, with a word of the name.
        (
            &[("vport", "port of the lamp", &[])],
            &[("LampPort", "the port of the lamp", &[])],
            "Some(\"vport\") → LampPort by suggest.label",
        ),
        (
            &[("wickPort", "port of the wick", &[])],
            &[("LampPort", "port of the lamp", &[])],
            "Some(\"wickPort\") → LampPort by suggest.label suggest.words",
        ),
        // A word of the name alone is nothing.
        (&[("wickPort", "soot", &[])], &[("LampPort", "glass", &[])], ""),
        // Two that are as good, on either side.
        (&[("glow", "", colours)], &[("Tint", "", colours), ("Hue", "", colours)], ""),
        (&[("glow", "", colours), ("shine", "", colours)], &[("Tint", "", colours)], ""),
    ] {
        assert_eq!(suggestions(old, new).join("; "), expected, "{old:?} {new:?}");
    }
}

/// Structures that hold each other in every member: ten to the power of the depth without a bound.
#[test]
fn structures_that_hold_each_other_do_not_explode() {
    let reference = |name: &str| json!({ "type": "object", "ref": name });
    let members: Vec<Value> =
        (0..10).map(|n| field(&format!("Part{n}"), reference(&format!("S{}", n % 3)), Some(true))).collect();
    let structures: serde_json::Map<String, Value> =
        (0..3).map(|n| (format!("S{n}"), structure(json!(members), &[]))).collect();
    let light = action(json!(members), json!(members), json!([]));
    let releases: &[(Option<u32>, &str, &[&str])] =
        &[(Some(1), "2020-01-01", &[]), (Some(2), "2020-02-01", &["add member S0 Part3"])];
    let spec = spec(json!({ "Light": light }), structures.into(), changelog(releases));
    let guide = docquarry::migrate::Guide::between(&spec, &spec);
    assert!(guide.rows().count() < 50_000);
    assert_eq!(past(&spec, "1").structures["S0"].fields.len(), 9);
    assert!(docquarry::explain::explain(&spec, "Light.Part0.Part1.Part2").is_ok());
}
