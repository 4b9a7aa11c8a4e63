//! `docquarry update` on repositories made for it: what gets into the branch, what stays out, and what is there after a
//! run that was killed.

// Helpers outside the test functions report by panicking too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use docquarry_tests::{Run, Scratch, root, run};

const BINARY: &str = env!("CARGO_BIN_EXE_docquarry-under-test");
const ID: &str = "tencent-teahouse";
const BRANCH: &str = "docquarry/update";
const CONFIG: &str =
    "[[api]]\nid = \"tencent-teahouse\"\nopenapi = \"openapi/teahouse\"\nreference = \"docs/teahouse\"\n";

/// A repository that has the specs of its pages, a bare one that it is pushed to, and the pages.
struct Place(Scratch);

impl Place {
    fn new(name: &str) -> Self {
        Self::with(name, CONFIG)
    }

    fn with(name: &str, config: &str) -> Self {
        let place = Self(Scratch::new(&format!("update-{name}")));
        let pages = root().join("tests/cases/pages/quick-start/input");
        for entry in fs::read_dir(pages).unwrap() {
            let path = entry.unwrap().path();
            place.0.put(&format!("pages/{}", path.file_name().unwrap().to_str().unwrap()), fs::read(&path).unwrap());
        }
        place.0.put("repo/docquarry-update.toml", config);
        place.0.put("repo/notes.txt", "by hand\n");
        place.git(&["init", "-q", "--bare", "-b", "main", "../origin.git"]);
        place.git(&["init", "-q", "-b", "main"]);
        place.git(&["remote", "add", "origin", "../origin.git"]);
        place.commit("start");
        let first = place.update(&[]);
        assert_eq!(first.code, Some(0), "{first:?}");
        place.git(&["merge", "-q", "--ff-only", BRANCH]);
        place.git(&["branch", "-q", "-D", BRANCH]);
        place.git(&["push", "-q", "origin", "main"]);
        place
    }

    /// The same repositories and pages elsewhere.
    fn copy(&self, name: &str) -> Self {
        let place = Self(Scratch::new(&format!("update-{name}")));
        let from = self.0.path().join(".");
        assert!(Command::new("cp").arg("-r").args([&from, place.0.path()]).status().unwrap().success());
        place
    }

    fn repo(&self) -> PathBuf {
        self.0.path().join("repo")
    }

    fn git_in(&self, folder: &str, arguments: &[&str]) -> String {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=Ada", "-c", "user.email=ada@example.com"]).args(arguments);
        let output = command.current_dir(self.0.path().join(folder)).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
    }

    fn git(&self, arguments: &[&str]) -> String {
        self.git_in("repo", arguments)
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", message]);
    }

    fn update(&self, arguments: &[&str]) -> Run {
        let all = [&["update", "--docs", "../pages"][..], arguments].concat();
        run(BINARY, &self.repo(), all)
    }

    /// What a run printed, and its exit code.
    fn printed(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let run = self.update(arguments);
        (run.code, run.stdout + &run.stderr)
    }

    /// Changes a page.
    fn edit(&self, page: &str, before: &str, after: &str) {
        let path = self.0.path().join("pages").join(page);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(before), "{page} has no {before}");
        fs::write(path, text.replace(before, after)).unwrap();
    }

    /// A parameter becomes required.
    fn break_callers(&self) {
        self.edit("OrderTea.md", "| Cups | No |", "| Cups | Yes |");
    }

    /// A field is added.
    fn add_field(&self) {
        self.edit("data-types.md", "| Grams |", "| Origin | String | Where it grew. |\n| Grams |");
    }

    /// Half a page is gone.
    fn truncate(&self) {
        let path = self.0.path().join("pages/OrderTea.md");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(path, &text[..text.find("## 3.").unwrap()]).unwrap();
    }

    fn report(&self, name: &str) -> String {
        let path = self.repo().join(".git/docquarry-update/report").join(name);
        fs::read_to_string(path).unwrap_or_default()
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.report("update.json")).unwrap()
    }

    fn tip(&self, folder: &str) -> Option<String> {
        let listed = self.git_in(folder, &["for-each-ref", "--format=%(objectname)", &format!("refs/heads/{BRANCH}")]);
        Some(listed).filter(|commit| !commit.is_empty())
    }

    /// How many commits the branch has beyond the base.
    fn ahead(&self, folder: &str) -> usize {
        self.git_in(folder, &["rev-list", &format!("main..{BRANCH}")]).lines().count()
    }

    fn file(&self, folder: &str, path: &str) -> String {
        self.git_in(folder, &["show", &format!("{BRANCH}:{path}")])
    }

    fn spec(&self, folder: &str) -> String {
        self.file(folder, &format!("spec/{ID}.json"))
    }

    /// Nothing of the work tree changed, and nothing is left of the run.
    fn is_untouched(&self) {
        assert_eq!(self.git(&["status", "--porcelain"]), "");
        assert_eq!(self.git(&["symbolic-ref", "HEAD"]), "refs/heads/main");
    }
}

