//! The stages, one call each: what commands, build scripts and tests use.
//!
//! A facade without knowledge of its own. Each stage can also be used by itself through its module.

use std::fmt;
use std::io::Read as _;
use std::path::Path;

use crate::diagnostic::{Diagnostic, Severity};
use crate::diff::semver::Impact;
use crate::diff::{self, Comparison, Counts, Edition};
use crate::emit::{Emitted, openapi, reference, rust};
use crate::escape;
use crate::families::{Corrections, Families};
use crate::prose::Prose;
use crate::spec::language;
use crate::spec::model::Spec;
use crate::spec::validate;
use crate::suspicion;

pub use crate::changelog::past::Moment;
pub use crate::coverage::Coverage;
pub use crate::document::Format;
pub use crate::emit::rust::Runtime;
pub use crate::learn::{Proposal, Usage};
pub use crate::pages::{Input, ParseOptions, Parsed, ParsedSpec, Profile, profile_text};

/// Documents → specs, one for each API found in them, with what was wrong on the way and the account of every line.
/// What no spec may have is left out of them, with a finding.
pub fn parse(inputs: &[Input], options: &ParseOptions) -> Parsed {
    let mut parsed = crate::pages::parse(inputs, options);
    for ParsedSpec { spec, .. } in &mut parsed.specs {
        validate::drop_addresses(spec);
        for problem in validate::purge(spec) {
            let message = format!("{}: no spec may have this, and it was left out: {problem}", spec.id);
            let finding = Diagnostic::new("spec-invalid", Severity::Error, message);
            parsed.diagnostics.push(match problem.source {
                Some(source) => finding.at(source),
                None => finding,
            });
        }
    }
    parsed
}

/// Adds the labels of editions in another language to the specs, and nothing else of those editions. An edition is of a
/// spec if it has its id, or else if it describes actions of it.
pub fn add_labels(parsed: &mut Parsed, editions: &Parsed) {
    for edition in &editions.specs {
        let common = |spec: &Spec| edition.spec.actions.keys().filter(|name| spec.actions.contains_key(*name)).count();
        let best = parsed.specs.iter_mut().max_by_key(|known| (known.spec.id == edition.spec.id, common(&known.spec)));
        let home = best.filter(|known| known.spec.id == edition.spec.id || common(&known.spec) > 0);
        let taken = home.map(|known| {
            let languages = [known.prose.language.clone(), edition.prose.language.clone()];
            language::take_labels(&mut known.spec, &edition.spec, [&languages[0], &languages[1]])
        });
        if taken.is_none_or(|taken| taken == 0) {
            let message = format!("no label of {} is of anything that the documents describe", edition.spec.id);
            let help = "give pages that describe the same actions in another language";
            parsed.diagnostics.push(Diagnostic::new("labels-unused", Severity::Warning, message).help(help));
        }
    }
    if editions.specs.is_empty() {
        let message = "the documents for labels describe no API".to_owned();
        let help = "give pages that describe the same actions in another language";
        parsed.diagnostics.push(Diagnostic::new("labels-unused", Severity::Warning, message).help(help));
    }
}

/// Proposes a profile of a name for pages of an unknown vendor.
///
/// # Errors
/// A finding that says why there is none.
pub fn learn(inputs: &[Input], name: &str) -> Result<Proposal, Diagnostic> {
    crate::learn::propose(inputs, name)
}

/// Counts what each word and rule of a profile matches on pages; `text` is the file, `document` its name.
///
/// # Errors
/// A finding with the line, the key, and the nearest key that there is.
pub fn check_profile(text: &str, document: &str, inputs: &[Input]) -> Result<Usage, Diagnostic> {
    crate::learn::usage(text, document, inputs)
}

