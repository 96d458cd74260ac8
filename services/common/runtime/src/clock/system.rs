//! The wall clock of the machine.

use std::time::Duration;

use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use relais_domain::Clock;

use super::Timer;

/// How long a sleeper goes without looking at the clock. The wall clock may be set back or
/// forward, or the machine suspended, while a monotonic timer runs on.
const LONGEST_SLICE: Duration = Duration::from_secs(30);

/// The wall clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }
}

impl Timer for SystemClock {
    fn sleep_until(&self, instant: Timestamp) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            while let Some(slice) = next_slice(SystemClock.now(), instant) {
                tokio::time::sleep(slice).await;
            }
        })
    }
}

/// How long to sleep before looking at the clock again; `None` when the instant is reached.
fn next_slice(now: Timestamp, instant: Timestamp) -> Option<Duration> {
    let remaining = now.duration_until(instant);
    if remaining <= SignedDuration::ZERO {
        return None;
    }
    Some(remaining.unsigned_abs().min(LONGEST_SLICE))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("in range")
    }

    #[test]
    fn a_long_sleep_looks_at_the_clock_every_thirty_seconds() {
        assert_eq!(next_slice(at(0), at(3600)), Some(Duration::from_secs(30)));
        assert_eq!(
            next_slice(at(3590), at(3600)),
            Some(Duration::from_secs(10))
        );
    }

    #[test]
    fn an_instant_that_is_reached_or_past_needs_no_sleep() {
        assert_eq!(next_slice(at(10), at(10)), None);
        assert_eq!(next_slice(at(11), at(10)), None);
    }

    #[tokio::test]
    async fn sleeping_until_the_past_returns_at_once() {
        SystemClock.sleep_until(at(0)).await;
    }

    #[test]
    fn the_time_is_told_to_the_microsecond() {
        assert_eq!(SystemClock.now().subsec_nanosecond() % 1000, 0);
    }
}
