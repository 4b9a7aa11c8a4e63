//! Serving a router on a listener: limits on connections and headers, and an orderly end.

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

/// Limits of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Most connections at a time; further ones wait to be accepted.
    pub connections: usize,
    /// How long the headers of a request may take, and how long a connection may be idle before them.
    pub header_time: Duration,
    /// Most bytes of headers.
    pub header_bytes: usize,
    /// How long answers that are under way may take after the server was told to end.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            connections: 16_384,
            header_time: Duration::from_secs(60),
            header_bytes: 96 << 10,
            grace: Duration::from_secs(10),
        }
    }
}

/// How long to wait before accepting again where the system refuses, as when it has no more file descriptors.
const PAUSE: Duration = Duration::from_millis(50);

/// Serves until `shutdown` is ready; then no connection is accepted any more, and answers under way are finished.
///
/// # Errors
/// If the listener is not usable.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    listener.local_addr()?;
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.header_time)
        .max_buf_size(limits.header_bytes)
        .pipeline_flush(true);
    let connections = Arc::new(Semaphore::new(limits.connections.min(Semaphore::MAX_PERMITS)));
    let graceful = GracefulShutdown::new();
    let accepting = async {
        while let Ok(permit) = Arc::clone(&connections).acquire_owned().await {
            let stream = accept(&listener).await;
            // Without it small answers wait for the client's acknowledgement of former ones.
            let _ = stream.set_nodelay(true);
            let service = TowerToHyperService::new(router.clone());
            let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
            tokio::spawn(async move {
                // What goes wrong on a connection is its client's to see.
                let _ = connection.await;
                drop(permit);
            });
        }
    };
    tokio::select! {
        () = accepting => {}
        () = shutdown => {}
    }
    drop(listener);
    let _ = timeout(limits.grace, graceful.shutdown()).await;
    Ok(())
}

/// The next connection, however long the system refuses to give one.
async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            Err(_) => sleep(PAUSE).await,
        }
    }
}
