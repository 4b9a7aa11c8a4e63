//! `cargo xtask site`: the reference of the committed specs as a static site, outside of version control.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use docquarry::diagnostic::Diagnostic;
use docquarry::emit::site::{self, Api};
use docquarry::json;
use docquarry::sources::Sources;
use docquarry::spec::model::Spec;
use docquarry::sync::{self, Mode, Owned};

/// The command, as the files name it.
const COMMAND: &str = "cargo xtask site";

/// Where to put the site.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Options {
    /// The folder to write to [default: target/site]
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// The address that the site will have; `sitemap.xml` is written if it is given
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
}

/// Runs the command.
pub fn main(root: &Path, options: &Options) -> ExitCode {
    match build(root, options) {
        Ok(index) => {
            println!("{}", index.display());
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

/// Writes the site and returns its first page.
fn build(root: &Path, options: &Options) -> Result<PathBuf, Diagnostic> {
    let at = root.join("spec/sources.toml");
    let text = fs::read_to_string(&at).map_err(|error| Diagnostic::io("read", &at, &error))?;
    let sources = Sources::parse(&text)?;
    let read = |id: &str| json::read_spec(&root.join(format!("spec/{id}.json")));
    let specs: Vec<Spec> = sources.ids().into_iter().map(read).collect::<Result<_, _>>()?;
    let apis: Vec<Api<'_>> = specs.iter().map(|spec| Api { spec, prose: None }).collect();
    let settings = site::Options::new(COMMAND).base(options.base_url.as_deref());
    let files = site::emit(&apis, &settings);
    let output = options.output.clone().unwrap_or_else(|| root.join("target/site"));
    let mut owned: Vec<&str> = files.keys().filter_map(|path| path.split_once('/')).map(|(folder, _)| folder).collect();
    owned.dedup();
    let owned = Owned { folders: &owned, manifest: Some(""), force: false };
    sync::sync(&output, &files, &owned, Mode::Write)?;
    Ok(output.join("index.html"))
}
