//! `docquarry diff FOLDER --timeline`: the editions of a folder in a row, as text, Markdown or JSON.

use std::cmp::Ordering;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::args::{DiffArgs, Report};
use super::console::Console;
use super::diff::{Loaded, several_apis};
use super::{FINDINGS, OK, Stop, changelog, load};
use crate::changelog::editions::{History, KindCount, Step};
use crate::changelog::unannounced::Difference;
use crate::diagnostic::{Diagnostic, Severity as Found};
use crate::emit::reference::markdown::{code, fold, text};
use crate::json;
use crate::lexeme::counted;
use crate::spec::model::{ChangeKind, Spec};

pub(super) fn run(args: &DiffArgs, console: &Console) -> Result<u8, Stop> {
    let paths = editions(&args.old)?;
    let loaded: Vec<Loaded> = paths.iter().map(|path| super::diff::load(path, args)).collect::<Result<_, _>>()?;
    loaded.iter().for_each(|loaded| console.complain(&loaded.findings));
    let specs = loaded.iter().map(|loaded| pick(loaded, args)).collect::<Result<Vec<&Spec>, Stop>>()?;
    let names = paths.iter().map(|path| path.file_name().unwrap_or_default().to_string_lossy().into_owned());
    let editions: Vec<(String, &Spec)> = names.zip(specs).collect();
    let history = History::of(&editions);
    console.print(&match args.format {
        Report::Text => render(&history, args.all, Style::Text),
        Report::Markdown => render(&history, args.all, Style::Markdown),
        Report::Json => json::to_text(&history)?,
    })?;
    Ok(if loaded.iter().all(|loaded| loaded.findings.is_empty()) { OK } else { FINDINGS })
}

/// The editions of a folder: specs, documents and folders of documents, in the order of their names. Numbers in names
/// are compared as numbers.
fn editions(folder: &Path) -> Result<Vec<PathBuf>, Stop> {
    let entries = fs::read_dir(folder).map_err(|error| Stop::Usage(Diagnostic::io("list", folder, &error)))?;
    let is_edition = |path: &PathBuf| {
        let is_hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
        let is_spec = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
        !is_hidden && (path.is_dir() || is_spec || load::is_document(path))
    };
    let mut found: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(is_edition).collect();
    found.sort_by(|a, b| compare(&a.to_string_lossy(), &b.to_string_lossy()));
    if found.len() < 2 {
        let message = format!("{} has {} editions, and a timeline needs two", folder.display(), found.len());
        let help = "an edition is a spec, a document, or a folder of documents";
        return Err(Stop::Usage(Diagnostic::new("no-documents", Found::Error, message).help(help)));
    }
    Ok(found)
}

/// Compares names with their numbers as numbers: `v9` before `v10`.
fn compare(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    loop {
        let (Some(first), Some(second)) = (left.chars().next(), right.chars().next()) else {
            return left.len().cmp(&right.len()).then_with(|| a.cmp(b));
        };
        let (number, other) = (digits(left), digits(right));
        let order = if number.is_empty() || other.is_empty() {
            (left, right) = (left.get(first.len_utf8()..).unwrap_or(""), right.get(second.len_utf8()..).unwrap_or(""));
            first.cmp(&second)
        } else {
            (left, right) = (left.get(number.len()..).unwrap_or(""), right.get(other.len()..).unwrap_or(""));
            let (number, other) = (number.trim_start_matches('0'), other.trim_start_matches('0'));
            number.len().cmp(&other.len()).then_with(|| number.cmp(other))
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

fn digits(text: &str) -> &str {
    text.strip_suffix(text.trim_start_matches(|c: char| c.is_ascii_digit())).unwrap_or("")
}

/// The spec of an edition: the one asked for, else the only one.
fn pick<'a>(loaded: &'a Loaded, args: &DiffArgs) -> Result<&'a Spec, Stop> {
    match (&args.id, loaded.specs.as_slice()) {
        (Some(id), _) => loaded.find(id),
        (None, [only]) => Ok(only),
        (None, []) => {
            let message = format!("`{}` holds no API", loaded.name);
            Err(Stop::Usage(Diagnostic::new("no-such-api", Found::Error, message)))
        }
        (None, _) => Err(several_apis(&format!("`{}` holds", loaded.name), loaded)),
    }
}

/// How a report is marked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Text,
    Markdown,
}

impl Style {
    fn heading(self, title: &str) -> String {
        match self {
            Self::Text => format!("\n{title}\n"),
            Self::Markdown => format!("\n## {}\n\n", text(title)),
        }
    }

