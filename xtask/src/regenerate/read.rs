//! Where the specs come from: the documents where they are at hand, else the committed files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use docquarry::diagnostic::{Diagnostic, Severity};
use docquarry::files::sha256;
use docquarry::json;
use docquarry::pipeline::{self, Format, Input, ParseOptions, Parsed, ParsedSpec};
use docquarry::prose::Prose;
use docquarry::sources::{DOCUMENTS_VARIABLE, SourceDocument, Sources, snapshot_id};
use docquarry::spec::model::Spec;
use docquarry::update::loss;
use indicatif::ProgressBar;

use super::{Options, Outcome, corrections};

/// A spec, ready to be emitted.
pub(super) struct SpecRead {
    pub(super) spec: Spec,
    pub(super) prose: Option<Prose>,
    /// The account of its documents; none where the spec was read from its committed file.
    pub(super) totals: Option<Totals>,
    /// What was wrong with its documents.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The editions that it was read from, by file: SHA-256; empty where it was read from its committed file.
    pub(super) documents: BTreeMap<String, String>,
    /// Documents that are much smaller than the editions before.
    pub(super) shrunk: Vec<String>,
}

/// An earlier edition, read from its document.
pub(super) struct SnapshotRead {
    /// `tencent-clb-v2@2018-09`
    pub(super) name: String,
    pub(super) spec: Spec,
}

/// The account of the documents of a group.
#[derive(Debug, Clone, Copy)]
pub(super) struct Totals {
    /// The vendor's pages found.
    pub(super) pages: usize,
    /// Lines that nothing accounts for.
    pub(super) residue: usize,
}

/// The surroundings of one run.
pub(super) struct Reading<'a> {
    pub(super) root: &'a Path,
    pub(super) options: &'a Options,
    pub(super) documents: Option<&'a Path>,
    pub(super) progress: &'a ProgressBar,
}

