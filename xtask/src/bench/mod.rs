//! `cargo xtask bench`: how fast the pipeline is and how much memory it takes.
//!
//! The command builds itself again in release mode with the feature `bench` and runs `bench-inner` there, so that the
//! yardstick, pulldown-cmark, is compiled for nothing else. All figures of a report come from one run.

#[cfg(feature = "bench")]
mod measure;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// What to measure and how to print it.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Options {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// Runs of each measurement; the median counts
    #[arg(long, value_name = "N", default_value_t = 9)]
    pub rounds: usize,
    /// Folder of the documents
    #[arg(long, value_name = "DIR")]
    pub docs: Option<PathBuf>,
    /// Parse this document once and print the peak memory of the process in KiB
    #[arg(long, hide = true, value_name = "FILE")]
    pub peak_of: Option<PathBuf>,
}

/// Builds the benchmark in release mode and runs it.
pub fn main(root: &Path, options: &Options) -> ExitCode {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(cargo);
    command.current_dir(root).args("run --quiet --release --package xtask --features bench -- bench-inner".split(' '));
    command.args(["--rounds", &options.rounds.to_string()]);
    command.args(options.json.then_some("--json"));
    if let Some(docs) = options.docs.as_deref().and_then(|docs| std::path::absolute(docs).ok()) {
        command.arg("--docs").arg(docs);
    }
    match command.status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("cannot run cargo: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Measures.
#[cfg(feature = "bench")]
pub fn inner(root: &Path, options: &Options) -> ExitCode {
    match measure::run(root, options) {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

/// Says where the measurements are.
#[cfg(not(feature = "bench"))]
pub fn inner(_root: &Path, _options: &Options) -> ExitCode {
    eprintln!("built without the feature `bench`; run `cargo xtask bench`");
    ExitCode::FAILURE
}
