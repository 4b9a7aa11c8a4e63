//! The command line's grammar and its help texts.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, Args, ColorChoice, Parser, Subcommand, ValueEnum};

use crate::pipeline::{self, Moment, ParseOptions, Profile};

const EXIT_CODES: &str = "\
Exit codes:
  0  everything was understood
  1  something was not understood, a finding has severity error, a change is as bad as --fail-on says,
     or traffic is not as documented
  2  the command could not be run as given: unknown option; no such file, id, action or release; several
     APIs and none chosen; files that are not docquarry's own

A SPEC is a file, `-` for standard input, or an id: ID.json in the folder of --specs, by default the nearest
folder `spec` here or above, and in its `snapshots`.

Results go to standard output, findings and summaries to standard error. Findings are
`document:line: severity[code]: message` in a pipe, and show the document's line on a terminal.";

/// Reads cloud vendors' API documentation into a normalized JSON spec, and emits Rust crates and reference docs.
#[derive(Debug, Parser)]
#[command(name = "docquarry", version, after_help = EXIT_CODES, arg_required_else_help = true)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,

    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: ColorChoice,

    /// Print results and errors only: no summaries, warnings and notes
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,

    /// List each finding, and each document that describes no API
    #[arg(short, long, global = true)]
    pub(super) verbose: bool,

    /// The folder where specs are found by their ids [default: the nearest folder `spec`, here or above]
    #[arg(long = "specs", global = true, value_name = "DIR")]
    pub(super) spec_folder: Option<PathBuf>,

    /// Largest document and spec that is read, in MB; reading one takes up to 25 times its size in memory
    #[arg(long, global = true, value_name = "MB", default_value_t = 32, value_parser = clap::value_parser!(u32).range(1..=4096))]
    pub(super) max_document: u32,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Read documents and print the spec of the API in them
    #[command(after_help = PARSE_EXAMPLES)]
    Parse(ParseArgs),
    /// List what is wrong, odd or contradictory in specs or documents
    #[command(after_help = CHECK_EXAMPLES)]
    Check(CheckArgs),
    /// Account for every line of documents
    #[command(after_help = LEDGER_EXAMPLES)]
    #[command(alias = "ledger")]
    Coverage(CoverageArgs),
    /// Write a Rust crate, reference docs, an OpenAPI document or a site from a spec
    #[command(after_help = EMIT_EXAMPLES)]
    Emit(EmitArgs),
    /// Print the spec as it was at a release of its changelog
    #[command(after_help = AT_EXAMPLES)]
    At(AtArgs),
    /// Hold a changelog against the tables, or against the differences of two editions
    #[command(after_help = CHANGELOG_EXAMPLES, alias = "reconcile")]
    Changelog(ChangelogArgs),
    /// Print what becomes of each action and field of an API in the one that succeeds it
    #[command(after_help = MIGRATE_EXAMPLES)]
    Migrate(super::migrate::MigrateArgs),
    /// List what changed between two editions of an API, and what it means for callers
    #[command(after_help = DIFF_EXAMPLES)]
    Diff(DiffArgs),
    /// Let a repository of specs follow its pages: one branch, one report
    #[command(after_help = super::update::EXAMPLES)]
    Update(super::update::UpdateArgs),
    /// Serve APIs: verify and check requests, answer with the documented examples or from a state
    #[cfg(feature = "serve")]
    #[command(after_help = SERVE_EXAMPLES)]
    Serve(ServeArgs),
    /// Call an action of an API, with parameters that are checked against its spec
    #[cfg(feature = "serve")]
    #[command(after_help = super::call::EXAMPLES)]
    Call(super::call::CallArgs),
    /// Stand between a client and a service, and tell what of their traffic is not as documented
    #[cfg(feature = "serve")]
    #[command(after_help = super::proxy::EXAMPLES)]
    Proxy(super::proxy::ProxyArgs),
    /// Print everything known of an action, a structure, a field or an error code
    #[command(after_help = EXPLAIN_EXAMPLES)]
    Explain(ExplainArgs),
    /// Print the completions of a shell
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions {
        /// The shell
        #[arg(value_name = "SHELL")]
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or write the pages of all commands to a folder
    #[command(after_help = MAN_EXAMPLES)]
    Man {
        /// The folder to write to
        #[arg(short, long, value_name = "DIR")]
        output: Option<PathBuf>,
    },
    /// Infer which actions create, show, change and end the same things
    #[command(after_help = super::families::EXAMPLES)]
    Families(super::families::FamiliesArgs),
    /// List the profiles that pages can be read by, or print one that is a file
    #[command(after_help = super::profiles::EXAMPLES)]
    Profiles(super::profiles::ProfilesArgs),
    /// Propose a profile for pages of an unknown vendor
    #[command(after_help = super::learn::EXAMPLES)]
    Learn(super::learn::LearnArgs),
    /// Count what each word and rule of a profile matches on pages
    #[command(after_help = super::learn::CHECK_EXAMPLES)]
    CheckProfile(super::learn::CheckProfileArgs),
}

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  docquarry completions bash > ~/.local/share/bash-completion/completions/docquarry
  docquarry completions fish > ~/.config/fish/completions/docquarry.fish";

