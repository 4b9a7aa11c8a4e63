//! Which failed calls are repeated, when, and how many: a policy ([`Retry`]), a budget that all calls of a client share,
//! and the judgement about one failure. Nothing here waits or reads a clock.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::operation::Protocol;

use super::codes::{Codes, is_among};
use super::error::{Error, Kind};
use super::transport::Fault;

/// How calls are repeated that failed for a passing reason: a broken connection, a service that is busy or asks for
/// less traffic.
///
/// Repeated are calls that change nothing and calls that carry a client token. Any other call is repeated only if it
/// surely was not carried out: there was no connection, or it was refused because of the rate of requests. A purchase that
/// is repeated may buy twice. [`Retry::also`] and [`Retry::when`] add to that.
///
/// The delay before the nth repetition is random between nothing and `base · 2ⁿ⁻¹`, at most `cap`. A budget bounds
/// repetitions of all calls together: each costs one unit, and every tenth success gives one back, so that a service
/// that fails altogether is not asked several times as often as usual.
#[derive(Debug, Clone, Copy)]
pub struct Retry {
    attempts: u32,
    base: Duration,
    cap: Duration,
    budget: u32,
    also: &'static [&'static str],
    when: fn(&Error) -> bool,
}

impl Retry {
    /// No call is repeated.
    pub const fn never() -> Self {
        Self::new().attempts(1)
    }

    /// Three attempts, a base of 200 milliseconds, a cap of 20 seconds, a budget of 50 repetitions.
    pub const fn new() -> Self {
        Retry {
            attempts: 3,
            base: Duration::from_millis(200),
            cap: Duration::from_secs(20),
            budget: 50,
            also: &[],
            when: nothing_else,
        }
    }

    /// Codes of the service whose calls are repeated too, whatever the action. A code stands for those below it:
    /// `ResourceInOperating` for `ResourceInOperating.Listener`. Name only codes that say that nothing was carried out.
    #[must_use]
    pub const fn also(mut self, codes: &'static [&'static str]) -> Self {
        self.also = codes;
        self
    }

    /// Further failures whose calls are repeated, whatever the action: those for which `judge` gives true.
    #[must_use]
    pub const fn when(mut self, judge: fn(&Error) -> bool) -> Self {
        self.when = judge;
        self
    }

    /// How often a call is made at most, the first time included.
    #[must_use]
    pub const fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// The longest delay before the first repetition, and the longest of all.
    #[must_use]
    pub const fn delays(mut self, base: Duration, cap: Duration) -> Self {
        self.base = base;
        self.cap = cap;
        self
    }

    /// How many repetitions all calls of a client together can make without a success.
    #[must_use]
    pub const fn budget(mut self, repetitions: u32) -> Self {
        self.budget = repetitions;
        self
    }

    /// Whether another attempt is allowed after `attempts`.
    pub(super) fn allows(&self, attempts: u32) -> bool {
        attempts < self.attempts
    }

    /// Whether a failed call may be made again; `safe` says that repeating it does no harm even if it had arrived.
    pub(super) fn repeats(&self, error: &Error, safe: bool, protocol: Protocol) -> bool {
        let is_named = error.code().is_some_and(|code| is_among(self.also, code));
        is_named || is_repeatable(error, safe, protocol) || (self.when)(error)
    }

    /// The delay after `attempts`, from a random number.
    pub(super) fn delay(&self, attempts: u32, random: u64) -> Duration {
        let doubled = 1_u32.checked_shl(attempts.saturating_sub(1)).unwrap_or(u32::MAX);
        let longest = self.base.checked_mul(doubled).map_or(self.cap, |delay| delay.min(self.cap));
        let share = (random >> 11) as f64 / (1_u64 << 53) as f64;
        longest.mul_f64(share)
    }
}

/// The judge of a policy that was given none.
fn nothing_else(_: &Error) -> bool {
    false
}

impl Default for Retry {
    fn default() -> Self {
        Self::new()
    }
}

/// Repetitions that are left, in tenths.
#[derive(Debug)]
pub(super) struct Budget {
    left: AtomicU32,
    full: u32,
}

const COST: u32 = 10;

impl Budget {
    /// A full budget.
    pub(super) fn new(policy: &Retry) -> Self {
        let full = policy.budget.saturating_mul(COST);
        Budget { left: AtomicU32::new(full), full }
    }

