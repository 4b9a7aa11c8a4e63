//! `docquarry call`: an action of a spec, called with parameters from the command line.
//!
//! What follows the action belongs to it, except for the command's own options, which may stand anywhere; after `--`
//! everything is a parameter.

use std::ffi::OsString;
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{ArgAction, Args, CommandFactory as _, Parser as _, ValueEnum};
use docquarry_runtime::client::{Error, Kind};
use docquarry_runtime::credentials::Credentials;
use serde_json::{Map, Value};

use super::args::{Cli, Command};
use super::console::Console;
use super::{OK, Stop, load};
use crate::call::{self, Api, Failure, Plan, Secrets, Settings, Target};
use crate::diagnostic::{Diagnostic, Severity};

pub(super) const EXAMPLES: &str = "\
Examples:
  docquarry call tencent-clb --list                                  the actions
  docquarry call tencent-clb DescribeLoadBalancers --help            its parameters
  docquarry call tencent-clb DescribeLoadBalancers --limit 10 --filters name=zone,values=a,b
  docquarry call tencent-clb describe-load-balancers --all --query 'LoadBalancerSet[].LoadBalancerId' --format text
  docquarry call tencent-clb CreateListener --body request.json --dry-run

A parameter is written `--name value`: its documented name in any spelling (--load-balancer-ids,
--LoadBalancerIds), members with dots, items by number (--Filters.0.Name zone). Lists are written with
commas, by repetition or as JSON, objects as `name=x,values=a,b` or as JSON. `@FILE` and `file://FILE` stand
for what is in a file. Parameters are checked against the spec, and nothing is sent if one is wrong.

Credentials are taken from the environment, as generated clients take them, or from the files of the vendor's tools.

Exit codes:
  0  the API has answered
  1  the API has refused, something else has answered or nobody, or not all of a list has come
  2  the command could not be run as given: unknown action or parameter, a value that the spec does not allow,
     no credentials";

#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(super) struct CallArgs {
    /// The spec (JSON), or its id
    #[arg(value_name = "SPEC", required_unless_present = "help")]
    pub(super) spec: Option<PathBuf>,

    /// The action; without one the actions are listed
    #[arg(value_name = "ACTION")]
    pub(super) action: Option<String>,

    /// Parameters of the action: `--name value`
    #[arg(value_name = "PARAMETERS", trailing_var_arg = true, allow_hyphen_values = true)]
    pub(super) arguments: Vec<OsString>,

    /// A parameter that has the name of one of the command's own options; may be given several times
    #[arg(long = "param", value_name = "NAME=VALUE")]
    pub(super) own: Vec<String>,

    /// A file with all parameters as a JSON object, or `-` for standard input; options come on top
    #[arg(long, alias = "cli-input-json", value_name = "FILE")]
    pub(super) body: Option<PathBuf>,

    /// The region that the call is for
    #[arg(long)]
    pub(super) region: Option<String>,

    /// Where the call goes instead of the documented host: a host, or an origin such as http://127.0.0.1:8080
    #[arg(long, value_name = "URL")]
    pub(super) endpoint: Option<String>,

    /// Call without credentials, as `docquarry serve --no-auth` answers
    #[arg(long)]
    pub(super) no_auth: bool,

    /// Print the signed request as a curl command, with secrets masked, and do not send it
    #[arg(long)]
    pub(super) dry_run: bool,

    /// With --dry-run: do not mask secrets, so that the command can be run while the signature is valid
    #[arg(long, requires = "dry_run")]
    pub(super) show_secrets: bool,

    /// Get all pages of a list and print them as one answer
    #[arg(long, conflicts_with_all = ["wait", "dry_run"])]
    pub(super) all: bool,

    /// With --all: stop after so many items
    #[arg(long, value_name = "NUMBER", default_value = "10000", requires = "all")]
    pub(super) max_items: usize,

    /// Wait until the task that the action starts, or asks for, has ended
    #[arg(long, conflicts_with = "dry_run")]
    pub(super) wait: bool,

    /// How long the service has for an answer, and with --wait for the task: 30s [default: 60s, and 600s for a task]
    #[arg(long, value_name = "TIME", value_parser = super::serve::duration)]
    pub(super) timeout: Option<Duration>,

    /// Print this part of the answer: an expression of JMESPath
    #[arg(long, value_name = "EXPRESSION")]
    pub(super) query: Option<String>,

    /// How to print the answer
    #[arg(long, alias = "output", value_name = "FORMAT", default_value = "auto")]
    pub(super) format: Format,

    /// List the actions
    #[arg(long)]
    pub(super) list: bool,

    /// Print help; after an action, its parameters
    #[arg(short, long, action = ArgAction::SetTrue)]
    pub(super) help: bool,

    /// Taken as other tools take it: members and items by their names is always possible
    #[arg(long, hide = true)]
    pub(super) cli_unfold_argument: bool,
}

