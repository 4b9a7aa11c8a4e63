//! The rows of a page's tables against what arrived, and lines of free text that look like rows.

use std::collections::{HashMap, HashSet};
use std::fmt;

use super::arrived::OnPage;
use super::{CODES_LOST, Doubts, FLAG_UNKNOWN, NAME_UNCLEAR, ROW_IN_TEXT, ROW_LOST, TABLE_NOT_READ};
use crate::coverage::LineUse;
use crate::document::vocabulary::{Column, HeadingKind};
use crate::document::{Block, Line, Page, Row, Table, Vocabulary};
use crate::escape;
use crate::lexeme;
use crate::spec::model::Field;
use crate::spec::walk::each_member;

/// The roles of a table's columns.
pub(super) struct Roles(Vec<Option<Column>>);

impl Roles {
    pub(super) fn of(table: &Table, vocabulary: &Vocabulary) -> Self {
        Self(table.columns.iter().map(|title| vocabulary.titled_column(title)).collect())
    }

    fn at(&self, role: Column) -> Option<usize> {
        self.0.iter().position(|found| *found == Some(role))
    }

    fn code(&self) -> Option<usize> {
        self.at(Column::Code).or_else(|| self.at(Column::NumericCode))
    }

    /// A table of parameters, response fields or members.
    pub(super) fn is_fields(&self) -> bool {
        self.at(Column::Name).is_some() && self.at(Column::Type).is_some()
    }

    fn is_text(&self, index: usize) -> bool {
        self.0.get(index).copied().flatten().is_some_and(Column::is_text)
    }
}

/// What a row of a table of fields prints.
pub(super) struct PrintedRow {
    /// The last part of its name.
    pub(super) name: String,
    /// Its name stands there without dots and marks of depth.
    pub(super) is_plain: bool,
    /// What its cell of types says.
    pub(super) kind: Option<Kind>,
    /// Its type cell is empty or holds words that name no type.
    pub(super) is_untyped: bool,
    /// Which of the page's tables it is in.
    pub(super) table: usize,
}

/// What kind of value a type cell announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    List,
    Object,
    Whole,
    Number,
    Flag,
    Text,
}

/// The rows of a page's tables of fields, by their first lines.
pub(super) type PrintedRows = HashMap<u32, PrintedRow>;

/// The rows of a page's tables of fields.
pub(super) fn printed_rows(page: &Page, vocabulary: &Vocabulary) -> PrintedRows {
    let mut found = PrintedRows::new();
    for (at, block) in page.blocks.iter().enumerate() {
        let Block::Table(table) = block else { continue };
        let roles = Roles::of(table, vocabulary);
        let (Some(name), Some(ty)) = (roles.at(Column::Name), roles.at(Column::Type)) else { continue };
        for row in &table.rows {
            let printed = leaf(self::name(&text(row, name))).to_owned();
            let is_plain = lexeme::is_identifier(text(row, name).trim_matches(['*', '`', ' ']));
            let ty = text(row, ty).to_lowercase();
            let kind = Kind::said(&ty);
            // A flag is there where type and flag are swapped, which reading mends.
            let is_untyped = kind.is_none() && !lexeme::is_identifier(ty.trim()) && vocabulary.flag(&ty).is_none();
            found.entry(row.span()[0]).or_insert(PrintedRow { name: printed, is_plain, kind, is_untyped, table: at });
        }
    }
    found
}

/// What names a type in a cell, in any wording. Of several words the first of this list counts.
const KINDS: &[(&str, Kind)] = &[
    ("list", Kind::List),
    ("array", Kind::List),
    ("数组", Kind::List),
    ("列表", Kind::List),
    ("object", Kind::Object),
    ("struct", Kind::Object),
    ("json", Kind::Object),
    ("map", Kind::Object),
    ("对象", Kind::Object),
    ("string", Kind::Text),
    ("字符", Kind::Text),
    ("整", Kind::Whole),
    ("布尔", Kind::Flag),
];

