//! Cells put together again from the lines that a narrow column broke them into, and running text with them.
//!
//! Which lines a cell has is not decided here.

use super::example_values::Samples;
use super::printed_page::Raw;
use super::table::Draft;
use crate::document::vocabulary::Column;
use crate::document::{Line, Row};

/// The lines of a cell.
pub(super) type Cell<'a> = Vec<(u32, &'a str)>;

/// The cells of a row: names and types put together, samples as the examples write them, text in paragraphs.
pub(super) fn finish(draft: &Draft<'_>, lines: &[Raw<'_>], roles: &[Column], samples: &Samples) -> Row {
    let name = roles.iter().position(|role| *role == Column::Name).and_then(|index| draft.get(index));
    let name = name.map(|cell| concat(cell)).unwrap_or_default();
    let cell = |(pieces, role): (&Cell<'_>, &Column)| {
        if pieces.is_empty() {
            return Vec::new();
        }
        let numbers = pieces.iter().map(|(number, _)| *number).collect();
        let text = match role {
            Column::Description | Column::Label => return text(pieces, lines),
            Column::Type => type_text(pieces),
            Column::Message => tidy(&pieces.iter().map(|(_, text)| *text).collect::<Vec<_>>().join(" ")),
            Column::Sample => {
                let joined = concat(pieces);
                samples.exact(&name, &joined).map_or(joined, str::to_owned)
            }
            _ => concat(pieces),
        };
        vec![Line { numbers, text }]
    };
    Row { cells: draft.iter().zip(roles).map(cell).collect(), ..Row::default() }
}

/// `Array of` and the item's name, which may be broken.
fn type_text(pieces: &[(u32, &str)]) -> String {
    match pieces {
        [(_, first), rest @ ..] if first.contains(' ') => format!("{first} {}", concat(rest)),
        pieces => concat(pieces),
    }
}

/// Paragraphs of a cell.
fn text(pieces: &[(u32, &str)], lines: &[Raw<'_>]) -> Vec<Line> {
    let mut raws: Vec<Raw<'_>> = Vec::with_capacity(pieces.len());
    for (index, (number, text)) in pieces.iter().enumerate() {
        let known = raw(lines, *number).copied();
        let whole = known.filter(|line| line.text == *text);
        raws.push(match whole {
            Some(line) => line,
            None => Raw { number: *number, text, indent: 0, close: index > 0, opens: false, gaps: 0, sheet: 0 },
        });
    }
    rejoin(&raws)
}

/// Running text: a line that hangs on to the one before continues it, and so does the first line of a page if
/// the sentence before it has not ended.
pub(super) fn rejoin(lines: &[Raw<'_>]) -> Vec<Line> {
    let mut joined: Vec<Line> = Vec::new();
    let mut above = "";
    for line in lines {
        // Words are only kept whole where all of the text is made of them.
        let words = |text: &str| text.is_ascii() && text.contains(' ');
        match joined.last_mut() {
            Some(before) if line.close || line.opens && goes_on(&before.text, line.text) => {
                if before.text.is_ascii() && (words(above) && line.text.is_ascii() || words(line.text)) {
                    before.text.push(' ');
                }
                before.text.push_str(line.text);
                before.numbers.push(line.number);
            }
            _ => joined.push(Line::new(line.number, line.text)),
        }
        above = line.text;
    }
    for line in &mut joined {
        line.text = tidy(&line.text);
    }
    joined
}

/// A sentence goes on over a page break; two values that stand alone on their lines are two.
fn goes_on(before: &str, text: &str) -> bool {
    const LONGEST: usize = 30;
    let is_value = |text: &str| text.is_ascii() && !text.contains(' ') && text.len() <= LONGEST;
    let values = is_value(before.trim()) && is_value(text);
    !values && !ends_sentence(before)
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end().ends_with(['。', '；', '：', '！', '？', '.', ';', ':'])
}

/// Takes out the spaces that fonts leave around ideographs, doubled ones, and what a web page left of `&`.
fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut rest = text.trim();
    while let Some(at) = rest.find(' ') {
        let (before, spaces) = rest.split_at(at);
        tidied.push_str(before);
        rest = spaces.trim_start_matches(' ');
        // Curly quotes and the like stand in text of either script.
        let is_wide = |c: char| c >= '\u{2e80}';
        let wide = tidied.ends_with(is_wide) || rest.starts_with(is_wide);
        if !wide {
            tidied.push(' ');
        }
    }
    tidied.push_str(rest);
    tidied.replace("&amp;", "&")
}

/// The line of a number.
pub(super) fn raw<'l, 'a>(lines: &'l [Raw<'a>], number: u32) -> Option<&'l Raw<'a>> {
    lines.binary_search_by_key(&number, |line| line.number).ok().and_then(|at| lines.get(at))
}

/// The lines of a cell with nothing between.
pub(super) fn concat(cell: &[(u32, &str)]) -> String {
    cell.iter().map(|(_, text)| *text).collect()
}
