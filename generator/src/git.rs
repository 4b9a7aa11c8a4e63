//! The `git` program: run with a list of arguments, never through a shell, and what it prints.
//!
//! What callers pass on from a person or a file (names of branches, addresses) is checked here first, so that it cannot be
//! read as an option or as a program to run. Nothing here knows specs or pages.

use std::ffi::OsString;
use std::io::{BufRead as _, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::diagnostic::{Diagnostic, Severity};
use crate::files::too_large;

/// Variables that would make git work on another repository than the one meant, for example within a hook.
const FOREIGN: [&str; 7] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_OBJECT_DIRECTORY",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
];

/// Ways to reach a repository that run no program named in the address.
const PROTOCOLS: [&str; 5] = ["https", "http", "ssh", "git", "file"];

/// A repository, or the folder where one will be.
#[derive(Debug, Clone)]
pub struct Git {
    folder: Option<PathBuf>,
    variables: Vec<(&'static str, OsString)>,
}

impl Git {
    /// The repository of the current folder, or the one that the environment names.
    pub fn here() -> Self {
        Self { folder: None, variables: Vec::new() }
    }

    /// The repository of a folder, whatever the environment says.
    pub fn at(folder: &Path) -> Self {
        Self { folder: Some(folder.to_owned()), variables: Vec::new() }
    }

    /// The same repository with an environment variable.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        self.variables.push((name, value.into()));
        self
    }

