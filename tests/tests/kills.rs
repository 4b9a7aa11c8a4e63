//! The command is killed at random moments, and its disk is full: what is on the disk is whole, nothing foreign is
//! touched, and the next run leaves nothing behind.
//!
//! A short run belongs to the tests. `cargo xtask fuzz files` makes 200 kills and 20 full disks, through the variables
//! `FUZZ_KILLS` and `FUZZ_DISKS`. Which change of the disk fails is chosen one by one in `generator/src/sync/tests.rs`.

#![cfg(unix)]
// Helpers outside the test functions report by panicking too.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use docquarry_tests::{Scratch, root, run};

const BINARY: &str = env!("CARGO_BIN_EXE_docquarry-under-test");

/// Kills of each command, and full disks of each, in a short run.
const SHORT: [usize; 2] = [4, 3];

fn number(variable: &str, short: usize) -> usize {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(short)
}

/// A folder in which a command is run, and what it makes of two inputs.
struct Case {
    scratch: Scratch,
    /// The commands that make the old and the new output.
    commands: [Vec<&'static str>; 2],
    /// Where they write.
    output: &'static str,
    /// What they make, by path.
    made: [BTreeMap<String, Vec<u8>>; 2],
    time: Duration,
}

/// All files below a folder by their path; folders have a slash and no content.
fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let (mut open, mut found) = (vec![root.to_owned()], BTreeMap::new());
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                found.insert(format!("{name}/"), Vec::new());
                open.push(path);
            } else {
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

const DOCUMENT: &str = "tests/cases/tencent-text/book/input.txt";
const FOREIGN: [&str; 2] = ["work/out/notes.txt", "work/diary.md"];

impl Case {
    fn new(name: &str, output: &'static str, old: &[&'static str], new: &[&'static str]) -> Self {
        let scratch = Scratch::new(&format!("kills-{name}"));
        let book = fs::read_to_string(root().join(DOCUMENT)).unwrap();
        scratch.put("old.txt", &book);
        scratch.put("new.txt", book.replace("Kind", "Sort").replace("灯塔", "灯"));
        for edition in ["old", "new"] {
            let (document, spec) = (format!("{edition}.txt"), format!("{edition}.json"));
            let parsed = run(BINARY, scratch.path(), ["parse", &document, "-o", &spec]);
            assert!(matches!(parsed.code, Some(0 | 1)), "{}", parsed.stderr);
        }
        let mut case = Case {
            scratch,
            commands: [old.to_vec(), new.to_vec()],
            output,
            made: [BTreeMap::new(), BTreeMap::new()],
            time: Duration::ZERO,
        };
        for edition in [0, 1] {
            case.begin(None);
            let start = Instant::now();
            case.run(edition);
            case.time = start.elapsed();
            case.made[edition] = case.files();
        }
        assert_ne!(case.made[0], case.made[1]);
        case
    }

    fn work(&self) -> std::path::PathBuf {
        self.scratch.path().join("work")
    }

    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        files(&self.work())
    }

    /// The folder before a run: foreign files, and the output of an edition.
    fn begin(&self, edition: Option<usize>) {
        let _ = fs::remove_dir_all(self.work());
        FOREIGN.iter().for_each(|path| _ = self.scratch.put(path, "by hand"));
        for (path, bytes) in edition.into_iter().flat_map(|edition| &self.made[edition]) {
            let at = self.work().join(path);
            match path.ends_with('/') {
                true => fs::create_dir_all(at).unwrap(),
                false => _ = self.scratch.put(&format!("work/{path}"), bytes),
            }
        }
    }

    fn run(&self, edition: usize) {
        let run = run(BINARY, self.scratch.path(), &self.commands[edition]);
        assert!(matches!(run.code, Some(0 | 1)) && !run.stderr.contains("panicked"), "{}", run.stderr);
    }

    /// Whether each file that is on its place is whole; what is on its way there has a name that begins with a dot.
    fn assert_whole(&self) {
        let [old, new] = &self.made;
        for (path, bytes) in self.files() {
            let is_on_its_way = path.split('/').any(|part| part.starts_with('.')) && !path.ends_with("manifest");
            let is_whole = [old.get(&path), new.get(&path)].contains(&Some(&bytes));
            assert!(is_on_its_way || is_whole, "{path} is neither the old nor the new one");
        }
    }

    /// Runs the command for the new edition and kills it `after` so much time, or after its staging folder is there.
    fn kill(&self, after: Duration, staged: bool) -> bool {
        let mut child = Command::new(BINARY)
            .args(&self.commands[1])
            .current_dir(self.scratch.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let is_there = |folder: &Path| {
            fs::read_dir(folder).into_iter().flatten().flatten().any(|entry| {
                let name = entry.file_name();
                name.as_encoded_bytes().starts_with(b".") && !name.as_encoded_bytes().ends_with(b"manifest")
            })
        };
        let (start, output) = (Instant::now(), self.scratch.path().join(self.output));
        while staged && child.try_wait().unwrap().is_none() && start.elapsed() < self.time * 20 {
            if is_there(&output) {
                break;
            }
        }
        std::thread::sleep(after);
        child.kill().unwrap();
        child.wait().unwrap();
        is_there(&output)
    }
}

/// A sequence of numbers that look random.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most.max(1)
    }
}

