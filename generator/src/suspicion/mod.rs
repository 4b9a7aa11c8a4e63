//! Suspicion: what was read, and yet does not look understood.
//!
//! Coverage proves that each line was used for something. A cell of free text may swallow a row, and a table may lose
//! what its own example shows; then everything is accounted for, and a part of the API is gone. So this compares the
//! finished spec with the pages it came from: the rows with the fields that arrived (`rows`), the examples with the
//! tables (`examples`), the sections with what they gave (`sections`), answers with each other (`envelope`). It only reports, each doubt with its line; nothing
//! is read, corrected or placed here. It knows pages and vocabularies, and no profile.

mod arrived;
mod envelope;
mod examples;
mod rows;
mod sections;
mod shape;

use std::collections::HashSet;

use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Document, Page, Vocabulary};
use crate::spec::model::{Source, Spec};

use arrived::{Arrived, OnPage};

/// A kind of doubt: its stable code, and what the reader of the finding can do.
#[derive(Debug)]
pub struct Kind {
    /// The code of the finding.
    pub code: &'static str,
    /// What to do about it.
    help: &'static str,
}

/// Declares kinds and the list of them.
macro_rules! kinds {
    ($($name:ident: $code:literal, $help:literal;)*) => {
        $(static $name: Kind = Kind { code: $code, help: $help };)*
        /// All kinds of doubt.
        pub static KINDS: &[&Kind] = &[$(&$name),*];
    };
}

kinds! {
    ROW_LOST: "row-lost", "compare the table with the spec: no field, code or member comes of this row";
    ROW_IN_TEXT: "row-in-text", "the line is read as part of the description above it; if it begins a row, the row is missing";
    NAME_UNCLEAR: "name-unclear", "compare the name with the page; no service takes such a name";
    FLAG_UNKNOWN: "flag-unknown", "the field counts as neither required nor optional";
    TABLE_NOT_READ: "table-not-read", "the titles of the columns, or the section, may be unknown";
    FIELD_MISPLACED: "field-misplaced", "compare the table with the example; a client sends and receives the spec's shape";
    COMMON_FIELD_MISSING: "common-field-missing", "the table may have lost the row";
    FIELD_LOST: "field-lost", "the table may have lost rows";
    PLACE_UNSURE: "place-unsure", "compare the table with a real answer";
    TYPE_UNLIKE_EXAMPLE: "type-unlike-example", "compare the type with the example";
    TYPE_UNLIKE_ROW: "type-unlike-row", "compare the type with the row";
    TYPE_UNSTATED: "type-unstated", "compare the type with a real answer";
    ANSWER_ONLY_SHOWN: "answer-only-shown", "the spec has no fields for this answer";
    SECTION_EMPTY: "section-empty", "the page may be cut off, or what is below the heading may not be readable";
    SECTION_WITHOUT_TABLE: "section-without-table", "the parameters may be written in a form that is not known";
    CODES_LOST: "codes-lost", "compare the section with the action's codes in the spec";
    PAGE_WITHOUT_ACTION: "page-without-action", "two pages may claim one action, or the page does not say which it describes";
    ACTION_DOUBTFUL: "action-doubtful", "compare the title, the Action row and the example's call";
    PAGE_NOT_UNDERSTOOD: "page-not-understood", "do not rely on what the spec says of this page";
}

/// Nothing contradicts what was read, and nothing but the order of the rows supports it: a warning, and no doubt.
static PLACE_ASSUMED: Kind = Kind { code: "place-assumed", help: "compare the table with a real answer" };

/// What is reported here and is no doubt.
pub static ASSUMPTIONS: &[&Kind] = &[&PLACE_ASSUMED];

/// True for a finding that says that something was not understood.
pub fn is_doubt(finding: &Diagnostic) -> bool {
    let is_kind = KINDS.iter().any(|kind| kind.code == finding.code) || OF_FILES.contains(&finding.code);
    finding.severity > Severity::Note && is_kind
}

