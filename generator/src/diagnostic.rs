//! Diagnostics: what Docquarry found wrong, odd or contradictory, as data.
//!
//! A [`Diagnostic`] has a stable code, a severity and a place in a document. Printing it lives here too: one
//! line for pipes, a block that shows the document's line for terminals. Documents and specs come from strangers, so
//! all text of theirs is printed through [`visible`]. Deciding what is worth reporting does not live here.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteSpanContents, SourceSpan};
use serde::Serialize;

use crate::escape::is_hidden;
use crate::lexeme::counted;
use crate::source::Source;

/// How serious a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing is wrong with the spec.
    Note,
    /// The document contradicts itself or a part of it was not understood.
    Warning,
    /// The result cannot be relied on.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Stable code: `example-unknown-field`.
    pub code: &'static str,
    /// How serious it is.
    pub severity: Severity,
    /// What was expected and what was found.
    pub message: String,
    /// Where.
    pub source: Option<Source>,
    /// What the reader can do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A finding without a place and without help.
    pub fn new(code: &'static str, severity: Severity, message: impl Into<String>) -> Self {
        Self { code, severity, message: message.into(), source: None, help: None }
    }

    /// A file that could not be read or written.
    pub fn io(what: &str, path: &Path, error: &std::io::Error) -> Self {
        Self::new("io", Severity::Error, format!("cannot {what} {}: {error}", path.display()))
    }

    /// The same finding at a place.
    #[must_use]
    pub fn at(mut self, source: Source) -> Self {
        self.source = Some(source);
        self
    }

    /// The same finding with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// One line for pipes and logs: `document:line: severity[code]: message (help)`.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(source) = &self.source {
            write!(f, "{}:{}: ", visible(&source.document), source.lines[0])?;
        }
        write!(f, "{}[{}]: {}", self.severity, self.code, visible(&self.message))?;
        match &self.help {
            Some(help) => write!(f, " ({})", visible(help)),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Diagnostic {}

/// Text that is safe to print: one line, clipped where it is very long, with visible characters in place of controls and
/// of marks that turn the direction of text.
///
/// ```
/// assert_eq!(docquarry::diagnostic::visible("red \u{1b}[31m\n and  \u{202e}more"), "red \\u{1b}[31m and  \\u{202e}more");
/// ```
pub fn visible(text: &str) -> String {
    /// Characters that are printed of a text.
    const LONGEST: usize = 2000;
    let mut out = String::new();
    let mut parts = text.split(['\r', '\n', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']);
    let mut left = LONGEST;
    while let Some(part) = parts.next().filter(|_| left > 0) {
        let part = part.trim_matches(|c: char| c.is_whitespace());
        if !part.is_empty() && !out.is_empty() {
            out.push(' ');
        }
        for c in part.chars() {
            if left == 0 {
                out.push('\u{2026}');
                break;
            }
            left -= 1;
            push_visible(&mut out, c);
        }
    }
    out
}

fn push_visible(out: &mut String, c: char) {
    match c {
        '\t' => out.push(' '),
        c if is_hidden(c) => out.extend(c.escape_unicode()),
        c => out.push(c),
    }
}

/// How many findings there are of each severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity note.
    pub notes: usize,
}

impl Tally {
    /// Counts the findings.
    pub fn of<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>) -> Self {
        let mut tally = Self::default();
        for diagnostic in diagnostics {
            *match diagnostic.severity {
                Severity::Error => &mut tally.errors,
                Severity::Warning => &mut tally.warnings,
                Severity::Note => &mut tally.notes,
            } += 1;
        }
        tally
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [errors, warnings, notes] = [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")]
            .map(|(n, noun)| counted(n, noun));
        write!(f, "{errors}, {warnings}, {notes}")
    }
}

/// The documents at hand, by the name that [`Source`] gives them, so that a finding can show its line.
#[derive(Debug, Default)]
pub struct Texts(BTreeMap<String, Lines>);

/// A text and where its lines begin.
#[derive(Debug)]
struct Lines {
    text: String,
    starts: Vec<usize>,
}

impl Texts {
    /// Adds a document; bytes that are not UTF-8 are shown as replacement characters.
    pub fn insert(&mut self, name: impl Into<String>, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        self.0.insert(name.into(), Lines { text, starts });
    }

    /// Line `number` (from 1) of a document, without its line break.
    pub fn line(&self, document: &str, number: u32) -> Option<&str> {
        let lines = self.0.get(document)?;
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        let rest = lines.text.get(*lines.starts.get(index)?..)?;
        Some(rest.split('\n').next().unwrap_or_default().trim_end_matches('\r'))
    }
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// One line each.
    Plain,
    /// A block each, with the document's line where it is at hand.
    Block {
        /// With terminal colours.
        color: bool,
        /// Columns to wrap at.
        width: usize,
    },
}

/// Prints a finding: a line, or a block and a blank line.
pub fn render(diagnostic: &Diagnostic, texts: &Texts, style: Style) -> String {
    let Style::Block { color, width } = style else { return format!("{diagnostic}\n") };
    let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(width).with_links(false);
    let snippet = diagnostic.source.as_ref().and_then(|source| Snippet::cut(source, texts));
    let mut out = String::new();
    // Formatting into a string fails only when a span is wrong; the plain line says the same.
    match handler.render_report(&mut out, &Block { diagnostic, snippet }) {
        Ok(()) => out + "\n",
        Err(fmt::Error) => format!("{diagnostic}\n"),
    }
}

/// Most lines of a document that a block shows.
const SNIPPET_LINES: u32 = 3;

/// The lines of a document that a finding points at.
#[derive(Debug)]
struct Snippet {
    document: String,
    first_line: usize,
    text: String,
}

/// A line of a document as it is shown: with its indentation, and clipped.
fn visible_code(line: &str) -> String {
    const LONGEST: usize = 400;
    let mut out = String::new();
    line.chars().take(LONGEST).for_each(|c| push_visible(&mut out, c));
    if line.chars().nth(LONGEST).is_some() {
        out.push('\u{2026}');
    }
    out
}

impl Snippet {
    fn cut(source: &Source, texts: &Texts) -> Option<Self> {
        let [first, last] = source.lines;
        let shown = first..=last.clamp(first, first.saturating_add(SNIPPET_LINES - 1));
        let lines: Vec<String> =
            shown.map_while(|number| texts.line(&source.document, number)).map(visible_code).collect();
        let text = lines.join("\n");
        let first_line = usize::try_from(first).ok()?.checked_sub(1)?;
        (!text.trim().is_empty()).then(|| Self { document: visible(&source.document), first_line, text })
    }

    fn span(&self) -> SourceSpan {
        let start = self.text.len() - self.text.trim_start().len();
        let first = self.text.trim_start().split('\n').next().unwrap_or_default();
        (start, first.trim_end().len()).into()
    }
}

impl miette::SourceCode for Snippet {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _before: usize,
        _after: usize,
    ) -> Result<Box<dyn miette::SpanContents<'a> + 'a>, miette::MietteError> {
        if span.offset() + span.len() > self.text.len() {
            return Err(miette::MietteError::OutOfBounds);
        }
        let whole = (0, self.text.len()).into();
        let count = self.text.lines().count();
        let contents = MietteSpanContents::new_named(
            self.document.clone(),
            self.text.as_bytes(),
            whole,
            self.first_line,
            0,
            count,
        );
        Ok(Box::new(contents))
    }
}

/// A finding as miette wants it.
#[derive(Debug)]
struct Block<'a> {
    diagnostic: &'a Diagnostic,
    snippet: Option<Snippet>,
}