/// Short names of types, which longer words contain.
const WORDS: &[(&str, Kind)] = &[
    ("str", Kind::Text),
    ("int", Kind::Whole),
    ("integer", Kind::Whole),
    ("uint", Kind::Whole),
    ("uint64", Kind::Whole),
    ("int64", Kind::Whole),
    ("long", Kind::Whole),
    ("unsigned", Kind::Whole),
    ("bool", Kind::Flag),
    ("boolean", Kind::Flag),
    ("float", Kind::Number),
    ("double", Kind::Number),
];

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::List => "list",
            Self::Object => "object",
            Self::Whole => "integer",
            Self::Number => "number",
            Self::Flag => "boolean",
            Self::Text => "string",
        })
    }
}

impl Kind {
    /// The kind that a cell in small letters names.
    fn said(cell: &str) -> Option<Self> {
        let is_word = |word: &str| cell.split(|c: char| !c.is_ascii_alphanumeric()).any(|found| found == word);
        let whole = KINDS.iter().find(|(word, _)| cell.contains(word));
        whole.or_else(|| WORDS.iter().find(|(word, _)| is_word(word))).map(|(_, kind)| *kind)
    }
}

/// The section that a block stands in, by the last heading that the vocabulary knows.
pub(super) fn section(block: &Block, vocabulary: &Vocabulary) -> Option<HeadingKind> {
    match block {
        Block::Heading(heading) => {
            Some(vocabulary.marked_heading(heading.line.text.trim()).map_or(HeadingKind::Other, |rule| rule.kind))
        }
        _ => None,
    }
}

pub(super) fn check(page: &Page, vocabulary: &Vocabulary, on_page: &OnPage<'_>, doubts: &mut Doubts<'_>) {
    let mut section_now = None;
    let mut is_first = true;
    for block in &page.blocks {
        if let Some(found) = section(block, vocabulary) {
            section_now = Some(found);
            is_first = true;
        }
        let Block::Table(table) = block else { continue };
        let roles = Roles::of(table, vocabulary);
        if roles.is_fields() && (!on_page.actions.is_empty() || on_page.defines) {
            fields(table, &roles, section_now, vocabulary, on_page, doubts);
        } else if let Some(code) = roles.code()
            && !on_page.actions.is_empty()
        {
            codes(table, code, on_page, doubts);
        } else if !on_page.actions.is_empty()
            && matches!(section_now, Some(HeadingKind::Request | HeadingKind::Response))
        {
            unread(table, &roles, is_first, on_page, doubts);
        }
        is_first &= !roles.is_fields();
    }
    names(page, on_page, doubts);
}

/// The text of a cell on one line.
fn text(row: &Row, column: usize) -> String {
    let lines = row.cells.get(column).map(Vec::as_slice).unwrap_or_default();
    lines.iter().map(|line| line.text.trim()).collect::<Vec<_>>().join(" ")
}

/// The name that a cell of names begins with: without the marks before it and the remark behind it.
fn name(cell: &str) -> &str {
    let start = cell.find(|c: char| c.is_ascii_alphanumeric() || c == '_').unwrap_or(cell.len());
    let rest = cell.get(start..).unwrap_or_default();
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-' | '.' | '[' | ']' | '#'));
    rest.get(..end.unwrap_or(rest.len())).unwrap_or_default().trim_matches(['.', '-'])
}

/// Words follow the name directly, or the cell is a placeholder in angle brackets: the cell is no name.
fn is_sentence(cell: &str, name: &str) -> bool {
    let behind = cell.split_once(name).map_or("", |(_, behind)| behind);
    cell.trim_start().starts_with('<')
        || behind.starts_with(' ') && behind.trim_start().starts_with(char::is_alphanumeric)
}

/// The last part of a dotted name that is no index.
pub(super) fn leaf(name: &str) -> &str {
    let mut parts = name.split('.').map(|part| part.split('[').next().unwrap_or_default().trim_matches('#'));
    let is_index = |part: &str| part.is_empty() || part.len() == 1 || lexeme::is_number(part);
    parts.rfind(|part| !is_index(part)).unwrap_or_default()
}

