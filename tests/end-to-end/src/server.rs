//! `docquarry serve` as a process of its own, on a free port of the loopback interface.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Identifier of the caller that the server knows.
pub const ID: &str = "AKIDdocquarrytests";
/// Its secret.
pub const SECRET: &str = "docquarry-tests-secret";

/// The root of the workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Where the spec of an API is.
pub fn spec_path(id: &str) -> PathBuf {
    root().join(format!("spec/{id}.json"))
}

/// A running server, stopped at the end of the test.
#[derive(Debug)]
pub struct Server {
    child: Child,
    origin: String,
}

impl Server {
    /// Starts the command at `binary` with the specs of `ids` and more arguments, and waits until it listens.
    pub fn start(binary: &str, ids: &[&str], arguments: &[&str]) -> Self {
        let mut child = Command::new(binary)
            .arg("serve")
            .args(ids.iter().map(|id| spec_path(id)))
            .args(["--listen", "127.0.0.1:0", "--credentials", &format!("{ID}:{SECRET}")])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{binary}: {error}"));
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let origin = lines.by_ref().find_map(|line| origin_in(&line.expect("a line of text")));
        // The rest is read too, so that the server never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Server { origin: origin.unwrap_or_else(|| panic!("the server ended: {:?}", child.wait())), child }
    }

    /// Scheme, address and port.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Address and port.
    pub fn address(&self) -> &str {
        self.origin.trim_start_matches("http://")
    }

    /// Resident memory of the process, in bytes; 0 where the system does not tell.
    pub fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or_default() * 1024
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `http://127.0.0.1:8080` in a line, if it is there.
fn origin_in(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("http://")?;
    let address = rest.split(|c: char| !c.is_ascii_digit() && c != '.' && c != ':').next()?;
    Some(format!("http://{address}"))
}