#[test]
fn a_new_edition_is_one_commit_and_one_report() {
    let place = Place::new("edition");
    let main = place.git(&["rev-parse", "main"]);
    place.break_callers();
    let (code, printed) = place.printed(&[]);
    assert_eq!(code, Some(1), "{printed}");
    assert!(printed.contains("tencent-teahouse: 1 breaking, 0 risky, 0 compatible, 0 of documentation, 0 accepted"));
    assert!(printed.contains("branch docquarry/update: created"), "{printed}");
    place.is_untouched();
    assert_eq!((place.ahead("repo"), place.git(&["rev-parse", "main"])), (1, main));
    let changed = place.git(&["diff", "--name-only", "main", BRANCH]);
    for file in ["spec/tencent-teahouse.json", "spec/pages/tencent-teahouse.toml", "openapi/teahouse/openapi.json"] {
        assert!(changed.lines().any(|line| line == file), "{file}: {changed}");
    }
    assert!(!changed.contains("notes.txt"), "{changed}");
    let (report, json) = (place.report("report.md"), place.json());
    let change = &json["apis"][0]["changes"][0];
    let print = change["fingerprint"].as_str().unwrap();
    assert_eq!((change["rule"].as_str(), change["severity"].as_str()), (Some("field-required"), Some("breaking")));
    assert!(report.starts_with(&format!("<!-- docquarry:update {} -->\n", json["fingerprint"].as_str().unwrap())));
    assert!(report.contains(&format!("`{print}` <!-- docquarry:change {print} -->")), "{report}");
    assert!(report.contains("Pages changed: `OrderTea.md`"), "{report}");
    assert_eq!(place.report("labels.txt"), "docquarry:breaking\n");
    assert_eq!(place.report("title.txt"), "API documentation changed: tencent-teahouse (1 breaking)\n");
}

#[test]
fn the_same_pages_and_other_words_touch_nothing() {
    let place = Place::new("idle");
    let refs = || place.git(&["for-each-ref"]);
    let before = refs();
    assert_eq!(place.update(&[]).code, Some(0));
    place.edit("OrderTea.md", "is used to order a pot", "can be used by guests, and\nby nobody else, to order a pot");
    let (code, printed) = place.printed(&[]);
    assert_eq!((code, refs()), (Some(0), before), "{printed}");
    assert!(printed.contains("no change") && printed.contains("idle"), "{printed}");
    assert_eq!((place.report("report.md"), place.report("labels.txt")), (String::new(), String::new()));
    place.is_untouched();
}

#[test]
fn half_a_page_is_refused_and_what_is_open_stays_open() {
    let place = Place::new("half");
    place.truncate();
    let (code, printed) = place.printed(&[]);
    assert_eq!((code, place.tip("repo")), (Some(1), None), "{printed}");
    assert!(printed.contains("error[edition-loss]") && printed.contains("not taken"), "{printed}");
    assert!(place.report("report.md").contains("The newest pages were not taken"));
    assert_eq!(place.report("labels.txt"), "docquarry:refused\n");

    let place = Place::new("half-open");
    place.add_field();
    assert_eq!(place.update(&[]).code, Some(0));
    let open = place.tip("repo");
    place.truncate();
    let (code, printed) = place.printed(&[]);
    assert_eq!((code, place.tip("repo")), (Some(1), open), "{printed}");
    assert!(printed.contains("unchanged"), "{printed}");
    let report = place.report("report.md");
    assert!(report.contains("Origin") && report.contains("were not taken"), "{report}");
    assert_eq!(place.update(&["--accept-loss"]).code, Some(1));
    assert!(!place.spec("repo").contains("OrderId") && place.spec("repo").contains("Origin"));
    // What was taken once is not refused by the next run.
    let (_, printed) = place.printed(&[]);
    assert!(printed.contains("unchanged") && !printed.contains("edition-loss"), "{printed}");
}

