//! `cargo xtask regenerate`: documents → specs → everything generated, or a check that all of it is up to date.
//!
//! `read` gets the specs, from documents or from the committed files; here they become files and meet the disk,
//! one spec at a time, so that a spec that fails leaves its old files whole.

mod corrections;
mod edition;
mod read;
mod snapshots;
mod table;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use docquarry::diagnostic::{Diagnostic, Severity, Tally};
use docquarry::diff;
use docquarry::emit::Files;
use docquarry::pipeline::{self, EmitOptions};
use docquarry::sources::{Sources, find_documents};
use docquarry::sync::{self, Mode, Owned, Report};
use docquarry::update::loss;
use docquarry::{json, spec::schema};
use indicatif::{ProgressBar, ProgressStyle};

use edition::Edition;
use read::SpecRead;
use table::Row;

/// The command, as generated files name it.
const COMMAND: &str = pipeline::REGENERATE;

/// What to regenerate.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Options {
    /// The specs to regenerate; all by default
    #[arg(value_name = "ID")]
    pub ids: Vec<String>,
    /// Folder of the documents
    #[arg(long, value_name = "DIR")]
    pub docs: Option<PathBuf>,
    /// Write nothing; fail if anything would change
    #[arg(long)]
    pub check: bool,
    /// Put the vendors' descriptions into the generated files, for private use: they must not be committed
    #[arg(long, conflicts_with = "check")]
    pub prose: bool,
    /// Keep the edition that a new one replaces under spec/snapshots/, by the month of its youngest page or as named
    #[arg(long, value_name = "EDITION", num_args = 0..=1, require_equals = true, default_missing_value = "", conflicts_with = "check")]
    pub snapshot: Option<String>,
    /// Give crates that change a new version though their documents are the same
    #[arg(long, conflicts_with = "check")]
    pub bump: bool,
    /// Take an edition that lacks much of the one before it: actions, structures, rows, bytes
    #[arg(long)]
    pub accept_loss: bool,
}

impl Options {
    fn mode(&self) -> Mode {
        if self.check { Mode::Check } else { Mode::Write }
    }

    fn wants(&self, id: &str) -> bool {
        self.ids.is_empty() || self.ids.iter().any(|wanted| wanted == id)
    }

    /// The command that mends what a check finds.
    fn command(&self) -> String {
        let ids: String = self.ids.iter().map(|id| format!(" {id}")).collect();
        format!("{COMMAND}{ids}")
    }
}

/// What a run did or found.
#[derive(Debug, Default)]
pub struct Outcome {
    rows: Vec<Row>,
    /// Differences between the disk and what is generated.
    pub report: Report,
    /// What changed in the APIs: a report for each spec that differs from the committed one.
    pub changes: Vec<String>,
    /// What was not done, and why.
    pub notes: Vec<String>,
    /// What went wrong; a spec named here was left as it was.
    pub failures: Vec<Diagnostic>,
}

impl Outcome {
    /// True where nothing failed and, under `--check`, nothing is stale.
    pub fn is_ok(&self, options: &Options) -> bool {
        self.failures.is_empty() && (!options.check || self.report.is_fresh())
    }

    /// What to print: the table, the differences and the command that mends them.
    pub fn describe(&self, options: &Options) -> String {
        let mut out: String = self.changes.iter().map(|report| format!("{report}\n")).collect();
        out += &table::render(&self.rows);
        for note in &self.notes {
            out += &format!("note: {note}\n");
        }
        for path in &self.report.foreign {
            out += &format!("note: {path} was not generated; it was left alone\n");
        }
        if options.check && !self.report.is_fresh() {
            out += &format!("\n{}", self.report.describe());
            out += &format!("\n{} files are stale. Run: {}\n", self.report.stale.len(), options.command());
        } else {
            let (stale, unchanged) = (self.report.stale.len(), self.report.unchanged);
            out += &format!("{stale} files changed, {unchanged} up to date\n");
        }
        out
    }
}

/// Runs the command.
pub fn main(root: &Path, options: &Options) -> ExitCode {
    let progress = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
        progress.set_style(style);
    }
    let outcome = run(root, options, &progress);
    progress.finish_and_clear();
    print!("{}", outcome.describe(options));
    for failure in &outcome.failures {
        eprintln!("{failure}");
    }
    ExitCode::from(u8::from(!outcome.is_ok(options)))
}

/// Regenerates or checks, without printing anything.
pub fn run(root: &Path, options: &Options, progress: &ProgressBar) -> Outcome {
    let mut outcome = Outcome::default();
    if let Err(failure) = run_into(root, options, progress, &mut outcome) {
        outcome.failures.push(failure);
    }
    outcome
}

