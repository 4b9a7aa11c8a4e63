//! Dialects: what the sections, columns, type names and notes of a vendor mean.
//!
//! [`parse`] is the front door: bytes in, specs out, with diagnostics and the coverage. It detects
//! the reader by the bytes and the dialect by what stands on the pages; both can be named instead.
//! What dialects share (columns by role, description cells, examples) has a module of its own; a dialect
//! adds a table of words and a model of its pages.

mod aliyun_rpc;
mod assemble;
mod calls;
mod columns;
mod description;
mod errors;
mod example;
mod identity;
mod lists;
mod merge;
mod nesting;
mod overview;
mod places;
mod profile;
mod sink;
mod tencent_v2;
mod tencent_v3;
mod values;
mod words;

use crate::coverage::{Coverage, DocumentCoverage, LineUse};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Block, Document, Format, Vocabulary};
use crate::prose::Prose;
use crate::spec::model::{Source, Spec};
use crate::suspicion;
use profile::{PROFILES, Profile};

/// One document to read.
#[derive(Debug, Clone)]
pub struct Input {
    /// File name, or the path below the folder given.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// What the caller knows better than the detection.
#[derive(Debug, Clone, Default)]
pub struct ParseOptions {
    /// Name of the reader: `text`, `markdown` or `html`.
    pub reader: Option<String>,
    /// Name of the dialect: `tencent_v3`.
    pub dialect: Option<String>,
}

/// What came out.
#[derive(Debug, Default)]
pub struct Parsed {
    /// One for each API found.
    pub specs: Vec<ParsedSpec>,
    /// What was found wrong while reading.
    pub diagnostics: Vec<Diagnostic>,
    /// What each line was used for.
    pub coverage: Coverage,
}

/// A spec and the sentences that it was made from.
#[derive(Debug)]
pub struct ParsedSpec {
    /// The facts.
    pub spec: Spec,
    /// The sentences.
    pub prose: Prose,
}

/// Names of the readers.
pub const READERS: &[&str] = &[Format::Text.name(), Format::Markdown.name(), Format::Html.name()];

/// What stands for the product of an API where no page says it.
const UNKNOWN_PRODUCT: &str = "unknown";

/// Names of the dialects.
pub fn dialects() -> Vec<&'static str> {
    PROFILES.iter().map(|profile| profile.vocabulary.dialect).collect()
}

/// The words of all dialects, for reading a document without making a spec of it.
pub fn vocabularies() -> Vec<&'static Vocabulary> {
    PROFILES.iter().map(|profile| profile.vocabulary).collect()
}

/// Reads documents into specs. The order of the inputs does not matter.
pub fn parse(inputs: &[Input], options: &ParseOptions) -> Parsed {
    let mut parsed = Parsed::default();
    let known = dialects();
    for (given, known, what) in [(&options.reader, READERS, "reader"), (&options.dialect, known.as_slice(), "dialect")]
    {
        if let Some(name) = given.as_deref().filter(|name| !known.contains(name)) {
            let finding = Diagnostic::new("unknown-option", Severity::Error, format!("there is no {what} {name}"));
            parsed.diagnostics.push(finding.help(format!("one of: {}", known.join(", "))));
            return parsed;
        }
    }
    let chosen = |profile: &&&Profile| options.dialect.as_deref().is_none_or(|name| name == profile.vocabulary.dialect);
    let profiles: Vec<&Profile> = PROFILES.iter().filter(chosen).copied().collect();
    let vocabularies: Vec<&'static Vocabulary> = profiles.iter().map(|profile| profile.vocabulary).collect();
    let mut inputs: Vec<&Input> = inputs.iter().collect();
    inputs.sort_by(|a, b| a.name.cmp(&b.name));
    let mut documents: Vec<Document> =
        inputs.iter().filter_map(|input| read(input, options, &vocabularies, &mut parsed.diagnostics)).collect();
    for profile in profiles {
        parsed.specs.extend(assemble::read(profile, &mut documents, &mut parsed.diagnostics));
    }
    parsed.diagnostics.extend(parsed.specs.iter().filter_map(|parsed| product_unknown(&parsed.spec)));
    let specs: Vec<&Spec> = parsed.specs.iter().map(|parsed| &parsed.spec).collect();
    let mut doubts = suspicion::find(&documents, &specs, &vocabularies, &parsed.diagnostics);
    parsed.diagnostics.append(&mut doubts);
    for mut document in documents {
        parsed.diagnostics.append(&mut document.findings);
        unknown(&document, &mut parsed.diagnostics);
        residue(&document, &mut parsed.diagnostics);
        let pages = document.pages.len();
        parsed.coverage.documents.push(DocumentCoverage {
            document: document.name,
            pages,
            accounts: document.accounts,
        });
    }
    parsed
}

