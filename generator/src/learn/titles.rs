//! What the tables of operations hold, by the titles above them.

use indexmap::IndexMap;

use super::columns::{self, Roles};
use super::draft::{Draft, Value};
use super::lexicon::{self, Role};
use super::survey::Survey;
use crate::pages::declared::outline::Outline;
use crate::pages::declared::words;

/// What a table holds, as the profile writes it.
pub(super) type Holds = &'static str;

/// The words of a title, in small letters: runs of letters of one alphabet.
fn split(title: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = None;
    for c in title.chars().flat_map(char::to_lowercase) {
        let kind = c.is_alphanumeric().then(|| c.is_ascii());
        match (kind, words.last_mut()) {
            (Some(_), Some(word)) if kind == last => word.push(c),
            (Some(_), _) => words.push(c.to_string()),
            (None, _) => {}
        }
        last = kind;
    }
    words
}

/// One of the words is in the title; Chinese words may be parts of longer ones.
pub(super) fn has(title: &str, words: &[&str]) -> bool {
    let parts = split(title);
    words.iter().any(|word| match word.is_ascii() {
        true => parts.iter().any(|part| part == word),
        false => title.contains(word),
    })
}

/// The title consists of words about requests and answers alone.
fn is_plain(title: &str) -> bool {
    let lists = [
        lexicon::EXAMPLES,
        lexicon::RESPONSES,
        lexicon::REQUESTS,
        lexicon::HEADERS,
        lexicon::QUERIES,
        lexicon::PATHS,
        lexicon::ADDRESSES,
        lexicon::BODIES,
        lexicon::FORMS,
        lexicon::STATUSES,
        lexicon::ERRORS,
        lexicon::FILLERS,
    ];
    let is_known = |word: &str| lists.iter().any(|list| list.contains(&word));
    split(title).iter().all(|word| {
        if word.is_ascii() {
            return is_known(word) || word.chars().all(|c| c.is_ascii_digit());
        }
        let mut rest = word.clone();
        let mut known: Vec<&&str> = lists.iter().flat_map(|list| list.iter()).filter(|word| !word.is_ascii()).collect();
        known.sort_by_key(|word| std::cmp::Reverse(word.len()));
        known.iter().for_each(|word| rest = rest.replace(**word, ""));
        rest.is_empty()
    })
}

/// A title without the remark in brackets behind it.
fn bare(title: &str) -> &str {
    let bare = title.split(['(', '\u{ff08}']).next().unwrap_or_default();
    let bare = bare.trim().trim_end_matches(['*', ':', '\u{ff1a}', '\u{3002}']).trim();
    if bare.is_empty() { title } else { bare }
}

/// What a title says of the table below it.
pub(super) fn holds(title: &str) -> Option<Holds> {
    let title = bare(title);
    let lower = title.to_lowercase();
    if title.is_empty() || title.chars().count() > 40 {
        return None;
    }
    let answers = has(title, lexicon::RESPONSES);
    if !is_plain(title) {
        // `Lantern Response`
        let ends = split(title).last().is_some_and(|last| lexicon::RESPONSES.contains(&last.as_str()));
        return (ends && title.is_ascii()).then_some("response");
    }
    if has(title, lexicon::EXAMPLES) || has(title, lexicon::ERRORS) || answers && has(title, lexicon::HEADERS) {
        return Some("nothing");
    }
    let json = lower.contains("json");
    let kinds: [(Holds, &[&str]); 8] = [
        ("header", lexicon::HEADERS),
        ("response", lexicon::RESPONSES),
        ("query", lexicon::QUERIES),
        ("form", if json { &[] } else { lexicon::FORMS }),
        ("body", lexicon::BODIES),
        ("path", lexicon::PATHS),
        ("path-or-query", lexicon::ADDRESSES),
        ("by-method", lexicon::REQUESTS),
    ];
    kinds.into_iter().find(|(_, words)| has(title, words)).map(|(holds, _)| holds)
}

/// What a table that is no table of fields holds.
fn lists(title: &str, roles: (bool, bool)) -> Option<Holds> {
    match roles {
        (true, _) if has(title, lexicon::ERRORS) || has(title, lexicon::STATUSES) => Some("errors"),
        (_, true) if has(title, lexicon::STATUSES) || has(title, lexicon::RESPONSES) => Some("statuses"),
        _ => None,
    }
}

