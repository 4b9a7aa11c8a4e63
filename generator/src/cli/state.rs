//! The options of `docquarry serve` about what is remembered.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use super::console::Console;
use super::{Stop, families, load};
use crate::diagnostic::{Diagnostic, Severity};
use crate::lexeme::counted;
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

    /// Corrections of the families of one spec (TOML; see `docquarry families --help`)
    #[arg(long, value_name = "FILE", requires = "state")]
    overrides: Option<PathBuf>,

    /// Objects to begin with (JSON, as `GET /-/state` answers)
    #[arg(long, value_name = "FILE", requires = "state")]
    seed: Option<PathBuf>,
}

/// The state of specs, read from the files at these paths.
pub(super) fn state(
    args: &StateArgs,
    specs: &[Spec],
    paths: &[PathBuf],
    console: &Console,
) -> Result<Option<State>, Stop> {
    let Some(place) = &args.state else { return Ok(None) };
    if let (Some(file), [_, _, ..]) = (&args.overrides, specs) {
        let message = format!("{} corrects the families of one spec, and {} are served", file.display(), specs.len());
        let help = "put a file for each into the folder `families` beside the specs: families/ID.toml";
        return Err(Stop::Usage(Diagnostic::new("several-specs", Severity::Error, message).help(help)));
    }
    let unusable = |error: StoreError| {
        let error = Diagnostic::new("io", Severity::Error, error.to_string());
        Stop::Usage(error.help("give another file with --state, or `memory`"))
    };
    let kept = specs.iter().zip(paths).map(|(spec, path)| {
        let families = families::corrected((path, spec), args.overrides.as_deref(), console)?;
        said(spec, families.corrected.len(), console);
        Ok(Kept { spec, families })
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

/// Says that what is kept was corrected.
fn said(spec: &Spec, facts: usize, console: &Console) {
    if facts > 0 {
        let facts = counted(facts, "fact");
        console.note(&format!("{}: {facts} about its families corrected; `docquarry families` lists them", spec.id));
    }
}
