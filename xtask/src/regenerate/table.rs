//! The one table that `regenerate` prints.

use std::fmt;

use docquarry::diagnostic::Tally;
use docquarry::diff::Counts;

use super::read::Totals;

/// One spec.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) totals: Option<Totals>,
    pub(super) rows: usize,
    pub(super) actions: usize,
    pub(super) structures: usize,
    pub(super) tally: Tally,
    pub(super) changes: Changes,
    pub(super) files: usize,
    pub(super) version: String,
}

/// How far a spec differs from the committed one.
#[derive(Debug, Clone, Copy)]
pub(super) enum Changes {
    /// There is none.
    New,
    /// The committed one cannot be read.
    Incomparable,
    /// Not at all.
    None,
    /// In nothing that a comparison tells: lines, order, days, rules.
    Silent,
    /// In so many changes of each severity.
    Counted(Counts),
}

impl fmt::Display for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::New => f.write_str("new"),
            Self::Incomparable => f.write_str("not comparable"),
            Self::None => f.write_str("none"),
            Self::Silent => f.write_str("lines only"),
            Self::Counted(counts) => {
                write!(f, "{}/{}/{}/{}", counts.breaking, counts.risky, counts.compatible, counts.documentation)
            }
        }
    }
}

const HEAD: [&str; 10] = [
    "spec",
    "pages",
    "rows",
    "residue",
    "actions",
    "structures",
    "err/warn/note",
    "break/risk/more/words",
    "files",
    "version",
];

impl Row {
    fn cells(&self) -> [String; 10] {
        let total = |of: fn(&Totals) -> usize| {
            self.totals.as_ref().map_or_else(|| "-".to_owned(), |totals| of(totals).to_string())
        };
        [
            self.id.clone(),
            total(|totals| totals.pages),
            self.rows.to_string(),
            total(|totals| totals.residue),
            self.actions.to_string(),
            self.structures.to_string(),
            format!("{}/{}/{}", self.tally.errors, self.tally.warnings, self.tally.notes),
            self.changes.to_string(),
            self.files.to_string(),
            self.version.clone(),
        ]
    }
}

/// The table; empty without rows.
pub(super) fn render(rows: &[Row]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut lines = vec![HEAD.map(str::to_owned)];
    lines.extend(rows.iter().map(Row::cells));
    let mut widths = [0; HEAD.len()];
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = cell.chars().count().max(*width);
        }
    }
    let print = |line: &[String; HEAD.len()]| {
        let cells = line.iter().zip(widths).enumerate().map(|(column, (cell, width))| match column {
            0 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        cells.collect::<Vec<_>>().join("  ") + "\n"
    };
    lines.iter().map(print).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_and_missing_documents_show() {
        let totals = Totals { pages: 449, residue: 0 };
        let row = |id: &str, totals| Row {
            id: id.into(),
            totals,
            rows: 1500,
            actions: 89,
            structures: 73,
            tally: Tally { errors: 0, warnings: 12, notes: 3 },
            changes: Changes::Counted(Counts { compatible: 2, ..Counts::default() }),
            files: 170,
            version: "0.1.0".into(),
        };
        let table = render(&[row("a", Some(totals)), row("long-id", None)]);
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(
            lines[0],
            "spec     pages  rows  residue  actions  structures  err/warn/note  break/risk/more/words  files  version"
        );
        assert_eq!(
            lines[1],
            "a          449  1500        0       89          73         0/12/3                0/0/2/0    170    0.1.0"
        );
        assert_eq!(
            lines[2],
            "long-id      -  1500        -       89          73         0/12/3                0/0/2/0    170    0.1.0"
        );
    }
}