/// The titles above tables of operations, by what the tables hold, with their counts.
pub(super) struct Titles {
    pub(super) found: IndexMap<String, IndexMap<Holds, usize>>,
    /// Tables of fields directly below the heading of an operation.
    pub(super) direct: usize,
    /// Tables of fields of operations, and those whose titles say what they hold.
    pub(super) tables: usize,
    pub(super) understood: usize,
    /// Titles that say nothing, with their counts.
    pub(super) unknown: IndexMap<String, usize>,
}

/// Reads the titles above all tables of operations.
pub(super) fn read(survey: &Survey<'_>, roles: &Roles, outline: &Outline<'_>) -> Titles {
    let mut titles = Titles { found: IndexMap::new(), direct: 0, tables: 0, understood: 0, unknown: IndexMap::new() };
    let forms = survey.library.sections.iter().any(|section| {
        let title = section.name().to_lowercase();
        title.contains("json") && title.contains("form")
    });
    for found in &survey.tables {
        if outline.operation_of(found.section).is_none() {
            continue;
        }
        let mut above: Vec<String> = outline.caption(found.at).map(|(_, caption)| caption).into_iter().collect();
        let inside = survey.library.around(found.section).take_while(|section| !outline.is_operation(*section));
        above.extend(inside.filter_map(|section| survey.title(section)));
        if !columns::are_fields(found, roles) {
            let has = |role| columns::column(found, roles, role).is_some();
            let kind = (has(Role::Code), has(Role::Status));
            if let Some((title, holds)) = above.iter().find_map(|title| Some((title, lists(title, kind)?))) {
                *titles.found.entry(bare(title).to_owned()).or_default().entry(holds).or_default() += 1;
            }
            continue;
        }
        titles.tables += 1;
        // A caption that does not say the place gives way to a title that does.
        let mut said = above.iter().filter_map(|title| Some((title, holds(title)?)));
        let first = said.next();
        let captioned = outline.caption(found.at).is_some();
        let clear = first.filter(|(_, holds)| captioned && *holds == "by-method").and_then(|_| said.next());
        let Some((title, mut holds)) = clear.or(first) else {
            match above.first() {
                None => titles.direct += 1,
                Some(title) => *titles.unknown.entry(bare(title).to_owned()).or_default() += 1,
            }
            continue;
        };
        titles.understood += 1;
        // A vendor that takes forms and JSON alike has one body.
        if holds == "form" && forms {
            holds = "body";
        }
        *titles.found.entry(bare(title).to_owned()).or_default().entry(holds).or_default() += 1;
    }
    titles
}

const ORDER: [Holds; 11] = [
    "path",
    "query",
    "header",
    "body",
    "form",
    "response",
    "path-or-query",
    "by-method",
    "statuses",
    "errors",
    "nothing",
];

/// Writes the titles, those of each kind together.
pub(super) fn write(titles: &Titles, draft: &mut Draft) {
    let mut kinds: IndexMap<Holds, (Vec<String>, usize)> = IndexMap::new();
    for (title, counts) in &titles.found {
        let holds = counts.iter().max_by_key(|(_, count)| **count).map(|(holds, _)| *holds).unwrap_or("nothing");
        let entry = kinds.entry(holds).or_default();
        if !entry.0.iter().any(|known| words::same(known, title)) {
            entry.0.push(title.clone());
        }
        entry.1 += counts.values().sum::<usize>();
    }
    for holds in ORDER {
        let Some((words, count)) = kinds.get(holds) else { continue };
        draft.open("[[table]]");
        draft.set("[[table]]", "holds", Value::Text(holds.to_owned()), "by the words of the titles");
        draft.words("[[table]]", "titles", words.clone(), format!("{count} tables of operations"));
    }
    let why = format!("{} tables of fields directly below the heading of an operation", titles.direct);
    if titles.direct > 0 {
        let all = titles.found.is_empty();
        let holds = if all { "body" } else { "by-method" };
        draft.set("[operations]", "table", Value::Text(holds.to_owned()), why);
    }
    for (title, count) in titles.unknown.iter().filter(|(_, count)| **count > 1).take(20) {
        draft.remark("[operations]", format!("not understood: what {count} tables below the title `{title}` hold"));
    }
}
