//! Changing and withdrawing offers that were taken in.

use std::fmt;

use relais_domain::Error;
use relais_domain::ids::EmployerId;
use relais_proto::intake::{AmendOfferRequest, Offer, OfferContent};
use relais_runtime::telemetry::current_traceparent;

use super::look::Viewer;
use super::offer_id;
use super::submit::{Receipt, revise, unchanged};
use crate::offer::Prepared;
use crate::store::offers::{self, StoredOffer};
use crate::{Intake, events};

/// Somebody else changed the offer before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stale {
    /// The version that it has now.
    pub version: u64,
}

impl fmt::Display for Stale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let version = self.version;
        write!(
            f,
            "the offer has version {version} now: look at it and change that one"
        )
    }
}

impl Intake {
    /// An offer of the employer's own.
    ///
    /// # Errors
    /// `NotFound` where there is none; those of the store.
    pub(crate) async fn own_offer(
        &self,
        employer: EmployerId,
        id: &str,
    ) -> Result<StoredOffer, Error> {
        self.visible_offer(Viewer::Employer(employer), id).await
    }

    /// Changes the content of an offer, if it has the version given (0: whichever). The content
    /// was cleaned and keeps the identifier. The clock goes on as it was.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` where the offer is over; `InvalidInput` for another identifier;
    /// those of the store.
    pub(crate) async fn amend(
        &self,
        known: &StoredOffer,
        content: OfferContent,
        version: u64,
    ) -> Result<Result<Receipt, Stale>, Error> {
        same_key(known, &content)?;
        let id = offer_id(&known.offer_id)?;
        let (prepared, at) = (Prepared::new(&content), self.inner.clock.now());
        let amended = self
            .inner
            .store
            .write(move |tx| {
                Box::pin(async move {
                    let known = offers::by_id(tx, id).await?;
                    let known = known.ok_or_else(|| Error::not_found("offer"))?;
                    if known.is_over() {
                        return Err(Error::conflict(
                            "the offer is over: submit a new one under a new identifier",
                        ));
                    }
                    // Said again: the first time may have gone unanswered.
                    if known.content_hash == prepared.content_hash {
                        return Ok(Ok(unchanged(known)));
                    }
                    if version != 0 && version != known.version {
                        return Ok(Err(Stale {
                            version: known.version,
                        }));
                    }
                    Ok(Ok(revise(tx, known, &prepared, at).await?))
                })
            })
            .await?;
        self.inner.watchers.changed(&known.offer_id);
        Ok(amended)
    }

    /// Changes an offer for its employer, who speaks through another service.
    ///
    /// # Errors
    /// As [`amend`](Self::amend); `Conflict` where the offer has another version than the one that
    /// was changed; `InvalidInput` with every wrong field.
    pub(crate) async fn correct(&self, request: AmendOfferRequest) -> Result<Receipt, Error> {
        let known = self
            .visible_offer(Viewer::Everything, &request.offer_id)
            .await?;
        self.amend_known(&known, request).await
    }

    /// Changes an offer of the employer's own.
    ///
    /// # Errors
    /// As [`correct`](Self::correct).
    pub(crate) async fn amend_own(
        &self,
        employer: EmployerId,
        request: AmendOfferRequest,
    ) -> Result<Receipt, Error> {
        let known = self.own_offer(employer, &request.offer_id).await?;
        self.amend_known(&known, request).await
    }

    async fn amend_known(
        &self,
        known: &StoredOffer,
        request: AmendOfferRequest,
    ) -> Result<Receipt, Error> {
        let content = with_key_of(known, request.content.unwrap_or_default());
        let content = self.cleaned(&content)?;
        let amended = self.amend(known, content, request.version).await?;
        amended.map_err(|stale| Error::conflict(stale.to_string()))
    }

    /// Withdraws an offer: the employer no longer wants candidates. An offer that is over stays
    /// as it is.
    ///
    /// # Errors
    /// `NotFound`; those of the store.
    pub(crate) async fn withdraw(&self, employer: EmployerId, id: &str) -> Result<Offer, Error> {
        let known = self.own_offer(employer, id).await?;
        let (offer, at) = (offer_id(id)?, self.inner.clock.now());
        let traceparent = current_traceparent();
        self.inner
            .store
            .write(move |tx| {
                Box::pin(async move {
                    if offers::withdraw(tx, offer).await? {
                        tx.append(events::withdrawn(offer, at, traceparent)).await?;
                    }
                    Ok(())
                })
            })
            .await?;
        self.inner.watchers.changed(&known.offer_id);
        self.offer(Viewer::Employer(employer), id).await
    }
}

/// Content for an offer that is known: what it does not say of its identifier stays as it was.
pub(crate) fn with_key_of(known: &StoredOffer, mut content: OfferContent) -> OfferContent {
    if content.source.is_empty() {
        content.source.clone_from(&known.source);
    }
    if content.identifier.is_empty() {
        content.identifier.clone_from(&known.identifier);
    }
    content
}

fn same_key(known: &StoredOffer, content: &OfferContent) -> Result<(), Error> {
    let (pointer, is, was) = if content.source == known.source {
        ("/identifier", &content.identifier, &known.identifier)
    } else {
        ("/identifier/name", &content.source, &known.source)
    };
    if is == was {
        return Ok(());
    }
    Err(Error::invalid_field(
        pointer,
        "is not that of this offer",
        "leave it out, or submit the content as a new offer",
    ))
}
