//! `docquarry completions` and `docquarry man`: the grammar of the command line for shells and for `man`.

use std::path::Path;

use clap::CommandFactory as _;
use clap_complete::Shell;
use clap_mangen::Man;

use super::args::Cli;
use super::console::Console;
use super::{OK, Stop};
use crate::diagnostic::{Diagnostic, Severity};
use crate::files::Files;
use crate::sync;

pub(super) fn completions(shell: Shell, console: &Console) -> Result<u8, Stop> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "docquarry", &mut script);
    console.print(&String::from_utf8_lossy(&script))?;
    Ok(OK)
}

/// Prints the page of the command, or writes it and the pages of its subcommands to a folder.
pub(super) fn man(folder: Option<&Path>, console: &Console) -> Result<u8, Stop> {
    let mut command = Cli::command();
    command.build();
    let Some(folder) = folder else {
        console.print(&page(&command)?)?;
        return Ok(OK);
    };
    let mut files = Files::from([("docquarry.1".to_owned(), page(&command)?)]);
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        let name = format!("docquarry-{}", sub.get_name());
        files.insert(format!("{name}.1"), page(sub)?);
    }
    sync::sync(folder, &files, &sync::Owned::default(), sync::Mode::Write)?;
    console.note(&format!("{} pages in {}", files.len(), folder.display()));
    Ok(OK)
}

fn page(command: &clap::Command) -> Result<String, Stop> {
    let mut text = Vec::new();
    let failed = |error: std::io::Error| Diagnostic::new("internal", Severity::Error, error.to_string());
    Man::new(command.clone()).render(&mut text).map_err(failed)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}
