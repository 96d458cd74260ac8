//! When to try again. Pure: time and chance are arguments.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::Means;

/// The wait after the first failed attempt to send a mail; each further one doubles it.
const MAIL_FIRST: Duration = Duration::from_mins(1);
/// The longest wait between attempts to send a mail.
const MAIL_LONGEST: Duration = Duration::from_hours(24);
/// How long a mail is tried: what is not taken after three days seldom is.
const MAIL_LIFE: SignedDuration = SignedDuration::from_hours(72);
/// The wait after something of ours did not answer.
const SOON: SignedDuration = SignedDuration::from_secs(5);

/// A failed attempt.
#[derive(Debug, Clone, Copy)]
pub(super) struct Failure {
    /// How the message travels.
    pub means: Means,
    /// How many attempts failed, this one included.
    pub attempts: u32,
    /// Since when the message waits.
    pub since: Timestamp,
    /// Now.
    pub now: Timestamp,
    /// A random number, so that what failed together is not tried together again.
    pub chance: u8,
}

/// When to try again; `None` where the message is to be given up. `schedule` holds the waits of
/// webhooks.
pub(super) fn next_attempt(failure: Failure, schedule: &[Duration]) -> Option<Timestamp> {
    let past = usize::try_from(failure.attempts.saturating_sub(1)).unwrap_or(usize::MAX);
    let wait = match failure.means {
        Means::Mail => mail_wait(failure.attempts),
        Means::Webhook => *schedule.get(past)?,
    };
    // Up to a tenth more.
    let wait = wait + wait * u32::from(failure.chance) / 2560;
    let at = failure.now.saturating_add(wait).ok()?;
    let life = at.duration_since(failure.since);
    let too_old = failure.means == Means::Mail && life > MAIL_LIFE;
    (!too_old).then_some(at)
}

/// When to try again after something of ours did not answer.
pub(super) fn soon(now: Timestamp) -> Timestamp {
    now.saturating_add(SOON).unwrap_or(now)
}

fn mail_wait(attempts: u32) -> Duration {
    let doublings = attempts.saturating_sub(1).min(16);
    MAIL_FIRST.saturating_mul(1 << doublings).min(MAIL_LONGEST)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn failure(means: Means, attempts: u32, age_hours: i64) -> Failure {
        let since = Timestamp::UNIX_EPOCH;
        let now = since + SignedDuration::from_hours(age_hours);
        Failure {
            means,
            attempts,
            since,
            now,
            chance: 0,
        }
    }

    /// The hours after which a mail that always fails is tried, and given up.
    fn mail_hours() -> Vec<i64> {
        let mut it = failure(Means::Mail, 1, 0);
        let mut hours = Vec::new();
        while let Some(at) = next_attempt(it, &[]) {
            hours.push(at.duration_since(it.since).as_hours());
            it = Failure {
                attempts: it.attempts + 1,
                now: at,
                ..it
            };
        }
        hours
    }

    #[test]
    fn a_mail_is_tried_ever_more_rarely_for_three_days() {
        assert_eq!(mail_hours(), [0, 0, 0, 0, 0, 1, 2, 4, 8, 17, 34, 58]);
    }

    #[test]
    fn a_webhook_follows_the_schedule_and_is_then_given_up() {
        let schedule = [Duration::from_secs(5), Duration::from_mins(5)];
        let wait = |attempts| {
            let it = failure(Means::Webhook, attempts, 100);
            next_attempt(it, &schedule).map(|at| at.duration_since(it.now).as_secs())
        };
        assert_eq!([1, 2, 3].map(wait), [Some(5), Some(300), None]);
    }

    proptest! {
        #[test]
        fn chance_adds_a_tenth_at_most(attempts in 1_u32..9, chance: u8) {
            let plain = failure(Means::Mail, attempts, 0);
            let shaken = Failure { chance, ..plain };
            let wait = |it| next_attempt(it, &[]).map(|at| at.duration_since(it.now));
            let (plain, shaken) = (wait(plain).expect("young"), wait(shaken).expect("young"));
            prop_assert!(plain <= shaken && shaken <= plain + plain / 10);
        }
    }
}