fn run_into(root: &Path, options: &Options, progress: &ProgressBar, outcome: &mut Outcome) -> Result<(), Diagnostic> {
    let at = root.join("spec/sources.toml");
    let text = fs::read_to_string(&at).map_err(|error| Diagnostic::io("read", &at, &error))?;
    let mut sources = Sources::parse(&text)?;
    check_ids(&sources, options)?;
    let documents = find_documents(options.docs.as_deref(), root)?;
    let reading = read::Reading { root, options, documents: documents.as_deref(), progress };
    outcome.failures.extend(corrections::check(root, &sources));
    let snapshots = reading.snapshots(&mut sources, outcome);
    for snapshot in &snapshots {
        outcome.report.merge(snapshots::write(root, options, &snapshot.name, &snapshot.spec)?);
    }
    if documents.is_none() {
        outcome.failures.extend(snapshots::check_kept(root, &sources, options));
    }
    for spec in reading.all(&mut sources, outcome) {
        progress.set_message(format!("generating {}", spec.spec.id));
        match write_spec(root, options, spec, outcome) {
            Ok(()) => {}
            Err(failures) => outcome.failures.extend(failures),
        }
    }
    let mut files = Files::from([
        ("spec/schema.json".to_owned(), json::to_text(&schema::schema())?),
        ("spec/diff.schema.json".to_owned(), json::to_text(&diff::schema())?),
    ]);
    if outcome.failures.is_empty() {
        files.insert("spec/sources.toml".to_owned(), sources.to_text()?);
    }
    outcome.report.merge(sync::sync(root, &files, &Owned::default(), options.mode())?);
    if options.ids.is_empty() {
        outcome.report.merge(remove_dropped(root, &sources, options)?);
    }
    Ok(())
}

fn check_ids(sources: &Sources, options: &Options) -> Result<(), Diagnostic> {
    let known = sources.ids();
    match options.ids.iter().find(|id| !known.contains(&id.as_str())) {
        None => Ok(()),
        Some(id) => {
            let message = format!("spec/sources.toml names no spec `{id}`; it names {}", known.join(", "));
            Err(Diagnostic::new("no-such-api", Severity::Error, message))
        }
    }
}

/// Everything that a spec gives, compared with the disk at once.
fn write_spec(root: &Path, options: &Options, read: SpecRead, outcome: &mut Outcome) -> Result<(), Vec<Diagnostic>> {
    let SpecRead { mut spec, prose, totals, mut diagnostics, documents, shrunk } = read;
    let id = spec.id.clone();
    let (edition, text) = Edition::of(root, &mut spec).map_err(|failure| vec![failure])?;
    let documents_of: Vec<String> = documents.keys().cloned().collect();
    let versions = edition.versions(root, options, documents, outcome).map_err(|failure| vec![failure])?;
    let present = documents_of.iter().map(String::as_str).collect();
    let loss = edition.differs().then(|| loss::find(&id, shrunk, edition.old(), &spec, &present)).flatten();
    if let Some(loss) = loss.filter(|_| !options.accept_loss) {
        return Err(vec![loss]);
    }
    let shown = prose.as_ref().filter(|_| options.prose);
    let (families, unused) = pipeline::families(&spec, Some(&root.join("spec")), None)?;
    diagnostics.extend(unused);
    let emit = EmitOptions::new(COMMAND).prose(shown).version(versions.version()).families(&families);
    let emitted = pipeline::emit_all(&spec, &emit)?;
    diagnostics.extend(emitted.diagnostics);
    let mut files: Files =
        emitted.files.into_iter().map(|(path, text)| (format!("generated/{id}/{path}"), text)).collect();
    files.extend(edition.files(root, options, &versions).map_err(|failure| vec![failure])?);
    let changes = edition.count(&text);
    files.insert(format!("spec/{id}.json"), text);
    if let (Some(prose), Mode::Write, true) = (&prose, options.mode(), totals.is_some()) {
        let path = pipeline::prose_path(Path::new("spec"), &id, &prose.language);
        let text = json::to_text(prose).map_err(|failure| vec![failure])?;
        files.insert(path.to_string_lossy().into_owned(), text);
    }
    let owned = format!("generated/{id}");
    let report =
        sync::sync(root, &files, &generated(&[&owned], &owned), options.mode()).map_err(|failure| vec![failure])?;
    diagnostics.extend(pipeline::check(&spec));
    outcome.rows.push(Row {
        rows: loss::count_rows(&spec),
        actions: spec.actions.len(),
        structures: spec.structures.len(),
        tally: Tally::of(&diagnostics),
        files: files.len(),
        version: versions.version().to_owned(),
        id,
        totals,
        changes,
    });
    outcome.report.merge(report);
    Ok(())
}

/// A generated folder with its manifest. Version control keeps what is overwritten, and a merge leaves files that no
/// manifest knows, so nothing has to be forced.
fn generated<'a>(folders: &'a [&'a str], folder: &'a str) -> Owned<'a> {
    Owned { folders, manifest: Some(folder), force: true }
}

/// Generated folders of specs that `sources.toml` no longer names.
fn remove_dropped(root: &Path, sources: &Sources, options: &Options) -> Result<Report, Diagnostic> {
    let ids: BTreeSet<&str> = sources.ids().into_iter().collect();
    let entries = fs::read_dir(root.join("generated")).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.retain(|name| !ids.contains(name.as_str()) && !name.starts_with('.'));
    names.sort();
    let mut report = Report::default();
    for name in names {
        let owned = format!("generated/{name}");
        report.merge(sync::sync(root, &Files::new(), &generated(&[&owned], &owned), options.mode())?);
    }
    Ok(report)
}