const MAN_EXAMPLES: &str = "\
Examples:
  docquarry man | man -l -
  docquarry man -o ~/.local/share/man/man1";

const PARSE_EXAMPLES: &str = "\
Examples:
  docquarry parse page.md                         spec to standard output
  docquarry parse clb.zh.txt --id tencent-clb -o clb.json
  docquarry parse clb.zh.txt -o specs/            every API of the document, specs/<id>.json
  docquarry parse pages/                          a folder of pages, in the order of their names
  curl -s https://example.com/page.html | docquarry parse -";

const CHECK_EXAMPLES: &str = "\
Examples:
  docquarry check spec/tencent-clb.json           contradictions inside a spec
  docquarry check clb.zh.txt                      the same, and what could not be read
  docquarry check --format json *.json | jq .code";

const LEDGER_EXAMPLES: &str = "\
Examples:
  docquarry coverage clb.zh.txt                     sums by kind, and the lines that nothing accounts for
  docquarry coverage docs/";

const EMIT_EXAMPLES: &str = "\
Examples:
  docquarry emit rust spec/tencent-clb.json -o crates/tencent-clb      builds as it is
  docquarry emit rust a.json -o crates/a --runtime git                 instead of a copy of docquarry-runtime
  docquarry emit rust a.json -o crates/a --runtime path=../docquarry/generator/runtime
  docquarry emit reference clb.json -o docs/clb
  docquarry emit openapi clb.json -o docs/clb     writes openapi.json and openapi-routed.json
  docquarry emit site a.json b.json -o site         opens from the folder: site/index.html
  docquarry emit rust spec/tencent-clb.json -o private/clb --prose

Files that an earlier run generated in the same folders and this one does not are deleted;
files that were not generated are never touched. Nothing is written when anything fails.";

const AT_EXAMPLES: &str = "\
Examples:
  docquarry at 50 spec/tencent-clb.json -o clb-50.json
  docquarry at 2021-07-14 tencent-clb             the last release up to that day; spec/tencent-clb.json
  docquarry at 50 tencent-clb | docquarry emit reference - -o docs/clb-50

What a changelog does not tell is marked: `uncertain` beside a field lists what of it is not known
(presence, type, required, facts, deprecated). Fields that the tables no longer have are known by name
only. Labels, ranges, defaults, examples and error codes are those of the newest release: the keys that
`as_of.from_newest` lists.";

const CHANGELOG_EXAMPLES: &str = "\
Examples:
  docquarry changelog tencent-clb                 what became of each announcement, and which are contradictory
  docquarry changelog --all --format json tencent-ecm | jq '.rows[] | select(.status == \"renamed\")'
  docquarry changelog old.json new.json           differences that the newer changelog announces, and silent ones";

