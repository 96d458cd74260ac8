//! The end of a pull: what is missing is noted and asked about, the report is kept, the next pull
//! has its time.

use jiff::{SignedDuration, Timestamp};
use relais_domain::Error;
use relais_domain::clock::to_micros;
use relais_proto::intake::FeedPull;
use relais_store::Tx;

use super::memory::{Change, Told};
use super::run::{Ended, Pull};
use crate::events;
use crate::store::{feed_items, feeds, offers};
use crate::use_cases::WRITTEN_TOGETHER;

/// The longest wait after failures, unless the schedule itself is slower.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(24);
/// Failures in a row after which waits grow no more.
const MAX_DOUBLINGS: u32 = 7;

/// What became of offers that were missing.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    missing: u64,
    asked: u64,
    reappeared: u64,
}

impl Pull {
    /// Writes down what became of the pull that began at `started_at`. Where another process has
    /// taken the feed over meanwhile, nothing is written.
    ///
    /// # Errors
    /// Those of the store.
    pub(super) async fn settle(self, started_at: Timestamp, ended: Ended) -> Result<(), Error> {
        let now = self.intake.inner.clock.now();
        let counts = self.note_changes(ended.told, now).await?;
        let has_failed = !ended.problem.is_empty();
        let failures = if has_failed {
            self.stored.feed.failures.saturating_add(1)
        } else {
            0
        };
        let every = SignedDuration::from_secs(self.stored.feed.every_seconds.into());
        let next = now.saturating_add(wait(every, failures));
        let next = next.unwrap_or(Timestamp::MAX);
        let outcome = match ended.told {
            _ if has_failed => "failed",
            Told::SameAsBefore => "not_modified",
            _ => "read",
        };
        let pull = FeedPull {
            feed_id: self.stored.feed.feed_id.clone(),
            number: self.stored.feed.pulls,
            started_at: to_micros(started_at),
            ended_at: to_micros(now),
            outcome: outcome.to_owned(),
            problem: ended.problem,
            report: Some(self.account.finish()),
            missing: counts.missing,
            asked: counts.asked,
            reappeared: counts.reappeared,
            reidentified: self.reidentified,
            pages: self.pages,
        };
        let validators = ended.validators;
        self.intake
            .inner
            .store
            .write(move |tx| {
                Box::pin(async move {
                    feeds::settle(tx, &pull, now, next, failures, validators).await?;
                    Ok(())
                })
            })
            .await
    }

    async fn note_changes(&self, told: Told, now: Timestamp) -> Result<Counts, Error> {
        let mut counts = Counts::default();
        let changes = self.memory.changes(told);
        for chunk in changes.chunks(WRITTEN_TOGETHER) {
            let (chunk, feed) = (chunk.to_vec(), self.stored.feed.clone());
            let noted = self.intake.inner.store.write(move |tx| {
                Box::pin(async move {
                    let mut counts = Counts::default();
                    if !feeds::is_current(tx, &feed.feed_id, feed.pulls).await? {
                        return Ok(counts);
                    }
                    for change in chunk {
                        note(tx, &feed.feed_id, change, now, &mut counts).await?;
                    }
                    Ok(counts)
                })
            });
            let noted = noted.await?;
            counts.missing += noted.missing;
            counts.asked += noted.asked;
            counts.reappeared += noted.reappeared;
        }
        Ok(counts)
    }
}

/// Notes one change. Nobody is asked about an offer that is over; it is forgotten.
async fn note(
    tx: &mut Tx,
    feed_id: &str,
    change: Change,
    now: Timestamp,
    counts: &mut Counts,
) -> Result<(), Error> {
    let (Change::Missed(item) | Change::Ask(item) | Change::Back(item) | Change::Void(item)) =
        &change;
    match &change {
        Change::Missed(_) => counts.missing += 1,
        Change::Back(_) => counts.reappeared += 1,
        Change::Void(_) => {
            counts.reappeared += 1;
            tx.append(events::reappeared(&item.offer_id, now)).await?;
        }
        Change::Ask(_) => {
            let offer = item.offer_id.parse().map_err(Error::internal)?;
            let offer = offers::by_id(tx, offer).await?;
            if offer.is_none_or(|offer| offer.is_over()) {
                feed_items::forget(tx, feed_id, &item.source, &item.identifier).await?;
                return Ok(());
            }
            counts.missing += 1;
            counts.asked += 1;
            tx.append(events::missed(&item.offer_id, now, item.questions))
                .await?;
        }
    }
    feed_items::mark(tx, feed_id, item).await?;
    Ok(())
}

/// How long until the next pull: the schedule, doubled for each failure in a row, up to a day.
fn wait(every: SignedDuration, failures: u32) -> SignedDuration {
    let doubled = every.checked_mul(1 << failures.min(MAX_DOUBLINGS));
    doubled.unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT.max(every))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_that_fails_is_pulled_less_and_less_often() {
        let quarter = SignedDuration::from_mins(15);
        assert_eq!(wait(quarter, 0), quarter);
        assert_eq!(wait(quarter, 2), SignedDuration::from_hours(1));
        assert_eq!(wait(quarter, 1_000), LONGEST_WAIT);
    }

    #[test]
    fn a_weekly_feed_that_fails_stays_weekly() {
        let week = SignedDuration::from_hours(7 * 24);
        assert_eq!(wait(week, 3), week);
    }
}
