//! The branch with the open change: what is on it, who made it, and how it moves.
//!
//! A commit of docquarry's names its own tree and the branch, so one that somebody amended is recognized as theirs. A branch with
//! commits of others is never rewritten and never deleted: further changes go on top.

use crate::diagnostic::{Diagnostic, Severity};
use crate::git::{self, Git};

/// Begins the line of a commit's message that names the commit's tree and the branch that it was made for.
const MARK: &str = "Docquarry-Tree: ";

/// Most commits of a branch that are looked at.
const MOST: &str = "--max-count=500";

/// The author of commits if git knows none.
const NOBODY: [(&str, &str); 4] = [
    ("GIT_AUTHOR_NAME", "docquarry"),
    ("GIT_AUTHOR_EMAIL", "docquarry@localhost"),
    ("GIT_COMMITTER_NAME", "docquarry"),
    ("GIT_COMMITTER_EMAIL", "docquarry@localhost"),
];

/// The branch as it is.
#[derive(Debug, Clone)]
pub(super) struct Tip {
    /// Its last commit.
    pub(super) commit: String,
    /// Where it left the base.
    pub(super) root: String,
    /// Whether all its commits are docquarry's.
    pub(super) is_own: bool,
}

/// A branch, here or at a remote.
pub(super) struct Branch<'a> {
    pub(super) git: &'a Git,
    pub(super) name: &'a str,
    /// Where it is pushed to.
    pub(super) remote: Option<&'a str>,
}

impl Branch<'_> {
    fn reference(&self) -> String {
        format!("refs/heads/{}", self.name)
    }

    /// Refuses a branch that somebody works on.
    pub(super) fn check(&self) -> Result<(), Diagnostic> {
        git::check_branch(self.name)?;
        let reference = self.reference();
        let head = self.git.answer(&["symbolic-ref", "--quiet", "HEAD"])?;
        let trees = self.git.text(&["worktree", "list", "--porcelain"])?;
        let is_out = trees.lines().any(|line| line.strip_prefix("branch ") == Some(&reference));
        if is_out || head.as_ref() == Some(&reference) {
            let help = "check out another branch, or choose another name with --branch";
            return Err(refused(&format!("the branch {} is checked out", self.name)).help(help));
        }
        Ok(())
    }

    /// The branch as it is here.
    pub(super) fn local(&self, base: &str) -> Result<Option<Tip>, Diagnostic> {
        let commit = self.git.answer(&["rev-parse", "--verify", "--quiet", &self.reference()])?;
        commit.map(|commit| self.tip(commit, base)).transpose()
    }

    /// The branch as it is where it counts: at the remote if there is one, else here.
    pub(super) fn known(&self, base: &str) -> Result<Option<Tip>, Diagnostic> {
        let Some(remote) = self.remote else { return self.local(base) };
        if let Some(local) = self.local(base)?.filter(|local| !local.is_own) {
            let is_pushed = || {
                let listed = self.git.text(&["ls-remote", "--refs", "--", remote, &self.reference()])?;
                Ok::<bool, Diagnostic>(listed.starts_with(&local.commit))
            };
            if !is_pushed()? {
                let message = format!("the branch {} has commits here that were not pushed", self.name);
                return Err(refused(&message).help("push or delete them"));
            }
        }
        let listed = self.git.text(&["ls-remote", "--refs", "--", remote, &self.reference()])?;
        let Some((commit, _)) = listed.split_once('\t') else { return Ok(None) };
        self.git.run(&["fetch", "--quiet", "--no-tags", "--", remote, &self.reference()])?;
        self.tip(commit.to_owned(), base).map(Some)
    }

    fn tip(&self, commit: String, base: &str) -> Result<Tip, Diagnostic> {
        let log = ["log", "-z", MOST, "--format=%T%n%B"];
        let range = format!("{base}..{commit}");
        let mut records = self.git.text(&[&log[..], &[range.as_str(), "--"]].concat())?;
        if records.is_empty() {
            // Everything on it was merged.
            records = self.git.text(&["log", "-z", "--max-count=1", "--format=%T%n%B", &commit, "--"])?;
        }
        let records: Vec<&str> = records.split('\0').filter(|record| !record.trim().is_empty()).collect();
        let own = records.iter().filter(|record| is_own(record, self.name)).count();
        if own == 0 {
            let message = format!("the branch {} was not made by docquarry", self.name);
            return Err(refused(&message).help("choose another name with --branch"));
        }
        let root = self.git.answer(&["merge-base", base, &commit])?.unwrap_or_else(|| base.to_owned());
        Ok(Tip { commit, root, is_own: own == records.len() })
    }

    /// Makes a commit that no branch has yet.
    pub(super) fn commit(&self, tree: &str, parent: &str, message: &str) -> Result<String, Diagnostic> {
        let is_known = self.git.ask(&["var", "GIT_COMMITTER_IDENT"])?.is_some();
        let nobody = NOBODY.iter().filter(|_| !is_known);
        let git = nobody.fold(self.git.clone(), |git, (name, value)| git.with(name, *value));
        let message = format!("{message}\n{MARK}{tree} {}\n", self.name);
        let printed = git.feed(&["commit-tree", tree, "-p", parent, "-F", "-"], message.as_bytes())?;
        Ok(String::from_utf8_lossy(&printed).trim().to_owned())
    }

    /// Moves the branch from what `known` saw to a commit. Fails if somebody else moved it meanwhile.
    pub(super) fn advance(&self, known: Option<&Tip>, commit: &str, base: &str) -> Result<(), Diagnostic> {
        let before = self.local(base)?.map(|tip| tip.commit).unwrap_or_default();
        self.git.run(&["update-ref", "-m", "docquarry update", &self.reference(), commit, &before])?;
        self.push(known, &format!("{commit}:{}", self.reference()))
    }

    /// Deletes the branch, here and at the remote.
    pub(super) fn delete(&self, known: &Tip, base: &str) -> Result<(), Diagnostic> {
        self.push(Some(known), &format!(":{}", self.reference()))?;
        let Some(local) = self.local(base)? else { return Ok(()) };
        self.git.run(&["update-ref", "-d", &self.reference(), &local.commit]).map(|_| ())
    }

    fn push(&self, known: Option<&Tip>, refspec: &str) -> Result<(), Diagnostic> {
        let Some(remote) = self.remote else { return Ok(()) };
        let seen = known.map_or("", |tip| &tip.commit);
        let lease = format!("--force-with-lease={}:{seen}", self.reference());
        self.git.run(&["push", "--quiet", &lease, "--", remote, refspec]).map(|_| ())
    }
}

fn refused(message: &str) -> Diagnostic {
    Diagnostic::new("update-branch", Severity::Error, message)
}

/// Whether a commit, its tree on the first line and then its message, was made for a branch and not amended.
fn is_own(record: &str, branch: &str) -> bool {
    let (tree, message) = record.split_once('\n').unwrap_or((record, ""));
    let marks = message.lines().filter_map(|line| line.strip_prefix(MARK)?.split_once(' '));
    marks.into_iter().any(|mark| mark == (tree, branch))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amended_commit_and_one_for_another_branch_are_somebody_elses() {
        assert!(is_own("aa11\nTitle\n\nDocquarry-Tree: aa11 update\n", "update"));
        assert!(!is_own("bb22\nTitle\n\nDocquarry-Tree: aa11 update\n", "update"));
        assert!(!is_own("aa11\nTitle\n\nDocquarry-Tree: aa11 update\n", "main"));
        assert!(!is_own("aa11\nTitle\n", "update"));
    }
}
