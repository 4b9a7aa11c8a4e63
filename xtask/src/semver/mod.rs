//! `cargo xtask semver`: the predicted versions of generated crates, held against other judges.
//!
//! For each planted change that alters a crate's declarations, in both directions, rustc has to refuse exactly the uses
//! of declarations that were predicted to break. With `--with-tool`, cargo-semver-checks must not ask for more than the
//! prediction either; it may ask for less, since it does not compare types. It is no part of continuous integration,
//! because it takes longer to compile than everything here. Crates that differ in documentation alone are alike.

mod consumer;
pub mod plants;
mod workshop;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use docquarry::emit::rust::compatibility::{self, Declarations};
use docquarry::spec::diff::semver::Bump;
use docquarry::spec::model::Spec;

use plants::Plants;
use workshop::Workshop;

/// What to judge by.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Options {
    /// Ask cargo-semver-checks too; it is installed into target/tools first, which takes twenty minutes of one core
    #[arg(long)]
    pub with_tool: bool,
}

/// Runs the command.
pub fn main(root: &Path, options: &Options) -> ExitCode {
    match run(root, options) {
        Ok(wrong) if wrong.is_empty() => ExitCode::SUCCESS,
        Ok(wrong) => {
            eprintln!("{}\n{} predictions are wrong", wrong.join("\n"), wrong.len());
            ExitCode::FAILURE
        }
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}

/// A crate that has been written.
struct Crate {
    folder: PathBuf,
    declarations: Declarations,
    /// What rustdoc says of it; none where nobody asks.
    rustdoc: Option<PathBuf>,
}

fn run(root: &Path, options: &Options) -> Result<Vec<String>, String> {
    let workshop = Workshop::new(root);
    if options.with_tool {
        workshop.install()?;
    }
    let Plants { base, plants } = Plants::read(root)?;
    let make = |name: &str, version: &str, spec: &Spec| -> Result<Crate, String> {
        let folder = workshop.write(name, version, spec)?;
        let rustdoc = if options.with_tool { Some(workshop.rustdoc(&folder)?) } else { None };
        Ok(Crate { folder, declarations: compatibility::declarations(spec), rustdoc })
    };
    let old = make("base", "0.1.0", &base)?;
    let (mut wrong, mut counts) = (Vec::new(), Counts::default());
    for (plant, spec) in &plants {
        if compatibility::declarations(spec) == old.declarations {
            counts.alike += 2;
            continue;
        }
        let new = make("planted", "0.2.0", spec)?;
        for ((from, to), predicted) in [(&old, &new), (&new, &old)].into_iter().zip(plant.crates) {
            let found = judge(&workshop, from, to, predicted, &mut counts)?;
            wrong.extend(found.into_iter().map(|found| format!("{}: {found}", plant.describe())));
        }
    }
    println!("{counts}");
    Ok(wrong)
}

/// How many predictions there were.
#[derive(Default)]
struct Counts {
    alike: usize,
    judged: usize,
    breaking: usize,
    uses: usize,
    less: usize,
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { alike, judged, breaking, uses, less } = self;
        write!(
            f,
            "{judged} changes of declarations judged, {breaking} of them break ({uses} uses refused by rustc, {less} \
             changes not seen by cargo-semver-checks where it was asked); {alike} change no declaration"
        )
    }
}

fn judge(
    workshop: &Workshop,
    from: &Crate,
    to: &Crate,
    predicted: Bump,
    counts: &mut Counts,
) -> Result<Option<String>, String> {
    let paths: Vec<&String> = from.declarations.0.keys().collect();
    let lines = workshop.failing(&to.folder, &consumer::source(&from.declarations))?;
    let failing: BTreeSet<String> =
        lines.iter().filter_map(|line| paths.get(line - consumer::FIRST).map(|path| (*path).clone())).collect();
    let expected = consumer::expected(&from.declarations, &to.declarations);
    (counts.judged, counts.uses) = (counts.judged + 1, counts.uses + failing.len());
    counts.breaking += usize::from(predicted == Bump::Major);
    if failing != expected || failing.is_empty() != (predicted < Bump::Major) {
        let missed: Vec<&String> = failing.difference(&expected).collect();
        let invented: Vec<&String> = expected.difference(&failing).collect();
        return Ok(Some(format!("{predicted} predicted; rustc refuses {missed:?} besides, and takes {invented:?}")));
    }
    let (Some(old), Some(new)) = (&from.rustdoc, &to.rustdoc) else { return Ok(None) };
    let asked = workshop.judge(old, new)?;
    counts.less += usize::from(predicted == Bump::Major && asked < predicted);
    Ok((asked > predicted).then(|| format!("{predicted} predicted; cargo-semver-checks asks for {asked}")))
}
