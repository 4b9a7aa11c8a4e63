//! `cargo xtask fuzz`: a long run of the fuzz targets, which are tests on stable Rust.

use std::path::Path;
use std::process::{Command, ExitCode};

/// What to fuzz.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// Seconds for each target
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub time: u64,
    /// The target: markdown, html, text, the name of a profile, spec, xml or server; all by default
    #[arg(value_name = "TARGET")]
    pub target: Option<String>,
}

/// Changed requests to each server for a second of time.
const ROUNDS_PER_SECOND: u64 = 20;

/// Runs the targets; each prints how many inputs it had.
pub fn main(root: &Path, options: &Options) -> ExitCode {
    let target = options.target.as_deref().unwrap_or_default();
    let mut fine = true;
    for (package, is_wanted) in
        [("docquarry-tests", target != "server"), ("docquarry-runtime", matches!(target, "" | "server"))]
    {
        if !is_wanted {
            continue;
        }
        let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .current_dir(root)
            .args(["test", "--release", "--quiet", "--package", package, "--test", "fuzz", "--all-features", "--"])
            .args(["--nocapture", "--test-threads", "1"])
            .env("FUZZ_SECONDS", options.time.to_string())
            .env("FUZZ_TARGET", target)
            .env("FUZZ_ROUNDS", (options.time * ROUNDS_PER_SECOND).to_string())
            .status();
        fine &= status.is_ok_and(|status| status.success());
    }
    ExitCode::from(u8::from(!fine))
}
