//! Pages: blocks in, specs out.
//!
//! [`parse`] is the front door: bytes in, specs out, with diagnostics and the coverage. It detects the reader by the
//! file and the [`Profile`] by what is on the pages and in their folder (`choose`); both can be named instead. What
//! describes no API is set aside in `leftover`.
//! Pages of actions have one reader (`reader`), and what it needs (columns by role, description cells, examples, nesting)
//! has modules of its own. What is different from vendor to vendor is in `profile`.

mod aliyun_rpc;
mod assemble;
mod calls;
mod choose;
mod columns;
mod conditions;
pub(crate) mod declared;
mod description;
mod editions;
mod errors;
mod example;
mod hidden;
mod identity;
mod language;
mod leftover;
mod lenient;
mod lists;
mod merge;
mod nesting;
mod overview;
mod places;
pub(crate) mod profile;
mod reader;
mod sink;
mod tencent_v2;
mod tencent_v3;
mod values;
mod xml;

use crate::coverage::{Coverage, DocumentCoverage, LineUses};
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::{Format, Vocabulary};
use crate::prose::Prose;
use crate::spec::model::{Source, Spec};
use crate::suspicion;
use profile::PROFILES;
pub use profile::file::ProfileFile;
pub use profile::shipped::{profile_text, shipped};

/// One document to read.
#[derive(Debug, Clone)]
pub struct Input {
    /// File name, or the path below the folder given.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// The conventions of a vendor's pages.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Profile {
    /// Tencent Cloud API 3.0.
    TencentV3,
    /// The older Tencent Cloud API.
    TencentV2,
    /// Alibaba Cloud's RPC-style APIs.
    AliyunRpc,
    /// The words of a file.
    File(&'static ProfileFile),
}

impl PartialEq for Profile {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Profile {}

impl Profile {
    /// Those that are part of the program.
    pub const ALL: &[Self] = &[Self::TencentV3, Self::TencentV2, Self::AliyunRpc];

    /// The names of all profiles, the shipped files included.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().map(|profile| profile.name()).chain(shipped().iter().map(|file| file.name.as_str()))
    }

    /// Its name in options.
    pub fn name(self) -> &'static str {
        match self {
            Self::File(file) => &file.name,
            Self::TencentV3 => "tencent-v3",
            Self::TencentV2 => "tencent-v2",
            Self::AliyunRpc => "aliyun-rpc",
        }
    }

    /// Its name before there were profiles: `tencent_v3`.
    pub fn former_name(self) -> &'static str {
        self.data().map_or(self.name(), |data| data.vocabulary.dialect)
    }

    /// The profile of that name, or of that former name.
    pub fn named(name: &str) -> Option<Self> {
        let files = shipped().iter().map(Self::File);
        Self::ALL.iter().copied().chain(files).find(|profile| profile.name() == name || profile.former_name() == name)
    }

    /// A profile from the text of a file.
    ///
    /// # Errors
    /// A finding with the line, the key, and the nearest key that there is.
    pub fn from_text(text: &str, document: &str) -> Result<Self, Diagnostic> {
        // A run has one such profile, which lives as long as the run.
        Ok(Self::File(Box::leak(Box::new(ProfileFile::parse(text, document)?))))
    }

    fn data(self) -> Option<&'static profile::Profile> {
        match self {
            Self::TencentV3 => Some(&profile::tencent_v3::PROFILE),
            Self::TencentV2 => Some(&profile::tencent_v2::PROFILE),
            Self::AliyunRpc => Some(&profile::aliyun_rpc::PROFILE),
            Self::File(_) => None,
        }
    }
}

/// What the caller knows better than the detection.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct ParseOptions {
    /// The format that all documents are in.
    pub reader: Option<Format>,
    /// The conventions that all pages follow.
    pub profile: Option<Profile>,
}

impl ParseOptions {
    /// The same options with a format, or without one.
    #[must_use]
    pub fn reader(mut self, reader: impl Into<Option<Format>>) -> Self {
        self.reader = reader.into();
        self
    }

    /// The same options with a profile, or without one.
    #[must_use]
    pub fn profile(mut self, profile: impl Into<Option<Profile>>) -> Self {
        self.profile = profile.into();
        self
    }
}

/// What came out.
#[derive(Debug, Default)]
pub struct Parsed {
    /// One for each API found.
    pub specs: Vec<ParsedSpec>,
    /// What was found wrong while reading.
    pub diagnostics: Vec<Diagnostic>,
    /// One note for each document that describes no API. Where anything was understood, `diagnostics` has one line for
    /// all of them.
    pub ignored: Vec<Diagnostic>,
    /// What each line was used for.
    pub coverage: Coverage,
}

