//! Rows of tables whose narrow cells break anywhere, inside words too.
//!
//! Cells of the same height share a line; a taller cell stands in lines of its own, with a blank line around.
//! So a row is its leading cells (name, type and the like), read one after the other over line ends and put
//! together again, and then one or two columns of free text, told apart by blank lines, by the script that they
//! are written in and by the values that the page's examples show.

use super::joined::{Cell, concat, length, raw};
use super::layout::Layout;
use super::printed_page::Raw;
use super::samples::Samples;
use super::table::Draft;
use crate::document::Vocabulary;
use crate::document::vocabulary::Column;
use crate::lexeme;

/// What reads the rows of one table.
pub(super) struct Rows<'v, 'a> {
    pub(super) lines: &'v [Raw<'a>],
    pub(super) roles: &'v [Column],
    pub(super) layout: Layout,
    pub(super) vocabulary: &'v Vocabulary,
    pub(super) samples: &'v Samples,
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

impl<'a> Rows<'_, 'a> {
    /// Takes the row or the line of free text at `at` in, and says where the next line is; none where neither stands there.
    fn take(&self, at: usize, drafts: &mut Vec<Draft<'a>>) -> Option<usize> {
        let line = self.lines.get(at)?;
        if !line.close || drafts.is_empty() {
            // Behind a page break, what goes on like a broken name may be the next row.
            let header = || self.object_header(at, drafts);
            let broken = header().filter(|found| self.lines.get(found.next).is_some_and(|next| next.opens));
            let found = broken.or_else(|| self.row(at)).or_else(header).or_else(|| self.untyped(at));
            if let Some(mut found) = found {
                if line.opens {
                    self.reclaim(&mut found.cells, drafts);
                }
                drafts.push(found.cells);
                return Some(found.next);
            }
        }
        drafts.last_mut()?.last_mut()?.push((line.number, line.text));
        Some(at + 1)
    }

    /// All rows from `at` on, and the first line behind them. `ends` says which lines cannot be inside a table.
    pub(super) fn fill(&self, mut at: usize, ends: &dyn Fn(usize) -> bool) -> (Vec<Draft<'a>>, usize) {
        let mut drafts = Vec::new();
        while at < self.lines.len() {
            if ends(at) || super::table::header_at(self.lines, at, self.layout, self.vocabulary).is_some() {
                at -= self.give_back(at, &mut drafts);
                break;
            }
            let Some(next) = self.take(at, &mut drafts) else { break };
            at = next;
        }
        (drafts, at)
    }

    /// How many lines at the end of the table belong to what follows: the title of the next table, or the
    /// sentence before code.
    fn give_back(&self, end: usize, drafts: &mut [Draft<'a>]) -> usize {
        let Some(last) = end.checked_sub(1).and_then(|at| self.lines.get(at)) else { return 0 };
        let follows = self.lines.get(end).is_some_and(|next| !next.close && !next.opens);
        let alone = !last.close && follows;
        let header = super::table::header_at(self.lines, end, self.layout, self.vocabulary).is_some();
        let code = self
            .lines
            .get(end)
            .and_then(|next| self.vocabulary.heading(next.text))
            .is_some_and(|rule| rule.kind.opens_code());
        let introduces = code && last.text.ends_with(['：', ':']);
        let Some(cell) = drafts.last_mut().and_then(|draft| draft.last_mut()).filter(|cell| cell.len() > 1) else {
            return 0;
        };
        usize::from(alone && (header || introduces) && cell.pop_if(|(number, _)| *number == last.number).is_some())
    }

    /// The cells left of the free text, if a row begins at `at`.
    fn leading(&self, at: usize) -> Option<(Draft<'a>, Cursor<'_, 'a>)> {
        let text = self.roles.iter().position(|role| role.is_text())?;
        let mut cursor = Cursor { rows: self, line: at, rest: self.lines.get(at)?.text };
        let mut cells = Vec::with_capacity(self.roles.len());
        for (index, role) in self.roles.iter().take(text).enumerate() {
            let next = self.roles.get(index + 1).copied().unwrap_or(Column::Description);
            cells.push(cursor.cell(*role, next)?);
        }
        Some((cells, cursor))
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
        self.vocabulary.heading(line.text).is_some()
    }

    /// True where the block at `at` can be the first text cell of a row whose leading cells stand alone.
    fn follows(&self, at: usize, role: Column) -> bool {
        let Some(line) = self.lines.get(at).filter(|line| !self.is_end(line)) else { return false };
        (role == Column::Message || line.text.is_ascii())
            && super::table::header_at(self.lines, at, self.layout, self.vocabulary).is_none()
            && self.leading(at).is_none()
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
        !item.is_empty() && !self.vocabulary.scalars.contains(&item.as_str())
    }

    fn array_prefix(&self, text: &'a str) -> Option<&'a str> {
        let words = self.vocabulary.array_of;
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
            let continues = || !so_far.is_empty() && self.samples.begins(name, &format!("{so_far}{text}"));
            if !structured && (text.is_ascii() || continues()) {
                if let Some(sample) =
                    self.samples.prefix(name, text).filter(|sample| index == 0 && sample.len() < text.len())
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
        if let Some(sample) = self.samples.prefix(name, text).or_else(|| self.samples.common(name, text)) {
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
            && super::table::header_at(self.lines, at, self.layout, self.vocabulary).is_none()
            && self.leading(at).is_none()
    }

    /// A line that holds nothing but the name of an array's items, or of an object: its members follow.
    fn object_header(&self, at: usize, drafts: &[Draft<'a>]) -> Option<Found<'a>> {
        const REACH: usize = 300;
        let name = self.roles.iter().position(|role| *role == Column::Name)?;
        let ty = self.roles.iter().position(|role| *role == Column::Type)?;
        let mut pieces: Cell<'a> = Vec::new();
        let mut next = at;
        while let Some(line) = self.lines.get(next).filter(|line| next == at || line.close) {
            if !lexeme::is_identifier(line.text) {
                return None;
            }
            pieces.push((line.number, line.text));
            next += 1;
        }
        let header = concat(&pieces);
        let announces = |draft: &Draft<'a>| {
            let ty = draft.get(ty).map_or(&[][..], Vec::as_slice);
            let plural = draft.get(name).map_or(&[][..], Vec::as_slice);
            let item = ty.get(1..).unwrap_or_default();
            length(item) == header.len() && concat(item) == header
                || ty.len() == 1
                    && length(plural) == header.len() + 1
                    && concat(plural).strip_prefix(&header) == Some("s")
        };
        // Of a list whose cell does not name its items, the name stands right behind it.
        let is_list = |draft: &Draft<'_>| {
            let ty = draft.get(ty).map(|cell| concat(cell)).unwrap_or_default();
            self.vocabulary.array_of.iter().any(|word| word.split(' ').next() == Some(ty.as_str()))
        };
        let behind = || drafts.last().is_some_and(is_list) && self.leading(next).is_some();
        if !drafts.iter().rev().take(REACH).any(announces) && !behind() {
            return None;
        }
        let mut cells = vec![Vec::new(); self.roles.len()];
        cells.get_mut(name)?.append(&mut pieces);
        Some(Found { cells, next })
    }

    /// A row without a type: the examples show that the name has members.
    fn untyped(&self, at: usize) -> Option<Found<'a>> {
        if self.roles.contains(&Column::Required) || !self.roles.contains(&Column::Type) {
            return None;
        }
        let line = self.lines.get(at)?;
        let (name, text) = line.text.split_once(' ')?;
        let words = text.split(' ').next().unwrap_or_default();
        if !self.samples.is_container(name) || words.is_ascii() {
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
            value.len() >= SHORTEST && value.is_ascii() && self.samples.begins(&name, &value)
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

/// Reads leading cells from left to right, over line ends.
struct Cursor<'v, 'a> {
    rows: &'v Rows<'v, 'a>,
    line: usize,
    rest: &'a str,
}

impl<'a> Cursor<'_, 'a> {
    fn cell(&mut self, role: Column, next: Column) -> Option<Cell<'a>> {
        self.rest = self.rest.trim_start();
        if self.rest.is_empty() {
            self.advance()?;
        }
        match role {
            Column::Type => self.type_cell(),
            Column::Required | Column::Status => {
                let (token, _) = self.token()?;
                self.starts(role, token).then(|| self.take(token.len()))
            }
            _ => self.word(role, next),
        }
    }

    fn number(&self) -> u32 {
        self.rows.lines.get(self.line).map_or(0, |line| line.number)
    }

    fn advance(&mut self) -> Option<()> {
        let next = self.rows.lines.get(self.line + 1).filter(|line| !self.rows.is_end(line))?;
        self.line += 1;
        self.rest = next.text;
        Some(())
    }

    fn token(&self) -> Option<(&'a str, &'a str)> {
        let end = self.rest.find(' ').unwrap_or(self.rest.len());
        (end > 0).then(|| self.rest.split_at(end))
    }

    fn take(&mut self, length: usize) -> Cell<'a> {
        let number = self.number();
        let (token, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        vec![(number, token)]
    }

    /// A word that may be broken over lines; `next` is the role of the cell behind it.
    fn word(&mut self, role: Column, next: Column) -> Option<Cell<'a>> {
        const PIECES: usize = 6;
        let (token, _) = self.token()?;
        if !begins_word(role, token) {
            return None;
        }
        let mut cell = self.take(token.len());
        while self.rest.is_empty() && cell.len() < PIECES {
            let below = self.rows.lines.get(self.line + 1)?;
            let piece = (below.close || below.opens) && is_piece(below.text) && !self.starts(next, below.text);
            if !piece {
                break;
            }
            self.advance()?;
            cell.extend(self.take(below.text.len()));
        }
        let word = concat(&cell);
        is_word(role, &word).then_some(cell)
    }

    /// Can a cell of the role begin with the text.
    fn starts(&self, role: Column, text: &str) -> bool {
        let vocabulary = self.rows.vocabulary;
        let token = text.split(' ').next().unwrap_or(text);
        match role {
            Column::Type => {
                vocabulary.scalars.contains(&token)
                    || vocabulary.array_of.iter().any(|word| text.starts_with(word))
                    || self.broken_scalar(text).is_some()
            }
            Column::Required => vocabulary.flags.iter().any(|(word, _)| *word == token),
            Column::Status => lexeme::is_status(token),
            _ => false,
        }
    }

    /// How many lines a scalar type takes that is broken inside, if `text` is its first piece.
    fn broken_scalar(&self, text: &str) -> Option<usize> {
        const TALLEST: usize = 3;
        if !self.rows.vocabulary.scalars.iter().any(|word| word.len() > text.len() && word.starts_with(text)) {
            return None;
        }
        let at = (self.line..=self.line + 1)
            .find(|&at| self.rows.lines.get(at).is_some_and(|line| line.text.ends_with(text)))?;
        let mut word = text.to_owned();
        (1..TALLEST).find_map(|more| {
            let piece = self.rows.lines.get(at + more).filter(|line| line.close)?;
            let end = piece.text.find(' ').unwrap_or(piece.text.len());
            word.push_str(piece.text.get(..end)?);
            self.rows.vocabulary.scalars.contains(&word.as_str()).then_some(more + 1)
        })
    }

    fn type_cell(&mut self) -> Option<Cell<'a>> {
        let mut cell = Vec::new();
        while let Some(rest) = self.rows.array_prefix(self.rest) {
            cell.extend(self.take(self.rest.len() - rest.len()));
            self.rest = self.rest.trim_start();
            if self.rest.is_empty() {
                self.advance()?;
                cell.extend(self.item()?);
                return Some(cell);
            }
        }
        let (token, _) = self.token()?;
        let vocabulary = self.rows.vocabulary;
        if vocabulary.scalars.contains(&token) || !cell.is_empty() && lexeme::is_identifier(token) {
            cell.extend(self.take(token.len()));
            return Some(cell);
        }
        let height = self.broken_scalar(token).filter(|_| self.rest == token)?;
        cell.extend(self.take(token.len()));
        for _ in 1..height {
            self.advance()?;
            let (token, _) = self.token()?;
            cell.extend(self.take(token.len()));
        }
        Some(cell)
    }

    /// The type of an array's items, in lines of its own.
    fn item(&mut self) -> Option<Cell<'a>> {
        let (token, _) = self.token()?;
        if !lexeme::is_identifier(token) {
            return None;
        }
        let mut cell = self.take(token.len());
        let scalar = self.rows.vocabulary.scalars.contains(&token);
        while self.rest.is_empty() && !scalar {
            let below =
                self.rows.lines.get(self.line + 1).filter(|line| line.close && lexeme::is_identifier(line.text));
            let Some(below) = below else { break };
            self.advance()?;
            cell.extend(self.take(below.text.len()));
        }
        Some(cell)
    }
}

fn begins_word(role: Column, token: &str) -> bool {
    match role {
        Column::Code => token.starts_with(|c: char| c.is_ascii_alphabetic()) && is_piece(token),
        _ => token.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && is_piece(token),
    }
}

/// A piece of a name or a code.
fn is_piece(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
}

fn is_word(role: Column, word: &str) -> bool {
    match role {
        Column::Name => lexeme::is_parameter(word),
        Column::Action => lexeme::is_type_like(word),
        _ => true,
    }
}
