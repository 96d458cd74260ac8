//! Submitting a stream of offers, in bounded memory and with an account of each.

use relais_domain::ids::EmployerId;
use relais_domain::text::one_line;
use relais_domain::{Error, FieldError};
use relais_proto::intake::{
    FieldViolation, OfferContent, RefusedOffer, Submission, SubmitOffersResponse,
};

use tokio::task::JoinHandle;

use super::submit::{Placed, WRITTEN_TOGETHER};
use crate::Intake;
use crate::content::MAX_IDENTIFIER_CHARS;
use crate::offer::{Channel, NewOffer};

/// Bytes of content that may wait to be written.
const MAX_WAITING_BYTES: usize = 4 * 1024 * 1024;
/// Refused offers that the account lists; further ones are counted only.
const MAX_LISTED: usize = 1_000;

/// What became of the offer with an index and an identifier.
type Written = (u64, String, Placed);

/// A stream of offers that is being taken in.
pub(crate) struct Bulk {
    intake: Intake,
    employer: EmployerId,
    next_index: u64,
    waiting: Vec<(u64, NewOffer)>,
    waiting_bytes: usize,
    /// What is being written while further offers are prepared.
    writing: Option<JoinHandle<Result<Vec<Written>, Error>>>,
    account: SubmitOffersResponse,
}

impl Bulk {
    /// Nothing taken in yet.
    pub fn new(intake: Intake, employer: EmployerId) -> Self {
        Self {
            intake,
            employer,
            next_index: 0,
            waiting: Vec::new(),
            waiting_bytes: 0,
            writing: None,
            account: SubmitOffersResponse::default(),
        }
    }

    /// Takes the next offer of the stream in; a wrong one is noted in the account.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn push(&mut self, content: &OfferContent) -> Result<(), Error> {
        let index = self.next_index;
        self.next_index += 1;
        match self.intake.cleaned(content) {
            Ok(content) => {
                let offer = self
                    .intake
                    .new_offer(self.employer, Channel::Bulk, content)?;
                self.waiting_bytes += offer.prepared.content.len();
                self.waiting.push((index, offer));
            }
            Err(error) => {
                let identifier = one_line(&content.identifier);
                let identifier = identifier.chars().take(MAX_IDENTIFIER_CHARS).collect();
                self.refuse(index, identifier, error.fields());
            }
        }
        if self.waiting.len() >= WRITTEN_TOGETHER || self.waiting_bytes >= MAX_WAITING_BYTES {
            self.begin_writing().await?;
        }
        Ok(())
    }

    /// Writes what waits and gives the account.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn finish(mut self) -> Result<SubmitOffersResponse, Error> {
        self.begin_writing().await?;
        self.end_writing().await?;
        // Mistakes are found at once, refusals in writing only.
        self.account.refused.sort_by_key(|refused| refused.index);
        Ok(self.account)
    }

    /// Begins to write what waits, once what was written before it stands.
    async fn begin_writing(&mut self) -> Result<(), Error> {
        self.end_writing().await?;
        self.waiting_bytes = 0;
        let waiting = std::mem::take(&mut self.waiting);
        let intake = self.intake.clone();
        self.writing = Some(tokio::spawn(async move {
            let (places, offers): (Vec<(u64, String)>, Vec<NewOffer>) = waiting
                .into_iter()
                .map(|(index, offer)| ((index, offer.identifier.clone()), offer))
                .unzip();
            let placed = intake.submit_together(offers).await?;
            let places = places.into_iter().zip(placed);
            Ok(places
                .map(|((index, identifier), placed)| (index, identifier, placed))
                .collect())
        }));
        Ok(())
    }

    async fn end_writing(&mut self) -> Result<(), Error> {
        let Some(writing) = self.writing.take() else {
            return Ok(());
        };
        for (index, identifier, placed) in writing.await.map_err(Error::internal)?? {
            self.count(index, identifier, placed);
        }
        Ok(())
    }

    fn count(&mut self, index: u64, identifier: String, placed: Placed) {
        match placed {
            Err(over) => self.refuse(index, identifier, &[over.into()]),
            Ok(receipt) => match receipt.submission {
                Submission::Amended => self.account.amended += 1,
                Submission::Unchanged => self.account.unchanged += 1,
                _ => self.account.accepted += 1,
            },
        }
    }

    fn refuse(&mut self, index: u64, identifier: String, fields: &[FieldError]) {
        self.account.refused_count += 1;
        if self.account.refused.len() < MAX_LISTED {
            self.account.refused.push(RefusedOffer {
                index,
                identifier,
                violations: fields.iter().map(violation).collect(),
            });
        }
    }
}

fn violation(field: &FieldError) -> FieldViolation {
    FieldViolation {
        pointer: field.pointer.clone(),
        message: field.message.clone(),
        remedy: field.remedy.clone(),
    }
}
