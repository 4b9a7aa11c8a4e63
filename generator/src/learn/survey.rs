//! What stands on the pages, counted: tables with their columns, the kinds of their cells, and the titles around them.

use indexmap::IndexMap;

use super::lexicon::{self, Role};
use crate::document::markup::rich::{Kind, Table, Text};
use crate::pages::declared::library::{At, Library, Section};

/// Most tables that are looked at.
const MOST_TABLES: usize = 20_000;
/// Most rows of a table that are looked at.
const MOST_ROWS: usize = 200;

/// A table where it is.
pub(super) struct Found<'l> {
    pub(super) at: At,
    pub(super) table: &'l Table,
    pub(super) section: usize,
}

impl Found<'_> {
    /// The cells of a column.
    pub(super) fn cells(&self, column: usize) -> impl Iterator<Item = &Text> {
        self.table.rows.iter().take(MOST_ROWS).filter_map(move |row| row.cells.get(column))
    }
}

/// All tables of some pages, and their columns by title.
pub(super) struct Survey<'l> {
    pub(super) library: &'l Library,
    pub(super) tables: Vec<Found<'l>>,
    pub(super) columns: IndexMap<String, Column>,
    /// The plain texts of paragraphs, items, quotations and code.
    pub(super) texts: Vec<String>,
}

/// The columns of one title.
#[derive(Debug, Default)]
pub(super) struct Column {
    /// The title as it is written first.
    pub(super) title: String,
    pub(super) tables: usize,
    cells: usize,
    names: usize,
    types: usize,
    flags: usize,
    numbers: usize,
    statuses: usize,
    codes: usize,
    prose: usize,
    /// Tables below titles that speak of errors.
    pub(super) errors: usize,
}

impl Column {
    /// How many of its cells a role would explain, from 0 to 1.
    pub(super) fn share(&self, role: Role) -> f64 {
        let of = |count: usize| if self.cells == 0 { 0.0 } else { count as f64 / self.cells as f64 };
        match role {
            Role::Name => of(self.names),
            Role::Type => of(self.types),
            Role::Required => of(self.flags),
            Role::Description => of(self.prose),
            Role::Value => of(self.numbers),
            Role::Code => of(self.codes),
            Role::Status => of(self.statuses),
            Role::Default | Role::Ignored => 0.0,
        }
    }

    fn add(&mut self, text: &Text) {
        let plain = text.plain();
        if plain.is_empty() {
            return;
        }
        self.cells += 1;
        self.names += usize::from(is_name(&plain));
        self.types += usize::from(is_type(text, &plain));
        self.flags += usize::from(flag(&plain).is_some());
        self.numbers += usize::from(is_number(&plain));
        self.statuses += usize::from(is_status(&plain));
        self.codes += usize::from(is_code(&plain));
        self.prose += usize::from(is_prose(&plain));
    }
}

impl<'l> Survey<'l> {
    pub(super) fn new(library: &'l Library) -> Self {
        let mut survey = Self { library, tables: Vec::new(), columns: IndexMap::new(), texts: Vec::new() };
        for (doc, document) in library.docs.iter().enumerate() {
            for (block, found) in document.rich.blocks.iter().enumerate() {
                match &found.kind {
                    Kind::Table(table) if survey.tables.len() < MOST_TABLES => {
                        let at = At { doc, block };
                        survey.tables.push(Found { at, table, section: library.section_of(at) });
                    }
                    Kind::Code(code) => survey.texts.push(code.clone()),
                    kind => survey.texts.extend(kind.prose().map(Text::plain)),
                }
            }
        }
        for index in 0..survey.tables.len() {
            survey.add_columns(index);
        }
        survey
    }

    fn add_columns(&mut self, index: usize) {
        let Some(found) = self.tables.get(index) else { return };
        let titles: Vec<String> = self.library.around(found.section).filter_map(|at| self.title(at)).collect();
        let of_errors = titles.iter().any(|title| super::titles::has(title, lexicon::ERRORS));
        for (column, title) in found.table.columns.iter().enumerate() {
            let title = title.plain();
            if title.is_empty() || title.chars().count() > 40 {
                continue;
            }
            let entry = self.columns.entry(title.to_lowercase()).or_default();
            if entry.title.is_empty() {
                entry.title = title;
            }
            entry.tables += 1;
            entry.errors += usize::from(of_errors);
            found.cells(column).for_each(|cell| entry.add(cell));
        }
    }

    /// The title of a section.
    pub(super) fn title(&self, section: usize) -> Option<String> {
        self.library.section(section).map(Section::name)
    }
}

/// The name in a cell, without signs around it.
pub(super) fn bare_name(plain: &str) -> &str {
    plain.trim_matches(|c: char| !c.is_alphanumeric() && c != '_')
}

fn is_name(plain: &str) -> bool {
    let first = plain.split_whitespace().next().unwrap_or_default();
    let rest = plain.get(first.len()..).unwrap_or_default().trim_start();
    let name = first.trim_matches(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '$' | '@'));
    let is_remark = rest.is_empty() || rest.starts_with(['(', '\u{ff08}', '[', '*', '\\', '?']);
    let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '[' | ']' | '$' | '@');
    is_remark
        && name.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '$' | '@'))
        && name.chars().all(letters)
}

fn is_type(text: &Text, plain: &str) -> bool {
    const LONGEST: usize = 80;
    if plain.len() > LONGEST {
        return false;
    }
    let mut words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default();
    let last = words.next_back().unwrap_or_default();
    let linked = text.links().next().is_some() && plain.split_whitespace().count() < 8;
    lexicon::type_of(first).is_some() || lexicon::type_of(last).is_some() || linked
}

/// Whether a cell says yes or no.
pub(super) fn flag(plain: &str) -> Option<bool> {
    let lower = plain.to_lowercase();
    let begins = |words: &[&str]| {
        words.iter().any(|word| {
            lower.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric)) && lower.len() < 40
        })
    };
    if begins(lexicon::NO) {
        return Some(false);
    }
    begins(lexicon::YES).then_some(true)
}

fn is_number(plain: &str) -> bool {
    let bare = plain.trim_matches(|c: char| !c.is_ascii_digit() && c != '-');
    let rest = plain.replace(|c: char| c.is_ascii_digit() || matches!(c, '-' | '*' | '`' | '<' | ' ' | '\\'), "");
    rest.is_empty() && bare.chars().any(|c| c.is_ascii_digit())
}

fn is_status(plain: &str) -> bool {
    let digits: String = plain.chars().take_while(char::is_ascii_digit).collect();
    digits.len() == 3 && digits.parse().is_ok_and(|status: u16| (100..600).contains(&status)) && plain.len() < 60
}

fn is_code(plain: &str) -> bool {
    let one = !plain.contains(char::is_whitespace) && plain.len() < 80;
    one && (plain.contains('.') || plain.chars().filter(char::is_ascii_digit).count() > 2 || is_name(plain))
}

fn is_prose(plain: &str) -> bool {
    plain.split_whitespace().count() > 3 || plain.chars().filter(|c| !c.is_ascii()).count() > 5
}
