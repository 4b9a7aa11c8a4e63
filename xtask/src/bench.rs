//! `cargo xtask bench`: how fast the pipeline is and how much memory it takes.

use std::path::Path;
use std::process::ExitCode;

/// What to print.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Options {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Builds the benchmark in release mode and runs it.
pub fn main(_root: &Path, _options: &Options) -> ExitCode {
    ExitCode::FAILURE
}

/// Measures.
pub fn inner(_root: &Path, _options: &Options) -> ExitCode {
    ExitCode::FAILURE
}
