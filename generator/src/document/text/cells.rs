//! The cells left of a row's free text, read one after the other as far as they have a form of their own.
//!
//! A narrow column breaks its words, so a cell may go on in the next lines. Which lines can be its pieces depends on the
//! layout: they directly follow one another, or also stand apart, or go on behind a page break.

use super::cell_text::{Cell, concat};
use super::printed_page::Raw;
use super::table::{Context, Draft};
use crate::document::vocabulary::Column;
use crate::lexeme;

/// The cells left of the free text, if a row begins at line `at`, and the place behind them.
pub(super) fn leading<'v, 'a>(
    lines: &'v [Raw<'a>],
    at: usize,
    roles: &[Column],
    context: Context<'v>,
) -> Option<(Draft<'a>, Cursor<'v, 'a>)> {
    let text = roles.iter().position(|role| role.is_text())?;
    let roles = roles.get(..text)?;
    let mut cursor = Cursor { lines, line: at, rest: lines.get(at)?.text, context, crossed: false };
    let mut cells = Vec::with_capacity(text + 2);
    let anchored = roles.contains(&Column::Required);
    for (index, role) in roles.iter().enumerate() {
        let next = roles.get(index + 1).copied().unwrap_or(Column::Description);
        cells.push(cursor.cell(index, *role, next, anchored)?);
    }
    Some((cells, cursor))
}

/// Can `token` be a cell of the column.
pub(super) fn fits(role: Column, token: &str, context: Context<'_>) -> bool {
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
pub(super) struct Cursor<'v, 'a> {
    lines: &'v [Raw<'a>],
    /// The index of the line that it is in.
    pub(super) line: usize,
    /// What is right of it in the line.
    pub(super) rest: &'a str,
    context: Context<'v>,
    /// The row has gone over a line end already.
    crossed: bool,
}