/// Every row of a table of fields became one.
fn fields(
    table: &Table,
    roles: &Roles,
    section: Option<HeadingKind>,
    vocabulary: &Vocabulary,
    on_page: &OnPage<'_>,
    doubts: &mut Doubts<'_>,
) {
    // A table that reading left aside is another action's, unless it is in a section of parameters.
    let is_aside = |row: &Row| {
        let usage = doubts.document.accounts.account(row.span()[0]).map(|(usage, _)| usage);
        usage == Some(LineUse::ProsePage) && !matches!(section, Some(HeadingKind::Request | HeadingKind::Response))
    };
    if table.rows.iter().all(is_aside) {
        return;
    }
    let Some(column) = roles.at(Column::Name) else { return };
    let names = match section {
        Some(HeadingKind::Request) if !on_page.sides[0].is_empty() => &on_page.sides[0],
        Some(HeadingKind::Response) if !on_page.sides[1].is_empty() => &on_page.sides[1],
        _ => &on_page.names,
    };
    let mut before = None;
    for row in &table.rows {
        let cell = text(row, column);
        let name = name(&cell);
        let leaf = leaf(name);
        let known = || names.contains(leaf) || names.contains(name) || vocabulary.common.contains(&leaf);
        // The row behind a list may be that of its items; the list stands for both.
        let is_item = before.is_some_and(|line| on_page.lists.contains(&line)) || on_page.stems.contains(&stem(leaf));
        before = Some(row.span()[0]);
        let placeholder = || leaf.is_empty() || ["none", "null", "na"].contains(&leaf.to_ascii_lowercase().as_str());
        let arrived = || row.numbers().any(|number| on_page.lines.contains(&number));
        if !lexeme::is_parameter(leaf) || placeholder() || is_sentence(&cell, name) {
            // A name that is none is a doubt where a type stands beside it.
        } else if !known() && !arrived() && !is_item {
            doubts.add(&ROW_LOST, row.span(), format!("the row `{}` is not in the spec", short(&cell)));
        }
        if let Some(flag) = roles.at(Column::Required) {
            let cell = text(row, flag);
            let placeholder = placeholder() && text(row, roles.at(Column::Type).unwrap_or(flag)) == cell;
            let is_swapped = || roles.at(Column::Type).is_some_and(|ty| vocabulary.flag(&text(row, ty)).is_some());
            if !cell.is_empty() && !placeholder && !is_flag(&cell, vocabulary) && !is_swapped() {
                let message = format!("expected a flag in the column of what must be sent, found `{}`", short(&cell));
                doubts.add(&FLAG_UNKNOWN, row.span(), message);
            }
        }
        swallowed(row, table, roles, vocabulary, on_page, doubts);
    }
}

/// A name without the letters that make a plural: the items of a list mostly have its name in the singular.
pub(super) fn stem(name: &str) -> String {
    name.chars().filter(|c| *c != 's').collect()
}

fn is_flag(cell: &str, vocabulary: &Vocabulary) -> bool {
    // A type is there where the cells of a row are one place off, which reading mends.
    if lexeme::is_type_like(cell)
        || [vocabulary.scalars, vocabulary.array_of].concat().iter().any(|ty| cell.starts_with(ty))
    {
        return true;
    }
    let bare = cell.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '`' | '。' | '.'));
    bare.chars().all(|c| !c.is_alphanumeric() || c == '无')
        || vocabulary.flag(bare).is_some()
        || vocabulary.flags.iter().any(|(word, _)| word.eq_ignore_ascii_case(bare))
}

