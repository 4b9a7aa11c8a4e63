//! A crate that `docquarry emit rust` writes into an empty folder compiles as it is: the runtime is inside, and cargo needs
//! nothing else but the crates that this workspace has fetched already.
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

#[test]
fn an_emitted_crate_compiles_in_an_empty_folder() {
    let scratch = std::env::temp_dir().join(format!("docquarry-emitted-{}", std::process::id()));
    let _ = fs::remove_dir_all(&scratch);
    fs::create_dir_all(&scratch).unwrap();
    let spec = root().join("generator/tests/emit_rust/tea-house.json");
    let said = run(Command::new(DOCQUARRY).current_dir(&scratch).args(["emit", "rust"]).arg(&spec).args(["-o", "tea"]));
    assert!(said.contains("next: cargo build --manifest-path tea/Cargo.toml"), "{said}");
    let krate = scratch.join("tea");
    assert!(krate.join("runtime/src/lib.rs").is_file() && krate.join("runtime/LICENSE-MIT").is_file());

    // The versions and the target folder of this workspace: what its tests and lints have compiled is not compiled again.
    fs::copy(root().join("Cargo.lock"), krate.join("Cargo.lock")).unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(&krate).args(["check", "--quiet", "--offline", "--features", "client,server"]);
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
