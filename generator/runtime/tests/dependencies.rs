//! What a crate pays for in dependencies: types and signatures need no sockets, threads, runtime or TLS.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::process::Command;

/// Families of crates that open sockets, run futures, or serve TLS; a name belongs to one if it is it or begins with
/// it and a dash.
const NETWORK: [&str; 22] = [
    "async-io",
    "async-std",
    "aws-lc",
    "axum",
    "getrandom",
    "h2",
    "http",
    "hyper",
    "libc",
    "mio",
    "native-tls",
    "openssl",
    "quinn",
    "reqwest",
    "ring",
    "rustls",
    "smol",
    "socket2",
    "tokio",
    "tower",
    "url",
    "windows",
];

/// Names of all normal dependencies with the given features on, for the target of this machine.
fn dependencies(features: &str) -> BTreeSet<String> {
    dependencies_of("docquarry-runtime", features)
}

fn dependencies_of(package: &str, features: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["tree", "-p", package, "--no-default-features", "--features", features])
        .args(["-e", "normal", "--offline", "--prefix", "none", "--format", "{p}"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

fn of_families<'a>(names: &'a BTreeSet<String>, families: &[&str]) -> Vec<&'a str> {
    let belongs = |name: &str, family: &str| {
        name.strip_prefix(family).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
    };
    names.iter().map(String::as_str).filter(|name| families.iter().any(|family| belongs(name, family))).collect()
}

#[test]
fn types_and_signatures_need_no_network() {
    for features in ["", "sign", "schema"] {
        let names = dependencies(features);
        assert!(names.contains("serde"), "no dependencies were listed: {names:?}");
        assert_eq!(of_families(&names, &NETWORK), Vec::<&str>::new(), "features `{features}`");
    }
}

/// The crate stands for all generated ones: their manifests are alike.
#[test]
fn the_types_of_a_generated_crate_need_no_network_either() {
    let names = dependencies_of("obstacle-course", "");
    assert!(names.contains("docquarry-runtime"), "no dependencies were listed: {names:?}");
    assert_eq!(of_families(&names, &NETWORK), Vec::<&str>::new());
    assert_eq!(of_families(&names, &["hmac", "quick-xml", "tracing"]), Vec::<&str>::new());
    assert!(dependencies_of("obstacle-course", "client").contains("reqwest"));
}

#[test]
fn types_alone_need_no_cryptography() {
    assert_eq!(of_families(&dependencies(""), &["hmac", "sha1", "sha2", "base64", "time"]), Vec::<&str>::new());
}

/// Also shows that the check above would see a network crate.
#[test]
fn the_client_has_one_tls_and_no_server() {
    let names = dependencies("client");
    for expected in ["reqwest", "hyper", "tokio", "ring", "rustls"] {
        assert!(names.contains(expected), "{expected} is not among {names:?}");
    }
    let unwanted = ["axum", "aws-lc", "openssl-sys", "native-tls", "h2", "quinn"];
    assert_eq!(of_families(&names, &unwanted), Vec::<&str>::new());
}

#[test]
fn the_server_has_no_client() {
    let names = dependencies("server");
    for expected in ["axum", "hyper", "tokio"] {
        assert!(names.contains(expected), "{expected} is not among {names:?}");
    }
    assert_eq!(of_families(&names, &["reqwest", "ring", "rustls", "tower-http", "h2"]), Vec::<&str>::new());
}

/// `cargo xtask regenerate` is the first thing that runs on a fresh machine.
#[test]
fn generating_links_no_http_stack() {
    let names = dependencies_of("xtask", "");
    assert!(names.contains("docquarry"), "no dependencies were listed: {names:?}");
    let unwanted = ["axum", "http", "hyper", "mio", "reqwest", "ring", "rustls", "socket2", "tokio", "tower"];
    assert_eq!(of_families(&names, &unwanted), Vec::<&str>::new());
}