impl fmt::Display for Block<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (Some(source), None) = (&self.diagnostic.source, &self.snippet) {
            write!(f, "{}:{}: ", visible(&source.document), source.lines[0])?;
        }
        f.write_str(&visible(&self.diagnostic.message))
    }
}

impl std::error::Error for Block<'_> {}

impl miette::Diagnostic for Block<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(format!("{}[{}]", self.diagnostic.severity, self.diagnostic.code)))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity {
            Severity::Note => miette::Severity::Advice,
            Severity::Warning => miette::Severity::Warning,
            Severity::Error => miette::Severity::Error,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.diagnostic.help.as_ref().map(|help| Box::new(visible(help)) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        self.snippet.as_ref().map(|snippet| snippet as &dyn miette::SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = self.snippet.as_ref()?.span();
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(None, span))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding() -> Diagnostic {
        Diagnostic::new("row-not-read", Severity::Warning, "no column\n takes `x y`")
            .at(Source { document: "a.txt".into(), lines: [2, 2] })
            .help("add the column's name")
    }

    fn texts() -> Texts {
        let mut texts = Texts::default();
        texts.insert("a.txt", "one\r\n  列名 x y\r\nthree".as_bytes());
        texts
    }

    #[test]
    fn plain_is_one_line_whatever_the_message() {
        let line = render(&finding(), &texts(), Style::Plain);
        assert_eq!(line, "a.txt:2: warning[row-not-read]: no column takes `x y` (add the column's name)\n");
    }

    #[test]
    fn a_block_shows_the_line_under_its_own_number() {
        let block = render(&finding(), &texts(), Style::Block { color: false, width: 80 });
        assert!(block.contains("no column takes `x y`"), "{block}");
        assert!(block.contains("[a.txt:2:"), "{block}");
        assert!(block.contains(" 2 │   列名 x y"), "{block}");
        assert!(!block.contains("one"), "{block}");
        assert!(!block.contains('\u{1b}'), "{block}");
    }

    #[test]
    fn no_text_of_a_stranger_breaks_out_of_its_line() {
        let message = "a\rb\u{85}c\u{2028}cargo::rustc-env=A=1\nd \u{7}\u{2066}";
        let finding = Diagnostic::new("odd", Severity::Warning, message)
            .at(Source { document: "x\ny".into(), lines: [1, 1] })
            .help("see\u{202e}");
        let line = "x y:1: warning[odd]: a b c cargo::rustc-env=A=1 d \\u{7}\\u{2066} (see\\u{202e})\n";
        assert_eq!(render(&finding, &Texts::default(), Style::Plain), line);
        let long = Diagnostic::new("long", Severity::Note, "x".repeat(1 << 20)).to_string();
        assert!(long.len() < 3000 && long.ends_with('\u{2026}'), "{}", long.len());
    }

    #[test]
    fn a_block_shows_controls_of_the_document() {
        let mut texts = Texts::default();
        texts.insert("a.txt", "one\nred \u{1b}[31m \u{202e}text".as_bytes());
        let block = render(&finding(), &texts, Style::Block { color: false, width: 80 });
        assert!(block.contains("red \\u{1b}[31m \\u{202e}text"), "{block}");
        assert!(!block.contains(['\u{1b}', '\u{202e}']), "{block}");
    }

    #[test]
    fn a_block_without_the_document_still_names_the_place() {
        let block = render(&finding(), &Texts::default(), Style::Block { color: false, width: 80 });
        assert!(block.contains("a.txt:2: no column"), "{block}");
    }

    #[test]
    fn lines_past_the_end_are_none() {
        let texts = texts();
        assert_eq!(texts.line("a.txt", 3), Some("three"));
        assert_eq!(texts.line("a.txt", 4), None);
        assert_eq!(texts.line("a.txt", 0), None);
        assert_eq!(texts.line("b.txt", 1), None);
    }

    #[test]
    fn a_tally_says_one_and_many() {
        let finding = finding();
        assert_eq!(Tally::of([&finding]).to_string(), "0 errors, 1 warning, 0 notes");
    }
}
