//! `cargo xtask site`: the reference of the committed specs and the guide as a static site, outside of version control.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use docquarry::diagnostic::{Diagnostic, Severity};
use docquarry::emit::Files;
use docquarry::emit::site::{self, Api, Guide};
use docquarry::json;
use docquarry::pipeline;
use docquarry::sources::Sources;
use docquarry::spec::model::Spec;
use docquarry::sync::{self, Mode, Owned};

/// The command, as the files name it.
const COMMAND: &str = "cargo xtask site";

/// The folder of the guide.
const GUIDE: &str = "generator/guide";

/// Where the files of this repository are shown.
const FILES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main");

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
    let files = files(root, options)?;
    let output = options.output.clone().unwrap_or_else(|| root.join("target/site"));
    let mut owned: Vec<&str> = files.keys().filter_map(|path| path.split_once('/')).map(|(folder, _)| folder).collect();
    owned.dedup();
    let owned = Owned { folders: &owned, manifest: Some(""), force: false };
    sync::sync(&output, &files, &owned, Mode::Write)?;
    Ok(output.join("index.html"))
}

/// The files of the site.
///
/// # Errors
/// A spec or a chapter of the guide that cannot be read.
pub fn files(root: &Path, options: &Options) -> Result<Files, Diagnostic> {
    let at = root.join("spec/sources.toml");
    let text = fs::read_to_string(&at).map_err(|error| Diagnostic::io("read", &at, &error))?;
    let sources = Sources::parse(&text)?;
    let read = |id: &str| json::read_spec(&root.join(format!("spec/{id}.json")));
    let specs: Vec<Spec> = sources.ids().into_iter().map(read).collect::<Result<_, _>>()?;
    let corrected = |spec: &Spec| pipeline::families(spec, Some(&root.join("spec")), None);
    let families: Vec<_> = specs.iter().map(corrected).collect::<Result<_, _>>().map_err(first)?;
    let apis =
        specs.iter().zip(&families).map(|(spec, (families, _))| Api { spec, prose: None, families: Some(families) });
    let apis: Vec<Api<'_>> = apis.collect();
    let chapters = chapters(&root.join(GUIDE))?;
    let guide = Guide { chapters: &chapters, folder: GUIDE, files: FILES };
    let settings = site::Options::new(COMMAND).base(options.base_url.as_deref()).guide(Some(guide));
    Ok(site::emit(&apis, &settings))
}

/// The first of several findings.
fn first(findings: Vec<Diagnostic>) -> Diagnostic {
    let nothing = || Diagnostic::new("corrections-invalid", Severity::Error, "the families could not be corrected");
    findings.into_iter().next().unwrap_or_else(nothing)
}

/// The chapters of the guide by name.
fn chapters(folder: &Path) -> Result<BTreeMap<String, String>, Diagnostic> {
    let failed = |error: &std::io::Error| Diagnostic::io("read", folder, error);
    let mut chapters = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(|error| failed(&error))? {
        let path = entry.map_err(|error| failed(&error))?.path();
        let name = path.file_name().and_then(|name| name.to_str()).filter(|name| name.ends_with(".md"));
        if let Some(name) = name {
            let text = fs::read_to_string(&path).map_err(|error| Diagnostic::io("read", &path, &error))?;
            chapters.insert(name.to_owned(), text);
        }
    }
    Ok(chapters)
}