#[test]
fn pages_that_are_gone_or_of_another_api_are_refused() {
    let place = Place::new("gone");
    for page in ["OrderTea.md", "DescribeTeas.md", "data-types.md"] {
        fs::remove_file(place.0.path().join("pages").join(page)).unwrap();
    }
    let (code, printed) = place.printed(&[]);
    assert_eq!((code, place.tip("repo")), (Some(1), None), "{printed}");
    assert!(printed.contains("error[no-documents]"), "{printed}");
    place.0.put("pages/login.html", "<html><body><form>Please sign in</form></body></html>");
    let (code, printed) = place.printed(&[]);
    assert_eq!((code, place.tip("repo")), (Some(1), None), "{printed}");
    assert!(printed.contains("error[no-such-api]"), "{printed}");
}

#[test]
fn two_changes_are_one_commit_and_an_accepted_one_is_listed_apart() {
    let place = Place::new("accepted");
    place.break_callers();
    place.add_field();
    assert_eq!(place.update(&[]).code, Some(1));
    assert_eq!(
        (place.ahead("repo"), place.report("labels.txt")),
        (1, "docquarry:breaking\ndocquarry:compatible\n".into())
    );
    let (json, tip) = (place.json(), place.tip("repo"));
    let rows = json["apis"][0]["changes"].as_array().unwrap();
    let breaking = rows.iter().find(|row| row["severity"] == "breaking").unwrap();
    let print = breaking["fingerprint"].as_str().unwrap();
    let entry = format!("[[accepted]]\nfingerprint = \"{print}\"\nreason = \"we always send it\"\n");
    let unused = "[[accepted]]\nfingerprint = \"00000000000000aa\"\nreason = \"long ago\"\n";
    place.0.put(&format!("repo/spec/accepted/{ID}.toml"), entry + unused);
    // What is not committed does not count.
    assert_eq!(place.update(&[]).code, Some(1));
    place.commit("accepted");
    let (code, printed) = place.printed(&[]);
    assert_eq!((code, place.tip("repo")), (Some(0), tip), "{printed}");
    assert!(printed.contains("0 breaking, 0 risky, 1 compatible, 0 of documentation, 1 accepted"), "{printed}");
    assert!(printed.contains("the accepted change 00000000000000aa is not there"), "{printed}");
    assert_eq!(place.report("labels.txt"), "docquarry:compatible\ndocquarry:accepted\n");
    let report = place.report("report.md");
    let (open, accepted) = report.split_once("### Accepted").unwrap();
    assert!(!open.contains(print) && accepted.contains(print) && accepted.contains("we always send it"), "{report}");
    assert_eq!(place.update(&["--fail-on", "compatible"]).code, Some(1));
}

#[test]
fn a_second_run_moves_the_open_branch_and_the_end_of_the_change_deletes_it() {
    let place = Place::new("second");
    place.add_field();
    assert_eq!(place.update(&[]).code, Some(0));
    let first = place.tip("repo");
    // A commit of the base that has nothing to do with it is no reason to move.
    place.0.put("repo/notes.txt", "more by hand\n");
    place.commit("notes");
    assert!(place.printed(&[]).1.contains("unchanged"));
    assert_eq!(place.tip("repo"), first);
    place.break_callers();
    let (_, printed) = place.printed(&[]);
    assert!(printed.contains("updated"), "{printed}");
    assert_eq!((place.ahead("repo"), place.git(&["branch"]).lines().count()), (1, 2));
    assert_eq!(place.file("repo", "notes.txt"), "more by hand");
    place.edit("OrderTea.md", "| Cups | Yes |", "| Cups | No |");
    place.edit("data-types.md", "| Origin | String | Where it grew. |\n", "");
    let (code, printed) = place.printed(&[]);
    assert_eq!((code, place.tip("repo"), place.report("report.md")), (Some(0), None, String::new()), "{printed}");
    assert!(printed.contains("removed"), "{printed}");
    place.is_untouched();
}

