//! `cargo xtask ci`: what continuous integration runs, each step a command that can be typed by hand.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

/// One command.
struct Step {
    program: &'static str,
    arguments: Vec<String>,
    environment: Vec<(&'static str, &'static str)>,
}

impl Step {
    fn new(program: &'static str, arguments: &str) -> Self {
        Self { program, arguments: arguments.split(' ').map(str::to_owned).collect(), environment: Vec::new() }
    }

    fn cargo(arguments: &str) -> Self {
        Self::new("cargo", arguments)
    }

    fn with(mut self, name: &'static str, value: &'static str) -> Self {
        self.environment.push((name, value));
        self
    }

    fn describe(&self) -> String {
        let variables: String = self.environment.iter().map(|(name, value)| format!("{name}='{value}' ")).collect();
        format!("{variables}{} {}", self.program, self.arguments.join(" "))
    }

    fn run(&self, root: &Path) -> Result<(), String> {
        let cargo = || std::env::var_os("CARGO").filter(|_| self.program == "cargo");
        let mut command = Command::new(cargo().unwrap_or_else(|| OsString::from(self.program)));
        command.current_dir(root).args(&self.arguments).envs(self.environment.iter().copied());
        match command.status() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(status.to_string()),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// Features of a generated crate, in the combinations that differ.
const FEATURES: [&str; 5] = ["", "client", "client,check", "server", "client,server"];

fn steps(root: &Path) -> Vec<Step> {
    let mut steps = vec![
        Step::cargo("fmt --all --check"),
        Step::cargo("xtask regenerate --check"),
        Step::cargo("clippy --workspace --all-targets -- -D warnings"),
    ];
    for id in generated(root) {
        for features in FEATURES {
            let package = format!("clippy --package {id} --no-default-features");
            let arguments = match features {
                "" => package,
                features => format!("{package} --features {features}"),
            };
            steps.push(Step::cargo(&format!("{arguments} -- -D warnings")));
        }
    }
    steps.push(Step::cargo("doc --workspace --no-deps").with("RUSTDOCFLAGS", "-D warnings"));
    steps.push(Step::cargo("test --workspace"));
    // Documents of other products, where they are at hand.
    steps.push(Step::cargo("xtask corpus"));
    steps.push(Step::cargo("xtask semver"));
    // The vendors' own SDKs against `docquarry serve`, in a virtual environment that the script makes for itself.
    steps.push(Step::new("python3", "tests/sdk/run.py"));
    // Generated OpenAPI documents against the official schema, likewise.
    steps.push(Step::new("python3", "tests/openapi/run.py"));
    // The site in a browser, as readers use it, and its samples.
    steps.push(Step::new("python3", "tests/site/run.py"));
    // What the guide says can be pasted.
    steps.push(Step::new("python3", "tests/sdk/guide.py"));
    steps
}

/// Names of the generated crates.
fn generated(root: &Path) -> Vec<String> {
    let entries = fs::read_dir(root.join("generated")).into_iter().flatten().flatten();
    let crates = entries.filter(|entry| entry.path().join("Cargo.toml").is_file());
    let mut names: Vec<String> = crates.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}

/// Runs every step, also after one has failed, and says which did.
pub fn main(root: &Path) -> ExitCode {
    let mut failed = Vec::new();
    for step in steps(root) {
        let (name, start) = (step.describe(), Instant::now());
        eprintln!("\n==> {name}");
        let result = step.run(root);
        eprintln!("<== {:.1} s", start.elapsed().as_secs_f64());
        if let Err(reason) = result {
            failed.push(format!("{name}: {reason}"));
        }
    }
    if failed.is_empty() {
        eprintln!("\nAll steps passed.");
        return ExitCode::SUCCESS;
    }
    eprintln!("\nFailed:\n  {}", failed.join("\n  "));
    ExitCode::FAILURE
}
