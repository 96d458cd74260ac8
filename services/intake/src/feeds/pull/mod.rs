//! Feeds that are pulled at a schedule. A due feed is claimed by one conditional update, so that
//! any number of processes may pull; a claim that is lost with its process ends by itself.

mod fetch;
mod memory;
mod run;
mod settle;

use jiff::{SignedDuration, Timestamp};
use relais_domain::Error;
use relais_domain::clock::from_micros;

pub(crate) use fetch::Fetcher;

use self::memory::Key;
use self::run::Pull;
use super::item::Item;
use super::likeness::Likeness;
use super::pipeline::{Parsed, Verdict};
use crate::Intake;
use crate::offer::NewOffer;
use crate::store::feed_items::{self, FeedItem};
use crate::store::feeds::{self, StoredFeed};
use crate::store::offers;
use crate::use_cases::Receipt;

/// Feeds that this process pulls at a time.
pub(crate) const AT_A_TIME: usize = 2;
/// How often it is looked whether another process has added a feed.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_secs(60);
/// What a claim lasts beyond the time that a pull may take.
const SETTLING: SignedDuration = SignedDuration::from_mins(2);

/// Pulls feeds as they fall due, until the process stops.
pub(crate) async fn run(intake: Intake) {
    while !intake.inner.stopping.is_cancelled() {
        match intake.pull_next().await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::warn!(error = %error, "a feed could not be pulled"),
        }
        let now = intake.inner.clock.now();
        let later = now.saturating_add(LOOK_AGAIN).unwrap_or(Timestamp::MAX);
        let due = intake.next_pull().await.unwrap_or(None).unwrap_or(later);
        tokio::select! {
            () = intake.inner.stopping.cancelled() => {}
            () = intake.inner.feed_due.notified() => {}
            () = intake.inner.clock.sleep_until(due.min(later).max(now)) => {}
        }
    }
}

impl Intake {
    async fn next_pull(&self) -> Result<Option<Timestamp>, Error> {
        let mut connection = self.inner.store.read().await?;
        let due = feeds::next_due(&mut connection).await?;
        due.map(from_micros).transpose()
    }

    /// Pulls the feed that has been due for longest; false where none is.
    async fn pull_next(&self) -> Result<bool, Error> {
        let now = self.inner.clock.now();
        let timeout = self.inner.config.feeds.pull_timeout;
        let timeout = SignedDuration::try_from(timeout).unwrap_or(SignedDuration::MAX);
        let lease = timeout.saturating_add(SETTLING);
        let lease_end = now.saturating_add(lease).unwrap_or(Timestamp::MAX);
        let claim = self
            .inner
            .store
            .write(move |tx| Box::pin(async move { Ok(feeds::claim(tx, now, lease_end).await?) }));
        let Some(stored) = claim.await? else {
            return Ok(false);
        };
        let (feed_id, number) = (stored.feed.feed_id.clone(), stored.feed.pulls);
        tokio::select! {
            pulled = self.pull(stored, now) => pulled?,
            () = self.inner.stopping.cancelled() => {
                let release = self.inner.store.write(move |tx| {
                    Box::pin(async move { Ok(feeds::release(tx, &feed_id, number, now).await?) })
                });
                release.await?;
            }
        }
        Ok(true)
    }

    async fn pull(&self, stored: StoredFeed, started_at: Timestamp) -> Result<(), Error> {
        let feed_id = stored.feed.feed_id.clone();
        let mut pull = Pull::begin(self.clone(), stored).await?;
        let ended = pull.run().await?;
        if !ended.problem.is_empty() {
            tracing::info!(feed.id = feed_id, problem = ended.problem, "a pull failed");
        }
        pull.settle(started_at, ended).await
    }

    /// An item as an offer, unless its content is as it was when it was last taken in.
    pub(super) fn prepared_anew(
        &self,
        employer: relais_domain::ids::EmployerId,
        item: Item,
        number: u64,
        hashes: &std::collections::HashMap<Key, [u8; 32]>,
    ) -> Result<Parsed, Error> {
        if let Ok(content) = &item.content {
            let key = (content.source.clone(), content.identifier.clone());
            if hashes.get(&key) == Some(&crate::offer::hash(content)) {
                return Ok(Parsed {
                    number,
                    line: item.line,
                    source: key.0,
                    identifier: key.1,
                    likeness: Likeness::default(),
                    verdict: Verdict::Same,
                });
            }
        }
        self.prepared(employer, item, number)
    }

    /// Lets an offer go on with new content under another identifier; `None` where it is over, or
    /// the identifier is that of another offer.
    ///
    /// # Errors
    /// Those of the store.
    async fn rename_offer(
        &self,
        feed_id: String,
        was: FeedItem,
        offer: NewOffer,
        likeness: Likeness,
    ) -> Result<Option<Receipt>, Error> {
        let id = was.offer_id.parse().map_err(Error::internal)?;
        let renamed = self.inner.store.write(move |tx| {
            Box::pin(async move {
                let (source, identifier) = (&offer.source, &offer.identifier);
                let known = offers::by_id(tx, id)
                    .await?
                    .filter(|known| !known.is_over());
                let taken = offers::by_identifier(tx, offer.employer, source, identifier).await?;
                let (Some(known), None) = (known, taken) else {
                    return Ok(None);
                };
                offers::rename(tx, &known.offer_id, source, identifier).await?;
                feed_items::forget(tx, &feed_id, &was.source, &was.identifier).await?;
                let item = FeedItem {
                    source: source.clone(),
                    identifier: identifier.clone(),
                    likeness: likeness.0,
                    content_hash: offer.prepared.content_hash,
                    ..was
                };
                feed_items::remember(tx, &feed_id, &item).await?;
                let receipt =
                    crate::use_cases::revise(tx, known, &offer.prepared, offer.received_at).await?;
                Ok(Some(receipt))
            })
        });
        let renamed = renamed.await?;
        if let Some(receipt) = &renamed {
            self.inner.watchers.changed(&receipt.offer_id);
        }
        Ok(renamed)
    }
}
