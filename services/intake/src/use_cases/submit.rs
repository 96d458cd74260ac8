//! Submitting offers: idempotent on employer, source and identifier.

use std::sync::Arc;

use relais_domain::clock::to_micros;
use relais_domain::entropy::{Entropy, random};
use relais_domain::ids::{CaseRef, EmployerId, OfferId};
use relais_domain::{Error, FieldError};
use relais_proto::events::{Requirements, Rule};
use relais_proto::intake::{OfferContent, OfferStatus, Submission, SubmitOfferResponse};
use relais_runtime::telemetry::metrics;
use relais_store::{StoreError, Tx};

use crate::content::{self, Findings};
use crate::offer::{Channel, NewOffer, Prepared};
use crate::store::offers::{self, StoredOffer};
use crate::{Intake, events};

/// Offers that share a write.
pub(crate) const WRITTEN_TOGETHER: usize = 256;

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
        let offer = self.new_offer(employer, channel, content)?;
        let entropy = self.inner.entropy.clone();
        let placed = self
            .inner
            .store
            .write(move |tx| Box::pin(async move { Ok(place(tx, &offer, &entropy).await?) }))
            .await?;
        self.tell(channel, &placed);
        Ok(placed?)
    }

    /// Submits offers together, at most [`WRITTEN_TOGETHER`] to a write: what became of each, in
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
            let together: Vec<NewOffer> = offers.by_ref().take(WRITTEN_TOGETHER).collect();
            let entropy = self.inner.entropy.clone();
            let written = self
                .inner
                .store
                .write(move |tx| {
                    Box::pin(async move {
                        let mut placed = Vec::with_capacity(together.len());
                        for offer in &together {
                            placed.push(place(tx, offer, &entropy).await?);
                        }
                        Ok(placed)
                    })
                })
                .await?;
            for one in &written {
                self.tell(channel, one);
            }
            placed.extend(written);
        }
        Ok(placed)
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

    /// Everything about a new offer that can be worked out before it is written. One without an
    /// identifier gets one, and so is always new.
    ///
    /// # Errors
    /// `Internal` where its due instant lies past the year 9999.
    pub(crate) fn new_offer(
        &self,
        employer: EmployerId,
        channel: Channel,
        mut content: OfferContent,
    ) -> Result<NewOffer, Error> {
        if content.identifier.is_empty() {
            let id = uuid::Builder::from_random_bytes(self.random()).into_uuid();
            content.identifier = format!("auto-{id}");
        }
        let received_at = self.inner.clock.now();
        let prepared = Prepared::new(&content);
        Ok(NewOffer {
            id: OfferId::new(received_at, self.random()),
            case_ref: CaseRef::new(self.random()),
            employer,
            channel,
            source: content.source,
            identifier: content.identifier,
            received_at,
            due: self.inner.due.due(received_at)?,
            rule: self.inner.due.rule(),
            prepared,
        })
    }

    fn tell(&self, channel: Channel, placed: &Placed) {
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

/// Writes an offer, or finds that it was written before. New ones, which are nearly all, cost one
/// insert and one event.
async fn place(
    tx: &mut Tx,
    offer: &NewOffer,
    entropy: &Arc<dyn Entropy>,
) -> Result<Placed, StoreError> {
    let mut case_ref = offer.case_ref.clone();
    loop {
        if offers::insert(tx, offer, &case_ref).await? {
            let webhook = offers::wants_webhooks(tx, offer.employer).await?;
            tx.append(events::submitted(offer, &case_ref, webhook))
                .await?;
            return Ok(Ok(accepted(offer, &case_ref)));
        }
        let known =
            offers::by_identifier(tx, offer.employer, &offer.source, &offer.identifier).await?;
        match known {
            Some(known) => return settle(tx, known, offer).await,
            // It is the reference that is taken: draw another.
            None => case_ref = CaseRef::new(random(&**entropy)),
        }
    }
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
    at: jiff::Timestamp,
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

fn accepted(offer: &NewOffer, case_ref: &CaseRef) -> Receipt {
    Receipt {
        offer_id: offer.id.to_string(),
        case_ref: case_ref.to_string(),
        received_at: to_micros(offer.received_at),
        due_at: to_micros(offer.due.at),
        rule: offer.rule.clone(),
        version: 1,
        submission: Submission::Accepted,
        understood: offer.prepared.requirements.clone(),
    }
}
