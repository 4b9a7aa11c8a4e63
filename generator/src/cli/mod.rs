//! The `docquarry` command: arguments in, files and findings out.
//!
//! Results go to standard output, everything said about them to standard error. What a command does to a spec or a
//! document is not here but in the stages it calls through the [`pipeline`](crate::pipeline).

mod args;
mod at;
#[cfg(feature = "serve")]
mod call;
mod changelog;
mod check;
mod console;
mod coverage;
mod diff;
mod emit;
mod explain;
mod families;
mod learn;
mod load;
mod migrate;
mod parse;
mod profiles;
#[cfg(feature = "serve")]
mod proxy;
#[cfg(feature = "serve")]
mod recorded;
#[cfg(feature = "serve")]
mod serve;
mod shell;
#[cfg(feature = "serve")]
mod state;
mod summary;
mod timeline;
mod update;

use std::process::ExitCode;

use clap::Parser;

use crate::diagnostic::Diagnostic;
use args::{Cli, Command};
use console::Console;

/// All is well.
const OK: u8 = 0;
/// There are findings of severity error, or the result is not the whole of the input.
const FINDINGS: u8 = 1;
/// The command could not be run as given.
const USAGE: u8 = 2;

/// Why a command stops early.
#[derive(Debug)]
enum Stop {
    /// It cannot be run as given: exit code 2.
    Usage(Diagnostic),
    /// It ran and there is no result: exit code 1.
    Failed(Vec<Diagnostic>),
    /// Nobody reads the output any more, which is no error.
    Closed,
}

/// Findings that are about the command and not about what it reads: there is nothing wrong with a document.
const ABOUT_THE_COMMAND: &[&str] = &[
    "accepted-invalid",
    "bad-argument",
    "foreign-files",
    "git",
    "io",
    "no-documents",
    "no-such-action",
    "no-such-api",
    "no-such-path",
    "no-such-release",
    "no-such-spec",
    "output-is-input",
    "output-link",
    "prose-missing",
    "several-apis",
    "several-specs",
    "spec-not-document",
    "unknown-option",
    "update-branch",
    "update-config",
];

impl From<Diagnostic> for Stop {
    fn from(diagnostic: Diagnostic) -> Self {
        if ABOUT_THE_COMMAND.contains(&diagnostic.code) {
            Self::Usage(diagnostic)
        } else {
            Self::Failed(vec![diagnostic])
        }
    }
}

/// Runs the command with the arguments of the process.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version end here too; nothing can be said if even that cannot be printed.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { USAGE } else { OK });
        }
    };
    let console = Console::new(&cli);
    load::read_at_most(cli.max_document);
    if let Some(folder) = &cli.spec_folder {
        load::look_in(folder);
    }
    let result = match &cli.command {
        Command::Parse(args) => parse::run(args, &console),
        Command::Check(args) => check::run(args, &console),
        Command::Coverage(args) => coverage::run(args, &console),
        Command::Emit(args) => emit::run(args, &console),
        Command::At(args) => at::run(args, &console),
        Command::Explain(args) => explain::run(args, &console),
        Command::Completions { shell } => shell::completions(*shell, &console),
        Command::Man { output } => shell::man(output.as_deref(), &console),
        Command::Families(args) => families::run(args, &console),
        Command::Profiles(args) => profiles::run(args, &console),
        Command::Learn(args) => learn::run(args, &console),
        Command::CheckProfile(args) => learn::check(args, &console),
        Command::Migrate(args) => migrate::run(args, &console),
        Command::Changelog(args) => changelog::run(args, &console),
        Command::Update(args) => update::run(args, &console),
        Command::Diff(args) if args.timeline => timeline::run(args, &console),
        #[cfg(feature = "serve")]
        Command::Diff(args) if args.recorded.is_some() => recorded::run(args, &console),
        Command::Diff(args) => diff::run(args, &console),
        #[cfg(feature = "serve")]
        Command::Call(args) => call::run(args, &console),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(args, &console),
        #[cfg(feature = "serve")]
        Command::Proxy(args) => proxy::run(args, &console),
    };
    ExitCode::from(match result {
        Ok(code) => code,
        Err(Stop::Closed) => OK,
        Err(Stop::Usage(diagnostic)) => {
            console.complain(&[diagnostic]);
            USAGE
        }
        Err(Stop::Failed(diagnostics)) => {
            console.complain(&diagnostics);
            FINDINGS
        }
    })
}
