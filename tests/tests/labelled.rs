//! The guide's tables of what is read out of descriptions: all rules, with the figures that `tests/corpus/labelled/score.py` counted.

use std::collections::BTreeMap;
use std::fs;

use docquarry::description;
use docquarry_tests::root;
use serde::Deserialize;

/// What the script keeps.
#[derive(Deserialize)]
struct Results {
    /// Fields by draw.
    fields: BTreeMap<String, u32>,
    /// Right, wrong and missed, by fact and draw.
    facts: BTreeMap<String, BTreeMap<String, [u32; 3]>>,
    /// Right and wrong, by rule.
    rules: BTreeMap<String, [u32; 2]>,
}

const DRAWS: [(&str, &str); 4] = [
    ("books", "the four books"),
    ("pages", "pages of other products"),
    ("books-unseen", "the four books, unseen"),
    ("pages-unseen", "other pages, unseen"),
];

/// A table of the guide between its marks.
fn between<'t>(guide: &'t str, mark: &str) -> Option<&'t str> {
    let (begin, end) = (format!("<!-- {mark} -->\n"), format!("<!-- /{mark} -->"));
    guide.split_once(&begin).and_then(|(_, rest)| rest.split_once(&end)).map(|(table, _)| table)
}

fn part(of: u32, all: u32) -> String {
    if all == 0 { "–".to_owned() } else { format!("{:.3}", f64::from(of) / f64::from(all)) }
}

fn facts(results: &Results) -> String {
    let names: Vec<String> = DRAWS.iter().map(|(draw, name)| format!("{name} ({})", results.fields[*draw])).collect();
    let mut lines =
        vec![format!("| precision, recall | {} |", names.join(" | ")), format!("|---|{}", "---|".repeat(DRAWS.len()))];
    let cell =
        |[right, wrong, missed]: [u32; 3]| format!("{}, {}", part(right, right + wrong), part(right, right + missed));
    let mut sums = BTreeMap::from(DRAWS.map(|(draw, _)| (draw, [0; 3])));
    for (fact, draws) in &results.facts {
        let cells = DRAWS.map(|(draw, _)| cell(draws[draw]));
        lines.push(format!("| `{fact}` | {} |", cells.join(" | ")));
        for (draw, sum) in sums.iter_mut().filter(|_| fact != "label") {
            (0..3).for_each(|i| sum[i] += draws[*draw][i]);
        }
    }
    let cells = DRAWS.map(|(draw, _)| cell(sums[draw]));
    lines.push(format!("| all but labels | {} |", cells.join(" | ")));
    lines.join("\n") + "\n"
}

fn rules(results: &Results) -> String {
    let mut lines = vec!["| rule | example | tried | right |".to_owned(), "|---|---|---:|---:|".to_owned()];
    for (id, example) in description::rules() {
        let example = example.replace('\n', " ⏎ ").replace('|', "\\|");
        let [right, wrong] = results.rules.get(id).copied().unwrap_or_default();
        let count = |count: u32| if right + wrong == 0 { "–".to_owned() } else { count.to_string() };
        lines.push(format!("| `{id}` | {example} | {} | {} |", count(right + wrong), count(right)));
    }
    lines.join("\n") + "\n"
}

#[test]
fn the_guide_has_every_rule_and_the_figures_that_were_counted() {
    let read = |file: &str| fs::read_to_string(root().join(file)).unwrap();
    let results: Results = serde_json::from_str(&read("tests/corpus/labelled/results.json")).unwrap();
    let guide = read("generator/guide/facts.md");
    let tables = [("facts", facts(&results)), ("rules", rules(&results))];
    let expected = tables.iter().fold(guide.clone(), |text, (mark, table)| {
        text.replacen(
            &format!("<!-- {mark} -->\n{}<!-- /{mark} -->", between(&text, mark).unwrap()),
            &format!("<!-- {mark} -->\n{table}<!-- /{mark} -->"),
            1,
        )
    });
    if std::env::var_os("UPDATE_CASES").is_some() {
        fs::write(root().join("generator/guide/facts.md"), expected).unwrap();
    } else {
        assert!(guide == expected, "write the tables with UPDATE_CASES=1");
    }
}

#[test]
fn no_label_repeats_a_sentence() {
    for draw in DRAWS.map(|(draw, _)| draw) {
        let text = fs::read_to_string(root().join(format!("tests/corpus/labelled/{draw}.jsonl"))).unwrap();
        for line in text.lines() {
            let label: serde_json::Value = serde_json::from_str(line).unwrap();
            let names = label["label"].as_array().unwrap().iter().filter_map(serde_json::Value::as_str);
            let meanings = label["el"].as_object().into_iter().flat_map(|labels| labels.values());
            let texts = names.chain(meanings.filter_map(serde_json::Value::as_str));
            for text in texts {
                let most = if text.is_ascii() { 80 } else { 40 };
                assert!(text.chars().count() <= most && !text.contains('。'), "{draw}: {text}");
            }
        }
    }
}