impl<'a> Cursor<'_, 'a> {
    /// Reads a cell; `next` is the role of the one behind it, and `anchored` says that the row has a flag.
    fn cell(&mut self, index: usize, role: Column, next: Column, anchored: bool) -> Option<Cell<'a>> {
        self.rest = self.rest.trim_start();
        if self.rest.is_empty() {
            // A name alone on its line can only be followed by a type of two lines.
            let wrapped = || self.below().is_some_and(|next| self.array_prefix(next.text).is_some());
            let goes_on =
                self.context.layout.numbered || self.crossed || role == Column::Type && (index > 1 || wrapped());
            if !goes_on {
                return None;
            }
            self.advance()?;
        }
        match role {
            Column::Type => self.type_cell(anchored),
            // A dash behind a name is a dash of the text; an empty flag stands behind the type.
            Column::Required if index == 1 => self.token(|cursor, token| cursor.is_flag(token)),
            Column::Required | Column::Status => self.token(|cursor, token| fits(role, token, cursor.context)),
            _ => self.word(role, next),
        }
    }

    /// A name or a code, which the column's edge may have broken into pieces. Each of them begins its line.
    fn word(&mut self, role: Column, next: Column) -> Option<Cell<'a>> {
        const MOST: usize = 6;
        let layout = self.context.layout;
        let (line, rest) = (self.line, self.rest);
        let head = first_token(rest);
        if layout.numbered && !begins_word(role, head) {
            return None;
        }
        let mut cell = vec![self.take(head.len())];
        while (layout.numbered || role == Column::Name) && cell.len() < MOST {
            let Some(piece) = self.piece(next) else { break };
            self.advance()?;
            cell.push(self.take(piece.len()));
        }
        let word = concat(&cell);
        let alone = layout.apart && self.rest.is_empty() && role == Column::Name;
        let whole = if layout.numbered {
            is_word(role, &word)
        } else if cell.len() == 1 && !alone {
            fits(role, head, self.context)
        } else {
            lexeme::is_parameter(&word) && self.is_joint(line, &cell)
        };
        if whole {
            self.crossed |= cell.len() > 1 || alone;
            return Some(cell);
        }
        if layout.apart || layout.numbered {
            return None;
        }
        (self.line, self.rest) = (line, rest);
        self.token(|cursor, token| fits(role, token, cursor.context))
    }

    /// The piece of a word that the next line begins with, if a word ends this line.
    fn piece(&self, next: Column) -> Option<&'a str> {
        let layout = self.context.layout;
        let below = self.below().filter(|_| self.rest.is_empty())?;
        let token = first_token(below.text);
        let follows = below.close || layout.apart || layout.numbered && below.opens;
        let is_alone = token.len() == below.text.len() || !layout.apart && !layout.numbered;
        let form = lexeme::is_name_piece(token);
        (follows && is_alone && form && !self.starts(next, self.line + 1, below.text)).then_some(token)
    }

    /// Pieces that fill their column and are followed by a flag or a type are a word. Behind a comma or a colon they
    /// are items of a list.
    fn is_joint(&self, line: usize, cell: &[(u32, &str)]) -> bool {
        const SHORTEST: usize = 8;
        let above = line.checked_sub(1).and_then(|at| self.lines.get(at));
        let listed = above.is_some_and(|line| line.text.ends_with([':', '：', ',', '，', '、']));
        let full = cell.split_last().is_some_and(|(_, heads)| heads.iter().all(|(_, piece)| piece.len() >= SHORTEST));
        let letter = cell.first().is_some_and(|(_, head)| head.starts_with(|c: char| c.is_ascii_alphabetic()));
        let pieces = cell.iter().all(|(_, piece)| lexeme::is_name_piece(piece));
        let (at, behind) = match self.rest.trim_start() {
            "" => (self.line + 1, self.below().map_or("", |line| line.text)),
            rest => (self.line, rest),
        };
        full && letter
            && pieces
            && (self.context.layout.apart || !listed)
            && self.starts(Column::Description, at, behind)
    }

    /// True if a flag or a type begins with the text at a line: what the column `next` holds, or any of both.
    fn starts(&self, next: Column, line: usize, text: &str) -> bool {
        let Context { vocabulary, structures, layout, .. } = self.context;
        let token = first_token(text);
        let scalar = vocabulary.scalars.contains(&token);
        if layout.numbered {
            return match next {
                Column::Type => scalar || self.array_prefix(text).is_some() || self.broken_scalar(line, text).is_some(),
                Column::Required | Column::Status => fits(next, token, self.context),
                _ => false,
            };
        }
        let opens = |text: &str| {
            let token = first_token(text);
            self.is_flag(token) || vocabulary.scalars.contains(&token)
        };
        // A name may end in the word for a type: alone on its line, with a flag or a type in the next one.
        let is_name =
            || scalar && token.len() == text.len() && self.lines.get(line + 1).is_some_and(|next| opens(next.text));
        let member = || !layout.apart && (structures.contains(token) || self.array_prefix(text).is_some());
        self.is_flag(token) || scalar && !(layout.apart && is_name()) || member()
    }

    fn is_flag(&self, token: &str) -> bool {
        self.context.vocabulary.flags.iter().any(|(word, flag)| *word == token && flag.is_some())
    }

    fn below(&self) -> Option<&Raw<'a>> {
        self.lines.get(self.line + 1)
    }

    fn advance(&mut self) -> Option<()> {
        let is_end = |line: &Raw<'_>| self.context.vocabulary.heading(line.text).is_some();
        self.rest = self.below().filter(|line| !self.context.layout.numbered || !is_end(line))?.text;
        self.line += 1;
        self.crossed = true;
        Some(())
    }

    fn take(&mut self, length: usize) -> (u32, &'a str) {
        let number = self.lines.get(self.line).map_or(0, |line| line.number);
        let (token, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        (number, token)
    }

    fn token(&mut self, accept: impl Fn(&Self, &str) -> bool) -> Option<Cell<'a>> {
        let token = first_token(self.rest);
        accept(self, token).then(|| vec![self.take(token.len())])
    }

    /// What is behind the words that begin the type of an array.
    fn array_prefix<'t>(&self, text: &'t str) -> Option<&'t str> {
        behind_word(text, self.context.vocabulary.array_of)
    }

    /// A scalar type, a structure, or an array of either; the item type may be on the next line.
    fn type_cell(&mut self, anchored: bool) -> Option<Cell<'a>> {
        let mut cell = Vec::new();
        while let Some(rest) = self.array_prefix(self.rest) {
            cell.push(self.take(self.rest.len() - rest.len()));
            self.rest = self.rest.trim_start();
            if self.rest.is_empty() {
                self.advance()?;
            }
        }
        if let Some(rest) = behind_word(self.rest, self.context.vocabulary.scalars) {
            cell.push(self.take(self.rest.len() - rest.len()));
            return Some(cell);
        }
        if let Some(height) = self.broken_scalar(self.line, self.rest) {
            for piece in 0..height {
                if piece > 0 {
                    self.advance()?;
                }
                cell.push(self.take(first_token(self.rest).len()));
            }
            return Some(cell);
        }
        let Context { structures, layout, .. } = self.context;
        let array = !cell.is_empty();
        let known = |token: &str| {
            array && lexeme::is_identifier(token)
                || structures.contains(token)
                || !layout.numbered && anchored && lexeme::is_identifier(token)
                || !layout.numbered && structures.is_empty() && lexeme::is_type_like(token)
        };
        cell.extend(self.token(|_, token| known(token))?);
        while layout.numbered && self.rest.is_empty() {
            let Some(below) = self.below().filter(|line| line.close && lexeme::is_identifier(line.text)) else { break };
            let length = below.text.len();
            self.advance()?;
            cell.push(self.take(length));
        }
        Some(cell)
    }

    /// How many lines a scalar type takes that is broken inside, if a line ends with its first piece.
    fn broken_scalar(&self, line: usize, head: &str) -> Option<usize> {
        const TALLEST: usize = 3;
        let scalars = self.context.vocabulary.scalars;
        if head.is_empty() || !scalars.iter().any(|word| word.len() > head.len() && word.starts_with(head)) {
            return None;
        }
        let mut word = head.to_owned();
        (1..TALLEST).find_map(|more| {
            let piece = self.lines.get(line + more).filter(|line| line.close || self.context.layout.apart)?;
            word.push_str(first_token(piece.text));
            scalars.contains(&word.as_str()).then_some(more + 1)
        })
    }
}

