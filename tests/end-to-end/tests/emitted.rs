//! The README's quick start: pages become a crate in an empty folder, and the README's program compiles with it. The runtime
//! is inside, and cargo needs nothing else but the crates that this workspace has fetched already.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const DOCQUARRY: &str = env!("CARGO_BIN_EXE_docquarry-to-serve");

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{said}");
    said.into_owned()
}

/// The program of the README.
fn program() -> String {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let (_, rest) = readme.split_once("```rust\n").unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

#[test]
fn an_emitted_crate_compiles_in_an_empty_folder() {
    let scratch = std::env::temp_dir().join(format!("docquarry-emitted-{}", std::process::id()));
    let _ = fs::remove_dir_all(&scratch);
    fs::create_dir_all(&scratch).unwrap();
    let spec = scratch.join("api.json");
    let pages = root().join("tests/cases/pages/quick-start/input");
    run(Command::new(DOCQUARRY).arg("parse").arg(pages).arg("-o").arg(&spec));
    let said = run(Command::new(DOCQUARRY).current_dir(&scratch).args(["emit", "rust"]).arg(&spec).args(["-o", "tea"]));
    assert!(said.contains("next: cargo build --manifest-path tea/Cargo.toml"), "{said}");
    let krate = scratch.join("tea");
    assert!(krate.join("runtime/src/lib.rs").is_file() && krate.join("runtime/LICENSE-MIT").is_file());

    fs::create_dir_all(krate.join("examples")).unwrap();
    fs::write(krate.join("examples/shop.rs"), program()).unwrap();

    // The versions and the target folder of this workspace: what its tests and lints have compiled is not compiled again.
    fs::copy(root().join("Cargo.lock"), krate.join("Cargo.lock")).unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(&krate).args(["check", "--quiet", "--offline", "--features", "blocking,server", "--examples"]);
    cargo.args(["--config", "profile.dev.debug=\"line-tables-only\""]);
    cargo.args(["--config", "profile.dev.package.\"*\".debug=false"]);
    cargo.env("CARGO_TARGET_DIR", root().join("target")).env("RUSTFLAGS", "-D warnings");
    run(&mut cargo);

    // Without the copy nothing is left of it.
    let runtime = format!("path={}", root().join("generator/runtime").display());
    let mut emit = Command::new(DOCQUARRY);
    emit.current_dir(&scratch).args(["emit", "rust"]).arg(&spec).args(["-o", "tea", "--runtime", &runtime]);
    run(&mut emit);
    assert!(!krate.join("runtime").exists());
    run(Command::new(env!("CARGO")).current_dir(&krate).args(["metadata", "--no-deps", "--format-version", "1"]));
    let _ = fs::remove_dir_all(&scratch);
}
