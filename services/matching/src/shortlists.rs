//! A shortlist for each offer and each amendment: the log of what was ranked, on which facts and
//! why.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use jiff::Timestamp;
use prost::Message as _;
use relais_domain::Error;
use relais_events::{
    Batch, DeadLetter, EventRecord, Handler, Member, NewEvent, Reader, Repair, UnknownType, keep,
    passes, reason_of, span_of, stored, tell_lag, topics,
};
use relais_proto::events::{OfferAmended, ShortlistComputed};
use relais_runtime::telemetry::{current_traceparent, metrics};
use relais_store::{Store, Tx};
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use crate::events::Unreadable;
use crate::offers::{amended, submitted};
use crate::service::Matching;
use crate::use_cases::Ask;

/// The name of the cursor.
pub(crate) const CONSUMER: &str = "matching";
/// Offers that are ranked before they are written together.
const BATCH: usize = 32;
/// What happens to offers and asks for no ranking.
const NOT_RANKED: [&str; 3] = [
    "relais.offer.withdrawn.v1",
    "relais.offer.missed.v1",
    "relais.offer.reappeared.v1",
];
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
        let mut letters: Vec<DeadLetter> = batch
            .unreadable
            .iter()
            .map(|it| DeadLetter::new(CONSUMER, it.record.clone(), it.reason.clone()))
            .collect();
        let mut asked = Vec::new();
        for record in &batch.records {
            match ranked_by(record) {
                Ok(Some(offer)) => asked.push((offer, record)),
                Ok(None) => {}
                Err(reason) => {
                    letters.push(DeadLetter::new(
                        CONSUMER,
                        record.clone(),
                        reason.to_string(),
                    ));
                }
            }
        }
        let (events, ranked) = self.rank_all(asked, &mut letters).await?;
        let (partition, after) = (batch.partition, batch.after);
        if self.append(events, letters, &batch).await? {
            self.tell_delays(&ranked);
            reader.taken(partition, after);
        } else {
            let cursor = member.cursor(partition).await?;
            reader.seek(partition, cursor).await?;
        }
        Ok(())
    }

    /// The shortlists of offers, and when these came. One that can never be ranked is set aside.
    async fn rank_all(
        &self,
        asked: Vec<(OfferAmended, &EventRecord)>,
        letters: &mut Vec<DeadLetter>,
    ) -> Result<(Vec<NewEvent>, Vec<i64>), Error> {
        let ranking = asked.into_iter().map(async |(offer, record)| {
            let span = span_of(CONSUMER, record);
            let outcome = event(&self.matching, offer, record).instrument(span).await;
            (record, outcome)
        });
        let (mut events, mut offered_at) = (Vec::new(), Vec::new());
        for (record, outcome) in futures::future::join_all(ranking).await {
            match outcome {
                Ok(event) => {
                    events.push(event);
                    offered_at.push(record.time_micros);
                }
                Err(error) if passes(&error) => return Err(error),
                Err(error) => {
                    let reason = reason_of(&error);
                    letters.push(DeadLetter::new(CONSUMER, record.clone(), reason));
                }
            }
        }
        Ok((events, offered_at))
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

    /// Appends the shortlists, sets aside what cannot be read, and moves the cursor with them;
    /// `false` where it had been moved.
    async fn append(
        &self,
        events: Vec<NewEvent>,
        letters: Vec<DeadLetter>,
        batch: &Batch,
    ) -> Result<bool, Error> {
        for letter in &letters {
            let (offset, reason) = (letter.record.offset, letter.reason.as_str());
            tracing::error!(offset, reason, "an offer cannot be read and is not ranked");
        }
        let (set_aside, is_told) = (letters.len(), self.matching.inner.log.is_shared());
        let (partition, before, after) = (batch.partition, batch.before, batch.after);
        let moved = self
            .store
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
                    for letter in letters {
                        keep(tx, letter, is_told).await?;
                    }
                    Ok(true)
                })
            })
            .await?;
        for _ in 0..if moved { set_aside } else { 0 } {
            metrics().dead_letter("event");
        }
        Ok(moved)
    }
}

/// The shortlist of an offer, as the event that tells of it.
async fn event(
    matching: &Matching,
    offer: OfferAmended,
    record: &EventRecord,
) -> Result<NewEvent, Error> {
    let began = Instant::now();
    let at = matching.inner.clock.now();
    let shortlist = compute(matching, offer, at).await?;
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
    matching: &Matching,
    offer: OfferAmended,
    at: Timestamp,
) -> Result<ShortlistComputed, Error> {
    let ask = Ask {
        offer_version: offer.version,
        requirements: offer.requirements.unwrap_or_default(),
        organisation: None,
        limit: matching.inner.config.matching.shortlist_size,
        offer: offer.offer_id.parse()?,
        at,
    };
    matching.shortlist(ask).await
}

/// What a record asks to be ranked; `None` where there is nothing to rank.
fn ranked_by(record: &EventRecord) -> Result<Option<OfferAmended>, Unreadable> {
    let offer = match submitted(record)? {
        Some(offer) => Some(offer),
        None => amended(record)?,
    };
    if offer.is_none() && !NOT_RANKED.contains(&record.kind.as_str()) {
        return Err(UnknownType::of(record).into());
    }
    Ok(offer.filter(|offer| offer.offer_id == record.stream))
}

/// Ranks for offers that were set aside.
struct Ranker(Matching);

#[async_trait]
impl Handler for Ranker {
    async fn handle(&self, tx: &mut Tx, record: &EventRecord) -> Result<(), Error> {
        let offer = ranked_by(record).map_err(Error::internal)?;
        if let Some(offer) = offer {
            tx.append(event(&self.0, offer, record).await?).await?;
        }
        Ok(())
    }
}

/// The offers that could not be ranked.
pub(crate) fn repair(matching: &Matching, store: Store) -> Repair {
    let ranker: Arc<dyn Handler> = Arc::new(Ranker(matching.clone()));
    Repair::new(CONSUMER, store, [(topics::OFFERS, ranker)])
}