    fn line(self, line: &str) -> String {
        match self {
            Self::Text => format!("  {line}\n"),
            Self::Markdown => format!("- {}\n", text(line)),
        }
    }

    /// A list under a title; folded in Markdown, since it is long.
    fn list(self, title: &str, lines: impl Iterator<Item = String>) -> String {
        let lines: Vec<String> = lines.collect();
        match (lines.is_empty(), self) {
            (true, _) => String::new(),
            (false, Self::Text) => {
                lines.iter().fold(format!("  {title}:\n"), |out, line| out + &format!("    {}\n", line.trim()))
            }
            (false, Self::Markdown) => {
                let body: String = lines.iter().map(|line| format!("- {}\n", text(line.trim()))).collect();
                format!("\n{}\n", fold(&format!("{title} ({})", lines.len()), body.trim_end()))
            }
        }
    }
}

fn render(history: &History, all: bool, style: Style) -> String {
    let sums = history.sums;
    let name = if style == Style::Text { history.id.clone() } else { format!("# {}", code(&history.id)) };
    let mut out = format!("{name}: {} editions, {}\n", history.editions.len(), counted(changes(history), "change"));
    if style == Style::Markdown {
        out.push('\n');
    }
    let facts = format!(
        "{} announced, {} silent, {} where no changelog reaches back, {} announced and absent",
        sums.announced, sums.silent, sums.unknown, sums.absent
    );
    out += &style.line(&facts);
    out += &style.line(&match history.silent_share() {
        Some(share) => format!("where a changelog reaches back, {share:.1} % of the changes are not announced"),
        None => "no changelog reaches back to the edition before its own, so nothing can be called silent".to_owned(),
    });
    for step in &history.steps {
        describe(step, all, style, &mut out);
    }
    out
}

fn changes(history: &History) -> usize {
    history.steps.iter().map(|step| step.differences.len()).sum()
}

fn describe(step: &Step, all: bool, style: Style, out: &mut String) {
    *out += &style.heading(&format!("{} → {}", step.old, step.new));
    let counts = step.counts;
    *out += &style.line(&format!(
        "{} breaking, {} risky, {} compatible, {} of documentation",
        counts.breaking, counts.risky, counts.compatible, counts.documentation
    ));
    for row in &step.kinds {
        *out += &style.line(&kind_line(row));
    }
    let releases = match step.releases.as_slice() {
        [] => "no new release".to_owned(),
        [one] => one.clone(),
        [newest, .., oldest] => format!("{oldest} to {newest}"),
    };
    let sums = step.sums;
    let others = if step.is_covered {
        format!("{} silent", sums.silent)
    } else {
        format!("{} unknown, since the changelog does not reach back", sums.unknown)
    };
    *out +=
        &style.line(&format!("changelog ({releases}): {} announced, {others}, {} absent", sums.announced, sums.absent));
    let rows = |announced: bool| {
        let rows = step.differences.iter().filter(move |row| row.announced_by.is_some() == announced);
        rows.map(|row: &Difference| changelog::difference(row))
    };
    *out += &style.list(if step.is_covered { "silent" } else { "unknown" }, rows(false));
    if all {
        *out += &style.list("announced", rows(true));
    }
    *out += &style.list("announced and absent", step.absent.iter().cloned());
}

/// `request fields: 2 added, 1 removed`
fn kind_line(row: &KindCount) -> String {
    let name = match row.kind {
        ChangeKind::Action => "actions",
        ChangeKind::Structure => "structures",
        ChangeKind::RequestField => "request fields",
        ChangeKind::ResponseField => "response fields",
        ChangeKind::Member => "members",
        ChangeKind::ErrorCode => "error codes",
    };
    let counts =
        [(row.added, "added"), (row.removed, "removed"), (row.modified, "modified"), (row.deprecated, "deprecated")];
    let mut out = format!("{name}:");
    for (index, (count, what)) in counts.iter().filter(|(count, _)| *count > 0).enumerate() {
        let _ = write!(out, "{} {count} {what}", if index == 0 { "" } else { "," });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_are_numbers() {
        let mut names = ["v10.html", "v9.html", "v9.1.html", "2018-10.json", "2018-9.json", "v009.html"];
        names.sort_by(|a, b| compare(a, b));
        assert_eq!(names, ["2018-9.json", "2018-10.json", "v9.1.html", "v009.html", "v9.html", "v10.html"]);
    }
}
