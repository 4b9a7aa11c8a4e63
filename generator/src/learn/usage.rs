//! `check-profile`: what each word and rule of a profile matched on some pages, with its line in the file.

use std::fmt::Write as _;

use super::{Read, choose};
use crate::diagnostic::{Diagnostic, Severity};
use crate::pages::Input;
use crate::pages::declared::{Trial, Use, uses};
use crate::pages::profile::file::ProfileFile;
use crate::source::Source;

/// Keys without which nothing can be read.
const REQUIRED: [&str; 5] = ["signs", "operation", "columns.name", "columns.type", "types.words"];

/// What a profile matched.
#[derive(Debug)]
pub struct Usage {
    /// Words and rules with the counts of their matches, a line for each key.
    pub table: String,
    /// Words and rules that matched nothing.
    pub findings: Vec<Diagnostic>,
    /// What the pages give with it.
    pub read: Read,
    /// Lines that nothing accounts for, and all lines.
    pub lines: [usize; 2],
}

impl Usage {
    /// Something without which nothing can be read matched nothing.
    pub fn lacks_required(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }
}

/// Counts what a profile matches; `text` is the file, `document` its name.
///
/// # Errors
/// A finding with the line, the key, and the nearest key that there is.
pub fn usage(text: &str, document: &str, inputs: &[Input]) -> Result<Usage, Diagnostic> {
    let profile = ProfileFile::parse(text, document)?;
    let trial = Trial::new(inputs, profile.element.as_deref());
    let uses = uses(&trial, inputs, &profile);
    let outcome = trial.run(&profile);
    Ok(Usage {
        table: table(&uses),
        findings: findings(&uses, text, document),
        read: choose::read(&outcome),
        lines: outcome.lines(),
    })
}

/// The name of a key in messages; tables that occur several times have a number.
fn shown(one: &Use, uses: &[Use]) -> String {
    let several = uses.iter().any(|other| other.key == one.key && other.index != one.index);
    let number = if several { format!("[{}]", one.index + 1) } else { String::new() };
    match one.key.split_once('.') {
        Some((table, key)) => format!("{table}{number}.{key}"),
        None => format!("{}{number}", one.key),
    }
}

fn table(uses: &[Use]) -> String {
    let mut text = String::new();
    let mut last = String::new();
    for one in uses {
        let key = shown(one, uses);
        let matched = match &one.word {
            Some(word) => format!("{word} {}", one.count),
            None => one.count.to_string(),
        };
        match key == last {
            true => text.push_str(&format!(", {matched}")),
            false => {
                if !text.is_empty() {
                    text.push('\n');
                }
                let _ = write!(text, "{key}: {matched}");
            }
        }
        last = key;
    }
    text.push('\n');
    text
}

fn findings(uses: &[Use], text: &str, document: &str) -> Vec<Diagnostic> {
    let lines = Lines::new(text);
    let mut found = Vec::new();
    for required in REQUIRED {
        let mut of_key = uses.iter().filter(|one| one.key == required).peekable();
        let first = of_key.peek().copied();
        let empty = of_key.all(|one| one.count == 0);
        // A profile without signs is chosen by its name.
        if !empty || first.is_none() && required == "signs" {
            continue;
        }
        let line = first.map_or(1, |one| lines.find(one));
        let message = format!("nothing of `{required}` matched anything, and no page can be read without it");
        let help = "compare the key with the pages; `docquarry learn` proposes values for it";
        let source = Source { document: document.to_owned(), lines: [line, line] };
        found.push(Diagnostic::new("profile-key-unmatched", Severity::Error, message).at(source).help(help));
    }
    for one in uses.iter().filter(|one| one.count == 0) {
        let line = lines.find(one);
        let source = Source { document: document.to_owned(), lines: [line, line] };
        let key = shown(one, uses);
        let message = match &one.word {
            Some(word) => format!("the word `{word}` of `{key}` matched nothing"),
            None => format!("`{key}` matched nothing"),
        };
        let help = "remove it, or read more pages; a word that should match may be spelled otherwise there";
        found.push(Diagnostic::new("profile-word-unmatched", Severity::Warning, message).at(source).help(help));
    }
    found
}

/// Where the keys of a file are.
struct Lines<'t> {
    lines: Vec<(usize, &'t str)>,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Self {
        Self { lines: text.lines().enumerate().map(|(at, line)| (at + 1, line)).collect() }
    }

    /// The line of a key, or of a word in its list.
    fn find(&self, one: &Use) -> u32 {
        let (table, key) = match one.key {
            "operation" => ("operation", ""),
            "types.words" => ("types.words", one.word.as_deref().unwrap_or_default()),
            key => key.rsplit_once('.').unwrap_or(("", key)),
        };
        let start = self.header(table, one.index);
        let is_header = |line: &str| line.trim_start().starts_with('[') && !line.trim_start().starts_with("[[\"");
        let body = self.lines.iter().skip(start).take_while(|(_, line)| !is_header(line));
        let named = |line: &str| {
            let line = line.trim_start();
            let line = line.strip_prefix('"').unwrap_or(line);
            !key.is_empty()
                && line.strip_prefix(key).is_some_and(|rest| rest.trim_start_matches('"').trim_start().starts_with('='))
        };
        let mut from = body.skip_while(|(_, line)| !named(line));
        let first = from.next();
        let line = match (first, &one.word) {
            (Some((number, line)), Some(word)) if one.key != "types.words" => {
                let quoted = format!("\"{word}\"");
                let is_next_key = |line: &str| line.contains(" = ");
                let more = from.take_while(|(_, line)| !is_next_key(line)).find(|(_, line)| line.contains(&quoted));
                if line.contains(&quoted) { *number } else { more.map_or(*number, |(number, _)| *number) }
            }
            (Some((number, _)), _) => *number,
            (None, _) => start.max(1),
        };
        u32::try_from(line).unwrap_or(u32::MAX)
    }

    /// The number of lines up to the header of a table.
    fn header(&self, table: &str, index: usize) -> usize {
        if table.is_empty() {
            return 0;
        }
        let headers = [format!("[{table}]"), format!("[[{table}]]")];
        let mut found = self.lines.iter().filter(|(_, line)| {
            let line = line.split('#').next().unwrap_or_default().trim();
            headers.iter().any(|header| header == line)
        });
        found.nth(index).map_or(0, |(number, _)| *number)
    }
}
