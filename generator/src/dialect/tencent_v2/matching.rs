//! Which table is of which field, by captions.
//!
//! Marked-up pages keep a caption above its table, but word it as they like, give names from the root in its rows, or
//! leave it out. In printed text captions stand at the head of their sheet, away from their tables, so both are
//! matched by their order. A table without a caption goes on with the one before it.

use std::collections::VecDeque;

use super::path;
use super::tables::{Event, Members, Part, containers_of};
use super::words::{OF, PHRASES, VOCABULARY};
use crate::dialect::columns::{self, Columns};
use crate::document::text::token;
use crate::document::{Line, Table};
use crate::ledger::Use;

/// Which table is what.
#[derive(Default)]
pub(super) struct Matched<'p> {
    /// Tables of the parts' own fields.
    pub(super) roots: [Vec<&'p Table>; 2],
    pub(super) members: Vec<Members<'p>>,
    /// Tables of the values of a parameter's member: field, member, table.
    pub(super) values: Vec<(String, String, &'p Table)>,
    /// What each caption and table is used for.
    pub(super) uses: Vec<Use>,
}

/// The names in a sentence.
pub(super) fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| token::is_identifier(word))
}

/// What a caption may call a field, and the field's name.
type Containers = [(String, String)];

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
                matched.uses.push(Use::Introduction);
                continue;
            }
            Event::Table(part, table) => (*part, *table),
        };
        let root = if part == Part::Request { Use::RequestRow } else { Use::ResponseRow };
        let lines = std::mem::take(&mut above);
        let named = || lines.iter().rev().find_map(|(at, line)| Some((*at, *line, named(&line.text, containers)?)));
        let usage = if matched.roots[part as usize].is_empty() || is_absolute(table, &matched.roots[part as usize]) {
            matched.roots[part as usize].push(table);
            root
        } else if let Some((at, line, (name, member))) = named() {
            if let Some(usage) = matched.uses.get_mut(at) {
                *usage = Use::Caption;
            }
            match member {
                Some(member) => {
                    matched.values.push((name, member, table));
                    Use::ValueRow
                }
                None => matched.member(part, name, table, Some(line)),
            }
        } else if let Some(known) =
            matched.members.iter_mut().rev().find(|known| known.part == part && varies(known, table))
        {
            known.tables.push(table);
            Use::MemberRow
        } else if repeats(&matched.roots[part as usize], table) {
            matched.roots[part as usize].push(table);
            root
        } else if let Some(name) = described(&lines, &open[part as usize]) {
            matched.member(part, name, table, lines.last().map(|(_, line)| *line))
        } else if let Some(name) = only(&open[part as usize]) {
            let usage = matched.member(part, name, table, lines.last().map(|(_, line)| *line));
            matched.members.iter_mut().next_back().into_iter().for_each(|group| group.guessed = !lines.is_empty());
            usage
        } else if let Some(last) = matched.members.last_mut().filter(|last| last.part == part && lines.is_empty()) {
            last.tables.push(table);
            Use::MemberRow
        } else {
            matched.roots[part as usize].push(table);
            root
        };
        if usage != Use::ValueRow {
            let known = |name: &str| matched.members.iter().any(|group| group.name == name);
            let fresh = described_containers(table).into_iter().filter(|(name, _)| !known(name));
            open[part as usize] = fresh.collect();
        }
        matched.uses.push(usage);
    }
    matched
}

impl<'p> Matched<'p> {
    fn member(&mut self, part: Part, name: String, table: &'p Table, caption: Option<&'p Line>) -> Use {
        self.members.push(Members { part, name, tables: vec![table], caption, guessed: false });
        Use::MemberRow
    }
}

/// The table has most of its rows in common with those of the field's other shapes.
fn varies(group: &Members<'_>, table: &Table) -> bool {
    let (common, own, known) = common(&group.tables, table);
    common > 1 && 2 * common > own.min(known)
}

