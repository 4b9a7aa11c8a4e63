//! `docquarry update`: the pages come from a folder or from a repository; everything else is in [`update`](crate::update).

use std::path::{Path, PathBuf};

use clap::Args;

use super::args::Threshold;
use super::console::Console;
use super::{FINDINGS, OK, Stop, load};
use crate::diagnostic::{Diagnostic, Severity as Found};
use crate::git::{self, Git};
use crate::pipeline::Input;
use crate::update::{self, Outcome, Request, WORKFLOW};

pub(super) const EXAMPLES: &str = "\
Examples:
  docquarry update --docs pages                         a commit on the branch docquarry/update, if something changed
  docquarry update --docs https://example.com/pages.git --push      for a job: the branch goes to `origin`
  docquarry update --docs pages --accept-loss           the pages really are that few
  docquarry update --print-workflow > .github/workflows/docquarry.yml

docquarry-update.toml at the root of the repository says which spec is read from which pages. It is read from
the base commit, and so are specs, profiles, corrections and accepted changes: the work tree is neither read nor
touched. The report is report.md, title.txt, labels.txt and update.json in the folder of --report.

Exit codes:
  0  nothing changed, or nothing as bad as --fail-on says that is not accepted
  1  a change is as bad as --fail-on says, or pages were not taken or not understood
  2  the command could not be run as given; nothing was changed";

#[derive(Debug, Args)]
pub(super) struct UpdateArgs {
    /// The pages: a folder, or the address of a git repository
    #[arg(long, value_name = "DIR|GIT-URL", required_unless_present = "print_workflow")]
    docs: Option<String>,

    /// The branch of a repository of pages [default: the repository's own]
    #[arg(long, value_name = "NAME", requires = "docs")]
    docs_branch: Option<String>,

    /// The repository that holds the specs
    #[arg(long, value_name = "DIR", default_value = ".")]
    repository: PathBuf,

    /// The branch that gets the commit
    #[arg(long, value_name = "NAME", default_value = "docquarry/update")]
    branch: String,

    /// The commit that the branch is a change of
    #[arg(long, value_name = "REVISION", default_value = "HEAD")]
    base: String,

    /// Push the branch, and work with what is on it there
    #[arg(long, value_name = "REMOTE", num_args = 0..=1, require_equals = true, default_missing_value = "origin")]
    push: Option<String>,

    /// The folder for the report [default: docquarry-update/report in git's own folder]
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,

    /// Take pages that lack much of those before, or have more errors
    #[arg(long)]
    accept_loss: bool,

    /// Overwrite outputs that were edited by hand
    #[arg(long)]
    force: bool,

    /// Exit with 1 where there is a change of this severity or a worse one that is not accepted
    #[arg(long, value_name = "SEVERITY", default_value = "breaking")]
    fail_on: Threshold,

    /// Print a workflow for GitHub Actions, and do nothing else
    #[arg(long, conflicts_with = "docs")]
    print_workflow: bool,
}

pub(super) fn run(args: &UpdateArgs, console: &Console) -> Result<u8, Stop> {
    let Some(docs) = args.docs.as_ref().filter(|_| !args.print_workflow) else {
        console.print(WORKFLOW)?;
        return Ok(OK);
    };
    let (inputs, profile) = pages(docs, args.docs_branch.as_deref())?;
    let mut request = Request::new(&args.repository, inputs);
    request.profile = profile;
    request.branch.clone_from(&args.branch);
    request.base.clone_from(&args.base);
    request.remote.clone_from(&args.push);
    (request.accept_loss, request.force) = (args.accept_loss, args.force);
    request.report.clone_from(&args.report);
    let outcome = update::run(&request)?;
    console.complain(&outcome.findings);
    console.print(&summary(&outcome))?;
    let is_failed = args.fail_on.least().is_some_and(|least| outcome.worst >= Some(least));
    Ok(if is_failed || outcome.is_partial { FINDINGS } else { OK })
}

