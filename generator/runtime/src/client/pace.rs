//! Keeping to the documented limits of requests per second on the client's side, for each action and region.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

/// When the last requests went out or will go out, at most one second's worth for each action and region.
#[derive(Debug, Default)]
pub(super) struct Pace(Mutex<HashMap<(String, &'static str), VecDeque<Duration>>>);

impl Pace {
    /// Reserves the next moment at which an action may be called, and says how long it is until then. In no second
    /// are there more than `limit` such moments.
    pub(super) fn reserve(&self, region: &str, action: &'static str, limit: u32, now: Duration) -> Duration {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let moments = all.entry((region.to_owned(), action)).or_default();
        let full = moments.len() >= limit.max(1) as usize;
        let first = if full { moments.pop_front() } else { None };
        let moment = first.map_or(now, |first| now.max(first + SECOND));
        moments.push_back(moment);
        moment - now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_second_has_more_requests_than_the_limit() {
        let pace = Pace::default();
        let at = |milliseconds| Duration::from_millis(milliseconds);
        let mut moments = Vec::new();
        for now in [0, 0, 100, 100, 100, 1050, 4000] {
            moments.push((at(now) + pace.reserve("r", "A", 2, at(now))).as_millis());
        }
        assert_eq!(moments, [0, 0, 1000, 1000, 2000, 2000, 4000]);
        assert_eq!(pace.reserve("r", "B", 2, at(100)), Duration::ZERO);
        assert_eq!(pace.reserve("s", "A", 2, at(100)), Duration::ZERO);
    }
}
