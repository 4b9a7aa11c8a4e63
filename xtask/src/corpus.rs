//! `cargo xtask corpus`: how well documents of other products are read, against bounds.
//!
//! The corpus and the scripts that judge it are not part of the repository, but for the labelled fields. They are looked for in $DOCQUARRY_CORPUS,
//! ./corpus and ../shared/corpus, the small cases beside them. This runs the scripts against a built binary, reads their figures, and
//! compares these with `tests/corpus.toml`. What a figure means is said by the scripts.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Args;
use serde::Deserialize;

/// What to measure.
#[derive(Debug, Args)]
pub struct Options {
    /// The binary to measure; by default it is built
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
    /// Leave out the comparison of folders with their pages, which takes longest
    #[arg(long)]
    no_folders: bool,
}

/// Bounds of one set of figures.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bounds {
    #[serde(default)]
    least: BTreeMap<String, f64>,
    #[serde(default)]
    most: BTreeMap<String, f64>,
}

/// Figures by name.
type Figures = BTreeMap<String, f64>;

/// Runs the scripts and holds their figures against the bounds.
pub fn main(root: &Path, options: &Options) -> ExitCode {
    let Some(corpus) = find(root) else {
        eprintln!("the corpus is not at hand: set DOCQUARRY_CORPUS to its folder");
        let insists = std::env::var_os("CI").is_some_and(|ci| ci == "true");
        return if insists { ExitCode::FAILURE } else { ExitCode::SUCCESS };
    };
    match measure(root, &corpus, options) {
        Ok(broken) if broken.is_empty() => ExitCode::SUCCESS,
        Ok(broken) => {
            eprintln!("\nOutside of tests/corpus.toml:\n  {}", broken.join("\n  "));
            ExitCode::FAILURE
        }
        Err(reason) => {
            eprintln!("error: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn find(root: &Path) -> Option<PathBuf> {
    let named = std::env::var_os("DOCQUARRY_CORPUS").map(PathBuf::from);
    let folders = named.into_iter().chain([root.join("corpus"), root.join("../shared/corpus")]);
    folders.into_iter().find(|folder| folder.join("pages/score.py").is_file())
}

/// A script of the corpus: its name in the bounds, its path, its arguments, and what reads its figures.
type Script<'a> = (&'a str, PathBuf, &'a [&'a OsStr], fn(&str) -> Figures);

fn measure(root: &Path, corpus: &Path, options: &Options) -> Result<Vec<String>, String> {
    let text = std::fs::read_to_string(root.join("tests/corpus.toml")).map_err(|error| error.to_string())?;
    let bounds: BTreeMap<String, Bounds> = toml::from_str(&text).map_err(|error| error.to_string())?;
    let binary = match &options.binary {
        Some(binary) => binary.clone(),
        None => build(root)?,
    };
    let cases = corpus.join("../cases/pages");
    let folders: &[&OsStr] = if options.no_folders { &[] } else { &[OsStr::new("--folders")] };
    let mut broken = Vec::new();
    let labelled = root.join("tests/corpus/labelled/score.py");
    let docs = corpus.join("../docs");
    let folders_of_labels: [&OsStr; 4] = ["--docs".as_ref(), docs.as_os_str(), "--corpus".as_ref(), corpus.as_os_str()];
    let runs: [Script<'_>; 4] = [
        ("books", corpus.join("books/books.py"), &[], books),
        ("pages", corpus.join("pages/score.py"), folders, pages),
        ("cases", cases.join("check.py"), &[cases.as_os_str()], self::cases),
        ("labelled", labelled, &folders_of_labels, self::labelled),
    ];
    for (name, script, arguments, read) in runs {
        let figures = read(&run(&script, &binary, arguments)?);
        let bounds = bounds.get(name).ok_or(format!("tests/corpus.toml has no [{name}]"))?;
        let skipped = |figure: &str| figure == "folders" && options.no_folders;
        broken.extend(compare(name, &figures, bounds, &skipped));
    }
    Ok(broken)
}

fn build(root: &Path) -> Result<PathBuf, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo).current_dir(root).args(["build", "--quiet", "--package", "docquarry"]).status();
    match status {
        Ok(status) if status.success() => Ok(root.join("target/debug/docquarry")),
        Ok(status) => Err(format!("docquarry was not built: {status}")),
        Err(error) => Err(format!("docquarry was not built: {error}")),
    }
}

