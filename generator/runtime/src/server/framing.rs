//! How the heads of a connection's requests frame their bodies, read from the bytes themselves.
//!
//! A request with both `Content-Length` and `Transfer-Encoding` ends in two places, and whoever stands between client
//! and server may see the other one. hyper removes one of the headers before a service sees the request, so the heads
//! are read here too. Nothing is kept of a head but the beginning of its current line.

use std::collections::VecDeque;

/// How much of a line is kept, in bytes: enough for the two headers.
const KEPT: usize = 256;

/// How a head frames its body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Framing {
    /// By its length, or there is no body.
    #[default]
    Length,
    /// By chunks. Where the next head begins is not known.
    Chunks,
    /// By both.
    Both,
}

/// Reads the heads of one connection.
#[derive(Debug, Default)]
pub(super) struct Heads {
    at: At,
    /// The beginning of the current line.
    line: Vec<u8>,
    /// There was a line in this head.
    begun: bool,
    length: Option<u64>,
    chunks: bool,
}

#[derive(Debug, Default)]
enum At {
    #[default]
    Head,
    /// So many bytes before the next head.
    Body(u64),
    /// Somewhere in bytes that are not followed.
    Lost,
}

impl Heads {
    /// Reads further bytes of the connection. For each head that ends in them, its framing is added to `ended`.
    pub(super) fn read(&mut self, mut bytes: &[u8], ended: &mut VecDeque<Framing>) {
        while !bytes.is_empty() {
            match self.at {
                At::Lost => return,
                At::Body(left) => {
                    let skipped = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
                    bytes = bytes.get(skipped..).unwrap_or_default();
                    let left = left.saturating_sub(skipped as u64);
                    self.at = if left == 0 { At::Head } else { At::Body(left) };
                }
                At::Head => {
                    let end = bytes.iter().position(|byte| *byte == b'\n');
                    let (piece, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
                    self.line.extend(piece.iter().take(KEPT.saturating_sub(self.line.len())));
                    bytes = rest.get(1..).unwrap_or_default();
                    if end.is_some() {
                        self.end_line(ended);
                    }
                }
            }
        }
    }

    fn end_line(&mut self, ended: &mut VecDeque<Framing>) {
        let line = std::mem::take(&mut self.line);
        let line = line.strip_suffix(b"\r").unwrap_or(&line);
        if line.is_empty() {
            if self.begun {
                self.end_head(ended);
            }
            return;
        }
        self.begun = true;
        let mut parts = line.splitn(2, |byte| *byte == b':');
        let (name, value) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        if name.eq_ignore_ascii_case(b"transfer-encoding") {
            self.chunks = true;
        } else if name.eq_ignore_ascii_case(b"content-length") {
            let value = std::str::from_utf8(value).ok().and_then(|value| value.trim().parse().ok());
            // hyper refuses what is no length.
            self.length = Some(value.unwrap_or(u64::MAX));
        }
    }

    fn end_head(&mut self, ended: &mut VecDeque<Framing>) {
        let (length, chunks) = (self.length.take(), std::mem::take(&mut self.chunks));
        self.begun = false;
        ended.push_back(match (length, chunks) {
            (Some(_), true) => Framing::Both,
            (None, true) => Framing::Chunks,
            (_, false) => Framing::Length,
        });
        self.at = match length {
            _ if chunks => At::Lost,
            Some(length) if length > 0 => At::Body(length),
            _ => At::Head,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framings(text: &str, step: usize) -> Vec<Framing> {
        let (mut heads, mut ended) = (Heads::default(), VecDeque::new());
        for piece in text.as_bytes().chunks(step) {
            heads.read(piece, &mut ended);
        }
        ended.into()
    }

    #[test]
    fn heads_are_found_behind_bodies_however_the_bytes_are_cut() {
        let text = "\r\nPOST /a:b HTTP/1.1\r\nContent-Length: 26\r\n\r\nTransfer-Encoding: x\r\n\r\n\r\nGET / HTTP/1.1\n\n\
                    POST / HTTP/1.1\r\ntransfer-ENCODING: chunked\r\ncontent-length:3\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n";
        for step in [1, 2, 3, 7, 1000] {
            assert_eq!(framings(text, step), [Framing::Length, Framing::Length, Framing::Both], "{step}");
        }
    }

    #[test]
    fn chunks_alone_are_chunks_and_long_lines_are_not_kept() {
        let text = format!("POST /{} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", "x".repeat(100_000));
        assert_eq!(framings(&text, 4096), [Framing::Chunks]);
        let (mut heads, mut ended) = (Heads::default(), VecDeque::new());
        heads.read(&[b'a'; 100_000], &mut ended);
        assert!(heads.line.len() <= KEPT && ended.is_empty());
    }
}