/// Lines of a cell of text that fit the columns before it.
fn swallowed(
    row: &Row,
    table: &Table,
    roles: &Roles,
    vocabulary: &Vocabulary,
    on_page: &OnPage<'_>,
    doubts: &mut Doubts<'_>,
) {
    let leading: Vec<Column> = roles.0.iter().map_while(|role| role.filter(|role| !role.is_text())).collect();
    if leading.len() < 2 {
        return;
    }
    let own = Own {
        name: roles.at(Column::Name).map(|column| text(row, column)).unwrap_or_default(),
        flag: roles.at(Column::Required).map(|column| text(row, column)).unwrap_or_default(),
    };
    for index in (0..table.columns.len()).filter(|index| roles.is_text(*index)) {
        let lines = row.cells.get(index).map(Vec::as_slice).unwrap_or_default();
        for (at, line) in lines.iter().enumerate() {
            let is_new = |text: &&str| {
                let name = text.split_whitespace().next().unwrap_or_default();
                !on_page.names.contains(leaf(name)) || !line.numbers.iter().any(|n| on_page.lines.contains(n))
            };
            if let Some(text) = rows_in(&line.text, at == 0, &own, &leading, vocabulary).find(is_new) {
                let message = format!("`{}` looks like a row of the table and is read as text", short(text));
                doubts.add(&ROW_IN_TEXT, line.span(), message);
            }
        }
    }
}

/// How a row writes its own name and flag.
struct Own {
    name: String,
    flag: String,
}

impl Own {
    /// The text begins with a name that is written like the row's, and a flag behind it too: keys of another thing have
    /// other names, and sentences other flags (`If no …`).
    fn is_like(&self, text: &str) -> bool {
        let upper = |name: &str| name.starts_with(|c: char| c.is_ascii_uppercase());
        let mut words = text.split_whitespace();
        let name = words.next().unwrap_or_default();
        let flag = words.next().filter(|word| word.is_ascii());
        upper(name) == upper(self.name.trim())
            && name.contains('-') == self.name.contains('-')
            && flag.is_none_or(|flag| upper(flag) || !upper(self.flag.trim()))
    }
}

/// The parts of a line of free text that look like rows: the line itself, unless it is the first of its cell, perhaps
/// without one of three cells, and what follows the end of a sentence.
fn rows_in<'l>(
    line: &'l str,
    is_first: bool,
    own: &'l Own,
    leading: &'l [Column],
    vocabulary: &'l Vocabulary,
) -> impl Iterator<Item = &'l str> {
    let is_row = |text: &&str| fits(text, leading, vocabulary);
    let lacks_one = |text: &&str| {
        let without = |gone: usize| -> Vec<Column> {
            leading.iter().enumerate().filter(|(at, _)| *at != gone).map(|(_, column)| *column).collect()
        };
        leading.len() > 2 && own.is_like(text) && (1..leading.len()).any(|gone| fits(text, &without(gone), vocabulary))
    };
    let whole = Some(line.trim()).filter(|_| !is_first).filter(move |text| is_row(text) || lacks_one(text));
    let behind = line.match_indices(['。', '；', '！', '？']).filter_map(|(at, mark)| line.get(at + mark.len()..));
    whole.into_iter().chain(behind.map(str::trim_start).filter(is_row))
}

/// A line begins with what the columns hold, one after the other.
fn fits(line: &str, columns: &[Column], vocabulary: &Vocabulary) -> bool {
    let mut rest = line.trim();
    for column in columns {
        let (token, behind) = rest.split_once([' ', '\t', '|']).unwrap_or((rest, ""));
        let behind = behind.trim_start_matches([' ', '\t', '|']);
        match column {
            Column::Name if lexeme::is_parameter(token) => rest = behind,
            Column::Required if vocabulary.flags.iter().any(|(word, _)| *word == token && *word != "-") => {
                rest = behind
            }
            Column::Type => {
                let array = vocabulary.array_of.iter().find_map(|word| rest.strip_prefix(word)).map(str::trim_start);
                let word = array.unwrap_or(rest).split(' ').next().unwrap_or_default();
                let scalar = vocabulary.scalars.contains(&word);
                if !(scalar || array.is_some() && lexeme::is_type_like(word)) {
                    return false;
                }
                rest = array.unwrap_or(rest).get(word.len()..).unwrap_or_default().trim_start();
            }
            _ => return false,
        }
    }
    true
}

