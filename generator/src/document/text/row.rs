//! A row of a flattened table: its cells read one after the other, as far as they have a form of their own.

use super::printed_page::Raw;
use super::table::{Context, Draft};
use crate::document::vocabulary::Column;
use crate::lexeme;

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
    if context.layout.wrapped && first.close {
        // On a printed page only a cell's own lines stand directly under one another.
        return None;
    }
    let text = roles.iter().position(|role| role.is_text())?;
    let mut cursor = Cursor { lines, line: at, rest: first.text, context, crossed: false };
    let mut cells = Vec::with_capacity(roles.len());
    let anchored = roles.iter().take(text).any(|role| *role == Column::Required);
    for (index, role) in roles.iter().take(text).enumerate() {
        cells.push(cursor.cell(*role, index, anchored)?);
    }
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

/// Can `token` be a cell of the column.
fn fits(role: Column, token: &str, context: Context<'_>) -> bool {
    match role {
        Column::Required => context.vocabulary.flags.iter().any(|(word, _)| *word == token),
        Column::Type => context.vocabulary.scalars.contains(&token) || context.structures.contains(token),
        _ => has_form(role, token),
    }
}

/// Can `token` be a cell of the column by its letters; flags and types have no form of their own.
pub(super) fn has_form(role: Column, token: &str) -> bool {
    match role {
        Column::Name | Column::Value => lexeme::is_parameter(token),
        Column::Action => lexeme::is_identifier(token),
        Column::Code => lexeme::is_error_code(token),
        Column::NumericCode => lexeme::is_number(token) && token.len() > 2,
        Column::Date => lexeme::is_date(token),
        Column::Rate | Column::Number => lexeme::is_number(token),
        Column::Host => lexeme::is_host(token),
        Column::Region => lexeme::is_region(token),
        Column::Status => lexeme::is_status(token),
        Column::Required | Column::Type => true,
        Column::Description | Column::Label | Column::Message | Column::Sample => true,
    }
}

/// Reads cells from left to right, over line ends where a cell of the row may be wrapped.
struct Cursor<'v, 'a> {
    lines: &'v [Raw<'a>],
    line: usize,
    rest: &'a str,
    context: Context<'v>,
    /// The row has gone over a line end already.
    crossed: bool,
}

