//! How long events wait to be published.
//!
//! An event tells when something happened, which may have been long before it was appended: who takes
//! in an offer of yesterday tells of yesterday. So it counts from when events were seen to wait.

use std::time::Duration;

use jiff::Timestamp;

/// What was seen to wait: the last event then, and when that was.
#[derive(Default)]
pub(super) struct Waiting(Option<(i64, Timestamp)>);

impl Waiting {
    /// How long those have waited that were seen first and are not all in Kafka yet, where that has
    /// what is up to `published`, and the table what is up to `last`.
    pub fn look(&mut self, now: Timestamp, published: i64, last: i64) -> Duration {
        if self.0.is_some_and(|(seen, _)| seen <= published) {
            self.0 = None;
        }
        if last <= published {
            return Duration::ZERO;
        }
        let (_, since) = self.0.get_or_insert((last, now));
        // A clock that was set back tells of no wait.
        Duration::try_from(now.duration_since(*since)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).expect("an instant")
    }

    #[test]
    fn it_grows_while_what_was_seen_is_not_published() {
        let mut waiting = Waiting::default();
        let looks = [(0, 5, 5), (5, 5, 9), (10, 5, 20), (15, 8, 20)];
        let ages = looks.map(|(time, published, last)| waiting.look(at(time), published, last));
        assert_eq!(ages.map(|age| age.as_secs()), [0, 0, 5, 10]);
    }

    #[test]
    fn it_begins_anew_with_what_comes_after() {
        let mut waiting = Waiting::default();
        let looks = [(0, 5, 9), (5, 9, 12), (10, 11, 15), (15, 15, 15)];
        let ages = looks.map(|(time, published, last)| waiting.look(at(time), published, last));
        assert_eq!(ages.map(|age| age.as_secs()), [0, 0, 5, 0]);
    }
}
