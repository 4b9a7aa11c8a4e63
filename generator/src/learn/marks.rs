//! How fields are marked: required, optional, nullable, deprecated, with footnotes.

use indexmap::IndexMap;

use super::columns::{self, Roles};
use super::draft::{Draft, Value};
use super::lexicon::{self, Role};
use super::survey::{self, Survey};

/// What the fields of all tables have on them.
#[derive(Debug, Default)]
pub(super) struct Marks {
    fields: usize,
    /// Cells of the required column.
    yes: IndexMap<String, usize>,
    no: IndexMap<String, usize>,
    other: IndexMap<String, usize>,
    /// The column says yes if the field is optional.
    inverted: bool,
    names_with_sign: usize,
    types_with_sign: usize,
    footnotes: IndexMap<String, usize>,
    /// Beginnings of descriptions.
    begins: IndexMap<String, usize>,
    /// Tables with a required column, and tables with defaults.
    with_column: usize,
    defaults: usize,
    tables: usize,
    deprecated: IndexMap<String, usize>,
}

/// Beginnings of descriptions of optional fields.
const OPTIONAL: [&str; 6] = ["Optional", "(optional)", "[Optional]", "(Optional)", "可选", "选填"];

/// Counts the marks.
pub(super) fn read(survey: &Survey<'_>, roles: &Roles) -> Marks {
    let mut marks = Marks::default();
    for found in survey.tables.iter().filter(|found| columns::are_fields(found, roles)) {
        marks.tables += 1;
        let cells = |role| columns::column(found, roles, role).into_iter().flat_map(|column| found.cells(column));
        for cell in cells(Role::Name) {
            let raw: String = cell.runs.iter().filter(|run| !run.style.raised).map(|run| run.text.as_str()).collect();
            marks.name(raw.trim());
        }
        for cell in cells(Role::Type) {
            let plain = cell.plain();
            marks.types_with_sign += usize::from(plain.starts_with('?') || plain.ends_with('?'));
            marks.footnote(&plain, false);
        }
        let title = columns::column(found, roles, Role::Required).and_then(|column| found.table.columns.get(column));
        if let Some(title) = title {
            marks.with_column += 1;
            let title = title.plain().to_lowercase();
            marks.inverted |= title.trim_end_matches('?') == "optional";
            cells(Role::Required).for_each(|cell| marks.flag(&cell.plain()));
        }
        marks.defaults += usize::from(columns::column(found, roles, Role::Default).is_some());
        cells(Role::Description).for_each(|cell| marks.description(&cell.plain()));
    }
    marks
}

impl Marks {
    fn name(&mut self, name: &str) {
        if name.is_empty() {
            return;
        }
        self.fields += 1;
        let without = name.trim_end_matches(|c: char| c == '*' || c.is_whitespace());
        self.names_with_sign += usize::from(without.ends_with('?'));
        self.footnote(name, true);
    }

    /// Signs of footnotes at the end of names and types.
    fn footnote(&mut self, text: &str, is_name: bool) {
        let text = text.trim_end();
        if text.ends_with('*') {
            *self.footnotes.entry("*".to_owned()).or_default() += 1;
        }
        let Some((before, inside)) = text.strip_suffix(']').and_then(|text| text.rsplit_once('[')) else { return };
        let inside = inside.trim_end_matches('\\');
        let is_number = !inside.is_empty() && inside.len() < 3 && inside.chars().all(|c| c.is_ascii_digit());
        let is_index = is_name && inside == "n";
        if !before.is_empty() && (is_number || is_index) {
            *self.footnotes.entry(format!("[{inside}]")).or_default() += 1;
        }
    }

    fn flag(&mut self, cell: &str) {
        if cell.is_empty() {
            return;
        }
        let entry = match survey::flag(cell) {
            Some(true) => &mut self.yes,
            Some(false) => &mut self.no,
            None => &mut self.other,
        };
        if entry.len() < 50 {
            *entry.entry(cell.to_owned()).or_default() += 1;
        }
    }