#[test]
fn commits_of_others_on_the_branch_are_kept() {
    let place = Place::new("others");
    place.add_field();
    assert_eq!(place.update(&[]).code, Some(0));
    place.git(&["checkout", "-q", BRANCH]);
    let (code, printed) = place.printed(&["--base", "main"]);
    assert_eq!(code, Some(2), "{printed}");
    assert!(printed.contains("error[update-branch]") && printed.contains("checked out"), "{printed}");
    place.0.put("repo/notes.txt", "a reviewer's word\n");
    place.commit("review");
    let review = place.git(&["rev-parse", "HEAD"]);
    place.git(&["checkout", "-q", "main"]);
    assert!(place.printed(&[]).1.contains("unchanged"));
    place.break_callers();
    assert!(place.printed(&[]).1.contains("updated"));
    assert_eq!(place.git(&["rev-parse", &format!("{BRANCH}^")]), review);
    assert_eq!(place.file("repo", "notes.txt"), "a reviewer's word");
    place.edit("OrderTea.md", "| Cups | Yes |", "| Cups | No |");
    place.edit("data-types.md", "| Origin | String | Where it grew. |\n", "");
    assert!(place.printed(&[]).1.contains("kept"));
    assert!(place.tip("repo").is_some());
}

#[test]
fn a_dirty_work_tree_stays_dirty_and_out_of_the_commit() {
    let place = Place::new("dirty");
    place.0.put("repo/notes.txt", "half a sentence");
    place.0.put("repo/new.txt", "not added");
    place.0.put("repo/openapi/teahouse/openapi.json", "{}");
    place.git(&["add", "notes.txt"]);
    place.0.put("repo/notes.txt", "half a sentence and more");
    let before = place.git(&["status", "--porcelain"]);
    place.break_callers();
    assert_eq!(place.update(&[]).code, Some(1));
    assert_eq!(place.git(&["status", "--porcelain"]), before);
    assert_eq!(fs::read_to_string(place.repo().join("notes.txt")).unwrap(), "half a sentence and more");
    assert_eq!(place.file("repo", "notes.txt"), "by hand");
    assert!(place.file("repo", "openapi/teahouse/openapi.json").len() > 100);
}

#[test]
fn one_api_that_is_refused_does_not_stop_another() {
    let config = "[[api]]\nid = \"tencent-teahouse\"\npages = [\"OrderTea.md\", \"DescribeTeas.md\", \"data-types.md\"]\n\
                  [[api]]\nid = \"ferries\"\npages = [\"boats\"]\nprofile = \"profiles/ferries.toml\"\n";
    let ferries = root().join("tests/cases/diff/timeline");
    let edition = |number: u32| fs::read(ferries.join(format!("editions/ferry-{number}.md"))).unwrap();
    let place = Place::with("both", "[[api]]\nid = \"tencent-teahouse\"\n");
    place.0.put("repo/docquarry-update.toml", config);
    let (code, printed) = place.printed(&[]);
    assert!(code == Some(0) && printed.contains("idle"), "what is not committed does not count: {printed}");
    place.0.put("repo/profiles/ferries.toml", fs::read(ferries.join("ferries.toml")).unwrap());
    place.commit("profile");
    place.0.put("pages/boats/ferry.md", edition(1));
    assert_eq!(place.update(&[]).code, Some(0));
    place.git(&["merge", "-q", "--ff-only", BRANCH]);
    let teahouse = place.git(&["show", &format!("main:spec/{ID}.json")]);
    place.0.put("pages/boats/ferry.md", edition(2));
    place.truncate();
    let (code, printed) = place.printed(&[]);
    assert_eq!(code, Some(1), "{printed}");
    assert!(printed.contains("tencent-teahouse: not taken") && printed.contains("ferries: 1 breaking"), "{printed}");
    assert_eq!(place.spec("repo"), teahouse);
    assert!(place.file("repo", "spec/ferries.json").contains("captain"));
    assert_eq!(
        place.report("labels.txt"),
        "docquarry:breaking\ndocquarry:compatible\ndocquarry:documentation\ndocquarry:refused\n"
    );
}

