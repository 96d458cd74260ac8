//! Offers of a feed that wait to be written together.

use relais_domain::Error;

use super::account::{Account, Place};
use super::likeness::Likeness;
use crate::Intake;
use crate::offer::NewOffer;
use crate::use_cases::{Receipt, WRITTEN_TOGETHER};

/// Bytes of content that may wait to be written.
const MAX_WAITING_BYTES: usize = 4 * 1024 * 1024;

/// An offer that was written, as its feed remembers it.
pub(crate) struct Written {
    /// The source of its identifier.
    pub source: String,
    /// Its identifier.
    pub identifier: String,
    /// By what it is known again.
    pub likeness: Likeness,
    /// The hash of its content.
    pub content_hash: [u8; 32],
    /// The offer.
    pub offer_id: String,
}

/// Offers that wait.
pub(crate) struct Batch {
    intake: Intake,
    waiting: Vec<(Place, Likeness, NewOffer)>,
    waiting_bytes: usize,
}

impl Batch {
    /// Nothing waits.
    pub fn new(intake: Intake) -> Self {
        Self {
            intake,
            waiting: Vec::new(),
            waiting_bytes: 0,
        }
    }

    /// Adds an offer.
    pub fn push(&mut self, place: Place, likeness: Likeness, offer: NewOffer) {
        self.waiting_bytes += offer.prepared.content.len();
        self.waiting.push((place, likeness, offer));
    }

    /// Whether as many wait as are written together.
    pub fn is_full(&self) -> bool {
        self.waiting.len() >= WRITTEN_TOGETHER || self.waiting_bytes >= MAX_WAITING_BYTES
    }

    /// Writes what waits, notes in the account what became of each, and tells what was written.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn write(&mut self, account: &mut Account) -> Result<Vec<Written>, Error> {
        self.waiting_bytes = 0;
        let mut waiting = Vec::with_capacity(self.waiting.len());
        let mut offers = Vec::with_capacity(self.waiting.len());
        for (place, likeness, offer) in self.waiting.drain(..) {
            waiting.push((place, remembered(&offer, likeness)));
            offers.push(offer);
        }
        let placed = self.intake.submit_together(offers).await?;
        let mut written = Vec::with_capacity(placed.len());
        for ((place, remembered), placed) in waiting.into_iter().zip(placed) {
            match placed {
                Ok(receipt) => {
                    account.take(place, &receipt);
                    written.push(of_receipt(remembered, receipt));
                }
                Err(over) => account.refuse(place, &[over.into()]),
            }
        }
        Ok(written)
    }
}

fn remembered(offer: &NewOffer, likeness: Likeness) -> Written {
    Written {
        source: offer.source.clone(),
        identifier: offer.identifier.clone(),
        likeness,
        content_hash: offer.prepared.content_hash,
        offer_id: String::new(),
    }
}

fn of_receipt(remembered: Written, receipt: Receipt) -> Written {
    Written {
        offer_id: receipt.offer_id,
        ..remembered
    }
}