/// The table has many of its rows in common with those of the part: it is of another use of the action.
fn repeats(roots: &[&Table], table: &Table) -> bool {
    let (common, own, _) = common(roots, table);
    common > 0 && 2 * common >= own
}

/// How many rows tables have in common with a table, and how many the table and they have.
fn common(tables: &[&Table], table: &Table) -> (usize, usize, usize) {
    let names = |table: &Table| -> Vec<String> {
        let columns = Columns::of(table, &VOCABULARY);
        table.rows.iter().map(|row| columns::text(row, columns.name)).collect()
    };
    let own = names(table);
    let known: Vec<String> = tables.iter().flat_map(|table| names(table)).collect();
    (own.iter().filter(|name| known.contains(name)).count(), own.len(), known.len())
}

/// All names of the table's rows begin with a field of the part's own.
fn is_absolute(table: &Table, roots: &[&Table]) -> bool {
    let firsts = |table: &Table| -> Vec<(String, usize)> {
        let columns = Columns::of(table, &VOCABULARY);
        let names = table.rows.iter().map(|row| path::parts(&columns::text(row, columns.name)));
        names.filter_map(|parts| Some((parts.first()?.name.clone(), parts.len()))).collect()
    };
    let known: Vec<String> = roots.iter().flat_map(|table| firsts(table)).map(|(name, _)| name).collect();
    let rows = firsts(table);
    !rows.is_empty() && rows.iter().all(|(name, count)| *count > 1 && known.contains(name))
}

/// The field that a caption names, as printed or by the end of a dotted name, and the member whose values follow.
pub(super) fn named(text: &str, containers: &Containers) -> Option<(String, Option<String>)> {
    let tokens = || text.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '.'));
    let last = |token: &'_ str| {
        token.trim_matches('.').rsplit('.').find(|part| !PHRASES.index.contains(part)).map(str::to_owned)
    };
    let find = |same: &dyn Fn(&str, &str) -> bool| {
        tokens().filter_map(last).find_map(|word| {
            let (_, name) = containers.iter().find(|(called, _)| same(called, &word))?;
            Some((name.clone(), word))
        })
    };
    let (name, word) = find(&|a, b| a == b).or_else(|| find(&|a, b| a.eq_ignore_ascii_case(b)))?;
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
    let containers = containers.iter().map(|(_, name)| name.clone()).collect();
    let mut matcher = Matcher { containers, ..Matcher::default() };
    for event in events {
        let usage = match event {
            Event::Caption(line) => matcher.caption(line),
            Event::Table(part, table) => matcher.table(*part, table),
        };
        matcher.uses.push(usage);
    }
    let Matcher { roots, members, values, uses, .. } = matcher;
    Matched { roots, members, values, uses }
}

/// Goes over captions and tables in order and says what each is of.
#[derive(Default)]
struct Matcher<'p> {
    /// Names of fields that may have members.
    containers: Vec<String>,
    roots: [Vec<&'p Table>; 2],
    members: Vec<Members<'p>>,
    values: Vec<(String, String, &'p Table)>,
    uses: Vec<Use>,
    /// Captions whose tables have not come yet.
    waiting: VecDeque<Waiting<'p>>,
    /// A caption came last.
    after_caption: bool,
    /// The table before is of a member's values.
    after_values: bool,
}

impl<'p> Matcher<'p> {
    fn caption(&mut self, line: &'p Line) -> Use {
        let known = |name: &str| self.containers.iter().find(|known| known.eq_ignore_ascii_case(name)).cloned();
        let found = names(&line.text).find_map(|word| Some((known(word)?, word)));
        let follows = std::mem::replace(&mut self.after_caption, true);
        let usage = if found.is_some() || follows { Use::Caption } else { Use::Introduction };
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

    fn table(&mut self, part: Part, table: &'p Table) -> Use {
        self.after_caption = false;
        let root = match part {
            Part::Request => Use::RequestRow,
            Part::Response => Use::ResponseRow,
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
                return Use::ValueRow;
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
                return Use::ValueRow;
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
        Use::MemberRow
    }
}
