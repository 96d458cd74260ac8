//! Submitting a stream of offers, in bounded memory and with an account of each.

use std::collections::VecDeque;

use prost::Message as _;
use relais_domain::ids::EmployerId;
use relais_domain::text::one_line;
use relais_domain::{Error, FieldError};
use relais_proto::intake::{
    FieldViolation, OfferContent, RefusedOffer, Submission, SubmitOffersResponse,
};
use relais_store::Enqueued;
use tokio::task::JoinHandle;
use tracing::Instrument as _;

use super::submit::{Placed, Received, WRITTEN_TOGETHER};
use crate::Intake;
use crate::content::MAX_IDENTIFIER_CHARS;
use crate::offer::{Channel, NewOffer};

/// Offers that are prepared in one go, few enough to hold no thread for long.
const PREPARED_TOGETHER: usize = 16;
/// Such groups that may be ahead: as many as are written together, so that a write finds the next
/// one's offers ready when it ends.
const GROUPS: usize = WRITTEN_TOGETHER / PREPARED_TOGETHER;
/// Bytes of content that a group may have.
const MAX_GROUP_BYTES: usize = 256 * 1024;
/// Writes that are begun and not ended, so that the writer finds the next one when it ends one.
const WRITES: usize = 2;
/// Bytes of content that may wait to be written.
const MAX_WAITING_BYTES: usize = 4 * 1024 * 1024;
/// Refused offers that the account lists; further ones are counted only.
const MAX_LISTED: usize = 1_000;

/// Index and identifier of each offer of a write.
type Places = Vec<(u64, String)>;

/// Offers that came one after the other, with the index of the first.
struct Group {
    received: Received,
    first: u64,
    contents: Vec<OfferContent>,
    bytes: usize,
}

/// What became of a group: each is ready to be written, or wrong.
type Sorted = Vec<(u64, Result<NewOffer, (String, Error)>)>;

/// A stream of offers that is being taken in.
pub(crate) struct Bulk {
    intake: Intake,
    employer: EmployerId,
    next_index: u64,
    group: Option<Group>,
    /// Groups that are prepared meanwhile, in their order.
    preparing: VecDeque<JoinHandle<Sorted>>,
    waiting: Vec<(u64, NewOffer)>,
    waiting_bytes: usize,
    /// What is written meanwhile, in its order.
    writing: VecDeque<(Places, Enqueued<Vec<Placed>>)>,
    account: SubmitOffersResponse,
}

impl Bulk {
    /// Nothing taken in yet.
    pub fn new(intake: Intake, employer: EmployerId) -> Self {
        Self {
            intake,
            employer,
            next_index: 0,
            group: None,
            preparing: VecDeque::new(),
            waiting: Vec::new(),
            waiting_bytes: 0,
            writing: VecDeque::new(),
            account: SubmitOffersResponse::default(),
        }
    }

    /// Takes the next offer of the stream in; a wrong one is noted in the account.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn push(&mut self, content: OfferContent) -> Result<(), Error> {
        let group = match &mut self.group {
            Some(group) => group,
            none => none.insert(Group {
                received: self.intake.received_now()?,
                first: self.next_index,
                contents: Vec::with_capacity(PREPARED_TOGETHER),
                bytes: 0,
            }),
        };
        self.next_index += 1;
        group.bytes += content.encoded_len();
        group.contents.push(content);
        if group.contents.len() >= PREPARED_TOGETHER || group.bytes >= MAX_GROUP_BYTES {
            self.begin_preparing();
        }
        while self.preparing.len() > GROUPS {
            self.end_preparing().await?;
        }
        Ok(())
    }

    /// Prepares what has been gathered, on whatever thread is free.
    fn begin_preparing(&mut self) {
        let Some(group) = self.group.take() else {
            return;
        };
        let (intake, employer) = (self.intake.clone(), self.employer);
        let prepare = async move { prepare(&intake, employer, group) };
        self.preparing
            .push_back(tokio::spawn(prepare.in_current_span()));
    }

    /// Waits for the group that was begun first, and writes where enough waits.
    async fn end_preparing(&mut self) -> Result<(), Error> {
        let Some(preparing) = self.preparing.pop_front() else {
            return Ok(());
        };
        for (index, offer) in preparing.await.map_err(Error::internal)? {
            match offer {
                Ok(offer) => {
                    self.waiting_bytes += offer.prepared.content.len();
                    self.waiting.push((index, offer));
                }
                Err((identifier, error)) => self.refuse(index, identifier, error.fields()),
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
        self.begin_preparing();
        while !self.preparing.is_empty() {
            self.end_preparing().await?;
        }
        self.begin_writing().await?;
        while !self.writing.is_empty() {
            self.end_writing().await?;
        }
        // Mistakes are found at once, refusals in writing only.
        self.account.refused.sort_by_key(|refused| refused.index);
        Ok(self.account)
    }

    /// Begins to write what waits, once there is room for a further write.
    async fn begin_writing(&mut self) -> Result<(), Error> {
        while self.writing.len() >= WRITES {
            self.end_writing().await?;
        }
        self.waiting_bytes = 0;
        let (places, offers): (Places, Vec<NewOffer>) = self
            .waiting
            .drain(..)
            .map(|(index, offer)| ((index, offer.identifier.clone()), offer))
            .unzip();
        if !offers.is_empty() {
            let written = self.intake.begin_submitting(offers).await?;
            self.writing.push_back((places, written));
        }
        Ok(())
    }

    /// Waits for the write that was begun first.
    async fn end_writing(&mut self) -> Result<(), Error> {
        let Some((places, written)) = self.writing.pop_front() else {
            return Ok(());
        };
        let written = written.settled().await?;
        self.intake.tell_all(Channel::Bulk, &written);
        for ((index, identifier), placed) in places.into_iter().zip(written) {
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

/// Cleans and understands each offer of a group.
fn prepare(intake: &Intake, employer: EmployerId, group: Group) -> Sorted {
    let Group {
        received,
        first,
        contents,
        ..
    } = group;
    let offers = (first..).zip(contents);
    let sort = |(index, content): (u64, OfferContent)| {
        let offer = match intake.cleaned(&content) {
            Ok(content) => Ok(intake.new_offer(employer, Channel::Bulk, content, received)),
            Err(error) => {
                let identifier = one_line(&content.identifier);
                let identifier = identifier.chars().take(MAX_IDENTIFIER_CHARS).collect();
                Err((identifier, error))
            }
        };
        (index, offer)
    };
    offers.map(sort).collect()
}

fn violation(field: &FieldError) -> FieldViolation {
    FieldViolation {
        pointer: field.pointer.clone(),
        message: field.message.clone(),
        remedy: field.remedy.clone(),
    }
}
