//! Golden cases of the extraction of facts: each names the facts of an invented description exactly.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::collections::BTreeSet;

use docquarry::description::{ConditionStated, Subject, TABLE_RULE, conditions, extract, label, rules};
use docquarry::spec::model::{Facts, NumberFormat, StringFormat, Type};
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    /// `string`, `integer`, `number`, `boolean`, `object`, `json`; `[…]` around it for lists.
    #[serde(rename = "type")]
    ty: String,
    text: String,
    #[serde(default = "field")]
    field: String,
    example: Option<String>,
    /// The facts as the spec holds them, JSON.
    #[serde(default = "nothing")]
    facts: String,
}

fn field() -> String {
    "Shelf".to_owned()
}

fn nothing() -> String {
    "{}".to_owned()
}

fn ty(name: &str) -> Type {
    if let Some(items) = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return Type::array(ty(items));
    }
    match name {
        "string" => Type::string(),
        "integer" => Type::integer(),
        "number" => Type::Number { format: Some(NumberFormat::Float) },
        "boolean" => Type::Boolean,
        "object" => Type::reference("Shelf"),
        "json" => {
            Type::String { format: Some(StringFormat::Json), content: Some(Box::new(Type::array(Type::string()))) }
        }
        other => panic!("unknown type {other}"),
    }
}

fn cases() -> Vec<Case> {
    let sources = [
        include_str!("description/enumerations.toml"),
        include_str!("description/numbers.toml"),
        include_str!("description/defaults.toml"),
        include_str!("description/traps.toml"),
        include_str!("description/labels.toml"),
    ];
    sources.iter().flat_map(|source| toml::from_str::<Cases>(source).expect("cases are TOML").case).collect()
}

fn run(case: &Case, text: &str) -> Facts {
    let ty = ty(&case.ty);
    let example = case.example.as_deref();
    extract(&Subject { name: &case.field, ty: &ty, text, example, required: None })
}

