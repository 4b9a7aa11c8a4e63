//! The command line's grammar and its help texts.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};

use crate::pipeline::{ParseOptions, READERS, dialects};

const EXIT_CODES: &str = "\
Exit codes:
  0  no finding of severity error, and the result is the whole of the input
  1  findings of severity error, or a partial result (unread parts are listed)
  2  the command could not be run as given: unknown option, no such file

Results go to standard output, findings and summaries to standard error. Findings are
`document:line: severity[code]: message` in a pipe, and show the document's line on a terminal.";

/// Reads cloud vendors' API documentation into a normalized JSON spec, and emits Rust crates and reference docs.
#[derive(Debug, Parser)]
#[command(name = "docquarry", version, after_help = EXIT_CODES, arg_required_else_help = true)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,

    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: ColorChoice,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Read documents and print the spec of the API in them
    #[command(after_help = PARSE_EXAMPLES)]
    Parse(ParseArgs),
    /// List what is wrong, odd or contradictory in specs or documents
    #[command(after_help = CHECK_EXAMPLES)]
    Check(CheckArgs),
    /// Account for every line of documents
    #[command(after_help = LEDGER_EXAMPLES)]
    Ledger(LedgerArgs),
    /// Write a Rust crate, reference docs, an OpenAPI document or a site from a spec
    #[command(after_help = EMIT_EXAMPLES)]
    Emit(EmitArgs),
}

const PARSE_EXAMPLES: &str = "\
Examples:
  docquarry parse page.md                         spec to standard output
  docquarry parse clb.zh.txt --id tencent-clb -o clb.json
  docquarry parse clb.zh.txt -o specs/            every API of the document, specs/<id>.json
  docquarry parse pages/                          a folder of pages, in the order of their names
  curl -s https://example.com/page.html | docquarry parse -";

const CHECK_EXAMPLES: &str = "\
Examples:
  docquarry check spec/tencent-clb.json           contradictions inside a spec
  docquarry check clb.zh.txt                      the same, and what could not be read
  docquarry check --format json *.json | jq .code";

const LEDGER_EXAMPLES: &str = "\
Examples:
  docquarry ledger clb.zh.txt                     sums by kind, and the lines that nothing accounts for
  docquarry ledger docs/";

const EMIT_EXAMPLES: &str = "\
Examples:
  docquarry emit rust spec/tencent-clb.json -o crates/tencent-clb
  docquarry emit reference clb.json -o docs/clb
  docquarry emit openapi clb.json -o docs/clb     writes openapi.json
  docquarry emit site a.json b.json -o site         opens from the folder: site/index.html
  docquarry emit rust spec/tencent-clb.json -o private/clb --prose

Files that an earlier run generated in the same folders and this one does not are deleted;
files that were not generated are never touched. Nothing is written when anything fails.";

/// Which documents, and how to read them.
#[derive(Debug, Args)]
pub(super) struct Documents {
    /// Documents, folders of documents (.txt, .md, .html; sorted by name), or `-` for standard input
    #[arg(value_name = "DOC", required = true)]
    pub(super) documents: Vec<PathBuf>,

    #[command(flatten)]
    pub(super) reading: Reading,
}

/// What to take for granted instead of detecting it.
#[derive(Debug, Args)]
pub(super) struct Reading {
    /// The vendor's conventions, detected by default
    #[arg(long, value_name = "DIALECT", value_parser = PossibleValuesParser::new(dialects()))]
    pub(super) dialect: Option<String>,

    /// The file format, detected by default
    #[arg(long, value_name = "READER", value_parser = PossibleValuesParser::new(READERS))]
    pub(super) reader: Option<String>,
}

impl Reading {
    pub(super) fn options(&self) -> ParseOptions {
        ParseOptions { reader: self.reader.clone(), dialect: self.dialect.clone() }
    }
}

#[derive(Debug, Args)]
pub(super) struct ParseArgs {
    #[command(flatten)]
    pub(super) input: Documents,

    /// The API to take from documents that hold several
    #[arg(long, value_name = "ID")]
    pub(super) id: Option<String>,

    /// Where to write: a file, or a folder that gets <id>.json for each API
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Specs (JSON), documents or folders of documents
    #[arg(value_name = "SPEC|DOC", required = true)]
    pub(super) inputs: Vec<PathBuf>,

    #[command(flatten)]
    pub(super) reading: Reading,

    /// How to print findings
    #[arg(long, value_name = "FORMAT", default_value = "auto")]
    pub(super) format: Format,

    /// Exit with 1 on warnings too
    #[arg(long)]
    pub(super) deny_warnings: bool,

    /// Folder of the documents that a spec was read from, to show their lines
    /// [default: $DOCQUARRY_DOCS, ./docs, ../shared/docs]
    #[arg(long, value_name = "DIR", verbatim_doc_comment)]
    pub(super) docs: Option<PathBuf>,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Blocks on a terminal, lines elsewhere
    Auto,
    /// One line each
    Line,
    /// With the document's line
    Block,
    /// One JSON object a line
    Json,
}

#[derive(Debug, Args)]
pub(super) struct LedgerArgs {
    #[command(flatten)]
    pub(super) input: Documents,
}

#[derive(Debug, Args)]
pub(super) struct EmitArgs {
    /// What to write
    #[arg(value_name = "WHAT")]
    pub(super) target: Output,

    /// The spec (JSON); for a site one or more
    #[arg(value_name = "SPEC", required = true)]
    pub(super) specs: Vec<PathBuf>,

    /// The folder to write to
    #[arg(short, long, value_name = "DIR")]
    pub(super) output: PathBuf,

    /// Put the vendor's descriptions into the output, for private use
    /// [default file: prose/<id>.<language>.json beside the spec]
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, verbatim_doc_comment)]
    pub(super) prose: Option<Option<PathBuf>>,
}

/// What `emit` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Output {
    /// A Rust crate
    Rust,
    /// Reference docs in Markdown
    Reference,
    /// An OpenAPI 3.1 document
    Openapi,
    /// The reference docs of one or more APIs as a static site with a search
    Site,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_grammar_is_consistent() {
        Cli::command().debug_assert();
    }
}
