//! The `cargo xtask` command line.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::{bench, ci, corpus, fuzz, interop, regenerate, semver, site};

const EXIT_CODES: &str = "Exit codes: 0 all is well, 1 something failed or is stale, 2 wrong usage";

/// Docquarry's own build commands.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", after_help = EXIT_CODES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Documents → spec/<id>.json → generated/<id>/
    ///
    /// Documents are looked for in --docs, $DOCQUARRY_DOCS, ./docs and ../shared/docs. Without them everything is
    /// generated from the committed specs.
    Regenerate(regenerate::Options),
    /// Everything that continuous integration runs: formatting, lints, docs, tests, freshness
    Ci,
    /// How well documents of other products are read, against the bounds of tests/corpus.toml
    Corpus(corpus::Options),
    /// The reference of all committed specs and the guide as a static site, in target/site
    Site(site::Options),
    /// Times and memory of the pipeline, in release mode, with pulldown-cmark as yardstick
    Bench(bench::Options),
    /// Holds predicted versions of generated crates against what rustc refuses, over planted changes
    Semver(semver::Options),
    /// Inputs of strangers, changed by chance: a long run of the fuzz targets
    Fuzz(fuzz::Options),
    /// The generated OpenAPI documents with other people's tools, against `docquarry serve`
    Interop(interop::Options),
    /// What `bench` runs in release mode
    #[command(hide = true)]
    BenchInner(bench::Options),
}

fn main() -> ExitCode {
    let root = xtask::root();
    match Cli::parse().command {
        Command::Regenerate(options) => regenerate::main(&root, &options),
        Command::Ci => ci::main(&root),
        Command::Corpus(options) => corpus::main(&root, &options),
        Command::Site(options) => site::main(&root, &options),
        Command::Bench(options) => bench::main(&root, &options),
        Command::Semver(options) => semver::main(&root, &options),
        Command::Fuzz(options) => fuzz::main(&root, &options),
        Command::Interop(options) => interop::main(&root, &options),
        Command::BenchInner(options) => bench::inner(&root, &options),
    }
}
