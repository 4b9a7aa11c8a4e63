//! `docquarry proxy`: between a client and a service, until it is interrupted.

use std::io::{self, IsTerminal as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use clap::{Args, ValueEnum};
use docquarry_runtime::credentials::Credentials;
use docquarry_runtime::server::{Limits, serve};
use serde_json::json;
use tokio::net::TcpListener;

use super::console::Console;
use super::serve::{Secret, credentials, signals, unusable};
use super::{FINDINGS, OK, Stop};
use crate::diagnostic::{Diagnostic, Severity};
use crate::escape;
use crate::proxy::{Contract, Drift, Drifts, Options, RecordError, Recorder, Redactor, Target, Told, router};
use crate::serve::{Lines, Log, groups};
use crate::spec::model::Spec;
use crate::sync;

pub(super) const EXAMPLES: &str = "\
Examples:
  docquarry proxy api.json --to https://api.example.com --sign             signs with the credentials of the environment
  docquarry proxy api.json --to http://127.0.0.1:8080 --report drift.md    passes signatures through
  docquarry proxy api.json --to http://127.0.0.1:8080 --record calls.jsonl --redact Owner
  docquarry serve api.json --replay calls.jsonl                            answers from the record
  docquarry diff api.json --recorded calls.jsonl                           what of it is not documented

The exit code is 1 if anything was not as documented.";

#[derive(Debug, Args)]
pub(super) struct ProxyArgs {
    /// Specs (JSON), or their ids
    #[arg(value_name = "SPEC", required = true)]
    apis: Vec<PathBuf>,

    /// The service: `https://HOST` or `http://HOST:PORT`
    #[arg(long, value_name = "URL")]
    to: Target,

    /// Address to listen at
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8090")]
    listen: SocketAddr,

    /// Sign requests again, with --credentials or else those of the environment; without it signatures are passed through
    #[arg(long)]
    sign: bool,

    /// A secret id with its secret, and its token if it is temporary, to sign requests with; or a file that has them
    /// (`@FILE`, `-` for standard input), since others can see command lines
    #[arg(long, value_name = "ID:SECRET[:TOKEN]", allow_hyphen_values = true)]
    credentials: Vec<Secret>,

    /// Sign for everyone who reaches an address that is not of this machine alone
    #[arg(long)]
    share_credentials: bool,

    /// Write a report to this file at the end (Markdown)
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,

    /// Keep exchanges in this file (JSON lines), without secrets
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,

    /// Keep no values of fields of this name; may be given several times
    #[arg(long, value_name = "NAME")]
    redact: Vec<String>,

    /// How what is found is printed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Printed,
}

/// How what is found is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Printed {
    /// A line for people
    Text,
    /// A JSON object a line
    Json,
}

pub(super) fn run(args: &ProxyArgs, console: &Console) -> Result<u8, Stop> {
    let specs: Vec<Spec> = args.apis.iter().map(|path| super::load::spec(path)).collect::<Result<_, Stop>>()?;
    let groups = groups(specs.clone());
    if groups.len() > 1 {
        let message = "requests of these specs cannot be told apart";
        let finding = Diagnostic::new("several-specs", Severity::Error, message);
        return Err(Stop::Usage(finding.help("start a proxy for each of them")));
    }
    let signers = signers(args, &specs)?;
    let redactor = Redactor::new(args.redact.iter().cloned());
    let unusable_record = |error: RecordError| Stop::Usage(Diagnostic::new("io", Severity::Error, error.to_string()));
    let recorder = args.record.as_deref().map(|path| Recorder::open(path, redactor.clone()));
    let recorder = recorder.transpose().map_err(unusable_record)?;
    let drifts: Arc<Mutex<Drifts>> = Arc::default();
    let lines = Log::new(io::stdout(), Lines::All, console.colored(io::stdout().is_terminal()));
    let (teller, format) = (lines.clone(), args.format);
    let options = Options {
        to: args.to.clone(),
        credentials: signers,
        contract: Contract::of(&specs, redactor),
        drifts: Arc::clone(&drifts),
        recorder,
        tell: Box::new(move |told| teller.line(&line(told, format))),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| unusable(args.listen, &error))?;
    runtime.block_on(carry(args, options, &lines))?;
    let drifts = drifts.lock().unwrap_or_else(PoisonError::into_inner);
    if args.format == Printed::Json {
        let end = json!({"event": "end", "exchanges": drifts.exchanges(), "drifts": drifts.all().count()});
        lines.line(&format!("{end}\n"));
    }
    lines.end();
    console.note(&drifts.summary());
    if let Some(path) = &args.report {
        let text = escape::lines(&drifts.markdown()).into_owned();
        sync::write_atomic(path, text.as_bytes()).map_err(Stop::Usage)?;
    }
    Ok(if drifts.is_empty() { OK } else { FINDINGS })
}

/// What signs requests again; nothing if signatures are passed through.
fn signers(args: &ProxyArgs, specs: &[Spec]) -> Result<Vec<Credentials>, Stop> {
    if !args.sign && args.credentials.is_empty() {
        return Ok(Vec::new());
    }
    if !args.listen.ip().is_loopback() && !args.share_credentials {
        let message = format!("everyone who reaches {} would call with your credentials", args.listen);
        let finding = Diagnostic::new("unknown-option", Severity::Error, message);
        return Err(Stop::Usage(finding.help("listen at 127.0.0.1, or allow it with --share-credentials")));
    }
    let help = "give --credentials (ID:SECRET or a token), or set the variables";
    credentials(&args.credentials, specs, ("sign", help))
}

/// Carries requests until the process is told to end.
async fn carry(args: &ProxyArgs, options: Options, lines: &Log) -> Result<(), Stop> {
    let signals = signals().map_err(|error| unusable(args.listen, &error))?;
    let listener = TcpListener::bind(args.listen).await.map_err(|error| unusable(args.listen, &error))?;
    let bound = listener.local_addr().map_err(|error| unusable(args.listen, &error))?;
    let to = options.to.to_string();
    lines.line(&match args.format {
        Printed::Text => format!("to {to}\nlistening on http://{bound}\n"),
        Printed::Json => {
            format!("{}\n", json!({"event": "listening", "address": format!("http://{bound}"), "to": to}))
        }
    });
    let served = serve(listener, router(options), Limits::default(), signals).await;
    served.map_err(|error| unusable(args.listen, &error))
}

/// A line about what happened.
fn line(told: Told<'_>, format: Printed) -> String {
    let text = match (told, format) {
        (Told::Drift(drift), Printed::Text) => drift.to_string(),
        (Told::Drift(drift), Printed::Json) => event(drift),
        (Told::RecordEnded(reason), Printed::Text) => format!("warning: {}", escape::Visible(reason)),
        (Told::RecordEnded(reason), Printed::Json) => json!({"event": "record-ended", "reason": reason}).to_string(),
    };
    format!("{}\n", escape::json(&text))
}

fn event(drift: &Drift) -> String {
    let mut object = json!({"event": "drift"});
    if let (Ok(serde_json::Value::Object(members)), Some(object)) =
        (serde_json::to_value(drift), object.as_object_mut())
    {
        object.extend(members);
    }
    object.to_string()
}
