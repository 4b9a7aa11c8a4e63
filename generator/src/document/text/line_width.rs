//! How wide a line was on the printed page, and whether the next one continues it.
//!
//! A PDF's text keeps no mark where a cell's line was wrapped. A line was wrapped if the first
//! unbreakable piece of the next one would not have fitted behind it.

/// Width of a text in half-ems, for a proportional font.
pub(super) fn width(text: &str) -> f32 {
    text.chars().map(char_width).sum()
}

fn char_width(c: char) -> f32 {
    match c {
        'i' | 'j' | 'l' | 't' | 'f' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' | '/' | '(' | ')' | '['
        | ']' => 0.6,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 1.7,
        'A'..='Z' | '&' | '_' | '<' | '>' | '=' | '+' => 1.3,
        c if c.is_ascii() => 1.1,
        _ => 2.0,
    }
}

/// The piece of `text` that cannot be broken: one wide character with the punctuation that must not
/// begin a line, or a run of narrow ones up to a space.
fn first_piece(text: &str) -> &str {
    let mut end = 0;
    let mut closing = false;
    for (at, c) in text.char_indices() {
        let closes = matches!(c, '，' | '。' | '、' | '；' | '：' | '）' | '】' | '”' | '？' | '！' | '》');
        let goes_on = at == 0 || closes || (!closing && c.is_ascii() && c != ' ');
        if !goes_on {
            break;
        }
        closing |= !c.is_ascii();
        end = at + c.len_utf8();
    }
    text.get(..end).unwrap_or(text)
}

/// True where `next` would not have fitted behind `line` in a column of this width.
pub(super) fn is_wrapped(line: &str, next: &str, column: f32) -> bool {
    const SLACK: f32 = 0.04;
    let piece = width(first_piece(next));
    // A piece as wide as the column is broken anywhere.
    let piece = if piece > column { 2.0 } else { piece };
    width(line) + piece > column * (1.0 - SLACK)
}

/// Appends a wrapped line to the one before it: a space goes between words, nothing elsewhere.
pub(super) fn join(line: &mut String, next: &str, column: f32) {
    let words = ends_word(line) && next.starts_with(|c: char| c.is_ascii_graphic());
    if words && width(first_piece(next)) < column && !breaks_token(line, next, column) && is_spaced(line, next) {
        line.push(' ');
    }
    line.push_str(next);
}

/// A list or JSON text that puts no space behind its commas or colons gets none where it was broken.
fn is_spaced(line: &str, next: &str) -> bool {
    let mut chars = line.chars().rev();
    let (Some(mark @ (',' | ':')), Some(before)) = (chars.next(), chars.next()) else { return true };
    let mut balance = 0i32;
    for text in [line, next] {
        for (at, _) in text.match_indices(mark) {
            let (head, tail) = text.split_at(at);
            let alike = head.chars().next_back().is_some_and(|c| (c == '"') == (before == '"'));
            if let Some(behind) = tail.chars().nth(1).filter(|_| alike) {
                balance += if behind == ' ' { 1 } else { -1 };
            }
        }
    }
    balance >= 0
}

/// Lines are also broken behind a hyphen or a slash, where no space is lost.
fn ends_word(line: &str) -> bool {
    let mut chars = line.chars().rev();
    match chars.next() {
        Some('-') => !chars.next().is_some_and(|c| c.is_ascii_alphanumeric()),
        Some('/') => false,
        last => last.is_some_and(|c| c.is_ascii_graphic()),
    }
}

/// A token longer than the column is broken inside; so the last token of the line filled it to the edge.
fn breaks_token(line: &str, next: &str, column: f32) -> bool {
    let tail = line.rsplit(|c: char| c == ' ' || !c.is_ascii()).next().unwrap_or(line);
    width(tail) + width(first_piece(next)) > column
}
