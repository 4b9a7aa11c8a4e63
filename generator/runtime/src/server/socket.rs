//! A connection's socket, and what hyper does not say about the connection: whether an answer is still under way, and
//! how the head of a request framed its body.
//!
//! hyper answers a head that it cannot read by itself. The server has a better answer (`refuse`), so the socket drops
//! hyper's. It does so only while nothing else is on its way, so that no part of another answer can be dropped.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use http::Response;
use hyper::body::{Frame, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::framing::{Framing, Heads};

/// Where a connection is. Clones are views of the same connection.
#[derive(Debug, Clone, Default)]
pub(super) struct Progress(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    phase: Phase,
    heads: Heads,
    /// The framing of the requests whose heads have arrived and that have not begun.
    waiting: VecDeque<Framing>,
    /// hyper's own answer was dropped.
    dropped: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Phase {
    /// All answers have left.
    #[default]
    Idle,
    /// A request was read, and hyper does not have the whole answer yet.
    Answering,
    /// hyper has the whole answer, and some of it may not have been written.
    Leaving,
}

impl Progress {
    /// A request begins. The result is how its head framed its body.
    pub(super) fn begin(&self) -> Framing {
        let mut state = self.state();
        state.phase = Phase::Answering;
        state.waiting.pop_front().unwrap_or_default()
    }

    /// The response with a body that tells when hyper has taken all of it.
    pub(super) fn follow(&self, response: Response<Body>) -> Response<Body> {
        response.map(|body| Body::new(Followed { body, progress: self.clone() }))
    }

    /// Whether hyper gave an answer of its own that the client did not get.
    pub(super) fn has_dropped(&self) -> bool {
        self.state().dropped
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No panic can leave the state half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The body of an answer. hyper drops it as soon as it has the last byte.
struct Followed {
    body: Body,
    progress: Progress,
}

impl Drop for Followed {
    fn drop(&mut self) {
        self.progress.state().phase = Phase::Leaving;
    }
}

impl HttpBody for Followed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The socket. hyper writes what it has to write as one buffer, so a buffer that is taken whole was the rest of it.
#[derive(Debug)]
pub(super) struct Socket<S> {
    pub(super) stream: S,
    pub(super) progress: Progress,
}

impl<S: AsyncRead + Unpin> AsyncRead for Socket<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if let Poll::Ready(Ok(())) = &read {
            let new = buffer.filled().get(before..).unwrap_or_default();
            let mut state = self.progress.state();
            let State { heads, waiting, .. } = &mut *state;
            heads.read(new, waiting);
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Socket<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let mut state = self.progress.state();
        if state.phase == Phase::Idle {
            state.dropped = true;
            return Poll::Ready(Ok(bytes.len()));
        }
        drop(state);
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        let is_whole = matches!(&written, Poll::Ready(Ok(length)) if *length == bytes.len());
        let mut state = self.progress.state();
        if is_whole && state.phase == Phase::Leaving {
            state.phase = Phase::Idle;
        }
        drop(state);
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
