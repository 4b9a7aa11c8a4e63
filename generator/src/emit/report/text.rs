//! The report on a terminal and in a log.

use std::fmt::Write as _;

use crate::diff::{Change, Comparison, Severity};
use crate::lexeme::counted;

use super::{Group, Lines, Options, Section, effects, kind, place, sections, sums, verdict};

/// The changes by severity, worst first, each with its rule and the lines of both documents.
pub fn render(comparison: &Comparison, options: &Options) -> String {
    let (old, new) = (&comparison.old, &comparison.new);
    let mut out = format!("{}: {} → {}\n", new.id, old.name, new.name);
    if comparison.is_empty() {
        out += "no changes\n";
        return out;
    }
    let lines = Lines::of(comparison);
    if let Some(legend) = &lines.legend {
        let _ = writeln!(out, "{legend}");
    }
    for section in sections(comparison) {
        let heading = heading(&section, options.color);
        let _ = write!(out, "\n{heading}\n");
        if section.severity == Severity::Documentation && !options.all {
            for (count, id, meaning) in sums(&section) {
                let _ = writeln!(out, "  {count:>5}  {meaning} [{id}]");
            }
        } else {
            section.groups.iter().for_each(|group| self::group(group, &lines, &mut out));
        }
    }
    let _ = write!(out, "\n{}\n", summary(comparison));
    let _ = writeln!(out, "{}", verdict(comparison, options));
    let (shown, more) = effects(comparison);
    for effect in shown {
        let _ = writeln!(out, "  {}: {}", effect.item, effect.message);
    }
    if more > 0 {
        let _ = writeln!(out, "  … {}", counted(more, "more declaration"));
    }
    out
}

fn heading(section: &Section<'_>, color: bool) -> String {
    let count: usize = section.groups.iter().map(|group| group.changes.len()).sum();
    let text = format!("{} ({count})", section.severity.name());
    if !color {
        return text;
    }
    let code = match section.severity {
        Severity::Breaking => 31,
        Severity::Risky => 33,
        Severity::Compatible => 32,
        Severity::Documentation => 36,
    };
    format!("\u{1b}[1;{code}m{text}\u{1b}[0m")
}

fn group(group: &Group<'_>, lines: &Lines, out: &mut String) {
    let _ = writeln!(out, "  {} {}", kind(group.kind), group.name);
    for change in &group.changes {
        let _ = writeln!(out, "    {}", line(change, lines));
    }
}

/// `request Rules.Url: type: string → array of string  [type-changed]  120 → 133`
fn line(change: &Change, lines: &Lines) -> String {
    let place = place(change);
    let colon = if place.is_empty() { "" } else { ": " };
    let lines = lines.describe(change);
    let gap = if lines.is_empty() { "" } else { "  " };
    format!("{place}{colon}{}  [{}]{gap}{lines}", change.message, change.rule)
}

fn summary(comparison: &Comparison) -> String {
    let counts = comparison.counts;
    format!(
        "{}: {} breaking, {} risky, {} compatible, {} of documentation",
        counted(comparison.changes.len(), "change"),
        counts.breaking,
        counts.risky,
        counts.compatible,
        counts.documentation
    )
}
