//! `cargo xtask fuzz`: a long run of the fuzz targets, and of kills and full disks. All are tests on stable Rust.

use std::path::Path;
use std::process::{Command, ExitCode};

/// What to fuzz.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// Seconds for each target
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub time: u64,
    /// The target: markdown, html, text, the name of a profile, spec, xml, server or files; all by default
    #[arg(value_name = "TARGET")]
    pub target: Option<String>,
}

/// Changed requests to each server for a second of time.
const ROUNDS_PER_SECOND: u64 = 20;

/// Kills of each command that writes files, and full disks of each.
const KILLS: u32 = 200;
const DISKS: u32 = 20;

/// Runs the targets; each prints how many inputs it had.
pub fn main(root: &Path, options: &Options) -> ExitCode {
    let target = options.target.as_deref().unwrap_or_default();
    let mut fine = true;
    let runs = [
        ("docquarry-tests", "fuzz", !matches!(target, "server" | "files")),
        ("docquarry-runtime", "fuzz", matches!(target, "" | "server")),
        ("docquarry-tests", "kills", matches!(target, "" | "files")),
    ];
    for (package, test, _) in runs.into_iter().filter(|(_, _, is_wanted)| *is_wanted) {
        let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .current_dir(root)
            .args(["test", "--release", "--quiet", "--package", package, "--test", test, "--all-features", "--"])
            .args(["--nocapture", "--test-threads", "1"])
            .env("FUZZ_SECONDS", options.time.to_string())
            .env("FUZZ_TARGET", target)
            .env("FUZZ_ROUNDS", (options.time * ROUNDS_PER_SECOND).to_string())
            .env("FUZZ_KILLS", KILLS.to_string())
            .env("FUZZ_DISKS", DISKS.to_string())
            .status();
        fine &= status.is_ok_and(|status| status.success());
    }
    ExitCode::from(u8::from(!fine))
}