impl Reading<'_> {
    /// All specs asked for, in the order of `sources`, whose hashes and sizes are brought up to date.
    pub(super) fn all(&self, sources: &mut Sources, outcome: &mut Outcome) -> Vec<SpecRead> {
        if self.documents.is_none() {
            outcome.notes.push(format!(
                "no documents at hand (--docs, ${DOCUMENTS_VARIABLE}, docs/, ../shared/docs/): they were not read, \
                 the specs are the committed ones"
            ));
        }
        let mut specs = Vec::new();
        let mut seen = sources.clone();
        for group in sources.groups() {
            let ids = self.ids(&group);
            if ids.is_empty() {
                continue;
            }
            let result = match self.load(&group, outcome) {
                Some(inputs) => self.parse(&ids, &group, inputs, &mut seen, outcome),
                None => ids.iter().map(|id| self.committed(id)).collect(),
            };
            match result {
                Ok(read) => specs.extend(read),
                Err(failure) => outcome.failures.push(failure),
            }
        }
        let order: Vec<String> = sources.ids().into_iter().map(str::to_owned).collect();
        specs.sort_by_key(|read| order.iter().position(|id| *id == read.spec.id));
        *sources = seen;
        specs
    }

    /// The specs of a group that are asked for, each with its dialect.
    fn ids<'d>(&self, group: &[&'d SourceDocument]) -> Vec<&'d str> {
        let mut ids: Vec<&str> = group.iter().flat_map(|document| document.specs.keys()).map(String::as_str).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.retain(|id| self.options.wants(id));
        ids
    }

    /// The documents of a group, if all of them are at hand.
    fn load(&self, group: &[&SourceDocument], outcome: &mut Outcome) -> Option<Vec<Input>> {
        let folder = self.documents?;
        let mut inputs = Vec::new();
        for document in group {
            match fs::read(folder.join(&document.file)) {
                Ok(bytes) => inputs.push(Input { name: document.file.clone(), bytes }),
                Err(error) => {
                    let ids = self.ids(group).join(", ");
                    let file = folder.join(&document.file);
                    outcome.notes.push(format!("{}: {error}; {ids} not read from documents", file.display()));
                    return None;
                }
            }
        }
        Some(inputs)
    }

    fn parse(
        &self,
        ids: &[&str],
        group: &[&SourceDocument],
        mut inputs: Vec<Input>,
        sources: &mut Sources,
        outcome: &mut Outcome,
    ) -> Result<Vec<SpecRead>, Diagnostic> {
        let (mut documents, mut errors, mut shrunk) = (BTreeMap::new(), Vec::new(), Vec::new());
        for (document, input) in group.iter().zip(&mut inputs) {
            shrunk.extend(loss::of_bytes(&document.file, document.size, input.bytes.len() as u64));
            documents.insert(document.file.clone(), self.compare(document, input, sources, outcome));
            errors.extend(corrections::apply(self.root, document, input).err().unwrap_or_default());
        }
        self.progress
            .set_message(format!("reading {}", inputs.iter().map(|i| i.name.as_str()).collect::<Vec<_>>().join(", ")));
        let reader = common(group.iter().map(|document| &document.reader)).and_then(|name| Format::named(name));
        let parsed = pipeline::parse(&inputs, &ParseOptions::default().reader(reader));
        errors.extend(parsed.diagnostics.iter().filter(|finding| finding.severity == Severity::Error).cloned());
        if !errors.is_empty() {
            outcome.failures.extend(errors);
            let message = format!("{} left as they were", ids.join(", "));
            return Err(Diagnostic::new("documents-not-understood", Severity::Error, message));
        }
        let mut read = self.take(ids, group, parsed)?;
        for read in &mut read {
            read.documents.clone_from(&documents);
            read.shrunk.clone_from(&shrunk);
        }
        Ok(read)
    }

    /// The snapshots whose documents are at hand. Hashes and sizes in `sources` are brought up to date.
    pub(super) fn snapshots(&self, sources: &mut Sources, outcome: &mut Outcome) -> Vec<SnapshotRead> {
        let mut seen = sources.clone();
        let mut snapshots = Vec::new();
        for document in &sources.documents {
            let names = document.snapshots.keys().filter(|name| self.options.wants(snapshot_id(name)));
            for name in names {
                let alone = SourceDocument {
                    specs: BTreeMap::from([(snapshot_id(name).to_owned(), document.snapshots[name].clone())]),
                    ..document.clone()
                };
                let group = [&alone];
                let Some(inputs) = self.load(&group, outcome) else { continue };
                match self.parse(&[snapshot_id(name)], &group, inputs, &mut seen, outcome) {
                    Ok(read) => snapshots
                        .extend(read.into_iter().map(|read| SnapshotRead { name: name.clone(), spec: read.spec })),
                    Err(failure) => outcome.failures.push(failure),
                }
            }
        }
        *sources = seen;
        snapshots
    }

    /// Holds a document against its entry, and gives its hash.
    fn compare(
        &self,
        document: &SourceDocument,
        input: &Input,
        sources: &mut Sources,
        outcome: &mut Outcome,
    ) -> String {
        let (sha256, size) = (sha256(&input.bytes), input.bytes.len() as u64);
        if document.sha256 == sha256 && document.size == size {
            return sha256;
        }
        let file = &document.file;
        if self.options.check {
            let message = format!("{file} is another edition than the one spec/sources.toml names");
            let help = format!("run: {}", self.options.command());
            outcome.failures.push(Diagnostic::new("document-changed", Severity::Error, message).help(help));
        } else {
            outcome
                .notes
                .push(format!("{file} has changed ({} → {size} bytes); spec/sources.toml updated", document.size));
        }
        if let Some(entry) = sources.documents.iter_mut().find(|entry| entry.file == *file) {
            (entry.sha256, entry.size) = (sha256.clone(), size);
        }
        sha256
    }

    /// The specs asked for out of what the documents gave.
    fn take(&self, ids: &[&str], group: &[&SourceDocument], parsed: Parsed) -> Result<Vec<SpecRead>, Diagnostic> {
        let pages = parsed.coverage.documents.iter().map(|document| document.pages).sum();
        let totals = Totals { pages, residue: parsed.coverage.residue() };
        let mut read = Vec::new();
        for ParsedSpec { spec, prose } in parsed.specs {
            if !ids.contains(&spec.id.as_str()) {
                continue;
            }
            let dialect = group.iter().find_map(|document| document.specs.get(&spec.id));
            let found = dialect_of(&spec);
            if dialect.is_none_or(|dialect| *dialect != found) {
                let dialect = dialect.map_or("none", String::as_str);
                let message = format!("{}: sources.toml says {dialect}, the documents say {found}", spec.id);
                return Err(Diagnostic::new("dialect-differs", Severity::Error, message));
            }
            let diagnostics = parsed.diagnostics.clone();
            let documents = BTreeMap::new();
            let shrunk = Vec::new();
            read.push(SpecRead { spec, prose: Some(prose), totals: Some(totals), diagnostics, documents, shrunk });
        }
        match ids.iter().find(|id| !read.iter().any(|read| read.spec.id == **id)) {
            None => Ok(read),
            Some(id) => {
                let files: Vec<&str> = group.iter().map(|document| document.file.as_str()).collect();
                let message = format!("{} give no `{id}`", files.join(", "));
                Err(Diagnostic::new("no-such-api", Severity::Error, message))
            }
        }
    }

    fn committed(&self, id: &str) -> Result<SpecRead, Diagnostic> {
        let folder = self.root.join("spec");
        let spec = json::read_spec(&folder.join(format!("{id}.json")))?;
        let prose = if self.options.prose { Some(self.kept_prose(&folder, id)?) } else { None };
        Ok(SpecRead {
            spec,
            prose,
            totals: None,
            diagnostics: Vec::new(),
            documents: BTreeMap::new(),
            shrunk: Vec::new(),
        })
    }

    fn kept_prose(&self, folder: &Path, id: &str) -> Result<Prose, Diagnostic> {
        let paths = ["zh", "en"].map(|language| pipeline::prose_path(folder, id, language));
        match paths.iter().find(|path| path.is_file()) {
            Some(path) => json::read_prose(path),
            None => {
                let message = format!("no descriptions of {id}: neither its documents nor spec/prose are at hand");
                Err(Diagnostic::new("prose-missing", Severity::Error, message))
            }
        }
    }
}

/// The dialect that reads a protocol's documents; they have the same name but for hyphens.
fn dialect_of(spec: &Spec) -> String {
    let protocol = serde_json::to_value(spec.protocol).unwrap_or_default();
    protocol.as_str().unwrap_or_default().replace('-', "_")
}

/// What all items are, if they are all the same.
fn common<T: PartialEq>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let first = items.next()?;
    items.all(|item| item == first).then_some(first)
}
