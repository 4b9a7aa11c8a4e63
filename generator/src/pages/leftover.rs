//! What describes no API: documents that are guides, and pages that speak of another API than the actions do.
//!
//! A folder of real pages holds many of them. Beside pages that were understood they are worth a note; alone they are
//! an error. What the lines of a document were used for is in the coverage.

use super::{Parsed, ParsedSpec, Profile};
use crate::coverage::{LineUse, LineUses};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Block, Document};
use crate::source::Source;
use crate::spec::model::Spec;

/// Code of the findings about documents that describe no API.
pub(super) const UNKNOWN: &str = "unknown-document";

/// Names of documents that a finding lists.
const LISTED: usize = 3;

/// Leaves out APIs that have no action, beside others that have some. They are tables on pages of another kind.
pub(super) fn apis_without_actions(parsed: &mut Parsed) {
    if parsed.specs.iter().all(|found| found.spec.actions.is_empty()) {
        return;
    }
    let diagnostics = &mut parsed.diagnostics;
    parsed.specs.retain(|ParsedSpec { spec, .. }| {
        if spec.actions.is_empty() {
            let message = format!(
                "no page describes an action of {}; {} structures, {} error codes and {} listed actions are left out",
                spec.id,
                spec.structures.len(),
                spec.errors.len(),
                spec.listed_actions.len(),
            );
            let help = "read these pages alone, or with pages of the API that they belong to";
            let finding = Diagnostic::new("api-without-actions", Severity::Warning, message).help(help);
            diagnostics.push(match place(spec) {
                Some(source) => finding.at(source),
                None => finding,
            });
        }
        !spec.actions.is_empty()
    });
}

/// The first place of what a spec without actions holds.
fn place(spec: &Spec) -> Option<Source> {
    let structures = spec.structures.values().map(|structure| &structure.source);
    let listed = spec.listed_actions.values().map(|listed| &listed.source);
    let errors = spec.errors.values().filter_map(|error| error.source.as_ref());
    structures.chain(listed).chain(errors).next().cloned()
}

/// Documents that describe no API: a note for all of them, or errors if there is nothing else.
pub(super) fn documents_without_api(documents: &[Document], described: &[(String, LineUses)], parsed: &mut Parsed) {
    let guides = described.iter().filter_map(|(name, accounts)| guide(name, accounts));
    parsed.ignored = documents.iter().filter_map(unknown).chain(guides).collect();
    let read = documents.len() + described.len();
    let names: Vec<&str> =
        parsed.ignored.iter().filter_map(|note| Some(note.source.as_ref()?.document.as_str())).collect();
    let understood = parsed.ignored.len() < read;
    let finding = match parsed.ignored.as_slice() {
        [] => return,
        [only] if !understood => Diagnostic { severity: Severity::Error, ..only.clone() },
        all => {
            let severity = if understood { Severity::Note } else { Severity::Error };
            let number = if understood { all.len().to_string() } else { "none".to_owned() };
            let verb = if understood { "describe no API" } else { "describes an API" };
            let shown = names.iter().take(LISTED).copied().collect::<Vec<_>>().join(", ");
            let more = if names.len() > LISTED { ", \u{2026}" } else { "" };
            let message = format!("{number} of {read} documents {verb}: {shown}{more}");
            Diagnostic::new(UNKNOWN, severity, message).help("`--verbose` lists them, with what each of them holds")
        }
    };
    parsed.diagnostics.push(finding);
}

/// No line says anything about an API.
fn is_bare(accounts: &LineUses) -> bool {
    let furniture = |usage: &LineUse| {
        usage.is_set_aside()
            || matches!(usage, LineUse::PageTitle | LineUse::Heading | LineUse::TableHeader | LineUse::Link)
    };
    accounts.sums().keys().all(furniture)
}

/// The note on a document of a profile that is a file, if it describes no API.
fn guide(name: &str, accounts: &LineUses) -> Option<Diagnostic> {
    let source = Source { document: name.to_owned(), lines: [1, 1] };
    let message = "no API page found: no section is an operation, a structure, a list of codes or a release";
    let help = "guides describe no operation; `--profile` names the profile if the detection is wrong";
    is_bare(accounts).then(|| Diagnostic::new(UNKNOWN, Severity::Note, message).at(source).help(help))
}

/// The note on a document of which no line says anything about an API.
fn unknown(document: &Document) -> Option<Diagnostic> {
    if !is_bare(&document.accounts) {
        return None;
    }
    let (message, help) = if document.accounts.is_blank() {
        ("the document is empty".to_owned(), "give a document that holds API pages")
    } else {
        let message =
            "no API page found: looked for action pages, tables of structures or codes, and changelog releases";
        (
            format!("{message} by the profiles {}; {}", profiles(), content(document)),
            "guides, tutorials and lists of permissions describe no action; `--profile` and `--reader` name them if the detection is wrong",
        )
    };
    Some(Diagnostic::new(UNKNOWN, Severity::Note, message).at(document.source([1, 1])).help(help))
}

/// The names of the profiles that need no sign on a page.
fn profiles() -> String {
    Profile::ALL.iter().map(|profile| profile.name()).collect::<Vec<_>>().join(", ")
}

/// What a document holds instead of API pages.
fn content(document: &Document) -> String {
    const SHOWN: usize = 6;
    let blocks = || document.pages.iter().flat_map(|page| &page.blocks);
    let count = |is: &dyn Fn(&Block) -> bool| blocks().filter(|block| is(block)).count();
    let tables = blocks().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    let columns = tables.clone().next().map(|table| {
        let titles: Vec<&str> = table.columns.iter().map(String::as_str).filter(|title| !title.is_empty()).collect();
        format!(" (the first one of {})", titles.iter().take(SHOWN).copied().collect::<Vec<_>>().join(" | "))
    });
    format!(
        "found {} headings, {} tables{} and {} pieces of code",
        count(&|block| matches!(block, Block::Heading(_)))
            + document.pages.iter().filter(|page| page.title.is_some()).count(),
        tables.count(),
        columns.unwrap_or_default(),
        count(&|block| matches!(block, Block::Code(_))),
    )
}
