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
}

/// A finished logical line.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) line: Line,
    /// All of it is emphasized.
    pub(super) strong: bool,
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
        let last = self.line.text.chars().next_back();
        if last.is_some_and(|last| self.gap == Gap::Space || (self.gap == Gap::Break && !(wide(last) && wide(c)))) {
            self.line.text.push(' ');
        }
        self.gap = Gap::None;
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
        let width: usize = self.line.text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
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
        let strong = !std::mem::take(&mut self.plain);
        let mut line = std::mem::take(&mut self.line);
        if !line.text.is_empty() {
            line.numbers.sort_unstable();
            line.numbers.dedup();
            self.done.push(Piece { line, strong });
        }
    }

    /// Ends the logical line and gives all lines since the last call.
    pub(super) fn take(&mut self) -> Vec<Piece> {
        self.end_line();
        std::mem::take(&mut self.done)
    }

    /// [`take`](Self::take) without what is known about emphasis.
    pub(super) fn take_lines(&mut self) -> Vec<Line> {
        self.take().into_iter().map(|piece| piece.line).collect()
    }

    /// All lines since the last call as one, as a heading is shown.
    pub(super) fn take_joined(&mut self) -> Line {
        let mut joined = Line::default();
        for line in self.take_lines() {
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
