//! Rows of tables in plain text: between pipes, with cells of several lines, or between tabs.
//!
//! Only the cutting is done here; the text of the cells is parsed by `walk`.

use crate::document::Vocabulary;

/// A cell: pieces of source lines with their numbers.
pub(super) type RawCell<'t> = Vec<(u32, &'t str)>;

/// The places of the pipes in a line, but for escaped ones.
fn pipes(line: &str) -> impl Iterator<Item = usize> + '_ {
    let mut escaped = false;
    line.bytes().enumerate().filter_map(move |(at, byte)| {
        let was_escaped = escaped;
        escaped = byte == b'\\' && !was_escaped;
        (byte == b'|' && !was_escaped).then_some(at)
    })
}

/// How many pipes stand in a line.
pub(super) fn count(line: &str) -> usize {
    pipes(line).count()
}

/// How many cells a line has.
pub(super) fn cells(line: &str) -> usize {
    let line = line.trim();
    let edges = usize::from(line.starts_with('|')) + usize::from(line.len() > 1 && closes(line));
    (count(line) + 1).saturating_sub(edges)
}

/// The line ends with a pipe.
pub(super) fn closes(line: &str) -> bool {
    let line = line.trim_end();
    pipes(line).last().is_some_and(|at| at + 1 == line.len())
}

/// The line between header and body: dashes, colons and pipes.
pub(super) fn is_ruler(line: &str) -> bool {
    let line = line.trim();
    line.contains('|')
        && line.contains('-')
        && line.bytes().all(|byte| matches!(byte, b'-' | b':' | b'|' | b' ' | b'\t'))
}

/// What a header says about the rows below it.
#[derive(Clone, Copy)]
pub(super) struct Shape<'v> {
    /// How many columns there are.
    pub(super) columns: usize,
    /// The column of free text.
    pub(super) text: usize,
    /// The column of types, if there is one.
    pub(super) ty: Option<usize>,
    pub(super) vocabularies: &'v [&'static Vocabulary],
}

impl Shape<'_> {
    /// The shape of a row that has a cell for each pipe.
    pub(super) const ANY: Self = Shape { columns: usize::MAX, text: 0, ty: None, vocabularies: &[] };

    /// True for the name of a type, or of the value that stands for none: `null`.
    fn is_type(&self, piece: &str) -> bool {
        let piece = piece.trim().trim_matches('`');
        piece.eq_ignore_ascii_case("null") || self.vocabularies.iter().any(|words| words.scalars.contains(&piece))
    }
}

/// Cuts the lines of a row into cells. A line break inside a cell starts a new piece. Where the row has more pipes than
/// the table has columns, a pipe between two types is a character of the cell, and so are the surplus ones in the
/// column of free text.
pub(super) fn split<'t>(lines: &[(u32, &'t str)], shape: &Shape<'_>) -> Vec<RawCell<'t>> {
    let bodies = bodies(lines);
    let pipes_of_row: usize = bodies.iter().map(|(_, body)| count(body)).sum();
    let mut surplus = (pipes_of_row + 1).saturating_sub(shape.columns);
    let mut row: Vec<RawCell<'t>> = vec![Vec::new()];
    for (number, body) in bodies {
        let mut start = 0;
        let mut ends = pipes(body).chain([body.len()]).peekable();
        while let Some(at) = ends.next() {
            let piece = body.get(start..at).unwrap_or_default();
            let mut next = || ends.peek().and_then(|end| body.get(at + 1..*end)).unwrap_or_default();
            let mut joins = || {
                row.len() == shape.text + 1
                    || shape.ty.is_some_and(|ty| row.len() == ty + 1)
                        && piece.split('|').chain([next()]).all(|piece| shape.is_type(piece))
            };
            if at < body.len() && surplus > 0 && joins() {
                surplus -= 1;
                continue;
            }
            if let Some(cell) = row.last_mut() {
                // The pipes that end a row may have a line of their own.
                let is_edge = piece.chars().all(|c| c == '|' || c.is_whitespace());
                cell.push((number, if is_edge { "" } else { piece }));
            }
            if at < body.len() {
                row.push(Vec::new());
            }
            start = at + 1;
        }
    }
    row
}

/// The lines of a row without the pipes at its edges.
fn bodies<'t>(lines: &[(u32, &'t str)]) -> Vec<(u32, &'t str)> {
    let mut bodies = lines.to_vec();
    if let Some((_, first)) = bodies.first_mut() {
        let trimmed = first.trim_start();
        *first = trimmed.strip_prefix('|').unwrap_or(trimmed);
    }
    if let Some((_, last)) = bodies.last_mut().filter(|(_, line)| closes(line)) {
        let trimmed = last.trim_end();
        *last = trimmed.strip_suffix('|').unwrap_or(trimmed);
    }
    bodies
}

/// Cuts a line at its tabs.
pub(super) fn split_tabs(number: u32, line: &str) -> Vec<RawCell<'_>> {
    line.split('\t').map(|cell| vec![(number, cell)]).collect()
}