#[test]
fn each_case_gives_exactly_its_facts() {
    let mut wrong = Vec::new();
    for case in cases() {
        let expected: serde_json::Value =
            serde_json::from_str(&case.facts).unwrap_or_else(|error| panic!("{}: {error}", case.name));
        let found = serde_json::to_value(run(&case, &case.text)).unwrap();
        if found != expected {
            wrong.push(format!(
                "{}\n  text:     {:?}\n  expected: {expected}\n  found:    {found}",
                case.name, case.text
            ));
        }
    }
    assert!(wrong.is_empty(), "{} cases differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn case_names_are_unique() {
    let mut seen = BTreeSet::new();
    for case in cases() {
        assert!(seen.insert(case.name.clone()), "{} is there twice", case.name);
    }
}

#[test]
fn each_rule_has_a_case_that_it_finds() {
    // Tables of values are beside descriptions; `tests/cases/pages` has their cases. Conditions have a test of their own.
    let is_elsewhere = |id: &str| id == TABLE_RULE || id.starts_with("condition.");
    let known: BTreeSet<&str> = rules().map(|(id, _)| id).filter(|id| !is_elsewhere(id)).collect();
    let used: BTreeSet<String> =
        cases().iter().flat_map(|case| run(case, &case.text).rules.into_values().collect::<Vec<_>>()).collect();
    let unused: Vec<_> = known.iter().filter(|id| !used.contains(**id)).collect();
    assert!(unused.is_empty(), "no case for {unused:?}");
    let unknown: Vec<_> = used.iter().filter(|id| !known.contains(id.as_str())).collect();
    assert!(unknown.is_empty(), "not in the table: {unknown:?}");
}

/// What the description of `Cups` says of fields beside it, each in a line.
fn stated(text: &str) -> Vec<String> {
    let names = ["Cups", "Pots", "Kind", "Tray", "Lid"];
    let line = |condition: ConditionStated| {
        let when = condition.when.map(|(field, values)| format!(" when {field} {values:?}")).unwrap_or_default();
        format!("{} {}{when}", condition.rule, condition.fields.join("+"))
    };
    conditions(text, "Cups", &names.into()).into_iter().map(line).collect()
}

#[test]
fn conditions_name_fields_of_the_request() {
    let cases: &[(&str, &[&str])] = &[
        ("茶杯。不支持同时指定 Cups 和 Pots。", &["condition.exclusive Cups+Pots"]),
        ("茶杯，与Pots互斥。", &["condition.exclusive Cups+Pots"]),
        ("该参数与Pots或Tray不能同时指定。", &["condition.exclusive Cups+Pots", "condition.exclusive Cups+Tray"]),
        ("You can specify only one of Cups and Pots.", &["condition.exclusive Cups+Pots"]),
        ("茶杯，与 Pots 至少提供一个。", &["condition.one-of Cups+Pots"]),
        (
            "注意：参数 Cups、Pots 只能传入一个且必须传入一个。",
            &["condition.exclusive Cups+Pots", "condition.one-of Cups+Pots"],
        ),
        ("One of the two lists, `Cups` and `Pots`, must be passed at least.", &["condition.one-of Cups+Pots"]),
        ("Cups与Tray必须同时指定或不指定，并且数量与Lid相同。", &["condition.together Cups+Tray"]),
        ("当Kind为GREEN或BLACK时，必填。", &[r#"condition.required-if Cups when Kind ["GREEN", "BLACK"]"#]),
        (
            "This parameter is required when Kind is set to GREEN.",
            &[r#"condition.required-if Cups when Kind ["GREEN"]"#],
        ),
        ("如果没有 Pots，则此项必传。", &["condition.required-unless Cups when Pots []"]),
        ("Cups is required if Pots is not specified.", &["condition.required-unless Cups when Pots []"]),
        ("指定了Pots时必填。", &["condition.required-if Cups when Pots []"]),
        (
            "This parameter is required only when the `Pots` parameter is specified.",
            &["condition.required-if Cups when Pots []"],
        ),
        ("仅当Kind为GREEN时生效。", &[r#"condition.applies Cups when Kind ["GREEN"]"#]),
        ("当Kind（茶类）取值为GREEN（绿茶）时，该参数有效。", &[r#"condition.applies Cups when Kind ["GREEN"]"#]),
        (
            "This parameter takes effect only when the Kind parameter is set to GREEN.",
            &[r#"condition.applies Cups when Kind ["GREEN"]"#],
        ),
        (
            "Kind为GREEN时必选且有效。",
            &[r#"condition.required-if Cups when Kind ["GREEN"]"#, r#"condition.applies Cups when Kind ["GREEN"]"#],
        ),
        (
            "You must specify one of the following parameters: `Cups`, `Pots`, and `Tray`.",
            &["condition.one-of Cups+Pots+Tray"],
        ),
        ("若此项不填，则Pots，Tray 必填，此外Lid必填。", &["condition.others Pots+Tray when Cups []"]),
        ("如果指定了Cups，则Pots也必须指定。", &["condition.others Pots when Cups []"]),
        ("不可以与Pots同时传入。", &["condition.exclusive Cups+Pots"]),
        ("只能设置 Cups 或 Pots。", &["condition.exclusive Cups+Pots"]),
        ("必须和Pots一同传入。", &["condition.together Cups+Pots"]),
        // What is said not to be so.
        ("This parameter is not required if Kind is set to GREEN.", &[]),
        ("提供Pots时本参数不生效。", &[]),
        ("当Kind为GREEN时必填(该参数仅对绿茶有效)", &[r#"condition.required-if Cups when Kind ["GREEN"]"#]),
        // A premise that is no field, two premises, fields of another request, and a rule about something else.
        ("白茶如果没有 Pots，则此项必传。", &[]),
        ("当Kind为GREEN且Tray为BIG时必填。", &[]),
        ("不支持同时指定 Bowls 和 Spoons。", &[]),
        ("当Kind为GREEN时，Pots必填。", &[]),
        ("非整套茶具Pots和Tray二者必填其一。", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(stated(text), *expected, "{text}");
    }
    let found: BTreeSet<String> = cases
        .iter()
        .flat_map(|(text, _)| stated(text))
        .filter_map(|line| line.split(' ').next().map(str::to_owned))
        .collect();
    let known: BTreeSet<String> =
        rules().map(|(id, _)| id.to_owned()).filter(|id| id.starts_with("condition.")).collect();
    assert_eq!(found, known);
}

#[test]
fn rule_ids_are_unique_and_name_their_fact() {
    let mut seen = BTreeSet::new();
    for (id, example) in rules() {
        assert!(seen.insert(id), "{id} is there twice");
        assert!(id.contains('.') && !example.is_empty(), "{id}");
    }
}

#[test]
fn facts_have_the_type_of_the_field() {
    for case in cases() {
        let facts = run(&case, &case.text);
        let scalar = case.ty.trim_matches(['[', ']']);
        for value in facts.enumeration.iter().chain(&facts.default) {
            let fits = match scalar {
                "string" => value.is_string(),
                "integer" => value.is_i64(),
                "number" => value.is_number(),
                "boolean" => value.is_boolean(),
                _ => false,
            };
            assert!(fits, "{}: {value} is no {scalar}", case.name);
        }
        assert!(scalar != "boolean" || facts.enumeration.is_empty(), "{}: a boolean needs no enumeration", case.name);
        for value in facts.enum_labels.keys() {
            let known = facts
                .enumeration
                .iter()
                .any(|one| one.as_str().map_or_else(|| one.to_string(), str::to_owned) == *value)
                || scalar == "boolean" && matches!(value.as_str(), "true" | "false")
                || facts.enumeration.is_empty() && scalar == "string";
            assert!(known, "{}: {value} has a label and is no value", case.name);
        }
    }
}

/// A description may be cut anywhere, and its parts may stand in any order; that must never end in a panic.
#[test]
fn damaged_descriptions_are_read_without_panic() {
    let cases = cases();
    for (i, case) in cases.iter().enumerate() {
        let other = &cases[(i * 7 + 3) % cases.len()].text;
        for (at, _) in case.text.char_indices() {
            let (head, tail) = case.text.split_at(at);
            for text in [head.to_owned(), tail.to_owned(), format!("{tail}{head}"), format!("{head}{other}")] {
                let facts = run(case, &text);
                if let (Some(low), Some(high)) = (&facts.minimum, &facts.maximum) {
                    assert!(low.as_f64() <= high.as_f64(), "{text:?}: {low} to {high}");
                }
            }
        }
    }
}

/// A page that repeats itself ten thousand times is read like one that does not, and without end in sight it would
/// never return if the cost of a list grew with the square of its length.
#[test]
fn repeated_items_are_one_value() {
    let facts = |count: usize| {
        let text = format!("取值范围：{}", "SHELF：说明、其一（附注），".repeat(count));
        let ty = Type::string();
        extract(&Subject { name: "Shelf", ty: &ty, text: &text, example: None, required: None })
    };
    assert_eq!(facts(10_000).enumeration, ["SHELF"]);
    assert_eq!(facts(10_000), facts(2));
}

/// Newer pages put blanks between Chinese and anything in ASCII; the facts are the same.
#[test]
fn blanks_around_numbers_and_words_change_nothing() {
    let mut wrong = Vec::new();
    for case in cases() {
        let text = spaced(&case.text);
        let found = serde_json::to_string(&run(&case, &text)).unwrap();
        let expected = serde_json::to_string(&run(&case, &case.text)).unwrap();
        if without_border_blanks(&found) != without_border_blanks(&expected) {
            wrong.push(format!("{}\n  text:     {text:?}\n  expected: {expected}\n  found:    {found}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{} cases differ:\n{}", wrong.len(), wrong.join("\n"));
}

fn is_border(a: char, b: char) -> bool {
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    han(a) && b.is_ascii_alphanumeric() || a.is_ascii_alphanumeric() && han(b)
}

/// The text with a blank at each border of Chinese and ASCII.
fn spaced(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if out.chars().next_back().is_some_and(|last| is_border(last, c)) {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

/// The text without the blanks at such borders.
fn without_border_blanks(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let blank =
        |i: usize| chars[i] == ' ' && i > 0 && chars.get(i + 1).is_some_and(|next| is_border(chars[i - 1], *next));
    (0..chars.len()).filter(|&i| !blank(i)).map(|i| chars[i]).collect()
}

#[test]
fn labels_are_the_leading_phrase() {
    let cases = [
        ("书架编号，全局唯一。", Some("书架编号")),
        ("书架编号", Some("书架编号")),
        ("跨馆2.0借阅状态。", Some("跨馆2.0借阅状态")),
        ("HTTP/HTTPS 借阅地址（可为空）", Some("HTTP/HTTPS 借阅地址")),
        ("书架状态：\nOPEN：开放", Some("书架状态")),
        ("Name of the shelf. Optional.", Some("Name of the shelf")),
        ("Shelf ID, such as shelf-1.", Some("Shelf ID")),
        ("第一行\n第二行", Some("第一行")),
        (
            "一二三四五六七八九十一二三四五六七八九十一二三四五六七八",
            Some("一二三四五六七八九十一二三四五六七八九十一二三四五六七八"),
        ),
        ("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九", None),
        ("The shelf that the reader asked for", Some("The shelf that the reader asked for")),
        (
            "The number of books that all of the readers of the hall took home with them last year",
            Some("The number of books"),
        ),
        ("The number that all of the readers of the hall of the old books took home with them last year", None),
        ("1 米至 9 米，书架的高度。", None),
        ("Shelves.N 的编号", Some("Shelves.N 的编号")),
        ("过滤条件：书架名称。", Some("书架名称")),
        ("书架类型 'EAST'-东部", Some("书架类型")),
        ("Specifies whether the shelf is open.", Some("whether the shelf is open")),
        ("When the hall is closed, the shelf for returned books.", Some("the shelf for returned books")),
        ("To be read aloud, the book is opened by the machine, which", None),
        ("HTTPS:443 书架的编号。", Some("HTTPS:443 书架的编号")),
        ("书架(Shelf)的编号，如 shelf-1", Some("书架的编号")),
        ("开始时间（YYYY）如2031", Some("开始时间")),
        ("平装本、精装本的借阅费", Some("平装本、精装本的借阅费")),
        ("闭馆后，书架的编号。", Some("书架的编号")),
        ("闭馆后，将书架锁上。", None),
        ("在借书的情况下，必须指定读者 ID。", Some("读者 ID")),
        ("绑定书架时需要传入此参数，代表书架的唯一 ID。", Some("书架的唯一 ID")),
        ("用于查找书架的索引。", Some("查找书架的索引")),
        ("HTTP 请求头：X-Shelf。书架的编号。", Some("书架的编号")),
        ("详细的过滤条件如下：\n- shelf-id", Some("过滤条件")),
        ("借书同时，是否同时计时，ON：计时", Some("是否同时计时")),
        ("书架状态 1：损坏，2：可用。", Some("书架状态")),
        ("书架状态1：损坏，2：可用。", Some("书架状态")),
        ("规格2：大", Some("规格2")),
        ("OPEN：开放", None),
        ("1：开放", None),
        ("a | b", None),
        ("注意：不可修改", None),
        ("Note: read only", None),
        ("（内部）", None),
        ("仅适用于珍本。馆区编号", Some("馆区编号")),
        ("当类型为珍本时，馆区编号", Some("馆区编号")),
        ("当前馆区编号", Some("当前馆区编号")),
        ("", None),
    ];
    for (text, expected) in cases {
        assert_eq!(label(text).as_deref(), expected, "{text:?}");
    }
}
