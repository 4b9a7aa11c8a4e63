//! A profile that is being written: lines of TOML, each with the evidence for it.

use crate::diagnostic::Diagnostic;
use crate::escape;
use crate::pages::profile::file::ProfileFile;

/// What a key is set to.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(String),
    Words(Vec<String>),
    Bool(bool),
    Number(u8),
    /// TOML as it is.
    Raw(String),
}

impl Value {
    fn written(&self) -> String {
        match self {
            Self::Text(text) => escape::toml(text),
            Self::Words(words) => {
                format!("[{}]", words.iter().map(|word| escape::toml(word)).collect::<Vec<_>>().join(", "))
            }
            Self::Bool(value) => value.to_string(),
            Self::Number(value) => value.to_string(),
            Self::Raw(text) => text.clone(),
        }
    }
}

/// A key with its value.
#[derive(Debug, Clone)]
struct Line {
    key: String,
    value: Value,
    /// What speaks for it.
    why: String,
    sure: bool,
}

/// A table of the file.
#[derive(Debug, Clone)]
struct Table {
    /// Its header; empty for the keys before the first table.
    header: String,
    lines: Vec<Line>,
    /// Remarks behind its lines.
    remarks: Vec<String>,
}

/// A profile.
#[derive(Debug, Clone, Default)]
pub(super) struct Draft {
    tables: Vec<Table>,
}

impl Draft {
    /// Starts another table with this header: `[[table]]`.
    pub(super) fn open(&mut self, header: &str) {
        self.tables.push(Table { header: header.to_owned(), lines: Vec::new(), remarks: Vec::new() });
    }

    fn last(&mut self, header: &str) -> Option<&mut Table> {
        if !self.tables.iter().any(|table| table.header == header) {
            self.open(header);
        }
        self.tables.iter_mut().rev().find(|table| table.header == header)
    }

    fn put(&mut self, header: &str, line: Line) {
        let Some(table) = self.last(header) else { return };
        match table.lines.iter_mut().find(|known| known.key == line.key) {
            Some(known) => *known = line,
            None => table.lines.push(line),
        }
    }

    /// Sets a key of the last table with this header.
    pub(super) fn set(&mut self, header: &str, key: &str, value: Value, why: impl Into<String>) {
        self.put(header, Line { key: key.to_owned(), value, why: why.into(), sure: true });
    }

    /// The same, where the evidence is thin.
    pub(super) fn guess(&mut self, header: &str, key: &str, value: Value, why: impl Into<String>) {
        self.put(header, Line { key: key.to_owned(), value, why: why.into(), sure: false });
    }

    /// Sets a list of words, unless there are none.
    pub(super) fn words(&mut self, header: &str, key: &str, words: Vec<String>, why: impl Into<String>) {
        if !words.is_empty() {
            self.set(header, key, Value::Words(words), why);
        }
    }

    /// A remark at the end of a table.
    pub(super) fn remark(&mut self, header: &str, text: String) {
        if let Some(table) = self.last(header) {
            table.remarks.push(text);
        }
    }

    /// Takes a key away.
    pub(super) fn drop(&mut self, header: &str, key: &str) {
        for table in self.tables.iter_mut().filter(|table| table.header == header) {
            table.lines.retain(|line| line.key != key);
        }
    }

    /// The file.
    pub(super) fn toml(&self) -> String {
        let mut text = String::new();
        let rank = |table: &&Table| ORDER.iter().position(|header| *header == table.header).unwrap_or(ORDER.len());
        let mut tables: Vec<&Table> = self.tables.iter().collect();
        tables.sort_by_key(rank);
        for table in tables {
            if !table.header.is_empty() {
                text.push_str(&format!("\n{}\n", table.header));
            }
            for line in &table.lines {
                let bare = line.key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
                let key = if bare { line.key.clone() } else { escape::toml(&line.key) };
                let mark = if line.sure { "" } else { "unsure: " };
                let why = escape::one_line(&line.why);
                match why.is_empty() {
                    true => text.push_str(&format!("{key} = {}\n", line.value.written())),
                    false => text.push_str(&format!("{key} = {}  # {mark}{why}\n", line.value.written())),
                }
            }
            for remark in &table.remarks {
                text.push_str(&format!("# {}\n", escape::one_line(remark)));
            }
        }
        text
    }

    /// The profile that the file is.
    pub(super) fn profile(&self) -> Result<ProfileFile, Diagnostic> {
        ProfileFile::parse(&self.toml(), "proposal")
    }
}

/// The order of tables in the file.
const ORDER: [&str; 15] = [
    "",
    "[protocol]",
    "[[operation]]",
    "[operations]",
    "[structures]",
    "[columns]",
    "[[table]]",
    "[marks]",
    "[nesting]",
    "[types]",
    "[types.words]",
    "[returns]",
    "[changelog]",
    "[changelog.verbs]",
    "[changelog.nouns]",
];
