//! The server as a process, on a core of its own where that can be had, and what the system tells of it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::{ID, SECRET};

/// Ticks in a second, in which Linux counts processor time.
const TICKS: f64 = 100.0;

/// A running `docquarry serve`, stopped at the end.
pub(super) struct Server {
    child: Child,
    /// Address and port.
    pub(super) address: String,
}

/// Moves this process to the second core, if there are two and the system can do it; the server gets the first.
pub(super) fn pin_this() {
    if cores() > 1 {
        let this = std::process::id().to_string();
        let _ = Command::new("taskset").args(["--cpu-list", "--pid", "1", &this]).stdout(Stdio::null()).status();
    }
}

fn cores() -> usize {
    // The number of processors of the machine, not of those that this process is allowed to use.
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    text.lines().filter(|line| line.starts_with("processor")).count()
}

impl Server {
    /// Starts `binary` with the spec of the load's API and waits until it listens.
    pub(super) fn start(binary: &Path, root: &Path) -> Result<Self, String> {
        let taskset = cores() > 1 && Command::new("taskset").arg("--version").stdout(Stdio::null()).status().is_ok();
        let mut command = if taskset { Command::new("taskset") } else { Command::new(binary) };
        if taskset {
            command.args(["--cpu-list", "0"]).arg(binary);
        }
        command.arg("serve").arg(root.join("spec/tencent-clb.json"));
        command.args(["--listen", "127.0.0.1:0", "--credentials", &format!("{ID}:{SECRET}")]);
        command.args(["--log", "off"]);
        let spawned = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        let mut child = spawned.map_err(|error| format!("cannot start {}: {error}", binary.display()))?;
        let output = child.stdout.take().ok_or("the server has no output")?;
        let mut lines = BufReader::new(output).lines();
        let address = lines.by_ref().find_map(|line| address_in(&line.ok()?));
        std::thread::spawn(move || lines.for_each(drop));
        let Some(address) = address else {
            let _ = child.kill();
            return Err(format!("{} does not say where it listens", binary.display()));
        };
        Ok(Server { child, address })
    }

    /// Resident memory, in bytes; 0 where the system does not tell.
    pub(super) fn memory(&self) -> u64 {
        let text = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or_default() * 1024
    }

    /// Processor time so far, in seconds; 0 where the system does not tell.
    pub(super) fn processor(&self) -> f64 {
        let text = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        // The name of the program stands in parentheses and may hold anything.
        let fields = text.rsplit_once(')').map(|(_, rest)| rest).unwrap_or_default();
        let ticks = fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok());
        ticks.sum::<f64>() / TICKS
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `127.0.0.1:8080` of the first address in a line.
fn address_in(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("http://")?;
    rest.split(|c: char| !c.is_ascii_digit() && c != '.' && c != ':').next().map(str::to_owned)
}