impl<'a> Cursor<'_, 'a> {
    fn cell(&mut self, role: Column, index: usize, anchored: bool) -> Option<Vec<(u32, &'a str)>> {
        self.rest = self.rest.trim_start();
        if self.rest.is_empty() {
            // A name alone on its line can only be followed by a type of two lines.
            let next = self.lines.get(self.line + 1)?.text;
            let wrapped = self.array_prefix(next).is_some();
            if !(wrapped && role == Column::Type || self.crossed || (index > 1 && role == Column::Type)) {
                return None;
            }
            self.advance()?;
        }
        match role {
            Column::Type => self.type_cell(anchored),
            Column::Name => self.name_cell(),
            // A dash behind a name is a dash of the text; an empty flag stands behind the type.
            Column::Required if index == 1 => self.token(|token, context| {
                context.vocabulary.flags.iter().any(|(word, flag)| *word == token && flag.is_some())
            }),
            _ => self.token(|token, context| fits(role, token, context)),
        }
    }

    /// A name, which the column's width may have broken into several pieces.
    fn name_cell(&mut self) -> Option<Vec<(u32, &'a str)>> {
        let whole = |cursor: &mut Self| cursor.token(|token, _| lexeme::is_parameter(token));
        if self.rest.contains(' ') {
            return whole(self);
        }
        if self.context.layout.apart {
            return self.displaced_name();
        }
        self.broken_name().or_else(|| whole(self))
    }

    /// A name broken into pieces that directly follow one another. A flag or a type behind the last piece shows that
    /// no row begins between them.
    fn broken_name(&mut self) -> Option<Vec<(u32, &'a str)>> {
        const SHORTEST: usize = 8;
        const MOST: usize = 4;
        let is_head = self.rest.len() >= SHORTEST && self.rest.starts_with(|c: char| c.is_ascii_alphabetic());
        let goes_on = |text: &str| text.ends_with([':', '：', ',', '，', '、']);
        let above = self.line.checked_sub(1).and_then(|at| self.lines.get(at));
        if !is_head || !lexeme::is_name_piece(self.rest) || above.is_some_and(|line| goes_on(line.text)) {
            return None;
        }
        let mut pieces = vec![(self.number(), self.rest)];
        let mut name = self.rest.to_owned();
        let mut at = self.line + 1;
        while pieces.len() < MOST {
            let line = self.lines.get(at).filter(|line| line.close && !self.begins_cell(line.text))?;
            let end = line.text.find(' ').unwrap_or(line.text.len());
            let (piece, rest) = line.text.split_at(end);
            if !lexeme::is_name_piece(piece) {
                return None;
            }
            pieces.push((line.number, piece));
            name.push_str(piece);
            let behind = if rest.is_empty() { self.lines.get(at + 1)?.text } else { rest.trim_start() };
            if self.begins_cell(behind) {
                (self.line, self.rest, self.crossed) = (at, rest, true);
                return lexeme::is_parameter(&name).then_some(pieces);
            }
            if !rest.is_empty() || piece.len() < SHORTEST {
                return None;
            }
            at += 1;
        }
        None
    }

    /// The text begins with a flag or a type.
    fn begins_cell(&self, text: &str) -> bool {
        let Context { vocabulary, structures, .. } = self.context;
        let token = text.split(' ').next().unwrap_or_default();
        vocabulary.flags.iter().any(|(word, flag)| *word == token && flag.is_some())
            || vocabulary.scalars.contains(&token)
            || structures.contains(token)
            || self.array_prefix_of(text)
    }

    fn array_prefix_of(&self, text: &str) -> bool {
        let begins =
            |word: &&&str| text.strip_prefix(**word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        self.context.vocabulary.array_of.iter().any(|word| begins(&word))
    }

    /// A name of pieces each alone on its line, and maybe apart.
    fn displaced_name(&mut self) -> Option<Vec<(u32, &'a str)>> {
        const SHORTEST: usize = 8;
        const MOST: usize = 4;
        let mut pieces: Vec<(u32, &'a str)> = Vec::new();
        while pieces.len() < MOST && lexeme::is_name_piece(self.rest) && !self.opens_cell() {
            pieces.push((self.number(), self.rest));
            self.advance()?;
        }
        let (_, broken) = pieces.split_last()?;
        let name: String = pieces.iter().map(|(_, piece)| *piece).collect();
        let fits = lexeme::is_parameter(&name) && broken.iter().all(|(_, piece)| piece.len() >= SHORTEST);
        (fits && self.opens_cell()).then_some(pieces)
    }

    /// True where a flag or a type stands at the cursor. A name may end in the word for a type: alone on its line, with
    /// a flag or a type in the next one.
    fn opens_cell(&self) -> bool {
        let vocabulary = self.context.vocabulary;
        let flag = |token: &str| vocabulary.flags.iter().any(|(word, flag)| *word == token && flag.is_some());
        let opens = |text: &str| {
            let token = text.split(' ').next().unwrap_or_default();
            flag(token) || vocabulary.scalars.contains(&token)
        };
        let below = || self.lines.get(self.line + 1).is_some_and(|next| opens(next.text));
        opens(self.rest) && (flag(self.rest) || self.rest.contains(' ') || !below())
    }

    fn advance(&mut self) -> Option<()> {
        self.line += 1;
        self.rest = self.lines.get(self.line)?.text;
        self.crossed = true;
        Some(())
    }

    fn number(&self) -> u32 {
        self.lines.get(self.line).map_or(0, |line| line.number)
    }

    fn token(&mut self, accept: impl Fn(&str, Context<'_>) -> bool) -> Option<Vec<(u32, &'a str)>> {
        let end = self.rest.find(' ').unwrap_or(self.rest.len());
        let (token, rest) = self.rest.split_at(end);
        if !accept(token, self.context) {
            return None;
        }
        self.rest = rest;
        Some(vec![(self.number(), token)])
    }

    fn array_prefix(&self, text: &'a str) -> Option<&'a str> {
        let words = self.context.vocabulary.array_of;
        words.iter().find_map(|word| text.strip_prefix(word)).filter(|rest| rest.is_empty() || rest.starts_with(' '))
    }

    /// A scalar type, a structure, or an array of either; the item type may stand on the next line.
    fn type_cell(&mut self, anchored: bool) -> Option<Vec<(u32, &'a str)>> {
        let mut cell = Vec::new();
        let mut array = false;
        while let Some(rest) = self.array_prefix(self.rest) {
            let words = self.rest.get(..self.rest.len() - rest.len())?;
            cell.push((self.number(), words));
            array = true;
            self.rest = rest.trim_start();
            if self.rest.is_empty() {
                self.advance()?;
            }
        }
        if let Some(scalar) = self.scalar() {
            cell.push((self.number(), scalar));
            return Some(cell);
        }
        if let Some(pieces) = self.broken_scalar() {
            cell.extend(pieces);
            return Some(cell);
        }
        let known = |token: &str, context: Context<'_>| {
            context.structures.contains(token)
                || (array || anchored) && lexeme::is_identifier(token)
                || context.structures.is_empty() && lexeme::is_type_like(token)
        };
        cell.extend(self.token(known)?);
        Some(cell)
    }

    /// A scalar type that goes on in the next line.
    fn broken_scalar(&mut self) -> Option<[(u32, &'a str); 2]> {
        let (number, head) = (self.number(), self.rest);
        let next = self.lines.get(self.line + 1)?.text;
        let tail = next.split(' ').next().unwrap_or_default();
        let whole = |scalar: &&str| !head.is_empty() && scalar.strip_prefix(head) == Some(tail);
        if !self.context.layout.apart || !self.context.vocabulary.scalars.iter().any(whole) {
            return None;
        }
        self.advance()?;
        self.rest = self.rest.get(tail.len()..)?;
        Some([(number, head), (self.number(), tail)])
    }

    /// The longest scalar type at the cursor.
    fn scalar(&mut self) -> Option<&'a str> {
        let scalars = self.context.vocabulary.scalars.iter();
        let stands =
            |word: &&&str| self.rest.strip_prefix(**word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        let length = scalars.filter(stands).map(|word| word.len()).max()?;
        let (scalar, rest) = self.rest.split_at(length);
        self.rest = rest;
        Some(scalar)
    }
}

/// A last line that holds the first cells of a row, and ends before its text.
pub(super) fn is_cut_off(line: &str, roles: &[Column], context: Context<'_>) -> bool {
    let text = roles.iter().position(|role| role.is_text()).unwrap_or(roles.len());
    let tokens: Vec<&str> = line.split(' ').filter(|token| !token.is_empty()).collect();
    let fits_row = || tokens.iter().zip(roles).all(|(token, role)| fits(*role, token, context));
    roles.first() == Some(&Column::Name) && (2..text).contains(&tokens.len()) && fits_row()
}
