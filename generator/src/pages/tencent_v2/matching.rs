//! Which table is of which field, by captions.
//!
//! Marked-up pages keep a caption above its table, but word it as they like, give names from the root in its rows, or
//! leave it out. In printed text captions stand at the head of their sheet, away from their tables, so both are
//! matched by their order. A table without a caption goes on with the one before it.

use std::collections::{HashMap, HashSet, VecDeque};

use super::path;
use super::tables::{Event, Members, Part, containers_of};
use super::words::{OF, PHRASES, VOCABULARY};
use crate::coverage::LineUse;
use crate::document::{Line, Table};
use crate::lexeme;
use crate::pages::columns::{self, Columns};

/// Which table is what.
#[derive(Default)]
pub(super) struct Matched<'p> {
    /// Tables of the parts' own fields.
    pub(super) roots: [Vec<&'p Table>; 2],
    pub(super) members: Vec<Members<'p>>,
    /// Tables of the values of a parameter's member: field, member, table.
    pub(super) values: Vec<(String, String, &'p Table)>,
    /// What each caption and table is used for.
    pub(super) uses: Vec<LineUse>,
    /// Names of the fields that have tables of members.
    named: HashSet<String>,
    /// What the rows of the parts' own tables begin with, and their whole names.
    rows: [Rows; 2],
}

/// Names in the rows of tables.
#[derive(Default)]
struct Rows {
    firsts: HashSet<String>,
    printed: HashSet<String>,
}

impl Rows {
    fn add(&mut self, table: &Table) {
        self.firsts.extend(firsts(table).into_iter().map(|(name, _)| name));
        self.printed.extend(printed(table));
    }
}

/// The names in a sentence.
pub(super) fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| lexeme::is_identifier(word))
}

/// Fields that may have members, by what a caption may call them.
#[derive(Default)]
pub(super) struct Containers {
    /// Names, in the order of their rows.
    names: Vec<String>,
    /// By what it is called, the name.
    exact: HashMap<String, String>,
    /// The same in lower case.
    folded: HashMap<String, String>,
}

impl Containers {
    /// Takes fields in: what each may be called, and its name. The first of those that are called the same counts.
    pub(super) fn extend(&mut self, fields: impl IntoIterator<Item = (String, String)>) {
        for (called, name) in fields {
            self.folded.entry(called.to_ascii_lowercase()).or_insert_with(|| name.clone());
            self.exact.entry(called).or_insert_with(|| name.clone());
            self.names.push(name);
        }
    }
}

/// How many of the last groups of tables a table is compared with.
const LOOK_BACK: usize = 64;

/// Captions that stand right above their tables.
pub(super) fn near<'p>(events: &[Event<'p>], containers: &Containers) -> Matched<'p> {
    let mut matched = Matched::default();
    // Captions since the last table, with their places.
    let mut above: Vec<(usize, &'p Line)> = Vec::new();
    // Open fields of the last table of each part.
    let mut open: [Vec<(String, String)>; 2] = [Vec::new(), Vec::new()];
    for (at, event) in events.iter().enumerate() {
        let (part, table) = match event {
            Event::Caption(line) => {
                above.push((at, line));
                matched.uses.push(LineUse::Introduction);
                continue;
            }
            Event::Table(part, table) => (*part, *table),
        };
        let root = if part == Part::Request { LineUse::RequestRow } else { LineUse::ResponseRow };
        let lines = std::mem::take(&mut above);
        let named = || lines.iter().rev().find_map(|(at, line)| Some((*at, *line, named(&line.text, containers)?)));
        let usage = if matched.roots[part as usize].is_empty() || is_absolute(table, &matched.rows[part as usize]) {
            matched.root(part, table);
            root
        } else if let Some((at, line, (name, member))) = named() {
            if let Some(usage) = matched.uses.get_mut(at) {
                *usage = LineUse::Caption;
            }
            match member {
                Some(member) => {
                    matched.values.push((name, member, table));
                    LineUse::ValueRow
                }
                None => matched.member(part, name, table, Some(line)),
            }
        } else if let Some(known) =
            matched.members.iter_mut().rev().take(LOOK_BACK).find(|known| known.part == part && varies(known, table))
        {
            known.tables.push(table);
            LineUse::MemberRow
        } else if repeats(&matched.rows[part as usize], table) {
            matched.root(part, table);
            root
        } else if let Some(name) = described(&lines, &open[part as usize]) {
            matched.member(part, name, table, lines.last().map(|(_, line)| *line))
        } else if let Some(name) = only(&open[part as usize]) {
            let usage = matched.member(part, name, table, lines.last().map(|(_, line)| *line));
            matched.members.iter_mut().next_back().into_iter().for_each(|group| group.guessed = !lines.is_empty());
            usage
        } else if let Some(last) = matched.members.last_mut().filter(|last| last.part == part && lines.is_empty()) {
            last.tables.push(table);
            LineUse::MemberRow
        } else {
            matched.root(part, table);
            root
        };
        if usage != LineUse::ValueRow {
            let known = |name: &str| matched.named.contains(name);
            let fresh = described_containers(table).into_iter().filter(|(name, _)| !known(name));
            open[part as usize] = fresh.collect();
        }
        matched.uses.push(usage);
    }
    matched
}