    fn command<S: AsRef<std::ffi::OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new("git");
        if let Some(folder) = &self.folder {
            FOREIGN.iter().for_each(|name| _ = command.env_remove(name));
            command.arg("-C").arg(folder);
        }
        // Nobody is there to be asked for a password, and no message is translated.
        command.env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C");
        command.env("GIT_ALLOW_PROTOCOL", PROTOCOLS.join(":"));
        command.env("GIT_LITERAL_PATHSPECS", "1");
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.args(["-c", "core.autocrlf=false", "-c", "core.quotePath=false"]).args(arguments);
        command
    }

    /// Runs git and returns how it ended and what it printed.
    ///
    /// # Errors
    /// A finding `git` if it cannot be run.
    pub fn output<S: AsRef<std::ffi::OsStr>>(&self, arguments: &[S]) -> Result<Output, Diagnostic> {
        self.command(arguments).stdin(Stdio::null()).output().map_err(|error| not_run(&error))
    }

    /// Runs git and returns what it prints.
    ///
    /// # Errors
    /// A finding `git` with git's own reason.
    pub fn run<S: AsRef<std::ffi::OsStr>>(&self, arguments: &[S]) -> Result<Vec<u8>, Diagnostic> {
        let output = self.output(arguments)?;
        if output.status.success() { Ok(output.stdout) } else { Err(failed(arguments, &output)) }
    }

    /// Runs git and returns the text that it prints, without the line break at its end.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn text<S: AsRef<std::ffi::OsStr>>(&self, arguments: &[S]) -> Result<String, Diagnostic> {
        Ok(String::from_utf8_lossy(&self.run(arguments)?).trim_end().to_owned())
    }

    /// What git prints, or `None` if it ends with a code other than 0: for questions that may have no answer.
    ///
    /// # Errors
    /// A finding `git` if it cannot be run.
    pub fn ask<S: AsRef<std::ffi::OsStr>>(&self, arguments: &[S]) -> Result<Option<Vec<u8>>, Diagnostic> {
        let output = self.output(arguments)?;
        Ok(output.status.success().then_some(output.stdout))
    }

    /// The line that git prints, or `None` if it ends with a code other than 0.
    ///
    /// # Errors
    /// A finding `git` if it cannot be run.
    pub fn answer<S: AsRef<std::ffi::OsStr>>(&self, arguments: &[S]) -> Result<Option<String>, Diagnostic> {
        Ok(self.ask(arguments)?.map(|printed| String::from_utf8_lossy(&printed).trim().to_owned()))
    }

    /// Runs git with bytes on its standard input.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn feed<S: AsRef<std::ffi::OsStr>>(&self, arguments: &[S], input: &[u8]) -> Result<Vec<u8>, Diagnostic> {
        let mut command = self.command(arguments);
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().map_err(|error| not_run(&error))?;
        let stdin = child.stdin.take();
        let output = std::thread::scope(|scope| {
            // Git may print before it has read everything. If it stops reading, its exit code says why.
            scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
            child.wait_with_output()
        });
        let output = output.map_err(|error| not_run(&error))?;
        if output.status.success() { Ok(output.stdout) } else { Err(failed(arguments, &output)) }
    }

    /// The bytes of a file in a revision, or `None` if there is none.
    ///
    /// # Errors
    /// A finding `git` if it cannot be run.
    pub fn file(&self, revision: &str, path: &str) -> Result<Option<Vec<u8>>, Diagnostic> {
        self.ask(&["cat-file", "blob", &format!("{revision}:{path}")])
    }

    /// The files of a tree whose names are `wanted`, by path, of at most so many MB each. Links, submodules, and hidden
    /// files are not among them.
    ///
    /// # Errors
    /// A finding `git`, or `document-too-large`.
    pub fn files(
        &self,
        tree: &str,
        wanted: fn(&Path) -> bool,
        megabytes: u32,
    ) -> Result<Vec<(String, Vec<u8>)>, Diagnostic> {
        let list = self.run(&["ls-tree", "-r", "-z", "-l", "--full-tree", tree])?;
        let mut found: Vec<(String, String)> = Vec::new();
        for entry in list.split(|byte| *byte == 0).filter_map(|entry| std::str::from_utf8(entry).ok()) {
            let Some((facts, path)) = entry.split_once('\t') else { continue };
            let [mode, "blob", object, size] = facts.split_whitespace().collect::<Vec<_>>()[..] else { continue };
            let is_hidden = path.split('/').any(|part| part.starts_with('.'));
            if is_hidden || !mode.starts_with("100") || !wanted(Path::new(path)) {
                continue;
            }
            if size.parse::<u64>().is_ok_and(|size| size > u64::from(megabytes) * 1_000_000) {
                return Err(too_large(path, megabytes));
            }
            found.push((path.to_owned(), object.to_owned()));
        }
        let objects: String = found.iter().map(|(_, object)| format!("{object}\n")).collect();
        let printed = self.feed(&["cat-file", "--batch"], objects.as_bytes())?;
        let mut rest = printed.as_slice();
        found.into_iter().map(|(path, _)| Ok((path, next_object(&mut rest)?))).collect()
    }
}

/// The next object that `cat-file --batch` printed: a line that ends with the size, the bytes, a line break.
fn next_object(rest: &mut &[u8]) -> Result<Vec<u8>, Diagnostic> {
    let broken = |_| Diagnostic::new("git", Severity::Error, "git cat-file ended early");
    let mut line = String::new();
    rest.read_line(&mut line).map_err(broken)?;
    let size = line.trim_end().rsplit(' ').next().and_then(|size| size.parse::<u64>().ok()).unwrap_or_default();
    let mut bytes = Vec::new();
    rest.take(size + 1).read_to_end(&mut bytes).map_err(broken)?;
    bytes.pop();
    Ok(bytes)
}

fn not_run(error: &std::io::Error) -> Diagnostic {
    Diagnostic::new("git", Severity::Error, format!("git cannot be run: {error}"))
}

/// What git said when it failed, without its prefix and without logins.
pub fn reason(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    let words = said.trim().trim_start_matches("fatal: ").split_inclusive(char::is_whitespace);
    words.map(without_login).collect()
}

fn failed<S: AsRef<std::ffi::OsStr>>(arguments: &[S], output: &Output) -> Diagnostic {
    let name = arguments.first().map(|name| name.as_ref().to_string_lossy().into_owned()).unwrap_or_default();
    Diagnostic::new("git", Severity::Error, format!("git {name}: {}", reason(output)))
}