/// Pages, and the profile beside them: its name and its text.
type Pages = (Vec<Input>, Option<(String, String)>);

/// The pages of a folder or of a repository.
fn pages(docs: &str, branch: Option<&str>) -> Result<Pages, Stop> {
    let folder = Path::new(docs);
    if folder.is_dir() && branch.is_none() && !git::is_address(docs) {
        // An empty folder is not a usage error: it is what a fetch that failed leaves, and no API is found in it.
        let inputs = match load::documents(&[folder.to_owned()]) {
            Err(Stop::Usage(finding)) if finding.code == "no-documents" => Vec::new(),
            other => other?,
        };
        let profile = folder.join(load::PROFILE);
        let text = if profile.is_file() { Some(load::read(&profile)?) } else { None };
        let name = profile.display().to_string();
        return Ok((inputs, text.map(|text| (name, String::from_utf8_lossy(&text).into_owned()))));
    }
    if !git::is_address(docs) && !folder.is_dir() {
        let message = format!("there is no folder `{docs}`");
        let help = "give a folder of pages, or the address of a git repository";
        return Err(Stop::Usage(Diagnostic::new("io", Found::Error, message).help(help)));
    }
    cloned(docs, branch)
}

/// The pages of a repository, from a copy that is deleted afterwards. Nothing of it is checked out.
fn cloned(address: &str, branch: Option<&str>) -> Result<Pages, Stop> {
    git::check_address(address)?;
    // Deleted at the end.
    let folder = tempfile::tempdir().map_err(|error| Diagnostic::io("make", &std::env::temp_dir(), &error))?;
    let target = folder.path().display().to_string();
    let mut arguments = vec!["clone", "--quiet", "--bare", "--depth=1", "--no-tags", "--single-branch"];
    if let Some(branch) = branch {
        git::check_branch(branch)?;
        arguments.extend(["--branch", branch]);
    }
    // A depth is not for folders, which git copies whole.
    let address = match Path::new(address).canonicalize() {
        Ok(path) => format!("file://{}", path.display()),
        Err(_) => address.to_owned(),
    };
    arguments.extend(["--", &address, &target]);
    let current = std::env::current_dir().unwrap_or_default();
    Git::at(&current).run(&arguments)?;
    let git = Git::at(folder.path());
    let files = git.files("HEAD", load::is_document, load::most())?;
    let inputs = files.into_iter().map(|(name, bytes)| Input { name, bytes }).collect();
    let profile = git.file("HEAD", load::PROFILE)?;
    let name = format!("{}:{}", git::without_login(&address), load::PROFILE);
    Ok((inputs, profile.map(|text| (name, String::from_utf8_lossy(&text).into_owned()))))
}

/// What is printed: the APIs, the branch, the report.
fn summary(outcome: &Outcome) -> String {
    let report = &outcome.report;
    let mut out = String::new();
    for api in &report.apis {
        let counts = api.counts;
        let accepted = api.changes.iter().filter(|row| row.accepted.is_some()).count();
        let what = match (api.is_new, api.changes.is_empty(), api.refused.is_empty()) {
            (true, ..) => "new".to_owned(),
            (_, true, true) => "no change".to_owned(),
            (_, true, false) => "not taken".to_owned(),
            _ => format!(
                "{} breaking, {} risky, {} compatible, {} of documentation, {accepted} accepted",
                counts.breaking, counts.risky, counts.compatible, counts.documentation
            ),
        };
        out += &format!("{}: {what}\n", api.id);
        for print in &api.unused {
            out += &format!("{}: the accepted change {print} is not there; its entry can be deleted\n", api.id);
        }
    }
    out += &format!("branch {}: {}\n", report.branch, report.state.name());
    if report.is_open || outcome.is_partial {
        out += &format!("report: {}\n", outcome.folder.join("report.md").display());
    }
    out
}
