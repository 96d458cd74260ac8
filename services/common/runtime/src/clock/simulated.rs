//! A clock for demonstrations, which runs faster than time does.

use std::time::{Duration, Instant};

use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use relais_domain::Clock;
use tokio::sync::watch;

use super::Timer;

/// A clock that starts at a chosen instant, runs `speed` times as fast as time, and can jump.
/// Clones show the same time.
#[derive(Debug, Clone)]
pub struct SimulatedClock {
    anchor: watch::Sender<Anchor>,
}

/// A moment of the machine and the instant that the clock showed then.
#[derive(Debug, Clone, Copy)]
struct Anchor {
    real: Instant,
    shown: Timestamp,
    speed: u32,
}

impl SimulatedClock {
    /// A clock that starts at the given instant; a speed of 0 is taken as 1.
    pub fn new(start: Timestamp, speed: u32) -> Self {
        let anchor = Anchor {
            real: Instant::now(),
            shown: start,
            speed: speed.max(1),
        };
        Self {
            anchor: watch::Sender::new(anchor),
        }
    }

    /// Shows the given instant from now on, and wakes the sleepers whose instant is reached.
    pub fn jump_to(&self, instant: Timestamp) {
        self.anchor.send_modify(|anchor| {
            anchor.real = Instant::now();
            anchor.shown = instant;
        });
    }
}

impl Anchor {
    fn shown_after(self, elapsed: Duration) -> Timestamp {
        let elapsed = elapsed.saturating_mul(self.speed);
        let by = SignedDuration::try_from(elapsed).unwrap_or(SignedDuration::MAX);
        let shown = self.shown.saturating_add(by).unwrap_or(Timestamp::MAX);
        Timestamp::from_microsecond(shown.as_microsecond()).unwrap_or(shown)
    }

    /// How long to sleep until the instant is shown; `None` when it is.
    fn wait_after(self, elapsed: Duration, instant: Timestamp) -> Option<Duration> {
        let remaining = self.shown_after(elapsed).duration_until(instant);
        if remaining <= SignedDuration::ZERO {
            return None;
        }
        // Rounded up, so that the sleeper does not wake just before its instant and spin.
        Some(remaining.unsigned_abs() / self.speed + Duration::from_millis(1))
    }
}

impl Clock for SimulatedClock {
    fn now(&self) -> Timestamp {
        let anchor = *self.anchor.borrow();
        anchor.shown_after(anchor.real.elapsed())
    }
}

impl Timer for SimulatedClock {
    fn sleep_until(&self, instant: Timestamp) -> BoxFuture<'static, ()> {
        let mut anchors = self.anchor.subscribe();
        Box::pin(async move {
            let mut movable = true;
            loop {
                let anchor = *anchors.borrow_and_update();
                let Some(wait) = anchor.wait_after(anchor.real.elapsed(), instant) else {
                    return;
                };
                tokio::select! {
                    () = tokio::time::sleep(wait) => {}
                    // When every handle is gone the clock runs on but can no longer jump.
                    jumped = anchors.changed(), if movable => movable = jumped.is_ok(),
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("in range")
    }

    fn anchor(speed: u32) -> Anchor {
        Anchor {
            real: Instant::now(),
            shown: at(0),
            speed,
        }
    }

    #[test]
    fn at_sixty_times_the_speed_a_second_shows_as_a_minute() {
        assert_eq!(anchor(60).shown_after(Duration::from_secs(1)), at(60));
    }

    #[test]
    fn an_hour_at_sixty_times_the_speed_is_waited_for_a_minute() {
        let wait = anchor(60)
            .wait_after(Duration::ZERO, at(3600))
            .expect("in the future");
        assert_eq!(wait.as_secs(), 60);
        assert_eq!(
            anchor(60).wait_after(Duration::from_mins(1), at(3600)),
            None
        );
    }

    #[tokio::test]
    async fn a_jump_past_its_instant_wakes_a_sleeper() {
        let clock = SimulatedClock::new(at(0), 1);
        let sleeper = tokio::spawn(clock.sleep_until(at(1_000_000)));
        tokio::task::yield_now().await;
        clock.jump_to(at(1_000_000));
        sleeper.await.expect("the sleeper wakes");
        assert!(clock.now() >= at(1_000_000));
    }
}
