//! A connection's socket, which knows whether all answers have left. hyper holds answers back while requests that are
//! already there wait to be read, and what it holds is lost where it gives up a connection.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// Whether an answer is owed: its request was read, and not all of it has been written.
#[derive(Debug, Clone, Default)]
pub(super) struct Owed(Arc<AtomicBool>);

impl Owed {
    /// A request was read.
    pub(super) fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether anything is still to be written.
    pub(super) fn is_owed(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// The socket. Answers are written by single buffers, so that one that is taken whole ends an answer.
#[derive(Debug)]
pub(super) struct Socket {
    pub(super) stream: TcpStream,
    pub(super) owed: Owed,
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        let is_whole = matches!(&written, Poll::Ready(Ok(length)) if *length == bytes.len());
        self.owed.0.store(!is_whole, Ordering::Relaxed);
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
