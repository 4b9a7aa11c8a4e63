//! What a client takes from its surroundings: time, chance and patience. Implement [`Environment`] to decide them, in
//! tests or in a simulation.

use std::future::Future;
use std::pin::Pin;
use std::sync::LazyLock;
use std::time::{Duration, Instant, SystemTime};

/// What [`Environment::sleep`] gives.
pub type SleepFuture<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Time, chance and patience.
pub trait Environment: Send + Sync {
    /// The time of day, which requests are signed with.
    fn now(&self) -> SystemTime;

    /// Time since some fixed moment. It never goes back, whatever happens to the time of day.
    fn elapsed(&self) -> Duration;

    /// A random number, evenly distributed. Nonces and delays are made of it; keys are not.
    fn random(&self) -> u64;

    /// Waits.
    fn sleep(&self, time: Duration) -> SleepFuture<'_>;
}

/// The machine's clock, and the timer of tokio.
#[derive(Debug, Clone, Copy, Default)]
pub struct Machine;

impl Environment for Machine {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn elapsed(&self) -> Duration {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        START.elapsed()
    }

    fn random(&self) -> u64 {
        fastrand::u64(..)
    }

    fn sleep(&self, time: Duration) -> SleepFuture<'_> {
        Box::pin(tokio::time::sleep(time))
    }
}