/// An address without the name and the password in it.
pub fn without_login(address: &str) -> String {
    let Some((before, rest)) = address.split_once("://") else { return address.to_owned() };
    let host = rest.split('/').next().unwrap_or_default();
    match host.rsplit_once('@') {
        Some((login, _)) => format!("{before}://{}", rest.get(login.len() + 1..).unwrap_or_default()),
        None => address.to_owned(),
    }
}

/// Whether a text is the address of a repository and not the name of a folder: `https://…`, `git@host:path`, or a
/// folder whose name ends with `.git`.
pub fn is_address(text: &str) -> bool {
    let is_short = || {
        let (host, path) = text.split_once(':').unwrap_or_default();
        !path.is_empty() && host.contains('@') && !host.contains('/')
    };
    text.contains("://") || text.contains("::") || is_short() || text.trim_end_matches('/').ends_with(".git")
}

/// Refuses an address that git would read as an option or as a program to run.
///
/// # Errors
/// A finding `git`.
pub fn check_address(text: &str) -> Result<(), Diagnostic> {
    let protocol = text.split_once("://").map(|(protocol, _)| protocol);
    let is_known = protocol.is_none_or(|protocol| PROTOCOLS.contains(&protocol));
    // A host beginning with a hyphen would be an option of ssh.
    let host = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = host.split(['/', ':']).next().unwrap_or_default();
    let is_option = text.starts_with('-') || host.rsplit('@').next().is_some_and(|host| host.starts_with('-'));
    if is_known && !is_option && !text.contains("::") && !text.contains(char::is_control) && !text.is_empty() {
        return Ok(());
    }
    let message = format!("`{}` is not the address of a repository", without_login(text));
    let help = format!("an address begins with {}://, or is like git@host:path", PROTOCOLS.join("://, "));
    Err(Diagnostic::new("git", Severity::Error, message).help(help))
}

/// Refuses the name of a branch that git does not allow, or would read as something else.
///
/// # Errors
/// A finding `git`.
pub fn check_branch(name: &str) -> Result<(), Diagnostic> {
    let reference = format!("refs/heads/{name}");
    let is_plain = !name.starts_with(['-', '@']) && !name.starts_with("refs/") && name != "HEAD";
    if is_plain && Git::here().ask(&["check-ref-format", &reference])?.is_some() {
        return Ok(());
    }
    Err(Diagnostic::new("git", Severity::Error, format!("`{name}` cannot be the name of a branch")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_no_option_and_no_program() {
        for good in
            ["https://example.com/pages.git", "git@example.com:tea/pages", "file:///tmp/pages.git", "ssh://a@b/c"]
        {
            assert!(is_address(good) && check_address(good).is_ok(), "{good}");
        }
        for bad in [
            "ext::sh -c date",
            "--upload-pack=date",
            "ssh://-oProxyCommand=date/x",
            "git@-oX:y",
            "data://x",
            "",
            "a\nb",
        ] {
            assert!(check_address(bad).is_err(), "{bad}");
        }
        assert!(!is_address("pages") && !is_address("./pages/tea") && is_address("../pages.git/"));
    }

    #[test]
    fn a_login_is_not_shown() {
        assert_eq!(without_login("https://me:secret@example.com/a"), "https://example.com/a");
        assert_eq!(without_login("https://example.com/a@b"), "https://example.com/a@b");
        assert_eq!(without_login("git@example.com:a"), "git@example.com:a");
    }

    #[test]
    fn a_branch_has_a_plain_name() {
        assert!(check_branch("docquarry/update").is_ok());
        for bad in ["", "-d", "@{-1}", "a..b", "a b", "refs/heads/a", "HEAD", "a.lock"] {
            assert!(check_branch(bad).is_err(), "{bad}");
        }
    }
}