impl<'p> Matched<'p> {
    fn root(&mut self, part: Part, table: &'p Table) {
        self.rows[part as usize].add(table);
        self.roots[part as usize].push(table);
    }

    fn member(&mut self, part: Part, name: String, table: &'p Table, caption: Option<&'p Line>) -> LineUse {
        self.named.insert(name.clone());
        self.members.push(Members { part, name, tables: vec![table], caption, guessed: false });
        LineUse::MemberRow
    }
}

/// The table has most of its rows in common with those of the field's other shapes.
fn varies(group: &Members<'_>, table: &Table) -> bool {
    let rows = |tables: &[&Table]| tables.iter().map(|table| table.rows.len()).sum::<usize>();
    let known: HashSet<String> = group.tables.iter().take(LOOK_BACK).flat_map(|table| printed(table)).collect();
    let common = printed(table).iter().filter(|name| known.contains(*name)).count();
    common > 1 && 2 * common > table.rows.len().min(rows(&group.tables))
}

/// The table has many of its rows in common with those of the part: it is of another use of the action.
fn repeats(roots: &Rows, table: &Table) -> bool {
    let common = printed(table).iter().filter(|name| roots.printed.contains(*name)).count();
    common > 0 && 2 * common >= table.rows.len()
}

/// All names of the table's rows begin with a field of the part's own.
fn is_absolute(table: &Table, roots: &Rows) -> bool {
    let rows = firsts(table);
    !rows.is_empty() && rows.iter().all(|(name, count)| *count > 1 && roots.firsts.contains(name))
}

/// The names of a table's rows, as printed.
fn printed(table: &Table) -> Vec<String> {
    let columns = Columns::of(table, &VOCABULARY);
    table.rows.iter().map(|row| columns::text(row, columns.name)).collect()
}

/// What the names of a table's rows begin with, and how many parts they have.
fn firsts(table: &Table) -> Vec<(String, usize)> {
    let names = printed(table);
    let parts = names.iter().map(|name| path::parts(name));
    parts.filter_map(|parts| Some((parts.first()?.name.clone(), parts.len()))).collect()
}

/// The field that a caption names, as printed or by the end of a dotted name, and the member whose values follow.
pub(super) fn named(text: &str, containers: &Containers) -> Option<(String, Option<String>)> {
    let tokens = || text.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '.'));
    let last = |token: &'_ str| {
        token.trim_matches('.').rsplit('.').find(|part| !PHRASES.index.contains(part)).map(str::to_owned)
    };
    let exact = |word: String| Some((containers.exact.get(&word)?.clone(), word));
    let folded = |word: String| Some((containers.folded.get(&word.to_ascii_lowercase())?.clone(), word));
    let words = || tokens().filter_map(last);
    let (name, word) = words().find_map(exact).or_else(|| words().find_map(folded))?;
    let lists_values = PHRASES.values.iter().any(|phrase| text.contains(phrase));
    let member = names(text).skip_while(|other| *other != word).nth(1).filter(|_| lists_values);
    Some((name, member.map(str::to_owned)))
}

/// The open fields of a table, each with its description.
fn described_containers(table: &Table) -> Vec<(String, String)> {
    let columns = Columns::of(table, &VOCABULARY);
    let open: Vec<String> = containers_of(table).into_iter().map(|(_, name)| name).collect();
    let rows = table.rows.iter().filter_map(|row| {
        let leaf = path::parts(&columns::text(row, columns.name)).pop()?;
        open.contains(&leaf.name).then(|| (leaf.name, columns::text(row, columns.description)))
    });
    rows.collect()
}

/// The open field whose description has the words of a caption.
fn described(lines: &[(usize, &Line)], open: &[(String, String)]) -> Option<String> {
    let core = |text: &str| {
        let text = crate::document::vocabulary::strip_numbering(text.trim()).unwrap_or(text.trim()).to_owned();
        let text = PHRASES.caption.iter().fold(text, |text, word| text.replace(word, ""));
        text.trim_matches(|c: char| c.is_whitespace() || c.is_ascii_punctuation() || matches!(c, OF | '：' | '。'))
            .to_owned()
    };
    lines.iter().rev().map(|(_, line)| core(&line.text)).filter(|core| core.chars().count() > 1).find_map(|core| {
        let mut fits = open.iter().filter(|(_, text)| text.contains(&core));
        match (fits.next(), fits.next()) {
            (Some((name, _)), None) => Some(name.clone()),
            _ => None,
        }
    })
}