const MIGRATE_EXAMPLES: &str = "\
Examples:
  docquarry migrate tencent-clb-v2 tencent-clb
  docquarry migrate tencent-clb-v2 tencent-clb --action CloneLB
  docquarry migrate tencent-clb-v2 tencent-clb --format markdown > migration.md
  docquarry migrate --rules                       what each rule takes as equal

Successors come from the vendor's migration table in the older spec. Fields are mapped by their names; each row
names the rules that say so. What several fields could be is ambiguous, what labels or values alone say is suggested.";

const DIFF_EXAMPLES: &str = "\
Examples:
  docquarry diff old.json new.json                two specs
  docquarry diff spec/tencent-clb.json clb.zh.txt a spec and a document that was published since
  docquarry diff HEAD~5 HEAD --id tencent-clb     spec/tencent-clb.json in two revisions of a git repository
  docquarry diff v1:spec/a.json spec/a.json --format markdown > comment.md
  docquarry diff HEAD~1:pages HEAD:pages          a folder of pages in two revisions; a page is REVISION:PATH too
  docquarry diff api.json page.md --action CreateListener
  docquarry diff editions/ --timeline             each edition in a folder with the next, and with its changelog

Exit codes:
  0  no change of the severity that --fail-on names, or a worse one
  1  there is one, or a document was not wholly understood
  2  the command could not be run as given";

#[cfg(feature = "serve")]
const SERVE_EXAMPLES: &str = "\
Examples:
  docquarry serve spec/tencent-clb.json --listen 127.0.0.1:8080 --credentials id:secret
  docquarry serve spec/{tencent-clb,aliyun-slb}.json --listen 127.0.0.1:0 --no-auth    a free port, printed
  docquarry serve spec/aliyun-slb.json --credentials id:secret --latency 200ms --fail Throttling=0.1

  docquarry serve spec/tencent-clb.json --credentials @secrets.txt                    one ID:SECRET a line
  docquarry serve spec/tencent-clb.json --no-auth --state memory --task-time 2s       remember what is created
  docquarry serve spec/tencent-clb.json --no-auth --tls self-signed --cors            for https: clients and browsers

With --state, what is created is there until it is deleted: describe, modify, delete and members
work by the families that `docquarry families SPEC` prints; any other action answers its example.
GET /-/state answers everything that is kept, and POST /-/state/reset forgets it.

Without --credentials they come from TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or
ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET. What is served is listed at
/-/ (text; in a browser a page) and /-/actions (JSON). Interrupt the command to end it.";

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  docquarry explain tencent-clb CreateListener
  docquarry explain tencent-clb CreateListener.HealthCheck.TimeOut   through structures; lists need no index
  docquarry explain tencent-clb LoadBalancer.Domain                  a member of a structure
  docquarry explain tencent-clb DescribeTargets.response.Listeners   where request and response have the name
  docquarry explain tencent-clb FailedOperation.ResourceInOperating
  docquarry explain clb-50.json CreateListener --format json";

/// Which documents, and how to read them.
#[derive(Debug, Args)]
pub(super) struct Documents {
    /// Documents, folders of documents (.txt, .md, .html; sorted by name), or `-` for standard input
    #[arg(value_name = "DOC", required = true)]
    pub(super) documents: Vec<PathBuf>,

    #[command(flatten)]
    pub(super) reading: Reading,
}

/// What to take for granted instead of detecting it.
#[derive(Debug, Args)]
pub(super) struct Reading {
    /// The vendor's conventions, detected by default
    #[arg(long, alias = "dialect", value_name = "PROFILE", value_parser = profiles())]
    pub(super) profile: Option<Profile>,

    /// The file format, detected by default
    #[arg(long, value_name = "READER", value_parser = readers())]
    pub(super) reader: Option<pipeline::Format>,
}

impl Reading {
    pub(super) fn options(&self) -> ParseOptions {
        ParseOptions::default().reader(self.reader).profile(self.profile)
    }
}

/// Profiles by name, or a file with one. The older spelling with underscores is understood and not listed.
fn profiles() -> impl TypedValueParser<Value = Profile> {
    ProfileParser
}