impl Parsed {
    /// The findings, with a note for each document that describes no API in place of the one for all of them.
    #[must_use]
    pub fn verbose(mut self) -> Self {
        let is_summary = |finding: &Diagnostic| finding.code == leftover::UNKNOWN && finding.source.is_none();
        if self.diagnostics.iter().any(is_summary) {
            self.diagnostics.retain(|finding| !is_summary(finding) || finding.severity == Severity::Error);
            self.diagnostics.extend(self.ignored.iter().cloned());
        }
        self
    }
}

/// A spec and the sentences that it was made from.
#[derive(Debug)]
pub struct ParsedSpec {
    /// The facts.
    pub spec: Spec,
    /// The sentences.
    pub prose: Prose,
}

/// What stands for the product of an API where no page says it.
const UNKNOWN_PRODUCT: &str = "unknown";

/// The words of all profiles, for reading a document without making a spec of it.
pub fn vocabularies() -> Vec<&'static Vocabulary> {
    PROFILES.iter().map(|profile| profile.vocabulary).collect()
}

/// Reads documents into specs. The order of the inputs does not matter.
pub fn parse(inputs: &[Input], options: &ParseOptions) -> Parsed {
    let mut parsed = Parsed::default();
    let chosen = |profile: &&Profile| options.profile.is_none_or(|chosen| chosen == **profile);
    let profiles: Vec<&'static profile::Profile> =
        Profile::ALL.iter().filter(chosen).filter_map(|one| one.data()).collect();
    let mut inputs: Vec<&Input> = inputs.iter().collect();
    inputs.sort_by(|a, b| a.name.cmp(&b.name));
    let texts: Vec<choose::Text<'_>> =
        inputs.iter().filter_map(|input| text(input, options, &mut parsed.diagnostics)).collect();
    let (texts, files) = choose::by_file(texts, options.profile);
    let mut described = Vec::new();
    for (file, texts) in &files {
        described.extend(declared::read(file, &texts.iter().collect::<Vec<_>>(), &mut parsed));
    }
    let mut documents = choose::read(&texts, &profiles);
    for profile in profiles {
        parsed.specs.extend(assemble::read(profile, &mut documents, &mut parsed.diagnostics));
    }
    leftover::apis_without_actions(&mut parsed);
    parsed.diagnostics.extend(parsed.specs.iter().filter_map(|parsed| product_unknown(&parsed.spec)));
    leftover::documents_without_api(&documents, &described, &mut parsed);
    let specs: Vec<&Spec> = parsed.specs.iter().map(|parsed| &parsed.spec).collect();
    let mut doubts = suspicion::find(&documents, &specs, &vocabularies(), &parsed.diagnostics);
    parsed.diagnostics.append(&mut doubts);
    for mut document in documents {
        parsed.diagnostics.append(&mut document.findings);
        residue(&document.name, &document.accounts, &mut parsed.diagnostics);
        let pages = document.pages.len();
        parsed.coverage.documents.push(DocumentCoverage {
            document: document.name,
            pages,
            accounts: document.accounts,
        });
    }
    for (document, accounts) in described {
        residue(&document, &accounts, &mut parsed.diagnostics);
        parsed.coverage.documents.push(DocumentCoverage { document, pages: 1, accounts });
    }
    parsed.coverage.documents.sort_by(|a, b| a.document.cmp(&b.document));
    parsed
}

/// The text of an input and its format, or a finding that says why it has none.
fn text<'i>(input: &'i Input, options: &ParseOptions, diagnostics: &mut Vec<Diagnostic>) -> Option<choose::Text<'i>> {
    match decode(&input.bytes) {
        Ok(content) => {
            diagnostics.extend(hidden::find(&input.name, content));
            let format = options.reader.unwrap_or_else(|| Format::of(&input.name, content));
            Some(choose::Text { name: &input.name, content, format })
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

/// Lines that nothing consumed, in runs.
fn residue(document: &str, accounts: &LineUses, diagnostics: &mut Vec<Diagnostic>) {
    let mut runs: Vec<[u32; 2]> = Vec::new();
    for line in accounts.residue() {
        match runs.last_mut() {
            // Blank lines stand between the lines of a printed page.
            Some([_, last]) if line - *last <= 2 => *last = line,
            _ => runs.push([line, line]),
        }
    }
    for run in runs {
        let message = "no section, table or example of the page takes this text";
        let source = Source { document: document.to_owned(), lines: run };
        diagnostics.push(Diagnostic::new("residue", Severity::Error, message).at(source));
    }
}