/// The only open field.
fn only(open: &[(String, String)]) -> Option<String> {
    match open {
        [(name, _)] => Some(name.clone()),
        _ => None,
    }
}

/// A caption that waits for its table.
#[derive(Clone)]
struct Waiting<'p> {
    name: String,
    caption: &'p Line,
    /// It stands for one of several shapes of the field.
    variant: bool,
    /// The table lists values of this member.
    member: Option<String>,
}

/// Captions that stand away from their tables, in the order of these.
pub(super) fn displaced<'p>(events: &[Event<'p>], containers: &Containers) -> Matched<'p> {
    let mut names = HashMap::new();
    for name in &containers.names {
        names.entry(name.to_ascii_lowercase()).or_insert_with(|| name.clone());
    }
    let mut matcher = Matcher { containers: names, ..Matcher::default() };
    for event in events {
        let usage = match event {
            Event::Caption(line) => matcher.caption(line),
            Event::Table(part, table) => matcher.table(*part, table),
        };
        matcher.uses.push(usage);
    }
    let Matcher { roots, members, values, uses, .. } = matcher;
    Matched { roots, members, values, uses, ..Matched::default() }
}

/// Goes over captions and tables in order and says what each is of.
#[derive(Default)]
struct Matcher<'p> {
    /// Names of fields that may have members, by the same in lower case.
    containers: HashMap<String, String>,
    roots: [Vec<&'p Table>; 2],
    members: Vec<Members<'p>>,
    values: Vec<(String, String, &'p Table)>,
    uses: Vec<LineUse>,
    /// Captions whose tables have not come yet.
    waiting: VecDeque<Waiting<'p>>,
    /// A caption came last.
    after_caption: bool,
    /// The table before is of a member's values.
    after_values: bool,
}

impl<'p> Matcher<'p> {
    fn caption(&mut self, line: &'p Line) -> LineUse {
        let known = |name: &str| self.containers.get(&name.to_ascii_lowercase()).cloned();
        let found = names(&line.text).find_map(|word| Some((known(word)?, word)));
        let follows = std::mem::replace(&mut self.after_caption, true);
        let usage = if found.is_some() || follows { LineUse::Caption } else { LineUse::Introduction };
        match (found, self.waiting.back_mut()) {
            (Some((name, word)), _) => {
                let lists_values = PHRASES.values.iter().any(|phrase| line.text.contains(phrase));
                let member = names(&line.text).skip_while(|other| *other != word).nth(1).filter(|_| lists_values);
                let member = member.map(str::to_owned);
                self.waiting.push_back(Waiting { name, caption: line, variant: false, member });
            }
            (None, Some(last)) if follows && !last.variant => last.variant = true,
            (None, Some(last)) if follows => {
                let again = Waiting { caption: line, ..last.clone() };
                self.waiting.push_back(again);
            }
            _ => {}
        }
        usage
    }

    fn table(&mut self, part: Part, table: &'p Table) -> LineUse {
        self.after_caption = false;
        let root = match part {
            Part::Request => LineUse::RequestRow,
            Part::Response => LineUse::ResponseRow,
        };
        let Some(tables) = self.roots.get_mut(part as usize) else { return root };
        if tables.is_empty() {
            tables.push(table);
            return root;
        }
        match self.waiting.pop_front() {
            Some(Waiting { name, member: Some(member), .. }) => {
                self.values.push((name, member, table));
                self.after_values = true;
                return LineUse::ValueRow;
            }
            Some(next) => match self.members.last_mut() {
                Some(last) if next.variant && last.name == next.name => last.tables.push(table),
                _ => self.members.push(Members {
                    part,
                    name: next.name,
                    tables: vec![table],
                    caption: Some(next.caption),
                    guessed: false,
                }),
            },
            // It goes on with the table before.
            None if self.after_values => {
                let last = self.values.last().map(|(name, member, _)| (name.clone(), member.clone(), table));
                self.values.extend(last);
                return LineUse::ValueRow;
            }
            None => match self.members.last_mut().filter(|last| last.part == part) {
                Some(last) => last.tables.push(table),
                None => {
                    tables.push(table);
                    return root;
                }
            },
        }
        self.after_values = false;
        LineUse::MemberRow
    }
}
