//! A shortlist for each offer and each amendment: the log of what was ranked, on which facts and
//! why.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use prost::Message as _;
use relais_domain::Error;
use relais_events::{
    Batch, EventRecord, Member, NewEvent, Reader, span_of, stored, tell_lag, topics,
};
use relais_proto::events::{OfferAmended, ShortlistComputed};
use relais_runtime::telemetry::{current_traceparent, metrics};
use relais_store::Store;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use crate::offers::{amended, submitted};
use crate::service::Matching;
use crate::use_cases::Ask;

/// The name of the cursor.
pub(crate) const CONSUMER: &str = "matching";
/// Offers that are ranked before they are written together.
const BATCH: usize = 32;
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

    /// Follows the offers until `stop`, and tells meanwhile how far it lies behind.
    ///
    /// # Errors
    /// None at present: whatever fails is tried again.
    pub async fn run(self, stop: CancellationToken) -> Result<(), Error> {
        let log = self.matching.inner.log.as_ref();
        let cursors = || stored(&self.store, CONSUMER, topics::OFFERS);
        tokio::select! {
            ended = self.work(stop) => ended,
            never = tell_lag(CONSUMER, topics::OFFERS, log, cursors) => match never {},
        }
    }

    async fn work(&self, stop: CancellationToken) -> Result<(), Error> {
        loop {
            let mut reader = None;
            let failed = stop.run_until_cancelled(self.follow(&mut reader)).await;
            if let Some(reader) = reader {
                reader.close().await;
            }
            let Some(error) = failed else { return Ok(()) };
            tracing::warn!(error = %error, "offers cannot be ranked; will try again");
            let pause = tokio::time::sleep(AFTER_FAILURE);
            if stop.run_until_cancelled(pause).await.is_none() {
                return Ok(());
            }
        }
    }

    /// Ranks batches from the stored cursors on, until something fails.
    async fn follow(&self, opened: &mut Option<Box<dyn Reader>>) -> Error {
        let member = Member {
            consumer: CONSUMER,
            topic: topics::OFFERS,
            store: self.store.clone(),
        };
        let reader = match self.matching.inner.log.join(member.clone()).await {
            Ok(reader) => opened.insert(reader),
            Err(error) => return error,
        };
        loop {
            if let Err(error) = self.rank(&member, reader.as_mut()).await {
                return error;
            }
        }
    }

    /// Ranks one batch, and goes back to the stored cursor where somebody else has moved it.
    async fn rank(&self, member: &Member, reader: &mut dyn Reader) -> Result<(), Error> {
        let batch = reader.next(BATCH).await?;
        self.store.give_way().await;
        self.wait_for_candidates().await?;
        for unreadable in &batch.unreadable {
            not_ranked(unreadable.record.offset, &unreadable.reason);
        }
        let asked: Vec<_> = batch
            .records
            .iter()
            .filter_map(|record| Some((ranked_by(record)?, record)))
            .collect();
        let ranked: Vec<i64> = asked.iter().map(|(_, it)| it.time_micros).collect();
        let events = asked.into_iter().map(|(offer, record)| {
            let span = span_of(CONSUMER, record);
            self.event(offer, record).instrument(span)
        });
        let events = futures::future::try_join_all(events).await?;
        let (partition, after) = (batch.partition, batch.after);
        if self.append(events, &batch).await? {
            self.tell_delays(&ranked);
            reader.taken(partition, after);
        } else {
            let cursor = member.cursor(partition).await?;
            reader.seek(partition, cursor).await?;
        }
        Ok(())
    }

    /// Tells how long after their offers the shortlists have come.
    fn tell_delays(&self, offered_at_micros: &[i64]) {
        let now = self.matching.inner.clock.now().as_microsecond();
        for at in offered_at_micros {
            // Clocks of other machines may be ahead.
            let delay = u64::try_from(now.saturating_sub(*at)).unwrap_or(0);
            metrics().shortlist_follows(Duration::from_micros(delay));
        }
    }

    /// Waits until the candidates that the log has now have been taken in, so that one who was
    /// registered before an offer is considered for it.
    async fn wait_for_candidates(&self) -> Result<(), Error> {
        let inner = &self.matching.inner;
        let topic = topics::CANDIDATES;
        let ends = inner.log.ends(topic).await?;
        let reached = inner.candidates.reached(topic.name, &ends);
        if tokio::time::timeout(LONGEST_WAIT, reached).await.is_err() {
            tracing::warn!(
                ?ends,
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
            traceparent: current_traceparent().or_else(|| record.traceparent.clone()),
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
    async fn append(&self, events: Vec<NewEvent>, batch: &Batch) -> Result<bool, Error> {
        let (partition, before, after) = (batch.partition, batch.before, batch.after);
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let topic = topics::OFFERS.name;
                    let moved = tx.move_cursor(CONSUMER, topic, partition, before, after);
                    if !moved.await? {
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

fn not_ranked(offset: i64, reason: &str) {
    tracing::error!(offset, reason, "an offer cannot be read and is not ranked");
}

/// What a record asks to be ranked; `None` where there is nothing to rank.
fn ranked_by(record: &EventRecord) -> Option<OfferAmended> {
    let read = submitted(record).and_then(|offer| match offer {
        Some(offer) => Ok(Some(offer)),
        None => amended(record),
    });
    let valid = read.map(|offer| offer.filter(|offer| offer.offer_id == record.stream));
    valid.unwrap_or_else(|error| {
        not_ranked(record.offset, &error.to_string());
        None
    })
}
