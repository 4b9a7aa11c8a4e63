//! Rows of a flattened table: their leading cells and the free text behind them.
//!
//! A row begins where the cells left of the free text can all be read (`cells`). In most layouts the text then runs to
//! the next row, and cells right of it are read from the end of the line. In books of numbered sections cells of the same
//! height share a line, and a taller cell is in lines of its own with a blank line around; two columns of free text are
//! told apart there by blank lines, by the script that they are written in and by the values in the page's examples.

use std::collections::HashSet;

use super::cell_text::{Cell, concat, raw};
use super::cells::{self, Cursor, fits};
use super::printed_page::Raw;
use super::table::{Context, Draft};
use crate::document::Vocabulary;
use crate::document::vocabulary::Column;
use crate::lexeme;

/// What reads the rows of a table in a book of numbered sections.
pub(super) struct Rows<'v, 'a> {
    pub(super) lines: &'v [Raw<'a>],
    pub(super) roles: &'v [Column],
    pub(super) context: Context<'v>,
}

/// A row's cells as they were matched, and where the next line is.
pub(super) struct Match<'a> {
    pub(super) cells: Draft<'a>,
    pub(super) next: usize,
    /// The column of free text that may go on.
    pub(super) open: Option<usize>,
}

/// Reads a row that begins at line `at`.
pub(super) fn match_row<'a>(lines: &[Raw<'a>], at: usize, roles: &[Column], context: Context<'_>) -> Option<Match<'a>> {
    let first = lines.get(at)?;
    // On a printed page only a cell's own lines are directly under one another. A name, a flag and a type together are a
    // row nevertheless.
    let certain = || [Column::Name, Column::Required, Column::Type].iter().all(|role| roles.contains(role));
    if context.layout.wrapped && first.close && !certain() {
        return None;
    }
    let (mut cells, cursor) = cells::leading(lines, at, roles, context)?;
    let text = cells.len();
    let tail = roles.get(text + 1..)?;
    if tail.iter().all(|role| role.is_text()) {
        let number = lines.get(cursor.line)?.number;
        let piece = cursor.rest.trim();
        cells.push(if piece.is_empty() { Vec::new() } else { vec![(number, piece)] });
        cells.resize_with(roles.len(), Vec::new);
        return Some(Match { cells, next: cursor.line + 1, open: Some(text) });
    }
    let reach = if context.layout.apart { 8 } else { 3 };
    let mut pieces = Vec::new();
    for line in cursor.line..(cursor.line + reach).min(lines.len()) {
        let raw = lines.get(line)?;
        let rest = if line == cursor.line { cursor.rest } else { raw.text };
        if line > cursor.line && context.vocabulary.header(raw.text).is_some() {
            return None;
        }
        if let Some((piece, right)) = match_right(rest, tail, context) {
            if !piece.is_empty() {
                pieces.push((raw.number, piece));
            }
            let open = pieces.is_empty().then_some(text);
            cells.push(pieces);
            cells.extend(right.into_iter().map(|cell| vec![(raw.number, cell)]));
            return Some(Match { cells, next: line + 1, open });
        }
        if !rest.trim().is_empty() {
            pieces.push((raw.number, rest.trim()));
        }
    }
    None
}

/// The cells right of a free text, from the end of the line.
fn match_right<'a>(rest: &'a str, roles: &[Column], context: Context<'_>) -> Option<(&'a str, Vec<&'a str>)> {
    let mut text = rest.trim();
    let mut cells = Vec::new();
    for role in roles.iter().rev() {
        if text.is_empty() {
            return None;
        }
        let (head, token) = text.rsplit_once(' ').unwrap_or(("", text));
        if !fits(*role, token, context) {
            return None;
        }
        cells.push(token);
        text = head.trim_end();
    }
    cells.reverse();
    Some((text, cells))
}