/// True where the result is not the whole of the documents: nothing of an API was found, a part was not understood,
/// a line is not accounted for, or what was read of it does not look understood.
pub fn is_partial(parsed: &Parsed) -> bool {
    parsed.specs.iter().all(|ParsedSpec { spec, .. }| spec.is_bare())
        || parsed.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
        || parsed.diagnostics.iter().any(suspicion::is_doubt)
        || parsed.coverage.residue() > 0
}

/// Compares a spec with itself, its examples and its changelog.
pub fn check(spec: &Spec) -> Vec<Diagnostic> {
    crate::check::check(spec)
}

/// The spec as it was at an earlier release, as far as its changelog tells.
///
/// # Errors
/// A finding `no-such-release` where the changelog has no such release.
pub fn at(spec: &Spec, moment: &Moment) -> Result<Spec, Diagnostic> {
    crate::changelog::past::at(spec, moment)
}

/// Holds two editions of an API against each other; the names say where each came from.
pub fn compare(old: (&str, &Spec), new: (&str, &Spec)) -> Comparison {
    let ((old_name, old), (new_name, new)) = (old, new);
    let changes = diff::compare(old, new);
    Comparison {
        diff_version: diff::DIFF_VERSION,
        old: Edition::of(old, old_name),
        new: Edition::of(new, new_name),
        counts: Counts::of(&changes),
        crates: Impact::new(rust::compatibility::compare(old, new), !changes.is_empty()),
        changes,
    }
}

/// A kind of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A Rust crate.
    Rust,
    /// Reference documentation in Markdown.
    Reference,
    /// An OpenAPI 3.1 document.
    OpenApi,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rust => "Rust crate",
            Self::Reference => "reference docs",
            Self::OpenApi => "OpenAPI document",
        })
    }
}

/// The command that makes everything generated in this repository.
pub const REGENERATE: &str = "cargo xtask regenerate";

/// What a caller decides about outputs.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct EmitOptions<'a> {
    /// The command that makes the files, named in their first line.
    pub command: &'a str,
    /// The vendor's sentences, to stand in the files for private use.
    pub prose: Option<&'a Prose>,
    /// The version of the crate; `0.1.0` by default.
    pub version: Option<&'a str>,
    /// Where the crate finds `docquarry-runtime`; inside itself by default.
    pub runtime: Option<&'a Runtime>,
    /// The language of labels and units where the spec has it; `en` by default.
    pub language: &'a str,
    /// Families as corrected, for the reference; without them they are inferred.
    pub families: Option<&'a Families>,
}

impl<'a> EmitOptions<'a> {
    /// Facts alone, by a command.
    pub const fn new(command: &'a str) -> Self {
        Self { command, prose: None, version: None, runtime: None, language: language::ENGLISH, families: None }
    }

    /// With these sentences.
    #[must_use]
    pub fn prose(self, prose: Option<&'a Prose>) -> Self {
        Self { prose, ..self }
    }

    /// With families as corrected.
    #[must_use]
    pub fn families(self, families: &'a Families) -> Self {
        Self { families: Some(families), ..self }
    }

    /// For this version of the crate.
    #[must_use]
    pub fn version(self, version: &'a str) -> Self {
        Self { version: Some(version), ..self }
    }

    /// With labels and units in a language.
    #[must_use]
    pub fn language(self, language: &'a str) -> Self {
        Self { language, ..self }
    }

    /// For a crate that finds `docquarry-runtime` there.
    #[must_use]
    pub fn runtime(self, runtime: &'a Runtime) -> Self {
        Self { runtime: Some(runtime), ..self }
    }
}

/// Spec → files.
///
/// # Errors
/// Findings that say why the spec cannot be emitted; there is no partial output.
pub fn emit(target: Target, spec: &Spec, options: &EmitOptions<'_>) -> Result<Emitted, Vec<Diagnostic>> {
    emit_spoken(target, &language::spoken(spec, options.language), options)
}

