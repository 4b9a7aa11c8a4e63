//! What `cargo xtask bench` measures of the wire side: signing, next to the vendor's Python SDK signing the same
//! request, and `docquarry serve` under load.
//!
//! A package of its own, because `xtask` is to link no HTTP stack. All figures of a report come from one run; those of
//! the server are of one core where the system has `taskset` and another core for the load.

mod load;
mod process;
mod request;
mod signing;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use serde_json::{Value, json};

use load::Load;
use process::Server;
use request::Scheme;
use signing::Signing;

/// Identifier of the caller.
const ID: &str = "AKIDbench";
/// Its secret.
const SECRET: &str = "docquarry-bench-secret";

/// Measures signing and `docquarry serve`.
#[derive(Debug, Parser)]
struct Options {
    /// The `docquarry` command, built with --release
    #[arg(long, value_name = "FILE")]
    server: PathBuf,
    /// The root of the workspace
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Requests of the run that shows whether memory grows
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    requests: usize,
    /// Connections that send at the same time
    #[arg(long, value_name = "N", default_value_t = 64)]
    connections: usize,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// A load and what it did to the server.
struct Run {
    scheme: Scheme,
    load: Load,
    /// Processor time of the server, in seconds.
    processor: f64,
    /// Resident memory of the server before, after a tenth of the requests, and at the end, in bytes.
    memory: [u64; 3],
}

fn main() -> ExitCode {
    let options = Options::parse();
    match measure(&options) {
        Ok((signing, runs)) if options.json => {
            println!("{}", as_json(&signing, &runs));
            ExitCode::SUCCESS
        }
        Ok((signing, runs)) => {
            print!("{}", as_text(&signing, &runs));
            ExitCode::SUCCESS
        }
        Err(reason) => {
            eprintln!("error: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn measure(options: &Options) -> Result<(Signing, Vec<Run>), String> {
    let signing = signing::measure(&options.root)?;
    process::pin_this();
    let mut runs = Vec::new();
    for scheme in [Scheme::Tc3, Scheme::HmacSha1] {
        runs.push(run(options, scheme)?);
    }
    Ok((signing, runs))
}

fn run(options: &Options, scheme: Scheme) -> Result<Run, String> {
    let server = Server::start(&options.server, &options.root)?;
    let send = |requests| load::run(&server.address, scheme, requests, options.connections);
    // Connections, code and caches are warm after this.
    send(options.requests.min(20_000))?;
    let before = server.memory();
    let started = server.processor();
    let first = send(options.requests / 10)?;
    let early = server.memory();
    let load = send(options.requests - options.requests / 10)?.and(first);
    let memory = [before, early, server.memory()];
    Ok(Run { scheme, load, processor: server.processor() - started, memory })
}

impl Run {
    fn line(&self) -> String {
        let [before, early, late] = self.memory.map(|bytes| bytes as f64 / 1e6);
        format!(
            "{:<18} {:>9} {:>10.0} {:>13.0} {:>7.2} {:>7.2} {:>7.2} {:>9.1} {:>7.1} {:>7.1}",
            self.scheme.name(),
            self.load.count(),
            self.load.rate(),
            self.load.count() as f64 / self.processor.max(1e-9),
            self.load.quantile(0.5),
            self.load.quantile(0.99),
            self.load.quantile(0.999),
            before,
            early,
            late,
        )
    }

    fn json(&self) -> Value {
        json!({
            "scheme": self.scheme.name(),
            "requests": self.load.count(),
            "requests_per_second": self.load.rate(),
            "requests_per_processor_second": self.load.count() as f64 / self.processor.max(1e-9),
            "p50_ms": self.load.quantile(0.5),
            "p99_ms": self.load.quantile(0.99),
            "p999_ms": self.load.quantile(0.999),
            "memory_bytes": self.memory,
        })
    }
}

fn as_text(signing: &Signing, runs: &[Run]) -> String {
    let mut out = "sign + serialize              µs  allocations\n".to_owned();
    for line in signing.lines() {
        out += &line;
        out.push('\n');
    }
    out += "\nserve             requests  /second  /processor s  p50 ms  p99 ms  p99.9   MB before   a tenth   end\n";
    for run in runs {
        let _ = writeln!(out, "{}", run.line());
    }
    out
}

fn as_json(signing: &Signing, runs: &[Run]) -> Value {
    json!({ "signing": signing.json(), "serve": runs.iter().map(Run::json).collect::<Vec<_>>() })
}
