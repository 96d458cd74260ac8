//! A shortlist for each offer and each amendment: the log of what was ranked, on which facts and
//! why.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use prost::Message as _;
use relais_domain::Error;
use relais_events::{EventRecord, NewEvent, Tail, topics};
use relais_proto::events::{OfferAmended, ShortlistComputed};
use relais_runtime::telemetry::metrics;
use relais_store::Store;
use tokio_util::sync::CancellationToken;

use crate::offers::{amended, submitted};
use crate::service::Matching;
use crate::use_cases::Ask;

/// The name of the cursor.
pub(crate) const CONSUMER: &str = "matching";
/// Offers that are ranked before they are written together.
const BATCH: u32 = 32;
/// How long an offer waits for the candidates that were there before it. Past this it is ranked
/// with those that the index has, rather than not at all.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// How long to wait after a failure.
const AFTER_FAILURE: Duration = Duration::from_millis(200);

/// Ranks offers as they come.
pub(crate) struct Shortlists {
    matching: Matching,
    store: Store,
}

impl Shortlists {
    pub fn new(matching: Matching, store: Store) -> Self {
        Self { matching, store }
    }

    /// Follows the offers until `stop`.
    ///
    /// # Errors
    /// None at present: whatever fails is tried again.
    pub async fn run(self, stop: CancellationToken) -> Result<(), Error> {
        loop {
            let outcome = tokio::select! {
                () = stop.cancelled() => return Ok(()),
                outcome = self.follow() => outcome,
            };
            if let Err(error) = outcome {
                tracing::warn!(error = %error, "offers cannot be ranked; will try again");
                tokio::select! {
                    () = stop.cancelled() => return Ok(()),
                    () = tokio::time::sleep(AFTER_FAILURE) => {}
                }
            }
        }
    }

    /// Ranks batches from the stored cursor on, until something fails or somebody else has moved
    /// the cursor.
    async fn follow(&self) -> Result<(), Error> {
        let topic = topics::OFFERS.name;
        let from = self.store.read().await?.cursor(CONSUMER, topic, 0).await?;
        let mut tail = Tail::new(self.matching.inner.log.clone(), topic, from);
        loop {
            let before = tail.position();
            let records = tail.next(BATCH).await?;
            self.store.give_way().await;
            self.wait_for_candidates().await?;
            let asked = records
                .iter()
                .filter_map(|record| Some((ranked_by(record)?, record)));
            let events = asked.map(|(offer, record)| self.event(offer, record));
            let events = futures::future::try_join_all(events).await?;
            if !self.append(events, before, tail.position()).await? {
                return Ok(());
            }
        }
    }

    /// Waits until the candidates that the log has now have been taken in, so that one who was
    /// registered before an offer is considered for it.
    async fn wait_for_candidates(&self) -> Result<(), Error> {
        let inner = &self.matching.inner;
        let topic = topics::CANDIDATES.name;
        let end = inner.log.end(topic).await?;
        let reached = inner.candidates.reached(topic, end);
        if tokio::time::timeout(LONGEST_WAIT, reached).await.is_err() {
            tracing::warn!(
                end,
                "ranking without the newest candidates: the index is behind"
            );
        }
        Ok(())
    }

    async fn event(&self, offer: OfferAmended, record: &EventRecord) -> Result<NewEvent, Error> {
        let began = Instant::now();
        let at = self.matching.inner.clock.now();
        let shortlist = self.compute(offer, at).await?;
        metrics().shortlist_made(began.elapsed());
        Ok(NewEvent {
            topic: topics::SHORTLISTS,
            stream: record.stream.clone(),
            kind: "relais.shortlist.computed.v1",
            source: "relais/matching",
            time: at,
            traceparent: record.traceparent.clone(),
            payload: shortlist.encode_to_vec(),
        })
    }

    async fn compute(
        &self,
        offer: OfferAmended,
        at: Timestamp,
    ) -> Result<ShortlistComputed, Error> {
        let ask = Ask {
            offer_version: offer.version,
            requirements: offer.requirements.unwrap_or_default(),
            organisation: None,
            limit: self.matching.inner.config.matching.shortlist_size,
            offer: offer.offer_id.parse()?,
            at,
        };
        self.matching.shortlist(ask).await
    }

    /// Appends the shortlists and moves the cursor with them; `false` where it had been moved.
    async fn append(&self, events: Vec<NewEvent>, before: i64, last: i64) -> Result<bool, Error> {
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let topic = topics::OFFERS.name;
                    if !tx.move_cursor(CONSUMER, topic, 0, before, last).await? {
                        return Ok(false);
                    }
                    for event in events {
                        tx.append(event).await?;
                    }
                    Ok(true)
                })
            })
            .await
    }
}

/// What a record asks to be ranked; `None` where there is nothing to rank.
fn ranked_by(record: &EventRecord) -> Option<OfferAmended> {
    let read = submitted(record).and_then(|offer| match offer {
        Some(offer) => Ok(Some(offer)),
        None => amended(record),
    });
    let valid = read.map(|offer| offer.filter(|offer| offer.offer_id == record.stream));
    valid.unwrap_or_else(|error| {
        tracing::error!(offset = record.offset, error = %error, "an offer cannot be read and is not ranked");
        None
    })
}
