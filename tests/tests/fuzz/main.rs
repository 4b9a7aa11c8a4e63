//! Inputs of strangers, changed by chance: nothing panics, what is written can be read again, and nothing hidden reaches
//! an output. The seeds contain shapes that went wrong once, since chance does not find them.
//!
//! A short run belongs to the tests. `cargo xtask fuzz --time SECONDS [TARGET]` makes a long one, through the variables
//! `FUZZ_SECONDS` and `FUZZ_TARGET`. An input that fails is printed, and shortened by proptest.

// Helpers outside the test functions report by panicking too.
#![allow(clippy::unwrap_used, clippy::panic)]

mod change;
mod pages;
mod traffic;

use std::cell::{Cell, RefCell};
use std::fs;
use std::time::{Duration, Instant};

use docquarry::diagnostic::Diagnostic;
use docquarry::escape::is_hidden;
use docquarry_tests::root;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};

use change::{changed, changes};

/// Inputs of each target in a short run.
const SHORT: u32 = 60;

type Checked = Result<(), TestCaseError>;

fn visible(what: &str, text: &str) -> Checked {
    match text.chars().find(|c| is_hidden(*c) && !matches!(c, '\n' | '\t')) {
        None => Ok(()),
        Some(c) => Err(TestCaseError::fail(format!("{what} has {c:?}"))),
    }
}

fn printable(findings: &[Diagnostic]) -> Checked {
    findings.iter().map(ToString::to_string).try_for_each(|line| {
        prop_assert!(!line.contains(['\n', '\t']) && line.len() < 20_000, "{line}");
        visible("a finding", &line)
    })
}

/// Runs a target: changed seeds are checked, for a time or in a fixed number.
fn fuzz(target: &str, seeds: &[String], check: impl Fn(&str) -> Checked) {
    let variable = |name: &str| std::env::var(name).ok();
    if variable("FUZZ_TARGET").is_some_and(|wanted| !wanted.is_empty() && wanted != target) {
        return;
    }
    let time = variable("FUZZ_SECONDS").and_then(|seconds| seconds.parse().ok()).map(Duration::from_secs);
    let (start, count) = (Instant::now(), Cell::new(0_u64));
    let (slowest, slow) = (Cell::new(Duration::ZERO), RefCell::new(String::new()));
    loop {
        let config = Config { cases: SHORT, failure_persistence: None, ..Config::default() };
        // Another run of chance each time in a long run, the same in every short one.
        let mut runner = match time {
            Some(_) => TestRunner::new(config),
            None => {
                TestRunner::new_with_rng(config, proptest::test_runner::TestRng::deterministic_rng(Default::default()))
            }
        };
        let outcome = runner.run(&changes(), |(seed, changes)| {
            count.set(count.get() + 1);
            let (text, begin) = (changed(seed.get(seeds).as_str(), &changes), Instant::now());
            let checked = check(&text);
            if begin.elapsed() > slowest.get() {
                slowest.set(begin.elapsed());
                slow.replace(text);
            }
            checked
        });
        if let Err(TestError::Fail(reason, (seed, changes))) = &outcome {
            panic!("{target}: {reason}\n{}", changed(seed.get(seeds).as_str(), changes));
        }
        if time.is_none_or(|time| start.elapsed() >= time) {
            break;
        }
    }
    let [all, most] = [start.elapsed(), slowest.get()].map(|time| time.as_secs_f64());
    println!("{target}: {} inputs in {all:.0} s, the slowest in {most:.1} s", count.get());
    if time.is_some() {
        let folder = root().join("target/fuzz");
        let _ = fs::create_dir_all(&folder);
        let _ = fs::write(folder.join(format!("{target}.slowest")), slow.into_inner());
    }
}
