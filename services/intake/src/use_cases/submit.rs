//! Submitting offers: idempotent on employer, source and identifier.

use std::sync::Arc;

use jiff::Timestamp;
use relais_domain::clock::to_micros;
use relais_domain::entropy::{Entropy, random};
use relais_domain::ids::{CaseRef, EmployerId, OfferId};
use relais_domain::{Error, FieldError};
use relais_proto::events::{Requirements, Rule};
use relais_proto::intake::{OfferContent, OfferStatus, Submission, SubmitOfferResponse};
use relais_runtime::telemetry::metrics;
use relais_store::{Enqueued, StoreError, Tx};

use crate::content::{self, Findings};
use crate::due::Due;
use crate::offer::{Channel, NewOffer, Prepared};
use crate::store::offers::{self, StoredOffer};
use crate::{Intake, events};

/// Offers that share a write.
pub(crate) const WRITTEN_TOGETHER: usize = 256;

/// When offers came in, and when they are due by that.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Received {
    at: Timestamp,
    due: Due,
}

/// What an employer holds in hand once an offer was taken in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Receipt {
    pub offer_id: String,
    pub case_ref: String,
    pub received_at: i64,
    pub due_at: i64,
    pub rule: Rule,
    pub version: u64,
    pub submission: Submission,
    pub understood: Requirements,
}

/// The identifier of a submitted offer is that of one which is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Over(OfferStatus);

/// What became of a submitted offer: it was taken in, now or before, or its identifier is used up.
pub(crate) type Placed = Result<Receipt, Over>;

impl From<Over> for FieldError {
    fn from(Over(status): Over) -> Self {
        let what = match status {
            OfferStatus::Withdrawn => "is that of an offer which was withdrawn",
            _ => "is that of an offer whose case is closed",
        };
        Self::new("/identifier", what, "submit it under a new identifier")
    }
}

impl From<Over> for Error {
    fn from(over: Over) -> Self {
        let FieldError {
            message, remedy, ..
        } = over.into();
        Self::conflict(format!("the identifier {message}: {remedy}"))
    }
}

impl Intake {
    /// Submits one offer.
    ///
    /// # Errors
    /// `InvalidInput` with every wrong field; `Conflict` where its identifier is that of an offer
    /// which is over; those of the store.
    pub(crate) async fn submit(
        &self,
        employer: EmployerId,
        channel: Channel,
        content: &OfferContent,
    ) -> Result<Receipt, Error> {
        let content = self.cleaned(content)?;
        self.submit_cleaned(employer, channel, content).await
    }

    /// Submits one offer whose content was cleaned.
    ///
    /// # Errors
    /// `Conflict` where its identifier is that of an offer which is over; those of the store.
    pub(crate) async fn submit_cleaned(
        &self,
        employer: EmployerId,
        channel: Channel,
        content: OfferContent,
    ) -> Result<Receipt, Error> {
        let offer = self.new_offer(employer, channel, content, self.received_now()?);
        let written = self.begin_submitting(vec![offer]).await?.settled().await?;
        let placed = written.into_iter().next();
        let placed = placed.ok_or_else(|| Error::internal("an offer was left out"))?;
        self.tell(channel, &placed);
        Ok(placed?)
    }

    /// Submits offers of one employer together, at most [`WRITTEN_TOGETHER`] to a write: what became of each, in
    /// their order.
    ///
    /// # Errors
    /// Those of the store. The writes before the one that failed stand; repeating is harmless.
    pub(crate) async fn submit_together(
        &self,
        offers: Vec<NewOffer>,
    ) -> Result<Vec<Placed>, Error> {
        let mut placed = Vec::with_capacity(offers.len());
        let mut offers = offers.into_iter().peekable();
        while let Some(channel) = offers.peek().map(|offer| offer.channel) {
            let together = offers.by_ref().take(WRITTEN_TOGETHER).collect();
            let written = self.begin_submitting(together).await?.settled().await?;
            self.tell_all(channel, &written);
            placed.extend(written);
        }
        Ok(placed)
    }

    /// Begins to submit offers of one employer in one write.
    ///
    /// # Errors
    /// `Unavailable` where the store is closed.
    pub(super) async fn begin_submitting(
        &self,
        offers: Vec<NewOffer>,
    ) -> Result<Enqueued<Vec<Placed>>, Error> {
        let entropy = self.inner.entropy.clone();
        let write = self
            .inner
            .store
            .enqueue(move |tx| Box::pin(async move { Ok(place_all(tx, offers, &entropy).await?) }));
        write.await
    }

    /// The content with everything cleaned.
    ///
    /// # Errors
    /// `InvalidInput` with every wrong field.
    pub(crate) fn cleaned(&self, content: &OfferContent) -> Result<OfferContent, Error> {
        content::clean(content, self.max_skills(), Findings::default())
    }

    /// How many skills an offer may name.
    pub(crate) fn max_skills(&self) -> usize {
        self.inner.config.limits.skills_per_offer
    }

    /// The present instant as that at which offers come in.
    ///
    /// # Errors
    /// `Internal` where their due instant lies past the year 9999.
    pub(crate) fn received_now(&self) -> Result<Received, Error> {
        self.received_at(self.inner.clock.now())
    }

    /// Another instant as that at which offers came in.
    ///
    /// # Errors
    /// `Internal` where their due instant lies past the year 9999.
    pub(crate) fn received_at(&self, at: Timestamp) -> Result<Received, Error> {
        let due = self.inner.due.due(at)?;
        Ok(Received { at, due })
    }