#[derive(Debug, Clone, Copy)]
struct ProfileParser;

impl ProfileParser {
    fn names() -> PossibleValuesParser {
        let former = |name: &str| Profile::named(name).map(Profile::former_name);
        PossibleValuesParser::new(Profile::names().map(|name| PossibleValue::new(name).aliases(former(name))))
    }
}

impl TypedValueParser for ProfileParser {
    type Value = Profile;

    fn parse_ref(&self, command: &clap::Command, arg: Option<&Arg>, value: &OsStr) -> Result<Profile, clap::Error> {
        let path = Path::new(value);
        let is_file = value.to_str().is_none_or(|name| Profile::named(name).is_none()) && path.is_file();
        if is_file {
            let text = std::fs::read_to_string(path).map_err(|error| error.to_string());
            let read = text.and_then(|text| {
                Profile::from_text(&text, &path.display().to_string()).map_err(|finding| finding.to_string())
            });
            return read.map_err(|message| command.clone().error(clap::error::ErrorKind::InvalidValue, message));
        }
        let name = Self::names().parse_ref(command, arg, value)?;
        Profile::named(&name)
            .ok_or_else(|| command.clone().error(clap::error::ErrorKind::InvalidValue, "no such profile"))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(Profile::names().map(PossibleValue::new)))
    }
}

fn readers() -> impl TypedValueParser<Value = pipeline::Format> {
    let formats = [pipeline::Format::Text, pipeline::Format::Markdown, pipeline::Format::Html];
    PossibleValuesParser::new(formats.map(pipeline::Format::name))
        .try_map(|name| pipeline::Format::named(&name).ok_or("there is no such reader"))
}

#[derive(Debug, Args)]
pub(super) struct ParseArgs {
    #[command(flatten)]
    pub(super) input: Documents,

    /// The API to take from documents that hold several
    #[arg(long, value_name = "ID")]
    pub(super) id: Option<String>,

    /// Documents or folders of the same API in another language, to take labels from and nothing else
    #[arg(long, value_name = "DOC")]
    pub(super) labels_from: Vec<PathBuf>,

    /// Where to write: a file, or a folder (`DIR/`) that gets <id>.json for each API
    #[arg(short, long, value_name = "FILE|DIR/")]
    pub(super) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Specs (JSON, or their ids), documents or folders of documents; `-` for one of them on standard input
    #[arg(value_name = "SPEC|DOC", required = true)]
    pub(super) inputs: Vec<PathBuf>,

    #[command(flatten)]
    pub(super) reading: Reading,

    /// How to print findings
    #[arg(long, value_name = "FORMAT", default_value = "auto")]
    pub(super) format: Format,

    /// Exit with 1 on warnings too
    #[arg(long)]
    pub(super) deny_warnings: bool,

    /// Folder of the documents that a spec was read from, to show their lines
    /// [default: $DOCQUARRY_DOCS, ./docs, ../shared/docs]
    #[arg(long, value_name = "DIR", verbatim_doc_comment)]
    pub(super) docs: Option<PathBuf>,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Blocks on a terminal, lines elsewhere
    Auto,
    /// One line each
    Line,
    /// With the document's line
    Block,
    /// One JSON object a line
    Json,
}

#[derive(Debug, Args)]
pub(super) struct CoverageArgs {
    #[command(flatten)]
    pub(super) input: Documents,
}

#[derive(Debug, Args)]
pub(super) struct EmitArgs {
    /// What to write
    #[arg(value_name = "WHAT")]
    pub(super) target: Output,

    /// The spec (JSON), its id, or `-` for standard input; for a site one or more
    #[arg(value_name = "SPEC", required = true)]
    pub(super) apis: Vec<PathBuf>,

    /// The folder to write to
    #[arg(short, long, value_name = "DIR")]
    pub(super) output: PathBuf,

