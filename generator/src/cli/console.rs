//! Standard output and standard error: what is printed where, with colours or without.

use std::io::{self, ErrorKind, IsTerminal, Write};

use clap::ColorChoice;

use super::Stop;
use super::args::{Cli, Format};
use crate::diagnostic::{Diagnostic, Severity, Style, Texts, render, visible};
use crate::escape;

/// Columns when the environment does not say.
const WIDTH: usize = 100;

/// The two streams of the process.
pub(super) struct Console {
    color: ColorChoice,
    quiet: bool,
    verbose: bool,
    width: usize,
}

impl Console {
    pub(super) fn new(cli: &Cli) -> Self {
        let width = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let width = width.filter(|width| *width >= 40).unwrap_or(WIDTH);
        Self { color: cli.color, quiet: cli.quiet, verbose: cli.verbose, width }
    }

    /// Whether everything is to be listed.
    pub(super) fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// Columns of the terminal.
    #[cfg(feature = "serve")]
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// Whether a stream that is a terminal, or is none, gets colours.
    pub(super) fn colored(&self, terminal: bool) -> bool {
        let refused = || {
            let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
            set("NO_COLOR") || std::env::var_os("TERM").is_some_and(|term| term == "dumb")
        };
        match self.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => terminal && !refused(),
        }
    }

    fn block(&self, terminal: bool) -> Style {
        Style::Block { color: self.colored(terminal), width: self.width }
    }

    /// How findings on standard output are printed; none for JSON.
    pub(super) fn style(&self, format: Format) -> Option<Style> {
        let terminal = io::stdout().is_terminal();
        match format {
            Format::Json => None,
            Format::Line => Some(Style::Plain),
            Format::Auto if !terminal => Some(Style::Plain),
            Format::Auto | Format::Block => Some(self.block(terminal)),
        }
    }

    /// Writes a result.
    pub(super) fn print(&self, text: &str) -> Result<(), Stop> {
        let text = escape::terminal(text, self.colored(io::stdout().is_terminal()));
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|error| match error.kind() {
            ErrorKind::BrokenPipe => Stop::Closed,
            _ => Diagnostic::new("io", Severity::Error, format!("cannot write to standard output: {error}")).into(),
        })
    }

    /// Says something about a result.
    pub(super) fn note(&self, text: &str) {
        if self.quiet {
            return;
        }
        // Where standard error is closed there is nobody to tell.
        let _ = writeln!(io::stderr(), "{}", visible(text));
    }

    /// Prints findings that end the command, without document lines.
    pub(super) fn complain(&self, diagnostics: &[Diagnostic]) {
        self.findings(diagnostics, &Texts::default());
    }

    /// Prints findings about a result.
    pub(super) fn findings<'a>(&self, diagnostics: impl IntoIterator<Item = &'a Diagnostic>, texts: &Texts) {
        let terminal = io::stderr().is_terminal();
        let style = if terminal { self.block(terminal) } else { Style::Plain };
        let mut err = io::stderr().lock();
        let shown = |finding: &&Diagnostic| !self.quiet || finding.severity == Severity::Error;
        for diagnostic in diagnostics.into_iter().filter(shown) {
            let rendered = render(diagnostic, texts, style);
            let _ = err.write_all(escape::terminal(&rendered, self.colored(terminal)).as_bytes());
        }
    }
}
