//! The options of `docquarry serve` about what is remembered.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use super::{Stop, families, load};
use crate::diagnostic::{Diagnostic, Severity};
use crate::serve::{Kept, State, StoreError};
use crate::spec::model::Spec;

#[derive(Debug, Args)]
pub(super) struct StateArgs {
    /// Remember what is created, changed and deleted: `memory`, or a file, which is made if there is none
    #[arg(long, value_name = "memory|FILE")]
    state: Option<PathBuf>,

    /// How long a task goes on before it is done: 50ms, 2s
    #[arg(long, value_name = "TIME", value_parser = super::serve::duration, default_value = "0s", requires = "state")]
    task_time: Duration,

    /// Objects to begin with (JSON, as `GET /-/state` answers)
    #[arg(long, value_name = "FILE", requires = "state")]
    seed: Option<PathBuf>,
}

/// The state of specs, read from the files at these paths.
pub(super) fn state(args: &StateArgs, specs: &[Spec], paths: &[PathBuf]) -> Result<Option<State>, Stop> {
    let Some(place) = &args.state else { return Ok(None) };
    let unusable = |error: StoreError| {
        let error = Diagnostic::new("io", Severity::Error, error.to_string());
        Stop::Usage(error.help("give another file with --state, or `memory`"))
    };
    let kept = specs.iter().zip(paths).map(|(spec, path)| {
        let corrections = families::corrections(path, spec)?;
        Ok(Kept { spec, corrections })
    });
    let kept: Vec<Kept<'_>> = kept.collect::<Result<_, Stop>>()?;
    let state = match place.as_path() == Path::new("memory") {
        true => State::memory(&kept, args.task_time),
        false => State::file(&kept, args.task_time, place),
    };
    let state = state.map_err(unusable)?;
    if let Some(path) = &args.seed {
        let invalid = |message: String| {
            let message = format!("{}: {message}", path.display());
            Stop::Usage(Diagnostic::new("io", Severity::Error, message))
        };
        let seed = serde_json::from_slice(&load::read(path)?).map_err(|error| invalid(error.to_string()))?;
        state.seed(&seed).map_err(|error| invalid(error.to_string()))?;
    }
    Ok(Some(state))
}
