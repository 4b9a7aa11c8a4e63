//! The measurements, and the report made of them.

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use docquarry::diagnostic::{Diagnostic, Severity};
use docquarry::pipeline::{self, EmitOptions, Input, ParseOptions, Target};
use docquarry::sources::{Sources, find_documents};
use docquarry::spec::model::Spec;
use docquarry::{json, sources};
use serde_json::{Value, json as object};

use super::Options;

const EMIT: EmitOptions<'static> = EmitOptions::new("cargo xtask bench");

/// Times of one document.
struct DocumentFigures {
    name: String,
    bytes: usize,
    parse: Duration,
    yardstick: Duration,
    /// Memory of a process that does nothing but parse the document; none where the system does not tell.
    peak: Option<Peak>,
}

/// The most memory that a process had, in bytes.
#[derive(Clone, Copy)]
struct Peak {
    /// All of it.
    process: u64,
    /// Without the pages of files, which are the program's own code and tables: those take as much for a small
    /// document as for a large one.
    data: u64,
}

/// Times of one spec.
struct SpecFigures {
    id: String,
    rust: Duration,
    reference: Duration,
    /// A comparison of the spec with itself: every fact is looked at.
    diff: Duration,
    files: usize,
    bytes: usize,
}

pub(super) fn run(root: &Path, options: &Options) -> Result<String, Diagnostic> {
    if let Some(file) = &options.peak_of {
        return peak_of_this_process(file);
    }
    let at = root.join("spec/sources.toml");
    let text = fs::read_to_string(&at).map_err(|error| Diagnostic::io("read", &at, &error))?;
    let sources = Sources::parse(&text)?;
    let documents = match find_documents(options.docs.as_deref(), root)? {
        Some(folder) => documents(&sources, &folder, options)?,
        None => Vec::new(),
    };
    let specs = specs(&sources, root, options)?;
    if options.json { json::to_text(&as_json(&documents, &specs)) } else { Ok(as_text(&documents, &specs)) }
}

fn documents(sources: &Sources, folder: &Path, options: &Options) -> Result<Vec<DocumentFigures>, Diagnostic> {
    let mut figures = Vec::new();
    for document in &sources.documents {
        let path = folder.join(&document.file);
        let inputs = [input(&path)?];
        let [Input { bytes, name }] = &inputs;
        let text = String::from_utf8_lossy(bytes).into_owned();
        figures.push(DocumentFigures {
            name: name.clone(),
            bytes: bytes.len(),
            parse: median(options.rounds, || pipeline::parse(&inputs, &ParseOptions::default())),
            yardstick: median(options.rounds, || pulldown_cmark::Parser::new_ext(&text, tables()).count()),
            peak: peak_of(&path),
        });
    }
    Ok(figures)
}

fn tables() -> pulldown_cmark::Options {
    pulldown_cmark::Options::ENABLE_TABLES
}

fn specs(sources: &Sources, root: &Path, options: &Options) -> Result<Vec<SpecFigures>, Diagnostic> {
    let mut figures = Vec::new();
    for id in sources.ids() {
        let path = root.join(format!("spec/{id}.json"));
        if !path.is_file() {
            continue;
        }
        let spec = json::read_spec(&path)?;
        let files = pipeline::emit_all(&spec, &EMIT).map_err(|failures| first(&failures, id))?.files;
        figures.push(SpecFigures {
            id: id.to_owned(),
            rust: emit_time(Target::Rust, &spec, options),
            reference: emit_time(Target::Reference, &spec, options),
            diff: median(options.rounds, || pipeline::compare((id, &spec), (id, &spec))),
            files: files.len(),
            bytes: files.values().map(String::len).sum(),
        });
    }
    Ok(figures)
}

fn first(failures: &[Diagnostic], id: &str) -> Diagnostic {
    let none = || Diagnostic::new("not-emitted", Severity::Error, format!("{id} cannot be emitted"));
    failures.first().cloned().unwrap_or_else(none)
}

fn emit_time(target: Target, spec: &Spec, options: &Options) -> Duration {
    median(options.rounds, || pipeline::emit(target, spec, &EMIT))
}

/// The median time of `rounds` runs, after one that is not counted.
fn median<T>(rounds: usize, mut work: impl FnMut() -> T) -> Duration {
    black_box(work());
    let mut times: Vec<Duration> = (0..rounds.max(1))
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn input(path: &Path) -> Result<Input, Diagnostic> {
    let bytes = fs::read(path).map_err(|error| Diagnostic::io("read", path, &error))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Input { name, bytes })
}

