//! Serializing and signing a request that is not sent: time, allocations, and the vendor's Python SDK doing the same.

use std::hint::black_box;
use std::path::Path;
use std::pin::pin;
use std::process::Command;
use std::task::{Context, Waker};
use std::time::Instant;

use docquarry_runtime::client::Client;
use docquarry_runtime::credentials::Credentials;
use serde_json::{Value, json};
use tencent_clb::operation::CreateListenerRequest;

use super::{ID, SECRET};

/// Rounds, of which the median counts, and requests of a round.
const ROUNDS: usize = 25;
const REQUESTS: u32 = 2_000;

/// What signing takes.
pub(super) struct Signing {
    /// Microseconds of one request.
    ours: f64,
    /// Allocations of one request, and their bytes.
    allocations: (u64, u64),
    /// Microseconds of one request in the vendor's SDK, or why they are not known.
    peer: Result<f64, String>,
}

/// The request of both sides.
fn request() -> CreateListenerRequest {
    CreateListenerRequest::new("lb-abcdefgh", [80, 443], "HTTP").listener_names(["web", "web-tls"])
}

/// Measures both sides.
pub(super) fn measure(root: &Path) -> Result<Signing, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(|error| error.to_string())?;
    let (ours, allocations) = runtime.block_on(ours())?;
    Ok(Signing { ours, allocations, peer: peer(root) })
}

/// Time in microseconds and allocations with their bytes.
async fn ours() -> Result<(f64, (u64, u64)), String> {
    let client = Client::new(&tencent_clb::API, Credentials::new(ID, SECRET)).region("ap-guangzhou");
    let client = tencent_clb::Client::from(client);
    let sign = async || {
        let signed = client.create_listener(request()).signed().await.map_err(|error| error.to_string())?;
        black_box(signed);
        Ok::<(), String>(())
    };
    // The first one derives the key of the day.
    sign().await?;
    let mut times = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        for _ in 0..REQUESTS {
            sign().await?;
        }
        times.push(start.elapsed().as_secs_f64() * 1e6 / f64::from(REQUESTS));
    }
    times.sort_by(f64::total_cmp);
    let mut result = Ok(());
    let allocated = allocation_counter::measure(|| {
        // Nothing in it waits, so it is ready when it is asked.
        let mut future = pin!(sign());
        let asked = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        result = if asked.is_ready() { Ok(()) } else { Err("signing waited for something".to_owned()) };
    });
    result?;
    Ok((times.get(ROUNDS / 2).copied().unwrap_or_default(), (allocated.count_total, allocated.bytes_total)))
}

/// The vendor's SDK, in the virtual environment that the proof makes for itself.
fn peer(root: &Path) -> Result<f64, String> {
    let script = root.join("tests/sdk/run.py");
    let prepared = Command::new("python3").arg(&script).arg("--prepare").output();
    match prepared {
        Ok(output) if output.status.success() => {}
        Ok(output) => return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
        Err(error) => return Err(format!("python3: {error}")),
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), Into::into);
    let parameters = serde_json::to_string(&request()).map_err(|error| error.to_string())?;
    let output = Command::new(target.join("sdk-venv/bin/python"))
        .arg(root.join("tests/sdk/signing_time.py"))
        .args(["CreateListener", &parameters])
        .output()
        .map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().map_err(|_| String::from_utf8_lossy(&output.stderr).trim().to_owned())
}

impl Signing {
    /// The report, line by line.
    pub(super) fn lines(&self) -> Vec<String> {
        let (count, bytes) = self.allocations;
        let mut lines = vec![format!("{:<26} {:>5.2} {count:>12} ({bytes} bytes)", "CreateListener, TC3", self.ours)];
        lines.push(match &self.peer {
            Ok(peer) => format!("{:<26} {peer:>5.2} {:>9.1} times as long", "vendor's Python SDK", peer / self.ours),
            Err(reason) => format!("{:<26} not measured: {reason}", "vendor's Python SDK"),
        });
        lines
    }

    /// The report as JSON.
    pub(super) fn json(&self) -> Value {
        json!({
            "request": "CreateListener",
            "microseconds": self.ours,
            "allocations": self.allocations.0,
            "allocated_bytes": self.allocations.1,
            "python_sdk_microseconds": self.peer.as_ref().ok(),
            "python_sdk_ratio": self.peer.as_ref().ok().map(|peer| peer / self.ours),
        })
    }
}
