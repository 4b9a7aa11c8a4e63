//! `cargo xtask interop`: other people's tools read the generated OpenAPI documents and call `docquarry serve`. It takes
//! minutes and needs the network the first time, so it is not part of `ci`; `tests/openapi/run.py` is.

use std::path::Path;
use std::process::{Command, ExitCode};

/// Options of `cargo xtask interop`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Arguments of tests/openapi/interop.py: `--only TOOL`, `--api ID`, `--verbose`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Runs the tools. Failure if an operation cannot be called and that is not the fault of its document.
pub fn main(root: &Path, options: &Options) -> ExitCode {
    let mut command = Command::new("python3");
    match command.current_dir(root).arg("tests/openapi/interop.py").args(&options.arguments).status() {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("python3: {error}");
            ExitCode::from(2)
        }
    }
}
