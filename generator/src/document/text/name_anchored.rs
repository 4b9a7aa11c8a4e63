//! Tables whose rows are held together by a name: free text stands left of it, so no row begins with a cell of known
//! form.
//!
//! Two kinds: an overview (what it does, its name, a sentence), and a table of pairs of names with remarks. Their
//! cells are told by their letters, and by the brackets around a title.

use super::printed_page::Raw;
use super::table::Draft;
use crate::document::vocabulary::Column;
use crate::lexeme;

/// The rows below a header of one of the two kinds, and the index of the first line behind them.
/// `stops` says which lines no table goes over.
pub(super) fn rows<'a>(
    lines: &[Raw<'a>],
    start: usize,
    roles: &[Column],
    stops: &dyn Fn(usize) -> bool,
) -> Option<(Vec<Draft<'a>>, usize)> {
    let end = (start..lines.len()).find(|&at| stops(at)).unwrap_or(lines.len());
    let inside = lines.get(start..end)?;
    let (drafts, used) = match roles {
        [first, Column::Action, last] if first.is_text() && last.is_text() => overview(inside),
        [Column::Action, Column::Action, last] if last.is_text() => pairs(inside),
        _ => return None,
    };
    Some((drafts, start + used))
}

/// Which cell of an overview's row the next line goes to.
#[derive(Clone, Copy, PartialEq)]
enum Cell {
    Title,
    Name,
    Text,
}

/// Rows of title, name and text. A text ends with a full stop; lines behind it that no name follows are no row.
fn overview<'a>(lines: &[Raw<'a>]) -> (Vec<Draft<'a>>, usize) {
    let mut rows: Vec<Draft<'a>> = Vec::new();
    let mut title: Vec<(u32, &'a str)> = Vec::new();
    let mut next = Cell::Title;
    let mut used = 0;
    for (index, line) in lines.iter().enumerate() {
        if let Some((before, name, behind)) = split_at_name(line.text).filter(|_| next != Cell::Name) {
            title.extend((!before.is_empty()).then_some((line.number, before)));
            let text = (!behind.is_empty()).then_some((line.number, behind));
            rows.push(vec![std::mem::take(&mut title), vec![(line.number, name)], text.into_iter().collect()]);
            next = if behind.is_empty() { Cell::Name } else { Cell::Text };
        } else if next == Cell::Name && lexeme::is_name_piece(line.text) {
            push(&mut rows, 1, line);
        } else if next == Cell::Title {
            title.push((line.number, line.text));
            continue;
        } else {
            push(&mut rows, 2, line);
            next = Cell::Text;
        }
        used = index + 1;
        if next == Cell::Text && line.text.ends_with(['。', '.']) {
            next = Cell::Title;
        }
    }
    (rows, used)
}

fn push<'a>(rows: &mut [Draft<'a>], cell: usize, line: &Raw<'a>) {
    if let Some(cell) = rows.last_mut().and_then(|row| row.get_mut(cell)) {
        cell.push((line.number, line.text));
    }
}

/// A line with a name of several words in it: what stands before it, the name, what stands behind it.
fn split_at_name(line: &str) -> Option<(&str, &str, &str)> {
    let at_name = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_uppercase()) && lexeme::is_identifier(word) && lexeme::humps(word) > 1
    };
    let mut start = 0;
    for word in line.split(' ') {
        let end = start + word.len();
        let before = line.get(..start)?.trim_end();
        if at_name(word) && before.chars().last().is_none_or(|c| !c.is_ascii()) {
            return Some((before, word, line.get(end..)?.trim_start()));
        }
        start = end + 1;
    }
    None
}

/// Rows of two names, each with its title in brackets, and remarks that float beside them. The second name stands one
/// space in; a slash stands for no name.
fn pairs<'a>(lines: &[Raw<'a>]) -> (Vec<Draft<'a>>, usize) {
    let mut rows: Vec<Draft<'a>> = Vec::new();
    // The cell that a piece of a name goes on in, until its title comes.
    let mut open: Option<usize> = None;
    for line in lines {
        let number = line.number;
        let tail = line.text.rsplit(|c: char| !c.is_ascii()).next().unwrap_or_default();
        let none = line.text.strip_prefix('/').filter(|rest| rest.is_empty() || rest.starts_with(' '));
        let second = rows.last().is_some_and(|row| row.get(1).is_some_and(Vec::is_empty));
        match rows.last_mut() {
            Some(row) if none.is_some() && second => {
                set(row, 1, (number, "/"));
                set(row, 2, (number, none.unwrap_or_default().trim_start()));
                open = None;
            }
            Some(row) if lexeme::is_name_piece(line.text) && second && (line.indent % 2 == 1 || open.is_none()) => {
                set(row, 1, (number, line.text));
                open = Some(1);
            }
            Some(row) if lexeme::is_name_piece(line.text) && open.is_some() => {
                set(row, open.unwrap_or_default(), (number, line.text));
            }
            last if lexeme::is_identifier(tail) && lexeme::humps(tail) > 1 => {
                let remark = line.text.strip_suffix(tail).unwrap_or_default();
                if let Some(row) = last.filter(|_| !remark.is_empty()) {
                    set(row, 2, (number, remark));
                }
                rows.push(vec![vec![(number, tail)], Vec::new(), Vec::new()]);
                open = Some(0);
            }
            Some(row) => {
                if line.text.starts_with(['（', '(']) {
                    open = None;
                }
                set(row, 2, (number, line.text));
            }
            None => return (rows, 0),
        }
    }
    (rows, lines.len())
}

fn set<'a>(row: &mut Draft<'a>, cell: usize, piece: (u32, &'a str)) {
    if let Some(cell) = row.get_mut(cell) {
        cell.push(piece);
    }
}
