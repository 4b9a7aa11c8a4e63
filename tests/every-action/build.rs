//! Lists the actions of the generated crates for the tests: a macro that calls another one with each of them.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The crates, by the identifiers of their specs.
const CRATES: [&str; 4] = ["aliyun-slb", "tencent-clb", "tencent-clb-v2", "tencent-ecm"];

/// Where a generated file says which action a request is of.
const IMPLEMENTATION: &str = "impl ::docquarry_runtime::operation::Operation for ";
const ACTION: &str = "const ACTION: &'static str = \"";

fn main() -> io::Result<()> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("../../generated");
    let mut calls = String::new();
    for id in CRATES {
        let operations = folder.join(id).join("src/operation");
        println!("cargo::rerun-if-changed={}", operations.display());
        let krate = id.replace('-', "_");
        for path in files(&operations)? {
            if let Some((request, action)) = operation(&fs::read_to_string(&path)?) {
                calls.push_str(&format!("$visit!({id:?}, {action:?}, {krate}::API, {krate}::operation::{request});\n"));
            }
        }
    }
    let text = format!("macro_rules! each_action {{ ($visit:ident) => {{\n{calls}}}; }}\n");
    fs::write(Path::new(&env::var("OUT_DIR").map_err(io::Error::other)?).join("each_action.rs"), text)
}

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    files.sort();
    Ok(files)
}

/// Request type and action of a generated file; the printer may have broken the line before `for`.
fn operation(text: &str) -> Option<(String, String)> {
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let rest = joined.split_once(IMPLEMENTATION)?.1;
    let request = rest.split(' ').next()?.to_owned();
    let action = rest.split_once(ACTION)?.1.split('"').next()?.to_owned();
    Some((request, action))
}
