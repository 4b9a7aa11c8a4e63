//! Nonces and signatures that were used already, in bounded memory.
//!
//! A nonce has to be remembered as long as its timestamp would be accepted. If more come than there is room for, the
//! oldest timestamps are forgotten and from then on refused: under such load the window narrows, but no request is
//! answered twice. Only nonces of verified requests get here, so a stranger cannot fill the memory.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, PoisonError};

/// Seconds that are forgotten together.
const STEP: u64 = 8;

/// Most nonces that are remembered; about 40 bytes each.
const CAPACITY: usize = 1 << 19;

/// What was used.
#[derive(Debug, Default)]
pub(super) struct Replay {
    hasher: RandomState,
    seen: Mutex<Seen>,
}

/// A nonce as it came.
#[derive(Debug, Clone, Copy)]
pub(super) struct Nonce<'a> {
    /// Whose it is.
    pub(super) id: &'a str,
    pub(super) value: &'a str,
    /// Seconds since 1970.
    pub(super) timestamp: u64,
    /// What it is.
    pub(super) kind: Once,
}

/// What may come once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Once {
    /// A nonce, which may come again with another timestamp.
    WithTime,
    /// A nonce, which may not.
    Ever,
    /// A signature over a nonce.
    Signature,
    /// A signature over no nonce. Equal requests of one second have the same one, so it may come again for [`GRACE`].
    BareSignature,
}

/// How long after it came first a signature without a nonce may come again, in seconds: a client may well make a call
/// twice in a second.
const GRACE: u64 = 2;

#[derive(Debug, Default)]
struct Seen {
    /// Keyed hashes of what was used, so that nobody can choose nonces that collide.
    /// Each with the time when it came first.
    fingerprints: HashMap<u64, u64>,
    /// The same by timestamp, in steps.
    steps: BTreeMap<u64, Vec<u64>>,
    /// Steps below were forgotten.
    floor: u64,
}

impl Replay {
    /// Whether a nonce is fresh; from now on it is not. `window` is how far its timestamp may be from `now`, in
    /// seconds.
    pub(super) fn is_fresh(&self, nonce: Nonce<'_>, now: u64, window: u64) -> bool {
        let Nonce { id, value, timestamp, kind } = nonce;
        let time = Some(timestamp).filter(|_| kind == Once::WithTime);
        let fingerprint = self.hasher.hash_one((id, value, kind, time));
        // A panic while the lock was held cannot leave the sets wrong.
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.forget_before(now.saturating_sub(window) / STEP);
        let grace = if kind == Once::BareSignature { GRACE } else { 0 };
        if let Some(first) = seen.fingerprints.get(&fingerprint).filter(|_| grace > 0) {
            return now <= first.saturating_add(grace);
        }
        seen.insert(timestamp / STEP, fingerprint, now, CAPACITY)
    }
}

impl Seen {
    /// Drops what the clock refuses anyway.
    fn forget_before(&mut self, step: u64) {
        while let Some(oldest) = self.steps.first_entry().filter(|oldest| *oldest.key() < step) {
            for fingerprint in oldest.remove() {
                self.fingerprints.remove(&fingerprint);
            }
        }
    }

    fn insert(&mut self, step: u64, fingerprint: u64, now: u64, capacity: usize) -> bool {
        if step < self.floor {
            return false;
        }
        match self.fingerprints.entry(fingerprint) {
            Entry::Occupied(_) => return false,
            Entry::Vacant(place) => _ = place.insert(now),
        }
        self.steps.entry(step).or_default().push(fingerprint);
        while self.fingerprints.len() > capacity {
            let Some(oldest) = self.steps.keys().next().copied() else { break };
            self.floor = self.floor.max(oldest + 1);
            self.forget_before(oldest + 1);
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
        let fresh =
            |id, timestamp, value| replay.is_fresh(Nonce { id, value, timestamp, kind: Once::WithTime }, 1000, 300);
        assert!(fresh("a", 1000, "1"));
        assert!(!fresh("a", 1000, "1"));
        assert!(fresh("b", 1000, "1"));
        assert!(fresh("a", 1001, "1"));
        assert!(fresh("a", 1000, "2"));
        assert!(fresh("a1", 1000, "") && fresh("a", 1000, "10"));
    }

    #[test]
    fn where_the_time_does_not_count_another_one_does_not_help() {
        let replay = Replay::default();
        let fresh =
            |timestamp, value| replay.is_fresh(Nonce { id: "a", value, timestamp, kind: Once::Ever }, 1000, 300);
        assert!(fresh(1000, "1") && !fresh(1000, "1") && !fresh(1001, "1") && !fresh(900, "1"));
        assert!(fresh(1000, "2"));
    }

    #[test]
    fn a_signature_without_a_nonce_may_come_again_at_once_and_not_later() {
        let replay = Replay::default();
        let fresh = |value, now, kind| replay.is_fresh(Nonce { id: "a", value, timestamp: 1000, kind }, now, 300);
        for now in [1000, 1001, 1002] {
            assert!(fresh("s", now, Once::BareSignature), "{now}");
        }
        assert!(!fresh("s", 1003, Once::BareSignature) && !fresh("s", 1200, Once::BareSignature));
        assert!(fresh("s", 1200, Once::Signature) && !fresh("s", 1200, Once::Signature));
    }

    #[test]
    fn what_the_clock_refuses_is_forgotten() {
        let replay = Replay::default();
        for now in (0..100_000).step_by(10) {
            assert!(replay.is_fresh(Nonce { id: "a", value: "1", timestamp: now, kind: Once::WithTime }, now, 300));
        }
        let seen = replay.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let (count, steps) = (seen.fingerprints.len(), seen.steps.len());
        assert!(count <= 32 && steps <= 39, "{count} in {steps}");
    }

    #[test]
    fn memory_is_bounded_and_nothing_forgotten_is_accepted() {
        let mut seen = Seen::default();
        for step in 0..50 {
            for fingerprint in 0..10 {
                assert!(seen.insert(step, step * 10 + fingerprint, 0, 100), "{step} {fingerprint}");
            }
        }
        assert!(seen.fingerprints.len() <= 100, "{}", seen.fingerprints.len());
        assert!(!seen.insert(0, 99, 0, 100), "a forgotten time");
        assert!(!seen.insert(49, 493, 0, 100), "a remembered nonce");
        assert!(seen.insert(49, 999, 0, 100));
    }
}
