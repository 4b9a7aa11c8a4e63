//! The report for a pull request.

use crate::diff::{Change, Comparison, Severity};
use crate::emit::reference::markdown::{Page, Table, code, fold, text};
use crate::lexeme::counted;

use super::{Lines, Options, Section, effects, kind, sections, side, sums, verdict};

/// The changes in a table for each severity; what is additional or of documentation is folded.
pub fn render(comparison: &Comparison, options: &Options) -> String {
    let mut page = Page::default();
    page.heading(2, &format!("{}: what changed in the API", code(&comparison.new.id)));
    page.block(&format!("{} → {}", code(&comparison.old.name), code(&comparison.new.name)));
    if comparison.is_empty() {
        page.block("Nothing.");
        return page.finish().trim_start().to_owned();
    }
    let counts = comparison.counts;
    page.block(&format!(
        "**{} breaking**, {} risky, {} compatible, {} of documentation",
        counts.breaking, counts.risky, counts.compatible, counts.documentation
    ));
    let lines = Lines::of(comparison);
    for section in sections(comparison) {
        page.heading(3, title(section.severity));
        let body = match section.severity {
            Severity::Documentation if !options.all => summed(&section),
            _ => changes(&section, &lines, options),
        };
        page.block(&body);
    }
    page.heading(3, "Crates");
    page.block(&text(&verdict(comparison, options)));
    crates(comparison, &mut page);
    if let Some(legend) = &lines.legend {
        page.block(&format!("<sub>{}</sub>", text(legend)));
    }
    page.finish().trim_start().to_owned()
}

fn title(severity: Severity) -> &'static str {
    match severity {
        Severity::Breaking => "Breaking",
        Severity::Risky => "Risky",
        Severity::Compatible => "Compatible",
        Severity::Documentation => "Documentation",
    }
}

fn changes(section: &Section<'_>, lines: &Lines, options: &Options) -> String {
    let mut table = Table::new(["of", "where", "change", "rule", "lines", "fingerprint"]);
    for group in &section.groups {
        let mut of = format!("{} {}", kind(group.kind), code(group.name));
        for change in &group.changes {
            let row = [
                std::mem::take(&mut of),
                place(change),
                text(&change.message),
                change.rule.to_owned(),
                lines.describe(change),
                if options.fingerprints { fingerprint(change) } else { String::new() },
            ];
            table.row(row);
        }
    }
    rendered(&table)
}

/// A change's fingerprint, shown and in a comment.
pub fn fingerprint(change: &Change) -> String {
    let print = &change.fingerprint;
    format!("{} <!-- docquarry:change {print} -->", code(print))
}

fn place(change: &Change) -> String {
    let field = change.field.as_deref().map(code).unwrap_or_default();
    format!("{} {field}", side(change)).trim().to_owned()
}

fn summed(section: &Section<'_>) -> String {
    let mut table = Table::new(["changes", "what", "rule"]);
    for (count, id, meaning) in sums(section) {
        table.row([count.to_string(), text(meaning), id.to_owned()]);
    }
    rendered(&table)
}

fn rendered<const N: usize>(table: &Table<N>) -> String {
    let mut page = Page::default();
    page.table(table, "");
    page.finish().trim_start().to_owned()
}

fn crates(comparison: &Comparison, page: &mut Page) {
    let (shown, more) = effects(comparison);
    if shown.is_empty() {
        return;
    }
    let mut list: Vec<String> =
        shown.iter().map(|effect| format!("- {}: {}", code(&effect.item), text(&effect.message))).collect();
    if more > 0 {
        list.push(format!("- … {}", counted(more, "more declaration")));
    }
    let count = shown.len() + more;
    page.block(&fold(&counted(count, "declaration"), &list.join("\n")));
}