fn kills(case: &Case, name: &str) {
    let count = number("FUZZ_KILLS", SHORT[0]);
    let mut chance = Chance(count as u64);
    let (mut left, mut mixed) = (0, 0);
    for kill in 0..count {
        case.begin(Some(0));
        let staged = kill % 4 != 0;
        let most = if staged { 12_000 } else { u64::try_from(case.time.as_micros()).unwrap() };
        let leaves = case.kill(Duration::from_micros(chance.below(most)), staged);
        left += usize::from(leaves);
        case.assert_whole();
        mixed += usize::from(!case.made.contains(&case.files()) && !leaves);
        // The same edition again, or the one before: both are mended to what they are in an empty folder.
        let next = usize::from(kill % 2 == 0);
        case.run(next);
        assert_eq!(case.files().keys().collect::<Vec<_>>(), case.made[next].keys().collect::<Vec<_>>());
        assert!(case.files() == case.made[next], "{name}: the next run left other files");
    }
    println!("{name}: {count} kills, {left} of them left something for the next run, which mended it");
    assert!(count < 50 || left > count / 20, "hardly any kill hit: {left} of {count}");
    assert_eq!(mixed, 0, "files of both editions without a trace of the killed run");
}

/// The largest file that may be written, in blocks of 512 or 1024 bytes, as the shell has it.
fn full(case: &Case, name: &str) {
    let count = number("FUZZ_DISKS", SHORT[1]);
    let mut refused = 0;
    for blocks in (0..count).map(|disk| disk * disk) {
        case.begin(Some(0));
        let output = Command::new("sh")
            .args(["-c", "trap '' XFSZ; ulimit -f $0 && exec \"$@\"", &blocks.to_string(), BINARY])
            .args(&case.commands[1])
            .current_dir(case.scratch.path())
            .output()
            .unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(!stderr.contains("panicked") && output.status.code().is_some(), "{stderr}");
        let files = case.files();
        if stderr.contains("error[io]") {
            refused += 1;
            assert!(
                files == case.made[0],
                "{name}: a full disk at {blocks} blocks changed something: {:?}",
                files.keys()
            );
        } else {
            assert!(files == case.made[1], "{name}: {stderr}");
        }
        case.run(1);
        assert!(case.files() == case.made[1]);
    }
    println!("{name}: {count} full disks, {refused} of them refused the output");
    assert!(refused > 0);
}

fn test(name: &str, output: &'static str, commands: [&[&'static str]; 2]) {
    let case = Case::new(name, output, commands[0], commands[1]);
    kills(&case, name);
    full(&case, name);
}

#[test]
fn a_crate() {
    let command = |spec| ["emit", "rust", spec, "-o", "work/out"];
    test("emit rust", "work/out", [&command("old.json"), &command("new.json")]);
}

#[test]
fn a_site() {
    let command = |spec| ["emit", "site", spec, "-o", "work/out"];
    test("emit site", "work/out", [&command("old.json"), &command("new.json")]);
}

#[test]
fn a_spec() {
    let command = |document| ["parse", document, "-o", "work/out/beacon.json"];
    test("parse -o FILE", "work/out", [&command("old.txt"), &command("new.txt")]);
}

#[test]
fn a_folder_of_specs() {
    let command = |document| ["parse", document, "-o", "work/out/"];
    test("parse -o DIR", "work/out", [&command("old.txt"), &command("new.txt")]);
}

/// A device that is full takes nothing, and the command says so.
#[cfg(target_os = "linux")]
#[test]
fn a_full_device() {
    let scratch = Scratch::new("kills-device");
    let document = root().join(DOCUMENT).display().to_string();
    let run = run(BINARY, scratch.path(), ["parse", &document, "-o", "/dev/full"]);
    assert!(run.code == Some(2) && run.stderr.contains("error[io]"), "{:?} {}", run.code, run.stderr);
    let to_full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = Command::new(BINARY).args(["parse", &document]).stdout(to_full).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && !stderr.contains("panicked"), "{:?} {stderr}", output.status);
}
