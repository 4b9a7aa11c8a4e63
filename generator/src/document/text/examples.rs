//! Examples told by their form: an address with its parameters, and JSON whose brackets were printed apart.
//!
//! Coloured punctuation is extracted behind the text of its sheet, one token on each line, in reading order. Where a
//! bracket stood there is a line of nothing but spaces, or a key without a value, or a comma without one. Putting
//! them back is done here; whether the result is JSON is the dialect's to see.

use super::printed_page::Raw;
use crate::document::{Code, Line, Vocabulary};

/// True for a line that begins an example.
pub(super) fn opens(text: &str, vocabulary: &Vocabulary) -> bool {
    opens_request(text, vocabulary) || is_parameter_line(text) || opens_json(text)
}

/// An address that an example calls.
pub(super) fn opens_request(text: &str, vocabulary: &Vocabulary) -> bool {
    (text.starts_with("https://") || text.starts_with("http://")) && text.contains(vocabulary.request_marker)
}

/// `&name=value`
fn is_parameter_line(text: &str) -> bool {
    text.starts_with('&')
}

/// `"name": …`, or nothing but brackets and commas.
pub(super) fn opens_json(text: &str) -> bool {
    let key = text.strip_prefix('"').and_then(|rest| rest.split_once('"'));
    is_brackets(text) || text == "," || key.is_some_and(|(_, rest)| rest.trim_start().starts_with(':'))
}

fn is_brackets(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| matches!(c, '{' | '}' | '[' | ']'))
}

/// A line that goes on with an address's parameters: also a value of several lines.
pub(super) fn continues_request(line: &Raw<'_>) -> bool {
    let text = line.text;
    let bare = !text.contains(' ') && text.split_once('=').is_some_and(|(name, _)| crate::lexeme::is_parameter(name));
    is_parameter_line(text) || text.is_ascii() && !opens_json(text) && (bare || line.indent >= 4)
}

/// How many lines of JSON stand at the head of `lines`, on one sheet.
pub(super) fn json_length(lines: &[Raw<'_>]) -> usize {
    let Some(first) = lines.first().filter(|line| opens_json(line.text)) else { return 0 };
    let inside = |line: &&Raw<'_>| line.sheet == first.sheet && (line.indent > 1 || opens_json(line.text));
    let length = lines.iter().take_while(inside).count();
    // Text behind the brackets is another example.
    let text = lines.iter().take(length).take_while(|line| !is_brackets(line.text)).count();
    let brackets = lines.iter().take(length).skip(text).take_while(|line| is_brackets(line.text)).count();
    if is_displaced(lines.get(..text).unwrap_or_default()) && text > 0 { text + brackets } else { length }
}

/// No line of the text has a bracket of its own.
fn is_displaced(lines: &[Raw<'_>]) -> bool {
    let bare = |line: &Raw<'_>| {
        let mut in_string = false;
        line.text.chars().any(|c| {
            in_string ^= c == '"';
            !in_string && matches!(c, '{' | '}' | '[' | ']')
        })
    };
    !lines.iter().any(bare)
}

/// A block of JSON that is being gathered, sheet by sheet.
#[derive(Default)]
pub(super) struct Json<'a> {
    segments: Vec<Vec<Raw<'a>>>,
}

impl<'a> Json<'a> {
    /// Takes the lines of one sheet in.
    pub(super) fn push(&mut self, lines: &[Raw<'a>]) {
        self.segments.push(lines.to_vec());
    }

    /// True where every bracket that was opened is closed again, so that more JSON is another block.
    pub(super) fn is_closed(&self) -> bool {
        let brackets =
            || self.segments.iter().flatten().filter(|line| is_brackets(line.text)).flat_map(|l| l.text.chars());
        let opened = brackets().filter(|c| matches!(c, '{' | '[')).count();
        opened > 0 && 2 * opened == brackets().count()
    }

    /// The block with its brackets in their places.
    pub(super) fn finish(self) -> Code {
        let count = self.segments.len();
        let displaced = self.segments.iter().all(|segment| {
            let text = segment.iter().take_while(|line| !is_brackets(line.text)).count();
            is_displaced(segment.get(..text).unwrap_or_default())
        });
        let mut code = Code::default();
        for (index, segment) in self.segments.iter().enumerate() {
            if displaced {
                code.lines.extend(rebuild(segment, index == 0, index + 1 == count));
            } else {
                code.lines.extend(segment.iter().map(super::code_line));
            }
        }
        code
    }
}

/// A line of a segment, or a place where a bracket may have stood.
enum Piece<'s, 'a> {
    Text(&'s Raw<'a>),
    Slot,
}

/// Puts the brackets at the end of a segment into its slots, in order. Where there are more brackets than slots, the
/// missing slots were at the segment's head, where the sheet's break took them.
fn rebuild(segment: &[Raw<'_>], first: bool, last: bool) -> Vec<Line> {
    let text = segment.iter().take_while(|line| !is_brackets(line.text)).count();
    let (text, brackets) = segment.split_at_checked(text).unwrap_or((segment, &[]));
    let mut pieces = Vec::new();
    if first {
        pieces.push(Piece::Slot);
    }
    for line in text {
        pieces.extend((0..line.gaps).map(|_| Piece::Slot));
        if line.text == "," {
            pieces.push(Piece::Slot);
        }
        pieces.push(Piece::Text(line));
        if line.text.ends_with(':') {
            pieces.push(Piece::Slot);
        }
    }
    let gaps = brackets.first().map_or(0, |line| line.gaps);
    pieces.extend((0..gaps).map(|_| Piece::Slot));
    if last {
        pieces.push(Piece::Slot);
    }
    let slots = pieces.iter().filter(|piece| matches!(piece, Piece::Slot)).count();
    let mut brackets = brackets.iter();
    let missing = brackets.len().saturating_sub(slots);
    let mut lines: Vec<Line> = brackets.by_ref().take(missing).map(bracket).collect();
    for piece in pieces {
        match piece {
            Piece::Text(line) => lines.push(super::code_line(line)),
            Piece::Slot => lines.extend(brackets.next().map(bracket)),
        }
    }
    lines
}

fn bracket(line: &Raw<'_>) -> Line {
    Line::new(line.number, line.text)
}
