//! How long a consumer waits after a failure that may pass.

use std::time::Duration;

use relais_domain::ErrorCode;

const FIRST: Duration = Duration::from_millis(5);
const LONGEST: Duration = Duration::from_secs(5);
/// A conflict waits for another topic, which moves on at the same time.
const LONGEST_FOR_CONFLICT: Duration = Duration::from_millis(80);
/// From this wait on something is wrong that people should know of.
pub(crate) const WORTH_A_WARNING: Duration = Duration::from_secs(1);

/// Waits that grow while nothing gets on, and begin anew once something does.
#[derive(Debug)]
pub(crate) struct Backoff {
    next: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { next: FIRST }
    }
}

impl Backoff {
    /// The wait after one more failure.
    pub(crate) fn wait(&mut self, code: ErrorCode) -> Duration {
        let longest = match code {
            ErrorCode::Conflict => LONGEST_FOR_CONFLICT,
            _ => LONGEST,
        };
        let wait = self.next.min(longest);
        self.next = (wait * 2).min(LONGEST);
        wait
    }

    /// Something got on.
    pub(crate) fn reset(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(backoff: &mut Backoff, code: ErrorCode, count: usize) -> Vec<u128> {
        (0..count).map(|_| backoff.wait(code).as_millis()).collect()
    }

    #[test]
    fn waits_double_up_to_five_seconds() {
        let waits = waits(&mut Backoff::default(), ErrorCode::Unavailable, 12);
        let expected = [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5000, 5000];
        assert_eq!(waits, expected);
    }

    #[test]
    fn waits_begin_anew_once_something_gets_on() {
        let mut backoff = Backoff::default();
        waits(&mut backoff, ErrorCode::Unavailable, 20);
        backoff.reset();
        assert_eq!(waits(&mut backoff, ErrorCode::StorageFull, 2), [5, 10]);
    }

    #[test]
    fn a_conflict_is_tried_again_often() {
        let waits = waits(&mut Backoff::default(), ErrorCode::Conflict, 7);
        assert_eq!(waits, [5, 10, 20, 40, 80, 80, 80]);
    }
}