/// What a script prints. Its own exit code has other bounds.
fn run(script: &Path, binary: &Path, arguments: &[&OsStr]) -> Result<String, String> {
    eprintln!("==> python3 {}", script.display());
    let output = Command::new("python3").arg(script).arg(binary).args(arguments).output();
    let output = output.map_err(|error| format!("python3: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    print!("{text}");
    if text.trim().is_empty() {
        return Err(format!("{} prints nothing: {}", script.display(), String::from_utf8_lossy(&output.stderr)));
    }
    Ok(text)
}

/// The number that directly follows a text.
fn after(text: &str, words: &str) -> Option<f64> {
    let (_, behind) = text.split_once(words)?;
    let number = behind.trim_start().split(|c: char| !c.is_ascii_digit() && c != '.').next()?;
    number.parse().ok()
}

fn figures(found: impl IntoIterator<Item = (&'static str, Option<f64>)>) -> Figures {
    found.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// `29 books (3 without an error, 0 failed): all F1 0.98 (…), names F1 0.99 (…)`
fn books(text: &str) -> Figures {
    let last = text.lines().last().unwrap_or_default();
    figures([
        ("all", after(last, "all F1")),
        ("names", after(last, "names F1")),
        ("without_error", after(last, "books (")),
        ("failed", after(last, "without an error,")),
    ])
}

/// `action 0.98 (…)  request 0.98 (…) …`, `wrong pages: 656, of them without error or warning: 487`, `overall F1 (…): 0.95`
fn pages(text: &str) -> Figures {
    let line = |begin: &str| text.lines().rfind(|line| line.starts_with(begin)).unwrap_or_default();
    let (totals, wrong) = (line("action "), line("wrong pages:"));
    let all = after(wrong, "wrong pages:");
    let silent = after(wrong, "without error or warning:").zip(all).map(|(silent, all)| silent / all.max(1.0));
    let worse = text.lines().filter(|line| line.trim_start().starts_with("folder "));
    let worse = worse.filter(|line| after(line, "pages):").is_some_and(|facts| facts > 0.0)).count();
    let mut found = figures([
        ("overall", after(line("overall F1"), "codes):")),
        ("wrong", all),
        ("silent", silent),
        ("folders", u32::try_from(worse).ok().map(f64::from)),
    ]);
    let aspects = ["action", "request", "required", "response", "types", "errors"];
    found.extend(figures(aspects.map(|aspect| (aspect, after(totals, &format!("{aspect} "))))));
    found
}

/// `9 of 9`
fn cases(text: &str) -> Figures {
    let last = text.lines().last().unwrap_or_default();
    figures([("right", after(last, ""))])
}

/// `books total precision 1.0 recall 0.9 labels 0.99 enums wrong 0`, and so for pages; `rules: 2 below 0.97`
fn labelled(text: &str) -> Figures {
    let line = |begin: &str| text.lines().rfind(|line| line.starts_with(begin)).unwrap_or_default();
    let mut found = figures([
        ("rules_below", after(line("rules: "), "rules:")),
        ("results_stale", after(line("results: "), "results:")),
    ]);
    for kind in ["books", "pages", "books-unseen", "pages-unseen"] {
        let total = line(&format!("{kind} total"));
        for figure in ["precision", "recall", "labels", "enums wrong"] {
            let name = format!("{kind}_{figure}").replace(['-', ' '], "_");
            found.extend(after(total, figure).map(|value| (name, value)));
        }
    }
    found
}

/// The figures that are missing or out of bounds.
fn compare(name: &str, figures: &Figures, bounds: &Bounds, skipped: &dyn Fn(&str) -> bool) -> Vec<String> {
    let least = bounds.least.iter().map(|(figure, bound)| (figure, bound, false));
    let most = bounds.most.iter().map(|(figure, bound)| (figure, bound, true));
    let broken = least.chain(most).filter(|(figure, _, _)| !skipped(figure)).filter_map(|(figure, bound, is_most)| {
        let word = if is_most { "at most" } else { "at least" };
        match figures.get(figure) {
            None => Some(format!("{name}.{figure}: no figure")),
            Some(value) if is_most && value > bound || !is_most && value < bound => {
                Some(format!("{name}.{figure}: {value}, expected {word} {bound}"))
            }
            Some(_) => None,
        }
    });
    broken.collect()
}

#[cfg(test)]
mod tests {
    use super::{Bounds, books, cases, compare, labelled, pages};

    #[test]
    fn figures_are_read_from_what_the_scripts_print() {
        let found =
            books("  names 1.0\n29 books (3 without an error, 1 failed): all F1 0.9800 (1/2), names F1 0.9940 (1/2)\n");
        assert_eq!(found.into_values().collect::<Vec<_>>(), [0.98, 1.0, 0.994, 3.0]);
        let text = "wrong pages: 10, of them without error or warning: 4\n  folder x (3 pages): 0 facts worse than alone, 2 better\n  \
                    folder y (3 pages): 5 facts worse than alone, 0 better\naction 0.9 (1/2 said 3)  request 0.8 (1/2 said 3)\n\
                    overall F1 (request names + response paths + required + error codes): 0.9576  (1 right)";
        let found = pages(text);
        let figure = |name: &str| found.get(name).copied();
        assert_eq!(figure("silent"), Some(0.4));
        assert_eq!(figure("folders"), Some(1.0));
        assert_eq!((figure("action"), figure("request"), figure("overall")), (Some(0.9), Some(0.8), Some(0.9576)));
        assert_eq!(cases("a ok\n7 of 9\n").get("right"), Some(&7.0));
        let found = labelled("books total precision 1.000 recall 0.9 labels 0.99 enums wrong 2\nrules: 3 below 0.97\n");
        let figure = |name: &str| found.get(name).copied();
        assert_eq!(
            (figure("books_recall"), figure("books_enums_wrong"), figure("rules_below")),
            (Some(0.9), Some(2.0), Some(3.0))
        );
        assert_eq!(figure("pages_recall"), None);
    }

    #[test]
    fn a_missing_figure_is_out_of_bounds() {
        let bounds: Bounds = toml::from_str("least = { right = 8, all = 1 }\nmost = { wrong = 2 }").unwrap_or_default();
        let figures = [("right".to_owned(), 7.0), ("wrong".to_owned(), 3.0)].into_iter().collect();
        let broken = compare("cases", &figures, &bounds, &|_| false);
        assert_eq!(broken.len(), 3, "{broken:?}");
        assert!(compare("cases", &figures, &bounds, &|_| true).is_empty());
    }
}