/// How answers are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A table on a terminal, JSON elsewhere
    Auto,
    /// JSON
    Json,
    /// A table of the list in the answer
    Table,
    /// A line for each item, values between tabs
    Text,
}

pub(super) fn run(args: &CallArgs, console: &Console) -> Result<u8, Stop> {
    let (own, parameters) = split(&args.arguments)?;
    if own.is_empty() {
        return with(args, parameters, console);
    }
    // The command's own options behind the action, read with those before it.
    let count = std::env::args_os().count().saturating_sub(args.arguments.len());
    let before = std::env::args_os().take(count).filter(|argument| argument != "--");
    let cli = match Cli::try_parse_from(before.chain(own)) {
        Ok(cli) => cli,
        Err(error) => return Err(Stop::Usage(bad(&error.render().to_string()))),
    };
    let Command::Call(args) = &cli.command else { return Ok(OK) };
    if let Some(folder) = &cli.spec_folder {
        load::look_in(folder);
    }
    with(args, parameters, &Console::new(&cli))
}

/// The command's own options, and the parameters of the action.
fn split(arguments: &[OsString]) -> Result<(Vec<OsString>, Vec<String>), Stop> {
    let mut command = Cli::command();
    command.build();
    let call = command.find_subcommand("call");
    let known = |name: &str| {
        let mut options = call.into_iter().flat_map(clap::Command::get_arguments);
        options.find(|option| {
            let is_long = |long: &str| name.strip_prefix("--").is_some_and(|name| name == long);
            let is_short = |short: char| name.strip_prefix('-').is_some_and(|name| name.chars().eq([short]));
            let mut aliases = option.get_all_aliases().into_iter().flatten();
            option.get_long().is_some_and(is_long) || aliases.any(is_long) || option.get_short().is_some_and(is_short)
        })
    };
    let (mut own, mut parameters) = (Vec::new(), Vec::new());
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let Some(text) = argument.to_str() else {
            return Err(Stop::Usage(bad(&format!("`{}` is not Unicode", argument.to_string_lossy()))));
        };
        if text == "--" {
            parameters.extend(rest.by_ref().map(|argument| argument.to_string_lossy().into_owned()));
            break;
        }
        let (name, inline) = text.split_once('=').map_or((text, false), |(name, _)| (name, true));
        match known(name) {
            None => parameters.push(text.to_owned()),
            Some(option) => {
                own.push(argument.clone());
                if option.get_action().takes_values() && !inline {
                    own.extend(rest.next().cloned());
                }
            }
        }
    }
    Ok((own, parameters))
}

fn bad(message: &str) -> Diagnostic {
    let message = message.trim_start_matches("error: ").split("\n\nUsage").next().unwrap_or_default();
    Diagnostic::new("bad-argument", Severity::Error, message)
}