/// Emits a spec that is in the language asked for.
fn emit_spoken(target: Target, spec: &Spec, options: &EmitOptions<'_>) -> Result<Emitted, Vec<Diagnostic>> {
    let emitted = match target {
        Target::Rust => rust::emit(spec, &rust_options(options))?,
        Target::Reference => {
            let options = reference::Options::new(options.command).prose(options.prose).families(options.families);
            let files = reference::emit(spec, &options);
            Emitted { files, diagnostics: Vec::new() }
        }
        Target::OpenApi => {
            let options = openapi::Options { prose: options.prose, command: options.command };
            let files = openapi::emit(spec, &options).map_err(|failure| vec![failure])?;
            Emitted { files, diagnostics: Vec::new() }
        }
    };
    Ok(Emitted { files: escape::files(emitted.files), ..emitted })
}

/// Everything generated from a spec, as it stands below `generated/<id>/`: the crate, the OpenAPI document, and
/// the reference in `docs/`.
///
/// # Errors
/// As [`emit`].
pub fn emit_all(spec: &Spec, options: &EmitOptions<'_>) -> Result<Emitted, Vec<Diagnostic>> {
    let spec = &language::spoken(spec, options.language);
    let mut emitted = emit_spoken(Target::Rust, spec, options)?;
    emitted.files.extend(emit_spoken(Target::OpenApi, spec, options)?.files);
    let reference = emit_spoken(Target::Reference, spec, options)?;
    emitted.files.extend(reference.files.into_iter().map(|(path, text)| (format!("docs/{path}"), text)));
    Ok(emitted)
}

/// The crates of this repository find the runtime beside them; other people's have it inside, unless told otherwise.
fn rust_options<'a>(options: &EmitOptions<'a>) -> rust::Options<'a> {
    let mut standard = rust::Options { prose: options.prose, ..rust::Options::default() };
    if let Some(version) = options.version {
        standard.version = version.to_owned();
    }
    if options.command == REGENERATE {
        return standard;
    }
    let runtime = options.runtime.cloned().unwrap_or(Runtime::Vendored);
    rust::Options { runtime, origin: Some(options.command.to_owned()), ..standard }
}

/// The families of a spec, corrected by a file: `file`, or else `families/<id>.toml` in the folder of the spec, if there
/// is one. Beside them, a warning for each correction that changes nothing.
///
/// # Errors
/// Findings about a file that cannot be read, is no list of corrections, or does not fit the spec.
pub fn families(
    spec: &Spec,
    folder: Option<&Path>,
    file: Option<&Path>,
) -> Result<(Families, Vec<Diagnostic>), Vec<Diagnostic>> {
    let beside = || Some(folder?.join("families").join(format!("{}.toml", spec.id)));
    let path = match file {
        Some(file) => Some(file.to_owned()),
        None => beside().filter(|path| path.exists()),
    };
    let Some(path) = path else { return Ok((crate::families::families(spec), Vec::new())) };
    let text = corrections_text(&path).map_err(|failure| vec![failure])?;
    let corrections = Corrections::parse(&path.display().to_string(), &text).map_err(|failure| vec![failure])?;
    corrections.apply(spec)
}

/// The text of a file of corrections, which people write: it is small.
fn corrections_text(path: &Path) -> Result<String, Diagnostic> {
    /// Bytes.
    const MOST: u64 = 1_000_000;
    let failed = |error: std::io::Error| Diagnostic::io("read", path, &error);
    let mut text = String::new();
    let file = std::fs::File::open(path).map_err(failed)?;
    file.take(MOST + 1).read_to_string(&mut text).map_err(failed)?;
    if text.len() as u64 > MOST {
        let message = format!("{} is larger than 1 MB, and no list of corrections", path.display());
        return Err(Diagnostic::new("corrections-invalid", Severity::Error, message));
    }
    Ok(text)
}

/// Where `regenerate` keeps the descriptions of a spec, relative to the spec's folder.
pub fn prose_path(folder: &Path, id: &str, language: &str) -> std::path::PathBuf {
    folder.join("prose").join(format!("{id}.{language}.json"))
}