    /// Everything about a new offer that can be worked out before it is written. One without an
    /// identifier gets one, and so is always new.
    pub(crate) fn new_offer(
        &self,
        employer: EmployerId,
        channel: Channel,
        mut content: OfferContent,
        received: Received,
    ) -> NewOffer {
        if content.identifier.is_empty() {
            let id = uuid::Builder::from_random_bytes(self.random()).into_uuid();
            content.identifier = format!("auto-{id}");
        }
        let prepared = Prepared::new(&content);
        NewOffer {
            id: OfferId::new(received.at, self.random()),
            case_ref: CaseRef::new(self.random()),
            employer,
            channel,
            source: content.source,
            identifier: content.identifier,
            received_at: received.at,
            due: received.due,
            rule: self.inner.due.rule(),
            prepared,
            mail: None,
        }
    }

    /// Tells those who wait for news of offers what became of them, once that stands.
    pub(crate) fn tell_all(&self, channel: Channel, placed: &[Placed]) {
        for one in placed {
            self.tell(channel, one);
        }
    }

    pub(crate) fn tell(&self, channel: Channel, placed: &Placed) {
        let Ok(receipt) = placed else { return };
        match receipt.submission {
            Submission::Accepted => metrics().offer_accepted(channel.as_str()),
            Submission::Amended => self.inner.watchers.changed(&receipt.offer_id),
            _ => {}
        }
    }

    /// A receipt as gRPC answers with it.
    pub(crate) fn response(&self, receipt: Receipt) -> SubmitOfferResponse {
        SubmitOfferResponse {
            status_url: self.status_url(&receipt.offer_id),
            offer_id: receipt.offer_id,
            case_ref: receipt.case_ref,
            received_at: receipt.received_at,
            due_at: receipt.due_at,
            rule: Some(receipt.rule),
            submission: receipt.submission.into(),
            understood: Some(receipt.understood),
        }
    }
}

/// Writes offers of one employer, or finds that they were written before.
pub(crate) async fn place_all(
    tx: &mut Tx,
    offers: Vec<NewOffer>,
    entropy: &Arc<dyn Entropy>,
) -> Result<Vec<Placed>, StoreError> {
    let Some(first) = offers.first() else {
        return Ok(Vec::new());
    };
    let webhook = offers::wants_webhooks(tx, first.employer).await?;
    let count = i64::try_from(offers.len()).unwrap_or(i64::MAX);
    let changes = offers::next_changes(tx, count).await?..;
    let mut placed = Vec::with_capacity(offers.len());
    for (offer, change) in offers.into_iter().zip(changes) {
        placed.push(place(tx, offer, change, webhook, entropy).await?);
    }
    Ok(placed)
}

/// Writes one of them. New ones, which are nearly all, cost one insert and one event.
async fn place(
    tx: &mut Tx,
    mut offer: NewOffer,
    change: i64,
    webhook: bool,
    entropy: &Arc<dyn Entropy>,
) -> Result<Placed, StoreError> {
    while !offers::insert(tx, &offer, change).await? {
        let known =
            offers::by_identifier(tx, offer.employer, &offer.source, &offer.identifier).await?;
        match known {
            Some(known) => return settle(tx, known, &offer).await,
            // It is the reference that is taken: draw another.
            None => offer.case_ref = CaseRef::new(random(&**entropy)),
        }
    }
    tx.append(events::submitted(&mut offer, webhook)).await?;
    Ok(Ok(accepted(offer)))
}

/// An identifier that is known: the same content gets the first answer, another one amends.
async fn settle(tx: &mut Tx, known: StoredOffer, offer: &NewOffer) -> Result<Placed, StoreError> {
    let is_same = known.content_hash == offer.prepared.content_hash;
    if known.status == OfferStatus::Withdrawn || (known.is_over() && !is_same) {
        return Ok(Err(Over(known.status)));
    }
    if is_same {
        return Ok(Ok(unchanged(known)));
    }
    let receipt = revise(tx, known, &offer.prepared, offer.received_at).await?;
    Ok(Ok(receipt))
}

/// Puts new content in the place of the old one. The clock goes on as it was.
pub(crate) async fn revise(
    tx: &mut Tx,
    known: StoredOffer,
    prepared: &Prepared,
    at: Timestamp,
) -> Result<Receipt, StoreError> {
    let version = known.version + 1;
    offers::replace_content(tx, &known.offer_id, prepared).await?;
    let event = events::amended(&known.offer_id, version, at, prepared);
    tx.append(event).await?;
    Ok(Receipt {
        version,
        submission: Submission::Amended,
        understood: prepared.requirements.clone(),
        ..unchanged(known)
    })
}

pub(super) fn unchanged(known: StoredOffer) -> Receipt {
    Receipt {
        offer_id: known.offer_id,
        case_ref: known.case_ref,
        received_at: known.received_at,
        due_at: known.due_at,
        rule: known.rule,
        version: known.version,
        submission: Submission::Unchanged,
        understood: known.understood,
    }
}

fn accepted(offer: NewOffer) -> Receipt {
    Receipt {
        offer_id: offer.id.to_string(),
        case_ref: offer.case_ref.to_string(),
        received_at: to_micros(offer.received_at),
        due_at: to_micros(offer.due.at),
        rule: offer.rule,
        version: 1,
        submission: Submission::Accepted,
        understood: offer.prepared.requirements,
    }
}
