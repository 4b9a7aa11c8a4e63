//! Load on a server: a number of connections, each sending its next request when it has the answer to the last one.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Instant;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::LocalSet;

use super::request::{Scheme, Signer};

/// What every answer that is no error holds, and none that is.
const SUCCESS: &[u8] = br#""Status":"#;

/// What came of a load.
pub(super) struct Load {
    /// Time of each request, in microseconds, sorted.
    times: Vec<u32>,
    seconds: f64,
}

impl Load {
    /// How many requests were answered.
    pub(super) fn count(&self) -> usize {
        self.times.len()
    }

    /// Requests in a second.
    pub(super) fn rate(&self) -> f64 {
        self.count() as f64 / self.seconds.max(1e-9)
    }

    /// The time within which that part of all requests was answered, in milliseconds.
    pub(super) fn quantile(&self, part: f64) -> f64 {
        let index = (self.count() as f64 * part) as usize;
        self.times.get(index.min(self.count().saturating_sub(1))).map_or(0.0, |time| f64::from(*time) / 1e3)
    }

    /// Both loads as one.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.times.extend(other.times);
        self.times.sort_unstable();
        self.seconds += other.seconds;
        self
    }
}

thread_local! {
    /// Numbers go on from load to load, since a nonce is for one use.
    static NEXT: Cell<usize> = const { Cell::new(0) };
}

/// Sends `requests` requests over `connections` connections.
pub(super) fn run(address: &str, scheme: Scheme, requests: usize, connections: usize) -> Result<Load, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let last = NEXT.get() + requests;
    let times = Rc::new(RefCell::new(Vec::with_capacity(requests)));
    let start = Instant::now();
    let local = LocalSet::new();
    local.block_on(&runtime, async {
        let tasks: Vec<_> = (0..connections)
            .map(|_| tokio::task::spawn_local(connection(address.to_owned(), scheme, last, Rc::clone(&times))))
            .collect();
        for task in tasks {
            task.await.map_err(|error| error.to_string())??;
        }
        Ok::<(), String>(())
    })?;
    let seconds = start.elapsed().as_secs_f64();
    let mut times = times.take();
    times.sort_unstable();
    Ok(Load { times, seconds })
}

/// One connection, until the last request is sent.
async fn connection(address: String, scheme: Scheme, last: usize, times: Rc<RefCell<Vec<u32>>>) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{address}: {error}");
    let mut stream = TcpStream::connect(&address).await.map_err(failed)?;
    stream.set_nodelay(true).map_err(failed)?;
    let mut signer = Signer::new(scheme, &address);
    let mut answer = Vec::with_capacity(4096);
    loop {
        let number = NEXT.get();
        if number >= last {
            return Ok(());
        }
        NEXT.set(number + 1);
        let request = signer.request(number)?;
        let start = Instant::now();
        stream.write_all(request.as_bytes()).await.map_err(failed)?;
        receive(&mut stream, &mut answer).await.map_err(failed)?;
        times.borrow_mut().push(u32::try_from(start.elapsed().as_micros()).unwrap_or(u32::MAX));
        if !answer.windows(SUCCESS.len()).any(|window| window == SUCCESS) {
            return Err(format!("not a success: {}", String::from_utf8_lossy(&answer)));
        }
    }
}

/// Reads one answer, head and body.
async fn receive(stream: &mut TcpStream, answer: &mut Vec<u8>) -> std::io::Result<()> {
    answer.clear();
    loop {
        if stream.read_buf(answer).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let Some(head) = answer.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let text = String::from_utf8_lossy(answer.get(..head).unwrap_or_default()).to_ascii_lowercase();
        let length = text.split("content-length:").nth(1).and_then(|rest| rest.split_whitespace().next()?.parse().ok());
        let length: usize = length.ok_or(std::io::ErrorKind::InvalidData)?;
        if answer.len() >= head + 4 + length {
            return Ok(());
        }
    }
}