/// A header row whose titles are broken over lines.
pub(super) fn header(
    lines: &[Raw<'_>],
    at: usize,
    vocabulary: &Vocabulary,
) -> Option<(Vec<(&'static str, Column)>, usize)> {
    const TALLEST: usize = 5;
    let first = lines.get(at).filter(|line| vocabulary.heading(line.text).is_none())?;
    let mut tokens: Vec<&str> = first.text.split(' ').collect();
    // The first titles stand whole on the first line.
    tokens.iter().take(2).find(|token| vocabulary.column(token).is_some())?;
    for height in 2..=TALLEST {
        tokens.extend(lines.get(at + height - 1)?.text.split(' '));
        let text = titles(&tokens, vocabulary);
        if let Some(columns) = text.as_deref().and_then(|text| vocabulary.header(text))
            && columns.last().is_some_and(|(_, role)| role.is_text())
        {
            return Some((columns, height));
        }
    }
    None
}

/// The tokens as titles of columns, pieces put together.
fn titles(tokens: &[&str], vocabulary: &Vocabulary) -> Option<String> {
    const PIECES: usize = 3;
    let mut text = String::new();
    let mut at = 0;
    while at < tokens.len() {
        let title = (1..=PIECES).rev().find_map(|count| {
            let title = tokens.get(at..at + count)?.concat();
            vocabulary.column(&title).map(|_| (title, count))
        });
        let (title, count) = title?;
        text.push_str(&title);
        text.push(' ');
        at += count;
    }
    Some(text.trim_end().to_owned())
}

/// A row's cells, and where the next line is. The last cell may go on there.
struct Found<'a> {
    cells: Draft<'a>,
    next: usize,
}

/// The rows of a table so far.
#[derive(Default)]
struct Filled<'a> {
    drafts: Vec<Draft<'a>>,
    /// Names that may be alone on a line, above the members of the object that they name.
    announced: HashSet<String>,
    /// The last row is a list whose type does not name its items.
    ends_with_list: bool,
}

