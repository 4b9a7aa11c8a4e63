//! `cargo xtask bench`: how fast the pipeline, the client and the server are and how much memory they take.
//!
//! The command builds itself again in release mode with the feature `bench` and runs `bench-inner` there, so that the
//! yardstick, pulldown-cmark, is compiled for nothing else. What needs an HTTP stack is measured by `xtask/wire-bench`,
//! a package of its own. All figures of a report come from one run.

#[cfg(feature = "bench")]
mod measure;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use serde_json::{Map, Value};

/// What to measure and how to print it.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Options {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// Runs of each measurement; the median counts
    #[arg(long, value_name = "N", default_value_t = 9)]
    pub rounds: usize,
    /// Requests to `docquarry serve` by which is seen whether its memory grows
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    pub requests: usize,
    /// Folder of the documents
    #[arg(long, value_name = "DIR")]
    pub docs: Option<PathBuf>,
    /// Parse this document once and print the process's peak memory, and of that the pages of files, in KiB
    #[arg(long, hide = true, value_name = "FILE")]
    pub peak_of: Option<PathBuf>,
}

/// Builds the benchmarks in release mode and runs them: the pipeline, then the wire side.
pub fn main(root: &Path, options: &Options) -> ExitCode {
    let result = pipeline(root, options).and_then(|pipeline| Ok((pipeline, wire(root, options)?)));
    match result.and_then(|(pipeline, wire)| if options.json { merged(&pipeline, &wire) } else { Ok(String::new()) }) {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(reason) => {
            eprintln!("error: {reason}");
            ExitCode::FAILURE
        }
    }
}

/// Times of the generator.
fn pipeline(root: &Path, options: &Options) -> Result<Vec<u8>, String> {
    let mut command = cargo(root, "run --quiet --release --package xtask --features bench -- bench-inner");
    command.args(["--rounds", &options.rounds.to_string()]);
    if let Some(docs) = options.docs.as_deref().and_then(|docs| std::path::absolute(docs).ok()) {
        command.arg("--docs").arg(docs);
    }
    run(command, options)
}

/// Times of signing and serving, measured by a package of its own.
fn wire(root: &Path, options: &Options) -> Result<Vec<u8>, String> {
    run(cargo(root, "build --quiet --release --package docquarry"), &Options::default())?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let mut command = cargo(root, "run --quiet --release --package wire-bench -- --root .");
    command.arg("--server").arg(target.join("release/docquarry"));
    command.args(["--requests", &options.requests.to_string()]);
    run(command, options)
}

fn cargo(root: &Path, arguments: &str) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    command.current_dir(root).args(arguments.split(' '));
    command
}

/// Runs a command, whose output is shown or, for JSON, kept.
fn run(mut command: Command, options: &Options) -> Result<Vec<u8>, String> {
    if options.json {
        command.arg("--json").stdout(Stdio::piped());
    }
    let child = command.spawn().map_err(|error| format!("cannot run cargo: {error}"))?;
    let output = child.wait_with_output().map_err(|error| error.to_string())?;
    if output.status.success() { Ok(output.stdout) } else { Err(format!("{command:?}: {}", output.status)) }
}

/// Both reports in one object.
fn merged(pipeline: &[u8], wire: &[u8]) -> Result<String, String> {
    let read = |text| serde_json::from_slice::<Map<String, Value>>(text).map_err(|error| error.to_string());
    let mut all = read(pipeline)?;
    all.append(&mut read(wire)?);
    serde_json::to_string_pretty(&all).map(|text| text + "\n").map_err(|error| error.to_string())
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