    fn description(&mut self, text: &str) {
        for word in OPTIONAL {
            let begins = text.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
            if begins {
                *self.begins.entry(word.to_owned()).or_default() += 1;
            }
        }
        let lower = text.to_lowercase();
        for word in lexicon::DEPRECATED.iter().filter(|word| lower.contains(**word)) {
            *self.deprecated.entry((*word).to_owned()).or_default() += 1;
        }
    }

    /// Fields can be marked as optional where there is no column for it.
    pub(super) fn has_signs(&self) -> bool {
        self.names_with_sign > 1 || !self.begins.is_empty()
    }

    /// Writes the marks.
    pub(super) fn write(&self, draft: &mut Draft) {
        const TABLE: &str = "[marks]";
        // A word that begins a cell stands for all cells that begin with it.
        let cells = |counts: &IndexMap<String, usize>, known: &[&str]| {
            let mut words: Vec<String> = Vec::new();
            for cell in counts.keys() {
                let lower = cell.to_lowercase();
                let word = known.iter().filter(|word| lower.starts_with(**word)).max_by_key(|word| word.len());
                let word = word.and_then(|word| cell.get(..word.len())).unwrap_or(cell);
                if !words.iter().any(|known| known.eq_ignore_ascii_case(word)) {
                    words.push(word.to_owned());
                }
            }
            words
        };
        let (yes, mut no) = (cells(&self.yes, lexicon::YES), cells(&self.no, lexicon::NO));
        let sum = |counts: &IndexMap<String, usize>| counts.values().sum::<usize>();
        let (sometimes, unknown): (Vec<_>, Vec<_>) =
            self.other.iter().partition(|(cell, _)| sometimes(&cell.to_lowercase()).is_some());
        let mut patterns: Vec<String> = sometimes.iter().filter_map(|(cell, _)| sometimes_pattern(cell)).collect();
        patterns.sort();
        patterns.dedup();
        no.extend(patterns);
        let all = sum(&self.yes) + sum(&self.no) + sum(&self.other);
        let (yes, no) = if self.inverted { (no, yes) } else { (yes, no) };
        draft.words(TABLE, "required", yes, format!("{} of {all} cells", sum(&self.yes)));
        draft.words(TABLE, "optional", no, format!("{} of {all} cells", sum(&self.no)));
        for (cell, count) in unknown.iter().take(10) {
            draft.remark(TABLE, format!("not understood: `{cell}` in {count} cells of the required column"));
        }
        let begins: Vec<String> = self.begins.keys().cloned().collect();
        draft.words(TABLE, "optional_begins", begins, format!("{} descriptions begin so", sum(&self.begins)));
        if self.names_with_sign > 1 {
            let why = format!("{} of {} names", self.names_with_sign, self.fields);
            draft.set(TABLE, "optional_sign", Value::Text("?".to_owned()), why);
        }
        if self.types_with_sign > 1 {
            let why = format!("{} of {} types", self.types_with_sign, self.fields);
            draft.set(TABLE, "nullable_sign", Value::Text("?".to_owned()), why);
        }
        let footnotes: Vec<String> = self.footnotes.keys().cloned().collect();
        draft.words(TABLE, "footnotes", footnotes, format!("{} names and types", sum(&self.footnotes)));
        if self.defaults > 0 {
            let why = format!("{} tables have a column of defaults", self.defaults);
            draft.set(TABLE, "default_is_optional", Value::Bool(true), why);
        }
        if self.has_signs() {
            let why = "some fields are marked as optional without a column for it; the others are required";
            draft.set(TABLE, "unmarked", Value::Bool(true), why);
        }
        let deprecated: Vec<String> = self.deprecated.keys().cloned().collect();
        draft.words(TABLE, "deprecated", deprecated, format!("{} descriptions", sum(&self.deprecated)));
    }
}

/// The pattern that a cell fits.
fn sometimes(cell: &str) -> Option<&'static str> {
    lexicon::SOMETIMES.iter().copied().find(|pattern| match pattern.split_once('*') {
        Some((before, behind)) => cell.starts_with(before) && cell.ends_with(behind),
        None => false,
    })
}

fn sometimes_pattern(cell: &str) -> Option<String> {
    sometimes(&cell.to_lowercase()).map(str::to_owned)
}
