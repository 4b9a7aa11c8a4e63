//! A program that depends on generated crates for their clients compiles no server.

// Helpers outside the test functions report by panicking too.
#![allow(clippy::unwrap_used)]

use std::process::Command;

/// Normal dependencies of a package: name and features of each.
fn dependencies(package: &str) -> Vec<(String, String)> {
    let output = Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["tree", "--package", package, "--edges", "normal", "--offline", "--prefix", "none"])
        .args(["--format", "{p}|{f}"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().map(|line| line.split_once('|').unwrap());
    lines.map(|(name, features)| (name.split(' ').next().unwrap().to_owned(), features.to_owned())).collect()
}

#[test]
fn no_server_comes_with_a_client() {
    let all = dependencies(env!("CARGO_PKG_NAME"));
    for expected in ["tencent-clb", "tencent-ecm", "tencent-clb-v2", "aliyun-slb", "docquarry-runtime", "reqwest"] {
        assert!(all.iter().any(|(name, _)| name == expected), "{expected} is missing in {all:?}");
    }
    for server in ["axum", "axum-core", "matchit", "multer", "docquarry", "clap"] {
        assert!(all.iter().all(|(name, _)| name != server), "{server} is in the tree");
    }
    let (_, features) = all.iter().find(|(name, _)| name == "docquarry-runtime").unwrap();
    assert!(features.split(',').any(|feature| feature == "client"), "{features}");
    assert!(features.split(',').all(|feature| feature != "server"), "{features}");
}
