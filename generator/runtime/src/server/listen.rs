//! Serving a router on a listener: limits on connections and headers, and an orderly end.

use std::convert::Infallible;
use std::future::{Future, poll_fn, ready};
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http::{HeaderValue, Request, Response, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};

use super::framing::Framing;
use super::refuse::{self, BadHead};
use super::socket::{Progress, Socket};

/// Limits of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Most connections at a time; further ones wait to be accepted.
    pub connections: usize,
    /// How long the headers of a request may take, and how long a connection may be idle before them.
    pub header_time: Duration,
    /// Most bytes of a request's head, its address included.
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
    serve_over(listener, router, limits, |stream| ready(Ok(stream)), shutdown).await
}

/// Serves as [`serve`] does, over what `secure` makes of each connection, such as a TLS session. It has as much time as
/// the headers of a request; a connection that it gives an error for is closed.
///
/// # Errors
/// If the listener is not usable.
pub async fn serve_over<F, S>(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    secure: impl Fn(TcpStream) -> F,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()>
where
    F: Future<Output = io::Result<S>> + Send + 'static,
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    listener.local_addr()?;
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.header_time).max_buf_size(limits.header_bytes);
    let most = limits.connections.min(Semaphore::MAX_PERMITS);
    let connections = Arc::new(Semaphore::new(most));
    let (end, ended) = watch::channel(false);
    let accepting = async {
        while let Ok(permit) = Arc::clone(&connections).acquire_owned().await {
            let stream = accept(&listener).await;
            // Without it small answers wait for the client's acknowledgement of former ones.
            let _ = stream.set_nodelay(true);
            let (http, router, ended) = (http.clone(), router.clone(), ended.clone());
            let secured = secure(stream);
            tokio::spawn(async move {
                if let Ok(Ok(stream)) = timeout(limits.header_time, secured).await {
                    attend(&http, stream, router, ended).await;
                }
                drop(permit);
            });
        }
    };
    tokio::select! {
        () = accepting => {}
        () = shutdown => {}
    }
    drop(listener);
    end.send_replace(true);
    let all = u32::try_from(most).unwrap_or(u32::MAX);
    let _ = timeout(limits.grace, connections.acquire_many(all)).await;
    Ok(())
}

/// The beginning of HTTP/2, the one head that hyper refuses without an answer of its own.
const HTTP2: &[u8] = b"PRI * HTTP/2.0";

/// One connection to its end. What goes wrong on it is its client's to see.
async fn attend<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    http: &http1::Builder,
    stream: S,
    router: Router,
    mut ended: watch::Receiver<bool>,
) {
    let socket = Socket { stream, progress: Progress::default() };
    let (routes, progress) = (router.clone(), socket.progress.clone());
    let service = service_fn(move |request| {
        let framing = progress.begin();
        let answer = answer(routes.clone(), request, framing);
        let progress = progress.clone();
        Box::pin(async move { Ok::<_, Infallible>(progress.follow(answer.await)) })
    });
    let mut connection = http.serve_connection(TokioIo::new(socket), service);
    let mut is_ending = false;
    let result = loop {
        tokio::select! {
            biased;
            result = poll_fn(|context| connection.poll_without_shutdown(context)) => break result,
            _ = ended.wait_for(|ended| *ended), if !is_ending => {
                is_ending = true;
                std::pin::Pin::new(&mut connection).graceful_shutdown();
            }
        }
    };
    let parts = connection.into_parts();
    let Socket { stream, progress } = parts.io.into_inner();
    match result {
        Err(error) if error.is_parse() && (progress.has_dropped() || parts.read_buf.starts_with(HTTP2)) => {
            refuse::refuse(stream, router, &parts.read_buf, error.is_parse_too_large()).await;
        }
        _ if is_ending => refuse::close(stream, Duration::ZERO).await,
        _ => refuse::close(stream, refuse::PATIENCE).await,
    }
}

/// The answer to a request. One whose end is in doubt is refused, and nothing behind chunks is taken for a request:
/// where they end is not followed.
async fn answer(router: Router, request: Request<Incoming>, framing: Framing) -> Response<Body> {
    let service = TowerToHyperService::new(router);
    let mut response = match framing {
        Framing::Both => refuse::refusal(service, BadHead::TwoEnds).await,
        Framing::Length | Framing::Chunks => {
            let Ok(response) = service.call(request).await;
            response
        }
    };
    if framing != Framing::Length {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
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