/// Starts a process that parses one document, and asks it for its peak; none where the system does not tell.
fn peak_of(path: &PathBuf) -> Option<Peak> {
    let this = std::env::current_exe().ok()?;
    let output = Command::new(this).arg("bench-inner").arg("--peak-of").arg(path).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut bytes = text.split_whitespace().map(|kibibytes| kibibytes.parse::<u64>().ok().map(|size| size * 1024));
    let (process, files) = (bytes.next()??, bytes.next()??);
    Some(Peak { process, data: process.saturating_sub(files) })
}

/// Parses a document; gives the peak memory of this process and how much of its memory is pages of files, in KiB. Nearly
/// all of those are there by the time of the peak.
fn peak_of_this_process(file: &Path) -> Result<String, Diagnostic> {
    black_box(pipeline::parse(&[input(file)?], &ParseOptions::default()));
    let status = Path::new("/proc/self/status");
    let text = fs::read_to_string(status).map_err(|error| Diagnostic::io("read", status, &error))?;
    let line = |key: &str| text.lines().find_map(|line| line.strip_prefix(key)?.split_whitespace().next());
    Ok(["VmHWM:", "RssFile:"].map(|key| line(key).unwrap_or_default()).join(" "))
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// How many times `time` is as long as `other`.
fn ratio(time: Duration, other: Duration) -> f64 {
    time.as_secs_f64() / other.as_secs_f64().max(1e-9)
}

fn rate(bytes: usize, time: Duration) -> f64 {
    bytes as f64 / 1e6 / time.as_secs_f64().max(1e-9)
}

fn total(documents: &[DocumentFigures]) -> DocumentFigures {
    DocumentFigures {
        name: "all".to_owned(),
        bytes: documents.iter().map(|document| document.bytes).sum(),
        parse: documents.iter().map(|document| document.parse).sum(),
        yardstick: documents.iter().map(|document| document.yardstick).sum(),
        peak: None,
    }
}

impl DocumentFigures {
    fn line(&self) -> String {
        let times = |bytes: Option<u64>| {
            bytes.map_or_else(|| "-".to_owned(), |bytes| format!("{:.1}x", bytes as f64 / self.bytes as f64))
        };
        let (process, data) = (times(self.peak.map(|peak| peak.process)), times(self.peak.map(|peak| peak.data)));
        format!(
            "{:<24} {:>8.2} {:>9.2} {:>8.1} {:>13.2} {:>6.1}x {data:>7} {process:>8}",
            self.name,
            self.bytes as f64 / 1e6,
            milliseconds(self.parse),
            rate(self.bytes, self.parse),
            milliseconds(self.yardstick),
            ratio(self.parse, self.yardstick),
        )
    }

    fn json(&self) -> Value {
        object!({
            "document": self.name,
            "bytes": self.bytes,
            "parse_ms": milliseconds(self.parse),
            "megabytes_per_second": rate(self.bytes, self.parse),
            "pulldown_cmark_ms": milliseconds(self.yardstick),
            "times_pulldown_cmark": ratio(self.parse, self.yardstick),
            "peak_bytes": self.peak.map(|peak| peak.process),
            "peak_data_bytes": self.peak.map(|peak| peak.data),
        })
    }
}

fn as_text(documents: &[DocumentFigures], specs: &[SpecFigures]) -> String {
    let mut out = String::new();
    if documents.is_empty() {
        out += &format!("no documents at hand (--docs, ${}): not read\n", sources::DOCUMENTS_VARIABLE);
    } else {
        out += "documents → specs              MB        ms     MB/s  pulldown-cmark  ratio  memory  process\n";
        for document in documents.iter().chain([&total(documents)]) {
            let _ = writeln!(out, "{}", document.line());
        }
        out += "\n";
    }
    out += "specs → outputs           crate ms  reference ms  files       kB  diff ms\n";
    for spec in specs {
        let [rust, reference, diff] = [spec.rust, spec.reference, spec.diff].map(milliseconds);
        let (files, kilobytes) = (spec.files, spec.bytes / 1000);
        let _ = writeln!(out, "{:<24} {rust:>9.2} {reference:>13.2} {files:>6} {kilobytes:>8} {diff:>8.2}", spec.id);
    }
    out.trim_end().to_owned()
}

fn as_json(documents: &[DocumentFigures], specs: &[SpecFigures]) -> Value {
    let spec = |spec: &SpecFigures| {
        object!({
            "spec": spec.id,
            "rust_ms": milliseconds(spec.rust),
            "reference_ms": milliseconds(spec.reference),
            "diff_ms": milliseconds(spec.diff),
            "files": spec.files,
            "bytes": spec.bytes,
        })
    };
    object!({
        "documents": documents.iter().map(DocumentFigures::json).collect::<Vec<_>>(),
        "total": total(documents).json(),
        "specs": specs.iter().map(spec).collect::<Vec<_>>(),
    })
}
