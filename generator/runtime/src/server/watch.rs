//! What became of each request, for whoever watches a server: a log, counters, a test.
//!
//! No parameter, secret id, token or signature is told, so that all of it may be written down.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::{Method, StatusCode};

use super::Error;

/// A request and what became of it. What the request says of itself is as it was sent: not verified where it was
/// refused, and of any length and any characters.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Answered<'a> {
    /// The HTTP method. Where there was none that could be read, one that HTTP does not have.
    pub method: &'a str,
    /// The path, without a query; empty where none could be read.
    pub path: &'a str,
    /// The id of the API that was meant, where that can be told.
    pub api: Option<&'a str>,
    /// The action that was asked for, if one was.
    pub action: Option<&'a str>,
    /// The id that the answer has; none where it has no envelope.
    pub request_id: Option<&'a str>,
    /// The HTTP status of the answer.
    pub status: u16,
    /// What became of it.
    pub outcome: &'a Outcome,
    /// From the request's head to its answer, without the time that either takes on the wire.
    pub duration: Duration,
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The service had a result.
    Success,
    /// The service had an error.
    Failed(Error),
    /// The request did not get to a service.
    Refused(Error),
    /// It was no call of an API, for this reason.
    NoCall(&'static str),
}

/// Who is told, if anyone is.
#[derive(Clone, Default)]
pub(super) struct Watch(Option<Arc<Watcher>>);

type Watcher = dyn Fn(&Answered<'_>) + Send + Sync;

/// When a request arrived, if anyone wants to know.
pub(super) type Arrival = Option<Instant>;

impl<'a> Answered<'a> {
    /// What is known of any answer.
    pub(super) fn of(method: &'a Method, path: &'a str, status: StatusCode, outcome: &'a Outcome) -> Self {
        Answered {
            method: method.as_str(),
            path,
            api: None,
            action: None,
            request_id: None,
            status: status.as_u16(),
            outcome,
            duration: Duration::ZERO,
        }
    }
}

impl Watch {
    pub(super) fn new(watcher: impl Fn(&Answered<'_>) + Send + Sync + 'static) -> Self {
        Watch(Some(Arc::new(watcher)))
    }

    /// Asks for the time if anyone wants to know.
    pub(super) fn arrival(&self) -> Arrival {
        self.0.as_ref().map(|_| Instant::now())
    }

    /// Tells what became of a request. `answered` lacks the duration.
    pub(super) fn tell(&self, arrival: Arrival, answered: Answered<'_>) {
        if let (Some(watcher), Some(arrived)) = (&self.0, arrival) {
            watcher(&Answered { duration: arrived.elapsed(), ..answered });
        }
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "watched" } else { "unwatched" })
    }
}
