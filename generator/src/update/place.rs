//! Where the next commit is prepared: an index and a folder inside git's own folder.
//!
//! Neither the work tree nor its index is touched, and hooks that check files out do not run. What a killed run left here
//! is thrown away by the next one, which waits for a run that is still going.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::diagnostic::Diagnostic;
use crate::git::Git;

/// The folder inside git's own.
const FOLDER: &str = "docquarry-update";

/// A repository with the place for the next commit.
pub(super) struct Place {
    /// The repository.
    pub(super) git: Git,
    /// The same with the index of the next commit.
    indexed: Git,
    /// The folder inside git's own.
    folder: PathBuf,
    _lock: File,
}

impl Place {
    /// Finds the repository of a folder, and clears away what an interrupted run left.
    pub(super) fn begin(repository: &Path) -> Result<Self, Diagnostic> {
        let git = Git::at(repository);
        let common = git.text(&["rev-parse", "--path-format=absolute", "--git-common-dir"])?;
        let folder = PathBuf::from(common).join(FOLDER);
        fs::create_dir_all(&folder).map_err(|error| Diagnostic::io("make", &folder, &error))?;
        let at = folder.join("lock");
        let lock = File::create(&at).and_then(|file| file.lock().map(|()| file));
        let lock = lock.map_err(|error| Diagnostic::io("lock", &at, &error))?;
        let indexed = git.clone().with("GIT_INDEX_FILE", folder.join("index"));
        let place = Self { git, indexed, folder, _lock: lock };
        place.clear()?;
        Ok(place)
    }

    /// The folder with the files of the next commit that docquarry writes.
    pub(super) fn tree(&self) -> PathBuf {
        self.folder.join("tree")
    }

    /// Where the report is written if nothing else is asked for.
    pub(super) fn report(&self) -> PathBuf {
        self.folder.join("report")
    }

    fn clear(&self) -> Result<(), Diagnostic> {
        let tree = self.tree();
        for name in ["index", "index.lock"] {
            let _ = fs::remove_file(self.folder.join(name));
        }
        if tree.exists() {
            fs::remove_dir_all(&tree).map_err(|error| Diagnostic::io("delete", &tree, &error))?;
        }
        fs::create_dir_all(&tree).map_err(|error| Diagnostic::io("make", &tree, &error))
    }

    /// Begins with the files of a commit; those below `paths` are also put into the folder.
    pub(super) fn start(&self, commit: &str, paths: &[String]) -> Result<(), Diagnostic> {
        self.indexed.run(&["read-tree", commit])?;
        if paths.is_empty() {
            return Ok(());
        }
        let names = self.listed(paths)?;
        let prefix = format!("--prefix={}/", self.tree().display());
        self.rooted().feed(&["checkout-index", "-z", "--stdin", "-f", "-q", &prefix], &names)?;
        Ok(())
    }

    /// Takes the files below `paths` from another commit.
    pub(super) fn take(&self, commit: &str, paths: &[String]) -> Result<(), Diagnostic> {
        let mut lines = Vec::new();
        for name in self.listed(paths)?.split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
            lines.extend_from_slice(format!("0 {} 0\t", "0".repeat(commit.len())).as_bytes());
            lines.extend_from_slice(name);
            lines.push(0);
        }
        lines.extend(self.files(commit, paths)?);
        self.indexed.feed(&["update-index", "-z", "--index-info"], &lines)?;
        Ok(())
    }

    /// The names of the files of the next commit below paths, each with a zero byte behind it.
    fn listed(&self, paths: &[String]) -> Result<Vec<u8>, Diagnostic> {
        let list = [&["ls-files", "-z", "--cached", "--full-name", "--"][..], &strings(paths)].concat();
        self.rooted().run(&list)
    }

    /// The next tree: what it began with, and what is in the folder below `paths`.
    pub(super) fn finish(&self, paths: &[String]) -> Result<String, Diagnostic> {
        let there = |path: &&String| self.tree().join(path.as_str()).exists();
        let paths: Vec<String> = paths.iter().filter(there).cloned().collect();
        if !paths.is_empty() {
            let add = [&["add", "-A", "-f", "--"][..], &strings(&paths)].concat();
            self.rooted().run(&add)?;
        }
        self.indexed.text(&["write-tree"])
    }

    /// Git with the folder as its work tree, so that paths count from the root of the repository.
    fn rooted(&self) -> Git {
        let common = self.folder.parent().unwrap_or(&self.folder);
        let git = Git::at(&self.tree()).with("GIT_DIR", common).with("GIT_WORK_TREE", self.tree());
        git.with("GIT_INDEX_FILE", self.folder.join("index"))
    }

    /// Modes, objects and names of the files below paths: equal exactly if the files are.
    pub(super) fn files(&self, tree: &str, paths: &[String]) -> Result<Vec<u8>, Diagnostic> {
        if paths.is_empty() {
            return Ok(Vec::new());
        }
        let list = [&["ls-tree", "-r", "-z", "--full-tree", tree, "--"][..], &strings(paths)].concat();
        self.git.run(&list)
    }
}

fn strings(paths: &[String]) -> Vec<&str> {
    paths.iter().map(|path| path.trim_end_matches('/')).collect()
}