fn with(args: &CallArgs, mut arguments: Vec<String>, console: &Console) -> Result<u8, Stop> {
    let Some(spec) = args.spec.as_deref() else {
        console.print(&general_help())?;
        return Ok(OK);
    };
    let api = Api::new(load::spec(spec)?);
    let Some(action) = args.action.as_deref().filter(|_| !args.list) else {
        console.print(&if args.help { general_help() } else { call::actions(&api) })?;
        return Ok(OK);
    };
    let target = api.action(action).map_err(Stop::Usage)?;
    let plan = Plan::new(&target, !args.no_auth);
    let plan = plan.ok_or_else(|| Stop::Usage(bad(&format!("nothing is known of how {} is called", target.name))))?;
    if args.help {
        console.print(&call::usage(&target, &plan, args.region.as_deref()))?;
        return Ok(OK);
    }
    arguments.extend(args.own.iter().map(|own| format!("--{own}")));
    let parameters = parameters(&target, &arguments, args, console)?;
    refuse_impossible(args, &target, &plan)?;
    let settings = settings(args, &plan)?;
    if args.dry_run {
        return dry_run(args, &plan, &settings, &parameters, console);
    }
    make(args, &plan, &settings, parameters, console)
}

fn general_help() -> String {
    let mut command = Cli::command();
    command.build();
    command.find_subcommand_mut("call").map(|call| call.render_long_help().to_string()).unwrap_or_default()
}

/// The parameters, checked. All that is wrong is said at once.
fn parameters(
    target: &Target<'_>,
    arguments: &[String],
    args: &CallArgs,
    console: &Console,
) -> Result<Map<String, Value>, Stop> {
    let body = match args.body.as_deref() {
        None => Map::new(),
        Some(path) => {
            let path = path.to_str().and_then(|path| path.strip_prefix("file://")).map_or(path, Path::new);
            let bytes = load::read(path)?;
            match serde_json::from_slice(&bytes) {
                Ok(Value::Object(body)) => body,
                Ok(_) => return Err(Stop::Usage(bad(&format!("{} is not a JSON object", load::name(path))))),
                Err(error) => return Err(Stop::Usage(bad(&format!("{} is not JSON: {error}", load::name(path))))),
            }
        }
    };
    let files = |path: &str| match load::read(Path::new(path)) {
        Ok(bytes) => Ok(bytes),
        Err(Stop::Usage(fault)) => Err(fault),
        Err(_) => Err(bad(&format!("{path} cannot be read"))),
    };
    let mut read = call::parameters(target, arguments, body, &files).map_err(|faults| refused(faults, console))?;
    args.region.iter().for_each(|region| target.with_region(region, &mut read));
    match call::check(target, &read) {
        faults if faults.is_empty() => Ok(read),
        faults => Err(refused(faults, console)),
    }
}

/// Prints all faults but the last, which ends the command.
fn refused(mut faults: Vec<Diagnostic>, console: &Console) -> Stop {
    let last = faults.pop().unwrap_or_else(|| bad("a parameter is wrong"));
    console.complain(&faults);
    Stop::Usage(last)
}

fn refuse_impossible(args: &CallArgs, target: &Target<'_>, plan: &Plan) -> Result<(), Stop> {
    if args.all && !plan.is_paged() {
        return Err(Stop::Usage(bad(&format!("--all: {} answers no list in pages, by its documents", target.name))));
    }
    if args.wait && !plan.has_task() {
        let message = format!("--wait: {} starts no task that can be asked for, by its documents", target.name);
        return Err(Stop::Usage(bad(&message)));
    }
    Ok(())
}

fn settings(args: &CallArgs, plan: &Plan) -> Result<Settings, Stop> {
    let credentials = if args.no_auth {
        nobody()
    } else {
        plan.credentials().map_err(|error| {
            let message = format!("there are no credentials to sign the request with: {error}");
            let help = "set the variables, or call without credentials with --no-auth";
            Stop::Usage(Diagnostic::new("credentials-missing", Severity::Error, message).help(help))
        })?
    };
    let mut settings = Settings::new(credentials);
    settings.region.clone_from(&args.region);
    settings.endpoint.clone_from(&args.endpoint);
    settings.timeout = args.timeout.filter(|_| !args.wait);
    Ok(settings)
}

