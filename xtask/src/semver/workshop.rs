//! Where crates of planted changes are written and judged, below `target/semver`: by rustc, which compiles code that
//! uses the former crate against the new one, and by cargo-semver-checks, which compares what rustdoc says of both.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use docquarry::diff::semver::Bump;
use docquarry::emit::rust::{self, Runtime};
use docquarry::spec::model::Spec;
use serde_json::Value;

use super::consumer;

/// The judge, and the version that is pinned.
const TOOL: &str = "cargo-semver-checks";
const TOOL_VERSION: &str = "0.51.0";

pub(super) struct Workshop {
    root: PathBuf,
    folder: PathBuf,
    tools: PathBuf,
}

/// An error in a use of a declaration, as rustc reports it.
type Lines = BTreeSet<usize>;

impl Workshop {
    pub(super) fn new(root: &Path) -> Self {
        let target = root.join("target");
        Self { root: root.to_owned(), folder: target.join("semver"), tools: target.join("tools") }
    }

    fn cargo(&self) -> Command {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
        cargo.env("CARGO_TARGET_DIR", self.folder.join("target")).env_remove("RUSTFLAGS").env_remove("RUSTDOCFLAGS");
        // Rustdoc's JSON form needs it; for all commands, since the dependencies are built anew where it changes.
        cargo.env("RUSTC_BOOTSTRAP", "1");
        cargo
    }

    fn tool(&self) -> PathBuf {
        self.tools.join("bin").join(format!("{TOOL}{}", std::env::consts::EXE_SUFFIX))
    }

    /// Installs the judge if it is not there in the pinned version.
    pub(super) fn install(&self) -> Result<(), String> {
        let has_version = |output: Output| String::from_utf8_lossy(&output.stdout).contains(TOOL_VERSION);
        if Command::new(self.tool()).args(["semver-checks", "--version"]).output().is_ok_and(has_version) {
            return Ok(());
        }
        eprintln!("installing {TOOL} {TOOL_VERSION} into target/tools (once)");
        let mut cargo = self.cargo();
        // Its profile optimizes the dependencies, which takes five times as long as it then saves.
        cargo.args(["--config", "profile.dev.package.'*'.opt-level=0", "install", "--locked", "--debug"]);
        cargo.args(["--version", TOOL_VERSION, TOOL, "--root"]).arg(&self.tools);
        cargo.env("CARGO_TARGET_DIR", self.tools.join("build")).env("CARGO_PROFILE_DEV_DEBUG", "0");
        cargo.env_remove("RUSTC_BOOTSTRAP");
        let status = cargo.status().map_err(|error| format!("cargo install: {error}"))?;
        if status.success() { Ok(()) } else { Err(format!("cargo install {TOOL}: {status}")) }
    }

    /// Writes the crate of a spec, for this place alone. Cargo tells crates that share a target folder apart by name
    /// and version, not by place.
    pub(super) fn write(&self, name: &str, version: &str, spec: &Spec) -> Result<PathBuf, String> {
        let folder = self.folder.join(name);
        let runtime = Runtime::Path(self.root.join("generator/runtime").display().to_string());
        let mut options = rust::Options::default();
        options.runtime = runtime;
        options.version = version.to_owned();
        let emitted = rust::emit(spec, &options).map_err(|failures| format!("{failures:?}"))?;
        let _ = fs::remove_dir_all(&folder);
        for (path, text) in &emitted.files {
            // A crate below another workspace has to say that it is its own.
            let text = if path == "Cargo.toml" { format!("{text}\n[workspace]\n") } else { text.clone() };
            self.put(&folder.join(path), &text)?;
        }
        fs::copy(self.root.join("Cargo.lock"), folder.join("Cargo.lock"))
            .map_err(|error| format!("Cargo.lock: {error}"))?;
        Ok(folder)
    }

    fn put(&self, path: &Path, text: &str) -> Result<(), String> {
        let failed = |error| format!("{}: {error}", path.display());
        fs::create_dir_all(path.parent().unwrap_or(path)).map_err(failed)?;
        fs::write(path, text).map_err(failed)
    }

    /// What rustdoc says of a crate, as JSON.
    pub(super) fn rustdoc(&self, folder: &Path, id: &str) -> Result<PathBuf, String> {
        let mut cargo = self.cargo();
        cargo.current_dir(folder).args(["rustdoc", "--quiet", "--lib", "--features", "client,server", "--"]);
        // The JSON form is not stable, but the judge knows the forms of all recent compilers.
        cargo.args(["-Zunstable-options", "--output-format", "json"]);
        let output = cargo.output().map_err(|error| format!("cargo rustdoc: {error}"))?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        let (made, kept) =
            (self.folder.join(format!("target/doc/{}.json", id.replace('-', "_"))), folder.join("rustdoc.json"));
        fs::copy(&made, &kept).map_err(|error| format!("{}: {error}", made.display()))?;
        Ok(kept)
    }

    /// What cargo-semver-checks asks of the version.
    pub(super) fn judge(&self, old: &Path, new: &Path) -> Result<Bump, String> {
        let mut tool = Command::new(self.tool());
        tool.args(["semver-checks", "--color", "never", "--release-type", "patch"]);
        tool.arg("--baseline-rustdoc").arg(old).arg("--current-rustdoc").arg(new);
        let output = tool.output().map_err(|error| format!("{TOOL}: {error}"))?;
        let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        let requires = |word: &str| said.contains(&format!("semver requires new {word} version"));
        match output.status.success() {
            true => Ok(Bump::Patch),
            false if requires("major") => Ok(Bump::Major),
            false if requires("minor") => Ok(Bump::Minor),
            false => Err(said.into_owned()),
        }
    }

    /// Lines of a consumer that do not compile against a crate.
    pub(super) fn failing(&self, folder: &Path, consumer: &str) -> Result<Lines, String> {
        let mut lines: Vec<&str> = consumer.lines().collect();
        let mut failing = Lines::new();
        // An error about a name can keep others from being looked for, so lines that fail are taken out.
        loop {
            self.put(&folder.join("examples/consumer.rs"), &(lines.join("\n") + "\n"))?;
            let found = self.check(folder)?;
            if found.iter().any(|line| *line < consumer::FIRST || !failing.insert(*line)) {
                return Err(format!("the consumer cannot be compiled: lines {found:?}"));
            }
            if found.is_empty() {
                return Ok(failing);
            }
            for line in found {
                if let Some(text) = lines.get_mut(line - 1) {
                    *text = "";
                }
            }
        }
    }

    fn check(&self, folder: &Path) -> Result<Lines, String> {
        let mut cargo = self.cargo();
        cargo.current_dir(folder).args(["check", "--quiet", "--example", "consumer", "--features", "client,server"]);
        cargo.args(["--message-format", "json"]);
        let output = cargo.output().map_err(|error| format!("cargo check: {error}"))?;
        let mut lines = Lines::new();
        for message in String::from_utf8_lossy(&output.stdout).lines() {
            let message: Value = serde_json::from_str(message).map_err(|error| error.to_string())?;
            let message = &message["message"];
            if message["level"] == "error" {
                let spans = message["spans"].as_array().into_iter().flatten();
                let own =
                    spans.filter(|span| span["is_primary"] == true && span["file_name"] == "examples/consumer.rs");
                lines.extend(own.filter_map(|span| usize::try_from(span["line_start"].as_u64()?).ok()));
            }
        }
        if lines.is_empty() && !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        Ok(lines)
    }
}