    /// Where a Rust crate finds docquarry-runtime:
    /// `vendored`: in its own folder `runtime`, so that it builds anywhere [default];
    /// `version[=REQ]`: in the registry; `git[=URL[#REV]]`: in a repository; `path=DIR`: in a folder
    #[arg(long, value_name = "WHERE", value_parser = super::emit::runtime, verbatim_doc_comment)]
    pub(super) runtime: Option<pipeline::Runtime>,

    /// The address that a site will have; `sitemap.xml` is written if it is given
    #[arg(long, value_name = "URL")]
    pub(super) base_url: Option<String>,

    /// Overwrite files that docquarry did not write, or that were edited since
    #[arg(long)]
    pub(super) force: bool,

    /// The language of labels, titles and units, where the spec has it
    #[arg(long, value_name = "LANGUAGE", default_value = "en")]
    pub(super) language: String,

    /// Put the vendor's descriptions into the output, for private use
    /// [default file: prose/<id>.<language>.json beside the spec]
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, verbatim_doc_comment)]
    pub(super) prose: Option<Option<PathBuf>>,
}

#[derive(Debug, Args)]
pub(super) struct AtArgs {
    /// A release's number, or a day: `50`, `2021-07-14`
    #[arg(value_name = "RELEASE")]
    pub(super) moment: Moment,

    /// The spec (JSON), its id, or `-` for standard input
    #[arg(value_name = "SPEC")]
    pub(super) spec: PathBuf,

    /// The file to write to
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct ChangelogArgs {
    /// The spec (JSON), or its id; the older one of two
    #[arg(value_name = "SPEC")]
    pub(super) spec: PathBuf,

    /// A newer edition
    #[arg(value_name = "NEWER")]
    pub(super) newer: Option<PathBuf>,

    /// How to print the report
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: ReportFormat,

    /// List announcements that are in order too
    #[arg(long)]
    pub(super) all: bool,

    /// Exit with 1 where the changelog contradicts the tables, or passes over a difference
    #[arg(long)]
    pub(super) deny_warnings: bool,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// The spec (JSON), its id, or `-` for standard input
    #[arg(value_name = "SPEC")]
    pub(super) spec: PathBuf,

    /// What to explain: an action, a structure, a field by its dotted path, an error code
    #[arg(value_name = "PATH")]
    pub(super) path: String,

    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: ReportFormat,

    /// Folder of the documents that the spec was read from, to show their lines
    /// [default: $DOCQUARRY_DOCS, ./docs, ../shared/docs]
    #[arg(long, value_name = "DIR", verbatim_doc_comment)]
    pub(super) docs: Option<PathBuf>,
}

/// How a report is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// For reading
    Text,
    /// One JSON object
    Json,
}

#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// The former edition: a spec (JSON, or its id), a document, a folder of documents, or REVISION:PATH of a git
    /// repository, where PATH is any of these; `-` is a spec or a document
    #[arg(value_name = "OLD")]
    pub(super) old: PathBuf,

    /// The new edition, likewise
    #[arg(value_name = "NEW")]
    #[cfg_attr(feature = "serve", arg(required_unless_present_any = ["recorded", "timeline"]))]
    #[cfg_attr(not(feature = "serve"), arg(required_unless_present = "timeline"))]
    pub(super) new: Option<PathBuf>,

    /// Compare OLD, a spec, with traffic that `docquarry proxy --record` kept, and list what the documents do not know
    #[cfg(feature = "serve")]
    #[arg(long, value_name = "FILE", conflicts_with_all = ["new", "id", "actions", "corrections", "crate_version"])]
    pub(super) recorded: Option<PathBuf>,

    /// Compare each edition in the folder OLD with the next, in the order of their names, and with its own changelog
    #[arg(long, conflicts_with_all = ["new", "actions", "crate_version"])]
    pub(super) timeline: bool,

    #[command(flatten)]
    pub(super) reading: Reading,

    /// The API to compare, where documents hold several; a bare revision means its spec/ID.json (the id of the other edition, if that is a spec)
    #[arg(long, value_name = "ID")]
    pub(super) id: Option<String>,

    /// Compare this action and the structures it uses, and nothing else; can be repeated
    #[arg(long = "action", value_name = "NAME")]
    pub(super) actions: Vec<String>,

    /// Corrections of errors that the documents contain (spec/corrections/ID.toml)
    #[arg(long, value_name = "FILE")]
    pub(super) corrections: Option<PathBuf>,

    /// How to print the changes
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: Report,

    /// List changes of labels, titles, links and examples one by one
    #[arg(long)]
    pub(super) all: bool,

    /// Exit with 1 where there is a change of this severity or a worse one
    #[arg(long, value_name = "SEVERITY", default_value = "breaking")]
    pub(super) fail_on: Threshold,

    /// The version of the generated crate, to name the next one
    #[arg(long, value_name = "VERSION")]
    pub(super) crate_version: Option<String>,
}

