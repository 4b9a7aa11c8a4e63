//! Answers from a record of `docquarry proxy`: `docquarry serve --replay`.
//!
//! A call that was recorded gets its recorded answer. If it was recorded several times, it gets the answers in their
//! order, and the last one from then on.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use docquarry_runtime::server::{Call, Error};
use serde_json::Value;

use crate::proxy::{Outcome, Recording};

/// Recorded answers, and how far they have been given.
#[derive(Debug, Clone)]
pub struct Replay {
    recording: Arc<Recording>,
    /// Whether calls that were not recorded are refused.
    is_strict: bool,
    given: Arc<Mutex<HashMap<String, usize>>>,
}

impl Replay {
    /// Answers from a record; `is_strict` refuses what is not in it.
    pub fn new(recording: Recording, is_strict: bool) -> Self {
        Replay { recording: Arc::new(recording), is_strict, given: Arc::default() }
    }

    /// The recorded answer to a call of an API.
    pub(super) fn answer(&self, api: &str, call: &Call) -> Option<Result<Value, Error>> {
        let (region, parameters) = (call.region.as_deref(), &call.parameters);
        let mut outcomes = self.recording.answers(api, &call.action, region, parameters);
        let Some(last) = outcomes.len().checked_sub(1) else {
            let refusal = || Error::new("UnsupportedOperation", "The record has no such call.");
            return self.is_strict.then(|| Err(refusal()));
        };
        let place = match last {
            0 => 0,
            last => self.next(format!("{api} {} {region:?} {parameters}", call.action), last),
        };
        Some(match outcomes.nth(place)? {
            Outcome::Result(value) => Ok(value.clone()),
            Outcome::Failure { code, message, .. } => Err(Error::new(code.clone(), message.clone())),
            Outcome::Unreadable(_) => Err(Error::new("InternalError", "The recorded answer was none of the API.")),
        })
    }

    /// The place of the answer that is next, up to the last.
    fn next(&self, call: String, last: usize) -> usize {
        /// Calls of which it is known how far their answers have been given.
        const MOST: usize = 100_000;
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        if given.len() >= MOST && !given.contains_key(&call) {
            return last;
        }
        let next = given.entry(call).or_default();
        let place = (*next).min(last);
        *next = place + 1;
        place
    }
}
