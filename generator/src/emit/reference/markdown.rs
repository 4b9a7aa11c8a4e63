//! Markdown as code hosts read it: escaping, code spans, tables, folds, fences and anchors.
//!
//! Every string of a document passes through [`text`] or [`code`] before it reaches a page, so that
//! nothing in a label or a sample value is taken for markup. No knowledge of specs here.

use std::fmt::Write as _;

use crate::escape::{self, lines, one_line};

/// A page under construction.
#[derive(Debug, Default)]
pub(crate) struct Page {
    out: String,
}

impl Page {
    /// A page that begins with a comment.
    pub(crate) fn with_comment(comment: &str) -> Self {
        Self { out: format!("<!-- {} -->\n", escape::comment(comment, "-->")) }
    }

    /// A block of Markdown with a blank line before it.
    pub(crate) fn block(&mut self, markdown: &str) {
        if !markdown.is_empty() {
            let _ = write!(self.out, "\n{}\n", markdown.trim_end_matches('\n'));
        }
    }

    /// A heading; `markdown` is escaped already.
    pub(crate) fn heading(&mut self, level: usize, markdown: &str) {
        self.block(&format!("{} {markdown}", "#".repeat(level)));
    }

    /// A table, or `none` in its place where there are no rows.
    pub(crate) fn table<const N: usize>(&mut self, table: &Table<N>, none: &str) {
        if table.rows.is_empty() {
            self.block(none);
        } else {
            self.block(&table.render());
        }
    }

    /// The finished text.
    pub(crate) fn finish(self) -> String {
        self.out
    }
}

/// A table of `N` columns. Cells are Markdown.
#[derive(Debug)]
pub(crate) struct Table<const N: usize> {
    header: [&'static str; N],
    rows: Vec<[String; N]>,
}

impl<const N: usize> Table<N> {
    pub(crate) fn new(header: [&'static str; N]) -> Self {
        Self { header, rows: Vec::new() }
    }

    pub(crate) fn row(&mut self, cells: [String; N]) {
        self.rows.push(cells);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table's lines. Columns that no row fills are left out; cells are not padded, so that one
    /// changed cell is one changed line.
    fn render(&self) -> String {
        let filled: [bool; N] = std::array::from_fn(|column| {
            column == 0 || self.rows.iter().any(|row| row.get(column).is_some_and(|cell| !cell.is_empty()))
        });
        let mut out = String::new();
        write_row(&mut out, &self.header, &filled);
        write_row(&mut out, &["---"; N], &filled);
        for row in &self.rows {
            write_row(&mut out, row, &filled);
        }
        out
    }
}

fn write_row<const N: usize, S: AsRef<str>>(out: &mut String, cells: &[S; N], filled: &[bool; N]) {
    out.push('|');
    for (cell, _) in cells.iter().zip(filled).filter(|(_, filled)| **filled) {
        let _ = write!(out, " {} |", cell.as_ref());
    }
    out.push('\n');
}

/// Text of a document as Markdown, on one line, safe in a paragraph, a heading and a table cell.
pub(crate) fn text(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len() + 8);
    for c in one_line(raw).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' | '$' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Text of several lines for a table cell: lines are kept apart by `<br>`.
pub(crate) fn lines_in_cell(raw: &str) -> String {
    raw.lines().map(str::trim).filter(|line| !line.is_empty()).map(text).collect::<Vec<_>>().join("<br>")
}

/// Text of several lines as a paragraph with its line breaks.
pub(crate) fn paragraph(raw: &str) -> String {
    let lines = raw.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| guard_start(text(line))).collect::<Vec<_>>().join("\\\n")
}

/// Keeps the first character of a line from opening a list or an underline.
fn guard_start(line: String) -> String {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = line.strip_suffix(rest).unwrap_or_default();
    let opens = if number.is_empty() { rest.starts_with(['-', '+', '=']) } else { rest.starts_with(['.', ')']) };
    if opens { format!("{number}\\{rest}") } else { line }
}

/// A value as a code span, safe in a paragraph and in a table cell.
pub(crate) fn code(raw: &str) -> String {
    let value = one_line(raw);
    if value.is_empty() {
        return "`\"\"`".to_owned();
    }
    // A pipe within a code span ends a cell or shows its backslash, depending on where it stands.
    if value.contains('|') {
        return format!("<code>{}</code>", text(&value).replace("\\|", "&#124;"));
    }
    let fence = "`".repeat(longest_run(&value, '`') + 1);
    let pad = if value.starts_with('`') || value.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{value}{pad}{fence}")
}

/// A link; `label` is Markdown, `target` a path or URL.
pub(crate) fn link(label: &str, target: &str) -> String {
    format!("[{label}]({target})")
}

/// A link to a page of the vendor; the bare text where the address is none that a browser opens.
pub(crate) fn web_link(label: &str, url: &str) -> String {
    let plain =
        url.chars().all(|c| !c.is_control() && !c.is_whitespace() && !matches!(c, '<' | '>' | '(' | ')' | '\\' | '|'));
    match url.starts_with("https://") || url.starts_with("http://") {
        true if plain => link(label, url),
        _ => format!("{label}: {}", code(url)),
    }
}

/// Content that the reader opens with a click; `body` is a block of its own.
pub(crate) fn fold(summary: &str, body: &str) -> String {
    format!("<details>\n<summary>{summary}</summary>\n\n{body}\n\n</details>")
}

/// The same within a table cell; `body` stands on the cell's one line.
pub(crate) fn fold_in_cell(summary: &str, body: &str) -> String {
    format!("<details><summary>{summary}</summary>{body}</details>")
}

/// A fenced block whose fence no line of the body can close.
pub(crate) fn fence(language: &str, body: &str) -> String {
    let marks = "`".repeat(longest_run(body, '`').saturating_add(1).max(3));
    format!("{marks}{language}\n{}\n{marks}", lines(body.trim_end_matches('\n')))
}

/// The anchor that code hosts give a heading: lower case, punctuation dropped, blanks as hyphens.
pub(crate) fn slug(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// Length of the longest run of a character.
fn longest_run(text: &str, mark: char) -> usize {
    let (longest, _) = text.chars().fold((0_usize, 0_usize), |(longest, run), c| {
        let run = if c == mark { run + 1 } else { 0 };
        (longest.max(run), run)
    });
    longest
}