#[test]
fn the_report_says_whether_the_pages_changed_if_it_knows() {
    const SAME: &str = "The pages are the same as before";
    let place = Place::new("known");
    let spec = format!("repo/spec/{ID}.json");
    let text = fs::read_to_string(place.0.path().join(&spec)).unwrap();
    place.0.put(&spec, text.replacen("\"maximum\": 8", "\"maximum\": 9", 1));
    place.commit("as an older docquarry read it");
    assert_eq!(place.update(&[]).code, Some(1));
    assert!(place.report("report.md").contains(SAME), "{}", place.report("report.md"));
    place.git(&["rm", "-q", &format!("spec/pages/{ID}.toml")]);
    place.git(&["commit", "-q", "-m", "without a list of pages"]);
    assert_eq!(place.update(&[]).code, Some(1));
    let report = place.report("report.md");
    assert!(report.contains("bound-narrowed") && !report.contains(SAME) && !report.contains("Pages new"), "{report}");
}

#[test]
fn outputs_edited_by_hand_are_not_overwritten() {
    let place = Place::new("edited");
    place.0.put("repo/openapi/teahouse/openapi.json", "{}");
    place.commit("by hand");
    place.break_callers();
    let (code, printed) = place.printed(&[]);
    assert_eq!((code, place.tip("repo")), (Some(1), None), "{printed}");
    assert!(printed.contains("error[foreign-files]"), "{printed}");
    assert!(place.printed(&["--force"]).1.contains("created"));
}

#[test]
fn a_crate_gets_its_next_version() {
    let place = Place::with("crate", "[[api]]\nid = \"tencent-teahouse\"\nrust = \"crates/teahouse\"\n");
    place.break_callers();
    assert_eq!(place.update(&[]).code, Some(1));
    let manifest = place.file("repo", "crates/teahouse/Cargo.toml");
    assert!(manifest.contains("version = \"0.2.0\""), "{manifest}");
    assert!(place.file("repo", "crates/teahouse/CHANGELOG.md").contains("## 0.2.0"));
    place.add_field();
    assert_eq!(place.update(&[]).code, Some(1));
    assert!(place.file("repo", "crates/teahouse/Cargo.toml").contains("version = \"0.2.0\""));
}

#[test]
fn what_is_given_wrongly_changes_nothing() {
    let place = Place::new("wrong");
    place.break_callers();
    place.git(&["branch", "theirs"]);
    let before = place.git(&["for-each-ref"]);
    let wrong: [(&[&str], &str); 9] = [
        (&["--branch", "main"], "is checked out"),
        (&["--branch", "theirs"], "was not made by docquarry"),
        (&["--branch=-d"], "cannot be the name of a branch"),
        (&["--branch", "a..b"], "cannot be the name of a branch"),
        (&["--base=--all"], "has no commit"),
        (&["--base", "nothing"], "has no commit"),
        (&["--push=--upload-pack=date"], "is not the address"),
        (&["--push=ext::date"], "is not the address"),
        (&["--push=nowhere"], "error[git]"),
    ];
    for (arguments, said) in wrong {
        let (code, printed) = place.printed(arguments);
        assert!(code == Some(2) && printed.contains(said), "{arguments:?}: {printed}");
        assert_eq!(place.git(&["for-each-ref"]), before);
    }
    for docs in ["ext::sh -c date", "--upload-pack=date://x", "no-such-folder", "no-such.git"] {
        let run = run(
            BINARY,
            &place.repo(),
            [&format!("--docs={docs}")[..]].iter().fold(vec!["update"], |mut all, one| {
                all.push(one);
                all
            }),
        );
        assert_eq!(run.code, Some(2), "{docs}: {run:?}");
    }
    place.git(&["rm", "-q", "docquarry-update.toml"]);
    place.git(&["commit", "-q", "-m", "without"]);
    let (code, printed) = place.printed(&[]);
    assert!(code == Some(2) && printed.contains("docquarry-update.toml is not in HEAD"), "{printed}");
}