fn first_token(text: &str) -> &str {
    text.split(' ').next().unwrap_or(text)
}

/// What is behind the longest of the words that the text begins with, whole.
fn behind_word<'t>(text: &'t str, words: &[&str]) -> Option<&'t str> {
    let behind = words.iter().filter_map(|word| text.strip_prefix(word));
    behind.filter(|rest| rest.is_empty() || rest.starts_with(' ')).min_by_key(|rest| rest.len())
}

fn begins_word(role: Column, token: &str) -> bool {
    token.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' && role != Column::Code)
        && lexeme::is_name_piece(token)
}

fn is_word(role: Column, word: &str) -> bool {
    match role {
        Column::Name => lexeme::is_parameter(word),
        Column::Action => lexeme::is_type_like(word),
        _ => true,
    }
}

/// A last line that holds the first cells of a row, and ends before its text.
pub(super) fn is_cut_off(line: &str, roles: &[Column], context: Context<'_>) -> bool {
    let text = roles.iter().position(|role| role.is_text()).unwrap_or(roles.len());
    let tokens: Vec<&str> = line.split(' ').filter(|token| !token.is_empty()).collect();
    let fits_row = || tokens.iter().zip(roles).all(|(token, role)| fits(*role, token, context));
    roles.first() == Some(&Column::Name) && (2..text).contains(&tokens.len()) && fits_row()
}
