//! Rows of tables in plain text: between pipes, with cells of several lines, or between tabs.
//!
//! Only the cutting is done here; the text of the cells is parsed by `walk`.

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

/// Cuts the lines of a row into cells. A line break inside a cell starts a new piece. Where the row has more
/// pipes than the table has `columns`, the surplus ones are characters of the cell `text`.
pub(super) fn split<'t>(lines: &[(u32, &'t str)], columns: usize, text: usize) -> Vec<RawCell<'t>> {
    let bodies = bodies(lines);
    let pipes_of_row: usize = bodies.iter().map(|(_, body)| count(body)).sum();
    let mut surplus = (pipes_of_row + 1).saturating_sub(columns);
    let mut row: Vec<RawCell<'t>> = vec![Vec::new()];
    for (number, body) in bodies {
        let mut start = 0;
        for at in pipes(body).chain([body.len()]) {
            if at < body.len() && surplus > 0 && row.len() == text + 1 {
                surplus -= 1;
                continue;
            }
            if let (Some(cell), Some(piece)) = (row.last_mut(), body.get(start..at)) {
                cell.push((number, piece));
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