#[test]
fn pages_come_from_a_repository_and_a_branch_goes_to_one() {
    let place = Place::new("push");
    place.git_in("pages", &["init", "-q", "-b", "main"]);
    let publish = || {
        place.git_in("pages", &["add", "-A"]);
        place.git_in("pages", &["commit", "-q", "-m", "pages"]);
    };
    publish();
    place.git_in(".", &["clone", "-q", "--bare", "pages", "vendor.git"]);
    let run_from = |repository: &str, arguments: &[&str]| {
        let all = [&["update", "--docs", "vendor.git", "--repository", repository][..], arguments].concat();
        let run = run(BINARY, place.0.path(), all);
        (run.code, run.stdout + &run.stderr)
    };
    let (code, printed) = run_from("repo", &["--push"]);
    assert_eq!(code, Some(0), "{printed}");
    assert_eq!(place.tip("origin.git"), None);
    place.break_callers();
    publish();
    place.git_in("pages", &["push", "-q", "../vendor.git", "main"]);
    let (code, printed) = run_from("repo", &["--push"]);
    assert_eq!(code, Some(1), "{printed}");
    let pushed = place.tip("origin.git");
    assert!(pushed.is_some() && pushed == place.tip("repo"), "{printed}");
    // Another machine, with a clone of its own, finds the branch as it is.
    place.git_in(".", &["clone", "-q", "origin.git", "fresh"]);
    let (_, printed) = run_from("fresh", &["--push"]);
    assert!(printed.contains("unchanged") && place.tip("origin.git") == pushed, "{printed}");
    assert_eq!(place.tip("fresh"), None);
    // A bare repository needs no work tree.
    let (_, printed) = run_from("origin.git", &["--base", "main"]);
    assert!(printed.contains("unchanged"), "{printed}");
    let (_, printed) = run_from("origin.git", &["--base", "main", "--branch", "second"]);
    assert!(printed.contains("created"), "{printed}");
    place.edit("OrderTea.md", "| Cups | Yes |", "| Cups | No |");
    publish();
    place.git_in("pages", &["push", "-q", "../vendor.git", "main"]);
    assert!(run_from("fresh", &["--push"]).1.contains("removed"));
    assert_eq!(place.tip("origin.git"), None);
}

/// A folder with a program `git` that kills its caller in place of its `fatal`-th run.
fn killer(place: &Place, fatal: usize) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap();
    let real = std::env::split_paths(&path).map(|folder| folder.join("git")).find(|path| path.is_file()).unwrap();
    let count = place.0.put("count", "");
    let script = format!(
        "#!/bin/sh\nprintf x >> '{count}'\nif [ \"$(wc -c < '{count}')\" -eq {fatal} ]; then kill -9 $PPID; exit 1; fi\nexec '{real}' \"$@\"\n",
        count = count.display(),
        real = real.display()
    );
    let path = place.0.put("bin/git", script);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path.parent().unwrap().to_owned()
}

/// Runs with this program as `git`; true if the run was killed.
fn is_killed(place: &Place, bin: &Path) -> bool {
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let arguments = ["update", "--docs", "../pages", "--push"];
    let output = Command::new(BINARY).args(arguments).current_dir(place.repo()).env("PATH", path).output().unwrap();
    output.status.code().is_none()
}

/// Steps before this one only read.
const WRITES: usize = 17;

/// Kills a run at its steps in turn, and after each lets another one finish. Of the steps that only read, some will do.
fn kill_everywhere(name: &str, plant: impl Fn(&Place), is_right: impl Fn(&Place, &str)) {
    let template = Place::new(name);
    plant(&template);
    for fatal in (1..WRITES).step_by(5).chain(WRITES..) {
        let place = template.copy(&format!("{name}-{fatal}"));
        let main = place.git(&["rev-parse", "main"]);
        let killed = is_killed(&place, &killer(&place, fatal));
        assert_eq!(place.git(&["rev-parse", "main"]), main);
        place.is_untouched();
        let (code, printed) = place.printed(&["--push"]);
        assert!(code.is_some_and(|code| code < 2), "killed at {fatal}: {printed}");
        is_right(&place, &printed);
        place.is_untouched();
        if !killed {
            assert!(fatal > WRITES + 4, "only {fatal} steps were seen");
            break;
        }
    }
}

