//! Everything that follows from a change of a case, in one transaction: the new state, the events,
//! the messages and the notes.

use jiff::{SignedDuration, Timestamp};
use relais_domain::case::{Case, CaseEvent};
use relais_domain::ids::{CandidateId, MailId, NominationId};
use relais_domain::{Entropy, Error};
use relais_store::Tx;

use crate::events::new_event;
use crate::notices::notices;
use crate::outgoing::{self, Means, Outgoing, Purpose};
use crate::store::{self, NewNote, StoredCase, Tutor};

/// Writes changes of cases down.
pub(crate) struct Recorder<'a> {
    /// Random numbers for the ids of messages.
    pub(crate) entropy: &'a dyn Entropy,
    /// The present instant: messages are due from now on, whenever it was that they tell of.
    pub(crate) now: Timestamp,
    /// The trace that events and messages belong to.
    pub(crate) traceparent: Option<String>,
}

/// What is kept beside the events of a change.
#[derive(Default)]
pub(crate) struct Enclosed {
    /// Words that an event names by id.
    pub(crate) note: Option<NewNote>,
    /// The tutor of a hiring.
    pub(crate) tutor: Option<(NominationId, Tutor)>,
}

/// How long an acknowledgement waits for the other offers of its mail.
const FOR_THE_REST: SignedDuration = SignedDuration::from_mins(2);

/// The mail that an offer came in together with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Company {
    /// The mail.
    pub(crate) mail: MailId,
    /// The place of the offer in it, from 0.
    pub(crate) place: u32,
    /// How many offers it holds.
    pub(crate) count: u32,
}

/// By whose mail an offer is acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Acknowledged {
    /// By its own, for itself: the others were acknowledged before it came.
    Alone,
    /// By its own, for all that came in its mail.
    Together {
        /// When the mail goes, at the latest.
        due: Timestamp,
    },
    /// By that of another.
    ByAnother,
}

impl Recorder<'_> {
    /// Puts a new case in with the event that opened it. `false` where the offer has a case
    /// already: then nothing is done. `company` is the mail that it shares with other offers.
    pub(crate) async fn open(
        &self,
        tx: &mut Tx,
        stored: &StoredCase,
        opened: &CaseEvent,
        company: Option<Company>,
    ) -> Result<bool, Error> {
        if !store::insert_case(tx, stored).await? {
            return Ok(false);
        }
        let Some(company) = company else {
            self.tell(tx, &stored.case, opened, stored).await?;
            return Ok(true);
        };
        self.append(tx, &stored.case, opened).await?;
        let acknowledged = self.acknowledged(tx, stored, company).await?;
        for message in notices(opened, stored.case.version, &stored.case, stored.webhook) {
            match (message.means, acknowledged) {
                (Means::Mail, Acknowledged::ByAnother) => {}
                (Means::Mail, Acknowledged::Together { due }) => {
                    self.queue_for(tx, due, message).await?;
                }
                _ => self.queue(tx, message).await?,
            }
        }
        Ok(true)
    }

    /// Who acknowledges an offer that came in one mail with others: the first of them that comes
    /// by here, for all, as soon as all are here.
    async fn acknowledged(
        &self,
        tx: &mut Tx,
        stored: &StoredCase,
        company: Company,
    ) -> Result<Acknowledged, Error> {
        let offer = stored.case.opening.offer;
        let Company { mail, place, count } = company;
        let seat = store::seat(tx, offer, mail, place, count).await?;
        if seat.lead == offer {
            let due = self.now.saturating_add(FOR_THE_REST).unwrap_or(self.now);
            return Ok(Acknowledged::Together { due });
        }
        if !outgoing::waits(tx, seat.lead, Purpose::Acknowledgement).await? {
            store::unseat(tx, offer).await?;
            return Ok(Acknowledged::Alone);
        }
        if seat.complete {
            outgoing::hasten(tx, seat.lead, Purpose::Acknowledgement, self.now).await?;
        }
        Ok(Acknowledged::ByAnother)
    }

    /// Folds `events`, which happened at `at`, into the case and writes down all that follows.
    /// `None` where somebody else has changed the case since it was read: then nothing is done.
    pub(crate) async fn change(
        &self,
        tx: &mut Tx,
        before: &StoredCase,
        events: &[CaseEvent],
        at: Timestamp,
        enclosed: &Enclosed,
    ) -> Result<Option<StoredCase>, Error> {
        if events.is_empty() {
            return Ok(Some(before.clone()));
        }
        let mut steps = Vec::with_capacity(events.len());
        let mut after = before.clone();
        for event in events {
            after.case.apply(event, at);
            steps.push((event, after.case.clone()));
        }
        if !store::claim(tx, &after.case, before.case.version).await? {
            return Ok(None);
        }
        let offer = after.case.opening.offer;
        if let Some(note) = &enclosed.note {
            store::insert_note(tx, offer, note).await?;
        }
        if let Some((nomination, tutor)) = &enclosed.tutor {
            store::put_tutor(tx, offer, *nomination, tutor).await?;
        }
        for (event, case) in &steps {
            if let Some(candidate) = names(event) {
                store::involve(tx, candidate, offer).await?;
            }
            self.tell(tx, case, event, &after).await?;
        }
        Ok(Some(after))
    }

    /// Appends the event that made `case`, and queues the messages that follow from it.
    async fn tell(
        &self,
        tx: &mut Tx,
        case: &Case,
        event: &CaseEvent,
        after: &StoredCase,
    ) -> Result<(), Error> {
        self.append(tx, case, event).await?;
        for message in notices(event, case.version, &after.case, after.webhook) {
            self.queue(tx, message).await?;
        }
        Ok(())
    }

    async fn append(&self, tx: &mut Tx, case: &Case, event: &CaseEvent) -> Result<(), Error> {
        let event = new_event(case, event, self.traceparent.clone());
        tx.append(event).await?;
        Ok(())
    }

    /// Queues a message.
    pub(crate) async fn queue(&self, tx: &mut Tx, message: Outgoing) -> Result<(), Error> {
        self.queue_for(tx, self.now, message).await
    }

    async fn queue_for(&self, tx: &mut Tx, due: Timestamp, message: Outgoing) -> Result<(), Error> {
        let traceparent = self.traceparent.as_deref();
        outgoing::enqueue_for(tx, self.entropy, self.now, due, traceparent, message).await?;
        Ok(())
    }
}

/// The candidate whom a case names from this event on.
fn names(event: &CaseEvent) -> Option<CandidateId> {
    match event {
        CaseEvent::Nominated { candidate, .. } | CaseEvent::PassedOver { candidate, .. } => {
            Some(*candidate)
        }
        _ => None,
    }
}