/// How changes are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Report {
    /// For a terminal
    Text,
    /// For a pull request
    Markdown,
    /// One object; spec/diff.schema.json describes it
    Json,
}

/// From which severity on the command fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Threshold {
    /// Callers break
    Breaking,
    /// Callers may be surprised
    Risky,
    /// Callers can do more
    Compatible,
    /// Words changed
    Documentation,
    /// Never
    Never,
}

/// What `emit` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Output {
    /// A Rust crate
    Rust,
    /// Reference docs in Markdown
    Reference,
    /// An OpenAPI 3.1 document
    Openapi,
    /// The reference docs of one or more APIs as a static site with a search
    Site,
}

#[cfg(feature = "serve")]
#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    /// Specs (JSON), or their ids
    #[arg(value_name = "SPEC", required = true)]
    pub(super) apis: Vec<PathBuf>,

    /// Address to listen at; specs whose requests cannot be told apart get the next ports
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub(super) listen: std::net::SocketAddr,

    /// A secret id with its secret, and its token if it is temporary; or a file that has them one a line (`@FILE`, `-`
    /// for standard input), since others can see command lines; may be given several times
    #[arg(long, value_name = "ID:SECRET[:TOKEN]", allow_hyphen_values = true)]
    pub(super) credentials: Vec<super::serve::Secret>,

    /// Answer everyone, signed or not
    #[arg(long, conflicts_with = "credentials")]
    pub(super) no_auth: bool,

    /// Hold every answer back: 50ms, 1.5s
    #[arg(long, value_name = "TIME", value_parser = super::serve::duration, default_value = "0s")]
    pub(super) latency: std::time::Duration,

    /// Let calls fail with a code, at a rate from 0 to 1; may be given several times
    #[arg(long, value_name = "CODE=RATE")]
    pub(super) fail: Vec<crate::serve::FaultRate>,

    /// Refuse regions that are not documented
    #[arg(long)]
    pub(super) region_check: bool,

    /// Speak https: with a certificate made here (`self-signed`), whose file is named on standard error, or with your own:
    /// PEM files of the certificate and of its key
    #[arg(long, value_name = "self-signed|CERT,KEY")]
    pub(super) tls: Option<super::serve::TlsFiles>,

    /// Let pages in browsers call: answer their preflights and allow any origin
    #[arg(long)]
    pub(super) cors: bool,

    #[command(flatten)]
    pub(super) state: super::state::StateArgs,

    /// Answer calls as they were answered in a record of `docquarry proxy`; others get their documented example
    #[arg(long, value_name = "FILE")]
    pub(super) replay: Option<PathBuf>,

    /// Refuse calls that the record does not have
    #[arg(long, requires = "replay")]
    pub(super) replay_only: bool,

    /// Which requests get a line on standard error: what was called, the answer's code, and why it was refused
    #[arg(long, value_name = "WHICH", default_value = "all")]
    pub(super) log: Logged,
}

/// Which requests get a line.
#[cfg(feature = "serve")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Logged {
    /// Every request
    All,
    /// Those that were refused or failed
    Errors,
    /// None
    Off,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_grammar_is_consistent() {
        Cli::command().debug_assert();
    }
}