#[test]
fn a_run_that_is_killed_anywhere_is_mended_by_the_next() {
    kill_everywhere(
        "kill-create",
        |place| place.break_callers(),
        |place, printed| {
            assert_eq!((place.ahead("origin.git"), place.ahead("repo")), (1, 1), "{printed}");
            assert!(place.spec("origin.git").contains("\"required\": true"));
            assert_eq!(place.tip("origin.git"), place.tip("repo"), "{printed}");
            assert!(place.report("report.md").contains("field-required"));
            assert_eq!(place.json()["commit"].as_str(), place.tip("origin.git").as_deref());
        },
    );
}

#[test]
fn a_run_that_is_killed_while_it_deletes_the_branch_is_mended_by_the_next() {
    let plant = |place: &Place| {
        place.break_callers();
        assert_eq!(place.update(&["--push"]).code, Some(1));
        place.edit("OrderTea.md", "| Cups | Yes |", "| Cups | No |");
    };
    kill_everywhere("kill-delete", plant, |place, printed| {
        assert_eq!(place.tip("origin.git"), None, "{printed}");
        assert_eq!(place.report("report.md"), "");
    });
}

/// The script of the workflow's last step.
fn script() -> String {
    let (_, step) = docquarry::update::WORKFLOW.rsplit_once("run: |\n").unwrap();
    step.lines().map(|line| format!("{}\n", line.trim_start_matches("          "))).collect()
}

#[test]
fn the_workflow_opens_one_pull_request_and_labels_it() {
    let place = Place::new("workflow");
    // A forge that keeps the one pull request in files.
    let gh = r#"#!/bin/sh
echo "gh $*" >> "$FORGE/log"
case "$1 $2" in
  "pr list") if [ -f "$FORGE/body" ]; then echo 7; fi ;;
  "pr create") cp "$8" "$FORGE/body" ;;
  "pr edit") if [ "$6" = --body-file ]; then cp "$7" "$FORGE/body"; fi
             if [ "$4" = --add-label ]; then echo "$5" >> "$FORGE/labels"; fi
             if [ "$4" = --remove-label ]; then sed -i "/^$5$/d" "$FORGE/labels"; fi ;;
  "pr view") case "$*" in *labels*) cat "$FORGE/labels" ;; *) cat "$FORGE/body" ;; esac ;;
esac
"#;
    let bin = place.0.put("forge/bin/gh", gh).parent().unwrap().to_owned();
    fs::set_permissions(bin.join("gh"), fs::Permissions::from_mode(0o755)).unwrap();
    std::os::unix::fs::symlink(BINARY, bin.join("docquarry")).unwrap();
    let forge = place.0.path().join("forge");
    let run = || {
        place.0.put("forge/log", "");
        let output = Command::new("bash")
            .args(["-e", "-o", "pipefail", "-c", &script()])
            .current_dir(place.repo())
            .env("PATH", format!("{}:{}", bin.display(), std::env::var("PATH").unwrap()))
            .env("PAGES", "../pages")
            .env("BRANCH", BRANCH)
            .env("FORGE", &forge)
            .env("RUNNER_TEMP", place.0.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), fs::read_to_string(forge.join("log")).unwrap(), said)
    };
    place.0.put("forge/labels", "mine\n");
    let (code, log, said) = run();
    assert_eq!((code, log), (Some(0), String::new()), "{said}");
    place.add_field();
    let (code, log, said) = run();
    assert_eq!(code, Some(0), "{said}");
    assert!(log.contains("gh pr create --head docquarry/update --title API documentation changed"), "{log}");
    let labels = || fs::read_to_string(forge.join("labels")).unwrap();
    assert_eq!(labels(), "mine\ndocquarry:compatible\n");
    let (_, log, said) = run();
    assert!(!log.contains("create") && !log.contains("edit"), "an idle run changes nothing: {log}{said}");
    place.break_callers();
    place.edit("data-types.md", "| Origin | String | Where it grew. |\n", "");
    let (code, log, said) = run();
    assert_eq!(code, Some(1), "{said}");
    assert!(!log.contains("pr create") && log.contains("gh pr edit 7 --title"), "{log}");
    assert_eq!(labels(), "mine\ndocquarry:breaking\n");
    assert!(fs::read_to_string(forge.join("body")).unwrap().contains("field-required"));
}
