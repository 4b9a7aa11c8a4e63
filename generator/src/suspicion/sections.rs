//! The sections of a page: whether what a heading announces is below it, and whether the page became an action.

use super::arrived::OnPage;
use super::rows::{Roles, section, short};
use super::{ACTION_DOUBTFUL, CODES_LOST, Doubts, PAGE_WITHOUT_ACTION, SECTION_EMPTY, SECTION_WITHOUT_TABLE};
use crate::document::vocabulary::HeadingKind;
use crate::document::{Block, Heading, Page, Table, Vocabulary};
use crate::lexeme;
use crate::spec::similar_names;

/// What stands below a heading.
#[derive(Default)]
struct Below {
    text: Vec<String>,
    /// Tables of fields.
    tables: usize,
    others: usize,
    /// Tables that hold codes.
    codes: usize,
    code: usize,
    headings: usize,
}

pub(super) fn check(page: &Page, vocabulary: &Vocabulary, on_page: &OnPage<'_>, doubts: &mut Doubts<'_>) {
    let mut open: Option<(HeadingKind, &Heading, Below)> = None;
    let mut kinds = Vec::new();
    for block in &page.blocks {
        if let (Some(kind), Block::Heading(heading)) = (section(block, vocabulary), block) {
            kinds.push(kind);
            match &mut open {
                Some((_, above, below)) if is_within(kind, heading, above, page) => below.headings += 1,
                _ => {
                    if let Some((kind, heading, below)) = open.replace((kind, heading, Below::default())) {
                        close(kind, heading, &below, on_page, doubts);
                    }
                }
            }
            continue;
        }
        let Some((_, _, below)) = &mut open else { continue };
        match block {
            Block::Table(table) if Roles::of(table, vocabulary).is_fields() => below.tables += 1,
            Block::Table(table) => {
                below.others += 1;
                below.codes += usize::from(holds_codes(table));
            }
            Block::Code(_) => below.code += 1,
            other => below.text.extend(other.lines().map(|line| line.text.trim().to_owned())),
        }
    }
    if let Some((kind, heading, below)) = open {
        close(kind, heading, &below, on_page, doubts);
    }
    let describes = kinds.contains(&HeadingKind::Request) && kinds.contains(&HeadingKind::Response);
    if describes && on_page.actions.is_empty() {
        let title = page.title.as_ref().map_or("", |title| title.text.trim());
        let message = format!("the page `{}` has a request and an answer, and no action comes of it", short(title));
        let span = page.span().unwrap_or([0, 0]);
        doubts.add(&PAGE_WITHOUT_ACTION, [span[0], span[0]], message);
    }
    identity(page, on_page, doubts);
}

fn close(kind: HeadingKind, heading: &Heading, below: &Below, on_page: &OnPage<'_>, doubts: &mut Doubts<'_>) {
    let title = short(heading.line.text.trim());
    let parameters = matches!(kind, HeadingKind::Request | HeadingKind::Response);
    let bare = below.text.is_empty() && below.tables + below.others + below.code + below.headings == 0;
    let lost = || below.text.iter().filter(|line| names_something(line, on_page) && !says_none(line)).count();
    let span = heading.line.span();
    if parameters && bare {
        doubts.add(&SECTION_EMPTY, span, format!("nothing is below the heading `{title}`"));
    } else if parameters && below.tables == 0 && below.others == 0 && !on_page.actions.is_empty() {
        let says_none = below.text.iter().any(|line| says_none(line));
        if lost() > 0 || kind == HeadingKind::Request && !says_none && below.code + below.headings == 0 {
            doubts.add(&SECTION_WITHOUT_TABLE, span, format!("text and no table is below the heading `{title}`"));
        }
    } else if kind == HeadingKind::Errors && below.codes > 0 && below.headings == 0 && on_page.codes.is_empty() {
        doubts.add(&CODES_LOST, span, format!("no code of the section `{title}` is in the spec"));
    }
}

/// A heading belongs to the section above it: it is deeper, or its format gives no depth.
fn is_within(kind: HeadingKind, heading: &Heading, above: &Heading, page: &Page) -> bool {
    kind.is_part_of_example() || kind == HeadingKind::Other && (!page.marked_up || heading.level > above.level)
}

/// A cell of the table is an error code.
fn holds_codes(table: &Table) -> bool {
    let is_code = |text: &str| lexeme::is_error_code(text);
    table.rows.iter().flat_map(|row| row.cells.iter().take(2).flatten()).any(|line| is_code(line.text.trim()))
}

/// A line that is a name or begins with one, of which nothing arrived.
fn names_something(line: &str, on_page: &OnPage<'_>) -> bool {
    let bare = line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '`' | '-'));
    let name = bare.split([':', '：', ' ', '（', '(']).next().unwrap_or_default();
    let whole =
        name.len() == bare.len() || bare.starts_with(&format!("{name}:")) || bare.starts_with(&format!("{name}："));
    whole && name.len() > 2 && lexeme::is_identifier(name) && !on_page.names.contains(name)
}

/// A sentence that says that there are no parameters but those of every call.
fn says_none(line: &str) -> bool {
    let lower = line.to_lowercase();
    ["无", "没有", "不需要", "公共", "common", "none", "no ", "not required", "n/a", "null"]
        .iter()
        .any(|word| lower.contains(word))
}

/// The actions that the page's calls name.
fn identity(page: &Page, on_page: &OnPage<'_>, doubts: &mut Doubts<'_>) {
    let [described] = on_page.actions.as_slice() else { return };
    let mut called: Vec<(&str, u32)> = Vec::new();
    for line in page.lines() {
        for (at, _) in line.text.match_indices("Action=") {
            let behind = line.text.get(at + "Action=".len()..).unwrap_or_default();
            let end = behind.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(behind.len());
            let name = behind.get(..end).unwrap_or_default();
            if lexeme::is_identifier(name) && name.len() > 2 {
                called.push((name, line.span()[0]));
            }
        }
    }
    if let Some((name, line)) = called.first()
        && called.iter().all(|(name, _)| !is_alike(name, described.name))
        && page
            .title
            .as_ref()
            .is_none_or(|title| title.text.trim() != described.name || !lexeme::is_type_like(described.name))
    {
        let message = format!("the page is read as {}, and its calls are of {name}", described.name);
        doubts.add(&ACTION_DOUBTFUL, [*line, *line], message);
    }
}

/// Two names are one, or one of them is misspelt.
fn is_alike(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || similar_names::distance(a, b) <= 2
}