/// Reads one input, or says why it cannot be read.
fn read(
    input: &Input,
    options: &ParseOptions,
    vocabularies: &[&'static Vocabulary],
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Document> {
    match decode(&input.bytes) {
        Ok(content) => {
            let named = options.reader.as_deref().and_then(Format::named);
            let format = named.unwrap_or_else(|| Format::of(&input.name, content));
            Some(format.read(&input.name, content, vocabularies))
        }
        Err((line, message)) => {
            let source = Source { document: input.name.clone(), lines: [line, line] };
            let help = "convert the document to UTF-8; of a PDF, extract the text first";
            diagnostics.push(Diagnostic::new("not-text", Severity::Error, message).at(source).help(help));
            None
        }
    }
}

/// The text of the bytes, or the line and the reason why they are none.
fn decode(bytes: &[u8]) -> Result<&str, (u32, String)> {
    let line = |end: usize| {
        let breaks = bytes.get(..end).unwrap_or_default().iter().filter(|byte| **byte == b'\n').count();
        u32::try_from(breaks + 1).unwrap_or(u32::MAX)
    };
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err((line(at), "expected text, found a binary file".to_owned()));
    }
    match std::str::from_utf8(bytes) {
        Ok(content) => Ok(content.strip_prefix('\u{feff}').unwrap_or(content)),
        Err(error) => {
            let byte = bytes.get(error.valid_up_to()).copied().unwrap_or_default();
            Err((line(error.valid_up_to()), format!("expected UTF-8, found the byte {byte:#04x}")))
        }
    }
}

/// Pages that do not say which product they are of.
fn product_unknown(spec: &Spec) -> Option<Diagnostic> {
    if spec.product != UNKNOWN_PRODUCT {
        return None;
    }
    let message = format!("no page says which product the API {} is of", spec.id);
    let help = "read these pages together with pages of the product's actions, whose hosts name it";
    let first = spec.actions.values().map(|action| &action.source);
    let source = first.chain(spec.structures.values().map(|structure| &structure.source)).next();
    let finding = Diagnostic::new("product-unknown", Severity::Warning, message).help(help);
    Some(match source {
        Some(source) => finding.at(source.clone()),
        None => finding,
    })
}

/// A document of which no line told anything about an API.
fn unknown(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    let furniture = |usage: &LineUse| {
        usage.is_set_aside()
            || matches!(usage, LineUse::PageTitle | LineUse::Heading | LineUse::TableHeader | LineUse::Link)
    };
    if document.accounts.sums().keys().any(|usage| !furniture(usage)) {
        return;
    }
    let (message, help) = if document.accounts.is_blank() {
        ("the document is empty".to_owned(), "give a document that holds API pages")
    } else {
        let message =
            "no API page found: looked for action pages, tables of structures or codes, and changelog releases";
        (
            format!("{message} in the dialects {}; {}", dialects().join(", "), content(document)),
            "guides, tutorials and lists of permissions describe no action; `--dialect` and `--reader` name them if the detection is wrong",
        )
    };
    diagnostics
        .push(Diagnostic::new("unknown-document", Severity::Error, message).at(document.source([1, 1])).help(help));
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

/// Lines that nothing consumed, in runs.
fn residue(document: &Document, diagnostics: &mut Vec<Diagnostic>) {
    let mut runs: Vec<[u32; 2]> = Vec::new();
    for line in document.accounts.residue() {
        match runs.last_mut() {
            // Blank lines stand between the lines of a printed page.
            Some([_, last]) if line - *last <= 2 => *last = line,
            _ => runs.push([line, line]),
        }
    }
    for run in runs {
        let message = "no section, table or example of the page takes this text";
        diagnostics.push(Diagnostic::new("residue", Severity::Error, message).at(document.source(run)));
    }
}