/// Every row of a table of codes became one.
fn codes(table: &Table, column: usize, on_page: &OnPage<'_>, doubts: &mut Doubts<'_>) {
    // A few words in a column of codes: the cells of the row are not in their places.
    let is_phrase = |cell: &str| cell.split_whitespace().count() > 2 && cell.is_ascii();
    let phrases = table.rows.iter().filter(|row| is_phrase(&text(row, column))).count();
    for row in &table.rows {
        let cell = text(row, column);
        let code = cell.trim_matches(['`', '*', ' ']);
        if 2 * phrases < table.rows.len() && is_phrase(code) {
            doubts.add(
                &CODES_LOST,
                row.span(),
                format!("expected a code in the column of codes, found `{}`", short(code)),
            );
        } else if lexeme::is_error_code(code) && !on_page.codes.contains(code) {
            doubts.add(&CODES_LOST, row.span(), format!("the code `{}` is not among the action's codes", short(code)));
        }
    }
}

/// A table of unknown columns in a section of parameters, of whose names none arrived. Behind a table of parameters,
/// one that has no column of a parameter is of something else.
fn unread(table: &Table, roles: &Roles, is_first: bool, on_page: &OnPage<'_>, doubts: &mut Doubts<'_>) {
    let is_parameters = || [Column::Name, Column::Type, Column::Required].iter().any(|role| roles.at(*role).is_some());
    if !is_first && !is_parameters() {
        return;
    }
    let names: Vec<String> = table.rows.iter().map(|row| name(&text(row, 0)).to_owned()).collect();
    let is_name = |name: &&String| name.len() > 2 && lexeme::is_parameter(name);
    let candidates: Vec<&String> = names.iter().filter(is_name).collect();
    let lost = candidates.iter().filter(|name| !on_page.names.contains(leaf(name))).count();
    if lost > 0 && 2 * lost > candidates.len() && 2 * candidates.len() >= names.len() && table.columns.len() > 2 {
        let titles = table.columns.join(" | ");
        let message = format!("no row of the table `{}` is in the spec", short(&titles));
        doubts.add(&TABLE_NOT_READ, table.span(), message);
    }
}

/// Names of the spec that are no names, or that the page prints nowhere.
fn names(page: &Page, on_page: &OnPage<'_>, doubts: &mut Doubts<'_>) {
    let mut printed: HashSet<&str> = HashSet::new();
    let blocks = page.blocks.iter().filter(|block| !matches!(block, Block::Code(_)));
    blocks.flat_map(Block::lines).for_each(|line| words(line, &mut printed));
    let mut shown: HashSet<&str> = HashSet::new();
    page.lines().for_each(|line| words(line, &mut shown));
    let requests = on_page.actions.iter().flat_map(|described| &described.action.request);
    let mut sent: HashSet<*const Field> = HashSet::new();
    requests.for_each(|field| {
        each_member(std::slice::from_ref(field), &mut |_, field| {
            sent.insert(field);
        })
    });
    let mut rows: HashSet<u32> = HashSet::new();
    let tables = page.blocks.iter().filter(|block| !matches!(block, Block::Code(_)));
    tables.flat_map(Block::lines).for_each(|line| rows.extend(&line.numbers));
    for field in &on_page.fields {
        let is_sent = || sent.contains(&std::ptr::from_ref(*field));
        let has_row = || (field.source.lines[0]..=field.source.lines[1]).any(|line| rows.contains(&line));
        if !lexeme::is_parameter(&field.name) {
            let message = format!("`{}` is no name of a parameter or field", short(&field.name));
            doubts.add(&NAME_UNCLEAR, field.source.lines, message);
        } else if !shown.contains(field.name.as_str())
            || is_sent() && !(printed.contains(field.name.as_str()) && has_row())
        {
            let message = format!("no table and no text of the page has the name `{}`", short(&field.name));
            doubts.add(&NAME_UNCLEAR, field.source.lines, message);
        }
    }
}

/// The words of a line that may be names, whole and in their parts.
fn words<'p>(line: &'p Line, found: &mut HashSet<&'p str>) {
    let tokens = line.text.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-' | '.'));
    for token in tokens.filter(|token| !token.is_empty()) {
        found.insert(token);
        found.extend(token.split('.'));
    }
}

/// A text cut to what a message shows.
pub(super) fn short(text: &str) -> String {
    const LONGEST: usize = 60;
    escape::beginning(text, LONGEST).into_owned()
}
