//! Makes a table of every method of the generated clients, by reading their sources: `calls.rs`, one list for each API,
//! whose entries say what [`entry!`] in `src/calls.rs` takes: crate, method, request type.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

const CRATES: [&str; 4] = ["aliyun-slb", "tencent-clb", "tencent-clb-v2", "tencent-ecm"];

fn main() -> io::Result<()> {
    let here = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    let mut text = String::new();
    for name in CRATES {
        let path = Path::new(&here).join("../../generated").join(name).join("src/client.rs");
        println!("cargo::rerun-if-changed={}", path.display());
        let module = name.replace('-', "_");
        let _ = writeln!(text, "/// Every method of the client of `{name}`.");
        let _ = writeln!(text, "pub const {}: &[Entry<{module}::Client>] = &[", module.to_uppercase());
        for (method, request) in methods(&fs::read_to_string(&path)?) {
            let _ = writeln!(text, "    entry!({module}, {method}, {request}),");
        }
        text += "];\n";
    }
    fs::write(Path::new(&out).join("calls.rs"), text)
}

/// Methods that take one request, with its type: those whose parameters are `&self, request: op::X`.
fn methods(source: &str) -> Vec<(&str, &str)> {
    let methods = source.split("pub fn ").skip(1).filter_map(|method| {
        let (name, rest) = method.split_once('(')?;
        let (parameters, _) = rest.split_once(')')?;
        let (_, request) = parameters.split_once("request: op::")?;
        Some((name, request.trim_end().trim_end_matches(',')))
    });
    methods.collect()
}