    /// Takes a repetition out, if one is left.
    pub(super) fn take(&self) -> bool {
        let take = |left: u32| left.checked_sub(COST);
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }

    /// Puts the tenth of a repetition back for a success.
    pub(super) fn earn(&self) {
        let earn = |left: u32| (left < self.full).then_some(left + 1);
        let _ = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, earn);
    }
}

/// The rule without what a user adds.
fn is_repeatable(error: &Error, safe: bool, protocol: Protocol) -> bool {
    match error.kind() {
        Kind::Transport => match (error.fault(), error.status()) {
            (Some(Fault::Connect), _) => true,
            (Some(Fault::TooLong), _) => false,
            (_, Some(429)) => true,
            (_, Some(status)) => safe && is_passing(status),
            (_, None) => safe,
        },
        Kind::Service => {
            let passing = error.code().is_some_and(|code| Codes::of(protocol).is_passing(code));
            let rate =
                error.code().is_some_and(|code| Codes::of(protocol).is_rate(code)) || error.status() == Some(429);
            rate || safe && (passing || error.status().is_some_and(is_passing))
        }
        _ => false,
    }
}

/// Whether a status tells of a passing state of the service or of something before it.
fn is_passing(status: u16) -> bool {
    status == 429 || (500..600).contains(&status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_the_cap_and_chance_takes_a_share_of_them() {
        let retry = Retry::new().delays(Duration::from_millis(100), Duration::from_millis(350));
        let longest = |attempts| retry.delay(attempts, u64::MAX).as_millis();
        assert_eq!([1, 2, 3, 4].map(longest), [100, 200, 350, 350]);
        assert_eq!(longest(u32::MAX), 350);
        assert_eq!(retry.delay(3, 0), Duration::ZERO);
        assert_eq!(retry.delay(1, u64::MAX / 2 + 1), Duration::from_millis(50));
    }

    #[test]
    fn a_budget_ends_and_comes_back_slowly() {
        let budget = Budget::new(&Retry::new().budget(2));
        assert_eq!([budget.take(), budget.take(), budget.take()], [true, true, false]);
        for _ in 0..9 {
            budget.earn();
        }
        assert!(!budget.take());
        budget.earn();
        assert_eq!([budget.take(), budget.take()], [true, false]);
        for _ in 0..100 {
            budget.earn();
        }
        assert_eq!([budget.take(), budget.take(), budget.take()], [true, true, false]);
    }

    #[test]
    fn what_surely_did_not_arrive_is_repeated_and_the_rest_only_if_that_is_safe() {
        let check = |error: &Error| [false, true].map(|safe| is_repeatable(error, safe, Protocol::TencentV3));
        let service = |code: &str, status| Error::service(code.to_owned(), String::new(), status);
        assert_eq!(check(&Error::transport(Fault::Connect.into())), [true, true]);
        assert_eq!(check(&Error::transport(Fault::Timeout.into())), [false, true]);
        assert_eq!(check(&Error::transport(Fault::Other.into())), [false, true]);
        assert_eq!(check(&Error::transport(Fault::TooLong.into())), [false, false]);
        assert_eq!(check(&Error::no_answer(503)), [false, true]);
        assert_eq!(check(&Error::no_answer(429)), [true, true]);
        assert_eq!(check(&Error::no_answer(302)), [false, false]);
        assert_eq!(check(&service("RequestLimitExceeded", 200)), [true, true]);
        assert_eq!(check(&service("InternalError", 200)), [false, true]);
        assert_eq!(check(&service("Other", 503)), [false, true]);
        assert_eq!(check(&service("InvalidParameter", 200)), [false, false]);
        assert_eq!(check(&Error::request("no")), [false, false]);
    }

    #[test]
    fn a_user_may_add_codes_and_a_judge() {
        let service = |code: &str| Error::service(code.to_owned(), "busy".to_owned(), 200);
        let check = |retry: Retry, code: &str| retry.repeats(&service(code), false, Protocol::TencentV3);
        let codes = Retry::new().also(&["ResourceInOperating"]);
        assert!(check(codes, "ResourceInOperating") && check(codes, "ResourceInOperating.Listener"));
        assert!(!check(codes, "ResourceInOperatingX") && !check(Retry::new(), "ResourceInOperating"));
        let judged = Retry::new().when(|error| error.message() == "busy");
        assert!(check(judged, "Anything"));
    }
}