/// What a profile that is a file reports itself while it reads: it knows its tables by their titles alone.
const OF_FILES: &[&str] = &[
    "operation-empty",
    "operation-without-path",
    "returns-unclear",
    "row-without-name",
    "table-unreferenced",
    "table-without-role",
    "type-unreadable",
];

/// The codes of findings about a second page of an action, in the same language or in another.
const SECOND_PAGE: [&str; 2] = ["action-twice", "action-in-languages"];

/// More doubts than this on one page, and the page as a whole is an error.
const MANY: usize = 12;

/// What a page with many doubts shows of them.
const SHOWN: usize = MANY;

/// Compares specs with the documents that they were read from. `reported` is what reading found: a second page of an
/// action is known there, and its rows are with the first.
pub(crate) fn find(
    documents: &[Document],
    specs: &[&Spec],
    vocabularies: &[&'static Vocabulary],
    reported: &[Diagnostic],
) -> Vec<Diagnostic> {
    let arrived = Arrived::of(specs);
    let second = reported
        .iter()
        .filter(|finding| SECOND_PAGE.contains(&finding.code))
        .filter_map(|finding| finding.source.as_ref());
    let second: HashSet<(&str, u32)> = second.map(|source| (source.document.as_str(), source.lines[0])).collect();
    let mut found: Vec<Diagnostic> = specs.iter().flat_map(|spec| envelope::check(spec)).collect();
    for document in documents {
        for page in &document.pages {
            let vocabulary = vocabularies.iter().find(|vocabulary| vocabulary.dialect == page.dialect);
            let (Some(vocabulary), Some(span)) = (vocabulary, page.span()) else { continue };
            if second.contains(&(document.name.as_str(), span[0])) {
                continue;
            }
            let on_page = arrived.on(&document.name, span);
            let mut doubts = Doubts { document, found: Vec::new() };
            check(page, vocabulary, &on_page, &mut doubts);
            found.append(&mut doubts.finish(page, span));
        }
    }
    found
}

fn check(page: &Page, vocabulary: &Vocabulary, on_page: &OnPage<'_>, doubts: &mut Doubts<'_>) {
    rows::check(page, vocabulary, on_page, doubts);
    examples::check(page, vocabulary, on_page, doubts);
    sections::check(page, vocabulary, on_page, doubts);
}

/// The doubts about one page.
struct Doubts<'d> {
    document: &'d Document,
    found: Vec<(&'static Kind, Diagnostic)>,
}

impl Doubts<'_> {
    fn add(&mut self, kind: &'static Kind, lines: [u32; 2], message: String) {
        self.push(kind, Severity::Warning, lines, message);
    }

    /// What the page leaves out itself: worth knowing, and nothing that was not understood.
    fn note(&mut self, kind: &'static Kind, lines: [u32; 2], message: String) {
        self.push(kind, Severity::Note, lines, message);
    }

    fn push(&mut self, kind: &'static Kind, severity: Severity, lines: [u32; 2], message: String) {
        let finding = Diagnostic::new(kind.code, severity, message).help(kind.help);
        self.found.push((kind, finding.at(self.document.source(lines))));
    }

    /// The findings; of a page with many, the first ones and an error that names the page.
    fn finish(self, page: &Page, span: [u32; 2]) -> Vec<Diagnostic> {
        let count = self.found.iter().filter(|(_, finding)| is_doubt(finding)).count();
        let mut found: Vec<Diagnostic> = self.found.into_iter().map(|(_, finding)| finding).collect();
        found.sort_by_key(|finding| finding.source.as_ref().map(|source: &Source| source.lines));
        if count > MANY {
            let title = page.title.as_ref().map_or("without a title", |title| title.text.trim());
            let message = format!("the page `{title}` is not understood: {count} of its lines are in doubt");
            let kind = &PAGE_NOT_UNDERSTOOD;
            found.truncate(SHOWN);
            let finding = Diagnostic::new(kind.code, Severity::Error, message).help(kind.help);
            found.push(finding.at(self.document.source([span[0], span[0]])));
        }
        found
    }
}
