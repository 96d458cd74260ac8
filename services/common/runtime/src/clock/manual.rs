//! A clock for tests, which stands still until it is moved.

use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use relais_domain::Clock;
use tokio::sync::watch;

use super::Timer;

/// A clock that never moves by itself. Clones show the same time.
#[derive(Debug, Clone)]
pub struct ManualClock {
    now: watch::Sender<Timestamp>,
}

impl ManualClock {
    /// A clock that stands at the given instant.
    pub fn new(start: Timestamp) -> Self {
        Self {
            now: watch::Sender::new(start),
        }
    }

    /// Moves the clock forward (or back, with a negative duration) and wakes the sleepers whose
    /// instant is reached. Stops at the last instant that can be represented.
    pub fn advance(&self, by: SignedDuration) {
        self.now
            .send_modify(|now| *now = now.saturating_add(by).unwrap_or(*now));
    }

    /// Sets the clock and wakes the sleepers whose instant is reached.
    pub fn set(&self, to: Timestamp) {
        self.now.send_modify(|now| *now = to);
    }

    /// How many sleepers wait, so that a test can move the clock once they do.
    pub fn sleepers(&self) -> usize {
        self.now.receiver_count()
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.now.borrow()
    }
}

impl Timer for ManualClock {
    fn sleep_until(&self, instant: Timestamp) -> BoxFuture<'static, ()> {
        let mut now = self.now.subscribe();
        Box::pin(async move {
            if now.wait_for(|now| *now >= instant).await.is_err() {
                // Every handle of the clock is gone: nobody can move it, so the instant is never
                // reached.
                std::future::pending::<()>().await;
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("in range")
    }

    #[test]
    fn a_sleeper_wakes_when_its_instant_is_reached_and_not_before() {
        let clock = ManualClock::new(at(0));
        let mut sleep = clock.sleep_until(at(10));
        assert_eq!(clock.sleepers(), 1);
        clock.advance(SignedDuration::from_secs(9));
        assert!((&mut sleep).now_or_never().is_none());
        clock.advance(SignedDuration::from_secs(1));
        assert!((&mut sleep).now_or_never().is_some());
    }

    #[test]
    fn a_clock_set_past_several_instants_wakes_all_of_them() {
        let clock = ManualClock::new(at(0));
        let (first, second) = (clock.sleep_until(at(5)), clock.sleep_until(at(7)));
        clock.set(at(100));
        assert!(first.now_or_never().is_some());
        assert!(second.now_or_never().is_some());
        assert_eq!(clock.now(), at(100));
    }

    #[test]
    fn a_clone_shows_the_same_time() {
        let clock = ManualClock::new(at(0));
        clock.clone().set(at(3));
        assert_eq!(clock.now(), at(3));
    }
}
