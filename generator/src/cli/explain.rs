//! `docquarry explain`: everything known of one thing, from a spec and its documents.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;

use super::args::{ExplainArgs, ReportFormat};
use super::console::Console;
use super::{OK, Stop, load};
use crate::changelog::words;
use crate::diagnostic::Texts;
use crate::explain::{Explanation, Fact, Shown, explain};
use crate::{json, sources};

/// More lines of a document are cut off.
const MOST_LINES: usize = 24;

/// More values of examples, or members, are counted only.
const MOST_VALUES: usize = 8;

/// More users of a thing are counted only.
const MOST_USERS: usize = 16;

/// Longer values are cut, in characters.
const LONGEST_VALUE: usize = 100;

pub(super) fn run(args: &ExplainArgs, console: &Console) -> Result<u8, Stop> {
    let spec = load::spec(&args.spec)?;
    let mut found = explain(&spec, &args.path).map_err(Stop::Usage)?;
    let folder = sources::find_documents(args.docs.as_deref(), Path::new(".")).map_err(Stop::Usage)?;
    if let Some(folder) = folder {
        quote(&mut found, &folder);
    }
    let text = match args.format {
        ReportFormat::Json => json::to_text(&found)?,
        ReportFormat::Text => found.iter().map(text).collect::<Vec<_>>().join("\n"),
    };
    console.print(&text)?;
    Ok(OK)
}

/// Adds the documents' lines where the documents are at hand.
fn quote(found: &mut [Explanation], folder: &Path) {
    let mut texts = Texts::default();
    for explanation in found {
        let Some(source) = &explanation.source else { continue };
        if texts.line(&source.document, 1).is_none()
            && let Ok(bytes) = std::fs::read(folder.join(&source.document))
        {
            texts.insert(&source.document, &bytes);
        }
        let [first, last] = source.lines;
        let lines = (first..=last).map_while(|number| texts.line(&source.document, number));
        let lines = lines.map(str::trim_end).filter(|line| !line.is_empty());
        explanation.lines = lines.map(str::to_owned).collect();
    }
}

fn text(found: &Explanation) -> String {
    let label = found.label.as_deref().map(|label| format!(" ({label})")).unwrap_or_default();
    let mut out = format!("{}{label}\n", found.subject);
    let width = found.facts.iter().map(|fact| fact.name.chars().count()).max().unwrap_or(0);
    let labels = found.facts.iter().find(|fact| fact.name == "enum_labels").map(|fact| &fact.value);
    for fact in found.facts.iter().filter(|fact| fact.name != "enum_labels") {
        let rule = fact.rule.as_deref().map(|rule| format!("   [{rule}]")).unwrap_or_default();
        let _ = writeln!(out, "  {:width$}  {}{rule}", fact.name, fact_value(fact, labels));
    }
    if !found.uncertain.is_empty() {
        let names: Vec<String> = found.uncertain.iter().map(ToString::to_string).collect();
        let _ = writeln!(out, "  uncertain: {}", names.join(", "));
    }
    section(&mut out, "members", found.members.iter().map(|(name, ty)| format!("{name}: {ty}")).collect());
    let users = found.users.iter().map(|(kind, names)| format!("{kind} {}", users(names)));
    section(&mut out, "used in", users.collect());
    let history = found.history.iter().map(|entry| {
        let release = words::moment(entry.release, &entry.date);
        format!("{release} {} {}", words::verb(entry.op), entry.what)
    });
    section(&mut out, "changelog", history.collect());
    let more = found.examples.len().saturating_sub(MOST_VALUES);
    let mut examples: Vec<String> = found.examples.iter().take(MOST_VALUES).map(example).collect();
    examples.extend((more > 0).then(|| format!("and {more} other values")));
    section(&mut out, "in examples", examples);
    section(&mut out, "findings", found.diagnostics.iter().map(ToString::to_string).collect());
    if let Some(source) = &found.source {
        let [first, last] = source.lines;
        let lines = if first == last { first.to_string() } else { format!("{first}-{last}") };
        let _ = writeln!(out, "  {}:{lines}", source.document);
        for line in found.lines.iter().take(MOST_LINES) {
            let _ = writeln!(out, "    | {line}");
        }
        let rest = found.lines.len().saturating_sub(MOST_LINES);
        if rest > 0 {
            let _ = writeln!(out, "    … {rest} more lines");
        }
    }
    out
}

/// Names in a line, so many that they can be read.
fn users(names: &[String]) -> String {
    let shown = names.get(..MOST_USERS).unwrap_or(names).join(", ");
    match names.len().saturating_sub(MOST_USERS) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// A fact's value; those of an enumeration with their labels.
fn fact_value(fact: &Fact, labels: Option<&Value>) -> String {
    let (Value::Array(items), Some(labels), "enum") = (&fact.value, labels, fact.name.as_str()) else {
        return value(&fact.value);
    };
    let labelled = |item: &Value| {
        let item = value(item);
        let label = labels.get(&item).and_then(Value::as_str).map(|label| format!(" ({label})"));
        format!("{item}{}", label.unwrap_or_default())
    };
    items.iter().map(labelled).collect::<Vec<_>>().join(", ")
}

fn section(out: &mut String, title: &str, lines: Vec<String>) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(out, "  {title}:");
    for line in lines {
        let _ = writeln!(out, "    {line}");
    }
}

/// `"tcp"   3 times, first in CreateListener, tencent-clb.zh.txt:11020`
fn example(shown: &Shown) -> String {
    let times = if shown.times == 1 { "once".to_owned() } else { format!("{} times, first", shown.times) };
    let place = shown.source.as_ref().map(|source| format!(", {}:{}", source.document, source.lines[0]));
    format!("{}   {times} in {}{}", short(&shown.value.to_string()), shown.action, place.unwrap_or_default())
}

/// A value on one line, long ones cut.
fn value(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    };
    short(&text)
}

fn short(text: &str) -> String {
    crate::escape::shorten(text, LONGEST_VALUE)
}
