//! Answers to requests whose head is no HTTP, or larger than allowed: there is no request that a router could be given.
//!
//! What is too large gets the vendor's envelope where the beginning of the head tells whose it is. The service behind
//! the router is asked with a request of its own kind, which only it knows; any other router passes it over.

use axum::Router;
use axum::body::{Body, to_bytes};
use http::{Method, Request, Response, StatusCode, Uri, header};
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::{Duration, timeout};

use super::http::{GET_LIMIT, PLAIN};

/// In the extensions of a request: what is wrong with the head that it stands for. In those of a response: that was
/// understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BadHead {
    /// Larger than allowed.
    TooLarge,
    /// With a length and with chunks, which may say different things of where the request ends.
    TwoEnds,
    /// The beginning of a TLS connection.
    Tls,
    /// Anything else.
    NoHttp,
}

/// The method of such a request; no handler but one of any method answers it.
const METHOD: &[u8] = b"UNREADABLE-HEAD";
/// How a connection begins whose client takes the address for one of `https:`.
const TLS: &[u8] = &[22, 3];
/// How much of an address is looked at, in bytes.
const LOOKED_AT: usize = 8 << 10;
/// Largest answer, in bytes.
const MOST_ANSWERED: usize = 1 << 20;
/// How much of what is still coming is read and thrown away, in bytes, and for how long: a client that is still
/// sending would not see the answer.
const DRAINED: u64 = 16 << 20;
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

/// Answers a head that begins with `head` and closes the connection.
pub(super) async fn refuse(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    router: Router,
    head: &[u8],
    too_large: bool,
) {
    let bad = match too_large {
        true => BadHead::TooLarge,
        false if head.starts_with(TLS) => BadHead::Tls,
        false => BadHead::NoHttp,
    };
    let enveloped = enveloped(router, head, bad).await;
    let bytes = enveloped.unwrap_or_else(|| {
        let status = match too_large {
            true if head.split(|byte| *byte == b'\n').next().is_some_and(|line| line.len() > GET_LIMIT) => {
                StatusCode::URI_TOO_LONG
            }
            true => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            false => StatusCode::BAD_REQUEST,
        };
        written(status, "text/plain; charset=utf-8", format!("{status}\n").as_bytes())
    });
    let sent = async {
        stream.write_all(&bytes).await?;
        stream.shutdown().await?;
        tokio::io::copy(&mut stream.take(DRAINED), &mut tokio::io::sink()).await
    };
    let _ = timeout(PATIENCE, sent).await;
}

/// Closes a connection in an orderly way. Bytes that nobody read would make the system discard the last answer, so what
/// is still coming is read for as long as `patience`.
pub(super) async fn close(mut stream: impl AsyncRead + AsyncWrite + Unpin, patience: Duration) {
    let _ = stream.shutdown().await;
    let _ = timeout(patience, tokio::io::copy(&mut stream.take(DRAINED), &mut tokio::io::sink())).await;
}

/// The answer to a request that no service may see. The service that would have got it is told.
pub(super) async fn refusal(service: TowerToHyperService<Router>, bad: BadHead) -> Response<Body> {
    if let Some(request) = stand_in(bad) {
        let Ok(_) = service.call(request).await;
    }
    let status = StatusCode::BAD_REQUEST;
    let mut response = Response::new(Body::from(format!("{status}\n")));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, PLAIN);
    response
}

/// A request in place of one whose head is bad.
fn stand_in(bad: BadHead) -> Option<Request<Body>> {
    let mut request = Request::new(Body::empty());
    *request.method_mut() = Method::from_bytes(METHOD).ok()?;
    request.extensions_mut().insert(bad);
    Some(request)
}

/// The answer of the service that an address belongs to; none if there is no such service. What is no HTTP is only told.
async fn enveloped(router: Router, head: &[u8], bad: BadHead) -> Option<Vec<u8>> {
    let mut request = stand_in(bad)?;
    if bad == BadHead::TooLarge {
        *request.uri_mut() = address(head)?;
    }
    let Ok(response) = TowerToHyperService::new(router).call(request).await;
    response.extensions().get::<BadHead>()?;
    let (parts, body) = Response::into_parts(response);
    let body = to_bytes(body, MOST_ANSWERED).await.ok()?;
    let content_type = parts.headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    Some(written(parts.status, content_type, &body))
}

/// The address at the beginning of a head, as far as whole parameters of it are looked at.
fn address(head: &[u8]) -> Option<Uri> {
    let target = head.split(|byte| *byte == b' ').nth(1)?;
    let text = std::str::from_utf8(target.get(..LOOKED_AT).unwrap_or(target)).ok()?;
    let cut = if text.len() == target.len() { text } else { text.rsplit_once('&').map_or(text, |(whole, _)| whole) };
    cut.parse().ok()
}

/// A response as it goes over the wire, the last of its connection.
fn written(status: StatusCode, content_type: &str, body: &[u8]) -> Vec<u8> {
    let (code, reason, length) = (status.as_u16(), status.canonical_reason().unwrap_or_default(), body.len());
    let head = format!(
        "HTTP/1.1 {code} {reason}\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_cut_between_parameters() {
        assert_eq!(address(b"GET /?Action=A&B=c HTTP/1.1\r\nX: y").unwrap(), "/?Action=A&B=c");
        let long = format!("GET /?Action=A&B={}", "c".repeat(2 * LOOKED_AT));
        assert_eq!(address(long.as_bytes()).unwrap(), "/?Action=A");
        assert_eq!(address(b"GET"), None);
        assert_eq!(address(b"GET \xff\xfe HTTP/1.1"), None);
    }
}
