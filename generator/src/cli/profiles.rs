//! `docquarry profiles`: the profiles that pages can be read by, and the text of one that is a file.

use clap::{Args, Subcommand};

use super::console::Console;
use super::{OK, Stop};
use crate::diagnostic::{Diagnostic, Severity};
use crate::pipeline::{Profile, profile_text};

pub(super) const EXAMPLES: &str = "\
Examples:
  docquarry profiles                                 the names of all profiles
  docquarry profiles show discord > kites.toml       a start for pages of another vendor
  docquarry parse pages --profile kites.toml         reads them by it";

#[derive(Debug, Args)]
pub(super) struct ProfilesArgs {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Print the file of a profile
    Show {
        /// Its name
        #[arg(value_name = "NAME")]
        name: String,
    },
}

pub(super) fn run(args: &ProfilesArgs, console: &Console) -> Result<u8, Stop> {
    let text = match &args.action {
        None => Profile::names().map(line).collect::<String>(),
        Some(Action::Show { name }) => profile_text(name).ok_or_else(|| no_file(name))?.to_owned(),
    };
    console.print(&text)?;
    Ok(OK)
}

fn line(name: &str) -> String {
    let kind = if profile_text(name).is_some() { "a file" } else { "part of the program" };
    format!("{name:<12} {kind}\n")
}

fn no_file(name: &str) -> Stop {
    let files: Vec<&str> = Profile::names().filter(|name| profile_text(name).is_some()).collect();
    let message = if Profile::named(name).is_some() {
        format!("the profile `{name}` is part of the program and not a file")
    } else {
        format!("there is no profile `{name}`")
    };
    let help = format!("profiles that are files: {}", files.join(", "));
    Stop::Usage(Diagnostic::new("no-such-profile", Severity::Error, message).help(help))
}
