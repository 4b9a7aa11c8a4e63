//! Nonces that were used already, in bounded memory.
//!
//! A nonce has to be remembered as long as its timestamp would be accepted. If more come than there is room for, the
//! oldest timestamps are forgotten and from then on refused: under such load the window narrows, but no request is
//! answered twice. Only nonces of verified requests get here, so a stranger cannot fill the memory.

use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Mutex, PoisonError};

/// Seconds that are forgotten together.
const STEP: u64 = 8;

/// Most nonces that are remembered; about 16 bytes each.
const CAPACITY: usize = 1 << 19;

/// What was used.
#[derive(Debug, Default)]
pub(super) struct Replay {
    hasher: RandomState,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    /// Fingerprints by timestamp, in steps. They are keyed hashes, so nobody can choose nonces that collide.
    steps: BTreeMap<u64, HashSet<u64>>,
    count: usize,
    /// Steps below were forgotten.
    floor: u64,
}

impl Replay {
    /// Whether a nonce of an id is fresh; from now on it is not. Times are in seconds since 1970, `window` is how far
    /// they may be apart.
    pub(super) fn is_fresh(&self, id: &str, timestamp: u64, nonce: &str, now: u64, window: u64) -> bool {
        let fingerprint = self.hasher.hash_one(Key { id, timestamp, nonce });
        // A panic while the lock was held cannot leave the sets wrong.
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.forget_before(now.saturating_sub(window) / STEP);
        seen.insert(timestamp / STEP, fingerprint, CAPACITY)
    }
}

#[derive(Hash)]
struct Key<'a> {
    id: &'a str,
    timestamp: u64,
    nonce: &'a str,
}

impl Seen {
    /// Drops what the clock refuses anyway.
    fn forget_before(&mut self, step: u64) {
        while let Some(oldest) = self.steps.first_entry().filter(|oldest| *oldest.key() < step) {
            self.count -= oldest.remove().len();
        }
    }

    fn insert(&mut self, step: u64, fingerprint: u64, capacity: usize) -> bool {
        if step < self.floor || !self.steps.entry(step).or_default().insert(fingerprint) {
            return false;
        }
        self.count += 1;
        while self.count > capacity {
            let Some((oldest, forgotten)) = self.steps.pop_first() else { break };
            self.count -= forgotten.len();
            self.floor = self.floor.max(oldest + 1);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_fresh_once_for_each_id_and_time() {
        let replay = Replay::default();
        let fresh = |id, timestamp, nonce| replay.is_fresh(id, timestamp, nonce, 1000, 300);
        assert!(fresh("a", 1000, "1"));
        assert!(!fresh("a", 1000, "1"));
        assert!(fresh("b", 1000, "1"));
        assert!(fresh("a", 1001, "1"));
        assert!(fresh("a", 1000, "2"));
        assert!(fresh("a1", 1000, "") && fresh("a", 1000, "10"));
    }

    #[test]
    fn what_the_clock_refuses_is_forgotten() {
        let replay = Replay::default();
        for now in (0..100_000).step_by(10) {
            assert!(replay.is_fresh("a", now, "1", now, 300));
        }
        let seen = replay.seen.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(seen.count <= 31 && seen.steps.len() <= 39, "{} in {}", seen.count, seen.steps.len());
    }

    #[test]
    fn memory_is_bounded_and_nothing_forgotten_is_accepted() {
        let mut seen = Seen::default();
        for step in 0..50 {
            for fingerprint in 0..10 {
                assert!(seen.insert(step, fingerprint, 100), "{step} {fingerprint}");
            }
        }
        assert!(seen.count <= 100, "{}", seen.count);
        assert!(!seen.insert(0, 99, 100), "a forgotten time");
        assert!(!seen.insert(49, 3, 100), "a remembered nonce");
        assert!(seen.insert(49, 99, 100));
    }
}