/// What requests are signed with that nobody verifies.
fn nobody() -> Credentials {
    Credentials::new("nobody", "nobody")
}

fn dry_run(
    args: &CallArgs,
    plan: &Plan,
    settings: &Settings,
    parameters: &Map<String, Value>,
    console: &Console,
) -> Result<u8, Stop> {
    let request = plan.sign(settings, parameters).map_err(|error| failed(&error))?;
    let credentials = if args.no_auth { Credentials::bearer("") } else { settings.credentials.clone() };
    let secrets = (!args.show_secrets).then(|| Secrets::of(&credentials, parameters));
    console.print(&call::curl(&request, secrets.as_ref()))?;
    if secrets.is_some() {
        console.note("secrets and signatures are masked; --show-secrets prints a command that can be run");
    }
    Ok(OK)
}

fn make(
    args: &CallArgs,
    plan: &Plan,
    settings: &Settings,
    parameters: Map<String, Value>,
    console: &Console,
) -> Result<u8, Stop> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Stop::Usage(Diagnostic::io("start", Path::new("a call"), &error)))?;
    let mut cut = false;
    let made = runtime.block_on(async {
        if args.all {
            let items = plan.all(settings, parameters, args.max_items.max(1)).await?;
            cut = items.is_cut;
            Ok(items.answer)
        } else if args.wait {
            plan.wait(settings, parameters, args.timeout.unwrap_or(Duration::from_secs(600))).await
        } else {
            plan.call(settings, parameters).await
        }
    });
    let answer = made.map_err(|failure| stop(failure, args, console))?;
    show(&answer, args, console)?;
    if cut {
        let message = format!("the list may go on: it was cut after {} items", args.max_items);
        let finding = Diagnostic::new("call-cut", Severity::Error, message).help("--max-items allows more");
        return Err(Stop::Failed(vec![finding]));
    }
    Ok(OK)
}

fn show(answer: &Value, args: &CallArgs, console: &Console) -> Result<(), Stop> {
    let chosen = match &args.query {
        Some(expression) => &call::query(answer, expression).map_err(Stop::Usage)?,
        None => answer,
    };
    let table = call::Format::Table { width: console.width() };
    let format = match args.format {
        Format::Json => call::Format::Json,
        Format::Table => table,
        Format::Text => call::Format::Text,
        Format::Auto if io::stdout().is_terminal() => table,
        Format::Auto => call::Format::Json,
    };
    console.print(&call::print(chosen, format)?)
}

/// What a failure says. What a task answered at the end is printed as any answer.
fn stop(failure: Failure, args: &CallArgs, console: &Console) -> Stop {
    let say = |message: String| Stop::Failed(vec![Diagnostic::new("call-failed", Severity::Error, message)]);
    let printed = |told: &Value, message: &str| match show(told, args, console) {
        Ok(()) => say(message.to_owned()),
        Err(stop) => stop,
    };
    match failure {
        Failure::Call(error) => failed(&error),
        Failure::Page(error, count) => {
            console.note(&format!("{count} items had come before a page failed"));
            failed(&error)
        }
        Failure::Task(told) => printed(&told, "the task has failed"),
        Failure::Late(told) => printed(&told, "the task has not ended in time"),
        Failure::NoTask => say("the answer names no task".to_owned()),
        Failure::NoList(list) => say(format!("the answer has no list {list}")),
    }
}

/// A refusal of the API, or what happened on the way.
fn failed(error: &Error) -> Stop {
    let mut message = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source.filter(|_| message.len() < 2000) {
        message.push_str(&format!(": {inner}"));
        source = inner.source();
    }
    match error.kind() {
        Kind::Service => Stop::Failed(vec![Diagnostic::new("call-refused", Severity::Error, message)]),
        Kind::Request | Kind::Signing => Stop::Usage(bad(&message)),
        _ => Stop::Failed(vec![Diagnostic::new("call-failed", Severity::Error, message)]),
    }
}
