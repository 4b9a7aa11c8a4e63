//! What a spec that differs from the committed one means: the report of its changes, the version of its crate, the
//! snapshot of what it replaces.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use docquarry::diagnostic::Diagnostic;
use docquarry::diff::Comparison;
use docquarry::emit::{Files, report};
use docquarry::json;
use docquarry::pipeline;
use docquarry::releases::Releases;
use docquarry::spec::argument_order;
use docquarry::spec::model::Spec;

use super::table::Changes;
use super::{COMMAND, Options, Outcome, snapshots};

/// A spec beside the committed one.
pub(super) struct Edition {
    id: String,
    /// The committed text; none where there is none.
    before: Option<String>,
    /// The committed spec, where it differs and can be read.
    old: Option<Spec>,
    comparison: Option<Comparison>,
}

impl Edition {
    /// Compares a spec with the committed one, whose order of constructors' arguments it keeps. Returns the spec's text
    /// too.
    pub(super) fn of(root: &Path, spec: &mut Spec) -> Result<(Self, String), Diagnostic> {
        let path = format!("spec/{}.json", spec.id);
        let before = fs::read_to_string(root.join(&path)).ok();
        let mut text = json::spec_text(spec)?;
        let differs = before.as_deref().filter(|before| *before != text);
        // A file that is no spec, or one of another version of the contract, has nothing to be compared with.
        let mut old = differs.and_then(|before| json::parse_spec(before.as_bytes(), &path).ok());
        if let Some(committed) = &old {
            argument_order::keep(spec, committed);
            text = json::spec_text(spec)?;
            old = old.filter(|_| before.as_deref() != Some(&*text));
        }
        let comparison = old.as_ref().map(|old| pipeline::compare(("committed", old), ("documents", spec)));
        Ok((Self { id: spec.id.clone(), before, old, comparison }, text))
    }

    /// Whether the spec is another than the committed one, or there is none that can be read.
    pub(super) fn differs(&self) -> bool {
        self.before.is_none() || self.old.is_some()
    }

    /// The committed spec, where it is another.
    pub(super) fn old(&self) -> Option<&Spec> {
        self.old.as_ref()
    }

    /// The changes that are worth a report.
    fn changed(&self) -> Option<&Comparison> {
        self.comparison.as_ref().filter(|comparison| !comparison.is_empty())
    }

    /// The versions of the crate, the one for this edition included. Reports what changed.
    pub(super) fn versions(
        &self,
        root: &Path,
        options: &Options,
        documents: BTreeMap<String, String>,
        outcome: &mut Outcome,
    ) -> Result<Releases, Diagnostic> {
        let path = root.join(self.path());
        let mut versions = match fs::read_to_string(&path) {
            Ok(text) => Releases::parse(&text).map_err(|finding| finding.help(format!("in {}", self.path())))?,
            Err(error) if error.kind() == ErrorKind::NotFound => Releases::first(documents.clone()),
            Err(error) => return Err(Diagnostic::io("read", &path, &error)),
        };
        let before = versions.version().to_owned();
        // A spec that was read from its committed file is of no other edition.
        if !documents.is_empty() {
            versions.record(documents, self.changed(), options.bump);
        }
        if let Some(comparison) = self.changed() {
            let version = Some(before.clone()).filter(|before| before != versions.version());
            if version.is_none() {
                let note = format!(
                    "{}: the documents are those of version {before}, which stays; --bump makes another",
                    self.id
                );
                outcome.notes.push(note);
            }
            let mut shown = report::Options::default();
            shown.version = version;
            outcome.changes.push(report::text(comparison, &shown));
        }
        Ok(versions)
    }

    fn path(&self) -> String {
        format!("spec/releases/{}.toml", self.id)
    }

    /// The files beside spec and crate: versions, changelog and, where it is asked for, the snapshot.
    pub(super) fn files(&self, root: &Path, options: &Options, versions: &Releases) -> Result<Files, Diagnostic> {
        let mut files = Files::from([
            (self.path(), versions.to_text()?),
            (format!("generated/{}/CHANGELOG.md", self.id), versions.changelog(&self.id, COMMAND)),
        ]);
        if let (Some(edition), Some(old), Some(_)) = (&options.snapshot, &self.old, self.changed()) {
            let name = snapshots::name(root, &self.id, old, edition)?;
            files.insert(snapshots::path(&name), json::to_text(old)?);
        }
        Ok(files)
    }

    /// How far the spec, which is `text`, differs from the committed one.
    pub(super) fn count(&self, text: &str) -> Changes {
        match (&self.before, &self.comparison) {
            (None, _) => Changes::New,
            (Some(before), _) if before == text => Changes::None,
            (Some(_), None) => Changes::Incomparable,
            (Some(_), Some(comparison)) if comparison.is_empty() => Changes::Silent,
            (Some(_), Some(comparison)) => Changes::Counted(comparison.counts),
        }
    }
}