impl<'a> Rows<'_, 'a> {
    /// All rows from `at` on, and the first line behind them. `ends` says which lines cannot be inside a table.
    pub(super) fn fill(&self, mut at: usize, ends: &dyn Fn(usize) -> bool) -> (Vec<Draft<'a>>, usize) {
        let mut table = Filled::default();
        while let Some(line) = self.lines.get(at) {
            if ends(at) || self.is_header(at) {
                at -= self.give_back(at, &mut table.drafts);
                break;
            }
            let begins = !line.close || table.drafts.is_empty();
            let Some(mut found) = begins.then(|| self.find(at, &table)).flatten() else {
                let Some(text) = table.drafts.last_mut().and_then(|draft| draft.last_mut()) else { break };
                text.push((line.number, line.text));
                at += 1;
                continue;
            };
            if line.opens {
                self.reclaim(&mut found.cells, &mut table.drafts);
            }
            self.push(&mut table, found.cells);
            at = found.next;
        }
        (table.drafts, at)
    }

    /// The row of any kind that begins at `at`.
    fn find(&self, at: usize, table: &Filled<'a>) -> Option<Found<'a>> {
        // Behind a page break, what goes on like a broken name may be the next row.
        let header = || self.object_header(at, table);
        let broken = header().filter(|found| self.lines.get(found.next).is_some_and(|next| next.opens));
        broken.or_else(|| self.row(at)).or_else(header).or_else(|| self.untyped(at))
    }

    fn is_header(&self, at: usize) -> bool {
        super::table::header_at(self.lines, at, self.context.layout, self.context.vocabulary).is_some()
    }

    /// How many lines at the end of the table belong to what follows: the title of the next table, or the
    /// sentence before code.
    fn give_back(&self, end: usize, drafts: &mut [Draft<'a>]) -> usize {
        let Some(last) = end.checked_sub(1).and_then(|at| self.lines.get(at)) else { return 0 };
        let follows = self.lines.get(end).is_some_and(|next| !next.close && !next.opens);
        let alone = !last.close && follows;
        let header = self.is_header(end);
        let code = self
            .lines
            .get(end)
            .and_then(|next| self.context.vocabulary.heading(next.text))
            .is_some_and(|rule| rule.kind.opens_code());
        let introduces = code && last.text.ends_with(['：', ':']);
        let Some(cell) = drafts.last_mut().and_then(|draft| draft.last_mut()).filter(|cell| cell.len() > 1) else {
            return 0;
        };
        usize::from(alone && (header || introduces) && cell.pop_if(|(number, _)| *number == last.number).is_some())
    }

    /// The cells left of the free text, if a row begins at `at`.
    fn leading(&self, at: usize) -> Option<(Draft<'a>, Cursor<'_, 'a>)> {
        cells::leading(self.lines, at, self.roles, self.context)
    }

    fn row(&self, at: usize) -> Option<Found<'a>> {
        let (mut cells, cursor) = self.leading(at)?;
        let text = cells.len();
        let anchor = self.lines.get(cursor.line)?;
        let rest = cursor.rest.trim();
        let mut next = cursor.line + 1;
        let mut block: Cell<'a> = Vec::new();
        if !rest.is_empty() {
            block.push((anchor.number, rest));
        }
        if text + 1 == self.roles.len() {
            cells.push(block);
            return Some(Found { cells, next });
        }
        let role = *self.roles.get(text)?;
        let name = self.name(&cells);
        let structured = role == Column::Sample && self.is_structured(&cells);
        next = self.block(next, &mut block);
        let (mut first, mut second) = self.split(&block, role, &name, structured, next);
        if first.is_empty() && second.is_empty() && !structured && self.follows(next, role) {
            let head = self.lines.get(next)?;
            let mut block = vec![(head.number, head.text)];
            next = self.block(next + 1, &mut block);
            (first, second) = self.split(&block, role, &name, structured, next);
        }
        cells.push(first);
        cells.push(second);
        Some(Found { cells, next })
    }

    /// Appends the lines that hang on to the one before `at`; gives the first that does not.
    fn block(&self, at: usize, block: &mut Cell<'a>) -> usize {
        let lines = self.lines.iter().skip(at).take_while(|line| line.close && !self.is_end(line));
        let before = block.len();
        block.extend(lines.map(|line| (line.number, line.text)));
        at + block.len() - before
    }

    fn is_end(&self, line: &Raw<'_>) -> bool {
        self.context.vocabulary.heading(line.text).is_some()
    }

    /// True where the block at `at` can be the first text cell of a row whose leading cells stand alone.
    fn follows(&self, at: usize, role: Column) -> bool {
        let Some(line) = self.lines.get(at).filter(|line| !self.is_end(line)) else { return false };
        (role == Column::Message || line.text.is_ascii()) && !self.is_header(at) && self.leading(at).is_none()
    }

    fn name(&self, cells: &Draft<'_>) -> String {
        let index = self.roles.iter().position(|role| *role == Column::Name);
        index.and_then(|index| cells.get(index)).map(|cell| concat(cell)).unwrap_or_default()
    }

    /// Objects and arrays of them have no sample.
    fn is_structured(&self, cells: &Draft<'_>) -> bool {
        let index = self.roles.iter().position(|role| *role == Column::Type);
        let Some(cell) = index.and_then(|index| cells.get(index)) else { return false };
        let item = match cell.split_first() {
            Some((first, rest)) if self.array_prefix(first.1).is_some() => concat(rest),
            _ => return false,
        };
        !item.is_empty() && !self.context.vocabulary.scalars.contains(&item.as_str())
    }

    fn array_prefix(&self, text: &'a str) -> Option<&'a str> {
        let words = self.context.vocabulary.array_of;
        words.iter().find_map(|word| text.strip_prefix(word)).filter(|rest| rest.is_empty() || rest.starts_with(' '))
    }

    /// Takes the lines of a block that hold two cells of free text apart.
    fn split(
        &self,
        block: &[(u32, &'a str)],
        role: Column,
        name: &str,
        structured: bool,
        next: usize,
    ) -> (Cell<'a>, Cell<'a>) {
        let mut first: Cell<'a> = Vec::new();
        let mut so_far = String::new();
        for (index, (number, text)) in block.iter().enumerate() {
            let continues = || !so_far.is_empty() && self.context.examples.begins(name, &format!("{so_far}{text}"));
            if !structured && (text.is_ascii() || continues()) {
                if let Some(sample) =
                    self.context.examples.prefix(name, text).filter(|sample| index == 0 && sample.len() < text.len())
                {
                    let behind = text.get(sample.len()..).unwrap_or_default().trim_start();
                    let rest = block.get(index + 1..).unwrap_or_default();
                    let second = std::iter::once((*number, behind)).chain(rest.iter().copied());
                    return (vec![(*number, sample)], second.collect());
                }
                so_far.push_str(text);
                first.push((*number, *text));
                continue;
            }
            let mut second: Cell<'a> = Vec::new();
            let (left, right) = if index > 0 || structured { ("", *text) } else { self.cut(text, role, name, next) };
            if !left.is_empty() {
                first.push((*number, left));
            }
            if !right.is_empty() {
                second.push((*number, right));
            }
            second.extend(block.get(index + 1..).unwrap_or_default());
            return (first, second);
        }
        (first, Vec::new())
    }

    /// Cuts a line with the end of one text cell and the other; `next` is the line behind the block.
    fn cut<'t>(&self, text: &'t str, role: Column, name: &str, next: usize) -> (&'t str, &'t str) {
        if let Some(sample) =
            self.context.examples.prefix(name, text).or_else(|| self.context.examples.common(name, text))
        {
            return (sample, text.get(sample.len()..).unwrap_or_default().trim_start());
        }
        let mut start = 0;
        for token in text.split(' ') {
            if !token.is_ascii() {
                break;
            }
            start += token.len() + 1;
        }
        if start > 0 {
            let (left, right) = text.split_at(start.min(text.len()));
            return (left.trim_end(), right);
        }
        if role == Column::Message {
            return ("", text);
        }
        match text.split_once(' ') {
            Some((left, right)) => (left, right.trim_start()),
            // One text alone: a sample if the description stands below.
            None if self.goes_on(next, name) => (text, ""),
            None => ("", text),
        }
    }

    /// True where the block at `at` is text of the row called `name`, and not the name of its items.
    fn goes_on(&self, at: usize, name: &str) -> bool {
        let mut block = Vec::new();
        self.block(at + 1, &mut block);
        let items = |line: &Raw<'_>| name.starts_with(&format!("{}{}", line.text, concat(&block)));
        self.lines.get(at).is_some_and(|line| !self.is_end(line) && !items(line))
            && !self.is_header(at)
            && self.leading(at).is_none()
    }

    /// A line that holds nothing but the name of an array's items, or of an object: its members follow.
    fn object_header(&self, at: usize, table: &Filled<'a>) -> Option<Found<'a>> {
        let name = self.roles.iter().position(|role| *role == Column::Name)?;
        let mut pieces: Cell<'a> = Vec::new();
        while let Some(line) = self.lines.get(at + pieces.len()).filter(|line| pieces.is_empty() || line.close) {
            if !lexeme::is_identifier(line.text) {
                return None;
            }
            pieces.push((line.number, line.text));
        }
        let next = at + pieces.len();
        // The name of a list's items that its cell does not give is right behind the list.
        let follows_list = || table.ends_with_list && self.leading(next).is_some();
        if !table.announced.contains(&concat(&pieces)) && !follows_list() {
            return None;
        }
        let mut cells = vec![Vec::new(); self.roles.len()];
        cells.get_mut(name)?.append(&mut pieces);
        Some(Found { cells, next })
    }

    /// Takes a row in, with the names that may stand alone above its members: the type of its items, or its own name
    /// without the plural's ending.
    fn push(&self, table: &mut Filled<'a>, cells: Draft<'a>) {
        let cell = |wanted: Column| {
            let index = self.roles.iter().position(|role| *role == wanted);
            index.and_then(|index| cells.get(index)).map_or(&[][..], Vec::as_slice)
        };
        let (name, ty) = (cell(Column::Name), cell(Column::Type));
        let item = ty.get(1..).unwrap_or_default();
        table.announced.insert(concat(item));
        if item.is_empty() && !ty.is_empty() {
            table.announced.extend(concat(name).strip_suffix('s').map(str::to_owned));
        }
        let ty = concat(ty);
        table.ends_with_list = self.context.vocabulary.array_of.iter().any(|word| word.split(' ').next() == Some(&ty));
        table.drafts.push(cells);
    }

    /// A row without a type: the examples show that the name has members.
    fn untyped(&self, at: usize) -> Option<Found<'a>> {
        if self.roles.contains(&Column::Required) || !self.roles.contains(&Column::Type) {
            return None;
        }
        let line = self.lines.get(at)?;
        let (name, text) = line.text.split_once(' ')?;
        let words = text.split(' ').next().unwrap_or_default();
        if !self.context.examples.is_container(name) || words.is_ascii() {
            return None;
        }
        let mut cells = vec![Vec::new(); self.roles.len()];
        cells.first_mut()?.push((line.number, name));
        cells.last_mut()?.push((line.number, text.trim_start()));
        Some(Found { cells, next: at + 1 })
    }

    /// A row whose cells stand on two printed pages may have its name on the second one. What the first page
    /// holds of it hangs on to the row before.
    fn reclaim(&self, cells: &mut Draft<'a>, drafts: &mut [Draft<'a>]) {
        const SHORTEST: usize = 8;
        if self.roles.get(self.roles.len().saturating_sub(2)) != Some(&Column::Sample) {
            return;
        }
        let Some(before) = drafts.last_mut() else { return };
        let head = before.first().and_then(|cell| cell.first()).map(|(number, _)| *number);
        let pieces = before.first().map(Vec::len);
        let Some(text) = before.last_mut() else { return };
        let whole = pieces == Some(1) && text.first().map(|(number, _)| *number) == head;
        let name = concat(cells.first().map_or(&[], Vec::as_slice));
        let begins_block =
            |at: &usize| text.get(*at).is_some_and(|(number, _)| self.raw(*number).is_some_and(|line| !line.close));
        let blocks: Vec<usize> = (1..text.len()).filter(begins_block).collect();
        let end_of = |at: usize| blocks.iter().copied().find(|next| *next > at).unwrap_or(text.len());
        let is_sample = |at: &&usize| {
            let block = text.get(**at..end_of(**at)).unwrap_or_default();
            let value = concat(block);
            value.len() >= SHORTEST && value.is_ascii() && self.context.examples.begins(&name, &value)
        };
        let (from, until) = match blocks.iter().find(is_sample) {
            Some(at) => (*at, end_of(*at)),
            None if whole && text.len() > 1 => (1, 1),
            None => return,
        };
        let [.., sample, description] = cells.as_mut_slice() else { return };
        let mut taken = text.split_off(from);
        let below = taken.split_off(until - from);
        // The break prints the line above it twice.
        if let (Some(above), Some(again)) = (taken.last(), sample.first_mut())
            && above.1 == again.1
        {
            again.1 = "";
        }
        sample.splice(0..0, taken);
        description.splice(0..0, below);
    }

    fn raw(&self, number: u32) -> Option<&Raw<'a>> {
        raw(self.lines, number)
    }
}
