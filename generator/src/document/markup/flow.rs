//! Logical lines: pieces of marked-up text, gathered as a browser would show them.
//!
//! White space is collapsed and every line keeps the source lines that its text came from. What a line
//! is part of is not known here.

use crate::document::Line;

/// Gathers text into logical lines.
#[derive(Debug, Default)]
pub(super) struct Flow {
    done: Vec<Piece>,
    line: Line,
    gap: Gap,
    /// Inside how many elements of strong emphasis.
    pub(super) strong: usize,
    /// Some of the line's text is not emphasized.
    plain: bool,
    /// Inside how many elements of struck text.
    pub(super) struck: usize,
    /// The line without its struck text, where it has some.
    kept: Option<String>,
    /// Where in the line a superscript began.
    raised: Option<usize>,
}

/// A finished logical line.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) line: Line,
    /// All of it is emphasized.
    pub(super) strong: bool,
    /// Its text without what is struck, where something is.
    kept: Option<String>,
}

/// The logical lines of a table cell.
#[derive(Debug, Default)]
pub(super) struct CellText {
    pub(super) lines: Vec<Line>,
    /// All of it is struck: it no longer holds.
    pub(super) struck: bool,
}

/// White space since the last character.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Break,
    Space,
}

impl Flow {
    /// Adds text that begins on source line `number`. A line break in it is white space.
    pub(super) fn text(&mut self, text: &str, mut number: u32) {
        for c in text.chars() {
            match c {
                '\n' => {
                    self.gap = self.gap.max(Gap::Break);
                    number += 1;
                }
                '\u{200b}' | '\u{2060}' | '\u{feff}' => {}
                c if c.is_whitespace() => self.gap = Gap::Space,
                c => self.push(c, number),
            }
        }
    }

    fn push(&mut self, c: char, number: u32) {
        // No space was meant where a line of Chinese text was broken.
        let wide = |c: char| !c.is_ascii();
        let gap = std::mem::take(&mut self.gap);
        let spaced = |text: &str| {
            let last = text.chars().next_back();
            last.is_some_and(|last| gap == Gap::Space || (gap == Gap::Break && !(wide(last) && wide(c))))
        };
        if self.struck > 0 && self.kept.is_none() {
            self.kept = Some(self.line.text.clone());
        }
        if let Some(kept) = self.kept.as_mut().filter(|_| self.struck == 0) {
            if spaced(kept) {
                kept.push(' ');
            }
            kept.push(c);
        }
        if spaced(&self.line.text) {
            self.line.text.push(' ');
        }
        if self.line.numbers.last() != Some(&number) {
            self.line.numbers.push(number);
        }
        self.plain |= self.strong == 0 && !matches!(c, ':' | '：');
        self.line.text.push(c);
    }

    /// A line break of the source that may or may not be one of the text: it is not where the line is full
    /// and ends no sentence.
    pub(super) fn soft_break(&mut self) {
        const FULL: usize = 60;
        let width: usize = self.line.text.chars().take(FULL).map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        let ends = self.line.text.ends_with(['.', '。', '!', '！', '?', '？', ';', '；', ':', '：']);
        if width < FULL || ends {
            self.end_line();
        } else {
            self.gap = self.gap.max(Gap::Break);
        }
    }

    /// Ends the logical line.
    pub(super) fn end_line(&mut self) {
        self.gap = Gap::None;
        self.raised = None;
        let strong = !std::mem::take(&mut self.plain);
        let kept = self.kept.take();
        let mut line = std::mem::take(&mut self.line);
        if !line.text.is_empty() {
            line.numbers.sort_unstable();
            line.numbers.dedup();
            self.done.push(Piece { line, strong, kept });
        }
    }

    /// Ends the logical line and gives all lines since the last call.
    pub(super) fn take(&mut self) -> Vec<Piece> {
        self.end_line();
        std::mem::take(&mut self.done)
    }

    /// The lines of a cell since the last call. Struck text goes where the cell has other text.
    pub(super) fn take_cell(&mut self) -> CellText {
        let pieces = self.take();
        let is_struck = |piece: &Piece| piece.kept.as_ref().is_some_and(|kept| kept.trim().is_empty());
        let struck = !pieces.is_empty() && pieces.iter().all(is_struck);
        let mut lines: Vec<Line> = Vec::with_capacity(pieces.len());
        let mut gone: Vec<u32> = Vec::new();
        for Piece { mut line, kept, .. } in pieces {
            match kept.filter(|_| !struck) {
                Some(kept) if kept.trim().is_empty() => {
                    gone.append(&mut line.numbers);
                    continue;
                }
                Some(kept) => line.text = kept.trim().to_owned(),
                None => {}
            }
            lines.push(line);
        }
        if let Some(line) = lines.first_mut().filter(|_| !gone.is_empty()) {
            line.numbers.append(&mut gone);
            line.numbers.sort_unstable();
            line.numbers.dedup();
        }
        CellText { lines, struck }
    }

    /// A superscript begins.
    pub(super) fn open_raised(&mut self) {
        self.raised = Some(self.line.text.len());
    }

    /// A superscript ends: a power behind a number, or the mark of a footnote, which is no part of the text.
    pub(super) fn close_raised(&mut self) {
        let Some(start) = self.raised.take().filter(|start| *start > 0) else { return };
        let (before, raised) = self.line.text.split_at_checked(start).unwrap_or_default();
        if raised.is_empty() {
            return;
        }
        if before.ends_with(|c: char| c.is_ascii_digit()) {
            self.line.text.insert(start, '^');
        } else if is_note_mark(raised) {
            self.line.text.truncate(start);
        }
    }

    /// A cell of a table inside a cell begins, in the line of its row.
    pub(super) fn open_inner_cell(&mut self) {
        if !self.line.text.is_empty() && !self.line.text.ends_with(INNER) {
            self.line.text.push_str(INNER);
            self.gap = Gap::None;
        }
    }

    /// All lines since the last call as one, as a heading is shown.
    pub(super) fn take_joined(&mut self) -> Line {
        let mut joined = Line::default();
        for Piece { line, .. } in self.take() {
            if !joined.text.is_empty() {
                joined.text.push(' ');
            }
            joined.text.push_str(&line.text);
            joined.numbers.extend(line.numbers);
        }
        joined.numbers.dedup();
        joined
    }
}

/// Between the cells of a row of a table that is inside a cell.
const INNER: &str = ": ";

/// The text only refers to a footnote: a small number or a letter, maybe in brackets, or signs.
pub(super) fn is_note_mark(text: &str) -> bool {
    let inner = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '[' | ']' | '(' | ')' | '（' | '）'));
    let number = inner.len() <= 2 && inner.bytes().all(|byte| byte.is_ascii_digit());
    let letter = inner.len() == 1 && inner.bytes().all(|byte| byte.is_ascii_lowercase());
    number || letter || inner.chars().all(|c| NOTE_MARKS.contains(&c))
}

/// Signs that refer to a footnote.
pub(super) const NOTE_MARKS: &[char] =
    &['*', '＊', '†', '‡', '⁎', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹', '※', '§'];
