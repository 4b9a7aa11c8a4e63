//! `cargo xtask semver`: the predicted versions of generated crates, held against other judges.
//!
//! For each planted change and each earlier edition that is kept, in both directions, cargo-semver-checks must not ask
//! for more than was predicted. It may ask for less only where no item is gone: it does not compare types, and of traits
//! it knows only what is derived. Those are rustc's to judge: it has to refuse exactly the uses of declarations that
//! were predicted to break. Crates whose declarations are alike differ in documentation and data alone, so there rustc
//! has nothing to judge.

mod consumer;
pub mod plants;
mod workshop;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use docquarry::diff::semver::Bump;
use docquarry::emit::rust::compatibility::{self, Declaration, Declarations, Shape};
use docquarry::spec::model::Spec;
use docquarry::{json, pipeline};

use plants::Plants;
use workshop::Workshop;

/// What to judge by.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Options {
    /// Do not ask cargo-semver-checks, which is otherwise installed into target/tools (once; two minutes)
    #[arg(long)]
    pub rustc_only: bool,
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
    /// Its name.
    id: String,
    folder: PathBuf,
    declarations: Declarations,
    /// What rustdoc says of it; none where nobody asks.
    rustdoc: Option<PathBuf>,
}

/// An API, what became of it, and what its crate's version has to do for that, there and back.
struct Group {
    base: Spec,
    changes: Vec<(String, Spec, [Bump; 2])>,
}

fn run(root: &Path, options: &Options) -> Result<Vec<String>, String> {
    let workshop = Workshop::new(root);
    if !options.rustc_only {
        workshop.install()?;
    }
    let Plants { base, plants } = Plants::read(root)?;
    let changes = plants.into_iter().map(|(plant, spec)| (plant.describe(), spec, plant.crates)).collect();
    let mut groups = editions(root)?;
    groups.push(Group { base, changes });
    let make = |place: &str, version: &str, spec: &Spec| -> Result<Crate, String> {
        let folder = workshop.write(place, version, spec)?;
        let rustdoc = if options.rustc_only { None } else { Some(workshop.rustdoc(&folder, &spec.id)?) };
        Ok(Crate { id: spec.id.clone(), folder, declarations: compatibility::declarations(spec), rustdoc })
    };
    let (mut wrong, mut counts) = (Vec::new(), Counts::default());
    for Group { base, changes } in &groups {
        let old = make("old", "0.1.0", base)?;
        for (change, spec, predicted) in changes {
            let new = make("new", "0.2.0", spec)?;
            for ((from, to), predicted) in [(&old, &new), (&new, &old)].into_iter().zip(*predicted) {
                let found = [
                    judge(&workshop, from, to, predicted, &mut counts)?,
                    ask(&workshop, from, to, predicted, &mut counts)?,
                ];
                wrong.extend(found.into_iter().flatten().map(|found| format!("{change}: {found}")));
            }
        }
    }
    println!("{counts}");
    Ok(wrong)
}

/// The editions that are kept in `spec/snapshots`, each with today's.
fn editions(root: &Path) -> Result<Vec<Group>, String> {
    let read = |path: &Path| json::read_spec(path).map_err(|finding| finding.to_string());
    let folder = root.join("spec/snapshots");
    let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let group = |path: &PathBuf| {
        let base = read(path)?;
        let today = read(&root.join("spec").join(format!("{}.json", base.id)))?;
        let predict = |old: &Spec, new: &Spec| pipeline::compare(("old", old), ("new", new)).crates.bump;
        let predicted = [predict(&base, &today), predict(&today, &base)];
        Ok(Group { base, changes: vec![(path.display().to_string(), today, predicted)] })
    };
    paths.iter().map(group).collect()
}

/// How many predictions there were.
#[derive(Default)]
struct Counts {
    alike: usize,
    judged: usize,
    breaking: usize,
    uses: usize,
    asked: usize,
    confirmed: usize,
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { alike, judged, breaking, uses, asked, confirmed } = self;
        write!(
            f,
            "rustc: {judged} changes of declarations, {breaking} of them break ({uses} uses refused); {alike} changes of \
             no declaration\ncargo-semver-checks: {asked} changes, in {confirmed} a major version is asked for"
        )
    }
}

/// Lets rustc judge a change of declarations.
fn judge(
    workshop: &Workshop,
    from: &Crate,
    to: &Crate,
    predicted: Bump,
    counts: &mut Counts,
) -> Result<Option<String>, String> {
    if from.declarations == to.declarations {
        counts.alike += 1;
        return Ok(None);
    }
    let paths: Vec<&String> = from.declarations.0.keys().collect();
    let lines = workshop.failing(&to.folder, &consumer::source(&from.id, &from.declarations))?;
    let failing: BTreeSet<String> =
        lines.iter().filter_map(|line| paths.get(line - consumer::FIRST).map(|path| (*path).clone())).collect();
    let expected = consumer::expected(&from.declarations, &to.declarations);
    (counts.judged, counts.uses) = (counts.judged + 1, counts.uses + failing.len());
    counts.breaking += usize::from(predicted == Bump::Major);
    // Another argument of the same type breaks what compiles.
    let breaks = |(path, before): (&String, &Declaration)| {
        to.declarations.0.get(path).is_none_or(|after| !to.declarations.takes(before, after))
    };
    let is_breaking = !failing.is_empty() || from.declarations.0.iter().any(breaks);
    if failing != expected || is_breaking != (predicted == Bump::Major) {
        let missed: Vec<&String> = failing.difference(&expected).collect();
        let invented: Vec<&String> = expected.difference(&failing).collect();
        return Ok(Some(format!("{predicted} predicted; rustc refuses {missed:?} besides, and takes {invented:?}")));
    }
    Ok(None)
}

/// Lets cargo-semver-checks judge a change.
fn ask(
    workshop: &Workshop,
    from: &Crate,
    to: &Crate,
    predicted: Bump,
    counts: &mut Counts,
) -> Result<Option<String>, String> {
    let (Some(old), Some(new)) = (&from.rustdoc, &to.rustdoc) else { return Ok(None) };
    let asked = workshop.judge(old, new)?;
    counts.asked += 1;
    counts.confirmed += usize::from(asked == Bump::Major);
    let is_item = |declaration: &Declaration| !matches!(declaration.shape, Shape::Default | Shape::Trait);
    let is_gone = |path: &String| !to.declarations.0.contains_key(path);
    let loses_item = from.declarations.0.iter().any(|(path, declaration)| is_item(declaration) && is_gone(path));
    let is_right = if loses_item { asked == predicted } else { asked <= predicted };
    Ok((!is_right).then(|| format!("{predicted} predicted; cargo-semver-checks asks for {asked}")))
}
