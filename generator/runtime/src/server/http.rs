//! Requests from axum, their bodies read within limits.
//!
//! Limits are the documented ones of each form of request. What is larger is read to its end without being kept,
//! because a client that is still sending would not see the answer; what all bodies together may take is limited too.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt as _;
use hyper::body::Body as _;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use super::fault::{Fault, Kind};
use super::gateway::Gateway;
use super::message::{Content, Message, content};
use super::refuse::BadHead;
use super::watch::Arrival;

/// The type of what is answered outside of envelopes.
pub(super) const PLAIN: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
/// Largest GET request, in bytes of path and query.
pub(super) const GET_LIMIT: usize = 32 << 10;
/// Largest form, in bytes.
const FORM_LIMIT: usize = 1 << 20;
/// Largest body of any other type, in bytes.
const BODY_LIMIT: usize = 10 << 20;
/// How much of a body is read and thrown away, in bytes, before the connection is closed instead.
const DRAINED: usize = 64 << 20;
/// What the bodies of all requests may take together, in units of [`UNIT`] bytes.
const ROOM: usize = 256 << 20 >> 14;
/// Bodies up to a unit take no room that is counted.
const UNIT: usize = 1 << 14;

impl Gateway {
    /// The gateway as a router. All of its paths are answered; routes can be added before or nested around it.
    pub fn into_router(self) -> Router {
        let site = Site { gateway: Arc::new(self), room: Arc::new(Semaphore::new(ROOM)) };
        Router::new().fallback(answer).with_state(site)
    }
}

#[derive(Clone)]
struct Site {
    gateway: Arc<Gateway>,
    room: Arc<Semaphore>,
}

async fn answer(State(site): State<Site>, request: Request<Body>) -> Response<Body> {
    let arrival = site.gateway.watch.arrival();
    let (parts, body) = request.into_parts();
    if let Some(bad) = parts.extensions.get::<BadHead>().copied() {
        return refuse_head(&site.gateway, parts, bad, arrival).await;
    }
    let is_get = parts.method == Method::GET;
    let limit = match content(&parts.headers) {
        _ if is_get => GET_LIMIT,
        Content::Form => FORM_LIMIT,
        _ => BODY_LIMIT,
    };
    let is_long = is_get && parts.uri.path_and_query().map_or(0, |path| path.as_str().len()) > GET_LIMIT;
    // What the body takes of the room is given back when the answer is there.
    let mut taken = Vec::new();
    let read =
        timeout(site.gateway.body_time, read(body, limit, &site.room, &mut taken)).await.unwrap_or(Err(Unread::Broken));
    let (body, unread) = match read {
        Ok(_) if is_long => (Bytes::new(), Some(Unread::Long)),
        Ok(body) => (body, None),
        Err(unread) => (Bytes::new(), Some(unread)),
    };
    let message = Message::new(parts, body);
    let Some(unread) = unread else { return site.gateway.answer(Ok(message), arrival).await };
    let mut response = site.gateway.answer(Err((message, unread.fault(limit))), arrival).await;
    if unread != Unread::Long {
        // What is left of the body must not be taken for the next request.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// The answer to a request whose head could not be read, of which there is but the address if it was too large.
async fn refuse_head(gateway: &Gateway, parts: http::request::Parts, bad: BadHead, arrival: Arrival) -> Response<Body> {
    let reason = match bad {
        BadHead::TooLarge => {
            let fault = Fault::new(Kind::Size, "The head of the request is larger than allowed.");
            let mut response = gateway.answer(Err((Message::new(parts, Bytes::new()), fault)), arrival).await;
            if response.status() != StatusCode::NOT_FOUND {
                response.extensions_mut().insert(bad);
            }
            return response;
        }
        BadHead::TwoEnds => "the request has both a Content-Length and a Transfer-Encoding",
        BadHead::Tls => "the client speaks TLS, and this is no https: address",
        BadHead::NoHttp => "the request is no HTTP",
    };
    gateway.tell_unread(&parts.method, reason, arrival)
}

/// Why there is no body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unread {
    /// Larger than allowed, and read to its end.
    Long,
    /// So large that it was not read to its end.
    Endless,
    /// It did not come, or not in time.
    Broken,
    /// The bodies of other requests take all the room.
    Crowded,
}

impl Unread {
    fn fault(self, limit: usize) -> Fault {
        match self {
            Unread::Long | Unread::Endless => {
                Fault::new(Kind::Size, format!("The request is larger than the {limit} bytes that are allowed."))
            }
            Unread::Broken => Fault::new(Kind::Body, "The body of the request did not arrive."),
            Unread::Crowded => Fault::new(Kind::Busy, "The server has no room for the request; try again later."),
        }
    }
}

/// Reads a body to its end. Permits for what it takes go to `taken`.
async fn read<'r>(
    mut body: Body,
    limit: usize,
    room: &'r Semaphore,
    taken: &mut Vec<SemaphorePermit<'r>>,
) -> Result<Bytes, Unread> {
    // Most bodies come in one piece, which needs no copy.
    let Some(first) = frame(&mut body).await? else { return Ok(Bytes::new()) };
    if body.is_end_stream() && first.len() <= limit {
        return Ok(first);
    }
    let mut whole = Vec::new();
    let mut next = Some(first);
    let mut length = 0;
    let mut covered = UNIT;
    while let Some(piece) = next {
        length += piece.len();
        if length > DRAINED {
            return Err(Unread::Endless);
        }
        if length > limit {
            whole = Vec::new();
            taken.clear();
        } else {
            if length > covered {
                let units = (length - covered).div_ceil(UNIT);
                let permit = room.try_acquire_many(u32::try_from(units).unwrap_or(u32::MAX));
                taken.push(permit.map_err(|_| Unread::Crowded)?);
                covered += units * UNIT;
            }
            whole.extend_from_slice(&piece);
        }
        next = frame(&mut body).await?;
    }
    if length > limit { Err(Unread::Long) } else { Ok(whole.into()) }
}

/// The next piece of a body; none at its end.
async fn frame(body: &mut Body) -> Result<Option<Bytes>, Unread> {
    while let Some(frame) = body.frame().await {
        // Trailers are of no interest.
        if let Ok(data) = frame.map_err(|_| Unread::Broken)?.into_data() {
            return Ok(Some(data));
        }
    }
    Ok(None)
}
